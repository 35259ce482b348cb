/*
 * hide: takes from free text (log messages, commands, URLs) the host part of addresses that no
 * output may show, as the policy's role `subscriber` asks. Called by the lane that writes the text.
 */
#ifndef SPANWATCH_FLOW_HIDE_H
#define SPANWATCH_FLOW_HIDE_H

#include "sensor/base/arena.h"
#include "sensor/eve.h"

/**
 * TEXT as outputs may show it: TEXT itself where it names no such address, else a copy in ARENA;
 * "[cut]" where the arena is full.
 */
struct span hide_addresses(
	const struct eve_context *x, uint16_t space, struct arena *arena, struct span text);

#endif
