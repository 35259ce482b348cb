/*
 * cwmp: CPE WAN Management Protocol (Broadband Forum TR-069), SOAP in HTTP where the equipment is
 * the client: calls of the management server come in HTTP answers, and what the equipment answers
 * comes in its next request. Calls wait under their cwmp:ID. Runs on a worker's thread.
 */
#include "config.h"

#include "dissectors/common/crowd.h"
#include "dissectors/common/xml.h"
#include "dissectors/cwmp.h"
#include "sensor/base/redact.h"
#include <stddef.h>

enum {
	PARAMS_FIRST = 256, /* told whatever they are about; behind them a few of each subject */
	PARAMS_MAX = PARAMS_FIRST + CROWD_MAX,
	EVENTS_MAX = 16,
	TOKENS_MAX = 65536,
	ENVELOPES_MAX = 8 /* of one body */
};

enum {
	CWMP_F_METHOD,
	CWMP_F_ID,
	CWMP_F_NAME,
	CWMP_F_VALUE,
	CWMP_F_URL,
	CWMP_F_SECRET,
	CWMP_F_MANUFACTURER,
	CWMP_F_OUI,
	CWMP_F_CLASS,
	CWMP_F_SERIAL,
	CWMP_F_SOFTWARE,
	CWMP_F_EVENTS,
	CWMP_F_LEFT_OUT,
	CWMP_F_FAULT_CODE,
	CWMP_F_FAULT_TEXT,
	CWMP_F_COUNT
};

static const struct field fields[CWMP_F_COUNT] = {
	[CWMP_F_METHOD] = {"method", FIELD_TEXT, 0, "Method that is called or answered, or Fault"},
	[CWMP_F_ID] = {"id", FIELD_TEXT, 0, "Identifier that joins an answer with its call"},
	[CWMP_F_NAME] = {"params[].name", FIELD_TEXT, 0, "Name of a parameter or argument"},
	[CWMP_F_VALUE] = {"params[].value", FIELD_TEXT, FIELD_CLI, "Its value"},
	[CWMP_F_URL] = {"params[].value", FIELD_TEXT, FIELD_URL, "The same, where it is a URL"},
	[CWMP_F_SECRET] = {"params[].value", FIELD_TEXT, FIELD_SECRET,
		"The same, where its name says that it is secret"},
	[CWMP_F_MANUFACTURER] = {"device.manufacturer", FIELD_TEXT, 0, "Who made the equipment"},
	[CWMP_F_OUI] = {"device.oui", FIELD_TEXT, 0, "The maker's number in MAC addresses"},
	[CWMP_F_CLASS] = {"device.product_class", FIELD_TEXT, 0, "Which product it is"},
	[CWMP_F_SERIAL] = {"device.serial", FIELD_TEXT, 0, "Its serial number"},
	[CWMP_F_SOFTWARE] = {"device.software_version", FIELD_TEXT, 0, "Its software"},
	[CWMP_F_EVENTS] = {"events[]", FIELD_TEXT, 0,
		"Why the equipment calls: 1 BOOT, 2 PERIODIC"},
	[CWMP_F_LEFT_OUT] = {"params_left_out", FIELD_UINT, 0,
		"Parameters that the message has beyond those told"},
	[CWMP_F_FAULT_CODE] = {"fault_code", FIELD_TEXT, 0, "Code of a fault"},
	[CWMP_F_FAULT_TEXT] = {"fault_string", FIELD_TEXT, FIELD_CLI, "Text of a fault"},
};
const struct schema cwmp_schema = {"cwmp", fields, CWMP_F_COUNT, false};

struct cwmp_param {
	struct span name, value;
};

struct cwmp_message {
	struct span method, id, fault_code, fault_text;
	struct span manufacturer, oui, product_class, serial, software;
	struct span object, file_type, url; /* of AddObject, Download ... */
	struct span command_key, status;
	struct span name, value; /* of a pair: either waits for the other */
	bool has_value;
	struct span events[EVENTS_MAX];
	struct cwmp_param *params;
	unsigned param_count, event_count;
	unsigned left_out;  /* parameters that are not told */
	struct crowd crowd; /* of those behind the first */
};

/* --- reading ---------------------------------------------------------------------------------- */

static bool is(struct span a, const char *b)
{
	return span_eq(a, span_str(b));
}

static bool ends(struct span s, const char *end)
{
	struct span e = span_str(end);

	return s.len >= e.len && is(span_sub(s, s.len - e.len, e.len), end);
}

static void add_param(struct cwmp_message *m, struct span name, struct span value)
{
	enum subject subject = m->param_count < PARAMS_FIRST ? SUBJECT_CONFIG : http_subject(name);

	if (m->param_count >= PARAMS_FIRST &&
		(subject == SUBJECT_CONFIG || m->param_count == PARAMS_MAX ||
			!crowd_admits(&m->crowd, subject))) {
		m->left_out++;
		return;
	}
	m->params[m->param_count++] = (struct cwmp_param){name, value};
}

/* A name and its value, which may come in either order; a value whose name never came stays. */
static void end_pair(struct cwmp_message *m)
{
	if (m->has_value) {
		add_param(m, m->name, m->value);
		if (ends(m->name, "DeviceInfo.SoftwareVersion"))
			m->software = m->value;
	}
	m->name = m->value = span_of(NULL, 0);
	m->has_value = false;
}

static bool device_leaf(struct cwmp_message *m, struct span name, struct span text)
{
	static const struct {
		const char *name;
		size_t at;
	} known[] = {
		{"Manufacturer", offsetof(struct cwmp_message, manufacturer)},
		{"OUI", offsetof(struct cwmp_message, oui)},
		{"ProductClass", offsetof(struct cwmp_message, product_class)},
		{"SerialNumber", offsetof(struct cwmp_message, serial)},
	};

	for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (is(name, known[i].name)) {
			*(struct span *)(void *)((char *)m + known[i].at) = text;
			return true;
		}
	return false;
}

/* An element that holds nothing but text. */
static void leaf(struct cwmp_message *m, struct span name, struct span text)
{
	bool inform = is(m->method, "Inform");

	if (is(name, "FaultCode") || is(name, "FaultString")) {
		*(is(name, "FaultCode") ? &m->fault_code : &m->fault_text) = text;
		return;
	}
	if (is(name, "Name") || is(name, "Value")) {
		*(is(name, "Name") ? &m->name : &m->value) = text;
		m->has_value |= is(name, "Value");
		if (is(name, "Name") && is(m->method, "SetParameterAttributes"))
			add_param(m, text, span_of(NULL, 0));
		else if (m->name.len && m->has_value)
			end_pair(m);
		return;
	}
	if (is(name, "EventCode") && m->event_count < EVENTS_MAX)
		m->events[m->event_count++] = text;
	if (inform) {
		device_leaf(m, name, text);
		return;
	}
	if (is(name, "string")) {
		add_param(m, text, span_of(NULL, 0));
		return;
	}
	if (is(name, "ObjectName") || is(name, "ParameterPath"))
		m->object = text;
	if (is(name, "FileType"))
		m->file_type = text;
	if (is(name, "CommandKey"))
		m->command_key = text;
	if (is(name, "Status"))
		m->status = text;
	if (is(name, "URL") && !m->url.len)
		m->url = text;
	if (text.len)
		add_param(m, name, text);
}

/* Header/ID, Body/<method>, and all that is text inside of it; REST is what stands behind. */
static bool read_envelope(
	struct dissect *d, struct span envelope, struct cwmp_message *m, struct span *rest)
{
	struct xml x = xml_of(envelope);
	struct xml_token t, open = {0};
	struct span text = {NULL, 0};
	unsigned body = 0;

	for (unsigned i = 0; i < TOKENS_MAX && xml_next(&x, &t); i++) {
		if (t.kind == XML_OPEN) {
			if (body && t.depth == body + 1 && !m->method.len)
				m->method = t.name;
			if (!body && is(t.name, "Body"))
				body = t.depth;
			if (is(t.name, "ParameterValueStruct"))
				end_pair(m);
			open = t;
			text = span_of(NULL, 0);
		} else if (t.kind == XML_TEXT && t.depth == open.depth && !text.len) {
			text = span_trim(xml_decode(d->scratch, &t));
		} else if (t.kind == XML_CLOSE && t.depth == open.depth && open.name.len) {
			if (body && open.depth > body + 1)
				leaf(m, open.name, text);
			else if (!body && is(open.name, "ID"))
				m->id = text;
			open.name = span_of(NULL, 0);
		}
		if (t.kind == XML_CLOSE && t.depth == 1)
			break;
	}
	end_pair(m);
	*rest = span_sub(envelope, x.at, UINT32_MAX);
	if (x.doctype)
		anomaly_emit(d, "cwmp.doctype");
	return body > 0;
}

/* What nobody named may be a secret. */
static bool is_secret(const struct cwmp_param *p)
{
	return (p->value.len && !p->name.len) || redact_name_is_secret(p->name);
}

/* --- telling ------------------------------------------------------------------------------------
 */

static void text_if(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

static void tell(struct dissect *d, const struct cwmp_message *m)
{
	struct draft *e = event_new(d, &cwmp_schema);

	if (m->method.len)
		event_text(e, CWMP_F_METHOD, m->method);
	text_if(e, CWMP_F_ID, m->id);
	text_if(e, CWMP_F_MANUFACTURER, m->manufacturer);
	text_if(e, CWMP_F_OUI, m->oui);
	text_if(e, CWMP_F_CLASS, m->product_class);
	text_if(e, CWMP_F_SERIAL, m->serial);
	if (is(m->method, "Inform"))
		text_if(e, CWMP_F_SOFTWARE, m->software);
	for (unsigned i = 0; i < m->event_count; i++)
		event_text(e, CWMP_F_EVENTS, m->events[i]);
	for (unsigned i = 0; i < m->param_count; i++) {
		const struct cwmp_param *p = &m->params[i];
		uint16_t field = is_secret(p)                                ? CWMP_F_SECRET
				 : span_find(p->value, SPAN_LIT("://")) >= 0 ? CWMP_F_URL
									     : CWMP_F_VALUE;
		event_item(e);
		event_text(e, CWMP_F_NAME, p->name);
		text_if(e, field, p->value);
	}
	if (m->left_out)
		event_uint(e, CWMP_F_LEFT_OUT, m->left_out);
	text_if(e, CWMP_F_FAULT_CODE, m->fault_code);
	text_if(e, CWMP_F_FAULT_TEXT, m->fault_text);
	event_emit(d, e);
}

static void identify(struct dissect *d, const struct cwmp_message *m)
{
	struct identity i = {.of = d->from,
		.vendor = m->manufacturer,
		.platform = m->product_class,
		.software = m->software,
		.evidence = SPAN_LIT("cwmp"),
		.is_equipment = true};

	identity_emit(d, &i);
}

/* --- calls and answers
 * ----------------------------------------------------------------------------- */

/* A key that no number of an HTTP request is. */
static uint64_t key_of(struct span id)
{
	return 1ull << 63 | (uint64_t)http_hash(1, id) << 8 | (id.len & 0xff);
}

static enum subject subject_of(const struct cwmp_call *c, struct span name)
{
	enum subject told = http_subject(name);

	return told == SUBJECT_CONFIG ? c->subject : told;
}

static void act_on_params(struct dissect *d, const struct cwmp_message *m,
	const struct cwmp_call *c, uint64_t key, struct action *a)
{
	for (unsigned i = 0; i < m->param_count; i++) {
		const struct cwmp_param *p = &m->params[i];
		bool is_path = span_index(p->name, '.') >= 0;
		if (p->name.len && !is_path && m->param_count > 1)
			continue; /* ParameterKey and other arguments */
		a->subject = subject_of(c, p->name);
		a->object = p->name;
		a->value = p->value;
		a->value_scrub = is_secret(p)                                ? SCRUB_SECRET
				 : span_find(p->value, SPAN_LIT("://")) >= 0 ? SCRUB_URL
									     : SCRUB_TEXT;
		action_ask(d, key, a);
	}
}

/* The digit that starts a file type says what the file is (TR-069 table 30 and 37). */
static void act_on_file(const struct cwmp_message *m, const struct cwmp_call *c, struct action *a)
{
	uint8_t kind = m->file_type.len ? m->file_type.p[0] : 0;

	a->object = m->url.len ? m->url : m->method;
	a->object_scrub = SCRUB_URL;
	a->value = m->file_type;
	if (c->shape == SHAPE_DOWNLOAD && kind == '1') {
		a->verb = VERB_IMAGE;
		a->subject = SUBJECT_IMAGE;
	} else if (c->shape == SHAPE_DOWNLOAD ? kind == '2' || kind >= '4'
					      : kind == '2' || kind == '4') {
		a->subject = SUBJECT_FILE;
	}
}

static void call(struct dissect *d, struct http_known *k, const struct cwmp_message *m)
{
	const struct cwmp_call *c = cwmp_call_find(m->method);

	if (!c)
		return;
	struct action a = {.verb = c->verb,
		.subject = c->subject,
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(d->from),
		.join = c->verb == VERB_READ,
		.via = cwmp_schema.name,
		.object = m->method};
	k->cwmp_key = key_of(m->id);
	for (unsigned i = 0; i < m->param_count; i++)
		if (is_secret(&m->params[i]))
			cwmp_secret_keep(k, m->params[i].value);
	if (c->shape == SHAPE_PARAMS && m->param_count) {
		act_on_params(d, m, c, k->cwmp_key, &a);
		return;
	}
	if (c->shape == SHAPE_OBJECT && m->object.len) {
		a.object = m->object;
		a.value = m->method;
		a.subject = subject_of(c, m->object);
	}
	if (c->shape == SHAPE_DOWNLOAD || c->shape == SHAPE_UPLOAD) {
		act_on_file(m, c, &a);
		k->transfer[k->transfer_count++ % CWMP_TRANSFERS] =
			(struct cwmp_transfer){k->cwmp_key, http_hash(1, m->command_key), false};
	}
	action_ask(d, k->cwmp_key, &a);
}

/* 9001 request denied, 9006 notification rejected, 9008 not writable, 9016..9019 file refused */
static enum outcome outcome_of(struct span code)
{
	static const char *const refusals[] = {"9001", "9006", "9008", "9009", NULL};

	for (const char *const *r = refusals; *r; r++)
		if (is(code, *r))
			return OUTCOME_REFUSED;
	return OUTCOME_FAILED;
}

static void answer(struct dissect *d, struct http_known *k, const struct cwmp_message *m)
{
	bool fault = is(m->method, "Fault");
	struct span reason = m->fault_text.len ? m->fault_text : m->fault_code;
	uint64_t key = m->id.len ? key_of(m->id) : k->cwmp_key;

	for (unsigned i = 0; i < CWMP_TRANSFERS; i++)
		if (k->transfer[i].key == key && is(m->status, "1")) {
			k->transfer[i].later = true;
			return; /* taken on: TransferComplete says how it ended */
		}
	action_answer(d, key, fault ? outcome_of(m->fault_code) : OUTCOME_OK,
		fault ? reason : span_of(NULL, 0));
}

/* How a download or upload ended that this connection asked for. */
static void completed(struct dissect *d, struct http_known *k, const struct cwmp_message *m)
{
	bool fault = m->fault_code.len && !is(m->fault_code, "0");
	struct span reason = m->fault_text.len ? m->fault_text : m->fault_code;

	for (unsigned i = 0; i < CWMP_TRANSFERS; i++) {
		struct cwmp_transfer *t = &k->transfer[i];
		if (!t->key || !t->later || t->command != http_hash(1, m->command_key))
			continue;
		action_answer(d, t->key, fault ? outcome_of(m->fault_code) : OUTCOME_OK,
			fault ? reason : span_of(NULL, 0));
		t->key = 0;
		return;
	}
}

/* A fault may repeat what it refuses. */
static void hide_secrets(struct dissect *d, const struct http_known *k, struct cwmp_message *m)
{
	m->fault_text = cwmp_secret_hide(d, k, m->fault_text);
	for (unsigned i = 0; i < m->param_count && i < 16; i++)
		m->params[i].value = cwmp_secret_hide(d, k, m->params[i].value);
}

static bool is_cwmp(struct span method)
{
	return is(method, "Fault") || ends(method, "Response") || cwmp_is_of_equipment(method) ||
	       cwmp_call_find(method);
}

/* What one envelope asks for or answers; false where it is none of CWMP. */
static bool take(struct dissect *d, struct http_known *k, struct cwmp_message *m)
{
	if (m->method.len && !is_cwmp(m->method))
		return false; /* other services travel under the same declarations */
	k->cwmp = k->soap = true;
	if (m->left_out)
		anomaly_emit(d, "cwmp.too_many_params");
	if (!m->method.len) /* an envelope that says that nothing is left to say */
		return true;
	if (is(m->method, "Fault") || is(m->method, "TransferComplete"))
		hide_secrets(d, k, m);
	tell(d, m);
	if (is(m->method, "Inform"))
		identify(d, m);
	if (is(m->method, "Fault") || ends(m->method, "Response"))
		answer(d, k, m);
	else if (is(m->method, "TransferComplete"))
		completed(d, k, m);
	else if (!cwmp_is_of_equipment(m->method))
		call(d, k, m);
	return true;
}

bool cwmp_read(struct dissect *d, struct http_known *k, struct span body)
{
	struct cwmp_param *params = arena_take(d->scratch, PARAMS_MAX * sizeof(*params));
	bool any = false;

	for (unsigned i = 0; params && body.len && i < ENVELOPES_MAX; i++) {
		struct cwmp_message m = {.params = params};
		if (!read_envelope(d, body, &m, &body))
			break;
		if (!any && cwmp_call_find(m.method))
			cwmp_secret_forget(k); /* those of one body stay together */
		if (!take(d, k, &m))
			break;
		any = true;
	}
	return any;
}
