/*
 * index: a rule set arranged for matching: which rules to look at for which packet, buffer and
 * event, found by the first filter or by protocol and port. Made once, then constant; shared by
 * all lanes and the collector.
 */
#ifndef SPANWATCH_RULES_MATCH_INDEX_H
#define SPANWATCH_RULES_MATCH_INDEX_H

#include "rules/match/grams.h"
#include "rules/rule/ruleset.h"

#include <stdatomic.h>

enum index_class { CLASS_TCP, CLASS_UDP, CLASS_OTHER, INDEX_CLASSES };

/** What one rule cost so far: for --profile-rules. */
struct rule_cost {
	_Atomic uint64_t checked, matched, ns;
};

/** Rules by number, in the order of judgement. */
struct rule_list {
	uint32_t *rules;
	uint32_t count, room;
};

/** Rules without a first filter, by the port that their header names. */
struct by_port {
	struct rule_list any;
	struct rule_list *ports; /* 65536 of them, or NULL */
};

/** What looks at the events of one schema. */
struct facts_index {
	const struct schema *schema;
	struct rule_list unfiltered;
	uint16_t *buffers; /* with a filter */
	struct grams **grams;
	uint32_t buffer_count;
	int16_t *buffer_of; /* by field: its buffer */
};

struct rule_index {
	struct ruleset *set;
	uint64_t generation; /* differs from set to set */
	struct grams *payload[INDEX_CLASSES];
	struct by_port packet[INDEX_CLASSES]; /* on every packet */
	struct by_port stream;                /* TCP payload without a filter */
	struct grams *view[BUFFER_FIELDS];
	struct rule_list view_any[2]; /* by side of the sender */
	struct facts_index *facts;
	uint32_t facts_count;
	struct rule_list judge;
	struct rule_cost *costs;       /* by rule; NULL: nobody asked */
	const struct witness *witness; /* who wants to see how one rule is judged, or NULL */
	struct rule_list ssl;          /* ssl_version: once for a side */
	struct rule_list events;       /* decode-event, stream-event, app-layer-event */
	bool wants_payload, wants_stream, wants_http, wants_files;
};

/** SET arranged, which belongs to the index from here on. NULL without memory. */
struct rule_index *index_new(struct ruleset *set, uint64_t generation);
void index_free(struct rule_index *x);

/** From here on it is counted what each rule costs. False without memory. */
bool index_profile(struct rule_index *x);

/** The index for events of SCHEMA, or NULL. */
const struct facts_index *index_facts(const struct rule_index *x, const struct schema *schema);

#endif
