/* The API of RouterOS: both sides of a stream, with gaps. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_mikrotik_api;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_mikrotik_api, true, data, size);
}
