/* fuzz_spool: any bytes as a file of the spool, and any body as an item that waits in it. */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/sink/redis_batch.h"
#include "sensor/sink/spool_record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An item that was let in can be walked to its end. */
static void restore(struct span body, uint8_t commands, uint8_t stream)
{
	struct redis_item *i = redis_item_restore(body, commands, stream, true);
	struct span words[REDIS_WORDS];
	unsigned count = 0;
	uint32_t at = 0;

	if (!i)
		return;
	while (redis_item_command(i, &at, words) > 0)
		count++;
	ASSERT(count == commands && at == body.len);
	free(i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spool_record r = {0};
	uint8_t head[SPOOL_HEAD], *whole;
	uint32_t len;

	if (size < 2 || size > 65536)
		return 0;
	struct span bytes = span_of(data, (uint32_t)size);
	if (spool_record_read(bytes, &r)) {
		ASSERT(r.body.len <= bytes.len - SPOOL_HEAD);
		restore(r.body, r.commands, r.kind);
	}
	/* As the body of a good record it must come back as it was. */
	restore(span_sub(bytes, 2, bytes.len), data[0], data[1] & 3);
	r = (struct spool_record){.number = 7, .kind = data[1], .commands = data[0]};
	r.body = span_sub(bytes, 2, bytes.len);
	spool_record_head(&r, head);
	ASSERT(spool_record_length(head, &len) && len == r.body.len);
	whole = malloc(SPOOL_HEAD + size);
	memcpy(whole, head, SPOOL_HEAD);
	memcpy(whole + SPOOL_HEAD, r.body.p, r.body.len);
	struct spool_record back;
	ASSERT(spool_record_read(span_of(whole, SPOOL_HEAD + len), &back));
	ASSERT(back.number == 7 && span_eq(back.body, r.body));
	whole[data[0] % (SPOOL_HEAD + len)] ^= 1;
	ASSERT(!spool_record_read(span_of(whole, SPOOL_HEAD + len), &back));
	free(whole);
	return 0;
}
