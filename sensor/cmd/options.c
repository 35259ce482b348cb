/* options: see options.h. */
#include "config.h"

#include "sensor/cmd/options.h"

#include "rules/policy/when.h"
#include "sensor/base/log.h"

#include <getopt.h>
#include <stdlib.h>

enum {
	READ = COMMAND_READ,
	RUN = COMMAND_RUN,
	CHECK = COMMAND_CHECK,
	LIST = COMMAND_LIST,
	TEST = COMMAND_TEST,
	LEARN = COMMAND_LEARN,
	EXPLAIN = COMMAND_EXPLAIN,
	REPORT = COMMAND_REPORT,
	SERVE = COMMAND_SERVE,
	TOP = COMMAND_TOP,
	HIDDEN = 1 << 15 /* documented in the manual alone */
};

enum option_id {
#define OPTION(id, name, letter, argument, commands, text) OPTION_##id,
#include "sensor/cmd/options.def"
#undef OPTION
	OPTIONS
};

static const struct {
	const char *name;
	char letter;
	const char *argument;
	unsigned commands;
	const char *text;
} table[] = {
#define OPTION(id, name, letter, argument, commands, text) {name, letter, argument, commands, text},
#include "sensor/cmd/options.def"
#undef OPTION
};

static const struct {
	enum command command;
	const char *name, *usage, *what;
} commands[] = {
#define COMMAND_TEXT(id, name, usage, what) {id, name, usage, what},
#include "sensor/cmd/commands.def"
#undef COMMAND_TEXT
};

static const char *name_of(enum command command)
{
	for (unsigned i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (commands[i].command == command)
			return commands[i].name;
	return "";
}

void options_help(enum command command)
{
	for (unsigned i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (commands[i].command == command)
			printf("Usage: %s\n%s\n\n", commands[i].usage, commands[i].what);
	for (int i = 0; i < OPTIONS; i++) {
		char left[48];
		if (!(table[i].commands & command) || (table[i].commands & HIDDEN))
			continue;
		snprintf(left, sizeof(left), "%c%c%s --%s%s%s", table[i].letter ? '-' : ' ',
			table[i].letter ? table[i].letter : ' ', table[i].letter ? "," : " ",
			table[i].name, table[i].argument ? " " : "",
			table[i].argument ? table[i].argument : "");
		printf("  %-28s %s\n", left, table[i].text);
	}
	puts("\nExit: 0 done, 1 findings (with --exit-findings), 2 usage, 3 config or policy, 4 "
	     "rules,\n"
	     "5 input unreadable or cut short, 6 capture permission or interface, 7 output failed, "
	     "70 internal.");
}

static char *join(char **words, int count)
{
	size_t len = 1;

	for (int i = 0; i < count; i++)
		len += strlen(words[i]) + 1;
	char *all = calloc(1, len);
	char *at = all;
	for (int i = 0; all && i < count; i++) {
		size_t n = strlen(words[i]);
		memcpy(at, words[i], n);
		at += n;
		*at++ = i + 1 < count ? ' ' : '\0';
	}
	return all;
}

static bool read_time(const char *option, const char *text, int64_t *ret)
{
	if (when_parse(span_str(text), ret) == WHEN_OK)
		return true;
	log_error("--%s: '%s' is no time with an offset; write 2026-11-22T01:00:00Z", option, text);
	return false;
}

/* Options that are settings, with the setting they set. */
static int setting_of(enum option_id id)
{
	switch (id) {
	case OPTION_POLICY:
		return SETTING_POLICY;
	case OPTION_KEYS:
		return SETTING_KEYS;
	case OPTION_EVE:
		return SETTING_EVE;
	case OPTION_EXTRACT:
		return SETTING_EXTRACT;
	case OPTION_REDIS:
		return SETTING_REDIS;
	case OPTION_LISTEN:
		return SETTING_SERVE_LISTEN;
	case OPTION_TOKENS:
		return SETTING_SERVE_TOKENS;
	case OPTION_ASSETS:
		return SETTING_SERVE_ASSETS;
	case OPTION_THREADS:
		return SETTING_THREADS;
	case OPTION_SCOPE:
		return SETTING_SCOPE;
	case OPTION_STATE:
		return SETTING_STATE_DIR;
	default:
		return -1;
	}
}

static bool take_switch(struct options *o, enum option_id id, struct diag *diag)
{
	switch (id) {
	case OPTION_PROFILE_RULES:
		o->profile_rules = true;
		return true;
	case OPTION_STRICT:
		o->strict = true;
		return true;
	case OPTION_EACH:
		o->each = true;
		return true;
	case OPTION_RECURSIVE:
		o->recursive = true;
		return true;
	case OPTION_NO_BUILTIN:
		settings_option(&o->settings, SETTING_BUILTIN, "off", diag);
		return true;
	case OPTION_EXIT_FINDINGS:
		o->exit_findings = true;
		return true;
	case OPTION_REVEAL:
		o->reveal = true;
		return true;
	case OPTION_NO_RETRY:
		o->no_retry = true;
		return true;
	case OPTION_NO_SANDBOX:
		o->no_sandbox = true;
		return true;
	case OPTION_QUIET:
		o->quiet = true;
		return true;
	case OPTION_PRINT_CONFIG:
		o->print_config = true;
		return true;
	case OPTION_ONCE:
		o->once = true;
		return true;
	case OPTION_LIVE:
		o->learn_live = true;
		return true;
	case OPTION_JSON:
		o->json = true;
		return true;
	case OPTION_CSV:
		o->csv = true;
		return true;
	case OPTION_HTML:
		o->html = true;
		return true;
	case OPTION_CYCLONEDX:
		o->cyclonedx = true;
		return true;
	case OPTION_MERGE:
		o->merge = true;
		return true;
	default:
		return false;
	}
}

/* "90", "90s", "10m", "24h", "7d" */
static bool read_duration(const char *text, int64_t *ret_s)
{
	static const struct {
		char unit;
		uint32_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	struct span digits = span_str(text);
	uint64_t number, factor = 1;

	for (unsigned i = 0; digits.len && i < sizeof(units) / sizeof(*units); i++) {
		if (digits.p[digits.len - 1] != units[i].unit)
			continue;
		factor = units[i].seconds;
		digits.len--;
		break;
	}
	if (!span_decimal(digits, 366 * 86400, &number) || !number) {
		log_error("--for: '%s' is no duration; write 90s, 10m, 24h or 7d", text);
		return false;
	}
	*ret_s = (int64_t)(number * factor);
	return true;
}

/* --simulate-NAME: from which packet on. */
static bool read_simulation(struct options *o, enum option_id id, const char *text)
{
	static const enum option_id ids[EXCEPTIONS] = {
#define EXCEPTION(id, name, counters, text) [EXCEPTION_##id] = OPTION_SIMULATE_##id,
#include "sensor/exceptions.def"
#undef EXCEPTION
	};
	unsigned what = 0;

	while (ids[what] != id)
		what++;
	if (span_decimal(span_str(text), UINT32_MAX, &o->simulate.from[what]) &&
		o->simulate.from[what])
		return true;
	log_error("--%s: '%s' is no number from 1 on", table[id].name, text);
	return false;
}

/* Where the word of an option of `explain` is kept. */
static const char **asked(struct options *o, enum option_id id)
{
	switch (id) {
	case OPTION_ASK_ID:
		return &o->ask.id;
	case OPTION_ASK_FLOW:
		return &o->ask.flow;
	case OPTION_ASK_RULE:
		return &o->ask.rule;
	case OPTION_ASK_FROM:
		return &o->ask.from;
	case OPTION_ASK_TO:
		return &o->ask.to;
	case OPTION_ASK_OVER:
		return &o->ask.over;
	case OPTION_ASK_MAY:
		return &o->ask.verb;
	default:
		return &o->ask.user;
	}
}

static bool take_argument(struct options *o, enum option_id id, const char *text, struct diag *diag)
{
	int setting = setting_of(id);

	if (setting >= 0) {
		o->state |= id == OPTION_STATE;
		settings_option(&o->settings, (enum setting)setting, text, diag);
		return true;
	}
	switch (id) {
	case OPTION_SET:
		settings_set(&o->settings, text, diag);
		return true;
	case OPTION_FILTER:
		free(o->filter);
		o->filter = strdup(text);
		return true;
	case OPTION_FROM:
		return read_time("from", text, &o->from_us);
	case OPTION_UNTIL:
		return read_time("until", text, &o->until_us);
	case OPTION_OUTPUT:
		o->output = text;
		return true;
	case OPTION_TZ:
		o->tz = text;
		return true;
	case OPTION_COLOR:
		o->color = text;
		return true;
	case OPTION_SPACES:
		o->spaces = text;
		return true;
	case OPTION_FOR:
		return read_duration(text, &o->for_s);
	case OPTION_DIFF:
		o->diff = text;
		return true;
	case OPTION_SIMULATE_FLOW_FULL:
	case OPTION_SIMULATE_CONVERSATION_FULL:
	case OPTION_SIMULATE_STREAM_FULL:
	case OPTION_SIMULATE_FRAGMENT_FULL:
	case OPTION_SIMULATE_SPOOL_FULL:
	case OPTION_SIMULATE_OVERLOAD:
		return read_simulation(o, id, text);
	case OPTION_ASK_AT:
		return read_time("at", text, &o->ask.at_us);
	case OPTION_ASK_ID:
	case OPTION_ASK_RULE:
	case OPTION_ASK_FLOW:
	case OPTION_ASK_FROM:
	case OPTION_ASK_TO:
	case OPTION_ASK_OVER:
	case OPTION_ASK_MAY:
	case OPTION_ASK_USER:
		*asked(o, id) = text;
		return true;
	default:
		return true;
	}
}

/* Several -i or --rules become one list. */
static void add_to_list(char **list, const char *name)
{
	char *words[2] = {*list, (char *)(uintptr_t)name};
	size_t before = *list ? strlen(*list) : 0;
	char *all = *list ? join(words, 2) : strdup(name);

	if (before && all)
		all[before] = ',';
	free(*list);
	*list = all;
}

static void getopt_tables(
	enum command command, struct option longs[OPTIONS + 1], char shorts[static 2 * OPTIONS + 3])
{
	int n = 0, s = 0;

	shorts[s++] = ':';
	for (int i = 0; i < OPTIONS; i++) {
		if (!(table[i].commands & command))
			continue;
		longs[n++] = (struct option){table[i].name,
			table[i].argument ? required_argument : no_argument, NULL, 1000 + i};
		if (!table[i].letter)
			continue;
		shorts[s++] = table[i].letter;
		if (table[i].argument)
			shorts[s++] = ':';
	}
	longs[n] = (struct option){0};
	shorts[s] = '\0';
}

static int id_of(int code)
{
	if (code >= 1000)
		return code - 1000;
	for (int i = 0; i < OPTIONS; i++)
		if (table[i].letter && table[i].letter == code)
			return i;
	return -1;
}

/* The configuration file comes first, so that the command line wins wherever it stands. */
static void load_config(struct options *o, int argc, char **argv, struct diag *diag)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--config=", 9) == 0)
			o->config = argv[i] + 9;
		else if ((!strcmp(argv[i], "--config") || !strcmp(argv[i], "-c")) && i + 1 < argc)
			o->config = argv[i + 1];
	}
	if (o->config)
		settings_load(&o->settings, o->config, diag);
}

static bool parse(struct options *o, int argc, char **argv, struct diag *diag, int *ret_exit)
{
	struct option longs[OPTIONS + 1];
	char shorts[2 * OPTIONS + 3];
	char *interfaces = NULL, *rules = NULL;
	int code, behind = argc;

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") == 0 && behind == argc)
			behind = i;
	getopt_tables(o->command, longs, shorts);
	opterr = 0;
	optind = 1;
	*ret_exit = EXIT_USAGE;
	while ((code = getopt_long(behind, argv, shorts, longs, NULL)) != -1) {
		int id = id_of(code);
		if (code == '?' || code == ':' || id < 0) {
			log_error("%s %s; 'spanwatch %s --help' shows the options",
				code == ':' ? "an argument is missing behind"
					    : "there is no option",
				argv[optind - 1], name_of(o->command));
			return false;
		}
		if (id == OPTION_HELP) {
			options_help(o->command);
			*ret_exit = EXIT_OK;
			return false;
		}
		if (id == OPTION_INTERFACE)
			add_to_list(&interfaces, optarg);
		else if (id == OPTION_RULES)
			add_to_list(&rules, optarg);
		else if (!take_switch(o, (enum option_id)id, diag) &&
			 !take_argument(o, (enum option_id)id, optarg, diag))
			return false;
	}
	if (interfaces)
		settings_option(&o->settings, SETTING_INTERFACES, interfaces, diag);
	if (rules)
		settings_option(&o->settings, SETTING_RULES, rules, diag);
	free(interfaces);
	free(rules);
	o->files = (const char **)(uintptr_t)(argv + optind);
	o->file_count = (unsigned)(behind - optind);
	if (behind < argc) {
		free(o->filter);
		o->filter = join(argv + behind + 1, argc - behind - 1);
	} else if (!o->filter && settings_text(&o->settings, SETTING_FILTER)) {
		o->filter = strdup(settings_text(&o->settings, SETTING_FILTER));
	}
	return true;
}

bool options_read(struct options *o, enum command command, int argc, char **argv, int *ret_exit)
{
	struct diag diag = {0};

	if (!options_standard(o, command)) {
		*ret_exit = EXIT_INTERNAL;
		return false;
	}
	load_config(o, argc, argv, &diag);
	if (!parse(o, argc, argv, &diag, ret_exit))
		return false;
	if (diag.errors) {
		*ret_exit = o->config ? EXIT_CONFIG : EXIT_USAGE;
		return false;
	}
	log_quiet(o->quiet);
	return true;
}
