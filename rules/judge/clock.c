/* clock: see clock.h. */
#include "config.h"

#include "rules/judge/clock.h"

#include "rules/correlate/correlate.h"
#include "rules/judge/flow.h"
#include "rules/judge/windows.h"

void judge_clock_set(struct judge *j, int64_t by_us)
{
	if (j->now_us == INT64_MIN)
		return;
	/* what waits some seconds for more waits no longer */
	flow_finish(j);
	correlate_finish(j);
	j->now_us += by_us;
	finding_shift(j, by_us);
	rule_shift(j, by_us);
	watch_shift(j, by_us);
	beat_shift(j, by_us);
	naming_shift(j, by_us);
	cover_shift(j, by_us);
	silence_shift(j, by_us);
	windows_policy(j); /* when the next one ends is asked anew */
}
