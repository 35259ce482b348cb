/* cwmp: the CPE WAN Management Protocol, which HTTP carries. Called by http_soap.c. */
#ifndef SPANWATCH_DISSECTORS_CWMP_H
#define SPANWATCH_DISSECTORS_CWMP_H

#include "dissectors/http.h"

extern const struct schema cwmp_schema;

/** Reads the SOAP envelopes of BODY; false where the first is none of CWMP. */
bool cwmp_read(struct dissect *d, struct http_known *k, struct span body);

/* cwmp_calls.c */
/** How a method acts on the equipment that is called. */
enum shape {
	SHAPE_PARAMS, /* one action a parameter */
	SHAPE_OBJECT, /* on the object named */
	SHAPE_METHOD, /* the method says all */
	SHAPE_DOWNLOAD,
	SHAPE_UPLOAD
};

/** A method that a management server calls. */
struct cwmp_call {
	const char *method;
	enum verb verb;
	enum subject subject;
	enum shape shape;
};
/** The call of METHOD, NULL where it is none that acts; vendors' begin with "X_". */
const struct cwmp_call *cwmp_call_find(struct span method);
/** METHOD is one that the equipment calls. */
bool cwmp_is_of_equipment(struct span method);

/* cwmp_secret.c */
void cwmp_secret_forget(struct http_known *k);
/** VALUE is a secret that the call at hand sets. */
void cwmp_secret_keep(struct http_known *k, struct span value);
/** TEXT of a fault without the secrets of the last call. */
struct span cwmp_secret_hide(struct dissect *d, const struct http_known *k, struct span text);

#endif
