/* secret: the key with which a session redacts secrets. On the main thread, before the engine runs.
 */
#include "config.h"

#include "sensor/cmd/session.h"

#include "sensor/base/digest.h"
#include "sensor/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void key_from(struct session *s, struct span bytes)
{
	struct sha256_ctx ctx;
	uint8_t raw[SHA256_DIGEST_SIZE];

	sha256_init(&ctx);
	sha256_update(&ctx, bytes.len, bytes.p);
	sha256_digest(&ctx, sizeof(raw), raw);
	memcpy(&s->redactor.key, raw, sizeof(s->redactor.key));
}

/*
 * Up to LEN bytes of FILE; -errno when it cannot be read. What can be read once alone, a pipe, is
 * left as it is.
 */
static int64_t read_head(const char *file, uint8_t *to, size_t len)
{
	struct stat st;
	if (stat(file, &st) == 0 && !S_ISREG(st.st_mode))
		return 0;
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t used = 0;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	while (used < len && (n = read(fd, to + used, len - used)) > 0)
		used += (size_t)n;
	close(fd);
	return (int64_t)used;
}

static int key_from_file(struct session *s, const char *file)
{
	uint8_t bytes[4096];
	struct stat st;
	int64_t len = read_head(file, bytes, sizeof(bytes));

	if (len <= 0) {
		log_error("%s: the key for redacted secrets cannot be read", file);
		return EXIT_CONFIG;
	}
	if (s->live && (stat(file, &st) || (st.st_mode & 077))) {
		log_error("%s: others can read the key for redacted secrets; chmod 0600 it", file);
		return EXIT_CONFIG;
	}
	key_from(s, span_of(bytes, (uint32_t)len));
	return EXIT_OK;
}

/* Live: one that stays in the state directory; without that directory, one for this run. */
static int key_of_sensor(struct session *s)
{
	const char *dir = settings_text(&s->options->settings, SETTING_STATE_DIR);
	char file[4096];
	struct siphash_key fresh = siphash_random_key();

	snprintf(file, sizeof(file), "%s/secret-hash.key", dir ? dir : ".");
	if (access(file, R_OK) == 0)
		return key_from_file(s, file);
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, &fresh, sizeof(fresh)) != (ssize_t)sizeof(fresh))
		log_info("%s cannot be kept (%s): redacted secrets are comparable within this run "
			 "only",
			file, strerror(errno));
	if (fd >= 0)
		close(fd);
	key_from(s, span_of(&fresh, sizeof(fresh)));
	return EXIT_OK;
}

int session_open_redactor(struct session *s)
{
	static uint8_t head[65536];
	const char *file = settings_text(&s->options->settings, SETTING_SECRET_HASH_KEY);

	s->redactor.reveal = s->options->reveal;
	if (s->options->reveal)
		log_warn("secrets from traffic are shown as they are, as --reveal-secrets asks");
	if (file)
		return key_from_file(s, file);
	if (s->live)
		return key_of_sensor(s);
	int64_t len = s->options->file_count && strcmp(s->options->files[0], "-") != 0
			      ? read_head(s->options->files[0], head, sizeof(head))
			      : 0;
	key_from(s, span_of(head, len > 0 ? (uint32_t)len : 0));
	return EXIT_OK;
}
