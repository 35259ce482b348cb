/* test_dns: dissectors/dns*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"

#include "dissectors/dns.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_dns;

#define DATAGRAMS(title, said)                                                                     \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_dns, false, turns, sizeof(turns) / sizeof(*turns), said          \
	}
#define STREAM(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_dns, true, turns, sizeof(turns) / sizeof(*turns), said           \
	}

/* id, flags, four counts; 7 "example" 3 "com" 0, type, class */
#define EXAMPLE "\7example\3com\0"
#define QUERY   "\x12\x34\1\0\0\1\0\0\0\0\0\0" EXAMPLE "\0\1\0\1"
#define SAID_QUERY                                                                                 \
	"dns {\"dns\":{\"version\":3,\"type\":\"request\",\"id\":4660,\"flags\":\"100\","          \
	"\"rd\":true,\"opcode\":0,\"rcode\":\"NOERROR\",\"queries\":[{\"rrname\":"                 \
	"\"example.com\",\"rrtype\":\"A\"}]}}\n"

START_TEST(a_question_and_its_answer_are_one_event_each)
{
	static const struct turn turns[] = {
		CLIENT(QUERY),
		/* the answer's name points to octet 12; ttl 300; 93.184.216.34 */
		SERVER("\x12\x34\x81\x80\0\1\0\1\0\0\0\0" EXAMPLE "\0\1\0\1"
		       "\xc0\x0c\0\1\0\1\0\0\1\x2c\0\4\x5d\xb8\xd8\x22"),
	};
	vector_run(&DATAGRAMS("question and answer", SAID_QUERY
		"dns {\"dns\":{\"version\":3,\"type\":\"response\",\"id\":4660,\"flags\":\"8180\","
		"\"qr\":true,\"rd\":true,\"ra\":true,\"opcode\":0,\"rcode\":\"NOERROR\","
		"\"queries\":[{\"rrname\":\"example.com\",\"rrtype\":\"A\"}],"
		"\"answers\":[{\"rrname\":\"example.com\",\"rrtype\":\"A\",\"ttl\":300,"
		"\"rdata\":\"93.184.216.34\"}]}}\n"));
}
END_TEST

START_TEST(what_the_snap_length_cut_is_no_malformed_message)
{
	static const struct turn turns[] = {
		CLIENT(QUERY), SERVER("\x12\x34\x81\x80\0\1\0\1\0\0\0\0" EXAMPLE "\0\1\0\1"
				      "\xc0\x0c\0\1\0\1\0\0\1\x2c\0\4\x5d\xb8\xd8\x22")};

	vector_run(&DATAGRAMS("cut", NULL));
}
END_TEST

START_TEST(several_messages_of_a_stream_are_told_apart)
{
	static const struct turn turns[] = {
		CLIENT("\0\x1d" QUERY "\0\x1d" QUERY),
	};
	vector_run(&STREAM("two over TCP", SAID_QUERY SAID_QUERY));
}
END_TEST

START_TEST(names_in_answers_are_followed_through_the_message)
{
	static const struct turn turns[] = {
		/* CNAME "www" + pointer; MX 10 mail + pointer */
		SERVER("\0\1\x84\0\0\1\0\2\0\0\0\0" EXAMPLE "\0\xff\0\1"
		       "\xc0\x0c\0\5\0\1\0\0\0\5\0\6\3www\xc0\x0c"
		       "\xc0\x0c\0\x0f\0\1\0\0\0\5\0\x09\0\x0a\4mail\xc0\x0c"),
	};
	vector_run(&DATAGRAMS("names",
		"dns {\"dns\":{\"version\":3,\"type\":\"response\",\"id\":1,\"flags\":\"8400\","
		"\"qr\":true,\"aa\":true,\"opcode\":0,\"rcode\":\"NOERROR\",\"queries\":[{"
		"\"rrname\":\"example.com\",\"rrtype\":\"ANY\"}],\"answers\":[{\"rrname\":"
		"\"example.com\",\"rrtype\":\"CNAME\",\"ttl\":5,\"rdata\":\"www.example.com\"},{"
		"\"rrname\":\"example.com\",\"rrtype\":\"MX\",\"ttl\":5,\"rdata\":"
		"\"mail.example.com\"}]}}\n"));
}
END_TEST

START_TEST(a_missing_name_brings_the_zone_that_says_so)
{
	static const struct turn turns[] = {
		SERVER("\0\2\x81\x83\0\1\0\0\0\1\0\0" EXAMPLE "\0\1\0\1"
		       "\3com\0\0\6\0\1\0\0\0\x3c\0\x1c\1a\xc0\x1d\1b\xc0\x1d"
		       "\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5"),
	};
	vector_run(&DATAGRAMS("soa",
		"dns {\"dns\":{\"version\":3,\"type\":\"response\",\"id\":2,\"flags\":\"8183\","
		"\"qr\":true,\"rd\":true,\"ra\":true,\"opcode\":0,\"rcode\":\"NXDOMAIN\","
		"\"queries\":[{\"rrname\":\"example.com\",\"rrtype\":\"A\"}],\"authorities\":[{"
		"\"rrname\":\"com\",\"rrtype\":\"SOA\",\"ttl\":60,\"soa\":{\"mname\":\"a.com\","
		"\"rname\":\"b.com\",\"serial\":1,\"refresh\":2,\"retry\":3,\"expire\":4,"
		"\"minimum\":5}}]}}\n"));
}
END_TEST

START_TEST(a_service_record_is_taken_apart)
{
	static const struct turn turns[] = {
		SERVER("\0\3\x80\0\0\0\0\1\0\0\0\0\4_sip\4_udp" EXAMPLE
		       "\0\x21\0\1\0\0\0\1\0\x0e\0\1\0\2\x13\xc4\4host\1a\0"),
	};
	char *said = vector_says(&DATAGRAMS("srv", NULL));
	ck_assert_ptr_nonnull(strstr(said,
		"\"rrname\":\"_sip._udp.example.com\",\"rrtype\":\"SRV\",\"ttl\":1,\"srv\":{"
		"\"priority\":1,\"weight\":2,\"port\":5060,\"name\":\"host.a\"}}]"));
	free(said);
}
END_TEST

START_TEST(text_and_ipv6_addresses_are_shown)
{
	static const struct turn turns[] = {
		SERVER("\0\4\x80\0\0\0\0\2\0\0\0\0\1a\0\0\x10\0\1\0\0\0\0\0\6\2ab\2cd"
		       "\1a\0\0\x1c\0\1\0\0\0\0\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"),
	};
	char *said = vector_says(&DATAGRAMS("txt", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"rdata\":\"abcd\""));
	ck_assert_ptr_nonnull(strstr(said, "\"rdata\":\"2001:db8::1\""));
	free(said);
}
END_TEST

START_TEST(multicast_dns_is_an_event_of_its_own)
{
	static const struct turn turns[] = {
		CLIENT("\0\0\0\0\0\1\0\0\0\0\0\0\7printer\5local\0\0\x0c\x80\1")};
	harness_server_port(5353);
	vector_run(&DATAGRAMS("mdns",
		"mdns {\"mdns\":{\"type\":\"request\",\"id\":0,\"opcode\":0,\"rcode\":0,"
		"\"queries\":[{\"rrname\":\"printer.local\",\"rrtype\":\"ptr\"}]}}\n"));
	harness_server_port(53);
}
END_TEST

START_TEST(multicast_records_keep_what_has_no_place_beside_their_names)
{
	static const struct turn turns[] = {
		/* an answer of each kind: PTR, TXT (ab, cd), A, SRV */
		SERVER("\0\0\x84\0\0\0\0\4\0\0\0\0\1p\0\0\x0c\0\1\0\0\0\x78\0\3\1q\0"
		       "\1t\0\0\x10\x80\1\0\0\0\1\0\6\2ab\2cd"
		       "\1a\0\0\1\x80\1\0\0\0\2\0\4\x0a\0\0\1"
		       "\1s\0\0\x21\x80\1\0\0\0\3\0\x09\0\0\0\0\0\x09\1a\0"),
		/* a TXT record whose last string is cut, with AD and CD set */
		SERVER("\0\0\x84\x30\0\0\0\0\0\0\0\1\1t\0\0\x10\0\1\0\0\0\1\0\5\2ab\7c"),
	};

	harness_server_port(5353);
	vector_run(&DATAGRAMS("mdns records",
		"mdns {\"mdns\":{\"type\":\"response\",\"id\":0,\"flags\":[\"aa\"],\"opcode\":0,"
		"\"rcode\":0,\"answers\":[{\"rrname\":\"p\",\"ptr\":\"q\"},{\"rrname\":\"t\","
		"\"txt\":[\"ab\",\"cd\"]},{\"rrname\":\"a\"},{\"rrname\":\"s\"}]},"
		"\"spanwatch\":{\"mdns\":{\"answers\":[{\"rrtype\":\"ptr\",\"ttl\":120},"
		"{\"rrtype\":\"txt\",\"ttl\":1},{\"rrtype\":\"a\",\"ttl\":2,\"rdata\":\"10.0.0.1\"}"
		","
		"{\"rrtype\":\"srv\",\"ttl\":3,\"srv\":{\"priority\":0,\"weight\":0,\"port\":9,"
		"\"name\":\"a\"}}]}}}\n"
		"mdns {\"mdns\":{\"type\":\"response\",\"id\":0,\"flags\":[\"aa\",\"ad\",\"cd\"],"
		"\"opcode\":0,\"rcode\":0,\"additionals\":[{\"rrname\":\"t\",\"txt\":[\"ab\"]}]},"
		"\"spanwatch\":{\"mdns\":{\"additionals\":[{\"rrtype\":\"txt\",\"ttl\":1}]}}}\n"));
	harness_server_port(53);
}
END_TEST

START_TEST(data_without_a_place_of_its_own_is_text)
{
	static const struct turn turns[] = {
		/* SRV among the authorities, SOA among the additional records */
		SERVER("\0\x08\x80\0\0\0\0\0\0\1\0\1\1s\0\0\x21\0\1\0\0\0\3\0\x09\0\1\0\2\0\x09"
		       "\1a\0\1z\0\0\6\0\1\0\0\0\4\0\x1a\1m\0\1r\0"
		       "\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5"),
	};
	char *said = vector_says(&DATAGRAMS("odd places", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"authorities\":[{\"rrname\":\"s\",\"rrtype\":\"SRV\","
					   "\"ttl\":3,\"rdata\":\"1 2 9 a\"}]"));
	ck_assert_ptr_nonnull(strstr(said, "\"additionals\":[{\"rrname\":\"z\",\"rrtype\":\"SOA\","
					   "\"ttl\":4,\"rdata\":\"m r 1 2 3 4 5\"}]"));
	free(said);
}
END_TEST

/* What follows the events: only lines that start with "name". */
static char *names_said(const struct vector *v)
{
	harness_names(true);
	char *said = vector_says(v), *to = said;
	harness_names(false);
	for (char *line = said, *next; *line; line = next) {
		next = strchr(line, '\n') + 1;
		size_t len = (size_t)(next - line);
		if (strncmp(line, "name ", 5) == 0) {
			memmove(to, line, len);
			to += len;
		}
	}
	*to = '\0';
	return said;
}

#define ANSWER_HEAD(id, answers) id "\x81\x80\0\1\0" answers "\0\0\0\0" EXAMPLE "\0\1\0\1"
#define A_RECORD(name, last)     name "\0\1\0\1\0\0\1\x2c\0\4\xc0\0\2" last

START_TEST(addresses_are_told_for_the_name_that_was_asked_for)
{
	static const struct turn turns[] = {
		CLIENT(QUERY),
		/* CNAME cdn, then its address, and one of a name that nobody asked for */
		SERVER(ANSWER_HEAD("\x12\x34",
			"\3") "\xc0\x0c\0\5\0\1\0\0\1\x2c\0\5\3CDN\0" A_RECORD("\3cdn\0", "\1")
				A_RECORD("\3bad\0", "\2")),
	};
	char *said = names_said(&DATAGRAMS("chain", NULL));
	ck_assert_str_eq(said, "name text=example.com addr=192.0.2.1 ttl=300\n");
	free(said);
}
END_TEST

START_TEST(an_answer_that_nobody_asked_for_tells_no_name)
{
	static const struct turn turns[] = {
		CLIENT(QUERY),
		SERVER(ANSWER_HEAD("\x12\x35", "\1") A_RECORD("\xc0\x0c", "\1")),
	};
	char *said = names_said(&DATAGRAMS("another id", NULL));
	ck_assert_str_eq(said, "");
	free(said);
}
END_TEST

START_TEST(an_answer_without_its_question_tells_no_name)
{
	static const struct turn turns[] = {
		SERVER(ANSWER_HEAD("\x12\x34", "\1") A_RECORD("\xc0\x0c", "\1")),
	};
	char *said = names_said(&DATAGRAMS("no question", NULL));
	ck_assert_str_eq(said, "");
	free(said);
}
END_TEST

START_TEST(aliases_that_lead_in_a_circle_end)
{
	static const struct turn turns[] = {
		CLIENT(QUERY),
		SERVER(ANSWER_HEAD("\x12\x34",
			"\3") "\xc0\x0c\0\5\0\1\0\0\1\x2c\0\2\xc0\x0c"
			      "\xc0\x0c\0\5\0\1\0\0\1\x2c\0\2\xc0\x0c" A_RECORD("\xc0\x0c", "\7")),
	};
	char *said = names_said(&DATAGRAMS("circle", NULL));
	ck_assert_str_eq(said, "name text=example.com addr=192.0.2.7 ttl=300\n");
	free(said);
}
END_TEST

START_TEST(options_of_the_transport_are_no_record)
{
	static const struct turn turns[] = {
		CLIENT("\0\5\0\0\0\1\0\0\0\0\0\1" EXAMPLE "\0\1\0\1\0\0\x29\x10\0\0\0\x80\0\0\0")};
	char *said = vector_says(&DATAGRAMS("edns", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"rrname\":\"example.com\""));
	ck_assert_ptr_null(strstr(said, "additionals"));
	free(said);
}
END_TEST

#define SIXTY "a1b2c3d4e5f6g7h8i9jaka2b3c4d5e6f7g8h9iajbkcldmenfogphqirjsktl"

START_TEST(a_name_full_of_data_is_pointed_out_once_a_flow)
{
	static const struct turn turns[] = {
		CLIENT("\0\6\1\0\0\1\0\0\0\0\0\0\x3d" SIXTY "\1t\7example\0\0\x10\0\1"),
		CLIENT("\0\7\1\0\0\1\0\0\0\0\0\0\x3d" SIXTY "\1t\7example\0\0\x10\0\1"),
	};
	char *said = vector_says(&DATAGRAMS("tunnel", NULL));
	char *first = strstr(said, "hint dns.suspicious_name.tunnel text=" SIXTY ".t.example");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, "hint"));
	free(said);
}
END_TEST

static enum dns_shape shape_of(const char *name)
{
	return dns_shape(span_str(name), DNS_TYPE_A);
}

START_TEST(names_that_people_choose_are_usual)
{
	ck_assert_int_eq(shape_of("www.example.com"), DNS_SHAPE_USUAL);
	ck_assert_int_eq(shape_of("d1a2b3c4e5f6g7.cloudfront.net"), DNS_SHAPE_USUAL);
	ck_assert_int_eq(shape_of("ec2-52-1-2-3.compute-1.amazonaws.com"), DNS_SHAPE_USUAL);
	ck_assert_int_eq(shape_of("1.0.0.127.in-addr.arpa"), DNS_SHAPE_USUAL);
	ck_assert_int_eq(shape_of("da39a3ee5e6b4b0d3255bfef95601890afd80709.hash.example.com"),
		DNS_SHAPE_USUAL);
	ck_assert_int_eq(shape_of("xn--bcher-kva8x1y2z3.example"), DNS_SHAPE_USUAL);
	ck_assert_int_eq(shape_of(""), DNS_SHAPE_USUAL);
	ck_assert_int_eq(shape_of("..........."), DNS_SHAPE_USUAL);
	ck_assert_int_eq(shape_of("m6wzlfrie5s5.top"), DNS_SHAPE_GENERATED);
	ck_assert_int_eq(shape_of(SIXTY ".example.com"), DNS_SHAPE_TUNNEL);
}
END_TEST

START_TEST(a_pointer_that_loops_ends)
{
	static const struct turn turns[] = {
		CLIENT(QUERY),
		/* the name at 12 points to itself; then to the octet behind it */
		CLIENT("\0\1\0\0\0\1\0\0\0\0\0\0\xc0\x0c\0\1\0\1"),
		CLIENT("\0\1\0\0\0\1\0\0\0\0\0\0\1a\xc0\x10\0\1\0\1"),
	};
	char *said = vector_says(&DATAGRAMS("loop", NULL));
	char *first = strstr(said, "anomaly dns.malformed\n");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(strstr(first + 1, "anomaly dns.malformed\n"));
	free(said);
}
END_TEST

START_TEST(a_record_that_runs_over_the_end_is_malformed)
{
	static const struct turn turns[] = {
		SERVER("\0\1\x80\0\0\1\0\1\0\0\0\0" EXAMPLE
		       "\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\0\0\x40\1\2\3\4"),
	};
	char *said = vector_says(&DATAGRAMS("overrun", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"queries\":[{\"rrname\":\"example.com\""));
	ck_assert_ptr_null(strstr(said, "answers"));
	ck_assert_ptr_nonnull(strstr(said, "anomaly dns.malformed\n"));
	free(said);
}
END_TEST

START_TEST(a_name_longer_than_any_name_is_malformed)
{
	uint8_t bytes[12 + 6 * 64 + 5] = {0, 1, 0, 0, 0, 1};
	for (int i = 0; i < 6; i++) {
		bytes[12 + 64 * i] = 63;
		memset(bytes + 13 + 64 * i, 'a', 63);
	}
	const struct turn turns[] = {{SIDE_CLIENT, {bytes, sizeof(bytes)}}};
	char *said = vector_says(&DATAGRAMS("long", NULL));
	ck_assert_ptr_null(strstr(said, "queries"));
	ck_assert_ptr_nonnull(strstr(said, "anomaly dns.malformed\n"));
	free(said);
}
END_TEST

START_TEST(counts_that_cannot_fit_are_no_message)
{
	static const struct turn turns[] = {
		CLIENT("\0\1\0\0\xff\xff\xff\xff\xff\xff\xff\xff" EXAMPLE "\0\1\0\1"),
		CLIENT("\0\1\0\0\0\1"),
		CLIENT(""),
	};
	vector_run(&DATAGRAMS("counts", ""));
}
END_TEST

START_TEST(a_length_too_short_for_a_header_ends_the_stream)
{
	static const struct turn turns[] = {CLIENT("\0\x0b" QUERY)};
	vector_run(&STREAM("short length", ""));
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len, uint16_t dport, bool stream)
{
	struct probe_input in = {
		.data = span_of(bytes, len), .sport = 40000, .dport = dport, .stream = stream};
	return dissector_dns.probe(&in);
}

START_TEST(messages_are_known_on_any_port)
{
	static const char query[] = QUERY;
	static const char framed[] = "\0\x1d" QUERY;
	static const char loop[] = "\0\1\0\0\0\1\0\0\0\0\0\0\xc0\x0c\0\1\0\1";
	static const char netbios[] = "\0\1\1\x10\0\1\0\0\0\0\0\0\x20"
				      "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
				      "\0\0\x21\0\1";

	ck_assert_int_eq(probe_of(query, sizeof(query) - 1, 4444, false), PROBE_SURE);
	ck_assert_int_eq(probe_of(query, sizeof(query) - 2, 53, false), PROBE_NO);
	ck_assert_int_eq(probe_of(query, sizeof(query), 4444, false), PROBE_NO);
	ck_assert_int_eq(probe_of(query, sizeof(query), 53, false), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(framed, sizeof(framed) - 1, 4444, true), PROBE_SURE);
	ck_assert_int_eq(probe_of(framed, 8, 4444, true), PROBE_MORE);
	ck_assert_int_eq(probe_of(loop, sizeof(loop) - 1, 53, false), PROBE_NO);
	ck_assert_int_eq(probe_of(netbios, sizeof(netbios) - 1, 137, false), PROBE_NO);
	ck_assert_int_eq(probe_of("SSH-2.0-x\r\n", 11, 53, true), PROBE_NO);
	ck_assert_int_eq(probe_of("GET / HTTP/1.1\r\n\r\n", 18, 80, true), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("dns");

	tcase_add_test(t, a_question_and_its_answer_are_one_event_each);
	tcase_add_test(t, what_the_snap_length_cut_is_no_malformed_message);
	tcase_add_test(t, several_messages_of_a_stream_are_told_apart);
	tcase_add_test(t, names_in_answers_are_followed_through_the_message);
	tcase_add_test(t, a_missing_name_brings_the_zone_that_says_so);
	tcase_add_test(t, a_service_record_is_taken_apart);
	tcase_add_test(t, text_and_ipv6_addresses_are_shown);
	tcase_add_test(t, multicast_dns_is_an_event_of_its_own);
	tcase_add_test(t, multicast_records_keep_what_has_no_place_beside_their_names);
	tcase_add_test(t, data_without_a_place_of_its_own_is_text);
	tcase_add_test(t, addresses_are_told_for_the_name_that_was_asked_for);
	tcase_add_test(t, an_answer_that_nobody_asked_for_tells_no_name);
	tcase_add_test(t, an_answer_without_its_question_tells_no_name);
	tcase_add_test(t, aliases_that_lead_in_a_circle_end);
	tcase_add_test(t, options_of_the_transport_are_no_record);
	tcase_add_test(t, a_name_full_of_data_is_pointed_out_once_a_flow);
	tcase_add_test(t, names_that_people_choose_are_usual);
	tcase_add_test(t, a_pointer_that_loops_ends);
	tcase_add_test(t, a_record_that_runs_over_the_end_is_malformed);
	tcase_add_test(t, a_name_longer_than_any_name_is_malformed);
	tcase_add_test(t, counts_that_cannot_fit_are_no_message);
	tcase_add_test(t, a_length_too_short_for_a_header_ends_the_stream);
	tcase_add_test(t, messages_are_known_on_any_port);
	return unit_run(t, "dns");
}
