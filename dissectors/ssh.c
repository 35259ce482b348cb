/*
 * ssh: Secure Shell (RFC 4253), the part in clear: identification strings, KEXINIT of both sides,
 * the host key of the reply, NEWKEYS. What comes behind goes to ssh_session.c as sizes. SSH1 ends
 * here with its identification. Runs on a worker's thread.
 *
 *   packet | u32 length | u8 padding length | payload: u8 type ... | padding |
 */
#include "config.h"

#include "dissectors/common/wait.h"
#include "dissectors/ssh.h"

#include "dissectors/common/software.h"
#include "sensor/base/digest.h"

enum ssh_message {
	SSH_MSG_TRANSPORT_LAST = 19, /* disconnect, ignore, debug, service ... */
	SSH_MSG_KEXINIT = 20,
	SSH_MSG_NEWKEYS = 21,
	SSH_MSG_KEX_REPLY = 31, /* DH, ECDH, hybrid; the group in DH group exchange */
	SSH_MSG_GEX_REPLY = 33,
	SSH_MSG_KEX_LAST = 49,
	SSH_MSG_CHANNEL_FIRST = 80 /* connection protocol (RFC 4254): never in clear */
};

enum {
	SSH_LINES_MAX = 50,        /* lines before the identification string */
	SSH_LINE_MAX = 8192,       /* OpenSSH gives up there too */
	SSH_PACKET_MIN = 5,        /* padding length and 4 bytes of padding */
	SSH_PACKET_MAX = 64 * 1024 /* RFC 4253 section 6.1 asks for 35000 */
};

#define SSH_SIDE_FIELDS(SIDE)                                                                      \
	SSH_F_##SIDE##_PROTO, SSH_F_##SIDE##_SOFTWARE, SSH_F_##SIDE##_HASSH,                       \
		SSH_F_##SIDE##_HASSH_STRING, SSH_F_##SIDE##_COMMENT, SSH_F_##SIDE##_KEX,           \
		SSH_F_##SIDE##_HOSTKEY, SSH_F_##SIDE##_CIPHERS, SSH_F_##SIDE##_MACS

enum {
	SSH_SIDE_FIELDS(CLIENT),
	SSH_SIDE_FIELDS(SERVER),
	SSH_F_KEX,
	SSH_F_HOSTKEY,
	SSH_F_CIPHER_C2S,
	SSH_F_CIPHER_S2C,
	SSH_F_MAC_C2S,
	SSH_F_MAC_S2C,
	SSH_F_FINGERPRINT,
	SSH_F_COUNT
};

#define SSH_SIDE_TABLE(SIDE, key, who)                                                             \
	[SSH_F_##SIDE##                                                                            \
		_PROTO] = {key ".proto_version", FIELD_TEXT, 0,                                    \
		"Protocol version the " who " names"},                                             \
 [SSH_F_##SIDE##                                                                                   \
	 _SOFTWARE] = {key ".software_version", FIELD_TEXT, 0, "Software the " who " names"},      \
 [SSH_F_##SIDE##_HASSH] = {key ".hassh.hash", FIELD_TEXT, 0, "HASSH fingerprint of the " who},     \
 [SSH_F_##SIDE##_HASSH_STRING] = {key ".hassh.string", FIELD_TEXT, 0,                              \
	 "Algorithm lists that the fingerprint is made of"},                                       \
 [SSH_F_##SIDE##_COMMENT] = {key ".comment", FIELD_TEXT, FIELD_OURS,                               \
	 "Comment behind the software of the " who},                                               \
 [SSH_F_##SIDE##_KEX] = {key ".kex_algorithms", FIELD_TEXT, FIELD_OURS,                            \
	 "Key exchanges the " who " offers"},                                                      \
 [SSH_F_##SIDE##_HOSTKEY] = {key ".hostkey_algorithms", FIELD_TEXT, FIELD_OURS,                    \
	 "Host key types the " who " offers"},                                                     \
 [SSH_F_##SIDE##_CIPHERS] = {key ".ciphers", FIELD_TEXT, FIELD_OURS,                               \
	 "Ciphers the " who " offers for what it sends"},                                          \
 [SSH_F_##SIDE##_MACS] = {                                                                         \
	 key ".macs", FIELD_TEXT, FIELD_OURS, "MACs the " who " offers for what it sends"}

static const struct field ssh_fields[SSH_F_COUNT] = {
	SSH_SIDE_TABLE(CLIENT, "client", "client"),
	SSH_SIDE_TABLE(SERVER, "server", "server"),
	[SSH_F_KEX] = {"kex", FIELD_TEXT, FIELD_OURS, "Key exchange in force"},
	[SSH_F_HOSTKEY] = {"hostkey", FIELD_TEXT, FIELD_OURS, "Host key type in force"},
	[SSH_F_CIPHER_C2S] = {"cipher_to_server", FIELD_TEXT, FIELD_OURS, "Cipher to the server"},
	[SSH_F_CIPHER_S2C] = {"cipher_to_client", FIELD_TEXT, FIELD_OURS, "Cipher to the client"},
	[SSH_F_MAC_C2S] = {"mac_to_server", FIELD_TEXT, FIELD_OURS,
		"MAC to the server, where the cipher needs one"},
	[SSH_F_MAC_S2C] = {"mac_to_client", FIELD_TEXT, FIELD_OURS,
		"MAC to the client, where the cipher needs one"},
	[SSH_F_FINGERPRINT] = {"hostkey_fingerprint", FIELD_TEXT, FIELD_OURS,
		"SHA-256 of the host key, as OpenSSH writes it"},
};

static const struct schema ssh_schema = {"ssh", ssh_fields, SSH_F_COUNT, true};
static const struct schema *const ssh_schemas[] = {&ssh_schema, NULL};
static const uint16_t ssh_hints[] = {22, 830, 2022, 57722, 4334, 0};

static bool ssh_is_version(struct span line)
{
	return line.len > 6 && span_starts(line, SPAN_LIT("SSH-")) &&
	       (line.p[4] == '1' || line.p[4] == '2') && line.p[5] == '.';
}

/* A line of text that a server may send before its identification string. */
static bool ssh_is_text(struct span line)
{
	for (uint32_t i = 0; i < line.len; i++)
		if (line.p[i] < 0x20 && line.p[i] != '\t' && line.p[i] != '\r' && line.p[i] != '\n')
			return false;
	return true;
}

static enum probe ssh_probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct span line;

	if (!in->stream)
		return PROBE_NO;
	for (int i = 0; i < SSH_LINES_MAX; i++) {
		struct span rest = cursor_peek(&c);
		if (ssh_is_version(rest)) /* behind other lines it may be a quotation */
			return i == 0 ? PROBE_SURE : PROBE_LIKELY;
		if ((i == 0 || rest.len) && (span_starts(SPAN_LIT("SSH-2."), rest) ||
						    span_starts(SPAN_LIT("SSH-1."), rest)))
			return PROBE_MORE;
		if (!cursor_line(&c, &line) || !ssh_is_text(line))
			break;
	}
	/* greeting lines and no identification yet: only where SSH is what to expect */
	return in->from == SIDE_SERVER && (in->sport == 22 || in->sport == 830) &&
			       ssh_is_text(in->data)
		       ? PROBE_MORE
		       : PROBE_NO;
}

struct ssh_banner ssh_banner(const struct ssh_side *side)
{
	struct span text = span_of(side->banner, side->banner_len);
	struct ssh_banner b = {{NULL, 0}, {NULL, 0}, {NULL, 0}};

	if (!text.len)
		return b;
	text = span_sub(text, 4, text.len);
	int64_t dash = span_index(text, '-');
	b.protocol = dash < 0 ? text : span_sub(text, 0, (uint32_t)dash);
	text = dash < 0 ? span_sub(text, text.len, 0)
			: span_sub(text, (uint32_t)dash + 1, text.len);
	int64_t space = span_index(text, ' ');
	b.software = space < 0 ? text : span_sub(text, 0, (uint32_t)space);
	b.comment = space < 0 ? span_sub(text, text.len, 0)
			      : span_sub(text, (uint32_t)space + 1, text.len);
	return b;
}

/* The words behind the version: some products have spaces in their names. */
static struct span ssh_product(const struct ssh_side *side)
{
	struct span software = ssh_banner(side).software;

	return span_of(software.p,
		(uint32_t)((const uint8_t *)side->banner + side->banner_len - software.p));
}

static bool ssh_speaks_1(const struct ssh_side *side)
{
	struct span protocol = ssh_banner(side).protocol;

	return protocol.len && protocol.p[0] == '1' && !span_eq(protocol, SPAN_LIT("1.99"));
}

static struct span ssh_hassh_string(struct dissect *d, const struct ssh_side *side, bool client)
{
	const enum ssh_list order[4] = {SSH_KEX, client ? SSH_CIPHER_C2S : SSH_CIPHER_S2C,
		client ? SSH_MAC_C2S : SSH_MAC_S2C, client ? SSH_COMP_C2S : SSH_COMP_S2C};
	uint8_t *text = arena_take(d->scratch, 4 * SSH_LISTS_MAX);
	uint32_t used = 0;

	if (!text)
		return (struct span){NULL, 0};
	for (int i = 0; i < 4; i++) {
		struct span list = ssh_list(side, order[i]);
		if (i)
			text[used++] = ';';
		memcpy(text + used, list.p, list.len);
		used += list.len;
	}
	return span_of(text, used);
}

/* What one side said; FIRST is the first of its nine fields. */
static void ssh_state_side(
	struct dissect *d, struct draft *e, const struct ssh_side *side, bool client)
{
	uint16_t first = client ? SSH_F_CLIENT_PROTO : SSH_F_SERVER_PROTO;
	struct ssh_banner b = ssh_banner(side);

	if (side->banner_len) {
		event_text(e, first, b.protocol);
		event_text(e, first + 1, b.software);
	}
	if (side->kexinit) {
		event_text(e, first + 2, span_of(side->hassh, SSH_HASSH - 1));
		event_text(e, first + 3, ssh_hassh_string(d, side, client));
	}
	if (b.comment.len)
		event_text(e, first + 4, b.comment);
	if (side->kexinit) {
		event_text(e, first + 5, ssh_list(side, SSH_KEX));
		event_text(e, first + 6, ssh_list(side, SSH_HOSTKEY));
		event_text(e, first + 7, ssh_list(side, client ? SSH_CIPHER_C2S : SSH_CIPHER_S2C));
		event_text(e, first + 8, ssh_list(side, client ? SSH_MAC_C2S : SSH_MAC_S2C));
	}
}

static void ssh_state_chosen(struct draft *e, const struct ssh_state *s)
{
	static const struct {
		uint16_t field;
		enum ssh_list list, cipher;
	} rows[] = {
		{SSH_F_KEX, SSH_KEX, SSH_LISTS},
		{SSH_F_HOSTKEY, SSH_HOSTKEY, SSH_LISTS},
		{SSH_F_CIPHER_C2S, SSH_CIPHER_C2S, SSH_LISTS},
		{SSH_F_CIPHER_S2C, SSH_CIPHER_S2C, SSH_LISTS},
		{SSH_F_MAC_C2S, SSH_MAC_C2S, SSH_CIPHER_C2S},
		{SSH_F_MAC_S2C, SSH_MAC_S2C, SSH_CIPHER_S2C},
	};

	for (uint32_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span name = ssh_chosen(s, rows[i].list);
		bool aead = rows[i].cipher != SSH_LISTS &&
			    ssh_cipher_is_aead(ssh_chosen(s, rows[i].cipher));
		if (name.len && !aead)
			event_text(e, rows[i].field, name);
	}
}

/* Who this is, and how old, from its identification string. */
static void ssh_identify(struct dissect *d, const struct ssh_state *s, enum side of)
{
	struct software software;
	struct span since;

	if (!software_recognise(SOFTWARE_SSH, ssh_product(&s->side[of]), &software))
		return;
	struct identity i = {
		.of = of,
		.vendor = software.vendor,
		.software = software_name(&software, d->scratch),
		.evidence = SPAN_LIT("ssh-banner"),
		.is_equipment = software.is_equipment,
	};
	identity_emit(d, &i);
	if (software_is_old(&software, &since))
		hint_emit(d, "ssh.eol", i.software, of == SIDE_SERVER);
}

/* Tells the session once; both sides as far as they are known. */
static void ssh_tell(struct dissect *d, struct ssh_state *s)
{
	const struct ssh_side *client = &s->side[SIDE_CLIENT], *server = &s->side[SIDE_SERVER];

	if (s->told || (!client->banner_len && !server->banner_len))
		return;
	s->told = true;
	event_from_client(d);
	struct draft *e = event_new(d, &ssh_schema);
	ssh_state_side(d, e, client, true);
	ssh_state_side(d, e, server, false);
	if (client->kexinit && server->kexinit)
		ssh_state_chosen(e, s);
	if (s->fingerprint[0])
		event_text(e, SSH_F_FINGERPRINT, span_str(s->fingerprint));
	event_emit(d, e);

	for (int of = SIDE_CLIENT; of <= SIDE_SERVER; of++)
		if (s->side[of].banner_len)
			ssh_identify(d, s, (enum side)of);
	if (s->version1)
		hint_emit(d, "ssh.sshv1", SPAN_LIT("protocol version 1 in use"), 1);
	else if (server->kexinit)
		ssh_kex_judge(d, s);
}

/* Both sides are known as far as they ever will be. */
static void ssh_tell_when_known(struct dissect *d, struct ssh_state *s)
{
	const struct ssh_side *client = &s->side[SIDE_CLIENT], *server = &s->side[SIDE_SERVER];

	if (s->told || !client->banner_len || !server->banner_len)
		return;
	bool keys = client->kexinit && server->kexinit;
	if (s->version1 || (keys && (s->fingerprint[0] || server->phase == SSH_ENCRYPTED)))
		ssh_tell(d, s);
}

/* OpenSSH's form: SHA256 and base64 without padding. */
static void ssh_fingerprint(struct span key, char ret[static SSH_FINGERPRINT])
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t raw[SHA256_DIGEST_SIZE + 1] = {0};
	struct sha256_ctx sha;
	char *out = ret + 7;

	sha256_init(&sha);
	sha256_update(&sha, key.len, key.p);
	sha256_digest(&sha, SHA256_DIGEST_SIZE, raw);
	memcpy(ret, "SHA256:", 7);
	for (int i = 0; i < 33; i += 3) {
		uint32_t three = (uint32_t)raw[i] << 16 | (uint32_t)raw[i + 1] << 8 | raw[i + 2];
		*out++ = digits[three >> 18];
		*out++ = digits[three >> 12 & 63];
		*out++ = digits[three >> 6 & 63];
		*out++ = digits[three & 63];
	}
	ret[SSH_FINGERPRINT - 1] = 0; /* the 44th digit is padding */
}

static void ssh_read_reply(struct ssh_state *s, uint8_t type, struct cursor *c)
{
	struct span kex = ssh_chosen(s, SSH_KEX);
	bool gex = span_find(kex, SPAN_LIT("group-exchange")) >= 0;

	if (type != (gex ? SSH_MSG_GEX_REPLY : SSH_MSG_KEX_REPLY) || s->fingerprint[0])
		return;
	struct span key = cursor_span(c, cursor_be32(c));
	if (cursor_ok(c) && key.len >= 16)
		ssh_fingerprint(key, s->fingerprint);
}

static void ssh_read_message(struct dissect *d, struct ssh_state *s, struct cursor *c)
{
	struct ssh_side *side = &s->side[d->from];
	uint8_t type = cursor_u8(c);

	if (type == SSH_MSG_KEXINIT) {
		if (!ssh_kex_read(d, s, c))
			anomaly_emit(d, "ssh.bad_kexinit");
	} else if (type == SSH_MSG_NEWKEYS) {
		side->newkeys = true;
		side->phase = SSH_ENCRYPTED;
		ssh_frame_start(s, d->from);
		if (s->side[side_other(d->from)].newkeys)
			ssh_session_start(s);
	} else if (type > SSH_MSG_NEWKEYS && type <= SSH_MSG_KEX_LAST) {
		if (d->from == SIDE_SERVER)
			ssh_read_reply(s, type, c);
	} else if (type >= SSH_MSG_CHANNEL_FIRST && !s->warned) {
		s->warned = true;
		hint_emit(d, "ssh.message_before_newkeys",
			SPAN_LIT("connection protocol before keys and login (CVE-2025-32433)"),
			type);
	} else if (type > SSH_MSG_KEX_LAST && !s->warned) {
		s->warned = true;
		anomaly_emit(d, "ssh.login_in_clear");
	}
}

/* The side cannot be read any further; sizes say nothing either. */
static void ssh_give_up(struct ssh_state *s, struct ssh_side *side)
{
	side->phase = SSH_ENCRYPTED;
	s->blind = true;
}

/* One binary packet in clear; false when more bytes are needed. */
static bool ssh_read_packet(struct dissect *d, struct ssh_state *s, struct cursor *c)
{
	struct ssh_side *side = &s->side[d->from];
	struct cursor head = *c;
	uint32_t length = cursor_be32(&head);
	uint8_t padding = cursor_u8(&head);
	uint8_t type = cursor_u8(&head);

	if (!cursor_ok(&head))
		return false;
	if (length < SSH_PACKET_MIN || length > SSH_PACKET_MAX || padding + 1u >= length ||
		(!side->kexinit && type > SSH_MSG_KEXINIT && type < SSH_MSG_CHANNEL_FIRST)) {
		anomaly_emit(d, "ssh.bad_packet");
		ssh_give_up(s, side);
		return true;
	}
	if (cursor_left(c) < 4 + length) {
		d->want = 4 + length;
		return false;
	}
	cursor_skip(c, 5);
	struct cursor payload = cursor_child(c, length - 1 - padding);
	cursor_skip(c, padding);
	ssh_read_message(d, s, &payload);
	return true;
}

static void ssh_read_banner(struct ssh_state *s, struct ssh_side *side, struct span line)
{
	struct span kept = span_sub(line, 0, SSH_BANNER_MAX);

	side->banner_len = (uint8_t)kept.len;
	memcpy(side->banner, kept.p, kept.len);
	side->phase = SSH_IN_PACKETS;
	if (!ssh_speaks_1(side))
		return;
	s->version1 = true;
	s->side[SIDE_CLIENT].phase =
		s->side[SIDE_CLIENT].banner_len ? SSH_ENCRYPTED : SSH_IN_BANNER;
	s->side[SIDE_SERVER].phase =
		s->side[SIDE_SERVER].banner_len ? SSH_ENCRYPTED : SSH_IN_BANNER;
}

/* A line before or with the identification string; false when more bytes are needed. */
static bool ssh_read_line(struct dissect *d, struct ssh_state *s, struct cursor *c)
{
	struct ssh_side *side = &s->side[d->from];
	struct span line;

	if (!wait_line(d, c, &line)) {
		if (cursor_left(c) <= SSH_LINE_MAX)
			return false;
		ssh_give_up(s, side);
		return true;
	}
	if (ssh_is_version(line))
		ssh_read_banner(s, side, line);
	else if (line.len > SSH_LINE_MAX || !ssh_is_text(line) || ++side->lines > SSH_LINES_MAX)
		ssh_give_up(s, side);
	return true;
}

static enum parse ssh_stream(struct dissect *d, struct cursor *c)
{
	struct ssh_state *s = d->state;
	struct ssh_side *side = &s->side[d->from];

	for (bool more = true; more && side->phase != SSH_ENCRYPTED;) {
		if (s->version1 && side->phase == SSH_IN_PACKETS)
			side->phase = SSH_ENCRYPTED;
		else if (side->phase == SSH_IN_BANNER)
			more = ssh_read_line(d, s, c);
		else
			more = ssh_read_packet(d, s, c);
		ssh_tell_when_known(d, s);
	}
	if (side->phase != SSH_ENCRYPTED)
		return PARSE_OK;
	if (!side->banner_len && !s->side[side_other(d->from)].banner_len)
		return PARSE_LOST;
	ssh_frame_read(d, s, c);
	return PARSE_OK;
}

static enum parse ssh_gap(struct dissect *d, uint32_t missing)
{
	struct ssh_state *s = d->state;
	struct ssh_side *side = &s->side[d->from];

	if (!side->newkeys)
		ssh_give_up(s, side);
	s->session.flow[d->from].framed = false;
	ssh_session_bytes(d, s, missing, true);
	return PARSE_OK;
}

static void ssh_finish(struct dissect *d)
{
	struct ssh_state *s = d->state;

	if (!s) /* given up for want of memory */
		return;
	ssh_tell(d, s);
	ssh_session_end(d, s);
}

const struct dissector dissector_ssh = {
	.name = "ssh",
	.title = "Secure Shell",
	.spec = "RFC 4253",
	.set = "management",
	.schemas = ssh_schemas,
	.hints = ssh_hints,
	.first = BYTE_RANGES({'\t', '\n'}, {'\r', '\r'}, {' ', 0xff}),
	.state_size = sizeof(struct ssh_state),
	.probe = ssh_probe,
	.stream = ssh_stream,
	.gap = ssh_gap,
	.finish = ssh_finish,
};
