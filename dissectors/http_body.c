/*
 * http_body: how long a body is (RFC 9112 section 6), whether it is worth reading, and where its
 * bytes go. On a worker's thread.
 */
#include "config.h"

#include "dissectors/http.h"
#include "sensor/base/inflate.h"

/* Names of files that no page is made of. */
static bool is_file_name(struct span url)
{
	static const char *const ends[] = {".bin", ".img", ".tar", ".tgz", ".gz", ".zip", ".iso",
		".npk", ".swi", ".pkg", ".rom", ".trx", ".cfg", ".conf", ".config", ".dat", ".bak",
		".backup", ".spa", ".ipe", ".cc", ".pat", ".app", ".chk", ".fw", ".upd", ".ubi",
		".w", ".rpm", ".deb", ".exe", ".sh", ".elf", ".mips", ".mpsl", ".arm", ".arm7",
		".x86", ".pcap", ".xz", ".bz2", ".7z", ".efi", ".swu", ".raw", ".tcl", ".py", NULL};

	for (const char *const *e = ends; *e; e++) {
		struct span end = span_str(*e);
		if (url.len > end.len &&
			span_eq_nocase(span_sub(url, url.len - end.len, end.len), end))
			return true;
	}
	return false;
}

static bool is_file_type(struct span type)
{
	static const char *const words[] = {"octet-stream", "application/zip", "application/gzip",
		"application/x-gzip", "application/x-tar", "application/x-compressed",
		"application/macbinary", "application/x-executable", "application/x-dosexec",
		"application/x-msdos", "application/x-sh", "force-download", "x-download", NULL};

	for (const char *const *w = words; *w; w++)
		if (http_has_word(type, *w))
			return true;
	return false;
}

/* bytes 0-499/1234; false where it is something else */
static bool read_range(struct span s, uint64_t *ret_first, uint64_t *ret_total)
{
	int64_t dash = span_index(s, '-'), slash = span_index(s, '/');

	if (!span_starts_nocase(s, SPAN_LIT("bytes ")) || dash < 6 || slash < dash)
		return false;
	if (!span_decimal(span_trim(span_sub(s, 6, (uint32_t)dash - 6)), INT64_MAX, ret_first))
		return false;
	if (!span_decimal(span_sub(s, (uint32_t)slash + 1, UINT32_MAX), INT64_MAX, ret_total))
		*ret_total = 0;
	return true;
}

/* The file of an answer; a range that follows on the last one continues it. */
static void answer_file(struct dissect *d, struct http_state *s, const struct http_head *h)
{
	struct http_file *f = &s->file[SIDE_SERVER];
	struct http_pending *p = http_answered(s);
	struct span url = p ? http_text(s, p, HTTP_T_URL) : span_of(NULL, 0);
	uint64_t first = 0, total = h->has_length ? h->length : 0, hash = http_hash(0, url);
	bool part = h->status == 206 && read_range(h->content_range, &first, &total);

	if (part && f->open && f->url_hash == hash && f->size == first)
		return;
	http_file_close(d, s, SIDE_SERVER, false);
	struct span name = span_parameter(h->disposition, "filename");
	http_file_begin(d, s, SIDE_SERVER, name.len ? name : http_without_query(url), total);
	f->url_hash = hash;
	f->hole = part && first > 0;
	f->partial = part;
}

static void begin_answer(struct dissect *d, struct http_state *s, const struct http_head *h)
{
	struct http_side *side = &s->side[SIDE_SERVER];
	struct http_pending *p = http_answered(s);
	bool xml = http_has_word(h->type, "xml");
	bool good = h->status == 200 || h->status == 206;

	if (xml && (s->known.soap || http_has_word(h->type, "text/xml") ||
			   http_has_word(h->type, "soap"))) {
		side->phase =
			side->phase == HTTP_CHUNK_SIZE ? HTTP_WHOLE_CHUNKED : HTTP_WHOLE_LENGTH;
		return;
	}
	struct span url = p ? http_without_query(http_text(s, p, HTTP_T_URL)) : span_of(NULL, 0);
	bool named = is_file_name(url) && !http_has_word(h->type, "text/html");
	if (!good ||
		!(named || is_file_type(h->type) || http_has_word(h->disposition, "attachment")))
		return;
	side->body = HTTP_BODY_FILE;
	answer_file(d, s, h);
}

enum http_kind http_kind_of(const struct http_head *h)
{
	if (http_has_word(h->type, "xml") || h->soap_action.len)
		return HTTP_KIND_XML;
	if (http_has_word(h->type, "json"))
		return HTTP_KIND_JSON;
	return HTTP_KIND_FORM; /* by name, or by a sender that names none */
}

bool http_is_coded(const struct http_head *h)
{
	return h->encoding.len && !span_eq_nocase(h->encoding, SPAN_LIT("identity"));
}

static bool is_multipart(const struct http_head *h)
{
	return http_has_word(h->type, "multipart/") && span_parameter(h->type, "boundary").len;
}

static bool is_sent_file(const struct http_head *h)
{
	return is_file_type(h->type) ||
	       (is_file_name(http_without_query(h->url)) && span_eq(h->method, SPAN_LIT("PUT")));
}

bool http_reads_whole(const struct http_head *h, const struct http_wait *w)
{
	if (is_multipart(h) || is_sent_file(h))
		return false;
	return http_kind_of(h) == HTTP_KIND_XML || !h->type.len || (w->awaits & HTTP_IS_COMMANDS) ||
	       http_has_word(h->type, "urlencoded") || http_has_word(h->type, "text/plain") ||
	       (http_has_word(h->type, "json") && h->has_length && h->length < 4096);
}

static void begin_request(struct dissect *d, struct http_state *s, const struct http_head *h)
{
	struct http_side *side = &s->side[SIDE_CLIENT];
	struct span soap = span_sub(h->soap_action, 0, HTTP_SOAP_MAX);

	s->request = (struct http_request_body){
		.number = s->number, .kind = http_kind_of(h), .soap_len = (uint8_t)soap.len};
	if (soap.len)
		memcpy(s->request.soap, soap.p, soap.len);
	if (is_multipart(h)) {
		side->body = HTTP_BODY_PARTS;
		http_parts_begin(s, span_parameter(h->type, "boundary"));
	} else if (is_sent_file(h)) {
		side->body = HTTP_BODY_FILE;
		http_file_close(d, s, SIDE_CLIENT, false);
		http_file_begin(d, s, SIDE_CLIENT, http_without_query(h->url),
			h->has_length ? h->length : 0);
	} else if (http_reads_whole(h, &s->pending[s->count - 1].wait)) {
		side->phase =
			side->phase == HTTP_CHUNK_SIZE ? HTTP_WHOLE_CHUNKED : HTTP_WHOLE_LENGTH;
	}
}

static bool has_body(struct http_state *s, const struct http_head *h)
{
	struct http_pending *p = http_answered(s);

	if (h->status == 0)
		return h->chunked || (h->has_length && h->length);
	if (h->status == 204 || h->status == 304 || (p && (p->wait.awaits & HTTP_IS_HEAD)))
		return false;
	return h->chunked || !h->has_length || h->length;
}

void http_body_begin(struct dissect *d, struct http_state *s, const struct http_head *h)
{
	struct http_side *side = &s->side[d->from];

	side->size = 0;
	side->seen = 0;
	side->body = HTTP_BODY_SKIP;
	side->in_body = false;
	if (s->opaque)
		return;
	if (!has_body(s, h)) {
		side->phase = HTTP_HEAD;
		if (h->status)
			http_answer_end(d, s, true);
		return;
	}
	side->in_body = true;
	side->left = h->length;
	side->phase = h->chunked ? HTTP_CHUNK_SIZE : h->has_length ? HTTP_LENGTH : HTTP_UNTIL_CLOSE;
	side->coded = http_is_coded(h);
	if (h->status)
		begin_answer(d, s, h);
	else
		begin_request(d, s, h);
	if (side->phase == HTTP_WHOLE_LENGTH && !h->has_length)
		side->phase = HTTP_UNTIL_CLOSE;
}

struct span http_body_inflate(struct dissect *d, struct span body)
{
	enum inflated how;
	uint32_t cap = HTTP_OPEN_MIN + HTTP_OPEN_RATIO * body.len;

	if (!body.len)
		return body;
	struct span open =
		inflate_span(d->scratch, body, cap < HTTP_OPEN_MAX ? cap : HTTP_OPEN_MAX, &how);
	if (how == INFLATE_CAP)
		anomaly_emit(d, "http.compressed_too_well");
	else if (how == INFLATE_BAD)
		anomaly_emit(d, "http.bad_coding");
	return open;
}

void http_body_whole(struct dissect *d, struct http_state *s, struct span body)
{
	bool asks = d->from == SIDE_CLIENT;
	struct http_pending *p = asks ? http_request_find(s, s->request.number) : NULL;
	struct http_request r = http_request_of(s, p);

	http_manage_body(d, &r, body);
	if (p)
		http_request_keep(s, p, &r);
}

void http_body_bytes(struct dissect *d, struct http_state *s, struct span bytes)
{
	struct http_side *side = &s->side[d->from];

	side->size += bytes.len;
	if (side->body == HTTP_BODY_FILE)
		http_file_bytes(s, d->from, bytes);
	else if (side->body == HTTP_BODY_PARTS)
		http_parts_bytes(d, s, bytes);
}

void http_body_missing(struct http_state *s, enum side from, uint64_t count)
{
	s->side[from].size += count;
	if (s->file[from].open && s->side[from].body != HTTP_BODY_SKIP) {
		s->file[from].hole = true;
		s->file[from].size += count;
	}
}

void http_body_end(struct dissect *d, struct http_state *s, enum side from, bool complete)
{
	struct http_side *side = &s->side[from];
	struct http_file *f = &s->file[from];

	if (!side->in_body)
		return;
	side->in_body = false;
	bool more = f->partial && f->total > f->size; /* the next range may follow */
	bool good =
		complete && side->body == HTTP_BODY_FILE && !(f->partial && f->total != f->size);
	if (side->body == HTTP_BODY_PARTS || (side->body == HTTP_BODY_FILE && !(complete && more)))
		http_file_close(d, s, from, good);
	if (from == SIDE_SERVER)
		http_answer_end(d, s, complete);
}
