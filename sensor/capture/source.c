/*
 * source: see source.h.
 */
#include "config.h"

#include "sensor/capture/filter.h"
#include "sensor/capture/reader.h"
#include "sensor/capture/source.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
	/* Descriptors held open at a time; beyond it files are opened again for each read. */
	SOURCE_OPEN_MAX = 128,
	SOURCE_WINDOW_PARKED = 64 * 1024,
};

struct reading {
	struct reader reader;
	struct sha256_ctx hash;
};

void source_tell(const struct source_run *run, const char *name, const char *what)
{
	if (run->fault.say)
		run->fault.say(run->fault.ctx, strcmp(name, "-") == 0 ? "stdin" : name, what);
}

void source_tell_errno(const struct source_run *run, const char *name, int error)
{
	char what[128], text[64];

	snprintf(
		what, sizeof(what), "cannot be opened: %s", strerror_r(-error, text, sizeof(text)));
	source_tell(run, name, what);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (strcmp(path, "-") == 0)
		return "stdin";
	return slash && slash[1] ? slash + 1 : path;
}

/** Reads the first frame of a regular file to know where in time it belongs. */
static enum source_look look_inside(struct source *s, const char *path, struct source_run *run)
{
	struct input_options options = {.window = INPUT_WINDOW_SMALL, .wake_fd = -1};
	struct reader reader;
	enum source_look look = SOURCE_CAPTURE;

	int error = reader_open(&reader, path, &options);
	if (error) {
		source_tell_errno(run, path, error);
		return SOURCE_REFUSED;
	}
	enum reader_status status = reader_next(&reader, &s->frame);
	s->first_us = status == READER_FRAME ? s->frame.ts_us : INT64_MAX;
	if (status == READER_ALIEN) {
		look = s->named ? SOURCE_REFUSED : SOURCE_OTHER;
		if (s->named)
			source_tell(run, path, reader.problem);
	}
	reader_close(&reader);
	return look;
}

enum source_look source_look(struct source *s, char *path, bool named, struct source_run *run)
{
	struct stat st = {0};

	memset(s, 0, sizeof(*s));
	s->named = named;
	s->key = INT64_MIN;
	if (strcmp(path, "-") != 0 && stat(path, &st) < 0) {
		source_tell_errno(run, path, -errno);
		return SOURCE_REFUSED;
	}
	s->stream = strcmp(path, "-") == 0 || !S_ISREG(st.st_mode);
	if (s->stream) {
		s->first_us = INT64_MIN;
	} else {
		s->size = (uint64_t)st.st_size;
		enum source_look look = look_inside(s, path, run);
		if (look != SOURCE_CAPTURE)
			return look;
	}
	s->path = path;
	s->name = base_name(path);
	return SOURCE_CAPTURE;
}

bool source_open(struct source *s, struct source_run *run)
{
	struct reading *r = malloc(sizeof(*r));
	bool parked = run->open >= SOURCE_OPEN_MAX;
	struct input_options options = {
		.window = parked ? SOURCE_WINDOW_PARKED : INPUT_WINDOW,
		.wake_fd = run->wake_fd,
		.parked = parked,
		.progress = &run->done,
		.hash = run->hash && r ? &r->hash : NULL,
	};

	if (r)
		sha256_init(&r->hash);
	int error = r ? reader_open(&r->reader, s->path, &options) : -ENOMEM;
	if (error) {
		free(r);
		source_tell_errno(run, s->path, error);
		run->totals.files_skipped++;
		return false;
	}
	s->reading = r;
	run->open++;
	return true;
}

/** The end of a source: tells what was wrong, completes the hash, gives all back. */
static void source_finish(struct source *s, enum reader_status status, struct source_run *run)
{
	struct reading *r = s->reading;

	if (status == READER_CUT || status == READER_ALIEN)
		source_tell(run, s->path, r->reader.problem);
	if (status == READER_ALIEN) {
		run->totals.files_skipped++;
	} else {
		run->totals.files_read++;
		run->totals.files_cut += status == READER_CUT;
		if (run->hash && input_drain(&r->reader.input))
			digest_sha256_hex(&r->hash, s->sha256);
	}
	/* The progress bar reaches its end even where a part of the file was not worth reading. */
	if (r->reader.input.raw_done < s->size)
		atomic_fetch_add_explicit(
			&run->done, s->size - r->reader.input.raw_done, memory_order_relaxed);
	reader_close(&r->reader);
	free(r);
	s->reading = NULL;
	run->open--;
}

/** Link types that can be decoded (enum linktype). */
static bool link_is_known(uint16_t link)
{
	static const uint16_t known[] = {LINK_NULL, LINK_ETHERNET, LINK_PPP, LINK_PPP_HDLC,
		LINK_PPP_ETHER, LINK_RAW_OLD, LINK_RAW_OPENBSD, LINK_RAW, LINK_C_HDLC,
		LINK_IEEE802_11, LINK_LOOP, LINK_LINUX_SLL, LINK_IEEE802_11_PRISM,
		LINK_IEEE802_11_RADIOTAP, LINK_PPP_PPPD, LINK_JUNIPER_ETHER, LINK_JUNIPER_PPP,
		LINK_JUNIPER_CHDLC, LINK_PPI, LINK_MPLS, LINK_IPV4, LINK_IPV6, LINK_NFLOG,
		LINK_LINUX_SLL2, LINK_TOKEN_RING, LINK_SLIP, LINK_FDDI, LINK_ATM_OLD,
		LINK_ATM_RFC1483, LINK_FRELAY, LINK_ENC, LINK_PFLOG, LINK_SUNATM, LINK_ERF,
		LINK_IPNET, LINK_IPOIB, LINK_BRCM_TAG, LINK_BRCM_TAG_PREPEND, LINK_DSA, LINK_EDSA};

	for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i] == link)
			return true;
	return false;
}

/** Tells once of a source that it has frames nobody can read. */
static void tell_strange(struct source *s, const struct source_run *run)
{
	char what[128];

	snprintf(what, sizeof(what),
		"has frames of link type %u, which cannot be decoded; they are passed over",
		s->frame.link);
	source_tell(run, s->path, what);
	s->strange = true;
}

/** True when the frame is inside the slice and the filter lets it pass. */
static bool is_wanted(const struct source *s, struct source_run *run)
{
	const struct frame *f = &s->frame;

	if (f->ts_us < run->from_us || f->ts_us >= run->until_us)
		return false;
	if (!run->filter || filter_match(run->filter, f))
		return true;
	const char *complaint = filter_complaint(run->filter);
	if (complaint)
		source_tell(run, s->path, complaint);
	return false;
}

enum source_status source_advance(struct source *s, struct source_run *run)
{
	enum reader_status status;

	for (;;) {
		status = reader_next(&s->reading->reader, &s->frame);
		if (status == READER_WOKEN)
			return SOURCE_WOKEN;
		if (status != READER_FRAME) {
			source_finish(s, status, run);
			return SOURCE_OVER;
		}
		if (s->frame.ts_us > s->key)
			s->key = s->frame.ts_us;
		if (s->frame.link != LINK_ETHERNET && !s->strange && !link_is_known(s->frame.link))
			tell_strange(s, run);
		if (!is_wanted(s, run))
			continue;
		s->frame.source = s->index;
		return SOURCE_FRAME;
	}
}

void source_free(struct source *s, struct source_run *run)
{
	if (s->reading) {
		reader_close(&s->reading->reader);
		free(s->reading);
		run->open--;
	}
	free(s->path);
	memset(s, 0, sizeof(*s));
}
