/*
 * trace: what correlation remembers of one element. A fixed size for each (about 2.2 KB), so that
 * memory is bounded by the number of elements: the least lately seen goes first.
 */
#ifndef SPANWATCH_RULES_CORRELATE_TRACE_H
#define SPANWATCH_RULES_CORRELATE_TRACE_H

#include "rules/correlate/correlate.h"

/* Capacities. Address space is taken at once and touched as it fills. */
enum {
	TRACE_ELEMENTS = 65536, /* elements with a trace */
	TRACE_ACTORS = 8192,    /* hosts or users who changed something lately, 424 bytes each */
	TRACE_ASIDES = 8192,    /* deeds that wait half a minute for what belongs to them */
	TRACE_SESSIONS = 32768, /* actor and element with a session lately */
	TRACE_HANDS = 16384,    /* managers whose MAC and TTL are known */
	TRACE_TUNNELS = 4096,   /* tunnels that wait half a minute for their judgement */
	TRACE_GAPS = 16,
	TRACE_CHANGES = 16,
	TRACE_SERVERS = 4,
	TRACE_ORDERS = 4,
	TRACE_TOUCHES = 4
};

/** How an element logs: moments are lines further apart than ten seconds. */
struct logging {
	int64_t first_us, last_us;   /* first and latest moment */
	uint32_t gaps_s[TRACE_GAPS]; /* between the last moments, as a ring */
	uint32_t moments;
	int64_t alive_us; /* spoke in the silence since */
	uint32_t alive;   /* in so many different minutes */
	bool told;
	int64_t stopped_us; /* logging was turned off without a permit */
};

/** How an element asks who may log in, and reports what they did. */
struct asking {
	int64_t first_us, last_us; /* packets of AAA exchanges */
	uint32_t logins;           /* that were seen with an exchange around them */
	uint32_t records;          /* of changes that were seen on the wire too */
	uint32_t sessions;         /* that were seen and recorded */
};

/** Who tells of a change; a bit each. */
enum witness { WITNESS_WIRE = 1, WITNESS_RECORD = 2, WITNESS_LOG = 4, WITNESS_TRAP = 8 };

/** A change, as several witnesses may tell of it. */
struct change {
	int64_t ts_us;
	uint64_t id, what; /* what: hash of the command or object */
	uint64_t user;     /* hash; 0: unknown */
	struct addr actor;
	bool has_actor;
	uint8_t witnesses;
};

/** What controls an element, by service. */
enum service {
	SERVICE_AAA,
	SERVICE_LOG,
	SERVICE_TIME,
	SERVICE_NAMES,
	SERVICE_TRAP,
	SERVICE_FLOWS,
	SERVICE_ACS,
	SERVICE_COUNT
};

struct servers {
	int64_t first_us; /* use of the service */
	uint8_t count;
	struct addr addr[TRACE_SERVERS]; /* the latest first */
};

/** A command to copy a file to or from a host. */
struct order {
	int64_t ts_us;
	struct addr target;
	const char *via; /* NULL: free */
	enum verb verb;
	bool sanctioned;
};

/** Hosts that touched the element with a lone packet, or that it called, as a ring. */
struct touch {
	struct addr addr;
	int64_t ts_us;
};
struct touches {
	struct touch list[TRACE_TOUCHES];
	uint32_t count;
};

struct trace {
	struct logging logging;
	struct asking asking;
	struct change changes[TRACE_CHANGES];
	uint32_t change_count;
	struct servers servers[SERVICE_COUNT];
	struct order orders[TRACE_ORDERS];
	uint32_t order_count;
	struct touches lone, calls;
	int64_t tunnel_us; /* a command set up a tunnel or a mirror */
};

struct correlate {
	struct store *traces;
	struct store *actors;   /* mass.c */
	struct store *asides;   /* aside.c */
	struct store *sessions; /* sessions.c */
	struct store *hands;    /* spoofed.c */
	struct store *tunnels;  /* tunnels.c */
	struct store *chains;   /* chain.c */
	uint64_t flows[2];      /* judged so far: plain ones, and out of tunnels */
};

/** The memory of P, an element; NULL for what is none, and for crowds. */
struct trace *trace_of(struct judge *j, const struct party *p);

/** Begins to bring what is remembered of the element with that party's hash from memory. */
void trace_expect(const struct judge *j, uint32_t hash);
void trace_fetch(const struct judge *j, uint32_t hash);

#define TRACE_IS(text, list) text_is_one_of(text, list, sizeof(list) / sizeof((list)[0]))

/** A protocol by which equipment is managed, where a person or a program gives orders. */
bool trace_is_management(const char *app);

/** mass.c */
bool mass_open(struct judge *j);
void mass_deed(struct judge *j, const struct deed *d);

/** logins.c */
void logins_message(struct judge *j, const struct event *e);
void logins_deed(struct judge *j, const struct deed *d);

/** silence.c */
void silence_message(struct judge *j, const struct event *e);
void silence_deed(struct judge *j, const struct deed *d);
void silence_alive(struct judge *j, const struct party *p, const struct event *e, int64_t ts_us);

/** changes.c: which change D tells of; NULL where it tells of none. */
struct change *changes_find(struct trace *t, uint64_t id);
void changes_deed(struct judge *j, const struct deed *d);

/** sessions.c */
bool sessions_open(struct judge *j);
void sessions_flow(struct judge *j, const struct party *element, const struct event *e);
void sessions_deed(struct judge *j, const struct deed *d);

/** targets.c */
void targets_flow(struct judge *j, const struct watched *w, bool permitted);
/** The CWMP message E. */
void targets_message(struct judge *j, const struct event *e);

/** spoofed.c */
bool spoofed_open(struct judge *j);
void spoofed_flow(struct judge *j, const struct watched *w);
void spoofed_deed(struct judge *j, const struct deed *d);

/** tunnels.c */
bool tunnels_open(struct judge *j);
void tunnels_deed(struct judge *j, const struct deed *d);
void tunnels_advance(struct judge *j, int64_t until_us);

/** recipes.c */
void recipes_deed(struct judge *j, const struct deed *d);
void recipes_flow(struct judge *j, const struct watched *w, bool permitted);
void vendor_deed(struct judge *j, const struct deed *d);
void vendor_flow(struct judge *j, const struct watched *w, bool permitted);

/** planes.c */
void planes_flow(struct judge *j, const struct watched *w, bool permitted);
void planes_deed(struct judge *j, const struct deed *d);

#endif
