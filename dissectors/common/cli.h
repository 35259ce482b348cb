/*
 * cli: what a command line of network equipment means, and what a prompt tells. Serves every
 * protocol that carries commands: telnet, TACACS+ and syslog records, Smart Install, gNOI. Pure, no
 * allocation; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_CLI_H
#define SPANWATCH_DISSECTORS_COMMON_CLI_H

#include "sensor/lexicon.h"

enum { CLI_TEXT_MAX = 512, CLI_WORDS_MAX = 32, CLI_ALSO_MAX = 3 };

/** A deed of a further command of the same line. */
struct cli_deed {
	enum verb verb;
	enum subject subject;
};

struct cli_meaning {
	enum verb verb;
	enum subject subject;
	bool known;      /* the lexicon has this command; else a rule of thumb spoke */
	bool foreign;    /* it has it of another family only */
	bool navigation; /* moves between modes and views, or sets up the terminal: no action */
	bool enters_config, leaves_config;
	bool leaves;     /* ends the session, or only this view: the prompt decides */
	bool negated;    /* no, undo, delete */
	bool of_view;    /* shutdown, enable: in a view, about what that is about */
	bool has_secret; /* one of its arguments is a secret */
	uint32_t also_count; /* of a line of several commands: what else it does */
	struct cli_deed also[CLI_ALSO_MAX];
	struct span
		target; /* host that the command names as the other end of a transfer; in LINE */
	char text[CLI_TEXT_MAX]; /* the command with the abbreviations written out */
	uint32_t text_len;
};

/**
 * What LINE means to LEX on a system of FAMILY whose prompt said MODE; both may be unknown. RET is
 * always filled; an empty line is navigation.
 */
void cli_classify(const struct lexicon *lex, enum cli_family family, enum cli_mode mode,
	struct span line, struct cli_meaning *ret);

struct cli_prompt {
	enum cli_family family; /* whose syntax this is: CLI_IOS for all that look like IOS */
	enum cli_mode mode;
	struct span hostname; /* in the line; empty where the prompt has none */
	struct span user;     /* user@host shapes */
	struct span path;     /* where in the configuration, as it is written; see cli_path.h */
};

/**
 * Whether LINE, all that stands behind the last line end of what the server sent, is a prompt:
 * white space behind it is allowed, anything else is not.
 */
bool cli_prompt(const struct lexicon *lex, struct span line, struct cli_prompt *ret);

/** "cisco-ios", "huawei-vrp" ...; NULL for CLI_UNKNOWN. */
const char *cli_family_name(const struct lexicon *lex, enum cli_family family);

/** Vendor of the family as the inventory names it, or NULL where several build such systems. */
const char *cli_family_vendor(const struct lexicon *lex, enum cli_family family);

/** "operational", "config" ...; NULL for CLI_MODE_UNKNOWN. */
const char *cli_mode_name(enum cli_mode mode);

/** Family that a line of a banner or message gives away, or CLI_UNKNOWN. */
enum cli_family cli_banner_family(const struct lexicon *lex, struct span line);

/** What a line of output says about the command before it: OUTCOME_UNKNOWN where nothing. */
enum outcome cli_error(const struct lexicon *lex, struct span line);

#endif
