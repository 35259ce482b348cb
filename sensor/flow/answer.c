/*
 * answer: between two equal ports that both serve, a port tells nothing about who asked; the first
 * datagram that is seen may be an answer (a tap of one direction shows nothing else), and says so
 * itself. Called when a flow begins, on its worker's thread.
 */
#include "config.h"

#include "sensor/aloud.h"
#include "sensor/flow/room.h"

/* RFC 1035, section 4.1.1: the bit QR. */
static bool is_dns(struct span s)
{
	enum { QR = 0x80 };

	return s.len > 2 && (s.p[2] & QR);
}

/* RFC 5905: mode 4 is a server's; modes 6 and 7 have a bit for answers. */
static bool is_ntp(struct span s)
{
	enum { MODE = 7, SERVER = 4, CONTROL = 6, PRIVATE = 7, RESPONSE = 0x80 };

	if (s.len < 2)
		return false;
	switch (s.p[0] & MODE) {
	case SERVER:
		return true;
	case CONTROL:
		return (s.p[1] & RESPONSE) != 0;
	case PRIVATE:
		return (s.p[0] & RESPONSE) != 0;
	default:
		return false;
	}
}

/* RFC 7296, section 3.1: the flag R; version 1 has none. */
static bool is_ike(struct span s)
{
	enum { AT_VERSION = 17, AT_FLAGS = 19, R = 0x20 };
	uint32_t at = s.len > 4 && !(s.p[0] | s.p[1] | s.p[2] | s.p[3]) ? 4 : 0; /* port 4500 */

	return s.len > at + AT_FLAGS && s.p[at + AT_VERSION] >> 4 == 2 && (s.p[at + AT_FLAGS] & R);
}

/* RFC 2865, 2866, 5176: the codes that answer. */
static bool is_radius(struct span s)
{
	static const uint8_t codes[] = {2, 3, 5, 11, 41, 42, 44, 45};

	return s.len && memchr(codes, s.p[0], sizeof(codes));
}

/* RFC 3261, section 7.2. */
static bool is_sip(struct span s)
{
	return span_starts(s, SPAN_LIT("SIP/2.0 "));
}

/* 3GPP TS 29.060, 29.274: echo response. */
static bool is_gtp(struct span s)
{
	enum { ECHO_RESPONSE = 2 };

	return s.len > 1 && s.p[1] == ECHO_RESPONSE;
}

/* MAC-Telnet: a server's packet names the type of the client before the session. */
static bool is_mac_telnet(struct span s)
{
	enum { AT_FIRST = 14 };

	return s.len > AT_FIRST + 1 &&
	       aloud_is_client_type((uint16_t)(s.p[AT_FIRST] << 8 | s.p[AT_FIRST + 1]));
}

bool answer_is_one(const struct packet *p)
{
	static const struct {
		uint16_t port;
		bool (*is)(struct span s);
	} kinds[] = {{53, is_dns}, {123, is_ntp}, {500, is_ike}, {4500, is_ike}, {1812, is_radius},
		{1813, is_radius}, {1645, is_radius}, {1646, is_radius}, {3799, is_radius},
		{5060, is_sip}, {2123, is_gtp}, {20561, is_mac_telnet}};

	if (p->ip_proto != IPPROTO_NR_UDP || p->sport != p->dport)
		return false;
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].port == p->dport)
			return kinds[i].is(p->payload);
	return false;
}
