/* bundle: see bundle.h. */
#include "config.h"

#include "sensor/cmd/bundle.h"

#include "sensor/base/digest.h"
#include "sensor/base/json_get.h"
#include "sensor/cmd/reading.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HASH_SHOWN = 16, FIRST_LINE = 8192, BUNDLE_PATH = 4096 };

/* Copies FROM to TO; RET_HEX, where not NULL, gets the SHA-256 of what was copied. */
static int copy(const char *from, const char *to, char *ret_hex)
{
	uint8_t bytes[16384];
	struct sha256_ctx ctx;
	int in = open(from, O_RDONLY | O_CLOEXEC), out;
	ssize_t n = -1;

	if (in < 0)
		return -errno;
	sha256_init(&ctx);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	while (out >= 0 && (n = read(in, bytes, sizeof(bytes))) > 0) {
		sha256_update(&ctx, (size_t)n, bytes);
		if (write(out, bytes, (size_t)n) != n)
			break;
	}
	int r = n == 0 ? 0 : errno ? -errno : -EIO;
	close(in);
	if (out >= 0)
		close(out);
	if (ret_hex)
		digest_sha256_hex(&ctx, ret_hex);
	return r;
}

int bundle_copy_policy(const char *from, const char *to)
{
	return copy(from, to, NULL);
}

int bundle_keep_policy(const char *from, const char *folder, char *ret, unsigned cap)
{
	char fresh[BUNDLE_PATH], hex[DIGEST_HEX_MAX];

	if (snprintf(fresh, sizeof(fresh), "%s/.policy", folder) >= (int)sizeof(fresh))
		return -ENAMETOOLONG;
	int r = copy(from, fresh, hex);
	if (r == 0 &&
		snprintf(ret, cap, "%s/policy-%.*s.yaml", folder, HASH_SHOWN, hex) >= (int)cap)
		r = -ENAMETOOLONG;
	/* the same name when it is there: its bundles are as old as the youngest of them */
	if (r == 0 && rename(fresh, ret) < 0)
		r = -errno;
	if (r < 0)
		unlink(fresh);
	return r;
}

/* The first bytes of the policy's hash that the first event of EVENTS tells. */
static bool hash_of(const char *events, char ret[HASH_SHOWN + 1])
{
	char *line = malloc(FIRST_LINE);
	FILE *in = fopen(events, "re");
	char hex[DIGEST_HEX_MAX] = "";
	struct span raw;

	if (line && in && fgets(line, FIRST_LINE, in) &&
		json_get(span_str(line), "run.policy_sha256", &raw))
		json_value(raw, hex, sizeof(hex));
	if (in)
		fclose(in);
	free(line);
	memcpy(ret, hex, HASH_SHOWN);
	ret[HASH_SHOWN] = '\0';
	return strspn(ret, "0123456789abcdef") == HASH_SHOWN;
}

bool bundle_find_policy(const char *events, const char *folder, char *ret, unsigned cap)
{
	char hash[HASH_SHOWN + 1];

	if (hash_of(events, hash)) {
		snprintf(ret, cap, "%spolicy-%s.yaml", folder, hash);
		if (access(ret, R_OK) == 0)
			return true;
	}
	snprintf(ret, cap, "%spolicy.yaml", folder);
	return access(ret, R_OK) == 0;
}

int bundle_judge(const char *packets, const char *policy, const char *events)
{
	struct options o;
	struct diag diag = {0};
	int code = EXIT_INTERNAL;

	unlink(events);
	if (!options_standard(&o, COMMAND_READ))
		return code;
	o.quiet = o.silent = true;
	settings_option(&o.settings, SETTING_EVE, events, &diag);
	if (policy)
		settings_option(&o.settings, SETTING_POLICY, policy, &diag);
	if (!diag.errors)
		code = reading_judge(&o, &packets, 1, NULL);
	options_free(&o);
	return code;
}
