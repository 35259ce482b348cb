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
		if (s->pending[i].wait.number == number)
			return &s->pending[i];
	return NULL;
}

struct http_pending *http_answered(struct http_state *s)
{
	return s->answer.open && s->answer.matched && s->count ? &s->pending[0] : NULL;
}

struct http_request http_request_of(struct http_state *s, struct http_pending *p)
{
	struct http_request r = {.known = &s->known,
		.kind = s->request.kind,
		.soap = span_of(s->request.soap, s->request.soap_len)};

	if (!p)
		return r;
	const struct http_file *file = &s->file[SIDE_SERVER];
	r.wait = &p->wait;
	r.method = http_text(s, p, HTTP_T_METHOD);
	r.url = http_text(s, p, HTTP_T_URL);
	r.user = http_text(s, p, HTTP_T_USER);
	r.again = (p->wait.awaits & HTTP_IS_RANGE) && file->open &&
		  file->url_hash == http_hash(0, r.url);
	return r;
}

/* It goes behind the texts of P, which is the last in line. */
void http_request_keep(struct http_state *s, struct http_pending *p, const struct http_request *r)
{
	struct span kept = span_sub(r->user, 0, HTTP_TEXT_MAX - s->text_len);

	if (p != &s->pending[s->count - 1] || p->len[HTTP_T_USER] || !kept.len)
		return;
	memcpy(s->text + s->text_len, kept.p, kept.len);
	s->text_len = (uint16_t)(s->text_len + kept.len);
	p->len[HTTP_T_USER] = (uint16_t)kept.len;
}

uint16_t http_awaits_of(const struct http_head *h)
{
	uint16_t awaits = 0;

	if (span_eq(h->method, SPAN_LIT("HEAD")))
		awaits |= HTTP_IS_HEAD;
	if (span_eq(h->method, SPAN_LIT("CONNECT")))
		awaits |= HTTP_IS_CONNECT;
	if (h->range.len)
		awaits |= HTTP_IS_RANGE;
	return awaits;
}

static void complete(const struct http_request *r, struct action *a)
{
	a->evidence = EVIDENCE_OBSERVED;
	a->via = r->via;
	if (!a->either_end)
		a->element = SIDE_SERVER;
	if (r->user.len) {
		a->user = r->user;
		a->user_known = true;
		a->user_source = USER_WIRE;
	}
}

void http_act(struct dissect *d, struct http_request *r, struct action *a)
{
	complete(r, a);
	r->wait->awaits |= HTTP_AWAITS_ACTION;
	action_ask(d, r->wait->number, a);
}

void http_act_now(struct dissect *d, const struct http_request *r, struct action *a)
{
	complete(r, a);
	action_emit_at(d, a, r->wait->ts_us);
}
