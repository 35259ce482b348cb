/*
 * serve: the command `spanwatch serve`: reads its settings, opens Redis and the pages, listens, and
 * waits for SIGTERM. The threads of the HTTP server and of the live tail do the rest.
 */
#include "config.h"

#include "sensor/serve/serve.h"

#include "rules/geo.h"
#include "sensor/base/log.h"
#include "sensor/cage/cage.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/options.h"
#include "sensor/serve/access.h"
#include "sensor/serve/http.h"
#include "sensor/serve/tail.h"
#include "sensor/serve/web_files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PEM_MAX = 256 * 1024 };

/* "127.0.0.1:8430", "[::1]:8430", ":8430" (every address), "8430" (the loopback). */
static bool read_listen(const char *text, struct http_options *o)
{
	struct span all = span_str(text);
	int64_t bracket = span_index(all, ']');
	struct span rest = bracket < 0 ? all : span_sub(all, (uint32_t)bracket + 1, all.len);
	int64_t colon = span_index(rest, ':');
	struct span host = SPAN_LIT("127.0.0.1"), port = all;
	uint64_t number;

	if (colon >= 0) {
		host = span_sub(all, 0, all.len - rest.len + (uint32_t)colon);
		port = span_sub(rest, (uint32_t)colon + 1, rest.len);
		if (bracket > 0)
			host = span_sub(all, 1, (uint32_t)bracket - 1);
		if (host.len == 0)
			host = SPAN_LIT("::");
	}
	if (!addr_parse(host, &o->address) || !span_decimal(port, 65535, &number))
		return false;
	o->port = (uint16_t)number;
	return true;
}

static bool is_loopback(const struct addr *a)
{
	static const struct addr six = {{[15] = 1}};

	return addr_is_v4(a) ? a->b[12] == 127 : addr_cmp(a, &six) == 0;
}

/* The text of FILE with a NUL behind it, or NULL. */
static char *read_pem(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	char *text = calloc(1, PEM_MAX + 1);
	size_t len = 0;
	ssize_t n = 1;

	while (fd >= 0 && text && len < PEM_MAX && n > 0) {
		n = read(fd, text + len, PEM_MAX - len);
		len += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	if (len > 0 && len < PEM_MAX)
		return text;
	log_error("%s cannot be read: %s", file, fd < 0 ? strerror(errno) : "empty or too long");
	free(text);
	return NULL;
}

static bool open_tls(const struct settings *s, struct http_options *o)
{
	const char *certificate = settings_text(s, SETTING_SERVE_CERTIFICATE);
	const char *key = settings_text(s, SETTING_SERVE_KEY);

	if (!certificate && !key)
		return true;
	if (!certificate || !key) {
		log_error("serve.certificate and serve.key go together");
		return false;
	}
	o->certificate = read_pem(certificate);
	o->key = read_pem(key);
	return o->certificate && o->key;
}

static bool open_access(struct serve *s, const struct settings *settings, bool loopback)
{
	const struct setting_value *proxies = &settings->value[SETTING_SERVE_PROXIES];
	const struct setting_value *hosts = &settings->value[SETTING_SERVE_HOSTS];
	struct diag diag = {0};
	struct access_options o = {.tokens = settings_text(settings, SETTING_SERVE_TOKENS),
		.proxies = (const char *const *)proxies->items,
		.proxy_count = proxies->count,
		.hosts = (const char *const *)hosts->items,
		.host_count = hosts->count,
		.loopback = loopback};

	s->access = access_load(&o, &diag);
	return s->access != NULL;
}

static bool open_depots(struct serve *s, const struct settings *settings)
{
	const char *url = settings_text(settings, SETTING_REDIS);
	const char *triage = settings_text(settings, SETTING_SERVE_TRIAGE_REDIS);
	char error[256];

	if (depot_open(url ? url : "redis://127.0.0.1:6379", SERVE_THREADS + 1, &s->depot, error)) {
		log_error("%s", error);
		return false;
	}
	s->triage = s->depot;
	if (triage && depot_open(triage, 2, &s->triage, error)) {
		s->triage = NULL;
		log_error("serve.triage-redis: %s", error);
		return false;
	}
	return true;
}

static bool open_geo(struct serve *s, const struct settings *settings)
{
	const struct setting_value *files = &settings->value[SETTING_GEO];
	struct diag diag = {0};

	return files->count == 0 ||
	       geo_open((const char *const *)files->items, files->count, &diag, &s->geo) == 0;
}

static bool open_audit(struct serve *s, const struct settings *settings)
{
	const char *file = settings_text(settings, SETTING_SERVE_AUDIT);

	s->audit = STDERR_FILENO;
	if (!file)
		return true;
	s->audit = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->audit < 0)
		log_error("serve.audit: %s: %s", file, strerror(errno));
	return s->audit >= 0;
}

/* Everything but listening; an exit code. */
static int open_all(struct serve *s, const struct settings *settings, struct http_options *o)
{
	const char *listen = settings_text(settings, SETTING_SERVE_LISTEN);
	char error[256];

	if (!read_listen(listen ? listen : "", o)) {
		log_error("serve.listen: '%s' is not ADDRESS:PORT", listen ? listen : "");
		return EXIT_USAGE;
	}
	if (!open_access(s, settings, is_loopback(&o->address)))
		return EXIT_CONFIG;
	if (!open_tls(settings, o) || !open_depots(s, settings) || !open_geo(s, settings) ||
		!open_audit(s, settings))
		return EXIT_CONFIG;
	if (web_files_find(s, settings_text(settings, SETTING_SERVE_ASSETS), error)) {
		log_error("%s", error);
		return EXIT_CONFIG;
	}
	s->tls = o->certificate != NULL;
	s->chart_lib = settings_text(settings, SETTING_SERVE_CHART_LIB);
	s->evidence_dir = settings_text(settings, SETTING_SERVE_EVIDENCE_DIR);
	if (!s->chart_lib || access(s->chart_lib, R_OK) != 0)
		log_warn("no chart library at %s: pages show tables alone (apt install libjs-d3)",
			s->chart_lib ? s->chart_lib : "serve.chart-lib");
	if (!s->tls && !is_loopback(&o->address))
		log_warn("tokens cross the network in clear text; set serve.certificate and "
			 "serve.key, or let a proxy do TLS");
	return EXIT_OK;
}

static void close_all(struct serve *s, struct http_options *o)
{
	tail_stop(s->tail);
	http_stop(s);
	tail_free(s->tail);
	if (s->triage != s->depot)
		depot_close(s->triage);
	depot_close(s->depot);
	access_free(s->access);
	geo_free(s->geo);
	if (s->assets >= 0)
		close(s->assets);
	if (s->audit > STDERR_FILENO)
		close(s->audit);
	free(o->certificate);
	if (o->key)
		explicit_bzero(o->key, strlen(o->key));
	free(o->key);
}

/* A first look tells at once when Redis is not there; serving goes on, for it may come. */
static void look_at_redis(struct serve *s)
{
	struct depot_sensor *sensors = calloc(DEPOT_SENSORS, sizeof(*sensors));
	struct depot_link *l = depot_take(s->depot);
	int count = sensors && l ? depot_sensors(l, sensors) : -1;

	if (count < 0)
		log_warn("Redis at %s: %s; pages say so until it answers", depot_shown(s->depot),
			l ? depot_error(l) : "no connection");
	else
		log_info("Redis at %s knows %d sensor%s", depot_shown(s->depot), count,
			count == 1 ? "" : "s");
	if (l)
		depot_give(s->depot, l);
	free(sensors);
}

static int serve(struct serve *s, const struct http_options *o)
{
	char error[256], address[ADDR_TEXT];
	sigset_t wait_for;
	int got;

	sigemptyset(&wait_for);
	sigaddset(&wait_for, SIGTERM);
	sigaddset(&wait_for, SIGINT);
	sigaddset(&wait_for, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &wait_for, NULL); /* before any thread begins */
	signal(SIGPIPE, SIG_IGN);
	if (tail_start(s, &s->tail)) {
		log_error("no thread for the live tail");
		return EXIT_INTERNAL;
	}
	look_at_redis(s);
	if (http_start(s, o, error)) {
		log_error("%s", error);
		return EXIT_OUTPUT;
	}
	addr_text(&o->address, address);
	log_info("the dashboard is at %s://%s%s%s:%u/%s", s->tls ? "https" : "http",
		addr_is_v4(&o->address) ? "" : "[", address, addr_is_v4(&o->address) ? "" : "]",
		http_port(s), access_is_open(s->access) ? "" : " (a token is needed)");
	while (sigwait(&wait_for, &got) == 0 && got == SIGHUP)
		log_info("SIGHUP: restart to read settings anew");
	return EXIT_OK;
}

/* The folder of the pages by its name, wherever it was found: the cage lets it be read. */
static void name_assets(struct settings *settings, int fd)
{
	char link[32], dir[4096];
	struct diag diag = {0};

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t len = fd < 0 ? -1 : readlink(link, dir, sizeof(dir) - 1);
	if (len <= 0)
		return;
	dir[len] = '\0';
	settings_option(settings, SETTING_SERVE_ASSETS, dir, &diag);
}

int cmd_serve(int argc, char **argv)
{
	struct serve s = {.assets = -1, .audit = -1};
	struct http_options http = {.port = 0};
	struct options o;
	int code;

	if (!options_read(&o, COMMAND_SERVE, argc, argv, &code)) {
		options_free(&o);
		return code;
	}
	code = open_all(&s, &o.settings, &http);
	name_assets(&o.settings, s.assets);
	if (code == EXIT_OK)
		code = cage_choose_user(&o);
	if (code == EXIT_OK)
		code = cage_enter(&o, CAGE_OPENED);
	if (code == EXIT_OK)
		code = serve(&s, &http);
	close_all(&s, &http);
	options_free(&o);
	return code;
}
