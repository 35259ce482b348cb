/*
 * access: who asks and what they may do: tokens, sessions of browsers, identities that a trusted
 * proxy vouches for, and people on the same machine where nothing else is set. Loaded at start;
 * sessions have a lock. Called by the threads of the HTTP server.
 */
#ifndef SPANWATCH_SERVE_ACCESS_H
#define SPANWATCH_SERVE_ACCESS_H

#include "sensor/base/diag.h"
#include "sensor/serve/serve.h"

enum { TOKEN_MIN = 16, ACCESS_PEOPLE = 256, SESSIONS = 256, SESSION_S = 12 * 3600 };

struct access_options {
	const char *tokens;         /* file, or NULL */
	const char *const *proxies; /* prefixes that may name a user */
	unsigned proxy_count;
	const char *const *hosts; /* names beside those of the loopback */
	unsigned host_count;
	bool loopback; /* listens there alone */
};

/** Reads the file; NULL with DIAG told when there is a fault. */
struct access *access_load(const struct access_options *o, struct diag *diag);
void access_free(struct access *a);

/** True when anybody who can connect is let in: the loopback without tokens and proxies. */
bool access_is_open(const struct access *a);

/** Fills r->who from the headers of R. */
void access_identify(struct request *r);

/** False where the Host header is not one of ours: a page elsewhere whose name points at us. */
bool access_host(const struct request *r);

/** Why a POST does not come from our own pages or from a program, or NULL. */
const char *access_foreign(const struct request *r);

/** The widest of ROLE as a word: "view" ... */
const char *role_word(unsigned role);

/** Begins a session for TOKEN: r->who and r->cookie are set. False: no such token. */
bool access_login(struct request *r, struct span token);
/** True when so many tokens were wrong lately that none is looked at now. */
bool access_is_guessed(struct access *a);
/** Ends the session of R. */
void access_logout(struct request *r);

#endif
