/*
 * draft: an event in the making: the facts that a dissector stated, in order. From them come the
 * JSON objects, and with them rules will be matched. Lives in the scratch arena of one packet.
 */
#ifndef SPANWATCH_FLOW_DRAFT_H
#define SPANWATCH_FLOW_DRAFT_H

#include "sensor/base/json.h"
#include "sensor/base/redact.h"
#include "sensor/dissector.h"
#include "sensor/eve.h"

struct fact {
	uint16_t field;
	uint16_t item; /* which object of a list it belongs to */
	uint32_t len;
	union {
		const uint8_t *p;
		uint64_t u;
	} v;
};

enum { DRAFT_CHUNK = 30 };

struct fact_chunk {
	struct fact_chunk *next;
	uint32_t count;
	struct fact facts[DRAFT_CHUNK];
};

struct draft {
	const struct schema *type;
	struct arena *arena;
	const struct eve_context *eve;
	uint16_t space;
	struct fact_chunk first, *last;
	uint32_t count;
	uint16_t item;
	bool ours; /* some fact has no place in Suricata's schema */
	bool full; /* facts were left out */
};

/** Which part of the facts: those of Suricata's schema, or those that are ours alone. */
enum draft_part { DRAFT_SHARED, DRAFT_OURS };

/** Writes `"type":{...}` with one part of the facts, every secret redacted. */
void draft_write(const struct draft *e, enum draft_part part, const struct redactor *redactor,
	struct json *j);

#endif
