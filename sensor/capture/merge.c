/* merge: see merge.h. */
#include "config.h"

#include "sensor/capture/merge.h"

#include "sensor/base/log.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MERGE_TIMEOUT_MS = 100, MERGE_RETRY_US = 1000000 };

/* One interface. LIVE is NULL while it is away. */
struct leg {
	struct live *live;
	char name[64];
	struct frame head;
	bool has;                   /* head is set */
	int64_t empty_us;           /* wall clock: when it had nothing */
	int64_t retry_us;           /* away: wall clock of the next attempt */
	struct capture_totals past; /* what it counted before it went away */
};

struct merge {
	struct leg legs[MERGE_INTERFACES];
	unsigned count;
	int64_t window_us;
	int wake_fd;
	bool woken; /* give out what is there without waiting for more, then say so */
	struct capture_options options;
};

int merge_new(struct live *const *lives, unsigned count, int64_t window_us, int wake_fd,
	const struct capture_options *options, struct merge **ret)
{
	struct merge *m = calloc(1, sizeof(*m));

	if (!m)
		return -ENOMEM;
	for (unsigned i = 0; i < count && i < MERGE_INTERFACES; i++) {
		struct leg *leg = &m->legs[m->count++];
		leg->live = lives[i];
		snprintf(leg->name, sizeof(leg->name), "%s", live_name(lives[i]));
	}
	m->options = *options;
	m->window_us = window_us;
	m->wake_fd = wake_fd;
	*ret = m;
	return 0;
}

static int64_t wall_clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000ll + now.tv_nsec / 1000;
}

/* The leg with the oldest head, or NULL. */
static struct leg *oldest(struct merge *m)
{
	struct leg *best = NULL;

	for (unsigned i = 0; i < m->count; i++) {
		struct leg *leg = &m->legs[i];
		if (leg->has && (!best || leg->head.ts_us < best->head.ts_us))
			best = leg;
	}
	return best;
}

/*
 * No leg comes with an earlier frame any more: each that shows none had none when BEST had waited
 * for the window. A stamp far ahead of the clock means that the clock was set back.
 */
static bool is_next(const struct merge *m, const struct leg *best)
{
	for (unsigned i = 0; i < m->count; i++) {
		const struct leg *leg = &m->legs[i];
		int64_t later_us = leg->empty_us - best->head.ts_us;
		if (!leg->has && leg->live && later_us < m->window_us && later_us >= -m->window_us)
			return m->woken;
	}
	return true;
}

static void add_totals(struct capture_totals *sum, const struct capture_totals *part)
{
	sum->received += part->received;
	sum->kernel_dropped += part->kernel_dropped;
	sum->interface_dropped += part->interface_dropped;
}

/* LEG's interface went away: the others go on. CAPTURE_FAILED when nobody shall wait for it. */
static enum capture_status lose(struct merge *m, struct leg *leg, const char *error)
{
	struct capture_totals part = {0};

	if (!m->options.wait_for_interfaces)
		return CAPTURE_FAILED;
	log_warn("%s; waiting for it to come back, the others go on", error);
	live_totals(leg->live, &part);
	add_totals(&leg->past, &part);
	live_close(leg->live);
	leg->live = NULL;
	leg->retry_us = wall_clock_us() + MERGE_RETRY_US;
	return CAPTURE_IDLE;
}

/* Opens an interface that was away, when it is time to try again and it is there. */
static void retry(struct merge *m, struct leg *leg, int64_t now_us)
{
	struct live_member member = {(uint16_t)(leg - m->legs), 0, 1, m->wake_fd};
	char error[LIVE_ERROR];

	if (now_us < leg->retry_us && leg->retry_us - now_us <= MERGE_RETRY_US)
		return;
	leg->retry_us = now_us + MERGE_RETRY_US;
	if (live_open(leg->name, &member, &m->options, error, &leg->live)) {
		leg->live = NULL;
		return;
	}
	log_info("interface %s is back", leg->name);
}

/* Fills the heads. A leg that had nothing long after BEFORE_US is not asked again for that. */
static enum capture_status fill(struct merge *m, char *error)
{
	const struct leg *best = oldest(m);

	for (unsigned i = 0; i < m->count; i++) {
		struct leg *leg = &m->legs[i];
		if (!leg->live)
			retry(m, leg, wall_clock_us());
		if (!leg->live || leg->has ||
			(best && best->head.ts_us <= leg->empty_us - m->window_us))
			continue;
		int64_t now_us = wall_clock_us();
		enum capture_status status = live_try(leg->live, &leg->head, error);
		if (status == CAPTURE_FAILED && lose(m, leg, error) == CAPTURE_FAILED)
			return status;
		leg->has = status == CAPTURE_FRAME;
		leg->empty_us = leg->has ? leg->empty_us : now_us;
	}
	return CAPTURE_FRAME;
}

/* Sleeps until an interface that shows nothing has something, or TIMEOUT_MS passed. */
static void wait_for_frames(struct merge *m, int timeout_ms)
{
	struct pollfd fds[MERGE_INTERFACES + 1] = {{.fd = m->wake_fd, .events = POLLIN}};
	nfds_t count = 1;
	uint64_t wakes;

	for (unsigned i = 0; i < m->count; i++)
		if (!m->legs[i].has && m->legs[i].live)
			fds[count++] = (struct pollfd){live_fd(m->legs[i].live), POLLIN, 0};
	if (poll(fds, count, timeout_ms) > 0 && (fds[0].revents & POLLIN))
		m->woken = read(m->wake_fd, &wakes, sizeof(wakes)) > 0;
}

/* Nothing came: has an interface gone? */
static enum capture_status look_after(struct merge *m, char *error)
{
	m->woken = false;
	for (unsigned i = 0; i < m->count; i++) {
		struct leg *leg = &m->legs[i];
		if (leg->live && live_lost(leg->live, error) == CAPTURE_FAILED &&
			lose(m, leg, error) == CAPTURE_FAILED)
			return CAPTURE_FAILED;
	}
	return CAPTURE_IDLE;
}

enum capture_status merge_next(struct merge *m, struct frame *ret, char *error)
{
	bool waited = false;

	for (;;) {
		if (fill(m, error) == CAPTURE_FAILED)
			return CAPTURE_FAILED;
		struct leg *best = oldest(m);
		if (best && is_next(m, best)) {
			*ret = best->head;
			best->has = false;
			return CAPTURE_FRAME;
		}
		if (!best && (waited || m->woken))
			return look_after(m, error);
		int64_t left_ms = MERGE_TIMEOUT_MS;
		if (best)
			left_ms = (best->head.ts_us + m->window_us - wall_clock_us()) / 1000 + 1;
		waited = true;
		if (left_ms > 0)
			wait_for_frames(
				m, left_ms < MERGE_TIMEOUT_MS ? (int)left_ms : MERGE_TIMEOUT_MS);
	}
}

const char *merge_name(const struct merge *m, uint16_t source)
{
	return m->legs[source < m->count ? source : 0].name;
}

unsigned merge_count(const struct merge *m)
{
	return m->count;
}

void merge_totals(struct merge *m, struct capture_totals *ret)
{
	for (unsigned i = 0; i < m->count; i++) {
		struct capture_totals part = {0};
		if (m->legs[i].live)
			live_totals(m->legs[i].live, &part);
		add_totals(ret, &part);
		add_totals(ret, &m->legs[i].past);
	}
}

void merge_close(struct merge *m)
{
	if (!m)
		return;
	for (unsigned i = 0; i < m->count; i++)
		live_close(m->legs[i].live);
	free(m);
}
