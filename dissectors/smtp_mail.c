/* smtp_mail: see smtp.h. The fields of the smtp event are here. */
#include "config.h"

#include "dissectors/common/base64.h"
#include "dissectors/common/text.h"
#include "dissectors/smtp.h"

enum {
	SMTP_F_HELO,
	SMTP_F_FROM,
	SMTP_F_TO,
	SMTP_F_SUBJECT,
	SMTP_F_SENDER,
	SMTP_F_MESSAGE_ID,
	SMTP_F_ATTACHMENTS,
	SMTP_F_SIZE,
	SMTP_F_RECIPIENTS,
	SMTP_F_CODE,
	SMTP_F_USER,
	SMTP_F_AUTH_CODE,
	SMTP_F_COUNT
};

static const struct field fields[SMTP_F_COUNT] = {
	[SMTP_F_HELO] = {"helo", FIELD_TEXT, 0, "Name by which the client greets"},
	[SMTP_F_FROM] = {"mail_from", FIELD_TEXT, 0, "Sender on the envelope"},
	[SMTP_F_TO] = {"rcpt_to[]", FIELD_TEXT, 0, "Recipient on the envelope"},
	[SMTP_F_SUBJECT] = {"subject", FIELD_TEXT, FIELD_OURS | FIELD_CLI, "Subject of the mail"},
	[SMTP_F_SENDER] = {"from", FIELD_TEXT, FIELD_OURS, "Sender in the head of the mail"},
	[SMTP_F_MESSAGE_ID] = {"message_id", FIELD_TEXT, FIELD_OURS, "Identifier of the mail"},
	[SMTP_F_ATTACHMENTS] = {"attachments[]", FIELD_TEXT, FIELD_OURS, "Name of a file in it"},
	[SMTP_F_SIZE] = {"size", FIELD_UINT, FIELD_OURS, "Bytes of the mail"},
	[SMTP_F_RECIPIENTS] = {"recipients", FIELD_UINT, FIELD_OURS, "How many recipients it has"},
	[SMTP_F_CODE] = {"code", FIELD_UINT, FIELD_OURS, "What the server answered to it"},
	[SMTP_F_USER] = {"auth_user", FIELD_TEXT, FIELD_OURS, "User that logs in"},
	[SMTP_F_AUTH_CODE] = {"auth_code", FIELD_UINT, FIELD_OURS,
		"What the server answered to the login"},
};
const struct schema smtp_schema = {"smtp", fields, SMTP_F_COUNT, true};

void smtp_keep(char *to, uint8_t *ret_len, uint32_t max, struct span text)
{
	struct span kept = span_sub(text, 0, max);

	if (kept.len)
		memcpy(to, kept.p, kept.len);
	*ret_len = (uint8_t)kept.len;
}

void smtp_mail_new(struct dissect *d, struct smtp_state *s)
{
	if (s->mail.over) { /* the next one does not wait for the answer to this: it is told without
			     */
		for (unsigned i = 0; i < s->waiting; i++)
			if (s->queue[i] == SMTP_END)
				s->queue[i] = SMTP_OTHER;
		smtp_mail_tell(d, s, 0);
	}
	memset(&s->mail, 0, sizeof(s->mail));
}

void smtp_recipient(struct smtp_state *s, struct span address)
{
	struct smtp_mail *m = &s->mail;

	m->recipients++;
	if (m->recipient_count == SMTP_RECIPIENTS_MAX)
		return;
	smtp_keep(m->recipient[m->recipient_count], &m->recipient_len[m->recipient_count],
		SMTP_ADDRESS_MAX, address);
	m->recipient_count++;
}

void smtp_content_begin(struct dissect *d, struct smtp_state *s)
{
	s->mail.open = s->mail.in_head = true;
	s->mail.ts_us = d->ts_us;
}

/* filename="x" or name="x" in a line of a part's head, folded lines included. */
static void attachment_in(struct smtp_mail *m, struct span line)
{
	int64_t at = span_find(line, SPAN_LIT("name="));

	if (at < 0 || m->attachment_count == SMTP_ATTACHMENTS_MAX)
		return;
	struct span name = span_sub(line, (uint32_t)at + 5, UINT32_MAX);
	name = name.len && name.p[0] == '"' ? text_until(span_sub(name, 1, UINT32_MAX), "\"")
					    : text_until(name, "; \t");
	name = span_sub(name, 0, SMTP_FILE_MAX);
	for (unsigned i = 0; i < m->attachment_count; i++)
		if (span_eq(name, span_of(m->attachment[i], m->attachment_len[i])))
			return;
	if (name.len)
		smtp_keep(m->attachment[m->attachment_count],
			&m->attachment_len[m->attachment_count], SMTP_FILE_MAX, name);
	m->attachment_count = (uint8_t)(m->attachment_count + (name.len > 0));
}

static void head_line(struct smtp_mail *m, struct span line)
{
	static const struct span subject = SPAN_LIT("subject:"), from = SPAN_LIT("from:"),
				 id = SPAN_LIT("message-id:");

	if (span_starts_nocase(line, subject) && !m->subject_len)
		smtp_keep(m->subject, &m->subject_len, SMTP_TEXT_MAX,
			span_trim(span_sub(line, subject.len, UINT32_MAX)));
	else if (span_starts_nocase(line, from) && !m->sender_len)
		smtp_keep(m->sender, &m->sender_len, SMTP_TEXT_MAX,
			span_trim(span_sub(line, from.len, UINT32_MAX)));
	else if (span_starts_nocase(line, id) && !m->id_len)
		smtp_keep(m->id, &m->id_len, SMTP_TEXT_MAX,
			span_trim(span_sub(line, id.len, UINT32_MAX)));
}

void smtp_content_line(struct smtp_state *s, struct span line)
{
	struct smtp_mail *m = &s->mail;

	if (!line.len) {
		m->in_head = m->part_head = false;
	} else if (m->in_head) {
		head_line(m, line);
		attachment_in(m, line);
	} else if (span_starts(line, SPAN_LIT("--"))) {
		m->part_head = true;
	} else if (m->part_head) {
		attachment_in(m, line);
	}
}

static void text_if(struct draft *e, uint16_t field, const char *text, uint8_t len)
{
	if (len)
		event_text(e, field, span_of(text, len));
}

void smtp_mail_tell(struct dissect *d, struct smtp_state *s, unsigned code)
{
	struct smtp_mail *m = &s->mail;
	struct draft *e = event_new(d, &smtp_schema);

	text_if(e, SMTP_F_HELO, s->helo, s->helo_len);
	text_if(e, SMTP_F_FROM, m->from, m->from_len);
	for (unsigned i = 0; i < m->recipient_count; i++)
		text_if(e, SMTP_F_TO, m->recipient[i], m->recipient_len[i]);
	text_if(e, SMTP_F_SUBJECT, m->subject, m->subject_len);
	text_if(e, SMTP_F_SENDER, m->sender, m->sender_len);
	text_if(e, SMTP_F_MESSAGE_ID, m->id, m->id_len);
	for (unsigned i = 0; i < m->attachment_count; i++)
		text_if(e, SMTP_F_ATTACHMENTS, m->attachment[i], m->attachment_len[i]);
	if (m->open)
		event_uint(e, SMTP_F_SIZE, m->size);
	if (m->recipients)
		event_uint(e, SMTP_F_RECIPIENTS, m->recipients);
	if (code)
		event_uint(e, SMTP_F_CODE, code);
	text_if(e, SMTP_F_USER, s->user, s->user_len);
	if (s->login_code)
		event_uint(e, SMTP_F_AUTH_CODE, s->login_code);
	struct place here = d->place;
	event_from_client(d);
	event_emit_at(d, e, m->open ? m->ts_us : d->ts_us);
	if (m->from_len && m->recipients)
		hint_emit(d, "smtp.mail", span_of(NULL, 0), 0);
	d->place = here;
	s->told = true;
	memset(m, 0, sizeof(*m));
}

/* --- logins --------------------------------------------------------------------------------- */

void smtp_credential(struct dissect *d, struct smtp_state *s, struct span coded)
{
	struct span plain = base64_decode(d->scratch, coded);

	if (s->login == SMTP_LOGIN_PLAIN) { /* identity NUL user NUL password (RFC 4616) */
		struct cursor c = cursor_of(plain);
		cursor_cstring(&c);
		struct span user = cursor_cstring(&c);
		if (cursor_ok(&c))
			smtp_keep(s->user, &s->user_len, SMTP_ADDRESS_MAX, user);
		s->login = SMTP_LOGIN_OTHER;
	} else if (s->login == SMTP_LOGIN_USER) {
		smtp_keep(s->user, &s->user_len, SMTP_ADDRESS_MAX, plain);
		s->login = SMTP_LOGIN_PASSWORD;
	} else if (s->login == SMTP_LOGIN_PASSWORD) {
		s->login = SMTP_LOGIN_OTHER;
	} else if (s->login == SMTP_LOGIN_DIGEST) { /* user, blank, digest (RFC 2195) */
		smtp_keep(s->user, &s->user_len, SMTP_ADDRESS_MAX, text_until(plain, " "));
		s->login = SMTP_LOGIN_OTHER;
	} else if (s->login == SMTP_LOGIN_TOKEN) { /* user=x ^A auth=Bearer token ^A ^A */
		struct span user = text_until(text_after(plain, "user="), "\001");
		smtp_keep(s->user, &s->user_len, SMTP_ADDRESS_MAX, user);
		s->login = SMTP_LOGIN_OTHER;
	}
}

void smtp_login_answer(struct smtp_state *s, unsigned code)
{
	s->login = SMTP_LOGIN_NONE;
	s->login_code = (uint16_t)code;
	s->told = false;
}
