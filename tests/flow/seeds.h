/* seeds: first messages of common protocols, for what is fed to nDPI in the tests. */
#ifndef SPANWATCH_TESTS_FLOW_SEEDS_H
#define SPANWATCH_TESTS_FLOW_SEEDS_H

#include "sensor/packet.h"

struct seed {
	const char *name; /* what nDPI calls it, NULL where it has no opinion */
	uint8_t ip_proto;
	uint16_t port;
	uint32_t len;
	const char *payload;
};

#define SEED(name, proto, port, text)                                                              \
	{                                                                                          \
		name, proto, port, sizeof(text) - 1, text                                          \
	}

static const struct seed seeds[] = {
	/* id, recursion desired, one question: www.example, A */
	SEED("dns", IPPROTO_NR_UDP, 53, "\x12\x34\x01\0\0\1\0\0\0\0\0\0\3www\7example\0\0\1\0\1"),
	SEED("http", IPPROTO_NR_TCP, 80, "GET /x HTTP/1.1\r\nHost: www.example\r\n\r\n"),
	SEED("ssh", IPPROTO_NR_TCP, 22, "SSH-2.0-OpenSSH_9.2\r\n"),
	SEED("tftp", IPPROTO_NR_UDP, 69, "\0\1startup-config\0octet\0"),
	/* client, version 4, poll, precision, then zeroes */
	SEED("ntp", IPPROTO_NR_UDP, 123,
		"\x23\0\6\xec\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\0"
		"\xe5\x66\x50\x81\xb5\x2d\x5e\x7a"),
	/* SNMPv2c get of sysDescr.0 */
	SEED("snmp", IPPROTO_NR_UDP, 161,
		"\x30\x26\2\1\1\4\6public\xa0\x19\2\1\1\2\1\0\2\1\0\x30\x0e\x30\x0c\6\x08\x2b\6\1\2"
		"\1\1"
		"\1\0\5\0"),
	SEED("sip", IPPROTO_NR_UDP, 5060,
		"OPTIONS sip:a@b.example SIP/2.0\r\nVia: SIP/2.0/UDP c.example\r\n\r\n"),
	SEED("syslog", IPPROTO_NR_UDP, 514,
		"<189>1: %SYS-5-CONFIG_I: Configured from console by vty0"),
	SEED(NULL, IPPROTO_NR_TCP, 4711, "\x91\xd4\x8e\x01\xf9 nothing that anybody knows"),
	SEED(NULL, IPPROTO_NR_UDP, 443, ""),
	SEED(NULL, IPPROTO_NR_UDP, 443, "\xc3\0\0\0\1\x08\1\2\3\4\5\6\7\x08\0\0\x41\0"),
	/* TLS: handshake, client hello that breaks off */
	SEED(NULL, IPPROTO_NR_TCP, 443,
		"\x16\3\1\0\x50\1\0\0\x4c\3\3\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"
		"\x11\x12"
		"\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\0\0\4\xc0\x2f\0\xff\1\0"),
	/* STUN: told without nDPI, whose answer depends on other flows */
	SEED(NULL, IPPROTO_NR_UDP, 3478,
		"\0\1\0\0\x21\x12\xa4\x42\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c"),
};

enum { SEED_COUNT = sizeof(seeds) / sizeof(seeds[0]), SEED_HEADERS = 40 };

/* An IPv4 packet 10.0.0.1:40000 > 10.0.0.2 with the payload of S at TO; its length. */
static inline uint32_t seed_packet(const struct seed *s, uint8_t *to)
{
	uint32_t l4 = s->ip_proto == IPPROTO_NR_TCP ? 20 : 8, total = 20 + l4 + s->len;
	uint8_t head[SEED_HEADERS] = {0x45, 0, (uint8_t)(total >> 8), (uint8_t)total, 0, 7, 0, 0,
		64, s->ip_proto, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 40000 >> 8, 40000 & 0xff,
		(uint8_t)(s->port >> 8), (uint8_t)s->port};

	if (s->ip_proto == IPPROTO_NR_TCP) {
		head[27] = 1;    /* seq */
		head[31] = 1;    /* ack */
		head[32] = 0x50; /* data offset */
		head[33] = TCP_PSH | TCP_ACK;
		head[34] = 1; /* window */
	} else {
		head[24] = (uint8_t)((s->len + 8) >> 8);
		head[25] = (uint8_t)(s->len + 8);
	}
	memcpy(to, head, 20 + l4);
	memcpy(to + 20 + l4, s->payload, s->len);
	return total;
}

#endif
