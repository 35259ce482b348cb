/* version: which of two versions is the older one. Pure; any thread. */
#ifndef SPANWATCH_RULES_INVENTORY_VERSION_H
#define SPANWATCH_RULES_INVENTORY_VERSION_H

#include "sensor/base/span.h"

/**
 * Less than 0, 0 or more than 0 as the version A is older than, equal to or newer than B: numbers
 * count as numbers, letters as letters, what stands between them does not count. "15.2(2)E6" is
 * older than "15.2(4)E", "1.0.2k" newer than "1.0.2", "V200R019C00" newer than "V200R011C10".
 */
int version_compare(struct span a, struct span b);

/**
 * True when A and B can be one version: each is a version or a range of branches ("1.0.1-1.0.2",
 * which "1.0.2k" lies in).
 */
bool version_overlaps(struct span a, struct span b);

/** Splits "IOS 15.2(2)E6" into the name before the first digit that begins a word, and the rest. */
void version_split(struct span text, struct span *ret_name, struct span *ret_version);

#endif
