/* alias_tell: what events and findings say of further addresses of elements. Collector's thread. */
#include "config.h"

#include "rules/judge/alias.h"

#include "rules/judge/finding.h"

void alias_tell_conflict(
	struct judge *j, const struct event *e, const struct alias *a, const struct addr *addr)
{
	struct party home, rival;
	struct event claim = *e;
	struct judgement it = {.finding = FINDING_ADDRESS_CONFLICT,
		.event = &claim,
		.app = e->type,
		.element = &home,
		.peer = &rival,
		.rule = "two-elements",
		.confidence = CONFIDENCE_MEDIUM};

	party_of(j, e->place.space, &a->home, &home);
	party_of(j, e->place.space, &a->rival, &rival);
	if (!claim.place.has_ip) /* whose address it is about */
		claim.place.src.addr = *addr;
	words_add_addr(&it.message, addr);
	words_add(&it.message, " is claimed by ");
	words_add(&it.message, home.id);
	words_add(&it.message, " and, by ");
	words_add(&it.message, e->type);
	words_add(&it.message, ", by ");
	words_add(&it.message, rival.id);
	finding_raise(j, &it);
}

/* The protocols that told of A, with commas. */
static void sources_say(const struct alias *a, struct words *w)
{
	const char *last = NULL;

	for (unsigned n = 0; n < ALIAS_SOURCES; n++) {
		const char *name = a->sources & 1u << n ? address_source_name(n) : NULL;
		if (!name || (last && strcmp(name, last) == 0))
			continue;
		words_add(w, last ? "," : "");
		words_add(w, name);
		last = name;
	}
}

void alias_write(struct json *j, const char *key, const struct judge *judge, const struct party *p)
{
	const struct alias *a = p->is_alias ? alias_find(judge, p->space, &p->addr) : NULL;
	struct words w;

	if (!a)
		return;
	words_begin(&w);
	sources_say(a, &w);
	json_key(j, key);
	json_open(j, '{');
	json_kv_addr(j, "ip", &p->addr);
	json_kv_addr(j, "of", &p->home);
	json_kv_plain(j, "told_by", words_span(&w));
	json_kv_word(j, "confidence", a->proofs & 1u << ALIAS_OWN ? "high" : "medium");
	json_kv_time(j, "first_seen", a->first_us);
	json_kv_time(j, "last_seen", a->last_us);
	json_close(j, '}');
}
