/* extract: see extract.h. */
#include "config.h"

#include "sensor/cmd/extract.h"

#include "sensor/base/log.h"
#include "sensor/cmd/bundle.h"
#include "sensor/evidence/aim.h"
#include "sensor/evidence/excerpt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FINDINGS = 4096 };

struct extract {
	struct sink sink;
	const struct options *options;
	const char *folder;
	struct excerpt *wanted;
	struct aims aims; /* by the number of what is wanted */
	unsigned count;
	uint64_t left_out; /* findings beyond the bound */
	int error;         /* first failure to write, -errno */
	struct bundle_basis basis;
};

static int extract_write(struct sink *s, const struct record *r)
{
	struct extract *x = (struct extract *)s;
	struct excerpt *w = &x->wanted[x->count];
	struct aim aim;

	if (!excerpt_is_due(r))
		return 0;
	if (x->count == FINDINGS) {
		x->left_out++;
		return 0;
	}
	memset(w, 0, sizeof(*w));
	if (!excerpt_take_id(r->line, w->id))
		return 0;
	for (unsigned i = 0; i < x->count; i++) /* the last word on a group has its first's ID */
		if (strcmp(x->wanted[i].id, w->id) == 0)
			return 0;
	aim_of_record(r, &aim);
	aims_put(&x->aims, x->count++, &aim);
	return 0;
}

static int extract_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

/* --- the second reading ------------------------------------------------------------------------
 */

struct taking {
	struct extract *extract;
	struct excerpt_frame frame;
};

static void take(void *ctx, unsigned number, bool own)
{
	struct taking *t = ctx;
	struct extract *x = t->extract;

	t->frame.own = own;
	int r = excerpt_add(&x->wanted[number], x->folder, &t->frame);
	if (r < 0 && !x->error)
		x->error = r;
}

static void add_packet(struct extract *x, const struct packet *p, uint16_t link)
{
	struct taking t = {x, {p->ts_us, p->frame, p->len, link, false}};
	struct seen seen;

	seen_of_packet(p, &seen);
	aims_find(&x->aims, &seen, take, &t);
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
		int r = excerpt_close(&x->wanted[i], x->folder);
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
		if (x->wanted[i].packets)
			code = bundle_make(ground, &x->basis, x->folder, x->wanted[i].id);
	ground_free(ground);
	return code;
}

static void say_end(const struct extract *x)
{
	unsigned written = 0, full = 0;

	for (unsigned i = 0; i < x->count; i++) {
		written += x->wanted[i].packets > 0;
		full += x->wanted[i].full;
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
		*x = (struct extract){
			.options = o,
			.folder = folder,
			.wanted = calloc(FINDINGS, sizeof(*x->wanted)),
		};
	if (!x || !x->wanted || aims_init(&x->aims, FINDINGS))
		return EXIT_INTERNAL;
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
	aims_free(&x->aims);
	free(x);
	return code;
}
