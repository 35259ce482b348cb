/*
 * report: reads EVE files, or what sensors left in Redis, and tells what people ask of them later:
 * inventory, component sprawl, changes, outbound, coverage; as tables, JSON, CSV or one HTML page.
 */
#include "config.h"

#include "sensor/cmd/report/report.h"

#include "rules/inventory/support.h"
#include "sensor/base/json.h"
#include "sensor/base/log.h"
#include "sensor/cmd/cmd.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const struct report_kind *const kinds[] = {&report_inventory, &report_sprawl,
	&report_changes, &report_outbound, &report_coverage, &report_vendors};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), WIDEST = 1000 /* columns of a line */ };

void report_time(int64_t ts_us, char ret[static 21])
{
	char text[33];

	ret[0] = '\0';
	if (!ts_us)
		return;
	time_short(ts_us, text);
	memcpy(ret, text, 21);
}

void report_join(char *ret, size_t cap, const char *text)
{
	size_t used = strlen(ret), len = strlen(text);

	for (const char *p = ret; *p;) {
		size_t n = strcspn(p, ",");
		if (n == len && memcmp(p, text, len) == 0)
			return;
		p += n;
		p += strspn(p, ", ");
	}
	if (!len || used + len + 3 > cap)
		return;
	if (used) {
		memcpy(ret + used, ", ", 2);
		used += 2;
	}
	memcpy(ret + used, text, len + 1);
}

static const struct report_kind *kind_of(const struct options *o)
{
	for (unsigned i = 0; o->file_count && i < KINDS; i++)
		if (strcmp(o->files[0], kinds[i]->name) == 0)
			return kinds[i];
	log_error("report what? these are known:");
	for (unsigned i = 0; i < KINDS; i++)
		fprintf(stderr, "  %-10s %s\n", kinds[i]->name, kinds[i]->text);
	return NULL;
}

/* What goes to a file or through a pipe is cut by nobody, unless COLUMNS says how wide it may be.
 */
static unsigned terminal_width(FILE *out)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");
	uint64_t width;

	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return columns && span_decimal(span_str(columns), 500, &width) ? (unsigned)width : WIDEST;
}

static bool wants_colour(const struct options *o, FILE *out)
{
	const char *no_color = getenv("NO_COLOR");

	if (strcmp(o->color, "auto") != 0)
		return strcmp(o->color, "always") == 0;
	return isatty(fileno(out)) && !(no_color && *no_color);
}

static int write_out(struct report_run *r, const struct report_kind *kind, FILE *out)
{
	const struct options *o = r->options;

	if (o->cyclonedx)
		return kind->bill(r, out);
	if (o->json)
		return doc_write_json(&r->doc, out);
	if (o->csv)
		return doc_write_csv(&r->doc, out);
	if (o->html)
		return doc_write_html(&r->doc, out);
	return doc_write_text(&r->doc, out, terminal_width(out), wants_colour(o, out));
}

/* To --output or stdout. */
static int put_out(struct report_run *r, const struct report_kind *kind)
{
	const char *file = r->options->output;
	FILE *out = file ? fopen(file, "we") : stdout;
	int error = out ? write_out(r, kind, out) : -errno;

	if (file && out && fclose(out) && !error)
		error = -errno;
	if (!error)
		return EXIT_OK;
	log_error("%s: %s", file ? file : "stdout", strerror(-error));
	return EXIT_OUTPUT;
}

static void note_input(struct report_run *r, const struct events *e)
{
	char text[2][21], both[48];

	r->last_us = e->last_us;
	report_time(e->first_us, text[0]);
	report_time(e->last_us, text[1]);
	snprintf(both, sizeof(both), "%s %s", text[0], text[1]);
	doc_note(&r->doc, "time", "Events from and until", e->first_us ? both : "");
	doc_note_count(&r->doc, "lines", "Lines read", e->lines);
	if (e->bad || e->too_long)
		doc_note_count(
			&r->doc, "unreadable", "Lines that are no events", e->bad + e->too_long);
}

static int make(struct report_run *r, const struct report_kind *kind)
{
	const struct options *o = r->options;
	struct events e = {.types = kind->types,
		.from_us = o->from_us,
		.until_us = o->until_us,
		.take = kind->take,
		.ctx = r};

	doc_init(&r->doc, kind->name, kind->title);
	int error = kind->open(r);
	for (unsigned i = 1; !error && i < o->file_count; i++)
		error = events_read(&e, o->files[i]);
	if (!error && o->file_count < 2)
		error = events_read_redis(&e, settings_text(&o->settings, SETTING_REDIS),
			settings_text(&o->settings, SETTING_SENSOR));
	note_input(r, &e);
	if (!error)
		error = kind->fill(r);
	int code = error || r->doc.no_memory ? EXIT_INTERNAL : put_out(r, kind);
	if (error || r->doc.no_memory)
		log_error("no memory for this report");
	kind->close(r);
	doc_free(&r->doc);
	return code == EXIT_OK && e.faults ? EXIT_INPUT : code;
}

static bool asks_for_one_form(const struct options *o, const struct report_kind *kind)
{
	if (o->json + o->csv + o->html + o->cyclonedx > 1) {
		log_error("one of --json, --csv, --html and --cyclonedx at a time");
		return false;
	}
	if (o->cyclonedx && !kind->bill) {
		log_error("--cyclonedx is a form of 'report sprawl'");
		return false;
	}
	return true;
}

static int run(const struct options *o)
{
	const struct report_kind *kind = kind_of(o);
	const char *policy = settings_text(&o->settings, SETTING_POLICY);
	struct report_run r = {.options = o};
	struct diag diag = {0};

	if (!kind || !asks_for_one_form(o, kind))
		return EXIT_USAGE;
	if (o->file_count < 2 && !settings_text(&o->settings, SETTING_REDIS)) {
		log_error("from which EVE file? 'spanwatch report %s eve.json', - reads stdin, "
			  "--redis URL asks a server",
			kind->name);
		return EXIT_USAGE;
	}
	if (policy && !(r.policy = policy_load_with(
				policy, settings_text(&o->settings, SETTING_WINDOWS_DIR), &diag)))
		return EXIT_CONFIG;
	int code = EXIT_CONFIG;
	if (!support_open(settings_text(&o->settings, SETTING_SUPPORT), &diag, &r.support))
		code = make(&r, kind);
	support_free(r.support);
	policy_free(r.policy);
	return code;
}

int cmd_report(int argc, char **argv)
{
	struct options o;
	int code;

	if (options_read(&o, COMMAND_REPORT, argc, argv, &code))
		code = run(&o);
	options_free(&o);
	return code;
}
