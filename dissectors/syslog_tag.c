/*
 * syslog_tag: what stands behind the header of a message: the tags of vendors, by whose shape their
 * messages are told apart, and those of programs. See syslog_tag.h.
 */
#include "config.h"

#include "dissectors/syslog_tag.h"

enum {
	SYSLOG_TAG_MAX = 80,
	SYSLOG_SEARCH = 200 /* bytes of the content in which a vendor's tag may start */
};

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

bool syslog_is_tag(struct span word)
{
	uint8_t severity;

	return syslog_slashed(word, &severity) || syslog_dashed(word, &severity);
}

bool syslog_is_junos_name(struct span name)
{
	return syslog_run(name, syslog_is_upper) == name.len && span_index(name, '_') > 0;
}

/*
 * Junos told to write priorities puts FACILITY-SEVERITY- before its own name. NX-OS has facilities
 * of the same names and calls each of their messages SYSTEM_MSG. The name, empty where it is none.
 */
static struct span syslog_junos_priority(struct span mnemonic)
{
	static const struct span facilities[] = {SPAN_LIT("AUTH"), SPAN_LIT("CHANGE"),
		SPAN_LIT("CONFLICT"), SPAN_LIT("DAEMON"), SPAN_LIT("DFC"), SPAN_LIT("FIREWALL"),
		SPAN_LIT("FTP"), SPAN_LIT("INTERACT"), SPAN_LIT("KERN"), SPAN_LIT("NTP"),
		SPAN_LIT("PFE"), SPAN_LIT("USER")};
	uint32_t len = syslog_run(mnemonic, syslog_is_upper);
	struct span name = span_sub(mnemonic, len + 3, mnemonic.len);

	if (!syslog_is_junos_name(name) || span_eq(name, SPAN_LIT("SYSTEM_MSG")))
		return span_sub(mnemonic, 0, 0);
	for (uint32_t i = 0; i < sizeof(facilities) / sizeof(*facilities); i++)
		if (span_eq(span_sub(mnemonic, 0, len), facilities[i]))
			return name;
	return span_sub(mnemonic, 0, 0);
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

bool syslog_vendor_tag(struct syslog_message *m, struct span text)
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
	struct span junos = syslog_junos_priority(m->mnemonic);
	if (tag.family == SYSLOG_CISCO && junos.len) {
		m->mnemonic = junos;
		m->family = SYSLOG_JUNIPER;
	}
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

	if (n < 5 || n >= text.len || text.p[n] != ':' ||
		!syslog_is_junos_name(span_sub(text, 0, n)))
		return false;
	m->mnemonic = span_sub(text, 0, n);
	m->family = SYSLOG_JUNIPER;
	m->whole = text;
	m->message = span_trim(syslog_skip(text, n + 1));
	return true;
}

/* APPLICATION-SEVERITY-event-number of Nokia SR OS; the severities are a closed list. */
static bool syslog_is_nokia_event(struct span word)
{
	static const struct span severities[] = {SPAN_LIT("CLEARED"), SPAN_LIT("CRITICAL"),
		SPAN_LIT("MAJOR"), SPAN_LIT("MINOR"), SPAN_LIT("WARNING"),
		SPAN_LIT("INDETERMINATE"), SPAN_LIT("INFO")};
	uint32_t app = syslog_run(word, syslog_is_upper);
	struct span rest = syslog_skip(word, app + 1);
	uint32_t severity = syslog_run(rest, syslog_is_upper);
	struct span name = syslog_skip(rest, severity + 1);
	uint32_t len = syslog_run(name, syslog_is_word);

	if (!app || app >= word.len || word.p[app] != '-' || !len || len + 1 >= name.len ||
		name.p[len] != '-' || word.p[word.len - 1] < '0' || word.p[word.len - 1] > '9')
		return false;
	for (uint32_t i = 0; i < sizeof(severities) / sizeof(*severities); i++)
		if (span_eq(span_sub(rest, 0, severity), severities[i]))
			return true;
	return false;
}

/*
 * Nokia SR OS: TMNX: 20 Base SYSTEM-WARNING-tmnxConfigModify-2006 [subject]: text. TMNX is what
 * operators leave; they may put any word there, or none.
 */
static bool syslog_nokia(struct syslog_message *m, struct span text)
{
	struct span rest = text;

	for (int words = 0; words < 5 && rest.len; words++) {
		struct span word = syslog_word(rest);
		if (syslog_is_nokia_event(word)) {
			m->family = SYSLOG_NOKIA;
			m->mnemonic = word;
			m->whole = rest;
			int64_t end = span_find(rest, SPAN_LIT("]:"));
			m->message = span_trim(
				syslog_skip(rest, end < 0 ? word.len : (uint32_t)end + 2));
			return true;
		}
		rest = syslog_skip_spaces(syslog_skip(rest, word.len));
	}
	if (!span_eq(m->tag, SPAN_LIT("TMNX")))
		return false;
	m->family = SYSLOG_NOKIA;
	return true;
}

bool syslog_is_topics(struct span word)
{
	uint32_t commas = 0;

	for (uint32_t i = 0; i < word.len; i++) {
		if (word.p[i] == ',' && i && i + 1 < word.len)
			commas++;
		else if (!(word.p[i] >= 'a' && word.p[i] <= 'z') && word.p[i] != '-')
			return false;
	}
	return commas && word.len <= SYSLOG_TAG_MAX;
}

/* RouterOS: topics with commas before the text. */
static bool syslog_mikrotik(struct syslog_message *m, struct span text)
{
	struct span word = syslog_word(text);

	if (!syslog_is_topics(word))
		return false;
	m->mnemonic = word;
	m->family = SYSLOG_MIKROTIK;
	m->message = span_trim(syslog_skip(text, word.len));
	m->whole = m->message;
	return true;
}

/*
 * A vendor's tag at the start of TEXT, or behind numbers, a name, a time, a program. Where a
 * sentence stands before it, it is quoted: whoever makes up a user's name writes into the log as
 * well.
 */
static bool syslog_vendor_content(struct syslog_message *m, struct span text)
{
	struct syslog_message found = *m, program = {0};

	if (!syslog_find_vendor_tag(&found, text))
		return false;
	struct span before = {text.p, (uint32_t)(found.whole.p - text.p)};
	bool named = before.len && syslog_program(&program, &before);
	before = span_trim(before);
	bool quoted = before.len && before.p[before.len - 1] != ':' &&
		      (named || span_index(before, ' ') >= 0);
	if (quoted || (program.procid.len && before.len))
		return false;
	*m = found;
	if (named) {
		m->tag = program.tag;
		m->procid = program.procid;
	}
	return true;
}

void syslog_content(struct syslog_message *m, struct span text)
{
	m->whole = m->message = text;
	if (syslog_vendor_content(m, text))
		return;
	if (syslog_mikrotik(m, text))
		return;
	if (span_starts(text, SPAN_LIT("date=")) || span_find(text, SPAN_LIT(" logid=")) >= 0)
		m->family = SYSLOG_FORTINET;
	if (!m->rfc5424 && !syslog_program(m, &text)) {
		syslog_nokia(m, text);
		return;
	}
	m->message = span_trim(text);
	if (!syslog_nokia(m, text) && !syslog_junos(m, text))
		m->whole = m->message;
}
