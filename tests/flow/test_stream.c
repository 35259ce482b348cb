/* Property tests of streams: whatever the segmentation, order or repetition, the same comes out. */
#include "config.h"

#include "sensor/base/content.h"
#include "sensor/flow/stream.h"
#include "tests/unit.h"

#include <check.h>
#include <stdlib.h>

enum { TURNS = 8, SEGMENTS = 256, TEXT = 8192 };

/* What a stream handed on: bytes with a mark wherever the speaker changes. */
struct heard {
	char text[TEXT];
	unsigned len;
	int last;
	unsigned gaps, anomalies;
};

static void hear(struct heard *h, enum side from, struct span data)
{
	if (h->last != (int)from && h->len < TEXT)
		h->text[h->len++] = from == SIDE_CLIENT ? '>' : '<';
	h->last = (int)from;
	ck_assert_uint_le(h->len + data.len, TEXT);
	memcpy(h->text + h->len, data.p, data.len);
	h->len += data.len;
}

static void on_bytes(void *ctx, enum side from, struct span data)
{
	hear(ctx, from, data);
}

static void on_gap(void *ctx, enum side from, uint32_t missing)
{
	struct heard *h = ctx;
	(void)from;
	(void)missing;
	h->gaps++;
}

static void on_anomaly(void *ctx, const char *name)
{
	struct heard *h = ctx;
	(void)name;
	h->anomalies++;
}

struct sent {
	enum side from;
	uint32_t seq, ack;
	uint8_t flags;
	struct span bytes;
};

/* A dialogue of turns, cut into segments as a sender would send them. */
struct dialogue {
	uint8_t bytes[TURNS][600];
	uint32_t len[TURNS];
	struct sent segments[SEGMENTS];
	unsigned count;
	struct heard expect;
};

static uint32_t below(unsigned *seed, uint32_t n)
{
	return (uint32_t)rand_r(seed) % n;
}

static void segment_add(struct dialogue *d, struct sent s)
{
	if (d->count < SEGMENTS)
		d->segments[d->count++] = s;
}

static void dialogue_make(struct dialogue *d, unsigned *seed)
{
	uint32_t next[2] = {(uint32_t)rand_r(seed) * 2u, (uint32_t)rand_r(seed) * 2u};

	memset(d, 0, sizeof(*d));
	d->expect.last = -1;
	if (below(seed, 4) == 0)
		next[0] = UINT32_MAX - 100; /* sequence numbers that wrap */
	segment_add(d, (struct sent){SIDE_CLIENT, next[0], 0, TCP_SYN, {NULL, 0}});
	next[0]++;
	segment_add(d, (struct sent){SIDE_SERVER, next[1], next[0], TCP_SYN | TCP_ACK, {NULL, 0}});
	next[1]++;
	for (int t = 0; t < TURNS; t++) {
		enum side from = t % 2 ? SIDE_SERVER : SIDE_CLIENT;
		d->len[t] = 1 + below(seed, t == 3 ? 600 : 60);
		for (uint32_t i = 0; i < d->len[t]; i++)
			d->bytes[t][i] = (uint8_t)('a' + below(seed, 26));
		for (uint32_t at = 0; at < d->len[t];) {
			uint32_t n = 1 + below(seed, 40);
			struct span s = span_sub(span_of(d->bytes[t], d->len[t]), at, n);
			segment_add(d, (struct sent){from, next[from], next[side_other(from)],
					       TCP_ACK, s});
			next[from] += s.len;
			at += s.len;
		}
		hear(&d->expect, from, span_of(d->bytes[t], d->len[t]));
	}
	for (int from = 0; from < 2; from++)
		segment_add(d, (struct sent){(enum side)from, next[from], next[1 - from],
				       TCP_FIN | TCP_ACK, {NULL, 0}});
}

static void play(
	struct stream *s, const struct sent *x, int64_t now_us, const struct stream_out *out)
{
	struct packet p = {.ts_us = now_us,
		.tcp_seq = x->seq,
		.tcp_ack = x->ack,
		.tcp_flags = x->flags,
		.payload = x->bytes,
		.payload_len = x->bytes.len,
		.content = content_hash(x->bytes)};

	stream_segment(s, x->from, &p, out);
}

/* Plays the segments in ORDER and returns what was heard. */
static struct heard listen(const struct dialogue *d, const unsigned *order, unsigned count)
{
	struct heard heard = {.last = -1};
	struct stream stream = {0};
	struct slab slab;

	ck_assert_int_eq(slab_init(&slab, 4 * 1024 * 1024), 0);
	struct stream_out out = {on_bytes, on_gap, on_anomaly, &heard, &slab, SLAB_USERS, 0};
	for (unsigned i = 0; i < count; i++)
		play(&stream, &d->segments[order[i]], 1000 + i, &out);
	ck_assert(!stream_waits(&stream));
	stream_release(&stream, &slab);
	ck_assert_uint_eq(slab.in_use, 0);
	slab_free(&slab);
	return heard;
}

static void assert_same(const struct heard *a, const struct heard *b, unsigned seed)
{
	ck_assert_msg(a->len == b->len && memcmp(a->text, b->text, a->len) == 0,
		"seed %u\nheard    %.*s\nexpected %.*s", seed, (int)a->len, a->text, (int)b->len,
		b->text);
	ck_assert_uint_eq(a->gaps, 0);
	ck_assert_uint_eq(a->anomalies, 0);
}

START_TEST(any_order_and_repetition_gives_the_same_dialogue)
{
	for (unsigned round = 0; round < 4000; round++) {
		unsigned seed = round, order[2 * SEGMENTS], count = 0;
		struct dialogue d;
		dialogue_make(&d, &seed);
		for (unsigned i = 0; i < d.count; i++)
			order[count++] = i;
		for (unsigned i = 2; i < d.count; i++)
			if (below(&seed, 5) == 0)
				order[count++] = i; /* sent again later */
		for (unsigned i = count - 1; i > 2; i--) {
			unsigned reach = round % 2 ? i - 2 : below(&seed, 4) + 1;
			unsigned j = i - below(&seed, reach < i - 1 ? reach : i - 1);
			unsigned swap = order[i];
			order[i] = order[j];
			order[j] = swap;
		}
		struct heard heard = listen(&d, order, count);
		assert_same(&heard, &d.expect, round);
	}
}
END_TEST

START_TEST(a_repetition_cut_elsewhere_adds_nothing)
{
	for (unsigned round = 0; round < 500; round++) {
		unsigned seed = round, order[SEGMENTS + 1];
		struct dialogue d;
		dialogue_make(&d, &seed);
		/* the whole third turn once more, in one segment, behind its own last piece */
		uint32_t seq = 0, ack = 0;
		unsigned last = 0, count = 0;
		for (unsigned i = 0; i < d.count; i++) {
			if (d.segments[i].bytes.p == d.bytes[2]) {
				seq = d.segments[i].seq;
				ack = d.segments[i].ack;
			}
			if (d.segments[i].bytes.p >= d.bytes[2] &&
				d.segments[i].bytes.p < d.bytes[2] + d.len[2])
				last = i;
		}
		if (d.count == SEGMENTS)
			continue;
		d.segments[d.count] = (struct sent){
			SIDE_CLIENT, seq, ack, TCP_ACK, span_of(d.bytes[2], d.len[2])};
		for (unsigned i = 0; i < d.count; i++) {
			order[count++] = i;
			if (i == last)
				order[count++] = d.count;
		}
		struct heard heard = listen(&d, order, count);
		assert_same(&heard, &d.expect, round);
	}
}
END_TEST

START_TEST(overlap_with_other_bytes_is_an_anomaly_and_the_first_bytes_stay)
{
	struct heard heard = {.last = -1};
	struct stream s = {0};
	struct slab slab;
	const struct sent parts[] = {
		{SIDE_CLIENT, 100, 0, TCP_SYN, {NULL, 0}},
		{SIDE_CLIENT, 105, 0, TCP_ACK, SPAN_LIT("efgh")},
		{SIDE_CLIENT, 103, 0, TCP_ACK, SPAN_LIT("cdXX")},
		{SIDE_CLIENT, 101, 0, TCP_ACK, SPAN_LIT("ab")},
		{SIDE_CLIENT, 101, 0, TCP_ACK, SPAN_LIT("zz")},
	};

	ck_assert_int_eq(slab_init(&slab, 65536), 0);
	struct stream_out out = {on_bytes, on_gap, on_anomaly, &heard, &slab, SLAB_USERS, 0};
	for (unsigned i = 0; i < 5; i++)
		play(&s, &parts[i], i, &out);
	ck_assert_uint_eq(heard.len, 9);
	ck_assert_mem_eq(heard.text, ">abcdefgh", 9);
	ck_assert_uint_eq(heard.anomalies, 2);
	stream_release(&s, &slab);
	slab_free(&slab);
}
END_TEST

/* Plays the dialogue with what its receivers drop put before the segments that they take. */
static struct heard listen_doubtfully(const struct dialogue *d, unsigned *seed)
{
	static uint8_t junk[600];
	struct heard heard = {.last = -1};
	struct stream stream = {0};
	struct slab slab;

	memset(junk, '#', sizeof(junk));
	ck_assert_int_eq(slab_init(&slab, 4 * 1024 * 1024), 0);
	struct stream_out out = {on_bytes, on_gap, on_anomaly, &heard, &slab, SLAB_USERS, 0};
	for (unsigned i = 0; i < d->count; i++) {
		struct sent lie = d->segments[i];
		lie.bytes = span_of(junk, 1 + below(seed, 60));
		lie.ack += below(seed, 40);
		lie.flags |= below(seed, 4) ? 0 : TCP_FIN;
		lie.bytes.len -= lie.flags & TCP_FIN ? lie.bytes.len : 0;
		out.doubt = (uint16_t)(1 + below(seed, 300));
		if (!(lie.flags & TCP_SYN) && below(seed, 3))
			play(&stream, &lie, 1000 + i, &out);
		out.doubt = 0;
		play(&stream, &d->segments[i], 1000 + i, &out);
	}
	stream_release(&stream, &slab);
	ck_assert_uint_eq(slab.in_use, 0);
	slab_free(&slab);
	return heard;
}

START_TEST(what_the_receiver_drops_hides_nothing)
{
	unsigned told = 0;

	for (unsigned round = 0; round < 2000; round++) {
		unsigned seed = round;
		struct dialogue d;
		dialogue_make(&d, &seed);
		struct heard heard = listen_doubtfully(&d, &seed);
		told += heard.anomalies > 0;
		heard.anomalies = 0;
		assert_same(&heard, &d.expect, round);
	}
	ck_assert_uint_gt(told, 1900);
}
END_TEST

START_TEST(what_is_doubtful_and_acknowledged_is_taken)
{
	for (unsigned round = 0; round < 500; round++) {
		unsigned seed = round;
		struct heard heard = {.last = -1};
		struct stream stream = {0};
		struct slab slab;
		struct dialogue d;
		dialogue_make(&d, &seed);
		ck_assert_int_eq(slab_init(&slab, 4 * 1024 * 1024), 0);
		struct stream_out out = {
			on_bytes, on_gap, on_anomaly, &heard, &slab, SLAB_USERS, 0};
		for (unsigned i = 0; i < d.count; i++) {
			const struct sent *x = &d.segments[i];
			struct sent ack = {side_other(x->from), x->ack, x->seq + x->bytes.len,
				TCP_ACK, {NULL, 0}};
			out.doubt = x->bytes.len && below(&seed, 2) ? 200 : 0;
			play(&stream, x, 1000 + i, &out);
			out.doubt = 0;
			if (x->bytes.len)
				play(&stream, &ack, 1000 + i, &out);
		}
		ck_assert(!stream_waits(&stream));
		stream_release(&stream, &slab);
		slab_free(&slab);
		assert_same(&heard, &d.expect, round);
	}
}
END_TEST

START_TEST(a_fin_with_bytes_behind_it_was_anothers)
{
	for (unsigned round = 0; round < 2000; round++) {
		unsigned seed = round;
		struct heard heard = {.last = -1};
		struct stream stream = {0};
		struct slab slab;
		struct dialogue d;
		dialogue_make(&d, &seed);
		ck_assert_int_eq(slab_init(&slab, 4 * 1024 * 1024), 0);
		struct stream_out out = {
			on_bytes, on_gap, on_anomaly, &heard, &slab, SLAB_USERS, 0};
		for (unsigned i = 0; i < d.count; i++) {
			const struct sent *x = &d.segments[i];
			struct sent fin[2] = {
				{x->from, x->seq, x->ack, TCP_FIN | TCP_ACK, {NULL, 0}},
				{side_other(x->from), x->ack, x->seq, TCP_FIN | TCP_ACK,
					{NULL, 0}}};
			for (unsigned j = 0; j < 2 && !(x->flags & TCP_SYN); j++)
				if (below(&seed, 2))
					play(&stream, &fin[j], 1000 + i, &out);
			play(&stream, x, 1000 + i, &out);
		}
		ck_assert(stream.side[0].closed && stream.side[1].closed);
		stream_release(&stream, &slab);
		slab_free(&slab);
		heard.anomalies = 0;
		assert_same(&heard, &d.expect, round);
	}
}
END_TEST

START_TEST(a_hole_that_was_acknowledged_is_given_up_after_a_second)
{
	struct heard heard = {.last = -1};
	struct stream s = {0};
	struct slab slab;
	const struct sent before = {SIDE_CLIENT, 1, 500, TCP_ACK, SPAN_LIT("ab")},
			  after = {SIDE_CLIENT, 13, 500, TCP_ACK, SPAN_LIT("xy")},
			  ack = {SIDE_SERVER, 500, 15, TCP_ACK, {NULL, 0}};

	ck_assert_int_eq(slab_init(&slab, 65536), 0);
	struct stream_out out = {on_bytes, on_gap, on_anomaly, &heard, &slab, SLAB_USERS, 0};
	play(&s, &before, 0, &out);
	play(&s, &after, 1000, &out);
	play(&s, &ack, 2000, &out);
	stream_expire(&s, 900000, &out);
	ck_assert_uint_eq(heard.gaps, 0);
	stream_expire(&s, 1100000, &out);
	ck_assert_uint_eq(heard.gaps, 1);
	ck_assert_mem_eq(heard.text, ">abxy", 5);
	stream_release(&s, &slab);
	slab_free(&slab);
}
END_TEST

START_TEST(sides_that_wait_for_each_other_are_freed)
{
	struct heard heard = {.last = -1};
	struct stream s = {0};
	struct slab slab;
	const struct sent parts[] = {
		{SIDE_CLIENT, 1, 1, TCP_ACK, SPAN_LIT("a")},
		{SIDE_SERVER, 1, 2, TCP_ACK, SPAN_LIT("b")},
		{SIDE_CLIENT, 2, 90, TCP_ACK, SPAN_LIT("c")},
		{SIDE_SERVER, 2, 95, TCP_ACK, SPAN_LIT("d")},
	};

	ck_assert_int_eq(slab_init(&slab, 65536), 0);
	struct stream_out out = {on_bytes, on_gap, on_anomaly, &heard, &slab, SLAB_USERS, 0};
	for (unsigned i = 0; i < 4; i++)
		play(&s, &parts[i], i, &out);
	stream_expire(&s, INT64_MAX, &out);
	ck_assert(!stream_waits(&s));
	stream_release(&s, &slab);
	slab_free(&slab);
}
END_TEST

/* "hello " in the SYN, then "world" COUNTED bytes behind where a SYN that counts puts it. */
static struct heard hear_data_in_syn(int shift, bool answered, bool first_is_late)
{
	static const uint8_t hello[] = "hello ", world[] = "world", end[] = "!!";
	struct dialogue d = {.expect.last = -1};
	uint32_t next = 1000 + 1 + 6 + (uint32_t)shift;
	unsigned order[] = {0, 1, 2, 3}, late[] = {0, 1, 3, 2};

	segment_add(&d, (struct sent){SIDE_CLIENT, 1000, 0, TCP_SYN, span_of(hello, 6)});
	segment_add(&d, (struct sent){SIDE_SERVER, 5000, 1007, TCP_SYN | TCP_ACK, {NULL, 0}});
	segment_add(&d, (struct sent){SIDE_CLIENT, next, 5001, TCP_ACK, span_of(world, 5)});
	segment_add(&d, (struct sent){SIDE_CLIENT, next + 5, 5001, TCP_ACK, span_of(end, 2)});
	if (!answered)
		d.segments[1] = (struct sent){SIDE_CLIENT, next, 0, TCP_ACK, {NULL, 0}};
	return listen(&d, first_is_late ? late : order, 4);
}

START_TEST(data_in_a_syn_loses_nothing)
{
	for (int i = 0; i < 8; i++) {
		struct heard h = hear_data_in_syn(i & 1 ? -1 : 0, false, i & 2);
		ck_assert_msg(h.len == 14 && memcmp(h.text, ">hello world!!", 14) == 0, "%d: %.*s",
			i, (int)h.len, h.text);
		ck_assert_uint_eq(h.gaps, 0);
		ck_assert_uint_eq(h.anomalies, 0);
	}
}
END_TEST

START_TEST(a_syn_that_was_acknowledged_counts)
{
	/* The answer says that seven numbers are used up: the first byte is a repetition. */
	struct heard h = hear_data_in_syn(-1, true, false);
	ck_assert_msg(h.len == 13 && memcmp(h.text, ">hello orld!!", 13) == 0, "%.*s", (int)h.len,
		h.text);
}
END_TEST

START_TEST(random_numbers_never_hang_or_leak)
{
	unsigned seed = 7;
	struct slab slab;
	static const uint8_t text[64] = "0123456789";

	ck_assert_int_eq(slab_init(&slab, 8 * 1024 * 1024), 0);
	for (unsigned round = 0; round < 300; round++) {
		struct heard heard = {.last = -1};
		struct stream s = {0};
		struct stream_out out = {
			on_bytes, on_gap, on_anomaly, &heard, &slab, SLAB_USERS, 0};
		for (unsigned i = 0; i < 300 && heard.len < TEXT - 100; i++) {
			struct sent x = {(enum side)below(&seed, 2), below(&seed, 3000),
				below(&seed, 3000), (uint8_t)(TCP_ACK | below(&seed, 4)),
				span_of(text, below(&seed, 20))};
			play(&s, &x, i * 1000, &out);
		}
		stream_expire(&s, 1000000, &out);
		stream_release(&s, &slab);
		ck_assert_uint_eq(slab.in_use, 0);
	}
	slab_free(&slab);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("properties");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, any_order_and_repetition_gives_the_same_dialogue);
	tcase_add_test(tc, a_repetition_cut_elsewhere_adds_nothing);
	tcase_add_test(tc, overlap_with_other_bytes_is_an_anomaly_and_the_first_bytes_stay);
	tcase_add_test(tc, what_the_receiver_drops_hides_nothing);
	tcase_add_test(tc, what_is_doubtful_and_acknowledged_is_taken);
	tcase_add_test(tc, a_fin_with_bytes_behind_it_was_anothers);
	tcase_add_test(tc, a_hole_that_was_acknowledged_is_given_up_after_a_second);
	tcase_add_test(tc, sides_that_wait_for_each_other_are_freed);
	tcase_add_test(tc, data_in_a_syn_loses_nothing);
	tcase_add_test(tc, a_syn_that_was_acknowledged_counts);
	tcase_add_test(tc, random_numbers_never_hang_or_leak);
	return unit_run(tc, "stream");
}
