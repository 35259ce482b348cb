/* alert: see alert.h. Collector's thread. */
#include "config.h"

#include "rules/judge/alert.h"

#include "rules/judge/alias_tell.h"
#include "rules/judge/ask.h"
#include "rules/judge/flow.h"
#include "sensor/limits.h"

enum { MISSING_MAX = 1024 };

static const char *const state_names[] = {"open", "update", "closed"};
static const char *const confidence_names[] = {"high", "medium", "low"};
static const char *const severity_words[] = {"", "Critical", "Major", "Minor", "Informational"};
static const char *const categories[] = {[CLASS_POLICY] = "Not permitted by the management policy",
	[CLASS_POSTURE] = "Weakness of the management plane",
	[CLASS_LOUD] = "Attack on the management plane"};

/* What the writers of one alert share. */
struct draft_alert {
	struct judge *judge;
	const struct alert *alert;
	struct place place;
	int64_t ts_us;
	char id[FINDING_ID];
	struct words message;
	char missing[MISSING_MAX];
	uint32_t missing_len;
};

/* Each word of WORDS, PREFIX before it, as a string of the open list. */
static void write_words(struct json *j, const char *prefix, const char *words)
{
	struct span left = span_str(words);

	while (left.len) {
		struct words w;
		int64_t space = span_index(left, ' ');
		uint32_t len = space < 0 ? left.len : (uint32_t)space;
		words_begin(&w);
		words_add(&w, prefix);
		words_add_span(&w, span_sub(left, 0, len));
		json_text(j, words_span(&w));
		left = span_sub(left, len + 1, left.len);
	}
}

static void write_signature(struct json *j, const struct alert *a)
{
	const struct finding_entry *f = finding_entry(a->finding);

	json_key(j, "alert");
	json_open(j, '{');
	json_kv_word(j, "action", "allowed");
	json_kv_u64(j, "gid", 1);
	json_kv_u64(j, "signature_id", f->signature_id);
	json_kv_u64(j, "rev", 1);
	json_kv_word(j, "signature", f->title);
	json_kv_word(j, "category", categories[finding_class(a->finding)]);
	json_kv_u64(j, "severity", a->severity);
	json_key(j, "metadata");
	json_open(j, '{');
	json_key(j, "signature_severity");
	json_open(j, '[');
	json_plain(j, span_str(severity_words[a->severity]));
	json_close(j, ']');
	json_key(j, "tag");
	json_open(j, '[');
	write_words(j, "", f->attack);
	write_words(j, "uk-tsc:", f->measures);
	json_close(j, ']');
	json_close(j, '}');
	json_close(j, '}');
}

static void write_group(struct json *j, const struct group *g, enum group_state state)
{
	json_key(j, "group");
	json_open(j, '{');
	json_kv_word(j, "id", g->tally.id);
	json_kv_u64(j, "count", g->tally.count);
	json_kv_time(j, "first", g->tally.first_us);
	json_kv_time(j, "last", g->tally.last_us);
	json_kv_word(j, "state", state_names[state]);
	json_close(j, '}');
}

static void write_why(struct json *j, const struct draft_alert *x)
{
	const struct judgement *d = x->alert->judgement;
	const struct verdict *v = d ? d->verdict : NULL;

	json_key(j, "why");
	json_open(j, '{');
	if (v && v->permit)
		json_kv_string(j, "permit", v->permit);
	if (v && v->window)
		json_kv_string(j, "window", v->window);
	if (!v || !v->permit)
		json_kv_string(j, "rule", x->alert->group->rule);
	if (x->missing_len)
		json_kv_text(j, "missing", span_of(x->missing, x->missing_len));
	json_close(j, '}');
}

/* A fraction of one, from millionths. */
static void write_fraction(struct json *j, uint64_t millionths)
{
	struct words w;

	words_begin(&w);
	words_add_u64(&w, millionths / 1000000);
	words_add(&w, ".");
	for (uint64_t scale = 100000; scale; scale /= 10)
		words_add_u64(&w, millionths / scale % 10);
	json_raw(j, words_span(&w));
}

static void write_capture(struct json *j, const struct place *place, uint64_t loss_ppm)
{
	json_key(j, "capture");
	json_open(j, '{');
	json_kv_bool(j, "one_way", place->one_way);
	json_key(j, "loss");
	write_fraction(j, loss_ppm);
	json_kv_bool(j, "truncated", place->truncated);
	json_kv_word(j, "initiator", place->initiator_guessed ? "guessed" : "seen");
	json_close(j, '}');
}

/* Since when the element calls it, how often and how much. */
static void write_use(struct json *j, const struct far *far)
{
	if (!far->first_us)
		return;
	json_kv_time(j, "first_seen", far->first_us);
	json_kv_u64(j, "calls", far->calls);
	if (far->bytes)
		json_kv_u64(j, "bytes", far->bytes);
	if (far->period_s)
		json_kv_u64(j, "period_s", far->period_s);
}

static void write_far(struct json *j, const struct far *far)
{
	if (!far || (!far->known && !far->domain && !far->first_us))
		return;
	json_key(j, "far");
	json_open(j, '{');
	if (far->known)
		json_kv_addr(j, "ip", &far->addr);
	if (far->domain)
		json_kv_text(j, "domain", span_str(far->domain));
	if (far->own_name)
		json_kv_text(j, "sni", span_str(far->own_name));
	if (far->asked_name)
		json_kv_text(j, "dns", span_str(far->asked_name));
	if (far->subject) {
		json_key(j, "certificate");
		json_open(j, '{');
		json_kv_text(j, "subject", span_str(far->subject));
		json_kv_text(j, "issuer", span_str(far->issuer));
		json_close(j, '}');
	}
	if (far->service)
		json_kv_text(j, "service", span_str(far->service));
	if (far->country[0])
		json_kv_string(j, "country", far->country);
	if (far->asn)
		json_kv_u64(j, "asn", far->asn);
	if (far->owner[0])
		json_kv_string(j, "owner", far->owner);
	write_use(j, far);
	json_close(j, '}');
}

/* Whose addresses are theirs by what was heard, not by the policy. */
static void write_aliases(struct json *j, const struct judge *judge, const struct judgement *d)
{
	bool element = d->element && d->element->is_alias;
	bool peer = d->peer && d->peer->is_alias;

	if (!element && !peer)
		return;
	json_key(j, "alias");
	json_open(j, '{');
	if (element)
		alias_write(j, "element", judge, d->element);
	if (peer)
		alias_write(j, "peer", judge, d->peer);
	json_close(j, '}');
}

static void write_ours(struct json *j, const struct draft_alert *x)
{
	const struct alert *a = x->alert;
	const struct judgement *d = a->judgement;

	json_key(j, "spanwatch");
	json_open(j, '{');
	json_kv_word(j, "finding", finding_entry(a->finding)->slug);
	json_kv_word(j, "id", x->id);
	json_kv_word(j, "class", finding_entry(a->finding)->class_name);
	if (a->group->element[0])
		json_kv_string(j, "element", a->group->element);
	json_kv_text(j, "message", words_span(&x->message));
	write_group(j, a->group, a->state);
	write_why(j, x);
	json_kv_word(j, "confidence", confidence_names[d ? d->confidence : a->group->confidence]);
	write_capture(j, &x->place, x->judge->loss_ppm);
	if (d) {
		write_far(j, d->far);
		write_aliases(j, x->judge, d);
	}
	if (a->exception)
		json_kv_string(j, "excepted", a->exception);
	if (a->observed)
		json_kv_bool(j, "observe", true);
	eve_encap(j, &x->place);
	json_close(j, '}');
}

/* The identifier: what was found, between whom, in which packet, as the how-manieth. */
static void alert_identify(struct draft_alert *x)
{
	const struct group *g = x->alert->group;
	struct {
		char group[FINDING_ID];
		uint8_t state;
		uint8_t zero[6];
		uint64_t count;
		int64_t ts_us;
		uint64_t flow_id;
	} content;

	memset(&content, 0, sizeof(content));
	memcpy(content.group, g->tally.id, sizeof(content.group));
	content.state = (uint8_t)x->alert->state;
	content.count = g->tally.count;
	content.ts_us = x->ts_us;
	content.flow_id = x->place.flow_id;
	finding_id(&content, sizeof(content), x->id);
}

/* What happened; when a group has more than one, how often. */
static void write_message(struct draft_alert *x)
{
	const struct group *g = x->alert->group;

	x->message.len = 0;
	words_add(&x->message, g->message);
	if (g->tally.count < 2)
		return;
	words_add(&x->message, " (");
	words_add_u64(&x->message, g->tally.count);
	words_add(&x->message, " times)");
}

/* The line that would permit it; a subscriber's address stays hidden there too. */
static void write_missing(struct draft_alert *x, const struct question *question)
{
	struct question q = *question;
	struct party p;

	party_of(x->judge, q.space, &question->client.addr, &p);
	q.client.addr = p.shown;
	party_of(x->judge, q.space, &question->server.addr, &p);
	q.server.addr = p.shown;
	policy_mask(x->judge->policy, q.space, &q.element);
	policy_mask(x->judge->policy, q.space, &q.actor);
	x->missing_len = ask_missing(x->judge, &q, x->missing, sizeof(x->missing));
}

static void alert_prepare(struct draft_alert *x)
{
	const struct judgement *d = x->alert->judgement;
	const struct event *e = d ? d->event : NULL;

	party_mask(x->judge, e ? &e->place : &x->alert->group->place, &x->place);
	place_from_client(&x->place);
	x->ts_us = e ? e->ts_us : x->alert->group->ts_us;
	alert_identify(x);
	x->missing_len = 0;
	write_message(x);
	if (d && d->permit_helps && d->question && x->judge->policy)
		write_missing(x, d->question);
}

static struct span alert_line(struct draft_alert *x)
{
	const struct judgement *d = x->alert->judgement;
	struct json j = json_of(x->judge->line, LIMIT_LINE);

	eve_begin(&j, x->judge->options.eve, x->ts_us, "alert", &x->place);
	if (x->alert->group->app[0])
		json_kv_word(&j, "app_proto", x->alert->group->app);
	write_signature(&j, x->alert);
	if (d && d->mgmt.len) {
		json_key(&j, "mgmt");
		json_raw(&j, d->mgmt);
	}
	write_ours(&j, x);
	eve_end(&j);
	return span_of(j.buf, j.full ? 0 : j.len);
}

void alert_emit(struct judge *j, const struct alert *a)
{
	struct draft_alert x; /* no need to clear its text */
	const struct judgement *d = a->judgement;
	const struct finding_entry *f = finding_entry(a->finding);

	x.judge = j;
	x.alert = a;
	alert_prepare(&x);
	struct span line = alert_line(&x);
	if (!line.len) {
		j->counts.lines_too_long++;
		return;
	}
	const struct far *far = d && d->far && d->far->known ? d->far : NULL;
	struct finding_record r = {.slug = f->slug,
		.title = f->title,
		.signature_id = f->signature_id,
		.severity = a->severity,
		.quiet = a->observed || a->exception,
		.update = a->state != GROUP_OPEN,
		.element = a->group->element[0] ? a->group->element : NULL,
		.message = words_span(&x.message),
		.missing = span_of(x.missing, x.missing_len),
		.country = far && far->country[0] ? far->country : NULL,
		.asn = far ? far->asn : 0,
		.owner = far && far->owner[0] ? far->owner : NULL};
	judge_out(j, &(struct record){.kind = RECORD_FINDING,
			     .ts_us = x.ts_us,
			     .type = "alert",
			     .place = x.place,
			     .line = line,
			     .finding = &r});
}
