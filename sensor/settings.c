/* settings: see settings.h. */
#include "config.h"

#include "sensor/settings.h"

#include "rules/yaml/yaml.h"

#include <errno.h>
#include <stdlib.h>

enum kind { BOOL, NUMBER, CHOICE, TEXT, LIST, PAIRS };

static const struct {
	const char *name;
	enum kind kind;
	const char *standard;
	uint64_t min, max;
	const char *unit, *text;
} table[] = {
#define SETTING(id, name, kind, standard, min, max, unit, text)                                    \
	{name, kind, standard, min, max, unit, text},
#include "sensor/settings.def"
#undef SETTING
};

/* Where a value stands, for faults. */
struct site {
	const char *file;
	size_t line, column;
	struct diag *diag;
};

static void value_clear(struct setting_value *v)
{
	for (unsigned i = 0; i < v->count; i++)
		free(v->items[i]);
	free(v->items);
	free(v->text);
	*v = (struct setting_value){0};
}

static bool parse_bool(struct span text, uint64_t *ret)
{
	static const char *const words[] = {"off", "on", "false", "true", "no", "yes"};

	for (unsigned i = 0; i < 6; i++) {
		if (span_eq(text, span_str(words[i]))) {
			*ret = i % 2;
			return true;
		}
	}
	return false;
}

static bool parse_choice(const char *words, struct span text, uint64_t *ret)
{
	uint64_t index = 0;

	for (const char *p = words; *p; index++) {
		const char *bar = strchr(p, '|');
		uint32_t len = bar ? (uint32_t)(bar - p) : (uint32_t)strlen(p);
		if (span_eq(text, span_of(p, len))) {
			*ret = index;
			return true;
		}
		p += len + (bar != NULL);
	}
	return false;
}

/* Checks TEXT for ID; NUMBER gets its value. */
static bool check(enum setting id, struct span text, uint64_t *number, const struct site *at)
{
	const char *name = table[id].name;
	bool measured = table[id].unit[0] && strcmp(table[id].unit, name) != 0;

	switch (table[id].kind) {
	case BOOL:
		if (parse_bool(text, number))
			return true;
		diag_error(at->diag, at->file, at->line, at->column, "%s takes on or off", name);
		return false;
	case NUMBER:
		if (span_decimal(text, table[id].max, number) && *number >= table[id].min)
			return true;
		diag_error(at->diag, at->file, at->line, at->column,
			"%s takes a number from %llu to %llu%s%s%s", name,
			(unsigned long long)table[id].min, (unsigned long long)table[id].max,
			measured ? " (" : "", measured ? table[id].unit : "", measured ? ")" : "");
		return false;
	case CHOICE:
		if (parse_choice(table[id].unit, text, number))
			return true;
		diag_error(at->diag, at->file, at->line, at->column, "%s takes one of %s", name,
			table[id].unit);
		return false;
	default:
		if (!table[id].max || table[id].kind != TEXT || text.len <= table[id].max)
			return true;
		diag_error(at->diag, at->file, at->line, at->column,
			"%s takes at most %llu characters", name,
			(unsigned long long)table[id].max);
		return false;
	}
}

static void item_add(
	struct setting_value *v, enum setting id, struct span text, const struct site *at)
{
	char **grown;

	if (v->count >= table[id].max) {
		diag_error(at->diag, at->file, at->line, at->column,
			"%s takes at most %llu entries", table[id].name,
			(unsigned long long)table[id].max);
		return;
	}
	grown = realloc(v->items, (v->count + 1) * sizeof(*grown));
	if (!grown)
		return;
	v->items = grown;
	v->items[v->count] = strndup((const char *)text.p, text.len);
	v->count += v->items[v->count] != NULL;
}

static void assign(struct settings *s, enum setting id, struct span text, const struct site *at)
{
	uint64_t number = 0;

	if (!check(id, text, &number, at))
		return;
	value_clear(&s->value[id]);
	s->value[id].number = number;
	s->value[id].text = strndup((const char *)text.p, text.len);
	if (table[id].kind != LIST && table[id].kind != PAIRS)
		return;
	char separator = table[id].kind == LIST ? ',' : ';';
	while (text.len) {
		int64_t end = span_index(text, (uint8_t)separator);
		struct span item = span_sub(text, 0, end < 0 ? text.len : (uint32_t)end);
		item_add(&s->value[id], id, span_trim(item), at);
		text = span_sub(text, item.len + 1, UINT32_MAX);
	}
}

int settings_init(struct settings *s)
{
	struct diag diag = {0};
	struct site at = {"defaults", 0, 0, &diag};

	memset(s, 0, sizeof(*s));
	for (int i = 0; i < SETTINGS; i++) {
		assign(s, (enum setting)i, span_str(table[i].standard), &at);
		if (!s->value[i].text)
			return -ENOMEM;
	}
	return 0;
}

void settings_free(struct settings *s)
{
	for (int i = 0; i < SETTINGS; i++)
		value_clear(&s->value[i]);
}

static int find(struct span name)
{
	for (int i = 0; i < SETTINGS; i++)
		if (span_eq(name, span_str(table[i].name)))
			return i;
	return -1;
}

static void unknown(struct span name, const struct site *at)
{
	const char *names[SETTINGS];
	char word[64] = "";

	for (int i = 0; i < SETTINGS; i++)
		names[i] = table[i].name;
	memcpy(word, name.p, name.len < sizeof(word) ? name.len : sizeof(word) - 1);
	const char *near = diag_nearest(word, names, SETTINGS);
	diag_error(at->diag, at->file, at->line, at->column, "there is no setting '%s'%s%s%s", word,
		near ? "; did you mean '" : " (spanwatch check --print-config shows all)",
		near ? near : "", near ? "'?" : "");
}

void settings_set(struct settings *s, const char *assignment, struct diag *diag)
{
	struct site at = {"--set", 0, 0, diag};
	struct span all = span_str(assignment);
	int64_t equals = span_index(all, '=');

	if (equals < 0) {
		/* what is behind the first word may hold a password */
		uint32_t word = 0;
		while (word < all.len && word < 40 && assignment[word] != ':' &&
			assignment[word] != ' ')
			word++;
		diag_error(diag, at.file, 0, 0, "'%.*s%s' is not key=value", (int)word, assignment,
			word < all.len ? "..." : "");
		return;
	}
	struct span name = span_sub(all, 0, (uint32_t)equals);
	int id = find(name);
	if (id < 0)
		unknown(name, &at);
	else
		assign(s, (enum setting)id, span_sub(all, (uint32_t)equals + 1, UINT32_MAX), &at);
}

void settings_option(struct settings *s, enum setting id, const char *text, struct diag *diag)
{
	struct site at = {"command line", 0, 0, diag};
	assign(s, id, span_str(text), &at);
}

/* --- the file --------------------------------------------------------------------------------- */

/* Length of a name for printf, cut to what any real name has. */
static int clip(struct span name)
{
	return name.len < 64 ? (int)name.len : 64;
}

static struct site site_of(const char *file, const struct yaml_node *n, struct diag *diag)
{
	return (struct site){file, n->line, n->column, diag};
}

/* A list, or a mapping of lists, joined as the command line writes it. */
static void read_items(
	struct settings *s, enum setting id, const struct yaml_node *n, const struct site *at)
{
	struct setting_value *v = &s->value[id];
	char *text = strdup("");

	value_clear(v);
	v->text = text;
	for (const struct yaml_node *i = n->child; i; i = i->next) {
		char joined[512];
		int len = 0;
		if (table[id].kind == LIST) {
			item_add(v, id, i->text, at);
			continue;
		}
		len = snprintf(
			joined, sizeof(joined), "%.*s=", clip(i->text), (const char *)i->text.p);
		for (const struct yaml_node *k = i->value->child; k && len < 400; k = k->next)
			len += snprintf(joined + len, sizeof(joined) - (size_t)len, "%s%.*s",
				k == i->value->child ? "" : ",", clip(k->text),
				(const char *)k->text.p);
		item_add(v, id, span_of(joined, (uint32_t)len), at);
	}
}

static void read_value(
	struct settings *s, struct span name, const struct yaml_node *n, const struct site *at)
{
	int id = find(name);

	if (id < 0) {
		unknown(name, at);
		return;
	}
	bool items = (table[id].kind == LIST && n->kind == YAML_LIST) ||
		     (table[id].kind == PAIRS && n->kind == YAML_MAP);
	if (items)
		read_items(s, (enum setting)id, n, at);
	else if (n->kind == YAML_WORD)
		assign(s, (enum setting)id, n->text, at);
	else if (n->kind != YAML_BAD)
		diag_error(at->diag, at->file, at->line, at->column, "%s cannot be a %s",
			table[id].name, n->kind == YAML_LIST ? "list" : "mapping");
}

/* True when NAME is the first half of some setting's name ("limits"). */
static bool is_section(struct span name)
{
	for (int i = 0; i < SETTINGS; i++)
		if (strlen(table[i].name) > name.len && table[i].name[name.len] == '.' &&
			memcmp(table[i].name, name.p, name.len) == 0)
			return true;
	return false;
}

static void read_section(
	struct settings *s, const struct yaml_node *key, const char *file, struct diag *diag)
{
	for (const struct yaml_node *k = key->value->child; k; k = k->next) {
		char name[128];
		struct site at = site_of(file, k, diag);
		int len = snprintf(name, sizeof(name), "%.*s.%.*s", clip(key->text),
			(const char *)key->text.p, clip(k->text), (const char *)k->text.p);
		read_value(s, span_of(name, (uint32_t)len), k->value, &at);
	}
}

void settings_load(struct settings *s, const char *file, struct diag *diag)
{
	struct yaml *y = yaml_load(file, diag);
	const struct yaml_node *root = y ? yaml_root(y) : NULL;

	if (root && root->kind != YAML_MAP)
		diag_error(diag, file, root->line, root->column,
			"a configuration is a mapping of settings: 'key: value'");
	for (const struct yaml_node *k = root && root->kind == YAML_MAP ? root->child : NULL; k;
		k = k->next) {
		struct site at = site_of(file, k, diag);
		if (k->value->kind == YAML_MAP && is_section(k->text))
			read_section(s, k, file, diag);
		else
			read_value(s, k->text, k->value, &at);
	}
	yaml_close(y);
}

const char *settings_text(const struct settings *s, enum setting id)
{
	return s->value[id].text[0] ? s->value[id].text : NULL;
}

/* --- printing ------------------------------------------------------------------------------------
 */

static void print_comment(enum setting id, const char *indent, FILE *out)
{
	fprintf(out, "%s# %s (", indent, table[id].text);
	if (table[id].kind == NUMBER)
		fprintf(out, "%llu..%llu%s%s, ", (unsigned long long)table[id].min,
			(unsigned long long)table[id].max, table[id].unit[0] ? " " : "",
			table[id].unit);
	else if (table[id].kind == CHOICE)
		fprintf(out, "%s, ", table[id].unit);
	else if (table[id].kind == BOOL)
		fputs("on|off, ", out);
	fprintf(out, "default %s)\n", table[id].standard[0] ? table[id].standard : "none");
}

static void print_items(const struct setting_value *v, enum kind kind, FILE *out)
{
	fputs(kind == LIST ? "[" : "{", out);
	for (unsigned i = 0; i < v->count; i++) {
		const char *equals = kind == PAIRS ? strchr(v->items[i], '=') : NULL;
		if (equals)
			fprintf(out, "%s%.*s: [%s]", i ? ", " : "", (int)(equals - v->items[i]),
				v->items[i], equals + 1);
		else
			fprintf(out, "%s\"%s\"", i ? ", " : "", v->items[i]);
	}
	fputs(kind == LIST ? "]\n" : "}\n", out);
}

/* A text in quotes; of "redis://user:password@host" all but the password. */
static void print_text(const char *text, FILE *out)
{
	const char *start = strstr(text, "://");
	const char *at = start ? strrchr(start + 3, '@') : NULL;
	const char *colon = at ? memchr(start + 3, ':', (size_t)(at - start - 3)) : NULL;

	if (colon)
		fprintf(out, "\"%.*s:...%s\"\n", (int)(colon - text), text, at);
	else
		fprintf(out, "\"%s\"\n", text);
}

void settings_print(const struct settings *s, bool commented, FILE *out)
{
	const char *section = "";

	for (int i = 0; i < SETTINGS; i++) {
		const char *dot = strchr(table[i].name, '.');
		size_t len = dot ? (size_t)(dot - table[i].name) : 0;
		if (dot && (strlen(section) < len || strncmp(section, table[i].name, len) != 0))
			fprintf(out, "%.*s:\n", (int)len, table[i].name);
		section = dot ? table[i].name : "";
		const char *indent = dot ? "  " : "";
		if (commented)
			print_comment((enum setting)i, indent, out);
		fprintf(out, "%s%s: ", indent, dot ? dot + 1 : table[i].name);
		if (table[i].kind == LIST || table[i].kind == PAIRS)
			print_items(&s->value[i], table[i].kind, out);
		else if (table[i].kind == TEXT)
			print_text(s->value[i].text, out);
		else
			fprintf(out, "%s\n", s->value[i].text);
	}
}
