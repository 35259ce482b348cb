/*
 * windows: the changes that each window of the policy saw. When one is over and nothing was changed
 * in it, that is told. Known by what the policy says of it, so that a reload and a restart forget
 * nothing. Collector's thread.
 */
#include "config.h"

#include "rules/judge/windows.h"

#include "rules/judge/finding.h"
#include "rules/memory.h"
#include "sensor/base/siphash.h"

struct window_key {
	uint64_t hash; /* of its id and times */
};

struct window_use {
	uint32_t changes;
	uint8_t told;
};

bool windows_open(struct judge *j)
{
	j->windows = store_new(&(struct store_shape){
		JUDGE_WINDOWS, sizeof(struct window_key), sizeof(struct window_use), NULL, j});
	j->window_due_us = INT64_MIN;
	return j->windows;
}

static struct window_use *use_of(struct judge *j, const struct policy_use *w)
{
	static const struct siphash_key fixed = {0x77696e646f777320ull, 0x6f66206368616e67ull};
	uint64_t parts[3] = {
		siphash(&fixed, w->id, strlen(w->id)), (uint64_t)w->from_us, (uint64_t)w->until_us};
	struct window_key key = {siphash(&fixed, parts, sizeof(parts))};

	return store_take(j->windows, &key, NULL);
}

static bool window_named(const struct judge *j, const char *id, struct policy_use *ret)
{
	for (uint32_t i = 0; policy_use_at(j->policy, i, ret); i++)
		if (ret->is_window && strcmp(ret->id, id) == 0)
			return true;
	return false;
}

void windows_note(struct judge *j, const struct verdict *v)
{
	struct policy_use w;
	bool in_vain = v->sanction == SANCTION_EXCEEDS && strcmp(v->exceeds, "over") != 0;

	if (v->window && !in_vain && window_named(j, v->window, &w))
		use_of(j, &w)->changes++;
}

static void window_tell(struct judge *j, const struct policy_use *w)
{
	/* A number of its own: what is told of one packet would be told once. */
	struct event e = {.kind = EVENT_SIGNAL,
		.no = (uint64_t)w->until_us + w->line,
		.ts_us = w->until_us,
		.type = "policy"};
	struct verdict v = {.window = w->id};
	char from[33], until[33];
	struct judgement it = {.finding = FINDING_UNUSED_WINDOW,
		.event = &e,
		.verdict = &v,
		.rule = "unused-window",
		.confidence = j->started_us <= w->from_us ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
		.absence = true,
		.variety = (uint64_t)w->until_us ^
			   siphash(&(struct siphash_key){1, 2}, w->id, strlen(w->id)),
		.variety_max = FINDING_VARIETY};

	time_text(w->from_us, from);
	time_text(w->until_us, until);
	words_add(&it.message, "the window ");
	words_add(&it.message, w->id);
	words_add(&it.message, " was open from ");
	words_add_span(&it.message, span_of(from, 19));
	words_add(&it.message, "Z until ");
	words_add_span(&it.message, span_of(until, 19));
	words_add(&it.message, "Z, and nothing was changed in it");
	finding_raise(j, &it);
}

/* One that ended before the first packet is none of this run's business. */
static void window_look(struct judge *j, const struct policy_use *w)
{
	struct window_use *use = use_of(j, w);

	if (use->told || w->until_us <= j->started_us)
		return;
	use->told = 1;
	if (!use->changes)
		window_tell(j, w);
}

void windows_advance(struct judge *j)
{
	struct policy_use w;
	int64_t due = INT64_MAX;

	if (!j->started_us)
		j->started_us = j->now_us;
	if (j->now_us < j->window_due_us)
		return;
	for (uint32_t i = 0; policy_use_at(j->policy, i, &w); i++) {
		if (!w.is_window)
			continue;
		if (w.until_us > j->now_us)
			due = w.until_us < due ? w.until_us : due;
		else
			window_look(j, &w);
	}
	j->window_due_us = due;
}

void windows_policy(struct judge *j)
{
	j->window_due_us = INT64_MIN;
}

/* --- what is carried on -------------------------------------------------------------------------
 */

void windows_save(const struct judge *j, struct memory_out *out)
{
	const void *key;

	memory_put_u32(out, store_count(j->windows));
	for (const struct window_use *u = store_oldest(j->windows, &key); u;
		u = store_later(j->windows, u, &key)) {
		memory_put_u64(out, ((const struct window_key *)key)->hash);
		memory_put_u32(out, u->changes);
		memory_put_u8(out, u->told);
	}
}

bool windows_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	(void)version;
	if (count > JUDGE_WINDOWS)
		return false;
	for (uint32_t i = 0; i < count && cursor_ok(in); i++) {
		struct window_key key = {cursor_be64(in)};
		struct window_use *u = store_take(j->windows, &key, NULL);
		u->changes = cursor_be32(in);
		u->told = cursor_u8(in);
	}
	return cursor_ok(in);
}
