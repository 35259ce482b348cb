/* terminal_print: see terminal_print.h. Findings and totals; the other tables are in
 * terminal_tables.c. */
#include "config.h"

#include "sensor/sink/terminal_print.h"

#include "sensor/sink/quantity.h"
#include "sensor/sink/terminal_line.h"

#define TEXT(row, field) span_of((row)->field, (row)->field##_len)

struct severity {
	const char *title, *colour;
};

static const struct severity severities[5] = {
	{"", "0"},
	{"Severity 1: act now", "1;31"},
	{"Severity 2: look into it today", "31"},
	{"Severity 3: look into it when there is time", "33"},
	{"Severity 4: good to know", "36"},
};

static const struct severity *severity_of(unsigned number)
{
	return &severities[number < 1 || number > 4 ? 4 : number];
}

/* Who stands on the other side of the element, and which side began. */
static void describe_peer(const struct print *p, const struct finding_row *f, char *ret, size_t cap)
{
	char src[ADDR_TEXT], dst[ADDR_TEXT];
	struct span id = TEXT(f, element);
	const char *open = f->country[0] ? " (" : "", *close = f->country[0] ? ")" : "";

	addr_text(&f->src, src);
	addr_text(&f->dst, dst);
	if (!f->has_ip)
		ret[0] = '\0';
	else if (rows_is_element(p->rows, id, &f->src))
		snprintf(ret, cap, "to %s%s%s%s", dst, open, f->country, close);
	else if (rows_is_element(p->rows, id, &f->dst))
		snprintf(ret, cap, "from %s%s%s%s", src, open, f->country, close);
	else
		snprintf(ret, cap, "%s > %s%s%s%s", src, dst, open, f->country, close);
}

/* The policy line that is missing, and when it was last seen where it came more than once. */
static void print_hint(struct print *p, const struct finding_row *f, uint32_t indent)
{
	char text[TIME_TEXT];

	if (finding_row_count(f) > 1 && f->last_us > f->first_us) {
		line_time(p, f->last_us, print_is_wide(p), text);
		screen_tab(&p->line, indent);
		screen_colour(&p->line, "2");
		screen_string(&p->line, "last seen ", 20);
		screen_string(&p->line, text, TIME_TEXT);
		screen_colour(&p->line, "0");
		line_end(p);
	}
	if (f->missing_len == 0)
		return;
	line_wrapped(p, SPAN_LIT("if this is wanted, the policy lacks:"), indent, 2, "2");
	line_wrapped(p, TEXT(f, missing), indent + 2, 4, "0");
}

static const struct line_column wide_columns[] = {{"FIRST SEEN", TIME_LONG}, {"COUNT", 6},
	{"ELEMENT", 20}, {"WHO", 24}, {"WHAT", 10}, {NULL, 0}};
static const struct line_column narrow_columns[] = {
	{"FIRST SEEN", TIME_SHORT}, {"COUNT", 6}, {"ELEMENT", 21}, {"WHO", 33}, {NULL, 0}};

static void print_finding(struct print *p, const struct finding_row *f)
{
	bool is_wide = print_is_wide(p);
	const struct line_column *column = is_wide ? wide_columns : narrow_columns;
	char time[TIME_TEXT], count[QUANTITY_TEXT], who[2 * ADDR_TEXT + 16];
	uint32_t indent = 4;

	line_time(p, f->first_us, is_wide, time);
	quantity_count(count, finding_row_count(f));
	describe_peer(p, f, who, sizeof(who));
	screen_string(&p->line, "  ", 2);
	screen_cell(&p->line, span_str(time), column[0].columns);
	screen_cell(&p->line, span_str(count), column[1].columns);
	screen_cell(&p->line, TEXT(f, element), column[2].columns);
	screen_cell(&p->line, span_str(who), column[3].columns);
	if (is_wide)
		indent = p->line.columns;
	else
		line_end(p);
	line_wrapped(p, TEXT(f, message), indent, 3, severity_of(f->severity)->colour);
	print_hint(p, f, indent);
}

/* One severity's rows. */
static void print_severity(struct print *p, unsigned severity)
{
	const struct rows *t = p->rows;
	uint64_t shown = 0, left_out = 0;
	unsigned max = p->o.rows ? p->o.rows : ROWS_MAX;

	for (uint32_t i = 0; i < t->finding_count; i++) {
		const struct finding_row *f = &t->findings[i];
		if (f->severity != severity)
			continue;
		if (shown >= max) {
			left_out++;
			continue;
		}
		if (shown++ == 0) {
			line_end(p);
			screen_colour(&p->line, severity_of(severity)->colour);
			screen_string(&p->line, severity_of(severity)->title, 80);
			screen_colour(&p->line, "0");
			line_end(p);
			line_head(p, print_is_wide(p) ? wide_columns : narrow_columns);
		}
		print_finding(p, f);
	}
	line_left_out(p, left_out, "rows of this severity");
}

/* "N UNIT" with a comma before all but the first, where N is not zero. */
static void add_number(char *ret, size_t cap, uint64_t number, const char *one, const char *many)
{
	char text[QUANTITY_TEXT];
	size_t len = strlen(ret);

	if (number == 0)
		return;
	quantity_exact(text, number);
	snprintf(ret + len, cap - len, "%s%s %s", len ? ", " : "", text, number == 1 ? one : many);
}

/* What was looked at, as far as it is known. */
static void describe_input(const struct print *p, char *ret, size_t cap)
{
	const struct terminal_totals *x = &p->totals;
	char text[QUANTITY_TEXT];

	ret[0] = '\0';
	add_number(ret, cap, x->files, "file", "files");
	add_number(ret, cap, x->packets, "packet", "packets");
	if (x->bytes) {
		size_t len = strlen(ret);
		quantity_bytes(text, x->bytes);
		snprintf(ret + len, cap - len, "%s%s", len ? ", " : "", text);
	}
	add_number(ret, cap, x->flows, "flow", "flows");
	add_number(ret, cap, p->rows->events, "event", "events");
	add_number(ret, cap, p->rows->actions_seen, "management action", "management actions");
	add_number(ret, cap, p->rows->element_count + p->rows->elements_left_out, "element",
		"elements");
}

void print_findings(struct print *p)
{
	char zone[TIME_TEXT], note[TIME_TEXT + 32], first[TIME_TEXT], input[400], text[512];

	if (p->rows->finding_count == 0) {
		describe_input(p, input, sizeof(input));
		snprintf(text, sizeof(text), "Nothing was found to report; looked at %s.",
			input[0] ? input : "nothing: there was no packet");
		line_wrapped(p, span_str(text), 0, 4, "0");
		return;
	}
	line_zone(p, p->rows->findings[0].first_us, zone);
	line_time(p, p->rows->findings[0].first_us, true, first);
	snprintf(note, sizeof(note), "times in %s, from %.10s on", zone, first);
	screen_colour(&p->line, "1");
	screen_string(&p->line, "FINDINGS", 20);
	screen_colour(&p->line, "0");
	screen_string(&p->line, "  ", 2);
	screen_colour(&p->line, "2");
	screen_string(&p->line, note, 60);
	screen_colour(&p->line, "0");
	line_end(p);
	for (unsigned severity = 1; severity <= 4; severity++)
		print_severity(p, severity);
	line_left_out(p, p->rows->findings_left_out, "findings did not fit these tables");
}

/* "3 findings (1 of severity 1, 2 of severity 4), 1 of them excepted". */
static void describe_findings(const struct rows *t, char *ret, size_t cap)
{
	char parts[160] = "", kind[32], quiet[QUANTITY_TEXT];
	uint64_t total = 0;
	size_t len;

	for (unsigned severity = 1; severity <= 4; severity++) {
		snprintf(kind, sizeof(kind), "of severity %u", severity);
		add_number(parts, sizeof(parts), t->severity[severity], kind, kind);
		total += t->severity[severity];
	}
	snprintf(ret, cap, "%s", total == 0 ? "no finding" : "");
	add_number(ret, cap, total, "finding", "findings");
	len = strlen(ret);
	if (total > 0)
		snprintf(ret + len, cap - len, " (%s)", parts);
	len = strlen(ret);
	quantity_exact(quiet, t->quiet);
	if (t->quiet > 0)
		snprintf(ret + len, cap - len, ", %s of them excepted or only observed", quiet);
}

void print_totals(struct print *p)
{
	char text[1024], findings[320], input[400];
	char from[TIME_TEXT], until[TIME_TEXT], zone[TIME_TEXT];
	size_t len;

	line_end(p);
	describe_findings(p->rows, findings, sizeof(findings));
	describe_input(p, input, sizeof(input));
	snprintf(text, sizeof(text), "%s%s%s", findings, input[0] ? " in " : "", input);
	len = strlen(text);
	if (p->totals.first_us > 0 && p->totals.last_us > 0) {
		line_time(p, p->totals.first_us, true, from);
		line_time(p, p->totals.last_us, true, until);
		line_zone(p, p->totals.last_us, zone);
		snprintf(text + len, sizeof(text) - len, ", %s to %s %s", from, until, zone);
	}
	line_wrapped(p, span_str(text), 0, 4, "1");
}

void print_live(struct print *p, const struct record *r)
{
	const struct finding_record *x = r->finding;
	char time[TIME_TEXT], severity[2] = {(char)('0' + (x->severity & 7)), '\0'};
	uint64_t group, count;

	screen_start(&p->line, SCREEN_LINE, p->o.colour);
	line_time(p, r->ts_us, true, time);
	screen_string(&p->line, time, TIME_TEXT);
	screen_string(&p->line, "  ", 2);
	screen_colour(&p->line, severity_of(x->severity)->colour);
	screen_string(&p->line, "severity ", 20);
	screen_string(&p->line, severity, 1);
	screen_colour(&p->line, "0");
	screen_string(&p->line, "  ", 2);
	screen_text(&p->line, x->message.len ? x->message : span_str(x->title), 1000);
	if (x->element) {
		screen_string(&p->line, "  [", 3);
		screen_string(&p->line, x->element, 80);
		screen_string(&p->line, "]", 1);
	}
	if (x->update && rows_group(p->rows, r->line, &group, &count)) {
		char number[QUANTITY_TEXT];
		quantity_exact(number, count);
		screen_string(&p->line, "  now ", 10);
		screen_string(&p->line, number, 30);
		screen_string(&p->line, " times", 10);
	}
	line_end(p);
	fflush(p->o.out);
}
