/*
 * What dies inside nDPI is known at the next start. The library's entry point is replaced by one
 * that dies of a packet with a word in it.
 */
#include "config.h"

#include "sensor/decode/decode.h"
#include "sensor/flow/ndpi.h"
#include "tests/flow/seeds.h"
#include "tests/unit.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], file[96];

static struct packet packet_of(const struct seed *s, uint8_t bytes[512])
{
	struct decode_options options = {.checksum = CHECKSUM_OFF, .fragment_memory = 1 << 16};
	struct frame f = {.ts_us = 1700000000000000, .link = LINK_RAW};
	struct decoder *d;
	struct packet p;

	f.len = seed_packet(s, bytes);
	f.data = span_of(bytes, f.len);
	ck_assert_int_eq(decoder_new(&options, &d), 0);
	ck_assert_int_eq(decode_frame(d, &f, &p, NULL), DECODE_PACKET);
	decoder_free(d);
	return p;
}

static struct quarantine *opened(void)
{
	struct quarantine *q = NULL;
	char error[256] = "";

	ck_assert_msg(quarantine_open(file, &q, error) == 0, "%s", error);
	return q;
}

static void make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/quarantine-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/ndpi-quarantine", folder);
}

static void drop_folder(void)
{
	unlink(file);
	rmdir(folder);
}

static struct quarantine_key key_number(unsigned i)
{
	struct quarantine_key key = {.ip_proto = 17, .low_port = (uint16_t)i};

	key.high.b[15] = 1;
	return key;
}

/* A process that dies with the keys [FROM, TO) in hand, each in a note of its own. */
static void die_with(unsigned from, unsigned to)
{
	pid_t child = fork();

	if (child == 0) {
		struct quarantine *q = opened();
		for (unsigned i = from; i < to; i++) {
			struct quarantine_key key = key_number(i);
			quarantine_arm(quarantine_note(q, i - from), &key);
		}
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
}

START_TEST(a_note_outlives_its_process_and_is_found_once)
{
	struct quarantine_key key = key_number(7), other = key_number(8);

	die_with(7, 8);
	struct quarantine *q = opened();
	ck_assert_uint_eq(quarantine_found(q), 1);
	ck_assert_mem_eq(quarantine_found_at(q, 0), &key, sizeof(key));
	ck_assert(quarantine_holds(q, &key));
	ck_assert(!quarantine_holds(q, &other));
	quarantine_close(q);
	q = opened();
	ck_assert_uint_eq(quarantine_found(q), 0);
	ck_assert_uint_eq(quarantine_count(q), 1);
	ck_assert(quarantine_holds(q, &key));
	quarantine_close(q);
}
END_TEST

START_TEST(what_was_put_down_is_not_found)
{
	struct quarantine *q = opened();
	struct quarantine_key key = key_number(3);

	quarantine_arm(quarantine_note(q, 0), &key);
	quarantine_clear(quarantine_note(q, 0));
	quarantine_close(q);
	q = opened();
	ck_assert_uint_eq(quarantine_count(q), 0);
	ck_assert(!quarantine_holds(q, &key));
	quarantine_close(q);
}
END_TEST

START_TEST(the_oldest_makes_room_and_a_flow_is_kept_once)
{
	struct quarantine_key oldest = key_number(0), newest = key_number(QUARANTINE_FLOWS);

	die_with(0, 2);
	die_with(0, 2);
	for (unsigned i = 2; i < QUARANTINE_FLOWS; i += QUARANTINE_NOTES)
		die_with(i, i + QUARANTINE_NOTES < QUARANTINE_FLOWS ? i + QUARANTINE_NOTES
								    : QUARANTINE_FLOWS);
	struct quarantine *q = opened();
	ck_assert_uint_eq(quarantine_count(q), QUARANTINE_FLOWS);
	ck_assert(quarantine_holds(q, &oldest));
	quarantine_close(q);
	die_with(QUARANTINE_FLOWS, QUARANTINE_FLOWS + 1);
	q = opened();
	ck_assert_uint_eq(quarantine_count(q), QUARANTINE_FLOWS);
	ck_assert(!quarantine_holds(q, &oldest));
	ck_assert(quarantine_holds(q, &newest));
	quarantine_close(q);
}
END_TEST

START_TEST(two_processes_do_not_share_a_file)
{
	struct quarantine *q = opened(), *second = NULL;
	char error[256] = "";

	ck_assert_int_ne(quarantine_open(file, &second, error), 0);
	ck_assert_ptr_nonnull(strstr(error, "another"));
	quarantine_close(q);
}
END_TEST

START_TEST(a_file_of_another_kind_is_begun_anew)
{
	static const char junk[] = "SWQUAR1\0\xff\xff\xff\xff\xff\xff\xff\xff";

	for (size_t len = 0; len <= sizeof(junk); len += 5) {
		int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		ck_assert_int_eq(write(fd, junk, len), (ssize_t)len);
		close(fd);
		struct quarantine *q = opened();
		ck_assert_uint_eq(quarantine_count(q), 0);
		quarantine_close(q);
	}
}
END_TEST

START_TEST(a_missing_folder_is_told)
{
	struct quarantine *q = NULL;
	char error[256] = "";

	ck_assert_int_lt(quarantine_open("/nowhere/at/all", &q, error), 0);
	ck_assert_ptr_nonnull(strstr(error, "/nowhere/at/all"));
}
END_TEST

START_TEST(both_directions_have_one_key_and_every_space_its_own)
{
	uint8_t bytes[512];
	struct packet p = packet_of(&seeds[1], bytes), back = p;

	back.src = p.dst;
	back.dst = p.src;
	back.sport = p.dport;
	back.dport = p.sport;
	struct quarantine_key a = quarantine_key_of(&p), b = quarantine_key_of(&back);
	ck_assert_mem_eq(&a, &b, sizeof(a));
	back.space = 2;
	b = quarantine_key_of(&back);
	ck_assert_mem_ne(&a, &b, sizeof(a));
	back = p;
	back.dst = back.src; /* to itself: the ports decide */
	a = quarantine_key_of(&back);
	back.sport = p.dport;
	back.dport = p.sport;
	b = quarantine_key_of(&back);
	ck_assert_mem_eq(&a, &b, sizeof(a));
}
END_TEST

#ifdef HAVE_NDPI

#include <ndpi/ndpi_api.h>

ndpi_protocol ndpi_detection_process_packet(struct ndpi_detection_module_struct *module,
	struct ndpi_flow_struct *flow, const unsigned char *packet, const unsigned short len,
	const u_int64_t now_ms)
{
	ndpi_protocol none = {0};

	(void)module;
	(void)flow;
	(void)now_ms;
	if (memmem(packet, len, "nothing that", 12))
		raise(SIGKILL);
	return none;
}

/* How a process ends that shows the payload of S to nDPI; it says nothing of ours. */
static int end_of_process(const struct seed *s)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		uint8_t bytes[512];
		const char *name;
		struct packet p = packet_of(s, bytes);
		struct quarantine *q = opened();
		struct ndpi_door *door = ndpi_door_new(4, q, 5);
		if (!ndpi_door_bars(door, &p))
			ndpi_door_feed(door, ndpi_door_begin(door), &p, &name);
		ndpi_door_free(door);
		quarantine_close(q);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

START_TEST(a_flow_that_killed_once_is_kept_from_ndpi)
{
	const struct seed *deadly = NULL;

	for (unsigned i = 0; i < SEED_COUNT; i++)
		if (seeds[i].len > 20 && memmem(seeds[i].payload, seeds[i].len, "nothing that", 12))
			deadly = &seeds[i];
	ck_assert_ptr_nonnull(deadly);
	ck_assert_int_eq(end_of_process(&seeds[1]), 0);
	int status = end_of_process(deadly);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(end_of_process(deadly), 0);
	ck_assert_int_eq(end_of_process(&seeds[1]), 0);
	struct quarantine *q = opened();
	ck_assert_uint_eq(quarantine_count(q), 1);
	quarantine_close(q);
}
END_TEST

#endif

int main(void)
{
	TCase *tests = tcase_create("quarantine");

	tcase_add_checked_fixture(tests, make_folder, drop_folder);
	tcase_add_test(tests, a_note_outlives_its_process_and_is_found_once);
	tcase_add_test(tests, what_was_put_down_is_not_found);
	tcase_add_test(tests, the_oldest_makes_room_and_a_flow_is_kept_once);
	tcase_add_test(tests, two_processes_do_not_share_a_file);
	tcase_add_test(tests, a_file_of_another_kind_is_begun_anew);
	tcase_add_test(tests, a_missing_folder_is_told);
	tcase_add_test(tests, both_directions_have_one_key_and_every_space_its_own);
#ifdef HAVE_NDPI
	tcase_add_test(tests, a_flow_that_killed_once_is_kept_from_ndpi);
#endif
	return unit_run(tests, "quarantine");
}
