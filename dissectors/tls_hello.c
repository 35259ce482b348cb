/*
 * tls_hello: ClientHello and ServerHello (RFC 8446 section 4.1, RFC 5246 section 7.4.1) and their
 * fingerprints JA3, JA3S and JA4. Called by tls.c on a worker's thread; holds no state.
 */
#include "config.h"

#include "dissectors/tls.h"

#include "sensor/base/digest.h"

enum tls_extension {
	TLS_EXT_SERVER_NAME = 0,
	TLS_EXT_GROUPS = 10,
	TLS_EXT_POINT_FORMATS = 11,
	TLS_EXT_SIGNATURES = 13,
	TLS_EXT_ALPN = 16,
	TLS_EXT_PRE_SHARED_KEY = 41,
	TLS_EXT_VERSIONS = 43
};

enum {
	TLS_RANDOM = 32,
	TLS_EXTENSIONS_MAX = 256, /* extensions and ciphers that JA4 sorts; browsers send 20 */
	TLS_SIGNATURES_MAX = 128
};

struct tls_offer {
	uint16_t version, best_version;
	struct span ciphers, groups, formats, signatures;
	uint16_t extensions[TLS_EXTENSIONS_MAX];
	uint32_t extension_count; /* on the wire; more than the array holds are not kept */
	bool has_sni;
};

/* Text in the making; what does not fit is left out, which the sizes chosen rule out. */
struct tls_writer {
	uint8_t *text;
	uint32_t used, size;
};

static void tls_put(struct tls_writer *w, uint8_t byte)
{
	if (w->used < w->size)
		w->text[w->used++] = byte;
}

static void tls_put_number(struct tls_writer *w, unsigned value)
{
	uint8_t digits[6];
	uint32_t n = 0;

	do
		digits[n++] = (uint8_t)('0' + value % 10);
	while ((value /= 10) && n < sizeof(digits));
	while (n)
		tls_put(w, digits[--n]);
}

static void tls_put_hex(struct tls_writer *w, uint16_t value)
{
	for (int shift = 12; shift >= 0; shift -= 4)
		tls_put(w, (uint8_t) "0123456789abcdef"[value >> shift & 15]);
}

/* Numbers that clients send so that servers learn to ignore the unknown (RFC 8701). */
static bool tls_is_grease(uint16_t v)
{
	return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff);
}

/* WIDTH octets a number, joined by '-', without GREASE. */
static void tls_put_list(struct tls_writer *w, struct span list, unsigned width)
{
	struct cursor c = cursor_of(list);
	bool first = true;

	while (cursor_left(&c) >= width) {
		uint16_t v = width == 1 ? cursor_u8(&c) : cursor_be16(&c);
		if (width == 2 && tls_is_grease(v))
			continue;
		if (!first)
			tls_put(w, '-');
		first = false;
		tls_put_number(w, v);
	}
}

static void tls_put_types(struct tls_writer *w, struct span extensions, bool grease)
{
	struct cursor c = cursor_of(extensions);
	bool first = true;

	while (cursor_left(&c) >= 4) {
		uint16_t type = cursor_be16(&c);
		cursor_span(&c, cursor_be16(&c));
		if (!cursor_ok(&c))
			break;
		if (!grease && tls_is_grease(type))
			continue;
		if (!first)
			tls_put(w, '-');
		first = false;
		tls_put_number(w, type);
	}
}

static void tls_ja3(struct arena *arena, const struct tls_offer *o, struct span extensions,
	struct tls_client *ret)
{
	uint32_t size = 64 + 4 * (o->ciphers.len + extensions.len + o->groups.len + o->formats.len);
	struct tls_writer w = {arena_take(arena, size), 0, size};

	if (!w.text)
		return;
	tls_put_number(&w, o->version);
	tls_put(&w, ',');
	tls_put_list(&w, o->ciphers, 2);
	tls_put(&w, ',');
	tls_put_types(&w, extensions, false);
	tls_put(&w, ',');
	tls_put_list(&w, o->groups, 2);
	tls_put(&w, ',');
	tls_put_list(&w, o->formats, 1);
	digest_md5_hex(span_of(w.text, w.used), ret->ja3_hash);
	ret->ja3_len = w.used <= TLS_JA3_MAX ? (uint16_t)w.used : 0;
	memcpy(ret->ja3, w.text, ret->ja3_len);
}

/* The first 12 digits of the SHA-256 of W's text; zeros for nothing. */
static void tls_put_digest(struct tls_writer *to, const struct tls_writer *w)
{
	struct sha256_ctx sha;
	char hex[65] = "000000000000";

	if (w->used) {
		sha256_init(&sha);
		sha256_update(&sha, w->used, w->text);
		digest_sha256_hex(&sha, hex);
	}
	for (int i = 0; i < 12; i++)
		tls_put(to, (uint8_t)hex[i]);
}

static void tls_sort(uint16_t *v, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		uint16_t x = v[i];
		uint32_t at = i;
		for (; at && v[at - 1] > x; at--)
			v[at] = v[at - 1];
		v[at] = x;
	}
}

static void tls_put_sorted(struct tls_writer *w, uint16_t *v, uint32_t count)
{
	tls_sort(v, count);
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			tls_put(w, ',');
		tls_put_hex(w, v[i]);
	}
}

static bool tls_is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* First and last sign of the first protocol, or digits of its hex where one is no letter. */
static void tls_put_alpn(struct tls_writer *w, const struct tls_client *client)
{
	static const uint8_t digits[] = "0123456789abcdef";
	struct cursor c = cursor_of(span_of(client->alpn, client->alpn_len));
	struct span name = cursor_span(&c, cursor_u8(&c));

	if (!cursor_ok(&c) || !name.len) {
		tls_put(w, '0');
		tls_put(w, '0');
		return;
	}
	uint8_t first = name.p[0], last = name.p[name.len - 1];
	bool plain = tls_is_alnum(first) && tls_is_alnum(last);
	tls_put(w, plain ? first : digits[first >> 4]);
	tls_put(w, plain ? last : digits[last & 15]);
}

static void tls_put_count(struct tls_writer *w, uint32_t count)
{
	count = count > 99 ? 99 : count;
	tls_put(w, (uint8_t)('0' + count / 10));
	tls_put(w, (uint8_t)('0' + count % 10));
}

static const char *tls_ja4_version(uint16_t version)
{
	switch (version) {
	case TLS_VERSION_1_3:
		return "13";
	case TLS_VERSION_1_2:
		return "12";
	case TLS_VERSION_1_1:
		return "11";
	case TLS_VERSION_1_0:
		return "10";
	case TLS_VERSION_SSL3:
		return "s3";
	case TLS_VERSION_SSL2:
		return "s2";
	default:
		return "00";
	}
}

static void tls_put_signatures(struct tls_writer *w, struct span list)
{
	struct cursor c = cursor_of(span_sub(list, 0, 2 * TLS_SIGNATURES_MAX));
	bool first = true;

	while (cursor_left(&c) >= 2) {
		uint16_t v = cursor_be16(&c);
		if (tls_is_grease(v))
			continue;
		tls_put(w, first ? '_' : ',');
		first = false;
		tls_put_hex(w, v);
	}
}

static void tls_ja4(struct arena *arena, struct tls_offer *o, struct tls_client *ret)
{
	enum { SIZE = 6 * (TLS_EXTENSIONS_MAX + TLS_SIGNATURES_MAX) };
	struct tls_writer w = {(uint8_t *)ret->ja4, 0, sizeof(ret->ja4) - 1};
	struct tls_writer list = {arena_take(arena, SIZE), 0, SIZE};
	uint16_t ciphers[TLS_EXTENSIONS_MAX];
	uint32_t cipher_count = 0, kept = 0;
	struct cursor c = cursor_of(o->ciphers);

	if (!list.text || o->ciphers.len > 2 * TLS_EXTENSIONS_MAX ||
		o->extension_count > TLS_EXTENSIONS_MAX)
		return;
	while (cursor_left(&c) >= 2) {
		uint16_t v = cursor_be16(&c);
		if (!tls_is_grease(v))
			ciphers[cipher_count++] = v;
	}
	tls_put(&w, 't');
	tls_put(&w, (uint8_t)tls_ja4_version(o->best_version)[0]);
	tls_put(&w, (uint8_t)tls_ja4_version(o->best_version)[1]);
	tls_put(&w, o->has_sni ? 'd' : 'i');
	tls_put_count(&w, cipher_count);
	tls_put_count(&w, o->extension_count);
	tls_put_alpn(&w, ret);
	tls_put(&w, '_');
	tls_put_sorted(&list, ciphers, cipher_count);
	tls_put_digest(&w, &list);
	tls_put(&w, '_');
	list.used = 0;
	for (uint32_t i = 0; i < o->extension_count; i++)
		if (o->extensions[i] != TLS_EXT_SERVER_NAME && o->extensions[i] != TLS_EXT_ALPN)
			o->extensions[kept++] = o->extensions[i];
	tls_put_sorted(&list, o->extensions, kept);
	if (kept)
		tls_put_signatures(&list, o->signatures);
	tls_put_digest(&w, &list);
}

static void tls_read_sni(struct span body, struct tls_client *ret)
{
	struct cursor c = cursor_of(body);
	struct cursor list = cursor_child(&c, cursor_be16(&c));
	uint8_t type = cursor_u8(&list);
	struct span name = cursor_span(&list, cursor_be16(&list));

	if (!cursor_ok(&list) || type != 0 || ret->sni_len)
		return;
	name = span_sub(name, 0, TLS_NAME_MAX);
	ret->sni_len = (uint8_t)name.len;
	memcpy(ret->sni, name.p, name.len);
}

/* Keeps the names that fit, each behind its length; returns the octets kept. */
static uint8_t tls_read_alpn(struct span body, uint8_t ret[static TLS_ALPN_MAX])
{
	struct cursor c = cursor_of(body);
	struct cursor list = cursor_child(&c, cursor_be16(&c));
	uint32_t used = 0;

	while (cursor_left(&list)) {
		struct span name = cursor_span(&list, cursor_u8(&list));
		if (!cursor_ok(&list) || used + 1 + name.len > TLS_ALPN_MAX)
			break;
		ret[used++] = (uint8_t)name.len;
		memcpy(ret + used, name.p, name.len);
		used += name.len;
	}
	return (uint8_t)used;
}

/* A vector behind a length of WIDTH octets, as far as it is there. */
static struct span tls_vector(struct span body, unsigned width)
{
	struct cursor c = cursor_of(body);
	struct span v = cursor_span(&c, width == 1 ? cursor_u8(&c) : cursor_be16(&c));

	return cursor_ok(&c) ? v : span_of(NULL, 0);
}

static void tls_keep_schemes(struct span list, struct tls_client *ret)
{
	struct cursor c = cursor_of(list);

	while (cursor_left(&c) >= 2 && ret->scheme_count < TLS_SCHEMES_MAX) {
		uint16_t scheme = cursor_be16(&c);
		if (!tls_is_grease(scheme))
			ret->schemes[ret->scheme_count++] = scheme;
	}
}

static uint16_t tls_best_version(struct span list, uint16_t best)
{
	struct cursor c = cursor_of(list);

	for (best = 0; cursor_left(&c) >= 2;) {
		uint16_t v = cursor_be16(&c);
		if (!tls_is_grease(v) && v > best)
			best = v;
	}
	return best;
}

static void tls_read_extension(
	uint16_t type, struct span body, struct tls_offer *o, struct tls_client *ret)
{
	switch (type) {
	case TLS_EXT_SERVER_NAME:
		o->has_sni = true;
		tls_read_sni(body, ret);
		break;
	case TLS_EXT_GROUPS:
		o->groups = tls_vector(body, 2);
		break;
	case TLS_EXT_POINT_FORMATS:
		o->formats = tls_vector(body, 1);
		break;
	case TLS_EXT_SIGNATURES:
		o->signatures = tls_vector(body, 2);
		ret->scheme_count = 0;
		tls_keep_schemes(o->signatures, ret);
		break;
	case TLS_EXT_ALPN:
		ret->alpn_len = tls_read_alpn(body, ret->alpn);
		break;
	case TLS_EXT_VERSIONS:
		o->best_version = tls_best_version(tls_vector(body, 1), o->best_version);
		break;
	default:
		break;
	}
}

bool tls_read_client_hello(struct arena *arena, struct cursor *c, struct tls_client *ret)
{
	struct tls_offer o = {.version = cursor_be16(c)};

	memset(ret, 0, sizeof(*ret));
	o.best_version = o.version;
	cursor_skip(c, TLS_RANDOM);
	struct span session = cursor_span(c, cursor_u8(c));
	o.ciphers = cursor_span(c, cursor_be16(c));
	cursor_span(c, cursor_u8(c)); /* compression */
	if (!cursor_ok(c) || o.version >> 8 != 3 || session.len > TLS_SESSION_MAX)
		return false;
	ret->seen = true;
	ret->session_len = (uint8_t)session.len;
	memcpy(ret->session, session.p, session.len);
	struct span extensions = cursor_left(c) ? cursor_span(c, cursor_be16(c)) : cursor_rest(c);
	struct cursor e = cursor_of(extensions);
	while (cursor_left(&e) >= 4) {
		uint16_t type = cursor_be16(&e);
		struct span body = cursor_span(&e, cursor_be16(&e));
		if (!cursor_ok(&e))
			break;
		tls_read_extension(type, body, &o, ret);
		if (tls_is_grease(type))
			continue;
		if (o.extension_count < TLS_EXTENSIONS_MAX)
			o.extensions[o.extension_count] = type;
		o.extension_count++;
	}
	tls_ja3(arena, &o, extensions, ret);
	tls_ja4(arena, &o, ret);
	return true;
}

static void tls_ja3s(
	struct arena *arena, uint16_t legacy, struct span extensions, struct tls_server *ret)
{
	uint32_t size = 64 + 4 * extensions.len;
	struct tls_writer w = {arena_take(arena, size), 0, size};

	if (!w.text)
		return;
	tls_put_number(&w, legacy);
	tls_put(&w, ',');
	tls_put_number(&w, ret->cipher);
	tls_put(&w, ',');
	tls_put_types(&w, extensions, true);
	digest_md5_hex(span_of(w.text, w.used), ret->ja3s_hash);
	ret->ja3s_len = w.used <= sizeof(ret->ja3s) ? (uint16_t)w.used : 0;
	memcpy(ret->ja3s, w.text, ret->ja3s_len);
}

static void tls_keep_formats(struct span list, struct tls_server *ret)
{
	list = span_sub(list, 0, TLS_FORMATS_MAX);
	ret->format_count = (uint8_t)list.len;
	if (list.len)
		memcpy(ret->formats, list.p, list.len);
}

/* The random ends thus where the server knows a later version than it takes (RFC 8446 4.1.3). */
static bool tls_steps_down(struct span random)
{
	return span_eq(span_sub(random, TLS_RANDOM - 8, 8), SPAN_LIT("DOWNGRD\x01"));
}

bool tls_read_server_hello(struct arena *arena, struct cursor *c, const struct tls_client *client,
	struct tls_server *ret)
{
	/* SHA-256 of "HelloRetryRequest" (RFC 8446 section 4.1.3) */
	static const uint8_t retry[] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11};
	uint16_t legacy = cursor_be16(c);
	struct span random = cursor_span(c, TLS_RANDOM);
	bool draft = (legacy & 0xff00) == 0x7f00; /* drafts up to 21 have no session id here */

	memset(ret, 0, sizeof(*ret));
	struct span session = draft ? span_of(NULL, 0) : cursor_span(c, cursor_u8(c));
	ret->cipher = cursor_be16(c);
	if (!draft)
		cursor_u8(c); /* compression */
	if (!cursor_ok(c) || (legacy >> 8 != 3 && !draft) || session.len > TLS_SESSION_MAX)
		return false;
	ret->seen = true;
	ret->version = legacy;
	ret->retry = span_starts(random, span_of(retry, sizeof(retry)));
	ret->steps_down = tls_steps_down(random);
	ret->resumes =
		session.len && span_eq(session, span_of(client->session, client->session_len));
	struct span extensions = cursor_left(c) ? cursor_span(c, cursor_be16(c)) : cursor_rest(c);
	struct cursor e = cursor_of(extensions);
	bool psk = false;
	while (cursor_left(&e) >= 4) {
		uint16_t type = cursor_be16(&e);
		struct span body = cursor_span(&e, cursor_be16(&e));
		if (!cursor_ok(&e))
			break;
		struct cursor b = cursor_of(body);
		if (type == TLS_EXT_VERSIONS && body.len == 2)
			ret->version = cursor_be16(&b);
		else if (type == TLS_EXT_ALPN)
			ret->alpn_len = tls_read_alpn(body, ret->alpn);
		else if (type == TLS_EXT_POINT_FORMATS)
			tls_keep_formats(tls_vector(body, 1), ret);
		psk |= type == TLS_EXT_PRE_SHARED_KEY;
	}
	if (ret->version != legacy || draft) /* 1.3 echoes any session id */
		ret->resumes = psk;
	tls_ja3s(arena, legacy, extensions, ret);
	return true;
}
