/* test_radius: dissectors/radius.c, radius_message.c, radius_acts.c. */
#include "config.h"

#include "dissectors/radius.h"
#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_radius;

#define VECTOR(title, said)                                                                        \
	(struct vector)                                                                            \
	{                                                                                          \
		title, &dissector_radius, false, turns, sizeof(turns) / sizeof(*turns), said       \
	}

/* code | id | length 2 | authenticator 16 (10 11 .. 1f where random) | (type | length | value)* */

/* NAS-Prompt asked for; Administrative and a Cisco-AVPair granted */
START_TEST(an_administrator_who_is_let_in_has_logged_in)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000A\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\001\005bob\002\0220123456789abcdef\004\006\012\000\000\001\006\006\000\000"
		       "\000\007\037\01210.9.9.9"),
		SERVER("\002\007\0003\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\006\006\000\000\000\006\032\031\000\000\000\011\001\023shell:priv-lvl=15"),
	};
	vector_run(&VECTOR("accept",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"nas_ip\":\"10.0.0.1\",\"service_type\":\"nas-prompt\",\"calling_sta"
		"tion\":\"10.9.9.9\",\"message_authenticator\":false}}\n"
		"hint radius.no_message_authenticator\n"
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":7,\"service_type\":"
		"\"administrative\",\"message_authenticator\":false,\"vendor_attributes\":["
		"{\"vendor\":9,\"vendor_name\":\"Cisco\",\"type\":1,\"text\":\"shell:priv-l"
		"vl=15\"}]}}\n"
		"action login session element=client object=bob user=bob actor=10.9.9.9 out"
		"come=ok evidence=attested\n"));
}
END_TEST

START_TEST(an_administrator_who_is_turned_away_has_not)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000A\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\001\005bob\002\0220123456789abcdef\004\006\012\000\000\001\006\006\000\000"
		       "\000\007\037\01210.9.9.9"),
		SERVER("\003\007\000\035\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037\022\011go away"),
	};
	vector_run(&VECTOR("reject",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"nas_ip\":\"10.0.0.1\",\"service_type\":\"nas-prompt\",\"calling_sta"
		"tion\":\"10.9.9.9\",\"message_authenticator\":false}}\n"
		"hint radius.no_message_authenticator\n"
		"radius {\"radius\":{\"code\":\"access-reject\",\"id\":7,\"reply_message\":"
		"\"go away\",\"message_authenticator\":false}}\n"
		"action login-failed session element=client object=bob user=bob actor=10.9."
		"9.9 outcome=refused evidence=attested reason=go away\n"));
}
END_TEST

/* Framed-User, PPP */
START_TEST(a_subscriber_who_logs_in_manages_nothing)
{
	static const struct turn turns[] = {
		CLIENT("\001\010\000-"
		       "\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037"
		       "\001\007user7\006\006\000\000\000\002\007\006\000\000\000\001 \006bng1"),
		SERVER("\002\010\000\032\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037\010\006\012\001\001\001"),
	};
	vector_run(&VECTOR("subscriber",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":8,\"user_name\":\"u"
		"ser7\",\"nas_id\":\"bng1\",\"service_type\":\"framed\",\"message_authentic"
		"ator\":false}}\n"
		"hint radius.no_message_authenticator\n"
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":8,\"framed_ip\":\"10"
		".1.1.1\",\"message_authenticator\":false}}\n"));
}
END_TEST

/* nothing is asked for, Huawei-Exec-Privilege 15 is granted; NAS-IP-Address is another host */
START_TEST(a_vendor_attribute_that_grants_a_privilege_makes_a_login)
{
	static const struct turn turns[] = {
		CLIENT("\001\011\000\037\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037\001\005bob\004\006\012\000\000c"),
		SERVER("\002\011\000 "
		       "\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037"
		       "\032\014\000\000\007\333\035\006\000\000\000\017"),
	};
	vector_run(&VECTOR("grant",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":9,\"user_name\":\"b"
		"ob\",\"nas_ip\":\"10.0.0.99\",\"message_authenticator\":false}}\n"
		"hint radius.no_message_authenticator\n"
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":9,\"message_authenti"
		"cator\":false,\"vendor_attributes\":[{\"vendor\":2011,\"vendor_name\":\"Hu"
		"awei\",\"type\":29,\"number\":15}]}}\n"
		"action login session element=client object=bob user=bob on=10.0.0.99 outco"
		"me=ok evidence=attested\n"));
}
END_TEST

START_TEST(a_challenge_is_no_end)
{
	static const struct turn turns[] = {
		CLIENT("\001\001\000A\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\001\005bob\002\0220123456789abcdef\004\006\012\000\000\001\006\006\000\000"
		       "\000\007\037\01210.9.9.9"),
		SERVER("\013\001\000\033\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037\030\007state"),
		CLIENT("\001\002\000A\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\001\005bob\002\0220123456789abcdef\004\006\012\000\000\001\006\006\000\000"
		       "\000\007\037\01210.9.9.9"),
		SERVER("\002\002\000\024\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037"),
	};
	vector_run(&VECTOR("challenge",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":1,\"user_name\":\"b"
		"ob\",\"nas_ip\":\"10.0.0.1\",\"service_type\":\"nas-prompt\",\"calling_sta"
		"tion\":\"10.9.9.9\",\"message_authenticator\":false}}\n"
		"hint radius.no_message_authenticator\n"
		"radius {\"radius\":{\"code\":\"access-challenge\",\"id\":1,\"message_authe"
		"nticator\":false}}\n"
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":2,\"user_name\":\"b"
		"ob\",\"nas_ip\":\"10.0.0.1\",\"service_type\":\"nas-prompt\",\"calling_sta"
		"tion\":\"10.9.9.9\",\"message_authenticator\":false}}\n"
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":2,\"message_authenti"
		"cator\":false}}\n"
		"action login session element=client object=bob user=bob actor=10.9.9.9 out"
		"come=ok evidence=attested\n"));
}
END_TEST

START_TEST(a_request_sent_again_is_one_login)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000A\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\001\005bob\002\0220123456789abcdef\004\006\012\000\000\001\006\006\000\000"
		       "\000\007\037\01210.9.9.9"),
		CLIENT("\001\007\000A\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\001\005bob\002\0220123456789abcdef\004\006\012\000\000\001\006\006\000\000"
		       "\000\007\037\01210.9.9.9"),
		SERVER("\002\007\000\024\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037"),
		SERVER("\002\007\000\024\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037"),
	};
	vector_run(&VECTOR("again",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"nas_ip\":\"10.0.0.1\",\"service_type\":\"nas-prompt\",\"calling_sta"
		"tion\":\"10.9.9.9\",\"message_authenticator\":false}}\n"
		"hint radius.no_message_authenticator\n"
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"nas_ip\":\"10.0.0.1\",\"service_type\":\"nas-prompt\",\"calling_sta"
		"tion\":\"10.9.9.9\",\"message_authenticator\":false}}\n"
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":7,\"message_authenti"
		"cator\":false}}\n"
		"action login session element=client object=bob user=bob actor=10.9.9.9 out"
		"come=ok evidence=attested\n"
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":7,\"message_authenti"
		"cator\":false}}\n"));
}
END_TEST

/* two blocks under the secret "sesame" */
START_TEST(a_password_is_opened_only_to_be_judged)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000S\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\001\005bob\002\042,"
		       "\335\254\302\367n\374\371\350\021\316\007\344\341\334\015"
		       "\376U\215\202\305M\011\313\022\013\037\252I\306\221\252\006\006\000\000\000"
		       "\007P\022\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"),
	};
	harness_key("mustard\nsesame");
	vector_run(&VECTOR("PAP",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"service_type\":\"nas-prompt\",\"message_authenticator\":true}}\n"
		"credential user=bob element=client clear=0 default=0\n"));
	harness_key(NULL);
}
END_TEST

START_TEST(a_password_under_another_secret_shows_a_wrong_key)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000C\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\001\005bob\002\022\210\215\01786\276\036\3436r(\245\371\257*/"
		       "\006\006\000\000"
		       "\000\007P\022\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000"),
	};
	harness_key("sesame");
	vector_run(&VECTOR("wrong",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"service_type\":\"nas-prompt\",\"message_authenticator\":true}}\n"
		"hint radius.wrong_key\n"));
	harness_key(NULL);
}
END_TEST

START_TEST(an_order_to_change_a_session_is_answered)
{
	static const struct turn turns[] = {
		CLIENT("+\003\000F\271\203\331\024M\350\257V\341 "
		       "\311A\333\322os\001\007user7\032+\000"
		       "\000\000\011\001%subscriber:command=bounce-host-port"),
		SERVER(",\003\000\024\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"),
	};
	vector_run(&VECTOR("CoA",
		"radius {\"radius\":{\"code\":\"coa-request\",\"id\":3,\"user_name\":\"user"
		"7\",\"message_authenticator\":false,\"vendor_attributes\":[{\"vendor\":9,"
		"\"vendor_name\":\"Cisco\",\"type\":1,\"text\":\"subscriber:command=bounce-"
		"host-port\"}]}}\n"
		"radius {\"radius\":{\"code\":\"coa-ack\",\"id\":3,\"message_authenticator"
		"\":false}}\n"
		"action change session element=server object=user7 name=coa-request value=s"
		"ubscriber:command=bounce-host-port outcome=ok evidence=observed\n"));
}
END_TEST

/* Filter-Id; Error-Cause 503 */
START_TEST(an_order_that_is_not_carried_out_says_why)
{
	static const struct turn turns[] = {
		CLIENT("+\003\000!"
		       "\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037\001"
		       "\007user7\013\006open"),
		SERVER("-\003\000\032\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037e"
		       "\006\000\000\001\367"),
	};
	vector_run(&VECTOR("NAK",
		"radius {\"radius\":{\"code\":\"coa-request\",\"id\":3,\"user_name\":\"user"
		"7\",\"filter_id\":\"open\",\"message_authenticator\":false}}\n"
		"radius {\"radius\":{\"code\":\"coa-nak\",\"id\":3,\"error_cause\":503,\"me"
		"ssage_authenticator\":false}}\n"
		"action change session element=server object=user7 name=coa-request value=o"
		"pen outcome=refused evidence=observed reason=session context not found\n"));
}
END_TEST

START_TEST(an_order_to_end_a_session_is_an_operation)
{
	static const struct turn turns[] = {
		CLIENT("(\003\000\033\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037,"
		       "\0070001B"),
		SERVER(")\003\000\024\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"),
	};
	vector_run(&VECTOR("disconnect",
		"radius {\"radius\":{\"code\":\"disconnect-request\",\"id\":3,\"acct_sessio"
		"n_id\":\"0001B\",\"message_authenticator\":false}}\n"
		"radius {\"radius\":{\"code\":\"disconnect-ack\",\"id\":3,\"message_authent"
		"icator\":false}}\n"
		"action exec session element=server object=0001B name=disconnect-request ou"
		"tcome=ok evidence=observed\n"));
}
END_TEST

/* told once */
START_TEST(an_order_under_another_secret_shows_a_wrong_key)
{
	static const struct turn turns[] = {
		CLIENT("(\003\000\033\255~\2618\230\251\330e\222N \275\316\302Q\311\001\007user7"),
		CLIENT("(\004\000\033\264/"
		       "\357L9\222K\206\300\177\323\310\325\212\266\214\001\007user8"),
	};
	harness_key("sesame");
	vector_run(&VECTOR("order",
		"radius {\"radius\":{\"code\":\"disconnect-request\",\"id\":3,\"user_name\""
		":\"user7\",\"message_authenticator\":false}}\n"
		"hint radius.wrong_key\n"
		"radius {\"radius\":{\"code\":\"disconnect-request\",\"id\":4,\"user_name\""
		":\"user8\",\"message_authenticator\":false}}\n"
		"action exec session element=server object=user7 name=disconnect-request ou"
		"tcome=unknown evidence=observed\n"
		"action exec session element=server object=user8 name=disconnect-request ou"
		"tcome=unknown evidence=observed\n"));
	harness_key(NULL);
}
END_TEST

/* Start and Stop, signed as they must be */
START_TEST(accounting_of_a_command_line_is_a_login_and_a_logout)
{
	static const struct turn turns[] = {
		CLIENT("\004\005\0003#N\355$\375\001\374\221\001\315>WW\354\230{("
		       "\006\000\000\000\001"
		       "\001\005bob\006\006\000\000\000\007,\0041A\037\01210.9.9.9"),
		SERVER("\005\005\000\024\276za\006\376\256\336.\350b\243\3674\265]\270"),
		CLIENT("\004\006\000/E\345\366r\362Q\013/"
		       "\325\267\375\342\350\365\212\200(\006\000\000"
		       "\000\002\001\005bob\006\006\000\000\000\007,\0041A1\006\000\000\000\001"),
	};
	harness_key("mustard\nsesame");
	vector_run(&VECTOR("acct",
		"radius {\"radius\":{\"code\":\"accounting-request\",\"id\":5,\"user_name\""
		":\"bob\",\"service_type\":\"nas-prompt\",\"acct_status\":\"start\",\"acct_"
		"session_id\":\"1A\",\"calling_station\":\"10.9.9.9\",\"message_authenticat"
		"or\":false}}\n"
		"action login session element=client object=bob user=bob actor=10.9.9.9 out"
		"come=ok evidence=attested\n"
		"radius {\"radius\":{\"code\":\"accounting-response\",\"id\":5,\"message_au"
		"thenticator\":false}}\n"
		"radius {\"radius\":{\"code\":\"accounting-request\",\"id\":6,\"user_name\""
		":\"bob\",\"service_type\":\"nas-prompt\",\"acct_status\":\"stop\",\"acct_s"
		"ession_id\":\"1A\",\"message_authenticator\":false}}\n"
		"action logout session element=client object=bob user=bob outcome=ok eviden"
		"ce=attested\n"));
	harness_key(NULL);
}
END_TEST

START_TEST(a_server_that_is_asked_how_it_is_is_read)
{
	static const struct turn turns[] = {
		CLIENT("\014\011\000&"
		       "\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037P"
		       "\022\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"),
		SERVER("\002\011\000\024\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037"),
	};
	vector_run(&VECTOR("status",
		"radius {\"radius\":{\"code\":\"status-server\",\"id\":9,\"message_authenti"
		"cator\":true}}\n"
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":9,\"message_authenti"
		"cator\":false}}\n"
		"action read service element=server object=Status-Server outcome=ok evidenc"
		"e=observed sealed\n"));
}
END_TEST

START_TEST(microsofts_keys_are_not_shown)
{
	static const struct turn turns[] = {
		SERVER("\002\011\000="
		       "\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037"
		       "\032\030\000\000\0017\020\022sixteen bytes "
		       "ok\032\021\000\000\015\351\001\013c"
		       "ircuit 7"),
	};
	vector_run(&VECTOR("keys",
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":9,\"message_authenti"
		"cator\":false,\"vendor_attributes\":[{\"vendor\":311,\"type\":16},{\"vendo"
		"r\":3561,\"type\":1,\"text\":\"circuit 7\"}]}}\n"));
}
END_TEST

START_TEST(an_attribute_of_length_one_ends_the_message)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000\035\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037\001\005bob\004\001\000\000"),
	};
	vector_run(&VECTOR("short",
		"anomaly radius.bad_attribute\n"
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"message_authenticator\":false}}\n"));
}
END_TEST

START_TEST(an_attribute_past_the_end_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000\035\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037\001\005bob\004 \000\000"),
	};
	vector_run(&VECTOR("past",
		"anomaly radius.bad_attribute\n"
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"message_authenticator\":false}}\n"));
}
END_TEST

START_TEST(a_number_of_three_bytes_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000\036\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037\006\005\000\000\007\001\005bob"),
	};
	vector_run(&VECTOR("number",
		"anomaly radius.bad_attribute\n"
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"message_authent"
		"icator\":false}}\n"));
}
END_TEST

/* one too long, one too short, an unknown code */
START_TEST(a_length_beyond_the_datagram_is_an_anomaly)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000\031\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037\001\005b"),
		CLIENT("\001\007\000\023\020\021\022\023\024\025\026\027\030\031\032\033\034\035"
		       "\036"
		       "\037"),
		CLIENT("c\007\000\024\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"),
	};
	vector_run(&VECTOR("length", "anomaly radius.bad_header\n"
				     "anomaly radius.bad_header\n"
				     "anomaly radius.bad_header\n"));
}
END_TEST

START_TEST(what_is_behind_the_length_is_padding)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000+"
		       "\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037"
		       "\001\005bobP\022\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		       "\000"
		       "\000padding"),
	};
	vector_run(&VECTOR("padding",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"user_name\":\"b"
		"ob\",\"message_authenticator\":true}}\n"));
}
END_TEST

/* lengths 0 and 64, and a value too short for a vendor */
START_TEST(a_vendor_attribute_of_its_own_shape_is_left_alone)
{
	static const struct turn turns[] = {
		CLIENT("\001\007\000<"
		       "\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037"
		       "\032\010\000\000\000\011\001\000\032\012\000\000\000\011\001@ab\032\004\000"
		       "\000P\022\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"),
	};
	vector_run(&VECTOR("vendor",
		"radius {\"radius\":{\"code\":\"access-request\",\"id\":7,\"message_authent"
		"icator\":true}}\n"));
}
END_TEST

START_TEST(an_answer_that_nobody_asked_for_is_told_and_no_more)
{
	static const struct turn turns[] = {
		SERVER("\002M\000\032\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"
		       "\006\006\000\000\000\006"),
		SERVER(",N\000\024\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
		       "\037"),
	};
	vector_run(&VECTOR("unasked",
		"radius {\"radius\":{\"code\":\"access-accept\",\"id\":77,\"service_type\":"
		"\"administrative\",\"message_authenticator\":false}}\n"
		"radius {\"radius\":{\"code\":\"coa-ack\",\"id\":78,\"message_authenticator"
		"\":false}}\n"));
}
END_TEST

static enum probe probe_of(struct span bytes, uint16_t port)
{
	struct probe_input in = {.data = bytes, .sport = 40000, .dport = port};
	return dissector_radius.probe(&in);
}

START_TEST(a_request_proves_the_protocol_on_any_port)
{
	struct span ask =
		SPAN_LIT("\001\007\000A\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036"
			 "\037\001\005bob\002\0220123456789abc"
			 "def\004\006\012\000\000\001\006\006\000\000\000\007\037\01210.9.9.9");
	struct span bare = SPAN_LIT("\005\7\0\0240123456789abcdef");

	ck_assert_int_eq(probe_of(ask, 5000), PROBE_SURE);
	ck_assert_int_eq(probe_of(span_sub(ask, 0, 30), 5000), PROBE_NO);
	ck_assert_int_eq(probe_of(span_sub(ask, 0, 30), 1812), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(span_sub(ask, 0, 19), 1812), PROBE_NO);
	ck_assert_int_eq(probe_of(bare, 5000), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SPAN_LIT("\1\7\1\0\0\1\0\0\0\0\0\0\3www\2de\0\0\1\0\1"), 1812),
		PROBE_LIKELY);
	ck_assert_int_eq(
		probe_of(SPAN_LIT("\1\7\1\0\0\1\0\0\0\0\0\0\3www\2de\0\0\1\0\1"), 5000), PROBE_NO);
}
END_TEST

/* Mikrotik-Wireless-PSK, Huawei-User-Password, Ruckus-Dpsk, Mikrotik-Group; Bind-Sub-Password in a
 * CoA */
START_TEST(passwords_in_attributes_of_vendors_are_hidden)
{
	static const struct turn turns[] = {
		SERVER("\002\007\000\134\020\021\022\023\024\025\026\027\030\031\032"
		       "\033\034\035\036\037\032\024\000\000:\214\020\016tulipwinter"
		       "9\032\024\000\000\007\333!\016tulipwinter9\032\024\000\000a"
		       "\335\216\016tulipwinter9\032\014\000\000:\214\003\006full"),
		CLIENT("+\010\000/\020\021\022\023\024\025\026\027\030\031\032\033"
		       "\034\035\036\037\001\007user7\032\024\000\000\0110;\016tulip"
		       "winter9"),
	};
	HAS(VECTOR_OF(dissector_radius, false),
		"\"vendor\":14988,\"vendor_name\":\"MikroTik\",\"type\":16,\"name\":\"Mikrotik-"
		"Wireless-PSK\",\"text\":\"redacted:",
		"\"name\":\"Huawei-User-Password\",\"text\":\"redacted:",
		"\"name\":\"Ruckus-Dpsk\",\"text\":\"redacted:", "\"type\":3,\"text\":\"full\"",
		"object=user7 name=coa-request value=redacted:", "!tulipwinter9");
}
END_TEST

/* type 2, length 2 (Starent, in one byte each too); type 4 (USR); type 2 (Lucent) */
START_TEST(attributes_of_vendors_with_wide_numbers_are_read)
{
	static const struct turn turns[] = {
		SERVER("\002\007\000y\020\021\022\023\024\025\026\027\030\031\032"
		       "\033\034\035\036\037\032\026\000\000\037\344\000\017\000\020"
		       "tulipwinter9\032\024\000\000\037\344'\016tulipwinter9\032"
		       "\026\000\000\001\255\000\000\230\024tulipwinter9\032\025\000"
		       "\000\022\356\000\350\017tulipwinter9\032\020\000\000\001\255"
		       "\000\000\230%pool-7"),
	};
	HAS(VECTOR_OF(dissector_radius, false),
		"\"type\":15,\"name\":\"SN-PPP-Outbound-Password\",\"text\":\"redacted:",
		"\"type\":39,\"name\":\"SN-Tunnel-ISAKMP-Secret\"",
		"\"type\":38932,\"name\":\"USR-Send-Password\"",
		"\"type\":232,\"name\":\"Lucent-Send-Passwd\"",
		"\"type\":38949,\"text\":\"pool-7\"", "!winter");
}
END_TEST

START_TEST(a_wide_attribute_that_breaks_off_is_no_fault)
{
	static const struct turn turns[] = {
		SERVER("\002\007\000B\020\021\022\023\024\025\026\027\030\031\032"
		       "\033\034\035\036\037\032\015\000\000\037\344\000\017\000@abc"
		       "\032\007\000\000\037\344\000\032\010\000\000\001\255\000\000"
		       "P\0220000000000000000"),
	};
	HAS(VECTOR_OF(dissector_radius, false), "\"message_authenticator\":true}", "!anomaly",
		"!abc");
}
END_TEST

START_TEST(a_pair_is_secret_by_a_part_of_its_name)
{
	static const struct turn turns[] = {
		SERVER("\002\007\000\363\020\021\022\023\024\025\026\027\030\031\032"
		       "\033\034\035\036\037\0320\000\000\000\011\001*ipsec:ikev2-pa"
		       "ssword-remote=tulipwinter9\032/\000\000\000\011\001)ipsec:ik"
		       "ev2-password-local=tulipwinter9\032\036\000\000\000\011\001"
		       "\030ipsec:key-exchange=ike\032\037\000\000\000\011\001\031sh"
		       "ell:password-expiry=7\032*\000\000\000\011\001$ipsec:tunnel-"
		       "password=tulipwinter9\032\031\000\000\000\011\001\023shell:p"
		       "riv-lvl*15"),
	};
	HAS(VECTOR_OF(dissector_radius, false),
		"\"name\":\"ipsec:ikev2-password-remote\",\"text\":\"redacted:",
		"\"name\":\"ipsec:ikev2-password-local\",\"text\":\"redacted:",
		"\"text\":\"ipsec:key-exchange=ike\"", "\"text\":\"shell:password-expiry=",
		"\"text\":\"ipsec:tunnel-password=redacted:", "\"text\":\"shell:priv-lvl*15\"",
		"!tulip");
}
END_TEST

START_TEST(a_filter_is_scrubbed)
{
	static const struct turn turns[] = {
		SERVER("\002\007\0000\020\021\022\023\024\025\026\027\030\031\032"
		       "\033\034\035\036\037\013\034acl1;password=tulipwinter9"),
		SERVER("\002\010\000!\020\021\022\023\024\025\026\027\030\031\032"
		       "\033\034\035\036\037\013\015acl-mgmt.in"),
	};
	HAS(VECTOR_OF(dissector_radius, false),
		"\"filter_id\":\"acl1;password=redacted:", "\"filter_id\":\"acl-mgmt.in\"",
		"!tulip");
}
END_TEST

START_TEST(secrets_of_vendors_are_in_order)
{
	ck_assert(radius_vendor_sorted());
}
END_TEST

int main(void)
{
	TCase *vectors = tcase_create("vectors");

	tcase_set_timeout(vectors, 60);
	tcase_add_test(vectors, an_administrator_who_is_let_in_has_logged_in);
	tcase_add_test(vectors, an_administrator_who_is_turned_away_has_not);
	tcase_add_test(vectors, a_subscriber_who_logs_in_manages_nothing);
	tcase_add_test(vectors, a_vendor_attribute_that_grants_a_privilege_makes_a_login);
	tcase_add_test(vectors, a_challenge_is_no_end);
	tcase_add_test(vectors, a_request_sent_again_is_one_login);
	tcase_add_test(vectors, a_password_is_opened_only_to_be_judged);
	tcase_add_test(vectors, a_password_under_another_secret_shows_a_wrong_key);
	tcase_add_test(vectors, an_order_to_change_a_session_is_answered);
	tcase_add_test(vectors, an_order_that_is_not_carried_out_says_why);
	tcase_add_test(vectors, an_order_to_end_a_session_is_an_operation);
	tcase_add_test(vectors, an_order_under_another_secret_shows_a_wrong_key);
	tcase_add_test(vectors, accounting_of_a_command_line_is_a_login_and_a_logout);
	tcase_add_test(vectors, a_server_that_is_asked_how_it_is_is_read);
	tcase_add_test(vectors, microsofts_keys_are_not_shown);
	tcase_add_test(vectors, an_attribute_of_length_one_ends_the_message);
	tcase_add_test(vectors, an_attribute_past_the_end_is_an_anomaly);
	tcase_add_test(vectors, a_number_of_three_bytes_is_an_anomaly);
	tcase_add_test(vectors, a_length_beyond_the_datagram_is_an_anomaly);
	tcase_add_test(vectors, what_is_behind_the_length_is_padding);
	tcase_add_test(vectors, a_vendor_attribute_of_its_own_shape_is_left_alone);
	tcase_add_test(vectors, an_answer_that_nobody_asked_for_is_told_and_no_more);
	tcase_add_test(vectors, a_request_proves_the_protocol_on_any_port);
	tcase_add_test(vectors, passwords_in_attributes_of_vendors_are_hidden);
	tcase_add_test(vectors, attributes_of_vendors_with_wide_numbers_are_read);
	tcase_add_test(vectors, a_wide_attribute_that_breaks_off_is_no_fault);
	tcase_add_test(vectors, a_pair_is_secret_by_a_part_of_its_name);
	tcase_add_test(vectors, a_filter_is_scrubbed);
	tcase_add_test(vectors, secrets_of_vendors_are_in_order);
	return unit_run(vectors, "radius");
}
