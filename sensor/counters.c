/* counters: see counters.h. */
#include "config.h"

#include "sensor/counters.h"

static const struct {
	const char *name, *text;
} entries[] = {
#define COUNTER(id, name, text) {name, text},
#include "sensor/counters.def"
#undef COUNTER
};

const char *counter_name(enum counter c)
{
	return entries[c].name;
}

const char *counter_text(enum counter c)
{
	return entries[c].text;
}
