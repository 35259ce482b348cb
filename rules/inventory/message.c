/*
 * message: facts that stand in fields of messages (sources.def), and how long a host says that it
 * runs (restart.c judges that). Collector's thread.
 */
#include "config.h"

#include "rules/inventory/hearing.h"
#include "rules/inventory/pick.h"
#include "rules/inventory/restart.h"

enum whom { WHOM_CLIENT, WHOM_SERVER, WHOM_SENDER, WHOM_ANSWERER, WHOM_NAMED };

static const struct source_field {
	const char *type;
	struct span path;
	enum whom of;
	enum fact_kind kind;
	uint8_t weight;
	const char *source, *prefix;
} fields[] = {
#define FIELD(type, path, of, kind, weight, source, prefix)                                        \
	{type, SPAN_LIT(path), WHOM_##of, FACT_##kind, weight, source, prefix},
#include "rules/inventory/sources.def"
};
enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };
_Static_assert(FIELDS <= 32, "a bit for each field");

static const struct source_uptime {
	const char *type;
	struct span path;
	enum whom of;
	int64_t per_second;
} uptimes[] = {
#define UPTIME(type, path, of, per_second) {type, SPAN_LIT(path), WHOM_##of, per_second},
#include "rules/inventory/sources.def"
};
enum { UPTIMES = sizeof(uptimes) / sizeof(uptimes[0]) };
_Static_assert(UPTIMES <= 32, "a bit for each");

/* What is read from one message. */
struct reading {
	const struct event *event;
	struct hearing hearing;
	enum whom of;
	uint32_t wanted;   /* fields of this message: a bit for each */
	uint32_t uptimes;  /* and uptimes */
	bool is_sysuptime; /* the varbind at hand is sysUpTime.0 */
	bool is_open;      /* a BGP session begins */
	int64_t up_s;      /* how long it says that it runs; -1: it does not */
};

static bool whom_address(const struct event *e, enum whom of, struct addr *ret)
{
	const struct place *p = &e->place;

	if (!p->has_ip || (of == WHOM_ANSWERER && p->src_is_client))
		return false;
	if (of == WHOM_SENDER || of == WHOM_ANSWERER)
		*ret = p->src.addr;
	else
		*ret = place_end(p, of == WHOM_CLIENT ? SIDE_CLIENT : SIDE_SERVER)->addr;
	return !addr_is_group(ret);
}

/* The same component of the same service, as another source told it. */
static bool is_known_otherwise(const struct hearing *h, struct span value)
{
	const struct asset *a = h->asset;

	for (unsigned i = 0; i < a->count; i++)
		if (a->facts[i].kind == FACT_COMPONENT && a->facts[i].port == h->port &&
			!span_eq(span_str(a->facts[i].source), h->source) &&
			span_eq(span_str(a->facts[i].value), value))
			return true;
	return false;
}

/* "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips": each is a component, what is in brackets is not. */
static void components_hear(struct hearing *h, struct span text)
{
	while (text.len) {
		int64_t space = span_index(text, text.p[0] == '(' ? ')' : ' ');
		uint32_t len = space < 0 ? text.len : (uint32_t)space;
		struct span word = span_sub(text, 0, len);
		int64_t slash = span_index(word, '/');
		text = span_sub(text, len + 1, text.len);
		if (slash <= 0 || word.p[0] == '(')
			continue;
		struct words w;
		words_begin(&w);
		words_add_span(&w, span_sub(word, 0, (uint32_t)slash));
		words_add(&w, " ");
		words_add_span(&w, span_sub(word, (uint32_t)slash + 1, word.len));
		if (!is_known_otherwise(h, words_span(&w)))
			hearing_take(h, FACT_COMPONENT, words_span(&w), false);
	}
}

static void field_hear(struct hearing *h, const struct source_field *f, struct span value)
{
	char text[FACT_TEXT + 32];
	struct span plain = pick_text(value, text, sizeof(text));
	struct words w;

	h->weight = f->weight;
	h->source = span_str(f->source);
	h->port = f->of == WHOM_SERVER || f->of == WHOM_ANSWERER
			  ? place_end(&h->event->place, SIDE_SERVER)->port
			  : 0;
	if (strcmp(f->source, "http-header") == 0) {
		components_hear(h, plain);
		return;
	}
	words_begin(&w);
	words_add(&w, f->prefix);
	words_add_span(&w, plain);
	hearing_take(h, f->kind, words_span(&w), false);
}

static void uptime_read(struct reading *r, struct span value, int64_t per_second)
{
	uint64_t ticks;

	if (span_decimal(value, UINT32_MAX, &ticks))
		r->up_s = (int64_t)ticks / per_second;
}

static void on_value(void *ctx, struct span path, struct span value)
{
	struct reading *r = ctx;

	for (uint32_t left = r->wanted; left; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctz(left);
		if (span_eq(path, fields[i].path))
			field_hear(&r->hearing, &fields[i], value);
	}
	for (uint32_t left = r->uptimes; left; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctz(left);
		if (span_eq(path, uptimes[i].path))
			uptime_read(r, value, uptimes[i].per_second);
	}
	if (r->of == WHOM_SENDER && span_eq(path, SPAN_LIT("bgp.type")))
		r->is_open = span_eq(value, SPAN_LIT("open"));
	if (r->of != WHOM_ANSWERER)
		return;
	if (span_eq(path, SPAN_LIT("spanwatch.snmp.varbinds.oid")))
		r->is_sysuptime = span_eq(value, SPAN_LIT("1.3.6.1.2.1.1.3.0"));
	else if (r->is_sysuptime && span_eq(path, SPAN_LIT("spanwatch.snmp.varbinds.value")))
		uptime_read(r, value, 100);
}

static bool restart_take(struct reading *r, const struct party *p, struct event *ret)
{
	if (r->is_open)
		restart_by_bgp(&r->hearing);
	return r->up_s >= 0 && restart_by_uptime(&r->hearing, p, r->up_s, ret);
}

static bool message_hear(struct judge *j, const struct event *e, enum whom of, const struct addr *a,
	struct event *ret)
{
	struct reading r = {.event = e, .of = of, .up_s = -1};
	struct party p;

	party_of(j, e->place.space, a, &p);
	if (!hearing_begin(&r.hearing, j, e, &p, false))
		return false;
	for (unsigned i = 0; i < FIELDS; i++)
		if (fields[i].of == of && hearing_is_type(fields[i].type, e->type))
			r.wanted |= 1u << i;
	for (unsigned i = 0; i < UPTIMES; i++)
		if (uptimes[i].of == of && hearing_is_type(uptimes[i].type, e->type))
			r.uptimes |= 1u << i;
	pick(e->json, on_value, &r);
	bool restarted = restart_take(&r, &p, ret);
	hearing_end(&r.hearing);
	return restarted;
}

static void on_named(void *ctx, struct span path, struct span value)
{
	struct span *named = ctx;

	if (!named->len && path.len > 13 &&
		span_eq(span_sub(path, path.len - 13, 13), SPAN_LIT(".mgmt_address")))
		*named = value;
}

/* Who the facts of this type are of: a bit for each. */
static unsigned whom_of(const char *type)
{
	unsigned of = 0;

	for (unsigned i = 0; i < FIELDS; i++)
		if (hearing_is_type(fields[i].type, type))
			of |= 1u << fields[i].of;
	for (unsigned i = 0; i < UPTIMES; i++)
		if (hearing_is_type(uptimes[i].type, type))
			of |= 1u << uptimes[i].of;
	return of;
}

bool inventory_message(struct judge *j, const struct event *e, struct event *ret)
{
	unsigned of = whom_of(e->type);
	bool restarted = false;
	struct addr a;

	for (enum whom w = WHOM_CLIENT; of && w <= WHOM_NAMED; w++) {
		if (!(of & 1u << w))
			continue;
		struct span named = span_of(NULL, 0);
		if (w == WHOM_NAMED)
			pick(e->json, on_named, &named);
		if (w == WHOM_NAMED ? addr_parse(named, &a) && !addr_is_group(&a)
				    : whom_address(e, w, &a))
			restarted |= message_hear(j, e, w, &a, ret);
	}
	return restarted;
}
