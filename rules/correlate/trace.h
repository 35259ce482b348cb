/*
 * trace: what correlation remembers of one element. A fixed size for each, so that memory is
 * bounded by the number of elements: the least lately seen goes first.
 */
#ifndef SPANWATCH_RULES_CORRELATE_TRACE_H
#define SPANWATCH_RULES_CORRELATE_TRACE_H

#include "rules/correlate/correlate.h"

/* Capacities. Address space is taken at once and touched as it fills. */
enum {
	TRACE_ELEMENTS = 65536, /* elements with a trace */
	TRACE_ACTORS = 8192,    /* hosts or users who changed something lately, 424 bytes each */
	TRACE_LOGINS = 4096,    /* logins that wait half a minute for their AAA exchange */
	TRACE_GAPS = 16
};

/** How an element logs: moments are lines further apart than ten seconds. */
struct logging {
	int64_t first_us, last_us;   /* first and latest moment */
	uint32_t gaps_s[TRACE_GAPS]; /* between the last moments, as a ring */
	uint32_t moments;
	int64_t alive_us; /* spoke in the silence since */
	uint32_t alive;   /* in so many different minutes */
	bool told;
	int64_t stopped_us; /* logging was turned off without a permit */
};

/** How an element asks who may log in. */
struct asking {
	int64_t last_us; /* latest packet of an AAA exchange */
	int64_t first_us;
	uint32_t logins; /* that were seen with an exchange around them */
};

struct trace {
	struct logging logging;
	struct asking asking;
};

struct correlate {
	struct store *traces;
	struct store *actors; /* mass.c */
	struct store *logins; /* logins.c */
};

/** The memory of P, an element; NULL for what is none, and for crowds. */
struct trace *trace_of(struct judge *j, const struct party *p);

/** mass.c */
bool mass_open(struct judge *j);
void mass_deed(struct judge *j, const struct deed *d);

/** logins.c */
bool logins_open(struct judge *j);
void logins_message(struct judge *j, const struct event *e);
void logins_deed(struct judge *j, const struct deed *d);
void logins_advance(struct judge *j);

/** silence.c */
void silence_message(struct judge *j, const struct event *e);
void silence_deed(struct judge *j, const struct deed *d);
void silence_alive(struct judge *j, const struct party *p, const struct event *e, int64_t ts_us);

#endif
