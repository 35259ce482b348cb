/* view_http: cuts the two sides of a stream into heads and bodies. See http_view.h. */
#include "config.h"

#include "rules/match/views.h"

void http_free(const struct tap_scene *scene, struct match_flow *f)
{
	struct http_view *v = f->http;

	if (!v)
		return;
	for (int i = 0; i < 2; i++) {
		view_bytes_drop(scene, &v->side[i].head);
		view_bytes_drop(scene, &v->side[i].body);
		view_bytes_drop(scene, &v->side[i].line);
		view_file_drop(scene, &v->side[i].file);
	}
	tap_give(scene->room, v, f->http_block);
	f->http = NULL;
}

/* --- is it HTTP? --- */

/* A word, a blank and something behind it, up to a version at the end of the line. */
static bool looks_like_request(struct span s)
{
	uint32_t i = 0;
	int64_t end = span_index(s, '\n');
	struct span line = end < 0 ? s : span_sub(s, 0, (uint32_t)end);

	while (i < s.len && s.p[i] == '\r')
		i++;
	uint32_t begin = i;
	while (i < line.len && ((line.p[i] | 0x20) >= 'a') && ((line.p[i] | 0x20) <= 'z'))
		i++;
	if (i == begin || i >= line.len || (line.p[i] != ' ' && line.p[i] != '\t'))
		return false;
	return span_find(line, SPAN_LIT("HTTP/")) > 0 || span_find(line, SPAN_LIT(" /")) >= 0;
}

static bool begins(const struct tap_scene *scene, const struct match_flow *f, struct span data)
{
	if (app_is(scene, f, "http1"))
		return true;
	if (scene->from == SIDE_CLIENT)
		return looks_like_request(data);
	return span_starts(data, SPAN_LIT("HTTP/1"));
}

static struct http_view *view_of(
	const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	if (f->http)
		return f->http;
	if (!begins(scene, f, data)) {
		/* the other side may still begin with it; a client that does not is no such client
		 */
		f->http_off = scene->from == SIDE_CLIENT || f->streamed[SIDE_CLIENT];
		return NULL;
	}
	struct http_view *v = tap_take(scene->room, sizeof(*v), &f->http_block);
	if (!v) {
		f->http_off = true;
		return NULL;
	}
	memset(v, 0, sizeof(*v));
	f->http = v;
	if (!scene->app)
		f->app = "http";
	return v;
}

/* --- one message is over --- */

/* The values of what FROM sent, an answer's with its request; what it calls its file, if it does.
 */
static struct span message_values(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, enum side from)
{
	struct http_view *v = f->http;
	struct view_side *s = &v->side[from], *client = &v->side[SIDE_CLIENT];
	struct view_head own, asked;
	struct span path;

	m->value_count = 0;
	http_head_cut(view_bytes_span(&s->head), from == SIDE_SERVER, scene->scratch, &own);
	http_values(m, scene, &own, view_bytes_span(&s->body), true);
	struct span name = span_parameter(http_head_value(&own, "content-disposition"), "filename");
	path = own.uri;
	if (from == SIDE_SERVER && client->head.len && client->head_done) {
		http_head_cut(view_bytes_span(&client->head), false, scene->scratch, &asked);
		http_values(m, scene, &asked, view_bytes_span(&client->body), false);
		path = asked.uri;
	}
	int64_t query = span_index(path, '?');
	return name.len ? name : span_sub(path, 0, query < 0 ? UINT32_MAX : (uint32_t)query);
}

static void judge(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, enum side from)
{
	struct view_side *s = &f->http->side[from];

	if (s->judged || !s->head.len)
		return;
	s->judged = true;
	message_values(m, scene, f, from);
	view_judge(m, scene, f, from);
}

/* The body of the side of the scene is over: rules that ask for the whole file. */
static void judge_file(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, bool complete)
{
	struct view_side *s = &f->http->side[scene->from];
	struct tap_file file;

	if (s->file.size && s->head.len) {
		struct span name = message_values(m, scene, f, scene->from);
		view_file_end(&s->file, name, complete, &file);
		files_whole(m, scene, f, &file);
	}
	view_file_drop(scene, &s->file);
}

static void message_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f)
{
	struct view_side *s = &f->http->side[scene->from];

	judge(m, scene, f, scene->from);
	judge_file(m, scene, f, true);
	s->phase = f->http->upgraded ? VIEW_SKIP : VIEW_LINE;
	if (scene->from == SIDE_SERVER) {
		view_bytes_drop(scene, &s->head);
		view_bytes_drop(scene, &s->body);
		s->judged = s->head_done = false;
	}
}

/* --- heads --- */

static uint64_t length_of(struct span text, bool *ret_good)
{
	uint64_t n = 0;
	uint32_t i = 0, digits = 0;

	while (i < text.len && (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '+'))
		i++;
	for (; i < text.len && text.p[i] >= '0' && text.p[i] <= '9' && digits < 15; i++, digits++)
		n = n * 10 + (uint64_t)(text.p[i] - '0');
	*ret_good = digits > 0;
	return n;
}

static enum view_phase body_phase(struct view_side *s, const struct view_head *h)
{
	struct span length = http_head_value(h, "content-length");
	bool good;

	/* also in HTTP/1.0, which knows none: what are no chunks is taken for content */
	if (span_has_nocase(http_head_value(h, "transfer-encoding"), SPAN_LIT("chunked")))
		return VIEW_CHUNK_SIZE;
	s->left = length_of(length, &good);
	if (good)
		return s->left ? VIEW_LENGTH : VIEW_LINE;
	return h->is_answer ? VIEW_CLOSE : VIEW_LINE;
}

static bool answer_has_body(struct http_view *v, const struct view_head *h)
{
	bool none = v->is_head & 1;

	if (v->pending) {
		v->pending--;
		v->is_head >>= 1;
	} else {
		none = false;
	}
	return !none && h->code != 204 && h->code != 304;
}

static void head_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f)
{
	struct http_view *v = f->http;
	struct view_side *s = &v->side[scene->from];
	struct view_head h;

	s->head_done = true;
	v->begun = true;
	http_head_cut(view_bytes_span(&s->head), scene->from == SIDE_SERVER, scene->scratch, &h);
	if (scene->from == SIDE_SERVER && h.code >= 100 && h.code < 200 && h.code != 101) {
		view_bytes_drop(scene, &s->head); /* the answer proper is still to come */
		s->head_done = false;
		return;
	}
	if (scene->from == SIDE_CLIENT && v->pending < VIEW_PENDING) {
		bool bare = span_eq(h.method, SPAN_LIT("HEAD"));
		v->is_head |= (uint64_t)bare << v->pending++;
	}
	s->phase = body_phase(s, &h);
	if (scene->from == SIDE_SERVER && !answer_has_body(v, &h))
		s->phase = VIEW_LINE;
	v->upgraded |= h.code == 101;
	if (s->phase == VIEW_LINE)
		message_end(m, scene, f);
}

/* The last line of HEAD, which ends in a line feed, is empty or blank. */
static bool ends_blank(struct span head)
{
	uint32_t n = head.len ? head.len - 1 : 0;

	while (n > 0 && strchr(" \t\r", head.p[n - 1]) && head.p[n - 1])
		n--;
	return n > 0 && head.p[n - 1] == '\n';
}

/* Bytes up to the empty line go to the head. */
static struct span head_step(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	struct view_side *s = &f->http->side[scene->from];

	if (s->judged) { /* the head before is kept for its answer until the next begins */
		view_bytes_drop(scene, &s->head);
		view_bytes_drop(scene, &s->body);
		s->judged = s->head_done = false;
	}
	while (!s->head.len && data.len && (data.p[0] == '\r' || data.p[0] == '\n'))
		data = span_sub(data, 1, UINT32_MAX);
	while (data.len) {
		int64_t stop = span_index(data, '\n');
		struct span line = stop < 0 ? data : span_sub(data, 0, (uint32_t)stop + 1);
		uint32_t took = view_bytes_add(scene, &s->head, line, VIEW_HEAD_MAX);
		data = span_sub(data, line.len, UINT32_MAX);
		bool empty = stop >= 0 && ends_blank(view_bytes_span(&s->head));
		if (!empty && took == line.len)
			continue;
		head_end(m, scene, f);
		return data;
	}
	return data;
}

/* --- bodies --- */

static void body_add(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	struct view_side *s = &f->http->side[scene->from];

	if (m->index->wants_whole)
		view_file_add(m, scene, &s->file, data);
	if (s->judged)
		return;
	if (view_bytes_add(scene, &s->body, data, VIEW_BODY_MAX) < data.len)
		judge(m, scene, f, scene->from);
}

/* Hex digits behind blanks; what makes no sense is no chunk. */
static bool chunk_size(struct span line, uint64_t *ret)
{
	uint64_t size = 0;
	uint32_t i = 0, digits = 0;

	while (i < line.len && strchr(" \t\r\v\f", line.p[i]) && line.p[i])
		i++;
	for (; i < line.len && digits < 16; i++) {
		uint8_t c = line.p[i], low = c | 0x20;
		int digit = c >= '0' && c <= '9'       ? c - '0'
			    : low >= 'a' && low <= 'f' ? low - 'a' + 10
						       : -1;
		if (digit < 0)
			break;
		size = size << 4 | (uint64_t)digit;
		digits += digits || digit;
	}
	*ret = size;
	return i > 0 && line.len > 0 && (digits || size == 0) && i <= line.len;
}

static struct span line_step(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	struct view_side *s = &f->http->side[scene->from];
	int64_t stop = span_index(data, '\n');
	struct span part = stop < 0 ? data : span_sub(data, 0, (uint32_t)stop + 1);

	view_bytes_add(scene, &s->line, part, 4096);
	data = span_sub(data, part.len, UINT32_MAX);
	if (stop < 0)
		return data;
	struct span line = span_trim(view_bytes_span(&s->line));
	if (s->phase == VIEW_CHUNK_END) {
		s->phase = VIEW_CHUNK_SIZE;
	} else if (s->phase == VIEW_TRAILER) {
		if (!line.len)
			message_end(m, scene, f);
	} else if (!line.len) {
		/* an empty line before the size: passed over */
	} else if (!chunk_size(line, &s->left)) {
		s->phase = VIEW_CLOSE;
		body_add(m, scene, f, view_bytes_span(&s->line));
	} else {
		s->phase = s->left ? VIEW_CHUNK_DATA : VIEW_TRAILER;
	}
	s->line.len = 0;
	return data;
}

static struct span bytes_step(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	struct view_side *s = &f->http->side[scene->from];
	uint32_t take = s->phase == VIEW_CLOSE || data.len < s->left ? data.len : (uint32_t)s->left;

	body_add(m, scene, f, span_sub(data, 0, take));
	data = span_sub(data, take, UINT32_MAX);
	if (s->phase == VIEW_CLOSE)
		return data;
	s->left -= take;
	if (s->left)
		return data;
	if (s->phase == VIEW_CHUNK_DATA)
		s->phase = VIEW_CHUNK_END;
	else
		message_end(m, scene, f);
	return data;
}

void http_bytes(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	struct http_view *v = view_of(scene, f, data);

	while (v && data.len) {
		switch (v->side[scene->from].phase) {
		case VIEW_LINE:
			data = head_step(m, scene, f, data);
			break;
		case VIEW_SKIP:
			return;
		case VIEW_LENGTH:
		case VIEW_CHUNK_DATA:
		case VIEW_CLOSE:
			data = bytes_step(m, scene, f, data);
			break;
		default:
			data = line_step(m, scene, f, data);
			break;
		}
	}
}

void http_gap(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, uint32_t missing)
{
	struct view_side *s = &f->http->side[scene->from];

	if ((s->phase == VIEW_LENGTH || s->phase == VIEW_CHUNK_DATA) && missing < s->left) {
		s->left -= missing;
		s->file.hole = true;
		return;
	}
	if (s->phase == VIEW_CLOSE)
		return;
	if (s->head_done)
		message_end(m, scene, f);
	s->phase = VIEW_LINE;
	s->head.len = s->line.len = 0;
}

/* A size of a chunk that never came to its end was content. */
static void line_left(struct matcher *m, const struct tap_scene *scene, struct match_flow *f)
{
	struct view_side *s = &f->http->side[scene->from];
	struct span line = view_bytes_span(&s->line);
	uint64_t size;

	if (s->phase != VIEW_CHUNK_SIZE || chunk_size(span_trim(line), &size))
		return;
	s->phase = VIEW_CLOSE;
	body_add(m, scene, f, line);
	s->line.len = 0;
}

void http_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f)
{
	for (int i = 0; i < 2; i++) {
		struct tap_scene side = *scene;
		if (scene->packet && scene->from != (enum side)i)
			continue;
		side.from = (enum side)i;
		line_left(m, &side, f);
		judge(m, &side, f, (enum side)i);
		/* a body without a length ends with its stream */
		judge_file(m, &side, f, scene->packet && f->http->side[i].phase == VIEW_CLOSE);
	}
}
