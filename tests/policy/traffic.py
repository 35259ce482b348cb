"""Frames of the scenes in the folders beside it: hosts, packets, and the protocols that they speak.

All of it takes place on 22 November 2026; times are seconds from midnight UTC.
"""

import struct

MIDNIGHT = 1795305600  # 2026-11-22T00:00:00Z
JUMP, JUMP2, NMS, ROGUE, AAA, VENDOR = "10.20.0.20", "10.20.0.21", "10.20.0.10", "10.66.0.66", "10.20.0.30", "192.0.2.7"
R1, R2, LOGS = "10.30.0.1", "10.30.0.2", "10.20.0.40"


def packed(address):
    return bytes(int(part) for part in address.split("."))


def mac(address):
    return b"\x02\x00" + packed(address)


class Capture:
    def __init__(self):
        self.frames = []
        self.port = 40000

    def frame(self, at, source, target, proto, body, vlan=None):
        head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), len(self.frames) + 1, 0, 64, proto, 0)
        tag = struct.pack(">HH", 0x8100, vlan) if vlan else b""
        self.frames.append((at, mac(target) + mac(source) + tag + b"\x08\x00" + head + packed(source) +
                            packed(target) + body))

    def link(self, at, source, target, ethertype, body):
        """A frame of another EtherType between the two hosts."""
        self.frames.append((at, mac(target) + mac(source) + struct.pack(">H", ethertype) + body))

    def udp(self, at, source, sport, target, dport, payload, vlan=None):
        self.frame(at, source, target, 17, struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload, vlan)

    def tcp(self, at, client, server, port, words):
        """A connection in which WORDS are said: (who, bytes), who is 'c' or 's'; a tenth of a second each."""
        self.port += 1
        ends, seq = {"c": (client, self.port), "s": (server, port)}, {"c": 1000, "s": 5000}

        def segment(who, flags, data=b""):
            nonlocal at
            other = "s" if who == "c" else "c"
            ack = seq[other] if flags & 0x10 else 0
            self.frame(at, ends[who][0], ends[other][0], 6, struct.pack(
                ">HHIIBBHHH", ends[who][1], ends[other][1], seq[who], ack, 0x50, flags, 8192, 0, 0) + data)
            seq[who] += len(data) + bool(flags & 3)
            at += 0.1
        segment("c", 2)
        segment("s", 0x12)
        segment("c", 0x10)
        for who, data in words:
            segment(who, 0x18, data)
        segment("c", 0x11)
        segment("s", 0x11)
        segment("c", 0x10)

    def write(self, path):
        self.frames.sort(key=lambda f: f[0])
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            for at, data in self.frames:
                out.write(struct.pack("<IIII", MIDNIGHT + int(at), int(at % 1 * 1000000), len(data), len(data)) + data)


def datagram(source, sport, target, dport, payload):
    """An IPv4 packet with UDP in it, to be carried in something else."""
    head = struct.pack(">BBHHHBBH", 0x45, 0, 28 + len(payload), 1, 0, 64, 17, 0) + packed(source) + packed(target)
    total = sum(struct.unpack(">10H", head))  # a tunnel is believed only where the header inside is sound
    total = (total & 0xffff) + (total >> 16)
    head = head[:10] + struct.pack(">H", ~total & 0xffff) + head[12:]
    return head + struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload


def tlv(tag, *parts):
    body = b"".join(parts)
    return bytes([tag, len(body)] if len(body) < 128 else [tag, 0x81, len(body)]) + body


def set_pdu(number, kind, value, oid="2b06010201010400", community=b"kX81-zz"):
    """A SetRequest (0xa3) or the answer to one (0xa2)."""
    bind = tlv(0x30, tlv(0x30, tlv(6, bytes.fromhex(oid)), tlv(4, value)))
    return tlv(0x30, b"\x02\x01\x01", tlv(4, community),
               tlv(kind, struct.pack(">BBH", 2, 2, number), b"\x02\x01\0\x02\x01\0", bind))


def get_next(c, at, source, target, number, vlan=None):
    """GetNextRequest for the NUMBERth of a row of objects, and its answer."""
    for kind, answer in ((0xa1, b""), (0xa2, b"\1")):
        bind = tlv(0x30, tlv(0x30, tlv(6, b"\x2b\6\1\2\1\2\2\1" + bytes((1 + number // 100, number % 100 + 1)) + answer),
                             b"\x05\0" if kind == 0xa1 else b"\2\1\7"))
        pdu = tlv(0x30, b"\2\1\1", tlv(4, b"kX81-zz"), tlv(kind, struct.pack(">BBH", 2, 2, number), b"\2\1\0\2\1\0", bind))
        ends = (source, 39999, target, 161) if kind == 0xa1 else (target, 161, source, 39999)
        c.udp(at + (kind == 0xa2) * 0.01, *ends, pdu, vlan)


def snmp_set(c, at, source, target, value, oid="2b06010201010400", community=b"kX81-zz", vlan=None):
    """A SetRequest for sysContact and its answer."""
    c.port += 1
    for kind in (0xa3, 0xa2):
        pdu = set_pdu(c.port, kind, value, oid, community)
        ends = (source, c.port, target, 161) if kind == 0xa3 else (target, 161, source, c.port)
        c.udp(at + (kind == 0xa2) * 0.01, *ends, pdu, vlan)


def telnet(c, at, source, target, user, *lines):
    """A login at a router and the lines typed there."""
    words = [("s", b"\xff\xfb\x01\xff\xfb\x03\r\nUser Access Verification\r\n\r\nUsername: "), ("c", b"\xff\xfd\x01\xff\xfd\x03"),
             ("c", user.encode() + b"\r\n"), ("s", user.encode() + b"\r\nPassword: "), ("c", b"zk-Q55x!\r\n"), ("s", b"\r\nR1#")]
    for line in lines:
        words += [("c", line.encode() + b"\r\n"), ("s", line.encode() + b"\r\nR1#")]
    c.tcp(at, source, target, 23, words)


def tacacs(c, at, element, kind, body, answer, server=AAA):
    """One exchange of TACACS+ (RFC 8907) in clear, as the flag says."""
    c.tcp(at, element, server, 49, [(who, bytes((0xc0, kind, number, 1)) + struct.pack(">II", int(at), len(text)) + text)
                                    for who, number, text in (("c", 1, body), ("s", 2, answer))])


def tacacs_account(c, at, element, user, host, command, server=AAA):
    """An accounting record: who typed what from where."""
    args = (b"service=shell", b"priv-lvl=15", b"cmd=" + command.encode())
    body = (bytes((4, 6, 15, 1, 1, len(user), 4, len(host), len(args))) + bytes(len(a) for a in args) + user.encode() + b"tty1" +
            host.encode() + b"".join(args))
    tacacs(c, at, element, 3, body, struct.pack(">HHB", 0, 0, 1), server)


def ssh(c, at, source, target):
    """Two banners and bytes that nobody can read."""
    c.tcp(at, source, target, 22, [("s", b"SSH-2.0-Cisco-1.25\r\n"), ("c", b"SSH-2.0-OpenSSH_9.9\r\n")])


def clock(hours, minutes=0, seconds=0):
    return hours * 3600 + minutes * 60 + seconds
