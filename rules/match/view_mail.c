/*
 * view_mail: the parts of a message that SMTP carries (RFC 5321, 2045, 2046), each decoded, as
 * files for rules. Worker's thread.
 */
#include "config.h"

#include "rules/match/views.h"
#include "sensor/base/digits.h"

enum { MAIL_PARTS_MAX = 64, MAIL_MAX = VIEW_OPEN_MAX - 4096 };

/* RFC 2045 section 6.7. */
static uint32_t quoted_open(struct span in, uint8_t *out)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < in.len; i++) {
		if (in.p[i] != '=' || i + 1 >= in.len) {
			out[n++] = in.p[i];
			continue;
		}
		if (in.p[i + 1] == '\n') {
			i++;
		} else if (i + 2 < in.len && in.p[i + 1] == '\r' && in.p[i + 2] == '\n') {
			i += 2;
		} else {
			int code = hex_coded(in, i, '=');
			out[n++] = code >= 0 ? (uint8_t)code : in.p[i];
			i += code >= 0 ? 2 : 0;
		}
	}
	return n;
}

/* Head and body of PART; false where there is no empty line. */
static bool part_cut(struct span part, struct span *head, struct span *body)
{
	int64_t at = span_find(part, SPAN_LIT("\r\n\r\n"));
	uint32_t len = 4;

	if (at < 0) {
		at = span_find(part, SPAN_LIT("\n\n"));
		len = 2;
	}
	if (at < 0)
		return false;
	*head = span_sub(part, 0, (uint32_t)at);
	*body = span_sub(part, (uint32_t)at + len, UINT32_MAX);
	return true;
}

static void part_judge(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	struct span head, struct span body)
{
	uint8_t *out = arena_take(scene->scratch, body.len + 1);

	struct file_digests digests;
	struct tap_file file = {.complete = !f->file->skips};

	if (!out || !body.len)
		return;
	if (span_has_nocase(head, SPAN_LIT("base64")))
		body = span_of(out, base64_read(body, BASE64_LAX, out));
	else if (span_has_nocase(head, SPAN_LIT("quoted-printable")))
		body = span_of(out, quoted_open(body, out));
	/* as a file only what has a name: the text of the letter has none */
	file.name = span_parameter(head, "filename");
	if (!file.name.len)
		file.name = span_parameter(head, "name");
	if (!file.name.len) {
		files_judge(m, scene, f, body);
		return;
	}
	view_file_of(m, body, &digests, &file);
	files_tell(m, scene, f, &file, body);
}

/* boundary="x" of a multipart head. */
static struct span boundary_of(struct span head)
{
	return span_sub(span_parameter(head, "boundary"), 0, 76);
}

static void message_judge(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span message)
{
	struct span head, body, part_head, part_body;

	if (!part_cut(message, &head, &body))
		return;
	struct span boundary = boundary_of(head);
	if (!boundary.len) {
		part_judge(m, scene, f, head, body);
		return;
	}
	/* parts within parts have boundaries of their own: every part is looked at by its head */
	for (int i = 0; i < MAIL_PARTS_MAX; i++) {
		int64_t at = span_find(body, boundary);
		if (at < 0)
			return;
		struct span part = span_sub(body, (uint32_t)at + boundary.len, UINT32_MAX);
		int64_t end = span_find(part, boundary);
		body = part;
		if (end < 2)
			continue;
		part = span_sub(part, 0, (uint32_t)end - 2);
		if (part_cut(part, &part_head, &part_body))
			part_judge(m, scene, f, part_head, part_body);
	}
}

/* The message up to its dot; one that is too long is judged by its beginning. False: wait. */
static bool message_take(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct cursor *c)
{
	enum { DOT = 5 };
	struct file_view *v = f->file;
	struct span rest = cursor_peek(c);
	int64_t end = span_find(rest, SPAN_LIT("\r\n.\r\n"));
	bool long_one = end < 0 && rest.len >= MAIL_MAX;

	if (end < 0 && !long_one && !v->skips)
		return false;
	if (!v->skips) {
		v->skips = long_one;
		message_judge(
			m, scene, f, span_sub(rest, 0, long_one ? rest.len : (uint32_t)end + 2));
	}
	if (end < 0) {
		/* the dot may begin among the last bytes */
		cursor_skip(c, rest.len < DOT ? 0 : rest.len - DOT + 1);
		return false;
	}
	v->in_data = v->skips = false;
	cursor_skip(c, (uint32_t)end + DOT);
	return true;
}

uint32_t mail_lines(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span held)
{
	struct file_view *v = f->file;
	struct cursor c = cursor_of(held);
	struct span line;

	if (scene->from != SIDE_CLIENT)
		return held.len;
	for (;;) {
		if (v->in_data && !message_take(m, scene, f, &c))
			break;
		if (!cursor_line(&c, &line))
			break;
		v->in_data = span_eq_nocase(span_trim(line), SPAN_LIT("DATA"));
	}
	uint32_t left = cursor_left(&c);
	return left > MAIL_MAX ? held.len : held.len - left;
}
