/*
 * gtp: what the files of the GTP-C dissector share: gtp.c reads headers, gtp_element.c what stands
 * behind them.
 */
#ifndef SPANWATCH_DISSECTORS_GTP_H
#define SPANWATCH_DISSECTORS_GTP_H

#include "sensor/dissector.h"

enum gtp_field {
	GTP_F_VERSION,
	GTP_F_TYPE,
	GTP_F_CODE,
	GTP_F_TEID,
	GTP_F_SEQUENCE,
	GTP_F_CAUSE,
	GTP_F_RECOVERY,
	GTP_F_IMSI,
	GTP_F_MSISDN,
	GTP_F_APN,
	GTP_F_RAT,
	GTP_F_NODES,
	GTP_F_COUNT
};

enum { GTP_ECHO_REQUEST = 1, GTP_ECHO_RESPONSE = 2, GTP_DATA = 255 };
enum { GTP_NODES = 16 };

struct gtp {
	uint8_t version, type;
	uint32_t teid, sequence;
	bool has_teid;
	bool is_prime;    /* the protocol type of charging records (GTP') */
	bool piggybacked; /* another message follows in the datagram */
	bool fits;        /* the length is that of the datagram */
};

struct gtp_state {
	bool known;
	bool pointed; /* a strange echo was pointed out */
};

/** An event in the making and where its text lives. */
struct gtp_draft {
	struct draft *event;
	struct arena *scratch;
	struct addr nodes[GTP_NODES];
	unsigned node_count;
};

/** Tells the elements in C (G may be NULL: only looks); false where they do not fill it. */
bool gtp_elements(struct gtp_draft *g, struct cursor c, const struct gtp *m);

/** True where C holds only what an echo may carry. */
bool gtp_echo_is_plain(struct cursor c, const struct gtp *m);

#endif
