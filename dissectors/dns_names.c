/*
 * dns_names: which addresses a name stands for, told to the judgement where it wants to know. Only
 * what answers a question that was seen counts, and only along the chain of aliases from the name
 * that was asked for. Called by dns.c on a worker's thread.
 */
#include "config.h"

#include "dissectors/dns.h"

enum {
	DNS_CHAIN_MAX = 8,   /* the name and its aliases */
	DNS_ANSWERS_MAX = 64 /* records of one answer that are looked at */
};

struct chain {
	struct dns_name names[DNS_CHAIN_MAX];
	unsigned count;
};

void dns_asked(struct dns_asked *asked, uint16_t id)
{
	asked->ids[asked->next++ % DNS_ASKED_MAX] = id;
	if (asked->count < DNS_ASKED_MAX)
		asked->count++;
}

static bool was_asked(const struct dns_asked *asked, uint16_t id)
{
	for (unsigned i = 0; i < asked->count; i++)
		if (asked->ids[i] == id)
			return true;
	return false;
}

static bool is_in(const struct chain *c, const struct dns_name *name)
{
	struct span text = span_of(name->text, name->len);

	for (unsigned i = 0; i < c->count; i++)
		if (span_eq_nocase(text, span_of(c->names[i].text, c->names[i].len)))
			return true;
	return false;
}

static void tell_record(
	struct dissect *d, struct chain *chain, struct span message, const struct dns_record *r)
{
	struct span name = span_of(chain->names[0].text, chain->names[0].len);
	struct cursor c = cursor_of(r->rdata);
	struct addr addr;

	if (!is_in(chain, &r->name))
		return;
	if (r->type == DNS_TYPE_CNAME) {
		if (chain->count < DNS_CHAIN_MAX &&
			dns_read_name(message, &c, &chain->names[chain->count]))
			chain->count++;
		return;
	}
	if (r->type == DNS_TYPE_A && r->rdata.len == 4)
		addr = addr_v4(r->rdata.p);
	else if (r->type == DNS_TYPE_AAAA && r->rdata.len == 16)
		addr = addr_v6(r->rdata.p);
	else
		return;
	name_emit(d, name, &addr, r->ttl);
}

void dns_tell_names(struct dissect *d, const struct dns_asked *asked, struct span message,
	const struct dns_header *h)
{
	struct cursor c = cursor_of(span_sub(message, DNS_HEADER_LEN, message.len));
	struct chain chain;
	struct dns_record r;

	if (!(h->flags & DNS_QR) || h->flags & DNS_RCODE || h->count[DNS_QUESTION] != 1 ||
		!h->count[DNS_ANSWER] || d->from != SIDE_SERVER || !name_wanted(d) ||
		!was_asked(asked, h->id) || !dns_read_record(message, &c, DNS_QUESTION, &r))
		return;
	chain.names[0] = r.name;
	chain.count = 1;
	for (uint32_t i = 0; i < h->count[DNS_ANSWER] && i < DNS_ANSWERS_MAX; i++) {
		if (!dns_read_record(message, &c, DNS_ANSWER, &r))
			return;
		tell_record(d, &chain, message, &r);
	}
}
