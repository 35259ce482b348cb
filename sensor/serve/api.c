/* api: who am I, log in and out, the sensors. */
#include "config.h"

#include "sensor/base/json_get.h"
#include "sensor/serve/access.h"
#include "sensor/serve/answer.h"
#include "sensor/serve/sift.h"

unsigned api_me(struct request *r)
{
	struct json *j = &r->out;

	json_open(j, '{');
	json_kv_string(j, "name", r->who.name);
	json_key(j, "roles");
	json_open(j, '[');
	for (unsigned role = ROLE_VIEW; role <= ROLE_EVIDENCE; role <<= 1)
		if (r->who.roles & role)
			json_string(j, role_word(role));
	json_close(j, ']');
	json_kv_bool(j, "open", access_is_open(r->serve->access));
	json_kv_bool(j, "packets", r->serve->evidence_dir != NULL);
	if (r->who.roles)
		json_kv_string(j, "version", PACKAGE_VERSION);
	json_close(j, '}');
	return 200;
}

unsigned api_login(struct request *r)
{
	struct sift token = {.path = "token"};
	char text[300];

	if (access_is_guessed(r->serve->access))
		return request_fail(r, 429, "too many wrong tokens; wait a minute");
	if (!sift(r->body, &token, 1) || !token.string)
		return request_fail(r, 400, "{\"token\": ...} is missing");
	uint32_t len = json_string_value(token.value, text, sizeof(text));
	bool good = access_login(r, span_of(text, len));
	explicit_bzero(text, sizeof(text));
	if (!good)
		return request_fail(r, 401, "this token is not known");
	audit(r, "login", span_of("", 0), span_of("", 0));
	return api_me(r);
}

unsigned api_logout(struct request *r)
{
	access_logout(r);
	json_open(&r->out, '{');
	json_close(&r->out, '}');
	return 200;
}

unsigned api_sensors(struct request *r)
{
	struct json *j = &r->out;

	json_open(j, '{');
	json_kv_time(j, "now", answer_now_us());
	if (!answer_sensors(r, request_arg(r, "sensor")))
		return request_no_redis(r);
	json_close(j, '}');
	return 200;
}
