/*
 * CWMP: any bytes as the body of an HTTP answer, after a request, and as the body of a request:
 * the framing of HTTP is made here, so that the fuzzer need not find it.
 */
#include "config.h"

#include "tests/fuzz/dialogue.h"

#include <stdio.h>
#include <stdlib.h>

extern const struct dissector dissector_http;

enum { BODY_MAX = 16 * 1024, HEAD_MAX = 256 };

/* One turn: its head of three bytes, an HTTP head, the body. */
static size_t put_turn(
	uint8_t *out, unsigned side, const char *start, const uint8_t *body, size_t len)
{
	int head = snprintf((char *)out + 3, HEAD_MAX,
		"%s\r\nContent-Type: text/xml\r\nContent-Length: %zu\r\n\r\n", start, len);
	size_t all = (size_t)head + len;

	out[0] = (uint8_t)side;
	out[1] = (uint8_t)(all >> 8);
	out[2] = (uint8_t)all;
	if (len)
		memcpy(out + 3 + head, body, len);
	return 3 + all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = size < BODY_MAX ? size : BODY_MAX, half = len / 2, used = 0;
	uint8_t *dialogue = malloc(3 * (len + HEAD_MAX + 3));

	if (!dialogue)
		return 0;
	used += put_turn(dialogue, 0, "POST /acs HTTP/1.1", data, half);
	used += put_turn(dialogue + used, 1, "HTTP/1.1 200 OK", data, len);
	used += put_turn(dialogue + used, 0, "POST /acs HTTP/1.1", data + half, len - half);
	int result = dialogue_fuzz(&dissector_http, true, dialogue, used);
	free(dialogue);
	return result;
}
