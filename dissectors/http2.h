/*
 * http2: what the files of the HTTP/2 dissector share: http2.c cuts frames and follows streams,
 * http2_gather.c joins what comes in several, http2_tell.c tells an exchange, hpack.c opens
 * headers, http2_manage.c hands on what is no gRPC, grpc.c says what a call of gRPC (gNMI, gNOI and
 * their kin) does, grpc_path.c reads their messages, grpc_vendor.c those of IOS XR and Junos. On a
 * worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_HTTP2_H
#define SPANWATCH_DISSECTORS_HTTP2_H

#include "dissectors/hpack.h"
#include "dissectors/http.h"
#include "sensor/dissector.h"

enum {
	HTTP2_STREAMS = 14,
	HTTP2_PATH_MAX = 224,
	HTTP2_HOST_MAX = 64,
	HTTP2_AGENT_MAX = 48,
	HTTP2_USER_MAX = 32,
	HTTP2_METHOD_MAX = 8,
	HTTP2_FRAME_HEAD = 9,
	HTTP2_FRAME_MAX = 64 * 1024 /* a frame that is read as a whole */
};

enum http2_frame_type {
	HTTP2_DATA = 0,
	HTTP2_HEADERS = 1,
	HTTP2_RST_STREAM = 3,
	HTTP2_CONTINUATION = 9
};

struct http2_frame {
	uint32_t len, stream;
	uint8_t type, flags;
};

/** One exchange that goes on. */
struct http2_stream {
	uint32_t id; /* 0: free */
	uint16_t status, grpc_status;
	struct http_wait wait; /* its number is the stream's */
	uint64_t size;         /* of the answer's body */
	uint64_t head;         /* first bytes of the message that is gathered */
	uint32_t start, have;  /* where in what is held it begins, and how much of it is there */
	uint8_t path_len, host_len, agent_len, user_len, method_len;
	bool grpc, has_grpc_status, answered, asked; /* asked: the call's first message was read */
	bool gathers;
	bool plain;   /* a request of HTTP, and what it does was asked */
	bool reads;   /* its body is read */
	bool coded;   /* under a content coding */
	uint8_t kind; /* of its body: enum http_kind */
	bool cut;     /* only part of that message was at hand */
	char path[HTTP2_PATH_MAX], host[HTTP2_HOST_MAX], agent[HTTP2_AGENT_MAX];
	char user[HTTP2_USER_MAX], method[HTTP2_METHOD_MAX];
};

struct http2_side {
	struct hpack_table table;
	uint64_t
		read; /* bytes from the start of what is held that were read, or that need not be */
	bool begun;
};

struct http2_state {
	struct http2_side side[2];
	struct http2_stream streams[HTTP2_STREAMS];
	struct http_known known;
	uint32_t fetched; /* hash of the path asked for last */
};
_Static_assert(sizeof(struct http2_state) <= DISSECTOR_STATE_MAX, "state of a connection");

extern const struct schema http2_schema, grpc_schema;

/**
 * Tells the exchange, answered or not, and settles what waits for it; the stream is free then.
 * COMPLETE: the end of the answer was seen.
 */
void http2_tell(struct dissect *d, struct http2_stream *t, bool complete);

/* http2_manage.c */
/** What a request does by its head, once. */
void http2_request(struct dissect *d, struct http2_stream *t, const struct http_head *h);
/** Its body, as much of it as is read. */
void http2_body(struct dissect *d, struct http2_stream *t, struct span body);
void http2_answer(struct dissect *d, struct http2_stream *t, const struct http_head *h);
/** Nothing more comes of it. */
void http2_over(struct dissect *d, struct http2_stream *t, bool complete);

/* http2_gather.c */
/** The head of a frame; false where C does not hold it whole. */
bool http2_read_frame(struct cursor *c, struct http2_frame *ret);
/** PAYLOAD of F without padding and priority. */
struct span http2_unpadded(const struct http2_frame *f, struct span payload);
/** Bytes of T's client are worth reading. */
bool http2_wants(const struct http2_stream *t);
/** The frame of DATA that begins at BEGINS of HELD carries part of T's message. */
void http2_gather(struct dissect *d, struct http2_stream *t, struct span held, uint32_t begins);
/** No more of T's message will come: it is read as far as it did. */
void http2_gather_end(struct dissect *d, struct http2_stream *t, struct span held);
/** The same where bytes of it are lost or never sent: half a form says what nobody said. */
void http2_gather_lost(struct dissect *d, struct http2_stream *t, struct span held);
/** http2_gather_end for messages that have waited too long for their end. */
void http2_gather_bound(struct dissect *d, struct http2_state *s, struct span held);
/** How many of the first DONE bytes of what is held no message of STREAMS needs. */
uint32_t http2_gather_let_go(struct http2_stream *streams, uint32_t done);

/* grpc.c */
/** The first message of a call, without its five bytes; CUT: the rest of it is not at hand. */
void grpc_call(struct dissect *d, struct http2_stream *t, struct span message, bool cut);
/** The call is over and nothing of its first message was seen: what is known of it all the same. */
void grpc_unseen(struct dissect *d, struct http2_stream *t, enum outcome outcome, const char *why);

/** Asks for A, whose object and value are filled, by the call T. */
void grpc_ask(struct dissect *d, const struct http2_stream *t, struct action *a);

/* grpc_vendor.c */
/** A call that carries text; false where T is none, or names nothing. CUT: not all was told. */
bool grpc_vendor_call(
	struct dissect *d, const struct http2_stream *t, struct span message, bool *cut);

/** Name of a status code of gRPC, or NULL. */
const char *grpc_status_name(unsigned status);

enum { GRPC_DEEDS_MAX = 48 };

/** What a message does to one place. */
struct grpc_deed {
	struct span path, value;
	const char *how; /* delete, replace, update; NULL for reads */
	bool secret;
	bool cli; /* the value is command lines */
};

struct grpc_deeds {
	struct grpc_deed list[GRPC_DEEDS_MAX];
	unsigned count;
	bool cut; /* there is more, which is not in the list */
};

/* grpc_secret.c */
/** The last names of a path, the latest first, without the containers of OpenConfig. */
struct grpc_names {
	struct span last[3];
	bool snmp; /* one of all its names has that word */
};
void grpc_names_add(struct grpc_names *n, struct span name);
/** The value at the end of N is secret. */
bool grpc_leaf_is_secret(const struct grpc_names *n);
/** What KEY of the last of N is: a list is keyed by its secret (a community of SNMP). */
bool grpc_key_is_secret(const struct grpc_names *n, struct span key);

/* grpc_path.c */
/** Field NUMBER of a protobuf MESSAGE, the first that is bytes; empty where there is none. */
struct span grpc_field(struct span message, uint32_t number);

/** Places of a gNMI Get, Set or Subscribe request. */
void grpc_read_get(struct dissect *d, struct span message, struct grpc_deeds *ret);
void grpc_read_set(struct dissect *d, struct span message, struct grpc_deeds *ret);
void grpc_read_subscribe(struct dissect *d, struct span message, struct grpc_deeds *ret);

#endif
