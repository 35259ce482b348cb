/* test_tacacs: dissectors/tacacs.c, tacacs_body.c, tacacs_acts.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_tacacs;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_tacacs, true, turns, sizeof(turns) / sizeof(*turns), said        \
	}

/*
 * header: version | type | seq | flags | session 4 | length 4
 * START: action | priv | type | service | user_len | port_len | rem_len | data_len | ...
 * REPLY: status | flags | msg_len 2 | data_len 2 | ...    CONTINUE: msg_len 2 | data_len 2 | flags
 * REQUEST: (flags of acct) | method | priv | type | service | user_len | port_len | rem_len | args
 */

/* START and REPLY (pass) under a key that the sensor does not have */
START_TEST(a_header_alone_is_told_where_no_key_opens_the_body)
{
	static const struct turn turns[] = {
		CLIENT("\300\001\001\000\001\002\003\004\000\000\000\027C\373w\223\302-"
		       "\036\3138\352"
		       "\320\234\300<\270'!\236\335O\21683"),
		SERVER("\300\001\002\000\001\002\003\004\000\000\000\006\366\011\003\311\234\234"),
	};
	vector_run(&VECTOR("no key",
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":false}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":false}}\n"));
}
END_TEST

/* Packets of an ASCII login; flag 0x01: in clear. */
/* clang-format off */
#define START_LOGIN \
	CLIENT("\300\001\001\001\001\002\003\004\000\000\000\024\001\001\001\001\000\004\010\000tty110.9.9.9")
#define ASK_USER \
	SERVER("\300\001\002\001\001\002\003\004\000\000\000\020\004\000\000\012\000\000Username: ")
#define SAY_USER \
	CLIENT("\300\001\003\001\001\002\003\004\000\000\000\010\000\003\000\000\000bob")
/* clang-format on */

/* START, GETUSER, CONTINUE, GETPASS, CONTINUE, PASS; flag 0x01: in clear */
START_TEST(an_ascii_login_asks_for_user_and_password)
{
	static const struct turn turns[] = {
		START_LOGIN,
		ASK_USER,
		SAY_USER,
		SERVER("\300\001\004\001\001\002\003\004\000\000\000\020\005\001\000\012\000\000Pas"
		       "swo"
		       "rd: "),
		CLIENT("\300\001\005\001\001\002\003\004\000\000\000\014\000\007\000\000\000hunter"
		       "2"),
		SERVER("\300\001\006\001\001\002\003\004\000\000\000\006\001\000\000\000\000\000"),
	};
	vector_run(&VECTOR("ASCII",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true,\"action\":\"login\",\"priv_lvl\":1,\"port\":\"tty1\""
		",\"rem_addr\":\"10.9.9.9\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":true,\"status\":\"getuser\",\"server_msg\":\"Username: \"}"
		"}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":3,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":4,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"status\":\"getpass\",\"server_msg"
		"\":\"Password: \"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":5,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\"}}\n"
		"credential user=bob element=client clear=1 default=0\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":6,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"status\":\"pass\"}}\n"
		"action login session element=client object=bob user=bob actor=10.9.9.9 out"
		"come=ok evidence=attested\n"));
}
END_TEST

/* START, GETUSER, CONTINUE, and the answer to a GETPASS that nobody saw */
START_TEST(an_answer_whose_question_was_lost_is_no_user)
{
	static const struct turn turns[] = {
		START_LOGIN,
		ASK_USER,
		SAY_USER,
		GAP(SIDE_SERVER, 28),
		CLIENT("\300\001\005\001\001\002\003\004\000\000\000\014\000\007\000\000\000hunter"
		       "2"),
	};
	HAS(VECTOR_OF(dissector_tacacs, true), "!hunter", "\"seq\":5", "\"user\":\"bob\"");
}
END_TEST

/* A connection of many sessions lives on behind a hole in the middle of a packet. */
START_TEST(behind_lost_bytes_the_next_packet_is_found_by_its_header)
{
	static const struct turn turns[] = {
		START_LOGIN,
		GAP(SIDE_CLIENT, 20),
		CLIENT("ter2"
		       "\300\001\001\001\005\006\007\010\000\000\000\024\001\001\001\001\000\004"
		       "\010"
		       "\000tty110.9.9.8"),
	};
	HAS(VECTOR_OF(dissector_tacacs, true), "\"session_id\":84281096", "10.9.9.8",
		"!bad_header");
}
END_TEST

/* The same under the key "sesame" */
START_TEST(the_operators_key_opens_bodies)
{
	static const struct turn turns[] = {
		CLIENT("\300\001\001\000\001\002\003\004\000\000\000\024\232\2035\004\012\370U\345U"
		       "\022\252y,\230\331Z\010\220\351>"),
		SERVER("\300\001\002\000\001\002\003\004\000\000\000\020\370.\360\013{"
		       "\320\314pc\315;"
		       "\273\354\267\211\262"),
		CLIENT("\300\001\003\000\001\002\003\004\000\000\000\010u\200\243\300b\366\376"
		       "\314"),
		SERVER("\300\001\004\000\001\002\003\004\000\000\000\020_"
		       "\264\262V\002\334\077\203\340"
		       "(\003\372\340\377s\306"),
		CLIENT("\300\001\005\000\001\002\003\004\000\000\000\014+\020fr\345\215]"
		       "\245\247\372>"
		       "\356"),
		SERVER("\300\001\006\000\001\002\003\004\000\000\000\006\034_\236n\340>"),
	};
	harness_key("mustard\nsesame"); /* before the change, and after it */
	vector_run(&VECTOR("key",
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":false,\"action\":\"login\",\"priv_lvl\":1,\"port\":\"tty1"
		"\",\"rem_addr\":\"10.9.9.9\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":false,\"status\":\"getuser\",\"server_msg\":\"Username: \""
		"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":3,\"session_id\":16909060,"
		"\"unencrypted\":false,\"user\":\"bob\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":4,\"session_id\":16909060,"
		"\"unencrypted\":false,\"user\":\"bob\",\"status\":\"getpass\",\"server_msg"
		"\":\"Password: \"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":5,\"session_id\":16909060,"
		"\"unencrypted\":false,\"user\":\"bob\"}}\n"
		"credential user=bob element=client clear=0 default=0\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":6,\"session_id\":16909060,"
		"\"unencrypted\":false,\"user\":\"bob\",\"status\":\"pass\"}}\n"
		"action login session element=client object=bob user=bob actor=10.9.9.9 out"
		"come=ok evidence=attested\n"));
	harness_key(NULL);
}
END_TEST

/* The first four under "sesame", while the sensor was given "mustard" */
START_TEST(a_wrong_key_is_noticed_once)
{
	static const struct turn turns[] = {
		CLIENT("\300\001\001\000\001\002\003\004\000\000\000\024\232\2035\004\012\370U\345U"
		       "\022\252y,\230\331Z\010\220\351>"),
		SERVER("\300\001\002\000\001\002\003\004\000\000\000\020\370.\360\013{"
		       "\320\314pc\315;"
		       "\273\354\267\211\262"),
		CLIENT("\300\001\003\000\001\002\003\004\000\000\000\010u\200\243\300b\366\376"
		       "\314"),
		SERVER("\300\001\004\000\001\002\003\004\000\000\000\020_"
		       "\264\262V\002\334\077\203\340"
		       "(\003\372\340\377s\306"),
	};
	harness_key("mustard");
	vector_run(&VECTOR("wrong key",
		"hint tacacs.wrong_key\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":false}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":false}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":3,\"session_id\":16909060,"
		"\"unencrypted\":false}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":4,\"session_id\":16909060,"
		"\"unencrypted\":false}}\n"));
	harness_key(NULL);
}
END_TEST

/* START with authen_type 2: the password is the data */
START_TEST(a_pap_login_that_fails_says_why)
{
	static const struct turn turns[] = {
		CLIENT("\301\001\001\001\001\002\003\004\000\000\000\034\001\001\002\001\003\004"
		       "\010"
		       "\005evetty210.6.6.6guess"),
		SERVER("\301\001\002\001\001\002\003\004\000\000\000\023\002\000\000\015\000\000Acc"
		       "ess"
		       " denied"),
	};
	vector_run(&VECTOR("PAP",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"eve\",\"action\":\"login\",\"priv_lvl\":1,"
		"\"port\":\"tty2\",\"rem_addr\":\"10.6.6.6\"}}\n"
		"credential user=eve element=client clear=1 default=0\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"eve\",\"status\":\"fail\",\"server_msg\":"
		"\"Access denied\"}}\n"
		"action login-failed session element=client object=eve user=eve actor=10.6."
		"6.6 outcome=refused evidence=attested reason=Access denied\n"));
}
END_TEST

/* authen_service 2 */
START_TEST(enable_is_a_login_of_its_own)
{
	static const struct turn turns[] = {
		CLIENT("\300\001\001\001\001\002\003\004\000\000\000\027\001\017\001\002\003\004"
		       "\010"
		       "\000bobtty210.9.9.9"),
		SERVER("\300\001\002\001\001\002\003\004\000\000\000\020\005\001\000\012\000\000Pas"
		       "swo"
		       "rd: "),
		CLIENT("\300\001\003\001\001\002\003\004\000\000\000\016\000\011\000\000\000topsecr"
		       "et"),
		SERVER("\300\001\004\001\001\002\003\004\000\000\000\006\001\000\000\000\000\000"),
	};
	vector_run(&VECTOR("enable",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"action\":\"login\",\"priv_lvl\":15"
		",\"port\":\"tty2\",\"rem_addr\":\"10.9.9.9\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"status\":\"getpass\",\"server_msg"
		"\":\"Password: \"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":3,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\"}}\n"
		"credential user=bob element=client clear=1 default=0\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":4,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"status\":\"pass\"}}\n"
		"action login session element=client object=enable user=bob actor=10.9.9.9 "
		"outcome=ok evidence=attested\n"));
}
END_TEST

/* action 2 */
START_TEST(a_password_that_is_changed_changes_an_account)
{
	static const struct turn turns[] = {
		CLIENT("\300\001\001\001\001\002\003\004\000\000\000\027\002\001\001\001\003\004"
		       "\010"
		       "\000bobtty210.9.9.9"),
		SERVER("\300\001\002\001\001\002\003\004\000\000\000\006\001\000\000\000\000\000"),
	};
	vector_run(&VECTOR("chpass",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"action\":\"chpass\",\"priv_lvl\":1"
		",\"port\":\"tty2\",\"rem_addr\":\"10.9.9.9\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"status\":\"pass\"}}\n"
		"action change account element=client object=bob user=bob actor=10.9.9.9 ou"
		"tcome=ok evidence=attested\n"));
}
END_TEST

/* cmd and cmd-args, PASS_ADD */
START_TEST(an_authorised_command_is_an_action_of_the_user_at_the_remote_address)
{
	static const struct turn turns[] = {
		CLIENT("\300\002\001\001\001\002\003\004\000\000\000Z\006\017\001\001\003\004\010"
		       "\005"
		       "\015\006\017\020\014bobtty210.9.9.9service=shellcmd=nocmd-arg=loggingcmd-"
		       "arg=1"
		       "0.2.2.2cmd-arg=<cr>"),
		SERVER("\300\002\002\001\001\002\003\004\000\000\000\022\001\001\000\000\000\000"
		       "\013pr"
		       "iv-lvl=15"),
	};
	vector_run(&VECTOR("author",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"cmd\":\"no logging 10.2.2.2\",\"ar"
		"gs\":[\"service=shell\",\"cmd=no\",\"cmd-arg=logging\",\"cmd-arg=10.2.2.2"
		"\",\"cmd-arg=<cr>\"],\"priv_lvl\":15,\"port\":\"tty2\",\"rem_addr\":\"10.9"
		".9.9\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"args\":[\"priv-lvl=15\"],\"status"
		"\":\"pass-add\"}}\n"
		"action change logging element=client object=no logging 10.2.2.2 user=bob a"
		"ctor=10.9.9.9 outcome=ok evidence=attested\n"));
}
END_TEST

/* status 0x10 */
START_TEST(a_command_that_the_server_refuses_is_refused)
{
	static const struct turn turns[] = {
		CLIENT("\300\002\001\001\001\002\003\004\000\000\000="
		       "\006\017\001\001\003\004\010\003"
		       "\015\012\014bobtty210.9.9.9service=shellcmd=reloadcmd-arg=<cr>"),
		SERVER("\300\002\002\001\001\002\003\004\000\000\000\017\020\000\000\011\000\000not"
		       " yo"
		       "urs"),
	};
	vector_run(&VECTOR("refused",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"cmd\":\"reload\",\"args\":[\"servi"
		"ce=shell\",\"cmd=reload\",\"cmd-arg=<cr>\"],\"priv_lvl\":15,\"port\":\"tty"
		"2\",\"rem_addr\":\"10.9.9.9\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"status\":\"fail\",\"server_msg\":"
		"\"not yours\"}}\n"
		"action reboot system element=client object=reload user=bob actor=10.9.9.9 "
		"outcome=refused evidence=attested reason=not yours\n"));
}
END_TEST

/* stop record with the whole line */
START_TEST(an_accounted_command_is_attested)
{
	static const struct turn turns[] = {
		CLIENT("\300\003\001\001\001\002\003\004\000\000\000@"
		       "\004\006\017\001\001\003\004\010"
		       "\003\011\015\017bobtty210.9.9.9task_id=7service=shellcmd=wr mem <cr>"),
		SERVER("\300\003\002\001\001\002\003\004\000\000\000\005\000\000\000\000\001"),
	};
	vector_run(&VECTOR("acct",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"acct\",\"seq\":1,\"session_id\":16909060,\""
		"unencrypted\":true,\"user\":\"bob\",\"cmd\":\"wr mem\",\"args\":[\"task_id"
		"=7\",\"service=shell\",\"cmd=wr mem <cr>\"],\"action\":\"stop\",\"priv_lvl"
		"\":15,\"port\":\"tty2\",\"rem_addr\":\"10.9.9.9\"}}\n"
		"action save config element=client object=wr mem name=write memory user=bob"
		" actor=10.9.9.9 outcome=ok evidence=attested\n"
		"tacacs {\"tacacs\":{\"type\":\"acct\",\"seq\":2,\"session_id\":16909060,\""
		"unencrypted\":true,\"user\":\"bob\",\"status\":\"success\"}}\n"));
}
END_TEST

/* NX-OS: the mode and the line, parted by " ; ", and how it ended */
START_TEST(an_account_of_nxos_tells_the_last_line_and_its_outcome)
{
	static const struct turn done[] = {
		CLIENT("\300\003\001\001\000\000\000\007\000\000\000j\004\006\017\001\001\003\004"
		       "\010\002\015Cbobtty210.9.9.9service=sh"
		       "ellcmd=configure terminal ; interface Ethernet1/"
		       "7 ; shutdown (SUCCESS)"),
	};
	static const struct turn failed[] = {
		CLIENT("\300\003\001\001\000\000\000\007\000\000\000g\004\006\017\001\001\003\004"
		       "\010\002\015@bobtty210.9.9.9service=sh"
		       "ellcmd=configure terminal ; ip route 10.9.9.0/24"
		       " 10.9.9.1 (FAILURE)"),
	};
	HAS((&(struct vector){"done", &dissector_tacacs, true, done, 1, NULL}),
		"action change interface element=client object=configure terminal ; interface "
		"Ethernet1/7 ; shutdown ",
		"user=bob actor=10.9.9.9 outcome=ok evidence=attested\n");
	HAS((&(struct vector){"failed", &dissector_tacacs, true, failed, 1, NULL}),
		"action change route", "outcome=failed evidence=attested\n");
}
END_TEST

/* one word an argument, and the whole line */
START_TEST(a_secret_in_a_command_is_shown_nowhere)
{
	static const struct turn turns[] = {
		CLIENT("\300\002\001\001\001\002\003\004\000\000\000j\006\017\001\001\003\004\010"
		       "\006"
		       "\015\014\013\016\017\014bobtty210.9.9.9service=shellcmd=usernamecmd-arg="
		       "evecmd"
		       "-arg=secretcmd-arg=Hunter2cmd-arg=<cr>"),
		CLIENT("\300\003\001\001\000\000\000\011\000\000\000K\004\006\017\001\001\003\004"
		       "\010"
		       "\002\015$bobtty210.9.9.9service=shellcmd=username eve secret Hunter2 <cr>"),
	};
	vector_run(&VECTOR("secret",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"cmd\":\"username eve secret redact"
		"ed:19de6254\",\"args\":[\"service=shell\",\"redacted:7e1a1a3e\",\"redacted"
		":40d37298\",\"redacted:abc83d71\",\"redacted:de4f680e\",\"redacted:931445c"
		"7\"],\"priv_lvl\":15,\"port\":\"tty2\",\"rem_addr\":\"10.9.9.9\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"acct\",\"seq\":1,\"session_id\":9,\"unencry"
		"pted\":true,\"user\":\"bob\",\"cmd\":\"username eve secret redacted:19de62"
		"54\",\"args\":[\"service=shell\",\"redacted:db3c0d62\"],\"action\":\"stop"
		"\",\"priv_lvl\":15,\"port\":\"tty2\",\"rem_addr\":\"10.9.9.9\"}}\n"
		"action change account element=client object=username eve secret redacted:1"
		"9de6254 user=bob actor=10.9.9.9 outcome=ok evidence=attested\n"
		"action change account element=client object=username eve secret redacted:1"
		"9de6254 user=bob actor=10.9.9.9 outcome=unknown evidence=attested\n"));
}
END_TEST

START_TEST(an_exec_that_starts_and_stops_is_a_session)
{
	static const struct turn turns[] = {
		CLIENT("\300\003\001\001\001\002\003\004\000\000\0000\002\006\017\001\001\003\004"
		       "\010"
		       "\002\011\015bobtty210.9.9.9task_id=6service=shell"),
		CLIENT("\300\003\001\001\000\000\000\011\000\000\000\077\004\006\017\001\001\003"
		       "\004"
		       "\010\003\011\015\016bobtty210.9.9.9task_id=6service=shellelapsed_time=5"),
	};
	vector_run(&VECTOR("exec",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"acct\",\"seq\":1,\"session_id\":16909060,\""
		"unencrypted\":true,\"user\":\"bob\",\"args\":[\"task_id=6\",\"service=shel"
		"l\"],\"action\":\"start\",\"priv_lvl\":15,\"port\":\"tty2\",\"rem_addr\":"
		"\"10.9.9.9\"}}\n"
		"action login session element=client object=bob user=bob actor=10.9.9.9 out"
		"come=ok evidence=attested\n"
		"tacacs {\"tacacs\":{\"type\":\"acct\",\"seq\":1,\"session_id\":9,\"unencry"
		"pted\":true,\"user\":\"bob\",\"args\":[\"task_id=6\",\"service=shell\",\"e"
		"lapsed_time=5\"],\"action\":\"stop\",\"priv_lvl\":15,\"port\":\"tty2\",\"r"
		"em_addr\":\"10.9.9.9\"}}\n"
		"action logout session element=client object=bob user=bob actor=10.9.9.9 ou"
		"tcome=ok evidence=attested\n"));
}
END_TEST

/* single-connect: the answers come in another order */
START_TEST(sessions_that_share_a_connection_are_kept_apart)
{
	static const struct turn turns[] = {
		CLIENT("\300\002\001\005\000\000\000\007\000\000\000>"
		       "\006\017\001\001\003\004\010\003"
		       "\015\010\017bobtty210.9.9.9service=shellcmd=showcmd-arg=version\300\002\001"
		       "\005\000\000\000\010\000\000\000-"
		       "\006\017\001\001\003\004\005\002\015\012anntt"
		       "y3asyncservice=shellcmd=reload"),
		SERVER("\300\002\002\005\000\000\000\010\000\000\000\006\020\000\000\000\000\000"
		       "\300"
		       "\002\002\005\000\000\000\007\000\000\000\006\001\000\000\000\000\000"),
	};
	vector_run(&VECTOR("multiplexed",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":1,\"session_id\":7,\"unenc"
		"rypted\":true,\"user\":\"bob\",\"cmd\":\"show version\",\"args\":[\"servic"
		"e=shell\",\"cmd=show\",\"cmd-arg=version\"],\"priv_lvl\":15,\"port\":\"tty"
		"2\",\"rem_addr\":\"10.9.9.9\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":1,\"session_id\":8,\"unenc"
		"rypted\":true,\"user\":\"ann\",\"cmd\":\"reload\",\"args\":[\"service=shel"
		"l\",\"cmd=reload\"],\"priv_lvl\":15,\"port\":\"tty3\",\"rem_addr\":\"async"
		"\"}}\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":2,\"session_id\":8,\"unenc"
		"rypted\":true,\"user\":\"ann\",\"status\":\"fail\"}}\n"
		"action reboot system element=client object=reload user=ann outcome=refused"
		" evidence=attested\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":2,\"session_id\":7,\"unenc"
		"rypted\":true,\"user\":\"bob\",\"status\":\"pass-add\"}}\n"
		"action read system element=client object=show version user=bob actor=10.9."
		"9.9 outcome=ok evidence=attested\n"));
}
END_TEST

/* user_len 200 of 3 bytes */
START_TEST(a_body_whose_lengths_do_not_add_up_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("\300\001\001\001\001\002\003\004\000\000\000\013\001\001\001\001\310\000"
		       "\000"
		       "\000bob"),
	};
	vector_run(&VECTOR("bad length",
		"hint tacacs.unencrypted\n"
		"anomaly tacacs.bad_length\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true}}\n"));
}
END_TEST

/* arg_cnt 255 */
START_TEST(more_arguments_than_bytes_are_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("\300\002\001\001\001\002\003\004\000\000\000\015\006\017\001\001\003\000"
		       "\000"
		       "\377\001\001bob"),
	};
	vector_run(&VECTOR("args",
		"hint tacacs.unencrypted\n"
		"anomaly tacacs.bad_length\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true}}\n"));
}
END_TEST

/* the second header says length 0xffffffff */
START_TEST(a_packet_of_four_gigabytes_is_not_waited_for)
{
	static const struct turn turns[] = {
		CLIENT("\300\002\001\001\001\002\003\004\000\000\000\031\006\017\001\001\003\000"
		       "\000"
		       "\001\015bobservice=shell\300\002\003\001\000\000\000\011\377\377\377\377"),
	};
	vector_run(&VECTOR("huge",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"author\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":true,\"user\":\"bob\",\"args\":[\"service=shell\"],\"priv_"
		"lvl\":15}}\n"
		"anomaly tacacs.bad_header\n"));
}
END_TEST

START_TEST(what_is_not_tacacs_is_given_back)
{
	static const struct turn turns[] = {
		CLIENT("GET / HTTP/1.1\015\012\015\012"),
	};
	vector_run(&VECTOR("lost", ""));
}
END_TEST

/* an odd number from the server */
START_TEST(a_number_of_the_wrong_side_is_no_tacacs)
{
	static const struct turn turns[] = {
		SERVER("\300\001\001\001\001\002\003\004\000\000\000\013\001\001\001\001\003\000"
		       "\000"
		       "\000bob"),
	};
	vector_run(&VECTOR("parity", ""));
}
END_TEST

/* the request is under a strange key, the answer in clear */
START_TEST(a_readable_error_ends_a_login_that_could_not_be_read)
{
	static const struct turn turns[] = {
		CLIENT("\300\001\001\000\001\002\003\004\000\000\000\027C\373w\223\302-"
		       "\036\3138\352"
		       "\320\234\300<\270'!\236\335O\21683"),
		SERVER("\300\001\002\001\001\002\003\004\000\000\000\015\007\000\000\007\000\000bad"
		       " ke"
		       "y"),
	};
	vector_run(&VECTOR("error",
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":1,\"session_id\":16909060,"
		"\"unencrypted\":false}}\n"
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"authen\",\"seq\":2,\"session_id\":16909060,"
		"\"unencrypted\":true,\"status\":\"error\",\"server_msg\":\"bad key\"}}\n"
		"action login-failed session element=client outcome=failed evidence=atteste"
		"d reason=bad key\n"));
}
END_TEST

/* rem_addr 255.255.255.255 */
START_TEST(a_group_address_is_nobody)
{
	static const struct turn turns[] = {
		CLIENT("\300\003\001\001\001\002\003\004\000\000\000*"
		       "\004\006\017\001\001\003\004\017"
		       "\001\012bobtty2255.255.255.255cmd=reload"),
	};
	vector_run(&VECTOR("group",
		"hint tacacs.unencrypted\n"
		"tacacs {\"tacacs\":{\"type\":\"acct\",\"seq\":1,\"session_id\":16909060,\""
		"unencrypted\":true,\"user\":\"bob\",\"cmd\":\"reload\",\"args\":[\"cmd=rel"
		"oad\"],\"action\":\"stop\",\"priv_lvl\":15,\"port\":\"tty2\",\"rem_addr\":"
		"\"255.255.255.255\"}}\n"
		"action reboot system element=client object=reload user=bob outcome=ok evid"
		"ence=attested\n"));
}
END_TEST

static enum probe probe_of(struct span bytes, enum side from)
{
	struct probe_input in = {.data = bytes, .from = from, .stream = true};
	return dissector_tacacs.probe(&in);
}

START_TEST(a_whole_first_packet_proves_the_protocol_on_any_port)
{
	struct span first = SPAN_LIT("\300\001\001\001\0\0\0\1\0\0\0\010\1\1\1\1\0\0\0\0");

	ck_assert_int_eq(probe_of(first, SIDE_CLIENT), PROBE_SURE);
	ck_assert_int_eq(probe_of(first, SIDE_SERVER), PROBE_NO);
	ck_assert_int_eq(probe_of(span_sub(first, 0, 11), SIDE_CLIENT), PROBE_MORE);
	ck_assert_int_eq(probe_of(span_sub(first, 0, 12), SIDE_CLIENT), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("\300\004"), SIDE_CLIENT), PROBE_NO);
	ck_assert_int_eq(probe_of(SPAN_LIT("SSH-2.0-x\r\n  "), SIDE_CLIENT), PROBE_NO);
}
END_TEST

START_TEST(an_argument_is_secret_by_a_part_of_its_name)
{
	static const struct turn turns[] = {
		CLIENT("\300\002\001\001\000\000\0224\000\000\000\033\006\001\001"
		       "\001\003\004\000\001\013bobtty1service=ppp"),
		SERVER("\300\002\002\001\000\000\0224\000\000\000;\001\002\000\000"
		       "\000\000(\013ipsec:ikev2-password-remote=tulipwinter9priv-lv"
		       "l=15"),
	};
	HAS(VECTOR_OF(dissector_tacacs, true), "\"args\":[\"redacted:", "\"priv-lvl=15\"",
		"!tulip");
}
END_TEST

int main(void)
{
	TCase *vectors = tcase_create("vectors");

	tcase_set_timeout(vectors, 60);
	tcase_add_test(vectors, a_header_alone_is_told_where_no_key_opens_the_body);
	tcase_add_test(vectors, an_ascii_login_asks_for_user_and_password);
	tcase_add_test(vectors, an_answer_whose_question_was_lost_is_no_user);
	tcase_add_test(vectors, behind_lost_bytes_the_next_packet_is_found_by_its_header);
	tcase_add_test(vectors, the_operators_key_opens_bodies);
	tcase_add_test(vectors, a_wrong_key_is_noticed_once);
	tcase_add_test(vectors, a_pap_login_that_fails_says_why);
	tcase_add_test(vectors, enable_is_a_login_of_its_own);
	tcase_add_test(vectors, a_password_that_is_changed_changes_an_account);
	tcase_add_test(
		vectors, an_authorised_command_is_an_action_of_the_user_at_the_remote_address);
	tcase_add_test(vectors, a_command_that_the_server_refuses_is_refused);
	tcase_add_test(vectors, an_accounted_command_is_attested);
	tcase_add_test(vectors, an_account_of_nxos_tells_the_last_line_and_its_outcome);
	tcase_add_test(vectors, a_secret_in_a_command_is_shown_nowhere);
	tcase_add_test(vectors, an_exec_that_starts_and_stops_is_a_session);
	tcase_add_test(vectors, sessions_that_share_a_connection_are_kept_apart);
	tcase_add_test(vectors, a_body_whose_lengths_do_not_add_up_is_an_anomaly);
	tcase_add_test(vectors, more_arguments_than_bytes_are_an_anomaly);
	tcase_add_test(vectors, a_packet_of_four_gigabytes_is_not_waited_for);
	tcase_add_test(vectors, what_is_not_tacacs_is_given_back);
	tcase_add_test(vectors, a_number_of_the_wrong_side_is_no_tacacs);
	tcase_add_test(vectors, a_readable_error_ends_a_login_that_could_not_be_read);
	tcase_add_test(vectors, a_group_address_is_nobody);
	tcase_add_test(vectors, a_whole_first_packet_proves_the_protocol_on_any_port);
	tcase_add_test(vectors, an_argument_is_secret_by_a_part_of_its_name);
	return unit_run(vectors, "tacacs");
}
