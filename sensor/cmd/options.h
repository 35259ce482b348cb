/*
 * options: the command line, read once at start. One table (options.def) makes the parser, the
 * help texts and the completions.
 */
#ifndef SPANWATCH_CMD_OPTIONS_H
#define SPANWATCH_CMD_OPTIONS_H

#include "sensor/exceptions.h"
#include "sensor/settings.h"

/** Exit codes of the program. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_FINDINGS = 1,
	EXIT_USAGE = 2,
	EXIT_CONFIG = 3,
	EXIT_RULES = 4,
	EXIT_INPUT = 5,
	EXIT_CAPTURE = 6,
	EXIT_OUTPUT = 7,
	EXIT_INTERNAL = 70
};

enum command {
	COMMAND_READ = 1,
	COMMAND_RUN = 2,
	COMMAND_CHECK = 4,
	COMMAND_LIST = 8,
	COMMAND_TEST = 16,
	COMMAND_LEARN = 32,
	COMMAND_EXPLAIN = 64,
	COMMAND_REPORT = 1024,
	COMMAND_SERVE = 1 << 8,
	COMMAND_TOP = 1 << 9
};

/** What `spanwatch explain` is asked; NULL where it is not. */
struct ask {
	const char *id, *rule, *flow, *from, *to, *over, *verb, *user;
	uint32_t gid, sid; /* of RULE, once `explain` has read it; sid 0: none */
	int64_t at_us;
};

struct ground;

struct options {
	enum command command;
	struct settings settings; /* defaults, --config, --set and the options that are settings */
	const char *config;
	const char **files; /* what is no option: captures, or what to list */
	unsigned file_count;
	const char *tz, *color;
	int64_t from_us, until_us;
	bool profile_rules;
	bool strict; /* rules with faults are not passed over */
	bool each, recursive, exit_findings, reveal, no_retry, no_sandbox, once;
	bool quiet, json, print_config;
	bool silent;           /* beside another run: nothing is said of exceptions either */
	struct ground *ground; /* a bundle is judged on what was kept with it; NULL: no bundle is */
	struct ask ask;
	const char *diff;   /* check: the old policy, or NULL */
	bool learn_live;    /* learn: from interfaces */
	const char *spaces; /* learn: a policy file whose spaces count; or NULL */
	bool forget;        /* learn: nothing of a sensor's memory is read or written */
	int64_t for_s;      /* learn: so long; 0: until a signal */
	const char *output; /* file of --output, or NULL */
	bool csv, html, cyclonedx, merge; /* report */
	bool state;                       /* --state was given */
	struct simulate simulate;
	char *filter; /* joined from --filter or what stands behind -- */
};

/**
 * Reads ARGV (from the command's name on) for COMMAND. Returns true when the command may go on;
 * else RET_EXIT is what to exit with (help was shown, or the fault was told).
 */
bool options_read(struct options *o, enum command command, int argc, char **argv, int *ret_exit);
/** What holds without any option. False without memory; options_free it all the same. */
bool options_standard(struct options *o, enum command command);
void options_free(struct options *o);

/** Help of one command: its options, from the table. */
void options_help(enum command command);

#endif
