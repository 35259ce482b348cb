/* Cluster management of Huawei and H3C: frames, one after another. */
#include "config.h"

#include "tests/fuzz/dialogue.h"

extern const struct dissector dissector_huawei_ndp;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return dialogue_fuzz(&dissector_huawei_ndp, false, data, size);
}
