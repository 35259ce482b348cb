/*
 * netconf: what the files of the NETCONF dissector share: netconf.c cuts the stream into messages,
 * netconf_read.c reads one, netconf_acts.c tells it and says what it does. On a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_NETCONF_H
#define SPANWATCH_DISSECTORS_NETCONF_H

#include "dissectors/common/crowd.h"
#include "sensor/dissector.h"

enum {
	NETCONF_WHOLE_MAX = 96 * 1024, /* a longer message is read as far as this goes */
	NETCONF_PATHS_MAX = CROWD_MAX, /* places in the data that a message names */
	NETCONF_CAPABILITIES_MAX = 64
};

enum netconf_kind {
	NETCONF_NONE, /* no message of NETCONF */
	NETCONF_HELLO,
	NETCONF_RPC,
	NETCONF_REPLY,
	NETCONF_NOTIFICATION
};

enum netconf_phase { NETCONF_START, NETCONF_SKIP_MARK, NETCONF_SKIP_CHUNK, NETCONF_SKIP_HEAD };

struct netconf_side {
	enum netconf_phase phase;
	uint32_t seen; /* bytes of what is held that were looked through */
	uint32_t left; /* of a chunk that is passed over */
};

enum { NETCONF_SECRETS = 8 };

struct netconf_state {
	struct netconf_side side[2];
	uint32_t secret[NETCONF_SECRETS]; /* the latest rpcs that carried secrets, by their ids */
	uint8_t secret_count;
	uint32_t session;
	bool hello[2], in;
};

/** A place in the data, and what is done there where that is no merge. */
struct netconf_path {
	struct span name, operation;
};

/** One message; spans lie in the message or in the arena. */
struct netconf_message {
	enum netconf_kind kind;
	struct span id, operation, target, source, url, default_operation, test_option, command;
	struct span braces;         /* configuration of Junos, as it writes it */
	struct span node_operation; /* operation="..." of a node that is no merge */
	struct span session, error_tag, error_text;
	struct span username, host, datastore; /* of notifications */
	struct netconf_path paths[NETCONF_PATHS_MAX];
	struct span capabilities[NETCONF_CAPABILITIES_MAX];
	struct crowd crowd; /* of the paths */
	unsigned path_count, capability_count;
	bool ok, error, persist;
	bool secret; /* some value of it may be one */
	uint32_t command_room;
	bool cut, test_only; /* longer than is looked at; nothing is to change */
};

/** Reads TEXT, one message without its framing. */
void netconf_read(struct dissect *d, struct span text, struct netconf_message *ret);

extern const struct schema netconf_schema;

/** Tells M, which d->from sent, and what it does. */
void netconf_tell(struct dissect *d, struct netconf_state *s, const struct netconf_message *m);

#endif
