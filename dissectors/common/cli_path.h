/*
 * cli_path: where in the tree of a configuration a command line stands, and what a command means
 * that is given there. Serves dissectors that read terminals. Pure, no allocation; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_CLI_PATH_H
#define SPANWATCH_DISSECTORS_COMMON_CLI_PATH_H

#include "dissectors/common/cli.h"

enum { CLI_PATH_MAX = 128 };

/** Words with one blank between them: "system login user eve". What is too long is cut. */
struct cli_path {
	uint8_t len;
	bool config; /* it lies in the configuration, whatever the prompt's mode */
	char text[CLI_PATH_MAX];
};

/** The first word of LINE, which moves behind it; empty at its end. */
struct span cli_take_word(struct span *line);

/** A path as a prompt writes it: /ip/firewall, log>syslog, ip firewall<SAFE>. */
void cli_path_set(struct cli_path *path, struct span shown);

/**
 * Whether LINE is the line that tells, above a prompt, where it stands: [edit system syslog] of
 * Junos, *(pr)[/configure log] of Nokia's MD-CLI. PATH is written only then.
 */
bool cli_path_banner(struct cli_path *path, struct span line);

/**
 * A LINE that shows by its path alone that it names a secret, as it would be given from the root:
 * set 0 name=x in /snmp community. False where it is any other.
 */
bool cli_path_whole(enum cli_family family, const struct cli_path *at, struct span line,
	char buf[CLI_TEXT_MAX], struct span *ret);

/**
 * As cli_classify, for a LINE that is given at AT: what follows edit, set or add is read from
 * there. AT moves where the line itself says where it leads (edit, up, top, exit of Junos); in
 * other families only the next prompt does.
 */
void cli_classify_at(const struct lexicon *lex, enum cli_family family, enum cli_mode mode,
	struct cli_path *at, struct span line, struct cli_meaning *ret);

#endif
