/*
 * dhcp: Dynamic Host Configuration Protocol for IPv4 (RFC 2131, options RFC 2132, 3925, 5859). What
 * a server hands to equipment that boots decides whose configuration it loads. Runs on a worker's
 * thread, no state.
 *
 *   | op | htype | hlen | hops | xid 4 | secs 2 | flags 2 | ciaddr | yiaddr | siaddr | giaddr |
 *   | chaddr 16 | sname 64 | file 128 | 63 82 53 63 | (code, length, value)* ff |
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/dhcp_vendor.h"
#include "sensor/dissector.h"

enum {
	DHCP_REQUEST = 1,
	DHCP_REPLY = 2,
	DHCP_COOKIE = 0x63825363,
	DHCP_FIXED = 236, /* octets before the cookie */
	DHCP_SNAME = 64,
	DHCP_FILE = 128,
	DHCP_HOPS_MAX = 16,
	DHCP_ADDRS_MAX = 8 /* addresses of one option that are shown */
};

enum dhcp_option {
	DHCP_OPT_PAD = 0,
	DHCP_OPT_MASK = 1,
	DHCP_OPT_ROUTERS = 3,
	DHCP_OPT_DNS = 6,
	DHCP_OPT_HOSTNAME = 12,
	DHCP_OPT_VENDOR = 43,
	DHCP_OPT_REQUESTED = 50,
	DHCP_OPT_LEASE = 51,
	DHCP_OPT_OVERLOAD = 52,
	DHCP_OPT_TYPE = 53,
	DHCP_OPT_SERVER = 54,
	DHCP_OPT_RENEWAL = 58,
	DHCP_OPT_REBINDING = 59,
	DHCP_OPT_CLASS = 60,
	DHCP_OPT_CLIENT = 61,
	DHCP_OPT_TFTP_NAME = 66,
	DHCP_OPT_BOOT_FILE = 67,
	DHCP_OPT_VENDOR_2 = 125,
	DHCP_OPT_TFTP = 150,
	DHCP_OPT_END = 255,
	DHCP_OPTIONS = 256
};

enum dhcp_type { DHCP_TYPE_OFFER = 2, DHCP_TYPE_REQUEST = 3, DHCP_TYPE_ACK = 5, DHCP_TYPES = 19 };

enum {
	DHCP_F_TYPE,
	DHCP_F_ID,
	DHCP_F_CLIENT_MAC,
	DHCP_F_ASSIGNED_IP,
	DHCP_F_CLIENT_IP,
	DHCP_F_RELAY_IP,
	DHCP_F_NEXT_SERVER_IP,
	DHCP_F_DHCP_TYPE,
	DHCP_F_CLIENT_ID,
	DHCP_F_REQUESTED_IP,
	DHCP_F_HOSTNAME,
	DHCP_F_CLASS,
	DHCP_F_SUBNET_MASK,
	DHCP_F_LEASE,
	DHCP_F_RENEWAL,
	DHCP_F_REBINDING,
	DHCP_F_ROUTERS,
	DHCP_F_DNS,
	DHCP_F_SERVER_ID,
	DHCP_F_TFTP_NAME,
	DHCP_F_BOOT_FILE,
	DHCP_F_TFTP,
	DHCP_F_VENDOR,
	DHCP_F_VENDOR_2,
	DHCP_F_VENDOR_TEXTS,
	DHCP_F_COUNT
};

static const struct field dhcp_fields[DHCP_F_COUNT] = {
	[DHCP_F_TYPE] = {"type", FIELD_TEXT, 0, "Direction of the message: request or reply"},
	[DHCP_F_ID] = {"id", FIELD_UINT, 0, "Transaction identifier"},
	[DHCP_F_CLIENT_MAC] = {"client_mac", FIELD_MAC, 0, "Hardware address of the client"},
	[DHCP_F_ASSIGNED_IP] = {"assigned_ip", FIELD_ADDR, 0, "Address given to the client"},
	[DHCP_F_CLIENT_IP] = {"client_ip", FIELD_ADDR, 0, "Address that the client has"},
	[DHCP_F_RELAY_IP] = {"relay_ip", FIELD_ADDR, 0, "Address of the relay"},
	[DHCP_F_NEXT_SERVER_IP] = {"next_server_ip", FIELD_ADDR, 0, "Server to boot from"},
	[DHCP_F_DHCP_TYPE] = {"dhcp_type", FIELD_TEXT, 0,
		"Kind of message: discover, offer and so on"},
	[DHCP_F_CLIENT_ID] = {"client_id", FIELD_MAC, 0, "Client identifier, an Ethernet address"},
	[DHCP_F_REQUESTED_IP] = {"requested_ip", FIELD_ADDR, 0, "Address asked for"},
	[DHCP_F_HOSTNAME] = {"hostname", FIELD_TEXT, 0, "Host name of the client"},
	[DHCP_F_CLASS] = {"vendor_class_identifier", FIELD_TEXT, FIELD_CLI,
		"What the client says it is (option 60)"},
	[DHCP_F_SUBNET_MASK] = {"subnet_mask", FIELD_ADDR, 0, "Mask of the network"},
	[DHCP_F_LEASE] = {"lease_time", FIELD_UINT, 0, "Seconds that the address is lent for"},
	[DHCP_F_RENEWAL] = {"renewal_time", FIELD_UINT, 0, "Seconds until the client renews"},
	[DHCP_F_REBINDING] = {"rebinding_time", FIELD_UINT, 0,
		"Seconds until the client asks any server"},
	[DHCP_F_ROUTERS] = {"routers[]", FIELD_ADDR, 0, "Router of the network"},
	[DHCP_F_DNS] = {"dns_servers[]", FIELD_ADDR, 0, "Resolver to use"},
	[DHCP_F_SERVER_ID] = {"server_id", FIELD_ADDR, FIELD_OURS, "Server that is meant"},
	[DHCP_F_TFTP_NAME] = {"tftp_server_name", FIELD_TEXT, FIELD_OURS | FIELD_URL,
		"Server to load from (option 66, or the field of the header)"},
	[DHCP_F_BOOT_FILE] = {"boot_file", FIELD_TEXT, FIELD_OURS | FIELD_URL,
		"File to load (option 67, or the field of the header)"},
	[DHCP_F_TFTP] = {"tftp_servers[]", FIELD_ADDR, FIELD_OURS,
		"Server to load from (option 150)"},
	[DHCP_F_VENDOR] = {"vendor_options", FIELD_HEX, FIELD_OURS,
		"Option 43, without what is text in it"},
	[DHCP_F_VENDOR_2] = {"vendor_identifying_options", FIELD_HEX, FIELD_OURS,
		"Option 125, without what is text in it"},
	[DHCP_F_VENDOR_TEXTS] = {"vendor_texts[]", FIELD_TEXT, FIELD_OURS | FIELD_CLI,
		"Text in options 43 and 125, as the URL of a management server"},
};

static const struct schema dhcp_schema = {"dhcp", dhcp_fields, DHCP_F_COUNT, true};
static const struct schema *const dhcp_schemas[] = {&dhcp_schema, NULL};
static const uint16_t dhcp_hints[] = {67, 68, 4011, 0};

struct dhcp {
	uint8_t op;
	uint8_t type; /* enum dhcp_type; 0 for BOOTP */
	uint32_t xid;
	struct span ciaddr, yiaddr, siaddr, giaddr, mac, sname, file;
	struct span option[DHCP_OPTIONS]; /* the first of each; p is NULL where absent */
	bool bad;                         /* an option ran over the end */
};

static enum probe dhcp_probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	uint8_t op = cursor_u8(&c), htype = cursor_u8(&c), hlen = cursor_u8(&c),
		hops = cursor_u8(&c);

	if (in->stream || (op != DHCP_REQUEST && op != DHCP_REPLY) || hlen > 16 ||
		hops > DHCP_HOPS_MAX || (htype == 1 && hlen != 6))
		return PROBE_NO;
	cursor_skip(&c, DHCP_FIXED - 4);
	bool cookie = cursor_be32(&c) == DHCP_COOKIE;
	if (cursor_ok(&c))
		return cookie ? PROBE_SURE : PROBE_NO;
	bool hinted = (in->sport == 67 || in->sport == 68) && (in->dport == 67 || in->dport == 68);
	return hinted && in->data.len >= 44 ? PROBE_LIKELY : PROBE_NO; /* cut by the snap length */
}

/* Text of a fixed field, up to its NUL. */
static struct span dhcp_text(struct span field)
{
	int64_t end = span_index(field, 0);

	return end < 0 ? field : span_sub(field, 0, (uint32_t)end);
}

static void dhcp_read_options(struct dhcp *m, struct cursor c)
{
	while (cursor_left(&c)) {
		uint8_t code = cursor_u8(&c);
		if (code == DHCP_OPT_PAD)
			continue;
		if (code == DHCP_OPT_END)
			return;
		struct span value = cursor_span(&c, cursor_u8(&c));
		if (!cursor_ok(&c)) {
			m->bad = true;
			return;
		}
		if (!m->option[code].p)
			m->option[code] = value;
	}
}

static bool dhcp_read(struct cursor *c, struct dhcp *ret)
{
	ret->op = cursor_u8(c);
	cursor_u8(c);
	uint8_t hlen = cursor_u8(c);
	cursor_u8(c);
	ret->xid = cursor_be32(c);
	cursor_be32(c);
	ret->ciaddr = cursor_span(c, 4);
	ret->yiaddr = cursor_span(c, 4);
	ret->siaddr = cursor_span(c, 4);
	ret->giaddr = cursor_span(c, 4);
	struct span chaddr = cursor_span(c, 16);
	if (!cursor_ok(c) || hlen > 16 || (ret->op != DHCP_REQUEST && ret->op != DHCP_REPLY))
		return false;
	ret->mac = span_sub(chaddr, 0, hlen);
	ret->sname = cursor_span(c, DHCP_SNAME);
	ret->file = cursor_span(c, DHCP_FILE);
	if (!cursor_left(c))
		return true;
	if (cursor_be32(c) != DHCP_COOKIE)
		return !cursor_ok(c) || ret->op == DHCP_REQUEST;
	dhcp_read_options(ret, *c);
	struct span overload = ret->option[DHCP_OPT_OVERLOAD];
	uint8_t where = overload.len ? overload.p[0] : 0;
	if (where & 1)
		dhcp_read_options(ret, cursor_of(ret->file));
	if (where & 2)
		dhcp_read_options(ret, cursor_of(ret->sname));
	ret->file = where & 1 ? span_of(NULL, 0) : dhcp_text(ret->file);
	ret->sname = where & 2 ? span_of(NULL, 0) : dhcp_text(ret->sname);
	if (ret->option[DHCP_OPT_TYPE].len == 1)
		ret->type = ret->option[DHCP_OPT_TYPE].p[0];
	return true;
}

static bool dhcp_is_set(struct span addr)
{
	return addr.len == 4 && (addr.p[0] | addr.p[1] | addr.p[2] | addr.p[3]);
}

static void dhcp_state_addr(struct draft *e, uint16_t field, struct span value)
{
	if (!dhcp_is_set(value))
		return;
	struct addr a = addr_v4(value.p);
	event_addr(e, field, &a);
}

static void dhcp_state_addrs(struct draft *e, uint16_t field, struct span list)
{
	for (uint32_t i = 0; i + 4 <= list.len && i < 4 * DHCP_ADDRS_MAX; i += 4)
		dhcp_state_addr(e, field, span_sub(list, i, 4));
}

static void dhcp_state_mac(struct draft *e, uint16_t field, struct span value)
{
	struct mac mac;

	if (value.len != sizeof(mac.b))
		return;
	memcpy(mac.b, value.p, sizeof(mac.b));
	event_mac(e, field, &mac);
}

static void dhcp_state_seconds(struct draft *e, uint16_t field, struct span value)
{
	if (value.len != 4)
		return;
	struct cursor c = cursor_of(value);
	event_uint(e, field, cursor_be32(&c));
}

static void dhcp_state_text(struct draft *e, uint16_t field, struct span value)
{
	value = dhcp_text(value);
	if (value.len)
		event_text(e, field, value);
}

static struct span dhcp_type_text(uint8_t type)
{
	static const char *const names[DHCP_TYPES] = {NULL, "discover", "offer", "request",
		"decline", "ack", "nak", "release", "inform", "forcerenew", "leasequery",
		"leaseunassigned", "leaseunknown", "leaseactive", "bulkleasequery",
		"leasequerydone", "activeleasequery", "leasequerystatus", "tls"};

	return span_str(type < DHCP_TYPES ? names[type] : NULL);
}

/* Where to load from: the option, or the field of the header where there is none. */
static struct span dhcp_either(const struct dhcp *m, uint8_t code, struct span field)
{
	return m->option[code].len ? dhcp_text(m->option[code]) : field;
}

static void dhcp_state_head(struct draft *e, const struct dhcp *m)
{
	const struct span *o = m->option;

	event_text(e, DHCP_F_TYPE, m->op == DHCP_REQUEST ? SPAN_LIT("request") : SPAN_LIT("reply"));
	event_uint(e, DHCP_F_ID, m->xid);
	dhcp_state_mac(e, DHCP_F_CLIENT_MAC, m->mac);
	dhcp_state_addr(e, DHCP_F_ASSIGNED_IP, m->yiaddr);
	dhcp_state_addr(e, DHCP_F_CLIENT_IP, m->ciaddr);
	dhcp_state_addr(e, DHCP_F_RELAY_IP, m->giaddr);
	dhcp_state_addr(e, DHCP_F_NEXT_SERVER_IP, m->siaddr);
	dhcp_state_text(e, DHCP_F_DHCP_TYPE, dhcp_type_text(m->type));
	if (o[DHCP_OPT_CLIENT].len == 7 && o[DHCP_OPT_CLIENT].p[0] == 1)
		dhcp_state_mac(e, DHCP_F_CLIENT_ID, span_sub(o[DHCP_OPT_CLIENT], 1, 6));
}

static void dhcp_state_vendor(struct dissect *d, struct draft *e, const struct dhcp *m)
{
	struct dhcp_vendor_part one, two;

	dhcp_vendor_read(d->scratch, m->option[DHCP_OPT_VENDOR], 1, &one);
	dhcp_vendor_read_125(d->scratch, m->option[DHCP_OPT_VENDOR_2], &two);
	if (one.rest.len)
		event_text(e, DHCP_F_VENDOR, one.rest);
	if (two.rest.len)
		event_text(e, DHCP_F_VENDOR_2, two.rest);
	for (unsigned i = 0; i < one.count; i++)
		event_text(e, DHCP_F_VENDOR_TEXTS, one.text[i]);
	for (unsigned i = 0; i < two.count; i++)
		event_text(e, DHCP_F_VENDOR_TEXTS, two.text[i]);
}

static void dhcp_tell(struct dissect *d, const struct dhcp *m)
{
	const struct span *o = m->option;
	struct draft *e = event_new(d, &dhcp_schema);

	dhcp_state_head(e, m);
	dhcp_state_addr(e, DHCP_F_REQUESTED_IP, o[DHCP_OPT_REQUESTED]);
	dhcp_state_text(e, DHCP_F_HOSTNAME, o[DHCP_OPT_HOSTNAME]);
	dhcp_state_text(e, DHCP_F_CLASS, o[DHCP_OPT_CLASS]);
	dhcp_state_addr(e, DHCP_F_SUBNET_MASK, o[DHCP_OPT_MASK]);
	dhcp_state_seconds(e, DHCP_F_LEASE, o[DHCP_OPT_LEASE]);
	dhcp_state_seconds(e, DHCP_F_RENEWAL, o[DHCP_OPT_RENEWAL]);
	dhcp_state_seconds(e, DHCP_F_REBINDING, o[DHCP_OPT_REBINDING]);
	dhcp_state_addrs(e, DHCP_F_ROUTERS, o[DHCP_OPT_ROUTERS]);
	dhcp_state_addrs(e, DHCP_F_DNS, o[DHCP_OPT_DNS]);
	dhcp_state_addr(e, DHCP_F_SERVER_ID, o[DHCP_OPT_SERVER]);
	dhcp_state_text(e, DHCP_F_TFTP_NAME, dhcp_either(m, DHCP_OPT_TFTP_NAME, m->sname));
	dhcp_state_text(e, DHCP_F_BOOT_FILE, dhcp_either(m, DHCP_OPT_BOOT_FILE, m->file));
	dhcp_state_addrs(e, DHCP_F_TFTP, o[DHCP_OPT_TFTP]);
	dhcp_state_vendor(d, e, m);
	event_emit(d, e);
}

/* The address to load from as a number, 0 where a name stands there or nothing. */
static uint32_t dhcp_boot_server(const struct dhcp *m)
{
	struct span at = m->option[DHCP_OPT_TFTP],
		    name = dhcp_either(m, DHCP_OPT_TFTP_NAME, m->sname);
	struct addr a;

	if (at.len < 4 || !dhcp_is_set(span_sub(at, 0, 4)))
		at = name.len && addr_parse(name, &a) && addr_is_v4(&a) ? span_of(a.b + 12, 4)
									: m->siaddr;
	struct cursor c = cursor_of(at);
	return cursor_be32(&c);
}

/* A server that tells a client where to load its configuration or software from. */
static void dhcp_point_out(struct dissect *d, const struct dhcp *m)
{
	struct span file = dhcp_either(m, DHCP_OPT_BOOT_FILE, m->file);
	struct span server = dhcp_either(m, DHCP_OPT_TFTP_NAME, m->sname);
	uint32_t number = dhcp_boot_server(m);

	if (m->op != DHCP_REPLY || (m->type != DHCP_TYPE_OFFER && m->type != DHCP_TYPE_ACK))
		return;
	if (!file.len && !server.len && !m->option[DHCP_OPT_TFTP].len)
		return;
	if (server.len)
		server = text_join(d->scratch, server, SPAN_LIT(" "));
	hint_emit(d, "dhcp.server", text_join(d->scratch, server, file), number);
}

/* Vendors as they begin their vendor class (option 60). */
static const struct dhcp_vendor {
	struct span prefix, vendor;
	uint8_t end; /* the platform stands behind the prefix, up to this sign; 0: it is not told */
} dhcp_vendors[] = {
	{SPAN_LIT("Cisco Systems, Inc. "), SPAN_LIT("Cisco"), '\n'},
	{SPAN_LIT("ciscopnp"), SPAN_LIT("Cisco"), 0},
	{SPAN_LIT("Arista;"), SPAN_LIT("Arista"), ';'},
	{SPAN_LIT("Juniper-"), SPAN_LIT("Juniper"), '-'},
	{SPAN_LIT("Aruba "), SPAN_LIT("Aruba"), ' '},
	{SPAN_LIT("huawei"), SPAN_LIT("Huawei"), 0},
	{SPAN_LIT("ZTE"), SPAN_LIT("ZTE"), 0},
	{SPAN_LIT("ZPESystems:"), SPAN_LIT("ZPE Systems"), ':'},
};

static void dhcp_identify(struct dissect *d, const struct dhcp *m)
{
	struct span class = dhcp_text(m->option[DHCP_OPT_CLASS]);
	struct span at = dhcp_is_set(m->ciaddr) ? m->ciaddr : m->option[DHCP_OPT_REQUESTED];

	if (m->op != DHCP_REQUEST || m->type != DHCP_TYPE_REQUEST || !dhcp_is_set(at))
		return;
	for (uint32_t i = 0; i < sizeof(dhcp_vendors) / sizeof(*dhcp_vendors); i++) {
		const struct dhcp_vendor *v = &dhcp_vendors[i];
		if (!span_starts_nocase(class, v->prefix))
			continue;
		struct span rest = span_sub(class, v->prefix.len, class.len);
		int64_t end = span_index(rest, v->end);
		struct identity identity = {.of = d->from,
			.has_addr = true,
			.addr = addr_v4(at.p),
			.vendor = v->vendor,
			.name = dhcp_text(m->option[DHCP_OPT_HOSTNAME]),
			.evidence = SPAN_LIT("dhcp"),
			.is_equipment = true};
		if (v->end)
			identity.platform = end < 0 ? rest : span_sub(rest, 0, (uint32_t)end);
		identity_emit(d, &identity);
		return;
	}
}

static enum parse dhcp_datagram(struct dissect *d, struct cursor *c)
{
	struct dhcp *m = arena_take(d->scratch, sizeof(*m));

	if (!m)
		return PARSE_OK;
	if (!dhcp_read(c, m))
		return PARSE_LOST;
	dhcp_tell(d, m);
	if (m->bad && !d->truncated)
		anomaly_emit(d, "dhcp.malformed");
	dhcp_point_out(d, m);
	dhcp_identify(d, m);
	return PARSE_OK;
}

const struct dissector dissector_dhcp = {
	.name = "dhcp",
	.title = "Dynamic Host Configuration Protocol",
	.spec = "RFC 2131",
	.set = "naming",
	.schemas = dhcp_schemas,
	.hints = dhcp_hints,
	.first = BYTE_RANGES({DHCP_REQUEST, DHCP_REPLY}),
	.probe = dhcp_probe,
	.datagram = dhcp_datagram,
};
