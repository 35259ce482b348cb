/*
 * api_outbound: whom the elements talk to: peers of all of them over some days, each with its
 * bytes, country and owner, the elements that know it, and what was found about it.
 */
#include "config.h"

#include "sensor/serve/answer.h"
#include "sensor/serve/elements.h"
#include "sensor/serve/peers.h"

#include <stdio.h>
#include <stdlib.h>

enum { DAYS = 7, ELEMENTS_READ = 250, TALKS = 50000, PEERS_TOLD = 1000, ELEMENTS_TOLD = 12 };

/* One peer of one element on one day. */
struct talk {
	struct span peer; /* in the table's memory */
	const struct element *element;
	uint64_t bytes;
	char day[9];
};

struct talks {
	struct talk *items;
	uint32_t count;
	bool truncated;
	struct table alerts; /* also keeps the texts */
	struct group *by_src, *by_dst;
	uint32_t src_count, dst_count;
};

/* A run of talks with one peer. */
struct run {
	const struct talk *first;
	uint32_t count;
	uint64_t bytes;
};

static int by_peer(const void *a, const void *b)
{
	const struct talk *x = a, *y = b;
	int order = span_cmp(x->peer, y->peer);

	if (order == 0)
		order = (x->element > y->element) - (x->element < y->element);
	return order != 0 ? order : strcmp(x->day, y->day);
}

static int most_bytes(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return span_cmp(x->first->peer, y->first->peer);
}

static void take_day(
	struct talks *t, const struct element *e, const char *day, const struct redisReply *top)
{
	for (size_t i = 0; i + 1 < reply_count(top); i += 2) {
		if (t->count == TALKS) {
			t->truncated = true;
			return;
		}
		struct talk *talk = &t->items[t->count];
		talk->peer = table_keep(&t->alerts, reply_text(reply_at(top, i)));
		talk->element = e;
		talk->bytes = reply_number(reply_at(top, i + 1));
		memcpy(talk->day, day, sizeof(talk->day));
		t->count += talk->peer.len > 0;
	}
}

/* The peers of E, day by day from the newest on that anything of its sensor tells of. */
static bool read_element(
	struct request *r, struct talks *t, const struct element *e, uint64_t last_ms)
{
	bool good = true;

	for (unsigned back = 0; back < DAYS && good; back++) {
		char day[9];
		peers_day(last_ms, back, day);
		struct redisReply *top = peers_top(r, e->sensor, e->id, day, "255");
		good = top != NULL;
		take_day(t, e, day, top);
		depot_free(top);
	}
	return good;
}

static bool read_talks(struct request *r, struct talks *t, const struct element_list *list)
{
	uint64_t last_ms = 0;
	bool good = true;

	for (uint32_t i = 0; i < list->count; i++)
		if (list->elements[i].last_ms > last_ms)
			last_ms = list->elements[i].last_ms;
	t->truncated = list->count > ELEMENTS_READ || list->total > list->count;
	for (uint32_t i = 0; i < list->count && i < ELEMENTS_READ && good; i++)
		good = read_element(r, t, &list->elements[i], last_ms);
	qsort(t->items, t->count, sizeof(*t->items), by_peer);
	return good;
}

static const struct group *find_group(const struct group *g, uint32_t count, struct span key)
{
	for (uint32_t i = 0; i < count; i++)
		if (span_eq(g[i].key, key))
			return &g[i];
	return NULL;
}

static void write_found(struct json *j, const struct talks *t, struct span peer)
{
	const struct group *src = find_group(t->by_src, t->src_count, peer);
	const struct group *dst = find_group(t->by_dst, t->dst_count, peer);
	unsigned worst = src ? src->worst : 0;

	if (dst && dst->worst && (!worst || dst->worst < worst))
		worst = dst->worst;
	json_kv_u64(j, "findings", (src ? src->rows : 0) + (dst ? dst->rows : 0));
	if (worst)
		json_kv_u64(j, "severity", worst);
}

static void write_elements(struct json *j, const struct run *run)
{
	uint32_t told = 0, elements = 0;

	json_key(j, "elements");
	json_open(j, '[');
	for (uint32_t i = 0; i < run->count; i++) {
		const struct element *e = run->first[i].element;
		if (i > 0 && run->first[i - 1].element == e)
			continue;
		elements++;
		if (told++ >= ELEMENTS_TOLD)
			continue;
		json_open(j, '{');
		json_kv_string(j, "sensor", e->sensor);
		json_kv_text(j, "id", e->id);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_kv_u64(j, "element_count", elements);
}

static void write_run(struct request *r, const struct talks *t, const struct run *run)
{
	struct json *j = &r->out;
	const char *first = run->first->day, *last = first;

	for (uint32_t i = 0; i < run->count; i++) {
		if (strcmp(run->first[i].day, first) < 0)
			first = run->first[i].day;
		if (strcmp(run->first[i].day, last) > 0)
			last = run->first[i].day;
	}
	peer_open(j, r->serve, run->first->peer);
	json_kv_u64(j, "bytes", run->bytes);
	json_kv_string(j, "first_day", first);
	json_kv_string(j, "last_day", last);
	write_elements(j, run);
	write_found(j, t, run->first->peer);
	json_close(j, '}');
}

static bool write_peers(struct request *r, const struct talks *t)
{
	struct run *runs = calloc(t->count + 1, sizeof(*runs));
	uint32_t count = 0;

	if (!runs)
		return false;
	for (uint32_t i = 0; i < t->count; i++) {
		if (i == 0 || !span_eq(t->items[i].peer, t->items[i - 1].peer))
			runs[count++] = (struct run){.first = &t->items[i]};
		runs[count - 1].count++;
		runs[count - 1].bytes += t->items[i].bytes;
	}
	qsort(runs, count, sizeof(*runs), most_bytes);
	json_kv_u64(&r->out, "total", count);
	json_kv_bool(&r->out, "truncated", t->truncated || count > PEERS_TOLD);
	json_key(&r->out, "peers");
	json_open(&r->out, '[');
	for (uint32_t i = 0; i < count && i < PEERS_TOLD; i++)
		write_run(r, t, &runs[i]);
	json_close(&r->out, ']');
	free(runs);
	return true;
}

unsigned api_outbound(struct request *r)
{
	struct talks t = {.items = calloc(TALKS, sizeof(*t.items))};
	struct element_list list = {.count = 0};
	struct table_filter f;
	bool good = answer_filter(r, &f);

	if (!good) {
		free(t.items);
		return 400;
	}
	good = t.items && table_read(&t.alerts, r->redis, STREAM_ALERTS, &f);
	t.src_count = groups_of(&t.alerts, ROW_SRC, &t.by_src);
	t.dst_count = groups_of(&t.alerts, ROW_DST, &t.by_dst);
	good = good && elements_read(&list, r->redis, f.sensor) && read_talks(r, &t, &list);
	json_open(&r->out, '{');
	good = good && write_peers(r, &t);
	json_kv_u64(&r->out, "days", DAYS);
	json_kv_bool(&r->out, "geo", r->serve->geo != NULL);
	json_close(&r->out, '}');
	elements_free(&list);
	free(t.by_src);
	free(t.by_dst);
	table_free(&t.alerts);
	free(t.items);
	return good ? 200 : request_no_redis(r);
}
