/*
 * test_ssh: dissectors/ssh*.c. Packets are put together by hand: length, padding length, type,
 * body, padding.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_ssh;

enum { TURNS = 128, BYTES = 200000 };

static struct turn turns[TURNS];
static unsigned turn_count;
static uint8_t bytes[BYTES];
static uint32_t used;

static void start(void)
{
	turn_count = 0;
	used = 0;
	harness_sized(false);
}

static void say(enum side from, const void *data, uint32_t len)
{
	ck_assert_uint_lt(turn_count, TURNS);
	ck_assert_uint_le(used + len, BYTES);
	if (len)
		memcpy(bytes + used, data, len);
	turns[turn_count++] = (struct turn){from, {bytes + used, len}};
	used += len;
}

static void line(enum side from, const char *text)
{
	say(from, text, (uint32_t)strlen(text));
}

static void be32(uint8_t *at, uint32_t v)
{
	at[0] = (uint8_t)(v >> 24);
	at[1] = (uint8_t)(v >> 16);
	at[2] = (uint8_t)(v >> 8);
	at[3] = (uint8_t)v;
}

static void packet(enum side from, uint8_t type, const void *body, uint32_t len)
{
	static uint8_t out[BYTES];

	be32(out, 1 + 1 + len + 4);
	out[4] = 4;
	out[5] = type;
	if (len)
		memcpy(out + 6, body, len);
	memset(out + 6 + len, 0, 4);
	say(from, out, 6 + len + 4);
}

struct lists {
	const char *kex, *hostkey, *cipher, *mac;
};

static void kexinit(enum side from, struct lists l)
{
	static uint8_t body[BYTES];
	const char *ten[10] = {
		l.kex, l.hostkey, l.cipher, l.cipher, l.mac, l.mac, "none", "none", "", ""};
	uint32_t n = 16;

	memset(body, 0xaa, 16);
	for (int i = 0; i < 10; i++) {
		uint32_t len = (uint32_t)strlen(ten[i]);
		be32(body + n, len);
		memcpy(body + n + 4, ten[i], len);
		n += 4 + len;
	}
	memset(body + n, 0, 5);
	packet(from, 20, body, n + 5);
}

/* The reply of the server: its host key, then what no reader needs. */
static void reply(uint8_t type)
{
	uint8_t body[4 + 51 + 8] = {0, 0, 0, 51, 0, 0, 0, 11};

	memcpy(body + 8, "ssh-ed25519", 11);
	memset(body + 19, 7, 36);
	packet(SIDE_SERVER, type, body, sizeof(body));
}

static void encrypted(enum side from, uint32_t len)
{
	static const uint8_t noise[4096] = {0x5a, 1, 2, 3};

	say(from, noise, len);
}

static const struct lists modern = {"curve25519-sha256,kex-strict-c-v00@openssh.com", "ssh-ed25519",
	"chacha20-poly1305@openssh.com", "hmac-sha2-256"};
static const struct lists modern_server = {"curve25519-sha256,kex-strict-s-v00@openssh.com",
	"ssh-ed25519", "chacha20-poly1305@openssh.com", "hmac-sha2-256"};
static const struct lists old = {
	"diffie-hellman-group1-sha1", "ssh-rsa", "aes128-cbc,3des-cbc", "hmac-sha1,hmac-md5"};

static struct vector dialogue(const char *name, const char *expect)
{
	return (struct vector){name, &dissector_ssh, true, turns, turn_count, expect};
}

static const struct lists gcm = {"curve25519-sha256,kex-strict-c-v00@openssh.com", "ssh-ed25519",
	"aes128-gcm@openssh.com", "hmac-sha2-256"};
static const struct lists etm = {"curve25519-sha256,kex-strict-c-v00@openssh.com", "ssh-ed25519",
	"aes128-ctr", "hmac-sha2-256-etm@openssh.com"};

/* A packet of LEN bytes in all, TAG of them for its integrity, with its length in clear. */
static void framed(enum side from, uint32_t len, uint32_t tag)
{
	uint8_t packet[2048] = {0};

	be32(packet, len - 4 - tag);
	memset(packet + 4, 0x5a, len - 4);
	say(from, packet, len);
}

/* Both NEWKEYS with algorithms whose packets show their length. */
static void handshake_in_frames(struct lists l)
{
	start();
	line(SIDE_CLIENT, "SSH-2.0-ssh2js1.17.0\r\n");
	line(SIDE_SERVER, "SSH-2.0-OpenSSH_9.9\r\n");
	kexinit(SIDE_CLIENT, l);
	kexinit(SIDE_SERVER, l);
	packet(SIDE_CLIENT, 30, "key", 3);
	reply(31);
	packet(SIDE_SERVER, 21, NULL, 0);
	packet(SIDE_CLIENT, 21, NULL, 0);
}

/* Up to both NEWKEYS, with algorithms whose sizes are known: success has 28 bytes. */
static void handshake(void)
{
	start();
	line(SIDE_CLIENT, "SSH-2.0-OpenSSH_9.9\r\n");
	line(SIDE_SERVER, "SSH-2.0-OpenSSH_9.9\r\n");
	kexinit(SIDE_CLIENT, modern);
	kexinit(SIDE_SERVER, modern_server);
	packet(SIDE_CLIENT, 30, "key", 3);
	reply(31);
	packet(SIDE_SERVER, 21, NULL, 0);
	packet(SIDE_CLIENT, 21, NULL, 0);
	harness_sized(true);
	encrypted(SIDE_CLIENT, 44);
	encrypted(SIDE_SERVER, 44);
	encrypted(SIDE_CLIENT, 68);
}

static void login(void)
{
	handshake();
	encrypted(SIDE_SERVER, 76);
	encrypted(SIDE_CLIENT, 148);
	encrypted(SIDE_SERVER, 28);
}

static void expect_part(const char *name, const char *part)
{
	struct vector v = dialogue(name, NULL);
	char *said = vector_says(&v);
	ck_assert_msg(strstr(said, part) != NULL, "%s: no '%s' in\n%s", name, part, said);
	free(said);
}

static void expect_no(const char *name, const char *part)
{
	struct vector v = dialogue(name, NULL);
	char *said = vector_says(&v);
	ck_assert_msg(strstr(said, part) == NULL, "%s: '%s' in\n%s", name, part, said);
	free(said);
}

START_TEST(both_sides_are_told_in_one_event)
{
	start();
	line(SIDE_CLIENT, "SSH-2.0-PuTTY_Release_0.83\r\n");
	line(SIDE_SERVER, "SSH-2.0-OpenSSH_9.9p2 Debian-1\r\n");
	kexinit(SIDE_CLIENT, modern);
	kexinit(SIDE_SERVER, modern_server);
	reply(31);
	packet(SIDE_SERVER, 21, NULL, 0);
	struct vector v = dialogue("both",
		"ssh {\"ssh\":{\"client\":{\"proto_version\":\"2.0\","
		"\"software_version\":\"PuTTY_Release_0.83\","
		"\"hassh\":{\"hash\":\"3ebee6adad9b19cf2c6590c65ccda1ac\",\"string\":\"curve25519-"
		"sha256,"
		"kex-strict-c-v00@openssh.com;chacha20-poly1305@openssh.com;hmac-sha2-256;none\"}},"
		"\"server\":{\"proto_version\":\"2.0\",\"software_version\":\"OpenSSH_9.9p2\","
		"\"hassh\":{\"hash\":\"6b4f350422bcdbd374ee56978d7c5fdc\",\"string\":\"curve25519-"
		"sha256,"
		"kex-strict-s-v00@openssh.com;chacha20-poly1305@openssh.com;hmac-sha2-256;none\"}}}"
		","
		"\"spanwatch\":{\"ssh\":{\"client\":{"
		"\"kex_algorithms\":\"curve25519-sha256,kex-strict-c-v00@openssh.com\","
		"\"hostkey_algorithms\":\"ssh-ed25519\","
		"\"ciphers\":\"chacha20-poly1305@openssh.com\",\"macs\":\"hmac-sha2-256\"},"
		"\"server\":{\"comment\":\"Debian-1\","
		"\"kex_algorithms\":\"curve25519-sha256,kex-strict-s-v00@openssh.com\","
		"\"hostkey_algorithms\":\"ssh-ed25519\","
		"\"ciphers\":\"chacha20-poly1305@openssh.com\",\"macs\":\"hmac-sha2-256\"},"
		"\"kex\":\"curve25519-sha256\",\"hostkey\":\"ssh-ed25519\","
		"\"cipher_to_server\":\"chacha20-poly1305@openssh.com\","
		"\"cipher_to_client\":\"chacha20-poly1305@openssh.com\","
		"\"hostkey_fingerprint\":\"SHA256:Xwf1F1twb7OWkX0RHLAYcOHheyzkRKOixNua4jB32k0\"}}}"
		"\n"
		"identity of=client software=PuTTY 0.83 evidence=ssh-banner equipment=0\n"
		"identity of=server software=OpenSSH 9.9p2 evidence=ssh-banner equipment=0\n");
	vector_run(&v);
}
END_TEST

START_TEST(one_side_alone_is_told_at_the_end)
{
	start();
	line(SIDE_SERVER, "SSH-2.0-HUAWEI-1.5\r\n");
	struct vector v = dialogue("one side",
		"ssh {\"ssh\":{\"server\":{\"proto_version\":\"2.0\","
		"\"software_version\":\"HUAWEI-1.5\"}}}\n"
		"identity of=server vendor=Huawei software=VRP evidence=ssh-banner equipment=1\n");
	vector_run(&v);
}
END_TEST

START_TEST(lines_before_the_version_are_skipped)
{
	start();
	line(SIDE_SERVER, "Authorised use only\r\nall is recorded\r\nSSH-2.0-Comware-7.1.064\n");
	line(SIDE_CLIENT, "SSH-2.0-Go\r\n");
	struct vector v = dialogue("lines",
		"ssh {\"ssh\":{\"client\":{\"proto_version\":\"2.0\",\"software_version\":\"Go\"},"
		"\"server\":{\"proto_version\":\"2.0\",\"software_version\":\"Comware-7.1.064\"}}}"
		"\n"
		"identity of=client software=Go x/crypto/ssh evidence=ssh-banner equipment=0\n"
		"identity of=server vendor=H3C software=Comware 7.1.064 evidence=ssh-banner"
		" equipment=1\n");
	vector_run(&v);
}
END_TEST

START_TEST(version_1_is_told_with_a_hint)
{
	start();
	line(SIDE_SERVER, "SSH-1.99-Cisco-1.25\n");
	line(SIDE_CLIENT, "SSH-1.5-1.2.27\n");
	encrypted(SIDE_SERVER, 276);
	encrypted(SIDE_CLIENT, 148);
	struct vector v = dialogue("ssh1",
		"ssh "
		"{\"ssh\":{\"client\":{\"proto_version\":\"1.5\",\"software_version\":\"1.2.27\"},"
		"\"server\":{\"proto_version\":\"1.99\",\"software_version\":\"Cisco-1.25\"}}}\n"
		"identity of=server vendor=Cisco software=IOS evidence=ssh-banner equipment=1\n"
		"hint ssh.sshv1 text=protocol version 1 in use number=1\n");
	vector_run(&v);
}
END_TEST

START_TEST(a_bare_dash_is_huawei)
{
	start();
	line(SIDE_SERVER, "SSH-2.0--\r\n");
	expect_part("dash", "vendor=Huawei software=VRP");
	expect_part("dash", "\"software_version\":\"-\"");
}
END_TEST

START_TEST(weak_algorithms_in_use_are_named)
{
	start();
	line(SIDE_CLIENT, "SSH-2.0-OpenSSH_9.9\r\n");
	line(SIDE_SERVER, "SSH-2.0-Cisco-1.25\r\n");
	kexinit(SIDE_CLIENT, old);
	kexinit(SIDE_SERVER, old);
	reply(31);
	expect_part("weak", "hint ssh.weak_kex text=in use: kex diffie-hellman-group1-sha1, "
			    "host key ssh-rsa, cipher aes128-cbc number=2\n");
	expect_no("weak", "ssh.terrapin");
}
END_TEST

START_TEST(weak_algorithms_that_are_only_offered_are_named)
{
	start();
	line(SIDE_CLIENT, "SSH-2.0-OpenSSH_9.9\r\n");
	line(SIDE_SERVER, "SSH-2.0-OpenSSH_9.9\r\n");
	kexinit(SIDE_CLIENT, modern);
	kexinit(SIDE_SERVER,
		(struct lists){"curve25519-sha256,diffie-hellman-group14-sha1", "ssh-ed25519",
			"chacha20-poly1305@openssh.com,aes128-cbc", "hmac-sha2-256,hmac-md5"});
	reply(31);
	expect_part("offered", "hint ssh.weak_kex text=offered by the server: kex "
			       "diffie-hellman-group14-sha1, cipher aes128-cbc, MAC hmac-md5 "
			       "number=1\n");
	expect_part("offered", "hint ssh.terrapin");
}
END_TEST

START_TEST(old_software_is_a_hint)
{
	start();
	line(SIDE_CLIENT, "SSH-2.0-OpenSSH_9.9\r\n");
	line(SIDE_SERVER, "SSH-2.0-dropbear_2015.67\r\n");
	expect_part("old", "hint ssh.eol text=dropbear 2015.67 number=1\n");
	expect_no("old", "text=OpenSSH 9.9");
}
END_TEST

START_TEST(the_connection_protocol_in_clear_is_an_exploit)
{
	start();
	line(SIDE_SERVER, "SSH-2.0-Erlang/5.2.9\r\n");
	line(SIDE_CLIENT, "SSH-2.0-OpenSSH_9.9\r\n");
	kexinit(SIDE_CLIENT, modern);
	packet(SIDE_CLIENT, 90, "\0\0\0\7session\0\0\0\0\0\0\0\0\0\0\0\0", 23);
	packet(SIDE_CLIENT, 98, "\0\0\0\0\0\0\0\4exec", 12);
	expect_part("exploit",
		"hint ssh.message_before_newkeys text=connection protocol before keys "
		"and login (CVE-2025-32433) number=90\n");
}
END_TEST

START_TEST(the_host_key_of_a_group_exchange_is_found)
{
	start();
	line(SIDE_CLIENT, "SSH-2.0-OpenSSH_9.9\r\n");
	line(SIDE_SERVER, "SSH-2.0-OpenSSH_9.9\r\n");
	struct lists gex = modern;
	gex.kex = "diffie-hellman-group-exchange-sha256";
	kexinit(SIDE_CLIENT, gex);
	kexinit(SIDE_SERVER, gex);
	packet(SIDE_CLIENT, 34, "\0\0\10\0\0\0\10\0\0\0\40\0", 12);
	reply(31); /* the group: no key in it */
	packet(SIDE_CLIENT, 32, "e", 1);
	reply(33);
	packet(SIDE_SERVER, 21, NULL, 0);
	struct vector v = dialogue("gex", NULL);
	char *said = vector_says(&v);
	ck_assert_ptr_nonnull(strstr(said, "\"hostkey_fingerprint\":\"SHA256:"));
	v.expect = said;
	vector_run(&v);
	free(said);
}
END_TEST

START_TEST(a_kexinit_of_the_greatest_size_is_read)
{
	static char names[30000];
	for (uint32_t i = 0; i < sizeof(names) - 1; i++)
		names[i] = i % 10 == 9 ? ',' : (char)('a' + i % 7);
	start();
	line(SIDE_CLIENT, "SSH-2.0-OpenSSH_9.9\r\n");
	line(SIDE_SERVER, "SSH-2.0-OpenSSH_9.9\r\n");
	struct lists many = modern;
	many.hostkey = names;
	kexinit(SIDE_CLIENT, many);
	kexinit(SIDE_SERVER, modern_server);
	reply(31);
	expect_part("big", "\"hassh\":{\"hash\":\"3ebee6adad9b19cf2c6590c65ccda1ac\"");
}
END_TEST

START_TEST(a_session_past_authentication_is_a_login)
{
	login();
	encrypted(SIDE_CLIENT, 112);
	encrypted(SIDE_SERVER, 396);
	expect_part("login", "action login session element=server outcome=ok evidence=inferred "
			     "confidence=high\n");
	expect_part("login",
		"action logout session element=server value=commands, 0 s, 112 bytes in, "
		"396 bytes out outcome=ok evidence=inferred confidence=medium\n");
	expect_no("login", "login-failed");
}
END_TEST

START_TEST(packets_with_their_length_in_clear_are_sizes_however_they_are_cut)
{
	handshake_in_frames(gcm); /* the harness cuts it at every byte */
	for (int i = 0; i < 3; i++) {
		framed(SIDE_CLIENT, 52, 16);
		framed(SIDE_SERVER, 52, 16);
	}
	framed(SIDE_CLIENT, 68, 16);
	framed(SIDE_SERVER, 36, 16);
	expect_part("gcm", "action login session element=server outcome=ok evidence=inferred "
			   "confidence=high\n");
	expect_no("gcm", "login-failed");
	handshake_in_frames(etm);
	framed(SIDE_CLIENT, 52, 32);
	framed(SIDE_SERVER, 52, 32);
	framed(SIDE_CLIENT, 100, 32);
	framed(SIDE_SERVER, 84, 32);
	framed(SIDE_CLIENT, 100, 32);
	framed(SIDE_SERVER, 84, 32);
	expect_part("etm", "value=2 answers that refuse");
}
END_TEST

START_TEST(lengths_that_make_no_sense_leave_segments)
{
	handshake_in_frames(gcm);
	harness_sized(true);
	encrypted(SIDE_CLIENT, 52);
	encrypted(SIDE_SERVER, 52);
	encrypted(SIDE_CLIENT, 68);
	encrypted(SIDE_SERVER, 36);
	expect_part("noise", "action login session");
	handshake_in_frames(gcm);
	framed(SIDE_CLIENT, 52, 16);
	for (int i = 0; i < 2; i++)
		say(SIDE_SERVER, "\0\0\0\7", 4); /* no length */
	expect_no("zero", "action");
}
END_TEST

START_TEST(a_success_of_16_bytes_is_one_with_small_blocks_too)
{
	handshake();
	encrypted(SIDE_SERVER, 52);
	encrypted(SIDE_CLIENT, 140);
	encrypted(SIDE_SERVER, 100);
	encrypted(SIDE_CLIENT, 228);
	encrypted(SIDE_SERVER, 36); /* as Dropbear pads it */
	expect_part("dropbear", "action login session element=server outcome=ok "
				"evidence=inferred confidence=medium\n");
	expect_no("dropbear", "login-failed");
}
END_TEST

START_TEST(pieces_less_than_a_packet_are_no_answers)
{
	handshake();
	for (int i = 0; i < 4; i++) {
		encrypted(SIDE_SERVER, 4); /* the length apart, sealed */
		encrypted(SIDE_SERVER, 48);
		encrypted(SIDE_CLIENT, 100);
	}
	encrypted(SIDE_SERVER, 28);
	expect_no("ragged", "action");
}
END_TEST

START_TEST(two_refusals_are_a_failed_login)
{
	handshake();
	encrypted(SIDE_SERVER, 76);
	encrypted(SIDE_CLIENT, 148);
	encrypted(SIDE_SERVER, 76);
	encrypted(SIDE_CLIENT, 148);
	encrypted(SIDE_SERVER, 76);
	expect_part("refused",
		"action login-failed session element=server value=3 answers that refuse "
		"outcome=refused evidence=inferred confidence=high\n");
	expect_no("refused", "action login session");
}
END_TEST

START_TEST(one_refusal_says_nothing)
{
	handshake();
	encrypted(SIDE_SERVER, 76);
	expect_no("none", "action");
}
END_TEST

START_TEST(a_file_to_the_server_is_an_import)
{
	login();
	for (int i = 0; i < 10; i++)
		encrypted(SIDE_CLIENT, 4000);
	expect_part("upload",
		"action import file element=server object=about 40000 bytes outcome=ok "
		"evidence=inferred confidence=medium\n");
	expect_part("upload", "value=file transfer");
	expect_no("upload", "action export");
}
END_TEST

START_TEST(a_file_from_the_server_is_an_export)
{
	login();
	encrypted(SIDE_CLIENT, 112);
	for (int i = 0; i < 10; i++)
		encrypted(SIDE_SERVER, 4000);
	expect_part("download", "action export file element=server object=about 40000 bytes");
	expect_no("download", "action import");
}
END_TEST

START_TEST(the_output_of_commands_is_no_file)
{
	login();
	for (int i = 0; i < 8; i++) {
		for (int k = 0; k < 5; k++)
			encrypted(SIDE_CLIENT, 36);
		encrypted(SIDE_SERVER, 3000);
	}
	expect_no("output", "action export");
	expect_part("output", "value=interactive");
}
END_TEST

START_TEST(a_large_file_is_surely_one)
{
	login();
	for (int i = 0; i < 40; i++)
		encrypted(SIDE_CLIENT, 4000);
	expect_part("upload", "object=about 160000 bytes outcome=ok evidence=inferred "
			      "confidence=high\n");
}
END_TEST

START_TEST(two_answers_are_a_refusal_that_is_less_sure)
{
	handshake();
	encrypted(SIDE_SERVER, 76);
	encrypted(SIDE_CLIENT, 148);
	encrypted(SIDE_SERVER, 76);
	expect_part("refused", "value=2 answers that refuse outcome=refused evidence=inferred "
			       "confidence=medium\n");
}
END_TEST

START_TEST(netconf_is_known_by_its_port_and_its_replies_are_no_files)
{
	harness_server_port(830);
	login();
	for (int i = 0; i < 10; i++)
		encrypted(SIDE_SERVER, 4000);
	expect_part("netconf", "value=NETCONF by its port");
	expect_no("netconf", "action export");
}
END_TEST

START_TEST(a_forwarded_port_is_no_file)
{
	login();
	for (int i = 0; i < 12; i++) {
		encrypted(SIDE_CLIENT, 2000);
		encrypted(SIDE_SERVER, 2000);
	}
	expect_no("forward", "action import");
	expect_no("forward", "action export");
	expect_part("forward", "value=data both ways, like a forwarded port");
}
END_TEST

/* Sizes in turn, as OpenSSH 9.2 sends them; negative ones are the server's. */
static void encrypted_turns(const int *sizes)
{
	for (; *sizes; sizes++)
		encrypted(*sizes > 0 ? SIDE_CLIENT : SIDE_SERVER,
			(uint32_t)(*sizes > 0 ? *sizes : -*sizes));
}

START_TEST(connections_through_a_forwarded_port_are_no_files)
{
	static const int local[] = {92, -44, 116, -1448, -1448, -1448, -1448, -1448, -1448, 36, 0};
	static const int remote[] = {-92, 44, -116, 1448, 1448, 1448, 1448, 1448, 1448, -36, 0};

	login();
	for (int i = 0; i < 4; i++)
		encrypted_turns(local);
	expect_no("local", "action export");
	expect_part("local", "value=a forwarded port");
	login();
	for (int i = 0; i < 4; i++)
		encrypted_turns(remote);
	expect_no("remote", "action import");
	expect_part("remote", "value=a forwarded port");
}
END_TEST

START_TEST(a_small_file_is_guessed_at)
{
	static const int scp_begin[] = {
		112, -380, -44, 112, -72, 44, -356, 68, -76, 68, -76, 84, -52, 0};
	static const int upload[] = {1448, 1448, 1448, 724, -68, 68, -68, 52, -68, 36, -36, 0};
	static const int download[] = {68, -1448, -1448, -1448, -724, 68, -88, 52, -68, 36, -36, 0};

	login();
	encrypted_turns(scp_begin);
	encrypted_turns(upload);
	expect_part("upload", "action import file element=server object=about 5000 bytes "
			      "outcome=ok evidence=inferred confidence=low\n");
	login();
	encrypted_turns(scp_begin);
	encrypted_turns(download);
	expect_part("download", "action export file element=server object=about 5000 bytes "
				"outcome=ok evidence=inferred confidence=low\n");
}
END_TEST

START_TEST(one_command_with_a_short_answer_is_no_file_and_a_long_one_is_doubted)
{
	static const int asked[] = {112, -380, -44, 112, 0};

	login();
	encrypted_turns(asked);
	encrypted(SIDE_SERVER, 4000);
	encrypted(SIDE_SERVER, 2000);
	expect_no("short", "action export");
	for (int i = 0; i < 6; i++)
		encrypted(SIDE_SERVER, 4000);
	expect_part("long", "action export file element=server object=about 30000 bytes "
			    "outcome=ok evidence=inferred confidence=low\n");
}
END_TEST

START_TEST(malformed_packets_are_survived)
{
	static const struct turn bad[] = {
		CLIENT("SSH-2.0-x\r\n"),
		SERVER("SSH-2.0-y\r\n"),
		CLIENT("\xff\xff\xff\xff\x04\x14"),
		SERVER("\0\0\0\x14\x40\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	};
	struct vector v = {"bad", &dissector_ssh, true, bad, 4, NULL};
	vector_run(&v);
	static const struct turn lying[] = {
		CLIENT("SSH-2.0-x\r\n"),
		/* KEXINIT whose first list claims to be longer than the packet */
		CLIENT("\0\0\0\x1c\4\x14"
		       "0123456789abcdef"
		       "\0\0\xff\xff"
		       "abcdef"),
	};
	struct vector w = {"lying", &dissector_ssh, true, lying, 2, NULL};
	vector_run(&w);
	char *said = vector_says(&w);
	ck_assert_ptr_nonnull(strstr(said, "anomaly ssh.bad_kexinit\n"));
	free(said);
}
END_TEST

START_TEST(other_protocols_are_lost)
{
	static const struct turn web[] = {SERVER("\x16\x03\x01\x02\x00\n\x01\x00\x01\xfc\n")};
	struct vector v = {"tls", &dissector_ssh, true, web, 1, ""};
	vector_run(&v);
}
END_TEST

static enum probe probe_of(enum side from, const char *text, uint16_t server)
{
	struct probe_input in = {.data = span_str(text),
		.from = from,
		.stream = true,
		.sport = from == SIDE_SERVER ? server : 40000,
		.dport = from == SIDE_SERVER ? 40000 : server};
	return dissector_ssh.probe(&in);
}

START_TEST(identification_strings_are_known_on_any_port)
{
	ck_assert_int_eq(probe_of(SIDE_CLIENT, "SSH-2.0-x", 57722), PROBE_SURE);
	ck_assert_int_eq(probe_of(SIDE_SERVER, "SSH-1.99-x", 80), PROBE_SURE);
	ck_assert_int_eq(probe_of(SIDE_CLIENT, "SSH-", 80), PROBE_MORE);
	ck_assert_int_eq(probe_of(SIDE_CLIENT, "SSH-3.0-x", 80), PROBE_NO);
	ck_assert_int_eq(probe_of(SIDE_SERVER, "hello\r\nSSH-2.0-x", 80), PROBE_LIKELY);
	ck_assert_int_eq(probe_of(SIDE_SERVER, "hello\r\n", 22), PROBE_MORE);
	ck_assert_int_eq(probe_of(SIDE_SERVER, "HTTP/1.1 200 OK\r\n", 80), PROBE_NO);
	ck_assert_int_eq(probe_of(SIDE_CLIENT, "GET / HTTP/1.1\r\n\r\n", 22), PROBE_NO);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("ssh");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, both_sides_are_told_in_one_event);
	tcase_add_test(t, one_side_alone_is_told_at_the_end);
	tcase_add_test(t, lines_before_the_version_are_skipped);
	tcase_add_test(t, version_1_is_told_with_a_hint);
	tcase_add_test(t, a_bare_dash_is_huawei);
	tcase_add_test(t, weak_algorithms_in_use_are_named);
	tcase_add_test(t, weak_algorithms_that_are_only_offered_are_named);
	tcase_add_test(t, old_software_is_a_hint);
	tcase_add_test(t, the_connection_protocol_in_clear_is_an_exploit);
	tcase_add_test(t, the_host_key_of_a_group_exchange_is_found);
	tcase_add_test(t, a_kexinit_of_the_greatest_size_is_read);
	tcase_add_test(t, a_session_past_authentication_is_a_login);
	tcase_add_test(t, packets_with_their_length_in_clear_are_sizes_however_they_are_cut);
	tcase_add_test(t, lengths_that_make_no_sense_leave_segments);
	tcase_add_test(t, a_success_of_16_bytes_is_one_with_small_blocks_too);
	tcase_add_test(t, pieces_less_than_a_packet_are_no_answers);
	tcase_add_test(t, two_refusals_are_a_failed_login);
	tcase_add_test(t, one_refusal_says_nothing);
	tcase_add_test(t, a_file_to_the_server_is_an_import);
	tcase_add_test(t, a_file_from_the_server_is_an_export);
	tcase_add_test(t, the_output_of_commands_is_no_file);
	tcase_add_test(t, a_large_file_is_surely_one);
	tcase_add_test(t, two_answers_are_a_refusal_that_is_less_sure);
	tcase_add_test(t, netconf_is_known_by_its_port_and_its_replies_are_no_files);
	tcase_add_test(t, a_forwarded_port_is_no_file);
	tcase_add_test(t, connections_through_a_forwarded_port_are_no_files);
	tcase_add_test(t, a_small_file_is_guessed_at);
	tcase_add_test(t, one_command_with_a_short_answer_is_no_file_and_a_long_one_is_doubted);
	tcase_add_test(t, malformed_packets_are_survived);
	tcase_add_test(t, other_protocols_are_lost);
	tcase_add_test(t, identification_strings_are_known_on_any_port);
	return unit_run(t, "ssh");
}
