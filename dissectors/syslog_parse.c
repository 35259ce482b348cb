/*
 * syslog_parse: one message taken apart. RFC 5424 is strict; RFC 3164 describes what it met, and
 * vendors met it freely, so that the header is read piece by piece, each optional. See syslog.h.
 */
#include "config.h"

#include "dissectors/syslog.h"

enum {
	SYSLOG_HOST_MAX = 255,
	SYSLOG_TAG_MAX = 80,
	SYSLOG_SEARCH = 200 /* bytes of the content in which a vendor's tag may start */
};

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

static struct span syslog_skip(struct span text, uint32_t len)
{
	return span_sub(text, len, text.len);
}

static struct span syslog_skip_spaces(struct span text)
{
	while (text.len && (text.p[0] == ' ' || text.p[0] == '\t'))
		text = syslog_skip(text, 1);
	return text;
}

/* Up to the next space. */
static struct span syslog_word(struct span text)
{
	int64_t space = span_index(text, ' ');

	return space < 0 ? text : span_sub(text, 0, (uint32_t)space);
}

static bool syslog_is_upper(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool syslog_is_word(uint8_t c)
{
	return syslog_is_upper(c) || (c >= 'a' && c <= 'z');
}

static uint32_t syslog_run(struct span text, bool (*is)(uint8_t))
{
	uint32_t n = 0;

	while (n < text.len && n < SYSLOG_TAG_MAX && is(text.p[n]))
		n++;
	return n;
}

/* --- vendors' tags ------------------------------------------------------------------------- */

struct syslog_tag {
	uint32_t len; /* of the mnemonic */
	uint8_t severity;
	enum syslog_family family;
};

/* FACILITY[-SUB]*-SEVERITY-MNEMONIC; the length, 0 where TEXT does not start so. */
static uint32_t syslog_dashed(struct span text, uint8_t *ret_severity)
{
	uint32_t at = syslog_run(text, syslog_is_upper);

	for (int part = 0; at && part < 6 && at + 2 < text.len && text.p[at] == '-'; part++) {
		uint32_t n = syslog_run(syslog_skip(text, at + 1), syslog_is_word);
		uint8_t digit = text.p[at + 1];
		if (n == 1 && digit >= '0' && digit <= '7' && text.p[at + 2] == '-') {
			uint32_t name = syslog_run(syslog_skip(text, at + 3), syslog_is_word);
			*ret_severity = (uint8_t)(digit - '0');
			return name ? at + 3 + name : 0;
		}
		if (!n)
			return 0;
		at += 1 + n;
	}
	return 0;
}

/* MODULE/SEVERITY/MNEMONIC; the length, 0 where TEXT does not start so. */
static uint32_t syslog_slashed(struct span text, uint8_t *ret_severity)
{
	uint32_t at = syslog_run(text, syslog_is_word);

	if (!at || at + 3 >= text.len || text.p[at] != '/' || text.p[at + 1] < '0' ||
		text.p[at + 1] > '7' || text.p[at + 2] != '/')
		return 0;
	uint32_t name = syslog_run(syslog_skip(text, at + 3), syslog_is_word);
	*ret_severity = (uint8_t)(text.p[at + 1] - '0');
	return name ? at + 3 + name : 0;
}

/* Sets tag, mnemonic and message of a vendor's tag: MARK bytes, the mnemonic, more, a colon. */
static void syslog_take_tag(
	struct syslog_message *m, struct span text, uint32_t mark, const struct syslog_tag *tag)
{
	struct span behind = syslog_skip(text, mark + tag->len);
	int64_t colon = span_index(span_sub(behind, 0, SYSLOG_TAG_MAX), ':');
	uint32_t len = colon < 0 ? 0 : (uint32_t)colon;

	m->mnemonic = span_sub(text, mark, tag->len);
	m->family = tag->family;
	m->vendor_severity = tag->severity;
	m->has_vendor_severity = true;
	m->whole = text;
	if (!m->tag.len)
		m->tag = span_trim(span_sub(text, 0, mark + tag->len + len));
	m->message = span_trim(syslog_skip(behind, colon < 0 ? 0 : len + 1));
}

/* A vendor's tag at the start of TEXT. */
static bool syslog_vendor_tag(struct syslog_message *m, struct span text)
{
	struct syslog_tag tag = {0, 0, SYSLOG_OTHER};
	uint32_t mark = 0;

	if (text.len > 4 && text.p[0] == '%' && text.p[1] == '%') {
		mark = 4; /* %%01 and %%10: the version of the format */
		tag.len = syslog_slashed(syslog_skip(text, mark), &tag.severity);
		tag.family = text.p[2] == '1' ? SYSLOG_COMWARE : SYSLOG_HUAWEI;
	} else if (text.len && text.p[0] == '%') {
		mark = 1;
		tag.len = syslog_dashed(syslog_skip(text, mark), &tag.severity);
		tag.family = SYSLOG_CISCO;
	} else if ((tag.len = syslog_slashed(text, &tag.severity))) {
		/* the length of the mnemonic must be followed by what Huawei puts there */
		uint8_t next = tag.len < text.len ? text.p[tag.len] : 0;
		tag.family = SYSLOG_HUAWEI;
		if (next != ':' && next != '(' && next != '[')
			return false;
	} else if ((tag.len = syslog_dashed(text, &tag.severity))) {
		tag.family = SYSLOG_CIENA;
	}
	if (!tag.len)
		return false;
	syslog_take_tag(m, text, mark, &tag);
	return true;
}

/* A vendor's tag at the start of one of the next words. */
static bool syslog_find_vendor_tag(struct syslog_message *m, struct span text)
{
	uint32_t limit = text.len < SYSLOG_SEARCH ? text.len : SYSLOG_SEARCH;

	for (uint32_t at = 0; at < limit; at++) {
		if (at && text.p[at - 1] != ' ' && text.p[at - 1] != ':')
			continue;
		/* without the percent sign only where a message may begin */
		if (at && text.p[at] != '%')
			continue;
		if (syslog_vendor_tag(m, syslog_skip(text, at)))
			return true;
	}
	return false;
}

/* --- tags of programs ------------------------------------------------------------------------ */

static bool syslog_is_tag_byte(uint8_t c)
{
	return syslog_is_word(c) || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

/* name[pid]: at the start of TEXT; false where there is none. */
static bool syslog_program(struct syslog_message *m, struct span *text)
{
	uint32_t n = syslog_run(*text, syslog_is_tag_byte);
	struct span rest = syslog_skip(*text, n), pid = {NULL, 0};

	if (!n)
		return false;
	if (rest.len && rest.p[0] == '[') {
		int64_t end = span_index(span_sub(rest, 0, SYSLOG_TAG_MAX), ']');
		if (end < 0)
			return false;
		pid = span_sub(rest, 1, (uint32_t)end - 1);
		rest = syslog_skip(rest, (uint32_t)end + 1);
	}
	if (!rest.len || rest.p[0] != ':')
		return false;
	m->tag = span_sub(*text, 0, n);
	m->procid = pid;
	*text = syslog_skip_spaces(syslog_skip(rest, 1));
	return true;
}

/* Junos: UPPER_CASE: at the start of what a daemon says. */
static bool syslog_junos(struct syslog_message *m, struct span text)
{
	uint32_t n = syslog_run(text, syslog_is_upper);

	if (n < 5 || n >= text.len || text.p[n] != ':' || span_index(span_sub(text, 0, n), '_') < 1)
		return false;
	m->mnemonic = span_sub(text, 0, n);
	m->family = SYSLOG_JUNIPER;
	m->whole = text;
	m->message = span_trim(syslog_skip(text, n + 1));
	return true;
}

/* Nokia SR OS: TMNX: 20 Base SYSTEM-WARNING-tmnxConfigModify-2006 [subject]: text */
static bool syslog_nokia(struct syslog_message *m, struct span text)
{
	if (!span_eq(m->tag, SPAN_LIT("TMNX")))
		return false;
	struct span rest = syslog_skip_spaces(syslog_skip(text, syslog_word(text).len));
	m->family = SYSLOG_NOKIA;
	for (int words = 0; words < 4 && rest.len; words++) {
		struct span word = syslog_word(rest);
		int64_t dash = span_index(word, '-');
		if (dash > 0 && word.p[word.len - 1] >= '0' && word.p[word.len - 1] <= '9' &&
			syslog_run(word, syslog_is_upper) == (uint32_t)dash) {
			m->mnemonic = word;
			m->whole = rest;
			int64_t end = span_find(rest, SPAN_LIT("]:"));
			m->message = span_trim(
				syslog_skip(rest, end < 0 ? word.len : (uint32_t)end + 2));
			return true;
		}
		rest = syslog_skip_spaces(syslog_skip(rest, word.len));
	}
	return true;
}

/* RouterOS: topics with commas before the text. */
static bool syslog_mikrotik(struct syslog_message *m, struct span text)
{
	struct span word = syslog_word(text);
	uint32_t commas = 0;

	for (uint32_t i = 0; i < word.len; i++) {
		if (word.p[i] == ',' && i && i + 1 < word.len)
			commas++;
		else if (!(word.p[i] >= 'a' && word.p[i] <= 'z') && word.p[i] != '-')
			return false;
	}
	if (!commas || word.len > SYSLOG_TAG_MAX)
		return false;
	m->mnemonic = word;
	m->family = SYSLOG_MIKROTIK;
	m->message = span_trim(syslog_skip(text, word.len));
	m->whole = m->message;
	return true;
}

/* What stands behind the header: tag, mnemonic, message. */
static void syslog_content(struct syslog_message *m, struct span text)
{
	m->whole = m->message = text;
	if (syslog_find_vendor_tag(m, text)) {
		struct span before = {text.p, (uint32_t)(m->whole.p - text.p)};
		struct syslog_message program = {0};
		if (before.len && syslog_program(&program, &before)) {
			m->tag = program.tag;
			m->procid = program.procid;
		}
		return;
	}
	if (syslog_mikrotik(m, text))
		return;
	if (span_starts(text, SPAN_LIT("date=")) || span_find(text, SPAN_LIT(" logid=")) >= 0)
		m->family = SYSLOG_FORTINET;
	if (!m->rfc5424 && !syslog_program(m, &text))
		return;
	m->message = span_trim(text);
	if (!syslog_nokia(m, text) && !syslog_junos(m, text))
		m->whole = m->message;
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
	uint8_t severity;
	if (syslog_slashed(word, &severity) || syslog_dashed(word, &severity))
		return text;
	m->hostname = word;
	if (next.p[0] == ':') /* "host : %ASA-..." */
		next = syslog_skip_spaces(syslog_skip(next, 1));
	return next;
}

static void syslog_read_3164(struct syslog_message *m, struct span text)
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
	syslog_content(m, text);
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
	if (!m->mnemonic.len && syslog_run(m->msgid, syslog_is_upper) == m->msgid.len &&
		span_index(m->msgid, '_') > 0) {
		m->mnemonic = m->msgid;
		m->family = SYSLOG_JUNIPER;
	}
	if (span_starts(app, SPAN_LIT("hpe-")) && m->family == SYSLOG_OTHER)
		m->family = SYSLOG_ARUBA;
	if (m->data.len)
		m->whole = rest;
	else if (!m->whole.len)
		m->whole = m->message;
}

void syslog_parse(struct span text, struct syslog_message *ret)
{
	uint8_t pri;
	uint32_t len;

	*ret = (struct syslog_message){0};
	while (text.len && (text.p[text.len - 1] <= ' '))
		text.len--;
	if (syslog_pri(text, &pri, &len)) {
		ret->has_pri = true;
		ret->facility = pri >> 3;
		ret->severity = pri & 7;
		text = syslog_skip(text, len);
	}
	if (ret->has_pri && span_starts(text, SPAN_LIT("1 ")))
		syslog_read_5424(ret, syslog_skip(text, 2));
	else
		syslog_read_3164(ret, text);
	if (!ret->whole.len)
		ret->whole = ret->message;
}
