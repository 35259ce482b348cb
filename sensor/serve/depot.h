/*
 * depot: reading the keys of the sensors in Redis for the dashboard (contract of the output,
 * section 6), and the one thing that is written: a case. A pool of connections, one for each
 * request at work; every command of a request counts against its budget. Called by the threads of
 * the HTTP server, by the live tail and by `top`.
 */
#ifndef SPANWATCH_SERVE_DEPOT_H
#define SPANWATCH_SERVE_DEPOT_H

#include "sensor/base/span.h"

#include <stddef.h>

struct redisReply;
struct depot;
struct depot_link;

enum {
	DEPOT_READS = 4000,  /* commands of one request: 1000 elements with all their keys */
	DEPOT_SENSORS = 256, /* sensors that are shown */
	DEPOT_SENSOR_NAME = 65,
	DEPOT_KEY = 512,
	DEPOT_WORDS = 16
};

/** A pool of LINKS connections to URL, made when needed. 0, or -errno with a sentence in ERROR. */
int depot_open(const char *url, unsigned links, struct depot **ret, char *error);
void depot_close(struct depot *s);

/** The URL without its password. */
const char *depot_shown(const struct depot *s);

/** A connection for one request; NULL when all are taken for two seconds. */
struct depot_link *depot_take(struct depot *s);
void depot_give(struct depot *s, struct depot_link *l);

/** Why the last depot_ask or depot_read gave NULL. */
const char *depot_error(const struct depot_link *l);

/** One command and its reply, for depot_free; NULL on an error. Connects anew once if need be. */
struct redisReply *depot_ask(struct depot_link *l, const struct span *words, unsigned count);

/**
 * Several commands in one go: depot_send puts one into the output, depot_read takes one reply in
 * their order. NULL: see depot_error; later replies of a broken connection are NULL as well.
 */
bool depot_send(struct depot_link *l, const struct span *words, unsigned count);
struct redisReply *depot_read(struct depot_link *l);
void depot_free(struct redisReply *r);

/** Elements of an array reply; 0 for anything else. */
size_t reply_count(const struct redisReply *r);
const struct redisReply *reply_at(const struct redisReply *r, size_t i);
/** Text of a string reply; empty for anything else. */
struct span reply_text(const struct redisReply *r);
/** Number of an integer reply, or of a string of decimal digits; else 0. */
uint64_t reply_number(const struct redisReply *r);
/** Value of FIELD in an array of names and values; empty where it is missing. */
struct span reply_field(const struct redisReply *r, const char *field);

/** "PREFIXsw:{SENSOR}:A" + B + C into RET. */
struct span depot_key(const struct depot_link *l, const char *sensor, const struct span parts[3],
	char ret[static DEPOT_KEY]);

/** What stands in sw:sensors. */
struct depot_sensor {
	char name[DEPOT_SENSOR_NAME];
	uint64_t last_ms;
};

/** HEALTH is that of a sensor that watches: it stands for a minute, and a read of files says so. */
bool depot_is_live(const struct redisReply *health);

/** Fills RET with at most DEPOT_SENSORS sensors, by name; their number, or -1 on an error. */
int depot_sensors(struct depot_link *l, struct depot_sensor *ret);

/** The hash at key A+B+C of SENSOR, as a reply of names and values. */
struct redisReply *depot_hash(struct depot_link *l, const char *sensor, const struct span parts[3]);

#endif
