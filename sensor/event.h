/*
 * event: what leaves a worker. A dissector states facts by field, an action by verb and subject;
 * the worker turns them into JSON, every secret redacted, for the collector, which adds judgement.
 */
#ifndef SPANWATCH_EVENT_H
#define SPANWATCH_EVENT_H

#include "sensor/packet.h"

enum verb {
#define VERB(id, name, changes, text) VERB_##id,
#include "sensor/vocabulary.def"
	VERB_COUNT
};
enum subject {
#define SUBJECT(id, name, text) SUBJECT_##id,
#include "sensor/vocabulary.def"
	SUBJECT_COUNT
};
enum outcome {
#define OUTCOME(id, name) OUTCOME_##id,
#include "sensor/vocabulary.def"
	OUTCOME_COUNT
};
enum evidence {
#define EVIDENCE(id, name) EVIDENCE_##id,
#include "sensor/vocabulary.def"
	EVIDENCE_COUNT
};
enum user_source {
#define USER_SOURCE(id, name) USER_##id,
#include "sensor/vocabulary.def"
	USER_SOURCE_COUNT
};

enum certainty { CERTAINTY_UNSAID, CERTAINTY_LOW, CERTAINTY_MEDIUM, CERTAINTY_HIGH };
const char *certainty_name(enum certainty c); /* of an inferred action; UNSAID is low */
const char *verb_name(enum verb v);
const char *subject_name(enum subject s);
const char *outcome_name(enum outcome o);
const char *evidence_name(enum evidence e);
const char *user_source_name(enum user_source u);
/** One line of documentation for `spanwatch list verbs`. */
const char *verb_text(enum verb v);
const char *subject_text(enum subject s);
/** True for change, save, exec, import, image, reboot, erase. */
bool verb_changes(enum verb v);

/** The client opened the flow (or sent the first datagram), the server answered. */
enum side { SIDE_CLIENT, SIDE_SERVER };

static inline enum side side_other(enum side s)
{
	return s == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;
}

struct endpoint {
	struct addr addr;
	uint16_t port;
};

/** Where an event took place. src is the sender of what the event tells, or the initiator. */
struct place {
	uint64_t flow_id; /* from packet content; 0 for link-layer events */
	uint32_t frame_no;
	struct endpoint src, dst;
	struct mac src_mac, dst_mac; /* of the packet at hand */
	uint16_t source, space;
	uint16_t vlan[PACKET_VLANS];
	uint8_t layers[PACKET_LAYERS];
	uint8_t vlan_count, layer_count, ip_proto, ttl;
	bool has_ip, has_ether, tunnelled, truncated, group;
	bool initiator_guessed; /* no SYN seen: who is client is a guess */
	bool one_way;           /* only one direction was seen so far */
	bool src_is_client;
	bool child; /* its flow was announced by another one, which is judged for both */
};

/** How text that may hold a secret is made safe (base/redact.h): the whole value (SECRET), or its
 * secret parts. MARKED: those between two bytes that stand nowhere else. */
enum scrub { SCRUB_NONE, SCRUB_SECRET, SCRUB_TEXT, SCRUB_URL, SCRUB_FORM, SCRUB_MARKED };
enum { SCRUB_MARK_FROM = 2, SCRUB_MARK_TO };

/**
 * One management action, as the dissector states it; what is zero or empty is unknown. The policy
 * decides the roles later; `element` is what the protocol says about who is the equipment.
 */
struct action {
	enum verb verb;
	enum subject subject;
	enum outcome outcome;
	enum evidence evidence;
	enum certainty certainty;
	enum side element; /* the side that is acted on */
	bool either_end;   /* a file: with the element at the other end, export becomes import */
	bool join;         /* a read that joins with its neighbours within 5 s */
	bool sealed;       /* encrypted, of no content or no privilege, in a protocol in clear */
	bool in_clear;     /* anyone on the path could read it; set by the worker */
	bool user_known;   /* user is set and user_source says whence */
	enum user_source user_source;
	enum scrub object_scrub, value_scrub;
	struct span object;      /* OID, command line, path, file name */
	struct span object_name; /* its name, where the object is a number */
	struct span value;
	struct span user;
	struct span reason; /* why it failed or was refused, in the protocol's words */
	bool has_actor;     /* the actor is not the other side: a log or record names it */
	struct addr actor;
	bool has_element, has_target; /* likewise the element (relayed logs) */
	struct addr element_addr;
	struct addr target; /* a third host that the action names: TFTP server, log host ... */
	const char *via;    /* static: protocol of the action where the flow carries it, or NULL */
	uint32_t count;     /* joined reads; set by the worker */
	int64_t end_us;     /* time of the last joined read; set by the worker */
};

/** A file that crossed the wire. `sender` is the side it came from. */
struct transfer {
	struct span name;
	enum side sender;
	uint64_t size;
	char sha256[65]; /* empty when nothing could be hashed */
	bool complete, inferred;
	const char *image_format, *image_vendor; /* static: what its first bytes say, or NULL */
	char image_version[48];
	struct span head; /* first bytes; like the next, for rules and during the call alone */
	const uint8_t *md5, *sha1; /* NULL: not asked for */
};

/** What one side said about itself; the inventory weighs it. Empty spans are unknown. */
struct identity {
	enum side of;
	bool has_addr; /* the claim is about this address (LLDP, CDP, relayed logs) */
	struct addr addr;
	struct span vendor, platform, software, name;
	struct span evidence; /* "ssh-banner", "sysdescr", "lldp", "cdp", "prompt" ... */
	bool is_equipment;    /* it announces itself as network equipment */
	bool has_mac;
	struct mac mac; /* the address is at this MAC, says ARP or neighbor discovery */
};

/** A secret that crossed, told without telling it. */
struct credential {
	struct span user;
	struct span secret; /* raw; the worker replaces it by its hash and never passes it on */
	enum side element;  /* the side that it opens */
	bool cleartext;     /* readable by anyone on the path */
	bool known_default; /* set by the worker from the list of vendor defaults */
	uint32_t hash;      /* set by the worker: keyed, so that reuse can be counted */
};

/** A name that a host reaches another by, as it was told or says itself; see EVENT_NAME. */
struct name_fact {
	struct span name;
	bool has_addr; /* DNS told the client that it stands for ADDR; else it is the server's */
	struct addr addr;
	uint32_t ttl_s;
};

/** A rule that matched: what is left to judge (marks on hosts, thresholds) knows it by number. */
struct rule_hit {
	uint32_t gid, sid;
	struct span values;
};

enum event_kind {
	EVENT_PROTOCOL, /* one message of a protocol; json holds its objects */
	EVENT_ACTION,   /* a management action */
	EVENT_TRANSFER,
	EVENT_IDENTITY,
	EVENT_CREDENTIAL,
	EVENT_NAME,         /* only of flows whose client the policy names */
	EVENT_FLOW_DECIDED, /* the protocol is known or given up: default deny looks now */
	EVENT_FLOW_COUNTS, /* packets and bytes of a flow since the last such event (each minute) */
	EVENT_FLOW_END,
	EVENT_SIGNAL, /* an anomaly, or a fact for a judgement; see signal */
	EVENT_RULE,   /* a rule of the operator matched in the worker; the rest is judged here */
	EVENT_TICK, /* packet time moved on; signal.number: and lanes are shown what was learned */
	EVENT_KIND_COUNT
};

/** A flow as the collector sees it: identity in place, where src is the client. */
struct flow_facts {
	int64_t first_us, last_us;
	uint64_t packets[2], bytes[2]; /* by side; EVENT_FLOW_COUNTS: since the last one */
	uint8_t tcp_flags[2];          /* seen, by side */
	const char *reason;            /* end: "timeout", "closed", "evicted", "shutdown" */
	const char *state;             /* "new", "established", "closed" */
	bool continued;                /* open at the end of the capture */
	bool wordless;                 /* no byte that it carried could be read */
};

/** A fact that is neither an action nor a field: anomalies, hints for judgement. */
struct signal {
	const char *name; /* static: "stream.overlap_conflict", "snmp.walk", "ssh.weak_kex" ... */
	const char *type; /* "decode", "stream", "applayer", or "hint" (never an anomaly event) */
	struct span text; /* detail for people */
	uint64_t number, of; /* OF: of so many, where NUMBER is a part */
};

struct event {
	enum event_kind kind;
	uint64_t no; /* packet that completed it; order of output is (no, shard, sub) */
	uint32_t shard, sub;
	int64_t ts_us; /* time of the packet it tells of */
	struct place place;
	const char *type; /* static: event_type of the EVE line; for actions the protocol (via) */
	const char *app;  /* static: protocol of the flow as known now, or NULL */
	struct span json; /* EVENT_PROTOCOL: `"snmp":{...}` and maybe `,"spanwatch":{...}` */
	union {
		struct action action;
		struct transfer transfer;
		struct identity identity;
		struct credential credential;
		struct flow_facts flow;
		struct signal signal;
		struct name_fact name;
		struct rule_hit rule;
	} u;
};

/** Where events go: the ring, the collector itself with one thread, or a test. */
struct event_sink {
	void (*emit)(void *ctx, const struct event *event);
	void *ctx;
};

#endif
