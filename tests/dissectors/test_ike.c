/* test_ike: dissectors/ike*.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_ike;

#define IKE(...)    HAS(VECTOR_OF(dissector_ike, false), __VA_ARGS__)
#define INIT        "\1\2\3\4\5\6\7\x08"
#define RESP        "\xa1\2\3\4\5\6\7\x08"
#define NOBODY      "\0\0\0\0\0\0\0\0"
#define NO_ID       "\0\0\0\0"
#define LENGTH(len) "\0\0\0" len
/* security association: DOI 1, situation 1; a proposal of one transform: 3DES, MD5, a key that is
 * shared, group 2 */
#define SA1                                                                                        \
	"\0\0\0\x30\0\0\0\1\0\0\0\1\0\0\0\x24\1\1\0\1\0\0\0\x1c\1\1\0\0"                           \
	"\x80\1\0\5\x80\2\0\1\x80\3\0\1\x80\4\0\2\x80\x0b\0\1"
/* AES of 256 bits, SHA-2, SHA-2, ECP 384 */
#define SA2                                                                                        \
	"\x22\0\0\x30\0\0\0\x2c\1\1\0\4\3\0\0\x0c\1\0\0\x0c\x80\x0e\1\0\3\0\0\x08\2\0\0\5"         \
	"\3\0\0\x08\3\0\0\x0c\0\0\0\x08\4\0\0\x14"
#define KE                                                                                         \
	"\x28\0\0\x0c\0\x14\0\0"                                                                   \
	"abcd"
#define NONCE                                                                                      \
	"\x29\0\0\x0c"                                                                             \
	"noncenon"
/* no proposal was chosen; address translation is looked for */
#define NOTIFY_ERROR "\x29\0\0\x08\0\0\0\x0e"
#define NOTIFY_STATUS                                                                              \
	"\0\0\0\x0c\0\0\x40\x04"                                                                   \
	"hash"

static enum probe probe_of(struct span data)
{
	struct probe_input in = {.data = data, .sport = 7, .dport = 7};
	return dissector_ike.probe(&in);
}

START_TEST(an_offer_of_version_1_lists_its_algorithms)
{
	static const struct turn turns[] = {
		CLIENT(INIT NOBODY "\1\x10\2\0" NO_ID LENGTH("\x4c") SA1)};
	vector_run(&(struct vector){"offer", &dissector_ike, false, turns, 1,
		"ike {\"ike\":{\"version_major\":1,\"version_minor\":0,"
		"\"init_spi\":\"0102030405060708\",\"resp_spi\":\"0000000000000000\","
		"\"message_id\":0,\"exchange_type\":2,"
		"\"exchange_type_verbose\":\"Identity Protection\","
		"\"payload\":[\"SecurityAssociation\"],\"ikev1\":{\"encrypted_payloads\":false,"
		"\"doi\":1}},\"spanwatch\":{\"ike\":{\"proposals\":[{"
		"\"alg_enc\":\"EncTripleDesCbc\",\"alg_hash\":\"HashMd5\","
		"\"alg_auth\":\"AuthPreSharedKey\",\"alg_dh\":\"AlternateModp1024\"}]}}}\n"});
}
END_TEST

START_TEST(an_answer_of_version_1_tells_what_is_agreed_on)
{
	static const struct turn turns[] = {
		SERVER(INIT RESP "\1\x10\2\0" NO_ID LENGTH("\x4c") SA1)};
	IKE("\"alg_enc\":\"EncTripleDesCbc\",\"alg_enc_raw\":5", "\"alg_hash\":\"HashMd5\"",
		"hint ike.weak_algorithm text=triple DES", "!proposals");
}
END_TEST

START_TEST(aggressive_mode_is_pointed_out)
{
	static const struct turn turns[] = {
		CLIENT(INIT NOBODY "\1\x10\4\0" NO_ID LENGTH("\x4c") SA1),
		SERVER(INIT RESP "\1\x10\4\0" NO_ID LENGTH("\x4c") SA1)};
	IKE("\"exchange_type_verbose\":\"Aggressive\"", "hint ike.weak_mode text=aggressive mode");
}
END_TEST

START_TEST(vendors_keys_and_nonces_are_told)
{
	static const struct turn turns[] = {CLIENT(INIT NOBODY "\4\x10\2\0" NO_ID LENGTH(
		"\x50") "\x0a\0\0\x08keys\x0d\0\0\x0cnoncenon\x0d\0\0\x0c"
			"\x12\xf5\xf2\x8c\x45\x71\x68\xa9\0\0\0\x0c\1\1\1\1\1\1\1\1")};
	IKE("\"payload\":[\"KeyExchange\",\"Nonce\",\"VendorID\",\"VendorID\"]",
		"\"vendor_ids\":[\"12f5f28c457168a9\",\"0101010101010101\"]",
		"\"client\":{\"key_exchange_payload_length\":4,\"nonce_payload_length\":8}",
		"\"vendor_names\":[\"Cisco Unity\"]");
}
END_TEST

START_TEST(what_is_encrypted_is_not_read)
{
	static const struct turn turns[] = {
		CLIENT(INIT RESP "\x08\x10\x20\1\1\2\3\4" LENGTH("\x24") "somethin")};
	IKE("\"exchange_type_verbose\":\"Quick Mode\"", "\"encrypted_payloads\":true",
		"!\"payload\"", "!malformed");
}
END_TEST

START_TEST(an_offer_of_version_2_is_read_behind_the_marker)
{
	static const struct turn turns[] = {
		CLIENT("\0\0\0\0" INIT NOBODY "\x21\x20\x22\x08" NO_ID LENGTH("\x78")
				SA2 KE NONCE NOTIFY_ERROR NOTIFY_STATUS)};
	IKE("\"exchange_type_verbose\":\"IKE_SA_INIT\",\"role\":\"initiator\"",
		"\"proposals\":[{\"alg_enc\":\"ENCR_AES_CBC\",\"alg_hash\":\"PRF_HMAC_SHA2_256\","
		"\"alg_auth\":\"AUTH_HMAC_SHA2_256_128\",\"alg_dh\":\"Ecp384\"}]",
		"\"ikev2\":{\"errors\":1,\"notify\":[\"NO_PROPOSAL_CHOSEN\","
		"\"NAT_DETECTION_SOURCE_IP\"]}",
		"!malformed");
}
END_TEST

START_TEST(an_answer_of_version_2_tells_what_is_agreed_on)
{
	static const struct turn turns[] = {SERVER(
		INIT RESP "\x21\x20\x22\x20" NO_ID LENGTH("\x70") SA2 KE NONCE NOTIFY_STATUS)};
	IKE("\"role\":\"responder\",\"alg_enc\":\"ENCR_AES_CBC\",\"alg_enc_raw\":12,"
	    "\"sa_key_length\":\"256\"",
		"\"alg_dh\":\"Ecp384\"", "\"alg_prf\":\"PRF_HMAC_SHA2_256\"", "!weak",
		"!malformed");
}
END_TEST

START_TEST(a_keepalive_is_nothing)
{
	static const struct turn turns[] = {CLIENT("\xff")};
	vector_run(&(struct vector){"keepalive", &dissector_ike, false, turns, 1, ""});
}
END_TEST

START_TEST(messages_are_recognised_by_their_bytes)
{
	ck_assert_int_eq(
		probe_of(SPAN_LIT(INIT NOBODY "\1\x10\2\0" NO_ID LENGTH("\x4c") SA1)), PROBE_SURE);
	ck_assert_int_eq(
		probe_of(SPAN_LIT(INIT NOBODY "\1\x10\2\0" NO_ID LENGTH("\x4d") SA1)), PROBE_NO);
	ck_assert_int_eq(
		probe_of(SPAN_LIT(INIT NOBODY "\1\x30\2\0" NO_ID LENGTH("\x4c") SA1)), PROBE_NO);
	ck_assert_int_eq(
		probe_of(SPAN_LIT(NOBODY NOBODY "\1\x10\2\0" NO_ID LENGTH("\x4c") SA1)), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT(INIT NOBODY)), PROBE_NO);
}
END_TEST

START_TEST(a_payload_past_the_end_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(INIT NOBODY "\x21\x20\x22\x08" NO_ID LENGTH("\x24") "\0\0\xff\xff"
									   "abcd")};
	IKE("!SecurityAssociation", "anomaly ike.malformed");
}
END_TEST

START_TEST(a_payload_without_length_is_malformed)
{
	static const struct turn turns[] = {
		CLIENT(INIT NOBODY "\x21\x20\x22\x08" NO_ID LENGTH("\x24") "\x21\0\0\0"
									   "abcd")};
	IKE("anomaly ike.malformed");
}
END_TEST

START_TEST(a_transform_past_its_proposal_is_malformed)
{
	static const struct turn turns[] = {CLIENT(INIT NOBODY "\x21\x20\x22\x08" NO_ID LENGTH(
		"\x30") "\0\0\0\x14\0\0\0\x10\1\1\0\1\0\0\xff\xff\1\0\0\x0c")};
	IKE("SecurityAssociation", "anomaly ike.malformed", "!proposals");
}
END_TEST

START_TEST(an_spi_past_its_proposal_is_malformed)
{
	static const struct turn turns[] = {CLIENT(INIT NOBODY
		"\x21\x20\x22\x08" NO_ID LENGTH("\x28") "\0\0\0\x0c\0\0\0\x08\1\1\xff\1")};
	IKE("anomaly ike.malformed");
}
END_TEST

START_TEST(payloads_that_never_end_are_malformed)
{
	static uint8_t many[28 + 4 * 100] = INIT NOBODY "\x2b\x20\x22\x08" NO_ID "\0\0\1\xac";
	static const struct turn turns[] = {{SIDE_CLIENT, {many, sizeof(many)}}};
	for (unsigned i = 28; i < sizeof(many); i += 4) {
		many[i] = 0x2b;
		many[i + 3] = 4;
	}
	IKE("\"VendorID\"", "anomaly ike.malformed");
}
END_TEST

START_TEST(what_is_none_is_not_read)
{
	static const struct turn turns[] = {CLIENT("short"),
		CLIENT(INIT NOBODY "\1\x10\x07\0" NO_ID LENGTH("\x4c") SA1), CLIENT("")};
	IKE("!ike {", "!anomaly");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("ike");

	tcase_add_test(tests, an_offer_of_version_1_lists_its_algorithms);
	tcase_add_test(tests, an_answer_of_version_1_tells_what_is_agreed_on);
	tcase_add_test(tests, aggressive_mode_is_pointed_out);
	tcase_add_test(tests, vendors_keys_and_nonces_are_told);
	tcase_add_test(tests, what_is_encrypted_is_not_read);
	tcase_add_test(tests, an_offer_of_version_2_is_read_behind_the_marker);
	tcase_add_test(tests, an_answer_of_version_2_tells_what_is_agreed_on);
	tcase_add_test(tests, a_keepalive_is_nothing);
	tcase_add_test(tests, messages_are_recognised_by_their_bytes);
	tcase_add_test(tests, a_payload_past_the_end_is_malformed);
	tcase_add_test(tests, a_payload_without_length_is_malformed);
	tcase_add_test(tests, a_transform_past_its_proposal_is_malformed);
	tcase_add_test(tests, an_spi_past_its_proposal_is_malformed);
	tcase_add_test(tests, payloads_that_never_end_are_malformed);
	tcase_add_test(tests, what_is_none_is_not_read);
	return unit_run(tests, "ike");
}
