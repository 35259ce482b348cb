/*
 * rule_sets: the lists that rules set and unset, in the order of the packets, whichever lane saw
 * them. They begin with what was read with the rules; over a reload what they hold stays.
 * Collector's thread.
 */
#include "config.h"

#include "rules/judge/rule.h"
#include "rules/match/carry.h"
#include "rules/rule/ruleset.h"
#include "sensor/base/digest.h"
#include "sensor/base/digits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One list; by the number of its dataset. */
struct living {
	char *name, *save;
	enum dataset_type type;
	struct valueset values;
};

struct rule_sets {
	struct living *all;
	uint32_t count;
};

static void sets_free(struct rule_sets *s)
{
	for (uint32_t i = 0; s && i < s->count; i++) {
		free(s->all[i].name);
		free(s->all[i].save);
		valueset_free(&s->all[i].values);
	}
	if (s)
		free(s->all);
	free(s);
}

void rule_sets_close(struct judge *j)
{
	sets_free(j->rule_sets);
	j->rule_sets = NULL;
}

/* What a list of that name and type held before a reload, or what was read with the rules. */
static void living_begin(struct living *l, const struct dataset *d, struct rule_sets *before)
{
	uint32_t at = 0;
	struct span value;

	*l = (struct living){.type = d->type};
	if (!d->changes)
		return;
	l->name = strdup(d->name);
	l->save = d->save ? strdup(d->save) : NULL;
	for (uint32_t i = 0; before && i < before->count; i++) {
		struct living *old = &before->all[i];
		if (!old->name || old->type != d->type || strcmp(old->name, d->name) != 0)
			continue;
		l->values = old->values;
		old->values = (struct valueset){0};
		return;
	}
	valueset_init(&l->values, d->values.most);
	while (valueset_next(&d->values, &at, &value))
		valueset_add(&l->values, value, 0);
}

void rule_sets_take(struct judge *j, const struct ruleset *set)
{
	struct rule_sets *fresh = calloc(1, sizeof(*fresh));

	if (fresh && set && set->dataset_count)
		fresh->all = calloc(set->dataset_count, sizeof(*fresh->all));
	for (uint32_t i = 0; fresh && fresh->all && i < set->dataset_count; i++) {
		living_begin(&fresh->all[i], set->datasets[i], j->rule_sets);
		fresh->count = i + 1;
	}
	sets_free(j->rule_sets);
	j->rule_sets = fresh;
}

/* One condition on VALUE, which it may put in or take out. */
static bool item_fits(struct rule_sets *s, const struct rule_item *item, struct span value)
{
	uint8_t room[16];
	struct span key;

	if (item->kind != ITEM_DATASET || !item->set->changes)
		return true;
	struct valueset *values = &s->all[item->set->number].values;
	if (!dataset_key(item->set, value, room, &key))
		return item->set_op == DATASET_ISNOTSET;
	switch (item->set_op) {
	case DATASET_SET:
		return valueset_add(values, key, 0) == VALUE_NEW;
	case DATASET_UNSET:
		return valueset_drop(values, key);
	default:
		return valueset_find(values, key, NULL) == (item->set_op == DATASET_ISSET);
	}
}

/* Some value of buffer WHICH is as its lists ask; the first that is ends the search. */
static bool buffer_fits(
	struct rule_sets *s, const struct rule *r, uint16_t which, struct span carried)
{
	const struct rule_buffer *b = &r->buffers[which];
	struct span value;
	uint16_t buffer;

	while (carry_next(&carried, &buffer, &value)) {
		bool good = buffer == which;
		for (uint16_t i = 0; good && i < b->count; i++)
			good = item_fits(s, &b->items[i], value);
		if (good)
			return true;
	}
	return false;
}

int rule_sets_missing(struct judge *j, const struct rule *r, struct span carried)
{
	for (uint16_t i = 0; i < r->buffer_count; i++)
		if (r->buffers[i].asks_judge && (!j->rule_sets || !j->rule_sets->count ||
							!buffer_fits(j->rule_sets, r, i, carried)))
			return i;
	return -1;
}

/* --- files ------------------------------------------------------------------------------------ */

static void put_value(FILE *out, enum dataset_type type, struct span value)
{
	char text[(VALUE_MAX + 2) / 3 * 4];
	struct addr a;

	if (type == DATASET_STRING) {
		fwrite(text, 1, base64_write(value, text), out);
	} else if (type == DATASET_IPV4 || type == DATASET_IP) {
		memcpy(a.b, value.p, sizeof(a.b));
		addr_text(&a, text);
		fputs(text, out);
	} else {
		digest_hex(value.p, value.len, text);
		fputs(text, out);
	}
	putc('\n', out);
}

/* Written beside and renamed, so that a run that is killed leaves the last whole one. */
static int living_save(const struct living *l, const char *dir)
{
	char file[4096], fresh[4096 + 8];
	uint32_t at = 0;
	struct span value;

	if (snprintf(file, sizeof(file), "%s/%s", dir, l->save) >= (int)sizeof(file))
		return -ENAMETOOLONG;
	snprintf(fresh, sizeof(fresh), "%s.new", file);
	FILE *out = fopen(fresh, "w");
	if (!out)
		return -errno;
	while (valueset_next(&l->values, &at, &value))
		put_value(out, l->type, value);
	bool good = !ferror(out) && fflush(out) == 0 && fsync(fileno(out)) == 0;
	if (fclose(out) || !good || rename(fresh, file)) {
		int error = errno ? -errno : -EIO;
		unlink(fresh);
		return error;
	}
	return 0;
}

int judge_save_datasets(const struct judge *j, const char *dir)
{
	const struct rule_sets *s = j->rule_sets;
	int error = 0;

	for (uint32_t i = 0; s && i < s->count; i++)
		if (s->all[i].save) {
			int last = living_save(&s->all[i], dir);
			error = last ? last : error;
		}
	return error;
}
