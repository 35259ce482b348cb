/* Country, AS and owner are found in MMDB files of several makers. */
#include "config.h"

#include "rules/geo.h"
#include "tests/rules/files.h"
#include "tests/rules/policies.h"
#include "tests/unit.h"

/* Two files: one like GeoLite2 (IPv4 and IPv6), one flat and for IPv4 alone. */
static const char script[] =
	"use MaxMind::DB::Writer::Tree;\n"
	"my %types = (country => 'map', iso_code => 'utf8_string', country_code => 'utf8_string',\n"
	"  autonomous_system_number => 'uint32', asn => 'utf8_string', as_name => 'utf8_string',\n"
	"  autonomous_system_organization => 'utf8_string', organization => 'utf8_string');\n"
	"sub tree { MaxMind::DB::Writer::Tree->new(ip_version => $_[0], record_size => 24,\n"
	"  database_type => 'Test', languages => ['en'], description => {en => 'test'},\n"
	"  remove_reserved_networks => 0, map_key_type_callback => sub { $types{$_[0]} }) }\n"
	"sub save { open my $f, '>:raw', \"$ARGV[0]/$_[1]\" or die; $_[0]->write_tree($f) }\n"
	"my $rich = tree(6);\n"
	"$rich->insert_network('192.0.2.0/24', {country => {iso_code => 'GB'},\n"
	"  autonomous_system_number => 64500, autonomous_system_organization => 'Example Net'});\n"
	"$rich->insert_network('198.51.100.0/24', {country => {iso_code => 'FR'}});\n"
	"$rich->insert_network('2001:db8::/32', {country => {iso_code => 'DE'},\n"
	"  autonomous_system_number => 64501,\n"
	"  autonomous_system_organization => \"bad\\x1b[31m\\nname\"});\n"
	"$rich->insert_network('203.0.113.0/25', {organization => \"\\x{e9}\" x 200});\n"
	"save($rich, 'rich.mmdb');\n"
	"my $flat = tree(4);\n"
	"$flat->insert_network('198.51.100.0/24', {country_code => 'it', asn => 'AS64502',\n"
	"  as_name => 'Flat'});\n"
	"$flat->insert_network('203.0.113.128/25', {country_code => 'NL'});\n"
	"$flat->insert_network('203.0.113.0/25', {country_code => 'none'});\n"
	"save($flat, 'flat.mmdb');\n";

/* False where the writer is not installed. */
static bool make_files(const struct folder *f)
{
	char command[256];

	if (system("perl -MMaxMind::DB::Writer::Tree -e1 2>/dev/null") != 0) {
		printf("skipped: this test makes its MMDB files with libmaxmind-db-writer-perl, "
		       "which is not installed\n");
		return false;
	}
	folder_write(f, "make.pl", script);
	snprintf(command, sizeof(command), "perl %s/make.pl %s", f->path, f->path);
	ck_assert_int_eq(system(command), 0);
	return true;
}

static struct geo *open_both(const struct folder *f)
{
	char rich[128], flat[128];
	const char *files[] = {rich, flat};
	struct diag diag = {0};
	struct geo *g = NULL;

	snprintf(rich, sizeof(rich), "%s/rich.mmdb", f->path);
	snprintf(flat, sizeof(flat), "%s/flat.mmdb", f->path);
	ck_assert_int_eq(geo_open(files, 2, &diag, &g), 0);
	ck_assert_uint_eq(diag.errors, 0);
	return g;
}

static void expect(const struct geo *g, const char *address, const char *words)
{
	struct addr a = ip(address);
	struct geo_answer answer;
	char text[160];

	bool found = geo_find(g, &a, &answer);
	ck_assert_int_eq(found, answer.found);
	snprintf(text, sizeof(text), "%s %u %s", answer.country, answer.asn, answer.owner);
	ck_assert_str_eq(text, words);
}

START_TEST(each_part_comes_from_the_first_file_that_knows_it)
{
	struct folder f = folder_make();

	if (make_files(&f)) {
		struct geo *g = open_both(&f);
		expect(g, "192.0.2.1", "GB 64500 Example Net");
		expect(g, "198.51.100.1", "FR 64502 Flat");
		expect(g, "203.0.113.200", "NL 0 ");
		expect(g, "10.0.0.1", " 0 ");
		geo_free(g);
	}
	folder_remove(&f);
}
END_TEST

START_TEST(names_are_cleaned_and_cut_between_characters)
{
	struct folder f = folder_make();

	if (make_files(&f)) {
		struct geo *g = open_both(&f);
		struct addr a = ip("203.0.113.1");
		struct geo_answer answer;
		expect(g, "2001:db8::1", "DE 64501 bad?[31m?name");
		geo_find(g, &a, &answer);
		ck_assert_uint_eq(strlen(answer.owner), 94);
		ck_assert_str_eq(answer.country, "");
		geo_free(g);
	}
	folder_remove(&f);
}
END_TEST

START_TEST(a_file_that_cannot_be_used_is_named_with_the_reason)
{
	struct folder f = folder_make();
	struct faults faults = {{0}, 0};
	struct diag diag = {.say = note_fault, .ctx = &faults};
	char missing[128], broken[128], expected[512];
	const char *files[] = {missing, broken};
	struct geo *g = NULL;

	snprintf(missing, sizeof(missing), "%s/missing.mmdb", f.path);
	snprintf(broken, sizeof(broken), "%s/broken.mmdb", f.path);
	folder_write(&f, "broken.mmdb", "this is text and no database");
	ck_assert_int_lt(geo_open(files, 2, &diag, &g), 0);
	ck_assert_ptr_null(g);
	snprintf(expected, sizeof(expected),
		"%s: cannot be used as MMDB: No such file or directory\n"
		"%s: cannot be used as MMDB: The MaxMind DB file contains invalid metadata\n",
		missing, broken);
	ck_assert_str_eq(faults.text, expected);
	folder_remove(&f);
}
END_TEST

START_TEST(without_files_nothing_is_known)
{
	struct addr a = ip("192.0.2.1");
	struct geo_answer answer;

	ck_assert(!geo_find(NULL, &a, &answer));
	ck_assert(!answer.found);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("geo");
	TCase *t = tcase_create("mmdb");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, each_part_comes_from_the_first_file_that_knows_it);
	tcase_add_test(t, names_are_cleaned_and_cut_between_characters);
	tcase_add_test(t, a_file_that_cannot_be_used_is_named_with_the_reason);
	tcase_add_test(t, without_files_nothing_is_known);
	suite_add_tcase(s, t);
	return unit_run_suite(s);
}
