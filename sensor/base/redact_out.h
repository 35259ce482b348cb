/*
 * redact_out: the bounded writer behind redact.c and redact_text.c; nothing else includes it.
 */
#ifndef SPANWATCH_BASE_REDACT_OUT_H
#define SPANWATCH_BASE_REDACT_OUT_H

#include "sensor/base/redact.h"

struct redact_out {
	const struct redactor *r;
	char *p;
	uint32_t cap, len;
};

/** Copies S; what does not fit is dropped. */
static inline void redact_put(struct redact_out *o, struct span s)
{
	uint32_t room = o->cap - o->len;
	uint32_t len = s.len < room ? s.len : room;

	if (len)
		memcpy(o->p + o->len, s.p, len);
	o->len += len;
}

/** Stars or a mark in place of a value: somebody hid it before us. */
static inline bool redact_is_hidden(struct span secret)
{
	for (uint32_t i = 0; i < secret.len; i++)
		if (secret.p[i] != '*')
			return secret.len == REDACT_MARK - 1 &&
			       span_starts(secret, SPAN_LIT("redacted:"));
	return true;
}

/** Writes the mark in place of SECRET; what is empty or hidden already stays as it is. */
static inline void redact_put_mark(struct redact_out *o, struct span secret)
{
	char mark[REDACT_MARK];

	if (redact_is_hidden(secret))
		redact_put(o, secret);
	else
		redact_put(o, span_of(mark, redact_mark(o->r, secret, mark)));
}

enum { REDACT_NAME_MAX = 96 };

/** The last component of a dotted name, lower case, without separators and trailing digits. */
struct span redact_name_fold(struct span name, uint8_t buf[static REDACT_NAME_MAX]);

/** S is one of the NULL-terminated LIST. */
bool redact_is_any(struct span s, const char *const *list);

/** What a word of a command or log line means to the redactor. */
enum redact_kind {
	REDACT_PLAIN,
	REDACT_CONTEXT,   /* only adds context */
	REDACT_SECRET,    /* a secret follows */
	REDACT_SECRET_IN, /* a secret follows where the context of `need` was seen */
	REDACT_ENCODED,   /* a secret follows where its encoding (ascii, hex, 7) comes first */
	REDACT_FIRST,     /* a secret follows where it is the first word */
	REDACT_AFTER,     /* where the context was seen: a secret some tokens further on */
	REDACT_REST,      /* the rest of the line is secret */
	REDACT_QUOTES,    /* what is quoted in the rest of the line is (SQL) */
	REDACT_COMMUNITY, /* an SNMP community follows, in SNMP context */
	REDACT_HOST,      /* a trap receiver, then maybe a community */
	REDACT_COMMAND    /* what follows is a command: its first word comes next */
};

/** Context that words before in the same line have set. */
enum {
	REDACT_CTX_AUTH = 1 << 0, /* authentication of a protocol: md5, cipher name a key */
	REDACT_CTX_KEY = 1 << 1,  /* a server or peer: `key` names its secret */
	REDACT_CTX_SNMP = 1 << 2,
	REDACT_CTX_CLI = 1 << 3,    /* certainly a command, not prose */
	REDACT_CTX_LAST = 1 << 4,   /* IOS style: even a lone `cipher` is the secret itself */
	REDACT_CTX_HASHED = 1 << 5, /* an authentication key was given: `priv` names another */
	REDACT_CTX_GROUP = 1 << 6,  /* HSRP, VRRP, GLBP: `authentication` names the secret */
	REDACT_CTX_CRYPTO = 1 << 7,
	REDACT_CTX_NTP = 1 << 8,     /* `key` is a number there */
	REDACT_CTX_SHOW = 1 << 9,    /* a read: names are only names */
	REDACT_CTX_AGENT = 1 << 10,  /* snmp-agent (VRP, Comware): read and write come first */
	REDACT_CTX_SLASH = 1 << 11,  /* /snmp (RouterOS) */
	REDACT_CTX_SERVER = 1 << 12, /* snmp-server (IOS and kin) */
	REDACT_CTX_EXPORT = 1 << 13, /* keys leave or enter (crypto): a passphrase guards them */
	REDACT_CTX_PEER = 1 << 14,   /* an address may stand before the secret (ldp md5-password) */
	REDACT_CTX_TARGET = 1 << 15, /* a trap receiver whose security-name is a community */
	REDACT_CTX_SEEN = 1 << 16,   /* a secret was announced: another may follow anywhere */
	REDACT_CTX_TEST = 1 << 17,   /* `test aaa`: a user's name and password follow */
	REDACT_CTX_SESSION = 1 << 18, /* IPsec by hand: keys behind ah SPI, cipher, authenticator */
	REDACT_CTX_SIM = 1 << 19,     /* a home register: keys of subscribers */
	REDACT_CTX_XFRM = 1 << 20,    /* `ip xfrm`: enc, auth and aead name a way, then its key */
	REDACT_CTX_CREATE = 1 << 21,  /* `create account admin X`: a password may follow */
	REDACT_CTX_ACS = 1 << 23,     /* `user U X`: whom an ACS knows, and its password */
	REDACT_CTX_PW = 1 << 22       /* `pw`: an ONU registers by it, NTP reads keys by it */
};

struct redact_word {
	const char *name;
	enum redact_kind kind;
	unsigned need, adds;
};

enum { REDACT_WORD_MAX = 40 };

/** Lower-case copy of WORD; false where it is too long for any table. */
bool redact_fold(struct span word, char ret[static REDACT_WORD_MAX]);

/** For bsearch: WORD, in lower case, against a row that begins with its name. */
int redact_row_order(const void *word, const void *row);

/** Meaning of WORD, by the table and by its beginning and end; never NULL. */
const struct redact_word *redact_word_find(struct span word);

/** $1$..., $9$..., and VRP's %^%#...%^%#: a hashed or enciphered secret, whatever announces it. */
bool redact_is_crypt(struct span text);

/** TOKEN is written as generators of secrets write: Qx7wZ9, long hexadecimal; no interface, no
 * version, no address. */
bool redact_is_random(struct span token);

/** WORD of a command is the compound name of a secret: auth-password, wpakey, readCommunity. */
bool redact_is_secret_name(struct span word);

/** What may stand between the keyword and its secret. */
enum redact_filler {
	REDACT_FILL_NO,
	REDACT_FILL,       /* cipher, encrypted, ascii ... */
	REDACT_FILL_KEY,   /* only behind `key` */
	REDACT_FILL_ARG,   /* takes a word of its own: level 15 */
	REDACT_FILL_PROSE, /* says that this is a sentence, not a command */
	REDACT_FILL_STOP   /* never a secret */
};

/** The keyword that WORD shortens where CONTEXT says what kind of line it is; FIRST: it begins it.
 * Or NULL. */
const struct redact_word *redact_short_find(struct span word, unsigned context, bool first);

enum redact_filler redact_filler_find(struct span word);

/** The tables are in the order that the search needs; asked by the tests. */
bool redact_words_sorted(void);
bool redact_fillers_sorted(void);

#endif
