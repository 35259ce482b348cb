/*
 * ipmi: what the files of the dissector share. ipmi.c takes RMCP, the session and the handshake of
 * RMCP+ apart, ipmi_acts.c knows what a command amounts to.
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

/* One message inside a session that is readable (IPMI 2.0, 13.8). */
struct ipmi_message {
	uint8_t netfn; /* of the request; the answer's is one more */
	uint8_t command, sequence, lun;
	bool response;
	uint8_t completion; /* of a response */
	struct span data;
};

struct ipmi_state {
	uint64_t asked; /* key of the last request: sent again, it is the same action */
	int64_t rakp_us;
	enum side bmc;
	struct person user;
	bool rakp2;                             /* a hash was handed out and nobody used it yet */
	bool cipher_zero, no_auth, sol, opaque; /* told */
};

/** Name of a command, or NULL. */
const char *ipmi_command_name(uint8_t netfn, uint8_t command);

/** What is worth showing of a request's data, without secrets; made in the arena, or empty. */
struct span ipmi_value(struct dissect *d, const struct ipmi_message *m);

/** What M amounts to: actions asked and answered, logins, secrets. */
void ipmi_act(struct dissect *d, struct ipmi_state *s, const struct ipmi_message *m);

/** A login that is over; REASON may be empty. */
void ipmi_login(
	struct dissect *d, const struct ipmi_state *s, enum outcome outcome, struct span reason);

/** Keeps the user of this session; NAME may be padded with NULs. */
void ipmi_set_user(struct ipmi_state *s, struct span name);

#endif
