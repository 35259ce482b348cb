/*
 * cli: what a command line of network equipment means, and what a prompt tells. Serves every
 * protocol that carries commands: telnet, TACACS+ and syslog records, Smart Install, gNOI. Pure, no
 * allocation; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_CLI_H
#define SPANWATCH_DISSECTORS_COMMON_CLI_H

#include "sensor/event.h"

enum cli_family {
	CLI_UNKNOWN,
	CLI_IOS, /* IOS, IOS XE, and what follows them closely */
	CLI_IOSXR,
	CLI_NXOS,
	CLI_EOS,
	CLI_ZTE,
	CLI_IPOS,
	CLI_CALIX,
	CLI_ADTRAN,
	CLI_VRP,
	CLI_COMWARE,
	CLI_JUNOS,
	CLI_SROS,
	CLI_ROUTEROS,
	CLI_SAOS,
	CLI_SHELL, /* a Unix shell */
	CLI_FAMILY_COUNT
};

enum cli_mode {
	CLI_MODE_UNKNOWN,
	CLI_MODE_LOGIN,    /* asks for a user name */
	CLI_MODE_PASSWORD, /* asks for a secret */
	CLI_MODE_QUESTION, /* asks for a confirmation or an argument */
	CLI_MODE_PAGER,    /* asks for a key to go on */
	CLI_MODE_OPERATIONAL,
	CLI_MODE_PRIVILEGED,
	CLI_MODE_CONFIG
};

enum { CLI_TEXT_MAX = 512, CLI_WORDS_MAX = 32 };

struct cli_meaning {
	enum verb verb;
	enum subject subject;
	bool known;      /* the lexicon has this command; else a rule of thumb spoke */
	bool navigation; /* moves between modes and views, or sets up the terminal: no action */
	bool enters_config, leaves_config;
	bool leaves;     /* ends the session, or only this view: the prompt decides */
	bool negated;    /* no, undo, delete */
	bool has_secret; /* one of its arguments is a secret */
	struct span
		target; /* host that the command names as the other end of a transfer; in LINE */
	char text[CLI_TEXT_MAX]; /* the command with the abbreviations written out */
	uint32_t text_len;
};

/**
 * What LINE means on a system of FAMILY whose prompt said MODE; both may be unknown. RET is always
 * filled; an empty line is navigation.
 */
void cli_classify(
	enum cli_family family, enum cli_mode mode, struct span line, struct cli_meaning *ret);

struct cli_prompt {
	enum cli_family family; /* whose syntax this is: CLI_IOS for all that look like IOS */
	enum cli_mode mode;
	struct span hostname; /* in the line; empty where the prompt has none */
	struct span user;     /* user@host shapes */
};

/**
 * Whether LINE, all that stands behind the last line end of what the server sent, is a prompt:
 * white space behind it is allowed, anything else is not.
 */
bool cli_prompt(struct span line, struct cli_prompt *ret);

/** "cisco-ios", "huawei-vrp" ...; NULL for CLI_UNKNOWN. */
const char *cli_family_name(enum cli_family family);

/** Vendor of the family as the inventory names it, or NULL where several build such systems. */
const char *cli_family_vendor(enum cli_family family);

/** "operational", "config" ...; NULL for CLI_MODE_UNKNOWN. */
const char *cli_mode_name(enum cli_mode mode);

/** Family that a line of a banner or message gives away, or CLI_UNKNOWN. */
enum cli_family cli_banner_family(struct span line);

/** What a line of output says about the command before it: OUTCOME_UNKNOWN where nothing. */
enum outcome cli_error(struct span line);

#endif
