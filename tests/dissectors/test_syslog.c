/* test_syslog: dissectors/syslog*.c. Messages are samples of each vendor's shape. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_syslog;

static char *said_to(const char *text)
{
	const struct turn turn = {SIDE_CLIENT, span_str(text)};
	struct vector v = {text, &dissector_syslog, false, &turn, 1, NULL};
	vector_run(&v);
	return vector_says(&v);
}

/* Every part of EXPECT, lines apart, is a line of what is said. */
static void expect(const char *text, const char *part)
{
	char *said = said_to(text);
	ck_assert_msg(strstr(said, part) != NULL, "%s\n--- said:\n%s--- expected:\n%s\n", text,
		said, part);
	free(said);
}

static void expect_no(const char *text, const char *part)
{
	char *said = said_to(text);
	ck_assert_msg(strstr(said, part) == NULL, "%s\n--- said:\n%s--- unwanted:\n%s\n", text,
		said, part);
	free(said);
}

START_TEST(a_cisco_change_is_told_with_who_and_whence)
{
	static const struct turn turns[] = {
		CLIENT("<189>48: *Nov 22 02:12:07.003: %SYS-5-CONFIG_I: Configured from console by "
		       "netadmin on vty0 (10.20.0.20)\n")};
	vector_run(&(struct vector){"config_i", &dissector_syslog, false, turns, 1,
		"syslog {\"syslog\":{\"facility\":23,\"severity\":5,\"tag\":\"%SYS-5-CONFIG_I\","
		"\"mnemonic\":\"SYS-5-CONFIG_I\","
		"\"message\":\"Configured from console by netadmin on vty0 (10.20.0.20)\","
		"\"vendor\":\"Cisco\",\"vendor_severity\":5,"
		"\"timestamp\":\"*Nov 22 02:12:07.003\"}}\n"
		"identity of=client vendor=Cisco evidence=syslog equipment=1\n"
		"action change config element=client object=SYS-5-CONFIG_I value=Configured from "
		"console by netadmin on vty0 (10.20.0.20) user=netadmin actor=10.20.0.20 "
		"outcome=ok evidence=attested\n"});
}
END_TEST

START_TEST(cisco_headers_of_every_kind_are_read)
{
	expect("<189>46: R1: *Nov 22 02:10:59.101: %SYS-5-CONFIG_I: Configured from console by x",
		"\"hostname\":\"R1\",\"tag\":\"%SYS-5-CONFIG_I\"");
	expect("<189>46: 000123: .Nov 22 02:10:59.101 CET: %SYS-5-CONFIG_I: Configured from "
	       "console "
	       "by x",
		"\"timestamp\":\".Nov 22 02:10:59.101 CET\"");
	expect("<189>12: R1: 2026 Nov 22 02:12:07 UTC: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured "
	       "from "
	       "vty by netadmin on 10.20.0.20@pts/0",
		"\"hostname\":\"R1\"");
	expect("<189>: 2026 Nov 22 02:12:07 UTC: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty "
	       "by "
	       "netadmin on 10.20.0.20@pts/0",
		"user=netadmin actor=10.20.0.20 outcome=ok");
	expect("<189>55: RP/0/RSP0/CPU0:Nov 22 02:12:07.003 UTC: config[65750]: "
	       "%MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'ops'. Use 'show "
	       "configuration commit changes 1000000001' to view the changes.",
		"\"tag\":\"config\",\"mnemonic\":\"MGBL-CONFIG-6-DB_COMMIT\"");
	expect("<189>55: xr1 RP/0/RSP0/CPU0:Nov 22 02:12:07.003 UTC: config[65750]: "
	       "%MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'ops'.",
		"\"hostname\":\"xr1\",\"tag\":\"config\"");
	expect("<189>46: 1w2d: %SYS-5-CONFIG_I: Configured from console by console",
		"\"timestamp\":\"1w2d\"");
	expect("<166>Nov 22 2026 02:10:59 fw1 : %ASA-6-605005: Login permitted from "
	       "10.1.1.1/1234 to inside:10.1.1.2/ssh for user \"admin\"",
		"action login session element=client object=ASA-6-605005");
	expect("<189>Nov 22 02:10:59 sw1 ConfigAgent: %SYS-5-CONFIG_I: Configured from console by "
	       "admin on vty5 (10.9.9.9)",
		"\"hostname\":\"sw1\",\"tag\":\"ConfigAgent\",\"mnemonic\":\"SYS-5-CONFIG_I\"");
	expect("<189>1 2026-11-22T02:15:03.123Z r1 ios - - - \xef\xbb\xbf%SYS-5-CONFIG_I: "
	       "Configured "
	       "from console by x on vty0 (10.9.9.9)",
		" user=x actor=10.9.9.9 ");
	/* a line is nobody's name, and a name may begin like one */
	expect("<189>46: 1w2d: %SYS-5-CONFIG_I: Configured from console by vty0 (10.9.9.9)",
		"Configured from console by vty0 (10.9.9.9) actor=10.9.9.9 ");
	expect("<189>46: 1w2d: %SYS-5-CONFIG_I: Configured from console by conrad on vty0 "
	       "(10.9.9.9)",
		" user=conrad actor=10.9.9.9 ");
}
END_TEST

START_TEST(cisco_deeds_are_attested)
{
	expect("<189>55: RP/0/RSP0/CPU0:Nov 22 02:12:07.003 UTC: instdir[251]: "
	       "%INSTALL-INSTMGR-6-INSTALL_OPERATION_COMPLETED_SUCCESSFULLY : Install operation 22 "
	       "completed successfully",
		"action image image");
	expect("<189>48: *Nov 22 02:12:07.003: %SYS-5-CONFIG_I: Configured from 10.1.1.1 by snmp",
		"evidence=attested");
	expect_no(
		"<189>48: *Nov 22 02:12:07.003: %SYS-5-CONFIG_I: Configured from 10.1.1.1 by snmp",
		"user=");
	expect("<189>49: Nov 22 02:12:06.999: %PARSER-5-CFGLOG_LOGGEDCMD: User:netadmin  logged "
	       "command:no logging 10.20.0.10",
		"object=no logging 10.20.0.10 user=netadmin outcome=ok evidence=attested");
	expect("<189>51: *Nov 22 02:13:00.000: %SYS-5-RELOAD: Reload requested by netadmin on vty0 "
	       "(10.20.0.20). Reload Reason: Reload Command.",
		"action reboot system element=client object=SYS-5-RELOAD");
	expect("<189>52: *Nov 22 02:13:01.000: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host "
	       "10.20.0.10 port 514 stopped - CLI initiated",
		"action change logging element=client object=SYS-6-LOGGINGHOST_STARTSTOP");
	expect("<189>52: *Nov 22 02:13:01.000: %SPAN-6-SESSION_UP: session 1 is up",
		"action change mirror");
	expect("<188>47: *Nov 22 02:11:01.221: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: "
	       "admin] "
	       "[Source: 10.66.0.66] [localport: 22] [Reason: Login Authentication Failed]",
		"user=admin actor=10.66.0.66 outcome=refused");
	expect("<189>46: *Nov 22 02:10:59.101: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: "
	       "netadmin] [Source: 2001:db8::1] [localport: 22]",
		"user=netadmin actor=2001:db8::1 outcome=ok");
}
END_TEST

START_TEST(what_links_and_protocols_do_is_no_action)
{
	expect_no("<187>53: *Nov 22 02:13:02.000: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, "
		  "changed state to down",
		"action");
	expect_no("<188>Nov 22 2026 02:14:02+00:00 HW %%01IFNET/4/LINK_STATE(l)[12]:The line "
		  "protocol "
		  "IP on the interface GE0/0/1 has entered the DOWN state.",
		"action");
	expect_no("<28>Nov 22 02:15:00 MX1 mgd[2345]: UI_COMMIT_PROGRESS: Commit operation in "
		  "progress: commit wrapup",
		"action");
}
END_TEST

START_TEST(huawei_lines_are_read)
{
	const char *command =
		"<189>Nov 22 2026 02:14:01+00:00 HW-S5700 %%01SHELL/5/CMDRECORD(s)[101]:Recorded "
		"command information. (Task=VT0, Ip=10.20.0.20, VpnName=, User=admin, "
		"AuthenticationMethod=\"Local-user\", Command=\"undo info-center enable\")";
	expect(command, "\"hostname\":\"HW-S5700\",\"tag\":\"%%01SHELL/5/CMDRECORD(s)[101]\","
			"\"mnemonic\":\"SHELL/5/CMDRECORD\",\"message\":\"Recorded");
	expect(command, "object=undo info-center enable user=admin actor=10.20.0.20 outcome=ok");
	expect("<190>Nov 22 2026 02:14:00+00:00 HW-S5700 %%01SHELL/6/LOGIN(s)[100]:VTY login from "
	       "10.20.0.20.",
		"action login session element=client object=SHELL/6/LOGIN value=VTY login from "
		"10.20.0.20. actor=10.20.0.20 outcome=ok");
	expect("<188>Nov 22 2026 02:14:02+00:00 HW-S5700 %%01SHELL/4/LOGINFAILED(s)[102]:Failed to "
	       "login. (Ip=10.66.0.66, UserName=**, Times=3, AccessType=TELNET, VpnName=)",
		"actor=10.66.0.66 outcome=refused");
	expect("<188>Nov 22 2026 02:14:03+00:00 HW-S5700 %%01CFM/4/SAVE(s)[103]:The user chose Y "
	       "when "
	       "deciding whether to save the configuration to the device.",
		"action save config element=client object=CFM/4/SAVE");
	expect("<189>Sep 15 2026 21:12:23 HW-S5700 DS/4/DATASYNC_CFGCHANGE:OID "
	       "1.3.6.1.4.1.2011.5.25.191.3.1 configurations have been changed.",
		"\"mnemonic\":\"DS/4/DATASYNC_CFGCHANGE\"");
	expect("<189>Sep 15 2026 21:12:23 HW-S5700 DS/4/DATASYNC_CFGCHANGE:OID "
	       "1.3.6.1.4.1.2011.5.25.191.3.1 configurations have been changed.",
		"action change config");
	expect("<189>Sep 15 2026 21:12:23 USG SHELL/5/CMDRECORD(l): task:vt0 ip:10.1.1.1 "
	       "user:admin "
	       "command:display version",
		"action read");
	expect("<189>Sep 15 2026 21:12:23 HW LINE/5/VTYUSERLOGIN:OID 1.3.6.1.4.1.2011.5.25.207.2.2 "
	       "A "
	       "user login. (UserIndex=34, UserName=admin, UserIP=10.1.1.1, UserChannel=VTY0)",
		"action login session element=client object=LINE/5/VTYUSERLOGIN");
	expect("<189>Sep 15 2026 21:12:23 HW %%01SSH/5/SSH_USER_LOGIN(s)[5]:The SSH user succeeded "
	       "in "
	       "logging in. (ServiceType=stelnet, UserName=admin, UserAddress=10.1.1.1)",
		"user=admin actor=10.1.1.1 outcome=ok");
	expect("<188>Nov 22 2026 02:15:00 AR1 %%01CMD/4/REBOOT(l)[9]:The user chose Y when "
	       "deciding "
	       "whether to reboot the system. (Task=VT0, Ip=10.1.1.1, User=bob)",
		"action reboot system");
	expect_no(
		"<188>Nov 22 2026 02:15:00 AR1 %%01CFM/4/SAVE(l)[9]:The user chose N when deciding "
		"whether to save the configuration to the device.",
		"action");
	expect("<189>Nov 22 2026 02:15:00 NE40 %%01SHELL/5/CMDRECORD(s):CID=0x8011000a;Recorded "
	       "command information. (Task=VTY0, RemoteIp=10.1.1.1, User=bob, "
	       "Command=\"reset saved-configuration\", Result=Failed)",
		"user=bob actor=10.1.1.1 outcome=failed");
}
END_TEST

START_TEST(later_huawei_lines_tell_both_ends_of_a_session)
{
	expect("<189>Aug  8 2026 18:07:30+08:00 CE6865 %%01CLI/5/CMDRECORD(s):Recorded user "
	       "behaviors. (Task=VTY1, Ip=10.17.11.26, User=admin, Command=undo stp enable)",
		"object=undo stp enable user=admin actor=10.17.11.26 outcome=ok");
	expect("<189>Oct 27 2026 02:46:11 fw1 %%01CLI/5/CMDRECORD(s):CID=0x80ca2713;Recorded "
	       "command information. (Task=VTY1, RemoteIp=**, VpnName=_public_, User=eca, "
	       "AuthenticationMethod=\"None\", Command=\"reboot\", LocalIp=10.9.9.9.)",
		"action reboot system element=client object=reboot user=eca outcome=ok");
	expect("<189>Oct 27 2026 02:46:11 ne1 %%01CLI/5/LOGOUT(l):CID=0x80ca2713;The user "
	       "succeeded in logging out of VTY0. (UserType=[SSH], UserName=ops, "
	       "RemoteIp=10.1.1.1, VpnName=_public_, Reason=user, LocalIp=10.9.9.9)",
		"user=ops actor=10.1.1.1 outcome=ok");
	expect("<189>2026-08-18 18:08:56 HUAWEI %%01CLI/5/LOGIN(l):CID=2160731923;VTY0 login from "
	       "192.168.0.1 succeed.",
		"action login session");
}
END_TEST

START_TEST(comware_lines_are_read)
{
	expect("<190>Jul 15 15:21:19 2026 sw1 %%10SSHS/6/SSHS_AUTH_SUCCESS: SSH user ops from "
	       "10.1.1.1 port 50958 passed password authentication.",
		"user=ops actor=10.1.1.1 outcome=ok");
	expect("<190>Jul 15 15:21:19 2026 sw1 %%10SSHS/6/SSHS_DISCONNECT: -DevIP=10.2.2.2; SSH "
	       "user ops (IP: 10.1.1.1) disconnected from the server.",
		"user=ops actor=10.1.1.1 outcome=ok");
	expect("<190>Jul 15 15:21:19 2026 sw1 %%10SSHS/6/SSHS_LOG: -DevIP=10.2.2.2; "
	       "Authentication failed for oracle from 10.66.0.66 port 55578 ssh2.",
		"user=oracle actor=10.66.0.66 outcome=refused");
	expect("<189>Dec 26 04:59:18 2026 sw1 %%10CFGMAN/5/CFGMAN_OPTCOMPLETION: "
	       "-OperateType=running2net-OperateTime=400-OperateState=success-OperateEndTime=7; "
	       "Operation completed.",
		"action export config");
	expect("<174>Jul  7 01:33:51 2026 sw1 %%10SHELL/6/SHELL_CMD: "
	       "-Line=vty0-IPAddr=10.1.1.1-User=ops; Command is undo info-center enable.",
		"object=undo info-center enable user=ops");
	expect("<190>Nov 22 02:15:00 2026 H3C %%10SHELL/6/SHELL_CMD: "
	       "-Line=vty0-IPAddr=10.1.1.1-User=ops; Command is undo info-center enable",
		"\"timestamp\":\"Nov 22 02:15:00 2026\"");
	expect("<190>Nov 22 02:15:00 2026 H3C %%10SHELL/6/SHELL_CMD: "
	       "-Line=vty0-IPAddr=10.1.1.1-User=ops; Command is undo info-center enable",
		"object=undo info-center enable user=ops actor=10.1.1.1");
	expect("<189>Nov 22 02:15:00 2026 H3C %%10SHELL/5/SHELL_LOGIN: TTY logged in from "
	       "10.1.1.1.",
		"action login session element=client object=SHELL/5/SHELL_LOGIN");
	expect("<189>Nov 22 02:15:00 2026 H3C %%10SHELL/5/SHELL_LOGIN: bob logged in from "
	       "10.1.1.1.",
		"user=bob actor=10.1.1.1 outcome=ok");
	expect("<187>Nov 22 02:15:00:123 2026 H3C %%10CFGMAN/5/CFGMAN_CFGCHANGED: "
	       "-EventIndex=[6]-CommandSource=[1]-ConfigSource=[2]-ConfigDestination=running; "
	       "Configuration is changed.",
		"action change config");
	expect("<189>Nov 22 02:15:00 2026 H3C %%10DEV/5/SYSTEM_REBOOT: System is rebooting now.",
		"action reboot system element=client object=DEV/5/SYSTEM_REBOOT");
}
END_TEST

START_TEST(junos_lines_are_read)
{
	expect("<189>Nov 22 02:15:00  MX1 mgd[2345]: UI_COMMIT: User 'netops' requested 'commit' "
	       "operation (comment: none)",
		"\"hostname\":\"MX1\",\"tag\":\"mgd\",\"mnemonic\":\"UI_COMMIT\",\"message\":"
		"\"User");
	expect("<189>Nov 22 02:15:00  MX1 mgd[2345]: UI_COMMIT: User 'netops' requested 'commit' "
	       "operation (comment: none)",
		"action change config element=client object=UI_COMMIT value=User 'netops' "
		"requested "
		"'commit' operation (comment: none) user=netops outcome=ok");
	expect("<189>Nov 22 02:15:01  MX1 mgd[2345]: UI_CFG_AUDIT_SET: User 'netops' set: [system "
	       "syslog host 10.20.0.10] -> \"deactivated\"",
		"object=set system syslog host 10.20.0.10 user=netops outcome=ok");
	expect("<190>Nov 22 02:15:02  MX1 mgd[2345]: UI_CMDLINE_READ_LINE: User 'netops', command "
	       "'show configuration '",
		"action read");
	expect("<189>1 2026-11-22T02:15:03.123Z MX1 mgd 2345 UI_COMMIT_COMPLETED "
	       "[junos@2636.1.1.1.2.29] commit complete",
		"\"mnemonic\":\"UI_COMMIT_COMPLETED\",\"message\":\"commit complete\"");
	expect("<189>1 2026-11-22T02:15:03.123Z MX1 mgd 2345 UI_CMDLINE_READ_LINE "
	       "[junos@2636.1.1.1.2.29 username=\"ops\" command=\"set system host-name "
	       "\\\"x\\\"\"] ",
		"user=ops outcome=ok");
	expect("<38>Nov 22 02:15:02  MX1 mgd[1]: UI_LOGIN_EVENT: User 'lab' login, class "
	       "'super-user' [123], ssh-connection '10.1.1.1 53211 10.2.2.2 22', client-mode 'cli'",
		"user=lab actor=10.1.1.1 outcome=ok");
	expect("<38>Nov 22 02:15:02  MX1 sshd[1]: SSHD_LOGIN_FAILED: Login failed for user 'root' "
	       "from host '10.66.0.66'",
		"user=root actor=10.66.0.66 outcome=refused");
}
END_TEST

START_TEST(nokia_and_ciena_lines_are_read)
{
	expect("<187>Nov 22 02:15:00 10.30.0.9 TMNX: 20 Base SYSTEM-WARNING-tmnxConfigModify-2006 "
	       "[vRtrIfEntry]:  Configuration modified",
		"\"hostname\":\"10.30.0.9\",\"tag\":\"TMNX\","
		"\"mnemonic\":\"SYSTEM-WARNING-tmnxConfigModify-2006\","
		"\"message\":\"Configuration modified\"");
	expect("<187>Nov 22 02:15:00 10.30.0.9 TMNX: 20 Base SYSTEM-WARNING-tmnxConfigModify-2006 "
	       "[vRtrIfEntry]:  Configuration modified",
		"action change config element=client object=SYSTEM-WARNING-tmnxConfigModify-2006 "
		"value=Configuration modified on=10.30.0.9 outcome=ok");
	expect("<187>Nov 22 02:15:00 10.0.0.1 TMNX: 22 Base "
	       "SYSTEM-MAJOR-ssiSaveConfigSucceeded-2002 "
	       "[Configuration Save Succeeds]:  Configuration file saved to: cf3:/config.cfg",
		"action save config");
	expect("<187>Nov 22 02:15:00 10.0.0.1 TMNX: 21 Base USER-MINOR-cli_user_io-2011 [admin]:  "
	       "User from 10.1.1.1: A:PE1# show version",
		"action read");
	expect("<187>Nov 22 02:15:00 10.0.0.1 TMNX: 21 management "
	       "SECURITY-MINOR-ssh_user_login-2009 "
	       "[admin]:  User admin from 10.1.1.1 logged in",
		"user=admin actor=10.1.1.1 outcome=ok");
	expect("<134>Nov 22 02:15:00 saos1 CONFIG-5-CONFIG_CHANGED: Configuration changed by user "
	       "su",
		"action change config element=client object=CONFIG-5-CONFIG_CHANGED");
}
END_TEST

START_TEST(mikrotik_lines_are_read_with_topics_and_without)
{
	expect("<30>system,info,account user admin logged in from 10.1.1.1 via ssh",
		"action login session element=client object=system,info,account value=user admin "
		"logged in from 10.1.1.1 via ssh user=admin actor=10.1.1.1 outcome=ok");
	expect("<30>system,error,critical login failure for user root from 10.1.1.1 via ssh",
		"user=root actor=10.1.1.1 outcome=refused");
	expect("<30>system,info filter rule changed by admin", "action change acl");
	expect("<30>system,info filter rule added by ssh:bob@10.1.1.1 (*5 = /ip firewall)",
		"user=bob actor=10.1.1.1 outcome=ok");
	expect("<30>Nov 22 02:15:00 MikroTik user admin logged in from 10.1.1.1 via winbox",
		"\"hostname\":\"MikroTik\"");
	expect("<30>Nov 22 02:15:00 MikroTik user admin logged in from 10.1.1.1 via winbox",
		"user=admin actor=10.1.1.1 outcome=ok");
	expect("<30>Nov 22 02:15:00 MikroTik route 0.0.0.0/0 removed by admin",
		"action change route");
}
END_TEST

START_TEST(cisco_firewalls_lines_are_read)
{
	expect("<165>Nov 14 2026 11:23:36: %ASA-5-111008: User 'ops' executed the 'write memory' "
	       "command.",
		"action save config element=client object=write memory user=ops outcome=ok");
	expect_no("<165>Nov 14 2026 11:23:36: %ASA-5-111008: User 'ops' executed the "
		  "'access-list x' command.",
		"action");
	expect("<165>Nov 14 2026 11:23:36 fw1 : %FTD-5-111010: User 'ops', running 'CLI' from IP "
	       "10.1.1.1, executed 'no logging host inside 10.0.0.1'",
		"user=ops actor=10.1.1.1 outcome=ok");
	expect("<165>Nov 14 2026 11:23:36 fw1 : %ASA-5-611103: User logged out: Uname: ops",
		"user=ops outcome=ok");
	expect("<165>Nov 14 2026 11:23:36 fw1 : %ASA-5-502103: User priv level changed: Uname: "
	       "eve From: 1 To: 15",
		"action change account");
}
END_TEST

START_TEST(a_neighbour_is_shut_down_by_somebody)
{
	expect("<189>48: *Oct 22 17:09:06.719: %BGP-5-ADJCHANGE: neighbor 172.16.22.22 Down Admin. "
	       "shutdown",
		"action change route");
	expect_no("<189>48: *Oct 22 17:09:06.719: %BGP-5-ADJCHANGE: neighbor 172.16.22.22 Down "
		  "Peer closed the session",
		"action");
}
END_TEST

START_TEST(palo_alto_lines_are_read)
{
	expect("<14>Mar 24 18:36:14 PAN1 1,2026/03/24 18:36:14,003001112668,CONFIG,0,0,2026/03/24 "
	       "18:36:14,10.1.1.1,,set,ops,Web,Succeeded, config mgt-config users eve,8071,0x0,0",
		"user=ops actor=10.1.1.1 outcome=ok");
	expect_no("<14>Mar 24 18:36:14 PAN1 1,2026/03/24 18:36:14,003001112668,CONFIG,0,0,"
		  "2026/03/24 18:36:14,10.1.1.1,,set,ops,Web,Failed, config x,8071,0x0,0",
		"action");
	expect("<14>Mar 25 00:00:56 PAN1 1,2026/03/25 00:00:56,003002112674,SYSTEM,general,0,"
	       "2026/03/25 00:00:56,,general,,0,0,general,informational,User ops logged in via Web "
	       "from 10.1.1.1 using https,156324,0x0,0,0,0,0,,PAN1",
		"user=ops actor=10.1.1.1 outcome=ok");
	expect("<12>Apr 14 16:48:54 PAN1 1,2026/04/14 16:48:54,unknown,SYSTEM,auth,0,2026/04/14 "
	       "16:48:54,,auth-fail,,0,0,general,medium,failed authentication for user 'ops'. "
	       "Reason: Invalid username/password. From: 10.66.0.66.,1718,0x0,0,0,0,0,,PAN1",
		"user=ops actor=10.66.0.66 outcome=refused");
}
END_TEST

START_TEST(other_vendors_lines_are_read)
{
	expect("<185>date=2026-04-08 time=15:35:01 devname=fg1 logid=0100032400 type=event "
	       "logdesc=\"Configuration changed\" user=\"ops\" ui=ssh(10.1.1.1) msg=\"x\"",
		"user=ops actor=10.1.1.1 outcome=ok");
	expect("<190>1 2026-11-22T02:15:03.123Z cx1 hpe-config 1234 - - "
	       "Event|6801|LOG_NOTICE|AMM|1/1|Configuration change by admin via REST",
		"user=admin outcome=ok");
	expect("<134>Nov 22 02:15:00 10.1.1.1 00179 mgr:  SME SSH from 10.1.2.3 - MANAGER Mode",
		"action login session");
	expect("<134>Nov 22 02:15:00 pan1 pan: Commit job succeeded for user admin",
		"action change config");
	expect("<189>date=2026-11-22 time=02:15:00 devname=\"FG\" logid=\"0100044546\" "
	       "type=\"event\" logdesc=\"Attribute configured\" user=\"admin\" "
	       "ui=\"ssh(10.1.1.1)\"",
		"user=admin actor=10.1.1.1 outcome=ok");
	expect("<189>date=2026-11-22 time=02:15:00 devname=\"FG\" logid=\"0100044547\" "
	       "logdesc=\"Object attribute configured\" user=\"admin\" ui=\"ssh(10.1.1.1)\" "
	       "cfgpath=\"system.admin\" cfgobj=\"eve\"",
		"action change account");
	expect("<14>Nov 22 02:15:00 fx1 Security: running-config was changed by bob from telnet "
	       "client 10.1.1.1",
		"user=bob actor=10.1.1.1 outcome=ok");
	expect("<134>Nov 22 02:15:00 x440 AAA: Login passed for user bob through ssh (10.1.1.1)",
		"user=bob actor=10.1.1.1 outcome=ok");
	expect("<85>Nov 22 02:15:00 bmc1 sudo:      bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; "
	       "COMMAND=/usr/sbin/useradd eve",
		"action change account element=client object=/usr/sbin/useradd eve user=bob");
	expect("<38>Nov 22 02:15:00 srv1 sshd[9]: pam_unix(sshd:session): session closed for user "
	       "bob",
		"action logout session");
	expect_no("<38>Nov 22 02:15:00 srv1 CRON[9]: pam_unix(cron:session): session closed for "
		  "user root",
		"action");
	expect("<38>Nov 22 02:15:00 olt1 sshd[99]: Failed password for invalid user pi from "
	       "10.1.1.1 port 4422 ssh2",
		"user=pi actor=10.1.1.1 outcome=refused");
}
END_TEST

START_TEST(rfc_5424_is_read_in_full)
{
	static const struct turn turns[] = {
		CLIENT("<165>1 2003-10-11T22:14:15.003Z host.example evntslog 12 ID47 "
		       "[a@32473 iut=\"3\" s=\"]\\\"x\"][b@1 k=\"v\"] \xef\xbb\xbf"
		       "An event")};
	vector_run(&(struct vector){"5424", &dissector_syslog, false, turns, 1,
		"syslog {\"syslog\":{\"facility\":20,\"severity\":5,\"hostname\":\"host.example\","
		"\"tag\":\"evntslog\",\"message\":\"An event\","
		"\"timestamp\":\"2003-10-11T22:14:15.003Z\",\"procid\":\"12\",\"msgid\":\"ID47\","
		"\"structured_data\":\"[a@32473 iut=\\\"3\\\" s=\\\"]\\\\\\\"x\\\"]"
		"[b@1 k=\\\"v\\\"]\"}}\n"});
	expect("<158>1 2026-11-22T03:21:40.516089+00:00 vm %SYS-5-CONFIG_I - - [timeQuality "
	       "tzKnown=\"1\"] Configured from console by netadmin on vty0 (10.20.0.20)",
		"user=netadmin actor=10.20.0.20");
	expect("<13>1 - - - - - -", "\"message\":\"\"");
}
END_TEST

START_TEST(a_stream_is_cut_at_line_feeds)
{
	static const struct turn turns[] = {
		CLIENT("<189>Nov 22 02:15:00 a x: one\n<13>Nov 22 02:15:00 a y: two\r\n"),
		CLIENT("<13>Nov 22 02:15:00 a z: three\n"),
	};
	vector_run(&(struct vector){"lines", &dissector_syslog, true, turns, 2,
		"syslog "
		"{\"syslog\":{\"facility\":23,\"severity\":5,\"hostname\":\"a\",\"tag\":\"x\","
		"\"message\":\"one\",\"timestamp\":\"Nov 22 02:15:00\"}}\n"
		"syslog "
		"{\"syslog\":{\"facility\":1,\"severity\":5,\"hostname\":\"a\",\"tag\":\"y\","
		"\"message\":\"two\",\"timestamp\":\"Nov 22 02:15:00\"}}\n"
		"syslog "
		"{\"syslog\":{\"facility\":1,\"severity\":5,\"hostname\":\"a\",\"tag\":\"z\","
		"\"message\":\"three\",\"timestamp\":\"Nov 22 02:15:00\"}}\n"});
}
END_TEST

START_TEST(a_stream_may_count_its_messages)
{
	static const struct turn turns[] = {
		CLIENT("28 <13>Nov 22 02:15:00 a x: one\n28 <13>Nov 22 02:15:00 a x: t\no"),
		CLIENT("<13>Nov 22 02:15:00 a x: z\n"),
	};
	vector_run(&(struct vector){"counted", &dissector_syslog, true, turns, 2,
		"syslog "
		"{\"syslog\":{\"facility\":1,\"severity\":5,\"hostname\":\"a\",\"tag\":\"x\","
		"\"message\":\"one\",\"timestamp\":\"Nov 22 02:15:00\"}}\n"
		"syslog "
		"{\"syslog\":{\"facility\":1,\"severity\":5,\"hostname\":\"a\",\"tag\":\"x\","
		"\"message\":\"t\\no\",\"timestamp\":\"Nov 22 02:15:00\"}}\n"
		"syslog "
		"{\"syslog\":{\"facility\":1,\"severity\":5,\"hostname\":\"a\",\"tag\":\"x\","
		"\"message\":\"z\",\"timestamp\":\"Nov 22 02:15:00\"}}\n"});
}
END_TEST

START_TEST(a_line_without_end_is_told_once)
{
	static uint8_t text[40000];
	memset(text, 'A', sizeof(text));
	memcpy(text, "<13>Nov 22 02:15:00 a x: ", 25);
	text[sizeof(text) - 1] = '\n';
	const struct turn turns[] = {{SIDE_CLIENT, {text, sizeof(text)}}};
	struct vector v = {"long", &dissector_syslog, true, turns, 1, NULL};
	char *said = vector_says(&v);
	const char *first = strstr(said, "syslog {");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, "syslog {"));
	free(said);
}
END_TEST

START_TEST(malformed_messages_are_survived)
{
	static const char *const texts[] = {"<", "<>", "<192>x", "<13", "<13>", "<13>1", "<13>1 ",
		"<13>1 - - - - - [", "<13>1 - - - - - [a b=\"", "<13>Nov", "<13>%", "<13>%%",
		"<13>%%01", "<13>%SYS-", "<13>%SYS-5", "<13>%SYS-5-", "<13>a[",
		"<13>a[:", "<13>Nov 22 02:15:00",
		"<13>: : : : : :", "<13>UI_COMMIT:", "<13>TMNX: ", "<13>a,b",
		"<13>A/5/B:", "<13>x y[1]: UI_CFG_AUDIT_SET: User 'a' set: [",
		"<13>%SYS-5-CONFIG_I: by ", "<13>x y: UI_CMDLINE_READ_LINE: User 'a', command '",
		"<13>%%01SHELL/5/CMDRECORD(s)[101]:Command=\""};
	for (uint32_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		free(said_to(texts[i]));
}
END_TEST

START_TEST(secrets_in_a_recorded_command_are_not_told)
{
	expect_no("<189>49: Nov 22 02:12:06.999: %PARSER-5-CFGLOG_LOGGEDCMD: User:netadmin  logged "
		  "command:username eve privilege 15 secret S3cr3tWord",
		"S3cr3tWord");
	expect_no("<189>1 2026-11-22T02:15:03.123Z MX1 mgd 2345 UI_CMDLINE_READ_LINE [junos@2636.1 "
		  "username=\"ops\" command=\"set system login user x authentication "
		  "plain-text-password S3cr3tWord\"]",
		"S3cr3tWord");
}
END_TEST

static enum probe probe_of(const char *text, bool stream, uint16_t dport)
{
	struct probe_input in = {.data = span_str(text), .stream = stream, .dport = dport};
	return dissector_syslog.probe(&in);
}

START_TEST(messages_are_known_on_any_port)
{
	ck_assert_int_eq(probe_of("<189>Nov 22 02:15:00 a x: one", false, 9999), PROBE_SURE);
	ck_assert_int_eq(probe_of("<13>1 2026-", false, 9999), PROBE_SURE);
	ck_assert_int_eq(probe_of("<192>Nov 22", false, 9999), PROBE_NO);
	ck_assert_int_eq(probe_of("<html>", false, 9999), PROBE_NO);
	ck_assert_int_eq(probe_of("no pri", false, 514), PROBE_LIKELY);
	ck_assert_int_eq(probe_of("no pri", false, 9999), PROBE_NO);
	ck_assert_int_eq(probe_of("<13>\x01\x02\x03", false, 514), PROBE_NO);
	ck_assert_int_eq(probe_of("104 <189>48: *Nov 22", true, 601), PROBE_SURE);
	ck_assert_int_eq(probe_of("104 <1", true, 601), PROBE_MORE);
	ck_assert_int_eq(probe_of("<", true, 601), PROBE_MORE);
	ck_assert_int_eq(probe_of("GET / HTTP/1.1\r\n", true, 514), PROBE_NO);
	ck_assert_int_eq(probe_of("220 ftp ready\r\n", true, 514), PROBE_NO);
}
END_TEST

#define READ_LINE(pid, command)                                                                    \
	CLIENT("<190>Nov 22 10:00:00 j1 mgd[" pid "]: UI_CMDLINE_READ_LINE: User 'carol', "        \
	       "command '" command " '")

/* Its records carry no path; what the same session said before tells it. */
START_TEST(a_recorded_command_stands_where_its_session_went)
{
	static const struct turn turns[] = {READ_LINE("4567", "edit system login user eve"),
		READ_LINE("4567", "set class super-user"), READ_LINE("9", "set class super-user"),
		READ_LINE("4567", "top edit system syslog"),
		READ_LINE("4567", "delete host 10.1.1.1"), READ_LINE("4567", "up"),
		READ_LINE("4567", "set services telnet"), READ_LINE("4567", "commit and-quit"),
		READ_LINE("4567", "file delete x")};

	HAS(VECTOR_OF(dissector_syslog, false),
		"action change account element=client object=set class super-user",
		"action exec system element=client object=set class super-user",
		"action change logging element=client object=delete host 10.1.1.1",
		"action change service element=client object=set services telnet",
		"action erase file element=client object=file delete x",
		"!action erase file "
		"element=client object=delete host");
}
END_TEST

/* Who makes up the name of a user writes into the log of a server. */
START_TEST(a_vendors_tag_in_a_sentence_is_quoted)
{
	static const char *const quoted[] = {"<38>Nov 22 10:00:00 srv sshd[1]: Invalid user "
					     "%SYS-5-RELOAD: Reload requested by x",
		"<38>Nov 22 10:00:00 srv sshd[1]: Invalid user: %SYS-5-RELOAD: Reload requested by "
		"x",
		"<38>Nov 22 10:00:00 srv app: he said %SYS-5-CONFIG_I: Configured from console by "
		"x",
		"<38>Nov 22 10:00:00 srv he said %SYS-5-CONFIG_I: Configured from console by x"};

	for (unsigned i = 0; i < sizeof(quoted) / sizeof(*quoted); i++)
		expect_no(quoted[i], "action ");
	expect("<189>Nov 22 10:00:00 R1 45: Nov 22 10:00:00.1 UTC: %SYS-5-CONFIG_I: Configured "
	       "from "
	       "console by bob on vty0 (10.0.0.9)",
		"action change config");
	expect("<189>RP/0/RSP0/CPU0:Nov 22 10:00:00.1 : config[65]: %MGBL-CONFIG-6-DB_COMMIT : "
	       "Configuration committed by user 'bob'.",
		"action change config");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("syslog");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_cisco_change_is_told_with_who_and_whence);
	tcase_add_test(t, cisco_headers_of_every_kind_are_read);
	tcase_add_test(t, cisco_deeds_are_attested);
	tcase_add_test(t, what_links_and_protocols_do_is_no_action);
	tcase_add_test(t, huawei_lines_are_read);
	tcase_add_test(t, comware_lines_are_read);
	tcase_add_test(t, later_huawei_lines_tell_both_ends_of_a_session);
	tcase_add_test(t, cisco_firewalls_lines_are_read);
	tcase_add_test(t, a_neighbour_is_shut_down_by_somebody);
	tcase_add_test(t, palo_alto_lines_are_read);
	tcase_add_test(t, junos_lines_are_read);
	tcase_add_test(t, nokia_and_ciena_lines_are_read);
	tcase_add_test(t, mikrotik_lines_are_read_with_topics_and_without);
	tcase_add_test(t, other_vendors_lines_are_read);
	tcase_add_test(t, rfc_5424_is_read_in_full);
	tcase_add_test(t, a_stream_is_cut_at_line_feeds);
	tcase_add_test(t, a_stream_may_count_its_messages);
	tcase_add_test(t, a_line_without_end_is_told_once);
	tcase_add_test(t, malformed_messages_are_survived);
	tcase_add_test(t, secrets_in_a_recorded_command_are_not_told);
	tcase_add_test(t, messages_are_known_on_any_port);
	tcase_add_test(t, a_recorded_command_stands_where_its_session_went);
	tcase_add_test(t, a_vendors_tag_in_a_sentence_is_quoted);
	return unit_run(t, "syslog");
}
