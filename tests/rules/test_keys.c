/* Operators' keys are found by peer; a file with a fault gives none. */
#include "config.h"

#include "rules/keys.h"
#include "sensor/base/usm.h"
#include "tests/rules/files.h"
#include "tests/rules/policies.h"
#include "tests/unit.h"

static struct keys *load(const char *text, struct faults *faults)
{
	struct folder f = folder_make();
	struct diag diag = {.say = note_fault, .ctx = faults};

	*faults = (struct faults){{0}, 0};
	folder_write(&f, "keys.yaml", text);
	struct keys *k = keys_load(folder_path(&f, "keys.yaml"), &diag);
	folder_remove(&f);
	return k;
}

static struct span asked(const struct keys *k, enum key_kind kind, const char *peer)
{
	struct key_ask ask = {.kind = kind};

	ck_assert(addr_parse(span_str(peer), &ask.peer));
	return keys_find(k, &ask);
}

static const char *found(const struct keys *k, enum key_kind kind, const char *peer)
{
	static char text[256];
	struct span key = asked(k, kind, peer);

	snprintf(text, sizeof(text), "%.*s", (int)key.len, (const char *)key.p);
	return text;
}

START_TEST(the_longest_prefix_around_a_peer_gives_the_key)
{
	struct faults faults;
	struct keys *k = load("tacacs:\n"
			      "  - {peer: 10.0.0.0/8, key: wide}\n"
			      "  - {peer: 10.1.0.30, key: \"narrow key\"}\n"
			      "radius:\n"
			      "  - {peer: \"2001:db8::/32\", key: six}\n"
			      "snmpv3: []\n",
		&faults);

	ck_assert_ptr_nonnull(k);
	ck_assert_str_eq(found(k, KEY_TACACS, "10.1.0.30"), "narrow key");
	ck_assert_str_eq(found(k, KEY_TACACS, "10.1.0.31"), "wide");
	ck_assert_str_eq(found(k, KEY_TACACS, "11.1.0.31"), "");
	ck_assert_str_eq(found(k, KEY_RADIUS, "10.1.0.30"), "");
	ck_assert_str_eq(found(k, KEY_RADIUS, "2001:db8:20::30"), "six");
	ck_assert_str_eq(found(k, KEY_SNMPV3, "10.1.0.30"), "");
	keys_free(k);
}
END_TEST

START_TEST(both_passwords_of_snmp_become_bundles)
{
	struct faults faults;
	struct keys *k = load("snmpv3:\n"
			      "  - {peer: 10.0.0.1, key: hidden-priv, auth: hidden-auth}\n"
			      "  - {peer: 10.0.0.2, auth: hidden-priv}\n",
		&faults);

	ck_assert_ptr_nonnull(k);
	struct span priv = asked(k, KEY_SNMPV3, "10.0.0.1"),
		    auth = asked(k, KEY_SNMPV3_AUTH, "10.0.0.1");
	ck_assert_uint_eq(priv.len, USM_BUNDLE);
	ck_assert_uint_eq(auth.len, USM_BUNDLE);
	ck_assert(!span_eq(priv, auth));
	ck_assert_uint_eq(asked(k, KEY_SNMPV3, "10.0.0.2").len, 0);
	ck_assert(span_eq(asked(k, KEY_SNMPV3_AUTH, "10.0.0.2"), priv));
	keys_free(k);
}
END_TEST

/* The first bytes of what is found: a digest is told from another by them. */
static void usm_finds(const struct keys *k, const struct key_ask *ask, const char *password)
{
	uint8_t bundle[USM_BUNDLE];
	struct span key = keys_find(k, ask);

	ck_assert_uint_eq(key.len, password ? USM_BUNDLE : 0);
	if (!password)
		return;
	usm_bundle(span_str(password), 1, USM_ANY, bundle);
	ck_assert_mem_eq(key.p, bundle, 16);
}

START_TEST(each_user_of_snmp_has_a_password_and_engines_have_their_own)
{
	static const char engine[] = "\x80\x00\x1f\x88\x04";
	struct faults faults;
	struct keys *k = load("snmpv3:\n"
			      "  - {peer: 10.0.0.0/8, user: ops, key: wide-ops}\n"
			      "  - {peer: 10.0.0.0/8, key: wide-any}\n"
			      "  - {peer: 10.0.0.1, user: ops, key: old-ops}\n"
			      "  - {peer: 10.0.0.1, user: poll, key: for-poll}\n"
			      "  - {peer: 10.0.0.1, user: ops, key: new-ops}\n"
			      "  - {peer: 10.0.0.1, user: trap, engine: 80001F8804, key: trap-4}\n",
		&faults);
	struct key_ask ask = {.kind = KEY_SNMPV3,
		.peer = addr_v4((const uint8_t[]){10, 0, 0, 1}),
		.user = SPAN_LIT("ops")};

	ck_assert_msg(k != NULL, "%s", faults.text);
	usm_finds(k, &ask, "old-ops");
	ask.nth = 1;
	usm_finds(k, &ask, "new-ops");
	ask.nth = 2;
	usm_finds(k, &ask, NULL);
	ask.nth = 0;
	ask.user = SPAN_LIT("poll");
	usm_finds(k, &ask, "for-poll");
	ask.user = SPAN_LIT("trap");
	usm_finds(
		k, &ask, "wide-any"); /* of another engine: the wider prefix has one for anybody */
	ask.engine = span_of(engine, sizeof(engine) - 1);
	usm_finds(k, &ask, "trap-4");
	ask.peer = addr_v4((const uint8_t[]){10, 0, 0, 2});
	usm_finds(k, &ask, "wide-any");
	ask.user = SPAN_LIT("ops");
	usm_finds(k, &ask, "wide-ops");
	keys_free(k);
}
END_TEST

START_TEST(a_peer_has_the_old_secret_and_the_new_one)
{
	struct faults faults;
	struct keys *k = load("tacacs:\n"
			      "  - {peer: 10.0.0.30, key: old}\n"
			      "  - {peer: 10.0.0.31, key: other}\n"
			      "  - {peer: 10.0.0.30, key: new}\n",
		&faults);
	struct key_ask ask = {.kind = KEY_TACACS, .peer = addr_v4((const uint8_t[]){10, 0, 0, 30})};

	ck_assert_ptr_nonnull(k);
	ck_assert(span_eq(keys_find(k, &ask), SPAN_LIT("old")));
	ask.nth = 1;
	ck_assert(span_eq(keys_find(k, &ask), SPAN_LIT("new")));
	ask.nth = 2;
	ck_assert_uint_eq(keys_find(k, &ask).len, 0);
	keys_free(k);
}
END_TEST

START_TEST(many_keys_are_all_kept)
{
	struct faults faults;
	char text[8192];
	int len = snprintf(text, sizeof(text), "radius:\n");

	for (int i = 0; i < 200; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len,
			"  - {peer: 10.0.1.%d, key: k%d}\n", i, i);
	struct keys *k = load(text, &faults);
	ck_assert_ptr_nonnull(k);
	ck_assert_str_eq(found(k, KEY_RADIUS, "10.0.1.0"), "k0");
	ck_assert_str_eq(found(k, KEY_RADIUS, "10.0.1.199"), "k199");
	keys_free(k);
}
END_TEST

START_TEST(without_a_file_there_is_no_key)
{
	struct key_ask ask = {.kind = KEY_TACACS};

	ck_assert_uint_eq(keys_find(NULL, &ask).len, 0);
	keys_free(NULL);
}
END_TEST

START_TEST(no_fault_shows_what_stands_in_the_file)
{
	static const char *const files[] = {
		"tacacs: [{peer: 10.0.0.1, hunter2: x}]\n",
		"tacacs: [{peer: 10.0.0.1, key: x, hunter2: y, hunter2: z}]\n",
		"hunter2: x\n",
		"radius: [{peer: hunter2, key: x}]\n",
		"radius: [{peer: 10.0.0.1, key: *hunter2}]\n",
		"radius: [{peer: 10.0.0.1, key: &hunter2 x}]\n",
		"radius: [{peer: 10.0.0.1, key: !hunter2 x}]\n",
		"radius: [{peer: 10.0.0.1, key: @hunter2}]\n",
		"radius: [{peer: 10.0.0.1, key: \"hunter2\\q\"}]\n",
		"radius: [{peer: 10.0.0.1, key: hunter2: x}]\n",
		"radius: [{peer: 10.0.0.1, key: hunter2]\n",
		"radius: hunter2\n",
		"hunter2\n",
	};
	for (unsigned i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct faults faults;
		struct keys *k = load(files[i], &faults);
		ck_assert_ptr_null(k);
		ck_assert_uint_gt(faults.len, 0);
		ck_assert_msg(!strstr(faults.text, "hunter2"), "%s", faults.text);
	}
}
END_TEST

static void refused(const char *text, const char *fault)
{
	struct faults faults;

	ck_assert_ptr_null(load(text, &faults));
	ck_assert_msg(strstr(faults.text, fault) != NULL, "%s\nlacks: %s", faults.text, fault);
}

START_TEST(faults_are_told_where_they_stand)
{
	refused("tacacs:\n  - {peer: 10.0.0.300, key: a}\n", "keys.yaml:2:12: ");
	refused("tacacs:\n  - {peer: 10.0.0.3}\n", "keys.yaml:2:5: ");
	refused("tacacs:\n  - {peer: 10.0.0.3, kay: a}\n", "did you mean \"key\"");
	refused("snmpv3:\n  - {peer: 10.0.0.3}\n", "keys.yaml:2:5: neither");
	refused("radius:\n  - {peer: 10.0.0.3, key: a, auth: b}\n", "keys.yaml:2:30: ");
	refused("tacaks: []\n", "did you mean \"tacacs\"");
	refused("radius:\n  - {peer: 10.0.0.3, key: \"\"}\n", "keys.yaml:2:27: this text is empty");
	refused("radius:\n  - {peer: 10.0.0.3, key: a}\n  - {peer: 10.0.0.3, key: a}\n",
		"keys.yaml:3:12: this peer has this key already");
	refused("snmpv3:\n  - {peer: 10.0.0.3, user: a, key: b}\n"
		"  - {peer: 10.0.0.3, user: a, key: b}\n",
		"keys.yaml:3:12: this peer has this key already");
	refused("snmpv3:\n  - {peer: 10.0.0.3, key: a, auth-protocol: SHA-255}\n",
		"keys.yaml:2:45: this is an unknown digest");
	refused("snmpv3:\n  - {peer: 10.0.0.3, key: a, privacy-protocol: RC4}\n",
		"keys.yaml:2:48: this is an unknown cipher");
	refused("snmpv3:\n  - {peer: 10.0.0.3, auth: a, privacy-protocol: AES}\n",
		"there is no \"key\" that this is the cipher of");
	refused("snmpv3:\n  - {peer: 10.0.0.3, key: a, engine: 80001f880}\n",
		"keys.yaml:2:38: an engine id is");
	refused("snmpv3:\n  - {peer: 10.0.0.3, key: a, engine: 80001f88xx}\n", "an engine id is");
	refused("snmpv3:\n  - {peer: 10.0.0.3, key: a, user: \"\"}\n", "this text is empty");
	refused("tacacs:\n  - {peer: 10.0.0.3, key: a, user: b}\n", "keys.yaml:2:30: ");
	refused("radius: [{peer: 10.0.0.9, key: a}, {peer: 10.0.0.9, key: b}, {peer: 10.0.0.9, "
		"key: c},\n"
		"  {peer: 10.0.0.9, key: d}, {peer: 10.0.0.9, key: e}, {peer: 10.0.0.9, key: f},\n"
		"  {peer: 10.0.0.9, key: g}, {peer: 10.0.0.9, key: h}, {peer: 10.0.0.9, key: i}]\n",
		"keys.yaml:3:62: more than 8 keys that one message may be under");
	refused("radius: {peer: 10.0.0.3, key: a}\n", "a list");
	refused("radius:\n  - hush\n", "a mapping");
	refused("radius: [\n", "keys.yaml:");
}
END_TEST

START_TEST(a_fault_in_a_key_does_not_tell_the_key)
{
	struct faults faults;
	char text[600], longest[300];

	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	snprintf(text, sizeof(text), "radius:\n  - {peer: 10.0.0.3, key: %s}\n", longest);
	ck_assert_ptr_null(load(text, &faults));
	ck_assert_ptr_null(strstr(faults.text, "xxxx"));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("keys");

	tcase_add_test(t, the_longest_prefix_around_a_peer_gives_the_key);
	tcase_add_test(t, both_passwords_of_snmp_become_bundles);
	tcase_add_test(t, each_user_of_snmp_has_a_password_and_engines_have_their_own);
	tcase_add_test(t, a_peer_has_the_old_secret_and_the_new_one);
	tcase_add_test(t, many_keys_are_all_kept);
	tcase_add_test(t, without_a_file_there_is_no_key);
	tcase_add_test(t, faults_are_told_where_they_stand);
	tcase_add_test(t, no_fault_shows_what_stands_in_the_file);
	tcase_add_test(t, a_fault_in_a_key_does_not_tell_the_key);
	return unit_run(t, "keys");
}
