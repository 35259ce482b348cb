/* health: how a sensor fares, for the sinks that show it. Collector's thread. */
#include "config.h"

#include "sensor/cmd/session.h"

#include "sensor/evidence/keeper.h"

#include <unistd.h>

enum { HEALTH_FIELDS = 24 };

struct health {
	struct record_field fields[HEALTH_FIELDS];
	char text[HEALTH_FIELDS][24];
	unsigned count;
};

static void health_add(struct health *h, const char *name, uint64_t value)
{
	int len =
		snprintf(h->text[h->count], sizeof(h->text[0]), "%llu", (unsigned long long)value);

	h->fields[h->count] =
		(struct record_field){name, span_of(h->text[h->count], (uint32_t)len)};
	h->count++;
}

/* Packets of findings that are missing, where they are kept. */
static void health_add_evidence(struct health *h, const struct session *s)
{
	struct keeper_counts c;

	if (!s->keeper)
		return;
	keeper_counts(s->keeper, &c);
	health_add(h, "evidence_missed", c.missed + c.ring_left_out);
	health_add(h, "evidence_failed", c.failed + c.left_out);
}

/* Bytes of memory in use: the second number of STATM, in pages; 0 when it cannot be read. */
static uint64_t resident_bytes(int statm)
{
	char text[128] = "";
	uint64_t pages = 0;
	ssize_t len = statm > 0 ? pread(statm, text, sizeof(text) - 1, 0) : 0;

	const char *p = len > 0 ? strchr(text, ' ') : NULL;
	for (p = p ? p + 1 : ""; *p >= '0' && *p <= '9'; p++)
		pages = pages * 10 + (uint64_t)(*p - '0');
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

void session_tell_health(struct session *s)
{
	static const enum counter drops[] = {COUNT_BAD_CHECKSUM, COUNT_FLOWS_EVICTED,
		COUNT_FLOWS_REFUSED, COUNT_CONVERSATIONS_EVICTED, COUNT_CONVERSATIONS_REFUSED,
		COUNT_ELEMENTS_SHED, COUNT_SHED_PACKETS, COUNT_STREAM_GAPS, COUNT_STATE_REFUSED,
		COUNT_EVENTS_TOO_LONG};
	struct health h = {.count = 0};
	struct report r;

	session_report(s, &r);
	health_add(&h, "pkts", r.counters.n[COUNT_PACKETS]);
	health_add(&h, "bytes", r.counters.n[COUNT_BYTES]);
	health_add(&h, "kernel_dropped", r.capture.kernel_dropped);
	health_add(&h, "interface_dropped", r.capture.interface_dropped);
	health_add(&h, "events_lost", s->engine ? engine_events_lost(s->engine) : 0);
	health_add(&h, "eve_lines_lost", session_eve_lost(s));
	health_add(&h, "duplicates", r.counters.n[COUNT_DUPLICATES]);
	for (unsigned i = 0; i < sizeof(drops) / sizeof(*drops); i++)
		health_add(&h, counter_name(drops[i]), r.counters.n[drops[i]]);
	health_add(&h, "flows", r.counters.n[COUNT_FLOWS_ACTIVE]);
	health_add(&h, "rss", resident_bytes(s->statm));
	health_add(&h, "blind", s->blind);
	health_add(&h, "live", s->live);
	health_add_evidence(&h, s);
	collector_record(&s->collector, &(struct record){.kind = RECORD_HEALTH,
						.ts_us = s->collector.clock_us,
						.type = "health",
						.fields = h.fields,
						.field_count = h.count});
}
