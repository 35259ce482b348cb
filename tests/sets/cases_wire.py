"""Scenes for the rules over other protocols, packets and files: one that must fire, one that must not."""
import struct

from traffic import (cisco_avpair, datagram, dns, ftp, http, ipmi_command, ipmi_plus, ntp_clock, ntp_control,
                     ntp_private, radius, sample, stream, syslog, tftp)

# --- TLS -----------------------------------------------------------------------------------------


def block(size, data):
    return len(data).to_bytes(size, 'big') + data


def record(kind, data, version=0x0303):
    return struct.pack('!BHH', kind, version, len(data)) + data


def handshake(kind, data):
    return bytes([kind]) + block(3, data)


def hello(name, version=0x0303):
    sni = block(2, block(2, b'\0' + block(2, name.encode())))
    extensions = b'\0\0' + sni + b'\0\x0a' + block(2, block(2, b'\0\x17')) + b'\0\x0b' + block(2, b'\x01\0')
    body = struct.pack('!H', version) + bytes(range(32)) + b'\0' + block(2, b'\xc0\x2f\0\x2f\0\x05') + b'\x01\0' + block(2, extensions)
    return record(22, handshake(1, body), 0x0301)


def name_of(text):
    ber = sample.ber
    parts = [(b'\x55\x04\x0a', text), (b'\x55\x04\x03', text + ' device')]
    return ber(0x30, b''.join(ber(0x31, ber(0x30, ber(6, kind) + ber(12, value.encode()))) for kind, value in parts))


def certificate(owner='Element', issuer='Operator CA', bits=2048, sha1=False):
    ber, number = sample.ber, sample.number
    algorithm = ber(0x30, ber(6, b'\x2a\x86\x48\x86\xf7\x0d\x01\x01' + (b'\x05' if sha1 else b'\x0b')) + b'\x05\0')
    key = ber(0x30, number((1 << bits) - 159) + number(65537))
    spki = ber(0x30, ber(0x30, ber(6, b'\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01') + b'\x05\0') + ber(3, b'\0' + key))
    dates = ber(0x30, ber(23, b'240101000000Z') + ber(23, b'340101000000Z'))
    tbs = ber(0x30, ber(0xa0, number(2)) + number(4711) + algorithm + name_of(issuer) + dates + name_of(owner) + spki)
    return ber(0x30, tbs + algorithm + ber(3, b'\0' + bytes(range(128)) * 2))


def tls(name='element.example', version=0x0303, cipher=0xc02f, cert=None):
    server = struct.pack('!H', version) + bytes(range(32)) + b'\0' + struct.pack('!HB', cipher, 0)
    chain = handshake(11, block(3, block(3, cert or certificate())))
    said = record(22, handshake(2, server) + chain + handshake(14, b''), version)
    return stream(8443, hello(name, version), ('s', said))


# --- routing -------------------------------------------------------------------------------------


def bgp(kind, body):
    return b'\xff' * 16 + struct.pack('!HB', 19 + len(body), kind) + body


OPEN = bgp(1, struct.pack('!BHH', 4, 64500, 180) + b'\xc0\0\x02\x01\0')
KEEP = bgp(4, b'')


def update(prefix, length, asn):
    path = struct.pack('!BBB', 0x40, 1, 1) + b'\0' + struct.pack('!BBBBBH', 0x40, 2, 4, 2, 1, asn) + b'\x40\x03\x04\xc0\0\x02\x01'
    return bgp(2, b'\0\0' + block(2, path) + bytes([length]) + prefix)


def bgp_session(*said):
    return stream(179, OPEN, ('s', OPEN), KEEP, ('s', KEEP), *said)


def hsrp(operation):
    return datagram(1985, struct.pack('!BBBBBBBB', 0, operation, 16, 3, 10, 100, 1, 0) + b'cisco\0\0\0' + b'\x0a\0\0\xfe')


def vrrp(ttl):
    body = struct.pack('!BBBBBB', 0x21, 1, 100, 1, 0, 1) + b'\0\0' + b'\x0a\0\0\xfe' + bytes(8)
    body = body[:6] + struct.pack('!H', sample.checksum(body)) + body[8:]
    return lambda x: x.ip(112, body, ttl=ttl)


def ospf(ttl):
    body = struct.pack('!BBH', 2, 1, 44) + b'\x0a\0\0\x01' + bytes(4) + b'\0\0\0\0' + bytes(8)
    body += b'\xff\xff\xff\0' + struct.pack('!HBBI', 10, 2, 1, 40) + bytes(8)
    sum_ = sample.checksum(body[:16] + body[24:])
    return lambda x: x.ip(89, body[:12] + struct.pack('!H', sum_) + body[14:], ttl=ttl)


def openflow(kind, body):
    hi = struct.pack('!BBHI', 4, 0, 8, 1)
    return stream(6653, ('s', hi), hi, ('s', struct.pack('!BBHI', 4, kind, 8 + len(body), 2) + body))


def ovsdb(method, params):
    asked = f'{{"method":"{method}","params":{params},"id":1}}'
    return stream(6640, asked.encode(), ('s', b'{"id":1,"result":[],"error":null}'))


def ipmi_open(algorithm):
    part = lambda kind, value: bytes([kind, 0, 0, 8, value, 0, 0, 0])
    return ipmi_plus(0x10, b'\0\0\0\0' + struct.pack('<I', 0x11223344) + part(0, algorithm) + part(1, algorithm) + part(2, algorithm))


RAKP1 = b'\0\0\0\0' + struct.pack('<I', 0x55667788) + bytes(range(16)) + b'\x14\0\0\x05ADMIN'
USER, NAS = (1, b'op'), (4, b'\xc0\0\x02\x07')
HEAD = b'\x55\0\0\0'

CASES = {
    9307001: (tls(version=0x0301, cipher=0x002f), tls()),
    9307002: (tls(version=0x0300, cipher=0x0005), tls()),
    9307003: (tls(cert=certificate(bits=1024)), tls()),
    9307004: (tls(cert=certificate(sha1=True)), tls()),
    9307005: (tls(cert=certificate('Huawei', 'Huawei CA')), tls()),
    9307006: (tls(cipher=0x0005), tls()),
    9307007: (tls('dns.google'), tls('www.example')),
    9307008: (tls('abc.ngrok.io'), tls('www.example')),
    9307009: (tls('transfer.sh'), tls('www.example')),
    9307010: (tls('www.torproject.org'), tls('www.example')),
    9308004: (radius(43, USER), radius(1, USER, NAS, (80, bytes(16)))),
    9308005: (radius(40, USER), radius(43, USER)),
    9308006: (radius(40, USER, again=60), radius(40, USER, again=10)),
    9308007: (radius(43, USER, cisco_avpair('subscriber:command=bounce-host-port')), radius(43, USER, cisco_avpair('ip:inacl=1'))),
    9308008: (radius(1, USER, NAS), radius(1, USER, NAS, (80, bytes(16)))),
    9308009: (radius(2, cisco_avpair('shell:priv-lvl=15')), radius(2, cisco_avpair('shell:priv-lvl=1'))),
    9308010: (radius(3, (18, b'no'), again=12), radius(3, (18, b'no'), again=3)),
    9309001: (ipmi_open(0), ipmi_open(1)),
    9309002: (ipmi_plus(0x12, RAKP1, again=6), ipmi_plus(0x12, RAKP1, again=2)),
    9309003: (ipmi_command(6, 0x47, b'\x03\x02' + bytes(16)), ipmi_command(6, 0x46, b'\x03')),
    9309004: (ipmi_command(6, 0x45, b'\x03eve'.ljust(17, b'\0')), ipmi_command(6, 0x46, b'\x03')),
    9309005: (ipmi_command(6, 0x43, b'\x91\x03\x04\0'), ipmi_command(6, 0x44, b'\x01\x03')),
    9309006: (ipmi_command(0, 2, b'\x02'), ipmi_command(0, 1)),
    9309007: (ipmi_command(0, 8, b'\x05\x80\x04\0\0\0'), ipmi_command(0, 9, b'\x05\0\0')),
    9309008: (ipmi_command(12, 1, b'\x01\x03\xc0\0\x02\x09'), ipmi_command(12, 2, b'\x01\x03\0\0')),
    9309009: (ipmi_command(6, 0x3a, b'\0\x04' + bytes(20), auth=0), ipmi_command(6, 0x3a, b'\x02\x04' + bytes(20))),
    9310001: (ntp_private(42), ntp_private(0)),
    9310002: (ntp_private(0), ntp_clock(2)),
    9310003: (ntp_control(3, b'leap=1'), ntp_control(2)),
    9310004: (ntp_control(8, b'server 192.0.2.9'), ntp_control(2)),
    9310005: (ntp_control(2), ntp_clock(2)),
    9310006: (ntp_clock(16), ntp_clock(2)),
    9311001: (bgp_session(), stream(1790, b'\xff\xff', ('s', b'no'))),
    9311002: (bgp_session(bgp(3, b'\x06\x02')), bgp_session()),
    9311003: (bgp_session(update(b'\xcb\0\x71', 24, 64512)), bgp_session(update(b'\xcb\0\x71', 24, 3320))),
    9311004: (bgp_session(update(b'\xcb\0\x71\x80', 25, 3320)), bgp_session(update(b'\xcb\0\x71', 24, 3320))),
    9311005: (openflow(14, bytes(8) + bytes(8) + bytes(1) + bytes(1) + bytes(22) + struct.pack('!HH', 1, 4) + bytes(4)), openflow(2, b'')),
    9311006: (ovsdb('transact', '["Open_vSwitch",{"op":"insert","table":"Bridge","row":{}}]'), ovsdb('list_dbs', '[]')),
    9311007: (ospf(64), ospf(1)),
    9311008: (vrrp(64), vrrp(255)),
    9311009: (hsrp(1), hsrp(0)),
    9311010: (lambda x: x.icmp(5, 1, b'\xc0\0\x02\x09' + bytes(28)), lambda x: x.icmp(8, 0, b'abcd')),
    9312001: (datagram(5000, b'\x72\x55\0\0' + bytes(22)), datagram(5000, b'\x72\x56\0\0' + bytes(22))),
    9312002: (lambda x: x.icmp(8, 0, b'\x72\x55\0\0' + bytes(22)), lambda x: x.icmp(8, 0, b'\x72\x56\0\0' + bytes(22))),
    9312003: (stream(443, b'\x52\x93\0\0' + bytes(22)), stream(443, b'\x52\x94\0\0' + bytes(22))),
    9312004: (lambda x: x.icmp(8, 1, b'abcd'), lambda x: x.icmp(8, 0, b'abcd')),
    9312005: (lambda x: x.icmp(8, 7, b'abcd'), lambda x: x.icmp(8, 1, b'abcd')),
    9312006: (lambda x: x.icmp(8, 0, bytes(1200), again=25), lambda x: x.icmp(8, 0, bytes(56), again=25)),
    9312007: (lambda x: x.segment(80, 0x12, options=bytes.fromhex('020405b40101040201030305'), src='s'),
              lambda x: x.segment(80, 0x12, options=bytes.fromhex('020405b40101040201030307'), src='s')),
    9312008: (lambda x: x.segment(80, 0x02, ack=4711), lambda x: x.segment(80, 0x02)),
    9312009: (lambda x: x.segment(80, 0x02, b'hello'), lambda x: x.segment(80, 0x02)),
    9312010: (lambda x: x.segment(80, 0x02, seq=1234), lambda x: x.segment(80, 0x02, seq=1235)),
    9312011: (datagram(2123, b'\x32\x01\0\x0d\0\0\0\0\0\x01\0\0' + b'135798642'), datagram(2123, b'\x32\x01\0\x04\0\0\0\0\0\x01\0\0')),
    9312012: (datagram(2123, b'\x32\x01\0\x30\0\0\0\0\0\x01\0\0' + bytes(44)), datagram(2123, b'\x32\x01\0\x04\0\0\0\0\0\x01\0\0')),
    9312013: (stream(45678, b'abc'), stream(45679, b'abc')),
    9312014: (stream(53, ('s', b'SSH-2.0-x\r\n'), b'SSH-2.0-y\r\n'), stream(54, ('s', b'SSH-2.0-x\r\n'), b'SSH-2.0-y\r\n')),
    9312015: (stream(443, ('s', b'SSH-2.0-x\r\n'), b'SSH-2.0-y\r\n'), stream(444, ('s', b'SSH-2.0-x\r\n'), b'SSH-2.0-y\r\n')),
    9312016: (lambda x: x.segment(80, 0x29), lambda x: x.segment(80, 0x02)),
    9312017: (lambda x: x.segment(80, 0x00), lambda x: x.segment(80, 0x02)),
    9312018: (stream(4444, b'uid=0(root) gid=0(root)\n'), stream(4444, b'hello\n')),
    9312019: (stream(8291, b'\x68\x01\0\x66M2\x05\0\xff\x01\x06\0\xff\x09\x05\x07/////./..//////./..//////./../flash/rw/store/user.dat'),
              stream(8291, b'\x68\x01\0\x66M2\x05\0\xff\x01\x06\0\xff\x09\x05\x07/list')),
    9312020: (stream(8728, b'\x06/login\x0b=name=admin\x0c=password=pw\0'), stream(8728, b'\x06/login\x0a=name=oper\x0c=password=pw\0')),
    9313001: (tftp(1, 'r1-confg'), tftp(1, 'motd.txt')),
    9313002: (tftp(2, 'config.bkp'), tftp(2, 'motd.txt')),
    9313003: (tftp(1, 'c2900-universalk9.bin'), tftp(1, 'motd.txt')),
    9313004: (tftp(2, 'mycap.pcap'), tftp(1, 'mycap.pcap')),
    9313005: (tftp(1, 'tar_imglist0.txt'), tftp(1, 'motd.txt')),
    9313006: (tftp(1, '../../etc/passwd'), tftp(1, 'motd.txt')),
    9313007: (ftp('USER op', 'PASS x', 'STOR r1-confg'), ftp('USER op', 'PASS x', 'RETR r1-confg')),
    9313008: (ftp('USER op', 'PASS x', 'STOR a.pcap'), ftp('USER op', 'PASS x', 'STOR a.txt')),
    9313009: (ftp('USER op', 'PASS x', 'RETR x.bin'), ftp('USER op', 'PASS x', 'STOR x.bin')),
    9313010: (ftp('USER admin', 'PASS x'), ftp('USER operator7', 'PASS x')),
    9313011: (stream(2000, b'!\nversion 15.7\nhostname r1\n!\nline vty 0 4\nend\n'), stream(2000, b'!\nversion 15.7\nhostname r1\n!\nend\n')),
    9313012: (http('/a', answer='HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n\xd4\xc3\xb2\xa1' + '\x02\0\x04\0' + '\0' * 16), http('/a')),
    9314001: (syslog('1: r1: %SYS-5-CONFIG_I: Configured from console by op on vty0'), syslog('1: r1: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up')),
    9314002: (syslog("1: RP/0/RP0/CPU0:Nov 22 01:00:00.000 UTC: config[1]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'op'."), syslog('1: r1: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up')),
    9314003: (syslog("Nov 22 01:00:00 mx1 mgd[1]: UI_COMMIT: User 'op' requested 'commit' operation"), syslog('Nov 22 01:00:00 mx1 mgd[1]: UI_LOGIN_EVENT: x')),
    9314004: (syslog('1: r1: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 192.0.2.9 port 514 stopped - CLI initiated'),
              syslog('1: r1: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 192.0.2.9 port 514 started - CLI initiated')),
    9314005: (syslog('1: r1: %SYS-5-RELOAD: Reload requested by op on vty0.'), syslog('1: r1: %SYS-5-CONFIG_I: Configured from console')),
    9314006: (syslog('1: r1: %SYS-5-RESTART: System restarted --'), syslog('1: r1: %SYS-5-CONFIG_I: Configured from console')),
    9314007: (syslog('1: r1: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: op]'), syslog('1: r1: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: op]')),
    9314008: (syslog('1: r1: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: op]', again=6), syslog('1: r1: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: op]')),
    9314009: (syslog('1: r1: %SNMP-3-AUTHFAIL: Authentication failure for SNMP req from host 192.0.2.9'), syslog('1: r1: %SYS-5-CONFIG_I: x')),
    9314010: (syslog('1: r1: %TCP-6-BADAUTH: Invalid MD5 digest from 192.0.2.9(179)'), syslog('1: r1: %SYS-5-CONFIG_I: x')),
    9314011: (syslog('1: r1: %PARSER-5-CFGLOG_LOGGEDCMD: User:op  logged command:interface Gi0/1'), syslog('1: r1: %SYS-5-CONFIG_I: x')),
    9314012: (syslog("Nov 22 01:00:00 mx1 mgd[1]: UI_CMDLINE_READ_LINE: User 'op', command 'start shell '"), syslog("Nov 22 01:00:00 mx1 mgd[1]: UI_CMDLINE_READ_LINE: User 'op', command 'show version '")),
    9314013: (syslog("Nov 22 01:00:00 mx1 mgd[1]: UI_CMDLINE_READ_LINE: User 'op', command 'clear log messages '"), syslog("Nov 22 01:00:00 mx1 mgd[1]: UI_CMDLINE_READ_LINE: User 'op', command 'show log messages '")),
    9314014: (syslog('Nov 22 01:00:00 mx1 useradd[7]: new user: name=eve, UID=0'), syslog('Nov 22 01:00:00 mx1 login[7]: session opened')),
    9315001: (dns('a.duckdns.org'), dns('duckdns.example')),
    9315002: (dns('abcdefgh.onion'), dns('onion.example')),
    9315003: (dns('dns.google'), dns('dns.example')),
    9315004: (dns('.'.join(['a' * 50] * 3) + '.example', again=12), dns('.'.join(['a' * 50] * 3) + '.example', again=2)),
    9315005: (dns('a.example', 16, again=35), dns('a.example', 16, again=3)),
    9315006: (dns('a.example', 10), dns('a.example', 16)),
    9315007: (dns('abc.oast.fun'), dns('abc.fun')),
    9316003: (lambda x: x.ip(50, bytes(range(64))), lambda x: x.udp(5000, b'abc')),
    9316004: (lambda x: x.ip(115, b'\0\0\0\0\xc8\x02' + bytes(20)), lambda x: x.udp(5000, b'abc')),
    9316005: (datagram(51820, b'\x01\0\0\0' + bytes(range(144))), datagram(51820, b'\x04\0\0\0' + bytes(range(144)))),
    9316006: (datagram(1194, b'\x38' + bytes(41)), datagram(1194, b'\x48' + bytes(41))),
    9316007: (stream(1080, b'\x05\x01\0', ('s', b'\x05\0')), stream(1080, b'\x05\x02\0', ('s', b'\x05\0'))),
    9316008: (stream(1080, b'\x04\x01\0\x50\xc0\0\x02\x09op\0', ('s', bytes(8))), stream(1080, b'\x05\x02\0', ('s', b'\x05\0'))),
    9316009: (http('www.example:443', 'CONNECT', port=3128), http('/', port=3128)),
}
