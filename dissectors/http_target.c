/*
 * http_target: the target of a request as the server understands it: without the scheme and host of
 * the absolute form (RFC 9112 section 3.2.2), decoded, and with the steps of a path that lead
 * nowhere taken out (RFC 3986 section 5.2.4). On a worker's thread.
 */
#include "config.h"

#include "dissectors/http.h"

struct span http_without_query(struct span url)
{
	uint32_t len = 0;

	while (len < url.len && url.p[len] != '?' && url.p[len] != '#')
		len++;
	return span_sub(url, 0, len);
}

/* http://host/path names the path. */
static struct span without_origin(struct span url)
{
	struct span http = SPAN_LIT("http://"), https = SPAN_LIT("https://");
	uint32_t at = span_starts_nocase(url, http)    ? http.len
		      : span_starts_nocase(url, https) ? https.len
						       : 0;

	if (!at)
		return url;
	while (at < url.len && url.p[at] != '/')
		at++;
	return at < url.len ? span_sub(url, at, UINT32_MAX) : SPAN_LIT("/");
}

/* The same path without "//", "/./" and "/x/../"; the "//" of a URL in it stays. */
static struct span without_detours(struct dissect *d, struct span path)
{
	uint8_t *out = arena_take(d->scratch, path.len + 1);
	uint32_t len = 0, at = 0;

	if (!out || !path.len || path.p[0] != '/')
		return path;
	while (at < path.len) {
		struct span part = span_sub(path, at + 1, UINT32_MAX);
		int64_t slash = span_index(part, '/');
		bool last = slash < 0, up;
		part = last ? part : span_sub(part, 0, (uint32_t)slash);
		at += part.len + 1;
		up = span_eq(part, SPAN_LIT(".."));
		while (up && len && out[--len] != '/')
			;
		bool scheme = !part.len && len && out[len - 1] == ':';
		bool nothing = (!part.len && !scheme) || up || span_eq(part, SPAN_LIT("."));
		if (nothing && !last)
			continue;
		out[len++] = '/';
		if (!nothing && part.len)
			memcpy(out + len, part.p, part.len);
		len += nothing ? 0 : part.len;
	}
	return span_of(out, len);
}

struct span http_target(struct dissect *d, struct span url, bool *ret_twice)
{
	bool again;
	struct span path = http_decode(d, without_origin(http_without_query(url)), ret_twice);

	if (*ret_twice)
		path = http_decode(d, path, &again);
	if (span_find(path, SPAN_LIT("//")) < 0 && span_find(path, SPAN_LIT("/.")) < 0)
		return path;
	return without_detours(d, path);
}

struct span http_path_of(struct dissect *d, const struct http_request *r)
{
	bool twice;

	return http_target(d, r->url, &twice);
}
