/*
 * cases: what people made of findings: the hash `cases` of a sensor, by finding group. Read with
 * the findings, written by triage.
 */
#ifndef SPANWATCH_SERVE_CASES_H
#define SPANWATCH_SERVE_CASES_H

#include "sensor/serve/table.h"

enum { CASES_MAX = 20000, CASE_NOTE = 1000 };

/** Adds the cases of SENSOR, which must live as long as T, to those of T. False on an error. */
bool cases_read(struct table *t, struct depot_link *l, const char *sensor);

/** The state of a finding group; "new" where nobody has looked at it. */
const char *cases_find(const struct table *t, const char *sensor, struct span group);

#endif
