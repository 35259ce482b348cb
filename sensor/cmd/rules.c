/*
 * rules: the operator's rules in a session: read at start and on reload, shown to the workers
 * through the tap and to the judgement by number.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/ground.h"
#include "sensor/cmd/session.h"

#include <stdio.h>
#include <string.h>

static struct rule_index *current(void *ctx)
{
	struct session *s = ctx;
	return atomic_load_explicit(&s->rules, memory_order_acquire);
}

static bool tap_open(void *ctx, struct tap *ret)
{
	struct matcher *m = matcher_new(current, ctx);

	if (!m)
		return false;
	matcher_tap(m, ret);
	return true;
}

static void tap_close(struct tap *tap)
{
	matcher_free(tap->ctx);
}

struct ruleset *session_read_rules(const struct settings *set, const char *state_dir,
	const struct ground *ground, struct diag *diag)
{
	const struct setting_value *files = &set->value[SETTING_RULES];
	const struct setting_value *vars = &set->value[SETTING_VARS];
	const struct setting_value *iprep = &set->value[SETTING_IPREP_FILES];
	struct ruleset_options options = {.vars = (const char *const *)vars->items,
		.var_count = vars->count,
		.threshold_file = settings_text(set, SETTING_THRESHOLD_FILE),
		.state_dir = state_dir,
		.iprep_categories = settings_text(set, SETTING_IPREP_CATEGORIES),
		.iprep_files = (const char *const *)iprep->items,
		.iprep_file_count = iprep->count,
		.has_geo = set->value[SETTING_GEO].count > 0,
		.where = ground ? ground_where : NULL,
		.where_ctx = ground};

	if (!sieve_can((enum sieve_kind)settings_number(set, SETTING_MATCHER))) {
		diag_error(diag, "matcher", 0, 0,
			"hyperscan is not in this program, or not for this processor; write auto, "
			"or build it where libhyperscan-dev or libvectorscan-dev is installed");
		return NULL;
	}
	return ruleset_load((const char *const *)files->items, files->count, &options, diag);
}

const char *session_state_dir(const struct session *s)
{
	return s->memory ? settings_text(&s->options->settings, SETTING_STATE_DIR) : NULL;
}

int session_save_datasets(const struct session *s)
{
	const char *dir = session_state_dir(s);
	int error = dir && s->collector.judge ? judge_save_datasets(s->collector.judge, dir) : 0;

	if (error)
		log_warn("%s: a dataset of the rules cannot be written: %s", dir, strerror(-error));
	return error;
}

static void say_nothing(void *ctx, const char *line)
{
	(void)ctx, (void)line; /* the run that a bundle is of told it */
}

/* The good rules are in force unless one wants all; of a bundle's, the run it is of told the rest.
 */
static int read_index(struct session *s, struct rule_index **ret)
{
	const struct settings *set = &s->options->settings;
	const struct ground *ground = s->options->ground;
	struct diag diag = {.say = ground ? say_nothing : NULL};
	struct ruleset *rules = session_read_rules(set, session_state_dir(s), ground, &diag);

	if (!rules)
		return EXIT_RULES;
	if (diag.errors && !ground) {
		log_warn("%u faults in the rules: %u rules are left out, %u are %s", diag.errors,
			rules->refused, rules->count,
			s->options->strict ? "good; --strict wants all" : "in force");
		s->rules_refused = true;
	}
	if (s->rules_refused && s->options->strict) {
		ruleset_free(rules);
		return EXIT_RULES;
	}
	if (s->options->ask.sid &&
		!ruleset_watch(rules, s->options->ask.gid, s->options->ask.sid)) {
		log_error("--rule: no rule of --rules has the number %u:%u", s->options->ask.gid,
			s->options->ask.sid);
		ruleset_free(rules);
		return EXIT_RULES;
	}
	*ret = index_new(rules, 1, (enum sieve_kind)settings_number(set, SETTING_MATCHER));
	return *ret ? EXIT_OK : EXIT_INTERNAL;
}

/* The bundles of one ground share its rules, which are constant and read once. */
static int find_index(struct session *s, struct rule_index **ret)
{
	struct ground *ground = s->options->ground;

	if (ground && (*ret = ground_rules(ground)) != NULL)
		return EXIT_OK;
	int code = read_index(s, ret);
	if (code == EXIT_OK && ground)
		ground_lend(ground, *ret);
	return code;
}

int session_load_rules(struct session *s)
{
	struct rule_index *index;
	int code;

	if (!s->options->settings.value[SETTING_RULES].count)
		return EXIT_OK;
	if ((code = find_index(s, &index)))
		return code;
	index->geo = s->geo;
	if (s->options->profile_rules && !index_profile(index)) {
		index_free(index);
		return EXIT_INTERNAL;
	}
	atomic_store(&s->rules, index);
	judge_set_rules(s->collector.judge, index);
	s->tap_source = (struct tap_source){tap_open, tap_close, s};
	return EXIT_OK;
}

void session_tell_costs(const struct session *s)
{
	const struct rule_index *x = atomic_load(&((struct session *)(uintptr_t)s)->rules);

	if (!x || !x->costs)
		return;
	fprintf(stderr, "%10s %12s %12s %14s %10s  %s\n", "sid", "checked", "matched", "ns",
		"ns each", "msg");
	for (uint32_t i = 0; i < x->set->count; i++) {
		struct rule_cost *c = &x->costs[i];
		unsigned long long checked = atomic_load(&c->checked), ns = atomic_load(&c->ns);
		if (checked)
			fprintf(stderr, "%10u %12llu %12llu %14llu %10llu  %s\n",
				x->set->rules[i]->sid, checked,
				(unsigned long long)atomic_load(&c->matched), ns, ns / checked,
				x->set->rules[i]->msg);
	}
}
