"""Days of traffic in few packets: frames of an element, written as a capture in order of time."""
import random, struct

ELEMENT, MANAGER, OUTSIDE = '10.30.0.1', '10.20.0.10', '203.0.113.80'
START = 1767225600 + 7  # a Thursday, seven seconds past midnight


def checksum(data):
    total = sum(struct.unpack(f'!{len(data) // 2}H', data + b'\0' * (len(data) % 2) if len(data) % 2 == 0 else data[:-1]))
    if len(data) % 2:
        total += data[-1] << 8
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def address(text):
    return bytes(map(int, text.split('.')))


class Traffic:
    """Frames with their time; the seed makes every run the same."""

    def __init__(self, seed=1):
        self.frames, self.random, self.port, self.ident = [], random.Random(seed), 32768, 0

    def ip(self, t, src, dst, proto, body, ttl=64):
        self.ident = (self.ident + 1) & 0xffff
        head = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(body), self.ident, 0, ttl, proto, 0) + address(src) + address(dst)
        head = head[:10] + struct.pack('!H', checksum(head)) + head[12:]
        mac = lambda a: b'\x02\x00' + address(a)
        self.frames.append((t, mac(dst) + mac(src) + b'\x08\x00' + head + body))

    def udp(self, t, src, dst, sport, dport, data):
        head = struct.pack('!HHHH', sport, dport, 8 + len(data), 0)
        pseudo = address(src) + address(dst) + struct.pack('!BBH', 0, 17, 8 + len(data))
        sum16 = checksum(pseudo + head + data) or 0xffff
        self.ip(t, src, dst, 17, head[:6] + struct.pack('!H', sum16) + data)

    def segment(self, t, ends, seq, ack, flags, data=b''):
        (src, sport), (dst, dport) = ends
        head = struct.pack('!HHIIBBHHH', sport, dport, seq & 0xffffffff, ack & 0xffffffff, 5 << 4, flags, 65535, 0, 0)
        pseudo = address(src) + address(dst) + struct.pack('!BBH', 0, 6, len(head) + len(data))
        head = head[:16] + struct.pack('!H', checksum(pseudo + head + data)) + head[18:]
        self.ip(t, src, dst, 6, head + data)

    def next_port(self):
        self.port = self.port + 1 if self.port < 60000 else 32768
        return self.port

    def call(self, t, src, dst, dport, sends=64, gets=64):
        """A connection of its own: opened, so many bytes each way, closed."""
        here, there = (src, self.next_port()), (dst, dport)
        a, b = self.random.getrandbits(31), self.random.getrandbits(31)
        step = 0.01
        self.segment(t, (here, there), a, 0, 0x02)
        self.segment(t + step, (there, here), b, a + 1, 0x12)
        self.segment(t + 2 * step, (here, there), a + 1, b + 1, 0x10)
        t, a, b = t + 3 * step, a + 1, b + 1
        for ends, count in (((here, there), sends), ((there, here), gets)):
            while count > 0:
                data = self.random.randbytes(min(count, 1400))
                mine, other = (a, b) if ends[0] == here else (b, a)
                self.segment(t, ends, mine, other, 0x18, data)
                if ends[0] == here:
                    a += len(data)
                else:
                    b += len(data)
                count, t = count - len(data), t + 0.0005
        self.segment(t + step, (here, there), a, b, 0x11)
        self.segment(t + 2 * step, (there, here), b, a + 1, 0x11)
        self.segment(t + 3 * step, (here, there), a + 1, b + 1, 0x10)

    def heartbeat(self, times, src, dst, dport, size=40):
        """One long connection that speaks at TIMES."""
        here, there = (src, self.next_port()), (dst, dport)
        a, b = 1000, 9000
        self.segment(times[0] - 0.3, (here, there), a, 0, 0x02)
        self.segment(times[0] - 0.2, (there, here), b, a + 1, 0x12)
        self.segment(times[0] - 0.1, (here, there), a + 1, b + 1, 0x10)
        a, b = a + 1, b + 1
        for t in times:
            self.segment(t, (here, there), a, b, 0x18, self.random.randbytes(size))
            a += size
            self.segment(t + 0.05, (there, here), b, a, 0x10)

    def write(self, path):
        self.frames.sort(key=lambda f: f[0])
        with open(path, 'wb') as out:
            out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
            for t, frame in self.frames:
                us = round(t * 1e6)
                out.write(struct.pack('<IIII', us // 1000000, us % 1000000, len(frame), len(frame)) + frame)
