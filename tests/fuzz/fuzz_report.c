/*
 * Any bytes as an EVE file: the report takes them, and what it writes stays in its form: no
 * control characters in CSV and HTML, no tag but our own, no cell that begins a formula.
 */
#include "config.h"

#include "rules/inventory/support.h"
#include "sensor/cmd/report/report.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct report_kind *const kinds[] = {
	&report_inventory, &report_sprawl, &report_changes, &report_outbound, &report_coverage, &report_vendors};

static const char yaml[] = "version: 1\n"
			   "groups: {r: {role: element, addresses: [10.0.0.0/8]}, "
			   "m: {role: manager, addresses: [192.0.2.0/24]}}\n"
			   "permits: [{from: m, to: r, over: [snmp], changes: in-window}]\n";

static void read_lines(const struct report_kind *kind, struct report_run *r, struct span left)
{
	struct line_reader *reader = line_reader_new();
	struct events e = {.types = kind->types,
		.from_us = INT64_MIN,
		.until_us = INT64_MAX,
		.take = kind->take,
		.ctx = r};

	while (left.len) {
		int64_t end = span_index(left, '\n');
		uint32_t len = end < 0 ? left.len : (uint32_t)end;
		events_line(&e, reader, span_sub(left, 0, len));
		left = span_sub(left, len + 1, left.len);
	}
	r->last_us = e.last_us;
	line_reader_free(reader);
}

static void check_csv(const char *text, size_t size)
{
	bool begins = false, quoted = false;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c < 0x20 || c == 0x7f) && c != '\r' && c != '\n')
			abort();
		if (begins && c && strchr("=+-@", c))
			abort();
		begins = c == '"' && !quoted;
		quoted ^= c == '"';
	}
}

static void check_html(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c < 0x20 && c != '\n') || c == 0x7f)
			abort();
	}
	if (memmem(text, size, "<script", 7) || memmem(text, size, "<img", 4))
		abort();
}

static void write_all(const struct report_kind *kind, struct report_run *r)
{
	for (int form = 0; form < 5; form++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		if (form == 0)
			doc_write_text(&r->doc, out, 100, false);
		else if (form == 1)
			doc_write_json(&r->doc, out);
		else if (form == 2)
			doc_write_csv(&r->doc, out);
		else if (form == 3)
			doc_write_html(&r->doc, out);
		else if (kind->bill)
			kind->bill(r, out);
		fclose(out);
		if (form == 2)
			check_csv(text, size);
		if (form == 3)
			check_html(text, size);
		free(text);
	}
}

/* The first byte says which report, the rest are its lines. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct options options;
	static struct policy *policy;
	static struct support *support;
	struct diag diag = {0};

	if (!policy)
		policy = policy_parse("fuzz.yaml", span_str(yaml), &diag);
	if (!size || !policy || (!support && support_open(NULL, &diag, &support)))
		return 0;
	const struct report_kind *kind = kinds[data[0] % (sizeof(kinds) / sizeof(kinds[0]))];
	struct report_run r = {.options = &options, .policy = policy, .support = support};
	options.merge = size & 1;
	doc_init(&r.doc, kind->name, kind->title);
	if (kind->open(&r))
		abort();
	read_lines(kind, &r, span_of(data + 1, (uint32_t)size - 1));
	if (kind->fill(&r))
		abort();
	write_all(kind, &r);
	kind->close(&r);
	doc_free(&r.doc);
	return 0;
}
