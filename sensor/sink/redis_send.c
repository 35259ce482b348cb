/* redis_send: see redis_send.h. */
#include "config.h"

#include "sensor/sink/redis_send.h"

#include "sensor/sink/redis_stream.h"

#include <hiredis/hiredis.h>
#include <stdio.h>

enum { OTHER_RETRY_MS = 10000 /* sw:sensors is worth no more */ };

/* One item of the transaction at hand. */
struct chosen {
	unsigned item;          /* index in s->items */
	enum redis_fault fault; /* worst of its commands */
};

/* A transaction from MULTI to the reply of EXEC. */
struct transaction {
	struct redis_send *s;
	struct chosen chosen[REDIS_BATCH];
	unsigned count;
	bool executed; /* EXEC was answered with the replies of all commands */
	bool with_sensors;
	int64_t sensors_told;   /* what sw:sensors is told then */
	enum redis_fault whole; /* fault of MULTI, EXEC or meta: nothing of it landed, or AWAY */
};

/* --- opening ------------------------------------------------------------------------------ */

static struct span decimal(char *text, size_t cap, int64_t value)
{
	return span_of(text, (uint32_t)snprintf(text, cap, "%lld", (long long)value));
}

static enum redis_fault write_meta(struct redis_send *s)
{
	char name[256], schema[24], start[24];
	struct span words[] = {SPAN_LIT("HSET"), redis_key(s->keys, "meta", name),
		SPAN_LIT("schema"), decimal(schema, sizeof(schema), REDIS_SCHEMA),
		SPAN_LIT("version"), span_str(s->version), SPAN_LIT("start_ms"),
		decimal(start, sizeof(start), s->start_ms)};

	return redis_link_ask(&s->link, words, sizeof(words) / sizeof(words[0]), NULL);
}

/* How far the server was when it was last written to; not known where the user may not read it. */
static enum redis_fault read_last_ms(struct redis_send *s)
{
	char name[256];
	struct span words[] = {
		SPAN_LIT("HGET"), redis_key(s->keys, "meta", name), SPAN_LIT("last_ms")};
	struct redisReply *reply = NULL;
	enum redis_fault fault = redis_link_ask(&s->link, words, 3, &reply);
	uint64_t ms = 0;

	s->found_ms = -1;
	if (fault != REDIS_FINE)
		return fault;
	if (reply->type != REDIS_REPLY_STRING ||
		span_decimal(span_of(reply->str, (uint32_t)reply->len), INT64_MAX, &ms))
		s->found_ms = (int64_t)ms;
	freeReplyObject(reply);
	return fault;
}

enum redis_fault redis_send_open(struct redis_send *s)
{
	enum redis_fault fault = redis_link_up(&s->link);

	s->refused[0] = '\0';
	if (fault != REDIS_FINE)
		return fault;
	s->connects++;
	for (enum redis_stream k = REDIS_ALERTS; k < REDIS_STREAMS; k++) {
		fault = redis_stream_refresh(s, k);
		/* A foreign key under this name is the matter of the items that go there. */
		if (fault >= REDIS_WAIT)
			return fault;
	}
	fault = read_last_ms(s);
	if (fault >= REDIS_WAIT)
		return fault;
	fault = write_meta(s);
	return fault == REDIS_SKIP ? REDIS_FINE : fault;
}

/* --- sending ------------------------------------------------------------------------------ */

static void append(struct redis_send *s, const struct span *words, int count)
{
	const char *argv[REDIS_WORDS];
	size_t lengths[REDIS_WORDS];

	for (int i = 0; i < count; i++) {
		argv[i] = words[i].len ? (const char *)words[i].p : "";
		lengths[i] = words[i].len;
	}
	redisAppendCommandArgv(s->link.context, count, argv, lengths);
}

static void append_one(struct redis_send *s, struct span word)
{
	append(s, &word, 1);
}

static void append_item(struct redis_send *s, struct redis_item *i)
{
	struct span words[REDIS_WORDS];
	char id[REDIS_ID_TEXT];
	uint32_t at = 0;
	int count;

	if (i->stream != REDIS_NO_STREAM)
		redis_stream_give_id(s, i);
	while ((count = redis_item_command(i, &at, words)) > 0) {
		if (i->stream != REDIS_NO_STREAM)
			words[REDIS_WORD_ID] = redis_stream_id_text(i, id);
		append(s, words, count);
	}
	if (i->ts_ms > s->last_ms)
		s->last_ms = i->ts_ms;
}

/* Chooses what may go now: not what was refused a moment ago, nor what came behind it in its
 * stream. */
static void choose(struct transaction *t)
{
	struct redis_send *s = t->s;
	int64_t now = redis_now_ms();
	bool held[REDIS_STREAMS] = {false};

	for (unsigned n = 0; n < s->count; n++) {
		struct redis_item *i = s->items[n];
		if (i->stream != REDIS_NO_STREAM && (held[i->stream] || i->held_until_ms > now)) {
			held[i->stream] = true;
			continue;
		}
		t->chosen[t->count++] = (struct chosen){n, REDIS_FINE};
	}
}

static void append_transaction(struct transaction *t)
{
	struct redis_send *s = t->s;
	char name[256], last[24];
	int64_t now = redis_now_ms();

	append_one(s, SPAN_LIT("MULTI"));
	for (unsigned n = 0; n < t->count; n++)
		append_item(s, s->items[t->chosen[n].item]);
	struct span last_ms = decimal(last, sizeof(last), s->last_ms);
	struct span meta[] = {
		SPAN_LIT("HSET"), redis_key(s->keys, "meta", name), SPAN_LIT("last_ms"), last_ms};
	append(s, meta, 4);
	append_one(s, SPAN_LIT("EXEC"));
	t->with_sensors = !s->has_other && now - s->sensors_ms >= 1000;
	if (!t->with_sensors)
		return;
	s->sensors_ms = now;
	t->sensors_told = s->last_ms;
	struct span sensors[] = {
		SPAN_LIT("HSET"), span_str(s->keys->sensors), span_str(s->keys->sensor), last_ms};
	append(s, sensors, 4);
}

/* --- reading ------------------------------------------------------------------------------ */

static enum redis_fault worse(enum redis_fault a, enum redis_fault b)
{
	return a > b ? a : b;
}

/* The next reply, or NULL: then the connection is closed and t->whole is AWAY. */
static redisReply *next_reply(struct transaction *t)
{
	redisReply *reply = NULL;

	if (redisGetReply(t->s->link.context, (void **)&reply) == REDIS_OK && reply)
		return reply;
	t->whole = redis_link_broken(&t->s->link);
	return NULL;
}

/* Reads one reply and judges it; AWAY where there is none. */
static enum redis_fault next_fault(struct transaction *t)
{
	redisReply *reply = next_reply(t);

	if (!reply)
		return REDIS_AWAY;
	enum redis_fault fault = redis_link_judge(&t->s->link, reply);
	freeReplyObject(reply);
	return fault;
}

static void note_refusal(struct redis_send *s, enum redis_fault fault)
{
	if (fault == REDIS_SKIP || fault == REDIS_REFUSED)
		memcpy(s->refused, s->link.error, sizeof(s->refused));
}

/* The answers before EXEC: QUEUED, or why not. */
static void read_queued(struct transaction *t)
{
	struct redis_send *s = t->s;
	enum redis_fault fault = next_fault(t);

	t->whole = fault;
	for (unsigned n = 0; n < t->count && t->whole != REDIS_AWAY; n++) {
		struct chosen *c = &t->chosen[n];
		for (unsigned k = 0; k < s->items[c->item]->commands && t->whole != REDIS_AWAY;
			k++) {
			fault = next_fault(t);
			note_refusal(s, fault);
			c->fault = worse(c->fault, fault);
		}
	}
	if (t->whole != REDIS_AWAY)
		t->whole = worse(t->whole, next_fault(t)); /* meta */
	if (t->whole != REDIS_AWAY)
		note_refusal(s, t->whole);
}

/* The replies of the commands, as EXEC hands them over. */
static void read_results(struct transaction *t, const redisReply *exec)
{
	struct redis_send *s = t->s;
	size_t at = 0;

	t->executed = true;
	s->landed_ms = s->last_ms;
	for (unsigned n = 0; n < t->count; n++) {
		struct chosen *c = &t->chosen[n];
		for (unsigned k = 0; k < s->items[c->item]->commands; k++) {
			enum redis_fault fault = redis_link_judge(&s->link, exec->element[at++]);
			note_refusal(s, fault);
			c->fault = worse(c->fault, fault);
		}
	}
	note_refusal(s, redis_link_judge(&s->link, exec->element[at]));
}

static size_t command_count(const struct transaction *t)
{
	size_t count = 1; /* meta */

	for (unsigned n = 0; n < t->count; n++)
		count += t->s->items[t->chosen[n].item]->commands;
	return count;
}

static void read_exec(struct transaction *t)
{
	char said[REDIS_ERROR];
	redisReply *reply;

	memcpy(said, t->s->link.error, sizeof(said));
	reply = next_reply(t);
	if (!reply)
		return;
	if (reply->type == REDIS_REPLY_ARRAY && reply->elements == command_count(t)) {
		read_results(t, reply);
	} else if (reply->type == REDIS_REPLY_ERROR) {
		enum redis_fault fault = redis_link_judge(&t->s->link, reply);
		bool told = strncmp(reply->str, "EXECABORT", 9) == 0 || t->whole != REDIS_FINE;
		if (told && fault == REDIS_SKIP) /* "because of previous errors": those tell */
			memcpy(t->s->link.error, said, sizeof(said));
		else
			t->whole = worse(t->whole, fault == REDIS_SKIP ? REDIS_WAIT : fault);
	} else {
		t->whole = redis_link_broken(&t->s->link);
	}
	freeReplyObject(reply);
}

/* sw:sensors is of another slot, so it stands outside; what becomes of it does not matter much. */
static void read_sensors(struct transaction *t)
{
	enum redis_fault whole = t->whole;
	char said[REDIS_ERROR];

	if (!t->with_sensors || whole == REDIS_AWAY)
		return;
	memcpy(said, t->s->link.error, sizeof(said));
	struct redis_redirect elsewhere = t->s->link.elsewhere;
	enum redis_fault fault = next_fault(t);
	if (fault == REDIS_ELSEWHERE && !t->s->link.elsewhere.ask)
		t->s->has_other = true;
	if (fault == REDIS_FINE)
		t->s->sensors_told = t->sensors_told;
	t->s->link.elsewhere = elsewhere;
	if (fault != REDIS_AWAY)
		memcpy(t->s->link.error, said, sizeof(said));
	else if (t->executed)
		t->whole = whole;
}

/* In a cluster sw:sensors is another node's, on a connection of its own. */
static struct redis_link *link_of_sensors(struct redis_send *s, enum redis_fault *ret_fault)
{
	*ret_fault = REDIS_FINE;
	if (!s->has_other)
		return &s->link;
	if (!s->other.context) {
		s->other.url = s->link.url;
		s->other.connect_ms = s->link.connect_ms;
		s->other.command_ms = s->link.command_ms;
		s->other.home = span_str(s->keys->sensors);
		*ret_fault = redis_link_up(&s->other);
	}
	return &s->other;
}

static void write_sensors(struct redis_send *s)
{
	char last[24];
	struct span words[] = {SPAN_LIT("HSET"), span_str(s->keys->sensors),
		span_str(s->keys->sensor), decimal(last, sizeof(last), s->last_ms)};
	enum redis_fault fault;

	s->sensors_ms = redis_now_ms();
	struct redis_link *link = link_of_sensors(s, &fault);
	if (fault == REDIS_FINE)
		fault = redis_link_ask(link, words, 4, NULL);
	if (fault == REDIS_FINE)
		s->sensors_told = s->last_ms;
	if (fault == REDIS_FINE || !s->has_other)
		return;
	redis_link_down(&s->other);
	s->other_ms = s->sensors_ms + OTHER_RETRY_MS;
}

static bool is_time_for_other(const struct redis_send *s)
{
	int64_t now = redis_now_ms();

	return s->has_other && now - s->sensors_ms >= 1000 && now >= s->other_ms;
}

void redis_send_end(struct redis_send *s)
{
	if (s->link.context && s->sensors_told != s->last_ms && redis_now_ms() >= s->other_ms)
		write_sensors(s);
}

/* --- settling ----------------------------------------------------------------------------- */

/* Every one of the commands was refused: it is the user that is wrong, not a single key. */
static bool all_refused(const struct transaction *t)
{
	for (unsigned n = 0; n < t->count; n++)
		if (t->chosen[n].fault != REDIS_REFUSED)
			return false;
	return t->count > 0;
}

/* I is in the server. */
static void note_landed(struct redis_send *s, const struct redis_item *i)
{
	if (i->stream != REDIS_NO_STREAM && redis_id_less(s->landed[i->stream], i->id))
		s->landed[i->stream] = i->id;
}

/* Decides about one item. True when it is finished, whether it landed or was given up. */
static bool settle(struct transaction *t, struct redis_item *i, enum redis_fault *fault)
{
	struct redis_send *s = t->s;

	i->sent = true;
	if (*fault == REDIS_SMALLER && i->stream == REDIS_NO_STREAM) {
		s->duplicates++;
		*fault = REDIS_FINE;
		return true;
	}
	if (*fault == REDIS_SMALLER) {
		*fault = s->link.context ? redis_stream_verify(s, i) : REDIS_AWAY;
		s->duplicates += *fault == REDIS_FINE;
		if (*fault == REDIS_FINE)
			note_landed(s, i);
		return *fault == REDIS_FINE;
	}
	if (*fault == REDIS_FINE) {
		s->written += t->executed;
		if (t->executed)
			note_landed(s, i);
		return t->executed;
	}
	if (*fault == REDIS_SKIP || (*fault == REDIS_REFUSED && !i->keep)) {
		s->skipped++;
		return true;
	}
	if (*fault == REDIS_REFUSED)
		i->held_until_ms = redis_now_ms() + REDIS_HOLD_MS;
	return false;
}

/* Settles each item and moves what is left to the front. Returns the worst fault. */
static enum redis_fault settle_all(struct transaction *t, unsigned *ret_done)
{
	struct redis_send *s = t->s;
	enum redis_fault worst = REDIS_FINE;
	unsigned kept = 0, next = 0;

	for (unsigned n = 0; n < s->count; n++) {
		struct redis_item *i = s->items[n];
		bool is_chosen = next < t->count && t->chosen[next].item == n;
		if (is_chosen && settle(t, i, &t->chosen[next].fault)) {
			worst = worse(worst, t->chosen[next++].fault);
			redis_queue_done(s->queue, i);
			(*ret_done)++;
			continue;
		}
		worst = worse(worst, is_chosen ? t->chosen[next++].fault : REDIS_REFUSED);
		s->items[kept++] = i;
	}
	s->count = kept;
	return worst == REDIS_SMALLER ? REDIS_FINE : worst;
}

static enum redis_fault transact(struct redis_send *s, unsigned *ret_done)
{
	struct transaction t = {.s = s};

	choose(&t);
	if (t.count == 0)
		return REDIS_REFUSED;
	append_transaction(&t);
	read_queued(&t);
	if (t.whole != REDIS_AWAY)
		read_exec(&t);
	read_sensors(&t);
	if (t.whole != REDIS_FINE && !t.executed) {
		for (unsigned n = 0; n < t.count; n++)
			s->items[t.chosen[n].item]->sent = true;
		return t.whole == REDIS_SKIP ? REDIS_WAIT : t.whole;
	}
	if (!t.executed && all_refused(&t))
		return REDIS_REFUSED;
	return settle_all(&t, ret_done);
}

/* The same transaction at the node that the slot moves to. */
static enum redis_fault transact_there(struct redis_send *s, unsigned *ret_done)
{
	struct redisContext *home = s->link.context, *there = redis_cluster_ask(&s->link);
	enum redis_fault fault;

	if (!there)
		return REDIS_WAIT;
	s->link.context = there;
	fault = transact(s, ret_done);
	redis_link_down(&s->link);
	s->link.context = home;
	return fault >= REDIS_WAIT ? REDIS_WAIT : fault;
}

enum redis_fault redis_send_batch(struct redis_send *s, unsigned *ret_done)
{
	*ret_done = 0;
	enum redis_fault fault = transact(s, ret_done);

	if (fault == REDIS_ELSEWHERE && s->link.elsewhere.ask && s->link.context)
		fault = transact_there(s, ret_done);
	else if (fault == REDIS_ELSEWHERE)
		redis_cluster_follow(&s->link);
	if (fault <= REDIS_WAIT && is_time_for_other(s))
		write_sensors(s);
	return fault;
}
