/* event_line: see event_line.h. */
#include "config.h"

#include "rules/judge/event_line.h"

#include "rules/judge/party.h"
#include "sensor/eve.h"
#include "sensor/limits.h"

void event_line_begin(
	struct event_line *l, struct judge *j, const struct event *e, const char *type)
{
	l->judge = j;
	l->json = json_of(j->line, LIMIT_LINE);
	l->record = (struct record){.kind = RECORD_EVENT, .ts_us = e->ts_us, .type = type};
	party_mask(j, &e->place, &l->record.place);
	eve_begin(&l->json, j->options.eve, e->ts_us, type, &l->record.place);
}

void event_line_layers(struct event_line *l)
{
	if (!l->record.place.tunnelled)
		return;
	json_key(&l->json, "spanwatch");
	json_open(&l->json, '{');
	eve_encap(&l->json, &l->record.place);
	json_close(&l->json, '}');
}

bool event_line_end(struct event_line *l)
{
	eve_end(&l->json);
	l->judge->counts.lines_too_long += l->json.full;
	l->record.line = span_of(l->json.buf, l->json.len);
	return !l->json.full;
}
