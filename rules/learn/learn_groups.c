/*
 * learn_groups: the elements and groups of a draft: names where they are known, ranges where many
 * addresses stand close together. When the reading is over.
 */
#include "config.h"

#include "rules/learn/learn_data.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	SAME_NAME = 8, /* addresses of one element; more share a name that nobody changed */
	NAME_SURE =
		50, /* as heavy as a source must be (sources.def), so that its name is one box */
	RANGE_LEAST = 4
};

/* Names that come with the box. */
static const char *const factory_names[] = {"router", "switch", "mikrotik", "localhost", "gateway",
	"huawei", "cisco", "juniper", "ubnt", "openwrt", "none", "null", "any", "unknown", "ios",
	"amnesiac", "zxan", "h3c", "hp", "hpe"};

const char *draft_group_name(enum role r)
{
	switch (r) {
	case ROLE_ELEMENT:
		return "elements";
	case ROLE_CPE:
		return "customer-equipment";
	case ROLE_MANAGER:
		return "managers";
	case ROLE_JUMP:
		return "jump-hosts";
	case ROLE_SYSLOG:
		return "log-servers";
	case ROLE_NTP:
		return "time-servers";
	case ROLE_DNS:
		return "resolvers";
	case ROLE_FILE:
		return "file-servers";
	case ROLE_PEER:
		return "routing-peers";
	case ROLE_AAA:
		return "aaa-servers";
	case ROLE_ACS:
		return "acs-servers";
	default:
		return NULL;
	}
}

void draft_write_text(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text >= ' ' && *text <= '~' ? *text : '.', out);
}

static void write_addr(FILE *out, const char *space, const struct addr *a, unsigned bits)
{
	char text[ADDR_TEXT];
	const char *quote = addr_is_v4(a) ? "" : "\"";

	addr_text(a, text);
	fprintf(out, "%s%s%s%s", quote, space ? space : "", space ? "/" : "", text);
	if (bits < 128)
		fprintf(out, "/%u", addr_is_v4(a) ? bits - 96 : bits);
	fputs(quote, out);
}

/* A name of the draft, which is another one in each space. */
static void write_name(FILE *out, const char *name, const char *space)
{
	fprintf(out, "%s%s%s", name, space ? "-" : "", space ? space : "");
}

void draft_write_host(FILE *out, const struct draft_host *h)
{
	const char *group = draft_group_name(h->role);

	if (group)
		write_name(out, group, h->space);
	else
		write_addr(out, h->space, &h->addr, 128);
}

/* --- names ------------------------------------------------------------------------------------ */

struct named {
	char name[LEARN_NAME];
	const struct draft_host *host;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcasecmp(x->name, y->name);

	return order ? order : addr_cmp(&x->host->addr, &y->host->addr);
}

static bool is_taken(const char *name)
{
	for (unsigned i = 0; i < sizeof(factory_names) / sizeof(factory_names[0]); i++)
		if (strcasecmp(name, factory_names[i]) == 0)
			return true;
	for (int r = 0; r < ROLE_COUNT; r++)
		if (draft_group_name((enum role)r) &&
			strcasecmp(name, draft_group_name((enum role)r)) == 0)
			return true;
	return false;
}

/* A name of the policy: letters, digits, ". _ -", a letter first. False where none is left. */
static bool clean_name(const char *from, char ret[static LEARN_NAME])
{
	uint32_t len = 0;

	for (; *from && len + 1 < LEARN_NAME; from++)
		if (isalnum((unsigned char)*from) || strchr("._-", *from))
			ret[len++] = *from;
		else if (len && ret[len - 1] != '-')
			ret[len++] = '-';
	ret[len] = '\0';
	return isalpha((unsigned char)ret[0]) && !is_taken(ret);
}

static const struct draft_host *box_of(const struct draft_host *h)
{
	return h->same_as ? h->same_as : h;
}

static bool is_same_box(const struct draft_host *x, const struct draft_host *y)
{
	const struct learn_host *a = box_of(x)->seen, *b = box_of(y)->seen;

	return a == b ||
	       (a->has_mac && b->has_mac && memcmp(&a->mac, &b->mac, sizeof(a->mac)) == 0);
}

/* COUNT hosts of one name are one element: too many addresses are not, nor are those of several
 * boxes whose prompts alone say so, for many leave theirs as it came. */
static bool are_one(const struct named *n, uint32_t count)
{
	bool sure = true, one_box = true;

	for (uint32_t i = 0; i < count; i++) {
		sure = sure && box_of(n[i].host)->seen->name_weight >= NAME_SURE;
		one_box = one_box && is_same_box(n[i].host, n[0].host);
	}
	return count <= SAME_NAME && (sure || one_box);
}

/* The named elements by name. */
static struct named *names_of(const struct draft *d, uint32_t *ret_count)
{
	struct named *all = calloc(d->host_count + 1, sizeof(*all));
	uint32_t n = 0, kept = 0;

	for (uint32_t i = 0; all && i < d->host_count; i++) {
		const struct draft_host *h = &d->hosts[i];
		if (h->role == ROLE_ELEMENT && clean_name(box_of(h)->seen->name, all[n].name))
			all[n++].host = h;
	}
	if (n)
		qsort(all, n, sizeof(*all), by_name);
	for (uint32_t from = 0, end; from < n; from = end) {
		for (end = from + 1; end < n && !strcasecmp(all[end].name, all[from].name);)
			end++;
		bool one = are_one(&all[from], end - from);
		for (uint32_t i = from; one && i < end; i++)
			all[kept++] = all[i];
	}
	*ret_count = kept;
	return all;
}

static bool is_named(const struct named *names, uint32_t count, const struct draft_host *h)
{
	for (uint32_t i = 0; i < count; i++)
		if (names[i].host == h)
			return true;
	return false;
}

static void write_vendor(FILE *out, const char *vendor)
{
	fputs(", vendor: \"", out);
	for (; *vendor; vendor++)
		if (isalnum((unsigned char)*vendor) || strchr(" .,&()_-", *vendor))
			fputc(*vendor, out);
	fputs("\"", out);
}

static void write_elements(FILE *out, const struct named *names, uint32_t count)
{
	for (uint32_t from = 0, end; from < count; from = end) {
		const char *vendor = "";
		fputs("  ", out);
		write_name(out, names[from].name, names[from].host->space);
		fputs(": {addresses: [", out);
		for (end = from; end < count && !strcasecmp(names[end].name, names[from].name);
			end++) {
			fputs(end > from ? ", " : "", out);
			write_addr(out, names[end].host->space, &names[end].host->addr, 128);
			vendor = *vendor ? vendor : names[end].host->seen->vendor;
		}
		fputs("]", out);
		if (isalnum((unsigned char)*vendor))
			write_vendor(out, vendor);
		fputs("}\n", out);
	}
}

/* --- ranges ----------------------------------------------------------------------------------- */

/* Of the hosts from FROM on: how many the prefix of BITS holds; 0 where it holds others as well. */
static uint32_t members_of(
	const struct draft *d, uint32_t from, unsigned bits, enum role role, uint32_t *ret_end)
{
	const struct addr *a = &d->hosts[from].addr;
	uint32_t count = 0, begin = from, end = from;

	while (begin && addr_in_prefix(&d->hosts[begin - 1].addr, a, bits))
		begin--;
	while (end < d->host_count && addr_in_prefix(&d->hosts[end].addr, a, bits))
		end++;
	for (uint32_t i = begin; i < end; i++) {
		if (d->hosts[i].role != role)
			return 0;
		count++;
	}
	*ret_end = end;
	return begin == from ? count : 0;
}

/* The widest range that a person would write for the host FROM and those behind it; 128 bits where
 * there is none. Infrastructure that serves others is named one by one. */
static unsigned range_of(const struct draft *d, uint32_t from, enum role role, uint32_t *ret_end)
{
	bool v4 = addr_is_v4(&d->hosts[from].addr);
	unsigned widest = v4 ? 96 + 20 : 64, narrowest = v4 ? 96 + 29 : 64;

	*ret_end = from + 1;
	if (role != ROLE_ELEMENT && role != ROLE_CPE)
		return 128;
	for (unsigned bits = widest; bits <= narrowest; bits++) {
		uint32_t end = from + 1, count = members_of(d, from, bits, role, &end);
		uint64_t size = v4 ? 1ull << (128 - bits) : 0;
		if (count >= RANGE_LEAST && size <= (uint64_t)count * 4) {
			*ret_end = end;
			return bits;
		}
	}
	return 128;
}

static void host_prefix(const struct addr *a, unsigned bits, struct addr *ret)
{
	*ret = *a;
	for (unsigned i = bits; i < 128; i++)
		ret->b[i / 8] &= (uint8_t) ~(0x80u >> i % 8);
}

struct group_writer {
	const struct draft *d;
	FILE *out;
	const struct named *names;
	uint32_t name_count;
};

static bool is_wanted(const struct draft_host *h, enum role role)
{
	return h->role == role && (h->used || role == ROLE_ELEMENT || role == ROLE_CPE);
}

static void write_members(const struct group_writer *w)
{
	for (uint32_t i = 0; i < w->name_count; i++) {
		if (i && !strcasecmp(w->names[i].name, w->names[i - 1].name))
			continue;
		fputs(i ? ", " : ", members: [", w->out);
		write_name(w->out, w->names[i].name, w->d->space);
	}
	fputs(w->name_count ? "]" : "", w->out);
}

static void write_group(const struct group_writer *w, enum role role)
{
	const struct draft *d = w->d;
	uint32_t count = 0;

	fputs("  ", w->out);
	write_name(w->out, draft_group_name(role), d->space);
	fprintf(w->out, ": {role: %s", role_name(role));
	if (role == ROLE_ELEMENT)
		write_members(w);
	for (uint32_t i = 0, end; i < d->host_count; i = end) {
		const struct draft_host *h = &d->hosts[i];
		struct addr a;
		end = i + 1;
		if (!is_wanted(h, role))
			continue;
		unsigned bits = range_of(d, i, role, &end);
		if (bits == 128 && role == ROLE_ELEMENT && is_named(w->names, w->name_count, h))
			continue;
		host_prefix(&h->addr, bits, &a);
		fputs(count == 0 ? ", addresses: [" : count % 8 ? ", " : ",\n    ", w->out);
		write_addr(w->out, d->space, &a, bits);
		count++;
	}
	fputs(count ? "]}\n" : "}\n", w->out);
}

static bool has_any(const struct draft *d, enum role role)
{
	for (uint32_t i = 0; i < d->host_count; i++)
		if (is_wanted(&d->hosts[i], role))
			return true;
	return false;
}

bool draft_write_groups(const struct draft *d, FILE *elements, FILE *groups)
{
	struct group_writer w = {.d = d, .out = groups};
	struct named *names = names_of(d, &w.name_count);

	w.names = names;
	if (!names)
		return false;
	write_elements(elements, names, w.name_count);
	for (int r = 0; r < ROLE_COUNT; r++)
		if (draft_group_name((enum role)r) && has_any(d, (enum role)r))
			write_group(&w, (enum role)r);
	free(names);
	return true;
}
