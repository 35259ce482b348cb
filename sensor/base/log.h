/*
 * log: sentences for the operator on stderr, one line each, at start, on reload, on state changes.
 * Never per packet; never a raw control character.
 */
#ifndef SPANWATCH_BASE_LOG_H
#define SPANWATCH_BASE_LOG_H

#include <stdbool.h>

/** Turns log_info off (--quiet); warnings and errors always show. */
void log_quiet(bool quiet);

void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** A bug of ours: says where, and ends the program with exit code 70. */
_Noreturn void assert_failed(const char *file, int line, const char *what);
#define ASSERT(condition) ((condition) ? (void)0 : assert_failed(__FILE__, __LINE__, #condition))

#endif
