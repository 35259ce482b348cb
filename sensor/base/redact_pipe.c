/*
 * redact_pipe: passwords that a shell hands on from one command to the next, where the second alone
 * says what the first one's words are. Part of redact_text, on any thread.
 */
#include "config.h"

#include "sensor/base/redact_scan.h"

enum { PIPE_NEAR = 160 }; /* bytes of the line that are looked at for the second command */

/** What this line says from s->at on goes into COMMAND by a pipe: `| sudo /usr/sbin/chpasswd -e`.
 */
static bool feeds(const struct scan *s, const char *command)
{
	struct span t = span_sub(s->text, s->at, PIPE_NEAR);

	for (int64_t pipe = span_index(t, '|'); pipe >= 0; pipe = span_index(t, '|')) {
		t = span_sub(t, (uint32_t)pipe + 1, UINT32_MAX);
		struct span to = span_trim(t);
		if (span_starts(to, SPAN_LIT("sudo ")))
			to = span_trim(span_sub(to, 5, UINT32_MAX));
		uint32_t len = 0, name = 0;
		for (; len < to.len && scan_is_word(to.p[len]); len++)
			if (to.p[len] == '/')
				name = len + 1;
		if (span_eq(span_sub(to, name, len - name), span_str(command)))
			return true;
	}
	return false;
}

bool scan_take_piped(struct scan *s, struct span word)
{
	static const char *const says[] = {"echo", "printf", NULL};

	if (s->at + 1 < s->text.len && s->text.p[s->at] == ':' &&
		!scan_is_space(s->text.p[s->at + 1]) && feeds(s, "chpasswd")) {
		scan_copy(s, 1);
		scan_hide(s, scan_token_len(s, false));
		return true;
	}
	if (!scan_one_of(word, says) || !feeds(s, "passwd"))
		return false;
	while (s->at < s->text.len && (scan_is_space(s->text.p[s->at]) || s->text.p[s->at] == '-'))
		scan_copy(s, s->text.p[s->at] == '-' ? scan_token_len(s, false) : 1);
	if (s->at < s->text.len && scan_opens_quote(s))
		scan_hide_quoted(s);
	else
		scan_hide(s, scan_token_len(s, false));
	return true;
}
