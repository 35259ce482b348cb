/*
 * remembered: the inventory in the memory file of a sensor (rules/memory.h), as the events that the
 * sensor would write of it: so that what several sensors know can be merged without their events.
 */
#include "config.h"

#include "rules/inventory/inventory.h"
#include "rules/memory.h"
#include "sensor/base/log.h"
#include "sensor/cmd/report/events.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct listener {
	struct events *events;
	struct line_reader *reader;
};

static void hear(void *ctx, const struct record *r)
{
	struct listener *l = ctx;

	if (r->line.len)
		events_line(l->events, l->reader, r->line);
}

bool events_is_memory(const char *file)
{
	static const char magic[] = "SPWMEM\r\n";
	char first[sizeof(magic) - 1];
	FILE *in = strcmp(file, "-") != 0 ? fopen(file, "re") : NULL;
	bool is = in && fread(first, 1, sizeof(first), in) == sizeof(first) &&
		  memcmp(first, magic, sizeof(first)) == 0;

	if (in)
		fclose(in);
	return is;
}

/* All of FILE; the caller frees. NULL with errno. */
static uint8_t *read_whole(const char *file, uint32_t *ret_len)
{
	FILE *in = fopen(file, "re");
	long size = in && fseek(in, 0, SEEK_END) == 0 ? ftell(in) : -1;
	uint8_t *bytes = NULL;

	if (size > 0 && size <= (long)memory_limit() && fseek(in, 0, SEEK_SET) == 0)
		bytes = malloc((size_t)size);
	if (bytes && fread(bytes, 1, (size_t)size, in) != (size_t)size) {
		free(bytes);
		bytes = NULL;
	}
	if (in)
		fclose(in);
	*ret_len = bytes ? (uint32_t)size : 0;
	return bytes;
}

static const char *tell(struct events *e, struct line_reader *r, const char *file, struct span all)
{
	struct eve_context eve = {.host = file}; /* sensors are told apart by their files */
	struct listener l = {e, r};
	struct judge_options options = {.eve = &eve, .out = hear, .out_ctx = &l};
	struct judge *j;

	if (judge_new(&options, &j))
		return "no memory";
	const char *fault = memory_load(j, all);
	if (!fault)
		inventory_finish(j);
	judge_free(j);
	return fault;
}

int events_read_memory(struct events *e, const char *file)
{
	struct line_reader *r = line_reader_new();
	uint32_t len;
	uint8_t *bytes = read_whole(file, &len);
	const char *fault = !bytes ? "it cannot be read" : NULL;

	if (r && !fault)
		fault = tell(e, r, file, span_of(bytes, len));
	if (r && fault) {
		log_error("%s: %s", file, fault);
		e->faults++;
	}
	line_reader_free(r);
	free(bytes);
	return r ? 0 : -ENOMEM;
}
