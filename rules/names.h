/*
 * names: a hash table from words to numbers, filled while a file is loaded and only read after
 * that. The words stay where they are and must outlive the table. Words are kept apart by a scope
 * (a mapping, a kind of id), so that one table serves many lists.
 */
#ifndef SPANWATCH_RULES_NAMES_H
#define SPANWATCH_RULES_NAMES_H

#include "sensor/base/span.h"

struct names_slot {
	struct span word;
	uint32_t scope, number;
	bool used;
};

/** All zero is an empty table. */
struct names {
	struct names_slot *slots;
	uint32_t cap, count;
	bool any_case; /* words differ by more than the case of ASCII letters; set before the first
			*/
};

enum names_add { NAMES_ADDED, NAMES_TAKEN, NAMES_NO_MEMORY };

/** Adds WORD with NUMBER to SCOPE; TAKEN (and nothing changed) when it is there already. */
enum names_add names_add(struct names *n, uint32_t scope, struct span word, uint32_t number);

/** Finds WORD in SCOPE; false (RET untouched) when it is not there. */
bool names_find(const struct names *n, uint32_t scope, struct span word, uint32_t *ret);

void names_free(struct names *n);

#endif
