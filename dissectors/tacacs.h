/*
 * tacacs: what the files of the dissector share. tacacs_body.c takes the obfuscation off and reads
 * bodies, tacacs_acts.c says what they amount to, tacacs.c is the door.
 */
#ifndef SPANWATCH_DISSECTORS_TACACS_H
#define SPANWATCH_DISSECTORS_TACACS_H

#include "sensor/dissector.h"

enum tacacs_type { TACACS_AUTHEN = 1, TACACS_AUTHOR = 2, TACACS_ACCT = 3 };

enum { TACACS_UNENCRYPTED = 0x01, TACACS_SINGLE_CONNECT = 0x04 }; /* header flags */

enum tacacs_authen_action { TACACS_LOGIN = 1, TACACS_CHPASS = 2, TACACS_SENDAUTH = 4 };
enum tacacs_authen_type { TACACS_ASCII = 1, TACACS_PAP = 2 };
enum { TACACS_SERVICE_ENABLE = 2 };

enum tacacs_authen_status {
	TACACS_AUTHEN_PASS = 1,
	TACACS_AUTHEN_FAIL = 2,
	TACACS_AUTHEN_GETDATA = 3,
	TACACS_AUTHEN_GETUSER = 4,
	TACACS_AUTHEN_GETPASS = 5,
	TACACS_AUTHEN_RESTART = 6,
	TACACS_AUTHEN_ERROR = 7,
	TACACS_FOLLOW = 0x21 /* in all three */
};
enum tacacs_author_status {
	TACACS_AUTHOR_PASS_ADD = 0x01,
	TACACS_AUTHOR_PASS_REPL = 0x02,
	TACACS_AUTHOR_FAIL = 0x10,
	TACACS_AUTHOR_ERROR = 0x11
};
enum tacacs_acct_status { TACACS_ACCT_SUCCESS = 1, TACACS_ACCT_ERROR = 2 };
enum { TACACS_ACCT_START = 0x02, TACACS_ACCT_STOP = 0x04, TACACS_ACCT_WATCHDOG = 0x08 };

enum {
	TACACS_HEADER = 12,
	TACACS_BODY_MAX = 65535, /* RFC 8907, 4.1: more is no sane packet */
	TACACS_ARGS = 255,
	TACACS_TEXT = 64,    /* of a user or a remote address that is kept */
	TACACS_SESSIONS = 8, /* at once on one connection */
	TACACS_LINE = 1024   /* of a command put together */
};

struct tacacs_header {
	uint8_t version, type, seq, flags;
	uint32_t session_id, length;
};

/** Odd numbers are the client's (RFC 8907, 4.1). */
static inline bool tacacs_is_request(const struct tacacs_header *h)
{
	return h->seq & 1;
}

/** What a body says; texts lie in the packet or the arena. Zero is absent. */
struct tacacs_body {
	uint8_t action, priv_lvl, authen_type, service, status, flags;
	struct span user, port, rem_addr;
	struct span data;       /* START: a password for PAP */
	struct span user_msg;   /* CONTINUE: what was asked for */
	struct span server_msg; /* replies */
	uint8_t arg_count;
	struct span args[TACACS_ARGS];
};

struct tacacs_kept {
	uint8_t len;
	uint8_t text[TACACS_TEXT];
};

/** One exchange; several share a connection. */
struct tacacs_session {
	uint32_t id;
	bool used;
	uint8_t action, service;
	uint8_t last_status, last_seq; /* of the last reply that was seen */
	struct tacacs_kept user, rem_addr;
	int64_t asked_us;
};

struct tacacs_state {
	struct tacacs_session sessions[TACACS_SESSIONS];
	uint8_t next; /* slot that is given up next */
	bool told_unencrypted, told_wrong_key;
	uint8_t key_at; /* key that fitted (common/key.h) */
	bool framed;    /* a whole packet was read */
	bool lost[2];   /* by side: bytes are missing, and no header was found since */
};

static inline struct span tacacs_kept_of(const struct tacacs_kept *k)
{
	return span_of(k->text, k->len);
}

/* --- bodies (tacacs_body.c) ---------------------------------------------------------------- */

/** Takes the obfuscation off BODY with KEY (RFC 8907, 4.5), into RET, which holds as many bytes. */
void tacacs_clear(const struct tacacs_header *h, struct span key, struct span body, uint8_t *ret);

/**
 * Reads the body of H; false where its lengths do not add up or its words are none of RFC 8907's:
 * then it is still obfuscated, or was cleared with a wrong key.
 */
bool tacacs_body_read(const struct tacacs_header *h, struct span body, struct tacacs_body *ret);

/** "pass", "fail" ...; NULL for what the RFC does not name. */
const char *tacacs_status_name(enum tacacs_type type, uint8_t status);

/** The value of argument NAME ("cmd", "service"), whichever separator it has; RET may be empty. */
bool tacacs_arg(const struct tacacs_body *b, const char *name, struct span *ret);

/** NAME=value or NAME*value: true, and the value. */
bool tacacs_arg_is(struct span arg, const char *name, struct span *ret);

/** The command: cmd and its cmd-args in one line, without <cr>; in the arena, empty when none. */
struct span tacacs_command(struct arena *arena, const struct tacacs_body *b);

/* --- what they amount to (tacacs_acts.c) --------------------------------------------------- */

/** What a packet adds to what is known of its session; before it is told. */
void tacacs_note(
	struct tacacs_session *s, const struct tacacs_header *h, const struct tacacs_body *b);

/** A packet whose body was read. COMMAND as tacacs_command says. */
void tacacs_act(struct dissect *d, struct tacacs_session *s, const struct tacacs_header *h,
	const struct tacacs_body *b, struct span command);

#endif
