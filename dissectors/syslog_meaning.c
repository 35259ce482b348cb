/*
 * syslog_meaning: what a message attests, by the lexicon: a change, a login,
 * a command that ran. The line of the device is the best evidence of what an encrypted session did.
 * See syslog.h.
 */
#include "config.h"

#include "dissectors/syslog_facts.h"
#include "dissectors/syslog_views.h"

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

/* --- recorded commands ---------------------------------------------------------------------- */

/*
 * Junos audits say "set: [path] ...", or action="set" pathname="[path\\]" as structured data: the
 * command that does the same.
 */
static struct span syslog_path_command(
	struct dissect *d, const struct syslog_message *m, struct span text, struct span mark)
{
	int64_t end = span_index(text, ']');
	struct span path = span_sub(text, 1, end < 1 ? text.len : (uint32_t)end - 1);
	struct span word = syslog_value(m->whole, SPAN_LIT("action=\""));
	int64_t colon = span_index(mark, ':');

	if (colon > 0)
		word = span_sub(mark, 0, (uint32_t)colon);
	else if (!word.len)
		word = SPAN_LIT("set");
	if (path.len && path.p[path.len - 1] == '\\')
		path.len--;
	uint8_t *out = arena_take(d->scratch, word.len + 1 + path.len);
	if (!out)
		return path;
	memcpy(out, word.p, word.len);
	out[word.len] = ' ';
	memcpy(out + word.len + 1, path.p, path.len);
	return span_of(out, word.len + 1 + path.len);
}

/* Where the prompt before the recorded COMMAND stands: "A:PE1>config>system# " of Nokia. */
static enum cli_mode syslog_prompt_path(
	const struct syslog_message *m, struct span command, struct cli_path *ret)
{
	struct span shown = span_trim(span_of(m->whole.p, (uint32_t)(command.p - m->whole.p)));
	uint32_t from = shown.len;

	*ret = (struct cli_path){0};
	if (m->family != SYSLOG_NOKIA || !shown.len || shown.p[--shown.len] != '#')
		return CLI_MODE_UNKNOWN;
	while (from && shown.p[from - 1] != ' ')
		from--;
	shown = span_sub(shown, from, shown.len);
	int64_t at = span_find(shown, SPAN_LIT(">config"));
	if (at < 0)
		return CLI_MODE_UNKNOWN;
	cli_path_set(ret, span_sub(shown, (uint32_t)at + sizeof(">config") - 1, shown.len));
	return CLI_MODE_CONFIG;
}

/* What a recorded command did; false where it moved between views only, or where none is recorded.
 */
static bool syslog_recorded(struct dissect *d, struct syslog_views *views,
	const struct syslog_message *m, const struct syslog_signature *s, struct action *a)
{
	enum cli_family family = s->family ? s->family : syslog_cli_family(m);
	struct cli_meaning meaning;
	struct cli_path here;
	struct span mark, command = syslog_command(m->whole, s->command, &mark);

	if (!command.len)
		return false;
	struct cli_path *path = &here;
	enum cli_mode mode = syslog_prompt_path(m, command, path);
	if (family == CLI_JUNOS && command.p[0] != '[')
		mode = syslog_view(views, m, a->user, &path);
	if (command.p[0] == '[')
		command = syslog_path_command(d, m, command, mark);
	bool at_root = !path->len;
	cli_classify_at(lexicon_of(d), family, mode, path, command, &meaning);
	syslog_view_move(path, at_root, &meaning);
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

/* --- the action ------------------------------------------------------------------------------- */

/* Login attempts that failed were refused; records of commands say at their end how it went. */
static enum outcome syslog_outcome(
	const struct syslog_message *m, const struct syslog_signature *s, const struct action *a)
{
	static const char *const wrong[] = {"result=fail", "result: fail", "(failure)", NULL};

	if (s->outcome != OUTCOME_UNKNOWN)
		return s->outcome;
	if (a->verb == VERB_LOGIN_FAILED)
		return OUTCOME_REFUSED;
	for (const char *const *w = wrong; s->verb == SYSLOG_VERB_COMMAND && *w; w++)
		if (span_has_nocase(m->whole, span_str(*w)))
			return OUTCOME_FAILED;
	return OUTCOME_OK;
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

void syslog_act(struct dissect *d, struct syslog_views *views, const struct syslog_message *m)
{
	const struct syslog_signature *s = syslog_signature_of(lexicon_of(d), m);

	if (!s || s->verb == SYSLOG_VERB_NOTHING)
		return;
	struct action a = {
		.subject = s->subject,
		.evidence = EVIDENCE_ATTESTED,
		.object = m->mnemonic.len ? m->mnemonic : m->message,
		.object_scrub = SCRUB_TEXT,
		.value = m->message,
		.value_scrub = SCRUB_TEXT,
		.user_source = USER_SYSLOG,
		.user = syslog_user(m->whole, s->user),
	};
	if (s->verb != SYSLOG_VERB_COMMAND)
		a.verb = (enum verb)s->verb;
	else if (!syslog_recorded(d, views, m, s, &a))
		return;
	a.outcome = syslog_outcome(m, s, &a);
	a.join = a.verb == VERB_READ;
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
