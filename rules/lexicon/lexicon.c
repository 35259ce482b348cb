/*
 * lexicon: finds and opens the files, has their sections read (families of all files first, for
 * the others name them), and puts the whole together with what it stands on. See lexicon.h.
 */
#include "config.h"

#include "rules/lexicon/lexicon.h"
#include "rules/lexicon/lexicon_read.h"
#include "sensor/base/digest.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct lexicon_loaded {
	struct lexicon lexicon; /* first: what others hold is a pointer to it */
	struct lexicon_list list[LEXICON_SECTIONS];
	struct yaml *files[LEXICON_FILES]; /* whose text the entries point into */
	const struct yaml_node *sections[LEXICON_FILES][LEXICON_SECTIONS];
	char *names[LEXICON_FILES];
	unsigned file_count;
	char sha256[65];
};

static const struct {
	const char *name;
	size_t size;
	void (*read)(struct lexicon_builder *b, const struct yaml_node *entry);
} sections[LEXICON_SECTIONS] = {
	[LEXICON_FAMILIES] = {"families", sizeof(struct lexicon_family), lexicon_read_family},
	[LEXICON_GROUPS] = {"groups", sizeof(struct lexicon_group), lexicon_read_group},
	[LEXICON_COMMANDS] = {"commands", sizeof(struct cli_entry), lexicon_read_command},
	[LEXICON_BANNERS] = {"banners", sizeof(struct lexicon_sign), lexicon_read_banner},
	[LEXICON_ERRORS] = {"errors", sizeof(struct lexicon_sign), lexicon_read_error},
	[LEXICON_ASKS] = {"asks", sizeof(struct lexicon_sign), lexicon_read_ask},
	[LEXICON_PROMPTS] = {"prompts", sizeof(struct lexicon_prompt), lexicon_read_prompt},
	[LEXICON_SYSLOG] = {"syslog", sizeof(struct syslog_signature), lexicon_read_syslog},
	[LEXICON_OBJECTS] = {"objects", sizeof(struct snmp_object), lexicon_read_object},
	[LEXICON_NOTIFICATIONS] = {"notifications", sizeof(struct snmp_object),
		lexicon_read_notification},
};

/* --- lists ---------------------------------------------------------------------------------- */

/* Room for one more, zeroed; NULL without memory. */
static void *list_add(struct lexicon_list *l)
{
	if (l->count == l->cap) {
		uint32_t cap = l->cap ? l->cap * 2 : 64;
		void *grown = realloc(l->items, cap * l->size);
		if (!grown)
			return NULL;
		l->items = grown;
		l->cap = cap;
	}
	void *item = (char *)l->items + l->count++ * l->size;
	memset(item, 0, l->size);
	return item;
}

void *lexicon_add(
	struct lexicon_builder *b, enum lexicon_section section, const struct yaml_node *at)
{
	struct lexicon_list *l = &b->list[section];
	void *item = l->count < LEXICON_ENTRIES ? list_add(l) : NULL;

	if (!item)
		yaml_fault(&b->r, at, "more than %d %s, or no memory", LEXICON_ENTRIES,
			sections[section].name);
	return item;
}

/* COUNT of BASE behind what is there. */
static bool list_append(struct lexicon_list *l, const void *base, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		void *item = list_add(l);
		if (!item)
			return false;
		memcpy(item, (const char *)base + i * l->size, l->size);
	}
	return true;
}

/* COUNT of BASE in front of what is there. */
static bool list_prepend(struct lexicon_list *l, const void *base, uint32_t count)
{
	uint32_t own = l->count;

	if (!list_append(l, base, count))
		return false;
	char *items = l->items;
	memmove(items + count * l->size, items, own * l->size);
	if (count)
		memcpy(items, base, count * l->size);
	return true;
}

/* --- SNMP objects, which are sorted --------------------------------------------------------- */

static int object_order(const void *a, const void *b)
{
	const struct snmp_object *x = a, *y = b;

	return strcmp((const char *)x->oid.p, (const char *)y->oid.p);
}

/* Those of BASE whose OID is not there, then all in order; two of one OID are a fault. */
static bool objects_merge(struct lexicon_list *l, const struct snmp_object *base, uint32_t count,
	const char **ret_twice)
{
	uint32_t own = l->count;

	*ret_twice = NULL;
	if (own)
		qsort(l->items, own, l->size, object_order);
	for (uint32_t i = 1; i < own; i++) {
		const struct snmp_object *o = l->items;
		if (object_order(&o[i - 1], &o[i]) == 0)
			*ret_twice = (const char *)o[i].oid.p;
	}
	for (uint32_t i = 0; i < count; i++) {
		bool mine = own && bsearch(&base[i], l->items, own, l->size, object_order);
		struct snmp_object *o = mine ? NULL : list_add(l);
		if (!mine && !o)
			return false;
		if (o)
			*o = base[i];
	}
	if (l->count)
		qsort(l->items, l->count, l->size, object_order);
	return true;
}

/* --- files ---------------------------------------------------------------------------------- */

static int name_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_yaml(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && *name != '.' && strcmp(name + len - 5, ".yaml") == 0;
}

/* Paths of the files of PATH into L. False when there is none, with the fault told. */
static bool find_files(struct lexicon_loaded *l, const char *path, struct diag *diag)
{
	struct stat st;
	struct dirent *entry;
	char full[4096];

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		l->names[l->file_count++] = strdup(path);
		return true;
	}
	DIR *dir = opendir(path);
	if (!dir) {
		diag_error(diag, path, 0, 0, "cannot be read: %s", strerror(errno));
		return false;
	}
	while ((entry = readdir(dir)) && l->file_count < LEXICON_FILES) {
		if (!is_yaml(entry->d_name))
			continue;
		snprintf(full, sizeof(full), "%s/%s", path, entry->d_name);
		l->names[l->file_count++] = strdup(full);
	}
	closedir(dir);
	qsort(l->names, l->file_count, sizeof(*l->names), name_order);
	if (!l->file_count)
		diag_error(diag, path, 0, 0, "no *.yaml in this directory");
	return l->file_count > 0;
}

static void open_files(struct lexicon_loaded *l, struct diag *diag)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	for (unsigned i = 0; i < l->file_count; i++) {
		l->files[i] = l->names[i] ? yaml_load(l->names[i], diag) : NULL;
		if (l->files[i])
			sha256_update(&ctx, 64, (const uint8_t *)yaml_sha256(l->files[i]));
	}
	digest_sha256_hex(&ctx, l->sha256);
}

/* Where the sections of file I begin. */
static void find_sections(struct lexicon_loaded *l, struct lexicon_builder *b, unsigned i)
{
	struct yaml_key keys[LEXICON_SECTIONS];
	const struct yaml_node *root = yaml_root(l->files[i]);

	for (int s = 0; s < LEXICON_SECTIONS; s++)
		keys[s] = (struct yaml_key){sections[s].name, false};
	b->r.file = l->names[i];
	if (!root || !yaml_keys(&b->r, root, keys, LEXICON_SECTIONS, l->sections[i]))
		memset(l->sections[i], 0, sizeof(l->sections[i]));
}

static void read_files(struct lexicon_loaded *l, struct lexicon_builder *b)
{
	for (unsigned i = 0; i < l->file_count; i++)
		if (l->files[i])
			find_sections(l, b, i);
	for (int s = 0; s < LEXICON_SECTIONS; s++)
		for (unsigned i = 0; i < l->file_count; i++) {
			const struct yaml_node *list = l->sections[i][s];
			b->r.file = l->names[i];
			if (!list || !yaml_is_list(&b->r, list))
				continue;
			for (const struct yaml_node *e = list->child; e; e = e->next)
				sections[s].read(b, e);
		}
}

/* --- the whole ------------------------------------------------------------------------------ */

static bool put_together(struct lexicon_loaded *l, const struct lexicon *base, struct diag *diag)
{
	struct lexicon_list *list = l->list;
	const char *twice[2];
	bool good = list_prepend(&list[LEXICON_FAMILIES], base->families, base->family_count) &&
		    list_prepend(&list[LEXICON_GROUPS], base->groups, base->group_count) &&
		    list_append(&list[LEXICON_COMMANDS], base->commands, base->command_count) &&
		    list_append(&list[LEXICON_BANNERS], base->banners, base->banner_count) &&
		    list_append(&list[LEXICON_ERRORS], base->errors, base->error_count) &&
		    list_append(&list[LEXICON_ASKS], base->asks, base->ask_count) &&
		    list_append(&list[LEXICON_PROMPTS], base->prompts, base->prompt_count) &&
		    list_append(&list[LEXICON_SYSLOG], base->syslog, base->syslog_count) &&
		    objects_merge(
			    &list[LEXICON_OBJECTS], base->objects, base->object_count, &twice[0]) &&
		    objects_merge(&list[LEXICON_NOTIFICATIONS], base->notifications,
			    base->notification_count, &twice[1]);

	if (!good)
		diag_error(diag, "lexicon", 0, 0, "no memory");
	for (int i = 0; good && i < 2; i++)
		if (twice[i])
			diag_error(
				diag, l->names[0], 0, 0, "the OID %s stands here twice", twice[i]);
	l->lexicon = (struct lexicon){.families = list[LEXICON_FAMILIES].items,
		.groups = list[LEXICON_GROUPS].items,
		.commands = list[LEXICON_COMMANDS].items,
		.banners = list[LEXICON_BANNERS].items,
		.errors = list[LEXICON_ERRORS].items,
		.asks = list[LEXICON_ASKS].items,
		.prompts = list[LEXICON_PROMPTS].items,
		.syslog = list[LEXICON_SYSLOG].items,
		.objects = list[LEXICON_OBJECTS].items,
		.notifications = list[LEXICON_NOTIFICATIONS].items,
		.family_count = list[LEXICON_FAMILIES].count,
		.group_count = list[LEXICON_GROUPS].count,
		.command_count = list[LEXICON_COMMANDS].count,
		.banner_count = list[LEXICON_BANNERS].count,
		.error_count = list[LEXICON_ERRORS].count,
		.ask_count = list[LEXICON_ASKS].count,
		.prompt_count = list[LEXICON_PROMPTS].count,
		.syslog_count = list[LEXICON_SYSLOG].count,
		.object_count = list[LEXICON_OBJECTS].count,
		.notification_count = list[LEXICON_NOTIFICATIONS].count};
	return good;
}

static void loaded_free(struct lexicon_loaded *l)
{
	for (unsigned i = 0; i < l->file_count; i++) {
		yaml_close(l->files[i]);
		free(l->names[i]);
	}
	for (int s = 0; s < LEXICON_SECTIONS; s++)
		free(l->list[s].items);
	free(l);
}

const struct lexicon *lexicon_load(const char *path, const struct lexicon *base, struct diag *diag)
{
	unsigned before = diag->errors;
	struct lexicon_loaded *l = calloc(1, sizeof(*l));
	struct lexicon_builder b = {.r = {.file = path, .diag = diag}, .base = base};

	if (!l) {
		diag_error(diag, path, 0, 0, "no memory");
		return NULL;
	}
	for (int s = 0; s < LEXICON_SECTIONS; s++)
		b.list[s].size = sections[s].size;
	if (find_files(l, path, diag)) {
		open_files(l, diag);
		read_files(l, &b);
	}
	memcpy(l->list, b.list, sizeof(l->list));
	if (diag->errors == before && put_together(l, base, diag) && diag->errors == before)
		return &l->lexicon;
	loaded_free(l);
	return NULL;
}

const char *lexicon_sha256(const struct lexicon *lex)
{
	return ((const struct lexicon_loaded *)lex)->sha256;
}

void lexicon_free(const struct lexicon *lex)
{
	if (lex && lex != &lexicon_builtin)
		loaded_free((struct lexicon_loaded *)(uintptr_t)lex);
}
