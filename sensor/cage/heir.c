/*
 * heir: who goes on where root started the program; see cage.h. A child becomes each candidate and
 * looks at everything that is opened later, so that nothing fails once root is given up.
 */
#include "config.h"

#include "sensor/cage/cage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVERYTHING = -1, NOT_THAT_USER = -2 };

/* Whether PATH is a folder of root with nothing in it. */
static bool is_untouched(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct stat st;
	unsigned count = 0;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool ours = fstat(fd, &st) == 0 && st.st_uid == 0;
	while (ours && readdir(dir))
		count++;
	closedir(dir);
	return ours && count == 2; /* itself and the one above */
}

/* --- in the child, which is the candidate --------------------------------------------------------
 */

static bool may_use_entries(const char *path, int mode)
{
	DIR *dir = opendir(path);
	bool may = true;

	for (struct dirent *e; dir && may && (e = readdir(dir)) != NULL;)
		if (strcmp(e->d_name, "..") != 0)
			may = faccessat(dirfd(dir), e->d_name, mode, 0) == 0;
	if (dir)
		closedir(dir);
	return may && dir;
}

static bool may_use(const struct cage_use *u, bool is_given)
{
	char above[PATH_MAX];
	struct stat st;

	if (is_given) {
		snprintf(above, sizeof(above), "%s", u->path);
		return access(dirname(above), X_OK) == 0;
	}
	if (stat(u->path, &st))
		return errno == ENOENT; /* told by who uses it, or made by it */
	if (!S_ISDIR(st.st_mode))
		return access(u->path, u->mode) == 0;
	return access(u->path, u->mode | X_OK) == 0 &&
	       (!(u->flags & USE_WHOLE) || may_use_entries(u->path, u->mode));
}

/* The number of the first use that is not possible, EVERYTHING or NOT_THAT_USER. */
static int try_all(const struct passwd *who, const struct cage *c, const bool *is_given)
{
	if (initgroups(who->pw_name, who->pw_gid) ||
		setresgid(who->pw_gid, who->pw_gid, who->pw_gid) ||
		setresuid(who->pw_uid, who->pw_uid, who->pw_uid))
		return NOT_THAT_USER;
	for (unsigned i = 0; i < c->use_count; i++)
		if (!may_use(&c->uses[i], is_given[i]))
			return (int)i;
	return EVERYTHING;
}

/* --- in the program ------------------------------------------------------------------------------
 */

static int ask(const struct passwd *who, const struct cage *c, const bool *is_given)
{
	int line[2], found = NOT_THAT_USER;

	if (pipe2(line, O_CLOEXEC))
		return NOT_THAT_USER;
	pid_t child = fork();
	if (child == 0) {
		found = try_all(who, c, is_given);
		_exit(write(line[1], &found, sizeof(found)) != sizeof(found));
	}
	close(line[1]);
	if (child > 0 && read(line[0], &found, sizeof(found)) != sizeof(found))
		found = NOT_THAT_USER;
	close(line[0]);
	if (child > 0)
		waitpid(child, NULL, 0);
	return found;
}

/* Gives WHO the folders that are its own. Whoever put a link there in between gains nothing. */
static bool hand_over(const struct passwd *who, const struct cage *c, const bool *is_given)
{
	bool done = true;

	for (unsigned i = 0; i < c->use_count; i++) {
		if (!is_given[i])
			continue;
		int fd = open(c->uses[i].path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		done &= fd >= 0 && fchown(fd, who->pw_uid, who->pw_gid) == 0;
		if (fd >= 0)
			close(fd);
	}
	return done;
}

const char *heir_find(const struct cage *c, const char **ret_obstacle)
{
	/* the package's; one that has nothing; who asked root for it */
	const char *const names[] = {"spanwatch", "nobody", getenv("SUDO_USER")};
	bool *is_given = calloc(c->use_count + 1, sizeof(*is_given));
	const char *heir = NULL;

	*ret_obstacle = NULL;
	for (unsigned i = 0; is_given && i < c->use_count; i++)
		is_given[i] = (c->uses[i].flags & USE_OWN) && is_untouched(c->uses[i].path);
	for (unsigned i = 0; is_given && !heir && i < sizeof(names) / sizeof(*names); i++) {
		const struct passwd *who = names[i] ? getpwnam(names[i]) : NULL;
		if (!who || who->pw_uid == 0)
			continue;
		int found = ask(who, c, is_given);
		if (found == EVERYTHING && hand_over(who, c, is_given))
			heir = names[i];
		else if (found >= 0 && !*ret_obstacle)
			*ret_obstacle = c->uses[found].path;
	}
	free(is_given);
	return heir;
}
