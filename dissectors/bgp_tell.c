/* bgp_tell: the event of one BGP message; see bgp.h. */
#include "config.h"

#include "dissectors/bgp.h"

#include "dissectors/common/text.h"

enum { BGP_VERSION = 4 };

enum field_id {
	F_TYPE,
	F_AS,
	F_ID,
	F_VERSION,
	F_HOLD_TIME,
	F_CAPABILITIES,
	F_FAMILIES,
	F_HOSTNAME,
	F_FAMILY,
	F_END_OF_RIB,
	F_NLRI_COUNT,
	F_NLRI,
	F_WITHDRAWN_COUNT,
	F_WITHDRAWN,
	F_ORIGIN,
	F_AS_PATH,
	F_ORIGIN_AS,
	F_NEXT_HOP,
	F_CODE,
	F_SUBCODE,
	F_ERROR,
	F_SUBERROR,
	F_REASON,
	F_VIA,
	F_SPEAKER,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_TYPE] = {"type", FIELD_TEXT, 0,
		"open, update, notification, keepalive or route-refresh"},
	[F_AS] = {"as", FIELD_UINT, 0, "AS of the sender, with four octets where it has them"},
	[F_ID] = {"bgp_id", FIELD_ADDR, 0, "BGP identifier of the sender"},
	[F_VERSION] = {"version", FIELD_UINT, 0, "Version of the protocol"},
	[F_HOLD_TIME] = {"hold_time", FIELD_UINT, 0, "Seconds of silence that end the session"},
	[F_CAPABILITIES] = {"capabilities[]", FIELD_TEXT, 0, "What the sender can do"},
	[F_FAMILIES] = {"families[]", FIELD_TEXT, 0, "Address families that the sender speaks"},
	[F_HOSTNAME] = {"hostname", FIELD_TEXT, 0, "Name of the sender (capability fqdn)"},
	[F_FAMILY] = {"family", FIELD_TEXT, 0, "Address family of the routes"},
	[F_END_OF_RIB] = {"end_of_rib", FIELD_BOOL, 0, "All routes have been told once"},
	[F_NLRI_COUNT] = {"nlri_count", FIELD_UINT, 0, "Routes announced"},
	[F_NLRI] = {"nlri[]", FIELD_TEXT, 0, "The first prefixes announced"},
	[F_WITHDRAWN_COUNT] = {"withdrawn_count", FIELD_UINT, 0, "Routes withdrawn"},
	[F_WITHDRAWN] = {"withdrawn[]", FIELD_TEXT, 0, "The first prefixes withdrawn"},
	[F_ORIGIN] = {"origin", FIELD_TEXT, 0, "igp, egp or incomplete"},
	[F_AS_PATH] = {"as_path", FIELD_TEXT, 0, "AS path; sets stand in braces"},
	[F_ORIGIN_AS] = {"origin_as", FIELD_UINT, 0, "Last AS of the path"},
	[F_NEXT_HOP] = {"next_hop", FIELD_ADDR, 0, "Where the routes lead"},
	[F_CODE] = {"code", FIELD_UINT, 0, "Error code of a notification"},
	[F_SUBCODE] = {"subcode", FIELD_UINT, 0, "Error subcode of a notification"},
	[F_ERROR] = {"error", FIELD_TEXT, 0, "Name of the error"},
	[F_SUBERROR] = {"suberror", FIELD_TEXT, 0, "Name of the subcode"},
	[F_REASON] = {"reason", FIELD_TEXT, FIELD_CLI, "Shutdown communication"},
	[F_VIA] = {"via", FIELD_TEXT, 0, "Protocol that reports this message of another session"},
	[F_SPEAKER] = {"speaker", FIELD_ADDR, 0, "Sender of a reported message"},
};

const struct schema bgp_schema = {"bgp", fields, FIELD_COUNT, false};

static void tell_open(
	struct dissect *d, struct draft *e, struct bgp_terms *ret_terms, struct cursor *body)
{
	struct bgp_open open;
	bool good = bgp_open_read(body, &open);

	*ret_terms = open.terms;
	if (open.terms.opened) {
		event_uint(e, F_AS, open.as);
		event_addr(e, F_ID, &open.id);
		event_uint(e, F_VERSION, open.version);
		event_uint(e, F_HOLD_TIME, open.hold_time);
	}
	for (uint8_t i = 0; i < open.capability_count; i++)
		event_text(
			e, F_CAPABILITIES, bgp_capability_text(d->scratch, open.capabilities[i]));
	for (uint8_t i = 0; i < open.family_count; i++)
		event_text(e, F_FAMILIES, bgp_family_text(d->scratch, &open.families[i]));
	if (open.hostname.len)
		event_text(e, F_HOSTNAME, open.hostname);
	if (!good)
		anomaly_emit(d, "bgp.malformed_open");
	else if (open.version != BGP_VERSION)
		anomaly_emit(d, "bgp.version");
}

static void tell_prefixes(struct dissect *d, struct draft *e, uint16_t count_field,
	const struct bgp_prefixes *prefixes)
{
	uint16_t field = (uint16_t)(count_field + 1);

	event_uint(e, count_field, prefixes->count);
	for (uint8_t i = 0; i < prefixes->shown; i++)
		event_text(e, field, bgp_prefix_text(d->scratch, &prefixes->first[i]));
}

static void tell_update(
	struct dissect *d, struct draft *e, const struct bgp_speakers *who, struct cursor *body)
{
	static const char *const origins[] = {"igp", "egp", "incomplete"};
	struct bgp_update u;
	uint32_t origin_as;

	bgp_update_read(body, who->from, who->to, &u);
	if (u.family.afi)
		event_text(e, F_FAMILY, bgp_family_text(d->scratch, &u.family));
	if (u.end_of_rib)
		event_bool(e, F_END_OF_RIB, true);
	tell_prefixes(d, e, F_NLRI_COUNT, &u.announced);
	tell_prefixes(d, e, F_WITHDRAWN_COUNT, &u.withdrawn);
	if (u.has_origin && u.origin < sizeof(origins) / sizeof(*origins))
		event_text(e, F_ORIGIN, span_str(origins[u.origin]));
	if (u.as_path.len) {
		event_text(e, F_AS_PATH,
			bgp_as_path_text(d->scratch, u.as_path, u.as_octets, &origin_as));
		if (origin_as)
			event_uint(e, F_ORIGIN_AS, origin_as);
	}
	if (u.has_next_hop)
		event_addr(e, F_NEXT_HOP, &u.next_hop);
	if (u.malformed)
		anomaly_emit(d, "bgp.malformed_update");
}

static void tell_notification(struct dissect *d, struct draft *e, struct cursor *body)
{
	struct bgp_notification n;

	if (!bgp_notification_read(body, &n))
		anomaly_emit(d, "bgp.malformed_notification");
	const char *error = bgp_error_name(n.code);
	const char *suberror = bgp_suberror_name(n.code, n.subcode);
	event_uint(e, F_CODE, n.code);
	event_uint(e, F_SUBCODE, n.subcode);
	if (error)
		event_text(e, F_ERROR, span_str(error));
	if (suberror)
		event_text(e, F_SUBERROR, span_str(suberror));
	if (n.text.len)
		event_text(e, F_REASON, n.text);
}

static void tell_refresh(struct dissect *d, struct draft *e, struct cursor *body)
{
	struct bgp_family f = {cursor_be16(body), 0};

	cursor_skip(body, 1);
	f.safi = cursor_u8(body);
	if (cursor_ok(body))
		event_text(e, F_FAMILY, bgp_family_text(d->scratch, &f));
}

void bgp_tell(
	struct dissect *d, const struct bgp_speakers *who, enum bgp_type type, struct cursor *body)
{
	struct draft *e = event_new(d, &bgp_schema);

	event_text(e, F_TYPE, span_str(bgp_type_name(type)));
	switch (type) {
	case BGP_OPEN:
		tell_open(d, e, who->from, body);
		break;
	case BGP_UPDATE:
		tell_update(d, e, who, body);
		break;
	case BGP_NOTIFICATION:
		tell_notification(d, e, body);
		break;
	case BGP_KEEPALIVE:
		break;
	case BGP_ROUTE_REFRESH:
	case BGP_ROUTE_REFRESH_CISCO:
		tell_refresh(d, e, body);
		break;
	}
	if (who->via)
		event_text(e, F_VIA, span_str(who->via));
	if (who->speaker)
		event_addr(e, F_SPEAKER, who->speaker);
	event_emit(d, e);
}
