/* tacacs_body: obfuscation and bodies of TACACS+; see tacacs.h. Worker thread. */
#include "config.h"

#include "dissectors/tacacs.h"

#include "sensor/base/digest.h"

/* --- obfuscation --------------------------------------------------------------------------------
 * pad = MD5(session_id, key, version, seq_no), then the same with the block before behind it.
 */

void tacacs_clear(const struct tacacs_header *h, struct span key, struct span body, uint8_t *ret)
{
	const uint8_t id[4] = {(uint8_t)(h->session_id >> 24), (uint8_t)(h->session_id >> 16),
		(uint8_t)(h->session_id >> 8), (uint8_t)h->session_id};
	const uint8_t tail[2] = {h->version, h->seq};
	uint8_t pad[MD5_DIGEST_SIZE];
	struct md5_ctx ctx;

	for (uint32_t at = 0; at < body.len; at += sizeof(pad)) {
		md5_init(&ctx);
		md5_update(&ctx, sizeof(id), id);
		md5_update(&ctx, key.len, key.p);
		md5_update(&ctx, sizeof(tail), tail);
		if (at)
			md5_update(&ctx, sizeof(pad), pad);
		md5_digest(&ctx, sizeof(pad), pad);
		for (uint32_t i = 0; i < sizeof(pad) && at + i < body.len; i++)
			ret[at + i] = body.p[at + i] ^ pad[i];
	}
}

/* --- bodies ---------------------------------------------------------------------------------- */

enum { PRIV_LVL_MAX = 15, AUTHEN_TYPE_MAX = 6, SERVICE_MAX = 9, METHOD_RCMD = 0x20 };

static bool read_args(struct cursor *c, const uint8_t *lens, struct tacacs_body *b)
{
	for (unsigned i = 0; i < b->arg_count; i++)
		b->args[i] = cursor_span(c, lens[i]);
	return cursor_ok(c) && cursor_left(c) == 0;
}

/*
 * action | priv_lvl | authen_type | authen_service | user_len | port_len | rem_addr_len | data_len
 * | user | port | rem_addr | data
 */
static bool read_start(struct cursor *c, struct tacacs_body *b)
{
	uint8_t len[4];

	b->action = cursor_u8(c);
	b->priv_lvl = cursor_u8(c);
	b->authen_type = cursor_u8(c);
	b->service = cursor_u8(c);
	for (int i = 0; i < 4; i++)
		len[i] = cursor_u8(c);
	b->user = cursor_span(c, len[0]);
	b->port = cursor_span(c, len[1]);
	b->rem_addr = cursor_span(c, len[2]);
	b->data = cursor_span(c, len[3]);
	return cursor_ok(c) && cursor_left(c) == 0 && b->action >= TACACS_LOGIN &&
	       b->action <= TACACS_SENDAUTH && b->priv_lvl <= PRIV_LVL_MAX &&
	       b->authen_type <= AUTHEN_TYPE_MAX && b->service <= SERVICE_MAX;
}

/* user_msg_len 2 | data_len 2 | flags | user_msg | data */
static bool read_continue(struct cursor *c, struct tacacs_body *b)
{
	uint16_t msg_len = cursor_be16(c), data_len = cursor_be16(c);

	b->flags = cursor_u8(c);
	b->user_msg = cursor_span(c, msg_len);
	b->data = cursor_span(c, data_len);
	return cursor_ok(c) && cursor_left(c) == 0 && b->flags <= 1;
}

/* status | flags | server_msg_len 2 | data_len 2 | server_msg | data */
static bool read_authen_reply(struct cursor *c, struct tacacs_body *b)
{
	b->status = cursor_u8(c);
	b->flags = cursor_u8(c);
	uint16_t msg_len = cursor_be16(c), data_len = cursor_be16(c);
	b->server_msg = cursor_span(c, msg_len);
	b->data = cursor_span(c, data_len);
	return cursor_ok(c) && cursor_left(c) == 0 && b->flags <= 1 &&
	       tacacs_status_name(TACACS_AUTHEN, b->status);
}

/*
 * (acct: flags |) authen_method | priv_lvl | authen_type | authen_service | user_len | port_len |
 * rem_addr_len | arg_cnt | arg_len * arg_cnt | user | port | rem_addr | args
 */
static bool read_request(struct cursor *c, bool acct, struct tacacs_body *b)
{
	uint8_t len[3];

	b->flags = acct ? cursor_u8(c) : 0;
	uint8_t method = cursor_u8(c);
	b->priv_lvl = cursor_u8(c);
	b->authen_type = cursor_u8(c);
	b->service = cursor_u8(c);
	for (int i = 0; i < 3; i++)
		len[i] = cursor_u8(c);
	b->arg_count = cursor_u8(c);
	struct span lens = cursor_span(c, b->arg_count);
	b->user = cursor_span(c, len[0]);
	b->port = cursor_span(c, len[1]);
	b->rem_addr = cursor_span(c, len[2]);
	if (!cursor_ok(c) || method > METHOD_RCMD || b->priv_lvl > PRIV_LVL_MAX ||
		b->authen_type > AUTHEN_TYPE_MAX || b->service > SERVICE_MAX || b->flags > 0x0f)
		return false;
	return read_args(c, lens.p, b);
}

/* status | arg_cnt | server_msg_len 2 | data_len 2 | arg_len * arg_cnt | server_msg | data | args
 */
static bool read_response(struct cursor *c, struct tacacs_body *b)
{
	b->status = cursor_u8(c);
	b->arg_count = cursor_u8(c);
	uint16_t msg_len = cursor_be16(c), data_len = cursor_be16(c);
	struct span lens = cursor_span(c, b->arg_count);
	b->server_msg = cursor_span(c, msg_len);
	b->data = cursor_span(c, data_len);
	return cursor_ok(c) && tacacs_status_name(TACACS_AUTHOR, b->status) &&
	       read_args(c, lens.p, b);
}

/* server_msg_len 2 | data_len 2 | status | server_msg | data */
static bool read_acct_reply(struct cursor *c, struct tacacs_body *b)
{
	uint16_t msg_len = cursor_be16(c), data_len = cursor_be16(c);

	b->status = cursor_u8(c);
	b->server_msg = cursor_span(c, msg_len);
	b->data = cursor_span(c, data_len);
	return cursor_ok(c) && cursor_left(c) == 0 && tacacs_status_name(TACACS_ACCT, b->status);
}

bool tacacs_body_read(const struct tacacs_header *h, struct span body, struct tacacs_body *ret)
{
	struct cursor c = cursor_of(body);
	bool request = tacacs_is_request(h);

	memset(ret, 0, sizeof(*ret));
	switch (h->type) {
	case TACACS_AUTHEN:
		if (!request)
			return read_authen_reply(&c, ret);
		return h->seq == 1 ? read_start(&c, ret) : read_continue(&c, ret);
	case TACACS_AUTHOR:
		return request ? read_request(&c, false, ret) : read_response(&c, ret);
	default:
		return request ? read_request(&c, true, ret) : read_acct_reply(&c, ret);
	}
}

/* --- words ----------------------------------------------------------------------------------- */

const char *tacacs_status_name(enum tacacs_type type, uint8_t status)
{
	static const char *const authen[] = {
		NULL, "pass", "fail", "getdata", "getuser", "getpass", "restart", "error"};

	if (status == TACACS_FOLLOW)
		return "follow";
	if (type == TACACS_AUTHEN)
		return status < sizeof(authen) / sizeof(*authen) ? authen[status] : NULL;
	if (type == TACACS_ACCT)
		return status == TACACS_ACCT_SUCCESS ? "success"
		       : status == TACACS_ACCT_ERROR ? "error"
						     : NULL;
	switch (status) {
	case TACACS_AUTHOR_PASS_ADD:
		return "pass-add";
	case TACACS_AUTHOR_PASS_REPL:
		return "pass-repl";
	case TACACS_AUTHOR_FAIL:
		return "fail";
	case TACACS_AUTHOR_ERROR:
		return "error";
	default:
		return NULL;
	}
}

bool tacacs_arg_is(struct span arg, const char *name, struct span *ret)
{
	struct span want = span_str(name);

	if (!span_starts(arg, want) || arg.len <= want.len ||
		(arg.p[want.len] != '=' && arg.p[want.len] != '*'))
		return false;
	*ret = span_sub(arg, want.len + 1, UINT32_MAX);
	return true;
}

bool tacacs_arg(const struct tacacs_body *b, const char *name, struct span *ret)
{
	for (unsigned i = 0; i < b->arg_count; i++)
		if (tacacs_arg_is(b->args[i], name, ret))
			return true;
	return false;
}

static void append(uint8_t *line, uint32_t *len, struct span word)
{
	bool first = *len == 0;

	word = span_trim(word);
	if (!word.len || span_eq(word, SPAN_LIT("<cr>")) || *len + word.len + !first > TACACS_LINE)
		return;
	if (!first)
		line[(*len)++] = ' ';
	memcpy(line + *len, word.p, word.len);
	*len += word.len;
}

struct span tacacs_command(struct arena *arena, const struct tacacs_body *b)
{
	static const struct span cr = SPAN_LIT("<cr>");
	struct span word;
	uint32_t len = 0;

	if (!tacacs_arg(b, "cmd", &word) || !span_trim(word).len)
		return span_of(NULL, 0);
	uint8_t *line = arena_take(arena, TACACS_LINE);
	if (!line)
		return span_of(NULL, 0);
	append(line, &len, word);
	for (unsigned i = 0; i < b->arg_count; i++)
		if (tacacs_arg_is(b->args[i], "cmd-arg", &word))
			append(line, &len, word);
	struct span whole = span_of(line, len);
	if (whole.len > cr.len && span_eq(span_sub(whole, len - cr.len, cr.len), cr))
		whole.len -= cr.len; /* accounting records hold the line as it was entered */
	return span_trim(whole);
}
