/*
 * What log messages of many vendors attest, in the shapes in which they come. The messages stand in
 * syslog_lines.tsv: whose, the deed (verb, subject and outcome, or - for none), who, whence, on
 * which element where a relay passed it on, and the message. Where a message holds the word S3cret,
 * that is a secret.
 */
#include "config.h"

#include "sensor/base/redact.h"
#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>

extern const struct dissector dissector_syslog;

enum { VENDOR, DEED, USER, ACTOR, ELEMENT, MESSAGE, COLUMNS };

/** Columns of LINE, which is cut at its tabs; false where it has too few. */
static bool columns(char *line, char **ret)
{
	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < COLUMNS; i++) {
		ret[i] = line;
		char *tab = i + 1 < COLUMNS ? strchr(line, '\t') : NULL;
		if (i + 1 < COLUMNS && !tab)
			return false;
		if (tab) {
			*tab = '\0';
			line = tab + 1;
		}
	}
	return true;
}

/** The line that tells of the action in SAID, or "" where it tells of none. */
static const char *action_in(char *said)
{
	char *action = strncmp(said, "action ", 7) == 0 ? said : strstr(said, "\naction ");

	if (!action)
		return "";
	action += *action == '\n';
	action[strcspn(action, "\n")] = '\0';
	return action;
}

/** Whether ACTION says KEY of VALUE; - is that it says nothing of it. */
static bool says(const char *action, const char *key, const char *value)
{
	char part[512];

	snprintf(part, sizeof(part), " %s=%s%s", key, strcmp(value, "-") ? value : "",
		strcmp(value, "-") ? " " : "");
	return (strstr(action, part) != NULL) == (strcmp(value, "-") != 0);
}

static bool is_told(char **column, const char *action)
{
	char verb[64], subject[64], outcome[64], head[160];

	if (strcmp(column[DEED], "-") == 0)
		return !*action;
	if (sscanf(column[DEED], "%63s %63s %63s", verb, subject, outcome) != 3)
		return false;
	snprintf(head, sizeof(head), "action %s %s ", verb, subject);
	return strncmp(action, head, strlen(head)) == 0 && says(action, "outcome", outcome) &&
	       says(action, "user", column[USER]) && says(action, "actor", column[ACTOR]) &&
	       says(action, "on", column[ELEMENT]);
}

static bool is_kept(const char *message)
{
	static const struct redactor hasher = {.key = {1, 2}};
	char shown[4096];
	uint32_t len = redact_text(&hasher, span_str(message), shown, sizeof(shown) - 1);

	shown[len] = '\0';
	return strstr(shown, "S3cret") == NULL;
}

START_TEST(every_line_attests_its_deed_and_no_other)
{
	char line[2048], *column[COLUMNS];
	FILE *f = fopen(SOURCE_DIR "/tests/dissectors/syslog_lines.tsv", "r");
	unsigned wrong = 0, told = 0;

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f)) {
		if (*line == '#' || *line == '\n')
			continue;
		ck_assert_msg(columns(line, column), "%s", line);
		const struct turn turn = {SIDE_CLIENT, span_str(column[MESSAGE])};
		char *said = vector_says(&(struct vector){
			column[MESSAGE], &dissector_syslog, false, &turn, 1, NULL});
		const char *action = action_in(said);
		told++;
		if (!is_told(column, action) || !is_kept(column[MESSAGE])) {
			wrong++;
			fprintf(stderr, "%s: %s\n  want %s user=%s actor=%s on=%s\n  said %s%s\n",
				column[VENDOR], column[MESSAGE], column[DEED], column[USER],
				column[ACTOR], column[ELEMENT], action,
				is_kept(column[MESSAGE]) ? "" : "\n  and shows the secret");
		}
		free(said);
	}
	fclose(f);
	ck_assert_uint_gt(told, 200);
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("syslog_lines");

	tcase_set_timeout(t, 120); /* each line at every shorter prefix */
	tcase_add_test(t, every_line_attests_its_deed_and_no_other);
	return unit_run(t, "syslog_lines");
}
