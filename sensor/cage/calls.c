/*
 * calls: system calls by seccomp; see cage.h. Two filters, of which the stricter answer counts: one
 * that ends the process on what no part of it ever does and keeps everything from the packet
 * sockets, and one that names all that is left (calls.def) and refuses the rest with EPERM.
 */
#include "config.h"

#include "sensor/cage/cage.h"
#include "sensor/cage/opener.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOL_PACKET_LEVEL = 263, SOCKET_TYPE = 0xf, PACKET_FAMILY = 17, GENERIC_NETLINK = 16 };

/* How an attacker would go on. No path of the program leads here. */
static const int deadly[] = {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork),
	SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(mount),
	SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(setns),
	SCMP_SYS(unshare), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup), SCMP_SYS(init_module), SCMP_SYS(finit_module),
	SCMP_SYS(kexec_load), SCMP_SYS(keyctl), SCMP_SYS(add_key)};

/* Deadly as well, but for who serves. */
static const int listening[] = {SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4)};

/* What puts bytes on a socket, or makes another number for it. */
static const int sending[] = {SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
	SCMP_SYS(pwritev), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
	SCMP_SYS(sendfile), SCMP_SYS(splice), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
	SCMP_SYS(connect)};

static const int plain[] = {
#define CALL(name) SCMP_SYS(name),
#include "sensor/cage/calls.def"
#undef CALL
};

/*
 * CALL fails on every packet socket. The kernel looks at the lower half of a descriptor alone, and
 * so must the filter.
 */
static int deny_on_captures(scmp_filter_ctx f, const struct cage *c, int call)
{
	int error = 0;

	if (c->opener)
		return seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), call, 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, OPENER_MASK, OPENER_FIRST));
	for (unsigned s = 0; !error && s < c->socket_count; s++)
		error = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), call, 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, (scmp_datum_t)c->sockets[s]));
	return error;
}

static int deny_deadly(scmp_filter_ctx f, const struct cage *c)
{
	int error = 0;

	for (unsigned i = 0; !error && i < sizeof(deadly) / sizeof(*deadly); i++)
		error = seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
	for (unsigned i = 0; !error && !c->listens && i < 3; i++)
		error = seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, listening[i], 0);
	for (unsigned i = 0; !error && i < sizeof(sending) / sizeof(*sending); i++)
		error = deny_on_captures(f, c, sending[i]);
	/* one that is opened later has to be set up */
	if (!error && !c->reopen)
		error = deny_on_captures(f, c, SCMP_SYS(setsockopt));
	return error;
}

/* Threads but no processes; glibc falls back to clone where clone3, whose flags lie in memory, is
 * not there. */
static int allow_threads(scmp_filter_ctx f)
{
	int error = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
		SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));

	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	if (!error)
		error = seccomp_rule_add(
			f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
			SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	/* limits are asked for, never set */
	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
			SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0));
	return error;
}

/* No memory becomes code, but regular expressions, and the libraries which look names up. */
static int allow_memory(scmp_filter_ctx f, const struct cage *c)
{
	static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
	int error = 0;

	for (unsigned i = 0; !error && i < 2; i++)
		error = c->names || c->code ? seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0)
					    : seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 1,
						      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return error;
}

static int allow_arguments(scmp_filter_ctx f, int call, const unsigned *second, unsigned count)
{
	int error = 0;

	for (unsigned i = 0; !error && i < count; i++)
		error = seccomp_rule_add(
			f, SCMP_ACT_ALLOW, call, 1, SCMP_A1(SCMP_CMP_EQ, second[i]));
	return error;
}

/* Where no packet socket is near, a descriptor may get a second number: stdin does. */
static int allow_descriptors(scmp_filter_ctx f, const struct cage *c)
{
	static const unsigned copies[] = {F_DUPFD, F_DUPFD_CLOEXEC};
	static const unsigned controls[] = {F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK};
	static const unsigned ioctls[] = {0x5401 /* TCGETS */, TIOCGWINSZ, FIONREAD, FIONBIO,
		SIOCGIFINDEX /* is the interface still there? */};
	int error = allow_arguments(f, SCMP_SYS(fcntl), controls, 6);

	if (!error && !c->socket_count && !c->reopen)
		error = allow_arguments(f, SCMP_SYS(fcntl), copies, 2);
	return error ? error : allow_arguments(f, SCMP_SYS(ioctl), ioctls, 5);
}

static int allow_socket(scmp_filter_ctx f, unsigned family, unsigned type)
{
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
		SCMP_A0(SCMP_CMP_EQ, family), SCMP_A1(SCMP_CMP_MASKED_EQ, SOCKET_TYPE, type));
}

/*
 * To open the interface again: packet sockets, which the opener makes where there is one, what sets
 * them up, and the socket by which libpcap asks the interface's driver.
 */
static int allow_capture(scmp_filter_ctx f, const struct cage *c)
{
	static const int calls[] = {SCMP_SYS(bind), SCMP_SYS(setsockopt)};
	static const unsigned ioctls[] = {
		SIOCGIFNAME, SIOCETHTOOL, SIOCGIFHWADDR, SIOCGIFFLAGS, SIOCGIFMTU};
	scmp_datum_t mask = c->opener ? OPENER_MASK : 0;
	int error = allow_arguments(f, SCMP_SYS(ioctl), ioctls, 5);

	for (unsigned i = 0; !error && i < 2; i++)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, mask, OPENER_FIRST & mask));
	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
			SCMP_A0_32(SCMP_CMP_EQ, PACKET_FAMILY));
	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
			SCMP_A0_32(SCMP_CMP_EQ, AF_NETLINK),
			SCMP_A2_32(SCMP_CMP_EQ, GENERIC_NETLINK));
	return error;
}

static int allow_listening(scmp_filter_ctx f)
{
	int error = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(bind), 0);

	for (unsigned i = 0; !error && i < 3; i++)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, listening[i], 0);
	return error ? error : seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(sendfile), 0);
}

static int allow_sockets(scmp_filter_ctx f, const struct cage *c)
{
	static const int calls[] = {SCMP_SYS(connect), SCMP_SYS(sendto), SCMP_SYS(sendmsg),
		SCMP_SYS(sendmmsg), SCMP_SYS(setsockopt)};
	bool any = c->tcp4 || c->tcp6 || c->unix_sockets;
	int error = 0;

	for (unsigned i = 0; !error && any && i < sizeof(calls) / sizeof(*calls); i++)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0);
	if (!error && c->tcp4)
		error = allow_socket(f, AF_INET, SOCK_STREAM);
	if (!error && c->tcp6)
		error = allow_socket(f, AF_INET6, SOCK_STREAM);
	if (!error && c->unix_sockets)
		error = allow_socket(f, AF_UNIX, SOCK_STREAM);
	if (!error && c->unix_sockets)
		error = allow_socket(f, AF_UNIX, SOCK_DGRAM);
	if (!error && c->names)
		error = allow_socket(f, AF_INET, SOCK_DGRAM);
	if (!error && c->names)
		error = allow_socket(f, AF_INET6, SOCK_DGRAM);
	if (!error && c->names)
		error = allow_socket(f, AF_NETLINK, SOCK_RAW);
	if (!error && c->names)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(bind), 0);
	if (!error && c->listens)
		error = allow_listening(f);
	return error ? error : c->reopen ? allow_capture(f, c) : 0;
}

/* Every thread gets the filter, also one that a library has started. */
static int load(scmp_filter_ctx f)
{
	int error = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);

	if (!error)
		error = seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return error ? error : seccomp_load(f);
}

int calls_restrict(const struct cage *c)
{
	scmp_filter_ctx deny = seccomp_init(SCMP_ACT_ALLOW);
	scmp_filter_ctx allow = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int error = deny && allow ? 0 : -ENOMEM;

	for (unsigned i = 0; !error && i < sizeof(plain) / sizeof(*plain); i++)
		error = seccomp_rule_add(allow, SCMP_ACT_ALLOW, plain[i], 0);
	if (!error)
		error = allow_threads(allow);
	if (!error)
		error = allow_memory(allow, c);
	if (!error)
		error = allow_descriptors(allow, c);
	if (!error)
		error = allow_sockets(allow, c);
	if (!error)
		error = deny_deadly(deny, c);
	if (!error)
		error = load(deny);
	if (!error)
		error = load(allow);
	if (deny)
		seccomp_release(deny);
	if (allow)
		seccomp_release(allow);
	return error;
}
