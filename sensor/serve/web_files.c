/* web_files: see web_files.h. */
#include "config.h"

#include "sensor/serve/web_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *suffix, *type;
} types[] = {
	{".html", "text/html; charset=utf-8"},
	{".css", "text/css; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".svg", "image/svg+xml"},
	{".png", "image/png"},
};

static const char *type_of(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		size_t n = strlen(types[i].suffix);
		if (len > n && strcmp(name + len - n, types[i].suffix) == 0)
			return types[i].type;
	}
	return NULL;
}

/* One plain name: no folders, nothing hidden. */
static bool is_plain(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789_-.";

	return name[0] && name[0] != '.' && strlen(name) < 64 && name[strspn(name, good)] == '\0';
}

bool web_file_open(const struct serve *s, const char *path, struct web_file *ret)
{
	const char *name = strcmp(path, "/") == 0 ? "index.html" : path + 1;
	bool chart = strcmp(path, "/lib/d3.js") == 0;
	struct stat st;
	int fd;

	if (!chart && (!is_plain(name) || !type_of(name)))
		return false;
	fd = chart ? open(s->chart_lib, O_RDONLY | O_CLOEXEC)
		   : openat(s->assets, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > WEB_FILE_BYTES) {
		close(fd);
		return false;
	}
	*ret = (struct web_file){fd, (uint64_t)st.st_size, chart ? types[2].type : type_of(name)};
	return true;
}

static int open_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && faccessat(fd, "index.html", R_OK, 0) != 0) {
		close(fd);
		fd = -1;
		errno = ENOENT;
	}
	return fd;
}

/* From a build folder the pages of the sources, from a moved installation its own. */
static int open_beside(void)
{
	static const char *const from_program[] = {
		"/../share/spanwatch/web", "/../deploy/web", "/deploy/web"};
	char program[512], dir[600];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	int fd = -1;

	if (len <= 0)
		return -1;
	program[len] = '\0';
	char *slash = strrchr(program, '/');
	if (!slash)
		return -1;
	*slash = '\0';
	for (int i = 0; fd < 0 && i < 3; i++) {
		snprintf(dir, sizeof(dir), "%s%s", program, from_program[i]);
		fd = open_dir(dir);
	}
	return fd;
}

int web_files_find(struct serve *s, const char *dir, char *error)
{
	s->assets = open_dir(dir ? dir : SPANWATCH_WEB_DIR);
	if (s->assets < 0 && !dir)
		s->assets = open_beside();
	if (s->assets >= 0)
		return 0;
	snprintf(error, 256, "no pages in %.150s: %s; give --assets DIR",
		dir ? dir : SPANWATCH_WEB_DIR, strerror(errno));
	return -ENOENT;
}
