/* transfer: files that crossed, and images that nobody approved. Collector's thread. */
#include "config.h"

#include "rules/correlate/chain.h"
#include "rules/judge/event_line.h"
#include "rules/judge/report.h"
#include "rules/judge/rule.h"
#include "sensor/base/siphash.h"

/* A file at least this large that enters an element is taken for software. */
static const uint64_t IMAGE_BYTES = 4 * 1024 * 1024;

static const char *const image_endings[] = {".bin", ".img", ".cc", ".pat", ".tar", ".tgz", ".app",
	".iso", ".npk", ".swi", ".spa", ".chk", ".ipk", ".rpm", ".mbn", ".tar.gz", ".pkg", ".jar"};

/* A file with its sides known. */
struct crossing {
	const struct event *event;
	struct party sender, receiver;
	const char *ledger, *name; /* state and ledger name of the image */
};

static const char *direction_of(const struct crossing *x)
{
	if (x->receiver.is_element)
		return "to_element";
	return x->sender.is_element ? "from_element" : "other";
}

static bool looks_like_image(const struct transfer *t)
{
	if (t->size >= IMAGE_BYTES || span_find(t->name, SPAN_LIT("vmlinu")) >= 0)
		return true;
	for (unsigned i = 0; i < sizeof(image_endings) / sizeof(image_endings[0]); i++)
		if (span_ends_nocase(t->name, span_str(image_endings[i])))
			return true;
	return false;
}

static void write_transfer(struct json *j, const struct crossing *x)
{
	const struct transfer *t = &x->event->u.transfer;

	json_key(j, "transfer");
	json_open(j, '{');
	json_kv_string(j, "via", x->event->type);
	json_kv_text(j, "name", t->name);
	json_kv_string(j, "direction", direction_of(x));
	json_kv_u64(j, "size", t->size);
	if (t->sha256[0])
		json_kv_string(j, "sha256", t->sha256);
	json_kv_bool(j, "complete", t->complete);
	if (t->inferred)
		json_kv_bool(j, "inferred", true);
	if (x->ledger)
		json_kv_string(j, "ledger", x->ledger);
	if (t->image_format)
		json_kv_string(j, "format", t->image_format);
	if (t->image_vendor)
		json_kv_string(j, "vendor", t->image_vendor);
	if (t->image_version[0])
		json_kv_text(j, "version", span_str(t->image_version));
	json_close(j, '}');
}

static void emit(struct judge *judge, const struct crossing *x)
{
	struct event_line l;

	event_line_begin(&l, judge, x->event, "transfer");
	write_transfer(&l.json, x);
	event_line_layers(&l);
	if (event_line_end(&l))
		judge_out(judge, &l.record);
}

static bool is_unapproved(const struct crossing *x, const char **ret_rule)
{
	const struct transfer *t = &x->event->u.transfer;

	if (!x->ledger || !x->receiver.is_element)
		return false;
	if (strcmp(x->ledger, "known-bad") == 0) {
		*ret_rule = "ledger-known-bad";
		return true;
	}
	*ret_rule = "ledger-unknown";
	return strcmp(x->ledger, "unknown") == 0 && t->complete && looks_like_image(t);
}

static uint64_t image_variety(const struct transfer *t)
{
	static const struct siphash_key fixed = {0x696d616765ull, 0x6c6564676572ull};
	return siphash(&fixed, t->sha256, sizeof(t->sha256));
}

static struct question question_of(const struct event *e)
{
	return (struct question){.ts_us = e->ts_us,
		.space = e->place.space,
		.client = *place_end(&e->place, SIDE_CLIENT),
		.server = *place_end(&e->place, SIDE_SERVER),
		.ip_proto = e->place.ip_proto,
		.app = e->type};
}

static void judge_image(struct judge *j, const struct crossing *x)
{
	const struct event *e = x->event;
	const char *rule;

	if (!is_unapproved(x, &rule))
		return;
	struct question q = question_of(e);
	struct judgement it = {.finding = FINDING_UNAPPROVED_IMAGE,
		.event = e,
		.app = e->type,
		.element = &x->receiver,
		.peer = &x->sender,
		.question = &q,
		.rule = rule,
		.severity = strcmp(x->ledger, "known-bad") == 0 ? 1 : 2,
		.variety = image_variety(&e->u.transfer),
		.variety_max = FINDING_VARIETY};
	words_add(&it.message, "an image that the ledger calls ");
	words_add(&it.message, x->ledger);
	words_add(&it.message, " moved to ");
	words_add(&it.message, x->receiver.id);
	words_add(&it.message, " from ");
	words_add(&it.message, x->sender.id);
	words_add(&it.message, ": ");
	words_add_span(&it.message, e->u.transfer.name);
	finding_raise(j, &it);
}

/* Software that crossed whole is the first step of an installation. */
static void note_image(struct judge *j, const struct crossing *x)
{
	const struct transfer *t = &x->event->u.transfer;
	struct question q = question_of(x->event);
	struct watched w = {x->event, &x->sender, &x->receiver, &q};

	if (x->receiver.is_element && t->complete && (t->image_format || looks_like_image(t)))
		install_transfer(j, &w, t->name);
}

void report_transfer(struct judge *j, const struct event *e)
{
	struct crossing x = {.event = e};
	enum side from = e->u.transfer.sender;

	if (!e->place.has_ip)
		return;
	party_of(j, e->place.space, &place_end(&e->place, from)->addr, &x.sender);
	party_of(j, e->place.space, &place_end(&e->place, side_other(from))->addr, &x.receiver);
	if (policy_has_images(j->policy) && e->u.transfer.sha256[0])
		x.ledger = policy_image(j->policy, e->u.transfer.sha256, &x.name);
	emit(j, &x);
	judge_image(j, &x);
	note_image(j, &x);
	rule_transfer(j, e, direction_of(&x), x.ledger);
}
