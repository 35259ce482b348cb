/*
 * test_http2: dissectors/http2.c, http2_tell.c, hpack.c, grpc.c and grpc_path.c. Frames as a client
 * of gRPC sends them, headers under HPACK with the Huffman code.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_http2;

/* clang-format off */
#define COUNT(list) (sizeof(list) / sizeof(*list))

static void expect_in(const struct turn *list, unsigned count, const char *what, bool there)
{
	const struct vector v = {"part", &dissector_http2, true, list, count, NULL};

	char *said = vector_says(&v);
	ck_assert_msg((strstr(said, what) != NULL) == there, "%s\n%s", what, said);
	free(said);
}

static void survives(const struct turn *list, unsigned count)
{
	const struct vector v = {"part", &dissector_http2, true, list, count, NULL};

	vector_run(&v);
}

START_TEST(each_place_of_a_set_is_a_change)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000$\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\215\305OA\206\2607\033u\240\003_\213"
		       "\035u\320b\r&=LMed\000\000\260\000\001\000\000\000\001\000\000\000\000\253\n"
		       "\014\022\nopenconfig\022,\032\005\n"
		       "\003acl\032\n\n\010acl-sets\032\027\n"
		       "\007acl-set\022\014\n"
		       "\004name\022\004MGMT\"D\n"
		       ">\032\014\n\ninterfaces\032\031\n"
		       "\011interface\022\014\n"
		       "\004name\022\004eth0\032\010\n"
		       "\006config\032\011\n\007enabled\032\002 \000\032'\n"
		       "\021\032\010\n\006system\032\005\n"
		       "\003ntp\032\022Z\020{\"enabled\":true}"),
		SERVER("\000\000\000\004\000\000\000\000\000\000\000\016\001\004\000\000\000\001\210"
		       "_\213\035u\320b\r&=LMed\000\000\005\000\000\000\000\000\001\000\000\000\000"
		       "\000\000\000\031\001\005\000\000\000\001@\210\232\312\310\262\0224\332\217"
		       "\201\007@\211\232\312\310\265%B\0071\177\201\363")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action change acl element=server object=/acl/acl-sets/acl-set[name=MGMT] value=delete outcome=ok evidence=observed", true);
	expect_in(turns, COUNT(turns),
		"action change interface element=server object=/interfaces/interface[name=eth0]/config/enabled value=false outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"action change time element=server object=/system/ntp value=16 bytes outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"grpc {\"grpc\":{\"service\":\"gnmi.gNMI\",\"method\":\"Set\",\"host\":\"r1:57400\",\"status\":\"ok\",\"stream_id\":1}}", true);
}
END_TEST

START_TEST(a_status_tells_a_refusal_from_a_failure)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000$\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\215\305OA\206\2607\033u\240\003_\213"
		       "\035u\320b\r&=LMed\000\000\014\000\001\000\000\000\001\000\000\000\000\007"
		       "\022\005\032\003\n\001a\000\000\005\001\004\000\000\000\003\203\206\300\277"
		       "\276\000\000\014\000\001\000\000\000\003\000\000\000\000\007\022\005\032\003"
		       "\n\001b"),
		SERVER("\000\000\016\001\004\000\000\000\003\210_\213\035u\320b\r&=LMed\000\000\005"
		       "\000\000\000\000\000\003\000\000\000\000\000\000\000\031\001\005\000\000\000"
		       "\003@\210\232\312\310\262\0224\332\217\201g@\211\232\312\310\265%B\0071\177"
		       "\201\363\000\000\002\001\004\000\000\000\001\210\300\000\000\005\000\000\000"
		       "\000\000\001\000\000\000\000\000\000\000\005\001\005\000\000\000\001\177\000"
		       "\201w\277")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"object=/a value=delete outcome=refused evidence=observed reason=permission-denied", true);
	expect_in(turns, COUNT(turns),
		"object=/b value=delete outcome=failed evidence=observed reason=invalid-argument", true);
}
END_TEST

START_TEST(users_come_in_metadata_and_their_passwords_stay_hidden)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000>\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\215\305OA\206\2607\033u\240\003_\213"
		       "\035u\320b\r&=LMed@\206\265\005\262\241\322_\203\350r\377@\206\254hG\203\331"
		       "'\205\334R\006\302\247\000\000\014\000\001\000\000\000\001\000\000\000\000"
		       "\007\022\005\032\003\n"
		       "\001a\000\000\007\001\004\000\000\000\003\203\206\302\301\300\277\276\000"
		       "\000\014\000\001\000\000\000\003\000\000\000\000\007\022\005\032\003\n"
		       "\001b"),
		SERVER("\000\000\016\001\004\000\000\000\001\210_\213\035u\320b\r&=LMed\000\000\005"
		       "\000\000\000\000\000\001\000\000\000\000\000\000\000\031\001\005\000\000\000"
		       "\001@\210\232\312\310\262\0224\332\217\201\007@\211\232\312\310\265%B\0071"
		       "\177\201\363\000\000\002\001\004\000\000\000\003\210\300\000\000\005\000\000"
		       "\000\000\000\003\000\000\000\000\000\000\000\002\001\005\000\000\000\003\277"
		       "\276")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"credential user=joe element=server clear=1", true);
	expect_in(turns, COUNT(turns),
		"object=/a value=delete user=joe outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"object=/b value=delete user=joe outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"Sec1ret", false);
}
END_TEST

START_TEST(a_get_is_a_read)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000$\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\214EOA\206\2607\033u\240\003_\213\035u"
		       "\320b\r&=LMed\000\000\030\000\001\000\000\000\001\000\000\000\000\023\022"
		       "\021\032\010\n\006system\032\005\n"
		       "\003aaa\000\000\027\001\004\000\000\000\003\203\206D\221bj\2512\363i\321\221"
		       "\213\303\254q\232\203$\305G\300\277\000\000\005\000\001\000\000\000\003\000"
		       "\000\000\000\000"),
		SERVER("\000\000\016\001\004\000\000\000\001\210_\213\035u\320b\r&=LMed\000\000\005"
		       "\000\000\000\000\000\001\000\000\000\000\000\000\000\031\001\005\000\000\000"
		       "\001@\210\232\312\310\262\0224\332\217\201\007@\211\232\312\310\265%B\0071"
		       "\177\201\363\000\000\002\001\004\000\000\000\003\210\300\000\000\005\000\000"
		       "\000\000\000\003\000\000\000\000\000\000\000\002\001\005\000\000\000\003\277"
		       "\276")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action read aaa element=server object=/system/aaa outcome=ok evidence=observed count=2", true);
}
END_TEST

START_TEST(a_subscription_is_a_read_of_what_it_names)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000(\001\004\000\000\000"
		       "\001\203\206D\217bj\2512\363i\321\221\215\326\306\202Xh\313A\206\2607\033u"
		       "\240\003_\213\035u\320b\r&=LMed\000\000V\000\001\000\000\000\001\000\000\000"
		       "\000Q\nO\n\014\022\nopenconfig\022\?\n"
		       ";\032\014\n\ninterfaces\032\026\n"
		       "\011interface\022\011\n"
		       "\004name\022\001*\032\007\n"
		       "\005state\032\n\n\010counters\020\001")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action read interface element=server object=/interfaces/interface[name=*]/state/counters", true);
}
END_TEST

START_TEST(certificates_have_the_older_name_of_their_service_too)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\015\012\015\012SM\015\012\015\012\000\000\000\004\000"
		       "\000\000\000\000\000\000B\001\004\000\000\000\001\203\206D(/gnoi.cert."
		       "CertificateManagement/InstallA\002r1_\020application/grpc\000\000\005"
		       "\000\001\000\000\000\001\000\000\000\000\000\000\0006\001\004\000\000"
		       "\000\003\203\206D0/gnoi.cert.CertificateManagement/GetCertificates\300"
		       "\277\000\000\005\000\001\000\000\000\003\000\000\000\000\000"),
		SERVER("\000\000\000\004\000\000\000\000\000\000\000\023\001\004\000\000\000"
		       "\001\210_\020application/grpc\000\000\017\001\005\000\000\000\001@\013"
		       "grpc-status\0010\000\000\002\001\004\000\000\000\003\210\277\000\000"
		       "\001\001\005\000\000\000\003\276")};
	HAS(VECTOR_OF(dissector_http2, true),
		"action change certificate element=server "
		"object=/gnoi.cert.CertificateManagement/Install",
		"action read certificate element=server "
		"object=/gnoi.cert.CertificateManagement/GetCertificates");
}
END_TEST

START_TEST(operations_of_gnoi_have_their_verbs)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000,\001\004\000\000\000"
		       "\001\203\206D\223bj\216e\321\351\011-+\356\364\204\226\2266\2263\235\?A\206"
		       "\2607\033u\240\003_\213\035u\320b\r&=LMed\000\000\020\000\001\000\000\000"
		       "\001\000\000\000\000\013\010\001\032\007because\000\000\024\001\004\000\000"
		       "\000\003\203\206D\216bj\216e\3455\005_\011\250+\032\355O\300\277\000\000\026"
		       "\000\001\000\000\000\003\000\000\000\000\021\n"
		       "\017\n\n/tmp/x.bin\020\244\003\000\000\024\001\004\000\000\000\005\203\206D"
		       "\216bj\216e\316\205\365nc%HH\350\243\301\300\000\000\016\000\001\000\000\000"
		       "\005\000\000\000\000\011\n"
		       "\007\n\0057.9.2\000\000&\001\004\000\000\000\007\203\206D\240bj\216e\310["
		       "\022iLA\244\253\336-\2114\246 \322]\003\250s\026\222\324\2266\235#I\177\302"
		       "\301\000\000\005\000\001\000\000\000\007\000\000\000\000\000\000\000\026\001"
		       "\004\000\000\000\011\203\206D\220bj\216e\3455\005_\011\250+\033KI\373\227"
		       "\303\302\000\000\030\000\001\000\000\000\011\000\000\000\000\023\n"
		       "\021/var/log/messages\000\000!\001\004\000\000\000\013\203\206D\233bj\216e"
		       "\345\031\022{=EaPT\257\204dI\354\365\264\250*X\334\221\330\237\304\303\000"
		       "\000\005\000\001\000\000\000\013\000\000\000\000\000\000\000.\001\004\000"
		       "\000\000\r\203\206D\250bj\220e\311ad-I0\350\366\277p\257z\302\310Z\222a\321"
		       "\355\215\247H\322XHC\333RoXY\013RL:\021\305\304\000\000\005\000\001\000\000"
		       "\000\r\000\000\000\000\000"),
		SERVER("\000\000\016\001\004\000\000\000\001\210_\213\035u\320b\r&=LMed\000\000\005"
		       "\000\000\000\000\000\001\000\000\000\000\000\000\000\031\001\005\000\000\000"
		       "\001@\210\232\312\310\262\0224\332\217\201\007@\211\232\312\310\265%B\0071"
		       "\177\201\363")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action reboot system element=server object=/gnoi.system.System/Reboot value=because outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"action import file element=server object=/tmp/x.bin value=/gnoi.file.File/Put", true);
	expect_in(turns, COUNT(turns),
		"action image image element=server object=/gnoi.os.OS/Install value=7.9.2", true);
	expect_in(turns, COUNT(turns),
		"action change certificate", true);
	expect_in(turns, COUNT(turns),
		"action erase file element=server object=/var/log/messages", true);
	expect_in(turns, COUNT(turns),
		"action erase system", true);
	expect_in(turns, COUNT(turns),
		"action change account", true);
}
END_TEST

START_TEST(calls_of_gobgp_have_their_verbs)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\015\012\015\012SM\015\012\015\012\000\000\000\004\000\000\000\000\000\000\000:\001\004\000\000\000\001\203\206\004\027/a"
		       "pipb.GobgpApi/AddPath\000\014content-type\020application/"
		       "grpc\000\000\005\000\001\000\000\000\001\000\000\000\000\000\000\000;\001\004\000\000\000\003\203\206\004\030/apipb.GobgpApi/L"
		       "istPath\000\014content-type\020application/grpc\000\000\005\000\001\000\000\000\003\000"
		       "\000\000\000\000\000\0009\001\004\000\000\000\005\203\206\004\026/apipb.GobgpApi/AddBmp\000\014content"
		       "-type\020application/grpc\000\000\020\000\001\000\000\000\005\000\000\000\000\013\012\01110.9.9.99\000"
		       "\000\077\001\004\000\000\000\007\203\206\004\034/apipb.GobgpApi/ShutdownPeer\000\014conten"
		       "t-type\020application/grpc\000\000\017\000\001\000\000\000\007\000\000\000\000\012\012\01010.9.9.7"),
		SERVER("\000\000\000\004\000\000\000\000\000\000\000\001\001\004\000\000\000\001\210\000\000\017\001\005\000\000\000\001\000\013grpc-status\0010\000\000\001\001\004"
		       "\000\000\000\003\210\000\000\017\001\005\000\000\000\003\000\013grpc-status\0010\000\000\001\001\004\000\000\000\005\210\000\000\017\001\005\000\000\000\005"
		       "\000\013grpc-status\0010\000\000\001\001\004\000\000\000\007\210\000\000\017\001\005\000\000\000\007\000\013grpc-status\001"
		       "0")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action change route element=server object=/apipb.GobgpApi/AddPath outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"action read route element=server object=/apipb.GobgpApi/ListPath", true);
	expect_in(turns, COUNT(turns),
		"action change mirror element=server object=/apipb.GobgpApi/AddBmp value=10.9.9.99 outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"action exec route element=server object=/apipb.GobgpApi/ShutdownPeer value=10.9.9.7", true);
}
END_TEST

START_TEST(command_lines_in_a_set_are_read_by_the_lexicon)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000$\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\215\305OA\206\2607\033u\240\003_\213"
		       "\035u\320b\r&=LMed\000\000X\000\001\000\000\000\001\000\000\000\000S\032Q\n"
		       "\005\022\003cli\032HbFusername eve privilege 15 password 0 Sec1ret\n"
		       "no logging host 192.0.2.1"),
		SERVER("\000\000\016\001\004\000\000\000\001\210_\213\035u\320b\r&=LMed\000\000\005"
		       "\000\000\000\000\000\001\000\000\000\000\000\000\000\031\001\005\000\000\000"
		       "\001@\210\232\312\310\262\0224\332\217\201\007@\211\232\312\310\265%B\0071"
		       "\177\201\363")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action change account element=server object=username eve privilege 15", true);
	expect_in(turns, COUNT(turns),
		"action change logging element=server object=no logging host 192.0.2.1", true);
	expect_in(turns, COUNT(turns),
		"Sec1ret", false);
}
END_TEST

START_TEST(other_calls_are_told_and_do_nothing)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000.\001\004\000\000\000"
		       "\001\203\206D\225br\321A\374\036\312$_\025\205*Kc\033\207\353\031h\240\377A"
		       "\206\2607\033u\240\003_\213\035u\320b\r&=LMed\000\000\n"
		       "\000\001\000\000\000\001\000\000\000\000\005\n"
		       "\003you"),
		SERVER("\000\000\016\001\004\000\000\000\001\210_\213\035u\320b\r&=LMed\000\000\005"
		       "\000\000\000\000\000\001\000\000\000\000\000\000\000\031\001\005\000\000\000"
		       "\001@\210\232\312\310\262\0224\332\217\201\007@\211\232\312\310\265%B\0071"
		       "\177\201\363")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"grpc {\"grpc\":{\"service\":\"helloworld.Greeter\",\"method\":\"SayHello\"", true);
	expect_in(turns, COUNT(turns),
		"action", false);
}
END_TEST

START_TEST(a_page_over_http2_is_a_page)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000#\001\005\000\000\000"
		       "\001\202\206D\220`\325H_+\316\232h\377\022~\245\252\001\306OA\206\2607\033u"
		       "\240\003z\205%\266P\303\337"),
		SERVER("\000\000\001\001\004\000\000\000\001\215\000\000\005\000\001\000\000\000\001"
		       "hello")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"http {\"http\":{\"version\":\"2\",\"hostname\":\"r1:57400\",\"url\":\"/index.html?token=redacted:", true);
	expect_in(turns, COUNT(turns),
		"\"http_user_agent\":\"curl/8\",\"http_method\":\"GET\",\"status\":404,\"length\":5,\"http2\":{\"stream_id\":1}}}", true);
	expect_in(turns, COUNT(turns),
		"action", false);
}
END_TEST

/* evasive: padding, priority, continuations */
START_TEST(a_head_in_pieces_with_padding_is_one_head)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000\022\001(\000\000\000"
		       "\001\003\000\000\000\000\020\203D\223bj\216e\321\351\000\000\000\000\000\005"
		       "\011\000\000\000\000\001\011-+\356\364\000\000\025\011\004\000\000\000\001"
		       "\204\226\2266\2263\235\?_\213\035u\320b\r&=LMed\000\000\010\000\011\000\000"
		       "\000\001\002\000\000\000\000\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action reboot system element=server object=/gnoi.system.System/Reboot", true);
}
END_TEST

/* evasive: gzip inside of gRPC */
START_TEST(a_compressed_message_is_opened)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\0000\001\004\000\000\000"
		       "\001\203D\213bj\2512\363i\321\221\215\305O_\220\035u\320b\r&=LMed\377u\330t"
		       "\237@\212\232\312\310\261j!\3445S\177\203\233\331\253\000\000\"\000\001\000"
		       "\000\000\001\001\000\000\000\035\037\213\010\000\000\000\000\000\002\003\023"
		       "\342\222b\346bL\004\021I\000\301\237\222\013\014\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action change config element=server object=/a/b value=delete", true);
}
END_TEST

/* evasive: a secret by the name of its place */
START_TEST(a_secret_leaf_stays_hidden)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000$\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\215\305OA\206\2607\033u\240\003_\213"
		       "\035u\320b\r&=LMed\000\000o\000\001\000\000\000\001\000\000\000\000j\"h\n"
		       "[\032\010\n\006system\032\005\n"
		       "\003aaa\032\020\n\016authentication\032\007\n"
		       "\005users\032\027\n\004user\022\017\n"
		       "\010username\022\003joe\032\010\n"
		       "\006config\032\n\n\010password\032\011\n"
		       "\007Sec1ret")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action change account element=server object=/system/aaa/authentication/users/user[username=joe]/config/password value=redacted:", true);
	expect_in(turns, COUNT(turns),
		"Sec1ret", false);
}
END_TEST

/* evasive: a request in several frames */
START_TEST(a_message_in_several_frames_is_read_whole)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000$\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\215\305OA\206\2607\033u\240\003_\213"
		       "\035u\320b\r&=LMed\000\001\220\000\000\000\000\000\001\000\000\000\0105\022"
		       "\011\032\007\n\005first\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y0\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y1\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y2\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y3\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y4\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y5\0324\n2vvvvvvvvvvvvvvvvvvvv\000\006\252\000\001\000\000\000\001vvvvvv"
		       "vvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y6\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y7\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y8\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"C\n"
		       "\013\032\003\n\001x\032\004\n"
		       "\002y9\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y10\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y11\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y12\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y13\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y14\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y15\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y16\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y17\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y18\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y19\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y20\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y21\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y22\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y23\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y24\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y25\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y26\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y27\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y28\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"D\n"
		       "\014\032\003\n\001x\032\005\n"
		       "\003y29\0324\n2vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"),
		SERVER("\000\000\016\001\004\000\000\000\001\210_\213\035u\320b\r&=LMed\000\000\005"
		       "\000\000\000\000\000\001\000\000\000\000\000\000\000\031\001\005\000\000\000"
		       "\001@\210\232\312\310\262\0224\332\217\201\007@\211\232\312\310\265%B\0071"
		       "\177\201\363")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"object=/first value=delete outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"object=/x/y29 value=vvvvv", true);
	expect_in(turns, COUNT(turns),
		"\"truncated\":true", false);
}
END_TEST

/* malformed: index 0, strings cut off, integers without end */
START_TEST(a_head_that_is_none_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000\001\001\005\000\000"
		       "\000\001\200\000\000\005\001\005\000\000\000\003@\212\377\377\377\000\000"
		       "\007\001\005\000\000\000\005\?\377\377\377\377\377\001\000\000\003\001\005"
		       "\000\000\000\007\377\377\001")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"anomaly http2.bad_headers", true);
}
END_TEST

/* malformed: a continuation that belongs elsewhere */
START_TEST(a_continuation_of_another_stream_ends_the_reading)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000\001\001\000\000\000"
		       "\000\001\203\000\000\001\011\004\000\000\000\003\204\000\000,\001\004\000"
		       "\000\000\005\203\206D\223bj\216e\321\351\011-+\356\364\204\226\2266\2263\235"
		       "\?A\206\2607\033u\240\003_\213\035u\320b\r&=LMed\000\000\005\000\001\000\000"
		       "\000\005\000\000\000\000\000")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"anomaly http2.bad_frame", true);
	expect_in(turns, COUNT(turns),
		"action", false);
}
END_TEST

/* malformed: lengths beyond the end, groups */
START_TEST(broken_messages_are_read_as_far_as_they_go)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000$\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\215\305OA\206\2607\033u\240\003_\213"
		       "\035u\320b\r&=LMed\000\000\013\000\001\000\000\000\001\000\000\000\000\006"
		       "\022\377\377\377\377\017\000\000\005\001\004\000\000\000\003\203\206\300\277"
		       "\276\000\000\007\000\001\000\000\000\003\000\000\000\000\002\013\000\000\000"
		       "\005\001\004\000\000\000\005\203\206\300\277\276\000\000\011\000\001\000\000"
		       "\000\005\000\000\000\000\004\"\002\n"
		       "\177\000\000\024\001\004\000\000\000\007\203\206D\216bj\216e\3455\005_\011"
		       "\250+\030\212\237\300\277\000\000\011\000\001\000\000\000\007\000\000\000"
		       "\000\004\n\177/x")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action export file element=server object=/x", true);
}
END_TEST

/* malformed: compressed, broken */
START_TEST(a_compressed_message_that_does_not_open_is_an_unknown_change)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000\033\001\004\000\000"
		       "\000\001\203D\213bj\2512\363i\321\221\215\305O_\213\035u\320b\r&=LMed\000"
		       "\000\016\000\001\000\000\000\001\001\000\000\000\011\037\213\000\000\000\000"
		       "\000\000\002")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"action change config element=server object=/gnmi.gNMI/Set value=part of the request could not be read", true);
	expect_in(turns, COUNT(turns),
		"\"method\":\"Set\"", true);
}
END_TEST

/* evasive: twenty calls at once */
START_TEST(more_streams_than_are_followed_are_told)
{
	static const struct turn turns[] = {
		CLIENT("PRI * HTTP/2.0\r\n\r\n"
		       "SM\r\n\r\n\000\000\000\004\000\000\000\000\000\000\000$\001\004\000\000\000"
		       "\001\203\206D\213bj\2512\363i\321\221\214EOA\206\2607\033u\240\003_\213\035u"
		       "\320b\r&=LMed\000\000\r\000\001\000\000\000\001\000\000\000\000\010\022\006"
		       "\032\004\n\002n0\000\000\005\001\004\000\000\000\003\203\206\300\277\276\000"
		       "\000\r\000\001\000\000\000\003\000\000\000\000\010\022\006\032\004\n"
		       "\002n1\000\000\005\001\004\000\000\000\005\203\206\300\277\276\000\000\r\000"
		       "\001\000\000\000\005\000\000\000\000\010\022\006\032\004\n"
		       "\002n2\000\000\005\001\004\000\000\000\007\203\206\300\277\276\000\000\r\000"
		       "\001\000\000\000\007\000\000\000\000\010\022\006\032\004\n"
		       "\002n3\000\000\005\001\004\000\000\000\011\203\206\300\277\276\000\000\r\000"
		       "\001\000\000\000\011\000\000\000\000\010\022\006\032\004\n"
		       "\002n4\000\000\005\001\004\000\000\000\013\203\206\300\277\276\000\000\r\000"
		       "\001\000\000\000\013\000\000\000\000\010\022\006\032\004\n"
		       "\002n5\000\000\005\001\004\000\000\000\r\203\206\300\277\276\000\000\r\000"
		       "\001\000\000\000\r\000\000\000\000\010\022\006\032\004\n"
		       "\002n6\000\000\005\001\004\000\000\000\017\203\206\300\277\276\000\000\r\000"
		       "\001\000\000\000\017\000\000\000\000\010\022\006\032\004\n"
		       "\002n7\000\000\005\001\004\000\000\000\021\203\206\300\277\276\000\000\r\000"
		       "\001\000\000\000\021\000\000\000\000\010\022\006\032\004\n"
		       "\002n8\000\000\005\001\004\000\000\000\023\203\206\300\277\276\000\000\r\000"
		       "\001\000\000\000\023\000\000\000\000\010\022\006\032\004\n"
		       "\002n9\000\000\005\001\004\000\000\000\025\203\206\300\277\276\000\000\016"
		       "\000\001\000\000\000\025\000\000\000\000\011\022\007\032\005\n"
		       "\003n10\000\000\005\001\004\000\000\000\027\203\206\300\277\276\000\000\016"
		       "\000\001\000\000\000\027\000\000\000\000\011\022\007\032\005\n"
		       "\003n11\000\000\005\001\004\000\000\000\031\203\206\300\277\276\000\000\016"
		       "\000\001\000\000\000\031\000\000\000\000\011\022\007\032\005\n"
		       "\003n12\000\000\005\001\004\000\000\000\033\203\206\300\277\276\000\000\016"
		       "\000\001\000\000\000\033\000\000\000\000\011\022\007\032\005\n"
		       "\003n13\000\000\005\001\004\000\000\000\035\203\206\300\277\276\000\000\016"
		       "\000\001\000\000\000\035\000\000\000\000\011\022\007\032\005\n"
		       "\003n14\000\000\005\001\004\000\000\000\037\203\206\300\277\276\000\000\016"
		       "\000\001\000\000\000\037\000\000\000\000\011\022\007\032\005\n"
		       "\003n15\000\000\005\001\004\000\000\000!\203\206\300\277\276\000\000\016\000"
		       "\001\000\000\000!\000\000\000\000\011\022\007\032\005\n"
		       "\003n16\000\000\005\001\004\000\000\000#\203\206\300\277\276\000\000\016\000"
		       "\001\000\000\000#\000\000\000\000\011\022\007\032\005\n"
		       "\003n17\000\000\005\001\004\000\000\000%\203\206\300\277\276\000\000\016\000"
		       "\001\000\000\000%\000\000\000\000\011\022\007\032\005\n"
		       "\003n18\000\000\005\001\004\000\000\000'\203\206\300\277\276\000\000\016\000"
		       "\001\000\000\000'\000\000\000\000\011\022\007\032\005\n"
		       "\003n19")};

	survives(turns, COUNT(turns));
	expect_in(turns, COUNT(turns),
		"\"stream_id\":1}", true);
	expect_in(turns, COUNT(turns),
		"\"stream_id\":39}", true);
}
END_TEST
/* clang-format on */

int main(void)
{
	TCase *t = tcase_create("http2");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, each_place_of_a_set_is_a_change);
	tcase_add_test(t, a_status_tells_a_refusal_from_a_failure);
	tcase_add_test(t, users_come_in_metadata_and_their_passwords_stay_hidden);
	tcase_add_test(t, a_get_is_a_read);
	tcase_add_test(t, a_subscription_is_a_read_of_what_it_names);
	tcase_add_test(t, certificates_have_the_older_name_of_their_service_too);
	tcase_add_test(t, operations_of_gnoi_have_their_verbs);
	tcase_add_test(t, calls_of_gobgp_have_their_verbs);
	tcase_add_test(t, command_lines_in_a_set_are_read_by_the_lexicon);
	tcase_add_test(t, other_calls_are_told_and_do_nothing);
	tcase_add_test(t, a_page_over_http2_is_a_page);
	tcase_add_test(t, a_head_in_pieces_with_padding_is_one_head);
	tcase_add_test(t, a_compressed_message_is_opened);
	tcase_add_test(t, a_secret_leaf_stays_hidden);
	tcase_add_test(t, a_message_in_several_frames_is_read_whole);
	tcase_add_test(t, a_head_that_is_none_is_an_anomaly);
	tcase_add_test(t, a_continuation_of_another_stream_ends_the_reading);
	tcase_add_test(t, broken_messages_are_read_as_far_as_they_go);
	tcase_add_test(t, a_compressed_message_that_does_not_open_is_an_unknown_change);
	tcase_add_test(t, more_streams_than_are_followed_are_told);
	return unit_run(t, "http2");
}
