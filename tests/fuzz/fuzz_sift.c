/* fuzz_sift: JSON from Redis and from requests: values lie within it, and resolve within bounds. */
#include "config.h"

#include "sensor/base/json_get.h"
#include "sensor/serve/sift.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = {
		"a", "a.b", "a.b.c", "state", "spanwatch.group.id", "mgmt", "note"};
	enum { PATHS = sizeof(paths) / sizeof(*paths) };
	struct sift s[PATHS];
	char plain[64];

	for (int i = 0; i < PATHS; i++)
		s[i] = (struct sift){.path = paths[i]};
	bool good = sift(span_of(data, (uint32_t)size), s, PATHS);
	for (int i = 0; i < PATHS; i++) {
		if (!s[i].value.p)
			continue;
		if (!good || s[i].value.p < data || s[i].value.p + s[i].value.len > data + size)
			abort();
		if (json_string_value(s[i].value, plain, sizeof(plain)) >= sizeof(plain))
			abort();
	}
	return 0;
}
