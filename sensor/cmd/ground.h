/*
 * ground: what a verdict stands on, kept so that it can be reached again anywhere: copies of the
 * policy, of windows, rules with their lists, of the lexicon and of small data files, the settings
 * that change judgement, and the SHA-256 of data too large to be copied. A folder ground-HASH
 * beside the bundles that were judged on it (bundle.h); HASH is that of its list, ground.json,
 * which names each file with its own. The same ground is kept once. One thread at a time in one
 * folder.
 */
#ifndef SPANWATCH_CMD_GROUND_H
#define SPANWATCH_CMD_GROUND_H

#include "rules/match/index.h"
#include "sensor/cmd/options.h"

#define GROUND_PREFIX "ground-"
enum { GROUND_NAME = 24, GROUND_SAID = 1024 };

/** Files that rules name themselves (datasets, lists of hashes), by path. */
struct ground_lists {
	char **path;
	unsigned count;
};

/** Those of RULES (may be NULL) but for what is kept in STATE_DIR (or NULL). 0 or -ENOMEM. */
int ground_lists_of(const struct ruleset *rules, const char *state_dir, struct ground_lists *ret);
void ground_lists_free(struct ground_lists *l);

/** Keeps what SET names, with LISTS, in FOLDER; the ground's name goes to RET. 0 or -errno. */
int ground_keep(const struct settings *set, const struct ground_lists *lists, const char *folder,
	char ret[static GROUND_NAME]);

struct ground;

/** The ground NAME of FOLDER; NULL with what is wrong in SAID. */
struct ground *ground_open(const char *folder, const char *name, char said[static GROUND_SAID]);
void ground_free(struct ground *g);

/** Sets O so that a session judges on G, which outlives it. */
void ground_stand(struct ground *g, struct options *o, struct diag *diag);

/** The rules of G as the first session that stood on it read them, G's own from then on; or NULL.
 */
struct rule_index *ground_rules(const struct ground *g);
void ground_lend(struct ground *g, struct rule_index *rules);

/** Where the copy of PATH lies: `where` of struct ruleset_options, for the ground G. NULL: nowhere.
 */
const char *ground_where(const void *g, const char *path);

/**
 * Tells each file that is not what it was then. Returns how many of the ground's own those are:
 * data of this machine (makers, countries) is told of and not counted.
 */
unsigned ground_compare(
	const struct ground *g, void (*say)(void *ctx, const char *what), void *ctx);

/** SHA-256 of the file PATH as 64 hex digits. 0 or -errno. */
int ground_file_sha256(const char *path, char ret[static 65]);

#endif
