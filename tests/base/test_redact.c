/* Secrets in commands, logs, URLs and forms. In the tables <<x>> marks what must be hidden. */
#include "config.h"

#include "sensor/base/redact_out.h"
#include "tests/unit.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static const struct redactor hasher = {.key = {1, 2}};

typedef uint32_t redact_fn(const struct redactor *r, struct span text, char *out, uint32_t cap);

/** Splits a marked text into what goes in and what must come out. */
static void unmark(const char *marked, char *in, char *want)
{
	while (*marked) {
		const char *end = strncmp(marked, "<<", 2) == 0 ? strstr(marked, ">>") : NULL;
		if (!end) {
			*in++ = *want++ = *marked++;
			continue;
		}
		uint32_t len = (uint32_t)(end - marked - 2);
		memcpy(in, marked + 2, len);
		in += len;
		want += redact_mark(&hasher, span_of(marked + 2, len), want);
		marked = end + 2;
	}
	*in = *want = '\0';
}

static void check_marked(redact_fn *redact, const char *marked)
{
	char in[2048], want[4096], got[4096];

	unmark(marked, in, want);
	char *exact = malloc(strlen(in) + 1);
	memcpy(exact, in, strlen(in) + 1);
	uint32_t len = redact(&hasher, span_of(exact, (uint32_t)strlen(in)), got, sizeof(got) - 1);
	got[len] = '\0';
	ck_assert_msg(strcmp(got, want) == 0, "%s\n  want %s\n  got  %s", in, want, got);
	uint32_t again = redact(&hasher, span_of(got, len), want, sizeof(want));
	ck_assert_msg(again == len && memcmp(got, want, len) == 0, "not stable: %s", got);
	free(exact);
}

static const char *const command_lines[] = {
	/* Cisco IOS, XE, XR, NX-OS, ASA */
	"password <<X1>>",
	" password 7 <<094F471A1A0A>>",
	"no username bob password <<hunter2>>",
	"enable secret <<S3cret>>",
	"enable secret 5 <<$1$mERr$hx5rVt7rPNoS4wqbXKX7m0>>",
	"enable secret level 7 5 <<$1$abcd$efghijkl>>",
	"enable password <<cipher>>",
	"enable password <<hash>> ",
	"secret 5 <<xyz>>",
	"username bob privilege 15 secret 0 <<Pa55>>",
	"username bob privilege 15 password 7 <<0822455D0A16>> role x",
	"username bob secret <<reset>>",
	"username admin password 5 <<$5$AAAA$bbbb>> role network-admin",
	"username bob algorithm-type scrypt secret <<Abc>>",
	"snmp-server community <<public>> RW",
	"snmp-server community <<public>> ro 10",
	"snmp-server community <<5>> ro",
	"snmp-server community 7 <<0337>> ro",
	"snmp-server community <<read>> view v1 RO",
	"no snmp-server community <<public>>",
	"snmp-server host 10.0.0.1 version 2c <<trapcom>>",
	"snmp-server host 10.0.0.1 traps version 2c <<trapcom>> udp-port 162",
	"snmp-server host 10.0.0.1 <<trapcom>>",
	"snmp-server host 10.0.0.1 vrf MGMT version 2c <<trapcom>> config",
	"snmp-server host inside 10.0.0.1 community <<trapcom>> version 2c",
	"snmp-server user u g v3 auth sha <<AuthPass1>> priv aes 128 <<PrivPass1>>",
	"snmp-server user u g v3 auth md5 <<AuthPass1>> priv des56 <<PrivPass1>> access 10",
	"snmp-server user u g v3 auth sha-2 256 <<AuthPass1>> priv aes 256 <<PrivPass1>>",
	"tacacs-server key 7 <<abcdef>>",
	"tacacs-server host 10.1.1.1 single-connection key <<abc>>",
	"radius-server host 10.1.1.1 auth-port 1812 acct-port 1813 key <<abc>>",
	"radius-server key <<12345>>",
	" key 7 <<02050D480809>>",
	" key <<tacSecret>>",
	"aaa-server RAD (inside) host 10.1.1.1 key <<xx1>>",
	" server-private 10.9.9.9 key 7 <<0A0B>>",
	" client 10.1.1.9 server-key <<coaKey>>",
	"crypto isakmp key <<cisco123>> address 1.2.3.4",
	"crypto isakmp key 6 <<cisco123>> address 0.0.0.0",
	" pre-shared-key address 10.0.0.0 255.0.0.0 key <<k1>>",
	" pre-shared-key local <<abc>>",
	" pre-shared-key <<abc>>",
	" key-string <<myKey>>",
	" key-string 7 <<0205 0D>>",
	"ntp authentication-key 1 md5 <<ntpKey>>",
	"ntp authentication-key 42 md5 <<151E0E1F>> 7",
	"ntp authentication-key 1 md5 <<12345>>",
	" ip ospf message-digest-key 1 md5 <<ospfKey>>",
	" ip ospf message-digest-key 1 md5 7 <<0822455D>>",
	" ip ospf authentication-key <<plainKey>>",
	" neighbor 10.0.0.2 password 7 <<0822455D>>",
	" neighbor 10.0.0.2 password <<change>>",
	" standby 1 authentication md5 key-string <<hsrp>>",
	" standby 1 authentication <<hsrp>>",
	" vrrp 1 authentication text <<vrrp1>>",
	" ppp chap password 0 <<pp1>>",
	" ppp pap sent-username u password <<pp1>>",
	" isis password <<is1>> level-2",
	"ip ftp password <<f1>>",
	"key config-key password-encrypt <<master1>>",
	"passwd <<2KFQnbNIdI.2KYOU>> encrypted",
	"crypto pki import TP pkcs12 tftp://10.0.0.1/x password <<p12>>",
	"crypto key export rsa K pem url tftp://10.0.0.1/k 3des <<p3des>>",
	"copy running-config ftp://bob:<<pw>>@10.0.0.1/r1.cfg",
	"wpa-psk ascii 0 <<wifiPass>>",
	" security wpa psk set-key ascii 0 <<wifiPass>>",
	/* as people shorten them */
	"usern eve priv 15 sec 0 <<hunter2>>",
	"username eve pass <<hunter2>>",
	"no usern eve passw 7 <<0822455D>>",
	"en sec <<hunter2>>",
	"ena pas 7 <<0822455D>>",
	"snmp-s comm <<zork>> RW",
	"snmp-s com <<zork>> ro",
	"snmp-s ho 10.0.0.1 ver 2c <<zork>>",
	"snmp-server ho 10.0.0.1 tra <<zork>>",
	"snmp-a comm w <<zork>>",
	"snmp-agent comm write cip <<zork>>",
	"tacacs-s h 10.1.1.1 k <<zork>>",
	"radius-s k 7 <<zork>>",
	"cry isa key <<zork>> address 1.2.3.4",
	"crypto isak k 0 <<zork>> add 0.0.0.0",
	"nei 10.0.0.2 pas <<zork>>",
	" key-s <<zork>>",
	" pre-shared-k <<zork>>",
	"local-u eve pass irr <<Evil@12345>>",
	"local-user eve pas cip <<Evil@12345>>",
	"sup pass lev 3 cip <<Sup>>",
	"passw 7 <<094F471A1A0A>>",
	/* Huawei VRP, H3C Comware */
	"local-user eve password irreversible-cipher <<Evil@12345>>",
	"local-user eve password cipher <<Evil@12345>>",
	"local-user eve password simple <<reset>>",
	"password cipher <<Abc>>",
	"set authentication password cipher <<Abc>>",
	"super password level 3 cipher <<Sup>>",
	"super password role network-admin simple <<Sup>>",
	"snmp-agent community write cipher <<private1>>",
	"snmp-agent community read <<public>> acl 2000",
	"snmp-agent target-host trap address udp-domain 10.0.0.9 params securityname cipher "
	"<<trap1>> v2c",
	"snmp-agent usm-user v3 u g authentication-mode sha <<A1>> privacy-mode aes128 <<P1>>",
	"snmp-agent usm-user v3 u authentication-mode sha2-256 cipher <<A1>>",
	"hwtacacs-server shared-key cipher <<K1>>",
	" shared-key cipher <<K1>>",
	"radius-server shared-key simple <<K1>>",
	" primary authentication 10.1.1.1 key cipher <<$c$3$abcdef>>",
	" key authentication simple <<K1>>",
	"ike pre-shared-key simple <<K1>>",
	" pre-shared-key cipher <<%^%#abc,d%^%#>>",
	" ospf authentication-mode md5 1 cipher <<K1>>",
	" ospf authentication-mode simple plain <<K1>>",
	" ospf authentication-mode hmac-sha256 1 cipher <<K1>>",
	" rip authentication-mode md5 <<K1>>",
	" peer 10.0.0.2 password cipher <<K1>>",
	"ntp-service authentication-keyid 1 authentication-mode md5 cipher <<K1>>",
	/* Junos */
	"set system login user x authentication plain-text-password-value \"<<X y>>\"",
	"set system login user x authentication encrypted-password \"<<$6$abc$def>>\"",
	"set system tacplus-server 10.1.1.1 secret \"<<$9$abcdefgh>>\"",
	"    secret \"<<$9$abcdefgh>>\"; ## SECRET-DATA",
	"set snmp community <<public>> authorization read-only",
	"set security ike policy P pre-shared-key ascii-text \"<<abc>>\"",
	"set protocols bgp group G authentication-key \"<<abc>>\"",
	"set protocols ospf area 0 interface x authentication md5 1 key \"<<abc>>\"",
	"set snmp v3 usm local-engine user u authentication-sha authentication-password <<abc>>",
	"set security authentication-key-chains key-chain K key 1 secret <<abc>>",
	"UI_CFG_AUDIT_SET: User 'eve' set: [system tacplus-server 10.1.1.1 secret] "
	"\"<<$9$old>>\" -> \"<<$9$new>>\"",
	"UI_CFG_AUDIT_SET: User 'eve' set: [system radius-server 10.1.1.1 secret] "
	"<unconfigured> -> \"<<abc>>\"",
	/* Nokia, RouterOS, others */
	"        snmp community \"<<pubnok>>\" hash2 rwa version both",
	" password \"<<abc>>\" hash2",
	" server 1 address 10.1.1.1 secret \"<<abc>>\" hash2",
	"/user add name=x password=<<abc>> group=full",
	"/user set admin password=\"<<a b>>\"",
	"/ppp secret add name=u password=<<abc>> service=pppoe",
	"/snmp community add name=<<comm1>> write-access=yes",
	"/snmp community set <<public>> write-access=yes",
	"/interface wireless security-profiles set 0 wpa2-pre-shared-key=<<abc>>",
	"administrator eve password <<abc>>",
	"rocommunity <<public>> 10.0.0.0/8",
	"snmpset -v2c -c <<private>> 10.0.0.1 sysName.0 s x",
	"ADD OP:OPNAME=\"eve\",PWD=\"<<x y>>\";",
	"SET PWD:OP=\"eve\",NEWPWD=<<abc>>;",
	"PWD=<<secret>> ; USER=root",
	"add name=<<comm1>> write-access=yes",
	"community <<hunter2>> rwa version both",
	"community \"<<hunter2>>\" rw",
	"PWD=<</secret>>;USER=eve",
	"pwd=<</home/bob>> ; USER=root",
	"PWD=<</home/bob>> ; NAME=eve",
	"mysql --password=<<abc>> -u root",
	"curl --password <<abc>> http://x/",
	/* further dialects, after their manuals */
	"administrator eve encrypted 1 <<1a2b3c>>",
	"configure log snmp-trap-group 1 trap-target \"t1\" address 10.5.5.5 snmpv2c "
	"notify-community \"<<S3cret>>\"",
	"configure system security snmp usm-community <<S3cret>> group g",
	"configure system security user x snmp authentication hash md5 <<1a2b>> privacy des-key "
	"<<3c4d>>",
	"configure system security user x snmp authentication md5 <<1a2b>> privacy aes-128-cfb-key "
	"<<3c4d>>",
	"configure system security keychain k direction bi entry 1 key <<S3cret>> algorithm "
	"hmac-md5",
	"configure system security password admin-password <<S3cret>> hash2",
	"configure router isis interface i hello-authentication-key <<S3cret>>",
	"copy ftp: root: /sysdisk0/startrun.dat //10.9.9.9/startrun.dat@u:<<S3cret>>",
	"copy ftp: //10.9.9.9/startrun.dat@u:<<S3cret>> root: /sysdisk0/DATA0/startrun.dat",
	"snmp target T 10.5.5.5 security-name <<S3cret>> version 2c",
	"crypto ike remote-id address 10.7.7.7 preshared-key <<S3cret>> ike-policy 1",
	" pac key <<S3cret>>",
	"snmp mib community-map <<S3cret>> context c engineid 1",
	"ip nhrp authentication <<S3cret>>",
	"crypto pki import TP pkcs12 tftp://10.1.1.1/x.p12 <<S3cret>>",
	"crypto pki import TP pkcs12 tftp://10.1.1.1/x.p12 password <<S3cret>>",
	"crypto pki export TP pkcs12 terminal password <<S3cret>>",
	"crypto key import rsa K pem url tftp://10.1.1.1/k <<S3cret>>",
	"crypto key export rsa K pem terminal 3des <<S3cret>>",
	"ldp md5-password cipher 10.1.1.1 <<S3cret>>",
	"domain-authentication-mode md5 cipher <<S3cret>>",
	"snmp-agent usm-user v2c <<S3cret>> grp",
	"gre key cipher <<S3cret>>",
	"gre key <<1234>>",
	" tunnel key <<42>>",
	"no tunnel key <<42>>",
	"set interfaces gr-0/0/0 unit 0 tunnel key <<1234>>",
	"set interfaces tunnel tun0 parameters ip key <<7>>",
	"ip tunnel add t0 mode gre remote 10.1.1.1 local 10.1.1.2 key <<77>> ttl 64",
	"ip link add g1 type gre remote 10.1.1.1 ikey <<77>> okey <<78>>",
	"bims-server ip 10.1.1.1 sharekey simple <<S3cret>>",
	"set snmp v3 snmp-community C1 security-name x community-name \"<<S3cret>>\"",
	"set security ipsec vpn v manual authentication key ascii-text <<S3cret>>",
	"set security macsec connectivity-association CA pre-shared-key ckn 37 cak <<S3cret>>",
	"set system ntp authentication-key 12 type md5 value <<S3cret>>",
	"/tool romon set secrets=<<S3cret>> enabled=yes",
	"/routing bgp connection set 0 tcp-md5-key=\"<<S3cret>>\"",
	"/interface macsec add cak=<<S3cret>> ckn=x",
	"key 0abc 7 <<S3cret>>",
	"key config-key ascii <<S3cret>>",
	"radius server 10.1.1.1 encrypted-key <<S3cret>>",
	"snmp v3 user u authentication protocol SHA key <<S3cret>> privacy protocol AES key "
	"<<S3cret>>",
	"ont add 0 1 password-auth \"<<S3cret>>\" always-on omci ont-lineprofile-id 1",
	"ont add 0 1 loid-auth \"L\" checkcode-auth <<S3cret>> always-on omci",
	"mpls ldp password option 1 for ACL 7 <<S3cret>>",
	"mpls ldp password fallback 7 <<S3cret>>",
	"test aaa group radius bob <<S3cret>> new-code",
	"test aaa group TAC server 10.1.1.1 auth-port 1645 acct-port 1646 bob <<S3cret>> legacy",
	"test aaa group TAC server name T1 bob <<S3cret>> legacy",
	"test aaa server radius 10.1.1.1 vrf management bob <<S3cret>>",
	"test-aaa bob <<S3cret>> radius-template T",
	"cts sap pmk <<S3cret>> mode-list gcm",
	"ipv4 etr map-server 10.1.1.1 key 7 <<S3cret>>",
	"set session-key inbound ah 300 <<S3cret>>",
	"set session-key inbound esp 300 cipher <<S3cret>> authenticator <<S4cret>>",
	"key-octet-string 7 <<S3cret>> cryptographic-algorithm AES_128_CMAC",
	"authentication text <<S3cret>>",
	"bfd authentication Keyed-SHA1 key-id 1 hex-key <<S3cret>>",
	"bfd authentication keyed-sha1 keyid 1 key <<S3cret>>",
	"tacacs-server host x key 8a <<S3cret>>",
	"exec /usr/bin/TerminAttr -ingestgrpcurl=1.1.1.1:9910 -ingestauth=<<key,S3cret>> "
	"-ingestvrf=x",
	"vlink-peer 1.1.1.1 md5 1 <<S3cret>>",
	"sa string-key outbound esp <<S3cret>>",
	"ipsec sa string-key inbound esp cipher <<S3cret>>",
	"sa authentication-hex inbound ah cipher <<S3cret>>",
	"certificate load pfx-cert x.pfx key-pair rsa key-file k auth-code cipher <<S3cret>>",
	"pki export rsa-key-pair K pem k.pem 3des <<S3cret>>",
	"pki export domain D pem local 3des-cbc <<S3cret>> filename x",
};

static const char *const log_lines[] = {
	"unauthorized SNMP community from 10.1.1.1 to 10.2.2.2 <<(public)>>",
	"unauthorized SNMP community from 10.1.1.1 to unknown community name <<(public)>>",
	"SNMP community from 10.1.1.1 was changed",
	"%PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged command:username eve secret 5 "
	"<<$1$ab$cdefgh>>",
	"%PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged command:username eve privilege 15 password "
	"<<abc>>",
	"%PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged command:snmp-server community <<c1>> RW",
	"%PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged command:key 7 <<0205>>",
	"SHELL/5/CMDRECORD(s)[3]:Recorded command information. (Task=VT0, Ip=10.0.0.1, User=eve, "
	"Command=\"local-user eve password cipher <<Evil@1>>\")",
	"SHELL/5/CMDRECORD(l): task:VT0 ip:10.0.0.1 user:eve command:super password cipher "
	"<<Evil@1>>",
	"%%10SHELL/6/SHELL_CMD: -Line=vty0-IPAddr=10.0.0.1-User=y; Command is local-user x "
	"password simple <<abc>>",
	"UI_CMDLINE_READ_LINE: User 'x', command 'set system root-authentication "
	"plain-text-password-value \"<<abc>>\" '",
	"UI_CMDLINE_READ_LINE: User 'x', command 'set snmp community <<abc>> '",
	"UI_CFG_AUDIT_SET_SECRET: User 'x' set: [system login user eve authentication "
	"encrypted-password]",
	"task_id=5 cmd=username eve password <<abc>> <cr>",
	"login user=bob passwd=<<abc>> from 10.0.0.1",
	"wpa_supplicant: psk=<<0123456789abcdef>>",
	"echo eve:<<abc>> | chpasswd -e",
	"echo 'eve:<<abc>>' | sudo /usr/sbin/chpasswd",
	"echo <<abc>> | /usr/bin/passwd",
	"echo -n \"<<a b>>\" | sudo passwd",
	"printf '<<abc\\nabc\\n>>' | passwd",
	"echo <<abc>> | sudo -S reboot",
	"ssh-keygen -t rsa -N <<abc>> -f key",
	"SSHPASS=<<abc>> sshpass -e ssh 10.1.1.1",
	"docker login -u eve -p <<abc>> 10.1.1.1:5000",
	"keytool -list -storepass <<abc>> -keypass <<def>>",
	"racadm -r 10.1.1.1 -u root -p <<abc>> getsysinfo",
	"gnmic -a 10.1.1.1:57400 -u eve -p <<abc>> get",
	"7z x -p<<abc>> f.7z",
	"zip -P <<abc>> f.zip f",
	"wpa_passphrase ssid <<abc>>",
	"iwconfig wlan0 key <<abc>>",
	"curl -u netops:<<abc>> http://10.9.9.9/fw.bin",
	"curl -unetops:<<abc>> -o x http://10.9.9.9/x",
	"curl --user 'netops:<<a b>>' http://10.9.9.9/x",
	"curl -u netops http://10.9.9.9:80/x",
	"/usr/bin/sshpass -p <<abc>> scp x eve@10.9.9.9:/y",
	"sshpass -p<<abc>> ssh eve@10.9.9.9",
	"useradd -m -p <<abc>> eve",
	"mysql -uroot -p<<abc>> -e x",
	"mysql -p -e x",
	"openssl enc -k <<abc>> -aes256 -keyout f",
	"openssl rsa -passin pass:<<abc>> -in k",
	"htpasswd -b /etc/ht eve <<abc>>",
	"lftp -u eve,<<abc>> 10.9.9.9",
	"snmpset -v3 -u eve -a SHA -A <<abc>> -x AES -X <<def>> 10.9.9.9 x",
	"tar -p x; ps -u root",
	"echo host:9 | grep x /etc/passwd",
	"echo hello | tee /etc/passwd.old",
	"subscriber imsi 001010000000001 update aud2g comp128v1 ki <<0011223344556677>>",
	"subscriber id 1 update aud3g milenage k <<00112233>> opc <<44556677>>",
	"show ki 5 and op 6",
	"aaa-server RAD (inside) host 10.1.1.1 <<xx1>> timeout 5",
	"aaa-server RAD (inside) host 10.1.1.1 timeout 5 <<xx1>>",
	"configure subscriber-mgmt local-user-db d ppp host h password chap <<abc>>",
	"set psksecret <<abc>>",
	"set psksecret ENC <<AbC1+/x9dA==>>",
	"set passwd ENC <<AbC1x9dA==>>",
	"set deviceconfig system snmp-setting access-setting version v2c snmp-community-string "
	"<<abc>>",
	"set lan wireless ssid-1 wpa-key <<abc>>",
	"configure equipment ont interface 1/1/1/1/1 subslocid <<0123456789>>",
	"nvram set http_passwd=<<abc>>",
	"tcapi set Account_Entry0 web_passwd <<abc>>",
	"set InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.Password "
	"<<abc>>",
	"ip xfrm state add src 10.1.1.1 dst 10.2.2.2 proto esp spi 1 enc cbc(aes) <<0x11>> auth "
	"sha1 <<0x22>>",
	"ip xfrm state add src 10.1.1.1 dst 10.2.2.2 proto esp spi 1 aead rfc4106(gcm(aes)) "
	"<<0x11>> 128",
	"ip xfrm state list",
	"set protocols ospf interface eth0 authentication md5 key-id 1 md5-key <<abc>>",
	"nv set system snmp-server readonly-community <<abc>> access any",
	"set user admin newpass <<abc>>",
	"config mgmtuser add bob <<abc>> read-write",
	"config mgmtuser delete bob",
	"config netuser add bob <<abc>> wlan 1",
	"config radius auth add 1 10.1.1.1 1812 ascii <<abc>>",
	"config snmp community create <<abc>>",
	"snmp-server community <<create>> ro",
	"snmp-server host 10.1.1.1 version 2c <<key>> bgp",
	"config snmp v3user create u rw hmacsha <<aescfb128 abc def>>",
	"tunnel-auth key <<abc>>",
	"create account admin bob <<abc>>",
	"create account user bob encrypted <<abc>>",
	"create account admin bob",
	"configure snmpv3 add user u authentication md5 <<abc>> privacy aes 128 <<def>>",
	"snmp community map \"<<abc>>\" user \"u\" on",
	"pon-onu-mng gpon-onu_1/1/1:1 wifi ssid ctrl 1 name x wpa key <<abc>>",
	"onu 5 type ZTEG-F660 pw <<12345>>",
	"pw 10.1.1.1 100",
	"ip msdp password peer 10.1.1.1 <<abc>>",
	"radtest bob <<abc>> 10.1.1.1 0",
	"username bob password 0 <<pass=word>>",
	"enable secret <<a=b>>",
	"local-user x password cipher <<Ab=cd=>>",
	"set snmp community <<a=b>>",
	"snmp-server community <<a=b>> ro",
	"radius-server host 10.1.1.1 key <<ab=cd>>",
	"username bob pwd <<abc>>",
	"Failed password user=bob from=10.1.1.1",
	"password= user=bob",
	"cd /tmp; pwd",
	"community=<<public>> version=2c",
	"Authorization: Basic <<dXNlcjpwYXNz>>",
	"Authorization: Basic <<YWRtaW46eA==>>",
	"Proxy-Authorization: Bearer <<abc.def>>",
	"{\"user\":\"bob\",\"password\":\"<<a\\\"b>>\",\"x\":1}",
	"{\"cmd\":\"username bob secret <<\\\"abc\\\">>\"}",
	"<UserName>bob</UserName><Password>****</Password>",
	"<c:Username>bob</c:Username><c:Password xsi:type=\"s\"><<abc>></c:Password>",
	"get ftp://u:<<p@w>>@h/file and http://h/x",
	"Password: <<abc>>",
	"the password is wrong\nusername x password <<abc>>\r\nnext",
	"-----BEGIN RSA PRIVATE KEY-----<<\nMIIabc\n>>-----END RSA PRIVATE KEY-----",
	"PASS <<my pass>>\r\n",
};

static const char *const harmless[] = {
	"add name=eve group=full",
	"community 65000:100 additive",
	"community LIST members 65000:1",
	"sudo:      bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/ls",
	"bob : TTY=unknown ; PWD=/srv/a b ; USER=root ; COMMAND=/usr/bin/id",
	"no service password-recovery",
	"service password-encryption",
	"no password",
	"no enable password",
	"key chain NAME",
	" key 1",
	"show run | include password",
	"show running-config | inc username|password 7",
	"show snmp community",
	"show key chain X",
	"display password-control",
	"undo password-control enable",
	"password-control length 10",
	"authentication-mode password",
	"authentication-mode aaa",
	"aaa authentication login default",
	"set system authentication-order [ radius password ]",
	"crypto key generate rsa",
	"crypto key zeroize rsa",
	"crypto isakmp policy 10",
	" authentication pre-share",
	" hash md5",
	"ip ssh pubkey-chain",
	"local-user eve privilege level 15",
	"local-user eve service-type telnet ssh",
	"local-user eve password cipher",
	"snmp-agent community complexity-check disable",
	"set community 65000:100",
	"ip community-list 1 permit 65000:1",
	" neighbor 10.0.0.1 send-community both",
	"set policy-options community C members 65000:1",
	"ntp trusted-key 1",
	"ntp server 10.0.0.1 key 1",
	" tunnel mode gre ip",
	" tunnel protection ipsec profile P",
	" tunnel destination 10.1.1.1",
	"interface tunnel 5",
	"show crypto key mypubkey rsa",
	"verify /md5 flash:image.bin",
	"snmp-server group G v3 priv read V",
	"snmp-server host 10.0.0.1 version 3 priv bob",
	"snmp-server enable traps",
	"snmp-server location London",
	"username bob privilege 15",
	"Failed password for root from 10.0.0.1 port 22 ssh2",
	"Accepted password for bob from 10.0.0.1",
	"password authentication failed",
	"User bob: password expired",
	"The password is incorrect",
	"Enter password:",
	"Password: ",
	"Host key verification failed",
	"server key fingerprint",
	"key exchange failed",
	"TACACS+ key mismatch",
	"/ppp secret print",
	"passwords must match",
	"<HUAWEI>display this",
	"Password: ?",
	"password ?",
	"enable secret ?",
	"-----BEGIN CERTIFICATE-----\nMIIabc\n-----END CERTIFICATE-----",
	"",
	" ",
	"\n\n",
	"\"",
	"=",
	"aaa group server tacacs+ T",
	"undo info-center enable",
	"copy running-config tftp:",
	"Login incorrect",
	"UI_COMMIT: User 'x' requested 'commit' operation",
	"set password=",
	"transport input telnet",
	"monitor session 1 source interface Gi0/1",
	"usern eve priv 15",
	"username se privilege 15",
	"snmp-s loc London",
	"snmp-s ena traps",
	"snmp-s ho 10.0.0.1 ver 3 priv bob",
	"nei 10.0.0.2 remote-as 65001",
	"logg host 10.0.0.1",
	"sh run | i usern|passw",
	"section host key community seconds",
	/* next to what hides a secret */
	"crypto pki import TP certificate",
	"crypto key export rsa K pem terminal 3des",
	"mpls ldp password option 1 for ACL key-chain K",
	"snmp-agent usm-user v3 u grp",
	"set snmp v3 target-parameters P parameters security-name x",
	"set snmp v3 vacm security-to-group security-model usm security-name x group g",
	"snmp create target t addr 10.1.1.1 param p",
	"copy ftp: //10.9.9.9/startrun.dat root: /sysdisk0/DATA0/startrun.dat",
	"key chain OSPF",
	"configure filter ip-filter 10 entry 10 action accept",
	"configure system security password attempts 3 time 5",
	"enable encrypted connections",
	"the encryption-type is aes",
	"test aaa group radius",
	"test of aaa servers failed again",
	"aaa: the password is wrong",
	"bfd interval 50 min_rx 50 multiplier 3",
	"pki import domain D p12 local filename x",
	"authentication failed: text of the message",
	"set transform-set TS",
	"connected to terminal 3, password required",
};

START_TEST(secrets_in_commands_are_hidden_and_nothing_else)
{
	check_marked(redact_text, command_lines[_i]);
}
END_TEST

START_TEST(secrets_in_logs_are_hidden_and_nothing_else)
{
	check_marked(redact_text, log_lines[_i]);
}
END_TEST

START_TEST(lines_without_a_secret_stay_as_they_are)
{
	check_marked(redact_text, harmless[_i]);
}
END_TEST

static const char *const urls[] = {
	"http://h/a?user=bob&password=<<abc>>&x=1",
	"ftp://bob:<<p:w>>@10.0.0.1/a",
	"ftp://bob@10.0.0.1/a",
	"/cgi?pass%77ord=<<a%20b>>",
	"/x;token=<<abc>>?y=2#pwd=<<q>>",
	"/goform/login?Username=a&Pwd=<<b>>",
	"/level/15/exec/-/show/running-config/CR",
	"/level/15/configure/-/username/eve/privilege/15/password/0/<<abc>>/CR",
	"/level/15/exec/-/configure/snmp-server%20community%20<<abc>>%20RW/CR",
	"tftp://10.0.0.1/r1.cfg",
	"/api/password/reset",
	"/?=",
	"/?&&",
	"",
	"://@",
	"x://:@",
};

START_TEST(secrets_in_urls_are_hidden_and_nothing_else)
{
	check_marked(redact_url, urls[_i]);
}
END_TEST

static const char *const forms[] = {
	"username=bob&password=<<a+b>>&x=1",
	"username=bob&password=<<a;b,c>>",
	"Device.ManagementServer.Password=<<abc>>\nDevice.X=1",
	"PreSharedKey.1.KeyPassphrase=<<abc>>&SSID=x",
	"{\"password\":\"<<abc>>\"}",
	"--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n<<abc>>\r\n--b\r\n"
	"Content-Disposition: form-data; name=\"x\"\r\n\r\nabc\r\n--b--\r\n",
	"a=1;psk=<<abc>>;c=2",
	"a",
	"=",
	"&",
};

START_TEST(secrets_in_forms_are_hidden_and_nothing_else)
{
	check_marked(redact_form, forms[_i]);
}
END_TEST

/* "</" ends a token and is none: where a host is awaited, that once was no end. */
/* Whatever signs it has. */
START_TEST(an_awkward_secret_is_hidden_whole)
{
	static const char *const lines[] = {"username bob password 0 %s", "enable secret %s",
		"snmp-server community %s ro", "snmp-agent community write cipher %s",
		"local-user x password cipher %s service-type ssh", "set passwd %s",
		"set password ENC %s", "tacacs-server host 10.1.1.1 key %s", "ip ftp password %s",
		"ip ospf message-digest-key 1 md5 %s", "peer 10.1.1.1 password cipher %s",
		"/user add name=x password=%s group=full", "ntp authentication-key 1 md5 %s",
		"snmp-server host 10.1.1.1 version 2c %s", "curl -u bob:%s http://10.1.1.1/"};
	static const char *const secrets[] = {"Qx7=wZ9", "qx=wz", "QX=WZ", "Qx7=wZ9==", "Qx7,wZ9",
		"Qx7wZ9=", "Qx7&wZ9", "Qx7;wZ9", "Qx7\"wZ9", "Qx7<wZ9>", "(Qx7wZ9)", "{Qx7wZ9}",
		"[Qx7wZ9]", "<Qx7wZ9>", "Qx7:wZ9", "Qx7::wZ9", "%^%#Qx7=wZ9%^%#", "*Qx7*wZ9",
		"-Qx7wZ9", "Qx7\\wZ9", "'Qx7wZ9'", "Qx7+/wZ9==", "$1$Qx7$wZ9", "Qx7|wZ9"};
	char line[128], out[256];

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		for (size_t k = 0; k < sizeof(secrets) / sizeof(*secrets); k++) {
			const char *hole = strstr(lines[i], "%s");
			int len = snprintf(line, sizeof(line), "%.*s%s%s", (int)(hole - lines[i]),
				lines[i], secrets[k], hole + 2);
			uint32_t said = redact_text(
				&hasher, span_of(line, (uint32_t)len), out, sizeof(out) - 1);
			out[said] = '\0';
			ck_assert_msg(!strcasestr(out, "qx") && !strcasestr(out, "wz"), "%s: %s",
				line, out);
		}
}
END_TEST

START_TEST(what_is_no_token_is_passed)
{
	const struct redactor r = {0};
	char out[128];

	redact_text(&r, SPAN_LIT("snmp-serverhost'''ho</st:'ost:''B"), out, sizeof(out));
}
END_TEST

START_TEST(names_tell_whether_their_value_is_secret)
{
	static const char *const secret[] = {"Password", "passwd", "user_password", "newPassword2",
		"X_KeyPassphrase", "psk", "wpa-psk",
		"Device.WiFi.AccessPoint.1.Security.PreSharedKey", "ConnectionRequestPassword",
		"PWD", "NEWPWD", "key", "community", "ROCommunity", "SNMPCommunityName",
		"shared_secret", "api_key", "access_token", "pass", "pass1", "login_pass",
		"passwordConfirm", "password-hash", "WEPKey.1", "secret", "X_HW_WPSPin", "X_SecKey",
		"X_Ki", "X_OPc", "psk", "cak", "private_key", "pin", "pwd", "passcode", "api-key",
		"access-token", "wpa2-psk", "keystring", "hexadecimal-string",
		"cleartext-symmetric-key", "privacy-key", "authentication-key",
		"message-digest-key", "KIVALUE", "OPCVALUE", "K4VALUE", "SRVKEY", "SKEY",
		"PRESHAREKEY", "PSKEY", "PREKEY", "COMMNAME", "RDCMM", "WRCMM", "AUTHPW", "PUK1",
		"contrase\303\261a", "\345\257\206\347\240\201",
		"\320\277\320\260\321\200\320\276\320\273\321\214", "Passwort", "mot_de_passe"};
	static const char *const open[] = {"username", "passwordPolicy", "password-recovery",
		"ParameterKey", "CommandKey", "monkey", "compass", "communities", "keyboard", "",
		"password_length", "PasswordExpires", "tokens_used", "passive", "SSID", "host-key",
		"OPC", "ki", "pins", "pingCount", "symmetric-key-name", "monkey", "diskey",
		"mapping", "KIINDEX", "K4SNO", "topc"};

	for (size_t i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
		ck_assert_msg(redact_name_is_secret(span_str(secret[i])), "%s", secret[i]);
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
		ck_assert_msg(!redact_name_is_secret(span_str(open[i])), "%s", open[i]);
}
END_TEST

START_TEST(every_keyword_can_be_found_in_its_table)
{
	static const char *const known[] = {"-c", "PASSWORD", "wep", "key", "snmp-server",
		"ntp-service", "hwtacacs-server", "--password", "root-password"};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		ck_assert_msg(
			redact_word_find(span_str(known[i]))->kind != REDACT_PLAIN, "%s", known[i]);
	ck_assert(redact_words_sorted());
	ck_assert(redact_fillers_sorted());
}
END_TEST

START_TEST(a_full_buffer_cuts_and_never_overruns)
{
	struct span line = span_str("username bob secret 0 Pa55 and more text");
	char whole[128];
	uint32_t len = redact_text(&hasher, line, whole, sizeof(whole));

	for (uint32_t cap = 0; cap <= len; cap++) {
		char *out = malloc(cap ? cap : 1);
		ck_assert_uint_eq(redact_text(&hasher, line, out, cap), cap);
		ck_assert_mem_eq(out, whole, cap);
		free(out);
	}
}
END_TEST

START_TEST(the_analyst_may_ask_to_see_secrets)
{
	struct redactor shown = {.reveal = true};
	struct span line = span_str("password abc");
	char out[64];

	ck_assert_uint_eq(redact_text(&shown, line, out, sizeof(out)), line.len);
	ck_assert_mem_eq(out, line.p, line.len);
	ck_assert_uint_eq(redact_url(&shown, line, out, sizeof(out)), line.len);
	ck_assert_uint_eq(redact_form(&shown, line, out, sizeof(out)), line.len);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	TCase *tc = tcase_create("redact");

	tcase_add_loop_test(
		tc, secrets_in_commands_are_hidden_and_nothing_else, 0, COUNT(command_lines));
	tcase_add_loop_test(tc, secrets_in_logs_are_hidden_and_nothing_else, 0, COUNT(log_lines));
	tcase_add_loop_test(tc, lines_without_a_secret_stay_as_they_are, 0, COUNT(harmless));
	tcase_add_loop_test(tc, secrets_in_urls_are_hidden_and_nothing_else, 0, COUNT(urls));
	tcase_add_loop_test(tc, secrets_in_forms_are_hidden_and_nothing_else, 0, COUNT(forms));
	tcase_add_test(tc, an_awkward_secret_is_hidden_whole);
	tcase_add_test(tc, what_is_no_token_is_passed);
	tcase_add_test(tc, names_tell_whether_their_value_is_secret);
	tcase_add_test(tc, every_keyword_can_be_found_in_its_table);
	tcase_add_test(tc, a_full_buffer_cuts_and_never_overruns);
	tcase_add_test(tc, the_analyst_may_ask_to_see_secrets);
	return unit_run(tc, "redact");
}
