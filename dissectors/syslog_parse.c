/*
 * syslog_parse: the header of one message. RFC 5424 is strict; RFC 3164 describes what it met, and
 * vendors met it freely, so that the header is read piece by piece, each optional. What stands
 * behind it is read by syslog_tag.c. See syslog.h.
 */
#include "config.h"

#include "dissectors/syslog_tag.h"

enum { SYSLOG_HOST_MAX = 255, SYSLOG_RELAYS = 3 };

bool syslog_pri(struct span text, uint8_t *ret_pri, uint32_t *ret_len)
{
	uint64_t pri;

	if (!text.len || text.p[0] != '<')
		return false;
	int64_t end = span_index(span_sub(text, 0, 5), '>');
	if (end < 2 || !span_decimal(span_of(text.p + 1, (uint32_t)end - 1), SYSLOG_PRI_MAX, &pri))
		return false;
	*ret_pri = (uint8_t)pri;
	*ret_len = (uint32_t)end + 1;
	return true;
}

/* --- headers -----------------------------------------------------------------------------------
 */

/* IOS puts its own number and maybe the host's name before the time: "46: R1: *Nov 22 ...". */
static struct span syslog_prefixes(struct syslog_message *m, struct span text)
{
	for (int i = 0; i < 4; i++) {
		if (syslog_time(text).len)
			return text;
		struct span word = syslog_word(text);
		int64_t colon = span_index(word, ':');
		if (colon < 0 || word.len > SYSLOG_HOST_MAX)
			return text;
		struct span rest = syslog_skip(text, (uint32_t)colon + 1);
		struct span next = syslog_skip_spaces(rest);
		uint64_t number;
		bool counted = colon == 0 || span_decimal(span_sub(text, 0, (uint32_t)colon),
						     UINT32_MAX, &number);
		bool node = span_index(span_sub(text, 0, (uint32_t)colon), '/') > 0; /* XR */
		if (!counted && !syslog_time(next).len)
			return text;
		if (!counted && !node)
			m->hostname = span_sub(text, 0, (uint32_t)colon);
		text = next;
	}
	return text;
}

/* "router RP/0/RSP0/CPU0:Nov 22 ...": a host name before the node of IOS XR. */
static struct span syslog_host_before_node(struct syslog_message *m, struct span text)
{
	struct span word = syslog_word(text);
	struct span next = syslog_skip_spaces(syslog_skip(text, word.len));
	struct span second = syslog_word(next);
	int64_t colon = span_index(second, ':');

	if (colon < 1 || span_index(second, '/') < 1 || span_index(word, ':') >= 0 ||
		!syslog_time(syslog_skip(next, (uint32_t)colon + 1)).len)
		return text;
	m->hostname = word;
	return syslog_skip(next, (uint32_t)colon + 1);
}

static struct span syslog_hostname(struct syslog_message *m, struct span text)
{
	struct span word = syslog_word(text);
	struct span next = syslog_skip_spaces(syslog_skip(text, word.len));

	if (!word.len || word.len > SYSLOG_HOST_MAX || word.p[0] == '%')
		return text;
	uint8_t last = word.p[word.len - 1];
	if (last == ':' && next.len && next.p[0] == '%' && span_index(word, '[') < 0) {
		m->hostname = span_sub(word, 0, word.len - 1); /* "R1: %SYS..." */
		return next;
	}
	if (last == ':' || span_index(word, '[') >= 0 || span_index(word, ',') >= 0 ||
		span_index(word, '=') >= 0 || !next.len)
		return text;
	if (syslog_is_tag(word))
		return text;
	m->hostname = word;
	if (next.p[0] == ':') /* "host : %ASA-..." */
		next = syslog_skip_spaces(syslog_skip(next, 1));
	return next;
}

/* Number, host, node and time, each where it stands; what is behind them. */
static struct span syslog_header(struct syslog_message *m, struct span text)
{
	text = syslog_prefixes(m, syslog_skip_spaces(text));
	if (!syslog_time(text).len)
		text = syslog_host_before_node(m, text);
	m->timestamp = syslog_time(text);
	text = syslog_skip(text, m->timestamp.len);
	if (m->timestamp.len && text.len && text.p[0] == ':')
		text = syslog_skip(text, 1);
	text = syslog_skip_spaces(text);
	if (m->timestamp.len && !m->hostname.len)
		text = syslog_hostname(m, text);
	return text;
}

/* The PRI at the start of TEXT into M; TEXT without it. */
static struct span syslog_take_pri(struct syslog_message *m, struct span text)
{
	uint8_t pri;
	uint32_t len;

	if (!syslog_pri(text, &pri, &len))
		return text;
	m->has_pri = true;
	m->facility = pri >> 3;
	m->severity = pri & 7;
	return syslog_skip(text, len);
}

/*
 * A relay puts a header of its own before the one that the message came with. An address that it
 * names is where it had the message from, and says more than the name that the sender gives itself.
 */
static struct span syslog_relayed(struct syslog_message *m, struct span text)
{
	struct syslog_message inner = {0};
	struct addr from;
	struct span rest = syslog_header(&inner, text);
	if (!inner.timestamp.len)
		return text;
	m->timestamp = inner.timestamp;
	if (inner.hostname.len && !addr_parse(m->hostname, &from))
		m->hostname = inner.hostname;
	return rest;
}

/* The next field of RFC 5424, without the NILVALUE. */
static struct span syslog_field(struct span *text)
{
	struct span word = syslog_word(*text);

	*text = syslog_skip(*text, word.len + 1);
	return span_eq(word, SPAN_LIT("-")) ? span_sub(word, 0, 0) : word;
}

/* The length of the structured data at the start of TEXT; its quotes may hide brackets. */
static uint32_t syslog_data(struct span text)
{
	bool inside = false, quoted = false;
	uint32_t i;

	for (i = 0; i < text.len; i++) {
		uint8_t c = text.p[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"' && inside)
			quoted = !quoted;
		else if (!inside && c != '[')
			break;
		else if (!quoted && (c == '[' || c == ']'))
			inside = c == '[';
	}
	return i < text.len ? i : text.len;
}

static void syslog_read_5424(struct syslog_message *m, struct span text)
{
	static const struct span bom = SPAN_LIT("\xef\xbb\xbf");

	m->rfc5424 = true;
	m->timestamp = syslog_field(&text);
	m->hostname = syslog_field(&text);
	struct span app = syslog_field(&text);
	m->tag = app;
	m->procid = syslog_field(&text);
	m->msgid = syslog_field(&text);
	struct span rest = text;
	if (text.len && text.p[0] == '[')
		m->data = span_sub(text, 0, syslog_data(text));
	text = syslog_skip(text, m->data.len ? m->data.len : 1);
	text = syslog_skip_spaces(text);
	if (span_starts(text, bom))
		text = syslog_skip(text, bom.len);

	struct syslog_message tag = {0};
	if (syslog_vendor_tag(&tag, app)) {
		m->mnemonic = tag.mnemonic;
		m->family = tag.family;
		m->has_vendor_severity = true;
		m->vendor_severity = tag.vendor_severity;
		m->message = span_trim(text);
	} else {
		syslog_content(m, text);
	}
	if (!m->mnemonic.len && syslog_is_junos_name(m->msgid)) {
		m->mnemonic = m->msgid;
		m->family = SYSLOG_JUNIPER;
	}
	if (span_starts(app, SPAN_LIT("hpe-")) && m->family == SYSLOG_OTHER)
		m->family = SYSLOG_ARUBA;
	if (syslog_is_topics(app)) {
		m->mnemonic = app;
		m->family = SYSLOG_MIKROTIK;
	}
	if (m->data.len)
		m->whole = rest;
	else if (!m->whole.len)
		m->whole = m->message;
}

/* A PRI at the start of TEXT, which moves behind it; whether what follows is of RFC 5424. */
static bool syslog_take_5424(struct syslog_message *m, struct span *text)
{
	struct span behind = syslog_take_pri(m, *text);
	bool found = behind.len < text->len && span_starts(behind, SPAN_LIT("1 "));

	*text = behind;
	return found;
}

void syslog_parse(struct span text, struct syslog_message *ret)
{
	*ret = (struct syslog_message){0};
	while (text.len && (text.p[text.len - 1] <= ' '))
		text.len--;
	bool strict = syslog_take_5424(ret, &text);
	if (!strict)
		text = syslog_header(ret, text);
	for (int i = 0; i < SYSLOG_RELAYS && !strict; i++) {
		uint32_t left = text.len;
		strict = syslog_take_5424(ret, &text);
		if (!strict)
			text = syslog_relayed(ret, text);
		if (text.len == left)
			break; /* no header of another relay */
	}
	if (strict)
		syslog_read_5424(ret, syslog_skip(text, 2));
	else
		syslog_content(ret, text);
	if (!ret->whole.len)
		ret->whole = ret->message;
}
