/*
 * ike_names: words for the numbers of IKE (IANA isakmp-registry, ipsec-registry,
 * ikev2-parameters), and which of them are weak. No state.
 */
#include "config.h"

#include "dissectors/ike.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

const char *ike_exchange_name(uint8_t major, uint8_t type)
{
	static const char *const v1[] = {"None", "Base", "Identity Protection",
		"Authentication Only", "Aggressive", "Informational", "Transaction (Config Mode)"};
	static const char *const v2[] = {"IKE_SA_INIT", "IKE_AUTH", "CREATE_CHILD_SA",
		"INFORMATIONAL", "IKE_SESSION_RESUME", "GSA_AUTH", "GSA_REGISTRATION", "GSA_REKEY",
		NULL, "IKE_INTERMEDIATE"};
	enum { QUICK = 32, NEW_GROUP = 33, FIRST_2 = 34 };

	if (major == 2)
		return type >= FIRST_2 && type - FIRST_2 < (int)COUNT(v2) ? v2[type - FIRST_2]
									  : NULL;
	if (type == QUICK)
		return "Quick Mode";
	if (type == NEW_GROUP)
		return "New Group Mode";
	return type < COUNT(v1) ? v1[type] : NULL;
}

const char *ike_payload_name(uint8_t major, uint8_t type)
{
	static const char *const v1[] = {NULL, "SecurityAssociation", "Proposal", "Transform",
		"KeyExchange", "Identification", "Certificate", "CertificateRequest", "Hash",
		"Signature", "Nonce", "Notification", "Delete", "VendorID", NULL, "SAKekPayload",
		"SATekPayload", "KeyDownload", "SequenceNumber", "ProofOfPossession",
		"NatDiscovery", "NatOriginalAddress", "GroupAssociatedPolicy"};
	static const char *const v2[] = {"SecurityAssociation", "KeyExchange", "IDinitiator",
		"IDresponder", "Certificate", "CertificateRequest", "Authentication", "Nonce",
		"Notify", "Delete", "VendorID", "TSinitiator", "TSresponder",
		"EncryptedAndAuthenticated", "Configuration", "ExtensibleAuthentication",
		"GenericSecurePasswordMethod", NULL, NULL, NULL, "EncryptedFragment"};
	enum { FIRST_2 = 33 };

	if (major == 2)
		return type >= FIRST_2 && type - FIRST_2 < (int)COUNT(v2) ? v2[type - FIRST_2]
									  : NULL;
	return type < COUNT(v1) ? v1[type] : NULL;
}

const char *ike_notify_name(uint16_t type)
{
	static const struct {
		uint16_t type;
		const char *name;
	} names[] = {{1, "UNSUPPORTED_CRITICAL_PAYLOAD"}, {4, "INVALID_IKE_SPI"},
		{5, "INVALID_MAJOR_VERSION"}, {7, "INVALID_SYNTAX"}, {9, "INVALID_MESSAGE_ID"},
		{11, "INVALID_SPI"}, {14, "NO_PROPOSAL_CHOSEN"}, {17, "INVALID_KE_PAYLOAD"},
		{24, "AUTHENTICATION_FAILED"}, {34, "SINGLE_PAIR_REQUIRED"},
		{35, "NO_ADDITIONAL_SAS"}, {36, "INTERNAL_ADDRESS_FAILURE"},
		{37, "FAILED_CP_REQUIRED"}, {38, "TS_UNACCEPTABLE"}, {39, "INVALID_SELECTORS"},
		{43, "TEMPORARY_FAILURE"}, {44, "CHILD_SA_NOT_FOUND"}, {16384, "INITIAL_CONTACT"},
		{16385, "SET_WINDOW_SIZE"}, {16386, "ADDITIONAL_TS_POSSIBLE"},
		{16387, "IPCOMP_SUPPORTED"}, {16388, "NAT_DETECTION_SOURCE_IP"},
		{16389, "NAT_DETECTION_DESTINATION_IP"}, {16390, "COOKIE"},
		{16391, "USE_TRANSPORT_MODE"}, {16392, "HTTP_CERT_LOOKUP_SUPPORTED"},
		{16393, "REKEY_SA"}, {16394, "ESP_TFC_PADDING_NOT_SUPPORTED"},
		{16395, "NON_FIRST_FRAGMENTS_ALSO"}, {16396, "MOBIKE_SUPPORTED"},
		{16404, "MULTIPLE_AUTH_SUPPORTED"}, {16406, "REDIRECT_SUPPORTED"},
		{16407, "REDIRECT"}, {16408, "REDIRECTED_FROM"}, {16417, "EAP_ONLY_AUTHENTICATION"},
		{16418, "CHILDLESS_IKEV2_SUPPORTED"}, {16430, "IKEV2_FRAGMENTATION_SUPPORTED"},
		{16431, "SIGNATURE_HASH_ALGORITHMS"}, {16435, "USE_PPK"},
		{16438, "INTERMEDIATE_EXCHANGE_SUPPORTED"}};

	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].type == type)
			return names[i].name;
	return NULL;
}

static const char *const groups[] = {NULL, "Modp768", "AlternateModp1024", "EC2N155", "EC2N185",
	"AlternateModp1536", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "AlternateModp2048",
	"AlternateModp3072", "AlternateModp4096", "AlternateModp6144", "AlternateModp8192",
	"Ecp256", "Ecp384", "Ecp521", "Modp1024_160", "Modp2048_224", "Modp2048_256", "Ecp192",
	"Ecp224", NULL, NULL, NULL, NULL, "Curve25519", "Curve448"};

const char *ike_attribute_value(uint16_t attribute, uint16_t value)
{
	static const char *const enc[] = {NULL, "EncDesCbc", "EncIdeaCbc", "EncBlowfishCbc",
		"EncRc5R16B64Cbc", "EncTripleDesCbc", "EncCastCbc", "EncAesCbc", "EncCamelliaCbc"};
	static const char *const hash[] = {NULL, "HashMd5", "HashSha", "HashTiger", "HashSha2_256",
		"HashSha2_384", "HashSha2_512"};
	static const char *const auth[] = {NULL, "AuthPreSharedKey", "AuthDssSignatures",
		"AuthRsaSignatures", "AuthEncryptionWithRsa", "AuthRevEncryptionWithRsa"};

	switch (attribute) {
	case IKE_ATTR_ENC:
		return value < COUNT(enc) ? enc[value] : NULL;
	case IKE_ATTR_HASH:
		return value < COUNT(hash) ? hash[value] : NULL;
	case IKE_ATTR_AUTH:
		return value < COUNT(auth) ? auth[value] : NULL;
	case IKE_ATTR_GROUP:
		return value < COUNT(groups) ? groups[value] : NULL;
	default:
		return NULL;
	}
}

static const char *encryption_2(uint16_t id)
{
	static const char *const names[] = {NULL, "ENCR_DES_IV64", "ENCR_DES", "ENCR_3DES",
		"ENCR_RC5", "ENCR_IDEA", "ENCR_CAST", "ENCR_BLOWFISH", "ENCR_3IDEA",
		"ENCR_DES_IV32", NULL, "ENCR_NULL", "ENCR_AES_CBC", "ENCR_AES_CTR",
		"ENCR_AES_CCM_8", "ENCR_AES_CCM_12", "ENCR_AES_CCM_16", NULL, "ENCR_AES_GCM_8",
		"ENCR_AES_GCM_12", "ENCR_AES_GCM_16", "ENCR_NULL_AUTH_AES_GMAC", NULL,
		"ENCR_CAMELLIA_CBC", "ENCR_CAMELLIA_CTR", "ENCR_CAMELLIA_CCM_8",
		"ENCR_CAMELLIA_CCM_12", "ENCR_CAMELLIA_CCM_16", "ENCR_CHACHA20_POLY1305"};

	return id < COUNT(names) ? names[id] : NULL;
}

static const char *integrity_2(uint16_t id)
{
	static const char *const names[] = {"NONE", "AUTH_HMAC_MD5_96", "AUTH_HMAC_SHA1_96",
		"AUTH_DES_MAC", "AUTH_KPDK_MD5", "AUTH_AES_XCBC_96", "AUTH_HMAC_MD5_128",
		"AUTH_HMAC_SHA1_160", "AUTH_AES_CMAC_96", "AUTH_AES_128_GMAC", "AUTH_AES_192_GMAC",
		"AUTH_AES_256_GMAC", "AUTH_HMAC_SHA2_256_128", "AUTH_HMAC_SHA2_384_192",
		"AUTH_HMAC_SHA2_512_256"};

	return id < COUNT(names) ? names[id] : NULL;
}

const char *ike_transform_name(uint8_t kind, uint16_t id)
{
	static const char *const prf[] = {NULL, "PRF_HMAC_MD5", "PRF_HMAC_SHA1", "PRF_HMAC_TIGER",
		"PRF_AES128_XCBC", "PRF_HMAC_SHA2_256", "PRF_HMAC_SHA2_384", "PRF_HMAC_SHA2_512",
		"PRF_AES128_CMAC"};

	switch (kind) {
	case IKE_ENC:
		return encryption_2(id);
	case IKE_PRF:
		return id < COUNT(prf) ? prf[id] : NULL;
	case IKE_AUTH:
		return integrity_2(id);
	case IKE_DH:
		return id == 0 ? "None" : id < COUNT(groups) ? groups[id] : NULL;
	case IKE_ESN:
		return id == 0 ? "NoESN" : id == 1 ? "ESN" : NULL;
	default:
		return NULL;
	}
}

/* RFC 8247, RFC 9395: what must not be used any more. */
static const char *group_weak(uint16_t id)
{
	return id == 1 || id == 2 || id == 3 || id == 4 || id == 22
		       ? "a Diffie-Hellman group of 1024 bits or less"
		       : NULL;
}

const char *ike_attribute_weak(uint16_t attribute, uint16_t value)
{
	enum { DES = 1, TRIPLE_DES = 5, MD5 = 1 };

	if (attribute == IKE_ATTR_ENC && (value == DES || value == TRIPLE_DES))
		return value == DES ? "DES" : "triple DES";
	if (attribute == IKE_ATTR_HASH && value == MD5)
		return "MD5";
	return attribute == IKE_ATTR_GROUP ? group_weak(value) : NULL;
}

const char *ike_transform_weak(uint8_t kind, uint16_t id)
{
	enum { DES = 2, TRIPLE_DES = 3, NO_ENCRYPTION = 11, MD5 = 1 };

	if (kind == IKE_ENC)
		return id == DES             ? "DES"
		       : id == TRIPLE_DES    ? "triple DES"
		       : id == NO_ENCRYPTION ? "no encryption"
					     : NULL;
	if ((kind == IKE_PRF || kind == IKE_AUTH) && id == MD5)
		return "MD5";
	return kind == IKE_DH ? group_weak(id) : NULL;
}

const char *ike_vendor_name(struct span id)
{
	static const struct {
		uint8_t first[8];
		const char *name;
	} names[] = {
		{{0x12, 0xf5, 0xf2, 0x8c, 0x45, 0x71, 0x68, 0xa9}, "Cisco Unity"},
		{{0x09, 0x00, 0x26, 0x89, 0xdf, 0xd6, 0xb7, 0x12}, "XAUTH"},
		{{0xaf, 0xca, 0xd7, 0x13, 0x68, 0xa1, 0xf1, 0xc9}, "Dead Peer Detection"},
		{{0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45}, "NAT traversal"},
		{{0x1e, 0x2b, 0x51, 0x69, 0x05, 0x99, 0x1c, 0x7d}, "Microsoft"},
		{{0x40, 0x48, 0xb7, 0xd5, 0x6e, 0xbc, 0xe8, 0x85}, "fragmentation"},
		{{0x88, 0x2f, 0xe5, 0x6d, 0x6f, 0xd2, 0x0d, 0xbc}, "strongSwan"},
		{{0x82, 0x99, 0x03, 0x17, 0x57, 0xa3, 0x60, 0x82}, "Fortinet"},
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (span_starts(id, span_of(names[i].first, sizeof(names[i].first))))
			return names[i].name;
	return NULL;
}
