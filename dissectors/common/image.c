/*
 * image: see image.h. What is looked for:
 *
 *   U-Boot legacy image   27 05 19 56 ... name of 32 bytes at 32
 *   RouterOS package      1e f1 d0 ba | size 4 | part 2 | length 4 | name 16 | revision, f, minor,
 * major Cisco IOS             CW_VERSION$12.4(6)T5$ in an ELF file or behind fe ed fa ce Cisco IOS
 * in a tar    version_directory:c2950lre-i6k2l2q4-mz.121-0.0.16.EA1 Nokia SR OS TiMOS-C-20.10.R4
 *   Arista EOS            SWI_VERSION=4.28.3M
 *   Huawei VRP            V200R019C10SPC500
 *   Junos                 gzip, by the name: junos-install-mx-x86-64-20.4R3.8.tgz and its kin
 *
 * Text is looked for in ELF files, behind fe ed fa ce, and in files named like images.
 */
#include "config.h"

#include "dissectors/common/image.h"

static const struct mark {
	const char *text, *vendor, *stops;
} marks[] = {
	{"CW_VERSION$", "Cisco", "$"},
	{"version_directory:", "Cisco", " \r\n"},
	{"TiMOS-", "Nokia", " \r\n/"},
	{"SWI_VERSION=", "Arista", " \r\n\""},
};

static bool is_image_name(struct span name)
{
	static const char *const ends[] = {
		".bin", ".cc", ".pat", ".tim", ".swi", ".img", ".tar", ".spa", ".elf", NULL};

	for (const char *const *e = ends; *e; e++)
		if (span_ends_nocase(name, span_str(*e)))
			return true;
	return false;
}

void image_begin(struct image *i, struct span name)
{
	memset(i, 0, sizeof(*i));
	i->marks = is_image_name(name);
}

static bool keep_version(struct image *i, struct span version, const char *vendor)
{
	if (!version.len || version.len >= IMAGE_VERSION || !span_is_printable(version))
		return false;
	memcpy(i->version, version.p, version.len);
	i->version[version.len] = '\0';
	i->vendor = vendor;
	return true;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of V200R019C10SPC500 at the start of S; 0 where it is none or may go on behind S. */
static uint32_t vrp_version_len(struct span s)
{
	static const char shape[] = "V###R###C##";
	uint32_t len = sizeof(shape) - 1;

	if (s.len < len + 8)
		return 0;
	for (uint32_t k = 0; k < len; k++)
		if (shape[k] == '#' ? !is_digit(s.p[k]) : s.p[k] != (uint8_t)shape[k])
			return 0;
	if (span_starts(span_sub(s, len, 3), SPAN_LIT("SPC")))
		for (len += 3; len < s.len && len < 20 && is_digit(s.p[len]); len++)
			;
	return len;
}

static void look_for_vrp(struct image *i, struct span s)
{
	for (int64_t at; !i->vendor && (at = span_index(s, 'V')) >= 0;) {
		s = span_sub(s, (uint32_t)at, UINT32_MAX);
		uint32_t len = vrp_version_len(s);
		if (len)
			keep_version(i, span_sub(s, 0, len), "Huawei");
		s = span_sub(s, 1, UINT32_MAX);
	}
}

static void look_for_marks(struct image *i, struct span s)
{
	for (unsigned k = 0; k < sizeof(marks) / sizeof(*marks) && !i->vendor; k++) {
		struct span mark = span_str(marks[k].text);
		int64_t at = span_find(s, mark);
		if (at < 0)
			continue;
		struct span rest = span_sub(s, (uint32_t)at + mark.len, IMAGE_VERSION);
		for (uint32_t n = 0; n < rest.len; n++)
			if (!rest.p[n] ||
				memchr(marks[k].stops, rest.p[n], strlen(marks[k].stops))) {
				keep_version(i, span_sub(rest, 0, n), marks[k].vendor);
				break;
			}
	}
	if (!i->vendor)
		look_for_vrp(i, s);
}

/* What stands across the end of the last bytes and the start of these. */
static void look_at_seam(struct image *i, struct span bytes)
{
	uint8_t seam[2 * IMAGE_TAIL];
	struct span start = span_sub(bytes, 0, IMAGE_TAIL);

	memcpy(seam, i->tail, i->tail_len);
	memcpy(seam + i->tail_len, start.p, start.len);
	look_for_marks(i, span_of(seam, i->tail_len + start.len));
}

static void keep_tail(struct image *i, struct span bytes)
{
	uint32_t keep = IMAGE_TAIL - (bytes.len < IMAGE_TAIL ? bytes.len : IMAGE_TAIL);

	if (keep > i->tail_len)
		keep = i->tail_len;
	memmove(i->tail, i->tail + i->tail_len - keep, keep);
	struct span last = bytes.len > IMAGE_TAIL
				   ? span_sub(bytes, bytes.len - IMAGE_TAIL, IMAGE_TAIL)
				   : bytes;
	memcpy(i->tail + keep, last.p, last.len);
	i->tail_len = (uint8_t)(keep + last.len);
}

void image_bytes(struct image *i, struct span bytes)
{
	struct span start = span_sub(bytes, 0, IMAGE_HEAD - i->head_len);

	if (!bytes.len || i->seen >= IMAGE_LOOK)
		return;
	if (start.len)
		memcpy(i->head + i->head_len, start.p, start.len);
	i->head_len = (uint8_t)(i->head_len + start.len);
	i->seen += bytes.len < IMAGE_LOOK ? bytes.len : IMAGE_LOOK;
	struct span head = span_of(i->head, i->head_len);
	i->marks = i->marks || span_starts(head, SPAN_LIT("\177ELF")) ||
		   span_starts(head, SPAN_LIT("\xfe\xed\xfa\xce"));
	if (!i->marks || i->vendor)
		return;
	look_at_seam(i, bytes);
	if (!i->vendor)
		look_for_marks(i, bytes);
	keep_tail(i, bytes);
}

/* --- what it was ---------------------------------------------------------------------------- */

static void set_version(struct transfer *t, struct span version)
{
	uint32_t len = version.len < IMAGE_VERSION ? version.len : IMAGE_VERSION - 1;

	if (!span_is_printable(version))
		return;
	if (len)
		memcpy(t->image_version, version.p, len);
	t->image_version[len] = '\0';
}

static uint32_t put_number(char *to, uint8_t n)
{
	uint32_t len = 0;

	if (n >= 100)
		to[len++] = (char)('0' + n / 100);
	if (n >= 10)
		to[len++] = (char)('0' + n / 10 % 10);
	to[len++] = (char)('0' + n % 10);
	return len;
}

/* The first part of a package tells its name and version. */
static void tell_npk(struct span head, struct transfer *t)
{
	char text[16];
	uint32_t len = 0;

	t->image_format = "npk";
	t->image_vendor = "MikroTik";
	if (head.len < 34 || head.p[8] != 1 || head.p[9])
		return;
	len += put_number(text + len, head.p[33]);
	text[len++] = '.';
	len += put_number(text + len, head.p[32]);
	if (head.p[30]) {
		text[len++] = '.';
		len += put_number(text + len, head.p[30]);
	}
	set_version(t, span_of(text, len));
}

static void tell_uimage(struct span head, struct transfer *t)
{
	struct span name = span_sub(head, 32, 32);
	int64_t end = span_index(name, 0);

	t->image_format = "uimage";
	set_version(t, end < 0 ? name : span_sub(name, 0, (uint32_t)end));
}

/* junos-install-mx-x86-64-20.4R3.8.tgz: what stands behind the last hyphen before a digit. */
static void tell_junos(struct transfer *t)
{
	struct span name = t->name, rest;

	for (int64_t at; (at = span_index(name, '/')) >= 0;)
		name = span_sub(name, (uint32_t)at + 1, UINT32_MAX);
	if (!span_starts(name, SPAN_LIT("junos-")) && !span_starts(name, SPAN_LIT("jinstall")) &&
		!span_starts(name, SPAN_LIT("jbundle")))
		return;
	t->image_format = "junos";
	t->image_vendor = "Juniper";
	rest = span_sub(name, 0, name.len - (span_ends_nocase(name, span_str(".tgz")) ? 4 : 0));
	for (uint32_t k = rest.len; k-- > 1;)
		if (rest.p[k - 1] == '-' && is_digit(rest.p[k]) &&
			span_find(span_sub(rest, k, 8), SPAN_LIT(".")) > 0) {
			set_version(t, span_sub(rest, k, UINT32_MAX));
			return;
		}
}

void image_tell(const struct image *i, struct transfer *t)
{
	struct span head = span_of(i->head, i->head_len);

	t->head = head;
	if (i->vendor) {
		t->image_vendor = i->vendor;
		set_version(t, span_str(i->version));
	}
	if (span_starts(head, SPAN_LIT("\177ELF")))
		t->image_format = "elf";
	else if (span_starts(head, SPAN_LIT("\xfe\xed\xfa\xce")))
		t->image_format = "mzip";
	else if (span_starts(head, SPAN_LIT("\x1e\xf1\xd0\xba")))
		tell_npk(head, t);
	else if (span_starts(head, SPAN_LIT("\x27\x05\x19\x56")))
		tell_uimage(head, t);
	else if (span_starts(head, SPAN_LIT("\x1f\x8b")))
		tell_junos(t);
}
