/*
 * cli_match: patterns of the command lexicon against the words of a line. Only cli.c and its test
 * include it.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_CLI_MATCH_H
#define SPANWATCH_DISSECTORS_COMMON_CLI_MATCH_H

#include "dissectors/common/cli.h"

/** The words of a command and, after a match, what the pattern says about each. */
struct cli_words {
	struct span word[CLI_WORDS_MAX];
	struct span full[CLI_WORDS_MAX]; /* written out; empty where the pattern does not say */
	uint32_t count;
	uint32_t host; /* index of the word that names a host, CLI_WORDS_MAX for none */
};

enum cli_flag {
	CLI_NAV = 1 << 0,      /* no action */
	CLI_ENTER = 1 << 1,    /* into configuration mode */
	CLI_LEAVE = 1 << 2,    /* out of it, whatever the depth */
	CLI_BYE = 1 << 3,      /* one step out: of a view, or of the session */
	CLI_VIEW = 1 << 4,     /* opens a view in which further commands count */
	CLI_SECRET = 1 << 5,   /* an argument is secret */
	CLI_CONFMODE = 1 << 6, /* means this in configuration mode only */
	CLI_EXECMODE = 1 << 7, /* means this outside of configuration mode only */
	CLI_HOST2 = 1 << 8     /* the second word names a host */
};

struct cli_entry {
	uint32_t families; /* bit per enum cli_family */
	const char *pattern;
	enum verb verb;
	enum subject subject;
	unsigned flags;
};

/** The lexicon, as data. */
extern const struct cli_entry cli_lexicon[];
extern const uint32_t cli_lexicon_count;

/** Splits LINE at white space; what is past CLI_WORDS_MAX words is left out. */
void cli_split(struct span line, struct cli_words *ret);

/** Whether the words from FROM on fit PATTERN; fills full and host. */
bool cli_match(const char *pattern, struct cli_words *w, uint32_t from);

/** Host of a URL (user and password left out), or the empty span. */
struct span cli_url_host(struct span word);

#endif
