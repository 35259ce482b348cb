/*
 * smtp: what the files of the SMTP dissector share: smtp.c reads the dialogue, smtp_mail.c keeps a
 * mail, tells it, and tells logins. On a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_SMTP_H
#define SPANWATCH_DISSECTORS_SMTP_H

#include "sensor/dissector.h"

enum {
	SMTP_HELO_MAX = 96,
	SMTP_ADDRESS_MAX = 120,
	SMTP_RECIPIENTS_MAX = 8,
	SMTP_TEXT_MAX = 160,
	SMTP_ATTACHMENTS_MAX = 8,
	SMTP_FILE_MAX = 96,
	SMTP_WAITING_MAX = 32
};

enum smtp_command { SMTP_OTHER, SMTP_DATA, SMTP_END, SMTP_AUTH, SMTP_STARTTLS, SMTP_QUIT };
enum smtp_phase { SMTP_COMMANDS, SMTP_CONTENT, SMTP_CHUNK };
enum smtp_login {
	SMTP_LOGIN_NONE,
	SMTP_LOGIN_PLAIN,
	SMTP_LOGIN_USER,
	SMTP_LOGIN_PASSWORD,
	SMTP_LOGIN_DIGEST,
	SMTP_LOGIN_TOKEN,
	SMTP_LOGIN_OTHER
};

struct smtp_mail {
	uint64_t size;
	int64_t ts_us;
	uint8_t from_len, recipient_count, attachment_count, subject_len, sender_len, id_len;
	uint8_t recipient_len[SMTP_RECIPIENTS_MAX], attachment_len[SMTP_ATTACHMENTS_MAX];
	uint32_t recipients; /* of all, told or not */
	bool open, over, in_head, part_head;
	char from[SMTP_ADDRESS_MAX], recipient[SMTP_RECIPIENTS_MAX][SMTP_ADDRESS_MAX];
	char subject[SMTP_TEXT_MAX], sender[SMTP_TEXT_MAX], id[SMTP_TEXT_MAX];
	char attachment[SMTP_ATTACHMENTS_MAX][SMTP_FILE_MAX];
};

struct smtp_state {
	struct smtp_mail mail;
	uint64_t left; /* of a chunk */
	enum smtp_phase phase;
	enum smtp_login login;
	uint16_t login_code;
	uint32_t lost; /* commands that are not in the queue */
	uint8_t queue[SMTP_WAITING_MAX], waiting;
	uint8_t helo_len, user_len;
	bool cut[2], greeted, last, secured, told;
	char helo[SMTP_HELO_MAX], user[SMTP_ADDRESS_MAX];
};

extern const struct schema smtp_schema;

/** Keeps at most MAX bytes of TEXT. */
void smtp_keep(char *to, uint8_t *ret_len, uint32_t max, struct span text);

/** MAIL FROM: a mail begins. */
void smtp_mail_new(struct dissect *d, struct smtp_state *s);
void smtp_recipient(struct smtp_state *s, struct span address);
void smtp_content_begin(struct dissect *d, struct smtp_state *s);
/** A line of the mail, or the start of one that is too long. */
void smtp_content_line(struct smtp_state *s, struct span line);
/** The mail was answered with CODE, or the flow ends (0). */
void smtp_mail_tell(struct dissect *d, struct smtp_state *s, unsigned code);

/** What the client sends to log in, in base64: the user is kept, the secret never. */
void smtp_credential(struct dissect *d, struct smtp_state *s, struct span coded);
void smtp_login_answer(struct smtp_state *s, unsigned code);

#endif
