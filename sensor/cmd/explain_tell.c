/* explain_tell: the answer of `spanwatch explain`, for people or as JSON. */
#include "config.h"

#include "rules/judge.h"
#include "rules/policy/policy_explain.h"
#include "sensor/base/json.h"
#include "sensor/cmd/explain.h"

#include <stdio.h>

enum { MISSING = 1024 };

struct answer {
	const struct options *o;
	const struct policy *p;
	const struct asking *a;
	struct verdict v;
	struct near permits[NEAR_MAX], windows[NEAR_MAX];
	unsigned permit_count, window_count;
	char missing[MISSING];
	const char *missing_under; /* "permits", "windows", "exceptions", or NULL */
};

/* --- the answer ------------------------------------------------------------------------------- */

static bool is_allowed(enum sanction s)
{
	return s == SANCTION_PERMITTED || s == SANCTION_IN_WINDOW;
}

static void find_answer(struct answer *x)
{
	const struct question *q = &x->a->q;
	bool loud = x->a->finding[0] && strcmp(x->a->class_name, "policy") != 0;

	if (!x->p)
		return;
	policy_action(x->p, q, &x->v);
	if (loud) {
		if (!x->a->excepted[0] && policy_missing_exception(x->p, q, x->a->finding,
						  x->missing, sizeof(x->missing)))
			x->missing_under = "exceptions";
		return;
	}
	if (is_allowed(x->v.sanction))
		return;
	x->permit_count = policy_near_permits(x->p, q, x->permits);
	x->window_count = policy_near_windows(x->p, q, x->windows);
	if (policy_missing(x->p, q, x->missing, sizeof(x->missing)))
		x->missing_under = strstr(x->missing, ", elements: ") ? "windows" : "permits";
}

/* --- for people ------------------------------------------------------------------------------- */

static void say_party(const struct answer *x, const struct endpoint *e)
{
	char text[ADDR_TEXT];
	struct host h;

	addr_text(&e->addr, text);
	policy_host(x->p, x->a->q.space, &e->addr, &h);
	fputs(text, stdout);
	if (!x->p)
		return;
	if (!h.roles)
		fputs(" (in no group)", stdout);
	else
		printf(" (%s%s%s%s%s)", h.id ? h.id : "", h.id ? ", " : "", role_name(h.role),
			h.group ? " in " : "", h.group ? h.group : "");
}

static void say_question(const struct answer *x)
{
	const struct question *q = &x->a->q;
	char at[33];

	time_short(q->ts_us, at);
	printf("%s  ", at);
	say_party(x, &q->client);
	fputs(" to ", stdout);
	say_party(x, &q->server);
	printf(" over %s", q->app ? q->app : "an unknown protocol");
	if (q->server.port)
		printf(", port %u", q->server.port);
	if (q->is_action)
		printf(", %s", verb_name(q->verb));
	if (q->user.len)
		printf(" as %.*s", (int)q->user.len, (const char *)q->user.p);
	putchar('\n');
}

static void say_near(const struct near *n, unsigned count, const char *what)
{
	char from[33], until[33];

	for (unsigned i = 0; i < count; i++) {
		const char *between = "";
		printf("  the %s %s (line %u) fits but for ", what, n[i].id, n[i].line);
		for (unsigned bit = 1; bit <= MISS_USER; bit <<= 1) {
			if (!(n[i].missed & bit))
				continue;
			printf("%s%s", between, near_miss_name(bit));
			between = " and ";
		}
		if (n[i].until_us) {
			time_short(n[i].from_us, from);
			time_short(n[i].until_us, until);
			printf(": it is open from %s until %s", from, until);
		}
		putchar('\n');
	}
}

static void say_verdict(const struct answer *x)
{
	const struct verdict *v = &x->v;

	if (!x->p) {
		puts("no policy was given (--policy), so this is what the event says");
		return;
	}
	printf("%s", sanction_name(v->sanction));
	if (v->exceeds)
		printf(" by %s", v->exceeds);
	if (v->permit)
		printf(": the permit %s (line %u)", v->permit, v->permit_line);
	if (v->window)
		printf("%s the window %s", v->permit ? " and" : ":", v->window);
	if (!v->permit && !v->window)
		fputs(": no permit covers it", stdout);
	putchar('\n');
}

static void say_finding(const struct asking *a)
{
	if (!a->finding[0])
		return;
	printf("finding %s (%s): %s\n", a->finding, a->class_name, a->message);
	if (a->rule[0])
		printf("decided by the rule %s\n", a->rule);
	if (a->baseline[0])
		printf("decided by the baseline: %s\n", a->baseline);
	if (a->permit[0])
		printf("decided by the permit %s\n", a->permit);
	if (a->window[0])
		printf("decided by the window %s\n", a->window);
	if (a->excepted[0])
		printf("excepted by %s\n", a->excepted);
	else if (strcmp(a->class_name, "policy") != 0)
		puts("a permit does not silence it; an exception does");
}

static void say_missing(const struct answer *x)
{
	if (x->missing_under)
		printf("missing, under %s:\n  %s\n", x->missing_under, x->missing);
	else if (!x->p && x->a->missing[0])
		printf("missing:\n  %s\n", x->a->missing);
}

/* Frames are judged by what they say of hosts; the policy knows no permit for them. */
static void say_frame(const struct answer *x)
{
	char when[33];

	time_short(x->a->q.ts_us, when);
	printf("%s  %s to %s", when, x->a->from_mac, x->a->to_mac);
	if (x->a->q.app)
		printf(" over %s", x->a->q.app);
	putchar('\n');
	say_finding(x->a);
}

static void say_people(const struct answer *x)
{
	if (x->a->from_mac[0]) {
		say_frame(x);
		return;
	}
	say_question(x);
	asking_aliases_say(x->a);
	say_finding(x->a);
	say_verdict(x);
	say_near(x->permits, x->permit_count, "permit");
	say_near(x->windows, x->window_count, "window");
	say_missing(x);
}

/* --- for programs ------------------------------------------------------------------------------
 */

static void write_near(struct json *j, const char *kind, const struct near *n, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		json_open(j, '{');
		json_kv_string(j, kind, n[i].id);
		json_kv_u64(j, "line", n[i].line);
		json_key(j, "missed");
		json_open(j, '[');
		for (unsigned bit = 1; bit <= MISS_USER; bit <<= 1)
			if (n[i].missed & bit)
				json_string(j, near_miss_name(bit));
		json_close(j, ']');
		json_close(j, '}');
	}
}

static void write_question(struct json *j, const struct asking *a)
{
	const struct question *q = &a->q;

	json_kv_time(j, "timestamp", q->ts_us);
	if (a->from_mac[0]) {
		json_kv_string(j, "from", a->from_mac);
		json_kv_string(j, "to", a->to_mac);
	} else {
		json_kv_addr(j, "from", &q->client.addr);
		json_kv_addr(j, "to", &q->server.addr);
	}
	if (q->app)
		json_kv_string(j, "over", q->app);
	if (q->server.port)
		json_kv_u64(j, "port", q->server.port);
	if (q->is_action)
		json_kv_word(j, "verb", verb_name(q->verb));
	if (a->finding[0])
		json_kv_string(j, "finding", a->finding);
	if (a->rule[0])
		json_kv_string(j, "rule", a->rule);
	if (a->baseline[0])
		json_kv_string(j, "baseline", a->baseline);
	if (a->excepted[0])
		json_kv_string(j, "excepted", a->excepted);
	for (unsigned i = 0; i < a->alias_count; i++) {
		json_key(j, i ? "alias_peer" : "alias");
		json_open(j, '{');
		json_kv_addr(j, "ip", &a->aliases[i].ip);
		json_kv_addr(j, "of", &a->aliases[i].of);
		json_kv_text(j, "told_by", span_str(a->aliases[i].told_by));
		json_close(j, '}');
	}
}

static void say_json(const struct answer *x)
{
	char buf[8192];
	struct json j = json_of(buf, sizeof(buf));
	const char *permit = x->v.permit ? x->v.permit : x->p ? "" : x->a->permit;
	const char *window = x->v.window ? x->v.window : x->p ? "" : x->a->window;
	const char *missing = x->missing_under ? x->missing : x->p ? "" : x->a->missing;

	json_open(&j, '{');
	write_question(&j, x->a);
	if (!x->a->from_mac[0])
		json_kv_word(&j, "sanction", sanction_name(x->v.sanction));
	if (*permit)
		json_kv_string(&j, "permit", permit);
	if (x->v.permit)
		json_kv_u64(&j, "line", x->v.permit_line);
	if (*window)
		json_kv_string(&j, "window", window);
	if (x->v.exceeds)
		json_kv_string(&j, "exceeds", x->v.exceeds);
	json_key(&j, "near");
	json_open(&j, '[');
	write_near(&j, "permit", x->permits, x->permit_count);
	write_near(&j, "window", x->windows, x->window_count);
	json_close(&j, ']');
	if (*missing)
		json_kv_string(&j, "missing", missing);
	if (x->missing_under)
		json_kv_word(&j, "missing_under", x->missing_under);
	json_close(&j, '}');
	printf("%.*s\n", (int)j.len, j.buf);
}

void explain_tell(const struct options *o, const struct policy *p, const struct asking *a)
{
	struct answer x = {.o = o, .p = p, .a = a};

	if (!a->from_mac[0])
		find_answer(&x);
	if (o->json)
		say_json(&x);
	else
		say_people(&x);
}
