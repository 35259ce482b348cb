/* eve: see eve.h. */
#include "config.h"

#include "sensor/eve.h"

#include "sensor/base/digest.h"
#include "sensor/base/siphash.h"

#include <nettle/base64.h>

static const char *proto_word(uint8_t ip_proto)
{
	switch (ip_proto) {
	case IPPROTO_NR_TCP:
		return "TCP";
	case IPPROTO_NR_UDP:
		return "UDP";
	case IPPROTO_NR_ICMP:
		return "ICMP";
	case IPPROTO_NR_ICMPV6:
		return "IPv6-ICMP";
	case IPPROTO_NR_SCTP:
		return "SCTP";
	case IPPROTO_NR_GRE:
		return "GRE";
	case IPPROTO_NR_ESP:
		return "ESP";
	case IPPROTO_NR_AH:
		return "AH";
	case IPPROTO_NR_OSPF:
		return "OSPFIGP";
	case IPPROTO_NR_IGMP:
		return "IGMP";
	case IPPROTO_NR_PIM:
		return "PIM";
	case IPPROTO_NR_VRRP:
		return "VRRP";
	case IPPROTO_NR_IPIP:
		return "IP-in-IP";
	default:
		return NULL;
	}
}

void eve_proto_name(uint8_t ip_proto, char ret[static 16])
{
	const char *word = proto_word(ip_proto);
	char digits[4];
	int n = 0;

	if (word) {
		size_t len = strlen(word);
		memcpy(ret, word, len + 1);
		return;
	}
	do {
		digits[n++] = (char)('0' + ip_proto % 10);
		ip_proto /= 10;
	} while (ip_proto);
	for (int i = 0; i < n; i++)
		ret[i] = digits[n - 1 - i];
	ret[n] = '\0';
}

/* ICMP types that answer one another; the pair stands in for the ports (community id v1). */
static const struct {
	uint8_t type, partner;
} icmp4_pairs[] = {{8, 0}, {0, 8}, {13, 14}, {14, 13}, {15, 16}, {16, 15}, {17, 18}, {18, 17},
	{10, 9}, {9, 10}},
  icmp6_pairs[] = {{128, 129}, {129, 128}, {133, 134}, {134, 133}, {135, 136}, {136, 135},
	  {130, 131}, {131, 130}, {139, 140}, {140, 139}, {144, 145}, {145, 144}};

/* Maps type and code to ports; false for a type without partner, which has a direction of its own.
 */
static bool icmp_ports(const struct place *p, uint16_t *a, uint16_t *b)
{
	bool six = p->ip_proto == IPPROTO_NR_ICMPV6;
	size_t count = six ? sizeof(icmp6_pairs) / 2 : sizeof(icmp4_pairs) / 2;

	*a = p->src.port;
	*b = p->dst.port;
	for (size_t i = 0; i < count; i++) {
		uint8_t type = six ? icmp6_pairs[i].type : icmp4_pairs[i].type;
		if (type == p->src.port) {
			*b = six ? icmp6_pairs[i].partner : icmp4_pairs[i].partner;
			return true;
		}
	}
	return false;
}

uint32_t eve_community_id(const struct place *place, uint16_t seed, char ret[static 40])
{
	uint8_t in[2 + 16 + 16 + 2 + 4];
	uint8_t hash[20];
	uint16_t a = place->src.port, b = place->dst.port;
	const struct addr *x = &place->src.addr, *y = &place->dst.addr;
	bool ports = place->ip_proto == IPPROTO_NR_TCP || place->ip_proto == IPPROTO_NR_UDP ||
		     place->ip_proto == IPPROTO_NR_SCTP;
	bool may_swap = true;

	if (!place->has_ip)
		return 0;
	if (place->ip_proto == IPPROTO_NR_ICMP || place->ip_proto == IPPROTO_NR_ICMPV6) {
		may_swap = icmp_ports(place, &a, &b);
		ports = true;
	}
	int order = addr_cmp(x, y);
	if (may_swap && (order > 0 || (order == 0 && a > b))) {
		const struct addr *t = x;
		x = y;
		y = t;
		uint16_t port = a;
		a = b;
		b = port;
	}
	uint32_t n = 0, skip = addr_is_v4(x) && addr_is_v4(y) ? 12 : 0;
	in[n++] = (uint8_t)(seed >> 8);
	in[n++] = (uint8_t)seed;
	memcpy(in + n, x->b + skip, 16 - skip);
	n += 16 - skip;
	memcpy(in + n, y->b + skip, 16 - skip);
	n += 16 - skip;
	in[n++] = place->ip_proto;
	in[n++] = 0;
	if (ports) {
		in[n++] = (uint8_t)(a >> 8);
		in[n++] = (uint8_t)a;
		in[n++] = (uint8_t)(b >> 8);
		in[n++] = (uint8_t)b;
	}
	digest_sha1(span_of(in, n), hash);
	ret[0] = '1';
	ret[1] = ':';
	base64_encode_raw(ret + 2, sizeof(hash), hash);
	ret[2 + BASE64_ENCODE_RAW_LENGTH(sizeof(hash))] = '\0';
	return 2 + BASE64_ENCODE_RAW_LENGTH(sizeof(hash));
}

static void write_source(struct json *j, const struct eve_context *x, const struct place *place)
{
	if (x->live) {
		json_kv_string(j, "in_iface", x->sources[place->source]);
		return;
	}
	if (!place->frame_no)
		return;
	json_kv_u64(j, "pcap_cnt", place->frame_no);
	if (x->show_filename)
		json_kv_string(j, "pcap_filename", x->sources[place->source]);
}

/* The community ID is of the addresses shown: that of the others would give them away. */
static void write_flow(struct json *j, const struct eve_context *x, const struct place *place)
{
	char text[40];
	bool ports = place->ip_proto == IPPROTO_NR_TCP || place->ip_proto == IPPROTO_NR_UDP ||
		     place->ip_proto == IPPROTO_NR_SCTP;

	json_kv_addr(j, "src_ip", &place->src.addr);
	if (ports)
		json_kv_u64(j, "src_port", place->src.port);
	json_kv_addr(j, "dest_ip", &place->dst.addr);
	if (ports)
		json_kv_u64(j, "dest_port", place->dst.port);
	eve_proto_name(place->ip_proto, text);
	json_kv_word(j, "proto", text);
	uint32_t n = eve_community_id(place, x->community_seed, text);
	json_kv_plain(j, "community_id", span_of(text, n));
}

uint64_t eve_flow_id(const struct place *place, const struct place *shown)
{
	static const struct siphash_key fixed = {0x6d61736bull, 0x666c6f77ull};
	const struct endpoint *a = shown->src_is_client ? &shown->src : &shown->dst;
	const struct endpoint *b = shown->src_is_client ? &shown->dst : &shown->src;
	uint64_t words[5];

	if (!place->flow_id || (addr_cmp(&place->src.addr, &shown->src.addr) == 0 &&
				       addr_cmp(&place->dst.addr, &shown->dst.addr) == 0))
		return place->flow_id;
	memcpy(words, a->addr.b, 16);
	memcpy(words + 2, b->addr.b, 16);
	words[4] = (uint64_t)a->port << 48 | (uint64_t)b->port << 32 |
		   (uint64_t)shown->space << 16 | shown->ip_proto;
	return siphash(&fixed, words, sizeof(words)) >> 11 | 1;
}

/* PLACE with its addresses as they may be shown, and what is made of them. */
static void mask_place(const struct eve_context *x, const struct place *place, struct place *ret)
{
	*ret = *place;
	ret->src.addr = eve_shown(x, place->space, &place->src.addr);
	ret->dst.addr = eve_shown(x, place->space, &place->dst.addr);
	ret->flow_id = eve_flow_id(place, ret);
}

void eve_begin(struct json *j, const struct eve_context *x, int64_t ts_us, const char *type,
	const struct place *place)
{
	struct place shown;

	if (x->mask && place && place->has_ip) {
		mask_place(x, place, &shown);
		place = &shown;
	}
	json_open(j, '{');
	json_kv_time(j, "timestamp", ts_us);
	if (place && place->flow_id)
		json_kv_u64(j, "flow_id", place->flow_id);
	if (place)
		write_source(j, x, place);
	json_kv_word(j, "event_type", type);
	if (place && place->vlan_count) {
		json_key(j, "vlan");
		json_open(j, '[');
		for (unsigned i = 0; i < place->vlan_count; i++)
			json_u64(j, place->vlan[i]);
		json_close(j, ']');
	}
	if (place && place->has_ip) {
		write_flow(j, x, place);
	} else if (place && place->has_ether) {
		json_key(j, "ether");
		json_open(j, '{');
		json_key(j, "src_mac");
		json_mac(j, &place->src_mac);
		json_key(j, "dest_mac");
		json_mac(j, &place->dst_mac);
		json_close(j, '}');
	}
	if (x->host)
		json_kv_string(j, "host", x->host);
}

void eve_end(struct json *j)
{
	json_close(j, '}');
}

void eve_encap(struct json *j, const struct place *place)
{
	if (!place->tunnelled)
		return;
	json_key(j, "encap");
	json_open(j, '[');
	for (unsigned i = 0; i < place->layer_count; i++)
		json_string(j, layer_name(place->layers[i]));
	json_close(j, ']');
}
