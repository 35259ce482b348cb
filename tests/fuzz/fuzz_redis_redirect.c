/* fuzz_redis_redirect: any text as an error reply: its meaning, and where it points in a cluster.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/sink/redis_link.h"

#include <stddef.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of(data, size > 4096 ? 4096 : (uint32_t)size);
	struct redis_redirect r = {.ask = false};
	struct redis_id id;

	enum redis_fault fault = redis_fault_of(text);
	ASSERT(fault >= REDIS_SMALLER && fault < REDIS_AWAY);
	redis_id_parse(text, &id);
	if (!redis_redirect_parse(text, &r))
		return 0;
	ASSERT(fault == REDIS_ELSEWHERE);
	ASSERT(r.node.port > 0 && r.node.port <= 65535);
	ASSERT(memchr(r.node.host, '\0', sizeof(r.node.host)) != NULL);
	ASSERT(span_is_printable(span_str(r.node.host)));
	return 0;
}
