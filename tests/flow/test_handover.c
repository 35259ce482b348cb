/* test_handover: protocols that follow on another one in the same connection, or come in crumbs. */
#include "config.h"

#include "sensor/flow/classify.h"
#include "sensor/flow/shard.h"
#include "sensor/limits.h"
#include "tests/unit.h"

#include <check.h>
#include <stdlib.h>

/* A ClientHello of TLS 1.2 with one cipher and no extensions, alone in its record. */
static const char hello[] = "\x16\x03\x01\x00\x2d"
			    "\x01\x00\x00\x29"
			    "\x03\x03"
			    "0123456789abcdef0123456789abcdef"
			    "\x00"
			    "\x00\x02\xc0\x2f"
			    "\x01\x00";
enum { HELLO_LEN = sizeof(hello) - 1 };

struct bench {
	struct shard *shard;
	struct classifier *classifier;
	struct arena scratch;
	char *line;
	struct eve_context eve;
	struct redactor redactor;
	uint32_t next[2];
	uint64_t no;
	unsigned acts, acts_in_clear;
	char said[4096]; /* types of the protocols' events, and at the end what the flow is */
};

static void say(struct bench *b, const char *word)
{
	strncat(b->said, word ? word : "?", sizeof(b->said) - strlen(b->said) - 1);
	strncat(b->said, " ", sizeof(b->said) - strlen(b->said) - 1);
}

static void emit(void *ctx, const struct event *e)
{
	struct bench *b = ctx;

	b->acts += e->kind == EVENT_ACTION;
	b->acts_in_clear += e->kind == EVENT_ACTION && e->u.action.in_clear;
	if (e->kind == EVENT_PROTOCOL && strcmp(e->type, "flow"))
		say(ctx, e->type);
	if (e->kind == EVENT_FLOW_END)
		say(ctx, e->app);
}

static void open_bench(struct bench *b)
{
	static const char *const sources[] = {"test"};

	memset(b, 0, sizeof(*b));
	b->eve.sources = sources;
	b->line = malloc(LIMIT_LINE);
	ck_assert_ptr_nonnull(b->line);
	ck_assert_int_eq(arena_init(&b->scratch, LIMIT_SCRATCH), 0);
	b->classifier = classifier_new();
	const struct shard_options options = {.classifier = b->classifier,
		.flow_capacity = 16,
		.conversation_capacity = 8,
		.stream_memory = 1024 * 1024,
		.out = {emit, b},
		.eve = &b->eve,
		.redactor = &b->redactor,
		.scratch = &b->scratch,
		.line = b->line,
		.flow_events = true};
	ck_assert_int_eq(shard_new(&options, &b->shard), 0);
	b->next[0] = 1000;
	b->next[1] = 5000;
}

static void send(struct bench *b, enum side from, struct span data)
{
	struct packet p = {.no = ++b->no,
		.ts_us = 1700000000000000ll + (int64_t)b->no * 1000,
		.flags = PACKET_HAS_IP | PACKET_HAS_PORTS,
		.ip_version = 4,
		.ip_proto = IPPROTO_NR_TCP,
		.tcp_flags = TCP_ACK,
		.tcp_seq = b->next[from],
		.tcp_ack = b->next[side_other(from)],
		.payload = data,
		.payload_len = data.len};
	struct addr ends[2];

	ck_assert(addr_parse(SPAN_LIT("10.0.0.1"), &ends[0]));
	ck_assert(addr_parse(SPAN_LIT("10.0.0.2"), &ends[1]));
	p.src = ends[from];
	p.dst = ends[side_other(from)];
	p.sport = from == SIDE_CLIENT ? 40000 : 2525;
	p.dport = from == SIDE_CLIENT ? 2525 : 40000;
	if (!data.len) { /* the connection opens */
		p.tcp_flags = TCP_SYN;
		p.tcp_seq--;
	}
	b->next[from] += data.len;
	shard_packet(b->shard, shard_prepare(b->shard, &p), &p);
	arena_reset(&b->scratch);
}

#define SEND(from, text) send(&b, from, SPAN_LIT(text))

static void close_bench(struct bench *b, const char *expect)
{
	shard_finish(b->shard, b->no + 1);
	ck_assert_str_eq(b->said, expect);
	shard_free(b->shard);
	classifier_free(b->classifier);
	arena_free(&b->scratch);
	free(b->line);
}

START_TEST(tls_after_words_that_nobody_knows_is_read)
{
	struct bench b;

	open_bench(&b);
	SEND(SIDE_CLIENT, "\x01\x02 let us speak \x00 in secret\xff");
	SEND(SIDE_SERVER, "\x09");
	send(&b, SIDE_CLIENT, span_of(hello, HELLO_LEN));
	close_bench(&b, "tls tls ");
}
END_TEST

START_TEST(tls_in_the_middle_of_a_flow_given_up_is_read)
{
	struct bench b;

	open_bench(&b);
	for (int i = 0; i < 20; i++) {
		SEND(SIDE_CLIENT, "\x01\x02\x03\x04\x05\x06\x07\xff");
		SEND(SIDE_SERVER, "\x09\xfe\xfd\xfc\x05\x06\x07\xff");
	}
	send(&b, SIDE_CLIENT, span_of(hello, HELLO_LEN));
	close_bench(&b, "tls tls ");
}
END_TEST

START_TEST(late_in_a_flow_nobody_looks_any_more)
{
	struct bench b;

	open_bench(&b);
	for (int i = 0; i < 2 * LIMIT_LATE_PACKETS; i++)
		SEND(SIDE_CLIENT, "\x01\x02\x03\x04\x05\x06\x07\xff");
	send(&b, SIDE_CLIENT, span_of(hello, HELLO_LEN));
	close_bench(&b, "? ");
}
END_TEST

START_TEST(what_http_connects_to_is_read_and_the_flow_stays_http)
{
	struct bench b;

	open_bench(&b);
	SEND(SIDE_CLIENT, "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n");
	SEND(SIDE_SERVER, "HTTP/1.1 200 Connection established\r\n\r\n");
	send(&b, SIDE_CLIENT, span_of(hello, HELLO_LEN));
	close_bench(&b, "http tls http ");
}
END_TEST

static void begin_ftps(struct bench *b)
{
	open_bench(b);
	send(b, SIDE_CLIENT, SPAN_LIT(""));
	send(b, SIDE_SERVER, SPAN_LIT("220 FTP server ready\r\n"));
	send(b, SIDE_CLIENT, SPAN_LIT("AUTH TLS\r\n"));
	send(b, SIDE_SERVER, SPAN_LIT("234 go ahead\r\n"));
	send(b, SIDE_CLIENT, span_of(hello, HELLO_LEN));
}

START_TEST(ftp_hands_over_to_tls)
{
	struct bench b;

	begin_ftps(&b);
	close_bench(&b, "ftp ftp tls ftp ");
}
END_TEST

/* a client that clears the connection: the alerts of both sides, then commands in clear */
START_TEST(ftp_goes_on_where_its_tls_ends)
{
	struct bench b;

	begin_ftps(&b);
	SEND(SIDE_SERVER, "\x14\x03\x03\x00\x01\x01");
	SEND(SIDE_CLIENT, "\x14\x03\x03\x00\x01\x01");
	SEND(SIDE_CLIENT, "\x17\x03\x03\x00\x03"
			  "CCC");
	SEND(SIDE_SERVER, "\x15\x03\x03\x00\x02\x01\x00");
	SEND(SIDE_CLIENT, "\x15\x03\x03\x00\x02\x01\x00");
	SEND(SIDE_CLIENT, "PASV\r\n");
	SEND(SIDE_SERVER, "227 Entering Passive Mode (10,0,0,2,64,155).\r\n");
	SEND(SIDE_CLIENT, "STOR /pm/a.mrf\r\n");
	SEND(SIDE_SERVER, "226 done\r\n");
	close_bench(&b, "ftp ftp tls ftp ftp ftp ");
}
END_TEST

START_TEST(pop3_hands_over_to_tls)
{
	struct bench b;

	open_bench(&b);
	SEND(SIDE_CLIENT, "");
	SEND(SIDE_SERVER, "+OK POP3 server ready <1896.697@example.com>\r\n");
	SEND(SIDE_CLIENT, "CAPA\r\n");
	SEND(SIDE_SERVER, "+OK\r\nSTLS\r\n.\r\n");
	SEND(SIDE_CLIENT, "STLS\r\n");
	SEND(SIDE_SERVER, "+OK Begin TLS negotiation\r\n");
	send(&b, SIDE_CLIENT, span_of(hello, HELLO_LEN));
	close_bench(&b, "tls tls ");
}
END_TEST

START_TEST(imap_hands_over_to_tls)
{
	struct bench b;

	open_bench(&b);
	SEND(SIDE_CLIENT, "");
	SEND(SIDE_SERVER, "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n");
	SEND(SIDE_CLIENT, "a001 STARTTLS\r\n");
	SEND(SIDE_SERVER, "a001 OK Begin TLS negotiation now\r\n");
	send(&b, SIDE_CLIENT, span_of(hello, HELLO_LEN));
	close_bench(&b, "tls tls ");
}
END_TEST

/* evasive: a server that switches to the same protocol for ever does not keep anyone busy */
START_TEST(handing_over_has_an_end)
{
	struct bench b;

	open_bench(&b);
	for (int i = 0; i < 8; i++) {
		SEND(SIDE_CLIENT, "GET /a HTTP/1.1\r\nUpgrade: x\r\n\r\n");
		SEND(SIDE_SERVER, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
	}
	close_bench(&b, "http http http http http http ");
}
END_TEST

/* evasive: a record that is no hello does not take a flow */
START_TEST(a_record_that_is_no_hello_takes_nothing)
{
	struct bench b;

	open_bench(&b);
	for (int i = 0; i < 20; i++)
		SEND(SIDE_CLIENT, "\x01\x02\x03\x04\x05\x06\x07\xff");
	SEND(SIDE_CLIENT, "\x17\x03\x03\x00\x05hello");
	SEND(SIDE_CLIENT, "\x16\x03\x03\x00\x04\x0e\x00\x00\x00");
	close_bench(&b, "? ");
}
END_TEST

static void send_crumbs(struct bench *b, enum side from, struct span text)
{
	for (uint32_t i = 0; i < text.len; i++)
		send(b, from, span_sub(text, i, 1));
}

/* evasive: a request byte by byte is more packets than probes are asked about whole segments */
START_TEST(a_request_in_single_bytes_is_known)
{
	struct bench b;

	open_bench(&b);
	send_crumbs(&b, SIDE_CLIENT,
		SPAN_LIT("PATCH /restconf/data/ietf-system:system/authentication HTTP/1.1\r\n"
			 "Host: 10.0.0.2\r\nContent-Length: 0\r\n\r\n"));
	send_crumbs(&b, SIDE_SERVER, SPAN_LIT("HTTP/1.1 204 No Content\r\n\r\n"));
	close_bench(&b, "http http ");
	ck_assert_uint_eq(b.acts, 1);
	ck_assert_uint_eq(b.acts_in_clear, 1);
}
END_TEST

START_TEST(the_other_side_makes_probes_look_again_at_crumbs)
{
	struct bench b;

	open_bench(&b);
	send_crumbs(&b, SIDE_CLIENT,
		SPAN_LIT("{\"id\":1,\"params\":[\"Open_vSwitch\"],\"method\":\"get_schema\"}"));
	SEND(SIDE_SERVER, "{\"id\":1,\"result\":{},\"error\":null}");
	close_bench(&b, "ovsdb ovsdb ovsdb ");
}
END_TEST

START_TEST(crumbs_that_nobody_knows_have_an_end)
{
	struct bench b;

	open_bench(&b);
	for (int i = 0; i < 2000; i++)
		SEND(SIDE_CLIENT, "{");
	close_bench(&b, "? ");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("handover");

	tcase_add_test(t, tls_after_words_that_nobody_knows_is_read);
	tcase_add_test(t, tls_in_the_middle_of_a_flow_given_up_is_read);
	tcase_add_test(t, late_in_a_flow_nobody_looks_any_more);
	tcase_add_test(t, what_http_connects_to_is_read_and_the_flow_stays_http);
	tcase_add_test(t, ftp_hands_over_to_tls);
	tcase_add_test(t, ftp_goes_on_where_its_tls_ends);
	tcase_add_test(t, pop3_hands_over_to_tls);
	tcase_add_test(t, imap_hands_over_to_tls);
	tcase_add_test(t, handing_over_has_an_end);
	tcase_add_test(t, a_record_that_is_no_hello_takes_nothing);
	tcase_add_test(t, a_request_in_single_bytes_is_known);
	tcase_add_test(t, the_other_side_makes_probes_look_again_at_crumbs);
	tcase_add_test(t, crumbs_that_nobody_knows_have_an_end);
	return unit_run(t, "handover");
}
