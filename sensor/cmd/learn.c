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

static FILE *open_output(const struct options *o)
{
	FILE *out = o->output ? fopen(o->output, "w") : stdout;

	if (!out)
		log_error("%s cannot be written: %s", o->output, strerror(errno));
	return out;
}

static int write_draft(const struct options *o, FILE *out, const char *text)
{
	if (fputs(text, out) >= 0 && fflush(out) == 0)
		return EXIT_OK;
	log_error("%s cannot be written: %s", o->output ? o->output : "the draft", strerror(errno));
	return EXIT_OUTPUT;
}

static int tell_draft(const struct options *o, FILE *out, struct learn *l)
{
	char source[256];

	source_text(o, source);
	char *text = learn_write(l, source);
	int code = text ? check_draft(text) : EXIT_INTERNAL;
	int written = text && !code ? write_draft(o, out, text) : EXIT_OK;
	free(text);
	return code ? code : written;
}

static int learn_from(const struct options *o, struct pupil *p)
{
	struct audience to = {.sink = &p->sink, .listen = pupil_event, .ctx = p};

	return o->learn_live ? watching_run(o, &to, o->for_s)
			     : reading_judge(o, o->files, o->file_count, &to);
}

/* The output is opened first: once interfaces are watched, files are out of reach. */
static int learn_all(const struct options *o)
{
	struct pupil p = {
		{"learn", pupil_write, pupil_nothing, pupil_nothing, pupil_nothing}, learn_new()};
	FILE *out = open_output(o);
	int code = !p.learn ? EXIT_INTERNAL : !out ? EXIT_OUTPUT : learn_from(o, &p);

	/* Of a capture with a fault, what was read is worth a draft. */
	if (code == EXIT_OK || code == EXIT_INPUT) {
		int told = tell_draft(o, out, p.learn);
		code = told ? told : code;
	}
	if (out && out != stdout && fclose(out) && !code)
		code = EXIT_OUTPUT;
	learn_free(p.learn);
	return code;
}

/* As a sensor without a policy, and without what another one remembers. */
static void forget_policy(struct options *o)
{
	struct diag diag = {0};

	settings_option(&o->settings, SETTING_POLICY, "", &diag);
	o->quiet = true; /* the draft alone goes to stdout */
	o->forget = true;
}

int cmd_learn(int argc, char **argv)
{
	struct options o;
	int code;

	if (!options_read(&o, COMMAND_LEARN, argc, argv, &code)) {
		options_free(&o);
		return code;
	}
	forget_policy(&o);
	if (o.file_count || o.learn_live) {
		code = learn_all(&o);
	} else {
		log_error("from what? 'spanwatch learn FILE...' reads captures, --live -i IFACE "
			  "watches an interface");
		code = EXIT_USAGE;
	}
	options_free(&o);
	return code;
}
