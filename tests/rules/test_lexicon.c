/*
 * The built-in lexicon is what the YAML files say; an operator's file adds to it; each fault in one
 * is told with its place.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "rules/lexicon/lexicon.h"
#include "tests/rules/files.h"
#include "tests/rules/policies.h"
#include "tests/unit.h"

static const struct lexicon_family nobody[1];
static const struct lexicon nothing = {.families = nobody, .family_count = 1};

static const struct lexicon *load(const char *text, struct faults *faults)
{
	struct folder f = folder_make();
	struct diag diag = {.say = note_fault, .ctx = faults};

	*faults = (struct faults){{0}, 0};
	folder_write(&f, "own.yaml", text);
	const struct lexicon *lex = lexicon_load(f.path, &lexicon_builtin, &diag);
	folder_remove(&f);
	return lex;
}

static void same_text(const char *a, const char *b)
{
	ck_assert(!a == !b);
	if (a)
		ck_assert_str_eq(a, b);
}

static void same_span(struct span a, struct span b)
{
	ck_assert_msg(span_eq(a, b), "%.*s is not %.*s", (int)a.len, a.p ? (const char *)a.p : "",
		(int)b.len, b.p ? (const char *)b.p : "");
}

static void same_commands(const struct lexicon *a, const struct lexicon *b)
{
	ck_assert_uint_eq(a->command_count, b->command_count);
	for (uint32_t i = 0; i < a->command_count; i++) {
		const struct cli_entry *x = &a->commands[i], *y = &b->commands[i];
		same_text(x->pattern, y->pattern);
		ck_assert_msg(x->families == y->families && x->first == y->first &&
				      x->verb == y->verb && x->subject == y->subject &&
				      x->flags == y->flags,
			"%s", x->pattern);
	}
}

static void same_signs(const struct lexicon_sign *a, const struct lexicon_sign *b, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		same_text(a[i].text, b[i].text);
		ck_assert_msg(a[i].at == b[i].at && a[i].is == b[i].is, "%s", a[i].text);
	}
}

static void same_objects(const struct snmp_object *a, const struct snmp_object *b, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		same_span(a[i].oid, b[i].oid);
		same_span(a[i].name, b[i].name);
		ck_assert_msg(a[i].verb == b[i].verb && a[i].subject == b[i].subject &&
				      a[i].value == b[i].value &&
				      a[i].verb_at_value == b[i].verb_at_value &&
				      a[i].part == b[i].part && a[i].secret == b[i].secret,
			"%s", (const char *)a[i].oid.p);
	}
}

static void same_rest(const struct lexicon *a, const struct lexicon *b)
{
	for (uint32_t i = 0; i < a->family_count; i++) {
		same_text(a->families[i].name, b->families[i].name);
		same_text(a->families[i].vendor, b->families[i].vendor);
	}
	for (uint32_t i = 0; i < a->group_count; i++) {
		same_text(a->groups[i].name, b->groups[i].name);
		ck_assert_uint_eq(a->groups[i].families, b->groups[i].families);
	}
	for (uint32_t i = 0; i < a->prompt_count; i++) {
		same_text(a->prompts[i].shape, b->prompts[i].shape);
		same_text(a->prompts[i].named, b->prompts[i].named);
		ck_assert_int_eq(a->prompts[i].family, b->prompts[i].family);
		ck_assert_int_eq(a->prompts[i].mode, b->prompts[i].mode);
	}
	for (uint32_t i = 0; i < a->syslog_count; i++) {
		const struct syslog_signature *x = &a->syslog[i], *y = &b->syslog[i];
		same_span(x->mnemonic, y->mnemonic);
		same_span(x->text, y->text);
		same_span(x->user, y->user);
		same_span(x->address, y->address);
		same_span(x->command, y->command);
		ck_assert(x->of == y->of && x->verb == y->verb && x->subject == y->subject &&
			  x->family == y->family && x->outcome == y->outcome);
	}
}

START_TEST(what_was_built_in_is_what_the_files_say)
{
	const char *top = getenv("srcdir");
	struct faults faults = {{0}, 0};
	struct diag diag = {.say = note_fault, .ctx = &faults};
	char path[4096];

	snprintf(path, sizeof(path), "%s/rules/lexicon", top ? top : ".");
	const struct lexicon *read = lexicon_load(path, &nothing, &diag), *b = &lexicon_builtin;
	ck_assert_msg(read, "%s", faults.text);
	same_commands(read, b);
	ck_assert_uint_eq(read->family_count, b->family_count);
	ck_assert_uint_eq(read->group_count, b->group_count);
	ck_assert_uint_eq(read->banner_count, b->banner_count);
	ck_assert_uint_eq(read->error_count, b->error_count);
	ck_assert_uint_eq(read->ask_count, b->ask_count);
	ck_assert_uint_eq(read->prompt_count, b->prompt_count);
	ck_assert_uint_eq(read->syslog_count, b->syslog_count);
	ck_assert_uint_eq(read->object_count, b->object_count);
	ck_assert_uint_eq(read->notification_count, b->notification_count);
	same_signs(read->banners, b->banners, b->banner_count);
	same_signs(read->errors, b->errors, b->error_count);
	same_signs(read->asks, b->asks, b->ask_count);
	same_rest(read, b);
	same_objects(read->objects, b->objects, b->object_count);
	same_objects(read->notifications, b->notifications, b->notification_count);
	lexicon_free(read);
}
END_TEST

START_TEST(the_first_families_are_those_that_dissectors_name)
{
	ck_assert_uint_eq(lexicon_builtin.family_count, CLI_FAMILY_COUNT);
	ck_assert_str_eq(lexicon_builtin.families[CLI_IOS].name, "cisco-ios");
	ck_assert_str_eq(lexicon_builtin.families[CLI_VRP].name, "huawei-vrp");
	ck_assert_str_eq(lexicon_builtin.families[CLI_JUNOS].name, "juniper-junos");
	ck_assert_str_eq(lexicon_builtin.families[CLI_SROS].name, "nokia-sros");
	ck_assert_str_eq(lexicon_builtin.families[CLI_ROUTEROS].name, "mikrotik-routeros");
	ck_assert_str_eq(lexicon_builtin.families[CLI_SHELL].name, "unix-shell");
}
END_TEST

static const char acme[] =
	"families:\n"
	"  - {name: acme-os, vendor: acme}\n"
	"groups:\n"
	"  - {name: both, of: [acme-os, cisco]}\n"
	"banners:\n"
	"  - {says: \"acme works\", family: acme-os}\n"
	"errors:\n"
	"  - {begins: \"nope\", outcome: refused}\n"
	"asks:\n"
	"  - {ends: \"who goes there:\", mode: login}\n"
	"prompts:\n"
	"  - {shape: \"acme %h %%\", family: acme-os, mode: privileged}\n"
	"commands:\n"
	"  - {on: acme-os, command: \"forget ev*erything\", verb: erase, subject: config}\n"
	"  - {on: both, command: \"show secrets\", verb: export, subject: account, flags: "
	"[secret]}\n"
	"syslog:\n"
	"  - {of: other, mnemonic: \"*\", text: \"ACME changed\", verb: change, subject: config}\n"
	"objects:\n"
	"  - {oid: 1.3.6.1.4.1.99999.1, name: acmeReboot, verb: reboot, subject: system}\n"
	"  - {oid: 1.3.6.1.2.1.1.5, name: sysName, verb: exec, subject: config}\n"
	"notifications:\n"
	"  - {oid: 1.3.6.1.4.1.99999.0.1, name: acmeChanged, verb: change, subject: config}\n";

START_TEST(an_operator_adds_a_vendor)
{
	struct faults faults;
	struct cli_meaning m;
	struct cli_prompt p;
	const struct lexicon *lex = load(acme, &faults);

	ck_assert_msg(lex, "%s", faults.text);
	ck_assert_uint_eq(strlen(lexicon_sha256(lex)), 64);
	ck_assert(cli_prompt(lex, SPAN_LIT("acme box1 % "), &p));
	ck_assert_str_eq(cli_family_name(lex, p.family), "acme-os");
	ck_assert_str_eq(cli_family_vendor(lex, p.family), "acme");
	ck_assert(span_eq(p.hostname, SPAN_LIT("box1")));
	cli_classify(lex, p.family, p.mode, SPAN_LIT("forget ev"), &m);
	ck_assert(m.known && m.verb == VERB_ERASE);
	ck_assert(span_eq(span_of(m.text, m.text_len), SPAN_LIT("forget everything")));
	cli_classify(lex, CLI_IOS, CLI_MODE_PRIVILEGED, SPAN_LIT("show secrets"), &m);
	ck_assert(m.verb == VERB_EXPORT && m.has_secret);
	cli_classify(lex, CLI_IOS, CLI_MODE_PRIVILEGED, SPAN_LIT("wr"), &m);
	ck_assert(m.verb == VERB_SAVE);
	ck_assert(cli_prompt(lex, SPAN_LIT("Who goes there: "), &p) && p.mode == CLI_MODE_LOGIN);
	ck_assert(cli_banner_family(lex, SPAN_LIT("Welcome to ACME Works")) == CLI_FAMILY_COUNT);
	ck_assert(cli_error(lex, SPAN_LIT("Nope.")) == OUTCOME_REFUSED);
	ck_assert_uint_eq(lex->object_count, lexicon_builtin.object_count + 1);
	ck_assert_uint_eq(lex->notification_count, lexicon_builtin.notification_count + 1);
	ck_assert_uint_eq(lex->syslog_count, lexicon_builtin.syslog_count + 1);
	for (uint32_t i = 1; i < lex->object_count; i++)
		ck_assert_str_lt((const char *)lex->objects[i - 1].oid.p,
			(const char *)lex->objects[i].oid.p);
	lexicon_free(lex);
}
END_TEST

/* A file and where in it the fault is told. */
static const struct {
	const char *text, *place, *words;
} broken[] = {
	{"comands: []\n", ":1:1:", "did you mean \"commands\""},
	{"commands:\n  - {on: cisko, command: x, verb: read, subject: config}\n",
		":2:10:", "no family"},
	{"commands:\n  - {on: any, command: x, verb: reed, subject: config}\n",
		":2:33:", "did you mean \"read\""},
	{"commands:\n  - {on: any, command: \"{a|b\", verb: read, subject: config}\n",
		":2:24:", "no }"},
	{"commands:\n  - {on: any, command: \"a  b\", verb: read, subject: config}\n",
		":2:24:", "one blank"},
	{"commands:\n  - {on: any, command: \"a*b*c\", verb: read, subject: config}\n",
		":2:24:", "once in a word"},
	{"commands:\n  - {on: any, command: a, verb: read, subject: config, flags: [sekret]}\n",
		":2:64:", "did you mean \"secret\""},
	{"prompts:\n  - {shape: \"%q\", mode: config}\n", ":2:13:", "% is followed by"},
	{"prompts:\n  - {shape: \"x\", mode: pager}\n", ":2:24:", "under asks"},
	{"asks:\n  - {says: a, ends: b, mode: pager}\n", ":2:5:", "one of says"},
	{"syslog:\n  - {of: cisco, verb: change, subject: config}\n",
		":2:5:", "fits every message"},
	{"syslog:\n  - {of: cisco, text: x, verb: command, subject: config}\n",
		":2:5:", "before the command"},
	{"objects:\n  - {oid: 1..3, verb: change, subject: config}\n",
		":2:11:", "numbers with a dot"},
	{"objects:\n  - {oid: 1.3, verb: change, subject: config, value: 1}\n",
		":2:54:", "verb-at-value"},
	{"objects:\n  - {oid: 1.3, verb: change, subject: config}\n"
	 "  - {oid: 1.3, verb: change, subject: config}\n",
		"", "twice"},
	{"families:\n  - {name: cisco-ios}\n", ":2:12:", "already"},
	{"commands:\n  - {on: any, command: a, verb: read, subject: config\n", "", ""},
};

START_TEST(each_fault_is_told_with_its_place)
{
	struct faults faults;
	const struct lexicon *lex = load(broken[_i].text, &faults);

	ck_assert_msg(!lex, "%s", broken[_i].text);
	ck_assert_msg(
		strstr(faults.text, broken[_i].place) && strstr(faults.text, broken[_i].words),
		"%s", faults.text);
	ck_assert_uint_gt(faults.len, 0);
}
END_TEST

START_TEST(a_path_without_files_is_a_fault)
{
	struct faults faults = {{0}, 0};
	struct diag diag = {.say = note_fault, .ctx = &faults};
	struct folder f = folder_make();

	ck_assert_ptr_null(lexicon_load("/nonexistent", &lexicon_builtin, &diag));
	ck_assert_ptr_null(lexicon_load(f.path, &lexicon_builtin, &diag));
	ck_assert_ptr_nonnull(strstr(faults.text, "cannot be read"));
	ck_assert_ptr_nonnull(strstr(faults.text, "no *.yaml"));
	folder_remove(&f);
}
END_TEST

int main(void)
{
	TCase *all = tcase_create("all");

	tcase_add_test(all, what_was_built_in_is_what_the_files_say);
	tcase_add_test(all, the_first_families_are_those_that_dissectors_name);
	tcase_add_test(all, an_operator_adds_a_vendor);
	tcase_add_loop_test(
		all, each_fault_is_told_with_its_place, 0, (int)(sizeof(broken) / sizeof(*broken)));
	tcase_add_test(all, a_path_without_files_is_a_fault);
	return unit_run(all, "lexicon");
}
