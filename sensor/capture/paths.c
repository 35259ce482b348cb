/*
 * paths: see paths.h.
 */
#include "config.h"

#include "sensor/capture/paths.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096 };

/** Adds one path, which is copied. */
static int push(struct paths *p, const char *text, bool named)
{
	if (p->count == p->room) {
		unsigned room = p->room ? p->room * 2 : 64;
		struct path *larger = realloc(p->list, room * sizeof(*larger));
		if (!larger)
			return -ENOMEM;
		p->list = larger;
		p->room = room;
	}
	char *copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	p->list[p->count++] = (struct path){copy, named};
	return 0;
}

void paths_free(struct paths *p)
{
	for (unsigned i = 0; i < p->count; i++)
		free(p->list[i].text);
	free(p->list);
	memset(p, 0, sizeof(*p));
}

/** One name of DIRECTORY: a file goes to FOUND, a directory (never by a link) to WAITING. */
static int sort_out(
	const char *directory, const char *name, struct paths *found, struct paths *waiting)
{
	char path[PATH_BYTES];
	struct stat st;
	size_t end = strlen(directory);
	const char *slash = end && directory[end - 1] == '/' ? "" : "/";

	if (name[0] == '.')
		return 0;
	int len = snprintf(path, sizeof(path), "%s%s%s", directory, slash, name);
	if (len < 0 || (size_t)len >= sizeof(path) || lstat(path, &st) < 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return waiting ? push(waiting, path, false) : 0;
	if (S_ISLNK(st.st_mode) && stat(path, &st) < 0)
		return 0;
	return S_ISREG(st.st_mode) ? push(found, path, false) : 0;
}

static int walk_one(const char *directory, struct paths *found, struct paths *waiting)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	int error = 0;

	if (!dir)
		return -errno;
	while (!error && (entry = readdir(dir)) != NULL)
		error = sort_out(directory, entry->d_name, found, waiting);
	closedir(dir);
	return error;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct path *)a)->text, ((const struct path *)b)->text);
}

int paths_add(struct paths *p, const char *argument, bool recursive)
{
	struct stat st;
	struct paths waiting = {0};

	if (strcmp(argument, "-") == 0)
		return push(p, argument, true);
	if (stat(argument, &st) < 0)
		return -errno;
	if (!S_ISDIR(st.st_mode))
		return push(p, argument, true);
	unsigned first = p->count;
	int error = walk_one(argument, p, recursive ? &waiting : NULL);
	/* Grows while it is walked; a directory in it that cannot be opened is passed over. */
	for (unsigned i = 0; i < waiting.count && !error; i++) {
		error = walk_one(waiting.list[i].text, p, &waiting);
		if (error != -ENOMEM)
			error = 0;
	}
	paths_free(&waiting);
	if (error)
		return error;
	if (p->count == first)
		return 0;
	qsort(p->list + first, p->count - first, sizeof(*p->list), by_text);
	return 0;
}
