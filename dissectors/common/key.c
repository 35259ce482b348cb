/* key: see key.h. Places are numbered: KEY_TRIES of the server, then as many of the client. */
#include "config.h"

#include "dissectors/common/key.h"

enum { PLACES = 2 * KEY_TRIES };

static struct span key_at(struct dissect *d, struct key_search *s, uint8_t place)
{
	enum side side = place < KEY_TRIES ? SIDE_SERVER : SIDE_CLIENT;

	s->at = place;
	s->ask.peer = d->end[side].addr;
	s->ask.nth = place % KEY_TRIES;
	return key_of_peer(d, &s->ask);
}

/* Where the walk goes on behind PLACE, which held no key: with the client, or not at all. */
static uint8_t step_behind(uint8_t place)
{
	return place < KEY_TRIES ? KEY_TRIES + 1 : PLACES + 1;
}

struct span key_next(struct dissect *d, struct key_search *s)
{
	while (s->step <= PLACES) {
		uint8_t place = s->step ? s->step - 1 : s->last % PLACES;
		bool again = s->step && place == s->last;
		bool first = s->step == 0;

		s->step++;
		struct span key = again ? span_of(NULL, 0) : key_at(d, s, place);
		if (key.len)
			return key;
		if (!again && !first)
			s->step = step_behind(place);
	}
	return span_of(NULL, 0);
}
