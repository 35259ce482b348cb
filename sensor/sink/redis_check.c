/* redis_check: see redis_check.h. */
#include "config.h"

#include "sensor/sink/redis_check.h"

#include <hiredis/hiredis.h>
#include <stdio.h>

/* The sentence for a refused login. */
static enum redis_fault refuse_login(struct redis_send *s, char *error)
{
	const char *said = s->link.error;
	const char *fix = "look at the Redis URL";

	if (strncmp(said, "NOAUTH", 6) == 0)
		fix = "put user and password into the Redis URL (redis://user:pass@host:port)";
	else if (strncmp(said, "WRONGPASS", 9) == 0 || strstr(said, "invalid password"))
		fix = "correct user or password in the Redis URL";
	else if (strncmp(said, "NOPERM", 6) == 0)
		fix = "give this user the rights in deploy/redis/users.acl";
	else if (strncmp(said, "DENIED", 6) == 0)
		fix = "set a password on the server, or connect through a Unix socket";
	else if (strstr(said, "AUTH"))
		fix = "take the password out of the Redis URL, or set one on the server";
	else if (strstr(said, "DB index"))
		fix = "choose a database that the server has";
	snprintf(error, REDIS_ERROR, "Redis at %.64s refuses this sensor (%.76s): %.84s",
		s->link.url->shown, said, fix);
	return REDIS_REFUSED;
}

static const struct {
	const char *name, *type;
} expected_keys[] = {{"meta", "hash"}, {"health", "hash"}, {"elements", "zset"},
	{"alerts", "stream"}, {"mgmt", "stream"}};

/* A key of another program under one of our names. */
static enum redis_fault check_types(struct redis_send *s, char *error)
{
	for (size_t i = 0; i < sizeof(expected_keys) / sizeof(expected_keys[0]); i++) {
		char name[256];
		struct span words[] = {
			SPAN_LIT("TYPE"), redis_key(s->keys, expected_keys[i].name, name)};
		struct redisReply *reply = NULL;
		enum redis_fault fault = redis_link_ask(&s->link, words, 2, &reply);
		if (fault >= REDIS_WAIT)
			return fault;
		if (fault != REDIS_FINE)
			return refuse_login(s, error);
		bool good = strcmp(reply->str, "none") == 0 ||
			    strcmp(reply->str, expected_keys[i].type) == 0;
		if (!good)
			snprintf(error, REDIS_ERROR,
				"Redis at %.60s holds a %.10s in %.*s where a %s is needed: remove "
				"that key, "
				"or put a prefix into the Redis URL",
				s->link.url->shown, reply->str,
				(int)(words[1].len > 100 ? 100 : words[1].len),
				(const char *)words[1].p, expected_keys[i].type);
		freeReplyObject(reply);
		if (!good)
			return REDIS_REFUSED;
	}
	return REDIS_FINE;
}

/* Every command the sink will use, queued and thrown away: rights are looked at when queueing. */
static enum redis_fault check_rights(struct redis_send *s, char *error)
{
	static const char *const commands[][7] = {{"MULTI"}, {"HSET", "meta", "schema", "1"},
		{"EXPIRE", "health", "60"}, {"ZADD", "elements", "1", "x"},
		{"XADD", "alerts", "MAXLEN", "~", "1", "1-1", "x"}, {"PFADD", "el:x:peers:1", "x"},
		{"ZREMRANGEBYRANK", "el:x:top:1", "0", "-257"}, {"XRANGE", "alerts", "-", "+"},
		{"DISCARD"}};
	enum redis_fault worst = REDIS_FINE;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct span words[9];
		char name[256];
		int count = 0;
		while (count < 7 && commands[i][count]) {
			words[count] = span_str(commands[i][count]);
			count++;
		}
		if (count > 1)
			words[1] = redis_key(s->keys, commands[i][1], name);
		if (strcmp(commands[i][0], "XADD") == 0)
			words[count++] = SPAN_LIT("x"); /* field and value */
		enum redis_fault fault = redis_link_ask(&s->link, words, count, NULL);
		if (fault == REDIS_REFUSED)
			return refuse_login(s, error);
		if (fault == REDIS_SKIP) {
			snprintf(error, REDIS_ERROR,
				"Redis at %.60s does not take %s (%.90s): version 5 or later is "
				"needed",
				s->link.url->shown, commands[i][0], s->link.error);
			return REDIS_REFUSED;
		}
		if (fault >= REDIS_ELSEWHERE)
			return fault;
		worst = fault > worst ? fault : worst;
	}
	return worst;
}

enum redis_fault redis_check(struct redis_send *s, char *error)
{
	enum redis_fault fault = redis_link_up(&s->link);

	if (fault == REDIS_REFUSED)
		return refuse_login(s, error);
	if (fault == REDIS_FINE)
		fault = check_rights(s, error);
	if (fault == REDIS_FINE)
		fault = check_types(s, error);
	if (fault == REDIS_FINE) {
		fault = redis_send_open(s);
		if (fault == REDIS_REFUSED)
			return refuse_login(s, error);
	}
	if (fault != REDIS_FINE)
		redis_link_down(&s->link); /* a MULTI may be open */
	return fault;
}
