/* reading: see reading.h. */
#include "config.h"

#include "sensor/cmd/reading.h"

#include "sensor/base/log.h"
#include "sensor/sink/progress.h"
#include "sensor/sink/terminal.h"

#include <stdlib.h>

struct reading {
	struct session session;
	struct progress progress;
	unsigned faults;
	int64_t first_us;     /* time of the first packet */
	const char **sources; /* names by index, as they were opened */
};

static atomic_bool stop_asked;

void reading_stop(void)
{
	atomic_store(&stop_asked, true);
}

static void on_fault(void *ctx, const char *name, const char *what)
{
	struct reading *r = ctx;

	progress_end(&r->progress);
	log_error("%s: %s", name, what);
	r->faults++;
}

static void on_progress(void *ctx, const struct intake *reader)
{
	struct reading *r = ctx;
	uint64_t done, total;

	if (atomic_load(&stop_asked))
		engine_stop(r->session.engine);
	capture_progress(reader->capture, &done, &total);
	progress_update(&r->progress, done, total, reader->frames);
}

/* Names as they stand in events; the capture knows how many there are once it is open. */
static int name_sources(struct reading *r, const struct capture *c)
{
	unsigned count = capture_source_count(c);

	r->sources = calloc(count + 1, sizeof(*r->sources));
	if (!r->sources)
		return EXIT_INTERNAL;
	for (unsigned i = 0; i < count; i++)
		r->sources[i] = capture_source_name(c, (uint16_t)i);
	r->session.eve.sources = r->sources;
	r->session.eve.show_filename = count > 1;
	return EXIT_OK;
}

static void tell_totals(struct reading *r)
{
	struct report report;

	if (!r->session.terminal)
		return;
	engine_report(r->session.engine, &report);
	terminal_sink_totals(
		r->session.terminal, &(struct terminal_totals){.files = report.capture.files_read,
					     .packets = report.frames,
					     .bytes = report.counters.n[COUNT_BYTES],
					     .flows = report.counters.n[COUNT_FLOWS],
					     .first_us = r->first_us,
					     .last_us = r->session.collector.clock_us});
}

static int judge_capture(struct reading *r, struct capture *capture)
{
	struct session *s = &r->session;
	struct decode_options decode = session_decode_options(s);
	struct decoder *decoder;
	struct intake reader;
	unsigned threads = (unsigned)settings_number(&s->options->settings, SETTING_THREADS);
	int code = name_sources(r, capture);

	if (code || decoder_new(&decode, &decoder))
		return EXIT_INTERNAL;
	code = session_engine(s, threads ? threads : 1, NULL, NULL);
	if (!code) {
		engine_watch(s->engine, on_progress, r);
		session_tell_start(s);
		intake_init(&reader, capture, decoder, false);
		progress_start(&r->progress, stderr, s->options->quiet);
		engine_run(s->engine, &reader, 1);
		progress_end(&r->progress);
		session_tell_stats(s);
		session_tell_health(s); /* what dashboards show first */
		session_tell_inputs(s, &reader);
		r->first_us = reader.first_us;
		tell_totals(r);
	}
	decoder_free(decoder);
	return code;
}

void audience_invite(struct session *s, const struct audience *to)
{
	if (!to)
		return;
	collector_add_sink(&s->collector, to->sink);
	s->collector.listen = to->listen;
	s->collector.listen_ctx = to->ctx;
	if (to->witness && atomic_load(&s->rules))
		atomic_load(&s->rules)->witness = to->witness;
}

int reading_judge(const struct options *o, const char *const *files, unsigned count,
	const struct audience *to)
{
	struct reading r = {0};
	struct capture_fault fault = {on_fault, &r};
	int code = session_open(&r.session, o, false);

	if (!code) {
		audience_invite(&r.session, to);
		struct capture_options options = session_capture_options(&r.session);
		char error[256];
		if (o->filter && capture_check_filter(o->filter, error)) {
			log_error("--filter: %s", error);
			code = EXIT_USAGE;
		}
		struct capture *capture =
			code ? NULL : capture_open_files(files, count, &options, &fault);
		if (capture) {
			code = judge_capture(&r, capture);
			uint64_t findings = r.session.collector.findings;
			if (!code && o->exit_findings && findings)
				code = EXIT_FINDINGS;
		}
		if (to && to->judged && (code == EXIT_OK || code == EXIT_FINDINGS))
			to->judged(to->ctx, &r.session, files, count);
		bool done = code == EXIT_OK || code == EXIT_FINDINGS;
		if (done && (r.session.rules_refused || r.faults))
			code = r.session.rules_refused ? EXIT_RULES : EXIT_INPUT;
		int closed = session_close(&r.session);
		code = closed ? closed : code;
		capture_close(capture);
	} else {
		session_close(&r.session);
	}
	free(r.sources);
	return code;
}
