/* cwmp: the CPE WAN Management Protocol, which HTTP carries. Called by http_soap.c. */
#ifndef SPANWATCH_DISSECTORS_CWMP_H
#define SPANWATCH_DISSECTORS_CWMP_H

#include "dissectors/http.h"

extern const struct schema cwmp_schema;

/** Reads a SOAP envelope; false where it is none of CWMP. */
bool cwmp_read(struct dissect *d, struct http_state *s, struct span envelope);

/* cwmp_secret.c */
void cwmp_secret_forget(struct http_state *s);
/** VALUE is a secret that the call at hand sets. */
void cwmp_secret_keep(struct http_state *s, struct span value);
/** TEXT of a fault without the secrets of the last call. */
struct span cwmp_secret_hide(struct dissect *d, const struct http_state *s, struct span text);

#endif
