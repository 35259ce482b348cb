/*
 * policy: what the operator says is allowed. Read from YAML once, then immutable: a reload makes a
 * new one and swaps the pointer. Workers ask it which realm and scope a packet is in, the collector
 * asks it for judgement.
 */
#ifndef SPANWATCH_RULES_POLICY_POLICY_H
#define SPANWATCH_RULES_POLICY_POLICY_H

#include "sensor/base/diag.h"
#include "sensor/event.h"

enum role {
#define ROLE(id, name, text) ROLE_##id,
#include "rules/policy/roles.def"
#undef ROLE
	ROLE_COUNT
};
const char *role_name(enum role r);

struct policy;

/** What the policy knows of one address. Strings belong to the policy. */
struct host {
	uint32_t roles;    /* bit mask of 1 << enum role; 0 when not named */
	enum role role;    /* the most telling one (element before manager before the others) */
	const char *id;    /* element's policy name, or NULL: its address is its ID */
	const char *group; /* first group it is in, or NULL */
	const char *vendor, *site, *criticality; /* or NULL */
};

/**
 * Reads FILE. Every fault goes to DIAG with file:line:column; NULL when there was one. The file is
 * at most 1 MiB, 8 levels deep, without anchors, aliases and tags.
 */
struct policy *policy_load(const char *file, struct diag *diag);
/** The same with the windows and exceptions of every *.yaml of WINDOWS_DIR, which may be NULL. */
struct policy *policy_load_with(const char *file, const char *windows_dir, struct diag *diag);
/** A number that is another one when files of the directory came, went or changed. */
uint64_t policy_windows_state(const char *windows_dir);
/** The same from memory; FILE is what faults are reported under. */
struct policy *policy_parse(const char *file, struct span text, struct diag *diag);
void policy_free(struct policy *p);

/** SHA-256 of the text it was read from, hex. */
const char *policy_sha256(const struct policy *p);

/** True with `mode: observe`. */
bool policy_observes(const struct policy *p);

/** The realm (0 = default) of a packet by VNI, MPLS label, VLANs, interface. P may be NULL. */
uint16_t policy_space(const struct policy *p, const struct packet *packet, const char *interface);
/** Name of a realm, or NULL for the default one. */
const char *policy_space_name(const struct policy *p, uint16_t space);

/** True when one of the COUNT tags of a frame is that of a VLAN of subscribers. P may be NULL. */
bool policy_is_subscriber_vlan(const struct policy *p, const uint16_t *vlans, unsigned count);

/** True when an element or group is called NAME, or as the first label of it. */
bool policy_knows_name(const struct policy *p, struct span name);

/** The first single address in SPACE of the element that is called NAME, or as the first label of
 * it; false where there is none. P may be NULL. */
bool policy_element_named(
	const struct policy *p, uint16_t space, struct span name, struct addr *ret);

/** Fills RET; all zero for an address that the policy does not name. Bounded time. */
void policy_host(const struct policy *p, uint16_t space, const struct addr *a, struct host *ret);

/** Takes the host part from A where H, who it is, is a subscriber: /24 or /56 remains. */
void host_mask(const struct host *h, struct addr *a);
/** The same by address. P may be NULL. */
void policy_mask(const struct policy *p, uint16_t space, struct addr *a);

/** True when either end is anything but NONE: the scope of `--scope elements`. */
bool policy_touches(
	const struct policy *p, uint16_t space, const struct addr *a, const struct addr *b);

/** True when a permit, window or exception tells far ends by their names. P may be NULL. */
bool policy_has_domains(const struct policy *p);

/** True when a group has ROLE. P may be NULL. */
bool policy_has_role(const struct policy *p, enum role role);

enum sanction {
	SANCTION_NO_POLICY,
	SANCTION_PERMITTED,
	SANCTION_IN_WINDOW,
	SANCTION_OUT_OF_WINDOW, /* a permit covers it, changes only in a window; none is open */
	SANCTION_EXCEEDS,       /* in a window, but by another actor, user, verb or element */
	SANCTION_UNPERMITTED
};
const char *sanction_name(enum sanction s);

/** A flow or an action, as the policy is asked about it. */
struct question {
	int64_t ts_us;
	uint16_t space;
	struct endpoint client, server; /* client: the initiator */
	uint8_t ip_proto;
	const char *app;     /* protocol name, or NULL when unknown */
	const char *domain;  /* name of the far end when known, or NULL */
	const char *country; /* ISO code of the far end, or NULL */
	uint32_t asn;        /* of the far end, or 0 */
	bool is_action;      /* the next four count */
	enum verb verb;
	struct addr element, actor;
	struct span user; /* empty when unknown */
};

struct verdict {
	enum sanction sanction;
	const char *
		permit; /* id of the permit that covers it ("permit-3" when it has none), or NULL */
	const char *window;   /* id of the window that is open or exceeded, or NULL */
	const char *exceeds;  /* "actor" (or its user), "element", "verb", "over", or NULL */
	unsigned permit_line; /* line of the permit in its file, for explain */
};

/** May these two speak, in this protocol, begun by this side? P may be NULL: SANCTION_NO_POLICY. */
void policy_flow(const struct policy *p, const struct question *q, struct verdict *ret);

/**
 * May this action be done, now? It is judged between the flow's ends; where `element` and `actor`
 * are not both among them (a log or a record tells of the action) between those two, whatever the
 * protocol, and an unset `actor` is held against nobody. A permit outright comes first; a permit
 * `in-window` needs an open window; no window permits by itself. A window that differs in element
 * and actor alike is about others. An unknown user exceeds nothing. The right change over a
 * protocol that no permit names exceeds its window by "over". A host of another role than those of
 * elements that has no permit exceeds the window it is wrong for. Counts the use of windows.
 */
void policy_action(const struct policy *p, const struct question *q, struct verdict *ret);

/** Who goes by other addresses than those by which the policy names them. */
struct homes {
	/** Into RET the address that the policy has for A; false where A stands for itself. */
	bool (*find)(const void *ctx, uint16_t space, const struct addr *a, struct addr *ret);
	const void *ctx;
};

/**
 * Puts Q under the addresses that HOMES has. Where an end that is judged is equipment by its own
 * address, Q stays as it is: nobody gains a permit towards it by a word about himself. True when Q
 * is another one now.
 */
bool policy_turn(const struct policy *p, const struct homes *homes, struct question *q);

/**
 * The line that is missing for Q, as YAML one could paste, into RET: a permit, or a window where
 * only that is missing. A permit uses group names where an address is in one, a window names the
 * hosts and the user of Q alone. Returns the length; 0 and the empty string where it does not fit.
 */
uint32_t policy_missing(const struct policy *p, const struct question *q, char *ret, uint32_t cap);

/** The same for FINDING, which no permit silences: an exception of a month for the host of Q. */
uint32_t policy_missing_exception(const struct policy *p, const struct question *q,
	const char *finding, char *ret, uint32_t cap);

/** An exception that covers this finding, or NULL; `until` is not over at TS_US. Counts its use. */
const char *policy_exception(const struct policy *p, const char *finding, const struct question *q);

/**
 * The window that is open for this actor and element and names the user, whatever the verb; or
 * NULL. P may be NULL.
 */
const char *policy_window_named(const struct policy *p, const struct question *q);

/** A window or an exception, and how often it applied since the policy was loaded. */
struct policy_use {
	bool is_window;
	const char *id;
	unsigned line;
	int64_t from_us, until_us; /* from: of windows */
	uint32_t uses;
};

/** The Nth of the windows, then of the exceptions; false behind the last one. P may be NULL. */
bool policy_use_at(const struct policy *p, uint32_t n, struct policy_use *ret);

/** True when the policy keeps a ledger of images, so that one it does not name means something. */
bool policy_has_images(const struct policy *p);

/** Ledger state of an image by SHA-256 hex ("approved", "known-bad" ... or "unknown") and its name.
 */
const char *policy_image(const struct policy *p, const char *sha256, const char **ret_name);

/** "break-glass", "service", "vendor", or NULL. */
const char *policy_account(const struct policy *p, struct span user);

#endif
