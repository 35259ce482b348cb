/* The door to nDPI: names, handles, and what must never reach the library. */
#include "config.h"

#include "sensor/decode/decode.h"
#include "sensor/flow/ndpi.h"
#include "sensor/limits.h"
#include "tests/flow/seeds.h"

#include <check.h>
#include <stdlib.h>

#ifdef HAVE_NDPI

static struct packet decode(
	struct decoder *d, const uint8_t *bytes, uint32_t captured, uint32_t len)
{
	struct frame f = {.ts_us = 1700000000000000,
		.data = span_of(bytes, captured),
		.len = len,
		.link = LINK_RAW};
	struct packet p;

	ck_assert_int_eq(decode_frame(d, &f, &p, NULL), DECODE_PACKET);
	return p;
}

static struct decoder *a_decoder(void)
{
	struct decode_options options = {.checksum = CHECKSUM_OFF, .fragment_memory = 1 << 16};
	struct decoder *d;

	ck_assert_int_eq(decoder_new(&options, &d), 0);
	return d;
}

START_TEST(first_messages_are_told_by_name)
{
	struct ndpi_door *door = ndpi_door_new(4, NULL, 0);
	struct decoder *d = a_decoder();

	ck_assert_ptr_nonnull(door);
	for (unsigned i = 0; i < SEED_COUNT; i++) {
		uint8_t bytes[512];
		uint32_t len = seed_packet(&seeds[i], bytes);
		struct packet p = decode(d, bytes, len, len);
		uint32_t handle = ndpi_door_begin(door);
		const char *name = "";
		ck_assert_uint_ne(handle, 0);
		enum ndpi_verdict v = ndpi_door_feed(door, handle, &p, &name);
		if (seeds[i].name) {
			ck_assert_int_eq(v, NDPI_KNOWN);
			ck_assert_str_eq(name, seeds[i].name);
		} else {
			ck_assert_int_ne(v, NDPI_KNOWN);
		}
		ndpi_door_end(door, handle);
	}
	decoder_free(d);
	ndpi_door_free(door);
}
END_TEST

START_TEST(handles_run_out_and_come_back)
{
	struct ndpi_door *door = ndpi_door_new(2, NULL, 0);
	uint32_t a = ndpi_door_begin(door), b = ndpi_door_begin(door);

	ck_assert(a && b && a != b);
	ck_assert_uint_eq(ndpi_door_begin(door), 0);
	ndpi_door_end(door, a);
	ck_assert_uint_eq(ndpi_door_begin(door), a);
	ndpi_door_free(door);
}
END_TEST

START_TEST(a_port_alone_is_no_opinion)
{
	struct ndpi_door *door = ndpi_door_new(1, NULL, 0);
	struct decoder *d = a_decoder();
	struct seed s = SEED(NULL, IPPROTO_NR_TCP, 3306, "\x91\xd4\x8e\x01\xf9 nothing");
	uint8_t bytes[512];
	uint32_t len = seed_packet(&s, bytes), handle = ndpi_door_begin(door);
	struct packet p = decode(d, bytes, len, len);
	const char *name;
	enum ndpi_verdict v = NDPI_MORE;

	for (unsigned i = 0; i < LIMIT_NDPI_PACKETS; i++) {
		ck_assert_int_eq(v, NDPI_MORE);
		v = ndpi_door_feed(door, handle, &p, &name);
	}
	ck_assert_int_eq(v, NDPI_UNKNOWN);
	ndpi_door_end(door, handle);
	decoder_free(d);
	ndpi_door_free(door);
}
END_TEST

START_TEST(one_state_serves_one_transport_protocol)
{
	struct ndpi_door *door = ndpi_door_new(1, NULL, 0);
	struct decoder *d = a_decoder();
	uint8_t bytes[512];
	uint32_t len = seed_packet(&seeds[8], bytes), handle = ndpi_door_begin(door);
	struct packet tcp = decode(d, bytes, len, len);
	const char *name;

	ck_assert_int_eq(ndpi_door_feed(door, handle, &tcp, &name), NDPI_MORE);
	len = seed_packet(&seeds[0], bytes);
	struct packet udp = decode(d, bytes, len, len);
	ck_assert_int_eq(ndpi_door_feed(door, handle, &udp, &name), NDPI_UNKNOWN);
	udp.ip_proto = IPPROTO_NR_SCTP;
	ck_assert_int_eq(ndpi_door_feed(door, handle, &udp, &name), NDPI_UNKNOWN);
	ndpi_door_end(door, handle);
	decoder_free(d);
	ndpi_door_free(door);
}
END_TEST

START_TEST(a_cut_packet_is_shown_as_far_as_it_goes)
{
	struct ndpi_door *door = ndpi_door_new(1, NULL, 0);
	struct decoder *d = a_decoder();
	struct seed s = SEED("http", IPPROTO_NR_TCP, 8080,
		"GET /x HTTP/1.1\r\nHost: www.example\r\nUser-Agent: x\r\n\r\n");
	uint8_t bytes[512];
	uint32_t len = seed_packet(&s, bytes), handle = ndpi_door_begin(door);
	struct packet p = decode(d, bytes, len - 19, len);
	const char *name = "";

	ck_assert(p.flags & PACKET_TRUNCATED);
	ck_assert_int_eq(ndpi_door_feed(door, handle, &p, &name), NDPI_KNOWN);
	ck_assert_str_eq(name, "http");
	ndpi_door_end(door, handle);
	decoder_free(d);
	ndpi_door_free(door);
}
END_TEST

#else

START_TEST(without_ndpi_there_is_no_door)
{
	ck_assert_ptr_null(ndpi_door_new(1, NULL, 0));
	ndpi_door_free(NULL);
}
END_TEST

#endif

int main(void)
{
	Suite *suite = suite_create("ndpi");
	TCase *tests = tcase_create("ndpi");
	SRunner *runner = srunner_create(suite);

#ifdef HAVE_NDPI
	tcase_add_test(tests, first_messages_are_told_by_name);
	tcase_add_test(tests, handles_run_out_and_come_back);
	tcase_add_test(tests, a_port_alone_is_no_opinion);
	tcase_add_test(tests, one_state_serves_one_transport_protocol);
	tcase_add_test(tests, a_cut_packet_is_shown_as_far_as_it_goes);
#else
	tcase_add_test(tests, without_ndpi_there_is_no_door);
#endif
	suite_add_tcase(suite, tests);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
