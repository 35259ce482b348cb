/* IIOP: both sides of a stream, with gaps. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_iiop;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_iiop, true, data, size);
}
