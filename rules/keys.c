/* keys: see keys.h. One table of prefixes for each kind; a fault never quotes what a key holds. */
#include "config.h"

#include "rules/keys.h"
#include "rules/policy/prefixes.h"
#include "rules/yaml/yaml.h"
#include "sensor/base/usm.h"

#include <stdlib.h>

enum { KEY_BYTES = 255, KEY_COUNT = 65536 }; /* of one key; of one kind */

struct secret {
	uint8_t bytes[KEY_BYTES + 1];
	uint32_t len;
};

struct key_list {
	struct prefixes peers;
	struct secret *secrets; /* by number of the prefix */
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
	if (!grown)
		return false;
	if (list->count) {
		memcpy(grown, list->secrets, list->count * sizeof(*grown));
		explicit_bzero(list->secrets, list->count * sizeof(*grown));
	}
	free(list->secrets);
	list->secrets = grown;
	list->cap = cap;
	return true;
}

/* Of SNMP's passwords only digests are kept: making them takes a mebibyte of hashing each. */
static void keep(struct secret *secret, enum key_kind kind, struct span text)
{
	_Static_assert((int)USM_BUNDLE <= (int)KEY_BYTES, "digests fit where a key does");

	if (kind == KEY_SNMPV3 || kind == KEY_SNMPV3_AUTH) {
		secret->len = USM_BUNDLE;
		usm_bundle(text, secret->bytes);
		return;
	}
	secret->len = text.len;
	memcpy(secret->bytes, text.p, text.len);
}

/* One secret, TEXT, of the prefix that stands at PEER. */
static void add(struct yaml_reader *r, struct keys *k, enum key_kind kind,
	const struct yaml_node *peer, const struct yaml_node *text)
{
	struct key_list *list = &k->list[kind];
	struct addr addr;
	unsigned bits;

	if (!read_peer(r, peer, &addr, &bits) || !yaml_string(r, text, KEY_BYTES))
		return;
	if (list->count >= KEY_COUNT) {
		yaml_fault(r, peer, "more than %d keys of one kind", KEY_COUNT);
		return;
	}
	if (!list_grow(list)) {
		no_memory(r, peer);
		return;
	}
	uint32_t number = prefixes_add(&list->peers, 0, &addr, bits);
	if (number == PREFIX_NONE) {
		no_memory(r, peer);
		return;
	}
	if (number < list->count) {
		yaml_fault(r, peer, "this peer has a key already");
		return;
	}
	keep(&list->secrets[list->count++], kind, text->text);
}

/* Of SNMPv3 there may be the password of privacy (`key`), that of authentication, or both. */
static void read_entry(
	struct yaml_reader *r, const struct yaml_node *entry, struct keys *k, enum key_kind kind)
{
	static const struct yaml_key names[] = {{"peer", true}, {"key", true}};
	static const struct yaml_key both[] = {{"peer", true}, {"key", false}, {"auth", false}};
	bool usm = kind == KEY_SNMPV3;
	const struct yaml_node *at[3] = {NULL};

	if (!yaml_keys(r, entry, usm ? both : names, usm ? 3 : 2, at) || !at[0])
		return;
	if (!at[1] && !at[2])
		yaml_fault(r, entry, "neither \"key\" nor \"auth\" is given");
	if (at[1])
		add(r, k, kind, at[0], at[1]);
	if (at[2])
		add(r, k, KEY_SNMPV3_AUTH, at[0], at[2]);
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

struct span keys_find(const struct keys *k, enum key_kind kind, const struct addr *peer)
{
	if (!k)
		return span_of(NULL, 0);
	const struct key_list *list = &k->list[kind];
	uint32_t number = list->count ? prefixes_find(&list->peers, 0, peer) : PREFIX_NONE;

	if (number == PREFIX_NONE)
		return span_of(NULL, 0);
	return span_of(list->secrets[number].bytes, list->secrets[number].len);
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
		prefixes_free(&list->peers);
	}
	free(k);
}
