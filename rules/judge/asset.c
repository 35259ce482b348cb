/* asset: what hosts say about themselves, weighed. Collector's thread. */
#include "config.h"

#include "rules/judge/report.h"
#include "rules/oui.h"
#include "sensor/limits.h"

/* How much a word about oneself weighs: a description of the system before a banner, a banner
 * before a prompt, anything before the maker of the network card. */
static const struct {
	const char *evidence;
	uint8_t weight;
} weights[] = {
	{"sysdescr", 90},
	{"cwmp", 85},
	{"cdp", 80},
	{"lldp", 80},
	{"netconf", 75},
	{"mndp", 75},
	{"syslog", 60},
	{"ssh-banner", 50},
	{"http-server", 45},
	{"telnet-banner", 40},
	{"dhcp", 35},
	{"prompt", 30},
	{"engine-id", 20},
};
enum { WEIGHT_OTHER = 25, WEIGHT_MAKER = 1 };

static uint8_t weight_of(struct span evidence)
{
	for (unsigned i = 0; i < sizeof(weights) / sizeof(weights[0]); i++)
		if (span_eq(evidence, span_str(weights[i].evidence)))
			return weights[i].weight;
	return WEIGHT_OTHER;
}

/* What is claimed, by which service (0: none), and what that weighs. */
struct claim {
	uint8_t weight;
	uint16_t port;
};

/* Takes TEXT where it weighs more than what is known, or where the same service says it: two
 * services of one host do not take turns. True when that changed something. */
static bool fact_take(struct element *e, unsigned fact, struct span text, struct claim claim)
{
	char news[ELEMENT_TEXT];
	bool same = claim.weight == e->weight[fact] && claim.port == e->port[fact];

	if (!text.len || (claim.weight <= e->weight[fact] && !same))
		return false;
	words_copy(news, sizeof(news), text);
	e->weight[fact] = claim.weight;
	e->port[fact] = claim.port;
	if (memcmp(news, e->facts[fact], sizeof(news)) == 0)
		return false;
	memcpy(e->facts[fact], news, sizeof(news));
	return true;
}

static void version_changed(struct judge *j, const struct event *e, const struct party *p,
	const char *before, const struct element *now)
{
	struct judgement it = {.finding = FINDING_VERSION_CHANGE,
		.event = e,
		.element = p,
		.rule = "software-differs",
		.confidence = CONFIDENCE_MEDIUM,
		.variety_max = FINDING_VARIETY,
		.variety = (uint64_t)e->ts_us};

	words_add(&it.message, p->id);
	words_add(&it.message, " announced ");
	words_add_span(&it.message, span_str(before));
	words_add(&it.message, " and now ");
	words_add_span(&it.message, span_str(now->facts[ELEMENT_SOFTWARE]));
	finding_raise(j, &it);
}

static void write_fact(struct json *j, const char *key, const char *text)
{
	if (text[0])
		json_kv_text(j, key, span_str(text));
}

static void write_asset(struct json *j, const struct element *e, const struct party *p)
{
	json_key(j, "asset");
	json_open(j, '{');
	json_kv_string(j, "id", e->id);
	json_kv_addr(j, "ip", &p->shown);
	if (e->has_mac) {
		json_key(j, "mac");
		json_mac(j, &e->mac);
	}
	write_fact(j, "name", e->facts[ELEMENT_NAME]);
	write_fact(j, "vendor", e->facts[ELEMENT_VENDOR]);
	write_fact(j, "platform", e->facts[ELEMENT_PLATFORM]);
	write_fact(j, "software", e->facts[ELEMENT_SOFTWARE]);
	write_fact(j, "evidence", e->evidence);
	json_kv_time(j, "first_seen", e->first_us);
	json_kv_time(j, "last_seen", e->last_us);
	json_close(j, '}');
}

static void asset_emit(struct judge *judge, const struct event *event, const struct element *e,
	const struct party *p)
{
	struct json j = json_of(judge->line, LIMIT_LINE);
	struct place place;

	party_mask(judge, &event->place, &place);
	eve_begin(&j, judge->options.eve, event->ts_us, "asset", &place);
	write_asset(&j, e, p);
	eve_end(&j);
	if (j.full) {
		judge->counts.lines_too_long++;
		return;
	}
	judge_out(judge, &(struct record){.kind = RECORD_EVENT,
				 .ts_us = event->ts_us,
				 .type = "asset",
				 .place = place,
				 .line = span_of(j.buf, j.len),
				 .element = e->id});
}

/* The card's maker tells of the element only where the frame comes from it: a claim of the link
 * layer, or a neighbour's own packet. Routers in between put their own address there. */
static bool mac_take(const struct judge *j, struct element *e, const struct event *event)
{
	const struct identity *i = &event->u.identity;
	const struct mac *mac = i->has_mac ? &i->mac : place_mac(&event->place, i->of);

	if (!i->has_mac && (!event->place.has_ether || event->place.has_ip))
		return false;
	if (e->is_crowd)
		return false;
	if (e->has_mac && memcmp(&e->mac, mac, sizeof(*mac)) == 0)
		return false;
	e->mac = *mac;
	e->has_mac = true;
	fact_take(e, ELEMENT_VENDOR, span_str(oui_vendor(j->options.oui, mac)),
		(struct claim){WEIGHT_MAKER, 0});
	return true;
}

static bool identity_address(const struct event *e, struct addr *ret)
{
	const struct identity *i = &e->u.identity;

	if (i->has_addr)
		*ret = i->addr;
	else if (e->place.has_ip)
		*ret = place_end(&e->place, i->of)->addr;
	else
		return false;
	return !addr_is_group(ret);
}

/* A client's banner is that of a tool on the host; the service it offers says more about it. */
static struct claim claim_of(const struct event *e)
{
	const struct identity *i = &e->u.identity;
	uint8_t weight = weight_of(i->evidence);

	if (!e->place.has_ip || i->has_addr)
		return (struct claim){weight, 0};
	if (i->of == SIDE_CLIENT)
		return (struct claim){(uint8_t)(weight - 5), 0};
	return (struct claim){weight, place_end(&e->place, SIDE_SERVER)->port};
}

static bool identity_take(
	struct judge *j, const struct event *event, struct element *e, const struct party *p)
{
	const struct identity *i = &event->u.identity;
	struct claim claim = claim_of(event);
	char before[ELEMENT_TEXT];
	bool had = e->facts[ELEMENT_SOFTWARE][0] && e->weight[ELEMENT_SOFTWARE] == claim.weight;

	memcpy(before, e->facts[ELEMENT_SOFTWARE], sizeof(before));
	bool software = fact_take(e, ELEMENT_SOFTWARE, i->software, claim);
	bool news = fact_take(e, ELEMENT_VENDOR, i->vendor, claim);
	news |= fact_take(e, ELEMENT_PLATFORM, i->platform, claim);
	news |= fact_take(e, ELEMENT_NAME, i->name, claim);
	news |= mac_take(j, e, event);
	if (software && had)
		version_changed(j, event, p, before, e);
	return news || software;
}

void report_identity(struct judge *j, const struct event *e)
{
	struct addr addr;
	struct party p;

	if (!identity_address(e, &addr))
		return;
	if (e->u.identity.has_mac && !binding_note(j, e))
		return;
	if (e->u.identity.is_equipment)
		party_learn(j, e->place.space, &addr);
	party_of(j, e->place.space, &addr, &p);
	struct element *element = element_of(j, &p, e->ts_us);
	if (!element || element->is_crowd || !identity_take(j, e, element, &p))
		return;
	words_copy(element->evidence, sizeof(element->evidence), e->u.identity.evidence);
	element->info_changed = true;
	asset_emit(j, e, element, &p);
	element_tell(j, element);
}
