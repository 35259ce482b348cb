/* redis_stream: see redis_stream.h. */
#include "config.h"

#include "sensor/sink/redis_stream.h"

#include <hiredis/hiredis.h>
#include <stdio.h>

static const char *const stream_names[REDIS_STREAMS] = {"", "alerts", "mgmt"};

bool redis_id_less(struct redis_id a, struct redis_id b)
{
	return a.ms != b.ms ? a.ms < b.ms : a.seq < b.seq;
}

enum redis_fault redis_stream_refresh(struct redis_send *s, enum redis_stream stream)
{
	char name[256];
	struct redis_id id;
	enum redis_fault fault =
		redis_link_last_id(&s->link, redis_key(s->keys, stream_names[stream], name), &id);

	if (fault != REDIS_FINE)
		return fault;
	s->found[stream] = id;
	if (redis_id_less(s->last[stream], id))
		s->last[stream] = id;
	return fault;
}

void redis_stream_give_id(struct redis_send *s, struct redis_item *i)
{
	struct redis_id *last = &s->last[i->stream];
	uint64_t ms = i->ts_ms > 0 ? (uint64_t)i->ts_ms : 0;

	if (i->id.ms != 0 || i->id.seq != 0)
		return;
	if (ms > last->ms)
		*last = (struct redis_id){ms, 0};
	else if (last->seq == UINT64_MAX)
		*last = (struct redis_id){last->ms + 1, 0};
	else
		last->seq++;
	i->id = *last;
}

struct span redis_stream_id_text(const struct redis_item *i, char *text)
{
	return span_of(text, (uint32_t)snprintf(text, REDIS_ID_TEXT, "%llu-%llu",
				     (unsigned long long)i->id.ms, (unsigned long long)i->id.seq));
}

/* True where REPLY, an entry of XRANGE, holds the fields that ITEM wanted to add. */
static bool same_entry(const struct redis_item *item, const redisReply *reply)
{
	struct span words[REDIS_WORDS];
	uint32_t at = 0;
	int count = redis_item_command(item, &at, words) - REDIS_WORD_ID - 1;

	if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 1 ||
		reply->element[0]->type != REDIS_REPLY_ARRAY || reply->element[0]->elements != 2)
		return false;
	const redisReply *fields = reply->element[0]->element[1];
	if (fields->type != REDIS_REPLY_ARRAY || fields->elements != (size_t)count)
		return false;
	for (int i = 0; i < count; i++) {
		const redisReply *f = fields->element[i];
		if (f->type != REDIS_REPLY_STRING ||
			!span_eq(words[REDIS_WORD_ID + 1 + i], span_of(f->str, (uint32_t)f->len)))
			return false;
	}
	return true;
}

enum redis_fault redis_stream_verify(struct redis_send *s, struct redis_item *i)
{
	char name[256], id[REDIS_ID_TEXT];
	struct span at = redis_stream_id_text(i, id);
	struct span words[] = {
		SPAN_LIT("XRANGE"), redis_key(s->keys, stream_names[i->stream], name), at, at};
	redisReply *reply = NULL;
	enum redis_fault fault = redis_link_ask(&s->link, words, 4, &reply);

	if (fault != REDIS_FINE)
		return fault;
	bool landed = same_entry(i, reply);
	freeReplyObject(reply);
	if (landed)
		return REDIS_FINE;
	fault = redis_stream_refresh(s, i->stream);
	i->id = (struct redis_id){0, 0};
	return fault == REDIS_FINE ? REDIS_SMALLER : fault;
}
