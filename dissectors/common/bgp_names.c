/* bgp_names: what the numbers of BGP are called; see bgp_message.h. */
#include "config.h"

#include "dissectors/common/bgp_message.h"

#include "dissectors/common/text.h"

const char *bgp_type_name(enum bgp_type type)
{
	switch (type) {
	case BGP_OPEN:
		return "open";
	case BGP_UPDATE:
		return "update";
	case BGP_NOTIFICATION:
		return "notification";
	case BGP_KEEPALIVE:
		return "keepalive";
	case BGP_ROUTE_REFRESH:
	case BGP_ROUTE_REFRESH_CISCO:
		return "route-refresh";
	}
	return "unknown";
}

struct name {
	uint16_t number;
	const char *text;
};

static const char *name_find(const struct name *names, uint32_t count, uint16_t number)
{
	for (uint32_t i = 0; i < count; i++)
		if (names[i].number == number)
			return names[i].text;
	return NULL;
}

#define NAME_FIND(names, number) name_find(names, sizeof(names) / sizeof(*(names)), number)

static struct span name_or_number(struct arena *arena, const char *name, uint32_t number)
{
	return name ? span_str(name) : text_u64(arena, number);
}

struct span bgp_family_text(struct arena *arena, const struct bgp_family *f)
{
	static const struct name afis[] = {
		{1, "ipv4"}, {2, "ipv6"}, {25, "l2vpn"}, {16388, "link-state"}};
	static const struct name safis[] = {{1, "unicast"}, {2, "multicast"}, {4, "labelled"},
		{5, "mcast-vpn"}, {65, "vpls"}, {66, "mdt"}, {70, "evpn"}, {71, "link-state"},
		{73, "sr-policy"}, {128, "vpn"}, {129, "vpn-multicast"}, {132, "route-target"},
		{133, "flowspec"}, {134, "flowspec-vpn"}};
	struct span afi = name_or_number(arena, NAME_FIND(afis, f->afi), f->afi);
	struct span safi = name_or_number(arena, NAME_FIND(safis, f->safi), f->safi);

	return text_join(arena, text_join(arena, afi, SPAN_LIT("/")), safi);
}

struct span bgp_capability_text(struct arena *arena, uint8_t code)
{
	static const struct name names[] = {{1, "multiprotocol"}, {2, "route-refresh"},
		{3, "outbound-route-filtering"}, {5, "extended-next-hop"}, {6, "extended-message"},
		{7, "bgpsec"}, {8, "multiple-labels"}, {9, "role"}, {64, "graceful-restart"},
		{65, "four-octet-as"}, {67, "dynamic"}, {68, "multisession"}, {69, "add-path"},
		{70, "enhanced-route-refresh"}, {71, "long-lived-graceful-restart"}, {73, "fqdn"},
		{75, "software-version"}, {128, "route-refresh-cisco"},
		{130, "outbound-route-filtering-cisco"}, {131, "multisession-cisco"}};

	return name_or_number(arena, NAME_FIND(names, code), code);
}

struct span bgp_prefix_text(struct arena *arena, const struct bgp_prefix *p)
{
	char text[ADDR_TEXT + 4];
	uint32_t len = addr_text(&p->addr, text);
	uint8_t bits = p->bits;

	text[len++] = '/';
	if (bits >= 100)
		text[len++] = (char)('0' + bits / 100);
	if (bits >= 10)
		text[len++] = (char)('0' + bits / 10 % 10);
	text[len++] = (char)('0' + bits % 10);
	return arena_copy(arena, span_of(text, len));
}

/* --- AS_PATH -----------------------------------------------------------------------------------
 */

enum { AS_SHOWN = 64, AS_DIGITS = 12 };

struct path_writer {
	char text[AS_SHOWN * AS_DIGITS + 128];
	uint32_t len, shown;
};

static void path_put(struct path_writer *w, const char *text)
{
	while (*text && w->len < sizeof(w->text))
		w->text[w->len++] = *text++;
}

static void path_number(struct path_writer *w, uint32_t as)
{
	char digits[AS_DIGITS];
	uint32_t at = sizeof(digits) - 1;

	digits[at] = 0;
	do {
		digits[--at] = (char)('0' + as % 10);
		as /= 10;
	} while (as);
	path_put(w, digits + at);
}

struct span bgp_as_path_text(
	struct arena *arena, struct span path, uint8_t octets, uint32_t *ret_origin)
{
	enum { SET = 1, SEQUENCE, CONFED_SEQUENCE, CONFED_SET };
	static const char *const opens[] = {"", "{", "", "(", "[", ""};
	static const char *const closes[] = {"", "}", "", ")", "]", ""};
	struct path_writer w = {.len = 0};
	struct cursor c = cursor_of(path);

	*ret_origin = 0;
	while (cursor_left(&c)) {
		uint8_t kind = cursor_u8(&c);
		uint8_t count = cursor_u8(&c);
		if (kind < SET || kind > CONFED_SET)
			break;
		bool shown = w.shown < AS_SHOWN;
		path_put(&w, w.len && shown ? " " : "");
		path_put(&w, shown ? opens[kind] : "");
		for (uint32_t i = 0; i < count && cursor_left(&c) >= octets; i++) {
			*ret_origin = octets == 4 ? cursor_be32(&c) : cursor_be16(&c);
			if (w.shown++ >= AS_SHOWN)
				continue;
			path_put(&w, i ? " " : "");
			path_number(&w, *ret_origin);
		}
		path_put(&w, shown ? closes[kind] : "");
		if (!cursor_ok(&c))
			break;
	}
	if (w.shown > AS_SHOWN)
		path_put(&w, " ...");
	return arena_copy(arena, span_of(w.text, w.len));
}

/* --- NOTIFICATION ------------------------------------------------------------------------------
 */

const char *bgp_error_name(uint8_t code)
{
	static const struct name names[] = {{1, "message-header-error"}, {2, "open-message-error"},
		{3, "update-message-error"}, {4, "hold-timer-expired"}, {5, "state-machine-error"},
		{6, "cease"}, {7, "route-refresh-error"}, {8, "send-hold-timer-expired"}};

	return NAME_FIND(names, code);
}

const char *bgp_suberror_name(uint8_t code, uint8_t subcode)
{
	static const struct name names[] = {{0x101, "connection-not-synchronized"},
		{0x102, "bad-message-length"}, {0x103, "bad-message-type"},
		{0x201, "unsupported-version"}, {0x202, "bad-peer-as"},
		{0x203, "bad-bgp-identifier"}, {0x204, "unsupported-optional-parameter"},
		{0x205, "authentication-failure"}, {0x206, "unacceptable-hold-time"},
		{0x207, "unsupported-capability"}, {0x20b, "role-mismatch"},
		{0x301, "malformed-attribute-list"}, {0x302, "unrecognized-attribute"},
		{0x303, "missing-attribute"}, {0x304, "attribute-flags-error"},
		{0x305, "attribute-length-error"}, {0x306, "invalid-origin"},
		{0x308, "invalid-next-hop"}, {0x309, "optional-attribute-error"},
		{0x30a, "invalid-network-field"}, {0x30b, "malformed-as-path"},
		{0x501, "unexpected-in-open-sent"}, {0x502, "unexpected-in-open-confirm"},
		{0x503, "unexpected-in-established"}, {0x601, "maximum-prefixes"},
		{0x602, "administrative-shutdown"}, {0x603, "peer-de-configured"},
		{0x604, "administrative-reset"}, {0x605, "connection-rejected"},
		{0x606, "other-configuration-change"}, {0x607, "connection-collision"},
		{0x608, "out-of-resources"}, {0x609, "hard-reset"}, {0x60a, "bfd-down"},
		{0x701, "invalid-message-length"}};

	return NAME_FIND(names, (uint16_t)(code << 8 | subcode));
}
