/*
 * netflow: NetFlow versions 1, 5, 7 and 9 (RFC 3954) and IPFIX (RFC 7011). Runs on a worker's
 * thread.
 *
 *   5  | version 2 | count 2 | uptime 4 | seconds 4 | ns 4 | sequence 4 | engine 2 | sampling 2 |
 *   9  | version 2 | count 2 | uptime 4 | seconds 4 | sequence 4 | source 4 | (id 2, len 2, ...)* |
 *   10 | version 2 | length 2 | seconds 4 | sequence 4 | domain 4 | (id 2, len 2, ...)* |
 */
#include "config.h"

#include "dissectors/export.h"

#include "dissectors/common/torn.h"

enum { V5 = 5, V7 = 7, V9 = 9, IPFIX = 10, SETS_MAX = 1024, SHOWN = 32 };
enum { HEAD_OLD = 24, HEAD_9 = 20, HEAD_10 = 16, RECORD_1 = 52, RECORD_5 = 48, RECORD_7 = 52 };
enum {
	SET_TEMPLATES_9 = 0,
	SET_OPTIONS_9 = 1,
	SET_TEMPLATES_10 = 2,
	SET_OPTIONS_10 = 3,
	SET_DATA = 256
};

static const struct schema netflow_schema = {"netflow", export_fields, EXPORT_F_COUNT, false};
static const struct schema ipfix_schema = {"ipfix", export_fields, EXPORT_F_COUNT, false};
static const struct schema *const netflow_schemas[] = {&netflow_schema, NULL};
static const struct schema *const ipfix_schemas[] = {&ipfix_schema, NULL};
static const uint16_t netflow_hints[] = {2055, 9555, 9995, 9996, 0};
static const uint16_t ipfix_hints[] = {4739, 0};

/* --- headers -----------------------------------------------------------------------------------
 */

/* Versions with records of one size: RET_COUNT of them. */
static bool old_read(struct cursor *c, struct export_head *ret, uint16_t *ret_count)
{
	uint32_t size = ret->version == 1 ? RECORD_1 : ret->version == V5 ? RECORD_5 : RECORD_7;

	*ret_count = cursor_be16(c);
	ret->uptime_ms = cursor_be32(c);
	ret->has_uptime = true;
	uint32_t seconds = cursor_be32(c);
	cursor_skip(c, 4);
	if (ret->version == 1)
		return cursor_ok(c) && seconds >= EXPORT_SECONDS_LEAST && *ret_count &&
		       cursor_left(c) == *ret_count * size;
	ret->sequence = cursor_be32(c);
	if (ret->version == V5) {
		ret->domain = cursor_be16(c);
		ret->sampling = cursor_be16(c) & 0x3fff;
	} else {
		cursor_skip(c, 4);
	}
	return cursor_ok(c) && seconds >= EXPORT_SECONDS_LEAST && *ret_count &&
	       cursor_left(c) == *ret_count * size;
}

static bool new_read(struct cursor *c, struct export_head *ret)
{
	uint32_t whole = cursor_left(c) + 2;
	uint16_t count = cursor_be16(c);

	if (ret->version == V9) {
		ret->uptime_ms = cursor_be32(c);
		ret->has_uptime = true;
	}
	uint32_t seconds = cursor_be32(c);
	ret->sequence = cursor_be32(c);
	ret->domain = cursor_be32(c);
	return cursor_ok(c) && seconds >= EXPORT_SECONDS_LEAST &&
	       (ret->version == V9 ? count > 0 : count == whole);
}

/* Sets that follow each other to the end, the last perhaps with up to 3 octets of padding. */
static bool sets_fit(struct cursor c, uint16_t version)
{
	int n = 0;

	for (; n < SETS_MAX && cursor_left(&c) >= 4; n++) {
		uint16_t id = cursor_be16(&c), len = cursor_be16(&c);
		bool known = id >= SET_DATA ||
			     (version == V9 ? id <= SET_OPTIONS_9
					    : id == SET_TEMPLATES_10 || id == SET_OPTIONS_10);
		if (!known || len < 4)
			return false;
		cursor_skip(&c, len - 4u);
	}
	return n > 0 && cursor_ok(&c);
}

static enum probe probe_version(const struct probe_input *in, bool ipfix)
{
	struct cursor c = cursor_of(in->data);
	struct export_head h = {.version = cursor_be16(&c)};
	uint16_t count;

	if (in->data.len < 4)
		return in->stream ? PROBE_MORE : PROBE_NO;
	if (in->stream) { /* the first set must be there, the message need not */
		uint32_t len = cursor_be16(&c);
		uint32_t seconds = cursor_be32(&c);
		cursor_skip(&c, 8);
		uint16_t id = cursor_be16(&c);
		if (h.version != IPFIX || len < HEAD_10 + 4)
			return PROBE_NO;
		if (!cursor_ok(&c))
			return PROBE_MORE;
		return seconds >= EXPORT_SECONDS_LEAST && (id == 2 || id == 3 || id >= SET_DATA)
			       ? PROBE_SURE
			       : PROBE_NO;
	}
	if (ipfix)
		return h.version == IPFIX && new_read(&c, &h) && sets_fit(c, IPFIX) ? PROBE_SURE
										    : PROBE_NO;
	if (h.version == V9)
		return new_read(&c, &h) && sets_fit(c, V9) ? PROBE_SURE : PROBE_NO;
	if (h.version != 1 && h.version != V5 && h.version != V7)
		return PROBE_NO;
	return old_read(&c, &h, &count) ? PROBE_SURE : PROBE_NO;
}

static enum probe netflow_probe(const struct probe_input *in)
{
	return in->stream || in->data.len < HEAD_9 ? PROBE_NO : probe_version(in, false);
}

static enum probe ipfix_probe(const struct probe_input *in)
{
	static const uint8_t version[] = {0, IPFIX};
	uint32_t most = in->data.len < 2 ? in->data.len : 2;

	if (!in->data.len || memcmp(in->data.p, version, most) != 0)
		return PROBE_NO;
	return probe_version(in, true);
}

/* --- templates ---------------------------------------------------------------------------------
 */

struct telling {
	struct dissect *d;
	const struct schema *schema;
	const struct export_head *head;
	struct draft *event; /* NULL until a template is new */
	unsigned shown;
};

static void template_tell(struct telling *t, uint16_t id, uint16_t count, const char *kind)
{
	if (!t->event) {
		t->event = event_new(t->d, t->schema);
		event_text(t->event, EXPORT_F_TYPE, SPAN_LIT("templates"));
		export_head_tell(t->event, t->head);
	}
	if (t->shown++ >= SHOWN)
		return;
	event_item(t->event);
	event_uint(t->event, EXPORT_F_TEMPLATE_ID, id);
	event_text(t->event, EXPORT_F_TEMPLATE_KIND, span_str(kind));
	event_uint(t->event, EXPORT_F_TEMPLATE_FIELDS, count);
}

/* FNV-1a over what makes the template: domain, number, fields. */
static uint32_t template_digest(const struct telling *t, uint16_t id, struct span fields)
{
	uint32_t h = (0x811c9dc5 ^ t->head->domain) * 0x01000193;

	h = (h ^ id) * 0x01000193;
	for (uint32_t i = 0; i < fields.len; i++)
		h = (h ^ fields.p[i]) * 0x01000193;
	return h;
}

/* COUNT fields of type 2 and length 2; in IPFIX the highest bit adds an enterprise number. */
static struct span fields_read(struct cursor *c, uint16_t count, bool ipfix)
{
	const uint8_t *start = c->p;

	for (uint16_t i = 0; i < count && cursor_ok(c); i++) {
		uint16_t type = cursor_be16(c);
		cursor_skip(c, 2u + (ipfix && type >> 15 ? 4 : 0));
	}
	return span_of(start, (uint32_t)(c->p - start));
}

/* id 2, count 2 (options: and scope count or lengths), fields */
static bool templates_read(struct telling *t, struct cursor *c, bool options)
{
	bool ipfix = t->head->version == IPFIX;

	while (cursor_left(c) >= 4) {
		uint16_t id = cursor_be16(c), count = cursor_be16(c);
		if (id < SET_DATA)
			return id == 0; /* padding */
		if (ipfix && count == 0) {
			template_tell(t, id, 0, "withdrawal");
			continue;
		}
		if (options && ipfix) {
			cursor_skip(c, 2);
		} else if (options) { /* lengths of scopes and options, in octets */
			count = (uint16_t)((count + cursor_be16(c)) / 4);
		}
		struct span fields = fields_read(c, count, ipfix);
		if (!cursor_ok(c))
			return false;
		if (export_template_is_new(t->d->state, template_digest(t, id, fields)))
			template_tell(t, id, count, options ? "options" : "data");
	}
	return true;
}

static bool sets_read(struct telling *t, struct cursor *c)
{
	bool ipfix = t->head->version == IPFIX;
	uint16_t templates = ipfix ? SET_TEMPLATES_10 : SET_TEMPLATES_9;
	uint16_t options = ipfix ? SET_OPTIONS_10 : SET_OPTIONS_9;

	for (int i = 0; i < SETS_MAX && cursor_left(c) >= 4; i++) {
		uint16_t id = cursor_be16(c), len = cursor_be16(c);
		if (len < 4)
			return false;
		struct cursor body = cursor_child(c, len - 4u);
		if (!cursor_ok(c))
			return false;
		if ((id == templates || id == options) && !templates_read(t, &body, id == options))
			return false;
	}
	return true;
}

/* --- messages ----------------------------------------------------------------------------------
 */

static bool message_new(
	struct dissect *d, const struct schema *schema, struct export_head *h, struct cursor *c)
{
	if (!new_read(c, h))
		return false;
	struct export_state *s = d->state;
	unsigned domain = export_message(d, schema, h);
	if (h->version == V9)
		export_sequence(s, domain, h->sequence, h->sequence + 1);
	struct telling t = {.d = d, .schema = schema, .head = h};
	bool good = sets_read(&t, c);
	if (t.event)
		event_emit(d, t.event);
	if (!good && !d->truncated)
		anomaly_emit(d, h->version == IPFIX ? "ipfix.malformed" : "netflow.malformed");
	return true;
}

static bool message_old(struct dissect *d, struct export_head *h, struct cursor *c)
{
	struct export_state *s = d->state;
	uint16_t count;

	if (!old_read(c, h, &count))
		return false;
	unsigned domain = export_message(d, &netflow_schema, h);
	if (h->version != 1)
		export_sequence(s, domain, h->sequence, h->sequence + count);
	s->records += count;
	return true;
}

static enum parse netflow_datagram(struct dissect *d, struct cursor *c)
{
	struct export_state *s = d->state;
	struct export_head h = {.version = cursor_be16(c)};
	bool old = h.version == 1 || h.version == V5 || h.version == V7;

	if (old ? message_old(d, &h, c) : h.version == V9 && message_new(d, &netflow_schema, &h, c))
		return PARSE_OK;
	if (!s->begun)
		return PARSE_LOST;
	if (!d->truncated)
		anomaly_emit(d, "netflow.malformed");
	return PARSE_OK;
}

static enum parse ipfix_datagram(struct dissect *d, struct cursor *c)
{
	struct export_state *s = d->state;
	struct export_head h = {.version = cursor_be16(c)};

	if (h.version == IPFIX && message_new(d, &ipfix_schema, &h, c))
		return PARSE_OK;
	if (!s->begun)
		return PARSE_LOST;
	if (!d->truncated)
		anomaly_emit(d, "ipfix.malformed");
	return PARSE_OK;
}

static enum parse ipfix_stream(struct dissect *d, struct cursor *c)
{
	struct export_state *s = d->state;

	while (torn_record(d, &s->torn[d->from], c, ipfix_probe, HEAD_10 + 2) &&
		cursor_left(c) >= 4) {
		struct cursor peek = *c;
		uint16_t version = cursor_be16(&peek), len = cursor_be16(&peek);
		bool bad = version != IPFIX || len < HEAD_10;
		if (bad && s->holed) {
			s->torn[d->from] = true;
			continue;
		}
		if (bad) {
			if (!s->begun)
				return PARSE_LOST;
			anomaly_emit(d, "ipfix.malformed");
			return PARSE_STOP;
		}
		if (len > cursor_left(c)) {
			d->want = len;
			return PARSE_OK;
		}
		struct cursor message = cursor_child(c, len);
		if (ipfix_datagram(d, &message) == PARSE_LOST)
			return PARSE_LOST;
	}
	return PARSE_OK;
}

/* Connections are kept: behind a hole the next message is found by its header. */
static enum parse ipfix_gap(struct dissect *d, uint32_t missing)
{
	struct export_state *s = d->state;

	(void)missing;
	s->holed = s->torn[d->from] = true;
	return PARSE_OK;
}

static void netflow_finish(struct dissect *d)
{
	export_end(d, &netflow_schema);
}

static void ipfix_finish(struct dissect *d)
{
	export_end(d, &ipfix_schema);
}

const struct dissector dissector_netflow = {
	.name = "netflow",
	.title = "NetFlow",
	.spec = "RFC 3954",
	.set = "monitoring",
	.schemas = netflow_schemas,
	.hints = netflow_hints,
	.first = BYTE_RANGES({0, 0}),
	.state_size = sizeof(struct export_state),
	.probe = netflow_probe,
	.datagram = netflow_datagram,
	.finish = netflow_finish,
};

const struct dissector dissector_ipfix = {
	.name = "ipfix",
	.title = "IP Flow Information Export",
	.spec = "RFC 7011",
	.set = "monitoring",
	.schemas = ipfix_schemas,
	.hints = ipfix_hints,
	.first = BYTE_RANGES({0, 0}),
	.state_size = sizeof(struct export_state),
	.probe = ipfix_probe,
	.datagram = ipfix_datagram,
	.stream = ipfix_stream,
	.gap = ipfix_gap,
	.finish = ipfix_finish,
};
