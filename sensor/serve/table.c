/* table: see table.h. */
#include "config.h"

#include "sensor/serve/table.h"

#include "rules/policy/when.h"
#include "sensor/serve/cases.h"
#include "sensor/serve/sift.h"

#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 256 * 1024, TEXT_MAX = 2048, BYTES_MAX = 96 * 1024 * 1024 };

struct block {
	struct block *next;
	size_t used, size;
	char text[];
};

static const char *const names[ROW_FIELDS] = {"ts", "severity", "finding", "element", "src", "dst",
	"dport", "proto", "cc", "asn", "msg", "verb", "subject", "object", "value", "via", "actor",
	"user", "outcome", "evidence", "sanction"};

const char *row_field_name(unsigned field)
{
	return field < ROW_FIELDS ? names[field] : NULL;
}

int row_field_of(struct span name)
{
	for (int i = 0; i < ROW_FIELDS; i++)
		if (span_eq(name, span_str(names[i])))
			return i;
	return -1;
}

/* The same; fields mostly stand in the order of their numbers, so the one behind BEFORE is asked
 * first. */
static int field_behind(int before, struct span name)
{
	if (before + 1 < ROW_FIELDS && span_eq(name, span_str(names[before + 1])))
		return before + 1;
	return row_field_of(name);
}

struct span table_keep(struct table *t, struct span text)
{
	struct block *b = t->blocks;

	if (text.len == 0)
		return span_of("", 0);
	if (!b || b->size - b->used < text.len) {
		size_t size = text.len > BLOCK ? text.len : BLOCK;
		b = t->bytes + size > BYTES_MAX ? NULL : malloc(sizeof(*b) + size);
		if (!b) {
			t->truncated = true;
			return span_of("", 0);
		}
		t->bytes += size;
		*b = (struct block){.next = t->blocks, .size = size};
		t->blocks = b;
	}
	char *to = b->text + b->used;
	memcpy(to, text.p, text.len);
	b->used += text.len;
	return span_of(to, text.len);
}

void table_free(struct table *t)
{
	while (t->blocks) {
		struct block *next = t->blocks->next;
		free(t->blocks);
		t->blocks = next;
	}
	free(t->rows);
	free(t->cases);
	t->rows = NULL;
	t->cases = NULL;
	t->count = t->cap = t->case_count = 0;
}

/* --- what is wanted ----------------------------------------------------------------------- */

/* True when TEXT is one of the words of LIST, which commas part; every text fits no list. */
static bool is_one_of(struct span list, struct span text)
{
	struct span rest = list;

	if (list.len == 0)
		return true;
	while (rest.len > 0) {
		int64_t comma = span_index(rest, ',');
		struct span word = comma < 0 ? rest : span_sub(rest, 0, (uint32_t)comma);
		if (span_eq_nocase(word, text))
			return true;
		rest = span_sub(rest, word.len + 1, rest.len);
	}
	return false;
}

static bool holds_nocase(struct span text, struct span part)
{
	for (uint32_t at = 0; at + part.len <= text.len; at++)
		if (span_starts_nocase(span_sub(text, at, part.len), part))
			return true;
	return false;
}

static bool any_holds(const struct row *r, struct span part)
{
	for (int i = 0; i < ROW_FIELDS; i++)
		if (i != ROW_TS && holds_nocase(r->field[i], part))
			return true;
	return holds_nocase(r->group, part) || holds_nocase(span_str(r->sensor), part);
}

static bool fits(const struct row *r, const struct table_filter *f)
{
	if (r->ts_us < f->from_us || r->ts_us > f->until_us)
		return false;
	for (int i = 0; i < ROW_FIELDS; i++)
		if (!is_one_of(f->word[i], r->field[i]))
			return false;
	if (!is_one_of(f->state, span_str(r->state)) || !is_one_of(f->group, r->group) ||
		!is_one_of(f->window, r->window) || !is_one_of(f->permit, r->permit))
		return false;
	if (f->peer.len > 0 && !span_eq(f->peer, r->field[ROW_SRC]) &&
		!span_eq(f->peer, r->field[ROW_DST]) && !span_eq(f->peer, r->field[ROW_ACTOR]))
		return false;
	return f->query.len == 0 || any_holds(r, f->query);
}

/* --- reading ------------------------------------------------------------------------------ */

enum {
	PICK_GROUP,
	PICK_COUNT,
	PICK_STATE,
	PICK_ID,
	PICK_CONFIDENCE,
	PICK_CORRELATION,
	PICK_WINDOW,
	PICK_PERMIT,
	PICKS
};

/* What the flat fields do not tell stands in the event. */
static void read_event(struct row *r, struct span eve)
{
	struct sift p[PICKS] = {[PICK_GROUP] = {.path = "spanwatch.group.id"},
		[PICK_COUNT] = {.path = "spanwatch.group.count"},
		[PICK_STATE] = {.path = "spanwatch.group.state"},
		[PICK_ID] = {.path = "spanwatch.id"},
		[PICK_CONFIDENCE] = {.path = "spanwatch.confidence"},
		[PICK_CORRELATION] = {.path = "mgmt.correlation"},
		[PICK_WINDOW] = {.path = "mgmt.window"},
		[PICK_PERMIT] = {.path = "mgmt.permit"}};

	r->count = 1;
	if (!sift(eve, p, PICKS))
		return;
	r->group = p[PICK_GROUP].value;
	r->group_state = p[PICK_STATE].value;
	r->finding_id = p[PICK_ID].value;
	r->confidence = p[PICK_CONFIDENCE].value;
	r->correlation = p[PICK_CORRELATION].value;
	r->window = p[PICK_WINDOW].value;
	r->permit = p[PICK_PERMIT].value;
	span_decimal(p[PICK_COUNT].value, UINT64_MAX, &r->count);
}

static void read_fields(struct row *r, const struct redisReply *fields, struct span *ret_eve)
{
	int field = -1;

	for (size_t i = 0; i + 1 < reply_count(fields) && i < 2 * (size_t)TABLE_WORDS; i += 2) {
		struct span name = reply_text(reply_at(fields, i));
		struct span value = reply_text(reply_at(fields, i + 1));
		field = field_behind(field, name);
		if (field >= 0)
			r->field[field] = span_sub(value, 0, TEXT_MAX);
		else if (span_eq(name, SPAN_LIT("eve")))
			*ret_eve = value;
	}
}

/* The time of the event; that of the entry where the event has none. */
static int64_t time_of(const struct row *r)
{
	uint64_t ms = 0;
	int64_t us, dash = span_index(r->id, '-');

	if (when_parse(r->field[ROW_TS], &us) == WHEN_OK)
		return us;
	if (dash > 0)
		span_decimal(span_sub(r->id, 0, (uint32_t)dash), INT64_MAX / 1000, &ms);
	return (int64_t)ms * 1000;
}

static bool add_row(struct table *t, const struct row *r)
{
	struct row *to;

	if (t->count == t->cap) {
		uint32_t cap = t->cap ? t->cap * 2 : 256;
		struct row *grown = realloc(t->rows, cap * sizeof(*grown));
		if (!grown)
			return false;
		t->rows = grown;
		t->cap = cap;
	}
	to = &t->rows[t->count++];
	*to = *r;
	to->id = table_keep(t, r->id);
	for (int i = 0; i < ROW_FIELDS; i++)
		to->field[i] = table_keep(t, r->field[i]);
	to->group = table_keep(t, r->group);
	to->finding_id = table_keep(t, r->finding_id);
	to->group_state = table_keep(t, r->group_state);
	to->confidence = table_keep(t, r->confidence);
	to->correlation = table_keep(t, r->correlation);
	to->window = table_keep(t, r->window);
	to->permit = table_keep(t, r->permit);
	to->eve = t->keep_eve ? table_keep(t, r->eve) : span_of("", 0);
	return true;
}

void row_read(struct row *r, const struct redisReply *entry, const char *sensor)
{
	*r = (struct row){.sensor = sensor, .id = reply_text(reply_at(entry, 0))};
	r->state = case_state_name(0);
	read_fields(r, reply_at(entry, 1), &r->eve);
	r->ts_us = time_of(r);
	read_event(r, r->eve);
}

static bool take_entry(struct table *t, const struct redisReply *entry, const char *sensor,
	const struct table_filter *f)
{
	struct row r;

	t->scanned++;
	row_read(&r, entry, sensor);
	r.state = cases_find(t, sensor, r.group);
	return !fits(&r, f) || add_row(t, &r);
}

/* The greatest ID that is less than ID ("7-3" -> "7-2"), as older servers know no "(" before one.
 */
static struct span id_before(struct span id, char ret[48])
{
	int64_t dash = span_index(id, '-');
	uint64_t ms, seq;

	if (dash < 0 || !span_decimal(span_sub(id, 0, (uint32_t)dash), UINT64_MAX, &ms) ||
		!span_decimal(span_sub(id, (uint32_t)dash + 1, id.len), UINT64_MAX, &seq) ||
		(ms == 0 && seq == 0))
		return span_of("", 0);
	if (seq > 0)
		seq--;
	else
		ms--, seq = UINT64_MAX;
	return span_of(ret, (uint32_t)snprintf(ret, 48, "%llu-%llu", (unsigned long long)ms,
				    (unsigned long long)seq));
}

/* No entry's time is after its ID's, so the smallest ID of interest follows from the filter. */
static struct span lower_id(const struct table_filter *f, char ret[48])
{
	if (f->from_us <= 0)
		return SPAN_LIT("-");
	return span_of(ret, (uint32_t)snprintf(ret, 48, "%lld", (long long)(f->from_us / 1000)));
}

/* How far the stream of one sensor was read. */
struct reading {
	const char *sensor;
	char upper[48]; /* the newest entry that was not read yet; empty: there is none */
};

static bool read_stream(struct table *t, struct depot_link *l, struct span command[6],
	struct reading *at, const struct table_filter *f)
{
	char chunk[16];

	while (command[2].len > 0) {
		uint32_t room = t->scan_until - t->scanned;
		uint32_t wanted = room < TABLE_CHUNK ? room : TABLE_CHUNK;
		command[5] = span_of(chunk, (uint32_t)snprintf(chunk, sizeof(chunk), "%u", wanted));
		struct redisReply *reply = depot_ask(l, command, 6);
		size_t n = reply_count(reply);
		if (!reply)
			return false;
		for (size_t i = 0; i < n; i++)
			if (!take_entry(t, reply_at(reply, i), at->sensor, f)) {
				depot_free(reply);
				return false;
			}
		if (n > 0)
			command[2] = id_before(
				reply_text(reply_at(reply_at(reply, n - 1), 0)), at->upper);
		depot_free(reply);
		if (n < wanted)
			break;
		if (t->scanned >= t->scan_until || t->bytes >= BYTES_MAX)
			return true;
	}
	at->upper[0] = '\0';
	return true;
}

static int newest_first(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->ts_us != y->ts_us)
		return x->ts_us < y->ts_us ? 1 : -1;
	int sensor = strcmp(x->sensor, y->sensor);
	if (sensor != 0)
		return sensor;
	if (x->id.len != y->id.len) /* IDs of one length compare as text */
		return x->id.len < y->id.len ? 1 : -1;
	return memcmp(y->id.p, x->id.p, x->id.len);
}

/* STREAM of one sensor into T, from where it was left. */
static void read_sensor(struct table *t, struct depot_link *l, enum stream stream,
	struct reading *at, const struct table_filter *filter)
{
	static const char *const streams[] = {"alerts", "mgmt"};
	char key[DEPOT_KEY], lower[48];
	struct span words[6] = {SPAN_LIT("XREVRANGE"),
		depot_key(l, at->sensor, (struct span[3]){span_str(streams[stream])}, key),
		span_str(at->upper), lower_id(filter, lower), SPAN_LIT("COUNT"), SPAN_LIT("")};

	t->failed = !read_stream(t, l, words, at, filter);
}

/* Each sensor has its share of what is left to read; what one leaves of it the next ones have. */
static void read_shares(struct table *t, struct depot_link *l, enum stream stream,
	struct reading sensors[DEPOT_SENSORS], const struct table_filter *filter)
{
	uint32_t open = 0;

	for (int i = 0; i < DEPOT_SENSORS; i++)
		open += sensors[i].upper[0] != '\0';
	for (int i = 0; i < DEPOT_SENSORS && !t->failed; i++) {
		if (!sensors[i].upper[0])
			continue;
		t->scan_until = t->scanned + (TABLE_SCAN - t->scanned) / open--;
		if (t->scan_until > t->scanned && t->bytes < BYTES_MAX)
			read_sensor(t, l, stream, &sensors[i], filter);
	}
}

/* The sensors that FILTER wants, all of their entries still to be read. */
static void open_sensors(struct table *t, struct depot_link *l, enum stream stream,
	struct reading ret[DEPOT_SENSORS], const struct table_filter *filter)
{
	struct depot_sensor *sensors = calloc(DEPOT_SENSORS, sizeof(*sensors));
	int count = sensors ? depot_sensors(l, sensors) : -1;

	t->failed = count < 0;
	for (int i = 0; i < count && !t->failed; i++) {
		struct span name = span_str(sensors[i].name);
		if (!is_one_of(filter->sensor, name))
			continue;
		struct span kept = table_keep(t, span_of(sensors[i].name, name.len + 1));
		if (kept.len == 0)
			break;
		ret[i] = (struct reading){(const char *)kept.p, "+"};
		t->failed = stream == STREAM_ALERTS && !cases_read(t, l, ret[i].sensor);
	}
	free(sensors);
}

bool table_read(struct table *t, struct depot_link *l, enum stream stream,
	const struct table_filter *filter)
{
	struct reading *sensors = calloc(DEPOT_SENSORS, sizeof(*sensors));

	t->failed = !sensors;
	if (sensors)
		open_sensors(t, l, stream, sensors, filter);
	/* What the last ones leave goes to those before them that had more than their share. */
	for (int round = 0; round < 2 && !t->failed; round++)
		read_shares(t, l, stream, sensors, filter);
	for (int i = 0; i < DEPOT_SENSORS && sensors; i++)
		t->truncated = t->truncated || sensors[i].upper[0];
	free(sensors);
	if (t->count > 1)
		qsort(t->rows, t->count, sizeof(*t->rows), newest_first);
	return !t->failed;
}

/* --- telling ------------------------------------------------------------------------------ */

/* Text that stood in a JSON string and was found valid there. */
static void kv_escaped(struct json *j, const char *name, struct span value)
{
	if (value.len > 0)
		json_kv_plain(j, name, value);
}

void row_json(struct json *j, const struct row *r, enum stream stream)
{
	json_open(j, '{');
	json_kv_string(j, "sensor", r->sensor);
	json_kv_text(j, "entry", r->id);
	json_kv_time(j, "time", r->ts_us);
	for (int i = ROW_TS + 1; i < ROW_FIELDS; i++) {
		uint64_t number;
		bool numeric = i == ROW_SEVERITY || i == ROW_DPORT || i == ROW_ASN;
		if (r->field[i].len == 0)
			continue;
		if (!numeric)
			json_kv_text(j, names[i], r->field[i]);
		else if (span_decimal(r->field[i], UINT32_MAX, &number))
			json_kv_u64(j, names[i], number);
	}
	if (stream == STREAM_ALERTS) {
		kv_escaped(j, "id", r->finding_id);
		kv_escaped(j, "group", r->group);
		kv_escaped(j, "group_state", r->group_state);
		kv_escaped(j, "confidence", r->confidence);
		json_kv_u64(j, "count", r->count);
		json_kv_word(j, "state", r->state);
	}
	kv_escaped(j, "correlation", r->correlation);
	kv_escaped(j, "window", r->window);
	kv_escaped(j, "permit", r->permit);
	json_close(j, '}');
}
