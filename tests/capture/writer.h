/*
 * writer: builds capture files byte by byte for the tests: every variation that the readers claim
 * to know, and wrong ones.
 */
#ifndef SPANWATCH_TESTS_CAPTURE_WRITER_H
#define SPANWATCH_TESTS_CAPTURE_WRITER_H

#include "sensor/base/span.h"
#include <stddef.h>

enum {
	MAGIC_MICRO = 0xa1b2c3d4,
	MAGIC_NANO = 0xa1b23c4d,
	MAGIC_MODIFIED = 0xa1b2cd34,
};

struct writer {
	uint8_t *bytes;
	size_t len, room;
	bool big; /* byte order of what is written next */
	uint32_t magic;
};

void writer_free(struct writer *w);
void writer_raw(struct writer *w, const void *bytes, size_t len);
void writer_u16(struct writer *w, uint16_t value);
void writer_u32(struct writer *w, uint32_t value);

/** File header of a pcap file; MAGIC decides on the records. */
void writer_pcap(struct writer *w, uint32_t magic, uint32_t snaplen, uint32_t link);

/** A record: FRACTION in the unit of the magic, LEN bytes on the wire. */
void writer_record(
	struct writer *w, uint32_t seconds, uint32_t fraction, struct span data, uint32_t len);

/** A pcapng block around BODY. */
void writer_block(struct writer *w, uint32_t type, const struct writer *body);
void writer_section(struct writer *w);

/** An interface; RESOLUTION is the byte of if_tsresol, or -1; OFFSET_S that of if_tsoffset, or 0.
 */
void writer_interface(struct writer *w, uint16_t link, int resolution, int64_t offset_s);

/** An enhanced packet block; FLAGS is the epb_flags option, 0 for none. */
void writer_packet(
	struct writer *w, uint32_t interface, uint64_t ticks, struct span data, uint32_t flags);
void writer_simple(struct writer *w, struct span data, uint32_t len);
void writer_packet_old(struct writer *w, uint16_t interface, uint64_t ticks, struct span data);

/** The bytes packed; the caller frees RET. */
void writer_gzip(const struct writer *w, struct writer *ret);
void writer_zstd(const struct writer *w, struct writer *ret);

/** Writes the bytes to DIRECTORY/NAME; returns the path, which lives until the next 16 calls. */
const char *writer_save(const struct writer *w, const char *directory, const char *name);

#endif
