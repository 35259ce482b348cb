/*
 * What command lines mean, by vendor: the lines stand in cli_lines.tsv: family, where the line is
 * given (config or exec), what it means (verb and subject; read, whatever of; - where it only moves
 * about), and the line. Prints of each family how many lines changed something and how many of
 * those that were said to do so did: CLI_LINES=1 shows it.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "tests/unit.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

enum { FAMILY, MODE, MEANING, LINE, COLUMNS };

struct score {
	unsigned lines, right, acts, told, hit; /* acts: lines that are no read and no move */
};

static bool columns(char *line, char **ret)
{
	char *next = line;

	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < COLUMNS; i++) {
		ret[i] = next;
		next = strchr(next, '\t');
		if (i + 1 < COLUMNS && !next)
			return false;
		if (i + 1 < COLUMNS)
			*next++ = '\0';
	}
	return true;
}

static enum cli_family family_of(const char *name)
{
	for (uint32_t i = 1; i < lexicon_builtin.family_count; i++)
		if (strcmp(lexicon_builtin.families[i].name, name) == 0)
			return (enum cli_family)i;
	return CLI_UNKNOWN;
}

/** What M says, in the words of the table. */
static void say(const struct cli_meaning *m, char *ret, size_t cap)
{
	if (m->navigation)
		snprintf(ret, cap, "-");
	else if (m->verb == VERB_READ)
		snprintf(ret, cap, "read");
	else
		snprintf(ret, cap, "%s %s", verb_name(m->verb), subject_name(m->subject));
}

static bool acts(const char *meaning)
{
	return strcmp(meaning, "-") != 0 && strcmp(meaning, "read") != 0;
}

static void judge(char **column, struct score *score)
{
	bool config = strcmp(column[MODE], "config") == 0;
	struct cli_meaning m;
	char said[64];

	cli_classify(&lexicon_builtin, family_of(column[FAMILY]),
		config ? CLI_MODE_CONFIG : CLI_MODE_PRIVILEGED, span_str(column[LINE]), &m);
	say(&m, said, sizeof(said));
	bool right = strcmp(said, column[MEANING]) == 0 && m.known;
	score->lines++;
	score->right += right;
	score->acts += acts(column[MEANING]);
	score->told += acts(said);
	score->hit += acts(said) && right;
	if (!right)
		fprintf(stderr, "%s (%s): %s is %s%s, not %s\n", column[FAMILY], column[MODE],
			column[LINE], said, m.known ? "" : " (a guess)", column[MEANING]);
}

START_TEST(every_line_means_what_its_manual_says)
{
	char line[512], *column[COLUMNS];
	struct score scores[CLI_FAMILIES_MAX] = {{0}};
	unsigned lines = 0, right = 0;
	FILE *f = fopen(SOURCE_DIR "/tests/dissectors/cli_lines.tsv", "r");

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f)) {
		if (*line == '#' || *line == '\n')
			continue;
		ck_assert_msg(columns(line, column), "%s", line);
		ck_assert_int_ne(family_of(column[FAMILY]), CLI_UNKNOWN);
		judge(column, &scores[family_of(column[FAMILY])]);
	}
	fclose(f);
	for (unsigned i = 0; i < CLI_FAMILIES_MAX; i++) {
		const struct score *s = &scores[i];
		lines += s->lines;
		right += s->right;
		if (s->lines && getenv("CLI_LINES"))
			printf("%-18s %3u lines, %3u right, precision %u/%u, recall %u/%u\n",
				cli_family_name(&lexicon_builtin, i), s->lines, s->right, s->hit,
				s->told, s->hit, s->acts);
	}
	fflush(stdout);
	ck_assert_uint_gt(lines, 450);
	ck_assert_uint_eq(right, lines);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("cli_lines");

	tcase_add_test(t, every_line_means_what_its_manual_says);
	return unit_run(t, "cli_lines");
}
