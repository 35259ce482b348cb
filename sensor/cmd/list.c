/* list: shows what this build knows, for people or as JSON. */
#include "config.h"

#include "rules/judge.h"
#include "rules/protocols.h"
#include "rules/rule/parse.h"
#include "sensor/base/log.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/session.h"
#include "sensor/counters.h"
#include "sensor/dissector.h"

#include <ifaddrs.h>
#include <net/if.h>

enum { ROW_BYTES = 16384 };

/* One row: names and values in pairs, for both ways of showing it. */
struct row {
	bool json;
	const struct settings *settings;
	unsigned printed;
	struct json j;
	char buf[ROW_BYTES];
};

static void row_begin(struct row *r)
{
	r->j = json_of(r->buf, sizeof(r->buf));
	if (r->json)
		json_open(&r->j, '{');
}

static void row_put(struct row *r, const char *name, const char *value, int width)
{
	if (r->json)
		json_kv_string(&r->j, name, value ? value : "");
	else
		printf("%-*s ", width, value ? value : "");
}

static void row_put_number(struct row *r, const char *name, uint64_t value, int width)
{
	if (r->json)
		json_kv_u64(&r->j, name, value);
	else
		printf("%-*llu ", width, (unsigned long long)value);
}

static void row_end(struct row *r)
{
	if (!r->json) {
		putchar('\n');
		return;
	}
	json_close(&r->j, '}');
	printf("%s%.*s", r->printed++ ? ",\n " : "[", (int)r->j.len, r->j.buf);
}

static void list_protocols(struct row *r)
{
	for (const struct dissector *const *d = dissectors; *d; d++) {
		row_begin(r);
		row_put(r, "name", (*d)->name, 14);
		row_put(r, "set", (*d)->set, 11);
		row_put(r, "title", (*d)->title, 46);
		row_put(r, "specification", (*d)->spec, 1);
		row_end(r);
	}
}

static const char *type_name(enum field_type t)
{
	static const char *const names[] = {"uint", "int", "bool", "text", "hex", "addr", "mac"};
	return names[t];
}

static void list_schema(struct row *r, const struct schema *s)
{
	for (unsigned i = 0; i < s->count; i++) {
		const struct field *f = &s->fields[i];
		bool apart = s->in_suricata && (f->flags & FIELD_OURS);
		if (f->flags & FIELD_RULES)
			continue;
		char where[160];
		snprintf(where, sizeof(where), "%s%s.%s", apart ? "spanwatch." : "", s->name,
			f->path);
		row_begin(r);
		row_put(r, "field", where, 40);
		row_put(r, "type", type_name(f->type), 5);
		row_put(r, "secret", f->flags & FIELD_SECRET ? "secret" : "", 6);
		row_put(r, "text", f->doc, 1);
		row_end(r);
	}
}

static void list_fields(struct row *r)
{
	for (const struct dissector *const *d = dissectors; *d; d++)
		for (const struct schema *const *s = (*d)->schemas; s && *s; s++)
			list_schema(r, *s);
}

static void list_verbs(struct row *r)
{
	for (int i = 0; i < VERB_COUNT + SUBJECT_COUNT; i++) {
		bool verb = i < VERB_COUNT;
		enum subject subject = (enum subject)(verb ? 0 : i - VERB_COUNT);
		row_begin(r);
		row_put(r, "kind", verb ? "verb" : "subject", 8);
		row_put(r, "name", verb ? verb_name((enum verb)i) : subject_name(subject), 13);
		row_put(r, "changes", verb && verb_changes((enum verb)i) ? "changes" : "", 8);
		row_put(r, "text", verb ? verb_text((enum verb)i) : subject_text(subject), 1);
		row_end(r);
	}
}

static void list_findings(struct row *r)
{
	unsigned count;
	const struct finding_entry *f = judge_findings(&count);

	for (unsigned i = 0; i < count; i++) {
		row_begin(r);
		row_put(r, "finding", f[i].slug, 27);
		row_put_number(r, "signature_id", f[i].signature_id, 8);
		row_put(r, "class", f[i].class_name, 8);
		row_put_number(r, "severity", f[i].severity, 2);
		row_put(r, "title", f[i].title, 1);
		if (r->json) {
			row_put(r, "attack", f[i].attack, 1);
			row_put(r, "measures", f[i].measures, 1);
			row_put(r, "text", f[i].text, 1);
		}
		row_end(r);
	}
}

static void list_counters(struct row *r)
{
	for (int i = 0; i < COUNTERS; i++) {
		row_begin(r);
		row_put(r, "name", counter_name((enum counter)i), 24);
		row_put(r, "text", counter_text((enum counter)i), 1);
		row_end(r);
	}
}

static void list_interfaces(struct row *r)
{
	struct if_nameindex *all = if_nameindex();

	for (struct if_nameindex *i = all; i && i->if_index; i++) {
		row_begin(r);
		row_put(r, "name", i->if_name, 1);
		row_end(r);
	}
	if_freenameindex(all);
}

/* Everything that may stand between the parentheses of a rule: the reference of the language. */
static void list_keywords(struct row *r)
{
	unsigned count;
	const struct keyword *k = keywords_all(&count);
	struct buffers *b = buffers_new();

	for (unsigned i = 0; i < count; i++) {
		bool refused = !k[i].text[0];
		row_begin(r);
		row_put(r, "keyword", k[i].name, 28);
		row_put(r, "kind", refused ? "refused" : "option", 8);
		row_put(r, "text", k[i].text, 44);
		row_put(r, "form", k[i].form, 1);
		row_end(r);
	}
	for (unsigned i = 0; b && i < buffers_count(b); i++) {
		const struct buffer_info *info = buffers_info(b, i);
		row_begin(r);
		row_put(r, "keyword", info->name, 28);
		row_put(r, "kind", info->number ? "number" : "buffer", 8);
		row_put(r, "text", info->text, 44);
		row_put(r, "form",
			info->number ? "name:5; name:>5; name:1-5;" : "name; content:\"...\";", 1);
		row_end(r);
	}
	buffers_free(b);
}

/* The rules of --rules or the configuration, in the order of judgement. */
static void list_rules(struct row *r)
{
	static const char *const stages[] = {
		"packet", "payload", "view", "file", "event", "judgement"};
	struct diag diag = {0};
	struct ruleset *set = session_read_rules(r->settings, NULL, NULL, &diag);

	for (uint32_t i = 0; set && i < set->count; i++) {
		const struct rule *x = set->rules[i];
		row_begin(r);
		row_put_number(r, "sid", x->sid, 10);
		row_put_number(r, "severity", x->priority, 3);
		row_put(r, "judged", stages[x->stage], 10);
		row_put(r, "msg", x->msg, 50);
		row_put(r, "file", x->file, 1);
		row_put_number(r, "line", x->line, 1);
		if (r->json)
			row_put(r, "rule", x->canonical, 1);
		row_end(r);
	}
	ruleset_free(set);
}

static const struct {
	const char *name;
	void (*list)(struct row *r);
} lists[] = {
	{"interfaces", list_interfaces},
	{"protocols", list_protocols},
	{"fields", list_fields},
	{"verbs", list_verbs},
	{"findings", list_findings},
	{"counters", list_counters},
	{"keywords", list_keywords},
	{"rules", list_rules},
};

int cmd_list(int argc, char **argv)
{
	struct options o;
	static struct row row;
	int code;

	if (!options_read(&o, COMMAND_LIST, argc, argv, &code)) {
		options_free(&o);
		return code;
	}
	code = EXIT_USAGE;
	row.json = o.json;
	row.settings = &o.settings;
	for (unsigned i = 0; o.file_count == 1 && i < sizeof(lists) / sizeof(*lists); i++) {
		if (strcmp(lists[i].name, o.files[0]) != 0)
			continue;
		lists[i].list(&row);
		if (row.json)
			puts(row.printed ? "]" : "[]");
		code = EXIT_OK;
	}
	if (code)
		log_error("list what? interfaces, protocols, fields, verbs, findings, counters, "
			  "keywords or rules");
	options_free(&o);
	return code;
}
