/*
 * test_sysdescr: dissectors/common/sysdescr.c and enterprise.c: who says what of itself.
 */
#include "config.h"

#include "dissectors/common/enterprise.h"
#include "dissectors/common/sysdescr.h"
#include "tests/unit.h"

#include <check.h>
#include <stdlib.h>

static const struct {
	const char *text, *vendor, *platform, *software;
	bool equipment;
} known[] = {
	/* clang-format off */
	{"Cisco IOS Software [Everest], Catalyst L3 Switch Software (CAT3K_CAA-UNIVERSALK9-M), "
	 "Version 16.6.8, RELEASE SOFTWARE (fc3)", "Cisco", "Catalyst L3 Switch", "IOS 16.6.8", true},
	{"Cisco IOS Software, C3560 Software (C3560-ADVIPSERVICESK9-M), Version 12.2(44)SE, RELEASE",
	 "Cisco", "C3560", "IOS 12.2(44)SE", true},
	{"Cisco Internetwork Operating System Software \nIOS (tm) 7200 Software (C7200-P-M), "
	 "Experimental Version 12.1(20000209:213648) [x]", "Cisco", "7200",
	 "IOS 12.1(20000209:213648)", true},
	{"Cisco IOS XR Software (ASR9K), Version 7.4.1\nCopyright (c)", "Cisco", "ASR9K",
	 "IOS XR 7.4.1", true},
	{"Cisco NX-OS(tm) m9100, Software (m9100-s2ek9-mz), Version 5.0(4), RELEASE SOFTWARE", "Cisco",
	 "m9100", "NX-OS 5.0(4)", true},
	{"Arista Networks EOS version 4.28.6.1M running on an Arista Networks DCS-7050QX-32S",
	 "Arista", "DCS-7050QX-32S", "EOS 4.28.6.1M", true},
	{"Huawei Versatile Routing Platform Software\r\nVRP (R) software, Version 8.120 "
	 "(CE6870EI V200R001C00SPC700)\r\nCopyright", "Huawei", "CE6870EI",
	 "VRP 8.120 V200R001C00SPC700", true},
	{"Huawei Versatile Routing Platform Software", "Huawei", "", "", true},
	{"H3C Comware Platform Software, Software Version 5.20, Release 1808P08\r\n"
	 "H3C S5800-56C-PWR\r\nCopyright (c) 2004", "H3C", "S5800-56C-PWR", "Comware 5.20", true},
	{"HP Comware Platform Software, Software Version 7.1.033, Release 2202", "HP", "",
	 "Comware 7.1.033", true},
	{"Juniper Networks, Inc. mx240 internet router, kernel JUNOS 20.4R3.8, Build date: 2021",
	 "Juniper", "mx240", "Junos 20.4R3.8", true},
	{"TiMOS-C-20.10.R3 cpm/hops64 Nokia 7750 SR Copyright (c) 2000-2020 Nokia.", "Nokia",
	 "7750 SR", "TiMOS-C-20.10.R3", true},
	{"RouterOS CCR1036-8G-2S+", "MikroTik", "CCR1036-8G-2S+", "", true},
	{"ZXA10 C320 V2.1.0", "ZTE", "C320", "", true},
	{"ProCurve J8762A Switch 2600-8-PWR, revision H.08.89, ROM H.08.5X", "HP",
	 "J8762A Switch 2600-8-PWR", "H.08.89", true},
	{"Foundry Networks, Inc. FES12GCF, IronWare Version 04.1.01eTc1 Compiled on Mar 06 2011",
	 "Brocade", "FES12GCF", "IronWare 04.1.01eTc1", true},
	{"Brocade Communications Systems, Inc. Stacking System FCX648, IronWare Version 08.0.30uT7f1 "
	 "Compiled on Apr 23 2020", "Brocade", "Stacking System FCX648", "IronWare 08.0.30uT7f1", true},
	{"Linux host 4.4.0-31-generic #50 SMP", "", "Linux", "Linux 4.4.0-31-generic", false},
	/* clang-format on */
};

static bool is(struct span said, const char *wanted)
{
	return span_eq(said, span_str(wanted));
}

START_TEST(descriptions_of_vendors_tell_platform_and_software)
{
	struct arena arena;

	ck_assert_int_eq(arena_init(&arena, 8192), 0);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		struct identity id = {0};
		ck_assert_msg(
			sysdescr_read(&arena, span_str(known[i].text), &id), "%s", known[i].text);
		ck_assert_msg(is(id.vendor, known[i].vendor), "%s", known[i].text);
		ck_assert_msg(is(id.platform, known[i].platform), "%s: platform %.*s",
			known[i].text, (int)id.platform.len, (const char *)id.platform.p);
		ck_assert_msg(is(id.software, known[i].software), "%s: software %.*s",
			known[i].text, (int)id.software.len, (const char *)id.software.p);
		ck_assert_msg(id.is_equipment == known[i].equipment, "%s", known[i].text);
		arena_reset(&arena);
	}
	arena_free(&arena);
}
END_TEST

START_TEST(other_text_tells_nothing)
{
	struct identity id = {0};
	struct arena arena;

	ck_assert_int_eq(arena_init(&arena, 1024), 0);
	ck_assert(!sysdescr_read(&arena, SPAN_LIT(""), &id));
	ck_assert(!sysdescr_read(&arena, SPAN_LIT("Door controller, Linux inside"), &id));
	ck_assert_uint_eq(id.vendor.len, 0);
	arena_free(&arena);
}
END_TEST

START_TEST(every_beginning_of_a_description_is_survived)
{
	struct arena arena;

	ck_assert_int_eq(arena_init(&arena, 4096), 0);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		struct span text = span_str(known[i].text);
		for (uint32_t len = 0; len < text.len; len++) {
			struct identity id = {0};
			uint8_t *exact = malloc(len + (len == 0));
			memcpy(exact, text.p, len);
			sysdescr_read(&arena, span_of(exact, len), &id);
			arena_reset(&arena);
			free(exact);
		}
	}
	arena_free(&arena);
}
END_TEST

START_TEST(vendors_are_found_by_their_number)
{
	const struct enterprise *e = enterprise_of_oid(SPAN_LIT("1.3.6.1.4.1.2011.2.62.2.9"));

	ck_assert_ptr_nonnull(e);
	ck_assert_str_eq(e->vendor, "Huawei");
	ck_assert_str_eq(enterprise_of_oid(SPAN_LIT("1.3.6.1.4.1.9"))->vendor, "Cisco");
	ck_assert_ptr_null(enterprise_of_oid(SPAN_LIT("1.3.6.1.4.1")));
	ck_assert_ptr_null(enterprise_of_oid(SPAN_LIT("1.3.6.1.2.1.9")));
	ck_assert_ptr_null(enterprise_of_oid(SPAN_LIT("1.3.6.1.4.1.99999999999")));
	ck_assert_ptr_null(enterprise_find(10));
}
END_TEST

START_TEST(the_table_of_vendors_rises)
{
	static const uint32_t numbers[] = {
#define ENTERPRISE(number, vendor, equipment) number,
#include "dissectors/common/enterprises.def"
#undef ENTERPRISE
	};

	for (size_t i = 1; i < sizeof(numbers) / sizeof(*numbers); i++)
		ck_assert_uint_lt(numbers[i - 1], numbers[i]);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("sysdescr");

	tcase_add_test(tests, descriptions_of_vendors_tell_platform_and_software);
	tcase_add_test(tests, other_text_tells_nothing);
	tcase_add_test(tests, every_beginning_of_a_description_is_survived);
	tcase_add_test(tests, vendors_are_found_by_their_number);
	tcase_add_test(tests, the_table_of_vendors_rises);
	return unit_run(tests, "sysdescr");
}
