/* policy_read_ledgers: the known images and accounts of a policy file. */
#include "config.h"

#include "rules/policy/policy_build.h"

static char hex_lower(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return (char)c;
	if (c >= 'A' && c <= 'F')
		c |= 0x20;
	return c >= 'a' && c <= 'f' ? (char)c : '\0';
}

/* 64 hex digits in lower case, kept with the file's text; NULL and a fault otherwise. */
static const char *read_sha256(struct policy_builder *b, const struct yaml_node *node)
{
	char hex[64];

	if (!node || !yaml_is_word(&b->r, node))
		return NULL;
	for (uint32_t i = 0; i < 64; i++) {
		hex[i] = node->text.len == 64 ? hex_lower(node->text.p[i]) : '\0';
		if (!hex[i]) {
			yaml_fault(&b->r, node, "a SHA-256 is 64 hex digits");
			return NULL;
		}
	}
	const char *kept = yaml_keep(b->p->yaml, span_of(hex, 64));
	if (!kept)
		b->no_memory = true;
	return kept;
}

static void read_image(struct policy_builder *b, const struct yaml_node *node)
{
	static const struct yaml_key keys[] = {{"sha256", true}, {"state", true}, {"name", false}};
	static const char *const states[] = {"reproduced-from-source", "vendor-signed", "approved",
		"known-bad", "unknown", "withdrawn", "testing"};
	const struct yaml_node *value[3];
	struct policy *p = b->p;

	if (!yaml_keys(&b->r, node, keys, 3, value))
		return;
	const char *sha256 = read_sha256(b, value[0]);
	int state = value[1] ? yaml_pick(&b->r, value[1],
				       &(struct yaml_choice){"no state of an image", states, 7})
			     : -1;
	const char *name = value[2] ? yaml_string(&b->r, value[2], POLICY_TEXT) : NULL;
	struct image *images =
		policy_grow(b, p->images, p->image_count, &p->image_cap, sizeof(*images));
	if (!images)
		return;
	p->images = images;
	if (!sha256 || state < 0)
		return;
	switch (names_add(&p->names, SCOPE_IMAGE, span_str(sha256), p->image_count)) {
	case NAMES_ADDED:
		images[p->image_count++] = (struct image){states[state], name};
		break;
	case NAMES_TAKEN:
		yaml_fault(&b->r, value[0], "this image is listed already");
		break;
	case NAMES_NO_MEMORY:
		b->no_memory = true;
	}
}

void policy_read_images(struct policy_builder *b, const struct yaml_node *list)
{
	if (!list || !yaml_is_list(&b->r, list))
		return;
	for (const struct yaml_node *i = list->child; i; i = i->next)
		read_image(b, i);
}

static void add_glob(struct policy_builder *b, enum account_kind kind, const char *glob)
{
	struct policy *p = b->p;
	const char **globs = policy_grow(
		b, p->globs[kind], p->glob_count[kind], &p->glob_cap[kind], sizeof(*globs));

	if (!globs)
		return;
	p->globs[kind] = globs;
	globs[p->glob_count[kind]++] = glob;
}

static void read_account_list(
	struct policy_builder *b, const struct yaml_node *node, enum account_kind kind)
{
	for (const struct yaml_node *i = node ? yaml_first(node) : NULL; i;
		i = yaml_next(node, i)) {
		const char *s = yaml_string(&b->r, i, POLICY_WORD * 4);
		if (!s)
			continue;
		if (strchr(s, '*')) {
			add_glob(b, kind, s);
			continue;
		}
		switch (names_add(&b->p->names, SCOPE_ACCOUNT, i->text, kind)) {
		case NAMES_ADDED:
			break;
		case NAMES_TAKEN:
			yaml_fault(&b->r, i, "the account %s is listed already", s);
			break;
		case NAMES_NO_MEMORY:
			b->no_memory = true;
		}
	}
}

void policy_read_accounts(struct policy_builder *b, const struct yaml_node *map)
{
	static const struct yaml_key keys[] = {
		{"break-glass", false}, {"vendor", false}, {"service", false}};
	const struct yaml_node *value[ACCOUNT_KINDS];

	if (!map || !yaml_keys(&b->r, map, keys, ACCOUNT_KINDS, value))
		return;
	for (unsigned kind = 0; kind < ACCOUNT_KINDS; kind++)
		read_account_list(b, value[kind], (enum account_kind)kind);
}
