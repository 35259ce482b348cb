/*
 * test_http2_manage: dissectors/http2_manage.c: requests of HTTP/2 that are no calls of gRPC do to
 * equipment what those of HTTP/1 do.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/dissectors/http2_build.h"
#include "tests/unit.h"

extern const struct dissector dissector_http2;

#define PLACE "/restconf/data/openconfig-interfaces:interfaces/interface=eth0"
#define LONG  "/config/0123456789012345678901234567890123456789012345678901234567890123456789"

static struct built client, server;

static const struct vector *dialogue(void)
{
	static struct turn turns[2];
	static struct vector v;

	turns[0] = (struct turn){SIDE_CLIENT, built_span(&client)};
	turns[1] = (struct turn){SIDE_SERVER, built_span(&server)};
	v = (struct vector){"dialogue", &dissector_http2, true, turns, server.len ? 2 : 1, NULL};
	return &v;
}

static void begin(void)
{
	put_preface(&client);
	server.len = 0;
}

/* A request of METHOD on PATH with one field more; FLAGS: 1 where no body follows. */
static void ask(uint32_t flags, uint32_t stream, const char *method, const char *path,
	const char *name, const char *value)
{
	HEADERS(&client, flags, stream, ":method", method, ":scheme", "http", ":authority", "r1",
		":path", path, name, value);
}

static void answer(uint32_t stream, const char *status, const char *type)
{
	HEADERS(&server, 1, stream, ":status", status, "content-type", type);
}

START_TEST(restconf_has_its_verbs_places_and_outcomes)
{
	begin();
	ask(1, 1, "DELETE", PLACE, "accept", "*/*");
	ask(1, 3, "PUT", PLACE LONG, "accept", "*/*");
	ask(1, 5, "GET", PLACE, "accept", "*/*");
	ask(1, 7, "POST", "/restconf/operations/ietf-system:system-restart", "accept", "*/*");
	answer(3, "403", "text/plain");
	answer(1, "204", "text/plain");
	answer(5, "200", "application/yang-data+json");
	HAS(dialogue(), "action change interface element=server object=DELETE " PLACE " outcome=ok",
		"object=PUT " PLACE LONG " outcome=refused evidence=observed reason=status 403",
		"action read interface element=server object=GET " PLACE " outcome=ok",
		"action reboot system element=server object=POST /restconf/operations");
}
END_TEST

START_TEST(basic_credentials_log_in_once_and_name_the_user)
{
	begin();
	ask(1, 1, "DELETE", PLACE, "authorization", "Basic am9lOlR1bGlwMTc=");
	answer(1, "204", "text/plain");
	ask(1, 3, "DELETE", PLACE, "authorization", "Basic am9lOlR1bGlwMTc=");
	answer(3, "204", "text/plain");
	HAS(dialogue(), "action login session element=server object=joe user=joe outcome=ok",
		"credential user=joe element=server clear=1", "user=joe outcome=ok", "!Tulip17",
		"!am9l");
	begin();
	ask(1, 1, "DELETE", PLACE, "authorization", "Basic am9lOlR1bGlwMTc=");
	answer(1, "401", "text/plain");
	HAS(dialogue(),
		"action login-failed session element=server object=joe user=joe "
		"outcome=refused",
		"!action login session", "!Tulip17");
}
END_TEST

START_TEST(a_configuration_that_is_fetched_is_an_export)
{
	begin();
	ask(1, 1, "GET", "/backup/running-config?token=Tulip17", "accept", "*/*");
	answer(1, "200", "application/octet-stream");
	HAS(dialogue(), "action export config",
		"object=/backup/running-config target=10.0.0.1 outcome=ok", "!Tulip17");
	begin();
	ask(1, 1, "GET", "/backup/running-config", "accept", "*/*");
	answer(1, "404", "text/plain");
	HAS(dialogue(), "\"status\":404", "!action");
}
END_TEST

START_TEST(commands_in_paths_and_bodies_are_read)
{
	static const char json[] = "{\"params\":{\"cmds\":[\"enable\",\"configure\","
				   "\"no logging host 10.9.9.9\"]}}";

	begin();
	ask(1, 1, "GET", "/level/15/exec/-/write/erase/CR", "accept", "*/*");
	answer(1, "200", "text/plain");
	ask(0, 3, "POST", "/command-api", "content-type", "application/json");
	put_data(&client, 3, span_str(json), 11, true);
	answer(3, "200", "application/json");
	HAS(dialogue(), "action erase config element=server object=write erase outcome=ok",
		"CVE-2001-0537",
		"action change logging element=server object=no logging host 10.9.9.9 outcome=ok");
}
END_TEST

START_TEST(a_form_that_logs_in_hides_its_secret)
{
	begin();
	ask(0, 1, "POST", "/login", "content-type", "application/x-www-form-urlencoded");
	put_data(&client, 1, SPAN_LIT("username=joe&password=Tulip17"), 7, true);
	answer(1, "200", "text/html");
	HAS(dialogue(), "action login session element=server object=joe user=joe outcome=ok",
		"credential user=joe", "!Tulip17");
}
END_TEST

/* evasive: another method is meant, and the path is written in a roundabout way */
START_TEST(other_spellings_hide_no_change)
{
	begin();
	ask(1, 1, "POST", "//restconf/./%64ata/x:y", "x-http-method-override", "DELETE");
	answer(1, "204", "text/plain");
	HAS(dialogue(), "action change config element=server object=DELETE //restconf",
		"outcome=ok");
}
END_TEST

/* malformed: half a form says what nobody said */
START_TEST(a_form_without_its_end_logs_nobody_in)
{
	begin();
	ask(0, 1, "POST", "/login", "content-type", "application/x-www-form-urlencoded");
	put_data(&client, 1, SPAN_LIT("username=joe&password=Tul"), 64, false);
	put_frame(&client, 3, 0, 1, SPAN_LIT("\0\0\0\10"));
	HAS(dialogue(), "!credential", "!action", "\"http_method\":\"POST\"");
}
END_TEST

/* malformed: an answer to nobody, a request without a path, trailers that look like requests */
START_TEST(heads_that_are_none_do_nothing)
{
	begin();
	answer(9, "200", "text/plain");
	HEADERS(&client, 0, 1, ":method", "DELETE", ":scheme", "http");
	ask(0, 3, "GET", "/index.html", "accept", "*/*");
	ask(1, 3, "DELETE", PLACE, "accept", "*/*");
	answer(3, "200", "text/html");
	HAS(dialogue(), "!action");
}
END_TEST

START_TEST(pages_of_others_are_no_management)
{
	begin();
	ask(0, 1, "POST", "/cart", "content-type", "application/x-www-form-urlencoded");
	put_data(&client, 1, SPAN_LIT("item=7&count=2"), 64, true);
	answer(1, "200", "text/html");
	ask(1, 3, "GET", "/data/x.json", "accept", "*/*");
	answer(3, "200", "application/json");
	HAS(dialogue(), "!action", "!credential", "\"url\":\"/cart\"");
}
END_TEST

START_TEST(software_that_an_element_fetches_is_an_image)
{
	begin();
	ask(1, 1, "GET", "/cat9k_iosxe.17.09.04a.SPA.bin", "user-agent", "IOS");
	HEADERS(&server, 0, 1, ":status", "200", "content-type", "application/octet-stream");
	put_frame(&server, 0, 1, 1, SPAN_LIT("bytes"));
	HAS(dialogue(), "action image image element=client object=/cat9k_iosxe.17.09.04a.SPA.bin",
		"outcome=ok");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("http2_manage");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, restconf_has_its_verbs_places_and_outcomes);
	tcase_add_test(t, basic_credentials_log_in_once_and_name_the_user);
	tcase_add_test(t, a_configuration_that_is_fetched_is_an_export);
	tcase_add_test(t, commands_in_paths_and_bodies_are_read);
	tcase_add_test(t, a_form_that_logs_in_hides_its_secret);
	tcase_add_test(t, other_spellings_hide_no_change);
	tcase_add_test(t, a_form_without_its_end_logs_nobody_in);
	tcase_add_test(t, heads_that_are_none_do_nothing);
	tcase_add_test(t, pages_of_others_are_no_management);
	tcase_add_test(t, software_that_an_element_fetches_is_an_image);
	return unit_run(t, "http2_manage");
}
