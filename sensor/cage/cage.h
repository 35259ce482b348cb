/*
 * cage: takes away from the program what it does not need any more. Entered once by read, run and
 * serve: run after its captures are open and before anything else is, read before the first
 * capture, serve before it listens; no thread has been started then. What is left of the machine
 * stands in one table, needs.def.
 */
#ifndef SPANWATCH_CAGE_CAGE_H
#define SPANWATCH_CAGE_CAGE_H

#include "sensor/cmd/options.h"

enum { CAGE_SOCKETS = 64 };

struct cage_path {
	char *path;
	bool write;
};

/* What a program in its cage opens there; MODE is of access(2). */
enum cage_use_flags {
	USE_WHOLE = 1, /* of a folder what is in it as well */
	USE_OWN =
		2 /* a folder of the program alone: an heir of root is given it while it is empty */
};
struct cage_use {
	char *path;
	int mode;
	unsigned flags;
};

/** What is left to a program in its cage. */
struct cage {
	struct cage_path *paths;
	unsigned path_count, path_room;
	struct cage_use *uses;
	unsigned use_count, use_room;
	bool makes_files;  /* where a setting or an option says */
	bool tcp4, tcp6;   /* may open such sockets to connect */
	bool listens;      /* may open sockets that others connect to */
	bool names;        /* may ask for the address of a name: DNS */
	bool unix_sockets; /* may open Unix sockets to connect */
	bool reopen;       /* captures are opened again when interfaces come back ... */
	bool opener;       /* ... by sockets that opener.h hands over */
	bool code;         /* memory may become code: regular expressions of rules are compiled */
	int sockets[CAGE_SOCKETS]; /* packet sockets: nothing is ever written there */
	unsigned socket_count;
};

/** How captures are opened once the program is in its cage. */
enum cage_captures {
	CAGE_OPENED, /* not at all: what is open is all there will be */
	CAGE_ASKS,   /* by sockets of the opener */
	CAGE_KEEPS,  /* by itself, with the right to: where the kernel knows no opener */
};

/** What the command of O needs, by needs.def and the settings. 0 or -ENOMEM. */
int cage_plan(struct cage *c, const struct options *o, enum cage_captures how);
void cage_free(struct cage *c);

/** May use PATH, which is looked up now, with all below it. What is not there is left out. */
int cage_add_path(struct cage *c, const char *path, bool write);

/**
 * Before captures are opened: where root started the program and named no user, names in O's
 * setting `user` one that can go on with what the settings name. Where none can this is told, and
 * root goes on without any right. EXIT_OK, or the exit code with the fault told.
 */
int cage_choose_user(struct options *o);

/**
 * Before the first capture is opened: starts the opener for a program that shall open captures
 * again once it is in its cage. Returns how it will, after telling what is missing.
 */
enum cage_captures cage_prepare(const struct options *o);

/**
 * Enters it: becomes the user that the setting `user` names, drops capabilities, then files, then
 * system calls. EXIT_OK, or the exit code with the fault told. Where the kernel lacks a means this
 * is told and the others hold. With --no-sandbox only the user is changed.
 */
int cage_enter(const struct options *o, enum cage_captures how);

/* --- who goes on from root ----------------------------------------------------------------------
 */

/**
 * The user who can go on with all uses of C, and is given what is its own; NULL when none can.
 * RET_OBSTACLE is then the path that the first of them may not use, or NULL when there is no other
 * user or no right to become one.
 */
const char *heir_find(const struct cage *c, const char **ret_obstacle);

/* --- the walls, each in a file of its own: 0, or -errno ------------------------------------------
 */

/**
 * Capabilities and user. PACKET_SOCKETS: the right to open them stays, if we have it. USER may be
 * NULL: stay who we are. -ENOENT: there is no such user.
 */
int rights_drop(bool packet_sockets, const char *user);

/** Whether we have the right to open packet sockets. */
bool rights_packet_sockets(void);

/** No new privileges for this process and its children, with or without set-user-ID programs. */
int rights_no_new(void);

/** Files, and TCP where no socket is wanted, by Landlock. -ENOSYS where the kernel has none. */
int folders_restrict(const struct cage *c);

/** System calls, by seccomp, for every thread. */
int calls_restrict(const struct cage *c);

#endif
