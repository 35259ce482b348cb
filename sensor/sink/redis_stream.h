/*
 * redis_stream: IDs of the entries of alerts and mgmt: given once, never below what the stream
 * holds, and looked up again where the server says that it has one already. The writer thread.
 */
#ifndef SPANWATCH_SINK_REDIS_STREAM_H
#define SPANWATCH_SINK_REDIS_STREAM_H

#include "sensor/sink/redis_send.h"

enum { REDIS_ID_TEXT = 48 };

/** Brings the highest known ID of STREAM up to what the server holds. */
enum redis_fault redis_stream_refresh(struct redis_send *s, enum redis_stream stream);

/** Orders IDs. */
bool redis_id_less(struct redis_id a, struct redis_id b);

/** Gives the item its ID, once: not below what the stream holds, for packet time can step back. */
void redis_stream_give_id(struct redis_send *s, struct redis_item *i);

/** The ID as text in TEXT (REDIS_ID_TEXT bytes). */
struct span redis_stream_id_text(const struct redis_item *i, char *text);

/**
 * The stream holds this ID or a later one. Either an earlier attempt landed (then the very entry is
 * there: FINE), or somebody else wrote: then the item loses its ID (SMALLER) and gets a new one.
 */
enum redis_fault redis_stream_verify(struct redis_send *s, struct redis_item *i);

#endif
