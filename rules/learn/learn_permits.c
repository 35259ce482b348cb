/*
 * learn_permits: relations merged into the permits that a person would write: one line for two
 * groups and what may be done, with all protocols of it. When the reading is over.
 */
#include "config.h"

#include "rules/learn/learn_data.h"

#include <inttypes.h>
#include <stdlib.h>

enum { OVER_TEXT = 32, REMARK = 96 };

/* Two groups (or lone hosts) and a protocol. */
struct term {
	const struct draft_host *from, *to; /* one of each, for their names */
	char over[OVER_TEXT];
	uint64_t flows, verbs[VERB_COUNT];
	uint32_t may; /* 1 << enum verb; 0: nothing was seen inside, anything goes */
	const struct relation *best;
	bool attested; /* verbs that only logs tell of are among it */
	bool done;
};

struct terms {
	struct term *items;
	uint32_t count;
};

static const uint32_t SESSION = 1u << VERB_LOGIN | 1u << VERB_LOGIN_FAILED | 1u << VERB_LOGOUT;
static const uint32_t CONFIGURE =
	1u << VERB_READ | 1u << VERB_CHANGE | 1u << VERB_SAVE | 1u << VERB_EXEC;

static bool same_party(const struct draft_host *a, const struct draft_host *b)
{
	return a == b || (a->role == b->role && a->role != ROLE_NONE);
}

void draft_write_over(FILE *out, const struct relation_key *key)
{
	static const struct {
		uint8_t proto;
		const char *word;
	} words[] = {{IPPROTO_NR_TCP, "tcp"}, {IPPROTO_NR_UDP, "udp"}, {IPPROTO_NR_SCTP, "sctp"}};

	if (key->over[0]) {
		fputs(key->over, out);
		return;
	}
	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].proto == key->ip_proto && key->port) {
			fprintf(out, "%s/%u", words[i].word, key->port);
			return;
		}
	}
	fprintf(out, "ip/%u", key->ip_proto);
}

static void over_text(const struct relation_key *key, char ret[static OVER_TEXT])
{
	FILE *out = fmemopen(ret, OVER_TEXT, "w");

	ret[0] = '\0';
	if (!out)
		return;
	draft_write_over(out, key);
	fclose(out);
}

static struct term *term_find(struct terms *t, const struct draft_host *from,
	const struct draft_host *to, const char *over)
{
	for (uint32_t i = 0; i < t->count; i++) {
		struct term *x = &t->items[i];
		if (same_party(x->from, from) && same_party(x->to, to) &&
			(!over || strcmp(x->over, over) == 0))
			return x;
	}
	return NULL;
}

static struct term *term_take(struct terms *t, const struct draft_host *from,
	const struct draft_host *to, const char *over)
{
	struct term *x = term_find(t, from, to, over);

	if (x)
		return x;
	x = &t->items[t->count++];
	*x = (struct term){.from = from, .to = to};
	snprintf(x->over, sizeof(x->over), "%s", over);
	return x;
}

static void term_allow(struct term *x, enum verb v, uint64_t count)
{
	x->verbs[v] += count;
	if (SESSION & 1u << v)
		return;
	x->may |= 1u << v | 1u << VERB_READ;
	if (x->may & CONFIGURE & ~(1u << VERB_READ))
		x->may |= CONFIGURE;
}

static void add_relation(struct terms *t, const struct draft_relation *r)
{
	char over[OVER_TEXT];

	over_text(r->key, over);
	struct term *x = term_take(t, r->client, r->server, over);
	x->flows += r->seen->flows;
	for (int v = 0; v < VERB_COUNT; v++)
		if (draft_verbs(r, (enum verb)v))
			term_allow(x, (enum verb)v, draft_verbs(r, (enum verb)v));
	bool better = !x->best || (verb_changes((enum verb)r->seen->example_verb) &&
					  !verb_changes((enum verb)x->best->example_verb));
	if (r->seen->example[0] && better)
		x->best = r->seen;
}

/* Who may do what nobody is named for: who works on such elements anyway, people first. */
static struct term *likely_actor(struct terms *t, const struct draft_host *element)
{
	static const enum role likely[] = {ROLE_JUMP, ROLE_MANAGER, ROLE_AAA};

	for (unsigned i = 0; i < sizeof(likely) / sizeof(likely[0]); i++)
		for (uint32_t k = 0; k < t->count; k++)
			if (t->items[k].from->role == likely[i] &&
				same_party(t->items[k].to, element))
				return &t->items[k];
	return NULL;
}

/* A permit covers what logs tell of two hosts, whatever its protocol. */
static void add_report(struct terms *t, const struct draft_report *r)
{
	struct term *x =
		r->actor ? term_find(t, r->actor, r->element, NULL) : likely_actor(t, r->element);

	if (!x && !r->actor)
		return;
	if (!x)
		x = term_take(t, r->actor, r->element, "ssh");
	for (int v = 0; v < VERB_COUNT; v++) {
		if (!r->seen->verbs[v] || (SESSION & 1u << v))
			continue;
		x->attested = true;
		if (x->may)
			term_allow(x, (enum verb)v, 0);
	}
}

/* --- writing ---------------------------------------------------------------------------------- */

static void write_may(FILE *out, uint32_t may)
{
	bool any = false;

	if (!may)
		return;
	fputs(", may: [", out);
	for (int v = 0; v < VERB_COUNT; v++) {
		if (!(may & 1u << v))
			continue;
		fprintf(out, "%s%s", any ? ", " : "", verb_name((enum verb)v));
		any = true;
	}
	fputs("]", out);
}

static void write_remark(FILE *out, const struct term *x)
{
	const char *between = "; ";

	fprintf(out, "  # %s: %" PRIu64 " flow%s", x->over, x->flows, x->flows == 1 ? "" : "s");
	for (int v = 0; v < VERB_COUNT; v++) {
		if (!x->verbs[v])
			continue;
		fprintf(out, "%s%s %" PRIu64, between, verb_name((enum verb)v), x->verbs[v]);
		between = ", ";
	}
	if (x->attested)
		fputs("; logs tell of more", out);
	if (x->best) {
		fputs("; e.g. ", out);
		draft_write_text(out, x->best->example);
	}
	fputc('\n', out);
}

static bool same_line(const struct term *a, const struct term *b)
{
	return a->may == b->may && same_party(a->from, b->from) && same_party(a->to, b->to);
}

/* X and all terms between the same two with the same verbs. */
static void write_line(struct terms *t, uint32_t first, unsigned number, FILE *out)
{
	const struct term *x = &t->items[first];
	bool any = false;

	fprintf(out, "  - {id: learned-%u, from: ", number);
	draft_write_host(out, x->from);
	fputs(", to: ", out);
	draft_write_host(out, x->to);
	fputs(", over: [", out);
	for (uint32_t i = first; i < t->count; i++) {
		struct term *y = &t->items[i];
		if (!same_line(x, y))
			continue;
		y->done = true;
		fprintf(out, "%s%s", any ? ", " : "", y->over);
		any = true;
	}
	fputs("]", out);
	write_may(out, x->may);
	fputs("}\n", out);
}

static void write_remarks(const struct terms *t, uint32_t first, FILE *out)
{
	const struct term *x = &t->items[first];

	for (uint32_t i = first; i < t->count; i++)
		if (same_line(x, &t->items[i]))
			write_remark(out, &t->items[i]);
}

static int rank(const struct draft_host *h)
{
	return h->role == ROLE_NONE ? ROLE_COUNT : (int)h->role;
}

/* What managers do first, then what elements send. */
static int by_parties(const void *a, const void *b)
{
	const struct term *x = a, *y = b;
	bool x_out = x->from->is_element, y_out = y->from->is_element;

	if (x_out != y_out)
		return x_out - y_out;
	if (rank(x->from) != rank(y->from))
		return rank(x->from) - rank(y->from);
	if (rank(x->to) != rank(y->to))
		return rank(x->to) - rank(y->to);
	int order = x->from->role == ROLE_NONE ? addr_cmp(&x->from->addr, &y->from->addr) : 0;
	if (!order && x->to->role == ROLE_NONE)
		order = addr_cmp(&x->to->addr, &y->to->addr);
	return order ? order : strcmp(x->over, y->over);
}

bool draft_write_permits(const struct draft *d, FILE *out, unsigned *number)
{
	struct terms t = {
		.items = calloc(d->relation_count + d->report_count + 1, sizeof(struct term))};

	if (!t.items)
		return false;
	for (uint32_t i = 0; i < d->relation_count; i++)
		if (d->relations[i].standing == STANDING_GOOD && !d->relations[i].is_idle)
			add_relation(&t, &d->relations[i]);
	for (uint32_t i = 0; i < d->report_count; i++)
		if (d->reports[i].standing == STANDING_GOOD)
			add_report(&t, &d->reports[i]);
	if (t.count)
		qsort(t.items, t.count, sizeof(*t.items), by_parties);
	for (uint32_t i = 0; i < t.count; i++) {
		if (t.items[i].done)
			continue;
		write_remarks(&t, i, out);
		write_line(&t, i, ++*number, out);
	}
	free(t.items);
	return true;
}
