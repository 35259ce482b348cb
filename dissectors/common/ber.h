/*
 * ber: a bounded reader of ASN.1 BER (X.690) over a cursor, for SNMP, LDAP and their kin. Definite
 * lengths only, at most four length octets, tag numbers below 31; nothing recurses: how deep a
 * message may still be opened is a number that shrinks with every level. Called by dissectors on a
 * worker.
 *
 *   struct ber outer = ber_of(bytes, 4), list;
 *   if (ber_open(&outer, BER_SEQUENCE, &list))
 *           while (ber_left(&list)) ...
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_BER_H
#define SPANWATCH_DISSECTORS_COMMON_BER_H

#include "sensor/base/cursor.h"

/** Identifier octets of the universal types in use (X.690 section 8). */
enum {
	BER_BOOLEAN = 0x01,
	BER_INTEGER = 0x02,
	BER_OCTET_STRING = 0x04,
	BER_NULL = 0x05,
	BER_OID = 0x06,
	BER_ENUMERATED = 0x0a,
	BER_SEQUENCE = 0x30,
	BER_SET = 0x31
};

/** The contents of one level. */
struct ber {
	struct cursor c;
	uint8_t depth; /* levels that may still be opened inside */
	bool cut;      /* its length says more than there is; what is there can be read */
};

/** One element, whole. */
struct ber_element {
	uint8_t tag;
	struct span body;
};

/** The outermost level over BYTES, inside of which DEPTH levels may be opened. */
static inline struct ber ber_of(struct span bytes, uint8_t depth)
{
	return (struct ber){.c = cursor_of(bytes), .depth = depth};
}

/** Bytes of this level not yet read. */
static inline uint32_t ber_left(const struct ber *b)
{
	return cursor_left(&b->c);
}

static inline bool ber_ok(const struct ber *b)
{
	return cursor_ok(&b->c);
}

/** Tag of the next element, or 0 (never a valid tag here) when nothing is left. */
uint8_t ber_peek(const struct ber *b);

/**
 * The next element whole: its tag and contents. False with B's error set where it is cut short, of
 * indefinite length, or where its length has more than four octets or its tag more than one.
 */
bool ber_next(struct ber *b, struct ber_element *ret);

/**
 * Opens the next element, which must have TAG. What lies behind it in B stays readable. A length
 * past the end of B opens what is there and sets ret->cut, so that the head of a message which the
 * snap length cut can still be read. False with B's error set otherwise, and where no depth is
 * left.
 */
bool ber_open(struct ber *b, uint8_t tag, struct ber *ret);

/** The next element as a signed INTEGER (or any TAG encoded like one) of 1 to 8 octets. */
bool ber_int(struct ber *b, uint8_t tag, int64_t *ret);

/** The next element as an OCTET STRING (or any TAG with such contents). */
bool ber_string(struct ber *b, uint8_t tag, struct span *ret);

/** Two's complement contents of 1 to 8 octets; false (RET untouched) where longer or empty. */
bool ber_signed(struct span body, int64_t *ret);

/** Unsigned contents of up to 8 octets, and one leading zero octet; false as above. */
bool ber_unsigned(struct span body, uint64_t *ret);

/**
 * The length of the element at the start of BYTES, header and contents together. False where BYTES
 * can be no element of a definite length; *ret is 0 where more bytes are needed to say.
 */
bool ber_total(struct span bytes, uint64_t *ret);

#endif
