/* hearing: see hearing.h. Collector's thread. */
#include "config.h"

#include "rules/inventory/hearing.h"

#include "rules/correlate/chain.h"

static const struct {
	const char *name;
	uint8_t weight;
	enum fact_kind kind;
} evidences[] = {
#define EVIDENCE(name, weight, kind, text) {name, weight, FACT_##kind},
#include "rules/inventory/sources.def"
};
enum { WEIGHT_OTHER = 25, WEIGHT_SERVICE = 40 };

uint8_t source_weight(struct span evidence, enum fact_kind *ret_kind)
{
	for (unsigned i = 0; i < sizeof(evidences) / sizeof(evidences[0]); i++) {
		if (!span_eq(evidence, span_str(evidences[i].name)))
			continue;
		*ret_kind = evidences[i].kind;
		return evidences[i].weight;
	}
	*ret_kind = FACT_SOFTWARE;
	return WEIGHT_OTHER;
}

bool hearing_begin(struct hearing *h, struct judge *j, const struct event *e, const struct party *p,
	bool create)
{
	h->asset = asset_of(j, p, e->ts_us, create);
	h->judge = j;
	h->event = e;
	h->party = p;
	h->source = span_of(NULL, 0);
	h->weight = 0;
	h->port = 0;
	h->restart = NULL;
	h->count = 0;
	return h->asset != NULL;
}

void hearing_take(struct hearing *h, enum fact_kind kind, struct span value, bool single)
{
	struct claim c = {.kind = kind,
		.weight = h->weight,
		.port = h->port,
		.source = h->source,
		.value = span_trim(value),
		.ts_us = h->event->ts_us};
	char before[FACT_TEXT];

	if (!c.value.len)
		return;
	enum fact_news news = asset_hear(h->asset, &c, before);
	const struct fact *f = asset_find(h->asset, &c);
	if (!f)
		return;
	bool told = news == FACT_FRESH || (news == FACT_CHANGED && (single || f->count == 1));
	struct news n = {.fact = *f, .changed = news == FACT_CHANGED && single};
	if (n.changed)
		memcpy(n.before, before, sizeof(n.before));
	if (kind == FACT_SOFTWARE || kind == FACT_COMPONENT)
		hearing_judge(h, &n);
	/* what an SSH server offers is one list, whoever asks */
	if (kind == FACT_FINGERPRINT && news == FACT_CHANGED &&
		span_eq(h->source, SPAN_LIT("hassh")))
		install_version(h, &n);
	if (told && h->count < HEARING_NEWS)
		h->news[h->count++] = n;
}

static bool text_take(char to[ELEMENT_TEXT], const struct fact *f)
{
	char news[ELEMENT_TEXT];

	words_copy(news, sizeof(news), span_str(f ? f->value : ""));
	if (!f || memcmp(news, to, sizeof(news)) == 0)
		return false;
	memcpy(to, news, sizeof(news));
	return true;
}

/* What other outputs show of the element: the best of each. */
static void element_refresh(const struct hearing *h)
{
	struct element *e = element_of(h->judge, h->party, h->event->ts_us);
	const struct fact *software = asset_best(h->asset, FACT_SOFTWARE);
	const struct fact *component = asset_best(h->asset, FACT_COMPONENT);

	if (!e || e->is_crowd)
		return;
	if (!software && component && component->weight >= WEIGHT_SERVICE)
		software = component;
	text_take(e->facts[ELEMENT_NAME], asset_best(h->asset, FACT_NAME));
	text_take(e->facts[ELEMENT_VENDOR], asset_best(h->asset, FACT_VENDOR));
	text_take(e->facts[ELEMENT_PLATFORM], asset_best(h->asset, FACT_PLATFORM));
	text_take(e->facts[ELEMENT_SOFTWARE], software);
	words_copy(e->evidence, sizeof(e->evidence), h->source);
	e->info_changed = true;
	element_tell(h->judge, e);
}

void hearing_end(struct hearing *h)
{
	if (!h->count && !h->restart)
		return;
	element_refresh(h);
	hearing_tell(h);
}
