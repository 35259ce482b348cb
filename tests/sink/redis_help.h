/*
 * redis_help: a real Redis server inside a temporary folder, for tests: started, killed, stopped
 * and started anew at will, on a Unix socket and a free port of the loopback.
 */
#ifndef SPANWATCH_TESTS_REDIS_HELP_H
#define SPANWATCH_TESTS_REDIS_HELP_H

#include "sensor/sink/redis_sink.h"
#include "tests/sink/sink_help.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

static char redis_folder[64], redis_socket[100], redis_url_text[128];
static int redis_port;
static pid_t redis_pid;
static const char *redis_extra[8]; /* further arguments of the server, NULL-terminated */

static inline void redis_nap(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	nanosleep(&t, NULL);
}

static inline int redis_free_port(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	getsockname(fd, (struct sockaddr *)&at, &len);
	close(fd);
	return ntohs(at.sin_port);
}

/* Starts the server on what its folder holds. Returns before it is ready. */
static inline void redis_start(void)
{
	char port[16];
	const char *argv[40] = {"redis-server", "--port", port, "--bind", "127.0.0.1",
		"--unixsocket", redis_socket, "--dir", redis_folder, "--appendonly", "yes",
		"--appendfsync", "always", "--save", "", "--logfile", "redis.log", "--daemonize",
		"no"};
	int count = 19;

	snprintf(port, sizeof(port), "%d", redis_port);
	for (int i = 0; i < 8 && redis_extra[i]; i++)
		argv[count++] = redis_extra[i];
	redis_pid = fork();
	if (redis_pid == 0) {
		execvp("redis-server", (char *const *)argv);
		_exit(127);
	}
}

/* A connection of the test's own; waits until the server answers. */
static inline redisContext *redis_connect(void)
{
	for (int i = 0; i < 500; i++, redis_nap(10)) {
		redisContext *c = redisConnectUnix(redis_socket);
		redisReply *r = c && !c->err ? redisCommand(c, "PING") : NULL;
		/* With users, or with a disk that takes nothing: it is ready all the same. */
		bool ready =
			r && (r->type == REDIS_REPLY_STATUS || strncmp(r->str, "NOAUTH", 6) == 0 ||
				     strncmp(r->str, "MISCONF", 7) == 0);
		if (r)
			freeReplyObject(r);
		if (ready)
			return c;
		if (c)
			redisFree(c);
	}
	ck_abort_msg("redis-server does not answer");
	return NULL;
}

static inline void redis_kill(void)
{
	if (redis_pid > 0) {
		kill(redis_pid, SIGCONT);
		kill(redis_pid, SIGKILL);
		waitpid(redis_pid, NULL, 0);
	}
	redis_pid = 0;
}

static inline bool redis_is_installed(void)
{
	return system("command -v redis-server >/dev/null 2>&1") == 0;
}

/* The case NAME, its tests of at most TIMEOUT_S each; NULL, which is told, without a server. */
static inline TCase *redis_case(
	const char *name, double timeout_s, void (*setup)(void), void (*teardown)(void))
{
	if (!redis_is_installed()) {
		fprintf(stderr, "redis-server is not installed: %s is skipped\n", name);
		return NULL;
	}
	TCase *tc = tcase_create(name);
	tcase_set_timeout(tc, timeout_s);
	tcase_add_checked_fixture(tc, setup, teardown);
	return tc;
}

static inline void redis_setup(void)
{
	help_folder(redis_folder);
	snprintf(redis_socket, sizeof(redis_socket), "%s/redis.sock", redis_folder);
	snprintf(redis_url_text, sizeof(redis_url_text), "unix://%s", redis_socket);
	redis_port = redis_free_port();
	memset(redis_extra, 0, sizeof(redis_extra));
	redis_start();
	redisFree(redis_connect());
}

static inline void redis_teardown(void)
{
	redis_kill();
	help_remove_folder(redis_folder);
}

/* One command; the reply as text: strings and numbers as they are, arrays as words with blanks. */
static inline void redis_flatten(const redisReply *r, char *to, size_t cap)
{
	size_t len = strlen(to);

	if (r->type == REDIS_REPLY_INTEGER)
		snprintf(to + len, cap - len, "%s%lld", len ? " " : "", r->integer);
	else if (r->type == REDIS_REPLY_ARRAY)
		for (size_t i = 0; i < r->elements; i++)
			redis_flatten(r->element[i], to, cap);
	else if (r->type != REDIS_REPLY_NIL)
		snprintf(to + len, cap - len, "%s%.*s", len ? " " : "", (int)r->len, r->str);
}

static char redis_answer[65536];

/* Asks in words separated by blanks; the answer stands in redis_answer. */
static inline const char *redis_ask(const char *command)
{
	redisContext *c = redis_connect();
	redisReply *r = redisCommand(c, command);

	redis_answer[0] = '\0';
	ck_assert_msg(r != NULL, "no answer to %s", command);
	redis_flatten(r, redis_answer, sizeof(redis_answer));
	freeReplyObject(r);
	redisFree(c);
	return redis_answer;
}

/* --- records ------------------------------------------------------------------------------ */

static inline int redis_emit_alert(
	struct sink *s, int64_t ts_us, const char *message, const char *eve)
{
	struct finding_record f = {.slug = "unpermitted-change",
		.title = "title",
		.signature_id = 1,
		.severity = 2,
		.element = "bng-lon-1",
		.message = span_str(message),
		.country = "GB",
		.asn = 64500};
	struct record r = {.kind = RECORD_FINDING,
		.ts_us = ts_us,
		.type = "alert",
		.finding = &f,
		.line = span_str(eve)};

	r.place.has_ip = true;
	r.place.ip_proto = 17;
	addr_parse(SPAN_LIT("10.20.0.99"), &r.place.src.addr);
	addr_parse(SPAN_LIT("10.30.0.1"), &r.place.dst.addr);
	r.place.dst.port = 161;
	return s->write(s, &r);
}

/* How many alerts of the sensor s1 the server holds: each {"n":NUMBER...}, counted on from 0. */
static inline unsigned redis_alerts_counted(void)
{
	redisContext *c = redis_connect();
	char from[64] = "-";
	unsigned next = 0;

	for (size_t got = 1; got > 0;) {
		redisReply *r = redisCommand(c, "XRANGE sw:{s1}:alerts %s + COUNT 1000", from);
		ck_assert_ptr_nonnull(r);
		got = r->elements;
		for (size_t i = 0; i < r->elements; i++, next++) {
			redisReply *fields = r->element[i]->element[1];
			const char *eve = fields->element[fields->elements - 1]->str;
			ck_assert_msg(strncmp(eve, "{\"n\":", 5) == 0 &&
					      strtoul(eve + 5, NULL, 10) == next,
				"entry %u (%s) is %.20s", next, r->element[i]->element[0]->str,
				eve);
			snprintf(from, sizeof(from), "(%s", r->element[i]->element[0]->str);
		}
		freeReplyObject(r);
	}
	redisFree(c);
	return next;
}

/* Waits until everything that was written is in the server, at most 10 s. */
static inline void redis_settle(struct sink *s)
{
	struct redis_stats stats;

	for (int i = 0; i < 1000; i++, redis_nap(10)) {
		redis_sink_stats(s, &stats);
		if (stats.queue_bytes == 0 && stats.spool_waiting == 0)
			return;
	}
	ck_abort_msg("%llu bytes still wait", (unsigned long long)stats.queue_bytes);
}

#endif
