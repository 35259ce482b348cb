/* test_ftp-data: dissectors/ftp_data.c. The dissector's state starts as what was announced. */
#include "config.h"

#include "dissectors/ftp.h"
#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_ftp_data;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_ftp_data, true, turns, sizeof(turns) / sizeof(*turns), said      \
	}

START_TEST(a_file_that_nobody_named_is_counted)
{
	static const struct turn turns[] = {SERVER("hello\n")};
	char *said = vector_says(&VECTOR("unnamed", NULL));

	ck_assert_ptr_nonnull(strstr(said, "ftp_data {"));
	ck_assert_ptr_nonnull(strstr(said, "transfer from=server size=6"));
	free(said);
	vector_run(&VECTOR("unnamed", NULL));
}
END_TEST

START_TEST(bytes_in_both_directions_are_no_file)
{
	static const struct turn turns[] = {
		SERVER("hello\n"), CLIENT("what?\n"), SERVER("world\n")};
	char *said = vector_says(&VECTOR("both", NULL));

	ck_assert_ptr_nonnull(strstr(said, "transfer from=server size=12"));
	free(said);
	vector_run(&VECTOR("both", NULL));
}
END_TEST

START_TEST(no_bytes_are_no_file)
{
	static const struct turn turns[] = {SERVER("")};

	vector_run(&VECTOR("empty", ""));
}
END_TEST

START_TEST(no_bytes_prove_a_data_connection)
{
	struct probe_input in = {.data = SPAN_LIT("hello\n"), .sport = 20, .stream = true};

	ck_assert_int_eq(dissector_ftp_data.probe(&in), PROBE_NO);
}
END_TEST

/* The control connection said what crosses. */
static struct ftp_seed announced(const char *command, const char *name)
{
	struct ftp_seed what = {.name_len = (uint8_t)strlen(name)};

	memcpy(what.command, command, strlen(command));
	memcpy(what.name, name, what.name_len);
	return what;
}

/* Runs V as the data connection of WHAT, which ended as it should if CLOSED. */
static void run_announced(const struct vector *v, const struct ftp_seed *what, bool is_closed)
{
	harness_seed(span_of(what, sizeof(*what)));
	harness_closed(is_closed);
	vector_run(v);
	harness_seed(span_of(NULL, 0));
	harness_closed(false);
}

#define SAID_RETR    "ftp_data {\"ftp_data\":{\"filename\":\"run.cfg\",\"command\":\"RETR\"}}\n"
#define HELLO_SHA256 "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"

START_TEST(an_announced_file_is_told_by_name_and_hash)
{
	static const struct turn turns[] = {SERVER("hel"), SERVER("lo\n")};
	struct ftp_seed what = announced("RETR", "run.cfg");

	run_announced(&VECTOR("named", SAID_RETR "transfer name=run.cfg from=server size=6 "
						 "sha256=" HELLO_SHA256 " complete=1\n"),
		&what, true);
}
END_TEST

START_TEST(a_file_that_is_brought_comes_from_the_client)
{
	static const struct turn turns[] = {CLIENT("hello\n")};
	struct ftp_seed what = announced("STOR", "run.cfg");

	what.upload = true;
	run_announced(
		&VECTOR("brought", "ftp_data {\"ftp_data\":{\"filename\":\"run.cfg\",\"command\":"
				   "\"STOR\"}}\n"
				   "transfer name=run.cfg from=client size=6 sha256=" HELLO_SHA256
				   " complete=1\n"),
		&what, true);
}
END_TEST

START_TEST(a_connection_that_did_not_end_has_no_whole_file)
{
	static const struct turn turns[] = {SERVER("hello\n")};
	struct ftp_seed what = announced("RETR", "run.cfg");

	run_announced(&VECTOR("cut", SAID_RETR
			      "transfer name=run.cfg from=server size=6 sha256= complete=0\n"),
		&what, false);
}
END_TEST

START_TEST(a_hole_is_counted_and_nothing_is_hashed)
{
	static const struct turn turns[] = {SERVER("hel"), GAP(SIDE_SERVER, 1000), SERVER("lo\n")};
	struct ftp_seed what = announced("RETR", "run.cfg");

	run_announced(&VECTOR("hole", SAID_RETR
			      "transfer name=run.cfg from=server size=1006 sha256= complete=0\n"),
		&what, true);
}
END_TEST

START_TEST(a_hole_at_the_very_start_leaves_no_whole_file)
{
	static const struct turn turns[] = {GAP(SIDE_SERVER, 4), SERVER("o\n")};
	struct ftp_seed what = announced("RETR", "run.cfg");

	run_announced(&VECTOR("headless", SAID_RETR
			      "transfer name=run.cfg from=server size=6 sha256= complete=0\n"),
		&what, true);
}
END_TEST

START_TEST(a_hole_on_the_silent_side_hides_no_file)
{
	static const struct turn turns[] = {
		GAP(SIDE_CLIENT, 1), SERVER("hel"), GAP(SIDE_CLIENT, 7), SERVER("lo\n")};
	struct ftp_seed what = announced("RETR", "run.cfg");

	run_announced(&VECTOR("other side", SAID_RETR
			      "transfer name=run.cfg from=server size=6 sha256=" HELLO_SHA256
			      " complete=1\n"),
		&what, true);
}
END_TEST

START_TEST(words_of_the_other_side_do_not_change_the_hash)
{
	static const struct turn turns[] = {SERVER("hel"), CLIENT("zzz"), SERVER("lo\n")};
	struct ftp_seed what = announced("RETR", "run.cfg");

	run_announced(&VECTOR("crossed", SAID_RETR
			      "transfer name=run.cfg from=server size=6 sha256=" HELLO_SHA256
			      " complete=1\n"),
		&what, true);
}
END_TEST

START_TEST(a_part_of_a_file_is_never_the_file)
{
	static const struct turn turns[] = {SERVER("hello\n")};
	struct ftp_seed what = announced("RETR", "run.cfg");

	what.partial = true;
	run_announced(&VECTOR("part", SAID_RETR
			      "transfer name=run.cfg from=server size=6 sha256= complete=0\n"),
		&what, true);
}
END_TEST

START_TEST(a_listing_is_no_file)
{
	static const struct turn turns[] = {SERVER("-rw-r--r-- 1 a run.cfg\r\n"), SERVER("x")};
	struct ftp_seed what = announced("LIST", "");

	what.listing = true;
	run_announced(&VECTOR("listing", "ftp_data {\"ftp_data\":{\"command\":\"LIST\"}}\n"), &what,
		true);
}
END_TEST

START_TEST(a_name_that_would_paint_the_terminal_is_escaped)
{
	static const struct turn turns[] = {SERVER("x")};
	struct ftp_seed what = announced("RETR", "a\x1b[2J\"\\\xff\r\n");

	harness_seed(span_of(&what, sizeof(what)));
	char *said = vector_says(&VECTOR("escape", NULL));
	harness_seed(span_of(NULL, 0));
	ck_assert_ptr_nonnull(strstr(said, "\"filename\":\"a\\u001b[2J\\\"\\\\\\u00ff\\r\\n\""));
	free(said);
}
END_TEST

START_TEST(a_name_of_full_length_is_kept_whole)
{
	static const struct turn turns[] = {SERVER("x")};
	char name[FTP_NAME + 1];

	memset(name, 'n', FTP_NAME);
	name[FTP_NAME] = '\0';
	struct ftp_seed what = announced("RETR", name);
	harness_seed(span_of(&what, sizeof(what)));
	char *said = vector_says(&VECTOR("long", NULL));
	harness_seed(span_of(NULL, 0));
	ck_assert_ptr_nonnull(strstr(said, name));
	free(said);
}
END_TEST

START_TEST(holes_alone_are_no_file)
{
	static const struct turn turns[] = {GAP(SIDE_SERVER, 1000000), GAP(SIDE_CLIENT, 5)};

	vector_run(&VECTOR("nothing seen", ""));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("ftp-data");

	tcase_add_test(t, a_file_that_nobody_named_is_counted);
	tcase_add_test(t, bytes_in_both_directions_are_no_file);
	tcase_add_test(t, no_bytes_are_no_file);
	tcase_add_test(t, an_announced_file_is_told_by_name_and_hash);
	tcase_add_test(t, a_file_that_is_brought_comes_from_the_client);
	tcase_add_test(t, a_connection_that_did_not_end_has_no_whole_file);
	tcase_add_test(t, a_hole_is_counted_and_nothing_is_hashed);
	tcase_add_test(t, a_hole_at_the_very_start_leaves_no_whole_file);
	tcase_add_test(t, a_hole_on_the_silent_side_hides_no_file);
	tcase_add_test(t, words_of_the_other_side_do_not_change_the_hash);
	tcase_add_test(t, a_part_of_a_file_is_never_the_file);
	tcase_add_test(t, a_listing_is_no_file);
	tcase_add_test(t, a_name_that_would_paint_the_terminal_is_escaped);
	tcase_add_test(t, a_name_of_full_length_is_kept_whole);
	tcase_add_test(t, holes_alone_are_no_file);
	tcase_add_test(t, no_bytes_prove_a_data_connection);
	return unit_run(t, "ftp-data");
}
