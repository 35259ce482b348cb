"""What tests/sets/language holds the program to."""
import hashlib

from language_scenes import FILE

FILES = {'file.sha256': hashlib.sha256(FILE).hexdigest() + '\n', 'file.md5': hashlib.md5(FILE).hexdigest() + '\n',
         'file.sha1': hashlib.sha1(FILE).hexdigest() + '\n', 'hosts.lst': 'a.host.example,200\n', 'names.lst': 'YS5ob3N0LmV4YW1wbGU=\n'}

SHA = hashlib.sha256(b'element.example').hexdigest()
MD5 = hashlib.md5(b'element.example').hexdigest()
SHA1 = hashlib.sha1(b'element.example').hexdigest()
WORD = 'udp (content:"ABCD"; '
HOST = 'http (flow:to_server; http.uri; content:"/post"; http.host; '

# rule -> scenes in which it is heard
WANTED = {
    # what a rule says of itself
    WORD + 'gid:7; rev:3; classtype:attempted-admin; priority:2; reference:cve,2018-0171; reference:url,x.example; metadata:a b, c d; target:dest_ip;': 'packets',
    WORD + 'requires:feature spanwatch;': 'packets', WORD + 'requires:feature lua;': '', WORD + 'requires:version >= 7.0.3 < 9, keyword mgmt.verb;': 'packets',
    WORD + 'requires:version > 9;': '', WORD + 'noalert;': '', WORD + 'alert;': 'packets',
    # content and its modifiers
    'udp (content:"abcd"; nocase;': 'packets', 'udp (content:"abcd";': '', 'udp (content:"|42 43|D"; offset:1; depth:3;': 'packets',
    'udp (content:"BCD"; offset:2;': '', 'udp (content:"AB"; content:"D"; distance:1; within:1;': 'packets', 'udp (content:"AB"; content:"D"; distance:0; within:1;': '',
    'udp (content:"ABCD"; startswith;': 'packets', 'udp (content:"BCD"; startswith;': '', 'udp (content:"WORLD"; endswith;': 'packets', 'udp (content:"WORL"; endswith;': '',
    WORD + 'content:!"xyz";': 'packets', WORD + 'content:!"hello";': '', 'udp (content:"hello"; rawbytes;': 'packets', 'udp (content:"hello"; fast_pattern;': 'packets',
    'udp (content:"hello"; fast_pattern:1,3;': 'packets', 'udp (content:"hello"; fast_pattern:only;': 'packets',
    HOST + 'bsize:15;': 'form', HOST + 'bsize:>15;': '', HOST + 'bsize:14<>16;': 'form', HOST + 'bsize:14-16;': 'form', HOST + 'bsize:15-20;': '',
    HOST + 'bsize:!15;': '', HOST + 'bsize:>=15;': 'form', HOST + 'bsize:&1=1;': 'form', HOST + 'bsize:!14-16;': '',
    # pcre with its modifiers, and those that name a buffer
    'udp (pcre:"/^abcd/i";': 'packets', 'udp (pcre:"/hel+o/";': 'packets', WORD + 'pcre:!"/hel+o/";': '', 'udp (pcre:"/D.*WORLD/s";': 'packets', 'udp (pcre:"/A B C D/x";': 'packets',
    WORD + 'pcre:"/^\\x00/R";': 'packets', WORD + 'pcre:"/^hello/R";': '', 'udp (pcre:"/ABCD/A";': 'packets', 'udp (pcre:"/BCD/A";': '', 'udp (pcre:"/WORLD$/E";': 'packets',
    'udp (pcre:"/H/G"; content:"ABCD";': '', 'http (pcre:"/^\\/dir\\/Page/U";': 'page', 'http (pcre:"/\\.\\.\\/dir/I";': 'page', 'http (pcre:"/name=/P";': 'form',
    'http (pcre:"/body text/Q";': 'page', 'http (pcre:"/^GET$/M"; pcre:"/Page/U";': 'page', 'http (pcre:"/c=1/C";': 'page', 'http (pcre:"/^Browser/V";': 'page',
    'http (pcre:"/referer: http/Hi";': 'page', 'http (pcre:"/Accept-Enc/D";': 'page', 'http (pcre:"/^element/W"; pcre:"/Page/U";': 'page',
    'http (pcre:"/^element/Z"; pcre:"/Page/U";': 'page', 'http (pcre:"/^200/S"; http.uri; content:"Page";': 'page', 'http (pcre:"/^OK/Y"; http.uri; content:"Page";': 'page',
    # numbers in the payload
    WORD + 'byte_test:2,=,5,0,relative;': 'packets', WORD + 'byte_test:2,>,5,0,relative;': '', WORD + 'byte_test:2,!=,6,0,relative;': 'packets',
    WORD + 'byte_test:1,&,0x40,0;': 'packets', WORD + 'byte_test:1,&,0x80,0;': '', 'udp (content:"WORLD"; byte_test:3,=,12,-8,relative,string,dec;': 'packets',
    WORD + 'byte_test:2,=,1280,0,relative,little;': 'packets', WORD + 'byte_test:1,<=,5,1,relative;': 'packets', WORD + 'byte_test:1,^,4,1,relative;': 'packets',
    WORD + 'byte_test:2,=,1,0,relative,bitmask 0x4;': 'packets',
    WORD + 'byte_jump:2,0,relative; content:"|00 02|"; within:2;': 'packets', WORD + 'byte_jump:2,0,relative,post_offset 1; content:"|02|"; within:1;': 'packets',
    WORD + 'byte_jump:2,4,from_beginning,post_offset 4; content:"|05|"; distance:0;': '', WORD + 'byte_jump:2,0,relative,multiplier 2; content:"WORLD"; distance:0;': 'packets',
    WORD + 'byte_extract:2,0,n,relative; content:"hello"; within:n;': 'packets', WORD + 'byte_extract:2,4,n; isdataat:n; byte_test:2,=,n,4;': 'packets',
    **{WORD + f'byte_math:bytes 2, offset 4, oper {sign}, rvalue {value}, result r; byte_test:2,=,r,{at};': scenes
       for sign, value, at, scenes in (('+', 0, 4, 'packets'), ('-', 3, 11, 'packets'), ('*', 1, 4, 'packets'), ('/', 2, 11, 'packets'), ('<<', 0, 4, 'packets'),
                                       ('>>', 1, 11, 'packets'), ('+', 1, 4, ''))},
    WORD + 'byte_math:bytes 2, offset 0, oper -, rvalue 3, result r, relative, endian big; byte_test:2,=,r,5,relative;': 'packets',
    WORD + 'isdataat:10;': 'packets', WORD + 'isdataat:100;': '', WORD + 'isdataat:!100,relative;': 'packets', WORD + 'isdataat:!2,relative;': '',
    WORD + 'dsize:23;': 'packets', WORD + 'dsize:<23;': '', WORD + 'dsize:22<>24;': 'packets', WORD + 'dsize:22-24;': 'packets',
    'http (urilen:5; http.method; content:"POST";': 'form', 'http (urilen:>15,raw; http.method; content:"GET";': 'page', 'http (urilen:>19,norm; http.method; content:"GET";': '',
    # headers of packets
    'udp (ttl:3;': 'packets', 'udp (ttl:<4; ip_proto:17;': 'packets', WORD + 'tos:0;': 'packets', WORD + 'id:>0;': 'packets', WORD + 'id:0;': '', WORD + 'fragbits:!M;': 'packets',
    WORD + 'fragbits:M;': '', WORD + 'fragoffset:0;': 'packets', WORD + 'ip_proto:udp;': 'packets', WORD + 'ip_proto:!17;': '', WORD + 'ipopts:rr;': '',
    'tcp any any -> any 4000 (flags:S;': 'packets', 'tcp any any -> any 4000 (tcp.flags:+S; flags:!A;': 'packets', 'tcp any any -> any 4000 (flags:SA;': '',
    'tcp any any -> any 4000 (seq:1001; ack:0; window:8192;': 'packets', 'tcp any any -> any 4000 (tcp.seq:1002;': '', 'tcp any any -> any 4000 (tcp.mss:1460;': 'packets',
    'icmp (itype:8; icode:0; icmp_id:77; icmp_seq:0;': 'packets', 'icmp (itype:7<>9;': 'packets', 'icmp (icmp_id:78;': '', 'icmp (icmpv4.hdr; content:"|08 00|"; startswith;': 'packets',
    'tcp any any -> any 4000 (tcp.hdr; content:"|02 04 05 b4|"; offset:20;': 'packets', 'udp any any -> any 7000 (udp.hdr; content:"|1b 58|"; offset:2; depth:2;': 'packets',
    'udp any any -> any 7000 (ipv4.hdr; content:"|11|"; offset:9; depth:1;': 'packets', WORD + 'vlan.layers:0;': 'packets', WORD + 'vlan.id:5;': '', WORD + 'sameip;': '',
    'ip (fragbits:M;': 'fragments', 'ip (fragoffset:4;': 'fragments', 'ip (fragoffset:>4;': '', 'udp (content:"SPLITHERE"; fragoffset:0; fragbits:!D;': 'fragments',
    **{f'udp (content:"TAGGED"; vlan.id:{what};': scenes for what, scenes in (
        ('200', 'tags'), ('10,0', 'tags'), ('200,0', ''), ('200,1', 'tags'), ('200,-1', 'tags'), ('10,-2', 'tags'), ('10,-3', ''), ('10,2', ''), ('10,any', 'tags'),
        ('10,all', ''), ('>9,all', 'tags'), ('!10', 'tags'), ('!10,0', ''))},
    # what stands in several segments, and places in a stream
    'tcp (content:"FIRST"; content:"SECOND"; distance:0;': 'pieces', 'tcp (content:"SECOND"; content:"FIRST part";': 'pieces', 'tcp (content:"FIRST part"; content:"more";': '',
    'tcp (content:"FIRST"; isdataat:200,relative;': 'pieces', 'tcp (content:"FIRST part"; pcre:"/SECOND/R";': 'pieces', 'tcp (content:"THIRD"; pcre:"/^THIRD/";': 'pieces',
    'tcp (pcre:"/^THIRD/";': 'pieces', 'tcp (flow:to_client; content:"more"; pcre:"/^NO /";': 'pieces', 'tcp (content:"THIRD"; startswith;': 'pieces',
    'tcp (content:"THIRD "; byte_test:0,=,4242,0,relative,string,dec;': 'pieces', 'tcp (content:"THIRD"; byte_test:0,>,4242,6,string,dec;': '',
    'tcp (content:"THIRD"; byte_test:0,>,4000,6,string,dec;': 'pieces', 'tcp (content:"THIRD "; byte_extract:0,0,n,relative,string,dec; content:" line"; within:5; byte_test:1,<,n,0,relative;': 'pieces',
    'tcp (content:"MARK"; startswith; content:"BEHIND";': '', 'tcp (content:"MARK"; depth:4; content:"BEHIND"; distance:0;': '', 'tcp (pcre:"/^MARK.*BEHIND/s";': '',
    'tcp (pcre:"/MARK.*BEHIND/As";': '', 'tcp (content:"BEHIND"; byte_test:4,=,0x4d41524b,0;': '', 'tcp (content:"BEHIND"; byte_jump:4,0,from_beginning,multiplier 1; isdataat:1,relative;': '',
    'tcp (content:"MARK"; content:"BEHIND"; distance:2094; within:6;': 'long', 'tcp (content:"BEHIND"; offset:3050; depth:6;': 'long', 'tcp-stream (content:"BEHIND"; offset:3050;': 'long',
    'tcp-stream (content:"BEHIND"; offset:2098; depth:6;': '', 'tcp-stream (content:"MARK"; offset:952; depth:4;': 'long', 'tcp-pkt (content:"BEHIND"; offset:50; depth:6;': 'long',
    # transforms
    HOST + 'to_uppercase; content:"ELEMENT";': 'form', HOST + 'to_lowercase; content:"element";': 'form', HOST + 'dotprefix; content:".element.example"; bsize:16;': 'form',
    HOST + f'to_sha256; content:"|{SHA}|";': 'form', HOST + f'to_sha1; content:"|{SHA1}|";': 'form', HOST + f'to_md5; content:"|{MD5}|";': 'form',
    HOST + 'domain; content:"element.example"; startswith;': 'form', HOST + 'tld; content:"example"; bsize:7;': 'form', HOST + 'subslice:0,7; content:"element"; bsize:7;': 'form',
    HOST + 'xor:"01"; content:"dmdldou";': 'form', 'http (http.request_body; url_decode; content:"x=.";': 'form', 'http (http.response_body; strip_whitespace; content:"bodytext";': 'page',
    'http (http.response_body; compress_whitespace; content:"body text";': 'page', 'http (http.request_body; from_base64; content:"x";': '',
    'http (http.uri; content:"Page"; http.request_header; header_lowercase; content:"user-agent: Browser";': 'page',
    'http (http.uri; content:"Page"; http.request_header; strip_pseudo_headers; content:"Browser";': 'page',
    # protocol, events, flow
    'udp (app-layer-protocol:dns; content:"gone"; flow:to_server;': 'nxdomain', 'udp (app-layer-protocol:!dns; content:"example";': 'sip',
    'udp (flow:to_server; content:"ABCD"; flow.age:<5;': 'packets', 'udp (flow:to_client; content:"ABCD";': '', 'tcp (flow:established,to_server; content:"MAIL FROM";': 'mail',
    'tcp (stream_size:client,>,50; content:"RCPT";': 'mail', 'tcp (flow:not_established; content:"RCPT";': '',
    # HTTP
    'http (http.method; content:"POST"; bsize:4;': 'form', 'http (http.uri; content:"/dir/Page.html?q=A"; bsize:18;': 'page', 'http (http.uri.raw; content:"/a/../";': 'page',
    'http (http.request_line; content:"POST /post HTTP/1.1";': 'form', 'http (http.request_body; content:"name=value";': 'form', 'http (http.response_body; content:"body text";': 'page',
    'http (http.header; content:"User-Agent: Browser";': 'page', 'http (http.header.raw; content:"Accept-Encoding|3a 20|none";': 'page',
    'http (http.cookie; content:"c=1";': 'page', 'http (http.cookie; content:"c=1"; flow:to_client;': '', 'http (http.cookie; content:"s=1"; http.stat_code; content:"200"; http.uri; content:"Page";': 'page',
    'udp 10.0.0.0/255.0.0.0 any -> any any (content:"ABCD";': 'packets', 'udp 11.0.0.0/255.0.0.0 any -> any any (content:"ABCD";': '', 'http (http.user_agent; content:"Browser/1"; bsize:9;': 'page', 'http (http.referer; content:"r.example";': 'page',
    'http (http.accept; content:"text/html";': 'page', 'http (http.accept_lang; content:"en"; bsize:2;': 'page', 'http (http.accept_enc; content:"none";': 'page',
    'http (http.connection; content:"close";': 'page', 'http (http.content_type; content:"text/x";': 'page', 'http (http.content_len; content:"18";': '',
    'http (http.start; content:"POST /post";': 'form', 'http (http.protocol; content:"HTTP/1.1"; http.uri; content:"post";': 'form', 'http (http.header_names; content:"|0d 0a|Referer|0d 0a|";': 'page',
    'http (http.server; content:"small"; http.uri; content:"Page";': 'page', 'http (http.location; content:"/next"; http.uri; content:"Page";': 'page',
    'http (http.stat_code; content:"200"; http.uri; content:"post";': 'form', 'http (http.stat_msg; content:"OK"; http.uri; content:"post";': 'form',
    'http (http.response_line; content:"HTTP/1.1 200 OK"; http.uri; content:"post";': 'form', 'http (http.request_header; content:"Referer: http";': 'page',
    'http (http.response_header; content:"Server: small"; http.uri; content:"Page";': 'page', 'http (http.host.raw; content:"element"; http.uri; content:"post";': 'form',
    'http (file.data; content:"body text";': 'page',
    # files beside what carries them
    'http (http.uri; content:"/fw/"; filename:"router"; filesize:>1000; filemagic:"gzip"; fileext:"img";': 'image', 'http (http.uri; content:"/fw/"; filesize:<1000;': '',
    'http (http.response_body; content:"|1f 8b 08|"; startswith; filesha256:file.sha256;': 'image', 'http (file.data; content:"body text"; filemd5:file.md5;': '',
    'http (file.data; content:"body"; filemd5:!file.md5; filesize:29;': '', 'http (http.stat_code; content:"200"; filesha1:file.sha1;': 'image',
    'smtp (filename:"letter.gz";': 'mail', 'smtp (fileext:"gz"; filesize:1028; filemagic:"gzip"; filesha256:file.sha256;': 'mail', 'smtp (file.data; content:"|1f 8b|"; startswith; filename:"letter";': 'mail',
    'smtp (file.data; content:"hello mail";': 'mail', 'smtp (filename:"other";': '', 'smtp (file.name; content:"letter.gz"; bsize:9;': 'mail',
    'smb (filename:"tool.smb2";': 'smb2', 'smb (fileext:"smb2"; filesha256:file.sha256; filesize:1028;': 'smb2', 'smb (file.data; content:"|1f 8b|"; startswith; fileext:"smb1"; filemd5:file.md5;': 'smb1',
    'smb (filename:"old";': 'smb1', 'smb (file.data; content:"|1f 8b 08|"; startswith; flow:to_client;': 'smb1', 'smb (filemagic:"gzip"; flow:to_server;': 'smb2',
    'ftp-data (filename:"image.ftpbin"; filesha256:file.sha256;': 'get', 'ftp-data (file.data; content:"|1f 8b|"; startswith; filename:"ftpbin"; filesize:1028;': 'get',
    'ftp-data (ftpdata_command:retr; file.data; content:"|1f 8b|";': 'get', 'ftp-data (ftpdata_command:stor; file.data; content:"|1f 8b|";': '', 'ftp-data (ftpdata_command:retr;': 'get',
    # TLS
    'tls (tls.sni; content:"sni.example";': 'tls old', 'tls (tls.cert_subject; content:"CN=Owner";': 'tls old', 'tls (tls.cert_issuer; content:"CN=Issuer";': 'tls old',
    'tls (tls.subject:"O=Owner";': 'tls old', 'tls (tls.subject:"o=owner";': '', 'tls (tls.issuerdn:"Issuer";': 'tls old', 'tls (tls.cert_serial; content:"12:67";': 'tls old',
    'tls (tls.cert_fingerprint; bsize:59;': 'tls old', 'tls (tls.certs; content:"|30 82|"; startswith; content:"210101000000Z";': 'old', 'tls (tls.version:1.2;': 'tls old', 'tls (tls.version:1.3;': '',
    'tls (tls.random; bsize:32; content:"|64 65 66|"; startswith;': 'tls old', 'tls (flow:to_server; tls.random; content:"|64 65 66|"; startswith;': '',
    'tls (flow:to_server; tls.random_time; content:"|00 01 02 03|"; bsize:4;': 'tls old', 'tls (tls.random_bytes; content:"|68 69|"; startswith; bsize:28;': 'tls old',
    'tls (tls.subjectaltname; content:"alt.example"; bsize:11;': 'tls old', 'tls (tls.subjectaltname; content:"192.0.2.7";': 'tls old', 'tls (tls.cert_chain_len:2;': 'old', 'tls (tls.cert_chain_len:>2;': '',
    'tls (tls_cert_notbefore:<2020-01-01;': 'tls old', 'tls (tls_cert_notbefore:>2020-01-02;': '', 'tls (tls_cert_notafter:>2030;': 'tls', 'tls (tls_cert_notafter:2020<>2022-06;': 'old',
    'tls (tls_cert_expired;': 'old', 'tls (tls_cert_valid;': 'tls', 'tls (ssl_version:tls1.2;': 'tls old', 'tls (ssl_version:sslv3;': '', 'tls (ja3.hash; bsize:32;': 'tls old', 'tls (ja3s.hash; bsize:32;': 'tls old',
    'tls (ja3.string; content:"771,";': 'tls old', 'tls (ja3s.string; content:"771,";': 'tls old', 'tls (ja4.hash; content:"t12";': 'tls old',
    # the other protocols
    'ike (ike.init_spi; content:"494e495449415445";': 'ike', 'ike (ike.resp_spi; content:"524553504f4e4453";': 'ike', 'ike (ike.exchtype:2;': 'ike', 'ike (ike.exchtype:>2;': '',
    'ike (ike.chosen_sa_attribute:alg_enc=7;': 'ike', 'ike (ike.chosen_sa_attribute:sa_key_length=128;': 'ike', 'ike (ike.chosen_sa_attribute:sa_life_type=1;': 'ike',
    'ike (ike.chosen_sa_attribute:sa_life_duration>4000;': '', 'ike (ike.vendor; content:"4a131c81070358455c5728f20e95452f";': 'ike', 'ike (ike.vendor:4a131c81;': 'ike',
    'ike (ike.key_exchange_payload; content:"KKKK"; bsize:128;': 'ike', 'ike (ike.key_exchange_payload_length:128;': 'ike', 'ike (ike.nonce_payload; content:"NNNN"; startswith;': 'ike',
    'ike (ike.nonce_payload_length:>20;': '', 'ike (ike.nonce_payload_length:<21;': 'ike',
    'sip (sip.method; content:"INVITE";': 'sip', 'sip (sip.uri; content:"sip:bob";': 'sip', 'sip (sip.request_line; content:"INVITE sip:bob@b.example SIP/2.0";': 'sip',
    'sip (sip.stat_code; content:"180";': 'sip', 'sip (sip.stat_msg; content:"Ringing";': 'sip', 'sip (sip.response_line; content:"SIP/2.0 180";': 'sip', 'sip (sip.protocol; content:"SIP/2.0";': 'sip',
    'sip (sip.from; content:"alice";': 'sip', 'sip (sip.to; content:"bob";': 'sip', 'sip (sip.via; content:"second.example";': 'sip', 'sip (sip.user_agent; content:"phone";': 'sip',
    'sip (sip.content_type; content:"application/sdp";': 'sip', 'sip (sip.content_length; content:"0"; bsize:1;': 'sip', 'sip (sip.user_agent; content:"other";': '',
    'rfb (rfb.name; content:"desk";': 'rfb', 'rfb (rfb.sectype:2;': 'rfb locked', 'rfb (rfb.sectype:>=3;': '', 'rfb (rfb.secresult:ok;': 'rfb', 'rfb (rfb.secresult:fail;': 'locked', 'rfb (rfb.secresult:!ok;': 'locked',
    'ntp (ntp.mode:3;': 'client', 'ntp (ntp.mode:client;': 'client', 'ntp (ntp.mode:!client;': 'control', 'ntp (ntp.version:4; ntp.mode:3;': 'client',
    'dhcp (dhcp.leasetime:600;': 'dhcp', 'dhcp (dhcp.leasetime:599-600;': '', 'dhcp (dhcp.renewal_time:<301;': 'dhcp', 'dhcp (dhcp.rebinding_time:>500;': '',
    'ftp (ftp.command; content:"PORT";': 'port bounce', 'ftp (ftp.command_data; content:"192,0,2,99";': 'bounce', 'ftp (ftpbounce;': 'bounce', 'ftp (ftp.mode:active;': 'port bounce',
    'ftp (ftp.mode:passive;': 'get', 'ftp (ftp.dynamic_port:2057;': 'port bounce', 'ftp (ftp.dynamic_port:2056-2058;': 'port bounce', 'ftp (ftp.dynamic_port:2057-2060;': '',
    'ftp (ftp.reply; content:"Entering Passive";': 'get', 'ftp (ftp.completion_code; content:"227";': 'get', 'ftp (ftp.reply_received:yes; ftp.command; content:"PASV";': 'get',
    'ftp (ftp.received:no; ftp.command; content:"PASV";': '', 'tftp (tftp.file; content:"router-confg";': 'tftp',
    'snmp (snmp.version:2;': 'read set', 'snmp (snmp.version:<2;': '', 'snmp (snmp.community; content:"c0mmunity";': 'read set', 'snmp (snmp.pdu_type:3;': 'set', 'snmp (snmp.pdu_type:set_request;': 'set',
    'snmp (snmp.pdu_type:!set_request; snmp.pdu_type:!response;': 'read', 'snmp (snmp.pdu_type; content:"set_request";': 'set', 'snmp (snmp.pdu_type:<1;': 'read', 'snmp (snmp.usm; content:"a";': '',
    'dns (dns.query; content:"a.host";': 'dns', 'dns (dns_query; content:"gone";': 'nxdomain', 'dns (dns.queries.rrname; content:"gone";': 'nxdomain', 'dns (dns.query.name; content:"gone";': 'nxdomain',
    'dns (dns.rcode:3;': 'nxdomain', 'dns (dns.rcode:nxdomain;': 'nxdomain', 'dns (dns.rcode:!0; flow:to_client;': 'nxdomain', 'dns (dns.opcode:0;': 'dns nxdomain', 'dns (dns.opcode:4;': '',
    'dns (dns.rrtype:16;': 'nxdomain', 'dns (dns.rrtype:TXT;': 'nxdomain', 'dns (dns.rrtype:!16;': 'dns', 'dns (dns.answer.name; content:"a";': '',
    'dns (dns.query; dataset:isset,hosts,type string,load names.lst;': 'dns', 'dns (dns.query; datarep:reps,>,100,type string,load names.lst;': '',
    'ssh (ssh.proto; content:"1.99";': 'ssh1', 'ssh (ssh.protoversion:2_compat; flow:to_client; ssh.software; content:"Cisco";': 'ssh1', 'ssh (ssh.protoversion:1.99;': 'ssh1',
    'ssh (ssh.software; content:"Cisco";': 'ssh1', 'ssh (ssh.softwareversion:"cisco";': 'ssh1', 'ssh (flow:to_server; ssh.software; content:"Cisco";': '', 'ssh (ssh.hassh; bsize:32;': 'ssh ssh1',
    'ssh (ssh.hassh.server; bsize:32;': 'ssh ssh1', 'ssh (ssh.hassh.string; content:"curve25519";': 'ssh ssh1', 'ssh (ssh.hassh.server.string; content:"curve25519";': 'ssh ssh1',
    'smtp (smtp.helo; content:"pc.example";': 'mail', 'smtp (smtp.mail_from; content:"a@a.example";': 'mail', 'smtp (smtp.rcpt_to; content:"b@b.example";': 'mail',
}

UDP = 'udp ('
# rule with ^ where the fault is -> what it says
WRONG = {
    UDP + '^contentt:"x";': 'did you mean content?', UDP + 'content:^x;': 'content: cannot read', UDP + 'content:^"";': '1 to 1024 bytes', UDP + 'content:"|0^g|";': 'pairs of digits',
    UDP + '^nocase;': 'no content before it', UDP + 'content:"a"; offset:^x;': 'offset: cannot read', UDP + 'content:"ab"; depth:^1;': 'less than the 2', UDP + 'content:"a"; distance:^;': 'distance',
    UDP + 'content:"a"; within:^y;': 'within: cannot read', UDP + 'content:"a"; startswith; ^startswith;': 'given twice', UDP + 'content:"a"; endswith:^5;': 'endswith', UDP + '^bsize:5;': 'no sticky buffer',
    UDP + 'content:"abc"; fast_pattern:^2,5;': 'fast_pattern', UDP + 'content:"a"; rawbytes:^1;': 'rawbytes', UDP + 'pcre:"/(^/";': 'pcre:', UDP + 'pcre:^"/a/k";': "'k' is no modifier", UDP + 'pcre:^"a";': 'pcre',
    UDP + 'byte_test:^2,?,1,0;': 'byte_test', UDP + 'byte_jump:^x,0;': 'byte_jump', UDP + 'byte_extract:^2;': 'byte_extract', UDP + 'byte_math:^bytes 2, oper ?, rvalue 1, result r, offset 0;': 'byte_math',
    UDP + 'isdataat:^x;': 'isdataat', UDP + 'dsize:^70000;': 'dsize', 'http (urilen:^x;': 'urilen', UDP + 'ttl:^256;': 'ttl', UDP + 'tos:^x;': 'tos', UDP + 'id:^70000;': 'id', UDP + 'ipopts:^x;': 'ipopts',
    UDP + 'fragbits:^X;': 'fragbits', UDP + 'fragoffset:^x;': 'fragoffset', UDP + 'ip_proto:^nothing;': 'ip_proto', 'tcp (flags:^Q;': 'flags', 'tcp (seq:^x;': 'seq', 'tcp (ack:^x;': 'ack', 'tcp (window:^x;': 'window',
    'icmp (icmp_id:^x;': 'icmp_id', 'icmp (icode:^300;': 'icode', 'icmp (itype:^300;': 'itype', 'tcp (^tcp.hdr;': 'nothing is looked for', UDP + 'vlan.id:^5000;': 'vlan.id', UDP + 'vlan.id:^5,3;': 'vlan.id', UDP + 'vlan.id:^5,-0;': 'vlan.id',
    UDP + 'byte_extract:^0,0,n;': 'byte_extract',
    'udp ^10.0.0.0/255.0.255.0 any -> any any (content:"A";': 'not an address', UDP + 'sameip:^1;': 'sameip',
    'dns (^dataset:isset,x,type string,load names.lst;': 'no sticky buffer', 'dns (dns.query; dataset:^maybe,x;': 'dataset', 'dns (dns.query; datarep:^x;': 'datarep', 'dns (dns.query; dataset:^isset,x,type number;': "no type 'number'",
    UDP + '^geoip:src,DE;': 'no database', UDP + '^iprep:src,bad,>,1;': 'no categories', 'http (filesize:^x;': 'filesize', 'http (filename:^"";': 'filename', 'http (fileext:^;': 'fileext', 'http (filemagic:^"";': 'filemagic',
    'http (http.uri; xor:^"0";': 'xor', 'http (^to_lowercase;': 'no sticky buffer', 'http (http.uri; content:"a"; dotprefix; content:"b"; ^to_md5;': 'transforms stand', 'http (http.uri; subslice:^x;': 'subslice',
    'http (http.uri:^"a";': 'sticky buffer and has no value', UDP + 'app-layer-protocol:^dns,sometimes;': 'app-layer-protocol', UDP + 'decode-event:^;': 'decode-event', UDP + 'flow:^sideways;': 'flow', UDP + 'flowbits:^set;': 'flowbits',
    UDP + 'xbits:^set,a,track nobody;': 'xbits', UDP + 'threshold:^type limit;': 'threshold', UDP + 'detection_filter:^count 5;': 'detection_filter', UDP + 'priority:^0;': 'priority', UDP + 'classtype:^;': 'classtype',
    UDP + 'reference:^cve;': 'reference', UDP + 'metadata:^;': 'metadata', UDP + 'target:^both;': 'target', UDP + 'requires:^colour blue;': 'requires', UDP + 'gid:^x;': 'gid', UDP + 'rev:^x;': 'rev',
    'tls (tls_cert_notafter:^soon;': 'tls_cert_notafter', 'tls (tls_cert_expired:^1;': 'tls_cert_expired', 'ike (ike.chosen_sa_attribute:^x=1;': 'no attribute', 'rfb (rfb.secresult:^maybe;': 'rfb.secresult',
    'ntp (ntp.mode:^nothing;': 'ntp.mode', 'snmp (snmp.pdu_type:^nothing;': 'snmp.pdu_type', 'snmp (snmp.version:^x;': 'snmp.version', 'dns (dns.rcode:^nothing;': 'dns.rcode', 'dns (dns.rrtype:^nothing;': 'dns.rrtype',
    'ftp (ftp.mode:^nothing;': 'ftp.mode', 'ftp (ftpbounce:^1;': 'ftpbounce', 'ftp-data (ftpdata_command:^list;': 'ftpdata_command', 'ssh (ssh.protoversion:^two;': 'ssh.protoversion', 'mgmt (window:^ajar;': 'window',
}

# outside of the subset
SHUT = ['lua:x.lua', 'luaxform:x.lua', 'frame:smb1.data', 'flowint:a,+,1', 'hostbits:set,a', 'base64_decode:offset 1', 'base64_data', 'replace:"a"', 'bypass', 'ssl_state:client_hello',
        'smb.named_pipe', 'smb.share', 'smb.ntlmssp_user', 'smb.ntlmssp_domain', 'smb.version:2', 'email.from', 'email.to', 'email.subject', 'email.cc', 'email.date', 'email.message_id', 'email.x_mailer', 'email.url',
        'email.received', 'email.body_md5', 'quic.ua', 'quic.cyu.hash', 'quic.cyu.string', 'http2.frametype:1', 'http2.header_name', 'pcrexform:"a"', 'gunzip', 'zlib_deflate', 'entropy:value 4', 'app-layer-state:>1',
        'flowvar:a,b', 'asn1:x', 'rpc:1', 'config:logging', 'file.mime_type']
