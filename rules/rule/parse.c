/* parse: see parse.h. Cuts one rule into header and options and hands each to its keyword. */
#include "config.h"

#include "rules/rule/parse.h"

#include <stdio.h>
#include <stdlib.h>

/* --- cutting --- */

static bool option_cut(struct parsing *p, uint32_t from, uint32_t to)
{
	while (from < to && strchr(" \t", p->text.p[from]))
		from++;
	while (to > from && strchr(" \t", p->text.p[to - 1]))
		to--;
	if (from == to)
		return true;
	if (p->option_count == PARSE_OPTIONS)
		return parse_fault(p, from, "a rule has at most %d options", PARSE_OPTIONS);
	struct option *o = &p->options[p->option_count++];
	struct span all = span_sub(p->text, from, to - from);
	int64_t colon = span_index(all, ':');
	*o = (struct option){.name = all, .at = from, .value_at = from};
	if (colon < 0)
		return true;
	o->name = span_trim(span_sub(all, 0, (uint32_t)colon));
	o->value = span_trim(span_sub(all, (uint32_t)colon + 1, UINT32_MAX));
	o->value_at = from + (uint32_t)(o->value.p - all.p);
	o->has_value = true;
	return true;
}

/* Bytes that no editor shows have no place in a rule; contents spell them in hex. */
static bool is_text(struct parsing *p)
{
	for (uint32_t i = 0; i < p->text.len; i++)
		if ((p->text.p[i] < ' ' && p->text.p[i] != '\t') || p->text.p[i] == 127)
			return parse_fault(p, i,
				"a control byte stands here; write it in hex between bars: |00|");
	return true;
}

static bool options_cut(struct parsing *p)
{
	int64_t open = span_index(p->text, '(');
	uint32_t end = p->text.len;

	while (end && strchr(" \t\r", p->text.p[end - 1]))
		end--;
	if (open < 0)
		return parse_fault(p, end ? end - 1 : 0,
			"the options are missing: a rule is 'action protocol from ports -> to "
			"ports (options)'");
	p->header_len = (uint32_t)open;
	if (!end || p->text.p[end - 1] != ')')
		return parse_fault(p, end ? end - 1 : 0, "the closing parenthesis is missing");
	struct span inner = span_sub(p->text, 0, end - 1);
	for (uint32_t at = (uint32_t)open + 1; at < inner.len;) {
		uint32_t stop = parse_option_end(inner, at);
		struct span rest = span_trim(span_sub(inner, at, stop - at));
		if (stop == inner.len && rest.len)
			return parse_fault(p, at, "the option '%.*s' does not end in ';'",
				(int)(rest.len < 40 ? rest.len : 40), (const char *)rest.p);
		if (!option_cut(p, at, stop))
			return false;
		at = stop + 1;
	}
	return true;
}

/* --- one option --- */

static void unknown_keyword(struct parsing *p, const struct option *o)
{
	const char **candidates = p->candidates;
	unsigned count, n = 0;
	const struct keyword *k = keywords_all(&count);
	char word[64];

	for (unsigned i = 0; i < count && n < PARSE_KEYWORDS; i++)
		candidates[n++] = k[i].name;
	snprintf(word, sizeof(word), "%.*s", (int)(o->name.len < 60 ? o->name.len : 60),
		(const char *)o->name.p);
	n += buffers_alike(p->build->set->buffers, word, candidates + n);
	const char *near = diag_nearest(word, candidates, n);
	if (near)
		parse_fault(p, o->at, "%s: no such keyword; did you mean %s?", word, near);
	else
		parse_fault(p, o->at,
			"%s: no such keyword; 'spanwatch list keywords' names them all", word);
}

static void option_take(struct parsing *p, const struct option *o)
{
	int buffer = buffers_find(p->build->set->buffers, o->name);
	const struct keyword *k = keyword_find(o->name);

	p->option = o;
	p->keyword = k;
	if (k) {
		k->read(p, o);
		return;
	}
	if (buffer < 0) {
		unknown_keyword(p, o);
		return;
	}
	const struct buffer_info *info = buffers_info(p->build->set->buffers, (unsigned)buffer);
	if (!info->number) {
		if (o->has_value)
			parse_fault(p, o->value_at,
				"%s is a sticky buffer and has no value; write %s; "
				"content:\"...\";",
				info->name, info->name);
		else
			parse_buffer_open(p, (unsigned)buffer);
		return;
	}
	struct rule_check *c = parse_check(p, CHECK_FIELD);
	if (!c)
		return;
	c->field = (uint16_t)buffer;
	if (span_eq(o->value, SPAN_LIT("true")) || span_eq(o->value, SPAN_LIT("false")))
		c->number = (struct rule_number){.op = OP_EQ, .a = o->value.p[0] == 't'};
	else if (!parse_own_number(o->value, UINT64_MAX, &c->number))
		parse_fault(p, o->value_at, "%s is a number; write %s:5, %s:>5 or %s:1-5",
			info->name, info->name, info->name, info->name);
}

/* --- what must hold of a whole rule --- */

/* HTTP, the file that it carries, and what is known of that at its end go together. */
static bool is_of_message(enum view v)
{
	return v == VIEW_HTTP || v == VIEW_FILE || v == VIEW_TRANSFER;
}

static void check_view(struct parsing *p)
{
	const struct buffers *b = p->build->set->buffers;
	const struct buffer_info *first = NULL;
	const struct rule *r = p->rule;

	for (unsigned i = 0; i < r->buffer_count + (unsigned)r->check_count; i++) {
		unsigned id = i < r->buffer_count ? r->buffers[i].id
						  : r->checks[i - r->buffer_count].field;
		if (i >= r->buffer_count && !check_is_of_field(&r->checks[i - r->buffer_count]))
			continue;
		const struct buffer_info *info = buffers_info(b, id);
		uint32_t at =
			p->options[i < r->buffer_count ? r->buffers[i].option
						       : r->checks[i - r->buffer_count].option]
				.at;
		if (info->view == VIEW_NONE)
			continue;
		bool files = first && is_of_message(first->view) && is_of_message(info->view);
		if (first && !files &&
			(first->view != info->view || first->schema != info->schema)) {
			parse_fault(p, at,
				"%s and %s are never of one message; make two rules and "
				"join them with flowbits",
				first->name, info->name);
			return;
		}
		first = first ? first : info;
		bool fits = !r->app || !info->app || strcmp(r->app, info->app) == 0 ||
			    (info->view == VIEW_HTTP && strncmp(r->app, "http", 4) == 0) ||
			    (info->schema && strcmp(r->app, info->schema->name) == 0);
		if (!fits && strcmp(info->app, "http") != 0) {
			parse_fault(p, at, "%s is of %s and never in a rule for %s", info->name,
				info->app, r->proto);
			return;
		}
	}
}

static bool is_over_http(const char *app)
{
	return strncmp(app, "http", 4) == 0 || strcmp(app, "cwmp") == 0 || strcmp(app, "grpc") == 0;
}

/* A buffer that what the rule's header says cannot have. */
static bool is_foreign(const struct rule *r, unsigned id, const struct buffer_info *info)
{
	bool over_tcp = id == BUFFER_TCP_HDR || info->view == VIEW_HTTP || info->view == VIEW_FILE;
	bool http = info->view == VIEW_HTTP && strncmp(info->name, "http.", 5) == 0;

	return (http && r->app && !is_over_http(r->app)) ||
	       (over_tcp && !rule_is_over(r, IPPROTO_NR_TCP, 0)) ||
	       (id == BUFFER_UDP_HDR && !rule_is_over(r, IPPROTO_NR_UDP, 0)) ||
	       (id == BUFFER_ICMPV4_HDR && !rule_is_over(r, IPPROTO_NR_ICMP, 0)) ||
	       (id == BUFFER_ICMPV6_HDR && !rule_is_over(r, IPPROTO_NR_ICMPV6, 0));
}

static void check_buffers(struct parsing *p)
{
	const struct rule *r = p->rule;

	for (uint16_t i = 0; i < r->buffer_count; i++) {
		const struct rule_buffer *b = &r->buffers[i];
		const struct buffer_info *info = buffers_info(p->build->set->buffers, b->id);
		uint32_t at = p->options[b->option].at;
		if (!b->count)
			parse_fault(
				p, at, "%s is named, but nothing is looked for in it", info->name);
		else if (is_foreign(r, b->id, info))
			parse_fault(p, at,
				"there is no %s in %s; write another protocol in the "
				"rule's header",
				info->name, r->proto);
	}
}

static void check_whole(struct parsing *p)
{
	struct rule *r = p->rule;

	if (!p->has_sid)
		parse_fault(p, p->text.len - 1,
			"sid is missing; each rule has a number of its own: sid:1000001;");
	check_buffers(p);
	if (r->limit.kind != LIMIT_NONE && r->filter.kind != LIMIT_NONE)
		parse_fault(p, 0, "threshold and detection_filter exclude each other in one rule");
	check_view(p);
	if ((r->flow_flags & FLOW_TO_SERVER) && (r->flow_flags & FLOW_TO_CLIENT))
		r->flow_flags &= ~(uint32_t)(FLOW_TO_SERVER | FLOW_TO_CLIENT);
}

/* Joins lines that end in a backslash; notes where each begins. */
static void lines_join(struct parsing *p, struct span text, uint32_t line)
{
	uint8_t *to = pool_take(p->pool, (size_t)text.len + 1);
	uint32_t len = 0, column = 1;

	p->lines[p->line_count++] = (struct line_start){0, line, 1};
	for (uint32_t i = 0; to && i < text.len; i++, column++) {
		if (text.p[i] == '\r')
			continue;
		if (text.p[i] != '\n') {
			to[len++] = text.p[i];
			continue;
		}
		while (len && (to[len - 1] == '\\' || to[len - 1] == ' '))
			if (to[--len] == '\\')
				break;
		line++;
		column = 0;
		if (p->line_count < PARSE_LINES)
			p->lines[p->line_count++] = (struct line_start){len, line, 1};
	}
	p->text = span_of(to, len);
}

struct parsing *rule_parsing_new(void)
{
	return malloc(sizeof(struct parsing)); /* cleared, as far as it must be, for each rule */
}

void rule_read(struct build *b, struct span text, uint32_t line)
{
	struct parsing *p = b->parsing;

	memset(p, 0, offsetof(struct parsing, options));
	p->build = b;
	p->pool = &b->set->pool;
	p->buffer = p->last_buffer = p->last_item = -1;
	p->rule = pool_take(p->pool, sizeof(*p->rule));
	if (!p->rule)
		return;
	*p->rule = (struct rule){.file = b->file,
		.line = line,
		.gid = 1,
		.rev = 0,
		.priority = 3,
		.category = "",
		.msg = "",
		.classtype = "",
		.fast_buffer = -1,
		.fast_item = -1};
	lines_join(p, text, line);
	if (is_text(p) && options_cut(p) && parse_header(p)) {
		for (unsigned i = 0; i < p->option_count && !p->skip; i++)
			option_take(p, &p->options[i]);
		if (!p->skip)
			check_whole(p);
	}
	if (p->skip) {
		b->set->skipped++;
		return;
	}
	if (p->faulty) {
		b->set->refused++;
		return;
	}
	p->rule->canonical = parse_print(p);
	struct rule **more = pool_grow(p->pool, b->rules, b->count, sizeof(*b->rules));
	if (!more || b->count >= RULESET_MAX)
		return;
	b->rules = more;
	b->rules[b->count++] = p->rule;
}
