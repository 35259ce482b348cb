/*
 * test_snmp: dissectors/snmp.c, snmp_read.c, snmp_event.c, snmp_identity.c: what a message says.
 */
#include "config.h"

#include "dissectors/common/ber.h"
#include "dissectors/snmp.h"
#include "tests/dissectors/harness.h"
#include "tests/dissectors/snmp_vectors.h"
#include "tests/unit.h"

#include <stdlib.h>
#include <time.h>

extern const struct dissector dissector_snmp;

static void run(
	const char *name, const struct turn *turns, unsigned count, bool stream, const char *expect)
{
	vector_run(&(struct vector){name, &dissector_snmp, stream, turns, count, expect});
}

/* clang-format off */

START_TEST(a_get_and_its_answer_tell_of_the_agent_and_join_into_one_read)
{
	static const struct turn turns[] = {CLIENT(GET), SERVER(GET_RESPONSE)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":1,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":1,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\"}]}}}\n"
	"credential element=server clear=1 default=0\n"
	"snmp {\"snmp\":{\"version\":1,\"pdu_type\":\"response\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\","
	  "\"1.3.6.1.2.1.1.2.0\",\"1.3.6.1.2.1.1.5.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":1,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\",\"type\":\"octet_string\","
	  "\"value\":\"Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version "
	  "15.2(2)E6, RELEASE SOFTWARE (fc1)\"},{\"oid\":\"1.3.6.1.2.1.1.2.0\","
	  "\"type\":\"oid\",\"value\":\"1.3.6.1.4.1.9.1.1208\"},{\"oid\":\"1.3.6.1.2.1.1.5.0\","
	  "\"type\":\"octet_string\",\"value\":\"sw-lon-1\"}]}}}\n"
	"identity of=server vendor=Cisco platform=C2960 software=IOS 15.2(2)E6 name=sw-lon-1 "
	  "evidence=snmp-sysdescr equipment=1\n"
	"action read system element=server object=1.3.6.1.2.1.1.1.0 name=sysDescr outcome=ok "
	  "evidence=observed\n";
	run("a get and its answer tell of the agent and join into one read", turns, 2, false, expect);
}
END_TEST

START_TEST(values_of_every_type_become_text)
{
	static const struct turn turns[] = {SERVER(TYPES)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"response\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.3.0\","
	  "\"1.3.6.1.2.1.2.1.0\",\"1.3.6.1.2.1.2.2.1.10.1\",\"1.3.6.1.2.1.31.1.1.1.6.1\","
	  "\"1.3.6.1.2.1.2.2.1.5.1\",\"1.3.6.1.2.1.4.20.1.1.10.0.0.2\","
	  "\"1.3.6.1.2.1.2.2.1.6.1\",\"1.3.6.1.4.1.2021.10.1.6.1\",\"1.3.6.1.2.1.2.2.1.22.1\","
	  "\"1.3.6.1.2.1.1.6.0\",\"1.3.6.1.2.1.99.1\",\"1.3.6.1.2.1.99.2\","
	  "\"1.3.6.1.2.1.99.3\"]},\"spanwatch\":{\"snmp\":{\"request_id\":-7,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.3.0\",\"type\":\"timeticks\","
	  "\"value\":\"12345\"},{\"oid\":\"1.3.6.1.2.1.2.1.0\",\"type\":\"integer\","
	  "\"value\":\"-2\"},{\"oid\":\"1.3.6.1.2.1.2.2.1.10.1\",\"type\":\"counter32\","
	  "\"value\":\"4294967295\"},{\"oid\":\"1.3.6.1.2.1.31.1.1.1.6.1\","
	  "\"type\":\"counter64\",\"value\":\"18446744073709551615\"},"
	  "{\"oid\":\"1.3.6.1.2.1.2.2.1.5.1\",\"type\":\"gauge32\",\"value\":\"1000000000\"},"
	  "{\"oid\":\"1.3.6.1.2.1.4.20.1.1.10.0.0.2\",\"type\":\"ip_address\","
	  "\"value\":\"10.0.0.2\"},{\"oid\":\"1.3.6.1.2.1.2.2.1.6.1\","
	  "\"type\":\"octet_string\",\"value\":\"0x001122334455\"},"
	  "{\"oid\":\"1.3.6.1.4.1.2021.10.1.6.1\",\"type\":\"opaque\","
	  "\"value\":\"0x9f78043e99999a\"},{\"oid\":\"1.3.6.1.2.1.2.2.1.22.1\","
	  "\"type\":\"oid\",\"value\":\"0.0\"},{\"oid\":\"1.3.6.1.2.1.1.6.0\","
	  "\"type\":\"octet_string\",\"value\":\"Z\303\274rich\"},{\"oid\":\"1.3.6.1.2.1.99.1\","
	  "\"type\":\"no_such_object\",\"value\":\"noSuchObject\"},"
	  "{\"oid\":\"1.3.6.1.2.1.99.2\",\"type\":\"no_such_instance\","
	  "\"value\":\"noSuchInstance\"},{\"oid\":\"1.3.6.1.2.1.99.3\","
	  "\"type\":\"end_of_mib_view\",\"value\":\"endOfMibView\"}]}}}\n"
	"credential element=server clear=1 default=0\n";
	run("values of every type become text", turns, 1, false, expect);
}
END_TEST

START_TEST(a_get_bulk_tells_how_much_it_asks_for)
{
	static const struct turn turns[] = {CLIENT(BULK)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"get_bulk_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":2,\"non_repeaters\":0,"
	  "\"max_repetitions\":25,\"varbinds\":[{\"oid\":\"1.3.6.1.2.1\"}]}}}\n"
	"credential element=server clear=1 default=0\n"
	"action read system element=server object=1.3.6.1.2.1 outcome=unknown "
	  "evidence=observed\n";
	run("a get bulk tells how much it asks for", turns, 1, false, expect);
}
END_TEST

START_TEST(a_report_answers_discovery_and_tells_who_was_refused)
{
	static const struct turn turns[] = {CLIENT(DISCOVER), SERVER(DISCOVERED), CLIENT(SEALED), SERVER(WRONG_DIGEST)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":3,\"pdu_type\":\"get_request\"},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":5,\"msg_id\":100,\"auth\":false,"
	  "\"priv\":false,\"reportable\":true,\"security_model\":3}}}\n"
	"snmp {\"snmp\":{\"version\":3,\"pdu_type\":\"report\","
	  "\"vars\":[\"1.3.6.1.6.3.15.1.1.4.0\"]},\"spanwatch\":{\"snmp\":{\"request_id\":5,"
	  "\"msg_id\":100,\"auth\":false,\"priv\":false,\"reportable\":false,"
	  "\"security_model\":3,\"engine_id\":\"8000000903001122334455\","
	  "\"engine_vendor\":\"Cisco\",\"engine_boots\":3,\"engine_time\":4711,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.6.3.15.1.1.4.0\",\"type\":\"counter32\","
	  "\"value\":\"9\"}]}}}\n"
	"identity of=server vendor=Cisco evidence=snmp-engine-id equipment=1\n"
	"snmp {\"snmp\":{\"version\":3,\"pdu_type\":\"encrypted\",\"usm\":\"operator\"},"
	  "\"spanwatch\":{\"snmp\":{\"msg_id\":101,\"auth\":true,\"priv\":true,"
	  "\"reportable\":true,\"security_model\":3,\"engine_id\":\"8000000903001122334455\","
	  "\"engine_vendor\":\"Cisco\",\"engine_boots\":3,\"engine_time\":4712,"
	  "\"encrypted_bytes\":16}}}\n"
	"snmp {\"snmp\":{\"version\":3,\"pdu_type\":\"report\","
	  "\"vars\":[\"1.3.6.1.6.3.15.1.1.5.0\"]},\"spanwatch\":{\"snmp\":{\"request_id\":0,"
	  "\"msg_id\":101,\"auth\":false,\"priv\":false,\"reportable\":false,"
	  "\"security_model\":3,\"engine_id\":\"8000000903001122334455\","
	  "\"engine_vendor\":\"Cisco\",\"engine_boots\":3,\"engine_time\":4712,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.6.3.15.1.1.5.0\",\"type\":\"counter32\","
	  "\"value\":\"1\"}]}}}\n"
	"action login-failed session element=server object=1.3.6.1.6.3.15.1.1.5.0 "
	  "name=usmStatsWrongDigests user=operator outcome=refused evidence=observed "
	  "reason=usmStatsWrongDigests sealed\n"
	"action read system element=server outcome=ok evidence=observed sealed\n";
	run("a report answers discovery and tells who was refused", turns, 4, false, expect);
}
END_TEST

START_TEST(version_3_without_authentication_is_read_like_version_2)
{
	static const struct turn turns[] = {CLIENT(PLAIN_V3), SERVER(PLAIN_V3_OK)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":3,\"pdu_type\":\"set_request\",\"usm\":\"nobody\","
	  "\"vars\":[\"1.3.6.1.2.1.1.4.0\"]},\"spanwatch\":{\"snmp\":{\"request_id\":77,"
	  "\"msg_id\":102,\"auth\":false,\"priv\":false,\"reportable\":true,"
	  "\"security_model\":3,\"engine_id\":\"8000000903001122334455\","
	  "\"engine_vendor\":\"Cisco\",\"engine_boots\":3,\"engine_time\":4713,"
	  "\"context\":\"ctx\",\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.4.0\","
	  "\"type\":\"octet_string\",\"value\":\"x\"}]}}}\n"
	"hint snmp.no_auth text=nobody\n"
	"snmp {\"snmp\":{\"version\":3,\"pdu_type\":\"response\",\"usm\":\"nobody\","
	  "\"vars\":[\"1.3.6.1.2.1.1.4.0\"]},\"spanwatch\":{\"snmp\":{\"request_id\":77,"
	  "\"msg_id\":102,\"auth\":false,\"priv\":false,\"reportable\":false,"
	  "\"security_model\":3,\"engine_id\":\"8000000903001122334455\","
	  "\"engine_vendor\":\"Cisco\",\"engine_boots\":3,\"engine_time\":4713,"
	  "\"context\":\"ctx\",\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.4.0\","
	  "\"type\":\"octet_string\",\"value\":\"x\"}]}}}\n"
	"action change system element=server object=1.3.6.1.2.1.1.4.0 name=sysContact "
	  "value=x user=nobody outcome=ok evidence=observed\n"
	"identity of=server vendor=Cisco evidence=snmp-engine-id equipment=1\n";
	run("version 3 without authentication is read like version 2", turns, 2, false, expect);
}
END_TEST

START_TEST(long_forms_of_lengths_and_numbers_are_read)
{
	static const struct turn turns[] = {CLIENT(LONG_FORMS)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":1,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\"}]}}}\n"
	"credential element=server clear=1 default=0\n"
	"action read system element=server object=1.3.6.1.2.1.1.1.0 name=sysDescr "
	  "outcome=unknown evidence=observed\n";
	run("long forms of lengths and numbers are read", turns, 1, false, expect);
}
END_TEST

START_TEST(an_indefinite_length_is_no_snmp)
{
	static const struct turn turns[] = {CLIENT(INDEFINITE)};
	static const char expect[] =
	"";
	run("an indefinite length is no snmp", turns, 1, false, expect);
}
END_TEST

START_TEST(a_length_past_the_datagram_is_told_of_and_what_is_there_is_read)
{
	static const struct turn turns[] = {CLIENT(LENGTH_TOO_LARGE)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":1,\"truncated\":true,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\"}]}}}\n"
	"anomaly snmp.bad_length\n"
	"credential element=server clear=1 default=0\n"
	"action read system element=server object=1.3.6.1.2.1.1.1.0 name=sysDescr "
	  "outcome=unknown evidence=observed\n";
	run("a length past the datagram is told of and what is there is read", turns, 1, false, expect);
}
END_TEST

START_TEST(a_length_of_five_octets_is_no_snmp)
{
	static const struct turn turns[] = {CLIENT(LENGTH_OF_FIVE)};
	static const char expect[] =
	"";
	run("a length of five octets is no snmp", turns, 1, false, expect);
}
END_TEST

START_TEST(oids_that_may_not_be_are_shown_and_told_of)
{
	static const struct turn turns[] = {CLIENT(ODD_OIDS)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:96d2c056\","
	  "\"vars\":[\"1.3.4294967297.1.18446744073709551615\",\"1.3\",\"\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":3,"
	  "\"varbinds\":[{\"oid\":\"1.3.4294967297.1.18446744073709551615\"},{\"oid\":\"1.3\"},"
	  "{\"oid\":\"\"}]}}}\n"
	"anomaly snmp.bad_oid\n"
	"credential element=server clear=1 default=0\n"
	"action read system element=server object=1.3.4294967297.1.18446744073709551615 "
	  "outcome=unknown evidence=observed\n";
	run("oids that may not be are shown and told of", turns, 1, false, expect);
}
END_TEST

START_TEST(an_oid_too_long_for_its_table_is_hinted_at)
{
	static const struct turn turns[] = {CLIENT(LONG_OID)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:dc78160b\","
	  "\"vars\":[\"1.3.6.1.4.1.9.9.95.1.3.1.1.7.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8."
	  "1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.9\"]"
	  "},\"spanwatch\":{\"snmp\":{\"request_id\":4,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.4.1.9.9.95.1.3.1.1.7.1.2.3.4.5.6.7.8.1.2.3"
	  ".4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6"
	  ".7.8.1.2.3.4.5.6.7.8.9\"}]}}}\n"
	"credential element=server clear=1 default=0\n"
	"hint snmp.oversized_oid "
	  "text=1.3.6.1.4.1.9.9.95.1.3.1.1.7.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2."
	  "3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.9 "
	  "number=71\n"
	"action read system element=server "
	  "object=1.3.6.1.4.1.9.9.95.1.3.1.1.7.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1."
	  "2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.1.2.3.4.5.6.7.8.9 "
	  "outcome=unknown evidence=observed\n";
	run("an oid too long for its table is hinted at", turns, 1, false, expect);
}
END_TEST

START_TEST(a_deeply_nested_value_is_only_bytes)
{
	static const struct turn turns[] = {CLIENT(NESTED)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":6,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\","
	  "\"value\":\"0x304e304c304a30483046304430423040303e303c303a303830363034303"
	  "23030302e302c302a30283026302430223020301e301c301a301830163014301230103"
	  "00e300c300a30083006300430020500\"}]}}}\n"
	"credential element=server clear=1 default=0\n"
	"action read system element=server object=1.3.6.1.2.1.1.1.0 name=sysDescr "
	  "outcome=unknown evidence=observed\n";
	run("a deeply nested value is only bytes", turns, 1, false, expect);
}
END_TEST

START_TEST(a_varbind_without_value_is_left_out_and_told_of)
{
	static const struct turn turns[] = {CLIENT(SHORT_VARBIND)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.3.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":7,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.3.0\"}]}}}\n"
	"anomaly snmp.malformed\n"
	"credential element=server clear=1 default=0\n"
	"action read system element=server object=1.3.6.1.2.1.1.3.0 outcome=unknown "
	  "evidence=observed\n";
	run("a varbind without value is left out and told of", turns, 1, false, expect);
}
END_TEST

START_TEST(an_error_status_below_zero_has_no_name)
{
	static const struct turn turns[] = {SERVER(NEGATIVE_INDEX)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"response\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":8,\"error_index\":-128,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\"}]}}}\n"
	"credential element=server clear=1 default=0\n";
	run("an error status below zero has no name", turns, 1, false, expect);
}
END_TEST

START_TEST(bytes_behind_a_message_are_told_of)
{
	static const struct turn turns[] = {CLIENT(GET "\x00\x00")};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":1,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":1,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\"}]}}}\n"
	"credential element=server clear=1 default=0\n"
	"anomaly snmp.trailing_bytes\n"
	"action read system element=server object=1.3.6.1.2.1.1.1.0 name=sysDescr "
	  "outcome=unknown evidence=observed\n";
	run("bytes behind a message are told of", turns, 1, false, expect);
}
END_TEST

START_TEST(a_community_read_from_an_agent_is_redacted)
{
	static const struct turn turns[] = {SERVER(SECRET_READ)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"response\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.6.3.18.1.1.1.2.1\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":9,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.6.3.18.1.1.1.2.1\",\"type\":\"octet_string\","
	  "\"value\":\"redacted:cfa00c4f\"}]}}}\n"
	"credential element=server clear=1 default=0\n";
	run("a community read from an agent is redacted", turns, 1, false, expect);
}
END_TEST

START_TEST(messages_follow_each_other_in_a_tcp_stream)
{
	static const struct turn turns[] = {CLIENT(GET BULK), SERVER(GET_RESPONSE)};
	static const char expect[] =
	"snmp {\"snmp\":{\"version\":1,\"pdu_type\":\"get_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":1,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\"}]}}}\n"
	"credential element=server clear=1 default=0\n"
	"snmp {\"snmp\":{\"version\":2,\"pdu_type\":\"get_bulk_request\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":2,\"non_repeaters\":0,"
	  "\"max_repetitions\":25,\"varbinds\":[{\"oid\":\"1.3.6.1.2.1\"}]}}}\n"
	"snmp {\"snmp\":{\"version\":1,\"pdu_type\":\"response\","
	  "\"community\":\"redacted:96d2c056\",\"vars\":[\"1.3.6.1.2.1.1.1.0\","
	  "\"1.3.6.1.2.1.1.2.0\",\"1.3.6.1.2.1.1.5.0\"]},"
	  "\"spanwatch\":{\"snmp\":{\"request_id\":1,"
	  "\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.1.0\",\"type\":\"octet_string\","
	  "\"value\":\"Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version "
	  "15.2(2)E6, RELEASE SOFTWARE (fc1)\"},{\"oid\":\"1.3.6.1.2.1.1.2.0\","
	  "\"type\":\"oid\",\"value\":\"1.3.6.1.4.1.9.1.1208\"},{\"oid\":\"1.3.6.1.2.1.1.5.0\","
	  "\"type\":\"octet_string\",\"value\":\"sw-lon-1\"}]}}}\n"
	"identity of=server vendor=Cisco platform=C2960 software=IOS 15.2(2)E6 name=sw-lon-1 "
	  "evidence=snmp-sysdescr equipment=1\n"
	"action read system element=server object=1.3.6.1.2.1.1.1.0 name=sysDescr outcome=ok "
	  "evidence=observed count=2\n";
	run("messages follow each other in a tcp stream", turns, 2, true, expect);
}
END_TEST

/* clang-format on */

START_TEST(behind_lost_bytes_of_a_tcp_stream_the_next_message_is_found)
{
	static const struct turn turns[] = {
		CLIENT(GET),
		GAP(SIDE_CLIENT, 20),
		CLIENT("public\x30\x0a\x02\x01\x00\x30" SET_TWO),
		SERVER(SET_TWO_OK),
	};

	HAS(VECTOR_OF(dissector_snmp, true), "set_request", "action change", "outcome=ok");
}
END_TEST

START_TEST(without_a_hole_what_is_no_message_ends_a_tcp_stream)
{
	static const struct turn turns[] = {CLIENT(GET), CLIENT("public" SET_TWO)};

	HAS(VECTOR_OF(dissector_snmp, true), "get_request", "!set_request");
}
END_TEST

START_TEST(a_tag_in_an_octet_of_its_own_is_read_as_what_it_means)
{
	static const struct turn turns[] = {CLIENT(HIGH_TAG)};
	struct vector v = {"high tag", &dissector_snmp, false, turns, 1, NULL};
	char *said = vector_says(&v);

	ck_assert_ptr_nonnull(strstr(said, "\"pdu_type\":\"trap_v1\""));
	ck_assert_ptr_nonnull(strstr(said, "\"notification\":\"1.3.6.1.4.1.4.1.2.21.0.0\""));
	free(said);
	vector_run(&v);
}
END_TEST

START_TEST(a_walk_is_hinted_at_once_when_it_has_passed_fifty_objects)
{
	static const uint8_t next[] =
		"\x30\x26\x02\x01\x01\x04\x06public\xa1\x19\x02\x01\x01\x02\x01"
		"\x00\x02\x01\x00\x30\x0e\x30\x0c\x06\x08\x2b\x06\x01"
		"\x02\x01\x01\x01\x00\x05\x00";
	struct turn turns[120];

	for (size_t i = 0; i < 120; i++)
		turns[i] = (struct turn){SIDE_CLIENT, {next, sizeof(next) - 1}};
	struct vector v = {"walk", &dissector_snmp, false, turns, 50, NULL};
	char *said = vector_says(&v);
	ck_assert_ptr_null(strstr(said, "hint snmp.walk"));
	free(said);
	v.count = 120;
	said = vector_says(&v);
	const char *hint = strstr(said, "hint snmp.walk text=1.3.6.1.2.1.1.1.0 number=51");
	ck_assert_ptr_nonnull(hint);
	ck_assert_ptr_null(strstr(hint + 1, "hint snmp.walk"));
	free(said);
}
END_TEST

static enum probe probed(struct span bytes, bool stream)
{
	struct probe_input in = {.data = bytes, .sport = 40000, .dport = 4242, .stream = stream};

	return dissector_snmp.probe(&in);
}

START_TEST(the_probe_is_sure_of_whole_messages_on_any_port)
{
	ck_assert_int_eq(probed(SPAN_LIT(GET), false), PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(LONG_FORMS), false), PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(DISCOVER), false), PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(SEALED), false), PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(TRAP_AUTH), false), PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(GET GET), true), PROBE_SURE);
	ck_assert_int_eq(probed(SPAN_LIT(GET "x"), false), PROBE_LIKELY);
}
END_TEST

START_TEST(the_probe_waits_on_streams_and_doubts_cut_datagrams)
{
	struct span get = SPAN_LIT(GET);

	for (uint32_t len = 0; len < 13; len++)
		ck_assert_int_eq(probed(span_sub(get, 0, len), true), PROBE_MORE);
	ck_assert_int_eq(probed(span_sub(get, 0, 14), true), PROBE_SURE);
	ck_assert_int_eq(probed(span_sub(get, 0, 30), false), PROBE_LIKELY);
}
END_TEST

START_TEST(the_probe_refuses_what_only_begins_alike)
{
	/* LDAP: an application tag where the community should be */
	ck_assert_int_eq(
		probed(SPAN_LIT("\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"), true),
		PROBE_NO);
	/* a certificate */
	ck_assert_int_eq(probed(SPAN_LIT("\x30\x82\x01\x0a\x02\x82\x01\x01"), true), PROBE_NO);
	/* a version that never was */
	ck_assert_int_eq(probed(SPAN_LIT("\x30\x05\x02\x01\x04\x04\x00"), false), PROBE_NO);
	ck_assert_int_eq(probed(SPAN_LIT(INDEFINITE), false), PROBE_NO);
	ck_assert_int_eq(probed(SPAN_LIT(LENGTH_OF_FIVE), false), PROBE_NO);
	ck_assert_int_eq(probed(SPAN_LIT("SSH-2.0-x"), true), PROBE_NO);
}
END_TEST

START_TEST(of_a_message_that_the_snap_length_cut_what_is_whole_is_read)
{
	struct span copy = SPAN_LIT(COPY_OUT);
	struct arena arena;
	struct snmp_message m;

	ck_assert_int_eq(arena_init(&arena, 65536), 0);
	for (uint32_t len = 40; len < copy.len; len++) {
		arena_reset(&arena);
		ck_assert(snmp_read(&arena, &lexicon_builtin, span_sub(copy, 0, len), &m));
		ck_assert(m.cut);
		ck_assert(!m.malformed);
		for (uint32_t i = 0; i < m.count; i++) {
			ck_assert_ptr_nonnull(m.varbinds[i].known);
			ck_assert(m.varbinds[i].raw.len || i == m.count - 1);
		}
	}
	ck_assert_uint_eq(m.count, 6);
	arena_free(&arena);
}
END_TEST

/* A set of COUNT varbinds, in OUT; returns its length. */
static uint32_t many(uint8_t *out, unsigned count)
{
	static const uint8_t varbind[] =
		"\x30\x0e\x06\x09\x2b\x06\x01\x02\x01\x01\x04\x00\x00\x04\x01x";
	static const uint8_t numbers[] = "\x02\x01\x01\x02\x01\x00\x02\x01\x00";
	uint32_t list = count * 16, pdu = 9 + 4 + list, message = 3 + 8 + 4 + pdu, n = 0;
	const uint32_t lens[] = {message, pdu, list};
	const uint8_t tags[] = {0x30, 0xa3, 0x30};

	for (int i = 0; i < 3; i++) {
		out[n++] = tags[i];
		out[n++] = 0x82;
		out[n++] = (uint8_t)(lens[i] >> 8);
		out[n++] = (uint8_t)lens[i];
		if (i == 0) {
			memcpy(out + n, "\x02\x01\x01\x04\x06public", 11);
			n += 11;
		} else if (i == 1) {
			memcpy(out + n, numbers, 9);
			n += 9;
		}
	}
	for (unsigned i = 0; i < count; i++, n += 16)
		memcpy(out + n, varbind, 16);
	return n;
}

static double seconds_of(const uint8_t *bytes, uint32_t len)
{
	struct turn turns[] = {{SIDE_CLIENT, {bytes, len}}};
	struct vector v = {"many", &dissector_snmp, false, turns, 1, NULL};
	double best = 1e9;

	for (int i = 0; i < 5; i++) {
		clock_t start = clock();
		free(vector_says(&v));
		double took = (double)(clock() - start) / CLOCKS_PER_SEC;
		best = took < best ? took : best;
	}
	return best;
}

START_TEST(twice_the_varbinds_take_no_more_than_about_twice_the_time)
{
	uint8_t *bytes = malloc(65536);
	uint32_t len = many(bytes, 2000);
	double half = seconds_of(bytes, len);
	len = many(bytes, 4000);
	double whole = seconds_of(bytes, len);

	ck_assert_msg(whole < 3 * half + 0.005, "%f s and %f s", half, whole);
	free(bytes);
}
END_TEST

START_TEST(a_set_of_too_many_varbinds_is_read_up_to_the_limit_and_told_of)
{
	uint8_t *bytes = malloc(65536);
	struct turn turns[] = {{SIDE_CLIENT, {bytes, many(bytes, 600)}}};
	char *said = vector_says(&(struct vector){"many", &dissector_snmp, false, turns, 1, NULL});

	ck_assert_ptr_nonnull(strstr(said, "\"varbind_count\":600"));
	ck_assert_ptr_nonnull(strstr(said, "anomaly snmp.too_many_varbinds"));
	free(said);
	free(bytes);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("snmp");

	tcase_add_test(tests, a_get_and_its_answer_tell_of_the_agent_and_join_into_one_read);
	tcase_add_test(tests, values_of_every_type_become_text);
	tcase_add_test(tests, a_get_bulk_tells_how_much_it_asks_for);
	tcase_add_test(tests, a_report_answers_discovery_and_tells_who_was_refused);
	tcase_add_test(tests, version_3_without_authentication_is_read_like_version_2);
	tcase_add_test(tests, long_forms_of_lengths_and_numbers_are_read);
	tcase_add_test(tests, an_indefinite_length_is_no_snmp);
	tcase_add_test(tests, a_length_past_the_datagram_is_told_of_and_what_is_there_is_read);
	tcase_add_test(tests, a_length_of_five_octets_is_no_snmp);
	tcase_add_test(tests, oids_that_may_not_be_are_shown_and_told_of);
	tcase_add_test(tests, an_oid_too_long_for_its_table_is_hinted_at);
	tcase_add_test(tests, a_deeply_nested_value_is_only_bytes);
	tcase_add_test(tests, a_varbind_without_value_is_left_out_and_told_of);
	tcase_add_test(tests, an_error_status_below_zero_has_no_name);
	tcase_add_test(tests, bytes_behind_a_message_are_told_of);
	tcase_add_test(tests, a_community_read_from_an_agent_is_redacted);
	tcase_add_test(tests, messages_follow_each_other_in_a_tcp_stream);
	tcase_add_test(tests, behind_lost_bytes_of_a_tcp_stream_the_next_message_is_found);
	tcase_add_test(tests, without_a_hole_what_is_no_message_ends_a_tcp_stream);
	tcase_add_test(tests, a_tag_in_an_octet_of_its_own_is_read_as_what_it_means);
	tcase_add_test(tests, a_walk_is_hinted_at_once_when_it_has_passed_fifty_objects);
	tcase_add_test(tests, the_probe_is_sure_of_whole_messages_on_any_port);
	tcase_add_test(tests, the_probe_waits_on_streams_and_doubts_cut_datagrams);
	tcase_add_test(tests, the_probe_refuses_what_only_begins_alike);
	tcase_add_test(tests, of_a_message_that_the_snap_length_cut_what_is_whole_is_read);
	tcase_add_test(tests, twice_the_varbinds_take_no_more_than_about_twice_the_time);
	tcase_add_test(tests, a_set_of_too_many_varbinds_is_read_up_to_the_limit_and_told_of);
	tcase_set_timeout(tests, 60);
	return unit_run(tests, "snmp");
}
