/* http: see http.h. */
#include "config.h"

#include "sensor/serve/http.h"

#include "sensor/base/log.h"
#include "sensor/serve/access.h"
#include "sensor/serve/routes.h"
#include "sensor/serve/tail.h"
#include "sensor/serve/web_files.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECTION_BYTES = 32768, TIMEOUT_S = 20, URL_MAX = 2048 };

/* A POST while its body comes in. */
struct pending {
	uint32_t len;
	bool too_long;
	char body[SERVE_BODY];
};

/* Nothing but our own files runs, and nobody may frame us. */
static const struct {
	const char *name, *value;
} headers[] = {
	{"Content-Security-Policy",
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
		"frame-ancestors 'none'"},
	{"X-Content-Type-Options", "nosniff"},
	{"X-Frame-Options", "DENY"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

/* --- the answer --------------------------------------------------------------------------- */

static void add_headers(struct MHD_Response *response, const struct request *r)
{
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		MHD_add_response_header(response, headers[i].name, headers[i].value);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (r->cookie[0])
		MHD_add_response_header(response, MHD_HTTP_HEADER_SET_COOKIE, r->cookie);
	if (r->file_name) {
		char value[200];
		snprintf(value, sizeof(value), "attachment; filename=\"%s\"", r->file_name);
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, value);
	}
}

static enum MHD_Result queue(
	const struct request *r, unsigned status, const char *type, struct MHD_Response *response)
{
	enum MHD_Result done;

	if (!response)
		return MHD_NO;
	add_headers(response, r);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	if (status == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(
			response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer realm=\"spanwatch\"");
	done = MHD_queue_response(r->connection, status, response);
	MHD_destroy_response(response);
	return done;
}

/* An error as JSON; the sentence is ours, yet may quote what Redis said. */
static enum MHD_Result answer_fault(struct request *r, unsigned status)
{
	char text[1024];
	struct json j = json_of(text, sizeof(text));

	r->file_name = NULL;
	json_open(&j, '{');
	json_kv_string(&j, "error", r->fault[0] ? r->fault : "not possible");
	json_close(&j, '}');
	return queue(r, status, "application/json",
		MHD_create_response_from_buffer(j.len, text, MHD_RESPMEM_MUST_COPY));
}

static enum MHD_Result answer_text(struct request *r, unsigned status)
{
	char *buffer = r->out.buf;
	char *fitting = realloc(buffer, r->out.len ? r->out.len : 1);

	r->out.buf = NULL;
	return queue(r, status, r->type ? r->type : "application/json",
		MHD_create_response_from_buffer(
			r->out.len, fitting ? fitting : buffer, MHD_RESPMEM_MUST_FREE));
}

static enum MHD_Result answer_file(struct request *r, const struct web_file *a)
{
	struct MHD_Response *response = MHD_create_response_from_fd64(a->size, a->fd);

	return queue(r, MHD_HTTP_OK, a->type, response);
}

static enum MHD_Result answer_api(struct request *r, const struct route *route)
{
	struct depot *depot = route->writes ? r->serve->triage : r->serve->depot;
	unsigned status;

	r->redis = route->needs_redis ? depot_take(depot) : NULL;
	if (route->needs_redis && !r->redis)
		return answer_fault(r, request_no_redis(r));
	char *buffer = malloc(SERVE_ANSWER);
	if (buffer) {
		r->out = json_of(buffer, SERVE_ANSWER);
		status = route->answer(r);
	} else {
		status = request_fail(r, MHD_HTTP_INTERNAL_SERVER_ERROR, "no memory");
	}
	if (r->redis)
		depot_give(depot, r->redis);
	if (status == MHD_HTTP_OK && r->out.full)
		status = request_fail(r, MHD_HTTP_CONTENT_TOO_LARGE,
			"the answer is longer than %d bytes; narrow it", SERVE_ANSWER);
	enum MHD_Result done =
		status == MHD_HTTP_OK ? answer_text(r, status) : answer_fault(r, status);
	if (r->out.buf || status != MHD_HTTP_OK)
		free(r->out.buf);
	return done;
}

/* --- the live tail ------------------------------------------------------------------------ */

static ssize_t tail_bytes(void *ctx, uint64_t at, char *to, size_t max)
{
	struct tail_client *client = ctx;
	ssize_t len;

	(void)at;
	len = tail_read(client, to, max);
	return len < 0 ? (ssize_t)MHD_CONTENT_READER_END_OF_STREAM : len;
}

static void tail_end(void *ctx)
{
	tail_leave(ctx);
}

static enum MHD_Result answer_live(struct request *r)
{
	struct tail_client *client =
		tail_join(r->serve->tail, r->connection, request_arg(r, "sensor"));

	if (!client)
		return answer_fault(r, request_fail(r, MHD_HTTP_SERVICE_UNAVAILABLE,
					       "%d people follow already", SERVE_LIVE));
	struct MHD_Response *response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, 16384, tail_bytes, client, tail_end);
	if (!response)
		tail_leave(client);
	return queue(r, MHD_HTTP_OK, "text/event-stream", response);
}

/* --- dispatch ----------------------------------------------------------------------------- */

static enum MHD_Result serve_asset(struct request *r)
{
	struct web_file a;

	if (r->post)
		return answer_fault(r, request_fail(r, MHD_HTTP_METHOD_NOT_ALLOWED, "GET only"));
	if (!web_file_open(r->serve, r->path, &a))
		return answer_fault(
			r, request_fail(r, MHD_HTTP_NOT_FOUND, "there is no such page"));
	return answer_file(r, &a);
}

static enum MHD_Result dispatch(struct request *r)
{
	const struct route *route = route_find(r->path, r->post);
	const char *why;

	if (!access_host(r))
		return answer_fault(r, request_fail(r, MHD_HTTP_MISDIRECTED_REQUEST,
					       "this host name is not served; see serve.hosts"));
	if (r->post && (why = access_foreign(r)) != NULL)
		return answer_fault(r, request_fail(r, MHD_HTTP_FORBIDDEN, "%s", why));
	if (strncmp(r->path, "/api/", 5) != 0 && strcmp(r->path, "/metrics") != 0)
		return serve_asset(r); /* pages hold no data */
	if (!route)
		return answer_fault(
			r, request_fail(r, MHD_HTTP_NOT_FOUND, "there is no such call"));
	access_identify(r);
	if ((r->who.roles & route->role) != route->role) {
		if (r->who.roles == 0)
			return answer_fault(
				r, request_fail(r, MHD_HTTP_UNAUTHORIZED, "a token is needed"));
		return answer_fault(r, request_fail(r, MHD_HTTP_FORBIDDEN, "the role %s is needed",
					       role_word(route->role)));
	}
	return route->live ? answer_live(r) : answer_api(r, route);
}

static struct addr peer_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct addr none = {{0}};

	if (!info)
		return none;
	if (info->client_addr->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, info->client_addr, sizeof(in6));
		return addr_v6(in6.sin6_addr.s6_addr);
	}
	struct sockaddr_in in;
	memcpy(&in, info->client_addr, sizeof(in));
	uint8_t bytes[4];
	memcpy(bytes, &in.sin_addr, 4);
	return addr_v4(bytes);
}

static void take_body(struct pending *p, const char *data, size_t len)
{
	if (len > sizeof(p->body) - p->len) {
		p->too_long = true;
		return;
	}
	memcpy(p->body + p->len, data, len);
	p->len += (uint32_t)len;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *data, size_t *len, void **state)
{
	bool post = strcmp(method, "POST") == 0;
	struct pending *p = *state;
	struct request r = {.serve = ctx, .connection = c, .path = url, .post = post};

	(void)version;
	if (!p) {
		*state = p = calloc(1, sizeof(*p));
		return p ? MHD_YES : MHD_NO;
	}
	if (*len > 0) {
		if (post)
			take_body(p, data, *len);
		*len = 0;
		return MHD_YES;
	}
	r.peer = peer_of(c);
	if (!post && strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return answer_fault(&r, request_fail(&r, MHD_HTTP_METHOD_NOT_ALLOWED,
						"GET, HEAD and POST are known"));
	if (strnlen(url, URL_MAX) == URL_MAX)
		return answer_fault(&r, request_fail(&r, MHD_HTTP_URI_TOO_LONG, "too long"));
	if (p->too_long)
		return answer_fault(&r, request_fail(&r, MHD_HTTP_CONTENT_TOO_LARGE,
						"at most %d bytes", SERVE_BODY));
	r.body = post ? span_of(p->body, p->len) : span_of("", 0);
	return dispatch(&r);
}

static void on_end(
	void *ctx, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode code)
{
	(void)ctx;
	(void)c;
	(void)code;
	free(*state);
	*state = NULL;
}

/* The library's own complaints are about clients; nobody acts on them. */
static void on_log(void *ctx, const char *format, va_list args)
{
	(void)ctx;
	(void)format;
	(void)args;
}

/* --- start and end ------------------------------------------------------------------------ */

static socklen_t socket_address(const struct http_options *o, struct sockaddr_storage *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (addr_is_v4(&o->address)) {
		struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(o->port)};
		memcpy(&in.sin_addr, o->address.b + 12, 4);
		memcpy(ret, &in, sizeof(in));
		return sizeof(in);
	}
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(o->port)};
	memcpy(&in6.sin6_addr, o->address.b, 16);
	memcpy(ret, &in6, sizeof(in6));
	return sizeof(in6);
}

int http_start(struct serve *s, const struct http_options *o, char *error)
{
	struct sockaddr_storage address;
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_ERROR_LOG;
	struct MHD_OptionItem more[3] = {{MHD_OPTION_END, 0, NULL}};

	socket_address(o, &address);
	if (!addr_is_v4(&o->address))
		flags |= MHD_USE_IPv6;
	if (o->certificate) {
		flags |= MHD_USE_TLS;
		more[0] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, o->certificate};
		more[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, o->key};
		more[2] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
	}
	errno = 0;
	s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s,
		MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_SOCK_ADDR,
		(struct sockaddr *)&address, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)SERVE_THREADS,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVE_CONNECTIONS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_S, MHD_OPTION_NOTIFY_COMPLETED,
		on_end, NULL, MHD_OPTION_ARRAY, more, MHD_OPTION_END);
	if (s->daemon)
		return 0;
	int code = errno ? errno : EIO;
	snprintf(error, 256, "cannot listen on port %u: %s", o->port,
		errno ? strerror(errno) : "libmicrohttpd refuses (is the certificate right?)");
	return -code;
}

unsigned http_port(const struct serve *s)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return info ? info->port : 0;
}

void http_stop(struct serve *s)
{
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	s->daemon = NULL;
}
