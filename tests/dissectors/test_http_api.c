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
#define EAPI "{\"jsonrpc\":\"2.0\",\"method\":\"runCmds\",\"params\":{\"version\":1,\"cmds\":"

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
	const struct vector v = {
		e->name, &dissector_http, true, turns, e->status ? 2 : 1, NULL};

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

int main(void)
{
	TCase *t = tcase_create("http_api");

	tcase_set_timeout(t, 300);
	ADD(t, targets);
	return unit_run(t, "http_api");
}
