/*
 * print: a rule as it is printed: one line, one blank between words, bytes of contents written in
 * one way. What is printed reads as the same rule. Loading thread only.
 */
#include "config.h"

#include "rules/rule/parse_calls.h"

struct printing {
	char *to;
	size_t len, room;
};

static void put(struct printing *w, const void *p, size_t len)
{
	if (w->len + len > w->room)
		len = w->room - w->len;
	if (len)
		memcpy(w->to + w->len, p, len);
	w->len += len;
}

static void put_text(struct printing *w, const char *text)
{
	put(w, text, strlen(text));
}

/* Runs of white space as one blank. */
static void put_squeezed(struct printing *w, struct span s)
{
	bool blank = false;

	for (uint32_t i = 0; i < s.len; i++) {
		bool space = s.p[i] == ' ' || s.p[i] == '\t';
		if (space && blank)
			continue;
		put(w, space ? (const void *)" " : &s.p[i], 1);
		blank = space;
	}
}

static bool is_plain(uint8_t c)
{
	return c > ' ' && c < 127 && !strchr("|\"\\;:", c);
}

/* The bytes of ITEM: text where it can be, hex between bars elsewhere. */
static void put_bytes(struct printing *w, const struct rule_item *item)
{
	static const char digits[] = "0123456789abcdef";
	bool hex = false;

	put_text(w, item->flags & ITEM_NEGATED ? "!\"" : "\"");
	for (uint32_t i = 0; i < item->len; i++) {
		uint8_t c = item->bytes[i];
		bool plain = is_plain(c) || (c == ' ' && !hex);
		if (plain == hex)
			put_text(w, "|");
		else if (hex)
			put_text(w, " ");
		hex = !plain;
		char two[2] = {digits[c >> 4], digits[c & 15]};
		if (plain)
			put(w, &c, 1);
		else
			put(w, two, 2);
	}
	put_text(w, hex ? "|\"" : "\"");
}

/* The content that option O was read as: the one whose bytes it spells; NULL: print it as it is. */
static const struct rule_item *content_of(
	const struct parsing *p, const struct option *o, unsigned *seen)
{
	if (!span_eq(o->name, SPAN_LIT("content")) && !span_eq(o->name, SPAN_LIT("uricontent")))
		return NULL;
	return *seen < p->content_count ? &p->contents[(*seen)++] : NULL;
}

const char *parse_print(struct parsing *p)
{
	struct printing w = {.room = (size_t)p->text.len * 6 + 256};
	struct span header = span_trim(span_sub(p->text, 0, p->header_len));
	unsigned seen = 0;

	w.to = pool_take(p->pool, w.room + 1);
	if (!w.to)
		return "";
	put_squeezed(&w, header);
	put_text(&w, " (");
	for (unsigned i = 0; i < p->option_count; i++) {
		const struct option *o = &p->options[i];
		const struct rule_item *content = content_of(p, o, &seen);
		put(&w, o->name.p, o->name.len);
		if (o->has_value)
			put_text(&w, ":");
		if (content)
			put_bytes(&w, content);
		else
			put(&w, o->value.p, o->value.len);
		put_text(&w, i + 1 < p->option_count ? "; " : ";");
	}
	put_text(&w, ")");
	const char *kept = pool_text(p->pool, span_of(w.to, (uint32_t)w.len));
	return kept;
}

/* --- parts of it --- */

/* A word that says more of the content before it. */
static bool belongs_to_content(struct span option)
{
	int64_t colon = span_index(option, ':');
	const struct keyword *k =
		keyword_find(span_trim(colon < 0 ? option : span_sub(option, 0, (uint32_t)colon)));

	return k && (k->read == read_modifier || k->read == read_distance ||
			    k->read == read_legacy || k->read == read_fast_pattern);
}

struct span rule_option(const struct rule *r, uint16_t number)
{
	struct span text = span_str(r->canonical);
	int64_t open = span_index(text, '(');
	uint32_t at = open < 0 ? text.len : (uint32_t)open + 1, begin = 0, end = 0;

	for (uint32_t n = 0; at < text.len; n++) {
		uint32_t stop = parse_option_end(text, at);
		if (stop >= text.len ||
			(n > number && !belongs_to_content(span_sub(text, at, stop - at))))
			break;
		if (n == number)
			begin = at;
		if (n >= number)
			end = stop + 1;
		at = stop + 1;
	}
	return span_trim(span_sub(text, begin, end > begin ? end - begin : 0));
}
