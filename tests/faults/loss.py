"""Captures that miss what is known: the estimate of the sensor is held to the truth."""

import json
import os
import random
import struct
import subprocess

import frames
from lab import expect

MSS, FLOWS, SEGMENTS, SERVER = 1448, 300, 120, "10.81.0.1"
FIN, SYN, PSH, ACK = 1, 2, 8, 16
NOP, SACK_PERMITTED, SACK = 1, 4, 5
HEAD = (b"HTTP/1.1 200 OK\r\nServer: test\r\nContent-Type: application/octet-stream\r\n"
        b"Content-Length: %d\r\n\r\n")
REQUEST = b"GET /%d HTTP/1.1\r\nHost: files.test\r\n\r\n"


def tcp(ends, flags, numbers, payload=b"", options=b""):
    """A segment from ENDS[0] to ENDS[1], each (address, port); NUMBERS is (seq, ack)."""
    (source, sport), (target, dport) = ends
    options += bytes([NOP]) * (-len(options) % 4)
    head = struct.pack("!HHIIBBHHH", sport, dport, numbers[0] & 0xffffffff,
                       numbers[1] & 0xffffffff, (5 + len(options) // 4) << 4, flags, 65000, 0, 0)
    return frames.ipv4(source, target, 6, head + options + payload)


def sack_block(first, last):
    return struct.pack("!BBBBII", NOP, NOP, SACK, 10, first & 0xffffffff, last & 0xffffffff)


class Transfer:
    """One download as a tap in front of the server sees it; what the network loses comes again."""

    def __init__(self, number, sack, lot):
        self.client = ("10.80.%d.%d" % divmod(number + 256, 256), 20000 + number)
        self.server = (SERVER, 80)
        self.sack, self.lot, self.number = sack, lot, number

    def up(self, flags, seq, ack, payload=b"", options=b""):
        return (tcp((self.client, self.server), flags, (seq, ack), payload, options),
                (self.number, 0, seq), len(payload))

    def down(self, flags, seq, ack, payload=b"", options=b""):
        return (tcp((self.server, self.client), flags, (seq, ack), payload, options),
                (self.number, 1, seq), len(payload))

    def frames(self):
        permitted = struct.pack("!BB", SACK_PERMITTED, 2) if self.sack else b""
        c, s = self.lot.randrange(1 << 32), self.lot.randrange(1 << 32)
        yield self.up(SYN, c, 0, options=permitted)
        yield self.down(SYN | ACK, s, c + 1, options=permitted)
        ask = REQUEST % self.number
        yield self.up(ACK, c + 1, s + 1)
        yield self.up(ACK | PSH, c + 1, s + 1, ask)
        c, s = c + 1 + len(ask), s + 1
        head = HEAD % (MSS * SEGMENTS)
        yield self.down(ACK | PSH, s, c, head)
        s += len(head)
        yield from self.body(c, s)
        s += MSS * SEGMENTS
        yield self.up(ACK | FIN, c, s)
        yield self.down(ACK | FIN, s, c + 1)
        yield self.up(ACK, c + 1, s + 1)

    def body(self, c, s):
        """Every second segment is acknowledged; one in two hundred is lost behind the tap."""
        at = 0
        while at < SEGMENTS:
            first, at = at, min(at + 1 + self.lot.randrange(6), SEGMENTS)
            gone = {i for i in range(first, at) if self.lot.random() < 0.005}
            for i in range(first, at):
                yield self.down(ACK, s + i * MSS, c, self.lot.randbytes(MSS))
            for i in sorted(gone):
                block = sack_block(s + (i + 1) * MSS, s + at * MSS) if i + 1 < at else b""
                for _ in range(3):
                    yield self.up(ACK, c, s + i * MSS, options=block if self.sack else b"")
                yield self.down(ACK, s + i * MSS, c, self.lot.randbytes(MSS))
            yield self.up(ACK, c, s + at * MSS)


def interleaved(sack, lot):
    """Frames of all transfers in the order in which they pass, eight at a time."""
    waiting = [Transfer(n, sack, lot).frames() for n in range(FLOWS)]
    under_way = []
    while waiting or under_way:
        while waiting and len(under_way) < 8:
            under_way.append(waiting.pop())
        one = lot.choice(under_way)
        try:
            yield next(one)
        except StopIteration:
            under_way.remove(one)


class Loss:
    """Whether the next frame is missing: each by itself, or many in a row."""

    def __init__(self, share, burst, lot):
        self.share, self.burst, self.lot, self.left = share, burst, lot, 0

    def __call__(self):
        if self.left:
            self.left -= 1
            return True
        if self.lot.random() >= self.share / (self.burst - self.share * (self.burst - 1)):
            return False
        self.left = self.burst - 1
        return True


def measure(bench, share, burst, sack):
    """(truth, estimate) in percent of the bytes of streams, and the findings."""
    lot = random.Random(int(share * 1e4) * 2 + sack + burst)
    missing, kept, now = Loss(share, burst, lot), [], 1700000000.0
    sent, seen = {}, {}  # by where they lie in the stream: what comes again counts once
    for frame, place, octets in interleaved(sack, lot):
        now += 0.0001
        sent[place] = max(octets, sent.get(place, 0))
        if not missing():
            seen[place] = sent[place]
            kept.append((now, frame))
    path = bench.path("loss.pcap")
    frames.write_pcap(path, kept)
    done = subprocess.run([bench.binary, "read", "--quiet", "--eve", "-", path],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    os.remove(path)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    told = [e["capture"]["loss_estimate"] for e in events if e["event_type"] == "capture"]
    truth = 1 - sum(seen.values()) / sum(sent.values())
    return 100 * truth, 100 * told[-1], {
        e["spanwatch"]["finding"] for e in events if e["event_type"] == "alert"}


def kinds(bench):
    """(share, frames in a row, SACK); all of them take a minute."""
    if not bench.long:
        return ((0.01, 1, False), (0.05, 12, True))
    return tuple((share, burst, sack) for share in (0, 0.001, 0.01, 0.05, 0.2)
                 for burst in (1, 12) for sack in (False, True))


def estimate(bench):
    worst, told = 0, []
    for share, burst, sack in kinds(bench):
        truth, seen, findings = measure(bench, share, burst, sack)
        told.append("%.2f%% of %.2f%%%s%s" % (
            seen, truth, " in bursts" if burst > 1 else "", " with SACK" if sack else ""))
        worst = max(worst, abs(truth - seen))
        expect(0.5 < truth < 1.5 or ("capture-degraded" in findings) == (truth > 1),
               "findings at %.2f%%: %s" % (truth, findings))
    expect(worst <= 0.2, "%.2f points off: %s" % (worst, ", ".join(told)))
    return ", ".join(told)


def steady(begin, end, per_second=20):
    """(when, frame) of users' datagrams without a pause."""
    for n in range(int((end - begin) * per_second)):
        yield begin + n / per_second, frames.udp("10.70.0.%d" % (1 + n % 50), 20000, "10.71.0.1", 9, b"x" * 20, n & 0xffff)


def evening(begin, end):
    """Less and less, as in a small network at night."""
    pause = 0.05
    while begin < end:
        yield begin, frames.udp("10.70.0.1", 20000, "10.71.0.1", 9, b"x" * 20, int(begin) & 0xffff)
        pause = min(pause * 1.02, 200)
        begin += pause


def blind(bench, *captures):
    """What CAPTURES are said to be blind for; the same with one thread and with four."""
    paths = [bench.path("lull-%d.pcap" % n) for n in range(len(captures))]
    for path, records in zip(paths, captures):
        frames.write_pcap(path, records)
    told = []
    for threads in ("1", "4"):
        done = subprocess.run([bench.binary, "read", "--quiet", "--eve", "-", "--threads", threads, "--set", "ndpi=off", *paths],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
        alerts = [json.loads(line) for line in done.stdout.splitlines() if b'"event_type":"alert"' in line]
        told.append([(e["timestamp"], e["spanwatch"]["message"]) for e in alerts
                     if e["spanwatch"]["finding"] == "sensor-blind"])
    expect(told[0] == told[1], "threads differ: %s" % told)
    return told[0]


def lull(bench):
    day = 1700000000
    whole = [*steady(day, day + 320), *steady(day + 470, day + 480)]
    told = blind(bench, whole)
    expect(len(told) == 1 and "no packet for 150 s" in told[0][1], "a gap of 150 s: %s" % told)
    expect(len(blind(bench, [*steady(day, day + 320), *steady(day + 8000, day + 8010)])) == 1, "a gap of hours")
    off = list(steady(day, day + 340))
    off[6500] = (day + 10 * 31556952, off[6500][1])
    for name, captures in (
            ("a short gap", ([*steady(day, day + 320), *steady(day + 370, day + 380)],)),
            ("dense for a minute", ([*steady(day, day + 60), *steady(day + 370, day + 380)],)),
            ("few packets", ([*steady(day, day + 900, 2), *steady(day + 1200, day + 1210)],)),
            ("an evening", ([*steady(day, day + 320), *evening(day + 320, day + 9000)],)),
            ("one stamp that is off", (off,)),
            ("two captures", (list(steady(day, day + 320)), list(steady(day + 9000, day + 9320))))):
        told = blind(bench, *captures)
        expect(not told, "%s: %s" % (name, told))


CHECKS = (
    ("a gap in dense traffic of a file is told as blind, a quiet night is not", lull),
    ("what a capture misses is estimated within 0.2 points", estimate),
)
