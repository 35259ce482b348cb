/*
 * speech: what the hellos of a TLS session show of the libraries on both sides (library.h), as
 * facts of the hosts. They are inferred, called so, and stand for nothing else. Collector's thread.
 */
#include "config.h"

#include "rules/inventory/hearing.h"
#include "rules/inventory/library.h"
#include "rules/inventory/pick.h"

static const struct {
	struct span path;
	enum library_list list;
} plain[] = {
	{SPAN_LIT("spanwatch.tls.signature_schemes"), LIBRARY_SCHEMES},
	{SPAN_LIT("spanwatch.tls.server_point_formats"), LIBRARY_ANSWER_FORMATS},
};

static void on_value(void *ctx, struct span path, struct span value)
{
	struct library_hello *h = ctx;

	for (unsigned i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (span_eq(path, plain[i].path))
			h->list[plain[i].list] = value;
	if (span_eq(path, SPAN_LIT("tls.ja3.string")))
		library_read_ja3(h, value);
	else if (span_eq(path, SPAN_LIT("tls.ja3s.string")))
		library_read_ja3s(h, value);
	else if (span_eq(path, SPAN_LIT("tls.version")) && span_starts(value, SPAN_LIT("TLS ")))
		h->list[LIBRARY_VERSION] = span_sub(value, 4, value.len);
	else if (span_eq(path, SPAN_LIT("tls.session_resumed")))
		h->list[LIBRARY_RESUMED] = SPAN_LIT("1");
	else if (span_eq(path, SPAN_LIT("spanwatch.tls.server_steps_down")))
		h->list[LIBRARY_STEPS_DOWN] = SPAN_LIT("1");
}

/* Another session may have shown more of the same software: then this one adds nothing. */
static struct span known_better(const struct hearing *h, const struct library_guess *guess)
{
	for (unsigned i = 0; i < h->asset->count; i++) {
		const struct fact *f = &h->asset->facts[i];
		if (fact_is_inferred(f) && f->port == h->port &&
			library_is_within(span_str(f->value), guess))
			return span_str(f->value);
	}
	return span_of(NULL, 0);
}

static void side_hear(
	struct judge *j, const struct event *e, enum side side, const struct library_hello *hello)
{
	const struct endpoint *end = place_end(&e->place, side);
	struct library_guess guess;
	struct hearing h;
	struct words text;
	struct party p;

	if (addr_is_group(&end->addr))
		return;
	party_of(j, e->place.space, &end->addr, &p);
	if (!hearing_begin(&h, j, e, &p, false) || !library_infer(hello, side, &guess))
		return;
	h.source = SPAN_LIT(SOURCE_INFERRED);
	h.weight = guess.weight;
	h.port = side == SIDE_SERVER ? end->port : 0;
	library_text(&guess, &text);
	struct span better = known_better(&h, &guess);
	hearing_take(&h, FACT_COMPONENT, better.len ? better : words_span(&text), false);
	hearing_end(&h);
}

void inventory_speech(struct judge *j, const struct event *e)
{
	struct library_hello hello = {0};

	if (strcmp(e->type, "tls") != 0 || !e->place.has_ip)
		return;
	pick(e->json, on_value, &hello);
	side_hear(j, e, SIDE_CLIENT, &hello);
	side_hear(j, e, SIDE_SERVER, &hello);
}
