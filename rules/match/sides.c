/* sides: what each side of a flow speaks, by its first bytes. Worker's thread. */
#include "config.h"

#include "rules/match/views.h"

/* The record layer's version: 5 bytes before each record (RFC 8446 section 5.1); or a hello of old.
 */
static uint16_t tls_version(struct span data)
{
	if (data.len >= 5 && data.p[0] >= 20 && data.p[0] <= 23 && data.p[1] == 3 && data.p[2] <= 4)
		return (uint16_t)(data.p[1] << 8 | data.p[2]);
	if (data.len >= 5 && (data.p[0] & 0x80) && data.p[2] == 1 && data.p[3] <= 3)
		return (uint16_t)(data.p[3] << 8 | data.p[4]);
	return 0;
}

static const char *spoken(struct span data)
{
	static const struct {
		const char *start, *app;
	} starts[] = {{"SSH-", "ssh"}, {"HTTP/1.", "http"}, {"GET ", "http"}, {"POST ", "http"},
		{"HEAD ", "http"}, {"PUT ", "http"}, {"OPTIONS ", "http"}, {"CONNECT ", "http"},
		{"PRI * HTTP/2", "http2"}, {"EHLO ", "smtp"}, {"HELO ", "smtp"}};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (span_starts(data, span_str(starts[i].start)))
			return starts[i].app;
	return tls_version(data) ? "tls" : NULL;
}

static bool asks_for_ssl(const struct rule *r)
{
	for (uint16_t i = 0; i < r->check_count; i++)
		if (r->checks[i].kind == CHECK_SSL_VERSION)
			return true;
	return false;
}

void sides_note(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	enum side from = scene->from;
	struct target s = {.scene = scene, .flow = f, .from = from};

	if (!f->streamed[from])
		f->side_app[from] = spoken(data);
	if (f->ssl_version[from] || !(f->ssl_version[from] = tls_version(data)))
		return;
	m->value_count = 0;
	candidates_begin(m);
	candidates_add(m, &m->index->ssl);
	if (m->list_count)
		rules_judge(m, &s, asks_for_ssl);
}
