/*
 * radius: what the files of the dissector share. radius_message.c reads a message, radius_vendor.c
 * attributes of vendors, radius_acts.c says what it amounts to, radius.c is the door.
 */
#ifndef SPANWATCH_DISSECTORS_RADIUS_H
#define SPANWATCH_DISSECTORS_RADIUS_H

#include "sensor/dissector.h"

enum radius_code {
	RADIUS_ACCESS_REQUEST = 1,
	RADIUS_ACCESS_ACCEPT = 2,
	RADIUS_ACCESS_REJECT = 3,
	RADIUS_ACCOUNTING_REQUEST = 4,
	RADIUS_ACCOUNTING_RESPONSE = 5,
	RADIUS_ACCESS_CHALLENGE = 11,
	RADIUS_STATUS_SERVER = 12,
	RADIUS_STATUS_CLIENT = 13,
	RADIUS_DISCONNECT_REQUEST = 40,
	RADIUS_DISCONNECT_ACK = 41,
	RADIUS_DISCONNECT_NAK = 42,
	RADIUS_COA_REQUEST = 43,
	RADIUS_COA_ACK = 44,
	RADIUS_COA_NAK = 45
};

enum radius_attribute {
	RADIUS_USER_NAME = 1,
	RADIUS_USER_PASSWORD = 2,
	RADIUS_CHAP_PASSWORD = 3,
	RADIUS_NAS_IP_ADDRESS = 4,
	RADIUS_NAS_PORT = 5,
	RADIUS_SERVICE_TYPE = 6,
	RADIUS_FRAMED_PROTOCOL = 7,
	RADIUS_FRAMED_IP_ADDRESS = 8,
	RADIUS_FILTER_ID = 11,
	RADIUS_REPLY_MESSAGE = 18,
	RADIUS_VENDOR_SPECIFIC = 26,
	RADIUS_SESSION_TIMEOUT = 27,
	RADIUS_CALLED_STATION_ID = 30,
	RADIUS_CALLING_STATION_ID = 31,
	RADIUS_NAS_IDENTIFIER = 32,
	RADIUS_ACCT_STATUS_TYPE = 40,
	RADIUS_ACCT_SESSION_ID = 44,
	RADIUS_ACCT_TERMINATE_CAUSE = 49,
	RADIUS_NAS_PORT_TYPE = 61,
	RADIUS_EAP_MESSAGE = 79,
	RADIUS_MESSAGE_AUTHENTICATOR = 80,
	RADIUS_NAS_IPV6_ADDRESS = 95,
	RADIUS_ERROR_CAUSE = 101
};

enum radius_service {
	RADIUS_LOGIN = 1,
	RADIUS_FRAMED = 2,
	RADIUS_ADMINISTRATIVE = 6,
	RADIUS_NAS_PROMPT = 7,
	RADIUS_AUTHENTICATE_ONLY = 8,
	RADIUS_CALLBACK_NAS_PROMPT = 9,
	RADIUS_CALLBACK_ADMINISTRATIVE = 11
};
enum { RADIUS_PORT_VIRTUAL = 5 }; /* NAS-Port-Type: a session, not a line */
enum { RADIUS_ACCT_START = 1, RADIUS_ACCT_STOP = 2 };

enum {
	RADIUS_HEADER = 20,
	RADIUS_LENGTH_MAX = 4096, /* RFC 2865, 3 */
	RADIUS_VENDORS = 16,      /* vendor attributes of one message that are told */
	RADIUS_TEXT = 64,         /* of a user that is kept */
	RADIUS_PENDING = 32,      /* requests of one flow that wait */
	RADIUS_PASSWORD_MAX = 128
};

/** One attribute of a vendor (type 26). */
struct radius_vendor {
	uint32_t vendor, type;
	struct span value;
};

/** What a message says; texts lie in the packet. Empty, and `has` unset, where absent. */
struct radius_message {
	uint8_t code, id;
	struct span whole;         /* header and attributes */
	struct span authenticator; /* 16 bytes */
	struct span user, password, nas_id, calling, called, session_id, filter, reply;
	struct addr nas, framed_ip;
	uint32_t service, acct_status, port_type, error_cause;
	uint64_t has; /* bit of each enum radius_attribute up to 63 that was read */
	bool has_nas, has_message_authenticator, has_error_cause, eap;
	bool broken; /* an attribute reaches past the end, or is shorter than its head */
	bool cut;    /* the snap length cut it */
	unsigned vendor_count;
	struct radius_vendor vendors[RADIUS_VENDORS];
};

static inline bool radius_has(const struct radius_message *m, enum radius_attribute a)
{
	return m->has >> a & 1;
}

/** A request that waits for its answer. */
struct radius_pending {
	int64_t ts_us; /* 0: free */
	uint8_t code, id;
	enum side from;
	bool exec; /* a login to the equipment itself */
	bool has_actor, has_nas;
	uint8_t user_len;
	uint8_t user[RADIUS_TEXT];
	uint8_t authenticator[16];
	struct addr actor, nas;
};

struct radius_state {
	struct radius_pending pending[RADIUS_PENDING];
	uint8_t next;
	bool told_open, told_wrong_key;
	uint8_t key_at; /* key that fitted (common/key.h) */
};

/* --- messages (radius_message.c) ------------------------------------------------------------ */

/** "access-request" ...; NULL for a code that RFC 2865, 2866, 5176 do not name. */
const char *radius_code_name(uint8_t code);

/** A code that is sent unasked. */
bool radius_is_request(uint8_t code);

/**
 * Reads DATA; CUT: the snap length took its end. False where it is no RADIUS at all: an unknown
 * code or a length that cannot be. Attributes that break off leave `broken` and what was good.
 */
bool radius_read(struct span data, bool cut, struct radius_message *ret);

const char *radius_service_name(uint32_t service);
const char *radius_acct_status_name(uint32_t status);
const char *radius_error_cause_name(uint32_t cause);

/* --- attributes of vendors (radius_vendor.c) ------------------------------------------------- */

/** Reads VALUE of an attribute of type 26, in the shape that its vendor writes. */
void radius_vendor_read(struct radius_message *m, struct span value);

/** The value of V, or that of the pair in it, is a secret: true, what it is called, and the value.
 */
bool radius_vendor_is_secret(
	const struct radius_vendor *v, struct span *ret_name, struct span *ret_value);

/** RADIUS_SECRET's rows are in the order that the search needs; asked by the tests. */
bool radius_vendor_sorted(void);

/* --- what they amount to (radius_acts.c) ---------------------------------------------------- */

/** A message that was told. */
void radius_act(struct dissect *d, struct radius_state *s, const struct radius_message *m);

#endif
