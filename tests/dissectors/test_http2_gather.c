/*
 * test_http2_gather: dissectors/http2_gather.c: calls of gRPC whose message comes in many frames,
 * in frames of several streams by turns, cut off, or longer than is waited for.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/dissectors/http2_build.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_http2;

#define SET  "/gnmi.gNMI/Set"
#define NAME "action change config element=server object=/system/config/hostname value=r1"
#define BOB                                                                                        \
	"action change account element=server "                                                    \
	"object=/system/aaa/authentication/users/user[username=bob]/config/password "              \
	"value=redacted:"
#define NOT_READ                                                                                   \
	"action change config element=server object=/gnmi.gNMI/Set value=part of the request "     \
	"could not be read"

static struct built client, server, message, set;

static const struct vector *dialogue(void)
{
	static struct turn turns[2];
	static struct vector v;

	turns[0] = (struct turn){SIDE_CLIENT, built_span(&client)};
	turns[1] = (struct turn){SIDE_SERVER, built_span(&server)};
	v = (struct vector){"dialogue", &dissector_http2, true, turns, server.len ? 2 : 1, NULL};
	return &v;
}

static void put_answer(uint32_t stream)
{
	HEADERS(&server, 1, stream, ":status", "200", "grpc-status", "0");
}

/* A Set of the name of an element and of a password of bob. */
static void build_set(void)
{
	set.len = 0;
	put_update(&set, "/system/config/hostname", 1, SPAN_LIT("r1"));
	put_update(&set, "/system/aaa/authentication/users/user[username=bob]/config/password", 1,
		SPAN_LIT("tulipwinter9"));
	put_message(&message, built_span(&set));
}

static void begin(void)
{
	put_preface(&client);
	server.len = 0;
	build_set();
}

START_TEST(frames_of_any_size_say_the_same)
{
	static const uint32_t sizes[] = {1, 2, 3, 5, 9, 20, 60, 1000};

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		begin();
		put_call(&client, 1, SET);
		put_data(&client, 1, built_span(&message), sizes[i], true);
		put_answer(1);
		HAS(dialogue(), NAME " outcome=ok", BOB, "!tulipwinter9", "!truncated",
			"!could not");
	}
}
END_TEST

/* evasive: eight calls, a byte of each by turns, pings and empty frames between them */
START_TEST(streams_by_turns_are_kept_apart)
{
	begin();
	for (uint32_t id = 1; id < 17; id += 2)
		put_call(&client, id, SET);
	for (uint32_t at = 0; at < message.len; at += 7) {
		for (uint32_t id = 1; id < 17; id += 2)
			put_frame(&client, 0, 0, id, span_sub(built_span(&message), at, 7));
		put_frame(&client, 6, 0, 0, SPAN_LIT("12345678"));
		put_frame(&client, 0, 0, 3, span_of(NULL, 0));
	}
	for (uint32_t id = 1; id < 17; id += 2)
		put_answer(id);
	char *said = vector_says(dialogue());
	unsigned names = 0, users = 0;
	for (const char *at = said; (at = strstr(at, NAME " outcome=ok")); at++)
		names++;
	for (const char *at = said; (at = strstr(at, BOB)); at++)
		users++;
	ck_assert_uint_eq(names, 8);
	ck_assert_uint_eq(users, 8);
	ck_assert_ptr_null(strstr(said, "could not"));
	free(said);
}
END_TEST

START_TEST(a_long_update_hides_none_behind_it)
{
	static uint8_t text[40000];

	memset(text, 'x', sizeof(text));
	begin();
	set.len = 0;
	put_update(&set, "/system/config/login-banner", 1, span_of(text, sizeof(text)));
	put_update(&set, "/system/config/hostname", 1, SPAN_LIT("r1"));
	put_message(&message, built_span(&set));
	put_call(&client, 1, SET);
	put_data(&client, 1, built_span(&message), 16384, true);
	put_answer(1);
	char *said = vector_says(dialogue());
	ck_assert_msg(strstr(said, NAME " outcome=ok") != NULL, "%s", said);
	ck_assert_msg(
		strstr(said, "/system/config/login-banner value=40000 bytes") != NULL, "%s", said);
	ck_assert_ptr_null(strstr(said, "could not"));
	free(said);
}
END_TEST

/* evasive: more than is waited for */
START_TEST(a_message_that_is_too_long_says_that_there_is_more)
{
	static uint8_t text[150000];

	memset(text, 'x', sizeof(text));
	begin();
	set.len = 0;
	put_update(&set, "/system/config/hostname", 1, SPAN_LIT("r1"));
	put_update(&set, "/system/config/login-banner", 1, span_of(text, sizeof(text)));
	put_update(&set, "/system/config/motd-banner", 1, SPAN_LIT("bye"));
	put_message(&message, built_span(&set));
	put_call(&client, 1, SET);
	put_data(&client, 1, built_span(&message), 16384, true);
	put_answer(1);
	char *said = vector_says(dialogue());
	ck_assert_msg(strstr(said, NAME " outcome=ok") != NULL, "%s", said);
	ck_assert_msg(strstr(said, "login-banner value=cut off outcome=ok") != NULL, "%s", said);
	ck_assert_msg(strstr(said, NOT_READ " outcome=ok") != NULL, "%s", said);
	ck_assert_msg(strstr(said, "\"truncated\":true") != NULL, "%s", said);
	free(said);
}
END_TEST

/* malformed: the stream ends, is reset or is answered before the message does */
START_TEST(a_message_without_its_end_says_so)
{
	for (unsigned how = 0; how < 4; how++) {
		begin();
		put_call(&client, 1, SET);
		struct span part = span_sub(built_span(&message), 0, message.len - 30);
		put_data(&client, 1, part, 11, how == 0);
		if (how == 1)
			put_frame(&client, 3, 0, 1, SPAN_LIT("\0\0\0\10"));
		if (how == 2)
			HEADERS(&client, 1, 1, "x", "y");
		put_answer(1);
		HAS(dialogue(), NOT_READ,
			"!object=/system/aaa/authentication/users/user[username=bob] ", "!tulip");
		if (how != 3)
			HAS(dialogue(), NAME);
	}
}
END_TEST

/* malformed: nothing of the message, or not even its length */
START_TEST(a_set_of_which_nothing_is_seen_is_a_change)
{
	for (uint32_t have = 0; have < 6; have++) {
		begin();
		put_call(&client, 1, SET);
		put_data(&client, 1, span_sub(built_span(&message), 0, have), 1, false);
		put_answer(1);
		HAS(dialogue(), NOT_READ " outcome=ok", "\"truncated\":true");
	}
}
END_TEST

/* malformed: a length in the message goes beyond its end; half a name is no name */
START_TEST(what_lacks_its_end_inside_is_not_told_as_if_it_were_whole)
{
	for (uint32_t cut = 1; cut < 100; cut += 9) {
		begin();
		put_message(&message, span_sub(built_span(&set), 0, set.len - cut));
		put_call(&client, 1, SET);
		put_data(&client, 1, built_span(&message), 64, true);
		put_answer(1);
		HAS(dialogue(), NAME " outcome=ok", NOT_READ, "!object=/syste ", "!tulip");
	}
}
END_TEST

/* evasive: the capture lost what stands between two frames */
START_TEST(a_gap_ends_the_message_and_says_so)
{
	begin();
	put_call(&client, 1, SET);
	put_data(&client, 1, span_sub(built_span(&message), 0, message.len - 40), 20, false);
	put_answer(1);
	const struct turn turns[] = {{SIDE_CLIENT, built_span(&client)}, GAP(SIDE_CLIENT, 50),
		{SIDE_SERVER, built_span(&server)}};
	HAS(VECTOR_OF(dissector_http2, true), NAME " outcome=ok", NOT_READ);
}
END_TEST

/* evasive: padding, and more frames than a window holds */
START_TEST(padding_and_other_frames_do_not_hide_a_change)
{
	static uint8_t page[16000];

	begin();
	put_call(&client, 1, SET);
	for (uint32_t at = 0; at < message.len; at += 10) {
		uint8_t padded[31] = {20};
		struct span part = span_sub(built_span(&message), at, 10);
		memcpy(padded + 1, part.p, part.len);
		put_frame(&client, 0, 8, 1, span_of(padded, part.len + 21));
	}
	put_call(&client, 3, SET);
	put_data(&client, 3, span_sub(built_span(&message), 0, 60), 60, false);
	for (unsigned i = 0; i < 7; i++)
		put_frame(&client, 0x77, 0, 0, span_of(page, sizeof(page)));
	put_data(&client, 3, span_sub(built_span(&message), 60, UINT32_MAX), 60, true);
	put_answer(1);
	put_answer(3);
	char *said = vector_says(dialogue());
	ck_assert_msg(strstr(said, BOB) != NULL, "%s", said);
	ck_assert_msg(strstr(said, NOT_READ) != NULL, "%s", said);
	ck_assert_ptr_null(strstr(said, "tulip"));
	free(said);
}
END_TEST

/* What is passed over is not waited for, however long it says that it is. */
START_TEST(a_long_frame_of_no_interest_is_passed_over)
{
	static uint8_t page[150000];

	begin();
	put_frame(&client, 0x77, 0, 0, span_of(page, sizeof(page)));
	put_call(&client, 1, SET);
	put_data(&client, 1, built_span(&message), 60, true);
	put_answer(1);
	const struct turn turns[] = {{SIDE_CLIENT, span_sub(built_span(&client), 0, 60)},
		{SIDE_CLIENT, span_sub(built_span(&client), 60, 70000)}, GAP(SIDE_CLIENT, 30000),
		{SIDE_CLIENT, span_sub(built_span(&client), 100060, UINT32_MAX)},
		{SIDE_SERVER, built_span(&server)}};
	char *said = vector_says(VECTOR_OF(dissector_http2, true));
	ck_assert_msg(strstr(said, NAME " outcome=ok") != NULL, "%s", said);
	free(said);
}
END_TEST

START_TEST(basic_credentials_in_metadata_name_the_user)
{
	begin();
	HEADERS(&client, 0, 1, ":method", "POST", ":path", SET, "authorization",
		"Basic Ym9iOnR1bGlwd2ludGVyOQ==", "content-type", "application/grpc");
	put_data(&client, 1, built_span(&message), 4096, true);
	put_answer(1);
	HAS(dialogue(), "credential user=bob element=server clear=1", "\"user\":\"bob\"",
		"user=bob", "!tulip", "!Ym9i");
}
END_TEST

/* malformed: no base64, no colon, nothing, and other schemes */
START_TEST(credentials_that_are_none_name_nobody)
{
	static const char *const values[] = {"Basic", "Basic ", "Basic ====", "Basic Ym9i",
		"Bearer Ym9iOnR1bGlwd2ludGVyOQ==", "Basic \377\376"};

	for (unsigned i = 0; i < sizeof(values) / sizeof(*values); i++) {
		begin();
		HEADERS(&client, 0, 1, ":method", "POST", ":path", SET, "authorization", values[i],
			"content-type", "application/grpc");
		put_data(&client, 1, built_span(&message), 4096, true);
		put_answer(1);
		HAS(dialogue(), "!credential", "!\"user\"", NAME, "!Ym9iOn");
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("http2_gather");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, frames_of_any_size_say_the_same);
	tcase_add_test(t, streams_by_turns_are_kept_apart);
	tcase_add_test(t, a_long_update_hides_none_behind_it);
	tcase_add_test(t, a_message_that_is_too_long_says_that_there_is_more);
	tcase_add_test(t, a_message_without_its_end_says_so);
	tcase_add_test(t, a_set_of_which_nothing_is_seen_is_a_change);
	tcase_add_test(t, what_lacks_its_end_inside_is_not_told_as_if_it_were_whole);
	tcase_add_test(t, a_gap_ends_the_message_and_says_so);
	tcase_add_test(t, padding_and_other_frames_do_not_hide_a_change);
	tcase_add_test(t, a_long_frame_of_no_interest_is_passed_over);
	tcase_add_test(t, basic_credentials_in_metadata_name_the_user);
	tcase_add_test(t, credentials_that_are_none_name_nobody);
	return unit_run(t, "http2_gather");
}
