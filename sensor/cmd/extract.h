/*
 * extract: `read --extract DIR`: the packets of every finding as ID.pcap, and what the program says
 * of those packets alone as ID.json, with the policy beside them: a bundle that `spanwatch replay`
 * judges again. The captures are read a second time after they were judged: so an excerpt has its
 * flow from the first packet on, and judging costs nothing. One thread.
 */
#ifndef SPANWATCH_CMD_EXTRACT_H
#define SPANWATCH_CMD_EXTRACT_H

#include "sensor/cmd/reading.h"

struct extract;

/** Makes DIR where it is missing. EXIT_OK, or the exit code with the fault told. */
int extract_new(const struct options *o, struct extract **ret);

/** For reading_judge: collects findings, then reads the captures again. */
struct audience extract_audience(struct extract *x);

/** Judges the excerpts for their bundles, says how many there are, and frees. EXIT_OK or the code.
 */
int extract_end(struct extract *x);

#endif
