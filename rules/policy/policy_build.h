/*
 * policy_build: what the readers of a policy file (policy_read*.c) share, and the order in which
 * policy.c calls them. On the thread that loads.
 */
#ifndef SPANWATCH_RULES_POLICY_POLICY_BUILD_H
#define SPANWATCH_RULES_POLICY_POLICY_BUILD_H

#include "rules/policy/policy_data.h"

struct policy_builder {
	struct policy *p;
	struct yaml_reader r;
	bool no_memory;
};

void policy_read_spaces(struct policy_builder *b, const struct yaml_node *map);
void policy_read_planes(struct policy_builder *b, const struct yaml_node *map);
/* Declares every set first, so that groups may name those further down. */
void policy_read_sets(
	struct policy_builder *b, const struct yaml_node *elements, const struct yaml_node *groups);
void policy_read_permits(struct policy_builder *b, const struct yaml_node *list);
void policy_read_windows(struct policy_builder *b, const struct yaml_node *list);
void policy_read_exceptions(struct policy_builder *b, const struct yaml_node *list);
void policy_read_images(struct policy_builder *b, const struct yaml_node *list);
void policy_read_accounts(struct policy_builder *b, const struct yaml_node *map);
/* Windows and exceptions of every *.yaml of DIR. */
void policy_read_tickets(struct policy_builder *b, const char *dir);
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

#endif
