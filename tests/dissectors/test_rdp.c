/* test_rdp: dissectors/rdp.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

extern const struct dissector dissector_rdp;

/* clang-format off */
START_TEST(a_request_names_its_user)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\051\044\340\000\000\000\000\000\103\157\157\153\151\145\072\040\155\163\164\163\150\141\163\150\075\152\157\145\015\012\001\000\010\000\003\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"tx_id\":0,\"event_type\":\"initial_request\",\"cookie\":\"joe\"",
		"\"requested_protocols\":3");
}
END_TEST

START_TEST(tls_is_chosen_and_handed_over_to)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\023\016\340\000\000\000\000\000\001\000\010\000\013\000\000\000"),
		SERVER("\003\000\000\023\016\320\000\000\022\064\000\002\000\010\000\002\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"event_type\":\"initial_response\"",
		"\"protocol\":\"hybrid\"",
		"!hint");
}
END_TEST

START_TEST(a_token_is_told_as_it_is)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\057\052\340\000\000\000\000\000\103\157\157\153\151\145\072\040\155\163\164\163\075\063\066\064\060\062\060\065\062\062\070\056\061\065\066\062\071\056\060\060\060\060\015\012")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"cookie\":\"3640205228.15629.0000\"");
}
END_TEST

START_TEST(without_tls_the_client_tells_of_itself)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\013\006\340\000\000\000\000\000"),
		SERVER("\003\000\000\013\006\320\000\000\022\064\000"),
		CLIENT("\003\000\000\324\002\360\200\177\145\202\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\104\165\143\141\200\256\001\300\216\000\004\000\010\000\000\004\000\003\001\312\003\252\007\004\000\000\050\012\000\000\120\000\103\000\055\000\067\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\004\000\000\000\000\000\000\000\014\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\001\312\001\000\000\000\000\000\020\000\003\300\040\000\002\000\000\000\162\144\160\144\162\000\000\000\000\000\000\000\143\154\151\160\162\144\162\000\000\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"protocol\":\"rdp\"",
		"hint rdp.standard_security",
		"\"event_type\":\"connect_request\",\"client\":{\"desktop_width\":1024,\"desktop_height\":768,\"build\":\"2600\",\"client_name\":\"PC-7\",\"function_keys\":12,\"color_depth\":16}",
		"\"channels\":[\"rdpdr\",\"cliprdr\"]");
}
END_TEST

START_TEST(a_refusal_has_its_code)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\051\044\340\000\000\000\000\000\103\157\157\153\151\145\072\040\155\163\164\163\150\141\163\150\075\152\157\145\015\012\001\000\010\000\003\000\000\000"),
		SERVER("\003\000\000\023\016\320\000\000\022\064\000\003\000\010\000\005\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"error_code\":5",
		"!\"protocol\"");
}
END_TEST

START_TEST(every_protection_has_a_name)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\051\044\340\000\000\000\000\000\103\157\157\153\151\145\072\040\155\163\164\163\150\141\163\150\075\152\157\145\015\012\001\000\010\000\003\000\000\000"),
		SERVER("\003\000\000\023\016\320\000\000\022\064\000\002\000\010\000\010\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"protocol\":\"hybrid_ex\"");
}
END_TEST

START_TEST(plain_tls_has_a_name)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\051\044\340\000\000\000\000\000\103\157\157\153\151\145\072\040\155\163\164\163\150\141\163\150\075\152\157\145\015\012\001\000\010\000\003\000\000\000"),
		SERVER("\003\000\000\023\016\320\000\000\022\064\000\002\000\010\000\001\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"protocol\":\"ssl\"");
}
END_TEST

START_TEST(an_unknown_protection_is_called_so)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\051\044\340\000\000\000\000\000\103\157\157\153\151\145\072\040\155\163\164\163\150\141\163\150\075\152\157\145\015\012\001\000\010\000\003\000\000\000"),
		SERVER("\003\000\000\023\016\320\000\000\022\064\000\002\000\010\000\100\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"protocol\":\"unknown\"");
}
END_TEST

START_TEST(a_request_in_pieces_is_one)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\051\044\340\000\000\000"),
		CLIENT("\000\000\103\157\157\153\151\145\072\040\155"),
		CLIENT("\163\164\163\150\141\163\150\075\152\157\145\015\012\001\000\010\000\003\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"cookie\":\"joe\"");
}
END_TEST

/* malformed: a packet shorter than its head */
START_TEST(a_length_below_the_head_ends_it)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\051\044\340\000\000\000\000\000\103\157\157\153\151\145\072\040\155\163\164\163\150\141\163\150\075\152\157\145\015\012\001\000\010\000\003\000\000\000"),
		SERVER("\003\000\000\004\000"),
		SERVER("\003\000\000\013\006\320\000\000\022\064\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"initial_request\"",
		"!initial_response");
}
END_TEST

/* malformed: an answer of another protocol */
START_TEST(another_protocol_behind_the_request_ends_it)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\051\044\340\000\000\000\000\000\103\157\157\153\151\145\072\040\155\163\164\163\150\141\163\150\075\152\157\145\015\012\001\000\010\000\003\000\000\000"),
		SERVER("\110\124\124\120\057\061\056\061\040\062\060\060\040\117\113\015\012\015\012")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"initial_request\"",
		"!initial_response");
}
END_TEST

/* malformed: two thousand million channels */
START_TEST(channels_beyond_the_end_are_not_read)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\013\006\340\000\000\000\000\000"),
		SERVER("\003\000\000\013\006\320\000\000\022\064\000"),
		CLIENT("\003\000\000\274\002\360\200\177\145\202\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\104\165\143\141\200\226\001\300\216\000\004\000\010\000\000\004\000\003\001\312\003\252\007\004\000\000\050\012\000\000\120\000\103\000\055\000\067\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\004\000\000\000\000\000\000\000\014\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\001\312\001\000\000\000\000\000\020\000\003\300\010\000\377\377\377\177")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"connect_request\"",
		"!channels");
}
END_TEST

/* malformed: a block shorter than its fields */
START_TEST(a_core_that_is_cut_tells_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\013\006\340\000\000\000\000\000"),
		SERVER("\003\000\000\013\006\320\000\000\022\064\000"),
		CLIENT("\003\000\000\072\002\360\200\177\145\202\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\104\165\143\141\200\024\001\300\024\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"connect_request\"",
		"!client_name");
}
END_TEST

/* malformed: a block of two octets */
START_TEST(a_block_shorter_than_its_head_ends_the_blocks)
{
	static const struct turn turns[] = {
		CLIENT("\003\000\000\013\006\340\000\000\000\000\000"),
		SERVER("\003\000\000\013\006\320\000\000\022\064\000"),
		CLIENT("\003\000\000\072\002\360\200\177\145\202\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\104\165\143\141\200\024\001\300\002\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000")};

	HAS(VECTOR_OF(dissector_rdp, true),
		"\"connect_request\"",
		"!client_name");
}
END_TEST

/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("rdp");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_request_names_its_user);
	tcase_add_test(t, tls_is_chosen_and_handed_over_to);
	tcase_add_test(t, a_token_is_told_as_it_is);
	tcase_add_test(t, without_tls_the_client_tells_of_itself);
	tcase_add_test(t, a_refusal_has_its_code);
	tcase_add_test(t, every_protection_has_a_name);
	tcase_add_test(t, plain_tls_has_a_name);
	tcase_add_test(t, an_unknown_protection_is_called_so);
	tcase_add_test(t, a_request_in_pieces_is_one);
	tcase_add_test(t, a_length_below_the_head_ends_it);
	tcase_add_test(t, another_protocol_behind_the_request_ends_it);
	tcase_add_test(t, channels_beyond_the_end_are_not_read);
	tcase_add_test(t, a_core_that_is_cut_tells_nothing);
	tcase_add_test(t, a_block_shorter_than_its_head_ends_the_blocks);
	return unit_run(t, "rdp");
}
