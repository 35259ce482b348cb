/*
 * reload: SIGHUP: policy, keys, lexicon and rules are read again while lanes and readers look at
 * those in force (retired.h). Called on the collector's thread.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/retired.h"
#include "sensor/cmd/session.h"

/* On a fault the keys that were in force stay. */
static void reload_keys(struct session *s)
{
	const char *file = settings_text(&s->options->settings, SETTING_KEYS);
	struct diag diag = {0};

	if (!file || session_keys_are_private(s, file))
		return;
	struct keys *fresh = keys_load(file, &diag);
	if (!fresh) {
		log_warn("%s has faults: the keys that were in force stay", file);
		return;
	}
	retire(s, &(struct retired){.keys = atomic_exchange(&s->keys, fresh)});
}

/* The same for the lexicon. */
static void reload_lexicon(struct session *s)
{
	const char *path = settings_text(&s->options->settings, SETTING_LEXICON);
	struct diag diag = {0};

	if (!path)
		return;
	const struct lexicon *fresh = lexicon_load(path, &lexicon_builtin, &diag);
	if (!fresh) {
		log_warn("%s has faults: the lexicon that was in force stays", path);
		return;
	}
	retire(s, &(struct retired){.lexicon = atomic_exchange(&s->lexicon, fresh)});
}

/* The same for rules; where a run began without any, it goes on without. */
static void reload_rules(struct session *s, struct reloaded *ret)
{
	struct diag diag = {0};
	struct rule_index *old = atomic_load(&s->rules);

	if (!old)
		return;
	session_save_datasets(s);
	struct ruleset *fresh =
		session_read_rules(&s->options->settings, session_state_dir(s), NULL, &diag);
	if (!fresh || diag.errors) {
		ruleset_free(fresh);
		ret->rules_fault = true;
		log_warn("the rules have faults: those that were in force stay");
		return;
	}
	struct rule_index *index = index_new(fresh, old->generation + 1,
		(enum sieve_kind)settings_number(&s->options->settings, SETTING_MATCHER));
	if (!index)
		return;
	ret->rules = strcmp(fresh->sha256, old->set->sha256) != 0;
	index->geo = s->geo;
	judge_set_rules(s->collector.judge, index);
	retire(s, &(struct retired){.rules = atomic_exchange(&s->rules, index)});
	log_info("%u rules are in force (sha256 %.16s)", fresh->count, fresh->sha256);
}

static void reload_policy(struct session *s, struct reloaded *ret)
{
	const char *file = settings_text(&s->options->settings, SETTING_POLICY);
	struct diag diag = {0};
	const char *windows = settings_text(&s->options->settings, SETTING_WINDOWS_DIR);
	struct policy *fresh = file ? policy_load_with(file, windows, &diag) : NULL;

	ret->policy_fault = file && !fresh;
	if (ret->policy_fault)
		log_warn("%s has faults: the policy that was in force stays", file);
	if (!fresh)
		return;
	struct policy *old = atomic_exchange(&s->policy, fresh);
	ret->policy = strcmp(policy_sha256(fresh), policy_sha256(old)) != 0;
	judge_set_policy(s->collector.judge, fresh);
	retire(s, &(struct retired){.policy = old});
	log_info("policy %s is in force (sha256 %.16s)", file, policy_sha256(fresh));
}

void session_reload(struct session *s)
{
	struct reloaded what = {0};

	collector_reopen(&s->collector);
	reload_keys(s);
	reload_lexicon(s);
	reload_rules(s, &what);
	reload_policy(s, &what);
	session_ground_evidence(s);
	session_tell_reload(s, &what);
}
