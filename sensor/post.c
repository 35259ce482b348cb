/* post: see post.h. Texts are stored as offsets behind the event and turned back into pointers. */
#include "config.h"

#include "sensor/post.h"

#include <stddef.h>

enum { TEXTS_MAX = 8 };

/* Every span of E, json first; returns how many. */
static unsigned texts_of(struct event *e, struct span *ret[TEXTS_MAX])
{
	unsigned n = 0;

	ret[n++] = &e->json;
	switch (e->kind) {
	case EVENT_ACTION:
		ret[n++] = &e->u.action.object;
		ret[n++] = &e->u.action.object_name;
		ret[n++] = &e->u.action.value;
		ret[n++] = &e->u.action.user;
		ret[n++] = &e->u.action.reason;
		break;
	case EVENT_TRANSFER:
		ret[n++] = &e->u.transfer.name;
		break;
	case EVENT_IDENTITY:
		ret[n++] = &e->u.identity.vendor;
		ret[n++] = &e->u.identity.platform;
		ret[n++] = &e->u.identity.software;
		ret[n++] = &e->u.identity.name;
		ret[n++] = &e->u.identity.evidence;
		break;
	case EVENT_CREDENTIAL:
		ret[n++] = &e->u.credential.user;
		break;
	case EVENT_RULE:
		ret[n++] = &e->u.rule.values;
		break;
	case EVENT_NAME:
		ret[n++] = &e->u.name.name;
		break;
	case EVENT_SIGNAL:
		ret[n++] = &e->u.signal.text;
		break;
	default:
		break;
	}
	return n;
}

bool post_must_keep(const struct event *e)
{
	return e->kind != EVENT_PROTOCOL && e->kind != EVENT_FLOW_END;
}

/* Bytes of E that tell something: of the union only what its kind has, and none of a message. */
static uint32_t head_len(const struct event *e)
{
	enum { BASE = offsetof(struct event, u) };

	switch (e->kind) {
	case EVENT_PROTOCOL:
		return BASE;
	case EVENT_FLOW_DECIDED:
	case EVENT_FLOW_COUNTS:
	case EVENT_FLOW_END:
		return BASE + sizeof(e->u.flow);
	case EVENT_SIGNAL:
	case EVENT_TICK:
		return BASE + sizeof(e->u.signal);
	case EVENT_IDENTITY:
		return BASE + sizeof(e->u.identity);
	case EVENT_CREDENTIAL:
		return BASE + sizeof(e->u.credential);
	case EVENT_NAME:
		return BASE + sizeof(e->u.name);
	case EVENT_RULE:
		return BASE + sizeof(e->u.rule);
	default:
		return sizeof(*e);
	}
}

bool post_put(struct ring *r, const struct event *e, bool keep)
{
	struct event copy;
	struct span *texts[TEXTS_MAX];
	uint32_t head = head_len(e), len = head;

	memcpy(&copy, e, head);
	unsigned count = texts_of(&copy, texts);
	for (unsigned i = 0; i < count; i++)
		len += texts[i]->len;
	if (len < sizeof(copy))
		len = sizeof(copy); /* who copies the whole of it stays within its record */
	uint8_t *to = ring_reserve(r, len, keep);
	if (!to)
		return false;
	uint32_t at = head;
	for (unsigned i = 0; i < count; i++) {
		if (texts[i]->len)
			memcpy(to + at, texts[i]->p, texts[i]->len);
		texts[i]->p = to + at;
		at += texts[i]->len;
	}
	memcpy(to, &copy, head);
	ring_commit(r);
	return true;
}

const struct event *post_peek(struct ring *r)
{
	uint32_t len;
	return ring_peek(r, &len);
}

void post_drop(struct ring *r)
{
	ring_release(r);
}
