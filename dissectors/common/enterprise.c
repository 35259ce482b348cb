/* enterprise: see enterprise.h. */
#include "config.h"

#include "dissectors/common/enterprise.h"

#include "dissectors/common/oid.h"

static const struct enterprise enterprises[] = {
#define ENTERPRISE(number, vendor, equipment) {number, vendor, equipment},
#include "dissectors/common/enterprises.def"
#undef ENTERPRISE
};

const struct enterprise *enterprise_find(uint32_t number)
{
	size_t low = 0, high = sizeof(enterprises) / sizeof(*enterprises);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (enterprises[middle].number == number)
			return &enterprises[middle];
		if (enterprises[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct enterprise *enterprise_of_oid(struct span dotted)
{
	struct span rest = oid_rest(dotted, SPAN_LIT("1.3.6.1.4.1"));
	uint64_t number;

	return oid_first(rest, UINT32_MAX, &number) ? enterprise_find((uint32_t)number) : NULL;
}
