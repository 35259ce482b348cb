/*
 * quic: what the files of the QUIC dissector share: quic.c reads packets and frames and tells the
 * connection, quic_keys.c opens Initial packets, whose keys everyone on the path can derive. On a
 * worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_QUIC_H
#define SPANWATCH_DISSECTORS_QUIC_H

#include "dissectors/tls.h"

enum {
	QUIC_CID_MAX = 20,
	QUIC_HELLO_MAX = 4096, /* a ClientHello with post-quantum keys takes 2 KiB */
	QUIC_ANSWER_MAX = 512, /* a ServerHello */
	QUIC_RANGES = 12,
	QUIC_TAG = 16
};

/** Part of a handshake as it comes, in pieces and out of order. */
struct quic_pieces {
	struct {
		uint16_t from, to;
	} range[QUIC_RANGES];
	uint8_t count;
};

struct quic_state {
	uint32_t version;
	uint8_t cid_len;
	uint8_t cid[QUIC_CID_MAX]; /* the client's first destination: all keys come from it */
	bool told;
	uint8_t initials; /* Initial packets that were looked at */
	struct quic_pieces pieces[2];
	struct tls_client client;
	struct tls_server server;
	uint8_t hello[QUIC_HELLO_MAX], answer[QUIC_ANSWER_MAX];
};
_Static_assert(sizeof(struct quic_state) <= DISSECTOR_STATE_MAX, "state of a connection");

/** An Initial packet, as spans into the datagram. */
struct quic_initial {
	uint32_t version;
	struct span dcid;
	struct span packet; /* from its first byte to its end */
	uint32_t number_at; /* offset of the packet number */
};

/** True for versions whose Initial keys are known. */
bool quic_knows(uint32_t version);

/** True where FIRST is that of an Initial packet in VERSION. */
bool quic_is_initial(uint32_t version, uint8_t first);

/**
 * Frames of P, which FROM sent, under the keys that CID gives; in ARENA. Empty where it does not
 * open: other keys, or not what it seems (RFC 9001 sections 5.2 to 5.4).
 */
struct span quic_open(
	struct arena *arena, const struct quic_initial *p, struct span cid, enum side from);

#endif
