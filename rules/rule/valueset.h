/*
 * valueset: values that a rule asks whether they are among: strings, digests or addresses, each
 * with a number (its reputation). Values keep the order in which they came, so that what is written
 * is the same each time. Filled while rules are read, then constant; those that rules change belong
 * to the collector.
 */
#ifndef SPANWATCH_RULES_RULE_VALUESET_H
#define SPANWATCH_RULES_RULE_VALUESET_H

#include "sensor/base/siphash.h"

enum {
	VALUE_MAX = 4096,          /* bytes of one value */
	VALUESET_BYTES = 64 << 20, /* memory of one set that asks for no other */
	VALUESET_BYTES_MAX = 512 << 20
};

struct value_entry {
	uint32_t at, len; /* in the bytes of the set */
	uint16_t number;
	bool gone;
};

/** All zero but MOST is empty. */
struct valueset {
	struct value_entry *entries;
	uint32_t count, room, gone;
	uint32_t *slots; /* hash table: index + 1 of an entry; 0: free */
	uint32_t slot_count;
	uint8_t *bytes;
	uint32_t byte_count, byte_room;
	uint32_t most; /* bytes that it may take */
	struct siphash_key key;
};

enum value_added { VALUE_NEW, VALUE_KNOWN, VALUE_NO_ROOM };

/** A set that takes at most MOST bytes. */
void valueset_init(struct valueset *s, uint32_t most);
void valueset_free(struct valueset *s);

/** VALUE with NUMBER becomes part of S; one that is there keeps its number. */
enum value_added valueset_add(struct valueset *s, struct span value, uint16_t number);

/** True when VALUE was there and is no more. */
bool valueset_drop(struct valueset *s, struct span value);

/** True when VALUE is there, with its number. */
bool valueset_find(const struct valueset *s, struct span value, uint16_t *ret_number);

/** The next value from *AT on, in the order in which they came; false at the end. */
bool valueset_next(const struct valueset *s, uint32_t *at, struct span *ret);

#endif
