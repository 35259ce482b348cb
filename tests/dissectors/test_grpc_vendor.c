/* test_grpc_vendor: dissectors/grpc_vendor.c, dissectors/common/curly.c. */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/dissectors/http2_build.h"
#include "tests/unit.h"

#include <stdio.h>

extern const struct dissector dissector_http2;

#define XR    "/IOSXRExtensibleManagabilityService."
#define JUNOS "/management.ManagementRpcApi/"
#define SAID  "evidence=observed"

static struct built client, server, message, request;

/* Field NUMBER of the request is TEXT; 1 is the number of the request. */
static void put_text(uint32_t number, const char *text)
{
	uint32_t len = (uint32_t)strlen(text);

	put_byte(&request, 8);
	put_byte(&request, 1);
	put_byte(&request, number << 3 | 2);
	put_byte(&request, (len & 127) | 128);
	put_byte(&request, len >> 7);
	put_raw(&request, span_str(text));
}

static const struct call {
	const char *path;
	uint32_t number;
	const char *text;
	const char *says[5];
} calls[] = {
	{XR "gRPCConfigOper/MergeConfig", 2,
		"{\"Cisco-IOS-XR-aaa-lib-cfg:aaa\":{\"usernames\":{\"username\":[{\"name\":\"eve\","
		"\"secret\":\"tulipwinter9\"}]}}, \"Cisco-IOS-XR-infra-syslog-cfg:syslog\":[null]}",
		{"action change ", "object=/aaa/usernames/username value=merge outcome=ok",
			"action change logging element=server object=/syslog value=merge",
			"!could not"}},
	{XR "gRPCConfigOper/DeleteConfig", 2, "{\"Cisco-IOS-XR-infra-syslog-cfg:syslog\":{ }}",
		{"action change logging element=server object=/syslog value=delete outcome=ok"}},
	{XR "gRPCConfigOper/ReplaceConfig", 2, "{\"a:ro\\u0075ter\":{\"b\":{\"c\":{\"d\":1}}}}",
		{"object=/router/b/c value=replace outcome=ok", "!/d"}},
	{XR "gRPCConfigOper/CliConfig", 2,
		"!! IOS XR\nusername eve\n group root-lr\n secret tulipwinter9\n!\nno logging "
		"10.1.1.1\nend",
		{"action change account element=server object=username eve",
			"object=no logging 10.1.1.1", "action change logging"}},
	{XR "gRPCConfigOper/CommitReplace", 3, "{\"x:logging\":{}}",
		{"object=/logging value=replace"}},
	{XR "gRPCConfigOper/CommitConfig", 2, "", {"action save config element=server"}},
	{XR "gRPCExec/ActionJSON", 2, "{\"Cisco-IOS-XR-ops-act:reload\":{\"delay\":1}}",
		{"action reboot system element=server object=/reload"}},
	{XR "gRPCExec/ShowCmdTextOutput", 2, "show version",
		{"action read ", "object=show version"}},
	{JUNOS "ExecuteCfgCommand", 2,
		"<configuration><system><login><user><name>eve</name></user></login></system>"
		"</configuration>",
		{"object=/configuration/system/login value=merge outcome=ok"}},
	{JUNOS "ExecuteCfgCommand", 4,
		"system { /* x { */ login { user eve { class super-user; } } delete: syslog; }\n"
		"# }\nsnmp { community \"a;{b\" }",
		{"object=set system login user eve class super-user", "object=delete system syslog",
			"object=set snmp community \"redacted:", "!could not"}},
	{JUNOS "ExecuteCfgCommand", 4, "set system login user eve class super-user\n",
		{"action change account element=server object=set system login user eve"}},
	{JUNOS "ExecuteOpCommand", 2, "request system reboot",
		{"action reboot system element=server object=request system reboot"}},
	{JUNOS "ExecuteOpCommand", 3, "<request-reboot/>",
		{"action reboot system element=server object=request-reboot"}},
	{JUNOS "ExecuteOpCommand", 3, "<get-software-information/>",
		{"action read system element=server object=get-software-information"}},
	{JUNOS "EditEphemeralConfig", 3, "x",
		{"action change config element=server object=" JUNOS}},
	/* malformed and evasive: no end, no name, brackets by the dozen, text that is none */
	{XR "gRPCConfigOper/MergeConfig", 2, "{\"a:syslog\":{\"host", {"action change "}},
	{XR "gRPCConfigOper/MergeConfig", 2, "}}]]{{{\"a\\",
		{"object=" XR "gRPCConfigOper/MergeConfig"}},
	{XR "gRPCConfigOper/MergeConfig", 2, "{\"\":{\"\":{\"\":\"x\"}}}", {"object=///"}},
	{XR "gRPCConfigOper/DeleteConfig", 2, "[[[[[[[[[[[[[[[[[[[[", {"object=" XR}},
	{JUNOS "ExecuteCfgCommand", 4, "}}}} system { services { telnet",
		{"object=set system services telnet"}},
	{JUNOS "ExecuteCfgCommand", 4,
		"a{b{c{d{e{f{g{h{i{j{k{l{m{n{o{p{q{r{s{t;}}}}}}}}}}}}}}}}}}}system { host-name x; "
		"}",
		{"object=set a b c d e f g h i j k l m n o p t", "object=set system host-name x"}},
	{JUNOS "ExecuteCfgCommand", 2, "<configuration><system",
		{"action change config element=server"}},
	{JUNOS "ExecuteOpCommand", 3, "<", {"action exec system element=server"}},
};

static void build(const struct call *c)
{
	request.len = 0;
	if (*c->text)
		put_text(c->number, c->text);
	put_message(&message, built_span(&request));
	put_preface(&client);
	server.len = 0;
	put_call(&client, 1, c->path);
	put_data(&client, 1, built_span(&message), 7, true);
	HEADERS(&server, 1, 1, ":status", "200", "grpc-status", "0");
}

START_TEST(each_call_says_what_is_changed)
{
	const struct call *c = &calls[_i];

	build(c);
	const struct turn turns[] = {
		{SIDE_CLIENT, built_span(&client)}, {SIDE_SERVER, built_span(&server)}};
	const struct vector v = {c->text, &dissector_http2, true, turns, 2, NULL};
	vector_has(&v, c->says);
	vectors_hide(&v, 1, "tulipwinter9");
}
END_TEST

/* evasive: filler in front of what counts */
START_TEST(filler_hides_no_place)
{
	static char text[12000];
	uint32_t len = 0;

	for (unsigned i = 0; i < 300; i++)
		len += (uint32_t)snprintf(text + len, sizeof(text) - len, "hostname r%u\n", i);
	snprintf(text + len, sizeof(text) - len, "no logging 10.1.1.1\n");
	const struct call c = {XR "gRPCConfigOper/CliConfig", 2, text, {NULL}};
	build(&c);
	const struct turn turns[] = {
		{SIDE_CLIENT, built_span(&client)}, {SIDE_SERVER, built_span(&server)}};
	HAS(VECTOR_OF(dissector_http2, true), "object=no logging 10.1.1.1",
		"value=part of the request could not be read");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("grpc vendor");

	tcase_set_timeout(t, 300);
	tcase_add_loop_test(
		t, each_call_says_what_is_changed, 0, (int)(sizeof(calls) / sizeof(*calls)));
	tcase_add_test(t, filler_hides_no_place);
	return unit_run(t, "grpc_vendor");
}
