/*
 * views: files in other protocols than HTTP/1, and what the two sides of a flow speak, as rules see
 * them. Worker's thread.
 */
#ifndef SPANWATCH_RULES_MATCH_VIEWS_H
#define SPANWATCH_RULES_MATCH_VIEWS_H

#include "rules/match/http_view.h"

enum file_kind { FILE_NONE, FILE_SMB, FILE_MAIL, FILE_BARE };

/** What carries files over one flow. */
struct file_view {
	enum file_kind kind;
	bool in_data; /* mail: between DATA and the dot */
	struct view_bytes record[2], file[2];
};

/** As much of DATA as fits under MOST; returns how much. */
uint32_t view_bytes_add(
	const struct tap_scene *scene, struct view_bytes *b, struct span data, uint32_t most);
void view_bytes_drop(const struct tap_scene *scene, struct view_bytes *b);

static inline struct span view_bytes_span(const struct view_bytes *b)
{
	return span_of(b->p, b->len);
}

/** The next bytes of a stream that may carry files. */
void files_bytes(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data);
/** The side of the scene ends (packet set), or all of it. */
void files_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f);
void files_free(const struct tap_scene *scene, struct match_flow *f);

/** Rules of files against DATA, which the side of the scene sent. */
void files_judge(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data);

/** view_smb.c: whole records of SMB at the front of what is held; returns the bytes used. */
uint32_t smb_records(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span held);
/** view_mail.c: commands and a message of SMTP; returns the bytes used. */
uint32_t mail_lines(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span held);

/** sides.c: what the side begins with: its protocol by its bytes, and the version of TLS. */
void sides_note(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data);

/** view_facts.c: an event of HTTP/2 as the buffers of HTTP. */
void http2_facts(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct schema *type, const struct tap_fact *facts, uint32_t count);

#endif
