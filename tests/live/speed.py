"""Frames at the sender's top speed: none is dropped by the kernel."""

import ipaddress
import socket
import subprocess
import sys
import time

import frames
import management
from lab import Lab, Skipped, Wire, expect, missing_tools, run
from sensor import Sensor

PACKETS = 40000
LOOPS = 10
SENDER = """
import socket, sys, time
s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)
block = bytes(1 << 18)
end = time.monotonic() + float(sys.argv[3])
while time.monotonic() < end:
    s.sendall(block)
s.close()
"""
SINK = """
import socket, sys
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((sys.argv[1], int(sys.argv[2])))
listener.listen(1)
peer, _ = listener.accept()
buffer = bytearray(1 << 18)
while peer.recv_into(buffer):
    pass
"""


def is_sanitized(binary):
    return b"__asan_" in open(binary, "rb").read() or b"__tsan_" in open(binary, "rb").read()


def mix():
    """Small and large datagrams of many pairs, as user traffic has them."""
    base = int(ipaddress.IPv4Address("10.70.0.0"))
    for n in range(PACKETS):
        source = str(ipaddress.IPv4Address(base + n * 7 % 3000))
        target = "198.51.%d.%d" % (n * 13 % 250, n * 31 % 250 + 1)
        size = (64, 1400, 600, 1400, 200)[n % 5]
        yield n * 1e-6, frames.udp(source, 20000 + n % 4000, target, 443, b"\x40" + bytes(size - 1),
                                   n & 0xffff)


def rate(sensor, begun, ended):
    c = sensor.capture()
    return c["received"] / max(ended - begun, 1e-3)


def top_speed(binary, threads):
    if missing_tools("tcpreplay"):
        raise Skipped("not installed: tcpreplay")
    if is_sanitized(binary):
        raise Skipped("a sanitized program is no measure of speed")
    with Lab() as lab:
        wire = Wire(lab)
        path = lab.path("mix.pcap")
        frames.write_pcap(path, mix())
        sensor = Sensor(lab, binary, "--threads", str(threads), namespace=wire.namespace)
        begun = time.monotonic()
        run("tcpreplay", "--topspeed", "--preload-pcap", "--loop", str(LOOPS), "-i", "peer0", path,
            namespace=wire.namespace, timeout=60)
        ended = time.monotonic()
        cpu = sensor.cpu_seconds()
        sensor.stop()
        c = sensor.capture()
        expect(c["received"] + c["kernel_dropped"] == PACKETS * LOOPS,
               "%d frames of %d" % (c["received"], PACKETS * LOOPS))
        expect(c["kernel_dropped"] == 0, "%d of %d frames dropped" % (
            c["kernel_dropped"], PACKETS * LOOPS))
        return "%.0f frames/s, %.2f s of CPU for %d" % (
            rate(sensor, begun, ended), cpu, c["received"])


def joined_frames(binary):
    """A TCP transfer over veth: the kernel hands out segments of up to 65 kB."""
    if is_sanitized(binary):
        raise Skipped("a sanitized program is no measure of speed")
    with Lab() as lab:
        hub = management.Hub(lab)
        sensor = Sensor(lab, binary, "--threads", "1", namespace=hub.namespace)
        address = management.HOSTS["store"]
        hub.serve("store", sys.executable, "-c", SINK, address, "9000")
        time.sleep(1)
        begun = time.monotonic()
        hub.on("nms", sys.executable, "-c", SENDER, address, "9000", "3")
        ended = time.monotonic()
        sensor.stop()
        c = sensor.capture()
        octets = sensor.of("stats")[-1]["stats"]["decoder"]["bytes"]
        expect(c["kernel_dropped"] == 0, "%d of %d frames dropped" % (
            c["kernel_dropped"], c["received"]))
        expect(c["truncated"] == 0, "%d frames cut" % c["truncated"])
        expect(octets / c["received"] > 4000, "frames of %d bytes" % (octets / c["received"]))
        return "%.1f Gbit/s in frames of %d bytes" % (
            octets * 8 / (ended - begun) / 1e9, octets / c["received"])


CHECKS = [
    ("top speed with 1 thread drops nothing", lambda binary: top_speed(binary, 1)),
    ("top speed with 2 threads drops nothing", lambda binary: top_speed(binary, 2)),
    ("joined frames of 65 kB at top speed are whole and none is dropped", joined_frames),
]
