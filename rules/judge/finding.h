/*
 * finding: a judgement on its way out. finding_raise decides whether it leaves now: related
 * findings (slug, element, peer, protocol) are one group that tells its first at once and the
 * others sparsely, posture is told once per pair and day, exceptions and observe mode quieten.
 */
#ifndef SPANWATCH_RULES_JUDGE_FINDING_H
#define SPANWATCH_RULES_JUDGE_FINDING_H

#include "rules/judge/element.h"
#include "rules/judge/words.h"

enum finding {
#define FINDING(id, ...) FINDING_##id,
#include "rules/findings.def"
#undef FINDING
	FINDING_COUNT
};

enum finding_class { CLASS_POLICY, CLASS_POSTURE, CLASS_LOUD };
enum confidence { CONFIDENCE_HIGH, CONFIDENCE_MEDIUM, CONFIDENCE_LOW };

enum { FINDING_VARIETY = 16, FINDING_ID = 17, FINDING_APP = 24 };

/** Where the far end is, as far as the address databases know. */
struct far {
	bool known;
	struct addr addr;
	char country[4];
	uint32_t asn;
	char owner[96];
	const char *service; /* what it is by services.tsv, or NULL */
	bool is_resolver;
	/* the name it is reached by, the one the flow itself says, the one that DNS was asked for;
	 * or NULL; while the finding is raised */
	const char *domain, *own_name, *asked_name;
	const char *subject, *issuer; /* of the certificate it showed last, or NULL; likewise */
	int64_t first_us;             /* of its use by the element; 0: not looked up */
	uint32_t calls, period_s;     /* period 0: none is known */
	uint64_t bytes;
};

/** A judgement that was made. What is NULL or zero is unknown or the registry's. */
struct judgement {
	enum finding finding;
	const struct event *event; /* place, time, and the protocol when app is NULL */
	const char *app;
	const struct party *element, *peer;
	const struct question *question; /* what the policy was asked */
	const struct verdict *verdict;   /* what it said */
	const char *rule;                /* static: the built-in judgement that decided */
	uint8_t severity;
	enum confidence confidence;
	bool absence;      /* rests on something that was not seen */
	bool tampers;      /* with logs or logins: observe mode does not hold it back */
	bool permit_helps; /* a line in the policy would permit it */
	uint64_t variety;  /* what differs within the group; the first few are told at once */
	uint8_t variety_max;
	struct span mgmt; /* object of the action that caused it */
	struct words message;
	const struct far *far;
};

/** How often, since when: all that is kept of a weakness, which is told once and never closes. */
struct tally {
	char id[FINDING_ID];
	uint8_t variety_count;
	int64_t first_us, last_us, told_us;
	uint64_t count, told;
	uint64_t told_no; /* packet of the last one told */
	uint64_t varieties[FINDING_VARIETY];
};

/** Related findings, told once and then sparsely. */
struct group {
	struct tally tally;
	char app[FINDING_APP];
	char element[PARTY_ID];
	char message[192]; /* of the last one told */
	uint8_t severity, confidence;
	bool observed;
	char exception[48]; /* id of the one that covered the last one told, or empty */
	const char *rule;
	int64_t ts_us;
	struct place place; /* of the latest one */
};

enum group_state { GROUP_OPEN, GROUP_UPDATE, GROUP_CLOSED };

enum finding_class finding_class(enum finding f);
const struct finding_entry *finding_entry(enum finding f);

/** Identifier from content: the same in every replay. */
void finding_id(const void *content, size_t len, char ret[static FINDING_ID]);

/** Lets D leave, or counts it. True when an alert left. */
bool finding_raise(struct judge *j, const struct judgement *d);

/** Packet time moved on: groups that went quiet close. */
void finding_advance(struct judge *j);
void finding_finish(struct judge *j);

/** Takes the memory; false when there is none. */
bool finding_open(struct judge *j);

#endif
