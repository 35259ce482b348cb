/*
 * oid: object identifiers from their BER contents to dotted text, and prefixes of dotted text.
 * Called by dissectors on a worker; the text lives in the packet's arena.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_OID_H
#define SPANWATCH_DISSECTORS_COMMON_OID_H

#include "sensor/base/arena.h"

/* RFC 3416 section 4.1: at most 128 sub-identifiers; more are counted but not shown. */
enum { OID_SHOWN_MAX = 128 };

struct oid {
	struct span text; /* "1.3.6.1"; the first OID_SHOWN_MAX sub-identifiers */
	uint32_t count;   /* sub-identifiers on the wire */
	bool big;         /* a sub-identifier above 2^32 - 1, which RFC 3416 forbids */
	bool padded; /* a sub-identifier with leading zeros (0x80), which X.690 8.19.2 forbids */
	bool bad;    /* the last sub-identifier never ends, or there is none */
};

/**
 * Decodes the contents of an OBJECT IDENTIFIER (X.690 section 8.19) into RET. Sub-identifiers past
 * 64 bits show as 2^64 - 1. False (only `bad` set) where the arena is full.
 */
bool oid_read(struct arena *arena, struct span body, struct oid *ret);

/** True when PREFIX is OID itself or one of its ancestors: "1.3.6" of "1.3.6.1", not of "1.3.61".
 */
bool oid_under(struct span oid, struct span prefix);

/** What follows PREFIX and its dot; empty where OID is PREFIX or lies elsewhere. */
struct span oid_rest(struct span oid, struct span prefix);

/** The first sub-identifier of dotted TEXT as a number; false where it is none or above MAX. */
bool oid_first(struct span text, uint64_t max, uint64_t *ret);

#endif
