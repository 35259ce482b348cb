/*
 * opener: see opener.h. The filter also tells it of every descriptor among those numbers that is
 * closed, so it knows which are free.
 */
#include "config.h"

#include "sensor/cage/cage.h"
#include "sensor/cage/opener.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

_Static_assert((OPENER_MASK & (OPENER_FIRST + OPENER_COUNT - 1)) == OPENER_FIRST, "mask");
_Static_assert(!(OPENER_MASK & (OPENER_COUNT - 1)), "mask");

enum { PACKET_FAMILY = 17, LINE = 3, LISTENER = 4 /* descriptors of the opener */ };
enum { API_NOTIFY = 5 /* of libseccomp: the kernel asks a process */ };

/* --- in the opener ------------------------------------------------------------------------------
 */

struct opener {
	uint64_t used; /* numbers from OPENER_FIRST on */
	unsigned next;
};

/* The next free number after the one given out last, so that none is used anew at once. */
static int free_number(struct opener *o)
{
	for (unsigned i = 0; i < OPENER_COUNT; i++) {
		unsigned n = (o->next + i) % OPENER_COUNT;
		if (o->used >> n & 1)
			continue;
		o->next = n + 1;
		return (int)n;
	}
	return -EMFILE;
}

/* Makes the socket and puts it into the sensor; the kernel then answers for us. */
static int hand_over(struct opener *o, const struct seccomp_notif *asked)
{
	int kind = (int)asked->data.args[1] & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (kind != SOCK_RAW && kind != SOCK_DGRAM)
		return -EPERM;
	int number = free_number(o);
	if (number < 0)
		return number;
	/* no protocol: it hears nothing before libpcap has bound it */
	int fd = socket(PACKET_FAMILY, kind, 0);
	if (fd < 0)
		return -errno;
	struct seccomp_notif_addfd add = {.id = asked->id,
		.flags = SECCOMP_ADDFD_FLAG_SETFD | SECCOMP_ADDFD_FLAG_SEND,
		.srcfd = (uint32_t)fd,
		.newfd = (uint32_t)(OPENER_FIRST + number),
		.newfd_flags = SOCK_CLOEXEC};
	int error = ioctl(LISTENER, SECCOMP_IOCTL_NOTIF_ADDFD, &add) < 0 ? -errno : 0;
	close(fd);
	if (!error)
		o->used |= 1ull << number;
	return error;
}

static void answer(struct opener *o, const struct seccomp_notif *asked)
{
	struct seccomp_notif_resp told = {.id = asked->id};

	if (asked->data.nr == SYS_socket) {
		told.error = hand_over(o, asked);
		if (!told.error)
			return;
	} else {
		o->used &= ~(1ull << (asked->data.args[0] % OPENER_COUNT));
		told.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	}
	ioctl(LISTENER, SECCOMP_IOCTL_NOTIF_SEND, &told);
}

/* Until the sensor is no more. */
static void serve(void)
{
	struct opener o = {0};
	struct pollfd line = {.fd = LISTENER, .events = POLLIN};

	for (;;) {
		struct seccomp_notif asked = {0};
		if (poll(&line, 1, -1) < 0 || (line.revents & (POLLHUP | POLLERR | POLLNVAL)))
			return;
		if (ioctl(LISTENER, SECCOMP_IOCTL_NOTIF_RECV, &asked) == 0)
			answer(&o, &asked);
	}
}

/* System calls of the opener: to be asked, to make a packet socket, to end. */
static int restrict_calls(void)
{
	static const int plain[] = {SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(close),
		SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn),
		SCMP_SYS(restart_syscall)};
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int error = f ? 0 : -ENOMEM;

	for (unsigned i = 0; !error && i < sizeof(plain) / sizeof(*plain); i++)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, plain[i], 0);
	if (!error)
		error = seccomp_rule_add(
			f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A0_32(SCMP_CMP_EQ, LISTENER));
	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
			SCMP_A0_32(SCMP_CMP_EQ, PACKET_FAMILY));
	if (!error)
		error = seccomp_load(f);
	if (f)
		seccomp_release(f);
	return error;
}

static int receive_listener(void)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	char byte;
	struct iovec bytes = {&byte, 1};
	struct msghdr message = {.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room)};

	if (recvmsg(LINE, &message, 0) <= 0)
		return -EPIPE;
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);
	int fd;
	if (!part || part->cmsg_type != SCM_RIGHTS)
		return -EPIPE;
	memcpy(&fd, CMSG_DATA(part), sizeof(fd));
	if (fd != LISTENER && (dup2(fd, LISTENER) != LISTENER || close(fd)))
		return -errno;
	return 0;
}

/* Files: none at all. A kernel without Landlock leaves it to seccomp. */
static int restrict_itself(const char *user)
{
	const struct cage nothing = {0};
	int error = rights_drop(true, user);

	if (!error)
		error = rights_no_new();
	if (!error && (error = folders_restrict(&nothing)) == -ENOSYS)
		error = 0;
	return error == -EOPNOTSUPP ? 0 : error;
}

/*
 * The child. It keeps no descriptor but its line: a second owner of a capture would keep it alive
 * when the sensor closes it. Signals are for the sensor; its end is ours.
 */
static _Noreturn void be_opener(int line, pid_t sensor, const char *user)
{
	sigset_t all;
	int error;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	prctl(PR_SET_NAME, "spanwatch-open");
	if (dup2(line, LINE) != LINE || syscall(SYS_close_range, LINE + 1, ~0u, 0))
		_exit(1);
	error = restrict_itself(user);
	/* a change of user clears it: so after that */
	if (!error && prctl(PR_SET_PDEATHSIG, SIGKILL))
		error = -errno;
	if (write(LINE, &error, sizeof(error)) != sizeof(error) || error || getppid() != sensor ||
		receive_listener() || restrict_calls())
		_exit(1);
	close(LINE);
	for (int fd = 0; fd < LINE; fd++)
		close(fd);
	serve();
	_exit(0);
}

/* --- in the sensor ------------------------------------------------------------------------------
 */

/* What it is asked about. Returns the descriptor to answer at, or -errno. */
static int listen_to_calls(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	int error = f ? 0 : -ENOMEM;

	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_NOTIFY, SCMP_SYS(socket), 1,
			SCMP_A0_32(SCMP_CMP_EQ, PACKET_FAMILY));
	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_NOTIFY, SCMP_SYS(close), 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, OPENER_MASK, OPENER_FIRST));
	if (!error)
		error = seccomp_load(f);
	if (!error)
		error = seccomp_notify_fd(f);
	if (f)
		seccomp_release(f);
	return error;
}

static int send_listener(int line, int listener)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {.head = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	struct iovec bytes = {(void *)(uintptr_t) "", 1};
	struct msghdr message = {.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room)};

	memcpy(CMSG_DATA(&control.head), &listener, sizeof(listener));
	return sendmsg(line, &message, 0) < 0 ? -errno : 0;
}

/* The child is ready once it has told its error, 0. Its filter comes after that, for both ends of
 * the line must be there first. */
static int introduce(int line)
{
	int error;

	if (read(line, &error, sizeof(error)) != sizeof(error))
		return -EPIPE;
	if (error)
		return error;
	int listener = listen_to_calls();
	if (listener < 0)
		return listener;
	error = send_listener(line, listener);
	close(listener);
	return error;
}

/* Whether this process may have descriptors of those numbers. */
static bool numbers_fit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return false;
	if (limit.rlim_cur >= OPENER_FIRST + OPENER_COUNT)
		return true;
	if (limit.rlim_max < OPENER_FIRST + OPENER_COUNT)
		return false;
	limit.rlim_cur = OPENER_FIRST + OPENER_COUNT;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/* To put a socket into another process and to answer it in one step came with Linux 5.14; seccomp
 * itself tells of no difference before the first socket is asked for. */
static bool kernel_hands_over(void)
{
	struct utsname name;
	char *end;

	if (uname(&name))
		return false;
	unsigned long major = strtoul(name.release, &end, 10);
	unsigned long minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;
	return major > 5 || (major == 5 && minor >= 14);
}

int opener_start(const char *user)
{
	pid_t sensor = getpid();
	int ends[2];

	if (!kernel_hands_over() || seccomp_api_get() < API_NOTIFY || !numbers_fit())
		return -ENOSYS;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid_t child = fork();
	if (child == 0)
		be_opener(ends[1], sensor, user);
	close(ends[1]);
	int error = child < 0 ? -errno : introduce(ends[0]);
	close(ends[0]);
	if (child > 0 && error)
		waitpid(child, NULL, 0);
	return error;
}
