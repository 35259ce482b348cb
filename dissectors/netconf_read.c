/*
 * netconf_read: one message of NETCONF (RFC 6241 section 4, RFC 5277, RFC 6470) into a struct: the
 * operation, the datastores, the places in the data, errors. No values. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "dissectors/common/xml.h"
#include "dissectors/netconf.h"
#include "sensor/base/redact.h"

#include <stddef.h>

enum { TOKENS_MAX = 65536, LEVELS = 5, LEVEL_LEN = 51 };

/* Where in an rpc the names of data are at home. */
struct place_in {
	unsigned base; /* depth of the element whose children are data, 0 outside */
	unsigned told; /* levels of names that are kept */
	struct span names[LEVELS];
	struct span operations[LEVELS]; /* of a name or what is around it */
	struct netconf_path *path;      /* the last one told, whose inner nodes are walked over */
	unsigned lines; /* level of what holds command lines, which are told instead */
};

static bool is(struct span a, const char *b)
{
	return span_eq(a, span_str(b));
}

/* A place that a message names; NULL where there is no room for one about this. */
static struct netconf_path *add_path(
	struct dissect *d, struct netconf_message *m, struct span name, struct span operation)
{
	for (unsigned i = 0; i < m->path_count; i++)
		if (span_eq(m->paths[i].name, name)) {
			if (!m->paths[i].operation.len)
				m->paths[i].operation = operation;
			return &m->paths[i];
		}
	if (!name.len || !crowd_admits(&m->crowd, subject_of_words(name)))
		return NULL;
	m->paths[m->path_count] = (struct netconf_path){arena_copy(d->scratch, name), operation};
	return &m->paths[m->path_count++];
}

static void add_place(struct dissect *d, struct netconf_message *m, struct place_in *in)
{
	uint8_t text[LEVELS * (LEVEL_LEN + 1)];
	uint32_t len = 0;

	for (unsigned i = 0; i < in->told; i++) {
		struct span name = span_sub(in->names[i], 0, LEVEL_LEN);
		text[len++] = '/';
		if (name.len)
			memcpy(text + len, name.p, name.len);
		len += name.len;
	}
	if (len)
		in->path = add_path(d, m, span_of(text, len), in->operations[in->told - 1]);
}

/* Levels of names that say what is changed: Junos wraps its data in one more, and what matters in
 * Nokia's <configure> stands deep: /configure/system/security/user-params/local-user. */
static unsigned levels_told(const struct place_in *in)
{
	return !in->told                           ? 2
	       : is(in->names[0], "configuration") ? 3
	       : is(in->names[0], "configure")     ? LEVELS
						   : 2;
}

/* Names of data: <interfaces><interface> is /interfaces/interface. */
static void walk_data(struct dissect *d, struct netconf_message *m, struct place_in *in,
	const struct xml_token *t)
{
	unsigned level = t->depth - in->base; /* 1 for the outermost */
	unsigned deep = levels_told(in);

	if (t->kind == XML_OPEN) {
		struct span op = xml_attribute(t, "operation");
		if (is(op, "merge"))
			op.len = 0;
		if (!m->node_operation.len)
			m->node_operation = op;
		if (level <= deep && level <= LEVELS) {
			in->names[level - 1] = t->name;
			in->operations[level - 1] =
				op.len || level == 1 ? op : in->operations[level - 2];
			in->told = level;
			in->path = NULL;
			in->lines = 0;
		} else if (in->path && !in->path->operation.len) {
			in->path->operation = op;
		}
		if (level == deep)
			add_place(d, m, in);
	} else if (t->kind == XML_CLOSE && level < deep && in->told == level &&
		   in->lines != level) {
		add_place(d, m, in);
	}
}

static bool holds_data(struct span name)
{
	return is(name, "config") || is(name, "filter") || is(name, "subtree-filter") ||
	       is(name, "data") || is(name, "action") || is(name, "configuration");
}

/* The datastore or URL inside of <target> or <source>; true before data that stands in its place.
 */
static bool read_store(struct dissect *d, struct netconf_message *m, struct xml *x,
	const struct xml_token *open, struct span *to)
{
	struct xml_token t;

	while (xml_next(x, &t) && !(t.kind == XML_CLOSE && t.depth == open->depth)) {
		if (t.kind == XML_OPEN && t.depth == open->depth + 1 && !to->len)
			*to = t.name;
		if (t.kind == XML_OPEN && is(t.name, "config") && t.depth == open->depth + 1)
			return true;
		if (t.kind == XML_OPEN && is(t.name, "url"))
			m->url = xml_content(x, &t, d->scratch);
		if (t.kind == XML_TEXT && !to->len && t.depth == open->depth)
			*to = span_trim(t.text); /* identities of RFC 8526: ds:running */
	}
	return false;
}

/* Command lines, behind those before them: no longer than the message that holds them. */
static void add_command(
	struct dissect *d, struct netconf_message *m, const struct xml *x, struct span lines)
{
	if (!m->command.p) {
		m->command = span_of(arena_take(d->scratch, x->in.len + 1), 0);
		m->command_room = m->command.p ? x->in.len + 1 : 0;
	}
	if (!lines.len || lines.len >= m->command_room)
		return;
	uint8_t *to = (uint8_t *)(uintptr_t)(m->command.p + m->command.len);
	if (m->command.len)
		*to++ = '\n';
	memcpy(to, lines.p, lines.len);
	m->command_room -= lines.len + (m->command.len > 0);
	m->command.len += lines.len + (m->command.len > 0);
}

static bool is_command(struct span name)
{
	return is(name, "cmd") || is(name, "command") || is(name, "exec-command") ||
	       is(name, "cli") || is(name, "cli-config-data") ||
	       is(name, "cli-config-data-block") || is(name, "configuration-set");
}

/* A leaf of an operation that says more about it; true when it was one. */
static bool read_leaf(
	struct dissect *d, struct netconf_message *m, struct xml *x, const struct xml_token *t)
{
	static const struct {
		const char *name;
		size_t at;
	} leaves[] = {
		{"source-drop-node-name", offsetof(struct netconf_message, source)},
		{"destination-drop-node-name", offsetof(struct netconf_message, target)},
		{"test-option", offsetof(struct netconf_message, test_option)},
		{"default-operation", offsetof(struct netconf_message, default_operation)},
		{"session-id", offsetof(struct netconf_message, session)},
		{"error-tag", offsetof(struct netconf_message, error_tag)},
		{"error-message", offsetof(struct netconf_message, error_text)},
		{"username", offsetof(struct netconf_message, username)},
		{"source-host", offsetof(struct netconf_message, host)},
		{"url", offsetof(struct netconf_message, url)},
		{"configuration-text", offsetof(struct netconf_message, braces)},
	};

	if (is_command(t->name)) {
		add_command(d, m, x, xml_content(x, t, d->scratch));
		return true;
	}
	for (unsigned i = 0; i < sizeof(leaves) / sizeof(*leaves); i++) {
		struct span *to = (struct span *)(void *)((char *)m + leaves[i].at);
		if (!is(t->name, leaves[i].name))
			continue;
		struct span text = xml_content(x, t, d->scratch);
		if (!to->len)
			*to = text;
		return true;
	}
	return false;
}

/*
 * Command lines of Huawei's <execute-cli><cmd><id/><cmdline/></cmd></execute-cli> and of H3C's
 * <CLI><Execution/><Configuration/></CLI>; true when OPEN holds one, or holds what holds one.
 */
static bool read_cli(
	struct dissect *d, struct netconf_message *m, struct xml *x, const struct xml_token *open)
{
	bool h3c = is(m->operation, "CLI");

	if (!h3c && !is(m->operation, "execute-cli"))
		return false;
	if (is(open->name, h3c ? "Execution" : "cmdline") ||
		(h3c && is(open->name, "Configuration"))) {
		add_command(d, m, x, xml_content(x, open, d->scratch));
		return true;
	}
	return !h3c && is(open->name, "cmd");
}

/* Command lines in the midst of data, T holding them; true when it did. */
static bool read_lines(struct dissect *d, struct netconf_message *m, struct xml *x,
	struct place_in *in, const struct xml_token *t)
{
	bool outermost =
		t->depth == in->base + 1 && is(t->name, "cli"); /* Arista; or a container */
	struct xml before = *x;

	if (!outermost && !is(t->name, "cmd") && !is(t->name, "cli-config-data-block") &&
		!is(t->name, "md-cli-input-line"))
		return false;
	struct span lines = xml_content(x, t, d->scratch);
	if (outermost && !lines.len) {
		*x = before;
		return false;
	}
	add_command(d, m, x, lines);
	in->lines = t->depth - in->base - 1;
	return true;
}

/* NAME is that of a secret, alone or below of one that announces it. */
static bool may_be_secret(struct span name)
{
	static const char *const words[] = {
		"auth", "priv", "md5", "sha", "aes", "word", "community", "key", "string", NULL};

	for (const char *const *w = words; *w; w++)
		if (subject_has_word(name, *w))
			return true;
	return redact_name_is_secret(name);
}

static void read_rpc(struct dissect *d, struct netconf_message *m, struct xml *x)
{
	struct place_in in = {0};
	struct xml_token t;

	for (unsigned n = 0; n < TOKENS_MAX && xml_next(x, &t); n++) {
		m->secret |= t.kind == XML_OPEN && !m->secret && may_be_secret(t.name);
		if (in.base && t.kind == XML_CLOSE && t.depth == in.base)
			in.base = 0;
		else if (in.base && t.kind == XML_OPEN && read_lines(d, m, x, &in, &t))
			continue;
		else if (in.base && t.kind != XML_TEXT)
			walk_data(d, m, &in, &t);
		else if (t.kind == XML_TEXT && t.depth == 2 && span_trim(t.text).len &&
			 (is(m->operation, "command") || is(m->operation, "cli")))
			add_command(d, m, x, span_trim(xml_decode(d->scratch, &t)));
		if (in.base || t.kind != XML_OPEN)
			continue;
		if (t.depth == 2 && !m->operation.len)
			m->operation = t.name;
		if (is(t.name, "target") || is(t.name, "datastore"))
			read_store(d, m, x, &t, &m->target);
		else if (is(t.name, "source") && read_store(d, m, x, &t, &m->source))
			in = (struct place_in){.base = t.depth + 1}; /* <source><config> */
		else if (holds_data(t.name)) {
			in = (struct place_in){.base = t.depth};
			struct span select = xml_attribute(&t, "select");
			if (is(t.name, "configuration")) {
				in.base = t.depth - 1;
				walk_data(d, m, &in, &t);
			} else {
				add_path(d, m, select, span_of(NULL, 0));
			}
		} else if (t.depth > 2 && !read_cli(d, m, x, &t)) {
			read_leaf(d, m, x, &t);
		}
		if (is(t.name, "load-configuration"))
			m->url = xml_attribute(&t, "url");
		m->test_only |= is(m->test_option, "test-only") ||
				(t.depth == 3 && is(t.name, "check") &&
					subject_has_word(m->operation, "commit"));
		m->persist |= is(t.name, "persist") || is(t.name, "confirmed");
	}
}

/* <rpc-error>: a warning is none. */
static void read_error(
	struct dissect *d, struct netconf_message *m, struct xml *x, const struct xml_token *open)
{
	struct netconf_message inner = {.kind = NETCONF_NONE};
	struct xml_token t;
	bool warning = false;

	while (xml_next(x, &t) && !(t.kind == XML_CLOSE && t.depth <= open->depth)) {
		if (t.kind != XML_OPEN || t.depth != open->depth + 1)
			continue;
		if (is(t.name, "error-severity"))
			warning = is(xml_content(x, &t, d->scratch), "warning");
		else
			read_leaf(d, &inner, x, &t);
	}
	if (warning)
		return;
	m->error = true;
	if (!m->error_tag.len && !m->error_text.len) {
		m->error_tag = inner.error_tag;
		m->error_text = inner.error_text;
	}
}

/* Junos: <commit-results>, <load-configuration-results>, of several routing engines. */
static bool holds_results(struct span name)
{
	return subject_has_word(name, "-results") || is(name, "routing-engine");
}

static void read_reply(struct dissect *d, struct netconf_message *m, struct xml *x)
{
	struct xml_token t;

	for (unsigned n = 0; n < TOKENS_MAX && xml_next(x, &t); n++) {
		if (t.kind != XML_OPEN)
			continue;
		if (is(t.name, "rpc-error")) {
			read_error(d, m, x, &t);
		} else if (is(t.name, "load-error-count")) {
			uint64_t errors;
			struct span text = xml_content(x, &t, d->scratch);
			m->error |= span_decimal(text, UINT32_MAX, &errors) && errors;
		} else if (!holds_results(t.name)) {
			m->ok |= t.depth == 2 && is(t.name, "ok");
			if (t.depth == 2) /* data: what is in it was asked for */
				break;
		}
	}
}

static void read_hello(struct dissect *d, struct netconf_message *m, struct xml *x)
{
	struct xml_token t;

	for (unsigned n = 0; n < TOKENS_MAX && xml_next(x, &t); n++) {
		if (t.kind != XML_OPEN)
			continue;
		if (is(t.name, "session-id"))
			m->session = xml_content(x, &t, d->scratch);
		else if (is(t.name, "capability") && m->capability_count < NETCONF_CAPABILITIES_MAX)
			m->capabilities[m->capability_count++] = xml_content(x, &t, d->scratch);
	}
}

static void read_notification(struct dissect *d, struct netconf_message *m, struct xml *x)
{
	struct xml_token t;

	for (unsigned n = 0; n < TOKENS_MAX && xml_next(x, &t); n++) {
		if (t.kind != XML_OPEN)
			continue;
		if (t.depth == 2 && !is(t.name, "eventTime") && !m->operation.len)
			m->operation = t.name;
		else if (t.depth > 2 && is(t.name, "datastore"))
			m->datastore = xml_content(x, &t, d->scratch);
		else if (t.depth > 3 && is(t.name, "target")) {
			add_path(d, m, xml_content(x, &t, d->scratch), span_of(NULL, 0));
		} else if (t.depth > 2) {
			read_leaf(d, m, x, &t);
		}
	}
}

void netconf_read(struct dissect *d, struct span text, struct netconf_message *ret)
{
	struct xml x = xml_of(text);
	struct xml_token t;

	memset(ret, 0, sizeof(*ret));
	do
		if (!xml_next(&x, &t))
			return;
	while (t.kind != XML_OPEN);
	ret->id = xml_attribute(&t, "message-id");
	if (is(t.name, "hello")) {
		ret->kind = NETCONF_HELLO;
		read_hello(d, ret, &x);
	} else if (is(t.name, "rpc")) {
		ret->kind = NETCONF_RPC;
		read_rpc(d, ret, &x);
	} else if (is(t.name, "rpc-reply")) {
		ret->kind = NETCONF_REPLY;
		read_reply(d, ret, &x);
	} else if (is(t.name, "notification")) {
		ret->kind = NETCONF_NOTIFICATION;
		read_notification(d, ret, &x);
	}
}
