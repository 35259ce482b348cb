"""What a frame can be wrapped into: mirrors, tunnels, link headers, fragments. Each wrap is a function
from one Ethernet frame to the frames that carry it, after the RFC or the registry that defines it."""
import struct

OUTER4 = (bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
OUTER6 = (bytes.fromhex('20010db800ee00000000000000000001'), bytes.fromhex('20010db800ee00000000000000000002'))
MACS = bytes.fromhex('02000000000102000000000a')
IP4, IP6 = 0x0800, 0x86dd


def be16(n):
    return struct.pack('>H', n)


def be32(n):
    return struct.pack('>I', n)


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'>{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


def ip4(proto, payload, flags=0, ident=0, src=OUTER4[0], dst=OUTER4[1]):
    head = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(payload), ident, flags, 64, proto, 0) + src + dst
    return head[:10] + be16(checksum(head)) + head[12:] + payload


def ip6(proto, payload):
    return struct.pack('>IHBB', 6 << 28, len(payload), proto, 64) + OUTER6[0] + OUTER6[1] + payload


def udp(port, payload, sport=50000):
    return struct.pack('>HHHH', sport, port, 8 + len(payload), 0) + payload


def ether(kind, payload, macs=MACS):
    return macs + be16(kind) + payload


def split(frame):
    """MAC addresses, EtherType and payload, without padding where IP says where it ends."""
    kind, payload = struct.unpack('>H', frame[12:14])[0], frame[14:]
    if kind == IP4 and len(payload) >= 20:
        payload = payload[:max(20, struct.unpack('>H', payload[2:4])[0])]
    elif kind == IP6 and len(payload) >= 40:
        payload = payload[:40 + struct.unpack('>H', payload[4:6])[0]]
    return frame[:12], kind, payload


class Wrap:
    """LINK is the number of the capture's link type; `carry` makes frames of one Ethernet frame.
    What cannot carry a frame (a tunnel of IP packets, an ARP request) returns none."""

    def __init__(self, name, link, carry):
        self.name, self.link, self.carry = name, link, carry


def over_ip4(proto, payload):
    return [ether(IP4, ip4(proto, payload))]


def only_ip(make):
    def carry(frame):
        macs, kind, payload = split(frame)
        return make(macs, kind, payload) if kind in (IP4, IP6) else []
    return carry


def vlans(*tags):
    def carry(frame):
        head = frame[:12]
        for kind, vid in tags:
            head += be16(kind) + be16(vid)
        return [head + frame[12:]]
    return carry


def label(number, bottom):
    return be32(number << 12 | bottom << 8 | 64)


def ppp_number(kind):
    return be16(0x0021 if kind == IP4 else 0x0057)


def llc(kind):
    return b'\xaa\xaa\x03\0\0\0' + be16(kind)


def wlan(frame, qos=False, to_ds=False):
    macs, kind, payload = split(frame)
    dst, src = macs[:6], macs[6:]
    flags = 1 if to_ds else 2
    addresses = MACS[:6] + src + dst if to_ds else dst + MACS[:6] + src
    head = bytes([0x88 if qos else 0x08, flags]) + b'\0\0' + addresses + b'\x10\0' + (b'\0\0' if qos else b'')
    return head + llc(kind) + payload


def radiotap(body):
    return b'\0\0' + struct.pack('<HI', 8, 0) + body


def radiotap_padded(frame):
    """Flags say that the header is padded to 4 bytes and that a check sequence ends the frame."""
    plain = wlan(frame, qos=True)
    return [b'\0\0' + struct.pack('<HIB', 9, 2, 0x30) + plain[:26] + b'\0\0' + plain[26:] + b'\1\2\3\4']


def ppi(link, body):
    return b'\0\0' + struct.pack('<HI', 8, link) + body


def nflog(macs, kind, payload):
    prefix = struct.pack('<HH', 6, 10) + b'x\0\0\0'
    head = struct.pack('<BBH', 2 if kind == IP4 else 10, 0, 0)
    return [head + prefix + struct.pack('<HH', 4 + len(payload), 9) + payload + b'\0' * (-len(payload) % 4)]


def null(order):
    return only_ip(lambda macs, kind, payload: [struct.pack(order + 'I', 2 if kind == IP4 else 30) + payload])


def sll(frame):
    macs, kind, payload = split(frame)
    return [struct.pack('>HHH', 0, 1, 6) + macs[6:] + b'\0\0' + be16(kind) + payload]


def sll2(frame):
    macs, kind, payload = split(frame)
    return [struct.pack('>HHIHBB', kind, 0, 3, 1, 0, 6) + macs[6:] + b'\0\0' + payload]


def pieces(size, order=None):
    """IP fragments of at most SIZE bytes of payload."""
    state = {'ident': 0}

    def carry(frame):
        macs, kind, payload = split(frame)
        state['ident'] = ident = (state['ident'] + 1) & 0xffff
        if kind == IP4:
            length = (payload[0] & 15) * 4
            head, body = payload[:length], payload[length:]
            if struct.unpack('>H', payload[6:8])[0] & 0x3fff:
                return [frame]
        elif kind == IP6 and payload[6] in (6, 17):
            head, body = payload[:40], payload[40:]
        else:
            return [frame]
        if len(body) <= size:
            return [frame]
        parts = []
        for at in range(0, len(body), size):
            part, more = body[at:at + size], at + size < len(body)
            if kind == IP4:
                h = head[:2] + be16(len(head) + len(part)) + be16(ident) + be16(at // 8 | more << 13) + head[8:10] + b'\0\0' + head[12:]
                h = h[:10] + be16(checksum(h)) + h[12:]
                parts.append(ether(kind, h + part, macs))
            else:
                h = head[:4] + be16(8 + len(part)) + b'\x2c' + head[7:]
                parts.append(ether(kind, h + bytes([head[6], 0]) + be16(at | more) + be32(ident) + part, macs))
        return parts[::-1] if order == 'back' else parts
    return carry


def erspan3_sub(frame):
    head = be32(2 << 28 | 7) + be32(1) + be16(0) + be16(1)
    return [ether(IP4, ip4(47, struct.pack('>HHI', 0x1000, 0x22eb, 9) + head + b'\0' * 8 + frame))]


def pppoe(macs, kind, payload):
    body = ppp_number(kind) + payload
    return [ether(0x8864, struct.pack('>BBHH', 0x11, 0, 7, len(body)) + body, macs)]


def geneve(kind, payload):
    option = be16(0x0101) + bytes([0x80, 1]) + b'abcd'
    return over_ip4(17, udp(6081, bytes([len(option) // 4, 0x40]) + be16(kind) + b'\0\0\x09\0' + option + payload))


def gtpu(payload, extended):
    if not extended:
        return over_ip4(17, udp(2152, struct.pack('>BBHI', 0x30, 255, len(payload), 77) + payload))
    body = b'\0\1\0\x85' + b'\1\x10\x09\0' + payload
    return over_ip4(17, udp(2152, struct.pack('>BBHI', 0x36, 255, len(body), 77) + body))


def l2tp(macs, kind, payload):
    body = b'\xff\x03' + ppp_number(kind) + payload
    return over_ip4(17, udp(1701, struct.pack('>HHHH', 0x4002, 8 + len(body), 5, 6) + body, 1701))


def gre(flags, kind, payload, extra=b''):
    return struct.pack('>HH', flags, kind) + extra + payload


def vxlan(frame):
    return udp(4789, b'\x08\0\0\0\0\0\x2a\0' + frame)


def inside_ip(outer, proto4=4):
    return only_ip(lambda macs, kind, payload: [outer(proto4 if kind == IP4 else 41, payload)])


ETHERNET = 1
WRAPS = [
    Wrap('plain', ETHERNET, lambda f: [f]),
    Wrap('vlan', ETHERNET, vlans((0x8100, 30))),
    Wrap('qinq', ETHERNET, vlans((0x88a8, 100), (0x8100, 30))),
    Wrap('qinq-9100', ETHERNET, vlans((0x9100, 100), (0x8100, 30))),
    Wrap('three-tags', ETHERNET, vlans((0x88a8, 7), (0x88a8, 100), (0x8100, 0x6fff))),
    Wrap('priority-tag', ETHERNET, vlans((0x8100, 0xa000))),
    Wrap('backbone', ETHERNET, lambda f: [ether(0x88e7, be32(0x00000064) + f)]),
    Wrap('mpls', ETHERNET, only_ip(lambda m, k, p: [ether(0x8847, label(16, 0) + label(30, 1) + p, m)])),
    Wrap('mpls-null', ETHERNET, only_ip(lambda m, k, p: [ether(0x8847, label(0 if k == IP4 else 2, 1) + p, m)])),
    Wrap('mpls-ethernet', ETHERNET, lambda f: [ether(0x8847, label(16, 0) + label(30, 1) + b'\0\0\0\0' + f)]),
    Wrap('mpls-ethernet-plain', ETHERNET, lambda f: [ether(0x8847, label(16, 0) + label(30, 1) + f)]),
    Wrap('mpls-entropy', ETHERNET, only_ip(lambda m, k, p: [ether(0x8847, label(16, 0) + label(7, 0) + label(99999, 1) + p, m)])),
    Wrap('pppoe', ETHERNET, only_ip(pppoe)),
    Wrap('vlan-pppoe', ETHERNET, only_ip(lambda m, k, p: [f[:12] + be16(0x8100) + be16(7) + f[12:] for f in pppoe(m, k, p)])),
    Wrap('gre', ETHERNET, only_ip(lambda m, k, p: over_ip4(47, gre(0, k, p)))),
    Wrap('gre-key-sequence', ETHERNET, only_ip(lambda m, k, p: over_ip4(47, gre(0x3000, k, p, be32(5) + be32(6))))),
    Wrap('gre-checksum', ETHERNET, only_ip(lambda m, k, p: over_ip4(47, gre(0x8000, k, p, be32(0))))),
    Wrap('gre-over-ipv6', ETHERNET, only_ip(lambda m, k, p: [ether(IP6, ip6(47, gre(0, k, p)))])),
    Wrap('gre-ethernet', ETHERNET, lambda f: over_ip4(47, gre(0x2000, 0x6558, f, be32(7)))),
    Wrap('gre-mpls', ETHERNET, only_ip(lambda m, k, p: over_ip4(47, gre(0, 0x8847, label(30, 1) + p)))),
    Wrap('erspan-1', ETHERNET, lambda f: over_ip4(47, gre(0, 0x88be, f))),
    Wrap('erspan-2', ETHERNET, lambda f: over_ip4(47, gre(0x1000, 0x88be, be32(1 << 28 | 5) + be32(0) + f, be32(9)))),
    Wrap('erspan-3', ETHERNET, lambda f: over_ip4(47, gre(0x1000, 0x22eb, be32(2 << 28 | 7) + be32(1) + be32(0) + f, be32(9)))),
    Wrap('erspan-3-platform', ETHERNET, erspan3_sub),
    Wrap('vxlan', ETHERNET, lambda f: over_ip4(17, vxlan(f))),
    Wrap('vxlan-over-ipv6', ETHERNET, lambda f: [ether(IP6, ip6(17, vxlan(f)))]),
    Wrap('vxlan-tagged', ETHERNET, lambda f: over_ip4(17, vxlan(vlans((0x8100, 30))(f)[0]))),
    Wrap('vxlan-gpe', ETHERNET, lambda f: over_ip4(17, udp(4790, b'\x0c\0\0\3\0\0\x2a\0' + f))),
    Wrap('vxlan-gpe-ip', ETHERNET, only_ip(lambda m, k, p: over_ip4(17, udp(4790, b'\x0c\0\0' + (b'\1' if k == IP4 else b'\2') + b'\0\0\x2a\0' + p)))),
    Wrap('geneve', ETHERNET, lambda f: geneve(0x6558, f)),
    Wrap('geneve-ip', ETHERNET, only_ip(lambda m, k, p: geneve(k, p))),
    Wrap('gtp-u', ETHERNET, only_ip(lambda m, k, p: gtpu(p, False))),
    Wrap('gtp-u-extended', ETHERNET, only_ip(lambda m, k, p: gtpu(p, True))),
    Wrap('ip-in-ip', ETHERNET, inside_ip(lambda proto, p: ether(IP4, ip4(proto, p)))),
    Wrap('ip-in-ipv6', ETHERNET, inside_ip(lambda proto, p: ether(IP6, ip6(proto, p)))),
    Wrap('l2tp', ETHERNET, only_ip(l2tp)),
    Wrap('tzsp', ETHERNET, lambda f: over_ip4(17, udp(37008, b'\1\0\0\1\x0a\1\xce\1' + f))),
    Wrap('mpls-in-udp', ETHERNET, only_ip(lambda m, k, p: over_ip4(17, udp(6635, label(30, 1) + p)))),
    Wrap('eoip', ETHERNET, lambda f: over_ip4(47, b'\x20\x01\x64\0' + be16(len(f)) + b'\5\0' + f)),
    Wrap('gre-in-vxlan-in-qinq', ETHERNET, only_ip(
        lambda m, k, p: vlans((0x88a8, 5), (0x8100, 6))(over_ip4(17, vxlan(over_ip4(47, gre(0, k, p))[0]))[0]))),
    Wrap('sll', 113, sll),
    Wrap('sll2', 276, sll2),
    Wrap('raw', 101, only_ip(lambda m, k, p: [p])),
    Wrap('raw-bsd', 12, only_ip(lambda m, k, p: [p])),
    Wrap('ppp', 9, only_ip(lambda m, k, p: [b'\xff\x03' + ppp_number(k) + p])),
    Wrap('ppp-short', 9, only_ip(lambda m, k, p: [ppp_number(k)[1:] + p])),
    Wrap('ppp-hdlc', 50, only_ip(lambda m, k, p: [b'\xff\x03' + ppp_number(k) + p])),
    Wrap('ppp-pppd', 166, only_ip(lambda m, k, p: [b'\0\x03' + ppp_number(k) + p])),
    Wrap('cisco-hdlc', 104, only_ip(lambda m, k, p: [b'\x0f\0' + be16(k) + p])),
    Wrap('null-little', 0, null('<')),
    Wrap('null-big', 0, null('>')),
    Wrap('loop', 108, null('>')),
    Wrap('wlan', 105, lambda f: [wlan(f)]),
    Wrap('wlan-radiotap', 127, lambda f: [radiotap(wlan(f, to_ds=True))]),
    Wrap('wlan-qos-radiotap', 127, lambda f: [radiotap(wlan(f, qos=True))]),
    Wrap('wlan-padded-fcs-radiotap', 127, radiotap_padded),
    Wrap('ppi-ethernet', 192, lambda f: [ppi(1, f)]),
    Wrap('ppi-wlan', 192, lambda f: [ppi(105, wlan(f))]),
    Wrap('juniper-ethernet', 178, lambda f: [b'MGC\x81' + be16(6) + b'\3\1\6\1\x0e\1' + f]),
    Wrap('juniper-no-link', 178, only_ip(lambda m, k, p: [b'MGC\x02\0\0\0\2' + p])),
    Wrap('nflog', 239, only_ip(nflog)),
    Wrap('fragments-512', ETHERNET, pieces(512)),
    Wrap('fragments-48', ETHERNET, pieces(48)),
    Wrap('fragments-backwards', ETHERNET, pieces(64, 'back')),
    Wrap('fragmented-vxlan', ETHERNET, lambda f: [g for w in over_ip4(17, vxlan(f)) for g in FRAGMENTER(w)]),
]
FRAGMENTER = pieces(96)
