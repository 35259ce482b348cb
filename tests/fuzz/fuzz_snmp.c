/* SNMP: datagrams or a stream of both sides, as the first byte says. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_snmp;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	return dialogue_fuzz(&dissector_snmp, data[0] & 1, data + 1, size - 1);
}
