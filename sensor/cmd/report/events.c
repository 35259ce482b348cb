/* events: see events.h. */
#include "config.h"

#include "sensor/cmd/report/events.h"

#include "sensor/base/log.h"
#include "sensor/capture/input.h"

#include <errno.h>

static const char *wanted(const struct events *e, struct span type)
{
	for (const char *const *t = e->types; *t; t++)
		if (span_eq(type, span_str(*t)))
			return *t;
	return NULL;
}

/* Most lines are of no interest, which their own text tells: a quote inside of a string would stand
 * behind a backslash. Written in another way, they are read. */
static bool is_other(const struct events *e, struct span line)
{
	const struct span key = SPAN_LIT("\"event_type\":\"");
	int64_t at = span_find(line, key);

	if (at < 0)
		return false;
	struct span rest = span_sub(line, (uint32_t)at + key.len, line.len);
	int64_t end = span_index(rest, '"');
	return end >= 0 && !wanted(e, span_sub(rest, 0, (uint32_t)end));
}

void events_line(struct events *e, struct line_reader *r, struct span line)
{
	struct event_line found;

	line = span_trim(line);
	if (!line.len)
		return;
	e->lines++;
	if (is_other(e, line))
		return;
	found.value = line_read(r, line);
	if (!found.value || !value_time(found.value, "timestamp", &found.ts_us)) {
		e->bad++;
		return;
	}
	found.type = wanted(e, value_text(value_at(found.value, "event_type")));
	if (!found.type)
		return;
	if (found.ts_us < e->from_us || found.ts_us >= e->until_us) {
		e->outside++;
		return;
	}
	if (!e->first_us || found.ts_us < e->first_us)
		e->first_us = found.ts_us;
	if (found.ts_us > e->last_us)
		e->last_us = found.ts_us;
	e->take(e->ctx, &found);
}

/* The rest of a line that is too long. */
static enum input_status skip_line(struct input *in)
{
	enum input_status status;

	while ((status = input_need(in, 1)) == INPUT_OK) {
		const uint8_t *end = memchr(in->p, '\n', input_left(in));
		in->p = end ? end + 1 : in->end;
		if (end)
			break;
	}
	return status;
}

/* The next line into RET; INPUT_END with an empty RET at the end of the file. */
static enum input_status next_line(struct events *e, struct input *in, struct span *ret)
{
	enum input_status status = INPUT_OK;
	size_t seen = 0;

	for (;;) {
		const uint8_t *end = input_left(in) > seen
					     ? memchr(in->p + seen, '\n', input_left(in) - seen)
					     : NULL;
		seen = input_left(in);
		if (end || status == INPUT_END) {
			*ret = span_of(in->p, (uint32_t)(end ? (size_t)(end - in->p) : seen));
			in->p = end ? end + 1 : in->end;
			return end ? INPUT_OK : INPUT_END;
		}
		if (seen >= EVENTS_LINE) {
			e->too_long++;
			status = skip_line(in);
			seen = 0;
			if (status == INPUT_BAD)
				return status;
			continue;
		}
		status = input_need(in, seen + 1);
		if (status == INPUT_BAD)
			return status;
	}
}

static void read_lines(struct events *e, struct line_reader *r, struct input *in, const char *file)
{
	enum input_status status = input_sniff(in);
	struct span line;

	while (status == INPUT_OK) {
		status = next_line(e, in, &line);
		if (status != INPUT_BAD)
			events_line(e, r, line);
	}
	if (status != INPUT_BAD)
		return;
	log_error("%s: %s", file, in->error);
	e->faults++;
}

int events_read(struct events *e, const char *file)
{
	struct input_options options = {.wake_fd = -1};

	if (events_is_memory(file))
		return events_read_memory(e, file);
	struct line_reader *r = line_reader_new();
	struct input in;

	if (!r)
		return -ENOMEM;
	int error = input_open(&in, file, &options);
	if (error) {
		log_error("%s: %s", file, strerror(-error));
		e->faults++;
	} else {
		read_lines(e, r, &in, file);
		input_close(&in);
	}
	line_reader_free(r);
	return 0;
}
