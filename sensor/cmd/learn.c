/*
 * learn: writes a policy draft from captures or from interfaces. The traffic is judged as without a
 * policy; rules/learn/ follows and writes what would have permitted it.
 */
#include "config.h"

#include "rules/learn/learn.h"
#include "sensor/base/log.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/reading.h"

#include <errno.h>
#include <stdlib.h>

struct pupil {
	struct sink sink;
	struct learn *learn;
};

static int pupil_write(struct sink *s, const struct record *r)
{
	learn_record(((struct pupil *)s)->learn, r);
	return 0;
}

static int pupil_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

static void pupil_event(void *ctx, const struct event *e)
{
	learn_event(((struct pupil *)ctx)->learn, e);
}

/* "a.pcap and 3 more" */
static void source_text(const struct options *o, char ret[static 256])
{
	const char *first = o->file_count ? o->files[0] : "live traffic";
	const char *slash = strrchr(first, '/');

	if (slash && slash[1])
		first = slash + 1;
	if (o->file_count > 1)
		snprintf(ret, 256, "%.200s and %u more", first, o->file_count - 1);
	else
		snprintf(ret, 256, "%.200s", first);
}

/* A draft that its own reader refuses would be a fault of ours. */
static int check_draft(const char *text)
{
	struct diag diag = {0};
	struct policy *p = policy_parse("draft", span_str(text), &diag);

	policy_free(p);
	return p ? EXIT_OK : EXIT_INTERNAL;
}

static int write_draft(const struct options *o, const char *text)
{
	FILE *out = o->output ? fopen(o->output, "w") : stdout;

	if (!out) {
		log_error("%s cannot be written: %s", o->output, strerror(errno));
		return EXIT_OUTPUT;
	}
	bool bad = fputs(text, out) < 0;
	bad |= (o->output ? fclose(out) : fflush(out)) != 0;
	if (bad)
		log_error("%s cannot be written: %s", o->output ? o->output : "the draft",
			strerror(errno));
	return bad ? EXIT_OUTPUT : EXIT_OK;
}

static int tell_draft(const struct options *o, struct learn *l)
{
	char source[256];

	source_text(o, source);
	char *text = learn_write(l, source);
	int code = text ? check_draft(text) : EXIT_INTERNAL;
	int written = text && !code ? write_draft(o, text) : EXIT_OK;
	free(text);
	return code ? code : written;
}

static int learn_files(struct options *o)
{
	struct pupil p = {
		{"learn", pupil_write, pupil_nothing, pupil_nothing, pupil_nothing}, learn_new()};
	struct audience to = {.sink = &p.sink, .listen = pupil_event, .ctx = &p};
	int code = p.learn ? reading_judge(o, o->files, o->file_count, &to) : EXIT_INTERNAL;

	/* Of a capture with a fault, what was read is worth a draft. */
	if (code == EXIT_OK || code == EXIT_INPUT) {
		int told = tell_draft(o, p.learn);
		code = told ? told : code;
	}
	learn_free(p.learn);
	return code;
}

int cmd_learn(int argc, char **argv)
{
	struct options o;
	int code;

	if (!options_read(&o, COMMAND_LEARN, argc, argv, &code)) {
		options_free(&o);
		return code;
	}
	o.quiet = true; /* the draft alone goes to stdout */
	if (o.file_count) {
		code = learn_files(&o);
	} else {
		log_error("from which capture? 'spanwatch learn FILE...' writes a draft");
		code = EXIT_USAGE;
	}
	options_free(&o);
	return code;
}
