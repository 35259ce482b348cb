/*
 * settings: what is in force: defaults, the configuration file, then the command line. One table
 * (settings.def) makes the keys, their checks, the default file and the documentation. Filled at
 * start and on reload, read-only in between.
 */
#ifndef SPANWATCH_SETTINGS_H
#define SPANWATCH_SETTINGS_H

#include "sensor/base/diag.h"
#include "sensor/base/span.h"

#include <stdio.h>

enum setting {
#define SETTING(id, name, kind, standard, min, max, unit, text) SETTING_##id,
#include "sensor/settings.def"
#undef SETTING
	SETTINGS
};

struct setting_value {
	uint64_t number; /* NUMBER, BOOL; CHOICE: index of the word */
	char *text;      /* as written; never NULL */
	char **items;    /* LIST; PAIRS: "name=a,b" */
	unsigned count;
};

struct settings {
	struct setting_value value[SETTINGS];
};

/** Defaults; 0 or -ENOMEM. */
int settings_init(struct settings *s);
void settings_free(struct settings *s);

/** Reads a configuration file over what is there; faults go to DIAG. */
void settings_load(struct settings *s, const char *file, struct diag *diag);

/** One "key=value" of the command line. */
void settings_set(struct settings *s, const char *assignment, struct diag *diag);

/** Sets ID from TEXT that came with the option OPTION. */
void settings_option(struct settings *s, enum setting id, const char *text, struct diag *diag);

static inline uint64_t settings_number(const struct settings *s, enum setting id)
{
	return s->value[id].number;
}

/** The text, or NULL when it is empty. */
const char *settings_text(const struct settings *s, enum setting id);

/** What is in force as a YAML file; with COMMENTED each key has its text, unit and range. */
void settings_print(const struct settings *s, bool commented, FILE *out);

#endif
