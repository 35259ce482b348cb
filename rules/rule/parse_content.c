/*
 * parse_content: sticky buffers, contents with the words that follow them, regular expressions,
 * transforms. Loading thread only.
 */
#include "config.h"

#include "rules/rule/parse_calls.h"

#include "rules/match/regex.h"
#include "rules/rule/transforms.h"
#include "sensor/base/digits.h"

enum { POSITION_MAX = 65535 };

/* --- buffers --- */

bool parse_buffer_is_list(const struct parsing *p, unsigned id)
{
	const struct buffer_info *info = buffers_info(p->build->set->buffers, id);

	return id == BUFFER_HTTP_REQUEST_HEADER || id == BUFFER_HTTP_RESPONSE_HEADER ||
	       (info->schema && strchr(info->schema->fields[info->field].path, '['));
}

/* Index of the buffer ID of the rule, without transforms, or a new one; -1 with the fault told. */
static int buffer_take(struct parsing *p, unsigned id)
{
	struct rule *r = p->rule;

	for (int i = 0; i < r->buffer_count; i++)
		if (r->buffers[i].id == id && !r->buffers[i].transform_count &&
			!parse_buffer_is_list(p, id))
			return i;
	if (r->buffer_count == RULE_BUFFERS) {
		parse_fault(p, p->option->at, "a rule has at most %d buffers", RULE_BUFFERS);
		return -1;
	}
	struct rule_buffer *more =
		pool_grow(p->pool, r->buffers, r->buffer_count, sizeof(*r->buffers));
	if (!more)
		return -1;
	r->buffers = more;
	r->buffers[r->buffer_count] =
		(struct rule_buffer){.id = (uint16_t)id, .option = parse_option_number(p)};
	return r->buffer_count++;
}

bool parse_buffer_open(struct parsing *p, unsigned id)
{
	p->buffer = buffer_take(p, id);
	p->sticky = true;
	p->last_item = -1;
	return p->buffer >= 0;
}

struct rule_buffer *parse_buffer(struct parsing *p)
{
	if (p->buffer < 0)
		p->buffer = buffer_take(p, BUFFER_PAYLOAD);
	return p->buffer < 0 ? NULL : &p->rule->buffers[p->buffer];
}

static struct rule_item *item_add(struct parsing *p, struct rule_buffer *b, enum item_kind kind)
{
	if (b->count == RULE_ITEMS) {
		parse_fault(p, p->option->at, "a buffer has at most %d conditions", RULE_ITEMS);
		return NULL;
	}
	struct rule_item *more = pool_grow(p->pool, b->items, b->count, sizeof(*b->items));
	if (!more)
		return NULL;
	b->items = more;
	b->items[b->count] = (struct rule_item){.kind = kind, .option = parse_option_number(p)};
	return &b->items[b->count++];
}

/* What is relative to a content that http_uri and its like moved goes where that went. */
static bool follows_moved(const struct parsing *p)
{
	return p->buffer < 0 && !p->sticky && p->last_buffer >= 0 &&
	       p->rule->buffers[p->last_buffer].id != BUFFER_PAYLOAD &&
	       span_find(p->option->value, SPAN_LIT("relative")) >= 0;
}

struct rule_item *parse_item(struct parsing *p, enum item_kind kind)
{
	struct rule_buffer *b =
		follows_moved(p) ? &p->rule->buffers[p->last_buffer] : parse_buffer(p);

	return b ? item_add(p, b, kind) : NULL;
}

struct rule_item *parse_last(struct parsing *p)
{
	if (p->last_item < 0 || p->last_buffer < 0) {
		parse_fault(
			p, p->option->at, "%s: there is no content before it", p->keyword->name);
		return NULL;
	}
	return &p->rule->buffers[p->last_buffer].items[p->last_item];
}

bool read_payload(struct parsing *p, const struct option *o)
{
	(void)o;
	p->buffer = -1;
	p->last_item = -1;
	return true;
}

/* --- content --- */

/* Reads "a|0d 0a|b" into TO; returns the length, or -1 with *AT at the fault. */
static int32_t bytes_read(struct span text, uint8_t *to, uint32_t *at)
{
	bool hex = false;
	int high = -1;
	int32_t n = 0;

	for (uint32_t i = 0; i < text.len; i++) {
		uint8_t c = text.p[i];
		*at = i;
		if (c == '|') {
			if (high >= 0)
				return -1;
			hex = !hex;
		} else if (hex) {
			if (c == ' ')
				continue;
			int digit = hex_digit(c);
			if (digit < 0)
				return -1;
			if (high >= 0)
				to[n++] = (uint8_t)(high << 4 | digit);
			high = high >= 0 ? -1 : digit;
		} else if (c == '\\' && i + 1 < text.len) {
			to[n++] = text.p[++i];
		} else {
			to[n++] = c;
		}
	}
	return hex ? -1 : n;
}

bool read_content(struct parsing *p, const struct option *o)
{
	bool negated;
	struct span text = parse_quoted(o->value, &negated);
	uint8_t *bytes = pool_take(p->pool, (size_t)text.len + 1);
	uint32_t at = 0;
	int32_t len = bytes ? bytes_read(text, bytes, &at) : -1;

	if (!o->has_value || !o->value.len || o->value.p[o->value.len - 1] != '"')
		return parse_wrong(p, o);
	if (len < 0)
		return parse_fault(p, o->value_at + at + 1,
			"%s: hex between bars is pairs of digits: |0d 0a|", p->keyword->name);
	if (!len || len > RULE_PATTERN_MAX)
		return parse_fault(
			p, o->value_at, "%s: 1 to %d bytes", p->keyword->name, RULE_PATTERN_MAX);
	if (p->keyword->argument >= 0)
		p->buffer = buffer_take(p, (unsigned)p->keyword->argument);
	struct rule_item *item = parse_item(p, ITEM_CONTENT);
	if (!item)
		return false;
	item->bytes = bytes;
	item->len = (uint32_t)len;
	item->flags = negated ? ITEM_NEGATED : 0;
	p->last_buffer = p->buffer;
	p->last_item = p->rule->buffers[p->buffer].count - 1;
	p->contents[p->content_count++] = *item;
	if (p->keyword->argument >= 0)
		p->buffer = -1;
	return true;
}

bool read_modifier(struct parsing *p, const struct option *o)
{
	struct rule_item *item = parse_last(p);

	if (!item)
		return false;
	if (o->has_value)
		return parse_wrong(p, o);
	uint32_t flag = (uint32_t)p->keyword->argument;
	if ((flag & (ITEM_STARTS | ITEM_ENDS)) && (item->flags & flag))
		return parse_fault(p, o->at, "%s: given twice", p->keyword->name);
	if ((flag & ITEM_STARTS) &&
		(item->flags & (ITEM_OFFSET | ITEM_DEPTH | ITEM_DISTANCE | ITEM_WITHIN)))
		return parse_fault(
			p, o->at, "startswith: excludes offset, depth, distance and within");
	item->flags |= flag;
	return true;
}

bool read_distance(struct parsing *p, const struct option *o)
{
	struct rule_item *item = parse_last(p);
	uint32_t flag = (uint32_t)p->keyword->argument;
	struct operand *to = !item                 ? NULL
			     : flag == ITEM_OFFSET ? &item->offset
			     : flag == ITEM_DEPTH  ? &item->depth
			     : flag == ITEM_WITHIN ? &item->within
						   : &item->distance;
	int64_t least = flag == ITEM_DISTANCE || flag == ITEM_OFFSET ? -POSITION_MAX : 0;

	if (!item)
		return false;
	if (!parse_operand(p, o->value, least, 1 << 20, to))
		return parse_wrong(p, o);
	if (item->flags & flag)
		return parse_fault(p, o->at, "%s: given twice for one content", p->keyword->name);
	if (item->flags & ITEM_STARTS)
		return parse_fault(p, o->at, "%s: excludes startswith", p->keyword->name);
	bool relative = flag & (ITEM_DISTANCE | ITEM_WITHIN);
	if (item->flags & (relative ? ITEM_OFFSET | ITEM_DEPTH : ITEM_DISTANCE | ITEM_WITHIN))
		return parse_fault(p, o->at,
			"%s: offset and depth count from the start, distance and within from the "
			"content before; use one kind",
			p->keyword->name);
	if ((flag & (ITEM_DEPTH | ITEM_WITHIN)) && !to->var && to->value < (int64_t)item->len)
		return parse_fault(p, o->value_at,
			"%s: %d is less than the %u bytes of the content", p->keyword->name,
			(int)to->value, item->len);
	item->flags |= flag | (relative ? ITEM_RELATIVE : 0);
	return true;
}

bool read_fast_pattern(struct parsing *p, const struct option *o)
{
	struct rule_item *item = parse_last(p);
	struct span rest = o->value, word;

	if (!item)
		return false;
	if (parse_word(&rest, ",", &word) && !span_eq(word, SPAN_LIT("only"))) {
		uint64_t offset, len;
		if (!parse_u64(word, POSITION_MAX, &offset) ||
			!parse_u64(rest, POSITION_MAX, &len) || offset + len > item->len)
			return parse_wrong(p, o);
	}
	item->flags |= ITEM_FAST;
	return true;
}

/* http_uri and its like: the last content of the payload is meant for another buffer. */
bool read_legacy(struct parsing *p, const struct option *o)
{
	struct rule *r = p->rule;

	if (!parse_last(p))
		return false;
	if (o->has_value)
		return parse_wrong(p, o);
	struct rule_buffer *from = &r->buffers[p->last_buffer];
	if (from->id != BUFFER_PAYLOAD)
		return parse_fault(p, o->at,
			"%s: its content stands behind a sticky buffer; leave it out",
			p->keyword->name);
	struct rule_item moved = from->items[p->last_item];
	from->count--;
	memmove(&from->items[p->last_item], &from->items[p->last_item + 1],
		((size_t)from->count - (size_t)p->last_item) * sizeof(moved));
	int to = buffer_take(p, (unsigned)p->keyword->argument);
	struct rule_item *item = to < 0 ? NULL : item_add(p, &r->buffers[to], ITEM_CONTENT);
	if (!item)
		return false;
	*item = moved;
	if (!r->buffers[p->last_buffer].count) {
		r->buffer_count--;
		memmove(&r->buffers[p->last_buffer], &r->buffers[p->last_buffer + 1],
			((size_t)r->buffer_count - (size_t)p->last_buffer) * sizeof(*r->buffers));
		to -= to > p->last_buffer;
		p->buffer = -1;
	}
	p->last_buffer = to;
	p->last_item = r->buffers[to].count - 1;
	return true;
}

/* --- regular expressions --- */

static int pcre_buffer(uint8_t modifier)
{
	static const struct {
		char modifier;
		uint16_t id;
	} table[] = {{'U', BUFFER_HTTP_URI}, {'I', BUFFER_HTTP_URI_RAW},
		{'P', BUFFER_HTTP_REQUEST_BODY}, {'Q', BUFFER_HTTP_RESPONSE_BODY},
		{'H', BUFFER_HTTP_HEADER}, {'D', BUFFER_HTTP_HEADER_RAW}, {'M', BUFFER_HTTP_METHOD},
		{'C', BUFFER_HTTP_COOKIE}, {'S', BUFFER_HTTP_STAT_CODE},
		{'Y', BUFFER_HTTP_STAT_MSG}, {'V', BUFFER_HTTP_USER_AGENT}, {'W', BUFFER_HTTP_HOST},
		{'Z', BUFFER_HTTP_HOST_RAW}};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].modifier == (char)modifier)
			return table[i].id;
	return -1;
}

/* The letters behind the expression; false at one that means nothing. */
static bool pcre_modifiers(struct parsing *p, struct span letters, struct regex_options *how,
	uint32_t *flags, int *buffer)
{
	for (uint32_t i = 0; i < letters.len; i++) {
		uint8_t c = letters.p[i];
		int id = pcre_buffer(c);
		if (id >= 0) {
			*buffer = id;
			continue;
		}
		switch (c) {
		case 'i':
			how->nocase = true;
			break;
		case 's':
			how->dot_all = true;
			break;
		case 'm':
			how->multiline = true;
			break;
		case 'x':
			how->extended = true;
			break;
		case 'A':
			how->anchored = true;
			break;
		case 'E':
			how->dollar_end = true;
			break;
		case 'G':
			how->ungreedy = true;
			break;
		case 'R':
			*flags |= ITEM_RELATIVE;
			break;
		case 'B':
			*flags |= ITEM_RAWBYTES;
			break;
		case 'O':
			break;
		default:
			return parse_fault(p, p->option->value_at,
				"pcre: '%c' is no modifier; those of Suricata are "
				"ismxAEGRUIPQHDMCSYVWZBO",
				c);
		}
	}
	return true;
}

bool read_pcre(struct parsing *p, const struct option *o)
{
	bool negated;
	struct span text = parse_quoted(o->value, &negated);
	struct regex_options how = {0};
	uint32_t flags = negated ? ITEM_NEGATED : 0, end = text.len;
	int buffer = -1;
	struct regex_fault fault;

	while (end > 1 && text.p[end - 1] != '/')
		end--;
	if (text.len < 2 || text.p[0] != '/' || end < 2)
		return parse_wrong(p, o);
	struct span letters = span_sub(text, end, UINT32_MAX);
	struct span pattern = span_sub(text, 1, end - 2);
	if (!pcre_modifiers(p, letters, &how, &flags, &buffer))
		return false;
	struct regex *regex = parse_regex(p, pattern, &how, &fault);
	if (!regex)
		return parse_fault(p, o->value_at + fault.at + 2, "pcre: %s", fault.text);
	int before = p->buffer;
	if (buffer >= 0)
		p->buffer = buffer_take(p, (unsigned)buffer);
	struct rule_item *item = parse_item(p, ITEM_PCRE);
	if (buffer >= 0)
		p->buffer = before;
	if (!item)
		return false;
	item->flags = flags;
	item->regex = regex;
	item->pattern = pool_text(p->pool, text);
	return true;
}

/* --- the rest --- */

bool read_bsize(struct parsing *p, const struct option *o)
{
	struct rule_item *item;
	struct rule_number n;

	if (!parse_number(o->value, UINT32_MAX, &n))
		return parse_wrong(p, o);
	if (p->buffer < 0)
		return parse_fault(p, o->at,
			"bsize: there is no sticky buffer before it; dsize is for packets");
	item = parse_item(p, ITEM_BSIZE);
	if (!item)
		return false;
	item->size = n;
	item->pattern = pool_text(p->pool, o->value);
	return true;
}

bool read_absent(struct parsing *p, const struct option *o)
{
	struct rule_item *item;

	if (o->has_value && !span_eq(o->value, SPAN_LIT("or_else")))
		return parse_wrong(p, o);
	if (p->buffer < 0)
		return parse_fault(p, o->at, "absent: there is no sticky buffer before it");
	item = parse_item(p, ITEM_ABSENT);
	if (item && o->has_value)
		item->flags = ITEM_OR_ELSE;
	return item != NULL;
}

bool read_transform(struct parsing *p, const struct option *o)
{
	struct rule_buffer *b = p->buffer < 0 ? NULL : &p->rule->buffers[p->buffer];
	struct rule_transform t = {.id = (uint16_t)p->keyword->argument};

	if (!b)
		return parse_fault(
			p, o->at, "%s: there is no sticky buffer before it", p->keyword->name);
	if (b->count && !b->transform_count) {
		/* the same buffer once more, changed */
		int at = p->rule->buffer_count;
		struct rule_buffer *more = at == RULE_BUFFERS
						   ? NULL
						   : pool_grow(p->pool, p->rule->buffers,
							     p->rule->buffer_count, sizeof(*b));
		if (!more)
			return parse_fault(p, o->at, "a rule has at most %d buffers", RULE_BUFFERS);
		more[at] = (struct rule_buffer){.id = b->id, .option = b->option};
		p->rule->buffers = more;
		p->rule->buffer_count++;
		p->buffer = at;
		b = &more[at];
	}
	if (b->count)
		return parse_fault(p, o->at,
			"%s: transforms stand between the buffer and its contents",
			p->keyword->name);
	if (b->transform_count == RULE_TRANSFORMS)
		return parse_fault(
			p, o->at, "%s: at most %d transforms", p->keyword->name, RULE_TRANSFORMS);
	t.text = o->has_value ? pool_text(p->pool, o->value) : NULL;
	if (!transform_read(&t, parse_quoted(o->value, NULL)))
		return parse_wrong(p, o);
	b->transforms[b->transform_count++] = t;
	return true;
}

/* tls.fingerprint:"aa:bb", tls.version:1.2, filemd5 and others with a text: equal, or held. */
bool read_buffer_value(struct parsing *p, const struct option *o)
{
	bool negated;
	struct span text = parse_quoted(o->value, &negated);
	const char *name = p->keyword->name;
	int before = p->buffer, id = p->keyword->argument;

	if (id < 0)
		id = buffers_find(p->build->set->buffers, span_str(name));
	if (id < 0)
		return parse_fault(p, o->at, "%s: this build has no such buffer", name);
	if (!o->has_value)
		return parse_buffer_open(p, (unsigned)id);
	uint8_t *bytes = pool_take(p->pool, (size_t)text.len + 1);
	if (!text.len || text.len > RULE_PATTERN_MAX || !bytes)
		return parse_wrong(p, o);
	memcpy(bytes, text.p, text.len);
	p->buffer = buffer_take(p, (unsigned)id);
	struct rule_item *item = parse_item(p, ITEM_CONTENT);
	p->buffer = before;
	if (!item)
		return false;
	item->bytes = bytes;
	item->len = text.len;
	bool cased = p->keyword->argument == -1; /* names of certificates */
	item->flags = (cased ? 0 : ITEM_NOCASE) | (negated ? ITEM_NEGATED : 0);
	return true;
}
