/* buffers: see buffers.h. Names of fields are their paths without the marks of lists. */
#include "config.h"

#include "rules/rule/buffers.h"

#include "rules/rule/pool.h"
#include "rules/rule/rule.h"
#include "sensor/base/fnv.h"

#include <stdlib.h>

struct slot {
	const char *name;
	uint16_t id;
};

struct buffers {
	struct buffer_info info[BUFFERS_MAX];
	uint32_t letters[BUFFERS_MAX]; /* of their names, see letters_of */
	unsigned count;
	struct slot slots[BUFFERS_MAX * 4];
	struct pool pool;
};

struct alias {
	const char *name, *of;
	uint8_t sides;
	const char *only;
};

static const struct alias aliases[] = {
#define ALIAS(name, of, sides, only) {name, of, sides, only},
#include "rules/rule/aliases.def"
#undef ALIAS
};

static const struct buffer_info own[] = {
#define BUFFER(id, name, view, sides, app, text)                                                   \
	{name, view, sides, app, text, NULL, 0, false, NULL, {0}},
#include "rules/rule/buffers.def"
#undef BUFFER
};

/* What the judgement shows of an action, an element and a file. */
static const struct buffer_info judged[] = {
#define JUDGED(name, text) {name, VIEW_JUDGE, SIDES_EITHER, NULL, text, NULL, 0, false, NULL, {0}},
#include "rules/rule/judged.def"
#undef JUDGED
};

static struct slot *slot_of(struct buffers *b, struct span name)
{
	enum { SLOTS = BUFFERS_MAX * 4 };
	uint32_t at = fnv32(FNV32, name) % SLOTS;

	while (b->slots[at].name && !span_eq(span_str(b->slots[at].name), name))
		at = (at + 1) % SLOTS;
	return &b->slots[at];
}

/* The first to take a name keeps it. */
static void name_add(struct buffers *b, const char *name, unsigned id)
{
	struct slot *s = slot_of(b, span_str(name));

	if (s->name)
		return;
	s->name = name;
	s->id = (uint16_t)id;
}

/* Which letters NAME has; one that is mistyped changes at most two of them. */
static uint32_t letters_of(const char *name)
{
	uint32_t letters = 0;

	for (; *name; name++)
		letters |= 1u << (*name & 31);
	return letters;
}

static unsigned info_add(struct buffers *b, const struct buffer_info *info)
{
	if (b->count == BUFFERS_MAX)
		return BUFFERS_MAX;
	b->info[b->count] = *info;
	if (!info->base[0] && !info->base[1])
		b->info[b->count].base[0] = b->info[b->count].base[1] = (uint16_t)b->count;
	name_add(b, info->name, b->count);
	b->letters[b->count] = letters_of(info->name);
	return b->count++;
}

/* "tls.client_alpns[]" is told as "tls.client_alpns". */
static const char *field_name(struct buffers *b, const struct schema *s, const struct field *f)
{
	char text[192];
	size_t n = strlen(s->name);

	if (n + 1 + strlen(f->path) >= sizeof(text))
		return NULL;
	memcpy(text, s->name, n);
	text[n++] = '.';
	for (const char *p = f->path; *p; p++)
		if (*p != '[' && *p != ']')
			text[n++] = *p;
	return pool_text(&b->pool, span_of(text, (uint32_t)n));
}

static void schema_add(struct buffers *b, const struct schema *s, const char *app)
{
	for (unsigned i = 0; i < b->count; i++)
		if (b->info[i].schema == s)
			return;
	for (uint16_t i = 0; i < s->count; i++) {
		const struct field *f = &s->fields[i];
		const char *name = f->path ? field_name(b, s, f) : NULL;
		if (!name)
			continue;
		info_add(b, &(struct buffer_info){.name = name,
				    .view = VIEW_FACTS,
				    .sides = SIDES_EITHER,
				    .app = app,
				    .text = f->doc,
				    .schema = s,
				    .field = i,
				    .number = f->type <= FIELD_BOOL});
	}
}

/* "a|b" stands for both fields. */
static void aliases_add(struct buffers *b)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		const struct alias *a = &aliases[i];
		const char *bar = strchr(a->of, '|');
		int of = buffers_find(
			b, bar ? span_of(a->of, (uint32_t)(bar - a->of)) : span_str(a->of));
		int also = bar ? buffers_find(b, span_str(bar + 1)) : of;
		if (of < 0 || also < 0)
			continue;
		if (!a->sides && !a->only && !bar) {
			name_add(b, a->name, (unsigned)of);
			continue;
		}
		struct buffer_info info = b->info[of];
		info.name = a->name;
		info.sides = a->sides ? a->sides : info.sides;
		info.only = a->only;
		info.base[0] = b->info[of].base[0];
		info.base[1] = b->info[also].base[0];
		info_add(b, &info);
	}
}

struct buffers *buffers_new(void)
{
	struct buffers *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		info_add(b, &own[i]);
	for (size_t i = 0; i < sizeof(judged) / sizeof(*judged); i++)
		info_add(b, &judged[i]);
	for (const struct dissector *const *d = dissectors; *d; d++)
		for (const struct schema *const *s = (*d)->schemas; s && *s; s++)
			schema_add(b, *s, (*d)->name);
	aliases_add(b);
	if (!b->pool.failed)
		return b;
	buffers_free(b);
	return NULL;
}

void buffers_free(struct buffers *b)
{
	if (!b)
		return;
	pool_free(&b->pool);
	free(b);
}

int buffers_find(const struct buffers *b, struct span name)
{
	/* the table is only read here */
	const struct slot *s = slot_of((struct buffers *)(uintptr_t)b, name);
	return s->name ? s->id : -1;
}

const struct buffer_info *buffers_info(const struct buffers *b, unsigned id)
{
	return &b->info[id];
}

unsigned buffers_alike(const struct buffers *b, const char *word, const char **ret)
{
	enum { MISTYPED = 2 };
	uint32_t letters = letters_of(word);
	unsigned n = 0;

	for (unsigned i = 0; i < b->count; i++)
		if (__builtin_popcount(b->letters[i] ^ letters) <= MISTYPED * 2)
			ret[n++] = b->info[i].name;
	return n;
}

unsigned buffers_count(const struct buffers *b)
{
	return b->count;
}

int buffers_of_field(const struct buffers *b, const struct schema *schema, uint16_t field)
{
	for (unsigned i = BUFFER_FIELDS; i < b->count; i++)
		if (b->info[i].schema == schema && b->info[i].field == field && !b->info[i].only)
			return buffers_find(b, span_str(b->info[i].name));
	return -1;
}
