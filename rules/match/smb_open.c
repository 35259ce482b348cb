/*
 * smb_open: the files that are open on one connection of SMB: what they are called, and the bytes
 * that were read from or written to them, for rules. An answer is joined with its request by the
 * number of the message. Worker's thread.
 */
#include "config.h"

#include "rules/match/smb_open.h"

enum { OPEN_MAX = 8, ASKED_MAX = 8, NAME_MAX_LEN = 200 };

struct smb_open {
	bool used, hole;
	enum side from; /* who sends the bytes */
	uint8_t id_len, name_len;
	uint8_t id[SMB_ID_MAX], name[NAME_MAX_LEN];
	uint64_t next; /* where the next byte belongs */
	struct view_bytes bytes;
	struct view_file file;
};

struct smb_asked {
	uint64_t message;
	bool opens; /* else reads */
	uint8_t len;
	uint64_t at;                /* reads: from where in the file */
	uint8_t text[NAME_MAX_LEN]; /* name, or id */
};

struct smb_files {
	struct smb_open open[OPEN_MAX];
	struct smb_asked asked[ASKED_MAX];
	unsigned next_open, next_asked;
};

static struct smb_files *files_of(const struct tap_scene *scene, struct match_flow *f)
{
	struct file_view *v = f->file;

	if (v->smb)
		return v->smb;
	v->smb = tap_take(scene->room, sizeof(*v->smb), &v->smb_block);
	if (v->smb)
		memset(v->smb, 0, sizeof(*v->smb));
	return v->smb;
}

static struct smb_open *open_find(struct smb_files *s, struct span id)
{
	for (int i = 0; i < OPEN_MAX; i++)
		if (s->open[i].used && span_eq(span_of(s->open[i].id, s->open[i].id_len), id))
			return &s->open[i];
	return NULL;
}

/* The end of O: what rules ask of it is asked now. */
static void open_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	struct smb_open *o, bool complete)
{
	struct tap_scene side = *scene;
	struct tap_file file;

	side.from = o->from;
	if (o->file.size) {
		view_file_end(&o->file, span_of(o->name, o->name_len), complete && !o->hole, &file);
		files_tell(m, &side, f, &file, view_bytes_span(&o->bytes));
	}
	view_file_drop(scene, &o->file);
	view_bytes_drop(scene, &o->bytes);
	*o = (struct smb_open){0};
}

/* The open file ID, which may have been opened before anybody looked. */
static struct smb_open *open_of(struct matcher *m, const struct tap_scene *scene,
	struct match_flow *f, struct smb_files *s, struct span id)
{
	struct smb_open *o = open_find(s, id);

	if (o)
		return o;
	o = &s->open[s->next_open++ % OPEN_MAX];
	if (o->used)
		open_end(m, scene, f, o, false);
	o->used = true;
	o->id_len = (uint8_t)(id.len < SMB_ID_MAX ? id.len : SMB_ID_MAX);
	if (o->id_len)
		memcpy(o->id, id.p, o->id_len);
	return o;
}

void smb_ask(const struct tap_scene *scene, struct match_flow *f, const struct smb_request *r)
{
	struct smb_files *s = files_of(scene, f);

	if (!s)
		return;
	struct smb_asked *a = &s->asked[s->next_asked++ % ASKED_MAX];
	*a = (struct smb_asked){.message = r->message, .opens = r->opens, .at = r->at};
	if (r->opens && r->wide) { /* UTF-16: what is no ASCII becomes '?' */
		for (uint32_t i = 0; i + 1 < r->text.len && a->len < NAME_MAX_LEN; i += 2)
			a->text[a->len++] = r->text.p[i + 1] ? '?' : r->text.p[i];
		return;
	}
	a->len = (uint8_t)(r->text.len < NAME_MAX_LEN ? r->text.len : NAME_MAX_LEN);
	if (a->len)
		memcpy(a->text, r->text.p, a->len);
}

static struct smb_asked *asked_find(struct smb_files *s, uint64_t message, bool opens)
{
	for (unsigned i = 1; i <= ASKED_MAX; i++) {
		struct smb_asked *a = &s->asked[(s->next_asked - i) % ASKED_MAX];
		if (a->len && a->message == message && a->opens == opens)
			return a;
	}
	return NULL;
}

void smb_opened(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	uint64_t message, struct span id)
{
	struct smb_files *s = files_of(scene, f);
	struct smb_asked *a = s ? asked_find(s, message, true) : NULL;

	if (!a)
		return;
	struct smb_open *o = open_of(m, scene, f, s, id);
	memcpy(o->name, a->text, a->len);
	o->name_len = a->len;
	a->len = 0;
}

static void bytes_add(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	struct smb_open *o, const struct smb_piece *piece)
{
	struct span data = piece->data;

	o->from = scene->from;
	o->hole |= piece->at != o->next;
	o->next = piece->at + data.len;
	view_file_add(m, scene, &o->file, data);
	if (view_bytes_add(scene, &o->bytes, data, VIEW_BODY_MAX) == data.len)
		return;
	files_judge(m, scene, f, view_bytes_span(&o->bytes));
	o->bytes.len = 0; /* a long file is looked at in pieces */
	view_bytes_add(scene, &o->bytes, data, VIEW_BODY_MAX);
}

void smb_written(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	struct span id, const struct smb_piece *piece)
{
	struct smb_files *s = files_of(scene, f);

	if (s && piece->data.len)
		bytes_add(m, scene, f, open_of(m, scene, f, s, id), piece);
}

void smb_was_read(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	uint64_t message, struct span data)
{
	struct smb_files *s = files_of(scene, f);
	struct smb_asked *a = s ? asked_find(s, message, false) : NULL;

	if (!s || !data.len)
		return;
	struct span id = a ? span_of(a->text, a->len) : span_of(NULL, 0);
	struct smb_open *o = open_of(m, scene, f, s, id);
	bytes_add(m, scene, f, o, &(struct smb_piece){a ? a->at : o->next, data});
	if (a)
		a->len = 0;
}

void smb_closed(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span id)
{
	struct smb_open *o = f->file->smb ? open_find(f->file->smb, id) : NULL;

	if (o)
		open_end(m, scene, f, o, true);
}

void smb_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f)
{
	struct smb_files *s = f->file->smb;

	for (int i = 0; s && i < OPEN_MAX; i++)
		if (s->open[i].used)
			open_end(m, scene, f, &s->open[i], false);
}

void smb_free(const struct tap_scene *scene, struct file_view *v)
{
	for (int i = 0; v->smb && i < OPEN_MAX; i++) {
		view_bytes_drop(scene, &v->smb->open[i].bytes);
		view_file_drop(scene, &v->smb->open[i].file);
	}
	if (v->smb)
		tap_give(scene->room, v->smb, v->smb_block);
	v->smb = NULL;
}
