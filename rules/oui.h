/*
 * oui: who made an interface, by the first 24, 28 or 36 bits of its MAC address. Read once from the
 * registries of the IEEE as Debian's package ieee-data installs them; then only asked.
 */
#ifndef SPANWATCH_RULES_OUI_H
#define SPANWATCH_RULES_OUI_H

#include "sensor/base/addr.h"
#include "sensor/base/diag.h"

struct oui;

/**
 * Reads oui.csv, mam.csv and oui36.csv of FOLDER (NULL: /usr/share/ieee-data). Files that are not
 * there are passed over; *RET may then know nobody. A file that is no such registry is a warning in
 * DIAG. 0 or -ENOMEM.
 */
int oui_open(const char *folder, struct diag *diag, struct oui **ret);
void oui_free(struct oui *o);

/** How many assignments are known. O may be NULL. */
uint32_t oui_count(const struct oui *o);

/**
 * The maker's name as registered, or NULL: unknown, locally administered or group addresses, or
 * assignments that are private. The longest assignment counts. O may be NULL.
 */
const char *oui_vendor(const struct oui *o, const struct mac *m);

#endif
