/* test_netconf: dissectors/netconf.c, netconf_read.c, netconf_acts.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>

extern const struct dissector dissector_netconf;

#define NS            "xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\""
#define MARK          "]]>]]>"
#define COUNT(list)   (sizeof(list) / sizeof(*list))
#define RPC(id, text) "<rpc message-id=\"" id "\" " NS ">" text "</rpc>" MARK
#define OK(id)        SERVER("<rpc-reply message-id=\"" id "\" " NS "><ok/></rpc-reply>" MARK)
#define HELLO                                                                                      \
	"<?xml version=\"1.0\"?><hello " NS "><capabilities>"                                      \
	"<capability>urn:ietf:params:netconf:base:1.1</capability>"                                \
	"</capabilities></hello>" MARK
#define HELLO_OF_SERVER                                                                            \
	"<hello " NS "><capabilities><capability>urn:ietf:params:netconf:base:1.0</capability>"    \
	"<capability>http://www.huawei.com/netconf/capability/discard-commit/1.0</capability>"     \
	"</capabilities><session-id>4</session-id></hello>" MARK

static void expect_in(const struct turn *list, unsigned count, const char *what, bool there)
{
	const struct vector v = {"part", &dissector_netconf, true, list, count, NULL};

	vector_run(&v);
	char *said = vector_says(&v);
	ck_assert_msg((strstr(said, what) != NULL) == there, "%s\n%s", what, said);
	free(said);
}

START_TEST(a_session_opens_with_two_hellos)
{
	static const struct turn turns[] = {SERVER(HELLO_OF_SERVER), CLIENT(HELLO)};
	const struct vector v = {"hellos", &dissector_netconf, true, turns, COUNT(turns),
		"netconf {\"netconf\":{\"type\":\"hello\",\"session_id\":\"4\",\"capabilities\":["
		"\"urn:ietf:params:netconf:base:1.0\","
		"\"http://www.huawei.com/netconf/capability/discard-commit/1.0\"]}}\n"
		"identity of=server vendor=Huawei evidence=netconf equipment=1\n"
		"action login session element=server object=session 4 outcome=ok "
		"evidence=observed\n"
		"netconf {\"netconf\":{\"type\":\"hello\",\"capabilities\":["
		"\"urn:ietf:params:netconf:base:1.1\"]}}\n"};

	vector_run(&v);
}
END_TEST

START_TEST(each_place_that_an_edit_touches_is_a_change)
{
	static const struct turn turns[] = {
		CLIENT(RPC("101",
			"<edit-config><target><running/></target><default-operation>none"
			"</default-operation><config><interfaces xmlns=\"urn:x\"><interface>"
			"<name>eth0</name><enabled>false</enabled></interface></interfaces>"
			"<aaa xmlns=\"urn:y\"><user nc:operation=\"delete\"><name>joe</name>"
			"<password>Sec1ret</password></user></aaa></config></edit-config>")),
		OK("101")};
	expect_in(turns, COUNT(turns),
		"netconf {\"netconf\":{\"operation\":\"edit-config\",\"target\":\"running\","
		"\"message_id\":\"101\",\"type\":\"rpc\",\"default_operation\":\"none\","
		"\"node_operation\":\"delete\",\"paths\":[\"/interfaces/interface\","
		"\"/aaa/user\"]}}\n",
		true);
	expect_in(turns, COUNT(turns),
		"action change interface element=server object=/interfaces/interface "
		"value=edit-config running outcome=ok evidence=observed\n"
		"action change aaa element=server object=/aaa/user "
		"value=edit-config running delete outcome=ok evidence=observed\n",
		true);
	expect_in(turns, COUNT(turns), "Sec1ret", false);
}
END_TEST

START_TEST(users_have_places_of_their_own_in_trees_of_vendors)
{
	static const struct turn turns[] = {
		CLIENT(RPC("7",
			"<edit-config><target><candidate/></target><config><system xmlns=\"urn:x\">"
			"<login><user><name>eve</name></user></login></system><aaa xmlns=\"urn:y\">"
			"<lam><users><user><userName>eve</userName></user></users></lam></aaa>"
			"</config></edit-config>")),
		OK("7")};
	expect_in(turns, COUNT(turns), "action change account element=server object=/system/login ",
		true);
	expect_in(
		turns, COUNT(turns), "action change account element=server object=/aaa/lam ", true);
}
END_TEST

START_TEST(chunks_of_1_1_are_joined)
{
	static const struct turn turns[] = {
		CLIENT("\n#29\n<rpc message-id=\"7\" xmlns=\"ur"
		       "\n#63\nn:ietf:params:xml:ns:netconf:base:1.0\"><delete-config><target><"
		       "\n#40\nstartup/></target></delete-config></rpc>\n##\n"),
		SERVER("\n#93\n<rpc-reply message-id=\"7\" "
		       "xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\"><ok/></rpc-reply>  "
		       "\n##\n")};
	expect_in(turns, COUNT(turns),
		"action erase config element=server object=delete-config startup outcome=ok", true);
}
END_TEST

START_TEST(copies_are_saves_exports_and_imports)
{
	static const struct turn turns[] = {
		CLIENT(RPC("1",
			"<copy-config><target><startup/></target><source><running/></source>"
			"</copy-config>") RPC("2",
			"<copy-config><target><url>sftp://joe:Sec1ret@203.0.113.9/r.cfg</url>"
			"</target><source><running/></source></copy-config>")
				RPC("3", "<copy-config><target><candidate/></target><source>"
					 "<url>ftp://203.0.113.9/evil.cfg</url></source>"
					 "</copy-config>")),
		OK("2"), OK("1"), OK("3")};
	expect_in(turns, COUNT(turns),
		"action save config element=server object=running to startup outcome=ok", true);
	expect_in(turns, COUNT(turns), "action export config element=server object=sftp://", true);
	expect_in(turns, COUNT(turns), "value=running to url outcome=ok", true);
	expect_in(turns, COUNT(turns),
		"action import config element=server object=ftp://203.0.113.9/evil.cfg", true);
	expect_in(turns, COUNT(turns), "Sec1ret", false);
}
END_TEST

START_TEST(a_refusal_and_a_failure_are_told_apart)
{
	static const struct turn turns[] = {
		CLIENT(RPC("1", "<lock><target><candidate/></target></lock>")
				RPC("2", "<commit/>")),
		SERVER("<rpc-reply message-id=\"1\" " NS "><rpc-error><error-type>protocol"
		       "</error-type><error-tag>lock-denied</error-tag><error-severity>error"
		       "</error-severity><error-message>Lock held</error-message></rpc-error>"
		       "</rpc-reply>" MARK "<rpc-reply message-id=\"2\" " NS "><rpc-error>"
		       "<error-tag>operation-failed</error-tag></rpc-error></rpc-reply>" MARK)};
	expect_in(turns, COUNT(turns),
		"action exec session element=server object=lock candidate outcome=refused "
		"evidence=observed reason=Lock held\n",
		true);
	expect_in(turns, COUNT(turns),
		"action save config element=server object=commit outcome=failed evidence=observed "
		"reason=operation-failed\n",
		true);
}
END_TEST

START_TEST(a_warning_is_no_error)
{
	static const struct turn turns[] = {CLIENT(RPC("2", "<commit/>")),
		SERVER("<rpc-reply message-id=\"2\" " NS "><rpc-error><error-severity>warning"
		       "</error-severity></rpc-error><ok/></rpc-reply>" MARK)};
	expect_in(turns, COUNT(turns), "action save config element=server object=commit outcome=ok",
		true);
}
END_TEST

START_TEST(operations_of_vendors_have_their_verbs)
{
	static const struct turn turns[] = {CLIENT(RPC("1", "<request-reboot/>") RPC("2",
		"<request-package-add><package-name>"
		"x.tgz</package-name>"
		"</request-package-add>") RPC("3", "<get-chassis-inventory/>") RPC("4",
		"<factory-reset/>") RPC("5", "<copy-startup/>") RPC("6", "<clear-arp-table/>")
			RPC("7", "<kill-session><session-id>9"
				 "</session-id></kill-session>"))};
	expect_in(turns, 1, "action reboot system element=server object=request-reboot", true);
	expect_in(turns, 1, "action image image element=server object=request-package-add", true);
	expect_in(turns, 1, "action read system element=server object=get-chassis-inventory", true);
	expect_in(turns, 1, "action erase config element=server object=factory-reset", true);
	expect_in(turns, 1, "action save config element=server object=copy-startup", true);
	expect_in(turns, 1, "action exec system element=server object=clear-arp-table", true);
	expect_in(turns, 1, "action exec session element=server object=kill-session 9", true);
}
END_TEST

START_TEST(junos_wraps_its_configuration)
{
	static const struct turn turns[] = {CLIENT(RPC("1",
		"<load-configuration action=\"merge\"><configuration><system><syslog>"
		"<host><name>192.0.2.1</name></host></syslog></system></configuration>"
		"</load-configuration>") RPC("2", "<command>request system reboot</command>")
			RPC("3", "<commit-configuration/>"))};
	expect_in(turns, 1,
		"action change logging element=server object=/configuration/system/syslog "
		"value=load-configuration",
		true);
	expect_in(
		turns, 1, "action reboot system element=server object=request system reboot", true);
	expect_in(turns, 1, "action save config element=server object=commit-configuration", true);
}
END_TEST

START_TEST(a_notification_attests_who_changed_what)
{
	static const struct turn turns[] = {CLIENT(HELLO),
		SERVER("<notification xmlns=\"urn:ietf:params:xml:ns:netconf:notification:1.0\">"
		       "<eventTime>2026-11-22T01:02:03Z</eventTime><netconf-config-change>"
		       "<changed-by><username>eve</username><session-id>5</session-id>"
		       "<source-host>10.66.0.66</source-host></changed-by>"
		       "<datastore>running</datastore><edit><target>/acl:acls/acl</target>"
		       "<operation>delete</operation></edit></netconf-config-change>"
		       "</notification>" MARK)};
	expect_in(turns, COUNT(turns),
		"action change acl element=server object=/acl:acls/acl value=running user=eve "
		"actor=10.66.0.66 outcome=ok evidence=attested\n",
		true);
}
END_TEST

START_TEST(whoever_asks_is_the_manager)
{
	/* call home: the element opened the connection */
	static const struct turn turns[] = {
		CLIENT(HELLO_OF_SERVER), SERVER(HELLO), SERVER(RPC("1", "<close-session/>"))};
	expect_in(
		turns, COUNT(turns), "action login session element=client object=session 4", true);
	expect_in(turns, COUNT(turns), "action logout session element=client object=close-session",
		true);
}
END_TEST

/* malformed: a chunk of no length, and one that is no chunk at all */
START_TEST(broken_chunks_are_an_anomaly)
{
	static const struct turn first[] = {CLIENT("\n#0\n" HELLO)};
	static const struct turn second[] = {
		CLIENT(HELLO), CLIENT("\n#5\n<rpc/\n!99\nand so on and so on")};
	const struct vector v = {"none", &dissector_netconf, true, first, 1, NULL};

	vector_run(&v);
	expect_in(second, 2, "anomaly netconf.bad_framing", true);
}
END_TEST

/* malformed: elements that never end, and names without end */
START_TEST(what_is_cut_is_read_as_far_as_it_goes)
{
	static const struct turn turns[] = {
		CLIENT("<rpc message-id=\"1\" " NS "><edit-config><target><running/></target>"
		       "<config><a><b><c></rpc>" MARK "<rpc><</>></</rpc>" MARK "<notification" MARK
		       "junk" MARK)};
	expect_in(turns, 1, "action change config element=server object=/a/b", true);
	expect_in(turns, 1, "anomaly netconf.no_message", true);
}
END_TEST

/* evasive: prefixes, comments, entities and a document type change nothing */
START_TEST(another_spelling_of_the_same_xml_hides_nothing)
{
	static const struct turn turns[] = {
		CLIENT("<!DOCTYPE x [<!ENTITY a \"b\">]><nc:rpc "
		       "xmlns:nc=\"urn:ietf:params:xml:ns:netconf:base:1.0\" message-id='1'><!-- "
		       "<get/> -->"
		       "<nc:edit-config><nc:target><nc:running/></nc:target><nc:config><s:snmp "
		       "xmlns:s=\"u\"><s:community nc:operation='create'/></s:snmp></nc:config>"
		       "</nc:edit-config></nc:rpc>" MARK)};
	expect_in(turns, 1,
		"action change snmp-access element=server object=/snmp/community "
		"value=edit-config running create",
		true);
}
END_TEST

/* evasive: a message longer than is looked at; the next one is found */
START_TEST(a_giant_message_is_passed_over)
{
	enum { LEN = 300 * 1024 };
	static char giant[LEN];
	int used = snprintf(giant, LEN, "%s", "<rpc message-id=\"1\" " NS "><get><x>");
	const char *end = "</x></get></rpc>" MARK RPC("2", "<commit/>");

	memset(giant + used, 'x', LEN - (size_t)used);
	memcpy(giant + LEN - strlen(end), end, strlen(end));
	const struct turn turns[] = {{SIDE_CLIENT, {(const uint8_t *)giant, LEN}}};
	const struct vector v = {"giant", &dissector_netconf, true, turns, 1, NULL};
	char *said = vector_says(&v);
	ck_assert_ptr_nonnull(strstr(said, "action save config element=server object=commit"));
	free(said);
}
END_TEST

/* evasive: commands of the command line inside of an operation, with a secret */
START_TEST(command_lines_are_read_by_the_lexicon)
{
	static const struct turn turns[] = {CLIENT(
		RPC("1", "<edit-config><target><running/></target><config><cli-config-data><cmd>"
			 "username eve privilege 15 password 0 Sec1ret</cmd></cli-config-data>"
			 "</config></edit-config>")
			RPC("2", "<execute-cli><command>reset saved-configuration</command>"
				 "</execute-cli>"))};
	expect_in(turns, 1, "Sec1ret", false);
	expect_in(turns, 1,
		"action change account element=server object=username eve privilege 15 password",
		true);
	expect_in(turns, 1, "action erase config element=server object=reset saved-configuration",
		true);
}
END_TEST

START_TEST(commands_of_huawei_and_h3c_are_read_in_their_own_language)
{
	static const struct turn turns[] = {CLIENT(RPC("1",
		"<execute-cli xmlns=\"http://www.huawei.com/netconf/capability/base/1.0\"><cmd>"
		"<id>1</id><cmdline>system-view</cmdline></cmd><cmd><id>2</id><cmdline>undo "
		"info-center enable</cmdline></cmd></execute-cli>")
			RPC("2", "<CLI><Execution>reboot force</Execution></CLI>") RPC("3",
				"<CLI><Configuration>local-user eve\npassword simple Sec1ret"
				"</Configuration></CLI>"))};
	expect_in(turns, 1, "action change logging element=server object=undo info-center enable",
		true);
	expect_in(turns, 1, "action reboot system element=server object=reboot force", true);
	expect_in(turns, 1, "action change account element=server object=local-user eve", true);
	expect_in(turns, 1, "Sec1ret", false);
}
END_TEST

/* evasive: what matters stands behind more places than are told */
START_TEST(filler_does_not_crowd_out_what_matters)
{
	static char text[64 * 1024];
	int n = snprintf(text, sizeof(text), "%s",
		"<rpc message-id=\"1\" " NS "><edit-config><target><running/></target><config>");

	for (int i = 0; i < 300; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
			"<interfaces><x%d/></interfaces><x%d><y/></x%d>", i, i, i);
	n += snprintf(text + n, sizeof(text) - (size_t)n, "%s",
		"<system><authentication/></system><syslog><a/></syslog></config></edit-config>"
		"</rpc>" MARK);
	const struct turn turns[] = {{SIDE_CLIENT, {(const uint8_t *)text, (uint32_t)n}}};
	const struct vector v = {"filler", &dissector_netconf, true, turns, 1, NULL};
	char *said = vector_says(&v);
	ck_assert_ptr_nonnull(strstr(said, "action change account element=server "
					   "object=/system/authentication value="));
	ck_assert_ptr_nonnull(
		strstr(said, "action change logging element=server object=/syslog/a"));
	ck_assert_ptr_nonnull(strstr(said, "\"truncated\":true"));
	ck_assert_ptr_nonnull(strstr(said, "object=/interfaces/x0 "));
	ck_assert_ptr_null(strstr(said, "object=/interfaces/x299 "));
	free(said);
}
END_TEST

START_TEST(a_delete_is_told_of_its_own_place)
{
	static const struct turn turns[] = {CLIENT(RPC("1",
		"<edit-config><target><running/></target><config><system><authentication><user/>"
		"</authentication></system><interfaces><interface nc:operation=\"delete\"/>"
		"</interfaces><acls operation=\"remove\"><acl/></acls><ntp><servers><server "
		"operation=\"create\"/></servers></ntp></config></edit-config>"))};
	expect_in(turns, 1,
		"object=/system/authentication value=edit-config running outcome=unknown", true);
	expect_in(turns, 1, "object=/interfaces/interface value=edit-config running delete outcome",
		true);
	expect_in(turns, 1, "object=/acls/acl value=edit-config running remove outcome", true);
	expect_in(turns, 1, "object=/ntp/servers value=edit-config running create outcome", true);
}
END_TEST

START_TEST(an_action_is_one)
{
	static const struct turn turns[] = {CLIENT(RPC("1",
		"<action xmlns=\"urn:ietf:params:xml:ns:yang:1\"><server><name>a</name><reset>"
		"<reset-at>2026</reset-at></reset></server></action>"))};
	expect_in(turns, 1, "action reboot system element=server object=/server/reset value=action",
		true);
	expect_in(turns, 1, "object=/server/name", false);
}
END_TEST

START_TEST(results_of_junos_hold_errors)
{
	static const struct turn turns[] = {
		CLIENT(RPC("1", "<load-configuration><configuration/></load-configuration>") RPC(
			"2", "<commit-configuration/>") RPC("3", "<commit-configuration/>")
				RPC("4", "<load-configuration/>")),
		SERVER("<rpc-reply message-id=\"1\" " NS "><load-configuration-results><rpc-error>"
		       "<error-severity>error</error-severity><error-message>boo</error-message>"
		       "</rpc-error><rpc-error><error-severity>warning</error-severity></rpc-error>"
		       "<load-error-count>1</load-error-count></load-configuration-results>"
		       "</rpc-reply>" MARK "<rpc-reply message-id=\"2\" " NS "><commit-results>"
		       "<routing-engine><name>re0</name><rpc-error><error-message>no</"
		       "error-message>"
		       "</rpc-error></routing-engine></commit-results></rpc-reply>" MARK
		       "<rpc-reply message-id=\"3\" " NS "><commit-results><routing-engine>"
		       "<commit-success/></routing-engine></commit-results></rpc-reply>" MARK
		       "<rpc-reply message-id=\"4\" " NS "><load-configuration-results>"
		       "<load-error-count>2</load-error-count></load-configuration-results>"
		       "</rpc-reply>" MARK)};
	expect_in(turns, COUNT(turns), "outcome=failed evidence=observed reason=boo\n", true);
	expect_in(turns, COUNT(turns), "outcome=failed evidence=observed reason=no\n", true);
	expect_in(turns, COUNT(turns), "object=commit-configuration outcome=ok", true);
	expect_in(turns, COUNT(turns), "object=load-configuration outcome=failed", true);
}
END_TEST

START_TEST(commands_of_nxos_on_one_line_are_several)
{
	static const struct turn turns[] = {CLIENT(RPC("1",
		"<nxos:exec-command><nxos:cmd>conf t ; username bob password tulipwinter9 ; "
		"snmp-server community tulipwinter9 ;; ;show "
		"version</nxos:cmd></nxos:exec-command>"))};
	expect_in(turns, 1,
		"action change account element=server object=username bob password redacted:",
		true);
	expect_in(turns, 1,
		"action change snmp-access element=server object=snmp-server community redacted:",
		true);
	expect_in(turns, 1, "object=show version", true);
	expect_in(turns, 1, "tulip", false);
}
END_TEST

#define ERROR(id, text)                                                                            \
	"<rpc-reply message-id=\"" id "\"><rpc-error><error-tag>invalid-value</error-tag>"         \
	"<error-message>" text "</error-message></rpc-error></rpc-reply>]]>]]>"

START_TEST(an_error_does_not_quote_the_secret_of_its_rpc)
{
	static const struct turn turns[] = {
		CLIENT(RPC("1",
			"<edit-config><target><running/></target><config><user><name>bob</name>"
			"<password>tulipwinter9</password></user></config></edit-config>") RPC("2",
			"<edit-config><target><running/></target><config><interface>"
			"<mtu>big</mtu></interface></config></edit-config>")),
		SERVER(ERROR("1", "\"tulipwinter9\" is not a valid value.")
				ERROR("2", "\"big\" is not a valid value."))};
	expect_in(turns, COUNT(turns), "tulip", false);
	expect_in(turns, COUNT(turns), "reason=\"***\" is not a valid value.", true);
	expect_in(turns, COUNT(turns), "reason=\"big\" is not a valid value.", true);
}
END_TEST

/* evasive: quotes inside of quotes, of other kinds, without an end; the answer comes first */
START_TEST(quotes_of_any_kind_are_hidden_in_errors)
{
	static const struct turn turns[] = {
		CLIENT(RPC("1",
			"<edit-config><target><running/></target><config><snmp><auth><sha><key>"
			"tulipwinter9</key></sha></auth></snmp></config></edit-config>") RPC("2",
			"<exec-command><cmd>username bob password 'tulipwinter9'</cmd>"
			"</exec-command>")),
		SERVER(ERROR("1", "can't use 'x\"tulipwinter9\"' or `tulipwinter9` here") ERROR(
			"2", "bad: 'tulipwinter9'") ERROR("3", "'") ERROR("1", "\""))};
	expect_in(turns, COUNT(turns), "tulip", false);
	expect_in(turns, COUNT(turns), "reason=can'***` here", true);
}
END_TEST

START_TEST(command_lines_of_vendors_stand_in_data)
{
	static const struct turn turns[] = {CLIENT(RPC("1",
		"<load-configuration action=\"set\"><configuration-set>set system login user "
		"eve class super-user\ndelete system syslog</configuration-set>"
		"</load-configuration>") RPC("2",
		"<edit-config><target><running/></target><config><cli-config-data-block>"
		"username eve2 privilege 15\nno logging host 192.0.2.1"
		"</cli-config-data-block></config></edit-config>") RPC("3",
		"<edit-config><target><running/></target><config><cli>username eve3 secret "
		"Sec1ret</cli></config></edit-config>") RPC("4",
		"<edit-config><target><candidate/></target><config-text><cli>username eve4"
		"</cli></config-text></edit-config>") RPC("5",
		"<action xmlns=\"urn:ietf:params:xml:ns:yang:1\"><global-operations>"
		"<md-cli-raw-command><md-cli-input-line>admin save</md-cli-input-line>"
		"</md-cli-raw-command></global-operations></action>")
			RPC("6", "<exec-command><cmd>show version</cmd><cmd>username eve6 "
				 "role network-admin</cmd></exec-command>"))};
	expect_in(turns, 1,
		"action change account element=server object=set system login user eve class",
		true);
	expect_in(
		turns, 1, "action change logging element=server object=delete system syslog", true);
	expect_in(turns, 1, "action change account element=server object=username eve2", true);
	expect_in(turns, 1, "action change logging element=server object=no logging host", true);
	expect_in(turns, 1, "action change account element=server object=username eve3", true);
	expect_in(turns, 1, "action change account element=server object=username eve4", true);
	expect_in(turns, 1, "action save config element=server object=admin save", true);
	expect_in(turns, 1, "object=username eve6 role", true);
	expect_in(turns, 1, "object=/cli", false);
	expect_in(turns, 1, "Sec1ret", false);
}
END_TEST

/* evasive: data beside a command line, a container called cli, filler before the line */
START_TEST(a_command_line_hides_no_data)
{
	static char text[64 * 1024];
	int n = snprintf(text, sizeof(text), "%s",
		RPC("1", "<edit-config><target><running/></target><config><x><cmd>ip route a b"
			 "</cmd></x><system><authentication/></system><cli><logging><a/></logging>"
			 "</cli></config></edit-config>") "<rpc message-id=\"2\" " NS
							  "><edit-config><target><running/></"
							  "target><config><cli>");
	for (int i = 0; i < 100; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "!\nip route 192.0.2.%d\n", i);
	n += snprintf(text + n, sizeof(text) - (size_t)n, "%s",
		"username eve privilege 15</cli></config></edit-config></rpc>" MARK);
	const struct turn turns[] = {{SIDE_CLIENT, {(const uint8_t *)text, (uint32_t)n}}};
	const struct vector v = {"lines", &dissector_netconf, true, turns, 1, NULL};
	char *said = vector_says(&v);
	ck_assert_msg(strstr(said, "object=/system/authentication value=edit-config running"), "%s",
		said);
	ck_assert_msg(strstr(said, "action change logging element=server object=/cli/logging"),
		"%s", said);
	ck_assert_msg(strstr(said, "object=username eve privilege 15"), "%s", said);
	ck_assert_ptr_nonnull(strstr(said, "anomaly netconf.lines_left_out"));
	free(said);
}
END_TEST

START_TEST(data_of_an_edit_or_a_copy_may_stand_elsewhere)
{
	static const struct turn turns[] = {CLIENT(
		RPC("1", "<copy-config><target><running/></target><source><config><system>"
			 "<authentication><user/></authentication></system></config></source>"
			 "</copy-config>") RPC("2",
			"<edit-config><target><running/></target><url>http://joe:Sec1ret@192.0.2.4/"
			"e.xml</url></edit-config>") RPC("3",
			"<load-configuration url=\"ftp://192.0.2.5/e.conf\"/>") RPC("4",
			"<copy xmlns=\"http://cisco.com/ns/yang/Cisco-IOS-XE-rpc\">"
			"<source-drop-node-name>running-config"
			"</source-drop-node-name><destination-drop-node-name>"
			"ftp://joe:Sec1ret@192.0.2.6/x</destination-drop-node-name></copy>"))};
	expect_in(turns, 1,
		"action change account element=server object=/system/authentication "
		"value=copy-config running outcome=unknown",
		true);
	expect_in(turns, 1, "action import config element=server object=http://", true);
	expect_in(turns, 1, "action import config element=server object=ftp://192.0.2.5/e.conf",
		true);
	expect_in(turns, 1,
		"action export config element=server object=copy running-config ftp://joe:", true);
	expect_in(turns, 1, "Sec1ret", false);
}
END_TEST

START_TEST(what_is_only_tested_changes_nothing)
{
	static const struct turn turns[] = {CLIENT(RPC("1",
		"<edit-config><target><running/></target><test-option>test-only</test-option>"
		"<config><acls><acl/></acls></config></edit-config>")
			RPC("2", "<commit-configuration><check/></commit-configuration>"))};
	expect_in(turns, 1, "action change", false);
	expect_in(turns, 1, "action save", false);
	expect_in(turns, 1,
		"action read acl element=server object=/acls/acl value=edit-config "
		"running test-only",
		true);
}
END_TEST

#define LOAD_TEXT(text)                                                                            \
	CLIENT(HELLO RPC("1", "<load-configuration action=\"merge\" format=\"text\">"              \
			      "<configuration-text>" text "</configuration-text>"                  \
			      "</load-configuration>")),                                           \
		OK("1")

START_TEST(braces_of_junos_say_what_is_changed)
{
	static const struct turn turns[] = {
		LOAD_TEXT("system { host-name r1; login { user eve { class super-user; "
			  "authentication { plain-text-password-value &quot;tulipwinter9&quot;; } } } "
			  "delete: syslog; }")};
	const struct vector v = {"braces", &dissector_netconf, true, turns, COUNT(turns), NULL};

	HAS(&v, "action change account element=server object=set system login user eve class super-user",
		"action change logging element=server object=delete system syslog outcome=ok",
		"!load-configuration outcome", "!tulipwinter9");
}
END_TEST

/* malformed: braces that hold nothing, that do not close, that were never opened */
START_TEST(broken_braces_are_still_a_change)
{
	static const struct turn empty[] = {LOAD_TEXT("{{{}}}} /* x")};
	static const struct turn open[] = {LOAD_TEXT("}} system { syslog { host 10.1.1.1")};
	const struct vector none = {"empty", &dissector_netconf, true, empty, COUNT(empty), NULL};
	const struct vector some = {"open", &dissector_netconf, true, open, COUNT(open), NULL};

	HAS(&none, "action change config element=server object=load-configuration");
	HAS(&some, "object=set system syslog host 10.1.1.1");
}
END_TEST

START_TEST(places_deep_in_nokia_s_tree_are_told)
{
	static const struct turn turns[] = {
		CLIENT(HELLO RPC("1",
			"<edit-config><target><candidate/></target><config><configure>"
			"<system><security><user-params><local-user><user><user-name>eve</user-name>"
			"</user></local-user></user-params></security></system>"
			"<log><syslog operation=\"delete\"><syslog-name>1</syslog-name></syslog></log>"
			"</configure></config></edit-config>")),
		OK("1")};
	const struct vector v = {"nokia", &dissector_netconf, true, turns, COUNT(turns), NULL};

	HAS(&v, "object=/configure/system/security/user-params/local-user value=edit-config candidate",
		"object=/configure/log/syslog", "edit-config candidate delete");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("netconf");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_session_opens_with_two_hellos);
	tcase_add_test(t, commands_of_huawei_and_h3c_are_read_in_their_own_language);
	tcase_add_test(t, each_place_that_an_edit_touches_is_a_change);
	tcase_add_test(t, users_have_places_of_their_own_in_trees_of_vendors);
	tcase_add_test(t, chunks_of_1_1_are_joined);
	tcase_add_test(t, copies_are_saves_exports_and_imports);
	tcase_add_test(t, a_refusal_and_a_failure_are_told_apart);
	tcase_add_test(t, a_warning_is_no_error);
	tcase_add_test(t, operations_of_vendors_have_their_verbs);
	tcase_add_test(t, junos_wraps_its_configuration);
	tcase_add_test(t, braces_of_junos_say_what_is_changed);
	tcase_add_test(t, broken_braces_are_still_a_change);
	tcase_add_test(t, places_deep_in_nokia_s_tree_are_told);
	tcase_add_test(t, a_notification_attests_who_changed_what);
	tcase_add_test(t, whoever_asks_is_the_manager);
	tcase_add_test(t, broken_chunks_are_an_anomaly);
	tcase_add_test(t, what_is_cut_is_read_as_far_as_it_goes);
	tcase_add_test(t, another_spelling_of_the_same_xml_hides_nothing);
	tcase_add_test(t, a_giant_message_is_passed_over);
	tcase_add_test(t, command_lines_are_read_by_the_lexicon);
	tcase_add_test(t, filler_does_not_crowd_out_what_matters);
	tcase_add_test(t, a_delete_is_told_of_its_own_place);
	tcase_add_test(t, an_action_is_one);
	tcase_add_test(t, commands_of_nxos_on_one_line_are_several);
	tcase_add_test(t, an_error_does_not_quote_the_secret_of_its_rpc);
	tcase_add_test(t, quotes_of_any_kind_are_hidden_in_errors);
	tcase_add_test(t, command_lines_of_vendors_stand_in_data);
	tcase_add_test(t, a_command_line_hides_no_data);
	tcase_add_test(t, data_of_an_edit_or_a_copy_may_stand_elsewhere);
	tcase_add_test(t, what_is_only_tested_changes_nothing);
	tcase_add_test(t, results_of_junos_hold_errors);
	return unit_run(t, "netconf");
}
