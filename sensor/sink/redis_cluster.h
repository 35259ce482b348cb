/*
 * redis_cluster: where in a Redis Cluster the keys of a sensor are: redirections (MOVED, ASK), the
 * other nodes, for when this one is gone, and one command asked at the node that a slot moves to.
 * All keys of a sensor share a slot, so one connection does for them. The writer thread.
 */
#ifndef SPANWATCH_SINK_REDIS_CLUSTER_H
#define SPANWATCH_SINK_REDIS_CLUSTER_H

#include "sensor/base/span.h"

struct redis_link;
struct redisReply;

enum { REDIS_NODES = 32 /* of a cluster, that are remembered */, REDIS_HOPS = 5 };

struct redis_node {
	char host[64]; /* empty: that of the URL */
	unsigned port;
};

/** Another node is to be asked: for good, or for this once (ASK). */
struct redis_redirect {
	struct redis_node node; /* host empty: the host at hand, another port */
	bool ask;
};

/** "MOVED 3999 127.0.0.1:6381" or "ASK ..."; false where ERROR is neither, or makes no sense. */
bool redis_redirect_parse(struct span error, struct redis_redirect *ret);

/** L goes to where its last reply pointed (MOVED), when it is brought up next. */
void redis_cluster_follow(struct redis_link *l);

/** The node at hand does not answer: L goes to another one that is known, when brought up next. */
void redis_cluster_next(struct redis_link *l);

/** Remembers the nodes that the server at hand knows; nothing where it is alone. */
void redis_cluster_learn(struct redis_link *l);

/**
 * Connects to where the last reply pointed (ASK) and says ASKING; NULL where that does not work.
 * The connection is for one command or transaction, and to be given to redisFree.
 */
struct redisContext *redis_cluster_ask(const struct redis_link *l);

#endif
