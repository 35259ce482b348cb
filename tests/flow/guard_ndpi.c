/*
 * guard_ndpi: mutated packets through the door to nDPI, where each read outside of what the door
 * allows ends in a page that cannot be read: the packet given to the door ends at one, and so do
 * the zeroes behind the door's own copy. Flows stay consistent, as the door promises.
 *
 * SPANWATCH_GUARD_PACKETS sets how many (default 200000), SPANWATCH_GUARD_SEED which ones. Seeds
 * are generated; captures in ../shared/corpus/captures beside the checkout add to them.
 */
#include "config.h"

#ifdef HAVE_NDPI

/* the whole file, so that the guard can lie inside of its struct */
#include "sensor/flow/ndpi.c"

#include "sensor/capture/capture.h"
#include "sensor/decode/decode.h"
#include "tests/flow/seeds.h"

#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { SEED_MAX = 1514, SEEDS_MAX = 20000, FLOWS = 64, GUARDED = 65536 };

struct sample {
	uint32_t len;
	uint8_t bytes[SEED_MAX];
};

struct run {
	struct ndpi_door *door;
	struct decoder *decoder;
	struct sample *samples;
	uint32_t sample_count;
	uint8_t *page_end; /* the byte behind it cannot be read */
	uint64_t random;
	uint64_t fed, known, unknown, nanoseconds;
};

/* A flow in the making, which is shown sample AT next. */
struct going {
	uint32_t handle, at;
};

static uint32_t roll(struct run *r, uint32_t below)
{
	r->random ^= r->random << 13;
	r->random ^= r->random >> 7;
	r->random ^= r->random << 17;
	return (uint32_t)((r->random >> 16) % below);
}

static void fail(const char *what)
{
	fprintf(stderr, "guard_ndpi: %s\n", what);
	exit(EXIT_FAILURE);
}

static void add_sample(struct run *r, struct span l3)
{
	if (r->sample_count == SEEDS_MAX || l3.len > SEED_MAX)
		return;
	struct sample *s = &r->samples[r->sample_count++];
	s->len = l3.len;
	memcpy(s->bytes, l3.p, l3.len);
}

static void add_generated(struct run *r)
{
	for (unsigned i = 0; i < SEED_COUNT; i++) {
		uint8_t bytes[SEED_MAX];
		add_sample(r, span_of(bytes, seed_packet(&seeds[i], bytes)));
	}
}

static void say_nothing(void *ctx, const char *name, const char *what)
{
	(void)ctx;
	(void)name;
	(void)what;
}

static void add_captures(struct run *r, const char *folder)
{
	struct capture_options options = {
		.from_us = INT64_MIN, .until_us = INT64_MAX, .recursive = true};
	struct capture_fault fault = {.say = say_nothing};
	struct capture *c = capture_open_files(&folder, 1, &options, &fault);
	struct frame f;

	if (!c)
		return;
	while (r->sample_count < SEEDS_MAX && capture_next(c, &f) == CAPTURE_FRAME) {
		struct packet p;
		if (decode_frame(r->decoder, &f, &p, NULL) == DECODE_PACKET &&
			p.flags & PACKET_HAS_PORTS && p.payload.len)
			add_sample(r, p.l3);
	}
	capture_close(c);
}

/* Some bytes of the payload, sometimes its length, seldom the headers. */
static uint32_t mutate(struct run *r, const struct sample *s, uint8_t *to)
{
	uint32_t header = roll(r, 50) ? SEED_HEADERS : 20, len = s->len;

	memcpy(to, s->bytes, len);
	if (len <= header)
		return len;
	for (uint32_t n = roll(r, 8); n > 0; n--) {
		uint32_t at = header + roll(r, len - header);
		switch (roll(r, 4)) {
		case 0:
			to[at] ^= (uint8_t)(1u << roll(r, 8));
			break;
		case 1:
			to[at] = roll(r, 2) ? 0xff : 0;
			break;
		case 2:
			to[at] = (uint8_t)roll(r, 256);
			break;
		default:
			to[at] = to[header + roll(r, len - header)];
		}
	}
	return roll(r, 3) ? len : header + roll(r, len - header + 1);
}

/* Lengths in the headers follow what was cut, or decode would stop the packet before the door. */
static void mend(uint8_t *b, uint32_t len)
{
	if (b[0] >> 4 == 4) {
		uint32_t header = (b[0] & 15u) * 4;
		b[2] = (uint8_t)(len >> 8);
		b[3] = (uint8_t)len;
		b[6] = b[7] = 0;
		if (b[9] == IPPROTO_NR_UDP && len >= header + 8) {
			b[header + 4] = (uint8_t)((len - header) >> 8);
			b[header + 5] = (uint8_t)(len - header);
		}
	} else if (len >= 48) {
		b[4] = (uint8_t)((len - 40) >> 8);
		b[5] = (uint8_t)(len - 40);
		if (b[6] == IPPROTO_NR_UDP) {
			b[44] = b[4];
			b[45] = b[5];
		}
	}
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Both are IPv4 without options, of one protocol and between the same ports. */
static bool same_flow(const struct sample *a, const struct sample *b)
{
	if (a->bytes[0] != 0x45 || b->bytes[0] != 0x45 || a->bytes[9] != b->bytes[9])
		return false;
	return memcmp(a->bytes + 20, b->bytes + 20, 4) == 0 ||
	       (memcmp(a->bytes + 20, b->bytes + 22, 2) == 0 &&
		       memcmp(a->bytes + 22, b->bytes + 20, 2) == 0);
}

static void feed_one(struct run *r, struct going *g)
{
	uint8_t bytes[SEED_MAX];
	const struct sample *s = &r->samples[g->at];
	uint32_t len = mutate(r, s, bytes);
	const char *name;
	struct packet p;

	mend(bytes, len);
	memcpy(r->page_end - len, bytes, len);
	struct frame f = {.ts_us = 1700000000000000 + (int64_t)r->fed * 100,
		.data = span_of(r->page_end - len, len),
		.len = len,
		.link = LINK_RAW};
	r->fed++;
	if (g->at + 1 < r->sample_count && same_flow(s, s + 1) && roll(r, 4))
		g->at++;
	if (decode_frame(r->decoder, &f, &p, NULL) != DECODE_PACKET ||
		!(p.flags & PACKET_HAS_PORTS))
		return;
	uint64_t before = now_ns();
	enum ndpi_verdict v = ndpi_door_feed(r->door, g->handle, &p, &name);
	r->nanoseconds += now_ns() - before;
	if (v == NDPI_MORE)
		return;
	*(v == NDPI_KNOWN ? &r->known : &r->unknown) += 1;
	ndpi_door_end(r->door, g->handle);
	g->handle = 0;
}

static void run_packets(struct run *r, uint64_t count)
{
	struct going flows[FLOWS] = {{0}};

	while (r->fed < count) {
		struct going *g = &flows[roll(r, FLOWS)];
		if (!g->handle) {
			g->handle = ndpi_door_begin(r->door);
			g->at = roll(r, r->sample_count);
		}
		feed_one(r, g);
	}
}

static uint64_t number_of(const char *variable, uint64_t otherwise)
{
	const char *text = getenv(variable);

	return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

int main(void)
{
	struct decode_options options = {.checksum = CHECKSUM_OFF, .fragment_memory = 1 << 20};
	struct run r = {.random = number_of("SPANWATCH_GUARD_SEED", 1) * 0x9e3779b97f4a7c15u};
	const char *srcdir = getenv("srcdir");
	char folder[4096];

	if ((COPY_MAX + COPY_PAD) % sysconf(_SC_PAGESIZE) || GUARDED % sysconf(_SC_PAGESIZE)) {
		puts("guard_ndpi: pages are too large here to end at the packet");
		return 77;
	}
	r.door = ndpi_door_new(FLOWS, NULL, 0);
	r.samples = calloc(SEEDS_MAX, sizeof(*r.samples));
	uint8_t *pages = region_take(GUARDED + (size_t)sysconf(_SC_PAGESIZE));
	if (!r.door || !r.samples || !pages || decoder_new(&options, &r.decoder) != 0)
		fail("no memory");
	r.page_end = pages + GUARDED;
	if (mprotect(r.page_end, (size_t)sysconf(_SC_PAGESIZE), PROT_NONE) != 0 ||
		mprotect(r.door->copy + COPY_MAX + COPY_PAD, COPY_TAIL, PROT_NONE) != 0)
		fail("mprotect");
	add_generated(&r);
	snprintf(folder, sizeof(folder), "%s/../shared/corpus/captures", srcdir ? srcdir : ".");
	if (access(folder, R_OK) == 0)
		add_captures(&r, folder);
	else
		puts("guard_ndpi: no captures beside the checkout, generated seeds only");
	run_packets(&r, number_of("SPANWATCH_GUARD_PACKETS", 200000));
	printf("guard_ndpi: %u seeds, %llu packets, %llu flows known, %llu given up, %llu ns a "
	       "packet\n",
		r.sample_count, (unsigned long long)r.fed, (unsigned long long)r.known,
		(unsigned long long)r.unknown, (unsigned long long)(r.nanoseconds / (r.fed + 1)));
	ndpi_door_free(r.door);
	decoder_free(r.decoder);
	free(r.samples);
	return EXIT_SUCCESS;
}

#else

#include <stdio.h>

int main(void)
{
	puts("guard_ndpi: built without nDPI");
	return 77;
}

#endif
