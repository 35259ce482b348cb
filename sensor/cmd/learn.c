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

enum { LEARN_SPACES = 64 }; /* each takes memory of its own; what is in others is left out */

struct pupil {
	struct sink sink;
	struct learn *learn[LEARN_SPACES]; /* by space; NULL: nothing came yet */
	uint64_t left_out;
	bool no_memory;
	struct policy *realms; /* of --spaces, or NULL */
	char *spaces;          /* what stands there */
};

static struct learn *learn_of(struct pupil *p, uint16_t space)
{
	if (space >= LEARN_SPACES) {
		p->left_out++;
		return NULL;
	}
	if (!p->learn[space] && !(p->learn[space] = learn_new()))
		p->no_memory = true;
	return p->learn[space];
}

static int pupil_write(struct sink *s, const struct record *r)
{
	struct learn *l = learn_of((struct pupil *)s, r->place.space);

	if (l)
		learn_record(l, r);
	return 0;
}

static int pupil_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

static void pupil_event(void *ctx, const struct event *e)
{
	struct learn *l = e->kind != EVENT_TICK ? learn_of(ctx, e->place.space) : NULL;

	if (l)
		learn_event(l, e);
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

/* What stands under `spaces` in FILE, as it is written there; the caller frees. */
static char *spaces_text(const char *file)
{
	FILE *in = fopen(file, "re");
	char *line = NULL, *text = NULL;
	size_t cap = 0, len = 0;
	FILE *out = in ? open_memstream(&text, &len) : NULL;
	bool inside = false;

	while (out && getline(&line, &cap, in) >= 0) {
		bool begins = strncmp(line, "spaces:", 7) == 0;
		inside = begins || (inside && strchr(" \t\r\n#}", line[0]));
		if (inside)
			fputs(line, out);
	}
	free(line);
	if (out)
		fclose(out);
	if (in)
		fclose(in);
	return text;
}

static int tell_draft(const struct options *o, FILE *out, struct pupil *p)
{
	char source[256];
	const char *names[LEARN_SPACES];

	source_text(o, source);
	for (unsigned i = 0; i < LEARN_SPACES; i++)
		names[i] = policy_space_name(p->realms, (uint16_t)i);
	char *text = learn_write(p->learn, LEARN_SPACES,
		&(struct learn_source){.text = source, .names = names, .spaces = p->spaces});
	int code = text && !p->no_memory ? check_draft(text) : EXIT_INTERNAL;
	int written = text && !code ? write_draft(o, out, text) : EXIT_OK;
	if (p->left_out)
		log_warn("the draft knows %d spaces; %llu events lay in others", LEARN_SPACES,
			(unsigned long long)p->left_out);
	free(text);
	return code ? code : written;
}

static int learn_from(const struct options *o, struct pupil *p)
{
	struct audience to = {.sink = &p->sink, .listen = pupil_event, .ctx = p};

	return o->learn_live ? watching_run(o, &to, o->for_s)
			     : reading_judge(o, o->files, o->file_count, &to);
}

static int load_spaces(const struct options *o, struct pupil *p)
{
	struct diag diag = {0};

	if (!o->spaces)
		return EXIT_OK;
	p->realms = policy_load(o->spaces, &diag);
	p->spaces = p->realms ? spaces_text(o->spaces) : NULL;
	return p->spaces ? EXIT_OK : EXIT_CONFIG;
}

/* Files are opened first: once interfaces are watched, files are out of reach. */
static int learn_all(const struct options *o)
{
	struct pupil p = {
		.sink = {"learn", pupil_write, pupil_nothing, pupil_nothing, pupil_nothing}};
	FILE *out = open_output(o);
	int code = !out ? EXIT_OUTPUT : load_spaces(o, &p);

	if (!code)
		code = learn_from(o, &p);

	/* Of a capture with a fault, what was read is worth a draft. */
	if (code == EXIT_OK || code == EXIT_INPUT) {
		int told = tell_draft(o, out, &p);
		code = told ? told : code;
	}
	if (out && out != stdout && fclose(out) && !code)
		code = EXIT_OUTPUT;
	for (unsigned i = 0; i < LEARN_SPACES; i++)
		learn_free(p.learn[i]);
	policy_free(p.realms);
	free(p.spaces);
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
