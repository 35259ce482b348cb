/*
 * sink: where judged records go: EVE files, the terminal, Redis. Called by the collector's thread
 * only, in the order of the output; a sink never makes the collector wait (files excepted offline).
 */
#ifndef SPANWATCH_SINK_H
#define SPANWATCH_SINK_H

#include "sensor/event.h"

/** What the collector knows of a finding beside its JSON line. */
struct finding_record {
	const char *slug, *title; /* static */
	uint32_t signature_id;
	uint8_t severity;    /* 1 worst .. 4 */
	bool quiet;          /* excepted or observed: kept off dashboards */
	bool update;         /* an update of a group that was told before */
	const char *element; /* ID, or NULL */
	struct span message; /* one sentence for people */
	struct span missing; /* the policy line that would permit it, or empty */
	const char *country; /* ISO code or NULL */
	uint32_t asn;
	const char *owner;
};

/** What the collector knows of an action beside its JSON line. */
struct action_record {
	const struct action *action;
	const char *via;
	const char *element; /* ID */
	struct addr element_addr, actor_addr;
	const char *sanction; /* static word of the contract */
};

/** Counters of one element over a bucket of time; the names are in sensor/element_counters.def. */
enum element_counter {
#define ELEMENT_COUNTER(id, name, text) ELEMENT_##id,
#include "sensor/element_counters.def"
#undef ELEMENT_COUNTER
	ELEMENT_COUNTERS
};

enum record_kind {
	RECORD_EVENT,   /* one EVE line */
	RECORD_FINDING, /* an alert: line and finding are set */
	RECORD_ACTION,  /* a mgmt event: line and action are set */
	RECORD_ELEMENT, /* a bucket of an element is full: element, bucket_ms, span_s, counters */
	RECORD_TOTALS,  /* an element's absolute counters since start: element, counters */
	RECORD_INFO,    /* what is known of an element: element and fields (name, value pairs) */
	RECORD_FACTS,   /* facts of an element and who said so: fields (kind, JSON list of all) */
	RECORD_PEER,    /* an element talked to peer: element, peer, bytes (absolute for the day) */
	RECORD_HEALTH   /* sensor health: fields */
};

struct record_field {
	const char *name;
	struct span value;
};

struct record {
	enum record_kind kind;
	int64_t ts_us;
	const char *type; /* event_type */
	struct place place;
	struct span line; /* JSON without newline, or empty */
	const struct finding_record *finding;
	const struct action_record *action;
	const char *element;
	int64_t bucket_ms;
	uint32_t span_s;          /* 60 or 3600 */
	const uint64_t *counters; /* ELEMENT_COUNTERS of them */
	struct addr peer;
	uint64_t bytes;
	const struct record_field *fields;
	unsigned field_count;
};

struct sink {
	const char *name;
	/** 0 or -errno; the sink has already said what failed. */
	int (*write)(struct sink *s, const struct record *r);
	/** Everything out, as far as it goes without waiting; wall clock in ms for time-outs. */
	int (*flush)(struct sink *s);
	/** SIGHUP: open the file anew. */
	int (*reopen)(struct sink *s);
	/** Last chance: waits at most 5 s, then frees. Returns 0, or -errno when something was
	 * lost. */
	int (*close)(struct sink *s);
};

#endif
