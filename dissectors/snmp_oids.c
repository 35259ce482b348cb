/*
 * snmp_oids: lookup among the objects that the lexicon knows, and OIDs whose index is a secret. Its
 * tables are sorted by strcmp, where a dot sorts before every digit, so that an ancestor stands
 * right before its descendants.
 */
#include "config.h"

#include "dissectors/snmp.h"

#include "dissectors/common/text.h"

static int order(struct span a, struct span b)
{
	uint32_t len = a.len < b.len ? a.len : b.len;
	int sign = len ? memcmp(a.p, b.p, len) : 0;

	return sign ? sign : a.len < b.len ? -1 : a.len > b.len;
}

/* How many of the first COUNT rows of TABLE are not after OID. */
static size_t rows_until(const struct snmp_object *table, size_t count, struct span oid)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;
		if (order(table[middle].oid, oid) <= 0)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

/* The ancestors of OID that A has in common with it, A itself not included. */
static struct span shared_ancestor(struct span oid, struct span a)
{
	uint32_t same = 0, dot = 0;

	while (same < oid.len && same < a.len && oid.p[same] == a.p[same]) {
		if (oid.p[same] == '.')
			dot = same;
		same++;
	}
	return span_sub(oid, 0, dot);
}

/*
 * The last row not after OID is the wanted one or a sibling's; in the second case whatever both
 * share is tried next. Each step shortens OID by a sub-identifier at least.
 */
static const struct snmp_object *find(
	const struct snmp_object *table, size_t count, struct span oid)
{
	while (oid.len) {
		size_t at = rows_until(table, count, oid);
		if (!at)
			return NULL;
		const struct snmp_object *row = &table[at - 1];
		if (oid_under(oid, row->oid))
			return row;
		oid = shared_ancestor(oid, row->oid);
		count = at;
	}
	return NULL;
}

const struct snmp_object *snmp_object_find(const struct lexicon *lex, struct span oid)
{
	return find(lex->objects, lex->object_count, oid);
}

const struct snmp_object *snmp_trap_find(const struct lexicon *lex, struct span oid)
{
	return find(lex->notifications, lex->notification_count, oid);
}

/* --- secrets in an index -----------------------------------------------------------------------
 */

/* TEXT without its first COUNT sub-identifiers; empty where there are no more. */
static struct span behind(struct span text, unsigned count)
{
	while (count--) {
		int64_t dot = span_index(text, '.');
		if (dot < 0)
			return span_of(NULL, 0);
		text = span_sub(text, (uint32_t)dot + 1, UINT32_MAX);
	}
	return text;
}

struct span snmp_oid_shown(struct arena *arena, struct span oid)
{
	/* behind entry: column, community; column, security model, security name */
	struct span community = behind(oid_rest(oid, SPAN_LIT("1.3.6.1.6.3.18.1.1.1")), 1);
	struct span group = behind(oid_rest(oid, SPAN_LIT("1.3.6.1.6.3.16.1.2.1")), 1);
	struct span name = community.len ? community : behind(group, 1);

	/* a single number names nothing; model 3: users, who are no secret */
	if (span_index(name, '.') < 0 || (!community.len && span_starts(group, SPAN_LIT("3."))))
		return oid;
	return text_join(arena, span_sub(oid, 0, oid.len - name.len), SPAN_LIT("***"));
}
