/* lexicon_words: families, commands and what terminals show. See lexicon_read.h. */
#include "config.h"

#include "rules/lexicon/lexicon_read.h"

#include <string.h>

const char *lexicon_text(struct lexicon_builder *b, const struct yaml_node *node)
{
	if (!node || !yaml_is_word(&b->r, node))
		return "";
	if (node->text.len > LEXICON_TEXT)
		yaml_fault(&b->r, node, "longer than %d bytes", LEXICON_TEXT);
	return (const char *)node->text.p;
}

int lexicon_pick(struct lexicon_builder *b, const struct yaml_node *node, const char *const *names,
	unsigned count, const char *what)
{
	const struct yaml_choice choice = {what, names, count};

	return node && yaml_is_word(&b->r, node) ? yaml_pick(&b->r, node, &choice) : -1;
}

int lexicon_verb(struct lexicon_builder *b, const struct yaml_node *node)
{
	const char *names[VERB_COUNT];

	for (int i = 0; i < VERB_COUNT; i++)
		names[i] = verb_name((enum verb)i);
	return lexicon_pick(b, node, names, VERB_COUNT, "no verb (see `spanwatch list verbs`)");
}

int lexicon_subject(struct lexicon_builder *b, const struct yaml_node *node)
{
	const char *names[SUBJECT_COUNT];

	for (int i = 0; i < SUBJECT_COUNT; i++)
		names[i] = subject_name((enum subject)i);
	return lexicon_pick(
		b, node, names, SUBJECT_COUNT, "no subject (see `spanwatch list verbs`)");
}

enum outcome lexicon_outcome(struct lexicon_builder *b, const struct yaml_node *node)
{
	const char *names[OUTCOME_COUNT];

	for (int i = 0; i < OUTCOME_COUNT; i++)
		names[i] = outcome_name((enum outcome)i);
	return (enum outcome)lexicon_pick(b, node, names, OUTCOME_COUNT, "no outcome");
}

/* --- families ------------------------------------------------------------------------------- */

/* Names of families by number, those of BASE first; how many. */
static unsigned family_names(const struct lexicon_builder *b, const char **ret)
{
	const struct lexicon_list *own = &b->list[LEXICON_FAMILIES];
	const struct lexicon_family *families = own->items;
	unsigned count = b->base->family_count;

	for (unsigned i = 0; i < count; i++)
		ret[i] = b->base->families[i].name ? b->base->families[i].name : "";
	for (unsigned i = 0; i < own->count; i++)
		ret[count + i] = families[i].name ? families[i].name : "";
	return count + own->count;
}

enum cli_family lexicon_family(struct lexicon_builder *b, const struct yaml_node *node)
{
	const char *names[CLI_FAMILIES_MAX];
	unsigned count = family_names(b, names);
	int n = lexicon_pick(b, node, names + 1, count - 1, "no family of command lines");

	return n < 0 ? CLI_UNKNOWN : (enum cli_family)(n + 1);
}

static bool name_taken(struct lexicon_builder *b, const struct yaml_node *node)
{
	const char *names[CLI_FAMILIES_MAX];
	unsigned count = family_names(b, names);
	const struct lexicon_group *own = b->list[LEXICON_GROUPS].items;
	const char *name = (const char *)node->text.p;
	bool taken = strcmp(name, "any") == 0;

	for (unsigned i = 0; i < count; i++)
		taken = taken || strcmp(names[i], name) == 0;
	for (unsigned i = 0; i < b->base->group_count; i++)
		taken = taken || strcmp(b->base->groups[i].name, name) == 0;
	for (unsigned i = 0; i < b->list[LEXICON_GROUPS].count; i++)
		taken = taken || (own[i].name && strcmp(own[i].name, name) == 0);
	if (taken)
		yaml_fault(&b->r, node, "\"%s\" is the name of a family or group already", name);
	return taken;
}

void lexicon_read_family(struct lexicon_builder *b, const struct yaml_node *entry)
{
	static const struct yaml_key keys[] = {{"name", true}, {"vendor", false}};
	const struct yaml_node *at[2];

	if (!yaml_keys(&b->r, entry, keys, 2, at) || !at[0])
		return;
	const char *name = yaml_string(&b->r, at[0], 64);
	if (!name || name_taken(b, at[0]))
		return;
	if (b->base->family_count + b->list[LEXICON_FAMILIES].count >= CLI_FAMILIES_MAX) {
		yaml_fault(&b->r, entry, "more than %u families",
			CLI_FAMILIES_MAX - b->base->family_count);
		return;
	}
	struct lexicon_family *f = lexicon_add(b, LEXICON_FAMILIES, entry);
	if (!f)
		return;
	f->name = name;
	f->vendor = at[1] ? yaml_string(&b->r, at[1], 64) : NULL;
}

static bool group_bits(
	const struct lexicon_group *groups, uint32_t count, const char *name, uint32_t *bits)
{
	for (uint32_t i = 0; i < count; i++)
		if (groups[i].name && strcmp(groups[i].name, name) == 0) {
			*bits |= groups[i].families;
			return true;
		}
	return false;
}

/* Bits of the families and groups that NODE lists. */
static uint32_t families_of(struct lexicon_builder *b, const struct yaml_node *node)
{
	const struct lexicon_list *own = &b->list[LEXICON_GROUPS];
	uint32_t bits = 0;

	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		if (!yaml_is_word(&b->r, i))
			continue;
		const char *name = (const char *)i->text.p;
		if (strcmp(name, "any") == 0)
			return UINT32_MAX;
		if (!group_bits(b->base->groups, b->base->group_count, name, &bits) &&
			!group_bits(own->items, own->count, name, &bits))
			bits |= 1u << lexicon_family(b, i);
	}
	return bits;
}

void lexicon_read_group(struct lexicon_builder *b, const struct yaml_node *entry)
{
	static const struct yaml_key keys[] = {{"name", true}, {"of", true}};
	const struct yaml_node *at[2];

	if (!yaml_keys(&b->r, entry, keys, 2, at) || !at[0] || !at[1])
		return;
	const char *name = yaml_string(&b->r, at[0], 64);
	if (!name || name_taken(b, at[0]))
		return;
	uint32_t bits = families_of(b, at[1]);
	struct lexicon_group *g = lexicon_add(b, LEXICON_GROUPS, entry);
	if (!g)
		return;
	g->name = name;
	g->families = bits;
}

/* --- commands ------------------------------------------------------------------------------- */

void lexicon_read_command(struct lexicon_builder *b, const struct yaml_node *entry)
{
	static const struct yaml_key keys[] = {{"on", true}, {"command", true}, {"verb", true},
		{"subject", true}, {"flags", false}};
	static const char *const flags[] = {"navigation", "enter", "leave", "bye", "view", "secret",
		"config-mode", "exec-mode", "host2", "of-view"};
	const struct yaml_node *at[5];

	if (!yaml_keys(&b->r, entry, keys, 5, at) || !at[1])
		return;
	struct cli_entry *e = lexicon_add(b, LEXICON_COMMANDS, entry);
	if (!e)
		return;
	e->families = families_of(b, at[0]);
	e->pattern = lexicon_text(b, at[1]);
	const char *fault = lexicon_command_fault(e->pattern);
	if (fault)
		yaml_fault(&b->r, at[1], "%s", fault);
	e->first = lexicon_first(e->pattern);
	e->verb = (enum verb)lexicon_verb(b, at[2]);
	e->subject = (enum subject)lexicon_subject(b, at[3]);
	for (const struct yaml_node *i = at[4] ? yaml_first(at[4]) : NULL; i;
		i = yaml_next(at[4], i)) {
		int n = lexicon_pick(
			b, i, flags, sizeof(flags) / sizeof(*flags), "no flag of a command");
		e->flags |= n < 0 ? 0 : 1u << n;
	}
}

/* --- what terminals show -------------------------------------------------------------------- */

static const char *const modes[CLI_MODE_COUNT] = {
	"none", "login", "password", "question", "pager", "operational", "privileged", "config"};

/* The text of a sign: one of says, begins, ends. */
static void sign_text(struct lexicon_builder *b, const struct yaml_node *entry,
	const struct yaml_node *const *at, struct lexicon_sign *sign)
{
	unsigned given = 0;

	for (unsigned i = 0; i < 3; i++) {
		if (!at[i])
			continue;
		sign->at = i; /* enum lexicon_at */
		const char *text = yaml_string(&b->r, at[i], LEXICON_TEXT);
		sign->text = text ? text : "";
		given++;
	}
	if (given != 1)
		yaml_fault(&b->r, entry, "one of says, begins and ends is needed");
}

static struct lexicon_sign *read_sign(struct lexicon_builder *b, enum lexicon_section section,
	const char *what, const struct yaml_node *entry, const struct yaml_node **ret_what)
{
	const struct yaml_key keys[] = {
		{"says", false}, {"begins", false}, {"ends", false}, {what, true}};
	const struct yaml_node *at[4];

	if (!yaml_keys(&b->r, entry, keys, 4, at))
		return NULL;
	struct lexicon_sign *sign = lexicon_add(b, section, entry);
	if (sign)
		sign_text(b, entry, at, sign);
	*ret_what = at[3];
	return sign;
}

void lexicon_read_banner(struct lexicon_builder *b, const struct yaml_node *entry)
{
	const struct yaml_node *what;
	struct lexicon_sign *sign = read_sign(b, LEXICON_BANNERS, "family", entry, &what);

	if (sign)
		sign->is = lexicon_family(b, what);
}

void lexicon_read_error(struct lexicon_builder *b, const struct yaml_node *entry)
{
	const struct yaml_node *what;
	struct lexicon_sign *sign = read_sign(b, LEXICON_ERRORS, "outcome", entry, &what);

	if (sign)
		sign->is = lexicon_outcome(b, what);
}

void lexicon_read_ask(struct lexicon_builder *b, const struct yaml_node *entry)
{
	const struct yaml_node *what;
	struct lexicon_sign *sign = read_sign(b, LEXICON_ASKS, "mode", entry, &what);

	if (sign)
		sign->is =
			CLI_MODE_LOGIN + (unsigned)lexicon_pick(b, what, modes + CLI_MODE_LOGIN, 4,
						 "none of login, password, question and pager");
}

void lexicon_read_prompt(struct lexicon_builder *b, const struct yaml_node *entry)
{
	static const struct yaml_key keys[] = {
		{"shape", true}, {"named", false}, {"family", false}, {"mode", true}};
	const struct yaml_node *at[4];

	if (!yaml_keys(&b->r, entry, keys, 4, at) || !at[0])
		return;
	struct lexicon_prompt *p = lexicon_add(b, LEXICON_PROMPTS, entry);
	if (!p)
		return;
	p->shape = lexicon_text(b, at[0]);
	const char *fault = lexicon_shape_fault(p->shape);
	if (fault)
		yaml_fault(&b->r, at[0], "%s", fault);
	p->named = at[1] ? lexicon_text(b, at[1]) : NULL;
	p->family = at[2] ? lexicon_family(b, at[2]) : CLI_UNKNOWN;
	int mode = lexicon_pick(b, at[3], modes, CLI_MODE_COUNT, "no mode of a prompt");
	if (mode >= CLI_MODE_LOGIN && mode <= CLI_MODE_PAGER)
		yaml_fault(&b->r, at[3], "lines that ask stand under asks");
	p->mode = (enum cli_mode)mode;
}
