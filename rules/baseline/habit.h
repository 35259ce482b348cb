/* habit: the memory of one element's normal; shared by the files of rules/baseline/. */
#ifndef SPANWATCH_RULES_BASELINE_HABIT_H
#define SPANWATCH_RULES_BASELINE_HABIT_H

#include "rules/baseline/baseline.h"

enum { HOURS_OF_WEEK = 168, HOUR_WEIGHT_MAX = 8 /* weeks: older ones fade */ };

/** How much there is in one hour of the week: count, mean and sum of squares of deviations. */
struct usual {
	float mean, squares;
	uint8_t count;
};

/** What was seen, as hashes; the latest replaces the one that stands there. */
struct seen {
	uint32_t hash[BASELINE_PEERS];
	uint32_t count; /* ever; more than there is room for: it has too many to tell of one */
};

struct services {
	uint32_t hash[BASELINE_SERVICES];
	uint32_t count;
};

enum measure { MEASURE_BYTES, MEASURE_FLOWS, MEASURES };

/** An hour as far as it was counted, and of which measures it was told that they are unusual. */
struct hour {
	uint64_t count[MEASURES];
	bool told[MEASURES];
};

struct habit {
	int64_t first_us;
	struct seen peers;
	struct services services;
	int64_t hour_us; /* start of the hour that is counted now */
	struct hour now, before;
	bool has_before; /* the hour before is open: flows are counted up to a minute later */
	struct usual usual[MEASURES][HOURS_OF_WEEK];
	int64_t day_us; /* of the news that were told */
	uint32_t news;
};

struct baseline {
	struct store *habits;
};

/** Takes VALUE into what is usual; what is older than some weeks fades. */
void usual_take(struct usual *u, double value);

/** VALUE is far above what this hour of the week, or of other days, has seen. LEAST: of interest.
 */
bool usual_is_exceeded(
	const struct usual week[static HOURS_OF_WEEK], unsigned hour, double value, double least);

/** Hour of the week of TS_US: 0 is Monday at midnight UTC. */
unsigned hour_of_week(int64_t ts_us);

#endif
