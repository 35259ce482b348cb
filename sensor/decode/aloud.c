/*
 * aloud: dialogues of which both sides call out to everybody. Each packet goes to 255.255.255.255
 * and no address pairs question and answer; who speaks with whom stands in the payload, as MACs
 * and the number of a session (MAC-Telnet: dissectors/mac_telnet.c). Called by decode.c when a
 * packet is whole.
 *
 *   | 1 | type | source MAC 6 | destination MAC 6 | session 2 | client type 2 | counter 4 |
 *   a server's: client type, then session
 */
#include "config.h"

#include "sensor/aloud.h"
#include "sensor/decode/walk.h"

enum { HEAD_LEN = 22, TYPE_DATA = 1, TYPE_ACK = 2, TYPE_END = 255 };

static bool is_everybody(const struct addr *a)
{
	static const uint8_t all[] = {255, 255, 255, 255};

	return addr_is_v4(a) && memcmp(a->b + 12, all, sizeof(all)) == 0;
}

/* The link-local address that a MAC stands for (RFC 4291, appendix A). */
static struct addr addr_of_mac(const uint8_t mac[6])
{
	struct addr a = {{0xfe, 0x80, 0, 0, 0, 0, 0, 0, mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe,
		mac[3], mac[4], mac[5]}};

	return a;
}

static uint64_t number_of(const uint8_t mac[6])
{
	uint64_t n = 0;

	for (int i = 0; i < 6; i++)
		n = n << 8 | mac[i];
	return n;
}

void aloud_find(struct packet *p)
{
	static const uint8_t nobody[4];
	struct cursor c = cursor_of(p->payload);

	if (p->ip_proto != IPPROTO_NR_UDP || !is_everybody(&p->dst) || p->payload.len < HEAD_LEN)
		return;
	uint8_t version = cursor_u8(&c), type = cursor_u8(&c);
	struct span from = cursor_span(&c, 6), to = cursor_span(&c, 6);
	uint16_t first = cursor_be16(&c), second = cursor_be16(&c);
	bool answer = aloud_is_client_type(first) &&
		      (!aloud_is_client_type(second) || p->sport < p->dport);
	if (version != 1 || (type > TYPE_ACK && type != TYPE_END) ||
		(!answer && !aloud_is_client_type(second)))
		return;
	uint64_t a = number_of(from.p), b = number_of(to.p);
	uint64_t ports = (uint64_t)p->sport << 16 | p->dport;
	if (answer)
		ports = (uint64_t)p->dport << 16 | p->sport;
	p->flags |= answer ? PACKET_ANSWER : 0;
	p->dialogue = walk_mix(walk_mix((answer ? b : a) << 16 | (answer ? second : first)) +
			       walk_mix((answer ? a : b) ^ ports << 24)) |
		      1;
	if (addr_is_v4(&p->src) && memcmp(p->src.b + 12, nobody, sizeof(nobody)) == 0)
		p->src = addr_of_mac(from.p);
}
