/*
 * judge: the only place that decides what is a finding. It sees every event in the order of the
 * output, keeps the memory that judgement needs (roles, groups, thresholds), and hands records to
 * the sinks. Owned by the collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_H
#define SPANWATCH_RULES_JUDGE_H

#include "rules/policy/policy.h"
#include "sensor/eve.h"
#include "sensor/sink.h"

struct geo;
struct oui;
struct support;
struct services;
struct roster;
struct judge;
struct rule_index;

struct judge_options {
	const struct eve_context *eve;
	const struct policy *policy;     /* or NULL */
	const struct geo *geo;           /* or NULL */
	const struct oui *oui;           /* or NULL */
	const struct support *support;   /* or NULL */
	const struct services *services; /* or NULL */
	struct roster *learned;          /* further addresses of elements, for the lanes; or NULL */
	unsigned learn_days; /* that an element is learned before news are told; 0: seven */
	bool builtin;        /* false with --no-builtin */
	bool scope_elements; /* what touches no element and no manager leaves no trace */
	bool live;
	void (*out)(void *ctx, const struct record *r);
	void *out_ctx;
};

/** 0 or -ENOMEM. */
int judge_new(const struct judge_options *options, struct judge **ret);
void judge_free(struct judge *j);

/** Swaps the policy after a reload; memory of the network stays. */
void judge_set_policy(struct judge *j, const struct policy *policy);

/** Swaps the operator's rules; NULL: none. What was counted and set stays. */
void judge_set_rules(struct judge *j, struct rule_index *index);

/** Writes the datasets that rules want kept to files of DIR. 0, or -errno of one that failed. */
int judge_save_datasets(const struct judge *j, const char *dir);

/** One event, in the order of the output. Emits records: the event's line, actions, alerts. */
void judge_event(struct judge *j, const struct event *e);

/** Shows the lanes (options.learned) whose addresses were learned since the last time. */
void judge_settle(struct judge *j);

/** Packet time moved on to NOW_US (also by ticks without traffic): groups, buckets, silence. */
void judge_tick(struct judge *j, int64_t now_us);

/**
 * The clock that stamps packets was set forward by BY_US, or back. Between the last event with
 * the old time and the first with the new one.
 */
void judge_clock_set(struct judge *j, int64_t by_us);

/** The end of the run: what is still held leaves. */
void judge_finish(struct judge *j, int64_t now_us);

/** What was held back or lost, for the stats event. */
struct judge_counts {
	uint64_t out_of_scope;   /* events that touch no element and no manager */
	uint64_t repeated;       /* findings that only raised the count of their group */
	uint64_t anomalies_held; /* anomaly events beyond one a minute for a flow and kind */
	uint64_t lines_too_long;
	uint64_t rules_given_up; /* searches of rules on actions, elements and files, as lanes count
				  */
	uint64_t forgotten;      /* memory given up for newer: groups, elements, hosts */
};
void judge_tell_counts(const struct judge *j, struct judge_counts *ret);

/** What judgement knows of the capture itself, for the capture event. */
struct judge_health {
	bool one_way;          /* of most flows one side alone is seen */
	bool clock_known;      /* time servers were heard */
	int64_t clock_skew_ms; /* packet time less their time */
};
void judge_tell_health(const struct judge *j, struct judge_health *ret);

/** Everything `spanwatch list findings` shows. */
struct finding_entry {
	const char *slug, *class_name, *title, *attack, *measures, *text;
	uint32_t signature_id;
	uint8_t severity;
};
const struct finding_entry *judge_findings(unsigned *ret_count);

#endif
