/* sprawl: what the report and its bill of materials share. */
#ifndef SPANWATCH_CMD_REPORT_SPRAWL_H
#define SPANWATCH_CMD_REPORT_SPRAWL_H

#include "sensor/cmd/report/report.h"

/** The role of K: the policy's, else what it does. */
const char *sprawl_role(const struct known *k);

/** True when F is software. */
bool sprawl_counts(const struct fact *f);

/** bill.c: the elements and their software as CycloneDX 1.6. 0 or -errno. */
int sprawl_bill(const struct report_run *r, const struct assets *a, FILE *out);

#endif
