/*
 * CWMP as dialogues: the equipment is the client of HTTP; calls come in answers.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdio.h>
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
	DIALOGUE("an Inform tells who the equipment is",
		"cwmp {\"cwmp\":{\"method\":\"Inform\",\"id\":\"1\",\"device\":{\"manufacturer\":\"Acme\",\"oui\":\"00D09E\",\"product_class\":\"HG1\",\"serial\":\"S1\",\"software_version\":\"1.2&3\"},\"events\""
		":[\"1 BOOT\"],\"params\":[{\"name\":\"Device.DeviceInfo.SoftwareVersion\",\"value\":\"1.2&3\"}]}}\n"
		"identity of=client vendor=Acme platform=HG1 software=1.2&3 evidence=cwmp equipment=1\n"
		"cwmp {\"cwmp\":{\"method\":\"InformResponse\",\"id\":\"1\",\"params\":[{\"name\":\"MaxEnvelopes\",\"value\":\"1\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":330}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 670\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><cwmp:Inform><DeviceId><Manufacturer>Acme</Manufacturer><OUI>00D09E</OUI><ProductClass>HG1<"
		       "/ProductClass><SerialNumber>S1</SerialNumber></DeviceId><Event><EventStruct><EventCode>1 BOOT</EventCode><CommandKey/></EventStruct></Event><ParameterList><Para"
		       "meterValueStruct><Name>Device.DeviceInfo.SoftwareVersion</Name><Value xsi:type=\"xsd:string\">1.2&amp;3</Value></ParameterValueStruct></ParameterList></cwmp:Infor"
		       "m></soap:Body></soap:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 330\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse></soap:Body></soap"
		       ":Envelope>")),
	DIALOGUE("each parameter that is set is a change, secrets stay hidden",
		"cwmp {\"cwmp\":{\"method\":\"SetParameterValues\",\"id\":\"7\",\"params\":[{\"name\":\"Device.ManagementServer.URL\",\"value\":\"http://203.0.113.8/acs\"},{\"name\":\"Device.Managemen"
		"tServer.Password\",\"value\":\"redacted:49ef3f86\"},{\"name\":\"Device.WiFi.AccessPoint.1.Security.KeyPassphrase\",\"value\":\"redacted:49ef3f86\"},{\"name\":\"ParameterKey\",\"v"
		"alue\":\"k\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":795}}\n"
		"cwmp {\"cwmp\":{\"method\":\"SetParameterValuesResponse\",\"id\":\"7\",\"params\":[{\"name\":\"Status\",\"value\":\"0\"}]}}\n"
		"action change config element=client object=Device.ManagementServer.URL value=http://203.0.113.8/acs outcome=ok evidence=observed\n"
		"action change account element=client object=Device.ManagementServer.Password value=redacted:49ef3f86 outcome=ok evidence=observed\n"
		"action change config element=client object=Device.WiFi.AccessPoint.1.Security.KeyPassphrase value=redacted:49ef3f86 outcome=ok evidence=observed\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":204,\"length\":0}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 795\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">7</cwmp:ID></soap:Header><soap:Body><cwmp:SetParameterValues><ParameterList><ParameterValueStruct><Name>Device.ManagementServer"
		       ".URL</Name><Value xsi:type=\"xsd:string\">http://203.0.113.8/acs</Value></ParameterValueStruct><ParameterValueStruct><Name>Device.ManagementServer.Password</Name>"
		       "<Value xsi:type=\"xsd:string\">Gehe1m</Value></ParameterValueStruct><ParameterValueStruct><Name>Device.WiFi.AccessPoint.1.Security.KeyPassphrase</Name><Value xsi:"
		       "type=\"xsd:string\">Gehe1m</Value></ParameterValueStruct></ParameterList><ParameterKey>k</ParameterKey></cwmp:SetParameterValues></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 342\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">7</cwmp:ID></soap:Header><soap:Body><cwmp:SetParameterValuesResponse><Status>0</Status></cwmp:SetParameterValuesResponse></soap"
		       ":Body></soap:Envelope>"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("a fault says why a change was refused",
		"cwmp {\"cwmp\":{\"method\":\"SetParameterValues\",\"id\":\"8\",\"params\":[{\"name\":\"Device.DeviceInfo.SerialNumber\",\"value\":\"X\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":465}}\n"
		"cwmp {\"cwmp\":{\"method\":\"Fault\",\"id\":\"8\",\"params\":[{\"name\":\"faultcode\",\"value\":\"Client\"}],\"fault_code\":\"9008\",\"fault_string\":\"Non-writable\"}}\n"
		"action change config element=client object=Device.DeviceInfo.SerialNumber value=X outcome=refused evidence=observed reason=Non-writable\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 465\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">8</cwmp:ID></soap:Header><soap:Body><cwmp:SetParameterValues><ParameterList><ParameterValueStruct><Name>Device.DeviceInfo.Seria"
		       "lNumber</Name><Value xsi:type=\"xsd:string\">X</Value></ParameterValueStruct></ParameterList></cwmp:SetParameterValues></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 419\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">8</cwmp:ID></soap:Header><soap:Body><soap:Fault><faultcode>Client</faultcode><detail><cwmp:Fault><FaultCode>9008</FaultCode><Fa"
		       "ultString>Non-writable</FaultString></cwmp:Fault></detail></soap:Fault></soap:Body></soap:Envelope>")),
	DIALOGUE("reads are reads",
		"cwmp {\"cwmp\":{\"method\":\"GetParameterValues\",\"id\":\"9\",\"params\":[{\"name\":\"Device.\"},{\"name\":\"Device.WiFi.\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":394}}\n"
		"cwmp {\"cwmp\":{\"method\":\"GetParameterValuesResponse\",\"id\":\"9\",\"params\":[{\"name\":\"Device.X\",\"value\":\"1\"},{\"name\":\"Device.Users.User.1.Password\",\"value\":\"redacted:"
		"49ef3f86\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n"
		"action read config element=client object=Device. outcome=ok evidence=observed count=2\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 394\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">9</cwmp:ID></soap:Header><soap:Body><cwmp:GetParameterValues><ParameterNames><string>Device.</string><string>Device.WiFi.</stri"
		       "ng></ParameterNames></cwmp:GetParameterValues></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 588\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">9</cwmp:ID></soap:Header><soap:Body><cwmp:GetParameterValuesResponse><ParameterList><ParameterValueStruct><Name>Device.X</Name>"
		       "<Value xsi:type=\"xsd:string\">1</Value></ParameterValueStruct><ParameterValueStruct><Name>Device.Users.User.1.Password</Name><Value xsi:type=\"xsd:string\">Gehe1m<"
		       "/Value></ParameterValueStruct></ParameterList></cwmp:GetParameterValuesResponse></soap:Body></soap:Envelope>")),
	DIALOGUE("objects come and go",
		"cwmp {\"cwmp\":{\"method\":\"AddObject\",\"id\":\"a\",\"params\":[{\"name\":\"ObjectName\",\"value\":\"Device.Users.User.\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":348}}\n"
		"cwmp {\"cwmp\":{\"method\":\"AddObjectResponse\",\"id\":\"a\",\"params\":[{\"name\":\"InstanceNumber\",\"value\":\"2\"},{\"name\":\"Status\",\"value\":\"0\"}]}}\n"
		"action change account element=client object=Device.Users.User. value=AddObject outcome=ok evidence=observed\n"
		"cwmp {\"cwmp\":{\"method\":\"DeleteObject\",\"id\":\"b\",\"params\":[{\"name\":\"ObjectName\",\"value\":\"Device.Routing.Router.1.\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":360}}\n"
		"cwmp {\"cwmp\":{\"method\":\"DeleteObjectResponse\",\"id\":\"b\",\"params\":[{\"name\":\"Status\",\"value\":\"0\"}]}}\n"
		"action change route element=client object=Device.Routing.Router.1. value=DeleteObject outcome=ok evidence=observed\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 348\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">a</cwmp:ID></soap:Header><soap:Body><cwmp:AddObject><ObjectName>Device.Users.User.</ObjectName><ParameterKey/></cwmp:AddObject>"
		       "</soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 358\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">a</cwmp:ID></soap:Header><soap:Body><cwmp:AddObjectResponse><InstanceNumber>2</InstanceNumber><Status>0</Status></cwmp:AddObjec"
		       "tResponse></soap:Body></soap:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 360\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">b</cwmp:ID></soap:Header><soap:Body><cwmp:DeleteObject><ObjectName>Device.Routing.Router.1.</ObjectName><ParameterKey/></cwmp:D"
		       "eleteObject></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 330\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">b</cwmp:ID></soap:Header><soap:Body><cwmp:DeleteObjectResponse><Status>0</Status></cwmp:DeleteObjectResponse></soap:Body></soap"
		       ":Envelope>")),
	DIALOGUE("downloads by their kind of file",
		"cwmp {\"cwmp\":{\"method\":\"Download\",\"id\":\"c\",\"params\":[{\"name\":\"CommandKey\",\"value\":\"fw\"},{\"name\":\"FileType\",\"value\":\"1 Firmware Upgrade Image\"},{\"name\":\"URL\",\"va"
		"lue\":\"http://acs.example/fw.img?token=redacted:49ef3f86\"},{\"name\":\"Username\",\"value\":\"u\"},{\"name\":\"Password\",\"value\":\"redacted:49ef3f86\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":458}}\n"
		"cwmp {\"cwmp\":{\"method\":\"DownloadResponse\",\"id\":\"c\",\"params\":[{\"name\":\"Status\",\"value\":\"1\"}]}}\n"
		"cwmp {\"cwmp\":{\"method\":\"Download\",\"id\":\"d\",\"params\":[{\"name\":\"FileType\",\"value\":\"3 Vendor Configuration File\"},{\"name\":\"URL\",\"value\":\"http://acs.example/c.cfg\"}"
		"]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":371}}\n"
		"cwmp {\"cwmp\":{\"method\":\"Fault\",\"id\":\"d\",\"fault_code\":\"9010\",\"fault_string\":\"File transfer failure\"}}\n"
		"action import config element=client object=http://acs.example/c.cfg value=3 Vendor Configuration File outcome=failed evidence=observed reason=File transfer fail"
		"ure\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n"
		"action image image element=client object=http://acs.example/fw.img?token=redacted:49ef3f86 value=1 Firmware Upgrade Image outcome=unknown evidence=observed\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 458\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">c</cwmp:ID></soap:Header><soap:Body><cwmp:Download><CommandKey>fw</CommandKey><FileType>1 Firmware Upgrade Image</FileType><URL"
		       ">http://acs.example/fw.img?token=Gehe1m</URL><Username>u</Username><Password>Gehe1m</Password></cwmp:Download></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 322\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">c</cwmp:ID></soap:Header><soap:Body><cwmp:DownloadResponse><Status>1</Status></cwmp:DownloadResponse></soap:Body></soap:Envelop"
		       "e>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 371\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">d</cwmp:ID></soap:Header><soap:Body><cwmp:Download><FileType>3 Vendor Configuration File</FileType><URL>http://acs.example/c.cf"
		       "g</URL></cwmp:Download></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 399\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">d</cwmp:ID></soap:Header><soap:Body><soap:Fault><detail><cwmp:Fault><FaultCode>9010</FaultCode><FaultString>File transfer failu"
		       "re</FaultString></cwmp:Fault></detail></soap:Fault></soap:Body></soap:Envelope>")),
	DIALOGUE("an upload takes the configuration away",
		"cwmp {\"cwmp\":{\"method\":\"Upload\",\"id\":\"e\",\"params\":[{\"name\":\"FileType\",\"value\":\"1 Vendor Configuration File\"},{\"name\":\"URL\",\"value\":\"http://acs.example/up\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":364}}\n"
		"cwmp {\"cwmp\":{\"method\":\"UploadResponse\",\"id\":\"e\",\"params\":[{\"name\":\"Status\",\"value\":\"0\"}]}}\n"
		"action export config element=client object=http://acs.example/up value=1 Vendor Configuration File outcome=ok evidence=observed\n"
		"cwmp {\"cwmp\":{\"method\":\"Upload\",\"id\":\"f\",\"params\":[{\"name\":\"FileType\",\"value\":\"2 Vendor Log File\"},{\"name\":\"URL\",\"value\":\"http://acs.example/up\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":354}}\n"
		"cwmp {\"cwmp\":{\"method\":\"UploadResponse\",\"id\":\"f\",\"params\":[{\"name\":\"Status\",\"value\":\"0\"}]}}\n"
		"action export file element=client object=http://acs.example/up value=2 Vendor Log File outcome=ok evidence=observed\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 364\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">e</cwmp:ID></soap:Header><soap:Body><cwmp:Upload><FileType>1 Vendor Configuration File</FileType><URL>http://acs.example/up</UR"
		       "L></cwmp:Upload></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 318\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">e</cwmp:ID></soap:Header><soap:Body><cwmp:UploadResponse><Status>0</Status></cwmp:UploadResponse></soap:Body></soap:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 354\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">f</cwmp:ID></soap:Header><soap:Body><cwmp:Upload><FileType>2 Vendor Log File</FileType><URL>http://acs.example/up</URL></cwmp:U"
		       "pload></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 318\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">f</cwmp:ID></soap:Header><soap:Body><cwmp:UploadResponse><Status>0</Status></cwmp:UploadResponse></soap:Body></soap:Envelope>")),
	DIALOGUE("reboot, factory reset, and what a vendor adds",
		"cwmp {\"cwmp\":{\"method\":\"Reboot\",\"id\":\"1\",\"params\":[{\"name\":\"CommandKey\",\"value\":\"k\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":310}}\n"
		"cwmp {\"cwmp\":{\"method\":\"RebootResponse\",\"id\":\"1\"}}\n"
		"action reboot system element=client object=Reboot outcome=ok evidence=observed\n"
		"cwmp {\"cwmp\":{\"method\":\"FactoryReset\",\"id\":\"2\"}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":277}}\n"
		"cwmp {\"cwmp\":{\"method\":\"FactoryResetResponse\",\"id\":\"2\"}}\n"
		"action erase system element=client object=FactoryReset outcome=ok evidence=observed\n"
		"cwmp {\"cwmp\":{\"method\":\"X_00D09E_Shell\",\"id\":\"3\",\"params\":[{\"name\":\"Cmd\",\"value\":\"id\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":313}}\n"
		"cwmp {\"cwmp\":{\"method\":\"X_00D09E_ShellResponse\",\"id\":\"3\"}}\n"
		"action exec config element=client object=X_00D09E_Shell outcome=ok evidence=observed\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 310\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><cwmp:Reboot><CommandKey>k</CommandKey></cwmp:Reboot></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 300\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><cwmp:RebootResponse></cwmp:RebootResponse></soap:Body></soap:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 277\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">2</cwmp:ID></soap:Header><soap:Body><cwmp:FactoryReset/></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 312\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">2</cwmp:ID></soap:Header><soap:Body><cwmp:FactoryResetResponse></cwmp:FactoryResetResponse></soap:Body></soap:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 313\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">3</cwmp:ID></soap:Header><soap:Body><cwmp:X_00D09E_Shell><Cmd>id</Cmd></cwmp:X_00D09E_Shell></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 316\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">3</cwmp:ID></soap:Header><soap:Body><cwmp:X_00D09E_ShellResponse></cwmp:X_00D09E_ShellResponse></soap:Body></soap:Envelope>")),
	DIALOGUE("attributes are set; a transfer is complete",
		"cwmp {\"cwmp\":{\"method\":\"SetParameterAttributes\",\"id\":\"4\",\"params\":[{\"name\":\"Device.X\"},{\"name\":\"NotificationChange\",\"value\":\"1\"},{\"name\":\"Notification\",\"value\":"
		"\"2\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":501}}\n"
		"cwmp {\"cwmp\":{\"method\":\"SetParameterAttributesResponse\",\"id\":\"4\"}}\n"
		"action change config element=client object=Device.X outcome=ok evidence=observed\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":204,\"length\":0}}\n"
		"cwmp {\"cwmp\":{\"method\":\"TransferComplete\",\"id\":\"5\",\"params\":[{\"name\":\"CommandKey\",\"value\":\"fw\"}],\"fault_code\":\"0\"}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 501\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">4</cwmp:ID></soap:Header><soap:Body><cwmp:SetParameterAttributes><ParameterList><SetParameterAttributesStruct><Name>Device.X</N"
		       "ame><NotificationChange>1</NotificationChange><Notification>2</Notification></SetParameterAttributesStruct></ParameterList></cwmp:SetParameterAttributes></soap:"
		       "Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 332\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">4</cwmp:ID></soap:Header><soap:Body><cwmp:SetParameterAttributesResponse></cwmp:SetParameterAttributesResponse></soap:Body></so"
		       "ap:Envelope>"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 409\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">5</cwmp:ID></soap:Header><soap:Body><cwmp:TransferComplete><CommandKey>fw</CommandKey><FaultStruct><FaultCode>0</FaultCode><Fau"
		       "ltString></FaultString></FaultStruct></cwmp:TransferComplete></soap:Body></soap:Envelope>")),
	DIALOGUE("a call in chunks; an answer without ID belongs to the last call",
		"cwmp {\"cwmp\":{\"method\":\"Reboot\",\"id\":\"6\"}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":297}}\n"
		"cwmp {\"cwmp\":{\"method\":\"RebootResponse\"}}\n"
		"action reboot system element=client object=Reboot outcome=ok evidence=observed\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Transfer-Encoding: chunked\r\n"
		       "\r\n"
		       "64\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/env\r\n"
		       "64\r\n"
		       "elope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header><cwmp:ID soap:mustUnderstand=\"1\">6</cwmp\r\n"
		       "61\r\n"
		       ":ID></soap:Header><soap:Body><cwmp:Reboot><CommandKey/></cwmp:Reboot></soap:Body></soap:Envelope>\r\n"
		       "0\r\n"
		       "\r\n"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 208\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Body><c"
		       "wmp:RebootResponse/></soap:Body></soap:Envelope>")),
	DIALOGUE("someone calls the equipment itself",
		"cwmp {\"cwmp\":{\"method\":\"FactoryReset\",\"id\":\"1\"}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":204,\"length\":0}}\n"
		"action erase system element=server object=FactoryReset outcome=unknown evidence=observed\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 277\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><cwmp:FactoryReset/></soap:Body></soap:Envelope>"),
		SERVER("HTTP/1.1 204 No Content\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n")),
	DIALOGUE("malformed: tags that do not match, an entity that is none, no end",
		"cwmp {\"cwmp\":{\"method\":\"SetParameterValues\",\"id\":\"1\",\"params\":[{\"name\":\"Device.A\",\"value\":\"&bogus;A&#99999999;\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":469}}\n"
		"cwmp {\"cwmp\":{\"method\":\"Reboot\",\"id\":\"2\"}}\n"
		"http {\"http\":{\"http_content_type\":\"text/xml\",\"status\":200,\"length\":242}}\n"
		"action change config element=client object=Device.A value=&bogus;A&#99999999; outcome=unknown evidence=observed\n"
		"action reboot system element=client object=Reboot outcome=unknown evidence=observed\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 469\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><cwmp:SetParameterValues><ParameterList><ParameterValueStruct><Name>Device.A</Name><Value x"
		       "si:type=\"xsd:string\">&bogus;&#x41;&#99999999;</Value></ParameterValueStruct><a><b></a></c></d></d></ParameterValueStruct></soap:Body></soap:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 242\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">2</cwmp:ID></soap:Header><soap:Body><cwmp:Reboot>")),
	DIALOGUE("malformed: a document type with an entity is walked over",
		"anomaly cwmp.doctype\n"
		"cwmp {\"cwmp\":{\"method\":\"SetParameterValues\",\"id\":\"1\",\"params\":[{\"name\":\"Device.A\",\"value\":\"&e;\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":461}}\n"
		"action change config element=client object=Device.A value=&e; outcome=unknown evidence=observed\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 461\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e \"boom\">]><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-"
		       "2\"><soap:Header><cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><cwmp:SetParameterValues><ParameterList><ParameterValueStruct><Name>Device."
		       "A</Name><Value xsi:type=\"xsd:string\">&e;</Value></ParameterValueStruct></ParameterList></cwmp:SetParameterValues></soap:Body></soap:Envelope>")),
	DIALOGUE("evasive: CDATA, comments, other prefixes",
		"cwmp {\"cwmp\":{\"method\":\"SetParameterValues\",\"id\":\"9\",\"params\":[{\"name\":\"Device.Services.Telnet.Enable\",\"value\":\"1\"}]}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":302}}\n"
		"action change service element=client object=Device.Services.Telnet.Enable value=1 outcome=unknown evidence=observed\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 302\r\n"
		       "\r\n"
		       "<E:Envelope xmlns:E=\"x\" xmlns:q=\"urn:dslforum-org:cwmp-1-0\"><!-- <E:Body> --><E:Header><q:ID>9</q:ID></E:Header><E:Body ><q:SetParameterValues ><ParameterList><"
		       "P><Name><![CDATA[Device.Services.Telnet.Enable]]></Name><Value>&#x31;</Value></P></ParameterList></q:SetParameterValues></E:Body></E:Envelope>")),
	DIALOGUE("malformed: deeper than anyone builds",
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":678}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 678\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><"
		       "a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>x</a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></"
		       "a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></"
		       "a></a></a></soap:Body></soap:Envelope>")),
	DIALOGUE("malformed: a Fault without a call, an envelope without a body",
		"cwmp {\"cwmp\":{\"method\":\"Fault\",\"id\":\"zz\",\"fault_code\":\"9000\"}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":257}}\n"
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\"}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 352\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">zz</cwmp:ID></soap:Header><soap:Body><soap:Fault><detail><cwmp:Fault><FaultCode>9000</FaultCode></cwmp:Fault></detail></soap:Fa"
		       "ult></soap:Body></soap:Envelope>"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 257\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body></soap:Body></soap:Envelope>"),
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 70\r\n"
		       "\r\n"
		       "<soap:Envelope xmlns:cwmp=\"urn:dslforum-org:cwmp-1-0\"></soap:Envelope>")),
	DIALOGUE("malformed: a length that lies keeps the rest from being read",
		"http {\"http\":{\"url\":\"/acs\",\"http_method\":\"POST\",\"protocol\":\"HTTP/1.1\",\"http_content_type\":\"text/xml\",\"status\":200,\"length\":0}}\n",
		CLIENT("POST /acs HTTP/1.1\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 0\r\n"
		       "\r\n"),
		SERVER("HTTP/1.1 200 OK\r\n"
		       "Content-Type: text/xml\r\n"
		       "Content-Length: 9999\r\n"
		       "\r\n"
		       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap:Header>"
		       "<cwmp:ID soap:mustUnderstand=\"1\">1</cwmp:ID></soap:Header><soap:Body><cwmp:Reboot/></soap:Body></soap:Envelope>")),
};
/* clang-format on */

START_TEST(each_dialogue_says_what_happened)
{
	vector_run(&dialogues[_i]);
}
END_TEST

/* A call and what the equipment answers, without their envelopes. */
#define PAIR(first, second) "<ParameterValueStruct>" first second "</ParameterValueStruct>"
#define NAME "<Name>Device.Users.User.2.Password</Name>"
#define VALUE "<Value>Gehe1m</Value>"
#define SET(pairs)                                                                                 \
	"<cwmp:SetParameterValues><ParameterList>" pairs                                           \
	"</ParameterList><ParameterKey>k</ParameterKey></cwmp:SetParameterValues>"
#define DONE "<cwmp:SetParameterValuesResponse><Status>0</Status></cwmp:SetParameterValuesResponse>"
#define FAULT(text)                                                                                \
	"<soap:Fault><detail><cwmp:Fault><FaultCode>9007</FaultCode><FaultString>" text            \
	"</FaultString></cwmp:Fault></detail></soap:Fault>"

static const struct call {
	const char *name, *call, *answer, *says[5];
} calls[] = {
	{"a value before its name", SET(PAIR(VALUE, NAME)), DONE,
		{"object=Device.Users.User.2.Password value=redacted:", "action change account"}},
	{"values before and behind their names",
		SET(PAIR(VALUE, NAME) PAIR("<Name>Device.X</Name>", "<Value>7</Value>")), DONE,
		{"object=Device.X value=7", "object=Device.Users.User.2.Password value=redacted:"}},
	{"evasive: a value without a name is no other's",
		SET(PAIR("", VALUE) PAIR("<Name>Device.X</Name>", "<Value>7</Value>")), DONE,
		{"object=Device.X value=7", "value=redacted:"}},
	{"evasive: a name without a value", SET(PAIR("<Name>Device.Y</Name>", "") PAIR(NAME, VALUE)),
		DONE, {"object=Device.Users.User.2.Password value=redacted:", "!Device.Y"}},
	{"a fault repeats the secret", SET(PAIR(NAME, VALUE)), FAULT("Invalid value 'Gehe1m'"),
		{"\"fault_string\":\"Invalid value '(hidden)'\"",
			"outcome=failed evidence=observed reason=Invalid value '(hidden)'"}},
	{"a fault begins and ends with the secret", SET(PAIR(NAME, VALUE)), FAULT("Gehe1m,Gehe1m"),
		{"reason=(hidden),(hidden)"}},
	{"a fault names a URL with a password", SET(PAIR(NAME, VALUE)),
		FAULT("no ftp://bob:Gehe1mX@10.1.1.1/f"), {"@10.1.1.1/f", "!mX@"}},
	{"a fault has words of its own", SET(PAIR(NAME, VALUE)), FAULT("not writable"),
		{"reason=not writable"}},
	{"more secrets than are kept",
		SET(PAIR(NAME, VALUE) PAIR(NAME, VALUE) PAIR(NAME, VALUE) PAIR(NAME, VALUE)
				PAIR(NAME, "<Value>Gehe1mer</Value>")),
		FAULT("Invalid Gehe1mer"), {"reason=(hidden)"}},
};

#define ENVELOPE                                                                                   \
	"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" "                 \
	"xmlns:cwmp=\"urn:dslforum-org:cwmp-1-0\"><soap:Header><cwmp:ID>5</cwmp:ID></soap:Header>"  \
	"<soap:Body>%s</soap:Body></soap:Envelope>"

START_TEST(each_call_and_its_answer)
{
	const struct call *c = &calls[_i];
	char body[2048], call[2048 + 128], answer[2048 + 128];
	int len = snprintf(body, sizeof(body), ENVELOPE, c->call);
	int asked = snprintf(call, sizeof(call),
		"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s", len, body);
	len = snprintf(body, sizeof(body), ENVELOPE, c->answer);
	int told = snprintf(answer, sizeof(answer),
		"POST /acs HTTP/1.1\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s", len,
		body);
	const struct turn turns[] = {CLIENT("POST /acs HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
		{SIDE_SERVER, span_of(call, (uint32_t)asked)},
		{SIDE_CLIENT, span_of(answer, (uint32_t)told)},
		SERVER("HTTP/1.1 204 No Content\r\n\r\n")};
	const struct vector v = {c->name, &dissector_http, true, turns, 4, NULL};

	vector_has(&v, c->says);
	vectors_hide(&v, 1, "Gehe1m");
}
END_TEST

#define DOWNLOAD                                                                                   \
	"<cwmp:Download><CommandKey>k7</CommandKey><FileType>1 Firmware Upgrade Image</FileType>"  \
	"<URL>http://10.1.1.1/f.bin</URL></cwmp:Download>"
#define COMPLETE(key, code)                                                                        \
	"<cwmp:TransferComplete><CommandKey>" key "</CommandKey><FaultStruct><FaultCode>" code     \
	"</FaultCode><FaultString>Download failure</FaultString></FaultStruct>"                    \
	"</cwmp:TransferComplete>"
#define DOWNLOADED "action image image element=client object=http://10.1.1.1/f.bin"

static char heads[4][256 * 1024];

/* BODY of several envelopes as what SIDE sends, in buffer I. */
static struct turn envelopes(unsigned i, enum side side, const char *const *bodies)
{
	static char body[250 * 1024];
	uint32_t len = 0;

	for (; *bodies; bodies++)
		len += (uint32_t)snprintf(body + len, sizeof(body) - len, ENVELOPE, *bodies);
	uint32_t all = (uint32_t)snprintf(heads[i], sizeof(heads[i]),
		"%s\r\nContent-Type: text/xml\r\nContent-Length: %u\r\n\r\n%s",
		side == SIDE_SERVER ? "HTTP/1.1 200 OK" : "POST /acs HTTP/1.1", len, body);
	return (struct turn){side, span_of(heads[i], all)};
}
#define ENVELOPES(i, side, ...) envelopes(i, side, (const char *const[]){__VA_ARGS__, NULL})
#define NOTHING                 CLIENT("POST /acs HTTP/1.1\r\nContent-Length: 0\r\n\r\n")

START_TEST(each_envelope_of_a_body_counts)
{
	const struct turn turns[] = {NOTHING,
		ENVELOPES(0, SIDE_SERVER, "<cwmp:GetRPCMethods/>", "<cwmp:Reboot/>",
			SET(PAIR(NAME, VALUE)))};
	const struct vector v = {"envelopes", &dissector_http, true, turns, 2, NULL};

	HAS(&v, "action reboot system element=client object=Reboot",
		"action change account element=client object=Device.Users.User.2.Password",
		"!Gehe1m");
}
END_TEST

/* evasive: more envelopes than anybody sends, what stands between them, and one that has no end */
START_TEST(envelopes_are_bounded)
{
	const struct turn turns[] = {NOTHING,
		ENVELOPES(0, SIDE_SERVER, "<cwmp:GetRPCMethods/>", "<cwmp:FactoryReset>"),
		NOTHING,
		ENVELOPES(1, SIDE_SERVER, "<cwmp:A/>", "<cwmp:Reboot/>")};
	const struct vector v = {"envelopes", &dissector_http, true, turns, 4, NULL};

	HAS(&v, "action erase system element=client object=FactoryReset", "!reboot");
}
END_TEST

START_TEST(a_download_ends_as_its_transfer_did)
{
	static const struct {
		const char *status, *complete, *says;
	} ends[] = {
		{"1", COMPLETE("k7", "9010"), DOWNLOADED " value=1 Firmware Upgrade Image "
						"outcome=failed evidence=observed "
						"reason=Download failure"},
		{"1", COMPLETE("k7", "0"), DOWNLOADED " value=1 Firmware Upgrade Image outcome=ok"},
		{"1", COMPLETE("k8", "9010"),
			DOWNLOADED " value=1 Firmware Upgrade Image outcome=unknown"},
		{"0", COMPLETE("k7", "9010"),
			DOWNLOADED " value=1 Firmware Upgrade Image outcome=ok"},
	};

	for (unsigned i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		char response[256];
		snprintf(response, sizeof(response),
			"<cwmp:DownloadResponse><Status>%s</Status></cwmp:DownloadResponse>",
			ends[i].status);
		const struct turn turns[] = {NOTHING, ENVELOPES(0, SIDE_SERVER, DOWNLOAD),
			ENVELOPES(1, SIDE_CLIENT, response),
			SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
			ENVELOPES(2, SIDE_CLIENT, ends[i].complete)};
		const struct vector v = {"download", &dissector_http, true, turns, 5, NULL};
		HAS(&v, ends[i].says, "!outcome=ok outcome");
	}
}
END_TEST

/* evasive: what counts stands behind more filler than is told */
START_TEST(filler_hides_no_parameter)
{
	static char set[48 * 1024];
	uint32_t len = (uint32_t)snprintf(set, sizeof(set), "<cwmp:SetParameterValues>");

	for (unsigned i = 0; i < 300; i++)
		len += (uint32_t)snprintf(set + len, sizeof(set) - len,
			"<ParameterValueStruct><Name>Device.X.%u</Name><Value>1</Value>"
			"</ParameterValueStruct>", i);
	snprintf(set + len, sizeof(set) - len,
		"<ParameterValueStruct><Name>Device.Users.User.9.Username</Name><Value>eve"
		"</Value></ParameterValueStruct></cwmp:SetParameterValues>");
	const struct turn turns[] = {NOTHING, ENVELOPES(0, SIDE_SERVER, set)};
	const struct vector v = {"filler", &dissector_http, true, turns, 2, NULL};
	char *said = vector_says(&v);

	ck_assert_ptr_nonnull(strstr(said, "object=Device.Users.User.9.Username value=eve"));
	ck_assert_ptr_nonnull(strstr(said, "\"params_left_out\":44"));
	ck_assert_ptr_nonnull(strstr(said, "anomaly cwmp.too_many_params"));
	ck_assert_ptr_nonnull(strstr(said, "object=Device.X.255 "));
	ck_assert_ptr_null(strstr(said, "object=Device.X.256 "));
	free(said);
}
END_TEST

START_TEST(no_secret_is_ever_said)
{
	vectors_hide(dialogues, sizeof(dialogues) / sizeof(dialogues[0]), "Gehe1m");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("cwmp");

	tcase_set_timeout(t, 300);
	tcase_add_loop_test(t, each_dialogue_says_what_happened, 0,
		(int)(sizeof(dialogues) / sizeof(dialogues[0])));
	tcase_add_loop_test(
		t, each_call_and_its_answer, 0, (int)(sizeof(calls) / sizeof(*calls)));
	tcase_add_test(t, each_envelope_of_a_body_counts);
	tcase_add_test(t, envelopes_are_bounded);
	tcase_add_test(t, a_download_ends_as_its_transfer_did);
	tcase_add_test(t, filler_hides_no_parameter);
	tcase_add_test(t, no_secret_is_ever_said);
	return unit_run(t, "cwmp");
}
