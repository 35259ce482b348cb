/*
 * snmp: what the parts of the SNMP dissector share. snmp_read.c reads a message, snmp_oids.c knows
 * what objects mean, snmp_set.c and snmp_notify.c turn them into management actions,
 * snmp_identity.c into claims about the sender, snmp_event.c into its event, snmp_secrets.c uses
 * the operator's passwords, and snmp.c is the dissector. All on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_SNMP_H
#define SPANWATCH_DISSECTORS_SNMP_H

#include "dissectors/common/oid.h"
#include "sensor/base/usm.h"
#include "sensor/dissector.h"
#include "sensor/lexicon.h"

/** PDU tags (RFC 3416 section 3, RFC 1157 section 4.1). */
enum snmp_pdu {
	SNMP_GET = 0xa0,
	SNMP_GET_NEXT,
	SNMP_RESPONSE,
	SNMP_SET,
	SNMP_TRAP_V1,
	SNMP_GET_BULK,
	SNMP_INFORM,
	SNMP_TRAP_V2,
	SNMP_REPORT
};

/** Tags of values beside the universal ones (RFC 2578 section 7.1, RFC 3416 section 3). */
enum snmp_type {
	SNMP_IP_ADDRESS = 0x40,
	SNMP_COUNTER32,
	SNMP_GAUGE32,
	SNMP_TIMETICKS,
	SNMP_OPAQUE,
	SNMP_NSAP,
	SNMP_COUNTER64,
	SNMP_UINTEGER32,
	SNMP_NO_SUCH_OBJECT = 0x80,
	SNMP_NO_SUCH_INSTANCE,
	SNMP_END_OF_MIB_VIEW
};

/** msgFlags (RFC 3412 section 6.4). */
enum { SNMP_FLAG_AUTH = 1, SNMP_FLAG_PRIV = 2, SNMP_FLAG_REPORTABLE = 4 };

/** Versions on the wire. */
enum { SNMP_V1 = 0, SNMP_V2C = 1, SNMP_V3 = 3 };

enum {
	/* Varbinds read of one message: the largest datagrams of real agents have a few hundred. */
	SNMP_VARBINDS_MAX = 512,
	/* Varbinds shown in one event; with four facts each below LIMIT_FACTS. */
	SNMP_VARBINDS_SHOWN = 240,
	/* Bytes of JSON that the varbinds of one event may take: well below LIMIT_LINE. */
	SNMP_SHOWN_BYTES = 96 * 1024,
	/* Rows of copy tables that are followed at one time in a flow. */
	SNMP_ROWS = 8,
	/* Bytes of a user name (RFC 3414 section 5). */
	SNMP_USER_MAX = 32,
	/* Users of a flow that are told to have another password. */
	SNMP_WRONG_KEYS = 4,
};

/** The longest known ancestor of OID (dotted), itself included; NULL where none is known. */
const struct snmp_object *snmp_object_find(const struct lexicon *lex, struct span oid);

/** The same among notifications that attest an action. */
const struct snmp_object *snmp_trap_find(const struct lexicon *lex, struct span oid);

/**
 * OID as it may be shown: an index of snmpCommunityTable and of vacmSecurityToGroupTable, which on
 * many elements is a community, gives way to stars.
 */
struct span snmp_oid_shown(struct arena *arena, struct span oid);

struct snmp_varbind {
	struct oid oid;
	uint8_t tag;
	struct span raw;   /* contents of the value */
	struct span value; /* as text; empty for NULL */
	const struct snmp_object *known;
};

struct snmp_message {
	int64_t version;
	struct span community;

	/* version 3 */
	int64_t msg_id, security_model, boots, time;
	uint8_t flags;
	bool has_flags, has_usm, encrypted;
	struct span engine_id, user, context;
	uint32_t encrypted_len;
	struct span sealed, salt; /* what is encrypted, and the privacy parameters */
	struct span auth, whole;  /* the authentication parameters, and the message they lie in */
	bool checked, authentic;  /* the operator's password was asked, and made that digest */

	uint8_t pdu;                                   /* enum snmp_pdu; 0 where none can be seen */
	bool has_head;                                 /* the three numbers of the PDU were whole */
	int64_t request_id, error_status, error_index; /* GetBulk: non-repeaters, max-repetitions */

	/* notifications */
	struct oid enterprise;   /* version 1 */
	struct oid notification; /* snmpTrapOID, or made of a version 1 trap (RFC 3584 3.1) */
	struct addr agent;
	bool has_agent;
	int64_t generic, specific;

	const struct lexicon *lexicon; /* that knows the objects */
	struct snmp_varbind *varbinds;
	uint32_t count; /* read; further ones are only counted */
	uint32_t total;

	bool cut;       /* a length says more than there is */
	bool malformed; /* something inside is not as it must be */
	bool odd_oid;   /* a sub-identifier too large, padded, or an OID that never ends */
};

/**
 * Reads one message from BYTES into RET. What is whole of a message that is cut or wrong inside is
 * there, with `cut` or `malformed` set. False where not even the head is that of SNMP.
 */
bool snmp_read(struct arena *arena, const struct lexicon *lex, struct span bytes,
	struct snmp_message *ret);

/** Reads PLAIN, the ScopedPDU that M had sealed, into M. */
void snmp_read_scoped(struct arena *arena, struct span plain, struct snmp_message *m);

/** Text of a value for people; empty for NULL. Lives in the arena or in RAW. */
struct span snmp_value_text(struct arena *arena, uint8_t tag, struct span raw);

/** Name of a value's type ("integer", "octet_string" ...), or NULL for NULL and unknown ones. */
const char *snmp_type_name(uint8_t tag);

/** Name of an error status (RFC 3416 section 3), NULL where there is none. */
const char *snmp_error_name(int64_t status);

/** The value of V as a number, for INTEGER and its kin. */
bool snmp_varbind_int(const struct snmp_varbind *v, int64_t *ret);

/**
 * The value of V as an address: IpAddress, or an OCTET STRING of 4 or 16 bytes (InetAddress), of 6
 * or 18 (with a port behind it, TransportAddress), or of its text.
 */
bool snmp_varbind_addr(const struct snmp_varbind *v, struct addr *ret);

/** A row of a copy table, gathered over the messages of a flow. */
struct snmp_row {
	uint64_t key; /* of table and instance; 0: free */
	int32_t source, dest, operate, flash;
	bool has_target;
	struct addr target;
};

struct snmp_user {
	uint32_t msg_id;
	uint8_t len;
	uint8_t name[SNMP_USER_MAX];
};

/** State of one flow. */
struct snmp_state {
	struct snmp_row rows[SNMP_ROWS];
	struct snmp_user users[4]; /* of the last version 3 requests */
	uint64_t communities[8];   /* hashes of those already told */
	uint64_t sets[8];          /* hashes of the last Sets: repeats are no further attempt */
	int64_t walked_us;
	uint64_t identity_told, engine_told;
	uint32_t walked;
	uint8_t next_row, next_user, next_community, next_set;
	bool walk_told, bulk_asked, plain_told;
	bool holed, torn[2];         /* TCP: bytes were lost; by side: no message was found since */
	uint8_t auth_at, privacy_at; /* keys that fitted (common/key.h) */
	struct usm_memory long_keys;
	uint8_t wrong_keys;
	uint64_t wrong_key[SNMP_WRONG_KEYS]; /* hashes of users whose password did not fit */
};

extern const struct schema snmp_schema;

/** With the operator's passwords of either end: checks the digest of M, and opens what is sealed.
 */
void snmp_secrets(struct dissect *d, struct snmp_message *m);

/**
 * Nobody on the path could read what M does: it is encrypted, or does nothing yet (discovery of an
 * engine, which is in clear before any encrypted message).
 */
bool snmp_sealed(const struct snmp_message *m);

/** Writes the event of M. */
void snmp_event(struct dissect *d, const struct snmp_message *m);

/** A SetRequest: one action for each varbind, which waits for the Response. */
void snmp_set(struct dissect *d, const struct snmp_message *m);

/** A trap or inform: what it attests. */
void snmp_notify(struct dissect *d, const struct snmp_message *m);

/** What a Response says of the agent (sysDescr, sysObjectID, sysName), and any engine id. */
void snmp_identify(struct dissect *d, const struct snmp_message *m);

/** Unkeyed hash for the tables in a flow's state; never 0. */
uint64_t snmp_hash(uint64_t seed, struct span s);

#endif
