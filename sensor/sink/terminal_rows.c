/* terminal_rows: see terminal_rows.h. */
#include "config.h"

#include "sensor/sink/terminal_rows.h"

#include "sensor/base/region.h"

#include <errno.h>

/* Copies TEXT to a row's field, cut to its room. */
#define COPY(row, field, text) ((row)->field##_len = copy((row)->field, sizeof((row)->field), text))
#define TEXT(row, field)       span_of((row)->field, (row)->field##_len)

static uint16_t copy(char *to, size_t room, struct span text)
{
	uint32_t len = text.len < room ? text.len : (uint32_t)room;

	if (len > 0)
		memcpy(to, text.p, len);
	return (uint16_t)len;
}

int rows_init(struct rows *t)
{
	*t = (struct rows){.key = siphash_random_key()};
	t->findings = region_take(ROWS_MAX * sizeof(*t->findings));
	t->elements = region_take(ROWS_MAX * sizeof(*t->elements));
	t->actions = region_take(ROWS_MAX * sizeof(*t->actions));
	t->finding_index = region_take(ROWS_SLOTS * sizeof(uint32_t));
	t->element_index = region_take(ROWS_SLOTS * sizeof(uint32_t));
	if (t->findings && t->elements && t->actions && t->finding_index && t->element_index)
		return 0;
	rows_free(t);
	return -ENOMEM;
}

static void give_back(void *p, size_t size)
{
	if (p)
		region_free(p, size);
}

void rows_free(struct rows *t)
{
	give_back(t->findings, ROWS_MAX * sizeof(*t->findings));
	give_back(t->elements, ROWS_MAX * sizeof(*t->elements));
	give_back(t->actions, ROWS_MAX * sizeof(*t->actions));
	give_back(t->finding_index, ROWS_SLOTS * sizeof(uint32_t));
	give_back(t->element_index, ROWS_SLOTS * sizeof(uint32_t));
	*t = (struct rows){0};
}

/* --- findings ----------------------------------------------------------------------------- */

/* What makes two findings one row. */
struct finding_key {
	uint64_t signature, severity, element;
	struct addr src, dst;
};

static uint64_t hash_span(const struct rows *t, struct span s)
{
	return siphash(&t->key, s.len ? (const void *)s.p : "", s.len);
}

static bool same_finding(const struct finding_row *f, const struct record *r)
{
	struct span id = span_sub(span_str(r->finding->element), 0, sizeof(f->element));

	return f->signature_id == r->finding->signature_id && f->severity == r->finding->severity &&
	       span_eq(TEXT(f, element), id) && addr_cmp(&f->src, &r->place.src.addr) == 0 &&
	       addr_cmp(&f->dst, &r->place.dst.addr) == 0;
}

/* The row of R's finding, made where there is none; NULL when the table is full. */
static struct finding_row *finding_find(struct rows *t, const struct record *r)
{
	const struct finding_record *x = r->finding;
	struct finding_key key = {.signature = x->signature_id, .severity = x->severity};

	key.element = hash_span(t, span_sub(span_str(x->element), 0, sizeof(t->findings->element)));
	key.src = r->place.src.addr;
	key.dst = r->place.dst.addr;
	uint32_t at = (uint32_t)siphash(&t->key, &key, sizeof(key)) & (ROWS_SLOTS - 1);
	for (; t->finding_index[at] != 0; at = (at + 1) & (ROWS_SLOTS - 1))
		if (same_finding(&t->findings[t->finding_index[at] - 1], r))
			return &t->findings[t->finding_index[at] - 1];
	if (t->finding_count == ROWS_MAX)
		return NULL;
	struct finding_row *f = &t->findings[t->finding_count++];
	t->finding_index[at] = t->finding_count;
	f->slug = x->slug;
	f->signature_id = x->signature_id;
	f->severity = x->severity;
	f->src = r->place.src.addr;
	f->dst = r->place.dst.addr;
	f->has_ip = r->place.has_ip;
	f->first_us = f->last_us = r->ts_us;
	COPY(f, element, span_str(x->element));
	COPY(f, message, x->message.len ? x->message : span_str(x->title));
	COPY(f, missing, x->missing);
	if (x->country)
		copy(f->country, sizeof(f->country) - 1, span_str(x->country));
	return f;
}

bool rows_group(const struct rows *t, struct span line, uint64_t *ret_id, uint64_t *ret_count)
{
	static const struct span start = {(const uint8_t *)"\"group\":{\"id\":\"", 15};
	static const struct span number = {(const uint8_t *)"\",\"count\":", 10};
	int64_t at = span_find(line, start), end;
	uint32_t digits = 0;

	if (at < 0)
		return false;
	line = span_sub(line, (uint32_t)at + start.len, 256);
	end = span_find(line, number);
	if (end < 0)
		return false;
	struct span id = span_sub(line, 0, (uint32_t)end);
	line = span_sub(line, (uint32_t)end + number.len, 20);
	while (digits < line.len && line.p[digits] >= '0' && line.p[digits] <= '9')
		digits++;
	if (!span_decimal(span_sub(line, 0, digits), UINT64_MAX, ret_count))
		return false;
	*ret_id = hash_span(t, id);
	return true;
}

static void add_finding(struct rows *t, const struct record *r)
{
	const struct finding_record *x = r->finding;
	uint64_t group, count;

	if (!x->update)
		t->severity[x->severity < 5 ? x->severity : 4]++;
	if (x->quiet) {
		t->quiet += !x->update;
		return;
	}
	struct finding_row *f = finding_find(t, r);
	if (!f) {
		t->findings_left_out += !x->update;
		return;
	}
	if (r->ts_us < f->first_us)
		f->first_us = r->ts_us;
	if (r->ts_us > f->last_us)
		f->last_us = r->ts_us;
	if (!rows_group(t, r->line, &group, &count)) {
		f->current += !x->update;
		return;
	}
	if (group != f->group)
		f->base += f->current;
	f->group = group;
	f->current = count;
}

uint64_t finding_row_count(const struct finding_row *f)
{
	return f->base + f->current > 0 ? f->base + f->current : 1;
}

/* --- elements ----------------------------------------------------------------------------- */

static uint32_t element_slot(const struct rows *t, struct span id)
{
	uint32_t at = (uint32_t)hash_span(t, id) & (ROWS_SLOTS - 1);

	for (; t->element_index[at] != 0; at = (at + 1) & (ROWS_SLOTS - 1)) {
		const struct element_row *e = &t->elements[t->element_index[at] - 1];
		if (span_eq(TEXT(e, id), id))
			break;
	}
	return at;
}

const struct element_row *rows_element(const struct rows *t, struct span id)
{
	uint32_t row = t->element_index[element_slot(t, span_sub(id, 0, sizeof(t->elements->id)))];

	return row ? &t->elements[row - 1] : NULL;
}

static void take_field(struct element_row *e, const struct record_field *f)
{
	struct span name = span_str(f->name);
	uint64_t ms;

	if (span_eq(name, SPAN_LIT("name")))
		COPY(e, name, f->value);
	else if (span_eq(name, SPAN_LIT("role")))
		COPY(e, role, f->value);
	else if (span_eq(name, SPAN_LIT("vendor")))
		COPY(e, vendor, f->value);
	else if (span_eq(name, SPAN_LIT("platform")))
		COPY(e, platform, f->value);
	else if (span_eq(name, SPAN_LIT("software")))
		COPY(e, software, f->value);
	else if (span_eq(name, SPAN_LIT("addresses")))
		COPY(e, addresses, f->value);
	else if (span_eq(name, SPAN_LIT("first_seen")) &&
		 span_decimal(f->value, INT64_MAX / 1000, &ms))
		e->first_us = (int64_t)ms * 1000;
	else if (span_eq(name, SPAN_LIT("last_seen")) &&
		 span_decimal(f->value, INT64_MAX / 1000, &ms))
		e->last_us = (int64_t)ms * 1000;
}

static void add_info(struct rows *t, const struct record *r)
{
	struct span id = span_sub(span_str(r->element), 0, sizeof(t->elements->id));
	uint32_t at = element_slot(t, id);

	if (id.len == 0)
		return;
	if (t->element_index[at] == 0) {
		if (t->element_count == ROWS_MAX) {
			t->elements_left_out++;
			return;
		}
		t->element_index[at] = ++t->element_count;
		COPY(&t->elements[t->element_count - 1], id, id);
	}
	struct element_row *e = &t->elements[t->element_index[at] - 1];
	for (unsigned i = 0; i < r->field_count; i++)
		take_field(e, &r->fields[i]);
}

/* True where WORD stands in TEXT, with something that is no part of an address on both sides. */
static bool has_word(struct span text, struct span word)
{
	static const char part[] = "0123456789abcdef:.";
	int64_t at;

	while ((at = span_find(text, word)) >= 0) {
		uint32_t end = (uint32_t)at + word.len;
		if ((at == 0 || !memchr(part, text.p[at - 1], sizeof(part) - 1)) &&
			(end == text.len || !memchr(part, text.p[end], sizeof(part) - 1)))
			return true;
		text = span_sub(text, (uint32_t)at + 1, text.len);
	}
	return false;
}

bool rows_is_element(const struct rows *t, struct span id, const struct addr *a)
{
	char text[ADDR_TEXT];
	struct span address = span_of(text, addr_text(a, text));
	int64_t slash = span_index(id, '/');
	const struct element_row *e = rows_element(t, id);

	return span_eq(span_sub(id, (uint32_t)(slash + 1), id.len), address) ||
	       (e && has_word(TEXT(e, addresses), address));
}

/* --- actions ------------------------------------------------------------------------------ */

/* What belongs into the ledger: what changes something, what leaves, and who came in. */
static bool is_told(enum verb v)
{
	return verb_changes(v) || v == VERB_EXPORT || v == VERB_LOGIN || v == VERB_LOGIN_FAILED;
}

static void fill_action(struct action_row *w, const struct record *r)
{
	const struct action_record *x = r->action;
	const struct action *a = x->action;

	*w = (struct action_row){.ts_us = r->ts_us,
		.count = 1,
		.verb = a->verb,
		.subject = a->subject,
		.outcome = a->outcome,
		.evidence = a->evidence,
		.via = x->via,
		.sanction = x->sanction,
		.actor = x->actor_addr,
		.target = x->element_addr};
	COPY(w, element, span_str(x->element));
	COPY(w, user, a->user_known ? a->user : SPAN_LIT(""));
	COPY(w, object, a->object_name.len ? a->object_name : a->object);
	if (a->value.len > 0 && (size_t)w->object_len + 4 < sizeof(w->object)) {
		memcpy(w->object + w->object_len, " = ", 3);
		w->object_len = (uint16_t)(w->object_len + 3);
		w->object_len = (uint16_t)(w->object_len +
					   copy(w->object + w->object_len,
						   sizeof(w->object) - w->object_len, a->value));
	}
}

static bool same_action(const struct action_row *a, const struct action_row *b)
{
	return a->verb == b->verb && a->subject == b->subject && a->outcome == b->outcome &&
	       a->evidence == b->evidence && a->sanction == b->sanction &&
	       addr_cmp(&a->actor, &b->actor) == 0 && addr_cmp(&a->target, &b->target) == 0 &&
	       span_eq(TEXT(a, element), TEXT(b, element)) &&
	       span_eq(TEXT(a, user), TEXT(b, user)) && span_eq(TEXT(a, object), TEXT(b, object));
}

static void add_action(struct rows *t, const struct record *r)
{
	struct action_row row;

	t->actions_seen++;
	if (!is_told(r->action->action->verb))
		return;
	fill_action(&row, r);
	if (t->action_count > 0 && same_action(&t->actions[t->action_count - 1], &row))
		t->actions[t->action_count - 1].count++;
	else if (t->action_count == ROWS_MAX)
		t->actions_left_out++;
	else
		t->actions[t->action_count++] = row;
}

void rows_add(struct rows *t, const struct record *r)
{
	switch (r->kind) {
	case RECORD_EVENT:
		t->events++;
		break;
	case RECORD_FINDING:
		if (r->finding)
			add_finding(t, r);
		break;
	case RECORD_ACTION:
		if (r->action && r->action->action)
			add_action(t, r);
		break;
	case RECORD_INFO:
		add_info(t, r);
		break;
	default:
		break;
	}
}
