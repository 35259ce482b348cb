/*
 * fragment: IP datagrams in the making (RFC 791 section 3.2, RFC 8200 section 4.5). Memory is
 * taken once, as address space; nothing that is told depends on the key of the hash table. Private
 * to sensor/decode, on the decoder's thread.
 */
#ifndef SPANWATCH_DECODE_FRAGMENT_H
#define SPANWATCH_DECODE_FRAGMENT_H

#include "sensor/packet.h"

enum {
	FRAGMENT_JOINS = 4,       /* datagrams that one frame can complete, one inside the other */
	FRAGMENT_HEADROOM = 40,   /* for an IP header before the joined bytes */
	FRAGMENT_HEAD_MAX = 2048, /* bytes that are told of what never became whole */
	FRAGMENT_HEADS = 64,      /* of those, that wait to be told */
	FRAGMENT_TIMEOUT_S = 30,  /* RFC 791 asks for 15 s at least, RFC 8200 for 60 s */
};

/** Which datagram a fragment belongs to; zeroed before it is filled, compared as bytes. */
struct fragment_key {
	struct addr src, dst;
	uint32_t id, vni, mpls_label;
	uint16_t vlan[PACKET_VLANS];
	uint8_t version, proto; /* proto: IPv4 only */
	uint8_t pad[2];
};

struct fragment_piece {
	int64_t ts_us;
	uint32_t offset; /* bytes */
	bool more;
	bool held; /* an element's: it gives way last */
	bool full; /* a test: act as if no memory were left */
	uint8_t proto;
	const struct packet *packet; /* as far as its IP header */
	struct span data;
};

/** The first bytes of a datagram whose rest never came. */
struct fragment_head {
	struct packet packet; /* of the first fragment, as far as its IP header; without spans */
	uint32_t len, wire;   /* bytes in hand from its first one on, and that it has at least */
	uint8_t proto;
	bool overlap;
	uint8_t bytes[FRAGMENT_HEADROOM + FRAGMENT_HEAD_MAX];
};

enum fragment_result { FRAGMENT_WAITS, FRAGMENT_REFUSED, FRAGMENT_WHOLE };

struct fragments;

/** Takes about MEMORY bytes of address space; NULL when there are none. */
struct fragments *fragments_new(uint32_t memory);
void fragments_free(struct fragments *f);

/** A new frame begins: what was joined for the last one is given back. */
void fragments_begin(struct fragments *f);

/**
 * Adds PIECE. FRAGMENT_WHOLE: RET holds the joined bytes, with FRAGMENT_HEADROOM bytes before them
 * that the caller may write (fragments_headroom), until fragments_begin. Bits of enum decode_count
 * are added to SEEN; DECODE_FRAGMENT_OVERLAP comes with the datagram that it spoilt.
 */
enum fragment_result fragments_add(struct fragments *f, const struct fragment_key *key,
	const struct fragment_piece *piece, uint32_t *seen, struct span *ret);

/** The FRAGMENT_HEADROOM bytes before what was joined last. */
uint8_t *fragments_headroom(struct fragments *f);

/**
 * The next head of a datagram that was given up: because it began before NOW_US minus the timeout
 * (with INT64_MAX whenever it began), or because it was an element's and its memory was wanted.
 * NULL when there is none. What is a copy (a mirror's) of what was told is not told again. The head
 * lives until the next fragment is added. LATE grows by the datagrams that were too old.
 */
struct fragment_head *fragments_given_up(struct fragments *f, int64_t now_us, uint32_t *late);

#endif
