"""Packets of the scenes beside this file, made by scapy: hosts of either address family, TCP dialogues,
datagrams, and the wrappings (VLANs, MPLS, GRE, VXLAN) in which a tap sees them.
"""
from scapy.all import ARP, GRE, IP, TCP, UDP, Dot1AD, Dot1Q, Ether, ICMP, ICMPv6EchoReply, ICMPv6EchoRequest, IPv6, Raw, wrpcap
from scapy.contrib.mpls import MPLS
from scapy.layers.vxlan import VXLAN

MIDNIGHT = 1795305600  # 2026-11-22T00:00:00Z


def mac(address):
    """A hardware address that belongs to ADDRESS alone."""
    if ':' in address:
        low = address.rsplit(':', 1)[1] or '0'
        return f'02:66:00:00:{int(low, 16) >> 8:02x}:{int(low, 16) & 255:02x}'
    return '02:44:' + ':'.join(f'{int(part):02x}' for part in address.split('.'))


def ip_of(source, target, **more):
    """The IP header of either family."""
    if ':' in source:
        hop = {'hlim': more.pop('ttl')} if 'ttl' in more else {}
        return IPv6(src=source, dst=target, **hop, **more)
    return IP(src=source, dst=target, **more)


def plain(packet, source, target):
    return Ether(src=mac(source), dst=mac(target)) / packet


def qinq(packet, source, target):
    return Ether(src=mac(source), dst=mac(target)) / Dot1AD(vlan=900) / Dot1Q(vlan=31) / packet


def mpls(packet, source, target):
    return Ether(src=mac(source), dst=mac(target)) / MPLS(label=16010, s=0) / MPLS(label=24, s=1) / packet


def gre(packet, source, target):
    """As a router elsewhere carries a mirror of it: neither end is one of the scene."""
    kind = 0x86DD if ':' in source else 0x0800
    return plain(IP(src='172.31.0.1', dst='172.31.0.2') / GRE(proto=kind) / packet, '172.31.0.1', '172.31.0.2')


def vxlan(packet, source, target):
    outer = IP(src='172.31.0.1', dst='172.31.0.2') / UDP(sport=51234, dport=4789) / VXLAN(vni=70)
    return plain(outer / plain(packet, source, target), '172.31.0.1', '172.31.0.2')


class Net:
    """What passes a tap: frames with their time."""

    def __init__(self, wrap=plain, at=3600):
        self.frames = []
        self.wrap = wrap
        self.now = at
        self.port = 41000

    def wait(self, seconds):
        self.now += seconds

    def frame(self, frame):
        """A whole frame as it is."""
        frame.time = MIDNIGHT + self.now
        self.frames.append(frame)
        self.now += 0.01

    def ip(self, source, target, body, **more):
        """BODY in a packet of its own."""
        self.frame(self.wrap(ip_of(source, target, **more) / body, source, target))

    def udp(self, source, sport, target, dport, payload, **more):
        self.ip(source, target, UDP(sport=sport, dport=dport) / Raw(payload), **more)

    def ask(self, source, target, dport, asked, answered=None, sport=None):
        """A datagram and its answer; the port that asked."""
        self.port += 1
        sport = sport or self.port
        self.udp(source, sport, target, dport, asked)
        if answered is not None:
            self.udp(target, dport, source, sport, answered)
        return sport

    def ping(self, source, target, payload=bytes(range(0x10, 0x38)), answered=True, number=1, code=0, ident=77):
        if ':' in source:
            self.ip(source, target, ICMPv6EchoRequest(id=ident, seq=number, code=code, data=payload))
            if answered:
                self.ip(target, source, ICMPv6EchoReply(id=ident, seq=number, data=payload))
            return
        self.ip(source, target, ICMP(type=8, code=code, id=ident, seq=number) / Raw(payload))
        if answered:
            self.ip(target, source, ICMP(type=0, id=ident, seq=number) / Raw(payload))

    def tcp(self, client, server, dport, words=(), **how):
        """A connection in which WORDS are said: bytes of the client, or ('s', bytes)."""
        talk = Talk(self, client, server, dport, **how)
        for word in words:
            talk.say(*(word if isinstance(word, tuple) else ('c', word)))
        talk.close()
        return talk

    def syn(self, source, target, dport, answered='', **fields):
        """One SYN and what came back: nothing, 'R' or 'S'."""
        self.port += 1
        self.ip(source, target, TCP(sport=self.port, dport=dport, flags='S', seq=9000, **fields))
        if answered:
            flags = 'RA' if answered == 'R' else 'SA'
            self.ip(target, source, TCP(sport=dport, dport=self.port, flags=flags, seq=0, ack=9001))

    def write(self, path):
        wrpcap(str(path), sorted(self.frames, key=lambda f: f.time))


class Talk:
    """A TCP connection; ONLY keeps the packets of one side ('c' or 's') alone, as a tap of one direction has."""

    def __init__(self, net, client, server, dport, sport=None, only=None, begin=True, pace=0.03):
        net.port += 1
        self.net, self.only, self.pace = net, only, pace
        self.ends = {'c': (client, sport or net.port), 's': (server, dport)}
        self.seq = {'c': net.port * 7919, 's': net.port * 104729 % (1 << 31)}
        if begin:
            self.segment('c', 'S', options=[('MSS', 1460)])
            self.segment('s', 'SA', options=[('MSS', 1460)])
            self.segment('c', 'A')

    def segment(self, who, flags, data=b'', options=(), seen=True, **more):
        other = 's' if who == 'c' else 'c'
        (src, sport), (dst, dport) = self.ends[who], self.ends[other]
        head = TCP(
            sport=sport,
            dport=dport,
            flags=flags,
            seq=self.seq[who],
            options=list(options),
            ack=self.seq[other] if 'A' in flags else 0,
        )
        if self.only in (None, who):
            self.net.ip(src, dst, head / Raw(data) if data else head, **more)
        if not seen:
            return
        self.seq[who] += len(data) + ('S' in flags or 'F' in flags)
        self.net.wait(self.pace)

    def say(self, who, data):
        for at in range(0, len(data), 1400):
            self.segment(who, 'PA', data[at : at + 1400])

    def lie(self, who, flags, data=b'', **more):
        """A segment that passes the tap and that the other end drops."""
        self.segment(who, flags, data, seen=False, **more)

    def close(self):
        self.segment('c', 'FA')
        self.segment('s', 'FA')
        self.segment('c', 'A')
