/*
 * mikrotik_api: the API of RouterOS in clear (MikroTik's manual, "API"), on any TCP port: sentences
 * of words, each behind its length; a sentence ends with a word of no length. The client asks
 * (`/ip/address/add`, `=address=192.0.2.1/24`, `.tag=7`), the server answers with `!re` rows and
 * one `!done`, `!trap` or `!fatal`. Commands mean what they mean on the command line. On a worker's
 * thread.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "dissectors/common/person.h"
#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "dissectors/common/wait.h"
#include "sensor/base/fnv.h"
#include "sensor/base/redact.h"
#include "sensor/dissector.h"

enum {
	SENTENCE_MAX = 64 * 1024, /* a longer one ends the reading */
	WORDS_MAX = 64,           /* words of a sentence that are kept */
	LINE_MAX = 768,
	USER_MAX = 64
};

enum {
	API_F_COMMAND,
	API_F_ARGS,
	API_F_SECRETS,
	API_F_TAG,
	API_F_REPLY,
	API_F_MESSAGE,
	API_F_COUNT
};

static const struct field fields[API_F_COUNT] = {
	[API_F_COMMAND] = {"command", FIELD_TEXT, 0, "Menu and command, parted by slashes"},
	[API_F_ARGS] = {"args[]", FIELD_TEXT, FIELD_CLI, "Argument, attribute or query"},
	[API_F_SECRETS] = {"args[]", FIELD_TEXT, FIELD_SECRET, "The same, where it is a secret"},
	[API_F_TAG] = {"tag", FIELD_TEXT, 0, "Joins answers with their command"},
	[API_F_REPLY] = {"reply", FIELD_TEXT, 0, "How the command ended: done, trap or fatal"},
	[API_F_MESSAGE] = {"message", FIELD_TEXT, FIELD_CLI, "Why it failed"},
};
static const struct schema schema = {"mikrotik_api", fields, API_F_COUNT, false};

struct sentence {
	struct span words[WORDS_MAX];
	unsigned count;
	struct span tag;
};

struct api_state {
	uint32_t asked, answered; /* commands without a tag */
	uint64_t login_key;
	bool login, challenged;
	bool lost[2]; /* by side: bytes are missing, and no sentence was found since */
	struct person user;
};

/* --- words ---------------------------------------------------------------------------------- */

/* The length at the front of C, in one to five bytes; the top bits of the first say how many. */
static uint32_t word_length(struct cursor *c)
{
	uint8_t first = cursor_u8(c);

	if (first < 0x80)
		return first;
	if (first < 0xc0)
		return (uint32_t)(first & 0x3f) << 8 | cursor_u8(c);
	if (first < 0xe0)
		return (uint32_t)(first & 0x1f) << 16 | cursor_be16(c);
	if (first < 0xf0)
		return (uint32_t)(first & 0x0f) << 24 | cursor_be24(c);
	if (first != 0xf0)
		cursor_fail(c);
	return cursor_be32(c);
}

enum step { STEP_GO, STEP_WAIT, STEP_WRONG };

/* Where the sentence ends that HELD begins with. Words that are there are not looked at again. */
static enum step sentence_reach(struct dissect *d, struct span held)
{
	uint32_t at = wait_seen(d, held);

	for (;;) {
		struct cursor c = cursor_of(span_sub(held, at, UINT32_MAX));
		uint32_t before = cursor_left(&c);
		uint32_t len = before ? word_length(&c) : 0;
		bool has_length = before && cursor_ok(&c);
		if (before >= 5 && !has_length)
			return STEP_WRONG;
		uint32_t head = before - cursor_left(&c);
		if (has_length && (len > SENTENCE_MAX || at + head + len > SENTENCE_MAX))
			return STEP_WRONG;
		if (has_length && !len)
			break;
		if (!has_length || cursor_left(&c) < len) {
			wait_mark(d, held, at);
			d->want = has_length ? at + head + len : 0;
			return STEP_WAIT;
		}
		at += head + len;
	}
	wait_forget(d);
	return STEP_GO;
}

/* The sentence at the front of C, which is whole. */
static void read_sentence(struct cursor *c, struct sentence *ret)
{
	ret->count = 0;
	ret->tag = span_of(NULL, 0);
	for (;;) {
		struct span word = cursor_span(c, word_length(c));
		if (!word.len)
			break;
		if (span_starts(word, SPAN_LIT(".tag=")))
			ret->tag = span_sub(word, 5, UINT32_MAX);
		else if (ret->count < WORDS_MAX)
			ret->words[ret->count++] = word;
	}
}

/* S may go on. */
static bool begins_path(struct span s)
{
	if (!s.len || s.p[0] != '/')
		return false;
	for (uint32_t i = 1; i < s.len; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
			    s.p[i] == '/' || s.p[i] == '-'))
			return false;
	return true;
}

static bool is_path(struct span s)
{
	return s.len >= 4 && begins_path(s);
}

static bool is_reply(struct span s)
{
	return span_eq(s, SPAN_LIT("!done")) || span_eq(s, SPAN_LIT("!re")) ||
	       span_eq(s, SPAN_LIT("!trap")) || span_eq(s, SPAN_LIT("!fatal")) ||
	       span_eq(s, SPAN_LIT("!empty"));
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	uint8_t len = cursor_u8(&c);

	if (!in->stream || len < 3 || len >= 0x80)
		return in->stream && !in->data.len ? PROBE_MORE : PROBE_NO;
	if (cursor_left(&c) && *c.p != '/' && *c.p != '!')
		return PROBE_NO;
	if (cursor_left(&c) < len)
		return cursor_left(&c) < 2 || begins_path(cursor_peek(&c)) || *c.p == '!'
			       ? PROBE_MORE
			       : PROBE_NO;
	struct span word = cursor_span(&c, len);
	if (is_reply(word))
		return PROBE_SURE;
	if (!is_path(word))
		return PROBE_NO;
	if (!cursor_left(&c))
		return PROBE_MORE;
	return *c.p == 0 || (cursor_left(&c) > 1 && strchr("=.?", c.p[1])) ? PROBE_SURE
	       : cursor_left(&c) > 1                                       ? PROBE_NO
									   : PROBE_MORE;
}

/* --- what the client asks --------------------------------------------------------------------- */

/* What names a community of SNMP is the community itself. */
static bool is_community(const struct sentence *s, struct span name)
{
	return span_starts(s->words[0], SPAN_LIT("/snmp/community/")) &&
	       span_eq(name, SPAN_LIT("name"));
}

static bool is_secret(const struct sentence *s, struct span word)
{
	struct span name = span_sub(word, 1, UINT32_MAX);
	int64_t end = span_index(name, '=');

	name = span_sub(name, 0, end < 0 ? 0 : (uint32_t)end);
	return redact_name_is_secret(name) || span_eq(name, SPAN_LIT("response")) ||
	       is_community(s, name);
}

/* Value of argument NAME, which has its signs: "=name=". */
static struct span argument(const struct sentence *s, const char *name)
{
	struct span want = span_str(name);

	for (unsigned i = 1; i < s->count; i++)
		if (span_starts(s->words[i], want))
			return span_sub(s->words[i], want.len, UINT32_MAX);
	return span_of(NULL, 0);
}

static uint64_t key_of(uint32_t number, struct span tag)
{
	return tag.len ? fnv64(FNV64, tag) | 1ull << 63 : number;
}

static void tell_command(struct dissect *d, const struct sentence *s)
{
	struct draft *e = event_new(d, &schema);

	event_text(e, API_F_COMMAND, s->words[0]);
	for (unsigned i = 1; i < s->count; i++)
		if (!is_secret(s, s->words[i]))
			event_text(e, API_F_ARGS, s->words[i]);
		else
			event_text(e, API_F_SECRETS, s->words[i]);
	if (s->tag.len)
		event_text(e, API_F_TAG, s->tag);
	event_emit(d, e);
}

static void act_on_login(
	struct dissect *d, struct api_state *s, const struct sentence *w, uint64_t key)
{
	struct span user = argument(w, "=name=");
	struct span password = argument(w, "=password=");

	s->login = s->challenged = !user.len;
	if (!user.len) /* asks for a challenge */
		return;
	person_set(&s->user, user);
	s->login = true;
	s->login_key = key;
	if (argument(w, "=response=").len)
		return;
	const struct credential c = {.user = user,
		.secret = password,
		.element = side_other(d->from),
		.cleartext = true};
	credential_emit(d, &c);
}

/* The words of the path and the arguments that are no secrets, as a line of the command line. */
static struct span line_of(struct dissect *d, const struct sentence *s, uint32_t *ret_path)
{
	uint8_t *out = arena_take(d->scratch, LINE_MAX);
	struct span path = span_sub(s->words[0], 0, LINE_MAX / 2);
	uint32_t len = 0;

	if (!out)
		return span_of(NULL, 0);
	out[len++] = '/';
	for (uint32_t i = 1; i < path.len; i++)
		out[len++] = path.p[i] == '/' ? ' ' : path.p[i];
	*ret_path = len;
	for (unsigned i = 1; i < s->count; i++) {
		struct span word = span_sub(s->words[i], 1, UINT32_MAX);
		if (s->words[i].p[0] != '=' || is_secret(s, s->words[i]) ||
			len + word.len + 1 > LINE_MAX)
			continue;
		out[len++] = ' ';
		memcpy(out + len, word.p, word.len);
		len += word.len;
	}
	return span_of(out, len);
}

static struct span last_word(struct span path)
{
	for (uint32_t i = path.len; i-- > 0;)
		if (path.p[i] == '/')
			return span_sub(path, i + 1, UINT32_MAX);
	return path;
}

static enum verb verb_of(struct span word)
{
	static const char *const reads[] = {"print", "getall", "get", "listen", "monitor", "find",
		"monitor-traffic", "count-only", NULL};
	static const char *const changes[] = {"add", "set", "remove", "enable", "disable", "move",
		"unset", "comment", "edit", NULL};

	for (const char *const *w = reads; *w; w++)
		if (span_eq(word, span_str(*w)))
			return VERB_READ;
	for (const char *const *w = changes; *w; w++)
		if (span_eq(word, span_str(*w)))
			return VERB_CHANGE;
	return VERB_EXEC;
}

static void act_on_command(
	struct dissect *d, struct api_state *s, const struct sentence *w, uint64_t key)
{
	uint32_t path = 0;
	struct span line = line_of(d, w, &path);
	struct cli_meaning m;

	if (span_eq(w->words[0], SPAN_LIT("/cancel")))
		return;
	cli_classify(lexicon_of(d), CLI_ROUTEROS, CLI_MODE_PRIVILEGED, line, &m);
	struct action a = {.verb = m.known ? m.verb : verb_of(last_word(w->words[0])),
		.subject = m.known ? m.subject : subject_of_words(w->words[0]),
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(d->from),
		.object = w->words[0],
		.value = span_trim(span_sub(line, path, UINT32_MAX)),
		.value_scrub = SCRUB_TEXT};

	person_acts(&s->user, &a);
	if (verb_of(last_word(w->words[0])) == VERB_READ) { /* whatever the menu */
		a.verb = VERB_READ;
		a.subject = subject_of_words(w->words[0]);
	}
	if (span_eq(w->words[0], SPAN_LIT("/quit"))) {
		a.verb = VERB_LOGOUT;
		a.subject = SUBJECT_SESSION;
	}
	a.join = a.verb == VERB_READ;
	action_ask(d, key, &a);
}

static void asked(struct dissect *d, struct api_state *s, const struct sentence *w)
{
	uint64_t key = key_of(s->asked + 1, w->tag);

	if (!w->count || !is_path(w->words[0])) {
		anomaly_emit(d, "mikrotik_api.bad_command");
		return;
	}
	if (!w->tag.len)
		s->asked++;
	tell_command(d, w);
	if (span_eq(w->words[0], SPAN_LIT("/login")))
		act_on_login(d, s, w, key);
	else
		act_on_command(d, s, w, key);
}

/* --- what the server answers ------------------------------------------------------------------ */

static void answer_login(struct dissect *d, struct api_state *s, bool good, struct span why)
{
	struct action a = person_login(&s->user, good, d->from);
	const struct identity who = {.of = d->from,
		.vendor = SPAN_LIT("MikroTik"),
		.platform = SPAN_LIT("RouterOS"),
		.evidence = SPAN_LIT("mikrotik-api"),
		.is_equipment = true};

	a.reason = why;
	s->login = false;
	action_emit_at(d, &a, d->ts_us);
	identity_emit(d, &who);
	if (!good)
		s->user.len = 0;
}

static void answered(struct dissect *d, struct api_state *s, const struct sentence *w)
{
	struct span none = {NULL, 0};
	struct span word = w->count ? w->words[0] : none;
	bool done = span_eq(word, SPAN_LIT("!done")), trap = span_eq(word, SPAN_LIT("!trap"));
	struct span message = argument(w, "=message=");

	if (!is_reply(word)) {
		anomaly_emit(d, "mikrotik_api.bad_reply");
		return;
	}
	bool fatal = span_eq(word, SPAN_LIT("!fatal"));
	if (!done && !trap && !fatal)
		return;
	if (fatal && w->count > 1 && !message.len)
		message = w->words[1];
	struct draft *e = event_new(d, &schema);
	if (w->tag.len)
		event_text(e, API_F_TAG, w->tag);
	event_text(e, API_F_REPLY, span_sub(word, 1, UINT32_MAX));
	if (message.len)
		event_text(e, API_F_MESSAGE, message);
	event_emit(d, e);
	uint64_t key = key_of(s->answered + 1, w->tag);
	if (done && !w->tag.len && s->answered < s->asked)
		s->answered++;
	if (s->login && !s->challenged && key == s->login_key) {
		answer_login(d, s, done, message);
		return;
	}
	bool refused = span_find(message, SPAN_LIT("permission")) >= 0 ||
		       span_find(message, SPAN_LIT("not logged in")) >= 0;
	action_answer(d, key,
		done      ? OUTCOME_OK
		: refused ? OUTCOME_REFUSED
			  : OUTCOME_FAILED,
		done ? none : message);
}

/* Behind a hole, the next word that begins a sentence; false where more is needed. */
static bool find_sentence(struct dissect *d, struct api_state *s, struct cursor *c)
{
	while (s->lost[d->from]) {
		const struct probe_input in = {
			.data = cursor_peek(c), .from = d->from, .stream = true};
		enum probe is = probe(&in);
		if (is == PROBE_MORE)
			return false;
		if (is == PROBE_SURE)
			s->lost[d->from] = false;
		else
			cursor_skip(c, 1);
		wait_forget(d);
	}
	return true;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct api_state *s = d->state;

	(void)missing;
	s->lost[d->from] = true;
	if (d->from == SIDE_SERVER)
		s->answered = s->asked; /* which of the answers is missing, nobody knows */
	return PARSE_OK;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct api_state *s = d->state;
	struct sentence w;

	while (find_sentence(d, s, c) && cursor_left(c)) {
		enum step what = sentence_reach(d, cursor_peek(c));
		if (what == STEP_WAIT)
			break;
		if (what != STEP_GO) {
			anomaly_emit(d, "mikrotik_api.bad_sentence");
			return PARSE_STOP;
		}
		read_sentence(c, &w);
		if (d->from == SIDE_CLIENT)
			asked(d, s, &w);
		else
			answered(d, s, &w);
	}
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {8728, 0};

const struct dissector dissector_mikrotik_api = {
	.name = "mikrotik-api",
	.title = "RouterOS API",
	.spec = "MikroTik RouterOS manual, API",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({3, 0x7f}),
	.state_size = sizeof(struct api_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
