/*
 * cwmp_secret: what a call of CWMP sets that is secret, so that a fault which repeats it does not
 * show it. Only hashes are kept. On a worker's thread.
 */
#include "config.h"

#include "dissectors/cwmp.h"

enum { SECRET_MIN = 3, FAULT_MAX = 512, FACTOR = 16777619 };

static const struct span cwmp_hidden = SPAN_LIT("(hidden)");

void cwmp_secret_forget(struct http_known *k)
{
	k->secret_count = 0;
	k->secrets_more = false;
}

void cwmp_secret_keep(struct http_known *k, struct span value)
{
	if (value.len < SECRET_MIN)
		return;
	if (k->secret_count == CWMP_SECRETS || value.len > CWMP_SECRET_LEN) {
		k->secrets_more = true;
		return;
	}
	uint32_t hash = 0;
	for (uint32_t i = 0; i < value.len; i++)
		hash = hash * FACTOR + value.p[i];
	struct cwmp_secret *to = &k->secret[k->secret_count++];
	*to = (struct cwmp_secret){hash, (uint8_t)value.len};
}

/* Where in TEXT the secret stands: LEN_AT of its first byte is its length. The hash of the bytes
 * looked at is that of those before, one byte on: linear, whatever the text. */
static void mark(const struct cwmp_secret *secret, struct span text, uint8_t *len_at)
{
	uint32_t oldest = 1, hash = 0;

	for (uint32_t i = 0; i < secret->len; i++)
		oldest *= FACTOR;
	for (uint32_t i = 0; i < text.len; i++) {
		hash = hash * FACTOR + text.p[i];
		if (i >= secret->len)
			hash -= text.p[i - secret->len] * oldest;
		uint32_t start = i + 1 - secret->len;
		if (i + 1 >= secret->len && hash == secret->hash && len_at[start] < secret->len)
			len_at[start] = secret->len;
	}
}

struct span cwmp_secret_hide(struct dissect *d, const struct http_known *k, struct span text)
{
	struct span from = span_sub(text, 0, FAULT_MAX);
	uint8_t *out, len_at[FAULT_MAX] = {0};
	uint32_t len = 0;

	if (!text.len || (!k->secret_count && !k->secrets_more))
		return text;
	out = k->secrets_more ? NULL : arena_take(d->scratch, from.len * cwmp_hidden.len);
	if (!out) /* more than were kept */
		return cwmp_hidden;
	for (unsigned i = 0; i < k->secret_count; i++)
		mark(&k->secret[i], from, len_at);
	for (uint32_t i = 0; i < from.len;) {
		if (len_at[i]) {
			memcpy(out + len, cwmp_hidden.p, cwmp_hidden.len);
			len += cwmp_hidden.len;
			i += len_at[i];
		} else {
			out[len++] = from.p[i++];
		}
	}
	return span_of(out, len);
}
