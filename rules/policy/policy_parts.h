/*
 * policy_parts: what a policy is made of: sets, permits, windows, exceptions, ledgers. Shared by
 * the files rules/policy*.c alone. Lists are runs of the arrays in struct policy: a first index
 * and a count.
 */
#ifndef SPANWATCH_RULES_POLICY_POLICY_PARTS_H
#define SPANWATCH_RULES_POLICY_POLICY_PARTS_H

#include "rules/policy/policy.h"
#include "rules/protocols.h"
#include "rules/yaml/yaml.h"

enum { OVER_NAMES = PROTOCOLS_MAX }; /* bits for protocol names */

/* One end of a permit, window or exception, or a part of one. */
enum term_kind { TERM_SET, TERM_NODE, TERM_FAR };
struct term {
	enum term_kind kind;
	uint32_t index;
};
struct party {
	bool any;
	uint32_t first, count; /* of policy.terms, sorted by kind and index */
};

/* A far end told by what is known of it. Each part that is there must hold; in it, one of a list.
 */
struct far {
	struct party addresses; /* any: not asked */
	uint32_t first_domain, domains;
	uint32_t first_asn, asns;
	uint32_t first_country, countries;
};

struct set {
	const char *name;
	enum role role; /* of a group; NONE for elements, which are what their groups say */
	bool is_element;
	const char *vendor, *site, *criticality;
	const struct yaml_node *at; /* of its name */
};

/* What `over` covers: protocols by name, ports, IP protocols. */
struct over {
	bool any, unknown;
	bool manages; /* something in it can carry orders to equipment */
	uint64_t names[OVER_NAMES / 64];
	uint32_t first_port, ports; /* of policy.ports */
};
enum { PORT_ANY_APP = UINT16_MAX };
struct over_port {
	uint8_t ip_proto;  /* 0: any */
	uint16_t from, to; /* of the responder; 0 and 65535: the whole IP protocol */
	uint16_t app;      /* only when the flow is this protocol, or PORT_ANY_APP */
};

struct permit {
	const char *id;
	uint32_t line;
	struct party from, to;
	struct over over;
	uint32_t may; /* 1 << enum verb */
	bool in_window;
};

struct window {
	const char *id;
	uint32_t line;
	int64_t from_us, until_us;
	struct party elements, actors;
	uint32_t first_user, users; /* of policy.strings; none: any */
	uint32_t may;
};

struct exception {
	const char *id;
	uint32_t line;
	int64_t until_us;
	struct party from, to;
	uint32_t first_finding, findings; /* of policy.strings */
};

struct image {
	const char *state, *name;
};

enum account_kind { ACCOUNT_BREAK_GLASS, ACCOUNT_VENDOR, ACCOUNT_SERVICE, ACCOUNT_KINDS };

#endif
