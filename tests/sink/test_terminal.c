/* Tests of what a person sees at the end of a read, and live. */
#include "config.h"

#include "sensor/sink/progress.h"
#include "sensor/sink/terminal.h"
#include "tests/sink/sink_help.h"
#include "tests/unit.h"

static const int64_t T0 = 1795312800000000; /* 2026-11-22 02:00:00 UTC */

static struct sink *sink;
static char *text;
static size_t len;
static FILE *out;

static void start(unsigned width, bool colour, bool live)
{
	struct terminal_options o = {.colour = colour, .live = live, .utc = true, .width = width};

	out = open_memstream(&text, &len);
	o.out = out;
	ck_assert_int_eq(terminal_sink_new(&o, &sink), 0);
}

static const char *finish(void)
{
	ck_assert_int_eq(sink->close(sink), 0);
	fclose(out);
	if (getenv("SHOW_TERMINAL"))
		fwrite(text, 1, len, stderr);
	return text;
}

static struct addr address(const char *a)
{
	struct addr ret;
	ck_assert(addr_parse(span_str(a), &ret));
	return ret;
}

struct told {
	unsigned severity;
	const char *element, *src, *dst, *message, *missing, *line;
	int64_t ts_us;
	bool quiet, update;
};

static void tell(const struct told *t)
{
	struct finding_record x = {.slug = "unpermitted-change",
		.title = "change that no permit covers",
		.signature_id = 1000 + t->severity,
		.severity = (uint8_t)t->severity,
		.quiet = t->quiet,
		.update = t->update,
		.element = t->element,
		.message = span_str(t->message),
		.missing = span_str(t->missing)};
	struct record r = {.kind = RECORD_FINDING,
		.ts_us = t->ts_us,
		.type = "alert",
		.finding = &x,
		.line = span_str(t->line ? t->line : "{}")};

	r.place.has_ip = true;
	r.place.src.addr = address(t->src);
	r.place.dst.addr = address(t->dst);
	ck_assert_int_eq(sink->write(sink, &r), 0);
}

static void tell_info(void)
{
	struct record_field fields[] = {{"name", SPAN_LIT("bng-lon-1")},
		{"role", SPAN_LIT("element")}, {"addresses", SPAN_LIT("10.30.0.1,2001:db8:30::1")},
		{"vendor", SPAN_LIT("huawei")}, {"platform", SPAN_LIT("NE40E-X8")},
		{"software", SPAN_LIT("VRP (R) software, Version 8.190 (NE40E V800R011C10SPC100)")},
		{"last_seen", SPAN_LIT("1795312800000")}};
	struct record r = {.kind = RECORD_INFO,
		.ts_us = T0,
		.element = "bng-lon-1",
		.fields = fields,
		.field_count = sizeof(fields) / sizeof(fields[0])};

	sink->write(sink, &r);
}

static void tell_action(enum verb verb, const char *object, const char *sanction)
{
	struct action a = {.verb = verb,
		.subject = SUBJECT_SNMP_ACCESS,
		.outcome = OUTCOME_OK,
		.user_known = true,
		.user = SPAN_LIT("alice"),
		.object = span_str(object)};
	struct action_record x = {.action = &a,
		.via = "telnet",
		.element = "bng-lon-1",
		.element_addr = address("10.30.0.1"),
		.actor_addr = address("10.20.0.20"),
		.sanction = sanction};
	struct record r = {
		.kind = RECORD_ACTION, .ts_us = T0 + 5000000, .action = &x, .line = SPAN_LIT("{}")};

	sink->write(sink, &r);
}

static void tell_of_a_day(void)
{
	struct told change = {1, "bng-lon-1", "10.20.0.99", "10.30.0.1",
		"10.20.0.99 set the SNMP community of bng-lon-1 (snmp-server community "
		"redacted:1c2d3e4f RW) and no permit lets it",
		"- {from: 10.20.0.99, to: bng-lon-1, over: [telnet], may: [change]}",
		"{\"spanwatch\":{\"group\":{\"id\":\"a1\",\"count\":1}}}", T0, false, false};
	struct told out_there = {2, "bng-lon-1", "2001:db8:30::1", "2001:db8:ffff::77",
		"bng-lon-1 opened TLS to an address abroad that no permit names", "", NULL, T0,
		false, false};

	tell_info();
	tell(&change);
	change.ts_us += 60000000;
	change.update = true;
	change.line = "{\"spanwatch\":{\"group\":{\"id\":\"a1\",\"count\":12}}}";
	tell(&change);
	tell(&out_there);
	tell_action(VERB_LOGIN, "", "permitted");
	tell_action(VERB_CHANGE, "snmp-server community redacted:1c2d3e4f RW", "unpermitted");
	tell_action(VERB_CHANGE, "snmp-server community redacted:1c2d3e4f RW", "unpermitted");
	tell_action(VERB_CHANGE, "snmp-server location x", "unpermitted");
	tell_action(VERB_READ, "show version", "permitted");
	terminal_sink_totals(
		sink, &(struct terminal_totals){2, 123456, 98765432, 321, T0, T0 + 3600000000});
}

/* The longest line on the screen; every byte must be printable. */
static unsigned widest(const char *shown)
{
	unsigned most = 0, at = 0;

	for (; *shown; shown++) {
		if (*shown == '\n') {
			most = at > most ? at : most;
			at = 0;
			continue;
		}
		ck_assert_msg((unsigned char)*shown >= 0x20 && (unsigned char)*shown < 0x7f, "%02x",
			(unsigned char)*shown);
		at++;
	}
	return most;
}

START_TEST(eighty_columns_hold_everything_a_person_needs)
{
	start(80, false, false);
	tell_of_a_day();
	const char *shown = finish();
	ck_assert_uint_le(widest(shown), 80);
	ck_assert_ptr_nonnull(strstr(shown, "Severity 1: act now"));
	ck_assert_ptr_nonnull(
		strstr(shown, "11-22 02:00:00 12     bng-lon-1             from 10.20.0.99"));
	ck_assert_ptr_nonnull(strstr(shown, "to 2001:db8:ffff::77"));
	ck_assert_ptr_nonnull(strstr(
		shown, "- {from: 10.20.0.99, to: bng-lon-1, over: [telnet], may: [change]}"));
	ck_assert_ptr_nonnull(strstr(shown, "last seen 11-22 02:01:00"));
	ck_assert_ptr_nonnull(strstr(shown, "alice@10.20.0.20"));
	ck_assert_ptr_nonnull(strstr(shown, "ok, observed, unpermitted, by telnet"));
	ck_assert_ptr_nonnull(strstr(shown, "RW  2 times\n    snmp-server location x\n"));
	ck_assert_ptr_nonnull(strstr(shown, "times in UTC, from 2026-11-22 on"));
	ck_assert_ptr_null(strstr(shown, "show version"));
	ck_assert_ptr_nonnull(strstr(shown, "123,456 packets"));
	ck_assert_ptr_nonnull(
		strstr(shown, "2 findings (1 of severity 1, 1 of severity 2) in 2 files"));
	free(text);
}
END_TEST

START_TEST(a_wide_screen_holds_a_finding_on_one_line)
{
	start(130, false, false);
	tell_of_a_day();
	const char *shown = finish();
	ck_assert_uint_le(widest(shown), 130);
	ck_assert_ptr_nonnull(strstr(shown, "2026-11-22 02:00:00 12     bng-lon-1            "
					    "from 10.20.0.99          10.20.0.99 set"));
	free(text);
}
END_TEST

START_TEST(no_finding_is_said_plainly_with_what_was_looked_at)
{
	start(80, false, false);
	terminal_sink_totals(sink, &(struct terminal_totals){.files = 1, .packets = 1000});
	ck_assert_str_eq(
		finish(), "Nothing was found to report; looked at 1 file, 1,000 packets.\n");
	free(text);
}
END_TEST

START_TEST(excepted_findings_are_counted_but_not_shown)
{
	struct told t = {3, "e", "10.0.0.1", "10.0.0.2", "a sentence", "", NULL, T0, true, false};

	start(80, false, false);
	tell(&t);
	t.quiet = false;
	t.message = "another sentence";
	tell(&t);
	const char *shown = finish();
	ck_assert_ptr_null(strstr(shown, "a sentence"));
	ck_assert_ptr_nonnull(strstr(shown, "2 findings"));
	ck_assert_ptr_nonnull(strstr(shown, "1 of them excepted"));
	free(text);
}
END_TEST

START_TEST(live_each_finding_is_one_line_at_once)
{
	struct told t = {1, "bng-lon-1", "10.0.0.1", "10.0.0.2", "evil \033]0;title\007 sentence",
		"", NULL, T0, false, false};

	start(80, false, true);
	tell(&t);
	fflush(out);
	ck_assert_str_eq(text, "2026-11-22 02:00:00  severity 1  evil \\x1b]0;title\\x07 sentence  "
			       "[bng-lon-1]\n");
	finish();
	free(text);
}
END_TEST

START_TEST(colour_is_used_only_when_asked_and_always_ended)
{
	unsigned on = 0, off = 0;

	start(80, true, false);
	tell_of_a_day();
	const char *shown = finish();
	for (const char *c = shown; (c = strstr(c, "\033[")) != NULL; c += 2) {
		if (c[2] == '0' && c[3] == 'm')
			off++;
		else
			on++;
	}
	ck_assert_uint_gt(on, 0);
	for (const char *c = shown; (c = strchr(c, '\n')) != NULL; c++) {
		const char *from = c;
		while (from > shown && from[-1] != '\n' && *from != '\033')
			from--;
		ck_assert_msg(*from != '\033' || memcmp(from, "\033[0m", 4) == 0,
			"a colour is open at the end of a line");
	}
	free(text);
}
END_TEST

START_TEST(tables_are_bounded_and_what_does_not_fit_is_counted)
{
	char element[32];
	struct told t = {
		4, element, "10.0.0.1", "10.0.0.2", "a sentence", "", NULL, T0, false, false};

	start(80, false, false);
	for (unsigned i = 0; i < 10500; i++) {
		snprintf(element, sizeof(element), "e%u", i);
		tell(&t);
	}
	const char *shown = finish();
	ck_assert_ptr_nonnull(strstr(shown, "e9999 "));
	ck_assert_ptr_null(strstr(shown, "e10000 "));
	ck_assert_ptr_nonnull(strstr(shown, "and 500 more findings did not fit"));
	ck_assert_ptr_nonnull(strstr(shown, "10,500 findings"));
	free(text);
}
END_TEST

START_TEST(progress_tells_share_rate_and_time_left_within_the_width)
{
	char shown[256];
	struct progress_numbers n = {500000000, 1000000000, 2000000, 10000};

	progress_text(shown, 100, &n);
	ck_assert_str_eq(shown, " 50% [###############...............] 500 MB of 1.0 GB, 200 k "
				"packets/s, 0:10 left");
	progress_text(shown, 40, &n);
	ck_assert_uint_lt(strlen(shown), 40);
	n.total = 0;
	progress_text(shown, 80, &n);
	ck_assert_str_eq(shown, "500 MB, 200 k packets/s");
}
END_TEST

START_TEST(progress_draws_nothing_where_no_person_watches)
{
	struct progress p;

	out = open_memstream(&text, &len);
	FILE *file = tmpfile();
	progress_start(&p, file, false);
	p.start_ms -= 10000;
	progress_update(&p, 1, 2, 3);
	progress_end(&p);
	ck_assert_int_eq(ftell(file), 0);
	fclose(file);
	fclose(out);
	free(text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("terminal");

	tcase_set_timeout(tc, 20);
	tcase_add_test(tc, eighty_columns_hold_everything_a_person_needs);
	tcase_add_test(tc, a_wide_screen_holds_a_finding_on_one_line);
	tcase_add_test(tc, no_finding_is_said_plainly_with_what_was_looked_at);
	tcase_add_test(tc, excepted_findings_are_counted_but_not_shown);
	tcase_add_test(tc, live_each_finding_is_one_line_at_once);
	tcase_add_test(tc, colour_is_used_only_when_asked_and_always_ended);
	tcase_add_test(tc, tables_are_bounded_and_what_does_not_fit_is_counted);
	tcase_add_test(tc, progress_tells_share_rate_and_time_left_within_the_width);
	tcase_add_test(tc, progress_draws_nothing_where_no_person_watches);
	return unit_run(tc, "terminal");
}
