/* extract: see extract.h. */
#include "config.h"

#include "sensor/cmd/extract.h"

#include "sensor/base/log.h"
#include "sensor/base/siphash.h"
#include "sensor/cmd/bundle.h"
#include "sensor/evidence/ends.h"
#include "sensor/evidence/excerpt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FINDINGS = 4096, SLOTS = 8192, NONE = -1 };

struct wanted {
	struct ends ends;
	struct excerpt excerpt;
	int next; /* with the same slot, or NONE */
};

struct extract {
	struct sink sink;
	const struct options *options;
	const char *folder;
	struct wanted *wanted;
	unsigned count;
	int *slots;
	uint64_t left_out; /* findings beyond the bound */
	int error;         /* first failure to write, -errno */
	struct bundle_basis basis;
	struct siphash_key key;
};

static int *slot_of(struct extract *x, const struct ends *e)
{
	return &x->slots[ends_hash(&x->key, e) % SLOTS];
}

static int extract_write(struct sink *s, const struct record *r)
{
	struct extract *x = (struct extract *)s;
	struct wanted *w = &x->wanted[x->count];

	if (!excerpt_is_due(r))
		return 0;
	if (x->count == FINDINGS) {
		x->left_out++;
		return 0;
	}
	memset(w, 0, sizeof(*w));
	if (!excerpt_take_id(r->line, w->excerpt.id))
		return 0;
	for (unsigned i = 0; i < x->count; i++) /* the last word on a group has its first's ID */
		if (strcmp(x->wanted[i].excerpt.id, w->excerpt.id) == 0)
			return 0;
	ends_of_place(&r->place, &w->ends);
	int *slot = slot_of(x, &w->ends);
	w->next = *slot;
	*slot = (int)x->count++;
	return 0;
}

static int extract_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

/* --- the second reading ------------------------------------------------------------------------
 */

static void add_packet(struct extract *x, const struct packet *p, uint16_t link)
{
	struct ends ends;

	ends_of_packet(p, &ends);
	for (int i = *slot_of(x, &ends); i != NONE; i = x->wanted[i].next) {
		struct wanted *w = &x->wanted[i];
		if (!ends_fit(&w->ends, &ends, p->flags & PACKET_FRAGMENT))
			continue;
		int r = excerpt_add(&w->excerpt, x->folder, p->ts_us, p->frame, p->len, link);
		if (r < 0 && !x->error)
			x->error = r;
	}
}

static void say_nothing(void *ctx, const char *name, const char *what)
{
	(void)ctx, (void)name, (void)what; /* the first reading told it */
}

static void read_again(
	struct extract *x, struct session *s, const char *const *files, unsigned count)
{
	struct capture_fault quiet = {say_nothing, NULL};
	struct capture_options options = session_capture_options(s);
	struct decode_options decode = session_decode_options(s);
	struct decoder *decoder;
	struct capture *capture;
	struct packet packet;
	struct frame frame;

	if (decoder_new(&decode, &decoder))
		return;
	options.hash_inputs = false;
	capture = capture_open_files(files, count, &options, &quiet);
	while (capture && capture_next(capture, &frame) == CAPTURE_FRAME) {
		enum decode_result result = decode_frame(decoder, &frame, &packet, NULL);
		if (result == DECODE_SKIPPED)
			continue;
		if (result == DECODE_HELD)
			packet.flags |= PACKET_FRAGMENT;
		packet.frame = frame.data;
		packet.len = frame.len;
		add_packet(x, &packet, frame.link);
	}
	capture_close(capture);
	decoder_free(decoder);
	for (unsigned i = 0; i < x->count; i++) {
		int r = excerpt_close(&x->wanted[i].excerpt, x->folder);
		if (r < 0 && !x->error)
			x->error = r;
	}
}

/* The captures are judged: what stands by then is what the bundles are of. */
static void on_judged(void *ctx, struct session *s, const char *const *files, unsigned count)
{
	struct extract *x = ctx;

	if (x->count == 0)
		return;
	read_again(x, s, files, count);
	int r = bundle_stand(s, x->folder, &x->basis);
	bundle_inventory_of(s->collector.judge, x->basis.inventory);
	if (r < 0 && !x->error)
		x->error = r;
}

/* --- bundles ---------------------------------------------------------------------------------- */

static int make_bundles(struct extract *x)
{
	char said[GROUND_SAID];
	int code = EXIT_OK;

	if (!x->basis.ground[0]) /* nothing was judged whole */
		return code;
	struct ground *ground = ground_open(x->folder, x->basis.ground, said);
	if (!ground) {
		log_error("--extract: %s", said);
		return EXIT_OUTPUT;
	}
	for (unsigned i = 0; i < x->count && code == EXIT_OK; i++)
		if (x->wanted[i].excerpt.packets)
			code = bundle_make(ground, &x->basis, x->folder, x->wanted[i].excerpt.id);
	ground_free(ground);
	return code;
}

static void say_end(const struct extract *x)
{
	unsigned written = 0, full = 0;

	for (unsigned i = 0; i < x->count; i++) {
		written += x->wanted[i].excerpt.packets > 0;
		full += x->wanted[i].excerpt.full;
	}
	log_warn("%s has the packets of %u findings as they were, secrets included; only their "
		 "owner may read them",
		x->folder, written);
	if (full)
		log_warn("%u excerpts are not whole: larger than %d MiB, or of several link types",
			full, EXCERPT_MOST >> 20);
	if (x->left_out)
		log_warn("%llu findings more have no excerpt: %d are taken",
			(unsigned long long)x->left_out, FINDINGS);
}

/* --- begin and end -----------------------------------------------------------------------------
 */

int extract_new(const struct options *o, struct extract **ret)
{
	const char *folder = settings_text(&o->settings, SETTING_EXTRACT);

	for (unsigned i = 0; i < o->file_count; i++)
		if (strcmp(o->files[i], "-") == 0) {
			log_error("--extract reads captures twice, and standard input comes once");
			return EXIT_USAGE;
		}
	if (strlen(folder) > EXCERPT_PATH - 64) {
		log_error("--extract: the folder's name is too long");
		return EXIT_USAGE;
	}
	if (mkdir(folder, 0700) < 0 && errno != EEXIST) {
		log_error("--extract: %s cannot be made: %s", folder, strerror(errno));
		return EXIT_OUTPUT;
	}
	struct extract *x = calloc(1, sizeof(*x));
	if (x)
		*x = (struct extract){.options = o,
			.folder = folder,
			.wanted = calloc(FINDINGS, sizeof(*x->wanted)),
			.slots = malloc(SLOTS * sizeof(*x->slots)),
			.key = siphash_random_key()};
	if (!x || !x->wanted || !x->slots)
		return EXIT_INTERNAL;
	for (int i = 0; i < SLOTS; i++)
		x->slots[i] = NONE;
	x->sink = (struct sink){
		"extract", extract_write, extract_nothing, extract_nothing, extract_nothing};
	*ret = x;
	return EXIT_OK;
}

struct audience extract_audience(struct extract *x)
{
	return (struct audience){.sink = &x->sink, .judged = on_judged, .ctx = x};
}

int extract_end(struct extract *x)
{
	int code = EXIT_OK;

	if (x->error) {
		log_error("--extract: %s cannot be written: %s", x->folder, strerror(-x->error));
		code = EXIT_OUTPUT;
	} else {
		code = make_bundles(x);
		say_end(x);
	}
	free(x->wanted);
	free(x->slots);
	free(x);
	return code;
}
