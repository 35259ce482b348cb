"""What elements say by themselves, and what passes through them, is answered, repeated or cut in half."""
import struct
from stage import scene, POLICY
from net import *
from wire import *
from scapy.all import DNS, DNSQR, DNSRR, UDP, IP, IPv6, ICMP, Raw, Ether, Dot1Q

MAN = ('unexpected-manager', 'plane-violation')


def dns(name, kind='A', answer=None, number=7):
    q = DNS(id=number, rd=1, qd=DNSQR(qname=name, qtype=kind))
    a = DNS(
        id=number,
        qr=1,
        rd=1,
        ra=1,
        qd=DNSQR(qname=name, qtype=kind),
        an=DNSRR(rrname=name, type=kind, rdata=answer, ttl=60) if answer else None,
    )
    return bytes(q), bytes(a)


def ntp(n, mode):
    stamp = struct.pack('>II', MIDNIGHT + 2208988800 + int(n.now), int(n.now % 1 * 2**32))
    return (
        bytes((0x20 | mode, 0, 6, 236)) + bytes(36) + stamp
        if mode == 3
        else b'\x24\x02\x06\xec' + bytes(8) + b'\x0a\x3d\0\x32' + stamp * 4
    )


@scene(want=['unexpected-outbound'], bare=[], also=('new-control-target',))
def dns_out(n, h):
    n.ask(h.r1, h.evil, 53, *dns('time.example.org', 'A', '1.2.3.4'))


@scene(want=[], bare=[])
def dns_ok(n, h):
    n.ask(h.r1, h.dns, 53, *dns('time.example.org', 'A', '1.2.3.4'))


@scene(want=['unexpected-outbound'], bare=[], also=('new-control-target',))
def ntp_out(n, h):
    for i in range(3):
        n.ask(h.r1, h.evil, 123, ntp(n, 3), ntp(n, 4))
        n.wait(64)


@scene(want=[], bare=[])
def ntp_ok(n, h):
    for i in range(3):
        n.ask(h.r1, h.time, 123, ntp(n, 3), ntp(n, 4), sport=123)
        n.wait(64)


@scene(want=[], bare=[])
def ntp_answers_only(n, h):
    for i in range(3):
        n.udp(h.time, 123, h.r1, 123, ntp(n, 4))
        n.wait(64)


@scene(want=[], bare=[])
def snmp_answers_only(n, h):
    for i in range(5):
        n.udp(h.r1, 161, h.nms, 45000, snmp('response', {'1.3.6.1.2.1.1.3.0': 5}))
        n.wait(5)


@scene(want=[], bare=[])
def dns_answers_only(n, h):
    for i in range(3):
        n.udp(h.dns, 53, h.r1, 40000 + i, dns('a.example.org', 'A', '1.2.3.4')[1])
        n.wait(2)


@scene(want=['unexpected-outbound', 'unapproved-image'], bare=[])
def http_out(n, h):
    n.tcp(h.r2, h.evil, 80, [http('GET', '/u/x.bin', host='upd.example.net'), reply(body='MZ' * 200)])


@scene(want=['unexpected-outbound'], bare=[])
def unknown_tcp_out(n, h):
    n.tcp(h.r2, h.evil, 31337, [b'\x05hello\x99\x88' * 9, ('s', b'\x07world\x77' * 11)])


@scene(want=['unexpected-outbound'], bare=[])
def quic_out(n, h):
    def q(i):
        return b'\xc3\0\0\0\1\x08' + b'\x11' * 8 + b'\0\0\x44\x9e' + bytes((i * 7 + j * 13) & 255 for j in range(1178))

    n.ask(h.r1, h.evil, 443, q(1), q(2))


@scene(want=['unexpected-outbound'], bare=[])
def doh_out(n, h):
    n.tcp(h.r1, h.evil, 443, tls_words('dns.google', alpn=('h2',)))


@scene(want=['unexpected-outbound'], bare=[], also=('new-control-target', 'suspicious-name', 'unexpected-tunnel'))
def dns_tunnel(n, h):
    import base64

    for i in range(30):
        label = base64.b32encode(bytes((i * 53 + j * 29) & 255 for j in range(35))).decode().lower().rstrip('=')
        n.ask(h.r1, h.evil, 53, *dns(f'{label[:56]}.t.example.net', 'TXT', 'q' * 60, number=i))
        n.wait(0.5)


@scene(want=['unexpected-tunnel'], bare=['unexpected-tunnel'], also=('unexpected-outbound',))
def icmp_tunnel(n, h):
    import hashlib

    for i in range(40):
        p = b''.join(hashlib.sha256(bytes((i, k))).digest() for k in range(30))
        n.ping(h.r1, h.evil, p, number=i)
        n.wait(0.3)


@scene(want=['unexpected-outbound'], bare=[])
def ping_out(n, h):
    n.ping(h.r1, h.evil)


@scene(
    want=[],
    bare=[],
)
def transit(n, h):  # users through a router: MACs are the router's, addresses are not
    import net

    for i in range(5):
        n.tcp(h.user, h.web, 443, tls_words('shop.example.com'))
        n.ask(h.user, h.web, 53, *dns('shop.example.com', 'A', '192.0.2.80'))
        n.ping(h.user, h.web, number=i)


@scene(want=[], bare=[])
def icmp_error(n, h):  # a router tells a user that time ran out, and pings of users get no route
    if h.six:
        from scapy.all import ICMPv6TimeExceeded, ICMPv6DestUnreach

        q = IPv6(src=h.user, dst=h.web) / UDP(sport=3000, dport=33434) / Raw(b'x' * 30)
        n.ip(h.r1, h.user, ICMPv6TimeExceeded() / q)
        n.ip(h.r1, h.user, ICMPv6DestUnreach(code=3) / q)
    else:
        q = IP(src=h.user, dst=h.web, ttl=1) / UDP(sport=3000, dport=33434) / Raw(b'x' * 30)
        n.ip(h.r1, h.user, ICMP(type=11, code=0) / q)
        n.ip(h.r1, h.user, ICMP(type=3, code=13) / q)


@scene(want=['unexpected-outbound'], bare=[], also=('unexpected-tunnel',))
def oneway_out(n, h):
    n.tcp(h.r1, h.evil, 443, tls_words('c2.example.org'), only='c')


@scene(want=['unexpected-outbound'], bare=[], also=('unexpected-tunnel',))
def oneway_back(n, h):
    n.tcp(h.r1, h.evil, 443, tls_words('c2.example.org'), only='s')


@scene(want=[], bare=[])
def oneway_ok(n, h):
    n.tcp(h.jump, h.r1, 22, ssh_words(), only='s')
    n.tcp(h.jump, h.r2, 22, ssh_words(), only='c')


@scene(want=[], bare=[])
def midstream_ok(n, h):
    n.tcp(h.jump, h.r1, 22, ssh_words()[10:], begin=False)
    n.tcp(h.jump, h.r2, 23, [b'display version\r\n', ('s', b'display version\r\nVRP\r\n<core2>')], begin=False)


@scene(want=[], bare=[])
def retransmissions(n, h):
    t = Talk(n, h.jump, h.r1, 23)
    for w in telnet_words('carol', 'zz81-Klm', 'r1>', ['show version'], 'Username: '):
        who, data = w if isinstance(w, tuple) else ('c', w)
        keep = dict(t.seq)
        t.say(who, data)
        after = dict(t.seq)
        t.seq = keep
        t.segment(who, 'PA', data)
        t.seq = after
    t.close()


@scene(want=[], bare=[], families=(6,))
def privacy(n, h):  # neighbour discovery, MLD, RA, mDNS, DHCPv6 of elements
    from scapy.all import ICMPv6ND_NS, ICMPv6ND_NA, ICMPv6ND_RA, ICMPv6ND_RS, ICMPv6MLReport2, DHCP6_Solicit

    n.ip(h.r1, 'ff02::1:ff00:2', ICMPv6ND_NS(tgt=h.r2))
    n.ip(h.r2, h.r1, ICMPv6ND_NA(tgt=h.r2))
    n.ip('fe80::1', 'ff02::1', ICMPv6ND_RA())
    n.ip('fe80::2', 'ff02::2', ICMPv6ND_RS())
    n.ip('fe80::1', 'ff02::16', ICMPv6MLReport2())
    n.udp(h.r1, 5353, 'ff02::fb', 5353, dns('x.local')[0])
    n.udp('fe80::1', 546, 'ff02::1:2', 547, bytes(DHCP6_Solicit(trid=5)))
    n.ip(h.r1, 'ff02::5', b'\3\1\0\x24' + bytes(32), nh=89)


@scene(want=[], bare=[], families=(4,))
def group_traffic(n, h):
    n.ip(h.r1, '224.0.0.5', b'\2\1\0\x2c' + bytes((10, 60, 1, 1)) + bytes(36), proto=89)
    n.udp(h.r1, 1985, '224.0.0.2', 1985, b'\0\0\x10\3\x0a\x64\1\0cisco\0\0\0' + bytes((10, 60, 1, 254)))
    n.ip(h.r1, '224.0.0.18', b'\x21\1\x64\1\0\1\0\0' + bytes((10, 60, 1, 254)) + bytes(8), proto=112, ttl=255)
    n.udp(h.r1, 646, '224.0.0.2', 646, b'\0\1\0\x1e\x0a\x3c\1\1\0\0\1\0\0\x14\0\0\0\1\4\0\0\4\0\x0f\0\0\4\1\0\4\x0a\x3c\1\1')
    n.udp(h.r1, 68, '255.255.255.255', 67, b'\1\1\6\0' + bytes(232) + b'\x63\x82\x53\x63\x35\1\1\xff')
    n.udp(h.r1, 5678, '255.255.255.255', 5678, bytes(4) + b'\0\5\0\2MT')
    n.frame(
        Ether(src=mac(h.r1), dst='ff:ff:ff:ff:ff:ff')
        / IP(src=h.r1, dst='10.60.1.255')
        / UDP(sport=138, dport=138)
        / Raw(b'\x11\x0a' + bytes(60))
    )
    n.ip('169.254.7.7', '224.0.0.251', UDP(sport=5353, dport=5353) / Raw(dns('x.local')[0]))


@scene(want=[], bare=None, families=(4,))
def traceroute_to(n, h):  # a user's traceroute passes; what the element answers is an error
    for i in range(6):
        q = IP(src=h.user, dst=h.web, ttl=i + 1) / UDP(sport=4000, dport=33434 + i) / Raw(b'x' * 30)
        n.ip(h.user, h.web, UDP(sport=4000, dport=33434 + i) / Raw(b'x' * 30), ttl=i + 1)
        n.ip(h.r1, h.user, ICMP(type=11, code=0) / q)


@scene(want=['unexpected-manager'], bare=[], also=('scan', 'plane-violation'))
def user_to_element(n, h):
    n.tcp(h.user, h.r1, 22, ssh_words())


@scene(want=['scan'], bare=['scan'], also=MAN)
def scan_element(n, h):
    for p in (
        21,
        22,
        23,
        25,
        49,
        80,
        110,
        143,
        161,
        179,
        443,
        445,
        830,
        4786,
        8080,
        8291,
        8443,
        9339,
        37215,
        57722,
        1,
        2,
        3,
        4,
        5,
    ):
        n.syn(h.evil, h.r1, p, 'R')


@scene(want=['scan'], bare=None, also=('unexpected-outbound', 'element-to-element'))
def scan_by_element(n, h):
    for i in range(12):
        n.syn(h.r1, f'198.51.100.{i + 1}' if not h.six else f'2001:db8:bad:1::{i + 1:x}', 22)


SPACES = '''version: 1
spaces: {cust-a: {vlans: [100-199]}, cust-b: {vlans: [200-299]}}
groups:
  a: {role: element, addresses: [cust-a/10.60.1.0/24]}
  mgr: {role: manager, addresses: [cust-a/10.61.0.10]}
permits:
  - {from: mgr, to: a, over: [snmp], may: [read]}
'''


def tagged(vlan):
    return lambda p, s, t: Ether(src=mac(s), dst=mac(t)) / Dot1Q(vlan=vlan) / p


@scene(want=[('unexpected-outbound', {'spanwatch.element': 'cust-a/10.60.1.1'})], bare=None, families=(4,), policy=SPACES)
def spaces_same(n, h):
    n.wrap = tagged(150)
    n.tcp(h.r1, h.evil, 443, tls_words('x.example.org'))
    n.wrap = tagged(250)
    n.tcp(h.r1, h.web, 443, tls_words('y.example.org'))  # a customer's host of the same address


@scene(want=[], bare=None, families=(4,), policy=SPACES)
def spaces_ok(n, h):
    n.wrap = tagged(150)
    snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.1.0': None})
    n.wrap = tagged(250)
    snmp_asked(n, h.stranger, h.r1, 'get', {'1.3.6.1.2.1.1.1.0': None})
    n.tcp(h.r1, h.web, 80, [http('GET', '/'), reply()])


@scene(want=[], bare=[])
def ftp_ok(n, h):  # the data connection of a permitted session
    n.tcp(
        h.r1,
        h.file,
        21,
        [
            ('s', b'220 ready\r\n'),
            b'USER bk\r\n',
            ('s', b'331 pw\r\n'),
            b'PASS zzQ1-8\r\n',
            ('s', b'230 in\r\n'),
            b'EPSV\r\n',
            ('s', b'229 Entering Extended Passive Mode (|||50123|)\r\n'),
        ],
    )
    n.tcp(h.r1, h.file, 50123, [b'data data data\n' * 5])


@scene(want=[], bare=None)
def tftp_ok(n, h):
    tftp_put(n, h.r1, h.file, 'notes.txt', b'line\n' * 300)


@scene(want=[], bare=[])
def traps_ok(n, h):
    n.udp(h.r1, 50000, h.nms, 162, trap())
    n.udp(
        h.r1,
        514,
        h.log,
        514,
        b'<189>45: *Nov 22 03:00:00.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi0/1, changed state to up',
    )
