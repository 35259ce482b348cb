/* harness_cut: datagrams that the snap length cut, wherever that was; see harness.h. */
#include "config.h"

#include "tests/dissectors/harness.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { CUT_TURNS = 16 };

void vector_cut(const struct vector *v)
{
	struct turn turns[CUT_TURNS];
	struct vector shorter = *v;
	struct turn *last = &turns[v->count - 1];

	ck_assert_uint_le(v->count, CUT_TURNS);
	memcpy(turns, v->turns, v->count * sizeof(*turns));
	shorter.turns = turns;
	harness_cut(true);
	while (last->bytes.len > 0) {
		char *said = vector_says(&shorter);
		ck_assert_msg(!strstr(said, "malformed"), "%s: cut to %u bytes it is called\n%s",
			v->name, last->bytes.len, said);
		free(said);
		last->bytes.len--;
	}
	harness_cut(false);
}
