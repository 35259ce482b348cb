/*
 * openflow_acts: what a controller does to a switch. An error refuses the request of its xid; the
 * answer to a barrier says that all before it was done, but what a bundle holds is done when that
 * is committed; without either the outcome stays unknown.
 */
#include "config.h"

#include "dissectors/openflow.h"

const char *openflow_part_name(uint16_t part)
{
	static const char *const names[] = {"desc", "flow", "aggregate", "table", "port", "queue",
		"group", "group-desc", "group-features", "meter", "meter-config", "meter-features",
		"table-features", "port-desc", "table-desc", "queue-desc", "flow-monitor",
		"flow-stats", "controller-status", "bundle-features"};

	if (part == UINT16_MAX)
		return "experimenter";
	return part < sizeof(names) / sizeof(*names) ? names[part] : NULL;
}

/* --- text ----------------------------------------------------------------------------------------
 */

enum { TEXT_MAX = 160 };

struct writer {
	char text[TEXT_MAX];
	uint32_t len;
};

static void put(struct writer *w, struct span text)
{
	for (uint32_t i = 0; i < text.len && w->len < sizeof(w->text); i++)
		w->text[w->len++] = (char)text.p[i];
}

/* " KEY NUMBER" */
static void put_number(struct dissect *d, struct writer *w, const char *key, uint64_t number)
{
	if (w->len)
		put(w, SPAN_LIT(" "));
	put(w, span_str(key));
	put(w, SPAN_LIT(" "));
	put(w, text_u64(d->scratch, number));
}

static void put_hex(struct dissect *d, struct writer *w, const char *key, struct span bytes)
{
	put(w, span_str(key));
	put(w, text_hex(d->scratch, " 0x", bytes));
}

static struct span written(struct dissect *d, const struct writer *w)
{
	return arena_copy(d->scratch, span_of(w->text, w->len));
}

static struct span command_text(struct dissect *d, uint16_t command)
{
	static const char *const names[] = {
		"add", "modify", "modify-strict", "delete", "delete-strict"};

	return command < sizeof(names) / sizeof(*names) ? span_str(names[command])
							: text_u64(d->scratch, command);
}

/* --- what is asked
 * --------------------------------------------------------------------------------- */

/* 1.0: match 320 bits, cookie:64 command:16 idle:16 hard:16 priority:16 ...
 * 1.1: cookie:64 mask:64 table:8 command:8 idle:16 hard:16 priority:16 ... */
static void flow_mod(struct dissect *d, bool v10, struct cursor *c, struct action *a)
{
	enum { MATCH_10 = 40 };
	struct writer object = {.len = 0}, value = {.len = 0};
	uint8_t table = 0;

	if (v10)
		cursor_skip(c, MATCH_10);
	struct span cookie = cursor_span(c, 8);
	if (!v10) {
		cursor_skip(c, 8);
		table = cursor_u8(c);
	}
	uint16_t command = v10 ? cursor_be16(c) : cursor_u8(c);
	uint16_t idle = cursor_be16(c), hard = cursor_be16(c), priority = cursor_be16(c);
	if (!cursor_ok(c))
		return;
	put(&object, SPAN_LIT("flow"));
	put_number(d, &object, "table", table);
	put_number(d, &object, "priority", priority);
	put_hex(d, &object, " cookie", cookie);
	put(&value, command_text(d, command));
	if (idle)
		put_number(d, &value, "idle-timeout", idle);
	if (hard)
		put_number(d, &value, "hard-timeout", hard);
	a->object = written(d, &object);
	a->value = written(d, &value);
}

/* Nicira's, with its own matches: cookie:64 command:16 idle:16 hard:16 priority:16 ...; the
 * command's high byte is a table where those were asked for, and 0 otherwise. */
static void nicira_flow_mod(struct dissect *d, struct cursor *c, struct action *a)
{
	struct writer object = {.len = 0}, value = {.len = 0};
	struct span cookie = cursor_span(c, 8);
	uint16_t command = cursor_be16(c);
	uint16_t idle = cursor_be16(c), hard = cursor_be16(c), priority = cursor_be16(c);

	a->object = SPAN_LIT("flow");
	if (!cursor_ok(c))
		return;
	put(&object, SPAN_LIT("flow"));
	put_number(d, &object, "table", command >> 8);
	put_number(d, &object, "priority", priority);
	put_hex(d, &object, " cookie", cookie);
	put(&value, command_text(d, command & 0xff));
	if (idle)
		put_number(d, &value, "idle-timeout", idle);
	if (hard)
		put_number(d, &value, "hard-timeout", hard);
	a->object = written(d, &object);
	a->value = written(d, &value);
}

/* Messages of Nicira's extension that change something (nicira-ext.h of Open vSwitch). */
static bool nicira_read(struct dissect *d, struct cursor *c, struct action *a)
{
	enum { ROLE = 10, FLOW_MOD = 13, CONTROLLER_ID = 20, TLV_TABLE_MOD = 24 };
	static const char *const roles[] = {"other", "master", "slave"};

	if (cursor_be32(c) != OF_NICIRA)
		return false;
	uint32_t type = cursor_be32(c);
	if (!cursor_ok(c))
		return false;
	if (type == FLOW_MOD) {
		nicira_flow_mod(d, c, a);
		return true;
	}
	if (type == ROLE) {
		uint32_t role = cursor_be32(c);
		a->object = SPAN_LIT("controller role");
		if (cursor_ok(c) && role < sizeof(roles) / sizeof(*roles))
			a->value = span_str(roles[role]);
		return true;
	}
	a->subject = SUBJECT_CONFIG;
	a->object = type == CONTROLLER_ID ? SPAN_LIT("controller id") : SPAN_LIT("tlv table");
	return type == CONTROLLER_ID || type == TLV_TABLE_MOD;
}

/* command:16 type:8 pad:8 group:32; a meter: command:16 flags:16 meter:32 */
static void numbered_mod(struct dissect *d, const char *what, struct cursor *c, struct action *a)
{
	struct writer object = {.len = 0};
	uint16_t command = cursor_be16(c);

	cursor_skip(c, 2);
	put_number(d, &object, what, cursor_be32(c));
	/* groups and meters know no strict forms: 2 is delete */
	a->object = written(d, &object);
	a->value = command == 2 ? SPAN_LIT("delete") : command_text(d, command);
}

/* 1.0: port:16 address:48 config:32 mask:32; 1.1: port:32 pad:32 address:48 pad:16 config mask */
static void port_mod(struct dissect *d, bool v10, struct cursor *c, struct action *a)
{
	enum { PORT_DOWN = 1 };
	struct writer object = {.len = 0};
	uint32_t port = v10 ? cursor_be16(c) : cursor_be32(c);

	cursor_skip(c, v10 ? 6 : 4 + 6 + 2);
	uint32_t config = cursor_be32(c), mask = cursor_be32(c);
	put_number(d, &object, "port", port);
	a->subject = SUBJECT_INTERFACE;
	a->object = written(d, &object);
	if (cursor_ok(c) && (mask & PORT_DOWN))
		a->value = config & PORT_DOWN ? SPAN_LIT("down") : SPAN_LIT("up");
}

static void table_mod(struct dissect *d, struct cursor *c, struct action *a)
{
	struct writer object = {.len = 0};

	put_number(d, &object, "table", cursor_u8(c));
	a->object = written(d, &object);
}

static void role_request(struct cursor *c, struct action *a)
{
	enum { ROLE_NOCHANGE };
	static const char *const roles[] = {"nochange", "equal", "master", "slave"};
	uint32_t role = cursor_be32(c);

	a->object = SPAN_LIT("controller role");
	if (role < sizeof(roles) / sizeof(*roles))
		a->value = span_str(roles[role]);
	if (role == ROLE_NOCHANGE) {
		a->verb = VERB_READ;
		a->join = true;
	}
}

/* Fills A; false where the message asks for nothing that counts. */
static bool deed_read(
	struct dissect *d, const struct openflow_header *h, struct span body, struct action *a)
{
	struct cursor c = cursor_of(body);
	bool v10 = h->version == OF_10;

	switch (h->type) {
	case OF_FLOW_MOD:
		flow_mod(d, v10, &c, a);
		return true;
	case OF_GROUP_MOD:
		numbered_mod(d, "group", &c, a);
		return true;
	case OF_METER_MOD:
		numbered_mod(d, "meter", &c, a);
		return true;
	case OF_PORT_MOD:
		port_mod(d, v10, &c, a);
		return true;
	case OF_TABLE_MOD:
		table_mod(d, &c, a);
		return true;
	case OF_SET_CONFIG:
		a->subject = SUBJECT_CONFIG;
		a->object = SPAN_LIT("switch config");
		return true;
	case OF_SET_ASYNC:
		a->subject = SUBJECT_CONFIG;
		a->object = SPAN_LIT("asynchronous messages");
		return true;
	case OF_ROLE_REQUEST:
		role_request(&c, a);
		return true;
	case OF_EXPERIMENTER:
		return nicira_read(d, &c, a);
	default:
		return false;
	}
}

static bool is_read(enum openflow_type type)
{
	return type == OF_MULTIPART_REQUEST || type == OF_FEATURES_REQUEST ||
	       type == OF_GET_CONFIG_REQUEST || type == OF_QUEUE_GET_CONFIG_REQUEST ||
	       type == OF_GET_ASYNC_REQUEST;
}

static struct span read_object(const struct openflow_header *h, struct span body)
{
	struct cursor c = cursor_of(body);
	const char *part = NULL;

	if (h->type == OF_MULTIPART_REQUEST)
		part = openflow_part_name(cursor_be16(&c));
	if (part)
		return span_str(part);
	return h->type == OF_FEATURES_REQUEST ? SPAN_LIT("features") : SPAN_LIT("config");
}

static void ask(struct dissect *d, const struct openflow_request *r, const struct action *a)
{
	struct openflow_state *s = d->state;
	struct openflow_request *slot = &s->pending[s->asked % OF_PENDING];

	*slot = *r;
	slot->number = ++s->asked;
	action_ask(d, slot->number, a);
}

/* What a bundle holds: a whole message of the bundle's version. */
static bool bundled(
	const struct openflow_header *outer, struct cursor *c, struct openflow_header *ret)
{
	static const struct {
		uint8_t number;
		enum openflow_type type;
	} kinds[] = {{4, OF_EXPERIMENTER}, {14, OF_FLOW_MOD}, {15, OF_GROUP_MOD}, {16, OF_PORT_MOD},
		{17, OF_TABLE_MOD}, {29, OF_METER_MOD}};

	*ret = (struct openflow_header){.version = cursor_u8(c), .xid = outer->xid};
	uint8_t number = cursor_u8(c);
	cursor_skip(c, 6);
	if (!cursor_ok(c) || ret->version < OF_11 || ret->version > OF_15)
		return false;
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (number == kinds[i].number) {
			ret->type = kinds[i].type;
			return true;
		}
	return false;
}

void openflow_act(struct dissect *d, const struct openflow_header *h, struct span body)
{
	struct openflow_header inner;
	struct openflow_request r = {.xid = h->xid};
	struct cursor c = cursor_of(body);
	struct action a = {.verb = VERB_CHANGE,
		.subject = SUBJECT_ROUTE,
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(d->from)};

	if (openflow_bundle_of(h, &c, &r.bundle) == OF_BUNDLES_ADD) {
		cursor_skip(&c, 4); /* pad:16 flags:16 */
		if (!bundled(h, &c, &inner))
			return;
		r.bundled = true;
		h = &inner;
		body = cursor_rest(&c);
	}
	if (is_read(h->type)) {
		a.verb = VERB_READ;
		a.subject = SUBJECT_CONFIG;
		a.join = true;
		a.object = read_object(h, body);
		action_emit(d, &a);
	} else if (deed_read(d, h, body, &a)) {
		if (a.join)
			action_emit(d, &a);
		else
			ask(d, &r, &a);
	}
}

/* --- how it ended
 * ------------------------------------------------------------------------------------ */

enum openflow_bundle openflow_bundle_of(
	const struct openflow_header *h, struct cursor *c, uint32_t *ret)
{
	enum { ONF_CONTROL = 2300, ONF_ADD = 2301 };
	enum openflow_bundle is = h->type == OF_BUNDLE_CONTROL       ? OF_BUNDLES_CONTROL
				  : h->type == OF_BUNDLE_ADD_MESSAGE ? OF_BUNDLES_ADD
								     : OF_BUNDLES_NOT;

	if (h->type == OF_EXPERIMENTER && cursor_be32(c) == OF_ONF) {
		uint32_t type = cursor_be32(c);
		is = type == ONF_CONTROL ? OF_BUNDLES_CONTROL
		     : type == ONF_ADD   ? OF_BUNDLES_ADD
					 : OF_BUNDLES_NOT;
	}
	*ret = cursor_be32(c);
	return cursor_ok(c) ? is : OF_BUNDLES_NOT;
}

/* How all that waits in BUNDLE ended, in the order in which it was asked. */
static void bundle_ended(
	struct dissect *d, uint32_t bundle, enum outcome outcome, struct span reason)
{
	struct openflow_state *s = d->state;

	for (uint32_t i = 0; i < OF_PENDING; i++) {
		struct openflow_request *r = &s->pending[(s->asked + i) % OF_PENDING];
		if (!r->number || !r->bundled || r->bundle != bundle)
			continue;
		action_answer(d, r->number, outcome, reason);
		r->number = 0;
	}
}

/* ... type:16, of which the odd ones are answers */
void openflow_bundle_step(struct dissect *d, const struct openflow_header *h, struct span body)
{
	enum { COMMIT_REQUEST = 4, COMMIT_REPLY = 5, DISCARD_REPLY = 7 };
	struct openflow_state *s = d->state;
	struct cursor c = cursor_of(body);
	uint32_t bundle;

	if (openflow_bundle_of(h, &c, &bundle) != OF_BUNDLES_CONTROL)
		return;
	uint16_t type = cursor_be16(&c);
	if (!cursor_ok(&c))
		return;
	if (type == COMMIT_REQUEST)
		s->commits[s->commit_count++ % OF_COMMITS] = (struct openflow_request){
			.xid = h->xid, .number = s->asked, .bundle = bundle};
	else if (type == COMMIT_REPLY)
		bundle_ended(d, bundle, OUTCOME_OK, span_of(NULL, 0));
	else if (type == DISCARD_REPLY)
		bundle_ended(d, bundle, OUTCOME_FAILED, SPAN_LIT("bundle discarded"));
}

void openflow_refuse(struct dissect *d, uint32_t xid, struct span reason)
{
	struct openflow_state *s = d->state;
	struct openflow_request *oldest = NULL;

	for (unsigned i = 0; i < OF_COMMITS; i++)
		if (s->commits[i].number && s->commits[i].xid == xid) {
			s->commits[i].number = 0;
			bundle_ended(d, s->commits[i].bundle, OUTCOME_REFUSED, reason);
			return;
		}

	for (unsigned i = 0; i < OF_PENDING; i++) {
		struct openflow_request *r = &s->pending[i];
		if (r->number && r->xid == xid && (!oldest || r->number < oldest->number))
			oldest = r;
	}
	if (!oldest)
		return;
	action_answer(d, oldest->number, OUTCOME_REFUSED, reason);
	oldest->number = 0;
}

void openflow_barrier(struct dissect *d, uint32_t xid)
{
	struct openflow_state *s = d->state;

	s->barriers[s->barrier_count++ % OF_BARRIERS] =
		(struct openflow_request){.xid = xid, .number = s->asked};
}

void openflow_barrier_passed(struct dissect *d, uint32_t xid)
{
	struct openflow_state *s = d->state;
	uint32_t until = 0;

	for (unsigned i = 0; i < OF_BARRIERS; i++) {
		if (s->barriers[i].number && s->barriers[i].xid == xid) {
			until = s->barriers[i].number;
			s->barriers[i].number = 0;
		}
	}
	/* in the order in which they were asked */
	for (uint32_t i = 0; until && i < OF_PENDING; i++) {
		struct openflow_request *r = &s->pending[(s->asked + i) % OF_PENDING];
		if (!r->number || r->number > until || r->bundled)
			continue;
		action_answer(d, r->number, OUTCOME_OK, (struct span){NULL, 0});
		r->number = 0;
	}
}
