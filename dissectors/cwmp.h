/* cwmp: the CPE WAN Management Protocol, which HTTP carries. Called by http_soap.c. */
#ifndef SPANWATCH_DISSECTORS_CWMP_H
#define SPANWATCH_DISSECTORS_CWMP_H

#include "dissectors/http.h"

extern const struct schema cwmp_schema;

/** Reads a SOAP envelope; false where it is none of CWMP. */
bool cwmp_read(struct dissect *d, struct http_state *s, struct span envelope);

#endif
