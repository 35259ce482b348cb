/* redis_batch: see redis_batch.h. The commands are those of the contract's table of keys. */
#include "config.h"

#include "sensor/sink/redis_batch.h"

#include "sensor/base/json.h"
#include "sensor/base/log.h"
#include "sensor/eve.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const counter_names[ELEMENT_COUNTERS] = {
#define ELEMENT_COUNTER(id, name, text) name,
#include "sensor/element_counters.def"
#undef ELEMENT_COUNTER
};

struct span redis_key(const struct redis_keys *k, const char *name, char *ret)
{
	size_t len = strlen(name);

	if (len > 256 - sizeof(k->base))
		len = 256 - sizeof(k->base);
	memcpy(ret, k->base, k->base_len);
	memcpy(ret + k->base_len, name, len);
	return span_of(ret, k->base_len + (uint32_t)len);
}

/* --- words -------------------------------------------------------------------------------- */

static void put(struct redis_writer *w, const void *p, uint32_t len)
{
	if (w->full || sizeof(w->scratch) - w->len < len) {
		w->full = true;
		return;
	}
	if (len > 0)
		memcpy(w->scratch + w->len, p, len);
	w->len += len;
}

static void word(struct redis_writer *w, struct span text)
{
	put(w, &text.len, sizeof(text.len));
	put(w, text.p, text.len);
	w->words++;
	if (w->words > REDIS_WORDS)
		w->full = true;
	if (!w->full)
		memcpy(w->scratch + w->word_at, &w->words, sizeof(w->words));
}

static void string(struct redis_writer *w, const char *text)
{
	word(w, span_str(text ? text : ""));
}

static void number(struct redis_writer *w, uint64_t value)
{
	char text[24];

	word(w, span_of(text,
			(uint32_t)snprintf(text, sizeof(text), "%llu", (unsigned long long)value)));
}

static void address(struct redis_writer *w, const struct addr *a)
{
	char text[ADDR_TEXT];

	word(w, span_of(text, addr_text(a, text)));
}

/* A key in three parts, the first of which all keys share. */
static void key(struct redis_writer *w, const char *before, const char *element, const char *after)
{
	struct span parts[4] = {span_of(w->keys->base, w->keys->base_len), span_str(before),
		span_str(element), span_str(after)};
	uint32_t len = parts[0].len + parts[1].len + parts[2].len + parts[3].len;

	put(w, &len, sizeof(len));
	for (int i = 0; i < 4; i++)
		put(w, parts[i].p, parts[i].len);
	w->words++;
	if (!w->full)
		memcpy(w->scratch + w->word_at, &w->words, sizeof(w->words));
}

static void begin(struct redis_writer *w, const char *name)
{
	uint16_t none = 0;

	w->word_at = w->len;
	w->words = 0;
	w->commands++;
	put(w, &none, sizeof(none));
	string(w, name);
}

static void pair(struct redis_writer *w, const char *name, struct span value)
{
	string(w, name);
	word(w, value);
}

static uint64_t ms_of(int64_t us)
{
	return us > 0 ? (uint64_t)us / 1000 : 0;
}

/* --- records ------------------------------------------------------------------------------ */

/* XADD key MAXLEN ~ MAX ID: the ID is empty where it is given on sending. */
static void xadd(struct redis_writer *w, const char *max, struct span id)
{
	string(w, "MAXLEN");
	string(w, "~");
	string(w, max);
	word(w, id);
}

static void time_pair(struct redis_writer *w, int64_t ts_us)
{
	char text[33];

	time_text(ts_us, text);
	pair(w, "ts", span_str(text));
}

static void proto_word(struct redis_writer *w, const struct place *p)
{
	char name[16] = "";

	if (p->has_ip)
		eve_proto_name(p->ip_proto, name);
	string(w, name);
}

static void end_word(struct redis_writer *w, const struct place *p, bool is_src)
{
	char text[MAC_TEXT];

	if (p->has_ip)
		address(w, is_src ? &p->src.addr : &p->dst.addr);
	else if (p->has_ether)
		word(w, span_of(text, mac_text(is_src ? &p->src_mac : &p->dst_mac, text)));
	else
		string(w, "");
}

static void write_finding(struct redis_writer *w, const struct record *r)
{
	const struct finding_record *f = r->finding;

	begin(w, "XADD");
	key(w, "alerts", "", "");
	xadd(w, "100000", SPAN_LIT(""));
	time_pair(w, r->ts_us);
	string(w, "severity");
	number(w, f->severity);
	pair(w, "finding", span_str(f->slug));
	pair(w, "element", span_str(f->element));
	string(w, "src");
	end_word(w, &r->place, true);
	string(w, "dst");
	end_word(w, &r->place, false);
	string(w, "dport");
	number(w, r->place.dst.port);
	string(w, "proto");
	proto_word(w, &r->place);
	pair(w, "cc", span_str(f->country));
	string(w, "asn");
	number(w, f->asn);
	pair(w, "msg", f->message.len ? f->message : span_str(f->title));
	pair(w, "eve", r->line);
}

static void write_action(struct redis_writer *w, const struct record *r)
{
	const struct action_record *x = r->action;
	const struct action *a = x->action;

	begin(w, "XADD");
	key(w, "mgmt", "", "");
	xadd(w, "50000", SPAN_LIT(""));
	time_pair(w, r->ts_us);
	pair(w, "verb", span_str(verb_name(a->verb)));
	pair(w, "subject", span_str(subject_name(a->subject)));
	pair(w, "object", a->object_name.len ? a->object_name : a->object);
	pair(w, "value", a->value);
	pair(w, "via", span_str(x->via));
	pair(w, "element", span_str(x->element));
	string(w, "actor");
	address(w, &x->actor_addr);
	pair(w, "user", a->user_known ? a->user : SPAN_LIT(""));
	pair(w, "outcome", span_str(outcome_name(a->outcome)));
	pair(w, "evidence", span_str(evidence_name(a->evidence)));
	pair(w, "sanction", span_str(x->sanction));
	pair(w, "eve", r->line);
}

static void write_seen(struct redis_writer *w, const char *element, uint64_t ms)
{
	begin(w, "ZADD");
	key(w, "elements", "", "");
	number(w, ms);
	string(w, element);
}

static void write_bucket(struct redis_writer *w, const struct record *r)
{
	char id[32];
	bool hour = r->span_s >= 3600;

	begin(w, "XADD");
	key(w, "el:", r->element, hour ? ":1h" : ":1m");
	xadd(w, hour ? "2160" : "10080",
		span_of(id, (uint32_t)snprintf(id, sizeof(id), "%lld-0", (long long)r->bucket_ms)));
	for (int i = 0; i < ELEMENT_COUNTERS; i++) {
		string(w, counter_names[i]);
		number(w, r->counters[i]);
	}
}

static void write_totals(struct redis_writer *w, const struct record *r)
{
	begin(w, "HSET");
	key(w, "el:", r->element, ":tot");
	string(w, "boot");
	number(w, (uint64_t)w->boot_ms);
	for (int i = 0; i < ELEMENT_COUNTERS; i++) {
		string(w, counter_names[i]);
		number(w, r->counters[i]);
	}
	write_seen(w, r->element, ms_of(r->ts_us));
}

static void write_info(struct redis_writer *w, const struct record *r)
{
	uint64_t seen = ms_of(r->ts_us);

	begin(w, "HSET");
	key(w, "el:", r->element, ":info");
	for (unsigned i = 0; i < r->field_count; i++) {
		pair(w, r->fields[i].name, r->fields[i].value);
		if (strcmp(r->fields[i].name, "last_seen") == 0)
			span_decimal(r->fields[i].value, INT64_MAX, &seen);
	}
	write_seen(w, r->element, seen);
}

static void write_fields(struct redis_writer *w, const struct record_field *f, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		pair(w, f[i].name, f[i].value);
}

static void write_facts(struct redis_writer *w, const struct record *r)
{
	begin(w, "HSET");
	key(w, "el:", r->element, ":facts");
	write_fields(w, r->fields, r->field_count);
}

/* Keys of a day go after some days, for nothing else would remove them. */
static void write_expire(struct redis_writer *w, const char *element, const char *day_key)
{
	begin(w, "EXPIRE");
	key(w, "el:", element, day_key);
	number(w, REDIS_DAYS_KEPT * 86400);
}

static void write_peer(struct redis_writer *w, const struct record *r)
{
	char day[33], peers[32], top[32];

	time_text(r->ts_us, day); /* "2026-11-22T..." */
	snprintf(peers, sizeof(peers), ":peers:%.4s%.2s%.2s", day, day + 5, day + 8);
	snprintf(top, sizeof(top), ":top:%.4s%.2s%.2s", day, day + 5, day + 8);
	begin(w, "PFADD");
	key(w, "el:", r->element, peers);
	address(w, &r->peer);
	write_expire(w, r->element, peers);
	begin(w, "ZADD");
	key(w, "el:", r->element, top);
	number(w, r->bytes);
	address(w, &r->peer);
	begin(w, "ZREMRANGEBYRANK");
	key(w, "el:", r->element, top);
	string(w, "0");
	string(w, "-257"); /* 256 stay */
	write_expire(w, r->element, top);
}

/* Whether R is complete and leaves anything in Redis. */
static bool is_wanted(const struct record *r)
{
	switch (r->kind) {
	case RECORD_FINDING: /* excepted and observed ones are kept off dashboards */
		return r->finding && !r->finding->quiet;
	case RECORD_ACTION:
		return r->action && r->action->action && verb_changes(r->action->action->verb);
	case RECORD_ELEMENT:
	case RECORD_TOTALS:
		return r->element && r->element[0] && r->counters;
	case RECORD_INFO:
	case RECORD_FACTS:
		return r->element && r->element[0] && r->field_count > 0;
	case RECORD_PEER:
		return r->element && r->element[0];
	case RECORD_HEALTH:
		return r->field_count > 0;
	default:
		return false;
	}
}

static void write_record(struct redis_writer *w, const struct record *r,
	const struct record_field *health, unsigned health_count)
{
	switch (r->kind) {
	case RECORD_FINDING:
		write_finding(w, r);
		break;
	case RECORD_ACTION:
		write_action(w, r);
		break;
	case RECORD_ELEMENT:
		write_bucket(w, r);
		break;
	case RECORD_TOTALS:
		write_totals(w, r);
		break;
	case RECORD_INFO:
		write_info(w, r);
		break;
	case RECORD_FACTS:
		write_facts(w, r);
		break;
	case RECORD_PEER:
		write_peer(w, r);
		break;
	default:
		begin(w, "HSET");
		key(w, "health", "", "");
		write_fields(w, r->fields, r->field_count);
		write_fields(w, health, health_count);
		begin(w, "EXPIRE");
		key(w, "health", "", "");
		string(w, "60");
	}
}

struct redis_item *redis_item_new(struct redis_writer *w, const struct record *r,
	const struct record_field *health, unsigned health_count, bool *ret_lost)
{
	struct redis_item *i;

	*ret_lost = false;
	if (!is_wanted(r))
		return NULL;
	w->len = 0;
	w->commands = 0;
	w->full = false;
	write_record(w, r, health, health_count);
	i = w->full ? NULL : malloc(sizeof(*i) + w->len);
	if (!i) {
		*ret_lost = true;
		return NULL;
	}
	*i = (struct redis_item){.len = w->len, .commands = w->commands};
	i->ts_ms = (int64_t)ms_of(r->ts_us);
	i->fleeting = r->kind == RECORD_HEALTH;
	i->keep = r->kind == RECORD_FINDING || r->kind == RECORD_ACTION;
	if (i->keep)
		i->stream = r->kind == RECORD_FINDING ? REDIS_ALERTS : REDIS_MGMT;
	memcpy(i->bytes, w->scratch, w->len);
	return i;
}

int redis_item_command(const struct redis_item *i, uint32_t *at, struct span words[REDIS_WORDS])
{
	uint16_t count;

	if (*at >= i->len)
		return 0;
	memcpy(&count, i->bytes + *at, sizeof(count));
	*at += sizeof(count);
	ASSERT(count <= REDIS_WORDS);
	for (int n = 0; n < count; n++) {
		uint32_t len;
		memcpy(&len, i->bytes + *at, sizeof(len));
		*at += sizeof(len);
		words[n] = span_of(i->bytes + *at, len);
		*at += len;
	}
	return count;
}

/* Every command lies within BODY, and there are COMMANDS of them. */
static bool is_whole(struct span body, unsigned commands, enum redis_stream stream)
{
	uint32_t at = 0;

	for (unsigned n = 0; n < commands; n++) {
		uint16_t count;
		if (body.len - at < sizeof(count))
			return false;
		memcpy(&count, body.p + at, sizeof(count));
		at += sizeof(count);
		if (count == 0 || count > REDIS_WORDS ||
			(stream != REDIS_NO_STREAM && count <= REDIS_WORD_ID))
			return false;
		for (unsigned w = 0; w < count; w++) {
			uint32_t len;
			if (body.len - at < sizeof(len))
				return false;
			memcpy(&len, body.p + at, sizeof(len));
			at += sizeof(len);
			if (body.len - at < len)
				return false;
			at += len;
		}
	}
	return at == body.len;
}

struct redis_item *redis_item_restore(
	struct span body, unsigned commands, enum redis_stream stream, bool keep)
{
	struct redis_item *i;

	if (commands == 0 || commands > REDIS_ITEM_COMMANDS || stream >= REDIS_STREAMS ||
		(stream != REDIS_NO_STREAM && commands != 1) || !is_whole(body, commands, stream))
		return NULL;
	i = malloc(sizeof(*i) + body.len);
	if (!i)
		return NULL;
	*i = (struct redis_item){.len = body.len,
		.commands = (uint8_t)commands,
		.stream = (uint8_t)stream,
		.keep = keep,
		.unqueued = true};
	memcpy(i->bytes, body.p, body.len);
	return i;
}
