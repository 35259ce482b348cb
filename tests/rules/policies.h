/*
 * policies: what the tests of the policy share: a policy from text, faults as text, questions from
 * words.
 */
#ifndef TESTS_RULES_POLICIES_H
#define TESTS_RULES_POLICIES_H

#include "rules/policy/policy.h"
#include "rules/policy/when.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/* Every fault of one file, a line each. */
struct faults {
	char text[16384];
	size_t len;
};

static inline void note_fault(void *ctx, const char *line)
{
	struct faults *f = ctx;

	f->len += (size_t)snprintf(f->text + f->len, sizeof(f->text) - f->len, "%s\n", line);
	ck_assert_uint_lt(f->len, sizeof(f->text));
}

/* The policy that TEXT makes, or NULL; its faults in F. */
static inline struct policy *parse_with_faults(const char *text, struct faults *f)
{
	struct diag diag = {.say = note_fault, .ctx = f};

	*f = (struct faults){{0}, 0};
	struct policy *p = policy_parse("p.yaml", span_str(text), &diag);
	ck_assert_int_eq(p == NULL, diag.errors > 0);
	return p;
}

/* A policy that must be good. */
static inline struct policy *good_policy(const char *text)
{
	struct faults f;
	struct policy *p = parse_with_faults(text, &f);

	ck_assert_msg(p != NULL, "%s", f.text);
	ck_assert_str_eq(f.text, "");
	return p;
}

/* TEXT is refused, and these are its faults, each without the file's name: "1:5: why\n". */
static inline void refuse(const char *text, const char *expected)
{
	struct faults f;
	char bare[sizeof(f.text)];
	size_t len = 0;

	ck_assert_ptr_null(parse_with_faults(text, &f));
	for (const char *line = f.text; *line;) {
		const char *end = strchr(line, '\n') + 1;
		ck_assert(strncmp(line, "p.yaml:", 7) == 0);
		line += 7;
		memcpy(bare + len, line, (size_t)(end - line));
		len += (size_t)(end - line);
		line = end;
	}
	bare[len] = '\0';
	ck_assert_str_eq(bare, expected);
}

static inline struct addr ip(const char *text)
{
	struct addr a = {{0}};

	if (*text)
		ck_assert_msg(addr_parse(span_str(text), &a), "%s", text);
	return a;
}

static inline int64_t at(const char *time)
{
	int64_t us = 0;

	ck_assert_int_eq(when_parse(span_str(time), &us), WHEN_OK);
	return us;
}

/* A TCP flow on an even Sunday night, to PORT, that speaks APP (NULL: unknown). */
static inline struct question flow(
	const char *client, const char *server, const char *app, uint16_t port)
{
	return (struct question){.ts_us = at("2026-11-22T01:30:00Z"),
		.client = {ip(client), 40000},
		.server = {ip(server), port},
		.ip_proto = IPPROTO_NR_TCP,
		.app = app};
}

/* CLIENT does VERB to SERVER over APP. */
static inline struct question act(
	const char *client, const char *server, const char *app, enum verb verb)
{
	struct question q = flow(client, server, app, 22);

	q.is_action = true;
	q.verb = verb;
	q.actor = q.client.addr;
	q.element = q.server.addr;
	return q;
}

/* "permitted poll", "exceeds cli CHG-1 actor", "unpermitted": the verdict in words. */
static inline const char *in_words(const struct verdict *v, char ret[static 128])
{
	snprintf(ret, 128, "%s%s%s%s%s%s%s", sanction_name(v->sanction), v->permit ? " " : "",
		v->permit ? v->permit : "", v->window ? " " : "", v->window ? v->window : "",
		v->exceeds ? " " : "", v->exceeds ? v->exceeds : "");
	return ret;
}

static inline void expect_flow_verdict(
	const struct policy *p, const struct question *q, const char *words)
{
	struct verdict v;
	char text[128];

	policy_flow(p, q, &v);
	ck_assert_str_eq(in_words(&v, text), words);
}

static inline void expect_action_verdict(
	const struct policy *p, const struct question *q, const char *words)
{
	struct verdict v;
	char text[128];

	policy_action(p, q, &v);
	ck_assert_str_eq(in_words(&v, text), words);
}

#endif
