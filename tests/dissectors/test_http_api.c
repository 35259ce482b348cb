/*
 * test_http_api: one request and its answer a row: what interfaces for programs and pages of
 * equipment do, in every form in which they can be asked, and what is no deed at all.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct dissector dissector_http;

enum { SAYS_MAX = 7, MESSAGE_MAX = 4096 };

/** TYPE: 'j' JSON, 'f' a form, 'x' XML, 't' text, 'b' a file, 0 not said. */
struct exchange {
	const char *name, *request; /* method and target; further lines behind CR LF */
	char type;
	const char *body, *status; /* status and further lines of the answer, or NULL for none */
	char answer_type;
	const char *answer;
	const char *says[SAYS_MAX]; /* parts of what is said; "!x" is not said */
};

#define LOGGED "action change logging element=server object=no logging host 10.9.9.9 outcome=ok"
#define EAPI   "{\"jsonrpc\":\"2.0\",\"method\":\"runCmds\",\"params\":{\"version\":1,\"cmds\":"

/* clang-format off */
static const struct exchange targets[] = {
	{"the absolute form", "PUT http://10.30.0.1/restconf/data/x:y", 'j', "{}", "204 No Content", 0, "",
		{"action change config element=server object=PUT http://10.30.0.1/restconf/data/x:y outcome=ok"}},
	{"the absolute form with user and port", "POST HTTPS://u@r1:8443/command-api", 'j',
		EAPI "[\"no logging host 10.9.9.9\"]}}", "200 OK", 'j', "{}", {LOGGED}},
	{"the absolute form without a path", "GET http://10.30.0.1", 0, "", "200 OK", 't', "x", {"!action"}},
	{"slashes twice", "PUT //restconf//data/x:y", 'j', "{}", "204 No Content", 0, "", {"action change config"}},
	{"a step that stays", "POST /./command-api", 'j', EAPI "[\"no logging host 10.9.9.9\"]}}", "200 OK", 'j', "{}", {LOGGED}},
	{"a step back", "PUT /x/../restconf/./data/x:y", 'j', "{}", "204 No Content", 0, "", {"action change config"}},
	{"more steps back than there is", "PUT /x/../../../restconf/data/x:y", 'j', "{}", "204 No Content", 0, "", {"action change config"}},
	{"encoded steps", "POST /x/%2e%2e/%2Fgoform/Set", 'f', "a=b", "200 OK", 't', "x", {"action change config element=server object=POST"}},
	{"a page behind an absolute form", "POST http://10.30.0.1//goform/Set", 'f', "a=b", "200 OK", 't', "x", {"action change config"}},
	{"only dots", "GET /..", 0, "", "404 Not Found", 't', "x", {"!action"}},
	{"evasive: the name is a step of its own", "PUT /restconf/../data/x:y", 'j', "{}", "404 Not Found", 0, "", {"!action"}},
	{"another method is meant", "POST /restconf/data/x:y=1\r\nX-HTTP-Method-Override: DELETE", 0, "", "204 No Content", 0, "",
		{"object=DELETE /restconf/data/x:y=1"}},
	{"evasive: a method that does not change is not meant", "POST /restconf/data/x:y\r\nX-HTTP-Method-Override: GET", 'j', "{}", "201 Created", 0, "",
		{"action change config", "object=POST /restconf/data/x:y"}},
	{"IOS copies to a URL", "GET /level/15/exec/-/copy/running-config/ftp://bob:Gehe2m@10.1.1.1/x/CR", 0, "", "200 OK", 't', "x",
		{"action export config element=server object=copy running-config ftp://bob:redacted:"}},
	{"IOS copies to a URL with one slash", "GET /exec/copy/running-config/ftp:/bob:Gehe2m@10.1.1.1/x/CR", 0, "", "200 OK", 't', "x",
		{"object=copy running-config ftp://bob:redacted:", "@10.1.1.1/x outcome"}},
	{"IOS copies from a URL", "GET /level/15/exec/-/copy/tftp://10.1.1.1/a/b/running-config/CR", 0, "", "200 OK", 't', "x",
		{"action import config element=server object=copy tftp://10.1.1.1/a/b running-config outcome"}},
	{"IOS: a URL and nothing", "GET /exec/copy/ftp:", 0, "", "200 OK", 't', "x", {"object=copy ftp://"}},
	{"a value that is a secret by the name before it", "POST /wsman", 'x',
		"<s:Envelope><s:Header><a:Action>http://x/DCIM_iDRACCardService/SetAttribute</a:Action></s:Header><s:Body><n:SetAttribute_INPUT>"
		"<n:AttributeName>Users.2#Password</n:AttributeName><n:AttributeValue>Gehe1m</n:AttributeValue>"
		"</n:SetAttribute_INPUT></s:Body></s:Envelope>", "200 OK", 0, "",
		{"value=AttributeName=Users.2#Password&Users.2#Password=redacted:"}},
	{"IOS: the words part at slashes", "GET http://r1/level/15/configure/-/no/logging/host/10.9.9.9/CR", 0, "", "200 OK", 't', "x", {LOGGED}},
};

#define LOGIN "action login session element=server object=admin user=admin outcome=ok"
#define ADMIN "{\"username\":\"admin\",\"password\":\"Gehe1m\"}"
static const struct exchange forms[] = {
	{"escapes in a command", "POST /command-api", 'j', EAPI "[\"\\u006eo logging\\u0020host 10.9.9.9\"]}}", "200 OK", 'j', "{}", {LOGGED}},
	{"escapes in a name", "POST /command-api", 'j', "{\"params\":{\"\\u0063mds\":[\"no logging host 10.9.9.9\"]}}", "200 OK", 'j', "{}", {LOGGED}},
	{"escapes for NX-API", "POST /ins", 'j', "{\"ins_api\":{\"\\u0069nput\":\"no logging host 10.9.9.9\\u0020;\\u0072eload\"}}", "200 OK", 'j', "{}",
		{LOGGED, "action reboot system element=server object=reload"}},
	{"malformed: an escape that is cut", "POST /command-api", 'j', EAPI "[\"no logging host 10.9.9.9\\u00\"]}}", "200 OK", 'j', "{}", {"action change logging"}},
	{"malformed: half a pair", "POST /command-api", 'j', EAPI "[\"banner \\ud800\\n\"]}}", "200 OK", 'j', "{}", {"object=banner"}},
	{"an account of FortiOS is no login", "POST /api/v2/cmdb/system/admin", 'j',
		"{\"name\":\"bob\",\"password\":\"Gehe1m\",\"accprofile\":\"super_admin\"}", "200 OK", 'j', "{}", {"!login", "action change account", "!credential"}},
	{"an account of F5 is no login", "POST /mgmt/tm/auth/user", 'j', "{\"name\":\"bob\",\"password\":\"Gehe1m\",\"partitionAccess\":[]}", "200 OK", 'j', "{}",
		{"!login", "action change account"}},
	{"a community is no login", "POST /mgmt/tm/sys/snmp/communities", 'j', "{\"name\":\"x\",\"communityName\":\"Gehe1m\"}", "200 OK", 'j', "{}",
		{"!login", "action change snmp-access"}},
	{"an account of NITRO is no login", "POST /nitro/v1/config/systemuser", 'j', "{\"systemuser\":" ADMIN "}", "201 Created", 'j', "{}",
		{"!login", "action change account"}},
	{"a login of NITRO", "POST /nitro/v1/config/login", 'j', "{\"login\":" ADMIN "}", "201 Created", 'j', "{}", {LOGIN, "!change"}},
	{"an account of ACI", "POST /api/node/mo/uni/userext/user-eve.json", 'j', "{\"aaaUser\":{\"attributes\":{\"name\":\"eve\",\"pwd\":\"Gehe1m\"}}}", "200 OK", 'j', "{}",
		{"!login", "action change account"}},
	{"a form adds a user", "POST /apply.cgi", 'f', "action=add_user&username=eve&password=Gehe1m&privilege=15", "200 OK", 't', "x",
		{"!login", "action change account"}},
	{"a script adds a user", "POST /cgi-bin/adduser.cgi", 'f', "action=add&newuser=eve&newpass=Gehe1m&priv=admin", "200 OK", 't', "x",
		{"!login", "action change account"}},
	{"a form restarts and says who asks", "POST /cgi-bin/luci/admin/system/reboot", 'f', "username=admin&password=Gehe1m&cmd=reboot", "200 OK", 't', "x",
		{"!login", "action reboot system"}},
	{"when a restart is due is a setting", "POST /goform/SetSysAutoRebootCfg", 'f', "a=1", "200 OK", 't', "x", {"action change"}},
	{"a page under the name of users", "POST /userRpm/LanStaticIp.htm", 'f', "hostname=x", "200 OK", 't', "x", {"action change config"}},
	{"LuCI takes a login anywhere", "POST /cgi-bin/luci", 'f', "luci_username=admin&luci_password=Gehe1m", "302 Found", 0, "", {LOGIN}},
	{"the token of a page is no second secret", "POST /login.cgi", 'f', "UserName=admin&PassWord=Gehe1m&Language=english&x.X_HW_Token=abc", "200 OK", 't', "x", {LOGIN}},
	{"the form says that it is a login", "POST /", 'f', "frashnum=&action=login&Frm_Logintoken=1&Username=admin&Password=Gehe1m", "302 Found", 0, "", {LOGIN}},
	{"a login of FortiOS", "POST /logincheck", 'f', "ajax=1&username=admin&secretkey=Gehe1m", "200 OK", 't', "1", {LOGIN}},
	{"FortiOS restarts", "POST /api/v2/monitor/system/os/reboot", 'j', "{}", "200 OK", 'j', "{}", {"action reboot system"}},
	{"FortiOS takes a configuration", "POST /api/v2/monitor/system/config/restore", 'j', "{\"source\":\"upload\"}", "200 OK", 'j', "{}", {"action import config"}},
	{"FortiOS takes software", "POST /api/v2/monitor/system/firmware/upgrade", 'j', "{\"source\":\"upload\"}", "403 Forbidden", 'j', "{}", {"action image image", "outcome=refused"}},
	{"ubus is polled", "POST /ubus", 'j', "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"call\",\"params\":[\"0a\",\"system\",\"info\",{}]},"
		"{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"call\",\"params\":[\"0a\",\"luci-rpc\",\"getHostHints\",{}]}]", "200 OK", 'j', "[]",
		{"action read", "!action change"}},
	{"one call of many writes", "POST /ubus", 'j', "[{\"method\":\"call\",\"params\":[\"0a\",\"system\",\"info\",{}]},"
		"{\"method\":\"call\",\"p\\u0061rams\":[\"0a\",\"uci\",\"set\",{\"config\":\"x\",\"params\":[\"a\",\"b\",\"get\"]}]}]", "200 OK", 'j', "[]", {"action change"}},
	{"malformed: a call of ubus that is cut", "POST /ubus", 'j', "{\"method\":\"call\",\"params\":[\"0a\",\"uci\"", "200 OK", 'j', "{}", {"action change"}},
	{"a file deep in a mirror is no configuration", "GET /debian/dists/sid/main/installer/config.gz", 0, "", "200 OK", 'b', "x", {"!action"}},
	{"a configuration at the root", "GET /config.dat", 0, "", "200 OK", 'b', "x", {"action export config"}},
	{"the page of a backup", "GET /cgi-bin/luci/admin/system/backup/config.tgz", 0, "", "200 OK", 'b', "x", {"action export config"}},
	{"an element hands in its configuration", "PUT /tftpboot/r1-confg", 't', "x", "201 Created", 0, "", {"action import config", "object=/tftpboot/r1-confg"}},
	{"a box of AVM exports", "POST /upnp/control/deviceconfig", 'x',
		"<s:Envelope><s:Body><u:X_AVM-DE_GetConfigFile xmlns:u=\"urn:dslforum-org:service:DeviceConfig:1\"><NewX_AVM-DE_Password>Gehe1m</NewX_AVM-DE_Password>"
		"</u:X_AVM-DE_GetConfigFile></s:Body></s:Envelope>", "200 OK", 0, "", {"action export config", "!change"}},
	{"a page restarts", "GET /reboot.cgi", 0, "", "200 OK", 't', "x", {"action reboot system"}},
	{"a site registers somebody", "POST /members", 'f', "name=eve&password=Gehe1m&a=1&b=1&city=x&street=x&phone=x&age=7", "200 OK", 't', "x", {"!action"}},
};
/* clang-format on */

static const char *type_name(char type)
{
	return type == 'j'   ? "Content-Type: application/json\r\n"
	       : type == 'f' ? "Content-Type: application/x-www-form-urlencoded\r\n"
	       : type == 'x' ? "Content-Type: text/xml\r\n"
	       : type == 't' ? "Content-Type: text/html\r\n"
	       : type == 'b' ? "Content-Type: application/octet-stream\r\n"
			     : "";
}

/* What is said to the request and answer of E. */
static void run_exchange(const struct exchange *e)
{
	char request[MESSAGE_MAX], answer[MESSAGE_MAX];
	const char *more = strstr(e->request, "\r\n");
	int line = more ? (int)(more - e->request) : (int)strlen(e->request);
	int asked = snprintf(request, sizeof(request),
		"%.*s HTTP/1.1\r\nHost: r1%s\r\n%sContent-Length: %zu\r\n\r\n%s", line, e->request,
		more ? more : "", type_name(e->type), strlen(e->body), e->body);
	int told = snprintf(answer, sizeof(answer),
		"HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", e->status ? e->status : "",
		type_name(e->answer_type), strlen(e->answer), e->answer);
	const struct turn turns[] = {{SIDE_CLIENT, span_of(request, (uint32_t)asked)},
		{SIDE_SERVER, span_of(answer, (uint32_t)told)}};
	const struct vector v = {e->name, &dissector_http, true, turns, e->status ? 2 : 1, NULL};

	ck_assert_int_lt(asked, MESSAGE_MAX);
	ck_assert_int_lt(told, MESSAGE_MAX);
	vector_has(&v, e->says);
	vectors_hide(&v, 1, "Gehe1m");
}

#define EACH(list)                                                                                 \
	START_TEST(each_of_##list)                                                                 \
	{                                                                                          \
		run_exchange(&(list)[_i]);                                                         \
	}                                                                                          \
	END_TEST
#define ADD(t, list)                                                                               \
	tcase_add_loop_test(t, each_of_##list, 0, (int)(sizeof(list) / sizeof(*(list))))

EACH(targets)
EACH(forms)

int main(void)
{
	TCase *t = tcase_create("http_api");

	tcase_set_timeout(t, 300);
	ADD(t, targets);
	ADD(t, forms);
	return unit_run(t, "http_api");
}
