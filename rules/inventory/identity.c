/*
 * identity: what hosts say about themselves (EVENT_IDENTITY), and which hardware address answers
 * for them. Collector's thread.
 */
#include "config.h"

#include "rules/inventory/hearing.h"
#include "rules/judge/report.h"
#include "rules/oui.h"

enum { WEIGHT_DESCRIPTION = 70 };

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
static enum fact_kind weigh(struct hearing *h)
{
	const struct identity *i = &h->event->u.identity;
	enum fact_kind software;

	h->source = i->evidence;
	h->weight = source_weight(i->evidence, &software);
	if (!h->event->place.has_ip || i->has_addr)
		return software;
	if (i->of == SIDE_CLIENT)
		h->weight = (uint8_t)(h->weight - 5);
	else
		h->port = place_end(&h->event->place, SIDE_SERVER)->port;
	return software;
}

/* The card's maker tells of the element only where the frame comes from it: a claim of the link
 * layer, or a neighbour's own packet. Routers in between put their own address there. */
static void mac_take(struct hearing *h)
{
	const struct event *e = h->event;
	const struct identity *i = &e->u.identity;
	const struct mac *mac = i->has_mac ? &i->mac : place_mac(&e->place, i->of);
	const char *maker = oui_vendor(h->judge->options.oui, mac);
	struct element *element = element_of(h->judge, h->party, e->ts_us);
	char text[MAC_TEXT];

	if (!i->has_mac && (!e->place.has_ether || e->place.has_ip))
		return;
	if (element && !element->is_crowd) {
		element->mac = *mac;
		element->has_mac = true;
	}
	h->port = 0;
	hearing_take(h, FACT_MAC, span_of(text, mac_text(mac, text)), true);
	if (!maker)
		return;
	h->source = SPAN_LIT("oui");
	h->weight = 1;
	hearing_take(h, FACT_VENDOR, span_str(maker), true);
	h->source = i->evidence;
}

/* "BaseHTTP/0.6" is told as "BaseHTTP 0.6", like the software that is known by name. */
static struct span component_text(struct span software, char ret[static FACT_TEXT])
{
	int64_t slash = span_index(software, '/');

	words_copy(ret, FACT_TEXT, software);
	if (slash > 0 && slash < FACT_TEXT - 1)
		ret[slash] = ' ';
	return span_str(ret);
}

static void identity_hear(struct hearing *h)
{
	const struct identity *i = &h->event->u.identity;
	enum fact_kind software = weigh(h);

	char text[FACT_TEXT];

	hearing_take(h, software,
		software == FACT_COMPONENT ? component_text(i->software, text) : i->software, true);
	hearing_take(h, FACT_VENDOR, i->vendor, true);
	hearing_take(h, FACT_PLATFORM, i->platform, true);
	hearing_take(h, FACT_NAME, i->name, true);
	mac_take(h);
	hearing_end(h);
}

/* Without a policy, who answers a management system about itself is kept before it is known that
 * somebody manages it. */
static bool speaks_of_itself(const struct judge *j, const struct event *e)
{
	enum fact_kind kind;

	return !j->policy && source_weight(e->u.identity.evidence, &kind) >= WEIGHT_DESCRIPTION;
}

void inventory_identity(struct judge *j, const struct event *e)
{
	struct hearing h;
	struct addr addr;
	struct party p;

	if (!identity_address(e, &addr))
		return;
	if (e->u.identity.has_mac && !binding_note(j, e))
		return;
	if (e->u.identity.is_equipment)
		party_learn(j, e->place.space, &addr);
	party_of(j, e->place.space, &addr, &p);
	element_of(j, &p, e->ts_us);
	report_announced(j, e, &p);
	if (hearing_begin(&h, j, e, &p, speaks_of_itself(j, e)))
		identity_hear(&h);
}
