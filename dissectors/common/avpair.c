/* avpair: see avpair.h. */
#include "config.h"

#include "dissectors/common/avpair.h"

#include "sensor/base/redact.h"

/* "key", "pin", "pass", "token" begin names of other things as well: key-exchange */
enum { AVPAIR_TELLING = 6 };

/* What is told about a secret is none: password-expiry, secret-id. */
static bool is_about(struct span tail)
{
	static const char *const words[] = {"-prompt", "-expiry", "-expire", "-lifetime", "-length",
		"-type", "-method", "-policy", "-required", "-retries", "-timeout", "-age", "-id",
		"-format", "-mode", "-change", "-port", "-index", "-version", "-list", "-chain"};

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_ends_nocase(tail, span_str(words[i])))
			return true;
	return false;
}

static bool is_telling(struct span name)
{
	uint32_t at = name.len;

	while (at && name.p[at - 1] != ':')
		at--;
	name = span_sub(name, at, UINT32_MAX);
	return (name.len >= AVPAIR_TELLING || span_eq_nocase(name, SPAN_LIT("psk")) ||
		       span_eq_nocase(name, SPAN_LIT("pwd"))) &&
	       redact_name_is_secret(name);
}

bool avpair_is_secret(struct span pair, struct span *ret_name, struct span *ret_value)
{
	uint32_t end = 0;

	while (end < pair.len && pair.p[end] != '=' && pair.p[end] != '*')
		end++;
	struct span name = span_sub(pair, 0, end), value = span_sub(pair, end + 1, UINT32_MAX);
	if (!value.len || redact_name_is_secret(name) || is_about(name))
		return false;
	for (uint32_t i = 1; i < name.len; i++)
		if ((name.p[i] == '-' || name.p[i] == '_') && is_telling(span_sub(name, 0, i))) {
			*ret_name = name;
			*ret_value = value;
			return true;
		}
	return false;
}
