"""Floods and bombs: packets by the million, names that collide, documents that swell."""

import gzip
import os
import resource
import struct
import sys

import frames
from files import make, read
from lab import expect

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "sets"))

# pylint: disable=wrong-import-position
import traffic
from traffic import sample

START, PER_SECOND = 1700000000, 20000


class Writer:
    """A capture written as it is made, PER_SECOND frames a second."""

    def __init__(self, path):
        self.file, self.count, self.head = open(path, "wb"), 0, struct.Struct("<IIII")
        self.file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def add(self, frame):
        second, part = divmod(self.count, PER_SECOND)
        self.file.write(self.head.pack(START + second, part * (1000000 // PER_SECOND), len(frame),
                                       len(frame)) + frame)
        self.count += 1


def syn_of():
    """A function that makes SYNs without adding sums: what changes comes in pairs that cancel."""
    tcp = bytearray(struct.pack("!HHIIBBHHH", 0, 80, 0, 0, 5 << 4, 2, 8192, 0, 0))
    source, target = bytes([11, 90, 0, 0]), bytes([10, 90, 0, 1])
    ones = b"\xff\xff\xff\xff"  # two pairs add up to this
    sum_tcp = frames.checksum(source + target + struct.pack("!BBH", 0, 6, 20) + bytes(tcp) + ones)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 0, 0, 64, 6, 0, source, target)
    sum_ip = frames.checksum(head + b"\xff\xff")
    layout = struct.Struct("!12s2sBBHHHBBH2sH4sHHHHIBBHHH")

    def make_one(number):
        host, port = number >> 16 & 0xffff, number & 0xffff
        return layout.pack(frames.MAC_B + frames.MAC_A, b"\x08\x00", 0x45, 0, 40, host ^ 0xffff, 0,
                           64, 6, sum_ip, source[:2], host, target, port, 80, host ^ 0xffff,
                           port ^ 0xffff, 0, 5 << 4, 2, 8192, sum_tcp, 0)
    return make_one


def fragment_of():
    """A function that makes first fragments, each of another datagram, in the same way."""
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 84, 0, 0x2000, 64, 17, 0, bytes(4),
                       bytes([10, 91, 0, 1]))
    value = frames.checksum(head + b"\xff\xff\x0b\x00")
    layout = struct.Struct("!12s2sBBHHHBBHHH4s64s")

    def make_one(number):
        high, low = 0x0b00 | (number >> 16 & 0xff), number & 0xffff
        return layout.pack(frames.MAC_B + frames.MAC_A, b"\x08\x00", 0x45, 0, 84, low ^ 0xffff,
                           0x2000, 64, 17, (value - (high & 0xff)) & 0xffff, high, low,
                           bytes([10, 91, 0, 1]), bytes(64))
    return make_one


def flood(bench, count, one, *words):
    """Memory and events of a quarter of the flood and of all of it, 20 set requests in it."""
    memory, events = [], []
    for size in (count // 4, count):
        path = bench.path("flood.pcap")
        with Writer(path) as writer:
            for i in range(size):
                # scattered: neighbours are no neighbours in the table
                writer.add(one(i * 2654435761 & 0xffffffff))
                if i % (size // 20) == 0:
                    writer.add(frames.set_frame(i // (size // 20)))
        events, mib = read(bench, *words, "--set", "flow-events=off", path)
        memory.append(mib)
        os.remove(path)
        seen = sum(e["event_type"] == "snmp" for e in events)
        expect(seen >= 20, "%d of 20 set requests were seen in the flood" % seen)
    expect(memory[1] < memory[0] * 1.1 + 8, "%d MiB, then %d MiB" % tuple(memory))
    stats = [e for e in events if e["event_type"] == "stats"][-1]["spanwatch"]["stats"]
    return memory, stats


def syns(bench):
    count = 10000000 if bench.long else 60000
    memory, stats = flood(bench, count, syn_of(), "--set", "limits.flows=16384")
    expect(stats["flows_evicted"] > count / 2 and stats["decode"]["l4_bad_checksum"] == 0,
           "no flood: %s" % stats)
    return "%d SYNs, %d MiB, with a quarter of them %d MiB" % (count, memory[1], memory[0])


def fragments(bench):
    count = 10000000 if bench.long else 40000
    memory, stats = flood(bench, count, fragment_of(), "--set", "limits.fragment-memory=1")
    expect(stats["decode"]["fragment_full"] > count / 2 and
           stats["decode"]["ip_bad_checksum"] == 0, "no flood: %s" % stats["decode"])
    return "%d first fragments, %d MiB, with a quarter of them %d MiB" % (
        count, memory[1], memory[0])


def cpu_of(bench, records):
    """CPU seconds of the reading of RECORDS."""
    path = make(bench, "pairs.pcap", records)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    read(bench, "--set", "flow-events=off", "--set", "ndpi=off", path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def collisions(bench):
    """One pair of addresses is one shard: all its flows collide there, and cost no more for it."""
    count = 300000 if bench.long else 40000

    def datagrams(source_of):
        return [(START + i / PER_SECOND, frames.udp(source_of(i), 1024 + i % 60000, "10.93.0.1",
                                                    2000 + i // 60000, b"x")) for i in range(count)]
    spread = cpu_of(bench, datagrams(lambda i: "10.94.%d.%d" % (i >> 8 & 255, i & 255)))
    one = cpu_of(bench, datagrams(lambda i: "10.94.0.1"))
    expect(one < spread * 2 + 0.5, "%.2f s of CPU, spread %.2f s" % (one, spread))
    return "%d flows in one shard %.2f s of CPU, in all %.2f s" % (count, one, spread)


def xml_bomb(size):
    """Entities of entities, then depth, in the name of NETCONF."""
    entities = b"".join(b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 10))
    return (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "boom">' + entities +
            b']><rpc message-id="1"><edit-config>' + b"<a>" * size + b"&e9;" +
            b"</a>" * size + b"</edit-config></rpc>]]>]]>")


def ber_bomb(size):
    """Sequences in sequences with lengths of four octets."""
    inner = b""
    for _ in range(min(size, 15000)):
        inner = b"\x30\x84" + struct.pack("!I", len(inner)) + inner
    return inner


def gzip_bomb(size):
    body = gzip.compress(bytes(size * 1000), 9)
    return (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)) + body


def blow(bench, number, size):
    """CPU and memory of the three bombs of SIZE."""
    capture = sample.Capture()
    scene = traffic.Scene(capture, number)
    hello = (b'<?xml version="1.0"?><hello xmlns="urn:ietf:params:xml:ns:netconf:base:1.0">'
             b"<capabilities/></hello>]]>]]>")
    scene.tcp(830, ("s", hello), hello, xml_bomb(size))
    ber = ber_bomb(size)
    scene.tcp(389, ber)
    for part in range(0, min(len(ber), 60000), 1400):
        scene.udp(161, ber[part:part + 1400])
    scene.tcp(80, b"GET / HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: gzip\r\n\r\n",
              ("s", gzip_bomb(size)))
    scene.tcp(7547, b"POST / HTTP/1.1\r\nHost: acs\r\nContent-Type: text/xml\r\nContent-Length: "
              b"%d\r\n\r\n" % len(xml_bomb(size)) + xml_bomb(size))
    path = bench.path("bombs.pcap")
    capture.write(path)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _, mib = read(bench, path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime, mib


def bombs(bench):
    small, large = blow(bench, 1, 2000), blow(bench, 2, 20000)
    expect(large[0] < small[0] * 12 + 1, "%.2f s, ten times as much %.2f s" % (small[0], large[0]))
    expect(large[1] < small[1] + 32, "%d MiB, then %d MiB" % (small[1], large[1]))
    return "ten times the size: %.2f s and %d MiB, then %.2f s and %d MiB" % (*small, *large)


CHECKS = (
    ("a flood of SYNs takes no more memory and hides no element", syns),
    ("a flood of first fragments takes no more memory", fragments),
    ("flows that all fall into one shard cost what others cost", collisions),
    ("bombs of XML, BER and gzip swell neither time nor memory", bombs),
)
