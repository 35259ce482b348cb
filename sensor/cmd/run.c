/*
 * run: watches interfaces until SIGTERM. One socket a lane, split by the kernel, or one reader that
 * merges several interfaces and deals packets out.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cage/cage.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/notify.h"
#include "sensor/cmd/pulse.h"
#include "sensor/cmd/reading.h"
#include "sensor/evidence/keeper.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

struct watch {
	struct session session;
	const char *names[ENGINE_READERS]; /* interfaces, by source */
	unsigned name_count;
	struct capture *captures[ENGINE_READERS];
	struct decoder *decoders[ENGINE_READERS];
	struct intake readers[ENGINE_READERS];
	unsigned count; /* readers */
	unsigned threads;
	struct pulse pulse;
	struct notify notify;
	bool away;                       /* waiting for the interface */
	const struct audience *audience; /* or NULL */
	int64_t seconds, until_s;        /* watched so long, until then; 0: until a signal */
};

static struct {
	atomic_bool stop, reload, stats;
} asked;

static void on_signal(int signal)
{
	if (signal == SIGHUP)
		atomic_store(&asked.reload, true);
	else if (signal == SIGUSR1)
		atomic_store(&asked.stats, true);
	else
		atomic_store(&asked.stop, true);
}

static void catch_signals(void)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
	/* closing a capture, which the opener is told of, must not be left half done */
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

	for (unsigned i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int64_t monotonic_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/*
 * On the collector's thread, about ten times a second, and while an interface is away: what signals
 * and clocks ask for.
 */
static void housekeeping(void *ctx)
{
	struct watch *w = ctx;

	if (w->until_s && monotonic_s() >= w->until_s)
		atomic_store(&asked.stop, true);
	if (atomic_load(&asked.stop)) {
		engine_stop(w->session.engine);
		for (unsigned i = 0; i < w->count; i++)
			capture_wake(w->captures[i]);
	}
	if (atomic_exchange(&asked.reload, false))
		session_reload(&w->session);
	session_free_retired(&w->session);
	if (atomic_exchange(&asked.stats, false))
		session_tell_stats(&w->session);
	pulse_beat(&w->pulse, &w->session);
	notify_beat(&w->notify, w->session.engine);
	collector_flush(&w->session.collector);
}

/* --- interfaces ------------------------------------------------------------ */

static bool name_known(const struct watch *w, const char *name)
{
	for (unsigned i = 0; i < w->name_count; i++)
		if (strcmp(w->names[i], name) == 0)
			return true;
	return false;
}

static void name_add(struct watch *w, const char *name)
{
	if (w->name_count < ENGINE_READERS && !name_known(w, name))
		w->names[w->name_count++] = strdup(name);
}

/* "core1=eth2,eth3": both interfaces of the tap. */
static void name_add_tap(struct watch *w, const char *tap)
{
	const char *p = strchr(tap, '=');

	while (p && *++p) {
		const char *comma = strchr(p, ',');
		char *name = strndup(p, comma ? (size_t)(comma - p) : strlen(p));
		name_add(w, name);
		free(name);
		p = comma;
	}
}

static int name_interfaces(struct watch *w)
{
	const struct settings *set = &w->session.options->settings;
	const struct setting_value *interfaces = &set->value[SETTING_INTERFACES];
	const struct setting_value *taps = &set->value[SETTING_TAPS];

	for (unsigned i = 0; i < interfaces->count; i++)
		name_add(w, interfaces->items[i]);
	for (unsigned i = 0; i < taps->count; i++)
		name_add_tap(w, taps->items[i]);
	if (w->name_count)
		return EXIT_OK;
	log_error("which interface? 'spanwatch run -i IFACE' watches one, 'spanwatch list "
		  "interfaces' "
		  "shows them");
	return EXIT_USAGE;
}

/* Says WHY, unless the interface was there before and is waited for. */
static int open_failed(const struct watch *w, int error, const char *why)
{
	if (!w->away)
		log_error("%s", why);
	return error == -EINVAL ? EXIT_USAGE : EXIT_CAPTURE;
}

/* A number for the group of sockets that no other sensor on this host has taken. */
static unsigned fanout_group(void)
{
	uint16_t number = 0;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		number = (uint16_t)getpid();
	return number ? number : 1;
}

/* One interface with one socket for each lane, the address pairs split by the kernel. */
static int open_fanout(struct watch *w)
{
	struct capture_options o = session_capture_options(&w->session);
	unsigned group = w->threads > 1 ? fanout_group() : 0;
	char error[256];

	for (unsigned i = 0; i < w->threads; i++) {
		int code = capture_open_live(
			w->names[0], 0, group, w->threads, &o, error, &w->captures[i]);
		if (code)
			return open_failed(w, code, error);
		w->count++;
	}
	for (unsigned i = 0; i < w->count; i++) {
		int code = capture_start(w->captures[i]);
		if (code)
			return open_failed(w, code, capture_error(w->captures[i]));
	}
	return EXIT_OK;
}

/* Several interfaces, or tunnels to look into: one reader in the order of time. */
static int open_merged(struct watch *w)
{
	const struct settings *set = &w->session.options->settings;
	struct capture_options o = session_capture_options(&w->session);
	char error[256];
	int code = capture_open_merged(w->names, w->name_count,
		(int64_t)settings_number(set, SETTING_REORDER) * 1000, &o, error, &w->captures[0]);

	if (code)
		return open_failed(w, code, error);
	w->count = 1;
	if ((code = capture_start(w->captures[0])))
		return open_failed(w, code, capture_error(w->captures[0]));
	return EXIT_OK;
}

static int open_captures(struct watch *w)
{
	const struct settings *set = &w->session.options->settings;
	bool merged = w->name_count > 1 || settings_number(set, SETTING_DISPATCH);
	uint64_t threads = settings_number(set, SETTING_THREADS);
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	w->threads = threads ? (unsigned)threads : cpus > 0 ? (unsigned)cpus : 1;
	if (w->threads > ENGINE_READERS)
		w->threads = ENGINE_READERS;
	return merged ? open_merged(w) : open_fanout(w);
}

/* What reads the captures that are open. */
static int open_readers(struct watch *w)
{
	struct decode_options decode = session_decode_options(&w->session);

	for (unsigned i = 0; i < w->count; i++) {
		if (decoder_new(&decode, &w->decoders[i]))
			return EXIT_INTERNAL;
		intake_init(&w->readers[i], w->captures[i], w->decoders[i], true);
		if (w->session.keeper)
			w->readers[i].ring = keeper_ring(w->session.keeper, i);
	}
	return EXIT_OK;
}

static void close_readers(struct watch *w)
{
	for (unsigned i = 0; i < ENGINE_READERS; i++) {
		if (w->captures[i])
			capture_close(w->captures[i]);
		if (w->decoders[i])
			decoder_free(w->decoders[i]);
		w->captures[i] = NULL;
		w->decoders[i] = NULL;
	}
	w->count = 0;
}

/* --- the run ------------------------------------------------------------ */

/* Which of the captures failed, in its own words. */
static const char *why_failed(const struct watch *w)
{
	for (unsigned i = 0; i < w->count; i++)
		if (*capture_error(w->captures[i]))
			return capture_error(w->captures[i]);
	return "the capture failed";
}

/* Signals and clocks are served meanwhile. EXIT_OK: it is back, or the run shall end. */
static int wait_for_interface(struct watch *w)
{
	static const struct timespec pause = {.tv_nsec = 100000000};

	log_warn("%s; waiting for it to come back", why_failed(w));
	notify_status(&w->notify, "waiting for an interface to come back");
	close_readers(w);
	w->away = true;
	for (unsigned tries = 1; !atomic_load(&asked.stop); tries++) {
		nanosleep(&pause, NULL);
		housekeeping(w);
		if (tries % 10)
			continue;
		int code = open_captures(w);
		if (code == EXIT_OK && (code = open_readers(w)) == EXIT_OK)
			break;
		close_readers(w);
		if (code != EXIT_CAPTURE)
			return code;
	}
	w->away = false;
	if (!atomic_load(&asked.stop))
		log_info("interface %s is back", w->names[0]);
	notify_status(&w->notify, "watching");
	return EXIT_OK;
}

/*
 * The clock was set: every timer of an engine stands wrong, so a new one goes on with the same
 * captures, which count on.
 */
static int follow_clock(struct watch *w, int64_t by_us)
{
	struct capture_totals closed = w->session.past.capture;

	session_engine_end(&w->session);
	w->session.past.capture = closed;
	w->session.past.counters.n[COUNT_CLOCK_SETS]++;
	collector_clock_set(&w->session.collector, by_us);
	for (unsigned i = 0; i < w->count; i++)
		decoder_free(w->decoders[i]);
	int code = open_readers(w);
	if (code == EXIT_OK && !(code = session_engine(&w->session, w->threads, housekeeping, w)))
		pulse_clock_set(&w->session, by_us);
	return code;
}

static int watch_once(struct watch *w)
{
	int code = session_engine(&w->session, w->threads, housekeeping, w);

	while (code == EXIT_OK) {
		if (engine_run(w->session.engine, w->readers, w->count))
			return EXIT_CAPTURE;
		int64_t by_us = engine_clock_set_by(w->session.engine);
		if (!by_us || atomic_load(&asked.stop))
			break;
		code = follow_clock(w, by_us);
	}
	return code;
}

/* Watches until a signal ends it; each time an interface was away anew. */
static int watch_on(struct watch *w)
{
	int code = EXIT_OK;

	while (!atomic_load(&asked.stop) && (code = watch_once(w)) == EXIT_CAPTURE) {
		if (w->session.options->no_retry) {
			log_error("%s", why_failed(w));
			break;
		}
		if ((code = wait_for_interface(w)))
			break;
		session_engine_end(&w->session);
	}
	return code;
}

static int watch_all(struct watch *w)
{
	int code;

	w->session.eve.sources = w->names;
	if ((code = session_open_evidence(&w->session, w->count)) || (code = open_readers(w)))
		return code;
	audience_invite(&w->session, w->audience);
	if (w->seconds)
		w->until_s = monotonic_s() + w->seconds;
	session_tell_start(&w->session);
	log_info("watching %s%s with %u thread%s; stop with SIGTERM", w->names[0],
		w->name_count > 1 ? " and others" : "", w->threads, w->threads > 1 ? "s" : "");
	pulse_start(&w->pulse, &w->session);
	notify_ready(&w->notify, "watching");
	code = watch_on(w);
	notify_stopping(&w->notify);
	session_tell_stats(&w->session);
	session_tell_health(&w->session);
	session_tell_end(&w->session);
	return code;
}

/* Captures are opened with the privileges that this takes; everything else is done without them. */
static int watch_from_cage(struct watch *w, const struct options *o)
{
	int code;

	w->session.options = o;
	if ((code = name_interfaces(w)))
		return code;
	enum cage_captures how = cage_prepare(o);
	if ((code = open_captures(w)) || (code = cage_enter(o, how)) ||
		(code = session_open(&w->session, o, true)))
		return code;
	return watch_all(w);
}

int watching_run(const struct options *o, const struct audience *to, int64_t seconds)
{
	static struct watch watch;

	watch = (struct watch){.audience = to, .seconds = seconds};
	catch_signals();
	notify_open(&watch.notify);
	int code = watch_from_cage(&watch, o);
	close_readers(&watch);
	int closed = session_close(&watch.session);
	session_close_evidence(&watch.session);
	for (unsigned i = 0; i < watch.name_count; i++)
		free((char *)(uintptr_t)watch.names[i]);
	notify_close(&watch.notify);
	return code ? code : closed;
}

int cmd_run(int argc, char **argv)
{
	struct options o;
	int code;

	if (options_read(&o, COMMAND_RUN, argc, argv, &code) && !(code = cage_choose_user(&o)))
		code = watching_run(&o, NULL, 0);
	options_free(&o);
	return code;
}
