/* policy_missing: the line that an operator could paste to permit what was judged. */
#include "config.h"

#include "rules/policy/policy_match.h"
#include "sensor/base/json.h"

#include <ctype.h>

enum { USER_MAX = 64 };

static const int64_t hour_us = 3600 * 1000000ll, month_us = 30ll * 86400 * 1000000;

struct line {
	char *buf;
	uint32_t cap, len;
	bool full;
};

static void put_bytes(struct line *l, const void *text, uint32_t len)
{
	if (l->full || len >= l->cap - l->len) {
		l->full = true;
		return;
	}
	memcpy(l->buf + l->len, text, len);
	l->len += len;
	l->buf[l->len] = '\0';
}

static void put(struct line *l, const char *text)
{
	put_bytes(l, text, (uint32_t)strlen(text));
}

static void put_number(struct line *l, unsigned n)
{
	char digits[12];
	unsigned at = sizeof(digits);

	digits[--at] = '\0';
	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	put(l, digits + at);
}

static void put_name_or_address(struct line *l, const struct policy *p, uint16_t space,
	const struct addr *a, const char *name)
{
	static const struct addr unset;
	char text[ADDR_TEXT];

	if (addr_cmp(a, &unset) == 0) {
		put(l, "any");
		return;
	}
	if (name) {
		put(l, name);
		return;
	}
	/* A colon would end a word of YAML. */
	const char *quote = addr_is_v4(a) ? "" : "\"";
	addr_text(a, text);
	put(l, quote);
	if (space) {
		put(l, policy_space_name(p, space) ? policy_space_name(p, space) : "?");
		put(l, "/");
	}
	put(l, text);
	put(l, quote);
}

/* A group where the address is in one: permits are about those who do the same work. */
static void put_who(struct line *l, const struct policy *p, uint16_t space, const struct addr *a)
{
	struct host h;

	policy_host(p, space, a, &h);
	put_name_or_address(l, p, space, a, h.group ? h.group : h.id);
}

/* The one host: windows and exceptions open no more than what happened. */
static void put_one(struct line *l, const struct policy *p, uint16_t space, const struct addr *a)
{
	struct host h;

	policy_host(p, space, a, &h);
	put_name_or_address(l, p, space, a, h.id);
}

/* What is a word of YAML and no pattern; others are left to the operator, as traffic chose them. */
static bool is_user_name(struct span user)
{
	if (user.len == 0 || user.len > USER_MAX || !isalpha(user.p[0]) ||
		span_eq(user, SPAN_LIT("any")))
		return false;
	for (uint32_t i = 0; i < user.len; i++)
		if (!isalnum(user.p[i]) && !memchr("._-@", user.p[i], 4))
			return false;
	return true;
}

/* The word before a port number, or NULL where there are no ports. */
static const char *port_word(uint8_t ip_proto)
{
	switch (ip_proto) {
	case IPPROTO_NR_TCP:
		return "tcp/";
	case IPPROTO_NR_UDP:
		return "udp/";
	case IPPROTO_NR_SCTP:
		return "sctp/";
	default:
		return NULL;
	}
}

static void put_over(struct line *l, const struct policy *p, const struct question *q)
{
	const char *word = port_word(q->ip_proto);
	uint32_t app = policy_app(p, q);
	unsigned count;
	const struct protocol *all = protocols_all(&count);

	if (app < count) {
		put(l, all[app].name);
	} else if (word && q->server.port) {
		put(l, word);
		put_number(l, q->server.port);
	} else if (q->ip_proto) {
		put(l, "ip/");
		put_number(l, q->ip_proto);
	} else {
		put(l, "unknown");
	}
}

static bool is_session_verb(enum verb v)
{
	return v == VERB_LOGIN || v == VERB_LOGIN_FAILED || v == VERB_LOGOUT;
}

static void put_permit(struct line *l, const struct policy *p, const struct question *q)
{
	bool relayed = policy_is_relayed(q);

	put(l, "- {from: ");
	put_who(l, p, q->space, relayed ? &q->actor : &q->client.addr);
	put(l, ", to: ");
	put_who(l, p, q->space, relayed ? &q->element : &q->server.addr);
	put(l, ", over: ");
	if (relayed) {
		put(l, "any");
	} else {
		put(l, "[");
		put_over(l, p, q);
		put(l, "]");
	}
	if (q->is_action && !is_session_verb(q->verb)) {
		put(l, ", may: [");
		put(l, verb_name(q->verb));
		put(l, "]");
	}
	put(l, "}");
}

/* "2026-11-22T01:00:00Z" */
static void put_time(struct line *l, int64_t ts_us)
{
	char text[33];

	time_short(ts_us, text);
	put(l, text);
}

/* The hour of the action, for its element, its actor, its user where one is known, and its verb. */
static void put_window(struct line *l, const struct policy *p, const struct question *q)
{
	int64_t from_us = q->ts_us - q->ts_us % hour_us;

	put(l, "- {from: ");
	put_time(l, from_us);
	put(l, ", until: ");
	put_time(l, from_us + hour_us);
	put(l, ", elements: ");
	put_one(l, p, q->space, policy_acted_on(q));
	put(l, ", actors: ");
	put_one(l, p, q->space, policy_actor(q));
	if (is_user_name(q->user)) {
		put(l, ", users: [");
		put_bytes(l, q->user.p, q->user.len);
		put(l, "]");
	}
	put(l, ", may: [");
	put(l, verb_name(q->verb));
	put(l, "]}");
}

static uint32_t line_end(struct line *l)
{
	if (l->full)
		l->buf[l->len = 0] = '\0';
	return l->len;
}

uint32_t policy_missing(const struct policy *p, const struct question *q, char *ret, uint32_t cap)
{
	struct line l = {.buf = ret, .cap = cap};
	struct verdict v = {0};

	if (cap)
		ret[0] = '\0';
	if (!p || !cap)
		return 0;
	if (q->is_action)
		policy_action(p, q, &v);
	/* What a permit leaves to windows is not to be had by another permit. */
	if (v.sanction == SANCTION_OUT_OF_WINDOW ||
		(v.sanction == SANCTION_EXCEEDS && v.permit && strcmp(v.exceeds, "over") != 0))
		put_window(&l, p, q);
	else
		put_permit(&l, p, q);
	return line_end(&l);
}

uint32_t policy_missing_exception(const struct policy *p, const struct question *q,
	const char *finding, char *ret, uint32_t cap)
{
	static const struct addr unset;
	const struct addr *to = addr_cmp(&q->element, &unset) ? &q->element : &q->server.addr;
	struct line l = {.buf = ret, .cap = cap};

	put(&l, "- {id: EX-");
	put_bytes(&l, finding, (uint32_t)strnlen(finding, 8));
	put(&l, "-1, finding: ");
	put(&l, finding);
	put(&l, ", to: ");
	put_one(&l, p, q->space, to);
	put(&l, ", until: ");
	put_time(&l, q->ts_us + month_us);
	put(&l, ", reason: say why}");
	return line_end(&l);
}
