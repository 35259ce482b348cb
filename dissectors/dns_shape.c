/*
 * dns_shape: tells names that carry data, or that an algorithm made up, from names that people and
 * operators choose. Wants to be right rather than complete: short and hyphenated labels, reverse
 * names and service names never count. Called by dns.c on a worker's thread; pure.
 */
#include "config.h"

#include "dissectors/dns.h"

enum {
	DNS_DATA_LABEL = 45,    /* a label of data is nearly full; hex SHA-1 has 40 */
	DNS_DATA_DISTINCT = 14, /* base32 uses 32 signs, hex 16, English about 12 in 45 */
	DNS_NULL_NAME = 40,     /* a NULL query of this length: nothing but tunnels asks so */
	DNS_DGA_MIN = 11,
	DNS_DGA_CHANGES = 4,    /* changes between letters and digits */
	DNS_DGA_CONSONANTS = 8, /* consonants in a row */
};

/* What one label is made of. */
struct dns_label {
	uint32_t len, distinct, changes, consonants;
	bool plain; /* letters and digits only */
};

static bool dns_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool dns_is_letter(uint8_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static struct dns_label dns_weigh(struct span label)
{
	struct dns_label w = {.len = label.len, .plain = true};
	uint64_t seen[4] = {0};
	uint32_t run = 0;

	for (uint32_t i = 0; i < label.len; i++) {
		uint8_t c = label.p[i];
		bool digit = dns_is_digit(c), letter = dns_is_letter(c);
		w.distinct += !(seen[c >> 6] >> (c & 63) & 1);
		seen[c >> 6] |= 1ull << (c & 63);
		w.plain &= digit || letter;
		if (i && digit != dns_is_digit(label.p[i - 1]))
			w.changes++;
		run = letter && !memchr("aeiouyAEIOUY", c, 12) ? run + 1 : 0;
		if (run > w.consonants)
			w.consonants = run;
	}
	return w;
}

static bool dns_is_data(struct span label)
{
	if (label.len < DNS_DATA_LABEL)
		return false;
	return dns_weigh(label).distinct >= DNS_DATA_DISTINCT && span_index(label, '-') < 0;
}

static bool dns_is_generated(struct span label)
{
	if (label.len < DNS_DGA_MIN)
		return false;
	struct dns_label w = dns_weigh(label);
	return w.plain && (w.changes >= DNS_DGA_CHANGES || w.consonants >= DNS_DGA_CONSONANTS);
}

enum dns_shape dns_shape(struct span name, uint16_t type)
{
	struct span label = {NULL, 0}, before = {NULL, 0};
	bool data = false;

	if (name.len < DNS_DGA_MIN)
		return DNS_SHAPE_USUAL;
	for (uint32_t at = 0; at <= name.len; at += label.len + 1) {
		before = label;
		struct span rest = span_sub(name, at, name.len);
		int64_t dot = span_index(rest, '.');
		label = dot < 0 ? rest : span_sub(rest, 0, (uint32_t)dot);
		data |= dns_is_data(label);
	}
	if (span_eq_nocase(label, SPAN_LIT("arpa")) || span_eq_nocase(label, SPAN_LIT("local")))
		return DNS_SHAPE_USUAL;
	if (data || (type == DNS_TYPE_NULL && name.len >= DNS_NULL_NAME))
		return DNS_SHAPE_TUNNEL;
	return dns_is_generated(before) ? DNS_SHAPE_GENERATED : DNS_SHAPE_USUAL;
}
