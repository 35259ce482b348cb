/* DHCPv6: datagrams of both sides. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_dhcpv6;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_dhcpv6, false, data, size);
}
