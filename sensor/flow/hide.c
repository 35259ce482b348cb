/* hide: see hide.h. One pass over the text; a copy is made only once an address must go. */
#include "config.h"

#include "sensor/flow/hide.h"

/* A copy in the making. */
struct hiding {
	struct span text;
	uint8_t *out;
	uint32_t used, cap, copied; /* copied: of the text */
};

static bool is_digit(uint8_t c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_word(uint8_t c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

/* The run of bytes that may be an address at the start of S, without what ends a sentence. */
static struct span run_of(struct span s)
{
	uint32_t len = 0;

	while (len < s.len && (is_digit(s.p[len]) || s.p[len] == '.' || s.p[len] == ':'))
		len++;
	while (len && s.p[len - 1] == '.')
		len--;
	return span_sub(s, 0, len);
}

/* An address at the start of RUN, maybe with a port or a colon behind it; its length, or 0. */
static uint32_t address_len(struct span run, struct addr *ret)
{
	int64_t colon = span_index(run, ':');

	if (run.len < 3 || run.len >= 64)
		return 0;
	if (addr_parse(run, ret))
		return run.len;
	if (colon > 0 && addr_parse(span_sub(run, 0, (uint32_t)colon), ret))
		return (uint32_t)colon;
	if (run.p[run.len - 1] == ':' && addr_parse(span_sub(run, 0, run.len - 1), ret))
		return run.len - 1;
	return 0;
}

static bool hiding_put(struct hiding *h, struct span s)
{
	if (s.len > h->cap - h->used)
		return false;
	if (s.len)
		memcpy(h->out + h->used, s.p, s.len);
	h->used += s.len;
	return true;
}

/* What stands before AT as it is, then A, which is LEN bytes there. */
static bool hiding_replace(
	struct hiding *h, struct arena *arena, uint32_t at, uint32_t len, const struct addr *a)
{
	char shown[ADDR_TEXT];

	if (!h->out) {
		h->cap = h->text.len + ADDR_TEXT;
		h->out = arena_take(arena, h->cap);
	}
	addr_text(a, shown);
	if (!h->out || !hiding_put(h, span_sub(h->text, h->copied, at - h->copied)) ||
		!hiding_put(h, span_str(shown)))
		return false;
	h->copied = at + len;
	return true;
}

struct span hide_addresses(
	const struct eve_context *x, uint16_t space, struct arena *arena, struct span text)
{
	struct hiding h = {.text = text};

	if (!x->mask)
		return text;
	for (uint32_t at = 0; at < text.len; at++) {
		struct addr a, shown;
		bool starts = (is_digit(text.p[at]) || text.p[at] == ':') &&
			      (!at || !is_word(text.p[at - 1]));
		struct span run =
			starts ? run_of(span_sub(text, at, UINT32_MAX)) : span_of(NULL, 0);
		if (!run.len)
			continue;
		uint32_t len = address_len(run, &a);
		if (len) {
			shown = eve_shown(x, space, &a);
			if (addr_cmp(&shown, &a) != 0 &&
				!hiding_replace(&h, arena, at, len, &shown))
				return SPAN_LIT("[cut]");
		}
		at += (len ? len : run.len) - 1;
	}
	if (!h.out)
		return text;
	return hiding_put(&h, span_sub(text, h.copied, UINT32_MAX)) ? span_of(h.out, h.used)
								    : SPAN_LIT("[cut]");
}
