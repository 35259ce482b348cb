/* redis_link: see redis_link.h. */
#include "config.h"

#include "sensor/sink/redis_link.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdio.h>

enum { WORDS_MAX = 16 };

/* Error replies by their first word; what is not here is the fault of the one command. */
static const struct {
	const char *prefix;
	enum redis_fault fault;
} faults[] = {
	{"LOADING", REDIS_WAIT},
	{"OOM", REDIS_WAIT},
	{"READONLY", REDIS_WAIT},
	{"BUSY", REDIS_WAIT},
	{"CLUSTERDOWN", REDIS_WAIT},
	{"MISCONF", REDIS_WAIT},
	{"TRYAGAIN", REDIS_WAIT},
	{"MASTERDOWN", REDIS_WAIT},
	{"NOREPLICAS", REDIS_WAIT},
	{"ERR max number of clients", REDIS_WAIT},
	{"NOAUTH", REDIS_REFUSED},
	{"WRONGPASS", REDIS_REFUSED},
	{"NOPERM", REDIS_REFUSED},
	{"WRONGTYPE", REDIS_REFUSED},
	{"DENIED", REDIS_REFUSED}, /* protected mode */
	{"MOVED ", REDIS_ELSEWHERE},
	{"ASK ", REDIS_ELSEWHERE},
	{"ERR invalid password", REDIS_REFUSED},
	{"ERR AUTH", REDIS_REFUSED},
	{"ERR Client sent AUTH", REDIS_REFUSED},
};

enum redis_fault redis_fault_of(struct span error)
{
	static const struct span abort = {(const uint8_t *)"EXECABORT", 9};
	static const struct span because = {(const uint8_t *)"because of: ", 12};

	if (span_starts(error, abort)) {
		int64_t at = span_find(error, because);
		if (at < 0)
			return REDIS_SKIP;
		error = span_sub(error, (uint32_t)at + because.len, error.len);
	}
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (span_starts(error, span_str(faults[i].prefix)))
			return faults[i].fault;
	if (span_find(error, SPAN_LIT("equal or smaller")) >= 0)
		return REDIS_SMALLER;
	return REDIS_SKIP;
}

void redis_link_down(struct redis_link *l)
{
	if (l->context)
		redisFree(l->context);
	l->context = NULL;
}

enum redis_fault redis_link_broken(struct redis_link *l)
{
	const redisContext *c = l->context;

	if (!c)
		snprintf(l->error, sizeof(l->error), "no memory for a connection");
	else if (c->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK))
		snprintf(l->error, sizeof(l->error), "no answer within %u ms", l->command_ms);
	else if (c->err)
		snprintf(l->error, sizeof(l->error), "%s", c->errstr);
	else
		snprintf(l->error, sizeof(l->error), "the answer makes no sense");
	redis_link_down(l);
	return REDIS_AWAY;
}

enum redis_fault redis_link_judge(struct redis_link *l, const struct redisReply *reply)
{
	if (reply->type != REDIS_REPLY_ERROR)
		return REDIS_FINE;
	enum redis_fault fault = redis_fault_of(span_of(reply->str, (uint32_t)reply->len));
	if (fault == REDIS_ELSEWHERE &&
		!redis_redirect_parse(span_of(reply->str, (uint32_t)reply->len), &l->elsewhere))
		fault = REDIS_WAIT;
	if (fault != REDIS_SMALLER)
		snprintf(l->error, sizeof(l->error), "%s", reply->str);
	return fault;
}

/* One command to the server at hand; *RET is its reply, whatever it says. */
static enum redis_fault ask_here(
	struct redis_link *l, const struct span *words, int count, redisReply **ret)
{
	const char *argv[WORDS_MAX];
	size_t lengths[WORDS_MAX];
	redisReply *reply;

	for (int i = 0; i < count; i++) {
		argv[i] = (const char *)words[i].p;
		lengths[i] = words[i].len;
	}
	reply = redisCommandArgv(l->context, count, argv, lengths);
	if (!reply)
		return redis_link_broken(l);
	*ret = reply;
	return redis_link_judge(l, reply);
}

/* The same where the key is already, or will be. */
static enum redis_fault ask_there(
	struct redis_link *l, const struct span *words, int count, redisReply **ret)
{
	struct redis_link other = *l;
	redisReply *reply = NULL;

	other.context = redis_cluster_ask(l);
	if (!other.context)
		return REDIS_WAIT;
	enum redis_fault fault = ask_here(&other, words, count, &reply);
	redis_link_down(&other);
	if (!reply)
		return REDIS_WAIT;
	memcpy(l->error, other.error, sizeof(l->error));
	freeReplyObject(*ret);
	*ret = reply;
	return fault;
}

enum redis_fault redis_link_ask(
	struct redis_link *l, const struct span *words, int count, struct redisReply **ret)
{
	redisReply *reply = NULL;

	if (!l->context || count > WORDS_MAX)
		return REDIS_AWAY;
	enum redis_fault fault = ask_here(l, words, count, &reply);
	if (fault == REDIS_ELSEWHERE && l->elsewhere.ask)
		fault = ask_there(l, words, count, &reply);
	if (ret && fault == REDIS_FINE)
		*ret = reply;
	else if (reply)
		freeReplyObject(reply);
	return fault;
}

static struct timeval timeval_of(unsigned ms)
{
	return (struct timeval){.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};
}

static enum redis_fault open_connection(struct redis_link *l)
{
	const struct redis_url *u = l->url;

	const char *host = l->node.port ? l->node.host : u->host;
	unsigned port = l->node.port ? l->node.port : u->port;

	l->context = host[0] ? redisConnectWithTimeout(host, (int)port, timeval_of(l->connect_ms))
			     : redisConnectUnixWithTimeout(u->path, timeval_of(l->connect_ms));
	if (!l->context || l->context->err)
		return redis_link_broken(l);
	if (redisSetTimeout(l->context, timeval_of(l->command_ms)) != REDIS_OK)
		return redis_link_broken(l);
	if (host[0])
		redisEnableKeepAlive(l->context);
	return REDIS_FINE;
}

static enum redis_fault log_in(struct redis_link *l)
{
	struct span words[3] = {SPAN_LIT("AUTH")};
	int count = 1;

	if (!l->url->password[0])
		return REDIS_FINE;
	if (l->url->user[0])
		words[count++] = span_str(l->url->user);
	words[count++] = span_str(l->url->password);
	return redis_link_ask(l, words, count, NULL);
}

static enum redis_fault select_database(struct redis_link *l)
{
	char number[16];
	struct span words[2] = {SPAN_LIT("SELECT")};

	if (l->database == 0)
		return REDIS_FINE;
	words[1] = span_of(number, (uint32_t)snprintf(number, sizeof(number), "%u", l->database));
	enum redis_fault fault = redis_link_ask(l, words, 2, NULL);
	return fault == REDIS_SKIP ? REDIS_REFUSED : fault;
}

/* A connect to a stopped server succeeds; only PONG proves that it lives and may be written to. */
static enum redis_fault wait_for_pong(struct redis_link *l)
{
	struct span ping = SPAN_LIT("PING");
	struct redisReply *reply = NULL;
	enum redis_fault fault = redis_link_ask(l, &ping, 1, &reply);

	if (fault != REDIS_FINE)
		return fault == REDIS_SKIP ? REDIS_WAIT : fault;
	bool pong = reply->type == REDIS_REPLY_STATUS && strcmp(reply->str, "PONG") == 0;
	freeReplyObject(reply);
	if (pong)
		return REDIS_FINE;
	snprintf(l->error, sizeof(l->error),
		"PING was not answered by PONG: is this a Redis server?");
	return REDIS_AWAY;
}

enum redis_fault redis_link_connect(struct redis_link *l)
{
	enum redis_fault fault;

	redis_link_down(l);
	fault = open_connection(l);
	if (fault == REDIS_FINE)
		fault = log_in(l);
	if (fault == REDIS_FINE)
		fault = select_database(l);
	if (fault == REDIS_FINE)
		fault = wait_for_pong(l);
	if (fault != REDIS_FINE)
		redis_link_down(l);
	return fault == REDIS_SKIP ? REDIS_REFUSED : fault;
}

/* Whether the node at hand has the home key's slot. */
static enum redis_fault look_for_home(struct redis_link *l)
{
	struct span words[2] = {SPAN_LIT("TYPE"), l->home};

	if (l->home.len == 0)
		return REDIS_FINE;
	enum redis_fault fault = redis_link_ask(l, words, 2, NULL);
	/* A user who may not ask finds out with the first transaction. */
	return fault == REDIS_ELSEWHERE || fault >= REDIS_WAIT ? fault : REDIS_FINE;
}

enum redis_fault redis_link_up(struct redis_link *l)
{
	enum redis_fault fault = REDIS_ELSEWHERE;

	for (int hop = 0; hop < REDIS_HOPS && fault == REDIS_ELSEWHERE; hop++) {
		fault = redis_link_connect(l);
		if (fault == REDIS_FINE)
			fault = look_for_home(l);
		if (fault == REDIS_ELSEWHERE)
			redis_cluster_follow(l);
	}
	if (fault == REDIS_FINE && l->home.len > 0)
		redis_cluster_learn(l);
	if (fault == REDIS_FINE && !l->context)
		fault = REDIS_AWAY;
	if (fault == REDIS_AWAY)
		redis_cluster_next(l);
	if (fault != REDIS_FINE)
		redis_link_down(l);
	return fault == REDIS_ELSEWHERE ? REDIS_WAIT : fault;
}

bool redis_id_parse(struct span text, struct redis_id *ret)
{
	int64_t dash = span_index(text, '-');
	struct redis_id id;

	if (dash < 0 || !span_decimal(span_sub(text, 0, (uint32_t)dash), UINT64_MAX, &id.ms) ||
		!span_decimal(span_sub(text, (uint32_t)dash + 1, text.len), UINT64_MAX, &id.seq))
		return false;
	*ret = id;
	return true;
}

static struct span reply_text(const redisReply *r)
{
	if (r->type != REDIS_REPLY_STRING && r->type != REDIS_REPLY_STATUS)
		return SPAN_LIT("");
	return span_of(r->str, (uint32_t)r->len);
}

enum redis_fault redis_link_last_id(struct redis_link *l, struct span key, struct redis_id *ret)
{
	struct span words[3] = {SPAN_LIT("XINFO"), SPAN_LIT("STREAM"), key};
	struct redisReply *reply = NULL;
	enum redis_fault fault = redis_link_ask(l, words, 3, &reply);

	if (fault == REDIS_SKIP && span_starts(span_str(l->error), SPAN_LIT("ERR no such key"))) {
		*ret = (struct redis_id){0, 0};
		return REDIS_FINE;
	}
	if (fault != REDIS_FINE)
		return fault == REDIS_SKIP ? REDIS_REFUSED : fault;
	bool found = false;
	for (size_t i = 0; reply->type == REDIS_REPLY_ARRAY && i + 1 < reply->elements; i += 2)
		if (span_eq(reply_text(reply->element[i]), SPAN_LIT("last-generated-id")))
			found = redis_id_parse(reply_text(reply->element[i + 1]), ret);
	freeReplyObject(reply);
	if (found)
		return REDIS_FINE;
	snprintf(l->error, sizeof(l->error), "XINFO STREAM told no last-generated-id");
	return REDIS_REFUSED;
}
