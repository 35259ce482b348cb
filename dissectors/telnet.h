/*
 * telnet: what the files of the dissector share. telnet_options.c takes commands out of the bytes,
 * telnet_line.c applies editing, telnet_session.c knows who types what, telnet.c is the door. A
 * session of rlogin.c is the same behind its greeting.
 */
#ifndef SPANWATCH_DISSECTORS_TELNET_H
#define SPANWATCH_DISSECTORS_TELNET_H

#include "dissectors/common/cli_path.h"
#include "dissectors/common/person.h"
#include "dissectors/telnet_terminal.h"
#include "sensor/dissector.h"

enum {
	TELNET_PROMPT_MAX = 80,
	TELNET_VIEW_MAX = 64,
	TELNET_SERVER_LINES = 64, /* lines of the server told in one session */
	TELNET_BANNER_LINES = 24,
	TELNET_READ_LINES = 4,   /* an error stands in one of the first of an answer, */
	TELNET_ERROR_LINES = 32, /* of what was no question for output in one of these */
	TELNET_HOPS = 4
};

/* --- the session -------------------------------------------------------------------------------
 */

/** What the line that is being typed answers to. */
enum telnet_kind { TELNET_UNKNOWN, TELNET_COMMAND, TELNET_USER, TELNET_SECRET, TELNET_ANSWER };

struct telnet_text {
	uint8_t len;
	uint8_t text[TELNET_PROMPT_MAX];
};

/** A host that was reached from another one; no address where the command named none. */
struct telnet_hop {
	bool known;
	struct addr addr;
};

struct telnet_state {
	const struct schema *schema;  /* of the events that tell its lines; NULL: telnet's */
	struct telnet_input input[2]; /* by side */
	struct telnet_editor editor;
	struct telnet_screen screen;

	/* the line that is being typed, or was typed and waits for its echo */
	enum telnet_kind kind, last_kind;
	uint16_t base; /* length of the screen when typing began */
	bool begun, base_valid;
	bool pending;  /* typed, waits for the echo */
	bool answered; /* the screen's line holds a prompt that was answered */
	bool pending_dirty;
	uint16_t pending_len;
	uint16_t pending_sure; /* bytes before its hole: behind it words do not say what hides */
	uint16_t sure;         /* the same of the line that is being taken */
	uint8_t pending_text[TELNET_LINE_MAX];
	int64_t begun_us, pending_us; /* the first byte of the line, its end */
	int64_t asked_us;             /* the time of the action that it is */

	/* who and where */
	bool lost;        /* bytes of the server are missing since the last prompt */
	bool joined;      /* seen from its middle, and no line was begun since */
	bool client_seen; /* else the server's echo alone tells what was typed */
	bool hopping;     /* a command was given that leads to another host */
	uint8_t hops;     /* hosts that were reached so from this one */
	struct telnet_hop hop[TELNET_HOPS], hop_asked; /* they, and where the command leads */
	struct person user_here;                       /* of this one, while hops last */
	bool server_seen, desync, echo, echo_seen, logged_in, attempt, elevating, left;
	bool caret; /* a lone ^ marks an error in the last command */
	bool said_no;
	bool owed;         /* an error settled the command: the next prompt is its own */
	bool reads;        /* the last command asked for output, in which errors may be quoted */
	uint8_t ends_text; /* lines of text for a banner, until one holds this byte; 0: none */
	bool named;        /* a user name was given since the last login */
	bool vouched; /* the client's greeting named the user, and no secret was asked for yet */
	enum cli_family family, vendor;
	enum cli_family around; /* the command line from which a Unix shell was entered */
	enum cli_mode mode;
	struct telnet_text prompt, host, asked; /* asked: the last password prompt */
	struct cli_path path;
	bool path_shown;                /* a line above the next prompt told it */
	struct telnet_text view_prompt; /* of a view that a command about `view_of` opened */
	enum subject view_of;
	enum subject about; /* of the last command, where it may open a view; else SUBJECT_CONFIG */
	struct person user;
	uint8_t view_len;
	uint8_t view[TELNET_VIEW_MAX];
	uint64_t sent, settled; /* commands, and those whose prompt came */
	uint64_t unheard;       /* up to this command, what was said first to it is missing */
	uint32_t told;          /* lines of the server in events */
	uint32_t output;        /* lines of output since the last command */
	uint32_t heard;         /* since the last prompt */
	bool told_identity, commanded, encrypted;
};

static inline struct span telnet_text_of(const struct telnet_text *t)
{
	return span_of(t->text, t->len);
}

static inline void telnet_text_set(struct telnet_text *t, struct span s)
{
	s = span_sub(s, 0, TELNET_PROMPT_MAX);
	if (s.len)
		memmove(t->text, s.p, s.len);
	t->len = (uint8_t)s.len;
}

/** One byte that the client typed, or the server showed. */
void telnet_client_byte(struct dissect *d, struct telnet_state *s, uint8_t byte);
/** The bytes at hand end: a server whose client is not seen waits for what its echo will tell. */
void telnet_server_waits(struct dissect *d, struct telnet_state *s);
void telnet_server_byte(struct dissect *d, struct telnet_state *s, uint8_t byte);

/** Bytes of the side at hand are missing. */
void telnet_session_gap(struct dissect *d, struct telnet_state *s);

/** The flow ends: what waits is said. */
void telnet_session_end(struct dissect *d, struct telnet_state *s);

/* --- what prompts tell (telnet_prompt.c) --------------------------------------------------- */

/** Does it wait for a command? */
bool telnet_is_command_mode(enum cli_mode mode);

/** The prompt TAIL, read as P, is where the next command goes: remember it. */
void telnet_learn_prompt(
	struct dissect *d, struct telnet_state *s, struct span tail, const struct cli_prompt *p);

/** A prompt of the host that we know; any where none is known yet. */
bool telnet_is_our_host(const struct telnet_state *s, const struct cli_prompt *p);

/* --- what lines amount to (telnet_acts.c) -------------------------------------------------- */

/** The server let the user in, or did not; REASON may be empty. */
void telnet_login_done(struct dissect *d, struct telnet_state *s);
void telnet_login_failed(struct dissect *d, struct telnet_state *s, struct span reason);

/** A line of output that says that a login was refused. */
bool telnet_is_refusal(struct span line);

/** Gives the oldest command that waits its outcome. */
void telnet_settle(
	struct dissect *d, struct telnet_state *s, enum outcome outcome, struct span reason);

/** A line that may be a command, of which s->sure bytes may be shown. UNSURE: no prompt and no echo
 * showed that it is no secret. */
void telnet_take_command(
	struct dissect *d, struct telnet_state *s, struct span line, int64_t ts_us, bool unsure);

/** A line that was shown as it was typed, although what was asked is never shown or has no blanks:
 * a prompt that only looks so hides no command. False where it is none. */
bool telnet_take_disguised(struct dissect *d, struct telnet_state *s, struct span line);

/** A line of the text of a banner: it orders nothing. */
void telnet_take_text(struct dissect *d, struct telnet_state *s, struct span line);

/** A user name, a secret, an answer to a question. */
void telnet_take_user(struct dissect *d, struct telnet_state *s, struct span line);
void telnet_take_secret(struct dissect *d, struct telnet_state *s, struct span line);
void telnet_take_answer(struct dissect *d, struct telnet_state *s, struct span line);

/* --- events (telnet_tell.c) ------------------------------------------------------------------ */

extern const struct schema telnet_schema;

struct telnet_said {
	struct span line;
	bool secret; /* the line is nothing but a secret */
	enum side from;
	int64_t ts_us;
	struct span prompt;
	enum cli_mode mode;
};

void telnet_tell(struct dissect *d, struct telnet_state *s, const struct telnet_said *said);

#endif
