/*
 * files: what is known of a file at its end, for rules that ask for it beside the bytes of the file
 * or the message that carries it: size, first bytes, digests, name. Worker's thread.
 */
#include "config.h"

#include "rules/match/views.h"
#include "sensor/base/digest.h"

struct view_sums {
	struct md5_ctx md5;
	struct sha1_ctx sha1;
	struct sha256_ctx sha256;
	struct file_digests of;
};

static void sums_begin(struct view_sums *s)
{
	md5_init(&s->md5);
	sha1_init(&s->sha1);
	sha256_init(&s->sha256);
}

static void sums_add(struct view_sums *s, struct span data)
{
	md5_update(&s->md5, data.len, data.p);
	sha1_update(&s->sha1, data.len, data.p);
	sha256_update(&s->sha256, data.len, data.p);
}

static void sums_tell(struct view_sums *s, struct tap_file *file)
{
	md5_digest(&s->md5, sizeof(s->of.md5), s->of.md5);
	sha1_digest(&s->sha1, sizeof(s->of.sha1), s->of.sha1);
	sha256_digest(&s->sha256, sizeof(s->of.sha256), s->of.sha256);
	file->md5 = s->of.md5;
	file->sha1 = s->of.sha1;
	file->sha256 = s->of.sha256;
}

void view_file_add(const struct matcher *m, const struct tap_scene *scene, struct view_file *v,
	struct span data)
{
	uint32_t head = VIEW_FILE_HEAD - v->head_len;

	if (!data.len)
		return;
	if (!v->size && !v->hole && m->index->wants_digests) {
		v->sums = tap_take(scene->room, sizeof(*v->sums), &v->block);
		if (v->sums)
			sums_begin(v->sums);
	}
	head = head < data.len ? head : data.len;
	memcpy(v->head + v->head_len, data.p, head);
	v->head_len = (uint8_t)(v->head_len + head);
	v->size += data.len;
	if (v->sums)
		sums_add(v->sums, data);
}

void view_file_end(struct view_file *v, struct span name, bool complete, struct tap_file *ret)
{
	*ret = (struct tap_file){.name = name,
		.head = span_of(v->head, v->head_len),
		.size = v->size,
		.complete = complete && !v->hole};
	if (ret->complete && v->sums)
		sums_tell(v->sums, ret);
}

void view_file_drop(const struct tap_scene *scene, struct view_file *v)
{
	if (v->sums)
		tap_give(scene->room, v->sums, v->block);
	*v = (struct view_file){0};
}

void view_file_of(const struct matcher *m, struct span data, struct file_digests *digests,
	struct tap_file *ret)
{
	struct view_sums sums;

	ret->head = span_sub(data, 0, VIEW_FILE_HEAD);
	ret->size = data.len;
	if (!ret->complete || !m->index->wants_digests)
		return;
	sums_begin(&sums);
	sums_add(&sums, data);
	sums_tell(&sums, ret);
	*digests = sums.of;
	ret->md5 = digests->md5;
	ret->sha1 = digests->sha1;
	ret->sha256 = digests->sha256;
}

void file_values(struct matcher *m, const struct tap_file *file)
{
	const char *magic = magic_of(file->head);

	value_bytes(m, BUFFER_FILE_NAME, file->name);
	if (magic)
		value_bytes(m, BUFFER_FILE_MAGIC, span_str(magic));
}

void files_whole(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct tap_file *file)
{
	uint32_t kept = m->value_count;

	if (!m->index->wants_whole)
		return;
	m->file = file;
	file_values(m, file);
	view_judge(m, scene, f, scene->from);
	m->file = NULL;
	m->value_count = kept;
}

void files_tell(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct tap_file *file, struct span data)
{
	struct target s = {.scene = scene, .flow = f, .from = scene->from};

	files_judge(m, scene, f, data);
	m->value_count = 0;
	if (data.len)
		value_bytes(m, BUFFER_FILE_DATA, data);
	files_whole(m, scene, f, file);
	if (!m->index->files.count)
		return;
	m->value_count = 0;
	m->file = file;
	file_values(m, file);
	candidates_begin(m);
	candidates_add(m, &m->index->files);
	rules_judge(m, &s, NULL);
	m->file = NULL;
}
