/*
 * redact_short: keywords as people shorten them where they type commands. What is too short to be
 * told from prose counts at the beginning of a line or in a line that is a command for certain.
 * Called by redact_text.c on any thread.
 */
#include "config.h"

#include "sensor/base/redact_out.h"
#include "sensor/base/redact_scan.h"

enum {
	CLI = REDACT_CTX_CLI,
	KEY = REDACT_CTX_KEY,
	SNMP = REDACT_CTX_SNMP,
	SERVER = REDACT_CTX_SERVER,
	CRYPTO = REDACT_CTX_CRYPTO
};

static const struct {
	const char *full;
	uint8_t least; /* letters */
	bool first;
	unsigned need;
} shorts[] = {
	{"username", 5, false, 0},
	{"local-user", 7, false, 0},
	{"snmp-server", 6, false, 0},
	{"snmp-agent", 6, false, 0},
	{"enable", 2, true, 0},
	{"neighbor", 3, true, 0},
	{"crypto", 3, true, 0},
	{"super", 3, true, 0},
	{"isakmp", 3, false, CRYPTO},
	{"password", 5, false, 0},
	{"password", 2, false, CLI},
	{"secret", 4, false, 0},
	{"secret", 2, false, CLI},
	{"community", 4, false, SNMP},
	{"community", 3, false, SNMP | CLI},
	{"host", 2, false, SERVER},
	{"key", 1, false, KEY},
	{"key-string", 5, false, 0},
	{"shared-key", 8, false, 0},
	{"pre-shared-key", 6, false, 0},
	{"message-digest-key", 9, false, 0},
	{"authentication-key", 16, false, 0},
};

const struct redact_word *redact_short_find(struct span word, unsigned context, bool first)
{
	for (uint32_t i = 0; i < sizeof(shorts) / sizeof(shorts[0]); i++)
		if ((first || !shorts[i].first) && (context & shorts[i].need) == shorts[i].need &&
			scan_is_short(word, shorts[i].full, shorts[i].least))
			return redact_word_find(span_str(shorts[i].full));
	return NULL;
}
