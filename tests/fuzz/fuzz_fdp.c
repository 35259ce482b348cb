/* FDP: frames, one after another. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_fdp;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_fdp, false, data, size);
}
