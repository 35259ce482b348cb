/* ruleset: see ruleset.h. Files become rules; what they share is made once all are read. */
#include "config.h"

#include "rules/rule/ruleset.h"

#include "rules/match/regex.h"
#include "rules/rule/reputation.h"
#include "rules/rule/ruleset_build.h"
#include "rules/rule/threshold.h"
#include "sensor/base/digest.h"

#include <stdio.h>
#include <stdlib.h>

enum { REPUTATION_FILES = 64 /* as the setting takes */ };

/* --- text to rules --- */

/* The rule that begins at AT, with the lines that a backslash joins to it. */
static struct span rule_text(struct span text, uint32_t at, uint32_t *ret_lines)
{
	uint32_t end = at;

	*ret_lines = 0;
	for (;;) {
		int64_t stop = span_index(span_sub(text, end, UINT32_MAX), '\n');
		end = stop < 0 ? text.len : end + (uint32_t)stop;
		(*ret_lines)++;
		uint32_t last = end;
		while (last > at && (text.p[last - 1] == '\r' || text.p[last - 1] == ' '))
			last--;
		if (end >= text.len || last == at || text.p[last - 1] != '\\')
			return span_sub(text, at, end - at);
		end++;
	}
}

static void text_read(struct build *b, struct span text)
{
	uint32_t line = 1, lines;

	if (span_starts(text, SPAN_LIT("\xef\xbb\xbf"))) /* some editors put it in front */
		text = span_sub(text, 3, UINT32_MAX);
	for (uint32_t at = 0; at < text.len;) {
		struct span rule = rule_text(text, at, &lines);
		struct span bare = span_trim(rule);
		b->line = line;
		if (bare.len && bare.p[0] != '#') {
			rule_read(b, rule, line);
		} else if (bare.len && lines > 1) {
			/* a comment ends with its line, whatever stands at the end of it */
			int64_t stop = span_index(rule, '\n');
			rule = span_sub(rule, 0, stop < 0 ? rule.len : (uint32_t)stop);
			lines = 1;
		}
		at += rule.len + 1;
		line += lines;
	}
}

/* --- sets --- */

/* The file FILE belongs to what the set was made of. */
static void hash_of_file(struct build *b, const char *file)
{
	uint32_t len;
	char *text = build_read(b, file, &len);

	if (text)
		build_hash(b, span_of(text, len));
	free(text);
}

static bool reputation_build(struct build *b)
{
	const struct ruleset_options *o = b->options;
	const char *files[REPUTATION_FILES];
	unsigned count = o->iprep_file_count;

	if (count > REPUTATION_FILES)
		count = REPUTATION_FILES;
	for (unsigned i = 0; i < count; i++)
		files[i] = build_where(o, o->iprep_files[i]);
	b->set->reputation =
		reputation_read(build_where(o, o->iprep_categories), files, count, b->diag);
	if (!b->set->reputation)
		return false;
	hash_of_file(b, o->iprep_categories);
	for (unsigned i = 0; i < o->iprep_file_count; i++)
		hash_of_file(b, o->iprep_files[i]);
	return true;
}

static bool build_begin(struct build *b, const struct ruleset_options *options, struct diag *diag)
{
	*b = (struct build){.set = calloc(1, sizeof(*b->set)), .options = options, .diag = diag};
	b->parsing = rule_parsing_new();
	sha256_init(&b->hash);
	bool lent = options && options->buffers;
	if (b->set) {
		b->set->buffers = lent ? options->buffers : buffers_new();
		b->set->buffers_lent = lent;
	}
	if (!b->set || !b->set->buffers || !b->parsing)
		return false;
	if (options && options->iprep_categories && !reputation_build(b))
		return false;
	vars_init(&b->vars);
	for (unsigned i = 0; options && i < options->var_count; i++) {
		const char *equals = strchr(options->vars[i], '=');
		if (!equals)
			continue;
		const char *name = pool_text(&b->set->pool,
			span_of(options->vars[i], (uint32_t)(equals - options->vars[i])));
		char *value = (char *)(uintptr_t)pool_text(&b->set->pool, span_str(equals));
		/* a list of several stands in brackets */
		size_t len = strlen(value);
		bool several = strchr(value, ',') && value[1] != '[' && value[1] != '!';
		char *group = pool_take(&b->set->pool, len + 3);
		if (group)
			snprintf(group, len + 3, several ? "[%s]" : "%s", value + 1);
		vars_set(&b->vars, name, group ? group : "any");
	}
	return true;
}

static struct ruleset *build_fail(struct build *b)
{
	free(b->parsing);
	ruleset_free(b->set);
	return NULL;
}

static struct ruleset *build_end(struct build *b)
{
	datasets_settle(b);
	if (b->options && b->options->threshold_file)
		threshold_load(b, b->options->threshold_file);
	if (b->set->pool.failed || !ruleset_compile(b))
		return build_fail(b);
	digest_sha256_hex(&b->hash, b->set->sha256);
	free(b->parsing);
	return b->set;
}

struct ruleset *ruleset_load(const char *const *files, unsigned count,
	const struct ruleset_options *options, struct diag *diag)
{
	struct build b;
	bool good = build_begin(&b, options, diag);

	for (unsigned i = 0; good && i < count; i++) {
		uint32_t len;
		char *text = build_read(&b, files[i], &len);
		if (!text) {
			good = false;
			break;
		}
		b.file = pool_text(&b.set->pool, span_str(files[i]));
		build_hash(&b, span_of(text, len));
		text_read(&b, span_of(text, len));
		free(text);
	}
	if (!good)
		return build_fail(&b);
	return build_end(&b);
}

struct ruleset *ruleset_parse(const char *file, struct span text,
	const struct ruleset_options *options, struct diag *diag)
{
	struct build b;

	if (!build_begin(&b, options, diag))
		return build_fail(&b);
	b.file = pool_text(&b.set->pool, span_str(file));
	build_hash(&b, text);
	text_read(&b, text);
	return build_end(&b);
}

void ruleset_free(struct ruleset *s)
{
	if (!s)
		return;
	for (uint32_t i = 0; i < s->regex_count; i++)
		regex_free(s->regexes[i]);
	for (uint32_t i = 0; i < s->dataset_count; i++)
		valueset_free(&s->datasets[i]->values);
	reputation_free(s->reputation);
	if (!s->buffers_lent)
		buffers_free(s->buffers);
	pool_free(&s->pool);
	free(s);
}

static uint32_t sid_hash(uint32_t gid, uint32_t sid)
{
	return (sid * 2654435761u) ^ (gid * 40503u);
}

const struct rule *ruleset_find(const struct ruleset *s, uint32_t gid, uint32_t sid)
{
	if (!s || !s->by_sid_size)
		return NULL;
	for (uint32_t at = sid_hash(gid, sid) % s->by_sid_size; s->by_sid[at];
		at = (at + 1) % s->by_sid_size) {
		const struct rule *r = s->rules[s->by_sid[at] - 1];
		if (r->sid == sid && r->gid == gid)
			return r;
	}
	return NULL;
}

bool ruleset_watch(struct ruleset *s, uint32_t gid, uint32_t sid)
{
	const struct rule *found = ruleset_find(s, gid, sid);

	if (!found)
		return false;
	struct rule *r = s->rules[found->index];
	r->flags |= RULE_WATCHED;
	r->fast_buffer = r->fast_item = -1;
	return true;
}

/* --- the finished set --- */

static bool sids_index(struct build *b)
{
	struct ruleset *s = b->set;

	s->by_sid_size = b->count * 2 + 1;
	s->by_sid = pool_take(&s->pool, s->by_sid_size * sizeof(*s->by_sid));
	if (!s->by_sid)
		return false;
	uint32_t kept = 0;
	s->rules = b->rules;
	for (uint32_t i = 0; i < b->count; i++) {
		struct rule *r = b->rules[i];
		const struct rule *twin = ruleset_find(s, r->gid, r->sid);
		if (twin) {
			diag_error(b->diag, r->file, r->line, 1,
				"sid:%u is taken by the rule at %s:%u; give this one another "
				"number",
				r->sid, twin->file, twin->line);
			s->refused++;
			continue;
		}
		b->rules[kept++] = r;
		uint32_t at = sid_hash(r->gid, r->sid) % s->by_sid_size;
		while (s->by_sid[at])
			at = (at + 1) % s->by_sid_size;
		s->by_sid[at] = kept;
	}
	b->count = kept;
	return true;
}

/* What sets a bit comes before what asks for it, pass before alert, worse before milder. */
static int bits_rank(const struct rule *r)
{
	bool asks = false, sets = false;

	for (uint16_t i = 0; i < r->bit_count; i++) {
		asks |= r->bits[i].op == BIT_ISSET || r->bits[i].op == BIT_ISNOTSET;
		sets |= r->bits[i].op <= BIT_TOGGLE;
	}
	return asks ? sets ? 1 : 2 : sets ? 0 : 3;
}

static int rule_before(const void *a, const void *b)
{
	const struct rule *x = *(struct rule *const *)a, *y = *(struct rule *const *)b;
	int bits = bits_rank(x) - bits_rank(y);

	if ((x->action == RULE_PASS) != (y->action == RULE_PASS))
		return x->action == RULE_PASS ? -1 : 1;
	if (bits)
		return bits;
	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static bool has_view(const struct rule *r, const struct buffers *b, enum view view)
{
	for (uint16_t i = 0; i < r->buffer_count; i++)
		if (buffers_info(b, r->buffers[i].id)->view == view)
			return true;
	for (uint16_t i = 0; i < r->check_count; i++) {
		const struct rule_check *c = &r->checks[i];
		if (check_is_of_field(c) && buffers_info(b, c->field)->view == view)
			return true;
	}
	return false;
}

static bool has_check(const struct rule *r, enum check_kind kind)
{
	for (uint16_t i = 0; i < r->check_count; i++)
		if (r->checks[i].kind == kind)
			return true;
	return false;
}

static void find_schema(struct rule *r, const struct buffers *b)
{
	for (uint16_t i = 0; i < r->buffer_count; i++)
		if (buffers_info(b, r->buffers[i].id)->schema)
			r->schema = buffers_info(b, r->buffers[i].id)->schema;
	for (uint16_t i = 0; i < r->check_count; i++)
		if (check_is_of_field(&r->checks[i]) && buffers_info(b, r->checks[i].field)->schema)
			r->schema = buffers_info(b, r->checks[i].field)->schema;
}

/* Sides of a view's rule by its buffers: one side, or the answer with the request at hand. */
static void find_sides(struct rule *r, const struct buffers *b)
{
	uint8_t sides = SIDES_EITHER;

	for (uint16_t i = 0; i < r->buffer_count; i++) {
		uint8_t of = buffers_info(b, r->buffers[i].id)->sides;
		if (of != SIDES_EITHER)
			sides = sides == SIDES_EITHER ? of : sides == of ? sides : SIDES_CLIENT;
	}
	if (r->flow_flags & FLOW_TO_SERVER)
		sides = sides == SIDES_EITHER ? SIDES_SERVER : sides;
	if (r->flow_flags & FLOW_TO_CLIENT)
		sides = sides == SIDES_EITHER ? SIDES_CLIENT : sides;
	/* a file may cross either way, and an answer has its request at hand */
	if ((r->flags & RULE_WHOLE_FILE) && sides == SIDES_SERVER &&
		!(r->flow_flags & FLOW_TO_SERVER))
		sides = r->flow_flags & FLOW_TO_CLIENT ? SIDES_CLIENT : SIDES_EITHER;
	r->view_side = sides;
}

/* What is known of a file at its end. */
static bool asks_of_file(const struct rule *r, const struct buffers *b)
{
	return has_view(r, b, VIEW_TRANSFER) || has_check(r, CHECK_FILESIZE) ||
	       has_check(r, CHECK_FILE_HASH);
}

static void find_stage(struct rule *r, const struct buffers *b)
{
	bool is_mgmt = strcmp(r->proto, "mgmt") == 0 || strcmp(r->proto, "asset") == 0 ||
		       strcmp(r->proto, "transfer") == 0;

	for (uint16_t i = 0; i < r->buffer_count; i++)
		if (r->buffers[i].id == BUFFER_PAYLOAD)
			r->flags |= RULE_HAS_PAYLOAD;
	if (is_mgmt || has_view(r, b, VIEW_JUDGE) || has_check(r, CHECK_WINDOW)) {
		r->stage = STAGE_JUDGE;
	} else if (has_view(r, b, VIEW_FACTS)) {
		r->stage = STAGE_FACTS;
		find_schema(r, b);
	} else if (has_view(r, b, VIEW_HTTP) || has_view(r, b, VIEW_FILE) ||
		   has_check(r, CHECK_URILEN)) {
		r->stage = STAGE_VIEW;
		if (asks_of_file(r, b))
			r->flags |= RULE_WHOLE_FILE;
		find_sides(r, b);
		if (has_check(r, CHECK_URILEN))
			r->view_side = SIDES_SERVER;
	} else if (asks_of_file(r, b)) {
		r->stage = STAGE_FILE;
	} else if (r->flags & RULE_HAS_PAYLOAD) {
		r->stage = STAGE_PAYLOAD;
	} else {
		r->stage = STAGE_PACKET;
	}
}

/* The content that decides first whether to look at the rule: long ones are rare. */
static void find_fast(struct rule *r)
{
	uint32_t best = 0;

	for (int16_t i = 0; i < r->buffer_count; i++) {
		const struct rule_buffer *b = &r->buffers[i];
		for (int16_t k = 0; k < b->count; k++) {
			const struct rule_item *item = &b->items[k];
			bool usable = item->kind == ITEM_CONTENT && !(item->flags & ITEM_NEGATED) &&
				      !b->transform_count;
			uint32_t rank = item->len + (item->flags & ITEM_FAST ? 100000 : 0);
			if (!usable || rank <= best)
				continue;
			best = rank;
			r->fast_buffer = i;
			r->fast_item = k;
		}
	}
}

bool ruleset_compile(struct build *b)
{
	struct ruleset *s = b->set;

	for (uint32_t i = 0; i < b->count; i++)
		b->rules[i]->index = i;
	if (!sids_index(b))
		return false;
	if (b->count)
		qsort(b->rules, b->count, sizeof(*b->rules), rule_before);
	if (!sids_index(b))
		return false;
	for (uint32_t i = 0; i < b->count; i++) {
		struct rule *r = b->rules[i];
		r->index = i;
		find_stage(r, s->buffers);
		find_fast(r);
	}
	rules_warn(b);
	s->rules = b->rules;
	s->count = b->count;
	return !s->pool.failed;
}
