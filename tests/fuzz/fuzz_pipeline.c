/*
 * fuzz_pipeline: frames of any link type through decode, flows, dissectors and judgement, as a
 * capture would bring them. An input is a run of records: link type, milliseconds since the last,
 * 16-bit length, bytes.
 */
#include "config.h"

#include "rules/defaults.h"
#include "sensor/collector.h"
#include "sensor/decode/decode.h"
#include "sensor/lane.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void emit(void *ctx, const struct event *event)
{
	collector_event(ctx, event);
}

struct pipeline {
	struct collector collector;
	struct eve_context eve;
	struct redactor redactor;
	struct lane lane;
	struct decoder *decoder;
	struct batch *batch;
};

static void pipeline_open(struct pipeline *p)
{
	static const char *const sources[] = {"fuzz"};
	struct decode_options decode = {.fragment_memory = 1024 * 1024};
	struct lane_options lane = {.count = 1};
	struct judge_options judge = {.eve = &p->eve, .builtin = true, .out = collector_record,
		.out_ctx = &p->collector};

	memset(p, 0, sizeof(*p));
	p->eve.sources = sources;
	lane.shard = (struct shard_options){.flow_capacity = 64,
		.conversation_capacity = 16,
		.stream_memory = 1024 * 1024,
		.out = {emit, &p->collector},
		.eve = &p->eve,
		.redactor = &p->redactor,
		.is_default_credential = credential_is_default,
		.dedup = true,
		.flow_events = true};
	if (collector_init(&p->collector, &p->eve) || judge_new(&judge, &p->collector.judge) ||
		lane_init(&p->lane, &lane) || decoder_new(&decode, &p->decoder) ||
		batch_new(&p->batch))
		abort();
}

static void pipeline_close(struct pipeline *p)
{
	collector_finish(&p->collector);
	collector_close(&p->collector);
	lane_free(&p->lane);
	decoder_free(p->decoder);
	batch_free(p->batch);
}

static void flush(struct pipeline *p, int64_t tick_us, bool last)
{
	p->batch->tick_us = tick_us;
	p->batch->last = last;
	lane_batch(&p->lane, p->batch);
	p->batch->count = p->batch->used = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t links[] = {LINK_ETHERNET, LINK_RAW, LINK_LINUX_SLL, LINK_PPP,
		LINK_NULL, LINK_IEEE802_11_RADIOTAP, LINK_NFLOG, LINK_PPI};
	static struct pipeline p;
	struct cursor c = cursor_of(span_of(data, (uint32_t)size));
	int64_t now_us = 1700000000000000ll;
	uint64_t no = 0;

	pipeline_open(&p);
	while (cursor_left(&c) > 4) {
		struct packet packet;
		struct frame frame = {.link = links[cursor_u8(&c) % 8]};
		int64_t step_us = cursor_u8(&c) * 1000;
		uint16_t len = cursor_be16(&c);
		frame.data = cursor_span(&c, len < cursor_left(&c) ? len : cursor_left(&c));
		frame.len = len;
		frame.frame_no = (uint32_t)no + 1;
		frame.ts_us = now_us += step_us;
		if (decode_frame(p.decoder, &frame, &packet, NULL) != DECODE_PACKET)
			continue;
		packet.no = ++no;
		batch_add(p.batch, &packet);
		p.batch->upto = no;
		flush(&p, step_us > 200000 ? now_us : INT64_MIN, false);
	}
	flush(&p, INT64_MIN, true);
	pipeline_close(&p);
	return 0;
}
