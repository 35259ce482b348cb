/*
 * tls_cert: X.509 certificates (RFC 5280 section 4.1) as they cross in TLS up to 1.2. Called by
 * tls.c on a worker's thread; holds no state.
 *
 *   Certificate { tbs { [0] version, serial, algorithm, issuer, validity, subject, key ... },
 *                 algorithm, signature }
 */
#include "config.h"

#include "dissectors/tls.h"

#include "dissectors/common/ber.h"
#include "dissectors/common/oid.h"
#include "sensor/base/calendar.h"
#include "sensor/base/digest.h"

enum {
	X509_DEPTH = 8,
	X509_NAMES_MAX = 32,
	X509_VERSION = 0xa0,
	X509_BITS = 0x03,
	X509_BMP = 0x1e,
	X509_UTC_TIME = 0x17,
	X509_GENERAL_TIME = 0x18
};

static const struct tls_signature {
	struct span oid;
	const char *name;
	bool weak;
} tls_signatures[] = {
	{{NULL, 0}, NULL, false},
	{SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02"), "md2WithRSAEncryption", true},
	{SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"), "md5WithRSAEncryption", true},
	{SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"), "sha1WithRSAEncryption", true},
	{SPAN_LIT("\x2b\x0e\x03\x02\x1d"), "sha1WithRSA", true},
	{SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"), "rsassaPss", false},
	{SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), "sha256WithRSAEncryption", false},
	{SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"), "sha384WithRSAEncryption", false},
	{SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"), "sha512WithRSAEncryption", false},
	{SPAN_LIT("\x2a\x86\x48\xce\x38\x04\x03"), "dsaWithSHA1", true},
	{SPAN_LIT("\x60\x86\x48\x01\x65\x03\x04\x03\x02"), "dsaWithSHA256", false},
	{SPAN_LIT("\x2a\x86\x48\xce\x3d\x04\x01"), "ecdsaWithSHA1", true},
	{SPAN_LIT("\x2a\x86\x48\xce\x3d\x04\x03\x02"), "ecdsaWithSHA256", false},
	{SPAN_LIT("\x2a\x86\x48\xce\x3d\x04\x03\x03"), "ecdsaWithSHA384", false},
	{SPAN_LIT("\x2a\x86\x48\xce\x3d\x04\x03\x04"), "ecdsaWithSHA512", false},
	{SPAN_LIT("\x2b\x65\x70"), "ed25519", false},
	{SPAN_LIT("\x2b\x65\x71"), "ed448", false},
};
enum { TLS_SIGNATURES = sizeof(tls_signatures) / sizeof(*tls_signatures) };

const char *tls_signature_name(const struct tls_cert *cert)
{
	return tls_signatures[cert->signature % TLS_SIGNATURES].name;
}

bool tls_signature_is_weak(const struct tls_cert *cert)
{
	return tls_signatures[cert->signature % TLS_SIGNATURES].weak;
}

/* "CN", "O" ... or the dotted OID. */
static struct span x509_attribute(struct arena *arena, struct span oid)
{
	static const char *const short_names[] = {[3] = "CN",
		[4] = "SN",
		[5] = "serialNumber",
		[6] = "C",
		[7] = "L",
		[8] = "ST",
		[9] = "street",
		[10] = "O",
		[11] = "OU",
		[12] = "title",
		[17] = "postalCode",
		[42] = "GN",
		[43] = "initials"};
	struct oid dotted;

	if (oid.len == 3 && oid.p[0] == 0x55 && oid.p[1] == 4 &&
		oid.p[2] < sizeof(short_names) / sizeof(*short_names) && short_names[oid.p[2]])
		return span_str(short_names[oid.p[2]]);
	if (span_eq(oid, SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01")))
		return SPAN_LIT("emailAddress");
	if (span_eq(oid, SPAN_LIT("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19")))
		return SPAN_LIT("DC");
	if (span_eq(oid, SPAN_LIT("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01")))
		return SPAN_LIT("UID");
	return oid_read(arena, oid, &dotted) ? dotted.text : SPAN_LIT("?");
}

static uint32_t x509_put(char ret[static TLS_NAME_MAX], uint32_t used, struct span s)
{
	s = span_sub(s, 0, TLS_NAME_MAX - used);
	memcpy(ret + used, s.p, s.len);
	return used + s.len;
}

static uint32_t x509_put_value(
	char ret[static TLS_NAME_MAX], uint32_t used, const struct ber_element *value)
{
	if (value->tag != X509_BMP)
		return x509_put(ret, used, value->body);
	for (uint32_t i = 0; i + 1 < value->body.len && used < TLS_NAME_MAX; i += 2)
		ret[used++] = value->body.p[i] ? '?' : (char)value->body.p[i + 1];
	return used;
}

/* "C=GB, O=Example, CN=host", as far as it fits. */
static uint8_t x509_name(struct arena *arena, struct ber *name, char ret[static TLS_NAME_MAX])
{
	uint32_t used = 0;
	struct ber set, pair;
	struct ber_element oid, value;

	for (int i = 0; i < X509_NAMES_MAX && ber_left(name); i++) {
		if (!ber_open(name, BER_SET, &set))
			break;
		while (ber_left(&set) && ber_open(&set, BER_SEQUENCE, &pair)) {
			if (!ber_next(&pair, &oid) || !ber_next(&pair, &value))
				break;
			if (used)
				used = x509_put(ret, used, SPAN_LIT(", "));
			used = x509_put(ret, used, x509_attribute(arena, oid.body));
			used = x509_put(ret, used, SPAN_LIT("="));
			used = x509_put_value(ret, used, &value);
			if (used == TLS_NAME_MAX)
				return (uint8_t)used;
		}
	}
	return (uint8_t)used;
}

/* UTCTime or GeneralizedTime in UTC, in seconds since 1970; 0 where it is neither. */
static int64_t x509_time(const struct ber_element *e)
{
	struct span s = e->body;
	uint64_t v[6] = {0};
	uint32_t at = e->tag == X509_GENERAL_TIME ? 4 : 2;

	if ((e->tag != X509_UTC_TIME && e->tag != X509_GENERAL_TIME) ||
		!span_decimal(span_sub(s, 0, at), 9999, &v[0]))
		return 0;
	for (int i = 1; i < 6; i++, at += 2)
		if (!span_decimal(span_sub(s, at, 2), 99, &v[i]) && i < 5)
			return 0;
	if (e->tag == X509_UTC_TIME)
		v[0] += v[0] < 50 ? 2000 : 1900;
	if (!v[1] || v[1] > 12 || !v[2] || v[2] > 31)
		return 0;
	return calendar_days((int64_t)v[0], (int64_t)v[1], (int64_t)v[2]) * 86400 +
	       (int64_t)(v[3] * 3600 + v[4] * 60 + v[5]);
}

static uint32_t x509_bits(struct span number)
{
	while (number.len && !number.p[0])
		number = span_sub(number, 1, number.len);
	if (!number.len)
		return 0;
	uint32_t bits = number.len * 8;
	for (uint8_t top = number.p[0]; !(top & 0x80); top = (uint8_t)(top << 1))
		bits--;
	return bits;
}

static uint32_t x509_curve_bits(struct span oid)
{
	static const struct {
		struct span oid;
		uint32_t bits;
	} curves[] = {
		{SPAN_LIT("\x2a\x86\x48\xce\x3d\x03\x01\x01"), 192},
		{SPAN_LIT("\x2b\x81\x04\x00\x21"), 224},
		{SPAN_LIT("\x2a\x86\x48\xce\x3d\x03\x01\x07"), 256},
		{SPAN_LIT("\x2b\x81\x04\x00\x0a"), 256},
		{SPAN_LIT("\x2b\x81\x04\x00\x22"), 384},
		{SPAN_LIT("\x2b\x81\x04\x00\x23"), 521},
	};

	for (uint32_t i = 0; i < sizeof(curves) / sizeof(*curves); i++)
		if (span_eq(oid, curves[i].oid))
			return curves[i].bits;
	return 0;
}

/* SubjectPublicKeyInfo: which kind of key and how long. */
static void x509_key(struct ber *info, struct tls_cert *ret)
{
	struct ber algorithm, inner;
	struct ber_element oid, params = {0}, bits, number;

	if (!ber_open(info, BER_SEQUENCE, &algorithm) || !ber_next(&algorithm, &oid))
		return;
	if (ber_left(&algorithm))
		ber_next(&algorithm, &params);
	if (span_eq(oid.body, SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"))) {
		ret->key = TLS_KEY_RSA;
		if (!ber_next(info, &bits) || bits.tag != X509_BITS || bits.body.len < 2)
			return;
		struct ber key = ber_of(span_sub(bits.body, 1, bits.body.len), 2);
		if (ber_open(&key, BER_SEQUENCE, &inner) && ber_next(&inner, &number))
			ret->key_bits = x509_bits(number.body);
	} else if (span_eq(oid.body, SPAN_LIT("\x2a\x86\x48\xce\x3d\x02\x01"))) {
		ret->key = TLS_KEY_EC;
		ret->key_bits = params.tag == BER_OID ? x509_curve_bits(params.body) : 0;
	} else if (span_eq(oid.body, SPAN_LIT("\x2a\x86\x48\xce\x38\x04\x01"))) {
		ret->key = TLS_KEY_DSA;
		struct ber p = ber_of(params.body, 1);
		if (params.tag == BER_SEQUENCE && ber_next(&p, &number))
			ret->key_bits = x509_bits(number.body);
	} else if (span_eq(oid.body, SPAN_LIT("\x2b\x65\x70"))) {
		ret->key = TLS_KEY_EDWARDS;
		ret->key_bits = 256;
	}
}

static void x509_signature(struct ber *algorithm, struct tls_cert *ret)
{
	struct ber_element oid;

	if (!ber_next(algorithm, &oid) || oid.tag != BER_OID)
		return;
	for (uint8_t i = 1; i < TLS_SIGNATURES; i++)
		if (span_eq(oid.body, tls_signatures[i].oid))
			ret->signature = i;
}

/* Issuer, validity, subject and key, which stand behind the algorithm. */
static bool x509_parties(struct arena *arena, struct ber *tbs, struct tls_cert *ret)
{
	struct ber issuer, subject, validity, info;
	struct ber_element from, to;

	if (!ber_open(tbs, BER_SEQUENCE, &issuer) || !ber_open(tbs, BER_SEQUENCE, &validity) ||
		!ber_open(tbs, BER_SEQUENCE, &subject))
		return false;
	ret->self_signed = span_eq(cursor_peek(&issuer.c), cursor_peek(&subject.c));
	ret->issuer_len = x509_name(arena, &issuer, ret->issuer);
	ret->subject_len = x509_name(arena, &subject, ret->subject);
	if (ber_next(&validity, &from) && ber_next(&validity, &to)) {
		ret->not_before_s = x509_time(&from);
		ret->not_after_s = x509_time(&to);
	}
	if (ber_open(tbs, BER_SEQUENCE, &info))
		x509_key(&info, ret);
	return true;
}

bool tls_read_x509(struct arena *arena, struct span der, struct tls_cert *ret)
{
	struct ber outer = ber_of(der, X509_DEPTH), cert, tbs, algorithm;
	struct ber_element e;

	memset(ret, 0, sizeof(*ret));
	if (!ber_open(&outer, BER_SEQUENCE, &cert) || cert.cut ||
		!ber_open(&cert, BER_SEQUENCE, &tbs) || tbs.cut)
		return false;
	if (ber_peek(&tbs) == X509_VERSION && !ber_next(&tbs, &e))
		return false;
	if (!ber_next(&tbs, &e) || e.tag != BER_INTEGER)
		return false;
	while (e.body.len > 1 && !e.body.p[0])
		e.body = span_sub(e.body, 1, e.body.len);
	e.body = span_sub(e.body, 0, TLS_SERIAL_MAX);
	ret->serial_len = (uint8_t)e.body.len;
	memcpy(ret->serial, e.body.p, e.body.len);
	if (!ber_open(&tbs, BER_SEQUENCE, &algorithm))
		return false;
	x509_signature(&algorithm, ret);
	if (!x509_parties(arena, &tbs, ret))
		return false;
	digest_sha1(der, ret->sha1);
	ret->seen = true;
	return true;
}

bool tls_read_certificates(struct arena *arena, struct cursor *c, struct tls_cert *ret)
{
	struct cursor list = cursor_child(c, cursor_be24(c));
	struct span der = cursor_span(&list, cursor_be24(&list));

	return cursor_ok(&list) && tls_read_x509(arena, der, ret);
}
