"""Exchanges for tests/sets/language: scene name -> what is said in it."""
import base64
import struct

from cases_wire import block, handshake, hello, name_of, record
from traffic import datagram, dns, http, sample, snmp, GET, SET, ssh, stream, tftp

FILE = b'\x1f\x8b\x08\x00' + bytes(range(256)) * 4
OK = 'HTTP/1.1 200 OK\r\nServer: small/1.0\r\nSet-Cookie: s=1\r\nContent-Type: application/octet-stream\r\nLocation: /next\r\nContent-Length: %d\r\n\r\n'


def got(target, body, **headers):
    return http(target, answer=OK % len(body) + body.decode('latin-1'), **headers)


# --- TLS -----------------------------------------------------------------------------------------


def certificate(until):
    ber, number = sample.ber, sample.number
    algorithm = ber(0x30, ber(6, b'\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b') + b'\x05\0')
    key = ber(0x30, number((1 << 2048) - 159) + number(65537))
    spki = ber(0x30, ber(0x30, ber(6, b'\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01') + b'\x05\0') + ber(3, b'\0' + key))
    dates = ber(0x30, ber(23, b'200101000000Z') + ber(23, until))
    names = ber(0x30, ber(0x82, b'alt.example') + ber(0x87, bytes([192, 0, 2, 7])))
    more = ber(0xa3, ber(0x30, ber(0x30, ber(6, b'\x55\x1d\x11') + ber(4, names))))
    tbs = ber(0x30, ber(0xa0, number(2)) + number(4711) + algorithm + name_of('Issuer') + dates + name_of('Owner') + spki + more)
    return ber(0x30, tbs + algorithm + ber(3, b'\0' + bytes(range(128)) * 2))


def tls(until, chain=1):
    server = struct.pack('!H', 0x0303) + bytes(range(100, 132)) + b'\0' + struct.pack('!HB', 0xc02f, 0)
    certs = handshake(11, block(3, b''.join(block(3, certificate(until)) for _ in range(chain))))
    said = record(22, handshake(2, server) + certs + handshake(14, b''))
    return stream(8443, hello('sni.example'), ('s', said))


# --- IKE, SIP, RFB, NTP, DHCP ----------------------------------------------------------------------


def attribute(kind, value):
    return struct.pack('!HH', 0x8000 | kind, value)


def ike():
    """Main mode of version 1: offer and choice, then keys and nonces."""
    choice = attribute(1, 7) + attribute(14, 128) + attribute(2, 2) + attribute(4, 14) + attribute(3, 1) + attribute(11, 1) + attribute(12, 3600)
    transform = struct.pack('!BBHBBH', 0, 0, 8 + len(choice), 1, 1, 0) + choice
    proposal = struct.pack('!BBHBBBB', 0, 0, 8 + len(transform), 1, 1, 0, 1) + transform
    sa = struct.pack('!II', 1, 1) + proposal
    vendor = bytes.fromhex('4a131c81070358455c5728f20e95452f')

    def payload(following, data):
        return struct.pack('!BBH', following, 0, 4 + len(data)) + data

    def message(responder, first, body):
        return b'INITIATE' + responder + struct.pack('!BBBBII', first, 0x10, 2, 0, 0, 28 + len(body)) + body

    first = payload(13, sa) + payload(0, vendor)
    keys = payload(10, b'K' * 128) + payload(0, b'N' * 20)

    def scene(x):
        x.port = 500
        x.udp(500, message(bytes(8), 1, first), message(b'RESPONDS', 1, first))
        x.udp(500, message(b'RESPONDS', 4, keys), message(b'RESPONDS', 4, keys))
    return scene


def sip(x):
    head = ('INVITE sip:bob@b.example SIP/2.0\r\nVia: SIP/2.0/UDP pc.example\r\nv: SIP/2.0/UDP second.example\r\nf: <sip:alice@a.example>\r\n'
            'To: <sip:bob@b.example>\r\nUser-Agent: phone 1\r\nc: application/sdp\r\nl: 0\r\n\r\n')
    back = 'SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP pc.example\r\nFrom: <sip:alice@a.example>\r\nTo: <sip:bob@b.example>\r\nContent-Length: 0\r\n\r\n'
    x.udp(5060, head.encode(), back.encode())


def rfb(result):
    return stream(5900, ('s', b'RFB 003.008\n'), b'RFB 003.008\n', ('s', b'\x01\x02'), b'\x02', ('s', bytes(16)), bytes(16),
                  ('s', struct.pack('!I', result) + (struct.pack('!I', 3) + b'bad' if result else b'')), *([b'\x01', ('s', struct.pack(
                      '!HH', 640, 480) + bytes(16) + struct.pack('!I', 4) + b'desk')] if not result else []))


def ntp(mode):
    return datagram(123, bytes([0x20 | mode, 2, 6, 0xec]) + bytes(8) + b'LOCL' + struct.pack('!8I', *range(0x10, 0x18)))


def dhcp(x):
    fixed = struct.pack('!BBBBIHH4s4s4s4s', 2, 1, 6, 0, 7, 0, 0, bytes(4), bytes([10, 0, 0, 9]), bytes(4), bytes(4)) + b'\2\0\0\0\0\1'.ljust(16, b'\0') + bytes(192)
    options = b'\x63\x82\x53\x63\x35\x01\x05' + b''.join(bytes([kind, 4]) + struct.pack('!I', value) for kind, value in ((51, 600), (58, 300), (59, 500)))
    x.capture.udp(x.s, 67, x.c, 68, fixed + options + b'\xff')


# --- streams -------------------------------------------------------------------------------------


def pieces(x):
    """Commands of one side, each in a segment of its own, with answers between them."""
    x.tcp(9700, ('s', b'ready\r\n'), b'FIRST part\r\n', ('s', b'ok\r\n'), b'.' * 300, b'..SECOND..', ('s', b'ok\r\n'), b'THIRD 4242 line\r\n', ('s', b'NO more\r\n'))


def long_one(x):
    """More than what is kept of a stream, with a word where what is kept begins once."""
    data = bytearray(b'.' * 6000)
    data[952:956], data[3050:3056] = b'MARK', b'BEHIND'
    x.tcp(9701, *(bytes(data[at:at + 100]) for at in range(0, len(data), 100)))


def fragments(x):
    whole = struct.pack('!HHHH', 3000, 3001, 56, 0) + b'A' * 20 + b'SPLITHERE' + b'B' * 19
    for field, part in ((0x2000, whole[:32]), (4, whole[32:])):
        x.ip(17, part, ident=77, field=field)


def tags(x):
    x.capture.udp(x.c, 3000, x.s, 3002, b'TAGGED')
    x.rehead(vlans=(10, 200))


# --- FTP -----------------------------------------------------------------------------------------


def ftp(third):
    """A file that the server keeps: announced by PASV, or PORT with the address of another host."""
    def scene(x):
        host = (third or x.c).replace('.', ',')
        x.tcp(21, ('s', b'220 ready\r\n'), b'USER op\r\n', ('s', b'331 go on\r\n'), b'PASS x\r\n', ('s', b'230 in\r\n'),
              f'PORT {host},8,9\r\n'.encode(), ('s', b'200 ok\r\n'))
    return scene


def ftp_get(x):
    quoted = ','.join(x.s.split('.'))
    t = sample.Tcp(x.capture, x.c, x.port + 1, x.s, 21)
    for src, text in ((x.s, '220 ready'), (x.c, 'USER op'), (x.s, '331 go on'), (x.c, 'PASS x'), (x.s, '230 in'), (x.c, 'PASV'),
                      (x.s, f'227 Entering Passive Mode ({quoted},117,49)'), (x.c, 'RETR dir/image.ftpbin'), (x.s, '150 coming')):
        t.say(src, text.encode() + b'\r\n')
        x.capture.wait(0.05)
    x.port += 5
    x.tcp(117 * 256 + 49, ('s', FILE))
    t.say(x.s, b'226 done\r\n')
    t.close(x.c)


# --- mail and SMB -----------------------------------------------------------------------------------


def mail(x):
    part = base64.encodebytes(FILE).replace(b'\n', b'\r\n')
    letter = (b'From: a@a.example\r\nSubject: x\r\nContent-Type: multipart/mixed;\r\n boundary="cut"\r\n\r\n--cut\r\nContent-Type: text/plain\r\n\r\n'
              b'hello mail\r\n--cut\r\nContent-Type: application/gzip; name="other.gz"\r\nContent-Disposition: attachment;\r\n filename="letter.gz"\r\n'
              b'Content-Transfer-Encoding: base64\r\n\r\n' + part + b'\r\n--cut--\r\n.\r\n')
    x.tcp(25, ('s', b'220 mx ESMTP\r\n'), b'EHLO pc.example\r\n', ('s', b'250 mx\r\n'), b'MAIL FROM:<a@a.example>\r\n', ('s', b'250 ok\r\n'),
          b'RCPT TO:<b@b.example>\r\n', ('s', b'250 ok\r\n'), b'DATA\r\n', ('s', b'354 go on\r\n'), letter, ('s', b'250 ok\r\n'), b'QUIT\r\n', ('s', b'221 bye\r\n'))


def smb2(x):
    ident, name = bytes(range(16)), 'dir\\tool.smb2'.encode('utf-16-le')

    def message(command, number, body, answer=False):
        head = b'\xfeSMB' + struct.pack('<HHIHHIIQIIQ16s', 64, 1, 0, command, 1, int(answer), 0, number, 0, 0, 7, bytes(16))
        return struct.pack('!I', len(head + body)) + head + body

    def say(data, answer=False):
        return ('s', data) if answer else data

    create = struct.pack('<HBBIQQIIIIIHHII', 57, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64 + 56, len(name), 0, 0) + name
    created = struct.pack('<HBBI4QQQII', 89, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0) + ident + bytes(8)
    half = len(FILE) // 2
    said = [message(5, 1, create), say(message(5, 1, created, True), True)]
    for number, (at, data) in enumerate(((0, FILE[:half]), (half, FILE[half:])), 2):
        said.append(message(9, number, struct.pack('<HHIQ16sIIHHI', 49, 64 + 48, len(data), at, ident, 0, 0, 0, 0, 0) + data))
        said.append(say(message(9, number, struct.pack('<HHIIHH', 17, 0, len(data), 0, 0, 0), True), True))
    said.append(message(6, 9, struct.pack('<HHI', 24, 0, 0) + ident))
    x.tcp(445, *said)


def smb1(x):
    def message(command, number, words, data, answer=False):
        head = b'\xffSMB' + bytes([command]) + bytes(4) + bytes([0x80 if answer else 0]) + struct.pack('<H12sHHHH', 0, bytes(12), 1, 1, 1, number)
        body = bytes([len(words) // 2]) + words + struct.pack('<H', len(data)) + data
        return struct.pack('!I', len(head + body)) + head + body

    name, andx = b'\\old.smb1\0', b'\xff\0\0\0'
    create = andx + struct.pack('<BHIIIQIIIIIB', 0, len(name) - 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    created = andx + struct.pack('<BH', 0, 0x4001) + bytes(61)
    asked = andx + struct.pack('<HIHHIHH', 0x4001, 0, 2000, 0, 0, 0, 0)
    given = andx + struct.pack('<HHHHHHHHH', 0, 0, 0, len(FILE), 32 + 1 + 24 + 2, 0, 0, 0, 0) + b'\0\0'
    closed = struct.pack('<HI', 0x4001, 0)
    x.tcp(445, message(0xa2, 1, create + b'\0' * (len(create) % 2), name), ('s', message(0xa2, 1, created, b'', True)), message(0x2e, 2, asked, b''),
          ('s', message(0x2e, 2, given, FILE, True)), message(0x04, 3, closed, b''), ('s', message(0x04, 3, b'', b'', True)))


# --- all ---------------------------------------------------------------------------------------------


def packets(x):
    """Bare segments, datagrams and ICMP."""
    x.segment(4000, 2, options=b'\x02\x04\x05\xb4', seq=1001)
    x.icmp(8, 0, b'ping' * 4)
    x.udp(7000, b'ABCD\x00\x05hello\x00\x02\x81 12 WORLD')
    x.ip(17, struct.pack('!HHHH', 5, 6, 8, 0), ttl=3)


def nxdomain(x):
    name = b'\4gone\7example\0'
    asked = struct.pack('!HHHHHH', 7, 0x0100, 1, 0, 0, 0) + name + struct.pack('!HH', 16, 1)
    x.udp(53, asked, struct.pack('!HHHHHH', 7, 0x8183, 1, 0, 0, 0) + name + struct.pack('!HH', 16, 1))


SCENES = {
    'page': got('/a/../dir/Page.html?q=%41', b'<html>body text</html>', User_Agent='Browser/1', Referer='http://r.example/', Cookie='c=1', Accept='text/html',
                Accept_Language='en', Accept_Encoding='none', Connection='close', Content_Type='text/x'),
    'image': got('/fw/router.img', FILE), 'form': http('/post', 'POST', 'name=value&x=%2e'),
    'tls': tls(b'340101000000Z'), 'old': tls(b'210101000000Z', 2), 'ike': ike(), 'sip': sip, 'rfb': rfb(0), 'locked': rfb(1),
    'client': ntp(3), 'control': ntp(6), 'dhcp': dhcp, 'port': ftp(None), 'bounce': ftp('192.0.2.99'), 'get': ftp_get, 'mail': mail, 'smb2': smb2, 'smb1': smb1,
    'packets': packets, 'nxdomain': nxdomain, 'dns': dns('a.host.example'), 'read': snmp(GET, '1.3.6.1.2.1.1.5.0'), 'set': snmp(SET, '1.3.6.1.2.1.1.5.0'),
    'ssh': ssh(), 'ssh1': ssh(proto='1.99', server='Cisco-1.25'), 'tftp': tftp(1, 'router-confg'),
    'pieces': pieces, 'long': long_one, 'fragments': fragments, 'tags': tags,
}
