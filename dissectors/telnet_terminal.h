/*
 * telnet_terminal: bytes of a terminal session to lines: commands of Telnet (telnet_options.c),
 * editing of what is typed and what the screen shows of it (telnet_line.c). Pure.
 */
#ifndef SPANWATCH_DISSECTORS_TELNET_TERMINAL_H
#define SPANWATCH_DISSECTORS_TELNET_TERMINAL_H

#include "sensor/base/span.h"

enum {
	TELNET_LINE_MAX = 512,
	TELNET_SUB_MAX = 128,  /* bytes of a subnegotiation that are kept */
	TELNET_SUB_LOST = 4096 /* one longer than this has no end */
};

/* --- options ------------------------------------------------------------------------------- */

enum telnet_option {
	TELNET_ECHO = 1,
	TELNET_OLD_ENVIRON = 36, /* RFC 1408 */
	TELNET_ENCRYPT = 38,     /* RFC 2946 */
	TELNET_NEW_ENVIRON = 39  /* RFC 1572 */
};

struct telnet_input {
	uint8_t state, command, option;
	uint16_t len;  /* of sub */
	uint32_t seen; /* bytes of this subnegotiation */
	uint8_t sub[TELNET_SUB_MAX];
};

enum telnet_token {
	TELNET_NOTHING,
	TELNET_DATA,
	TELNET_FUNCTION, /* telnet_function_key says which key it stands for */
	TELNET_NEGOTIATED,
	TELNET_SUBNEGOTIATED,
	TELNET_BAD
};

/** Takes one byte; TELNET_DATA when it belongs to the terminal. RFC 854, 855. */
enum telnet_token telnet_input_put(struct telnet_input *in, uint8_t byte);

/** The key that the function asked for has at other terminals; 0: none. RFC 854, p. 13. */
uint8_t telnet_function_key(const struct telnet_input *in);

/** Value of variable USER in a (NEW-)ENVIRON subnegotiation, or the empty span. RFC 1572. */
struct span telnet_environ_user(const struct telnet_input *in);

/* --- lines ----------------------------------------------------------------------------------- */

/** Escape sequences, for both directions. */
struct telnet_escape {
	uint8_t state;
	uint16_t number;
};

/** What a client types into one line. */
struct telnet_editor {
	struct telnet_escape escape;
	uint16_t len;
	bool dirty;   /* history, completion, cursor keys: only the server's echo shows the line */
	bool literal; /* ^V: the next byte as it is */
	bool after_cr;
	bool holed; /* bytes are missing from this place on */
	uint16_t hole;
	uint8_t text[TELNET_LINE_MAX];
};

enum telnet_edit {
	TELNET_EDIT_NONE,
	TELNET_EDIT_TYPED,
	TELNET_EDIT_DONE,
	TELNET_EDIT_ABORT,
	TELNET_EDIT_LEAVE /* ^Z: what the line comes to, its mode decides */
};

enum telnet_edit telnet_editor_put(struct telnet_editor *e, uint8_t byte);
void telnet_editor_clear(struct telnet_editor *e);
/** Bytes are missing here. */
void telnet_editor_gap(struct telnet_editor *e);

/** The line of the server's terminal that the cursor stands in. */
struct telnet_screen {
	struct telnet_escape escape;
	uint16_t len, col;
	bool counted; /* its prompt has settled a command */
	bool partial; /* its beginning is missing */
	uint8_t text[TELNET_LINE_MAX];
};

/** Takes one byte; true at a line end, when text is the whole line. */
bool telnet_screen_put(struct telnet_screen *s, uint8_t byte);
void telnet_screen_clear(struct telnet_screen *s);

/** Text without white space behind it. */
struct span telnet_screen_text(const struct telnet_screen *s);

#endif
