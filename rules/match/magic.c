/* magic: what a file is, by its first bytes; no more is kept of it. Pure; any thread. */
#include "config.h"

#include "rules/match/room.h"

static const struct magic {
	uint32_t at;
	const char *bytes;
	uint32_t len;
	const char *text;
} magics[] = {
#define MAGIC(at, bytes, text) {at, bytes, sizeof(bytes) - 1, text},
#include "rules/match/magic.def"
#undef MAGIC
};

const char *magic_of(struct span head)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (head.len >= magics[i].at + magics[i].len &&
			memcmp(head.p + magics[i].at, magics[i].bytes, magics[i].len) == 0)
			return magics[i].text;
	return NULL;
}
