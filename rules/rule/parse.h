/*
 * parse: what the files that read rules share: the rule in the making, the option at hand, and how
 * a fault is told. Loading thread only.
 */
#ifndef SPANWATCH_RULES_RULE_PARSE_H
#define SPANWATCH_RULES_RULE_PARSE_H

#include "rules/rule/ruleset_build.h"

enum { PARSE_OPTIONS = 256, PARSE_LINES = 64, PARSE_KEYWORDS = 512 };

/** One option: "name" or "name:value". */
struct option {
	struct span name, value;
	uint32_t at, value_at; /* places in the rule's text */
	bool has_value;
};

/** A rule that stands on several lines. */
struct line_start {
	uint32_t at, line, column;
};

/** One rule while it is read. */
struct parsing {
	struct build *build;
	struct rule *rule;
	struct pool *pool;
	struct span text;
	struct line_start lines[PARSE_LINES];
	unsigned line_count;
	const struct option *option; /* at hand */
	const struct keyword *keyword;
	unsigned option_count;
	uint32_t header_len;
	int buffer; /* current one: index in rule.buffers; -1: payload, not asked for yet */
	int last_buffer, last_item; /* of the last content; -1: none */
	bool faulty, skip;          /* skip: `requires` says that it is not for this program */
	bool sticky;                /* a sticky buffer was named */
	bool has_sid;
	unsigned content_count;
	/* what follows is not cleared between rules */
	struct option options[PARSE_OPTIONS];
	struct rule_item contents[PARSE_OPTIONS]; /* in the order of reading, for the printer */
	const char *candidates[PARSE_KEYWORDS + BUFFERS_MAX]; /* for "did you mean" */
};

struct keyword {
	const char *name;
	bool (*read)(struct parsing *p, const struct option *o);
	int argument;
	const char *form; /* how it is written, with an example */
	const char *text;
};

/** Every keyword but the buffers; RET_COUNT of them. */
const struct keyword *keywords_all(unsigned *ret_count);

/** NAME's keyword, or NULL. */
const struct keyword *keyword_find(struct span name);

/** A fault at AT of the rule's text; always false. */
bool parse_fault(struct parsing *p, uint32_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** A fault of the option's value: says how the keyword is written. Always false. */
bool parse_wrong(struct parsing *p, const struct option *o);
void parse_warn(struct parsing *p, uint32_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Number of the option at hand: what it says can be told by it (rule_option). */
static inline uint16_t parse_option_number(const struct parsing *p)
{
	return (uint16_t)(p->option - p->options);
}

/** End of the option that begins at AT: the ';' that is neither quoted nor escaped. */
uint32_t parse_option_end(struct span text, uint32_t at);

/** The rule in its canonical form: one blank, no line ends, bytes in one way of writing. */
const char *parse_print(struct parsing *p);

/** Header of the rule: action, protocol, addresses, ports. */
bool parse_header(struct parsing *p);

/** The buffer that contents go into now. NULL with the fault told. */
struct rule_buffer *parse_buffer(struct parsing *p);
/** Makes buffer ID the current one. */
bool parse_buffer_open(struct parsing *p, unsigned id);
/** One more item of the current buffer, zeroed. NULL with the fault told. */
struct rule_item *parse_item(struct parsing *p, enum item_kind kind);
/** One more check, zeroed. NULL with the fault told. */
struct rule_check *parse_check(struct parsing *p, enum check_kind kind);
struct regex_options;
struct regex_fault;

/** PATTERN compiled and kept with the set; NULL with FAULT filled. */
struct regex *parse_regex(struct parsing *p, struct span pattern, const struct regex_options *how,
	struct regex_fault *fault);

/** The last content, for the words that follow it; NULL with the fault told. */
struct rule_item *parse_last(struct parsing *p);

/** Next word of *TEXT up to one of ENDS, trimmed; false when nothing is left. */
bool parse_word(struct span *text, const char *ends, struct span *ret);
/** A number in decimal or 0x hex, at most MAX. */
bool parse_u64(struct span word, uint64_t max, uint64_t *ret);
bool parse_i64(struct span word, int64_t min, int64_t max, int64_t *ret);
/**
 * ">5", "<=9", "!7", "7", "2kb", "&0xc0=0x80", "1<>5" and "1-5" without their ends, as Suricata
 * has it.
 */
bool parse_number(struct span text, uint64_t max, struct rule_number *ret);
/** The same for fields of our own: "1-5" with its ends. */
bool parse_own_number(struct span text, uint64_t max, struct rule_number *ret);
/** Without the quotes around it, and `!` before it told. */
struct span parse_quoted(struct span value, bool *ret_negated);
/** A number or the name of a variable of this rule. */
bool parse_operand(
	struct parsing *p, struct span word, int64_t min, int64_t max, struct operand *ret);
/** Number + 1 of variable NAME, which is made when MAKE; 0 where there is none. */
uint8_t parse_var(struct parsing *p, struct span name, bool make);

/** True when buffer ID can have more than one value in one event. */
bool parse_buffer_is_list(const struct parsing *p, unsigned id);

#endif
