/*
 * hearing: the facts that one event tells of one host, taken in one after another and then told
 * together: the asset event, and the findings about versions. Used by the files of
 * rules/inventory/ on the collector's thread.
 */
#ifndef SPANWATCH_RULES_INVENTORY_HEARING_H
#define SPANWATCH_RULES_INVENTORY_HEARING_H

#include "rules/inventory/asset.h"
#include "rules/inventory/inventory.h"

enum { HEARING_NEWS = 8 };

struct news {
	struct fact fact;
	bool changed; /* its source said BEFORE until now */
	char before[FACT_TEXT];
};

struct hearing {
	struct judge *judge;
	const struct event *event;
	const struct party *party;
	struct asset *asset;
	struct span source;
	uint8_t weight;
	uint16_t port;
	const char *restart; /* what was said of how long it runs, or NULL */
	unsigned count;
	struct news news[HEARING_NEWS]; /* what finds no room here is told at the end of the day */
};

/** Asked for each message of any protocol: most types differ in what is seen without a call. */
static inline bool hearing_is_type(const char *a, const char *b)
{
	return a[0] == b[0] && a[1] == b[1] && strcmp(a, b) == 0;
}

/** Begins; false where P is none of ours (asset_of). */
bool hearing_begin(struct hearing *h, struct judge *j, const struct event *e, const struct party *p,
	bool create);

/** One fact by the source, weight and port of H; a SINGLE one replaces what it said before. */
void hearing_take(struct hearing *h, enum fact_kind kind, struct span value, bool single);

/** Tells what is new. */
void hearing_end(struct hearing *h);

/** tell.c: the asset event of H. */
void hearing_tell(const struct hearing *h);

/** version.c of the judgement: findings about software that H heard of. */
void hearing_judge(const struct hearing *h, const struct news *n);

/** How much the word of EVIDENCE weighs, and what its `software` is of. */
uint8_t source_weight(struct span evidence, enum fact_kind *ret_kind);

#endif
