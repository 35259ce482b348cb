/*
 * oui: see oui.h. One sorted array for each length of assignment; an entry is 8 bytes, and a name
 * that comes again and again stands once in one block of text.
 */
#include "config.h"

#include "rules/names.h"
#include "rules/oui.h"
#include "rules/pairs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LENGTHS = 3,
	NAME_BYTES = 80,              /* of a name; few are longer */
	FILE_BYTES = 8 * 1024 * 1024, /* the largest registry has 3 MB */
	NAME_BITS = 28,
};

static const unsigned digits_of[LENGTHS] = {9, 7, 6}; /* hex; longest first */

/* An entry is the assignment (at most 36 bits) above NAME_BITS of the name's offset in the text. */
struct block {
	uint64_t *items;
	uint32_t count, cap;
};

struct oui {
	struct block blocks[LENGTHS];
	char *text; /* NUL-terminated names; offset 0 is the empty one: nobody to be named */
	uint32_t text_len, text_cap;
};

/* What is needed while a registry is read. */
struct reading {
	struct oui *o;
	struct names names; /* offsets of the names that stand in the text */
	struct span left;   /* of the file */
	bool no_memory;
};

/* --- CSV (RFC 4180) ------------------------------------------------------------------------- */

static bool more(const struct reading *r)
{
	return r->left.len > 0;
}

static uint8_t next(struct reading *r)
{
	uint8_t c = r->left.p[0];

	r->left = span_sub(r->left, 1, UINT32_MAX);
	return c;
}

/* One field into RET, cut to CAP bytes; true when another one follows on this line. */
static bool read_field(struct reading *r, char *ret, uint32_t cap, uint32_t *ret_len)
{
	bool quoted = more(r) && r->left.p[0] == '"', another = false;
	uint32_t len = 0;

	if (quoted)
		next(r);
	while (more(r)) {
		uint8_t c = next(r);
		if (quoted && c == '"') {
			if (!more(r) || r->left.p[0] != '"') {
				quoted = false;
				continue;
			}
			next(r);
		} else if (!quoted && (c == ',' || c == '\n')) {
			another = c == ',';
			break;
		}
		if (len < cap)
			ret[len++] = (char)(c < 0x20 || c == 0x7f ? ' ' : c);
	}
	*ret_len = len;
	return another;
}

/* The second and third field of a line: assignment and name. */
static void read_line(struct reading *r, struct span ret[2], char buf[2][NAME_BYTES + 4])
{
	char other[1];
	uint32_t len = 0;
	bool another = read_field(r, other, 0, &len);

	for (unsigned i = 0; i < 2; i++) {
		len = 0;
		if (another)
			another = read_field(r, buf[i], NAME_BYTES + 4, &len);
		ret[i] = span_trim(span_of(buf[i], len));
	}
	while (another)
		another = read_field(r, other, 0, &len);
}

/* --- entries -------------------------------------------------------------------------------- */

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 6, 7 or 9 hex digits; the index of that length, or -1. */
static int read_assignment(struct span s, uint64_t *ret)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < s.len && i < 9; i++) {
		int digit = hex_digit(s.p[i]);
		if (digit < 0)
			return -1;
		value = value << 4 | (unsigned)digit;
	}
	*ret = value;
	for (int i = 0; i < LENGTHS; i++)
		if (s.len == digits_of[i])
			return i;
	return -1;
}

/* Not within a character of UTF-8. */
static struct span cut(struct span s)
{
	if (s.len > NAME_BYTES) {
		s.len = NAME_BYTES;
		while (s.len && (s.p[s.len] & 0xc0) == 0x80)
			s.len--;
	}
	return s;
}

/* Who subdivides a block, or wants not to be named, is no maker. */
static bool is_nobody(struct span name)
{
	return name.len == 0 || span_eq_nocase(name, SPAN_LIT("Private")) ||
	       span_eq_nocase(name, SPAN_LIT("IEEE Registration Authority"));
}

static uint32_t offset_of(struct reading *r, struct span name)
{
	struct oui *o = r->o;
	uint32_t offset = 0;

	if (is_nobody(name) || names_find(&r->names, 0, name, &offset))
		return offset;
	if (o->text_cap - o->text_len < name.len + 1)
		return 0;
	offset = o->text_len;
	memcpy(o->text + offset, name.p, name.len);
	o->text[offset + name.len] = '\0';
	o->text_len += name.len + 1;
	struct span kept = span_of(o->text + offset, name.len);
	if (names_add(&r->names, 0, kept, offset) == NAMES_NO_MEMORY)
		r->no_memory = true;
	return offset;
}

static void add(struct reading *r, struct block *b, uint64_t assignment, struct span name)
{
	uint64_t *items = list_grow(b->items, b->count, &b->cap, sizeof(*items));

	if (!items) {
		r->no_memory = true;
		return;
	}
	b->items = items;
	items[b->count++] = assignment << NAME_BITS | offset_of(r, cut(name));
}

/* The registry as text; the name's text needs less room than the whole file has bytes. */
static void read_registry(struct reading *r, const char *file, struct diag *diag)
{
	struct oui *o = r->o;
	uint32_t before = oui_count(o);

	char *text = realloc(o->text, o->text_len + r->left.len + 1);
	if (!text) {
		r->no_memory = true;
		return;
	}
	o->text = text;
	o->text_cap = o->text_len + r->left.len + 1;
	while (more(r) && !r->no_memory) {
		char buf[2][NAME_BYTES + 4];
		struct span field[2];
		uint64_t assignment;
		read_line(r, field, buf);
		int length = read_assignment(field[0], &assignment);
		if (length >= 0)
			add(r, &o->blocks[length], assignment, field[1]);
	}
	/* The text may move when the next file is read, and the names point into it. */
	names_free(&r->names);
	if (oui_count(o) == before)
		diag_warn(diag, file, 0, 0, "holds no assignment of the IEEE; makers stay unknown");
}

/* The whole file, to be freed; NULL when it is not there, or was told. */
static uint8_t *slurp(const char *file, struct diag *diag, uint32_t *ret_len)
{
	struct stat st;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	uint8_t *buf = NULL;

	if (fd < 0) {
		if (errno != ENOENT)
			diag_warn(diag, file, 0, 0, "cannot be opened: %s", strerror(errno));
		return NULL;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= FILE_BYTES)
		buf = malloc((size_t)st.st_size + 1);
	ssize_t n = buf ? read(fd, buf, (size_t)st.st_size) : -1;
	close(fd);
	if (n < 0) {
		diag_warn(diag, file, 0, 0, "cannot be read as a registry of the IEEE");
		free(buf);
		return NULL;
	}
	*ret_len = (uint32_t)n;
	return buf;
}

static int compare(const void *left, const void *right)
{
	const uint64_t *l = left, *r = right;

	return (*l > *r) - (*l < *r);
}

int oui_open(const char *folder, struct diag *diag, struct oui **ret)
{
	static const char *const files[] = {"oui.csv", "mam.csv", "oui36.csv", "iab.csv"};
	struct reading r = {.o = calloc(1, sizeof(*r.o))};
	char path[4096];

	if (!r.o || !(r.o->text = calloc(1, 1))) {
		free(r.o);
		return -ENOMEM;
	}
	r.o->text_len = r.o->text_cap = 1;
	for (unsigned i = 0; i < 4 && !r.no_memory; i++) {
		int n = snprintf(path, sizeof(path), "%s/%s",
			folder ? folder : "/usr/share/ieee-data", files[i]);
		uint32_t len = 0;
		uint8_t *text = n > 0 && (size_t)n < sizeof(path) ? slurp(path, diag, &len) : NULL;
		if (!text)
			continue;
		r.left = span_of(text, len);
		read_registry(&r, path, diag);
		free(text);
	}
	if (r.no_memory) {
		oui_free(r.o);
		return -ENOMEM;
	}
	for (unsigned i = 0; i < LENGTHS; i++)
		if (r.o->blocks[i].count)
			qsort(r.o->blocks[i].items, r.o->blocks[i].count, sizeof(uint64_t),
				compare);
	char *text = realloc(r.o->text, r.o->text_len);
	r.o->text = text ? text : r.o->text;
	*ret = r.o;
	return 0;
}

void oui_free(struct oui *o)
{
	if (!o)
		return;
	for (unsigned i = 0; i < LENGTHS; i++)
		free(o->blocks[i].items);
	free(o->text);
	free(o);
}

/* --- asking --------------------------------------------------------------------------------- */

uint32_t oui_count(const struct oui *o)
{
	return o ? o->blocks[0].count + o->blocks[1].count + o->blocks[2].count : 0;
}

/* The first entry of ASSIGNMENT, or NULL. */
static const uint64_t *find(const struct block *b, uint64_t assignment)
{
	uint32_t low = 0, high = b->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (b->items[middle] >> NAME_BITS < assignment)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->count && b->items[low] >> NAME_BITS == assignment ? &b->items[low] : NULL;
}

const char *oui_vendor(const struct oui *o, const struct mac *m)
{
	uint64_t address = 0;

	if (!o || (m->b[0] & 3))
		return NULL;
	for (unsigned i = 0; i < 6; i++)
		address = address << 8 | m->b[i];
	for (unsigned i = 0; i < LENGTHS; i++) {
		const uint64_t *hit = find(&o->blocks[i], address >> (48 - 4 * digits_of[i]));
		uint32_t offset = hit ? (uint32_t)(*hit & ((1u << NAME_BITS) - 1)) : 0;
		if (hit)
			return offset ? o->text + offset : NULL;
	}
	return NULL;
}
