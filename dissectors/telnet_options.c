/*
 * telnet_options: commands and subnegotiations inside the byte stream (RFC 854, 855). State is kept
 * from byte to byte, so that any cut of the stream gives the same. Worker thread.
 *
 *   IAC (WILL|WONT|DO|DONT) option      IAC SB option ... IAC SE      IAC IAC is the byte 255
 */
#include "config.h"

#include "dissectors/telnet_terminal.h"
#include <string.h>

enum {
	SE = 240,
	BREAK = 243,
	INTERRUPT = 244, /* IP */
	ERASE_CHARACTER = 247,
	ERASE_LINE = 248,
	SB = 250,
	WILL = 251,
	DONT = 254,
	IAC = 255
};

enum state {
	STATE_DATA,
	STATE_IAC,
	STATE_OPTION, /* behind WILL, WONT, DO, DONT */
	STATE_SB,     /* the option of a subnegotiation */
	STATE_SUB,
	STATE_SUB_IAC
};

static void keep(struct telnet_input *in, uint8_t byte)
{
	in->seen++;
	if (in->len < TELNET_SUB_MAX)
		in->sub[in->len++] = byte;
}

static enum telnet_token after_iac(struct telnet_input *in, uint8_t byte)
{
	in->command = byte;
	in->state = STATE_DATA;
	if (byte == IAC)
		return TELNET_DATA;
	if (byte >= WILL && byte <= DONT)
		in->state = STATE_OPTION;
	else if (byte == SB)
		in->state = STATE_SB;
	else if (byte < SE)
		return TELNET_BAD;
	return byte == BREAK || (byte >= INTERRUPT && byte <= ERASE_LINE) ? TELNET_FUNCTION
									  : TELNET_NOTHING;
}

uint8_t telnet_function_key(const struct telnet_input *in)
{
	switch (in->command) {
	case INTERRUPT:
	case BREAK:
		return 3; /* ^C */
	case ERASE_CHARACTER:
		return 127;
	case ERASE_LINE:
		return 21; /* ^U */
	default:
		return 0;
	}
}

enum telnet_token telnet_input_put(struct telnet_input *in, uint8_t byte)
{
	switch (in->state) {
	case STATE_IAC:
		return after_iac(in, byte);
	case STATE_OPTION:
		in->option = byte;
		in->state = STATE_DATA;
		return TELNET_NEGOTIATED;
	case STATE_SB:
		in->option = byte;
		in->len = 0;
		in->seen = 0;
		in->state = STATE_SUB;
		return TELNET_NOTHING;
	case STATE_SUB:
		if (byte == IAC) {
			in->state = STATE_SUB_IAC;
			return TELNET_NOTHING;
		}
		keep(in, byte);
		if (in->seen < TELNET_SUB_LOST)
			return TELNET_NOTHING;
		in->state = STATE_DATA;
		return TELNET_BAD;
	case STATE_SUB_IAC:
		in->state = STATE_SUB;
		if (byte == IAC) {
			keep(in, byte);
			return TELNET_NOTHING;
		}
		in->state = STATE_DATA;
		return byte == SE ? TELNET_SUBNEGOTIATED : TELNET_BAD;
	default:
		if (byte != IAC)
			return TELNET_DATA;
		in->state = STATE_IAC;
		return TELNET_NOTHING;
	}
}

struct span telnet_environ_user(const struct telnet_input *in)
{
	enum { IS = 0, INFO = 2, VAR = 0, VALUE = 1, ESC = 2, USERVAR = 3 };
	struct span name = span_of(NULL, 0);
	uint32_t at = 1;

	if (in->len == 0 || (in->sub[0] != IS && in->sub[0] != INFO))
		return name;
	while (at < in->len) {
		uint8_t type = in->sub[at++];
		uint32_t from = at;
		while (at < in->len && in->sub[at] > USERVAR)
			at++;
		struct span text = span_of(in->sub + from, at - from);
		if (type == VAR || type == USERVAR)
			name = text;
		else if (type == VALUE && span_eq_nocase(name, SPAN_LIT("USER")))
			return text;
	}
	return span_of(NULL, 0);
}
