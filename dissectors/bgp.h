/*
 * bgp: what BGP and BMP share of telling BGP messages. Called by dissectors on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_BGP_H
#define SPANWATCH_DISSECTORS_BGP_H

#include "dissectors/common/bgp_message.h"
#include "sensor/dissector.h"

extern const struct schema bgp_schema;

/** Who sends a message to whom, as far as is known. */
struct bgp_speakers {
	struct bgp_terms *from; /* set by an OPEN */
	const struct bgp_terms *to;
	const char *via;            /* protocol that reports the message; NULL: it crosses here */
	const struct addr *speaker; /* sender of a reported message, or NULL */
};

/** Emits the event of one message; BODY is what follows its header. */
void bgp_tell(
	struct dissect *d, const struct bgp_speakers *who, enum bgp_type type, struct cursor *body);

#endif
