/* index: see index.h. */
#include "config.h"

#include "rules/match/index.h"

#include "rules/match/regex.h"

#include <stdlib.h>

static bool sieve_put(struct rule_index *x, struct sieve **f, const struct rule *r)
{
	const struct rule_item *item = &r->buffers[r->fast_buffer].items[r->fast_item];

	if (!*f)
		*f = sieve_new(x->sieves);
	return *f && sieve_add(*f, span_of(item->bytes, item->len), r->index);
}

/* --- packets --- */

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

/* ITEM is told from the start of the data, not from what was found before it. */
static bool item_is_anchored(const struct rule_item *item)
{
	if (item->flags & ITEM_RELATIVE)
		return false;
	switch (item->kind) {
	case ITEM_PCRE:
		return regex_is_anchored(item->regex);
	case ITEM_BYTE_TEST:
	case ITEM_BYTE_JUMP:
	case ITEM_BYTE_EXTRACT:
	case ITEM_BYTE_MATH:
		return true;
	default:
		return (item->flags & (ITEM_OFFSET | ITEM_DEPTH | ITEM_STARTS | ITEM_ENDS)) != 0;
	}
}

/* Something in the payload is told from its start. */
static bool is_anchored(const struct rule *r)
{
	for (uint16_t i = 0; i < r->buffer_count; i++) {
		const struct rule_buffer *b = &r->buffers[i];
		for (uint16_t k = 0; b->id == BUFFER_PAYLOAD && k < b->count; k++)
			if (item_is_anchored(&b->items[k]))
				return true;
	}
	return false;
}

/* TCP payload of R is judged packet by packet, also where a stream brings it. */
static bool of_packets(const struct rule *r)
{
	return r->stage == STAGE_PACKET || (r->flags & RULE_NEEDS_PACKET) ||
	       (is_anchored(r) && !(r->flags & RULE_TCP_STREAM));
}

static bool of_streams(const struct rule *r)
{
	return r->stage == STAGE_PAYLOAD && !(r->flags & RULE_NEEDS_PACKET);
}

static bool payload_put(struct rule_index *x, const struct rule *r)
{
	bool good = true, fast = has_fast(r, BUFFER_PAYLOAD);

	for (int c = 0; c < INDEX_CLASSES && good; c++) {
		if (!of_class(r, (enum index_class)c))
			continue;
		if (c != CLASS_TCP || of_packets(r))
			good = fast ? sieve_put(x, &x->payload[c], r) : heads_add(&x->packet[c], r);
		if (c != CLASS_TCP || !of_streams(r))
			continue;
		x->wants_stream = true;
		good = good && (fast ? sieve_put(x, &x->stream, r) : heads_add(&x->bare_stream, r));
	}
	return good;
}

static bool packet_put(struct rule_index *x, const struct rule *r)
{
	bool good = true;

	for (uint16_t i = 0; i < r->check_count; i++)
		if (r->checks[i].kind == CHECK_EVENT)
			return rule_list_add(&x->events, r->index);
	for (uint16_t i = 0; i < r->check_count; i++)
		if (r->checks[i].kind == CHECK_SSL_VERSION)
			return rule_list_add(&x->ssl, r->index);
	for (int c = 0; c < INDEX_CLASSES && good; c++)
		if (of_class(r, (enum index_class)c))
			good = heads_add(&x->packet[c], r);
	return good;
}

/* --- views and events --- */

static bool view_put(struct rule_index *x, const struct rule *r)
{
	x->wants_http = true;
	x->wants_whole |= (r->flags & RULE_WHOLE_FILE) != 0;
	if (r->fast_item >= 0) {
		unsigned id = r->buffers[r->fast_buffer].id;
		if (id < BUFFER_FIELDS && buffers_info(x->set->buffers, id)->view != VIEW_NONE)
			return sieve_put(x, &x->view[id], r);
	}
	bool good = true;
	for (int side = 0; side < 2 && good; side++)
		if (r->view_side & (side == SIDE_CLIENT ? SIDES_SERVER : SIDES_CLIENT))
			good = rule_list_add(&x->view_any[side], r->index);
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
	f->asked = calloc(schema->count, sizeof(*f->asked));
	if (!f->buffer_of || !f->asked) {
		free(f->buffer_of);
		free(f->asked);
		return NULL;
	}
	x->facts_count++;
	for (uint16_t i = 0; i < schema->count; i++)
		f->buffer_of[i] = (int16_t)buffers_of_field(x->set->buffers, schema, i);
	return f;
}

static bool facts_sieve(
	struct rule_index *x, struct facts_index *f, uint16_t buffer, const struct rule *r)
{
	uint32_t i = 0;

	while (i < f->buffer_count && f->buffers[i] != buffer)
		i++;
	if (i == f->buffer_count) {
		uint16_t *buffers = realloc(f->buffers, (i + 1) * sizeof(*buffers));
		if (buffers)
			f->buffers = buffers;
		struct sieve **sieves = realloc(f->sieves, (i + 1) * sizeof(struct sieve *));
		if (sieves)
			f->sieves = sieves;
		if (!buffers || !sieves)
			return false;
		f->buffers[i] = buffer;
		f->sieves[i] = NULL;
		f->buffer_count++;
	}
	return sieve_put(x, &f->sieves[i], r);
}

/* Among the rules of F, by the first content that is looked for in a buffer of VIEW. */
static bool facts_put(
	struct rule_index *x, struct facts_index *f, const struct rule *r, enum view view)
{
	if (!f)
		return false;
	if (r->fast_item >= 0) {
		const struct buffer_info *info =
			buffers_info(x->set->buffers, r->buffers[r->fast_buffer].id);
		if (info->view == view) {
			bool good = facts_sieve(x, f, info->base[0], r);
			return good && (info->base[1] == info->base[0] ||
					       facts_sieve(x, f, info->base[1], r));
		}
	}
	return rule_list_add(&f->unfiltered, r->index);
}

const struct facts_index *index_facts(const struct rule_index *x, const struct schema *schema)
{
	for (uint32_t i = 0; i < x->facts_count; i++)
		if (x->facts[i].schema == schema)
			return &x->facts[i];
	return NULL;
}

/* Notes which fields R looks into. */
static void facts_ask(const struct rule_index *x, struct facts_index *f, const struct rule *r)
{
	for (uint16_t i = 0; f && i < r->buffer_count; i++) {
		const struct buffer_info *info = buffers_info(x->set->buffers, r->buffers[i].id);
		for (int k = 0; k < 2 && info->view == VIEW_FACTS; k++)
			f->asked[buffers_info(x->set->buffers, info->base[k])->field] = true;
	}
}

/* --- all --- */

static bool rule_put(struct rule_index *x, const struct rule *r)
{
	for (uint16_t i = 0; i < r->check_count; i++)
		x->wants_digests |= r->checks[i].kind == CHECK_FILE_HASH;
	switch (r->stage) {
	case STAGE_PACKET:
		return packet_put(x, r);
	case STAGE_PAYLOAD:
		return payload_put(x, r);
	case STAGE_VIEW:
		return view_put(x, r);
	case STAGE_FILE:
		x->wants_http = true; /* mail and SMB have files in views alone */
		for (uint16_t i = 0; i < r->check_count; i++)
			x->wants_sums |= r->checks[i].kind == CHECK_FILE_HASH &&
					 r->checks[i].set->type != DATASET_SHA256;
		return rule_list_add(&x->files, r->index);
	case STAGE_FACTS:
		facts_ask(x, facts_take(x, r->schema), r);
		return facts_put(x, facts_take(x, r->schema), r, VIEW_FACTS);
	default:
		x->wants_judge = true;
		return facts_put(x, &x->judge, r, VIEW_JUDGE);
	}
}

static bool sieve_end(struct sieve *s)
{
	return !s || sieve_finish(s);
}

static bool facts_finish(struct facts_index *f)
{
	bool good = true;

	for (uint32_t k = 0; k < f->buffer_count; k++)
		good = good && sieve_end(f->sieves[k]);
	return good;
}

static bool finish(struct rule_index *x)
{
	bool good =
		sieve_end(x->stream) && heads_finish(&x->bare_stream) && facts_finish(&x->judge);

	for (int c = 0; c < INDEX_CLASSES; c++)
		good = good && sieve_end(x->payload[c]) && heads_finish(&x->packet[c]);
	for (int i = 0; i < BUFFER_FIELDS; i++)
		good = good && sieve_end(x->view[i]);
	for (uint32_t i = 0; i < x->facts_count; i++)
		good = good && facts_finish(&x->facts[i]);
	return good;
}

struct rule_index *index_new(struct ruleset *set, uint64_t generation, enum sieve_kind kind)
{
	struct rule_index *x = calloc(1, sizeof(*x));
	bool good = x != NULL;

	if (!good) {
		ruleset_free(set);
		return NULL;
	}
	x->set = set;
	x->generation = generation;
	x->sieves = sieves_new(kind);
	good = x->sieves != NULL;
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

static void facts_free(struct facts_index *f)
{
	for (uint32_t k = 0; k < f->buffer_count; k++)
		sieve_free(f->sieves[k]);
	free(f->sieves);
	free(f->buffers);
	free(f->buffer_of);
	free(f->asked);
	free(f->unfiltered.rules);
}

void index_free(struct rule_index *x)
{
	if (!x)
		return;
	for (int c = 0; c < INDEX_CLASSES; c++) {
		sieve_free(x->payload[c]);
		heads_free(&x->packet[c]);
	}
	sieve_free(x->stream);
	heads_free(&x->bare_stream);
	for (int i = 0; i < BUFFER_FIELDS; i++)
		sieve_free(x->view[i]);
	free(x->view_any[0].rules);
	free(x->view_any[1].rules);
	for (uint32_t i = 0; i < x->facts_count; i++)
		facts_free(&x->facts[i]);
	free(x->facts);
	facts_free(&x->judge);
	free(x->files.rules);
	free(x->costs);
	free(x->events.rules);
	free(x->ssl.rules);
	sieves_free(x->sieves);
	ruleset_free(x->set);
	free(x);
}
