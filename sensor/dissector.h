/*
 * dissector: the contract of a protocol. A protocol is one const struct and one table of fields in
 * one file under dissectors/. It reads bytes through a cursor, states facts, and knows nothing of
 * flows, threads, policy or output. It never allocates, logs, reads a clock or keeps a pointer.
 */
#ifndef SPANWATCH_DISSECTOR_H
#define SPANWATCH_DISSECTOR_H

#include "sensor/base/arena.h"
#include "sensor/base/cursor.h"
#include "sensor/event.h"
#include "sensor/key.h"

enum field_type {
	FIELD_UINT,
	FIELD_INT,
	FIELD_BOOL,
	FIELD_TEXT, /* bytes from the wire or the arena; always valid UTF-8 in the output */
	FIELD_HEX,  /* bytes shown as lower-case hex */
	FIELD_ADDR, /* text of an IP address */
	FIELD_MAC
};

enum {
	FIELD_OURS = 1 << 0,   /* not in Suricata's schema: stands at spanwatch.<type>.<path> */
	FIELD_SECRET = 1 << 1, /* never shown: "redacted:<8 hex>" */
	FIELD_CLI = 1 << 2,    /* free text, command or log line: secret parts redacted */
	FIELD_URL = 1 << 3,    /* URL: userinfo and secret parameters redacted */
	FIELD_FORM = 1 << 4,   /* form or parameter text: secret values redacted */
	FIELD_RULES = 1 << 5   /* for rules alone: stands in no event */
};

/**
 * One field of an event. The path is dotted: "client.proto_version"; "vars[]" is a list of values,
 * "varbinds[].oid" a list of objects. Facts of one object or list must be stated one after another.
 */
struct field {
	const char *path;
	enum field_type type;
	unsigned flags;
	const char *doc; /* one line, a sentence without full stop */
};

/** One event type: its name is the event_type and the key of its object. */
struct schema {
	const char *name;
	const struct field *fields;
	uint16_t count;
	bool in_suricata; /* Suricata's EVE has this type; only then FIELD_OURS matters */
};

enum probe {
	PROBE_NO,     /* certainly something else */
	PROBE_MORE,   /* too few bytes to say */
	PROBE_LIKELY, /* could be: taken when a port hint agrees or nobody is sure */
	PROBE_SURE
};

/** What a probe sees: the first bytes of one side (stream) or one datagram. */
struct probe_input {
	struct span data;
	enum side from;
	uint16_t sport, dport; /* of this packet */
	bool stream;
	bool group; /* to multicast or broadcast */
};

enum parse {
	PARSE_OK,   /* records were read; what was not consumed is offered again with more */
	PARSE_STOP, /* nothing more to learn from this side (a datagram: from the whole flow) */
	PARSE_LOST, /* these bytes are not this protocol; the flow is classified anew */
	PARSE_NEXT  /* stream: another protocol follows, for both sides, from where the cursor
		     * stands (STARTTLS, Upgrade); whose it is, its bytes tell */
};

/** What parse sees. Made by the worker, one for each call; valid only during the call. */
struct dissect {
	const struct dissector *self;
	const struct packet *packet; /* the packet that completed these bytes; NULL in finish */
	struct place place;          /* src is the sender of these bytes */
	enum side from;
	struct endpoint end[2]; /* by side */
	int64_t ts_us;
	bool stream;
	bool truncated;        /* the snap length cut this datagram */
	bool closed[2];        /* by side: the end of its stream was seen, nothing missing */
	void *state;           /* self->state_size bytes of this flow, zeroed at the start */
	uint32_t want;         /* set by parse: call again only with this many bytes (stream) */
	struct span held;      /* gap: what parse left unused before it, which is offered no more */
	const uint8_t *seen;   /* set by parse: before it parse looked in vain; the next call has
				* it back with the bytes that were left (stream; common/wait.h) */
	struct arena *scratch; /* reset after the packet */
	struct dissect_host *host; /* private to the worker */
};

struct byte_range {
	uint8_t from, to;
};

/** {from, to} pairs as a list for dissector.first. */
#define BYTE_RANGES(...) ((const struct byte_range[]){__VA_ARGS__, {1, 0}})

/**
 * A protocol. datagram, stream and frame may be NULL. A frame dissector gets link-layer frames
 * whose ether_type is in `hints`, and has no state. One with `ip_protos` gets packets of these IP
 * protocols as datagrams, from behind the IP header on, and no probe is asked.
 */
struct dissector {
	const char *name;  /* as in policies and `list protocols` */
	const char *title; /* what people call it */
	const char *spec;  /* RFC or document */
	const char *set;   /* "management", "routing", "monitoring", "naming", "user", "tunnel" */
	const struct schema *const *schemas; /* NULL-terminated; the first is its own */
	const uint16_t *hints;    /* zero-terminated ports (or EtherTypes); a hint, never proof */
	const uint8_t *ip_protos; /* zero-terminated; NULL: what runs over TCP and UDP */
	const struct byte_range *first; /* without one of these or a hint, probe says NO */
	uint16_t state_size;            /* at most DISSECTOR_STATE_MAX */
	bool needs_hint; /* bytes alone cannot tell: LIKELY counts only with a hint */
	bool cleartext;  /* managing equipment with it lets everyone on the path read */
	enum probe (*probe)(const struct probe_input *in);
	enum parse (*datagram)(struct dissect *d, struct cursor *c);
	enum parse (*stream)(struct dissect *d, struct cursor *c);
	enum parse (*frame)(struct dissect *d, struct cursor *c);
	enum parse (*gap)(struct dissect *d, uint32_t missing); /* NULL: PARSE_STOP */
	void (*finish)(struct dissect *d); /* the flow ends; say what is still to be said */
};

enum { DISSECTOR_STATE_MAX = 16384 };

/* --- events ------------------------------------------------------------------------------- */

struct draft; /* an event in the making */

/** Starts an event of TYPE. NULL when the scratch arena is full; all event_* accept NULL. */
struct draft *event_new(struct dissect *d, const struct schema *type);
void event_uint(struct draft *e, uint16_t field, uint64_t value);
void event_int(struct draft *e, uint16_t field, int64_t value);
void event_bool(struct draft *e, uint16_t field, bool value);
/** TEXT or HEX; the bytes must live until event_emit (packet or arena). */
void event_text(struct draft *e, uint16_t field, struct span value);
void event_addr(struct draft *e, uint16_t field, const struct addr *value);
void event_mac(struct draft *e, uint16_t field, const struct mac *value);
/** The facts that follow belong to the next object of a list. */
void event_item(struct draft *e);
/** Sends the event with the time of the packet at hand. */
void event_emit(struct dissect *d, struct draft *e);
/** The same for an event that tells of an earlier packet (a session told at its end). */
void event_emit_at(struct dissect *d, struct draft *e, int64_t ts_us);
/** Rules look on: only then FIELD_RULES is worth stating. */
bool event_ruled(const struct dissect *d);
/** A FIELD_RULES text of the next event of TYPE in this flow; copied where a rule asks for it. */
void event_ahead(struct dissect *d, const struct schema *t, uint16_t field, struct span value);
/** Makes src the client, whoever sent these bytes (sessions). */
void event_from_client(struct dissect *d);

/* --- management actions and other facts ---------------------------------------------------- */

/** An action whose outcome is known or never will be: leaves at once (reads with join: later). */
void action_emit(struct dissect *d, const struct action *a);
/** The same as of TS_US with the client as source: an answer tells what the client did. */
void action_emit_at(struct dissect *d, const struct action *a, int64_t ts_us);

/**
 * An action that waits for its answer: kept under KEY (within the flow) until action_answer, or
 * 10 s, and then sent with the time of the packet that asked. Several actions may share a key.
 */
void action_ask(struct dissect *d, uint64_t key, const struct action *a);
/** The third host of what waits under KEY, where it was asked for later. */
void action_aim(struct dissect *d, uint64_t key, const struct addr *target);
/** Settles every action that waits under KEY; REASON may be empty. Returns how many there were. */
unsigned action_answer(struct dissect *d, uint64_t key, enum outcome outcome, struct span reason);

void transfer_emit(struct dissect *d, const struct transfer *t);
/** True when MD5 and SHA-1 of files are asked for beside SHA-256. */
bool transfer_sums_wanted(const struct dissect *d);
void identity_emit(struct dissect *d, const struct identity *i);
void credential_emit(struct dissect *d, const struct credential *c);

/** An anomaly of the application layer, named like "snmp.bad_length"; NAME is static. */
void anomaly_emit(struct dissect *d, const char *name);
/** A hint for the judgement, which is no event of its own; NAME is static. */
void hint_emit(struct dissect *d, const char *name, struct span text, uint64_t number);

/** True when the judgement wants the names by which the client of this flow reaches others. */
bool name_wanted(const struct dissect *d);

/**
 * NAME stands for ADDR for TTL_S seconds, as the client of this flow was told; with ADDR NULL for
 * the server of this flow, as its client says. Nothing happens where it is not wanted.
 */
void name_emit(struct dissect *d, struct span name, const struct addr *addr, uint32_t ttl_s);

/**
 * A child of this flow (for permits, windows): UDP or TCP between `client` (port 0 is any) and
 * `server` (both 0: what no service is known by, until the next is announced). DISSECTOR parses it
 * from its first byte on, its state a copy of SEED (LEN <= DISSECTOR_SEED_MAX) at first.
 */
struct expectation {
	uint8_t ip_proto;
	struct endpoint client, server;
	const struct dissector *dissector;
	const void *seed;
	uint32_t seed_len;
};
enum { DISSECTOR_SEED_MAX = 512 };
void expect_flow(struct dissect *d, const struct expectation *e);

/**
 * The seed (at most LEN bytes) of what was announced for this flow since it began: a data
 * connection may open before the command that says what it carries. False where there is none.
 */
bool expect_recall(struct dissect *d, void *ret, uint32_t len);

/**
 * The operator's key that ASK is about, empty where there is none. It lives as long as the call and
 * must reach no event, not even in part. (dissectors/common/key.h asks for all that may fit.)
 */
struct span key_of_peer(struct dissect *d, const struct key_ask *ask);

/** Every protocol this build knows, in probing order; NULL-terminated. */
extern const struct dissector *const dissectors[];

/** Those of them that may begin inside of a flow that nobody reads (TLS after a word of another
 * protocol); NULL-terminated. */
extern const struct dissector *const dissectors_late[];

/** By name, or NULL. */
const struct dissector *dissector_find(struct span name);

#endif
