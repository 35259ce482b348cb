/*
 * fanout: see fanout.h. The kernel runs a classic BPF program on each frame and takes its result
 * modulo the number of sockets. At that moment the link header is off received frames and still on
 * sent ones, so nothing is read relative to the data: an IP header is found at SKF_NET_OFF, and
 * behind VLAN tags by the tags themselves at SKF_LL_OFF. (The outermost tag of a received frame is
 * already in the kernel's own keeping; the tags here are those behind it.)
 */
#include "config.h"

#include "sensor/capture/fanout.h"
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
	ETHERTYPE_QINQ_OLD = 0x9100,
	VLAN_TAG = 4,
	/* Spreads neighbouring addresses over all sockets: 2^32 divided by the golden ratio. */
	HASH_FACTOR = 0x9e3779b1,
};

enum { SLOT_HASH, SLOT_BASE }; /* scratch cells: what was gathered, where the IP header starts */

/* clang-format off */
#define NET ((uint32_t)SKF_NET_OFF)
#define LINK(offset) ((uint32_t)(SKF_LL_OFF + (offset)))
#define PROTOCOL ((uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL))
#define IF(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), (yes), (no))
/* One word of the IP header into the hash. */
#define GATHER(offset) \
	BPF_STMT(BPF_LDX | BPF_W | BPF_MEM, SLOT_BASE), \
	BPF_STMT(BPF_LD | BPF_W | BPF_IND, (offset)), \
	BPF_STMT(BPF_LDX | BPF_W | BPF_MEM, SLOT_HASH), \
	BPF_STMT(BPF_ALU | BPF_XOR | BPF_X, 0), \
	BPF_STMT(BPF_ST, SLOT_HASH)
/* The IP header starts at BASE; A is kept. */
#define SET_BASE(base) \
	BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, (base)), \
	BPF_STMT(BPF_STX, SLOT_BASE)

static const struct sock_filter program[] = {
	/*  0 */ BPF_STMT(BPF_LD | BPF_W | BPF_IMM, 0),
	/*  1 */ BPF_STMT(BPF_ST, SLOT_HASH),
	/*  2 */ BPF_STMT(BPF_LD | BPF_W | BPF_ABS, PROTOCOL),
	/*  3 */ SET_BASE(NET),
	/*  5 */ IF(ETH_P_IP, 18, 0),              /* to 24 */
	/*  6 */ IF(ETH_P_IPV6, 32, 0),            /* to 39 */
	/*  7 */ IF(ETH_P_8021Q, 2, 0),            /* to 10 */
	/*  8 */ IF(ETH_P_8021AD, 1, 0),           /* to 10 */
	/*  9 */ IF(ETHERTYPE_QINQ_OLD, 0, 13),    /* to 10, else to 23 */
	/* 10 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, LINK(ETH_HLEN + VLAN_TAG - 2)),
	/* 11 */ SET_BASE(LINK(ETH_HLEN + VLAN_TAG)),
	/* 13 */ IF(ETH_P_IP, 10, 0),              /* to 24 */
	/* 14 */ IF(ETH_P_IPV6, 24, 0),            /* to 39 */
	/* 15 */ IF(ETH_P_8021Q, 2, 0),            /* to 18 */
	/* 16 */ IF(ETH_P_8021AD, 1, 0),           /* to 18 */
	/* 17 */ IF(ETHERTYPE_QINQ_OLD, 0, 5),     /* to 18, else to 23 */
	/* 18 */ BPF_STMT(BPF_LD | BPF_H | BPF_ABS, LINK(ETH_HLEN + 2 * VLAN_TAG - 2)),
	/* 19 */ SET_BASE(LINK(ETH_HLEN + 2 * VLAN_TAG)),
	/* 21 */ IF(ETH_P_IP, 2, 0),               /* to 24 */
	/* 22 */ IF(ETH_P_IPV6, 16, 0),            /* to 39 */
	/* 23 */ BPF_STMT(BPF_RET | BPF_K, 0),     /* what is not IP goes to the first socket */
	/* 24 */ BPF_STMT(BPF_LDX | BPF_W | BPF_MEM, SLOT_BASE),
	/* 25 */ BPF_STMT(BPF_LD | BPF_W | BPF_IND, 16),
	/* 26 */ IF(0xffffffff, 0, 1),             /* to 27, else to 28 */
	/* 27 */ BPF_STMT(BPF_RET | BPF_K, 0),     /* both sides of a dialogue may speak to all */
	/* 28 */ GATHER(12), GATHER(16),           /* IPv4: source and destination */
	/* 38 */ BPF_JUMP(BPF_JMP | BPF_JA, 40, 0, 0), /* to 79 */
	/* 39 */ GATHER(8), GATHER(12), GATHER(16), GATHER(20),
	/* 59 */ GATHER(24), GATHER(28), GATHER(32), GATHER(36),
	/* 79 */ BPF_STMT(BPF_LD | BPF_W | BPF_MEM, SLOT_HASH),
	/* 80 */ BPF_STMT(BPF_ALU | BPF_MUL | BPF_K, HASH_FACTOR),
	/* 81 */ BPF_STMT(BPF_MISC | BPF_TAX, 0),
	/* 82 */ BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 16),
	/* 83 */ BPF_STMT(BPF_ALU | BPF_XOR | BPF_X, 0),
	/* 84 */ BPF_STMT(BPF_RET | BPF_A, 0),
};
/* clang-format on */

int fanout_join(int fd, unsigned group)
{
	uint32_t join = (group & 0xffff) | (uint32_t)PACKET_FANOUT_CBPF << 16;
	/* The kernel copies it; its structure only lacks the const. */
	struct sock_fprog code = {
		sizeof(program) / sizeof(program[0]), (struct sock_filter *)(uintptr_t)program};

	if (setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &join, sizeof(join)) < 0)
		return -errno;
	if (setsockopt(fd, SOL_PACKET, PACKET_FANOUT_DATA, &code, sizeof(code)) < 0)
		return -errno;
	return 0;
}
