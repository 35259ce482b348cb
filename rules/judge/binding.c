/*
 * binding: which MAC answers for an address on the link, as ARP and neighbor discovery tell. An
 * address that two of them claim is a fault or somebody between: told for hosts that manage or are
 * managed. Collector's thread.
 */
#include "config.h"

#include "rules/judge/report.h"
#include "rules/memory.h"

enum { BINDING_MACS = 2 };

struct binding_key {
	struct addr addr;
	uint16_t space, vlan;
	uint16_t zero[2];
};

struct binding {
	struct mac mac[BINDING_MACS]; /* the latest first */
	int64_t seen_us[BINDING_MACS];
	uint8_t count;
	bool returned; /* the first came back: both are there at once */
};

bool binding_open(struct judge *j)
{
	j->bindings = store_new(&(struct store_shape){
		JUDGE_BINDINGS, sizeof(struct binding_key), sizeof(struct binding), NULL, j});
	return j->bindings;
}

/* Addresses that routers share move between them under a MAC made for that. */
static bool mac_is_virtual(const struct mac *mac)
{
	static const struct {
		uint8_t len, octets[5];
	} made[] = {
		{4, {0x00, 0x00, 0x5e, 0x00}},       /* VRRP, CARP */
		{5, {0x00, 0x00, 0x0c, 0x07, 0xac}}, /* HSRP */
		{4, {0x00, 0x00, 0x0c, 0x9f}},       /* HSRP version 2 */
		{4, {0x00, 0x05, 0x73, 0xa0}},       /* HSRP for IPv6 */
		{4, {0x00, 0x07, 0xb4, 0x00}},       /* GLBP */
	};

	for (unsigned i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		if (memcmp(mac->b, made[i].octets, made[i].len) == 0)
			return true;
	return false;
}

static bool mac_is(const struct mac *a, const struct mac *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/* What manages, or serves those who do: whoever stands in its place sees passwords. */
static bool is_manager(const struct party *p)
{
	const uint32_t others =
		1u << ROLE_ELEMENT | 1u << ROLE_CPE | 1u << ROLE_SUBSCRIBER | 1u << ROLE_PEER;

	return (p->host.roles & ~others) != 0;
}

static void words_add_mac(struct words *w, const struct mac *mac)
{
	char text[MAC_TEXT];

	mac_text(mac, text);
	words_add(w, text);
}

static void conflict_tell(
	struct judge *j, const struct event *e, const struct party *p, const struct binding *b)
{
	uint8_t worst = is_manager(p) ? 1 : 2;
	struct event claim = *e;
	struct judgement it = {.finding = FINDING_ADDRESS_CONFLICT,
		.event = &claim,
		.app = e->type,
		.element = p,
		.rule = b->returned ? "two-at-once" : "moved",
		.severity = b->returned ? worst : (uint8_t)(worst + 1),
		.confidence = b->returned ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
		.variety = b->returned,
		.variety_max = FINDING_VARIETY};

	if (!claim.place.has_ip) /* ARP: whose address it is about */
		claim.place.src.addr = e->u.identity.addr;
	words_add(&it.message, p->id);
	words_add(&it.message, b->returned ? " is claimed by " : " was at ");
	words_add_mac(&it.message, &b->mac[1]);
	words_add(&it.message, b->returned ? " and by " : " and is now claimed by ");
	words_add_mac(&it.message, &b->mac[0]);
	finding_raise(j, &it);
}

/* Takes the claim in; true when it is another one's than the last within HOUR_US. */
static bool binding_take(struct binding *b, const struct mac *mac, int64_t ts_us)
{
	bool known = b->count && mac_is(&b->mac[0], mac);
	bool second = b->count > 1 && mac_is(&b->mac[1], mac);

	if (known) {
		b->seen_us[0] = ts_us;
		return false;
	}
	bool fresh = b->count && ts_us - b->seen_us[0] < HOUR_US;
	b->returned = second && fresh && ts_us - b->seen_us[1] < HOUR_US;
	b->mac[1] = b->mac[0];
	b->seen_us[1] = b->seen_us[0];
	b->mac[0] = *mac;
	b->seen_us[0] = ts_us;
	b->count = b->count ? BINDING_MACS : 1;
	return fresh;
}

bool binding_note(struct judge *j, const struct event *e)
{
	const struct identity *i = &e->u.identity;
	uint8_t vlans = e->place.vlan_count;
	struct binding_key key;
	struct party p;
	bool is_new;

	memset(&key, 0, sizeof(key));
	key.addr = i->addr;
	key.space = e->place.space;
	key.vlan = vlans ? e->place.vlan[vlans - 1] : 0;
	struct binding *b = store_take(j->bindings, &key, &is_new);
	if (!binding_take(b, &i->mac, e->ts_us) || mac_is_virtual(&b->mac[0]) ||
		mac_is_virtual(&b->mac[1]))
		return is_new;
	party_of(j, e->place.space, &i->addr, &p);
	if (p.is_crowd || !(p.is_element || is_manager(&p)))
		return is_new;
	conflict_tell(j, e, &p, b);
	return is_new;
}

/* --- from one run to the next ------------------------------------------------------------------
 */

void bindings_save(const struct judge *j, struct memory_out *out)
{
	const void *found;
	const struct binding *b = store_oldest(j->bindings, &found);

	memory_put_u32(out, store_count(j->bindings));
	for (; b; b = store_later(j->bindings, b, &found)) {
		const struct binding_key *key = found;
		memory_put_addr(out, &key->addr);
		memory_put_u16(out, key->space);
		memory_put_u16(out, key->vlan);
		memory_put_u8(out, b->count);
		memory_put_u8(out, b->returned);
		for (unsigned i = 0; i < BINDING_MACS; i++) {
			memory_put_bytes(out, b->mac[i].b, sizeof(b->mac[i].b));
			memory_put_i64(out, b->seen_us[i]);
		}
	}
}

static bool binding_load(struct judge *j, struct cursor *in)
{
	struct binding_key key;
	struct binding read;

	memset(&key, 0, sizeof(key));
	memset(&read, 0, sizeof(read));
	key.addr = memory_get_addr(in);
	key.space = cursor_be16(in);
	key.vlan = cursor_be16(in);
	read.count = cursor_u8(in);
	read.returned = cursor_u8(in) != 0;
	for (unsigned i = 0; i < BINDING_MACS; i++) {
		memory_get_bytes(in, read.mac[i].b, sizeof(read.mac[i].b));
		read.seen_us[i] = memory_get_time(in);
	}
	if (!cursor_ok(in) || read.count > BINDING_MACS)
		return false;
	*(struct binding *)store_take(j->bindings, &key, NULL) = read;
	return true;
}

bool bindings_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	(void)version;
	if (count > JUDGE_BINDINGS)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!binding_load(j, in))
			return false;
	return true;
}
