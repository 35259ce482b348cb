/*
 * pool: the conversations of a shard: taken, evicted, given back; and the list of those whose
 * stream waits. Called by conversation.c.
 */
#include "config.h"

#include "sensor/flow/doubt.h"
#include "sensor/flow/room.h"

static uint32_t index_of(const struct shard *s, const struct conversation *c)
{
	return (uint32_t)(c - s->conversations) + 1;
}

static void wait_leave(struct shard *s, struct conversation *c)
{
	if (!c->waiting)
		return;
	if (c->wait_prev)
		s->conversations[c->wait_prev - 1].wait_next = c->wait_next;
	else
		s->wait_head = c->wait_next;
	if (c->wait_next)
		s->conversations[c->wait_next - 1].wait_prev = c->wait_prev;
	c->waiting = false;
}

void pool_wait_update(struct shard *s, struct conversation *c)
{
	if (!stream_waits(&c->stream)) {
		wait_leave(s, c);
		return;
	}
	if (c->waiting)
		return;
	c->waiting = true;
	c->wait_prev = 0;
	c->wait_next = s->wait_head;
	if (s->wait_head)
		s->conversations[s->wait_head - 1].wait_prev = index_of(s, c);
	s->wait_head = index_of(s, c);
}

/* State this small lives in the flow itself: a datagram's flow then needs no conversation. */
bool conversation_state_is_small(const struct dissector *d)
{
	return d->state_size <= sizeof(((struct flow *)NULL)->small);
}

void pool_hold_drop(struct shard *s, struct hold *h)
{
	slab_give(&s->slab, h->bytes, h->block);
	h->bytes = NULL;
	h->len = h->block = 0;
	h->marks = (struct hold_marks){0, 0};
}

bool pool_hold_append(struct shard *s, const struct flow *f, struct hold *h, struct span data)
{
	if (h->len + data.len > h->block) {
		uint32_t block;
		if (h->len + data.len > LIMIT_STREAM_BYTES)
			return false;
		uint8_t *bytes = slab_take(&s->slab, h->len + data.len, shed_share(s, f), &block);
		if (!bytes)
			return false;
		if (h->len)
			memcpy(bytes, h->bytes, h->len);
		slab_give(&s->slab, h->bytes, h->block);
		h->bytes = bytes;
		h->block = block;
	}
	memcpy(h->bytes + h->len, data.p, data.len);
	h->len += data.len;
	return true;
}

void pool_hold_keep(struct shard *s, const struct flow *f, struct hold *h, struct span rest)
{
	if (rest.len == 0) {
		pool_hold_drop(s, h);
		return;
	}
	if (h->bytes && rest.p >= h->bytes && rest.p <= h->bytes + h->len) {
		memmove(h->bytes, rest.p, rest.len);
		h->len = rest.len;
		return;
	}
	h->len = 0;
	if (!pool_hold_append(s, f, h, rest)) {
		s->counters.n[COUNT_STATE_REFUSED]++;
		h->stopped = true;
		pool_hold_drop(s, h);
	}
}

/* Gives everything back; the flow goes on without being read. */
void pool_release(struct shard *s, struct flow *f)
{
	struct conversation *c = &s->conversations[f->conversation - 1];

	wait_leave(s, c);
	stream_release(&c->stream, &s->slab);
	pool_hold_drop(s, &c->hold[0]);
	pool_hold_drop(s, &c->hold[1]);
	slab_give(&s->slab, c->state, c->state_block);
	c->state = NULL;
	if (f->dissector && f->dissector->state_size)
		f->dissector =
			NULL; /* without its state it cannot go on; the flow keeps its name */
	c->in_use = false;
	c->wait_next = s->conversation_free;
	s->conversation_free = f->conversation;
	f->conversation = 0;
}

/* True when A gives way before B (NULL: nobody): users' first, then who was silent longest. */
static bool gives_way(
	const struct shard *s, const struct conversation *a, const struct conversation *b)
{
	if (!b)
		return true;
	bool elements = flow_is_elements(s, b->flow);
	if (flow_is_elements(s, a->flow) != elements)
		return elements;
	return a->flow->touched_s < b->flow->touched_s;
}

/* Makes room for F: of the next 32 the least wanted goes; one that is being parsed never, and an
 * element's for another element's alone. */
static bool evict_one(struct shard *s, const struct flow *f)
{
	struct conversation *victim = NULL;

	for (unsigned i = 0; i < 32 && s->conversation_fresh; i++) {
		struct conversation *c =
			&s->conversations[s->conversation_hand++ % s->conversation_fresh];
		if (c->in_use && c != s->conversation && gives_way(s, c, victim))
			victim = c;
	}
	if (!victim || (flow_is_elements(s, victim->flow) && !flow_is_elements(s, f)))
		return false;
	s->counters.n[COUNT_ELEMENTS_SHED] += flow_is_elements(s, victim->flow);
	s->counters.n[COUNT_CONVERSATIONS_EVICTED]++;
	victim->flow->flags |= FLOW_STREAM_OFF | FLOW_GIVEN_UP;
	pool_release(s, victim->flow);
	return true;
}

struct conversation *pool_conversation_of(struct shard *s, struct flow *f)
{
	if (f->conversation)
		return &s->conversations[f->conversation - 1];
	bool none = (!s->conversation_free &&
			    s->conversation_fresh == s->options.conversation_capacity) ||
		    shed_simulated(s, EXCEPTION_CONVERSATION_FULL);
	if (none && !evict_one(s, f)) {
		s->counters.n[COUNT_CONVERSATIONS_REFUSED]++;
		s->counters.n[COUNT_ELEMENTS_SHED] += flow_is_elements(s, f);
		return NULL;
	}
	uint32_t index = s->conversation_free;
	if (index)
		s->conversation_free = s->conversations[index - 1].wait_next;
	else
		index = ++s->conversation_fresh;
	struct conversation *c = &s->conversations[index - 1];
	memset(c, 0, sizeof(*c));
	c->in_use = true;
	c->flow = f;
	f->conversation = index;
	for (int i = 0; i < 2; i++)
		if (f->tcp_flags[i] & TCP_SYN)
			stream_begin(&c->stream, (enum side)i, f->isn[i] + 1);
	doubt_begin(f, &c->stream);
	return c;
}
