/* OVSDB: both sides of a stream. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_ovsdb;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_ovsdb, true, data, size);
}
