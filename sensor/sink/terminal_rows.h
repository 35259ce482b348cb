/*
 * terminal_rows: what the terminal sink remembers until the end: findings, elements and actions in
 * bounded tables. Private to the sink, on the collector's thread.
 */
#ifndef SPANWATCH_SINK_TERMINAL_ROWS_H
#define SPANWATCH_SINK_TERMINAL_ROWS_H

#include "sensor/base/siphash.h"
#include "sensor/sink.h"

enum {
	ROWS_MAX = 10000,  /* of each table: more is nothing that a person reads; then counted */
	ROWS_SLOTS = 32768 /* of the index: a power of two, at most a third full */
};

/** One line of the findings: same signature, element and peer. */
struct finding_row {
	const char *slug;
	uint32_t signature_id;
	uint8_t severity;
	bool has_ip;
	char country[4];
	uint64_t group;         /* hash of the group's id whose count is in `current` */
	uint64_t base, current; /* findings of earlier groups, of this one */
	int64_t first_us, last_us;
	struct addr src, dst;
	uint16_t element_len, message_len, missing_len;
	char element[64], message[320], missing[320];
};

struct element_row {
	int64_t first_us, last_us;
	uint16_t id_len, name_len, role_len, vendor_len, platform_len, software_len, addresses_len;
	char id[64], name[64], role[16], vendor[48], platform[96], software[96], addresses[192];
};

struct action_row {
	int64_t ts_us;
	uint32_t count; /* the same again, one after another */
	enum verb verb;
	enum subject subject;
	enum outcome outcome;
	enum evidence evidence;
	const char *via, *sanction; /* static */
	struct addr actor, target;
	uint16_t element_len, user_len, object_len;
	char element[64], user[48], object[256];
};

struct rows {
	struct siphash_key key;
	struct finding_row *findings;
	struct element_row *elements;
	struct action_row *actions;
	uint32_t *finding_index, *element_index; /* ROWS_SLOTS; row + 1, 0 is free */
	uint32_t finding_count, element_count, action_count;
	uint64_t findings_left_out, elements_left_out, actions_left_out;
	uint64_t severity[5]; /* findings told, by severity */
	uint64_t quiet;       /* excepted or observed */
	uint64_t events;      /* protocol events and flows */
	uint64_t actions_seen;
};

/** 0 or -ENOMEM. The memory is address space that fills as it is used. */
int rows_init(struct rows *t);
void rows_free(struct rows *t);

/** Takes what R tells into the tables. */
void rows_add(struct rows *t, const struct record *r);

/** Findings that row F stands for. */
uint64_t finding_row_count(const struct finding_row *f);

/** The element with this ID, or NULL. */
const struct element_row *rows_element(const struct rows *t, struct span id);

/** True where A is an address of the element with this ID, as far as the tables know. */
bool rows_is_element(const struct rows *t, struct span id, const struct addr *a);

/** The number in `"group":{... "count":N` of an alert's line and a hash of the group's id. */
bool rows_group(const struct rows *t, struct span line, uint64_t *ret_id, uint64_t *ret_count);

#endif
