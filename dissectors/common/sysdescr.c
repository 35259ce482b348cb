/*
 * sysdescr: see sysdescr.h. One row a shape; the first that fits speaks. Texts as vendors send
 * them:
 *   Cisco IOS Software [Everest], Catalyst L3 Switch Software (CAT3K_CAA-UNIVERSALK9-M),
 * Version 16.6.8, ... Huawei Versatile Routing Platform Software\r\nVRP (R) software, Version 8.120
 * (CE6870EI V200R001C00SPC700) H3C Comware Platform Software, Software Version 5.20, Release
 * 1808P08\r\nH3C S5800-56C-PWR\r\n... Juniper Networks, Inc. mx240 internet router, kernel
 * JUNOS 20.4R3.8, Build date: ... TiMOS-C-20.10.R3 cpm/hops64 Nokia 7750 SR Copyright (c) ...
 */
#include "config.h"

#include "dissectors/common/sysdescr.h"

#include "dissectors/common/text.h"

struct shape {
	const char *mark; /* text that only this shape has */
	const char *vendor;
	const char *product; /* stands before the version in `software` */
	const char *version_after, *version_stops;
	const char *platform_after, *platform_stops; /* NULL: no platform in the text */
	bool equipment;
};

#define LINE " ,;\r\n\t"

static const struct shape shapes[] = {
	{"Cisco IOS XR Software", "Cisco", "IOS XR ", "Version ", "[" LINE, "Software (", ")",
		true},
	{"Cisco IOS-XE", "Cisco", "IOS ", "Version ", LINE, NULL, NULL, true},
	{"Cisco IOS Software", "Cisco", "IOS ", "Version ", LINE, "], ", "(", true},
	{"IOS (tm)", "Cisco", "IOS ", "Version ", LINE, "IOS (tm) ", " ", true},
	{"Cisco NX-OS", "Cisco", "NX-OS ", "Version ", LINE, "NX-OS(tm) ", ",", true},
	{"Cisco Adaptive Security Appliance", "Cisco", "ASA ", "Version ", LINE, NULL, NULL, true},
	{"Arista Networks EOS", "Arista", "EOS ", "version ", LINE,
		"running on an Arista Networks ", LINE, true},
	{"HP Comware", "HP", "Comware ", "Software Version ", LINE, "\nHP ", "\r\n", true},
	{"HPE Comware", "HP", "Comware ", "Software Version ", LINE, "\nHPE ", "\r\n", true},
	{"H3C Comware", "H3C", "Comware ", "Software Version ", LINE, "\nH3C ", "\r\n", true},
	{"Comware", "H3C", "Comware ", "Software Version ", LINE, NULL, NULL, true},
	{"JUNOS ", "Juniper", "Junos ", "JUNOS ", LINE, "Juniper Networks, Inc. ", LINE, true},
	{"TiMOS-", "Nokia", "TiMOS-", "TiMOS-", LINE, "Nokia ", "\r\n", true},
	{"MikroTik RouterOS", "MikroTik", "RouterOS ", "RouterOS ", LINE, ") ", "\r\n", true},
	{"RouterOS ", "MikroTik", NULL, NULL, NULL, "RouterOS ", "\r\n", true},
	{"ZXAN", "ZTE", NULL, NULL, NULL, "ZXAN ", LINE, true},
	{"ZXA10 ", "ZTE", NULL, NULL, NULL, "ZXA10 ", LINE, true},
	{"6500 OPTICAL", "Ciena", NULL, "SW:", LINE, "", " ", true},
	{"Ciena CN ", "Ciena", NULL, "V", LINE, "Ciena ", "V", true},
	{"ADTRAN ", "Adtran", NULL, NULL, NULL, "ADTRAN ", LINE, true},
	{"ProCurve ", "HP", NULL, "revision ", LINE, "ProCurve ", ",\r\n", true},
	{"Aruba J", "Aruba", NULL, "revision ", LINE, "Aruba ", ",\r\n", true},
	{" by Release_Master", "Extreme", NULL, "Version ", LINE, "", LINE, true},
	{"Foundry Networks, Inc. ", "Brocade", "IronWare ", "IronWare Version ", LINE,
		"Foundry Networks, Inc. ", ",", true},
	{"Brocade Communications Systems, Inc. ", "Brocade", "IronWare ", "IronWare Version ", LINE,
		"Brocade Communications Systems, Inc. ", ",", true},
	{"ExtremeXOS", "Extreme", "ExtremeXOS ", "version ", LINE, "(", ")", true},
	{"Linux ", NULL, NULL, NULL, NULL, NULL, NULL, false},
};

static const struct shape *shape_find(struct span text)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (span_find(text, span_str(shapes[i].mark)) >= 0)
			return &shapes[i];
	return NULL;
}

/* Cisco IOS: ", <platform> Software (<image>)", the code name in brackets before it or not. */
static struct span ios_platform(struct span text)
{
	struct span rest = text_after(text, "Cisco IOS Software");
	struct span platform = text_until(text_after(rest, ", "), "(");

	if (span_find(platform, SPAN_LIT(" Software")) >= 0)
		platform.len = (uint32_t)span_find(platform, SPAN_LIT(" Software"));
	return platform;
}

/* Huawei: "VRP (R) software, Version 8.120 (CE6870EI V200R001C00SPC700)". */
static void huawei_read(struct arena *arena, struct span text, struct identity *ret)
{
	struct span rest = text_after(text_after(text, "VRP (R)"), "Version ");
	struct span version = text_until(rest, LINE "(");
	struct span inner = text_until(text_after(rest, "("), ")\r\n");
	struct span platform = text_until(inner, " ");

	ret->vendor = SPAN_LIT("Huawei");
	ret->is_equipment = true;
	if (!version.len)
		return;
	ret->software = text_join(arena, SPAN_LIT("VRP "), version);
	if (platform.len && platform.len < inner.len) {
		ret->platform = platform;
		struct span release = text_join(
			arena, SPAN_LIT(" "), span_trim(span_sub(inner, platform.len, inner.len)));
		ret->software = text_join(arena, ret->software, release);
	}
}

/* "Linux host 4.4.0-31-generic #50 SMP ...": the third word. */
static void linux_read(struct arena *arena, struct span text, struct identity *ret)
{
	struct span host = span_trim(text_after(text, "Linux "));
	struct span version = text_until(text_after(host, " "), LINE);

	ret->platform = SPAN_LIT("Linux");
	if (version.len && version.p[0] >= '0' && version.p[0] <= '9')
		ret->software = text_join(arena, SPAN_LIT("Linux "), version);
}

static void shape_read(
	struct arena *arena, const struct shape *s, struct span text, struct identity *ret)
{
	ret->vendor = span_str(s->vendor);
	ret->is_equipment = s->equipment;
	if (s->version_after) {
		struct span version =
			text_until(text_after(text, s->version_after), s->version_stops);
		if (version.len)
			ret->software = text_join(arena, span_str(s->product), version);
	}
	if (s->platform_after) {
		struct span platform =
			text_until(text_after(text, s->platform_after), s->platform_stops);
		int64_t legal = span_find(platform, SPAN_LIT(" Copyright"));
		if (legal >= 0)
			platform.len = (uint32_t)legal;
		if (platform.len)
			ret->platform = platform;
	}
}

bool sysdescr_read(struct arena *arena, struct span text, struct identity *ret)
{
	if (span_find(text, SPAN_LIT("VRP (R)")) >= 0 ||
		span_find(text, SPAN_LIT("Huawei Versatile Routing Platform")) >= 0) {
		huawei_read(arena, text, ret);
		return true;
	}
	const struct shape *s = shape_find(text);
	if (!s)
		return false;
	if (!s->equipment) {
		if (!span_starts(text, SPAN_LIT("Linux ")))
			return false;
		linux_read(arena, text, ret);
		return true;
	}
	shape_read(arena, s, text, ret);
	if (span_find(text, SPAN_LIT("Cisco IOS Software")) >= 0)
		ret->platform = ios_platform(text);
	return true;
}
