/* eve_file: see eve_file.h. The buffer, the states of the output and what is said about them. */
#include "config.h"

#include "sensor/sink/eve_file.h"

#include "sensor/base/errand.h"
#include "sensor/base/log.h"
#include "sensor/limits.h"
#include "sensor/sink/eve_port.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RETRY_MS = 1000 };

/* What the operator was last told. */
enum eve_state { EVE_GOOD, EVE_FAILING, EVE_SLOW };

struct eve_sink {
	struct sink sink;
	struct eve_port port;
	char *target;
	enum eve_state state;
	int error;          /* offline, or stdout's reader gone: the first failure, for ever */
	int64_t retry_ms;   /* monotonic; before it nothing is tried after a failure */
	uint64_t lost;      /* lines, since the start */
	uint64_t lost_told; /* of them, told to the operator */
	bool mid_line;      /* the first byte in buf continues a line that is half out */
	size_t start, end;  /* what waits */
	char *buf;          /* EVE_BUFFER */
	/* With a thread of its own, all above is the thread's while it writes. */
	struct errand writer;
	char *fresh; /* EVE_BUFFER: lines that it has not been given yet; NULL without one */
	size_t fresh_len;
};

_Static_assert((int)LIMIT_LINE < (int)EVE_BUFFER, "a line must fit an empty buffer");

static struct eve_sink *eve_of(struct sink *s)
{
	return (struct eve_sink *)s;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *shown_name(const struct eve_sink *e)
{
	return e->port.kind == EVE_PORT_STDOUT ? "stdout" : e->target;
}

/* Says once that ERROR holds the output up. Returns what the caller passes on. */
static int fail(struct eve_sink *e, int error)
{
	bool gone = error == -EPIPE && e->port.kind == EVE_PORT_STDOUT;

	if (gone || !e->port.live) {
		if (e->error == 0 && !gone)
			log_error("EVE output %s: %s", shown_name(e), strerror(-error));
		e->error = e->error ? e->error : error;
		return e->error;
	}
	e->retry_ms = now_ms() + RETRY_MS;
	if (e->state != EVE_FAILING)
		log_warn("EVE output %s: %s; lines that do not fit the buffer are dropped and "
			 "counted "
			 "until it works again",
			shown_name(e), strerror(-error));
	e->state = EVE_FAILING;
	return 0;
}

/* Everything is out: says so if the operator was told of trouble. */
static void recovered(struct eve_sink *e)
{
	if (e->state == EVE_GOOD)
		return;
	log_warn("EVE output %s works again; %llu lines were lost", shown_name(e),
		(unsigned long long)(e->lost - e->lost_told));
	e->lost_told = e->lost;
	e->state = EVE_GOOD;
}

/* Drops what is left of a line that went out in part: the new file or peer never saw its start. */
static void drop_half_line(struct eve_sink *e)
{
	if (!e->mid_line)
		return;
	const char *nl = memchr(e->buf + e->start, '\n', e->end - e->start);
	e->start = nl ? (size_t)(nl + 1 - e->buf) : e->end;
	e->lost++;
	e->mid_line = false;
}

/* After a part of a line went out and the rest cannot: a plain file gets its line end back. */
static void take_back_half_line(struct eve_sink *e)
{
	size_t line = e->start;

	while (line > 0 && e->buf[line - 1] != '\n')
		line--;
	if (e->mid_line && e->port.regular && e->start > line &&
		eve_port_take_back(&e->port, e->start - line)) {
		e->start = line;
		e->mid_line = false;
	}
}

/* Bytes to hand over in one go: all, or one line for datagrams. */
static size_t portion(const struct eve_sink *e)
{
	size_t left = e->end - e->start;
	const char *nl;

	if (e->port.kind != EVE_PORT_DGRAM)
		return left;
	nl = memchr(e->buf + e->start, '\n', left);
	return nl ? (size_t)(nl + 1 - (e->buf + e->start)) : left;
}

/* Moves the buffer out as far as it goes. 0, or -errno for good. */
static int drain(struct eve_sink *e)
{
	int r;

	if (e->error)
		return e->error;
	if (e->state == EVE_FAILING && now_ms() < e->retry_ms)
		return 0;
	if (e->port.fd < 0 && (r = eve_port_open(&e->port, true)) < 0)
		return fail(e, r);
	while (e->start < e->end) {
		size_t len = portion(e);
		ssize_t n = eve_port_send(&e->port, e->buf + e->start, len);
		if (n == -EAGAIN)
			return 0;
		if (n == -EMSGSIZE && e->port.kind == EVE_PORT_DGRAM) {
			e->lost++;
			n = (ssize_t)len;
		}
		if (n < 0) {
			take_back_half_line(e);
			if (!e->port.regular && e->port.kind != EVE_PORT_STDOUT) {
				eve_port_close(&e->port);
				drop_half_line(e);
			}
			return fail(e, (int)n);
		}
		e->start += (size_t)n;
		e->mid_line = e->buf[e->start - 1] != '\n';
	}
	e->start = e->end = 0;
	recovered(e);
	return 0;
}

/* Room for LEN bytes at the end of the buffer, if need be by moving what waits to its front. */
static bool has_room(struct eve_sink *e, size_t len)
{
	if (EVE_BUFFER - e->end >= len)
		return true;
	if (e->start == 0 || EVE_BUFFER - (e->end - e->start) < len)
		return false;
	memmove(e->buf, e->buf + e->start, e->end - e->start);
	e->end -= e->start;
	e->start = 0;
	return EVE_BUFFER - e->end >= len;
}

static int count_lost(struct eve_sink *e)
{
	e->lost++;
	if (e->state == EVE_GOOD) {
		log_warn("EVE output %s is too slow: lines are dropped and counted until it keeps "
			 "up",
			shown_name(e));
		e->state = EVE_SLOW;
	}
	return 0;
}

static void drain_apart(void *eve)
{
	drain(eve);
}

/* Waits for the thread and puts the fresh lines where it finds them. 0, or -errno for good. */
static int hand_over(struct eve_sink *e)
{
	errand_wait(&e->writer);
	if (e->error)
		return e->error;
	char *empty = e->buf;
	e->buf = e->fresh;
	e->end = e->fresh_len;
	e->fresh = empty;
	e->fresh_len = 0;
	return 0;
}

/* All is in this thread's hands again, fresh lines too. */
static void settle(struct eve_sink *e)
{
	if (e->fresh)
		hand_over(e);
}

static int write_apart(struct eve_sink *e, struct span line)
{
	if (EVE_BUFFER - e->fresh_len < line.len + 1) {
		int error = hand_over(e);
		if (error)
			return error;
		errand_go(&e->writer);
	}
	memcpy(e->fresh + e->fresh_len, line.p, line.len);
	e->fresh_len += line.len;
	e->fresh[e->fresh_len++] = '\n';
	return 0;
}

static int eve_write(struct sink *s, const struct record *r)
{
	struct eve_sink *e = eve_of(s);
	size_t len = r->line.len;

	if (e->fresh)
		return len ? write_apart(e, r->line) : 0;
	if (len == 0)
		return e->error;
	if (EVE_BUFFER - e->end < len + 1) {
		int error = drain(e);
		if (error)
			return error;
		if (len + 1 > EVE_BUFFER || !has_room(e, len + 1))
			return count_lost(e);
	}
	memcpy(e->buf + e->end, r->line.p, len);
	e->end += len;
	e->buf[e->end++] = '\n';
	return e->error;
}

static int eve_flush(struct sink *s)
{
	settle(eve_of(s));
	return drain(eve_of(s));
}

static int eve_reopen(struct sink *s)
{
	struct eve_sink *e = eve_of(s);
	int r;

	settle(e);
	struct eve_port old = e->port;
	if (e->port.kind != EVE_PORT_FILE || e->error)
		return e->error;
	drain(e);
	e->port.fd = -1;
	r = eve_port_open(&e->port, true);
	if (r < 0) {
		log_warn("EVE output %s cannot be opened anew: %s; the old file stays in use",
			e->target, strerror(-r));
		e->port = old;
		return 0;
	}
	drop_half_line(e);
	r = eve_port_close(&old);
	if (r < 0)
		log_warn("EVE output %s: the old file was not closed cleanly: %s", e->target,
			strerror(-r));
	e->retry_ms = 0;
	return drain(e);
}

/* Lines that still wait when the output ends. */
static uint64_t lines_waiting(const struct eve_sink *e)
{
	uint64_t count = 0;

	for (size_t i = e->start; i < e->end; i++)
		count += e->buf[i] == '\n';
	return count;
}

/* Live: gives a slow reader up to 5 s for what still waits. */
static void drain_last(struct eve_sink *e)
{
	int64_t until = now_ms() + 5000;
	const struct timespec nap = {.tv_nsec = 10 * 1000 * 1000};

	e->retry_ms = 0;
	while (drain(e) == 0 && e->start < e->end && e->state != EVE_FAILING && now_ms() < until)
		nanosleep(&nap, NULL);
}

static void eve_free(struct eve_sink *e)
{
	if (e) {
		free(e->fresh);
		free(e->buf);
		free(e->target);
	}
	free(e);
}

static int eve_close(struct sink *s)
{
	struct eve_sink *e = eve_of(s);
	int error;

	settle(e);
	drain_last(e);
	error = e->error;
	e->lost += lines_waiting(e);
	int closed = eve_port_close(&e->port);
	if (closed < 0 && error == 0) {
		log_error("EVE output %s: %s", shown_name(e), strerror(-closed));
		error = closed;
	}
	if (e->port.live && e->lost > e->lost_told)
		log_warn("EVE output %s: %llu lines were lost at the end", shown_name(e),
			(unsigned long long)(e->lost - e->lost_told));
	if (error == 0 && e->lost > 0)
		error = -EIO;
	if (e->fresh)
		errand_end(&e->writer);
	eve_free(e);
	return error;
}

uint64_t eve_sink_lost(const struct sink *s)
{
	return ((const struct eve_sink *)s)->lost;
}

/* A reader that goes away is an error code for this sink, never the end of the program. */
static void ignore_sigpipe(void)
{
	struct sigaction old;

	if (sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
		signal(SIGPIPE, SIG_IGN);
}

int eve_sink_new(const char *target, bool live, struct sink **ret, char *error)
{
	struct eve_sink *e = calloc(1, sizeof(*e));

	if (!e || !(e->buf = malloc(EVE_BUFFER)) || !(e->target = strdup(target))) {
		eve_free(e);
		snprintf(error, EVE_ERROR, "no memory for the EVE output");
		return -ENOMEM;
	}
	ignore_sigpipe();
	e->sink = (struct sink){"eve", eve_write, eve_flush, eve_reopen, eve_close};
	eve_port_init(&e->port, e->target, live);
	int r = eve_port_open(&e->port, live);
	bool is_socket = e->port.kind == EVE_PORT_STREAM || e->port.kind == EVE_PORT_DGRAM;
	if (r < 0 && live && (is_socket || r == -ENXIO) && r != -ENAMETOOLONG)
		r = fail(e, r);
	if (r < 0) {
		snprintf(error, EVE_ERROR, "EVE output %s cannot be opened: %s", target,
			strerror(-r));
		eve_free(e);
		return r;
	}
	*ret = &e->sink;
	return 0;
}

int eve_sink_thread(struct sink *s)
{
	struct eve_sink *e = eve_of(s);

	e->fresh = malloc(EVE_BUFFER);
	if (!e->fresh)
		return -ENOMEM;
	errand_init(&e->writer, drain_apart, e);
	return 0;
}
