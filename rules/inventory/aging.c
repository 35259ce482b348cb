/*
 * aging: findings about software: another version than before, and one that its maker supports no
 * longer. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/chain.h"
#include "rules/inventory/hearing.h"
#include "rules/inventory/support.h"
#include "rules/inventory/version.h"
#include "sensor/base/siphash.h"

/* What is inferred with less than that is shown, and no finding. */
enum { WEIGHT_INFERRED = 45 };

static uint64_t variety_of(const struct news *n)
{
	static const struct siphash_key fixed = {0x76657273696f6e73ull, 0x6368616e67656400ull};

	return siphash(&fixed, n->fact.value, sizeof(n->fact.value)) ^
	       siphash(&fixed, n->before, sizeof(n->before)) << 1;
}

static struct judgement judgement_of(const struct hearing *h, enum finding finding)
{
	return (struct judgement){.finding = finding,
		.event = h->event,
		.element = h->party,
		.confidence = CONFIDENCE_MEDIUM,
		.variety_max = FINDING_VARIETY};
}

/* Another version of the same, or other software altogether. */
static void judge_change(const struct hearing *h, const struct news *n)
{
	struct span name[2], version[2];
	struct judgement it = judgement_of(h, FINDING_VERSION_CHANGE);

	version_split(span_str(n->before), &name[0], &version[0]);
	version_split(span_str(n->fact.value), &name[1], &version[1]);
	bool older = span_eq_nocase(name[0], name[1]) && version[0].len && version[1].len &&
		     version_compare(version[1], version[0]) < 0;
	it.rule = older ? "software-older" : "software-differs";
	it.variety = variety_of(n);
	words_add(&it.message, h->party->id);
	words_add(&it.message, " announced ");
	words_add_span(&it.message, span_str(n->before));
	words_add(&it.message, older ? " and now the older " : " and now ");
	words_add_span(&it.message, span_str(n->fact.value));
	finding_raise(h->judge, &it);
}

/* The other side of the flow, with whom it was seen. */
static bool other_side(const struct hearing *h, struct party *ret)
{
	const struct place *p = &h->event->place;

	if (!p->has_ip)
		return false;
	bool src = addr_cmp(&p->src.addr, &h->party->addr) == 0;
	party_of(h->judge, p->space, src ? &p->dst.addr : &p->src.addr, ret);
	return true;
}

/* Judged by the day of the packet, not by today's. */
static void judge_support(const struct hearing *h, const struct news *n)
{
	const struct support_range *r = fact_support(h->judge->options.support, &n->fact);
	bool inferred = fact_is_inferred(&n->fact);
	struct judgement it = judgement_of(h, FINDING_END_OF_SUPPORT);
	struct party other;

	if (!r || h->event->ts_us < r->end_us || (inferred && n->fact.weight < WEIGHT_INFERRED))
		return;
	it.app = h->event->type;
	if (other_side(h, &other))
		it.peer = &other;
	it.rule = inferred ? "support-ended-inferred" : "support-ended";
	it.confidence = inferred ? CONFIDENCE_LOW : it.confidence;
	it.variety = variety_of(n);
	words_add(&it.message, h->party->id);
	words_add(&it.message, inferred ? " speaks TLS as " : " runs ");
	words_add_span(&it.message, span_str(n->fact.value));
	words_add(&it.message, inferred ? " does (inferred)" : "");
	words_add(&it.message, ", which its maker supported until ");
	words_add(&it.message, r->end);
	finding_raise(h->judge, &it);
}

void hearing_judge(const struct hearing *h, const struct news *n)
{
	if (!h->party->is_element)
		return;
	if (n->changed) {
		install_version(h, n);
		judge_change(h, n);
	}
	judge_support(h, n);
}
