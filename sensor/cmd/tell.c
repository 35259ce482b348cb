/* tell: what a session says of itself: run, stats and capture events. */
#include "config.h"

#include "sensor/cmd/session.h"

#include "sensor/base/log.h"
#include "sensor/evidence/keeper.h"

#include <time.h>

enum { TELL_BYTES = 32768 };

/* What the sensor says of itself live happens now; offline there is no clock but packet time. */
static void own_event(struct session *s, const char *type, struct span members)
{
	struct timespec now;

	if (s->live) {
		clock_gettime(CLOCK_REALTIME, &now);
		int64_t now_us = now.tv_sec * 1000000ll + now.tv_nsec / 1000;
		if (now_us > s->collector.clock_us)
			s->collector.clock_us = now_us;
	}
	collector_own_event(&s->collector, type, members);
}

static void write_in_force(struct session *s, struct json *j)
{
	const struct policy *policy = atomic_load(&s->policy);

	if (policy)
		json_kv_string(j, "policy_sha256", policy_sha256(policy));
	const struct rule_index *rules = atomic_load(&s->rules);
	if (rules)
		json_kv_string(j, "rules_sha256", rules->set->sha256);
	if (rules && rules->set->refused)
		json_kv_u64(j, "rules_refused", rules->set->refused);
	const struct lexicon *lexicon = atomic_load(&s->lexicon);
	if (lexicon != &lexicon_builtin)
		json_kv_string(j, "lexicon_sha256", lexicon_sha256(lexicon));
	char mark[REDACT_MARK];
	redact_mark(&s->redactor, SPAN_LIT("key_id"), mark);
	json_kv_string(j, "key_id", mark + 9);
}

/* A `run` event of STATE in BUF, TELL_BYTES of it: open until run_tell. */
static struct json run_begin(char *buf, const char *state)
{
	struct json j = json_of(buf, TELL_BYTES);

	json_key(&j, "run");
	json_open(&j, '{');
	json_kv_string(&j, "state", state);
	return j;
}

static void run_tell(struct session *s, struct json *j)
{
	json_close(j, '}');
	own_event(s, "run", span_of(j->buf, j->len));
}

void session_tell_start(struct session *s)
{
	char buf[TELL_BYTES];
	struct json j = run_begin(buf, "start");

	json_kv_string(&j, "program", PACKAGE_NAME);
	json_kv_string(&j, "version", PACKAGE_VERSION);
	write_in_force(s, &j);
	session_write_quarantine(s, &j);
	run_tell(s, &j);
}

static const char *fault_of(const struct reloaded *what)
{
	if (what->policy_fault && what->rules_fault)
		return "the policy file and the rules have faults; the old ones stay";
	return what->policy_fault  ? "the policy file has faults; the old one stays"
	       : what->rules_fault ? "the rules have faults; the old ones stay"
				   : NULL;
}

void session_tell_reload(struct session *s, const struct reloaded *what)
{
	const char *fault = fault_of(what);
	char buf[TELL_BYTES];
	struct json j = run_begin(buf, "reload");

	json_key(&j, "changed");
	json_open(&j, '[');
	if (what->policy)
		json_string(&j, "policy");
	if (what->rules)
		json_string(&j, "rules");
	json_close(&j, ']');
	if (fault)
		json_kv_string(&j, "fault", fault);
	write_in_force(s, &j);
	run_tell(s, &j);
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

/* What judgement held back, and what it forgot for newer. */
static void write_judge_counts(const struct session *s, struct json *j)
{
	struct judge_counts counts;

	judge_tell_counts(s->collector.judge, &counts);
	json_key(j, "judge");
	json_open(j, '{');
	json_kv_u64(j, "out_of_scope", counts.out_of_scope);
	json_kv_u64(j, "repeated", counts.repeated);
	json_kv_u64(j, "anomalies_held", counts.anomalies_held);
	json_kv_u64(j, "lines_too_long", counts.lines_too_long);
	json_kv_u64(j, "rules_given_up", counts.rules_given_up);
	json_kv_u64(j, "forgotten", counts.forgotten);
	json_close(j, '}');
}

/* What was kept of packets and what could not be; nothing where that is off. */
static void write_evidence(const struct session *s, struct json *j)
{
	struct keeper_counts c;

	if (!s->keeper)
		return;
	keeper_counts(s->keeper, &c);
	json_key(j, "evidence");
	json_open(j, '{');
	json_kv_u64(j, "packets", c.packets);
	json_kv_u64(j, "ring_left_out", c.ring_left_out);
	json_kv_u64(j, "missed", c.missed);
	json_kv_u64(j, "excerpts", c.excerpts);
	json_kv_u64(j, "judged", c.judged);
	json_kv_u64(j, "unjudged", c.unjudged);
	json_kv_u64(j, "empty", c.empty);
	json_kv_u64(j, "left_out", c.left_out);
	json_kv_u64(j, "full", c.full);
	json_kv_u64(j, "failed", c.failed);
	json_kv_u64(j, "removed", c.removed);
	json_close(j, '}');
}

static void write_own_stats(
	const struct session *s, struct json *j, const struct counters *c, const uint64_t *decode)
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
	json_kv_u64(j, "eve_lines_lost", session_eve_lost(s));
	write_judge_counts(s, j);
	write_evidence(s, j);
	json_close(j, '}');
	json_close(j, '}');
}

/* The share of the bytes of streams that the capture missed, as 0.012345. */
static void write_loss(struct json *j, const struct counters *c)
{
	uint64_t lost = c->n[COUNT_STREAM_BYTES_LOST], all = lost + c->n[COUNT_STREAM_BYTES];
	unsigned long long ppm = all ? lost * 1000000 / all : 0;
	char text[32];
	int len = snprintf(text, sizeof(text), "%llu.%06llu", ppm / 1000000, ppm % 1000000);

	json_key(j, "loss_estimate");
	json_raw(j, span_of(text, (uint32_t)len));
}

/* What the packets themselves say of the capture. */
static void write_judged(const struct session *s, struct json *j)
{
	struct judge_health health;
	char text[32];

	judge_tell_health(s->collector.judge, &health);
	json_kv_bool(j, "one_way", health.one_way);
	json_key(j, "clock_skew_s");
	if (!health.clock_known) {
		json_raw(j, span_str("null"));
		return;
	}
	long long ms = health.clock_skew_ms, size = ms < 0 ? -ms : ms;
	int len = snprintf(
		text, sizeof(text), "%s%lld.%03lld", ms < 0 ? "-" : "", size / 1000, size % 1000);
	json_raw(j, span_of(text, (uint32_t)len));
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
	write_loss(&j, c);
	json_kv_u64(&j, "events_lost", s->engine ? engine_events_lost(s->engine) : 0);
	json_kv_bool(&j, "blind", s->live ? s->blind : c->n[COUNT_PACKETS] == 0);
	write_judged(s, &j);
	if (!s->live) {
		json_kv_u64(&j, "files_read", totals->files_read);
		json_kv_u64(&j, "files_skipped", totals->files_skipped);
		json_kv_u64(&j, "files_cut", totals->files_cut);
	}
	json_close(&j, '}');
	own_event(s, "capture", span_of(buf, j.len));
}

static const char *state_of(const struct session *s, const struct policy_use *u)
{
	if (u->until_us <= s->collector.clock_us)
		return u->is_window ? "over" : "expired";
	return u->uses ? "used" : "unused";
}

/* How often each window and exception applied, as far as there is room. */
static void write_uses(const struct session *s, struct json *j)
{
	const struct policy *policy = atomic_load(&s->policy);
	struct policy_use u;

	if (!policy_use_at(policy, 0, &u))
		return;
	json_key(j, "applied");
	json_open(j, '[');
	for (uint32_t i = 0; policy_use_at(policy, i, &u) && j->len < TELL_BYTES - 1024; i++) {
		json_open(j, '{');
		json_kv_string(j, u.is_window ? "window" : "exception", u.id);
		json_kv_u64(j, "count", u.uses);
		json_kv_word(j, "state", state_of(s, &u));
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* For people: exceptions that are over, and those that nothing needed. */
static void say_exceptions(const struct session *s)
{
	const struct policy *policy = atomic_load(&s->policy);
	struct policy_use u;

	for (uint32_t i = 0; !s->options->silent && policy_use_at(policy, i, &u); i++) {
		if (u.is_window)
			continue;
		if (u.until_us <= s->collector.clock_us)
			log_warn("the exception %s (line %u of the policy) has expired", u.id,
				u.line);
		else if (!u.uses)
			log_info("the exception %s (line %u of the policy) applied to nothing",
				u.id, u.line);
	}
}

static void write_results(const struct session *s, struct json *j)
{
	json_kv_u64(j, "events", s->collector.events);
	json_kv_u64(j, "actions", s->collector.actions);
	json_kv_u64(j, "findings", s->collector.findings);
	write_uses(s, j);
}

void session_tell_inputs(struct session *s, struct intake *r)
{
	char buf[TELL_BYTES];
	struct json j = run_begin(buf, "end");
	struct capture_totals totals;

	capture_totals(r->capture, &totals);
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
	write_results(s, &j);
	run_tell(s, &j);
	say_exceptions(s);
}

void session_tell_end(struct session *s)
{
	char buf[TELL_BYTES];
	struct json j = run_begin(buf, "end");
	struct report report;

	session_report(s, &report);
	json_kv_u64(&j, "frames", report.frames);
	json_kv_u64(&j, "packets", report.packets);
	write_results(s, &j);
	run_tell(s, &j);
	say_exceptions(s);
}

void session_tell_stats(struct session *s)
{
	char buf[TELL_BYTES];
	struct json j = json_of(buf, sizeof(buf));
	struct report report;

	session_report(s, &report);
	write_stats(&j, &report.counters);
	write_own_stats(s, &j, &report.counters, report.decode);
	own_event(s, "stats", span_of(buf, j.len));
	tell_capture(s, &report.counters, &report.capture);
}
