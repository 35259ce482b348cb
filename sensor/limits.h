/*
 * limits: every capacity with its unit and reason, in one place. What an operator may tune has a
 * key in the configuration that starts from these values.
 */
#ifndef SPANWATCH_LIMITS_H
#define SPANWATCH_LIMITS_H

enum {
	/* Shards are the unit of determinism: a power of two well above any thread count. */
	LIMIT_SHARDS = 64,
	/* Flows in the whole sensor: two million short flows fit with room; 192 bytes each. */
	LIMIT_FLOWS = 4 * 1024 * 1024,
	/* Flows with dissector or stream state at one time. */
	LIMIT_CONVERSATIONS = 256 * 1024,
	/* Bytes of one side of a stream that wait for more or for a gap to close. */
	LIMIT_STREAM_BYTES = 256 * 1024,
	/* Bytes of all waiting stream data. */
	LIMIT_STREAM_MEMORY = 256 * 1024 * 1024,
	/* Out-of-order segments of one side: more is an attack or a broken mirror. */
	LIMIT_STREAM_SEGMENTS = 512,
	/* Payload packets of a flow before classification is given up. */
	LIMIT_PROBE_PACKETS = 12,
	/* Packets of a side that may begin with another protocol: STARTTLS comes early. */
	LIMIT_LATE_PACKETS = 64,
	/* First bytes of a side that probes may ask for. */
	LIMIT_PROBE_BYTES = 4096,
	/* Payload packets given to nDPI: what it has not named by then it hardly ever names. */
	LIMIT_NDPI_PACKETS = 5,
	/* The same for UDP: what it names later than this are mostly games that nobody plays here.
	 */
	LIMIT_NDPI_DATAGRAMS = 3,
	/* Flows that nDPI looks at in one shard at a time (688 bytes each). */
	LIMIT_NDPI_FLOWS = 2048,
	/* Actions that wait for their outcome, in one shard. */
	LIMIT_ACTIONS = 2048,
	/* Flows that were announced and have not come, in one shard. */
	LIMIT_EXPECTATIONS = 512,
	/* Facts of one event. */
	LIMIT_FACTS = 1024,
	/* Bytes of one EVE line. */
	LIMIT_LINE = 128 * 1024,
	/* Scratch bytes for one packet: the facts and text of its events. */
	LIMIT_SCRATCH = 1024 * 1024,
	/* Bytes of an object, a value, a user name in an action. */
	LIMIT_ACTION_TEXT = 1024,
	/* Further addresses of elements that lanes are shown, with those forgotten since. */
	LIMIT_LEARNED = 65536,
	/* Fragments: bytes of datagrams in the making. */
	LIMIT_FRAGMENT_MEMORY = 32 * 1024 * 1024,
	/* Packets remembered for duplicate removal, in one shard. */
	LIMIT_DEDUP = 1024,
	/* Records of an input file: larger than any snap length or GRO frame. */
	LIMIT_FRAME = 256 * 1024,
};

/* Times, in seconds of packet time unless said otherwise. */
enum {
	LIMIT_TCP_TIMEOUT_S = 600, /* established and silent */
	LIMIT_TCP_CLOSED_S = 10,   /* after FIN from both or RST */
	LIMIT_TCP_NEW_S = 60,      /* handshake not finished */
	LIMIT_UDP_TIMEOUT_S = 120,
	LIMIT_OTHER_TIMEOUT_S = 60,
	LIMIT_ACTION_WAIT_S = 10, /* an action without outcome is told after this */
	LIMIT_READ_JOIN_S = 5,    /* reads this close are one action */
	LIMIT_DECIDE_S = 3,       /* a flow still unknown is judged as unknown after this */
	LIMIT_GAP_S = 1,          /* a gap the other side has acknowledged is given up after this */
	LIMIT_EXPECT_S = 60,      /* an announced flow must start within this */
	LIMIT_DEDUP_US = 5000,    /* copies a mirror makes are closer than this */
	LIMIT_TICK_US = 500000,   /* timers move in steps of this */
	LIMIT_CALM_S = 5,         /* of the clock without trouble: one thing more is done again */
};

#endif
