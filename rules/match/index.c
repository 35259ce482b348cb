/* index: see index.h. */
#include "config.h"

#include "rules/match/index.h"

#include <stdlib.h>

enum { PORTS = 65536, PORTS_FEW = 16 };

static bool list_add(struct rule_list *l, uint32_t rule)
{
	if (l->count && l->rules[l->count - 1] == rule)
		return true;
	if (l->count == l->room) {
		uint32_t room = l->room ? l->room * 2 : 8;
		uint32_t *more = realloc(l->rules, room * sizeof(*more));
		if (!more)
			return false;
		l->rules = more;
		l->room = room;
	}
	l->rules[l->count++] = rule;
	return true;
}

static bool grams_put(struct grams **g, const struct rule *r)
{
	const struct rule_item *item = &r->buffers[r->fast_buffer].items[r->fast_item];

	if (!*g)
		*g = grams_new();
	return *g && grams_add(*g, span_of(item->bytes, item->len), r->index);
}

/* --- packets --- */

/* How many ports a set names, or more than PORTS_FEW. */
static uint32_t ports_count(const struct port_set *s)
{
	uint32_t n = 0;

	if (!s->in_count || s->out_count)
		return PORTS;
	for (uint32_t i = 0; i < s->in_count && n <= PORTS_FEW; i++)
		n += s->in[i].high - s->in[i].low + 1u;
	return n;
}

static bool ports_add(struct by_port *to, const struct port_set *s, uint32_t rule)
{
	if (!to->ports)
		to->ports = calloc(PORTS, sizeof(*to->ports));
	if (!to->ports)
		return false;
	for (uint32_t i = 0; i < s->in_count; i++)
		for (uint32_t port = s->in[i].low; port <= s->in[i].high; port++)
			if (!list_add(&to->ports[port], rule))
				return false;
	return true;
}

/* By the few ports that it names, of either end; else it is looked at for all. */
static bool port_put(struct by_port *to, const struct rule *r)
{
	const struct port_set *few =
		ports_count(&r->dport) <= ports_count(&r->sport) ? &r->dport : &r->sport;

	if (ports_count(few) <= PORTS_FEW && !(r->flags & RULE_WATCHED))
		return ports_add(to, few, r->index);
	return list_add(&to->any, r->index);
}

static bool of_class(const struct rule *r, enum index_class c)
{
	if (!r->ip_protos[0])
		return true;
	for (int i = 0; i < 4 && r->ip_protos[i]; i++) {
		uint8_t ip = r->ip_protos[i];
		enum index_class is = ip == IPPROTO_NR_TCP   ? CLASS_TCP
				      : ip == IPPROTO_NR_UDP ? CLASS_UDP
							     : CLASS_OTHER;
		if (is == c)
			return true;
	}
	return false;
}

static bool has_fast(const struct rule *r, unsigned buffer)
{
	return r->fast_item >= 0 && r->buffers[r->fast_buffer].id == buffer;
}

static bool payload_put(struct rule_index *x, const struct rule *r)
{
	bool good = true;

	x->wants_payload = true;
	for (int c = 0; c < INDEX_CLASSES && good; c++) {
		if (!of_class(r, (enum index_class)c))
			continue;
		x->wants_stream |= c == CLASS_TCP;
		if (has_fast(r, BUFFER_PAYLOAD))
			good = grams_put(&x->payload[c], r);
		else
			good = port_put(&x->packet[c], r) &&
			       (c != CLASS_TCP || port_put(&x->stream, r));
	}
	return good;
}

static bool packet_put(struct rule_index *x, const struct rule *r)
{
	bool good = true;

	for (uint16_t i = 0; i < r->check_count; i++)
		if (r->checks[i].kind == CHECK_EVENT)
			return list_add(&x->events, r->index);
	for (uint16_t i = 0; i < r->check_count; i++)
		if (r->checks[i].kind == CHECK_SSL_VERSION)
			return list_add(&x->ssl, r->index);
	for (int c = 0; c < INDEX_CLASSES && good; c++)
		if (of_class(r, (enum index_class)c))
			good = port_put(&x->packet[c], r);
	return good;
}

/* --- views and events --- */

static bool view_put(struct rule_index *x, const struct rule *r)
{
	x->wants_http = true;
	if (r->fast_item >= 0) {
		unsigned id = r->buffers[r->fast_buffer].id;
		if (id < BUFFER_FIELDS && buffers_info(x->set->buffers, id)->view != VIEW_NONE)
			return grams_put(&x->view[id], r);
	}
	bool good = true;
	for (int side = 0; side < 2 && good; side++)
		if (r->view_side & (side == SIDE_CLIENT ? SIDES_SERVER : SIDES_CLIENT))
			good = list_add(&x->view_any[side], r->index);
	return good;
}

static struct facts_index *facts_take(struct rule_index *x, const struct schema *schema)
{
	for (uint32_t i = 0; i < x->facts_count; i++)
		if (x->facts[i].schema == schema)
			return &x->facts[i];
	struct facts_index *more = realloc(x->facts, (x->facts_count + 1) * sizeof(*more));
	if (!more)
		return NULL;
	x->facts = more;
	struct facts_index *f = &x->facts[x->facts_count];
	*f = (struct facts_index){.schema = schema};
	f->buffer_of = calloc(schema->count, sizeof(*f->buffer_of));
	if (!f->buffer_of)
		return NULL;
	x->facts_count++;
	for (uint16_t i = 0; i < schema->count; i++)
		f->buffer_of[i] = (int16_t)buffers_of_field(x->set->buffers, schema, i);
	return f;
}

static bool facts_filter(struct facts_index *f, uint16_t buffer, const struct rule *r)
{
	uint32_t i = 0;

	while (i < f->buffer_count && f->buffers[i] != buffer)
		i++;
	if (i == f->buffer_count) {
		uint16_t *buffers = realloc(f->buffers, (i + 1) * sizeof(*buffers));
		if (buffers)
			f->buffers = buffers;
		struct grams **grams = realloc(f->grams, (i + 1) * sizeof(struct grams *));
		if (grams)
			f->grams = grams;
		if (!buffers || !grams)
			return false;
		f->buffers[i] = buffer;
		f->grams[i] = NULL;
		f->buffer_count++;
	}
	return grams_put(&f->grams[i], r);
}

static bool facts_put(struct rule_index *x, const struct rule *r)
{
	struct facts_index *f = facts_take(x, r->schema);

	if (!f)
		return false;
	if (r->fast_item >= 0) {
		const struct buffer_info *info =
			buffers_info(x->set->buffers, r->buffers[r->fast_buffer].id);
		if (info->view == VIEW_FACTS) {
			bool good = facts_filter(f, info->base[0], r);
			return good && (info->base[1] == info->base[0] ||
					       facts_filter(f, info->base[1], r));
		}
	}
	return list_add(&f->unfiltered, r->index);
}

const struct facts_index *index_facts(const struct rule_index *x, const struct schema *schema)
{
	for (uint32_t i = 0; i < x->facts_count; i++)
		if (x->facts[i].schema == schema)
			return &x->facts[i];
	return NULL;
}

/* --- all --- */

static bool rule_put(struct rule_index *x, const struct rule *r)
{
	switch (r->stage) {
	case STAGE_PACKET:
		return packet_put(x, r);
	case STAGE_PAYLOAD:
		return payload_put(x, r);
	case STAGE_VIEW:
		return view_put(x, r);
	case STAGE_FACTS:
		return facts_put(x, r);
	default:
		return list_add(&x->judge, r->index);
	}
}

static bool finish(struct rule_index *x)
{
	bool good = true;

	for (int c = 0; c < INDEX_CLASSES; c++)
		good = good && (!x->payload[c] || grams_finish(x->payload[c]));
	for (int i = 0; i < BUFFER_FIELDS; i++)
		good = good && (!x->view[i] || grams_finish(x->view[i]));
	for (uint32_t i = 0; i < x->facts_count; i++)
		for (uint32_t k = 0; k < x->facts[i].buffer_count; k++)
			good = good && grams_finish(x->facts[i].grams[k]);
	return good;
}

struct rule_index *index_new(struct ruleset *set, uint64_t generation)
{
	struct rule_index *x = calloc(1, sizeof(*x));
	bool good = x != NULL;

	if (!good) {
		ruleset_free(set);
		return NULL;
	}
	x->set = set;
	x->generation = generation;
	for (uint32_t i = 0; i < set->count && good; i++)
		good = rule_put(x, set->rules[i]);
	if (good && finish(x))
		return x;
	index_free(x);
	return NULL;
}

bool index_profile(struct rule_index *x)
{
	x->costs = calloc(x->set->count + 1, sizeof(*x->costs));
	return x->costs != NULL;
}

static void by_port_free(struct by_port *b)
{
	free(b->any.rules);
	for (uint32_t i = 0; b->ports && i < PORTS; i++)
		free(b->ports[i].rules);
	free(b->ports);
}

void index_free(struct rule_index *x)
{
	if (!x)
		return;
	for (int c = 0; c < INDEX_CLASSES; c++) {
		grams_free(x->payload[c]);
		by_port_free(&x->packet[c]);
	}
	by_port_free(&x->stream);
	for (int i = 0; i < BUFFER_FIELDS; i++)
		grams_free(x->view[i]);
	free(x->view_any[0].rules);
	free(x->view_any[1].rules);
	for (uint32_t i = 0; i < x->facts_count; i++) {
		struct facts_index *f = &x->facts[i];
		for (uint32_t k = 0; k < f->buffer_count; k++)
			grams_free(f->grams[k]);
		free(f->grams);
		free(f->buffers);
		free(f->buffer_of);
		free(f->unfiltered.rules);
	}
	free(x->facts);
	free(x->judge.rules);
	free(x->costs);
	free(x->events.rules);
	free(x->ssl.rules);
	ruleset_free(x->set);
	free(x);
}
