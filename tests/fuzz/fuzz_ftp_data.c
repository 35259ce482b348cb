/* FTP: a data connection. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_ftp_data;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_ftp_data, true, data, size);
}
