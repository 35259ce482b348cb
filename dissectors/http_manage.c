/*
 * http_manage: what a request does to the equipment that serves it. What only the answer can tell
 * (a login, a page of settings) is told then, with the time of the request. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/filename.h"
#include "dissectors/common/text.h"
#include "dissectors/http.h"

static bool is(struct span a, const char *b)
{
	return span_eq(a, span_str(b));
}

static struct span object_of(struct dissect *d, const struct http_request *r)
{
	struct span start = text_join(d->scratch, r->method, SPAN_LIT(" "));

	return text_join(d->scratch, start, http_without_query(r->url));
}

/* --- requests
 * --------------------------------------------------------------------------------------- */

static bool is_writing(struct span method)
{
	return is(method, "POST") || is(method, "PUT") || is(method, "PATCH") ||
	       is(method, "DELETE");
}

/* A file that an element fetches: people use browsers, elements do not. */
static void act_on_fetch(
	struct dissect *d, const struct http_head *h, struct http_request *r, struct span path)
{
	struct action a = {.verb = VERB_IMAGE,
		.subject = SUBJECT_IMAGE,
		.element = SIDE_CLIENT,
		.either_end = true,
		.object = path,
		.object_scrub = SCRUB_URL,
		.target = d->end[SIDE_SERVER].addr,
		.has_target = true};

	if (http_is_config_name(path)) {
		r->wait->awaits |= HTTP_AWAITS_EXPORT;
		return;
	}
	if (h->cut && !h->agent.len) /* by whom cannot be seen */
		return;
	if (r->again || filename_subject(path) != SUBJECT_IMAGE || span_index(path, '.') < 0 ||
		span_starts(h->agent, SPAN_LIT("Mozilla/")))
		return;
	http_act(d, r, &a);
	r->wait->awaits |= HTTP_AWAITS_FILE;
}

static void act_on_put(struct dissect *d, struct http_request *r, struct span path)
{
	bool config = http_is_config_name(path);
	struct action a = {.verb = config ? VERB_IMPORT : VERB_IMAGE,
		.subject = config ? SUBJECT_CONFIG : SUBJECT_IMAGE,
		.element = SIDE_SERVER,
		.either_end = true,
		.object = path,
		.object_scrub = SCRUB_URL};

	if (config || filename_subject(path) == SUBJECT_IMAGE)
		http_act(d, r, &a);
	else
		r->wait->awaits |= HTTP_AWAITS_SETTINGS;
}

static void act_on_request(struct dissect *d, const struct http_head *h, struct http_request *r)
{
	bool twice;
	struct span path = http_target(d, h->url, &twice);
	struct span query = span_sub(h->url, http_without_query(h->url).len + 1, UINT32_MAX);

	http_credentials(d, h, r);
	http_hint_path(d, h, path, twice);
	if (query.len)
		http_form(d, r, query, false);
	if (http_ios_exec(d, r, path)) {
		r->wait->awaits |= h->authorization.len || h->cut ? 0 : HTTP_IS_IOS_EXEC;
		return;
	}
	if (http_rest(d, h, r, path))
		return;
	if (is(path, "/command-api") || is(path, "/ins") || is(path, "/ins/"))
		r->wait->awaits |= is(h->method, "POST") ? HTTP_IS_COMMANDS : 0;
	else if (is(h->method, "GET") && (is(path, "/reboot.cgi") || is(path, "/restart.cgi")))
		r->wait->awaits |= HTTP_AWAITS_SETTINGS;
	else if (is(h->method, "GET"))
		act_on_fetch(d, h, r, path);
	else if (is(h->method, "PUT"))
		act_on_put(d, r, path);
	else if (is_writing(h->method) && !(h->cut && is(h->method, "POST")))
		r->wait->awaits |= HTTP_AWAITS_SETTINGS; /* what is posted may be a login as well */
}

/* A POST may say that another method is meant. */
void http_manage(struct dissect *d, const struct http_head *h, struct http_request *r)
{
	struct http_head meant = *h;

	if (is(h->method, "POST") && is_writing(h->override))
		meant.method = h->override;
	act_on_request(d, &meant, r);
}

void http_manage_upload(struct dissect *d, struct http_request *r, struct span name)
{
	bool config = http_is_config_name(name);
	struct action a = {.verb = config ? VERB_IMPORT : VERB_IMAGE,
		.subject = config ? SUBJECT_CONFIG : SUBJECT_IMAGE,
		.element = SIDE_SERVER,
		.either_end = true,
		.object = name,
		.object_scrub = SCRUB_URL};

	if (!r->wait || (!config && filename_subject(name) != SUBJECT_IMAGE))
		return;
	r->wait->awaits &= (uint16_t)~HTTP_AWAITS_SETTINGS;
	http_act(d, r, &a);
}

/* --- bodies
 * ------------------------------------------------------------------------------------------- */

/* What posting to PATH does, as far as its name says. */
static struct action settings_action(
	struct dissect *d, const struct http_request *r, struct span path)
{
	enum verb verb = http_is_device_page(path) ? http_page_verb(path) : VERB_CHANGE;

	return (struct action){.verb = verb,
		.subject = verb == VERB_REBOOT || verb == VERB_ERASE ? SUBJECT_SYSTEM
			   : verb == VERB_IMAGE                      ? SUBJECT_IMAGE
								     : http_subject(path),
		.object = object_of(d, r),
		.object_scrub = SCRUB_URL};
}

static void act_on_form(struct dissect *d, struct http_request *r, struct span body)
{
	bool json = r->kind == HTTP_KIND_JSON;
	bool acts = (r->wait->awaits & HTTP_AWAITS_ACTION) != 0;
	bool login = http_form(d, r, body, json) && !acts;
	struct span path = http_path_of(d, r);

	if (login)
		r->wait->awaits &= (uint16_t)~HTTP_AWAITS_SETTINGS;
	if (acts || !is(r->method, "POST"))
		r->wait->awaits &= (uint16_t)~HTTP_AWAITS_LOGIN;
	if (login || !(r->wait->awaits & HTTP_AWAITS_SETTINGS) || !http_is_device_page(path))
		return;
	struct action a = settings_action(d, r, path);
	if (json && span_starts(path, SPAN_LIT("/ubus")) && http_ubus_reads(body)) {
		a.verb = VERB_READ;
		a.join = true;
	}
	a.value = json ? span_of(NULL, 0) : body;
	a.value_scrub = SCRUB_FORM;
	if (a.subject == SUBJECT_CONFIG && !json &&
		(http_has_word(body, "=add_user") || http_has_word(body, "=adduser") ||
			http_has_word(body, "=del_user") || http_has_word(body, "=deluser")))
		a.subject = SUBJECT_ACCOUNT;
	r->wait->awaits &= (uint16_t)~HTTP_AWAITS_SETTINGS;
	http_act(d, r, &a);
}

void http_manage_body(struct dissect *d, struct http_request *r, struct span body)
{
	struct span trimmed = span_trim(span_sub(body, 0, 256));

	if (trimmed.len && trimmed.p[0] == '<') {
		http_soap(d, r, body);
		return;
	}
	if (!r->wait)
		return;
	if (r->wait->awaits & HTTP_IS_COMMANDS)
		http_commands(d, r, body);
	else
		act_on_form(d, r, body);
}

/* --- answers
 * ------------------------------------------------------------------------------------------ */

static void answer_export(struct dissect *d, struct http_request *r, const struct http_head *h)
{
	static const char *const pages[] = {"html", "javascript", "css", "json", "image/", NULL};
	struct action a = {.verb = VERB_EXPORT,
		.subject = SUBJECT_CONFIG,
		.outcome = OUTCOME_OK,
		.element = SIDE_SERVER,
		.either_end = true,
		.object = http_without_query(r->url),
		.object_scrub = SCRUB_URL,
		.target = d->end[SIDE_CLIENT].addr,
		.has_target = true};

	if (h->cut && !h->type.len)
		return;
	for (const char *const *w = pages; *w; w++)
		if (http_has_word(h->type, *w))
			return;
	if (h->status == 200 || h->status == 206)
		http_act_now(d, r, &a);
}

static void answer_settings(struct dissect *d, struct http_request *r, const struct http_head *h)
{
	struct span path = http_path_of(d, r);
	struct action a = settings_action(d, r, path);

	a.outcome = http_outcome(h->status);
	if (r->known->equipment || http_is_device_page(path))
		http_act_now(d, r, &a);
}

void http_manage_unanswered(struct dissect *d, struct http_request *r)
{
	struct span path = http_path_of(d, r);
	struct action a = settings_action(d, r, path);

	if ((r->wait->awaits & HTTP_AWAITS_SETTINGS) && http_is_device_page(path))
		http_act_now(d, r, &a);
}

void http_settle(struct dissect *d, uint32_t number, unsigned status)
{
	action_answer(d, number, http_outcome(status),
		status < 400
			? span_of(NULL, 0)
			: text_join(d->scratch, SPAN_LIT("status "), text_u64(d->scratch, status)));
}

void http_manage_answer(struct dissect *d, struct http_request *r, const struct http_head *h)
{
	bool file = (r->wait->awaits & HTTP_AWAITS_FILE) && h->status / 100 == 2;

	http_login_answer(d, r, h);
	if ((r->wait->awaits & HTTP_IS_IOS_EXEC) && h->status / 100 == 2)
		hint_emit(d, "http.exploit",
			SPAN_LIT("a command of IOS that needed no login, CVE-2001-0537"), 0);
	if ((r->wait->awaits & HTTP_AWAITS_ACTION) && !file)
		http_settle(d, r->wait->number, h->status);
	if (r->wait->awaits & HTTP_AWAITS_EXPORT)
		answer_export(d, r, h);
	if (r->wait->awaits & HTTP_AWAITS_SETTINGS)
		answer_settings(d, r, h);
	if (!file)
		r->wait->awaits =
			(uint16_t)(r->wait->awaits & (HTTP_IS_HEAD | HTTP_IS_CONNECT |
							     HTTP_IS_RANGE | HTTP_IS_COMMANDS));
}
