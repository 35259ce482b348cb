/* Where command lines stand in the tree of a configuration, and what they mean there. */
#include "config.h"

#include "dissectors/common/cli_path.h"
#include "tests/unit.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#define P CLI_MODE_PRIVILEGED
#define C CLI_MODE_CONFIG

/* One session: at AT (as the prompt wrote it) LINE means that, and leads to AFTER. */
struct step {
	enum cli_family family;
	enum cli_mode mode;
	const char *at, *line, *means, *after; /* NULL: it stays */
};

static const struct step steps[] = {
	/* RouterOS: the prompt says where; a menu alone is no deed */
	{CLI_ROUTEROS, P, "", "/user", "-", NULL},
	{CLI_ROUTEROS, P, "", "/system logging action", "-", NULL},
	{CLI_ROUTEROS, P, "", "/ip/firewall/filter", "-", NULL},
	{CLI_ROUTEROS, P, "", "ip firewall", "-", NULL},
	{CLI_ROUTEROS, P, "/system", "logging action", "-", NULL},
	{CLI_ROUTEROS, P, "/user", "..", "-", NULL},
	{CLI_ROUTEROS, P, "/user", "/", "-", NULL},
	{CLI_ROUTEROS, P, "/user", "add name=eve group=full", "change account", NULL},
	{CLI_ROUTEROS, P, "/user", "remove 3", "change account", NULL},
	{CLI_ROUTEROS, P, "/user", "print", "read system", NULL},
	{CLI_ROUTEROS, P, "/user", "quit", "-", NULL},
	{CLI_ROUTEROS, P, "/system logging action", "set 3 remote=203.0.113.9", "change logging",
		NULL},
	{CLI_ROUTEROS, P, "/system/logging/action<SAFE", "set 3 remote=203.0.113.9",
		"change logging", NULL},
	{CLI_ROUTEROS, P, "ip firewall filter", "add chain=input", "change acl", NULL},
	{CLI_ROUTEROS, P, "/system package update", "install", "image image", NULL},
	{CLI_ROUTEROS, P, "/system", "reset-configuration", "erase config", NULL},
	{CLI_ROUTEROS, P, "/interface", "/user add name=eve", "change account", NULL},
	{CLI_ROUTEROS, P, "/interface", "/export file=x", "export config", NULL},
	/* Junos: edit and what leaves it; where it does not apply, the line speaks for itself */
	{CLI_JUNOS, C, "", "edit system login user eve", "-", "system login user eve"},
	{CLI_JUNOS, C, "system login", "edit user eve", "-", "system login user eve"},
	{CLI_JUNOS, C, "system login user eve", "set class super-user", "change account", NULL},
	{CLI_JUNOS, C, "system syslog", "delete host 10.1.1.1", "change logging", NULL},
	{CLI_JUNOS, C, "system login user eve", "up", "-", "system login user"},
	{CLI_JUNOS, C, "system login user eve", "up 2", "-", "system login"},
	{CLI_JUNOS, C, "system login user eve", "up 9", "-", ""},
	{CLI_JUNOS, C, "system login user eve", "top", "-", ""},
	{CLI_JUNOS, C, "system login user eve", "exit", "-", ""},
	{CLI_JUNOS, C, "system login user eve", "top edit snmp", "-", "snmp"},
	{CLI_JUNOS, C, "system login user eve", "up 3 edit snmp", "-", "system snmp"},
	{CLI_JUNOS, C, "system login user eve", "top set snmp community x", "change snmp-access",
		NULL},
	{CLI_JUNOS, C, "system login user eve", "up 2 set class noc permissions all",
		"change account", NULL},
	{CLI_JUNOS, C, "system login user eve", "commit", "save config", NULL},
	{CLI_JUNOS, C, "system login user eve", "run request system reboot", "reboot system", NULL},
	/* SR OS, classic and MD-CLI */
	{CLI_SROS, C, "system", "security", "-", NULL},
	{CLI_SROS, C, "system>security", "snmp", "-", NULL},
	{CLI_SROS, C, "system>security>snmp", "community x rwa", "change snmp-access", NULL},
	{CLI_SROS, C, "system>security>user", "password x", "change account", NULL},
	{CLI_SROS, C, "system>security>user", "access console", "change account", NULL},
	{CLI_SROS, C, "system>security>user", "exit", "-", NULL},
	{CLI_SROS, C, "system>security>user", "admin save", "save config", NULL},
	{CLI_SROS, C, "log>syslog", "shutdown", "change logging", NULL},
	{CLI_SROS, C, "log", "no syslog 1", "change logging", NULL},
	{CLI_SROS, C, "log", "delete syslog 1", "change logging", NULL},
	{CLI_SROS, C, "", "delete log syslog 1", "change logging", NULL},
	{CLI_SROS, C, "log", "quit-config", "-", NULL},
	/* no path is known of the others */
	{CLI_IOS, C, "system>security", "shutdown", "change interface", NULL},
};

START_TEST(a_line_means_what_it_would_from_the_root)
{
	const struct step *s = &steps[_i];
	struct cli_meaning m;
	struct cli_path at, after;
	char said[64];

	cli_path_set(&at, span_str(s->at));
	cli_path_set(&after, span_str(s->after ? s->after : s->at));
	cli_classify_at(&lexicon_builtin, s->family, s->mode, &at, span_str(s->line), &m);
	snprintf(said, sizeof(said), "%s %s", verb_name(m.verb), subject_name(m.subject));
	if (m.navigation)
		snprintf(said, sizeof(said), "-");
	ck_assert_msg(strcmp(said, s->means) == 0, "%s> %s: %s", s->at, s->line, said);
	ck_assert_msg(at.len == after.len && memcmp(at.text, after.text, at.len) == 0,
		"%s> %s leads to %.*s", s->at, s->line, at.len, at.text);
}
END_TEST

START_TEST(what_is_named_and_written_out_is_the_whole_command)
{
	static const char line[] = "set remote ftp://a@203.0.113.9/x";
	static const char whole[] = "set system login user eve class noc";
	struct cli_meaning m;
	struct cli_path at;

	cli_path_set(&at, SPAN_LIT("system login user eve"));
	cli_classify_at(&lexicon_builtin, CLI_JUNOS, C, &at, SPAN_LIT("set class noc"), &m);
	ck_assert_uint_eq(m.text_len, sizeof(whole) - 1);
	ck_assert(memcmp(m.text, whole, m.text_len) == 0);
	cli_classify_at(&lexicon_builtin, CLI_JUNOS, C, &at, span_str(line), &m);
	ck_assert(span_eq(m.target, SPAN_LIT("203.0.113.9")));
	ck_assert(m.target.p >= (const uint8_t *)line &&
		  m.target.p < (const uint8_t *)line + sizeof(line));
}
END_TEST

START_TEST(lines_above_prompts_tell_where_the_next_command_stands)
{
	static const struct {
		const char *line, *path; /* NULL: it is no such line */
		bool config;
	} lines[] = {
		{"[edit]", "", true},
		{"[edit system login user eve]", "system login user eve", true},
		{"(pr)[/]", "", false},
		{"*(ex)[/configure]", "", true},
		{"!*(pr)[/configure system security]", "system security", true},
		{"[/configure log syslog \"1\"]", "log syslog \"1\"", true},
		{"(gl)[/state system]", "", false},
		{"[editor]", NULL, false},
		{"[", NULL, false},
		{"[/", NULL, false},
		{"see the file [/etc/x]", NULL, false},
	};

	for (unsigned i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct cli_path path = {0};
		bool is = cli_path_banner(&path, span_str(lines[i].line));
		ck_assert_msg(is == (lines[i].path != NULL), "%s", lines[i].line);
		if (!is)
			continue;
		ck_assert_msg(path.config == lines[i].config, "%s", lines[i].line);
		ck_assert_msg(path.len == strlen(lines[i].path) &&
				      memcmp(path.text, lines[i].path, path.len) == 0,
			"%s: %.*s", lines[i].line, path.len, path.text);
	}
}
END_TEST

START_TEST(a_path_of_any_length_is_cut_at_a_word)
{
	char shown[600], line[600];
	struct cli_path path;
	struct cli_meaning m;

	for (size_t i = 0; i < sizeof(shown); i++) {
		shown[i] = i % 5 ? 'a' : '/';
		line[i] = i % 5 ? 'b' : ' ';
	}
	memcpy(line, "set", 3);
	for (uint32_t len = 0; len <= sizeof(shown); len++) {
		cli_path_set(&path, span_of(shown, len));
		ck_assert_uint_le(path.len, CLI_PATH_MAX);
		ck_assert(!path.len || path.text[path.len - 1] != ' ');
		for (int family = CLI_UNKNOWN; family < CLI_FAMILY_COUNT; family++)
			cli_classify_at(&lexicon_builtin, (enum cli_family)family, C, &path,
				span_of(line, len), &m);
	}
}
END_TEST

START_TEST(prompts_tell_where_they_stand)
{
	static const char *const shown[][2] = {{"[admin@mt1] >", ""},
		{"[admin@mt1] /user>", "/user"}, {"[admin@mt1] ip firewall>", "ip firewall"},
		{"[admin@mt1] <SAFE>", ""},
		{"*A:sr1>config>system>security>user#", "system>security>user"},
		{"*A:sr1>config#", ""}, {"R1(config-if)#", ""}};
	struct cli_prompt p;

	for (unsigned i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		ck_assert_msg(
			cli_prompt(&lexicon_builtin, span_str(shown[i][0]), &p), "%s", shown[i][0]);
		ck_assert_msg(span_eq(p.path, span_str(shown[i][1])), "%s", shown[i][0]);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("cli_path");

	tcase_add_loop_test(t, a_line_means_what_it_would_from_the_root, 0,
		(int)(sizeof(steps) / sizeof(*steps)));
	tcase_add_test(t, what_is_named_and_written_out_is_the_whole_command);
	tcase_add_test(t, lines_above_prompts_tell_where_the_next_command_stands);
	tcase_add_test(t, a_path_of_any_length_is_cut_at_a_word);
	tcase_add_test(t, prompts_tell_where_they_stand);
	return unit_run(t, "cli_path");
}
