/*
 * syslog: messages of RFC 3164 and RFC 5424, one a datagram, or on a stream counted or ended by a
 * line feed (RFC 6587). Runs on a worker's thread.
 *
 *   <PRI>text            PRI = facility * 8 + severity
 *   <PRI>1 time host app procid msgid [structured data] text
 *   LEN <PRI>...         on a stream
 */
#include "config.h"

#include "dissectors/common/wait.h"
#include "dissectors/syslog_views.h"

enum {
	SYSLOG_MESSAGE_MAX = 64 * 1024, /* RFC 5425 wants 8192 at least */
	SYSLOG_LINE_MAX = 16 * 1024,    /* a line that is longer is told as far as that */
	SYSLOG_COUNT_DIGITS = 6,
	SYSLOG_COUNTED_HEAD = SYSLOG_COUNT_DIGITS + 6, /* with the space and <191> */
	SYSLOG_PLAUSIBLE = 24,                         /* bytes behind PRI that must be text */
	SYSLOG_PORT = 514
};

struct syslog_state {
	uint16_t identified; /* bit by family: told already */
	bool skipping[2];    /* to the next line feed, by side */
	bool seen;
	struct syslog_views views;
};

enum {
	SYSLOG_F_FACILITY,
	SYSLOG_F_SEVERITY,
	SYSLOG_F_HOSTNAME,
	SYSLOG_F_TAG,
	SYSLOG_F_MNEMONIC,
	SYSLOG_F_MESSAGE,
	SYSLOG_F_VENDOR,
	SYSLOG_F_VENDOR_SEVERITY,
	SYSLOG_F_TIMESTAMP,
	SYSLOG_F_PROCID,
	SYSLOG_F_MSGID,
	SYSLOG_F_DATA,
	SYSLOG_F_COUNT
};

static const struct field syslog_fields[SYSLOG_F_COUNT] = {
	[SYSLOG_F_FACILITY] = {"facility", FIELD_UINT, 0, "Facility of the PRI, 0 to 23"},
	[SYSLOG_F_SEVERITY] = {"severity", FIELD_UINT, 0, "Severity of the PRI, 0 is the worst"},
	[SYSLOG_F_HOSTNAME] = {"hostname", FIELD_TEXT, 0, "Host the message names as its own"},
	[SYSLOG_F_TAG] = {"tag", FIELD_TEXT, 0, "Program or vendor's tag"},
	[SYSLOG_F_MNEMONIC] = {"mnemonic", FIELD_TEXT, 0,
		"Name of the message, as SYS-5-CONFIG_I, SHELL/5/CMDRECORD or UI_COMMIT"},
	[SYSLOG_F_MESSAGE] = {"message", FIELD_TEXT, FIELD_CLI, "Text behind header and tag"},
	[SYSLOG_F_VENDOR] = {"vendor", FIELD_TEXT, 0, "Vendor whose shape the tag has"},
	[SYSLOG_F_VENDOR_SEVERITY] = {"vendor_severity", FIELD_UINT, 0,
		"Severity in the vendor's tag, which may differ from that of the PRI"},
	[SYSLOG_F_TIMESTAMP] = {"timestamp", FIELD_TEXT, 0, "Time as the message writes it"},
	[SYSLOG_F_PROCID] = {"procid", FIELD_TEXT, 0, "Process id"},
	[SYSLOG_F_MSGID] = {"msgid", FIELD_TEXT, 0, "MSGID (RFC 5424)"},
	[SYSLOG_F_DATA] = {"structured_data", FIELD_TEXT, FIELD_CLI,
		"Structured data (RFC 5424) with its ids"},
};

static const struct schema syslog_schema = {"syslog", syslog_fields, SYSLOG_F_COUNT, false};
static const struct schema *const syslog_schemas[] = {&syslog_schema, NULL};
static const uint16_t syslog_hints[] = {SYSLOG_PORT, 601, 1514, 5514, 10514, 0};

/* --- is it syslog? --------------------------------------------------------------------------- */

/* What may stand behind PRI: text, and no mark-up that also starts with <digits>. */
static bool syslog_is_plausible(struct span text)
{
	struct span head = span_sub(text, 0, SYSLOG_PLAUSIBLE);

	if (!head.len || head.p[0] == '<' || head.p[0] == '{')
		return false;
	for (uint32_t i = 0; i < head.len; i++) {
		bool end = head.p[i] == '\r' || head.p[i] == '\n' || head.p[i] == 0;
		if (end && i > 0 && i + 1 == text.len)
			return true;
		if ((head.p[i] < 0x20 && head.p[i] != '\t') || head.p[i] == 0x7f)
			return false;
	}
	return true;
}

static enum probe syslog_probe_message(struct span text)
{
	uint8_t pri;
	uint32_t len;

	if (syslog_pri(text, &pri, &len))
		return syslog_is_plausible(span_sub(text, len, text.len)) ? PROBE_SURE : PROBE_NO;
	return PROBE_NO;
}

/* The count before a message on a stream; its length with the space in RET_LEN. */
static bool syslog_count(struct span text, uint32_t *ret, uint32_t *ret_len)
{
	int64_t space = span_index(span_sub(text, 0, SYSLOG_COUNT_DIGITS + 1), ' ');
	uint64_t count;

	if (space < 1 || text.p[0] == '0' ||
		!span_decimal(span_sub(text, 0, (uint32_t)space), SYSLOG_MESSAGE_MAX, &count))
		return false;
	*ret = (uint32_t)count;
	*ret_len = (uint32_t)space + 1;
	return true;
}

/* TEXT could still become a count or a PRI when more bytes come. */
static bool syslog_may_grow(struct span text)
{
	uint32_t n = 0;

	if (text.len > 16)
		return false;
	while (n < text.len && n < SYSLOG_COUNT_DIGITS && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	if (n && n < text.len && text.p[n] == ' ')
		n++;
	if (n == text.len)
		return true;
	if (text.p[n++] != '<')
		return false;
	for (int digits = 0; n < text.len && digits < 3 && text.p[n] >= '0' && text.p[n] <= '9';
		digits++)
		n++;
	return n == text.len || (text.p[n] == '>' && n + 1 == text.len);
}

static enum probe syslog_probe(const struct probe_input *in)
{
	struct span text = in->data;
	uint32_t count, len;

	if (!in->stream) {
		enum probe p = syslog_probe_message(text);
		if (p == PROBE_NO && in->dport == SYSLOG_PORT && syslog_is_plausible(text))
			return PROBE_LIKELY; /* no PRI: old relays leave it out */
		return p;
	}
	if (syslog_may_grow(text))
		return PROBE_MORE;
	if (syslog_count(text, &count, &len))
		text = span_sub(text, len, text.len);
	return syslog_probe_message(text);
}

/* --- telling ------------------------------------------------------------------------------------
 */

static void syslog_text(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

/* Who sends such messages, once a flow and family. */
static void syslog_identify(
	struct dissect *d, struct syslog_state *s, const struct syslog_message *m)
{
	struct span vendor = syslog_vendor(m->family);
	struct identity i = {
		.of = d->from,
		.vendor = vendor,
		.name = m->hostname,
		.evidence = SPAN_LIT("syslog"),
		.is_equipment = true,
	};

	if (!vendor.len || (s->identified & 1u << m->family))
		return;
	s->identified = (uint16_t)(s->identified | 1u << m->family);
	if (addr_parse(m->hostname, &i.addr)) {
		i.name = (struct span){NULL, 0};
		i.has_addr = !addr_is_group(&i.addr);
	}
	identity_emit(d, &i);
}

static void syslog_tell(struct dissect *d, struct syslog_state *s, struct span text)
{
	struct syslog_message m;

	syslog_parse(text, &m);
	struct draft *e = event_new(d, &syslog_schema);
	if (m.has_pri) {
		event_uint(e, SYSLOG_F_FACILITY, m.facility);
		event_uint(e, SYSLOG_F_SEVERITY, m.severity);
	}
	syslog_text(e, SYSLOG_F_HOSTNAME, m.hostname);
	syslog_text(e, SYSLOG_F_TAG, m.tag);
	syslog_text(e, SYSLOG_F_MNEMONIC, m.mnemonic);
	event_text(e, SYSLOG_F_MESSAGE, m.message);
	syslog_text(e, SYSLOG_F_VENDOR, syslog_vendor(m.family));
	if (m.has_vendor_severity)
		event_uint(e, SYSLOG_F_VENDOR_SEVERITY, m.vendor_severity);
	syslog_text(e, SYSLOG_F_TIMESTAMP, m.timestamp);
	syslog_text(e, SYSLOG_F_PROCID, m.procid);
	syslog_text(e, SYSLOG_F_MSGID, m.msgid);
	syslog_text(e, SYSLOG_F_DATA, m.data);
	event_emit(d, e);
	s->seen = true;
	syslog_identify(d, s, &m);
	syslog_act(d, &s->views, &m);
}

static enum parse syslog_datagram(struct dissect *d, struct cursor *c)
{
	struct span text = span_trim(cursor_rest(c));

	if (text.len)
		syslog_tell(d, d->state, text);
	return PARSE_OK;
}

/* --- framing on a stream
 * -------------------------------------------------------------------------- */

/* Some senders end a line with NUL. */
static bool syslog_ends_line(uint8_t byte)
{
	return byte == '\n' || byte == 0;
}

/* Whether a counted message starts here ("104 <189>"). */
static bool syslog_starts_counted(struct span here)
{
	uint32_t count, len;
	uint8_t pri;

	return here.p[0] >= '1' && here.p[0] <= '9' && syslog_count(here, &count, &len) &&
	       syslog_pri(span_sub(here, len, UINT32_MAX), &pri, &len);
}

/*
 * Passes over what is left of a message that was cut or lost, to behind its line or to a counted
 * message; false when neither came yet.
 */
static bool syslog_skip(struct dissect *d, struct syslog_state *s, struct cursor *c)
{
	struct span rest = cursor_peek(c);

	for (uint32_t i = 0; i < rest.len; i++) {
		bool end = syslog_ends_line(rest.p[i]);
		if (!end && !syslog_starts_counted(span_sub(rest, i, UINT32_MAX)))
			continue;
		cursor_skip(c, i + end);
		s->skipping[d->from] = false;
		return true;
	}
	cursor_skip(c, rest.len > SYSLOG_COUNTED_HEAD ? rest.len - SYSLOG_COUNTED_HEAD : 0);
	return false;
}

/* A message that ends with its line; false when more bytes are needed. */
static bool syslog_read_line(struct dissect *d, struct syslog_state *s, struct cursor *c)
{
	struct span rest = cursor_peek(c);
	uint32_t end = wait_seen(d, rest);

	while (end < rest.len && end < SYSLOG_LINE_MAX && !syslog_ends_line(rest.p[end]))
		end++;
	bool whole = end < rest.len && syslog_ends_line(rest.p[end]);
	if (!whole && rest.len <= SYSLOG_LINE_MAX) {
		wait_mark(d, rest, end);
		return false;
	}
	wait_forget(d);
	struct span line = span_trim(span_sub(rest, 0, end));
	cursor_skip(c, end + whole);
	s->skipping[d->from] = !whole;
	if (line.len)
		syslog_tell(d, s, line);
	return true;
}

/* The next message of a stream; false when more bytes are needed. */
static bool syslog_read(struct dissect *d, struct syslog_state *s, struct cursor *c)
{
	struct span rest = cursor_peek(c);
	uint32_t count, len;

	if (s->skipping[d->from])
		return syslog_skip(d, s, c);
	if (rest.p[0] == '\n' || rest.p[0] == '\r' || rest.p[0] == 0 || rest.p[0] == ' ') {
		cursor_skip(c, 1);
		return true;
	}
	if (syslog_may_grow(rest))
		return false;
	if (!syslog_count(rest, &count, &len) || len >= rest.len || rest.p[len] != '<')
		return syslog_read_line(d, s, c);
	if (rest.len < len + count) {
		d->want = len + count;
		return false;
	}
	cursor_skip(c, len);
	struct span text = span_trim(cursor_span(c, count));
	if (text.len)
		syslog_tell(d, s, text);
	return true;
}

static enum parse syslog_stream(struct dissect *d, struct cursor *c)
{
	struct syslog_state *s = d->state;

	while (cursor_left(c)) {
		if (!s->seen && !s->skipping[d->from] && *c->p != '<' &&
			(*c->p < '0' || *c->p > '9') && *c->p > ' ')
			return PARSE_LOST;
		if (!syslog_read(d, s, c))
			break;
	}
	return PARSE_OK;
}

/* Bytes were lost: the next line feed is where a message starts again. */
static enum parse syslog_gap(struct dissect *d, uint32_t missing)
{
	struct syslog_state *s = d->state;

	(void)missing;
	s->skipping[d->from] = true;
	return PARSE_OK;
}

const struct dissector dissector_syslog = {
	.name = "syslog",
	.title = "Syslog",
	.spec = "RFC 3164, 5424, 6587",
	.set = "monitoring",
	.schemas = syslog_schemas,
	.hints = syslog_hints,
	.first = BYTE_RANGES({'0', '9'}, {'<', '<'}),
	.state_size = sizeof(struct syslog_state),
	.cleartext = false,
	.probe = syslog_probe,
	.datagram = syslog_datagram,
	.stream = syslog_stream,
	.gap = syslog_gap,
};
