/* shelf: see shelf.h. One thread. */
#include "config.h"

#include "sensor/evidence/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SHELF_PATH = 4096, SHELF_NAME = 96, DAY_S = 86400, GROUND_LEVELS = 2 };

struct item {
	int64_t changed_s;
	uint64_t bytes;
	char name[SHELF_NAME];
};

struct items {
	struct item *list;
	size_t count, room;
	uint64_t bytes;
};

int shelf_open(const char *folder)
{
	char probe[SHELF_PATH];
	int fd;

	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return -errno;
	if (snprintf(probe, sizeof(probe), "%s/.probe", folder) >= (int)sizeof(probe))
		return -ENAMETOOLONG;
	fd = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	close(fd);
	unlink(probe);
	return 0;
}

bool shelf_has(const char *folder, const char *id)
{
	char path[SHELF_PATH];
	int len = snprintf(path, sizeof(path), "%s/%s.pcap", folder, id);

	return len < (int)sizeof(path) && access(path, F_OK) == 0;
}

void shelf_touch(const char *folder, const char *name)
{
	char path[SHELF_PATH];

	if (snprintf(path, sizeof(path), "%s/%s/.used", folder, name) >= (int)sizeof(path))
		return;
	/* a name that comes and goes makes its folder young, and asks for no other right */
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		close(fd);
	unlink(path);
}

/* What stands in the folder NAME of AT goes, LEVELS deep, and it as well. */
static void clear(int at, const char *name, int levels)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (!dir && fd >= 0)
		close(fd);
	while (dir && (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, e->d_name, 0) < 0 && levels > 1)
			clear(fd, e->d_name, levels - 1); /* not recursion on input: two levels */
	}
	if (dir)
		closedir(dir);
	unlinkat(at, name, AT_REMOVEDIR);
}

void shelf_clear(const char *path)
{
	clear(AT_FDCWD, path, GROUND_LEVELS);
}

/* Ours are named by an ID and what they are; bundles stand on folders that are called grounds. */
static bool is_ours(const char *name)
{
	size_t len = strlen(name), digits = strspn(name, "0123456789abcdef");

	if (len >= SHELF_NAME)
		return false;
	if (strncmp(name, "ground-", 7) == 0)
		return strspn(name + 7, "0123456789abcdef") == len - 7;
	return digits > 0 && (!strcmp(name + digits, ".pcap") || !strcmp(name + digits, ".json") ||
				     !strcmp(name + digits, ".bundle"));
}

/* Bytes of all files in the folder NAME of AT and in its folders. */
static uint64_t bytes_below(int at, const char *name, int levels)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	uint64_t bytes = 0;
	struct stat st;

	if (!dir && fd >= 0)
		close(fd);
	while (dir && (e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.' || fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && levels > 1)
			bytes += bytes_below(fd, e->d_name, levels - 1);
		else
			bytes += (uint64_t)st.st_size;
	}
	if (dir)
		closedir(dir);
	return bytes;
}

static bool is_excerpt(const struct item *i)
{
	size_t len = strlen(i->name);

	return len > 5 && strcmp(i->name + len - 5, ".pcap") == 0;
}

static int by_age(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->changed_s != y->changed_s)
		return x->changed_s < y->changed_s ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int add(struct items *l, const char *name, const struct stat *st)
{
	if (l->count == l->room) {
		size_t room = l->room ? l->room * 2 : 256;
		struct item *grown = realloc(l->list, room * sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		l->list = grown;
		l->room = room;
	}
	struct item *i = &l->list[l->count++];
	*i = (struct item){.changed_s = st->st_mtime, .bytes = (uint64_t)st->st_size};
	snprintf(i->name, sizeof(i->name), "%.*s", (int)sizeof(i->name) - 1, name);
	l->bytes += i->bytes;
	return 0;
}

static int list(DIR *dir, struct items *ret)
{
	struct dirent *e;
	struct stat st;
	int r = 0;

	while (r == 0 && (e = readdir(dir)) != NULL)
		if (is_ours(e->d_name) &&
			fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
			if (S_ISDIR(st.st_mode))
				st.st_size =
					(off_t)bytes_below(dirfd(dir), e->d_name, GROUND_LEVELS);
			r = add(ret, e->d_name, &st);
		}
	return r;
}

static bool has_verdict(DIR *dir, const char *id)
{
	char name[SHELF_NAME];
	int len = snprintf(name, sizeof(name), "%s.json", id);

	return len < (int)sizeof(name) && faccessat(dirfd(dir), name, F_OK, 0) == 0;
}

int shelf_unjudged(const char *folder, char (*ret)[33], unsigned cap)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	unsigned count = 0;

	if (!dir)
		return -errno;
	while (count < cap && (e = readdir(dir)) != NULL) {
		size_t digits = strspn(e->d_name, "0123456789abcdef");
		if (digits == 0 || digits > 32 || strcmp(e->d_name + digits, ".pcap") != 0)
			continue;
		memcpy(ret[count], e->d_name, digits);
		ret[count][digits] = '\0';
		count += !has_verdict(dir, ret[count]);
	}
	closedir(dir);
	return (int)count;
}

int64_t shelf_tidy(const char *folder, unsigned days, uint64_t space)
{
	DIR *dir = opendir(folder);
	struct items l = {0};
	int64_t oldest_s = (int64_t)time(NULL) - (int64_t)days * DAY_S, removed = 0;

	if (!dir)
		return -errno;
	int r = list(dir, &l);
	if (l.count)
		qsort(l.list, l.count, sizeof(*l.list), by_age);
	for (size_t n = 0; r == 0 && n < l.count; n++) {
		const struct item *i = &l.list[n];
		if (i->changed_s >= oldest_s && l.bytes <= space)
			break;
		if (strncmp(i->name, "ground-", 7) == 0)
			clear(dirfd(dir), i->name, GROUND_LEVELS);
		else if (unlinkat(dirfd(dir), i->name, 0) < 0)
			continue;
		l.bytes -= i->bytes;
		removed += is_excerpt(i);
	}
	free(l.list);
	closedir(dir);
	return r ? r : removed;
}
