/* retired: see retired.h. */
#include "config.h"

#include "sensor/cmd/retired.h"

#include "sensor/base/log.h"

#include <stdlib.h>

static void retired_free(struct retired *r)
{
	policy_free(r->policy);
	keys_free(r->keys);
	lexicon_free(r->lexicon);
	index_free(r->rules);
	free(r);
}

/* Who passes the mark, which is taken behind the exchange, has seen what came instead. */
void retire(struct session *s, const struct retired *what)
{
	struct retired *r = calloc(1, sizeof(*r));

	if (!r) {
		log_warn("no memory: what a reload replaced stays in memory");
		return;
	}
	*r = *what;
	r->mark = s->engine ? engine_mark(s->engine) : 0;
	r->next = s->retired;
	s->retired = r;
}

void session_free_retired(struct session *s)
{
	struct retired **link = &s->retired;

	while (*link) {
		struct retired *r = *link;
		if (s->engine && !engine_passed(s->engine, r->mark)) {
			link = &r->next;
			continue;
		}
		*link = r->next;
		retired_free(r);
	}
}
