/* Reports: lines that anyone may have written, and outputs that nothing breaks out of. */
#include "config.h"

#include "rules/inventory/support.h"
#include "sensor/cmd/report/assets.h"
#include "sensor/cmd/report/doc.h"
#include "sensor/cmd/report/report.h"
#include "tests/unit.h"

#include <check.h>
#include <stdlib.h>

static const struct doc_column columns[] = {
	{"name", "Name", false, false}, {"count", "Count", true, false}};

/* What WRITE makes of a table with one row that holds TEXT; the caller frees. */
static char *written(int (*write)(const struct doc *d, FILE *out), const char *text)
{
	char *buffer = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&buffer, &size);
	struct doc d;

	doc_init(&d, "test", "A test");
	struct doc_table *t = doc_table(&d, "rows", "Rows", columns, 2);
	doc_note(&d, "note", "Note", text);
	doc_row(&d, t, (const char *[]){text, "7"});
	ck_assert_int_eq(write(&d, out), 0);
	fclose(out);
	doc_free(&d);
	return buffer;
}

static void holds(char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "no %s in %s", part, text);
	free(text);
}

START_TEST(no_cell_of_csv_is_a_formula)
{
	holds(written(doc_write_csv, "=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
	holds(written(doc_write_csv, "+1"), "\"'+1\"");
	holds(written(doc_write_csv, "-1+1"), "\"'-1+1\"");
	holds(written(doc_write_csv, "@SUM(1)"), "\"'@SUM(1)\"");
	holds(written(doc_write_csv, "\t=1"), "\"' =1\"");
	holds(written(doc_write_csv, "a\"b\r\nc"), "\"a\"\"b  c\"");
}
END_TEST

START_TEST(no_text_leaves_its_place_in_html)
{
	holds(written(doc_write_html, "<script>alert(1)</script>"),
		"<td>&#60;script&#62;alert(1)&#60;/script&#62;</td>");
	holds(written(doc_write_html, "\" onload='x'"), "<td>&#34; onload&#61;&#39;x&#39;</td>");
	holds(written(doc_write_html, "a\xffz"), "<td>a&#xfffd;z</td>");
	holds(written(doc_write_html, "a\xe2\x80\xaez"), "<td>a&#xfffd;z</td>"); /* reorders */
	holds(written(doc_write_html, "\xc3\xa9"), "<td>\xc3\xa9</td>");
	holds(written(doc_write_html, ""), "default-src 'none'");
}
END_TEST

START_TEST(json_holds_numbers_and_text)
{
	holds(written(doc_write_json, "a\"b\\\x01"),
		"{\"name\":\"a\\\"b\\\\\\u0001\",\"count\":7}");
}
END_TEST

START_TEST(rows_stand_in_order_and_numbers_as_numbers)
{
	struct doc d;

	doc_init(&d, "test", "A test");
	struct doc_table *t = doc_table(&d, "rows", "Rows", &columns[1], 1);
	doc_row(&d, t, (const char *[]){"10"});
	doc_row(&d, t, (const char *[]){"9"});
	doc_row(&d, t, (const char *[]){"100"});
	doc_sort(t, true);
	ck_assert_str_eq(t->cells[0], "100");
	ck_assert_str_eq(t->cells[2], "9");
	doc_free(&d);
}
END_TEST

START_TEST(a_narrow_line_cuts_addresses_last_and_has_no_room_for_empty_columns)
{
	static const struct doc_column wide[] = {{"far", "Far end", false, false},
		{"owner", "Owner", false, false}, {"what", "What", false, false}};
	static const struct {
		unsigned width;
		const char *line;
	} cases[] = {{80, "\n2001:db8:20::30 a long tale of what was found there\n"},
		{40, "\n2001:db8:20::30 a long tale of what wa~\n"},
		{20, "\n2001:db8:~ a long ~\n"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *buffer = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&buffer, &size);
		struct doc d;
		doc_init(&d, "test", "A test");
		struct doc_table *t = doc_table(&d, "rows", "Rows", wide, 3);
		doc_row(&d, t,
			(const char *[]){
				"2001:db8:20::30", "", "a long tale of what was found there"});
		doc_row(&d, t, (const char *[]){"10.0.0.1", "", "nothing"});
		ck_assert_int_eq(doc_write_text(&d, out, cases[i].width, false), 0);
		fclose(out);
		doc_free(&d);
		holds(buffer, cases[i].line);
	}
}
END_TEST

/* --- lines ------------------------------------------------------------------------------------ */

struct taken {
	struct assets assets;
	unsigned count;
};

static void take(void *ctx, const struct event_line *e)
{
	struct taken *t = ctx;

	t->count++;
	assets_take(&t->assets, e);
}

static const char *const types[] = {"asset", NULL};

#define ASSET(host, value)                                                                         \
	"{\"timestamp\":\"2026-11-22T03:00:24.314941+0000\",\"event_type\":\"asset\",\"host\":"    \
	"\"" host "\",\"asset\":{\"id\":\"10.0.0.1\",\"ip\":\"10.0.0.1\",\"element\":true,"        \
	"\"facts\":[{\"fact\":\"software\",\"value\":\"" value "\",\"source\":\"lldp\","           \
	"\"confidence\":\"high\",\"count\":2}]}}"

static struct events give(struct taken *t, const char *const *lines, bool merge)
{
	struct events e = {.types = types,
		.from_us = INT64_MIN,
		.until_us = INT64_MAX,
		.take = take,
		.ctx = t};
	struct line_reader *r = line_reader_new();

	memset(t, 0, sizeof(*t));
	ck_assert_int_eq(assets_open(&t->assets, merge), 0);
	for (; *lines; lines++) {
		char *exact = strndup(*lines, strlen(*lines));
		events_line(&e, r, span_str(exact));
		free(exact);
	}
	line_reader_free(r);
	return e;
}

START_TEST(what_is_no_event_is_counted_and_passed_over)
{
	static const char *const lines[] = {"", "nonsense", "[1]", "{\"event_type\":\"asset\"}",
		"{\"event_type\":\"asset\",\"timestamp\":17}",
		"{\"timestamp\":", "{\"a\":\xff\xfe}",
		"{\"event_type\":\"flow\",\"timestamp\":\"2026-11-22T03:00:24Z\"}",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
		NULL};
	struct taken t;
	struct events e = give(&t, lines, false);

	ck_assert_uint_eq(e.lines, 8);
	ck_assert_uint_eq(e.bad, 7);
	ck_assert_uint_eq(t.count, 0);
	assets_close(&t.assets);
}
END_TEST

START_TEST(lines_written_by_others_are_read_as_well)
{
	static const char *const lines[] = {
		"{ \"asset\": {\"id\": \"r1\", \"facts\": 7}, \"event_type\": \"asset\", "
		"\"timestamp\": \"2026-11-22T03:00:24.5+01:00\" }",
		NULL};
	struct taken t;
	struct events e = give(&t, lines, false);

	ck_assert_uint_eq(e.bad, 0);
	ck_assert_uint_eq(store_count(t.assets.store), 1);
	assets_close(&t.assets);
}
END_TEST

START_TEST(hosts_of_several_sensors_merge_when_asked_to)
{
	static const char *const lines[] = {ASSET("east", "IOS 15.1"), ASSET("west", "IOS 15.1"),
		ASSET("west", "IOS 15.2"), NULL};
	struct taken t;

	give(&t, lines, false);
	ck_assert_uint_eq(store_count(t.assets.store), 2);
	assets_close(&t.assets);
	give(&t, lines, true);
	ck_assert_uint_eq(store_count(t.assets.store), 1);
	const struct known *k = store_oldest(t.assets.store, NULL);
	ck_assert_str_eq(k->sensors, "east west");
	ck_assert_uint_eq(k->asset.count, 2);
	assets_close(&t.assets);
}
END_TEST

START_TEST(text_that_is_odd_is_kept_within_bounds)
{
	static const char *const lines[] = {ASSET("\\u0000\\ud800", "\xff\xc3\\u0000x"),
		"{\"timestamp\":\"2026-11-22T03:00:24Z\",\"event_type\":\"asset\",\"asset\":[]}",
		"{\"timestamp\":\"2026-11-22T03:00:24Z\",\"event_type\":\"asset\",\"asset\":"
		"{\"id\":\"x\",\"facts\":[1,null,{},{\"fact\":\"mac\"},{\"fact\":\"mac\","
		"\"value\":{},\"count\":-3,\"port\":1e99}]}}",
		NULL};
	struct taken t;
	struct events e = give(&t, lines, true);

	ck_assert_uint_eq(e.bad, 0);
	ck_assert_uint_eq(store_count(t.assets.store), 2);
	assets_close(&t.assets);
}
END_TEST

/* --- kinds ------------------------------------------------------------------------------------ */

struct made {
	struct report_run run;
	struct options options;
};

/* KIND over LINES, with the policy in YAML or none; made_free frees. */
static struct made *make(const struct report_kind *kind, const char *yaml, const char *const *lines)
{
	struct made *m = calloc(1, sizeof(*m));
	struct diag diag = {0};
	struct events e = {.types = kind->types,
		.from_us = INT64_MIN,
		.until_us = INT64_MAX,
		.take = kind->take,
		.ctx = &m->run};
	struct line_reader *r = line_reader_new();

	m->run.options = &m->options;
	doc_init(&m->run.doc, kind->name, kind->title);
	if (yaml)
		ck_assert_ptr_nonnull(
			m->run.policy = policy_parse("new.yaml", span_str(yaml), &diag));
	ck_assert_int_eq(support_open(NULL, &diag, &m->run.support), 0);
	ck_assert_int_eq(kind->open(&m->run), 0);
	for (; *lines; lines++)
		events_line(&e, r, span_str(*lines));
	m->run.last_us = e.last_us;
	ck_assert_uint_eq(e.bad, 0);
	ck_assert_int_eq(kind->fill(&m->run), 0);
	kind->close(&m->run);
	line_reader_free(r);
	return m;
}

static void made_free(struct made *m)
{
	doc_free(&m->run.doc);
	policy_free(m->run.policy);
	support_free(m->run.support);
	free(m);
}

static const char *note(const struct made *m, const char *key)
{
	for (unsigned i = 0; i < m->run.doc.note_count; i++)
		if (strcmp(m->run.doc.notes[i].key, key) == 0)
			return m->run.doc.notes[i].value;
	return "";
}

/* The cell of ROW of TABLE under KEY. */
static const char *cell(const struct made *m, unsigned table, size_t row, const char *key)
{
	const struct doc_table *t = &m->run.doc.tables[table];

	ck_assert_uint_lt(row, t->rows);
	for (unsigned i = 0; i < t->column_count; i++)
		if (strcmp(t->columns[i].key, key) == 0)
			return t->cells[row * t->column_count + i];
	ck_abort_msg("no column %s", key);
	return NULL;
}

#define CHANGE(src, sport, dst, dport, via, sanction)                                              \
	"{\"timestamp\":\"2026-11-22T03:10:00.000000+0000\",\"event_type\":\"mgmt\","              \
	"\"src_ip\":\"" src "\",\"src_port\":" sport ",\"dest_ip\":\"" dst "\","                   \
	"\"dest_port\":" dport ",\"proto\":\"TCP\",\"mgmt\":{\"verb\":\"change\","                 \
	"\"subject\":\"config\",\"object\":\"interface eth0\",\"via\":\"" via "\",\"element\":{"   \
	"\"id\":\"10.30.0.1\",\"ip\":\"10.30.0.1\"},\"actor\":{\"id\":\"10.20.0.20\","             \
	"\"ip\":\"10.20.0.20\"},\"outcome\":\"ok\",\"evidence\":\"observed\","                     \
	"\"sanction\":\"" sanction "\"}}"

static const char policy[] =
	"version: 1\n"
	"groups: {r: {role: element, addresses: [10.30.0.0/24]}, "
	"j: {role: jump, addresses: [10.20.0.20]}}\n"
	"permits: [{from: j, to: r, over: [telnet], changes: in-window}, "
	"{from: r, to: j, over: [cwmp]}]\n"
	"windows: [{id: LATE-1, from: 2026-11-22T03:00:00Z, until: 2026-11-22T04:00:00Z, "
	"elements: r, actors: j, may: any}]\n";

START_TEST(a_ticket_that_came_late_clears_what_was_done_before)
{
	static const char *const lines[] = {
		CHANGE("10.20.0.20", "40001", "10.30.0.1", "23", "telnet", "out-of-window"),
		CHANGE("10.20.0.20", "7547", "10.30.0.1", "40002", "cwmp", "unpermitted"),
		CHANGE("10.20.0.20", "40003", "10.30.0.1", "443", "http", "permitted"), NULL};
	struct made *m = make(&report_changes, policy, lines);

	ck_assert_str_eq(note(m, "changes"), "3");
	ck_assert_str_eq(note(m, "cleared"), "2");
	ck_assert_str_eq(note(m, "newly_refused"), "1");
	ck_assert_str_eq(cell(m, 0, 2, "now"), "in-window");
	ck_assert_str_eq(cell(m, 0, 2, "now_window"), "LATE-1");
	made_free(m);
	m = make(&report_changes, NULL, lines);
	ck_assert_str_eq(note(m, "cleared"), "");
	ck_assert_str_eq(cell(m, 0, 2, "now"), "");
	made_free(m);
}
END_TEST

START_TEST(sprawl_tells_versions_their_support_and_mixtures)
{
	static const char *const lines[] = {ASSET("east", "OpenSSL 1.0.2k"),
		"{\"timestamp\":\"2026-11-22T03:00:24Z\",\"event_type\":\"asset\",\"host\":"
		"\"east\",\"asset\":{\"id\":\"10.0.0.1\",\"facts\":["
		"{\"fact\":\"component\",\"value\":\"OpenSSL 3.5.1\",\"port\":443},"
		"{\"fact\":\"service\",\"value\":\"tcp/443 tls\",\"port\":443}]}}",
		NULL};
	struct made *m = make(&report_sprawl, NULL, lines);

	ck_assert_str_eq(note(m, "out_of_support"), "1");
	ck_assert_str_eq(note(m, "mixed"), "1");
	ck_assert_str_eq(cell(m, 0, 0, "support"), "ended");
	ck_assert_str_eq(cell(m, 0, 0, "support_end"), "2019-12-31");
	ck_assert_str_eq(cell(m, 0, 1, "version"), "3.5.1");
	ck_assert_str_eq(cell(m, 0, 1, "support"), "supported");
	ck_assert_str_eq(cell(m, 2, 0, "versions"), "1.0.2k, 3.5.1");
	made_free(m);
}
END_TEST

START_TEST(what_is_inferred_of_a_library_is_called_so_and_mixes_with_what_agrees)
{
	static const char *const lines[] = {ASSET("east", "OpenSSL 1.0.2k"),
		"{\"timestamp\":\"2026-11-22T03:00:24Z\",\"event_type\":\"asset\",\"host\":"
		"\"east\",\"asset\":{\"id\":\"10.0.0.1\",\"facts\":["
		"{\"fact\":\"service\",\"value\":\"tcp/443 tls\",\"port\":443},"
		"{\"fact\":\"component\",\"value\":\"OpenSSL 1.0.1-1.0.2\",\"port\":443,"
		"\"source\":\"tls-behaviour\",\"inferred\":true},"
		"{\"fact\":\"component\",\"value\":\"OpenSSL 3.0-3.4\","
		"\"source\":\"tls-behaviour\",\"inferred\":true}]}}",
		NULL};
	struct made *m = make(&report_sprawl, NULL, lines);

	ck_assert_str_eq(note(m, "mixed"), "1");
	ck_assert_str_eq(cell(m, 0, 0, "version"), "1.0.1-1.0.2");
	ck_assert_str_eq(cell(m, 0, 0, "evidence"), "inferred");
	ck_assert_str_eq(cell(m, 0, 0, "support_end"), "2019-12-31");
	ck_assert_str_eq(cell(m, 0, 1, "evidence"), "said");
	ck_assert_str_eq(cell(m, 0, 0, "exposed"), "1");
	ck_assert_str_eq(cell(m, 0, 2, "version"), "3.0-3.4");
	ck_assert_str_eq(cell(m, 0, 2, "exposed"), "0"); /* of calls that it makes itself */
	ck_assert_str_eq(cell(m, 2, 0, "versions"), "1.0.2k, 3.0-3.4");
	ck_assert_str_eq(cell(m, 3, 0, "evidence"), "inferred");
	made_free(m);
}
END_TEST

START_TEST(outbound_knows_elements_that_are_told_later_and_no_other_host)
{
	static const char *const lines[] = {
		"{\"timestamp\":\"2026-11-22T03:00:00Z\",\"event_type\":\"flow\",\"src_ip\":"
		"\"10.0.0.1\",\"src_port\":4000,\"dest_ip\":\"198.51.100.7\",\"dest_port\":443,"
		"\"proto\":\"TCP\",\"app_proto\":\"tls\",\"flow\":{\"bytes_toserver\":700,"
		"\"bytes_toclient\":300}}",
		"{\"timestamp\":\"2026-11-22T03:00:00Z\",\"event_type\":\"flow\",\"src_ip\":"
		"\"10.9.9.9\",\"dest_ip\":\"198.51.100.7\",\"dest_port\":443,"
		"\"proto\":\"TCP\",\"flow\":{}}",
		"{\"timestamp\":\"2026-11-22T03:00:00Z\",\"event_type\":\"mgmt\",\"mgmt\":{"
		"\"verb\":\"login\",\"element\":{\"id\":\"10.9.9.9\",\"ip\":\"10.9.9.9\","
		"\"role\":\"none\"}}}",
		ASSET("", "IOS 15.1"), NULL};
	struct made *m = make(&report_outbound, NULL, lines);

	ck_assert_uint_eq(m->run.doc.tables[0].rows, 1);
	ck_assert_str_eq(cell(m, 0, 0, "far"), "198.51.100.7");
	ck_assert_str_eq(cell(m, 0, 0, "bytes_out"), "700");
	made_free(m);
}
END_TEST

START_TEST(coverage_counts_what_was_seen_of_each_technique)
{
	static const char *const lines[] = {
		"{\"timestamp\":\"2026-11-22T03:00:00Z\",\"event_type\":\"alert\","
		"\"alert\":{\"severity\":2},\"spanwatch\":{\"finding\":\"beacon\"}}",
		NULL};
	struct made *m = make(&report_coverage, NULL, lines);
	const struct doc_table *t = &m->run.doc.tables[0];
	bool found = false;

	for (size_t r = 0; r < t->rows; r++)
		if (strcmp(cell(m, 0, r, "id"), "T1029") == 0) {
			found = true;
			ck_assert_str_eq(cell(m, 0, r, "findings"), "beacon");
			ck_assert_str_eq(cell(m, 0, r, "alerts"), "1");
		}
	ck_assert(found);
	made_free(m);
}
END_TEST

int main(void)
{
	TCase *cases = tcase_create("report");

	tcase_add_test(cases, no_cell_of_csv_is_a_formula);
	tcase_add_test(cases, no_text_leaves_its_place_in_html);
	tcase_add_test(cases, json_holds_numbers_and_text);
	tcase_add_test(cases, rows_stand_in_order_and_numbers_as_numbers);
	tcase_add_test(cases, a_narrow_line_cuts_addresses_last_and_has_no_room_for_empty_columns);
	tcase_add_test(cases, what_is_no_event_is_counted_and_passed_over);
	tcase_add_test(cases, lines_written_by_others_are_read_as_well);
	tcase_add_test(cases, hosts_of_several_sensors_merge_when_asked_to);
	tcase_add_test(cases, text_that_is_odd_is_kept_within_bounds);
	tcase_add_test(cases, a_ticket_that_came_late_clears_what_was_done_before);
	tcase_add_test(cases, sprawl_tells_versions_their_support_and_mixtures);
	tcase_add_test(
		cases, what_is_inferred_of_a_library_is_called_so_and_mixes_with_what_agrees);
	tcase_add_test(cases, outbound_knows_elements_that_are_told_later_and_no_other_host);
	tcase_add_test(cases, coverage_counts_what_was_seen_of_each_technique);
	return unit_run(cases, "report");
}
