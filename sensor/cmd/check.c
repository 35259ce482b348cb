/* check: tells every fault of the files that users write, and what is in force. */
#include "config.h"

#include "rules/geo.h"
#include "rules/inventory/support.h"
#include "rules/judge/services.h"
#include "rules/keys.h"
#include "rules/lexicon/lexicon.h"
#include "rules/policy/policy.h"
#include "sensor/base/json.h"
#include "sensor/base/log.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/diff.h"
#include "sensor/cmd/session.h"

#include <stdio.h>

enum { FAULT_TEXT = 8192 };

static void say(void *ctx, const char *line)
{
	(void)ctx;
	puts(line);
}

/* With --json: one object a line. */
static void list(void *ctx, const struct diag_fault *f)
{
	char buf[2 * FAULT_TEXT];
	struct json j = json_of(buf, sizeof(buf));

	(void)ctx;
	json_open(&j, '{');
	json_kv_string(&j, "level", f->is_warning ? "warning" : "error");
	json_kv_string(&j, "file", f->file);
	if (f->line)
		json_kv_u64(&j, "line", f->line);
	if (f->column)
		json_kv_u64(&j, "column", f->column);
	json_kv_string(&j, "message", f->text);
	json_close(&j, '}');
	if (!j.full)
		printf("%.*s\n", (int)j.len, buf);
}

/* Exit code 4 is for rules, 3 for all else: so they are counted apart. */
static void check_rules(const struct options *o, struct diag *diag)
{
	if (!o->settings.value[SETTING_RULES].count)
		return;
	struct ruleset *rules = session_read_rules(&o->settings, NULL, NULL, diag);
	if (rules && !diag->errors && !o->print_config && !o->json)
		printf("%u rules, %u for other programs\n", rules->count, rules->skipped);
	ruleset_free(rules);
}

static void check_files(const struct options *o, struct diag *diag)
{
	const struct setting_value *geo_files = &o->settings.value[SETTING_GEO];
	const char *policy_file = settings_text(&o->settings, SETTING_POLICY);
	const char *keys_file = settings_text(&o->settings, SETTING_KEYS);
	const char *lexicon = settings_text(&o->settings, SETTING_LEXICON);
	const char *support_file = settings_text(&o->settings, SETTING_SUPPORT);
	struct support *support = NULL;
	struct services *services = NULL;
	struct geo *geo = NULL;

	if (policy_file)
		policy_free(policy_load_with(
			policy_file, settings_text(&o->settings, SETTING_WINDOWS_DIR), diag));
	if (keys_file)
		keys_free(keys_load(keys_file, diag));
	if (lexicon)
		lexicon_free(lexicon_load(lexicon, &lexicon_builtin, diag));
	if (!support_open(support_file, diag, &support))
		support_free(support);
	if (!services_open(settings_text(&o->settings, SETTING_SERVICES), diag, &services))
		services_free(services);
	if (geo_files->count &&
		!geo_open((const char *const *)geo_files->items, geo_files->count, diag, &geo))
		geo_free(geo);
}

int cmd_check(int argc, char **argv)
{
	struct options o;
	struct diag diag = {.say = say}, rules = {.say = say};
	int code;

	if (!options_read(&o, COMMAND_CHECK, argc, argv, &code)) {
		options_free(&o);
		return code;
	}
	o.strict = true;
	if (o.json)
		diag.list = rules.list = list;
	if (o.diff) {
		code = policy_diff(&o);
		options_free(&o);
		return code;
	}
	for (unsigned i = 0; i < o.file_count; i++)
		policy_free(policy_load(o.files[i], &diag));
	check_files(&o, &diag);
	check_rules(&o, &rules);
	if (o.print_config)
		settings_print(&o.settings, true, stdout);
	if (!diag.errors && !rules.errors && !o.print_config && !o.json)
		puts("no fault found");
	options_free(&o);
	return diag.errors ? EXIT_CONFIG : rules.errors ? EXIT_RULES : EXIT_OK;
}
