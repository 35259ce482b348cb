/*
 * policy_data: the insides of a policy, shared by the files rules/policy*.c and nobody else.
 * policy_read*.c fill it once while loading; after that it is read only, but for the two arrays of
 * use counts, which the collector's thread alone writes.
 *
 * Who somebody is: every element and every group is a numbered "set"; every address or prefix that
 * the file names is a numbered "node" of the prefix index. An address belongs to a set when the
 * set, or a set inside it, owns one of the nodes around that address.
 */
#ifndef SPANWATCH_RULES_POLICY_DATA_H
#define SPANWATCH_RULES_POLICY_DATA_H

#include "rules/names.h"
#include "rules/pairs.h"
#include "rules/policy.h"
#include "rules/prefixes.h"
#include "rules/protocols.h"
#include "rules/yaml.h"

enum {
	POLICY_SPACES = 4096,             /* realms: as many as VLANs */
	POLICY_MEMBERSHIPS = 1024 * 1024, /* of sets in groups, groups in groups counted in full */
	POLICY_WORD = 64,                 /* bytes of a name or an id */
	POLICY_TEXT = 1024,               /* bytes of a reason */
	OVER_NAMES = PROTOCOLS_MAX,
};

/* Scopes of policy.names. */
enum policy_scope {
	SCOPE_SPACE,
	SCOPE_INTERFACE, /* number: space */
	SCOPE_SET,       /* elements and groups: they share their names */
	SCOPE_PERMIT,
	SCOPE_WINDOW,
	SCOPE_EXCEPTION,
	SCOPE_IMAGE,
	SCOPE_ACCOUNT,  /* number: enum account_kind */
	SCOPE_PROTOCOL, /* number: as in protocols.h */
};

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

/* VNIs or MPLS labels of a realm. */
struct realm_range {
	uint32_t from, to;
	uint16_t space;
	const struct yaml_node *at;
};
struct realm_ranges {
	struct realm_range *items;
	uint32_t count, cap;
};

struct policy {
	struct yaml *yaml; /* owns every string */
	bool observe;
	struct names names;
	struct names protocols; /* words in any case */

	const char **space_names; /* by number; NULL for 0 */
	uint32_t space_count, space_cap;
	uint16_t vlan_space[4096];
	struct realm_ranges vnis, labels;

	struct set *sets;
	uint32_t set_count, set_cap;
	const char **set_names; /* by number, for "did you mean" */

	struct prefixes nodes;
	struct host *hosts;     /* by node: what policy_host tells */
	struct pairs owners;    /* node -> set */
	struct pairs parents;   /* set -> group that names it as a member */
	struct pairs ancestors; /* set -> itself and every group that it is in */

	struct term *terms;
	uint32_t term_count, term_cap;
	struct far *fars;
	uint32_t far_count, far_cap;
	const char **strings; /* domains, countries, users, findings */
	uint32_t string_count, string_cap;
	uint32_t *asns;
	uint32_t asn_count, asn_cap;
	struct over_port *ports;
	uint32_t port_count, port_cap;

	struct permit *permits;
	uint32_t permit_count, permit_cap;
	struct pairs by_server_set, by_server_node; /* -> permit, by who its `to` names */
	struct pairs by_client_set, by_client_node; /* -> permit whose `to` names no address */
	uint32_t *by_none;                          /* permits that name no address at all */
	uint32_t by_none_count, by_none_cap;

	struct window *windows;
	uint32_t window_count, window_cap;
	uint32_t *window_uses;
	struct exception *exceptions;
	uint32_t exception_count, exception_cap;
	uint32_t *exception_uses;
	struct image *images;
	uint32_t image_count, image_cap;
	const char **globs[ACCOUNT_KINDS]; /* accounts with a `*` */
	uint32_t glob_count[ACCOUNT_KINDS], glob_cap[ACCOUNT_KINDS];
};

/* --- reading (policy_read*.c) --------------------------------------------------------------- */

struct policy_builder {
	struct policy *p;
	struct yaml_reader r;
	bool no_memory;
};

void policy_read_spaces(struct policy_builder *b, const struct yaml_node *map);
/* Declares every set first, so that groups may name those further down. */
void policy_read_sets(
	struct policy_builder *b, const struct yaml_node *elements, const struct yaml_node *groups);
void policy_read_permits(struct policy_builder *b, const struct yaml_node *list);
void policy_read_windows(struct policy_builder *b, const struct yaml_node *list);
void policy_read_exceptions(struct policy_builder *b, const struct yaml_node *list);
void policy_read_images(struct policy_builder *b, const struct yaml_node *list);
void policy_read_accounts(struct policy_builder *b, const struct yaml_node *map);
/* What can be worked out once all is read: ancestors, parents of prefixes, hosts, permit lists. */
void policy_compile(struct policy_builder *b);

/* Parts that several of them need. */
void policy_read_party(struct policy_builder *b, const struct yaml_node *node, struct party *ret);
void policy_read_over(struct policy_builder *b, const struct yaml_node *node, struct over *ret);
uint32_t policy_read_verbs(struct policy_builder *b, const struct yaml_node *node);
/* The id that NODE gives to the NUMBERth ENTRY of its list, or one made up where NODE is NULL. */
const char *policy_read_id(struct policy_builder *b, const struct yaml_node *node,
	enum policy_scope scope, const struct yaml_node *entry, uint32_t number);
/* Appends a string to policy.strings. */
void policy_add_string(struct policy_builder *b, const char *s);
/* Number of the node for "10.0.0.0/8" or "cust-a/10.0.0.1"; PREFIX_NONE, and a fault was told,
 * where it is no address. */
uint32_t policy_read_address(struct policy_builder *b, const struct yaml_node *node);
/* A name that events, keys and files can carry bare: letters, digits, ". _ -" and the EXTRA ones.
 */
bool policy_check_name(struct policy_builder *b, const struct yaml_node *node, const char *extra);
/* list_grow on behalf of B: NULL, and no_memory set, where there is none. */
void *policy_grow(
	struct policy_builder *b, void *items, uint32_t count, uint32_t *cap, uint32_t size);

/* --- asking (policy_match.c) ---------------------------------------------------------------- */

/* One address that is asked about, looked up once. */
struct who {
	uint32_t node; /* the longest prefix around it, or PREFIX_NONE */
	bool is_far;   /* domain, country and ASN of the question are this end's */
	bool unknown;  /* nobody was named: matches everything */
};
struct who policy_who(const struct policy *p, uint16_t space, const struct addr *a);
bool policy_party_has(const struct policy *p, const struct party *party, const struct who *who,
	const struct question *q);
enum { APP_UNKNOWN = UINT32_MAX, APP_OTHER = UINT32_MAX - 1 };
/* Number of the question's protocol; APP_OTHER for one that policies cannot name. */
uint32_t policy_app(const struct policy *p, const struct question *q);
bool policy_over_has(
	const struct policy *p, const struct over *over, const struct question *q, uint32_t app);
/* The flow only tells of the action (a log, a record): the two that act are not both its ends. */
bool policy_is_relayed(const struct question *q);
/* Who acted on whom, by the question's own words or by the flow's ends. */
const struct addr *policy_acted_on(const struct question *q);
const struct addr *policy_actor(const struct question *q);
/* `*` in PATTERN stands for any run of bytes. */
bool policy_glob(const char *pattern, struct span text, bool any_case);

#endif
