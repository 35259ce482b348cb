/*
 * json: an appending writer into memory that the caller owns. No allocation, no printf. When the
 * buffer is full it goes on counting nothing and `full` is set; the caller drops the line and
 * counts.
 */
#ifndef SPANWATCH_BASE_JSON_H
#define SPANWATCH_BASE_JSON_H

#include "sensor/base/addr.h"

struct json {
	char *buf;
	uint32_t cap, len;
	bool comma; /* a value stands before: the next one needs a comma */
	bool full;
};

enum { JSON_TEXT_MAX = 4096 }; /* bytes of one string value; longer ones are cut and marked */

static inline struct json json_of(char *buf, uint32_t cap)
{
	return (struct json){.buf = buf, .cap = cap};
}

/** LEN bytes at the end of what is written, now part of it; NULL (and full) where there is no room.
 */
static inline char *json_room(struct json *j, uint32_t len)
{
	if (j->full || j->cap - j->len < len) {
		j->full = true;
		return NULL;
	}
	char *to = j->buf + j->len;
	j->len += len;
	return to;
}

/** "key": - KEY needs no escaping (our own names). Inline, so that a literal's length is known. */
static inline void json_key_span(struct json *j, struct span key)
{
	char *to = json_room(j, key.len + 3 + j->comma);

	if (!to)
		return;
	if (j->comma)
		*to++ = ',';
	*to++ = '"';
	memcpy(to, key.p, key.len);
	to[key.len] = '"';
	to[key.len + 1] = ':';
	j->comma = false;
}

static inline void json_key(struct json *j, const char *key)
{
	json_key_span(j, span_str(key));
}

/** Room for a value of LEN bytes, with the comma before it written; NULL where there is none. */
static inline char *json_value_room(struct json *j, uint32_t len)
{
	bool comma = j->comma;
	char *to = json_room(j, len + comma);

	j->comma = true;
	if (to && comma)
		*to++ = ',';
	return to;
}

/** TEXT, which needs no escaping, in quotes. */
static inline void json_plain(struct json *j, struct span text)
{
	char *to = json_value_room(j, text.len + 2);

	if (!to)
		return;
	*to++ = '"';
	memcpy(to, text.p, text.len);
	to[text.len] = '"';
}

static inline void json_bool(struct json *j, bool value)
{
	char *to = json_value_room(j, value ? 4 : 5);

	if (to && value)
		memcpy(to, "true", 4);
	else if (to)
		memcpy(to, "false", 5);
}

/** Opens '{' or '['; json_close writes the partner given. */
void json_open(struct json *j, char bracket);
void json_close(struct json *j, char bracket);
/** A string from untrusted bytes: valid UTF-8 kept, other bytes as \u00xx, cut at JSON_TEXT_MAX. */
void json_text(struct json *j, struct span text);
void json_string(struct json *j, const char *text);
void json_hex(struct json *j, struct span bytes);
void json_u64(struct json *j, uint64_t value);
void json_i64(struct json *j, int64_t value);
void json_addr(struct json *j, const struct addr *a);
void json_mac(struct json *j, const struct mac *m);
/** Ready-made JSON: a value, or members of the object that is open. */
void json_raw(struct json *j, struct span raw);
/** ISO 8601 with microseconds and +0000, as a string. */
void json_time(struct json *j, int64_t ts_us);

/* key and value in one go */
static inline void json_kv_string(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_string(j, value);
}

/** "key":"WORD" where WORD is our own or otherwise known to need no escaping. */
static inline void json_kv_plain(struct json *j, const char *key, struct span word)
{
	json_key(j, key);
	json_plain(j, word);
}

static inline void json_kv_word(struct json *j, const char *key, const char *word)
{
	json_kv_plain(j, key, span_str(word));
}

static inline void json_kv_text(struct json *j, const char *key, struct span value)
{
	json_key(j, key);
	json_text(j, value);
}

static inline void json_kv_u64(struct json *j, const char *key, uint64_t value)
{
	json_key(j, key);
	json_u64(j, value);
}

static inline void json_kv_bool(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	json_bool(j, value);
}

static inline void json_kv_addr(struct json *j, const char *key, const struct addr *value)
{
	json_key(j, key);
	json_addr(j, value);
}

static inline void json_kv_time(struct json *j, const char *key, int64_t ts_us)
{
	json_key(j, key);
	json_time(j, ts_us);
}

/** "2026-11-22T01:00:00.000000+0000" into RET (33 bytes); out of range gives the nearest end. */
void time_text(int64_t ts_us, char ret[static 33]);
/** The same to the second, as people write it in files: "2026-11-22T01:00:00Z". */
void time_short(int64_t ts_us, char ret[static 33]);

#endif
