/*
 * geo: country and owner of an address, from MMDB files that the operator provides. The one door to
 * libmaxminddb. Opened while loading; asked by the collector and by reports. Nothing in it changes
 * after geo_open, so several threads may ask.
 */
#ifndef SPANWATCH_RULES_GEO_H
#define SPANWATCH_RULES_GEO_H

#include "sensor/base/addr.h"
#include "sensor/base/diag.h"

struct geo;

struct geo_answer {
	char country[4]; /* ISO 3166 code in capitals, or "" */
	uint32_t asn;    /* or 0 */
	char owner[96];  /* of the AS or the network; printable, cut to fit, or "" */
	bool found;      /* one of these is known */
};

/**
 * Opens the N files, which may each know one part (countries, ASNs). 0 and *RET; -EINVAL when one
 * of them cannot be used, and DIAG was told its name and the reason; -ENOMEM.
 */
int geo_open(const char *const *files, unsigned n, struct diag *diag, struct geo **ret);
void geo_free(struct geo *g);

/** What is known of A: for each part the first file that knows it. G may be NULL. */
bool geo_find(const struct geo *g, const struct addr *a, struct geo_answer *ret);

#endif
