/*
 * ftp: what the files of the dissector share. ftp.c reads lines, ftp_acts.c says what commands and
 * replies amount to, ftp_data.c reads the data connections that they announce.
 */
#ifndef SPANWATCH_DISSECTORS_FTP_H
#define SPANWATCH_DISSECTORS_FTP_H

#include "dissectors/common/person.h"
#include "sensor/dissector.h"

enum {
	FTP_LINE_MAX = 4096, /* a longer line is cut */
	FTP_KEPT = 512,      /* bytes of a command that are kept */
	FTP_QUEUE = 6,       /* commands that wait for a reply */
	FTP_REPLY_LINES = 16,
	FTP_REPLY_BYTES = 1536,
	FTP_NAME = 255
};

/** What a data connection carries; the seed of its flow. */
struct ftp_seed {
	char command[5]; /* empty until the command is known */
	bool upload, listing, partial;
	uint8_t name_len;
	uint8_t name[FTP_NAME];
};

struct ftp_command {
	int64_t asked_us;
	uint64_t key; /* of its action */
	uint16_t len;
	bool cut;
	uint8_t text[FTP_KEPT];
};

enum ftp_mode { FTP_NO_DATA, FTP_ACTIVE, FTP_PASSIVE };

struct ftp_state {
	struct ftp_command queue[FTP_QUEUE];
	uint8_t head, count;
	bool skipping[2]; /* by side: the rest of a line that was cut */
	bool spoken;      /* a command or a reply was read */
	bool heard;       /* a reply was read */
	bool secured;     /* AUTH TLS was granted */
	bool logged_in, partial, told_bad;
	uint16_t open; /* code of a reply of several lines, 0 when none */
	struct {
		uint16_t code, at, len;
	} lines[FTP_REPLY_LINES];
	uint8_t line_count;
	bool reply_cut;
	uint16_t reply_len;
	uint8_t reply[FTP_REPLY_BYTES];
	uint64_t commands;
	enum ftp_mode mode;
	uint16_t port; /* of the data connection */
	struct person user;
	int64_t password_us; /* of the password whose answer is not there yet; 0: none */
	uint8_t from_len;
	uint8_t from[FTP_NAME]; /* of RNFR */
};

/** The word of a command and what follows it. */
struct ftp_words {
	struct span verb, data;
};
struct ftp_words ftp_split(struct span line);

/** "h1,h2,h3,h4,p1,p2" (PORT, 227), or "|1|addr|port|" (EPRT), "(|||port|)" (229). */
bool ftp_read_port(struct span text, uint16_t *ret);
bool ftp_read_extended(struct span text, uint16_t *ret);

/** A command was read; it is the newest of the queue. Gives it its key where it is an action. */
void ftp_asked(struct dissect *d, struct ftp_state *s, struct ftp_command *c);

/** A reply, before it is told: the port that it names, also where nobody was seen who ASKED. */
void ftp_note(struct dissect *d, struct ftp_state *s, bool asked, uint16_t code, struct span text);

/** A reply to C that says that another one follows. */
void ftp_announced(struct dissect *d, struct ftp_state *s, struct ftp_command *c, struct span text);

/** No reply to C will be seen. */
void ftp_unanswered(struct dissect *d, struct ftp_state *s, struct ftp_command *c);

/** The final reply CODE to C. */
void ftp_answered(struct dissect *d, struct ftp_state *s, struct ftp_command *c, uint16_t code,
	struct span text);

#endif
