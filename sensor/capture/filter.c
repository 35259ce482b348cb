/*
 * filter: see filter.h.
 */
#include "config.h"

#include "sensor/capture/capture.h"
#include "sensor/capture/filter.h"
#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	FILTER_SLOTS = 64, /* link types in one run; a handful are in use anywhere */
	FILTER_SNAPLEN = 262144,
};

struct slot {
	uint16_t link;
	bool usable;
	struct bpf_program program;
};

struct filter {
	char *expression;
	struct slot slots[FILTER_SLOTS];
	unsigned count;
	bool complains;
	char complaint[FILTER_ERROR];
};

/** libpcap's number for a link type of files; they differ only where systems once disagreed. */
static int dlt_of_link(uint16_t link)
{
	switch (link) {
	case LINK_RAW:
	case LINK_RAW_OLD:
	case LINK_RAW_OPENBSD:
		return DLT_RAW;
	case 100:
		return DLT_ATM_RFC1483;
	default:
		return link;
	}
}

static int compile(const char *expression, uint16_t link, struct bpf_program *ret,
	char error[static FILTER_ERROR])
{
	pcap_t *dead = pcap_open_dead(dlt_of_link(link), FILTER_SNAPLEN);

	if (!dead) {
		snprintf(error, FILTER_ERROR, "memory is short");
		return -ENOMEM;
	}
	int status = pcap_compile(dead, ret, expression, 1, PCAP_NETMASK_UNKNOWN);
	if (status < 0)
		snprintf(error, FILTER_ERROR, "%s", pcap_geterr(dead));
	pcap_close(dead);
	return status < 0 ? -EINVAL : 0;
}

int filter_check(const char *expression, char error[static FILTER_ERROR])
{
	static const uint16_t links[] = {
		LINK_ETHERNET, LINK_RAW, LINK_LINUX_SLL, LINK_IEEE802_11, LINK_PPP};
	char ignored[FILTER_ERROR];
	struct bpf_program program;

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		/* What the first link type says is the most useful to people. */
		if (compile(expression, links[i], &program, i == 0 ? error : ignored) < 0)
			continue;
		pcap_freecode(&program);
		return 0;
	}
	return -EINVAL;
}

struct filter *filter_new(const char *expression)
{
	struct filter *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->expression = strdup(expression);
	if (f->expression)
		return f;
	free(f);
	return NULL;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	for (unsigned i = 0; i < f->count; i++)
		if (f->slots[i].usable)
			pcap_freecode(&f->slots[i].program);
	free(f->expression);
	free(f);
}

static const struct slot *find_slot(struct filter *f, uint16_t link)
{
	char error[FILTER_ERROR];

	for (unsigned i = 0; i < f->count; i++)
		if (f->slots[i].link == link)
			return &f->slots[i];
	if (f->count == FILTER_SLOTS)
		return NULL;
	struct slot *s = &f->slots[f->count++];
	s->link = link;
	s->usable = compile(f->expression, link, &s->program, error) == 0;
	if (!s->usable) {
		snprintf(f->complaint, sizeof(f->complaint),
			"the filter cannot be used on frames of link type %u, which are left out: "
			"%.150s",
			link, error);
		f->complains = true;
	}
	return s;
}

bool filter_match(struct filter *f, const struct frame *frame)
{
	const struct slot *s = find_slot(f, frame->link);
	struct pcap_pkthdr head = {.caplen = frame->data.len, .len = frame->len};

	return s && s->usable && pcap_offline_filter(&s->program, &head, frame->data.p) != 0;
}

const char *filter_complaint(struct filter *f)
{
	if (!f->complains)
		return NULL;
	f->complains = false;
	return f->complaint;
}
