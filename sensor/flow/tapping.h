/*
 * tapping: a shard's side of the tap (sensor/tap.h): for each flow the stream put in order anew and
 * the state of whoever judges, beside what the dissectors need, so that neither disturbs the other.
 */
#ifndef SPANWATCH_FLOW_TAPPING_H
#define SPANWATCH_FLOW_TAPPING_H

#include "sensor/tap.h"

struct shard;
struct flow;
struct draft;
struct dissect;
struct transfer;
struct tapping;

/** NULL without memory. */
struct tapping *tapping_new(struct shard *s, const struct tap *tap, uint32_t flows, size_t memory);
void tapping_free(struct tapping *t);

/** F sent P: what dissectors say from here on is of F. */
void tapping_begin(struct tapping *t, struct flow *f, enum side from);

/** P, once its dissector has seen it. */
void tapping_packet(struct tapping *t, struct flow *f, enum side from, const struct packet *p);

/** An event in the making: its facts. */
void tapping_facts(struct tapping *t, const struct dissect *d, const struct draft *e);

/** A value that belongs to the next event of TYPE. */
void tapping_ahead(struct tapping *t, const struct schema *type, uint16_t field, struct span value);

/** A file, told by its dissector. */
void tapping_file(struct tapping *t, const struct dissect *d, const struct transfer *file);
/** True when MD5 and SHA-1 of files are asked for. */
bool tapping_wants_sums(const struct tapping *t);

void tapping_anomaly(struct tapping *t, const struct flow *f, const char *type, const char *name);

/** F ends, or begins anew for another connection. */
void tapping_end(struct tapping *t, struct flow *f);

#endif
