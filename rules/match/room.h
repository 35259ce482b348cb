/* room: what the files of rules/match share among themselves and with nobody else. */
#ifndef SPANWATCH_RULES_MATCH_ROOM_H
#define SPANWATCH_RULES_MATCH_ROOM_H

#include "rules/match/inspect.h"
#include "rules/match/matcher.h"
#include "rules/match/witness.h"
#include "sensor/packet.h"

enum {
	MATCH_OVERLAP = 2048, /* bytes of a stream that are kept for what crosses segments */
	MATCH_WAITING = 8,    /* rules of a side that wait for more of its stream */
	MATCH_VALUES = 512,   /* values of one request, answer or event */
	MATCH_CARRIED = 32,   /* values of one match for the judgement, and bytes of them */
	MATCH_CARRIED_BYTES = 8192
};

/** One value of a buffer. */
struct value {
	uint16_t buffer; /* base of the buffer */
	bool is_number;
	uint64_t number;
	struct span text;
};

struct http_view;
struct file_view;

/** What rules keep for one flow; lives in the state of the tap. */
struct match_flow {
	uint64_t generation; /* of the rule set that the bits belong to */
	uint64_t bits[RULESET_BITS_MAX / 64];
	uint8_t *tail[2]; /* last bytes of each side */
	uint32_t tail_len[2], tail_block[2];
	uint64_t streamed[2]; /* bytes of each side so far */
	uint64_t missed[2];   /* and those that never came */
	struct waiting_list *waiting;
	uint32_t waiting_block;
	uint16_t ssl_version[2]; /* by side; 0: none seen */
	const char *side_app[2]; /* what a side's first bytes say it speaks */
	uint32_t once[8];        /* rules + 1 that tell once for a flow */
	bool http_off, file_off;
	struct http_view *http;
	uint32_t http_block;
	struct file_view *file;
	uint32_t file_block;
	const char *app;               /* what a view of ours found it to be */
	const struct schema *ahead_of; /* whose next event the values ahead belong to */
	uint8_t *ahead;
	uint32_t ahead_len, ahead_block;
	char ftp_command; /* of a data connection: R or S; 0: unknown */
};

struct matcher {
	struct rule_index *(*current)(void *ctx);
	void *current_ctx;
	struct rule_index *index; /* during a call */
	uint64_t generation;
	struct inspection inspection;
	struct sieve_memory *sieve;
	struct obstacle why;         /* where the last rule that did not hold stopped */
	const struct tap_file *file; /* at hand, or NULL; then only rules that ask for it */
	uint16_t buffer;             /* of the rule, under inspection */
	struct carried {
		uint16_t buffer;
		struct span value;
	} carried[MATCH_CARRIED]; /* values of the rule that the judgement decides about */
	uint32_t carried_count;
	uint32_t *stamp; /* by rule: last round in which it was a candidate */
	uint64_t *told;  /* by rule: packet in which it last matched */
	uint32_t *list;  /* candidates of this round */
	uint32_t list_count, room, round;
	char window;        /* of the action at hand, see matcher_judged */
	uint64_t passed_no; /* packet that a pass rule lets go */
	struct value values[MATCH_VALUES];
	uint32_t value_count;
};

/** What a rule is held against. */
struct target {
	const struct tap_scene *scene;
	struct match_flow *flow; /* or NULL */
	enum side from;          /* direction in which the header is read */
	bool either;             /* or in the other one */
	struct span payload;
	uint32_t past;             /* payload up to here was seen before */
	uint64_t base;             /* where payload begins in its stream */
	bool has_payload;          /* else the payload of the packet */
	const struct place *place; /* of what has no packet, or NULL */
};

/** Notes where a rule stopped; always false. */
static inline bool stopped(struct matcher *m, enum obstacle_kind kind, uint16_t index)
{
	m->why.kind = kind;
	m->why.index = index;
	return false;
}

/* --- witness.c: called only where the index has a witness, or does nothing --- */

/** The rule R was held against S, with what stands in M->why. */
void witness_see(struct matcher *m, const struct rule *r, const struct target *s);
/** A pass rule let S go before the candidates from FROM on were looked at. */
void witness_see_passed(struct matcher *m, const struct target *s, uint32_t from);

/* --- candidates.c: which rules to look at --- */

void candidates_begin(struct matcher *m);
void candidates_add(struct matcher *m, const struct rule_list *l);
void candidates_heads(struct matcher *m, const struct heads *h, const struct tap_scene *scene);
void candidates_scan(struct matcher *m, const struct sieve *f, struct span s, uint32_t past);
/** Those of X, by the values at hand. */
void candidates_facts(struct matcher *m, const struct facts_index *x);
/** In the order of judgement. */
void candidates_sort(struct matcher *m);

/* --- header.c --- */

/** Protocol, addresses, ports, direction, state of the flow. */
bool header_fits(struct matcher *m, const struct rule *r, const struct target *s);
/** Numbers and flags of packet and flow. */
bool checks_fit(struct matcher *m, const struct rule *r, const struct target *s);
/** The name that rules know the flow's protocol by. */
bool app_is(const struct tap_scene *scene, const struct match_flow *f, const char *app);
/** Bytes of a header buffer of the packet; false where it has none. */
bool header_buffer(const struct tap_scene *scene, unsigned id, struct span *ret);

/* --- waiting.c --- */

/** R, which the first filter found in the stream of S, did not hold; it may with more of it. */
void waiting_note(struct matcher *m, const struct rule *r, const struct target *s);
/** R held of S: it waits no longer. */
void waiting_drop(const struct rule *r, const struct target *s);
/** The rules that wait, among the candidates. */
void waiting_add(struct matcher *m, const struct target *s);
/** What of the payload of S was seen before R was met. */
uint32_t waiting_past(const struct rule *r, const struct target *s);
/** LEN more bytes of the side of SCENE came. */
void waiting_pass(const struct tap_scene *scene, struct match_flow *f, uint32_t len);
/** No rule waits for that side any more. */
void waiting_clear(struct match_flow *f, enum side side);
void waiting_free(const struct tap_scene *scene, struct match_flow *f);

/* --- numbers.c --- */

/** What C compares of the packet, or of its flow. */
bool number_check(const struct tap_scene *scene, const struct rule_check *c);

/* --- fields.c --- */

/** What C asks of a field holds of the values at hand. */
bool field_fits(const struct matcher *m, const struct rule_check *c, const struct target *s);

/* --- judge_rule.c --- */

/** R holds of S with the values at hand; who asked for it is told, of this and what it cost. */
bool rule_fits(struct matcher *m, const struct rule *r, const struct target *s);
/** Looks at every candidate; tells those that match. */
void rules_judge(struct matcher *m, const struct target *s, bool (*wanted)(const struct rule *r));
/** The values that the judgement decides about, packed in SCRATCH (rules/match/carry.h). */
struct span carried_pack(const struct matcher *m, struct arena *scratch);
/** Puts one value in the list. */
void value_bytes(struct matcher *m, uint16_t buffer, struct span text);
void value_number(struct matcher *m, uint16_t buffer, uint64_t number);

/* --- magic.c --- */

/** What a file is that begins with HEAD, in the words of file(1), or NULL. */
const char *magic_of(struct span head);

/* --- ahead.c --- */

/** Keeps FACT for the next event of TYPE, where a rule asks for it. */
void ahead_keep(const struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct schema *type, const struct tap_fact *fact);
/** What was kept for TYPE, among the values at hand. */
void ahead_values(struct matcher *m, const struct match_flow *f, const struct schema *type);
void ahead_drop(const struct tap_scene *scene, struct match_flow *f);

/* --- matcher.c --- */

/** Memory for the rules of INDEX, which is another than in the last call; false without it. */
bool matcher_renew(struct matcher *m, struct rule_index *index);

/* --- view_http.c --- */

/** The next bytes of a stream that may be HTTP. */
void http_bytes(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data);
void http_gap(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, uint32_t missing);
/** FROM's side ends (packet set), or all of it. */
void http_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f);
void http_free(const struct tap_scene *scene, struct match_flow *f);

#endif
