/* bundle: see bundle.h. */
#include "config.h"

#include "sensor/cmd/bundle.h"

#include "rules/memory.h"
#include "sensor/base/digest.h"
#include "sensor/base/json.h"
#include "sensor/base/json_get.h"
#include "sensor/base/region.h"
#include "sensor/cmd/reading.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUNDLE_PATH = 4096, BUNDLE_BYTES = 2048 };

/* --- what is in force --------------------------------------------------------------------------
 */

void bundle_hashes(const struct session *s, struct bundle_basis *ret)
{
	/* an atomic is loaded through a pointer that could write */
	struct session *now = (struct session *)(uintptr_t)s;
	const struct policy *policy = atomic_load(&now->policy);
	const struct rule_index *rules = atomic_load(&now->rules);

	memset(ret, 0, sizeof(*ret));
	if (policy)
		snprintf(ret->policy, sizeof(ret->policy), "%s", policy_sha256(policy));
	if (rules)
		snprintf(ret->rules, sizeof(ret->rules), "%s", rules->set->sha256);
}

int bundle_stand(const struct session *s, const char *folder, struct bundle_basis *ret)
{
	const struct rule_index *rules = atomic_load(&((struct session *)(uintptr_t)s)->rules);
	struct ground_lists lists;

	bundle_hashes(s, ret);
	int r = ground_lists_of(rules ? rules->set : NULL, session_state_dir(s), &lists);
	if (r == 0)
		r = ground_keep(&s->options->settings, &lists, folder, ret->ground);
	ground_lists_free(&lists);
	return r;
}

/* --- inventory -------------------------------------------------------------------------------- */

void bundle_inventory_of(const struct judge *j, char ret[static BUNDLE_HEX])
{
	struct memory_out out = {region_take(memory_limit()), memory_limit(), 0, false};

	ret[0] = '\0';
	if (out.p && memory_save(j, &out)) /* its last bytes are the hash of all before */
		digest_hex(out.p + out.len - SHA256_DIGEST_SIZE, SHA256_DIGEST_SIZE, ret);
	if (out.p)
		region_free(out.p, memory_limit());
}

void bundle_inventory_in(const char *dir, char ret[static BUNDLE_HEX])
{
	uint8_t raw[SHA256_DIGEST_SIZE];
	char path[BUNDLE_PATH];

	ret[0] = '\0';
	if (!dir || snprintf(path, sizeof(path), "%s/memory", dir) >= (int)sizeof(path))
		return;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	if (lseek(fd, -(off_t)sizeof(raw), SEEK_END) > 0 &&
		read(fd, raw, sizeof(raw)) == (ssize_t)sizeof(raw))
		digest_hex(raw, sizeof(raw), ret);
	close(fd);
}

/* --- making ----------------------------------------------------------------------------------- */

int bundle_judge(struct ground *g, const char *packets, const char *events)
{
	struct options o;
	struct diag diag = {0};
	int code = EXIT_INTERNAL;

	unlink(events);
	if (!options_standard(&o, COMMAND_READ))
		return code;
	o.quiet = o.silent = true;
	settings_option(&o.settings, SETTING_EVE, events, &diag);
	ground_stand(g, &o, &diag);
	if (!diag.errors)
		code = reading_judge(&o, &packets, 1, NULL);
	options_free(&o);
	return code;
}

static void write_hash(struct json *j, const char *key, const char *hex)
{
	if (hex[0])
		json_kv_string(j, key, hex);
}

static int write_bundle(const char *path, const struct bundle *b)
{
	char text[BUNDLE_BYTES];
	struct json j = json_of(text, sizeof(text) - 1);

	json_open(&j, '{');
	json_kv_u64(&j, "bundle", 1);
	json_kv_string(&j, "program", PACKAGE_NAME);
	json_kv_string(&j, "version", b->version);
	json_kv_string(&j, "ground", b->basis.ground);
	write_hash(&j, "policy_sha256", b->basis.policy);
	write_hash(&j, "rules_sha256", b->basis.rules);
	write_hash(&j, "inventory_sha256", b->basis.inventory);
	write_hash(&j, "packets_sha256", b->packets);
	write_hash(&j, "events_sha256", b->events);
	json_close(&j, '}');
	text[j.len++] = '\n';
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	int r = write(fd, text, j.len) == (ssize_t)j.len ? 0 : -EIO;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

/* The events come last: who sees them sees a whole bundle. */
int bundle_make(struct ground *g, const struct bundle_basis *b, const char *folder, const char *id)
{
	struct bundle bundle = {.basis = *b, .version = PACKAGE_VERSION};
	char packets[BUNDLE_PATH], half[BUNDLE_PATH], events[BUNDLE_PATH], tie[BUNDLE_PATH];

	snprintf(packets, sizeof(packets), "%s/%s.pcap", folder, id);
	snprintf(half, sizeof(half), "%s/.verdict", folder);
	snprintf(events, sizeof(events), "%s/%s.json", folder, id);
	snprintf(tie, sizeof(tie), "%s/%s.bundle", folder, id);
	int code = bundle_judge(g, packets, half);
	if (code)
		return code;
	if (ground_file_sha256(packets, bundle.packets) ||
		ground_file_sha256(half, bundle.events) || write_bundle(tie, &bundle) ||
		rename(half, events) < 0)
		return EXIT_OUTPUT;
	return EXIT_OK;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool take(struct span text, const char *key, char *ret, uint32_t cap)
{
	struct span raw;

	ret[0] = '\0';
	return json_get(text, key, &raw) && json_value(raw, ret, cap) > 0;
}

static bool take_hash(struct span text, const char *key, char ret[static BUNDLE_HEX])
{
	return take(text, key, ret, BUNDLE_HEX) && strlen(ret) == BUNDLE_HEX - 1 &&
	       strspn(ret, "0123456789abcdef") == BUNDLE_HEX - 1;
}

bool bundle_read(const char *path, struct bundle *ret, char said[static GROUND_SAID])
{
	char text[BUNDLE_BYTES];
	FILE *in = fopen(path, "re");
	struct span raw;

	*ret = (struct bundle){0};
	if (!in) {
		snprintf(said, GROUND_SAID, "%.900s: %s", path, strerror(errno));
		return false;
	}
	struct span all = span_of(text, (uint32_t)fread(text, 1, sizeof(text), in));
	fclose(in);
	take_hash(all, "policy_sha256", ret->basis.policy);
	take_hash(all, "rules_sha256", ret->basis.rules);
	take_hash(all, "inventory_sha256", ret->basis.inventory);
	bool good = json_get(all, "bundle", &raw) && span_eq(raw, SPAN_LIT("1")) &&
		    take(all, "version", ret->version, sizeof(ret->version)) &&
		    take(all, "ground", ret->basis.ground, sizeof(ret->basis.ground)) &&
		    take_hash(all, "packets_sha256", ret->packets) &&
		    take_hash(all, "events_sha256", ret->events);
	if (!good)
		snprintf(said, GROUND_SAID, "%.900s is damaged, or of a newer spanwatch", path);
	return good;
}
