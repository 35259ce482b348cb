/*
 * diff: what another policy would change for the traffic of captures: they are judged under the old
 * one and under the new one, and what is told of them is compared. For `spanwatch check --diff`.
 */
#include "config.h"

#include "sensor/cmd/diff.h"

#include "rules/judge/store.h"
#include "sensor/base/json_get.h"
#include "sensor/base/log.h"
#include "sensor/cmd/reading.h"

enum { DIFF_ENTRIES = 65536, DIFF_TEXT = 256, DIFF_WORD = 64 };

struct entry_key {
	char text[DIFF_TEXT]; /* zero to the end */
};
struct entry {
	uint64_t count[2]; /* under the old policy, under the new one */
};

struct comparing {
	struct sink sink;
	struct store *entries;
	unsigned pass;
};

/* The text under PATH in LINE, or "-". */
static const char *word(struct span line, const char *path, char ret[static DIFF_WORD])
{
	struct span raw;

	if (!json_get(line, path, &raw) || !json_value(raw, ret, DIFF_WORD))
		snprintf(ret, DIFF_WORD, "-");
	for (char *p = ret; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '.';
	return ret;
}

static void describe_finding(struct span line, char ret[static DIFF_TEXT])
{
	char slug[DIFF_WORD], severity[DIFF_WORD], from[DIFF_WORD], to[DIFF_WORD], app[DIFF_WORD],
		excepted[DIFF_WORD];
	struct span raw;

	word(line, "spanwatch.excepted", excepted);
	snprintf(ret, DIFF_TEXT, "finding %.32s, severity %.1s: %.45s to %.45s over %.24s%s%.32s%s",
		word(line, "spanwatch.finding", slug), word(line, "alert.severity", severity),
		word(line, "src_ip", from), word(line, "dest_ip", to), word(line, "app_proto", app),
		excepted[0] == '-' ? "" : ", excepted by ", excepted[0] == '-' ? "" : excepted,
		json_get(line, "spanwatch.observe", &raw) ? ", observed" : "");
}

static void describe_action(struct span line, char ret[static DIFF_TEXT])
{
	char verb[DIFF_WORD], via[DIFF_WORD], actor[DIFF_WORD], element[DIFF_WORD],
		sanction[DIFF_WORD], permit[DIFF_WORD], window[DIFF_WORD];

	snprintf(ret, DIFF_TEXT,
		"%.16s over %.24s by %.45s on %.45s: %.16s (permit %.24s, window %.24s)",
		word(line, "mgmt.verb", verb), word(line, "mgmt.via", via),
		word(line, "mgmt.actor.ip", actor), word(line, "mgmt.element.ip", element),
		word(line, "mgmt.sanction", sanction), word(line, "mgmt.permit", permit),
		word(line, "mgmt.window", window));
}

static int diff_write(struct sink *s, const struct record *r)
{
	struct comparing *c = (struct comparing *)s;
	struct entry_key key;

	memset(&key, 0, sizeof(key));
	if (r->kind == RECORD_FINDING && !r->finding->update)
		describe_finding(r->line, key.text);
	else if (r->kind == RECORD_ACTION)
		describe_action(r->line, key.text);
	else
		return 0;
	((struct entry *)store_take(c->entries, &key, NULL))->count[c->pass]++;
	return 0;
}

static int diff_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

/* What is told under one policy alone, or more often; its count. */
static unsigned say_lost(const struct comparing *c, unsigned under, char mark)
{
	const void *key;
	unsigned lines = 0;

	for (const struct entry *e = store_oldest(c->entries, &key); e;
		e = store_later(c->entries, e, &key)) {
		if (e->count[under] <= e->count[!under])
			continue;
		uint64_t n = e->count[under] - e->count[!under];
		printf("%c %s", mark, ((const struct entry_key *)key)->text);
		if (n > 1)
			printf(" (%ju times)", (uintmax_t)n);
		putchar('\n');
		lines++;
	}
	return lines;
}

static int judge_under(struct options *o, struct comparing *c, const char *policy)
{
	struct diag diag = {0};

	settings_option(&o->settings, SETTING_POLICY, policy, &diag);
	return reading_judge(o, o->files, o->file_count, &(struct audience){.sink = &c->sink});
}

int policy_diff(struct options *o)
{
	struct comparing c = {
		.sink = {"diff", diff_write, diff_nothing, diff_nothing, diff_nothing}};
	const char *file = settings_text(&o->settings, SETTING_POLICY);
	char fresh[4096];

	if (!file || !o->file_count) {
		log_error("--diff OLD compares with --policy NEW what captures show: 'spanwatch "
			  "check --diff OLD --policy NEW CAPTURE...'");
		return EXIT_USAGE;
	}
	snprintf(fresh, sizeof(fresh), "%s", file);
	o->quiet = true;
	c.entries = store_new(&(struct store_shape){
		DIFF_ENTRIES, sizeof(struct entry_key), sizeof(struct entry), NULL, NULL});
	if (!c.entries)
		return EXIT_INTERNAL;
	int code = judge_under(o, &c, o->diff);
	c.pass = 1;
	if (!code)
		code = judge_under(o, &c, fresh);
	if (!code && say_lost(&c, 0, '-') + say_lost(&c, 1, '+') == 0)
		puts("nothing changes for this traffic");
	store_free(c.entries);
	return code;
}
