/*
 * learn_review: the comments under # REVIEW: what is not permitted and why, and what no permit can
 * silence. When the reading is over.
 */
#include "config.h"

#include "rules/learn/learn_data.h"

#include <inttypes.h>
#include <string.h>

enum { REVIEW_LINES = 400 };

struct review {
	const struct draft *d;
	FILE *out;
	unsigned lines, left_out;
	bool begun;
};

/* True when there is room for one more; writes the headline of a part before its first. */
static bool review_line(struct review *r, const char *headline)
{
	if (r->lines >= REVIEW_LINES) {
		r->left_out++;
		return false;
	}
	r->lines++;
	if (!r->begun)
		fprintf(r->out, "#\n# %s\n", headline);
	r->begun = true;
	return true;
}

static void write_plain_host(FILE *out, const struct draft_host *h)
{
	const char *quote = addr_is_v4(&h->addr) ? "" : "\"";
	char text[ADDR_TEXT];

	addr_text(&h->addr, text);
	fprintf(out, "%s%s%s%s%s", quote, h->space ? h->space : "", h->space ? "/" : "", text,
		quote);
}

/* What a person would write as one line: the same protocol between hosts of which one side, which
 * is SIDE, is the same. */
static bool is_alike(const struct draft_relation *x, const struct draft_relation *y, enum side side)
{
	bool same_end = side == SIDE_SERVER ? x->server == y->server : x->client == y->client;

	return same_end && x->standing == y->standing && !y->is_idle && !y->is_told &&
	       x->key->port == y->key->port && x->key->ip_proto == y->key->ip_proto &&
	       strcmp(x->key->over, y->key->over) == 0;
}

static uint32_t count_alike(const struct draft *d, uint32_t first, enum side side)
{
	uint32_t count = 0;

	for (uint32_t i = first; i < d->relation_count; i++)
		count += is_alike(&d->relations[first], &d->relations[i], side);
	return count;
}

static void write_end(struct review *r, uint32_t first, enum side same, enum side end)
{
	const struct draft_relation *all = r->d->relations;
	bool list = end != same && count_alike(r->d, first, same) > 1, begun = false;

	fputs(list ? "[" : "", r->out);
	for (uint32_t i = first; i < r->d->relation_count; i++) {
		if (i != first && (!list || !is_alike(&all[first], &all[i], same)))
			continue;
		fputs(begun ? ", " : "", r->out);
		write_plain_host(r->out, end == SIDE_SERVER ? all[i].server : all[i].client);
		begun = true;
	}
	fputs(list ? "]" : "", r->out);
}

/* What was seen of those that stand in one line; from now on they are told. */
static void write_seen(struct review *r, uint32_t first, enum side same)
{
	struct draft_relation *all = r->d->relations, *x = &all[first];
	uint64_t flows = 0, verbs[VERB_COUNT] = {0};

	for (uint32_t i = r->d->relation_count; i-- > first;) {
		if (!is_alike(x, &all[i], same))
			continue;
		all[i].is_told = true;
		flows += all[i].seen->flows;
		for (int v = 0; v < VERB_COUNT; v++)
			verbs[v] += draft_verbs(&all[i], (enum verb)v);
	}
	fprintf(r->out, "]}  # %" PRIu64 " flow%s", flows, flows == 1 ? "" : "s");
	for (int v = 0; v < VERB_COUNT; v++)
		if (verbs[v])
			fprintf(r->out, ", %s %" PRIu64, verb_name((enum verb)v), verbs[v]);
	if (x->seen->example[0]) {
		fputs("; e.g. ", r->out);
		draft_write_text(r->out, x->seen->example);
	}
	fputc('\n', r->out);
}

static void write_relation(struct review *r, uint32_t first)
{
	enum side same =
		count_alike(r->d, first, SIDE_CLIENT) > count_alike(r->d, first, SIDE_SERVER)
			? SIDE_CLIENT
			: SIDE_SERVER;

	fputs("#   - {from: ", r->out);
	write_end(r, first, same, SIDE_CLIENT);
	fputs(", to: ", r->out);
	write_end(r, first, same, SIDE_SERVER);
	fputs(", over: [", r->out);
	draft_write_over(r->out, r->d->relations[first].key);
	write_seen(r, first, same);
}

static void write_relations(struct review *r, enum standing standing, const char *headline)
{
	r->begun = false;
	for (uint32_t i = 0; i < r->d->relation_count; i++) {
		const struct draft_relation *x = &r->d->relations[i];
		if (x->standing == standing && !x->is_idle && !x->is_told &&
			review_line(r, headline))
			write_relation(r, i);
	}
}

static void write_reports(struct review *r)
{
	r->begun = false;
	for (uint32_t i = 0; i < r->d->report_count; i++) {
		const struct draft_report *x = &r->d->reports[i];
		if (x->standing != STANDING_FLAGGED ||
			!review_line(r, "Told by logs alone, of a host that a judgement flagged:"))
			continue;
		fputs("#   ", r->out);
		write_plain_host(r->out, x->actor);
		fputs(" on ", r->out);
		write_plain_host(r->out, x->element);
		fprintf(r->out, ", by %s: ", x->seen->via);
		draft_write_text(r->out, x->seen->example);
		fputc('\n', r->out);
	}
}

static void write_flags(struct review *r)
{
	unsigned count;
	const struct finding_entry *all = judge_findings(&count);

	r->begun = false;
	for (uint32_t i = 0; i < r->d->flag_count; i++) {
		const struct draft_flag *f = &r->d->flags[i];
		const struct finding_entry *entry = &all[f->key->finding];
		if (strcmp(entry->class_name, "posture") == 0 ||
			!review_line(
				r, "What the built-in judgements found in all of this traffic:"))
			continue;
		fprintf(r->out, "#   %s, severity %u: ", entry->slug, f->seen->severity);
		draft_write_text(r->out, f->seen->message);
		fputc('\n', r->out);
	}
}

void draft_write_review(const struct draft *d, FILE *out)
{
	struct review r = {.d = d, .out = out};

	if (d->space)
		fprintf(out, "# Space %s:\n", d->space);
	write_relations(
		&r, STANDING_FLAGGED, "From or to hosts that a built-in judgement flagged:");
	write_relations(&r, STANDING_LATERAL, "Between elements:");
	write_relations(&r, STANDING_UNANSWERED, "Never answered, over no known protocol:");
	write_relations(&r, STANDING_OUTSIDE, "To or from other networks:");
	write_reports(&r);
	write_flags(&r);
	if (r.left_out)
		fprintf(out, "# and %u more\n", r.left_out);
	if (!r.lines)
		fputs("# Nothing was flagged.\n", out);
}
