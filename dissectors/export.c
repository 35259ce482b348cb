/* export: see export.h. */
#include "config.h"

#include "dissectors/export.h"

const struct field export_fields[EXPORT_F_COUNT] = {
	[EXPORT_F_TYPE] = {"type", FIELD_TEXT, 0,
		"begin, templates or end of what an exporter sends"},
	[EXPORT_F_VERSION] = {"version", FIELD_UINT, 0, "Version of the export"},
	[EXPORT_F_AGENT] = {"agent", FIELD_ADDR, 0, "Address that the exporter calls itself"},
	[EXPORT_F_DOMAIN] = {"domain", FIELD_UINT, 0,
		"Source id, observation domain, sub-agent or engine of the exporter"},
	[EXPORT_F_SEQUENCE] = {"sequence", FIELD_UINT, 0, "Sequence number"},
	[EXPORT_F_UPTIME_MS] = {"uptime_ms", FIELD_UINT, 0, "Time since the exporter started"},
	[EXPORT_F_SAMPLING] = {"sampling", FIELD_UINT, 0, "One packet of so many is looked at"},
	[EXPORT_F_MESSAGES] = {"messages", FIELD_UINT, 0, "Messages that were exported"},
	[EXPORT_F_RECORDS] = {"records", FIELD_UINT, 0,
		"Flows or samples in them, as far as they can be counted"},
	[EXPORT_F_COUNTERS] = {"counters", FIELD_UINT, 0, "Samples of interface counters (sFlow)"},
	[EXPORT_F_LOST] = {"lost", FIELD_UINT, 0, "Messages or flows that the sequence misses"},
	[EXPORT_F_TEMPLATE_ID] = {"templates[].id", FIELD_UINT, 0, "Number of the template"},
	[EXPORT_F_TEMPLATE_KIND] = {"templates[].kind", FIELD_TEXT, 0,
		"data, options or withdrawal"},
	[EXPORT_F_TEMPLATE_FIELDS] = {"templates[].fields", FIELD_UINT, 0, "Fields of a record"},
};

void export_head_tell(struct draft *e, const struct export_head *h)
{
	event_uint(e, EXPORT_F_VERSION, h->version);
	if (h->has_agent)
		event_addr(e, EXPORT_F_AGENT, &h->agent);
	event_uint(e, EXPORT_F_DOMAIN, h->domain);
	event_uint(e, EXPORT_F_SEQUENCE, h->sequence);
	if (h->has_uptime)
		event_uint(e, EXPORT_F_UPTIME_MS, h->uptime_ms);
	if (h->sampling)
		event_uint(e, EXPORT_F_SAMPLING, h->sampling);
}

static void begin_tell(struct dissect *d, const struct schema *schema, const struct export_head *h)
{
	struct export_state *s = d->state;
	struct draft *e = event_new(d, schema);
	struct identity i = {
		.of = d->from, .evidence = span_str(d->self->name), .is_equipment = true};

	event_text(e, EXPORT_F_TYPE, SPAN_LIT("begin"));
	export_head_tell(e, h);
	event_emit(d, e);
	if (s->begun)
		return;
	s->begun = true;
	s->version = (uint8_t)h->version;
	identity_emit(d, &i);
}

unsigned export_message(struct dissect *d, const struct schema *schema, const struct export_head *h)
{
	struct export_state *s = d->state;

	s->messages++;
	for (unsigned i = 0; i < s->domains; i++)
		if (s->domain[i] == h->domain)
			return i;
	if (s->domains == EXPORT_DOMAINS)
		return EXPORT_DOMAINS; /* counted, and no more */
	s->domain[s->domains] = h->domain;
	s->next[s->domains] = h->sequence;
	begin_tell(d, schema, h);
	return s->domains++;
}

void export_sequence(struct export_state *s, unsigned domain, uint32_t seen, uint32_t next)
{
	enum { FAR = 1 << 20 };

	if (domain >= EXPORT_DOMAINS)
		return;
	uint32_t missing = seen - s->next[domain];
	if (missing < FAR) /* else it was late, or the exporter began anew */
		s->lost += missing;
	s->next[domain] = next;
	s->counts_lost = true;
}

bool export_template_is_new(struct export_state *s, uint32_t digest)
{
	digest = digest ? digest : 1;
	for (unsigned i = 0; i < EXPORT_TEMPLATES; i++)
		if (s->templates[i] == digest)
			return false;
	s->templates[s->template_hand] = digest;
	s->template_hand = (uint8_t)((s->template_hand + 1) % EXPORT_TEMPLATES);
	return true;
}

void export_end(struct dissect *d, const struct schema *schema)
{
	struct export_state *s = d->state;

	if (!s->begun || s->finished)
		return;
	s->finished = true;
	struct draft *e = event_new(d, schema);
	event_text(e, EXPORT_F_TYPE, SPAN_LIT("end"));
	event_uint(e, EXPORT_F_VERSION, s->version);
	event_uint(e, EXPORT_F_MESSAGES, s->messages);
	if (s->records)
		event_uint(e, EXPORT_F_RECORDS, s->records);
	if (s->counters)
		event_uint(e, EXPORT_F_COUNTERS, s->counters);
	if (s->counts_lost)
		event_uint(e, EXPORT_F_LOST, s->lost);
	event_emit(d, e);
}
