/*
 * policy_judge: answers whether a flow or an action is permitted. Asked on the collector's thread,
 * and by commands that judge past events again.
 *
 * An action is judged between the two ends of its flow, initiator first. Where a log or a record
 * tells of it, the flow that carries the record is not the act: then the question is whether the
 * actor may do this to the element, whatever protocol was used; and an actor that nobody names is
 * not held against anybody.
 */
#include "config.h"

#include "rules/policy/policy_match.h"

enum { NONE = UINT32_MAX };

struct search {
	const struct policy *p;
	const struct question *q;
	struct who client, server;
	uint32_t app;
	bool relayed; /* the flow only tells of the action */
	/* the first permit in the file that covers the question ... */
	uint32_t always;     /* ... outright */
	uint32_t windowed;   /* ... inside a window */
	uint32_t other_over; /* ... but for the protocol */
};

static void keep_first(uint32_t *best, uint32_t permit)
{
	if (permit < *best)
		*best = permit;
}

/* Logging in and out is part of what a permit allows, whatever verbs it names. */
static bool verb_allowed(const struct search *s, const struct permit *permit)
{
	if (!s->q->is_action)
		return true;
	switch (s->q->verb) {
	case VERB_LOGIN:
	case VERB_LOGIN_FAILED:
	case VERB_LOGOUT:
		return true;
	default:
		return permit->may & 1u << s->q->verb;
	}
}

static void try_permit(struct search *s, uint32_t number)
{
	const struct permit *permit = &s->p->permits[number];

	if (!verb_allowed(s, permit) || !policy_party_has(s->p, &permit->from, &s->client, s->q) ||
		!policy_party_has(s->p, &permit->to, &s->server, s->q))
		return;
	bool fits = policy_over_fits(s->p, &permit->over, s->q, s->app);
	if (!fits && s->relayed)
		return;
	if (!fits)
		keep_first(&s->other_over, number);
	else if (permit->in_window && s->q->is_action && verb_changes(s->q->verb))
		keep_first(&s->windowed, number);
	else
		keep_first(&s->always, number);
}

static void try_pairs(struct search *s, const struct pairs *by, uint32_t key)
{
	uint32_t n;
	const struct pair *pair = pairs_of(by, key, &n);

	for (uint32_t i = 0; i < n; i++)
		try_permit(s, pair[i].b);
}

/* The permits filed under any set or prefix that WHO belongs to. */
static void try_filed(struct search *s, const struct who *who, const struct pairs *by_set,
	const struct pairs *by_node)
{
	const struct policy *p = s->p;

	for (uint32_t node = who->node; node != PREFIX_NONE; node = p->nodes.items[node].parent) {
		uint32_t n;
		const struct pair *owners = pairs_of(&p->owners, node, &n);
		try_pairs(s, by_node, node);
		for (uint32_t i = 0; i < n; i++) {
			uint32_t ups;
			const struct pair *up = pairs_of(&p->ancestors, owners[i].b, &ups);
			for (uint32_t k = 0; k < ups; k++)
				try_pairs(s, by_set, up[k].b);
		}
	}
}

static void find_permits(struct search *s)
{
	const struct policy *p = s->p;

	s->always = s->windowed = s->other_over = NONE;
	if (s->client.unknown || s->server.unknown) {
		for (uint32_t i = 0; i < p->permit_count; i++)
			try_permit(s, i);
		return;
	}
	try_filed(s, &s->server, &p->by_server_set, &p->by_server_node);
	try_filed(s, &s->client, &p->by_client_set, &p->by_client_node);
	for (uint32_t i = 0; i < p->by_none_count; i++)
		try_permit(s, p->by_none[i]);
}

static bool is_unset(const struct addr *a)
{
	static const struct addr none;

	return addr_cmp(a, &none) == 0;
}

static struct who look_up(const struct policy *p, const struct question *q, const struct addr *a)
{
	struct who who = policy_who(p, q->space, a);

	who.unknown = is_unset(a);
	return who;
}

static bool is_element(const struct policy *p, const struct who *who)
{
	return who->node != PREFIX_NONE && (p->hosts[who->node].roles & 1u << ROLE_ELEMENT);
}

/* Domain, country and AS are the responder's, unless only the responder is an element of ours. */
static void mark_far(const struct policy *p, struct who *client, struct who *server)
{
	client->is_far = is_element(p, server) && !is_element(p, client);
	server->is_far = !client->is_far;
}

static bool is_end(const struct question *q, const struct addr *a)
{
	return addr_cmp(a, &q->client.addr) == 0 || addr_cmp(a, &q->server.addr) == 0;
}

bool policy_is_relayed(const struct question *q)
{
	return q->is_action && !is_unset(&q->element) &&
	       !(is_end(q, &q->element) && is_end(q, &q->actor));
}

const struct addr *policy_acted_on(const struct question *q)
{
	return is_unset(&q->element) ? &q->server.addr : &q->element;
}

const struct addr *policy_actor(const struct question *q)
{
	return is_unset(&q->element) ? &q->client.addr : &q->actor;
}

void policy_sides(const struct policy *p, const struct question *q, struct who *ret_client,
	struct who *ret_server)
{
	bool relayed = policy_is_relayed(q);

	*ret_client = look_up(p, q, relayed ? &q->actor : &q->client.addr);
	*ret_server = look_up(p, q, relayed ? &q->element : &q->server.addr);
	mark_far(p, ret_client, ret_server);
}

static void begin(struct search *s, const struct policy *p, const struct question *q)
{
	*s = (struct search){.p = p, .q = q, .app = policy_app(p, q)};
	s->relayed = policy_is_relayed(q);
	policy_sides(p, q, &s->client, &s->server);
}

static void settle(
	const struct policy *p, struct verdict *ret, enum sanction sanction, uint32_t permit)
{
	ret->sanction = sanction;
	if (permit != NONE) {
		ret->permit = p->permits[permit].id;
		ret->permit_line = p->permits[permit].line;
	}
}

void policy_flow(const struct policy *p, const struct question *q, struct verdict *ret)
{
	struct question flow = *q;
	struct search s;

	*ret = (struct verdict){.sanction = SANCTION_NO_POLICY};
	if (!p)
		return;
	flow.is_action = false;
	begin(&s, p, &flow);
	find_permits(&s);
	settle(p, ret, s.always == NONE ? SANCTION_UNPERMITTED : SANCTION_PERMITTED, s.always);
}

/* --- windows -------------------------------------------------------------------------------- */

static bool user_in(const struct policy *p, const struct window *w, struct span user)
{
	if (w->users == 0 || user.len == 0)
		return true;
	for (uint32_t i = 0; i < w->users; i++)
		if (policy_glob(p->strings[w->first_user + i], user, false))
			return true;
	return false;
}

struct doers {
	struct who element, actor;
};

static struct doers doers_of(const struct policy *p, const struct question *q)
{
	struct doers d = {look_up(p, q, policy_acted_on(q)), look_up(p, q, policy_actor(q))};

	mark_far(p, &d.actor, &d.element);
	return d;
}

static unsigned departures(const struct policy *p, const struct question *q, const struct window *w,
	const struct doers *by)
{
	unsigned d = 0;

	if (!policy_party_has(p, &w->actors, &by->actor, q))
		d |= BY_ACTOR;
	if (!policy_party_has(p, &w->elements, &by->element, q))
		d |= BY_ELEMENT;
	if (!user_in(p, w, q->user))
		d |= BY_USER;
	if (!(w->may & 1u << q->verb))
		d |= BY_VERB;
	return d;
}

unsigned policy_departures(const struct policy *p, const struct question *q, const struct window *w)
{
	struct doers by = doers_of(p, q);

	return departures(p, q, w, &by);
}

static unsigned weight(unsigned departed)
{
	return (unsigned)__builtin_popcount(departed) * 16 + departed;
}

/*
 * The open window that the action departs from least, the first of equals; NONE where no window is
 * open, or where those that are open are about other elements and other actors.
 */
static uint32_t nearest_window(const struct search *s, unsigned *ret_departed)
{
	const struct question *q = s->q;
	struct doers by = doers_of(s->p, q);
	uint32_t best = NONE;

	for (uint32_t i = 0; i < s->p->window_count; i++) {
		const struct window *w = &s->p->windows[i];
		if (q->ts_us < w->from_us || q->ts_us >= w->until_us)
			continue;
		unsigned d = departures(s->p, q, w, &by);
		if ((d & BY_ACTOR) && (d & BY_ELEMENT))
			continue;
		if (best == NONE || weight(d) < weight(*ret_departed)) {
			best = i;
			*ret_departed = d;
		}
	}
	return best;
}

const char *policy_window_named(const struct policy *p, const struct question *q)
{
	for (uint32_t i = 0; p && q->user.len && i < p->window_count; i++) {
		const struct window *w = &p->windows[i];
		if (w->users && q->ts_us >= w->from_us && q->ts_us < w->until_us &&
			!(policy_departures(p, q, w) & ~(unsigned)BY_VERB))
			return w->id;
	}
	return NULL;
}

static const char *name_departure(unsigned departed)
{
	if (departed & BY_ACTOR)
		return "actor";
	if (departed & BY_ELEMENT)
		return "element";
	return departed & BY_USER ? "actor" : "verb";
}

/* Somebody who works on equipment by what the policy says, though not by any permit that fits. */
static bool has_standing(const struct search *s)
{
	static const uint32_t workers = 1u << ROLE_MANAGER | 1u << ROLE_JUMP | 1u << ROLE_AAA |
					1u << ROLE_ACS | 1u << ROLE_VENDOR;
	struct doers by = doers_of(s->p, s->q);

	return by.actor.node != PREFIX_NONE && (s->p->hosts[by.actor.node].roles & workers);
}

/* A verb that changes: permits and windows decide together. */
static void judge_change(const struct search *s, struct verdict *ret)
{
	const struct policy *p = s->p;
	unsigned departed = 0;
	uint32_t window = nearest_window(s, &departed);
	bool inside = window != NONE && departed == 0;

	if (window != NONE)
		ret->window = p->windows[window].id;
	if (s->always != NONE) {
		settle(p, ret, SANCTION_PERMITTED, s->always);
		if (!inside)
			ret->window = NULL;
	} else if (s->windowed != NONE && inside) {
		settle(p, ret, SANCTION_IN_WINDOW, s->windowed);
	} else if (s->windowed != NONE && window != NONE) {
		settle(p, ret, SANCTION_EXCEEDS, s->windowed);
		ret->exceeds = name_departure(departed);
	} else if (s->windowed != NONE) {
		settle(p, ret, SANCTION_OUT_OF_WINDOW, s->windowed);
	} else if (s->other_over != NONE && inside) {
		settle(p, ret, SANCTION_EXCEEDS, s->other_over);
		ret->exceeds = "over";
	} else if (window != NONE && !inside && has_standing(s)) {
		settle(p, ret, SANCTION_EXCEEDS, NONE);
		ret->exceeds = name_departure(departed);
	} else {
		settle(p, ret, SANCTION_UNPERMITTED, NONE);
		ret->window = NULL;
		return;
	}
	if (inside)
		p->window_uses[window]++;
}

void policy_action(const struct policy *p, const struct question *q, struct verdict *ret)
{
	struct search s;

	*ret = (struct verdict){.sanction = SANCTION_NO_POLICY};
	if (!p)
		return;
	if (!q->is_action) {
		policy_flow(p, q, ret);
		return;
	}
	begin(&s, p, q);
	find_permits(&s);
	if (verb_changes(q->verb))
		judge_change(&s, ret);
	else
		settle(p, ret, s.always == NONE ? SANCTION_UNPERMITTED : SANCTION_PERMITTED,
			s.always);
}

/* --- exceptions ----------------------------------------------------------------------------- */

static bool about(const struct policy *p, const struct exception *e, const char *finding)
{
	for (uint32_t i = 0; i < e->findings; i++)
		if (strcmp(p->strings[e->first_finding + i], finding) == 0)
			return true;
	return false;
}

/* A finding about one host alone has no other end: who is named at all may then be named by `to`.
 */
static bool between(const struct policy *p, const struct exception *e, const struct question *q,
	const struct addr *from, const struct addr *to)
{
	struct who client = look_up(p, q, from), server = look_up(p, q, to);

	mark_far(p, &client, &server);
	if (server.unknown)
		server = client;
	else if (client.unknown)
		client = server;
	return policy_party_has(p, &e->from, &client, q) && policy_party_has(p, &e->to, &server, q);
}

const char *policy_exception(const struct policy *p, const char *finding, const struct question *q)
{
	for (uint32_t i = 0; p && i < p->exception_count; i++) {
		const struct exception *e = &p->exceptions[i];
		if (q->ts_us >= e->until_us || !about(p, e, finding))
			continue;
		if (!between(p, e, q, &q->client.addr, &q->server.addr) &&
			!(q->is_action && between(p, e, q, &q->actor, &q->element)))
			continue;
		p->exception_uses[i]++;
		return e->id;
	}
	return NULL;
}
