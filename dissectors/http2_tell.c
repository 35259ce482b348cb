/*
 * http2_tell: an exchange of HTTP/2 as one event: `http` with version 2, as Suricata tells it, and
 * for calls of gRPC `grpc`. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/http2.h"

enum {
	H2_F_VERSION,
	H2_F_HOST,
	H2_F_URL,
	H2_F_AGENT,
	H2_F_METHOD,
	H2_F_STATUS,
	H2_F_LENGTH,
	H2_F_STREAM,
	H2_F_COUNT
};

static const struct field http2_fields[H2_F_COUNT] = {
	[H2_F_VERSION] = {"version", FIELD_TEXT, 0, "Version of the protocol"},
	[H2_F_HOST] = {"hostname", FIELD_TEXT, 0, "Host that the request names"},
	[H2_F_URL] = {"url", FIELD_TEXT, FIELD_URL, "Target of the request"},
	[H2_F_AGENT] = {"http_user_agent", FIELD_TEXT, 0, "Program that asks"},
	[H2_F_METHOD] = {"http_method", FIELD_TEXT, 0, "Method of the request"},
	[H2_F_STATUS] = {"status", FIELD_UINT, 0, "Status code of the answer"},
	[H2_F_LENGTH] = {"length", FIELD_UINT, 0, "Bytes of the body of the answer"},
	[H2_F_STREAM] = {"http2.stream_id", FIELD_UINT, 0, "Stream of the exchange"},
};
const struct schema http2_schema = {"http", http2_fields, H2_F_COUNT, true};

enum { G_F_SERVICE, G_F_METHOD, G_F_HOST, G_F_STATUS, G_F_USER, G_F_STREAM, G_F_CUT, G_F_COUNT };

static const struct field grpc_fields[G_F_COUNT] = {
	[G_F_SERVICE] = {"service", FIELD_TEXT, 0, "Service that is called: gnmi.gNMI"},
	[G_F_METHOD] = {"method", FIELD_TEXT, 0, "Method that is called: Set"},
	[G_F_HOST] = {"host", FIELD_TEXT, 0, "Host that the call names"},
	[G_F_STATUS] = {"status", FIELD_TEXT, 0, "How it ended: ok, permission-denied"},
	[G_F_USER] = {"user", FIELD_TEXT, 0, "User that the call names"},
	[G_F_STREAM] = {"stream_id", FIELD_UINT, 0, "Stream of the call"},
	[G_F_CUT] = {"truncated", FIELD_BOOL, 0, "Only the start of the request was read"},
};
const struct schema grpc_schema = {"grpc", grpc_fields, G_F_COUNT, false};

const char *grpc_status_name(unsigned status)
{
	static const char *const names[] = {"ok", "cancelled", "unknown", "invalid-argument",
		"deadline-exceeded", "not-found", "already-exists", "permission-denied",
		"resource-exhausted", "failed-precondition", "aborted", "out-of-range",
		"unimplemented", "internal", "unavailable", "data-loss", "unauthenticated"};

	return status < sizeof(names) / sizeof(*names) ? names[status] : NULL;
}

static void text_if(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

static struct draft *tell_http(struct dissect *d, const struct http2_stream *t)
{
	struct draft *e = event_new(d, &http2_schema);

	event_text(e, H2_F_VERSION, SPAN_LIT("2"));
	text_if(e, H2_F_HOST, span_of(t->host, t->host_len));
	text_if(e, H2_F_URL, span_of(t->path, t->path_len));
	text_if(e, H2_F_AGENT, span_of(t->agent, t->agent_len));
	text_if(e, H2_F_METHOD, span_of(t->method, t->method_len));
	if (t->status)
		event_uint(e, H2_F_STATUS, t->status);
	if (t->answered)
		event_uint(e, H2_F_LENGTH, t->size);
	event_uint(e, H2_F_STREAM, t->id);
	return e;
}

static struct draft *tell_grpc(struct dissect *d, const struct http2_stream *t)
{
	struct span path = span_sub(span_of(t->path, t->path_len), 1, UINT32_MAX);
	struct span service = text_until(path, "/");
	struct draft *e = event_new(d, &grpc_schema);

	text_if(e, G_F_SERVICE, service);
	text_if(e, G_F_METHOD, span_sub(path, service.len + 1, UINT32_MAX));
	text_if(e, G_F_HOST, span_of(t->host, t->host_len));
	const char *name = t->has_grpc_status ? grpc_status_name(t->grpc_status) : NULL;
	if (name)
		event_text(e, G_F_STATUS, span_str(name));
	text_if(e, G_F_USER, span_of(t->user, t->user_len));
	event_uint(e, G_F_STREAM, t->id);
	if (t->cut)
		event_bool(e, G_F_CUT, true);
	return e;
}

static enum outcome outcome_of(const struct http2_stream *t)
{
	if (t->has_grpc_status && t->grpc_status)
		return t->grpc_status == 7 || t->grpc_status == 16 ? OUTCOME_REFUSED
								   : OUTCOME_FAILED;
	if (t->status >= 400)
		return t->status == 401 || t->status == 403 ? OUTCOME_REFUSED : OUTCOME_FAILED;
	return t->has_grpc_status ? OUTCOME_OK : OUTCOME_UNKNOWN;
}

void http2_tell(struct dissect *d, struct http2_stream *t, bool complete)
{
	struct place here = d->place;
	const char *why =
		t->has_grpc_status && t->grpc_status ? grpc_status_name(t->grpc_status) : NULL;

	http2_over(d, t, complete);
	if (t->grpc && !t->asked)
		grpc_unseen(d, t, outcome_of(t), why);
	event_from_client(d);
	event_emit_at(d, t->grpc ? tell_grpc(d, t) : tell_http(d, t), t->wait.ts_us);
	d->place = here;
	if (t->grpc)
		action_answer(d, t->id, outcome_of(t), span_str(why));
	t->id = 0;
	t->gathers = false;
}
