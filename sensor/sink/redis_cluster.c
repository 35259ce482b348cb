/* redis_cluster: see redis_cluster.h. */
#include "config.h"

#include "sensor/sink/redis_cluster.h"

#include "sensor/sink/redis_link.h"

#include <hiredis/hiredis.h>
#include <stdio.h>

/* --- redirections ------------------------------------------------------------------------- */

/* Index of the last BYTE in S, or -1: an IPv6 address has colons of its own. */
static int64_t last_index(struct span s, uint8_t byte)
{
	for (uint32_t i = s.len; i > 0; i--)
		if (s.p[i - 1] == byte)
			return i - 1;
	return -1;
}

bool redis_redirect_parse(struct span error, struct redis_redirect *ret)
{
	struct redis_redirect r = {.ask = span_starts(error, SPAN_LIT("ASK "))};
	int64_t blank, colon;
	uint64_t slot, port;

	if (!r.ask && !span_starts(error, SPAN_LIT("MOVED ")))
		return false;
	error = span_sub(error, r.ask ? 4 : 6, error.len);
	blank = span_index(error, ' ');
	if (blank < 0 || !span_decimal(span_sub(error, 0, (uint32_t)blank), 16383, &slot))
		return false;
	error = span_sub(error, (uint32_t)blank + 1, error.len);
	colon = last_index(error, ':');
	if (colon < 0 || colon >= (int64_t)sizeof(r.node.host) ||
		!span_decimal(span_sub(error, (uint32_t)colon + 1, error.len), 65535, &port) ||
		port == 0)
		return false;
	for (int64_t i = 0; i < colon; i++)
		if (error.p[i] <= ' ' || error.p[i] >= 0x7f)
			return false;
	memcpy(r.node.host, error.p, (size_t)colon);
	r.node.port = (unsigned)port;
	*ret = r;
	return true;
}

/* The node a redirection means: where it names no host, the one at hand. */
static struct redis_node target(const struct redis_link *l)
{
	struct redis_node n = l->elsewhere.node;

	if (!n.host[0])
		snprintf(n.host, sizeof(n.host), "%.63s",
			l->node.host[0] ? l->node.host : l->url->host);
	return n;
}

void redis_cluster_follow(struct redis_link *l)
{
	l->node = target(l);
	redis_link_down(l);
}

void redis_cluster_next(struct redis_link *l)
{
	if (l->node_count == 0)
		return;
	/* One of the turns goes to the URL's own. */
	l->node_turn = (l->node_turn + 1) % (l->node_count + 1);
	l->node = l->node_turn == l->node_count ? (struct redis_node){.port = 0}
						: l->nodes[l->node_turn];
}

struct redisContext *redis_cluster_ask(const struct redis_link *l)
{
	struct redis_link other = {.url = l->url,
		.connect_ms = l->connect_ms,
		.command_ms = l->command_ms,
		.node = target(l)};
	struct span asking = SPAN_LIT("ASKING");

	if (redis_link_connect(&other) != REDIS_FINE ||
		redis_link_ask(&other, &asking, 1, NULL) != REDIS_FINE) {
		redis_link_down(&other);
		return NULL;
	}
	return other.context;
}

/* --- the other nodes ---------------------------------------------------------------------- */

/* [address, port, ...] of CLUSTER SLOTS. */
static void remember(struct redis_link *l, const redisReply *r)
{
	struct redis_node n = {.port = 0};

	if (r->type != REDIS_REPLY_ARRAY || r->elements < 2 ||
		r->element[0]->type != REDIS_REPLY_STRING ||
		r->element[1]->type != REDIS_REPLY_INTEGER || r->element[0]->len == 0 ||
		r->element[0]->len >= sizeof(n.host) || r->element[1]->integer <= 0 ||
		r->element[1]->integer > 65535 || l->node_count == REDIS_NODES)
		return;
	memcpy(n.host, r->element[0]->str, r->element[0]->len);
	n.port = (unsigned)r->element[1]->integer;
	for (unsigned i = 0; i < l->node_count; i++)
		if (l->nodes[i].port == n.port && strcmp(l->nodes[i].host, n.host) == 0)
			return;
	l->nodes[l->node_count++] = n;
}

void redis_cluster_learn(struct redis_link *l)
{
	struct span words[2] = {SPAN_LIT("CLUSTER"), SPAN_LIT("SLOTS")};
	struct redisReply *reply = NULL;

	/* A server that is alone says that it is; a user without the right goes on without. */
	if (redis_link_ask(l, words, 2, &reply) != REDIS_FINE)
		return;
	if (reply->type == REDIS_REPLY_ARRAY && reply->elements > 0)
		l->node_count = 0;
	for (size_t i = 0; reply->type == REDIS_REPLY_ARRAY && i < reply->elements; i++) {
		const redisReply *range = reply->element[i];
		for (size_t k = 2; range->type == REDIS_REPLY_ARRAY && k < range->elements; k++)
			remember(l, range->element[k]);
	}
	freeReplyObject(reply);
}
