/* dataset: see dataset.h. Loading thread, and any thread for dataset_key. */
#include "config.h"

#include "rules/rule/dataset.h"

#include "rules/rule/parse.h"
#include "sensor/base/addr.h"
#include "sensor/base/digits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LINE_BYTES = 2 * VALUE_MAX };

const char *dataset_type_name(enum dataset_type t)
{
	static const char *const names[] = {"string", "md5", "sha1", "sha256", "ipv4", "ip"};
	return names[t];
}

/* Bytes of a digest of type T; 0 where it is none. */
static uint32_t digest_len(enum dataset_type t)
{
	return t == DATASET_MD5 ? 16 : t == DATASET_SHA1 ? 20 : t == DATASET_SHA256 ? 32 : 0;
}

bool dataset_key(
	const struct dataset *d, struct span value, uint8_t room[static 16], struct span *ret)
{
	uint32_t len = digest_len(d->type);

	*ret = value;
	if (d->type == DATASET_STRING)
		return value.len <= VALUE_MAX;
	if (len)
		return value.len == len;
	if (value.len != 4 && (value.len != 16 || d->type == DATASET_IPV4))
		return false;
	memset(room, 0, 16);
	if (value.len == 4)
		room[10] = room[11] = 0xff;
	memcpy(room + 16 - value.len, value.p, value.len);
	*ret = span_of(room, 16);
	return true;
}

/* --- lines of files --- */

static bool string_read(struct span text, uint8_t *to, uint32_t *ret_len)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

	for (uint32_t i = 0; i < text.len; i++)
		if (!text.p[i] || !strchr(letters, text.p[i]))
			return false;
	*ret_len = base64_read(text, 0, to);
	return true;
}

/* The value that TEXT spells, as the set keeps it. */
static bool value_read(enum dataset_type type, struct span text, uint8_t *to, uint32_t *ret_len)
{
	struct addr a;

	if (type == DATASET_STRING)
		return text.len < LINE_BYTES && string_read(text, to, ret_len) &&
		       *ret_len <= VALUE_MAX;
	*ret_len = digest_len(type);
	if (*ret_len)
		return hex_read(text, to, *ret_len);
	if (!addr_parse(text, &a) || (type == DATASET_IPV4 && !addr_is_v4(&a)))
		return false;
	memcpy(to, a.b, 16);
	*ret_len = 16;
	return true;
}

static const char *form_of(enum dataset_type t)
{
	static const char *const forms[] = {"base64 of the bytes", "32 hex digits", "40 hex digits",
		"64 hex digits", "an IPv4 address", "an address"};
	return forms[t];
}

/* One line: a value, and behind a comma its reputation. */
static bool line_read(
	struct parsing *p, struct dataset *d, const char *file, uint32_t number, struct span line)
{
	uint8_t value[LINE_BYTES];
	int64_t comma = span_index(line, ',');
	struct span text = comma < 0 ? line : span_trim(span_sub(line, 0, (uint32_t)comma));
	uint64_t rep = 0;
	uint32_t len;

	if (!value_read(d->type, text, value, &len)) {
		diag_error(p->build->diag, file, number, 1, "'%.*s' is no %s; write %s",
			(int)(text.len < 60 ? text.len : 60), (const char *)text.p,
			dataset_type_name(d->type), form_of(d->type));
		return !(p->faulty = true);
	}
	if (comma >= 0 &&
		!parse_u64(span_sub(line, (uint32_t)comma + 1, UINT32_MAX), 65535, &rep)) {
		diag_error(p->build->diag, file, number, (uint32_t)comma + 2,
			"a reputation is a number from 0 to 65535");
		return !(p->faulty = true);
	}
	if (valueset_add(&d->values, span_of(value, len), (uint16_t)rep) != VALUE_NO_ROOM)
		return true;
	diag_error(p->build->diag, file, number, 1,
		"the list takes more than its memcap of %u bytes; give it a larger one",
		d->values.most);
	return !(p->faulty = true);
}

bool dataset_read(struct parsing *p, struct dataset *d, const char *file, bool optional)
{
	struct stat st;
	const char *place = build_where(p->build->options, file);
	bool special = stat(place, &st) == 0 && !S_ISREG(st.st_mode); /* may never end */
	FILE *in = special ? NULL : fopen(place, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	bool good = true;

	if (!in && optional && errno == ENOENT)
		return true;
	if (!in)
		return parse_fault(p, p->option->value_at,
			"%s cannot be read: %s; lists stand beside the file of the rule", file,
			special ? "it is no file" : strerror(errno));
	d->from = pool_text(p->pool, span_str(file));
	for (uint32_t number = 1; good && (len = getline(&line, &cap, in)) >= 0; number++) {
		struct span text = span_trim(span_of(line, (uint32_t)len));
		if (!optional) /* what rules wrote themselves is no part of them */
			build_hash(p->build, span_of(line, (uint32_t)len));
		if (text.len && text.p[0] != '#')
			good = line_read(p, d, d->from, number, text);
	}
	free(line);
	fclose(in);
	return good;
}

const char *dataset_path(struct parsing *p, struct span file)
{
	const char *rules = p->build->file, *slash = strrchr(rules, '/');
	size_t folder =
		slash && !span_starts(file, SPAN_LIT("/")) ? (size_t)(slash - rules) + 1 : 0;
	char *path = pool_take(p->pool, folder + file.len + 1);

	if (!path)
		return "";
	memcpy(path, rules, folder);
	memcpy(path + folder, file.p, file.len);
	return path;
}
