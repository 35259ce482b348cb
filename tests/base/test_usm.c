/* Secrets of SNMP version 3: digests by the RFC's own example, and what must not open. */
#include "config.h"

#include "sensor/base/usm.h"
#include "tests/unit.h"

#include <check.h>
#include <string.h>

START_TEST(a_password_becomes_the_keys_of_rfc_3414)
{
	/* A.3.1 and A.3.2: MD5 and SHA-1 of "maplesyrup" */
	static const uint8_t md5[16] = {0x9f, 0xaf, 0x32, 0x83, 0x88, 0x4e, 0x92, 0x83, 0x4e, 0xbc,
		0x98, 0x47, 0xd8, 0xed, 0xd9, 0x63};
	static const uint8_t sha1[20] = {0x9f, 0xb5, 0xcc, 0x03, 0x81, 0x49, 0x7b, 0x37, 0x93, 0x52,
		0x89, 0x39, 0xff, 0x78, 0x8d, 0x5d, 0x79, 0x14, 0x52, 0x11};
	uint8_t bundle[USM_BUNDLE];

	usm_bundle(SPAN_LIT("maplesyrup"), USM_ANY, USM_ANY, bundle);
	ck_assert_mem_eq(bundle, md5, sizeof(md5));
	ck_assert_mem_eq(bundle + sizeof(md5), sha1, sizeof(sha1));
}
END_TEST

START_TEST(what_is_no_sealed_message_does_not_open)
{
	uint8_t bundle[USM_BUNDLE], plain[64], noise[64];
	struct usm_sealed s = {SPAN_LIT("engine"), SPAN_LIT("12345678"),
		span_of(noise, sizeof(noise)), 1, 2, 12, false};

	memset(noise, 0x5a, sizeof(noise));
	usm_bundle(SPAN_LIT("maplesyrup"), USM_ANY, USM_ANY, bundle);
	struct span keys = span_of(bundle, sizeof(bundle));
	ck_assert(!usm_open(keys, &s, NULL, plain));
	s.auth_len = 13;
	ck_assert(!usm_open(keys, &s, NULL, plain));
	s.auth_len = 48;
	ck_assert(!usm_open(keys, &s, NULL, plain));
	s.salt = SPAN_LIT("1234567");
	ck_assert(!usm_open(keys, &s, NULL, plain));
	s.salt = SPAN_LIT("12345678");
	s.bytes = span_of(NULL, 0);
	ck_assert(!usm_open(keys, &s, NULL, plain));
	s.bytes = span_of(noise, 1);
	ck_assert(!usm_open(keys, &s, NULL, plain));
	ck_assert(!usm_open(SPAN_LIT("short"), &s, NULL, plain));
	usm_bundle(span_of(NULL, 0), USM_ANY, USM_ANY, bundle);
	ck_assert_uint_eq(bundle[0], 0);
}
END_TEST

START_TEST(a_password_is_digested_only_the_ways_that_are_named)
{
	static const uint8_t none[20];
	uint8_t bundle[USM_BUNDLE], all[USM_BUNDLE];

	usm_bundle(SPAN_LIT("maplesyrup"), USM_ANY, USM_ANY, all);
	usm_bundle(SPAN_LIT("maplesyrup"), 1, USM_ANY, bundle);
	ck_assert_mem_eq(bundle, all, 16);
	ck_assert_mem_eq(bundle + 16, none, sizeof(none));
	ck_assert_str_eq(usm_digest_names[0], "MD5");
	ck_assert_str_eq(usm_cipher_names[USM_CIPHERS - 1], "AES-256-C");
}
END_TEST

START_TEST(a_digest_outside_of_its_message_is_never_right)
{
	uint8_t bundle[USM_BUNDLE], bytes[80] = {0};

	usm_bundle(SPAN_LIT("maplesyrup"), USM_ANY, USM_ANY, bundle);
	struct span keys = span_of(bundle, sizeof(bundle)), engine = SPAN_LIT("engine");
	struct span message = span_of(bytes, 40);
	ck_assert(!usm_authentic(keys, engine, message, span_of(bytes + 29, 12)));
	ck_assert(!usm_authentic(keys, engine, span_of(bytes + 12, 20), span_of(bytes, 12)));
	ck_assert(!usm_authentic(keys, engine, message, span_of(NULL, 0)));
	ck_assert(!usm_authentic(keys, engine, message, span_of(bytes + 20, 12)));
	ck_assert(!usm_authentic(keys, engine, message, span_of(bytes + 20, 13)));
	ck_assert(!usm_authentic(SPAN_LIT("short"), engine, message, span_of(bytes + 20, 12)));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("usm");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_password_becomes_the_keys_of_rfc_3414);
	tcase_add_test(t, what_is_no_sealed_message_does_not_open);
	tcase_add_test(t, a_password_is_digested_only_the_ways_that_are_named);
	tcase_add_test(t, a_digest_outside_of_its_message_is_never_right);
	return unit_run(t, "usm");
}
