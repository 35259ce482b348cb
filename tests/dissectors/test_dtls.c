/* test_dtls: dissectors/dtls.c. */
#include "config.h"

#include "dissectors/common/inside.h"
#include "tests/dissectors/harness.h"

extern const struct dissector dissector_dtls;

/* clang-format off */
START_TEST(both_hellos_make_a_session)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\131\001\000\000\115\000\000\000\000\000\000\000\115\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160"),
		SERVER("\026\376\375\000\000\000\000\000\000\000\000\000\062\002\000\000\046\000\000\000\000\000\000\000\046\376\375\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\000\300\053\000")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"\"version\":\"DTLS 1.2\"",
		"\"sni\":\"nms.example\"",
		"\"client_alpns\":[\"snmp\"]",
		"\"cipher\":\"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\"");
}
END_TEST

START_TEST(the_port_of_snmp_over_dtls_tells_what_is_inside)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\131\001\000\000\115\000\000\000\000\000\000\000\115\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160")};

	harness_server_port(10161);
	HAS(VECTOR_OF(dissector_dtls, false), "\"inside\":\"snmp\"");
}
END_TEST

START_TEST(names_and_agreed_protocols_tell_what_is_inside)
{
	static const struct {
		const char *sni, *alpns;
		uint16_t port;
		const char *inside;
	} cases[] = {
		{"", "\3dot", 443, "dns"}, {"dns.google", "\2h2", 443, "dns"},
		{"x.cloudflare-dns.com", "", 443, "dns"}, {"xdns.google", "\2h2", 443, NULL},
		{"", "", 853, "dns"}, {"", "", 6513, "netconf"}, {"", "\377dot", 443, NULL}, {"", "\0\0", 443, NULL}};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct inside_signs signs = {
			span_str(cases[i].alpns), span_str(cases[i].sni), cases[i].port};
		const char *inside = inside_of(&signs);
		ck_assert(!inside == !cases[i].inside);
		ck_assert(!inside || strcmp(inside, cases[i].inside) == 0);
	}
}
END_TEST

START_TEST(the_hello_with_a_cookie_is_read_like_the_first)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\131\001\000\000\115\000\000\000\000\000\000\000\115\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160"),
		SERVER("\026\376\375\000\000\000\000\000\000\000\000\000\023\003\000\000\007\000\000\000\000\000\000\000\007\376\377\004\141\142\143\144"),
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\135\001\000\000\121\000\001\000\000\000\000\000\121\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\004\141\142\143\144\000\004\300\053\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160"),
		SERVER("\026\376\375\000\000\000\000\000\000\000\000\000\062\002\000\000\046\000\000\000\000\000\000\000\046\376\375\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\000\300\053\000")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"\"sni\":\"nms.example\"",
		"\"version\":\"DTLS 1.2\"");
}
END_TEST

START_TEST(version_1_0_is_weak)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\377\000\000\000\000\000\000\000\000\000\131\001\000\000\115\000\000\000\000\000\000\000\115\376\377\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160"),
		SERVER("\026\376\377\000\000\000\000\000\000\000\000\000\062\002\000\000\046\000\000\000\000\000\000\000\046\376\377\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\163\000\300\053\000")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"\"version\":\"DTLS 1.0\"",
		"hint tls.weak_version");
}
END_TEST

START_TEST(a_hello_without_answer_is_told_at_the_end)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\131\001\000\000\115\000\000\000\000\000\000\000\115\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"\"client_version\":\"DTLS 1.2\"",
		"\"sni\":\"nms.example\"",
		"!\"version\"");
}
END_TEST

START_TEST(a_hello_in_two_records_is_one)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\064\001\000\000\115\000\000\000\000\000\000\000\050\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053\026\376\375\000\000\000\000\000\000\000\000\000\061\001\000\000\115\000\000\000\000\050\000\000\045\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"\"sni\":\"nms.example\"");
}
END_TEST

START_TEST(a_hello_in_two_datagrams_is_one)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\064\001\000\000\115\000\000\000\000\000\000\000\050\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053"),
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\061\001\000\000\115\000\000\000\000\050\000\000\045\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"\"sni\":\"nms.example\"");
}
END_TEST

START_TEST(data_of_the_middle_tells_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\027\376\375\000\001\000\000\000\000\000\000\000\050\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170\170")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"!version");
}
END_TEST

START_TEST(a_handshake_under_keys_is_not_read)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\001\000\000\000\000\000\000\000\131\001\000\000\115\000\000\000\000\000\000\000\115\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"!sni");
}
END_TEST

START_TEST(the_old_version_number_is_taken)
{
	static const struct turn turns[] = {
		CLIENT("\026\001\000\000\000\000\000\000\000\000\000\000\131\001\000\000\115\000\000\000\000\000\000\000\115\001\000\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"\"client_version\"");
}
END_TEST

/* evasive: the second part first */
START_TEST(parts_out_of_order_are_not_put_together)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\061\001\000\000\115\000\000\000\000\050\000\000\045\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160"),
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\064\001\000\000\115\000\000\000\000\000\000\000\050\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\000\000\004\300\053")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"!sni");
}
END_TEST

/* malformed: offset and length pass the end */
START_TEST(a_part_beyond_the_message_is_refused)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\061\001\000\000\115\000\000\000\000\310\000\000\045\300\057\001\000\000\037\000\000\000\020\000\016\000\000\013\156\155\163\056\145\170\141\155\160\154\145\000\020\000\007\000\005\004\163\156\155\160")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"!sni");
}
END_TEST

/* malformed: cut */
START_TEST(a_record_longer_than_the_datagram_ends_it)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\131\001\000\000\115\000\000\000\000\000\000\000\115\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"!sni");
}
END_TEST

/* malformed: a cookie without end */
START_TEST(a_cookie_beyond_the_hello_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("\026\376\375\000\000\000\000\000\000\000\000\000\063\001\000\000\047\000\000\000\000\000\000\000\047\376\375\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\162\000\377\141\142\143")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"anomaly dtls.bad_client_hello");
}
END_TEST

/* malformed: a hello of one octet */
START_TEST(a_hello_of_another_version_is_an_anomaly)
{
	static const struct turn turns[] = {
		SERVER("\026\376\375\000\000\000\000\000\000\000\000\000\015\002\000\000\001\000\000\000\000\000\000\000\001\376")};

	HAS(VECTOR_OF(dissector_dtls, false),
		"anomaly dtls.bad_server_hello");
}
END_TEST

/* clang-format on */

int main(void)
{
	Suite *s = suite_create("dtls");
	TCase *t = tcase_create("dtls");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, both_hellos_make_a_session);
	tcase_add_test(t, the_port_of_snmp_over_dtls_tells_what_is_inside);
	tcase_add_test(t, names_and_agreed_protocols_tell_what_is_inside);
	tcase_add_test(t, the_hello_with_a_cookie_is_read_like_the_first);
	tcase_add_test(t, version_1_0_is_weak);
	tcase_add_test(t, a_hello_without_answer_is_told_at_the_end);
	tcase_add_test(t, a_hello_in_two_records_is_one);
	tcase_add_test(t, a_hello_in_two_datagrams_is_one);
	tcase_add_test(t, data_of_the_middle_tells_nothing);
	tcase_add_test(t, a_handshake_under_keys_is_not_read);
	tcase_add_test(t, the_old_version_number_is_taken);
	tcase_add_test(t, parts_out_of_order_are_not_put_together);
	tcase_add_test(t, a_part_beyond_the_message_is_refused);
	tcase_add_test(t, a_record_longer_than_the_datagram_ends_it);
	tcase_add_test(t, a_cookie_beyond_the_hello_is_an_anomaly);
	tcase_add_test(t, a_hello_of_another_version_is_an_anomaly);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
