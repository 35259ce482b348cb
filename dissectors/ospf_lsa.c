/*
 * ospf_lsa: what routers tell each other of the network (RFC 2328 appendix A.4, RFC 5340 appendix
 * A.4). Runs on a worker's thread.
 *
 *   | age 2 | options 1, type 1 (version 3: type 2) | id 4 | router 4 | sequence 4 | sum 2 | len 2
 * |
 */
#include "config.h"

#include "dissectors/ospf.h"

enum {
	LSA_HEADER = 20,
	LSAS_SHOWN = 64,
	LSAS_MAX = 4096, /* more do not fit into an IP packet */
	LINKS_MAX = 5460,
	HOSTS_SHOWN = 16
};

enum { LSA_ROUTER = 1, LSA_NETWORK, LSA_SUMMARY, LSA_SUMMARY_ROUTER, LSA_EXTERNAL, LSA_NSSA = 7 };

struct lsa {
	uint16_t age, type, len;
	struct span id, router;
	uint32_t sequence;
};

/* Version 3 has the flooding scope in the upper bits; what is below has a name of its own. */
static const char *type_name(uint16_t type, uint8_t version)
{
	static const char *const v2[] = {NULL, "router", "network", "summary", "summary-router",
		"external", "group-membership", "nssa", NULL, "opaque-link", "opaque-area",
		"opaque-as"};
	static const char *const v3[] = {NULL, "router", "network", "inter-area-prefix",
		"inter-area-router", "external", "group-membership", "nssa", "link",
		"intra-area-prefix"};
	uint16_t code = version == 2 ? type : type & 0x1fff;
	size_t count = version == 2 ? sizeof(v2) / sizeof(*v2) : sizeof(v3) / sizeof(*v3);

	if (code < count && (version == 2 ? v2 : v3)[code])
		return (version == 2 ? v2 : v3)[code];
	return NULL;
}

static void type_tell(struct draft *e, uint16_t type, uint8_t version)
{
	const char *name = type_name(type, version);

	event_text(e, OSPF_F_LSA_TYPE, name ? span_str(name) : SPAN_LIT("other"));
}

static bool header_read(struct cursor *c, uint8_t version, struct lsa *ret)
{
	ret->age = cursor_be16(c);
	ret->type = cursor_be16(c);
	if (version == 2)
		ret->type &= 0xff;
	ret->id = cursor_span(c, 4);
	ret->router = cursor_span(c, 4);
	ret->sequence = cursor_be32(c);
	cursor_skip(c, 2);
	ret->len = cursor_be16(c);
	return cursor_ok(c);
}

static void header_tell(struct draft *e, const struct lsa *l, uint8_t version)
{
	event_item(e);
	type_tell(e, l->type, version);
	ospf_id(e, OSPF_F_LSA_ID, l->id);
	ospf_id(e, OSPF_F_LSA_ROUTER, l->router);
	event_uint(e, OSPF_F_LSA_SEQUENCE, l->sequence);
	event_uint(e, OSPF_F_LSA_AGE, l->age & 0x7fff); /* the upper bit: never ages */
}

bool ospf_headers(struct draft *e, struct cursor *c, uint8_t version)
{
	struct lsa l;
	uint32_t count = cursor_left(c) / LSA_HEADER;

	if (count)
		event_uint(e, OSPF_F_LSA_COUNT, count);
	for (uint32_t i = 0; i < count && i < LSAS_SHOWN && header_read(c, version, &l); i++)
		header_tell(e, &l, version);
	if (count > LSAS_SHOWN)
		cursor_skip(c, (count - LSAS_SHOWN) * LSA_HEADER);
	return cursor_left(c) == 0;
}

bool ospf_requests(struct draft *e, struct cursor *c, uint8_t version)
{
	enum { REQUEST = 12 };
	uint32_t count = cursor_left(c) / REQUEST;

	if (count)
		event_uint(e, OSPF_F_LSA_COUNT, count);
	for (uint32_t i = 0; i < count && i < LSAS_SHOWN; i++) {
		event_item(e);
		type_tell(e, (uint16_t)cursor_be32(c), version);
		ospf_id(e, OSPF_F_LSA_ID, cursor_span(c, 4));
		ospf_id(e, OSPF_F_LSA_ROUTER, cursor_span(c, 4));
	}
	if (count > LSAS_SHOWN)
		cursor_skip(c, (count - LSAS_SHOWN) * REQUEST);
	return cursor_left(c) == 0;
}

/* Reachable networks are what an attacker adds: mask and cost where the body begins with them. */
static bool body_tell(struct draft *e, struct cursor *body, const struct lsa *l)
{
	struct span mask;

	switch (l->type) {
	case LSA_ROUTER:
		cursor_skip(body, 2);
		event_uint(e, OSPF_F_LSA_LINKS, cursor_be16(body));
		return cursor_ok(body);
	case LSA_NETWORK:
		mask = cursor_span(body, 4);
		ospf_id(e, OSPF_F_LSA_MASK, mask);
		return cursor_ok(body);
	case LSA_SUMMARY:
	case LSA_EXTERNAL:
	case LSA_NSSA:
		mask = cursor_span(body, 4);
		ospf_id(e, OSPF_F_LSA_MASK, mask);
		event_uint(e, OSPF_F_LSA_METRIC, cursor_be32(body) & 0xffffff);
		return cursor_ok(body);
	default:
		return true;
	}
}

/* Networks of one address in what a router says of itself: mostly its loopbacks. */
struct hosts {
	struct span octets[HOSTS_SHOWN];
	uint32_t count;
};

/* flags 2, links 2, then for each: id 4, data 4, type 1, further metrics 1 (4 octets each), metric
 * 2 */
static void hosts_find(struct cursor body, struct hosts *ret)
{
	enum { STUB = 3 };
	cursor_skip(&body, 2);
	uint16_t links = cursor_be16(&body);

	for (uint32_t i = 0; i < links && i < LINKS_MAX && ret->count < HOSTS_SHOWN; i++) {
		struct span id = cursor_span(&body, 4);
		uint32_t mask = cursor_be32(&body);
		uint8_t type = cursor_u8(&body), metrics = cursor_u8(&body);
		cursor_skip(&body, 2 + 4u * metrics);
		if (!cursor_ok(&body))
			return;
		if (type == STUB && mask == UINT32_MAX)
			ret->octets[ret->count++] = id;
	}
}

bool ospf_updates(struct draft *e, struct cursor *c, uint8_t version, struct span speaker)
{
	uint32_t count = cursor_be32(c);
	struct hosts own = {.count = 0};
	struct lsa l;

	if (!cursor_ok(c))
		return false;
	event_uint(e, OSPF_F_LSA_COUNT, count);
	for (uint32_t i = 0; i < count && i < LSAS_MAX; i++) {
		if (!header_read(c, version, &l) || l.len < LSA_HEADER)
			return false;
		struct cursor body = cursor_child(c, l.len - LSA_HEADER);
		if (i >= LSAS_SHOWN)
			continue;
		header_tell(e, &l, version);
		if (version == 2 && l.type == LSA_ROUTER && span_eq(l.router, speaker))
			hosts_find(body, &own);
		if (!cursor_ok(c) || (version == 2 && !body_tell(e, &body, &l)))
			return false;
	}
	for (uint32_t i = 0; i < own.count; i++)
		ospf_id(e, OSPF_F_HOST_ROUTES, own.octets[i]);
	return cursor_ok(c) && count <= LSAS_MAX;
}
