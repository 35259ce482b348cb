/*
 * library: which branch of a TLS library speaks, inferred from how it speaks: what it offers and
 * in which order (library.def). Never more than the hellos show: a range of branches, or nothing.
 * Pure; any thread.
 */
#ifndef SPANWATCH_RULES_INVENTORY_LIBRARY_H
#define SPANWATCH_RULES_INVENTORY_LIBRARY_H

#include "rules/judge/words.h"
#include "sensor/event.h"

/** Lists of numbers joined by '-', as JA3 writes them. */
enum library_list {
	LIBRARY_CIPHERS,
	LIBRARY_EXTENSIONS,
	LIBRARY_SHAPE, /* made of the extensions by library_infer */
	LIBRARY_GROUPS,
	LIBRARY_FORMATS,
	LIBRARY_SCHEMES,
	LIBRARY_ANSWER,
	LIBRARY_ANSWER_SHAPE, /* likewise */
	LIBRARY_ANSWER_FORMATS,
	LIBRARY_VERSION, /* "1.2" */
	LIBRARY_RESUMED, /* "1", or empty */
	LIBRARY_STEPS_DOWN,
	LIBRARY_LISTS
};

/** What a session's two hellos said; what was not seen is empty. */
struct library_hello {
	struct span list[LIBRARY_LISTS];
};

struct library_guess {
	const char *from, *to; /* branches; the same where only one is left */
	uint8_t weight;        /* as of a fact: 70 is high */
};

/** Takes the text of JA3 apart into H ("771,49200-255,11-10,23,0-1-2"). */
void library_read_ja3(struct library_hello *h, struct span ja3);
/** The same for JA3S ("771,49200,65281-11"). */
void library_read_ja3s(struct library_hello *h, struct span ja3s);

/** The branch that SIDE's software is of; false where H does not show it. */
bool library_infer(const struct library_hello *h, enum side side, struct library_guess *ret);

/** "OpenSSL 1.0.1-1.0.2", or "OpenSSL 1.0.2", into RET. */
void library_text(const struct library_guess *guess, struct words *ret);
/** TEXT is such a text, and says no less than GUESS: its range lies inside. */
bool library_is_within(struct span text, const struct library_guess *guess);

/** The Nth condition of the table, for its test; NULL behind the last. */
const char *library_conditions(unsigned n);
/** False where CONDITIONS name a list that is not known, or hold no number. */
bool library_conditions_are_sound(const char *conditions);

#endif
