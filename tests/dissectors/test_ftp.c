/* test_ftp: dissectors/ftp.c, ftp_acts.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_ftp;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_ftp, true, turns, sizeof(turns) / sizeof(*turns), said           \
	}

START_TEST(a_login_is_an_action_and_its_password_is_not_shown)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("USER bob\015\012"),
		SERVER("331 Password please.\015\012"),
		CLIENT("PASS hunter2\015\012"),
		SERVER("230 Welcome.\015\012"),
	};
	vector_run(&VECTOR("login",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"USER\",\"command_data\":\"bob\",\"reply\":[\"P"
		"assword please.\"],\"completion_code\":[\"331\"],\"reply_received\":\"yes"
		"\"}}\n"
		"credential user=bob element=server clear=1 default=0\n"
		"ftp {\"ftp\":{\"command\":\"PASS\",\"command_data\":\"redacted:acd3488f\","
		"\"reply\":[\"Welcome.\"],\"completion_code\":[\"230\"],\"reply_received\":"
		"\"yes\"}}\n"
		"action login session element=server object=bob user=bob outcome=ok evidenc"
		"e=observed\n"));
}
END_TEST

START_TEST(a_wrong_password_is_a_failed_login)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("USER bob\015\012"),
		SERVER("331 Password please.\015\012"),
		CLIENT("PASS hunter2\015\012"),
		SERVER("530 Login incorrect.\015\012"),
		CLIENT("QUIT\015\012"),
		SERVER("221 Bye.\015\012"),
	};
	vector_run(&VECTOR("failed",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"USER\",\"command_data\":\"bob\",\"reply\":[\"P"
		"assword please.\"],\"completion_code\":[\"331\"],\"reply_received\":\"yes"
		"\"}}\n"
		"credential user=bob element=server clear=1 default=0\n"
		"ftp {\"ftp\":{\"command\":\"PASS\",\"command_data\":\"redacted:acd3488f\","
		"\"reply\":[\"Login incorrect.\"],\"completion_code\":[\"530\"],\"reply_rec"
		"eived\":\"yes\"}}\n"
		"action login-failed session element=server object=bob user=bob outcome=ref"
		"used evidence=observed reason=Login incorrect.\n"
		"ftp {\"ftp\":{\"command\":\"QUIT\",\"reply\":[\"Bye.\"],\"completion_code"
		"\":[\"221\"],\"reply_received\":\"yes\"}}\n"));
}
END_TEST

/* anonymous: the password is an address by custom */
START_TEST(a_session_that_is_left_is_a_logout)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("USER anonymous\015\012"),
		SERVER("331 mail\077\015\012"),
		CLIENT("PASS me@example.org\015\012"),
		SERVER("230 In.\015\012"),
		CLIENT("quit\015\012"),
		SERVER("221 Bye.\015\012"),
	};
	vector_run(&VECTOR("logout",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"USER\",\"command_data\":\"anonymous\",\"reply"
		"\":[\"mail?\"],\"completion_code\":[\"331\"],\"reply_received\":\"yes\"}}"
		"\n"
		"ftp {\"ftp\":{\"command\":\"PASS\",\"command_data\":\"redacted:03599aa8\","
		"\"reply\":[\"In.\"],\"completion_code\":[\"230\"],\"reply_received\":\"yes"
		"\"}}\n"
		"action login session element=server object=anonymous user=anonymous outcom"
		"e=ok evidence=observed\n"
		"ftp {\"ftp\":{\"command\":\"QUIT\",\"reply\":[\"Bye.\"],\"completion_code"
		"\":[\"221\"],\"reply_received\":\"yes\"}}\n"
		"action logout session element=server object=anonymous user=anonymous outco"
		"me=ok evidence=observed\n"));
}
END_TEST

/* active: port 204 * 256 + 179 */
START_TEST(an_upload_exports_what_the_client_has)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("PORT 10,0,0,1,204,179\015\012"),
		SERVER("200 OK.\015\012"),
		CLIENT("STOR running-config\015\012"),
		SERVER("150 Go.\015\012"),
		SERVER("226 Done.\015\012"),
	};
	vector_run(&VECTOR("STOR",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"PORT\",\"command_data\":\"10,0,0,1,204,179\","
		"\"reply\":[\"OK.\"],\"completion_code\":[\"200\"],\"dynamic_port\":52403,"
		"\"mode\":\"active\",\"reply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"STOR\",\"command_data\":\"running-config\",\"r"
		"eply\":[\"Go.\",\"Done.\"],\"completion_code\":[\"150\",\"226\"],\"reply_r"
		"eceived\":\"yes\"}}\n"
		"action export config element=client object=running-config target=10.0.0.2 "
		"outcome=ok evidence=observed\n"));
}
END_TEST

START_TEST(a_download_of_software_is_an_image)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("PASV\015\012"),
		SERVER("227 Entering Passive Mode (10,0,0,2,195,178).\015\012"),
		CLIENT("RETR c2960.bin\015\012"),
		SERVER("150 Opening.\015\012226 Done.\015\012"),
	};
	vector_run(&VECTOR("RETR",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"PASV\",\"reply\":[\"Entering Passive Mode (10,"
		"0,0,2,195,178).\"],\"completion_code\":[\"227\"],\"dynamic_port\":50098,\""
		"mode\":\"passive\",\"reply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"RETR\",\"command_data\":\"c2960.bin\",\"reply"
		"\":[\"Opening.\",\"Done.\"],\"completion_code\":[\"150\",\"226\"],\"reply_"
		"received\":\"yes\"}}\n"
		"action image image element=client object=c2960.bin target=10.0.0.2 outcome"
		"=ok evidence=observed\n"));
}
END_TEST

START_TEST(extended_ports_are_read)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("EPSV\015\012"),
		SERVER("229 Entering Extended Passive Mode (|||50011|)\015\012"),
		CLIENT("EPRT |2|2001:db8::1|40717|\015\012"),
		SERVER("200 OK\015\012"),
	};
	vector_run(&VECTOR("EPSV",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"EPSV\",\"reply\":[\"Entering Extended Passive "
		"Mode (|||50011|)\"],\"completion_code\":[\"229\"],\"dynamic_port\":50011,"
		"\"mode\":\"passive\",\"reply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"EPRT\",\"command_data\":\"|2|2001:db8::1|40717"
		"|\",\"reply\":[\"OK\"],\"completion_code\":[\"200\"],\"dynamic_port\":4071"
		"7,\"mode\":\"active\",\"reply_received\":\"yes\"}}\n"));
}
END_TEST

START_TEST(a_file_that_is_not_there_fails)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("RETR startup-config\015\012"),
		SERVER("550 No such file.\015\012"),
		CLIENT("STOR /etc/x.cfg\015\012"),
		SERVER("550 Permission denied.\015\012"),
	};
	vector_run(&VECTOR("550",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"RETR\",\"command_data\":\"startup-config\",\"r"
		"eply\":[\"No such file.\"],\"completion_code\":[\"550\"],\"reply_received"
		"\":\"yes\"}}\n"
		"action import config element=client object=startup-config target=10.0.0.2 "
		"outcome=failed evidence=observed reason=No such file.\n"
		"ftp {\"ftp\":{\"command\":\"STOR\",\"command_data\":\"/etc/x.cfg\",\"reply"
		"\":[\"Permission denied.\"],\"completion_code\":[\"550\"],\"reply_received"
		"\":\"yes\"}}\n"
		"action export config element=client object=/etc/x.cfg target=10.0.0.2 outc"
		"ome=refused evidence=observed reason=Permission denied.\n"));
}
END_TEST

START_TEST(operations_on_files_are_actions_of_their_own)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("MKD old\015\012"),
		SERVER("257 \042old\042 made\015\012"),
		CLIENT("RNFR a.cfg\015\012"),
		SERVER("350 Ready\015\012"),
		CLIENT("RNTO b.cfg\015\012"),
		SERVER("250 Done\015\012"),
		CLIENT("DELE b.cfg\015\012"),
		SERVER("250 Gone\015\012"),
		CLIENT("SITE CHMOD 777 x\015\012"),
		SERVER("502 No.\015\012"),
	};
	vector_run(&VECTOR("DELE",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"MKD\",\"command_data\":\"old\",\"reply\":[\"\\"
		"\"old\\\" made\"],\"completion_code\":[\"257\"],\"reply_received\":\"yes\""
		"}}\n"
		"action change file element=server object=MKD old outcome=ok evidence=obser"
		"ved\n"
		"ftp {\"ftp\":{\"command\":\"RNFR\",\"command_data\":\"a.cfg\",\"reply\":["
		"\"Ready\"],\"completion_code\":[\"350\"],\"reply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"RNTO\",\"command_data\":\"b.cfg\",\"reply\":["
		"\"Done\"],\"completion_code\":[\"250\"],\"reply_received\":\"yes\"}}\n"
		"action change file element=server object=RNTO b.cfg value=a.cfg outcome=ok"
		" evidence=observed\n"
		"ftp {\"ftp\":{\"command\":\"DELE\",\"command_data\":\"b.cfg\",\"reply\":["
		"\"Gone\"],\"completion_code\":[\"250\"],\"reply_received\":\"yes\"}}\n"
		"action erase file element=server object=DELE b.cfg outcome=ok evidence=obs"
		"erved\n"
		"ftp {\"ftp\":{\"command\":\"SITE\",\"command_data\":\"CHMOD 777 x\",\"repl"
		"y\":[\"No.\"],\"completion_code\":[\"502\"],\"reply_received\":\"yes\"}}\n"
		"action change file element=server object=SITE CHMOD 777 x outcome=failed evi"
		"dence=observed reason=No.\n"));
}
END_TEST

START_TEST(a_reply_of_many_lines_is_one_reply)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("FEAT\015\012"),
		SERVER("211-Features:\015\012 EPRT\015\012 226 not a code\015\012211 End\015\012"),
	};
	vector_run(&VECTOR("FEAT",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"FEAT\",\"reply\":[\"Features:\",\" EPRT\",\" 2"
		"26 not a code\",\"End\"],\"completion_code\":[\"211\",\"211\"],\"reply_rec"
		"eived\":\"yes\"}}\n"));
}
END_TEST

START_TEST(after_auth_tls_nothing_more_is_read)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("AUTH TLS\015\012"),
		SERVER("234 Go on.\015\012"),
		CLIENT("\026\003\001\000\005junk\015\012USER bob\015\012"),
	};
	vector_run(&VECTOR("AUTH",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"AUTH\",\"command_data\":\"TLS\",\"reply\":[\"G"
		"o on.\"],\"completion_code\":[\"234\"],\"reply_received\":\"yes\"}}\n"));
}
END_TEST

START_TEST(a_refused_auth_tls_leaves_the_session_in_clear)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("AUTH TLS\015\012"),
		SERVER("530 No.\015\012"),
		CLIENT("SYST\015\012"),
		SERVER("215 UNIX\015\012"),
	};
	vector_run(&VECTOR("AUTH refused",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"AUTH\",\"command_data\":\"TLS\",\"reply\":[\"N"
		"o.\"],\"completion_code\":[\"530\"],\"reply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"SYST\",\"reply\":[\"UNIX\"],\"completion_code"
		"\":[\"215\"],\"reply_received\":\"yes\"}}\n"));
}
END_TEST

/* the client alone; seven commands, six wait */
START_TEST(commands_without_replies_are_told_at_the_end)
{
	static const struct turn turns[] = {
		CLIENT("USER bob\015\012PASS x1\015\012TYPE I\015\012REST "
		       "100\015\012PWD\015\012CWD a"
		       "\015\012NOOP\015\012"),
	};
	vector_run(&VECTOR("one-way",
		"credential user=bob element=server clear=1 default=0\n"
		"action login session element=server object=bob user=bob outcome=unknown "
		"evidence=observed\n"
		"ftp {\"ftp\":{\"command\":\"USER\",\"command_data\":\"bob\",\"reply_receiv"
		"ed\":\"no\"}}\n"
		"ftp {\"ftp\":{\"command\":\"PASS\",\"command_data\":\"redacted:6a7371c3\","
		"\"reply_received\":\"no\"}}\n"
		"ftp {\"ftp\":{\"command\":\"TYPE\",\"command_data\":\"I\",\"reply_received"
		"\":\"no\"}}\n"
		"ftp {\"ftp\":{\"command\":\"REST\",\"command_data\":\"100\",\"reply_receiv"
		"ed\":\"no\"}}\n"
		"ftp {\"ftp\":{\"command\":\"PWD\",\"reply_received\":\"no\"}}\n"
		"ftp {\"ftp\":{\"command\":\"CWD\",\"command_data\":\"a\",\"reply_received"
		"\":\"no\"}}\n"
		"ftp {\"ftp\":{\"command\":\"NOOP\",\"reply_received\":\"no\"}}\n"));
}
END_TEST

/* IAC IP IAC DM; the second reply belongs to the transfer */
/* A mirror of the client's direction: the login is told before what follows it */
START_TEST(a_client_that_goes_on_after_its_password_tried_to_log_in)
{
	static const struct turn turns[] = {
		CLIENT("USER bob\015\012"),
		CLIENT("PASS hunter2\015\012"),
		CLIENT("RETR startup-config\015\012"),
	};
	const struct vector v = VECTOR("unheard", NULL);
	char *said = vector_says(&v);
	const char *login = strstr(said, "action login session element=server object=bob user=bob "
					 "outcome=unknown evidence=observed\n"),
		   *fetch = strstr(said, "object=startup-config");
	ck_assert_msg(login && fetch && login < fetch, "%s", said);
	free(said);
	static const struct turn left[] = {CLIENT("USER bob\015\012"),
		CLIENT("PASS hunter2\015\012"), CLIENT("USER root\015\012"),
		CLIENT("PASS hunter3\015\012"), CLIENT("QUIT\015\012")};
	said = vector_says(&(struct vector){"left", &dissector_ftp, true, left, 5, NULL});
	ck_assert_msg(!strstr(said, "action"), "%s", said);
	free(said);
}
END_TEST

START_TEST(an_abort_behind_telnet_signals_is_read)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("\377\364\377\362ABOR\015\012"),
		SERVER("426 Aborted\015\012226 Closed\015\012"),
	};
	vector_run(&VECTOR("ABOR",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"ABOR\",\"reply\":[\"Aborted\"],\"completion_co"
		"de\":[\"426\"],\"reply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"reply\":[\"Closed\"],\"completion_code\":[\"226\"],\"reply"
		"_received\":\"yes\"}}\n"));
}
END_TEST

START_TEST(what_is_no_command_is_an_anomaly_once)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("USER bob\015\012"),
		CLIENT("\001\002\003\015\012\004 x\015\012"),
	};
	vector_run(&VECTOR("bad",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"anomaly ftp.bad_command\n"
		"ftp {\"ftp\":{\"command\":\"USER\",\"command_data\":\"bob\",\"reply_receiv"
		"ed\":\"no\"}}\n"));
}
END_TEST

START_TEST(what_is_not_ftp_is_given_back)
{
	static const struct turn turns[] = {
		CLIENT("\005\001\000\015\012"),
	};
	vector_run(&VECTOR("lost", ""));
}
END_TEST

START_TEST(a_server_that_speaks_no_codes_is_given_back)
{
	static const struct turn turns[] = {
		SERVER("hello\015\012220 FTP\015\012"),
	};
	vector_run(&VECTOR("codes", ""));
}
END_TEST

/* five numbers, one above 255, a port above 65535, none at all */
START_TEST(ports_that_cannot_be_announce_nothing)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("PORT 1,2,3,4,5\015\012"),
		CLIENT("PORT 1,2,3,4,256,1\015\012"),
		CLIENT("EPRT |1|x|99999|\015\012"),
		CLIENT("EPRT\015\012"),
		SERVER("500 a\015\012500 b\015\012500 c\015\012500 d\015\012"),
	};
	vector_run(&VECTOR("ports",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"PORT\",\"command_data\":\"1,2,3,4,5\",\"reply"
		"\":[\"a\"],\"completion_code\":[\"500\"],\"mode\":\"active\",\"reply_recei"
		"ved\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"PORT\",\"command_data\":\"1,2,3,4,256,1\",\"re"
		"ply\":[\"b\"],\"completion_code\":[\"500\"],\"mode\":\"active\",\"reply_re"
		"ceived\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"EPRT\",\"command_data\":\"|1|x|99999|\",\"repl"
		"y\":[\"c\"],\"completion_code\":[\"500\"],\"mode\":\"active\",\"reply_rece"
		"ived\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"EPRT\",\"reply\":[\"d\"],\"completion_code\":["
		"\"500\"],\"mode\":\"active\",\"reply_received\":\"yes\"}}\n"));
}
END_TEST

START_TEST(a_line_without_a_code_inside_a_reply_is_kept)
{
	static const struct turn turns[] = {
		SERVER("220 FTP ready.\015\012"),
		CLIENT("SYST\015\012"),
		SERVER("215-A\015\012\015\012B\015\012215 C\015\012"),
		SERVER("999 what\015\012"),
		SERVER("12\015\012"),
	};
	vector_run(&VECTOR("no code",
		"ftp {\"ftp\":{\"reply\":[\"FTP ready.\"],\"completion_code\":[\"220\"],\"r"
		"eply_received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"command\":\"SYST\",\"reply\":[\"A\",\"\",\"B\",\"C\"],\"co"
		"mpletion_code\":[\"215\",\"215\"],\"reply_received\":\"yes\"}}\n"));
}
END_TEST

START_TEST(an_invitation_is_not_the_end)
{
	static const struct turn turns[] = {
		SERVER("120 Wait.\015\012"),
		SERVER("220 FTP\015\012"),
	};
	vector_run(&VECTOR("120",
		"ftp {\"ftp\":{\"reply\":[\"Wait.\"],\"completion_code\":[\"120\"],\"reply_"
		"received\":\"yes\"}}\n"
		"ftp {\"ftp\":{\"reply\":[\"FTP\"],\"completion_code\":[\"220\"],\"reply_re"
		"ceived\":\"yes\"}}\n"));
}
END_TEST

START_TEST(a_line_of_any_length_is_cut)
{
	static char line[9000];
	struct turn turns[] = {SERVER("220 FTP\r\n"), {SIDE_CLIENT, {NULL, 0}},
		SERVER("500 too long\r\n"), CLIENT("NOOP\r\n"), SERVER("200 OK\r\n")};

	memset(line, 'a', sizeof(line));
	memcpy(line, "CWD ", 4);
	memcpy(line + sizeof(line) - 2, "\r\n", 2);
	turns[1].bytes = span_of(line, sizeof(line));
	char *said = vector_says(&VECTOR("long", NULL));
	ck_assert_ptr_nonnull(strstr(said, "\"command\":\"CWD\""));
	ck_assert_ptr_nonnull(strstr(said, "\"command_truncated\":true"));
	ck_assert_ptr_nonnull(strstr(said, "\"command\":\"NOOP\""));
	ck_assert_ptr_null(strstr(said, "anomaly"));
	free(said);
}
END_TEST

static enum probe probe_of(struct span bytes, enum side from, uint16_t port)
{
	struct probe_input in = {.data = bytes,
		.from = from,
		.sport = from == SIDE_SERVER ? port : 40000,
		.dport = from == SIDE_SERVER ? 40000 : port,
		.stream = true};
	return dissector_ftp.probe(&in);
}

START_TEST(a_banner_is_known_on_any_port_and_mail_is_not_taken_for_it)
{
	ck_assert_int_eq(probe_of(SPAN_LIT("220 vsFTPd 3\r\n"), SIDE_SERVER, 5000), PROBE_SURE);
	ck_assert_int_eq(probe_of(SPAN_LIT("220 ready\r\n"), SIDE_SERVER, 21), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("220 mx ESMTP\r\n"), SIDE_SERVER, 21), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("220 mx\r\n"), SIDE_SERVER, 25), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("220 vsFT"), SIDE_SERVER, 21), PROBE_MORE);
	ck_assert_int_eq(probe_of(SPAN_LIT("USER bob\r\n"), SIDE_CLIENT, 110), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("USER bob\r\n"), SIDE_CLIENT, 21), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("PASV\r\n"), SIDE_CLIENT, 5000), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("\x16\x03\x01"), SIDE_CLIENT, 21), PROBE_NO);
}
END_TEST

#define STOU(reply) CLIENT("STOU\015\012"), SERVER(reply "\015\012226 Done.\015\012")
#define STORED "action export config element=client object="

START_TEST(the_server_names_what_is_stored_uniquely)
{
	static const struct {
		struct turn turns[2];
		const char *says;
	} replies[] = {
		{{STOU("150 FILE: vrpcfg.cfg")}, STORED "vrpcfg.cfg target=10.0.0.2 outcome=ok"},
		{{STOU("125 FILE: \"vrpcfg.cfg\"")}, STORED "vrpcfg.cfg target=10.0.0.2 outcome=ok"},
		{{STOU("150 Opening ASCII mode data connection for vrpcfg.cfg.")},
			STORED "vrpcfg.cfg target=10.0.0.2 outcome=ok"},
		{{CLIENT("STOU\015\012"), SERVER("150 ok\015\012226 Transfer complete (unique file "
						 "name:vrpcfg.cfg).\015\012")},
			STORED "vrpcfg.cfg target=10.0.0.2 outcome=ok"},
		{{CLIENT("STOU run.cfg\015\012"), SERVER("553 Denied.\015\012")},
			STORED "run.cfg target=10.0.0.2 outcome=refused"},
	};

	for (unsigned i = 0; i < sizeof(replies) / sizeof(*replies); i++) {
		const struct turn *turns = replies[i].turns;
		const struct vector v = {"stou", &dissector_ftp, true, turns, 2, NULL};
		HAS(&v, replies[i].says, "!outcome=unknown");
	}
}
END_TEST

/* evasive: replies that name nothing, and none at all */
START_TEST(a_unique_store_without_a_name_is_told)
{
	static const struct turn turns[] = {SERVER("220 FTP\015\012"), CLIENT("STOU\015\012"),
		SERVER("150 FILE: \015\012"), SERVER("226 (unique file name:)\015\012"),
		CLIENT("STOU x.cfg\015\012"), CLIENT("NOOP\015\012")};

	HAS(&VECTOR("unnamed", NULL), "action export", "outcome=ok",
		STORED "x.cfg target=10.0.0.2 outcome=unknown");
}
END_TEST

int main(void)
{
	TCase *vectors = tcase_create("vectors");

	tcase_set_timeout(vectors, 60);
	tcase_add_test(vectors, a_login_is_an_action_and_its_password_is_not_shown);
	tcase_add_test(vectors, the_server_names_what_is_stored_uniquely);
	tcase_add_test(vectors, a_unique_store_without_a_name_is_told);
	tcase_add_test(vectors, a_wrong_password_is_a_failed_login);
	tcase_add_test(vectors, a_session_that_is_left_is_a_logout);
	tcase_add_test(vectors, an_upload_exports_what_the_client_has);
	tcase_add_test(vectors, a_download_of_software_is_an_image);
	tcase_add_test(vectors, extended_ports_are_read);
	tcase_add_test(vectors, a_file_that_is_not_there_fails);
	tcase_add_test(vectors, operations_on_files_are_actions_of_their_own);
	tcase_add_test(vectors, a_reply_of_many_lines_is_one_reply);
	tcase_add_test(vectors, after_auth_tls_nothing_more_is_read);
	tcase_add_test(vectors, a_refused_auth_tls_leaves_the_session_in_clear);
	tcase_add_test(vectors, commands_without_replies_are_told_at_the_end);
	tcase_add_test(vectors, a_client_that_goes_on_after_its_password_tried_to_log_in);
	tcase_add_test(vectors, an_abort_behind_telnet_signals_is_read);
	tcase_add_test(vectors, what_is_no_command_is_an_anomaly_once);
	tcase_add_test(vectors, what_is_not_ftp_is_given_back);
	tcase_add_test(vectors, a_server_that_speaks_no_codes_is_given_back);
	tcase_add_test(vectors, ports_that_cannot_be_announce_nothing);
	tcase_add_test(vectors, a_line_without_a_code_inside_a_reply_is_kept);
	tcase_add_test(vectors, an_invitation_is_not_the_end);
	tcase_add_test(vectors, a_line_of_any_length_is_cut);
	tcase_add_test(vectors, a_banner_is_known_on_any_port_and_mail_is_not_taken_for_it);
	return unit_run(vectors, "ftp");
}
