/* candidates: the rules that one packet, buffer or event may match. On a worker's thread. */
#include "config.h"

#include "rules/match/room.h"

void candidates_begin(struct matcher *m)
{
	m->list_count = 0;
	m->round++;
}

static void candidate(void *ctx, uint32_t rule)
{
	struct matcher *m = ctx;

	if (m->stamp[rule] == m->round)
		return;
	m->stamp[rule] = m->round;
	m->list[m->list_count++] = rule;
}

void candidates_add(struct matcher *m, const struct rule_list *l)
{
	for (uint32_t i = 0; i < l->count; i++)
		candidate(m, l->rules[i]);
}

void candidates_heads(struct matcher *m, const struct heads *h, const struct tap_scene *scene)
{
	const struct rule_list *lists[HEADS_LISTS];
	unsigned count = heads_find(h, scene->end, lists);

	for (unsigned i = 0; i < count; i++)
		candidates_add(m, lists[i]);
}

void candidates_scan(struct matcher *m, const struct sieve *f, struct span s, uint32_t past)
{
	struct sieve_ear ear = {candidate, m};

	if (f && s.len)
		sieve_scan(f, m->sieve, s, past, &ear);
}

void candidates_facts(struct matcher *m, const struct facts_index *x)
{
	candidates_add(m, &x->unfiltered);
	for (uint32_t k = 0; k < x->buffer_count; k++)
		for (uint32_t i = 0; i < m->value_count; i++)
			if (m->values[i].buffer == x->buffers[k])
				candidates_scan(m, x->sieves[k], m->values[i].text, 0);
}

/* Sifts ROOT down in a heap of COUNT. */
static void sift(uint32_t *list, uint32_t root, uint32_t count)
{
	uint32_t value = list[root];

	for (;;) {
		uint32_t child = root * 2 + 1;
		if (child >= count)
			break;
		if (child + 1 < count && list[child + 1] > list[child])
			child++;
		if (list[child] <= value)
			break;
		list[root] = list[child];
		root = child;
	}
	list[root] = value;
}

void candidates_sort(struct matcher *m)
{
	uint32_t *list = m->list, count = m->list_count;
	bool sorted = true;

	for (uint32_t i = 1; i < count && sorted; i++)
		sorted = list[i - 1] < list[i];
	if (sorted)
		return;
	for (uint32_t i = count / 2; i-- > 0;)
		sift(list, i, count);
	for (uint32_t end = count - 1; end > 0; end--) {
		uint32_t top = list[0];
		list[0] = list[end];
		list[end] = top;
		sift(list, 0, end);
	}
}
