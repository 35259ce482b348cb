/*
 * values: fields of events that rules compare with a value: what their numbers are called, and
 * times. Constant tables; any thread.
 */
#ifndef SPANWATCH_RULES_RULE_VALUES_H
#define SPANWATCH_RULES_RULE_VALUES_H

#include "sensor/base/span.h"

enum value_form_id {
#define VALUE(id, name, field, words, form, text) VALUE_##id,
#include "rules/rule/values.def"
#undef VALUE
	VALUE_FORMS
};

enum words {
	WORDS_NONE,
	WORDS_SNMP_PDU,
	WORDS_DNS_OPCODE,
	WORDS_DNS_RCODE,
	WORDS_DNS_TYPE,
	WORDS_FTP_MODE,
	WORDS_YES_NO,
	WORDS_RFB_RESULT,
	WORDS_NTP_MODE,
	WORDS_TIME /* the field is a time, see time_read */
};

struct value_form {
	const char *field;
	enum words words;
};

const struct value_form *value_form(unsigned id);

/** The number that the words of SET have for NAME, or that its digits are; false: neither. */
bool word_number(enum words set, struct span name, uint64_t *ret);

/**
 * Seconds since 1970 of "2026", "2026-11", ... "2026-11-22T18:05:59" (or a blank for the T), in
 * UTC, what is left out at its least; years before 1970 are 0.
 */
bool time_read(struct span text, uint64_t *ret);

#endif
