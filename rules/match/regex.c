/* regex: see regex.h. */
#include "config.h"

#include "rules/match/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

struct regex {
	pcre2_code *code;
};

struct regex_memory {
	pcre2_match_data *data;
	pcre2_match_context *context;
	uint64_t given_up;
};

static uint32_t flags_of(const struct regex_options *o)
{
	return (o->nocase ? PCRE2_CASELESS : 0) | (o->dot_all ? PCRE2_DOTALL : 0) |
	       (o->multiline ? PCRE2_MULTILINE : 0) | (o->extended ? PCRE2_EXTENDED : 0) |
	       (o->anchored ? PCRE2_ANCHORED : 0) | (o->dollar_end ? PCRE2_DOLLAR_ENDONLY : 0) |
	       (o->ungreedy ? PCRE2_UNGREEDY : 0) | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP;
}

struct regex *regex_new(
	struct span pattern, const struct regex_options *options, struct regex_fault *fault)
{
	struct regex *r = calloc(1, sizeof(*r));
	PCRE2_SIZE at = 0;
	int error = 0;

	if (r)
		r->code =
			pcre2_compile(pattern.p, pattern.len, flags_of(options), &error, &at, NULL);
	if (r && r->code) {
		/* where there is no JIT for this machine, the interpreter does it */
		pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);
		return r;
	}
	fault->at = (uint32_t)at;
	if (pcre2_get_error_message(error, (PCRE2_UCHAR *)fault->text, sizeof(fault->text)) < 0)
		snprintf(fault->text, sizeof(fault->text), "no memory");
	free(r);
	return NULL;
}

void regex_free(struct regex *r)
{
	if (!r)
		return;
	pcre2_code_free(r->code);
	free(r);
}

struct regex_memory *regex_memory_new(void)
{
	struct regex_memory *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->data = pcre2_match_data_create(1, NULL);
	m->context = pcre2_match_context_create(NULL);
	if (!m->data || !m->context) {
		regex_memory_free(m);
		return NULL;
	}
	pcre2_set_match_limit(m->context, REGEX_MATCH_LIMIT);
	pcre2_set_depth_limit(m->context, REGEX_DEPTH_LIMIT);
	return m;
}

void regex_memory_free(struct regex_memory *m)
{
	if (!m)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	free(m);
}

static uint32_t options_of(const struct regex *r, int what)
{
	uint32_t options = 0;

	return pcre2_pattern_info(r->code, (uint32_t)what, &options) == 0 ? options : 0;
}

bool regex_is_anchored(const struct regex *r)
{
	return (options_of(r, PCRE2_INFO_ALLOPTIONS) & PCRE2_ANCHORED) != 0;
}

bool regex_find(const struct regex *r, struct regex_memory *m, const struct regex_text *t,
	uint32_t *ret_begin, uint32_t *ret_end)
{
	struct span s = t->s;
	const uint8_t *p = s.p ? s.p : (const uint8_t *)"";
	uint32_t options = t->inside ? PCRE2_NOTBOL : 0;

	if (t->from > s.len ||
		(t->inside && (options_of(r, PCRE2_INFO_ARGOPTIONS) & PCRE2_ANCHORED)))
		return false;
	int got = pcre2_match(r->code, p, s.len, t->from, options, m->data, m->context);

	if (got < 0) {
		m->given_up += got != PCRE2_ERROR_NOMATCH;
		return false;
	}
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(m->data);
	if (ends[0] > ends[1] || ends[1] > s.len)
		return false; /* \K in a look-around */
	*ret_begin = (uint32_t)ends[0];
	*ret_end = (uint32_t)ends[1];
	return true;
}

uint64_t regex_given_up(const struct regex_memory *m)
{
	return m->given_up;
}
