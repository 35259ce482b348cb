/* tell: what a session says of itself: run, stats and capture events. */
#include "config.h"

#include "sensor/cmd/session.h"

enum { TELL_BYTES = 32768 };

void session_tell_start(struct session *s)
{
	char buf[TELL_BYTES];
	struct json j = json_of(buf, sizeof(buf));
	const struct policy *policy = atomic_load(&s->policy);

	json_key(&j, "run");
	json_open(&j, '{');
	json_kv_string(&j, "state", "start");
	json_kv_string(&j, "program", PACKAGE_NAME);
	json_kv_string(&j, "version", PACKAGE_VERSION);
	if (policy)
		json_kv_string(&j, "policy_sha256", policy_sha256(policy));
	char mark[REDACT_MARK];
	redact_mark(&s->redactor, SPAN_LIT("key_id"), mark);
	json_kv_string(&j, "key_id", mark + 9);
	json_close(&j, '}');
	collector_own_event(&s->collector, "run", span_of(buf, j.len));
}

static void write_stats(struct json *j, const struct counters *c)
{
	json_key(j, "stats");
	json_open(j, '{');
	json_key(j, "decoder");
	json_open(j, '{');
	json_kv_u64(j, "pkts", c->n[COUNT_PACKETS]);
	json_kv_u64(j, "bytes", c->n[COUNT_BYTES]);
	json_close(j, '}');
	json_close(j, '}');
}

static void write_own_stats(struct json *j, const struct counters *c, const uint64_t *decode)
{
	json_key(j, "spanwatch");
	json_open(j, '{');
	json_key(j, "stats");
	json_open(j, '{');
	for (int i = 0; i < COUNTERS; i++)
		json_kv_u64(j, counter_name((enum counter)i), c->n[i]);
	json_key(j, "decode");
	json_open(j, '{');
	for (int i = 0; i < DECODE_COUNTS; i++)
		json_kv_u64(j, decode_count_name((enum decode_count)i), decode[i]);
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, '}');
}

static void tell_capture(
	struct session *s, const struct counters *c, const struct capture_totals *totals)
{
	char buf[TELL_BYTES];
	struct json j = json_of(buf, sizeof(buf));

	json_key(&j, "capture");
	json_open(&j, '{');
	json_kv_u64(&j, "received", s->live ? totals->received : c->n[COUNT_PACKETS]);
	json_kv_u64(&j, "kernel_dropped", totals->kernel_dropped);
	json_kv_u64(&j, "interface_dropped", totals->interface_dropped);
	json_kv_u64(&j, "duplicates", c->n[COUNT_DUPLICATES]);
	json_kv_u64(&j, "truncated", c->n[COUNT_TRUNCATED]);
	json_kv_u64(&j, "stream_gaps", c->n[COUNT_STREAM_GAPS]);
	json_kv_u64(&j, "events_lost", engine_events_lost(s->engine));
	if (!s->live) {
		json_kv_u64(&j, "files_read", totals->files_read);
		json_kv_u64(&j, "files_skipped", totals->files_skipped);
		json_kv_u64(&j, "files_cut", totals->files_cut);
	}
	json_close(&j, '}');
	collector_own_event(&s->collector, "capture", span_of(buf, j.len));
}

void session_tell_inputs(struct session *s, struct intake *r)
{
	char buf[TELL_BYTES];
	struct json j = json_of(buf, sizeof(buf));
	struct capture_totals totals;

	capture_totals(r->capture, &totals);
	json_key(&j, "run");
	json_open(&j, '{');
	json_kv_string(&j, "state", "end");
	json_key(&j, "inputs");
	json_open(&j, '[');
	for (uint16_t i = 0; i < capture_source_count(r->capture) && j.len < TELL_BYTES / 2; i++) {
		const char *sha256 = capture_source_sha256(r->capture, i);
		json_open(&j, '{');
		json_kv_string(&j, "name", capture_source_name(r->capture, i));
		if (sha256)
			json_kv_string(&j, "sha256", sha256);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_kv_u64(&j, "frames", r->frames);
	json_kv_u64(&j, "packets", r->no);
	json_kv_u64(&j, "files_skipped", totals.files_skipped);
	json_kv_u64(&j, "events", s->collector.events);
	json_kv_u64(&j, "actions", s->collector.actions);
	json_kv_u64(&j, "findings", s->collector.findings);
	json_close(&j, '}');
	collector_own_event(&s->collector, "run", span_of(buf, j.len));
}

void session_tell_stats(struct session *s)
{
	char buf[TELL_BYTES];
	struct json j = json_of(buf, sizeof(buf));
	struct report report;

	engine_report(s->engine, &report);
	write_stats(&j, &report.counters);
	write_own_stats(&j, &report.counters, report.decode);
	collector_own_event(&s->collector, "stats", span_of(buf, j.len));
	tell_capture(s, &report.counters, &report.capture);
}
