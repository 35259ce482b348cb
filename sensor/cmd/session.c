/* session: see session.h. */
#include "config.h"

#include "sensor/cmd/session.h"

#include "rules/defaults.h"
#include "sensor/base/log.h"
#include "sensor/base/roster.h"
#include "sensor/flow/quarantine.h"
#include "sensor/limits.h"
#include "sensor/sink/eve_file.h"
#include "sensor/sink/redis_sink.h"
#include "sensor/sink/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct settings *settings_of(const struct session *s)
{
	return &s->options->settings;
}

/* --- policy and data ------------------------------------------------------------------------- */

static int load_policy(struct session *s)
{
	const char *file = settings_text(settings_of(s), SETTING_POLICY);
	struct diag diag = {0};

	if (s->options->spaces && !(s->realms = policy_load(s->options->spaces, &diag)))
		return EXIT_CONFIG;
	if (!file)
		return EXIT_OK;
	struct policy *p =
		policy_load_with(file, settings_text(settings_of(s), SETTING_WINDOWS_DIR), &diag);
	if (!p)
		return EXIT_CONFIG;
	atomic_store(&s->policy, p);
	return EXIT_OK;
}

static int load_data(struct session *s)
{
	const struct setting_value *geo = &settings_of(s)->value[SETTING_GEO];
	const char *oui = settings_text(settings_of(s), SETTING_OUI);
	struct diag diag = {0};

	if (geo->count && geo_open((const char *const *)geo->items, geo->count, &diag, &s->geo))
		return EXIT_CONFIG;
	if (oui && access(oui, R_OK) == 0 && oui_open(oui, &diag, &s->oui))
		s->oui = NULL; /* the data is optional: vendors then come from banners alone */
	if (support_open(settings_text(settings_of(s), SETTING_SUPPORT), &diag, &s->support))
		return EXIT_CONFIG;
	if (services_open(settings_text(settings_of(s), SETTING_SERVICES), &diag, &s->services))
		return EXIT_CONFIG;
	return EXIT_OK;
}

static void mask(void *ctx, uint16_t space, struct addr *a)
{
	struct session *s = ctx;
	policy_mask(atomic_load_explicit(&s->policy, memory_order_acquire), space, a);
}

static uint16_t space_of(const void *ctx, const struct packet *p)
{
	const struct session *s = ctx;
	struct policy *policy = atomic_load_explicit(
		&((struct session *)(uintptr_t)s)->policy, memory_order_acquire);
	const char *interface = s->live ? s->eve.sources[p->source] : NULL;

	return policy_space(s->realms ? s->realms : policy, p, interface);
}

/* --- keys and lexicon ---------------------------------------------------------------------------
 */

int session_keys_are_private(const struct session *s, const char *file)
{
	struct stat st;

	if (!s->live || stat(file, &st) || !(st.st_mode & 077))
		return EXIT_OK;
	log_error("%s: others can read these secrets; chmod 0600 it", file);
	return EXIT_CONFIG;
}

static int load_keys(struct session *s)
{
	const char *file = settings_text(settings_of(s), SETTING_KEYS);
	struct diag diag = {0};

	if (!file)
		return EXIT_OK;
	if (session_keys_are_private(s, file))
		return EXIT_CONFIG;
	struct keys *k = keys_load(file, &diag);
	if (!k)
		return EXIT_CONFIG;
	atomic_store(&s->keys, k);
	return EXIT_OK;
}

static int load_lexicon(struct session *s)
{
	const char *path = settings_text(settings_of(s), SETTING_LEXICON);
	struct diag diag = {0};
	const struct lexicon *lex =
		path ? lexicon_load(path, &lexicon_builtin, &diag) : &lexicon_builtin;

	atomic_store(&s->lexicon, lex ? lex : &lexicon_builtin);
	return lex ? EXIT_OK : EXIT_CONFIG;
}

static struct span key_of(void *ctx, const struct key_ask *ask)
{
	struct session *s = ctx;
	return keys_find(atomic_load_explicit(&s->keys, memory_order_acquire), ask);
}

/* --- sinks ---------------------------------------------------------------------------------------
 */

static bool wants_colour(const struct options *o)
{
	const char *no_color = getenv("NO_COLOR");

	if (strcmp(o->color, "auto") != 0)
		return strcmp(o->color, "always") == 0;
	return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

static unsigned terminal_width(void)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");
	uint64_t width;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return columns && span_decimal(span_str(columns), 500, &width) ? (unsigned)width : 100;
}

/* "+02:00" as seconds east of UTC. */
static bool zone_offset(const char *tz, int *ret)
{
	struct span text = span_str(tz);
	uint64_t hours, minutes;

	if (text.len != 6 || (tz[0] != '+' && tz[0] != '-') || tz[3] != ':' ||
		!span_decimal(span_sub(text, 1, 2), 14, &hours) ||
		!span_decimal(span_sub(text, 4, 2), 59, &minutes))
		return false;
	*ret = (int)(hours * 3600 + minutes * 60) * (tz[0] == '-' ? -1 : 1);
	return true;
}

static int open_terminal(struct session *s)
{
	const struct options *o = s->options;
	struct terminal_options t = {.out = stdout,
		.colour = wants_colour(o),
		.live = s->live,
		.utc = strcmp(o->tz, "UTC") == 0,
		.width = terminal_width()};

	if (!t.utc && strcmp(o->tz, "local") != 0) {
		t.tz_set = zone_offset(o->tz, &t.tz_offset_s);
		if (!t.tz_set) {
			log_error("--tz: '%s' is not UTC, local or +HH:MM", o->tz);
			return EXIT_USAGE;
		}
	}
	if (terminal_sink_new(&t, &s->terminal))
		return EXIT_INTERNAL;
	collector_add_sink(&s->collector, s->terminal);
	return EXIT_OK;
}

static int open_sinks(struct session *s)
{
	const char *eve = settings_text(settings_of(s), SETTING_EVE);
	const char *redis = settings_text(settings_of(s), SETTING_REDIS);
	char error[256];
	struct sink *sink;

	if (eve) {
		if (eve_sink_new(eve, s->live, &sink, error)) {
			log_error("%s", error);
			return EXIT_OUTPUT;
		}
		if (!s->live && settings_number(settings_of(s), SETTING_THREADS) > 1)
			eve_sink_thread(sink);
		s->eve_file = sink;
		collector_add_sink(&s->collector, sink);
	}
	if (redis) {
		char spool[512];
		struct redis_options r = {.url = redis,
			.sensor = s->host[0] ? s->host : "read",
			.lossless = !s->live};
		if (s->live && snprintf(spool, sizeof(spool), "%s/spool/%s",
				       settings_text(settings_of(s), SETTING_STATE_DIR),
				       r.sensor) < (int)sizeof(spool)) {
			r.spool_folder = spool;
			r.spool_bytes = settings_number(settings_of(s), SETTING_REDIS_SPOOL) << 20;
			r.spool_full_from = s->options->simulate.from[EXCEPTION_SPOOL_FULL];
		}
		if (redis_sink_new(&r, &sink, error)) {
			log_error("%s", error);
			return EXIT_OUTPUT;
		}
		collector_add_sink(&s->collector, sink);
	}
	/* last: its closing word is for a run that began */
	if (!s->options->quiet && !(eve && strcmp(eve, "-") == 0))
		return open_terminal(s);
	return EXIT_OK;
}

/* --- open and close
 * ---------------------------------------------------------------------------------- */

static void name_host(struct session *s)
{
	const char *name = settings_text(settings_of(s), SETTING_SENSOR);

	if (name)
		snprintf(s->host, sizeof(s->host), "%s", name);
	else if (s->live && gethostname(s->host, sizeof(s->host) - 1))
		snprintf(s->host, sizeof(s->host), "sensor");
	s->eve.host = s->host[0] ? s->host : NULL;
}

static int open_judge(struct session *s)
{
	s->learned = roster_new(LIMIT_LEARNED);
	struct judge_options j = {.eve = &s->eve,
		.policy = atomic_load(&s->policy),
		.geo = s->geo,
		.oui = s->oui,
		.support = s->support,
		.services = s->services,
		.learn_days = (unsigned)settings_number(settings_of(s), SETTING_LEARN_DAYS),
		.builtin = settings_number(settings_of(s), SETTING_BUILTIN),
		.scope_elements = s->scope_elements,
		.learned = s->learned,
		.live = s->live,
		.out = collector_record,
		.out_ctx = &s->collector};

	if (!s->learned || collector_init(&s->collector, &s->eve) ||
		judge_new(&j, &s->collector.judge))
		return EXIT_INTERNAL;
	if (!s->memory || memory_file_load(s->memory, s->collector.judge))
		return EXIT_OK;
	judge_free(s->collector.judge);
	s->collector.judge = NULL;
	return judge_new(&j, &s->collector.judge) ? EXIT_INTERNAL : EXIT_OK;
}

int session_open(struct session *s, const struct options *o, bool live)
{
	uint64_t scope = settings_number(&o->settings, SETTING_SCOPE);
	int code;

	*s = (struct session){.options = o, .live = live};
	if (live || settings_text(&o->settings, SETTING_REDIS)) /* who is told of it */
		s->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	name_host(s);
	s->eve.live = live;
	s->eve.community_seed = (uint16_t)settings_number(&o->settings, SETTING_COMMUNITY_SEED);
	if ((code = load_policy(s)) || (code = load_data(s)) || (code = load_keys(s)) ||
		(code = load_lexicon(s)) || (code = session_open_state(s)) ||
		(code = session_open_redactor(s)))
		return code;
	bool policy = atomic_load(&s->policy) != NULL;
	s->eve.mask = policy ? mask : NULL;
	s->eve.mask_ctx = s;
	s->scope_elements = policy && (scope == 1 || (scope == 0 && live));
	if ((code = open_judge(s))) {
		log_error("no memory for what judgement remembers of hosts and groups");
		return code;
	}
	if ((code = session_load_rules(s)))
		return code;
	return open_sinks(s);
}

int session_engine(struct session *s, unsigned threads, void (*housekeeping)(void *ctx), void *ctx)
{
	const struct settings *set = settings_of(s);
	struct engine_options e = {.threads = threads,
		.live = s->live,
		.ring_bytes = settings_number(set, SETTING_BUFFER) << 20,
		.ndpi = settings_number(set, SETTING_NDPI),
		.quarantine = s->quarantine,
		.tap_source = atomic_load(&s->rules) ? &s->tap_source : NULL,
		.settles = atomic_load(&s->policy) != NULL,
		.collector = &s->collector,
		.housekeeping = housekeeping,
		.housekeeping_ctx = ctx};

	e.shard = (struct shard_options){
		.flow_capacity = (uint32_t)settings_number(set, SETTING_FLOWS) / LIMIT_SHARDS,
		.conversation_capacity =
			(uint32_t)settings_number(set, SETTING_CONVERSATIONS) / LIMIT_SHARDS,
		.stream_memory =
			settings_number(set, SETTING_STREAM_MEMORY) * 1024 * 1024 / LIMIT_SHARDS,
		.eve = &s->eve,
		.redactor = &s->redactor,
		.is_default_credential = credential_is_default,
		.key_of_peer = atomic_load(&s->keys) ? key_of : NULL,
		.key_ctx = s,
		.lexicon = &s->lexicon,
		.dedup = settings_number(set, SETTING_DEDUP),
		.flow_events = settings_number(set, SETTING_FLOW_EVENTS) &&
			       settings_text(set, SETTING_EVE),
		.scope_elements = s->scope_elements,
		.touches = atomic_load(&s->policy) ? session_touches : NULL,
		.touches_ctx = s,
		.simulate = s->options->simulate};
	s->began = true;
	int error = engine_new(&e, &s->engine);
	if (error)
		log_error("no memory for flows and streams (%s): lower limits.flows, "
			  "limits.conversations or limits.stream-memory",
			strerror(-error));
	return error ? EXIT_INTERNAL : EXIT_OK;
}

struct decode_options session_decode_options(struct session *s)
{
	const struct settings *set = settings_of(s);

	return (struct decode_options){
		.checksum = (enum checksum_mode)settings_number(set, SETTING_CHECKSUM),
		.fragment_memory =
			(uint32_t)settings_number(set, SETTING_FRAGMENT_MEMORY) * 1024 * 1024,
		.space = atomic_load(&s->policy) || s->realms ? space_of : NULL,
		.space_ctx = s,
		.touches = atomic_load(&s->policy) ? session_touches : NULL,
		.touches_ctx = s,
		.simulate = s->options->simulate};
}

struct capture_options session_capture_options(const struct session *s)
{
	const struct settings *set = settings_of(s);

	return (struct capture_options){.filter = s->options->filter,
		.from_us = s->options->from_us,
		.until_us = s->options->until_us,
		.snaplen = (uint32_t)settings_number(set, SETTING_SNAPLEN),
		.buffer_mib = (uint32_t)settings_number(set, SETTING_BUFFER),
		.promiscuous = settings_number(set, SETTING_PROMISCUOUS),
		.wait_for_interfaces = !s->options->no_retry,
		.recursive = s->options->recursive,
		.hash_inputs = settings_text(set, SETTING_EVE) != NULL};
}

void session_report(struct session *s, struct report *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (s->engine)
		engine_report(s->engine, ret);
	report_add(ret, &s->past);
}

uint64_t session_eve_lost(const struct session *s)
{
	return s->eve_file ? eve_sink_lost(s->eve_file) : 0;
}

void session_engine_end(struct session *s)
{
	struct report all;

	session_report(s, &all);
	s->past = all;
	s->past.counters.n[COUNT_FLOWS_ACTIVE] = 0;
	engine_free(s->engine);
	s->engine = NULL;
	session_free_retired(s);
}

int session_close(struct session *s)
{
	int unsaved = s->began ? session_save_datasets(s) : 0;
	int lost = memory_file_close(s->memory, s->began ? s->collector.judge : NULL);
	int error = collector_close(&s->collector);

	engine_free(s->engine);
	s->engine = NULL;
	session_free_retired(s);
	if (s->statm > 0)
		close(s->statm);
	quarantine_close(s->quarantine);
	session_tell_costs(s);
	if (!s->options->ground) /* else they are its own */
		index_free(atomic_load(&s->rules));
	policy_free(atomic_load(&s->policy));
	policy_free(s->realms);
	keys_free(atomic_load(&s->keys));
	lexicon_free(atomic_load(&s->lexicon));
	geo_free(s->geo);
	oui_free(s->oui);
	support_free(s->support);
	services_free(s->services);
	roster_free(s->learned);
	return error || ((lost || unsaved) && !s->live) ? EXIT_OUTPUT : EXIT_OK;
}
