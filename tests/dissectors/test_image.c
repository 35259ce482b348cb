/* test_image: dissectors/common/image.c: whose software a file is, by its first bytes. */
#include "config.h"

#include "dissectors/common/image.h"
#include "tests/unit.h"

#include <check.h>
#include <stdlib.h>

/* What is found in BYTES that come in pieces of STEP. */
static struct transfer look(const char *name, struct span bytes, uint32_t step)
{
	struct transfer t = {.name = span_str(name)};
	struct image i;

	image_begin(&i, t.name);
	for (uint32_t at = 0; at < bytes.len; at += step) {
		struct span piece = span_sub(bytes, at, step);
		uint8_t *copy = malloc(piece.len); /* of the exact size: a read past it is found */
		memcpy(copy, piece.p, piece.len);
		image_bytes(&i, span_of(copy, piece.len));
		free(copy);
	}
	image_tell(&i, &t);
	return t;
}

static const struct known {
	const char *name;
	struct span bytes;
	const char *format, *vendor, *version;
} known[] = {
	{"c870.bin",
		SPAN_LIT("\177ELF\1\2\1\0\0\0\0\0\0\0\0\0CW_BEGIN$CW_IMAGE$C870-ADVSECURITYK9-M$"
			 "CW_FAMILY$C870$CW_VERSION$12.4(6)T5$CW_END$"),
		"elf", "Cisco", "12.4(6)T5"},
	{"x", SPAN_LIT("\xfe\xed\xfa\xce\0\0\0\1CW_VERSION$15.1(4)M$"), "mzip", "Cisco",
		"15.1(4)M"},
	{"c2950.tar",
		SPAN_LIT("info\0\0\0version_suffix: i6k2l2q4-121-0.0.16.EA1\nversion_directory:"
			 "c2950lre-i6k2l2q4-mz.121-0.0.16.EA1\nimage_name: x\n"),
		NULL, "Cisco", "c2950lre-i6k2l2q4-mz.121-0.0.16.EA1"},
	{"routeros.npk",
		SPAN_LIT("\x1e\xf1\xd0\xba\0\0\1\0\1\0\x24\0\0\0system\0\0\0\0\0\0\0\0\0\0"
			 "\x1b"
			 "f\x09\x02"),
		"npk", "MikroTik", "2.9.27"},
	{"any.npk",
		SPAN_LIT("\x1e\xf1\xd0\xba\0\0\1\0\1\0\x24\0\0\0system\0\0\0\0\0\0\0\0\0\0\0f\x31"
			 "\x06"),
		"npk", "MikroTik", "6.49"},
	{"uboot.img",
		SPAN_LIT("\x27\x05\x19\x56xxxxyyyyzzzzaaaabbbbcccc\5\5\2\3Linux-4.4."
			 "60\0\0\0\0\0\0\0\0"
			 "\0\0\0\0\0\0\0\0\0\0\0\0"),
		"uimage", NULL, "Linux-4.4.60"},
	{"both.tim", SPAN_LIT("xxxxTiMOS-C-20.10.R4 both/x86_64 Nokia 7750"), NULL, "Nokia",
		"C-20.10.R4"},
	{"EOS.swi", SPAN_LIT("PK\3\4versionSWI_VERSION=4.28.3M\nSWI_ARCH=i386\n"), NULL, "Arista",
		"4.28.3M"},
	{"s5700.cc", SPAN_LIT("\1\2\3\4S5700 V200R019C10SPC500 B123 and more"), NULL, "Huawei",
		"V200R019C10SPC500"},
	{"junos-install-mx-x86-64-20.4R3.8.tgz", SPAN_LIT("\x1f\x8b\x08\0\0\0\0\0"), "junos",
		"Juniper", "20.4R3.8"},
	{"/pub/jinstall-ex-4200-15.1R7.9-domestic-signed.tgz", SPAN_LIT("\x1f\x8b\x08\0\0\0"),
		"junos", "Juniper", "15.1R7.9-domestic-signed"},
	/* not software, cut or wrong */
	{"startup.cfg", SPAN_LIT("hostname CW_VERSION$1$"), NULL, NULL, ""},
	{"backup.tgz", SPAN_LIT("\x1f\x8b\x08\0\0\0\0\0"), NULL, NULL, ""},
	{"cut.npk", SPAN_LIT("\x1e\xf1\xd0\xba\0\0"), "npk", "MikroTik", ""},
	{"cut.img", SPAN_LIT("\x27\x05\x19\x56xx"), "uimage", NULL, ""},
	{"odd.bin", SPAN_LIT("CW_VERSION$12.4\1\2$ TiMOS-"), NULL, NULL, ""},
	{"endless.bin",
		SPAN_LIT(
			"CW_VERSION$0123456789012345678901234567890123456789012345678901234567890"),
		NULL, NULL, ""},
	{"almost.cc", SPAN_LIT("V200R019C1xSPC500 V2 VVVVVVVVVVVVVVVVVVVVVVVVVVVV"), NULL, NULL,
		""},
};

static void same(const char *a, const char *b, const char *name)
{
	ck_assert_msg(!a == !b && (!a || strcmp(a, b) == 0), "%s: %s, not %s", name, a ? a : "-",
		b ? b : "-");
}

START_TEST(each_header_tells_its_vendor_and_version_however_it_is_cut)
{
	const struct known *k = &known[_i];

	for (uint32_t step = 1; step <= k->bytes.len; step++) {
		struct transfer t = look(k->name, k->bytes, step);
		same(t.image_format, k->format, k->name);
		same(t.image_vendor, k->vendor, k->name);
		same(t.image_version, k->version, k->name);
	}
}
END_TEST

START_TEST(what_stands_far_behind_the_start_is_not_looked_for)
{
	static uint8_t big[IMAGE_LOOK + 64];

	memcpy(big, "\177ELF", 4);
	memcpy(big + IMAGE_LOOK + 8, "CW_VERSION$12.4$", 16);
	ck_assert_ptr_null(look("x.bin", span_of(big, sizeof(big)), 4096).image_vendor);
	memcpy(big + 900000, "CW_VERSION$12.4$", 16);
	ck_assert_str_eq(look("x.bin", span_of(big, sizeof(big)), 1460).image_version, "12.4");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("image");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, each_header_tells_its_vendor_and_version_however_it_is_cut, 0,
		(int)(sizeof(known) / sizeof(*known)));
	tcase_add_test(t, what_stands_far_behind_the_start_is_not_looked_for);
	return unit_run(t, "image");
}
