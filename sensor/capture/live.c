/*
 * live: see live.h. Frames are copied out of the kernel's ring in batches: libpcap gives a ring
 * block back before its last frame has been looked at, and under load the kernel fills it at once.
 */
#include "config.h"

#include "sensor/capture/cooked.h"
#include "sensor/capture/fanout.h"
#include "sensor/capture/live.h"
#include <errno.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
	LIVE_SNAPLEN = 262144, /* frames that GRO has joined are 65 kB, with BIG TCP more */
	LIVE_BUFFER_MIB = 32,
	LIVE_TIMEOUT_MS = 100,
	LIVE_BATCH = 256,              /* frames of one batch */
	LIVE_BATCH_BYTES = 256 * 1024, /* a batch ends behind the frame that reaches this */
	LIVE_SETTLE_US = 1000000,
};

struct live_frame {
	int64_t ts_us;
	uint32_t offset, captured, len;
};

struct live {
	pcap_t *pcap;
	char name[64];
	unsigned index; /* of the interface, for its disappearance */
	struct live_member member;
	uint16_t link;
	int fd;
	bool started, woken;
	bool settling;     /* frames from before the start may still be in the ring */
	int64_t start_us;  /* wall clock */
	int64_t settle_us; /* monotonic clock: the end of settling */
	struct bpf_program program;
	bool has_program;
	uint32_t snaplen;
	uint64_t received, kernel_dropped, interface_dropped;
	uint32_t last_drop, last_ifdrop; /* libpcap's 32-bit counters as last seen */
	uint32_t first, count;           /* of the batch: next to give out, and all */
	uint32_t used;                   /* bytes of the batch */
	struct live_frame frames[LIVE_BATCH];
	uint8_t *bytes; /* LIVE_BATCH_BYTES + snaplen */
};

static int fail(char *error, int code, const char *interface, const char *what)
{
	snprintf(error, LIVE_ERROR, "interface %.60s: %.180s", interface, what);
	return code;
}

static int64_t clock_us(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/** What pcap_activate says, as a sentence and an errno. */
static int activate(struct live *l, char *error)
{
	int status = pcap_activate(l->pcap);

	if (status >=
		0) /* warnings: promiscuous mode is not for this kind of interface, and such */
		return 0;
	switch (status) {
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		return fail(error, -EPERM, l->name,
			"permission denied: run as root, or give the program CAP_NET_RAW "
			"(setcap cap_net_raw,cap_net_admin+ep)");
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return fail(error, -ENODEV, l->name,
			"there is no such interface (see: spanwatch list interfaces)");
	case PCAP_ERROR_IFACE_NOT_UP:
		return fail(error, -ENODEV, l->name, "it is down (ip link set it up)");
	default:
		return fail(error, -ENODEV, l->name, pcap_geterr(l->pcap));
	}
}

/** Everything that libpcap wants to be told before activation. */
static void set_options(struct live *l, const struct capture_options *o)
{
	uint32_t mib = o && o->buffer_mib ? o->buffer_mib : LIVE_BUFFER_MIB;

	pcap_set_snaplen(l->pcap, (int)l->snaplen);
	pcap_set_promisc(l->pcap, o && o->promiscuous);
	pcap_set_timeout(l->pcap, LIVE_TIMEOUT_MS);
	pcap_set_buffer_size(l->pcap, (int)(mib < 2047 ? mib : 2047) << 20);
	pcap_set_tstamp_precision(l->pcap, PCAP_TSTAMP_PRECISION_NANO);
}

/** Compiles the user's filter (or "everything") for this interface. */
static int compile(struct live *l, const struct capture_options *o, char *error)
{
	const char *expression = o && o->filter ? o->filter : "";

	if (pcap_compile(l->pcap, &l->program, expression, 1, PCAP_NETMASK_UNKNOWN) < 0) {
		snprintf(error, LIVE_ERROR, "filter: %.240s", pcap_geterr(l->pcap));
		return -EINVAL;
	}
	l->has_program = true;
	return 0;
}

/** Joins the fanout group behind a filter that lets nothing in until live_start. */
static int join_group(struct live *l, char *error)
{
	struct bpf_insn nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct bpf_program reject = {1, &nothing};
	char text[64];

	if (pcap_setfilter(l->pcap, &reject) < 0)
		return fail(error, -EINVAL, l->name, pcap_geterr(l->pcap));
	int status = fanout_join(pcap_fileno(l->pcap), l->member.group);
	if (status < 0)
		return fail(error, status, l->name, strerror_r(-status, text, sizeof(text)));
	return 0;
}

/** The number of the interface of that name now, asked by the socket that is open; 0: none. */
static unsigned index_now(const struct live *l)
{
	struct ifreq r = {0};

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%.15s", l->name);
	return ioctl(l->fd, SIOCGIFINDEX, &r) ? 0 : (unsigned)r.ifr_ifindex;
}

static int open_pcap(struct live *l, const struct capture_options *o, char *error)
{
	char text[PCAP_ERRBUF_SIZE] = "";

	l->pcap = pcap_create(l->name, text);
	if (!l->pcap)
		return fail(error, -ENODEV, l->name, text);
	set_options(l, o);
	int status = activate(l, error);
	if (status == 0 && pcap_setnonblock(l->pcap, 1, text) < 0)
		status = fail(error, -ENODEV, l->name, text);
	if (status == 0)
		status = compile(l, o, error);
	if (status)
		return status;
	l->fd = pcap_get_selectable_fd(l->pcap);
	l->index = index_now(l);
	int dlt = pcap_datalink(l->pcap);
	l->link = dlt == DLT_RAW ? LINK_RAW : (uint16_t)dlt;
	if (l->member.group && l->member.workers > 1)
		return join_group(l, error);
	return live_start(l, error);
}

int live_open(const char *interface, const struct live_member *member,
	const struct capture_options *options, char *error, struct live **ret)
{
	struct live *l;

	if (strlen(interface) >= sizeof(l->name))
		return fail(error, -ENODEV, interface, "the name is too long");
	l = calloc(1, sizeof(*l));
	if (!l)
		return fail(error, -ENOMEM, interface, "memory is short");
	l->member = *member;
	strncpy(l->name, interface, sizeof(l->name) - 1);
	l->snaplen = options && options->snaplen ? options->snaplen : LIVE_SNAPLEN;
	if (l->snaplen > LIVE_SNAPLEN)
		l->snaplen = LIVE_SNAPLEN;
	l->bytes = malloc(LIVE_BATCH_BYTES + l->snaplen);
	int status = l->bytes ? open_pcap(l, options, error)
			      : fail(error, -ENOMEM, interface, "memory is short");
	if (status) {
		live_close(l);
		return status;
	}
	*ret = l;
	return 0;
}

void live_close(struct live *l)
{
	if (!l)
		return;
	if (l->has_program)
		pcap_freecode(&l->program);
	if (l->pcap)
		pcap_close(l->pcap);
	free(l->bytes);
	free(l);
}

int live_start(struct live *l, char *error)
{
	if (l->started)
		return 0;
	/* Frames that came between activation and the rejecting filter reached every member of the
	 * group; their stamps give them away. */
	l->settling = l->member.group != 0;
	l->start_us = clock_us(CLOCK_REALTIME);
	l->settle_us = clock_us(CLOCK_MONOTONIC) + LIVE_SETTLE_US;
	if (pcap_setfilter(l->pcap, &l->program) < 0)
		return fail(error, -EINVAL, l->name, pcap_geterr(l->pcap));
	l->started = true;
	return 0;
}

/** True for a frame from before the start. A clock that is set back must not blind the sensor. */
static bool is_early(struct live *l, int64_t ts_us)
{
	if (ts_us < l->start_us && clock_us(CLOCK_MONOTONIC) < l->settle_us)
		return true;
	l->settling = false;
	return false;
}

/** Called by libpcap for each frame: copies it into the batch. */
static void on_frame(u_char *user, const struct pcap_pkthdr *head, const u_char *bytes)
{
	struct live *l = (struct live *)user;
	int64_t ts_us = (int64_t)head->ts.tv_sec * 1000000 + head->ts.tv_usec / 1000;
	uint32_t captured = head->caplen < l->snaplen ? head->caplen : l->snaplen;

	if (l->settling && is_early(l, ts_us))
		return;
	if (l->count == LIVE_BATCH || l->used >= LIVE_BATCH_BYTES) {
		l->kernel_dropped++; /* libpcap went on after pcap_breakloop: it never has */
		return;
	}
	memcpy(l->bytes + l->used, bytes, captured);
	l->frames[l->count++] = (struct live_frame){
		ts_us, l->used, captured, head->len > captured ? head->len : captured};
	l->used += captured;
	l->received++;
	if (l->used >= LIVE_BATCH_BYTES)
		pcap_breakloop(l->pcap);
}

/** Gives out the next frame of the batch. */
static void take_frame(struct live *l, struct frame *ret)
{
	const struct live_frame *f = &l->frames[l->first++];

	*ret = (struct frame){
		.ts_us = f->ts_us,
		.data = span_of(l->bytes + f->offset, f->captured),
		.len = f->len,
		.frame_no = (uint32_t)(l->received - l->count + l->first),
		.link = l->link,
		.source = l->member.source,
	};
	if (l->link == LINK_LINUX_SLL || l->link == LINK_LINUX_SLL2)
		cooked_direction(ret);
}

/** Waits for frames, a wake-up or the timeout. */
static void wait_for_frames(struct live *l)
{
	struct pollfd fds[2] = {
		{.fd = l->fd, .events = POLLIN}, {.fd = l->member.wake_fd, .events = POLLIN}};
	uint64_t count;

	if (poll(fds, 2, LIVE_TIMEOUT_MS) > 0 && (fds[1].revents & POLLIN))
		l->woken = read(l->member.wake_fd, &count, sizeof(count)) > 0;
}

/** The interface went away, or came back as another one under the same name. */
static bool is_gone(const struct live *l)
{
	return l->index && index_now(l) != l->index;
}

enum capture_status live_try(struct live *l, struct frame *ret, char *error)
{
	for (;;) {
		if (l->first < l->count) {
			take_frame(l, ret);
			return CAPTURE_FRAME;
		}
		l->first = l->count = l->used = 0;
		int status = pcap_dispatch(l->pcap, LIVE_BATCH, on_frame, (u_char *)l);
		if (status < 0 && status != PCAP_ERROR_BREAK && l->count == 0) {
			fail(error, 0, l->name, pcap_geterr(l->pcap));
			return CAPTURE_FAILED;
		}
		if (!l->count && status <= 0)
			return CAPTURE_IDLE;
	}
}

enum capture_status live_lost(struct live *l, char *error)
{
	if (!is_gone(l))
		return CAPTURE_IDLE;
	fail(error, 0, l->name, "it disappeared");
	return CAPTURE_FAILED;
}

int live_fd(const struct live *l)
{
	return l->fd;
}

enum capture_status live_next(struct live *l, struct frame *ret, char *error)
{
	bool waited = false;

	for (;;) {
		enum capture_status status = live_try(l, ret, error);
		if (status != CAPTURE_IDLE)
			return status;
		if (waited && is_gone(l)) {
			fail(error, 0, l->name, "it disappeared");
			return CAPTURE_FAILED;
		}
		if (waited || l->woken) {
			l->woken = false;
			return CAPTURE_IDLE;
		}
		wait_for_frames(l);
		waited = true;
	}
}

const char *live_name(const struct live *l)
{
	return l->name;
}

void live_totals(struct live *l, struct capture_totals *ret)
{
	struct pcap_stat stat;

	if (pcap_stats(l->pcap, &stat) == 0) {
		/* 32-bit counters that go round: only differences are believed. */
		l->kernel_dropped += (uint32_t)(stat.ps_drop - l->last_drop);
		l->interface_dropped += (uint32_t)(stat.ps_ifdrop - l->last_ifdrop);
		l->last_drop = stat.ps_drop;
		l->last_ifdrop = stat.ps_ifdrop;
	}
	ret->received = l->received;
	ret->kernel_dropped = l->kernel_dropped;
	ret->interface_dropped = l->interface_dropped;
}
