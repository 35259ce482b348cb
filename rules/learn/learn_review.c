/*
 * learn_review: the comments under # REVIEW: what is not permitted and why, and what no permit can
 * silence. When the reading is over.
 */
#include "config.h"

#include "rules/learn/learn_data.h"

#include <inttypes.h>

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

static void write_relation(FILE *out, const struct draft_relation *r)
{
	fputs("#   - {from: ", out);
	write_plain_host(out, r->client);
	fputs(", to: ", out);
	write_plain_host(out, r->server);
	fputs(", over: [", out);
	draft_write_over(out, r->key);
	fprintf(out, "]}  # %" PRIu64 " flow%s", r->seen->flows, r->seen->flows == 1 ? "" : "s");
	for (int v = 0; v < VERB_COUNT; v++)
		if (draft_verbs(r, (enum verb)v))
			fprintf(out, ", %s %u", verb_name((enum verb)v),
				draft_verbs(r, (enum verb)v));
	if (r->seen->example[0]) {
		fputs("; e.g. ", out);
		draft_write_text(out, r->seen->example);
	}
	fputc('\n', out);
}

static void write_relations(struct review *r, enum standing standing, const char *headline)
{
	r->begun = false;
	for (uint32_t i = 0; i < r->d->relation_count; i++) {
		const struct draft_relation *x = &r->d->relations[i];
		if (x->standing == standing && !x->is_idle && review_line(r, headline))
			write_relation(r->out, x);
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
