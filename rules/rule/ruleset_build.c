/* ruleset_build: see ruleset_build.h. */
#include "config.h"

#include "rules/rule/ruleset_build.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX = 256 * 1024 * 1024 };

const char *build_where(const struct ruleset_options *options, const char *file)
{
	const char *place = file;

	if (options && options->where)
		place = options->where(options->where_ctx, file);
	return place ? place : "";
}

char *build_read(const struct build *b, const char *file, uint32_t *ret_len)
{
	FILE *f = fopen(build_where(b->options, file), "rb");
	struct diag *diag = b->diag;
	char *text = NULL;
	size_t len = 0, room = 0;

	if (!f) {
		diag_error(diag, file, 0, 0, "cannot be read: %s", strerror(errno));
		return NULL;
	}
	while (!feof(f) && !ferror(f) && len < FILE_MAX) {
		if (len == room) {
			room = room ? room * 2 : 65536;
			char *more = realloc(text, room + 1);
			if (!more)
				break;
			text = more;
		}
		len += fread(text + len, 1, room - len, f);
	}
	bool good = feof(f) && !ferror(f);
	fclose(f);
	if (!good) {
		diag_error(diag, file, 0, 0, "cannot be read whole");
		free(text);
		return NULL;
	}
	*ret_len = (uint32_t)len;
	return text;
}

int build_bit(struct build *b, struct span name)
{
	struct ruleset *s = b->set;

	for (uint32_t i = 0; i < s->bit_count; i++)
		if (span_eq(span_str(s->bits[i]), name))
			return (int)i;
	if (s->bit_count == RULESET_BITS_MAX)
		return -1;
	s->bits[s->bit_count] = pool_text(&s->pool, name);
	return (int)s->bit_count++;
}

void build_hash(struct build *b, struct span text)
{
	if (text.len)
		sha256_update(&b->hash, text.len, text.p);
}
