/*
 * lexicon_read: what the files of the lexicon's loader share: lexicon.c finds and opens files,
 * lexicon_words.c and lexicon_wire.c read their sections, lexicon_check.c knows what patterns look
 * like.
 */
#ifndef SPANWATCH_RULES_LEXICON_LEXICON_READ_H
#define SPANWATCH_RULES_LEXICON_LEXICON_READ_H

#include "rules/lexicon/lexicon.h"
#include "rules/yaml/yaml.h"

enum {
	LEXICON_FILES = 256,    /* of a directory */
	LEXICON_ENTRIES = 8192, /* of a section: every command meets each of them once */
	LEXICON_TEXT = 200      /* bytes of a pattern */
};

/** Entries of one kind in the making. */
struct lexicon_list {
	void *items;
	size_t size; /* of one */
	uint32_t count, cap;
};

enum lexicon_section {
	LEXICON_FAMILIES,
	LEXICON_GROUPS,
	LEXICON_COMMANDS,
	LEXICON_BANNERS,
	LEXICON_ERRORS,
	LEXICON_ASKS,
	LEXICON_PROMPTS,
	LEXICON_SYSLOG,
	LEXICON_OBJECTS,
	LEXICON_NOTIFICATIONS,
	LEXICON_SECTIONS
};

struct lexicon_builder {
	struct yaml_reader r;
	const struct lexicon *base;
	struct lexicon_list list[LEXICON_SECTIONS];
};

/** A new zeroed entry of SECTION; NULL and a fault when there are too many, or no memory. */
void *lexicon_add(
	struct lexicon_builder *b, enum lexicon_section section, const struct yaml_node *at);

/** Reads one entry of the section that it is named after. */
void lexicon_read_family(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_group(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_command(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_banner(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_error(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_ask(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_prompt(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_syslog(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_object(struct lexicon_builder *b, const struct yaml_node *entry);
void lexicon_read_notification(struct lexicon_builder *b, const struct yaml_node *entry);

/** The number of the family NODE; CLI_UNKNOWN and a fault where there is none. */
enum cli_family lexicon_family(struct lexicon_builder *b, const struct yaml_node *node);

/** NODE's text, which may be empty, as far as it may be long; "" where NODE is NULL. */
const char *lexicon_text(struct lexicon_builder *b, const struct yaml_node *node);

/** Index of NODE among the COUNT names that NAME gives; -1 and a fault. */
int lexicon_pick(struct lexicon_builder *b, const struct yaml_node *node, const char *const *names,
	unsigned count, const char *what);
int lexicon_verb(struct lexicon_builder *b, const struct yaml_node *node);
int lexicon_subject(struct lexicon_builder *b, const struct yaml_node *node);
enum outcome lexicon_outcome(struct lexicon_builder *b, const struct yaml_node *node);

/** What is wrong with a pattern of a command, a prompt's shape or an OID; NULL: nothing. */
const char *lexicon_command_fault(const char *pattern);
const char *lexicon_shape_fault(const char *shape);
const char *lexicon_oid_fault(struct span oid);

/** Bits of the letters that a command of PATTERN may begin with (struct cli_entry). */
uint32_t lexicon_first(const char *pattern);

#endif
