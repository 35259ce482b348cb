/*
 * changes: the same change seen on the wire, in an accounting record, in a log line and in a trap
 * is one change: its actions share an identifier, mgmt.correlation. Where an element records what
 * people type, a change without its record is told. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/aside.h"
#include "sensor/base/siphash.h"

enum { RECORDS = 2 /* changes with their record, before one without means something */ };

static const int64_t TOGETHER_US = 60 * 1000000ll;
static const int64_t RECORD_FIRST_US = 5 * 1000000ll; /* the log line may come before the bytes */

static bool is_told_of(const struct deed *d)
{
	return (verb_changes(d->action.verb) || d->action.verb == VERB_EXPORT) && d->element.known;
}

static uint8_t witness_of(const struct deed *d)
{
	static const char *const records[] = {"tacacs", "radius", "diameter"};

	if (TRACE_IS(d->event->type, records))
		return WITNESS_RECORD;
	if (strcmp(d->event->type, "syslog") == 0)
		return WITNESS_LOG;
	return d->action.evidence == EVIDENCE_ATTESTED ? WITNESS_TRAP : WITNESS_WIRE;
}

/* The next word of TEXT, and the rest in it. */
static struct span word_of(struct span *text)
{
	struct span in = span_trim(*text);
	uint32_t len = 0;

	while (len < in.len && in.p[len] != ' ' && in.p[len] != '\t')
		len++;
	*text = span_sub(in, len, in.len);
	return span_sub(in, 0, len);
}

/* Each witness hides it in its own way. */
static bool is_hidden(struct span word)
{
	uint32_t stars = 0;

	while (stars < word.len && word.p[stars] == '*')
		stars++;
	return (stars && stars == word.len) || span_starts(word, SPAN_LIT("redacted:"));
}

/* A command in the words that all witnesses use: in full, small, one space between, no <cr>. */
static uint64_t hash_of_command(const struct action *a)
{
	static const struct siphash_key fixed = {0x6368616e6765ull, 0x636f6d6d616e64ull};
	struct span text = a->object_name.len ? a->object_name : a->object, word;
	char buf[256];
	uint32_t len = 0;

	while ((word = word_of(&text)).len) {
		if (span_eq_nocase(word, SPAN_LIT("<cr>")))
			continue;
		if (is_hidden(word))
			word = SPAN_LIT("*");
		for (uint32_t i = 0; i < word.len && len < sizeof(buf) - 1; i++) {
			char c = (char)word.p[i];
			buf[len++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
		}
		buf[len++] = ' ';
		if (len == sizeof(buf))
			break;
	}
	return siphash(&fixed, buf, len);
}

static uint64_t hash_of_user(const struct action *a)
{
	static const struct siphash_key fixed = {0x6368616e6765ull, 0x75736572ull};

	return a->user_known ? siphash(&fixed, a->user.p, a->user.len) | 1 : 0;
}

static bool is_near(const struct change *c, const struct change *asked, int64_t span_us)
{
	int64_t gap = asked->ts_us - c->ts_us;

	return gap <= span_us && -gap <= span_us;
}

/* Nothing says that they are two. */
static bool is_compatible(const struct change *c, const struct change *asked)
{
	if (c->witnesses & asked->witnesses)
		return false;
	if (c->user && asked->user && c->user != asked->user)
		return false;
	return !c->has_actor || !asked->has_actor || addr_cmp(&c->actor, &asked->actor) == 0;
}

/* The latest change that ASKED may be another word on. */
static struct change *same_change(struct trace *t, const struct change *asked)
{
	uint8_t told = WITNESS_LOG | WITNESS_TRAP;
	bool wordless = asked->witnesses & told;

	for (unsigned pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < t->change_count && i < TRACE_CHANGES; i++) {
			struct change *c = &t->changes[(t->change_count - 1 - i) % TRACE_CHANGES];
			if (!is_compatible(c, asked))
				continue;
			if (pass == 0 && c->what == asked->what && is_near(c, asked, TOGETHER_US))
				return c;
			if (pass == 1 && wordless && is_near(c, asked, TOGETHER_US))
				return c;
			if (pass == 1 && !wordless && !(c->witnesses & ~told) &&
				is_near(c, asked, RECORD_FIRST_US))
				return c;
		}
	}
	return NULL;
}

static uint64_t change_identify(const struct deed *d, const struct change *c)
{
	static const struct siphash_key fixed = {0x6368616e6765ull, 0x6964ull};
	struct {
		struct party_key element;
		int64_t ts_us;
		uint64_t what, flow_id;
	} content = {d->element.key, c->ts_us, c->what, d->event->place.flow_id};

	return siphash(&fixed, &content, sizeof(content)) | 1;
}

static void change_add(struct change *c, const struct change *asked)
{
	c->witnesses |= asked->witnesses;
	if (!c->user)
		c->user = asked->user;
	if (!c->has_actor && asked->has_actor) {
		c->actor = asked->actor;
		c->has_actor = true;
	}
}

/* Only between a person's words and the record of just those is anything learned. */
static void record_learn(struct trace *t, const struct change *c, const struct change *asked)
{
	uint8_t both = c->witnesses | asked->witnesses;

	if (c->what == asked->what && both & WITNESS_WIRE && both & WITNESS_RECORD &&
		!(c->witnesses & WITNESS_WIRE && c->witnesses & WITNESS_RECORD))
		t->asking.records++;
}

void correlate_name(struct judge *j, struct deed *d)
{
	struct trace *t = is_told_of(d) ? trace_of(j, &d->element) : NULL;

	if (!t)
		return;
	struct change asked = {.ts_us = d->event->ts_us,
		.what = hash_of_command(&d->action),
		.user = hash_of_user(&d->action),
		.actor = d->actor.addr,
		.has_actor = d->actor.known,
		.witnesses = witness_of(d)};
	struct change *c = same_change(t, &asked);
	if (c) {
		record_learn(t, c, &asked);
		change_add(c, &asked);
	} else {
		asked.id = change_identify(d, &asked);
		c = &t->changes[t->change_count++ % TRACE_CHANGES];
		*c = asked;
	}
	d->change = c->id;
}

struct change *changes_find(struct trace *t, uint64_t id)
{
	for (unsigned i = 0; i < TRACE_CHANGES; i++)
		if (t->changes[i].id == id)
			return &t->changes[i];
	return NULL;
}

/* --- changes without a record --------------------------------------------------------------------
 */

static void record_judge(struct judge *j, const struct aside *a)
{
	struct aside_telling t;

	aside_tell(j, a, &t);
	struct trace *trace = trace_of(j, &t.element);
	const struct change *c = trace ? changes_find(trace, a->change) : NULL;
	if (!c || c->witnesses & WITNESS_RECORD || trace->asking.records < RECORDS)
		return;
	struct judgement it = {.finding = FINDING_NO_ACCOUNTING,
		.event = &t.event,
		.app = a->type,
		.element = &t.element,
		.peer = &t.actor,
		.question = &t.question,
		.rule = "no-record",
		.confidence = j->loss_ppm ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM,
		.absence = true};
	words_add(&it.message, t.actor.id);
	words_add(&it.message, " changed ");
	words_add(&it.message, t.element.id);
	words_add(&it.message, " over ");
	words_add(&it.message, a->type);
	words_add(
		&it.message, ", and the element sent no accounting record as it does for others: ");
	words_add_span(&it.message, span_str(a->object));
	finding_raise(j, &it);
}

/* What people type is recorded; what programs set is not. */
void changes_deed(struct judge *j, const struct deed *d)
{
	static const char *const typed[] = {"telnet", "rlogin", "mac-telnet"};

	if (d->change && d->actor.known && d->action.evidence == EVIDENCE_OBSERVED &&
		d->action.outcome != OUTCOME_REFUSED && d->action.outcome != OUTCOME_FAILED &&
		TRACE_IS(d->event->type, typed))
		aside_put(j, d, record_judge);
}
