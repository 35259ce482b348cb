/* policy_read_permits: the permits, windows and exceptions of a policy file. */
#include "config.h"

#include "rules/policy/policy_build.h"

static void read_permit(struct policy_builder *b, const struct yaml_node *node, uint32_t number)
{
	static const struct yaml_key keys[] = {{"id", false}, {"from", true}, {"to", true},
		{"over", false}, {"may", false}, {"changes", false}};
	static const char *const changes[] = {"always", "in-window"};
	const struct yaml_node *value[6];
	struct policy *p = b->p;
	struct permit permit = {.line = node->line};

	if (!yaml_keys(&b->r, node, keys, 6, value))
		return;
	permit.id = policy_read_id(b, value[0], SCOPE_PERMIT, node, number);
	policy_read_party(b, value[1], &permit.from);
	policy_read_party(b, value[2], &permit.to);
	policy_read_over(b, value[3], &permit.over);
	permit.may = policy_read_verbs(b, value[4]);
	permit.in_window = value[5] && yaml_pick(&b->r, value[5],
					       &(struct yaml_choice){"neither always nor in-window",
						       changes, 2}) == 1;
	struct permit *permits =
		policy_grow(b, p->permits, p->permit_count, &p->permit_cap, sizeof(*permits));
	if (!permits)
		return;
	p->permits = permits;
	permits[p->permit_count++] = permit;
}

void policy_read_permits(struct policy_builder *b, const struct yaml_node *list)
{
	uint32_t number = 0;

	if (!list || !yaml_is_list(&b->r, list))
		return;
	for (const struct yaml_node *i = list->child; i; i = i->next)
		read_permit(b, i, ++number);
}

/* A list of words, or `any`, which leaves the list empty. */
static uint32_t read_strings(struct policy_builder *b, const struct yaml_node *node)
{
	uint32_t first = b->p->string_count;
	bool any = false;

	if (node && !yaml_first(node))
		yaml_fault(&b->r, node, "this list is empty: leave the key out, or write any");
	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		const char *s = yaml_string(&b->r, i, POLICY_WORD * 4);
		if (s && strcmp(s, "any") == 0)
			any = true;
		else if (s)
			policy_add_string(b, s);
	}
	if (any)
		b->p->string_count = first;
	return first;
}

static void read_window(struct policy_builder *b, const struct yaml_node *node, uint32_t number)
{
	static const struct yaml_key keys[] = {{"id", false}, {"from", true}, {"until", true},
		{"elements", false}, {"actors", false}, {"users", false}, {"may", false}};
	const struct yaml_node *value[7];
	struct policy *p = b->p;
	struct window w = {.line = node->line};

	if (!yaml_keys(&b->r, node, keys, 7, value))
		return;
	w.id = policy_read_id(b, value[0], SCOPE_WINDOW, node, number);
	bool timed = value[1] && yaml_time(&b->r, value[1], &w.from_us);
	timed = value[2] && yaml_time(&b->r, value[2], &w.until_us) && timed;
	if (timed && w.until_us <= w.from_us)
		yaml_fault(&b->r, value[2], "the window %s ends before it begins", w.id);
	policy_read_party(b, value[3], &w.elements);
	policy_read_party(b, value[4], &w.actors);
	w.first_user = read_strings(b, value[5]);
	w.users = p->string_count - w.first_user;
	w.may = policy_read_verbs(b, value[6]);
	struct window *windows =
		policy_grow(b, p->windows, p->window_count, &p->window_cap, sizeof(*windows));
	if (!windows)
		return;
	p->windows = windows;
	windows[p->window_count++] = w;
}

void policy_read_windows(struct policy_builder *b, const struct yaml_node *list)
{
	uint32_t number = b->p->window_count;

	if (!list || !yaml_is_list(&b->r, list))
		return;
	for (const struct yaml_node *i = list->child; i; i = i->next)
		read_window(b, i, ++number);
}

static void read_findings(struct policy_builder *b, const struct yaml_node *node)
{
	static const char *const slugs[] = {
#define FINDING(id, slug, ...) slug,
#include "rules/findings.def"
#undef FINDING
	};
	static const struct yaml_choice choice = {
		"no finding (`spanwatch list findings`)", slugs, sizeof(slugs) / sizeof(slugs[0])};

	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		int n = yaml_pick(&b->r, i, &choice);
		if (n >= 0)
			policy_add_string(b, slugs[n]);
	}
	if (node && !yaml_first(node))
		yaml_fault(&b->r, node, "this list is empty: an exception names its findings");
}

static void read_exception(struct policy_builder *b, const struct yaml_node *node, uint32_t number)
{
	static const struct yaml_key keys[] = {{"id", false}, {"finding", true}, {"from", false},
		{"to", false}, {"until", true}, {"reason", true}, {"by", false}};
	const struct yaml_node *value[7];
	struct policy *p = b->p;
	struct exception e = {.line = node->line};

	if (!yaml_keys(&b->r, node, keys, 7, value))
		return;
	e.id = policy_read_id(b, value[0], SCOPE_EXCEPTION, node, number);
	e.first_finding = p->string_count;
	read_findings(b, value[1]);
	e.findings = p->string_count - e.first_finding;
	policy_read_party(b, value[2], &e.from);
	policy_read_party(b, value[3], &e.to);
	if (value[4])
		yaml_time(&b->r, value[4], &e.until_us);
	if (value[5])
		yaml_string(&b->r, value[5], POLICY_TEXT);
	if (value[6])
		yaml_string(&b->r, value[6], POLICY_TEXT);
	struct exception *exceptions = policy_grow(
		b, p->exceptions, p->exception_count, &p->exception_cap, sizeof(*exceptions));
	if (!exceptions)
		return;
	p->exceptions = exceptions;
	exceptions[p->exception_count++] = e;
}

void policy_read_exceptions(struct policy_builder *b, const struct yaml_node *list)
{
	uint32_t number = b->p->exception_count;

	if (!list || !yaml_is_list(&b->r, list))
		return;
	for (const struct yaml_node *i = list->child; i; i = i->next)
		read_exception(b, i, ++number);
}
