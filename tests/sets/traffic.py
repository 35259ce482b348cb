"""Traffic for the rules' own tests: each scene is one exchange between two hosts, and a capture holds
one scene a rule, each with a pair of addresses of its own, so that one run of the program tells
which rule fired on which scene.
"""
import importlib.machinery
import importlib.util
import pathlib
import struct

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / 'deploy/sample/make_sample'
_loader = importlib.machinery.SourceFileLoader('make_sample', str(SAMPLE))
sample = importlib.util.module_from_spec(importlib.util.spec_from_loader('make_sample', _loader))
_loader.exec_module(sample)

TCP, UDP, ICMP = 6, 17, 1


class Scene:
    """One exchange: C is the client, S the server; both are addresses in dotted form."""

    def __init__(self, capture, number):
        self.capture = capture
        self.c = f'10.{number >> 8 & 255}.{number & 255}.1'
        self.s = f'10.{number >> 8 & 255}.{number & 255}.2'
        self.port = 40000 + number % 20000

    def tcp(self, port, *said):
        """A connection to PORT; each of SAID is bytes of the client, or ('s', bytes) of the server."""
        self.port += 1
        t = sample.Tcp(self.capture, self.c, self.port, self.s, port)
        for words in said:
            src, data = (self.s, words[1]) if isinstance(words, tuple) else (self.c, words)
            t.say(src, data)
            self.capture.wait(0.05)
        t.close(self.c)
        self.capture.wait(0.2)

    def udp(self, port, asked, answered=None, again=1):
        for _ in range(again):
            self.capture.udp(self.c, self.port, self.s, port, asked)
            if answered is not None:
                self.capture.udp(self.s, port, self.c, self.port, answered)
            self.capture.wait(0.05)

    def ip(self, proto, payload, **head):
        self.capture.ip(self.c, self.s, proto, payload)
        if head:
            self.rehead(**head)

    def rehead(self, ttl=64, ident=None, field=0x4000, vlans=()):
        """Another IP header for the frame that was last; FIELD has the fragment's bits and offset, VLANS the tags in front."""
        when, frame = self.capture.frames[-1]
        head = bytearray(frame[14:34])
        if ident is not None:
            head[4:6] = struct.pack('!H', ident)
        head[6:8], head[8], head[10:12] = struct.pack('!H', field), ttl, b'\0\0'
        head[10:12] = struct.pack('!H', sample.checksum(bytes(head)))
        tags = b''.join(struct.pack('!HH', 0x8100, vlan) for vlan in vlans)
        self.capture.frames[-1] = (when, frame[:12] + tags + frame[12:14] + bytes(head) + frame[34:])

    def icmp(self, kind, code, data, again=1):
        for number in range(again):
            head = struct.pack('!BBHHH', kind, code, 0, 77, number) + data
            self.ip(ICMP, head[:2] + struct.pack('!H', sample.checksum(head)) + head[4:])

    def segment(self, port, flags, payload=b'', options=b'', seq=77777, ack=0, src=None):
        """One TCP segment of no connection; SRC 's' has the server send it."""
        sender, other = (self.s, self.c) if src == 's' else (self.c, self.s)
        ports = (port, self.port) if src == 's' else (self.port, port)
        size = (5 + len(options) // 4) << 4
        head = struct.pack('!HHIIBBHHH', *ports, seq, ack, size, flags, 8192, 0, 0) + options
        total = sample.checksum(sample.pseudo(sender, other, TCP, head + payload))
        self.capture.ip(sender, other, TCP, head[:16] + struct.pack('!H', total) + head[18:] + payload)


# --- SNMP ----------------------------------------------------------------------------------------

GET, NEXT, RESPONSE, SET, BULK, TRAP2 = 0xa0, 0xa1, 0xa2, 0xa3, 0xa5, 0xa7


def snmp_message(kind, oid, value=None, community=b'c0mmunity', version=1, request=1):
    number, ber = sample.number, sample.ber
    varbinds = ber(0x30, ber(0x30, sample.oid(oid) + (value or ber(5, b''))))
    middle = number(0) + number(10) if kind == BULK else number(0) + number(0)
    return ber(0x30, number(version) + ber(4, community) + ber(kind, number(request) + middle + varbinds))


def snmp(kind, oid, value=None, again=1, **more):
    def scene(x):
        for n in range(again):
            asked = snmp_message(kind, oid, value, request=n + 1, **more)
            x.udp(161, asked, snmp_message(RESPONSE, oid, value or sample.number(1), request=n + 1, **more))
    return scene


def trap(oid, community=b'c0mmunity'):
    number, ber = sample.number, sample.ber
    pairs = ber(0x30, sample.oid('1.3.6.1.2.1.1.3.0') + number(4711, 0x43)) \
        + ber(0x30, sample.oid('1.3.6.1.6.3.1.1.4.1.0') + sample.oid(oid))
    pdu = ber(TRAP2, number(9) + number(0) + number(0) + ber(0x30, pairs))
    return lambda x: x.udp(162, ber(0x30, number(1) + ber(4, community) + pdu))


# --- text protocols ------------------------------------------------------------------------------


def http(target, method='GET', body='', answer='HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', port=80, again=1, **headers):
    lines = [f'{method} {target} HTTP/1.1', 'Host: element.example'] + [f"{k.replace('_', '-')}: {v}" for k, v in headers.items()]
    if body:
        lines.append(f'Content-Length: {len(body)}')
    asked = ('\r\n'.join(lines) + '\r\n\r\n' + body).encode('latin-1')

    def scene(x):
        for _ in range(again):
            x.tcp(port, asked, ('s', answer.encode('latin-1')))
    return scene


PROMPTS = {'ios': ('R1#', 'R1(config)#'), 'vrp': ('<HW>', '[HW]'), 'junos': ('op@mx1> ', 'op@mx1# '),
           'routeros': ('[op@MikroTik] > ', '[op@MikroTik] > ')}


def telnet(command, vendor='ios', config=True):
    """COMMAND is typed at the prompt, in the configuration mode where CONFIG asks for it."""
    plain, inside = PROMPTS[vendor]
    enter = {'ios': 'configure terminal', 'vrp': 'system-view', 'junos': 'configure'}.get(vendor)

    def scene(x):
        said = [('s', b'\xff\xfb\x01\xff\xfb\x03\r\nUser Access Verification\r\n\r\nUsername: '), b'\xff\xfd\x01op\r\n',
                ('s', b'op\r\nPassword: '), b'pw\r\n', ('s', f'\r\n\r\n{plain}'.encode())]
        now = plain
        for line in ([enter] if config and enter else []) + [command]:
            now = inside if config and enter else plain
            said += [line.encode() + b'\r\n', ('s', f'{line}\r\n{now}'.encode())]
        x.tcp(23, *said)
    return scene


def stream(port, *said):
    return lambda x: x.tcp(port, *said)


def datagram(port, asked, answered=None, again=1):
    return lambda x: x.udp(port, asked, answered, again)


def repeat(count, scene):
    def many(x):
        for _ in range(count):
            scene(x)
    return many


def syslog(text, again=1):
    return datagram(514, b'<189>' + text.encode(), again=again)


def ftp(*commands):
    said = [('s', b'220 ready\r\n')]
    for line in commands:
        said += [line.encode() + b'\r\n', ('s', b'331 go on\r\n' if line.startswith('USER') else b'200 ok\r\n')]
    return stream(21, *said)


def tftp(operation, name):
    return datagram(69, struct.pack('!H', operation) + name.encode() + b'\0octet\0', None)


def dns(name, kind=1, again=1):
    labels = b''.join(bytes([len(part)]) + part.encode() for part in name.split('.')) + b'\0'
    return datagram(53, struct.pack('!HHHHHH', 4711, 0x0100, 1, 0, 0, 0) + labels + struct.pack('!HH', kind, 1), again=again)


def ssh(server='OpenSSH_9.9', client='OpenSSH_9.9', proto='2.0', port=22, kex='curve25519-sha256', cipher='aes256-ctr', again=1):
    def scene(x):
        for _ in range(again):
            init = sample.ssh_init(x.capture, kex, 'rsa-sha2-256', cipher, 'hmac-sha2-256')
            x.tcp(port, ('s', f'SSH-{proto}-{server}\r\n'.encode()), f'SSH-2.0-{client}\r\n'.encode(), init, ('s', init))
    return scene


def soap(method, *params, port=7547):
    """An RPC of CWMP from the server to the device, in the answer to the device's empty POST."""
    inside = ''.join(f'<{name}>{value}</{name}>' if '.' not in name else
                     f'<ParameterValueStruct><Name>{name}</Name><Value>{value}</Value></ParameterValueStruct>' for name, value in params)
    body = ('<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-0">'
            '<soap:Header><cwmp:ID soap:mustUnderstand="1">7</cwmp:ID></soap:Header>'
            f'<soap:Body><cwmp:{method}>{inside}</cwmp:{method}></soap:Body></soap:Envelope>')
    answer = f'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n{body}'
    return stream(port, b'POST /acs HTTP/1.1\r\nHost: acs.example\r\nContent-Type: text/xml\r\nContent-Length: 0\r\n\r\n',
                  ('s', answer.encode()))


def smart_install(kind, length, body, sender=1):
    return stream(4786, struct.pack('!IIII', sender, 1, kind, length) + body)


# --- AAA, IPMI, time -----------------------------------------------------------------------------


def radius(code, *attributes, again=1):
    """ATTRIBUTES are (type, bytes)."""
    inside = b''.join(bytes([kind, 2 + len(value)]) + value for kind, value in attributes)
    port = 3799 if code in (40, 43) else 1812

    def scene(x):
        for n in range(again):
            x.udp(port, struct.pack('!BBH', code, n & 255, 20 + len(inside)) + bytes(range(16)) + inside)
    return scene


def cisco_avpair(text):
    return (26, struct.pack('!IBB', 9, 1, 2 + len(text)) + text.encode())


def ipmi_command(netfn, command, data=b'', auth=2):
    body = bytes([0x20, netfn << 2, 0x100 - (0x20 + (netfn << 2)) & 255, 0x81, 4, command]) + data
    body += bytes([-sum(body[3:]) & 255])
    session = bytes([auth]) + struct.pack('<II', 1, 5) + (bytes(16) if auth else b'') + bytes([len(body)])
    return datagram(623, b'\x06\x00\xff\x07' + session + body)


def ipmi_plus(payload, body, again=1):
    return datagram(623, b'\x06\x00\xff\x07\x06' + bytes([payload]) + bytes(8) + struct.pack('<H', len(body)) + body, again=again)


def ntp_private(code):
    return datagram(123, struct.pack('!BBBB', 0x17, 0, 3, code) + bytes(188))


def ntp_control(operation, data=b''):
    return datagram(123, struct.pack('!BBHHHHH', 0x16, operation, 1, 0, 0, 0, len(data)) + data + bytes(-len(data) % 4))


def ntp_clock(stratum):
    asked = b'\x23\x00\x06\xec' + bytes(36) + struct.pack('!II', 0xee5e6e80, 0)
    answered = struct.pack('!BBbb', 0x24, stratum, 6, -20) + bytes(8) + b'LOCL' + struct.pack('!8I', *range(0x10, 0x18))
    return datagram(123, asked, answered)


def tacacs(kind, body, flags=1, seq=1, again=1):
    """Packets of KIND (1 authen, 2 author, 3 acct) with an unobfuscated BODY where FLAGS has bit 0."""
    def scene(x):
        for n in range(again):
            x.tcp(49, struct.pack('!BBBBII', 0xc0, kind, seq, flags, 4711 + n, len(body)) + body)
    return scene
