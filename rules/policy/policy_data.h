/*
 * policy_data: the inside of a policy, shared by the files rules/policy*.c and nobody else.
 * policy_read*.c fill it once while loading; after that it is read only, but for the two arrays of
 * use counts, which the collector's thread alone writes.
 *
 * Who somebody is: every element and every group is a numbered "set"; every address or prefix that
 * the file names is a numbered "node" of the prefix index. An address belongs to a set when the
 * set, or a set inside it, owns one of the nodes around that address.
 */
#ifndef SPANWATCH_RULES_POLICY_POLICY_DATA_H
#define SPANWATCH_RULES_POLICY_POLICY_DATA_H

#include "rules/names.h"
#include "rules/policy/pairs.h"
#include "rules/policy/policy.h"
#include "rules/policy/policy_parts.h"
#include "rules/policy/prefixes.h"
#include "rules/yaml/yaml.h"

enum {
	POLICY_SPACES = 4096,             /* realms: as many as VLANs */
	POLICY_MEMBERSHIPS = 1024 * 1024, /* of sets in groups, groups in groups counted in full */
	POLICY_WORD = 64,                 /* bytes of a name or an id */
	POLICY_TEXT = 1024,               /* bytes of a reason */
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
	struct yaml *yaml;  /* owns every string */
	struct yaml **more; /* of files with windows */
	uint32_t more_count;
	char sha256[65]; /* of all of them; empty where there is one file */
	bool observe;
	bool has_subscribers;
	struct names names;
	struct names protocols; /* words in any case */

	const char **space_names; /* by number; NULL for 0 */
	uint32_t space_count, space_cap;
	uint16_t vlan_space[4096];
	uint64_t subscriber_vlans[4096 / 64]; /* a bit for each */
	struct realm_ranges vnis, labels;

	struct set *sets;
	uint32_t set_count, set_cap;
	const char **set_names; /* by number, for "did you mean" */

	struct prefixes nodes;
	struct host *hosts;     /* by node: what policy_host tells */
	struct pairs owners;    /* node -> set */
	struct pairs homes;     /* element -> node of a single address of it */
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

#endif
