/*
 * http_soap: SOAP in requests: what TR-064 and UPnP actions, HNAP, WSMA and WS-Management do to the
 * server (CWMP has a file of its own), and attacks that hide in their arguments. On a worker's
 * thread.
 */
#include "config.h"

#include "dissectors/common/xml.h"
#include "dissectors/cwmp.h"
#include "dissectors/http.h"
#include "sensor/base/redact.h"

enum { ARGUMENTS_MAX = 64, VALUE_MAX = 512, LOOK_FOR_NAMESPACE = 4096 };

struct soap_call {
	struct span name; /* of the first element of the body */
	struct http_wsman wsman;
	struct span arguments; /* name=value&name=value */
	struct span named;     /* AttributeName: what the value that follows is */
	bool wsma;
};

static bool starts(struct span s, const char *with)
{
	return span_starts(s, span_str(with));
}

static void add_argument(struct soap_call *call, uint8_t *out, struct span name, struct span value)
{
	uint32_t len = call->arguments.len;

	if (!out || len + name.len + value.len + 2 > VALUE_MAX)
		return;
	if (len)
		out[len++] = '&';
	memcpy(out + len, name.p, name.len);
	len += name.len;
	out[len++] = '=';
	if (value.len)
		memcpy(out + len, value.p, value.len);
	call->arguments = span_of(out, len + value.len);
}

/* Commands of WSMA: one, or a block of lines. */
static void act_on_wsma(struct dissect *d, struct http_request *r, bool config, struct span text)
{
	struct cursor c = cursor_of(text);
	struct span line;

	for (unsigned i = 0; i < ARGUMENTS_MAX && cursor_left(&c); i++) {
		if (!cursor_line(&c, &line))
			line = cursor_rest(&c);
		line = span_trim(line);
		if (line.len)
			http_command(d, r, config, line);
	}
}

/* What stands in a leaf of the header, and what a shell is to run. */
static void wsman_leaf(struct http_wsman *w, struct span name, bool in_body, struct span text)
{
	if (!in_body && span_eq(name, SPAN_LIT("Action")))
		w->action = text;
	else if (!in_body && span_eq(name, SPAN_LIT("ResourceURI")))
		w->resource = text;
	else if (in_body && span_eq(name, SPAN_LIT("Command")))
		w->command = text;
	else if (in_body && span_eq(name, SPAN_LIT("Arguments")) && !w->parameters.len)
		w->parameters = text;
}

/* A value is a secret where the element before it says so: AttributeName, AttributeValue. */
static void add_leaf(struct soap_call *call, uint8_t *out, struct span name, struct span text)
{
	bool value = span_ends_nocase(name, SPAN_LIT("Value"));

	add_argument(
		call, out, value && redact_name_is_secret(call->named) ? call->named : name, text);
	call->named = span_ends_nocase(name, SPAN_LIT("Name")) ? text : span_of(NULL, 0);
}

/* Walks the envelope; commands of WSMA act at once. */
static void read_call(
	struct dissect *d, struct http_request *r, struct span body, struct soap_call *ret)
{
	struct xml x = xml_of(body);
	struct xml_token t, leaf = {0};
	struct span text = {NULL, 0};
	uint8_t *out = arena_take(d->scratch, VALUE_MAX);
	unsigned body_depth = 0, count = 0;
	bool config = false, block;

	while (count < ARGUMENTS_MAX && xml_next(&x, &t)) {
		if (t.kind == XML_OPEN) {
			if (body_depth && t.depth == body_depth + 1 && !ret->name.len)
				ret->name = t.name;
			if (span_eq(t.name, SPAN_LIT("Body")) && !body_depth)
				body_depth = t.depth;
			config |= span_eq(t.name, SPAN_LIT("cli-config-data"));
			leaf = t;
			text = span_of(NULL, 0);
		} else if (t.kind == XML_TEXT && t.depth == leaf.depth && !text.len) {
			text = span_trim(xml_decode(d->scratch, &t));
		} else if (t.kind == XML_CLOSE && t.depth == leaf.depth && leaf.name.len) {
			if (http_is_injection(text) || (body_depth && span_index(text, '`') >= 0))
				hint_emit(d, "http.command_injection", text, 0);
			wsman_leaf(&ret->wsman, leaf.name, body_depth, text);
			block = span_eq(leaf.name, SPAN_LIT("cli-config-data-block"));
			if (r->wait && (block || span_eq(leaf.name, SPAN_LIT("cmd")))) {
				act_on_wsma(d, r, config || block, text);
				ret->wsma = true;
			} else if (body_depth && leaf.depth > body_depth + 1) {
				add_leaf(ret, out, leaf.name, text);
				count++;
			}
			leaf.name = span_of(NULL, 0);
		}
	}
}

/* Players are told what to play in the same language. */
static bool is_media(struct span soap)
{
	return http_has_word(soap, ":AVTransport") || http_has_word(soap, ":RenderingControl") ||
	       http_has_word(soap, ":ContentDirectory") ||
	       http_has_word(soap, ":ConnectionManager");
}

static bool is_device_service(struct span soap, struct span body)
{
	static const char *const words[] = {"urn:schemas-upnp-org:service:",
		"urn:dslforum-org:service:", "purenetworks.com/HNAP1", "urn:NETGEAR-ROUTER:", NULL};

	for (const char *const *w = words; *w; w++)
		if (http_has_word(soap, *w) ||
			span_find(span_sub(body, 0, LOOK_FOR_NAMESPACE), span_str(*w)) >= 0)
			return true;
	return false;
}

static enum verb verb_of(struct span name)
{
	static const struct span avm = SPAN_LIT("X_AVM-DE_"); /* in front of what AVM added */
	static const struct {
		const char *start;
		enum verb verb;
	} names[] = {
		{"GetConfigFile", VERB_EXPORT},
		{"SetConfigFile", VERB_IMPORT},
		{"Get", VERB_READ},
		{"Query", VERB_READ},
		{"Is", VERB_READ},
		{"Reboot", VERB_REBOOT},
		{"FactoryReset", VERB_ERASE},
		{"ResetToFactory", VERB_ERASE},
		{"Upgrade", VERB_IMAGE},
		{"FirmwareUpload", VERB_IMAGE},
		{"ConfigurationFinished", VERB_SAVE},
		{"Test", VERB_EXEC},
		{"Ping", VERB_EXEC},
	};

	if (span_starts(name, avm))
		name = span_sub(name, avm.len, UINT32_MAX);
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (starts(name, names[i].start))
			return names[i].verb;
	return VERB_CHANGE;
}

static void act_on_service(struct dissect *d, struct http_request *r, const struct soap_call *call)
{
	struct action a = {.verb = verb_of(call->name),
		.subject = http_subject(call->name),
		.object = call->name,
		.value = call->arguments,
		.value_scrub = SCRUB_FORM};

	a.join = a.verb == VERB_READ;
	if (a.verb == VERB_REBOOT || a.verb == VERB_ERASE)
		a.subject = SUBJECT_SYSTEM;
	if (a.verb == VERB_IMAGE)
		a.subject = SUBJECT_IMAGE;
	r->wait->awaits &= (uint16_t)~HTTP_AWAITS_SETTINGS;
	http_act(d, r, &a);
}

void http_soap(struct dissect *d, struct http_request *r, struct span body)
{
	struct soap_call call = {.wsma = false};
	struct span soap = r->soap;

	if (d->from == SIDE_CLIENT)
		r->known->soap = true;
	if (span_find(span_sub(body, 0, LOOK_FOR_NAMESPACE), SPAN_LIT("urn:dslforum-org:cwmp")) >=
			0 &&
		cwmp_read(d, r->known, body))
		return;
	if (!r->wait)
		return;
	read_call(d, r, body, &call);
	while (soap.len && soap.p[soap.len - 1] == '"')
		soap.len--;
	int64_t hash = span_index(soap, '#');
	if (hash >= 0 && !call.name.len)
		call.name = span_sub(soap, (uint32_t)hash + 1, UINT32_MAX);
	bool wsman = call.wsman.action.len || span_eq(call.name, SPAN_LIT("Identify"));
	if (wsman && http_has_word(r->url, "/wsman")) {
		call.wsman.arguments = call.arguments;
		http_wsman(d, r, &call.wsman);
		return;
	}
	if (call.wsma || !call.name.len)
		return;
	if (is_device_service(soap, body) && !is_media(soap))
		act_on_service(d, r, &call);
}
