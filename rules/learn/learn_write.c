/*
 * learn_write: the draft from what was kept: in the order of addresses, so that the same traffic
 * gives the same text. When the reading is over.
 */
#include "config.h"

#include "rules/learn/learn_data.h"
#include "sensor/base/json.h"

#include <inttypes.h>
#include <stdlib.h>

static int by_addr(const void *a, const void *b)
{
	return addr_cmp(
		&((const struct draft_host *)a)->addr, &((const struct draft_host *)b)->addr);
}

static int by_relation(const void *a, const void *b)
{
	return memcmp(((const struct draft_relation *)a)->key,
		((const struct draft_relation *)b)->key, sizeof(struct relation_key));
}

static int by_report(const void *a, const void *b)
{
	return memcmp(((const struct draft_report *)a)->key, ((const struct draft_report *)b)->key,
		sizeof(struct report_key));
}

static int by_flag(const void *a, const void *b)
{
	const struct draft_flag *x = a, *y = b;

	if (x->key->finding != y->key->finding)
		return x->key->finding < y->key->finding ? -1 : 1;
	return memcmp(x->key, y->key, sizeof(struct flag_key));
}

static bool is_unset(const struct addr *a)
{
	static const struct addr none;

	return addr_cmp(a, &none) == 0;
}

static bool take_hosts(struct draft *d)
{
	const struct learn *l = d->learn;
	const void *key;

	d->hosts = calloc(store_count(l->hosts) + 1, sizeof(*d->hosts));
	if (!d->hosts)
		return false;
	for (const struct learn_host *h = store_oldest(l->hosts, &key); h;
		h = store_later(l->hosts, h, &key)) {
		const struct addr *a = key;
		if (!is_unset(a) && !addr_is_group(a))
			d->hosts[d->host_count++] =
				(struct draft_host){.addr = *a, .space = d->space, .seen = h};
	}
	if (d->host_count)
		qsort(d->hosts, d->host_count, sizeof(*d->hosts), by_addr);
	return true;
}

static bool take_relations(struct draft *d)
{
	const struct learn *l = d->learn;
	const void *key;

	d->relations = calloc(store_count(l->relations) + 1, sizeof(*d->relations));
	if (!d->relations)
		return false;
	for (const struct relation *r = store_oldest(l->relations, &key); r;
		r = store_later(l->relations, r, &key)) {
		const struct relation_key *k = key;
		struct draft_relation x = {.key = k, .seen = r};
		x.client = draft_host_of(d, &k->client);
		x.server = draft_host_of(d, &k->server);
		if (x.client && x.server)
			d->relations[d->relation_count++] = x;
	}
	if (d->relation_count)
		qsort(d->relations, d->relation_count, sizeof(*d->relations), by_relation);
	return true;
}

static bool take_reports(struct draft *d)
{
	const struct learn *l = d->learn;
	const void *key;

	d->reports = calloc(store_count(l->reports) + 1, sizeof(*d->reports));
	if (!d->reports)
		return false;
	for (const struct learn_report *r = store_oldest(l->reports, &key); r;
		r = store_later(l->reports, r, &key)) {
		const struct report_key *k = key;
		struct draft_report x = {.key = k, .seen = r};
		x.element = draft_host_of(d, &k->element);
		x.actor = is_unset(&k->actor) ? NULL : draft_host_of(d, &k->actor);
		if (x.element)
			d->reports[d->report_count++] = x;
	}
	if (d->report_count)
		qsort(d->reports, d->report_count, sizeof(*d->reports), by_report);
	return true;
}

static bool take_flags(struct draft *d)
{
	const struct learn *l = d->learn;
	const void *key;

	d->flags = calloc(store_count(l->flags) + 1, sizeof(*d->flags));
	if (!d->flags)
		return false;
	for (const struct flag *f = store_oldest(l->flags, &key); f;
		f = store_later(l->flags, f, &key)) {
		const struct flag_key *k = key;
		struct draft_flag x = {.key = k, .seen = f};
		x.client = draft_host_of(d, &k->client);
		x.server = draft_host_of(d, &k->server);
		if (x.client && x.server)
			d->flags[d->flag_count++] = x;
	}
	if (d->flag_count)
		qsort(d->flags, d->flag_count, sizeof(*d->flags), by_flag);
	return true;
}

/* --- what need not be said ----------------------------------------------------------------------
 */

static struct draft_relation *relation_find(const struct draft *d, const struct relation_key *key)
{
	struct draft_relation wanted = {.key = key};

	return d->relation_count ? bsearch(&wanted, d->relations, d->relation_count,
					   sizeof(*d->relations), by_relation)
				 : NULL;
}

static void turn(struct relation_key *key)
{
	struct addr client = key->client;

	key->client = key->server;
	key->server = client;
}

/* Nobody saw who began: what stands the other way round, and surer, is the same. */
static bool is_turned(const struct draft *d, const struct draft_relation *r)
{
	struct relation_key other = *r->key;

	turn(&other);
	const struct draft_relation *o = r->seen->guessed ? relation_find(d, &other) : NULL;
	if (!o || o == r)
		return false;
	return !o->seen->guessed || o->seen->flows > r->seen->flows ||
	       (o->seen->flows == r->seen->flows && o < r);
}

/* A permit over FTP covers the data connections. */
static bool is_child(const struct draft *d, const struct draft_relation *r)
{
	struct relation_key parent = *r->key;

	if (strcmp(r->key->over, "ftp-data") != 0)
		return false;
	memset(parent.over, 0, sizeof(parent.over));
	memcpy(parent.over, "ftp", 3);
	if (relation_find(d, &parent))
		return true;
	turn(&parent);
	return relation_find(d, &parent);
}

static void thin_out(struct draft *d)
{
	for (uint32_t i = 0; i < d->relation_count; i++)
		d->relations[i].is_idle =
			is_turned(d, &d->relations[i]) || is_child(d, &d->relations[i]);
}

static void mark_used(struct draft *d)
{
	for (uint32_t i = 0; i < d->relation_count; i++) {
		struct draft_relation *r = &d->relations[i];
		if (r->standing == STANDING_GOOD)
			r->client->used = r->server->used = true;
	}
	for (uint32_t i = 0; i < d->report_count; i++)
		if (d->reports[i].standing == STANDING_GOOD && d->reports[i].actor)
			d->reports[i].actor->used = true;
}

/* --- the text -----------------------------------------------------------------------------------
 */

/* The parts of the file, each gathered from all spaces. */
enum { PART_ELEMENTS, PART_GROUPS, PART_PERMITS, PART_REVIEW, PARTS };

struct parts {
	FILE *file[PARTS];
	char *text[PARTS];
	size_t len[PARTS];
	unsigned permits;
	uint32_t hosts, relations;
	uint64_t forgotten;
	int64_t first_us, last_us;
};

static bool parts_open(struct parts *p)
{
	for (int i = 0; i < PARTS; i++)
		if (!(p->file[i] = open_memstream(&p->text[i], &p->len[i])))
			return false;
	return true;
}

static bool parts_close(struct parts *p)
{
	bool good = true;

	for (int i = 0; i < PARTS; i++) {
		if (p->file[i] && fclose(p->file[i]) != 0)
			good = false;
		p->file[i] = NULL;
	}
	return good;
}

static void write_head(const struct parts *p, const struct learn_source *source, FILE *out)
{
	char from[33], until[33];

	time_text(p->first_us, from);
	time_text(p->last_us, until);
	fputs("# A draft of a policy, learned from ", out);
	draft_write_text(out, source->text);
	fprintf(out,
		"\n# %.19sZ to %.19sZ, %" PRIu32 " hosts, %" PRIu32 " relations.\n"
		"# Read it line by line: it permits what was seen, right or wrong, but for what "
		"stands\n# under REVIEW. Then: spanwatch check --policy FILE\n",
		from, until, p->hosts, p->relations);
	if (p->forgotten)
		fprintf(out, "# Memory was full: %" PRIu64 " hosts or relations are missing.\n",
			p->forgotten);
	fputs("version: 1\nmode: enforce\n", out);
	if (source->spaces)
		fputs(source->spaces, out);
}

static void write_parts(const struct parts *p, FILE *out)
{
	static const char *const heads[PARTS] = {"elements:\n", "groups:\n", "permits:\n",
		"\n# REVIEW\n# Nothing below is permitted. Move a line up where it is wanted.\n"};

	for (int i = 0; i < PARTS; i++) {
		if (p->len[i])
			fprintf(out, "%s%s", heads[i], p->text[i]);
		else if (i == PART_PERMITS)
			fputs("permits: []\n", out);
	}
}

static void note_learned(struct parts *p, const struct draft *d)
{
	const struct learn *l = d->learn;

	p->hosts += d->host_count;
	p->relations += d->relation_count;
	p->forgotten += store_evicted(l->hosts) + store_evicted(l->relations) +
			store_evicted(l->reports) + store_evicted(l->flags);
	if (!l->events)
		return;
	if (!p->first_us || l->first_us < p->first_us)
		p->first_us = l->first_us;
	p->last_us = l->last_us > p->last_us ? l->last_us : p->last_us;
}

/* One space. */
static bool draft_add(struct parts *p, const struct learn *l, const char *space)
{
	struct draft d = {.learn = l, .space = space};
	bool good = take_hosts(&d) && take_relations(&d) && take_reports(&d) && take_flags(&d);

	if (good) {
		draft_judge(&d);
		thin_out(&d);
		mark_used(&d);
		note_learned(p, &d);
		good = draft_write_groups(&d, p->file[PART_ELEMENTS], p->file[PART_GROUPS]) &&
		       draft_write_permits(&d, p->file[PART_PERMITS], &p->permits);
		draft_write_review(&d, p->file[PART_REVIEW]);
	}
	free(d.hosts);
	free(d.relations);
	free(d.reports);
	free(d.flags);
	return good;
}

static char *put_together(const struct parts *p, const struct learn_source *source)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	write_head(p, source, out);
	write_parts(p, out);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

char *learn_write(struct learn *const *all, unsigned count, const struct learn_source *source)
{
	struct parts p = {.permits = 0};
	bool good = parts_open(&p);

	for (unsigned i = 0; good && i < count; i++)
		good = !all[i] || draft_add(&p, all[i], source->names ? source->names[i] : NULL);
	good = parts_close(&p) && good;
	char *text = good ? put_together(&p, source) : NULL;
	for (int i = 0; i < PARTS; i++)
		free(p.text[i]);
	return text;
}
