/* api_case: triage: what somebody made of a finding group, written to the hash `cases`. */
#include "config.h"

#include "sensor/base/json_get.h"
#include "sensor/serve/answer.h"
#include "sensor/serve/cases.h"
#include "sensor/serve/sift.h"

enum { CASE_SENSOR, CASE_GROUP, CASE_STATE, CASE_NOTE_TEXT, CASE_PICKS };

static bool is_group(struct span group)
{
	for (uint32_t i = 0; i < group.len; i++)
		if (!strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.",
			    group.p[i]))
			return false;
	return group.len > 0 && group.len <= 64;
}

/* The case as it is kept. */
static void case_json(struct json *j, const char *state, const char *who, struct span note)
{
	json_open(j, '{');
	json_kv_word(j, "state", state);
	json_kv_string(j, "by", who);
	json_kv_time(j, "at", answer_now_us());
	if (note.len > 0)
		json_kv_text(j, "note", note);
	json_close(j, '}');
}

/* Too many cases would grow Redis without bounds; known ones can always be changed. */
static unsigned check_room(struct request *r, struct span key, struct span group)
{
	struct span old[3] = {SPAN_LIT("HGET"), key, group};
	struct span size[2] = {SPAN_LIT("HLEN"), key};
	struct redisReply *reply = depot_ask(r->redis, old, 3);

	if (!reply)
		return request_no_redis(r);
	bool known = reply_text(reply).len > 0;
	depot_free(reply);
	if (known)
		return 200;
	reply = depot_ask(r->redis, size, 2);
	if (!reply)
		return request_no_redis(r);
	uint64_t count = reply_number(reply);
	depot_free(reply);
	return count < CASES_MAX ? 200
				 : request_fail(r, 507, "there are %d cases already", CASES_MAX);
}

static unsigned write_case(
	struct request *r, struct span sensor, struct span group, struct span value)
{
	char name[DEPOT_SENSOR_NAME], key[DEPOT_KEY];

	memcpy(name, sensor.p, sensor.len);
	name[sensor.len] = '\0';
	struct span hash = depot_key(r->redis, name, (struct span[3]){SPAN_LIT("cases")}, key);
	unsigned status = check_room(r, hash, group);
	if (status != 200)
		return status;
	struct span words[4] = {SPAN_LIT("HSET"), hash, group, value};
	if (!audit(r, "triage", group, value))
		return request_fail(r, 500, "the audit line could not be written");
	struct redisReply *reply = depot_ask(r->redis, words, 4);
	if (reply) {
		depot_free(reply);
		return 200;
	}
	if (span_starts(span_str(depot_error(r->redis)), SPAN_LIT("NOPERM")))
		return request_fail(r, 403,
			"the Redis user may not write cases; give serve.triage-redis one that may");
	return request_no_redis(r);
}

unsigned api_case(struct request *r)
{
	struct sift p[CASE_PICKS] = {[CASE_SENSOR] = {.path = "sensor"},
		[CASE_GROUP] = {.path = "group"},
		[CASE_STATE] = {.path = "state"},
		[CASE_NOTE_TEXT] = {.path = "note"}};
	char value[6 * CASE_NOTE + 512], note[CASE_NOTE + 1];
	struct json j = json_of(value, sizeof(value));

	if (!sift(r->body, p, CASE_PICKS))
		return request_fail(r, 400, "the body is no JSON object");
	const char *state = case_state_of(p[CASE_STATE].value);
	if (!answer_is_sensor(p[CASE_SENSOR].value) || !is_group(p[CASE_GROUP].value) || !state)
		return request_fail(r, 400,
			"sensor, group and state (new, ack, false-positive, incident, closed) "
			"are needed");
	if (p[CASE_NOTE_TEXT].value.len > CASE_NOTE ||
		(p[CASE_NOTE_TEXT].value.len > 0 && !p[CASE_NOTE_TEXT].string))
		return request_fail(r, 400, "a note is text of at most %d bytes", CASE_NOTE);
	uint32_t note_len = json_string_value(p[CASE_NOTE_TEXT].value, note, sizeof(note));
	case_json(&j, state, r->who.name, span_of(note, note_len));
	if (j.full)
		return request_fail(r, 400, "the note is too long");
	unsigned status =
		write_case(r, p[CASE_SENSOR].value, p[CASE_GROUP].value, span_of(j.buf, j.len));
	if (status == 200)
		json_raw(&r->out, span_of(j.buf, j.len));
	return status;
}
