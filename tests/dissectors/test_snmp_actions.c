/*
 * test_snmp_actions: dissectors/snmp_set.c, snmp_notify.c, snmp_oids.c: what a manager or an
 * element does. Only the actions are compared; the events of such messages are the business of
 * test_snmp.
 */
#include "config.h"

#include "dissectors/snmp.h"
#include "tests/dissectors/harness.h"
#include "tests/dissectors/snmp_sealed.h"
#include "tests/dissectors/snmp_vectors.h"
#include "tests/unit.h"

#include <stdlib.h>

extern const struct dissector dissector_snmp;

/* SAID without its lines of events and credentials. */
static void keep_actions(char *said)
{
	char *to = said;

	for (char *line = said; *line;) {
		char *end = strchr(line, '\n') + 1;
		if (strncmp(line, "snmp ", 5) && strncmp(line, "credential ", 11)) {
			memmove(to, line, (size_t)(end - line));
			to += end - line;
		}
		line = end;
	}
	*to = 0;
}

static void acts(
	const char *name, const struct turn *turns, unsigned count, bool stream, const char *expect)
{
	struct vector v = {name, &dissector_snmp, stream, turns, count, NULL};
	char *said = vector_says(&v);

	keep_actions(said);
	ck_assert_msg(strcmp(said, expect) == 0, "%s\n--- said:\n%s--- expected:\n%s", name, said,
		expect);
	free(said);
	vector_run(&v);
}

/* clang-format off */

START_TEST(a_set_is_one_action_for_each_varbind_settled_by_the_answer)
{
	static const struct turn turns[] = {CLIENT(SET_TWO), SERVER(SET_TWO_OK)};
	static const char expect[] =
	"action change system element=server object=1.3.6.1.2.1.1.4.0 name=sysContact "
	  "value=noc@example.net outcome=ok evidence=observed\n"
	"action change interface element=server object=1.3.6.1.2.1.2.2.1.7.21 "
	  "name=ifAdminStatus value=2 outcome=ok evidence=observed\n";
	acts("a set is one action for each varbind settled by the answer", turns, 2, false, expect);
}
END_TEST

START_TEST(a_repeated_set_is_one_attempt_and_an_error_refuses_it)
{
	static const struct turn turns[] = {CLIENT(SET_TWO), CLIENT(SET_TWO), SERVER(SET_TWO_NO)};
	static const char expect[] =
	"action change system element=server object=1.3.6.1.2.1.1.4.0 name=sysContact "
	  "value=noc@example.net outcome=refused evidence=observed reason=notWritable\n"
	"action change interface element=server object=1.3.6.1.2.1.2.2.1.7.21 "
	  "name=ifAdminStatus value=2 outcome=refused evidence=observed reason=notWritable\n";
	acts("a repeated set is one attempt and an error refuses it", turns, 3, false, expect);
}
END_TEST

START_TEST(a_config_copy_to_the_network_exports)
{
	static const struct turn turns[] = {CLIENT(COPY_OUT), SERVER(COPY_OUT_OK)};
	static const char expect[] =
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.2.336 "
	  "name=ccCopyProtocol value=1 target=198.51.100.9 outcome=ok evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.3.336 "
	  "name=ccCopySourceFileType value=4 target=198.51.100.9 outcome=ok evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.4.336 "
	  "name=ccCopyDestFileType value=1 target=198.51.100.9 outcome=ok evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.5.336 "
	  "name=ccCopyServerAddress value=198.51.100.9 target=198.51.100.9 outcome=ok "
	  "evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.6.336 "
	  "name=ccCopyFileName value=config.bkp target=198.51.100.9 outcome=ok "
	  "evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.14.336 "
	  "name=ccCopyEntryRowStatus value=4 target=198.51.100.9 outcome=ok evidence=observed\n";
	acts("a config copy to the network exports", turns, 2, false, expect);
}
END_TEST

START_TEST(a_config_copy_from_the_network_imports)
{
	static const struct turn turns[] = {CLIENT(COPY_IN)};
	static const char expect[] =
	"action import config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.2.336 "
	  "name=ccCopyProtocol value=1 target=198.51.100.9 outcome=unknown evidence=observed\n"
	"action import config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.3.336 "
	  "name=ccCopySourceFileType value=1 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action import config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.4.336 "
	  "name=ccCopyDestFileType value=4 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action import config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.5.336 "
	  "name=ccCopyServerAddress value=198.51.100.9 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action import config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.6.336 "
	  "name=ccCopyFileName value=config.bkp target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action import config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.14.336 "
	  "name=ccCopyEntryRowStatus value=4 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n";
	acts("a config copy from the network imports", turns, 1, false, expect);
}
END_TEST

START_TEST(a_config_copy_set_column_by_column_exports_once_its_target_is_set)
{
	static const struct turn turns[] = {CLIENT(COPY_STEP_1), CLIENT(COPY_STEP_2), CLIENT(COPY_STEP_3), CLIENT(COPY_STEP_4)};
	static const char expect[] =
	"action change config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.3.336 "
	  "name=ccCopySourceFileType value=4 outcome=unknown evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.4.336 "
	  "name=ccCopyDestFileType value=1 outcome=unknown evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.5.336 "
	  "name=ccCopyServerAddress value=198.51.100.9 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.9.9.96.1.1.1.1.14.336 "
	  "name=ccCopyEntryRowStatus value=1 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n";
	acts("a config copy set column by column exports once its target is set", turns, 4, false, expect);
}
END_TEST

START_TEST(a_huawei_operation_exports_and_its_password_is_redacted)
{
	static const struct turn turns[] = {CLIENT(HUAWEI_OUT)};
	static const char expect[] =
	"action export config element=server object=1.3.6.1.4.1.2011.6.10.1.2.4.1.2.1 "
	  "name=hwCfgOperateType value=3 target=198.51.100.9 outcome=unknown evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.2011.6.10.1.2.4.1.4.1 "
	  "name=hwCfgOperateFileName value=vrpcfg.zip target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.2011.6.10.1.2.4.1.5.1 "
	  "name=hwCfgOperateServerAddress value=198.51.100.9 target=198.51.100.9 "
	  "outcome=unknown evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.2011.6.10.1.2.4.1.7.1 "
	  "name=hwCfgOperateUserPassword value=redacted:acd3488f target=198.51.100.9 "
	  "outcome=unknown evidence=observed\n"
	"action export config element=server object=1.3.6.1.4.1.2011.6.10.1.2.4.1.9.1 "
	  "name=hwCfgOperateRowStatus value=4 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n";
	acts("a huawei operation exports and its password is redacted", turns, 1, false, expect);
}
END_TEST

START_TEST(the_old_cisco_objects_export_save_import_reload_and_erase)
{
	static const struct turn turns[] = {CLIENT(OLD_CISCO)};
	static const char expect[] =
	"action export config element=server object=1.3.6.1.4.1.9.2.1.55.198.51.100.9 "
	  "name=writeNet value=router-confg target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action save config element=server object=1.3.6.1.4.1.9.2.1.54.0 name=writeMem "
	  "value=1 outcome=unknown evidence=observed\n"
	"action import config element=server object=1.3.6.1.4.1.9.2.1.53.198.51.100.9 "
	  "name=hostConfigSet value=evil target=198.51.100.9 outcome=unknown evidence=observed\n"
	"action reboot system element=server object=1.3.6.1.4.1.9.2.9.9.0 name=tsMsgSend "
	  "value=2 outcome=unknown evidence=observed\n"
	"action erase config element=server object=1.3.6.1.4.1.9.2.1.54.0 name=writeMem "
	  "value=0 outcome=unknown evidence=observed\n";
	acts("the old cisco objects export save import reload and erase", turns, 1, false, expect);
}
END_TEST

START_TEST(a_flash_copy_moves_an_image_onto_the_element)
{
	static const struct turn turns[] = {CLIENT(FLASH)};
	static const char expect[] =
	"action image image element=server object=1.3.6.1.4.1.9.9.10.1.2.1.1.2.7 "
	  "name=ciscoFlashCopyCommand value=2 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action image image element=server object=1.3.6.1.4.1.9.9.10.1.2.1.1.4.7 "
	  "name=ciscoFlashCopyServerAddress value=198.51.100.9 target=198.51.100.9 "
	  "outcome=unknown evidence=observed\n"
	"action image image element=server object=1.3.6.1.4.1.9.9.10.1.2.1.1.5.7 "
	  "name=ciscoFlashCopySourceName value=evil.bin target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action image image element=server object=1.3.6.1.4.1.9.9.10.1.2.1.1.11.7 "
	  "name=ciscoFlashCopyEntryStatus value=4 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n";
	acts("a flash copy moves an image onto the element", turns, 1, false, expect);
}
END_TEST

START_TEST(sets_of_access_mirror_aaa_and_reload_have_subjects_of_their_own)
{
	static const struct turn turns[] = {CLIENT(ACCESS)};
	static const char expect[] =
	"action change snmp-access element=server object=1.3.6.1.6.3.18.1.1.1.2.7 "
	  "name=snmpCommunityName value=redacted:a83805a9 outcome=unknown evidence=observed\n"
	"action change snmp-access element=server "
	  "object=1.3.6.1.6.3.15.1.2.2.1.13.5.1.2.3.4.5.1.97 name=usmUserTable value=4 "
	  "outcome=unknown evidence=observed\n"
	"action change mirror element=server object=1.3.6.1.2.1.16.22.1.3.1.1.5.1.2 "
	  "name=portCopyTable value=4 outcome=unknown evidence=observed\n"
	"action change aaa element=server object=1.3.6.1.4.1.9.10.56.1.1.2.1.3.1.1 "
	  "name=casAddress value=198.51.100.9 target=198.51.100.9 outcome=unknown "
	  "evidence=observed\n"
	"action change snmp-access element=server "
	  "object=1.3.6.1.6.3.12.1.2.1.3.4.116.114.97.112 name=snmpTargetAddrTAddress "
	  "value=0xc633640900a2 target=198.51.100.9 outcome=unknown evidence=observed\n"
	"action reboot system element=server object=1.3.6.1.4.1.2011.5.25.19.1.3.2.0 "
	  "name=hwSysReloadAction value=3 outcome=unknown evidence=observed\n"
	"action reboot system element=server object=1.3.6.1.4.1.14988.1.1.7.1.0 "
	  "name=mtxrSystemReboot value=1 outcome=unknown evidence=observed\n"
	"action change config element=server object=1.3.6.1.4.1.99999.1.2.0 value=x "
	  "outcome=unknown evidence=observed\n";
	acts("sets of access mirror aaa and reload have subjects of their own", turns, 1, false, expect);
}
END_TEST

START_TEST(a_password_in_an_object_of_a_vendor_is_hidden)
{
	static const struct turn turns[] = {CLIENT(VENDOR_PASSWORD)};
	static const char expect[] =
	"action change account element=server object=1.3.6.1.4.1.25506.2.12.1.1.1.2.1 "
	  "name=hh3cUserPassword value=redacted:1f64e9b1 outcome=unknown evidence=observed\n";
	acts("a password in an object of a vendor is hidden", turns, 1, false, expect);
}
END_TEST

START_TEST(an_authentication_failure_trap_attests_a_refused_login)
{
	static const struct turn turns[] = {CLIENT(TRAP_AUTH)};
	static const char expect[] =
	"action login-failed session element=client object=1.3.6.1.6.3.1.1.5.5 "
	  "name=authenticationFailure actor=203.0.113.5 outcome=refused evidence=attested\n";
	acts("an authentication failure trap attests a refused login", turns, 1, false, expect);
}
END_TEST

START_TEST(a_version_1_trap_attests_a_change_of_its_agent_address)
{
	static const struct turn turns[] = {CLIENT(TRAP_CONFIG_V1)};
	static const char expect[] =
	"action change config element=client object=1.3.6.1.4.1.9.9.43.2.0.1 "
	  "name=ciscoConfigManEvent on=10.9.9.9 outcome=ok evidence=attested\n";
	acts("a version 1 trap attests a change of its agent address", turns, 1, false, expect);
}
END_TEST

START_TEST(a_cold_start_attests_a_reboot)
{
	static const struct turn turns[] = {CLIENT(TRAP_COLD)};
	static const char expect[] =
	"action reboot system element=client object=1.3.6.1.6.3.1.1.5.1 name=coldStart "
	  "outcome=ok evidence=attested\n";
	acts("a cold start attests a reboot", turns, 1, false, expect);
}
END_TEST

START_TEST(a_link_trap_attests_nothing)
{
	static const struct turn turns[] = {CLIENT(TRAP_LINK)};
	static const char expect[] =
	"";
	acts("a link trap attests nothing", turns, 1, false, expect);
}
END_TEST

START_TEST(an_inform_attests_once_and_its_answer_nothing)
{
	static const struct turn turns[] = {CLIENT(INFORM_JUNOS), SERVER(INFORM_ANSWER)};
	static const char expect[] =
	"action change config element=client object=1.3.6.1.4.1.2636.4.5.0.1 "
	  "name=jnxCmCfgChange user=alice outcome=ok evidence=attested\n";
	acts("an inform attests once and its answer nothing", turns, 2, false, expect);
}
END_TEST

START_TEST(a_huawei_log_trap_attests_an_export_by_its_user)
{
	static const struct turn turns[] = {CLIENT(TRAP_HUAWEI)};
	static const char expect[] =
	"action export config element=client object=1.3.6.1.4.1.2011.6.10.2.1 "
	  "name=hwCfgManEventlog user=bob on=10.7.7.7 outcome=ok evidence=attested\n";
	acts("a huawei log trap attests an export by its user", turns, 1, false, expect);
}
END_TEST

START_TEST(traps_of_huawei_and_h3c_attest_who_came_and_from_where)
{
	static const struct turn fail[] = {CLIENT(TRAP_HUAWEI_LOGIN_FAIL)};
	static const struct turn change[] = {CLIENT(TRAP_HUAWEI_CHANGE)};
	static const struct turn login[] = {CLIENT(TRAP_H3C_LOGIN)};

	acts("a login failed", fail, 1, false,
		"action login-failed session element=client object=1.3.6.1.4.1.2011.5.25.207.2.3 "
		"name=hwUserLoginFail user=eve actor=10.66.0.66 outcome=refused evidence=attested\n");
	acts("a change from somewhere", change, 1, false,
		"action change config element=client object=1.3.6.1.4.1.2011.6.10.2.1 "
		"name=hwCfgManEventlog user=bob actor=10.1.1.1 outcome=ok evidence=attested\n");
	acts("a login", login, 1, false,
		"action login session element=client object=1.3.6.1.4.1.25506.2.2.1.1.3.0.1 "
		"name=hh3cLogIn outcome=ok evidence=attested\n");
}
END_TEST

/* clang-format on */

static void in_order(const struct snmp_object *table, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++)
		ck_assert_str_lt((const char *)table[i - 1].oid.p, (const char *)table[i].oid.p);
}

START_TEST(the_tables_of_objects_stand_in_the_order_that_their_lookup_needs)
{
	in_order(lexicon_builtin.objects, lexicon_builtin.object_count);
	in_order(lexicon_builtin.notifications, lexicon_builtin.notification_count);
}
END_TEST

static const char *name_of(const char *oid)
{
	static char name[64];
	const struct snmp_object *found = snmp_object_find(&lexicon_builtin, span_str(oid));

	if (!found)
		return "";
	memcpy(name, found->name.p, found->name.len);
	name[found->name.len] = 0;
	return name;
}

START_TEST(the_longest_known_ancestor_of_an_object_is_found)
{
	for (uint32_t i = 0; i < lexicon_builtin.object_count; i++)
		ck_assert_ptr_nonnull(
			snmp_object_find(&lexicon_builtin, lexicon_builtin.objects[i].oid));
	ck_assert_str_eq(name_of("1.3.6.1.2.1.2.2.1.7.21"), "ifAdminStatus");
	ck_assert_str_eq(name_of("1.3.6.1.2.1.2.2.1.70.21"), "ifTable");
	ck_assert_str_eq(name_of("1.3.6.1.2.1.2.2.1.8.21"), "ifTable");
	ck_assert_str_eq(name_of("1.3.6.1.2.1.2.2"), "ifTable");
	ck_assert_str_eq(name_of("1.3.6.1.2.1.2.20"), "");
	ck_assert_str_eq(name_of("1.3.6.1.4.1.9.9.96.1.1.1.1.13.7"), "ccCopyEntry");
	ck_assert_str_eq(name_of("1.3.6.1.4.1.9.9.96.1.1.1.1.14.7"), "ccCopyEntryRowStatus");
	ck_assert_str_eq(name_of("1.3.6.1.6.3.15.1.2.2.1.10.1"), "usmUserOwnPrivKeyChange");
	ck_assert_str_eq(name_of("1.3.6.1.4.1.9.9.399.1.2.1.1.6.1.1"), "ciscoTap2MIB");
	ck_assert_str_eq(name_of("1.3.6.1.4.1.25506.2.3.1.3.2.0"), "hh3cSysReloadAction");
	ck_assert_str_eq(
		name_of("1.3.6.1.4.1.318.1.1.12.3.3.1.1.4.7"), "rPDUOutletControlOutletCommand");
	ck_assert_str_eq(name_of("1.3.6.1.2.1.6.13.1.1.10.0.0.1.22.10.0.0.2.4000"), "tcpConnState");
	ck_assert_str_eq(name_of("0.0"), "");
	ck_assert_str_eq(name_of("9"), "");
	ck_assert_str_eq(name_of(""), "");
}
END_TEST

START_TEST(what_the_privacy_password_opens_is_acted_on)
{
	static const struct turn aes[] = {CLIENT(SEALED_AES_SET), SERVER(SEALED_AES_ANSWER)};
	static const struct turn des[] = {CLIENT(SEALED_DES_SET), SERVER(SEALED_DES_ANSWER)};
	static const struct vector with_aes = {"SHA and AES", &dissector_snmp, false, aes, 2, NULL};
	static const struct vector with_des = {"MD5 and DES", &dissector_snmp, false, des, 2, NULL};

	harness_key("Hidden-priv");
	HAS(&with_aes, "object=1.3.6.1.2.1.1.5.0 name=sysName value=sw1-secret user=netops",
		"\"pdu_type\":\"set_request\"", " sealed");
	HAS(&with_des, "object=1.3.6.1.2.1.1.6.0 name=sysLocation value=row 3 user=desuser",
		"object=1.3.6.1.2.1.1.5.0 name=sysName value=sw1 user=desuser outcome=ok");
	harness_key("Hidden-auth");
	HAS(&with_aes, "!action", "\"pdu_type\":\"encrypted\"",
		"hint snmp.wrong_key text=privacy number=12");
	harness_key("Hidden-auth\nHidden-priv");
	HAS(&with_aes, "value=sw1-secret user=netops", "!wrong_key");
	harness_key(NULL);
	HAS(&with_aes, "!action", "\"pdu_type\":\"encrypted\"", "!wrong_key");
}
END_TEST

/* The key in Reeder's form is made for those alone who know the password of authentication. */
START_TEST(a_key_longer_than_its_digest_opens_what_is_authentic)
{
	static const struct turn turns[] = {CLIENT(SEALED_LONG_SET), SERVER(SEALED_LONG_ANSWER)};
	static const struct vector with = {"AES-256-C", &dissector_snmp, false, turns, 2, NULL};

	harness_key("Hidden-priv");
	HAS(&with, "!action", "hint snmp.wrong_key text=privacy");
	harness_auth("Hidden-auth");
	HAS(&with, "object=1.3.6.1.2.1.1.5.0 name=sysName value=deed-c256 user=c256 outcome=ok",
		"\"authentic\":true", "!wrong_key");
	harness_auth("hidden-auth");
	HAS(&with, "!action");
	harness_auth(NULL);
	harness_key(NULL);
}
END_TEST

START_TEST(the_authentication_password_tells_whose_digest_is_right)
{
	static const struct turn sha[] = {CLIENT(SEALED_AES_SET), SERVER(SEALED_AES_ANSWER)};
	static const struct turn md5[] = {CLIENT(SEALED_DES_SET), SERVER(SEALED_DES_ANSWER)};
	static const struct turn plain[] = {CLIENT(DISCOVER)};
	static const struct vector with_sha = {"SHA", &dissector_snmp, false, sha, 2, NULL};
	static const struct vector with_md5 = {"MD5", &dissector_snmp, false, md5, 2, NULL};
	static const struct vector without = {"no digest", &dissector_snmp, false, plain, 1, NULL};

	HAS(&with_sha, "\"auth\":true", "!authentic");
	harness_auth("Hidden-auth");
	HAS(&with_sha, "\"authentic\":true", "!\"authentic\":false", "!wrong_key");
	HAS(&with_md5, "\"authentic\":true", "!\"authentic\":false", "!wrong_key");
	HAS(&without, "!authentic", "!wrong_key");
	harness_auth("hidden-auth");
	HAS(&with_sha, "\"authentic\":false", "!\"authentic\":true",
		"hint snmp.wrong_key text=authentication number=12");
	harness_auth("hidden-auth\nHidden-auth");
	HAS(&with_sha, "\"authentic\":true", "!\"authentic\":false", "!wrong_key");
	harness_auth(NULL);
}
END_TEST

START_TEST(one_changed_byte_or_a_cut_message_is_not_authentic)
{
	static char changed[] = SEALED_DES_SET;
	static const struct turn turns[] = {
		{SIDE_CLIENT, {(const uint8_t *)changed, sizeof(changed) - 1}}};
	static const struct turn cut[] = {
		{SIDE_CLIENT, {(const uint8_t *)changed, sizeof(changed) - 9}}};
	static const struct vector forged = {"changed", &dissector_snmp, false, turns, 1, NULL};
	static const struct vector short_one = {"cut", &dissector_snmp, false, cut, 1, NULL};

	changed[sizeof(changed) - 2] ^= 1;
	harness_auth("Hidden-auth");
	HAS(&forged, "\"authentic\":false", "hint snmp.wrong_key text=authentication");
	HAS(&short_one, "!authentic", "!wrong_key");
	harness_auth(NULL);
}
END_TEST

/* snmpCommunityTable, vacmSecurityToGroupTable of version 2c and of users; one as a value */
START_TEST(a_community_in_an_index_is_hidden)
{
	static const struct turn turns[] = {
		CLIENT("04\002\001\001\004\006public\241'\002\001\001\002\001\000"
		       "\002\001\0000\0340\032\006\026+\006\001\006\003\022\001\001"
		       "\001\002tulipwinter9\005\000"),
		SERVER("0\202\000\243\002\001\001\004\006public\242\202\000\224\002"
		       "\001\001\002\001\000\002\001\0000\202\000\2070&\006\026+\006"
		       "\001\006\003\022\001\001\001\003tulipwinter9\004\014tulipwin"
		       "ter90\037\006\030+\006\001\006\003\020\001\002\001\003\002"
		       "\014tulipwinter9\004\003ops0\026\006\017+\006\001\006\003"
		       "\020\001\002\001\003\003\003bob\004\003ops0$\006\012+\006"
		       "\001\006\003\001\001\004\003\000\006\026+\006\001\006\003"
		       "\022\001\001\001\002tulipwinter9"),
		CLIENT("05\002\001\001\004\006public\243(\002\001\001\002\001\000"
		       "\002\001\0000\0350\033\006\026+\006\001\006\003\022\001\001"
		       "\001\010tulipwinter9\002\001\006"),
	};
	HAS(VECTOR_OF(dissector_snmp, false), "\"1.3.6.1.6.3.18.1.1.1.2.***\"",
		"\"1.3.6.1.6.3.16.1.2.1.3.2.***\"", "\"1.3.6.1.6.3.16.1.2.1.3.3.3.98.111.98\"",
		"object=1.3.6.1.6.3.18.1.1.1.8.***", "!116.117.108", "!tulip");
}
END_TEST

START_TEST(a_column_without_an_index_is_shown)
{
	static const struct turn turns[] = {
		CLIENT("0H\002\001\001\004\006public\241;\002\001\001\002\001\000"
		       "\002\001\000000\016\006\012+\006\001\006\003\022\001\001\001"
		       "\002\005\0000\015\006\011+\006\001\006\003\022\001\001\001"
		       "\005\0000\017\006\013+\006\001\006\003\020\001\002\001\003"
		       "\001\005\000"),
	};
	HAS(VECTOR_OF(dissector_snmp, false), "\"vars\":[\"1.3.6.1.6.3.18.1.1.1.2\",\"1.3.6.1.6.3."
					      "18.1.1.1\",\"1.3.6.1.6.3.16.1.2.1.3.1\"]");
}
END_TEST

/* cHsrpGrpAuth, entLogicalCommunity, dot11WEPDefaultKeyValue, snmpTargetParamsSecurityName;
 * entLogicalDescr */
START_TEST(secrets_of_standard_objects_are_hidden)
{
	static const struct turn turns[] = {
		SERVER("0\202\000\256\002\001\001\004\006public\242\202\000\237\002"
		       "\001\001\002\001\000\002\001\0000\202\000\2220\037\006\017+"
		       "\006\001\004\001\011\011j\001\002\001\001\002\001\001\004"
		       "\014tulipwinter90\034\006\014+\006\001\002\001/\001\002\001"
		       "\001\004\001\004\014tulipwinter90\033\006\013*\206H\3164\001"
		       "\003\001\002\001\001\004\014tulipwinter90\035\006\015+\006"
		       "\001\006\003\014\001\003\001\004\002p1\004\014tulipwinter90"
		       "\025\006\014+\006\001\002\001/\001\002\001\001\002\001\004"
		       "\005vlan1"),
	};
	HAS(VECTOR_OF(dissector_snmp, false), "\"value\":\"vlan1\"", "!tulip");
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("snmp_actions");

	tcase_add_test(tests, the_authentication_password_tells_whose_digest_is_right);
	tcase_add_test(tests, one_changed_byte_or_a_cut_message_is_not_authentic);
	tcase_add_test(tests, a_set_is_one_action_for_each_varbind_settled_by_the_answer);
	tcase_add_test(tests, a_repeated_set_is_one_attempt_and_an_error_refuses_it);
	tcase_add_test(tests, a_config_copy_to_the_network_exports);
	tcase_add_test(tests, a_config_copy_from_the_network_imports);
	tcase_add_test(tests, a_config_copy_set_column_by_column_exports_once_its_target_is_set);
	tcase_add_test(tests, a_huawei_operation_exports_and_its_password_is_redacted);
	tcase_add_test(tests, the_old_cisco_objects_export_save_import_reload_and_erase);
	tcase_add_test(tests, a_flash_copy_moves_an_image_onto_the_element);
	tcase_add_test(tests, sets_of_access_mirror_aaa_and_reload_have_subjects_of_their_own);
	tcase_add_test(tests, a_password_in_an_object_of_a_vendor_is_hidden);
	tcase_add_test(tests, an_authentication_failure_trap_attests_a_refused_login);
	tcase_add_test(tests, a_version_1_trap_attests_a_change_of_its_agent_address);
	tcase_add_test(tests, a_cold_start_attests_a_reboot);
	tcase_add_test(tests, a_link_trap_attests_nothing);
	tcase_add_test(tests, an_inform_attests_once_and_its_answer_nothing);
	tcase_add_test(tests, a_huawei_log_trap_attests_an_export_by_its_user);
	tcase_add_test(tests, traps_of_huawei_and_h3c_attest_who_came_and_from_where);
	tcase_add_test(tests, the_tables_of_objects_stand_in_the_order_that_their_lookup_needs);
	tcase_add_test(tests, the_longest_known_ancestor_of_an_object_is_found);
	tcase_add_test(tests, what_the_privacy_password_opens_is_acted_on);
	tcase_add_test(tests, a_key_longer_than_its_digest_opens_what_is_authentic);
	tcase_add_test(tests, a_community_in_an_index_is_hidden);
	tcase_add_test(tests, a_column_without_an_index_is_shown);
	tcase_add_test(tests, secrets_of_standard_objects_are_hidden);
	tcase_set_timeout(tests, 60);
	return unit_run(tests, "snmp_actions");
}
