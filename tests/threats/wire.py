"""Messages of the scenes, encoded by scapy or by hand from their standards, by none of the program's own code."""
import struct
from scapy.all import (
    ASN1_INTEGER,
    ASN1_IPADDRESS,
    ASN1_NULL,
    ASN1_OID,
    ASN1_STRING,
    SNMP,
    SNMPbulk,
    SNMPget,
    SNMPnext,
    SNMPresponse,
    SNMPset,
    SNMPtrapv2,
    SNMPvarbind,
)

KINDS = {'get': SNMPget, 'next': SNMPnext, 'set': SNMPset, 'response': SNMPresponse, 'bulk': SNMPbulk}


class Address(str):
    """An IPv4 address as a value of SNMP."""


def value_of(value):
    if isinstance(value, Address):
        return ASN1_IPADDRESS(value)
    if isinstance(value, int):
        return ASN1_INTEGER(value)
    return ASN1_NULL(0) if value is None else ASN1_STRING(value)


def snmp(kind, binds, community='Gr3en-h1ll', version=1, number=4711, error=0):
    """BINDS: {oid: value}."""
    pdu = KINDS[kind](id=number, varbindlist=[SNMPvarbind(oid=ASN1_OID(o), value=value_of(v)) for o, v in binds.items()])
    if error:
        pdu.error = error
    return bytes(SNMP(version=version, community=community, PDU=pdu))


def snmp_asked(net, source, target, kind, binds, answered=True, port=161, sport=None, **more):
    """A request and its answer."""
    net.port += 1
    more.setdefault('number', net.port)
    back = dict(more)
    error = back.pop('error', 0)
    more.pop('error', None)
    net.ask(
        source,
        target,
        port,
        snmp(kind, binds, **more),
        snmp('response', {o: 1 if kind in ('get', 'next') else v for o, v in binds.items()}, error=error, **back)
        if answered
        else None,
        sport=sport,
    )


def trap(community='tr4ps', oid='1.3.6.1.6.3.1.1.5.4'):
    """An SNMPv2 trap: linkUp (RFC 3418), or another."""
    binds = [('1.3.6.1.2.1.1.3.0', ASN1_INTEGER(5)), ('1.3.6.1.6.3.1.1.4.1.0', ASN1_OID(oid))]
    pdu = SNMPtrapv2(id=1, varbindlist=[SNMPvarbind(oid=ASN1_OID(o), value=v) for o, v in binds])
    return bytes(SNMP(version=1, community=community, PDU=pdu))


def tacacs(kind, number, body, session=0x51AB77, flags=1):
    return struct.pack('>BBBBII', 0xC0, kind, number, flags, session, len(body)) + body


def tacacs_record(user, host, arguments, flags=2, tty=b'tty3'):
    """The body of an accounting request."""
    args = [a.encode() for a in arguments]
    return (
        bytes((flags, 6, 15, 1, 1, len(user), len(tty), len(host), len(args)))
        + bytes(map(len, args))
        + user.encode()
        + tty
        + host.encode()
        + b''.join(args)
    )


def radius(code, number, attributes=b'', secret=bytes(16)):
    return struct.pack('>BBH', code, number, 20 + len(attributes)) + secret + attributes


def attribute(kind, value):
    return bytes((kind, 2 + len(value))) + value


def tftp(opcode, name, mode=b'octet'):
    return struct.pack('>H', opcode) + name.encode() + b'\0' + mode + b'\0'


def tftp_put(net, source, target, name, data, opcode=2, port=69, far=50777):
    """A whole transfer; OPCODE 1 reads, 2 writes."""
    sport = net.ask(source, target, port, tftp(opcode, name))
    blocks = [data[i : i + 512] for i in range(0, len(data) + 1, 512)]
    giver = (source, sport, target, far) if opcode == 2 else (target, far, source, sport)
    taker = giver[2:] + giver[:2]
    if opcode == 2:
        net.udp(*taker, struct.pack('>HH', 4, 0))
    for number, block in enumerate(blocks, 1):
        net.udp(*giver, struct.pack('>HH', 3, number) + block)
        net.udp(*taker, struct.pack('>HH', 4, number))


def http(method, path, host='gw', body='', **headers):
    lines = [f'{method} {path} HTTP/1.1', f'Host: {host}'] + [f'{k.replace("_", "-")}: {v}' for k, v in headers.items()]
    if body:
        lines.append(f'Content-Length: {len(body)}')
    return ('\r\n'.join(lines) + '\r\n\r\n' + body).encode()


def reply(status='200 OK', body='', **headers):
    lines = (
        [f'HTTP/1.1 {status}'] + [f'{k.replace("_", "-")}: {v}' for k, v in headers.items()] + [f'Content-Length: {len(body)}']
    )
    return 's', ('\r\n'.join(lines) + '\r\n\r\n' + body).encode()


def hello(name=None, versions=(0x0304, 0x0303), alpn=()):
    """A TLS ClientHello in its record."""

    def ext(kind, data):
        return struct.pack('>HH', kind, len(data)) + data

    exts = b''
    if name:
        n = name.encode()
        exts += ext(0, struct.pack('>HBH', len(n) + 3, 0, len(n)) + n)
    exts += ext(10, b'\0\4\0\x1d\0\x17') + ext(13, b'\0\4\4\3\x08\4')
    exts += ext(43, bytes((2 * len(versions),)) + b''.join(struct.pack('>H', v) for v in versions))
    if alpn:
        names = b''.join(bytes((len(a),)) + a.encode() for a in alpn)
        exts += ext(16, struct.pack('>H', len(names)) + names)
    exts += ext(51, struct.pack('>HHH', 36, 0x1D, 32) + b'\x42' * 32)
    body = (
        b'\3\3'
        + b'\x11' * 32
        + b'\x20'
        + b'\x22' * 32
        + b'\0\6\x13\1\x13\2\xc0\x2f'
        + b'\1\0'
        + struct.pack('>H', len(exts))
        + exts
    )
    hand = b'\1' + struct.pack('>I', len(body))[1:] + body
    return b'\x16\3\1' + struct.pack('>H', len(hand)) + hand


def server_hello():
    exts = struct.pack('>HHH', 43, 2, 0x0304) + struct.pack('>HHHH', 51, 36, 0x1D, 32) + b'\x43' * 32
    body = b'\3\3' + b'\x33' * 32 + b'\x20' + b'\x22' * 32 + b'\x13\1\0' + struct.pack('>H', len(exts)) + exts
    hand = b'\2' + struct.pack('>I', len(body))[1:] + body
    return 's', b'\x16\3\3' + struct.pack('>H', len(hand)) + hand + b'\x17\3\3\0\x40' + bytes(range(64))


def tls_words(name=None, **more):
    return [
        hello(name, **more),
        server_hello(),
        b'\x17\3\3\0\x35' + bytes(range(53)),
        ('s', b'\x17\3\3\1\0' + bytes(range(256))),
    ]


def kexinit(kex='curve25519-sha256,ecdh-sha2-nistp256'):
    lists = [
        kex,
        'rsa-sha2-512,ssh-ed25519',
        'aes256-ctr,aes128-ctr',
        'aes256-ctr,aes128-ctr',
        'hmac-sha2-256',
        'hmac-sha2-256',
        'none',
        'none',
        '',
        '',
    ]
    body = b'\x14' + b'\x77' * 16 + b''.join(struct.pack('>I', len(x)) + x.encode() for x in lists) + bytes(5)
    pad = 8 - (len(body) + 5) % 8 + 8
    return struct.pack('>IB', len(body) + pad + 1, pad) + body + bytes(pad)


def ssh_packet(code, size=40):
    body = bytes((code,)) + bytes(size)
    pad = 8 - (len(body) + 5) % 8 + 8
    return struct.pack('>IB', len(body) + pad + 1, pad) + body + bytes(pad)


def ssh_words(server=b'SSH-2.0-OpenSSH_9.9', client=b'SSH-2.0-OpenSSH_9.9', sealed=30):
    words = [
        ('s', server + b'\r\n'),
        client + b'\r\n',
        kexinit(),
        ('s', kexinit()),
        ssh_packet(30, 36),
        ('s', ssh_packet(31, 300)),
        ssh_packet(21, 0),
        ('s', ssh_packet(21, 0)),
    ]
    for number in range(sealed):
        words += [
            bytes((number * 37 + i * 91) & 255 for i in range(52)),
            ('s', bytes((number * 53 + i * 17) & 255 for i in range(100))),
        ]
    return words


def telnet_words(user, password, prompt, lines, login='login: ', ask='Password: '):
    """A login and the lines typed there, each with what came back: a string, or (string, answer)."""
    words = [
        ('s', b'\xff\xfb\x01\xff\xfb\x03\r\n' + login.encode()),
        b'\xff\xfd\x01\xff\xfd\x03',
        user.encode() + b'\r\n',
        ('s', user.encode() + b'\r\n' + ask.encode()),
        password.encode() + b'\r\n',
        ('s', b'\r\n' + prompt.encode()),
    ]
    for line in lines:
        line, back, nextprompt = line if isinstance(line, tuple) else (line, '', prompt)
        words += [line.encode() + b'\r\n', ('s', (line + '\r\n' + back + nextprompt).encode())]
    return words
