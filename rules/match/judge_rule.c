/* judge_rule: candidates against what is at hand; what matches is told. On a worker's thread. */
#include "config.h"

#include "rules/match/room.h"

#include "rules/match/carry.h"
#include "rules/rule/transforms.h"

#include <time.h>

void value_bytes(struct matcher *m, uint16_t buffer, struct span text)
{
	if (m->value_count < MATCH_VALUES)
		m->values[m->value_count++] = (struct value){.buffer = buffer, .text = text};
}

void value_number(struct matcher *m, uint16_t buffer, uint64_t number)
{
	if (m->value_count < MATCH_VALUES)
		m->values[m->value_count++] =
			(struct value){.buffer = buffer, .is_number = true, .number = number};
}

/* --- buffers --- */

static bool value_fits(struct matcher *m, const struct rule_buffer *b, struct span data,
	const struct target *s, uint32_t past)
{
	for (uint8_t i = 0; i < b->transform_count; i++)
		data = transform_apply(&b->transforms[i], s->scene->scratch, data);
	if (!inspect_buffer(&m->inspection, b, data, past))
		return false;
	if (b->asks_judge && m->carried_count < MATCH_CARRIED)
		m->carried[m->carried_count++] = (struct carried){m->buffer, data};
	return true;
}

struct span carried_pack(const struct matcher *m, struct arena *scratch)
{
	struct carry out = {0};

	if (!m->carried_count)
		return span_of(NULL, 0);
	out.p = arena_take(scratch, MATCH_CARRIED_BYTES);
	out.room = out.p ? MATCH_CARRIED_BYTES : 0;
	for (uint32_t i = 0; i < m->carried_count; i++)
		carry_put(&out, m->carried[i].buffer, m->carried[i].value);
	return span_of(out.p, out.len);
}

/* An event in which another field must say so: "type=request". */
static bool only_fits(const struct matcher *m, const struct buffer_info *info)
{
	const char *equals = info->only ? strchr(info->only, '=') : NULL;

	if (!equals)
		return true;
	struct span name = span_of(info->only, (uint32_t)(equals - info->only));
	for (uint32_t i = 0; i < m->value_count; i++) {
		const struct buffer_info *of =
			buffers_info(m->index->set->buffers, m->values[i].buffer);
		if (of->schema == info->schema &&
			span_eq(span_str(of->schema->fields[of->field].path), name))
			return span_eq(m->values[i].text, span_str(equals + 1));
	}
	return false;
}

static bool payload_fits(struct matcher *m, const struct rule *r, const struct rule_buffer *b,
	const struct target *s)
{
	const struct packet *p = s->scene->packet;

	if (s->has_payload) {
		m->inspection.base = s->base;
		bool good = value_fits(m, b, s->payload, s, waiting_past(r, s));
		m->inspection.base = 0;
		return good;
	}
	return p && !(p->flags & PACKET_FRAGMENT) && value_fits(m, b, p->payload, s, 0);
}

static bool wants_absence(const struct rule_buffer *b)
{
	for (uint16_t i = 0; i < b->count; i++)
		if (b->items[i].kind == ITEM_ABSENT)
			return true;
	return false;
}

/* Of a buffer that both sides have in one event, the fields that the direction of R leaves. */
static void sides_asked(const struct rule *r, const struct buffer_info *info, uint16_t ret[2])
{
	uint32_t asked = r->flow_flags & (FLOW_TO_SERVER | FLOW_TO_CLIENT);

	ret[0] = asked == FLOW_TO_CLIENT ? info->base[1] : info->base[0];
	ret[1] = asked == FLOW_TO_SERVER ? info->base[0] : info->base[1];
}

static bool buffer_fits(struct matcher *m, const struct rule *r, const struct rule_buffer *b,
	const struct target *s)
{
	const struct buffer_info *info = buffers_info(m->index->set->buffers, b->id);
	bool there = false, good = false;
	uint16_t of[2];
	struct span bytes;

	if (b->id == BUFFER_PAYLOAD)
		return payload_fits(m, r, b, s);
	if (info->view == VIEW_NONE)
		return header_buffer(s->scene, b->id, &bytes) && value_fits(m, b, bytes, s, 0);
	if (!only_fits(m, info))
		return false;
	sides_asked(r, info, of);
	for (uint32_t i = 0; i < m->value_count; i++) {
		const struct value *v = &m->values[i];
		if (v->buffer != of[0] && v->buffer != of[1])
			continue;
		there = true;
		if (!value_fits(m, b, v->text, s, 0))
			continue;
		if (!b->asks_judge)
			return true;
		good = true; /* each of them may be the one that the judgement finds */
	}
	return good || (!there && wants_absence(b));
}

static bool urilen_fits(const struct matcher *m, const struct rule_check *c)
{
	uint16_t id = c->mode == 'r' ? BUFFER_HTTP_URI_RAW : BUFFER_HTTP_URI;

	for (uint32_t i = 0; i < m->value_count; i++)
		if (m->values[i].buffer == id && number_fits(&c->number, m->values[i].text.len))
			return true;
	return false;
}

static bool values_fit(struct matcher *m, const struct rule *r, const struct target *s)
{
	for (uint16_t i = 0; i < r->check_count; i++) {
		const struct rule_check *c = &r->checks[i];
		if (check_is_of_field(c) && !field_fits(m, c, s))
			return stopped(m, OBSTACLE_CHECK, i);
		if (c->kind == CHECK_URILEN && !urilen_fits(m, c))
			return stopped(m, OBSTACLE_CHECK, i);
	}
	return true;
}

/* --- marks on flows --- */

static bool bit_is(const struct match_flow *f, uint16_t bit)
{
	return f->bits[bit / 64] >> (bit % 64) & 1;
}

static bool bits_fit(struct matcher *m, const struct rule *r, const struct match_flow *f)
{
	for (uint16_t i = 0; i < r->bit_count; i++) {
		const struct rule_bit *b = &r->bits[i];
		bool any = false, all = true;
		if (b->track != BIT_FLOW || b->op < BIT_ISSET)
			continue;
		for (uint8_t k = 0; k < b->count; k++) {
			bool set = f && bit_is(f, b->bits[k]);
			any |= set;
			all &= set;
		}
		if (b->op == BIT_ISSET ? !any : b->count > 1 ? all : any)
			return stopped(m, OBSTACLE_BIT, i);
	}
	return true;
}

static void bits_change(const struct rule *r, struct match_flow *f)
{
	for (uint16_t i = 0; f && i < r->bit_count; i++) {
		const struct rule_bit *b = &r->bits[i];
		uint64_t mask = 1ull << (b->bits[0] % 64), *word = &f->bits[b->bits[0] / 64];
		if (b->track != BIT_FLOW)
			continue;
		if (b->op == BIT_SET)
			*word |= mask;
		else if (b->op == BIT_UNSET)
			*word &= ~mask;
		else if (b->op == BIT_TOGGLE)
			*word ^= mask;
	}
}

/* --- rules --- */

static bool fits(struct matcher *m, const struct rule *r, const struct target *s)
{
	if (r->stage == STAGE_VIEW && !m->file != !(r->flags & RULE_WHOLE_FILE))
		return stopped(m, OBSTACLE_NO_BUFFER, 0);
	if (!header_fits(m, r, s) || !checks_fit(m, r, s) || !bits_fit(m, r, s->flow) ||
		!values_fit(m, r, s))
		return false;
	m->carried_count = 0;
	for (uint16_t i = 0; i < r->buffer_count; i++) {
		m->inspection.reached = m->inspection.values = 0;
		m->buffer = i;
		if (!buffer_fits(m, r, &r->buffers[i], s)) {
			m->why.item = (uint16_t)m->inspection.reached;
			return stopped(
				m, m->inspection.values ? OBSTACLE_ITEM : OBSTACLE_NO_BUFFER, i);
		}
	}
	return true;
}

static bool has_host_bits(const struct rule *r)
{
	for (uint16_t i = 0; i < r->bit_count; i++)
		if (r->bits[i].track != BIT_FLOW)
			return true;
	return false;
}

static void matched(struct matcher *m, const struct rule *r, const struct target *s)
{
	struct tap_hit hit = {.gid = r->gid, .sid = r->sid};

	bits_change(r, s->flow);
	if (r->action == RULE_PASS) {
		m->passed_no = s->scene->packet ? s->scene->packet->no : 0;
		return;
	}
	if ((r->flags & RULE_NOALERT) && !has_host_bits(r) && !m->carried_count)
		return;
	hit.values = carried_pack(m, s->scene->scratch);
	tap_tell(s->scene->room, s->scene, &hit);
}

/* A rule that asks for nothing but the protocol of the flow tells once for each. */
static bool told_for_flow(struct matcher *m, const struct rule *r, struct match_flow *f)
{
	bool asks = false;

	if (r->stage != STAGE_PACKET || !f)
		return false;
	for (uint16_t i = 0; i < r->check_count; i++) {
		if (r->checks[i].kind != CHECK_APP_PROTO && r->checks[i].kind != CHECK_FTP_COMMAND)
			return false;
		asks = true;
	}
	if (!asks)
		return false;
	for (size_t i = 0; i < sizeof(f->once) / sizeof(*f->once); i++) {
		if (f->once[i] == r->index + 1)
			break;
		if (f->once[i])
			continue;
		f->once[i] = r->index + 1;
		return false;
	}
	stopped(m, OBSTACLE_TOLD, 0);
	return true;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The same as fits, and what it cost. */
static bool fits_counted(
	struct matcher *m, const struct rule *r, const struct target *s, struct rule_cost *cost)
{
	uint64_t begin = now_ns();
	bool good = fits(m, r, s);

	atomic_fetch_add_explicit(&cost->ns, now_ns() - begin, memory_order_relaxed);
	atomic_fetch_add_explicit(&cost->checked, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&cost->matched, good, memory_order_relaxed);
	return good;
}

bool rule_fits(struct matcher *m, const struct rule *r, const struct target *s)
{
	struct rule_cost *costs = m->index->costs;
	bool good = costs ? fits_counted(m, r, s, &costs[r->index]) : fits(m, r, s);

	good = good && !told_for_flow(m, r, s->flow);
	if (m->index->witness)
		witness_see(m, r, s);
	return good;
}

void rules_judge(struct matcher *m, const struct target *s, bool (*wanted)(const struct rule *r))
{
	const struct packet *p = s->scene->packet;
	uint64_t no = p ? p->no : 0;

	candidates_sort(m);
	for (uint32_t i = 0; i < m->list_count; i++) {
		const struct rule *r = m->index->set->rules[m->list[i]];
		bool once = r->stage == STAGE_PAYLOAD || r->stage == STAGE_PACKET;
		if (no && m->passed_no == no) {
			witness_see_passed(m, s, i);
			return;
		}
		if (wanted && !wanted(r))
			continue;
		if (once && no && m->told[r->index] == no)
			continue;
		if (!rule_fits(m, r, s)) {
			if (s->has_payload)
				waiting_note(m, r, s);
			continue;
		}
		if (s->has_payload)
			waiting_drop(r, s);
		m->told[r->index] = no;
		matched(m, r, s);
	}
}
