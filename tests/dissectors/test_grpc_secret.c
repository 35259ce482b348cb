/*
 * test_grpc_secret: dissectors/grpc_secret.c: leaves and keys of published models that hold a
 * secret, and the nearest that do not. Each is a Set of one place over HTTP/2.
 */
#include "config.h"

#include "tests/dissectors/harness.h"
#include "tests/dissectors/http2_build.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_http2;

#define COUNT(list) (sizeof(list) / sizeof(*list))

/* What is said to a Set of PATH to VALUE, of KIND; to be freed. */
static char *set(const char *path, uint32_t kind, const char *value)
{
	static struct built client, message, text;

	put_preface(&client);
	text.len = 0;
	put_update(&text, path, kind, span_str(value));
	put_message(&message, built_span(&text));
	put_call(&client, 1, "/gnmi.gNMI/Set");
	put_data(&client, 1, built_span(&message), 4096, true);
	const struct turn turns[] = {{SIDE_CLIENT, built_span(&client)}};
	return vector_says(VECTOR_OF(dissector_http2, true));
}

static const char *const secret[] = {"/system/ntp/ntp-keys/ntp-key[key-id=1]/config/key-value",
	"/access-points/access-point[hostname=a]/ssids/ssid[name=g]/config/wpa2-psk",
	"/snmp/usm/local/user[name=u]/auth/sha/key", "/snmp/usm/local/user[name=u]/priv/aes/key",
	"/key-chains/key-chain[name=K]/key[key-id=1]/key-string/keystring",
	"/key-chains/key-chain[name=K]/key[key-id=1]/key-string/hexadecimal-string",
	"/keystore/symmetric-keys/symmetric-key[name=k]/cleartext-symmetric-key",
	"/native/radius/server[id=R]/key/key", "/native/tacacs/server[name=T]/key/key",
	"/native/key/chain[name=K]/key[id=1]/key-string/key",
	"/native/interface/GigabitEthernet[name=1]/standby/standby-list[group-number=1]/"
	"authentication/word",
	"/configuration/protocols/ospf/area[name=0]/interface[name=e]/authentication/md5[name=1]/"
	"key",
	"/configuration/snmp/v3/usm/local-engine/user[name=u]/privacy-aes128/privacy-key",
	"/system/tls/server-profile[name=p]/key",
	"/configure/router[router-name=Base]/ospf[ospf-instance=0]/message-digest-key[key-id=1]/"
	"md5",
	"/native/snmp-server/user/auth-config/md5", "/native/snmp-server/user/v3/priv/aes128",
	"/interfaces/interface[name=e]/vrrp/authentication-string", "/snmp/read-string",
	"/macsec/mka/policy/cak", "/macsec/mka-psk/cak-value", "/tunnel/ipsec/sa/hex-key",
	"/users/user[name=b]/pin", "/users/user[name=b]/md5-hash", "/system/http/api-key",
	"/openconfig-system:system/aaa/authentication/users/user[username=b]/config/"
	"openconfig-system:password-hashed"};

START_TEST(leaves_that_hold_secrets_are_hidden)
{
	for (unsigned i = 0; i < COUNT(secret); i++) {
		static const struct {
			uint32_t kind;
			const char *value;
		} forms[] = {{1, "tulipwinter9"}, {10, "\"tulipwinter9\""},
			{11, "\"tulipwinter9\""}, {12, "tulipwinter9"}};
		for (unsigned k = 0; k < COUNT(forms); k++) {
			char *said = set(secret[i], forms[k].kind, forms[k].value);
			ck_assert_msg(!strstr(said, "tulip"), "%s\n%s", secret[i], said);
			ck_assert_msg(strstr(said, "value=redacted:") != NULL, "%s", said);
			ck_assert_msg(strstr(said, secret[i]) != NULL, "%s\n%s", secret[i], said);
			free(said);
		}
	}
}
END_TEST

START_TEST(leaves_beside_them_are_shown)
{
	static const char *const paths[] = {"/system/config/hostname",
		"/key-chains/key-chain[name=K]/key[key-id=1]/crypto-algorithm",
		"/native/radius/server[id=R]/address/ipv4",
		"/snmp/usm/local/user[name=u]/security-level",
		"/access-points/access-point[hostname=a]/ssids/ssid[name=g]/config/opmode",
		"/interfaces/interface[name=e]/config/description", "/system/ssh-server/host-key",
		"/routing-policy/statement[name=a]/hash", "/qos/queue[name=string]/value"};

	for (unsigned i = 0; i < COUNT(paths); i++) {
		char *said = set(paths[i], 1, "r1shown");
		ck_assert_msg(strstr(said, "value=r1shown") != NULL, "%s\n%s", paths[i], said);
		ck_assert_msg(strstr(said, paths[i]) != NULL, "%s\n%s", paths[i], said);
		free(said);
	}
}
END_TEST

START_TEST(keys_of_lists_that_are_secrets_are_hidden_and_the_path_goes_on)
{
	static const char *const paths[] = {"/snmp/communities/entry[string=tulipwinter9]/x",
		"/snmp/trap-community[id=tulipwinter9]/x",
		"/snmp/hosts/host[ip=1.1.1.1][community-or-user=tulipwinter9]/x",
		"/snmp/hosts/host[ip-address=1.1.1.1][vrf=v][security-name=tulipwinter9]/x",
		"/wlan/psk[value=tulipwinter9]/x", "/snmp/v2c/read-community[v=tulipwinter9]/x",
		"/native/ntp/authentication-key[number=1][md5=tulipwinter9]/x"};

	for (unsigned i = 0; i < COUNT(paths); i++) {
		char *said = set(paths[i], 1, "rw");
		ck_assert_msg(!strstr(said, "tulip"), "%s\n%s", paths[i], said);
		ck_assert_msg(strstr(said, "=redacted:") && strstr(said, "]/x value="), "%s", said);
		free(said);
	}
}
END_TEST

/* evasive: the marks of the dissector in names, blanks and URLs in keys */
START_TEST(a_path_that_imitates_marks_or_text_hides_its_secrets)
{
	static const char *const paths[] = {"/snmp/comm\3/community[name=\3tulipwinter9]/x",
		"/cli/username bob password tulipwinter9/x",
		"/files/file[url=ftp:\\\\]/user[name=a]/password \3/x",
		"/f/g[name=ftp://bob:tulipwinter9@h]/x"};

	for (unsigned i = 0; i < COUNT(paths); i++) {
		char *said = set(paths[i], 1, "rw");
		ck_assert_msg(!strstr(said, "tulip"), "%s\n%s", paths[i], said);
		free(said);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("grpc_secret");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, leaves_that_hold_secrets_are_hidden);
	tcase_add_test(t, leaves_beside_them_are_shown);
	tcase_add_test(t, keys_of_lists_that_are_secrets_are_hidden_and_the_path_goes_on);
	tcase_add_test(t, a_path_that_imitates_marks_or_text_hides_its_secrets);
	return unit_run(t, "grpc_secret");
}
