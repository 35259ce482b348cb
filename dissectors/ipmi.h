/*
 * ipmi: what the files of the dissector share. ipmi.c takes RMCP and the session apart,
 * ipmi_handshake.c the handshake of RMCP+, ipmi_acts.c knows what a command amounts to.
 */
#ifndef SPANWATCH_DISSECTORS_IPMI_H
#define SPANWATCH_DISSECTORS_IPMI_H

#include "dissectors/common/person.h"
#include "sensor/dissector.h"

enum { IPMI_USER_MAX = 16 };

enum ipmi_netfn {
	IPMI_CHASSIS = 0x00,
	IPMI_APP = 0x06,
	IPMI_STORAGE = 0x0a,
	IPMI_TRANSPORT = 0x0c
};

enum ipmi_command_code {
	IPMI_CHASSIS_CONTROL = 0x02,   /* chassis */
	IPMI_SET_BOOT_OPTIONS = 0x08,  /* chassis */
	IPMI_SESSION_CHALLENGE = 0x39, /* application, as those below */
	IPMI_ACTIVATE_SESSION = 0x3a,
	IPMI_SET_USER_ACCESS = 0x43,
	IPMI_SET_USER_NAME = 0x45,
	IPMI_SET_USER_PASSWORD = 0x47,
	IPMI_CLEAR_SEL = 0x47, /* storage */
	IPMI_SET_LAN = 0x01,   /* transport */
	IPMI_SET_SOL = 0x21    /* transport */
};

enum ipmi_payload {
	IPMI_PAYLOAD_MESSAGE = 0,
	IPMI_PAYLOAD_SOL = 1,
	IPMI_PAYLOAD_OEM = 2,
	IPMI_PAYLOAD_OPEN_REQUEST = 0x10,
	IPMI_PAYLOAD_OPEN_RESPONSE = 0x11,
	IPMI_PAYLOAD_RAKP1 = 0x12,
	IPMI_PAYLOAD_RAKP2 = 0x13,
	IPMI_PAYLOAD_RAKP3 = 0x14,
	IPMI_PAYLOAD_RAKP4 = 0x15,
	IPMI_PAYLOAD_MASK = 0x3f,
	IPMI_ENCRYPTED = 0x80
};

enum ipmi_field {
	IPMI_F_NETFN,
	IPMI_F_COMMAND,
	IPMI_F_NAME,
	IPMI_F_DIRECTION,
	IPMI_F_COMPLETION,
	IPMI_F_VALUE,
	IPMI_F_VERSION,
	IPMI_F_AUTH,
	IPMI_F_SESSION,
	IPMI_F_PAYLOAD,
	IPMI_F_ENCRYPTED,
	IPMI_F_STATUS,
	IPMI_F_CIPHER,
	IPMI_F_USER,
	IPMI_F_COUNT
};

/* The session around a message. */
struct ipmi_session {
	uint8_t auth, payload;
	bool encrypted;
	uint32_t id;
	struct span body;
};

/* One message inside a session that is readable (IPMI 2.0, 13.8). */
struct ipmi_message {
	uint8_t netfn; /* of the request; the answer's is one more */
	uint8_t command, sequence, lun;
	bool response;
	uint8_t completion; /* of a response */
	uint32_t session;   /* 0 outside of one */
	struct span data;
};

struct ipmi_state {
	uint64_t asked; /* key of the last request: sent again, it is the same action */
	int64_t rakp_us;
	enum side bmc;
	struct person user;
	bool rakp2;                             /* a hash was handed out and nobody used it yet */
	bool cipher_zero, no_auth, sol, opaque; /* told */
	bool readable;                          /* the handshake agreed on no confidentiality */
};

/** An event with NAME and DIRECTION, either of which may be empty or NULL. */
struct draft *ipmi_event(struct dissect *d, struct span name, const char *direction);

/** Adds what SESSION is. */
void ipmi_event_session(struct draft *e, const struct ipmi_session *session);

/** A message of the handshake: Open Session, or one of the four of RAKP. */
void ipmi_handshake_open(
	struct dissect *d, struct ipmi_state *s, const struct ipmi_session *session);
void ipmi_handshake_rakp(
	struct dissect *d, struct ipmi_state *s, const struct ipmi_session *session);

/** Nothing more comes of a handshake: a hash was handed out and the asker went away with it, or saw
 * that its password was wrong. */
void ipmi_handshake_left(struct dissect *d, struct ipmi_state *s);

/** Name of a command, or NULL. */
const char *ipmi_command_name(uint8_t netfn, uint8_t command);

/** What is worth showing of a request's data, without secrets; made in the arena, or empty. */
struct span ipmi_value(struct dissect *d, const struct ipmi_message *m);

/** What M amounts to: actions asked and answered, logins, secrets. */
void ipmi_act(struct dissect *d, struct ipmi_state *s, const struct ipmi_message *m);

/** How a login ended; of one that opens an encrypted session nothing else can be read. */
struct ipmi_login {
	enum outcome outcome;
	bool sealed;
	struct span reason; /* or empty */
};

/** A login that is over. */
void ipmi_login(struct dissect *d, const struct ipmi_state *s, struct ipmi_login login);

/** Keeps the user of this session; NAME may be padded with NULs. */
void ipmi_set_user(struct ipmi_state *s, struct span name);

#endif
