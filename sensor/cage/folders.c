/*
 * folders: files and TCP by Landlock; see cage.h. The kernel tells which version of the
 * interface it has, and what it does not know yet is not asked for.
 */
#include "config.h"

#include "sensor/cage/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What came to linux/landlock.h after the headers of Debian 12. */
enum {
	BIND_TCP = 1,
	EVERY_TCP = 3,  /* bind and connect */
	EVERY_SCOPE = 3 /* abstract Unix sockets and signals */
};
#define RIGHT_TRUNCATE     (1ull << 14)
#define RIGHT_DEVICE_IOCTL (1ull << 15)

struct ruleset {
	uint64_t files, ports, scopes;
};

/* Rights that make sense for a file; the kernel refuses the others there. */
#define FILE_RIGHTS                                                                                \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |                              \
		LANDLOCK_ACCESS_FS_READ_FILE | RIGHT_TRUNCATE | RIGHT_DEVICE_IOCTL)
#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_RIGHTS                                                                               \
	(READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |            \
		LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |                      \
		LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK | RIGHT_TRUNCATE)

/* Whoever may connect may do so to any port: the nodes of a cluster name theirs themselves. */
static struct ruleset everything(long version, const struct cage *c)
{
	struct ruleset r = {.files = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};

	if (version >= 2)
		r.files |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		r.files |= RIGHT_TRUNCATE;
	if (version >= 4)
		r.ports = c->listens ? 0 : c->tcp4 || c->tcp6 ? BIND_TCP : EVERY_TCP;
	if (version >= 5)
		r.files |= RIGHT_DEVICE_IOCTL;
	if (version >= 6)
		r.scopes = EVERY_SCOPE;
	return r;
}

static int allow_path(int rules, const struct ruleset *all, const struct cage_path *p)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = (p->write ? WRITE_RIGHTS : READ_RIGHTS) & all->files,
		.parent_fd = open(p->path, O_PATH | O_CLOEXEC)};
	struct stat st;
	int error = 0;

	if (rule.parent_fd < 0)
		return 0; /* gone since: then it is not to be had */
	if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed_access &= FILE_RIGHTS;
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0))
		error = -errno;
	close(rule.parent_fd);
	return error;
}

int folders_restrict(const struct cage *c)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	int error = 0;

	if (version < 1)
		return -ENOSYS;
	struct ruleset all = everything(version, c);
	/* an older kernel knows a shorter struct, and what is behind it is zero */
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (rules < 0)
		return -errno;
	for (unsigned i = 0; !error && i < c->path_count; i++)
		error = allow_path(rules, &all, &c->paths[i]);
	if (!error && syscall(SYS_landlock_restrict_self, rules, 0))
		error = -errno;
	close(rules);
	return error;
}
