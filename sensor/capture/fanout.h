/*
 * fanout: shares the frames of one interface out among sockets so that all frames between two
 * hosts meet at one of them. Used by live.c.
 */
#ifndef SPANWATCH_CAPTURE_FANOUT_H
#define SPANWATCH_CAPTURE_FANOUT_H

/** Makes the packet socket FD a member of GROUP (1 .. 65535). 0 or -errno. */
int fanout_join(int fd, unsigned group);

#endif
