/*
 * judge_bench: a judge under test: events are fed by hand, every record is kept as text and
 * counted.
 */
#ifndef SPANWATCH_TESTS_RULES_JUDGE_BENCH_H
#define SPANWATCH_TESTS_RULES_JUDGE_BENCH_H

#include "rules/judge.h"

#include <check.h>

enum { BENCH_RECORDS = 512, BENCH_LINE = 4096 };

struct bench_record {
	enum record_kind kind;
	char type[24];
	char line[BENCH_LINE];
	char slug[40];
	char element[96];
	uint8_t severity;
	bool quiet, update;
	int64_t bucket_ms;
	uint32_t span_s;
	uint64_t counters[ELEMENT_COUNTERS];
	uint64_t bytes;
	struct addr peer;
};

struct bench {
	struct judge *judge;
	struct policy *policy;
	struct eve_context eve;
	struct support *support; /* dates of support, those built in */
	struct services *services;
	struct bench_record records[BENCH_RECORDS];
	unsigned count;
	uint64_t packets; /* events fed, each as a packet of its own unless it says which */
	uint64_t dropped; /* records beyond BENCH_RECORDS */
};

/** A judge with the policy in YAML, or without one when it is NULL. */
struct bench *bench_new(const char *yaml);
struct bench *bench_new_scoped(const char *yaml);
void bench_free(struct bench *b);

/** "10.30.0.1" as address. */
struct addr bench_addr(const char *text);

/** An event of KIND by TYPE in a flow from CLIENT to SERVER:PORT over TCP, at second S. */
struct event bench_event(enum event_kind kind, const char *type, const char *client,
	const char *server, uint16_t port);

/** The same as an action done by the client on the server. */
struct event bench_action(const char *via, enum verb verb, enum subject subject, const char *client,
	const char *server);

/** 10.30.0.1, which is equipment, says to 10.20.0.10 what it is. */
struct event bench_identity(const char *evidence, const char *vendor, const char *software);

void bench_feed(struct bench *b, const struct event *e);

/** The Nth record (from 0) that is a finding of SLUG, or NULL. */
const struct bench_record *bench_finding(const struct bench *b, const char *slug, unsigned n);
unsigned bench_findings(const struct bench *b, const char *slug);
/** The Nth EVE line of TYPE, or NULL. */
const struct bench_record *bench_line(const struct bench *b, const char *type, unsigned n);
/** Findings of any slug. */
unsigned bench_alerts(const struct bench *b);

#define ck_has(text, part)   ck_assert_msg(strstr((text), (part)), "no %s in %s", (part), (text))
#define ck_hasnt(text, part) ck_assert_msg(!strstr((text), (part)), "%s in %s", (part), (text))

enum { BENCH_START_S = 1700000040 };

#endif
