/* options_life: options without any word on the command line, and their end; see options.h. */
#include "config.h"

#include "sensor/cmd/options.h"

#include <stdlib.h>

bool options_standard(struct options *o, enum command command)
{
	*o = (struct options){.command = command,
		.from_us = INT64_MIN,
		.until_us = INT64_MAX,
		.tz = "UTC",
		.color = "auto"};
	return settings_init(&o->settings) == 0;
}

void options_free(struct options *o)
{
	settings_free(&o->settings);
	free(o->filter);
}
