/*
 * winbox: RouterOS' own management protocol (MikroTik Winbox), on any TCP port: messages "M2" of
 * typed variables up to version 6.42, as far as they name handlers, users and files, and since then
 * the first step of the login (EC-SRP5), which names the user; what follows on it is encrypted. On
 * a worker's thread.
 *
 *   first piece | length | 1 | length of all 2 | M2 ...      further ones | length | 255 | ...
 *   EC-SRP5     | length | 6 | user NUL key 32 parity |      answered by | length | 6 | key, salt |
 */
#include "config.h"

#include "dissectors/common/person.h"
#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum {
	PIECE_FIRST = 1,
	PIECE_LOGIN = 6,
	PIECE_MORE = 255,
	MESSAGE_MAX = 16 * 1024,
	VARIABLES_MAX = 128,
	KEY_LEN = 33 /* with its parity */
};

/* Ids of variables that every message may have. */
enum {
	SYS_TO = 0xff0001,
	SYS_REQUEST = 0xff0006,
	SYS_COMMAND = 0xff0007,
	SYS_ERROR = 0xff0008,
	SYS_ERROR_TEXT = 0xff0009,
	VAR_NAME = 0x000001
};

enum { HANDLER_FILES = 2 << 16 | 2, HANDLER_LOGIN = 13 << 16 | 4, LOGIN_TRY = 1 };

enum { WB_F_TYPE, WB_F_TO, WB_F_COMMAND, WB_F_USER, WB_F_FILE, WB_F_ERROR, WB_F_COUNT };

static const struct field fields[WB_F_COUNT] = {
	[WB_F_TYPE] = {"type", FIELD_TEXT, 0, "message, login or login-answer"},
	[WB_F_TO] = {"to", FIELD_TEXT, 0, "Handler that is asked, its numbers parted by commas"},
	[WB_F_COMMAND] = {"command", FIELD_UINT, 0, "Number of the command"},
	[WB_F_USER] = {"user", FIELD_TEXT, 0, "User that logs in"},
	[WB_F_FILE] = {"file", FIELD_TEXT, 0, "File that is opened"},
	[WB_F_ERROR] = {"error", FIELD_UINT, 0, "Number of the error that is answered"},
};
static const struct schema schema = {"winbox", fields, WB_F_COUNT, false};

struct winbox_state {
	uint8_t steps[2]; /* steps: pieces of the login that a side sent */
	bool logging_in, told, encrypted;
	uint32_t login_request;
	struct person user;
};

struct message {
	uint32_t to, to_count, command, request, error;
	bool has_command, has_error;
	struct span name; /* string 1 */
	struct span error_text;
};

/* --- pieces -------------------------------------------------------------------------------------
 */

enum step { STEP_GO, STEP_WAIT, STEP_WRONG };

/* The message at the front of C, its pieces joined. */
static enum step read_message(struct dissect *d, struct cursor *c, struct span *ret)
{
	struct cursor at = *c;
	uint8_t len = cursor_u8(&at);

	cursor_u8(&at);
	uint32_t total = cursor_be16(&at);
	if (!cursor_ok(&at))
		return STEP_WAIT;
	if (len < 2 || total > MESSAGE_MAX)
		return STEP_WRONG;
	uint8_t *out = arena_take(d->scratch, total + 1);
	uint32_t used = 0, part = len - 2u;
	while (out) {
		if (part > total - used)
			return STEP_WRONG;
		if (cursor_left(&at) < part)
			return STEP_WAIT;
		struct span bytes = cursor_span(&at, part);
		if (part)
			memcpy(out + used, bytes.p, part);
		used += part;
		if (used == total)
			break;
		len = cursor_u8(&at);
		uint8_t kind = cursor_u8(&at);
		if (!cursor_ok(&at))
			return STEP_WAIT;
		if (kind != PIECE_MORE || !len)
			return STEP_WRONG;
		part = len;
	}
	*ret = span_of(out, used);
	*c = at;
	return STEP_GO;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	uint8_t len = cursor_u8(&c), kind = cursor_u8(&c);

	if (!in->stream)
		return PROBE_NO;
	if (in->data.len < 2)
		return PROBE_MORE;
	if (kind == PIECE_FIRST) {
		uint16_t total = cursor_be16(&c);
		struct span mark = cursor_span(&c, 2);
		if (!cursor_ok(&c))
			return PROBE_MORE;
		return span_eq(mark, SPAN_LIT("M2")) && len >= 4 && total + 2u >= len ? PROBE_SURE
										      : PROBE_NO;
	}
	if (kind != PIECE_LOGIN || in->from != SIDE_CLIENT || len < KEY_LEN + 2 ||
		len > KEY_LEN + 1 + PERSON_NAME)
		return PROBE_NO;
	if (cursor_left(&c) < len)
		return PROBE_MORE;
	struct span user = cursor_cstring(&c);
	return cursor_ok(&c) && user.len + 1u + KEY_LEN == len && span_is_printable(user) &&
			       in->data.p[len + 1] <= 1
		       ? PROBE_SURE
		       : PROBE_NO;
}

/* --- variables ----------------------------------------------------------------------------------
 */

struct variable {
	uint32_t id;
	uint8_t type;
	uint32_t number, count;
	struct span text;
};

static void keep_variable(struct message *m, const struct variable *v)
{
	if (v->id == SYS_TO && v->type == 0x88) {
		m->to = v->number;
		m->to_count = v->count;
	} else if (v->id == SYS_COMMAND) {
		m->command = v->number;
		m->has_command = true;
	} else if (v->id == SYS_REQUEST) {
		m->request = v->number;
	} else if (v->id == SYS_ERROR) {
		m->error = v->number;
		m->has_error = true;
	} else if (v->id == SYS_ERROR_TEXT) {
		m->error_text = v->text;
	} else if (v->id == VAR_NAME && (v->type & 0xfe) == 0x20) {
		m->name = v->text;
	}
}

/* Id 3 (little-endian), type 1, value; false where the type is unknown or the value is cut. */
static bool read_variable(struct cursor *c, struct message *m)
{
	uint32_t id = cursor_u8(c);
	id |= (uint32_t)cursor_u8(c) << 8;
	id |= (uint32_t)cursor_u8(c) << 16;
	uint8_t type = cursor_u8(c);
	uint32_t number = 0, count = 0;
	struct span text = {NULL, 0};

	switch (type) {
	case 0x00: /* false */
	case 0x01: /* true */
		number = type;
		break;
	case 0x08:
		number = cursor_le32(c);
		break;
	case 0x09:
		number = cursor_u8(c);
		break;
	case 0x10:
		cursor_skip(c, 8);
		break;
	case 0x18:
		cursor_skip(c, 16);
		break;
	case 0x20: /* text, message, bytes */
	case 0x28:
	case 0x30:
		text = cursor_span(c, cursor_le16(c));
		break;
	case 0x21:
	case 0x29:
	case 0x31:
		text = cursor_span(c, cursor_u8(c));
		break;
	case 0x88: /* a list of numbers */
		count = cursor_le16(c);
		for (uint32_t i = 0; i < count && cursor_ok(c); i++) {
			uint32_t item = cursor_le32(c);
			number = i < 2 ? number << 16 | (item & 0xffff) : number;
		}
		break;
	default:
		cursor_fail(c);
	}
	if (!cursor_ok(c))
		return false;
	keep_variable(m, &(struct variable){id, type, number, count, text});
	return true;
}

/* --- what it does
 * --------------------------------------------------------------------------------- */

static void tell_identity(struct dissect *d, struct winbox_state *s)
{
	const struct identity who = {.of = SIDE_SERVER,
		.vendor = SPAN_LIT("MikroTik"),
		.platform = SPAN_LIT("RouterOS"),
		.evidence = SPAN_LIT("winbox"),
		.is_equipment = true};

	if (!s->told)
		identity_emit(d, &who);
	s->told = true;
}

static void tell_login(struct dissect *d, struct winbox_state *s, bool good)
{
	struct action a = person_login(&s->user, good, SIDE_SERVER);

	a.sealed = s->encrypted;
	s->logging_in = false;
	action_emit_at(d, &a, d->ts_us);
}

static void keep_user(struct winbox_state *s, struct span user)
{
	person_set(&s->user, user);
	s->logging_in = true;
}

/* Files are opened below one folder; a path that climbs out of it is CVE-2018-14847. */
static void act_on_open(struct dissect *d, struct winbox_state *s, const struct message *m)
{
	bool climbs = span_find(m->name, SPAN_LIT("..")) >= 0;
	struct action a = {.verb = VERB_READ,
		.subject = SUBJECT_FILE,
		.element = side_other(d->from),
		.object = m->name};

	person_acts(&s->user, &a);
	if (climbs)
		hint_emit(d, "winbox.path_traversal", m->name, m->command);
	if (climbs && span_find(m->name, SPAN_LIT("user.dat")) >= 0) {
		a.verb = VERB_EXPORT;
		a.subject = SUBJECT_ACCOUNT;
	}
	action_ask(d, m->request, &a);
}

static void tell_message(struct dissect *d, const struct message *m)
{
	struct draft *e = event_new(d, &schema);

	event_text(e, WB_F_TYPE, SPAN_LIT("message"));
	if (m->to_count == 2) {
		struct span first = text_u64(d->scratch, m->to >> 16);
		struct span second = text_u64(d->scratch, m->to & 0xffff);
		event_text(e, WB_F_TO,
			text_join(d->scratch, text_join(d->scratch, first, SPAN_LIT(",")), second));
	}
	if (m->has_command)
		event_uint(e, WB_F_COMMAND, m->command);
	if (m->to == HANDLER_LOGIN && m->name.len)
		event_text(e, WB_F_USER, m->name);
	if (m->to == HANDLER_FILES && m->name.len)
		event_text(e, WB_F_FILE, m->name);
	if (m->has_error)
		event_uint(e, WB_F_ERROR, m->error);
	event_emit(d, e);
}

static void act_on_message(struct dissect *d, struct winbox_state *s, struct span text)
{
	struct message m = {.request = UINT32_MAX};
	struct cursor c = cursor_of(span_sub(text, 2, UINT32_MAX));

	if (!span_starts(text, SPAN_LIT("M2"))) {
		anomaly_emit(d, "winbox.bad_message");
		return;
	}
	for (unsigned i = 0; i < VARIABLES_MAX && cursor_left(&c); i++)
		if (!read_variable(&c, &m))
			break;
	tell_message(d, &m);
	tell_identity(d, s);
	if (d->from == SIDE_CLIENT && m.to_count == 2 && m.to == HANDLER_FILES && m.name.len) {
		act_on_open(d, s, &m);
	} else if (d->from == SIDE_CLIENT && m.to_count == 2 && m.to == HANDLER_LOGIN &&
		   m.command == LOGIN_TRY && m.name.len) {
		keep_user(s, m.name);
		s->login_request = m.request;
	} else if (d->from == SIDE_SERVER) {
		if (s->logging_in && m.request == s->login_request)
			tell_login(d, s, !m.has_error);
		action_answer(
			d, m.request, m.has_error ? OUTCOME_FAILED : OUTCOME_OK, m.error_text);
	}
}

/* EC-SRP5: the client names the user, both send keys, then proofs; a server that does not believe
 * the client's sends none. */
static void login_piece(struct dissect *d, struct winbox_state *s, struct span piece)
{
	struct cursor c = cursor_of(piece);

	s->encrypted = true;
	tell_identity(d, s);
	if (d->from == SIDE_CLIENT && !s->steps[SIDE_CLIENT]) {
		struct draft *e = event_new(d, &schema);
		keep_user(s, cursor_cstring(&c));
		event_text(e, WB_F_TYPE, SPAN_LIT("login"));
		event_text(e, WB_F_USER, person_name(&s->user));
		event_emit(d, e);
	} else if (d->from == SIDE_SERVER && s->steps[SIDE_SERVER] == 1 && s->logging_in) {
		tell_login(d, s, true);
	}
	s->steps[d->from]++;
}

static enum step step(struct dissect *d, struct winbox_state *s, struct cursor *c)
{
	struct cursor at = *c;
	uint8_t len = cursor_u8(&at), kind = cursor_u8(&at);
	struct span text;

	if (!cursor_ok(&at))
		return STEP_WAIT;
	if (kind == PIECE_LOGIN) {
		if (cursor_left(&at) < len)
			return STEP_WAIT;
		login_piece(d, s, cursor_span(&at, len));
		*c = at;
		return STEP_GO;
	}
	if (kind != PIECE_FIRST)
		return STEP_WRONG;
	enum step result = read_message(d, c, &text);
	if (result == STEP_GO)
		act_on_message(d, s, text);
	return result;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct winbox_state *s = d->state;

	while (cursor_left(c)) {
		if (s->steps[SIDE_CLIENT] >= 2 && s->steps[SIDE_SERVER] >= 2)
			return PARSE_STOP; /* encrypted from here on */
		enum step what = step(d, s, c);
		if (what == STEP_WAIT)
			break;
		if (what == STEP_WRONG) {
			if (!s->encrypted)
				anomaly_emit(d, "winbox.bad_piece");
			return PARSE_STOP;
		}
	}
	return PARSE_OK;
}

static void finish(struct dissect *d)
{
	struct winbox_state *s = d->state;

	/* the proof of the client was not answered */
	if (s->logging_in && s->steps[SIDE_CLIENT] >= 2 && s->steps[SIDE_SERVER] == 1)
		tell_login(d, s, false);
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {8291, 0};

const struct dissector dissector_winbox = {
	.name = "winbox",
	.title = "MikroTik Winbox",
	.spec = "MikroTik RouterOS",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.state_size = sizeof(struct winbox_state),
	.cleartext = true, /* what can be read of it; a login by EC-SRP5 is sealed */
	.probe = probe,
	.stream = stream,
	.finish = finish,
};
