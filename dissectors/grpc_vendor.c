/*
 * grpc_vendor: calls of gRPC that carry configuration and commands as text: IOS XR's gRPCConfigOper
 * and gRPCExec (ems_grpc.proto), Junos' ManagementRpcApi. What is changed is read out of JSON, XML,
 * braces or command lines, whichever it is. Names of places alone are told. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "dissectors/common/crowd.h"
#include "dissectors/common/curly.h"
#include "dissectors/common/json_text.h"
#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "dissectors/http2.h"
#include "dissectors/netconf.h"

enum { LEVELS = 3, NAME_MAX_LEN = 64, FIRST_TEXT = 2, LAST_TEXT = 4 };

#define XR    "/IOSXRExtensibleManagabilityService."
#define JUNOS "/management.ManagementRpcApi/"

static const struct vendor_method {
	const char *path;
	const char *how; /* what it does to what it names; NULL: commands, not configuration */
	enum cli_family family;
	bool lines; /* text that is neither JSON nor XML is lines */
} methods[] = {
	{XR "gRPCConfigOper/MergeConfig", "merge", CLI_IOSXR, false},
	{XR "gRPCConfigOper/DeleteConfig", "delete", CLI_IOSXR, false},
	{XR "gRPCConfigOper/ReplaceConfig", "replace", CLI_IOSXR, false},
	{XR "gRPCConfigOper/CliConfig", "merge", CLI_IOSXR, true},
	{XR "gRPCConfigOper/CommitReplace", "replace", CLI_IOSXR, true},
	{XR "gRPCConfigOper/ActionJSON", NULL, CLI_IOSXR, false},
	{XR "gRPCExec/ActionJSON", NULL, CLI_IOSXR, false},
	{XR "gRPCExec/ShowCmdTextOutput", NULL, CLI_IOSXR, true},
	{XR "gRPCExec/ShowCmdJSONOutput", NULL, CLI_IOSXR, true},
	{JUNOS "ExecuteCfgCommand", "merge", CLI_JUNOS, true},
	{JUNOS "ExecuteOpCommand", NULL, CLI_JUNOS, true},
};

struct telling {
	struct dissect *d;
	const struct http2_stream *t;
	const struct vendor_method *m;
	struct crowd crowd;
	struct span last; /* place told last */
	bool any;
};

static void tell(struct telling *w, struct action *a)
{
	w->any = true;
	if (crowd_admits(&w->crowd, a->subject))
		grpc_ask(w->d, w->t, a);
}

/* What a command of an API does, by its name. */
static void deed_of(struct span name, struct action *a)
{
	static const struct {
		const char *word;
		enum verb verb;
		enum subject subject;
	} words[] = {{"zeroize", VERB_ERASE, SUBJECT_SYSTEM},
		{"reboot", VERB_REBOOT, SUBJECT_SYSTEM}, {"reload", VERB_REBOOT, SUBJECT_SYSTEM},
		{"halt", VERB_REBOOT, SUBJECT_SYSTEM}, {"power-off", VERB_REBOOT, SUBJECT_SYSTEM},
		{"package", VERB_IMAGE, SUBJECT_IMAGE}, {"install", VERB_IMAGE, SUBJECT_IMAGE},
		{"load-configuration", VERB_CHANGE, SUBJECT_CONFIG},
		{"commit", VERB_SAVE, SUBJECT_CONFIG}};

	a->verb = VERB_EXEC;
	a->subject = SUBJECT_SYSTEM;
	if (span_starts(name, SPAN_LIT("get-")) || subject_has_word(name, "-information")) {
		a->verb = VERB_READ;
		return;
	}
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (subject_has_word(name, words[i].word)) {
			a->verb = words[i].verb;
			a->subject = words[i].subject;
			return;
		}
}

static void act_on_place(struct telling *w, struct span place)
{
	struct action a = {.object = place, .object_scrub = SCRUB_TEXT};

	if (!place.len || span_eq(place, w->last))
		return;
	w->last = arena_copy(w->d->scratch, place);
	if (w->m->how) {
		a.verb = VERB_CHANGE;
		a.subject = subject_of_words(place);
		a.value = span_str(w->m->how);
	} else {
		deed_of(place, &a);
	}
	tell(w, &a);
}

static void act_on_line(struct telling *w, struct span line)
{
	struct cli_meaning what;

	line = span_trim(line);
	if (!line.len || line.p[0] == '!' || line.p[0] == '#')
		return;
	cli_classify(lexicon_of(w->d), w->m->family,
		w->m->how ? CLI_MODE_CONFIG : CLI_MODE_PRIVILEGED, line, &what);
	struct action a = {.verb = what.verb,
		.subject = what.subject,
		.object = line,
		.object_scrub = SCRUB_TEXT};
	a.has_target = what.target.len && addr_parse(what.target, &a.target);
	w->any |= what.navigation;
	if (!what.navigation)
		tell(w, &a);
}

/* --- JSON --------------------------------------------------------------------------------------
 */

/* The string that begins at AT of TEXT, without its quotes; *AT stands behind it. */
static struct span string_at(struct span text, uint32_t *at)
{
	uint32_t from = ++*at;

	while (*at < text.len && text.p[*at] != '"')
		*at += text.p[*at] == '\\' ? 2 : 1;
	if (*at > text.len)
		*at = text.len;
	struct span inside = span_sub(text, from, *at - from);
	*at += *at < text.len;
	return inside;
}

static uint8_t behind_blanks(struct span text, uint32_t *at)
{
	while (*at < text.len && text.p[*at] <= ' ')
		++*at;
	return *at < text.len ? text.p[*at] : 0;
}

/* Something that has no names inside begins at AT: a value, or what is empty. */
static bool is_leaf(struct span text, uint32_t at)
{
	uint8_t byte = behind_blanks(text, &at);

	if (byte != '{' && byte != '[')
		return true;
	at++;
	byte = behind_blanks(text, &at);
	return byte != '{' && byte != '"' && byte != '[';
}

static void act_on_names(struct telling *w, const struct span *names, unsigned count)
{
	uint8_t place[LEVELS * (NAME_MAX_LEN + 1)];
	uint32_t len = 0;

	for (unsigned i = 0; i < count; i++) {
		struct span name = json_unescaped(w->d->scratch, names[i]);
		int64_t module = span_index(name, ':');
		name = span_sub(name, module < 0 ? 0 : (uint32_t)module + 1, NAME_MAX_LEN);
		place[len++] = '/';
		if (name.len)
			memcpy(place + len, name.p, name.len);
		len += name.len;
	}
	act_on_place(w, span_of(place, len));
}

/* {"module:a": {"b": [{"c": 1}]}} is /a/b/c: lists stand for their items. */
static void act_on_json(struct telling *w, struct span text)
{
	struct span names[LEVELS];
	uint32_t at = 0;
	unsigned depth = 0;

	while (at < text.len) {
		uint8_t byte = text.p[at];
		if (byte != '"') {
			depth += byte == '{';
			depth -= byte == '}' && depth;
			at++;
			continue;
		}
		struct span name = string_at(text, &at);
		if (behind_blanks(text, &at) != ':' || !depth || depth > LEVELS)
			continue;
		names[depth - 1] = name;
		at++;
		if (depth == LEVELS || is_leaf(text, at))
			act_on_names(w, names, depth);
	}
}

/* --- XML ---------------------------------------------------------------------------------------
 */

/* Configuration, or an operation, as an rpc of NETCONF would carry it. */
static void act_on_xml(struct telling *w, struct span text)
{
	struct netconf_message n;
	struct span before = w->m->how ? SPAN_LIT("<rpc><edit-config><config>") : SPAN_LIT("<rpc>");
	struct span after =
		w->m->how ? SPAN_LIT("</config></edit-config></rpc>") : SPAN_LIT("</rpc>");

	netconf_read(
		w->d, text_join(w->d->scratch, text_join(w->d->scratch, before, text), after), &n);
	if (!w->m->how) {
		act_on_place(w, n.operation);
		return;
	}
	for (unsigned i = 0; i < n.path_count; i++)
		act_on_place(w, n.paths[i].name);
}

/* -----------------------------------------------------------------------------------------------
 */

static void act_on_text(struct telling *w, struct span text)
{
	struct cursor c = cursor_of(text);
	struct curly braces = curly_of(text);
	struct span line;

	if (text.p[0] == '<') {
		act_on_xml(w, text);
	} else if (text.p[0] == '{' || text.p[0] == '[' || !w->m->lines) {
		act_on_json(w, text);
	} else if (w->m->how && w->m->family == CLI_JUNOS && span_index(text, '{') >= 0) {
		while (curly_next(&braces, &line))
			act_on_line(w, line);
	} else {
		while (cursor_left(&c)) {
			if (!cursor_line(&c, &line))
				line = cursor_rest(&c);
			act_on_line(w, line);
		}
	}
}

bool grpc_vendor_call(
	struct dissect *d, const struct http2_stream *t, struct span message, bool *cut)
{
	struct span path = span_of(t->path, t->path_len);
	struct telling w = {.d = d, .t = t};

	for (unsigned i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (span_eq(path, span_str(methods[i].path)))
			w.m = &methods[i];
	for (uint32_t n = FIRST_TEXT; w.m && n <= LAST_TEXT; n++) {
		struct span text = span_trim(grpc_field(message, n));
		if (text.len)
			act_on_text(&w, text);
	}
	*cut |= w.crowd.cut;
	return w.any;
}
