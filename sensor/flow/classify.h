/*
 * classify: which protocol is this? Asks the probes of all dissectors; bytes decide, ports only
 * break a tie. A classifier is made once for each lane and only read after that.
 */
#ifndef SPANWATCH_FLOW_CLASSIFY_H
#define SPANWATCH_FLOW_CLASSIFY_H

#include "sensor/dissector.h"

enum { CLASSIFY_DISSECTORS = 128 }; /* as many as a set has bits */

/** Dissectors by their place in the registry. */
struct dissector_set {
	uint64_t bits[CLASSIFY_DISSECTORS / 64];
};

struct classifier;

struct classification {
	const struct dissector *sure;   /* certain */
	const struct dissector *likely; /* could be; by hint before others */
	bool likely_by_hint;
	bool more; /* some probe wants more bytes */
};

/** From the registry; NULL when there is no memory. */
struct classifier *classifier_new(void);
void classifier_free(struct classifier *c);

/** Asks every dissector that can parse such bytes. */
void classify(const struct classifier *c, const struct probe_input *in, struct classification *ret);

/** True when services are known by PORT: a low one, or a hint of some protocol that has ports. */
bool classifier_is_service(const struct classifier *c, uint16_t port);

/** True when one of the ports is a hint of what equipment speaks, and no user. */
bool classifier_is_equipment(const struct classifier *c, uint16_t sport, uint16_t dport);

/** Who reads packets of this IP protocol, DATA of which stand behind the IP header, or NULL. */
const struct dissector *classify_ip(uint8_t ip_proto, struct span data);

/** How many packets of a flow of this IP protocol may pass before somebody knows them. */
unsigned classify_ip_patience(uint8_t ip_proto);

/** True when either port is one of D's hints. */
bool classify_hinted(const struct dissector *d, uint16_t sport, uint16_t dport);

/** True when FIRST may begin what D reads, as D declares it. */
bool classify_may_begin(const struct dissector *d, uint8_t first);

#endif
