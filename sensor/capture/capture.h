/*
 * capture: where frames come from. Files are merged into one stream in time order; interfaces are
 * read through libpcap. Read by the reader thread (offline) or by each worker (live).
 */
#ifndef SPANWATCH_CAPTURE_H
#define SPANWATCH_CAPTURE_H

#include "sensor/base/span.h"

/** Link types as in the pcap LINKTYPE_ registry. */
enum linktype {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_TOKEN_RING = 6,
	LINK_SLIP = 8,
	LINK_PPP = 9,
	LINK_PPP_HDLC = 50,
	LINK_PPP_ETHER = 51,
	LINK_FDDI = 10,
	LINK_ATM_OLD = 11, /* of BSD systems */
	LINK_RAW_OLD = 12,
	LINK_RAW_OPENBSD = 14,
	LINK_ATM_RFC1483 = 100,
	LINK_RAW = 101,
	LINK_C_HDLC = 104,
	LINK_IEEE802_11 = 105,
	LINK_FRELAY = 107,
	LINK_LOOP = 108,
	LINK_ENC = 109,
	LINK_LINUX_SLL = 113,
	LINK_PFLOG = 117,
	LINK_IEEE802_11_PRISM = 119,
	LINK_SUNATM = 123,
	LINK_IEEE802_11_RADIOTAP = 127,
	LINK_PPP_PPPD = 166,
	LINK_JUNIPER_ETHER = 178, /* what "monitor traffic" of Junos writes */
	LINK_JUNIPER_PPP = 179,
	LINK_JUNIPER_CHDLC = 181,
	LINK_PPI = 192,
	LINK_ERF = 197, /* what Endace's cards write */
	LINK_MPLS = 219,
	LINK_IPNET = 226,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_NFLOG = 239,
	LINK_IPOIB = 242,
	LINK_LINUX_SLL2 = 276,
	LINK_BRCM_TAG = 281,
	LINK_BRCM_TAG_PREPEND = 282,
	LINK_DSA = 284,
	LINK_EDSA = 285,
};

/** One frame as captured. `data` lives until the next call on the same capture. */
struct frame {
	int64_t ts_us;
	struct span data;               /* captured bytes */
	uint32_t len;                   /* bytes on the wire */
	uint32_t frame_no;              /* within its file, from 1 */
	uint16_t link;                  /* enum linktype */
	uint16_t source;                /* index for capture_source_name */
	bool direction_known, outgoing; /* pcapng epb_flags, SLL */
};

enum capture_status {
	CAPTURE_FRAME,
	CAPTURE_IDLE, /* live: nothing within the timeout; files: capture_wake was called */
	CAPTURE_END,
	CAPTURE_FAILED /* live: the interface is gone; the reason is in capture_error */
};

struct capture;

struct capture_options {
	const char *filter; /* BPF on the outer frame, or NULL */
	/* Offline slice, from <= stamp < until; INT64_MIN / INT64_MAX, or 0 and 0, for none. */
	int64_t from_us, until_us;
	uint32_t snaplen;    /* live; 0: 262144, which covers frames that GRO has joined */
	uint32_t buffer_mib; /* live: kernel ring; 0: 32 */
	bool promiscuous;
	bool wait_for_interfaces; /* merged: go on with the others while one is away */
	bool recursive;           /* directories */
	bool hash_inputs;         /* offline: capture_source_sha256 is wanted */
};

/** A problem with one input, told once; the run goes on with the others. */
struct capture_fault {
	void (*say)(void *ctx, const char *name, const char *what);
	void *ctx;
};

/**
 * Opens FILES (paths, directories, "-") as one network in time order. Bad files are told through
 * FAULT and skipped. Returns NULL only when nothing at all could be opened or memory is short.
 */
struct capture *capture_open_files(const char *const *files, unsigned count,
	const struct capture_options *options, const struct capture_fault *fault);

/**
 * Opens COUNT interfaces as one stream in the order of time: a frame waits at most WINDOW_US for
 * earlier ones of the other interfaces (the two directions of a tap come on two of them). The
 * source of a frame is the index of its interface. Results as of capture_open_live.
 */
int capture_open_merged(const char *const *interfaces, unsigned count, int64_t window_us,
	const struct capture_options *options, char *error, struct capture **ret);

/**
 * Opens one interface, one member of a fanout group of WORKERS sockets (group 0: no fanout). The
 * kernel keeps one list of groups, 1 to 65535, for all programs: take a number of your own.
 * 0, or -EPERM, -ENODEV, -EINVAL (filter) with the sentence in ERROR (256 bytes).
 */
int capture_open_live(const char *interface, uint16_t source, unsigned group, unsigned workers,
	const struct capture_options *options, char *error, struct capture **ret);

/**
 * Live: lets frames in once every member of the fanout group is open, so that both directions of
 * a pair meet in one worker from the first frame on. Does nothing for files and for group 0.
 * 0, or -errno with the sentence in capture_error.
 */
int capture_start(struct capture *c);

/**
 * 0 when FILTER can be compiled for some link type; -EINVAL with the sentence in ERROR (256 bytes).
 */
int capture_check_filter(const char *filter, char *error);

/** The next frame; blocks (live: at most about 100 ms when idle). */
enum capture_status capture_next(struct capture *c, struct frame *ret);

/**
 * Makes a blocked capture_next of another thread return CAPTURE_IDLE (signals, watchdog), also one
 * that waits for standard input. Async-signal-safe.
 */
void capture_wake(struct capture *c);

/** Base name of the file, or the interface's name. */
const char *capture_source_name(const struct capture *c, uint16_t source);
unsigned capture_source_count(const struct capture *c);

/** Bytes read and bytes in all (0 when unknown), for the progress bar. */
void capture_progress(const struct capture *c, uint64_t *ret_done, uint64_t *ret_total);

struct capture_totals {
	/* live, wrap-safe: frames handed to us, lost for want of room, lost by the interface */
	uint64_t received, kernel_dropped, interface_dropped;
	unsigned files_read, files_skipped, files_cut; /* offline */
};

/** Called by the thread that calls capture_next, or after it has ended. */
void capture_totals(struct capture *c, struct capture_totals *ret);

/** SHA-256 (hex) of each input as read, after CAPTURE_END; NULL when it was not read whole. */
const char *capture_source_sha256(const struct capture *c, uint16_t source);

const char *capture_error(const struct capture *c);
void capture_close(struct capture *c);

#endif
