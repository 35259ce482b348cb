/*
 * dataset: lists of values that rules name: `dataset`, `datarep` and the lists of file hashes. Read
 * while rules are read. A list that no rule changes is constant and asked where the bytes are; what
 * rules set and unset is kept by the collector, which begins with what was read here.
 */
#ifndef SPANWATCH_RULES_RULE_DATASET_H
#define SPANWATCH_RULES_RULE_DATASET_H

#include "rules/rule/valueset.h"

enum { DATASETS_MAX = 512 };

enum dataset_type {
	DATASET_STRING,
	DATASET_MD5,
	DATASET_SHA1,
	DATASET_SHA256,
	DATASET_IPV4,
	DATASET_IP
};

enum dataset_op { DATASET_ISSET, DATASET_ISNOTSET, DATASET_SET, DATASET_UNSET, DATASET_REP };

struct dataset {
	uint32_t number; /* in the set of rules */
	const char *name;
	enum dataset_type type;
	bool changes;     /* a rule sets or unsets */
	const char *save; /* file of the state directory, or NULL */
	const char *from; /* the file that was read, or NULL */
	struct valueset values;
};

/** VALUE, as it stands in a buffer, as D keeps it, in RET (16 bytes of room); false: none of its
 * kind. */
bool dataset_key(
	const struct dataset *d, struct span value, uint8_t room[static 16], struct span *ret);

const char *dataset_type_name(enum dataset_type t);

struct parsing;

/**
 * Reads the lines of FILE into D. False with the fault told: in FILE, or of the rule at hand where
 * FILE cannot be read. OPTIONAL: a file that is not there is empty.
 */
bool dataset_read(struct parsing *p, struct dataset *d, const char *file, bool optional);

/** FILE as it is named by the rule at hand: absolute, or beside the rule's file. */
const char *dataset_path(struct parsing *p, struct span file);

#endif
