/* test_ipmi: dissectors/ipmi.c and ipmi_acts.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_ipmi;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_ipmi, false, turns, sizeof(turns) / sizeof(*turns), said         \
	}

enum { ROOM = 128 };

struct wire {
	uint8_t bytes[ROOM];
	uint32_t len;
};

static void put(struct wire *w, const char *bytes, uint32_t len)
{
	ck_assert_uint_le(w->len + len, ROOM);
	memcpy(w->bytes + w->len, bytes, len);
	w->len += len;
}

static uint8_t sum(const uint8_t *p, uint32_t len)
{
	uint8_t total = 0;

	while (len--)
		total = (uint8_t)(total + *p++);
	return (uint8_t)-total;
}

/* A message in a 1.5 session without auth codes: SESSION, netFn, command, data, the sums. */
static struct wire message(
	uint8_t session, uint8_t netfn, uint8_t command, const char *data, uint32_t len)
{
	struct wire w = {{0}, 0};

	put(&w, "\x06\0\xff\x07\0\0\0\0\0", 9);
	const char id[5] = {(char)session, 0, 0, 0, (char)(7 + len)};
	put(&w, id, 5);
	const char head[2] = {0x20, (char)(netfn << 2)};
	put(&w, head, 2);
	const char first = (char)sum(w.bytes + w.len - 2, 2);
	put(&w, &first, 1);
	const char second[3] = {(char)0x81, 0x18, (char)command};
	put(&w, second, 3);
	put(&w, data, len);
	const char last = (char)sum(w.bytes + w.len - len - 3, len + 3);
	put(&w, &last, 1);
	return w;
}

#define MESSAGE(netfn, command, data) message(1, netfn, command, data, sizeof(data) - 1)
#define TURN(side, wire)                                                                           \
	{                                                                                          \
		side,                                                                              \
		{                                                                                  \
			(wire).bytes, (wire).len                                                   \
		}                                                                                  \
	}

/* REQUEST and an answer with COMPLETION; to be freed. */
static char *exchange(const struct wire *request, uint8_t netfn, uint8_t command, char completion)
{
	struct wire response = message(1, netfn + 1, command, &completion, 1);
	const struct turn turns[] = {TURN(SIDE_CLIENT, *request), TURN(SIDE_SERVER, response)};

	vector_run(&VECTOR("an exchange", NULL));
	return vector_says(&VECTOR("an exchange", NULL));
}

#define EXPECT(netfn, command, data, completion, what)                                             \
	do {                                                                                       \
		struct wire w = MESSAGE(netfn, command, data);                                     \
		char *said = exchange(&w, netfn, command, completion);                             \
		ck_assert_msg(strstr(said, what) != NULL, "%s", said);                             \
		free(said);                                                                        \
	} while (0)

#define EXPECT_NO(netfn, command, data, what)                                                      \
	do {                                                                                       \
		struct wire w = MESSAGE(netfn, command, data);                                     \
		char *said = exchange(&w, netfn, command, 0);                                      \
		ck_assert_msg(strstr(said, what) == NULL, "%s", said);                             \
		free(said);                                                                        \
	} while (0)

START_TEST(a_power_cycle_is_a_reboot)
{
	struct wire request = MESSAGE(0, 2, "\2");
	struct wire response = message(1, 1, 2, "\0", 1);
	const struct turn turns[] = {TURN(SIDE_CLIENT, request), TURN(SIDE_SERVER, response)};

	vector_run(&VECTOR("power cycle",
		"ipmi {\"ipmi\":{\"netfn\":0,\"command\":2,\"name\":\"Chassis Control\","
		"\"direction\":\"request\",\"value\":\"power cycle\",\"version\":\"1.5\","
		"\"auth\":\"none\",\"session\":1}}\n"
		"ipmi {\"ipmi\":{\"netfn\":0,\"command\":2,\"name\":\"Chassis Control\","
		"\"direction\":\"response\",\"completion\":0,\"version\":\"1.5\","
		"\"auth\":\"none\",\"session\":1}}\n"
		"action reboot system element=server object=Chassis Control value=power cycle"
		" outcome=ok evidence=observed\n"));
}
END_TEST

START_TEST(a_refused_reset_is_an_attempt)
{
	EXPECT(6, 2, "", '\xd4',
		"action reboot system element=server object=Cold Reset outcome=refused"
		" evidence=observed reason=completion code 0xd4");
	EXPECT(6, 2, "", '\xc1', "outcome=failed");
}
END_TEST

START_TEST(users_are_accounts)
{
	EXPECT(6, 0x45, "\3eve\0\0\0\0\0\0\0\0\0\0\0\0\0", 0,
		"action change account element=server object=Set User Name value=user 3 eve"
		" outcome=ok");
	EXPECT(6, 0x43, "\1\3\4\0", 0,
		"object=Set User Access value=user 3 channel 1 privilege administrator");
	EXPECT(6, 0x47, "\3\1", 0, "object=Set User Password value=user 3 enabled");
}
END_TEST

START_TEST(a_new_password_is_a_credential_and_never_shown)
{
	struct wire request = MESSAGE(6, 0x47, "\3\2Evil1234\0\0\0\0\0\0\0\0");
	char *text = exchange(&request, 6, 0x47, 0);

	ck_assert_ptr_nonnull(strstr(text, "credential element=server clear=1"));
	ck_assert_ptr_nonnull(strstr(text, "value=user 3 password set outcome=ok"));
	ck_assert_ptr_null(strstr(text, "Evil"));
	free(text);
	EXPECT_NO(6, 0x47, "\3\3Evil1234\0\0\0\0\0\0\0\0", "action change");
}
END_TEST

START_TEST(network_and_boot_parameters_are_changes)
{
	EXPECT(0x0c, 1, "\1\3\x0a\x1e\0\x21", 0,
		"action change interface element=server object=Set LAN Configuration Parameters"
		" value=channel 1 parameter 3 10.30.0.33 outcome=ok");
	EXPECT_NO(0x0c, 1, "\1\0\1", "action");
	EXPECT(0, 8, "\5\x80\4\0\0\0", 0,
		"action change image element=server object=Set System Boot Options value=network");
	EXPECT_NO(0, 8, "\0\1", "action");
	EXPECT(0x0c, 1, "\1\x10public\0", 0, "action change snmp-access");
	EXPECT_NO(0x0c, 1, "\1\x10public\0", "public");
}
END_TEST

START_TEST(a_cleared_event_log_is_erased_once)
{
	EXPECT(0x0a, 0x47, "\1\0CLR\xaa", 0, "action erase logging element=server");
	EXPECT_NO(0x0a, 0x47, "\1\0CLR\0", "action");
}
END_TEST

START_TEST(a_session_of_version_1_5_logs_in_and_out)
{
	struct wire challenge = message(0, 6, 0x39, "\0ADMIN\0\0\0\0\0\0\0\0\0\0\0", 17);
	struct wire token = message(0, 7, 0x39, "\0", 1);
	struct wire activate = message(1, 6, 0x3a, "\0\4", 2);
	struct wire active = message(1, 7, 0x3a, "\0", 1);
	struct wire bye = message(1, 6, 0x3c, "\1\0\0\0", 4);
	struct wire gone = message(1, 7, 0x3c, "\0", 1);
	const struct turn turns[] = {TURN(SIDE_CLIENT, challenge), TURN(SIDE_SERVER, token),
		TURN(SIDE_CLIENT, activate), TURN(SIDE_SERVER, active), TURN(SIDE_CLIENT, bye),
		TURN(SIDE_SERVER, gone)};
	vector_run(&VECTOR("a session", NULL));
	char *said = vector_says(&VECTOR("a session", NULL));
	ck_assert_ptr_nonnull(strstr(said, "hint ipmi.no_auth text=ADMIN\n"));
	ck_assert_ptr_nonnull(strstr(
		said, "action login session element=server object=ADMIN user=ADMIN outcome=ok"));
	ck_assert_ptr_nonnull(strstr(said, "action logout session element=server "
					   "object=Close Session user=ADMIN outcome=ok"));
	free(said);
}
END_TEST

START_TEST(an_unknown_user_is_a_failed_login)
{
	EXPECT(6, 0x39, "\2nobody\0\0\0\0\0\0\0\0\0\0", '\x81',
		"action login-failed session element=server object=nobody user=nobody"
		" outcome=refused evidence=observed reason=completion code 0x81");
}
END_TEST

#define PLUS(type, len) "\x06\0\xff\x07\x06" type "\0\0\0\0\0\0\0\0" len "\0"
#define OPEN(auth)                                                                                 \
	PLUS("\x10", "\x20")                                                                       \
	"\0\0\0\0\xa4\xa3\xa2\xa0\0\0\0\x08" auth "\0\0\0\1\0\0\x08" auth "\0\0\0\2\0\0\x08" auth  \
	"\0\0\0"
#define GRANTED(auth, confidentiality)                                                             \
	PLUS("\x11", "\x24")                                                                       \
	"\0\0\4\0\xa4\xa3\xa2\xa0\0\2\6\0\0\0\0\x08" auth "\0\0\0\1\0\0\x08" auth                  \
	"\0\0\0\2\0\0\x08" confidentiality "\0\0\0"
#define RAKP1                                                                                      \
	PLUS("\x12", "\x21")                                                                       \
	"\0\0\0\0\2\6\0\0"                                                                         \
	"0123456789abcdef"                                                                         \
	"\x14\0\0\5"                                                                               \
	"ADMIN"
#define RAKP2(status)                                                                              \
	PLUS("\x13", "\x28")                                                                       \
	"\0" status "\0\0\xa4\xa3\xa2\xa0"                                                         \
	"0123456789abcdef0123456789abcdef"
#define RAKP3         PLUS("\x14", "\x08") "\0\0\0\0\2\6\0\0"
#define RAKP4(status) PLUS("\x15", "\x08") "\0" status "\0\0\xa4\xa3\xa2\xa0"

START_TEST(a_session_without_a_password_is_a_hint_and_a_login)
{
	static const struct turn turns[] = {CLIENT(OPEN("\0")), CLIENT(RAKP1), SERVER(RAKP2("\0")),
		CLIENT(RAKP3), SERVER(RAKP4("\0"))};
	char *said = vector_says(&VECTOR("cipher zero", NULL));
	vector_run(&VECTOR("cipher zero", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"cipher\":\"0/0/0\""));
	ck_assert_ptr_nonnull(strstr(said, "hint ipmi.cipher_zero text=0/0/0\n"));
	ck_assert_ptr_nonnull(strstr(said, "action login session element=server object=ADMIN"
					   " user=ADMIN outcome=ok evidence=observed\n"));
	ck_assert_ptr_null(strstr(said, "harvest"));
	free(said);
}
END_TEST

START_TEST(a_hash_that_is_taken_and_not_used_is_a_hint)
{
	static const struct turn turns[] = {CLIENT(OPEN("\1")), CLIENT(RAKP1), SERVER(RAKP2("\0"))};
	char *said = vector_says(&VECTOR("harvest", NULL));
	ck_assert_ptr_nonnull(strstr(said, "hint ipmi.rakp_harvest text=ADMIN\n"));
	ck_assert_ptr_nonnull(strstr(said, "action login-failed session element=server "
					   "object=ADMIN user=ADMIN outcome=unknown "
					   "evidence=inferred"));
	ck_assert_ptr_nonnull(strstr(said, "reason=RAKP 2 was not answered sealed\n"));
	ck_assert_ptr_null(strstr(said, "cipher_zero"));
	free(said);
}
END_TEST

/* The last word is the controller's: it grants another cipher suite than was asked for. */
START_TEST(a_login_is_sealed_where_the_session_will_be)
{
	static const struct turn none[] = {CLIENT(OPEN("\1")), SERVER(GRANTED("\1", "\0")),
		CLIENT(RAKP1), SERVER(RAKP2("\0")), CLIENT(RAKP3), SERVER(RAKP4("\0"))};
	static const struct turn aes[] = {CLIENT(OPEN("\1")), SERVER(GRANTED("\1", "\1")),
		CLIENT(RAKP1), SERVER(RAKP2("\0")), CLIENT(RAKP3), SERVER(RAKP4("\0"))};
	static const struct turn late[] = {CLIENT(RAKP3), SERVER(RAKP4("\0"))};
	const struct vector of[] = {
		{"none", &dissector_ipmi, false, none, 6, NULL},
		{"AES", &dissector_ipmi, false, aes, 6, NULL},
		{"a capture that began too late to know", &dissector_ipmi, false, late, 2, NULL},
	};

	for (int i = 0; i < 3; i++) {
		vector_run(&of[i]);
		char *said = vector_says(&of[i]);
		const char *login = strstr(said, "action login session");
		ck_assert_ptr_nonnull(login);
		ck_assert_int_eq(strstr(login, " sealed\n") != NULL, i > 0);
		free(said);
	}
}
END_TEST

/* Outside of a session anybody may ask some things, and every client does; an order is an order. */
START_TEST(what_is_asked_outside_of_a_session_is_sealed)
{
	struct wire question = message(0, 6, 0x37, "", 0), command = message(0, 0, 2, "\2", 1);
	const struct turn turns[] = {TURN(SIDE_CLIENT, question), TURN(SIDE_CLIENT, command)};
	char *said = vector_says(&VECTOR("outside", NULL));

	vector_run(&VECTOR("outside", NULL));
	ck_assert_ptr_nonnull(strstr(said, "object=Get System GUID outcome=unknown"
					   " evidence=observed sealed\n"));
	ck_assert_ptr_nonnull(strstr(said, "value=power cycle outcome=unknown"
					   " evidence=observed\n"));
	free(said);
}
END_TEST

START_TEST(a_refused_handshake_says_why)
{
	static const struct turn turns[] = {CLIENT(RAKP1), SERVER(RAKP2("\x0d"))};
	char *said = vector_says(&VECTOR("refused", NULL));
	ck_assert_ptr_nonnull(strstr(said, "outcome=refused evidence=observed "
					   "reason=unauthorized name"));
	ck_assert_ptr_null(strstr(said, "harvest"));
	free(said);
}
END_TEST

START_TEST(an_encrypted_session_is_told_without_its_content)
{
	static const struct turn turns[] = {
		CLIENT("\x06\0\xff\x07\x06\xc0\2\1\0\0\3\0\0\0\4\0abcd0123456789ab")};
	vector_run(&VECTOR("encrypted",
		"ipmi {\"ipmi\":{\"version\":\"2.0\",\"session\":258,\"payload\":0,"
		"\"encrypted\":true}}\n"
		"action read system element=server object=encrypted session"
		" outcome=unknown evidence=inferred confidence=low sealed\n"));
}
END_TEST

START_TEST(a_presence_ping_is_told)
{
	static const struct turn turns[] = {CLIENT("\x06\0\xff\x06\0\0\x11\xbe\x80\0\0\0")};
	vector_run(&VECTOR("ping", "ipmi {\"ipmi\":{\"name\":\"Presence Ping\","
				   "\"direction\":\"request\"}}\n"));
}
END_TEST

START_TEST(a_request_sent_again_is_one_action)
{
	struct wire w = MESSAGE(0, 2, "\2");
	const struct turn turns[] = {TURN(SIDE_CLIENT, w), TURN(SIDE_CLIENT, w)};
	char *said = vector_says(&VECTOR("again", NULL));
	char *first = strstr(said, "action reboot");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, "action reboot"));
	free(said);
}
END_TEST

/* malformed: no controller obeys a message whose sums do not fit, and nothing is believed of it */
START_TEST(a_wrong_sum_is_an_anomaly_and_no_action)
{
	struct wire w = MESSAGE(0, 2, "\2");
	w.bytes[w.len - 1] ^= 1;
	const struct turn turns[] = {TURN(SIDE_CLIENT, w)};
	vector_run(&VECTOR("a wrong sum", "anomaly ipmi.bad_message\n"));
}
END_TEST

START_TEST(malformed_datagrams_are_anomalies)
{
	static const struct turn turns[] = {
		CLIENT("\x07\0\xff\x07"),                             /* another version */
		CLIENT("\x06\0\xff\x07\0\0\0\0\0\0\0\0\0\x40 "),      /* length past the end */
		CLIENT("\x06\0\xff\x07\0\0\0\0\0\0\0\0\0\2\x20\x18"), /* no room for a message */
		CLIENT("\x06\0\xff\x07\x07"),                         /* no such auth type */
		CLIENT("\x06\0\xff\x06\0\0\x11\xbf\x80\0\0\0"),       /* not ASF */
		CLIENT(PLUS("\x12", "\x1c") "\0\0\0\0\2\6\0\0"
					    "0123456789abcdef\x14\0\0\xff"), /* name past the end */
		CLIENT(""),
	};
	vector_run(&VECTOR("malformed",
		"anomaly ipmi.bad_rmcp\nanomaly ipmi.bad_length\nanomaly ipmi.bad_message\n"
		"anomaly ipmi.bad_length\nanomaly ipmi.bad_asf\nanomaly ipmi.bad_rakp\n"
		"anomaly ipmi.bad_rmcp\n"));
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len)
{
	struct probe_input in = {.data = span_of(bytes, len), .dport = 9};
	return dissector_ipmi.probe(&in);
}

START_TEST(sessions_are_known_on_any_port)
{
	ck_assert_int_eq(probe_of(RAKP3, sizeof(RAKP3) - 1), PROBE_SURE);
	ck_assert_int_eq(probe_of("\x06\0\xff\x06\0\0\x11\xbe\x80\0\0\0", 12), PROBE_SURE);
	ck_assert_int_eq(probe_of("\x06\0\xff\x07\x03", 5), PROBE_NO);
	ck_assert_int_eq(probe_of("\x06\0\xff\x08\0\0\0\0\0\0\0\0\0\0", 14), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("ipmi");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_power_cycle_is_a_reboot);
	tcase_add_test(t, a_refused_reset_is_an_attempt);
	tcase_add_test(t, users_are_accounts);
	tcase_add_test(t, a_new_password_is_a_credential_and_never_shown);
	tcase_add_test(t, network_and_boot_parameters_are_changes);
	tcase_add_test(t, a_cleared_event_log_is_erased_once);
	tcase_add_test(t, a_session_of_version_1_5_logs_in_and_out);
	tcase_add_test(t, an_unknown_user_is_a_failed_login);
	tcase_add_test(t, a_session_without_a_password_is_a_hint_and_a_login);
	tcase_add_test(t, a_hash_that_is_taken_and_not_used_is_a_hint);
	tcase_add_test(t, a_login_is_sealed_where_the_session_will_be);
	tcase_add_test(t, what_is_asked_outside_of_a_session_is_sealed);
	tcase_add_test(t, a_refused_handshake_says_why);
	tcase_add_test(t, an_encrypted_session_is_told_without_its_content);
	tcase_add_test(t, a_presence_ping_is_told);
	tcase_add_test(t, a_request_sent_again_is_one_action);
	tcase_add_test(t, a_wrong_sum_is_an_anomaly_and_no_action);
	tcase_add_test(t, malformed_datagrams_are_anomalies);
	tcase_add_test(t, sessions_are_known_on_any_port);
	return unit_run(t, "ipmi");
}
