/* planes: see planes.h. */
#include "config.h"

#include "sensor/cmd/report/planes.h"

#include "sensor/base/siphash.h"

#include <errno.h>
#include <stdlib.h>

enum plane {
	PLANE_MANAGEMENT,
	PLANE_ELEMENTS,
	PLANE_SUBSCRIBERS,
	PLANE_NETWORKS,
	PLANE_OUTSIDE,
	PLANE_INSIDE,
	PLANE_COUNT,
	PLANE_UNKNOWN = PLANE_COUNT
};

enum { PLANES_TALKS = 131072, PLANES_HOSTS = 65536, PLANES_ROWS = 65536, PLANES_APP = 24 };

static const struct doc_column columns[] = {
	{"element", "Element", false, false},
	{"protocol", "Protocol", false, false},
	{"management", "Management", true, false},
	{"elements", "Elements", true, false},
	{"subscribers", "Subscribers", true, false},
	{"networks", "Other networks", true, false},
	{"outside", "Outside", true, false},
	{"inside", "Not named", true, false},
	{"violations", "Plane violations", true, false},
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]), FIRST_COUNT = 2 };

/* Flows from one host to another by one protocol, out of one kind of packet. */
struct talk_key {
	struct addr from, to;
	char app[PLANES_APP];
	uint32_t plane; /* what the packets themselves say, or PLANE_UNKNOWN */
};
struct talk {
	uint64_t flows, violations;
};

/* What is known of a host. */
struct who {
	char id[PARTY_ID];
	bool is_element;
	enum plane plane;
};

struct row_key {
	char id[PARTY_ID], app[PLANES_APP];
};
struct row {
	uint64_t flows[PLANE_COUNT], violations;
};

struct planes {
	struct store *talks, *hosts, *rows;
};

struct planes *planes_new(void)
{
	struct planes *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->talks = store_new(&(struct store_shape){
		PLANES_TALKS, sizeof(struct talk_key), sizeof(struct talk), NULL, NULL});
	p->hosts = store_new(&(struct store_shape){
		PLANES_HOSTS, sizeof(struct addr), sizeof(struct who), NULL, NULL});
	p->rows = store_new(&(struct store_shape){
		PLANES_ROWS, sizeof(struct row_key), sizeof(struct row), NULL, NULL});
	if (p->talks && p->hosts && p->rows)
		return p;
	planes_free(p);
	return NULL;
}

void planes_free(struct planes *p)
{
	if (!p)
		return;
	store_free(p->talks);
	store_free(p->hosts);
	store_free(p->rows);
	free(p);
}

/* --- who is who ------------------------------------------------------------------------------ */

static enum plane plane_of_role(enum role role)
{
	switch (role) {
	case ROLE_NONE:
		return PLANE_UNKNOWN;
	case ROLE_ELEMENT:
		return PLANE_ELEMENTS;
	case ROLE_CPE:
	case ROLE_SUBSCRIBER:
		return PLANE_SUBSCRIBERS;
	case ROLE_PEER:
		return PLANE_NETWORKS;
	default:
		return PLANE_MANAGEMENT;
	}
}

static enum role role_of(struct span name)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		if (span_eq(name, span_str(role_name((enum role)r))))
			return (enum role)r;
	return ROLE_NONE;
}

/* The host at IP of V calls itself ID in ROLE. */
static void host_note(struct planes *p, const struct value *v, bool is_element)
{
	struct addr a;
	bool is_new;

	if (!value_addr(v, "ip", &a))
		return;
	struct who *w = store_take(p->hosts, &a, &is_new);
	enum plane plane = plane_of_role(role_of(value_text(value_at(v, "role"))));
	if (is_new || plane != PLANE_UNKNOWN)
		w->plane = plane;
	w->is_element |= is_element;
	if (w->is_element && w->plane == PLANE_UNKNOWN)
		w->plane = PLANE_ELEMENTS;
	value_copy(v, "id", w->id, sizeof(w->id));
}

/* --- events ----------------------------------------------------------------------------------- */

/* What carries the packets: only subscribers' traffic comes in these. */
static enum plane plane_of_packets(const struct policy *policy, const struct value *event)
{
	static const char *const carriers[] = {"gtpu", "pppoe", "l2tp"};
	const struct value *encap = value_at(event, "spanwatch.encap");
	const struct value *vlans = value_at(event, "vlan");
	uint16_t tags[PACKET_VLANS];
	unsigned count = 0;

	for (uint32_t i = 0; i < value_length(encap); i++)
		for (unsigned c = 0; c < sizeof(carriers) / sizeof(carriers[0]); c++)
			if (span_eq(value_text(value_element(encap, i)), span_str(carriers[c])))
				return PLANE_SUBSCRIBERS;
	for (uint32_t i = 0; i < value_length(vlans) && count < PACKET_VLANS; i++)
		tags[count++] = (uint16_t)value_count(value_element(vlans, i), "", 0);
	return policy_is_subscriber_vlan(policy, tags, count) ? PLANE_SUBSCRIBERS : PLANE_UNKNOWN;
}

static struct talk *talk_of(
	struct planes *p, const struct policy *policy, const struct value *event)
{
	struct talk_key key;
	struct host host;

	memset(&key, 0, sizeof(key));
	if (!value_addr(event, "src_ip", &key.from) || !value_addr(event, "dest_ip", &key.to))
		return NULL;
	value_copy(event, "app_proto", key.app, sizeof(key.app));
	if (!key.app[0])
		words_copy(key.app, sizeof(key.app), SPAN_LIT("unknown"));
	key.plane = plane_of_packets(policy, event);
	policy_host(policy, 0, &key.from, &host);
	if (key.plane == PLANE_UNKNOWN && host.role != ROLE_NONE)
		key.plane = plane_of_role(host.role);
	return store_take(p->talks, &key, NULL);
}

static void take_alert(struct planes *p, const struct policy *policy, const struct value *event)
{
	struct talk *t;

	if (span_eq(value_text(value_at(event, "spanwatch.finding")),
		    SPAN_LIT("plane-violation")) &&
		(t = talk_of(p, policy, event)))
		t->violations++;
}

void planes_take(struct planes *p, const struct policy *policy, const struct event_line *e)
{
	struct talk *t;

	if (strcmp(e->type, "flow") == 0) {
		t = talk_of(p, policy, e->value);
		if (t)
			t->flows++;
	} else if (strcmp(e->type, "alert") == 0) {
		take_alert(p, policy, e->value);
	} else if (strcmp(e->type, "mgmt") == 0) {
		host_note(p, value_at(e->value, "mgmt.element"),
			role_of(value_text(value_at(e->value, "mgmt.element.role"))) ==
				ROLE_ELEMENT);
		host_note(p, value_at(e->value, "mgmt.actor"), false);
	} else if (strcmp(e->type, "asset") == 0) {
		host_note(p, value_at(e->value, "asset"), value_is_true(e->value, "asset.element"));
	}
}

/* --- the matrix --------------------------------------------------------------------------------
 */

static enum plane plane_of(const struct planes *p, const struct talk_key *key)
{
	const struct who *from = store_find(p->hosts, &key->from);

	if (key->plane != PLANE_UNKNOWN)
		return (enum plane)key->plane;
	if (from && from->plane != PLANE_UNKNOWN)
		return from->plane;
	return addr_is_private(&key->from) ? PLANE_INSIDE : PLANE_OUTSIDE;
}

static void gather(struct planes *p)
{
	const void *found;

	for (const struct talk *t = store_oldest(p->talks, &found); t;
		t = store_later(p->talks, t, &found)) {
		const struct talk_key *key = found;
		const struct who *to = store_find(p->hosts, &key->to);
		struct row_key row_key;
		if (!to || !to->is_element)
			continue;
		memset(&row_key, 0, sizeof(row_key));
		memcpy(row_key.id, to->id, sizeof(row_key.id));
		memcpy(row_key.app, key->app, sizeof(row_key.app));
		struct row *row = store_take(p->rows, &row_key, NULL);
		row->flows[plane_of(p, key)] += t->flows;
		row->violations += t->violations;
	}
}

static void put_row(
	struct doc *doc, struct doc_table *table, const struct row_key *key, const struct row *row)
{
	char text[COLUMNS][24];
	const char *cells[COLUMNS] = {key->id, key->app};

	for (unsigned i = 0; i <= PLANE_COUNT; i++) {
		uint64_t n = i < PLANE_COUNT ? row->flows[i] : row->violations;
		snprintf(text[i], sizeof(text[i]), "%llu", (unsigned long long)n);
		cells[FIRST_COUNT + i] = text[i];
	}
	doc_row(doc, table, cells);
}

void planes_fill(struct planes *p, struct doc *doc)
{
	const void *key;

	gather(p);
	if (!store_count(p->rows))
		return;
	struct doc_table *table =
		doc_table(doc, "planes", "Who reaches elements, flows by plane", columns, COLUMNS);
	for (const struct row *row = store_oldest(p->rows, &key); row;
		row = store_later(p->rows, row, &key))
		put_row(doc, table, key, row);
	doc_sort(table, false);
	if (store_evicted(p->talks))
		doc_note_count(
			doc, "talks_left_out", "Conversations left out", store_evicted(p->talks));
}
