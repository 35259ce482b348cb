/*
 * ground_parts: of which settings a ground (ground.h) is made, and how each is kept. For ground.c,
 * which writes, and ground_read.c, which reads.
 */
#ifndef SPANWATCH_CMD_GROUND_PARTS_H
#define SPANWATCH_CMD_GROUND_PARTS_H

#include "sensor/settings.h"

enum part_kind {
	PART_VALUE,  /* the value itself */
	PART_COPY,   /* a file, whose copy takes its place */
	PART_FOLDER, /* a directory of files, or one: a folder of copies takes its place */
	PART_NAMED,  /* files that keep their names, since lists are named relative to them */
	PART_DATA    /* files too large to be copied: their hash */
};

struct part {
	const char *name; /* of the setting; "list": files that rules name */
	enum setting setting;
	enum part_kind kind;
	const char *stem;   /* of the names of copies */
	const char *ending; /* of the files of a directory that count */
};

enum { GROUND_PARTS = 18 };
extern const struct part ground_parts[GROUND_PARTS];

#define GROUND_LIST_FILE "ground.json"

#endif
