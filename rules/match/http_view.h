/*
 * http_view: HTTP/1 as rules see it: every head and body whole, read as leniently as clients and
 * servers do, for what evades inspection is made to be read by them. Worker's thread.
 */
#ifndef SPANWATCH_RULES_MATCH_HTTP_VIEW_H
#define SPANWATCH_RULES_MATCH_HTTP_VIEW_H

#include "rules/match/room.h"

enum {
	VIEW_HEAD_MAX = 64 * 1024,
	VIEW_BODY_MAX = 100 * 1024, /* bytes of a body that are looked at, as crossed */
	VIEW_OPEN_MAX = 256 * 1024, /* and unpacked */
	VIEW_HEADERS_MAX = 120,
	VIEW_PENDING = 64
};

enum view_phase {
	VIEW_LINE,
	VIEW_LENGTH,
	VIEW_CHUNK_SIZE,
	VIEW_CHUNK_DATA,
	VIEW_CHUNK_END,
	VIEW_TRAILER,
	VIEW_CLOSE, /* a body until the end */
	VIEW_SKIP   /* nothing more to read of this side */
};

/** Bytes that grow, in memory of the flow room. */
struct view_bytes {
	uint8_t *p;
	uint32_t len, block;
};

enum { VIEW_FILE_HEAD = 64 };

struct file_digests {
	uint8_t md5[16], sha1[20], sha256[32];
};

/** A file while it crosses. */
struct view_file {
	struct view_sums *sums; /* where digests are asked for */
	uint32_t block;
	uint64_t size;
	bool hole;
	uint8_t head_len;
	uint8_t head[VIEW_FILE_HEAD];
};

struct view_side {
	enum view_phase phase;
	bool judged, head_done, blank; /* blank: nothing but line ends so far */
	uint64_t left;
	struct view_bytes head, body, line;
	struct view_file file; /* the body, where rules ask for its end */
};

struct http_view {
	struct view_side side[2];
	uint64_t is_head; /* bit n: the n-th request that waits is HEAD or CONNECT */
	uint8_t pending;
	bool upgraded, begun;
};

/** One header: name and value, the value unfolded. */
struct view_header {
	struct span name, value;
};

/** One head, cut up. */
struct view_head {
	struct span line, method, uri, protocol, status, message, raw_headers;
	struct view_header headers[VIEW_HEADERS_MAX];
	uint32_t count, code;
	bool is_answer;
};

/** Cuts HEAD up; folded values are put together in ARENA. */
void http_head_cut(struct span head, bool is_answer, struct arena *arena, struct view_head *ret);

/** The value of the header NAME (the last one), or empty. */
struct span http_head_value(const struct view_head *h, const char *name);

/** The values that HEAD and BODY give to rules. OWN: judged now; else what an answer recalls. */
void http_values(struct matcher *m, const struct tap_scene *scene, const struct view_head *h,
	struct span body, bool own);

/** URI as servers read it: decoded, without dots and doubled slashes. */
struct span http_uri_normal(struct arena *arena, struct span uri);

/** BODY as its Content-Encoding CODING says, unpacked. */
struct span http_body_open(struct arena *arena, struct span coding, struct span body);

#endif
