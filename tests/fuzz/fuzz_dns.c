/* DNS: datagrams, or both sides of a stream where the first byte is odd. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_dns;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	return dialogue_fuzz(&dissector_dns, data[0] & 1, data + 1, size - 1);
}
