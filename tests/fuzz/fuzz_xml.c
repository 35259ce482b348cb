/* The XML tokenizer: every token lies in the input, the walk ends, helpers stay inside. */
#include "config.h"

#include "dissectors/common/xml.h"

#include <stddef.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct span in, struct span s)
{
	if (s.len && (s.p < in.p || s.p + s.len > in.p + in.len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, (uint32_t)size);
	struct xml x = xml_of(in);
	struct xml_token t;
	struct arena arena;
	size_t count = 0;

	if (arena_init(&arena, 64 * 1024) != 0)
		return 0;
	while (xml_next(&x, &t)) {
		check_inside(in, t.name);
		check_inside(in, t.prefix);
		check_inside(in, t.attributes);
		check_inside(in, t.text);
		if (++count > 2 * size + 2)
			abort();
		if (t.kind == XML_TEXT && xml_decode(&arena, &t).len > t.text.len)
			abort();
		if (t.kind != XML_OPEN)
			continue;
		check_inside(in, xml_attribute(&t, "type"));
		if (count % 7 == 0)
			xml_content(&x, &t, &arena);
	}
	arena_free(&arena);
	return 0;
}
