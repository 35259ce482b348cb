/*
 * eve_port: the far end of the EVE output: opens it and moves bytes there, waiting or not. Knows
 * nothing of lines except in datagrams. Used by eve_file alone, on the collector's thread.
 */
#ifndef SPANWATCH_SINK_EVE_PORT_H
#define SPANWATCH_SINK_EVE_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum eve_port_kind { EVE_PORT_FILE, EVE_PORT_STDOUT, EVE_PORT_STREAM, EVE_PORT_DGRAM };

struct eve_port {
	enum eve_port_kind kind;
	const char *path; /* without the scheme; belongs to the caller */
	bool live;        /* never wait */
	bool regular;     /* a plain file: writes do not wait, half a line can be taken back */
	int fd;           /* -1 while closed */
};

/** Finds kind and path in TARGET, which must live as long as P. Opens nothing. */
void eve_port_init(struct eve_port *p, const char *target, bool live);

/** Opens or connects; a file keeps what is in it when APPEND. 0 or -errno; fd is then -1. */
int eve_port_open(struct eve_port *p, bool append);

/**
 * Sends some of the LEN bytes; of a datagram port LEN is one line. Returns how many went, -EAGAIN
 * where that would mean to wait (live only), else -errno.
 */
ssize_t eve_port_send(struct eve_port *p, const char *bytes, size_t len);

/** Takes the last LEN bytes written to a plain file back; false where that cannot be done. */
bool eve_port_take_back(struct eve_port *p, size_t len);

/** Closes the descriptor (never stdout). 0 or -errno of close(2). */
int eve_port_close(struct eve_port *p);

#endif
