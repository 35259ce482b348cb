/*
 * subject: what the words of a path, a parameter or an operation are about, for protocols whose
 * names are words (web pages, YANG paths, SOAP). Pure; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_SUBJECT_H
#define SPANWATCH_DISSECTORS_COMMON_SUBJECT_H

#include "sensor/event.h"

/** What WORDS are about; SUBJECT_CONFIG where they do not say. */
enum subject subject_of_words(struct span words);

/** WORD stands somewhere in TEXT, without regard to case. */
bool subject_has_word(struct span text, const char *word);

#endif
