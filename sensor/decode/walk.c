/* walk: see walk.h; where a walk can go back to. On a worker's or the reader's thread. */
#include "config.h"

#include "sensor/decode/walk.h"

#include <stddef.h>

void walk_stand(struct walk *w, enum step end)
{
	struct stand *s = &w->d->stand;

	s->packet = *w->p;
	s->c = w->c;
	s->wire = w->wire;
	s->end = end;
	s->seen = w->seen;
	s->fragment_head = w->fragment_head;
	s->set = true;
}

void walk_open(struct walk *w, enum step end)
{
	struct packet *p = w->p;

	walk_stand(w, end);
	w->fragment_head = false;
	w->sums_unknowable = false;
	p->outer_src = p->src;
	p->outer_dst = p->dst;
	p->outer_port = p->dport;
	p->outer_proto = p->ip_proto;
	p->flags = (p->flags & (PACKET_HAS_ETHER | PACKET_REJOINED | PACKET_OVERLAP)) |
		   PACKET_TUNNELLED;
	memset(&p->src, 0, offsetof(struct packet, shard_hash) - offsetof(struct packet, src));
}

void walk_enter(struct walk *w, enum layer layer, uint32_t len)
{
	walk_open(w, STEP_PACKET);
	walk_push(w, layer);
	walk_header(w, len);
}
