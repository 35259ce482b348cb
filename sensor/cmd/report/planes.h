/*
 * planes: who reaches elements by what: for each element and protocol the flows from management,
 * from other elements, from subscribers, from other networks, from the world, and the findings
 * about them. Part of the inventory report. One thread.
 */
#ifndef SPANWATCH_CMD_REPORT_PLANES_H
#define SPANWATCH_CMD_REPORT_PLANES_H

#include "sensor/cmd/report/report.h"

struct planes;

/** NULL when there is no memory. */
struct planes *planes_new(void);
void planes_free(struct planes *p);

/** Takes in a flow, alert, mgmt or asset event; POLICY may be NULL and says who is who. */
void planes_take(struct planes *p, const struct policy *policy, const struct event_line *e);

/** Adds the matrix to the document. */
void planes_fill(struct planes *p, struct doc *doc);

#endif
