/*
 * bgp_message: one BGP-4 message (RFC 4271) read into a bounded summary: who opens, which prefixes
 * come and go, why a session ends. BGP itself and BMP, which carries such messages, state it as
 * they need. Pure; called by dissectors on a worker. Spans point into the message.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_BGP_MESSAGE_H
#define SPANWATCH_DISSECTORS_COMMON_BGP_MESSAGE_H

#include "sensor/base/addr.h"
#include "sensor/base/arena.h"
#include "sensor/base/cursor.h"

enum bgp_type {
	BGP_OPEN = 1,
	BGP_UPDATE,
	BGP_NOTIFICATION,
	BGP_KEEPALIVE,
	BGP_ROUTE_REFRESH,
	BGP_ROUTE_REFRESH_CISCO = 128
};

enum {
	BGP_HEADER = 19, /* marker of 16, length, type */
	BGP_MARKER = 16,
	BGP_PREFIXES_SHOWN = 8,
	BGP_CAPABILITIES_SHOWN = 24,
	BGP_FAMILIES_SHOWN = 8
};

/** Address family and what is said about it. */
struct bgp_family {
	uint16_t afi;
	uint8_t safi;
};

struct bgp_prefix {
	struct addr addr;
	uint8_t bits; /* of the address alone, without labels and distinguisher */
	bool v6;
};

/** Prefixes that come or go: how many, and the first of them. */
struct bgp_prefixes {
	uint32_t count;
	uint8_t shown;
	struct bgp_prefix first[BGP_PREFIXES_SHOWN];
};

/** What two speakers agreed on, or not known: whoever has not opened is not known. */
struct bgp_terms {
	bool opened;
	bool four_octets;       /* capability 65 */
	uint8_t add_path_takes; /* families, a bit each, for which path identifiers are understood
				 */
	uint8_t add_path_sends;
};

struct bgp_open {
	uint8_t version;
	uint32_t as; /* the four-octet number where the speaker has one */
	uint16_t hold_time;
	struct addr id;
	uint8_t capability_count, family_count;
	uint8_t capabilities[BGP_CAPABILITIES_SHOWN];
	struct bgp_family families[BGP_FAMILIES_SHOWN];
	struct span hostname;
	struct bgp_terms terms;
};

struct bgp_update {
	struct bgp_prefixes announced, withdrawn;
	struct bgp_family family; /* afi 0: nothing said */
	bool has_origin, has_next_hop, end_of_rib;
	bool malformed;
	uint8_t origin;
	struct addr next_hop;
	struct span as_path; /* value of the attribute */
	uint8_t as_octets;   /* 2 or 4 for each number of it */
};

struct bgp_notification {
	uint8_t code, subcode;
	struct span text; /* shutdown communication (RFC 9003) */
};

/** Length of the message at the start of HEAD (19 bytes or more); 0 where it is none. */
uint32_t bgp_message_len(struct span head, enum bgp_type *ret_type);

/** Body of an OPEN; false where it is malformed (RET holds what could be read). */
bool bgp_open_read(struct cursor *body, struct bgp_open *ret);

/** Body of an UPDATE, sent by the speaker of FROM to the one of TO. */
void bgp_update_read(struct cursor *body, const struct bgp_terms *from, const struct bgp_terms *to,
	struct bgp_update *ret);

bool bgp_notification_read(struct cursor *body, struct bgp_notification *ret);

/** "open", "update" ...; static. */
const char *bgp_type_name(enum bgp_type type);
/** "ipv4/unicast"; of numbers without a name the numbers. */
struct span bgp_family_text(struct arena *arena, const struct bgp_family *f);
/** Name of a capability; of one without a name the number. */
struct span bgp_capability_text(struct arena *arena, uint8_t code);
/** "192.0.2.0/24". */
struct span bgp_prefix_text(struct arena *arena, const struct bgp_prefix *p);
/** "65001 65002 {65010 65011}", cut at 64 numbers with a mark; RET_ORIGIN gets the last, or 0. */
struct span bgp_as_path_text(
	struct arena *arena, struct span path, uint8_t octets, uint32_t *ret_origin);
/** Names of a NOTIFICATION's numbers; NULL where they have none. */
const char *bgp_error_name(uint8_t code);
const char *bgp_suberror_name(uint8_t code, uint8_t subcode);

#endif
