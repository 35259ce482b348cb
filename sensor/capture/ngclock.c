/*
 * ngclock: see ngclock.h.
 */
#include "config.h"

#include "sensor/capture/ngclock.h"

__extension__ typedef unsigned __int128 wide;

enum { MICRO_EXPONENT = 6, EXPONENT_MAX = 19 /* 10^19 is the largest power below 2^64 */ };

void ngclock_prepare(struct ng_interface *i)
{
	unsigned power = i->exponent > MICRO_EXPONENT ? i->exponent - MICRO_EXPONENT
						      : MICRO_EXPONENT - i->exponent;

	i->scale = power <= EXPONENT_MAX;
	for (unsigned n = 0; n < power && i->scale; n++)
		i->scale *= 10;
}

/** Ticks of 2^-exponent s: whole seconds and the rest are scaled apart. */
static wide binary_us(const struct ng_interface *i, uint64_t ticks)
{
	if (i->exponent == 0)
		return (wide)ticks * 1000000;
	return (wide)ticks * 1000000 >> i->exponent;
}

static wide decimal_us(const struct ng_interface *i, uint64_t ticks)
{
	if (i->exponent <= MICRO_EXPONENT)
		return (wide)ticks * i->scale;
	return i->scale ? ticks / i->scale : 0;
}

int64_t ngclock_us(const struct ng_interface *i, uint64_t ticks)
{
	int64_t us, offset_us;

	wide scaled = i->binary ? binary_us(i, ticks) : decimal_us(i, ticks);
	us = scaled > NGCLOCK_MAX_US ? NGCLOCK_MAX_US : (int64_t)scaled;
	if (i->offset_s == 0)
		return us;
	if (__builtin_mul_overflow(i->offset_s, 1000000, &offset_us) ||
		__builtin_add_overflow(us, offset_us, &us))
		return i->offset_s < 0 ? 0 : NGCLOCK_MAX_US;
	return us < 0 ? 0 : us > NGCLOCK_MAX_US ? NGCLOCK_MAX_US : us;
}
