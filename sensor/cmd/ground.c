/* ground: see ground.h. Here: a ground is kept. */
#include "config.h"

#include "sensor/cmd/ground.h"

#include "sensor/base/digest.h"
#include "sensor/base/json.h"
#include "sensor/cmd/ground_parts.h"
#include "sensor/evidence/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	GROUND_PATH = 4096,
	COPY_NAME = 48,
	FILES_MOST = 8192, /* of one ground: tickets, lists and rules of any sensible site */
	HASH_SHOWN = 12,
	LIST_BYTES = 64 * 1024 /* of the list, before files */
};

#define MAKING ".ground" /* a ground in the making */

const struct part ground_parts[GROUND_PARTS] = {
	{"builtin", SETTING_BUILTIN, PART_VALUE, NULL, NULL},
	{"dedup", SETTING_DEDUP, PART_VALUE, NULL, NULL},
	{"checksum", SETTING_CHECKSUM, PART_VALUE, NULL, NULL},
	{"ndpi", SETTING_NDPI, PART_VALUE, NULL, NULL},
	{"baseline.learn-days", SETTING_LEARN_DAYS, PART_VALUE, NULL, NULL},
	{"vars", SETTING_VARS, PART_VALUE, NULL, NULL},
	{"policy", SETTING_POLICY, PART_COPY, "policy", NULL},
	{"windows-dir", SETTING_WINDOWS_DIR, PART_FOLDER, "windows", ".y"},
	{"rules", SETTING_RULES, PART_NAMED, "rules", NULL},
	{"list", SETTINGS, PART_NAMED, "lists", NULL},
	{"threshold-file", SETTING_THRESHOLD_FILE, PART_NAMED, "threshold", NULL},
	{"iprep.categories", SETTING_IPREP_CATEGORIES, PART_NAMED, "categories", NULL},
	{"iprep.files", SETTING_IPREP_FILES, PART_NAMED, "reputation", NULL},
	{"lexicon", SETTING_LEXICON, PART_FOLDER, "lexicon", ".y"},
	{"support", SETTING_SUPPORT, PART_COPY, "support", NULL},
	{"services", SETTING_SERVICES, PART_COPY, "services", NULL},
	{"geo", SETTING_GEO, PART_DATA, NULL, NULL},
	{"oui", SETTING_OUI, PART_DATA, NULL, ".csv"},
};

struct kept {
	const struct part *part;
	char *path; /* then */
	char name[COPY_NAME];
	char sha256[DIGEST_HEX_MAX];
};

struct keeping {
	char folder[GROUND_PATH]; /* of the ground in the making */
	struct kept *files;
	unsigned count;
	int error; /* the first one, -errno */
};

/* --- files that rules name -------------------------------------------------------------------- */

static bool is_below(const char *path, const char *dir)
{
	size_t len = dir ? strlen(dir) : 0;

	return len && strncmp(path, dir, len) == 0 && path[len] == '/';
}

int ground_lists_of(const struct ruleset *rules, const char *state_dir, struct ground_lists *ret)
{
	uint32_t count = rules ? rules->dataset_count : 0;

	*ret = (struct ground_lists){.path = calloc(count + 1, sizeof(*ret->path))};
	if (!ret->path)
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		const char *from = rules->datasets[i]->from;
		if (!from || is_below(from, state_dir))
			continue;
		if (!(ret->path[ret->count] = strdup(from)))
			return -ENOMEM;
		ret->count++;
	}
	return 0;
}

void ground_lists_free(struct ground_lists *l)
{
	for (unsigned i = 0; i < l->count; i++)
		free(l->path[i]);
	free(l->path);
	*l = (struct ground_lists){0};
}

/* --- copies ----------------------------------------------------------------------------------- */

/* What FROM holds, into the file descriptor TO (-1: nowhere) and as a hash. */
static int copy(const char *from, int to, char hex[static DIGEST_HEX_MAX])
{
	uint8_t bytes[16384];
	struct sha256_ctx ctx;
	struct stat st;
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK), r = 0;
	ssize_t n = 0;

	if (in < 0)
		return -errno;
	if (fstat(in, &st) || !S_ISREG(st.st_mode))
		r = -EINVAL;
	sha256_init(&ctx);
	while (r == 0 && (n = read(in, bytes, sizeof(bytes))) > 0) {
		sha256_update(&ctx, (size_t)n, bytes);
		if (to >= 0 && write(to, bytes, (size_t)n) != n)
			r = errno ? -errno : -EIO;
	}
	if (n < 0)
		r = -errno;
	close(in);
	digest_sha256_hex(&ctx, hex);
	return r;
}

int ground_file_sha256(const char *path, char ret[static 65])
{
	return copy(path, -1, ret);
}

/* A file of the ground for writing, in its folder, which is made when it is the first. */
static int create(const struct keeping *k, const char *name)
{
	char path[GROUND_PATH + COPY_NAME];
	char *slash;

	snprintf(path, sizeof(path), "%s/%s", k->folder, name);
	slash = strrchr(path, '/');
	*slash = '\0';
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	*slash = '/';
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd < 0 ? -errno : fd;
}

/* The ending of PATH's last part, dot included; "" where it has none that a name may have. */
static const char *ending_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
	size_t len = dot ? strlen(dot) : 0;
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	return len > 1 && len < 12 && strspn(dot + 1, letters) == len - 1 ? dot : "";
}

static int copy_file(const struct keeping *k, struct kept *f)
{
	unsigned number = 1;

	for (const struct kept *other = k->files; other < f; other++)
		number += other->part == f->part;
	if (f->part->kind == PART_COPY)
		snprintf(f->name, sizeof(f->name), "%s%s", f->part->stem, ending_of(f->path));
	else
		snprintf(f->name, sizeof(f->name), "%s/%04u%s", f->part->stem, number,
			ending_of(f->path));
	int to = create(k, f->name);
	if (to < 0)
		return to;
	int r = copy(f->path, to, f->sha256);
	if (close(to) < 0 && r == 0)
		r = -errno;
	return r;
}

static void keep_file(struct keeping *k, const struct part *part, const char *path)
{
	struct kept *f = &k->files[k->count];

	for (unsigned i = 0; i < k->count; i++) /* one list, named by several rules */
		if (k->files[i].part == part && strcmp(k->files[i].path, path) == 0)
			return;
	if (k->error || k->count == FILES_MOST) {
		k->error = k->error ? k->error : -E2BIG;
		return;
	}
	*f = (struct kept){.part = part, .path = strdup(path)};
	if (!f->path) {
		k->error = -ENOMEM;
		return;
	}
	k->error = part->kind == PART_DATA ? ground_file_sha256(path, f->sha256) : copy_file(k, f);
	k->count++;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void keep_folder(struct keeping *k, const struct part *part, const char *folder)
{
	struct dirent **names;
	char path[GROUND_PATH];
	int count = scandir(folder, &names, NULL, by_name);

	if (count < 0) {
		k->error = k->error ? k->error : -errno;
		return;
	}
	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		if (name[0] != '.' &&
			strncmp(ending_of(name), part->ending, strlen(part->ending)) == 0 &&
			snprintf(path, sizeof(path), "%s/%s", folder, name) < (int)sizeof(path))
			keep_file(k, part, path);
		free(names[i]);
	}
	free(names);
}

static void keep_part(struct keeping *k, const struct settings *set, const struct part *part)
{
	const struct setting_value *v = &set->value[part->setting];
	struct stat st;

	if (v->count) {
		for (unsigned i = 0; i < v->count; i++)
			keep_file(k, part, v->items[i]);
	} else if (v->text[0] && part->ending && stat(v->text, &st) == 0 && S_ISDIR(st.st_mode)) {
		keep_folder(k, part, v->text);
	} else if (v->text[0] && (part->kind != PART_DATA || access(v->text, R_OK) == 0)) {
		keep_file(k, part, v->text);
	}
}

/* --- the list --------------------------------------------------------------------------------- */

/* A value as settings_option reads it: items of lists and pairs joined. */
static void write_value(struct json *j, const struct part *part, const struct setting_value *v)
{
	char text[JSON_TEXT_MAX];
	size_t len = 0;

	for (unsigned i = 0; i < v->count && len < sizeof(text); i++)
		len += (size_t)snprintf(
			text + len, sizeof(text) - len, "%s%s", i ? ";" : "", v->items[i]);
	if (len >= sizeof(text))
		j->full = true; /* never half of it */
	json_open(j, '{');
	json_kv_string(j, "setting", part->name);
	json_kv_string(j, "value", v->count ? text : v->text);
	json_close(j, '}');
}

static void write_list(const struct keeping *k, const struct settings *set, struct json *j)
{
	json_open(j, '{');
	json_kv_u64(j, "ground", 1);
	json_key(j, "values");
	json_open(j, '[');
	for (unsigned i = 0; i < GROUND_PARTS; i++)
		if (ground_parts[i].kind == PART_VALUE)
			write_value(j, &ground_parts[i], &set->value[ground_parts[i].setting]);
	json_close(j, ']');
	json_key(j, "files");
	json_open(j, '[');
	for (unsigned i = 0; i < k->count; i++) {
		const struct kept *f = &k->files[i];
		json_open(j, '{');
		json_kv_string(j, "setting", f->part->name);
		json_kv_string(j, "path", f->path);
		if (f->name[0])
			json_kv_string(j, "name", f->name);
		json_kv_string(j, "sha256", f->sha256);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

/* Writes the list; its own hash is what the ground is called by. */
static int put_list(const struct keeping *k, const struct settings *set, char hex[static 65])
{
	uint32_t cap = LIST_BYTES + k->count * (2 * GROUND_PATH);
	char *text = malloc(cap);
	struct json j = json_of(text, cap);
	struct sha256_ctx ctx;

	if (!text)
		return -ENOMEM;
	write_list(k, set, &j);
	int fd = j.full ? -E2BIG : create(k, GROUND_LIST_FILE), r = fd < 0 ? fd : 0;
	if (r == 0 && write(fd, text, j.len) != (ssize_t)j.len)
		r = -EIO;
	if (fd >= 0 && close(fd) < 0 && r == 0)
		r = -errno;
	sha256_init(&ctx);
	sha256_update(&ctx, j.len, (const uint8_t *)text);
	digest_sha256_hex(&ctx, hex);
	free(text);
	return r;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* In its place, unless the same one is there, which is then as young as this. */
static int put_in_place(const struct keeping *k, const char *folder, const char *name)
{
	char path[GROUND_PATH];

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	if (rename(k->folder, path) == 0)
		return 0;
	int r = errno == EEXIST || errno == ENOTEMPTY ? 0 : -errno;
	shelf_clear(k->folder);
	if (r == 0)
		shelf_touch(folder, name);
	return r;
}

int ground_keep(const struct settings *set, const struct ground_lists *lists, const char *folder,
	char ret[static GROUND_NAME])
{
	struct keeping k = {.files = calloc(FILES_MOST + 1, sizeof(*k.files))};
	char hex[DIGEST_HEX_MAX];

	if (!k.files)
		return -ENOMEM;
	if (snprintf(k.folder, sizeof(k.folder), "%s/" MAKING, folder) >=
		(int)sizeof(k.folder) - COPY_NAME)
		k.error = -ENAMETOOLONG;
	shelf_clear(k.folder); /* what a run left that was killed */
	if (!k.error && mkdir(k.folder, 0700) < 0)
		k.error = -errno;
	for (unsigned i = 0; !k.error && i < GROUND_PARTS; i++) {
		const struct part *part = &ground_parts[i];
		for (unsigned n = 0; part->setting == SETTINGS && n < lists->count; n++)
			keep_file(&k, part, lists->path[n]);
		if (part->setting != SETTINGS && part->kind != PART_VALUE)
			keep_part(&k, set, part);
	}
	if (!k.error)
		k.error = put_list(&k, set, hex);
	if (!k.error) {
		snprintf(ret, GROUND_NAME, GROUND_PREFIX "%.*s", HASH_SHOWN, hex);
		k.error = put_in_place(&k, folder, ret);
	} else {
		shelf_clear(k.folder);
	}
	for (unsigned i = 0; i < k.count; i++)
		free(k.files[i].path);
	free(k.files);
	return k.error;
}
