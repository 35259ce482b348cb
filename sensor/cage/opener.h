/*
 * opener: the process that makes the packet sockets of `run`, which has no right to. A filter of
 * seccomp asks it whenever libpcap calls socket(AF_PACKET), at the start as when an interface has
 * come back years later; it puts the socket into the sensor under one of a few numbers, and to
 * those the cage lets nobody write. It holds CAP_NET_RAW, can do nothing else, listens to nobody
 * but the kernel, and ends with the sensor.
 */
#ifndef SPANWATCH_CAGE_OPENER_H
#define SPANWATCH_CAGE_OPENER_H

/* Descriptors of packet sockets: a power of two, many of them, below what every process may have.
 */
enum { OPENER_FIRST = 512, OPENER_COUNT = 64 };
#define OPENER_MASK 0xffffffc0u /* a number with this mask is OPENER_FIRST: it is one of them */

/**
 * Starts it as USER (NULL: who we are), before the first capture is opened and before any thread
 * is started. From then on no new privileges are to be had. 0; -ENOENT when there is no such user,
 * -ENOSYS when this kernel has no such filter, -EPERM when we have no right to hand on; then
 * nothing has changed.
 */
int opener_start(const char *user);

#endif
