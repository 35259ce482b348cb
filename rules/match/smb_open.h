/* smb_open: the open files of one connection of SMB. Worker's thread. */
#ifndef SPANWATCH_RULES_MATCH_SMB_OPEN_H
#define SPANWATCH_RULES_MATCH_SMB_OPEN_H

#include "rules/match/views.h"

enum { SMB_ID_MAX = 16 };

/** A request whose answer says more. */
struct smb_request {
	uint64_t message, at; /* AT: from where a read begins */
	bool opens, wide;     /* opens: TEXT is a name, in UTF-16 where wide; else the id read */
	struct span text;
};

/** Bytes and their place in the file. */
struct smb_piece {
	uint64_t at;
	struct span data;
};

void smb_ask(const struct tap_scene *scene, struct match_flow *f, const struct smb_request *r);
/** MESSAGE was answered: its file has ID from here on. */
void smb_opened(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	uint64_t message, struct span id);
void smb_written(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	struct span id, const struct smb_piece *piece);
/** The answer to MESSAGE has DATA. */
void smb_was_read(struct matcher *m, const struct tap_scene *scene, struct match_flow *f,
	uint64_t message, struct span data);
void smb_closed(
	struct matcher *m, const struct tap_scene *scene, struct match_flow *f, struct span id);

#endif
