/*
 * trigger: packets that wake known implants, and what these answer. Nothing that speaks a protocol
 * sends them, so they are looked for where a flow begins: in the segments with SYN, and in first
 * bytes that no dissector knows. Called by the shard, on its worker's thread.
 */
#include "config.h"

#include "sensor/flow/room.h"

/* SYNful Knock: controller and implant know one another by the distance of two numbers. */
enum { KNOCK_DISTANCE = 0xc123d };

/* BPFDoor: a mark of four bytes, an address, a port and a password of 14 bytes. */
enum { MAGIC_LEN = 24 };

static void trigger_tell(
	struct shard *s, struct flow *f, enum side from, const char *name, const char *text)
{
	struct event e = {.kind = EVENT_SIGNAL, .type = "flow", .app = f->app};

	if (s->options.scope_elements && !(f->flags & FLOW_IN_SCOPE))
		return;
	s->host.app = f->app;
	place_fill(s, f, from, s->packet, &e.place);
	e.ts_us = s->packet->ts_us;
	e.u.signal = (struct signal){
		.name = name, .type = "hint", .text = span_str(text), .number = from};
	host_send(&s->host, &e);
}

static bool is_knock(uint32_t a, uint32_t b)
{
	return a - b == KNOCK_DISTANCE || b - a == KNOCK_DISTANCE;
}

void trigger_syn(struct shard *s, struct flow *f, enum side from, const struct packet *p)
{
	if ((p->flags & PACKET_BAD_SUM) || !p->tcp_ack)
		return;
	if (!(p->tcp_flags & TCP_ACK)) {
		if (is_knock(p->tcp_seq, p->tcp_ack))
			trigger_tell(s, f, from, "tcp.synful_knock", "a SYN with both numbers");
	} else if (is_knock(p->tcp_ack - 1, p->tcp_seq)) {
		trigger_tell(s, f, from, "tcp.synful_implant", "numbers of SYN and answer");
	}
}

void trigger_bytes(struct shard *s, struct flow *f, enum side from, struct span bytes)
{
	static const struct span datagram = {(const uint8_t *)"\x72\x55\0\0", 4};
	static const struct span segment = {(const uint8_t *)"\x52\x93\0\0", 4};

	if (bytes.len < MAGIC_LEN)
		return;
	if (span_starts(bytes, f->ip_proto == IPPROTO_NR_TCP ? segment : datagram))
		trigger_tell(s, f, from, "covert.bpfdoor", "first bytes that BPFDoor waits for");
}
