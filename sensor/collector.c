/* collector: see collector.h. */
#include "config.h"

#include "sensor/collector.h"

#include "sensor/limits.h"

#include <errno.h>
#include <stdlib.h>

int collector_init(struct collector *c, const struct eve_context *eve)
{
	*c = (struct collector){.eve = eve, .line = malloc(LIMIT_LINE)};
	return c->line ? 0 : -ENOMEM;
}

void collector_add_sink(struct collector *c, struct sink *sink)
{
	if (sink && c->sink_count < COLLECTOR_SINKS)
		c->sinks[c->sink_count++] = sink;
}

void collector_record(void *collector, const struct record *r)
{
	struct collector *c = collector;

	c->events += r->line.len != 0;
	c->actions += r->kind == RECORD_ACTION;
	if (r->kind == RECORD_FINDING && !r->finding->quiet && !r->finding->update)
		c->findings++;
	for (unsigned i = 0; i < c->sink_count; i++) {
		int error = c->sinks[i]->write(c->sinks[i], r);
		if (error && !c->output_error)
			c->output_error = error;
	}
}

void collector_event(struct collector *c, const struct event *e)
{
	if (c->listen)
		c->listen(c->listen_ctx, e);
	if (e->kind != EVENT_TICK)
		judge_event(c->judge, e);
	if (e->ts_us > c->clock_us)
		c->clock_us = e->ts_us;
	if (e->kind == EVENT_TICK)
		judge_tick(c->judge, e->ts_us);
	if (e->kind == EVENT_TICK && e->u.signal.number)
		judge_settle(c->judge);
}

void collector_finish(struct collector *c)
{
	judge_finish(c->judge, c->clock_us);
}

void collector_clock_set(struct collector *c, int64_t by_us)
{
	c->clock_us += by_us;
	judge_clock_set(c->judge, by_us);
}

void collector_own_event(struct collector *c, const char *type, struct span members)
{
	struct json j = json_of(c->line, LIMIT_LINE);
	struct record r = {.kind = RECORD_EVENT, .ts_us = c->clock_us, .type = type};

	eve_begin(&j, c->eve, c->clock_us, type, NULL);
	json_raw(&j, members);
	eve_end(&j);
	r.line = span_of(j.buf, j.full ? 0 : j.len);
	collector_record(c, &r);
}

void collector_flush(struct collector *c)
{
	for (unsigned i = 0; i < c->sink_count; i++)
		c->sinks[i]->flush(c->sinks[i]);
}

void collector_reopen(struct collector *c)
{
	for (unsigned i = 0; i < c->sink_count; i++)
		c->sinks[i]->reopen(c->sinks[i]);
}

int collector_close(struct collector *c)
{
	int first = c->output_error;

	for (unsigned i = 0; i < c->sink_count; i++) {
		int error = c->sinks[i]->close(c->sinks[i]);
		if (error && !first)
			first = error;
	}
	c->sink_count = 0;
	judge_free(c->judge);
	c->judge = NULL;
	free(c->line);
	c->line = NULL;
	return first;
}
