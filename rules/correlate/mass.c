/*
 * mass: one actor changes many elements within minutes. Told whoever it is, for a manager that was
 * taken over acts as itself; a change that its window announced does not count. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/trace.h"
#include "sensor/base/siphash.h"

enum {
	MASS_ELEMENTS = 5, /* that one actor changes within MASS_US */
	MASS_SLOTS = 24
};

static const int64_t MASS_US = 10 * 60 * 1000000ll;

/* A host, or where only a record tells of it the user. */
struct actor_key {
	struct addr addr;
	uint64_t user;
	uint16_t space;
	uint16_t zero[3];
};

struct hand {
	uint64_t element[MASS_SLOTS]; /* hash; 0: free */
	int64_t at_us[MASS_SLOTS];
};

bool mass_open(struct judge *j)
{
	j->correlate->actors = store_new(&(struct store_shape){
		TRACE_ACTORS, sizeof(struct actor_key), sizeof(struct hand), NULL, j});
	return j->correlate->actors;
}

static bool hand_key_fill(const struct deed *d, struct actor_key *key)
{
	static const struct siphash_key fixed = {0x6d61737375736572ull, 0x6b6579ull};

	memset(key, 0, sizeof(*key));
	key->space = d->event->place.space;
	if (d->actor.known)
		key->addr = d->actor.addr;
	else if (d->action.user_known)
		key->user = siphash(&fixed, d->action.user.p, d->action.user.len);
	return d->actor.known || d->action.user_known;
}

/* Elements in the ten minutes before TS_US, with WHAT among them. */
static unsigned hand_add(struct hand *h, uint64_t what, int64_t ts_us)
{
	unsigned oldest = 0, at = MASS_SLOTS, count = 0;

	for (unsigned i = 0; i < MASS_SLOTS; i++) {
		if (h->element[i] == what)
			at = i;
		if (!h->element[i] || (h->element[oldest] && h->at_us[i] < h->at_us[oldest]))
			oldest = i;
	}
	at = at == MASS_SLOTS ? oldest : at;
	h->element[at] = what;
	h->at_us[at] = ts_us;
	for (unsigned i = 0; i < MASS_SLOTS; i++)
		count += h->element[i] && ts_us - h->at_us[i] < MASS_US;
	return count;
}

static void mass_tell(struct judge *j, const struct deed *d, unsigned count)
{
	bool permitted = d->verdict.sanction == SANCTION_PERMITTED;
	struct judgement it = {.finding = FINDING_MASS_CHANGE,
		.event = d->event,
		.app = "mgmt",
		.peer = &d->actor,
		.question = &d->question,
		.rule = "many-elements",
		.severity = permitted ? 3 : 2,
		.confidence = CONFIDENCE_MEDIUM,
		.mgmt = d->object};

	if (d->actor.known)
		words_add(&it.message, d->actor.id);
	else
		words_add_span(&it.message, d->action.user);
	words_add(&it.message, " changed ");
	words_add_u64(&it.message, count);
	words_add(&it.message, " elements within 10 minutes, now ");
	words_add(&it.message, d->element.id);
	finding_raise(j, &it);
}

void mass_deed(struct judge *j, const struct deed *d)
{
	static const struct siphash_key fixed = {0x6d617373656c656dull, 0x656e74ull};
	struct actor_key key;

	if (!verb_changes(d->action.verb) || d->verdict.sanction == SANCTION_IN_WINDOW ||
		party_is_listed(&d->actor) || !hand_key_fill(d, &key))
		return;
	struct hand *h = store_take(j->correlate->actors, &key, NULL);
	uint64_t what = siphash(&fixed, &d->element.key, sizeof(d->element.key)) | 1;
	unsigned count = hand_add(h, what, d->event->ts_us);
	if (count >= MASS_ELEMENTS)
		mass_tell(j, d, count);
}
