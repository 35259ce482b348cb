/*
 * http2_build: dialogues of HTTP/2 and gRPC for tests, put together from their parts. A buffer
 * holds what one side sends.
 */
#ifndef SPANWATCH_TESTS_HTTP2_BUILD_H
#define SPANWATCH_TESTS_HTTP2_BUILD_H

#include "sensor/base/span.h"

#include <check.h>
#include <string.h>

struct built {
	uint8_t bytes[256 * 1024];
	uint32_t len;
};

static inline struct span built_span(const struct built *b)
{
	return span_of(b->bytes, b->len);
}

static inline void put_raw(struct built *b, struct span s)
{
	ck_assert(b->len + s.len <= sizeof(b->bytes));
	if (s.len)
		memcpy(b->bytes + b->len, s.p, s.len);
	b->len += s.len;
}

static inline void put_byte(struct built *b, uint32_t byte)
{
	uint8_t one = (uint8_t)byte;

	put_raw(b, span_of(&one, 1));
}

static inline void put_frame(
	struct built *b, uint32_t type, uint32_t flags, uint32_t stream, struct span payload)
{
	for (unsigned i = 3; i-- > 0;)
		put_byte(b, payload.len >> 8 * i);
	put_byte(b, type);
	put_byte(b, flags);
	for (unsigned i = 4; i-- > 0;)
		put_byte(b, stream >> 8 * i);
	put_raw(b, payload);
}

/* A string of HPACK as it is. */
static inline void put_string(struct built *b, const char *text)
{
	uint32_t len = (uint32_t)strlen(text);

	put_byte(b, len < 127 ? len : 127);
	if (len >= 127) {
		ck_assert(len < 127 + 16384);
		put_byte(b, ((len - 127) & 127) | 128);
		put_byte(b, (len - 127) >> 7);
	}
	put_raw(b, span_str(text));
}

/* Header fields, NAME, VALUE, ... NULL, as one frame. */
static inline void put_headers(
	struct built *b, uint32_t flags, uint32_t stream, const char *const *fields)
{
	static struct built block;

	block.len = 0;
	for (; *fields; fields += 2) {
		put_byte(&block, 0);
		put_string(&block, fields[0]);
		put_string(&block, fields[1]);
	}
	put_frame(b, 1, flags | 4, stream, built_span(&block));
}
#define HEADERS(b, flags, stream, ...)                                                             \
	put_headers(b, flags, stream, (const char *const[]){__VA_ARGS__, NULL})

static inline void put_preface(struct built *b)
{
	b->len = 0;
	put_raw(b, SPAN_LIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
	put_frame(b, 4, 0, 0, span_of(NULL, 0));
}

static inline void put_call(struct built *b, uint32_t stream, const char *path)
{
	HEADERS(b, 0, stream, ":method", "POST", ":scheme", "http", ":path", path, "content-type",
		"application/grpc");
}

/* --- protobuf --------------------------------------------------------------------------------- */

static inline void put_number(struct built *b, uint32_t number)
{
	for (; number > 127; number >>= 7)
		put_byte(b, (number & 127) | 128);
	put_byte(b, number);
}

static inline void put_field(struct built *b, uint32_t number, struct span s)
{
	put_number(b, number << 3 | 2);
	put_number(b, s.len);
	put_raw(b, s);
}

/* /a/b[key=value]/c as a Path of gNMI */
static inline void put_path(struct built *b, uint32_t number, const char *path)
{
	static struct built all, elem, key;

	all.len = 0;
	while (*path == '/') {
		size_t name = strcspn(++path, "/[");
		elem.len = 0;
		put_field(&elem, 1, span_of(path, (uint32_t)name));
		path += name;
		while (*path == '[') {
			size_t is = strcspn(++path, "="), end = strcspn(path, "]");
			key.len = 0;
			put_field(&key, 1, span_of(path, (uint32_t)is));
			put_field(&key, 2, span_of(path + is + 1, (uint32_t)(end - is - 1)));
			put_field(&elem, 2, built_span(&key));
			path += end + 1;
		}
		put_field(&all, 3, built_span(&elem));
	}
	put_field(b, number, built_span(&all));
}

/* An update of a SetRequest; KIND is the field of TypedValue: 1 string, 10 JSON. */
static inline void put_update(struct built *b, const char *path, uint32_t kind, struct span value)
{
	static struct built update, typed;

	update.len = typed.len = 0;
	put_path(&update, 1, path);
	put_field(&typed, kind, value);
	put_field(&update, 3, built_span(&typed));
	put_field(b, 4, built_span(&update));
}

/* MESSAGE with the five bytes of gRPC in front. */
static inline void put_message(struct built *b, struct span message)
{
	b->len = 0;
	put_byte(b, 0);
	for (unsigned i = 4; i-- > 0;)
		put_byte(b, message.len >> 8 * i);
	put_raw(b, message);
}

/* S in frames of SIZE bytes; the last one ends the stream where ENDS says. */
static inline void put_data(
	struct built *b, uint32_t stream, struct span s, uint32_t size, bool ends)
{
	for (uint32_t at = 0; at < s.len; at += size) {
		bool last = at + size >= s.len;
		put_frame(b, 0, last && ends, stream, span_sub(s, at, size));
	}
}

#endif
