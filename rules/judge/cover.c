/* cover: see cover.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/cover.h"

#include "rules/judge/clock.h"
#include "rules/judge/party.h"
#include "rules/judge/words.h"

struct cover_key {
	struct addr low, high;
	uint16_t space;
	char family[14];
};

/* A protocol whose flows announce others between the same two hosts, or NULL. */
static const char *family_of(const char *app)
{
	if (!app)
		return NULL;
	if (strcmp(app, "ftp") == 0 || strcmp(app, "ftp-data") == 0 || strcmp(app, "ftp_data") == 0)
		return "ftp";
	return strcmp(app, "tftp") == 0 || strcmp(app, "cwmp") == 0 ? app : NULL;
}

bool cover_open(struct judge *j)
{
	j->covered = store_new(&(struct store_shape){
		JUDGE_COVERED, sizeof(struct cover_key), sizeof(int64_t), NULL, j});
	return j->covered;
}

static bool cover_key_fill(const struct event *e, struct cover_key *key)
{
	const char *family = family_of(e->app);
	bool ordered = addr_cmp(&e->place.src.addr, &e->place.dst.addr) < 0;

	if (!family)
		return false;
	memset(key, 0, sizeof(*key));
	key->low = ordered ? e->place.src.addr : e->place.dst.addr;
	key->high = ordered ? e->place.dst.addr : e->place.src.addr;
	key->space = e->place.space;
	words_copy(key->family, sizeof(key->family), span_str(family));
	return true;
}

/* What covers nothing any more leaves, so that room is given up only where it is short. */
static void covers_expire(struct judge *j, int64_t now_us)
{
	const int64_t *last;
	const void *key;

	while ((last = store_oldest(j->covered, &key)) && now_us - *last >= MINUTE_US) {
		struct cover_key gone = *(const struct cover_key *)key;
		store_drop(j->covered, &gone);
	}
}

void cover_remember(struct judge *j, const struct event *e)
{
	struct cover_key key;

	if (!cover_key_fill(e, &key))
		return;
	covers_expire(j, e->ts_us);
	*(int64_t *)store_take(j->covered, &key, NULL) = e->ts_us;
}

bool cover_has(struct judge *j, const struct event *e)
{
	struct cover_key key;

	if (!cover_key_fill(e, &key))
		return false;
	const int64_t *last = store_find(j->covered, &key);
	return last && e->ts_us - *last < MINUTE_US;
}

void cover_shift(struct judge *j, int64_t by_us)
{
	for (int64_t *last_us = store_oldest(j->covered, NULL); last_us;
		last_us = store_later(j->covered, last_us, NULL))
		*last_us = clock_moved(*last_us, by_us);
}
