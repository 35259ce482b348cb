/*
 * policy_windows: windows and exceptions that stand in files of their own beside the policy, one a
 * ticket: every *.yaml and *.yml of a directory, by name. Read with the policy, and again with it.
 */
#include "config.h"

#include "rules/policy/policy_build.h"
#include "sensor/base/digest.h"
#include "sensor/base/siphash.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_MAX = 4096, PATH_MAX_LEN = 4096 };

static bool is_ticket(const char *name)
{
	size_t len = strlen(name);

	return name[0] != '.' && ((len > 5 && strcmp(name + len - 5, ".yaml") == 0) ||
					 (len > 4 && strcmp(name + len - 4, ".yml") == 0));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

/* The names in DIR, sorted; NULL and -errno in RET_COUNT's place where it cannot be read. */
static char **list_names(const char *dir, uint32_t *ret_count, int *ret_error)
{
	DIR *d = opendir(dir);
	char **names = calloc(FILES_MAX, sizeof(*names));
	const struct dirent *entry;
	uint32_t count = 0;

	*ret_error = !names ? -ENOMEM : !d ? -errno : 0;
	while (!*ret_error && count < FILES_MAX && (entry = readdir(d)) != NULL)
		if (is_ticket(entry->d_name) && !(names[count++] = strdup(entry->d_name)))
			*ret_error = -ENOMEM;
	if (d)
		closedir(d);
	if (*ret_error) {
		free_names(names, names ? count : 0);
		return NULL;
	}
	qsort(names, count, sizeof(*names), by_name);
	*ret_count = count;
	return names;
}

static void read_ticket(struct policy_builder *b, struct yaml *y)
{
	static const struct yaml_key keys[] = {
		{"version", false}, {"windows", false}, {"exceptions", false}};
	const struct yaml_node *value[3], *root = yaml_root(y);

	if (!root) /* a file that is being written, or one that was emptied */
		return;
	if (!yaml_keys(&b->r, root, keys, 3, value))
		return;
	policy_read_windows(b, value[1]);
	policy_read_exceptions(b, value[2]);
}

/* What the policy's text is known by covers every ticket. */
static void add_digest(struct policy *p, const struct yaml *y)
{
	struct sha256_ctx ctx;
	uint8_t raw[SHA256_DIGEST_SIZE];
	static const char digit[] = "0123456789abcdef";

	sha256_init(&ctx);
	sha256_update(&ctx, 64, (const uint8_t *)policy_sha256(p));
	sha256_update(&ctx, 64, (const uint8_t *)yaml_sha256(y));
	sha256_digest(&ctx, sizeof(raw), raw);
	for (unsigned i = 0; i < sizeof(raw); i++) {
		p->sha256[2 * i] = digit[raw[i] >> 4];
		p->sha256[2 * i + 1] = digit[raw[i] & 15];
	}
	p->sha256[64] = '\0';
}

static void load_ticket(struct policy_builder *b, const char *path)
{
	struct policy *p = b->p;
	const char *policy_file = b->r.file;
	struct yaml *y = yaml_load(path, b->r.diag);
	struct yaml **more = realloc(p->more, (p->more_count + 1) * sizeof(*more));

	if (more)
		p->more = more;
	if (!more || !y) {
		b->no_memory |= !more;
		yaml_close(y);
		return;
	}
	p->more[p->more_count++] = y;
	b->r.file = path;
	read_ticket(b, y);
	b->r.file = policy_file;
	add_digest(p, y);
}

void policy_read_tickets(struct policy_builder *b, const char *dir)
{
	uint32_t count = 0;
	int error = 0;
	char **names = list_names(dir, &count, &error);

	if (!names)
		diag_error(b->r.diag, dir, 0, 0, "cannot be read: %s", strerror(-error));
	for (uint32_t i = 0; names && i < count; i++) {
		char path[PATH_MAX_LEN];
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		load_ticket(b, path);
	}
	free_names(names, names ? count : 0);
}

/* --- watching -----------------------------------------------------------------------------------
 */

uint64_t policy_windows_state(const char *dir)
{
	static const struct siphash_key fixed = {0x7469636b65747320ull, 0x6f6e206469736b20ull};
	uint64_t state = 1;
	uint32_t count = 0;
	int error = 0;
	char **names = list_names(dir, &count, &error);

	for (uint32_t i = 0; names && i < count; i++) {
		char path[PATH_MAX_LEN];
		struct stat st;
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		if (stat(path, &st))
			continue;
		uint64_t parts[6] = {state, siphash(&fixed, names[i], strlen(names[i])),
			(uint64_t)st.st_ino, (uint64_t)st.st_size, (uint64_t)st.st_mtim.tv_sec,
			(uint64_t)st.st_mtim.tv_nsec};
		state = siphash(&fixed, parts, sizeof(parts));
	}
	free_names(names, names ? count : 0);
	return state;
}
