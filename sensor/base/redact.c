/*
 * redact: secrets in URLs and forms; command and log lines are in redact_text.c, names in
 * redact_name.c. Called by workers before an event leaves. Pure; any thread.
 */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/base/redact_out.h"

enum { NAME_MAX_LEN = REDACT_NAME_MAX };

/** What names whoever sends it for as long as a session lasts. */
static bool is_session_name(struct span name)
{
	static const char *const names[] = {
		"sid", "stok", "sessionid", "jsessionid", "phpsessid", "sysauth", NULL};
	uint8_t buf[NAME_MAX_LEN];

	return redact_is_any(redact_name_fold(name, buf), names);
}

/* --- who stands in a URL --------------------------------------------------------------------- */

/** Where SIP's URI begins in a request line, or behind the name of <sip:...>: no path and no
 * parameter stands before it. -1: nowhere. */
static int64_t sip_at(struct span text)
{
	enum { NEAR = 128 };
	uint32_t i = 0;

	if (text.len && text.p[0] == '"') /* "name" <sip:...> */
		while (++i < text.len && text.p[i] != '"')
			continue;
	for (; i + 4 < text.len && i < NEAR && !memchr("/?=", text.p[i], 3); i++)
		if (span_starts_nocase(span_sub(text, i, 5), SPAN_LIT("sip:")) ||
			span_starts_nocase(span_sub(text, i, 5), SPAN_LIT("sips:")))
			return i;
	return -1;
}

/** Where a user may stand in URL: behind the scheme and "://", or behind "sip:"; 0 where nowhere.
 * ENDS: what ends the authority. */
static uint32_t authority_at(struct span url, struct span *ret_ends)
{
	uint32_t scheme = 0;

	while (scheme < url.len && !memchr(":/?=", url.p[scheme], 4))
		scheme++;
	*ret_ends = SPAN_LIT("/?#");
	if (span_starts(span_sub(url, scheme, 3), SPAN_LIT("://")))
		return scheme + 3;
	int64_t sip = sip_at(url);
	*ret_ends = SPAN_LIT("/?#> ");
	if (sip < 0)
		return 0;
	return (uint32_t)sip + (url.p[sip + 3] == ':' ? 4 : 5);
}

/** scheme://user:password@host: what stands before the path; returns its length. */
static uint32_t put_authority(struct redact_out *o, struct span url)
{
	struct span ends;
	uint32_t start = authority_at(url, &ends), len = 0, at = UINT32_MAX;

	if (!start)
		return 0;
	struct span authority = span_sub(url, start, UINT32_MAX);
	for (; len < authority.len && !memchr(ends.p, authority.p[len], ends.len); len++)
		if (authority.p[len] == '@')
			at = len;
	int64_t colon = at == UINT32_MAX ? -1 : span_index(span_sub(authority, 0, at), ':');
	redact_put(o, span_sub(url, 0, start));
	if (colon >= 0) {
		redact_put(o, span_sub(authority, 0, (uint32_t)colon + 1));
		redact_put_mark(
			o, span_sub(authority, (uint32_t)colon + 1, at - (uint32_t)colon - 1));
		redact_put(o, span_sub(authority, at, len - at));
	} else {
		redact_put(o, span_sub(authority, 0, len));
	}
	return start + len;
}

/* --- name=value text ------------------------------------------------------------------------ */

static bool is_break(uint8_t c)
{
	return c == '&' || c == '\n' || c == '\r';
}

/** PAIR up to the separator: name=value, its value hidden where the name says so; of a value that
 * is a URL itself, the password in it. */
static void put_pair(struct redact_out *o, struct span pair)
{
	uint8_t buf[NAME_MAX_LEN];
	int64_t sign = span_index(pair, '=');

	if (sign < 0) {
		redact_put(o, pair);
		return;
	}
	struct span name = span_sub(pair, 0, (uint32_t)sign);
	struct span value = span_sub(pair, (uint32_t)sign + 1, UINT32_MAX);
	if (name.len > NAME_MAX_LEN)
		name = span_sub(name, name.len - NAME_MAX_LEN, NAME_MAX_LEN);
	name = span_of(buf, percent_read(name, false, buf, sizeof(buf)));
	redact_put(o, span_sub(pair, 0, (uint32_t)sign + 1));
	if (redact_name_is_secret(name) || is_session_name(name) || redact_keys_community(name) ||
		redact_is_signature(name, value))
		redact_put_mark(o, value);
	else
		redact_put(o, span_sub(value, put_authority(o, value), UINT32_MAX));
}

/** name=value pairs, parted by '&', line ends and (where a name follows) ';' and ','. */
static void put_pairs(struct redact_out *o, struct span text)
{
	uint32_t from = 0;
	bool named = false; /* the pair at hand has its '=' */

	for (uint32_t i = 0; i <= text.len; i++) {
		bool end = i == text.len || is_break(text.p[i]);
		if (!end && named && (text.p[i] == ';' || text.p[i] == ',')) {
			struct span next = span_sub(text, i + 1, 64);
			int64_t sign = span_index(next, '=');
			int64_t stop = span_index(next, text.p[i]);
			end = sign > 0 && (stop < 0 || stop > sign);
		}
		named = named || (!end && text.p[i] == '=');
		if (!end)
			continue;
		put_pair(o, span_sub(text, from, i - from));
		redact_put(o, span_sub(text, i, 1));
		from = i + 1;
		named = false;
	}
}

/** A multipart body: the lines below a part's head whose name="..." is secret. */
static void put_parts(struct redact_out *o, struct span text)
{
	enum { HEAD, BODY, SECRET } where = HEAD;
	bool secret = false;
	uint32_t from = 0;

	while (from < text.len) {
		struct span rest = span_sub(text, from, UINT32_MAX);
		int64_t end = span_index(rest, '\n');
		struct span line = span_sub(rest, 0, end < 0 ? rest.len : (uint32_t)end);
		struct span bare = span_trim(line);
		int64_t name = span_find(line, SPAN_LIT("name=\""));
		if (span_starts(line, SPAN_LIT("--"))) {
			where = HEAD;
			secret = false;
		} else if (where == HEAD && bare.len == 0) {
			where = secret ? SECRET : BODY;
		} else if (where == HEAD && name >= 0) {
			struct span value = span_sub(line, (uint32_t)name + 6, NAME_MAX_LEN);
			int64_t quote = span_index(value, '"');
			secret = secret || (quote > 0 && redact_name_is_secret(span_sub(
								 value, 0, (uint32_t)quote)));
		}
		if (where == SECRET && bare.len) {
			redact_put_mark(o, bare);
			line = span_sub(line, (uint32_t)(bare.p - line.p) + bare.len, UINT32_MAX);
		}
		redact_put(o, line);
		redact_put(o, span_sub(rest, end < 0 ? rest.len : (uint32_t)end, 1));
		from += (end < 0 ? rest.len : (uint32_t)end) + 1;
	}
}

uint32_t redact_form(const struct redactor *r, struct span text, char *out, uint32_t cap)
{
	struct redact_out o = {.r = r, .p = out, .cap = cap};
	struct span body = span_trim(text);

	if (r->reveal) {
		redact_put(&o, text);
		return o.len;
	}
	if (body.len && memchr("{[<", body.p[0], 3))
		return redact_text(r, text, out, cap);
	if (span_starts(body, SPAN_LIT("--")))
		put_parts(&o, text);
	else
		put_pairs(&o, text);
	return o.len;
}

/* --- URLs ----------------------------------------------------------------------------------- */

/** Length of the separator of command words at the start of S ('/', '+', "%20"), or 0. */
static uint32_t word_break(struct span s)
{
	if (s.len && (s.p[0] == '/' || s.p[0] == '+'))
		return 1;
	return span_starts(s, SPAN_LIT("%20")) ? 3 : 0;
}

/** A command in the path of a device's web server (/level/15/exec/-/username/x/password/y/CR). */
static void put_command_path(struct redact_out *o, struct span path)
{
	bool secret = false;

	for (uint32_t from = 0; from < path.len;) {
		uint32_t n = 0, skip;
		while (from + n < path.len && !word_break(span_sub(path, from + n, 3)))
			n++;
		struct span word = span_sub(path, from, n);
		bool filler = redact_filler_find(word) == REDACT_FILL ||
			      (n == 1 && word.p[0] >= '0' && word.p[0] <= '9');
		if (secret && !filler && n) {
			redact_put_mark(o, word);
			secret = false;
		} else {
			const struct redact_word *w = redact_word_find(word);
			redact_put(o, word);
			secret = (secret && (filler || !n)) || w->kind == REDACT_SECRET ||
				 w->kind == REDACT_COMMUNITY || w->kind == REDACT_REST ||
				 span_eq(word, SPAN_LIT("key"));
		}
		from += n;
		skip = word_break(span_sub(path, from, 3));
		redact_put(o, span_sub(path, from, skip));
		from += skip;
	}
}

uint32_t redact_url(const struct redactor *r, struct span text, char *out, uint32_t cap)
{
	struct redact_out o = {.r = r, .p = out, .cap = cap};

	if (r->reveal) {
		redact_put(&o, text);
		return o.len;
	}
	uint32_t from = put_authority(&o, text);
	uint32_t query = from;
	while (query < text.len && !memchr("?;#", text.p[query], 3))
		query++;
	struct span path = span_sub(text, from, query - from);
	if (span_starts(path, SPAN_LIT("/level/")) || span_starts(path, SPAN_LIT("/exec/")))
		put_command_path(&o, path);
	else
		put_pairs(&o, path);
	while (query < text.len) {
		uint32_t end = query + 1;
		while (end < text.len && !memchr("?#", text.p[end], 2))
			end++;
		redact_put(&o, span_sub(text, query, 1));
		put_pairs(&o, span_sub(text, query + 1, end - query - 1));
		query = end;
	}
	return o.len;
}
