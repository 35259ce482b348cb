/* FTP: the control connection, both sides. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_ftp;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_ftp, true, data, size);
}
