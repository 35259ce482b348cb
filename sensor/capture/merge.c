/* merge: see merge.h. */
#include "config.h"

#include "sensor/capture/merge.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MERGE_TIMEOUT_MS = 100 };

struct merge {
	struct live *lives[MERGE_INTERFACES];
	struct frame heads[MERGE_INTERFACES];
	bool has[MERGE_INTERFACES];
	unsigned count;
	int64_t window_us;
	int wake_fd;
};

int merge_new(struct live *const *lives, unsigned count, int64_t window_us, int wake_fd,
	struct merge **ret)
{
	struct merge *m = calloc(1, sizeof(*m));

	if (!m)
		return -ENOMEM;
	for (unsigned i = 0; i < count && i < MERGE_INTERFACES; i++)
		m->lives[m->count++] = lives[i];
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

/* Index of the oldest head, or -1; RET_ALL: every interface has one. */
static int oldest(const struct merge *m, bool *ret_all)
{
	int best = -1;

	*ret_all = true;
	for (unsigned i = 0; i < m->count; i++) {
		if (!m->has[i])
			*ret_all = false;
		else if (best < 0 || m->heads[i].ts_us < m->heads[best].ts_us)
			best = (int)i;
	}
	return best;
}

static enum capture_status fill(struct merge *m, char *error)
{
	for (unsigned i = 0; i < m->count; i++) {
		if (m->has[i])
			continue;
		enum capture_status status = live_try(m->lives[i], &m->heads[i], error);
		if (status == CAPTURE_FAILED)
			return status;
		m->has[i] = status == CAPTURE_FRAME;
	}
	return CAPTURE_FRAME;
}

/* Sleeps until an interface that shows nothing has something, or TIMEOUT_MS passed. True: woken. */
static bool wait_for_frames(struct merge *m, int timeout_ms)
{
	struct pollfd fds[MERGE_INTERFACES + 1] = {{.fd = m->wake_fd, .events = POLLIN}};
	nfds_t count = 1;
	uint64_t wakes;

	for (unsigned i = 0; i < m->count; i++)
		if (!m->has[i])
			fds[count++] = (struct pollfd){live_fd(m->lives[i]), POLLIN, 0};
	return poll(fds, count, timeout_ms) > 0 && (fds[0].revents & POLLIN) &&
	       read(m->wake_fd, &wakes, sizeof(wakes)) > 0;
}

static enum capture_status idle(struct merge *m, char *error)
{
	for (unsigned i = 0; i < m->count; i++)
		if (live_lost(m->lives[i], error) == CAPTURE_FAILED)
			return CAPTURE_FAILED;
	return CAPTURE_IDLE;
}

enum capture_status merge_next(struct merge *m, struct frame *ret, char *error)
{
	bool waited = false;

	for (;;) {
		bool all;
		if (fill(m, error) == CAPTURE_FAILED)
			return CAPTURE_FAILED;
		int best = oldest(m, &all);
		int64_t age_us = best < 0 ? 0 : wall_clock_us() - m->heads[best].ts_us;
		if (best >= 0 && (all || age_us >= m->window_us || age_us < 0)) {
			*ret = m->heads[best];
			m->has[best] = false;
			return CAPTURE_FRAME;
		}
		if (waited && best < 0)
			return idle(m, error);
		int64_t left_ms = best < 0 ? MERGE_TIMEOUT_MS : (m->window_us - age_us) / 1000 + 1;
		waited = true;
		if (left_ms > MERGE_TIMEOUT_MS)
			left_ms = MERGE_TIMEOUT_MS;
		if (wait_for_frames(m, (int)left_ms))
			return CAPTURE_IDLE;
	}
}

const char *merge_name(const struct merge *m, uint16_t source)
{
	return live_name(m->lives[source < m->count ? source : 0]);
}

unsigned merge_count(const struct merge *m)
{
	return m->count;
}

void merge_totals(struct merge *m, struct capture_totals *ret)
{
	for (unsigned i = 0; i < m->count; i++) {
		struct capture_totals part = {0};
		live_totals(m->lives[i], &part);
		ret->received += part.received;
		ret->kernel_dropped += part.kernel_dropped;
		ret->interface_dropped += part.interface_dropped;
	}
}

void merge_close(struct merge *m)
{
	if (!m)
		return;
	for (unsigned i = 0; i < m->count; i++)
		live_close(m->lives[i]);
	free(m);
}
