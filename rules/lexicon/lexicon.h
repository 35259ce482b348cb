/*
 * lexicon: an operator's own words for vendors that the built-in lexicon does not know, from YAML
 * files of the form that rules/lexicon/ has. Loaded on the main thread, at start and on reload;
 * what comes of it is never changed (sensor/lexicon.h).
 */
#ifndef SPANWATCH_RULES_LEXICON_LEXICON_H
#define SPANWATCH_RULES_LEXICON_LEXICON_H

#include "sensor/base/diag.h"
#include "sensor/lexicon.h"

/**
 * The lexicon of PATH, a file or a directory of *.yaml in the order of their names: its entries
 * before those of BASE. An SNMP object takes the place of BASE's of the same OID. NULL on any
 * fault, which DIAG was told, or without memory. BASE must outlive it.
 */
const struct lexicon *lexicon_load(const char *path, const struct lexicon *base, struct diag *diag);

/** SHA-256 over the files that LEX was loaded of, 64 hex digits. */
const char *lexicon_sha256(const struct lexicon *lex);

/** Frees what lexicon_load returned; NULL and the built-in one are left alone. */
void lexicon_free(const struct lexicon *lex);

#endif
