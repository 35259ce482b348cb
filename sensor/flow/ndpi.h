/*
 * ndpi: the one door to nDPI, which gives its opinion on flows that no dissector of ours knows. A
 * door is one nDPI module with its pool of flow states; it belongs to one worker. Built without
 * nDPI it has no opinion.
 */
#ifndef SPANWATCH_FLOW_NDPI_H
#define SPANWATCH_FLOW_NDPI_H

#include "sensor/packet.h"

struct ndpi_door;

enum ndpi_verdict { NDPI_MORE, NDPI_KNOWN, NDPI_UNKNOWN };

/** A door for at most FLOW_CAPACITY flows at a time; NULL without nDPI or memory. */
struct ndpi_door *ndpi_door_new(unsigned flow_capacity);
void ndpi_door_free(struct ndpi_door *door);

/** A handle for a new flow, 0 when none is left. */
uint32_t ndpi_door_begin(struct ndpi_door *door);

/** Shows P, the next payload packet of the flow. RET_NAME is a static, lower-case name. */
enum ndpi_verdict ndpi_door_feed(
	struct ndpi_door *door, uint32_t handle, const struct packet *p, const char **ret_name);

void ndpi_door_end(struct ndpi_door *door, uint32_t handle);

#endif
