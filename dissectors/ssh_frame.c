/*
 * ssh_frame: where packets end in the encrypted part of SSH. AES-GCM (RFC 5647 section 7.3) and
 * MACs over what was encrypted (-etm) leave each packet's length in clear; then sizes are those of
 * packets, however a side writes them: ssh2 of Node.js sends the length apart from the rest. With
 * other ciphers, and where the lengths stop making sense, segments count instead. See ssh.h.
 */
#include "config.h"

#include "dissectors/ssh.h"

enum {
	SSH_LENGTH = 4,
	SSH_UNIT = 8,           /* lengths are whole blocks, of 8 bytes at least */
	SSH_PACKET_MAX = 262144 /* as OpenSSH has it */
};

void ssh_frame_start(struct ssh_state *s, enum side from)
{
	bool up = from == SIDE_CLIENT;
	struct span cipher = ssh_chosen(s, up ? SSH_CIPHER_C2S : SSH_CIPHER_S2C);
	struct span mac = ssh_chosen(s, up ? SSH_MAC_C2S : SSH_MAC_S2C);
	struct ssh_flow *flow = &s->session.flow[from];

	if (!s->side[SIDE_CLIENT].kexinit || !s->side[SIDE_SERVER].kexinit)
		return;
	if (ssh_cipher_is_aead(cipher))
		flow->tag = span_find(cipher, SPAN_LIT("chacha20")) >= 0 ? 0 : 16;
	else
		flow->tag = span_find(mac, SPAN_LIT("-etm@")) >= 0 ? ssh_mac_size(mac) : 0;
	flow->framed = flow->tag > 0;
}

/* Another byte of the length; false where it is none. */
static bool ssh_take_length(struct ssh_flow *flow, uint8_t byte)
{
	flow->length = flow->length << 8 | byte;
	if (++flow->have < SSH_LENGTH)
		return true;
	if (flow->length < SSH_UNIT || flow->length % SSH_UNIT || flow->length > SSH_PACKET_MAX)
		return false;
	flow->left = flow->length + flow->tag;
	return true;
}

void ssh_frame_read(struct dissect *d, struct ssh_state *s, struct cursor *c)
{
	struct ssh_flow *flow = &s->session.flow[d->from];

	while (flow->framed && cursor_left(c)) {
		if (flow->have < SSH_LENGTH) {
			flow->framed = ssh_take_length(flow, cursor_u8(c));
			continue;
		}
		uint32_t now = flow->left < cursor_left(c) ? flow->left : cursor_left(c);
		cursor_span(c, now);
		flow->left -= now;
		if (flow->left)
			break;
		ssh_session_bytes(d, s, SSH_LENGTH + flow->length + flow->tag, false);
		flow->have = 0;
		flow->length = 0;
	}
	ssh_session_bytes(d, s, cursor_left(c), false);
	cursor_rest(c);
}
