"""What people's machines do, through elements and among themselves: nothing of it is a finding."""
import struct

from net import mac
from scapy.all import BOOTP, DHCP, DNS, DNSQR, IP, UDP, Ether, Raw
from stage import scene
from wire import *

NOBODY = dict(want=[], bare=[])


@scene(**NOBODY)
def downloads(n, h):
    for path, agent in (
        ('/debian/pool/x.deb', 'Debian APT-HTTP/1.3'),
        ('/firmware.bin', 'curl/8.5'),
        ('/a.tar.gz', 'Wget/1.21'),
        ('/config.js', 'Mozilla/5.0'),
        ('/level/15/', 'Mozilla/5.0'),
        ('/a%2520b', 'Mozilla/5.0'),
    ):
        n.tcp(h.user, h.web, 80, [http('GET', path, host='mirror.example.org', User_Agent=agent), reply(body='x' * 300)])


@scene(**NOBODY)
def forms(n, h):
    n.tcp(
        h.user,
        h.web,
        80,
        [
            http(
                'POST',
                '/comment',
                host='blog.example.org',
                body='text=cd+is+nice%3B+ping+me+at+home&n=1',
                Content_Type='application/x-www-form-urlencoded',
            ),
            reply(),
        ],
    )
    n.tcp(
        h.user,
        h.web,
        8080,
        [
            http(
                'POST',
                '/api/v1/items',
                host='api.example.org',
                body='{"name":"a;b|c","run":"echo"}',
                Content_Type='application/json',
            ),
            reply('201 Created'),
        ],
    )
    n.tcp(
        h.user, h.web, 8080, [http('PUT', '/upload/photo.jpg', host='api.example.org', body='JFIF' * 50), reply('201 Created')]
    )
    n.tcp(h.user, h.web, 8080, [http('DELETE', '/api/v1/items/7', host='api.example.org'), reply('204 No Content')])


@scene(**NOBODY)
def shells(n, h):
    n.tcp(h.user, h.web, 22, ssh_words())
    n.tcp(h.user, h.web, 2222, ssh_words(client=b'SSH-2.0-Go'))


@scene(**NOBODY)
def vpn_and_games(n, h):
    for i in range(6):
        n.udp(
            h.user,
            51820,
            h.web,
            51820,
            b'\4\0\0\0' + struct.pack('<IQ', 77, i) + bytes((i * 37 + j * 41) & 255 for j in range(96)),
        )
        n.udp(h.user, 3074, h.web, 3074, bytes((i * 17 + j * 29) & 255 for j in range(60)))
        n.udp(h.web, 3074, h.user, 3074, bytes((i * 19 + j * 31) & 255 for j in range(60)))


@scene(**NOBODY)
def pings(n, h):
    for i in range(20):
        n.ping(h.user, h.web, bytes(8) + bytes(range(0x10, 0x38)), number=i)
        n.wait(1)
    for i in range(5):
        n.ping(h.user, h.web, bytes((j & 0x1F) + 0x61 for j in range(1400)), number=i, ident=9)


@scene(**NOBODY)
def mail(n, h):
    n.tcp(
        h.user,
        h.web,
        25,
        [
            ('s', b'220 mx ESMTP\r\n'),
            b'EHLO pc\r\n',
            ('s', b'250-mx\r\n250 8BITMIME\r\n'),
            b'MAIL FROM:<a@example.org>\r\n',
            ('s', b'250 ok\r\n'),
            b'RCPT TO:<b@example.org>\r\n',
            ('s', b'250 ok\r\n'),
            b'DATA\r\n',
            ('s', b'354 go\r\n'),
            b'Subject: enable secret\r\n\r\nconf t\r\nno logging host 1.2.3.4\r\n.\r\n',
            ('s', b'250 ok\r\n'),
            b'QUIT\r\n',
            ('s', b'221 bye\r\n'),
        ],
    )


@scene(**NOBODY)
def names_of_many(n, h):
    for i, name in enumerate(
        (
            'www.example.org',
            'd3k2l1.cloudfront.example',
            'a-0001.a-msedge.example',
            'e6858.dscx.akamaiedge.example',
            '0.pool.ntp.example',
        )
    ):
        q = bytes(DNS(id=i, rd=1, qd=DNSQR(qname=name)))
        n.ask(h.user, h.web, 53, q, q[:2] + b'\x81\x80' + q[4:])


@scene(want=[], bare=[], families=(4,))
def leases(n, h):
    ask = bytes(
        BOOTP(chaddr=b'\2\0\0\0\0\1', xid=7)
        / DHCP(options=[('message-type', 'discover'), ('vendor_class_id', 'MSFT 5.0'), 'end'])
    )
    n.frame(
        Ether(src='02:00:00:00:00:01', dst='ff:ff:ff:ff:ff:ff')
        / IP(src='0.0.0.0', dst='255.255.255.255')
        / UDP(sport=68, dport=67)
        / Raw(ask)
    )
    offer = bytes(
        BOOTP(op=2, chaddr=b'\2\0\0\0\0\1', xid=7, yiaddr='100.70.3.4', siaddr='100.70.0.1')
        / DHCP(options=[('message-type', 'offer'), ('server_id', '100.70.0.1'), 'end'])
    )
    n.frame(
        Ether(src=mac('100.70.0.1'), dst='02:00:00:00:00:01')
        / IP(src='100.70.0.1', dst='100.70.3.4')
        / UDP(sport=67, dport=68)
        / Raw(offer)
    )


@scene(**NOBODY)
def retries(n, h):  # one server is down: that is no scan
    for i in range(12):
        n.syn(h.user, h.web, 443)
        n.wait(3)


@scene(**NOBODY)
def calls(n, h):
    invite = b'INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP pc;branch=z9hG4bK1\r\nFrom: <sip:a@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: 1@pc\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n'
    n.ask(
        h.user, h.web, 5060, invite, invite.replace(b'INVITE sip:bob@example.org SIP/2.0', b'SIP/2.0 486 Busy Here'), sport=5060
    )
    for i in range(20):
        n.udp(
            h.user,
            4000,
            h.web,
            4002,
            b'\x80\0' + struct.pack('>HII', i, i * 160, 99) + bytes((i * 7 + j * 3) & 255 for j in range(160)),
        )


@scene(want=[], bare=[], also=('cleartext-management',))
def file_server(n, h):
    n.tcp(
        h.user,
        h.web,
        21,
        [
            ('s', b'220 ready\r\n'),
            b'USER anonymous\r\n',
            ('s', b'331 pw\r\n'),
            b'PASS a@example.org\r\n',
            ('s', b'230 in\r\n'),
            b'EPSV\r\n',
            ('s', b'229 Entering Extended Passive Mode (|||50123|)\r\n'),
            b'RETR README\r\n',
            ('s', b'150 here\r\n'),
            ('s', b'226 done\r\n'),
            b'QUIT\r\n',
            ('s', b'221 bye\r\n'),
        ],
    )
