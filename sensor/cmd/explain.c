/*
 * explain: which permit, window, rule or baseline decided, and the line that is missing: of events,
 * of a flow in captures, or of what one words on the command line. For rules see explain_rule.c.
 */
#include "config.h"

#include "sensor/cmd/explain.h"

#include "sensor/base/json_get.h"
#include "sensor/base/log.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

/* --- a flow of captures ------------------------------------------------------------------------
 */

struct follower {
	struct sink sink;
	const struct options *o;
	const struct policy *p;
	unsigned told;
	bool flow_told;
	enum sanction flow_said; /* the last answer: flows that repeat it are passed over */
	const char *flow_app;
};

static bool is_wanted(const struct follower *f, const struct place *place)
{
	char id[40];
	uint16_t seed = (uint16_t)settings_number(&f->o->settings, SETTING_COMMUNITY_SEED);

	return place->has_ip && eve_community_id(place, seed, id) &&
	       strcmp(id, f->o->ask.flow) == 0;
}

static const struct endpoint *end_of(const struct place *place, bool client)
{
	return client == place->src_is_client ? &place->src : &place->dst;
}

static void follow_tell(struct follower *f, const struct asking *a)
{
	if (f->told++ && !f->o->json)
		putchar('\n');
	explain_tell(f->o, f->p, a);
}

/* The flow itself, however it is judged; what is told of it comes with the records. */
static void follow_event(void *ctx, const struct event *e)
{
	struct follower *f = ctx;
	struct asking a = {0};

	if (e->kind != EVENT_FLOW_DECIDED || !is_wanted(f, &e->place))
		return;
	a.q.ts_us = e->ts_us;
	a.q.space = e->place.space;
	a.q.client = *end_of(&e->place, true);
	a.q.server = *end_of(&e->place, false);
	a.q.ip_proto = e->place.ip_proto;
	a.q.app = e->app;
	struct verdict v;
	policy_flow(f->p, &a.q, &v);
	if (f->flow_told && v.sanction == f->flow_said && e->app == f->flow_app)
		return;
	f->flow_told = true;
	f->flow_said = v.sanction;
	f->flow_app = e->app;
	follow_tell(f, &a);
}

static int follow_record(struct sink *s, const struct record *r)
{
	struct follower *f = (struct follower *)s;
	struct asking a;

	bool update = r->kind == RECORD_FINDING && r->finding->update;
	if ((r->kind != RECORD_FINDING && r->kind != RECORD_ACTION) || update ||
		!is_wanted(f, &r->place))
		return 0;
	if (asking_of_event(f->p, r->line, &a))
		follow_tell(f, &a);
	return 0;
}

static int follow_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

int explain_flow(const struct options *o, const struct policy *p)
{
	struct follower f = {
		.sink = {"explain", follow_record, follow_nothing, follow_nothing, follow_nothing},
		.o = o,
		.p = p};
	int code = reading_judge(o, o->files, o->file_count,
		&(struct audience){.sink = &f.sink, .listen = follow_event, .ctx = &f});

	if (!f.told && !code) {
		log_error("no flow there has the community ID %s", o->ask.flow);
		return EXIT_INPUT;
	}
	return code;
}

/* --- events ------------------------------------------------------------------------------------
 */

/* Lines of FILE that are wanted: all, or the one with --id. Counts into TOLD. */
static int explain_file(
	const struct options *o, const struct policy *p, const char *file, unsigned *told)
{
	FILE *in = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
	char *line = NULL, id[64];
	size_t cap = 0;
	ssize_t len;
	struct asking a;

	if (!in) {
		log_error("%s cannot be opened: %s", file, strerror(errno));
		return EXIT_INPUT;
	}
	while ((len = getline(&line, &cap, in)) > 0) {
		struct span text = span_of(line, (uint32_t)len), raw;
		if (o->ask.id &&
			(!json_get(text, "spanwatch.id", &raw) ||
				json_value(raw, id, sizeof(id)) == 0 || strcmp(id, o->ask.id) != 0))
			continue;
		if (!asking_of_event(p, text, &a))
			continue;
		if (*told && !o->json)
			putchar('\n');
		explain_tell(o, p, &a);
		++*told;
	}
	free(line);
	if (in != stdin)
		fclose(in);
	return EXIT_OK;
}

static int explain_events(const struct options *o, const struct policy *p)
{
	const char *eve = settings_text(&o->settings, SETTING_EVE);
	unsigned told = 0;
	int code = EXIT_OK, last;

	for (unsigned i = 0; i < o->file_count; i++)
		if ((last = explain_file(o, p, o->files[i], &told)))
			code = last;
	if (!o->file_count && eve)
		code = explain_file(o, p, eve, &told);
	if (told || code)
		return code;
	log_error(o->ask.id ? "no event has the id %s"
			    : "no event there tells of a flow or an action%s",
		o->ask.id ? o->ask.id : "");
	return EXIT_INPUT;
}

/* --- the command -------------------------------------------------------------------------------
 */

static int explain_words(const struct options *o, const struct policy *p)
{
	struct asking a;

	if (!p) {
		log_error("--policy is missing: what shall decide?");
		return EXIT_USAGE;
	}
	if (!asking_of_words(p, o, &a))
		return EXIT_USAGE;
	explain_tell(o, p, &a);
	return EXIT_OK;
}

static int explain(const struct options *o, const struct policy *p)
{
	bool file = o->file_count || (o->ask.id && settings_text(&o->settings, SETTING_EVE));

	if (o->ask.sid && o->file_count && o->settings.value[SETTING_RULES].count)
		return explain_rule(o);
	if (o->ask.sid) {
		log_error("which rule, of which captures? 'spanwatch explain --rule SID --rules "
			  "FILE CAPTURE...'");
		return EXIT_USAGE;
	}
	if (o->ask.from || o->ask.to)
		return explain_words(o, p);
	if (!file) {
		log_error(
			"what? 'spanwatch explain EVENT.json', '--id ID FILE', 'CAPTURE --flow ID' "
			"or '--from A --to B --over P'");
		return EXIT_USAGE;
	}
	return o->ask.flow ? explain_flow(o, p) : explain_events(o, p);
}

/* "1000001" or "1:1000001" */
static bool read_rule(struct options *o)
{
	const char *text = o->ask.rule;
	struct span sid = span_str(text);
	int64_t colon = span_index(sid, ':');
	uint64_t number = 0, group = 1;
	bool good = true;

	if (colon >= 0) {
		good = span_decimal(span_sub(sid, 0, (uint32_t)colon), UINT32_MAX, &group);
		sid = span_sub(sid, (uint32_t)colon + 1, UINT32_MAX);
	}
	good = good && span_decimal(sid, UINT32_MAX, &number) && number;
	if (!good)
		log_error("--rule: '%s' is no number of a rule; write 1000001 or 1:1000001", text);
	o->ask.gid = (uint32_t)group;
	o->ask.sid = (uint32_t)number;
	return good;
}

int cmd_explain(int argc, char **argv)
{
	struct options o;
	struct diag diag = {0};
	struct policy *p = NULL;
	int code;

	if (!options_read(&o, COMMAND_EXPLAIN, argc, argv, &code)) {
		options_free(&o);
		return code;
	}
	if (o.ask.rule && !read_rule(&o)) {
		options_free(&o);
		return EXIT_USAGE;
	}
	const char *file = settings_text(&o.settings, SETTING_POLICY);
	o.quiet = true; /* the answer alone goes to stdout */
	if (!o.ask.at_us)
		o.ask.at_us = time(NULL) * 1000000ll;
	if (file)
		p = policy_load_with(file, settings_text(&o.settings, SETTING_WINDOWS_DIR), &diag);
	if (o.ask.sid)
		settings_option(&o.settings, SETTING_THREADS, "1", &diag);
	code = diag.errors ? EXIT_CONFIG : explain(&o, p);
	policy_free(p);
	options_free(&o);
	return code;
}
