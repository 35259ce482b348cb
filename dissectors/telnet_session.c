/*
 * telnet_session: who types what. A line answers the prompt that stands when its first byte comes:
 * a user name, a secret, an answer to a question, a command. A command waits for its echo, which is
 * the line as the server saw it, and then for the next prompt, which tells its outcome. Everything
 * works byte by byte, so that no cut of the stream changes what is said. Worker thread.
 */
#include "config.h"

#include "dissectors/telnet.h"

/* Half of what an action may wait for its outcome. */
enum { TYPING_US = 5000000 };

/** What may be a prompt: the screen's line, or what came behind an answer without a line end. */
static struct span tail_of(const struct telnet_state *s)
{
	struct span tail = telnet_screen_text(&s->screen);

	if (!s->answered)
		return tail;
	return s->base_valid ? span_trim(span_sub(tail, s->base, UINT32_MAX)) : span_of(NULL, 0);
}

/** A question that one key answers: what it leads to is asked on a line of its own. */
static void answer_by_key(struct dissect *d, struct telnet_state *s, const struct cli_prompt *p)
{
	struct telnet_editor *e = &s->editor;
	bool next = telnet_is_command_mode(p->mode) ? telnet_is_our_host(s, p)
						    : p->mode == CLI_MODE_QUESTION;

	if (!s->begun || s->kind != TELNET_ANSWER || s->base_valid || e->len != 1 || !next)
		return;
	s->begun = false;
	s->last_kind = TELNET_ANSWER;
	s->sure = e->holed ? e->hole : TELNET_LINE_MAX;
	telnet_take_answer(d, s, span_of(e->text, e->len));
	telnet_editor_clear(e);
}

/** What stands on the screen may be a prompt: as soon as it is complete it settles what was asked.
 */
static void look_for_prompt(struct dissect *d, struct telnet_state *s)
{
	struct span tail = tail_of(s);
	struct cli_prompt p;

	if (s->pending || s->screen.counted || !cli_prompt(lexicon_of(d), tail, &p))
		return;
	answer_by_key(d, s, &p);
	if (s->begun)
		return;
	if (p.mode == CLI_MODE_LOGIN ||
		(p.mode == CLI_MODE_PASSWORD && span_eq(tail, telnet_text_of(&s->asked)))) {
		if (s->attempt || (s->elevating && p.mode == CLI_MODE_PASSWORD))
			telnet_login_failed(d, s, span_of(NULL, 0));
		return;
	}
	if (!telnet_is_command_mode(p.mode) || !telnet_is_our_host(s, &p))
		return;
	s->screen.counted = true;
	s->elevating = false;
	if (s->attempt || s->vouched)
		telnet_login_done(d, s);
	s->heard = 0;
	if (!s->owed)
		telnet_settle(d, s, OUTCOME_OK, span_of(NULL, 0));
	s->owed = false;
}

/** Without the echo: the command as it was typed. */
static void flush_pending(struct dissect *d, struct telnet_state *s)
{
	if (!s->pending)
		return;
	s->pending = false;
	s->sure = s->pending_sure;
	telnet_take_command(d, s, span_of(s->pending_text, s->pending_len), s->pending_us,
		s->last_kind == TELNET_UNKNOWN);
}

/* --- the client types
 * -------------------------------------------------------------------------------- */

/** The first byte of a line: what does it answer? */
static void begin_line(struct dissect *d, struct telnet_state *s)
{
	struct cli_prompt p;

	if (s->pending) {
		flush_pending(d, s);
		s->desync = true;
	}
	struct span tail = tail_of(s);
	s->begun = true;
	s->base_valid = !s->editor.holed; /* else the echo of what is missing may stand there */
	s->begun_us = d->ts_us;
	s->base = s->screen.len;
	s->kind = TELNET_UNKNOWN;
	bool joined = s->joined;
	s->joined = false;
	if (cli_prompt(lexicon_of(d), tail, &p)) {
		s->answered = false;
		if (!telnet_is_command_mode(p.mode))
			telnet_text_set(&s->asked, tail);
		if (p.mode == CLI_MODE_LOGIN) {
			s->kind = TELNET_USER;
		} else if (p.mode == CLI_MODE_PASSWORD) {
			s->kind = TELNET_SECRET;
		} else if (p.mode == CLI_MODE_QUESTION) {
			s->kind = TELNET_ANSWER;
		} else if (telnet_is_command_mode(p.mode)) {
			s->kind = TELNET_COMMAND;
			while (s->settled < s->sent)
				telnet_settle(d, s, OUTCOME_OK, span_of(NULL, 0));
			s->owed = false;
			s->ends_text = 0;
			telnet_learn_prompt(d, s, tail, &p);
		}
		return;
	}
	if (joined) { /* it may have begun before anything was seen */
		telnet_editor_gap(&s->editor);
		s->base_valid = false;
	}
	/* typed ahead of the prompt */
	bool ahead = !s->lost && (s->answered || s->desync || tail.len == 0);
	if (ahead && s->last_kind == TELNET_USER && !s->logged_in) {
		s->kind = TELNET_SECRET;
		s->asked.len = 0;
	}
	if (ahead && s->last_kind == TELNET_COMMAND && s->prompt.len)
		s->kind = TELNET_COMMAND;
	s->desync = s->desync || (ahead && s->server_seen && s->last_kind != TELNET_UNKNOWN);
}

static void end_line(struct dissect *d, struct telnet_state *s)
{
	struct telnet_editor *e = &s->editor;

	s->begun = false;
	s->last_kind = s->kind;
	s->pending_len = e->len;
	memcpy(s->pending_text, e->text, e->len);
	s->pending_us = d->ts_us;
	s->asked_us = s->begun_us > d->ts_us - TYPING_US ? s->begun_us : d->ts_us - TYPING_US;
	s->pending_dirty = e->dirty;
	s->sure = s->pending_sure = e->holed ? e->hole : TELNET_LINE_MAX;
	telnet_editor_clear(e);
	struct span line = span_of(s->pending_text, s->pending_len);
	s->answered = true;
	if (s->ends_text && (s->kind == TELNET_COMMAND || s->kind == TELNET_UNKNOWN))
		telnet_take_text(d, s, line);
	else if (s->kind == TELNET_USER)
		telnet_take_user(d, s, line);
	else if (s->kind == TELNET_SECRET)
		telnet_take_secret(d, s, line);
	else if (s->kind == TELNET_ANSWER)
		telnet_take_answer(d, s, line);
	else if (!s->server_seen || s->desync)
		telnet_take_command(d, s, line, d->ts_us, s->kind == TELNET_UNKNOWN);
	else
		s->pending = true;
}

/** IOS takes a line of its configuration that ^Z ends, and leaves; others drop it. */
static bool leave_enters(const struct telnet_state *s)
{
	bool ios = s->family == CLI_IOS || s->family == CLI_UNKNOWN;

	return s->begun && s->kind == TELNET_COMMAND && s->mode == CLI_MODE_CONFIG && ios;
}

/** ^C, or what amounts to it: nothing is entered, and what was asked is not done. */
static void break_off(struct dissect *d, struct telnet_state *s)
{
	struct cli_prompt p;
	bool asked =
		s->begun ? s->kind == TELNET_ANSWER
			 : cli_prompt(lexicon_of(d), tail_of(s), &p) && p.mode == CLI_MODE_QUESTION;

	s->said_no = s->said_no || asked;
	s->begun = false;
	s->answered = s->server_seen;
}

void telnet_client_byte(struct dissect *d, struct telnet_state *s, uint8_t byte)
{
	struct cli_prompt p;
	bool end = byte == '\r' || byte == '\n';
	bool noise = byte == 0 || (byte == '\n' && s->editor.after_cr);

	if (!s->begun && !noise && !s->pending &&
		cli_prompt(lexicon_of(d), telnet_screen_text(&s->screen), &p) &&
		p.mode == CLI_MODE_PAGER) {
		s->editor.after_cr = byte == '\r';
		return;
	}
	if (!s->begun && !noise && (byte >= ' ' || end || byte == '\t' || byte == 27 || byte == 16))
		begin_line(d, s);
	if (byte == ' ' && s->begun && s->kind == TELNET_COMMAND && !s->editor.len)
		return; /* however many there are, they push nothing out of the line */
	switch (telnet_editor_put(&s->editor, byte)) {
	case TELNET_EDIT_DONE:
		end_line(d, s);
		break;
	case TELNET_EDIT_LEAVE:
		if (s->editor.len && leave_enters(s)) {
			end_line(d, s);
			break;
		}
		telnet_editor_clear(&s->editor);
		break_off(d, s);
		break;
	case TELNET_EDIT_ABORT:
		break_off(d, s);
		break;
	default:
		break;
	}
}

/* --- the server answers
 * -------------------------------------------------------------------------------- */

static void tell_server(struct dissect *d, struct telnet_state *s, struct span line)
{
	struct telnet_said said = {.line = line, .from = SIDE_SERVER, .ts_us = d->ts_us};

	if (s->told >= TELNET_SERVER_LINES || s->screen.partial) { /* it may be of an echo */
		s->output++;
		return;
	}
	s->told++;
	telnet_tell(d, s, &said);
}

/** How many lines of an answer may hold its error: what was asked for may quote others'. */
static uint32_t error_lines(const struct telnet_state *s)
{
	return s->reads ? TELNET_READ_LINES : TELNET_ERROR_LINES;
}

/** A whole line of output. */
static void take_output(struct dissect *d, struct telnet_state *s, struct span line)
{
	struct span bare = span_trim(line);
	enum cli_family family = cli_banner_family(lexicon_of(d), bare);
	enum outcome error = cli_error(lexicon_of(d), bare);

	if (!bare.len)
		return;
	uint32_t before = s->heard++;
	if (cli_path_banner(&s->path, bare))
		s->path_shown = true;
	/* what looks like IOS greets like it, too, before it tells its name */
	bool like_ios = s->vendor == CLI_IOS && family <= CLI_ADTRAN;
	bool open = s->vendor == CLI_UNKNOWN || like_ios;
	if (family != CLI_UNKNOWN && open && !s->commanded)
		s->vendor = family;
	if ((s->attempt || s->elevating || s->vouched) && telnet_is_refusal(bare)) {
		tell_server(d, s, bare);
		telnet_login_failed(d, s, bare);
		return;
	}
	bool waits = s->settled < s->sent && !s->owed;
	if (waits && span_eq(bare, SPAN_LIT("^"))) {
		s->caret = true;
		s->output++;
		return;
	}
	if (waits && error != OUTCOME_UNKNOWN && before < error_lines(s)) {
		tell_server(d, s, bare);
		s->owed = true;
		telnet_settle(d, s, error, s->screen.partial ? span_of(NULL, 0) : bare);
		return;
	}
	if (!s->commanded && s->told < TELNET_BANNER_LINES)
		tell_server(d, s, bare);
	else
		s->output++;
}

/** The line as the server echoed it, or as it was typed: whichever tells what the server saw. */
static struct span choose(struct telnet_state *s, struct span typed, struct span echo)
{
	struct span bare = span_trim(echo), mine = span_trim(typed);

	if (!bare.len)
		return typed;
	if (span_ends_nocase(bare, SPAN_LIT("^Z"))) /* which ended the line */
		bare = span_trim(span_sub(bare, 0, bare.len - 2));
	if (span_eq(bare, mine)) {
		s->echo_seen = true;
		return typed;
	}
	if (s->pending_dirty)
		return bare;
	bool part =
		bare.len < mine.len && span_eq(span_sub(mine, mine.len - bare.len, bare.len), bare);
	bool scrolled = mine.len > 50 && span_index(bare, '$') >= 0;
	if (part || scrolled)
		return typed;
	return s->echo || s->echo_seen || bare.len == mine.len || echo.len == typed.len ? bare
											: typed;
}

/** What stands behind the prompt in the screen's line; false when that cannot be said. */
static bool echo_of(const struct telnet_state *s, struct span *ret)
{
	struct span all = span_of(s->screen.text, s->screen.len);
	struct span prompt = telnet_text_of(&s->prompt);

	if (s->base_valid && s->base <= all.len) {
		*ret = span_sub(all, s->base, UINT32_MAX);
		return true;
	}
	if (!prompt.len || !span_starts(all, prompt))
		return false;
	*ret = span_sub(all, prompt.len, UINT32_MAX);
	return true;
}

/** The echo of the pending line is complete. */
static void resolve(struct dissect *d, struct telnet_state *s)
{
	struct span typed = span_of(s->pending_text, s->pending_len), echo = span_of(NULL, 0);
	bool have = echo_of(s, &echo);
	struct span line = have ? choose(s, typed, echo) : typed;
	bool shown = span_trim(echo).len > 0;
	bool proven = line.p != typed.p || (have && span_eq(span_trim(echo), span_trim(typed)));
	bool hidden = s->last_kind == TELNET_UNKNOWN && !proven;

	s->pending = s->answered = false;
	s->sure = proven ? TELNET_LINE_MAX : s->pending_sure;
	telnet_take_command(d, s, line, s->pending_us, hidden);
	if (shown && !proven && !s->echo && !s->echo_seen)
		take_output(d, s, echo);
}

/** A line whose prompt was answered: what is not the echo is output. */
static void after_answer(struct dissect *d, struct telnet_state *s)
{
	struct span typed = span_of(s->pending_text, s->pending_len), echo = span_of(NULL, 0);
	bool have = echo_of(s, &echo);

	s->answered = false;
	bool same = have && span_eq(span_trim(echo), span_trim(typed));
	if (same && s->last_kind == TELNET_SECRET && s->elevating)
		telnet_take_disguised(d, s, typed);
	else if (have && span_trim(echo).len && !same)
		take_output(d, s, echo);
	memset(s->pending_text, 0, s->pending_len);
	s->pending_len = 0;
}

/** The client is not seen: what the server echoes behind its prompt is what was entered. */
static void echoed_line(struct dissect *d, struct telnet_state *s)
{
	struct span echo;

	s->begun = false;
	if (!echo_of(s, &echo))
		return;
	s->last_kind = s->kind;
	s->asked_us = d->ts_us;
	s->sure = TELNET_LINE_MAX;
	if (s->kind == TELNET_SECRET)
		telnet_take_secret(d, s, span_of(NULL, 0)); /* it is not echoed */
	else if (!span_trim(echo).len)
		take_output(d, s, telnet_screen_text(&s->screen));
	else if (s->kind == TELNET_USER)
		telnet_take_user(d, s, echo);
	else if (s->kind == TELNET_ANSWER)
		telnet_take_answer(d, s, echo);
	else if (s->kind == TELNET_COMMAND)
		telnet_take_command(d, s, echo, d->ts_us, false);
}

void telnet_server_waits(struct dissect *d, struct telnet_state *s)
{
	struct cli_prompt p;

	if (!s->begun && cli_prompt(lexicon_of(d), tail_of(s), &p) && p.mode != CLI_MODE_PAGER)
		begin_line(d, s);
}

static void server_line(struct dissect *d, struct telnet_state *s)
{
	if (!s->client_seen && s->begun) {
		echoed_line(d, s);
	} else if (s->pending) {
		resolve(d, s);
	} else if (s->answered) {
		after_answer(d, s);
	} else {
		if (s->begun)
			s->base_valid = false;
		if (!s->screen.counted)
			take_output(d, s, telnet_screen_text(&s->screen));
	}
	telnet_screen_clear(&s->screen);
}

void telnet_server_byte(struct dissect *d, struct telnet_state *s, uint8_t byte)
{
	s->server_seen = true;
	if (telnet_screen_put(&s->screen, byte))
		server_line(d, s);
	else if (memchr("#>]$:%", byte, 6))
		look_for_prompt(d, s);
}

void telnet_session_gap(struct dissect *d, struct telnet_state *s)
{
	if (d->from == SIDE_CLIENT) {
		telnet_editor_gap(&s->editor);
		return;
	}
	telnet_screen_clear(&s->screen);
	s->screen.partial = true;
	s->base_valid = false;
	s->lost = true;
	if (s->heard < error_lines(s))
		s->unheard = s->sent + s->pending;
}

void telnet_session_end(struct dissect *d, struct telnet_state *s)
{
	struct span tail = telnet_screen_text(&s->screen);

	if (s->pending)
		resolve(d, s);
	else if (!(s->begun && s->client_seen) && !s->commanded && !s->answered && tail.len)
		tell_server(d, s, tail);
}
