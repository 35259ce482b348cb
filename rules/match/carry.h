/*
 * carry: values on their way from where a rule matched to the judgement, which decides about lists
 * that rules change. For each: the number of the rule's buffer (2 bytes), the length (2), the
 * bytes; numbers of this machine, for they never leave the process. Written by lanes, read by the
 * collector.
 */
#ifndef SPANWATCH_RULES_MATCH_CARRY_H
#define SPANWATCH_RULES_MATCH_CARRY_H

#include "sensor/base/span.h"

struct carry {
	uint8_t *p;
	uint32_t len, room;
};

/** VALUE of BUFFER behind what is there; one that does not fit stays behind. */
static inline void carry_put(struct carry *c, uint16_t buffer, struct span value)
{
	uint16_t head[2] = {buffer, (uint16_t)value.len};

	if (value.len > UINT16_MAX || c->room - c->len < sizeof(head) + value.len)
		return;
	memcpy(c->p + c->len, head, sizeof(head));
	if (value.len)
		memcpy(c->p + c->len + sizeof(head), value.p, value.len);
	c->len += (uint32_t)sizeof(head) + value.len;
}

/** The next value of *REST; false at the end. */
static inline bool carry_next(struct span *rest, uint16_t *ret_buffer, struct span *ret)
{
	uint16_t head[2];

	if (rest->len < sizeof(head))
		return false;
	memcpy(head, rest->p, sizeof(head));
	*ret_buffer = head[0];
	*ret = span_sub(*rest, sizeof(head), head[1]);
	*rest = span_sub(*rest, (uint32_t)sizeof(head) + head[1], UINT32_MAX);
	return true;
}

#endif
