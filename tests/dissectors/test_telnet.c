/*
 * Telnet sessions as dialogues: what each side sends, and what is said of it. Every one also runs
 * cut at every byte. Turns follow each other in time.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"
#include <stdio.h>
#include <stdlib.h>

extern const struct dissector dissector_telnet;

#define VECTOR(sentence, facts)                                                                    \
	{                                                                                          \
		.name = (sentence), .dissector = &dissector_telnet, .stream = true,                \
		.turns = turns, .count = sizeof(turns) / sizeof(turns[0]), .expect = (facts)       \
	}

/* One turn and one fact a line. */
/* clang-format off */
static void run_ios_session(void)
{
	static const struct turn turns[] = {
		SERVER("\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\n\r\nUser Access Verification\r\n\r\nUsername: "),
		CLIENT("\xff\xfd\x01" "bob\r\0"),
		SERVER("bob\r\nPassword: "),
		CLIENT("S3cret\r\0"),
		SERVER("\r\nR1>"),
		CLIENT("en\r\0"),
		SERVER("en\r\nPassword: "),
		CLIENT("En4ble\r\0"),
		SERVER("\r\nR1#"),
		CLIENT("conf t\r\0"),
		SERVER("conf t\r\nEnter configuration commands, one per line.  End with CNTL/Z.\r\nR1(config)#"),
		CLIENT("username eve privilege 15 secret 0 Ev1l\r\0"),
		SERVER("username eve privilege 15 secret 0 Ev1l\r\nR1(config)#"),
		CLIENT("int gi0/1\r\0"),
		SERVER("int gi0/1\r\nR1(config-if)#"),
		CLIENT("shut\r\0"),
		SERVER("shut\r\nR1(config-if)#"),
		CLIENT("end\r\0"),
		SERVER("end\r\nR1#"),
		CLIENT("wr\r\0"),
		SERVER("wr\r\nBuilding configuration...\r\n[OK]\r\nR1#"),
		CLIENT("exit\r\0"),
		SERVER("exit\r\n"),
	};
	static const struct vector v = VECTOR("a session on IOS: login, enable, a change in a view, save, logout",
		"telnet {\"telnet\":{\"line\":\"User Access Verification\",\"direction\":\"to_client\",\"vendor\":\"cisco\"}}\n"
		"telnet {\"telnet\":{\"line\":\"bob\",\"direction\":\"to_server\",\"prompt\":\"Username:\",\"vendor\":\"cisco\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:fbfa2120\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"vendor\":\"cisco\",\"mode\":\"password\"}}\n"
		"credential user=bob element=server clear=1 default=0\n"
		"action login session element=server object=bob user=bob outcome=ok evidence=observed\n"
		"identity of=server vendor=cisco platform=cisco-ios name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"en\",\"direction\":\"to_server\",\"prompt\":\"R1>\",\"vendor\":\"cisco\",\"mode\":\"operational\",\"user\":\"bob\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:a641db76\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"vendor\":\"cisco\",\"mode\":\"password\",\"user\":\"bob\"}}\n"
		"credential element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"conf t\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"vendor\":\"cisco\",\"mode\":\"privileged\",\"user\":\"bob\"}}\n"
		"telnet {\"telnet\":{\"line\":\"username eve privilege 15 secret 0 redacted:3b59bc71\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"vendor\":\"cisco\",\"mode\":\"config\",\"user\":\"bob\",\"output_lines\":1}}\n"
		"action change account element=server object=username eve privilege 15 secret 0 redacted:3b59bc71 user=bob outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"int gi0/1\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"vendor\":\"cisco\",\"mode\":\"config\",\"user\":\"bob\"}}\n"
		"telnet {\"telnet\":{\"line\":\"shut\",\"direction\":\"to_server\",\"prompt\":\"R1(config-if)#\",\"vendor\":\"cisco\",\"mode\":\"config\",\"user\":\"bob\"}}\n"
		"action change interface element=server object=shut name=interface gi0/1; shutdown user=bob outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"end\",\"direction\":\"to_server\",\"prompt\":\"R1(config-if)#\",\"vendor\":\"cisco\",\"mode\":\"config\",\"user\":\"bob\"}}\n"
		"telnet {\"telnet\":{\"line\":\"wr\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"vendor\":\"cisco\",\"mode\":\"privileged\",\"user\":\"bob\"}}\n"
		"action save config element=server object=wr name=write user=bob outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"exit\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"vendor\":\"cisco\",\"mode\":\"privileged\",\"user\":\"bob\",\"output_lines\":2}}\n"
		"action logout session element=server object=bob user=bob outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_vrp_session(void)
{
	static const struct turn turns[] = {
		SERVER("\r\nWarning: Telnet is not a secure protocol.\r\n\r\nLogin authentication\r\n\r\n\r\nUsername:"),
		CLIENT("admin\r\n"),
		SERVER("admin\r\nPassword:"),
		CLIENT("Huawei@123\r\n"),
		SERVER("\r\nInfo: The max number of VTY users is 5.\r\n<HW-1>"),
		CLIENT("sys\r\n"),
		SERVER("sys\r\nEnter system view, return user view with Ctrl+Z.\r\n[HW-1]"),
		CLIENT("aaa\r\n"),
		SERVER("aaa\r\n[HW-1-aaa]"),
		CLIENT("local-user eve password cipher Evil@1\r\n"),
		SERVER("local-user eve password cipher Evil@1\r\nInfo: Add a new user.\r\n[HW-1-aaa]"),
		CLIENT("q\r\n"),
		SERVER("q\r\n[HW-1]"),
		CLIENT("undo info-center enable\r\n"),
		SERVER("undo info-center enable\r\nInfo: Information center is disabled.\r\n[HW-1]"),
		CLIENT("return\r\n"),
		SERVER("return\r\n<HW-1>"),
		CLIENT("save\r\n"),
		SERVER("save\r\nAre you sure to continue?[Y/N]"),
		CLIENT("y\r\n"),
		SERVER("y\r\nSave the configuration successfully.\r\n<HW-1>"),
		CLIENT("tftp 10.20.0.10 put vrpcfg.zip\r\n"),
		SERVER("tftp 10.20.0.10 put vrpcfg.zip\r\nTFTP: Uploading the file successfully.\r\n<HW-1>"),
	};
	static const struct vector v = VECTOR("a session on VRP: views, a question answered with y, a transfer",
		"telnet {\"telnet\":{\"line\":\"Warning: Telnet is not a secure protocol.\",\"direction\":\"to_client\"}}\n"
		"telnet {\"telnet\":{\"line\":\"Login authentication\",\"direction\":\"to_client\"}}\n"
		"telnet {\"telnet\":{\"line\":\"admin\",\"direction\":\"to_server\",\"prompt\":\"Username:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:71546a63\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=admin element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"Info: The max number of VTY users is 5.\",\"direction\":\"to_client\",\"vendor\":\"huawei\"}}\n"
		"action login session element=server object=admin user=admin outcome=ok evidence=observed\n"
		"identity of=server vendor=huawei platform=huawei-vrp name=HW-1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"sys\",\"direction\":\"to_server\",\"prompt\":\"<HW-1>\",\"vendor\":\"huawei\",\"mode\":\"operational\",\"user\":\"admin\"}}\n"
		"telnet {\"telnet\":{\"line\":\"aaa\",\"direction\":\"to_server\",\"prompt\":\"[HW-1]\",\"vendor\":\"huawei\",\"mode\":\"config\",\"user\":\"admin\",\"output_lines\":1}}\n"
		"telnet {\"telnet\":{\"line\":\"local-user eve password cipher redacted:5e3da771\",\"direction\":\"to_server\",\"prompt\":\"[HW-1-aaa]\",\"vendor\":\"huawei\",\"mode\":\"config\",\"user\":\"admin\"}}\n"
		"action change account element=server object=local-user eve password cipher redacted:5e3da771 user=admin outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"q\",\"direction\":\"to_server\",\"prompt\":\"[HW-1-aaa]\",\"vendor\":\"huawei\",\"mode\":\"config\",\"user\":\"admin\",\"output_lines\":1}}\n"
		"telnet {\"telnet\":{\"line\":\"undo info-center enable\",\"direction\":\"to_server\",\"prompt\":\"[HW-1]\",\"vendor\":\"huawei\",\"mode\":\"config\",\"user\":\"admin\"}}\n"
		"action change logging element=server object=undo info-center enable user=admin outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"return\",\"direction\":\"to_server\",\"prompt\":\"[HW-1]\",\"vendor\":\"huawei\",\"mode\":\"config\",\"user\":\"admin\",\"output_lines\":1}}\n"
		"telnet {\"telnet\":{\"line\":\"save\",\"direction\":\"to_server\",\"prompt\":\"<HW-1>\",\"vendor\":\"huawei\",\"mode\":\"operational\",\"user\":\"admin\"}}\n"
		"telnet {\"telnet\":{\"line\":\"y\",\"direction\":\"to_server\",\"prompt\":\"Are you sure to continue?[Y/N]\",\"vendor\":\"huawei\",\"mode\":\"question\",\"user\":\"admin\"}}\n"
		"action save config element=server object=save user=admin outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"tftp 10.20.0.10 put vrpcfg.zip\",\"direction\":\"to_server\",\"prompt\":\"<HW-1>\",\"vendor\":\"huawei\",\"mode\":\"operational\",\"user\":\"admin\",\"output_lines\":1}}\n"
		"action export config element=server object=tftp 10.20.0.10 put vrpcfg.zip user=admin target=10.20.0.10 outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_characters(void)
{
	static const struct turn turns[] = {
		SERVER("R1(config)#"),
		CLIENT("n"),
		SERVER("n"),
		CLIENT("x"),
		SERVER("x"),
		CLIENT("\177"),
		SERVER("\b \b"),
		CLIENT("o"),
		SERVER("o"),
		CLIENT("\025"),
		SERVER("\b \b\b \b"),
		CLIENT("no sho"),
		SERVER("no sho"),
		CLIENT("\027"),
		SERVER("\b \b\b \b\b \b"),
		CLIENT("logging on"),
		SERVER("logging on"),
		CLIENT("\r"),
		SERVER("\r\nR1(config)#"),
	};
	static const struct vector v = VECTOR("character mode with errors struck out by delete, ^U and ^W",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"no logging on\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n"
		"action change logging element=server object=no logging on outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_refused_three(void)
{
	static const struct turn turns[] = {
		SERVER("\r\nUsername: "),
		CLIENT("admin\r\0"),
		SERVER("admin\r\nPassword: "),
		CLIENT("cisco\r\0"),
		SERVER("\r\n% Login invalid\r\n\r\nUsername: "),
		CLIENT("admin\r\0"),
		SERVER("admin\r\nPassword: "),
		CLIENT("admin\r\0"),
		SERVER("\r\n% Login invalid\r\n\r\nUsername: "),
		CLIENT("root\r\0"),
		SERVER("root\r\nPassword: "),
		CLIENT("x\r\0"),
		SERVER("\r\n% Bad passwords\r\n"),
	};
	static const struct vector v = VECTOR("three wrong passwords are three failed logins",
		"telnet {\"telnet\":{\"line\":\"admin\",\"direction\":\"to_server\",\"prompt\":\"Username:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:f159c029\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=admin element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"% Login invalid\",\"direction\":\"to_client\"}}\n"
		"action login-failed session element=server object=admin user=admin outcome=refused evidence=observed reason=% Login invalid\n"
		"telnet {\"telnet\":{\"line\":\"admin\",\"direction\":\"to_server\",\"prompt\":\"Username:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:a279f881\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=admin element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"% Login invalid\",\"direction\":\"to_client\"}}\n"
		"action login-failed session element=server object=admin user=admin outcome=refused evidence=observed reason=% Login invalid\n"
		"telnet {\"telnet\":{\"line\":\"root\",\"direction\":\"to_server\",\"prompt\":\"Username:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:c5d429ae\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=root element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"% Bad passwords\",\"direction\":\"to_client\"}}\n"
		"action login-failed session element=server object=root user=root outcome=refused evidence=observed reason=% Bad passwords\n");
	vector_run(&v);
}

static void run_refused_silently(void)
{
	static const struct turn turns[] = {
		SERVER("box login: "),
		CLIENT("root\r\n"),
		SERVER("root\r\nPassword: "),
		CLIENT("a b\r\n"),
		SERVER("\r\nbox login: "),
	};
	static const struct vector v = VECTOR("a login prompt that comes again tells that the login failed",
		"telnet {\"telnet\":{\"line\":\"root\",\"direction\":\"to_server\",\"prompt\":\"box login:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:833fb0fb\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=root element=server clear=1 default=0\n"
		"action login-failed session element=server object=root user=root outcome=refused evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"box login:\",\"direction\":\"to_client\"}}\n");
	vector_run(&v);
}

static void run_last_login(void)
{
	static const struct turn turns[] = {
		SERVER("box login: "),
		CLIENT("root\r\n"),
		SERVER("root\r\nPassword: "),
		CLIENT("toor\r\n"),
		SERVER("\r\nLast login: Mon Nov 22 from 10.0.0.9\r\nLast failed login: none\r\nroot@box:~# "),
		CLIENT("/bin/busybox ECCHI\r\n"),
		SERVER("/bin/busybox ECCHI\r\nECCHI: applet not found\r\nroot@box:~# "),
	};
	static const struct vector v = VECTOR("a greeting that speaks of logins is neither a prompt nor a failure",
		"telnet {\"telnet\":{\"line\":\"root\",\"direction\":\"to_server\",\"prompt\":\"box login:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:3571467f\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=root element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"Last login: Mon Nov 22 from 10.0.0.9\",\"direction\":\"to_client\"}}\n"
		"telnet {\"telnet\":{\"line\":\"Last failed login: none\",\"direction\":\"to_client\"}}\n"
		"action login session element=server object=root user=root outcome=ok evidence=observed\n"
		"identity of=server name=box evidence=telnet-prompt equipment=0\n"
		"telnet {\"telnet\":{\"line\":\"/bin/busybox ECCHI\",\"direction\":\"to_server\",\"prompt\":\"root@box:~#\",\"mode\":\"privileged\",\"user\":\"root\"}}\n"
		"action exec schedule element=server object=/bin/busybox ECCHI user=root outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_invalid(void)
{
	static const struct turn turns[] = {
		SERVER("R1#"),
		CLIENT("shwo run\r\0"),
		SERVER("shwo run\r\n  ^\r\n% Invalid input detected at \x27^\x27 marker.\r\n\r\nR1#"),
		CLIENT("reload\r\0"),
		SERVER("reload\r\nCommand authorization failed.\r\n\r\nR1#"),
	};
	static const struct vector v = VECTOR("a command that the element does not know has failed",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"shwo run\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"telnet {\"telnet\":{\"line\":\"% Invalid input detected at '^' marker.\",\"direction\":\"to_client\"}}\n"
		"action exec system element=server object=shwo run outcome=failed evidence=observed reason=% Invalid input detected at '^' marker.\n"
		"telnet {\"telnet\":{\"line\":\"reload\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\",\"output_lines\":1}}\n"
		"telnet {\"telnet\":{\"line\":\"Command authorization failed.\",\"direction\":\"to_client\"}}\n"
		"action reboot system element=server object=reload outcome=refused evidence=observed reason=Command authorization failed.\n");
	vector_run(&v);
}

static void run_caret(void)
{
	static const struct turn turns[] = {
		SERVER("<HW>"),
		CLIENT("save frob\r\n"),
		SERVER("save frob\r\n          ^\r\n<HW>"),
		CLIENT("save\r\n"),
		SERVER("save\r\n<HW>"),
	};
	static const struct vector v = VECTOR("a lone marker under the command is a failure too",
		"identity of=server name=HW evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"save frob\",\"direction\":\"to_server\",\"prompt\":\"<HW>\",\"mode\":\"operational\"}}\n"
		"action save config element=server object=save frob outcome=failed evidence=observed reason=^\n"
		"telnet {\"telnet\":{\"line\":\"save\",\"direction\":\"to_server\",\"prompt\":\"<HW>\",\"mode\":\"operational\",\"output_lines\":1}}\n"
		"action save config element=server object=save outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_cancelled(void)
{
	static const struct turn turns[] = {
		SERVER("R1#"),
		CLIENT("reload\r\0"),
		SERVER("reload\r\nProceed with reload? [confirm]"),
		CLIENT("n\r\0"),
		SERVER("n\r\nR1#"),
		CLIENT("write erase\r\0"),
		SERVER("write erase\r\nContinue? [confirm]"),
		CLIENT("\r\0"),
		SERVER("\r\n[OK]\r\nR1#"),
	};
	static const struct vector v = VECTOR("a question answered with no cancels the command",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"reload\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"telnet {\"telnet\":{\"line\":\"n\",\"direction\":\"to_server\",\"prompt\":\"Proceed with reload? [confirm]\",\"mode\":\"question\"}}\n"
		"action reboot system element=server object=reload outcome=failed evidence=observed reason=cancelled\n"
		"telnet {\"telnet\":{\"line\":\"write erase\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"action erase config element=server object=write erase outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_completed(void)
{
	static const struct turn turns[] = {
		SERVER("R1#"),
		CLIENT("sh"),
		SERVER("sh"),
		CLIENT("\t"),
		SERVER("ow"),
		CLIENT(" cl"),
		SERVER(" cl"),
		CLIENT("\t"),
		SERVER("ock"),
		CLIENT("\r\0"),
		SERVER("\r\n10:00:00 UTC\r\nR1#"),
		CLIENT("\033[A"),
		SERVER("show clock"),
		CLIENT("\r\0"),
		SERVER("\r\n10:00:01 UTC\r\nR1#"),
		CLIENT("write ?"),
		SERVER("write ?\r\n  erase   Erase\r\n  memory  Write\r\nR1#write "),
		CLIENT("mem\r\0"),
		SERVER("mem\r\n[OK]\r\nR1#"),
	};
	static const struct vector v = VECTOR("completion, history and help: the echo shows the line that was entered",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"show clock\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"telnet {\"telnet\":{\"line\":\"show clock\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\",\"output_lines\":1}}\n"
		"telnet {\"telnet\":{\"line\":\"write mem\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\",\"output_lines\":3}}\n"
		"action save config element=server object=write mem name=write memory outcome=ok evidence=observed\n"
		"action read time element=server object=show clock outcome=ok evidence=observed count=2\n");
	vector_run(&v);
}

static void run_pager(void)
{
	static const struct turn turns[] = {
		SERVER("R1#"),
		CLIENT("show run\r\0"),
		SERVER("show run\r\nhostname R1\r\n --More-- "),
		CLIENT(" "),
		SERVER("\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\bend\r\n --More-- "),
		CLIENT("q"),
		SERVER("\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b\r\nR1#"),
		CLIENT("reload\r\0"),
		SERVER("reload\r\nProceed? [confirm]"),
	};
	static const struct vector v = VECTOR("keys typed at a pager belong to no line",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"show run\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"telnet {\"telnet\":{\"line\":\"reload\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\",\"output_lines\":2}}\n"
		"action reboot system element=server object=reload outcome=unknown evidence=observed\n"
		"action read config element=server object=show run name=show running-config outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_midstream(void)
{
	static const struct turn turns[] = {
		CLIENT("p community x RW\r\0"),
		SERVER("p community x RW\r\nR1(config)#"),
		CLIENT("no logging host 10.0.0.9\r\0"),
		SERVER("no logging host 10.0.0.9\r\nR1(config)#"),
	};
	static const struct vector v = VECTOR("a session whose beginning was not seen",
		"telnet {\"telnet\":{\"line\":\"redacted:cf52285c\",\"direction\":\"to_server\"}}\n"
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"no logging host 10.0.0.9\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n"
		"action change logging element=server object=no logging host 10.0.0.9 outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_client_only(void)
{
	static const struct turn turns[] = {
		CLIENT("\xff\xfb\x18" "bob\r\0"),
		CLIENT("Gehe1m\r\0"),
		CLIENT("conf t\r\0"),
		CLIENT("undo info-center enable\r\0"),
		CLIENT("frobnicate\r\0"),
	};
	static const struct vector v = VECTOR("of one direction only what the lexicon knows is shown",
		"telnet {\"telnet\":{\"line\":\"redacted:a004618a\",\"direction\":\"to_server\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:49ef3f86\",\"direction\":\"to_server\"}}\n"
		"telnet {\"telnet\":{\"line\":\"conf t\",\"direction\":\"to_server\"}}\n"
		"telnet {\"telnet\":{\"line\":\"undo info-center enable\",\"direction\":\"to_server\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:fe93acdb\",\"direction\":\"to_server\"}}\n"
		"action change logging element=server object=undo info-center enable outcome=unknown evidence=observed\n");
	vector_run(&v);
}

static void run_server_only(void)
{
	static const struct turn turns[] = {
		SERVER("\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\nBanner\r\nUsername: "),
		SERVER("\r\nPassword: "),
	};
	static const struct vector v = VECTOR("the other direction alone tells of prompts only",
		"telnet {\"telnet\":{\"line\":\"Banner\",\"direction\":\"to_client\"}}\n"
		"telnet {\"telnet\":{\"line\":\"Username:\",\"direction\":\"to_client\"}}\n"
		"telnet {\"telnet\":{\"line\":\"Password:\",\"direction\":\"to_client\"}}\n");
	vector_run(&v);
}

static void run_pasted(void)
{
	static const struct turn turns[] = {
		SERVER("R1(config)#"),
		CLIENT("no aaa new-model\r\nip roote 0.0.0.0 0.0.0.0 10.6.0.6\r\nhostname R2\r\nend\r\n"),
		SERVER("no aaa new-model\r\nR1(config)#ip roote 0.0.0.0 0.0.0.0 10.6.0.6\r\n           ^\r\n% Invalid input detected at \x27^\x27 marker.\r\n\r\nR1(config)#hostname R2\r\nR2(config)#end\r\nR2#"),
		CLIENT("write\r\n"),
		SERVER("write\r\n[OK]\r\nR2#"),
	};
	static const struct vector v = VECTOR("commands pasted at once have their outcomes in order",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"no aaa new-model\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n"
		"telnet {\"telnet\":{\"line\":\"ip roote 0.0.0.0 0.0.0.0 10.6.0.6\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n"
		"telnet {\"telnet\":{\"line\":\"hostname R2\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n"
		"telnet {\"telnet\":{\"line\":\"end\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n"
		"action change aaa element=server object=no aaa new-model outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"% Invalid input detected at '^' marker.\",\"direction\":\"to_client\"}}\n"
		"action change config element=server object=ip roote 0.0.0.0 0.0.0.0 10.6.0.6 outcome=failed evidence=observed reason=% Invalid input detected at '^' marker.\n"
		"action change config element=server object=hostname R2 outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"write\",\"direction\":\"to_server\",\"prompt\":\"R2#\",\"mode\":\"privileged\",\"output_lines\":3}}\n"
		"action save config element=server object=write outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_local_echo(void)
{
	static const struct turn turns[] = {
		SERVER("login: "),
		CLIENT("bob\r\n"),
		SERVER("Password: "),
		CLIENT("pw1\r\n"),
		SERVER("switch>"),
		CLIENT("show clock\r\n"),
		SERVER("10:00\r\nswitch>"),
		CLIENT("reload\r\n"),
		SERVER("switch>"),
	};
	static const struct vector v = VECTOR("a server that does not echo",
		"telnet {\"telnet\":{\"line\":\"bob\",\"direction\":\"to_server\",\"prompt\":\"login:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:dc65546d\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=bob element=server clear=1 default=0\n"
		"action login session element=server object=bob user=bob outcome=ok evidence=observed\n"
		"identity of=server name=switch evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"show clock\",\"direction\":\"to_server\",\"prompt\":\"switch>\",\"mode\":\"operational\",\"user\":\"bob\"}}\n"
		"telnet {\"telnet\":{\"line\":\"reload\",\"direction\":\"to_server\",\"prompt\":\"switch>\",\"mode\":\"operational\",\"user\":\"bob\",\"output_lines\":1}}\n"
		"action reboot system element=server object=reload user=bob outcome=unknown evidence=observed\n"
		"action read time element=server object=show clock user=bob outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_enable_refused(void)
{
	static const struct turn turns[] = {
		SERVER("\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\n\r\nUser Access Verification\r\n\r\nUsername: "),
		CLIENT("\xff\xfd\x01" "bob\r\0"),
		SERVER("bob\r\nPassword: "),
		CLIENT("S3cret\r\0"),
		SERVER("\r\nR1>"),
		CLIENT("enable\r\0"),
		SERVER("enable\r\nPassword: "),
		CLIENT("guess1\r\0"),
		SERVER("\r\n% Bad secrets\r\n\r\nR1>"),
	};
	static const struct vector v = VECTOR("a wrong enable password is a failed login of its own",
		"telnet {\"telnet\":{\"line\":\"User Access Verification\",\"direction\":\"to_client\",\"vendor\":\"cisco\"}}\n"
		"telnet {\"telnet\":{\"line\":\"bob\",\"direction\":\"to_server\",\"prompt\":\"Username:\",\"vendor\":\"cisco\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:fbfa2120\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"vendor\":\"cisco\",\"mode\":\"password\"}}\n"
		"credential user=bob element=server clear=1 default=0\n"
		"action login session element=server object=bob user=bob outcome=ok evidence=observed\n"
		"identity of=server vendor=cisco platform=cisco-ios name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"enable\",\"direction\":\"to_server\",\"prompt\":\"R1>\",\"vendor\":\"cisco\",\"mode\":\"operational\",\"user\":\"bob\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:2c0de29b\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"vendor\":\"cisco\",\"mode\":\"password\",\"user\":\"bob\"}}\n"
		"credential element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"% Bad secrets\",\"direction\":\"to_client\",\"vendor\":\"cisco\",\"user\":\"bob\"}}\n"
		"action login-failed session element=server object=enable user=bob outcome=refused evidence=observed reason=% Bad secrets\n");
	vector_run(&v);
}

static void run_enable_again(void)
{
	static const struct turn turns[] = {
		SERVER("\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\n\r\nUser Access Verification\r\n\r\nUsername: "),
		CLIENT("\xff\xfd\x01" "bob\r\0"),
		SERVER("bob\r\nPassword: "),
		CLIENT("S3cret\r\0"),
		SERVER("\r\nR1>"),
		CLIENT("enable\r\0"),
		SERVER("enable\r\nPassword: "),
		CLIENT("guess1\r\0"),
		SERVER("\r\nPassword: "),
		CLIENT("Right1\r\0"),
		SERVER("\r\nR1#"),
		CLIENT("reload\r\0"),
		SERVER("reload\r\nR1#"),
	};
	static const struct vector v = VECTOR("a password prompt that comes again refuses the password before",
		"telnet {\"telnet\":{\"line\":\"User Access Verification\",\"direction\":\"to_client\",\"vendor\":\"cisco\"}}\n"
		"telnet {\"telnet\":{\"line\":\"bob\",\"direction\":\"to_server\",\"prompt\":\"Username:\",\"vendor\":\"cisco\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:fbfa2120\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"vendor\":\"cisco\",\"mode\":\"password\"}}\n"
		"credential user=bob element=server clear=1 default=0\n"
		"action login session element=server object=bob user=bob outcome=ok evidence=observed\n"
		"identity of=server vendor=cisco platform=cisco-ios name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"enable\",\"direction\":\"to_server\",\"prompt\":\"R1>\",\"vendor\":\"cisco\",\"mode\":\"operational\",\"user\":\"bob\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:2c0de29b\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"vendor\":\"cisco\",\"mode\":\"password\",\"user\":\"bob\"}}\n"
		"credential element=server clear=1 default=0\n"
		"action login-failed session element=server object=enable user=bob outcome=refused evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"redacted:32e8ba6d\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"vendor\":\"cisco\",\"mode\":\"password\",\"user\":\"bob\"}}\n"
		"credential element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"reload\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"vendor\":\"cisco\",\"mode\":\"privileged\",\"user\":\"bob\"}}\n"
		"action reboot system element=server object=reload user=bob outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_environ(void)
{
	static const struct turn turns[] = {
		CLIENT("\xff\xfb\x27\xff\xfa\x27\x00\x00USER\x01-f root\xff\xf0"),
		SERVER("root@box:~# "),
		CLIENT("id\n"),
		SERVER("id\r\nuid=0\r\nroot@box:~# "),
	};
	static const struct vector v = VECTOR("a user name that is an option of login(1)",
		"hint telnet.new_environ_bypass text=-f root\n"
		"identity of=server name=box evidence=telnet-prompt equipment=0\n"
		"telnet {\"telnet\":{\"line\":\"id\",\"direction\":\"to_server\",\"prompt\":\"root@box:~#\",\"mode\":\"privileged\"}}\n"
		"action read system element=server object=id outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_options(void)
{
	static const struct turn turns[] = {
		SERVER("R1#"),
		CLIENT("\xff\xf1" "ban\xff\xffner x\r\0"),
		SERVER("ban\xff\xffner x\r\nR1#"),
		CLIENT("\xff\xfa\x18\x00XTERM\xff\x41reload\r\0"),
		SERVER("reload\r\nR1#"),
	};
	static const struct vector v = VECTOR("IAC in data, and a subnegotiation that never ends",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"ban\\u00ffner x\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"action exec system element=server object=ban\\xffner x outcome=ok evidence=observed\n"
		"anomaly telnet.bad_command\n"
		"telnet {\"telnet\":{\"line\":\"reload\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"action reboot system element=server object=reload outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_echo_differs(void)
{
	static const struct turn turns[] = {
		SERVER("R1#"),
		CLIENT("show clock   \r"),
		SERVER("write erase  \r\nR1#"),
	};
	static const struct vector v = VECTOR("where typed and echoed bytes differ the echo is what the element saw",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"write erase\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"action erase config element=server object=write erase outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_async(void)
{
	static const struct turn turns[] = {
		SERVER("R1#"),
		CLIENT("sho"),
		SERVER("sho"),
		SERVER("\r\n%SYS-5-CONFIG_I: Configured from console\r\nR1#sho"),
		CLIENT("w clock\r\0"),
		SERVER("w clock\r\n10:00\r\nR1#"),
	};
	static const struct vector v = VECTOR("a log line in the middle of typing",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"%SYS-5-CONFIG_I: Configured from console\",\"direction\":\"to_client\"}}\n"
		"telnet {\"telnet\":{\"line\":\"show clock\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"action read time element=server object=show clock outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_junos(void)
{
	static const struct turn turns[] = {
		SERVER("\r\nmx1 (ttyp0)\r\n\r\nlogin: "),
		CLIENT("bob\r\0"),
		SERVER("bob\r\nPassword:"),
		CLIENT("pw1\r\0"),
		SERVER("\r\n--- JUNOS 20.4R3.8 built 2021\r\nbob@mx1> "),
		CLIENT("configure\r\0"),
		SERVER("configure\r\nEntering configuration mode\r\n\r\n[edit]\r\nbob@mx1# "),
		CLIENT("set system login user eve authentication plain-text-password-value Ev1l\r\0"),
		SERVER("set system login user eve authentication plain-text-password-value Ev1l\r\n\r\n[edit]\r\nbob@mx1# "),
		CLIENT("commit\r\0"),
		SERVER("commit\r\ncommit complete\r\n\r\n[edit]\r\nbob@mx1# "),
		CLIENT("exit\r\0"),
		SERVER("exit\r\nExiting configuration mode\r\n\r\nbob@mx1> "),
		CLIENT("exit\r\0"),
		SERVER("exit\r\n"),
	};
	static const struct vector v = VECTOR("a session on Junos",
		"telnet {\"telnet\":{\"line\":\"mx1 (ttyp0)\",\"direction\":\"to_client\"}}\n"
		"telnet {\"telnet\":{\"line\":\"bob\",\"direction\":\"to_server\",\"prompt\":\"login:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:dc65546d\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=bob element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"--- JUNOS 20.4R3.8 built 2021\",\"direction\":\"to_client\",\"vendor\":\"juniper\"}}\n"
		"action login session element=server object=bob user=bob outcome=ok evidence=observed\n"
		"identity of=server vendor=juniper platform=juniper-junos name=mx1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"configure\",\"direction\":\"to_server\",\"prompt\":\"bob@mx1>\",\"vendor\":\"juniper\",\"mode\":\"operational\",\"user\":\"bob\"}}\n"
		"telnet {\"telnet\":{\"line\":\"set system login user eve authentication plain-text-password-value redacted:3b59bc71\",\"direction\":\"to_server\",\"prompt\":\"bob@mx1#\",\"vendor\":\"juniper\",\"mode\":\"config\",\"user\":\"bob\",\"output_lines\":2}}\n"
		"action change account element=server object=set system login user eve authentication plain-text-password-value redacted:3b59bc71 user=bob outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"commit\",\"direction\":\"to_server\",\"prompt\":\"bob@mx1#\",\"vendor\":\"juniper\",\"mode\":\"config\",\"user\":\"bob\",\"output_lines\":1}}\n"
		"action save config element=server object=commit user=bob outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"exit\",\"direction\":\"to_server\",\"prompt\":\"bob@mx1#\",\"vendor\":\"juniper\",\"mode\":\"config\",\"user\":\"bob\",\"output_lines\":2}}\n"
		"telnet {\"telnet\":{\"line\":\"exit\",\"direction\":\"to_server\",\"prompt\":\"bob@mx1>\",\"vendor\":\"juniper\",\"mode\":\"operational\",\"user\":\"bob\",\"output_lines\":1}}\n"
		"action logout session element=server object=bob user=bob outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_routeros(void)
{
	static const struct turn turns[] = {
		SERVER("MikroTik 6.49\r\nLogin: "),
		CLIENT("admin\r\0"),
		SERVER("admin\r\nPassword: "),
		CLIENT("pw1\r\0"),
		SERVER("\r\n\033[9999B[admin@rb1] > "),
		CLIENT("/user add"),
		SERVER("\r\033[K[admin@rb1] > /user add"),
		CLIENT(" name=eve password=Ev1l group=full\r\0"),
		SERVER("\r\033[K[admin@rb1] > /user add name=eve password=Ev1l group=full\r\n[admin@rb1] > "),
		CLIENT("/system reboot\r\0"),
		SERVER("/system reboot\r\nReboot, yes? [y/N]:"),
		CLIENT("y"),
		SERVER("y\r\n"),
	};
	static const struct vector v = VECTOR("a session on RouterOS, which draws its line anew",
		"telnet {\"telnet\":{\"line\":\"MikroTik 6.49\",\"direction\":\"to_client\"}}\n"
		"telnet {\"telnet\":{\"line\":\"admin\",\"direction\":\"to_server\",\"prompt\":\"Login:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:dc65546d\",\"direction\":\"to_server\",\"prompt\":\"Password:\",\"mode\":\"password\"}}\n"
		"credential user=admin element=server clear=1 default=0\n"
		"action login session element=server object=admin user=admin outcome=ok evidence=observed\n"
		"identity of=server vendor=mikrotik platform=mikrotik-routeros name=rb1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"/user add name=eve password=redacted:3b59bc71 group=full\",\"direction\":\"to_server\",\"prompt\":\"[admin@rb1] >\",\"vendor\":\"mikrotik\",\"mode\":\"privileged\",\"user\":\"admin\"}}\n"
		"action change account element=server object=/user add name=eve password=redacted:3b59bc71 group=full user=admin outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"/system reboot\",\"direction\":\"to_server\",\"prompt\":\"[admin@rb1] >\",\"vendor\":\"mikrotik\",\"mode\":\"privileged\",\"user\":\"admin\"}}\n"
		"action reboot system element=server object=/system reboot user=admin outcome=unknown evidence=observed\n");
	vector_run(&v);
}

static void run_typed_ahead(void)
{
	static const struct turn turns[] = {
		SERVER("Username: "),
		CLIENT("bob\r\nS3cret\r\nshow clock\r\n"),
		SERVER("bob\r\nPassword: \r\nR1>show clock\r\n10:00\r\nR1>"),
		CLIENT("exit\r\n"),
		SERVER("exit\r\n"),
	};
	static const struct vector v = VECTOR("a user name and a password sent before they are asked for",
		"telnet {\"telnet\":{\"line\":\"bob\",\"direction\":\"to_server\",\"prompt\":\"Username:\",\"mode\":\"login\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:fbfa2120\",\"direction\":\"to_server\",\"mode\":\"password\"}}\n"
		"credential user=bob element=server clear=1 default=0\n"
		"telnet {\"telnet\":{\"line\":\"show clock\",\"direction\":\"to_server\"}}\n"
		"action login session element=server object=bob user=bob outcome=ok evidence=observed\n"
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"exit\",\"direction\":\"to_server\",\"prompt\":\"R1>\",\"mode\":\"operational\",\"user\":\"bob\",\"output_lines\":3}}\n"
		"action logout session element=server object=bob user=bob outcome=ok evidence=observed\n"
		"action read time element=server object=show clock user=bob outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_encrypted(void)
{
	static const struct turn turns[] = {
		CLIENT("\xff\xfb\x26\xff\xfa\x26\x03\x00\xff\xf0garbage\r\0"),
		SERVER("R1#garbage"),
	};
	static const struct vector v = VECTOR("what follows an agreed encryption is not read",
		"hint telnet.encrypted\n");
	vector_run(&v);
}

static void run_lookalike(void)
{
	static const struct turn turns[] = {
		SERVER("R1#"),
		CLIENT("show hosts\r\0"),
		SERVER("show hosts\r\nR2>\r\nfoo#\r\n[OK]\r\n50%>\r\nR1#"),
		CLIENT("write\r\0"),
		SERVER("write\r\nR1#"),
	};
	static const struct vector v = VECTOR("output that resembles another prompt settles nothing",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"show hosts\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\"}}\n"
		"telnet {\"telnet\":{\"line\":\"write\",\"direction\":\"to_server\",\"prompt\":\"R1#\",\"mode\":\"privileged\",\"output_lines\":4}}\n"
		"action save config element=server object=write outcome=ok evidence=observed\n"
		"action read system element=server object=show hosts outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_view(void)
{
	static const struct turn turns[] = {
		SERVER("R1(config)#"),
		CLIENT("interface Tunnel7\r\0"),
		SERVER("interface Tunnel7\r\nR1(config-if)#"),
		CLIENT("tunnel mode gre ip\r\0"),
		SERVER("tunnel mode gre ip\r\nR1(config-if)#"),
		CLIENT("exit\r\0"),
		SERVER("exit\r\nR1(config)#"),
		CLIENT("monitor session 1 source interface Gi0/1\r\0"),
		SERVER("monitor session 1 source interface Gi0/1\r\nR1(config)#"),
		CLIENT("line vty 0 4\r\0"),
		SERVER("line vty 0 4\r\nR1(config-line)#"),
	};
	static const struct vector v = VECTOR("a tunnel and a mirror are changes, views are not",
		"identity of=server name=R1 evidence=telnet-prompt equipment=1\n"
		"telnet {\"telnet\":{\"line\":\"interface Tunnel7\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n"
		"action change tunnel element=server object=interface Tunnel7 outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"tunnel mode gre ip\",\"direction\":\"to_server\",\"prompt\":\"R1(config-if)#\",\"mode\":\"config\"}}\n"
		"action change tunnel element=server object=tunnel mode gre ip outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"exit\",\"direction\":\"to_server\",\"prompt\":\"R1(config-if)#\",\"mode\":\"config\"}}\n"
		"telnet {\"telnet\":{\"line\":\"monitor session 1 source interface Gi0/1\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n"
		"action change mirror element=server object=monitor session 1 source interface Gi0/1 outcome=ok evidence=observed\n"
		"telnet {\"telnet\":{\"line\":\"line vty 0 4\",\"direction\":\"to_server\",\"prompt\":\"R1(config)#\",\"mode\":\"config\"}}\n");
	vector_run(&v);
}

static void run_bare(void)
{
	static const struct turn turns[] = {
		SERVER("# "),
		CLIENT("reboot\n"),
		SERVER("reboot\r\n# "),
	};
	static const struct vector v = VECTOR("a prompt that names no host",
		"telnet {\"telnet\":{\"line\":\"reboot\",\"direction\":\"to_server\",\"prompt\":\"#\",\"mode\":\"privileged\"}}\n"
		"action reboot system element=server object=reboot outcome=ok evidence=observed\n");
	vector_run(&v);
}

static void run_banner_questions(void)
{
	static const struct turn turns[] = {
		SERVER("\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\nKennung: "),
		CLIENT("otto\r\0"),
		SERVER("otto\r\nGeheimwort: "),
		CLIENT("Gehe1m\r\0"),
		SERVER("\r\nMenue> "),
	};
	static const struct vector v = VECTOR("a password prompt of another language is a secret when nothing is echoed",
		"telnet {\"telnet\":{\"line\":\"otto\",\"direction\":\"to_server\"}}\n"
		"telnet {\"telnet\":{\"line\":\"redacted:49ef3f86\",\"direction\":\"to_server\"}}\n");
	vector_run(&v);
}

/* clang-format on */

static const struct {
	void (*run)(void);
} dialogues[] = {
	{run_ios_session},
	{run_vrp_session},
	{run_characters},
	{run_refused_three},
	{run_refused_silently},
	{run_last_login},
	{run_invalid},
	{run_caret},
	{run_cancelled},
	{run_completed},
	{run_pager},
	{run_midstream},
	{run_client_only},
	{run_server_only},
	{run_pasted},
	{run_local_echo},
	{run_enable_refused},
	{run_enable_again},
	{run_environ},
	{run_options},
	{run_echo_differs},
	{run_async},
	{run_junos},
	{run_routeros},
	{run_typed_ahead},
	{run_encrypted},
	{run_lookalike},
	{run_view},
	{run_bare},
	{run_banner_questions},
};

START_TEST(each_dialogue_says_what_happened)
{
	dialogues[_i].run();
}
END_TEST

static enum probe probe_of(const char *bytes, uint32_t len, enum side from, uint16_t port)
{
	struct probe_input in = {.data = span_of(bytes, len), .from = from, .stream = true};

	in.sport = from == SIDE_SERVER ? port : 40000;
	in.dport = from == SIDE_SERVER ? 40000 : port;
	return dissector_telnet.probe(&in);
}
#define PROBE(text, from, port) probe_of(text, sizeof(text) - 1, from, port)

START_TEST(sessions_are_known_on_any_port_and_other_protocols_are_not_taken)
{
	ck_assert_int_eq(PROBE("\xff\xfb\x01\xff\xfb\x03", SIDE_SERVER, 7777), PROBE_SURE);
	ck_assert_int_eq(PROBE("\xff\xfd\x01", SIDE_CLIENT, 7777), PROBE_SURE);
	ck_assert_int_eq(PROBE("\xff\xfb", SIDE_SERVER, 7777), PROBE_MORE);
	ck_assert_int_eq(PROBE("\xff\xfa\x18\x01\xff\xf0", SIDE_SERVER, 7777), PROBE_SURE);
	ck_assert_int_eq(PROBE("\xff\xff\xff\xff\xff\xff", SIDE_SERVER, 179), PROBE_NO);
	ck_assert_int_eq(PROBE("\xff\xd8\xff\xe0", SIDE_SERVER, 7777), PROBE_NO);
	ck_assert_int_eq(PROBE("\xff\xfe<\0?\0", SIDE_SERVER, 7777), PROBE_NO);
	ck_assert_int_eq(PROBE("\r\nUsername: ", SIDE_SERVER, 7777), PROBE_LIKELY);
	ck_assert_int_eq(PROBE("R1#", SIDE_SERVER, 7777), PROBE_LIKELY);
	ck_assert_int_eq(PROBE("\r\nHello\r\n\xff\xfb\x01P: ", SIDE_SERVER, 2605), PROBE_SURE);
	ck_assert_int_eq(PROBE("A\xff\xfb\x01", SIDE_SERVER, 2605), PROBE_NO);
	ck_assert_int_eq(PROBE("Welcome\r\n", SIDE_SERVER, 7777), PROBE_MORE);
	ck_assert_int_eq(PROBE("Welcome\r\n", SIDE_SERVER, 2323), PROBE_LIKELY);
	ck_assert_int_eq(PROBE("u", SIDE_CLIENT, 23), PROBE_LIKELY);
	ck_assert_int_eq(PROBE("u", SIDE_CLIENT, 7777), PROBE_NO);
	ck_assert_int_eq(PROBE("SSH-2.0-x\r\n", SIDE_SERVER, 23), PROBE_NO);
	ck_assert_int_eq(PROBE("220 mail ESMTP\r\n", SIDE_SERVER, 23), PROBE_NO);
	ck_assert_int_eq(PROBE("+OK POP3\r\n", SIDE_SERVER, 23), PROBE_NO);
	ck_assert_int_eq(PROBE("* OK IMAP\r\n", SIDE_SERVER, 23), PROBE_NO);
	ck_assert_int_eq(PROBE("GET / HTTP/1.0\r\n", SIDE_CLIENT, 23), PROBE_NO);
	ck_assert_int_eq(PROBE("\x16\x03\x01\x02", SIDE_CLIENT, 23), PROBE_NO);
	ck_assert_int_eq(PROBE(":irc.x NOTICE", SIDE_SERVER, 23), PROBE_NO);
}
END_TEST

START_TEST(a_line_without_end_and_output_without_end_stay_bounded)
{
	static uint8_t flood[20000];
	memset(flood, 'A', sizeof(flood));
	flood[10000] = '\n';
	const struct turn turns[] = {SERVER("R1#"), {SIDE_CLIENT, {flood, sizeof(flood)}},
		{SIDE_SERVER, {flood, sizeof(flood)}}, CLIENT("\r\n"), SERVER("\r\nR1#")};
	const struct vector v = VECTOR("flood", NULL);
	char *said = vector_says(&v);
	ck_assert_uint_lt(strlen(said), 16000);
	free(said);
}
END_TEST

START_TEST(no_secret_is_ever_said)
{
	static const struct turn turns[] = {SERVER("Username: "), CLIENT("bob\r\n"),
		SERVER("bob\r\nPassword: "), CLIENT("Gehe1m\r\n"), SERVER("\r\nR1>"),
		CLIENT("enable\r\n"), SERVER("enable\r\nPassword: "), CLIENT("Gehe1m\r\n"),
		SERVER("\r\nR1#"), CLIENT("conf t\r\n"), SERVER("conf t\r\nR1(config)#"),
		CLIENT("snmp-server community Gehe1m RW\r\n"),
		SERVER("snmp-server community Gehe1m RW\r\nR1(config)#"),
		CLIENT("frob password Gehe1m\r\n"),
		SERVER("frob password Gehe1m\r\n% Invalid input: password Gehe1m\r\nR1(config)#")};
	const struct vector v = VECTOR("secrets", NULL);
	char *said = vector_says(&v);
	ck_assert_msg(!strstr(said, "Gehe1m"), "%s", said);
	ck_assert_ptr_nonnull(strstr(said, "redacted:"));
	free(said);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("telnet");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, each_dialogue_says_what_happened, 0,
		(int)(sizeof(dialogues) / sizeof(dialogues[0])));
	tcase_add_test(t, sessions_are_known_on_any_port_and_other_protocols_are_not_taken);
	tcase_add_test(t, a_line_without_end_and_output_without_end_stay_bounded);
	tcase_add_test(t, no_secret_is_ever_said);
	return unit_run(t, "telnet");
}
