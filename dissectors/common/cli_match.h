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
	bool brief;    /* words may be shorter than the patterns know, as command lines allow */
};

/** Splits LINE at white space; what is past CLI_WORDS_MAX words is left out. */
void cli_split(struct span line, struct cli_words *ret);

/** Whether the words from FROM on fit PATTERN; fills full and host. */
bool cli_match(const char *pattern, struct cli_words *w, uint32_t from);

/** Host of a URL (user and password left out), or the empty span. */
struct span cli_url_host(struct span word);

/** As cli_classify, for a LINE that is one command. */
void cli_classify_one(const struct lexicon *lex, enum cli_family family, enum cli_mode mode,
	struct span line, struct cli_meaning *ret);

#endif
