/* SIP: both sides of a stream, and datagrams. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_sip;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size && data[0] & 1)
		return dialogue_fuzz(&dissector_sip, false, data + 1, size - 1);
	return dialogue_fuzz(&dissector_sip, true, data, size);
}
