/*
 * dhcp_vendor: what vendors put into options of their own (43 and 125, 17 of version 6): text, as
 * the URL of a management server, apart from what only the vendor can read. Worker thread.
 */
#ifndef SPANWATCH_DISSECTORS_DHCP_VENDOR_H
#define SPANWATCH_DISSECTORS_DHCP_VENDOR_H

#include "sensor/base/arena.h"

enum { DHCP_VENDOR_TEXTS = 16 };

struct dhcp_vendor_part {
	struct span text[DHCP_VENDOR_TEXTS];
	unsigned count;
	struct span rest; /* the option without its texts */
};

/** OPTION is (code | length | value)*, where both have WIDTH bytes, or one text. */
void dhcp_vendor_read(
	struct arena *arena, struct span option, unsigned width, struct dhcp_vendor_part *ret);

/** The same for option 125: (enterprise 4 | length | sub-options)*. */
void dhcp_vendor_read_125(struct arena *arena, struct span option, struct dhcp_vendor_part *ret);

#endif
