/*
 * redis_link: one connection to a Redis server: timeouts, log in, the gate (nothing is written
 * before a PING was answered by PONG), and the meaning of error replies. Used by the sink's writer
 * thread, and by the caller's thread before that one runs.
 */
#ifndef SPANWATCH_SINK_REDIS_LINK_H
#define SPANWATCH_SINK_REDIS_LINK_H

#include "sensor/base/span.h"
#include "sensor/sink/redis_cluster.h"
#include "sensor/sink/redis_url.h"

struct redisContext;
struct redisReply;

/** What a reply, or the lack of one, means for what was sent. Later is worse. */
enum redis_fault {
	REDIS_FINE,
	REDIS_SMALLER, /* XADD: the stream holds this ID or a later one */
	REDIS_SKIP,    /* this command will never work: count it and go on */
	REDIS_REFUSED, /* rights, password or a foreign key: someone must act; keep */
	REDIS_WAIT,    /* the server cannot now (loading, memory, replica ...): back off and keep */
	REDIS_ELSEWHERE, /* another node of the cluster has it: link.elsewhere */
	REDIS_AWAY       /* no connection, no answer in time: keep, connect anew */
};

struct redis_link {
	const struct redis_url *url;
	unsigned database;
	unsigned connect_ms, command_ms; /* timeouts */
	struct span home;       /* a key of the slot that is wanted; empty: any node does */
	struct redis_node node; /* where to connect; port 0: to the URL's */
	struct redis_node nodes[REDIS_NODES];
	unsigned node_count, node_turn;
	struct redis_redirect elsewhere; /* where the last reply pointed, of ELSEWHERE */
	struct redisContext *context;    /* NULL while down */
	char error[REDIS_ERROR];         /* why the last call did not end in FINE */
};

/** The last ID of a stream. */
struct redis_id {
	uint64_t ms, seq;
};

/** Meaning of an error reply's text. */
enum redis_fault redis_fault_of(struct span error);

/** Connects, logs in, selects the database, and waits for PONG. */
enum redis_fault redis_link_connect(struct redis_link *l);

/** The same, at the node of a cluster that has the home key. FINE: the link is up. */
enum redis_fault redis_link_up(struct redis_link *l);
void redis_link_down(struct redis_link *l);

/** Notes a broken connection, closes it, and returns AWAY. */
enum redis_fault redis_link_broken(struct redis_link *l);

/** Meaning of REPLY; its text goes to l->error unless FINE. */
enum redis_fault redis_link_judge(struct redis_link *l, const struct redisReply *reply);

/**
 * One command and its reply, from the node that a moving slot goes to where that has the key; RET
 * (may be NULL) must be given to freeReplyObject. At most 16 words.
 */
enum redis_fault redis_link_ask(
	struct redis_link *l, const struct span *words, int count, struct redisReply **ret);

/** Reads the last ID that the stream KEY ever had; 0-0 where there is no such key. */
enum redis_fault redis_link_last_id(struct redis_link *l, struct span key, struct redis_id *ret);

/** "1795312800000-7" as numbers; false where TEXT is no ID. */
bool redis_id_parse(struct span text, struct redis_id *ret);

#endif
