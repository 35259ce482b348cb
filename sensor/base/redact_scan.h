/*
 * redact_scan: the state of one pass over a text, shared by redact_text.c (the pass),
 * redact_learn.c (what a word announces), redact_pair.c (what a name does), redact_take.c (what was
 * announced) and redact_scan.c (tokens). Nothing else includes it.
 */
#ifndef SPANWATCH_BASE_REDACT_SCAN_H
#define SPANWATCH_BASE_REDACT_SCAN_H

#include "sensor/base/redact_out.h"

enum expect {
	EXPECT_NONE,
	EXPECT_WORD,
	EXPECT_VALUE,
	EXPECT_MEMBER, /* of a JSON object */
	EXPECT_OBJECT, /* all of it */
	EXPECT_COMMUNITY,
	EXPECT_HOST,
	EXPECT_REST,
	EXPECT_QUOTES,
	EXPECT_SCHEME,
	EXPECT_AUDIT
};

struct scan {
	struct redact_out out;
	struct span text;
	uint32_t at;
	uint32_t words;   /* of this command so far */
	uint32_t skip;    /* tokens that are arguments of a filler */
	uint32_t named;   /* which word of the command is somebody's name, not a keyword */
	unsigned context; /* REDACT_CTX_* of this line */
	enum expect expect;
	uint8_t quote; /* the quote that is open */
	bool by_key;   /* the keyword was `key` */
	bool of_user;  /* a name may stand before the secret: `passwd bob X` */
	bool paren;    /* a parenthesis was opened in this line */
	bool pattern;  /* behind a pipe into a filter */
	bool tag, tag_first, tag_secret;
	bool named_secret;  /* a member said the name of a secret: "value" is next */
	bool keys;          /* a record of typed keys */
	bool nested;        /* this text stood in another */
	bool attributes;    /* cfgattr="name[value]" of FortiOS began */
	uint32_t tag_words; /* before the tag */
	uint32_t depth;     /* of EXPECT_OBJECT */
};

static inline bool scan_is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\0';
}

static inline bool scan_is_end(uint8_t c)
{
	return c == '\n' || c == '\r';
}

static inline bool scan_is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool scan_is_word(uint8_t c)
{
	return scan_is_alnum(c) || c >= 0x80 || (c && memchr("-_./+$%@#*!~^\\", c, 14));
}

static inline struct span scan_rest(const struct scan *s, uint32_t at)
{
	return span_sub(s->text, at, UINT32_MAX);
}

static inline void scan_copy(struct scan *s, uint32_t len)
{
	redact_put(&s->out, span_sub(s->text, s->at, len));
	s->at += len;
}

static inline void scan_hide(struct scan *s, uint32_t len)
{
	redact_put_mark(&s->out, span_sub(s->text, s->at, len));
	s->at += len;
}

/** The run up to white space from AT on, at most 512 bytes, or none at the end of the line. */
struct span scan_next(const struct scan *s, uint32_t at);

/** How many tokens follow AT in the line, at most MAX. */
uint32_t scan_left(const struct scan *s, uint32_t at, uint32_t max);

/** TOKEN is digits only. */
bool scan_is_number(struct span token);

/** TOKEN is an IPv4 or IPv6 address, or looks like one. */
bool scan_is_address(struct span token);

/** TOKEN has a letter or digit. */
bool scan_has_alnum(struct span token);

/** TOKEN is one of the NULL-terminated LIST, without regard to case. */
bool scan_one_of(struct span token, const char *const *list);

/** TOKEN begins FULL and has LEAST letters of it. */
bool scan_is_short(struct span token, const char *full, uint32_t least);

/** NAME= at the start of TOKEN, with a name of at most 64 letters. */
bool scan_starts_pair(struct span token);

/**
 * Bytes of the unquoted token at s->at that are its value: up to white space, the quote that is
 * open, a closing tag, or (PAIR) the separator before another name=value.
 */
uint32_t scan_token_len(const struct scan *s, bool pair);

/** Hides what stands between the quote at s->at and its partner. */
void scan_hide_quoted(struct scan *s);

/** A quote at s->at that opens a value; false where it closes what was opened before. */
bool scan_opens_quote(const struct scan *s);

/** Behind WORD, passwords for a command behind a pipe: `echo eve:pw | chpasswd`, `echo pw | passwd
 * --stdin eve`. Hides them and returns true, or false. */
bool scan_take_piped(struct scan *s, struct span word);

/** WORD, at s->at, is an option of a program before it that takes a secret: copies it, hides the
 * secret and returns true, or false. */
bool scan_take_option(struct scan *s, struct span word);

/** What WORD, which has just been copied, says about the words behind it. */
void scan_learn(struct scan *s, struct span word);

/** The same for WORD as the name of a value, name=value or name: value; false where it is none that
 * is secret. */
bool scan_learn_pair(struct scan *s, struct span word);

/** WORD is the name of a tag, or of an attribute of it: <user name="bob" password="x"/>, and where
 * the one before named a secret, its value: <DM name="Password" val="x"/>. */
void scan_take_in_tag(struct scan *s, struct span word);

/** Behind `>` of a tag with a secret name: its text up to the closing tag. */
void scan_take_element(struct scan *s);

/** `","` and `" a2="` between two arguments of a list at s->at: its length up to the quote of the
 * second, or 0. */
uint32_t scan_list_gap(const struct scan *s);

/** user/password@ of jdbc:oracle:thin: at s->at: hides the password and returns true, or false. */
bool scan_take_jdbc(struct scan *s);

/** Behind WORD, a secret that its place in a record tells: an argument of a list behind --password,
 * password[x] of FortiOS, the command lines and keys of auditd. Hides it and returns true, or
 * false. */
bool scan_take_record(struct scan *s, struct span word);

enum scan_named { NAMED_NOTHING, NAMED_VALUE, NAMED_TAKEN };

/** WORD, whose sign is at s->at + SIGN, names the value that another member has (NAMED_TAKEN: it is
 * no secret itself), or is the value that one before named: "name": "Password", "value": "x". What
 * a label behind names is hidden at once: cs2=x cs2Label=Password. */
enum scan_named scan_named(struct scan *s, struct span word, uint32_t sign);

/** LINE, which another text encloses, has a secret; OUT is room for it. */
bool scan_finds_secret(const struct redactor *r, struct span line, char *out, uint32_t cap);

/** PROGRAM stands as a word in the line before s->at. */
bool scan_follows(const struct scan *s, struct span program);

/** Nothing is announced any more. */
void scan_finish(struct scan *s);

/** Hides LEN bytes as the announced secret, unless somebody hid it before us. */
void scan_hide_token(struct scan *s, uint32_t len);

/** The token at s->at is what the keyword before it announced. False: read it as any other. */
bool scan_take(struct scan *s);

#endif
