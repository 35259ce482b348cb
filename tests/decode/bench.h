/*
 * bench: what the tests of decode share: frames written as hex with their dissection beside it,
 * decoded whole and at each shorter prefix from a heap buffer of exactly that size.
 */
#ifndef SPANWATCH_TESTS_DECODE_BENCH_H
#define SPANWATCH_TESTS_DECODE_BENCH_H

#include "sensor/decode/decode.h"

#include <check.h>

enum { BENCH_FRAME = 70000 };

/** Bytes of a frame; `len` may grow by put_* and by hex text. */
struct bytes {
	uint8_t b[BENCH_FRAME];
	uint32_t len;
};

/** Appends hex digits; blanks are passed over. */
void put_hex(struct bytes *to, const char *hex);
void put_u8(struct bytes *to, unsigned value);
void put_be16(struct bytes *to, unsigned value);
void put_be32(struct bytes *to, uint32_t value);
void put_fill(struct bytes *to, unsigned value, uint32_t count);
void put_bytes(struct bytes *to, const void *p, uint32_t len);

/** An Ethernet header 02:00:00:00:00:01 > 02:00:00:00:00:02. */
void put_ether(struct bytes *to, unsigned type);
/** IPv4 10.0.0.1 > 10.0.0.2, id 7, ttl 64, right checksum, LEN bytes of payload; FRAGMENT is the
 * field. */
void put_ip4(struct bytes *to, unsigned proto, uint32_t len, unsigned fragment);
/** IPv6 2001:db8::1 > 2001:db8::2, hop limit 64. */
void put_ip6(struct bytes *to, unsigned next, uint32_t len);
/** UDP without checksum. */
void put_udp(struct bytes *to, unsigned sport, unsigned dport, uint32_t len);

/** A decoder with 1 MiB for fragments. */
struct decoder *bench_decoder(enum checksum_mode checksum);

/** Decodes the first LEN of WIRE bytes at time TS_US, from an exact buffer that lives on. */
enum decode_result bench_decode(
	struct decoder *d, uint16_t link, struct span captured, uint32_t wire, struct packet *ret);

/** The anomalies of the last bench_decode. */
bool bench_met(enum decode_count count);

/** Time of the next frames. */
void bench_at(int64_t ts_us);

/** Decodes each prefix of BYTES with a decoder of its own; nothing may read past its end. */
void bench_prefixes(uint16_t link, const struct bytes *bytes);

/** Decodes HEX whole (which must be a packet) and each prefix. */
struct packet bench_hex(uint16_t link, const char *hex);

/** "ether:vlan:ip:udp" of P. */
const char *bench_layers(const struct packet *p);

/** "10.0.0.1" of A. */
const char *bench_addr(const struct addr *a);

/** Runs TESTCASE as a program; exit status. */
int bench_run(TCase *tests);

#endif
