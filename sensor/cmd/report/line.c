/* line: see line.h. A struct value is json-c's object under another name. */
#include "config.h"

#include "sensor/cmd/report/line.h"

#include "rules/policy/when.h"

#include <json-c/json_object.h>
#include <json-c/json_tokener.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_DEPTH = 32, KEY_MAX = 64 };

struct line_reader {
	struct json_tokener *tokener;
	struct json_object *root;
};

static struct json_object *object_of(const struct value *v)
{
	return (struct json_object *)(uintptr_t)v;
}

static const struct value *value_of(struct json_object *o)
{
	return (const struct value *)o;
}

struct line_reader *line_reader_new(void)
{
	struct line_reader *r = calloc(1, sizeof(*r));

	if (r)
		r->tokener = json_tokener_new_ex(LINE_DEPTH);
	if (r && r->tokener)
		return r;
	free(r);
	return NULL;
}

void line_reader_free(struct line_reader *r)
{
	if (!r)
		return;
	json_object_put(r->root);
	json_tokener_free(r->tokener);
	free(r);
}

const struct value *line_read(struct line_reader *r, struct span text)
{
	json_object_put(r->root);
	r->root = NULL;
	json_tokener_reset(r->tokener);
	if (!text.len || text.len > INT32_MAX)
		return NULL;
	r->root = json_tokener_parse_ex(r->tokener, (const char *)text.p, (int)text.len);
	if (json_tokener_get_error(r->tokener) != json_tokener_success ||
		!json_object_is_type(r->root, json_type_object))
		return NULL;
	return value_of(r->root);
}

const struct value *value_at(const struct value *v, const char *path)
{
	struct json_object *o = object_of(v);
	char key[KEY_MAX];

	while (o && *path) {
		size_t len = strcspn(path, ".");
		if (len >= sizeof(key) || !json_object_is_type(o, json_type_object))
			return NULL;
		memcpy(key, path, len);
		key[len] = '\0';
		if (!json_object_object_get_ex(o, key, &o))
			return NULL;
		path += len + (path[len] == '.');
	}
	return value_of(o);
}

struct span value_text(const struct value *v)
{
	struct json_object *o = object_of(v);

	switch (json_object_get_type(o)) {
	case json_type_string:
		return span_of(json_object_get_string(o), (uint32_t)json_object_get_string_len(o));
	case json_type_int:
	case json_type_double:
	case json_type_boolean:
		return span_str(json_object_get_string(o));
	default:
		return span_of(NULL, 0);
	}
}

void value_copy(const struct value *v, const char *path, char *ret, size_t cap)
{
	struct span s = span_head(value_text(value_at(v, path)), (uint32_t)cap - 1);

	for (uint32_t i = 0; i < s.len; i++)
		ret[i] = s.p[i] ? (char)s.p[i] : ' '; /* \u0000 must not end it */
	ret[s.len] = '\0';
}

uint64_t value_count(const struct value *v, const char *path, uint64_t other)
{
	struct json_object *o = object_of(value_at(v, path));

	if (!json_object_is_type(o, json_type_int) || json_object_get_int64(o) < 0)
		return other;
	return (uint64_t)json_object_get_int64(o);
}

bool value_is_true(const struct value *v, const char *path)
{
	struct json_object *o = object_of(value_at(v, path));

	return json_object_is_type(o, json_type_boolean) && json_object_get_boolean(o);
}

bool value_time(const struct value *v, const char *path, int64_t *ret_us)
{
	return when_parse(value_text(value_at(v, path)), ret_us) == WHEN_OK;
}

bool value_addr(const struct value *v, const char *path, struct addr *ret)
{
	return addr_parse(value_text(value_at(v, path)), ret);
}

uint32_t value_length(const struct value *v)
{
	struct json_object *o = object_of(v);

	return json_object_is_type(o, json_type_array) ? (uint32_t)json_object_array_length(o) : 0;
}

const struct value *value_element(const struct value *v, uint32_t index)
{
	return value_of(json_object_array_get_idx(object_of(v), index));
}
