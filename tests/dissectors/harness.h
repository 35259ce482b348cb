/*
 * harness: runs one dissector on bytes given by hand and writes down all that it says, one line a
 * fact, so that a test reads as dialogue in, facts out.
 */
#ifndef SPANWATCH_TESTS_HARNESS_H
#define SPANWATCH_TESTS_HARNESS_H

#include "sensor/dissector.h"

#include <check.h>

/** One datagram, or some bytes of one side of a stream, or (GAP) a number that nobody saw. */
struct turn {
	enum side from;
	struct span bytes;
};

#define CLIENT(literal)                                                                            \
	{                                                                                          \
		SIDE_CLIENT,                                                                       \
		{                                                                                  \
			(const uint8_t *)(literal), sizeof(literal) - 1                            \
		}                                                                                  \
	}
#define SERVER(literal)                                                                            \
	{                                                                                          \
		SIDE_SERVER,                                                                       \
		{                                                                                  \
			(const uint8_t *)(literal), sizeof(literal) - 1                            \
		}                                                                                  \
	}

#define GAP(side, missing)                                                                         \
	{                                                                                          \
		side,                                                                              \
		{                                                                                  \
			NULL, missing                                                              \
		}                                                                                  \
	}

struct vector {
	const char *name; /* a sentence */
	const struct dissector *dissector;
	bool stream;
	const struct turn *turns;
	unsigned count;
	/*
	 * What is said, a line each ("" for nothing): `type {json}` for events, then
	 *   action <verb> <subject> element=<side> object=... value=... user=... outcome=...
	 * evidence=... transfer <name> from=<side> size=N sha256=... complete=0|1 identity
	 * of=<side> vendor=... platform=... software=... name=... evidence=... equipment=0|1
	 *   credential user=... element=<side> clear=0|1 default=0|1
	 *   anomaly <name> / hint <name> text=... number=...
	 * NULL: only that it survives.
	 */
	const char *expect;
};

/**
 * Runs V whole, and it is what V expects. Then every turn at each shorter prefix in an exact-size
 * buffer (for crashes only); streams cut at every byte and byte by byte: the same must be said;
 * datagrams and frames as the snap length leaves them, at every byte: what is well-formed when it
 * is whole is not called malformed (harness_cut.h).
 */
void vector_run(const struct vector *v);

enum { HARNESS_CUTS = 256 };

/**
 * What is said to V, to be freed; for long dialogues and expectations of their own. The same is
 * done to it as vector_run does, of each kind HARNESS_CUTS times at most.
 */
char *vector_says(const struct vector *v);

/** A vector of the array `turns` at hand, whose name is that of its test. */
#define VECTOR_OF(dissector, is_stream)                                                            \
	(&(struct vector){                                                                         \
		__func__, &(dissector), is_stream, turns, sizeof(turns) / sizeof(*turns), NULL})

/**
 * vector_run, and what is said holds each of PARTS (NULL-terminated); a part that begins with '!'
 * it must not hold.
 */
void vector_has(const struct vector *v, const char *const *parts);
#define HAS(vector, ...) vector_has(vector, (const char *const[]){__VA_ARGS__, NULL})

/** SECRET is in nothing of what is said to COUNT vectors, which another test runs with all cuts. */
void vectors_hide(const struct vector *v, unsigned count, const char *secret);

/** Client 10.0.0.1:40000, server 10.0.0.2:PORT; 161, 23 ... when a dissector needs its hint. */
void harness_server_port(uint16_t port);

/** From now on the capture begins in the middle of connections. */
void harness_joined(bool midstream);

/** From now on the snap length cut the datagrams: their end is no fault of who sent them. */
void harness_snapped(bool by_snap_length);

/** What is said rests on the sizes of segments (encrypted sessions): no stream is cut elsewhere. */
void harness_sized(bool by_segments);

/** What another flow announced this one with: the dissector's state begins with it. */
void harness_seed(struct span seed);

/** Both sides of the stream are closed at its end, with nothing missing. */
void harness_closed(bool closed);

/** Whether the judgement wants names; what is said then has `name text=... addr=... ttl=...` too.
 */
void harness_names(bool wanted);

/** IP protocol of the packets of a dissector with `ip_protos`; 0 for its first. */
void harness_ip_proto(uint8_t number);

/** The operator's keys for every peer and protocol, one a line; NULL for none. */
void harness_key(const char *key);

/** The operator's authentication passwords of SNMP version 3 for every peer, one a line; NULL for
 * none. */
void harness_auth(const char *password);

#endif
