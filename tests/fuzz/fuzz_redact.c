/* Any text through the redactor: no overrun, no more than the buffer, and a text redacted once
 * stays. */
#include "config.h"

#include "sensor/base/redact.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct redactor r = {.key = {1, 2}};
	uint32_t cap = size ? data[0] * 32u : 0;
	char *out = malloc(cap + 1);

	if (!out)
		return 0;
	struct span text = span_of(data, (uint32_t)size);
	if (redact_text(&r, text, out, cap) > cap || redact_url(&r, text, out, cap) > cap ||
		redact_form(&r, text, out, cap) > cap)
		abort();
	redact_name_is_secret(text);
	free(out);
	return 0;
}
