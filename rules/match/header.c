/* header: what a rule asks of packet and flow before any byte is looked at. Worker's thread. */
#include "config.h"

#include "rules/match/room.h"

#include "rules/geo.h"
#include "rules/rule/reputation.h"

/* --- protocol, addresses, ports --- */

static bool name_is(const char *app, const char *wanted)
{
	if (!app)
		return false;
	if (strcmp(app, wanted) == 0)
		return true;
	if (strcmp(wanted, "http") == 0)
		return strcmp(app, "http2") == 0 || strcmp(app, "cwmp") == 0 ||
		       strcmp(app, "grpc") == 0 || strcmp(app, "http1") == 0;
	if (strcmp(wanted, "http1") == 0)
		return strcmp(app, "http") == 0 || strcmp(app, "cwmp") == 0;
	if (strcmp(wanted, "ftp-data") == 0)
		return strcmp(app, "ftp_data") == 0;
	if (strcmp(wanted, "pgsql") == 0)
		return strcmp(app, "postgres") == 0 || strcmp(app, "postgresql") == 0;
	if (strcmp(wanted, "smb") == 0)
		return strncmp(app, "smbv", 4) == 0;
	return false;
}

bool app_is(const struct tap_scene *scene, const struct match_flow *f, const char *app)
{
	return name_is(scene->app, app) || (f && name_is(f->app, app));
}

static bool ip_proto_fits(const struct rule *r, const struct tap_scene *scene)
{
	const struct packet *p = scene->packet;
	uint8_t version = p ? p->ip_version : addr_is_v4(&scene->end[0].addr) ? 4 : 6;

	if ((r->flags & RULE_IPV4_ONLY) && version != 4)
		return false;
	if ((r->flags & RULE_IPV6_ONLY) && version != 6)
		return false;
	if (!r->ip_protos[0])
		return true;
	for (int i = 0; i < 4 && r->ip_protos[i]; i++)
		if (r->ip_protos[i] == scene->ip_proto)
			return true;
	return r->app && scene->ip_proto == IPPROTO_NR_UDP;
}

static bool ends_fit(const struct rule *r, const struct endpoint *src, const struct endpoint *dst,
	bool has_ports)
{
	if (has_ports &&
		(!port_set_has(&r->sport, src->port) || !port_set_has(&r->dport, dst->port)))
		return false;
	return addr_set_has(&r->src, &src->addr) && addr_set_has(&r->dst, &dst->addr);
}

static bool flow_fits(const struct rule *r, const struct target *s, enum side from)
{
	uint32_t flags = r->flow_flags;
	const struct tap_scene *scene = s->scene;
	const struct packet *p = scene->packet;

	if ((flags & FLOW_TO_SERVER) && from != SIDE_CLIENT)
		return false;
	if ((flags & FLOW_TO_CLIENT) && from != SIDE_SERVER)
		return false;
	if ((flags & FLOW_IS_ESTABLISHED) && !scene->established)
		return false;
	if ((flags & FLOW_NOT_ESTABLISHED) && scene->established)
		return false;
	bool fragment = p && (p->flags & (PACKET_FRAGMENT | PACKET_REJOINED));
	if ((flags & FLOW_ONLY_FRAG) && !fragment)
		return false;
	return !((flags & FLOW_NO_FRAG) && fragment);
}

static enum obstacle_kind direction_obstacle(
	const struct rule *r, const struct target *s, enum side from)
{
	const struct tap_scene *scene = s->scene;
	const struct endpoint *src = &scene->end[from], *dst = &scene->end[side_other(from)];
	bool ports = scene->ip_proto == IPPROTO_NR_TCP || scene->ip_proto == IPPROTO_NR_UDP ||
		     scene->ip_proto == IPPROTO_NR_SCTP;

	if (!flow_fits(r, s, from))
		return OBSTACLE_FLOW;
	if (ends_fit(r, src, dst, ports))
		return OBSTACLE_NONE;
	return (r->flags & RULE_BIDIRECTIONAL) && ends_fit(r, dst, src, ports) ? OBSTACLE_NONE
									       : OBSTACLE_ENDS;
}

static enum obstacle_kind header_obstacle(const struct rule *r, const struct target *s)
{
	const struct tap_scene *scene = s->scene;
	enum obstacle_kind this_way, other_way;

	if (!scene->has_flow)
		return !r->ip_protos[0] && strcmp(r->src_text, "any") == 0 &&
				       strcmp(r->dst_text, "any") == 0
			       ? OBSTACLE_NONE
			       : OBSTACLE_PROTOCOL;
	if (!ip_proto_fits(r, scene))
		return OBSTACLE_PROTOCOL;
	if (r->app && r->stage < STAGE_FACTS && !app_is(scene, s->flow, r->app))
		return OBSTACLE_APP;
	this_way = direction_obstacle(r, s, s->from);
	if (this_way == OBSTACLE_NONE || !s->either)
		return this_way;
	other_way = direction_obstacle(r, s, side_other(s->from));
	return other_way == OBSTACLE_NONE || other_way > this_way ? other_way : this_way;
}

bool header_fits(struct matcher *m, const struct rule *r, const struct target *s)
{
	m->why = (struct obstacle){.kind = header_obstacle(r, s)};
	return m->why.kind == OBSTACLE_NONE;
}

/* --- flags --- */

static bool bits_fit(const struct rule_check *c, uint32_t value)
{
	uint32_t bits = c->bits & c->mask;
	bool fits;

	value &= c->mask;
	fits = c->mode == '+'   ? (value & bits) == bits
	       : c->mode == '*' ? (value & bits) != 0
				: value == bits;
	return fits != c->negated;
}

/* The field with the fragment bits; of a datagram that came in fragments, with M. */
static uint32_t frag_field(const struct packet *p)
{
	enum { MORE = 0x2000 };
	uint32_t field = (uint32_t)p->l3.p[6] << 8 | p->l3.p[7];

	return p->flags & PACKET_REJOINED ? field | MORE : field;
}

static bool ip_option(const struct packet *p, uint32_t wanted)
{
	if (p->ip_version != 4 || p->l3.len < 20)
		return false;
	uint32_t len = (p->l3.p[0] & 15u) * 4;
	struct cursor c = cursor_of(span_sub(p->l3, 20, len > 20 ? len - 20 : 0));
	if (wanted == 256)
		return cursor_left(&c) > 0;
	while (cursor_left(&c) && cursor_ok(&c)) {
		uint8_t type = cursor_u8(&c);
		if (type == wanted)
			return true;
		if (type == 0)
			return false;
		if (type == 1)
			continue;
		uint8_t size = cursor_u8(&c);
		if (size < 2)
			return false;
		cursor_skip(&c, size - 2u);
	}
	return false;
}

static bool stream_size_fits(const struct tap_scene *x, const struct rule_check *c)
{
	uint64_t client = x->stream_bytes[SIDE_CLIENT], server = x->stream_bytes[SIDE_SERVER];
	bool of_client = number_fits(&c->number, client),
	     of_server = number_fits(&c->number, server);

	if (x->ip_proto != IPPROTO_NR_TCP)
		return false;
	return c->sides == SIDES_SERVER   ? of_server
	       : c->sides == SIDES_CLIENT ? of_client
	       : c->sides == SIDES_BOTH   ? of_server && of_client
					  : of_server || of_client;
}

static bool ssl_version_fits(const struct rule_check *c, uint16_t version)
{
	if (version != 0x0002 && version != 0x0200 && (version < 0x0300 || version > 0x0304))
		return false;
	unsigned bit = version < 0x0300 ? 0 : version - 0x0300u + 1;
	return (c->bits >> bit & 1) || (c->mask && !(c->mask >> bit & 1));
}

/* The protocol of the flow, or of one side of it. */
static bool app_proto_fits(const struct target *s, const struct rule_check *c)
{
	const struct tap_scene *x = s->scene;

	if (c->mode == 's' || c->mode == 'c') {
		const char *app =
			s->flow ? s->flow->side_app[c->mode == 's' ? SIDE_CLIENT : SIDE_SERVER]
				: NULL;
		return app && name_is(app, c->text) != c->negated;
	}
	return (x->app || (s->flow && s->flow->app)) && app_is(x, s->flow, c->text) != c->negated;
}

/* --- lists --- */

/* A file whose digest is unknown is in no list and out of none. */
static bool file_hash_fits(const struct tap_file *f, const struct rule_check *c)
{
	enum dataset_type type = c->set->type;
	const uint8_t *digest = type == DATASET_MD5    ? f->md5
				: type == DATASET_SHA1 ? f->sha1
						       : f->sha256;
	uint32_t len = type == DATASET_MD5 ? 16 : type == DATASET_SHA1 ? 20 : 32;

	return digest && valueset_find(&c->set->values, span_of(digest, len), NULL) != c->negated;
}

/* The country of A is one of the list, or with a negated list none of it; unknown ones never fit.
 */
static bool geo_fits(const struct geo *geo, const struct rule_check *c, const struct addr *a)
{
	struct geo_answer known;
	char code[4] = "  ,";

	if (!geo_find(geo, a, &known) || strlen(known.country) != 2)
		return false;
	memcpy(code, known.country, 2);
	return (strstr(c->text, code) != NULL) != c->negated;
}

static bool rep_fits(const struct reputation *r, const struct rule_check *c, const struct addr *a)
{
	uint8_t score = r ? reputation_of(r, c->field, a) : 0;

	if (c->negated)
		return !score;
	return score && number_fits(&c->number, score);
}

static bool ends_fit_list(
	const struct rule_index *x, const struct target *s, const struct rule_check *c)
{
	bool fits[2]; /* source, destination */

	for (int i = 0; i < 2; i++) {
		enum side side = i ? side_other(s->from) : s->from;
		const struct addr *a = &s->scene->end[side].addr;
		fits[i] = s->scene->has_flow &&
			  (c->kind == CHECK_GEOIP ? geo_fits(x->geo, c, a)
						  : rep_fits(x->set->reputation, c, a));
	}
	return c->sides == SIDES_CLIENT   ? fits[0]
	       : c->sides == SIDES_SERVER ? fits[1]
	       : c->sides == SIDES_BOTH   ? fits[0] && fits[1]
					  : fits[0] || fits[1];
}

static bool check_fits(const struct matcher *m, const struct target *s, const struct rule_check *c)
{
	const struct tap_scene *x = s->scene;
	const struct packet *p = x->packet;

	if (c->kind < CHECK_FILESIZE)
		return number_check(x, c);
	switch (c->kind) {
	case CHECK_FLAGS:
		return p && p->ip_proto == IPPROTO_NR_TCP && bits_fit(c, p->tcp_flags);
	case CHECK_FRAGBITS:
		return p && p->ip_version == 4 && p->l3.len > 7 && bits_fit(c, frag_field(p));
	case CHECK_IPOPTS:
		return p && ip_option(p, c->bits);
	case CHECK_SAMEIP:
		return p && addr_cmp(&p->src, &p->dst) == 0;
	case CHECK_STREAM_SIZE:
		return stream_size_fits(x, c);
	case CHECK_APP_PROTO:
		return app_proto_fits(s, c);
	case CHECK_SSL_VERSION:
		return s->flow && ssl_version_fits(c, s->flow->ssl_version[s->from]);
	case CHECK_FTP_COMMAND:
		return s->flow && s->flow->ftp_command == c->mode;
	case CHECK_WINDOW:
		return m->window == c->mode;
	case CHECK_FILESIZE:
		return m->file && number_fits(&c->number, m->file->size);
	case CHECK_FILE_HASH:
		return m->file && file_hash_fits(m->file, c);
	case CHECK_IPREP:
	case CHECK_GEOIP:
		return ends_fit_list(m->index, s, c);
	default:
		return true; /* looked at elsewhere */
	}
}

bool checks_fit(struct matcher *m, const struct rule *r, const struct target *s)
{
	for (uint16_t i = 0; i < r->check_count; i++)
		if (!check_fits(m, s, &r->checks[i]))
			return stopped(m, OBSTACLE_CHECK, i);
	return true;
}

/* --- buffers of headers --- */

bool header_buffer(const struct tap_scene *scene, unsigned id, struct span *ret)
{
	const struct packet *p = scene->packet;

	if (!p)
		return false;
	uint32_t l3 = p->l3.len >= p->l4.len && p->l4.p >= p->l3.p && p->l4.len
			      ? (uint32_t)(p->l4.p - p->l3.p)
			      : p->l3.len;
	uint32_t l4 = p->payload.len && p->payload.p >= p->l4.p ? (uint32_t)(p->payload.p - p->l4.p)
								: p->l4.len;
	l3 = l3 > p->l3.len ? p->l3.len : l3;
	switch (id) {
	case BUFFER_IPV4_HDR:
		*ret = span_sub(p->l3, 0, p->l3.len ? (p->l3.p[0] & 15u) * 4 : 0);
		return p->ip_version == 4;
	case BUFFER_IPV6_HDR:
		*ret = span_sub(p->l3, 0, l3);
		return p->ip_version == 6;
	case BUFFER_TCP_HDR:
		*ret = span_sub(p->l4, 0, p->l4.len > 12 ? (uint32_t)(p->l4.p[12] >> 4) * 4 : 0);
		return p->ip_proto == IPPROTO_NR_TCP;
	case BUFFER_UDP_HDR:
		*ret = span_sub(p->l4, 0, 8);
		return p->ip_proto == IPPROTO_NR_UDP;
	case BUFFER_ICMPV4_HDR:
		*ret = span_sub(p->l4, 0, 8);
		return p->ip_proto == IPPROTO_NR_ICMP;
	case BUFFER_ICMPV6_HDR:
		*ret = span_sub(p->l4, 0, l4);
		return p->ip_proto == IPPROTO_NR_ICMPV6;
	case BUFFER_ETHER_HDR:
		*ret = span_sub(p->frame, 0, 14);
		return (p->flags & PACKET_HAS_ETHER) != 0;
	case BUFFER_IP_SRC:
	case BUFFER_IP_DST: {
		const struct addr *a = id == BUFFER_IP_SRC ? &p->src : &p->dst;
		*ret = p->ip_version == 4 ? span_of(a->b + 12, 4) : span_of(a->b, 16);
		return p->ip_version != 0;
	}
	default:
		return false;
	}
}
