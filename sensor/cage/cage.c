/* cage: see cage.h. */
#include "config.h"

#include "sensor/cage/cage.h"

#include "sensor/base/addr.h"
#include "sensor/base/log.h"
#include "sensor/cage/opener.h"
#include "sensor/sink/redis_url.h"

#include <errno.h>
#include <fts.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ = COMMAND_READ, RUN = COMMAND_RUN, SERVE = COMMAND_SERVE };
enum access {
	ACCESS_FOLDER_READ,
	ACCESS_READ,
	ACCESS_WRITE,
	ACCESS_OUTPUT,
	ACCESS_SERVER,
	ACCESS_LISTEN
};
enum { PACKET_FAMILY = 17 };

static const struct need {
	unsigned commands;
	int setting; /* or -1: the path */
	const char *path;
	enum access access;
} needs[] = {
#define NEED_SETTING(commands, setting, access, text)                                              \
	{commands, SETTING_##setting, NULL, ACCESS_##access},
#define NEED_PATH(commands, path, access, text) {commands, -1, path, ACCESS_##access},
#include "sensor/cage/needs.def"
#undef NEED_SETTING
#undef NEED_PATH
};

/* Files that looking a name up reads. */
static const char *const name_files[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf",
	"/etc/host.conf", "/etc/gai.conf", "/etc/services", "/etc/ld.so.cache", "/lib", "/lib64",
	"/usr/lib", "/usr/lib64", "/run/systemd/resolve"};

/* LIST with room for one more than COUNT, or NULL. */
static void *with_room(void *list, unsigned count, unsigned *room, size_t size)
{
	if (count < *room)
		return list;
	unsigned more = *room ? *room * 2 : 64;
	void *grown = realloc(list, more * size);
	if (grown)
		*room = more;
	return grown;
}

static int add_use(struct cage *c, const char *path, int mode, unsigned flags)
{
	struct cage_use *list = with_room(c->uses, c->use_count, &c->use_room, sizeof(*c->uses));

	if (!list)
		return -ENOMEM;
	c->uses = list;
	char *copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	c->uses[c->use_count++] = (struct cage_use){copy, mode, flags};
	return 0;
}

int cage_add_path(struct cage *c, const char *path, bool write)
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		return 0;
	struct cage_path *list =
		with_room(c->paths, c->path_count, &c->path_room, sizeof(*c->paths));
	if (!list)
		return -ENOMEM;
	c->paths = list;
	char *copy = strdup(real);
	if (!copy)
		return -ENOMEM;
	c->paths[c->path_count++] = (struct cage_path){copy, write};
	return 0;
}

void cage_free(struct cage *c)
{
	for (unsigned i = 0; i < c->path_count; i++)
		free(c->paths[i].path);
	for (unsigned i = 0; i < c->use_count; i++)
		free(c->uses[i].path);
	free(c->paths);
	free(c->uses);
	*c = (struct cage){0};
}

/* The folder of FILE, and that of the file it is a link to. */
static int add_folder_of(struct cage *c, const char *file, bool write)
{
	char path[PATH_MAX], real[PATH_MAX];
	struct stat st;
	int error;

	if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
		return cage_add_path(c, file, write);
	snprintf(path, sizeof(path), "%s", file);
	if ((error = cage_add_path(c, dirname(path), write)) || !realpath(file, real))
		return error;
	return cage_add_path(c, dirname(real), write);
}

static bool is_unix_socket(const char *target)
{
	return strncmp(target, "unix", 4) == 0 && strstr(target, "://");
}

static int add_output(struct cage *c, const char *target)
{
	if (strcmp(target, "-") == 0)
		return 0;
	if (is_unix_socket(target)) {
		c->unix_sockets = true;
		return 0;
	}
	struct stat st;
	/* a pipe or a terminal is opened as it is */
	if (stat(target, &st) == 0 && !S_ISREG(st.st_mode))
		return cage_add_path(c, target, true);
	return add_folder_of(c, target, true);
}

/* A file is made anew when it has been renamed. */
static int add_output_uses(struct cage *c, const char *target)
{
	char folder[PATH_MAX];
	struct stat st;

	if (strcmp(target, "-") == 0)
		return 0;
	if (is_unix_socket(target))
		return add_use(c, strstr(target, "://") + 3, W_OK, 0);
	int error = add_use(c, target, W_OK, 0);
	if (error || (stat(target, &st) == 0 && !S_ISREG(st.st_mode)))
		return error;
	c->makes_files = true;
	snprintf(folder, sizeof(folder), "%s", target);
	return add_use(c, dirname(folder), W_OK, 0);
}

static int add_names(struct cage *c)
{
	int error = 0;

	c->names = c->tcp4 = c->tcp6 = c->unix_sockets = true;
	for (unsigned i = 0; !error && i < sizeof(name_files) / sizeof(*name_files); i++)
		error = cage_add_path(c, name_files[i], false);
	return error;
}

static int add_server(struct cage *c, const char *url)
{
	struct redis_url u;
	struct addr a;
	char error[REDIS_ERROR];

	if (redis_url_parse(url, &u, error))
		return 0; /* whoever opens it tells what is wrong with it */
	if (!u.host[0]) {
		c->unix_sockets = true;
		return add_use(c, u.path, W_OK, 0);
	}
	if (!addr_parse(span_str(u.host), &a))
		return add_names(c);
	c->tcp4 |= addr_is_v4(&a);
	c->tcp6 |= !addr_is_v4(&a);
	return 0;
}

static int add_one(struct cage *c, const char *what, enum access access)
{
	switch (access) {
	case ACCESS_FOLDER_READ:
		return add_folder_of(c, what, false);
	case ACCESS_READ:
		return cage_add_path(c, what, false);
	case ACCESS_WRITE:
		return cage_add_path(c, what, true);
	case ACCESS_OUTPUT:
		return add_output(c, what);
	case ACCESS_LISTEN:
		c->listens = c->tcp4 = c->tcp6 = true;
		return 0;
	default:
		return add_server(c, what);
	}
}

/* What a setting names and the program opens later than now. */
static int add_setting_uses(
	struct cage *c, const struct options *o, const char *what, enum access access)
{
	/* serve has read its files and opened its output before */
	bool later = o->command != COMMAND_SERVE;

	switch (access) {
	case ACCESS_WRITE:
		c->makes_files = true;
		return add_use(c, what, R_OK | W_OK, USE_WHOLE | USE_OWN);
	case ACCESS_READ:
		return add_use(c, what, R_OK, USE_WHOLE);
	case ACCESS_FOLDER_READ:
		return later ? add_use(c, what, R_OK, USE_WHOLE) : 0;
	case ACCESS_OUTPUT:
		return later ? add_output_uses(c, what) : 0;
	default:
		return 0;
	}
}

static int add_setting(
	struct cage *c, const struct options *o, const char *what, enum access access)
{
	int error = add_setting_uses(c, o, what, access);

	return error ? error : add_one(c, what, access);
}

static int add_need(struct cage *c, const struct options *o, const struct need *n)
{
	int error = 0;

	if (!(n->commands & o->command))
		return 0;
	if (n->setting < 0)
		return add_one(c, n->path, n->access);
	const struct setting_value *v = &o->settings.value[n->setting];
	for (unsigned i = 0; !error && i < v->count; i++)
		error = add_setting(c, o, v->items[i], n->access);
	if (!v->count && v->text[0])
		error = add_setting(c, o, v->text, n->access);
	return error;
}

/* --state makes its folder, which must be there to be named. */
static int add_state(struct cage *c, const struct options *o)
{
	const char *dir = settings_text(&o->settings, SETTING_STATE_DIR);

	if (!dir || !o->state)
		return 0;
	if (mkdir(dir, 0700) && errno != EEXIST)
		return 0; /* told by who uses it */
	c->makes_files = true;
	return cage_add_path(c, dir, true);
}

/* A capture, or a folder of captures with what its links lead to. */
static int add_input(struct cage *c, const char *input, bool recursive)
{
	char *roots[2] = {(char *)(uintptr_t)input, NULL};
	struct stat st;
	int error = strcmp(input, "-") ? add_use(c, input, R_OK, USE_WHOLE) : 0;

	if (!error)
		error = cage_add_path(c, input, false);
	if (error || stat(input, &st) || !S_ISDIR(st.st_mode))
		return error;
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	for (FTSENT *e; walk && !error && (e = fts_read(walk)) != NULL;) {
		if (e->fts_info == FTS_SL)
			error = cage_add_path(c, e->fts_path, false);
		if (e->fts_info == FTS_D && e->fts_level > 0 && !recursive)
			fts_set(walk, e, FTS_SKIP);
	}
	if (walk)
		fts_close(walk);
	return error;
}

static void find_packet_sockets(struct cage *c)
{
	for (int fd = 0; fd < 1024 && c->socket_count < CAGE_SOCKETS; fd++) {
		int family = 0;
		socklen_t len = sizeof(family);
		if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &len) == 0 &&
			family == PACKET_FAMILY)
			c->sockets[c->socket_count++] = fd;
	}
}

int cage_plan(struct cage *c, const struct options *o, enum cage_captures how)
{
	int error = 0;

	*c = (struct cage){.reopen = how != CAGE_OPENED,
		.opener = how == CAGE_ASKS,
		.code = o->settings.value[SETTING_RULES].count > 0};
	for (unsigned i = 0; !error && i < sizeof(needs) / sizeof(*needs); i++)
		error = add_need(c, o, &needs[i]);
	if (!error)
		error = add_state(c, o);
	for (unsigned i = 0; !error && o->command == COMMAND_READ && i < o->file_count; i++)
		error = add_input(c, o->files[i], o->recursive);
	if (!c->reopen)
		find_packet_sockets(c);
	/* the symbols of a sanitizer's report are looked for everywhere */
	if (!error && BUILD_SANITIZED)
		error = cage_add_path(c, "/", false);
	return error;
}

/* What a kernel lacks is told; what fails otherwise would leave a door open. */
static int wall(const char *what, int error)
{
	if (!error)
		return EXIT_OK;
	if (error == -ENOSYS || error == -EOPNOTSUPP || error == -EINVAL) {
		log_info("this kernel cannot keep the program from %s: %s", what, strerror(-error));
		return EXIT_OK;
	}
	log_error("cannot keep the program from %s: %s (--no-sandbox goes without)", what,
		strerror(-error));
	return EXIT_INTERNAL;
}

static int enter(const struct cage *c, const char *user)
{
	int error = rights_drop(c->reopen && !c->opener, user), code;

	if (error == -ENOENT) {
		log_error("user: there is no user '%s' on this machine", user);
		return EXIT_CONFIG;
	}
	if ((code = wall("its privileges", error)) || (code = wall("new ones", rights_no_new())) ||
		(code = wall("other files", folders_restrict(c))))
		return code;
	/* another user's memory is closed to a sanitizer's own look at it */
	if (BUILD_SANITIZED && user)
		prctl(PR_SET_DUMPABLE, 1);
	/* a sanitizer ends with system calls that no other program makes */
	return BUILD_SANITIZED ? EXIT_OK : wall("other system calls", calls_restrict(c));
}

/*
 * What read makes belongs to who asked for it: root, who may be an analyst with captures and a
 * folder of their own. So root goes on in read where files are made; run and serve say so.
 */
int cage_choose_user(struct options *o)
{
	const char *obstacle = NULL, *user = NULL;
	struct diag diag = {0};
	struct cage c;

	if (geteuid() != 0 || o->no_sandbox || settings_text(&o->settings, SETTING_USER))
		return EXIT_OK;
	if (cage_plan(&c, o, CAGE_OPENED)) {
		log_error("no memory for the sandbox");
		cage_free(&c);
		return EXIT_INTERNAL;
	}
	bool reads = o->command == COMMAND_READ;
	if (!reads || (!c.makes_files && !o->recursive))
		user = heir_find(&c, &obstacle);
	if (user)
		settings_option(&o->settings, SETTING_USER, user, &diag);
	if (user && !reads)
		log_info("started as root: it goes on as the user %s", user);
	else if (!reads)
		log_info("started as root, it stays root, without any right: %s%s (the setting "
			 "`user` names another)",
			obstacle ? "no other user may use " : "there is no other user",
			obstacle ? obstacle : "");
	cage_free(&c);
	return diag.errors ? EXIT_CONFIG : EXIT_OK;
}

/* The user to become, or NULL. */
static const char *other_user(const struct options *o)
{
	return geteuid() == 0 ? settings_text(&o->settings, SETTING_USER) : NULL;
}

enum cage_captures cage_prepare(const struct options *o)
{
	const char *user = other_user(o);

	if (o->no_retry)
		return CAGE_OPENED;
	/* who has no right to captures, and who keeps all rights, needs nobody */
	if (!rights_packet_sockets() || (o->no_sandbox && !user))
		return CAGE_KEEPS;
	int error = opener_start(user);
	/* an unknown user is told by who enters */
	if (error && error != -ENOENT)
		log_info("the right to open captures is kept, for interfaces that come back: this "
			 "kernel lets no other process open them (%s)",
			strerror(-error));
	return error ? CAGE_KEEPS : CAGE_ASKS;
}

int cage_enter(const struct options *o, enum cage_captures how)
{
	const char *user = other_user(o);
	struct cage c;
	int code;

	if (o->no_sandbox && !user)
		return EXIT_OK;
	if (cage_plan(&c, o, how)) {
		log_error("no memory for the sandbox");
		code = EXIT_INTERNAL;
	} else if (o->no_sandbox) {
		code = wall("its privileges", rights_drop(c.reopen && !c.opener, user));
	} else {
		code = enter(&c, user);
	}
	cage_free(&c);
	return code;
}
