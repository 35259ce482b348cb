/* IPFIX: datagrams of both sides, or a stream. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_ipfix;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	return dialogue_fuzz(&dissector_ipfix, data[0] & 1, data + 1, size - 1);
}
