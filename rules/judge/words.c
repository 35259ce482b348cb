/* words: see words.h. */
#include "config.h"

#include "rules/judge/words.h"

static void add_bytes(struct words *w, const void *p, uint32_t len)
{
	uint32_t room = WORDS_MAX - w->len;

	len = len < room ? len : room;
	memcpy(w->buf + w->len, p, len);
	w->len += len;
}

void words_add(struct words *w, const char *text)
{
	if (text)
		add_bytes(w, text, (uint32_t)strlen(text));
}

void words_add_span(struct words *w, struct span text)
{
	struct span s = span_sub(text, 0, WORDS_QUOTE_MAX);

	for (uint32_t i = 0; i < s.len && w->len < WORDS_MAX; i++)
		w->buf[w->len++] = s.p[i] >= 0x20 && s.p[i] < 0x7f ? (char)s.p[i] : '.';
	if (s.len < text.len)
		words_add(w, "...");
}

void words_add_addr(struct words *w, const struct addr *a)
{
	char text[ADDR_TEXT];

	add_bytes(w, text, addr_text(a, text));
}

void words_add_u64(struct words *w, uint64_t n)
{
	char digits[20];
	uint32_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	add_bytes(w, digits + at, (uint32_t)sizeof(digits) - at);
}

void words_copy(char *ret, uint32_t cap, struct span text)
{
	struct span head = span_head(text, cap - 1);

	if (head.len)
		memcpy(ret, head.p, head.len);
	memset(ret + head.len, 0, cap - head.len);
}
