/*
 * grpc: what a call of gRPC does to the equipment that serves it: gNMI Set place by place, Get and
 * Subscribe as reads, gNOI, gNSI, gRIBI and P4Runtime by the table in grpc_methods.def. Actions
 * wait under the number of their stream for the status. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "dissectors/common/subject.h"
#include "dissectors/http2.h"

enum { LINES_MAX = 64 };

static const struct method {
	const char *path;
	enum verb verb;
	enum subject subject;
	uint8_t outer, inner;
} methods[] = {
#define GRPC(path, verb, subject, outer, inner)                                                    \
	{path, VERB_##verb, SUBJECT_##subject, outer, inner},
#include "dissectors/grpc_methods.def"
};

static const struct method *method_of(struct span path)
{
	for (unsigned i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		struct span name = span_str(methods[i].path);
		uint8_t last = name.p[name.len - 1];
		bool prefix = last == '/' || last == '.';
		if (prefix ? span_starts(path, name) : span_eq(path, name))
			return &methods[i];
	}
	return NULL;
}

/* What is the same in all actions of T. */
static void complete(const struct http2_stream *t, struct action *a)
{
	struct span path = span_of(t->path, t->path_len);

	a->via = span_starts(path, SPAN_LIT("/gnmi."))   ? "gnmi"
		 : span_starts(path, SPAN_LIT("/gnoi.")) ? "gnoi"
							 : "grpc";
	a->evidence = EVIDENCE_OBSERVED;
	a->element = SIDE_SERVER;
	a->user = span_of(t->user, t->user_len);
	a->user_known = t->user_len > 0;
	a->user_source = USER_WIRE;
	a->join = a->verb == VERB_READ;
}

void grpc_ask(struct dissect *d, const struct http2_stream *t, struct action *a)
{
	complete(t, a);
	action_ask(d, t->id, a);
}

/* A Set of which not everything could be read: what else it changes nobody can say. */
static const struct action not_read = {.verb = VERB_CHANGE,
	.subject = SUBJECT_CONFIG,
	.object = SPAN_LIT("/gnmi.gNMI/Set"),
	.value = SPAN_LIT("part of the request could not be read")};

/* Command lines in a value of origin "cli". */
static void act_on_lines(struct dissect *d, const struct http2_stream *t, struct span text)
{
	struct cursor c = cursor_of(text);
	struct span line;

	for (unsigned i = 0; i < LINES_MAX && cursor_left(&c); i++) {
		struct cli_meaning m;
		if (!cursor_line(&c, &line))
			line = cursor_rest(&c);
		line = span_trim(line);
		cli_classify(lexicon_of(d), CLI_UNKNOWN, CLI_MODE_CONFIG, line, &m);
		if (m.navigation || !line.len)
			continue;
		struct action a = {.verb = m.verb,
			.subject = m.subject,
			.object = line,
			.object_scrub = SCRUB_TEXT};
		grpc_ask(d, t, &a);
	}
}

static void act_on_set(
	struct dissect *d, const struct http2_stream *t, const struct grpc_deeds *all)
{
	for (unsigned i = 0; i < all->count; i++) {
		const struct grpc_deed *deed = &all->list[i];
		bool deletes = strcmp(deed->how, "delete") == 0;
		struct action a = {.verb = VERB_CHANGE,
			.subject = subject_of_words(deed->path),
			.object = deed->path,
			.object_scrub = SCRUB_MARKED,
			.value = deletes ? SPAN_LIT("delete") : deed->value,
			.value_scrub = deed->secret ? SCRUB_SECRET : SCRUB_TEXT};
		if (deed->cli && deed->value.len)
			act_on_lines(d, t, deed->value);
		else
			grpc_ask(d, t, &a);
	}
}

static void act_on_read(struct dissect *d, const struct http2_stream *t,
	const struct grpc_deeds *all, const char *name)
{
	struct action a = {.verb = VERB_READ,
		.subject = SUBJECT_CONFIG,
		.object = all->count ? all->list[0].path : span_str(name),
		.object_scrub = SCRUB_MARKED};

	if (all->count)
		a.subject = subject_of_words(a.object);
	grpc_ask(d, t, &a);
}

void grpc_call(struct dissect *d, struct http2_stream *t, struct span message, bool cut)
{
	struct span path = span_of(t->path, t->path_len);
	struct grpc_deeds all = {.count = 0};
	const struct method *m = method_of(path);

	t->cut = cut;
	if (span_eq(path, not_read.object)) {
		grpc_read_set(d, message, &all);
		act_on_set(d, t, &all);
		t->cut |= all.cut;
		if (t->cut) {
			struct action a = not_read;
			grpc_ask(d, t, &a);
		}
	} else if (span_eq(path, SPAN_LIT("/gnmi.gNMI/Get"))) {
		grpc_read_get(d, message, &all);
		act_on_read(d, t, &all, "Get");
	} else if (span_eq(path, SPAN_LIT("/gnmi.gNMI/Subscribe"))) {
		grpc_read_subscribe(d, message, &all);
		act_on_read(d, t, &all, "Subscribe");
	} else if (grpc_vendor_call(d, t, message, &t->cut)) {
		if (t->cut) {
			struct action a = not_read;
			a.object = path;
			grpc_ask(d, t, &a);
		}
	} else if (m) {
		struct span within = m->outer ? grpc_field(message, m->outer) : message;
		struct span object = m->inner ? grpc_field(within, m->inner) : span_of(NULL, 0);
		struct action a = {.verb = m->verb,
			.subject = m->subject,
			.object = path,
			.value = object,
			.value_scrub = SCRUB_URL};
		if (m->subject == SUBJECT_FILE && object.len) { /* the file is what is acted on */
			a.object = object;
			a.object_scrub = SCRUB_URL;
			a.value = path;
		}
		grpc_ask(d, t, &a);
	}
}

void grpc_unseen(struct dissect *d, struct http2_stream *t, enum outcome outcome, const char *why)
{
	struct span path = span_of(t->path, t->path_len);
	bool set = span_eq(path, not_read.object);
	const struct method *m = method_of(path);
	struct action a = not_read;

	if (!set && (!m || m->verb == VERB_READ))
		return;
	if (!set)
		a = (struct action){.verb = m->verb, .subject = m->subject, .object = path};
	a.outcome = outcome;
	a.reason = span_str(why);
	complete(t, &a);
	t->cut = true;
	action_emit_at(d, &a, t->wait.ts_us);
}
