/* bench: see bench.h. */
#include "config.h"

#include "tests/decode/bench.h"

#include <stdlib.h>

static struct {
	uint64_t anomaly;
	int64_t ts_us;
	uint8_t *frame;
} bench;

void put_u8(struct bytes *to, unsigned value)
{
	if (to->len >= BENCH_FRAME)
		abort();
	to->b[to->len++] = (uint8_t)value;
}

void put_be16(struct bytes *to, unsigned value)
{
	put_u8(to, value >> 8);
	put_u8(to, value);
}

void put_be32(struct bytes *to, uint32_t value)
{
	put_be16(to, value >> 16);
	put_be16(to, value);
}

void put_fill(struct bytes *to, unsigned value, uint32_t count)
{
	while (count--)
		put_u8(to, value);
}

void put_bytes(struct bytes *to, const void *p, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		put_u8(to, ((const uint8_t *)p)[i]);
}

static unsigned digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 32) - 'a' + 10);
}

void put_hex(struct bytes *to, const char *hex)
{
	for (; *hex; hex++) {
		if (*hex == ' ')
			continue;
		put_u8(to, digit(hex[0]) << 4 | digit(hex[1]));
		hex++;
	}
}

void put_ether(struct bytes *to, unsigned type)
{
	put_hex(to, "020000000002 020000000001");
	put_be16(to, type);
}

void put_ip4(struct bytes *to, unsigned proto, uint32_t len, unsigned fragment)
{
	uint32_t at = to->len, sum = 0;

	put_be16(to, 0x4500);
	put_be16(to, len + 20);
	put_be16(to, 7);
	put_be16(to, fragment);
	put_be16(to, 0x4000 | proto);
	put_be16(to, 0);
	put_hex(to, "0a000001 0a000002");
	for (unsigned i = 0; i < 20; i += 2)
		sum += (uint32_t)to->b[at + i] << 8 | to->b[at + i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
	to->b[at + 10] = (uint8_t)(sum >> 8);
	to->b[at + 11] = (uint8_t)sum;
}

void put_ip6(struct bytes *to, unsigned next, uint32_t len)
{
	put_be32(to, 0x60000000);
	put_be16(to, len);
	put_be16(to, next << 8 | 64);
	put_hex(to, "20010db8000000000000000000000001 20010db8000000000000000000000002");
}

void put_udp(struct bytes *to, unsigned sport, unsigned dport, uint32_t len)
{
	put_be16(to, sport);
	put_be16(to, dport);
	put_be16(to, len + 8);
	put_be16(to, 0);
}

struct decoder *bench_decoder(enum checksum_mode checksum)
{
	struct decode_options options = {.checksum = checksum, .fragment_memory = 1 << 20};
	struct decoder *d = NULL;

	if (decoder_new(&options, &d) != 0)
		abort();
	return d;
}

void bench_at(int64_t ts_us)
{
	bench.ts_us = ts_us;
}

bool bench_met(enum decode_count count)
{
	return bench.anomaly >> count & 1;
}

enum decode_result bench_decode(
	struct decoder *d, uint16_t link, struct span captured, uint32_t wire, struct packet *ret)
{
	uint8_t *copy = malloc(captured.len ? captured.len : 1);

	if (!copy)
		abort();
	memcpy(copy, captured.p, captured.len);
	free(bench.frame);
	bench.frame = copy;
	/* an empty frame points at the end of its byte */
	struct frame f = {.ts_us = bench.ts_us,
		.data = span_of(captured.len ? copy : copy + 1, captured.len),
		.len = wire,
		.link = link,
		.frame_no = 1};
	memset(ret, 0xa5, sizeof(*ret));
	return decode_frame(d, &f, ret, &bench.anomaly);
}

void bench_prefixes(uint16_t link, const struct bytes *bytes)
{
	for (uint32_t len = 0; len < bytes->len; len++) {
		struct decoder *d = bench_decoder(CHECKSUM_ON);
		struct packet p;
		struct span captured = span_of(bytes->b, len);

		bench_decode(d, link, captured, bytes->len, &p); /* cut by the snap length */
		bench_decode(d, link, captured, len, &p);        /* short on the wire */
		decoder_free(d);
	}
}

struct packet bench_hex(uint16_t link, const char *hex)
{
	struct decoder *d = bench_decoder(CHECKSUM_ON);
	struct bytes bytes;
	struct packet p;

	bytes.len = 0;
	put_hex(&bytes, hex);
	bench_prefixes(link, &bytes);
	ck_assert_int_eq(
		bench_decode(d, link, span_of(bytes.b, bytes.len), bytes.len, &p), DECODE_PACKET);
	decoder_free(d);
	return p;
}

const char *bench_layers(const struct packet *p)
{
	static char text[256];
	size_t len = 0;

	text[0] = 0;
	for (unsigned i = 0; i < p->layer_count; i++) {
		const char *name = layer_name(p->layers[i]);
		if (i)
			text[len++] = ':';
		memcpy(text + len, name, strlen(name) + 1);
		len += strlen(name);
	}
	return text;
}

const char *bench_addr(const struct addr *a)
{
	static char text[ADDR_TEXT];

	addr_text(a, text);
	return text;
}

int bench_run(TCase *tests)
{
	Suite *suite = suite_create("decode");
	SRunner *runner = srunner_create(suite);

	suite_add_tcase(suite, tests);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	free(bench.frame);
	bench.frame = NULL;
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
