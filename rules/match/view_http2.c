/* view_http2: the events of HTTP/2 as the buffers of HTTP. Worker's thread. */
#include "config.h"

#include "rules/match/views.h"

static const struct {
	const char *path;
	uint16_t buffer;
	bool answer;
} http2_fields[] = {{"url", BUFFER_HTTP_URI_RAW, false}, {"http_method", BUFFER_HTTP_METHOD, false},
	{"hostname", BUFFER_HTTP_HOST_RAW, false},
	{"http_user_agent", BUFFER_HTTP_USER_AGENT, false}};

static void http2_request(struct matcher *m, const struct tap_scene *scene,
	const struct schema *type, const struct tap_fact *fact)
{
	const char *path = type->fields[fact->field].path;
	struct arena *arena = scene->scratch;

	for (size_t i = 0; i < sizeof(http2_fields) / sizeof(*http2_fields); i++)
		if (strcmp(path, http2_fields[i].path) == 0)
			value_bytes(m, http2_fields[i].buffer, fact->text);
	if (strcmp(path, "url") == 0)
		value_bytes(m, BUFFER_HTTP_URI, http_uri_normal(arena, fact->text));
	if (strcmp(path, "hostname") == 0) {
		int64_t colon =
			fact->text.len && fact->text.p[0] == '[' ? -1 : span_index(fact->text, ':');
		value_bytes(m, BUFFER_HTTP_HOST,
			colon < 0 ? fact->text : span_sub(fact->text, 0, (uint32_t)colon));
	}
	if (strcmp(path, "http_user_agent") != 0)
		return;
	struct span line = arena_printf(arena, "user-agent: %.*s", (int)fact->text.len,
		fact->text.len ? (const char *)fact->text.p : "");
	value_bytes(m, BUFFER_HTTP_REQUEST_HEADER, line);
	value_bytes(m, BUFFER_HTTP_HEADER, line);
}

void http2_facts(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct schema *type, const struct tap_fact *facts, uint32_t count)
{
	m->value_count = 0;
	for (uint32_t i = 0; i < count; i++)
		if (facts[i].field < type->count && !facts[i].is_number)
			http2_request(m, scene, type, &facts[i]);
	if (m->value_count)
		view_judge(m, scene, f, SIDE_CLIENT);
	m->value_count = 0;
	for (uint32_t i = 0; i < count; i++)
		if (facts[i].is_number && facts[i].field < type->count &&
			strcmp(type->fields[facts[i].field].path, "status") == 0)
			value_bytes(m, BUFFER_HTTP_STAT_CODE,
				arena_printf(scene->scratch, "%u", (unsigned)facts[i].number));
	if (m->value_count)
		view_judge(m, scene, f, SIDE_SERVER);
}
