/*
 * make_capture: writes captures for measurements; the same bytes each time. A program of its own.
 *
 *   make_capture KIND OUT.pcap FLOWS
 *
 *   mix       what users do (names, pages, encrypted sessions, calls) with some management in it
 *   flows     many short flows of management and names, far apart in the file
 *   sequence  one packet a flow, addresses and ports that count up
 *   scan      one host that tries every port of every host
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPEN_FLOWS = 20000, FRAME_MAX = 1514, FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, UDP = 0 };

enum text { NONE, QUERY, ANSWER, GET, PAGE, HELLO, SERVER_HELLO, NOISE, CALL, TIME, SNMP_GET,
	SNMP_ANSWER, LOG, BANNER, SERVER_BANNER };

/* One packet of a flow: who sends, TCP flags (0: UDP), what, and how often it is repeated. */
struct step {
	uint8_t from_server, flags, text, times;
	uint16_t len;
};

#define OPENING {0, SYN, NONE, 1, 0}, {1, SYN | ACK, NONE, 1, 0}, {0, ACK, NONE, 1, 0}
#define CLOSING {0, FIN | ACK, NONE, 1, 0}, {1, FIN | ACK, NONE, 1, 0}, {0, ACK, NONE, 1, 0}
static const struct step names[] = {{0, UDP, QUERY, 1, 33}, {1, UDP, ANSWER, 1, 49}, {0}};
static const struct step web[] = {OPENING, {0, PSH | ACK, GET, 1, 180}, {1, ACK, NONE, 1, 0},
	{1, ACK, PAGE, 6, 1400}, {0, ACK, NONE, 3, 0}, CLOSING, {0}};
static const struct step secure[] = {OPENING, {0, PSH | ACK, HELLO, 1, 240},
	{1, PSH | ACK, SERVER_HELLO, 1, 1400}, {0, ACK, NONE, 1, 0}, {0, PSH | ACK, NOISE, 2, 300},
	{1, ACK, NOISE, 10, 1400}, {0, ACK, NONE, 5, 0}, CLOSING, {0}};
static const struct step call[] = {{0, UDP, CALL, 12, 172}, {1, UDP, CALL, 12, 172}, {0}};
static const struct step hours[] = {{0, UDP, TIME, 1, 48}, {1, UDP, TIME, 1, 48}, {0}};
static const struct step poll[] = {{0, UDP, SNMP_GET, 1, 43}, {1, UDP, SNMP_ANSWER, 1, 47}, {0}};
static const struct step logs[] = {{0, UDP, LOG, 1, 0}, {0}};
static const struct step shell[] = {OPENING, {1, PSH | ACK, SERVER_BANNER, 1, 0},
	{0, PSH | ACK, BANNER, 1, 0}, CLOSING, {0}};
static const struct step empty[] = {OPENING, CLOSING, {0}};
static const struct step refused[] = {{0, SYN, NONE, 1, 0}, {1, RST | ACK, NONE, 1, 0}, {0}};
static const struct step probe[] = {{0, SYN, NONE, 1, 0}, {0}};

struct kind {
	const char *name;
	struct {
		const struct step *steps;
		unsigned share; /* of 100 */
		uint16_t port;
	} parts[9];
};

static const struct kind kinds[] = {
	{"mix", {{names, 30, 53}, {web, 15, 80}, {secure, 35, 443}, {call, 8, 16384}, {hours, 4, 123},
			{poll, 4, 161}, {logs, 3, 514}, {shell, 1, 22}}},
	{"flows", {{names, 20, 53}, {poll, 15, 161}, {logs, 10, 514}, {hours, 5, 123},
			  {empty, 20, 443}, {refused, 10, 23}, {shell, 20, 22}}},
	{"sequence", {{probe, 100, 0}}},
	{"scan", {{probe, 100, 0}}},
};

struct flow {
	uint32_t client, server, seq[2];
	uint16_t client_port, server_port;
	const struct step *step;
	uint8_t done; /* of the step's repetitions */
};

static FILE *out;
static uint64_t packets;

static uint64_t scatter(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

static uint32_t add_up(const uint8_t *p, unsigned len, uint32_t sum)
{
	for (unsigned i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)(p[i] << 8 | p[i + 1]);
	return len & 1 ? sum + (uint32_t)(p[len - 1] << 8) : sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* Payload of STEP into P; returns its length. */
static unsigned fill(uint8_t *p, const struct step *step, uint64_t random)
{
	static const uint8_t dns[] = "\x12\x34\x01\0\0\1\0\0\0\0\0\0\4node\7example\3com\0\0\1\0\1";
	static const uint8_t get[] =
		"\x30\x29\x02\x01\x01\x04\x06public\xa0\x1c\x02\x04\x11\x22\x33\x44\x02\x01\x00\x02\x01\x00"
		"\x30\x0e\x30\x0c\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x05\x00";
	static const uint8_t answer[] =
		"\x30\x2d\x02\x01\x01\x04\x06public\xa2\x20\x02\x04\x11\x22\x33\x44\x02\x01\x00\x02\x01\x00"
		"\x30\x12\x30\x10\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x04\x04test";
	static const uint8_t hello[] =
		"\x16\x03\x01\x00\xeb\x01\x00\x00\xe7\x03\x03................................\x00\x00\x04"
		"\x13\x01\xc0\x2f\x01\x00\x00\xba\x00\x00\x00\x14\x00\x12\x00\x00\x0fwww.example.net"
		"\x00\x0a\x00\x04\x00\x02\x00\x1d\x00\x15\x00\x96";
	static const uint8_t server[] =
		"\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03................................\x00\xc0\x2f\x00"
		"\x17\x03\x03\x10\x00";
	unsigned len = step->len;

	for (unsigned i = 0; i < len; i++)
		p[i] = (uint8_t)(random >> (i % 8 * 8)) ^ (uint8_t)(i * 151);
	switch (step->text) {
	case QUERY:
	case ANSWER:
		memset(p, 0, len);
		memcpy(p, dns, 34);
		len = 34;
		p[13] = (uint8_t)('a' + random % 26);
		if (step->text == ANSWER) {
			put16(p + 2, 0x8180);
			p[7] = 1;
			memcpy(p + 34, "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xcb\0\x71\5", 16);
			len = 50;
		}
		break;
	case GET:
		len = (unsigned)snprintf((char *)p, 400,
			"GET /%llx HTTP/1.1\r\nHost: www.example.net\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n",
			(unsigned long long)random);
		break;
	case PAGE:
		memcpy(p, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8300\r\n\r\n", 67);
		break;
	case HELLO:
		memset(p, 0, len);
		memcpy(p, hello, sizeof(hello) - 1);
		break;
	case SERVER_HELLO:
		memcpy(p, server, sizeof(server) - 1);
		break;
	case CALL:
		put16(p, 0x8000);
		break;
	case TIME:
		memset(p, 0, len);
		p[0] = step->from_server ? 0x24 : 0x23;
		break;
	case SNMP_GET:
		memcpy(p, get, len);
		break;
	case SNMP_ANSWER:
		memcpy(p, answer, len);
		break;
	case LOG:
		len = (unsigned)snprintf((char *)p, 200,
			"<189>%u: *Mar  1 00:%02u:%02u.001: %%SYS-5-CONFIG_I: Configured from console by vty0",
			(unsigned)(random % 100000), (unsigned)(random % 60), (unsigned)(random / 60 % 60));
		break;
	case BANNER:
		len = (unsigned)snprintf((char *)p, 40, "SSH-2.0-OpenSSH_9.2\r\n");
		break;
	case SERVER_BANNER:
		len = (unsigned)snprintf((char *)p, 40, "SSH-2.0-Cisco-1.25\r\n");
		break;
	}
	return len;
}

static void emit(struct flow *f, const struct step *step, uint64_t random)
{
	uint8_t frame[16 + FRAME_MAX], *ip = frame + 14, *l4 = ip + 20;
	unsigned side = step->from_server, head = step->flags ? 20 : 8;
	unsigned len = fill(l4 + head, step, random), size = 34 + head + len;

	memcpy(frame, "\2\0\0\0\0\1\2\0\0\0\0\2\x08\0", 14);
	memset(ip, 0, 20 + head);
	ip[0] = 0x45;
	put16(ip + 2, size - 14);
	put16(ip + 4, (uint32_t)packets);
	put16(ip + 6, 0x4000);
	ip[8] = 64;
	ip[9] = step->flags ? 6 : 17;
	put32(ip + 12, side ? f->server : f->client);
	put32(ip + 16, side ? f->client : f->server);
	put16(ip + 10, fold(add_up(ip, 20, 0)));
	put16(l4, side ? f->server_port : f->client_port);
	put16(l4 + 2, side ? f->client_port : f->server_port);
	if (step->flags) {
		put32(l4 + 4, f->seq[side]);
		put32(l4 + 8, step->flags & ACK ? f->seq[!side] : 0);
		l4[12] = 0x50;
		l4[13] = step->flags;
		put16(l4 + 14, 64240);
		f->seq[side] += len + (step->flags & (SYN | FIN) ? 1 : 0);
	} else {
		put16(l4 + 4, 8 + len);
	}
	uint16_t sum = fold(add_up(l4, head + len, add_up(ip + 12, 8, ip[9] + head + len)));
	put16(l4 + (step->flags ? 16 : 6), sum ? sum : 0xffff);
	if (size < 60) {
		memset(frame + size, 0, 60 - size);
		size = 60;
	}
	/* 250,000 packets a second: what is open stays open */
	uint32_t record[4] = {(uint32_t)(1795305600 + packets / 250000),
		(uint32_t)(packets % 250000 * 4), size, size};
	fwrite(record, sizeof(record), 1, out);
	fwrite(frame, size, 1, out);
	packets++;
}

static void start(struct flow *f, const struct kind *kind, uint32_t number)
{
	uint64_t random = scatter(number);
	unsigned share = (unsigned)(random % 100), part = 0;

	while (share >= kind->parts[part].share)
		share -= kind->parts[part++].share;
	f->step = kind->parts[part].steps;
	f->done = 0;
	f->server_port = kind->parts[part].port;
	f->client = 0x0a000000u | ((number * 0x9e3779b1u) & 0xffffff);
	f->server = 0xc6120000u | (uint32_t)(random >> 40 & 0x1fff);
	f->client_port = (uint16_t)(1024 + (random >> 8) % 60000);
	f->seq[0] = (uint32_t)random;
	f->seq[1] = (uint32_t)(random >> 32);
	if (strcmp(kind->name, "sequence") == 0) {
		f->client = 0x0a000000u + number;
		f->client_port = (uint16_t)(1024 + number % 60000);
		f->server = 0xc6120001u;
		f->server_port = 443;
	} else if (strcmp(kind->name, "scan") == 0) {
		f->client = 0x0a000001u;
		f->client_port = 40000;
		f->server = 0xc6120000u + number / 65535;
		f->server_port = (uint16_t)(1 + number % 65535);
	}
}

/* The next packet of F; false when it was the last. */
static int move(struct flow *f, uint64_t random)
{
	emit(f, f->step, random);
	if (++f->done < f->step->times)
		return 1;
	f->done = 0;
	f->step++;
	return f->step->times != 0;
}

int main(int argc, char **argv)
{
	static const uint32_t head[] = {0xa1b2c3d4, 4u << 16 | 2u, 0, 0, 65535, 1};
	const struct kind *kind = NULL;

	for (unsigned i = 0; argc == 4 && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(argv[1], kinds[i].name) == 0)
			kind = &kinds[i];
	uint32_t count = argc == 4 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0, next = 0;
	struct flow *flows = calloc(OPEN_FLOWS, sizeof(*flows));
	uint32_t *numbers = calloc(OPEN_FLOWS, sizeof(*numbers));
	out = kind && count ? fopen(argv[2], "wb") : NULL;
	if (!out || !flows || !numbers) {
		fprintf(stderr, "usage: make_capture mix|flows|sequence|scan OUT.pcap FLOWS\n");
		return 2;
	}
	setvbuf(out, NULL, _IOFBF, 1 << 20);
	fwrite(head, sizeof(head), 1, out);
	for (int any = 1; any;) {
		any = 0;
		for (uint32_t i = 0; i < OPEN_FLOWS; i++) {
			struct flow *f = &flows[i];
			if (!f->step && next < count) {
				numbers[i] = next;
				start(f, kind, next++);
			}
			if (!f->step)
				continue;
			if (!move(f, scatter(numbers[i])))
				f->step = NULL;
			any = 1;
		}
	}
	free(flows);
	free(numbers);
	return fclose(out) ? 1 : 0;
}
