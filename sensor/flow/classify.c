/*
 * classify: see classify.h. Which dissectors are worth asking stands in sets made beforehand: those
 * that a port hints at, and those that may begin with the byte at hand. So a protocol more costs
 * the traffic of others nothing.
 */
#include "config.h"

#include "sensor/flow/classify.h"

#include "sensor/limits.h"

#include <stdlib.h>

enum { WORDS = CLASSIFY_DISSECTORS / 64 };

struct hint {
	uint16_t port;
	struct dissector_set who;
};

struct classifier {
	struct dissector_set streams, datagrams; /* who reads that at all */
	struct dissector_set equipment;          /* who reads what equipment speaks */
	struct dissector_set by_first[256];      /* who may begin with that byte */
	struct hint *hints;                      /* by port */
	unsigned hint_count;
};

static void set_add(struct dissector_set *s, unsigned at)
{
	s->bits[at / 64] |= 1ull << (at % 64);
}

bool classify_hinted(const struct dissector *d, uint16_t sport, uint16_t dport)
{
	for (const uint16_t *h = d->hints; h && *h; h++)
		if (*h == sport || *h == dport)
			return true;
	return false;
}

bool classify_may_begin(const struct dissector *d, uint8_t first)
{
	if (!d->first)
		return true;
	for (const struct byte_range *r = d->first; r->from <= r->to; r++)
		if (first >= r->from && first <= r->to)
			return true;
	return false;
}

/* --- making it ------------------------------------------------------------------------------ */

static struct hint *hint_of(struct classifier *c, uint16_t port)
{
	unsigned i = c->hint_count;

	while (i && c->hints[i - 1].port > port)
		i--;
	if (i && c->hints[i - 1].port == port)
		return &c->hints[i - 1];
	for (unsigned k = c->hint_count++; k > i; k--)
		c->hints[k] = c->hints[k - 1];
	c->hints[i] = (struct hint){.port = port};
	return &c->hints[i];
}

static void include(struct classifier *c, unsigned at)
{
	const struct dissector *d = dissectors[at];

	if (strcmp(d->set, "user") != 0 && strcmp(d->set, "naming") != 0)
		set_add(&c->equipment, at);
	if (d->probe && d->stream)
		set_add(&c->streams, at);
	if (d->probe && d->datagram)
		set_add(&c->datagrams, at);
	for (unsigned b = 0; b < 256; b++)
		if (classify_may_begin(d, (uint8_t)b))
			set_add(&c->by_first[b], at);
	for (const uint16_t *h = d->frame ? NULL : d->hints; h && *h; h++)
		set_add(&hint_of(c, *h)->who, at);
}

struct classifier *classifier_new(void)
{
	struct classifier *c = calloc(1, sizeof(*c));
	unsigned ports = 0;

	for (const struct dissector *const *d = dissectors; *d; d++)
		for (const uint16_t *h = (*d)->hints; h && *h; h++)
			ports++;
	if (!c || !(c->hints = calloc(ports + 1, sizeof(*c->hints)))) {
		free(c);
		return NULL;
	}
	for (unsigned at = 0; at < CLASSIFY_DISSECTORS && dissectors[at]; at++)
		include(c, at);
	return c;
}

void classifier_free(struct classifier *c)
{
	if (c)
		free(c->hints);
	free(c);
}

/* --- asking --------------------------------------------------------------------------------- */

static const struct hint *hint_find(const struct classifier *c, uint16_t port)
{
	unsigned low = 0, high = c->hint_count;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (c->hints[middle].port == port)
			return &c->hints[middle];
		if (c->hints[middle].port < port)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool classifier_is_service(const struct classifier *c, uint16_t port)
{
	return (port && port < 1024) || hint_find(c, port);
}

bool classifier_is_equipment(const struct classifier *c, uint16_t sport, uint16_t dport)
{
	const struct hint *by_port[2] = {hint_find(c, sport), hint_find(c, dport)};
	uint64_t any = 0;

	for (int i = 0; i < 2; i++)
		for (unsigned w = 0; by_port[i] && w < WORDS; w++)
			any |= by_port[i]->who.bits[w] & c->equipment.bits[w];
	return any != 0;
}

static void consider(const struct dissector *d, bool hinted, const struct probe_input *in,
	struct classification *ret)
{
	switch (d->probe(in)) {
	case PROBE_SURE:
		ret->sure = d;
		break;
	case PROBE_LIKELY:
		if (ret->likely || (d->needs_hint && !hinted))
			break;
		ret->likely = d;
		ret->likely_by_hint = hinted;
		break;
	case PROBE_MORE:
		ret->more |= !d->needs_hint || hinted;
		break;
	case PROBE_NO:
		break;
	}
}

/* In the order of the registry, until one is sure. */
static void consider_all(const struct dissector_set *who, bool hinted, const struct probe_input *in,
	struct classification *ret)
{
	for (unsigned w = 0; w < WORDS; w++) {
		for (uint64_t left = who->bits[w]; left && !ret->sure; left &= left - 1) {
			unsigned at = w * 64 + (unsigned)__builtin_ctzll(left);
			consider(dissectors[at], hinted, in, ret);
		}
	}
}

void classify(const struct classifier *c, const struct probe_input *in, struct classification *ret)
{
	const struct dissector_set *can = in->stream ? &c->streams : &c->datagrams;
	const struct hint *by_port[2] = {hint_find(c, in->sport), hint_find(c, in->dport)};
	struct dissector_set hinted, others;

	for (unsigned w = 0; w < WORDS; w++) {
		uint64_t hints = (by_port[0] ? by_port[0]->who.bits[w] : 0) |
				 (by_port[1] ? by_port[1]->who.bits[w] : 0);
		uint64_t begins = in->data.len ? c->by_first[in->data.p[0]].bits[w] : UINT64_MAX;
		hinted.bits[w] = can->bits[w] & hints;
		others.bits[w] = can->bits[w] & begins & ~hints;
	}
	*ret = (struct classification){0};
	consider_all(&hinted, true, in, ret);
	consider_all(&others, false, in, ret);
}

/* Who reads IP_PROTO, or NULL. */
static const struct dissector *reader_of(uint8_t ip_proto)
{
	for (const struct dissector *const *d = dissectors; *d; d++)
		for (const uint8_t *p = (*d)->ip_protos; p && *p; p++)
			if (*p == ip_proto)
				return *d;
	return NULL;
}

const struct dissector *classify_ip(uint8_t ip_proto, struct span data)
{
	const struct dissector *d = reader_of(ip_proto);
	const struct probe_input in = {.data = data};

	return d && d->probe && d->probe(&in) < PROBE_LIKELY ? NULL : d;
}

unsigned classify_ip_patience(uint8_t ip_proto)
{
	return reader_of(ip_proto) ? LIMIT_PROBE_PACKETS : 1;
}
