/* correlate: see correlate.h. */
#include "config.h"

#include "rules/baseline/baseline.h"
#include "rules/correlate/aside.h"
#include "rules/correlate/chain.h"

#include <stdlib.h>

/* Until then it shows whether the mirror itself comes through the tunnel. */
static const int64_t TUNNEL_WAIT_US = 30 * 1000000ll;

bool correlate_open(struct judge *j)
{
	struct correlate *c = j->correlate = calloc(1, sizeof(*c));

	if (!c)
		return false;
	c->traces = party_store(j,
		&(struct store_shape){
			TRACE_ELEMENTS, sizeof(struct party_key), sizeof(struct trace), NULL, j},
		0);
	return c->traces && mass_open(j) && aside_open(j) && sessions_open(j) && spoofed_open(j) &&
	       tunnels_open(j) && chain_open(j);
}

void correlate_close(struct judge *j)
{
	struct correlate *c = j->correlate;

	if (!c)
		return;
	store_free(c->traces);
	store_free(c->actors);
	store_free(c->asides);
	store_free(c->sessions);
	store_free(c->hands);
	store_free(c->tunnels);
	store_free(c->chains);
	free(c);
}

/* Sessions in which people work. */
static bool is_session(const char *app)
{
	static const char *const names[] = {"ssh", "telnet", "rlogin", "netconf", "http", "tls",
		"tl1", "mml", "winbox", "mac-telnet"};

	return TRACE_IS(app, names);
}

void correlate_message(struct judge *j, const struct event *e)
{
	if (!e->place.has_ip)
		return;
	if (strcmp(e->type, "syslog") == 0)
		silence_message(j, e);
	else if (strcmp(e->type, "tacacs") == 0 || strcmp(e->type, "radius") == 0)
		logins_message(j, e);
	else if (strcmp(e->type, "cwmp") == 0)
		targets_message(j, e);
}

/* What was refused is no step of anything. */
static void chains_deed(struct judge *j, const struct deed *d)
{
	if (d->action.outcome == OUTCOME_REFUSED || d->action.outcome == OUTCOME_FAILED)
		return;
	chain_deed(j, d);
	install_deed(j, d);
	redirect_deed(j, d);
}

void correlate_deed(struct judge *j, const struct deed *d)
{
	if (!d->element.is_element)
		return;
	mass_deed(j, d);
	logins_deed(j, d);
	changes_deed(j, d);
	sessions_deed(j, d);
	silence_deed(j, d);
	spoofed_deed(j, d);
	planes_deed(j, d);
	tunnels_deed(j, d);
	recipes_deed(j, d);
	vendor_deed(j, d);
	chains_deed(j, d);
}

void correlate_flow(struct judge *j, const struct watched *w, bool permitted)
{
	if (w->to->is_element && is_session(w->event->app))
		sessions_flow(j, w->to, w->event);
	targets_flow(j, w, permitted);
	spoofed_flow(j, w);
	planes_flow(j, w, permitted);
	recipes_flow(j, w, permitted);
	vendor_flow(j, w, permitted);
	baseline_flow(j, w, permitted);
}

void correlate_alive(struct judge *j, const struct party *p, const struct event *e, int64_t ts_us)
{
	if (is_session(e->app) && addr_cmp(&p->addr, &place_end(&e->place, SIDE_SERVER)->addr) == 0)
		sessions_flow(j, p, e);
	silence_alive(j, p, e, ts_us);
}

void correlate_advance(struct judge *j)
{
	aside_advance(j);
	tunnels_advance(j, j->now_us - TUNNEL_WAIT_US);
}

void correlate_seen(struct judge *j, const struct event *e)
{
	j->correlate->flows[e->place.tunnelled]++;
}

void correlate_finish(struct judge *j)
{
	tunnels_advance(j, INT64_MAX);
}

uint64_t correlate_forgotten(const struct judge *j)
{
	const struct correlate *c = j->correlate;

	return store_evicted(c->traces) + store_evicted(c->actors) + store_evicted(c->asides) +
	       store_evicted(c->sessions) + store_evicted(c->hands) + store_evicted(c->tunnels) +
	       store_evicted(c->chains);
}
