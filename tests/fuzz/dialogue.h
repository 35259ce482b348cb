/*
 * dialogue: any bytes as a conversation with one dissector. Each turn is a head of three bytes
 * (side, gap and IP protocol, length) and that many bytes; a stream holds what is not consumed and
 * honours `want`, as the worker does. Nothing that is said is looked at: reading it must not fail.
 */
#ifndef SPANWATCH_TESTS_FUZZ_DIALOGUE_H
#define SPANWATCH_TESTS_FUZZ_DIALOGUE_H

#include "sensor/dissector.h"

#include <stddef.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Probes and parses DATA as D would; always 0, for LLVMFuzzerTestOneInput. */
int dialogue_fuzz(const struct dissector *d, bool stream, const uint8_t *data, size_t size);

#endif
