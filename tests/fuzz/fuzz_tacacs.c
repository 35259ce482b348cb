/* TACACS+: bodies in clear (flag 0x01) reach all of the parser, others stop at the header. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_tacacs;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_tacacs, true, data, size);
}
