/* defaults: see defaults.h. Any thread. */
#include "config.h"

#include "rules/defaults.h"

static const struct {
	const char *user, *secret;
} defaults[] = {
#define DEFAULT(user, secret) {user, secret},
#include "rules/defaults.def"
#undef DEFAULT
};

bool credential_is_default(struct span user, struct span secret)
{
	for (unsigned i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (span_eq_nocase(user, span_str(defaults[i].user)) &&
			span_eq(secret, span_str(defaults[i].secret)))
			return true;
	return false;
}
