/* arena: see arena.h. */
#include "config.h"

#include "sensor/base/arena.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int arena_init(struct arena *a, uint32_t size)
{
	*a = (struct arena){.block = malloc(size), .size = size};
	return a->block ? 0 : -ENOMEM;
}

void arena_free(struct arena *a)
{
	free(a->block);
	*a = (struct arena){0};
}

void *arena_take(struct arena *a, uint32_t len)
{
	uint32_t start = (a->used + 15) & ~15u;
	if (start > a->size || a->size - start < len) {
		a->refused++;
		return NULL;
	}
	a->used = start + len;
	return memset(a->block + start, 0, len);
}

struct span arena_copy(struct arena *a, struct span s)
{
	uint8_t *p = arena_take(a, s.len);
	if (!p)
		return span_of(NULL, 0);
	if (s.len)
		memcpy(p, s.p, s.len);
	return span_of(p, s.len);
}

struct span arena_printf(struct arena *a, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	int len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len < 0)
		return span_of(NULL, 0);
	if ((size_t)len >= sizeof(text))
		len = sizeof(text) - 1;
	return arena_copy(a, span_of(text, (uint32_t)len));
}
