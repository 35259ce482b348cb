"""Captures that are cut, that lie about time, or that are nothing but a flood."""

import gzip
import json
import os
import re
import resource
import struct
import subprocess

import frames
from lab import Failed, expect


def read(bench, *words, code=(0,), env=None):
    """Events of a read that ends with one of CODE, and the most memory it took in MiB."""
    def no_cores():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with open(bench.path("out"), "wb") as out, open(bench.path("err"), "wb") as err:
        process = subprocess.Popen([bench.binary, "read", "--quiet", "--eve", "-", *words],
                                   stdout=out, stderr=err, stdin=subprocess.DEVNULL,
                                   preexec_fn=no_cores, env={**os.environ, **(env or {})})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    with open(bench.path("err"), encoding="utf-8", errors="replace") as file:
        said = file.read()
    expect(process.returncode in code, "exit code %d: %s" % (process.returncode, said[-300:]))
    with open(bench.path("out"), "rb") as file:
        return [json.loads(line) for line in file], usage.ru_maxrss / 1024


def findings(events):
    return sorted(e["spanwatch"]["finding"] for e in events if e["event_type"] == "alert")


def sets(count, start=1700000000.0):
    return [(start + i, frames.set_frame(i)) for i in range(count)]


def pcapng(records):
    """One section, one interface, enhanced packets."""
    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    yield block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
    yield block(1, struct.pack("<HHI", 1, 0, 0))
    for stamp, frame in records:
        micros = int(stamp * 1000000)
        yield block(6, struct.pack("<IIIII", 0, micros >> 32, micros & 0xffffffff, len(frame),
                                   len(frame)) + frame)


def cut_everywhere(bench):
    """All cuts in one run: each file by itself."""
    frames.write_pcap(bench.path("whole.pcap"), sets(2))
    with open(bench.path("whole.pcap"), "rb") as file:
        plain = file.read()
    whole = {"pcap": plain, "pcapng": b"".join(pcapng(sets(2))), "pcap.gz": gzip.compress(plain)}
    count = 0
    for kind, data in whole.items():
        names = []
        for size in range(len(data) % 2, len(data) + 1, 1 if bench.long or kind == "pcap" else 2):
            names.append(bench.path("cut-%05d.%s" % (size, kind)))
            with open(names[-1], "wb") as file:
                file.write(data[:size])
        events, _ = read(bench, "--each", "--set", "ndpi=off", "--set", "oui=", *names, code=(0, 5))
        told = []
        for event in events:
            if event["event_type"] == "run" and event["run"]["state"] == "start":
                told.append(0)
            told[-1] += event["event_type"] == "snmp"
        # The shortest are no captures at all.
        expect(len(names) - 24 <= len(told), "%d of %d files were judged" % (len(told), len(names)))
        expect(told == sorted(told), "%s: more bytes, fewer events" % kind)
        expect(told[-1] == 2, "%s: %d events of the whole" % (kind, told[-1]))
        count += len(names)
    return "%d cuts" % count


def strange_times(bench):
    """Ten years back and forth, zero, the end of 32 bits: the same events, nothing for ever."""
    normal, _ = read(bench, make(bench, "normal.pcap", sets(40)))
    wanted = sum(e["event_type"] == "snmp" for e in normal)
    for name, stamp in (("future", 1700000000 + 10 * 31556952), ("past", 1700000000 - 10 * 31556952),
                        ("zero", 0), ("end", 0xffffffff)):
        records = sets(40)
        records[20] = (stamp, records[20][1])
        path = make(bench, name + ".pcap", records)
        one, _ = read(bench, path)
        expect(sum(e["event_type"] == "snmp" for e in one) == wanted, "events are lost: " + name)
        two, _ = read(bench, "--threads", "2", path)
        expect(one == two, "two threads say something else: " + name)


def make(bench, name, records):
    frames.write_pcap(bench.path(name), records)
    return bench.path(name)


def nested(bench):
    """IP in IP, 1 to 200 times: told as far as the limit, then not followed."""
    records = []
    for depth in range(1, 201):
        packet = frames.set_frame(depth)[14:]
        for _ in range(depth):
            head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(packet), 0, 0, 64, 4, 0,
                               bytes([10, 92, 0, 1]), bytes([10, 92, 0, 2]))
            packet = head[:10] + struct.pack("!H", frames.checksum(head)) + head[12:] + packet
        records.append((1700000000 + depth, frames.MAC_B + frames.MAC_A + b"\x08\x00" + packet))
    events, _ = read(bench, make(bench, "nested.pcap", records))
    seen = sum(e["event_type"] == "snmp" for e in events)
    expect(1 <= seen < 20, "%d of 200 depths were followed" % seen)
    return "%d layers followed" % seen


def snap_lengths(bench):
    """Frames cut by the capture: fewer events, none invented, and it is told."""
    whole, _ = read(bench, make(bench, "whole.pcap", sets(50)))
    wanted = sum(e["event_type"] == "snmp" for e in whole)
    told = []
    for snap in (1500, 64, 48, 34, 14, 1):
        with open(bench.path("snap.pcap"), "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, snap, 1))
            for stamp, frame in sets(50):
                file.write(struct.pack("<IIII", int(stamp), 0, min(snap, len(frame)), len(frame)))
                file.write(frame[:snap])
        events, _ = read(bench, bench.path("snap.pcap"))
        told.append(sum(e["event_type"] == "snmp" for e in events))
        expect(told[-1] <= wanted, "events were invented")
        if 20 < snap < 60:
            capture = [e["capture"] for e in events if e["event_type"] == "capture"]
            expect(capture and capture[-1]["truncated"] >= 50, "cut frames are not told: %s" % capture)
    expect(told[0] == wanted, "a snap length that cuts nothing costs events")
    return "events %s" % told


def no_memory(bench):
    """With less and less address space it ends with a sentence, never by a signal."""
    path = make(bench, "sets.pcap", sets(20))
    ended = []
    for mib in (64, 128, 256, 512, 1024, 2048):
        def limit(bytes_=mib << 20):
            resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        done = subprocess.run([bench.binary, "read", "--quiet", "--eve", "-", path],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit,
                              check=False, timeout=60)
        said = done.stderr.decode(errors="replace")
        ended.append(done.returncode)
        if re.search("AddressSanitizer", said):
            return "not under a sanitizer"
        if done.returncode not in (0, 70, 3, 127):
            raise Failed("with %d MiB: exit code %d: %s" % (mib, done.returncode, said[-200:]))
        expect(done.returncode in (0, 127) or said.strip(), "it says nothing")
    return "exit codes %s" % ended


def by_pipe(bench):
    """- is stdin; a pipe by name is a capture like any other, and what it gives is the same."""
    path = make(bench, "whole.pcap", sets(30))
    wanted = sum(e["event_type"] == "snmp" for e in read(bench, path)[0])
    for command in ("cat %s | %s read -q --eve - -", "cat %s | %s read -q --eve - /dev/stdin",
                    "%.0s%s read -q --eve - <(cat " + path + ")", "%.0s%s read -q --eve >(cat) " + path,
                    "%.0s%s read -q --eve /dev/stdout " + path):
        done = subprocess.run(["bash", "-c", command % (path, bench.binary)], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        seen = done.stdout.count(b'"event_type":"snmp"')
        expect(seen == wanted, "%d of %d events: %s: %s" % (seen, wanted, command, done.stderr[-200:]))


CHECKS = (
    ("a capture that is cut at any byte is judged as far as it goes", cut_everywhere),
    ("stamps that are years off change no event", strange_times),
    ("tunnels in tunnels are followed to a limit", nested),
    ("frames cut by a snap length invent nothing and are told", snap_lengths),
    ("captures come and events go by pipe as well", by_pipe),
    ("without memory it ends with a sentence", no_memory),
)
