/*
 * request: what one asks and what went wrong, for those who answer, and the connection of one who
 * waits; see serve.h. On the threads of the library.
 */
#include "config.h"

#include "sensor/serve/serve.h"

#include <microhttpd.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>

const char *request_header(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

struct span request_arg(const struct request *r, const char *name)
{
	const char *value = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, name);
	size_t len = value ? strnlen(value, SERVE_ARG) : 0;

	return span_of(value ? value : "", (uint32_t)len);
}

uint64_t request_number(const struct request *r, const char *name, uint64_t standard, uint64_t max)
{
	uint64_t n = standard;

	span_decimal(request_arg(r, name), max, &n);
	return n;
}

unsigned request_fail(struct request *r, unsigned status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->fault, sizeof(r->fault), format, args);
	va_end(args);
	return status;
}

unsigned request_no_redis(struct request *r)
{
	const char *why = r->redis ? depot_error(r->redis) : "all connections are busy";

	return request_fail(r, MHD_HTTP_SERVICE_UNAVAILABLE, "Redis at %.100s: %.120s",
		depot_shown(r->serve->depot), why[0] ? why : "no memory");
}

void connection_sleep(struct MHD_Connection *c)
{
	MHD_suspend_connection(c);
}

void connection_wake(struct MHD_Connection *c)
{
	MHD_resume_connection(c);
}

bool connection_is_gone(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct pollfd p = {.fd = info ? info->connect_fd : -1, .events = POLLRDHUP};

	return info && poll(&p, 1, 0) == 1 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR));
}
