/*
 * test_http_coding: bodies under gzip and deflate (RFC 9110 section 8.4.1): calls of CWMP that an
 * answer of HTTP brings, compressed well and badly.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_http;

/* clang-format off */
#define COUNT(list) (sizeof(list) / sizeof(*list))

/* The equipment asks for calls, and answers the one that comes. */
#define ASK CLIENT("POST /acs HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
#define DONE                                                                                       \
	CLIENT("POST /acs HTTP/1.1\r\n"                                          \
		       "Content-Type: text/xml\r\n"                                          \
		       "Content-Length: 217\r\n"                                          \
		       "\r\n<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" "                                          \
		       "xmlns:cwmp=\"urn:dslforum-org:cwmp-1-0\"><soap:Header><cwmp:ID>9</cwmp:ID></"                                          \
		       "soap:Header><soap:Body><cwmp:RebootResponse/></soap:Body></soap:Envelope>")

static void expect_in(const struct turn *list, unsigned count, const char *what)
{
	const struct vector v = {"part", &dissector_http, true, list, count, NULL};

	vector_run(&v);
	char *said = vector_says(&v);
	ck_assert_msg(strstr(said, what) != NULL, "%s\n%s", what, said);
	free(said);
}

START_TEST(a_call_under_gzip_is_read_like_any_other)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: gzip\r\n"
		       "Content-Length: 167\r\n"
		       "\r\n\037\213\010\000\000\000\000\000\002\003U\217\301\016\2020\020D\177\305p"
		       "\207\325\243\315\332\203J\242\361\346\037T\272J\"\3556-\250\374\275-)\011"
		       "\334f\336\316\354f1\260r\242\266\037\352\330\321\346g:\033Db\207\242\355{'"
		       "\000B\323\222Q\241\212\243\304+\366/H\002(\227\240\310\265\346kbm\360V\350"
		       "\320=\331\017\246\214\341\011\227\273r[H\234\216]Hi\362\022\023\027\327\263"
		       "\334#\314\022a\225\230\314\221\365\230\303wz0\367\022Ol\214\262\372F\243|#,"
		       "\\\3364\347`\261\000V\217\312\?\231&\020]\370\000\000\000"),
		DONE};

	expect_in(turns, COUNT(turns), "action reboot system element=client object=Reboot");
}
END_TEST

START_TEST(chunks_are_joined_before_they_are_opened)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: gzip\r\n"
		       "Transfer-Encoding: chunked\r\n"
		       "\r\n25\r\n\037\213\010\000\000\000\000\000\002\003U\217\301\016\2020\020D"
		       "\177\305p\207\325\243\315\332\203J\242\361\346\037T\272J\"\355\r\n"
		       "25\r\n6-\250\374\275-)\011\334f\336\316\354f1\260r\242\266\037\352\330\321"
		       "\346g:\033Db\207\242\355{'\000B\323\r\n"
		       "25\r\n\222Q\241\212\243\304+\366/H\002(\227\240\310\265\346kbm\360V\350\320="
		       "\331\017\246\214\341\011\227\273r[H\234\r\n"
		       "25\r\n\216]Hi\362\022\023\027\327\263\334#\314\022a\225\230\314\221\365\230"
		       "\303wz0\367\022Ol\214\262\372F\243|#,\r\n"
		       "13\r\n\\\3364\347`\261\000V\217\312\?\231&\020]\370\000\000\000\r\n"
		       "0\r\n\r\n"),
		DONE};

	expect_in(turns, COUNT(turns), "action reboot system element=client object=Reboot");
}
END_TEST

START_TEST(deflate_with_a_head_of_zlib_is_read)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: deflate\r\n"
		       "Content-Length: 155\r\n"
		       "\r\nx\332U\217\301\016\2020\020D\177\305p\207\325\243\315\332\203J\242\361"
		       "\346\037T\272J\"\3556-\250\374\275-)\011\334f\336\316\354f1\260r\242\266\037"
		       "\352\330\321\346g:\033Db\207\242\355{'\000B\323\222Q\241\212\243\304+\366/H"
		       "\002(\227\240\310\265\346kbm\360V\350\320=\331\017\246\214\341\011\227\273r["
		       "H\234\216]Hi\362\022\023\027\327\263\334#\314\022a\225\230\314\221\365\230"
		       "\303wz0\367\022Ol\214\262\372F\243|#,\\\3364\347`\261\000V\217\312\?\226>X"
		       "\325"),
		DONE};

	expect_in(turns, COUNT(turns), "action reboot system element=client object=Reboot");
}
END_TEST

START_TEST(bare_deflate_is_read_too)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: deflate\r\n"
		       "Content-Length: 149\r\n"
		       "\r\nU\217\301\016\2020\020D\177\305p\207\325\243\315\332\203J\242\361\346"
		       "\037T\272J\"\3556-\250\374\275-)\011\334f\336\316\354f1\260r\242\266\037\352"
		       "\330\321\346g:\033Db\207\242\355{'\000B\323\222Q\241\212\243\304+\366/H\002("
		       "\227\240\310\265\346kbm\360V\350\320=\331\017\246\214\341\011\227\273r[H\234"
		       "\216]Hi\362\022\023\027\327\263\334#\314\022a\225\230\314\221\365\230\303wz0"
		       "\367\022Ol\214\262\372F\243|#,\\\3364\347`\261\000V\217\312\?"),
		DONE};

	expect_in(turns, COUNT(turns), "action reboot system element=client object=Reboot");
}
END_TEST

START_TEST(a_call_in_two_members_of_gzip_hides_nothing)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: x-gzip\r\n"
		       "Content-Length: 208\r\n"
		       "\r\n\037\213\010\000\000\000\000\000\002\003-\213A\016\200 \014\004\277b\270"
		       "K\357\215\036}\010\301*\007J\011\005\365\371B\302m3;\263\251\270\214Gz(J\246"
		       "\345\343\230\024\007\333M\2505#\200\372@\354\324\366kp+\345\2061\200f\004ff"
		       "\376\345\236\265\222\360\324xIi\274v\031\375\017\355I\375vd\000\000\000\037"
		       "\213\010\000\000\000\000\000\002\003+\317-\3205\3245P\262\263)\316O,\260\362"
		       "HMLI-\262\263I.\317-\260\362t\261\263\264\321\2071m\364QT\2009N\371)\225P"
		       "\305A\251I\371\371%v6\316\371\271\271\211y)\336\251\225v\3316\372H<\250I0u"
		       "\372H\006@\330\256ye\2519\371\005\251v\000\237\356uW\224\000\000\000"),
		DONE};

	expect_in(turns, COUNT(turns), "action reboot system element=client object=Reboot");
}
END_TEST

START_TEST(a_body_cut_short_is_read_as_far_as_it_goes)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: gzip\r\n"
		       "Content-Length: 158\r\n"
		       "\r\n\037\213\010\000\000\000\000\000\002\003U\217\301\016\2020\020D\177\305p"
		       "\207\325\243\315\332\203J\242\361\346\037T\272J\"\3556-\250\374\275-)\011"
		       "\334f\336\316\354f1\260r\242\266\037\352\330\321\346g:\033Db\207\242\355{'"
		       "\000B\323\222Q\241\212\243\304+\366/H\002(\227\240\310\265\346kbm\360V\350"
		       "\320=\331\017\246\214\341\011\227\273r[H\234\216]Hi\362\022\023\027\327\263"
		       "\334#\314\022a\225\230\314\221\365\230\303wz0\367\022Ol\214\262\372F\243|#,"
		       "\\\3364\347`\261\000V\217\312"),
		DONE};

	expect_in(turns, COUNT(turns), "action reboot system element=client object=Reboot");
}
END_TEST

START_TEST(what_grows_beyond_reason_is_an_anomaly)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: gzip\r\n"
		       "Content-Length: 253\r\n"
		       "\r\n\037\213\010\000\000\000\000\000\002\003\355\3151n\302@\020\005\320\253D"
		       "\364\260I\231\225\343\002\005)i\271\201\301\233P\330^\3136\020n\037\214\240"
		       "\310\rR\274W\375\375;\243)\306\\\365q\323\235R\223\373\364\364\3236\335\030"
		       "\347\356mq\230\246>\2060\356\017\251\255\306\325\365k\356Wy\370\016s\010\351"
		       "\276\024\026\367\265\375\271\275\256\035\207.\326c\363\225\207c\273\274\016"
		       "\337\352\345\313\362yQ\026\267c\037\251\252\323P\026s\037\?\337\313\327\"<b"
		       "\021\376L\334\036\353\\_\356\303\333\264\313y*\237\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\376\231\"\354\317m"
		       "\037\267i\227\363T\026a\314U\037\327\271\276<\362\246;\245&\367\251\374\005"
		       "\221\n\216Y>\353\000\000"),
		DONE};

	expect_in(turns, COUNT(turns), "anomaly http.compressed_too_well");
}
END_TEST

START_TEST(what_is_not_compressed_though_it_says_so_is_an_anomaly)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: gzip\r\n"
		       "Content-Length: 248\r\n"
		       "\r\n<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" "
		       "xmlns:cwmp=\"urn:dslforum-org:cwmp-1-0\"><soap:Header><cwmp:ID>9</cwmp:ID></"
		       "soap:Header><soap:Body><cwmp:Reboot><CommandKey>k</CommandKey></cwmp:Reboot>"
		       "</soap:Body></soap:Envelope>"),
		DONE};

	expect_in(turns, COUNT(turns), "anomaly http.bad_coding");
}
END_TEST

START_TEST(a_broken_body_is_an_anomaly)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: gzip\r\n"
		       "Content-Length: 80\r\n"
		       "\r\n\037\213\010\000\000\000\000\000\002\003U\217\301\016\2020\020D\177\305"
		       "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
		       "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
		       "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
		       "\377\377\377"),
		DONE};

	expect_in(turns, COUNT(turns), "anomaly http.bad_coding");
}
END_TEST

START_TEST(a_coding_that_is_none_changes_nothing)
{
	static const struct turn turns[] = {ASK,
		SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Content-Encoding: identity\r\n"
		       "Content-Length: 248\r\n"
		       "\r\n<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" "
		       "xmlns:cwmp=\"urn:dslforum-org:cwmp-1-0\"><soap:Header><cwmp:ID>9</cwmp:ID></"
		       "soap:Header><soap:Body><cwmp:Reboot><CommandKey>k</CommandKey></cwmp:Reboot>"
		       "</soap:Body></soap:Envelope>"),
		DONE};

	expect_in(turns, COUNT(turns), "action reboot system element=client object=Reboot");
}
END_TEST

/* evasive: a login in a compressed form */
START_TEST(a_login_in_a_compressed_form_is_a_login)
{
	static const struct turn turns[] = {CLIENT("POST /login.cgi HTTP/1.1\r\n"
		       "Content-Type: application/x-www-form-urlencoded\r\n"
		       "Content-Encoding: gzip\r\n"
		       "Content-Length: 51\r\n"
		       "\r\n\037\213\010\000\000\000\000\000\002\003+-N-\312K\314M\265ML\311\315\314"
		       "S+H,..\317/J\261\rNM6,J-\001\000\235uT\315\037\000\000\000"),
		SERVER("HTTP/1.1 302 Found\r\nLocation: /main.html\r\nContent-Length: 0\r\n\r\n")};

	expect_in(turns, COUNT(turns), "credential user=admin");
}
END_TEST
/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("http_coding");

	tcase_add_test(t, a_call_under_gzip_is_read_like_any_other);
	tcase_add_test(t, chunks_are_joined_before_they_are_opened);
	tcase_add_test(t, deflate_with_a_head_of_zlib_is_read);
	tcase_add_test(t, bare_deflate_is_read_too);
	tcase_add_test(t, a_call_in_two_members_of_gzip_hides_nothing);
	tcase_add_test(t, a_body_cut_short_is_read_as_far_as_it_goes);
	tcase_add_test(t, what_grows_beyond_reason_is_an_anomaly);
	tcase_add_test(t, what_is_not_compressed_though_it_says_so_is_an_anomaly);
	tcase_add_test(t, a_broken_body_is_an_anomaly);
	tcase_add_test(t, a_coding_that_is_none_changes_nothing);
	tcase_add_test(t, a_login_in_a_compressed_form_is_a_login);
	return unit_run(t, "http_coding");
}
