/* ground_read: a ground that was kept is stood on again; see ground.h. */
#include "config.h"

#include "sensor/base/digest.h"
#include "sensor/base/json_get.h"
#include "sensor/cmd/ground.h"
#include "sensor/cmd/ground_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { GROUND_PATH = 4096, LIST_MOST = 64 * 1024 * 1024, HASH_SHOWN = 12 };

struct ground_file {
	const struct part *part;
	char *path; /* then */
	char *copy; /* now; data: the same */
	char sha256[DIGEST_HEX_MAX];
};

struct ground {
	char folder[GROUND_PATH]; /* its own */
	struct ground_file *files;
	unsigned count;
	char *values[GROUND_PARTS]; /* by part; NULL: not told */
	struct rule_index *rules;   /* once a session read them */
};

static const struct part *part_of(struct span item)
{
	struct span raw;
	char name[64] = "";

	if (json_get(item, "setting", &raw))
		json_value(raw, name, sizeof(name));
	for (unsigned i = 0; i < GROUND_PARTS; i++)
		if (strcmp(name, ground_parts[i].name) == 0)
			return &ground_parts[i];
	return NULL;
}

/* The text under KEY, to be freed; NULL where there is none, or too long a one. */
static char *text_of(struct span item, const char *key)
{
	char text[GROUND_PATH];
	struct span raw;

	if (!json_get(item, key, &raw) || json_value(raw, text, sizeof(text)) == sizeof(text) - 1)
		return NULL;
	return strdup(text);
}

/* A name of the list leads nowhere but into the ground. */
static bool is_inside(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-";

	return name[0] && name[0] != '/' && !strstr(name, "..") &&
	       strspn(name, allowed) == strlen(name);
}

static char *below(const char *folder, const char *name)
{
	size_t room = strlen(folder) + strlen(name) + 2;
	char *path = malloc(room);

	if (path)
		snprintf(path, room, "%s/%s", folder, name);
	return path;
}

static bool take_file(struct ground *g, struct span item)
{
	struct ground_file *f = &g->files[g->count++];
	struct span raw;
	char *name = text_of(item, "name");

	f->part = part_of(item);
	f->path = text_of(item, "path");
	bool good = f->part && f->part->kind != PART_VALUE && f->path &&
		    json_get(item, "sha256", &raw) &&
		    json_value(raw, f->sha256, sizeof(f->sha256)) == sizeof(f->sha256) - 1;
	if (good && f->part->kind == PART_DATA)
		f->copy = strdup(f->path);
	else if (good && name && is_inside(name))
		f->copy = below(g->folder, name);
	free(name);
	return good && f->copy;
}

static bool take_value(struct ground *g, struct span item)
{
	const struct part *part = part_of(item);
	char *value = text_of(item, "value");
	unsigned i = part ? (unsigned)(part - ground_parts) : 0;

	if (!part || part->kind != PART_VALUE || !value || g->values[i]) {
		free(value);
		return false;
	}
	g->values[i] = value;
	return true;
}

/* NULL, or what is wrong with the list TEXT. */
static const char *take_list(struct ground *g, struct span text)
{
	struct span array, item;
	uint32_t at = 0, count = 0;

	if (!json_get(text, "ground", &item) || !span_eq(item, SPAN_LIT("1")))
		return "it is damaged, or of a newer spanwatch";
	if (!json_get(text, "values", &array))
		return "it is damaged";
	while (json_each(array, &at, &item))
		if (!take_value(g, item))
			return "it is damaged";
	if (!json_get(text, "files", &array))
		return "it is damaged";
	for (at = 0; json_each(array, &at, &item);)
		count++;
	g->files = calloc(count + 1, sizeof(*g->files));
	for (at = 0; g->files && json_each(array, &at, &item);)
		if (!take_file(g, item))
			return "it is damaged";
	return g->files ? NULL : "no memory";
}

/* All of the list, to be freed; its name is its hash. */
static const char *read_list(const char *path, const char *name, struct span *ret)
{
	FILE *in = fopen(path, "re");
	char hex[DIGEST_HEX_MAX];
	struct sha256_ctx ctx;
	struct stat st;
	const char *fault = NULL;

	if (!in)
		return strerror(errno);
	bool right = fstat(fileno(in), &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= LIST_MOST;
	char *text = right ? malloc((size_t)st.st_size + 1) : NULL;
	if (!text || fread(text, 1, (size_t)st.st_size, in) != (size_t)st.st_size)
		fault = "it cannot be read";
	fclose(in);
	if (!fault) {
		sha256_init(&ctx);
		sha256_update(&ctx, (size_t)st.st_size, (const uint8_t *)text);
		digest_sha256_hex(&ctx, hex);
		if (strncmp(name + strlen(GROUND_PREFIX), hex, HASH_SHOWN) != 0)
			fault = "it is not the one of then: the folder's name is its SHA-256";
	}
	if (fault)
		free(text);
	else
		*ret = span_of(text, (uint32_t)st.st_size);
	return fault;
}

static bool is_name(const char *name)
{
	const char *hex = name + strlen(GROUND_PREFIX);

	return strncmp(name, GROUND_PREFIX, strlen(GROUND_PREFIX)) == 0 &&
	       strlen(hex) == HASH_SHOWN && strspn(hex, "0123456789abcdef") == HASH_SHOWN;
}

struct ground *ground_open(const char *folder, const char *name, char said[static GROUND_SAID])
{
	struct ground *g = calloc(1, sizeof(*g));
	char path[GROUND_PATH + 32];
	struct span text = span_of(NULL, 0);
	const char *fault = !g ? "no memory" : !is_name(name) ? "no ground has such a name" : NULL;

	snprintf(path, sizeof(path), "%s/%s/" GROUND_LIST_FILE, folder, name);
	if (!fault && snprintf(g->folder, sizeof(g->folder), "%s/%s", folder, name) >=
			      (int)sizeof(g->folder))
		fault = "its path is too long";
	if (!fault)
		fault = read_list(path, name, &text);
	if (!fault)
		fault = take_list(g, text);
	free((void *)(uintptr_t)text.p);
	if (!fault)
		return g;
	snprintf(said, GROUND_SAID, "%.900s: %.100s", path, fault);
	ground_free(g);
	return NULL;
}

void ground_free(struct ground *g)
{
	if (!g)
		return;
	for (unsigned i = 0; i < g->count; i++) {
		free(g->files[i].path);
		free(g->files[i].copy);
	}
	for (unsigned i = 0; i < GROUND_PARTS; i++)
		free(g->values[i]);
	free(g->files);
	index_free(g->rules);
	free(g);
}

/* --- standing on it --------------------------------------------------------------------------- */

/* All files of PART by their names of then, as settings_option reads them; to be freed. */
static char *names_of(const struct ground *g, const struct part *part)
{
	size_t len = 0, room = 1;
	char *all;

	for (unsigned i = 0; i < g->count; i++)
		if (g->files[i].part == part)
			room += strlen(g->files[i].path) + 1;
	all = calloc(1, room);
	for (unsigned i = 0; all && i < g->count; i++)
		if (g->files[i].part == part)
			len += (size_t)snprintf(
				all + len, room - len, "%s%s", len ? "," : "", g->files[i].path);
	return all;
}

/* The folder of PART's files; empty where there were none. */
static char *folder_of(const struct ground *g, const struct part *part)
{
	for (unsigned i = 0; i < g->count; i++) {
		const char *path = g->files[i].path, *slash = strrchr(path, '/');
		if (g->files[i].part == part && slash)
			return strndup(path, (size_t)(slash - path));
	}
	return strdup("");
}

/* What PART's setting is set to, to be freed; NULL: it stays as it is. */
static char *setting_text(const struct ground *g, const struct part *part)
{
	bool any = false;

	for (unsigned i = 0; i < g->count; i++)
		any |= g->files[i].part == part;
	switch (part->kind) {
	case PART_VALUE: {
		const char *value = g->values[part - ground_parts];
		return value ? strdup(value) : NULL;
	}
	case PART_COPY:
		for (unsigned i = 0; i < g->count; i++)
			if (g->files[i].part == part)
				return strdup(g->files[i].copy);
		return NULL;
	case PART_FOLDER:
		return any ? below(g->folder, part->stem) : NULL;
	default:
		return part->setting == SETTING_OUI ? folder_of(g, part)
		       : any                        ? names_of(g, part)
						    : NULL;
	}
}

struct rule_index *ground_rules(const struct ground *g)
{
	return g->rules;
}

void ground_lend(struct ground *g, struct rule_index *rules)
{
	g->rules = rules;
}

void ground_stand(struct ground *g, struct options *o, struct diag *diag)
{
	for (unsigned i = 0; i < GROUND_PARTS; i++) {
		const struct part *part = &ground_parts[i];
		char *text = part->setting == SETTINGS ? NULL : setting_text(g, part);
		if (text)
			settings_option(&o->settings, part->setting, text, diag);
		free(text);
	}
	o->ground = g;
}

const char *ground_where(const void *ctx, const char *path)
{
	const struct ground *g = ctx;

	for (unsigned i = 0; i < g->count; i++)
		if (g->files[i].part->kind == PART_NAMED && strcmp(g->files[i].path, path) == 0)
			return g->files[i].copy;
	return NULL;
}

unsigned ground_compare(const struct ground *g, void (*say)(void *ctx, const char *what), void *ctx)
{
	char hex[DIGEST_HEX_MAX], text[GROUND_SAID];
	unsigned changed = 0;

	for (unsigned i = 0; i < g->count; i++) {
		const struct ground_file *f = &g->files[i];
		bool data = f->part->kind == PART_DATA;
		int r = ground_file_sha256(f->copy, hex);
		if (r == 0 && strcmp(hex, f->sha256) == 0)
			continue;
		snprintf(text, sizeof(text), "%s %.400s %s", data ? "data" : "the copy of", f->path,
			r == -ENOENT ? (data ? "is not on this machine" : "is gone")
			: r          ? "cannot be read"
				     : "is not what it was (SHA-256)");
		say(ctx, text);
		changed += !data;
	}
	return changed;
}
