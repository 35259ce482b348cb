/* test_tls: dissectors/tls*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/dissectors/tls_vectors.h"

#include "dissectors/tls.h"
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>

extern const struct dissector dissector_tls;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_tls, true, turns, sizeof(turns) / sizeof(*turns), said           \
	}

static void ck_says(const char *said, const char *what)
{
	ck_assert_msg(strstr(said, what) != NULL, "missing: %s\n--- said:\n%s", what, said);
}

START_TEST(a_session_of_tls_12_is_told_with_its_certificate)
{
	static const struct turn turns[] = {
		CLIENT(TLS12_RSA_CLIENT_1),
		SERVER(TLS12_RSA_SERVER_1),
		CLIENT(TLS12_RSA_CLIENT_2),
		SERVER(TLS12_RSA_SERVER_2),
	};
	const struct vector v = VECTOR("tls 1.2", NULL);
	vector_run(&v);
	char *said = vector_says(&v);
	ck_says(said, "tls {\"tls\":{\"subject\":\"C=GB, O=Example, CN=router.example\","
		      "\"issuerdn\":\"C=GB, O=Example, CN=router.example\",");
	ck_says(said, "\"sni\":\"router.example\",\"version\":\"TLS 1.2\"");
	ck_says(said, "\"cipher\":\"TLS_RSA_WITH_AES_128_CBC_SHA\",\"key_algorithm\":\"rsa\","
		      "\"key_bits\":1024,\"signature_algorithm\":\"sha1WithRSAEncryption\","
		      "\"self_signed\":true");
	ck_says(said, "hint tls.weak_signature text=sha1WithRSAEncryption");
	ck_says(said, "hint tls.weak_key text=key of the certificate number=1024\n");
	ck_says(said, "hint tls.weak_validity text=the certificate is not valid yet");
	ck_says(said, "hint tls.self_signed text=C=GB, O=Example, CN=router.example");
	ck_assert_ptr_null(strstr(said, "anomaly"));
	ck_assert_ptr_null(strstr(said, "weak_version"));
	free(said);
}
END_TEST

START_TEST(a_session_of_tls_13_is_told_by_its_hellos)
{
	static const struct turn turns[] = {CLIENT(TLS13_CLIENT_1), SERVER(TLS13_SERVER_1)};
	const struct vector v = VECTOR("tls 1.3", NULL);
	vector_run(&v);
	char *said = vector_says(&v);
	ck_says(said, "\"version\":\"TLS 1.3\"");
	ck_says(said, "\"client_alpns\":[\"h2\",\"http/1.1\"]");
	ck_says(said, "\"ja4\":\"t13d");
	ck_says(said, "\"ja3s\":{\"hash\":\"");
	ck_assert_ptr_null(strstr(said, "subject"));
	ck_assert_ptr_null(strstr(said, "hint"));
	free(said);
}
END_TEST

START_TEST(the_protocol_the_server_chose_is_told)
{
	static const struct turn turns[] = {CLIENT(TLS12_EC_CLIENT_1), SERVER(TLS12_EC_SERVER_1)};
	const struct vector v = VECTOR("alpn", NULL);
	vector_run(&v);
	char *said = vector_says(&v);
	ck_says(said, "\"server_alpns\":[\"h2\"]");
	ck_says(said, "\"key_algorithm\":\"ec\",\"key_bits\":256,\"signature_algorithm\":"
		      "\"ecdsaWithSHA256\"");
	ck_assert_ptr_null(strstr(said, "weak_key"));
	free(said);
}
END_TEST

START_TEST(an_old_version_is_weak)
{
	static const struct turn turns[] = {CLIENT(TLS10_CLIENT_1), SERVER(TLS10_SERVER_1)};
	const struct vector v = VECTOR("tls 1.0", NULL);
	vector_run(&v);
	char *said = vector_says(&v);
	ck_says(said, "\"version\":\"TLSv1\"");
	ck_says(said, "hint tls.weak_version text=TLSv1 number=769\n");
	free(said);
}
END_TEST

/* version, random of 32 zeros, no session id */
#define ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
/* two ciphers (GREASE, 0x0005), extensions: groups 23 and GREASE, formats 0, GREASE */
#define HELLO_BODY                                                                                 \
	"\3\3" ZEROS "\0\0\4\x2a\x2a\0\5\1\0\0\x14\0\x0a\0\6\0\4\0\x17\x3a\x3a\0\x0b\0\2\1\0"      \
	"\x1a\x1a\0\0"
#define HELLO       "\x16\3\1\0\x45\1\0\0\x41" HELLO_BODY
#define SERVER_RC4  "\x16\3\3\0\x2a\2\0\0\x26\3\3" ZEROS "\0\0\5\0"
#define SERVER_DONE "\x16\3\3\0\4\x0e\0\0\0"

START_TEST(grease_has_no_part_in_fingerprints)
{
	static const struct turn turns[] = {CLIENT(HELLO), SERVER(SERVER_RC4 SERVER_DONE)};
	const struct vector v = VECTOR("grease", NULL);
	vector_run(&v);
	char *said = vector_says(&v);
	ck_says(said, "\"string\":\"771,5,10-11,23,0\"");
	ck_says(said, "\"ja3s\":{\"hash\":\"");
	ck_says(said, "\"string\":\"771,5,\"");
	ck_says(said, "\"ja4\":\"t12i010200_");
	ck_says(said, "hint tls.weak_cipher text=TLS_RSA_WITH_RC4_128_SHA number=5\n");
	free(said);
}
END_TEST

START_TEST(a_hello_in_many_small_records_is_put_together)
{
	static const char hello[] = "\1\0\0\x41" HELLO_BODY;
	uint8_t bytes[6 * sizeof(hello)];
	uint32_t used = 0;
	for (uint32_t i = 0; i < sizeof(hello) - 1; i++) {
		const uint8_t record[6] = {0x16, 3, 1, 0, 1, (uint8_t)hello[i]};
		memcpy(bytes + used, record, 6);
		used += 6;
	}
	const struct turn turns[] = {{SIDE_CLIENT, {bytes, used}}};
	const struct vector v = VECTOR("small records", NULL);
	vector_run(&v);
	char *said = vector_says(&v);
	ck_says(said, "\"string\":\"771,5,10-11,23,0\"");
	free(said);
}
END_TEST

START_TEST(two_messages_in_one_record_are_both_read)
{
	static const struct turn turns[] = {
		CLIENT(HELLO), SERVER("\x16\3\3\0\x2e\2\0\0\x26\3\3" ZEROS "\0\0\5\0\x0e\0\0\0")};
	const struct vector v = VECTOR("two messages", NULL);
	vector_run(&v);
	char *said = vector_says(&v);
	ck_says(said, "\"cipher\":\"TLS_RSA_WITH_RC4_128_SHA\"");
	free(said);
}
END_TEST

START_TEST(a_client_without_an_answer_is_told_at_the_end)
{
	static const struct turn turns[] = {CLIENT(HELLO)};
	char *said = vector_says(&VECTOR("client only", NULL));
	ck_says(said, "tls {\"tls\":{\"ja3\":{\"hash\":\"");
	ck_assert_ptr_null(strstr(said, "version\""));
	free(said);
}
END_TEST

START_TEST(a_server_alone_is_told)
{
	static const struct turn turns[] = {SERVER(SERVER_RC4 SERVER_DONE)};
	char *said = vector_says(&VECTOR("server only", NULL));
	ck_says(said, "tls {\"tls\":{\"version\":\"TLS 1.2\",\"ja3s\"");
	free(said);
}
END_TEST

START_TEST(a_hello_of_ssl_2_opens_a_session)
{
	static const struct turn turns[] = {
		CLIENT("\x80\x1c\1\3\1\0\3\0\0\0\x10\0\0\5"
		       "0123456789abcdef"),
		SERVER(SERVER_RC4 SERVER_DONE),
	};
	const struct vector v = VECTOR("ssl 2 hello", NULL);
	vector_run(&v);
	char *said = vector_says(&v);
	ck_says(said, "\"version\":\"TLS 1.2\"");
	free(said);
}
END_TEST

START_TEST(lengths_that_lie_end_the_reading)
{
	static const struct turn turns[] = {
		/* session id of 255 octets in a hello of 40 */
		CLIENT("\x16\3\1\0\x28\1\0\0\x24\3\3" ZEROS "\xff\0"),
		/* extensions longer than the message */
		SERVER("\x16\3\3\0\x2c\2\0\0\x28\3\3" ZEROS "\0\0\5\0\xff\xff"),
	};
	char *said = vector_says(&VECTOR("lying lengths", NULL));
	ck_says(said, "anomaly tls.bad_client_hello\n");
	ck_assert_ptr_null(strstr(said, "\"sni\""));
	free(said);
}
END_TEST

START_TEST(empty_and_oversized_records_are_no_tls)
{
	static const struct turn turns[] = {CLIENT("\x16\3\1\0\0" HELLO)};
	vector_run(&VECTOR("empty record", ""));
	static const struct turn large[] = {CLIENT("\x16\3\1\xff\xff" HELLO)};
	vector_run(&(struct vector){"large record", &dissector_tls, true, large, 1, ""});
}
END_TEST

START_TEST(a_message_without_end_is_given_up)
{
	static const struct turn turns[] = {CLIENT(HELLO), SERVER("\x16\3\3\0\4\2\xff\xff\xff")};
	char *said = vector_says(&VECTOR("endless message", NULL));
	ck_says(said, "tls {\"tls\":{\"ja3\"");
	free(said);
}
END_TEST

START_TEST(certificates_that_are_none_are_anomalies)
{
	static const struct turn turns[] = {
		CLIENT(HELLO),
		SERVER(SERVER_RC4
			"\x16\3\3\0\x0f\x0b\0\0\x0b\0\0\x08\0\0\x05\x30\x82\xff\xff\0" SERVER_DONE),
	};
	char *said = vector_says(&VECTOR("bad certificate", NULL));
	ck_says(said, "anomaly tls.bad_certificate\n");
	ck_says(said, "\"cipher\":\"TLS_RSA_WITH_RC4_128_SHA\"");
	free(said);
}
END_TEST

START_TEST(cipher_names_are_found_at_both_ends_of_the_table)
{
	struct arena arena;

	ck_assert_int_eq(arena_init(&arena, 1024), 0);
	struct span first = tls_cipher_text(&arena, 0x0001), last = tls_cipher_text(&arena, 0xccae);
	struct span none = tls_cipher_text(&arena, 0xfefe);
	ck_assert(span_eq(first, SPAN_LIT("TLS_RSA_WITH_NULL_MD5")));
	ck_assert(span_eq(last, SPAN_LIT("TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256")));
	ck_assert(span_eq(none, SPAN_LIT("0xfefe")));
	arena_free(&arena);
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len, uint16_t dport)
{
	struct probe_input in = {.data = span_of(bytes, len), .dport = dport, .stream = true};
	return dissector_tls.probe(&in);
}

START_TEST(hellos_are_known_on_any_port)
{
	static const char hello[] = HELLO;

	ck_assert_int_eq(probe_of(hello, sizeof(hello) - 1, 4444), PROBE_SURE);
	ck_assert_int_eq(probe_of(hello, 11, 4444), PROBE_SURE);
	ck_assert_int_eq(probe_of(hello, 4, 4444), PROBE_MORE);
	ck_assert_int_eq(probe_of("SSH-2.0-x\r\n", 11, 443), PROBE_NO);
	ck_assert_int_eq(probe_of("\x16\2\1\0\x48\1\0\0\x44\3\3", 11, 443), PROBE_NO);
	ck_assert_int_eq(probe_of("\x16\3\1\0\x48\1\0\0\x44\2\3", 11, 443), PROBE_NO);
	ck_assert_int_eq(probe_of("\x17\3\3\0\x48", 5, 4444), PROBE_NO);
	ck_assert_int_eq(probe_of("\x17\3\3\0\x48", 5, 443), PROBE_LIKELY);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("tls");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_session_of_tls_12_is_told_with_its_certificate);
	tcase_add_test(t, a_session_of_tls_13_is_told_by_its_hellos);
	tcase_add_test(t, the_protocol_the_server_chose_is_told);
	tcase_add_test(t, an_old_version_is_weak);
	tcase_add_test(t, grease_has_no_part_in_fingerprints);
	tcase_add_test(t, a_hello_in_many_small_records_is_put_together);
	tcase_add_test(t, two_messages_in_one_record_are_both_read);
	tcase_add_test(t, a_client_without_an_answer_is_told_at_the_end);
	tcase_add_test(t, a_server_alone_is_told);
	tcase_add_test(t, a_hello_of_ssl_2_opens_a_session);
	tcase_add_test(t, lengths_that_lie_end_the_reading);
	tcase_add_test(t, empty_and_oversized_records_are_no_tls);
	tcase_add_test(t, a_message_without_end_is_given_up);
	tcase_add_test(t, certificates_that_are_none_are_anomalies);
	tcase_add_test(t, cipher_names_are_found_at_both_ends_of_the_table);
	tcase_add_test(t, hellos_are_known_on_any_port);
	return unit_run(t, "tls");
}
