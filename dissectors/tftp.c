/*
 * tftp: Trivial File Transfer Protocol (RFC 1350) with options (RFC 2347, 2348, 2349, 7440). The
 * request names the file; the answer comes from a new port of the server, so the request travels
 * as the seed of the flow that it announces. Runs on a worker's thread.
 *
 *   RRQ/WRQ  | 1 or 2 | file name | 0 | mode | 0 | (option | 0 | value | 0)* |
 *   DATA     | 3 | block | up to blksize bytes |     ACK  | 4 | block |
 *   ERROR    | 5 | code | message | 0 |              OACK | 6 | (option | 0 | value | 0)* |
 */
#include "config.h"

#include "dissectors/common/filename.h"
#include "dissectors/tftp_file.h"
#include "dissectors/tftp_words.h"
#include "sensor/base/fnv.h"
#include "sensor/dissector.h"

enum tftp_opcode {
	TFTP_RRQ = 1,
	TFTP_WRQ = 2,
	TFTP_DATA = 3,
	TFTP_ACK = 4,
	TFTP_ERROR = 5,
	TFTP_OACK = 6
};

enum tftp_error {
	TFTP_ACCESS_VIOLATION = 2,
	TFTP_UNKNOWN_TID = 5,
	TFTP_FILE_EXISTS = 6,
	TFTP_NO_SUCH_USER = 7
};

enum {
	TFTP_NAME_MAX = 255,
	TFTP_BLKSIZE = 512,   /* without the blksize option */
	TFTP_BLKSIZE_MIN = 8, /* RFC 2348 */
	TFTP_BLKSIZE_MAX = 65464,
	TFTP_OPTIONS_MAX = 16, /* options looked at; real clients send up to five */
	TFTP_HALF = 32768,     /* block numbers this far ahead are behind */
	TFTP_AGAIN_S = 10      /* a request that comes later than this is another one */
};

/* What a request says; the seed of the announced flow. */
struct tftp_request {
	struct endpoint asker;
	uint64_t flow_id; /* of the request: there the action waits */
	uint64_t key;     /* of the waiting action */
	uint16_t blksize; /* asked for; 0 where not */
	uint16_t window;
	uint8_t opcode;
	bool netascii;
	uint8_t name_len;
	char name[TFTP_NAME_MAX];
};

struct tftp_state {
	struct tftp_request request; /* first: an announced flow starts as a copy of it */
	struct tftp_file file;
	int64_t asked_us; /* when the request was last heard */
	uint32_t blocks;  /* blocks seen or acknowledged */
	uint16_t end;     /* number of a short block that came before others; 0: none */
	uint16_t end_len;
	uint16_t next;    /* block number that continues the file */
	uint16_t blksize; /* in force; 0 until known */
	uint16_t window;
	bool started; /* a block was seen */
	bool hole;    /* bytes are missing: no hash */
	bool last;    /* the short block was seen */
	bool told;    /* the transfer was told */
	bool settled; /* the action has its outcome */
	bool over;    /* an ERROR ended it; some clients acknowledge even that */
};
_Static_assert(sizeof(struct tftp_request) <= DISSECTOR_SEED_MAX, "the request is the seed");

enum {
	TFTP_F_PACKET,
	TFTP_F_FILE,
	TFTP_F_MODE,
	TFTP_F_OPTIONS,
	TFTP_F_REQUEST_FILE,
	TFTP_F_BLOCKS,
	TFTP_F_ERROR_CODE,
	TFTP_F_ERROR_MESSAGE,
	TFTP_F_COUNT
};

static const struct field tftp_fields[TFTP_F_COUNT] = {
	[TFTP_F_PACKET] = {"packet", FIELD_TEXT, 0, "Kind of packet: read, write or error"},
	[TFTP_F_FILE] = {"file", FIELD_TEXT, 0, "File name of the request"},
	[TFTP_F_MODE] = {"mode", FIELD_TEXT, 0, "Transfer mode: octet, netascii or mail"},
	[TFTP_F_OPTIONS] = {"options", FIELD_TEXT, FIELD_OURS | FIELD_CLI,
		"Options asked for, as name=value"},
	[TFTP_F_REQUEST_FILE] = {"request_file", FIELD_TEXT, FIELD_OURS,
		"File name of the request that an error ends"},
	[TFTP_F_BLOCKS] = {"blocks", FIELD_UINT, FIELD_OURS, "Blocks that crossed before an error"},
	[TFTP_F_ERROR_CODE] = {"error_code", FIELD_UINT, FIELD_OURS, "Error code (RFC 1350)"},
	[TFTP_F_ERROR_MESSAGE] = {"error_message", FIELD_TEXT, FIELD_OURS | FIELD_CLI,
		"Text of the error"},
};

static const struct schema tftp_schema = {"tftp", tftp_fields, TFTP_F_COUNT, true};
static const struct schema *const tftp_schemas[] = {&tftp_schema, NULL};
static const uint16_t tftp_hints[] = {69, 0};

static enum probe tftp_probe(const struct probe_input *in)
{
	if (in->stream)
		return PROBE_NO;
	struct cursor c = cursor_of(in->data);
	uint16_t opcode = cursor_be16(&c);
	if (!cursor_ok(&c) || (opcode != TFTP_RRQ && opcode != TFTP_WRQ))
		return PROBE_NO;
	struct tftp_words words;
	if (!tftp_words_read(&c, in->dport == tftp_hints[0], &words))
		return PROBE_NO;
	return words.whole && words.name.len ? PROBE_SURE : PROBE_LIKELY;
}

static struct span tftp_name(const struct tftp_state *s)
{
	return span_of(s->request.name, s->request.name_len);
}

/* The side that asked, in this flow: its parent's client is the server of the announced one. */
static enum side tftp_asker(const struct dissect *d, const struct tftp_state *s)
{
	const struct endpoint *server = &d->end[SIDE_SERVER];

	return server->port == s->request.asker.port &&
			       addr_cmp(&server->addr, &s->request.asker.addr) == 0
		       ? SIDE_SERVER
		       : SIDE_CLIENT;
}

/* The side that sends DATA. */
static enum side tftp_source(const struct dissect *d, const struct tftp_state *s)
{
	enum side asker = tftp_asker(d, s);

	return s->request.opcode == TFTP_WRQ ? asker : side_other(asker);
}

/* Tells the file that crossed, once, as far as it came. */
static void tftp_tell(struct dissect *d, struct tftp_state *s)
{
	if (s->told || !s->started)
		return;
	s->told = true;
	if (!s->hole)
		tftp_file_end(&s->file);
	struct transfer t = {
		.name = tftp_name(s),
		.sender = tftp_source(d, s),
		.size = s->file.size,
		.complete = s->last && !s->hole,
	};
	if (t.complete) {
		digest_sha256_hex(&s->file.hash, t.sha256);
		file_sums_tell(&s->file.sums, &t);
	}
	image_tell(&s->file.image, &t);
	transfer_emit(d, &t);
}

/* Settles the action, which waits in the flow of the request, whichever flow says how it ended. */
static void tftp_settle(struct dissect *d, struct tftp_state *s, enum outcome o, struct span why)
{
	uint64_t here = d->place.flow_id;

	if (s->settled || !s->request.opcode)
		return;
	s->settled = true;
	d->place.flow_id = s->request.flow_id;
	action_answer(d, s->request.key, o, why);
	d->place.flow_id = here;
}

/* What makes a request the same when it is sent again. */
static uint64_t tftp_key(uint16_t opcode, struct span name)
{
	return fnv64(FNV64 ^ opcode, name);
}

static void tftp_option(struct tftp_state *s, struct span name, struct span value, bool answer)
{
	uint64_t number;

	if (span_eq_nocase(name, SPAN_LIT("blksize")) &&
		span_decimal(value, TFTP_BLKSIZE_MAX, &number) && number >= TFTP_BLKSIZE_MIN) {
		if (answer)
			s->blksize = (uint16_t)number;
		else
			s->request.blksize = (uint16_t)number;
	} else if (span_eq_nocase(name, SPAN_LIT("windowsize")) &&
		   span_decimal(value, UINT16_MAX, &number) && number) {
		if (answer)
			s->window = (uint16_t)number;
		else
			s->request.window = (uint16_t)number;
	}
}

/* Reads option pairs; RET gets them as "name=value name=value" in the arena. */
static void tftp_options(
	struct dissect *d, struct tftp_state *s, struct cursor *c, struct span *ret)
{
	bool answer = ret == NULL;
	uint8_t *text = answer ? NULL : arena_take(d->scratch, cursor_left(c) + 1);
	uint32_t used = 0;

	for (unsigned i = 0; i < TFTP_OPTIONS_MAX && cursor_left(c); i++) {
		struct span name = cursor_cstring(c);
		struct span value = cursor_cstring(c);
		if (!cursor_ok(c))
			break;
		tftp_option(s, name, value, answer);
		if (!text)
			continue;
		/* each pair takes two bytes more on the wire than here */
		if (used)
			text[used++] = ' ';
		memcpy(text + used, name.p, name.len);
		used += name.len;
		text[used++] = '=';
		memcpy(text + used, value.p, value.len);
		used += value.len;
	}
	if (ret)
		*ret = span_of(text, text ? used : 0);
}

static void tftp_act(struct dissect *d, const struct tftp_state *s)
{
	struct span name = tftp_name(s);
	bool write = s->request.opcode == TFTP_WRQ;
	struct action a = {
		.verb = write ? VERB_EXPORT : filename_verb_in(name),
		.subject = filename_subject(name),
		.evidence = EVIDENCE_OBSERVED,
		.element = d->from,
		.either_end = true,
		.object = name,
		.target = d->end[side_other(d->from)].addr,
		.has_target = true,
	};

	action_ask(d, s->request.key, &a);
}

static void tftp_expect(struct dissect *d, const struct tftp_state *s)
{
	struct expectation e = {
		.ip_proto = IPPROTO_NR_UDP,
		.client = {d->end[side_other(d->from)].addr, 0},
		.server = d->end[d->from],
		.dissector = d->self,
		.seed = &s->request,
		.seed_len = sizeof(s->request),
	};

	expect_flow(d, &e);
}

static enum parse tftp_read_request(
	struct dissect *d, struct tftp_state *s, uint16_t opcode, struct cursor *c)
{
	struct span options = {NULL, 0};
	struct tftp_words words;

	if (!tftp_words_read(c, d->truncated, &words))
		return s->request.opcode ? PARSE_OK : PARSE_LOST;

	struct span kept = span_sub(words.name, 0, TFTP_NAME_MAX);
	bool again = s->request.opcode == opcode && span_eq(tftp_name(s), kept) && !s->started &&
		     !s->settled && d->ts_us - s->asked_us < TFTP_AGAIN_S * 1000000LL;
	if (!again) {
		tftp_tell(d, s);
		memset(s, 0, sizeof(*s));
		s->request.opcode = (uint8_t)opcode;
		s->request.asker = d->end[d->from];
		s->request.flow_id = d->place.flow_id;
		s->request.key = tftp_key(opcode, kept);
		s->request.netascii = words.mode.len && !span_eq(words.mode, SPAN_LIT("octet"));
		s->request.name_len = (uint8_t)kept.len;
		memcpy(s->request.name, kept.p, kept.len);
	}
	s->asked_us = d->ts_us;
	if (words.whole)
		tftp_options(d, s, c, &options);

	struct draft *e = event_new(d, &tftp_schema);
	event_text(e, TFTP_F_PACKET, opcode == TFTP_RRQ ? SPAN_LIT("read") : SPAN_LIT("write"));
	event_text(e, TFTP_F_FILE, words.name);
	if (words.mode.len)
		event_text(e, TFTP_F_MODE, words.mode);
	if (options.len)
		event_text(e, TFTP_F_OPTIONS, options);
	event_emit(d, e);
	if (!again) {
		tftp_act(d, s);
		tftp_expect(d, s);
	}
	return PARSE_OK;
}

/* Blocks that were never seen: the file has a hole and no hash. */
static void tftp_skip(struct dissect *d, struct tftp_state *s, uint16_t count)
{
	if (!s->hole)
		anomaly_emit(d, "tftp.missing_block");
	s->hole = true;
	s->blocks += count;
	s->file.size += (uint64_t)count * (s->blksize ? s->blksize : TFTP_BLKSIZE);
	s->next = (uint16_t)(s->next + count);
}

static void tftp_start(const struct dissect *d, struct tftp_state *s, uint32_t len)
{
	if (s->started)
		return;
	s->started = true;
	s->next = s->next ? s->next : 1;
	tftp_file_begin(&s->file, d, tftp_name(s), s->request.netascii);
	if (!s->blksize) /* no OACK seen: did the server grant what was asked? */
		s->blksize = len > TFTP_BLKSIZE && s->request.blksize >= len ? s->request.blksize
									     : TFTP_BLKSIZE;
}

static void tftp_data(struct dissect *d, struct tftp_state *s, struct cursor *c)
{
	uint16_t block = cursor_be16(c);
	struct span data = cursor_rest(c);
	uint32_t len = data.len;

	if (!cursor_ok(c) || s->last || s->over)
		return;
	if (d->from != tftp_source(d, s)) {
		anomaly_emit(d, "tftp.wrong_direction");
		return;
	}
	if (d->truncated && d->packet && d->packet->payload_len >= 4) {
		len = d->packet->payload_len - 4;
		s->hole = true;
	}
	tftp_start(d, s, len);
	if (s->next == 0 && block == 1 && s->blocks)
		s->next = 1; /* servers that roll over to 1 */
	uint16_t ahead = (uint16_t)(block - s->next);
	if (ahead && ahead < s->window && len < s->blksize) {
		s->end = block;
		s->end_len = (uint16_t)len;
	}
	if (ahead >= TFTP_HALF || (ahead && ahead < s->window))
		return; /* seen before, or a window that will be sent again */
	if (ahead)
		tftp_skip(d, s, ahead);
	if (len > s->blksize) {
		anomaly_emit(d, "tftp.block_size");
		s->blksize = len > TFTP_BLKSIZE_MAX ? TFTP_BLKSIZE_MAX : (uint16_t)len;
	}
	if (s->hole)
		s->file.size += len;
	else
		tftp_file_add(&s->file, data);
	s->blocks++;
	s->next++;
	if (len < s->blksize) {
		s->last = true;
		tftp_tell(d, s);
	}
}

static void tftp_ack(struct dissect *d, struct tftp_state *s, struct cursor *c)
{
	uint16_t block = cursor_be16(c);

	if (!cursor_ok(c) || s->over || d->from == tftp_source(d, s))
		return;
	uint16_t next = s->started ? s->next : 1;
	uint16_t ahead = (uint16_t)(block + 1 - next);
	if (s->last) {
		if (ahead == 0)
			tftp_settle(d, s, OUTCOME_OK, (struct span){NULL, 0});
		return;
	}
	if (ahead == 0 || ahead >= TFTP_HALF)
		return;
	tftp_start(d, s, 0);
	bool end = s->end && block == s->end;     /* the window came in another order */
	tftp_skip(d, s, end ? ahead - 1 : ahead); /* the receiver has what this capture has not */
	if (!end)
		return;
	s->file.size += s->end_len;
	s->blocks++;
	s->last = true;
	tftp_tell(d, s);
	tftp_settle(d, s, OUTCOME_OK, (struct span){NULL, 0});
}

static void tftp_error(struct dissect *d, struct tftp_state *s, struct cursor *c)
{
	uint16_t code = cursor_be16(c);

	if (!cursor_ok(c))
		return;
	struct span rest = cursor_peek(c);
	struct span message = cursor_cstring(c);
	if (!cursor_ok(c))
		message = rest;

	struct draft *e = event_new(d, &tftp_schema);
	event_text(e, TFTP_F_PACKET, SPAN_LIT("error"));
	event_text(e, TFTP_F_REQUEST_FILE, tftp_name(s));
	event_uint(e, TFTP_F_BLOCKS, s->blocks);
	event_uint(e, TFTP_F_ERROR_CODE, code);
	event_text(e, TFTP_F_ERROR_MESSAGE, message);
	event_emit(d, e);

	/* "unknown transfer id" turns a second answer away and says nothing of the first */
	if (code == TFTP_UNKNOWN_TID && s->blocks <= 1 && !s->last)
		return;
	bool refused = code == TFTP_ACCESS_VIOLATION || code == TFTP_FILE_EXISTS ||
		       code == TFTP_NO_SUCH_USER;
	tftp_settle(d, s, refused ? OUTCOME_REFUSED : OUTCOME_FAILED, message);
	tftp_tell(d, s);
	s->over = true;
}

static enum parse tftp_datagram(struct dissect *d, struct cursor *c)
{
	struct tftp_state *s = d->state;
	uint16_t opcode = cursor_be16(c);

	if (!cursor_ok(c))
		return s->request.opcode ? PARSE_OK : PARSE_LOST;
	if (opcode == TFTP_RRQ || opcode == TFTP_WRQ)
		return tftp_read_request(d, s, opcode, c);
	if (!s->request.opcode)
		return PARSE_LOST;
	switch (opcode) {
	case TFTP_DATA:
		tftp_data(d, s, c);
		break;
	case TFTP_ACK:
		tftp_ack(d, s, c);
		break;
	case TFTP_ERROR:
		tftp_error(d, s, c);
		break;
	case TFTP_OACK:
		tftp_options(d, s, c, NULL);
		if (!s->blksize)
			s->blksize = TFTP_BLKSIZE; /* an OACK without blksize grants none */
		break;
	default:
		anomaly_emit(d, "tftp.bad_opcode");
	}
	return PARSE_OK;
}

static void tftp_finish(struct dissect *d)
{
	struct tftp_state *s = d->state;

	if (!s) /* given up for want of memory */
		return;
	if (s->last)
		tftp_settle(d, s, OUTCOME_OK, (struct span){NULL, 0});
	tftp_tell(d, s);
}

const struct dissector dissector_tftp = {
	.name = "tftp",
	.title = "Trivial File Transfer Protocol",
	.spec = "RFC 1350, 2347, 2348, 2349, 7440",
	.set = "management",
	.schemas = tftp_schemas,
	.hints = tftp_hints,
	.first = BYTE_RANGES({0, 0}),
	.state_size = sizeof(struct tftp_state),
	.cleartext = true,
	.probe = tftp_probe,
	.datagram = tftp_datagram,
	.finish = tftp_finish,
};
