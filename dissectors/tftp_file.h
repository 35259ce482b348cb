/*
 * tftp_file: the bytes of a file as they cross by TFTP: their number and hash, with netascii
 * (RFC 764) turned back. Part of a flow's state; used by tftp.c on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_TFTP_FILE_H
#define SPANWATCH_DISSECTORS_TFTP_FILE_H

#include "dissectors/common/image.h"
#include "dissectors/common/sums.h"

struct tftp_file {
	struct sha256_ctx hash;
	struct file_sums sums;
	struct image image;
	uint64_t size; /* bytes so far, netascii decoded */
	bool netascii;
	bool cr; /* netascii: the last byte was CR */
};

/** Starts the hash of a file whose other members are zero or count already. */
void tftp_file_begin(struct tftp_file *f, const struct dissect *d, struct span name, bool netascii);

/** Adds the bytes of a block. */
void tftp_file_add(struct tftp_file *f, struct span data);

/** Adds what waited for a byte that never came: a lone CR at the very end. */
void tftp_file_end(struct tftp_file *f);

#endif
