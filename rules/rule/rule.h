/*
 * rule: one rule of the operator as it stands in memory once its line was read: header, what is
 * asked of the packet and its flow, and what is looked for in each buffer. Made by the parser,
 * then constant; read by the matcher on any thread.
 */
#ifndef SPANWATCH_RULES_RULE_RULE_H
#define SPANWATCH_RULES_RULE_RULE_H

#include "rules/rule/rule_parts.h"

enum rule_action { RULE_PASS, RULE_ALERT, RULE_DROP, RULE_REJECT };

/* --- what is asked of packet and flow --- */

enum check_kind {
#define CHECK(id, name, most, text) CHECK_##id,
#include "rules/rule/checks.def"
#undef CHECK
	CHECK_FLAGS,
	CHECK_FRAGBITS,
	CHECK_IPOPTS,
	CHECK_SAMEIP,
	CHECK_STREAM_SIZE,
	CHECK_APP_PROTO,
	CHECK_SSL_VERSION,
	CHECK_SSL_STATE,
	CHECK_FIELD,       /* those up to the next mark look at a field of an event */
	CHECK_EXPIRED,     /* a time has passed */
	CHECK_FTP_BOUNCE,  /* PORT names a third host */
	CHECK_FTP_COMMAND, /* what a data connection is for; the field of no event */
	CHECK_EVENT,
	CHECK_WINDOW,
	CHECK_FILE_HASH,
	CHECK_IPREP,
	CHECK_GEOIP
};

enum { SIDES_BOTH = 0, SIDES_SERVER = 1, SIDES_CLIENT = 2, SIDES_EITHER = 3 };

struct rule_check {
	enum check_kind kind;
	uint16_t option; /* of the rule, counted from 0 */
	bool negated;
	uint8_t sides;
	uint16_t field;      /* CHECK_FIELD and its like: buffer id; CHECK_IPREP: category */
	struct dataset *set; /* CHECK_FILE_HASH */
	struct rule_number number;
	uint32_t bits, mask;
	char mode; /* CHECK_FIELD: enum words, for numbers that are told as text */
	const char *text;
};

/** It looks at a field of an event. */
static inline bool check_is_of_field(const struct rule_check *c)
{
	return c->kind >= CHECK_FIELD && c->kind <= CHECK_FTP_BOUNCE;
}

enum {
	FLOW_TO_SERVER = 1 << 0,
	FLOW_TO_CLIENT = 1 << 1,
	FLOW_IS_ESTABLISHED = 1 << 2,
	FLOW_NOT_ESTABLISHED = 1 << 3,
	FLOW_STATELESS = 1 << 4,
	FLOW_ONLY_STREAM = 1 << 5,
	FLOW_NO_STREAM = 1 << 6,
	FLOW_ONLY_FRAG = 1 << 7,
	FLOW_NO_FRAG = 1 << 8
};

enum bit_op { BIT_SET, BIT_UNSET, BIT_TOGGLE, BIT_ISSET, BIT_ISNOTSET, BIT_NOALERT };
enum bit_track { BIT_FLOW, BIT_SRC, BIT_DST, BIT_PAIR };

struct rule_bit {
	enum bit_op op;
	uint16_t option;
	enum bit_track track;
	uint8_t count;     /* alternatives, joined by | */
	uint16_t bits[8];  /* numbers of their names in the set */
	uint32_t expire_s; /* xbits; 0: an hour */
};

/* --- how often it tells --- */

enum limit_kind {
	LIMIT_NONE,
	LIMIT_LIMIT,
	LIMIT_THRESHOLD,
	LIMIT_BOTH,
	LIMIT_BACKOFF,
	LIMIT_FILTER
};
enum limit_track { TRACK_SRC, TRACK_DST, TRACK_BOTH, TRACK_RULE, TRACK_FLOW };
enum limit_unique { UNIQUE_NONE, UNIQUE_SRC_PORT, UNIQUE_DST_PORT };

struct rule_limit {
	enum limit_kind kind;
	enum limit_track track;
	enum limit_unique unique;
	uint32_t count, seconds, multiplier;
};

/* --- the rule --- */

/** Where it is judged. */
enum rule_stage {
	STAGE_PACKET,  /* on every packet of its protocol */
	STAGE_PAYLOAD, /* on payload: datagrams, and streams across their segments */
	STAGE_VIEW,    /* on what a view of the protocol shows: requests, answers, files */
	STAGE_FILE,    /* on a file that crossed, at its end */
	STAGE_FACTS,   /* on the facts of one event */
	STAGE_JUDGE    /* on actions, files and hosts as the judgement sees them */
};

enum {
	RULE_BIDIRECTIONAL = 1 << 0,
	RULE_NOALERT = 1 << 1,
	RULE_TCP_PACKET = 1 << 2, /* tcp-pkt */
	RULE_TCP_STREAM = 1 << 3, /* tcp-stream */
	RULE_NEEDS_PACKET = 1 << 4,
	RULE_IPV4_ONLY = 1 << 5,
	RULE_IPV6_ONLY = 1 << 6,
	RULE_PRIORITY = 1 << 7, /* stands in the rule */
	RULE_HAS_PAYLOAD = 1 << 8,
	RULE_OFF = 1 << 9,
	RULE_WATCHED = 1 << 10,   /* no first filter keeps it from being looked at */
	RULE_WHOLE_FILE = 1 << 11 /* STAGE_VIEW: asks for the end of a file as well */
};

struct rule_pair {
	const char *name, *value;
};

struct rule {
	uint32_t index; /* place in the set, which is the order of judgement */
	uint32_t sid, gid, rev;
	const char *file;
	uint32_t line;
	enum rule_action action;
	uint32_t flags;
	enum rule_stage stage;
	const char *proto;    /* as written */
	uint8_t ip_protos[4]; /* zero-terminated; none: any */
	const char *app;      /* as events name it, or NULL */
	struct addr_set src, dst;
	struct port_set sport, dport;
	const char *src_text, *dst_text, *sport_text, *dport_text;
	const char *msg, *classtype, *category, *target;
	uint8_t priority;
	uint32_t flow_flags;
	struct rule_buffer *buffers;
	uint16_t buffer_count;
	struct rule_check *checks;
	uint16_t check_count;
	struct rule_bit *bits;
	uint16_t bit_count;
	struct rule_limit limit, filter;
	struct rule_pair *metadata, *references;
	uint16_t metadata_count, reference_count;
	const char *vars[RULE_VARS];
	uint8_t var_count;
	const char *canonical; /* the whole rule as it is printed */
	/* set when the set is compiled */
	const struct schema *schema;    /* STAGE_FACTS: whose events */
	uint8_t view;                   /* STAGE_VIEW: enum view */
	uint8_t view_side;              /* SIDES_* */
	int16_t fast_buffer, fast_item; /* -1: none */
};

/** Rule R is of protocol A or B of IP, of any, or of one that may be over either. */
static inline bool rule_is_over(const struct rule *r, uint8_t a, uint8_t b)
{
	for (int i = 0; i < 4 && r->ip_protos[i]; i++)
		if (r->ip_protos[i] == a || r->ip_protos[i] == b)
			return true;
	return !r->ip_protos[0] || r->app;
}

#endif
