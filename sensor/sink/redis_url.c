/* redis_url: see redis_url.h. */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/sink/redis_url.h"

#include "sensor/base/span.h"

#include <errno.h>
#include <stdio.h>

enum { DEFAULT_PORT = 6379, PREFIX_MAX = 63 };

static int refuse(char *error, const char *what)
{
	snprintf(error, REDIS_ERROR,
		"the Redis URL is not understood: %s (redis://[user:pass@]host:port[/prefix] or "
		"unix://[user:pass@]/path[#prefix])",
		what);
	return -EINVAL;
}

/* Percent-decodes TEXT into TO (CAP bytes with the NUL); false where it does not fit or has a NUL.
 */
static bool decode(struct span text, char *to, uint32_t cap)
{
	uint32_t len = percent_read(text, false, (uint8_t *)to, cap);

	if (len == cap || memchr(to, '\0', len))
		return false;
	to[len] = '\0';
	return true;
}

static bool keep(struct span text, char *to, size_t cap)
{
	if (text.len == 0 || text.len >= cap)
		return false;
	memcpy(to, text.p, text.len);
	to[text.len] = '\0';
	return true;
}

/* Prefix of keys, or number of the database. */
static int take_prefix(struct span text, struct redis_url *u, char *error)
{
	uint64_t number;

	if (text.len == 0)
		return 0;
	if (span_decimal(text, 65535, &number)) {
		u->has_database = true;
		u->database = (unsigned)number;
		return 0;
	}
	if (text.len > PREFIX_MAX)
		return refuse(error, "the prefix is longer than 63 characters");
	for (uint32_t i = 0; i < text.len; i++)
		if (text.p[i] <= ' ' || text.p[i] >= 0x7f || text.p[i] == '{' || text.p[i] == '}')
			return refuse(error, "the prefix holds blanks, braces or other than ASCII");
	memcpy(u->prefix, text.p, text.len);
	if (text.p[text.len - 1] != ':')
		u->prefix[text.len] = ':';
	return 0;
}

/* "user:pass" before the @. */
static int take_login(struct span login, struct redis_url *u, char *error)
{
	int64_t colon = span_index(login, ':');
	struct span user = colon < 0 ? login : span_sub(login, 0, (uint32_t)colon);
	struct span password =
		span_sub(login, colon < 0 ? login.len : (uint32_t)colon + 1, login.len);

	if (!decode(user, u->user, sizeof(u->user)) ||
		!decode(password, u->password, sizeof(u->password)))
		return refuse(error, "user or password is too long");
	if (u->user[0] && !u->password[0])
		return refuse(error, "a user without a password");
	return 0;
}

/* "host", "host:port", "[2001:db8::1]:port". */
static int take_host(struct span text, struct redis_url *u, char *error)
{
	int64_t end = text.len > 0 && text.p[0] == '[' ? span_index(text, ']') : -1;
	struct span host, port;
	uint64_t number = DEFAULT_PORT;

	if (end > 0) {
		host = span_sub(text, 1, (uint32_t)end - 1);
		port = span_sub(text, (uint32_t)end + 1, text.len);
	} else {
		int64_t colon = span_index(text, ':');
		host = colon < 0 ? text : span_sub(text, 0, (uint32_t)colon);
		port = colon < 0 ? SPAN_LIT("") : span_sub(text, (uint32_t)colon, text.len);
	}
	if (!keep(host, u->host, sizeof(u->host)))
		return refuse(error, "the host is missing");
	if (port.len > 0 &&
		(port.p[0] != ':' || !span_decimal(span_sub(port, 1, port.len), 65535, &number) ||
			number == 0))
		return refuse(error, "the port is no number from 1 to 65535");
	u->port = (unsigned)number;
	return 0;
}

/* Index of the last BYTE in S, or -1: a password may hold an @ itself. */
static int64_t last_index(struct span s, uint8_t byte)
{
	for (uint32_t i = s.len; i > 0; i--)
		if (s.p[i - 1] == byte)
			return i - 1;
	return -1;
}

/* A login stands before the path; there and behind the # an @ means nothing. */
static int parse_unix(struct span rest, struct redis_url *u, char *error)
{
	int64_t at = span_starts(rest, SPAN_LIT("/")) ? -1 : span_find(rest, SPAN_LIT("@/"));
	int r = at < 0 ? 0 : take_login(span_sub(rest, 0, (uint32_t)at), u, error);

	if (r < 0)
		return r;
	rest = span_sub(rest, (uint32_t)(at + 1), rest.len);
	int64_t hash = span_index(rest, '#');
	struct span path = hash < 0 ? rest : span_sub(rest, 0, (uint32_t)hash);
	if (path.len == 0 || path.p[0] != '/' || !keep(path, u->path, sizeof(u->path)))
		return refuse(
			error, "the socket's path must start with / and have at most 107 bytes");
	snprintf(u->shown, sizeof(u->shown), "unix://%s%s%s", u->user, u->user[0] ? "@" : "",
		u->path);
	return hash < 0 ? 0 : take_prefix(span_sub(rest, (uint32_t)hash + 1, rest.len), u, error);
}

static int parse_tcp(struct span rest, struct redis_url *u, char *error)
{
	int64_t at = last_index(rest, '@');
	int r = at < 0 ? 0 : take_login(span_sub(rest, 0, (uint32_t)at), u, error);

	if (r < 0)
		return r;
	rest = span_sub(rest, (uint32_t)(at + 1), rest.len);
	int64_t slash = span_index(rest, '/');
	r = take_host(slash < 0 ? rest : span_sub(rest, 0, (uint32_t)slash), u, error);
	if (r < 0)
		return r;
	snprintf(u->shown, sizeof(u->shown), "redis://%s%s%s:%u", u->user, u->user[0] ? "@" : "",
		u->host, u->port);
	return slash < 0 ? 0 : take_prefix(span_sub(rest, (uint32_t)slash + 1, rest.len), u, error);
}

int redis_url_parse(const char *url, struct redis_url *ret, char *error)
{
	struct redis_url u = {.port = DEFAULT_PORT};
	struct span text = span_str(url);
	int r;

	if (span_starts(text, SPAN_LIT("unix://")))
		r = parse_unix(span_sub(text, 7, text.len), &u, error);
	else if (span_starts(text, SPAN_LIT("redis://")))
		r = parse_tcp(span_sub(text, 8, text.len), &u, error);
	else if (span_starts(text, SPAN_LIT("rediss://")))
		r = refuse(
			error, "TLS is not built in; put stunnel in between, or use a Unix socket");
	else
		r = refuse(error, "it starts with neither redis:// nor unix://");
	if (r == 0)
		*ret = u;
	return r;
}
