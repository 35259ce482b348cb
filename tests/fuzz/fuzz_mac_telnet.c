/* MAC-Telnet: datagrams of both sides. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_mac_telnet;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_mac_telnet, false, data, size);
}
