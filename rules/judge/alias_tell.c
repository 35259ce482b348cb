/* alias_tell: see alias_tell.h. Collector's thread. */
#include "config.h"

#include "rules/judge/alias_tell.h"

#include "rules/judge/alias.h"
#include "rules/judge/words.h"

/* What each source of an address is called. */
static const char *const sources[] = {
#define ADDRESS(type, path, of, proof, source) source,
#include "rules/inventory/sources.def"
};
enum { SOURCES = sizeof(sources) / sizeof(sources[0]) };

/* The protocols that told of A, with commas. */
static void sources_say(const struct alias *a, struct words *w)
{
	const char *last = NULL;

	for (unsigned n = 0; n < SOURCES; n++) {
		const char *name = a->sources & 1u << n ? sources[n] : NULL;
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
	json_kv_word(j, "confidence", alias_is_proven(a->proofs) ? "high" : "medium");
	json_kv_time(j, "first_seen", a->first_us);
	json_kv_time(j, "last_seen", a->last_us);
	json_close(j, '}');
}
