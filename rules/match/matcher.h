/*
 * matcher: rules against what passes one worker, through the tap of its shards. It judges what the
 * bytes and the flow tell; thresholds and marks on hosts are for the collector.
 */
#ifndef SPANWATCH_RULES_MATCH_MATCHER_H
#define SPANWATCH_RULES_MATCH_MATCHER_H

#include "rules/match/index.h"
#include "sensor/tap.h"

struct matcher;

/** CURRENT says which rules are in force when a call begins. NULL without memory. */
struct matcher *matcher_new(struct rule_index *(*current)(void *ctx), void *ctx);
void matcher_free(struct matcher *m);

/** Searches that were given up at the limit of their steps, of buffers and of regular expressions.
 */
uint64_t matcher_given_up(const struct matcher *m);

/** The calls of a tap that M answers. */
void matcher_tap(struct matcher *m, struct tap *ret);

/** One value that the judgement shows, by the name of its buffer. */
struct judged_value {
	const char *name;
	struct span text;
};

/**
 * Rules of the judgement against COUNT values of E; FOUND is told of each that holds. WINDOW is 'i'
 * inside of a change window, 'o' outside, 0 where there is none. On the collector's thread.
 */
struct judged {
	const struct event *event;
	const struct judged_value *values;
	unsigned count;
	char window;
	struct arena *scratch;
	void (*found)(void *ctx, const struct rule *r, struct span carried);
	void *ctx;
};
void matcher_judged(struct matcher *m, struct rule_index *index, const struct judged *what);

#endif
