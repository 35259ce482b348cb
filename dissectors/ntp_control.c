/*
 * ntp_control: control messages (mode 6, RFC 9327) and private messages (mode 7, ntpdc), which read
 * and change a server. Called by ntp.c on a worker's thread.
 *
 *   mode 6 | LI VN 110 | R E M opcode | sequence 2 | status 2 | association 2 | offset 2 | count 2
 * | | data, padded to 4 | key and MAC | mode 7 | R M VN 111 | A sequence | implementation | request
 * | error 4 bits, items 12 | | zero 4 bits, item size 12 | data | time, key and MAC |
 */
#include "config.h"

#include "dissectors/ntp.h"

enum {
	NTP_CONTROL_LEN = 12,
	NTP_PRIVATE_LEN = 8,
	NTP_TAIL_MAX = 96, /* padding, key number and the longest MAC, SHA-512 */
	NTP_PRIVATE_DATA_MAX = 500,
	NTP_RESPONSE = 0x80,
	NTP_ERROR = 0x40,
	NTP_MORE = 0x20,
	NTP_OPCODE = 0x1f
};

/* Error codes of mode 6 (RFC 9327 section 3.4). */
enum { NTP_ERROR_AUTHENTICATION = 1, NTP_ERROR_PROHIBITED = 7 };

/* What a message asks for; verb VERB_READ, or a change of the subject. */
struct ntp_operation {
	const char *name;
	enum verb verb;
	enum subject subject;
};

#define READ(name)                                                                                 \
	{                                                                                          \
		name, VERB_READ, SUBJECT_TIME                                                      \
	}
#define SET(name)                                                                                  \
	{                                                                                          \
		name, VERB_CHANGE, SUBJECT_TIME                                                    \
	}

static const struct ntp_operation ntp_opcodes[32] = {
	[1] = READ("readstat"),
	[2] = READ("readvar"),
	[3] = SET("writevar"),
	[4] = READ("readclock"),
	[5] = SET("writeclock"),
	[6] = SET("settrap"),
	[8] = SET("configure"),
	[9] = {"saveconfig", VERB_SAVE, SUBJECT_CONFIG},
	[10] = READ("readmru"),
	[11] = READ("readordlist"),
	[12] = READ("reqnonce"),
	[31] = SET("unsettrap"),
};

static const struct ntp_operation ntp_requests[] = {READ("peer_list"), READ("peer_list_sum"),
	READ("peer_info"), READ("peer_stats"), READ("sys_info"), READ("sys_stats"),
	READ("io_stats"), READ("mem_stats"), READ("loop_info"), READ("timer_stats"), SET("config"),
	SET("unconfig"), SET("set_sys_flag"), SET("clr_sys_flag"), SET("monitor"), SET("nomonitor"),
	READ("get_restrict"), SET("resaddflags"), SET("ressubflags"), SET("unrestrict"),
	READ("mon_getlist"), SET("reset_stats"), SET("reset_peer"), SET("reread_keys"),
	SET("do_dirty_hack"), SET("dont_dirty_hack"), SET("trustkey"), SET("untrustkey"),
	READ("authinfo"), READ("traps"), SET("add_trap"), SET("clr_trap"), SET("request_key"),
	SET("control_key"), READ("get_ctlstats"), READ("get_leapinfo"), READ("get_clockinfo"),
	SET("set_clkfudge"), READ("get_kernel"), READ("get_clkbuginfo"), READ("reserved"),
	SET("set_precision"), READ("mon_getlist_1"), READ("hostname_associd"), READ("if_stats"),
	SET("if_reload")};
enum { NTP_REQUESTS = sizeof(ntp_requests) / sizeof(*ntp_requests) };

struct ntp_message {
	uint8_t version, flags;
	uint16_t sequence, status, association, items;
	uint8_t error;
	bool response;
	struct span data;
	const struct ntp_operation *operation;
	const char *hint;
};

static bool ntp_read_control(struct span bytes, struct ntp_message *ret)
{
	struct cursor c = cursor_of(bytes);

	ret->version = cursor_u8(&c) >> 3 & 7;
	ret->flags = cursor_u8(&c);
	ret->sequence = cursor_be16(&c);
	ret->status = cursor_be16(&c);
	ret->association = cursor_be16(&c);
	uint16_t offset = cursor_be16(&c), count = cursor_be16(&c);
	ret->data = cursor_span(&c, count);
	while (ret->data.len && !ret->data.p[ret->data.len - 1])
		ret->data.len--; /* padding that was counted */
	ret->operation = &ntp_opcodes[ret->flags & NTP_OPCODE];
	ret->response = ret->flags & NTP_RESPONSE;
	ret->error = ret->flags & NTP_ERROR ? ret->status >> 8 : 0;
	ret->hint = "ntp.mode6";
	if (!cursor_ok(&c) || ret->version < 1 || ret->version > 4 || !ret->operation->name)
		return false;
	if (!ret->response && (ret->flags & (NTP_ERROR | NTP_MORE) || offset))
		return false;
	return cursor_left(&c) <= NTP_TAIL_MAX;
}

static bool ntp_read_private(struct span bytes, struct ntp_message *ret)
{
	struct cursor c = cursor_of(bytes);

	ret->flags = cursor_u8(&c);
	ret->version = ret->flags >> 3 & 7;
	ret->sequence = cursor_u8(&c) & 0x7f;
	uint8_t implementation = cursor_u8(&c), request = cursor_u8(&c);
	uint16_t items = cursor_be16(&c), size = cursor_be16(&c);
	ret->response = ret->flags & NTP_RESPONSE;
	ret->error = (uint8_t)(items >> 12);
	ret->items = items & 0xfff;
	ret->data = span_of(NULL, 0);
	ret->status = ret->association = 0;
	ret->hint = "ntp.mode7";
	if (!cursor_ok(&c) || ret->version < 1 || ret->version > 4 || request >= NTP_REQUESTS ||
		size >> 12 || (implementation && implementation != 2 && implementation != 3))
		return false;
	ret->operation = &ntp_requests[request];
	uint32_t data = (uint32_t)ret->items * size;
	if (ret->response)
		return data <= NTP_PRIVATE_DATA_MAX && data <= cursor_left(&c);
	return !ret->error && !(ret->flags & 0x40) && data <= cursor_left(&c) &&
	       cursor_left(&c) <= NTP_PRIVATE_DATA_MAX;
}

enum probe ntp_probe_control(struct span data)
{
	struct ntp_message m;

	if (!ntp_read_control(data, &m))
		return PROBE_NO;
	/* a count that tells the length, and no more behind it than padding: not by chance */
	return m.data.len && data.len - NTP_CONTROL_LEN - m.data.len < 8 ? PROBE_SURE
									 : PROBE_LIKELY;
}

enum probe ntp_probe_private(struct span data)
{
	struct ntp_message m;

	if (!ntp_read_private(data, &m))
		return PROBE_NO;
	bool zeros = data.len == NTP_PRIVATE_LEN || data.len == 48 || data.len == 192;
	return zeros && !m.response && data.p[2] ? PROBE_SURE : PROBE_LIKELY;
}

static void ntp_tell(struct dissect *d, const struct ntp_message *m, enum ntp_mode mode)
{
	struct draft *e = event_new(d, &ntp_schema);

	event_uint(e, NTP_F_VERSION, m->version);
	event_uint(e, NTP_F_MODE, mode);
	event_text(e, NTP_F_OPERATION, span_str(m->operation->name));
	event_bool(e, NTP_F_RESPONSE, m->response);
	if (m->error)
		event_uint(e, NTP_F_ERROR, m->error);
	event_uint(e, NTP_F_SEQUENCE, m->sequence);
	if (m->association)
		event_uint(e, NTP_F_ASSOCIATION, m->association);
	if (m->data.len)
		event_text(e, NTP_F_TEXT, m->data);
	if (mode == NTP_MODE_PRIVATE)
		event_uint(e, NTP_F_ITEMS, m->items);
	event_emit(d, e);
}

static struct span ntp_reason(const struct ntp_message *m)
{
	switch (m->error) {
	case NTP_ERROR_AUTHENTICATION:
		return SPAN_LIT("authentication failed");
	case 2:
		return SPAN_LIT("invalid message");
	case 3:
		return SPAN_LIT("unknown operation");
	case 4:
		return SPAN_LIT("unknown association");
	case 5:
		return SPAN_LIT("unknown variable");
	case 6:
		return SPAN_LIT("invalid value");
	case NTP_ERROR_PROHIBITED:
		return SPAN_LIT("administratively prohibited");
	default:
		return SPAN_LIT("unspecified error");
	}
}

static void ntp_ask(struct dissect *d, const struct ntp_message *m, uint64_t key)
{
	struct ntp_state *s = d->state;
	const struct ntp_operation *op = m->operation;
	struct span name = span_str(op->name);
	struct action a = {
		.verb = op->verb,
		.subject = op->subject,
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(d->from),
		.join = op->verb == VERB_READ,
		.sealed = op->verb == VERB_READ, /* monitoring, of which no encrypted form is */
		.object = name,
		.value = m->data,
		.value_scrub = SCRUB_TEXT,
	};

	if (a.join)
		action_emit(d, &a);
	else
		action_ask(d, key, &a);
	if (op->verb != VERB_READ && verb_changes(op->verb))
		hint_emit(d, "ntp.configure", name, d->from);
	if (!s->pointed)
		hint_emit(d, m->hint, name, d->from);
	s->pointed = true;
}

static void ntp_act(struct dissect *d, const struct ntp_message *m, uint64_t key, bool refused)
{
	static const struct span none = {NULL, 0};

	if (!m->response)
		ntp_ask(d, m, key);
	else if (!m->error)
		action_answer(d, key, OUTCOME_OK, none);
	else
		action_answer(d, key, refused ? OUTCOME_REFUSED : OUTCOME_FAILED, ntp_reason(m));
}

bool ntp_control(struct dissect *d, struct span data)
{
	struct ntp_message m;

	if (!ntp_read_control(data, &m))
		return false;
	ntp_tell(d, &m, NTP_MODE_CONTROL);
	ntp_act(d, &m, m.sequence,
		m.error == NTP_ERROR_AUTHENTICATION || m.error == NTP_ERROR_PROHIBITED);
	return true;
}

bool ntp_private(struct dissect *d, struct span data)
{
	enum { PRIVATE_AUTHENTICATION = 7 }; /* ntp_request.h calls it INFO_ERR_AUTH */
	struct ntp_message m;

	if (!ntp_read_private(data, &m))
		return false;
	ntp_tell(d, &m, NTP_MODE_PRIVATE);
	/* the answer repeats the request's code; its sequence numbers the parts of the answer */
	ntp_act(d, &m, 1ull << 32 | data.p[3], m.error == PRIVATE_AUTHENTICATION);
	return true;
}
