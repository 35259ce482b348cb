/*
 * Any bytes as the sections of a memory file, with a checksum that fits: they are refused with a
 * reason, or they are taken, and what is written then can be read again and is the same.
 */
#include "config.h"

#include "rules/judge.h"
#include "rules/memory.h"
#include "sensor/base/digest.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_BYTES = 1024 * 1024, SUM = SHA256_DIGEST_SIZE };

static void drop(void *ctx, const struct record *r)
{
	(void)ctx;
	(void)r;
}

static struct judge *judge_open(const struct eve_context *eve)
{
	struct judge_options options = {.eve = eve, .builtin = true, .out = drop};
	struct judge *j;

	if (judge_new(&options, &j))
		abort();
	return j;
}

static uint32_t with_checksum(uint8_t *file, const uint8_t *data, size_t size)
{
	struct sha256_ctx ctx;

	memcpy(file, data, size);
	sha256_init(&ctx);
	sha256_update(&ctx, size, data);
	sha256_digest(&ctx, SUM, file + size);
	return (uint32_t)size + SUM;
}

/* What J holds, written; the caller frees. */
static struct memory_out write_out(const struct judge *j)
{
	struct memory_out out = {malloc(FUZZ_BYTES * 4), FUZZ_BYTES * 4, 0, false};

	if (!out.p || !memory_save(j, &out))
		abort();
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct eve_context eve = {.host = "fuzz"};
	struct judge *first = judge_open(&eve), *second = judge_open(&eve);
	uint8_t *file = malloc(size + SUM);

	if (!file || size > FUZZ_BYTES)
		abort();
	if (!memory_load(first, span_of(file, with_checksum(file, data, size)))) {
		struct memory_out once = write_out(first);
		if (memory_load(second, span_of(once.p, once.len)))
			abort();
		struct memory_out twice = write_out(second);
		if (once.len != twice.len || memcmp(once.p, twice.p, once.len) != 0)
			abort();
		judge_tick(first, 1700000000000000);
		judge_finish(first, 1800000000000000);
		free(once.p);
		free(twice.p);
	}
	free(file);
	judge_free(first);
	judge_free(second);
	return 0;
}
