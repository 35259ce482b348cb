/*
 * test_reading_cost: twice the text costs each reader of text less than 2.5 times the instructions:
 * what operators write (policy, rules) and what dissectors and reports read with (XML, JSON,
 * redaction), on runs of what each nests, parts or waits for, and on many different names. What
 * dissectors read is in tests/dissectors/test_linear.c.
 */
#include "config.h"

#include "dissectors/common/xml.h"
#include "rules/policy/policy.h"
#include "rules/rule/ruleset.h"
#include "sensor/base/json_get.h"
#include "sensor/base/redact.h"
#include "tests/cost.h"
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUN = 8 * 1024, LINES = 300, TEXT = 256 * 1024 };

static void silent(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

/* --- readers --------------------------------------------------------------------------------- */

static void read_policy(struct span text)
{
	struct diag diag = {.say = silent};

	policy_free(policy_parse("cost", text, &diag));
}

static void read_rules(struct span text)
{
	static struct ruleset_options options;
	struct diag diag = {.say = silent};

	if (!options.buffers)
		options.buffers = buffers_new();
	ruleset_free(ruleset_parse("cost", text, &options, &diag));
}

static void read_xml(struct span text)
{
	struct xml x = xml_of(text);
	struct xml_token t;

	while (xml_next(&x, &t))
		continue;
}

static void read_json(struct span text)
{
	struct span found;

	json_get(text, "spanwatch.why.permit", &found);
}

static void redact_all(struct span text)
{
	const struct redactor r = {.key = {1, 2}};
	static char out[2 * TEXT];

	redact_text(&r, text, out, sizeof(out));
	redact_url(&r, text, out, sizeof(out));
	redact_form(&r, text, out, sizeof(out));
}

struct reader {
	const char *name;
	void (*read)(struct span text);
};

static const struct reader readers[] = {{"policy", read_policy}, {"rules", read_rules},
	{"xml", read_xml}, {"json", read_json}, {"redaction", redact_all}};

static void work(const void *what, struct span data)
{
	const struct reader *r = what;

	r->read(data);
}

/* --- text ------------------------------------------------------------------------------------- */

/* Said over and over. */
static const struct span runs[] = {SPAN_LIT("A"), SPAN_LIT("\n"), SPAN_LIT(" "), SPAN_LIT("- "),
	SPAN_LIT("-\n"), SPAN_LIT("a:\n"), SPAN_LIT("a: [b]\n"), SPAN_LIT("{a: "), SPAN_LIT("["),
	SPAN_LIT("? "), SPAN_LIT("&a "), SPAN_LIT("*a "), SPAN_LIT("\"\\\""), SPAN_LIT("'"),
	SPAN_LIT("#"), SPAN_LIT("\\\n"), SPAN_LIT("("), SPAN_LIT("a:b;"),
	SPAN_LIT("\"a\":\"\\\\\","), SPAN_LIT("{\"a\":"), SPAN_LIT("<a>"), SPAN_LIT("<a b=\"c\">"),
	SPAN_LIT("<!--"), SPAN_LIT("<![CDATA["), SPAN_LIT("&amp;"), SPAN_LIT("password "),
	SPAN_LIT("password=a&"), SPAN_LIT("snmp-server community a "), SPAN_LIT("://a:b@"),
	SPAN_LIT("%25")};

static struct span run_of(char *to, struct span piece, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		to[i] = (char)piece.p[i % piece.len];
	return span_of(to, len);
}

/* A policy of COUNT elements, each with a group and a permit of its own. */
static struct span policy_of(char *to, unsigned count)
{
	int n = snprintf(to, TEXT, "version: 1\nelements:\n");

	for (unsigned i = 0; i < count; i++)
		n += snprintf(to + n, (size_t)(TEXT - n), "  e%u: {addresses: [10.%u.%u.%u]}\n", i,
			i >> 16, i >> 8 & 255, i & 255);
	n += snprintf(to + n, (size_t)(TEXT - n), "groups:\n");
	for (unsigned i = 0; i < count; i++)
		n += snprintf(to + n, (size_t)(TEXT - n),
			"  g%u: {role: element, members: [e%u]}\n", i, i);
	n += snprintf(to + n, (size_t)(TEXT - n), "permits:\n");
	for (unsigned i = 0; i < count; i++)
		n += snprintf(to + n, (size_t)(TEXT - n),
			"  - {id: p%u, from: g%u, to: any, over: [ssh]}\n", i, i);
	return span_of(to, (uint32_t)n);
}

static struct span rules_of(char *to, unsigned count)
{
	int n = 0;

	for (unsigned i = 0; i < count; i++)
		n += snprintf(to + n, (size_t)(TEXT - n),
			"alert tcp any any -> any any (msg:\"m%u\"; content:\"c%u\"; "
			"flowbits:set,f%u; sid:%u;)\n",
			i, i, i % 16, i + 1);
	return span_of(to, (uint32_t)n);
}

/* --- the tests -------------------------------------------------------------------------------- */

static char once[TEXT], twice[TEXT];

static void hold(int counter, const struct reader *r, const char *said, struct span n[2])
{
	int64_t percent = cost_percent(counter, work, r, n[0], n[1]);

	ck_assert_msg(percent < COST_RATIO_MAX, "%s: twice of '%s' cost %lld %%", r->name, said,
		(long long)percent);
}

START_TEST(no_run_of_anything_costs_a_reader_more_than_its_length)
{
	const struct reader *r = &readers[_i];
	int counter = cost_counter();

	for (unsigned i = 0; i < sizeof(runs) / sizeof(*runs); i++)
		hold(counter, r, (const char *)runs[i].p,
			(struct span[2]){
				run_of(once, runs[i], RUN), run_of(twice, runs[i], 2 * RUN)});
	if (counter >= 0)
		close(counter);
}
END_TEST

START_TEST(many_names_cost_a_reader_no_more_than_their_number)
{
	int counter = cost_counter();

	hold(counter, &readers[0], "elements, groups and permits",
		(struct span[2]){policy_of(once, LINES), policy_of(twice, 2 * LINES)});
	hold(counter, &readers[1], "rules",
		(struct span[2]){rules_of(once, LINES), rules_of(twice, 2 * LINES)});
	if (counter >= 0)
		close(counter);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("reading_cost");

	tcase_add_loop_test(t, no_run_of_anything_costs_a_reader_more_than_its_length, 0,
		(int)(sizeof(readers) / sizeof(*readers)));
	tcase_add_test(t, many_names_cost_a_reader_no_more_than_their_number);
	return unit_run(t, "reading_cost");
}
