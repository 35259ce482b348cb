/*
 * oui: see oui.h. One hash table for each length of assignment; an entry is 8 bytes, and the names
 * stand in one block of text. Every run of the program reads 60,000 lines here before its first
 * packet, so nothing is sorted and the columns that nobody needs are passed over in one go.
 */
#include "config.h"

#include "rules/oui.h"
#include "sensor/base/digits.h"

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

/*
 * An entry is the assignment (at most 36 bits) above NAME_BITS of the name's offset in the text,
 * plus one: zero is a free slot.
 */
struct block {
	uint64_t *slots;
	uint32_t count, cap; /* a power of two, at least half of it free */
};

struct oui {
	struct block blocks[LENGTHS];
	char *text; /* NUL-terminated names; offset 0 is the empty one: nobody to be named */
	uint32_t text_len, text_cap;
};

/* What is needed while a registry is read. */
struct reading {
	struct oui *o;
	const uint8_t *at, *end; /* of the file */
	bool no_memory;
};

/* --- CSV (RFC 4180) ------------------------------------------------------------------------- */

/* One field into RET, cut to CAP bytes; true when another one follows on this line. */
static bool read_field(struct reading *r, char *ret, uint32_t cap, uint32_t *ret_len)
{
	const uint8_t *p = r->at, *end = r->end;
	bool quoted = p < end && *p == '"', another = false;
	uint32_t len = 0;

	p += quoted;
	while (p < end) {
		uint8_t c = *p++;
		if (quoted && c == '"') {
			if (p == end || *p != '"') {
				quoted = false;
				continue;
			}
			p++;
		} else if (!quoted && (c == ',' || c == '\n')) {
			another = c == ',';
			break;
		}
		if (len < cap)
			ret[len++] = (char)(c < 0x20 || c == 0x7f ? ' ' : c);
	}
	r->at = p;
	*ret_len = len;
	return another;
}

/* Passes over what is left of a line; a quoted field may hold line ends of its own. */
static void skip_line(struct reading *r)
{
	bool quoted = false;

	while (r->at < r->end) {
		const uint8_t *line = memchr(r->at, '\n', (size_t)(r->end - r->at));
		const uint8_t *stop = line ? line : r->end, *p = r->at;
		while ((p = memchr(p, '"', (size_t)(stop - p)))) {
			quoted = !quoted;
			p++;
		}
		r->at = line ? line + 1 : r->end;
		if (!quoted)
			return;
	}
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
	if (another)
		skip_line(r);
}

/* --- entries -------------------------------------------------------------------------------- */

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

static uint32_t name_keep(struct oui *o, struct span name)
{
	uint32_t offset = o->text_len;

	if (is_nobody(name) || o->text_cap - o->text_len < name.len + 1)
		return 0;
	memcpy(o->text + offset, name.p, name.len);
	o->text[offset + name.len] = '\0';
	o->text_len += name.len + 1;
	return offset;
}

/* The slot of ASSIGNMENT, or the free one where it belongs. */
static uint64_t *slot_of(const struct block *b, uint64_t assignment)
{
	uint32_t i = (uint32_t)(assignment * 0x9e3779b97f4a7c15ull >> 32) & (b->cap - 1);

	while (b->slots[i] && (b->slots[i] - 1) >> NAME_BITS != assignment)
		i = (i + 1) & (b->cap - 1);
	return &b->slots[i];
}

static bool grow(struct block *b)
{
	struct block more = {.count = b->count, .cap = b->cap ? b->cap * 2 : 16384};

	more.slots = calloc(more.cap, sizeof(*more.slots));
	if (!more.slots)
		return false;
	for (uint32_t i = 0; i < b->cap; i++)
		if (b->slots[i])
			*slot_of(&more, (b->slots[i] - 1) >> NAME_BITS) = b->slots[i];
	free(b->slots);
	*b = more;
	return true;
}

/* The first entry of an assignment counts. */
static void add(struct reading *r, struct block *b, uint64_t assignment, struct span name)
{
	if (b->count * 2 >= b->cap && !grow(b)) {
		r->no_memory = true;
		return;
	}
	uint64_t *slot = slot_of(b, assignment);
	if (*slot)
		return;
	*slot = (assignment << NAME_BITS | name_keep(r->o, cut(name))) + 1;
	b->count++;
}

/* The registry as text; the name's text needs less room than the whole file has bytes. */
static void read_registry(struct reading *r, const char *file, struct diag *diag)
{
	struct oui *o = r->o;
	uint32_t before = oui_count(o);

	uint32_t room = o->text_len + (uint32_t)(r->end - r->at) + 1;
	char *text = realloc(o->text, room);
	if (!text) {
		r->no_memory = true;
		return;
	}
	o->text = text;
	o->text_cap = room;
	while (r->at < r->end && !r->no_memory) {
		char buf[2][NAME_BYTES + 4];
		struct span field[2];
		uint64_t assignment;
		read_line(r, field, buf);
		int length = read_assignment(field[0], &assignment);
		if (length >= 0)
			add(r, &o->blocks[length], assignment, field[1]);
	}
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
		r.at = text;
		r.end = text + len;
		read_registry(&r, path, diag);
		free(text);
	}
	if (r.no_memory) {
		oui_free(r.o);
		return -ENOMEM;
	}
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
		free(o->blocks[i].slots);
	free(o->text);
	free(o);
}

/* --- asking --------------------------------------------------------------------------------- */

uint32_t oui_count(const struct oui *o)
{
	return o ? o->blocks[0].count + o->blocks[1].count + o->blocks[2].count : 0;
}

const char *oui_vendor(const struct oui *o, const struct mac *m)
{
	uint64_t address = 0;

	if (!o || (m->b[0] & 3))
		return NULL;
	for (unsigned i = 0; i < 6; i++)
		address = address << 8 | m->b[i];
	for (unsigned i = 0; i < LENGTHS; i++) {
		const struct block *b = &o->blocks[i];
		uint64_t hit = b->cap ? *slot_of(b, address >> (48 - 4 * digits_of[i])) : 0;
		uint32_t offset = (uint32_t)((hit - 1) & ((1u << NAME_BITS) - 1));
		if (hit)
			return offset ? o->text + offset : NULL;
	}
	return NULL;
}
