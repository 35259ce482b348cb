/*
 * rule_parts: what rules are made of: sets of addresses and ports, what is looked for in a buffer,
 * and how buffers are changed before.
 */
#ifndef SPANWATCH_RULES_RULE_RULE_PARTS_H
#define SPANWATCH_RULES_RULE_RULE_PARTS_H

#include "rules/rule/buffers.h"
#include "sensor/event.h"

enum {
	RULE_VARS = 8,          /* byte_extract and byte_math results of one rule */
	RULE_TRANSFORMS = 8,    /* of one buffer */
	RULE_BUFFERS = 16,      /* sticky buffers of one rule */
	RULE_ITEMS = 64,        /* contents and their like of one buffer */
	RULE_CHECKS = 32,       /* keywords that look at headers and flow */
	RULE_BITS = 16,         /* flowbits and xbits of one rule */
	RULE_PATTERN_MAX = 1024 /* bytes of one content */
};

/* --- addresses and ports --- */

struct addr_range {
	struct addr low, high;
};

/** Everything in IN (all when empty) that is not in OUT. */
struct addr_set {
	const struct addr_range *in, *out;
	uint32_t in_count, out_count;
};

struct port_range {
	uint16_t low, high;
};

struct port_set {
	const struct port_range *in, *out;
	uint32_t in_count, out_count;
};

bool addr_set_has(const struct addr_set *s, const struct addr *a);
bool port_set_has(const struct port_set *s, uint16_t port);

/* --- what is looked for in a buffer --- */

enum item_kind {
	ITEM_CONTENT,
	ITEM_PCRE,
	ITEM_BYTE_TEST,
	ITEM_BYTE_JUMP,
	ITEM_BYTE_EXTRACT,
	ITEM_BYTE_MATH,
	ITEM_ISDATAAT,
	ITEM_BSIZE,
	ITEM_ABSENT,
	ITEM_DATASET
};

enum {
	ITEM_NEGATED = 1 << 0,
	ITEM_RELATIVE = 1 << 1, /* from where the item before it ended */
	ITEM_NOCASE = 1 << 2,
	ITEM_STARTS = 1 << 3,
	ITEM_ENDS = 1 << 4,
	ITEM_OFFSET = 1 << 5, /* the numbers of these names are set */
	ITEM_DEPTH = 1 << 6,
	ITEM_DISTANCE = 1 << 7,
	ITEM_WITHIN = 1 << 8,
	ITEM_FAST = 1 << 9,    /* the operator wants it as the first filter */
	ITEM_LITTLE = 1 << 10, /* byte order */
	ITEM_STRING = 1 << 11, /* digits, not binary */
	ITEM_FROM_BEGIN = 1 << 12,
	ITEM_FROM_END = 1 << 13,
	ITEM_ALIGN = 1 << 14,
	ITEM_DCE = 1 << 15,
	ITEM_RAWBYTES = 1 << 16,
	ITEM_OR_ELSE = 1 << 17 /* absent: or else */
};

enum number_op {
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_GT,
	OP_LE,
	OP_GE,
	OP_RANGE,
	OP_INCLUSIVE,
	OP_AND,
	OP_OR,
	OP_MASK
};

/** A number of the rule, or a variable of it (VAR is index + 1). */
struct operand {
	int64_t value;
	uint8_t var;
};

struct rule_number {
	enum number_op op;
	bool negated;
	uint64_t a, b; /* OP_MASK: the bits A of it are B */
};

/** byte_test, byte_jump, byte_extract, byte_math in one shape. */
struct byte_work {
	struct operand count, offset, value, multiplier, post_offset;
	enum number_op op;
	char math; /* '+', '-', '*', '/', '<', '>' */
	uint8_t base;
	uint8_t ret_var; /* index + 1 */
	uint32_t bitmask;
};

struct regex;
struct dataset;

struct rule_item {
	enum item_kind kind;
	uint16_t option; /* of the rule, counted from 0 */
	uint32_t flags;
	uint32_t len; /* of the content */
	uint8_t *bytes;
	struct operand offset, depth, distance, within;
	struct byte_work work;
	struct rule_number size;
	struct regex *regex;
	struct dataset *set; /* ITEM_DATASET, with SET_OP */
	uint8_t set_op;      /* enum dataset_op */
	const char *
		pattern; /* text of the pcre with its modifiers; of others what follows the colon */
};

struct rule_transform {
	uint16_t id;
	uint32_t number;
	const char *text; /* argument, or NULL */
	uint8_t key[64];
	uint8_t key_len;
};

/** One sticky buffer with all that must be found in it. */
struct rule_buffer {
	uint16_t id;     /* enum buffer, or BUFFER_FIELDS + number of a field */
	uint16_t option; /* that named it first, counted from 0 */
	uint8_t transform_count;
	bool asks_judge; /* a list that rules change: the value goes to the judgement */
	uint16_t count, cap;
	struct rule_transform transforms[RULE_TRANSFORMS];
	struct rule_item *items;
};

#endif
