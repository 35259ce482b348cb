/*
 * view_mail: the parts of a message that SMTP carries (RFC 5321, 2045, 2046), each decoded, as
 * files for rules. Worker's thread.
 */
#include "config.h"

#include "rules/match/views.h"
#include "sensor/base/digits.h"

enum { MAIL_PARTS_MAX = 64 };

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
		} else if (i + 2 < in.len && hex_digit(in.p[i + 1]) >= 0 &&
			   hex_digit(in.p[i + 2]) >= 0) {
			out[n++] = (uint8_t)(hex_digit(in.p[i + 1]) << 4 | hex_digit(in.p[i + 2]));
			i += 2;
		} else {
			out[n++] = in.p[i];
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

	if (!out || !body.len)
		return;
	if (span_has_nocase(head, SPAN_LIT("base64")))
		body = span_of(out, base64_read(body, BASE64_LAX, out));
	else if (span_has_nocase(head, SPAN_LIT("quoted-printable")))
		body = span_of(out, quoted_open(body, out));
	files_judge(m, scene, f, body);
}

/* boundary="x" of a multipart head. */
static struct span boundary_of(struct span head)
{
	struct span word = SPAN_LIT("boundary=");

	for (uint32_t i = 0; i + word.len < head.len; i++) {
		if (!span_eq_nocase(span_sub(head, i, word.len), word))
			continue;
		struct span rest = span_sub(head, i + word.len, UINT32_MAX);
		bool quoted = rest.p[0] == '"';
		rest = span_sub(rest, quoted, UINT32_MAX);
		uint32_t n = 0;
		while (n < rest.len && n < 76 && !strchr(quoted ? "\"\r\n" : "; \t\r\n", rest.p[n]))
			n++;
		return span_sub(rest, 0, n);
	}
	return span_of(NULL, 0);
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

uint32_t mail_lines(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span held)
{
	struct file_view *v = f->file;
	struct cursor c = cursor_of(held);
	struct span line;

	if (scene->from != SIDE_CLIENT)
		return held.len;
	for (;;) {
		if (v->in_data) {
			struct span rest = cursor_peek(&c);
			int64_t end = span_find(rest, SPAN_LIT("\r\n.\r\n"));
			if (end < 0 && rest.len < VIEW_BODY_MAX)
				break;
			message_judge(m, scene, f,
				span_sub(rest, 0, end < 0 ? rest.len : (uint32_t)end + 2));
			v->in_data = false;
			cursor_skip(&c, end < 0 ? rest.len : (uint32_t)end + 5);
		}
		if (!cursor_line(&c, &line))
			break;
		v->in_data = span_eq_nocase(span_trim(line), SPAN_LIT("DATA"));
	}
	uint32_t left = cursor_left(&c);
	return left > VIEW_BODY_MAX ? held.len : held.len - left;
}
