/* xml: see xml.h. */
#include "config.h"

#include "dissectors/common/xml.h"

struct xml xml_of(struct span text)
{
	return (struct xml){.in = text};
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct span rest_of(const struct xml *x)
{
	return span_sub(x->in, x->at, UINT32_MAX);
}

/* Walks to behind MARK; to the end where it does not come. */
static void skip_past(struct xml *x, struct span mark)
{
	int64_t at = span_find(rest_of(x), mark);

	if (at < 0) {
		x->cut = true;
		x->at = x->in.len;
		return;
	}
	x->at += (uint32_t)at + mark.len;
}

/* Bytes of a tag that starts at '<', up to its '>', which may stand in a quoted value. 0: cut. */
static uint32_t tag_length(struct span tag)
{
	uint8_t quote = 0;

	for (uint32_t i = 1; i < tag.len && i < XML_TAG_MAX; i++) {
		uint8_t c = tag.p[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i + 1;
	}
	return 0;
}

/* The name at the start of BODY, parted at its colon; returns what follows. */
static struct span take_name(struct span body, struct xml_token *ret)
{
	uint32_t len = 0, colon = 0;
	bool prefixed = false;

	while (len < body.len && !is_space(body.p[len]) && body.p[len] != '/' &&
		body.p[len] != '>') {
		if (body.p[len] == ':' && !prefixed) {
			colon = len;
			prefixed = true;
		}
		len++;
	}
	uint32_t start = prefixed ? colon + 1 : 0;
	ret->prefix = span_sub(body, 0, prefixed ? colon : 0);
	ret->name = span_sub(span_sub(body, start, len - start), 0, XML_NAME_MAX);
	return span_sub(body, len, UINT32_MAX);
}

static bool take_open(struct xml *x, struct span body, struct xml_token *ret)
{
	x->empty = body.len && body.p[body.len - 1] == '/';
	if (x->empty)
		body.len--;
	*ret = (struct xml_token){.kind = XML_OPEN};
	ret->attributes = take_name(body, ret);
	ret->depth = ++x->depth;
	x->last = *ret;
	return true;
}

static bool take_close(struct xml *x, struct span body, struct xml_token *ret)
{
	*ret = (struct xml_token){.kind = XML_CLOSE, .depth = x->depth};
	take_name(body, ret);
	if (x->depth)
		x->depth--;
	return true;
}

/* <? ... ?>, <!-- ... -->, <!DOCTYPE ... >; false where it is none of them. */
static bool skip_other(struct xml *x, struct span tag)
{
	if (span_starts(tag, SPAN_LIT("<?"))) {
		skip_past(x, SPAN_LIT("?>"));
		return true;
	}
	if (span_starts(tag, SPAN_LIT("<!--"))) {
		x->at += 4;
		skip_past(x, SPAN_LIT("-->"));
		return true;
	}
	if (!span_starts(tag, SPAN_LIT("<!")) || span_starts(tag, SPAN_LIT("<![CDATA[")))
		return false;
	x->doctype = true; /* what it declares is never used */
	int64_t bracket = span_index(span_sub(tag, 0, XML_TAG_MAX), '[');
	int64_t end = span_index(tag, '>');
	skip_past(x, bracket >= 0 && (end < 0 || bracket < end) ? SPAN_LIT("]>") : SPAN_LIT(">"));
	return true;
}

static bool take_text(struct xml *x, struct span rest, struct xml_token *ret)
{
	int64_t end = span_index(rest, '<');
	struct span text = end < 0 ? rest : span_sub(rest, 0, (uint32_t)end);

	x->at += text.len;
	*ret = (struct xml_token){.kind = XML_TEXT, .text = text, .depth = x->depth};
	return true;
}

static bool take_cdata(struct xml *x, struct span tag, struct xml_token *ret)
{
	struct span inner = span_sub(tag, 9, UINT32_MAX);
	int64_t end = span_find(inner, SPAN_LIT("]]>"));

	x->cut |= end < 0;
	inner = end < 0 ? inner : span_sub(inner, 0, (uint32_t)end);
	x->at += 9 + inner.len + (end < 0 ? 0 : 3);
	*ret = (struct xml_token){
		.kind = XML_TEXT, .text = inner, .depth = x->depth, .cdata = true};
	return true;
}

bool xml_next(struct xml *x, struct xml_token *ret)
{
	if (x->empty) { /* <name/> */
		x->empty = false;
		*ret = x->last;
		ret->kind = XML_CLOSE;
		x->depth--;
		return true;
	}
	while (x->at < x->in.len) {
		struct span rest = rest_of(x);
		if (rest.p[0] != '<')
			return take_text(x, rest, ret);
		if (span_starts(rest, SPAN_LIT("<![CDATA[")))
			return take_cdata(x, rest, ret);
		if (skip_other(x, rest))
			continue;
		uint32_t len = tag_length(rest);
		if (!len) {
			x->cut = true;
			break;
		}
		x->at += len;
		if (rest.p[1] == '/')
			return take_close(x, span_sub(rest, 2, len - 3), ret);
		return take_open(x, span_sub(rest, 1, len - 2), ret);
	}
	x->at = x->in.len;
	*ret = (struct xml_token){.kind = XML_END};
	return false;
}

struct span xml_attribute(const struct xml_token *open, const char *name)
{
	struct span s = open->attributes, want = span_str(name);

	for (unsigned i = 0; i < XML_ATTRIBUTES_MAX; i++) {
		struct xml_token key;
		int64_t sign = span_index(s, '=');
		if (sign < 0)
			break;
		take_name(span_trim(span_sub(s, 0, (uint32_t)sign)), &key);
		s = span_trim(span_sub(s, (uint32_t)sign + 1, UINT32_MAX));
		if (!s.len || (s.p[0] != '"' && s.p[0] != '\''))
			break;
		struct span value = span_sub(s, 1, UINT32_MAX);
		int64_t end = span_index(value, s.p[0]);
		if (end < 0)
			break;
		s = span_sub(value, (uint32_t)end + 1, UINT32_MAX);
		if (span_eq(key.name, want))
			return span_sub(value, 0, (uint32_t)end);
	}
	return span_of(NULL, 0);
}

/* --- text ---------------------------------------------------------------------------------------
 */

/* &#65; or &#x41;: the character, 0 where it is none that text may hold. */
static uint32_t number_of(struct span name)
{
	bool hex = name.len > 1 && (name.p[1] | 0x20) == 'x';
	uint32_t value = 0;

	for (uint32_t i = hex ? 2 : 1; i < name.len; i++) {
		uint8_t c = name.p[i], l = c | 0x20;
		uint32_t digit = c >= '0' && c <= '9'          ? (uint32_t)(c - '0')
				 : hex && l >= 'a' && l <= 'f' ? l - 'a' + 10u
							       : 99;
		if (digit == 99 || value > 0x10ffff)
			return 0;
		value = value * (hex ? 16 : 10) + digit;
	}
	return value > 0x10ffff || (value >= 0xd800 && value < 0xe000) ? 0 : value;
}

static uint32_t put_utf8(uint32_t c, uint8_t *out)
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	uint32_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (uint32_t i = len; i-- > 1; c >>= 6)
		out[i] = (uint8_t)(0x80 | (c & 0x3f));
	out[0] = (uint8_t)((0xf00 >> len) | c);
	return len;
}

/* The entity NAME (between & and ;) into OUT; 0 where it is unknown. Never longer than "&name;". */
static uint32_t put_entity(struct span name, uint8_t *out)
{
	static const struct {
		const char *name;
		char value;
	} five[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

	for (unsigned i = 0; i < 5; i++)
		if (span_eq(name, span_str(five[i].name))) {
			out[0] = (uint8_t)five[i].value;
			return 1;
		}
	uint32_t c = name.len > 1 && name.p[0] == '#' ? number_of(name) : 0;
	return c ? put_utf8(c, out) : 0;
}

struct span xml_decode(struct arena *arena, const struct xml_token *text)
{
	enum { ENTITY_MAX = 10 };
	struct span s = text->text;
	uint32_t len = 0;

	if (text->cdata || span_index(s, '&') < 0)
		return s;
	uint8_t *out = arena_take(arena, s.len + 1);
	for (uint32_t i = 0; out && i < s.len; i++) {
		if (s.p[i] == '&') {
			int64_t end = span_index(span_sub(s, i, ENTITY_MAX + 2), ';');
			uint32_t put = end < 2 ? 0
					       : put_entity(span_sub(s, i + 1, (uint32_t)end - 1),
							 out + len);
			if (put) {
				len += put;
				i += (uint32_t)end;
				continue;
			}
		}
		out[len++] = s.p[i];
	}
	return span_of(out, len);
}

struct span xml_content(struct xml *x, const struct xml_token *open, struct arena *arena)
{
	struct span found = span_of(NULL, 0);
	struct xml_token t;

	while (xml_next(x, &t)) {
		if (t.kind == XML_CLOSE && t.depth <= open->depth)
			break;
		if (t.kind != XML_TEXT || t.depth != open->depth)
			continue;
		struct span piece = xml_decode(arena, &t);
		if (!found.len) {
			found = piece;
			continue;
		}
		bool room = piece.len && found.len < XML_CONTENT_MAX;
		uint8_t *both = room ? arena_take(arena, found.len + piece.len) : NULL;
		if (!both)
			continue;
		memcpy(both, found.p, found.len);
		memcpy(both + found.len, piece.p, piece.len);
		found = span_of(both, found.len + piece.len);
	}
	return span_trim(found);
}
