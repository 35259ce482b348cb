/*
 * dhcpv6: Dynamic Host Configuration Protocol for IPv6 (RFC 8415; boot options RFC 5970, first
 * contact RFC 8572, host name RFC 4704). What a server hands to equipment that boots decides whose
 * configuration it loads. What relays wrapped is unwrapped. Runs on a worker's thread, no state.
 *
 *   | type | transaction 3 | (code 2, length 2, value)* |
 *   | relay-forw, relay-repl | hops | link address 16 | peer address 16 | options |
 */
#include "config.h"

#include "dissectors/common/enterprise.h"
#include "dissectors/common/text.h"
#include "dissectors/dhcp_vendor.h"
#include "sensor/dissector.h"

enum dhcpv6_type {
	DHCPV6_SOLICIT = 1,
	DHCPV6_ADVERTISE,
	DHCPV6_REQUEST,
	DHCPV6_RENEW = 5,
	DHCPV6_REPLY = 7,
	DHCPV6_INFORMATION = 11,
	DHCPV6_RELAY_FORW,
	DHCPV6_RELAY_REPL,
	DHCPV6_TYPES = 24
};

enum dhcpv6_option {
	OPT_CLIENT_ID = 1,
	OPT_SERVER_ID,
	OPT_IA_NA,
	OPT_IA_TA,
	OPT_IA_ADDR,
	OPT_RELAY_MESSAGE = 9,
	OPT_STATUS = 13,
	OPT_USER_CLASS = 15,
	OPT_VENDOR_CLASS,
	OPT_VENDOR,
	OPT_DNS = 23,
	OPT_IA_PD = 25,
	OPT_IA_PREFIX,
	OPT_FQDN = 39,
	OPT_BOOT_URL = 59,
	OPT_BOOT_PARAMS,
	OPT_MUD_URL = 112,
	OPT_BOOTSTRAP = 136,
	OPTIONS = 152 /* codes from here on are unassigned */
};

enum {
	HEAD = 4,
	RELAY_HEAD = 34,
	RELAYS_MAX = 8, /* relays before one another (RFC 8415 section 7.6: HOP_COUNT_LIMIT) */
	LIST_MAX = 8,   /* of one list that are shown */
	NAME_MAX = 253
};

enum {
	F_TYPE,
	F_ID,
	F_RELAYS,
	F_LINK_IP,
	F_PEER_IP,
	F_CLIENT_ID,
	F_CLIENT_MAC,
	F_SERVER_ID,
	F_ADDRESSES,
	F_PREFIXES,
	F_DNS,
	F_HOSTNAME,
	F_ENTERPRISE,
	F_VENDOR_CLASS,
	F_USER_CLASS,
	F_VENDOR,
	F_VENDOR_TEXTS,
	F_BOOT_FILE,
	F_BOOT_PARAMS,
	F_BOOTSTRAP,
	F_MUD_URL,
	F_STATUS,
	F_COUNT
};

static const struct field fields[F_COUNT] = {
	[F_TYPE] = {"type", FIELD_TEXT, 0, "Kind of message: solicit, advertise and so on"},
	[F_ID] = {"id", FIELD_UINT, 0, "Transaction identifier"},
	[F_RELAYS] = {"relays", FIELD_UINT, 0, "Relays that wrapped the message"},
	[F_LINK_IP] = {"link_ip", FIELD_ADDR, 0, "Address of the first relay on the client's link"},
	[F_PEER_IP] = {"peer_ip", FIELD_ADDR, 0, "Address of the client as the first relay saw it"},
	[F_CLIENT_ID] = {"client_id", FIELD_HEX, 0, "DUID of the client"},
	[F_CLIENT_MAC] = {"client_mac", FIELD_MAC, 0, "Ethernet address in the client's DUID"},
	[F_SERVER_ID] = {"server_id", FIELD_HEX, 0, "DUID of the server"},
	[F_ADDRESSES] = {"addresses[]", FIELD_ADDR, 0, "Address that is asked for or given"},
	[F_PREFIXES] = {"prefixes[]", FIELD_TEXT, 0, "Prefix that is asked for or given"},
	[F_DNS] = {"dns_servers[]", FIELD_ADDR, 0, "Resolver to use"},
	[F_HOSTNAME] = {"hostname", FIELD_TEXT, 0, "Name of the client (option 39)"},
	[F_ENTERPRISE] = {"enterprise", FIELD_UINT, 0,
		"Enterprise number of the vendor class or, without one, of vendor options"},
	[F_VENDOR_CLASS] = {"vendor_class[]", FIELD_TEXT, 0,
		"What the client says it is (option 16)"},
	[F_USER_CLASS] = {"user_class[]", FIELD_TEXT, 0, "Group of clients (option 15)"},
	[F_VENDOR] = {"vendor_options", FIELD_HEX, 0,
		"Option 17, without its enterprise number and text"},
	[F_VENDOR_TEXTS] = {"vendor_texts[]", FIELD_TEXT, FIELD_CLI, "Text in option 17"},
	[F_BOOT_FILE] = {"boot_file", FIELD_TEXT, FIELD_URL, "File to load (option 59)"},
	[F_BOOT_PARAMS] = {"boot_params[]", FIELD_TEXT, FIELD_CLI,
		"Parameters for what is loaded (option 60)"},
	[F_BOOTSTRAP] = {"bootstrap[]", FIELD_TEXT, FIELD_URL,
		"Server for the first contact (option 136)"},
	[F_MUD_URL] = {"mud_url", FIELD_TEXT, FIELD_URL,
		"Where the client's maker describes it (option 112)"},
	[F_STATUS] = {"status", FIELD_UINT, 0,
		"Status code of the message; left out where it is 0"},
};

static const struct schema schema = {"dhcpv6", fields, F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {546, 547, 0};

struct message {
	uint8_t type, relays;
	uint32_t id;
	struct addr link, peer; /* of the relay next to the client */
	struct span options;    /* of the innermost message */
	bool bad;               /* an option ran over the end, or relays without an end */
};

/* --- options ------------------------------------------------------------------------------- */

/* The next option of C; false at the end, with C's error set where it runs over. */
static bool option_next(struct cursor *c, uint16_t *ret_code, struct span *ret_value)
{
	if (!cursor_left(c))
		return false;
	*ret_code = cursor_be16(c);
	*ret_value = cursor_span(c, cursor_be16(c));
	return cursor_ok(c);
}

/* The first option CODE among OPTIONS; p is NULL where there is none. */
static struct span option_find(struct span options, uint16_t code)
{
	struct cursor c = cursor_of(options);
	struct span value;
	uint16_t found;

	while (option_next(&c, &found, &value))
		if (found == code)
			return value;
	return span_of(NULL, 0);
}

static bool is_duid(struct span duid)
{
	enum { TYPES = 4, LEN_MAX = 130 };

	return duid.len >= 3 && duid.len <= LEN_MAX && duid.p[0] == 0 && duid.p[1] >= 1 &&
	       duid.p[1] <= TYPES;
}

/* --- the probe ----------------------------------------------------------------------------- */

/* Options that fill OPTIONS to its end, all assigned, with a DUID or what a relay carries. */
static enum probe probe_options(struct span options, bool relay)
{
	struct cursor c = cursor_of(options);
	struct span value;
	uint16_t code;
	bool marked = false;

	while (option_next(&c, &code, &value)) {
		if (code == 0 || code >= OPTIONS)
			return PROBE_NO;
		if (relay)
			marked |= code == OPT_RELAY_MESSAGE && value.len >= HEAD;
		else
			marked |=
				(code == OPT_CLIENT_ID || code == OPT_SERVER_ID) && is_duid(value);
	}
	if (!cursor_ok(&c)) /* it may be cut by the snap length */
		return marked ? PROBE_LIKELY : PROBE_NO;
	return marked ? PROBE_SURE : options.len ? PROBE_LIKELY : PROBE_NO;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	uint8_t type = cursor_u8(&c), hops = cursor_u8(&c);
	bool relay = type == DHCPV6_RELAY_FORW || type == DHCPV6_RELAY_REPL;

	if (in->stream || !type || type >= DHCPV6_TYPES || (relay && hops > 32))
		return PROBE_NO;
	cursor_skip(&c, relay ? RELAY_HEAD - 2 : HEAD - 2);
	return cursor_ok(&c) ? probe_options(cursor_rest(&c), relay) : PROBE_NO;
}

/* --- reading ------------------------------------------------------------------------------- */

static struct addr addr_read(struct cursor *c)
{
	struct span octets = cursor_span(c, 16);

	return octets.len == 16 ? addr_v6(octets.p) : (struct addr){{0}};
}

/* Takes relays off BYTES until what the client or the server said is left. */
static bool message_read(struct span bytes, struct message *ret)
{
	*ret = (struct message){0};
	for (;;) {
		struct cursor c = cursor_of(bytes);
		ret->type = cursor_u8(&c);
		if (ret->type != DHCPV6_RELAY_FORW && ret->type != DHCPV6_RELAY_REPL) {
			ret->id = cursor_be24(&c);
			ret->options = cursor_rest(&c);
			return cursor_ok(&c) && ret->type && ret->type < DHCPV6_TYPES;
		}
		cursor_u8(&c);
		struct addr link = addr_read(&c), peer = addr_read(&c);
		ret->options = cursor_rest(&c);
		struct span inside = option_find(ret->options, OPT_RELAY_MESSAGE);
		if (!cursor_ok(&c))
			return ret->relays > 0;
		ret->link = link;
		ret->peer = peer;
		ret->relays++;
		if (inside.len < HEAD || ret->relays > RELAYS_MAX) {
			ret->bad = true;
			return true;
		}
		bytes = inside;
	}
}

/* --- the event ----------------------------------------------------------------------------- */

static struct span type_text(uint8_t type)
{
	static const char *const names[DHCPV6_TYPES] = {NULL, "solicit", "advertise", "request",
		"confirm", "renew", "rebind", "reply", "release", "decline", "reconfigure",
		"information-request", "relay-forw", "relay-repl", "leasequery", "leasequery-reply",
		"leasequery-done", "leasequery-data", "reconfigure-request", "reconfigure-reply",
		"dhcpv4-query", "dhcpv4-response", "active-leasequery", "starttls"};

	return span_str(type < DHCPV6_TYPES ? names[type] : NULL);
}

static void tell_text(struct draft *e, uint16_t field, struct span value)
{
	if (value.len)
		event_text(e, field, value);
}

static void tell_addr(struct draft *e, uint16_t field, struct span octets)
{
	struct addr a = addr_v6(octets.p);

	event_addr(e, field, &a);
}

/* Texts with two octets of length before each. */
static void tell_texts(struct draft *e, uint16_t field, struct span list)
{
	struct cursor c = cursor_of(list);

	for (int i = 0; i < LIST_MAX && cursor_left(&c); i++) {
		struct span text = cursor_span(&c, cursor_be16(&c));
		if (!cursor_ok(&c))
			return;
		tell_text(e, field, text);
	}
}

/* The Ethernet address at the end of a DUID of types 1 (with a time) and 3. */
static void tell_duid_mac(struct draft *e, struct span duid)
{
	enum { LINK_TIME = 1, LINK = 3, ETHERNET = 1 };
	struct cursor c = cursor_of(duid);
	uint16_t type = cursor_be16(&c), hardware = cursor_be16(&c);
	struct mac mac;

	if (type == LINK_TIME)
		cursor_skip(&c, 4);
	struct span octets = cursor_rest(&c);
	if ((type != LINK_TIME && type != LINK) || hardware != ETHERNET || !cursor_ok(&c) ||
		octets.len != sizeof(mac.b))
		return;
	memcpy(mac.b, octets.p, sizeof(mac.b));
	event_mac(e, F_CLIENT_MAC, &mac);
}

static void tell_prefix(struct dissect *d, struct draft *e, struct span value)
{
	enum { LIFETIMES = 8, WHOLE = LIFETIMES + 1 + 16 };
	char text[ADDR_TEXT];

	if (value.len < WHOLE)
		return;
	struct addr a = addr_v6(value.p + LIFETIMES + 1);
	struct span bits = text_u64(d->scratch, value.p[LIFETIMES]);
	struct span net = span_of(text, addr_text(&a, text));
	event_text(e, F_PREFIXES,
		text_join(d->scratch, text_join(d->scratch, net, SPAN_LIT("/")), bits));
}

/*
 * What identity associations hold: addresses or prefixes, as WANTED says, so that each list stands
 * together.
 */
static void tell_leases(
	struct dissect *d, struct draft *e, struct span options, enum dhcpv6_option wanted)
{
	struct cursor c = cursor_of(options);
	struct span ia, value;
	uint16_t code, inner;
	int told = 0;

	while (option_next(&c, &code, &ia)) {
		bool of_prefixes = code == OPT_IA_PD;
		if (code != OPT_IA_NA && code != OPT_IA_TA && !of_prefixes)
			continue;
		struct cursor in = cursor_of(ia);
		cursor_skip(&in, code == OPT_IA_TA ? 4 : 12);
		while (told < LIST_MAX && option_next(&in, &inner, &value)) {
			if (inner != wanted)
				continue;
			told++;
			if (wanted == OPT_IA_PREFIX)
				tell_prefix(d, e, value);
			else if (value.len >= 16)
				tell_addr(e, F_ADDRESSES, value);
		}
	}
}

/* A name of the DNS in its labels, without compression (RFC 4704 section 4). */
static struct span labels_text(struct dissect *d, struct span labels)
{
	struct cursor c = cursor_of(labels);
	uint8_t *text = arena_take(d->scratch, NAME_MAX + 1);
	uint32_t len = 0;

	while (text && cursor_left(&c)) {
		struct span label = cursor_span(&c, cursor_u8(&c));
		if (!cursor_ok(&c) || !label.len || len + label.len + 1 > NAME_MAX)
			break;
		if (len)
			text[len++] = '.';
		memcpy(text + len, label.p, label.len);
		len += label.len;
	}
	return span_of(text, len);
}

static struct span fqdn(struct dissect *d, struct span options)
{
	struct span option = option_find(options, OPT_FQDN);

	return labels_text(d, span_sub(option, 1, option.len));
}

/* The number of the enterprise whose class or options stand in OPTIONS; 0 without. */
static uint32_t enterprise_of(struct span options)
{
	struct span class = option_find(options, OPT_VENDOR_CLASS);
	struct cursor c = cursor_of(class.len ? class : option_find(options, OPT_VENDOR));
	uint32_t number = cursor_be32(&c);

	return cursor_ok(&c) ? number : 0;
}

static void tell_client(struct dissect *d, struct draft *e, const struct message *m)
{
	struct span client = option_find(m->options, OPT_CLIENT_ID);

	tell_text(e, F_CLIENT_ID, client);
	tell_duid_mac(e, client);
	tell_text(e, F_SERVER_ID, option_find(m->options, OPT_SERVER_ID));
	tell_leases(d, e, m->options, OPT_IA_ADDR);
	tell_leases(d, e, m->options, OPT_IA_PREFIX);
	struct span dns = option_find(m->options, OPT_DNS);
	for (uint32_t i = 0; i + 16 <= dns.len && i < 16 * LIST_MAX; i += 16)
		tell_addr(e, F_DNS, span_sub(dns, i, 16));
	tell_text(e, F_HOSTNAME, fqdn(d, m->options));
}

static void tell_boot(struct dissect *d, struct draft *e, const struct message *m)
{
	uint32_t enterprise = enterprise_of(m->options);
	struct span class = option_find(m->options, OPT_VENDOR_CLASS),
		    vendor = option_find(m->options, OPT_VENDOR);
	struct dhcp_vendor_part part;

	if (enterprise)
		event_uint(e, F_ENTERPRISE, enterprise);
	tell_texts(e, F_VENDOR_CLASS, span_sub(class, 4, class.len));
	tell_texts(e, F_USER_CLASS, option_find(m->options, OPT_USER_CLASS));
	dhcp_vendor_read(d->scratch, span_sub(vendor, 4, vendor.len), 2, &part);
	tell_text(e, F_VENDOR, part.rest);
	for (unsigned i = 0; i < part.count; i++)
		event_text(e, F_VENDOR_TEXTS, part.text[i]);
	tell_text(e, F_BOOT_FILE, option_find(m->options, OPT_BOOT_URL));
	tell_texts(e, F_BOOT_PARAMS, option_find(m->options, OPT_BOOT_PARAMS));
	tell_texts(e, F_BOOTSTRAP, option_find(m->options, OPT_BOOTSTRAP));
	tell_text(e, F_MUD_URL, option_find(m->options, OPT_MUD_URL));
}

static void tell(struct dissect *d, const struct message *m)
{
	struct draft *e = event_new(d, &schema);
	struct cursor status = cursor_of(option_find(m->options, OPT_STATUS));
	uint16_t code = cursor_be16(&status);

	tell_text(e, F_TYPE, type_text(m->type));
	event_uint(e, F_ID, m->id);
	if (m->relays) {
		event_uint(e, F_RELAYS, m->relays);
		event_addr(e, F_LINK_IP, &m->link);
		event_addr(e, F_PEER_IP, &m->peer);
	}
	tell_client(d, e, m);
	tell_boot(d, e, m);
	if (cursor_ok(&status) && code)
		event_uint(e, F_STATUS, code);
	event_emit(d, e);
}

/* --- who says what ------------------------------------------------------------------------- */

/* A server that tells a client where to load its configuration or software from. */
static void point_out(struct dissect *d, const struct message *m)
{
	struct span url = option_find(m->options, OPT_BOOT_URL);

	if (m->type != DHCPV6_ADVERTISE && m->type != DHCPV6_REPLY)
		return;
	if (!url.len) {
		struct cursor c = cursor_of(option_find(m->options, OPT_BOOTSTRAP));
		url = cursor_span(&c, cursor_be16(&c));
	}
	if (url.len)
		hint_emit(d, "dhcp.server", url, 0);
}

/* A client that names its maker, at the address that it or its relay tells. */
static void identify(struct dissect *d, const struct message *m)
{
	bool asks = m->type == DHCPV6_SOLICIT || m->type == DHCPV6_REQUEST ||
		    m->type == DHCPV6_RENEW || m->type == DHCPV6_INFORMATION;
	const struct enterprise *maker = enterprise_find(enterprise_of(m->options));

	if (!asks || !maker || !maker->equipment)
		return;
	identity_emit(d, &(struct identity){.of = d->from,
				 .has_addr = m->relays > 0,
				 .addr = m->peer,
				 .vendor = span_str(maker->vendor),
				 .name = fqdn(d, m->options),
				 .evidence = SPAN_LIT("dhcp"),
				 .is_equipment = true});
}

/* Whether options run over the end of the message. */
static bool is_malformed(const struct message *m)
{
	struct cursor c = cursor_of(m->options);
	struct span value;
	uint16_t code;

	while (option_next(&c, &code, &value)) {
	}
	return m->bad || !cursor_ok(&c);
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct message m;

	if (!message_read(cursor_rest(c), &m))
		return PARSE_LOST;
	tell(d, &m);
	if (is_malformed(&m) && !d->truncated)
		anomaly_emit(d, "dhcpv6.malformed");
	point_out(d, &m);
	identify(d, &m);
	return PARSE_OK;
}

const struct dissector dissector_dhcpv6 = {
	.name = "dhcpv6",
	.title = "Dynamic Host Configuration Protocol for IPv6",
	.spec = "RFC 8415, 5970, 8572",
	.set = "naming",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({DHCPV6_SOLICIT, DHCPV6_TYPES - 1}),
	.probe = probe,
	.datagram = datagram,
};
