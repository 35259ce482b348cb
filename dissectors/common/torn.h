/*
 * torn: streams of lines, of commands that end with a semicolon (MML, TL1) and of records, where
 * the capture lost bytes. Sessions of these protocols last for days: the next whole line, command
 * or record is looked for. However the stream is cut, the same is found. Worker thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_TORN_H
#define SPANWATCH_DISSECTORS_COMMON_TORN_H

#include "sensor/dissector.h"

/** Where one side of a stream stands; zero is whole. */
enum torn { TORN_WHOLE, TORN_HERE, TORN_INSIDE };

/**
 * True once a command begins at C: at once where nothing is missing (*STATE is TORN_WHOLE). Behind
 * a hole (TORN_HERE) one begins there if PROBE is sure of it, else behind the next semicolon that
 * ends a line. What comes before is taken off, and at most MAX bytes are waited for.
 */
bool torn_command(enum torn *state, struct cursor *c,
	enum probe (*probe)(const struct probe_input *), uint32_t max);

/** The same for lines: one begins behind the next line end. */
bool torn_line(enum torn *state, struct cursor *c);

/**
 * True while bytes are left at C of which a record begins: at once unless bytes of this side are
 * missing (*LOST), else where PROBE is sure of one. What comes before is taken off, and at most MAX
 * bytes are waited for.
 */
bool torn_record(struct dissect *d, bool *lost, struct cursor *c,
	enum probe (*probe)(const struct probe_input *), uint32_t max);

#endif
