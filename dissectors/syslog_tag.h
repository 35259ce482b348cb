/*
 * syslog_tag: what syslog_parse.c, which reads headers, shares with syslog_tag.c, which reads the
 * tag behind them. Pure; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_SYSLOG_TAG_H
#define SPANWATCH_DISSECTORS_SYSLOG_TAG_H

#include "dissectors/syslog.h"

/** TEXT without its first LEN bytes. */
static inline struct span syslog_skip(struct span text, uint32_t len)
{
	return span_sub(text, len, text.len);
}

/** TEXT without the blanks that it begins with. */
static inline struct span syslog_skip_spaces(struct span text)
{
	while (text.len && (text.p[0] == ' ' || text.p[0] == '\t'))
		text = syslog_skip(text, 1);
	return text;
}

/** Up to the next space. */
static inline struct span syslog_word(struct span text)
{
	int64_t space = span_index(text, ' ');

	return space < 0 ? text : span_sub(text, 0, (uint32_t)space);
}

/** A vendor's tag at the start of TEXT: family, mnemonic, severity, tag and message into M. */
bool syslog_vendor_tag(struct syslog_message *m, struct span text);

/** Reads what stands behind the header: tag, mnemonic, message. */
void syslog_content(struct syslog_message *m, struct span text);

/** WORD begins like a vendor's tag without a percent sign, so that it is nobody's name. */
bool syslog_is_tag(struct span word);

/** NAME is one that Junos gives a message: upper case, with an underscore. */
bool syslog_is_junos_name(struct span name);

/** WORD is topics of RouterOS: lower case, with commas between them. */
bool syslog_is_topics(struct span word);

#endif
