/* slab: see slab.h. */
#include "config.h"

#include "sensor/flow/slab.h"

#include "sensor/base/region.h"

#include <errno.h>
#include <string.h>

int slab_init(struct slab *s, size_t size)
{
	*s = (struct slab){.region = region_take(size), .size = size};
	return s->region ? 0 : -ENOMEM;
}

void slab_free(struct slab *s)
{
	region_free(s->region, s->size);
	s->region = NULL;
}

static unsigned class_of(uint32_t len)
{
	unsigned class = 0;

	while (((uint32_t)SLAB_MIN << class) < len)
		class ++;
	return class;
}

static void put_free(struct slab *s, void *p, unsigned class)
{
	memcpy(p, &s->free[class], sizeof(void *));
	s->free[class] = p;
}

/* A block of CLASS from the list of its size, from fresh memory below LIMIT, or of a larger one. */
static void *find(struct slab *s, unsigned class, size_t limit)
{
	uint32_t size = (uint32_t)SLAB_MIN << class;
	unsigned from = class;
	uint8_t *p;

	if (!s->free[class] && limit >= size && s->used <= limit - size) {
		p = s->region + s->used;
		s->used += size;
		return p;
	}
	while (from < SLAB_CLASSES && !s->free[from])
		from++;
	if (from == SLAB_CLASSES)
		return NULL;
	p = s->free[from];
	memcpy(&s->free[from], p, sizeof(void *));
	while (from > class) {
		from--;
		put_free(s, p + ((size_t)SLAB_MIN << from), from);
	}
	return p;
}

void *slab_take(struct slab *s, uint32_t len, enum slab_share share, uint32_t *ret_len)
{
	unsigned class = class_of(len);
	uint32_t size = (uint32_t)SLAB_MIN << class;
	size_t limit = share == SLAB_ELEMENTS ? s->size : s->size - s->size / SLAB_RESERVE;
	void *p = NULL;

	if (class < SLAB_CLASSES && share != SLAB_NOTHING && s->in_use + size <= limit)
		p = find(s, class, limit);
	if (!p) {
		s->refused++;
		return NULL;
	}
	s->in_use += size;
	*ret_len = size;
	return p;
}

void slab_give(struct slab *s, void *p, uint32_t len)
{
	if (!p)
		return;
	put_free(s, p, class_of(len));
	s->in_use -= len;
}
