/*
 * netconf_read: one message of NETCONF (RFC 6241 section 4, RFC 5277, RFC 6470) into a struct: the
 * operation, the datastores, the places in the data, errors. No values. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "dissectors/common/xml.h"
#include "dissectors/netconf.h"

#include <stddef.h>

enum { TOKENS_MAX = 65536, LEVELS = 3 };

/* Where in an rpc the names of data are at home. */
struct place_in {
	unsigned base; /* depth of the element whose children are data, 0 outside */
	unsigned told; /* levels of names that are kept */
	struct span names[LEVELS];
	struct span operations[LEVELS]; /* of a name or what is around it */
	struct netconf_path *path;      /* the last one told, whose inner nodes are walked over */
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
	uint8_t text[NETCONF_PATH_MAX];
	uint32_t len = 0;

	for (unsigned i = 0; i < in->told; i++) {
		struct span name = span_sub(in->names[i], 0, (NETCONF_PATH_MAX - 2) / LEVELS - 1);
		text[len++] = '/';
		if (name.len)
			memcpy(text + len, name.p, name.len);
		len += name.len;
	}
	if (len)
		in->path = add_path(d, m, span_of(text, len), in->operations[in->told - 1]);
}

/* Names of data: <interfaces><interface> is /interfaces/interface; what Junos wraps is told too. */
static void walk_data(struct dissect *d, struct netconf_message *m, struct place_in *in,
	const struct xml_token *t)
{
	unsigned level = t->depth - in->base; /* 1 for the outermost */
	bool wrapped = in->told && is(in->names[0], "configuration");
	unsigned deep = wrapped ? LEVELS : LEVELS - 1;

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
		} else if (in->path && !in->path->operation.len) {
			in->path->operation = op;
		}
		if (level == deep)
			add_place(d, m, in);
	} else if (t->kind == XML_CLOSE && level < deep && in->told == level) {
		add_place(d, m, in);
	}
}

static bool holds_data(struct span name)
{
	return is(name, "config") || is(name, "filter") || is(name, "subtree-filter") ||
	       is(name, "data") || is(name, "action") || is(name, "configuration");
}

/* The datastore or URL inside of <target> or <source>. */
static void read_store(struct dissect *d, struct netconf_message *m, struct xml *x,
	const struct xml_token *open, struct span *to)
{
	struct xml_token t;

	while (xml_next(x, &t) && !(t.kind == XML_CLOSE && t.depth == open->depth)) {
		if (t.kind == XML_OPEN && t.depth == open->depth + 1 && !to->len)
			*to = t.name;
		if (t.kind == XML_OPEN && is(t.name, "url"))
			m->url = xml_content(x, &t, d->scratch);
		if (t.kind == XML_TEXT && !to->len && t.depth == open->depth)
			*to = span_trim(t.text); /* identities of RFC 8526: ds:running */
	}
}

/* A leaf of an operation that says more about it; true when it was one. */
static bool read_leaf(
	struct dissect *d, struct netconf_message *m, struct xml *x, const struct xml_token *t)
{
	static const struct {
		const char *name;
		size_t at;
	} leaves[] = {
		{"default-operation", offsetof(struct netconf_message, default_operation)},
		{"session-id", offsetof(struct netconf_message, session)},
		{"error-tag", offsetof(struct netconf_message, error_tag)},
		{"error-message", offsetof(struct netconf_message, error_text)},
		{"username", offsetof(struct netconf_message, username)},
		{"source-host", offsetof(struct netconf_message, host)},
		{"url", offsetof(struct netconf_message, url)},
		{"cmd", offsetof(struct netconf_message, command)},
		{"command", offsetof(struct netconf_message, command)},
		{"exec-command", offsetof(struct netconf_message, command)},
		{"cli-config-data", offsetof(struct netconf_message, command)},
		{"cli-config-data-block", offsetof(struct netconf_message, command)},
	};

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

/* A command line inside of data, behind those before it. */
static void add_command(struct dissect *d, struct netconf_message *m, struct span line)
{
	struct span before =
		m->command.len ? text_join(d->scratch, m->command, SPAN_LIT("\n")) : m->command;

	m->command = text_join(d->scratch, before, line);
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
		add_command(d, m, xml_content(x, open, d->scratch));
		return true;
	}
	return !h3c && is(open->name, "cmd");
}

static void read_rpc(struct dissect *d, struct netconf_message *m, struct xml *x)
{
	struct place_in in = {0};
	struct xml_token t;

	for (unsigned n = 0; n < TOKENS_MAX && xml_next(x, &t); n++) {
		if (in.base && t.kind == XML_CLOSE && t.depth == in.base)
			in.base = 0;
		else if (in.base && t.kind == XML_OPEN && is(t.name, "cmd"))
			add_command(d, m, xml_content(x, &t, d->scratch));
		else if (in.base && t.kind != XML_TEXT)
			walk_data(d, m, &in, &t);
		else if (t.kind == XML_TEXT && t.depth == 2 && span_trim(t.text).len &&
			 (is(m->operation, "command") || is(m->operation, "cli")))
			m->command = span_trim(xml_decode(d->scratch, &t));
		if (in.base || t.kind != XML_OPEN)
			continue;
		if (t.depth == 2 && !m->operation.len)
			m->operation = t.name;
		if (is(t.name, "target") || is(t.name, "datastore"))
			read_store(d, m, x, &t, &m->target);
		else if (is(t.name, "source"))
			read_store(d, m, x, &t, &m->source);
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
