/*
 * ndpi: the one door to nDPI, which gives its opinion on flows that no dissector of ours knows. A
 * door is one nDPI module with its pool of flow states; it belongs to one worker. Built without
 * nDPI it has no opinion.
 *
 * The library of Debian 12 reads past the end of packets and confuses the states of TCP and UDP.
 * So it never sees our bytes, only a copy with zeroes behind it; a state is zeroed before it is
 * used again and serves one transport protocol; and it sees LIMIT_NDPI_PACKETS packets of a flow at
 * most. What it guesses from ports, addresses or other flows is not told.
 */
#ifndef SPANWATCH_FLOW_NDPI_H
#define SPANWATCH_FLOW_NDPI_H

#include "sensor/flow/quarantine.h"

struct ndpi_door;

enum ndpi_verdict { NDPI_MORE, NDPI_KNOWN, NDPI_UNKNOWN };

/**
 * A door for at most FLOW_CAPACITY flows at a time, as that of LANE; what Q (or NULL) holds does
 * not pass. NULL without nDPI or memory, and (logged) when the library is not the one that this
 * program was built with. The module itself, 15 ms and 6 MiB, is made for the first flow.
 */
struct ndpi_door *ndpi_door_new(unsigned flow_capacity, struct quarantine *q, unsigned lane);
void ndpi_door_free(struct ndpi_door *door);

/** No more flows come: what they took goes back, on the lane's own thread. Names stay. */
void ndpi_door_rest(struct ndpi_door *door);

/** True when nDPI once died of the flow of P: it must not be begun. */
bool ndpi_door_bars(const struct ndpi_door *door, const struct packet *p);

/** A handle for a new flow, 0 when none is left. */
uint32_t ndpi_door_begin(struct ndpi_door *door);

/**
 * Shows P, the next payload packet of the flow. NDPI_KNOWN: RET_NAME is the lower-case name of the
 * protocol, good as long as the door. NDPI_UNKNOWN: there is no point in showing more.
 */
enum ndpi_verdict ndpi_door_feed(
	struct ndpi_door *door, uint32_t handle, const struct packet *p, const char **ret_name);

/** Gives the handle back. */
void ndpi_door_end(struct ndpi_door *door, uint32_t handle);

#endif
