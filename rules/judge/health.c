/*
 * health: what the capture lacks, as lanes tell by and by: bytes that were lost, sides of flows
 * that nobody sees, a clock that is off. Told once it is worth it. Collector's thread.
 */
#include "config.h"

#include "rules/judge/report.h"

enum {
	LOSS_LEAST_BYTES = 256 * 1024, /* of streams, before a share of them means something */
	LOSS_TOLD_PPM = 10000,         /* one percent is told */
	WAYS_LEAST = 10,               /* flows */
	CLOCKS_LEAST = 3,              /* answers of time servers */
	CLOCK_TOLD_MS = 5000
};

static void tell(struct judge *j, const struct event *e, const char *name, const struct words *w)
{
	struct event told = *e;

	told.u.signal.name = name;
	told.u.signal.text = words_span(w);
	report_hint(j, &told);
}

/* The share of what streams lost; one segment that is missing among few says nothing. */
static void take_loss(struct judge *j, const struct event *e)
{
	uint64_t before_ppm = j->loss_ppm;
	struct words w = {.len = 0};

	j->loss_lost += e->u.signal.number;
	j->loss_of += e->u.signal.of;
	if (j->loss_of < LOSS_LEAST_BYTES)
		return;
	j->loss_ppm = j->loss_lost * 1000000 / j->loss_of;
	if (j->loss_ppm < LOSS_TOLD_PPM || before_ppm >= LOSS_TOLD_PPM)
		return;
	words_add_u64(&w, j->loss_lost);
	words_add(&w, " of ");
	words_add_u64(&w, j->loss_of);
	words_add(&w, " bytes of streams were never seen");
	tell(j, e, "capture.loss", &w);
}

static void take_ways(struct judge *j, const struct event *e)
{
	bool before = j->health.one_way;
	struct words w = {.len = 0};

	j->ways_one += e->u.signal.number;
	j->ways_all += e->u.signal.of;
	j->health.one_way = j->ways_all >= WAYS_LEAST && j->ways_one * 2 > j->ways_all;
	if (before || !j->health.one_way)
		return;
	words_add(&w, "of ");
	words_add_u64(&w, j->ways_one);
	words_add(&w, " of ");
	words_add_u64(&w, j->ways_all);
	words_add(&w, " TCP flows one side alone is seen");
	tell(j, e, "capture.one_way", &w);
}

/* Half of the last answers say less, half say more: one server that is wrong does not count. */
static int64_t middle_clock(const struct judge *j, unsigned count)
{
	int64_t sorted[JUDGE_CLOCKS];

	for (unsigned i = 0; i < count; i++) {
		unsigned at = i;
		for (; at && sorted[at - 1] > j->clocks_ms[i]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = j->clocks_ms[i];
	}
	return sorted[count / 2];
}

static void take_clock(struct judge *j, const struct event *e)
{
	struct words w = {.len = 0};

	j->clocks_ms[j->clock_count++ % JUDGE_CLOCKS] = (int64_t)e->u.signal.number;
	if (j->clock_count < CLOCKS_LEAST)
		return;
	int64_t off =
		middle_clock(j, j->clock_count < JUDGE_CLOCKS ? j->clock_count : JUDGE_CLOCKS);
	j->health.clock_known = true;
	j->health.clock_skew_ms = off;
	if (j->clock_told || (off < CLOCK_TOLD_MS && off > -CLOCK_TOLD_MS))
		return;
	j->clock_told = true;
	words_add(&w, "packets are stamped ");
	words_add_u64(&w, (uint64_t)(off < 0 ? -off : off) / 1000);
	words_add(&w, off < 0 ? " s before" : " s after");
	words_add(&w, " the time that servers tell in them");
	tell(j, e, "capture.clock", &w);
}

/* A capture that was dense, is empty for minutes and dense again was blind in between. */
static void take_lull(struct judge *j, const struct event *e)
{
	struct words w = {.len = 0};

	words_add(&w, "no packet for ");
	words_add_u64(&w, e->u.signal.number);
	words_add(&w, " s before this one, after minutes without a pause");
	tell(j, e, "capture.silent", &w);
}

bool health_take(struct judge *j, const struct event *e)
{
	const char *name = e->u.signal.name;

	if (strcmp(name, "capture.loss") == 0)
		take_loss(j, e);
	else if (strcmp(name, "capture.one_way") == 0)
		take_ways(j, e);
	else if (strcmp(name, "capture.clock") == 0)
		take_clock(j, e);
	else if (strcmp(name, "capture.lull") == 0)
		take_lull(j, e);
	else
		return false;
	return true;
}

void judge_tell_health(const struct judge *j, struct judge_health *ret)
{
	*ret = j->health;
}
