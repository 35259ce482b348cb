/* correlate: see correlate.h. */
#include "config.h"

#include "rules/correlate/trace.h"

#include <stdlib.h>

bool correlate_open(struct judge *j)
{
	struct correlate *c = j->correlate = calloc(1, sizeof(*c));

	if (!c)
		return false;
	c->traces = store_new(&(struct store_shape){
		TRACE_ELEMENTS, sizeof(struct party_key), sizeof(struct trace), NULL, j});
	return c->traces && mass_open(j) && logins_open(j);
}

void correlate_close(struct judge *j)
{
	struct correlate *c = j->correlate;

	if (!c)
		return;
	store_free(c->traces);
	store_free(c->actors);
	store_free(c->logins);
	free(c);
}

struct trace *trace_of(struct judge *j, const struct party *p)
{
	if (!p->is_element || p->is_crowd)
		return NULL;
	return store_take(j->correlate->traces, &p->key, NULL);
}

void correlate_message(struct judge *j, const struct event *e)
{
	if (!e->place.has_ip)
		return;
	if (strcmp(e->type, "syslog") == 0)
		silence_message(j, e);
	else if (strcmp(e->type, "tacacs") == 0 || strcmp(e->type, "radius") == 0)
		logins_message(j, e);
}

void correlate_deed(struct judge *j, const struct deed *d)
{
	if (!d->element.is_element)
		return;
	mass_deed(j, d);
	logins_deed(j, d);
	silence_deed(j, d);
}

void correlate_alive(struct judge *j, const struct party *p, const struct event *e, int64_t ts_us)
{
	silence_alive(j, p, e, ts_us);
}

void correlate_advance(struct judge *j)
{
	logins_advance(j);
}

uint64_t correlate_forgotten(const struct judge *j)
{
	const struct correlate *c = j->correlate;

	return store_evicted(c->traces) + store_evicted(c->actors) + store_evicted(c->logins);
}
