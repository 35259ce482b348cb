/*
 * http_calls: what the files of the HTTP dissector offer one another and HTTP/2. Included by
 * http.h, which declares the state that these work on.
 */
#ifndef SPANWATCH_DISSECTORS_HTTP_CALLS_H
#define SPANWATCH_DISSECTORS_HTTP_CALLS_H

/* http_head.c */
bool http_is_method(struct span word);
/** Reads a start line and the header fields behind it; false where it is no start line. */
bool http_read_head(struct span text, struct http_head *ret);
/** One header field of a head; of those that come twice the first one counts. */
void http_take_field(struct http_head *h, struct span name, struct span value);
/** The same of a head whose rest is missing: its lines that are whole, if the first one is. */
bool http_read_cut_head(struct span held, struct http_head *ret);
/** S with %xx decoded once; RET_AGAIN: something that needs no code is still encoded. */
struct span http_decode(struct dissect *d, struct span s, bool *ret_again);
/** The same for forms, where + is a space. */
struct span http_decode_form(struct dissect *d, struct span s);
/** Base64 (RFC 4648) decoded into the arena up to the first byte that is none. */
struct span http_base64(struct dissect *d, struct span s);
/** WORD stands somewhere in TEXT, without regard to case. */
bool http_has_word(struct span text, const char *word);
uint32_t http_hash(uint32_t seed, struct span s);

/* http_pending.c */
/** A text of P, which waits in S. */
struct span http_text(
	const struct http_state *s, const struct http_pending *p, enum http_text which);
/** The request whose answer is being read, or NULL. */
struct http_pending *http_answered(struct http_state *s);
/** P, or NULL for the body of an answer, as those see it who say what it does. */
struct http_request http_request_of(struct http_state *s, struct http_pending *p);
/** The user that R names stays with P, which it was made of. */
void http_request_keep(struct http_state *s, struct http_pending *p, const struct http_request *r);
/** The request NUMBER while it waits, else NULL. */
struct http_pending *http_request_find(struct http_state *s, uint32_t number);
/** Asks A, observed on the server, under the number of R: its outcome is that of the answer. */
void http_act(struct dissect *d, struct http_request *r, struct action *a);
/** The same once the answer is known; it is told with the time of the request. */
void http_act_now(struct dissect *d, const struct http_request *r, struct action *a);

/** What the answer decides about any request that has the head H. */
uint16_t http_awaits_of(const struct http_head *h);

/* http_exchange.c */
extern const struct schema http_schema;
/** Puts a request in line for its answer, and says what it does by its head. */
void http_request_add(struct dissect *d, struct http_state *s, const struct http_head *h);
/** What the Server header says of the machine, once for each text. */
void http_identify(struct dissect *d, struct http_known *known, struct span server);
void http_answer_head(struct dissect *d, struct http_state *s, const struct http_head *h);
void http_answer_end(struct dissect *d, struct http_state *s, bool complete);
/** The flow ends: tells the requests without an answer. */
void http_tell_unanswered(struct dissect *d, struct http_state *s);

/* http_body.c */
/** A head was read: how long its body is and what is done with it. */
void http_body_begin(struct dissect *d, struct http_state *s, const struct http_head *h);
void http_body_bytes(struct dissect *d, struct http_state *s, struct span bytes);
/** COUNT bytes of the body that were not seen. */
void http_body_missing(struct http_state *s, enum side from, uint64_t count);
void http_body_end(struct dissect *d, struct http_state *s, enum side from, bool complete);

enum http_kind http_kind_of(const struct http_head *h);
/** The body of H is under a content coding. */
bool http_is_coded(const struct http_head *h);
/** The body of the request H, of which W is known, is worth reading in one piece. */
bool http_reads_whole(const struct http_head *h, const struct http_wait *w);
/** A body under gzip or deflate, opened as far as the cap goes; others as they are. */
struct span http_body_inflate(struct dissect *d, struct span body);
/** A body that is at hand as a whole. */
void http_body_whole(struct dissect *d, struct http_state *s, struct span body);

/* http_parts.c */
void http_parts_begin(struct http_state *s, struct span boundary);
void http_parts_bytes(struct dissect *d, struct http_state *s, struct span bytes);
void http_file_begin(
	struct dissect *d, struct http_state *s, enum side from, struct span name, uint64_t total);
void http_file_bytes(struct http_state *s, enum side from, struct span bytes);
void http_file_close(struct dissect *d, struct http_state *s, enum side from, bool complete);

/* http_manage.c */
/** What a request does by its head alone. */
void http_manage(struct dissect *d, const struct http_head *h, struct http_request *r);
/** What the body of a message does, which is at hand as a whole. */
void http_manage_body(struct dissect *d, struct http_request *r, struct span body);
/** A file that a form uploads is named. */
void http_manage_upload(struct dissect *d, struct http_request *r, struct span name);
/** The answer is there: whatever waited for it. */
void http_manage_answer(struct dissect *d, struct http_request *r, const struct http_head *h);
/** What waits under NUMBER is answered with STATUS. */
void http_settle(struct dissect *d, uint32_t number, unsigned status);
/** No answer will be seen. */
void http_manage_unanswered(struct dissect *d, struct http_request *r);

/* http_target.c */
/** Up to '?' or '#'. */
struct span http_without_query(struct span url);
/** The path of URL as the server understands it; RET_TWICE: it was encoded twice. */
struct span http_target(struct dissect *d, struct span url, bool *ret_twice);
/** The same of a request that waits. */
struct span http_path_of(struct dissect *d, const struct http_request *r);

/* http_paths.c */
/** What the words of a path or parameter are about; SUBJECT_CONFIG where they do not say. */
enum subject http_subject(struct span words);
/** Only the pages of equipment have such paths. */
bool http_is_device_page(struct span path);
/** What is done by posting to such a page; VERB_CHANGE where its name does not say. */
enum verb http_page_verb(struct span path);
/** The file named at the end of PATH is a configuration by its name. */
bool http_is_config_name(struct span path);
/** Looks for what is known to attack equipment; says it as hints. */
void http_hint_path(struct dissect *d, const struct http_head *h, struct span path, bool twice);
/** A shell would run part of TEXT. */
bool http_is_injection(struct span text);
enum outcome http_outcome(unsigned status);

/* http_api.c */
/** RESTCONF and its kin: what METHOD on PATH does; false where it is no such interface. */
bool http_rest(
	struct dissect *d, const struct http_head *h, struct http_request *r, struct span path);
/** Commands of a device shell that stand in the path of IOS; false where there are none. */
bool http_ios_exec(struct dissect *d, struct http_request *r, struct span path);
/** Commands in the JSON of eAPI and NX-API. */
void http_commands(struct dissect *d, struct http_request *r, struct span json);

/** All calls in the JSON-RPC of OpenWrt's ubus only read. */
bool http_ubus_reads(struct span json);
/** One command line of IOS, in configuration mode or not. */
void http_command(struct dissect *d, struct http_request *r, bool config, struct span line);

/* http_soap.c */
/** An XML body. */
void http_soap(struct dissect *d, struct http_request *r, struct span body);

/* http_wsman.c */
struct http_wsman {
	struct span action, resource;    /* of the header */
	struct span command, parameters; /* of a line that a shell is to run */
	struct span arguments;           /* of the body: name=value&name=value */
};
/** What a message of WS-Management does to the server. */
void http_wsman(struct dissect *d, struct http_request *r, const struct http_wsman *w);

/* http_login.c */
/** What lets USER in, told once for each pair. */
void http_tell_credential(
	struct dissect *d, struct http_known *known, struct span user, struct span secret);
void http_credentials(struct dissect *d, const struct http_head *h, struct http_request *r);
/** Reads pairs of a form (or JSON); true when they are a login, which waits for its answer. */
bool http_form(struct dissect *d, struct http_request *r, struct span form, bool json);
void http_login_answer(struct dissect *d, struct http_request *r, const struct http_head *h);

#endif
