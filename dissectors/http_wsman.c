/*
 * http_wsman: WS-Management (DMTF DSP0226) in requests: what is done to resources of a host,
 * methods of CIM classes, and command lines of a remote shell ([MS-WSMV]). The body of many is
 * empty; what they are stands in the header of the envelope. Called by http_soap.c on a worker's
 * thread.
 */
#include "config.h"

#include "dissectors/http.h"

enum { LINE_MAX_LEN = 4096 };

struct meaning {
	const char *word;
	enum verb verb;
	enum subject subject;
};

static bool is(struct span s, const char *what)
{
	return span_eq(s, span_str(what));
}

static struct span last_part(struct span uri)
{
	for (uint32_t i = uri.len; i-- > 0;)
		if (uri.p[i] == '/')
			return span_sub(uri, i + 1, UINT32_MAX);
	return uri;
}

/* What a method of a CIM class does, by its name (DMTF profiles DSP1027, DSP1023, DSP1034). */
static void method_meaning(struct span method, struct action *a)
{
	static const struct meaning methods[] = {
		{"PowerState", VERB_REBOOT, SUBJECT_SYSTEM},
		{"RequestStateChange", VERB_EXEC, SUBJECT_SERVICE},
		{"Reboot", VERB_REBOOT, SUBJECT_SYSTEM},
		{"Reset", VERB_REBOOT, SUBJECT_SYSTEM},
		{"InstallFrom", VERB_IMAGE, SUBJECT_IMAGE},
		{"Firmware", VERB_IMAGE, SUBJECT_IMAGE},
		{"BootConfig", VERB_CHANGE, SUBJECT_IMAGE},
		{"User", VERB_CHANGE, SUBJECT_ACCOUNT},
		{"Acl", VERB_CHANGE, SUBJECT_ACCOUNT},
		{"Password", VERB_CHANGE, SUBJECT_ACCOUNT},
		{"Export", VERB_EXPORT, SUBJECT_CONFIG},
		{"Import", VERB_IMPORT, SUBJECT_CONFIG},
	};

	a->verb = VERB_EXEC;
	a->subject = SUBJECT_SYSTEM;
	for (unsigned i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (http_has_word(method, methods[i].word)) {
			a->verb = methods[i].verb;
			a->subject = methods[i].subject;
			return;
		}
}

/* --- a shell ------------------------------------------------------------------------------- */

/* How a line of Windows begins that changes the host. */
static void line_meaning(struct span line, struct action *a)
{
	static const struct meaning lines[] = {
		{"net user ", VERB_CHANGE, SUBJECT_ACCOUNT},
		{"net localgroup ", VERB_CHANGE, SUBJECT_ACCOUNT},
		{"new-localuser", VERB_CHANGE, SUBJECT_ACCOUNT},
		{"set-localuser", VERB_CHANGE, SUBJECT_ACCOUNT},
		{"add-localgroupmember", VERB_CHANGE, SUBJECT_ACCOUNT},
		{"netsh advfirewall ", VERB_CHANGE, SUBJECT_ACL},
		{"shutdown", VERB_REBOOT, SUBJECT_SYSTEM},
		{"restart-computer", VERB_REBOOT, SUBJECT_SYSTEM},
		{"stop-computer", VERB_REBOOT, SUBJECT_SYSTEM},
		{"wevtutil cl", VERB_ERASE, SUBJECT_LOGGING},
		{"clear-eventlog", VERB_ERASE, SUBJECT_LOGGING},
		{"schtasks /create", VERB_CHANGE, SUBJECT_SCHEDULE},
	};

	a->verb = VERB_EXEC;
	a->subject = SUBJECT_SYSTEM;
	for (unsigned i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (span_starts_nocase(line, span_str(lines[i].word))) {
			a->verb = lines[i].verb;
			a->subject = lines[i].subject;
			return;
		}
}

/* powershell -encodedcommand: base64 of UTF-16; the line's low octets, or the empty span. */
static struct span encoded_line(struct dissect *d, struct span command)
{
	static const char mark[] = "-encodedcommand ";
	int64_t at = span_find(command, span_str(mark));

	if (at < 0)
		return span_of(NULL, 0);
	struct span wide =
		http_base64(d, span_sub(command, (uint32_t)at + sizeof(mark) - 1, LINE_MAX_LEN));
	uint8_t *line = arena_take(d->scratch, wide.len / 2 + 1);
	for (uint32_t i = 0; line && i < wide.len / 2; i++)
		line[i] = wide.p[2 * i];
	return line ? span_trim(span_of(line, wide.len / 2)) : span_of(NULL, 0);
}

static struct span joined(struct dissect *d, struct span a, struct span b)
{
	uint8_t *both = b.len ? arena_take(d->scratch, a.len + b.len + 1) : NULL;

	if (!both)
		return a;
	if (a.len)
		memcpy(both, a.p, a.len);
	both[a.len] = ' ';
	memcpy(both + a.len + 1, b.p, b.len);
	return span_of(both, a.len + b.len + 1);
}

/* S begins with a blank and a word that holds no secret: letters, a dash or a slash before them. */
static uint32_t plain_word(struct span s)
{
	uint32_t i = 1;

	while (i < s.len && s.p[i] > ' ') {
		uint8_t c = s.p[i++] | 0x20;
		if ((c < 'a' || c > 'z') && c != '-' && c != ('/' | 0x20))
			return 0;
	}
	return i < s.len || s.len > 1 ? i : 0;
}

/* The first words say what is done; a secret may be any of the others. */
static void act_on_line(struct dissect *d, struct http_request *r, const struct http_wsman *w)
{
	struct action a = {.value_scrub = SCRUB_SECRET};
	struct span line = encoded_line(d, w->command);
	uint32_t end = 0;

	if (!line.len)
		line = joined(d, span_sub(w->command, 0, LINE_MAX_LEN),
			span_sub(w->parameters, 0, LINE_MAX_LEN));
	line_meaning(line, &a);
	while (end < line.len && line.p[end] > ' ')
		end++;
	end += plain_word(span_sub(line, end, UINT32_MAX));
	a.object = span_sub(line, 0, end);
	a.object_scrub = SCRUB_TEXT;
	a.value = span_trim(span_sub(line, end, UINT32_MAX));
	http_act(d, r, &a);
}

/* --- resources ----------------------------------------------------------------------------- */

/* http://schemas.xmlsoap.org/ws/2004/09/transfer/Put and its kin, and methods of CIM classes */
static void act_on_resource(
	struct dissect *d, struct http_request *r, const struct http_wsman *w, struct span last)
{
	bool reads = !last.len || is(last, "Get") || is(last, "Enumerate") || is(last, "Pull");
	bool writes = is(last, "Put") || is(last, "Create") || is(last, "Delete");
	struct action a = {.verb = reads ? VERB_READ : VERB_CHANGE,
		.join = reads,
		.object = last.len ? w->action : SPAN_LIT("Identify"),
		.object_name = last_part(w->resource),
		.value = w->arguments,
		.value_scrub = SCRUB_FORM};

	if (writes && w->resource.len)
		a.subject = http_subject(a.object_name);
	if (!last.len)
		a.subject = SUBJECT_SYSTEM;
	if (!reads && !writes)
		method_meaning(last, &a);
	http_act(d, r, &a);
}

void http_wsman(struct dissect *d, struct http_request *r, const struct http_wsman *w)
{
	struct span last = last_part(w->action);
	bool shell = http_has_word(w->resource, "/windows/shell") ||
		     http_has_word(w->action, "/windows/shell");

	r->wait->awaits &= (uint16_t)~HTTP_AWAITS_SETTINGS;
	if (shell && is(last, "Command"))
		act_on_line(d, r, w);
	if (shell) /* opened, closed, read from: no deed of its own */
		return;
	bool house_keeping = is(last, "Release") || is(last, "Renew") || is(last, "Ack");
	if (!house_keeping)
		act_on_resource(d, r, w, last);
}
