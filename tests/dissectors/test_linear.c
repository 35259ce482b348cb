/*
 * test_linear: twice the input costs every dissector less than 2.5 times the instructions, on input
 * made to hurt: runs of what each grammar nests, parts or waits for, and the stored fuzz seeds over
 * and over. Counted are instructions, so that a busy machine changes nothing, and where that cannot
 * be, the least processor time of many tries.
 *
 * By default the record, linear.tsv, is looked at. LINEAR=1 measures, LINEAR_RECORD=FILE writes
 * down, LINEAR_ONLY=NAME measures one dissector alone.
 */
#include "config.h"

#include "tests/cost.h"
#include "tests/fuzz/dialogue.h"
#include "tests/unit.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* One n below the longest message that any dissector waits for, and one above. */
static const uint32_t sizes[] = {8 * 1024, 128 * 1024};
enum { LARGEST = 2 * 128 * 1024, SEEDS = 6, SEED_MAX = 4096, HEAD = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}

/* What is given to a dissector, and as what. */
struct reader {
	const struct dissector *dissector;
	bool stream;
};

static void read_dialogue(const void *what, struct span data)
{
	const struct reader *r = what;

	dialogue_fuzz(r->dissector, r->stream, data.p, data.len);
}

/* --- input ---------------------------------------------------------------------------------- */

/* LEN bytes of PATTERN over and over, in turns of PIECE bytes of one side. */
static size_t fill(uint8_t *to, struct span pattern, uint8_t side, uint32_t piece, uint32_t len)
{
	size_t used = 0;

	for (uint32_t at = 0; at < len; at += piece) {
		uint32_t n = len - at < piece ? len - at : piece;
		to[used++] = side;
		to[used++] = (uint8_t)(n >> 8);
		to[used++] = (uint8_t)n;
		for (uint32_t i = 0; i < n; i++)
			to[used++] = pattern.p[(at + i) % pattern.len];
	}
	return used;
}

static const struct span patterns[] = {SPAN_LIT("A"), SPAN_LIT("\0"), SPAN_LIT("\xff"),
	SPAN_LIT("\n"), SPAN_LIT(" "), SPAN_LIT("\r\n"), SPAN_LIT("a b\n"), SPAN_LIT("<a>"),
	SPAN_LIT("<a b=\"c\">"), SPAN_LIT("{\"a\":["), SPAN_LIT("("), SPAN_LIT("\xff\xfa\x18\1"),
	SPAN_LIT("0\x80"), SPAN_LIT("0\x82\1\0\6\1\x2b"), SPAN_LIT("a:b\r\n"), SPAN_LIT("a=b&"),
	SPAN_LIT("\"\\\""), SPAN_LIT("GET / HTTP/1.1\r\n"), SPAN_LIT("\0\1\0\4"),
	SPAN_LIT("\3\0\0\x10")};

struct worst {
	int64_t percent;
	char input[80];
};

/* What is sent, and how: bit 0 of SHAPE is the side, bit 1 large turns, bit 2 datagrams. */
struct input {
	const char *name;
	struct span pattern;
	uint32_t shape;
};

/* One kind of input of SIZE bytes and of twice that. */
static void measure_at(int counter, const struct dissector *d, const struct input *in,
	uint32_t size, struct worst *worst)
{
	static uint8_t small[LARGEST], large[LARGEST * 2];
	bool stream = d->stream && !(in->shape & 4);
	uint32_t piece = in->shape & 2 ? 1460 : stream ? 64 : 20000;
	size_t n = fill(small, in->pattern, in->shape & 1, piece, size);
	size_t n2 = fill(large, in->pattern, in->shape & 1, piece, 2 * size);

	int64_t percent = cost_percent(counter, read_dialogue, &(struct reader){d, stream},
		span_of(small, (uint32_t)n), span_of(large, (uint32_t)n2));
	if (percent <= worst->percent)
		return;
	worst->percent = percent;
	snprintf(worst->input, sizeof(worst->input), "%s, %s, %u bytes a turn, n = %u", in->name,
		in->shape & 1 ? "server" : "client", piece, size);
}

static void measure(
	int counter, const struct dissector *d, const struct input *in, struct worst *worst)
{
	if (!d->stream && !d->datagram && !d->frame)
		return;
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		measure_at(counter, d, in, sizes[i], worst);
}

static void measure_seeds(int counter, const struct dissector *d, struct worst *worst)
{
	static uint8_t seed[SEED_MAX];
	char path[512], name[64];
	const char *top = getenv("srcdir");
	struct dirent *entry;
	unsigned taken = 0;

	snprintf(name, sizeof(name), "%s", d->name);
	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : *c;
	snprintf(path, sizeof(path), "%s/tests/fuzz/seeds/%s", top ? top : ".", name);
	DIR *dir = opendir(path);
	while (dir && taken < SEEDS && (entry = readdir(dir))) {
		char file[800];
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		FILE *in = entry->d_name[0] == '.' ? NULL : fopen(file, "rb");
		size_t len = in ? fread(seed, 1, sizeof(seed), in) : 0;
		if (in)
			fclose(in);
		if (len <= HEAD)
			continue;
		taken++;
		for (uint32_t shape = 0; shape < 4; shape++)
			measure(counter, d,
				&(struct input){"a seed",
					span_of(seed + HEAD, (uint32_t)len - HEAD), shape},
				worst);
	}
	if (dir)
		closedir(dir);
}

static struct worst worst_of(int counter, const struct dissector *d)
{
	struct worst worst = {0, "nothing costs more than the start"};

	for (unsigned i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		for (uint32_t shape = 0; shape < 8; shape++) {
			char name[24];
			if ((shape & 4) && !(d->stream && d->datagram))
				break;
			snprintf(name, sizeof(name), "pattern %u", i);
			measure(counter, d, &(struct input){name, patterns[i], shape}, &worst);
		}
	measure_seeds(counter, d, &worst);
	return worst;
}

/* --- the test ------------------------------------------------------------------------------- */

static void measure_all(int counter, FILE *record)
{
	const char *only = getenv("LINEAR_ONLY");
	unsigned slow = 0;

	if (record)
		fprintf(record, "# Cost of 2n bytes in per cent of that of n, the worst "
				"input of each dissector. Written by LINEAR_RECORD=FILE "
				"tests/dissectors/test_linear.\n");
	for (const struct dissector *const *d = dissectors; *d; d++) {
		if (only && strcmp(only, (*d)->name) != 0)
			continue;
		struct worst worst = worst_of(counter, *d);
		fflush(record ? record : stdout);
		printf("%-16s %4lld %%  %s\n", (*d)->name, (long long)worst.percent, worst.input);
		if (record)
			fprintf(record, "%s\t%lld\t%s\n", (*d)->name, (long long)worst.percent,
				worst.input);
		slow += worst.percent >= COST_RATIO_MAX;
	}
	ck_assert_uint_eq(slow, 0);
}

START_TEST(twice_the_input_costs_about_twice)
{
	const char *file = getenv("LINEAR_RECORD");
	int counter = cost_counter();

	if (!getenv("LINEAR") && !file) {
		puts("not measured: LINEAR=1 was not asked for");
		return;
	}
	if (counter < 0)
		puts("instructions cannot be counted here: processor time is, with many tries");
	FILE *record = file ? fopen(file, "w") : NULL;
	measure_all(counter, record);
	if (record)
		fclose(record);
	if (counter >= 0)
		close(counter);
}
END_TEST

START_TEST(every_dissector_was_measured_and_none_was_above_the_limit)
{
	char path[512], line[256], name[64];
	const char *top = getenv("srcdir");
	long long percent;

	snprintf(path, sizeof(path), "%s/tests/dissectors/linear.tsv", top ? top : ".");
	for (const struct dissector *const *d = dissectors; *d; d++) {
		FILE *record = fopen(path, "r");
		bool found = false;
		ck_assert_msg(record, "%s cannot be read", path);
		while (!found && fgets(line, sizeof(line), record))
			found = sscanf(line, "%63[^\t]\t%lld", name, &percent) == 2 &&
				strcmp(name, (*d)->name) == 0;
		fclose(record);
		ck_assert_msg(found, "%s was never measured: no line in %s", (*d)->name, path);
		ck_assert_msg(percent < COST_RATIO_MAX, "%s: twice the input cost %lld %%",
			(*d)->name, percent);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("linear");

	tcase_set_timeout(t, 1200);
	tcase_add_test(t, twice_the_input_costs_about_twice);
	tcase_add_test(t, every_dissector_was_measured_and_none_was_above_the_limit);
	return unit_run(t, "linear");
}
