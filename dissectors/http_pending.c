/*
 * http_pending: a request that waits for its answer: its texts, which it is, and the actions that
 * it asks for. Under all other files of HTTP that act on requests. On a worker's thread.
 */
#include "config.h"

#include "dissectors/http.h"

struct span http_text(
	const struct http_state *s, const struct http_pending *p, enum http_text which)
{
	uint32_t at = 0;

	for (const struct http_pending *q = s->pending; q < p; q++)
		for (int i = 0; i < HTTP_T_COUNT; i++)
			at += q->len[i];
	for (int i = 0; i < (int)which; i++)
		at += p->len[i];
	return span_of(s->text + at, p->len[which]);
}

struct http_pending *http_request_find(struct http_state *s, uint32_t number)
{
	for (unsigned i = 0; i < s->count; i++)
		if (s->pending[i].number == number)
			return &s->pending[i];
	return NULL;
}

struct http_pending *http_answered(struct http_state *s)
{
	return s->answer.open && s->answer.matched && s->count ? &s->pending[0] : NULL;
}

static void complete(const struct http_state *s, const struct http_pending *p, struct action *a)
{
	struct span user = http_text(s, p, HTTP_T_USER);

	a->evidence = EVIDENCE_OBSERVED;
	if (!a->either_end)
		a->element = SIDE_SERVER;
	if (user.len) {
		a->user = user;
		a->user_known = true;
		a->user_source = USER_WIRE;
	}
}

void http_act(struct dissect *d, struct http_state *s, struct http_pending *p, struct action *a)
{
	complete(s, p, a);
	p->awaits |= HTTP_AWAITS_ACTION;
	action_ask(d, p->number, a);
}

void http_act_now(
	struct dissect *d, struct http_state *s, const struct http_pending *p, struct action *a)
{
	complete(s, p, a);
	action_emit_at(d, a, p->ts_us);
}
