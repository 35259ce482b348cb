/*
 * yaml: the one door to libyaml, for every file that users write in YAML (policy, config, keys,
 * lexicon). A file becomes a small tree of nodes, each with its line and column; the walkers below
 * read that tree strictly and gather every fault at once. Used while loading, on the thread that
 * loads; nothing here is called for packets.
 *
 * Taken is the plain part of YAML: mappings, sequences, scalars. Refused are anchors, aliases,
 * tags, merge keys, several documents, duplicate keys, null values, control characters, more than
 * YAML_DEPTH levels and more than YAML_BYTES bytes.
 */
#ifndef SPANWATCH_RULES_YAML_YAML_H
#define SPANWATCH_RULES_YAML_YAML_H

#include "sensor/base/diag.h"
#include "sensor/base/span.h"

enum {
	YAML_BYTES = 1024 * 1024, /* of a file: ten thousand elements fit */
	YAML_DEPTH = 8,           /* of nesting: the policy needs six */
	YAML_NODES = 512 * 1024,  /* values of a file: more cannot stand in YAML_BYTES sensibly */
	YAML_FAULTS = 100,        /* told of one file; who has more wants to see the first ones */
};

enum yaml_kind {
	YAML_WORD,
	YAML_LIST,
	YAML_MAP,
	YAML_BAD /* a fault was told already: walkers pass over it in silence */
};

/** One value, or one key of a mapping. Belongs to its struct yaml. */
struct yaml_node {
	enum yaml_kind kind;
	bool quoted;                   /* a word in quotes or a block */
	uint32_t line, column;         /* from 1 */
	struct span text;              /* of a word; UTF-8, a NUL stands behind it */
	const struct yaml_node *child; /* first item of a list, first key of a map */
	const struct yaml_node *next;  /* next item or key */
	const struct yaml_node *value; /* of a key: never NULL */
	uint32_t count;                /* of items or keys */
};

struct yaml;

/**
 * Reads FILE; NULL when it cannot be read or its syntax is broken. Milder faults (duplicates,
 * anchors ...) leave a tree, so that its reader can tell the rest; either way DIAG was told.
 */
struct yaml *yaml_load(const char *file, struct diag *diag);

/** The same from memory; FILE is what faults are reported under. TEXT is not kept. */
struct yaml *yaml_parse(const char *file, struct span text, struct diag *diag);
/** Frees Y and every node of it. (libyaml has a yaml_free of its own.) */
void yaml_close(struct yaml *y);

/** The outermost node; NULL for an empty file. */
const struct yaml_node *yaml_root(const struct yaml *y);

/** A copy of S with a NUL behind it, which lives as long as Y; NULL without memory. */
char *yaml_keep(struct yaml *y, struct span s);

/** SHA-256 of the text that was read, 64 hex digits. */
const char *yaml_sha256(const struct yaml *y);

/* --- walkers -------------------------------------------------------------------------------- */

/** Where faults go while a tree is read. */
struct yaml_reader {
	const char *file;
	struct diag *diag;
	unsigned faults;
};

/** A fault at NODE. */
void yaml_fault(struct yaml_reader *r, const struct yaml_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** A fault at NODE about WORD, with "did you mean" when one of CANDIDATES is near. */
struct yaml_choice {
	const char *what; /* "an unknown protocol", "neither a group nor ..." */
	const char *const *names;
	size_t count;
};
void yaml_unknown(struct yaml_reader *r, const struct yaml_node *node, const struct yaml_choice *c);

struct yaml_key {
	const char *name;
	bool required;
};

/**
 * Looks the COUNT known KEYS up in MAP: RET[i] is the value of KEYS[i], or NULL. Unknown and
 * missing keys are faults; false when MAP is no mapping.
 */
bool yaml_keys(struct yaml_reader *r, const struct yaml_node *map, const struct yaml_key *keys,
	unsigned count, const struct yaml_node **ret);

/** NODE is a mapping (a list, a word), or a fault. */
bool yaml_is_map(struct yaml_reader *r, const struct yaml_node *node);
bool yaml_is_list(struct yaml_reader *r, const struct yaml_node *node);
bool yaml_is_word(struct yaml_reader *r, const struct yaml_node *node);

/** Walks "one or a list of them": for (i = yaml_first(n); i; i = yaml_next(n, i)). */
const struct yaml_node *yaml_first(const struct yaml_node *one_or_list);
const struct yaml_node *yaml_next(const struct yaml_node *one_or_list, const struct yaml_node *i);

/** Index of the word NODE among C, without regard to case; -1 and a fault when it is none. */
int yaml_pick(struct yaml_reader *r, const struct yaml_node *node, const struct yaml_choice *c);

/** A number from MIN to MAX in decimal. */
bool yaml_number(struct yaml_reader *r, const struct yaml_node *node, const uint64_t range[2],
	uint64_t *ret);

/** "7" or "7-9" within RANGE; RET[0] <= RET[1]. */
bool yaml_range(struct yaml_reader *r, const struct yaml_node *node, const uint64_t range[2],
	uint64_t ret[2]);

/** true or false, and nothing else. */
bool yaml_bool(struct yaml_reader *r, const struct yaml_node *node, bool *ret);

/** A time with an offset, as microseconds since 1970 (rules/policy/when.h). */
bool yaml_time(struct yaml_reader *r, const struct yaml_node *node, int64_t *ret_us);

/** The word as a C string: printable, not empty, at most MAX bytes. NULL and a fault otherwise. */
const char *yaml_string(struct yaml_reader *r, const struct yaml_node *node, uint32_t max);

#endif
