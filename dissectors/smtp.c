/*
 * smtp: the Simple Mail Transfer Protocol (RFC 5321) on any TCP port: who mails whom what about,
 * logins (RFC 4954), STARTTLS (RFC 3207: hands over to TLS), the heads of the mail and of its parts
 * (RFC 5322, 2045). One event a mail, once the server has taken or refused it. On a worker's
 * thread.
 */
#include "config.h"

#include "dissectors/common/wait.h"
#include "dissectors/smtp.h"

#include "dissectors/common/base64.h"
#include "dissectors/common/text.h"

enum { COMMAND_MAX = 2048, PROBE_LINE = 512 };

static bool starts(struct span s, const char *word)
{
	return span_starts_nocase(s, span_str(word));
}

/* --- is it SMTP? ---------------------------------------------------------------------------- */

static bool is_greeting(struct span line)
{
	static const char *const words[] = {
		"smtp", "mail", "postfix", "exim", "sendmail", "mta", NULL};

	for (const char *const *w = words; *w; w++)
		for (uint32_t i = 4; i + 3 < line.len; i++)
			if (starts(span_sub(line, i, UINT32_MAX), *w))
				return true;
	return false;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct span line, s = in->data;

	if (!in->stream || !s.len)
		return in->stream ? PROBE_MORE : PROBE_NO;
	bool client = in->from == SIDE_CLIENT;
	if (client ? !memchr("EeHhLl", s.p[0], 6) : s.p[0] != '2' && s.p[0] != '5' && s.p[0] != '4')
		return PROBE_NO;
	if (!cursor_line(&c, &line))
		return s.len < PROBE_LINE && span_is_printable(span_sub(s, 0, s.len - 1))
			       ? PROBE_MORE
			       : PROBE_NO;
	if (!span_is_printable(line))
		return PROBE_NO;
	if (client)
		return starts(line, "EHLO ") || starts(line, "LHLO ")       ? PROBE_SURE
		       : starts(line, "HELO ") && span_index(line, '.') > 0 ? PROBE_SURE
		       : starts(line, "HELO")                               ? PROBE_LIKELY
									    : PROBE_NO;
	bool greets = starts(line, "220 ") || starts(line, "220-") || starts(line, "554 ");
	return greets && is_greeting(line) ? PROBE_LIKELY : PROBE_NO;
}

/* --- commands ------------------------------------------------------------------------------- */

static void wait_for(struct smtp_state *s, enum smtp_command command)
{
	if (s->waiting < SMTP_WAITING_MAX)
		s->queue[s->waiting++] = (uint8_t)command;
	else
		s->lost++;
}

/* <joe@example.com> behind FROM: or TO: */
static struct span address_in(struct span line)
{
	struct span s = text_after(line, "<");

	if (!s.p || span_index(line, '<') < 0)
		s = text_after(line, ":");
	return text_until(span_trim(s), "> \t");
}

static enum smtp_login login_of(struct span method)
{
	static const struct {
		const char *name;
		enum smtp_login how;
	} methods[] = {{"PLAIN", SMTP_LOGIN_PLAIN}, {"LOGIN", SMTP_LOGIN_USER},
		{"CRAM-MD5", SMTP_LOGIN_DIGEST}, {"XOAUTH2", SMTP_LOGIN_TOKEN}};

	for (unsigned i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (span_eq_nocase(method, span_str(methods[i].name)))
			return methods[i].how;
	return SMTP_LOGIN_OTHER;
}

static void begin_login(struct dissect *d, struct smtp_state *s, struct span words)
{
	struct span method = text_until(words, " ");
	struct span given = span_trim(span_sub(words, method.len, UINT32_MAX));

	s->user_len = 0;
	s->login = login_of(method);
	wait_for(s, SMTP_AUTH);
	if (given.len && !span_eq(given, SPAN_LIT("=")))
		smtp_credential(d, s, given);
}

static void command(struct dissect *d, struct smtp_state *s, struct span line)
{
	if (s->login != SMTP_LOGIN_NONE) {
		if (!span_eq(line, SPAN_LIT("*")))
			smtp_credential(d, s, line);
		wait_for(s, SMTP_AUTH);
	} else if (starts(line, "EHLO ") || starts(line, "HELO ") || starts(line, "LHLO ")) {
		smtp_keep(s->helo, &s->helo_len, SMTP_HELO_MAX, span_trim(span_sub(line, 5, 256)));
		wait_for(s, SMTP_OTHER);
	} else if (starts(line, "MAIL FROM")) {
		smtp_mail_new(d, s);
		smtp_keep(s->mail.from, &s->mail.from_len, SMTP_ADDRESS_MAX, address_in(line));
		wait_for(s, SMTP_OTHER);
	} else if (starts(line, "RCPT TO")) {
		smtp_recipient(s, address_in(line));
		wait_for(s, SMTP_OTHER);
	} else if (starts(line, "DATA")) {
		smtp_content_begin(d, s);
		s->phase = SMTP_CONTENT;
		wait_for(s, SMTP_DATA);
	} else if (starts(line, "BDAT ")) {
		uint64_t size = 0;
		struct span count = text_until(span_sub(line, 5, UINT32_MAX), " ");
		if (!s->mail.open)
			smtp_content_begin(d, s);
		span_decimal(count, UINT32_MAX, &size);
		s->left = size;
		s->last = starts(text_after(span_sub(line, 5, UINT32_MAX), " "), "LAST");
		s->phase = SMTP_CHUNK;
		wait_for(s, s->last ? SMTP_END : SMTP_OTHER);
	} else if (starts(line, "AUTH ")) {
		begin_login(d, s, span_sub(line, 5, UINT32_MAX));
	} else if (starts(line, "STARTTLS")) {
		wait_for(s, SMTP_STARTTLS);
	} else {
		wait_for(s, starts(line, "QUIT") ? SMTP_QUIT : SMTP_OTHER);
	}
}

/* --- replies -------------------------------------------------------------------------------- */

static void reply(struct dissect *d, struct smtp_state *s, struct span line)
{
	uint64_t code;

	if (line.len < 3 || !span_decimal(span_sub(line, 0, 3), 599, &code))
		return;
	if (line.len > 3 && line.p[3] == '-') /* more lines follow */
		return;
	if (!s->greeted && (code == 220 || code == 554)) {
		s->greeted = true;
		return;
	}
	if (s->lost) {
		s->lost--;
		return;
	}
	if (!s->waiting)
		return;
	enum smtp_command what = s->queue[0];
	s->waiting--;
	memmove(s->queue, s->queue + 1, s->waiting);
	if (what == SMTP_DATA && code >= 400) {
		s->phase = SMTP_COMMANDS;
		smtp_mail_tell(d, s, (unsigned)code);
	} else if (what == SMTP_END) {
		smtp_mail_tell(d, s, (unsigned)code);
	} else if (what == SMTP_AUTH && code != 334) {
		smtp_login_answer(s, (unsigned)code);
	} else if (what == SMTP_STARTTLS && code == 220) {
		s->secured = true;
	}
}

/* --- the stream ------------------------------------------------------------------------------- */

/* A line of a chunk (RFC 3030), or a piece of one that is too long; false: more is needed. */
static bool chunk_step(struct smtp_state *s, struct cursor *c)
{
	struct span held =
		span_sub(cursor_peek(c), 0, s->left < UINT32_MAX ? (uint32_t)s->left : UINT32_MAX);
	int64_t end = span_index(held, '\n');
	uint32_t take = end >= 0 ? (uint32_t)end + 1 : held.len;

	if (end < 0 && held.len < s->left && held.len < COMMAND_MAX)
		return false;
	if (take > COMMAND_MAX)
		take = COMMAND_MAX;
	bool goes_on = s->cut[SIDE_CLIENT];
	bool whole = take == s->left || held.p[take - 1] == '\n';
	struct span line = cursor_span(c, take);
	s->cut[SIDE_CLIENT] = !whole;
	s->left -= take;
	s->mail.size += take;
	if (!goes_on)
		smtp_content_line(s, text_until(line, "\r\n"));
	if (!s->left) {
		s->phase = SMTP_COMMANDS;
		s->mail.over = s->last;
	}
	return true;
}

/* One line, or a piece of one that is too long; false where more is needed. */
static bool line_step(struct dissect *d, struct smtp_state *s, struct cursor *c)
{
	struct span line;
	bool content = d->from == SIDE_CLIENT && s->phase == SMTP_CONTENT;
	uint32_t before = cursor_left(c);
	bool whole = wait_line(d, c, &line);

	if (!whole) {
		if (before < COMMAND_MAX)
			return false;
		line = cursor_span(c, COMMAND_MAX);
	} else if (line.len > COMMAND_MAX) {
		*c = (struct cursor){line.p + COMMAND_MAX, c->end, false};
		line.len = COMMAND_MAX; /* the same as when it comes in pieces */
		whole = false;
	}
	bool goes_on = s->cut[d->from];
	s->cut[d->from] = !whole;
	if (content && whole && !goes_on && span_eq(line, SPAN_LIT("."))) {
		s->phase = SMTP_COMMANDS;
		s->mail.over = true;
		wait_for(s, SMTP_END);
	} else if (content) {
		s->mail.size += line.len + (whole ? 2 : 0);
		if (!goes_on)
			smtp_content_line(s, line);
	} else if (!goes_on && d->from == SIDE_CLIENT) {
		command(d, s, line);
	} else if (!goes_on) {
		reply(d, s, line);
	}
	return true;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct smtp_state *s = d->state;

	while (cursor_left(c) && !s->secured) {
		bool moved = d->from == SIDE_CLIENT && s->phase == SMTP_CHUNK && s->left
				     ? chunk_step(s, c)
				     : line_step(d, s, c);
		if (!moved)
			break;
	}
	return s->secured ? PARSE_NEXT : PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct smtp_state *s = d->state;

	if (d->from == SIDE_CLIENT)
		s->mail.size += missing;
	if (d->from == SIDE_CLIENT && s->phase == SMTP_CHUNK)
		s->left -= missing < s->left ? missing : s->left;
	s->cut[d->from] = true; /* what follows may be the end of a line */
	return PARSE_OK;
}

static void finish(struct dissect *d)
{
	struct smtp_state *s = d->state;

	if (s->mail.from_len || s->mail.open || ((s->helo_len || s->login_code) && !s->told))
		smtp_mail_tell(d, s, 0);
}

static const struct schema *const schemas[] = {&smtp_schema, NULL};
static const uint16_t hints[] = {25, 587, 2525, 0};

const struct dissector dissector_smtp = {
	.name = "smtp",
	.title = "Simple Mail Transfer Protocol",
	.spec = "RFC 5321",
	.set = "user",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'2', '5'}, {'E', 'L'}, {'e', 'l'}),
	.state_size = sizeof(struct smtp_state),
	.probe = probe,
	.stream = stream,
	.gap = gap,
	.finish = finish,
};
