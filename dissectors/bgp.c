/*
 * bgp: Border Gateway Protocol 4 (RFC 4271): one event a message. What was agreed in the OPENs of
 * both sides is kept, for it decides how paths and prefixes are written; of a session seen from the
 * middle it is guessed. After a gap the next marker is looked for. Runs on a worker's thread.
 *
 *   message | marker: 16 x ff | length:16 | type:8 | body |
 */
#include "config.h"

#include "dissectors/bgp.h"

enum { BGP_SEARCH_MAX = 128 * 1024 }; /* bytes without a message: longer than any message */

static const struct schema *const schemas[] = {&bgp_schema, NULL};
static const uint16_t hints[] = {179, 0};

struct bgp_side {
	struct bgp_terms terms;
	bool lost;        /* the next marker has to be found */
	uint32_t skipped; /* bytes since the last message */
};

struct bgp_state {
	struct bgp_side side[2];
	bool begun; /* a message was read */
};

/* Offset of the first message in BYTES, or how many bytes certainly belong to none. */
static uint32_t marker_find(struct span bytes, bool *ret_found)
{
	enum bgp_type type;
	uint32_t at = 0;

	for (; at + BGP_HEADER <= bytes.len; at++) {
		if (bytes.p[at] == 0xff &&
			bgp_message_len(span_sub(bytes, at, BGP_HEADER), &type)) {
			*ret_found = true;
			return at;
		}
	}
	*ret_found = false;
	return at;
}

static enum probe probe(const struct probe_input *in)
{
	static const uint8_t marker[BGP_MARKER] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	struct span start = span_sub(in->data, 0, BGP_MARKER);
	bool hinted = in->sport == hints[0] || in->dport == hints[0];
	enum bgp_type type;
	bool found;

	if (!in->stream || !in->data.len)
		return PROBE_NO;
	if (in->data.len < BGP_HEADER && memcmp(start.p, marker, start.len) == 0)
		return PROBE_MORE;
	if (bgp_message_len(in->data, &type))
		return PROBE_SURE;
	if (!hinted)
		return PROBE_NO;
	/* on its own port the middle of a message may come first */
	marker_find(in->data, &found);
	return found ? PROBE_LIKELY : PROBE_MORE;
}

/* --- the stream --------------------------------------------------------------------------------
 */

/* Moves to the next message; false when there is none yet. */
static bool find_message(struct bgp_side *side, struct cursor *c)
{
	bool found;
	uint32_t skip = marker_find(cursor_peek(c), &found);

	cursor_skip(c, skip);
	side->skipped += skip;
	side->lost = !found;
	return found;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct bgp_state *s = d->state;
	struct bgp_side *side = &s->side[d->from];
	enum bgp_type type;

	while (cursor_left(c) >= BGP_HEADER) {
		if (side->lost && !find_message(side, c))
			break;
		uint32_t len = bgp_message_len(cursor_peek(c), &type);
		if (!len) {
			if (s->begun)
				anomaly_emit(d, "bgp.bad_header");
			side->lost = true;
			continue;
		}
		if (cursor_left(c) < len) {
			d->want = len;
			return PARSE_OK;
		}
		struct cursor message = cursor_child(c, len);
		cursor_skip(&message, BGP_HEADER);
		struct bgp_speakers who = {
			.from = &side->terms, .to = &s->side[side_other(d->from)].terms};
		bgp_tell(d, &who, type, &message);
		side->skipped = 0;
		s->begun = true;
	}
	d->want = BGP_HEADER;
	if (side->skipped > BGP_SEARCH_MAX)
		return s->begun ? PARSE_STOP : PARSE_LOST;
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct bgp_state *s = d->state;

	(void)missing;
	s->side[d->from].lost = true;
	return PARSE_OK;
}

const struct dissector dissector_bgp = {
	.name = "bgp",
	.title = "Border Gateway Protocol",
	.spec = "RFC 4271, 4760, 5492, 6793, 7911, 8203",
	.set = "routing",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0xff, 0xff}),
	.state_size = sizeof(struct bgp_state),
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
