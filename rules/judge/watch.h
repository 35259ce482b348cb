/*
 * watch: what a host tries in a minute: distinct targets without an answer (scans), distinct
 * credentials and refused logins (guessing). A bounded window for each host.
 */
#ifndef SPANWATCH_RULES_JUDGE_WATCH_H
#define SPANWATCH_RULES_JUDGE_WATCH_H

#include "rules/judge/finding.h"

enum {
	WATCH_SLOTS = 24,        /* distinct things remembered, more than any threshold */
	WATCH_SCAN = 10,         /* unanswered targets a minute that make a scan */
	WATCH_SCAN_ELEMENT = 5,  /* the same of an element, which has no reason to try doors */
	WATCH_SCAN_UNKNOWN = 20, /* the same where nobody says what is permitted */
	WATCH_CREDENTIALS = 5,   /* distinct credentials of one host for one element */
	WATCH_REFUSALS = 8       /* refused logins of one host on one element */
};

/** Distinct things of the last minute. */
struct window {
	uint64_t what[WATCH_SLOTS];
	int64_t at_us[WATCH_SLOTS];
};

/** What a flow or action tells the watch. */
struct watched {
	const struct event *event;
	const struct party *from, *to;
	const struct question *question;
};

/** Notes a flow that got no answer. True when it belongs to a scan, which has been told. */
bool watch_unanswered(struct judge *j, const struct watched *w);

/** Notes a credential by its hash; tells of guessing. */
void watch_credential(struct judge *j, const struct watched *w, uint32_t hash);

/** Notes COUNT refused logins. */
void watch_refused(struct judge *j, const struct watched *w, uint32_t count);

/** Adds WHAT to W and returns how many distinct things are in the minute before TS_US. */
unsigned window_add(struct window *w, uint64_t what, int64_t ts_us);

/** Takes the memory; false when there is none. */
bool watch_open(struct judge *j);

#endif
