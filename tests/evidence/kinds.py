"""Findings of many kinds, each with the frames that it is about in its excerpt: ends of tunnels, frames
without IP, fragments, what stands on many flows, captures of several interfaces."""

import json
import struct

import frames

ELEMENT, MANAGER, STRANGER = '10.50.0.1', '10.60.0.9', '203.0.113.7'
POLICY = f"""version: 1
groups: {{routers: {{role: element, addresses: [{ELEMENT}, 10.50.0.2, 10.50.0.3]}}, nms: {{role: manager, addresses: [{MANAGER}]}}}}
permits: [{{from: nms, to: routers, over: [snmp, tcp/22, tcp/23], may: any}}]
"""
BASE = 1795312800
INNER = frames.udp('192.168.7.1', 4000, '192.168.8.1', 4001, b'inside')


def ethernet(ether_type, payload, source=frames.MAC_A, target=frames.MAC_B):
    return (target + source + struct.pack('!H', ether_type) + payload).ljust(60, b'\0')


def arp(address, mac):
    ip = bytes(map(int, address.split('.')))
    return ethernet(0x0806, struct.pack('!HHBBH', 1, 0x0800, 6, 4, 2) + mac + ip + b'\xff' * 6 + ip, mac, b'\xff' * 6)


def tcp(source, sport, target, dport, flags, seq=1, ack=0, data=b''):
    head = struct.pack('!HHIIBBHHH', sport, dport, seq, ack, 5 << 4, flags, 8192, 0, 0)
    ends = b''.join(bytes(map(int, a.split('.'))) for a in (source, target))
    value = frames.checksum(ends + struct.pack('!HH', 6, len(head + data)) + head + data)
    return frames.ipv4(source, target, 6, head[:16] + struct.pack('!H', value) + head[18:] + data, seq & 0xffff)


def gre(number):
    return frames.ipv4(ELEMENT, STRANGER, 47, struct.pack('!HH', 0, 0x0800) + INNER[14:], number)


def vxlan(number, turned=False):
    ends = (STRANGER, ELEMENT) if turned else (ELEMENT, STRANGER)
    return frames.udp(ends[0], 50000 + number, ends[1], 4789, struct.pack('!II', 0x08000000, 77 << 8) + INNER, number)


def esp(number):
    return frames.ipv4(ELEMENT, STRANGER, 50, struct.pack('!II', 0xc0ffee01, number) + bytes(range(64)), number)


def in_fragments(frame, size):
    """An IPv4 frame without options as fragments of SIZE bytes of payload (RFC 791, 3.2)."""
    head, body = frame[14:34], frame[34:]
    for at in range(0, len(body), size):
        piece, more = body[at:at + size], at + size < len(body)
        fresh = head[:2] + struct.pack('!H', 20 + len(piece)) + head[4:6] + struct.pack('!H', more << 13 | at // 8) + head[8:10] + bytes(2) + head[12:]
        yield frame[:14] + fresh[:10] + struct.pack('!H', frames.checksum(fresh)) + fresh[12:] + piece


def requests(actor, element, port):
    """A connection that is refused."""
    return [tcp(actor, port, element, 23, 2), tcp(element, 23, actor, port, 0x14, 0, 2)]


def scanned():
    return [f for n in range(60) for f in (tcp(STRANGER, 40000, ELEMENT, 1000 + n, 2), tcp(ELEMENT, 1000 + n, STRANGER, 40000, 0x14, 0, 2))]


def bgp():
    """A session of BGP (RFC 4271) that an unknown host opens."""
    def message(kind, body=b''):
        return b'\xff' * 16 + struct.pack('!HB', 19 + len(body), kind) + body
    opening = message(1, struct.pack('!BHH4sB', 4, 64512, 180, bytes([203, 0, 113, 7]), 0))
    return [tcp(STRANGER, 40179, ELEMENT, 179, 2, 100), tcp(ELEMENT, 179, STRANGER, 40179, 0x12, 500, 101),
            tcp(STRANGER, 40179, ELEMENT, 179, 0x18, 101, 501, opening), tcp(ELEMENT, 179, STRANGER, 40179, 0x18, 501, 130, opening),
            tcp(STRANGER, 40179, ELEMENT, 179, 0x18, 130, 530, message(4))]


OWNERS = [bytes.fromhex('00259e00000%d' % n) for n in (1, 2)]
# what it is; the finding; the frames that are about it, all of which its excerpt has, and no others
SCENES = [
    ('the ends of a GRE tunnel', 'unexpected-tunnel', [gre(n) for n in range(6)]),
    ('the ends of a VXLAN tunnel, both ways', 'unexpected-tunnel', [vxlan(n, n % 2 == 1) for n in range(6)]),
    ('the ends of an IPsec tunnel', 'unexpected-tunnel', [esp(n) for n in range(1, 7)]),
    ('a tunnel in fragments', 'unexpected-tunnel', [f for n in range(4) for f in in_fragments(
        frames.ipv4(ELEMENT, STRANGER, 47, struct.pack('!HH', 0, 0x0800) + frames.udp('192.168.7.1', 4000, '192.168.8.1', 4001, b'x' * 400)[14:], 900 + n), 160)]),
    ('two claims of one address by ARP', 'address-conflict', [arp(ELEMENT, OWNERS[n % 2]) for n in range(6)]),
    ('a session of BGP', 'unlisted-element', bgp()),
    ('a scan of many ports', 'scan', scanned()),
    ('a request in fragments', 'unexpected-manager', list(in_fragments(
        frames.udp('10.60.0.77', 40000, ELEMENT, 161, frames.snmp_set(1, value=b'x' * 90), 7), 40))),
]


def others(count):
    """Traffic of other hosts, and of the element with others, around what a finding is about."""
    for n in range(count):
        yield frames.udp('10.70.0.1', 20000 + n, '10.71.0.1', 9, b'other')
        yield frames.udp(MANAGER, 30000, '10.50.0.3', 161, frames.snmp_set(n, 0xa0, value=b'poll'))


def told(run, binary, capture, top, number):
    policy, folder = top / 'kinds.yaml', top / f'kinds-{number}.d'
    policy.write_text(POLICY)
    done = run(binary, 'read', capture, '--policy', policy, '--quiet', '--eve', '-', '--extract', folder)
    alerts = [e for e in map(json.loads, done.stdout.splitlines()) if e['event_type'] == 'alert' and e['spanwatch']['group']['state'] == 'open']
    return done, alerts, folder


def read_all(path):
    return [frame for _, frame in frames.read_pcap(path)]


def pcapng(path, packets):
    """PACKETS are (interface, seconds, frame); two interfaces, the second counts nanoseconds."""
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack('<II', kind, 12 + len(body)) + body + struct.pack('<I', 12 + len(body))
    with open(path, 'wb') as file:
        file.write(block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1)))
        file.write(block(1, struct.pack('<HHI', 1, 0, 0)))
        file.write(block(1, struct.pack('<HHI', 1, 0, 0) + struct.pack('<HHB3xHH', 9, 1, 9, 0, 0)))
        for interface, seconds, frame in packets:
            stamp = int(seconds * (10 ** 9 if interface else 10 ** 6))
            file.write(block(6, struct.pack('<IIIII', interface, stamp >> 32, stamp & 0xffffffff, len(frame), len(frame)) + frame))


def two_interfaces(run, check, binary, top):
    """The halves of a tap on two interfaces of one file: the excerpt has both, in the order of time."""
    asked = frames.udp('10.60.0.77', 40000, ELEMENT, 161, frames.snmp_set(5), 5)
    answer = frames.udp(ELEMENT, 161, '10.60.0.77', 40000, frames.snmp_set(5, frames.RESPONSE), 6)
    capture = top / 'kinds.pcapng'
    pcapng(capture, [(0, BASE, next(others(1))), (0, BASE + 1, asked), (1, BASE + 1.25, answer)])
    done, alerts, folder = told(run, binary, capture, top, 'pcapng')
    check('a capture of two interfaces is read', done.returncode == 0 and alerts, done.stderr)
    for a in alerts:
        kept = read_all(folder / f'{a["spanwatch"]["id"]}.pcap')
        check(f'two interfaces: {a["spanwatch"]["finding"]} has both halves in order', kept == [asked, answer], len(kept))
    return len(alerts)


def main(run, check, binary, top):
    """How many findings had the frames that they are about."""
    total = 0
    for number, (what, finding, about) in enumerate(SCENES):
        noise, capture = list(others(40)), top / f'kinds-{number}.pcap'
        mixed = [(BASE + n * 0.1, f) for n, f in enumerate(about)]
        mixed += [(BASE + 0.05 + n * 2, f) for n, f in enumerate(noise)]
        frames.write_pcap(capture, sorted(mixed, key=lambda x: x[0]))
        done, alerts, folder = told(run, binary, capture, top, number)
        fitting = [a for a in alerts if a['spanwatch']['finding'] == finding]
        check(f'{what}: there is {finding}', done.returncode == 0 and fitting,
              done.stderr + ' '.join(a['spanwatch']['finding'] for a in alerts))
        for a in alerts:
            excerpt = folder / f'{a["spanwatch"]["id"]}.pcap'
            kept = read_all(excerpt) if excerpt.exists() else []
            every = [f for _, f in sorted(mixed, key=lambda x: x[0])]
            own = every[a['pcap_cnt'] - 1] if 'pcap_cnt' in a else None  # a silence, a flow that ended
            check(f'{what}: {a["spanwatch"]["finding"]} has the frame that raised it', kept and (own is None or own in kept), a)
            total += 1
        for a in fitting:
            kept = read_all(folder / f'{a["spanwatch"]["id"]}.pcap')
            check(f'{what}: {finding} has all that it is about, and nothing else', sorted(kept) == sorted(about), (len(kept), len(about)))
        again = run(binary, 'replay', *sorted(folder.glob('*.pcap')))
        check(f'{what}: replay says the same', again.returncode == 0, again.stdout + again.stderr)
    return total + two_interfaces(run, check, binary, top)
