"""An element and the world: names, resolvers, and data where it does not belong."""

import random
import struct

from traffic import Capture, NMS, R1, R2, clock, packed

RESOLVER = "10.20.0.53"


def label(name):
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


def dns(c, at, client, server, name, address=None, kind=1):
    """A question, and its answer where there is one."""
    c.port += 1
    question = label(name) + struct.pack(">HH", kind, 1)
    c.udp(at, client, c.port, server, 53, struct.pack(">HHHHHH", c.port, 0x100, 1, 0, 0, 0) + question)
    answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 3600, 4) + packed(address) if address else b""
    c.udp(at + 0.01, server, 53, client, c.port, struct.pack(">HHHHHH", c.port, 0x8180, 1, bool(address), 0, 0) + question + answer)


def hello(c, at, client, server, name, port=443):
    """A TLS client hello with a server name, and the alert that ends it."""
    host = b"\0" + struct.pack(">H", len(name)) + name.encode()
    extension = struct.pack(">HHH", 0, len(host) + 2, len(host)) + host
    body = b"\3\3" + bytes(range(32)) + b"\0" + b"\0\2\xc0\x2f" + b"\1\0" + struct.pack(">H", len(extension)) + extension
    message = b"\1" + len(body).to_bytes(3, "big") + body
    c.tcp(at, client, server, port, [("c", b"\x16\3\1" + struct.pack(">H", len(message)) + message), ("s", b"\x15\3\3\0\2\2\x28")])


def ping(c, at, client, server, number, data):
    for kind, ends in ((8, (client, server)), (0, (server, client))):
        c.frame(at + (kind == 0) * 0.01, *ends, 1, struct.pack(">BBHHH", kind, 0, 0, 77, number) + data)


def half_seen(c):
    """A mirror that loses what a connection says, or shows one way only."""
    logs = "10.20.0.40"
    c.tcp(clock(1), R1, logs, 514, [("c", b"<189>1 - r1 sys - - - Configured from console\n")])
    c.frames = [f for f in c.frames if b"Configured" not in f[1]]
    for number in range(5):
        c.frame(clock(2) + number, R1, NMS, 1, struct.pack(">BBHHH", 0, 0, 0, 77, number) + bytes(range(56)))
        c.frame(clock(2, 30) + number, R2, "198.51.100.9", 1, struct.pack(">BBHHH", 0, 0, 0, 78, number) + bytes(56))
    c.udp(clock(3), R1, 50010, NMS, 69, b"\0\2r1-confg\0octet\0")
    c.udp(clock(3) + 0.1, R1, 50010, NMS, 60219, b"\0\3\0\1hostname r1\n")
    c.tcp(clock(4), R2, logs, 514, [("c", b"\x90\x91 who are you\x00\x01"), ("s", b"\x92nobody\x00\xff")])
    half_seen_files(c)


def half_seen_files(c):
    """FTP of which the mirror shows what the router sends: as client, as server, passive and active."""
    login, ready = b"USER u\r\nPASS p\r\n", b"220 FTP ready.\r\n230 Login successful.\r\n"
    file = [("c", b"hostname r1\n")]
    both = Capture()
    both.tcp(clock(5), R1, NMS, 21, [("c", login + b"EPSV\r\nSTOR r1.cfg\r\n")])
    both.tcp(clock(5) + 0.6, R1, NMS, 50011, file)
    both.tcp(clock(6), NMS, R1, 21, [("s", ready + b"227 Entering Passive Mode (10,30,0,1,195,92).\r\n")])
    both.tcp(clock(6) + 0.6, NMS, R1, 50012, [("s", b"hostname r1\n")])
    both.tcp(clock(7), NMS, R1, 21, [("s", ready + b"200 EPRT command successful.\r\n")])
    both.tcp(clock(7) + 0.6, R1, NMS, 50013, file)
    both.tcp(clock(8), R2, NMS, 21, [("c", login + b"PASV\r\n")])
    both.tcp(clock(8) + 0.6, R2, NMS, 8443, file)
    c.frames += [f for f in both.frames if f[1][26:30] in (packed(R1), packed(R2))]


def outbound(c):
    dns(c, clock(1), R1, RESOLVER, "tools.cisco.com.example", "198.51.100.7")
    for hour in range(1, 12):
        hello(c, clock(hour, 0, 5), R1, "198.51.100.7", "tools.cisco.com")
    dns(c, clock(1), R2, "8.8.8.8", "www.example", "198.51.100.8")
    hello(c, clock(2), "10.30.0.3", "9.9.9.9", "dns.quad9.net", 853)
    draw = random.Random(7)
    for number in range(40):
        text = "".join(draw.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(110))
        dns(c, clock(3) + number, "10.30.0.4", RESOLVER, "%s.%s.t.example" % (text[:55], text[55:]), kind=16)
        for part in range(3):
            ping(c, clock(4) + number + part / 3, "10.30.0.5", "198.51.100.9", number * 3 + part, draw.randbytes(400))
    dns(c, clock(1), "10.30.0.6", RESOLVER, "box.upgrade.example", "198.51.100.10")
    hello(c, clock(1, 0, 5), "10.30.0.6", "198.51.100.10", "box.upgrade.example")
    for number in range(20):
        ping(c, clock(5) + number, NMS, "10.30.0.6", number, bytes(range(56)))
