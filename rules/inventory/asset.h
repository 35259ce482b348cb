/*
 * asset: what is known of one host, as facts: each with its value, who said it (a source and the
 * port of the service), how much that weighs, since when and how often. What contradicts stays
 * beside it. Kept for elements, for what the policy names, and for who manages or serves elements.
 * On the collector's thread.
 */
#ifndef SPANWATCH_RULES_INVENTORY_ASSET_H
#define SPANWATCH_RULES_INVENTORY_ASSET_H

#include "rules/judge/element.h"
#include "rules/judge/words.h"

enum fact_kind {
#define FACT(id, name, most, keeps, text) FACT_##id,
#include "rules/inventory/facts.def"
#undef FACT
	FACT_KINDS
};

enum {
#define FACT(id, name, most, keeps, text) FACT_MOST_##id = (most),
#include "rules/inventory/facts.def"
#undef FACT
	ASSET_FACTS = 0
#define FACT(id, name, most, keeps, text) +FACT_MOST_##id
#include "rules/inventory/facts.def"
#undef FACT
	,
	/* Elements and those around them; 10,000 elements fit with room. 9 KiB each when full. */
	INVENTORY_ASSETS = 12288,
	FACT_TEXT = 104,
	FACT_SOURCE = 16
};

struct fact {
	uint8_t kind, weight;
	uint16_t port; /* of the service that said so; 0: none */
	uint32_t count;
	int64_t first_us, last_us;
	char source[FACT_SOURCE];
	char value[FACT_TEXT];
};

/** A fact as it is heard. */
struct claim {
	enum fact_kind kind;
	uint8_t weight;
	uint16_t port;
	struct span source, value;
	int64_t ts_us;
};

struct asset {
	struct party_key key;
	char id[PARTY_ID];
	char declared[16]; /* role in the policy; empty: none */
	struct addr addr;  /* as outputs may show it */
	bool is_element;
	uint8_t count; /* facts */
	int64_t first_us, last_us;
	int64_t told_us;    /* when all of it was told last */
	int64_t up_at_us;   /* when it said how long it runs; 0: never */
	int64_t up_s;       /* and what it said */
	int64_t restart_us; /* when a restart was last asked for, attested or inferred; 0: never */
	int64_t booted_us; /* the restart that was counted last, as early as it is known; 0: none */
	uint8_t booted_by; /* what told of that one (restart.c) */
	int64_t bgp_first_us; /* its first BGP OPEN; 0: none */
	int64_t bgp_last_us;  /* the latest, and to whom */
	struct addr bgp_peer;
	struct fact facts[ASSET_FACTS]; /* in the order in which they were first heard */
};

/* The source of facts that follow from how software speaks, not from what it says. */
#define SOURCE_INFERRED "tls-behaviour"

struct support;
struct support_range;

const char *fact_name(enum fact_kind kind);

/** F is inferred from behaviour; nobody said so. */
bool fact_is_inferred(const struct fact *f);

/** How F is known: "said" or "inferred". */
const char *fact_evidence(const struct fact *f);

/** Until when the software that F tells of is supported, or NULL; of several, the longest. */
const struct support_range *fact_support(const struct support *s, const struct fact *f);

/** Takes the memory; false when there is none. */
bool asset_open(struct judge *j);

/**
 * The memory of P, seen at TS_US. NULL for who is none of ours: neither element nor named by the
 * policy nor, without CREATE, known already; groups of customers have none.
 */
struct asset *asset_of(struct judge *j, const struct party *p, int64_t ts_us, bool create);

enum fact_news {
	FACT_KNOWN,  /* heard before */
	FACT_FRESH,  /* new, and nothing else was said by this source of this service */
	FACT_CHANGED /* this source of this service said something else before */
};

/** Takes C in. With CHANGED, what was said before stands in BEFORE (FACT_TEXT bytes). */
enum fact_news asset_hear(struct asset *a, const struct claim *c, char before[static FACT_TEXT]);

/** Takes in F as another memory of the same host holds it. */
void asset_merge(struct asset *a, const struct fact *f);

/** The fact that C became, or NULL where it found no room. */
const struct fact *asset_find(const struct asset *a, const struct claim *c);

/** The most believable fact of KIND that is not inferred, or NULL: the heaviest, then the one heard
 * last. */
const struct fact *asset_best(const struct asset *a, enum fact_kind kind);

/** True when sources disagree on KIND in what each said last. */
bool asset_disputes(const struct asset *a, enum fact_kind kind);

#endif
