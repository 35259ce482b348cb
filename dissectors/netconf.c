/*
 * netconf: the Network Configuration Protocol (RFC 6241) where it crosses in clear, on any TCP
 * port, whoever opened the connection (call home: RFC 8071). Cuts each side into messages. On a
 * worker's thread.
 *
 *   1.0   message ]]>]]>                                   RFC 4742 section 3
 *   1.1   LF # length LF bytes ... LF # # LF               RFC 6242 section 4.2
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/common/wait.h"
#include "dissectors/netconf.h"
#include "sensor/base/fnv.h"

enum { PROBE_ENOUGH = 1024, CHUNK_HEAD_MAX = 13, WHITE_MAX = 64 };

enum step { STEP_GO, STEP_WAIT, STEP_LOST };

static const struct span mark = SPAN_LIT("]]>]]>");

/* --- is it NETCONF? ------------------------------------------------------------------------- */

static struct span skip_white(struct span s)
{
	while (s.len && memchr(" \t\r\n", s.p[0], 4))
		s = span_sub(s, 1, UINT32_MAX);
	return s;
}

/* LF # length LF, at the front of S: RET_HEAD bytes for LEN bytes (0: the last chunk was before).
 */
static enum step chunk_head(struct span s, uint32_t *ret_head, uint64_t *ret_len)
{
	int64_t end = s.len > 2 ? span_index(span_sub(s, 2, CHUNK_HEAD_MAX - 2), '\n') : -1;

	if ((s.len > 0 && s.p[0] != '\n') || (s.len > 1 && s.p[1] != '#'))
		return STEP_LOST;
	if (end < 0)
		return s.len < CHUNK_HEAD_MAX ? STEP_WAIT : STEP_LOST;
	struct span digits = span_sub(s, 2, (uint32_t)end);
	*ret_head = (uint32_t)end + 3;
	*ret_len = 0;
	if (span_eq(digits, SPAN_LIT("#")))
		return STEP_GO;
	return span_decimal(digits, UINT32_MAX, ret_len) && *ret_len ? STEP_GO : STEP_LOST;
}

static enum probe probe(const struct probe_input *in)
{
	struct span s = in->data;
	uint32_t head;
	uint64_t len;

	if (!in->stream || (s.len && s.p[0] != '<' && !memchr("\r\n \xef", s.p[0], 4)))
		return PROBE_NO;
	if (s.len >= 2 && s.p[0] == '\n' && s.p[1] == '#') {
		if (chunk_head(s, &head, &len) == STEP_LOST)
			return PROBE_NO;
	} else {
		if (s.len >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0)
			s = span_sub(s, 3, UINT32_MAX);
		s = skip_white(s);
		if (s.len && s.p[0] != '<')
			return PROBE_NO;
	}
	if (span_find(s, SPAN_LIT("urn:ietf:params:xml:ns:netconf:")) >= 0 ||
		span_find(s, SPAN_LIT("urn:ietf:params:netconf:")) >= 0)
		return PROBE_SURE;
	return in->data.len < PROBE_ENOUGH ? PROBE_MORE : PROBE_NO;
}

/* --- messages ------------------------------------------------------------------------------- */

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`';
}

/* TEXT of an error, what it quotes replaced: between the first quote and the last one. */
static struct span unquoted(struct dissect *d, struct span text)
{
	uint32_t from = 0, to = text.len;

	while (from < text.len && !is_quote(text.p[from]))
		from++;
	while (to > from && !is_quote(text.p[to - 1]))
		to--;
	if (to < from + 2)
		return text;
	struct span start = text_join(d->scratch, span_sub(text, 0, from + 1), SPAN_LIT("***"));
	return text_join(d->scratch, start, span_sub(text, to - 1, UINT32_MAX));
}

/* An error may quote the secret that its rpc carried, where no name stands before it. */
static void hide_secret(struct dissect *d, struct netconf_state *s, struct netconf_message *m)
{
	uint32_t id = fnv32(FNV32, m->id);

	if (m->kind == NETCONF_RPC && (m->secret || m->command.len || m->cut))
		s->secret[s->secret_count++ % NETCONF_SECRETS] = id;
	if (m->kind != NETCONF_REPLY || !m->error_text.len)
		return;
	for (unsigned i = 0; i < NETCONF_SECRETS; i++)
		if (s->secret[i] == id) {
			m->error_text = unquoted(d, m->error_text);
			return;
		}
}

static void message(struct dissect *d, struct netconf_state *s, struct span text, bool cut)
{
	struct netconf_message m;

	netconf_read(d, skip_white(text), &m);
	m.cut = cut;
	hide_secret(d, s, &m);
	if (m.kind != NETCONF_NONE)
		netconf_tell(d, s, &m);
	else if (skip_white(text).len)
		anomaly_emit(d, "netconf.no_message");
}

/* A message of 1.0: up to the mark, or as much as is looked at. */
static enum step marked_step(struct dissect *d, struct netconf_state *s, struct cursor *c)
{
	struct netconf_side *side = &s->side[d->from];
	struct span held = cursor_peek(c);
	int64_t at = wait_find(d, held, mark);

	if (at < 0 && held.len < NETCONF_WHOLE_MAX)
		return STEP_WAIT;
	uint32_t end = at < 0 ? held.len : (uint32_t)at;
	wait_forget(d);
	if (at < 0 || end > NETCONF_WHOLE_MAX) {
		/* the same whether the rest came with it or not */
		message(d, s, span_sub(held, 0, NETCONF_WHOLE_MAX), true);
		cursor_skip(c, NETCONF_WHOLE_MAX - mark.len);
		side->phase = NETCONF_SKIP_MARK;
		return STEP_GO;
	}
	message(d, s, span_sub(held, 0, end), false);
	cursor_skip(c, end + mark.len);
	return STEP_GO;
}

/* Passes over the rest of a message of 1.0. */
static enum step skip_mark_step(struct netconf_side *side, struct cursor *c)
{
	struct span held = cursor_peek(c);
	int64_t at = span_find(held, mark);

	if (at >= 0) {
		cursor_skip(c, (uint32_t)at + mark.len);
		side->phase = NETCONF_START;
		return STEP_GO;
	}
	if (held.len >= mark.len)
		cursor_skip(c, held.len - mark.len + 1);
	return STEP_WAIT;
}

/* The text of all chunks in HELD, joined. */
static struct span join(struct dissect *d, struct span held)
{
	uint8_t *out = arena_take(d->scratch, held.len + 1);
	uint32_t used = 0, at = 0, head;
	uint64_t len;

	while (out && chunk_head(span_sub(held, at, UINT32_MAX), &head, &len) == STEP_GO && len) {
		struct span data = span_sub(held, at + head, (uint32_t)len);
		if (data.len)
			memcpy(out + used, data.p, data.len);
		used += data.len;
		if (data.len < len)
			break;
		at += head + (uint32_t)len;
	}
	return span_of(out, used);
}

/* A message of 1.1: chunk after chunk, whole or as much as is looked at. */
static enum step chunked_step(struct dissect *d, struct netconf_state *s, struct cursor *c)
{
	struct netconf_side *side = &s->side[d->from];
	struct span held = cursor_peek(c);
	uint32_t head = 0;
	uint64_t len = 0;

	while (side->seen < NETCONF_WHOLE_MAX) {
		if (side->seen >= held.len) {
			d->want = side->seen + 1;
			return STEP_WAIT;
		}
		enum step step = chunk_head(span_sub(held, side->seen, UINT32_MAX), &head, &len);
		if (step != STEP_GO)
			return step;
		if (!len) {
			message(d, s, join(d, span_sub(held, 0, side->seen)), false);
			cursor_skip(c, side->seen + head);
			side->seen = 0;
			return STEP_GO;
		}
		if (len > NETCONF_WHOLE_MAX - side->seen)
			break;
		side->seen += head + (uint32_t)len;
	}
	if (held.len < NETCONF_WHOLE_MAX) {
		d->want = NETCONF_WHOLE_MAX;
		return STEP_WAIT;
	}
	message(d, s, join(d, span_sub(held, 0, NETCONF_WHOLE_MAX)), true);
	if (side->seen < NETCONF_WHOLE_MAX) { /* the last chunk is longer than what is looked at */
		side->left = (uint32_t)len - (NETCONF_WHOLE_MAX - side->seen - head);
		side->phase = NETCONF_SKIP_CHUNK;
	} else {
		side->left = side->seen - NETCONF_WHOLE_MAX;
		side->phase = NETCONF_SKIP_CHUNK;
	}
	cursor_skip(c, NETCONF_WHOLE_MAX);
	side->seen = 0;
	return STEP_GO;
}

/* Passes over the rest of a message of 1.1. */
static enum step skip_chunks_step(struct netconf_side *side, struct cursor *c)
{
	uint32_t head, have = cursor_left(c);
	uint64_t len;

	if (side->phase == NETCONF_SKIP_CHUNK) {
		uint32_t take = have < side->left ? have : side->left;
		cursor_skip(c, take);
		side->left -= take;
		if (side->left)
			return STEP_WAIT;
		side->phase = NETCONF_SKIP_HEAD;
		return STEP_GO;
	}
	enum step step = chunk_head(cursor_peek(c), &head, &len);
	if (step != STEP_GO)
		return step;
	cursor_skip(c, head);
	side->left = (uint32_t)len;
	side->phase = len ? NETCONF_SKIP_CHUNK : NETCONF_START;
	return STEP_GO;
}

static enum step step(struct dissect *d, struct netconf_state *s, struct cursor *c)
{
	struct netconf_side *side = &s->side[d->from];
	struct span held = cursor_peek(c);

	if (side->phase == NETCONF_SKIP_MARK)
		return skip_mark_step(side, c);
	if (side->phase != NETCONF_START)
		return skip_chunks_step(side, c);
	if (!side->seen && held.p[0] == '\n' && held.len < 2)
		return STEP_WAIT;
	if (held.p[0] == '\n' && held.p[1] == '#')
		return chunked_step(d, s, c);
	if (!side->seen && memchr(" \t\r\n", held.p[0], 4)) {
		cursor_skip(c, 1);
		return STEP_GO;
	}
	return marked_step(d, s, c);
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct netconf_state *s = d->state;

	while (cursor_left(c)) {
		enum step what = step(d, s, c);
		if (what == STEP_WAIT)
			break;
		if (what == STEP_LOST) {
			anomaly_emit(d, "netconf.bad_framing");
			s->side[d->from] = (struct netconf_side){.phase = NETCONF_SKIP_MARK};
			return PARSE_STOP;
		}
	}
	return PARSE_OK;
}

/* Bytes are missing: the message at hand is lost, the next one begins behind a mark. */
static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct netconf_state *s = d->state;
	struct netconf_side *side = &s->side[d->from];

	if (side->phase == NETCONF_SKIP_CHUNK && missing <= side->left) {
		side->left -= missing;
		return PARSE_OK;
	}
	*side = (struct netconf_side){.phase = NETCONF_SKIP_MARK};
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&netconf_schema, NULL};
static const uint16_t hints[] = {830, 4334, 0};

const struct dissector dissector_netconf = {
	.name = "netconf",
	.title = "Network Configuration Protocol in clear",
	.spec = "RFC 6241",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'<', '<'}, {'\r', '\r'}, {'\n', '\n'}, {' ', ' '}, {0xef, 0xef}),
	.state_size = sizeof(struct netconf_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
