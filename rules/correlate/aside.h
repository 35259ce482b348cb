/*
 * aside: a deed that is put aside for half a minute of packet time, until what belongs to it has
 * come or has not: the AAA exchange of a login, the record of a change, the session of a record.
 */
#ifndef SPANWATCH_RULES_CORRELATE_ASIDE_H
#define SPANWATCH_RULES_CORRELATE_ASIDE_H

#include "rules/correlate/trace.h"

/** Both sides of a deed: what belongs to it comes this long before or after. */
static const int64_t ASIDE_US = 30 * 1000000ll;

struct aside;
typedef void aside_judge_fn(struct judge *j, const struct aside *a);

struct aside {
	aside_judge_fn *judge;
	int64_t ts_us;
	uint64_t no;
	struct place place;
	const char *type;
	enum verb verb;
	enum evidence evidence;
	struct addr element, actor;
	uint64_t change; /* its id, or 0 */
	char user[48], object[96];
};

/** Takes the memory; false when there is none. */
bool aside_open(struct judge *j);

/** Puts D aside; JUDGE hears of it when its time is over. */
void aside_put(struct judge *j, const struct deed *d, aside_judge_fn *judge);

/** Packet time moved on. */
void aside_advance(struct judge *j);

/** The parts of a finding about A that are the same for all: kept while the finding is raised. */
struct aside_telling {
	struct event event;
	struct question question;
	struct party element, actor;
};
void aside_tell(struct judge *j, const struct aside *a, struct aside_telling *ret);

#endif
