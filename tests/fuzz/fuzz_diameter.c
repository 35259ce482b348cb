/* Diameter: a stream, cut anywhere, with gaps. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_diameter;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_diameter, true, data, size);
}
