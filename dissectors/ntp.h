/*
 * ntp: what the files of the NTP dissector share: ntp.c tells time packets, ntp_control.c the
 * control (mode 6) and private (mode 7) messages that read and change a server.
 */
#ifndef SPANWATCH_DISSECTORS_NTP_H
#define SPANWATCH_DISSECTORS_NTP_H

#include "sensor/dissector.h"

enum ntp_mode {
	NTP_MODE_RESERVED,
	NTP_MODE_SYMMETRIC_ACTIVE,
	NTP_MODE_SYMMETRIC_PASSIVE,
	NTP_MODE_CLIENT,
	NTP_MODE_SERVER,
	NTP_MODE_BROADCAST,
	NTP_MODE_CONTROL,
	NTP_MODE_PRIVATE
};

enum {
	NTP_F_VERSION,
	NTP_F_MODE,
	NTP_F_STRATUM,
	NTP_F_REFERENCE,
	NTP_F_LEAP,
	NTP_F_POLL,
	NTP_F_OPERATION,
	NTP_F_RESPONSE,
	NTP_F_ERROR,
	NTP_F_SEQUENCE,
	NTP_F_ASSOCIATION,
	NTP_F_TEXT,
	NTP_F_ITEMS,
	NTP_F_COUNT
};

struct ntp_state {
	bool seen;    /* a packet was read: this is NTP */
	bool pointed; /* the use of mode 6 or 7 was pointed out */
};

extern const struct schema ntp_schema;

/** How surely DATA is a control message; see enum probe. */
enum probe ntp_probe_control(struct span data);
/** How surely DATA is a private message. */
enum probe ntp_probe_private(struct span data);

/** Tells a control message and what it does; false where it is none. */
bool ntp_control(struct dissect *d, struct span data);
/** The same for a private message. */
bool ntp_private(struct dissect *d, struct span data);

#endif
