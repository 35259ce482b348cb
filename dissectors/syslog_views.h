/*
 * syslog_views: where in the configuration those stand whose commands a device records. Owned by
 * the state of a syslog flow, used by syslog_meaning.c. On a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_SYSLOG_VIEWS_H
#define SPANWATCH_DISSECTORS_SYSLOG_VIEWS_H

#include "dissectors/common/cli_path.h"
#include "dissectors/syslog.h"

enum { SYSLOG_VIEWS = 4 };

/** Sessions that were heard of last. All zero: none. */
struct syslog_views {
	uint64_t whose[SYSLOG_VIEWS]; /* sums of host, process and user */
	struct cli_path path[SYSLOG_VIEWS];
	uint8_t next;
};

/**
 * Where the session of M, of USER, stands by what its records said before: records of Junos carry
 * no path, and one process serves one session. A session that is not told from others stands
 * nowhere.
 */
enum cli_mode syslog_view(struct syslog_views *v, const struct syslog_message *m, struct span user,
	struct cli_path **ret);

/** A command that means M was given at PATH, which was the root or not. */
void syslog_view_move(struct cli_path *path, bool at_root, const struct cli_meaning *m);

#endif
