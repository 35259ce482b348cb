/*
 * http_login: who logs in, and whether the server lets them in: credentials in headers (RFC 7617,
 * RFC 7616) and login forms. A secret leaves only as a credential. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/json_text.h"
#include "dissectors/http.h"
#include "sensor/base/redact.h"

enum { PAIRS_MAX = 64, USER_MAX = 64 };

void http_tell_credential(
	struct dissect *d, struct http_known *known, struct span user, struct span secret)
{
	uint32_t hash = http_hash(http_hash(0, user), secret);

	if (!secret.len || hash == known->credential_hash)
		return;
	known->credential_hash = hash;
	credential_emit(d,
		&(struct credential){
			.user = user, .secret = secret, .element = SIDE_SERVER, .cleartext = true});
}

static void name_user(struct http_request *r, struct span user)
{
	if (!r->user.len)
		r->user = span_sub(user, 0, USER_MAX);
}

void http_credentials(struct dissect *d, const struct http_head *h, struct http_request *r)
{
	struct span value = h->authorization, user, secret = {NULL, 0};

	if (!value.len)
		return;
	r->wait->scheme = 'o';
	if (span_starts_nocase(value, SPAN_LIT("Basic "))) {
		struct span both = http_base64(d, span_trim(span_sub(value, 6, UINT32_MAX)));
		int64_t colon = span_index(both, ':');
		if (colon < 0)
			return;
		r->wait->scheme = 'b';
		user = span_sub(both, 0, (uint32_t)colon);
		secret = span_sub(both, (uint32_t)colon + 1, UINT32_MAX);
		http_tell_credential(d, r->known, user, secret);
	} else if (span_starts_nocase(value, SPAN_LIT("Digest "))) {
		r->wait->scheme = 'd';
		user = span_parameter(span_sub(value, 7, UINT32_MAX), "username");
	} else {
		return;
	}
	name_user(r, user);
	r->wait->auth_hash = http_hash(http_hash((uint8_t)r->wait->scheme, user), secret);
	r->wait->awaits |= HTTP_AWAITS_BASIC;
}

/* --- forms
 * ---------------------------------------------------------------------------------------- */

/* name=value&... */
static bool form_pair(struct span *rest, struct span *ret_name, struct span *ret_value)
{
	if (!rest->len)
		return false;
	int64_t end = span_index(*rest, '&');
	struct span pair = end < 0 ? *rest : span_sub(*rest, 0, (uint32_t)end);
	int64_t sign = span_index(pair, '=');

	*rest = end < 0 ? span_of(NULL, 0) : span_sub(*rest, (uint32_t)end + 1, UINT32_MAX);
	*ret_name = sign < 0 ? pair : span_sub(pair, 0, (uint32_t)sign);
	*ret_value = sign < 0 ? span_of(NULL, 0) : span_sub(pair, (uint32_t)sign + 1, UINT32_MAX);
	return true;
}

/* Length of the JSON string that starts behind a quote, without the closing one. */
static uint32_t string_length(struct span s)
{
	uint32_t i = 0;

	while (i < s.len && s.p[i] != '"')
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.len ? i : s.len;
}

/* The next "name": "value" of some JSON, wherever it stands in it. */
static bool json_pair(struct span *rest, struct span *ret_name, struct span *ret_value)
{
	for (;;) {
		int64_t quote = span_index(*rest, '"');
		if (quote < 0)
			return false;
		*rest = span_sub(*rest, (uint32_t)quote + 1, UINT32_MAX);
		struct span name = span_sub(*rest, 0, string_length(*rest));
		*rest = span_sub(*rest, name.len + 1, UINT32_MAX);
		uint32_t at = 0;
		while (at < rest->len && memchr(" \t\r\n", rest->p[at], 4))
			at++;
		if (at >= rest->len || rest->p[at] != ':')
			continue;
		at++;
		while (at < rest->len && memchr(" \t\r\n", rest->p[at], 4))
			at++;
		*rest = span_sub(*rest, at, UINT32_MAX);
		if (!rest->len || rest->p[0] != '"')
			continue;
		*rest = span_sub(*rest, 1, UINT32_MAX);
		*ret_name = name;
		*ret_value = span_sub(*rest, 0, string_length(*rest));
		*rest = span_sub(*rest, ret_value->len + 1, UINT32_MAX);
		return true;
	}
}

static bool is_user_name(struct span name)
{
	static const char *const words[] = {"user", "login", "uname", "account", "usr", "userid",
		"logon", "admin_name", "adminname", NULL};

	for (const char *const *w = words; *w; w++)
		if (http_has_word(name, *w))
			return !redact_name_is_secret(name);
	return span_eq_nocase(name, SPAN_LIT("name")) || span_eq_nocase(name, SPAN_LIT("email")) ||
	       span_eq_nocase(name, SPAN_LIT("id"));
}

/* Pages that set passwords look like those that ask for them. */
static bool is_account_page(struct span path)
{
	static const char *const words[] = {"adduser", "add_user", "newuser", "new_user",
		"createuser", "create_user", "edituser", "edit_user", "moduser", "setuser",
		"set_user", "usermanage", "usermgr", "useradmin", "passwd", "password", "register",
		"signup", "account", "/users", NULL};

	if (http_has_word(path, "login") || http_has_word(path, "logon"))
		return false;
	for (const char *const *w = words; *w; w++)
		if (http_has_word(path, *w))
			return true;
	return false;
}

/* What a form holds besides who logs in and where to go then. */
static bool is_beside_login(struct span name)
{
	static const char *const words[] = {"token", "csrf", "xsrf", "nonce", "lang", "remember",
		"submit", "redirect", "referer", "next", "return", "captcha", "ajax", "button",
		"time", "rand", "frashnum", "grant_type", "scope", "client", "domain", "realm",
		"viewstate", "eventvalidation", "provider", NULL};

	for (const char *const *w = words; *w; w++)
		if (http_has_word(name, *w))
			return true;
	return name.len < 2;
}

/* Token of a page, which is no password: X_HW_Token, Frm_Logintoken, csrf_token. */
static bool is_page_token(struct span name)
{
	return http_has_word(name, "csrf") || http_has_word(name, "xsrf") ||
	       span_ends_nocase(name, SPAN_LIT("token"));
}

static bool has_login_word(struct span text)
{
	static const char *const words[] = {
		"login", "logon", "signin", "sign-in", "sign_in", "session", "authenticate", NULL};

	for (const char *const *w = words; *w; w++)
		if (http_has_word(text, *w))
			return true;
	return false;
}

/* Resources of interfaces for programs, where nobody logs in. */
static bool is_resource(struct span path)
{
	static const char *const starts[] = {"/api/v2/cmdb/", "/api/v2/monitor/", "/mgmt/tm/",
		"/nitro/v1/config/", "/api/node/", "/api/mo/", "/api/config", NULL};

	for (const char *const *s = starts; *s; s++)
		if (span_starts_nocase(path, span_str(*s)))
			return !has_login_word(path);
	return false;
}

struct form {
	struct span user, secret;
	unsigned secrets, others;
	bool says_login; /* action=login */
};

static void take_pair(struct form *f, struct span name, struct span value)
{
	if (!value.len)
		return;
	if (is_page_token(name))
		return;
	if (redact_name_is_secret(name)) {
		f->secrets++;
		f->secret = f->secret.len ? f->secret : value;
	} else if (is_user_name(name) && !f->user.len) {
		f->user = value;
	} else if (has_login_word(span_sub(value, 0, 16)) && span_index(value, '/') < 0) {
		f->says_login = true;
	} else {
		f->others += !is_beside_login(name);
	}
}

/* A login goes to its page, or holds nothing but a user, a secret and what goes with a page. */
static bool is_login(const struct form *f, struct span path)
{
	enum { OTHERS_OF_SITES = 3 };
	bool page = has_login_word(path);

	if (!f->user.len || f->secrets != 1 || is_account_page(path) || is_resource(path))
		return false;
	return page || f->says_login ||
	       f->others <= (http_is_device_page(path) ? 0 : OTHERS_OF_SITES);
}

bool http_form(struct dissect *d, struct http_request *r, struct span form, bool json)
{
	struct span name, value;
	struct form f = {0};

	for (unsigned i = 0; i < PAIRS_MAX; i++) {
		if (!(json ? json_pair(&form, &name, &value) : form_pair(&form, &name, &value)))
			break;
		name = json ? json_unescaped(d->scratch, name) : http_decode_form(d, name);
		value = json ? json_unescaped(d->scratch, value) : http_decode_form(d, value);
		if (http_is_injection(value))
			hint_emit(d, "http.command_injection", value, 0);
		take_pair(&f, name, value);
	}
	if (!is_login(&f, http_path_of(d, r)))
		return false;
	http_tell_credential(d, r->known, f.user, f.secret);
	name_user(r, f.user);
	r->wait->awaits |= HTTP_AWAITS_LOGIN;
	return true;
}

/* --- what the answer says
 * ---------------------------------------------------------------------------- */

/* A login that is refused leads back to its page. */
static bool is_turned_away(const struct http_head *h)
{
	static const char *const words[] = {
		"login", "logon", "signin", "error", "fail", "denied", "invalid", NULL};

	for (const char *const *w = words; *w && h->status / 100 == 3; w++)
		if (http_has_word(h->location, *w))
			return true;
	return false;
}

static void tell_login(struct dissect *d, struct http_request *r, enum outcome outcome)
{
	bool in = outcome == OUTCOME_OK;
	struct action a = {.verb = in ? VERB_LOGIN : VERB_LOGIN_FAILED,
		.subject = SUBJECT_SESSION,
		.outcome = outcome,
		.object = r->user};

	http_act_now(d, r, &a);
}

static void answer_credentials(struct dissect *d, struct http_request *r, const struct http_head *h)
{
	if (h->status == 401 || h->status == 403) {
		tell_login(d, r, OUTCOME_REFUSED);
		return;
	}
	if (h->status >= 500 || r->wait->auth_hash == r->known->login_hash)
		return;
	r->known->login_hash = r->wait->auth_hash;
	tell_login(d, r, OUTCOME_OK);
}

void http_login_answer(struct dissect *d, struct http_request *r, const struct http_head *h)
{
	if ((r->wait->awaits & HTTP_AWAITS_BASIC) &&
		!r->known->cwmp) /* a CPE proves itself to its server */
		answer_credentials(d, r, h);
	if (!(r->wait->awaits & HTTP_AWAITS_LOGIN))
		return;
	if (h->cut && h->status / 100 == 3 && !h->location.len)
		return; /* in or back to the page: not seen */
	enum outcome o = is_turned_away(h) ? OUTCOME_REFUSED : http_outcome(h->status);
	tell_login(d, r, o);
}
