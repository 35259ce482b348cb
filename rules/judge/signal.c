/* signal: anomalies become events of their own, hints become findings. Collector's thread. */
#include "config.h"

#include "rules/correlate/correlate.h"
#include "rules/inventory/inventory.h"
#include "rules/judge/ask.h"
#include "rules/judge/event_line.h"
#include "rules/judge/report.h"
#include "sensor/base/siphash.h"

enum about { ABOUT_DEED, ABOUT_SIDE, ABOUT_SENSOR };

static const struct hint {
	const char *name;
	enum about about;
	enum finding finding;
	uint8_t severity;
	enum confidence confidence;
	const char *text;
} hints[] = {
#define HINT(name, about, finding, severity, confidence, text)                                     \
	{name, ABOUT_##about, FINDING_##finding, severity, CONFIDENCE_##confidence, text},
#include "rules/hints.def"
#undef HINT
};

struct anomaly_key {
	uint64_t flow_id;
	uint64_t name; /* hash: names are static text, but keys compare bytes */
	int64_t minute;
};

static const struct hint *hint_find(const char *name)
{
	struct span text = span_str(name);

	for (unsigned i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		struct span known = span_str(hints[i].name);
		char last = hints[i].name[known.len - 1];
		bool prefix = last == '.' || last == '_';
		if (prefix ? span_starts(text, known) : span_eq(text, known))
			return &hints[i];
	}
	return NULL;
}

/* The hint's two parties: who it is told of, and the other one. */
struct telling {
	const struct event *event;
	const struct hint *hint;
	struct party client, server;
	const struct party *element, *peer;
	struct question question;
};

static void hint_describe(const struct telling *t, struct words *w)
{
	const struct party *of = t->hint->about == ABOUT_SIDE ? t->element : &t->client;

	words_add(w, of->id);
	words_add(w, " ");
	words_add(w, t->hint->text);
	if (t->hint->about == ABOUT_DEED) {
		words_add(w, " ");
		words_add(w, t->server.id);
	}
	if (t->event->u.signal.text.len) {
		words_add(w, ": ");
		words_add_span(w, t->event->u.signal.text);
	}
}

static void telling_fill(const struct judge *j, struct telling *t)
{
	const struct event *e = t->event;
	bool of_client = t->hint->about == ABOUT_SIDE && e->u.signal.number == SIDE_CLIENT;

	party_of(j, e->place.space, &place_end(&e->place, SIDE_CLIENT)->addr, &t->client);
	party_of(j, e->place.space, &place_end(&e->place, SIDE_SERVER)->addr, &t->server);
	if (t->hint->about == ABOUT_DEED)
		of_client = t->client.is_element && !t->server.is_element;
	t->element = of_client ? &t->client : &t->server;
	t->peer = of_client ? &t->server : &t->client;
	t->question = (struct question){.ts_us = e->ts_us,
		.space = e->place.space,
		.client = *place_end(&e->place, SIDE_CLIENT),
		.server = *place_end(&e->place, SIDE_SERVER),
		.ip_proto = e->place.ip_proto,
		.app = e->type};
}

/* Without a policy whoever serves may be equipment; not so the web sites of the world, which speak
 * nothing but TLS. */
static bool may_be_equipment(const struct judge *j, const struct telling *t)
{
	static const char *const everybodys[] = {"tls", "dtls", "quic"};
	const unsigned count = sizeof(everybodys) / sizeof(everybodys[0]);

	if (t->element->is_element)
		return true;
	return !j->policy && t->element == &t->server &&
	       (addr_is_private(&t->server.addr) ||
		       !text_is_one_of(t->event->type, everybodys, count));
}

/* Posture is that of equipment. A permit silences what the policy decides, attacks are told in any
 * case. */
static bool is_silenced(const struct judge *j, const struct telling *t)
{
	struct verdict v;

	if (t->hint->finding == FINDING_SUSPICIOUS_NAME && !t->client.is_element)
		return true; /* people's machines ask for the oddest names */
	if (t->hint->finding == FINDING_UNEXPECTED_OUTBOUND && (j->policy || !t->client.is_element))
		return true; /* a policy judges the flow itself, whatever it carries */
	switch (finding_class(t->hint->finding)) {
	case CLASS_POSTURE:
		return !may_be_equipment(j, t);
	case CLASS_POLICY:
		ask_flow(j, &t->question, &v);
		return v.sanction != SANCTION_UNPERMITTED && v.sanction != SANCTION_NO_POLICY;
	default:
		return false;
	}
}

/* No traffic, no parties: each time counts for itself. */
static void report_sensor(struct judge *j, const struct event *e, const struct hint *hint)
{
	struct judgement it = {.finding = hint->finding,
		.event = e,
		.rule = hint->name,
		.severity = hint->severity,
		.confidence = hint->confidence,
		.absence = true,
		.variety = (uint64_t)e->ts_us,
		.variety_max = FINDING_VARIETY};

	words_add(&it.message, hint->text);
	words_add(&it.message, ": ");
	words_add_span(&it.message, e->u.signal.text);
	finding_raise(j, &it);
}

void report_hint(struct judge *j, const struct event *e)
{
	struct telling t = {.event = e, .hint = hint_find(e->u.signal.name)};

	if (strcmp(e->u.signal.name, "tunnel.carried") == 0)
		tunnels_hint(j, e);
	if (strcmp(e->u.signal.name, "dhcp.server") == 0)
		report_boot(j, e);
	if (strcmp(e->u.signal.name, "routing.speaker") == 0 ||
		strcmp(e->u.signal.name, "routing.takeover") == 0)
		report_neighbor(j, e);
	if (strcmp(e->u.signal.name, "routing.speaker") == 0)
		inventory_speaker(j, e);
	if (t.hint && t.hint->about == ABOUT_SENSOR)
		report_sensor(j, e, t.hint);
	if (!t.hint || t.hint->about == ABOUT_SENSOR || !e->place.has_ip)
		return;
	telling_fill(j, &t);
	if (is_silenced(j, &t))
		return;
	struct judgement it = {.finding = t.hint->finding,
		.event = e,
		.app = e->type,
		.element = t.element,
		.peer = t.peer,
		.question = &t.question,
		.rule = t.hint->name,
		.severity = t.hint->severity,
		.confidence = t.hint->confidence,
		.permit_helps = finding_class(t.hint->finding) == CLASS_POLICY};
	hint_describe(&t, &it.message);
	finding_raise(j, &it);
}

bool report_open(struct judge *j)
{
	j->anomalies = store_new(
		&(struct store_shape){JUDGE_ANOMALIES, sizeof(struct anomaly_key), 1, NULL, j});
	return j->anomalies;
}

/* One event a minute for a flow and a kind of anomaly. */
static bool anomaly_is_news(struct judge *j, const struct event *e)
{
	static const struct siphash_key fixed = {0x616e6f6d616c79ull, 0x6e616d65ull};
	struct anomaly_key key;
	bool is_new;

	memset(&key, 0, sizeof(key));
	key.flow_id = e->place.flow_id;
	key.name = siphash(&fixed, e->u.signal.name, strlen(e->u.signal.name));
	key.minute = time_floor(e->ts_us, MINUTE_US);
	store_take(j->anomalies, &key, &is_new);
	j->counts.anomalies_held += !is_new;
	return is_new;
}

/* The layers of Suricata's schema: where the anomaly was found. */
static const char *anomaly_layer(const struct signal *s)
{
	if (strcmp(s->type, "applayer") == 0)
		return "proto_parser";
	return strcmp(s->type, "stream") == 0 ? "stream" : "decode";
}

static void report_anomaly(struct judge *judge, const struct event *e)
{
	const struct signal *s = &e->u.signal;
	struct event_line l;
	struct json *j = &l.json;

	event_line_begin(&l, judge, e, "anomaly");
	json_key(j, "anomaly");
	json_open(j, '{');
	if (e->app)
		json_kv_string(j, "app_proto", e->app);
	json_kv_string(j, "type", s->type);
	json_kv_string(j, "event", s->name);
	json_kv_string(j, "layer", anomaly_layer(s));
	json_close(j, '}');
	if (s->text.len || l.record.place.tunnelled) {
		json_key(j, "spanwatch");
		json_open(j, '{');
		if (s->text.len)
			json_kv_text(j, "detail", s->text);
		eve_encap(j, &l.record.place);
		json_close(j, '}');
	}
	if (event_line_end(&l))
		judge_out(judge, &l.record);
}

void report_signal(struct judge *j, const struct event *e)
{
	const struct signal *s = &e->u.signal;

	if (strcmp(s->type, "hint") != 0) {
		if (anomaly_is_news(j, e))
			report_anomaly(j, e);
	} else if (!health_take(j, e)) {
		report_hint(j, e);
	}
}
