/*
 * fuzz_rule_match: payload made by chance under rules that use every way of looking into it: each
 * inspection ends and stays within its bytes.
 */
#include "config.h"

#include "rules/match/http_view.h"

#include <stdlib.h>

static const char rules[] =
	"alert tcp any any -> any any (content:\"a\"; content:\"b\"; distance:-2; within:9; "
	"sid:1;)\n"
	"alert tcp any any -> any any (byte_jump:2,0,relative,align; content:\"x\"; distance:0; "
	"sid:2;)\n"
	"alert tcp any any -> any any (byte_extract:1,0,n; byte_test:4,>,n,2,string,hex; "
	"content:\"q\"; offset:n; sid:3;)\n"
	"alert tcp any any -> any any (pcre:\"/(a|b)*c\\d/smi\"; isdataat:3,relative; sid:4;)\n"
	"alert tcp any any -> any any (byte_math:bytes 4, offset 1, oper /, rvalue 3, result r; "
	"content:!\"z\"; distance:r; sid:5;)\n"
	"alert tcp any any -> any any (content:\"a\"; byte_jump:4,-3,relative,little,from_end; "
	"sid:6;)\n";

static void silent(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ruleset *set;
	static struct inspection x;
	static struct arena arena;
	struct diag diag = {.say = silent};
	struct view_head head;

	if (!set) {
		set = ruleset_parse("fuzz", span_of(rules, sizeof(rules) - 1), NULL, &diag);
		x.regex = regex_memory_new();
		if (!set || set->count != 6 || !x.regex || arena_init(&arena, 1 << 20))
			abort();
	}
	if (size > 65536)
		return 0;
	struct span all = span_of(data, (uint32_t)size);
	for (uint32_t i = 0; i < set->count; i++)
		inspect_buffer(&x, &set->rules[i]->buffers[0], all, i % 2 ? (uint32_t)size / 2 : 0);
	http_head_cut(all, size & 1, &arena, &head);
	http_uri_normal(&arena, all);
	http_body_open(&arena, SPAN_LIT("gzip"), all);
	arena_reset(&arena);
	return 0;
}
