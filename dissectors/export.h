/*
 * export: what NetFlow, IPFIX and sFlow have in common: an exporter tells a collector of the
 * traffic it forwards. Data comes in thousands of packets, so a flow is told when it begins, when
 * templates change, and with its counts at its end. Runs on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_EXPORT_H
#define SPANWATCH_DISSECTORS_EXPORT_H

#include "sensor/dissector.h"

enum export_field {
	EXPORT_F_TYPE,
	EXPORT_F_VERSION,
	EXPORT_F_AGENT,
	EXPORT_F_DOMAIN,
	EXPORT_F_SEQUENCE,
	EXPORT_F_UPTIME_MS,
	EXPORT_F_SAMPLING,
	EXPORT_F_MESSAGES,
	EXPORT_F_RECORDS,
	EXPORT_F_COUNTERS,
	EXPORT_F_LOST,
	EXPORT_F_TEMPLATE_ID,
	EXPORT_F_TEMPLATE_KIND,
	EXPORT_F_TEMPLATE_FIELDS,
	EXPORT_F_COUNT
};

enum { EXPORT_DOMAINS = 8, EXPORT_TEMPLATES = 32, EXPORT_SECONDS_LEAST = 0x30000000 };

/** A flow from an exporter. */
struct export_state {
	uint64_t messages, records, counters, lost;
	uint32_t domain[EXPORT_DOMAINS];
	uint32_t next[EXPORT_DOMAINS];        /* sequence number that is due, by domain */
	uint32_t templates[EXPORT_TEMPLATES]; /* digests of those told; a ring */
	uint8_t domains, template_hand;
	uint8_t version;
	bool begun, finished, counts_lost;
	bool holed, torn[2]; /* IPFIX over TCP: bytes were lost; by side: no message since */
};

/** One message as its header has it. */
struct export_head {
	uint16_t version;
	uint32_t domain, sequence, uptime_ms, sampling;
	bool has_uptime, has_agent;
	struct addr agent;
};

extern const struct field export_fields[EXPORT_F_COUNT];

/** The header's facts. */
void export_head_tell(struct draft *e, const struct export_head *h);

/**
 * Counts a message; the first of a domain is told as "begin" of SCHEMA, with the exporter's
 * identity. Returns the place of the domain.
 */
unsigned export_message(
	struct dissect *d, const struct schema *schema, const struct export_head *h);

/** The sequence number SEEN came where another was due, after which NEXT is due. */
void export_sequence(struct export_state *s, unsigned domain, uint32_t seen, uint32_t next);

/** True where the template with this digest was not told yet. */
bool export_template_is_new(struct export_state *s, uint32_t digest);

/** The flow ends: its counts. */
void export_end(struct dissect *d, const struct schema *schema);

#endif
