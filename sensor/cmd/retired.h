/*
 * retired: what reloads replaced. It is kept until every thread of the engine has since been at a
 * place where it holds no pointer into it. On the collector's thread.
 */
#ifndef SPANWATCH_CMD_RETIRED_H
#define SPANWATCH_CMD_RETIRED_H

#include "sensor/cmd/session.h"

/** One of what a session holds; the others are NULL. */
struct retired {
	struct policy *policy;
	struct keys *keys;
	const struct lexicon *lexicon;
	struct rule_index *rules;
	uint64_t mark; /* of the engine; retired.c's, as is NEXT */
	struct retired *next;
};

/** WHAT is out of force: called behind the exchange. */
void retire(struct session *s, const struct retired *what);

#endif
