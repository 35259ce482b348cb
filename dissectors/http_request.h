/*
 * http_request: a request as those see it who say what it does, whoever framed it: HTTP/1 (http.h)
 * or HTTP/2 (http2.h); what is kept of it until its answer comes; and what is known of a
 * connection. On a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_HTTP_REQUEST_H
#define SPANWATCH_DISSECTORS_HTTP_REQUEST_H

#include "sensor/dissector.h"

enum {
	CWMP_SECRETS = 4, /* of one call, known again in its fault */
	CWMP_SECRET_LEN = 128,
	CWMP_TRANSFERS = 2 /* files whose end is waited for */
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
	HTTP_IS_RANGE = 1 << 8,
	HTTP_IS_IOS_EXEC = 1 << 9, /* a command of IOS in the path, and nobody said who asks */
	HTTP_IS_COMMANDS = 1 << 10 /* its body carries commands of eAPI or NX-API */
};

/** A download of CWMP that was taken on; how it ended comes under its command key. */
struct cwmp_transfer {
	uint64_t key;     /* of its action, 0: none */
	uint32_t command; /* hash of the command key */
	bool later;       /* the equipment said that it is not done yet */
};

/** A secret that a call of CWMP set, known by its hash. */
struct cwmp_secret {
	uint32_t hash;
	uint8_t len;
};

/** What is known of a connection and its server. */
struct http_known {
	uint64_t cwmp_key; /* of the last RPC of this connection */
	struct cwmp_transfer transfer[CWMP_TRANSFERS];
	struct cwmp_secret secret[CWMP_SECRETS];
	uint32_t login_hash;      /* of the credentials that were let in */
	uint32_t credential_hash; /* of those told last */
	uint32_t server_hash;
	uint8_t secret_count, transfer_count;
	bool secrets_more;
	bool soap, cwmp, equipment;
};

/** What is kept of a request until its answer comes, beside its texts. */
struct http_wait {
	int64_t ts_us;
	uint32_t number; /* its actions wait under it */
	uint32_t auth_hash;
	uint16_t awaits;
	char scheme; /* of the credentials: 'b'asic, 'd'igest, 'o'ther, 0 none */
};

/** What the body of a request is. */
enum http_kind { HTTP_KIND_NONE, HTTP_KIND_XML, HTTP_KIND_FORM, HTTP_KIND_JSON };

/** Texts live as long as the call; WAIT is NULL for the body of an answer. */
struct http_request {
	struct http_known *known;
	struct http_wait *wait;
	struct span method, url;
	struct span user; /* filled as soon as the request names one; the framer keeps it */
	struct span soap; /* SOAPAction */
	enum http_kind kind;
	const char *via; /* of its actions, as in struct action */
	bool again;      /* a file that is fetched: its next range */
};

#endif
