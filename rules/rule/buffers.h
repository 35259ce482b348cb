/*
 * buffers: every buffer that a rule may look into: those with a name of their own (buffers.def)
 * and one for each field of each event that this build makes. Built once, then constant.
 */
#ifndef SPANWATCH_RULES_RULE_BUFFERS_H
#define SPANWATCH_RULES_RULE_BUFFERS_H

#include "sensor/dissector.h"

/** Who fills it. */
enum view {
	VIEW_NONE,     /* packet and payload */
	VIEW_HTTP,     /* HTTP/1 and 2 */
	VIEW_FILE,     /* bytes of files */
	VIEW_TRANSFER, /* what is known of a file at its end */
	VIEW_FACTS,    /* events of a dissector */
	VIEW_JUDGE     /* the judgement */
};

enum buffer {
#define BUFFER(id, name, view, sides, app, text) BUFFER_##id,
#include "rules/rule/buffers.def"
#undef BUFFER
	BUFFER_FIELDS
};

enum { BUFFERS_MAX = 2048 };

struct buffer_info {
	const char *name;
	enum view view;
	uint8_t sides;               /* SIDES_*: who sends it */
	const char *app;             /* protocol it belongs to, or NULL */
	const char *text;            /* one line for people */
	const struct schema *schema; /* VIEW_FACTS */
	uint16_t field;
	bool number;      /* UINT, INT or BOOL: compared, not searched */
	const char *only; /* "type=value": only events whose field type says value */
	uint16_t base[2]; /* VIEW_FACTS: the fields that fill it */
};

struct buffers;

/** All buffers; NULL without memory. */
struct buffers *buffers_new(void);
void buffers_free(struct buffers *b);

/** Number of the buffer NAME, or -1. An alias counts as what it stands for. */
int buffers_find(const struct buffers *b, struct span name);

const struct buffer_info *buffers_info(const struct buffers *b, unsigned id);
/** Names of buffers that WORD may be mistyped for, into RET[0..BUFFERS_MAX); how many. */
unsigned buffers_alike(const struct buffers *b, const char *word, const char **ret);
unsigned buffers_count(const struct buffers *b);

/** Number of FIELD of SCHEMA, or -1. */
int buffers_of_field(const struct buffers *b, const struct schema *schema, uint16_t field);

#endif
