/*
 * http: what the files of the HTTP dissector share: the state of a connection, the head of one
 * message, and who calls whom. http.c cuts the stream into heads and bodies, http_head.c reads
 * heads, http_body.c follows files, http_exchange.c joins requests with their answers and tells
 * them, http_manage.c says what a request does to equipment. All on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_HTTP_H
#define SPANWATCH_DISSECTORS_HTTP_H

#include "sensor/base/digest.h"
#include "sensor/dissector.h"

enum {
	HTTP_HEAD_MAX = 16 * 1024,  /* a longer head is read as far as it came */
	HTTP_HEADERS_MAX = 128,     /* header fields looked at */
	HTTP_WHOLE_MAX = 64 * 1024, /* bodies that are read in one piece; longer ones in part */
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

/** What the answer decides about a request. */
enum http_awaits {
	HTTP_AWAITS_LOGIN = 1 << 0,    /* a form or credentials: let in or not? */
	HTTP_AWAITS_BASIC = 1 << 1,    /* credentials came in a header */
	HTTP_AWAITS_ACTION = 1 << 2,   /* actions wait under the number of the request */
	HTTP_AWAITS_FILE = 1 << 3,     /* the same, and they are done when the file has come */
	HTTP_AWAITS_SETTINGS = 1 << 4, /* a change, if the server proves to be equipment */
	HTTP_AWAITS_EXPORT = 1 << 5,   /* an export, if a body comes */
	HTTP_IS_HEAD = 1 << 6,
	HTTP_IS_CONNECT = 1 << 7,
	HTTP_IS_RANGE = 1 << 8
};

struct http_pending {
	int64_t ts_us;
	uint32_t number, auth_hash;
	uint16_t awaits, port, len[HTTP_T_COUNT];
	char scheme; /* of the credentials: 'b'asic, 'd'igest, 'o'ther, 0 none */
};

/** The answer whose body is being read. */
struct http_answer {
	uint16_t status, type_len, location_len, server_len;
	bool open, matched; /* matched: the first of `pending` is its request */
	char text[HTTP_ANSWER_TEXT];
};

/** What the body of a request is, and what its head said that matters then. */
enum http_kind { HTTP_KIND_NONE, HTTP_KIND_XML, HTTP_KIND_FORM, HTTP_KIND_JSON };

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
	uint64_t cwmp_key;        /* of the last RPC of this connection */
	uint32_t login_hash;      /* of the credentials that were let in */
	uint32_t credential_hash; /* of those told last */
	uint32_t number;          /* of the next request */
	uint32_t evicted;         /* requests told before their answer came */
	uint32_t server_hash;
	uint16_t text_len;
	uint8_t count;
	bool opaque; /* CONNECT or an upgrade: what follows is no HTTP */
	bool soap, cwmp, equipment, resynced, manages;
	char text[HTTP_TEXT_MAX];
};
_Static_assert(sizeof(struct http_state) <= DISSECTOR_STATE_MAX, "state of a connection");

/** One head, as spans into the input. */
struct http_head {
	struct span method, url, protocol;
	struct span host, agent, referer, xff, type, location, authorization, server, disposition,
		soap_action, encoding, content_range, range, cookie;
	uint32_t status; /* 0 for a request */
	uint64_t length;
	bool has_length, chunked, conflict, folded, bad_line;
};

/* http_head.c */
bool http_is_method(struct span word);
/** Reads a start line and the header fields behind it; false where it is no start line. */
bool http_read_head(struct span text, struct http_head *ret);
/** S with %xx decoded once; RET_AGAIN: something that needs no code is still encoded. */
struct span http_decode(struct dissect *d, struct span s, bool *ret_again);
/** The same for forms, where + is a space. */
struct span http_decode_form(struct dissect *d, struct span s);
/** Value of parameter NAME in a header such as `form-data; name="x"`; empty where absent. */
struct span http_parameter(struct span header, const char *name);
/** Base64 (RFC 4648) decoded into the arena up to the first byte that is none. */
struct span http_base64(struct dissect *d, struct span s);
/** WORD stands somewhere in TEXT, without regard to case. */
bool http_has_word(struct span text, const char *word);
uint32_t http_hash(uint32_t seed, struct span s);

/* http_exchange.c */
extern const struct schema http_schema;
/** Puts a request in line for its answer. */
struct http_pending *http_request_add(
	struct dissect *d, struct http_state *s, const struct http_head *h);
/** The request NUMBER while it waits, else NULL. */
struct http_pending *http_request_find(struct http_state *s, uint32_t number);
void http_answer_head(struct dissect *d, struct http_state *s, const struct http_head *h);
void http_answer_end(struct dissect *d, struct http_state *s, bool complete);
/** The flow ends: tells all that has not been told. */
void http_tell_rest(struct dissect *d, struct http_state *s);
/** A text of P, which waits in S. */
struct span http_text(
	const struct http_state *s, const struct http_pending *p, enum http_text which);
/** The request whose answer is being read, or NULL. */
struct http_pending *http_answered(struct http_state *s);

/* http_body.c */
/** A head was read: how long its body is and what is done with it. */
void http_body_begin(struct dissect *d, struct http_state *s, const struct http_head *h);
void http_body_bytes(struct dissect *d, struct http_state *s, struct span bytes);
/** COUNT bytes of the body that were not seen. */
void http_body_missing(struct http_state *s, enum side from, uint64_t count);
void http_body_end(struct dissect *d, struct http_state *s, enum side from, bool complete);

/* http_parts.c */
void http_parts_begin(struct http_state *s, struct span boundary);
void http_parts_bytes(struct dissect *d, struct http_state *s, struct span bytes);
void http_file_begin(struct http_state *s, enum side from, struct span name, uint64_t total);
void http_file_bytes(struct http_state *s, enum side from, struct span bytes);
void http_file_close(struct dissect *d, struct http_state *s, enum side from, bool complete);

/* http_manage.c */
/** What a request does by its head alone. */
void http_manage(
	struct dissect *d, struct http_state *s, const struct http_head *h, struct http_pending *p);
/** What the body of a message does, which is at hand as a whole. */
void http_manage_body(struct dissect *d, struct http_state *s, struct span body);
/** A file that a form uploads is named. */
void http_manage_upload(struct dissect *d, struct http_state *s, struct span name);
/** The answer is there: whatever waited for it. */
void http_manage_answer(
	struct dissect *d, struct http_state *s, struct http_pending *p, const struct http_head *h);
/** No answer will be seen. */
void http_manage_unanswered(struct dissect *d, struct http_state *s, struct http_pending *p);
/** Asks A, observed on the server, under the number of P: its outcome is that of the answer. */
void http_act(struct dissect *d, struct http_state *s, struct http_pending *p, struct action *a);
/** The same once the answer is known; it is told with the time of the request. */
void http_act_now(
	struct dissect *d, struct http_state *s, const struct http_pending *p, struct action *a);

/* http_paths.c */
/** Up to '?' or '#'. */
struct span http_without_query(struct span url);
/** What the words of a path or parameter are about; SUBJECT_CONFIG where they do not say. */
enum subject http_subject(struct span words);
/** Only the pages of equipment have such paths. */
bool http_is_device_page(struct span path);
/** The file named at the end of PATH is a configuration by its name. */
bool http_is_config_name(struct span path);
/** Looks for what is known to attack equipment; says it as hints. */
void http_hint_path(struct dissect *d, const struct http_head *h, struct span path, bool twice);
/** A shell would run part of TEXT. */
bool http_is_injection(struct span text);
enum outcome http_outcome(unsigned status);

/* http_api.c */
/** RESTCONF and its kin: what METHOD on PATH does; false where it is no such interface. */
bool http_rest(struct dissect *d, struct http_state *s, const struct http_head *h,
	struct http_pending *p, struct span path);
/** Commands of a device shell that stand in the path of IOS; false where there are none. */
bool http_ios_exec(
	struct dissect *d, struct http_state *s, struct http_pending *p, struct span path);
/** Commands in the JSON of eAPI and NX-API. */
void http_commands(
	struct dissect *d, struct http_state *s, struct http_pending *p, struct span json);

/** One command line of IOS, in configuration mode or not. */
void http_command(struct dissect *d, struct http_state *s, struct http_pending *p, bool config,
	struct span line);

/* http_soap.c */
/** An XML body; P is the request it came in, NULL for an answer. */
void http_soap(struct dissect *d, struct http_state *s, struct http_pending *p, struct span body);

/* http_login.c */
void http_credentials(
	struct dissect *d, struct http_state *s, const struct http_head *h, struct http_pending *p);
/** Reads pairs of a form (or JSON); true when they are a login, which waits for its answer. */
bool http_form(struct dissect *d, struct http_state *s, struct http_pending *p, struct span form,
	bool json);
void http_login_answer(
	struct dissect *d, struct http_state *s, struct http_pending *p, const struct http_head *h);

#endif
