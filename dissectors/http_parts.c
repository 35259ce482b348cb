/*
 * http_parts: files in bodies: hashed as they pass, and the parts of a multipart body (RFC 2046
 * section 5.1, RFC 7578) told apart without keeping them. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/http.h"

void http_file_begin(
	struct dissect *d, struct http_state *s, enum side from, struct span name, uint64_t total)
{
	struct http_file *f = &s->file[from];
	struct span kept = name.len > HTTP_NAME_MAX
				   ? span_sub(name, name.len - HTTP_NAME_MAX, HTTP_NAME_MAX)
				   : name;

	f->open = true;
	f->hole = f->partial = false;
	f->size = 0;
	f->total = total;
	f->url_hash = 0;
	f->name_len = (uint8_t)kept.len;
	if (kept.len)
		memcpy(f->name, kept.p, kept.len);
	sha256_init(&f->hash);
	file_sums_begin(&f->sums, d);
	image_begin(&f->image, kept);
}

void http_file_bytes(struct http_state *s, enum side from, struct span bytes)
{
	struct http_file *f = &s->file[from];

	f->size += bytes.len;
	if (f->hole)
		return;
	sha256_update(&f->hash, bytes.len, bytes.p);
	file_sums_bytes(&f->sums, bytes);
	image_bytes(&f->image, bytes);
}

void http_file_close(struct dissect *d, struct http_state *s, enum side from, bool complete)
{
	struct http_file *f = &s->file[from];

	if (!f->open)
		return;
	f->open = false;
	struct transfer t = {.name = span_of(f->name, f->name_len),
		.sender = from,
		.size = f->size,
		.complete = complete && !f->hole};
	if (t.complete) {
		digest_sha256_hex(&f->hash, t.sha256);
		file_sums_tell(&f->sums, &t);
	}
	image_tell(&f->image, &t);
	if (f->size)
		transfer_emit(d, &t);
}

/* --- multipart ----------------------------------------------------------------------------------
 */

void http_parts_begin(struct http_state *s, struct span boundary)
{
	struct http_parts *p = &s->parts;
	struct span kept = span_sub(boundary, 0, HTTP_BOUNDARY_MAX - 4);

	memset(p, 0, sizeof(*p));
	memcpy(p->delimiter, "\r\n--", 4);
	memcpy(p->delimiter + 4, kept.p, kept.len);
	p->delimiter_len = (uint8_t)(kept.len + 4);
	p->matched = 2; /* the first one may start the body */
}

/* The head of a part is complete. */
static void head_line(struct dissect *d, struct http_state *s)
{
	struct http_parts *p = &s->parts;
	struct span line = span_trim(span_of(p->line, p->line_len));

	p->line_len = 0;
	if (!line.len) {
		p->in_head = false;
		return;
	}
	struct span name = span_parameter(line, "filename");
	if (!span_starts_nocase(line, SPAN_LIT("content-disposition:")) || !name.len)
		return;
	p->in_file = true;
	http_file_close(d, s, SIDE_CLIENT, false);
	http_file_begin(d, s, SIDE_CLIENT, name, 0);
	struct http_request r = http_request_of(s, http_request_find(s, s->request.number));
	http_manage_upload(d, &r, name);
}

static void head_byte(struct dissect *d, struct http_state *s, uint8_t byte)
{
	struct http_parts *p = &s->parts;

	if (p->first_line && byte == '-') {
		p->over |= p->line_len == 1;
		p->line_len = 1;
		return;
	}
	if (byte != '\n') {
		if (p->line_len < HTTP_PART_LINE)
			p->line[p->line_len++] = (char)byte;
		return;
	}
	if (p->first_line) { /* white space behind the delimiter */
		p->first_line = false;
		p->line_len = 0;
		return;
	}
	head_line(d, s);
}

static void data_bytes(struct http_state *s, struct span bytes)
{
	if (s->parts.in_file && bytes.len)
		http_file_bytes(s, SIDE_CLIENT, bytes);
}

static void part_ends(struct dissect *d, struct http_state *s)
{
	struct http_parts *p = &s->parts;

	if (p->in_file)
		http_file_close(d, s, SIDE_CLIENT, true);
	p->in_file = false;
	p->in_head = p->first_line = true;
	p->matched = 0;
	p->line_len = 0;
}

/* One byte of a part; what looked like the delimiter and is not was data. */
static void part_byte(struct dissect *d, struct http_state *s, uint8_t byte)
{
	struct http_parts *p = &s->parts;

	if (byte == (uint8_t)p->delimiter[p->matched]) {
		if (++p->matched == p->delimiter_len)
			part_ends(d, s);
		return;
	}
	data_bytes(s, span_of(p->delimiter, p->matched));
	p->matched = byte == '\r';
	if (!p->matched)
		data_bytes(s, span_of(&byte, 1));
}

void http_parts_bytes(struct dissect *d, struct http_state *s, struct span bytes)
{
	struct http_parts *p = &s->parts;

	for (uint32_t i = 0; i < bytes.len && !p->over;) {
		if (p->in_head) {
			head_byte(d, s, bytes.p[i++]);
			continue;
		}
		if (p->matched == 0) { /* CR is the only start of a delimiter */
			struct span rest = span_sub(bytes, i, UINT32_MAX);
			int64_t cr = span_index(rest, '\r');
			uint32_t plain = cr < 0 ? rest.len : (uint32_t)cr;
			data_bytes(s, span_sub(rest, 0, plain));
			i += plain;
			if (cr < 0)
				continue;
		}
		part_byte(d, s, bytes.p[i++]);
	}
}
