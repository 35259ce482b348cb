"""Further addresses of elements: who tells of them, what is sent from them, and who lies about them."""

import json
import os
import struct
import subprocess

from outbound import hello
from traffic import NMS, R1, R2, ROGUE, clock, datagram, mac, packed, snmp_set, telnet, tlv

R3, R4, R5, R6 = "10.30.0.3", "10.30.0.4", "10.30.0.5", "10.30.0.6"
FAR = "198.51.100.40"


def sent_by(c, begin, address, owner):
    """What ADDRESS sent and got since frame BEGIN crossed the link at OWNER's MAC."""
    for i in range(begin, len(c.frames)):
        at, data = c.frames[i]
        c.frames[i] = (at, data[:12].replace(mac(address), mac(owner)) + data[12:])


def speaks(c, at, address, owner, far=FAR):
    begin = len(c.frames)
    hello(c, at, address, far, "updates.example")
    sent_by(c, begin, address, owner)


def lldp(c, at, sender, name, *addresses):
    def part(kind, body):
        return struct.pack(">H", kind << 9 | len(body)) + body
    body = part(1, b"\4" + mac(sender)) + part(2, b"\5ge0") + part(3, b"\0\x78") + part(5, name.encode())
    for address in addresses:
        body += part(8, b"\5\1" + packed(address) + b"\2\0\0\0\1\0")
    c.link(at, sender, "0.0.0.14", 0x88cc, body + part(0, b""))


def walk(c, at, element, *addresses):
    """The manager walks the table of addresses (ipAdEntAddr)."""
    for number, address in enumerate(addresses):
        column = b"\x2b\6\1\2\1\4\x14\1\1"
        index = b"".join(bytes([octet]) if octet < 128 else bytes([0x81, octet & 127]) for octet in packed(address))
        for kind, name, value in ((0xa1, column, b"\5\0"), (0xa2, column + index, b"\x40\4" + packed(address))):
            pdu = tlv(0x30, b"\2\1\1", tlv(4, b"kX81-zz"), tlv(kind, struct.pack(">BBH", 2, 2, number), b"\2\1\0\2\1\0",
                                                               tlv(0x30, tlv(0x30, tlv(6, name), value))))
            ends = (NMS, 39999, element, 161) if kind == 0xa1 else (element, 161, NMS, 39999)
            c.udp(at + number + (kind == 0xa2) * 0.01, *ends, pdu)


def ospf(c, at, element, router, *hosts):
    """A link state update in which a router tells of its own links: stub networks of one address."""
    links = b"".join(packed(host) + b"\xff\xff\xff\xff" + b"\3\0\0\1" for host in hosts)
    body = b"\0\0" + struct.pack(">H", len(hosts)) + links
    lsa = struct.pack(">HBB", 1, 2, 1) + packed(router) + packed(router) + struct.pack(">IHH", 0x80000001, 0, 20 + len(body)) + body
    body = struct.pack(">I", 1) + lsa
    packet = struct.pack(">BBH", 2, 4, 24 + len(body)) + packed(router) + packed("0.0.0.0") + b"\0" * 12 + body
    total = sum(struct.unpack(">%dH" % (len(packet) // 2), packet))
    total = (total & 0xffff) + (total >> 16)
    c.frame(at, element, "224.0.0.5", 89, packet[:12] + struct.pack(">H", ~total & 0xffff) + packet[14:])


def ldp(c, at, element, transport):
    """A hello with the address of the session to come."""
    message = struct.pack(">HHI", 0x100, 20, 1) + struct.pack(">HHHH", 0x400, 4, 15, 0) + struct.pack(">HH", 0x401, 4) + packed(transport)
    c.udp(at, element, 646, "224.0.0.2", 646, struct.pack(">HH", 1, len(message) + 6) + packed("0.0.0.9") + b"\0\0" + message)


def bgp(c, at, client, server, identifier):
    message = b"\xff" * 16 + b"\0\x1d\1\4\xfd\xe8\0\xb4" + packed(identifier) + b"\0"
    c.tcp(at, client, server, 179, [("c", message), ("s", message.replace(packed(identifier), packed(server)))])


def aliases(c):
    lldp(c, clock(1), R1, "r1.example", "192.0.2.1")
    walk(c, clock(1), R2, R2, "192.0.2.2", "127.0.0.1")
    ospf(c, clock(1), R3, "3.3.3.3", "192.0.2.3")
    ldp(c, clock(1), R4, "192.0.2.4")
    bgp(c, clock(1), R5, R6, "192.0.2.5")
    for number, owner in enumerate((R1, R2, R3, R4, R5), 1):
        speaks(c, clock(2, number), "192.0.2.%d" % number, owner)
    # what a router may do, it may do from its loopback; and it is managed there
    begin = len(c.frames)
    c.udp(clock(3), "192.0.2.2", 5000, "10.20.0.40", 514, b"<189>1: %SYS-5-CONFIG_I: Configured from console by alice")
    snmp_set(c, clock(3, 10), NMS, "192.0.2.2", b"by-the-manager")
    snmp_set(c, clock(3, 20), ROGUE, "192.0.2.2", b"by-a-stranger")
    sent_by(c, begin, "192.0.2.2", R2)
    # what it passes on has travelled further
    c.frames.append((clock(4), mac("10.30.0.99") + mac(R1) + b"\x08\x00" + datagram("192.0.2.200", 999, FAR, 999, b"hello")))


def alias_lies(c):
    # a victim's address and a manager's, under an element's name, by somebody on the link
    lldp(c, clock(1), ROGUE, "r1", "192.0.2.77", NMS, "8.8.8.8")
    speaks(c, clock(2), "192.0.2.77", "192.0.2.77")
    speaks(c, clock(2), "8.8.8.8", ROGUE)
    snmp_set(c, clock(2), NMS, R1, b"still-permitted")
    # its own address: then it is judged as the element, and may nothing that it could not do before
    lldp(c, clock(3), ROGUE, "r1", ROGUE)
    speaks(c, clock(4), ROGUE, ROGUE)
    telnet(c, clock(4, 10), ROGUE, R2, "alice", "configure terminal", "hostname evil", "end")
    bgp(c, clock(4, 20), ROGUE, R2, "1.2.3.4")
    # two routers with one address
    ospf(c, clock(5), R3, "3.3.3.3", "192.0.2.9")
    ospf(c, clock(5, 10), R4, "4.4.4.4", "192.0.2.9")
    speaks(c, clock(6), "192.0.2.9", R3)
    # an identifier that only looks like an address
    ospf(c, clock(7), R5, "192.0.2.50")
    bgp(c, clock(7, 10), R5, R6, "192.0.2.50")
    speaks(c, clock(8), "192.0.2.50", "192.0.2.50")


def in_scope(binary, folder):
    """the same at any number of threads, and all of it in scope"""
    said = set()
    for threads in ("1", "2", "4"):
        read = [binary, "read", os.path.join(folder, "aliases.pcap"), "--policy", os.path.join(folder, "policy.yaml"), "--threads", threads,
                "--scope", "elements", "--set", "checksum=off", "--quiet", "--eve", "-"]
        said.add(subprocess.run(read, stdout=subprocess.PIPE, check=True).stdout)
    events = [json.loads(line) for line in said.pop().splitlines()]
    speakers = {e["src_ip"] for e in events if e.get("spanwatch", {}).get("finding") == "unexpected-outbound"}
    named = {e["src_ip"] for e in events if e["event_type"] == "tls"}
    return not said and speakers == named == {"192.0.2.%d" % number for number in range(1, 6)}
