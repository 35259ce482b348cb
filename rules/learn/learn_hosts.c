/*
 * learn_hosts: who is who in the draft, and which relations may be permitted. Once, when the
 * reading is over.
 */
#include "config.h"

#include "rules/learn/learn_data.h"

#include "rules/protocols.h"

#include <stdlib.h>

/* Attacks: never permitted, whoever they come from. Guessing and scanning also happen to managers
 * with a stale password or a service that is down. */
static const char *const attacks[] = {
	"exploit", "covert-trigger", "beacon", "manager-spoofed", "plane-violation"};
static const char *const harassments[] = {"brute-force", "scan"};
/* Says nothing of who may speak to whom. */
static const char *const side_issues[] = {"suspicious-name", "address-conflict", "sensor-blind",
	"snmp-walk", "mass-change", "log-silence", "accounting-without-session",
	"login-without-aaa", "no-accounting", "rule"};

enum { ENOUGH = 4 };

static const struct {
	uint32_t trait;
	int equipment, server;
} weights[] = {{TRAIT_EQUIPMENT, 8, 0}, {TRAIT_MANAGED, 4, 0}, {TRAIT_REACHED, 1, 0},
	{TRAIT_REPORTS, 2, 0}, {TRAIT_ASKS_AAA, 3, 0}, {TRAIT_ASKS_ACS, 4, 0}, {TRAIT_ROUTES, 4, 0},
	{TRAIT_POLLS, 0, 5}, {TRAIT_OPERATES, 0, 4}, {TRAIT_AAA, 0, 6}, {TRAIT_LOGS, 0, 4},
	{TRAIT_NTP, 0, 2}, {TRAIT_DNS, 0, 4}, {TRAIT_FILES, 0, 2}, {TRAIT_ACS, 0, 6}};

/* The first that a host has is its role. */
static const struct {
	uint32_t trait;
	enum role role;
} roles[] = {{TRAIT_POLLS, ROLE_MANAGER}, {TRAIT_OPERATES, ROLE_JUMP}, {TRAIT_AAA, ROLE_AAA},
	{TRAIT_ACS, ROLE_ACS}, {TRAIT_LOGS, ROLE_SYSLOG}, {TRAIT_FILES, ROLE_FILE},
	{TRAIT_DNS, ROLE_DNS}, {TRAIT_NTP, ROLE_NTP}, {TRAIT_ROUTES, ROLE_PEER}};

static int by_addr(const void *key, const void *item)
{
	return addr_cmp(key, &((const struct draft_host *)item)->addr);
}

struct draft_host *draft_host_of(const struct draft *d, const struct addr *a)
{
	return d->host_count ? bsearch(a, d->hosts, d->host_count, sizeof(*d->hosts), by_addr)
			     : NULL;
}

static bool is_slug(const struct draft_flag *f, const char *const *slugs, unsigned count)
{
	unsigned n;
	const char *slug = judge_findings(&n)[f->key->finding].slug;

	for (unsigned i = 0; i < count; i++)
		if (strcmp(slug, slugs[i]) == 0)
			return true;
	return false;
}
#define IS_SLUG(f, slugs) is_slug(f, slugs, sizeof(slugs) / sizeof((slugs)[0]))

static bool is_posture(const struct draft_flag *f)
{
	unsigned n;

	return strcmp(judge_findings(&n)[f->key->finding].class_name, "posture") == 0;
}

/* --- elements --------------------------------------------------------------------------------- */

static void score(const struct draft_host *h, int *ret_equipment, int *ret_server)
{
	*ret_equipment = *ret_server = 0;
	for (unsigned i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
		if (!(h->seen->traits & weights[i].trait))
			continue;
		*ret_equipment += weights[i].equipment;
		*ret_server += weights[i].server;
	}
}

/* Other addresses of one box: what says by ARP or neighbor discovery that it is at the same MAC. */
static void find_other_addresses(struct draft *d)
{
	for (uint32_t i = 0; i < d->host_count; i++) {
		struct draft_host *h = &d->hosts[i];
		if (h->is_element || !h->seen->has_mac || addr_is_link_local(&h->addr))
			continue;
		for (uint32_t k = 0; !h->is_element && k < d->element_count; k++) {
			const struct draft_host *e = d->elements[k];
			h->is_element = e->seen->has_mac && memcmp(&e->seen->mac, &h->seen->mac,
								    sizeof(struct mac)) == 0;
			h->same_as = h->is_element ? e : NULL;
		}
	}
}

static void list_elements(struct draft *d)
{
	d->element_count = 0;
	for (uint32_t i = 0; i < d->host_count; i++)
		if (d->hosts[i].is_element && d->element_count < DRAFT_BOXES)
			d->elements[d->element_count++] = &d->hosts[i];
}

static void find_elements(struct draft *d)
{
	int equipment, server;

	for (uint32_t i = 0; i < d->host_count; i++) {
		struct draft_host *h = &d->hosts[i];
		score(h, &equipment, &server);
		h->is_element = equipment >= ENOUGH && equipment > server;
		h->is_cpe = h->is_element &&
			    !(h->seen->traits & (TRAIT_EQUIPMENT | TRAIT_MANAGED | TRAIT_ROUTES |
							TRAIT_ASKS_AAA | TRAIT_REPORTS)) &&
			    (h->seen->traits & TRAIT_ASKS_ACS);
	}
	/* What a manager logs in to, and is no server otherwise, is equipment too. */
	for (uint32_t i = 0; i < d->relation_count; i++) {
		struct draft_relation *r = &d->relations[i];
		uint32_t manages = TRAIT_POLLS | TRAIT_OPERATES;
		score(r->server, &equipment, &server);
		if ((r->client->seen->traits & manages) && !r->client->is_element && !server &&
			(r->server->seen->traits & TRAIT_REACHED))
			r->server->is_element = true;
	}
}

/* Few of them are equipment like any other; many are a population. */
static void find_population(struct draft *d)
{
	enum { CROWD = 20 };
	unsigned count = 0;

	for (uint32_t i = 0; i < d->host_count; i++)
		count += d->hosts[i].is_cpe;
	for (uint32_t i = 0; count < CROWD && i < d->host_count; i++)
		d->hosts[i].is_cpe = false;
}

static void find_roles(struct draft *d)
{
	for (uint32_t i = 0; i < d->host_count; i++) {
		struct draft_host *h = &d->hosts[i];
		h->role = h->is_cpe ? ROLE_CPE : h->is_element ? ROLE_ELEMENT : ROLE_NONE;
		for (unsigned k = 0; h->role == ROLE_NONE && k < sizeof(roles) / sizeof(roles[0]);
			k++)
			if (h->seen->traits & roles[k].trait)
				h->role = roles[k].role;
	}
}

/* --- inside and outside ------------------------------------------------------------------------
 */

/* RFC 6598: a carrier's own. */
static bool is_local(const struct addr *a)
{
	bool shared = addr_is_v4(a) && a->b[12] == 100 && (a->b[13] & 0xc0) == 64;

	return shared || addr_is_private(a);
}

static bool near(const struct addr *a, const struct addr *b, unsigned v4_bits, unsigned v6_bits)
{
	return addr_is_v4(a) == addr_is_v4(b) &&
	       addr_in_prefix(a, b, addr_is_v4(a) ? 96 + v4_bits : v6_bits);
}

/* The hosts from FROM on whose addresses begin like its own: their end. */
static uint32_t block_end(const struct draft *d, uint32_t from, unsigned v4_bits, unsigned v6_bits)
{
	uint32_t end = from + 1;

	while (end < d->host_count &&
		near(&d->hosts[end].addr, &d->hosts[from].addr, v4_bits, v6_bits))
		end++;
	return end;
}

static bool has_element(const struct draft *d, uint32_t from, uint32_t end)
{
	for (uint32_t i = from; i < end; i++)
		if (d->hosts[i].is_element)
			return true;
	return false;
}

/* Public addresses far from those of the equipment. */
static void find_outside(struct draft *d)
{
	for (uint32_t from = 0, end; from < d->host_count; from = end) {
		end = block_end(d, from, 16, 32);
		bool ours = has_element(d, from, end);
		for (uint32_t i = from; i < end; i++)
			d->hosts[i].outside = !ours && !is_local(&d->hosts[i].addr);
	}
}

/* Where elements themselves send their logs and ask who may log in: the operator set that up. */
static bool is_control(const struct draft_relation *r)
{
	return r->client->is_element && !r->server->is_element && !r->server->outside &&
	       !r->server->attacks &&
	       (r->server->seen->traits & (TRAIT_LOGS | TRAIT_AAA | TRAIT_ACS)) &&
	       (r->client->seen->traits & (TRAIT_REPORTS | TRAIT_ASKS_AAA | TRAIT_ASKS_ACS)) &&
	       r->seen->flows;
}

/* A control server's network is the management network, unless equipment stands in it as well. */
static void find_home(struct draft *d)
{
	for (uint32_t i = 0; i < d->relation_count; i++)
		if (is_control(&d->relations[i]))
			d->relations[i].server->at_home = true;
	for (uint32_t from = 0, end; from < d->host_count; from = end) {
		bool home = false;
		end = block_end(d, from, 24, 64);
		for (uint32_t i = from; i < end; i++)
			home |= d->hosts[i].at_home;
		if (!home || has_element(d, from, end))
			continue;
		for (uint32_t i = from; i < end; i++)
			d->hosts[i].at_home = true;
	}
}

/* --- what is flagged ---------------------------------------------------------------------------
 */

/* Whoever is no element did it; between two of a kind, the one who began. */
static struct draft_host *culprit(const struct draft_flag *f)
{
	return f->client->is_element && !f->server->is_element ? f->server : f->client;
}

static void find_culprits(struct draft *d)
{
	for (uint32_t i = 0; i < d->flag_count; i++) {
		const struct draft_flag *f = &d->flags[i];
		if (is_posture(f) || IS_SLUG(f, side_issues))
			continue;
		if (!IS_SLUG(f, attacks) && !IS_SLUG(f, harassments))
			culprit(f)->doubted = true;
		else if (f->client->is_element)
			f->client->strikes |= IS_SLUG(f, attacks);
		else
			*(IS_SLUG(f, attacks) ? &f->client->attacks : &f->client->doubted) = true;
	}
}

/* An attack by an element: this relation alone, for the element itself goes on. */
static bool is_attack(const struct draft *d, const struct draft_relation *r)
{
	for (uint32_t i = 0; r->client->strikes && i < d->flag_count; i++) {
		const struct draft_flag *f = &d->flags[i];
		if (f->client == r->client && f->server == r->server && IS_SLUG(f, attacks))
			return true;
	}
	return false;
}

static bool in_set(const char *over, const char *set)
{
	unsigned count;
	const struct protocol *all = protocols_all(&count);
	int at = protocols_find(span_str(over));

	return at >= 0 && strcmp(all[at].set, set) == 0;
}

static enum standing standing_of(const struct draft *d, const struct draft_relation *r)
{
	const struct draft_host *far = r->client->is_element ? r->server : r->client;
	bool both = r->client->is_element && r->server->is_element;

	if (!r->client->is_element && !r->server->is_element)
		return STANDING_NOBODY;
	if (far->attacks || (far->doubted && !far->at_home && !far->is_element) || is_attack(d, r))
		return STANDING_FLAGGED;
	/* Among themselves they route, and see whether the other one is there. */
	if (both && r->client != r->server && !in_set(r->key->over, "routing") &&
		!in_set(r->key->over, "monitoring"))
		return STANDING_LATERAL;
	if (!r->seen->answered && !r->key->over[0] && !far->at_home)
		return STANDING_UNANSWERED;
	if (far->outside && !in_set(r->key->over, "routing"))
		return STANDING_OUTSIDE;
	return STANDING_GOOD;
}

static void judge_report(struct draft_report *r)
{
	/* Who was not seen at work, and stands nowhere that is known, is not let in by a log. */
	bool strange =
		r->actor && !r->actor->at_home &&
		(r->actor->doubted || !(r->actor->seen->traits & (TRAIT_POLLS | TRAIT_OPERATES)));
	bool bad = r->actor && (r->actor->attacks || r->actor->outside || strange);

	r->standing = !r->element->is_element ? STANDING_NOBODY
		      : bad                   ? STANDING_FLAGGED
					      : STANDING_GOOD;
}

void draft_judge(struct draft *d)
{
	find_elements(d);
	list_elements(d);
	find_other_addresses(d);
	find_population(d);
	find_roles(d);
	find_outside(d);
	find_culprits(d);
	find_home(d);
	for (uint32_t i = 0; i < d->relation_count; i++)
		d->relations[i].standing = standing_of(d, &d->relations[i]);
	for (uint32_t i = 0; i < d->report_count; i++)
		judge_report(&d->reports[i]);
}

static enum verb turned(enum verb v, bool image)
{
	if (v == VERB_IMPORT || v == VERB_IMAGE)
		return VERB_EXPORT;
	if (v == VERB_EXPORT)
		return image ? VERB_IMAGE : VERB_IMPORT;
	return v;
}

uint32_t draft_verbs(const struct draft_relation *r, enum verb v)
{
	uint32_t n = r->seen->verbs[SENSE_PLAIN][v];

	for (int sense = SENSE_OF_CLIENT; sense < SENSES; sense++) {
		bool of_client = sense == SENSE_OF_CLIENT || sense == SENSE_IMAGE_OF_CLIENT;
		bool image = sense == SENSE_IMAGE_OF_CLIENT || sense == SENSE_IMAGE_OF_SERVER;
		const struct draft_host *element = of_client ? r->client : r->server;
		const struct draft_host *actor = of_client ? r->server : r->client;
		bool turn = !element->is_element && actor->is_element;
		for (int raw = 0; raw < VERB_COUNT; raw++)
			if ((turn ? turned((enum verb)raw, image) : (enum verb)raw) == v)
				n += r->seen->verbs[sense][raw];
	}
	return n;
}
