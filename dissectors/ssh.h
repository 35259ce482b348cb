/*
 * ssh: what the four files of the SSH dissector share: ssh.c reads the clear part and tells the
 * event, ssh_kex.c compares algorithms, ssh_frame.c finds packets, ssh_session.c judges the
 * encrypted part by sizes, direction and time alone. One state a flow, touched by one worker.
 */
#ifndef SPANWATCH_DISSECTORS_SSH_H
#define SPANWATCH_DISSECTORS_SSH_H

#include "sensor/dissector.h"

enum {
	SSH_BANNER_MAX = 255, /* RFC 4253 section 4.2: 255 with CR LF */
	SSH_LISTS_MAX = 2600, /* bytes kept of one side's name lists; OpenSSH 9 sends 1,400 */
	SSH_HASSH = 33,
	SSH_FINGERPRINT = 51 /* "SHA256:", 43 base64 digits, NUL */
};

/* The name lists of KEXINIT in their order; languages are not kept. */
enum ssh_list {
	SSH_KEX,
	SSH_HOSTKEY,
	SSH_CIPHER_C2S,
	SSH_CIPHER_S2C,
	SSH_MAC_C2S,
	SSH_MAC_S2C,
	SSH_COMP_C2S,
	SSH_COMP_S2C,
	SSH_LISTS
};

enum ssh_phase {
	SSH_IN_BANNER,  /* lines until the identification string */
	SSH_IN_PACKETS, /* binary packets in clear */
	SSH_ENCRYPTED,  /* behind NEWKEYS, or SSH1, or lost */
};

struct ssh_side {
	enum ssh_phase phase;
	bool kexinit, newkeys;
	uint8_t lines; /* before the identification string */
	uint8_t banner_len;
	char banner[SSH_BANNER_MAX];
	char hassh[SSH_HASSH];
	struct {
		uint16_t at, len;
	} list[SSH_LISTS];
	uint16_t used;
	char text[SSH_LISTS_MAX];
};

/* Sizes of one direction behind NEWKEYS. */
struct ssh_flow {
	uint64_t bytes, bulk; /* bulk: in pieces of SSH_BULK_PIECE bytes and more */
	uint32_t pieces, small;
	uint32_t tag, length,
		left; /* of the packet at hand: integrity bytes, length, what is to come */
	uint8_t have; /* bytes of its length that came */
	bool framed;  /* lengths are in clear, and packets are pieces */
};

struct ssh_session {
	int64_t opened_us, last_us;
	struct ssh_flow flow[2];
	uint64_t before[2];                      /* bytes until the login */
	uint32_t pieces_before[2];               /* likewise */
	uint32_t answer_len[4], answer_count[4]; /* sizes of the server's answers until the login */
	uint16_t success_len; /* bytes of USERAUTH_SUCCESS on the wire; 0 where not computable */
	uint16_t padded_len;  /* of it where each packet has 16 bytes; 0 where that is no more */
	uint16_t confirm_len; /* bytes of CHANNEL_OPEN_CONFIRMATION on the wire; 0 likewise */
	uint32_t turns;       /* changes of direction among bulk pieces */
	uint32_t opens[2];    /* by side: what looks like its opening of a channel to an address */
	uint32_t run[2], run_most[2]; /* bulk bytes that came one after the other, and the most */
	uint32_t asks;                /* pieces of the client of the size of requests for files */
	uint32_t last_len;            /* of the piece before, whoever sent it */
	enum side last_from;
	enum side bulk_from; /* of the last of them */
	bool open;           /* past authentication */
	bool ragged;         /* segments are less than packets: sizes of answers say nothing */
};

struct ssh_state {
	struct ssh_side side[2];
	struct ssh_session session;
	char fingerprint[SSH_FINGERPRINT];
	bool told, blind, version1, warned;
};

static inline struct span ssh_list(const struct ssh_side *side, enum ssh_list which)
{
	return span_of(side->text + side->list[which].at, side->list[which].len);
}

/** The parts of an identification string; empty where it has none. */
struct ssh_banner {
	struct span protocol, software, comment;
};
struct ssh_banner ssh_banner(const struct ssh_side *side);

/** Reads the body of KEXINIT behind its type into the side that sent it. False where malformed. */
bool ssh_kex_read(struct dissect *d, struct ssh_state *s, struct cursor *c);

/** The algorithm in force (RFC 4253 section 7.1): the client's first that the server has too. */
struct span ssh_chosen(const struct ssh_state *s, enum ssh_list which);

/** True for ciphers that bring their own integrity, so that the MAC list does not count. */
bool ssh_cipher_is_aead(struct span cipher);

/** Says what is weak in the algorithms of both sides, as hints. */
void ssh_kex_judge(struct dissect *d, const struct ssh_state *s);

/** Both NEWKEYS are near: works out the size of the answer that means success. */
void ssh_session_start(struct ssh_state *s);

/** Bytes of a MAC on the wire by its name; 0 where it is not known. */
uint32_t ssh_mac_size(struct span mac);

/** NEWKEYS of FROM: from here on its packets are told apart where their lengths are in clear. */
void ssh_frame_start(struct ssh_state *s, enum side from);

/** What d->from sent behind NEWKEYS, as pieces for ssh_session_bytes. */
void ssh_frame_read(struct dissect *d, struct ssh_state *s, struct cursor *c);

/** LEN encrypted bytes of d->from arrived (MISSING: the capture lost them). */
void ssh_session_bytes(struct dissect *d, struct ssh_state *s, uint32_t len, bool missing);

/** The flow ends: what it was, from all sizes together. */
void ssh_session_end(struct dissect *d, struct ssh_state *s);

#endif
