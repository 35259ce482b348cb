/*
 * serve: what the parts of the dashboard's server share. Filled at start by cmd_serve, then only
 * read by the threads of the HTTP server; what changes has a lock of its own.
 */
#ifndef SPANWATCH_SERVE_SERVE_H
#define SPANWATCH_SERVE_SERVE_H

#include "sensor/base/json.h"
#include "sensor/serve/depot.h"

struct access;
struct geo;
struct tail;
struct MHD_Connection;
struct MHD_Daemon;

enum {
	SERVE_THREADS = 4,
	SERVE_LIVE = 32,         /* clients of the live tail at one time */
	SERVE_CONNECTIONS = 128, /* the live ones among them */
	SERVE_BODY = 8192,       /* bytes of a POST */
	SERVE_ANSWER = 8 << 20,  /* bytes of an answer */
	SERVE_ARG = 512          /* bytes of one argument of a URL */
};

/** What a person may do; a set. */
enum role { ROLE_VIEW = 1, ROLE_TRIAGE = 2, ROLE_EVIDENCE = 4, ROLE_ALL = 7 };

/** Who asks. */
struct identity {
	char name[65];
	unsigned roles; /* 0: nobody */
};

struct serve {
	struct depot *depot;  /* reads */
	struct depot *triage; /* writes cases; may be `depot` */
	struct access *access;
	struct tail *tail;
	struct geo *geo; /* may be NULL */
	struct MHD_Daemon *daemon;
	int assets;               /* directory of pages */
	const char *chart_lib;    /* file of the chart library */
	const char *evidence_dir; /* packets of findings, or NULL */
	const char *policy;       /* file that the page of a finding speaks of, or NULL */
	int audit;                /* descriptor that audit lines go to */
	bool tls;
};

/** One request at work. Lives in the thread of the HTTP server that got it. */
struct request {
	struct serve *serve;
	struct MHD_Connection *connection;
	const char *path;
	bool post;
	struct span body;
	struct identity who;
	struct addr peer;
	struct depot_link *redis; /* NULL for what needs none */
	struct json out;
	const char *type;      /* of the answer; NULL: JSON */
	const char *file_name; /* answer as a download under this name, or NULL */
	char fault[256];       /* the sentence of an answer that is an error */
	char cookie[160];      /* Set-Cookie of the answer, or "" */
};

/** Value of argument NAME in the URL, at most SERVE_ARG bytes; empty where missing. */
struct span request_arg(const struct request *r, const char *name);

/** The same as a number of at most MAX; STANDARD where it is missing or none. */
uint64_t request_number(const struct request *r, const char *name, uint64_t standard, uint64_t max);

/** Sets the sentence of an error and returns STATUS. */
unsigned request_fail(struct request *r, unsigned status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Redis did not answer: 503 with what it said. */
unsigned request_no_redis(struct request *r);

/** Header NAME of the request, or NULL. */
const char *request_header(const struct request *r, const char *name);

/** A connection of the live tail sleeps until it is woken; the lock of the tail is held for both.
 */
void connection_sleep(struct MHD_Connection *c);
void connection_wake(struct MHD_Connection *c);

/** The other end of a sleeping connection has closed it, which the library does not look for. */
bool connection_is_gone(struct MHD_Connection *c);

/** One line for whoever checks later: who did WHAT to which OBJECT. False: it is not written. */
bool audit(const struct request *r, const char *what, struct span object, struct span detail);

/** What answers under /api/: writes to r->out, or fails; the HTTP status. */
typedef unsigned api_answer(struct request *r);
api_answer api_me, api_sensors, api_overview, api_findings, api_finding, api_elements, api_element,
	api_changes, api_outbound, api_case, api_event, api_packets, api_login, api_logout,
	api_metrics;

#endif
