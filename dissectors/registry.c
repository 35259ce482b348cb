/*
 * registry: the const table of all protocols, generated from the visible list in list.def (linker
 * sections and constructors lose entries inside static archives). Read by every worker.
 */
#include "config.h"

#include "sensor/dissector.h"

#define DISSECTOR(symbol) extern const struct dissector dissector_##symbol;
#include "dissectors/list.def"
#undef DISSECTOR

const struct dissector *const dissectors[] = {
#define DISSECTOR(symbol) &dissector_##symbol,
#include "dissectors/list.def"
#undef DISSECTOR
	NULL,
};

const struct dissector *const dissectors_late[] = {&dissector_tls, NULL};

const struct dissector *dissector_find(struct span name)
{
	for (const struct dissector *const *d = dissectors; *d; d++)
		if (span_eq(span_str((*d)->name), name))
			return *d;
	return NULL;
}
