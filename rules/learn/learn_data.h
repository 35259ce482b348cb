/*
 * learn_data: the inside of learn, shared by the files rules/learn/learn*.c and nobody else.
 */
#ifndef SPANWATCH_RULES_LEARN_DATA_H
#define SPANWATCH_RULES_LEARN_DATA_H

#include "rules/judge.h"
#include "rules/judge/store.h"
#include "rules/learn/learn.h"

/* Capacities, each with its reason; the oldest goes when one is full, and the draft says so. */
enum {
	LEARN_HOSTS = 65536,     /* that spoke to anybody: far more than a draft can name */
	LEARN_RELATIONS = 65536, /* who spoke what to whom */
	LEARN_REPORTS = 16384,   /* deeds that only a log or a record tells of */
	LEARN_FLAGS = 16384,     /* findings by kind and pair */
	LEARN_NAME = 48,
	LEARN_EXAMPLE = 64,
	LEARN_APP = 24,
	LEARN_MESSAGE = 192
};

/* What a host was seen to do, one bit each. */
enum trait {
	TRAIT_EQUIPMENT = 1 << 0, /* announces itself as equipment */
	TRAIT_MANAGED = 1 << 1, /* acted on by what only equipment answers: SNMP, Telnet, TL1 ... */
	TRAIT_REACHED = 1 << 2, /* acted on by what servers answer too: SSH, HTTP, FTP ... */
	TRAIT_REPORTS = 1 << 3, /* sends logs, traps or flow records */
	TRAIT_ASKS_AAA = 1 << 4,
	TRAIT_ASKS_ACS = 1 << 5,
	TRAIT_ROUTES = 1 << 6,
	TRAIT_POLLS = 1 << 7,    /* acts by SNMP and other machines' talk */
	TRAIT_OPERATES = 1 << 8, /* acts by command lines */
	TRAIT_AAA = 1 << 9,      /* answers TACACS+, RADIUS */
	TRAIT_LOGS = 1 << 10,    /* takes logs, traps, flow records */
	TRAIT_NTP = 1 << 11,
	TRAIT_DNS = 1 << 12,
	TRAIT_FILES = 1 << 13,
	TRAIT_ACS = 1 << 14,
};

struct learn_host {
	uint32_t traits;
	uint8_t name_weight;
	bool has_mac; /* it says itself, by ARP or neighbor discovery, where it is */
	struct mac mac;
	char name[LEARN_NAME], vendor[LEARN_NAME];
};

struct relation_key {
	struct addr client, server;
	uint16_t port; /* of the server, where the protocol has no name that a policy knows */
	uint8_t ip_proto, zero[5];
	char over[LEARN_APP]; /* as `over` names it, or empty: by the port */
};

/* Files move between two ends: which of them is the element is known once all is read. */
enum sense {
	SENSE_PLAIN,
	SENSE_OF_CLIENT,
	SENSE_OF_SERVER,
	SENSE_IMAGE_OF_CLIENT, /* the same, of software */
	SENSE_IMAGE_OF_SERVER,
	SENSES
};

struct relation {
	uint64_t flows;
	uint32_t verbs[SENSES][VERB_COUNT];
	bool guessed;  /* each time: nobody saw who began */
	bool answered; /* once at least */
	int64_t first_us, last_us;
	char example[LEARN_EXAMPLE]; /* of a change where there is one */
	uint8_t example_verb;
};

/* An action that the flow only tells of. */
struct report_key {
	struct addr element, actor; /* actor all zero: nobody was named */
};
struct learn_report {
	uint32_t verbs[VERB_COUNT];
	char via[LEARN_APP], example[LEARN_EXAMPLE];
};

struct flag_key {
	struct addr client, server;
	uint32_t finding; /* index of judge_findings */
};
struct flag {
	uint64_t count;
	int64_t first_us;
	uint8_t severity;
	char message[LEARN_MESSAGE];
};

struct learn {
	struct store *hosts, *relations, *reports, *flags;
	uint64_t events;
	int64_t first_us, last_us;
};

/** How the reading is seen once it is over. */
enum standing {
	STANDING_GOOD,       /* permitted */
	STANDING_FLAGGED,    /* a built-in judgement flagged it */
	STANDING_OUTSIDE,    /* its far end is in another network than everything else */
	STANDING_LATERAL,    /* one element to another, and not to route or to be monitored */
	STANDING_UNANSWERED, /* nobody answered, and it is no protocol that is known */
	STANDING_NOBODY,     /* touches no element */
};

/** One host in the draft. */
struct draft_host {
	struct addr addr;
	const char *space; /* or NULL */
	const struct learn_host *seen;
	bool is_element, is_cpe;
	bool outside;
	bool attacks; /* an attack came from it */
	bool strikes; /* the same, from an element: it stays, what it struck goes */
	bool doubted; /* what it did is flagged unless it belongs to the management network */
	bool at_home; /* it belongs to the management network */
	bool used;    /* by a permit */
	enum role role;
	const struct draft_host *same_as; /* the element that this is another address of */
};

struct draft_relation {
	const struct relation_key *key;
	const struct relation *seen;
	struct draft_host *client, *server;
	enum standing standing;
	bool is_idle; /* covered by another one */
	bool is_told; /* stands under REVIEW already */
};

struct draft_report {
	const struct report_key *key;
	const struct learn_report *seen;
	struct draft_host *element, *actor; /* actor NULL: nobody was named */
	enum standing standing;
};

struct draft_flag {
	const struct flag_key *key;
	const struct flag *seen;
	struct draft_host *client, *server;
};

enum { DRAFT_BOXES = 4096 }; /* elements whose other addresses are looked for by MAC */

struct draft {
	const struct learn *learn;
	const char *space; /* or NULL */
	const struct draft_host *elements[DRAFT_BOXES];
	uint32_t element_count;
	struct draft_host *hosts; /* by address */
	uint32_t host_count;
	struct draft_relation *relations;
	uint32_t relation_count;
	struct draft_report *reports;
	uint32_t report_count;
	struct draft_flag *flags;
	uint32_t flag_count;
};

/* learn_hosts.c: who is who, and what may be permitted. */
void draft_judge(struct draft *d);
struct draft_host *draft_host_of(const struct draft *d, const struct addr *a);
/* How often V was done, as it will be judged: export and import change places with who is the
 * element. */
uint32_t draft_verbs(const struct draft_relation *r, enum verb v);

/* learn_groups.c: names for people. */
const char *draft_group_name(enum role r);
/* What stands under `elements` and `groups` of the file. */
bool draft_write_groups(const struct draft *d, FILE *elements, FILE *groups);
/* For a comment: printable ASCII alone. */
void draft_write_text(FILE *out, const char *text);
/* As a permit names it: group or address. */
void draft_write_host(FILE *out, const struct draft_host *h);

/* learn_permits.c: what stands under `permits`, numbered on from *NUMBER; false without memory. */
bool draft_write_permits(const struct draft *d, FILE *out, unsigned *number);

/* learn_review.c: what is not permitted, and why. */
void draft_write_review(const struct draft *d, FILE *out);
void draft_write_over(FILE *out, const struct relation_key *key);

#endif
