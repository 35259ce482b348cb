/* EDP: frames, one after another. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_edp;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_edp, false, data, size);
}
