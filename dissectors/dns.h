/*
 * dns: what the files of the DNS dissector share: dns.c frames and tells messages, dns_record.c
 * reads names and records, dns_shape.c judges names. On a worker's thread, no state but dns_state.
 */
#ifndef SPANWATCH_DISSECTORS_DNS_H
#define SPANWATCH_DISSECTORS_DNS_H

#include "sensor/dissector.h"

enum {
	DNS_NAME_MAX = 255,  /* octets on the wire (RFC 1035 section 2.3.4) */
	DNS_HEADER_LEN = 12, /* RFC 1035 section 4.1.1 */
	DNS_QUESTION_MIN = 5,
	DNS_RECORD_MIN = 11,
	DNS_SHOWN_MAX = 64 /* questions and records of one message in its event */
};

/** Record types that are read here (IANA dns-parameters). */
enum dns_type {
	DNS_TYPE_A = 1,
	DNS_TYPE_NS = 2,
	DNS_TYPE_CNAME = 5,
	DNS_TYPE_SOA = 6,
	DNS_TYPE_NULL = 10,
	DNS_TYPE_PTR = 12,
	DNS_TYPE_MX = 15,
	DNS_TYPE_TXT = 16,
	DNS_TYPE_AAAA = 28,
	DNS_TYPE_SRV = 33,
	DNS_TYPE_DNAME = 39,
	DNS_TYPE_OPT = 41
};

enum dns_section { DNS_QUESTION, DNS_ANSWER, DNS_AUTHORITY, DNS_ADDITIONAL, DNS_SECTIONS };

/** Bits of the second header word. */
enum {
	DNS_QR = 0x8000,
	DNS_AA = 0x0400,
	DNS_TC = 0x0200,
	DNS_RD = 0x0100,
	DNS_RA = 0x0080,
	DNS_Z = 0x0040,
	DNS_AD = 0x0020,
	DNS_CD = 0x0010,
	DNS_RCODE = 0x000f
};

struct dns_header {
	uint16_t id, flags;
	uint16_t count[DNS_SECTIONS];
};

/** A name as text, labels parted by dots; empty for the root. */
struct dns_name {
	uint32_t len;
	uint8_t text[DNS_NAME_MAX + 1];
};

/** A question (type and class only) or a record. */
struct dns_record {
	struct dns_name name;
	uint16_t type, class;
	uint32_t ttl;
	struct span rdata; /* in the message */
};

/** Facts of one record, relative to the first field of its section. */
enum { DNS_R_NAME, DNS_R_TYPE, DNS_R_TTL, DNS_R_RDATA, DNS_R_COUNT };
/** The same of what SRV and SOA records hold. */
enum { DNS_SRV_PRIORITY, DNS_SRV_WEIGHT, DNS_SRV_PORT, DNS_SRV_NAME, DNS_SRV_COUNT };
enum {
	DNS_SOA_MNAME,
	DNS_SOA_RNAME,
	DNS_SOA_SERIAL,
	DNS_SOA_REFRESH,
	DNS_SOA_RETRY,
	DNS_SOA_EXPIRE,
	DNS_SOA_MINIMUM,
	DNS_SOA_COUNT
};

/**
 * Where the facts of a section's records go: the fields that stand for DNS_R_NAME,
 * DNS_SRV_PRIORITY and DNS_SOA_MNAME; 0 for the last two: they become text under DNS_R_RDATA.
 */
struct dns_fields {
	uint16_t record, srv, soa;
};

#define DNS_RECORD_TABLE(first, key, what, flags)                                                  \
	[(first) + DNS_R_NAME] = {key "[].rrname", FIELD_TEXT, 0, "Name of " what},                \
		   [(first) + DNS_R_TYPE] = {key "[].rrtype", FIELD_TEXT, flags, "Type of " what}, \
		   [(first) + DNS_R_TTL] = {key "[].ttl", FIELD_UINT, flags,                       \
			   "Seconds to keep " what},                                               \
		   [(first) + DNS_R_RDATA] = {                                                     \
			   key "[].rdata", FIELD_TEXT, flags, "Address, name or text of " what}
#define DNS_SRV_TABLE(first, key, what, flags)                                                     \
	[(first) +                                                                                 \
		DNS_SRV_PRIORITY] = {key "[].srv.priority", FIELD_UINT, flags,                     \
		"Priority of " what},                                                              \
		[(first) + DNS_SRV_WEIGHT] = {key "[].srv.weight", FIELD_UINT, flags,              \
			"Weight of " what},                                                        \
		[(first) +                                                                         \
			DNS_SRV_PORT] = {key "[].srv.port", FIELD_UINT, flags, "Port of " what},   \
		[(first) + DNS_SRV_NAME] = {key "[].srv.name", FIELD_TEXT, flags, "Host of " what}
#define DNS_SOA_TABLE(first, key, what)                                                            \
	[(first) +                                                                                 \
		DNS_SOA_MNAME] = {key "[].soa.mname", FIELD_TEXT, 0, "Primary server of " what},   \
		[(first) +                                                                         \
			DNS_SOA_RNAME] = {key "[].soa.rname", FIELD_TEXT, 0, "Mailbox of " what},  \
		[(first) + DNS_SOA_SERIAL] = {key "[].soa.serial", FIELD_UINT, 0,                  \
			"Serial number of " what},                                                 \
		[(first) + DNS_SOA_REFRESH] = {key "[].soa.refresh", FIELD_UINT, 0,                \
			"Refresh time of " what},                                                  \
		[(first) + DNS_SOA_RETRY] = {key "[].soa.retry", FIELD_UINT, 0,                    \
			"Retry time of " what},                                                    \
		[(first) + DNS_SOA_EXPIRE] = {key "[].soa.expire", FIELD_UINT, 0,                  \
			"Expiry time of " what},                                                   \
		[(first) + DNS_SOA_MINIMUM] = {                                                    \
			key "[].soa.minimum", FIELD_UINT, 0, "Negative TTL of " what}

/** Opcode of the header (RFC 1035, 1996, 2136). */
static inline unsigned dns_opcode(const struct dns_header *h)
{
	return h->flags >> 11 & 15;
}

/** The header; false where it is cut. */
bool dns_read_header(struct cursor *c, struct dns_header *ret);

/**
 * A name at C, following compression pointers inside MESSAGE (RFC 1035 section 4.1.4), which must
 * point backwards; C ends behind the name. False where it is cut, too long or loops.
 */
bool dns_read_name(struct span message, struct cursor *c, struct dns_name *ret);

/** The next entry of SECTION; false where it is cut or wrong. */
bool dns_read_record(
	struct span message, struct cursor *c, enum dns_section section, struct dns_record *ret);

/** A walk over the questions and records of one message that its event shows. */
struct dns_reading {
	struct span message;
	const struct dns_header *header;
	struct cursor c;
	enum dns_section section; /* of the record at hand */
	uint32_t index, shown;
	bool bad; /* an entry was cut or wrong */
};

struct dns_reading dns_reading_of(struct span message, const struct dns_header *h);
/** The next one; false at the end, behind DNS_SHOWN_MAX and where one is bad. Skips OPT. */
bool dns_reading_next(struct dns_reading *w, struct dns_record *ret);

/** States RECORD as one object of its section. */
void dns_state_record(struct dissect *d, struct draft *e, const struct dns_fields *fields,
	struct span message, const struct dns_record *record);

/** States the data of RECORD alone. */
void dns_state_rdata(struct dissect *d, struct draft *e, const struct dns_fields *fields,
	struct span message, const struct dns_record *record);

/** A name at C, in the arena; empty where it is wrong. */
struct span dns_rdata_name(struct arena *arena, struct span message, struct cursor *c);

/** Points out the name of question R where it carries data, once a flow. */
void dns_point_out(struct dissect *d, const struct dns_record *r);

enum { DNS_ASKED_MAX = 4 };

/** Identifiers of the latest questions of a flow. */
struct dns_asked {
	uint16_t ids[DNS_ASKED_MAX];
	uint8_t next, count;
};
void dns_asked(struct dns_asked *asked, uint16_t id);

/** Tells the judgement the addresses in the answer MESSAGE to a question that was ASKED. */
void dns_tell_names(struct dissect *d, const struct dns_asked *asked, struct span message,
	const struct dns_header *h);

/** The event of a multicast DNS message; false where it is cut or wrong (dns_multicast.c). */
extern const struct schema mdns_schema;
bool dns_multicast(struct dissect *d, struct span message, const struct dns_header *h);

/** "A", "AAAA" ... or the number, in the arena. */
struct span dns_type_text(struct arena *arena, uint16_t type);

/** Bits that a name's shape scores; see dns_shape.c. */
enum dns_shape { DNS_SHAPE_USUAL, DNS_SHAPE_TUNNEL, DNS_SHAPE_GENERATED };

/** Whether NAME, asked for with TYPE, carries data or was made by a machine. */
enum dns_shape dns_shape(struct span name, uint16_t type);

#endif
