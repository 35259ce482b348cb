/*
 * chain: deeds that mean more once something follows them, hours later: an image that came and the
 * restart behind it, a new AAA server, a change of the configuration. One entry for each element
 * that any of it was seen of, kept from one run to the next. Owned by correlate, on the collector's
 * thread; time is packet time.
 */
#ifndef SPANWATCH_RULES_CORRELATE_CHAIN_H
#define SPANWATCH_RULES_CORRELATE_CHAIN_H

#include "rules/correlate/trace.h"

struct hearing;
struct news;

/* Elements that were changed lately; about 0.5 KB each. */
enum { CHAIN_ELEMENTS = 16384, CHAIN_NAME = 64 };

/** One deed of a chain: who did it, and what the policy would have to be asked about it. */
struct step {
	int64_t ts_us; /* 0: there was none */
	struct endpoint client, server;
	struct addr actor;
	const char *app; /* NULL also in what an earlier run kept */
	uint16_t space;
	uint8_t ip_proto;
	bool has_actor, sanctioned, is_action;
	enum verb verb;
};

struct chain {
	struct step image, restart, redirect;
	char name[CHAIN_NAME]; /* of the image */
	int64_t change_us;     /* the latest change of any kind that was not refused */
};

/** Takes the memory; false when there is none. */
bool chain_open(struct judge *j);

/** The chain of P, an element; NULL for what is none and, without CREATE, where none began. */
struct chain *chain_of(struct judge *j, const struct party *p, bool create);

/** D as a step. */
struct step step_of_deed(const struct deed *d);

/** W, a flow that the policy permits or not, as a step. */
struct step step_of_flow(const struct watched *w, bool sanctioned);

/** What the policy was or would be asked about S, done to ELEMENT. */
struct question step_question(const struct step *s, const struct party *element);

/** A deed on an element, which was not refused; for the next two as well. */
void chain_deed(struct judge *j, const struct deed *d);

/** install.c: another step of an installation. */
void install_deed(struct judge *j, const struct deed *d);
/** An image crossed to W->to, an element, whoever asked for it. */
void install_transfer(struct judge *j, const struct watched *w, struct span name);
/** The element of H announces other software or another fingerprint: N. */
void install_version(const struct hearing *h, const struct news *n);

/** redirect.c: W->from, an element, asks an AAA server that it never asked. */
void redirect_target(struct judge *j, const struct watched *w);
/** Somebody logs in. */
void redirect_deed(struct judge *j, const struct deed *d);

#endif
