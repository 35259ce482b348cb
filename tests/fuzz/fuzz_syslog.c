/* Syslog: the first byte chooses datagrams or a stream. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_syslog;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return size ? dialogue_fuzz(&dissector_syslog, data[0] & 1, data + 1, size - 1) : 0;
}
