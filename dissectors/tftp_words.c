/* tftp_words: see tftp_words.h. */
#include "config.h"

#include "dissectors/tftp_words.h"

static const struct span modes[] = {SPAN_LIT("octet"), SPAN_LIT("netascii"), SPAN_LIT("mail")};
enum { MODES = sizeof(modes) / sizeof(*modes) };

/* The mode in lower case, or an empty span where it is none of the three. */
static struct span mode_of(struct span text)
{
	for (uint32_t i = 0; i < MODES; i++)
		if (span_eq_nocase(text, modes[i]))
			return modes[i];
	return span_of(NULL, 0);
}

static bool begins_mode(struct span text)
{
	for (uint32_t i = 0; i < MODES; i++)
		if (span_starts_nocase(modes[i], text))
			return true;
	return false;
}

/* A name that a human or a boot loader would write: UTF-8 is fine, control characters are not. */
static bool is_sane(struct span name)
{
	for (uint32_t i = 0; i < name.len; i++)
		if (name.p[i] < 0x20 || name.p[i] == 0x7f)
			return false;
	return true;
}

bool tftp_words_read(struct cursor *c, bool cut, struct tftp_words *ret)
{
	struct span all = cursor_peek(c);

	if (span_index(all, 0) < 0) {
		*ret = (struct tftp_words){.name = all};
		return cut && all.len && is_sane(all);
	}
	ret->name = cursor_cstring(c);
	struct span rest = cursor_peek(c);
	struct span mode = cursor_cstring(c);
	ret->whole = cursor_ok(c);
	ret->mode = mode_of(ret->whole ? mode : rest);
	if (!is_sane(ret->name) || (!ret->whole && !ret->name.len))
		return false;
	return ret->mode.len || (cut && !ret->whole && begins_mode(rest));
}
