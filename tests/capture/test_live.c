/*
 * Interfaces, in a network namespace of the test's own where only the loopback is: frames, idle
 * returns, wake-ups, faults, and a fanout group. Skipped where namespaces may not be made.
 */
#include "config.h"

#include "sensor/capture/capture.h"
#include "tests/unit.h"
#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { HOSTS = 24, ROUNDS = 4, PAYLOAD_AT = 14 + 20 + 8 };

/** A namespace with the loopback up; false where that is not allowed. */
static bool enter_namespace(void)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};

	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		printf("skipped: network namespaces cannot be made here\n");
		return false;
	}
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int status = ioctl(fd, SIOCSIFFLAGS, &request);
	close(fd);
	if (status < 0)
		printf("skipped: the loopback cannot be set up here\n");
	return status == 0;
}

static struct capture *open_lo(unsigned group, unsigned workers, const char *filter)
{
	struct capture_options options = {.filter = filter, .buffer_mib = 2};
	struct capture *c = NULL;
	char error[256] = "";

	int status = capture_open_live("lo", 3, group, workers, &options, error, &c);
	ck_assert_msg(status == 0, "%d %s", status, error);
	return c;
}

static struct sockaddr_in address(unsigned host, uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};

	a.sin_addr.s_addr = htonl(0x7f000000 + host);
	return a;
}

/** One datagram of one byte, from a port that the kernel chooses. */
static void send_datagram(unsigned from, unsigned to, uint8_t byte)
{
	struct sockaddr_in source = address(from, 0), target = address(to, 9);

	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&source, sizeof(source)), 0);
	ck_assert_int_eq(sendto(fd, &byte, 1, 0, (struct sockaddr *)&target, sizeof(target)), 1);
	close(fd);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

START_TEST(frames_come_with_stamps_lengths_and_link_type)
{
	struct frame f = {0};
	struct capture_totals totals;

	if (!enter_namespace())
		return;
	struct capture *c = open_lo(0, 1, "udp port 9");
	send_datagram(1, 2, 'x');
	int64_t end = now_ms() + 5000;
	while (capture_next(c, &f) != CAPTURE_FRAME)
		ck_assert_int_lt(now_ms(), end);
	ck_assert_uint_eq(f.link, LINK_ETHERNET);
	ck_assert_uint_eq(f.len, PAYLOAD_AT + 1);
	ck_assert_uint_eq(f.data.len, PAYLOAD_AT + 1);
	ck_assert_uint_eq(f.data.p[PAYLOAD_AT], 'x');
	ck_assert_uint_eq(f.frame_no, 1);
	ck_assert_uint_eq(f.source, 3);
	ck_assert_int_le(llabs(f.ts_us - (int64_t)time(NULL) * 1000000), 10000000);
	ck_assert_str_eq(capture_source_name(c, 3), "lo");
	capture_totals(c, &totals);
	ck_assert_uint_eq(totals.received, 1);
	ck_assert_uint_eq(totals.kernel_dropped, 0);
	capture_close(c);
}
END_TEST

START_TEST(a_silent_interface_gives_idle_in_time)
{
	struct frame f;

	if (!enter_namespace())
		return;
	struct capture *c = open_lo(0, 1, "udp port 9");
	for (unsigned n = 0; n < 3; n++) {
		int64_t start = now_ms();
		ck_assert_int_eq(capture_next(c, &f), CAPTURE_IDLE);
		ck_assert_int_lt(now_ms() - start, 1000);
	}
	/* A wake-up shortens the wait: thirty of them take far less than thirty timeouts. */
	int64_t start = now_ms();
	for (unsigned n = 0; n < 30; n++) {
		capture_wake(c);
		ck_assert_int_eq(capture_next(c, &f), CAPTURE_IDLE);
	}
	ck_assert_int_lt(now_ms() - start, 1500);
	capture_close(c);
}
END_TEST

START_TEST(faults_have_an_errno_and_a_sentence)
{
	struct capture *c = NULL;
	struct capture_options options = {.filter = "prot 9"};
	char error[256] = "";

	if (!enter_namespace())
		return;
	ck_assert_int_eq(capture_open_live("nope", 0, 0, 1, NULL, error, &c), -ENODEV);
	ck_assert_msg(strstr(error, "nope") != NULL, "%s", error);
	ck_assert_int_eq(capture_open_live("lo", 0, 0, 1, &options, error, &c), -EINVAL);
	ck_assert_msg(strstr(error, "filter") != NULL, "%s", error);
	ck_assert_ptr_null(c);
}
END_TEST

/** Counts into SEEN, by pair, what C has; each payload byte is the number of its pair. */
static unsigned drain(struct capture *c, unsigned *seen)
{
	struct frame f;
	unsigned count = 0, idle = 0;

	while (idle < 3) {
		if (capture_next(c, &f) != CAPTURE_FRAME) {
			idle++;
			continue;
		}
		ck_assert_uint_eq(f.data.len, PAYLOAD_AT + 1);
		seen[f.data.p[PAYLOAD_AT]]++;
		count++;
	}
	return count;
}

START_TEST(a_fanout_group_keeps_both_directions_of_a_pair_in_one_member)
{
	unsigned seen[2][256] = {0};
	struct capture *c[2];

	if (!enter_namespace())
		return;
	c[0] = open_lo(7, 2, "udp port 9");
	send_datagram(1, 2, 255); /* before the group is complete: nobody may see it */
	c[1] = open_lo(7, 2, "udp port 9");
	send_datagram(1, 2, 255);
	for (unsigned n = 0; n < 2; n++)
		ck_assert_int_eq(capture_start(c[n]), 0);
	for (uint8_t pair = 0; pair < HOSTS; pair++)
		for (unsigned round = 0; round < ROUNDS; round++) {
			send_datagram(1, 100 + pair, pair);
			send_datagram(100 + pair, 1, pair);
		}
	unsigned first = drain(c[0], seen[0]), second = drain(c[1], seen[1]);
	ck_assert_uint_eq(seen[0][255] + seen[1][255], 0);
	ck_assert_uint_eq(first + second, 2 * ROUNDS * HOSTS);
	ck_assert_uint_gt(first, 0);
	ck_assert_uint_gt(second, 0);
	for (unsigned pair = 0; pair < HOSTS; pair++)
		ck_assert(seen[0][pair] == 0 || seen[1][pair] == 0);
	capture_close(c[0]);
	capture_close(c[1]);
}
END_TEST

/** The same to everybody on the loopback. */
static void send_aloud(unsigned from, uint8_t byte)
{
	struct sockaddr_in source = address(from, 0), target = address(0, 9);
	int yes = 1;

	target.sin_addr.s_addr = INADDR_BROADCAST;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof(yes)), 0);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3), 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&source, sizeof(source)), 0);
	ck_assert_int_eq(sendto(fd, &byte, 1, 0, (struct sockaddr *)&target, sizeof(target)), 1);
	close(fd);
}

START_TEST(a_fanout_group_keeps_what_goes_to_everybody_in_one_member)
{
	unsigned seen[2][256] = {0};
	struct capture *c[2];

	if (!enter_namespace())
		return;
	for (unsigned n = 0; n < 2; n++)
		c[n] = open_lo(8, 2, "udp port 9");
	for (unsigned n = 0; n < 2; n++)
		ck_assert_int_eq(capture_start(c[n]), 0);
	for (uint8_t host = 0; host < HOSTS; host++)
		send_aloud(100 + host, host);
	unsigned first = drain(c[0], seen[0]), second = drain(c[1], seen[1]);
	ck_assert_uint_eq(first + second, HOSTS);
	ck_assert(first == 0 || second == 0);
	capture_close(c[0]);
	capture_close(c[1]);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("live");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, frames_come_with_stamps_lengths_and_link_type);
	tcase_add_test(t, a_silent_interface_gives_idle_in_time);
	tcase_add_test(t, faults_have_an_errno_and_a_sentence);
	tcase_add_test(t, a_fanout_group_keeps_both_directions_of_a_pair_in_one_member);
	tcase_add_test(t, a_fanout_group_keeps_what_goes_to_everybody_in_one_member);
	return unit_run(t, "live");
}
