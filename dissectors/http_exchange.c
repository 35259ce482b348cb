/*
 * http_exchange: a request and its answer become one event. Requests wait in line, with the texts
 * that the event tells; where the line is full the oldest is told without its answer. On a worker's
 * thread.
 */
#include "config.h"

#include "dissectors/common/software.h"
#include "dissectors/common/text.h"
#include "dissectors/http.h"

enum {
	HTTP_F_HOSTNAME,
	HTTP_F_PORT,
	HTTP_F_URL,
	HTTP_F_AGENT,
	HTTP_F_XFF,
	HTTP_F_TYPE,
	HTTP_F_REFERER,
	HTTP_F_METHOD,
	HTTP_F_PROTOCOL,
	HTTP_F_STATUS,
	HTTP_F_REDIRECT,
	HTTP_F_LENGTH,
	HTTP_F_SERVER,
	HTTP_F_AUTH_USER,
	HTTP_F_AUTH_SCHEME,
	HTTP_F_COUNT
};

static const struct field fields[HTTP_F_COUNT] = {
	[HTTP_F_HOSTNAME] = {"hostname", FIELD_TEXT, 0, "Host that the request names"},
	[HTTP_F_PORT] = {"http_port", FIELD_UINT, 0, "Port that the request names with the host"},
	[HTTP_F_URL] = {"url", FIELD_TEXT, FIELD_URL, "Target of the request"},
	[HTTP_F_AGENT] = {"http_user_agent", FIELD_TEXT, 0, "Program that asks"},
	[HTTP_F_XFF] = {"xff", FIELD_TEXT, 0, "X-Forwarded-For: for whom a proxy asks"},
	[HTTP_F_TYPE] = {"http_content_type", FIELD_TEXT, 0, "Media type of the answer"},
	[HTTP_F_REFERER] = {"http_refer", FIELD_TEXT, FIELD_URL, "Page that led to the request"},
	[HTTP_F_METHOD] = {"http_method", FIELD_TEXT, 0, "Method of the request"},
	[HTTP_F_PROTOCOL] = {"protocol", FIELD_TEXT, 0, "Version of the protocol"},
	[HTTP_F_STATUS] = {"status", FIELD_UINT, 0, "Status code of the answer"},
	[HTTP_F_REDIRECT] = {"redirect", FIELD_TEXT, FIELD_URL,
		"Where the answer sends the client"},
	[HTTP_F_LENGTH] = {"length", FIELD_UINT, 0, "Bytes of the body of the answer"},
	[HTTP_F_SERVER] = {"server", FIELD_TEXT, FIELD_OURS, "Program that answers"},
	[HTTP_F_AUTH_USER] = {"auth_user", FIELD_TEXT, FIELD_OURS,
		"User in the credentials of the request"},
	[HTTP_F_AUTH_SCHEME] = {"auth_scheme", FIELD_TEXT, FIELD_OURS,
		"How the client authenticates: basic, digest, other"},
};
const struct schema http_schema = {"http", fields, HTTP_F_COUNT, true};

/* --- events --------------------------------------------------------------------------------------
 */

static void text_if(struct draft *e, uint16_t field, struct span value)
{
	if (value.len)
		event_text(e, field, value);
}

static void tell_request(struct draft *e, const struct http_state *s, const struct http_pending *p)
{
	text_if(e, HTTP_F_HOSTNAME, http_text(s, p, HTTP_T_HOST));
	if (p->port)
		event_uint(e, HTTP_F_PORT, p->port);
	text_if(e, HTTP_F_URL, http_text(s, p, HTTP_T_URL));
	text_if(e, HTTP_F_AGENT, http_text(s, p, HTTP_T_AGENT));
	text_if(e, HTTP_F_XFF, http_text(s, p, HTTP_T_XFF));
	text_if(e, HTTP_F_REFERER, http_text(s, p, HTTP_T_REFERER));
	text_if(e, HTTP_F_METHOD, http_text(s, p, HTTP_T_METHOD));
	text_if(e, HTTP_F_PROTOCOL, http_text(s, p, HTTP_T_PROTOCOL));
}

static void tell_answer(struct draft *e, const struct http_state *s)
{
	const struct http_answer *a = &s->answer;

	text_if(e, HTTP_F_TYPE, span_of(a->text, a->type_len));
	event_uint(e, HTTP_F_STATUS, a->status);
	text_if(e, HTTP_F_REDIRECT, span_of(a->text + a->type_len, a->location_len));
	if (!a->cut)
		event_uint(e, HTTP_F_LENGTH, s->side[SIDE_SERVER].size);
	text_if(e, HTTP_F_SERVER, span_of(a->text + a->type_len + a->location_len, a->server_len));
}

static const char *scheme_name(char scheme)
{
	return scheme == 'b' ? "basic" : scheme == 'd' ? "digest" : "other";
}

/* One event; either part may be missing. */
static void tell(
	struct dissect *d, const struct http_state *s, const struct http_pending *p, bool answered)
{
	struct place here = d->place;
	struct draft *e = event_new(d, &http_schema);

	if (p)
		tell_request(e, s, p);
	if (answered)
		tell_answer(e, s);
	if (p && p->wait.scheme) {
		text_if(e, HTTP_F_AUTH_USER, http_text(s, p, HTTP_T_USER));
		event_text(e, HTTP_F_AUTH_SCHEME, span_str(scheme_name(p->wait.scheme)));
	}
	event_from_client(d);
	event_emit_at(d, e, p ? p->wait.ts_us : d->ts_us);
	d->place = here;
}

static void pop(struct http_state *s)
{
	uint32_t used = 0;

	for (int i = 0; i < HTTP_T_COUNT; i++)
		used += s->pending[0].len[i];
	s->text_len = (uint16_t)(s->text_len - used);
	memmove(s->text, s->text + used, s->text_len);
	s->count--;
	memmove(&s->pending[0], &s->pending[1], s->count * sizeof(s->pending[0]));
}

/* --- requests ----------------------------------------------------------------------------------
 */

/* host, host:port, [v6]:port */
static struct span split_host(struct span host, uint16_t *ret_port)
{
	uint64_t port;

	for (uint32_t i = host.len; i-- > 0;) {
		if (host.p[i] == ']')
			break;
		if (host.p[i] != ':')
			continue;
		if (span_decimal(span_sub(host, i + 1, UINT32_MAX), UINT16_MAX, &port))
			*ret_port = (uint16_t)port;
		return span_sub(host, 0, i);
	}
	return host;
}

static void keep(struct http_state *s, struct http_pending *p, enum http_text which,
	struct span text, uint32_t most)
{
	uint32_t room = HTTP_TEXT_MAX - s->text_len;
	struct span kept = span_sub(text, 0, most < room ? most : room);

	if (kept.len)
		memcpy(s->text + s->text_len, kept.p, kept.len);
	s->text_len = (uint16_t)(s->text_len + kept.len);
	p->len[which] = (uint16_t)kept.len;
}

/* The first in line is told without its answer. */
static void give_up(struct dissect *d, struct http_state *s)
{
	struct http_request r = http_request_of(s, &s->pending[0]);

	http_manage_unanswered(d, &r);
	tell(d, s, &s->pending[0], false);
	pop(s);
}

static void evict(struct dissect *d, struct http_state *s)
{
	if (s->answer.open && s->answer.matched)
		s->answer.matched = false;
	else
		s->evicted++;
	give_up(d, s);
}

void http_request_add(struct dissect *d, struct http_state *s, const struct http_head *h)
{
	uint32_t need = h->method.len + 8 + h->host.len + h->agent.len + h->referer.len +
			h->xff.len + (h->url.len < HTTP_URL_KEPT ? h->url.len : HTTP_URL_KEPT);

	while (s->count == HTTP_PENDING_MAX ||
		(s->count &&
			(uint32_t)(HTTP_TEXT_MAX - s->text_len) < (need < 1024u ? need : 1024u)))
		evict(d, s);
	struct http_pending *p = &s->pending[s->count++];
	*p = (struct http_pending){.wait = {.ts_us = d->ts_us, .number = ++s->number}};
	struct span host = split_host(h->host, &p->port);
	name_emit(d, host, NULL, 0);
	keep(s, p, HTTP_T_METHOD, h->method, 20);
	keep(s, p, HTTP_T_URL, h->url, HTTP_URL_KEPT);
	keep(s, p, HTTP_T_PROTOCOL, h->protocol, 8);
	keep(s, p, HTTP_T_HOST, host, HTTP_WORD_KEPT);
	keep(s, p, HTTP_T_AGENT, h->agent, HTTP_WORD_KEPT);
	keep(s, p, HTTP_T_REFERER, h->referer, HTTP_WORD_KEPT);
	keep(s, p, HTTP_T_XFF, h->xff, HTTP_WORD_KEPT);
	p->wait.awaits = http_awaits_of(h);
	struct http_request r = http_request_of(s, p);
	http_manage(d, h, &r);
	http_request_keep(s, p, &r);
}

/* --- answers -----------------------------------------------------------------------------------
 */

void http_identify(struct dissect *d, struct http_known *known, struct span server)
{
	struct software found = {0};
	uint32_t hash = http_hash(0, server);

	if (!server.len || known->server_hash == hash)
		return;
	known->server_hash = hash;
	bool named = software_recognise(SOFTWARE_HTTP, server, &found);
	known->equipment = named && found.is_equipment;
	struct identity i = {.of = SIDE_SERVER,
		.vendor = named ? found.vendor : span_of(NULL, 0),
		.software = named ? software_name(&found, d->scratch) : text_until(server, " (,;"),
		.evidence = SPAN_LIT("http-server"),
		.is_equipment = known->equipment};
	identity_emit(d, &i);
}

static void keep_answer(struct http_answer *a, const struct http_head *h)
{
	struct span type = span_sub(h->type, 0, 96);
	struct span location = span_sub(h->location, 0, 192);
	struct span server = span_sub(h->server, 0, 96);

	*a = (struct http_answer){.status = (uint16_t)h->status,
		.open = true,
		.cut = h->cut,
		.type_len = (uint16_t)type.len,
		.location_len = (uint16_t)location.len,
		.server_len = (uint16_t)server.len};
	if (type.len)
		memcpy(a->text, type.p, type.len);
	if (location.len)
		memcpy(a->text + type.len, location.p, location.len);
	if (server.len)
		memcpy(a->text + type.len + location.len, server.p, server.len);
}

void http_answer_head(struct dissect *d, struct http_state *s, const struct http_head *h)
{
	if (s->answer.open)
		http_answer_end(d, s, false);
	while (s->resynced && s->count > 1) /* answers were lost: this is that to the last */
		evict(d, s);
	if (s->resynced)
		s->evicted = 0;
	s->resynced = false;
	keep_answer(&s->answer, h);
	if (s->evicted)
		s->evicted--;
	else
		s->answer.matched = s->count > 0;
	http_identify(d, &s->known, h->server);
	struct http_pending *p = http_answered(s);
	s->side[SIDE_SERVER].size = 0;
	bool later = h->status == 101 && span_eq_nocase(h->upgrade, SPAN_LIT("h2c"));
	if (p && later) { /* HTTP/2 answers it, on stream 1 (RFC 7540 section 3.2) */
		p->wait.awaits = 0;
	} else if (p) {
		struct http_request r = http_request_of(s, p);
		http_manage_answer(d, &r, h);
	}
	bool tunnel = p && (p->wait.awaits & HTTP_IS_CONNECT) && h->status / 100 == 2;
	if (h->status == 101 || tunnel) {
		http_answer_end(d, s, true);
		s->opaque = true;
	}
}

void http_answer_end(struct dissect *d, struct http_state *s, bool complete)
{
	struct http_pending *p = http_answered(s);

	if (!s->answer.open)
		return;
	if (p && (p->wait.awaits & HTTP_AWAITS_FILE)) {
		bool good = s->answer.status / 100 == 2;
		action_answer(d, p->wait.number,
			good && complete        ? OUTCOME_OK
			: good && s->answer.cut ? OUTCOME_UNKNOWN
						: OUTCOME_FAILED,
			span_of(NULL, 0));
	}
	tell(d, s, p, true);
	if (p)
		pop(s);
	s->answer.open = false;
}

void http_tell_unanswered(struct dissect *d, struct http_state *s)
{
	while (s->count)
		give_up(d, s);
}
