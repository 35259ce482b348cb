/* draft: stating facts (called by dissectors through dissector.h) and writing them as JSON. */
#include "config.h"

#include "sensor/flow/draft.h"

#include "sensor/flow/hide.h"

#include "sensor/flow/host.h"
#include "sensor/limits.h"

struct draft *event_new(struct dissect *d, const struct schema *type)
{
	struct draft *e = arena_take(d->scratch, sizeof(*e));
	if (!e)
		return NULL;
	e->type = type;
	e->arena = d->scratch;
	e->eve = d->host->eve;
	e->space = d->place.space;
	e->last = &e->first;
	return e;
}

static struct fact *fact_add(struct draft *e, uint16_t field)
{
	if (!e)
		return NULL;
	if (e->last->count == DRAFT_CHUNK) {
		struct fact_chunk *more = NULL;
		if (e->count < LIMIT_FACTS)
			more = arena_take(e->arena, sizeof(*more));
		if (!more) {
			e->full = true;
			return NULL;
		}
		e->last->next = more;
		e->last = more;
	}
	struct fact *f = &e->last->facts[e->last->count++];
	e->count++;
	f->field = field;
	f->item = e->item;
	if (e->type->fields[field].flags & FIELD_OURS)
		e->ours = true;
	return f;
}

void event_uint(struct draft *e, uint16_t field, uint64_t value)
{
	struct fact *f = fact_add(e, field);
	if (f)
		f->v.u = value;
}

void event_int(struct draft *e, uint16_t field, int64_t value)
{
	event_uint(e, field, (uint64_t)value);
}

void event_bool(struct draft *e, uint16_t field, bool value)
{
	event_uint(e, field, value);
}

void event_text(struct draft *e, uint16_t field, struct span value)
{
	struct fact *f = fact_add(e, field);
	if (f) {
		f->v.p = value.p;
		f->len = value.len;
	}
}

void event_addr(struct draft *e, uint16_t field, const struct addr *value)
{
	char text[ADDR_TEXT];

	if (!e)
		return;
	struct addr shown = eve_shown(e->eve, e->space, value);
	uint32_t n = addr_text(&shown, text);
	event_text(e, field, arena_copy(e->arena, span_of(text, n)));
}

void event_mac(struct draft *e, uint16_t field, const struct mac *value)
{
	char text[MAC_TEXT];

	if (!e)
		return;
	mac_text(value, text);
	event_text(e, field, arena_copy(e->arena, span_of(text, 17)));
}

void event_item(struct draft *e)
{
	if (e)
		e->item++;
}

/* --- writing ------------------------------------------------------------------------------ */

enum container_kind { CONTAINER_OBJECT, CONTAINER_OBJECTS, CONTAINER_VALUES };
enum { PATH_DEPTH = 5 };

struct container {
	struct span name;
	enum container_kind kind;
	uint16_t item;
};

struct writer {
	struct json *j;
	struct container open[PATH_DEPTH];
	int depth;
};

/* A path without containers, which most are: it is the leaf itself. */
static bool path_is_leaf(const char *path, struct span *ret_leaf)
{
	uint32_t len = 0;

	while (path[len] && path[len] != '.' && path[len] != '[')
		len++;
	*ret_leaf = span_of(path, len);
	return !path[len];
}

/* The containers of a path ("a.b[].leaf", "list[]") and its leaf; returns how many containers. */
static int path_split(
	const char *path, uint16_t item, struct container ret[PATH_DEPTH], struct span *ret_leaf)
{
	int n = 0;

	for (;;) {
		const char *dot = strchr(path, '.');
		uint32_t len = dot ? (uint32_t)(dot - path) : (uint32_t)strlen(path);
		bool list = len > 2 && path[len - 1] == ']';
		struct span name = span_of(path, list ? len - 2 : len);
		if (!dot && !list) {
			*ret_leaf = name;
			return n;
		}
		if (n < PATH_DEPTH)
			ret[n++] = (struct container){name,
				!list ? CONTAINER_OBJECT
				: dot ? CONTAINER_OBJECTS
				      : CONTAINER_VALUES,
				list && dot ? item : 0};
		if (!dot) {
			*ret_leaf = span_of(NULL, 0);
			return n;
		}
		path = dot + 1;
	}
}

static void container_open(struct writer *w, const struct container *c)
{
	json_key_span(w->j, c->name);
	if (c->kind != CONTAINER_OBJECT)
		json_open(w->j, '[');
	if (c->kind != CONTAINER_VALUES)
		json_open(w->j, '{');
	w->open[w->depth++] = *c;
}

static void container_close(struct writer *w)
{
	enum container_kind kind = w->open[--w->depth].kind;

	if (kind != CONTAINER_VALUES)
		json_close(w->j, '}');
	if (kind != CONTAINER_OBJECT)
		json_close(w->j, ']');
}

/* Closes and opens containers so that the ones of WANTED are open. */
static void containers_set(struct writer *w, const struct container *wanted, int count)
{
	int same = 0;

	while (same < w->depth && same < count && span_eq(w->open[same].name, wanted[same].name) &&
		w->open[same].kind == wanted[same].kind && w->open[same].item == wanted[same].item)
		same++;
	bool next_item = same < w->depth && same < count &&
			 wanted[same].kind == CONTAINER_OBJECTS &&
			 w->open[same].kind == CONTAINER_OBJECTS &&
			 span_eq(w->open[same].name, wanted[same].name);
	while (w->depth > same + (next_item ? 1 : 0))
		container_close(w);
	if (next_item) {
		json_close(w->j, '}');
		json_open(w->j, '{');
		w->open[same].item = wanted[same].item;
	}
	while (w->depth < count)
		container_open(w, &wanted[w->depth]);
}

static void write_secret(const struct redactor *r, struct span value, struct json *j)
{
	char mark[REDACT_MARK];

	if (r->reveal) {
		json_text(j, value);
		return;
	}
	uint32_t n = redact_mark(r, value, mark);
	json_text(j, span_of(mark, n));
}

static void write_scrubbed(const struct draft *e, unsigned flags, const struct redactor *r,
	struct span value, struct json *j)
{
	uint32_t (*scrub)(const struct redactor *, struct span, char *, uint32_t) =
		flags & FIELD_URL    ? redact_url
		: flags & FIELD_FORM ? redact_form
				     : redact_text;
	uint32_t cap = value.len + JSON_TEXT_MAX / 4;
	char *out = r->reveal ? NULL : arena_take(e->arena, cap);

	if (r->reveal)
		json_text(j, hide_addresses(e->eve, e->space, e->arena, value));
	else if (out)
		json_text(j, hide_addresses(e->eve, e->space, e->arena,
				     span_of(out, scrub(r, value, out, cap))));
	else
		json_string(j, "[cut]");
}

static void write_value(const struct draft *e, const struct field *field, const struct fact *f,
	const struct redactor *redactor, struct json *j)
{
	struct span text = span_of(f->v.p, f->len);

	switch (field->type) {
	case FIELD_UINT:
		json_u64(j, f->v.u);
		break;
	case FIELD_INT:
		json_i64(j, (int64_t)f->v.u);
		break;
	case FIELD_BOOL:
		json_bool(j, f->v.u);
		break;
	case FIELD_HEX:
		json_hex(j, text);
		break;
	default:
		if (field->flags & FIELD_SECRET)
			write_secret(redactor, text, j);
		else if (field->flags & (FIELD_CLI | FIELD_URL | FIELD_FORM))
			write_scrubbed(
				e, field->flags, redactor, span_sub(text, 0, JSON_TEXT_MAX), j);
		else
			json_text(j, text);
	}
}

void draft_write(const struct draft *e, enum draft_part part, const struct redactor *redactor,
	struct json *j)
{
	struct writer w = {.j = j};
	bool split = e->type->in_suricata;

	json_key(j, e->type->name);
	json_open(j, '{');
	for (const struct fact_chunk *c = &e->first; c; c = c->next) {
		for (uint32_t i = 0; i < c->count; i++) {
			const struct fact *f = &c->facts[i];
			const struct field *field = &e->type->fields[f->field];
			struct container path[PATH_DEPTH];
			struct span leaf;
			if (field->flags & FIELD_RULES)
				continue;
			if (split && ((field->flags & FIELD_OURS) != 0) != (part == DRAFT_OURS))
				continue;
			int count = path_is_leaf(field->path, &leaf)
					    ? 0
					    : path_split(field->path, f->item, path, &leaf);
			if (count || w.depth)
				containers_set(&w, path, count);
			if (leaf.len)
				json_key_span(j, leaf);
			write_value(e, field, f, redactor, j);
		}
	}
	while (w.depth)
		container_close(&w);
	json_close(j, '}');
}
