/* valueset: see valueset.h. */
#include "config.h"

#include "rules/rule/valueset.h"

#include <stdlib.h>

enum { SLOTS_FIRST = 64 };

void valueset_init(struct valueset *s, uint32_t most)
{
	*s = (struct valueset){.most = most, .key = siphash_random_key()};
}

void valueset_free(struct valueset *s)
{
	free(s->entries);
	free(s->slots);
	free(s->bytes);
	*s = (struct valueset){0};
}

static struct span value_of(const struct valueset *s, const struct value_entry *e)
{
	return span_of(e->len ? s->bytes + e->at : NULL, e->len); /* one may be empty */
}

/*
 * The slot of VALUE, or the free one where it would stand. Entries that are gone keep their slot
 * until the table is made anew, so that what was put behind them is still found.
 */
static uint32_t *slot_of(const struct valueset *s, struct span value)
{
	uint32_t at = (uint32_t)siphash(&s->key, value.p, value.len) & (s->slot_count - 1);

	while (s->slots[at] && !span_eq(value_of(s, &s->entries[s->slots[at] - 1]), value))
		at = (at + 1) & (s->slot_count - 1);
	return &s->slots[at];
}

static uint32_t memory_of(const struct valueset *s)
{
	return s->byte_count + s->count * (uint32_t)sizeof(*s->entries) +
	       s->slot_count * (uint32_t)sizeof(*s->slots);
}

/* Room for one more value of LEN bytes. */
static bool make_room(struct valueset *s, uint32_t len)
{
	if (memory_of(s) + len + sizeof(*s->entries) > s->most)
		return false;
	if (s->count == s->room) {
		uint32_t room = s->room ? s->room * 2 : SLOTS_FIRST;
		struct value_entry *more = realloc(s->entries, room * sizeof(*more));
		if (!more)
			return false;
		s->entries = more;
		s->room = room;
	}
	if (s->byte_count + len > s->byte_room) {
		uint32_t room = (s->byte_count + len) * 2;
		uint8_t *more = realloc(s->bytes, room);
		if (!more)
			return false;
		s->bytes = more;
		s->byte_room = room;
	}
	return true;
}

/* Values that are gone give their room back; bytes move to the front, in their order. */
static void squeeze(struct valueset *s)
{
	uint32_t kept = 0, bytes = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		struct value_entry e = s->entries[i];
		if (e.gone)
			continue;
		memmove(s->bytes + bytes, s->bytes + e.at, e.len);
		e.at = bytes;
		bytes += e.len;
		s->entries[kept++] = e;
	}
	s->count = kept;
	s->byte_count = bytes;
	s->gone = 0;
}

/* A table with room for what is there and as much again. */
static bool table_anew(struct valueset *s)
{
	uint32_t slots = SLOTS_FIRST;

	if (s->gone)
		squeeze(s);
	while (slots < s->count * 4)
		slots *= 2;
	uint32_t *more = calloc(slots, sizeof(*more));
	if (!more)
		return false;
	free(s->slots);
	s->slots = more;
	s->slot_count = slots;
	for (uint32_t i = 0; i < s->count; i++)
		*slot_of(s, value_of(s, &s->entries[i])) = i + 1;
	return true;
}

enum value_added valueset_add(struct valueset *s, struct span value, uint16_t number)
{
	if (value.len > VALUE_MAX)
		return VALUE_NO_ROOM;
	if ((!s->slots || s->count >= s->slot_count / 2) && !table_anew(s))
		return VALUE_NO_ROOM;
	uint32_t *slot = slot_of(s, value);
	if (*slot && !s->entries[*slot - 1].gone)
		return VALUE_KNOWN;
	if (*slot) { /* it comes back, as the latest */
		if (!table_anew(s))
			return VALUE_NO_ROOM;
		slot = slot_of(s, value);
	}
	if (!make_room(s, value.len))
		return VALUE_NO_ROOM;
	s->entries[s->count] = (struct value_entry){s->byte_count, value.len, number, false};
	if (value.len)
		memcpy(s->bytes + s->byte_count, value.p, value.len);
	s->byte_count += value.len;
	*slot = ++s->count;
	return VALUE_NEW;
}

static struct value_entry *entry_of(const struct valueset *s, struct span value)
{
	const uint32_t *slot = s->slots ? slot_of(s, value) : NULL;

	return slot && *slot && !s->entries[*slot - 1].gone ? &s->entries[*slot - 1] : NULL;
}

bool valueset_drop(struct valueset *s, struct span value)
{
	struct value_entry *e = entry_of(s, value);

	if (!e)
		return false;
	e->gone = true;
	s->gone++;
	return true;
}

bool valueset_find(const struct valueset *s, struct span value, uint16_t *ret_number)
{
	const struct value_entry *e = entry_of(s, value);

	if (e && ret_number)
		*ret_number = e->number;
	return e != NULL;
}

bool valueset_next(const struct valueset *s, uint32_t *at, struct span *ret)
{
	while (*at < s->count && s->entries[*at].gone)
		++*at;
	if (*at >= s->count)
		return false;
	*ret = value_of(s, &s->entries[(*at)++]);
	return true;
}
