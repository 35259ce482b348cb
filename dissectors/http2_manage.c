/*
 * http2_manage: a request of HTTP/2 that is no call of gRPC, given to those who say what requests
 * do to equipment (http_manage.c), as HTTP/1 gives them its own. On a worker's thread.
 */
#include "config.h"

#include "dissectors/http2.h"

static struct http_request request_of(struct http2_state *s, struct http2_stream *t)
{
	return (struct http_request){.known = &s->known,
		.wait = &t->wait,
		.method = span_of(t->method, t->method_len),
		.url = span_of(t->path, t->path_len),
		.user = span_of(t->user, t->user_len),
		.kind = (enum http_kind)t->kind,
		.via = "http"};
}

static void keep_user(struct http2_stream *t, const struct http_request *r)
{
	struct span kept = span_sub(r->user, 0, HTTP2_USER_MAX);

	if (t->user_len || !kept.len)
		return;
	memcpy(t->user, kept.p, kept.len);
	t->user_len = (uint8_t)kept.len;
}

void http2_request(struct dissect *d, struct http2_stream *t, const struct http_head *h)
{
	struct http2_state *s = d->state;
	struct http_request r = request_of(s, t);
	uint32_t hash = http_hash(0, h->url);

	if (t->plain || !h->method.len || !h->url.len)
		return;
	t->plain = true;
	t->kind = (uint8_t)http_kind_of(h);
	t->coded = http_is_coded(h);
	t->wait.awaits = http_awaits_of(h);
	r.url = h->url;
	r.kind = (enum http_kind)t->kind;
	r.again = h->range.len && s->fetched == hash;
	s->fetched = hash;
	http_manage(d, h, &r);
	keep_user(t, &r);
	t->reads = http_reads_whole(h, &t->wait);
}

void http2_body(struct dissect *d, struct http2_stream *t, struct span body)
{
	struct http_request r = request_of(d->state, t);

	http_manage_body(d, &r, t->coded ? http_body_inflate(d, body) : body);
	keep_user(t, &r);
}

void http2_answer(struct dissect *d, struct http2_stream *t, const struct http_head *h)
{
	struct http2_state *s = d->state;
	struct http_request r = request_of(s, t);

	if (!t->plain || h->status < 200) /* trailers, or the answer proper is still to come */
		return;
	http_identify(d, &s->known, h->server);
	http_manage_answer(d, &r, h);
}

void http2_over(struct dissect *d, struct http2_stream *t, bool complete)
{
	struct http_request r = request_of(d->state, t);

	if (!t->plain)
		return;
	if (t->status < 200)
		http_manage_unanswered(d, &r);
	else if (t->wait.awaits & HTTP_AWAITS_FILE)
		action_answer(d, t->wait.number, complete ? OUTCOME_OK : OUTCOME_FAILED,
			span_of(NULL, 0));
}
