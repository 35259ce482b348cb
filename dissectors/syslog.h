/*
 * syslog: what the files of the syslog dissector share: syslog.c frames messages and tells them,
 * syslog_parse.c takes one apart, syslog_meaning.c says what it attests. No state beyond a call
 * but the framing of a stream; on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_SYSLOG_H
#define SPANWATCH_DISSECTORS_SYSLOG_H

#include "sensor/dissector.h"
#include "sensor/lexicon.h"

struct syslog_message {
	bool has_pri, rfc5424, has_vendor_severity;
	uint8_t facility, severity; /* of the PRI */
	uint8_t vendor_severity;    /* the digit in the tag; not the same everywhere */
	enum syslog_family family;
	struct span timestamp, hostname, tag, procid, msgid, mnemonic;
	struct span data;    /* structured data, with its brackets */
	struct span message; /* behind header and tag */
	struct span whole; /* from the structured data or the tag on: where facts are looked for */
};

enum { SYSLOG_PRI_MAX = 191 };

/** Reads `<PRI>` at the start of TEXT; RET_LEN is its length. False where there is none. */
bool syslog_pri(struct span text, uint8_t *ret_pri, uint32_t *ret_len);

/** Takes one message apart (RFC 5424, else RFC 3164 and what vendors make of it). */
void syslog_parse(struct span text, struct syslog_message *ret);

/** The time at the start of TEXT in any of the shapes known, empty where there is none. */
struct span syslog_time(struct span text);

struct syslog_views;

/** Emits the action that the message attests, if it attests one; V: what was heard of sessions. */
void syslog_act(struct dissect *d, struct syslog_views *v, const struct syslog_message *m);

/** Who sends messages of this family; empty for programs that run anywhere. */
struct span syslog_vendor(enum syslog_family family);

#endif
