/* telling: what a flow itself has to say: decided, counted, ended, strange. */
#include "config.h"

#include "sensor/base/json.h"
#include "sensor/flow/room.h"
#include "sensor/flow/tapping.h"
#include "sensor/limits.h"

static bool is_from_client(const struct flow *f, const struct packet *p)
{
	return addr_cmp(&p->src, &f->addr[SIDE_CLIENT]) == 0 &&
	       (p->sport == f->port[SIDE_CLIENT] || p->ip_proto == IPPROTO_NR_ICMP ||
		       p->ip_proto == IPPROTO_NR_ICMPV6);
}

static struct event event_of(
	struct shard *s, const struct flow *f, const struct packet *p, enum event_kind kind)
{
	struct event e = {.kind = kind, .type = "flow", .app = f->app};

	s->host.app = f->app; /* not that of the conversation last at hand */
	place_fill(s, f, SIDE_CLIENT, p, &e.place);
	e.ts_us = p ? p->ts_us : f->last_us;
	if (p && !is_from_client(f, p)) {
		e.place.src_mac = p->dst_mac;
		e.place.dst_mac = p->src_mac;
		e.place.ttl = 0; /* that of the other side */
	}
	return e;
}

static const char *state_name(const struct flow *f)
{
	static const char *const names[] = {"new", "established", "closed", "closed"};
	return names[f->state];
}

static void fill_facts(const struct flow *f, struct flow_facts *ret)
{
	*ret = (struct flow_facts){.first_us = f->first_us,
		.last_us = f->last_us,
		.packets = {f->packets[0], f->packets[1]},
		.bytes = {f->bytes[0], f->bytes[1]},
		.tcp_flags = {f->tcp_flags[0], f->tcp_flags[1]},
		.state = state_name(f),
		.wordless = !f->app && !f->probes};
}

void tell_decided(struct shard *s, struct flow *f, const struct packet *p)
{
	f->flags |= FLOW_DECIDED;
	if (s->options.scope_elements && !(f->flags & FLOW_IN_SCOPE))
		return;
	struct event e = event_of(s, f, p, EVENT_FLOW_DECIDED);
	fill_facts(f, &e.u.flow);
	host_send(&s->host, &e);
}

void tell_counts(struct shard *s, struct flow *f)
{
	f->flags &= (uint16_t)~FLOW_DIRTY;
	if (f->packets[0] == f->told_packets[0] && f->packets[1] == f->told_packets[1])
		return;
	struct event e = event_of(s, f, NULL, EVENT_FLOW_COUNTS);
	fill_facts(f, &e.u.flow);
	for (int i = 0; i < 2; i++) {
		e.u.flow.packets[i] = f->packets[i] - f->told_packets[i];
		e.u.flow.bytes[i] = f->bytes[i] - f->told_bytes[i];
		f->told_packets[i] = f->packets[i];
		f->told_bytes[i] = f->bytes[i];
	}
	host_send(&s->host, &e);
}

static void write_flow(struct json *j, const struct flow *f, const char *reason)
{
	json_key(j, "flow");
	json_open(j, '{');
	json_kv_u64(j, "pkts_toserver", f->packets[SIDE_CLIENT]);
	json_kv_u64(j, "pkts_toclient", f->packets[SIDE_SERVER]);
	json_kv_u64(j, "bytes_toserver", f->bytes[SIDE_CLIENT]);
	json_kv_u64(j, "bytes_toclient", f->bytes[SIDE_SERVER]);
	json_kv_time(j, "start", f->first_us);
	json_kv_time(j, "end", f->last_us);
	json_kv_u64(j, "age",
		f->last_us > f->first_us ? (uint64_t)(f->last_us - f->first_us) / 1000000 : 0);
	json_kv_word(j, "state", state_name(f));
	json_kv_word(j, "reason", reason);
	json_close(j, '}');
}

static void hex_flags(struct json *j, const char *key, uint8_t flags)
{
	static const char digit[] = "0123456789abcdef";
	char text[2] = {digit[flags >> 4], digit[flags & 15]};

	json_kv_plain(j, key, span_of(text, 2));
}

static void write_tcp(struct json *j, const struct flow *f)
{
	uint8_t both = f->tcp_flags[0] | f->tcp_flags[1];

	json_key(j, "tcp");
	json_open(j, '{');
	hex_flags(j, "tcp_flags", both);
	hex_flags(j, "tcp_flags_ts", f->tcp_flags[SIDE_CLIENT]);
	hex_flags(j, "tcp_flags_tc", f->tcp_flags[SIDE_SERVER]);
	json_kv_bool(j, "syn", both & TCP_SYN);
	json_kv_bool(j, "fin", both & TCP_FIN);
	json_kv_bool(j, "rst", both & TCP_RST);
	json_kv_bool(j, "psh", both & TCP_PSH);
	json_kv_bool(j, "ack", both & TCP_ACK);
	json_close(j, '}');
}

static struct span end_line(struct shard *s, const struct flow *f, const struct event *e,
	const char *reason, bool continued)
{
	struct json j = json_of(s->options.line, LIMIT_LINE);

	eve_begin(&j, s->options.eve, f->last_us, "flow", &e->place);
	if (f->app)
		json_kv_word(&j, "app_proto", f->app);
	write_flow(&j, f, reason);
	if (f->ip_proto == IPPROTO_NR_TCP)
		write_tcp(&j, f);
	if (e->place.tunnelled || continued) {
		json_key(&j, "spanwatch");
		json_open(&j, '{');
		if (continued)
			json_kv_bool(&j, "continued", true);
		eve_encap(&j, &e->place);
		json_close(&j, '}');
	}
	eve_end(&j);
	return span_of(j.buf, j.full ? 0 : j.len);
}

void tell_end(struct shard *s, struct flow *f, const char *reason)
{
	bool continued = reason[0] == 's';

	if (s->options.scope_elements && !(f->flags & FLOW_IN_SCOPE))
		return;
	struct event e = event_of(s, f, NULL, EVENT_FLOW_END);
	fill_facts(f, &e.u.flow);
	e.u.flow.reason = reason;
	e.u.flow.continued = continued;
	if (s->options.flow_events)
		e.json = end_line(s, f, &e, reason, continued);
	host_send(&s->host, &e);
}

void tell_anomaly(struct shard *s, const struct flow *f, const char *type, const char *name)
{
	if (s->options.scope_elements && !(f->flags & FLOW_IN_SCOPE))
		return;
	if (s->host.tapping)
		tapping_anomaly(s->host.tapping, f, type, name);
	struct event e = event_of(s, f, s->packet, EVENT_SIGNAL);
	e.type = "anomaly";
	e.u.signal = (struct signal){.name = name, .type = type};
	host_send(&s->host, &e);
}
