/*
 * keys: see keys.h. One table of prefixes for each kind, a chain of secrets for each prefix; a
 * fault never quotes what a key holds.
 */
#include "config.h"

#include "rules/keys.h"
#include "rules/policy/prefixes.h"
#include "rules/yaml/yaml.h"
#include "sensor/base/digits.h"
#include "sensor/base/usm.h"

#include <stdlib.h>

enum {
	KEY_BYTES = 255,   /* of one key */
	KEY_COUNT = 65536, /* of one kind */
	KEY_PEER = 256,    /* of one prefix: its chain is walked for a message */
	KEY_NAME = 32      /* of a user's name or an engine id (RFC 3414 section 5, RFC 3411) */
};

struct name {
	uint8_t bytes[KEY_NAME];
	uint8_t len; /* 0: any */
};

struct secret {
	uint8_t bytes[KEY_BYTES + 1];
	uint32_t len;
	struct name user, engine;
	uint32_t next; /* number + 1 of the next one of its prefix, in the order of the file */
};

struct key_list {
	struct prefixes peers;
	struct secret *secrets;
	uint32_t *first; /* by number of the prefix: number + 1 of its first secret */
	uint32_t count, cap;
};

struct keys {
	struct key_list list[KEY_KIND_COUNT];
};

static void no_memory(struct yaml_reader *r, const struct yaml_node *at)
{
	yaml_fault(r, at, "no memory for this key");
}

static bool read_peer(
	struct yaml_reader *r, const struct yaml_node *node, struct addr *addr, unsigned *bits)
{
	if (!yaml_is_word(r, node))
		return false;
	const char *wrong = prefix_parse(node->text, addr, bits);
	if (wrong)
		yaml_fault(r, node, "%s", wrong);
	return !wrong;
}

static bool list_grow(struct key_list *list)
{
	if (list->count < list->cap)
		return true;
	uint32_t cap = list->cap ? list->cap * 2 : 16;
	struct secret *grown = calloc(cap, sizeof(*grown));
	uint32_t *first = realloc(list->first, cap * sizeof(*first));
	if (first)
		list->first = first;
	if (!grown || !first) {
		free(grown);
		return false;
	}
	if (list->count) {
		memcpy(grown, list->secrets, list->count * sizeof(*grown));
		explicit_bzero(list->secrets, list->count * sizeof(*grown));
	}
	free(list->secrets);
	list->secrets = grown;
	list->cap = cap;
	return true;
}

/* What one entry of the file says beside its secrets. */
struct entry {
	const struct yaml_node *peer;
	struct addr addr;
	unsigned bits;
	struct name user, engine;
	uint8_t digests, ciphers;
};

/* Of SNMP's passwords only digests are kept: making them takes a mebibyte of hashing each. */
static void keep(struct secret *secret, enum key_kind kind, const struct entry *e, struct span text)
{
	_Static_assert((int)USM_BUNDLE <= (int)KEY_BYTES, "digests fit where a key does");

	*secret = (struct secret){.user = e->user, .engine = e->engine};
	if (kind == KEY_SNMPV3 || kind == KEY_SNMPV3_AUTH) {
		secret->len = USM_BUNDLE;
		usm_bundle(text, e->digests, e->ciphers, secret->bytes);
		return;
	}
	secret->len = text.len;
	memcpy(secret->bytes, text.p, text.len);
}

static struct span name_span(const struct name *n)
{
	return span_of(n->bytes, n->len);
}

static bool name_fits(const struct name *n, struct span name)
{
	return n->len == 0 || span_eq(name_span(n), name);
}

static bool may_meet(const struct name *a, const struct name *b)
{
	return b->len == 0 || name_fits(a, name_span(b));
}

/* The last secret of LIST is one more of the prefix NUMBER. */
static void chain(
	struct yaml_reader *r, struct key_list *list, uint32_t number, const struct yaml_node *peer)
{
	struct secret *added = &list->secrets[list->count - 1];
	uint32_t *link = &list->first[number];
	unsigned together = 1, all = 1;

	for (; *link; link = &list->secrets[*link - 1].next, all++) {
		const struct secret *other = &list->secrets[*link - 1];
		if (!may_meet(&added->user, &other->user) ||
			!may_meet(&added->engine, &other->engine))
			continue;
		together++;
		if (added->len == other->len && memcmp(added->bytes, other->bytes, added->len) == 0)
			yaml_fault(r, peer, "this peer has this key already");
	}
	*link = list->count;
	if (together > KEY_TRIES)
		yaml_fault(r, peer, "more than %d keys that one message may be under", KEY_TRIES);
	if (all > KEY_PEER)
		yaml_fault(r, peer, "more than %d keys of one peer", KEY_PEER);
}

/* One secret, TEXT, of the entry E. */
static void add(struct yaml_reader *r, struct key_list *list, enum key_kind kind,
	const struct entry *e, const struct yaml_node *text)
{
	if (!yaml_string(r, text, KEY_BYTES))
		return;
	if (list->count >= KEY_COUNT) {
		yaml_fault(r, e->peer, "more than %d keys of one kind", KEY_COUNT);
		return;
	}
	uint32_t before = list->peers.count;
	uint32_t number =
		list_grow(list) ? prefixes_add(&list->peers, 0, &e->addr, e->bits) : PREFIX_NONE;
	if (number == PREFIX_NONE) {
		no_memory(r, e->peer);
		return;
	}
	if (number == before)
		list->first[number] = 0;
	keep(&list->secrets[list->count++], kind, e, text->text);
	chain(r, list, number, e->peer);
}

static void read_user(struct yaml_reader *r, const struct yaml_node *node, struct name *ret)
{
	if (!node || !yaml_string(r, node, KEY_NAME))
		return;
	ret->len = (uint8_t)node->text.len;
	memcpy(ret->bytes, node->text.p, node->text.len);
}

static void read_engine(struct yaml_reader *r, const struct yaml_node *node, struct name *ret)
{
	enum { LEAST = 5 }; /* RFC 3411: SnmpEngineID */

	if (!node || !yaml_is_word(r, node))
		return;
	uint32_t len = node->text.len / 2;
	if (node->text.len % 2 || len < LEAST || len > KEY_NAME ||
		!hex_read(node->text, ret->bytes, len)) {
		yaml_fault(r, node, "an engine id is 5 to 32 bytes in hexadecimal digits");
		return;
	}
	ret->len = (uint8_t)len;
}

static uint8_t read_protocol(
	struct yaml_reader *r, const struct yaml_node *node, const struct yaml_choice *choice)
{
	int i = node ? yaml_pick(r, node, choice) : -1;

	return i < 0 ? USM_ANY : (uint8_t)(1u << i);
}

/* Of SNMPv3 there may be the password of privacy (`key`), that of authentication, or both. */
static void read_usm(struct yaml_reader *r, const struct yaml_node *entry, struct keys *k)
{
	enum { PEER, KEY, AUTH, USER, ENGINE, DIGEST, CIPHER, COUNT };
	static const struct yaml_key names[COUNT] = {{"peer", true}, {"key", false},
		{"auth", false}, {"user", false}, {"engine", false}, {"auth-protocol", false},
		{"privacy-protocol", false}};
	static const struct yaml_choice digests = {
		"an unknown digest", usm_digest_names, USM_DIGESTS};
	static const struct yaml_choice ciphers = {
		"an unknown cipher", usm_cipher_names, USM_CIPHERS};
	const struct yaml_node *at[COUNT] = {NULL};
	struct entry e = {0};

	if (!yaml_keys(r, entry, names, COUNT, at) || !at[PEER])
		return;
	if (!at[KEY] && !at[AUTH])
		yaml_fault(r, entry, "neither \"key\" nor \"auth\" is given");
	if (at[CIPHER] && !at[KEY])
		yaml_fault(r, at[CIPHER], "there is no \"key\" that this is the cipher of");
	read_user(r, at[USER], &e.user);
	read_engine(r, at[ENGINE], &e.engine);
	e.digests = read_protocol(r, at[DIGEST], &digests);
	e.ciphers = read_protocol(r, at[CIPHER], &ciphers);
	e.peer = at[PEER];
	if (!read_peer(r, e.peer, &e.addr, &e.bits))
		return;
	if (at[KEY])
		add(r, &k->list[KEY_SNMPV3], KEY_SNMPV3, &e, at[KEY]);
	if (at[AUTH])
		add(r, &k->list[KEY_SNMPV3_AUTH], KEY_SNMPV3_AUTH, &e, at[AUTH]);
}

static void read_entry(
	struct yaml_reader *r, const struct yaml_node *entry, struct keys *k, enum key_kind kind)
{
	static const struct yaml_key names[] = {{"peer", true}, {"key", true}};
	const struct yaml_node *at[2] = {NULL};
	struct entry e = {0};

	if (kind == KEY_SNMPV3) {
		read_usm(r, entry, k);
		return;
	}
	if (!yaml_keys(r, entry, names, 2, at) || !at[0] || !at[1])
		return;
	e.peer = at[0];
	if (read_peer(r, e.peer, &e.addr, &e.bits))
		add(r, &k->list[kind], kind, &e, at[1]);
}

static void read_file(struct yaml_reader *r, const struct yaml_node *root, struct keys *k)
{
	enum { LISTS = KEY_SNMPV3 + 1 };
	static const struct yaml_key names[LISTS] = {[KEY_TACACS] = {"tacacs", false},
		[KEY_RADIUS] = {"radius", false},
		[KEY_SNMPV3] = {"snmpv3", false}};
	const struct yaml_node *kinds[LISTS];

	if (!yaml_keys(r, root, names, LISTS, kinds))
		return;
	for (int kind = 0; kind < LISTS; kind++) {
		if (!kinds[kind] || !yaml_is_list(r, kinds[kind]))
			continue;
		const struct yaml_node *entry = kinds[kind]->child;
		for (; entry; entry = entry->next)
			read_entry(r, entry, k, (enum key_kind)kind);
	}
}

static struct keys *load(const char *file, struct diag *diag)
{
	unsigned before = diag->errors;
	struct yaml *y = yaml_load(file, diag);
	struct keys *k = y ? calloc(1, sizeof(*k)) : NULL;
	bool good = k != NULL;

	for (int kind = 0; good && kind < KEY_KIND_COUNT; kind++)
		good = prefixes_init(&k->list[kind].peers, 1);
	if (y && !good)
		diag_error(diag, file, 0, 0, "no memory for keys");
	if (good) {
		struct yaml_reader r = {.file = file, .diag = diag};
		const struct yaml_node *root = yaml_root(y);
		if (root)
			read_file(&r, root, k);
		for (int kind = 0; kind < KEY_KIND_COUNT; kind++)
			prefixes_link(&k->list[kind].peers);
	}
	yaml_close(y);
	if (diag->errors == before)
		return k;
	keys_free(k);
	return NULL;
}

struct keys *keys_load(const char *file, struct diag *diag)
{
	bool secret = diag->secret;

	diag->secret = true;
	struct keys *k = load(file, diag);
	diag->secret = secret;
	return k;
}

/* The NTH secret of the prefix NUMBER that may fit; *RET_ANY: there are some. */
static const struct secret *secret_find(
	const struct key_list *list, uint32_t number, const struct key_ask *ask, bool *ret_any)
{
	unsigned nth = ask->nth;

	for (uint32_t i = list->first[number]; i; i = list->secrets[i - 1].next) {
		const struct secret *secret = &list->secrets[i - 1];
		if (!name_fits(&secret->user, ask->user) ||
			!name_fits(&secret->engine, ask->engine))
			continue;
		*ret_any = true;
		if (nth-- == 0)
			return secret;
	}
	return NULL;
}

struct span keys_find(const struct keys *k, const struct key_ask *ask)
{
	if (!k)
		return span_of(NULL, 0);
	const struct key_list *list = &k->list[ask->kind];
	uint32_t number = list->count ? prefixes_find(&list->peers, 0, &ask->peer) : PREFIX_NONE;
	const struct secret *found = NULL;

	for (bool any = false; number != PREFIX_NONE && !any;
		number = list->peers.items[number].parent)
		found = secret_find(list, number, ask, &any);
	return found ? span_of(found->bytes, found->len) : span_of(NULL, 0);
}

void keys_free(struct keys *k)
{
	if (!k)
		return;
	for (int kind = 0; kind < KEY_KIND_COUNT; kind++) {
		struct key_list *list = &k->list[kind];
		if (list->secrets)
			explicit_bzero(list->secrets, list->cap * sizeof(*list->secrets));
		free(list->secrets);
		free(list->first);
		prefixes_free(&list->peers);
	}
	free(k);
}
