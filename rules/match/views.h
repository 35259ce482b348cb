/*
 * views: files in other protocols than HTTP/1, and what the two sides of a flow speak, as rules see
 * them. Worker's thread.
 */
#ifndef SPANWATCH_RULES_MATCH_VIEWS_H
#define SPANWATCH_RULES_MATCH_VIEWS_H

#include "rules/match/http_view.h"

/* --- files.c --- */

/** The next bytes of V. */
void view_file_add(const struct matcher *m, const struct tap_scene *scene, struct view_file *v,
	struct span data);
/** What is known of V at its end; valid until it is dropped. */
void view_file_end(struct view_file *v, struct span name, bool complete, struct tap_file *ret);
void view_file_drop(const struct tap_scene *scene, struct view_file *v);
/** RET, of which name and completeness are set, is the file DATA. */
void view_file_of(const struct matcher *m, struct span data, struct file_digests *digests,
	struct tap_file *ret);
/** Name and kind of FILE among the values. */
void file_values(struct matcher *m, const struct tap_file *file);
/** Rules of views that ask for FILE at its end beside the values at hand. */
void files_whole(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct tap_file *file);
/** A file that only a view knows, with its first bytes: every rule on it. */
void files_tell(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct tap_file *file, struct span data);

enum file_kind { FILE_NONE, FILE_SMB, FILE_MAIL, FILE_BARE };

/** What carries files over one flow. */
struct file_view {
	enum file_kind kind;
	bool in_data; /* mail: between DATA and the dot */
	bool skips;   /* mail: the rest of a message that is too long */
	struct view_bytes record[2], file[2];
	struct bare_file {
		struct tap_file is;
		struct file_digests digests;
		uint8_t head[VIEW_FILE_HEAD];
		uint8_t name[256];
		bool known, ended, told;
	} bare; /* of a data connection: what its dissector said of the file */
	struct smb_files *smb;
	uint32_t smb_block;
};

/* --- views.c --- */

/** As much of DATA as fits under MOST; returns how much. */
uint32_t view_bytes_add(
	const struct tap_scene *scene, struct view_bytes *b, struct span data, uint32_t most);
void view_bytes_drop(const struct tap_scene *scene, struct view_bytes *b);

static inline struct span view_bytes_span(const struct view_bytes *b)
{
	return span_of(b->p, b->len);
}

/** Judges the rules of views with the values at hand, which FROM sent. */
void view_judge(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, enum side from);
/** Rules of files against DATA, which the side of the scene sent. */
void files_judge(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data);

/* --- view_files.c --- */

/** The next bytes of a stream that may carry files. */
void files_bytes(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data);
/** The dissector of the flow says what it knows of the file at its end. */
void files_note(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct tap_file *file);
/** The side of the scene ends (packet set), or all of it. */
void files_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f);
void files_free(const struct tap_scene *scene, struct match_flow *f);

/** view_smb.c: whole records of SMB at the front of what is held; returns the bytes used. */
uint32_t smb_records(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span held);
/** Files that are still open when the flow ends. */
void smb_end(struct matcher *m, const struct tap_scene *scene, struct match_flow *f);
void smb_free(const struct tap_scene *scene, struct file_view *v);
/** view_mail.c: commands and a message of SMTP; returns the bytes used. */
uint32_t mail_lines(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span held);

/** sides.c: what the side begins with: its protocol by its bytes, and the version of TLS. */
void sides_note(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span data);

/** view_http2.c: an event of HTTP/2 as the buffers of HTTP. */
void http2_facts(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	const struct schema *type, const struct tap_fact *facts, uint32_t count);

#endif
