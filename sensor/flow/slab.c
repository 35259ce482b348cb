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

void *slab_take(struct slab *s, uint32_t len, uint32_t *ret_len)
{
	unsigned class = class_of(len);
	uint32_t size = (uint32_t)SLAB_MIN << class;
	void *p = NULL;

	if (class >= SLAB_CLASSES) {
		s->refused++;
		return NULL;
	}
	if (s->free[class]) {
		p = s->free[class];
		memcpy(&s->free[class], p, sizeof(void *));
	} else if (s->size - s->used >= size) {
		p = s->region + s->used;
		s->used += size;
	} else {
		s->refused++;
		return NULL;
	}
	s->in_use += size;
	*ret_len = size;
	return p;
}

void slab_give(struct slab *s, void *p, uint32_t len)
{
	unsigned class = class_of(len);

	if (!p)
		return;
	memcpy(p, &s->free[class], sizeof(void *));
	s->free[class] = p;
	s->in_use -= len;
}
