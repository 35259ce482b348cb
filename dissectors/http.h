/*
 * http: what the files of the HTTP dissector share: the state of a connection, the head of one
 * message, and who calls whom. http.c cuts the stream into heads and bodies, http_head.c reads
 * heads, http_body.c follows files, http_exchange.c joins requests with their answers and tells
 * them, http_manage.c says what a request does to equipment. All on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_HTTP_H
#define SPANWATCH_DISSECTORS_HTTP_H

#include "dissectors/common/image.h"
#include "dissectors/common/sums.h"
#include "dissectors/http_request.h"
#include "sensor/base/digest.h"
#include "sensor/dissector.h"

enum {
	HTTP_HEAD_MAX = 16 * 1024,  /* a longer head is read as far as it came */
	HTTP_HEADERS_MAX = 128,     /* header fields looked at */
	HTTP_WHOLE_MAX = 64 * 1024, /* bodies that are read in one piece; longer ones in part */
	HTTP_OPEN_MIN = 4096,       /* what a compressed body may grow to, and for each byte ... */
	HTTP_OPEN_RATIO = 48,       /* text of protocols shrinks to a twentieth */
	HTTP_OPEN_MAX = 256 * 1024, /* ... and in all */
	HTTP_PENDING_MAX = 8,       /* requests that wait for their answer */
	HTTP_TEXT_MAX = 1536,       /* bytes of text of all that wait */
	HTTP_URL_KEPT = 1024,
	HTTP_WORD_KEPT = 160, /* of any other text of a request that waits */
	HTTP_ANSWER_TEXT = 384,
	HTTP_BOUNDARY_MAX = 76, /* RFC 2046 section 5.1.1: 70, and CR LF and two hyphens */
	HTTP_PART_LINE = 192,
	HTTP_NAME_MAX = 96,
	HTTP_SOAP_MAX = 120
};

/** Where one side stands. */
enum http_phase {
	HTTP_HEAD,
	HTTP_LENGTH,     /* a body of known length */
	HTTP_CHUNK_SIZE, /* RFC 9112 section 7.1 */
	HTTP_CHUNK_DATA,
	HTTP_CHUNK_END,
	HTTP_TRAILER,
	HTTP_UNTIL_CLOSE,
	HTTP_WHOLE_LENGTH, /* a body that waits until it is there as a whole */
	HTTP_WHOLE_CHUNKED,
	HTTP_RESYNC /* bytes are missing: look for the next head */
};

/** What is done with the bytes of a body. */
enum http_body { HTTP_BODY_SKIP, HTTP_BODY_FILE, HTTP_BODY_PARTS };

/** A file that crosses, maybe in several ranges. */
struct http_file {
	struct sha256_ctx hash;
	struct file_sums sums;
	struct image image;
	uint64_t size, total; /* total: as announced, 0 where unknown */
	uint64_t url_hash;    /* of the request, to know the next range */
	char name[HTTP_NAME_MAX];
	uint8_t name_len;
	bool open, hole, partial;
};

/** A multipart body in the reading (RFC 2046 section 5.1). */
struct http_parts {
	char delimiter[HTTP_BOUNDARY_MAX]; /* CR LF and two hyphens before the boundary */
	char line[HTTP_PART_LINE];
	uint16_t line_len;
	uint8_t delimiter_len, matched;
	bool in_head, first_line, in_file, over;
};

struct http_side {
	enum http_phase phase;
	enum http_body body;
	uint64_t left; /* of the body or chunk */
	uint64_t size; /* of the body so far */
	uint32_t seen; /* bytes of what is held that were looked through */
	bool in_body;  /* a body is open */
	bool coded;    /* under a content coding */
};

/** Texts of a request that are kept until its answer comes. */
enum http_text {
	HTTP_T_METHOD,
	HTTP_T_URL,
	HTTP_T_PROTOCOL,
	HTTP_T_HOST,
	HTTP_T_AGENT,
	HTTP_T_REFERER,
	HTTP_T_XFF,
	HTTP_T_USER,
	HTTP_T_COUNT
};

struct http_pending {
	struct http_wait wait;
	uint16_t port, len[HTTP_T_COUNT];
};

/** The answer whose body is being read. */
struct http_answer {
	uint16_t status, type_len, location_len, server_len;
	bool open, matched; /* matched: the first of `pending` is its request */
	bool cut;           /* of its head only the start was seen, of its body nothing */
	char text[HTTP_ANSWER_TEXT];
};

/** What the body of a request is, and what its head said that matters then. */
struct http_request_body {
	uint32_t number; /* of the request */
	enum http_kind kind;
	uint8_t soap_len;
	char soap[HTTP_SOAP_MAX]; /* SOAPAction */
};

struct http_state {
	struct http_side side[2];
	struct http_request_body request;
	struct http_pending pending[HTTP_PENDING_MAX];
	struct http_answer answer;
	struct http_file file[2];
	struct http_parts parts;
	struct http_known known;
	uint32_t number;  /* of the next request */
	uint32_t evicted; /* requests told before their answer came */
	uint16_t text_len;
	uint8_t count;
	bool opaque; /* CONNECT or an upgrade: what follows is no HTTP */
	bool resynced;
	char text[HTTP_TEXT_MAX];
};
_Static_assert(sizeof(struct http_state) <= DISSECTOR_STATE_MAX, "state of a connection");

/** One head, as spans into the input. */
struct http_head {
	struct span method, url, protocol;
	struct span host, agent, referer, xff, type, location, authorization, server, disposition,
		soap_action, encoding, content_range, range, cookie, upgrade,
		override; /* the method that is meant */
	uint32_t status;  /* 0 for a request */
	uint64_t length;
	bool has_length, chunked, conflict, folded, bad_line;
	bool cut; /* bytes are missing: of fields that are not there nothing is known */
};

#include "dissectors/http_calls.h"

#endif
