/* learn: see learn.h. What is kept of the events. Collector's thread. */
#include "config.h"

#include "rules/inventory/hearing.h"
#include "rules/judge/flow.h"
#include "rules/learn/learn_data.h"
#include "rules/protocols.h"
#include "sensor/base/json.h"

#include <stdlib.h>

/* Protocols by what they tell of the two that speak them. */
static const char *const report_apps[] = {"syslog", "netflow", "ipfix", "sflow", "bmp"};
static const char *const aaa_apps[] = {"tacacs", "radius", "diameter"};
static const char *const file_apps[] = {"tftp", "ftp"};
static const char *const routing_apps[] = {
	"bgp", "ospf", "isis", "ldp", "bfd", "eigrp", "rip", "pim", "vrrp", "hsrp"};
/* What only equipment answers, and what people type into. */
static const char *const equipment_apps[] = {"snmp", "telnet", "tl1", "mml", "ipmi",
	"smart_install", "netconf", "winbox", "mikrotik-api", "openflow", "ovsdb", "gnmi", "gnoi"};
static const char *const line_apps[] = {"telnet", "ssh", "rlogin", "rsh", "winbox", "mac-telnet"};

enum { RADIUS_COA = 3799, RADIUS_COA_OLD = 1700, SNMP_TRAP = 162 };

#define IS_ONE_OF(app, names) text_is_one_of(app, names, sizeof(names) / sizeof((names)[0]))

struct learn *learn_new(void)
{
	struct learn *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->hosts = store_new(&(struct store_shape){
		LEARN_HOSTS, sizeof(struct addr), sizeof(struct learn_host), NULL, NULL});
	l->relations = store_new(&(struct store_shape){
		LEARN_RELATIONS, sizeof(struct relation_key), sizeof(struct relation), NULL, NULL});
	l->reports = store_new(&(struct store_shape){
		LEARN_REPORTS, sizeof(struct report_key), sizeof(struct learn_report), NULL, NULL});
	l->flags = store_new(&(struct store_shape){
		LEARN_FLAGS, sizeof(struct flag_key), sizeof(struct flag), NULL, NULL});
	if (l->hosts && l->relations && l->reports && l->flags)
		return l;
	learn_free(l);
	return NULL;
}

void learn_free(struct learn *l)
{
	if (!l)
		return;
	store_free(l->hosts);
	store_free(l->relations);
	store_free(l->reports);
	store_free(l->flags);
	free(l);
}

static struct learn_host *host_of(struct learn *l, const struct addr *a)
{
	return store_take(l->hosts, a, NULL);
}

static void host_note(struct learn *l, const struct addr *a, uint32_t traits)
{
	if (traits && !addr_is_group(a))
		host_of(l, a)->traits |= traits;
}

/* --- relations -------------------------------------------------------------------------------- */

/* The word that `over` takes for APP, or NULL where only the port tells. */
static const char *over_of(const char *app, uint8_t ip_proto)
{
	unsigned count;
	const struct protocol *all = protocols_all(&count);
	int at = app ? protocols_find(span_str(app)) : -1;

	if (at < 0)
		at = protocols_of_ip(ip_proto);
	return at < 0 ? NULL : all[at].name;
}

static struct relation_key key_of(const struct event *e, const char *app)
{
	const struct endpoint *server = place_end(&e->place, SIDE_SERVER);
	const char *over = over_of(app, e->place.ip_proto);
	struct relation_key key;

	memset(&key, 0, sizeof(key));
	key.client = place_end(&e->place, SIDE_CLIENT)->addr;
	key.server = server->addr;
	key.ip_proto = e->place.ip_proto;
	if (over)
		words_copy(key.over, sizeof(key.over), span_str(over));
	else
		key.port = server->port;
	return key;
}

static struct relation *relation_of(struct learn *l, const struct event *e, const char *app)
{
	struct relation_key key = key_of(e, app);
	bool is_new;
	struct relation *r = store_take(l->relations, &key, &is_new);

	if (is_new) {
		r->first_us = e->ts_us;
		r->guessed = true;
	}
	r->guessed &= e->place.initiator_guessed;
	r->last_us = e->ts_us;
	host_of(l, &key.client);
	host_of(l, &key.server);
	return r;
}

/* What a flow tells of its two ends. */
static void flow_traits(struct learn *l, const struct event *e)
{
	const struct endpoint *client = place_end(&e->place, SIDE_CLIENT);
	const struct endpoint *server = place_end(&e->place, SIDE_SERVER);
	const char *app = e->app;
	bool trap = app && strcmp(app, "snmp") == 0 && server->port == SNMP_TRAP;
	uint32_t of_client = 0, of_server = 0;

	if (trap || IS_ONE_OF(app, report_apps)) {
		of_client = TRAIT_REPORTS;
		of_server = TRAIT_LOGS;
	} else if (IS_ONE_OF(app, aaa_apps)) {
		/* A change of authorization goes the other way: RFC 5176. */
		bool turned = server->port == RADIUS_COA || server->port == RADIUS_COA_OLD;
		of_client = turned ? TRAIT_AAA : TRAIT_ASKS_AAA;
		of_server = turned ? TRAIT_ASKS_AAA : TRAIT_AAA;
	} else if (IS_ONE_OF(app, routing_apps)) {
		of_client = of_server = TRAIT_ROUTES;
	} else if (IS_ONE_OF(app, file_apps)) {
		of_server = TRAIT_FILES;
	} else if (app && strcmp(app, "cwmp") == 0) {
		of_client = TRAIT_ASKS_ACS;
		of_server = TRAIT_ACS;
	} else if (app && strcmp(app, "ntp") == 0) {
		of_server = TRAIT_NTP;
	} else if (app && strcmp(app, "dns") == 0) {
		of_server = TRAIT_DNS;
	}
	host_note(l, &client->addr, of_client);
	host_note(l, &server->addr, of_server);
}

static void learn_flow(struct learn *l, const struct event *e)
{
	if (flow_is_exempt(&e->place))
		return;
	struct relation *r = relation_of(l, e, e->app);
	r->flows++;
	r->answered |=
		e->u.flow.packets[SIDE_SERVER] && !(e->u.flow.tcp_flags[SIDE_SERVER] & TCP_RST);
	flow_traits(l, e);
}

/* A tunnel is one whichever end was seen first. */
static void learn_tunnel(struct learn *l, const struct event *e)
{
	struct event back = *e;

	if (flow_is_exempt(&e->place))
		return;
	back.place.src_is_client = !back.place.src_is_client;
	struct relation_key key = key_of(&back, e->app);
	struct relation *r = relation_of(l, store_find(l->relations, &key) ? &back : e, e->app);
	r->flows++;
	r->answered = true;
}

/* --- actions ---------------------------------------------------------------------------------- */

static void keep_example(char ret[static LEARN_EXAMPLE], const struct action *a)
{
	words_copy(ret, LEARN_EXAMPLE, a->object_name.len ? a->object_name : a->object);
}

static enum sense sense_of(const struct action *a)
{
	bool image = a->subject == SUBJECT_IMAGE;

	if (!a->either_end)
		return SENSE_PLAIN;
	if (a->element == SIDE_CLIENT)
		return image ? SENSE_IMAGE_OF_CLIENT : SENSE_OF_CLIENT;
	return image ? SENSE_IMAGE_OF_SERVER : SENSE_OF_SERVER;
}

/* A change tells more than a read. */
static void relation_act(struct relation *r, const struct action *a)
{
	bool better = verb_changes(a->verb) && !verb_changes((enum verb)r->example_verb);

	enum sense sense = sense_of(a);

	r->verbs[sense][a->verb] += a->count ? a->count : 1;
	if (a->object.len && (!r->example[0] || better)) {
		keep_example(r->example, a);
		r->example_verb = (uint8_t)a->verb;
	}
}

static void action_traits(struct learn *l, const struct event *e)
{
	const struct action *a = &e->u.action;
	const struct addr *element = &place_end(&e->place, a->element)->addr;
	const struct addr *actor = &place_end(&e->place, side_other(a->element))->addr;
	bool own = IS_ONE_OF(e->type, equipment_apps);

	if (a->evidence == EVIDENCE_ATTESTED || a->either_end || a->outcome == OUTCOME_UNKNOWN ||
		IS_ONE_OF(e->type, aaa_apps))
		return;
	if (strcmp(e->type, "cwmp") == 0) {
		host_note(l, element, TRAIT_ASKS_ACS);
		host_note(l, actor, TRAIT_ACS);
		return;
	}
	host_note(l, element, own ? TRAIT_MANAGED : TRAIT_REACHED);
	host_note(l, actor, IS_ONE_OF(e->type, line_apps) ? TRAIT_OPERATES : TRAIT_POLLS);
}

static bool is_end(const struct place *place, const struct addr *a)
{
	return addr_cmp(a, &place->src.addr) == 0 || addr_cmp(a, &place->dst.addr) == 0;
}

static void learn_action(struct learn *l, const struct event *e)
{
	const struct action *a = &e->u.action;
	struct report_key key;

	memset(&key, 0, sizeof(key));
	key.element = a->has_element ? a->element_addr : place_end(&e->place, a->element)->addr;
	if (a->has_actor)
		key.actor = a->actor;
	else if (a->evidence != EVIDENCE_ATTESTED)
		key.actor = place_end(&e->place, side_other(a->element))->addr;
	if (is_end(&e->place, &key.element) && is_end(&e->place, &key.actor)) {
		relation_act(relation_of(l, e, e->type), a);
		action_traits(l, e);
		return;
	}
	struct learn_report *r = store_take(l->reports, &key, NULL);
	r->verbs[a->verb] += a->count ? a->count : 1;
	words_copy(r->via, sizeof(r->via), span_str(e->type));
	if (!r->example[0] || verb_changes(a->verb))
		keep_example(r->example, a);
	host_of(l, &key.element);
	if (a->has_actor)
		host_of(l, &key.actor);
}

/* --- names ------------------------------------------------------------------------------------ */

static void learn_identity(struct learn *l, const struct event *e)
{
	const struct identity *i = &e->u.identity;
	struct addr of;

	if (!i->has_addr && !e->place.has_ip)
		return;
	of = i->has_addr ? i->addr : place_end(&e->place, i->of)->addr;
	if (addr_is_group(&of))
		return;
	struct learn_host *h = host_of(l, &of);
	if (i->has_mac) {
		h->mac = i->mac;
		h->has_mac = true;
	}
	/* what neighbours and agents say of themselves is a name; a prompt may be anything */
	enum fact_kind kind;
	uint8_t weight = source_weight(i->evidence, &kind);
	if (i->is_equipment)
		h->traits |= TRAIT_EQUIPMENT;
	if (i->name.len && weight > h->name_weight) {
		words_copy(h->name, sizeof(h->name), i->name);
		h->name_weight = weight;
	}
	if (i->vendor.len && !h->vendor[0])
		words_copy(h->vendor, sizeof(h->vendor), i->vendor);
}

void learn_event(struct learn *l, const struct event *e)
{
	if (e->kind == EVENT_TICK)
		return;
	if (!l->events++)
		l->first_us = e->ts_us;
	l->last_us = e->ts_us > l->last_us ? e->ts_us : l->last_us;
	if (e->kind == EVENT_IDENTITY)
		learn_identity(l, e);
	if (!e->place.has_ip)
		return;
	if (e->kind == EVENT_FLOW_DECIDED)
		learn_flow(l, e);
	else if (e->kind == EVENT_ACTION)
		learn_action(l, e);
	else if (e->kind == EVENT_SIGNAL && strcmp(e->u.signal.name, "tunnel.carried") == 0)
		learn_tunnel(l, e);
}

/* --- findings --------------------------------------------------------------------------------- */

void learn_record(struct learn *l, const struct record *r)
{
	unsigned count;
	const struct finding_entry *all = judge_findings(&count);
	struct flag_key key;
	bool is_new;

	if (r->kind != RECORD_FINDING || !r->place.has_ip)
		return;
	memset(&key, 0, sizeof(key));
	while (key.finding < count && strcmp(all[key.finding].slug, r->finding->slug) != 0)
		key.finding++;
	if (key.finding == count)
		return;
	key.client = r->place.src.addr;
	key.server = r->place.dst.addr;
	struct flag *f = store_take(l->flags, &key, &is_new);
	f->count++;
	if (!is_new)
		return;
	f->first_us = r->ts_us;
	f->severity = r->finding->severity;
	words_copy(f->message, sizeof(f->message), r->finding->message);
	host_of(l, &key.client);
	host_of(l, &key.server);
}
