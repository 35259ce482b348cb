/* Tests of the keeper: which findings get packets, which packets, and what happens when it cannot.
 */
#include "config.h"

#include "sensor/evidence/excerpt.h"
#include "sensor/evidence/keeper.h"
#include "tests/unit.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[64];
static struct keeper *keeper;
static struct keeper_options options;
static unsigned judged;

static int judge(void *ctx, const char *in, const char *id)
{
	if (!id)
		return 0;
	char path[160];

	(void)ctx;
	snprintf(path, sizeof(path), "%s/%s.json", in, id);
	FILE *out = fopen(path, "w");
	ck_assert_ptr_nonnull(out);
	fclose(out);
	judged++;
	return 0;
}

static void setup(void)
{
	snprintf(folder, sizeof(folder), "/tmp/spanwatch-keeper-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	judged = 0;
	options = (struct keeper_options){.folder = folder,
		.readers = 2,
		.ring_bytes = 8 << 20,
		.most_bytes = 1 << 20,
		.space_bytes = 64 << 20,
		.days = 30,
		.judge = judge};
}

static void begin(void)
{
	ck_assert_int_eq(keeper_new(&options, &keeper), 0);
}

static void end(void)
{
	struct sink *s = keeper_sink(keeper);

	ck_assert_int_eq(s->close(s), 0);
	keeper = NULL;
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

static struct addr host(uint8_t last)
{
	return addr_v4((const uint8_t[4]){10, 0, 0, last});
}

/* A datagram of LEN bytes between hosts 1 and 2, seen by READER; PORT is that of host 1. */
static void packet(unsigned reader, int64_t ts_us, uint16_t port, uint32_t len)
{
	static uint8_t bytes[2000];
	struct packet p = {.ts_us = ts_us,
		.flags = PACKET_HAS_IP | PACKET_HAS_PORTS,
		.ip_proto = IPPROTO_NR_UDP,
		.src = host(1),
		.dst = host(2),
		.sport = port,
		.dport = 161,
		.len = len,
		.payload_len = len - 42,
		.payload = span_of(bytes + 42, len - 42)};

	packet_ring_add(keeper_ring(keeper, reader), &p, span_of(bytes, len), 1);
}

/* A finding about the flow of PORT. */
static void find(const char *id, uint16_t port, bool quiet, bool update)
{
	char line[128];
	struct finding_record f = {.slug = "exploit", .quiet = quiet, .update = update};
	struct record r = {.kind = RECORD_FINDING, .finding = &f};
	struct sink *s = keeper_sink(keeper);

	int len = snprintf(line, sizeof(line), "{\"spanwatch\":{\"id\":\"%s\"}}", id);
	r.line = span_of(line, (uint32_t)len);
	r.place.has_ip = true;
	r.place.ip_proto = IPPROTO_NR_UDP;
	r.place.src = (struct endpoint){host(2), 161}; /* whichever side told of it */
	r.place.dst = (struct endpoint){host(1), port};
	ck_assert_int_eq(s->write(s, &r), 0);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* Bytes of the excerpt of ID, or -1. */
static long size_of(const char *id)
{
	char path[160];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s.pcap", folder, id);
	return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

static struct keeper_counts counts(void)
{
	struct keeper_counts c;

	keeper_counts(keeper, &c);
	return c;
}

START_TEST(a_flow_of_two_readers_comes_out_in_the_order_of_time)
{
	uint32_t first = 0, at = 24, last_us = 0;
	uint8_t file[24 + 6 * (16 + 100)];
	char path[160];

	begin();
	for (int i = 0; i < 6; i++)
		packet((unsigned)i % 2, 1000000 + i, 5000, 100);
	packet(0, 1000000, 5001, 100);
	find("aa01", 5000, false, false);
	end();
	ck_assert_int_eq(size_of("aa01"), (long)sizeof(file));
	snprintf(path, sizeof(path), "%s/aa01.pcap", folder);
	FILE *in = fopen(path, "rb");
	ck_assert_uint_eq(fread(file, 1, sizeof(file), in), sizeof(file));
	fclose(in);
	for (int i = 0; i < 6; i++, at += 116, last_us = first) {
		memcpy(&first, file + at + 4, 4);
		ck_assert_uint_ge(first, last_us);
	}
	ck_assert_uint_eq(judged, 1);
}
END_TEST

START_TEST(what_comes_after_the_finding_is_kept_for_its_time)
{
	options.after_s = 60;
	begin();
	packet(0, 1, 5000, 100);
	find("aa01", 5000, false, false);
	pause_ms(600);
	long before = size_of("aa01");
	packet(1, 2, 5000, 100);
	end();
	ck_assert_int_eq(before, 24 + 116);
	ck_assert_int_eq(size_of("aa01"), 24 + 2 * 116);
}
END_TEST

START_TEST(excepted_findings_updates_and_known_ones_get_nothing_new)
{
	begin();
	packet(0, 1, 5000, 100);
	find("aa01", 5000, true, false);
	find("aa02", 5000, false, true);
	find("aa03", 5000, false, false);
	find("aa03", 5000, false, false);
	find("not hexadecimal", 5000, false, false);
	find("aa04", 5009, false, false);
	pause_ms(700);
	ck_assert_uint_eq(counts().excerpts, 1);
	ck_assert_uint_eq(counts().empty, 1);
	end();
	ck_assert_int_eq(size_of("aa01"), -1);
	ck_assert_int_eq(size_of("aa02"), -1);
	ck_assert_int_eq(size_of("aa03"), 24 + 116);
	ck_assert_int_eq(size_of("aa04"), -1);
	/* a second run has the same finding again: its excerpt stays as it is */
	begin();
	packet(0, 9, 5000, 100);
	packet(0, 9, 5000, 100);
	find("aa03", 5000, false, false);
	end();
	ck_assert_int_eq(size_of("aa03"), 24 + 116);
}
END_TEST

START_TEST(an_excerpt_ends_at_its_bound_and_without_payload_at_the_headers)
{
	options.most_bytes = 2000;
	begin();
	for (int i = 0; i < 30; i++)
		packet(0, i, 5000, 100);
	find("aa01", 5000, false, false);
	pause_ms(700);
	ck_assert_uint_eq(counts().full, 1);
	end();
	ck_assert_int_eq(size_of("aa01"), 24 + 17 * 116);
	options.scrub = true;
	begin();
	packet(0, 1, 5000, 100);
	find("aa02", 5000, false, false);
	end();
	ck_assert_int_eq(size_of("aa02"), 24 + 16 + 42);
}
END_TEST

START_TEST(a_folder_that_went_away_is_counted_and_nothing_waits)
{
	begin();
	packet(0, 1, 5000, 100);
	teardown();
	find("aa01", 5000, false, false);
	pause_ms(700);
	ck_assert_uint_ge(counts().failed, 1);
	ck_assert_uint_eq(judged, 0);
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	end();
}
END_TEST

START_TEST(more_findings_than_can_be_followed_are_counted)
{
	char id[16];

	options.after_s = 60;
	begin();
	packet(0, 1, 5000, 100);
	for (int i = 0; i < 3000; i++) {
		snprintf(id, sizeof(id), "bb%06x", (unsigned)i);
		find(id, 5000, false, false);
	}
	struct keeper_counts c = counts();
	ck_assert_uint_ge(c.left_out, 3000 - 1024 - 256);
	end();
}
END_TEST

START_TEST(what_an_earlier_run_left_unjudged_is_judged_by_the_next)
{
	options.judge = NULL;
	begin();
	packet(0, 1, 5000, 100);
	find("aa01", 5000, false, false);
	end();
	ck_assert_uint_eq(judged, 0);
	options.judge = judge;
	begin();
	pause_ms(400);
	end();
	ck_assert_uint_eq(judged, 1);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("keeper");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_flow_of_two_readers_comes_out_in_the_order_of_time);
	tcase_add_test(t, what_comes_after_the_finding_is_kept_for_its_time);
	tcase_add_test(t, excepted_findings_updates_and_known_ones_get_nothing_new);
	tcase_add_test(t, an_excerpt_ends_at_its_bound_and_without_payload_at_the_headers);
	tcase_add_test(t, a_folder_that_went_away_is_counted_and_nothing_waits);
	tcase_add_test(t, more_findings_than_can_be_followed_are_counted);
	tcase_add_test(t, what_an_earlier_run_left_unjudged_is_judged_by_the_next);
	return unit_run(t, "keeper");
}
