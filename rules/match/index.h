/*
 * index: a rule set arranged for matching: which rules to look at for which packet, buffer and
 * event, found by the first filter or by protocol and port. Made once, then constant; shared by
 * all lanes and the collector.
 */
#ifndef SPANWATCH_RULES_MATCH_INDEX_H
#define SPANWATCH_RULES_MATCH_INDEX_H

#include "rules/match/heads.h"
#include "rules/match/sieve.h"
#include "rules/rule/ruleset.h"

#include <stdatomic.h>

struct geo;

enum index_class { CLASS_TCP, CLASS_UDP, CLASS_OTHER, INDEX_CLASSES };

/** What one rule cost so far: for --profile-rules. */
struct rule_cost {
	_Atomic uint64_t checked, matched, ns;
};

/** What looks at the events of one schema, or at what the judgement shows. */
struct facts_index {
	const struct schema *schema; /* NULL: of the judgement */
	struct rule_list unfiltered;
	uint16_t *buffers; /* with a filter */
	struct sieve **sieves;
	uint32_t buffer_count;
	int16_t *buffer_of; /* by field: its buffer */
	bool *asked;        /* by field: some rule looks into it */
};

struct rule_index {
	struct ruleset *set;
	uint64_t generation; /* differs from set to set */
	struct sieves *sieves;
	struct sieve *payload[INDEX_CLASSES]; /* of packets; TCP: what streams do not judge */
	struct heads packet[INDEX_CLASSES];   /* on every packet */
	struct sieve *stream;                 /* TCP payload in order */
	struct heads bare_stream;             /* the same without a filter */
	struct sieve *view[BUFFER_FIELDS];
	struct rule_list view_any[2]; /* by side of the sender */
	struct facts_index *facts;
	uint32_t facts_count;
	struct facts_index judge;
	struct rule_list files;        /* what is asked of files at their end */
	bool wants_sums;               /* MD5 and SHA-1 of them */
	bool wants_whole;              /* views: files at their end beside what carries them */
	bool wants_digests;            /* of any file */
	struct rule_cost *costs;       /* by rule; NULL: nobody asked */
	const struct geo *geo;         /* of the session, or NULL */
	const struct witness *witness; /* who wants to see how one rule is judged, or NULL */
	struct rule_list ssl;          /* ssl_version: once for a side */
	struct rule_list events;       /* decode-event, stream-event, app-layer-event */
	bool wants_stream, wants_http, wants_judge;
};

/**
 * SET arranged, which belongs to the index from here on; KIND is its first filter. NULL without
 * memory.
 */
struct rule_index *index_new(struct ruleset *set, uint64_t generation, enum sieve_kind kind);
void index_free(struct rule_index *x);

/** From here on it is counted what each rule costs. False without memory. */
bool index_profile(struct rule_index *x);

/** The index for events of SCHEMA, or NULL. */
const struct facts_index *index_facts(const struct rule_index *x, const struct schema *schema);

#endif
