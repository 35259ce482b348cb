/*
 * classify: which protocol is this? Asks the probes of all dissectors; bytes decide, ports only
 * break a tie. Pure; any thread.
 */
#ifndef SPANWATCH_FLOW_CLASSIFY_H
#define SPANWATCH_FLOW_CLASSIFY_H

#include "sensor/dissector.h"

struct classification {
	const struct dissector *sure;   /* certain */
	const struct dissector *likely; /* could be; by hint before others */
	bool likely_by_hint;
	bool more; /* some probe wants more bytes */
};

/** Asks every dissector that can parse such bytes. */
void classify(const struct probe_input *in, struct classification *ret);

/** True when either port is one of D's hints. */
bool classify_hinted(const struct dissector *d, uint16_t sport, uint16_t dport);

#endif
