/*
 * files: see files.h. A binary heap holds the sources that are open, by the place of the frame
 * that each has ready; a source is opened when the merged order reaches its first stamp.
 */
#include "config.h"

#include "sensor/capture/files.h"
#include "sensor/capture/filter.h"
#include "sensor/capture/paths.h"
#include "sensor/capture/source.h"
#include <stdlib.h>

enum { FILES_MAX = UINT16_MAX };

struct files {
	struct source *sources;
	unsigned count, room;
	struct source **order; /* by first stamp */
	unsigned next;         /* the first of `order` that was not opened */
	struct source **heap;
	unsigned heap_count;
	struct source *filling; /* its frame was given out, or it was just opened */
	struct source_run run;
	uint64_t total; /* bytes of the regular files */
	bool streams;   /* a pipe is among them: nobody knows how much is to come */
};

/** True when the ready frame of A comes before that of B. */
static bool is_before(const struct source *a, const struct source *b)
{
	return a->key != b->key ? a->key < b->key : a->rank < b->rank;
}

static void heap_push(struct files *f, struct source *s)
{
	unsigned at = f->heap_count++;

	while (at > 0 && is_before(s, f->heap[(at - 1) / 2])) {
		f->heap[at] = f->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	f->heap[at] = s;
}

static struct source *heap_pop(struct files *f)
{
	struct source *top = f->heap[0], *last = f->heap[--f->heap_count];
	unsigned at = 0;

	for (;;) {
		unsigned child = 2 * at + 1;
		if (child >= f->heap_count)
			break;
		if (child + 1 < f->heap_count && is_before(f->heap[child + 1], f->heap[child]))
			child++;
		if (!is_before(f->heap[child], last))
			break;
		f->heap[at] = f->heap[child];
		at = child;
	}
	f->heap[at] = last;
	return top;
}

/** Makes room for one more source. */
static bool grow(struct files *f)
{
	if (f->count < f->room)
		return true;
	unsigned room = f->room ? f->room * 2 : 16;
	struct source *larger = realloc(f->sources, room * sizeof(*larger));
	if (!larger)
		return false;
	f->sources = larger;
	f->room = room;
	return true;
}

/** Looks at one file and keeps it where it is a capture. */
static enum source_look take_path(struct files *f, struct path *path)
{
	if (f->count == FILES_MAX || !grow(f)) {
		source_tell(&f->run, path->text, "is one file too many: a run takes 65535");
		f->run.totals.files_skipped++;
		return SOURCE_REFUSED;
	}
	struct source *s = &f->sources[f->count];
	enum source_look look = source_look(s, path->text, path->named, &f->run);
	if (look == SOURCE_REFUSED)
		f->run.totals.files_skipped++;
	if (look != SOURCE_CAPTURE)
		return look;
	path->text = NULL;
	s->index = (uint16_t)f->count++;
	f->total += s->size;
	f->streams |= s->stream;
	return look;
}

/** Takes the files that one argument stands for. */
static void take_argument(struct files *f, const char *argument, bool recursive)
{
	struct paths paths = {0};
	unsigned told = 0;

	int error = paths_add(&paths, argument, recursive);
	if (error) {
		source_tell_errno(&f->run, argument, error);
		f->run.totals.files_skipped++;
		paths_free(&paths);
		return;
	}
	for (unsigned i = 0; i < paths.count; i++)
		told += take_path(f, &paths.list[i]) != SOURCE_OTHER;
	paths_free(&paths);
	if (told)
		return;
	source_tell(&f->run, argument, "is a directory without a capture in it");
	f->run.totals.files_skipped++;
}

static int by_first_stamp(const void *a, const void *b)
{
	const struct source *x = *(struct source *const *)a, *y = *(struct source *const *)b;

	if (x->first_us != y->first_us)
		return x->first_us < y->first_us ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

/** Puts the sources in the order of their first frames. False when memory is short. */
static bool put_in_order(struct files *f)
{
	f->order = calloc(f->count, sizeof(*f->order));
	f->heap = calloc(f->count, sizeof(*f->heap));
	if (!f->order || !f->heap)
		return false;
	for (unsigned i = 0; i < f->count; i++)
		f->order[i] = &f->sources[i];
	qsort(f->order, f->count, sizeof(*f->order), by_first_stamp);
	for (unsigned i = 0; i < f->count; i++)
		f->order[i]->rank = i;
	return true;
}

/** Checks the filter and sets up what the sources share. False when it cannot be used. */
static bool set_up(
	struct files *f, const struct capture_options *o, const struct capture_fault *fault)
{
	char error[FILTER_ERROR];

	f->run.from_us = INT64_MIN;
	f->run.until_us = INT64_MAX;
	if (fault)
		f->run.fault = *fault;
	if (!o)
		return true;
	if (o->from_us != 0 || o->until_us != 0) {
		f->run.from_us = o->from_us;
		f->run.until_us = o->until_us;
	}
	f->run.hash = o->hash_inputs;
	if (!o->filter || !o->filter[0])
		return true;
	if (filter_check(o->filter, error) < 0) {
		source_tell(&f->run, "filter", error);
		return false;
	}
	f->run.filter = filter_new(o->filter);
	return f->run.filter != NULL;
}

struct files *files_open(const char *const *arguments, unsigned count,
	const struct capture_options *options, const struct capture_fault *fault, int wake_fd)
{
	struct files *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->run.wake_fd = wake_fd;
	bool good = set_up(f, options, fault);
	for (unsigned i = 0; i < count && good; i++)
		take_argument(f, arguments[i], options && options->recursive);
	if (good && f->count && put_in_order(f))
		return f;
	files_close(f);
	return NULL;
}

void files_close(struct files *f)
{
	if (!f)
		return;
	for (unsigned i = 0; i < f->count; i++)
		source_free(&f->sources[i], &f->run);
	filter_free(f->run.filter);
	free(f->sources);
	free(f->order);
	free(f->heap);
	free(f);
}

/** The next source whose first frame may come before all that are ready, opened; or NULL. */
static struct source *open_due(struct files *f)
{
	while (f->next < f->count) {
		struct source *s = f->order[f->next];
		if (f->heap_count && s->first_us > f->heap[0]->key)
			return NULL;
		f->next++;
		if (source_open(s, &f->run))
			return s;
	}
	return NULL;
}

enum capture_status files_next(struct files *f, struct frame *ret)
{
	for (;;) {
		if (f->filling) {
			enum source_status status = source_advance(f->filling, &f->run);
			if (status == SOURCE_WOKEN)
				return CAPTURE_IDLE;
			if (status == SOURCE_FRAME)
				heap_push(f, f->filling);
		}
		f->filling = open_due(f);
		if (f->filling)
			continue;
		if (f->heap_count == 0)
			return CAPTURE_END;
		f->filling = heap_pop(f);
		*ret = f->filling->frame;
		return CAPTURE_FRAME;
	}
}

const char *files_name(const struct files *f, uint16_t source)
{
	return source < f->count ? f->sources[source].name : "";
}

unsigned files_count(const struct files *f)
{
	return f->count;
}

void files_progress(const struct files *f, uint64_t *ret_done, uint64_t *ret_total)
{
	*ret_done = atomic_load_explicit(&f->run.done, memory_order_relaxed);
	*ret_total = f->streams ? 0 : f->total;
}

void files_totals(const struct files *f, struct capture_totals *ret)
{
	*ret = f->run.totals;
}

const char *files_sha256(const struct files *f, uint16_t source)
{
	if (source >= f->count || f->sources[source].sha256[0] == '\0')
		return NULL;
	return f->sources[source].sha256;
}
