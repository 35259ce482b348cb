/*
 * event_line: the line of an event that judgement itself tells, from its head to the record for the
 * sinks. Collector's thread; one line at a time, in the judge's buffer.
 */
#ifndef SPANWATCH_RULES_JUDGE_EVENT_LINE_H
#define SPANWATCH_RULES_JUDGE_EVENT_LINE_H

#include "rules/judge/state.h"

struct event_line {
	struct judge *judge;
	struct json json;     /* what is written so far */
	struct record record; /* the place as outputs may show it; kind, type and time */
};

/** Opens the line of a TYPE of event about what E tells. */
void event_line_begin(
	struct event_line *l, struct judge *j, const struct event *e, const char *type);

/** Adds the layers that a mirrored or tunnelled packet lay in, where there are any. */
void event_line_layers(struct event_line *l);

/** Closes it into l->record; false, and counted, where it was longer than a line may be. */
bool event_line_end(struct event_line *l);

#endif
