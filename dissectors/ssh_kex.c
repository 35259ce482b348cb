/*
 * ssh_kex: KEXINIT (RFC 4253 section 7.1), HASSH, the algorithms in force and what is weak in
 * them. See ssh.h.
 *
 *   KEXINIT | 20 | cookie 16 | 10 name lists: u32 length, names with commas | follows 1 | 0 4 |
 */
#include "config.h"

#include "dissectors/ssh.h"

#include "sensor/base/digest.h"

/* The next name of a comma list; false at its end. */
static bool ssh_name_next(struct span *list, struct span *ret)
{
	if (!list->len)
		return false;
	int64_t comma = span_index(*list, ',');
	uint32_t len = comma < 0 ? list->len : (uint32_t)comma;
	*ret = span_of(list->p, len);
	*list = span_sub(*list, len + 1, list->len);
	return true;
}

static bool ssh_list_has(struct span list, struct span name)
{
	struct span one;

	while (ssh_name_next(&list, &one))
		if (span_eq(one, name))
			return true;
	return false;
}

/* Keeps a list; equal lists (both directions mostly are) share their bytes. */
static void ssh_list_keep(struct ssh_side *side, enum ssh_list which, struct span text)
{
	for (int i = 0; i < (int)which; i++) {
		if (span_eq(ssh_list(side, (enum ssh_list)i), text)) {
			side->list[which] = side->list[i];
			return;
		}
	}
	uint32_t len = text.len, room = SSH_LISTS_MAX - side->used;
	if (len > room) /* whole names only */
		for (len = room; len > 0 && text.p[len] != ','; len--)
			;
	side->list[which].at = side->used;
	side->list[which].len = (uint16_t)len;
	memcpy(side->text + side->used, text.p, len);
	side->used = (uint16_t)(side->used + len);
}

/* MD5 over kex;cipher;mac;compression of the sender's own direction (HASSH). */
static void ssh_hassh(const struct span lists[SSH_LISTS], bool client, char ret[static SSH_HASSH])
{
	const enum ssh_list order[4] = {SSH_KEX, client ? SSH_CIPHER_C2S : SSH_CIPHER_S2C,
		client ? SSH_MAC_C2S : SSH_MAC_S2C, client ? SSH_COMP_C2S : SSH_COMP_S2C};
	uint8_t raw[MD5_DIGEST_SIZE];
	struct md5_ctx md5;

	md5_init(&md5);
	for (int i = 0; i < 4; i++) {
		if (i)
			md5_update(&md5, 1, (const uint8_t *)";");
		md5_update(&md5, lists[order[i]].len, lists[order[i]].p);
	}
	md5_digest(&md5, sizeof(raw), raw);
	digest_hex(raw, sizeof(raw), ret);
}

bool ssh_kex_read(struct dissect *d, struct ssh_state *s, struct cursor *c)
{
	struct ssh_side *side = &s->side[d->from];
	struct span lists[SSH_LISTS];

	cursor_skip(c, 16);
	for (int i = 0; i < SSH_LISTS; i++)
		lists[i] = cursor_span(c, cursor_be32(c));
	if (!cursor_ok(c))
		return false;
	if (side->kexinit)
		return true;
	side->kexinit = true;
	for (int i = 0; i < SSH_LISTS; i++)
		ssh_list_keep(side, (enum ssh_list)i, lists[i]);
	ssh_hassh(lists, d->from == SIDE_CLIENT, side->hassh);
	return true;
}

struct span ssh_chosen(const struct ssh_state *s, enum ssh_list which)
{
	struct span mine = ssh_list(&s->side[SIDE_CLIENT], which);
	struct span theirs = ssh_list(&s->side[SIDE_SERVER], which);
	struct span name;

	while (ssh_name_next(&mine, &name))
		if (ssh_list_has(theirs, name))
			return name;
	return (struct span){NULL, 0};
}

bool ssh_cipher_is_aead(struct span cipher)
{
	return span_find(cipher, SPAN_LIT("chacha20-poly1305")) >= 0 ||
	       span_find(cipher, SPAN_LIT("-gcm")) >= 0 || span_find(cipher, SPAN_LIT("_GCM")) >= 0;
}

/* --- what is weak -------------------------------------------------------------------------- */

enum ssh_kind { SSH_KIND_KEX, SSH_KIND_HOSTKEY, SSH_KIND_CIPHER, SSH_KIND_MAC };
enum ssh_match { SSH_EXACT, SSH_STARTS, SSH_ENDS };

struct ssh_weak {
	enum ssh_kind kind;
	enum ssh_match match;
	struct span text;
};

static const struct ssh_weak ssh_weak_names[] = {
	{SSH_KIND_KEX, SSH_EXACT, SPAN_LIT("diffie-hellman-group1-sha1")},
	{SSH_KIND_KEX, SSH_EXACT, SPAN_LIT("diffie-hellman-group14-sha1")},
	{SSH_KIND_KEX, SSH_EXACT, SPAN_LIT("diffie-hellman-group-exchange-sha1")},
	{SSH_KIND_KEX, SSH_EXACT, SPAN_LIT("rsa1024-sha1")},
	{SSH_KIND_KEX, SSH_STARTS, SPAN_LIT("gss-gex-sha1-")},
	{SSH_KIND_KEX, SSH_STARTS, SPAN_LIT("gss-group1-sha1-")},
	{SSH_KIND_KEX, SSH_STARTS, SPAN_LIT("gss-group14-sha1-")},
	{SSH_KIND_HOSTKEY, SSH_STARTS, SPAN_LIT("ssh-dss")},
	{SSH_KIND_HOSTKEY, SSH_STARTS, SPAN_LIT("ssh-rsa")},
	{SSH_KIND_CIPHER, SSH_ENDS, SPAN_LIT("-cbc")},
	{SSH_KIND_CIPHER, SSH_ENDS, SPAN_LIT("-cbc@lysator.liu.se")},
	{SSH_KIND_CIPHER, SSH_STARTS, SPAN_LIT("arcfour")},
	{SSH_KIND_CIPHER, SSH_STARTS, SPAN_LIT("3des")},
	{SSH_KIND_CIPHER, SSH_STARTS, SPAN_LIT("blowfish")},
	{SSH_KIND_CIPHER, SSH_STARTS, SPAN_LIT("cast128")},
	{SSH_KIND_CIPHER, SSH_EXACT, SPAN_LIT("none")},
	{SSH_KIND_MAC, SSH_STARTS, SPAN_LIT("hmac-md5")},
	{SSH_KIND_MAC, SSH_STARTS, SPAN_LIT("hmac-sha1-96")},
	{SSH_KIND_MAC, SSH_EXACT, SPAN_LIT("none")},
};

static bool ssh_is_weak(enum ssh_kind kind, struct span name)
{
	for (uint32_t i = 0; i < sizeof(ssh_weak_names) / sizeof(*ssh_weak_names); i++) {
		const struct ssh_weak *w = &ssh_weak_names[i];
		if (w->kind != kind)
			continue;
		uint32_t from =
			w->match == SSH_ENDS && name.len > w->text.len ? name.len - w->text.len : 0;
		struct span part = w->match == SSH_EXACT ? name : span_sub(name, from, w->text.len);
		if (span_eq(part, w->text))
			return true;
	}
	return false;
}

static const struct {
	enum ssh_list list;
	enum ssh_kind kind;
	struct span label;
} ssh_checks[] = {
	{SSH_KEX, SSH_KIND_KEX, SPAN_LIT("kex ")},
	{SSH_HOSTKEY, SSH_KIND_HOSTKEY, SPAN_LIT("host key ")},
	{SSH_CIPHER_C2S, SSH_KIND_CIPHER, SPAN_LIT("cipher ")},
	{SSH_CIPHER_S2C, SSH_KIND_CIPHER, SPAN_LIT("cipher ")},
	{SSH_MAC_C2S, SSH_KIND_MAC, SPAN_LIT("MAC ")},
	{SSH_MAC_S2C, SSH_KIND_MAC, SPAN_LIT("MAC ")},
};

enum { SSH_SAID_MAX = 400, SSH_CHECKS = sizeof(ssh_checks) / sizeof(*ssh_checks) };

struct ssh_said {
	uint32_t len, count;
	uint8_t text[SSH_SAID_MAX];
};

static void ssh_say(struct ssh_said *said, struct span label, struct span name)
{
	struct span so_far = span_of(said->text, said->len);

	if (said->len + label.len + name.len + 2 > SSH_SAID_MAX || span_find(so_far, name) >= 0)
		return;
	if (said->count++) {
		memcpy(said->text + said->len, ", ", 2);
		said->len += 2;
	}
	memcpy(said->text + said->len, label.p, label.len);
	memcpy(said->text + said->len + label.len, name.p, name.len);
	said->len += label.len + name.len;
}

/* What is in force and weak; the MAC counts only where the cipher needs one. */
static void ssh_weak_chosen(const struct ssh_state *s, struct ssh_said *said)
{
	for (int i = 0; i < SSH_CHECKS; i++) {
		enum ssh_list list = ssh_checks[i].list;
		struct span name = ssh_chosen(s, list);
		bool mac = list == SSH_MAC_C2S || list == SSH_MAC_S2C;
		enum ssh_list cipher = list == SSH_MAC_C2S ? SSH_CIPHER_C2S : SSH_CIPHER_S2C;
		if (mac && ssh_cipher_is_aead(ssh_chosen(s, cipher)))
			continue;
		if (name.len && ssh_is_weak(ssh_checks[i].kind, name))
			ssh_say(said, ssh_checks[i].label, name);
	}
}

static void ssh_weak_offered(const struct ssh_side *server, struct ssh_said *said)
{
	for (int i = 0; i < SSH_CHECKS; i++) {
		struct span list = ssh_list(server, ssh_checks[i].list), name;
		while (ssh_name_next(&list, &name))
			if (ssh_is_weak(ssh_checks[i].kind, name))
				ssh_say(said, ssh_checks[i].label, name);
	}
}

/* CVE-2023-48795: the prefix of a session can be cut unless both sides keep strict order. */
static bool ssh_is_terrapin(const struct ssh_state *s)
{
	const struct ssh_side *server = &s->side[SIDE_SERVER];
	bool strict =
		ssh_list_has(ssh_list(server, SSH_KEX), SPAN_LIT("kex-strict-s-v00@openssh.com")) &&
		ssh_list_has(ssh_list(&s->side[SIDE_CLIENT], SSH_KEX),
			SPAN_LIT("kex-strict-c-v00@openssh.com"));
	struct span ciphers = ssh_list(server, SSH_CIPHER_S2C);
	bool cbc = span_find(ciphers, SPAN_LIT("-cbc")) >= 0;
	bool etm = span_find(ssh_list(server, SSH_MAC_S2C), SPAN_LIT("-etm@")) >= 0;

	return !strict && (span_find(ciphers, SPAN_LIT("chacha20-poly1305@")) >= 0 || (cbc && etm));
}

static void ssh_hint(struct dissect *d, const char *name, struct span before, struct ssh_said *said,
	uint64_t number)
{
	uint8_t *text = arena_take(d->scratch, before.len + said->len);

	if (!text)
		return;
	memcpy(text, before.p, before.len);
	memcpy(text + before.len, said->text, said->len);
	hint_emit(d, name, span_of(text, before.len + said->len), number);
}

void ssh_kex_judge(struct dissect *d, const struct ssh_state *s)
{
	const struct ssh_side *server = &s->side[SIDE_SERVER];
	bool both = server->kexinit && s->side[SIDE_CLIENT].kexinit;
	struct ssh_said chosen = {0, 0, {0}}, offered = {0, 0, {0}};

	if (both)
		ssh_weak_chosen(s, &chosen);
	ssh_weak_offered(server, &offered);
	if (chosen.count)
		ssh_hint(d, "ssh.weak_kex", SPAN_LIT("in use: "), &chosen, 2);
	else if (offered.count)
		ssh_hint(d, "ssh.weak_kex", SPAN_LIT("offered by the server: "), &offered, 1);
	if (both && ssh_is_terrapin(s))
		hint_emit(
			d, "ssh.terrapin", SPAN_LIT("no strict key exchange (CVE-2023-48795)"), 1);
}
