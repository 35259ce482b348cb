/* fuzz_redis_url: any text as the URL of a Redis server. */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/base/span.h"
#include "sensor/sink/redis_url.h"

#include <stddef.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[1024], error[REDIS_ERROR];
	struct redis_url url;

	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (redis_url_parse(text, &url, error) < 0) {
		ASSERT(strlen(error) < REDIS_ERROR);
		return 0;
	}
	ASSERT((url.host[0] != '\0') != (url.path[0] != '\0'));
	ASSERT(url.port > 0 && url.port <= 65535);
	ASSERT(strlen(url.prefix) < sizeof(url.prefix));
	return 0;
}
