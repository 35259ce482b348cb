/*
 * view_smb: files that are read and written over SMB 1 and 2 (MS-CIFS, MS-SMB2), as far as rules
 * on their bytes need. Worker's thread.
 */
#include "config.h"

#include "rules/match/views.h"

enum { SMB1_WRITE = 0x2f, SMB1_READ = 0x2e, SMB1_CLOSE = 0x04, SMB_CHAIN_MAX = 16 };
enum { SMB2_CLOSE = 6, SMB2_READ = 8, SMB2_WRITE = 9 };

static void file_add(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	struct view_bytes *file = &f->file->file[scene->from];

	if (view_bytes_add(scene, file, data, VIEW_BODY_MAX) == data.len)
		return;
	files_judge(m, scene, f, view_bytes_span(file));
	file->len = 0;
	view_bytes_add(scene, file, data, VIEW_BODY_MAX);
}

static void files_close(struct matcher *m, const struct tap_scene *scene, struct match_flow *f)
{
	for (int i = 0; i < 2; i++) {
		struct tap_scene side = *scene;
		struct view_bytes *file = &f->file->file[i];
		side.from = (enum side)i;
		if (file->len)
			files_judge(m, &side, f, view_bytes_span(file));
		file->len = 0;
	}
}

/* One command of a chain: parameter words at AT of the message; what it carries is a file's. */
static void smb1_command(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	struct span message, uint8_t command, struct span words)
{
	struct cursor c = cursor_of(words);
	bool answer = message.p[9] & 0x80;
	uint32_t high, len, at;

	if (command == SMB1_WRITE && !answer) {
		cursor_skip(&c, 18);
		high = cursor_le16(&c);
		len = cursor_le16(&c) | high << 16;
		at = cursor_le16(&c);
	} else if (command == SMB1_READ && answer) {
		cursor_skip(&c, 10);
		len = cursor_le16(&c);
		at = cursor_le16(&c);
	} else {
		return;
	}
	if (cursor_ok(&c))
		file_add(m, scene, f, span_sub(message, at, len));
}

static void smb1_message(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span message)
{
	uint8_t command = message.p[4];
	uint32_t at = 32;

	if (command == SMB1_CLOSE)
		files_close(m, scene, f);
	for (int i = 0; i < SMB_CHAIN_MAX && at < message.len; i++) {
		struct cursor c = cursor_of(span_sub(message, at, UINT32_MAX));
		struct span words = cursor_span(&c, cursor_u8(&c) * 2u);
		if (!cursor_ok(&c) || words.len < 4)
			return;
		smb1_command(m, scene, f, message, command, words);
		uint32_t next = (uint32_t)words.p[2] | (uint32_t)words.p[3] << 8;
		command = words.p[0];
		if (command == 0xff || next <= at)
			return;
		at = next;
	}
}

static void smb2_message(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span message)
{
	for (int i = 0; i < SMB_CHAIN_MAX && message.len >= 72; i++) {
		struct cursor c = cursor_of(message);
		cursor_skip(&c, 12);
		uint16_t command = cursor_le16(&c);
		cursor_skip(&c, 2);
		bool answer = cursor_le32(&c) & 1;
		uint32_t next = cursor_le32(&c);
		cursor_skip(&c, 42);
		uint32_t at = answer ? cursor_u8(&c) : cursor_le16(&c);
		cursor_skip(&c, answer ? 1 : 0);
		uint32_t len = cursor_le32(&c);
		bool carries = answer ? command == SMB2_READ : command == SMB2_WRITE;
		if (cursor_ok(&c) && carries)
			file_add(m, scene, f, span_sub(message, at, len));
		if (command == SMB2_CLOSE && !answer)
			files_close(m, scene, f);
		if (next < 64)
			return;
		message = span_sub(message, next, UINT32_MAX);
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
		struct span message = cursor_span(&c, len);
		if (!cursor_ok(&c))
			return used;
		used += 4 + len;
		if (type == 0 && message.len > 35 && message.p[0] == 0xff)
			smb1_message(m, scene, f, message);
		else if (type == 0 && message.len > 64 && message.p[0] == 0xfe)
			smb2_message(m, scene, f, message);
	}
	return used;
}
