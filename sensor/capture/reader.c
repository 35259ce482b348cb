/*
 * reader: see reader.h.
 */
#include "config.h"

#include "sensor/base/cursor.h"
#include "sensor/capture/alien.h"
#include "sensor/capture/cooked.h"
#include "sensor/capture/reader.h"
#include <inttypes.h>
#include <stdio.h>

enum {
	MAGIC_BYTES = 4,
};

int reader_open(struct reader *r, const char *path, const struct input_options *options)
{
	memset(r, 0, sizeof(*r));
	return input_open(&r->input, path, options);
}

int reader_of_fd(struct reader *r, int fd, const struct input_options *options)
{
	memset(r, 0, sizeof(*r));
	return input_of_fd(&r->input, fd, options);
}

void reader_close(struct reader *r)
{
	pcapng_free(&r->pcapng);
	input_close(&r->input);
}

static enum reader_status not_a_capture(struct reader *r)
{
	(void)input_need(&r->input, ALIEN_BYTES);
	uint32_t len = (uint32_t)input_left(&r->input);
	struct span first = span_of(r->input.p, len < ALIEN_BYTES ? len : ALIEN_BYTES);

	if (r->input.error[0] && len == 0)
		snprintf(r->problem, sizeof(r->problem), "cannot be read: %s", r->input.error);
	else
		snprintf(r->problem, sizeof(r->problem), "%s", alien_sentence(first));
	return READER_ALIEN;
}

/** The file ends inside something: says where. */
static enum reader_status cut_short(struct reader *r)
{
	const char *place = r->format == FORMAT_PCAPNG ? "a block" : "a record";

	if (r->format == FORMAT_CLASSIC && !r->started)
		place = "its header";
	snprintf(r->problem, sizeof(r->problem),
		"is cut short after frame %" PRIu32 ": it ends inside %s at byte %" PRIu64
		" (copied while it grew, or the disk was full); what stands before was read",
		r->frame_no, place, input_offset(&r->input));
	return READER_CUT;
}

static enum reader_status cut_corrupt(struct reader *r)
{
	snprintf(r->problem, sizeof(r->problem),
		"is damaged after frame %" PRIu32 ": what stands at byte %" PRIu64
		" cannot be a %s; what stands before was read",
		r->frame_no, input_offset(&r->input),
		r->format == FORMAT_PCAPNG ? "block" : "record");
	return READER_CUT;
}

/** The input gave no more: the end, a failure, or a wake-up. */
static enum reader_status reader_stop(struct reader *r, enum input_status why)
{
	if (why == INPUT_WOKEN)
		return READER_WOKEN;
	if (why == INPUT_BAD) {
		snprintf(r->problem, sizeof(r->problem),
			"is cut short after frame %" PRIu32 ": %s; what stands before was read",
			r->frame_no, r->input.error);
		return READER_CUT;
	}
	if (input_left(&r->input) || r->input.skip || !r->started)
		return cut_short(r);
	if (r->pcapng.damaged) {
		snprintf(r->problem, sizeof(r->problem),
			"has %" PRIu32 " damaged packet blocks, which were left out",
			r->pcapng.damaged);
		return READER_CUT;
	}
	return READER_END;
}

/** Finds out the format and reads what stands before the first record. READER_FRAME: done. */
static enum reader_status reader_start(struct reader *r)
{
	struct input *in = &r->input;
	enum input_status status;

	if (!r->sniffed) {
		status = input_sniff(in);
		if (status == INPUT_WOKEN)
			return READER_WOKEN;
		if (status == INPUT_BAD)
			return not_a_capture(r);
		r->sniffed = true;
	}
	if (r->format == FORMAT_UNKNOWN) {
		status = input_need(in, MAGIC_BYTES);
		if (status == INPUT_WOKEN)
			return READER_WOKEN;
		struct span first = span_of(in->p, (uint32_t)input_left(in));
		if (status == INPUT_OK && classic_is_magic(first))
			r->format = FORMAT_CLASSIC;
		else if (status == INPUT_OK && pcapng_is_magic(first))
			r->format = FORMAT_PCAPNG;
		else
			return not_a_capture(r);
	}
	if (r->format == FORMAT_CLASSIC) {
		status = input_need(in, CLASSIC_FILE_HEADER);
		if (status != INPUT_OK)
			return reader_stop(r, status);
		classic_start(&r->classic, span_of(in->p, CLASSIC_FILE_HEADER));
		in->p += CLASSIC_FILE_HEADER;
	}
	r->started = true;
	return READER_FRAME;
}

enum reader_status reader_next(struct reader *r, struct frame *ret)
{
	enum input_status why;
	enum record_status status;

	if (!r->started) {
		enum reader_status started = reader_start(r);
		if (started != READER_FRAME)
			return started;
	}
	if (r->format == FORMAT_CLASSIC)
		status = classic_next(&r->classic, &r->input, ret, &why);
	else
		status = pcapng_next(&r->pcapng, &r->input, ret, &why);
	if (status == RECORD_MORE)
		return reader_stop(r, why);
	if (status == RECORD_BAD)
		return cut_corrupt(r);
	ret->frame_no = ++r->frame_no;
	if (ret->link == LINK_LINUX_SLL || ret->link == LINK_LINUX_SLL2)
		cooked_direction(ret);
	return READER_FRAME;
}
