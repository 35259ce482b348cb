/*
 * grpc_path: messages of gNMI (gnmi.proto 0.10) as far as they name places: protobuf read without a
 * schema, paths written as /interfaces/interface[name=eth0]. Values only where they are short and
 * no secrets. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "dissectors/http2.h"

enum { PATH_TEXT_MAX = 320, VALUE_MAX = 200, FIELDS_MAX = 4096 };

struct field_of {
	uint32_t number, type;
	uint64_t value;
	struct span bytes;
	bool cut; /* it goes on behind the end of what it stands in */
};

static uint64_t varint(struct cursor *c)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 10; i++) {
		uint8_t byte = cursor_u8(c);
		value |= (uint64_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80))
			return value;
	}
	cursor_fail(c);
	return 0;
}

/* The next field; what is cut off at the end is read as far as it goes. */
static bool next(struct cursor *c, struct field_of *ret)
{
	uint64_t tag = varint(c);

	*ret = (struct field_of){.number = (uint32_t)(tag >> 3), .type = tag & 7};
	if (!cursor_ok(c) || !ret->number)
		return false;
	if (ret->type == 0) {
		ret->value = varint(c);
	} else if (ret->type == 1) {
		cursor_skip(c, 8);
	} else if (ret->type == 5) {
		cursor_skip(c, 4);
	} else if (ret->type == 2) {
		uint64_t len = varint(c);
		uint32_t have = cursor_left(c);
		ret->bytes = cursor_span(c, len < have ? (uint32_t)len : have);
		ret->cut = len > have;
	} else {
		return false;
	}
	return cursor_ok(c);
}

struct span grpc_field(struct span message, uint32_t number)
{
	struct cursor c = cursor_of(message);
	struct field_of f;

	for (unsigned i = 0; i < FIELDS_MAX && cursor_left(&c) && next(&c, &f); i++)
		if (f.number == number && f.type == 2)
			return f.bytes;
	return span_of(NULL, 0);
}

struct writer {
	uint8_t *text;
	uint32_t len;
	bool cut; /* something lacks its end: it is not what was meant */
	struct grpc_names names;
};

static void put_byte(struct writer *w, uint8_t byte)
{
	if (w->len < PATH_TEXT_MAX)
		w->text[w->len++] = byte;
}

static void put(struct writer *w, struct span s)
{
	for (uint32_t i = 0; i < s.len && w->len < PATH_TEXT_MAX; i++) {
		bool mark = s.p[i] == SCRUB_MARK_FROM || s.p[i] == SCRUB_MARK_TO;
		put_byte(w, mark ? '?' : s.p[i]);
	}
}

/* Field NUMBER of MESSAGE; W knows when it or what stands before it lacks its end. */
static struct span part(struct writer *w, struct span message, uint32_t number)
{
	struct cursor c = cursor_of(message);
	struct field_of f;

	for (unsigned i = 0; i < FIELDS_MAX && cursor_left(&c) && next(&c, &f); i++) {
		w->cut |= f.cut;
		if (f.number == number && f.type == 2)
			return f.bytes;
	}
	w->cut |= !cursor_ok(&c);
	return span_of(NULL, 0);
}

static void put_key(struct writer *w, struct span key, struct span value)
{
	bool secret = grpc_key_is_secret(&w->names, key);

	put(w, SPAN_LIT("["));
	put(w, key);
	put(w, SPAN_LIT("="));
	if (secret)
		put_byte(w, SCRUB_MARK_FROM);
	put(w, value);
	if (secret)
		put_byte(w, SCRUB_MARK_TO);
	put(w, SPAN_LIT("]"));
}

static void put_name(struct writer *w, struct span name)
{
	put(w, SPAN_LIT("/"));
	put(w, name);
	grpc_names_add(&w->names, name);
}

/* PathElem: name 1, key 2 (a map: key 1, value 2) */
static void put_element(struct writer *w, struct span element)
{
	struct cursor c = cursor_of(element);
	struct field_of f;

	put_name(w, part(w, element, 1));
	for (unsigned i = 0; i < 8 && cursor_left(&c) && next(&c, &f); i++) {
		w->cut |= f.cut;
		if (f.number == 2 && f.type == 2)
			put_key(w, part(w, f.bytes, 1), part(w, f.bytes, 2));
	}
	w->cut |= !cursor_ok(&c);
}

/* Path: element 1 (once), origin 2, elem 3, target 4 */
static void put_path(struct writer *w, struct span path)
{
	struct cursor c = cursor_of(path);
	struct field_of f;

	for (unsigned i = 0; i < 64 && cursor_left(&c) && next(&c, &f); i++) {
		w->cut |= f.cut;
		if (f.type == 2 && f.number == 3) {
			put_element(w, f.bytes);
		} else if (f.type == 2 && f.number == 1) {
			put_name(w, f.bytes);
		}
	}
	w->cut |= !cursor_ok(&c);
}

/* A word anywhere in PATH. */
static bool names_secret(struct span path)
{
	static const char *const words[] = {"password", "secret", "community", "private-key",
		"passphrase", "auth-key", "authentication-key", "shared-key", "hashed", NULL};

	for (const char *const *w = words; *w; w++)
		if (subject_has_word(path, *w))
			return true;
	return false;
}

static struct grpc_deed *add(struct dissect *d, struct grpc_deeds *to, struct span prefix,
	struct span path, const char *how)
{
	struct writer w = {.text = arena_take(d->scratch, PATH_TEXT_MAX)};
	struct span origin = grpc_field(path, 2);

	if (!origin.len)
		origin = grpc_field(prefix, 2);
	if (!w.text || to->count == GRPC_DEEDS_MAX) {
		to->cut = true;
		return NULL;
	}
	if (origin.len && !span_eq(origin, SPAN_LIT("openconfig"))) {
		put(&w, origin);
		put(&w, SPAN_LIT(":"));
	}
	put_path(&w, prefix);
	put_path(&w, path);
	if (w.cut) { /* half a name would be that of another place */
		to->cut = true;
		return NULL;
	}
	if (!w.len)
		put(&w, SPAN_LIT("/"));
	struct grpc_deed *deed = &to->list[to->count++];
	*deed = (struct grpc_deed){.path = span_of(w.text, w.len), .how = how};
	deed->secret = names_secret(deed->path) || grpc_leaf_is_secret(&w.names);
	deed->cli = span_eq(origin, SPAN_LIT("cli")) || span_find(origin, SPAN_LIT("_cli")) >= 0;
	return deed;
}

/* TypedValue: string 1, int 2, uint 3, bool 4, json 10, json_ietf 11, ascii 12 */
static struct span value_text(struct dissect *d, struct span typed, bool cli)
{
	struct cursor c = cursor_of(typed);
	struct field_of f;

	if (!typed.len || !next(&c, &f))
		return span_of(NULL, 0);
	if (f.type == 0)
		return f.number == 4 ? span_str(f.value ? "true" : "false")
				     : text_u64(d->scratch, f.value);
	struct span text = span_trim(f.bytes);
	if ((f.number == 10 || f.number == 11) && text.len > 1 && text.p[0] == '"' &&
		text.p[text.len - 1] == '"') /* a string of JSON */
		text = span_sub(text, 1, text.len - 2);
	bool scalar = text.len && text.p[0] != '{' && text.p[0] != '[';
	if (cli || (scalar && text.len <= VALUE_MAX && text_is_shown(text)))
		return text;
	return text_join(d->scratch, text_u64(d->scratch, f.bytes.len), SPAN_LIT(" bytes"));
}

/* Update: path 1, val 3 */
static void add_update(struct dissect *d, struct grpc_deeds *to, struct span prefix,
	struct span update, const char *how)
{
	struct cursor c = cursor_of(update);
	struct span path = {NULL, 0}, value = {NULL, 0};
	struct field_of f;
	bool cut = false;

	for (unsigned i = 0; i < FIELDS_MAX && cursor_left(&c) && next(&c, &f); i++) {
		cut |= f.cut;
		if (f.type == 2 && f.number == 1 && !path.p)
			path = f.bytes;
		else if (f.type == 2 && f.number == 3 && !value.p)
			value = f.bytes;
		if (f.cut && f.number == 1) /* half a name would be that of another place */
			break;
	}
	cut |= cursor_left(&c) || !cursor_ok(&c);
	to->cut |= cut;
	if (cut && !value.p)
		return;
	struct grpc_deed *deed = add(d, to, prefix, path, how);
	if (!deed)
		return;
	deed->value = cut && !deed->cli ? SPAN_LIT("cut off") : value_text(d, value, deed->cli);
}

void grpc_read_set(struct dissect *d, struct span message, struct grpc_deeds *ret)
{
	static const char *const hows[] = {
		[2] = "delete", [3] = "replace", [4] = "update", [6] = "replace"};
	struct span prefix = grpc_field(message, 1);
	struct cursor c = cursor_of(message);
	struct field_of f;

	for (unsigned i = 0; i < FIELDS_MAX && cursor_left(&c) && next(&c, &f); i++) {
		ret->cut |= f.cut;
		if (f.type != 2 || f.number > 6 || !hows[f.number])
			continue;
		if (f.number != 2)
			add_update(d, ret, prefix, f.bytes, hows[f.number]);
		else if (!f.cut)
			add(d, ret, prefix, f.bytes, hows[2]);
	}
	ret->cut |= cursor_left(&c) || !cursor_ok(&c);
}

void grpc_read_get(struct dissect *d, struct span message, struct grpc_deeds *ret)
{
	struct span prefix = grpc_field(message, 1);
	struct cursor c = cursor_of(message);
	struct field_of f;

	for (unsigned i = 0; i < FIELDS_MAX && cursor_left(&c) && next(&c, &f); i++)
		if (f.type == 2 && f.number == 2)
			add(d, ret, prefix, f.bytes, NULL);
	if (!ret->count && prefix.len)
		add(d, ret, prefix, span_of(NULL, 0), NULL);
}

/* SubscribeRequest: subscribe 1; SubscriptionList: prefix 1, subscription 2 with path 1 */
void grpc_read_subscribe(struct dissect *d, struct span message, struct grpc_deeds *ret)
{
	struct span list = grpc_field(message, 1);
	struct span prefix = grpc_field(list, 1);
	struct cursor c = cursor_of(list);
	struct field_of f;

	for (unsigned i = 0; i < FIELDS_MAX && cursor_left(&c) && next(&c, &f); i++)
		if (f.type == 2 && f.number == 2)
			add(d, ret, prefix, grpc_field(f.bytes, 1), NULL);
}
