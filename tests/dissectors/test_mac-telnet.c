/* test_mac-telnet: dissectors/mac_telnet.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_mac_telnet;

/* clang-format off */
#define CM "\2\0\0\0\0\x0a"
#define SM "\2\0\0\0\0\x0b"
/* | 1 | type | source | destination | session 0x1234, client type 0x15 | counter | */
#define C(type, counter) "\1" type CM SM "\x12\x34\0\x15\0\0\0" counter
#define S(type, counter) "\1" type SM CM "\0\x15\x12\x34\0\0\0" counter
#define PART(kind, len) "\x56\x34\x12\xff" kind "\0\0\0" len

#define START CLIENT(C("\0", "\0"))
#define BEGIN CLIENT(C("\1", "\0") PART("\0", "\0"))
#define SALT SERVER(S("\1", "\0") PART("\1", "\x10") "0123456789abcdef")
#define GREETING CLIENT(C("\1", "\x09") PART("\2", "\x11") "\0PPPPPPPPPPPPPPPP" PART("\3", "\6") "netops" \
	PART("\4", "\5") "xterm" PART("\5", "\2") "\x50\0" PART("\6", "\2") "\x18\0")
#define IN SERVER(S("\1", "\x19") PART("\x09", "\0"))
#define LOGIN START, SERVER(S("\2", "\0")), BEGIN, SALT, GREETING, IN
/* counters behind a login: the client's 0x56, the server's 0x22 */
#define PROMPT SERVER(S("\1", "\x22") "[netops@gw9] > ")

#define SAID(...) HAS(VECTOR_OF(dissector_mac_telnet, false), __VA_ARGS__)

START_TEST(a_login_names_the_user_and_both_ends)
{
	static const struct turn turns[] = {LOGIN, PROMPT};

	SAID("mac_telnet {\"mac_telnet\":{\"user\":\"netops\",\"session\":4660,\"client_mac\":\"02:00:00:00:00:0a\","
		"\"server_mac\":\"02:00:00:00:00:0b\",\"client\":\"terminal\",\"proof\":\"md5\",\"terminal\":\"xterm\","
		"\"columns\":80,\"rows\":24}}",
		"action login session element=server object=netops user=netops outcome=ok",
		"!PPPP", "!malformed");
}
END_TEST

START_TEST(commands_of_routeros_are_actions)
{
	static const struct turn turns[] = {LOGIN, PROMPT,
		CLIENT(C("\1", "\x56") "/user add name=eve password=Hidden-1 group=full\r"),
		SERVER(S("\1", "\x31") "/user add name=eve password=Hidden-1 group=full\r\n[netops@gw9] > "),
		CLIENT(C("\1", "\x86") "/quit\r"), SERVER(S("\377", "\0"))};

	SAID("action change account element=server object=/user add name=eve",
		"user=netops outcome=ok",
		"vendor=mikrotik",
		"action logout session element=server object=netops user=netops outcome=ok");
}
END_TEST

START_TEST(end_of_authentication_is_no_login)
{
	static const struct turn turns[] = {LOGIN,
		SERVER(S("\1", "\x22") "Login failed, incorrect username or password\r\n"), SERVER(S("\377", "\0"))};

	SAID("action login-failed session element=server object=netops user=netops outcome=refused",
		"reason=Login failed, incorrect username or password", "!action login ", "!action logout");
}
END_TEST

START_TEST(a_server_that_ends_without_a_prompt_refused)
{
	static const struct turn turns[] = {LOGIN, SERVER(S("\377", "\0"))};

	SAID("action login-failed session", "!action login ", "!action logout");
}
END_TEST

START_TEST(an_error_packet_refuses)
{
	static const struct turn turns[] = {START, BEGIN, SALT, GREETING,
		SERVER(S("\1", "\x19") PART("\7", "\x0a") "not-for-me")};

	SAID("action login-failed session element=server object=netops user=netops outcome=refused evidence=observed reason=not-for-me",
		"!action login ");
}
END_TEST

START_TEST(a_login_with_a_key_is_one_too)
{
	static const struct turn turns[] = {START,
		CLIENT(C("\1", "\0") PART("\0", "\0") PART("\1", "\x28") "netops\0KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK"),
		SERVER(S("\1", "\0") PART("\1", "\x31") "KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK0123456789abcdef"),
		CLIENT(C("\1", "\x3a") PART("\2", "\x20") "PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP" PART("\3", "\6") "netops"),
		SERVER(S("\1", "\x3a") PART("\x09", "\0") "[netops@gw9] > ")};

	SAID("\"proof\":\"ec-srp5\"", "action login session element=server object=netops user=netops outcome=ok", "!PPPP");
}
END_TEST

START_TEST(what_is_sent_again_counts_once)
{
	static const struct turn turns[] = {LOGIN, PROMPT, PROMPT,
		CLIENT(C("\1", "\x56") "/system re"),
		CLIENT(C("\1", "\x56") "/system re"),
		CLIENT(C("\1", "\x56") "/system reboot\r"), /* the same and more */
		CLIENT(C("\1", "\x60") "boot\r"),
		SERVER(S("\1", "\x31") "/system reboot\r\n")};

	SAID("action reboot system element=server object=/system reboot user=netops", "!rere", "!bootboot", "!boot\",\"direction\":\"to_server\"}");
}
END_TEST

/* evasive: the second half of a command comes first */
START_TEST(what_comes_early_waits)
{
	static const struct turn turns[] = {LOGIN, PROMPT,
		CLIENT(C("\1", "\x60") "boot\r"),
		CLIENT(C("\1", "\x56") "/system re"),
		SERVER(S("\1", "\x31") "/system reboot\r\n")};

	SAID("action reboot system element=server object=/system reboot user=netops");
}
END_TEST

START_TEST(what_nobody_saw_is_passed_over)
{
	static const struct turn turns[] = {LOGIN, PROMPT,
		SERVER(S("\1", "\x71") "lost before this\r\n"),
		SERVER(S("\1", "\x83") "[netops@gw9] > "),
		CLIENT(C("\1", "\x56") "/system reboot\r"),
		SERVER(S("\1", "\x92") "/system reboot\r\n")};

	SAID("action reboot system element=server object=/system reboot user=netops", "!malformed");
}
END_TEST

START_TEST(a_counter_of_sixteen_bits_begins_anew)
{
	static const struct turn turns[] = {
		CLIENT("\1\1" CM SM "\x12\x34\0\x15\0\0\xff\xfa" "/syste"),
		CLIENT("\1\1" CM SM "\x12\x34\0\x15\0\0\0\0" "m reboot\r")};

	SAID("\"line\":\"/system reboot\"");
}
END_TEST

/* evasive: another session of the same two hosts, ports and MACs between the words of the first */
START_TEST(the_number_of_the_session_parts_what_is_said)
{
	static const struct turn turns[] = {LOGIN, PROMPT,
		CLIENT(C("\1", "\x56") "/system re"),
		CLIENT("\1\0" CM SM "\x56\x78\0\x15\0\0\0\0"),
		CLIENT("\1\1" CM SM "\x56\x78\0\x15\0\0\0\0" PART("\3", "\3") "eve"),
		CLIENT("\1\1" CM SM "\x56\x78\0\x15\0\0\0\x0c" "xx"),
		CLIENT(C("\1", "\x60") "boot\r"),
		SERVER(S("\1", "\x31") "/system reboot\r\n")};

	SAID("\"user\":\"eve\",\"session\":22136",
		"action reboot system element=server object=/system reboot user=netops");
}
END_TEST

#define EVE(counter) "\1\1" CM SM "\x56\x78\0\x15\0\0\0" counter

START_TEST(reads_of_two_users_at_the_same_time_are_each_ones_own)
{
	static const struct turn turns[] = {LOGIN, PROMPT,
		CLIENT("\1\0" CM SM "\x56\x78\0\x15\0\0\0\0"),
		CLIENT(EVE("\0") PART("\3", "\3") "eve"),
		CLIENT(C("\1", "\x56") "/system resource print\r"),
		SERVER(S("\1", "\x31") "/system resource print\r\nuptime: 1d\r\n[netops@gw9] > "),
		CLIENT(EVE("\x0c") "/user print\r"),
		CLIENT(C("\1", "\x6d") "/ip route print\r"),
		CLIENT(EVE("\x18") "/log print\r")};

	SAID("user=netops outcome=ok evidence=observed count=2\n",
		"user=eve outcome=unknown evidence=observed count=2\n");
}
END_TEST

START_TEST(what_a_terminal_answers_by_itself_is_not_typed)
{
	static const struct turn turns[] = {LOGIN,
		SERVER(S("\1", "\x22") "\033[6n"),
		CLIENT(C("\1", "\x56") "\033[24;80R"),
		SERVER(S("\1", "\x26") "[netops@gw9] > "),
		CLIENT(C("\1", "\x5e") "/system reboot\r"),
		SERVER(S("\1", "\x35") "/system reboot\r\n")};

	SAID("action reboot system element=server object=/system reboot user=netops", "!80R");
}
END_TEST

START_TEST(a_server_heard_alone_tells_what_it_echoes)
{
	static const struct turn turns[] = {SALT, IN, PROMPT,
		SERVER(S("\1", "\x31") "/system reboot\r\n")};

	SAID("action reboot system element=server object=/system reboot");
}
END_TEST

START_TEST(a_client_heard_alone_leaves_the_login_open)
{
	static const struct turn turns[] = {START, BEGIN, GREETING};

	SAID("action login session element=server object=netops user=netops outcome=unknown");
}
END_TEST

START_TEST(a_session_of_winbox_is_no_terminal)
{
	static const struct turn turns[] = {
		CLIENT("\1\0" CM SM "\x12\x34\x0f\x90\0\0\0\0"),
		CLIENT("\1\1" CM SM "\x12\x34\x0f\x90\0\0\0\0" "/system reboot\r\n")};

	SAID("!action", "!reboot");
}
END_TEST

START_TEST(pings_and_acknowledgements_say_nothing)
{
	static const struct turn turns[] = {CLIENT("\1\4" CM SM "\0\0\0\0" "abcd"), SERVER("\1\5" SM CM "\0\0\0\0" "abcd"),
		CLIENT(C("\2", "\0")), SERVER(S("\2", "\0"))};

	SAID("!action", "!malformed", "!mac_telnet");
}
END_TEST

/* malformed: a part longer than its packet */
START_TEST(a_part_past_the_end_is_malformed)
{
	static const struct turn turns[] = {START, CLIENT(C("\1", "\0") PART("\3", "\x7f") "netops")};

	SAID("anomaly mac_telnet.malformed", "!netops");
}
END_TEST

/* malformed: a length of four gigabytes */
START_TEST(a_length_beyond_all_is_malformed)
{
	static const struct turn turns[] = {START, CLIENT(C("\1", "\0") "\x56\x34\x12\xff\3\xff\xff\xff\xff" "netops")};

	SAID("anomaly mac_telnet.malformed", "!netops");
}
END_TEST

/* malformed: another protocol in the middle of a session */
START_TEST(what_is_no_packet_is_malformed)
{
	static const struct turn turns[] = {START, CLIENT("\2\1" CM SM "\x12\x34\0\x15\0\0\0\0" "abc")};

	SAID("anomaly mac_telnet.malformed");
}
END_TEST

/* evasive: more parts than anyone sends */
START_TEST(only_so_many_parts_are_read)
{
#define FOUR PART("\x08", "\0") PART("\x08", "\0") PART("\x08", "\0") PART("\x08", "\0")
	static const struct turn turns[] = {START,
		CLIENT(C("\1", "\0") FOUR FOUR FOUR FOUR PART("\3", "\6") "netops")};

	SAID("!\"user\"", "!malformed");
}
END_TEST

static enum probe probe_of(struct span data, bool group)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7, .group = group};

	return dissector_mac_telnet.probe(&in);
}

START_TEST(it_is_known_by_its_bytes)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(C("\0", "\0")), false), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(C("\0", "\0")), true), PROBE_MORE); /* nobody answered yet */
	ck_assert_int_eq(probe_of(SPAN_LIT(S("\2", "\0")), false), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(C("\1", "\0") PART("\0", "\0")), true), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT(C("\1", "\0") "a"), false), PROBE_LIKELY);
}
END_TEST

/* evasive: what only looks alike */
START_TEST(what_only_looks_alike_is_not_taken)
{
	ck_assert_int_eq(probe_of(SPAN_LIT(C("\3", "\0")), false), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\2\0" CM SM "\x12\x34\0\x15\0\0\0\0"), false), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\1\0" CM SM "\x12\x34\0\x16\0\0\0\0"), false), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(C("\2", "\0") "more"), false), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("\1\0" CM SM "\x12\x34\0\x15"), false), PROBE_NO);
}
END_TEST
/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("mac_telnet");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_login_names_the_user_and_both_ends);
	tcase_add_test(t, commands_of_routeros_are_actions);
	tcase_add_test(t, end_of_authentication_is_no_login);
	tcase_add_test(t, a_server_that_ends_without_a_prompt_refused);
	tcase_add_test(t, an_error_packet_refuses);
	tcase_add_test(t, a_login_with_a_key_is_one_too);
	tcase_add_test(t, what_is_sent_again_counts_once);
	tcase_add_test(t, what_comes_early_waits);
	tcase_add_test(t, what_nobody_saw_is_passed_over);
	tcase_add_test(t, a_counter_of_sixteen_bits_begins_anew);
	tcase_add_test(t, the_number_of_the_session_parts_what_is_said);
	tcase_add_test(t, reads_of_two_users_at_the_same_time_are_each_ones_own);
	tcase_add_test(t, what_a_terminal_answers_by_itself_is_not_typed);
	tcase_add_test(t, a_server_heard_alone_tells_what_it_echoes);
	tcase_add_test(t, a_client_heard_alone_leaves_the_login_open);
	tcase_add_test(t, a_session_of_winbox_is_no_terminal);
	tcase_add_test(t, pings_and_acknowledgements_say_nothing);
	tcase_add_test(t, a_part_past_the_end_is_malformed);
	tcase_add_test(t, a_length_beyond_all_is_malformed);
	tcase_add_test(t, what_is_no_packet_is_malformed);
	tcase_add_test(t, only_so_many_parts_are_read);
	tcase_add_test(t, it_is_known_by_its_bytes);
	tcase_add_test(t, what_only_looks_alike_is_not_taken);
	return unit_run(t, "mac_telnet");
}
