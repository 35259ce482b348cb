/*
 * ssh_session: what an encrypted SSH session was, from the sizes, the direction and the times of
 * its pieces alone. Everything said here is inferred, and little is said: at most one login or one
 * refusal, one file each way, one logout. See ssh.h.
 *
 * The one size that is known beforehand is that of SSH_MSG_USERAUTH_SUCCESS: a payload of one byte,
 * the smallest packet there is; every other answer of the server before it is longer. Dropbear
 * gives each packet the 16 bytes that RFC 4253 section 6 asks for, OpenSSH does so with AES alone.
 */
#include "config.h"

#include "dissectors/ssh.h"

enum {
	SSH_BULK_PIECE = 512, /* typed text and prompts come in smaller pieces */
	SSH_SMALL_PIECE = 100,
	SSH_BULK_SMALL = 1024,       /* bytes of a file for each small piece that comes back */
	SSH_BULK_MIN = 20000,        /* bytes one way that are more than a few commands */
	SSH_PAST_AUTH_BYTES = 20000, /* six attempts with long banners stay well below */
	SSH_PAST_AUTH_PIECES = 30,   /* no server allows that many attempts */
	SSH_TURNS_MAX = 8,    /* files go one way for long; a forwarded port both ways at once */
	SSH_REFUSALS_MIN = 2, /* the first refusal lists the methods, the second refuses */
	SSH_REFUSALS_SURE = 3,
	SSH_BULK_SURE = 100000, /* bytes one way that no output of commands explains */
	SSH_NETCONF_PORT = 830, /* RFC 6242 section 3 */
	SSH_OPENS_MIN = 2,      /* the first may be the session's own channel */
	SSH_OPEN_MORE = 32,     /* what opens a channel to an address is longer than the answer */
	SSH_RUN_MIN = 4000,     /* a small file: bytes without a word from the other side */
	SSH_ASKS_MIN = 6,       /* requests that SFTP needs for one file */
	SSH_ASK_MIN = 52,       /* a key pressed is smaller */
	SSH_ASK_MAX = 200,
	SSH_RAGGED = 3, /* segments of a packet where a side writes it in parts */
	SSH_PADDED = 8  /* a block more, for a packet of 16 bytes with a cipher of blocks of 8 */
};

struct ssh_size {
	struct span name;
	uint8_t len;
};

/* Bytes of each MAC on the wire (RFC 4253 section 6.4, RFC 6668, OpenSSH's PROTOCOL). */
static const struct ssh_size ssh_mac_sizes[] = {
	{SPAN_LIT("hmac-sha2-256"), 32},
	{SPAN_LIT("hmac-sha2-512"), 64},
	{SPAN_LIT("hmac-sha1-96"), 12},
	{SPAN_LIT("hmac-sha1"), 20},
	{SPAN_LIT("hmac-md5-96"), 12},
	{SPAN_LIT("hmac-md5"), 16},
	{SPAN_LIT("umac-64"), 8},
	{SPAN_LIT("umac-128"), 16},
	{SPAN_LIT("hmac-ripemd160"), 20},
};

uint32_t ssh_mac_size(struct span mac)
{
	for (uint32_t i = 0; i < sizeof(ssh_mac_sizes) / sizeof(*ssh_mac_sizes); i++) {
		const struct ssh_size *size = &ssh_mac_sizes[i];
		if (!span_starts(mac, size->name))
			continue;
		if (mac.len == size->name.len || mac.p[size->name.len] == '@' ||
			span_starts(span_sub(mac, size->name.len, 5), SPAN_LIT("-etm@")))
			return size->len;
	}
	return 0;
}

void ssh_session_start(struct ssh_state *s)
{
	struct span cipher = ssh_chosen(s, SSH_CIPHER_S2C), mac = ssh_chosen(s, SSH_MAC_S2C);
	bool aead = ssh_cipher_is_aead(cipher);
	bool aes = span_starts_nocase(cipher, SPAN_LIT("aes")) ||
		   span_starts_nocase(cipher, SPAN_LIT("AEAD_AES"));
	uint32_t tag = aead ? 16 : ssh_mac_size(mac);
	bool outside = aead || span_find(mac, SPAN_LIT("-etm@")) >= 0;

	if (!cipher.len || !tag || span_eq(ssh_chosen(s, SSH_COMP_S2C), SPAN_LIT("zlib")))
		return;
	/* payloads of 1 byte and of 17 (RFC 4252 section 5.1, RFC 4254 section 5.1) */
	if (outside) {
		s->session.success_len = (uint16_t)(4 + (aes ? 16 : 8) + tag);
		s->session.padded_len = aes ? 0 : s->session.success_len + SSH_PADDED;
		s->session.confirm_len = (uint16_t)(4 + (aes ? 32 : 24) + tag);
	} else {
		s->session.success_len = (uint16_t)(16 + tag);
		s->session.confirm_len = (uint16_t)(32 + tag);
	}
}

static void ssh_say_action(
	struct dissect *d, enum verb verb, enum subject subject, struct action *a)
{
	a->verb = verb;
	a->subject = subject;
	a->evidence = EVIDENCE_INFERRED;
	a->element = SIDE_SERVER;
	if (verb != VERB_LOGIN_FAILED)
		a->outcome = OUTCOME_OK;
	event_from_client(d);
	action_emit(d, a);
}

/* How the pieces of an open session follow on each other. */
static void ssh_follow(struct ssh_session *n, enum side from, uint32_t len)
{
	bool answers = n->last_from != from && n->confirm_len && len == n->confirm_len;

	if (answers && n->last_len >= len + SSH_OPEN_MORE)
		n->opens[n->last_from]++;
	if (n->last_from != from)
		n->run[from] = 0;
	n->run[from] += len >= SSH_BULK_PIECE || n->run[from] ? len : 0;
	if (n->run[from] > n->run_most[from])
		n->run_most[from] = n->run[from];
	n->asks += from == SIDE_CLIENT && len >= SSH_ASK_MIN && len < SSH_ASK_MAX;
	n->last_from = from;
	n->last_len = len;
}

static void ssh_session_open(struct dissect *d, struct ssh_session *n, enum certainty certainty)
{
	struct action a = {.verb = VERB_LOGIN, .certainty = certainty};

	n->open = true;
	n->opened_us = d->ts_us;
	for (int i = 0; i < 2; i++) {
		n->before[i] = n->flow[i].bytes;
		n->pieces_before[i] = n->flow[i].pieces;
		n->flow[i].small = 0;
	}
	ssh_say_action(d, VERB_LOGIN, SUBJECT_SESSION, &a);
}

/* Refusals have one size in a session: counts the server's answers by size. */
static void ssh_count_answer(struct ssh_session *n, uint32_t len)
{
	for (int i = 0; i < 4; i++) {
		if (n->answer_count[i] && n->answer_len[i] != len)
			continue;
		n->answer_len[i] = len;
		n->answer_count[i]++;
		return;
	}
}

static bool ssh_is_past_auth(const struct ssh_session *n)
{
	const struct ssh_flow *client = &n->flow[SIDE_CLIENT], *server = &n->flow[SIDE_SERVER];

	uint32_t pieces = SSH_PAST_AUTH_PIECES * (n->ragged ? SSH_RAGGED : 1);

	return client->bytes + server->bytes > SSH_PAST_AUTH_BYTES ||
	       (client->pieces > pieces && server->pieces > pieces);
}

void ssh_session_bytes(struct dissect *d, struct ssh_state *s, uint32_t len, bool missing)
{
	struct ssh_session *n = &s->session;
	struct ssh_flow *flow = &n->flow[d->from];

	if (!len)
		return;
	flow->bytes += len;
	flow->pieces++;
	flow->small += len < SSH_SMALL_PIECE;
	if (len >= SSH_BULK_PIECE) {
		n->turns += n->bulk_from != d->from;
		n->bulk_from = d->from;
		flow->bulk += len;
	}
	n->last_us = d->ts_us;
	if (n->open)
		ssh_follow(n, d->from, len);
	if (s->blind || s->version1 || n->open)
		return;
	n->ragged = n->ragged || (d->from == SIDE_SERVER && len < n->success_len);
	/* the client has asked for the service and then for a user at least */
	bool asked = n->flow[SIDE_CLIENT].pieces >= 2;
	if (d->from == SIDE_SERVER && asked && !missing && !n->ragged) {
		if (len == n->success_len || (n->padded_len && len == n->padded_len)) {
			ssh_session_open(
				d, n, len == n->success_len ? CERTAINTY_HIGH : CERTAINTY_MEDIUM);
			return;
		}
		ssh_count_answer(n, len);
	}
	if (ssh_is_past_auth(n))
		ssh_session_open(d, n, CERTAINTY_MEDIUM);
}

static uint32_t ssh_refusals(const struct ssh_session *n)
{
	uint32_t most = 0;

	for (int i = 0; i < 4; i++)
		most = n->answer_count[i] > most ? n->answer_count[i] : most;
	return most;
}

/* A forwarded port: channels that the client opened, or the server while the client sends much. */
static bool ssh_is_forward(const struct ssh_session *n)
{
	return n->opens[SIDE_CLIENT] >= SSH_OPENS_MIN ||
	       (n->opens[SIDE_SERVER] && n->flow[SIDE_CLIENT].bulk > SSH_BULK_MIN);
}

/*
 * A small file: most of what one side said came in one run. To the server only what is no dialogue,
 * from it only after as many requests as SFTP needs, since commands have long answers too.
 */
static bool ssh_is_small_file(const struct ssh_session *n, enum side from)
{
	uint64_t after = n->flow[from].bytes - n->before[from];

	if (n->run_most[from] < SSH_RUN_MIN || n->run_most[from] * 10ull < after * 7 ||
		n->run_most[side_other(from)] >= SSH_RUN_MIN / 2 || n->turns > SSH_OPENS_MIN)
		return false;
	return from == SIDE_CLIENT || n->asks >= SSH_ASKS_MIN;
}

/* A file: most of one direction in full pieces, with little said the other way for each of them;
 * the output of commands comes back after many small pieces. */
static bool ssh_is_bulk(const struct ssh_session *n, enum side from)
{
	const struct ssh_flow *flow = &n->flow[from], *back = &n->flow[side_other(from)];
	uint64_t after = flow->bytes - n->before[from];

	if (n->turns > SSH_TURNS_MAX || ssh_is_forward(n))
		return false;
	if (flow->bulk <= SSH_BULK_MIN)
		return ssh_is_small_file(n, from);
	return flow->bulk * 10 > after * 7 && flow->bulk > (uint64_t)back->small * SSH_BULK_SMALL;
}

static void ssh_say_bulk(struct dissect *d, const struct ssh_session *n, enum side from)
{
	uint64_t bytes = n->flow[from].bulk / 1000 * 1000;
	uint64_t after = n->flow[from].bytes - n->before[from];
	bool sure = bytes >= SSH_BULK_SURE && n->flow[from].bulk * 10 > after * 9;
	/* a command's long answer looks the same where the client asked for nothing else */
	bool doubt = bytes <= SSH_BULK_MIN || (from == SIDE_SERVER && n->asks < SSH_ASKS_MIN);
	struct action a = {
		.either_end = true,
		.certainty = sure    ? CERTAINTY_HIGH
			     : doubt ? CERTAINTY_LOW
				     : CERTAINTY_MEDIUM,
		.object = arena_printf(d->scratch, "about %llu bytes", (unsigned long long)bytes),
	};

	if (from == SIDE_CLIENT)
		ssh_say_action(d, VERB_IMPORT, SUBJECT_FILE, &a);
	else
		ssh_say_action(d, VERB_EXPORT, SUBJECT_FILE, &a);
}

/* What the sizes look like, for people. */
static const char *ssh_shape(const struct dissect *d, const struct ssh_session *n)
{
	const struct ssh_flow *client = &n->flow[SIDE_CLIENT];
	uint32_t pieces = client->pieces - n->pieces_before[SIDE_CLIENT];
	uint64_t bytes = client->bytes - n->before[SIDE_CLIENT];

	if (d->end[SIDE_SERVER].port == SSH_NETCONF_PORT)
		return "NETCONF by its port";
	if (ssh_is_bulk(n, SIDE_CLIENT) || ssh_is_bulk(n, SIDE_SERVER))
		return "file transfer";
	if (ssh_is_forward(n))
		return "a forwarded port";
	if (n->turns > SSH_TURNS_MAX && client->bulk > SSH_BULK_MIN)
		return "data both ways, like a forwarded port";
	if (pieces >= 20 && client->small * 10ull >= pieces * 8ull)
		return "interactive";
	if (pieces >= 6 && client->small * 10ull < pieces * 4ull && bytes / pieces > 120)
		return "requests, like NETCONF";
	return "commands";
}

static void ssh_say_logout(struct dissect *d, const struct ssh_session *n)
{
	unsigned long long seconds = (unsigned long long)(n->last_us - n->opened_us) / 1000000u;
	struct action a = {
		.certainty = CERTAINTY_MEDIUM, /* that it ends is sure, what it was is not */
		.value = arena_printf(d->scratch, "%s, %llu s, %llu bytes in, %llu bytes out",
			ssh_shape(d, n), seconds,
			(unsigned long long)(n->flow[SIDE_CLIENT].bytes - n->before[SIDE_CLIENT]),
			(unsigned long long)(n->flow[SIDE_SERVER].bytes - n->before[SIDE_SERVER])),
	};

	ssh_say_action(d, VERB_LOGOUT, SUBJECT_SESSION, &a);
}

void ssh_session_end(struct dissect *d, struct ssh_state *s)
{
	struct ssh_session *n = &s->session;

	if (n->last_us)
		d->ts_us = n->last_us;
	if (n->open) {
		bool netconf = d->end[SIDE_SERVER].port == SSH_NETCONF_PORT;
		for (int from = SIDE_CLIENT; from <= SIDE_SERVER; from++)
			if (!netconf && ssh_is_bulk(n, (enum side)from))
				ssh_say_bulk(d, n, (enum side)from);
		ssh_say_logout(d, n);
		return;
	}
	uint32_t refusals = ssh_refusals(n);
	if (s->blind || s->version1 || n->ragged || refusals < SSH_REFUSALS_MIN)
		return;
	struct action a = {
		.outcome = OUTCOME_REFUSED,
		.certainty = refusals >= SSH_REFUSALS_SURE ? CERTAINTY_HIGH : CERTAINTY_MEDIUM,
		.value = arena_printf(d->scratch, "%u answers that refuse", refusals),
	};
	ssh_say_action(d, VERB_LOGIN_FAILED, SUBJECT_SESSION, &a);
}
