/* TLS: both sides of a stream, with gaps; and the same bytes as a certificate. */
#include "config.h"

#include "dissectors/tls.h"
#include "tests/fuzz/dialogue.h"

#include <stdlib.h>

extern const struct dissector dissector_tls;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct tls_cert cert;

	if (arena_init(&arena, 65536))
		abort();
	tls_read_x509(&arena, span_of(data, (uint32_t)size), &cert);
	arena_free(&arena);
	return dialogue_fuzz(&dissector_tls, true, data, size);
}
