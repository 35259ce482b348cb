/* pool: see pool.h. */
#include "config.h"

#include "rules/rule/pool.h"

#include <stdlib.h>

enum { BLOCK_FIRST = 4 * 1024, BLOCK_BYTES = 64 * 1024, ALIGN = 16 };

struct pool_block {
	struct pool_block *next;
	size_t used, size;
	_Alignas(ALIGN) uint8_t bytes[];
};

void *pool_take(struct pool *p, size_t len)
{
	struct pool_block *b = p->blocks;

	len = (len + ALIGN - 1) / ALIGN * ALIGN;
	if (!b || b->size - b->used < len) {
		size_t size = !b                          ? BLOCK_FIRST
			      : b->size < BLOCK_BYTES / 2 ? b->size * 2
							  : BLOCK_BYTES;
		if (size < len)
			size = len;
		b = calloc(1, sizeof(*b) + size);
		if (!b) {
			p->failed = true;
			return NULL;
		}
		b->size = size;
		b->next = p->blocks;
		p->blocks = b;
	}
	b->used += len;
	return b->bytes + b->used - len;
}

const char *pool_text(struct pool *p, struct span s)
{
	char *to = pool_take(p, (size_t)s.len + 1);

	if (!to)
		return "";
	if (s.len)
		memcpy(to, s.p, s.len);
	return to;
}

void *pool_grow(struct pool *p, void *items, uint32_t count, size_t size)
{
	if (count && (count & (count - 1)))
		return items; /* room is taken by powers of two */
	void *more = pool_take(p, (count ? (size_t)count * 2 : 1) * size);
	if (more && count)
		memcpy(more, items, count * size);
	return more;
}

void pool_free(struct pool *p)
{
	while (p->blocks) {
		struct pool_block *b = p->blocks;
		p->blocks = b->next;
		free(b);
	}
}
