/* test_tftp: dissectors/tftp.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_tftp;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_tftp, false, turns, sizeof(turns) / sizeof(*turns), said         \
	}

/* opcode 1, name, mode; data flows back on the same ports; "hello\n" is 6 bytes */
START_TEST(a_read_request_and_its_file_are_told)
{
	static const struct turn turns[] = {
		CLIENT("\0\1startup-config\0octet\0"),
		SERVER("\0\3\0\1hello\n"),
		CLIENT("\0\4\0\1"),
	};
	vector_run(
		&VECTOR("a read", "tftp {\"tftp\":{\"packet\":\"read\",\"file\":\"startup-config\","
				  "\"mode\":\"octet\"}}\n"
				  "transfer name=startup-config from=server size=6 sha256="
				  "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
				  " complete=1\n"
				  "action import config element=client object=startup-config"
				  " target=10.0.0.2 outcome=ok evidence=observed\n"));
}
END_TEST

START_TEST(a_write_request_exports)
{
	static const struct turn turns[] = {
		CLIENT("\0\2running-config\0OCTET\0"),
		SERVER("\0\4\0\0"),
		CLIENT("\0\3\0\1hello\n"),
		SERVER("\0\4\0\1"),
	};
	vector_run(&VECTOR("a write",
		"tftp {\"tftp\":{\"packet\":\"write\",\"file\":\"running-config\","
		"\"mode\":\"octet\"}}\n"
		"transfer name=running-config from=client size=6 sha256="
		"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
		" complete=1\n"
		"action export config element=client object=running-config"
		" target=10.0.0.2 outcome=ok evidence=observed\n"));
}
END_TEST

START_TEST(options_are_listed_and_the_block_size_is_kept)
{
	static const struct turn turns[] = {
		CLIENT("\0\1c2960.bin\0octet\0blksize\0008\0tsize\0000\0"),
		SERVER("\0\6blksize\0008\0tsize\00010\0"),
		CLIENT("\0\4\0\0"),
		SERVER("\0\3\0\1hello wo"),
		CLIENT("\0\4\0\1"),
		SERVER("\0\3\0\2rl"),
		CLIENT("\0\4\0\2"),
	};
	vector_run(&VECTOR("options",
		"tftp {\"tftp\":{\"packet\":\"read\",\"file\":\"c2960.bin\",\"mode\":\"octet\"},"
		"\"spanwatch\":{\"tftp\":{\"options\":\"blksize=8 tsize=0\"}}}\n"
		"transfer name=c2960.bin from=server size=10 sha256="
		"36ec9bdaee807f2ae07f9f43c851ace40bad1e659f04f831704abe9d2efcf2df"
		" complete=1\n"
		"action image image element=client object=c2960.bin target=10.0.0.2"
		" outcome=ok evidence=observed\n"));
}
END_TEST

START_TEST(a_block_sent_twice_counts_once)
{
	static const struct turn turns[] = {
		CLIENT("\0\1a.cfg\0octet\0blksize\0008\0"),
		SERVER("\0\6blksize\0008\0"),
		SERVER("\0\3\0\1abcdefgh"),
		SERVER("\0\3\0\1abcdefgh"),
		CLIENT("\0\4\0\1"),
		SERVER("\0\3\0\2"),
		CLIENT("\0\4\0\2"),
	};
	char *said = vector_says(&VECTOR("twice", NULL));
	ck_assert_ptr_nonnull(strstr(said, "size=8 sha256=9c56cc51b374c3ba189210d5b6d4bf57790d351c"
					   "96c47c02190ecf1e430635ab complete=1"));
	free(said);
}
END_TEST

START_TEST(a_window_sent_again_after_a_loss_is_put_in_order)
{
	static const struct turn turns[] = {
		CLIENT("\0\1a.cfg\0octet\0blksize\0008\0windowsize\0004\0"),
		SERVER("\0\6blksize\0008\0windowsize\0004\0"),
		SERVER("\0\3\0\1abcdefgh"),
		SERVER("\0\3\0\3qrstuvwx"),
		CLIENT("\0\4\0\1"),
		SERVER("\0\3\0\2ijklmnop"),
		SERVER("\0\3\0\3qrstuvwx"),
		SERVER("\0\3\0\4yz"),
		CLIENT("\0\4\0\4"),
	};
	char *said = vector_says(&VECTOR("window", NULL));
	ck_assert_ptr_nonnull(strstr(said, "size=26 sha256=71c480df93d6ae2f1efad1447c66c9525e316218"
					   "cf51fc8d9ed832f2daf18b73 complete=1"));
	free(said);
}
END_TEST

START_TEST(a_block_the_capture_lost_leaves_the_file_incomplete)
{
	static const struct turn turns[] = {
		CLIENT("\0\1a.cfg\0octet\0blksize\0008\0"),
		SERVER("\0\6blksize\0008\0"),
		SERVER("\0\3\0\1abcdefgh"),
		CLIENT("\0\4\0\2"),
		SERVER("\0\3\0\3yz"),
		CLIENT("\0\4\0\3"),
	};
	char *said = vector_says(&VECTOR("lost", NULL));
	ck_assert_ptr_nonnull(strstr(said, "anomaly tftp.missing_block\n"));
	ck_assert_ptr_nonnull(strstr(said, "size=18 sha256= complete=0"));
	ck_assert_ptr_nonnull(strstr(said, "outcome=ok"));
	free(said);
}
END_TEST

/* CR LF is LF and CR NUL is CR, also across the end of a block */
START_TEST(netascii_is_hashed_as_the_file_it_stands_for)
{
	static const struct turn turns[] = {
		CLIENT("\0\2a.cfg\0netascii\0blksize\0008\0"),
		SERVER("\0\6blksize\0008\0"),
		CLIENT("\0\3\0\1abcd\r\0g\r"),
		SERVER("\0\4\0\1"),
		CLIENT("\0\3\0\2\nij\r\n"),
		SERVER("\0\4\0\2"),
	};
	char *said = vector_says(&VECTOR("netascii", NULL));
	/* "abcd\rg\nij\n" */
	ck_assert_ptr_nonnull(strstr(said,
		"from=client size=10 "
		"sha256=9e7d6829f09d9e8e2c6548340cdb1d2766c7489ade49d6590e9161b8a440ed5b "
		"complete=1"));
	free(said);
}
END_TEST

START_TEST(an_error_refuses_the_request)
{
	static const struct turn turns[] = {
		CLIENT("\0\2../../etc/evil\0octet\0"),
		SERVER("\0\5\0\2Access violation\0"),
	};
	vector_run(&VECTOR("refused",
		"tftp "
		"{\"tftp\":{\"packet\":\"write\",\"file\":\"../../etc/evil\",\"mode\":\"octet\"}}\n"
		"tftp {\"tftp\":{\"packet\":\"error\"},\"spanwatch\":{\"tftp\":{"
		"\"request_file\":\"../../etc/evil\",\"blocks\":0,\"error_code\":2,"
		"\"error_message\":\"Access violation\"}}}\n"
		"action export config element=client object=../../etc/evil target=10.0.0.2"
		" outcome=refused evidence=observed reason=Access violation\n"));
}
END_TEST

START_TEST(a_missing_file_fails)
{
	static const struct turn turns[] = {
		CLIENT("\0\1nope\0octet\0"),
		SERVER("\0\5\0\1File not found\0"),
	};
	char *said = vector_says(&VECTOR("missing", NULL));
	ck_assert_ptr_nonnull(
		strstr(said, "outcome=failed evidence=observed reason=File not found"));
	free(said);
}
END_TEST

START_TEST(an_acknowledged_error_moves_no_file)
{
	static const struct turn turns[] = {
		CLIENT("\0\1nope\0octet\0"),
		SERVER("\0\5\0\1File not found\0"),
		CLIENT("\0\4\0\1"),
	};
	char *said = vector_says(&VECTOR("acknowledged error", NULL));
	ck_assert_ptr_null(strstr(said, "transfer"));
	ck_assert_ptr_null(strstr(said, "anomaly"));
	free(said);
}
END_TEST

START_TEST(an_unanswered_request_is_one_action_of_unknown_outcome)
{
	static const struct turn turns[] = {
		CLIENT("\0\1network-confg\0octet\0"),
		CLIENT("\0\1network-confg\0octet\0"),
	};
	vector_run(&VECTOR("unanswered",
		"tftp "
		"{\"tftp\":{\"packet\":\"read\",\"file\":\"network-confg\",\"mode\":\"octet\"}}\n"
		"tftp "
		"{\"tftp\":{\"packet\":\"read\",\"file\":\"network-confg\",\"mode\":\"octet\"}}\n"
		"action import config element=client object=network-confg target=10.0.0.2"
		" outcome=unknown evidence=observed\n"));
}
END_TEST

START_TEST(a_capture_that_leaves_is_a_file)
{
	static const struct turn turns[] = {CLIENT("\0\2/x/TAC.PCAP\0octet\0")};
	char *said = vector_says(&VECTOR("pcap", NULL));
	ck_assert_ptr_nonnull(strstr(said, "action export file element=client object=/x/TAC.PCAP"));
	free(said);
}
END_TEST

START_TEST(a_transfer_cut_short_is_told_at_the_end)
{
	static const struct turn turns[] = {
		CLIENT("\0\1a.cfg\0octet\0blksize\0008\0"),
		SERVER("\0\6blksize\0008\0"),
		SERVER("\0\3\0\1abcdefgh"),
	};
	char *said = vector_says(&VECTOR("cut", NULL));
	ck_assert_ptr_nonnull(strstr(said, "size=8 sha256= complete=0"));
	ck_assert_ptr_nonnull(strstr(said, "outcome=unknown"));
	free(said);
}
END_TEST

START_TEST(a_stray_answer_to_a_second_port_changes_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\0\1a.cfg\0octet\0"),
		SERVER("\0\3\0\1hi"),
		CLIENT("\0\5\0\5Unknown transfer ID\0"),
		CLIENT("\0\4\0\1"),
	};
	char *said = vector_says(&VECTOR("stray", NULL));
	ck_assert_ptr_nonnull(strstr(said, "complete=1"));
	ck_assert_ptr_nonnull(strstr(said, "outcome=failed"));
	free(said);
}
END_TEST

START_TEST(data_from_the_wrong_side_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("\0\1a.cfg\0octet\0"),
		CLIENT("\0\3\0\1hi"),
	};
	char *said = vector_says(&VECTOR("wrong side", NULL));
	ck_assert_ptr_nonnull(strstr(said, "anomaly tftp.wrong_direction\n"));
	ck_assert_ptr_null(strstr(said, "transfer"));
	free(said);
}
END_TEST

START_TEST(malformed_datagrams_say_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\0\1name-without-end"),
		CLIENT("\0\1a\0binary\0"),
		CLIENT("\0\3"),
		CLIENT("\0\5\0"),
		CLIENT("\0"),
		CLIENT(""),
		CLIENT("\0\1\x1b[2J\0octet\0"),
	};
	vector_run(&VECTOR("malformed", ""));
}
END_TEST

START_TEST(a_name_of_any_length_is_survived)
{
	static uint8_t bytes[2 + 2000 + 7];
	memset(bytes, 'A', sizeof(bytes));
	bytes[0] = 0;
	bytes[1] = 2;
	memcpy(bytes + 2002, "\0octet\0", 7);
	const struct turn turns[] = {{SIDE_CLIENT, {bytes, sizeof(bytes)}}};
	char *said = vector_says(&VECTOR("long name", NULL));
	ck_assert_ptr_nonnull(strstr(said, "action export config"));
	free(said);
}
END_TEST

START_TEST(of_a_request_that_the_snap_length_cut_what_is_there_is_told)
{
	static const char *const cut[] = {"\0\2r1", "\0\2r1-confg", "\0\2r1-confg\0",
		"\0\2r1-confg\0NETa", "\0\2r1-confg\0octet"};
	static const uint32_t len[] = {4, 10, 11, 15, 16};

	for (unsigned i = 0; i < sizeof(cut) / sizeof(*cut); i++) {
		const struct turn turns[] = {
			{SIDE_CLIENT, span_of(cut[i], len[i])},
			{SIDE_CLIENT, SPAN_LIT("\0\1bad\0mo")},
		};
		harness_snapped(true);
		HAS(VECTOR_OF(dissector_tftp, false), "\"packet\":\"write\",\"file\":\"r1",
			"action export", "object=r1", "!bad");
		harness_snapped(false);
	}
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len, uint16_t dport)
{
	struct probe_input in = {.data = span_of(bytes, len), .dport = dport};
	return dissector_tftp.probe(&in);
}

START_TEST(requests_are_known_on_any_port)
{
	ck_assert_int_eq(probe_of("\0\1a.cfg\0octet\0", 14, 4444), PROBE_SURE);
	ck_assert_int_eq(probe_of("\0\2a.cfg\0netascii\0", 17, 69), PROBE_SURE);
	ck_assert_int_eq(probe_of("\0\2a.cfg\0octet", 13, 69), PROBE_LIKELY);
	ck_assert_int_eq(probe_of("\0\2a.c", 5, 69), PROBE_LIKELY); /* cut by the snap length */
	ck_assert_int_eq(probe_of("\0\2a.cfg\0oc", 10, 69), PROBE_LIKELY);
	ck_assert_int_eq(probe_of("\0\2a.c", 5, 4444), PROBE_NO);
	ck_assert_int_eq(probe_of("\0\2a.cfg\0bo", 10, 69), PROBE_NO);
	ck_assert_int_eq(probe_of("\0\2", 2, 69), PROBE_NO);
	ck_assert_int_eq(probe_of("\0\2a.cfg\0bogus\0", 14, 69), PROBE_NO);
	ck_assert_int_eq(probe_of("\0\3\0\1abc", 7, 69), PROBE_NO);
	ck_assert_int_eq(probe_of("\0\2\1\2\3\0octet\0", 12, 69), PROBE_NO);
}
END_TEST

START_TEST(a_window_in_another_order_ends_with_its_short_block)
{
	static const struct turn turns[] = {
		CLIENT("\0\2r1-confg\0octet\0windowsize\0004\0blksize\0008\0"),
		SERVER("\0\6windowsize\0004\0blksize\0008\0"),
		CLIENT("\0\3\0\2"
		       "bbbbbbbb"),
		CLIENT("\0\3\0\1"
		       "aaaaaaaa"),
		CLIENT("\0\3\0\3"
		       "end"),
		SERVER("\0\4\0\3"),
	};
	char *said = vector_says(&VECTOR("another order", NULL));
	ck_assert_msg(strstr(said, "transfer name=r1-confg from=client size=19 "), "%s", said);
	ck_assert_msg(strstr(said, "complete=0"), "%s", said);
	ck_assert_msg(strstr(said, "target=10.0.0.2 outcome=ok"), "%s", said);
	free(said);
	vector_run(&VECTOR("another order", NULL));
}
END_TEST

START_TEST(options_are_scrubbed)
{
	static const struct turn turns[] = {
		CLIENT("\000\001r.cfg\000octet\000password\000tulipwinter9\000blksiz"
		       "e\00512\000"),
	};
	HAS(VECTOR_OF(dissector_tftp, false), "password=redacted:", "!tulip");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("tftp");

	tcase_add_test(t, a_read_request_and_its_file_are_told);
	tcase_add_test(t, a_write_request_exports);
	tcase_add_test(t, options_are_listed_and_the_block_size_is_kept);
	tcase_add_test(t, a_block_sent_twice_counts_once);
	tcase_add_test(t, a_window_sent_again_after_a_loss_is_put_in_order);
	tcase_add_test(t, a_block_the_capture_lost_leaves_the_file_incomplete);
	tcase_add_test(t, netascii_is_hashed_as_the_file_it_stands_for);
	tcase_add_test(t, an_error_refuses_the_request);
	tcase_add_test(t, a_missing_file_fails);
	tcase_add_test(t, an_acknowledged_error_moves_no_file);
	tcase_add_test(t, an_unanswered_request_is_one_action_of_unknown_outcome);
	tcase_add_test(t, a_capture_that_leaves_is_a_file);
	tcase_add_test(t, a_transfer_cut_short_is_told_at_the_end);
	tcase_add_test(t, a_stray_answer_to_a_second_port_changes_nothing);
	tcase_add_test(t, data_from_the_wrong_side_is_an_anomaly);
	tcase_add_test(t, malformed_datagrams_say_nothing);
	tcase_add_test(t, of_a_request_that_the_snap_length_cut_what_is_there_is_told);
	tcase_add_test(t, a_name_of_any_length_is_survived);
	tcase_add_test(t, a_window_in_another_order_ends_with_its_short_block);
	tcase_add_test(t, requests_are_known_on_any_port);
	tcase_add_test(t, options_are_scrubbed);
	return unit_run(t, "tftp");
}
