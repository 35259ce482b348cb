/*
 * services: who answers under well-known names and addresses: makers that their equipment calls,
 * and public resolvers; from one dated file (services.tsv, which is also built in). Read once, then
 * only asked; any thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_SERVICES_H
#define SPANWATCH_RULES_JUDGE_SERVICES_H

#include "sensor/base/addr.h"
#include "sensor/base/diag.h"

struct services;

struct known_service {
	const char *name; /* or the text of its address */
	const char *text; /* what it is */
	bool is_resolver, is_addr;
	struct addr addr;
};

/**
 * Reads FILE; NULL: what is built in. 0 and *RET; -EINVAL when there are faults, which DIAG was
 * told with their lines; -ENOMEM.
 */
int services_open(const char *file, struct diag *diag, struct services **ret);
void services_free(struct services *s);

/** The service that DOMAIN belongs to, or NULL. S and DOMAIN may be NULL. */
const struct known_service *services_named(const struct services *s, const char *domain);

/** The service at A, or NULL. S may be NULL. */
const struct known_service *services_at(const struct services *s, const struct addr *a);

#endif
