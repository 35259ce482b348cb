/*
 * checksum: Internet checksums (RFC 1071), and which senders can be judged by them. Captures on a
 * host see packets whose sums its network card fills in later. Private to sensor/decode.
 */
#ifndef SPANWATCH_DECODE_CHECKSUM_H
#define SPANWATCH_DECODE_CHECKSUM_H

#include "sensor/packet.h"

enum { CHECKSUM_SENDERS = 4096 }; /* a power of two; 8 bytes each */

struct checksum_sender {
	uint32_t tag;
	uint16_t checked : 14;
	uint16_t spoke : 1; /* it has sent a payload with a right sum */
	uint16_t told : 1;  /* counted as one whose sums are not judged */
	uint16_t bad;
};

/** What is known of senders. Fixed size; a sender that comes to a taken place takes it. */
struct checksum_senders {
	struct checksum_sender of[CHECKSUM_SENDERS];
};

enum checksum_verdict {
	CHECKSUM_GOOD,
	CHECKSUM_BAD,
	CHECKSUM_PARDONED,    /* wrong, from a sender that cannot be judged */
	CHECKSUM_FIRST_PARDON /* the same, and it is told for the first time of this sender */
};

/** Sum of 16-bit words in memory order over LEN bytes, not folded; an odd byte is padded with 0. */
uint64_t checksum_add(uint64_t sum, struct span bytes);

/** Folds SUM to 16 bits; 0xffff for data that holds its own right checksum. */
uint16_t checksum_fold(uint64_t sum);

/** The IPv4 header at the start of P->l3 sums up right. */
bool checksum_ip4(const struct packet *p);

/** TCP, UDP or ICMP of P, all captured, sums up right; true as well where there is no sum. */
bool checksum_l4(const struct packet *p);

/** Judges a packet whose sums are GOOD or not by what its sender did before. */
enum checksum_verdict checksum_judge(struct checksum_senders *s, const struct packet *p, bool good);

/** P was pardoned, but its sender has made right sums: P's receiver may drop it. */
bool checksum_is_odd(const struct checksum_senders *s, const struct packet *p);

#endif
