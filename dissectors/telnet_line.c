/*
 * telnet_line: editing. What a client types becomes the line that it enters; what a server sends
 * becomes the line that its terminal shows. Worker thread.
 */
#include "config.h"

#include "dissectors/telnet_terminal.h"
#include <string.h>

enum {
	CTRL_C = 3,
	CTRL_D = 4,
	BS = 8,
	CTRL_U = 21,
	CTRL_V = 22,
	CTRL_W = 23,
	CTRL_X = 24,
	CTRL_Z = 26,
	ESC = 27,
	DEL = 127
};

enum escape { ESCAPE_NONE, ESCAPE_BEGUN, ESCAPE_CSI, ESCAPE_SS3, ESCAPE_STRING };

/** One byte of an escape sequence: its final byte when it ends here, 0 inside, or -1 outside. */
static int escape_put(struct telnet_escape *e, uint8_t byte)
{
	switch (e->state) {
	case ESCAPE_NONE:
		if (byte != ESC)
			return -1;
		e->state = ESCAPE_BEGUN;
		e->number = 0;
		return 0;
	case ESCAPE_BEGUN:
		e->state = byte == '['   ? ESCAPE_CSI
			   : byte == 'O' ? ESCAPE_SS3
			   : byte == ']' ? ESCAPE_STRING
					 : ESCAPE_NONE;
		return e->state == ESCAPE_NONE ? 1 : 0;
	case ESCAPE_STRING:
		if (byte == 7 || byte < ' ')
			e->state = ESCAPE_NONE;
		return 0;
	case ESCAPE_CSI:
		if (byte >= '0' && byte <= '9')
			e->number =
				(uint16_t)(e->number < 1000 ? e->number * 10 + byte - '0' : 1000);
		if (byte >= ' ' && byte < 0x40)
			return 0;
		break;
	default:
		break;
	}
	e->state = ESCAPE_NONE;
	return byte < 0x40 ? 0 : byte;
}

/* --- the client --------------------------------------------------------------------------------
 */

void telnet_editor_clear(struct telnet_editor *e)
{
	e->len = 0;
	e->dirty = e->literal = e->holed = false;
}

/* The line at hand cannot be known from this side alone. */
void telnet_editor_gap(struct telnet_editor *e)
{
	e->dirty = true;
	if (!e->holed || e->len < e->hole)
		e->hole = e->len;
	e->holed = true;
}

static enum telnet_edit type(struct telnet_editor *e, uint8_t byte)
{
	if (e->len < TELNET_LINE_MAX)
		e->text[e->len++] = byte;
	return TELNET_EDIT_TYPED;
}

static void erase_word(struct telnet_editor *e)
{
	while (e->len && e->text[e->len - 1] == ' ')
		e->len--;
	while (e->len && e->text[e->len - 1] != ' ')
		e->len--;
}

static enum telnet_edit control(struct telnet_editor *e, uint8_t byte)
{
	switch (byte) {
	case BS:
	case DEL:
		e->len -= e->len > 0;
		break;
	case CTRL_U:
	case CTRL_X:
		e->len = 0;
		break;
	case CTRL_W:
		erase_word(e);
		break;
	case CTRL_V:
		e->literal = true;
		break;
	case CTRL_C:
		telnet_editor_clear(e);
		return TELNET_EDIT_ABORT;
	case CTRL_Z:
		return TELNET_EDIT_LEAVE;
	case CTRL_D:
		if (e->len == 0)
			return TELNET_EDIT_ABORT;
		e->dirty = true;
		break;
	case 0:
		return TELNET_EDIT_NONE;
	default: /* completion, history, moving in the line */
		e->dirty = true;
		break;
	}
	return TELNET_EDIT_TYPED;
}

enum telnet_edit telnet_editor_put(struct telnet_editor *e, uint8_t byte)
{
	bool after_cr = e->after_cr;

	e->after_cr = false;
	if (e->literal) {
		e->literal = false;
		return type(e, byte);
	}
	int escape = escape_put(&e->escape, byte);
	if (escape >= 0) {
		e->dirty = true;
		return TELNET_EDIT_TYPED;
	}
	if (after_cr && (byte == '\n' || byte == 0))
		return TELNET_EDIT_NONE;
	if (byte == '\r' || byte == '\n') {
		e->after_cr = byte == '\r';
		return TELNET_EDIT_DONE;
	}
	if (byte < ' ' || byte == DEL)
		return control(e, byte);
	if (byte == '?')
		e->dirty = true;
	return type(e, byte);
}

/* --- the server --------------------------------------------------------------------------------
 */

void telnet_screen_clear(struct telnet_screen *s)
{
	s->len = s->col = 0;
	s->counted = s->partial = false;
}

static void show(struct telnet_screen *s, uint8_t byte)
{
	if (s->col >= TELNET_LINE_MAX)
		return;
	while (s->len < s->col)
		s->text[s->len++] = ' ';
	s->text[s->col++] = byte;
	if (s->len < s->col)
		s->len = s->col;
}

/** What moves the cursor or erases in the line; colours and the like leave no trace. */
static void screen_escape(struct telnet_screen *s, int final)
{
	uint16_t n = s->escape.number ? s->escape.number : 1;

	if (final == 'D')
		s->col = s->col > n ? s->col - n : 0;
	else if (final == 'C')
		s->col = s->col + n < TELNET_LINE_MAX ? s->col + n : TELNET_LINE_MAX - 1;
	else if (final == 'G')
		s->col = n - 1 < TELNET_LINE_MAX ? n - 1 : TELNET_LINE_MAX - 1;
	else if ((final == 'K' || final == 'J') && s->len > s->col)
		s->len = s->col;
}

bool telnet_screen_put(struct telnet_screen *s, uint8_t byte)
{
	int escape = escape_put(&s->escape, byte);

	if (escape >= 0) {
		screen_escape(s, escape);
		return false;
	}
	if (byte == '\n')
		return true;
	if (byte == '\r')
		s->col = 0;
	else if (byte == BS)
		s->col -= s->col > 0;
	else if (byte == '\t')
		show(s, ' ');
	else if (byte >= ' ' && byte != DEL)
		show(s, byte);
	return false;
}

struct span telnet_screen_text(const struct telnet_screen *s)
{
	uint32_t len = s->len;

	while (len && s->text[len - 1] == ' ')
		len--;
	return span_of(s->text, len);
}
