/*
 * What each vendor's command line is used for: for every family one line of each kind of deed that
 * the judgement knows. NULL: that command line has no such command, or none that two sources show.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "tests/unit.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

enum deed {
	DEED_SAVE,
	DEED_ERASE,
	DEED_REBOOT,
	DEED_EXPORT,
	DEED_IMPORT,
	DEED_IMAGE,
	DEED_ACCOUNT,
	DEED_AAA,
	DEED_LOGGING,
	DEED_SNMP,
	DEED_ACL,
	DEED_MIRROR,
	DEED_TUNNEL,
	DEED_SCHEDULE,
	DEED_COUNT
};

static const char *const meanings[DEED_COUNT] = {"save config", "erase config", "reboot system",
	"export config", "import config", "image image", "change account", "change aaa",
	"change logging", "change snmp-access", "change acl", "change mirror", "change tunnel",
	"change schedule"};

struct vendor {
	enum cli_family family;
	const char *line[DEED_COUNT];
};

static const struct vendor vendors[] = {
	{CLI_IOS,
		{"copy running-config startup-config", "write erase", "reload in 10",
			"copy running-config scp://a@10.0.0.1/c", "configure replace flash:old.cfg",
			"archive download-sw tftp://10.0.0.1/x",
			"username eve privilege 15 secret x", "aaa new-model",
			"logging host 10.0.0.1", "snmp-server community x RW",
			"ip access-list extended X", "monitor session 1 destination interface Gi1",
			"interface Tunnel0", "kron occurrence K in 5"}},
	{CLI_IOSXR,
		{"commit", "erase nvram:", "reload", "copy running-config tftp://10.0.0.1/c",
			"rollback configuration last 1", "install add source tftp://10.0.0.1/ x",
			"usergroup ROOT", "aaa group server tacacs+ T", "logging 10.0.0.1",
			"snmp-server community x RW", "ipv4 access-list X",
			"monitor-session 1 ethernet", "interface tunnel-ip1",
			"event manager policy-map P"}},
	{CLI_NXOS,
		{"copy running-config startup-config", "write erase", "reload",
			"copy startup-config sftp://a@10.0.0.1/c",
			"rollback running-config checkpoint c1", "install all nxos bootflash:x",
			"username eve password x role network-admin", "aaa group server tacacs+ T",
			"logging server 10.0.0.1", "snmp-server community x rw", "ip access-list X",
			"monitor session 1 type erspan-source", "interface nve1",
			"scheduler job name J"}},
	{CLI_EOS, {"write memory", "write erase now", "reload now",
			  "copy running-config ftp://10.0.0.1/c", "configure checkpoint restore c1",
			  "install source http://10.0.0.1/x.swi", "username eve secret x",
			  "aaa authentication login default local", "logging host 10.0.0.1",
			  "snmp-server community x rw", "ip access-list X",
			  "monitor session M source Ethernet1", "interface Tunnel0",
			  "schedule J interval 5 max-log-files 1 command bash id"}},
	{CLI_ZTE, {"write", "erase startup-config", "reboot",
			  "file upload cfg-startup startrun.dat ftp ipaddress 10.0.0.1 user a "
			  "password b",
			  "copy tftp: running-config", "copy tftp: flash:x.bin",
			  "username eve password x privilege 15", "tacacs-server host 10.0.0.1",
			  "logging on", "snmp-server community x rw", "acl standard number 10",
			  "monitor session 1 source", "interface tunnel1", NULL}},
	{CLI_IPOS, {"save configuration", NULL, "reload", "save configuration ftp://a@10.0.0.1/c",
			   NULL, "release download ftp://a@10.0.0.1/x.tar.gz",
			   "administrator eve password x",
			   "aaa authentication administrator tacacs+", "logging syslog 10.0.0.1",
			   "snmp server", "ip access-list X", NULL, "interface tunnel1", NULL}},
	{CLI_CALIX,
		{"accept running-config", NULL, "reload", "copy running-config tftp://10.0.0.1/c",
			"copy tftp://10.0.0.1/c running-config", "upgrade activate",
			"username eve password x", "aaa radius server 10.0.0.1",
			"logging host 10.0.0.1", "snmp-server community x", "access-list ipv4 X",
			NULL, NULL, NULL}},
	{CLI_ADTRAN,
		{"write memory", "erase startup-config", "reload in 5",
			"copy running-config tftp://10.0.0.1/c",
			"copy tftp://10.0.0.1/c startup-config", "copy tftp://10.0.0.1/x flash",
			"username eve password x", "aaa on", "logging forwarding on",
			"snmp-server community x RW", "ip access-list standard X", NULL,
			"interface tunnel 1", "schedule S"}},
	{CLI_VRP, {"save all", "reset saved-configuration", "reboot fast",
			  "sftp 10.0.0.1 put vrpcfg.zip",
			  "rollback configuration to commit-id 1000000741",
			  "ftp 10.0.0.1 get s5700.cc", "local-user eve privilege level 15",
			  "authentication-scheme default", "info-center loghost 10.0.0.1",
			  "snmp-agent community write cipher x", "acl number 3000",
			  "observe-port 1 interface GigabitEthernet0/0/1", "interface Tunnel0/0/1",
			  "schedule job J"}},
	{CLI_COMWARE, {"save force", "reset saved-configuration main", "reboot slot 1",
			      "backup startup-configuration to 10.0.0.1 c.cfg",
			      "configuration replace file old.cfg",
			      "boot-loader file flash:/x.ipe all main",
			      "local-user eve class manage", "hwtacacs scheme T",
			      "info-center loghost 10.0.0.1", "snmp-agent community write x",
			      "acl advanced 3000", "mirroring-group 1 local",
			      "interface Tunnel1 mode gre", "scheduler schedule S"}},
	{CLI_JUNOS,
		{"commit and-quit", "request system zeroize", "request vmhost reboot",
			"save ftp://a@10.0.0.1/c", "load replace /var/tmp/c",
			"request vmhost software add x.tgz", "set system login user eve class x",
			"set system tacplus-server 10.0.0.1", "delete system syslog host 10.0.0.1",
			"set snmp v3 usm local-engine user eve",
			"set firewall family inet filter X",
			"set forwarding-options analyzer A input ingress interface ge-0/0/0",
			"set interfaces gr-0/0/0 unit 0 tunnel source 10.0.0.1",
			"set event-options generate-event E time-interval 60"}},
	{CLI_SROS, {"admin save", "admin set-factory-default", "admin reboot now",
			   "admin save ftp://a@10.0.0.1/c", "rollback 1", NULL,
			   "configure system security user-params local-user user eve",
			   "configure system security aaa remote-servers tacplus server 1",
			   "configure log log-id 99 shutdown",
			   "configure system security snmp community x",
			   "configure filter ip-filter 10 create",
			   "configure mirror mirror-dest 1 create",
			   "configure service sdp 1 gre create",
			   "configure system cron schedule S owner o"}},
	{CLI_ROUTEROS, {NULL, "/system reset-configuration", "/system reboot", "/export file=c",
			       "/import file-name=c.rsc", "/system package update install",
			       "/user add name=eve group=full", "/radius add address=10.0.0.1",
			       "/system logging action set remote remote=10.0.0.1",
			       "/snmp community add name=x write-access=yes",
			       "/ip firewall filter add chain=input",
			       "/tool sniffer set streaming-server=10.0.0.1",
			       "/interface eoip add remote-address=10.0.0.1",
			       "/system scheduler add name=s on-event=x"}},
	{CLI_SAOS, {"configuration save", "configuration reset-to-factory-defaults",
			   "chassis reboot now", NULL, NULL, "software install package x",
			   "user create user eve access-level super", "tacacs add server 10.0.0.1",
			   "syslog create collector 10.0.0.1",
			   "snmp create community-index 1 community x", "access-control create",
			   "mirror create", NULL, NULL}},
	{CLI_FORTIOS, {NULL, "execute factoryreset", "execute reboot",
			      "execute backup config tftp c.conf 10.0.0.1",
			      "execute restore config tftp c.conf 10.0.0.1",
			      "execute restore image tftp x.out 10.0.0.1", NULL, NULL, NULL, NULL,
			      NULL, NULL, NULL, NULL}},
	{CLI_EXOS,
		{"save configuration", "unconfigure switch all", "reboot",
			"upload configuration 10.0.0.1 c.xsf", "use configuration c.cfg",
			"download image 10.0.0.1 x.xos", "create account admin eve x",
			"configure tacacs primary server 10.0.0.1",
			"configure syslog add 10.0.0.1 local4",
			"configure snmp add community readwrite x", "create access-list A permit",
			"configure mirror add port 1", "create vxlan v", NULL}},
	{CLI_AOS, {"copy working certified", NULL, "reload working no rollback-timeout", NULL, NULL,
			  NULL, "user eve password x", NULL, "swlog output socket 10.0.0.1", NULL,
			  NULL, "port-mirroring 1 source 1/1 destination 1/2", NULL, NULL}},
	{CLI_ISAM, {"admin software-mngt shub database save", NULL,
			   "admin equipment reboot-isam with-self-test",
			   "admin software-mngt database upload actual-active:10.0.0.1:c.tar",
			   "admin software-mngt database download 10.0.0.1:c.tar",
			   "admin software-mngt oswp 1 download x",
			   "configure system security operator eve profile admin",
			   "configure system security radius auth-server 1",
			   "configure system syslog route 1", NULL, NULL, NULL, NULL, NULL}},
};

START_TEST(every_kind_of_deed_is_known_on_every_command_line_that_has_it)
{
	const struct vendor *v = &vendors[_i];
	struct cli_meaning m;
	char said[64];
	unsigned wrong = 0;

	for (unsigned i = 0; i < DEED_COUNT; i++) {
		if (!v->line[i])
			continue;
		enum cli_mode mode = i < DEED_ACCOUNT && v->family != CLI_IOSXR
					     ? CLI_MODE_PRIVILEGED
					     : CLI_MODE_CONFIG;
		cli_classify(&lexicon_builtin, v->family, mode, span_str(v->line[i]), &m);
		snprintf(said, sizeof(said), "%s %s", verb_name(m.verb), subject_name(m.subject));
		if (m.known && !m.navigation && strcmp(said, meanings[i]) == 0)
			continue;
		wrong++;
		fprintf(stderr, "%s: %s is %s%s, not %s\n",
			cli_family_name(&lexicon_builtin, v->family), v->line[i], said,
			m.known ? "" : " (a guess)", meanings[i]);
	}
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(every_family_is_in_the_table)
{
	ck_assert_uint_eq(sizeof(vendors) / sizeof(*vendors), CLI_FAMILY_COUNT - 2);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("cli_classes");

	tcase_add_loop_test(t, every_kind_of_deed_is_known_on_every_command_line_that_has_it, 0,
		(int)(sizeof(vendors) / sizeof(*vendors)));
	tcase_add_test(t, every_family_is_in_the_table);
	return unit_run(t, "cli_classes");
}
