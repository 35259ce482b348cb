/* pulse: see pulse.h. */
#include "config.h"

#include "sensor/cmd/pulse.h"

#include "sensor/base/log.h"

#include <time.h>

enum { HEALTH_S = 10, WINDOWS_EVERY_S = 1 };

static int64_t clock_s(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec;
}

static int64_t setting_s(const struct session *s, enum setting setting)
{
	return (int64_t)settings_number(&s->options->settings, setting);
}

void pulse_start(struct pulse *p, const struct session *s)
{
	int64_t now_s = clock_s(CLOCK_MONOTONIC);

	*p = (struct pulse){.stats_s = now_s + setting_s(s, SETTING_STATS_INTERVAL),
		.health_s = now_s,
		.memory_s = now_s + MEMORY_FILE_EVERY_S,
		.look_s = now_s,
		.frame_s = now_s};
}

/* A finding of the sensor itself: the judge hears of it as of any other hint. */
static void tell_hint(struct session *s, const char *name, uint64_t number, const char *text)
{
	int64_t now_s = clock_s(CLOCK_REALTIME);
	struct event e = {.kind = EVENT_SIGNAL,
		.no = (uint64_t)now_s,
		.ts_us = now_s * 1000000,
		.u.signal = {
			.name = name, .type = "hint", .text = span_str(text), .number = number}};

	collector_event(&s->collector, &e);
}

static void tell_blind(struct session *s, int64_t silent_s)
{
	char text[64];

	snprintf(text, sizeof(text), "no frame for %lld s", (long long)silent_s);
	log_warn("%s: is the mirror port up?", text);
	tell_hint(s, "capture.silent", (uint64_t)silent_s, text);
}

/* The finding that a count has risen since the last look: NAME is the hint, WHAT is counted. */
static void tell_rise(
	struct session *s, const char *name, uint64_t count, uint64_t *before, const char *what)
{
	char text[128];

	if (count <= *before)
		return;
	*before = count;
	snprintf(text, sizeof(text), "%llu %s", (unsigned long long)count, what);
	tell_hint(s, name, count, text);
}

void pulse_clock_set(struct session *s, int64_t by_us)
{
	long long by_s = (by_us < 0 ? -by_us : by_us) / 1000000;
	char text[128];

	snprintf(text, sizeof(text), "it was set %s by %lld s; flows that were open are begun anew",
		by_us < 0 ? "back" : "forward", by_s);
	log_warn("the clock of this machine: %s", text);
	tell_hint(s, "capture.clock_set", (uint64_t)by_s, text);
	session_tell_health(s);
}

static void tell_overload(struct pulse *p, struct session *s, const struct report *r)
{
	uint64_t dropped = r->capture.kernel_dropped + r->capture.interface_dropped;
	const uint64_t *n = r->counters.n;
	char of[64];

	snprintf(of, sizeof(of), "frames dropped of %llu",
		(unsigned long long)(r->capture.received + dropped));
	tell_rise(s, "capture.drops", dropped, &p->dropped, of);
	tell_rise(s, "capture.behind", n[COUNT_SHED_PACKETS], &p->shed,
		"packets of users were counted only, for the sensor was behind");
	tell_rise(s, "capture.full", n[COUNT_ELEMENTS_SHED], &p->elements_shed,
		"flows and dialogues of elements found no room");
}

static void look_for_frames(struct pulse *p, struct session *s, int64_t now_s)
{
	struct report r;

	if (now_s == p->look_s)
		return;
	p->look_s = now_s;
	session_report(s, &r);
	tell_overload(p, s, &r);
	bool came = r.capture.received != p->frames;
	if (came) {
		p->frames = r.capture.received;
		p->frame_s = now_s;
	}
	if (came == s->blind && (came || now_s - p->frame_s >= setting_s(s, SETTING_SILENCE))) {
		s->blind = !came;
		if (s->blind)
			tell_blind(s, now_s - p->frame_s);
		else
			log_info("frames come again");
		session_tell_stats(s);
		p->health_s = now_s;
	}
}

/* A ticket came, went or changed: the policy is read again with all of them. */
static void look_for_windows(struct pulse *p, struct session *s)
{
	const char *dir = settings_text(&s->options->settings, SETTING_WINDOWS_DIR);
	uint64_t state = dir && atomic_load(&s->policy) ? policy_windows_state(dir) : 0;

	if (state && p->windows && state != p->windows) {
		log_info("%s: windows changed, the policy is read again", dir);
		session_reload(s);
	}
	p->windows = state;
}

void pulse_beat(struct pulse *p, struct session *s)
{
	int64_t now_s = clock_s(CLOCK_MONOTONIC);

	look_for_frames(p, s, now_s);
	if (now_s >= p->stats_s) {
		p->stats_s = now_s + setting_s(s, SETTING_STATS_INTERVAL);
		session_tell_stats(s);
	}
	if (now_s >= p->health_s) {
		p->health_s = now_s + HEALTH_S;
		session_tell_health(s);
	}
	if (now_s >= p->windows_s) {
		p->windows_s = now_s + WINDOWS_EVERY_S;
		look_for_windows(p, s);
	}
	if (now_s >= p->memory_s) {
		p->memory_s = now_s + MEMORY_FILE_EVERY_S;
		session_remember(s);
	}
}
