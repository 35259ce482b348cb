/*
 * assets: the inventory as asset events tell it, of one or several sensors: for each element and
 * manager the facts with their evidence, and of how many sensors. One thread.
 */
#ifndef SPANWATCH_CMD_REPORT_ASSETS_H
#define SPANWATCH_CMD_REPORT_ASSETS_H

#include "rules/inventory/asset.h"
#include "sensor/cmd/report/events.h"

enum {
	ASSETS_MOST = 65536,  /* several sensors of 12,288; the ones not heard for longest go */
	ASSETS_SENSORS = 160, /* bytes of the list of their names */
	ASSETS_IP = ADDR_TEXT
};

struct known {
	struct asset asset;
	char ip[ASSETS_IP];
	char sensors[ASSETS_SENSORS]; /* names parted by blanks */
	uint32_t restarts;
};

struct assets {
	struct store *store; /* of struct known */
	bool merge;          /* what several sensors say of one host is one entry */
};

/** 0 or -ENOMEM. */
int assets_open(struct assets *a, bool merge);
void assets_close(struct assets *a);

/** Takes in an asset event. */
void assets_take(struct assets *a, const struct event_line *e);

/** Said last by its source of its service, and not long before the host was seen last. */
bool known_is_current(const struct known *k, const struct fact *f);

#endif
