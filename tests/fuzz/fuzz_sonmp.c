/* SONMP: frames, one after another. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_sonmp;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_sonmp, false, data, size);
}
