/*
 * syslog_meaning: what a message attests, by the lexicon: a change, a login,
 * a command that ran. The line of the device is the best evidence of what an encrypted session did.
 * See syslog.h.
 */
#include "config.h"

#include "dissectors/syslog.h"

#include "dissectors/common/cli.h"

enum { SYSLOG_MARK_TRIES = 8 };

/* The next piece of a pattern, up to MARK. False at its end. */
static bool syslog_piece(struct span *pattern, uint8_t mark, struct span *ret)
{
	if (!pattern->p || !pattern->len)
		return false;
	int64_t end = span_index(*pattern, mark);
	uint32_t len = end < 0 ? pattern->len : (uint32_t)end;
	*ret = span_sub(*pattern, 0, len);
	*pattern = span_sub(*pattern, len + 1, pattern->len);
	return true;
}

/* The pieces of PATTERN between its stars occur in TEXT, in their order. */
static bool syslog_has(struct span text, struct span pattern)
{
	struct span piece;

	while (syslog_piece(&pattern, '*', &piece)) {
		int64_t at = span_find(text, piece);
		if (at < 0)
			return false;
		text = span_sub(text, (uint32_t)at + piece.len, text.len);
	}
	return true;
}

/* The whole of TEXT fits PATTERN, in which * is any run of bytes; no worse than their product. */
static bool syslog_fits(struct span text, struct span pattern)
{
	uint32_t t = 0, p = 0, star = UINT32_MAX, mark = 0;

	while (t < text.len) {
		if (p < pattern.len && pattern.p[p] == '*') {
			star = p++;
			mark = t;
		} else if (p < pattern.len && pattern.p[p] == text.p[t]) {
			p++;
			t++;
		} else if (star != UINT32_MAX) {
			p = star + 1;
			t = ++mark;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.p[p] == '*')
		p++;
	return p == pattern.len;
}

static const struct syslog_signature *syslog_signature_of(
	const struct lexicon *lex, const struct syslog_message *m)
{
	for (uint32_t i = 0; i < lex->syslog_count; i++) {
		const struct syslog_signature *s = &lex->syslog[i];
		if (s->of != m->family && s->of != SYSLOG_ANY)
			continue;
		if (s->mnemonic.len == 0 && m->tag.len)
			continue;
		if (syslog_fits(m->mnemonic, s->mnemonic) && syslog_has(m->whole, s->text))
			return s;
	}
	return NULL;
}

/* --- where the facts stand ------------------------------------------------------------------ */

/* What stands behind the first of MARKS that occurs (^: all of it); RET_MARK is that one. */
static bool syslog_behind(
	struct span text, struct span marks, struct span *ret, struct span *ret_mark)
{
	while (syslog_piece(&marks, '|', ret_mark)) {
		int64_t at = span_find(text, *ret_mark);
		if (span_eq(*ret_mark, SPAN_LIT("^"))) {
			*ret = text;
			return true;
		}
		if (at < 0)
			continue;
		*ret = span_sub(text, (uint32_t)at + ret_mark->len, text.len);
		return true;
	}
	return false;
}

/* Up to an unescaped double quote (a parameter of structured data). */
static struct span syslog_parameter(struct span text)
{
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '"')
			return span_sub(text, 0, i);
	}
	return text;
}

static bool syslog_ends_quoted(struct span mark)
{
	return mark.len && mark.p[mark.len - 1] == '"';
}

/* "vty0", "con0": the line on which somebody sits who gave no name. */
static bool syslog_is_line(struct span user)
{
	static const struct span lines[] = {
		SPAN_LIT("vty"), SPAN_LIT("tty"), SPAN_LIT("con"), SPAN_LIT("aux")};
	uint64_t number;

	for (uint32_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (span_starts(user, lines[i]) &&
			span_decimal(span_sub(user, lines[i].len, user.len), UINT16_MAX, &number))
			return true;
	return false;
}

static bool syslog_is_nobody(struct span user)
{
	static const struct span nobody[] = {SPAN_LIT("console"), SPAN_LIT("snmp"), SPAN_LIT("-"),
		SPAN_LIT("NULL"), SPAN_LIT("unknown"), SPAN_LIT("N/A"), SPAN_LIT("VTY"),
		SPAN_LIT("TTY")};
	uint32_t stars = 0;

	while (stars < user.len && user.p[stars] == '*')
		stars++;
	if (stars == user.len || syslog_is_line(user))
		return true;
	for (uint32_t i = 0; i < sizeof(nobody) / sizeof(*nobody); i++)
		if (span_eq_nocase(user, nobody[i]))
			return true;
	return false;
}

/* "ssh:bob@10.1.1.1/terminal" is bob; a name without an address behind it stays as it is. */
static struct span syslog_bare_user(struct span user)
{
	struct addr whence;
	int64_t at = span_index(user, '@');

	if (at <= 0)
		return user;
	struct span host = span_sub(user, (uint32_t)at + 1, user.len);
	int64_t slash = span_index(host, '/');
	if (!addr_parse(slash < 0 ? host : span_sub(host, 0, (uint32_t)slash), &whence))
		return user;
	user = span_sub(user, 0, (uint32_t)at);
	int64_t colon = span_index(user, ':');
	return colon < 0 ? user : span_sub(user, (uint32_t)colon + 1, user.len);
}

static struct span syslog_user(struct span text, struct span marks)
{
	static const struct span stops = SPAN_LIT(" \t,;()]'\"");
	struct span rest, mark, none = {NULL, 0};
	uint32_t n = 0;

	if (!syslog_behind(text, marks, &rest, &mark))
		return none;
	while (rest.len && rest.p[0] == ' ')
		rest = span_sub(rest, 1, rest.len);
	if (syslog_ends_quoted(mark)) {
		rest = syslog_parameter(rest);
	} else if (rest.len && (rest.p[0] == '\'' || rest.p[0] == '"')) {
		int64_t end = span_index(span_sub(rest, 1, rest.len), rest.p[0]);
		rest = span_sub(rest, 1, end < 0 ? rest.len : (uint32_t)end);
	} else {
		while (n < rest.len && span_index(stops, rest.p[n]) < 0)
			n++;
		rest = span_sub(rest, 0, n);
		while (rest.len && (rest.p[rest.len - 1] == '.' || rest.p[rest.len - 1] == ':'))
			rest.len--;
	}
	rest = syslog_bare_user(rest);
	return syslog_is_nobody(rest) ? none : rest;
}

static bool syslog_is_addr_byte(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
	       c == '.' || c == ':';
}

/* An address at the start of TEXT, maybe with a quote or "ssh(" before and a port behind it. */
static bool syslog_addr_at(struct span text, struct addr *ret)
{
	uint32_t n = 0;

	if (text.len && (text.p[0] == '\'' || text.p[0] == '"'))
		text = span_sub(text, 1, text.len);
	int64_t open = span_index(span_sub(text, 0, 12), '(');
	int64_t blank = span_index(text, ' ');
	if (open > 0 && (blank < 0 || open < blank))
		text = span_sub(text, (uint32_t)open + 1, text.len);
	while (n < text.len && n < ADDR_TEXT && syslog_is_addr_byte(text.p[n]))
		n++;
	while (n && (text.p[n - 1] == '.' || text.p[n - 1] == ':'))
		n--;
	struct span word = span_sub(text, 0, n);
	if (addr_parse(word, ret))
		return true;
	int64_t colon = span_index(word, ':');
	return colon > 0 && addr_parse(span_sub(word, 0, (uint32_t)colon), ret);
}

static bool syslog_from(struct span text, struct span marks, struct addr *ret)
{
	struct span mark;

	while (syslog_piece(&marks, '|', &mark)) {
		struct span rest = text;
		for (int i = 0; i < SYSLOG_MARK_TRIES; i++) {
			int64_t at = span_find(rest, mark);
			if (at < 0)
				break;
			rest = span_sub(rest, (uint32_t)at + mark.len, rest.len);
			if (syslog_addr_at(rest, ret))
				return true;
		}
	}
	return false;
}

/* A command without what closes the sentence that it ends: a full stop, the list it is the last of.
 */
static struct span syslog_unquoted(struct span text)
{
	text = span_trim(text);
	if (text.len > 1 && text.p[text.len - 1] == '.' && text.p[text.len - 2] != ' ')
		text.len--;
	if (text.len && text.p[text.len - 1] == ')' && span_index(text, '(') < 0)
		text.len--;
	return text;
}

/* A command up to the last of its quotes, or to the end of the message. */
static struct span syslog_command(struct span text, struct span marks, struct span *ret_mark)
{
	struct span rest;

	if (!syslog_behind(text, marks, &rest, ret_mark))
		return (struct span){NULL, 0};
	if (syslog_ends_quoted(*ret_mark))
		return syslog_parameter(rest);
	if (!rest.len || (rest.p[0] != '\'' && rest.p[0] != '"'))
		return syslog_unquoted(rest);
	uint8_t quote = rest.p[0];
	uint32_t end = rest.len;
	while (end > 1 && rest.p[end - 1] != quote)
		end--;
	return span_trim(end > 1 ? span_sub(rest, 1, end - 2) : span_sub(rest, 1, rest.len));
}

/* Junos audits say "set: [path] ...": the command that does the same. */
static struct span syslog_path_command(struct dissect *d, struct span text, struct span mark)
{
	int64_t end = span_index(text, ']');
	struct span path = span_sub(text, 1, end < 1 ? text.len : (uint32_t)end - 1);
	int64_t colon = span_index(mark, ':');
	struct span word = colon > 0 ? span_sub(mark, 0, (uint32_t)colon) : SPAN_LIT("set");
	uint8_t *out = arena_take(d->scratch, word.len + 1 + path.len);

	if (!out)
		return path;
	memcpy(out, word.p, word.len);
	out[word.len] = ' ';
	memcpy(out + word.len + 1, path.p, path.len);
	return span_of(out, word.len + 1 + path.len);
}

/* --- the action ---------------------------------------------------------------------------------
 */

/* Whose commands a family records. Some Cisco messages do not tell IOS from its kin. */
static enum cli_family syslog_cli_family(const struct syslog_message *m)
{
	static const enum cli_family families[SYSLOG_FAMILIES] = {
		[SYSLOG_CISCO] = CLI_IOS,
		[SYSLOG_HUAWEI] = CLI_VRP,
		[SYSLOG_COMWARE] = CLI_COMWARE,
		[SYSLOG_JUNIPER] = CLI_JUNOS,
		[SYSLOG_NOKIA] = CLI_SROS,
		[SYSLOG_CIENA] = CLI_SAOS,
		[SYSLOG_MIKROTIK] = CLI_ROUTEROS,
	};

	return m->family < SYSLOG_FAMILIES ? families[m->family] : CLI_UNKNOWN;
}

/* Records of commands say at their end how it went, where they say it at all. */
static bool syslog_went_wrong(struct span text)
{
	static const char *const words[] = {"result=fail", "result: fail", "(failure)", NULL};

	for (const char *const *w = words; *w; w++)
		if (span_has_nocase(text, span_str(*w)))
			return true;
	return false;
}

/* What a recorded command did; false where it moved between views only. */
static bool syslog_classify(
	struct dissect *d, enum cli_family family, struct action *a, struct span command)
{
	struct cli_meaning meaning;

	cli_classify(lexicon_of(d), family, CLI_MODE_UNKNOWN, command, &meaning);
	if (meaning.navigation)
		return false;
	a->verb = meaning.verb;
	a->subject = meaning.subject;
	a->object = command;
	a->value = (struct span){NULL, 0};
	a->has_target = meaning.target.len && addr_parse(meaning.target, &a->target);
	if (!span_eq_nocase(span_of(meaning.text, meaning.text_len), command))
		a->object_name = arena_copy(d->scratch, span_of(meaning.text, meaning.text_len));
	return true;
}

static void syslog_place(struct dissect *d, const struct syslog_message *m, struct action *a)
{
	struct addr sender = d->end[d->from].addr;

	a->element = d->from;
	/* a relay keeps the name that the message came with */
	if (addr_parse(m->hostname, &a->element_addr) && !addr_is_group(&a->element_addr) &&
		addr_cmp(&a->element_addr, &sender) != 0)
		a->has_element = true;
}

void syslog_act(struct dissect *d, const struct syslog_message *m)
{
	const struct syslog_signature *s = syslog_signature_of(lexicon_of(d), m);
	struct span mark;

	if (!s || s->verb == SYSLOG_VERB_NOTHING)
		return;
	struct action a = {
		.subject = s->subject,
		.outcome = OUTCOME_OK,
		.evidence = EVIDENCE_ATTESTED,
		.object = m->mnemonic.len ? m->mnemonic : m->message,
		.object_scrub = SCRUB_TEXT,
		.value = m->message,
		.value_scrub = SCRUB_TEXT,
		.user_source = USER_SYSLOG,
	};
	if (s->verb == SYSLOG_VERB_COMMAND) {
		struct span command = syslog_command(m->whole, s->command, &mark);
		if (!command.len)
			return;
		if (command.p[0] == '[')
			command = syslog_path_command(d, command, mark);
		enum cli_family family = s->family ? s->family : syslog_cli_family(m);
		if (!syslog_classify(d, family, &a, command))
			return;
		if (syslog_went_wrong(m->whole))
			a.outcome = OUTCOME_FAILED;
	} else {
		a.verb = (enum verb)s->verb;
	}
	if (a.verb == VERB_LOGIN_FAILED)
		a.outcome = OUTCOME_REFUSED;
	a.join = a.verb == VERB_READ;
	a.user = syslog_user(m->whole, s->user);
	a.user_known = a.user.len > 0;
	a.has_actor = syslog_from(m->whole, s->address, &a.actor);
	syslog_place(d, m, &a);
	action_emit(d, &a);
}

struct span syslog_vendor(enum syslog_family family)
{
	static const struct span vendors[SYSLOG_FAMILIES] = {
		[SYSLOG_CISCO] = SPAN_LIT("Cisco"),
		[SYSLOG_HUAWEI] = SPAN_LIT("Huawei"),
		[SYSLOG_COMWARE] = SPAN_LIT("H3C"),
		[SYSLOG_JUNIPER] = SPAN_LIT("Juniper"),
		[SYSLOG_NOKIA] = SPAN_LIT("Nokia"),
		[SYSLOG_CIENA] = SPAN_LIT("Ciena"),
		[SYSLOG_MIKROTIK] = SPAN_LIT("MikroTik"),
		[SYSLOG_ARUBA] = SPAN_LIT("Aruba"),
		[SYSLOG_FORTINET] = SPAN_LIT("Fortinet"),
	};

	return family < SYSLOG_FAMILIES ? vendors[family] : (struct span){NULL, 0};
}
