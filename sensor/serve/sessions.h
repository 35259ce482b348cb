/*
 * sessions: browsers that showed a token, each by a random word in a cookie; and how many wrong
 * tokens came lately. Has a lock; the threads of the HTTP server call it.
 */
#ifndef SPANWATCH_SERVE_SESSIONS_H
#define SPANWATCH_SERVE_SESSIONS_H

#include "sensor/serve/access.h"

#include <pthread.h>

enum { SESSION_ID = 65, WRONG_MOST = 30 /* wrong tokens in a minute */ };

struct session_entry {
	char id[SESSION_ID];
	struct identity who;
	int64_t until_s; /* 0: free */
};

struct sessions {
	pthread_mutex_t lock;
	struct session_entry entries[SESSIONS];
	int64_t minute;
	unsigned wrong;
};

void sessions_init(struct sessions *s);
void sessions_free(struct sessions *s);

/** A session for WHO; RET is the word of its cookie. The one that ends first gives way. */
bool sessions_begin(struct sessions *s, const struct identity *who, char ret[static SESSION_ID]);

/** Whose session the header COOKIE names; WHO stays as it is where there is none. */
void sessions_find(struct sessions *s, struct span cookie, struct identity *who);
void sessions_end(struct sessions *s, struct span cookie);

/** Notes a wrong token; whether there were too many of them in this minute. */
void sessions_wrong(struct sessions *s);
bool sessions_guessed(struct sessions *s);

#endif
