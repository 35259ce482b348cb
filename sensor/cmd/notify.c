/* notify: see notify.h. */
#include "config.h"

#include "sensor/cmd/notify.h"

#include "sensor/base/span.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

/* A path, or an abstract name that is written with @ in front. */
static int connect_to(const char *name)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t len = strlen(name);

	if ((name[0] != '/' && name[0] != '@') || len >= sizeof(to.sun_path))
		return -1;
	memcpy(to.sun_path, name, len);
	if (name[0] == '@')
		to.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, size)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Half of $WATCHDOG_USEC where it is meant for this process. */
static int64_t watchdog_ms(void)
{
	const char *us = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	uint64_t patience_us, whom;

	if (!us || !span_decimal(span_str(us), INT64_MAX, &patience_us))
		return 0;
	if (pid && span_decimal(span_str(pid), INT32_MAX, &whom) && whom != (uint64_t)getpid())
		return 0;
	return (int64_t)(patience_us / 2000);
}

void notify_open(struct notify *n)
{
	const char *name = getenv("NOTIFY_SOCKET");

	*n = (struct notify){.fd = name ? connect_to(name) : -1};
	n->every_ms = n->fd >= 0 ? watchdog_ms() : 0;
}

void notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}

/* A manager that does not listen is no fault of ours. */
static void tell(struct notify *n, const char *head, const char *status)
{
	char text[256];

	if (n->fd < 0)
		return;
	int len = snprintf(text, sizeof(text), "%s%s%s\n", head, status ? "STATUS=" : "",
		status ? status : "");
	if (len >= (int)sizeof(text))
		len = sizeof(text) - 1;
	if (write(n->fd, text, (size_t)len) < 0)
		return;
}

void notify_ready(struct notify *n, const char *status)
{
	tell(n, "READY=1\n", status);
}

void notify_status(struct notify *n, const char *status)
{
	tell(n, "", status);
}

void notify_stopping(struct notify *n)
{
	tell(n, "STOPPING=1", NULL);
}

void notify_beat(struct notify *n, struct engine *e)
{
	if (!n->every_ms)
		return;
	if (e && !n->waits) {
		n->mark = engine_mark(e);
		n->waits = true;
	}
	if (now_ms() < n->due_ms || (e && !engine_passed(e, n->mark)))
		return;
	n->due_ms = now_ms() + n->every_ms;
	n->waits = false;
	tell(n, "WATCHDOG=1", NULL);
}
