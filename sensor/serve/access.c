/* access: see access.h. Tokens are kept and compared as SHA-256 alone. */
#include "config.h"

#include "sensor/serve/access.h"

#include "rules/policy/prefixes.h"
#include "rules/yaml/yaml.h"
#include "sensor/base/digest.h"
#include "sensor/serve/sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct person {
	char name[65];
	char sha256[DIGEST_HEX_MAX]; /* of the token; "" for a user of the proxy */
	unsigned roles;
};

struct access {
	struct person people[ACCESS_PEOPLE];
	unsigned count;
	bool has_users;
	struct prefixes proxies;
	unsigned proxy_count;
	const char *const *hosts;
	unsigned host_count;
	bool open;
	struct sessions sessions;
};

static void sha256_of(struct span text, char ret[static DIGEST_HEX_MAX])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, text.len, text.p);
	digest_sha256_hex(&ctx, ret);
}

/* --- the file ----------------------------------------------------------------------------- */

static unsigned read_roles(struct yaml_reader *r, const struct yaml_node *node)
{
	static const char *const names[] = {"view", "triage", "evidence"};
	static const struct yaml_choice choice = {"an unknown role", names, 3};
	unsigned roles = 0;

	for (const struct yaml_node *i = yaml_first(node); i; i = yaml_next(node, i)) {
		int role = yaml_pick(r, i, &choice);
		if (role >= 0)
			roles |= 1u << role;
	}
	return roles ? roles | ROLE_VIEW : 0;
}

static bool is_sha256(struct span text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (!strchr("0123456789abcdef", text.p[i]))
			return false;
	return text.len == 64;
}

static bool read_token(struct yaml_reader *r, const struct yaml_node *token,
	const struct yaml_node *hash, struct person *p)
{
	if ((token != NULL) == (hash != NULL)) {
		yaml_fault(r, token ? token : hash, "either token or sha256, not both");
		return false;
	}
	if (token && !yaml_string(r, token, 256))
		return false;
	if (token && token->text.len < TOKEN_MIN) {
		yaml_fault(r, token, "a token has at least %d characters (openssl rand -hex 24)",
			TOKEN_MIN);
		return false;
	}
	if (token) {
		sha256_of(token->text, p->sha256);
		return true;
	}
	if (!yaml_is_word(r, hash) || !is_sha256(hash->text)) {
		yaml_fault(r, hash, "sha256 takes 64 hex digits in lower case");
		return false;
	}
	memcpy(p->sha256, hash->text.p, 64);
	return true;
}

static void read_person(
	struct yaml_reader *r, const struct yaml_node *entry, bool user, struct access *a)
{
	static const struct yaml_key keys[] = {
		{"name", true}, {"roles", true}, {"token", false}, {"sha256", false}};
	const struct yaml_node *at[4] = {NULL};
	struct person p = {.name = ""};

	if (!yaml_keys(r, entry, keys, user ? 2 : 4, at) || !at[0] || !at[1])
		return;
	const char *name = yaml_string(r, at[0], sizeof(p.name) - 1);
	p.roles = read_roles(r, at[1]);
	if (!name || !p.roles)
		return;
	snprintf(p.name, sizeof(p.name), "%s", name);
	if (!user && !at[2] && !at[3])
		yaml_fault(r, entry, "token or sha256 is missing");
	else if (a->count >= ACCESS_PEOPLE)
		yaml_fault(r, entry, "more than %d tokens and users", ACCESS_PEOPLE);
	else if (user || read_token(r, at[2], at[3], &p))
		a->people[a->count++] = p;
}

static void read_file(struct yaml_reader *r, const struct yaml_node *root, struct access *a)
{
	static const struct yaml_key keys[] = {{"tokens", false}, {"users", false}};
	const struct yaml_node *lists[2];

	if (!yaml_keys(r, root, keys, 2, lists))
		return;
	a->has_users = lists[1] != NULL;
	for (int i = 0; i < 2; i++) {
		if (!lists[i] || !yaml_is_list(r, lists[i]))
			continue;
		for (const struct yaml_node *n = lists[i]->child; n; n = n->next)
			read_person(r, n, i == 1, a);
	}
}

static void load_file(struct access *a, const char *file, struct diag *diag)
{
	bool secret = diag->secret;
	struct stat st;

	if (stat(file, &st) == 0 && (st.st_mode & 077) != 0) {
		diag_error(diag, file, 0, 0, "holds tokens and is open to others; chmod 600");
		return;
	}
	diag->secret = true;
	struct yaml *y = yaml_load(file, diag);
	const struct yaml_node *root = y ? yaml_root(y) : NULL;
	if (root) {
		struct yaml_reader r = {.file = file, .diag = diag};
		read_file(&r, root, a);
	}
	yaml_close(y);
	diag->secret = secret;
}

static void load_proxies(struct access *a, const struct access_options *o, struct diag *diag)
{
	for (unsigned i = 0; i < o->proxy_count; i++) {
		struct addr addr;
		unsigned bits;
		const char *wrong = prefix_parse(span_str(o->proxies[i]), &addr, &bits);
		if (wrong)
			diag_error(diag, "serve.proxies", 0, 0, "%s", wrong);
		else if (prefixes_add(&a->proxies, 0, &addr, bits) == PREFIX_NONE)
			diag_error(diag, "serve.proxies", 0, 0, "no memory");
	}
	prefixes_link(&a->proxies);
	a->proxy_count = o->proxy_count;
}

struct access *access_load(const struct access_options *o, struct diag *diag)
{
	struct access *a = calloc(1, sizeof(*a));
	unsigned before = diag->errors;

	if (!a || !prefixes_init(&a->proxies, 1)) {
		diag_error(diag, "serve", 0, 0, "no memory");
		free(a);
		return NULL;
	}
	sessions_init(&a->sessions);
	if (o->tokens)
		load_file(a, o->tokens, diag);
	load_proxies(a, o, diag);
	a->hosts = o->hosts;
	a->host_count = o->host_count;
	a->open = o->loopback && !o->tokens && !o->proxy_count;
	if (!a->open && !o->tokens && !o->proxy_count)
		diag_error(diag, "serve.listen", 0, 0,
			"an address beside the loopback needs tokens (--tokens FILE) or a trusted "
			"proxy (serve.proxies)");
	if (diag->errors == before)
		return a;
	access_free(a);
	return NULL;
}

void access_free(struct access *a)
{
	if (!a)
		return;
	prefixes_free(&a->proxies);
	sessions_free(&a->sessions);
	explicit_bzero(a, sizeof(*a));
	free(a);
}

bool access_is_open(const struct access *a)
{
	return a->open;
}

/* --- who asks ----------------------------------------------------------------------------- */

/* In a time that does not tell how much of it is right. */
static bool same_hash(const char *a, const char *b)
{
	unsigned different = 0;

	for (int i = 0; i < 64; i++)
		different |= (unsigned)(a[i] ^ b[i]);
	return different == 0;
}

static const struct person *find_token(const struct access *a, struct span token)
{
	const struct person *found = NULL;
	char hash[DIGEST_HEX_MAX];

	if (token.len < TOKEN_MIN || token.len > 256)
		return NULL;
	sha256_of(token, hash);
	for (unsigned i = 0; i < a->count; i++)
		if (a->people[i].sha256[0] && same_hash(hash, a->people[i].sha256))
			found = &a->people[i];
	return found;
}

static struct identity identity_of(const char *name, unsigned roles)
{
	struct identity who = {.roles = roles};

	snprintf(who.name, sizeof(who.name), "%s", name);
	return who;
}

/* The user whom a trusted proxy names; unlisted ones may look where no list says otherwise. */
static struct identity by_proxy(const struct access *a, const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > 64 || !span_is_printable(span_str(name)))
		return (struct identity){.roles = 0};
	for (unsigned i = 0; i < a->count; i++)
		if (!a->people[i].sha256[0] && strcmp(a->people[i].name, name) == 0)
			return identity_of(name, a->people[i].roles);
	return identity_of(name, a->has_users ? 0 : ROLE_VIEW);
}

static struct span bearer(const struct request *r)
{
	struct span value = span_str(request_header(r, "Authorization"));

	if (!span_starts_nocase(value, SPAN_LIT("Bearer ")))
		return span_of("", 0);
	return span_trim(span_sub(value, 7, value.len));
}

void access_identify(struct request *r)
{
	struct access *a = r->serve->access;
	const char *user = request_header(r, "X-Forwarded-User");
	struct span token = bearer(r);

	r->who = (struct identity){.roles = 0};
	if (a->open) {
		r->who = identity_of("local", ROLE_ALL);
		return;
	}
	if (user && a->proxy_count && prefixes_find(&a->proxies, 0, &r->peer) != PREFIX_NONE) {
		r->who = by_proxy(a, user);
		return;
	}
	if (token.len > 0) {
		const struct person *p = access_is_guessed(a) ? NULL : find_token(a, token);
		if (p)
			r->who = identity_of(p->name, p->roles);
		else
			sessions_wrong(&a->sessions);
		return;
	}
	sessions_find(&a->sessions, span_str(request_header(r, "Cookie")), &r->who);
}

bool access_login(struct request *r, struct span token)
{
	struct access *a = r->serve->access;
	const struct person *p = find_token(a, token);
	char id[SESSION_ID];

	if (!p) {
		sessions_wrong(&a->sessions);
		return false;
	}
	r->who = identity_of(p->name, p->roles);
	if (!sessions_begin(&a->sessions, &r->who, id))
		return false;
	snprintf(r->cookie, sizeof(r->cookie),
		"spanwatch=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", id, SESSION_S,
		r->serve->tls ? "; Secure" : "");
	return true;
}

bool access_is_guessed(struct access *a)
{
	return sessions_guessed(&a->sessions);
}

void access_logout(struct request *r)
{
	sessions_end(&r->serve->access->sessions, span_str(request_header(r, "Cookie")));
	snprintf(r->cookie, sizeof(r->cookie),
		"spanwatch=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}

/* --- whose page asks ---------------------------------------------------------------------- */

/* HOST without its port. */
static struct span host_name(struct span host)
{
	int64_t end = host.len > 0 && host.p[0] == '[' ? span_index(host, ']') : -1;

	if (end > 0)
		return span_sub(host, 0, (uint32_t)end + 1);
	end = span_index(host, ':');
	return end < 0 ? host : span_sub(host, 0, (uint32_t)end);
}

bool access_host(const struct request *r)
{
	static const char *const own[] = {"localhost", "127.0.0.1", "[::1]"};
	const struct access *a = r->serve->access;
	struct span host = host_name(span_str(request_header(r, "Host")));

	if (!a->open && a->host_count == 0)
		return true; /* a foreign name brings no token and no cookie along */
	for (int i = 0; i < 3; i++)
		if (span_eq_nocase(host, span_str(own[i])))
			return true;
	for (unsigned i = 0; i < a->host_count; i++)
		if (span_eq_nocase(host, span_str(a->hosts[i])))
			return true;
	return false;
}

const char *access_foreign(const struct request *r)
{
	const char *site = request_header(r, "Sec-Fetch-Site");
	struct span origin = span_str(request_header(r, "Origin"));
	struct span host = span_str(request_header(r, "Host"));
	int64_t slashes = span_find(origin, SPAN_LIT("://"));

	if (!request_header(r, "X-Spanwatch"))
		return "the header X-Spanwatch is missing";
	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		return "asked by a page from elsewhere";
	if (origin.len > 0 &&
		(slashes < 0 ||
			!span_eq_nocase(host, span_sub(origin, (uint32_t)slashes + 3, origin.len))))
		return "asked by a page from elsewhere";
	return NULL;
}

const char *role_word(unsigned role)
{
	return role & ROLE_EVIDENCE ? "evidence" : role & ROLE_TRIAGE ? "triage" : "view";
}
