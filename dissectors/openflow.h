/*
 * openflow: what the files of the OpenFlow dissector share. Called on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_OPENFLOW_H
#define SPANWATCH_DISSECTORS_OPENFLOW_H

#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum {
	OF_HEADER = 8,
	OF_10 = 1, /* versions on the wire: 1 is 1.0, 6 is 1.5 */
	OF_11 = 2,
	OF_15 = 6,
	OF_PENDING = 64, /* requests that wait for an error or a barrier */
	OF_BARRIERS = 4,
	OF_COMMITS = 4,
	OF_NICIRA = 0x2320, /* experimenters: Nicira, whose messages Open vSwitch has, ... */
	OF_ONF = 0x4f4e4600 /* ... and the ONF, for bundles before 1.4 */
};

/** What a message is, whatever number its version gives it. */
enum openflow_type {
#define OPENFLOW(id, v10, v11, least, name) OF_##id,
#include "dissectors/openflow_types.def"
	OF_TYPES
};

struct openflow_header {
	enum openflow_type type;
	uint8_t version;
	uint16_t len;
	uint32_t xid;
};

/** A request whose action waits; the action's key is its number. */
struct openflow_request {
	uint32_t xid;
	uint32_t number; /* 0: none */
	uint32_t bundle; /* whose commit does it, or is asked for */
	bool bundled;
};

struct openflow_state {
	struct openflow_request pending[OF_PENDING];
	struct openflow_request barriers[OF_BARRIERS]; /* number: the last request before it */
	struct openflow_request commits[OF_COMMITS];   /* of bundles */
	uint32_t asked;                                /* requests so far */
	uint32_t barrier_count, commit_count;
	bool lost[2];
	bool begun; /* a message was read */
	bool identified;
};

/** What a message has to do with a bundle. */
enum openflow_bundle {
	OF_BUNDLES_NOT,
	OF_BUNDLES_CONTROL, /* opened, closed, committed, discarded */
	OF_BUNDLES_ADD      /* holds a message */
};

/** BODY of H is about bundle RET, whether in 1.4's messages or the ONF's: C stands behind it. */
enum openflow_bundle openflow_bundle_of(
	const struct openflow_header *h, struct cursor *c, uint32_t *ret);

/** What asks for what becomes of a bundle, and its answer: BODY is behind the header. */
void openflow_bundle_step(struct dissect *d, const struct openflow_header *h, struct span body);

/** The deed of a message that asks for one, sent by the controller; BODY is behind the header. */
void openflow_act(struct dissect *d, const struct openflow_header *h, struct span body);

/** An error for the request of XID. */
void openflow_refuse(struct dissect *d, uint32_t xid, struct span reason);

/** A barrier: what was asked before has been done when its answer comes. */
void openflow_barrier(struct dissect *d, uint32_t xid);
void openflow_barrier_passed(struct dissect *d, uint32_t xid);

/** Name of a multipart (statistics) request, or NULL. */
const char *openflow_part_name(uint16_t part);

#endif
