/* eve_port: see eve_port.h. */
#include "config.h"

#include "sensor/sink/eve_port.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A pipe that polls writable takes at least this much without waiting (pipe(7)). */
enum { PIPE_STEP = 4096, FILE_MODE = 0640 };

static const char *after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);
	return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

void eve_port_init(struct eve_port *p, const char *target, bool live)
{
	const char *path;

	*p = (struct eve_port){.kind = EVE_PORT_FILE, .path = target, .live = live, .fd = -1};
	if (strcmp(target, "-") == 0) {
		p->kind = EVE_PORT_STDOUT;
	} else if ((path = after(target, "unix://")) != NULL) {
		p->kind = EVE_PORT_STREAM;
		p->path = path;
	} else if ((path = after(target, "unix-dgram://")) != NULL) {
		p->kind = EVE_PORT_DGRAM;
		p->path = path;
	}
}

/* Whether FD is a plain file. */
static bool is_regular(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* A file that a crash left with half a line gets a line end first, so that readers can go on. */
static void end_last_line(int fd, const char *path)
{
	char last = '\n';
	int look = open(path, O_RDONLY | O_CLOEXEC);

	if (look < 0)
		return;
	if (lseek(look, -1, SEEK_END) >= 0 && read(look, &last, 1) == 1 && last != '\n' &&
		write(fd, "\n", 1) < 0) {
		/* The disk is full: the first write of a line will say so. */
	}
	close(look);
}

static int open_file(struct eve_port *p, bool append)
{
	/* O_NONBLOCK: a named pipe without a reader must not hold the sensor up. */
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | (p->live ? O_NONBLOCK : 0) |
		    (append ? O_APPEND : O_TRUNC);
	int fd = open(p->path, flags, FILE_MODE);

	if (fd < 0)
		return -errno;
	p->fd = fd;
	p->regular = is_regular(fd);
	if (p->regular && append)
		end_last_line(fd, p->path);
	return 0;
}

static int open_socket(struct eve_port *p)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int type = p->kind == EVE_PORT_DGRAM ? SOCK_DGRAM : SOCK_STREAM;
	size_t len = strlen(p->path);

	if (len >= sizeof(to.sun_path))
		return -ENAMETOOLONG;
	memcpy(to.sun_path, p->path, len + 1);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | (p->live ? SOCK_NONBLOCK : 0), 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		int error = errno;
		close(fd);
		return -error;
	}
	p->fd = fd;
	return 0;
}

int eve_port_open(struct eve_port *p, bool append)
{
	switch (p->kind) {
	case EVE_PORT_FILE:
		return open_file(p, append);
	case EVE_PORT_STDOUT:
		p->fd = STDOUT_FILENO;
		p->regular = is_regular(p->fd);
		return fcntl(p->fd, F_GETFD) < 0 ? -errno : 0;
	default:
		return open_socket(p);
	}
}

/* Waits for room offline; live says at once whether there is any. 0, -EAGAIN or -errno. */
static int wait_room(const struct eve_port *p)
{
	struct pollfd pfd = {.fd = p->fd, .events = POLLOUT};
	int n;

	do
		n = poll(&pfd, 1, p->live ? 0 : -1);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n == 0 ? -EAGAIN : 0;
}

static ssize_t send_socket(struct eve_port *p, const char *bytes, size_t len)
{
	for (;;) {
		ssize_t n = send(p->fd, bytes, len, MSG_NOSIGNAL | (p->live ? MSG_DONTWAIT : 0));
		if (n >= 0)
			return n;
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS)
			return -errno;
		if (p->live)
			return -EAGAIN;
		int r = wait_room(p);
		if (r < 0)
			return r;
	}
}

ssize_t eve_port_send(struct eve_port *p, const char *bytes, size_t len)
{
	if (p->kind == EVE_PORT_STREAM || p->kind == EVE_PORT_DGRAM)
		return send_socket(p, bytes, len);
	if (p->live && !p->regular && len > PIPE_STEP)
		len = PIPE_STEP;
	for (;;) {
		/* stdout is shared with other programs, so it is asked instead of made
		 * non-blocking. */
		if (p->live && !p->regular) {
			int r = wait_room(p);
			if (r < 0)
				return r;
		}
		ssize_t n = write(p->fd, bytes, len);
		if (n > 0)
			return n;
		if (n == 0)
			return -EIO;
		if (errno == EWOULDBLOCK || errno == EAGAIN) {
			if (p->live)
				return -EAGAIN;
			int r = wait_room(p);
			if (r < 0)
				return r;
			continue;
		}
		if (errno != EINTR)
			return -errno;
	}
}

bool eve_port_take_back(struct eve_port *p, size_t len)
{
	struct stat st;

	if (p->kind != EVE_PORT_FILE || !p->regular || fstat(p->fd, &st) != 0 ||
		st.st_size < (off_t)len)
		return false;
	return ftruncate(p->fd, st.st_size - (off_t)len) == 0;
}

int eve_port_close(struct eve_port *p)
{
	int fd = p->fd;

	p->fd = -1;
	if (fd < 0 || p->kind == EVE_PORT_STDOUT)
		return 0;
	return close(fd) != 0 && errno != EINTR ? -errno : 0;
}
