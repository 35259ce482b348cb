/*
 * state: what one judge holds, shared by the files of rules/judge/. Made by judge_new, used on the
 * collector's thread only.
 */
#ifndef SPANWATCH_RULES_JUDGE_STATE_H
#define SPANWATCH_RULES_JUDGE_STATE_H

#include "rules/judge.h"
#include "rules/judge/store.h"
#include "sensor/base/arena.h"
#include "sensor/base/siphash.h"

struct matcher;
struct rule_index;
struct ruleset;

/* Capacities, each with its reason. Address space is taken at once and touched as it fills. */
enum {
	JUDGE_LEARNED = 65536,      /* hosts known as equipment by what they do, without a policy */
	JUDGE_ELEMENTS = 65536,     /* elements with counters and inventory */
	JUDGE_PEERS = 131072,       /* element and peer, each day */
	JUDGE_GROUPS = 65536,       /* findings that belong together */
	JUDGE_POSTURES = 131072,    /* posture findings told today */
	JUDGE_SOURCES = 16384,      /* hosts that may be scanning or guessing */
	JUDGE_COVERED = 65536,      /* permitted flows whose children are permitted too */
	JUDGE_BEATS = 1 << 20,      /* element, host and port whose intervals are watched */
	JUDGE_ANOMALIES = 32768,    /* flow and anomaly, each minute */
	JUDGE_NAMED_CLIENTS = 4096, /* hosts of the policy that names were told to; 14 KiB each */
	JUDGE_NAMED_FLOWS = 8192,   /* flows that named their server and are not decided yet */
	JUDGE_UNNAMED = 4096,       /* flows that wait for their name some seconds */
	JUDGE_SHOWN = 8192,         /* servers whose certificate an element saw */
	JUDGE_UNTOLD = 1024,        /* findings that wait some seconds for a certificate */
	JUDGE_BINDINGS = 65536,     /* addresses whose MAC is known */
	JUDGE_ALIASES = 32768,      /* further addresses of elements; 200 bytes each */
	JUDGE_WINDOWS = 16384,      /* windows of the policy, those of old ones included */
	JUDGE_CLOCKS = 15,          /* answers of time servers that the clock is compared with */
	JUDGE_MGMT_LINE = 65536     /* bytes of one action's object */
};

static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = 60 * 1000000ll;
static const int64_t HOUR_US = 3600 * 1000000ll;
static const int64_t DAY_US = 86400 * 1000000ll;

struct baseline;
struct correlate;
struct held;

struct judge {
	struct judge_options options;
	const struct policy *policy;
	int64_t now_us;                  /* the latest packet time seen */
	uint64_t loss_lost, loss_of;     /* bytes of streams: never seen, and all */
	uint64_t ways_one, ways_all;     /* TCP flows: one side seen, and all */
	int64_t clocks_ms[JUDGE_CLOCKS]; /* what time servers said last, as a ring */
	uint32_t clock_count;
	bool clock_told;
	struct judge_health health;
	uint64_t loss_ppm;       /* packets the capture lost, in millionths, as last told */
	int64_t closed_us[2];    /* buckets that start before this are written: minutes, hours */
	int64_t cell_us[2];      /* start of the minute and hour asked for last, see element.c */
	unsigned cell_parity[2]; /* and whether its number is odd */
	struct siphash_key host_hash;              /* of the stores that are kept by party_key */
	struct store *learned;                     /* party.c */
	struct party *recent;                      /* party.c: the hosts asked for last */
	struct store *elements;                    /* element.c */
	struct store *peers;                       /* element.c */
	struct store *groups;                      /* finding.c */
	struct store *postures;                    /* finding.c */
	struct store *sources;                     /* watch.c */
	struct store *covered;                     /* cover.c */
	struct store *beats;                       /* beat.c */
	struct store *anomalies;                   /* signal.c */
	struct store *named_clients, *named_flows; /* naming.c */
	struct held *unnamed, *untold;             /* flow.c: who waits for a name, a certificate */
	struct store *shown;                       /* shown.c */
	struct store *bindings;                    /* binding.c */
	struct store *windows;                     /* windows.c */
	struct store *aliases, *alias_homes;       /* alias.c */
	uint32_t aliases_waiting;                  /* that no second witness was heard of */
	bool aliases_fresh;                        /* there are some that lanes were not shown */
	int64_t started_us;                        /* the first packet time seen */
	int64_t window_due_us;                     /* when the next window ends */
	struct baseline *baseline;                 /* rules/baseline/ */
	struct correlate *correlate;               /* rules/correlate/ */
	struct store *assets;                      /* rules/inventory/asset.c */
	int64_t assets_day_us;                     /* the day that they are told of next */
	struct rule_index *rule_index;             /* the same, arranged */
	struct matcher *matcher;                   /* rule_shown.c */
	struct arena rule_scratch;
	const struct ruleset *rules;                            /* of the operator, or NULL */
	struct store *rule_tallies, *rule_uniques, *rule_marks; /* rule.c */
	struct rule_sets *rule_sets;                            /* rule_sets.c */
	struct store *rule_groups;                              /* rule_alert.c */
	bool names_resolvers; /* the policy says who answers DNS */
	char *line;           /* LIMIT_LINE bytes for the line in the making */
	char *mgmt;           /* JUDGE_MGMT_LINE bytes: object of the action at hand */
	struct judge_counts counts;
};

/** Hands one record to the sinks. */
static inline void judge_out(struct judge *j, const struct record *r)
{
	j->options.out(j->options.out_ctx, r);
}

/** Largest multiple of SPAN_US that is not after TS_US; also right before 1970. */
static inline int64_t time_floor(int64_t ts_us, int64_t span_us)
{
	int64_t rest = ts_us % span_us;
	return ts_us - (rest < 0 ? rest + span_us : rest);
}

#endif
