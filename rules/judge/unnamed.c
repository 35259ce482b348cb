/* unnamed: see unnamed.h. Collector's thread. */
#include "config.h"

#include "rules/judge/unnamed.h"

#include "rules/judge/flow.h"
#include "rules/judge/naming.h"

/* There is no room for one more: the oldest is judged as it is. */
static void on_evict(void *ctx, const void *key, void *value)
{
	(void)key;
	flow_conclude(ctx, value);
}

bool unnamed_open(struct judge *j)
{
	j->unnamed = store_new(&(struct store_shape){
		JUDGE_UNNAMED, sizeof(uint64_t), sizeof(struct event), on_evict, j});
	return j->unnamed;
}

bool unnamed_hold(struct judge *j, const struct event *e)
{
	bool says_names = e->app && (strcmp(e->app, "tls") == 0 || strcmp(e->app, "http") == 0);

	if (!says_names || e->place.ip_proto != IPPROTO_NR_TCP || !policy_has_domains(j->policy) ||
		naming_of_flow(j, e->place.flow_id))
		return false;
	struct event *held = store_take(j->unnamed, &e->place.flow_id, NULL);
	*held = *e;
	held->json = span_of(NULL, 0);
	return true;
}

static void conclude(struct judge *j, uint64_t flow_id, const struct event *held)
{
	struct event e = *held;

	store_drop(j->unnamed, &flow_id);
	flow_conclude(j, &e);
}

void unnamed_named(struct judge *j, uint64_t flow_id)
{
	const struct event *held = store_find(j->unnamed, &flow_id);

	if (held)
		conclude(j, flow_id, held);
}

static void conclude_until(struct judge *j, int64_t until_us)
{
	const struct event *held;

	while ((held = store_oldest(j->unnamed, NULL)) && held->ts_us <= until_us)
		conclude(j, held->place.flow_id, held);
}

void unnamed_advance(struct judge *j)
{
	conclude_until(j, j->now_us - UNNAMED_WAIT_S * SECOND_US);
}

void unnamed_finish(struct judge *j)
{
	conclude_until(j, INT64_MAX);
}
