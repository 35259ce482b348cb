/*
 * view_smb: files that are read and written over SMB 1 and 2 (MS-CIFS, MS-SMB2), as far as rules
 * on them need. Worker's thread.
 */
#include "config.h"

#include "rules/match/smb_open.h"

enum { SMB1_CLOSE = 0x04, SMB1_OPEN = 0x2d, SMB1_READ = 0x2e, SMB1_WRITE = 0x2f };
enum { SMB1_CREATE = 0xa2, SMB1_HEAD = 32, SMB_CHAIN_MAX = 16 };
enum { SMB2_CREATE = 5, SMB2_CLOSE = 6, SMB2_READ = 8, SMB2_WRITE = 9, SMB2_HEAD = 64 };

/** One message, as the commands in it see it. */
struct smb_view {
	struct matcher *m;
	const struct tap_scene *scene;
	struct match_flow *f;
	struct span message;
	uint64_t id;
	bool answer, wide;
};

/* --- SMB 1 --- */

/* The name behind the words, which end at END. */
static void smb1_opens(const struct smb_view *v, uint32_t end)
{
	struct cursor c = cursor_of(span_sub(v->message, end, UINT32_MAX));
	uint32_t bytes = cursor_le16(&c);

	if (v->wide && (end + 2) % 2)
		cursor_skip(&c, 1);
	struct span name = span_sub(cursor_peek(&c), 0, bytes);
	uint32_t len = 0, step = v->wide ? 2 : 1;
	while (len + step <= name.len && (name.p[len] || (v->wide && name.p[len + 1])))
		len += step;
	smb_ask(v->scene, v->f,
		&(struct smb_request){.message = v->id,
			.opens = true,
			.wide = v->wide,
			.text = span_sub(name, 0, len)});
}

static void smb1_writes(const struct smb_view *v, struct span words)
{
	struct cursor c = cursor_of(words);

	cursor_skip(&c, 4);
	struct span id = cursor_span(&c, 2);
	uint64_t at = cursor_le32(&c);
	cursor_skip(&c, 8);
	uint32_t high = cursor_le16(&c), low = cursor_le16(&c), from = cursor_le16(&c);
	if (words.len >= 28)
		at |= (uint64_t)cursor_le32(&c) << 32;
	if (cursor_ok(&c))
		smb_written(v->m, v->scene, v->f, id,
			&(struct smb_piece){at, span_sub(v->message, from, low | high << 16)});
}

static void smb1_request(const struct smb_view *v, uint8_t command, struct span words)
{
	struct cursor c = cursor_of(words);

	if (command == SMB1_CREATE || command == SMB1_OPEN) {
		smb1_opens(v, (uint32_t)(words.p - v->message.p) + words.len);
	} else if (command == SMB1_WRITE) {
		smb1_writes(v, words);
	} else if (command == SMB1_CLOSE) {
		smb_closed(v->m, v->scene, v->f, cursor_span(&c, 2));
	} else if (command == SMB1_READ) {
		cursor_skip(&c, 4);
		struct span id = cursor_span(&c, 2);
		uint64_t at = cursor_le32(&c);
		if (cursor_ok(&c))
			smb_ask(v->scene, v->f,
				&(struct smb_request){.message = v->id, .at = at, .text = id});
	}
}

static void smb1_answer(const struct smb_view *v, uint8_t command, struct span words)
{
	struct cursor c = cursor_of(words);

	if (command == SMB1_CREATE || command == SMB1_OPEN) {
		cursor_skip(&c, command == SMB1_CREATE ? 5 : 4);
		struct span id = cursor_span(&c, 2);
		if (cursor_ok(&c))
			smb_opened(v->m, v->scene, v->f, v->id, id);
	} else if (command == SMB1_READ) {
		cursor_skip(&c, 10);
		uint32_t len = cursor_le16(&c), from = cursor_le16(&c);
		if (cursor_ok(&c))
			smb_was_read(v->m, v->scene, v->f, v->id, span_sub(v->message, from, len));
	}
}

static void smb1_message(struct smb_view *v)
{
	enum { FLAGS2_WIDE = 0x80 };
	uint8_t command = v->message.p[4];
	uint32_t at = SMB1_HEAD;

	v->answer = v->message.p[9] & 0x80;
	v->wide = v->message.p[11] & FLAGS2_WIDE;
	v->id = (uint64_t)v->message.p[30] | (uint64_t)v->message.p[31] << 8;
	for (int i = 0; i < SMB_CHAIN_MAX && at < v->message.len; i++) {
		struct cursor c = cursor_of(span_sub(v->message, at, UINT32_MAX));
		struct span words = cursor_span(&c, cursor_u8(&c) * 2u);
		if (!cursor_ok(&c) || words.len < 4)
			return;
		if (v->answer)
			smb1_answer(v, command, words);
		else
			smb1_request(v, command, words);
		if (command == SMB1_CLOSE)
			return; /* nothing follows it */
		uint32_t next = (uint32_t)words.p[2] | (uint32_t)words.p[3] << 8;
		command = words.p[0];
		if (command == 0xff || next <= at)
			return;
		at = next;
	}
}

/* --- SMB 2 --- */

static void smb2_request(const struct smb_view *v, uint16_t command, struct cursor c)
{
	if (command == SMB2_CREATE) {
		cursor_skip(&c, 44);
		uint16_t from = cursor_le16(&c), len = cursor_le16(&c);
		if (cursor_ok(&c))
			smb_ask(v->scene, v->f,
				&(struct smb_request){.message = v->id,
					.opens = true,
					.wide = true,
					.text = span_sub(v->message, from, len)});
		return;
	}
	cursor_skip(&c, 2);
	uint16_t from = cursor_le16(&c);
	uint32_t len = cursor_le32(&c);
	if (command == SMB2_CLOSE) {
		smb_closed(v->m, v->scene, v->f, cursor_span(&c, SMB_ID_MAX));
		return;
	}
	uint64_t at = cursor_le32(&c);
	at |= (uint64_t)cursor_le32(&c) << 32;
	struct span id = cursor_span(&c, SMB_ID_MAX);
	if (!cursor_ok(&c))
		return;
	if (command == SMB2_WRITE)
		smb_written(v->m, v->scene, v->f, id,
			&(struct smb_piece){at, span_sub(v->message, from, len)});
	else if (command == SMB2_READ)
		smb_ask(v->scene, v->f,
			&(struct smb_request){.message = v->id, .at = at, .text = id});
}

static void smb2_answer(const struct smb_view *v, uint16_t command, struct cursor c)
{
	if (command == SMB2_CREATE) {
		cursor_skip(&c, 64);
		struct span id = cursor_span(&c, SMB_ID_MAX);
		if (cursor_ok(&c))
			smb_opened(v->m, v->scene, v->f, v->id, id);
	} else if (command == SMB2_READ) {
		cursor_skip(&c, 2);
		uint8_t from = cursor_u8(&c);
		cursor_skip(&c, 1);
		uint32_t len = cursor_le32(&c);
		if (cursor_ok(&c))
			smb_was_read(v->m, v->scene, v->f, v->id, span_sub(v->message, from, len));
	}
}

static void smb2_message(struct smb_view *v)
{
	for (int i = 0; i < SMB_CHAIN_MAX && v->message.len >= SMB2_HEAD + 8; i++) {
		struct cursor c = cursor_of(v->message);
		cursor_skip(&c, 12);
		uint16_t command = cursor_le16(&c);
		cursor_skip(&c, 2);
		v->answer = cursor_le32(&c) & 1;
		uint32_t next = cursor_le32(&c);
		v->id = cursor_le32(&c);
		v->id |= (uint64_t)cursor_le32(&c) << 32;
		cursor_skip(&c, 32);
		if (!cursor_ok(&c))
			return;
		if (v->answer)
			smb2_answer(v, command, c);
		else
			smb2_request(v, command, c);
		if (next < SMB2_HEAD)
			return;
		v->message = span_sub(v->message, next, UINT32_MAX);
	}
}

uint32_t smb_records(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span held)
{
	uint32_t used = 0;

	while (held.len - used >= 4) {
		struct cursor c = cursor_of(span_sub(held, used, UINT32_MAX));
		uint8_t type = cursor_u8(&c);
		uint32_t len = cursor_be24(&c);
		struct smb_view v = {
			.m = m, .scene = scene, .f = f, .message = cursor_span(&c, len)};
		if (!cursor_ok(&c))
			return used;
		used += 4 + len;
		if (type == 0 && v.message.len > 35 && v.message.p[0] == 0xff)
			smb1_message(&v);
		else if (type == 0 && v.message.len > SMB2_HEAD && v.message.p[0] == 0xfe)
			smb2_message(&v);
	}
	return used;
}
