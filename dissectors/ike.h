/*
 * ike: what the files of the IKE dissector share: ike.c reads headers and payloads, ike_sa.c the
 * algorithms that are offered, ike_names.c knows the names.
 */
#ifndef SPANWATCH_DISSECTORS_IKE_H
#define SPANWATCH_DISSECTORS_IKE_H

#include "sensor/dissector.h"

enum ike_field {
	IKE_F_MAJOR,
	IKE_F_MINOR,
	IKE_F_INIT_SPI,
	IKE_F_RESP_SPI,
	IKE_F_MESSAGE_ID,
	IKE_F_EXCHANGE,
	IKE_F_EXCHANGE_NAME,
	IKE_F_ROLE,
	IKE_F_ENC,
	IKE_F_ENC_RAW,
	IKE_F_HASH,
	IKE_F_HASH_RAW,
	IKE_F_AUTH,
	IKE_F_AUTH_RAW,
	IKE_F_DH,
	IKE_F_DH_RAW,
	IKE_F_PRF,
	IKE_F_ESN,
	IKE_F_KEY_LEN,
	IKE_F_KEY_LEN_RAW,
	IKE_F_LIFE,
	IKE_F_LIFE_RAW,
	IKE_F_PAYLOAD,
	IKE_F_DOI,
	IKE_F_ENCRYPTED,
	IKE_F_VENDOR_IDS,
	IKE_F_CLIENT_KE_LEN,
	IKE_F_CLIENT_NONCE_LEN,
	IKE_F_SERVER_KE_LEN,
	IKE_F_SERVER_NONCE_LEN,
	IKE_F_ERRORS,
	IKE_F_NOTIFY,
	IKE_F_VENDOR_NAMES,
	IKE_F_OFFER_ENC,
	IKE_F_OFFER_HASH,
	IKE_F_OFFER_AUTH,
	IKE_F_OFFER_DH,
	IKE_F_PRF_RAW,
	IKE_F_GROUP_TYPE,
	IKE_F_LIFE_TYPE,
	IKE_F_FIELD_SIZE,
	IKE_F_KE,
	IKE_F_KE_LEN,
	IKE_F_NONCE,
	IKE_F_NONCE_LEN,
	IKE_F_COUNT
};

/** What was seen of a message that is judged. */
struct ike_notes {
	const char *weak; /* static: a weak algorithm that was agreed on, or NULL */
	bool responds;
	uint32_t doi; /* of version 1 */
};

/** Kinds of transforms of version 2 (RFC 7296 section 3.3.2). */
enum ike_transform { IKE_ENC = 1, IKE_PRF, IKE_AUTH, IKE_DH, IKE_ESN };
/** Attributes of version 1 (RFC 2409 appendix A). */
enum ike_attribute {
	IKE_ATTR_ENC = 1,
	IKE_ATTR_HASH,
	IKE_ATTR_AUTH,
	IKE_ATTR_GROUP,
	IKE_ATTR_GROUP_TYPE,
	IKE_ATTR_LIFE_TYPE = 11,
	IKE_ATTR_LIFE,
	IKE_ATTR_PRF,
	IKE_ATTR_KEY_LEN,
	IKE_ATTR_FIELD_SIZE
};

/** Names; NULL where there is none. */
const char *ike_exchange_name(uint8_t major, uint8_t type);
const char *ike_payload_name(uint8_t major, uint8_t type);
const char *ike_notify_name(uint16_t type);
const char *ike_attribute_value(uint16_t attribute, uint16_t value);
const char *ike_transform_name(uint8_t kind, uint16_t id);
/** The vendor or feature of a vendor id, or NULL. */
const char *ike_vendor_name(struct span id);

/** Why the algorithm is weak, or NULL. */
const char *ike_attribute_weak(uint16_t attribute, uint16_t value);
const char *ike_transform_weak(uint8_t kind, uint16_t id);

/** Tells the security association in C: what is offered, or (NOTES->responds) agreed on. */
bool ike_sa_1(struct dissect *d, struct draft *e, struct cursor *c, struct ike_notes *notes);
bool ike_sa_2(struct dissect *d, struct draft *e, struct cursor *c, struct ike_notes *notes);

#endif
