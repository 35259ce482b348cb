/*
 * view_files: which files a flow carries beside HTTP: those of SMB and SMTP, cut by view_smb.c and
 * view_mail.c, and of bare data connections, which are the stream. Worker's thread.
 */
#include "config.h"

#include "rules/match/views.h"

static enum file_kind kind_of(const struct tap_scene *scene, struct span data)
{
	if (data.len >= 8 && data.p[0] == 0 && (data.p[4] == 0xff || data.p[4] == 0xfe) &&
		data.p[5] == 'S' && data.p[6] == 'M' && data.p[7] == 'B')
		return FILE_SMB;
	if (scene->app && strcmp(scene->app, "smtp") == 0)
		return FILE_MAIL;
	return scene->app && strcmp(scene->app, "ftp-data") == 0 ? FILE_BARE : FILE_NONE;
}

static struct file_view *view_of(
	const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	enum file_kind kind;

	if (f->file || f->file_off)
		return f->file;
	kind = kind_of(scene, data);
	if (kind == FILE_NONE) {
		f->file_off = f->streamed[0] > 4096 || f->streamed[1] > 4096;
		return NULL;
	}
	f->file = tap_take(scene->room, sizeof(*f->file), &f->file_block);
	if (!f->file) {
		f->file_off = true;
		return NULL;
	}
	memset(f->file, 0, sizeof(*f->file));
	f->file->kind = kind;
	if (kind == FILE_SMB)
		f->app = "smb";
	return f->file;
}

void files_bytes(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data)
{
	struct file_view *v = view_of(scene, f, data);

	if (!v)
		return;
	if (v->kind == FILE_BARE) {
		view_bytes_add(scene, &v->file[scene->from], data, VIEW_BODY_MAX);
		return;
	}
	struct view_bytes *held = &v->record[scene->from];
	if (view_bytes_add(scene, held, data, VIEW_OPEN_MAX) < data.len) {
		held->len = 0; /* a record that cannot be: begin anew with what comes */
		return;
	}
	uint32_t used = v->kind == FILE_SMB ? smb_records(m, scene, f, view_bytes_span(held))
					    : mail_lines(m, scene, f, view_bytes_span(held));
	if (!used)
		return;
	held->len -= used;
	memmove(held->p, held->p + used, held->len);
}

/* Once the dissector and the stream have come to the end of the file. */
static void bare_whole(struct matcher *m, const struct tap_scene *scene, struct match_flow *f)
{
	struct bare_file *b = &f->file->bare;

	if (!b->known || !b->ended || b->told)
		return;
	b->told = true;
	m->value_count = 0;
	value_bytes(m, BUFFER_FILE_DATA, view_bytes_span(&f->file->file[scene->from]));
	files_whole(m, scene, f, &b->is);
}

static struct span kept(uint8_t *room, uint32_t len, struct span from)
{
	from = span_sub(from, 0, len);
	if (from.len)
		memcpy(room, from.p, from.len);
	return span_of(room, from.len);
}

void files_note(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct tap_file *file)
{
	struct bare_file *b = &f->file->bare;

	if (f->file->kind != FILE_BARE || b->known || !m->index->wants_whole)
		return;
	b->known = true;
	b->is = *file;
	b->is.name = kept(b->name, sizeof(b->name), file->name);
	b->is.head = kept(b->head, sizeof(b->head), file->head);
	if (file->md5)
		b->is.md5 = memcpy(b->digests.md5, file->md5, sizeof(b->digests.md5));
	if (file->sha1)
		b->is.sha1 = memcpy(b->digests.sha1, file->sha1, sizeof(b->digests.sha1));
	if (file->sha256)
		b->is.sha256 = memcpy(b->digests.sha256, file->sha256, sizeof(b->digests.sha256));
	bare_whole(m, scene, f);
}

void files_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f)
{
	if (f->file->kind == FILE_SMB) {
		if (!scene->packet)
			smb_end(m, scene, f);
		return;
	}
	for (int i = 0; f->file->kind == FILE_BARE && i < 2; i++) {
		struct tap_scene side = *scene;
		struct view_bytes *file = &f->file->file[i];
		if ((scene->packet && scene->from != (enum side)i) || !file->len)
			continue;
		side.from = (enum side)i;
		if (!f->file->bare.ended)
			files_judge(m, &side, f, view_bytes_span(file));
		f->file->bare.ended = true;
		bare_whole(m, &side, f);
	}
}

void files_free(const struct tap_scene *scene, struct match_flow *f)
{
	for (int i = 0; f->file && i < 2; i++) {
		view_bytes_drop(scene, &f->file->record[i]);
		view_bytes_drop(scene, &f->file->file[i]);
	}
	if (f->file)
		smb_free(scene, f->file);
	if (f->file)
		tap_give(scene->room, f->file, f->file_block);
	f->file = NULL;
}
