/*
 * smart_install: Cisco Smart Install. A director tells switches which configuration and which image
 * to take, and which commands to run, and nobody asks the director who it is. Runs on a worker's
 * thread. All words are 32 bits in network order:
 *
 *   | sender | version | type | length | body of `length` bytes |
 *
 * A director (sender 1 or 2) writes version 1, a switch answers as sender 4 with version 0.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "dissectors/common/filename.h"
#include "dissectors/common/text.h"
#include "dissectors/common/wait.h"
#include "sensor/dissector.h"

enum smi_sender { SMI_DIRECTOR = 1, SMI_DIRECTOR_NEWER = 2, SMI_SWITCH = 4 };

enum smi_type { SMI_IMAGE = 2, SMI_CONFIG = 3, SMI_PROBE = 4, SMI_EXECUTE = 5, SMI_COMMANDS = 8 };

enum {
	SMI_PORT = 4786,
	SMI_HEAD = 16,
	SMI_BODY_MAX = 0x1000, /* real messages stay below 0x410 */
	SMI_TYPE_MAX = 64,
	SMI_BARE = 8,          /* a body this short says nothing: somebody only looks */
	SMI_COMMAND_MIN = 4,   /* printable bytes that make a command */
	SMI_COMMAND_MAX = 336, /* a slot */
	SMI_COMMANDS_MAX = 8   /* real messages have three slots */
};

struct smi_head {
	uint32_t sender, version, type, length;
};

struct smi_state {
	struct smi_head head;       /* of the director's message that waits for its body */
	enum side from;             /* who sends it */
	uint32_t kept;              /* bytes of its body so far */
	bool waits;                 /* part of a message is here */
	bool probed, known;         /* hint and identity are told */
	uint8_t body[SMI_BODY_MAX]; /* what came of it, should the rest never come */
};

struct smi_message {
	struct smi_head head;
	enum side from;
	struct span body;
	bool bad_length; /* the length says what cannot be, or what never came */
};

/* What a body holds that people read. */
struct smi_text {
	struct span url;
	struct span commands[SMI_COMMANDS_MAX];
	unsigned count;
};

enum { SMI_F_TYPE, SMI_F_URL, SMI_F_NAME, SMI_F_SENDER, SMI_F_LENGTH, SMI_F_COMMANDS, SMI_F_COUNT };

static const struct field smi_fields[SMI_F_COUNT] = {
	[SMI_F_TYPE] = {"type", FIELD_UINT, 0, "Message type"},
	[SMI_F_URL] = {"url", FIELD_TEXT, FIELD_URL,
		"Where the switch shall fetch from or write to"},
	[SMI_F_NAME] = {"name", FIELD_TEXT, 0, "What the message type asks for"},
	[SMI_F_SENDER] = {"sender", FIELD_TEXT, 0, "Who speaks: director or switch"},
	[SMI_F_LENGTH] = {"length", FIELD_UINT, 0, "Length of the body as the header has it"},
	[SMI_F_COMMANDS] = {"commands[]", FIELD_TEXT, FIELD_CLI, "Commands the switch shall run"},
};

static const struct schema smi_schema = {"smart_install", smi_fields, SMI_F_COUNT, false};
static const struct schema *const smi_schemas[] = {&smi_schema, NULL};
static const uint16_t smi_hints[] = {SMI_PORT, 0};

static struct smi_head smi_read_head(struct cursor *c)
{
	struct smi_head h;

	h.sender = cursor_be32(c);
	h.version = cursor_be32(c);
	h.type = cursor_be32(c);
	h.length = cursor_be32(c);
	return h;
}

static bool smi_from_director(const struct smi_head *h)
{
	return (h->sender == SMI_DIRECTOR || h->sender == SMI_DIRECTOR_NEWER) && h->version == 1;
}

static bool smi_is_head(const struct smi_head *h)
{
	bool speaker = smi_from_director(h) || (h->sender == SMI_SWITCH && h->version == 0);

	return speaker && h->type && h->type <= SMI_TYPE_MAX;
}

/* Type and length fit a message that is known: enough on any port. */
static bool smi_is_known(const struct smi_head *h)
{
	static const struct {
		uint32_t sender, type, length;
	} known[] = {
		{SMI_DIRECTOR, SMI_PROBE, 8},
		{SMI_DIRECTOR, SMI_CONFIG, 1},
		{SMI_DIRECTOR, SMI_CONFIG, 0x128},
		{SMI_DIRECTOR, SMI_IMAGE, 0x1c4},
		{SMI_DIRECTOR, SMI_COMMANDS, 0x408},
		{SMI_DIRECTOR_NEWER, SMI_EXECUTE, 0x210},
	};

	for (uint32_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].sender == h->sender && known[i].type == h->type &&
			known[i].length == h->length)
			return true;
	return false;
}

static enum probe smi_probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);

	if (!in->stream)
		return PROBE_NO;
	for (uint32_t i = 0; i < in->data.len && i < 3; i++)
		if (in->data.p[i])
			return PROBE_NO;
	if (in->data.len < SMI_HEAD)
		return in->data.len > 3 && in->data.p[3] > SMI_SWITCH ? PROBE_NO : PROBE_MORE;
	struct smi_head h = smi_read_head(&c);
	if (!smi_is_head(&h))
		return PROBE_NO;
	if (smi_is_known(&h) || in->dport == SMI_PORT || in->sport == SMI_PORT)
		return PROBE_SURE;
	return PROBE_NO;
}

/* Length of the text at the start of S: printable up to a NUL or the end of what is here. */
static uint32_t smi_text_len(struct span s)
{
	uint32_t len = 0;

	while (len < s.len && s.p[len] >= 0x20 && s.p[len] < 0x7f)
		len++;
	return len;
}

/* The scheme of a URL may follow bytes that happen to be printable. */
static struct span smi_url(struct span text)
{
	int64_t at = span_find(text, SPAN_LIT("://"));
	uint32_t start = at < 0 ? 0 : (uint32_t)at;

	if (at <= 0)
		return span_of(text.p, 0);
	while (start && ((text.p[start - 1] | 0x20) >= 'a' && (text.p[start - 1] | 0x20) <= 'z'))
		start--;
	uint32_t end = start;
	while (end < text.len && text.p[end] > ' ')
		end++;
	return start == (uint32_t)at ? span_of(text.p, 0) : span_sub(text, start, end - start);
}

/* Finds the texts of BODY, whatever their places: NULs and numbers stand between them. */
static void smi_read_body(const struct smi_head *h, struct span body, struct smi_text *ret)
{
	*ret = (struct smi_text){.url = {NULL, 0}};
	for (uint32_t at = 0; at < body.len;) {
		uint32_t len = smi_text_len(span_sub(body, at, body.len));
		struct span text = span_sub(body, at, len);
		at += len + 1;
		if (len < SMI_COMMAND_MIN)
			continue;
		if (!ret->url.len)
			ret->url = smi_url(text);
		text = span_trim(span_sub(text, 0, SMI_COMMAND_MAX));
		if (h->type == SMI_COMMANDS && text.len && ret->count < SMI_COMMANDS_MAX)
			ret->commands[ret->count++] = text;
	}
}

/* The host of URL, where it is an address. */
static bool smi_url_host(struct span url, struct addr *ret)
{
	struct span host = text_until(text_after(url, "://"), "/");
	int64_t user = span_index(host, '@');

	host = span_sub(host, (uint32_t)(user + 1), host.len);
	return addr_parse(text_until(host, ":"), ret);
}

static const char *smi_type_name(const struct smi_head *h)
{
	if (!smi_from_director(h))
		return "reply";
	switch (h->type) {
	case SMI_IMAGE:
		return "upgrade-image";
	case SMI_CONFIG:
		return h->length <= SMI_BARE ? "probe" : "change-config";
	case SMI_PROBE:
		return "probe";
	case SMI_EXECUTE:
		return "execute";
	case SMI_COMMANDS:
		return "run-commands";
	default:
		return "other";
	}
}

static struct action smi_action(enum side from, enum verb verb, enum subject subject)
{
	return (struct action){.verb = verb,
		.subject = subject,
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(from)};
}

static void smi_act_url(
	struct dissect *d, enum side from, const struct smi_head *h, const struct smi_text *t)
{
	struct action a = smi_action(from, VERB_IMPORT, SUBJECT_CONFIG);

	if (h->type == SMI_IMAGE)
		a.verb = VERB_IMAGE, a.subject = SUBJECT_IMAGE;
	else if (h->type == SMI_EXECUTE)
		a.verb = VERB_EXEC;
	else if (h->type != SMI_CONFIG || h->length <= SMI_BARE)
		return;
	a.object = t->url;
	a.object_scrub = SCRUB_URL;
	a.has_target = t->url.len && smi_url_host(t->url, &a.target);
	action_emit(d, &a);
}

/* What leaves is most often the configuration under a name of the director's choice. */
static enum subject smi_subject(const struct cli_meaning *m, struct span command)
{
	uint32_t start = command.len;

	if (m->subject != SUBJECT_FILE || m->verb != VERB_EXPORT)
		return m->subject;
	while (start && command.p[start - 1] != ' ')
		start--;
	return filename_subject(span_sub(command, start, command.len));
}

static void smi_act_commands(struct dissect *d, enum side from, const struct smi_text *t)
{
	for (unsigned i = 0; i < t->count; i++) {
		struct cli_meaning m;
		cli_classify(lexicon_of(d), CLI_IOS, CLI_MODE_PRIVILEGED, t->commands[i], &m);
		if (m.navigation)
			continue;
		struct action a = smi_action(from, m.verb, smi_subject(&m, t->commands[i]));
		a.object = t->commands[i];
		a.object_scrub = SCRUB_TEXT;
		a.join = m.verb == VERB_READ;
		a.has_target = m.target.len && addr_parse(m.target, &a.target);
		action_emit(d, &a);
	}
}

static void smi_hint(struct dissect *d, const char *name, const struct smi_head *h)
{
	hint_emit(d, name, span_str(smi_type_name(h)), h->length);
}

static void smi_identify(struct dissect *d, struct smi_state *s, enum side from)
{
	struct identity i = {.of = from,
		.vendor = SPAN_LIT("Cisco"),
		.evidence = SPAN_LIT("smart-install"),
		.is_equipment = true};

	if (!s->known)
		identity_emit(d, &i);
	s->known = true;
}

static void smi_emit(
	struct dissect *d, const struct smi_message *m, const struct smi_text *t, bool director)
{
	struct draft *e = event_new(d, &smi_schema);

	event_uint(e, SMI_F_TYPE, m->head.type);
	if (t->url.len)
		event_text(e, SMI_F_URL, t->url);
	event_text(e, SMI_F_NAME, span_str(smi_type_name(&m->head)));
	event_text(e, SMI_F_SENDER, director ? SPAN_LIT("director") : SPAN_LIT("switch"));
	event_uint(e, SMI_F_LENGTH, m->head.length);
	for (unsigned i = 0; i < t->count; i++)
		event_text(e, SMI_F_COMMANDS, t->commands[i]);
	event_emit(d, e);
}

/* One message, or as much of it as ever came. */
static void smi_tell(struct dissect *d, struct smi_state *s, const struct smi_message *m)
{
	const struct smi_head *h = &m->head;
	bool director = smi_from_director(h);
	struct smi_text t;

	smi_read_body(h, m->body, &t);
	smi_emit(d, m, &t, director);
	if (!director) {
		smi_identify(d, s, m->from);
		return;
	}
	if (m->bad_length) {
		anomaly_emit(d, "smart_install.bad_length");
		smi_hint(d, "smi.malformed", h);
	}
	if (!s->probed && h->length <= SMI_BARE)
		smi_hint(d, "smi.probe", h);
	s->probed |= h->length <= SMI_BARE;
	smi_act_url(d, m->from, h, &t);
	smi_act_commands(d, m->from, &t);
}

/* Keeps what came of a body, so that a message that never ends is told as far as it came. */
static void smi_keep(struct smi_state *s, const struct smi_message *m)
{
	s->head = m->head;
	s->from = m->from;
	s->waits = true;
	s->kept = m->body.len < SMI_BODY_MAX ? m->body.len : SMI_BODY_MAX;
	if (s->kept)
		memcpy(s->body, m->body.p, s->kept);
}

static enum parse smi_stream(struct dissect *d, struct cursor *c)
{
	struct smi_state *s = d->state;

	while (cursor_left(c) >= SMI_HEAD) {
		struct cursor ahead = *c;
		struct smi_message m = {.head = smi_read_head(&ahead), .from = d->from};
		if (!smi_is_head(&m.head)) {
			anomaly_emit(d, "smart_install.bad_header");
			return PARSE_STOP;
		}
		uint32_t length = m.head.length;
		uint32_t need = length < SMI_BODY_MAX ? length : SMI_BODY_MAX;
		if (cursor_left(&ahead) < need) {
			m.body = cursor_peek(&ahead);
			if (smi_from_director(&m.head))
				smi_keep(s, &m);
			wait_mark(d, cursor_peek(c), cursor_left(c));
			return PARSE_OK;
		}
		if (d->from == s->from)
			s->waits = false;
		m.body = cursor_span(&ahead, need);
		m.bad_length = length > SMI_BODY_MAX;
		smi_tell(d, s, &m);
		if (m.bad_length)
			return PARSE_STOP;
		*c = ahead;
	}
	return PARSE_OK;
}

static void smi_tell_kept(struct dissect *d, bool bad_length)
{
	struct smi_state *s = d->state;
	struct smi_message m = {s->head, s->from, span_of(s->body, s->kept), bad_length};

	if (!s->waits)
		return;
	s->waits = false;
	smi_tell(d, s, &m);
}

/* The capture lost the rest: what came is told, and the sender is not to blame. */
static enum parse smi_gap(struct dissect *d, uint32_t missing)
{
	const struct smi_state *s = d->state;

	(void)missing;
	if (d->from == s->from)
		smi_tell_kept(d, false);
	return PARSE_STOP;
}

static void smi_finish(struct dissect *d)
{
	event_from_client(d);
	smi_tell_kept(d, true);
}

const struct dissector dissector_smart_install = {
	.name = "smart_install",
	.title = "Cisco Smart Install",
	.spec = "no public specification; Cisco advisory cisco-sa-20170214-smi",
	.set = "management",
	.schemas = smi_schemas,
	.hints = smi_hints,
	.first = BYTE_RANGES({0, 0}),
	.state_size = sizeof(struct smi_state),
	.cleartext = true,
	.probe = smi_probe,
	.stream = smi_stream,
	.gap = smi_gap,
	.finish = smi_finish,
};
