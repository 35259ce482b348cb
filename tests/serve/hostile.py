"""A capture whose strings try to break out: of HTML, of scripts, of terminals, of keys and of YAML."""
import struct

STRINGS = [
    b'<script>alert(1)</script>', b'"><img src=x onerror=alert(2)>', b"';alert(3)//", b'</textarea><svg onload=alert(4)>',
    b'javascript:alert(5)', b'{{7*7}}${alert(6)}', b'\x1b[2J\x1b]0;owned\x07\x1b[31mred', b'a\r\nSet-Cookie: x=1\r\n\r\n<html>',
    b'\x00nul\x00', b'\xff\xfe\x80bad', '\u202eevil\u202c \u2028 line \U0001f4a3'.encode(), b'", until: 2099-01-01T00:00:00Z}\n- {x: "',
    b'sw:{lab}:el:x', b'A' * 300, b'</script><script>alert(8)</script>', b'&lt;script&gt;&#x27;', b'%3Cscript%3E', b'<!--', b']]>',
]
ELEMENT, MANAGER, LOGS = '10.9.0.1', '10.9.0.66', '10.9.0.30'


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def address(text):
    return bytes(map(int, text.split('.')))


def ip(src, dst, proto, payload):
    head = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(payload), 1, 0, 64, proto, 0, address(src), address(dst))
    return bytes.fromhex('020000000002' '020000000001' '0800') + head[:10] + struct.pack('!H', checksum(head)) + head[12:] + payload


def transport(src, dst, proto, body, at):
    pseudo = address(src) + address(dst) + struct.pack('!BBH', 0, proto, len(body))
    return ip(src, dst, proto, body[:at] + struct.pack('!H', checksum(pseudo + body)) + body[at + 2:])


def udp(src, sport, dst, dport, data):
    return transport(src, dst, 17, struct.pack('!HHHH', sport, dport, 8 + len(data), 0) + data, 6)


class Tcp:
    """Both sides of one connection."""

    def __init__(self, client, server, port, sport):
        self.ends, self.ports, self.seq = (client, server), (sport, port), [1000, 5000]

    def segment(self, side, flags, data=b''):
        head = struct.pack('!HHIIBBHHH', self.ports[side], self.ports[1 - side], self.seq[side], self.seq[1 - side] if flags & 16 else 0,
                           0x50, flags, 65535, 0, 0)
        self.seq[side] += len(data) + bool(flags & 3)
        return transport(self.ends[side], self.ends[1 - side], 6, head + data, 16)

    def talk(self, lines):
        yield self.segment(0, 2)
        yield self.segment(1, 18)
        yield self.segment(0, 16)
        for side, data in lines:
            yield self.segment(side, 24, data)
            yield self.segment(1 - side, 16)
        yield self.segment(0, 17)
        yield self.segment(1, 17)
        yield self.segment(0, 16)


def ber(tag, data):
    if len(data) < 128:
        return bytes([tag, len(data)]) + data
    return bytes([tag, 0x82]) + struct.pack('!H', len(data)) + data


def number(n):
    return ber(2, n.to_bytes(n.bit_length() // 8 + 1, 'big'))


def snmp(kind, n, oid, value, community=b'hostile-community'):
    varbind = ber(0x30, ber(6, oid) + value)
    return ber(0x30, number(1) + ber(4, community) + ber(kind, number(n) + number(0) + number(0) + ber(0x30, varbind)))


def frames():
    descr, contact = bytes.fromhex('2b06010201010100'), bytes.fromhex('2b06010201010400')
    for n, text in enumerate(STRINGS):
        yield udp(MANAGER, 40000 + n, ELEMENT, 161, snmp(0xa0, n + 1, descr, ber(5, b'')))
        yield udp(ELEMENT, 161, MANAGER, 40000 + n, snmp(0xa2, n + 1, descr, ber(4, text)))
        yield udp(MANAGER, 41000 + n, ELEMENT, 161, snmp(0xa3, n + 100, contact, ber(4, text)))
        yield udp(ELEMENT, 161, MANAGER, 41000 + n, snmp(0xa2, n + 100, contact, ber(4, text)))
        yield udp(ELEMENT, 514, LOGS, 514, b'<189>%d: %%SYS-5-CONFIG_I: Configured from console by ' % n + text + b' on vty0 (10.9.0.66)')
    lines = [(1, b'\xff\xfb\x01\xff\xfb\x03\r\nUser Access Verification\r\n\r\nUsername: '), (0, b'<b>admin\r\n'), (1, b'Password: '), (0, b'hostile-pass\r\n'),
             (1, b'\r\nR9#'), (0, b'configure terminal\r\n'), (1, b'configure terminal\r\nR9(config)#')]
    for text in STRINGS:
        text = text.replace(b'\r', b'').replace(b'\n', b'').replace(b'\xff', b'')
        lines += [(0, b'hostname ' + text + b'\r\n'), (1, b'hostname ' + text + b'\r\nR9(config)#')]
    yield from Tcp(MANAGER, ELEMENT, 23, 50023).talk(lines)


def capture():
    out = struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
    for i, frame in enumerate(frames()):
        us = i * 200000
        out += struct.pack('<IIII', 1795312800 + us // 1000000, us % 1000000, len(frame), len(frame)) + frame
    return out
