/* memory_file: see memory_file.h. */
#include "config.h"

#include "sensor/cmd/memory_file.h"

#include "rules/memory.h"
#include "sensor/base/log.h"
#include "sensor/base/region.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITE_BYTES = 4 * 1024 * 1024 };

struct memory_file {
	int dir;
	int lock;
	char name[PATH_MAX]; /* of the directory, for people */
	uint8_t *bytes;      /* memory_limit() of address space */
	uint32_t len;        /* on their way out; belongs to the writer while it is not 0 */
	bool threaded, stop, told;
	int error; /* of the last write */
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
};

/* --- writing ---------------------------------------------------------------------------------- */

static int write_all(int fd, const uint8_t *p, size_t len)
{
	while (len) {
		ssize_t n = write(fd, p, len < WRITE_BYTES ? len : WRITE_BYTES);
		if (n < 0 && errno != EINTR)
			return -errno;
		p += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* Beside the old one, to the disk, then in its place: whoever reads sees one of the two whole. */
static int replace(const struct memory_file *f, uint32_t len)
{
	int fd = openat(
		f->dir, "memory.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -errno;
	int error = write_all(fd, f->bytes, len);
	if (!error && fsync(fd))
		error = -errno;
	if (close(fd) && !error)
		error = -errno;
	if (!error && renameat(f->dir, "memory.tmp", f->dir, "memory"))
		error = -errno;
	if (!error && fsync(f->dir))
		error = -errno;
	if (error)
		unlinkat(f->dir, "memory.tmp", 0);
	return error;
}

static void *writer(void *ctx)
{
	struct memory_file *f = ctx;

	pthread_mutex_lock(&f->mutex);
	while (!f->stop || f->len) {
		if (!f->len) {
			pthread_cond_wait(&f->changed, &f->mutex);
			continue;
		}
		uint32_t len = f->len;
		pthread_mutex_unlock(&f->mutex);
		int error = replace(f, len);
		pthread_mutex_lock(&f->mutex);
		f->error = error;
		f->len = 0;
		pthread_cond_signal(&f->changed);
	}
	pthread_mutex_unlock(&f->mutex);
	return NULL;
}

/* One sentence for a run of failures, however often it is tried. */
static void tell(struct memory_file *f, int error)
{
	if (error && !f->told)
		log_error("%s/memory cannot be written: %s; what was learned would be lost with "
			  "this run",
			f->name, strerror(-error));
	f->told = error != 0;
}

/* The writer is idle. */
static int save_now(struct memory_file *f, const struct judge *judge)
{
	struct memory_out out = {f->bytes, memory_limit(), 0, false};

	if (!memory_save(judge, &out))
		return -EFBIG;
	if (!f->threaded)
		return replace(f, out.len);
	pthread_mutex_lock(&f->mutex);
	f->len = out.len;
	pthread_cond_signal(&f->changed);
	pthread_mutex_unlock(&f->mutex);
	return 0;
}

static bool is_busy(struct memory_file *f, bool wait)
{
	if (!f->threaded)
		return false;
	pthread_mutex_lock(&f->mutex);
	while (wait && f->len)
		pthread_cond_wait(&f->changed, &f->mutex);
	bool busy = f->len != 0;
	pthread_mutex_unlock(&f->mutex);
	return busy;
}

int memory_file_save(struct memory_file *f, const struct judge *judge)
{
	if (is_busy(f, false))
		return 0;
	int last = f->error;
	int error = save_now(f, judge);
	tell(f, error ? error : last);
	return error ? error : last;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* LEN bytes of FD into the buffer; false where it gives fewer. */
static bool read_all(struct memory_file *f, int fd, uint32_t len)
{
	uint32_t got = 0;

	while (got < len) {
		ssize_t n = read(fd, f->bytes + got, len - got);
		if (n <= 0 && !(n < 0 && errno == EINTR))
			return false;
		got += n > 0 ? (uint32_t)n : 0;
	}
	return true;
}

static const char *load(struct memory_file *f, int fd, struct judge *judge)
{
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return "it is no file";
	if (st.st_size > memory_limit())
		return "it is larger than any that spanwatch writes";
	if (!read_all(f, fd, (uint32_t)st.st_size))
		return "it cannot be read";
	return memory_load(judge, span_of(f->bytes, (uint32_t)st.st_size));
}

bool memory_file_load(struct memory_file *f, struct judge *judge)
{
	int fd = openat(f->dir, "memory", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return true;
	const char *fault = fd < 0 ? strerror(errno) : load(f, fd, judge);
	if (fd >= 0)
		close(fd);
	if (!fault)
		return true;
	bool kept = renameat(f->dir, "memory", f->dir, "memory.refused") == 0;
	log_warn("%s/memory is not used: %s; %s, and this run begins knowing nothing", f->name,
		fault, kept ? "it is kept as memory.refused" : "it could not be set aside");
	return false;
}

/* --- open and close --------------------------------------------------------------------------- */

static void release(struct memory_file *f)
{
	if (f->bytes)
		region_free(f->bytes, memory_limit());
	if (f->lock >= 0)
		close(f->lock);
	if (f->dir >= 0)
		close(f->dir);
	free(f);
}

/* Two runs that wrote the same file would make each other forget. */
static bool take(struct memory_file *f, char error[static 256])
{
	if (f->dir >= 0)
		f->lock = openat(
			f->dir, "memory.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (f->lock < 0) {
		snprintf(error, 256, "%.160s: %s", f->name, strerror(errno));
		return false;
	}
	if (flock(f->lock, LOCK_EX | LOCK_NB)) {
		snprintf(
			error, 256, "%.160s: another spanwatch uses this state directory", f->name);
		return false;
	}
	f->bytes = region_take(memory_limit());
	if (!f->bytes)
		snprintf(error, 256, "%.160s: no address space", f->name);
	return f->bytes != NULL;
}

struct memory_file *memory_file_open(const char *dir, bool threaded, char error[static 256])
{
	struct memory_file *f = calloc(1, sizeof(*f));

	if (!f) {
		snprintf(error, 256, "no memory");
		return NULL;
	}
	f->lock = -1;
	snprintf(f->name, sizeof(f->name), "%s", dir);
	f->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!take(f, error)) {
		release(f);
		return NULL;
	}
	pthread_mutex_init(&f->mutex, NULL);
	pthread_cond_init(&f->changed, NULL);
	/* without a thread the collector writes itself, which is slower and as right */
	f->threaded = threaded && pthread_create(&f->thread, NULL, writer, f) == 0;
	return f;
}

int memory_file_close(struct memory_file *f, const struct judge *judge)
{
	if (!f)
		return 0;
	is_busy(f, true);
	int error = judge ? save_now(f, judge) : 0;
	if (f->threaded) {
		pthread_mutex_lock(&f->mutex);
		f->stop = true;
		pthread_cond_signal(&f->changed);
		pthread_mutex_unlock(&f->mutex);
		pthread_join(f->thread, NULL);
	}
	if (judge && !error)
		error = f->error;
	tell(f, error);
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->mutex);
	release(f);
	return error;
}
