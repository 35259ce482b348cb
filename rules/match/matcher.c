/* matcher: see matcher.h. Each call: which rules, then held against what is there. */
#include "config.h"

#include "rules/match/views.h"

#include <stdlib.h>

_Static_assert(sizeof(struct match_flow) <= TAP_STATE_MAX, "state of a flow");

struct matcher *matcher_new(struct rule_index *(*current)(void *ctx), void *ctx)
{
	struct matcher *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->current = current;
	m->current_ctx = ctx;
	m->inspection.regex = regex_memory_new();
	if (!m->inspection.regex) {
		matcher_free(m);
		return NULL;
	}
	return m;
}

void matcher_free(struct matcher *m)
{
	if (!m)
		return;
	regex_memory_free(m->inspection.regex);
	sieve_memory_free(m->sieve);
	free(m->stamp);
	free(m->told);
	free(m->list);
	free(m);
}

uint64_t matcher_given_up(const struct matcher *m)
{
	return m->inspection.given_up + regex_given_up(m->inspection.regex);
}

bool matcher_renew(struct matcher *m, struct rule_index *index)
{
	uint32_t count = index->set->count + 1;

	m->generation = 0;
	sieve_memory_free(m->sieve);
	free(m->stamp);
	free(m->told);
	free(m->list);
	m->sieve = sieve_memory_new(index->sieves);
	m->stamp = calloc(count, sizeof(*m->stamp));
	m->told = calloc(count, sizeof(*m->told));
	m->list = calloc(count, sizeof(*m->list));
	if (!m->sieve || !m->stamp || !m->told || !m->list)
		return false;
	m->round = 0;
	m->generation = index->generation;
	return true;
}

/* The rules in force; false where there are none. */
static bool begin(struct matcher *m)
{
	m->index = m->current(m->current_ctx);
	if (!m->index || !m->index->set->count)
		return false;
	return m->generation == m->index->generation || matcher_renew(m, m->index);
}

static struct match_flow *flow_of(const struct matcher *m, const struct tap_scene *scene)
{
	struct match_flow *f = scene->state;

	if (f && f->generation != m->generation) {
		memset(f->bits, 0, sizeof(f->bits));
		memset(f->once, 0, sizeof(f->once));
		waiting_clear(f, SIDE_CLIENT);
		waiting_clear(f, SIDE_SERVER);
		f->generation = m->generation;
	}
	return f;
}

static enum index_class class_of(const struct tap_scene *scene)
{
	return scene->ip_proto == IPPROTO_NR_TCP   ? CLASS_TCP
	       : scene->ip_proto == IPPROTO_NR_UDP ? CLASS_UDP
						   : CLASS_OTHER;
}

/* --- packets --- */

static void on_packet(void *ctx, const struct tap_scene *scene)
{
	struct matcher *m = ctx;

	if (!begin(m))
		return;
	enum index_class c = class_of(scene);
	struct target s = {.scene = scene, .flow = flow_of(m, scene), .from = scene->from};
	const struct packet *p = scene->packet;
	m->value_count = 0;
	candidates_begin(m);
	candidates_heads(m, &m->index->packet[c], scene);
	if (!(p->flags & PACKET_FRAGMENT))
		candidates_scan(m, m->index->payload[c], p->payload, 0);
	if (c == CLASS_TCP && !scene->state) { /* no stream will bring it */
		candidates_heads(m, &m->index->bare_stream, scene);
		if (!(p->flags & PACKET_FRAGMENT))
			candidates_scan(m, m->index->stream, p->payload, 0);
	}
	if (m->list_count)
		rules_judge(m, &s, NULL);
}

/* --- streams --- */

/* What was kept of the side and DATA in one piece. */
static struct span joined(const struct tap_scene *scene, const struct match_flow *f,
	struct span data, uint32_t *ret_past)
{
	uint32_t kept = f->tail_len[scene->from];

	*ret_past = 0;
	if (!kept)
		return data;
	uint8_t *to = arena_take(scene->scratch, kept + data.len);
	if (!to)
		return data;
	memcpy(to, f->tail[scene->from], kept);
	memcpy(to + kept, data.p, data.len);
	*ret_past = kept;
	return span_of(to, kept + data.len);
}

static void tail_keep(const struct tap_scene *scene, struct match_flow *f, struct span all)
{
	enum side side = scene->from;

	if (!f->tail[side])
		f->tail[side] = tap_take(scene->room, MATCH_OVERLAP, &f->tail_block[side]);
	if (!f->tail[side])
		return;
	uint32_t keep = all.len < MATCH_OVERLAP ? all.len : MATCH_OVERLAP;
	memmove(f->tail[side], all.p + all.len - keep, keep);
	f->tail_len[side] = keep;
}

static void on_bytes(void *ctx, const struct tap_scene *scene, struct span data)
{
	struct matcher *m = ctx;

	if (!begin(m) || !data.len)
		return;
	struct match_flow *f = flow_of(m, scene);
	if (!f)
		return;
	if (m->index->wants_stream) {
		struct target s = {
			.scene = scene, .flow = f, .from = scene->from, .has_payload = true};
		s.payload = joined(scene, f, data, &s.past);
		s.base = f->streamed[scene->from] + f->missed[scene->from] - s.past;
		m->value_count = 0;
		candidates_begin(m);
		candidates_heads(m, &m->index->bare_stream, scene);
		candidates_scan(m, m->index->stream, s.payload, s.past);
		waiting_add(m, &s);
		if (m->list_count)
			rules_judge(m, &s, NULL);
		waiting_pass(scene, f, data.len);
		tail_keep(scene, f, s.payload);
	}
	sides_note(m, scene, f, data);
	f->streamed[scene->from] += data.len;
	if (m->index->wants_http && !f->http_off)
		http_bytes(m, scene, f, data);
	if (m->index->wants_http && !f->file_off)
		files_bytes(m, scene, f, data);
}

static void on_gap(void *ctx, const struct tap_scene *scene, uint32_t missing)
{
	struct matcher *m = ctx;
	struct match_flow *f = begin(m) ? flow_of(m, scene) : NULL;

	if (!f)
		return;
	f->tail_len[scene->from] = 0;
	f->missed[scene->from] += missing;
	waiting_clear(f, scene->from);
	if (f->http)
		http_gap(m, scene, f, missing);
}

static void on_end(void *ctx, const struct tap_scene *scene)
{
	struct matcher *m = ctx;
	struct match_flow *f = scene->state;

	if (!f)
		return;
	if (f->http && begin(m))
		http_end(m, scene, f);
	if (f->file && begin(m))
		files_end(m, scene, f);
	if (scene->packet)
		return;
	http_free(scene, f);
	files_free(scene, f);
	ahead_drop(scene, f);
	waiting_free(scene, f);
	for (int i = 0; i < 2; i++) {
		if (f->tail[i])
			tap_give(scene->room, f->tail[i], f->tail_block[i]);
		f->tail[i] = NULL;
	}
}

/* --- events and anomalies --- */

/* The side whose buffers the rule asks for; events of a session are told by either. */
static bool facts_side(const struct matcher *m, const struct rule *r, enum side *ret)
{
	for (uint16_t i = 0; i < r->buffer_count; i++) {
		uint8_t sides = buffers_info(m->index->set->buffers, r->buffers[i].id)->sides;
		if (sides == SIDES_EITHER)
			continue;
		*ret = sides == SIDES_SERVER ? SIDE_CLIENT : SIDE_SERVER;
		return true;
	}
	return false;
}

/* A session is one event of both sides, told with whichever packet completed it. */
static bool is_session(const struct schema *type)
{
	return strcmp(type->name, "tls") == 0 || strcmp(type->name, "ssh") == 0 ||
	       strcmp(type->name, "quic") == 0;
}

static enum side asked_side(const struct rule *r, enum side otherwise)
{
	uint32_t asked = r->flow_flags & (FLOW_TO_SERVER | FLOW_TO_CLIENT);

	return asked == FLOW_TO_SERVER   ? SIDE_CLIENT
	       : asked == FLOW_TO_CLIENT ? SIDE_SERVER
					 : otherwise;
}

static void facts_judge(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct schema *type)
{
	candidates_sort(m);
	uint32_t count = m->list_count;
	for (uint32_t i = 0; i < count; i++) {
		const struct rule *r = m->index->set->rules[m->list[i]];
		struct tap_scene turned = *scene;
		struct target s = {.scene = &turned, .flow = f, .from = scene->from};
		if (facts_side(m, r, &s.from))
			turned.from = s.from;
		else if (is_session(type))
			turned.from = s.from = asked_side(r, s.from);
		uint32_t only = m->list[i], first = m->list[0];
		m->list[0] = only;
		m->list_count = 1;
		rules_judge(m, &s, NULL);
		m->list[0] = first;
	}
	m->list_count = count;
}

/* What a data connection of FTP is for. */
static void data_connection(struct match_flow *f, const struct schema *type,
	const struct tap_fact *facts, uint32_t count)
{
	for (uint32_t i = 0; f && i < count; i++)
		if (facts[i].text.len && strcmp(type->fields[facts[i].field].path, "command") == 0)
			f->ftp_command = (char)facts[i].text.p[0];
}

static void on_facts(void *ctx, const struct tap_scene *scene, const struct schema *type,
	const struct tap_fact *facts, uint32_t count)
{
	struct matcher *m = ctx;
	if (!begin(m))
		return;
	if (m->index->wants_http && scene->app && strcmp(scene->app, "http2") == 0 &&
		strcmp(type->name, "http") == 0)
		http2_facts(m, scene, flow_of(m, scene), type, facts, count);
	if (strcmp(type->name, "ftp_data") == 0)
		data_connection(flow_of(m, scene), type, facts, count);
	const struct facts_index *x = index_facts(m->index, type);
	if (!x)
		return;
	m->value_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		int16_t buffer = facts[i].field < type->count ? x->buffer_of[facts[i].field] : -1;
		if (buffer < 0)
			continue;
		if (facts[i].is_number)
			value_number(m, (uint16_t)buffer, facts[i].number);
		else
			value_bytes(m, (uint16_t)buffer, facts[i].text);
	}
	struct match_flow *f = flow_of(m, scene);
	ahead_values(m, f, type);
	candidates_begin(m);
	candidates_facts(m, x);
	if (m->list_count)
		facts_judge(m, scene, f, type);
	if (f && f->ahead_of == type)
		ahead_drop(scene, f);
}

static void on_ahead(void *ctx, const struct tap_scene *scene, const struct schema *type,
	const struct tap_fact *fact)
{
	struct matcher *m = ctx;

	if (begin(m))
		ahead_keep(m, scene, flow_of(m, scene), type, fact);
}

static void on_file(void *ctx, const struct tap_scene *scene, const struct tap_file *file)
{
	struct matcher *m = ctx;

	if (!begin(m))
		return;
	struct target s = {.scene = scene, .flow = flow_of(m, scene), .from = scene->from};
	if (s.flow && s.flow->file)
		files_note(m, scene, s.flow, file);
	if (!m->index->files.count)
		return;
	m->value_count = 0;
	file_values(m, file);
	m->file = file;
	candidates_begin(m);
	candidates_add(m, &m->index->files);
	rules_judge(m, &s, NULL);
	m->file = NULL;
}

static bool wants_sums(void *ctx)
{
	struct matcher *m = ctx;

	return begin(m) && m->index->wants_sums;
}

static bool event_named(const struct rule *r, const char *type, const char *name)
{
	for (uint16_t i = 0; i < r->check_count; i++) {
		const struct rule_check *c = &r->checks[i];
		if (c->kind != CHECK_EVENT)
			continue;
		if (c->mode != type[0])
			return false;
		const char *bare =
			strncmp(name, "stream.", 7) == 0 && c->mode == 's' ? name + 7 : name;
		if (strcmp(c->text, name) != 0 && strcmp(c->text, bare) != 0)
			return false;
	}
	return true;
}

static void on_anomaly(void *ctx, const struct tap_scene *scene, const char *type, const char *name)
{
	struct matcher *m = ctx;

	if (!begin(m) || !m->index->events.count)
		return;
	struct target s = {
		.scene = scene, .flow = flow_of(m, scene), .from = scene->from, .either = true};
	m->value_count = 0;
	candidates_begin(m);
	for (uint32_t i = 0; i < m->index->events.count; i++) {
		struct rule_list one = {&m->index->events.rules[i], 1, 1};
		if (event_named(m->index->set->rules[one.rules[0]], type, name))
			candidates_add(m, &one);
	}
	rules_judge(m, &s, NULL);
}

static void on_count(const void *ctx, struct counters *sum)
{
	sum->n[COUNT_RULES_GIVEN_UP] += matcher_given_up(ctx);
}

void matcher_tap(struct matcher *m, struct tap *ret)
{
	*ret = (struct tap){.ctx = m,
		.state_size = sizeof(struct match_flow),
		.packet = on_packet,
		.bytes = on_bytes,
		.gap = on_gap,
		.facts = on_facts,
		.ahead = on_ahead,
		.file = on_file,
		.wants_sums = wants_sums,
		.anomaly = on_anomaly,
		.end = on_end,
		.count = on_count};
}
