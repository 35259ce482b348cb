"""A sensor on the mirror port of a switch: a bridge that learns nothing, whose tapped port tc copies.

The copies come plain, with VLAN tags, in VXLAN made by the kernel, or in ERSPAN. Where the kernel
has no device for ERSPAN (CONFIG_NET_IPGRE), its frames are made beforehand and replayed.
"""

import glob
import os
import re
import struct
import subprocess
import time

import frames
from lab import Lab, expect, run
from sensor import Sensor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = sorted(glob.glob(os.path.join(TOP, "rules/sets/*.rules")))
# A part of the servers of the mix is equipment.
POLICY = """version: 1
groups:
  routers: {role: element, addresses: ["198.18.0.0/24"]}
  nms: {role: manager, addresses: [10.0.0.0/16]}
permits:
  - {id: poll, from: nms, to: routers, over: [snmp, ssh]}
"""
SWITCH, COLLECTOR = "10.255.0.1", "10.255.0.2"
ETHER_VLAN, ETHER_ERSPAN, GRE_SEQUENCE = 0x8100, 0x88be, 0x1000


def make_mix(folder, flows):
    """What users do, with some management in it, as tests/bench makes it; the frames of it."""
    program, path = os.path.join(folder, "make_capture"), os.path.join(folder, "mix.pcap")
    subprocess.run(["cc", "-O2", "-w", "-o", program,
                    os.path.join(TOP, "tests/bench/make_capture.c")], check=True)
    subprocess.run([program, "mix", path, str(flows)], check=True)
    return path


def tagged(frame, number):
    return frame[:12] + struct.pack("!HH", ETHER_VLAN, 100 + number % 8) + frame[12:]


def in_erspan(frame, number):
    """GRE with a sequence number and an ERSPAN header of type II (session 5)."""
    gre = struct.pack("!HHI", GRE_SEQUENCE, ETHER_ERSPAN, number & 0xffffffff)
    erspan = struct.pack("!HHI", 1 << 12, 5, 0)
    return frames.ipv4(SWITCH, COLLECTOR, 47, gre + erspan + frame, number & 0xffff)


def changed(path, change):
    """The capture PATH with CHANGE made to every frame, beside it."""
    other = path.replace(".pcap", "-%s.pcap" % change.__name__)
    if not os.path.exists(other):
        frames.write_pcap(other, ((stamp, change(frame, number)) for number, (stamp, frame)
                                  in enumerate(frames.read_pcap(path))))
    return other


class Switch:
    """host0 -- bridge -- host1; what passes the port of host0 is copied to the mirror port."""

    def __init__(self, lab, mirror):
        self.lab = lab
        self.namespace, self.sensor = lab.namespace("switch"), lab.namespace("sensor")
        self.host = lab.namespace("host")
        self.run("ip", "link", "add", "br0", "type", "bridge", "ageing_time", "0")
        self.run("ip", "link", "set", "br0", "mtu", "1600", "up")
        for port, namespace in (("host0", self.host), ("host1", lab.namespace("other")),
                                ("mirror", self.sensor)):
            self.run("ip", "link", "add", port, "mtu", "1600", "type", "veth", "peer", "name",
                     "eth0", "mtu", "1600", "netns", namespace)
            self.run("ip", "link", "set", port, "up")
            run("ip", "link", "set", "eth0", "up", namespace=namespace)
            if port != "mirror":
                self.run("ip", "link", "set", port, "master", "br0")
        target = self.vxlan() if mirror == "vxlan" else "mirror"
        self.run("tc", "qdisc", "add", "dev", "host0", "clsact")
        for way in ("ingress", "egress"):
            self.run("tc", "filter", "add", "dev", "host0", way, "protocol", "all", "u32", "match",
                     "u32", "0", "0", "action", "mirred", "egress", "mirror", "dev", target)

    def run(self, *words):
        return run(*words, namespace=self.namespace)

    def vxlan(self):
        """A tunnel to the collector, whose address the switch knows."""
        self.run("ip", "addr", "add", SWITCH + "/24", "dev", "mirror")
        self.run("ip", "neigh", "add", COLLECTOR, "lladdr", "02:00:00:00:00:77", "dev", "mirror")
        self.run("ip", "link", "add", "vx0", "mtu", "1600", "type", "vxlan", "id", "42", "local",
                 SWITCH, "remote", COLLECTOR, "dstport", "4789", "dev", "mirror")
        self.run("ip", "link", "set", "vx0", "up")
        return "vx0"


def peak_mib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) / 1024


class Figures:
    """One run: what was sent and what the sensor made of it."""

    def __init__(self, sensor, sent, seconds, octets):
        self.memory, self.cpu = peak_mib(sensor.process.pid), sensor.cpu_seconds()
        sensor.stop()
        health = sensor.capture()
        self.sent, self.seconds, self.octets = sent, seconds, octets
        self.received, self.dropped = health["received"], health["kernel_dropped"]
        self.events, self.lost = len(sensor.events()), health["events_lost"]
        self.shed = sensor.of("stats")[-1]["spanwatch"]["stats"]["shed_packets"]
        self.layers = {layer for e in sensor.of("snmp") for layer in e["spanwatch"].get("encap", [])}

    def __str__(self):
        return ("%d frames, %.0f frames/s, %.2f Gbit/s; %d dropped, %d shed, %d events, %d lost; "
                "%.2f s of CPU, %.2f us a frame, %.0f MiB" % (
                    self.received, self.sent / self.seconds,
                    self.octets * 8 / self.seconds / 1e9, self.dropped, self.shed, self.events,
                    self.lost, self.cpu, self.cpu * 1e6 / max(1, self.received), self.memory))


def speed_words(bench):
    return ("--topspeed",) if bench.mbit is None else ("-M", str(bench.mbit))


def watch(bench, mirror, threads):
    """Replays the mix until the time is over; the figures."""
    capture = bench.mix()
    if mirror in ("vlan", "erspan"):
        capture = changed(capture, tagged if mirror == "vlan" else in_erspan)
    with Lab() as lab:
        switch = Switch(lab, mirror)
        words = ["--policy", lab.write("policy.yaml", POLICY), "--scope", "all", "--threads",
                 str(threads), "--set", "flow-events=off"]
        words += [w for path in RULES for w in ("--rules", path)]
        if mirror in ("vxlan", "erspan"):
            words += ["--set", "capture.dispatch=on"] if threads > 1 else []
        sensor = Sensor(lab, bench.binary, *words, namespace=switch.sensor, interfaces=("eth0",))
        # what is in a tunnel already goes to the mirror port, as from a switch further away
        where = (switch.namespace, "mirror") if mirror == "erspan" else (switch.host, "eth0")
        sent, octets, seconds = 0, 0, 0
        while seconds < bench.seconds:
            told = run("tcpreplay", *speed_words(bench), "--preload-pcap", "-q", "-i", where[1],
                       capture, namespace=where[0], timeout=120).stdout
            count = re.search(r"Actual: (\d+) packets \((\d+) bytes\) sent in ([\d.]+) s", told)
            sent, octets = sent + int(count[1]), octets + int(count[2])
            seconds += float(count[3])
        time.sleep(0.5)
        figures = Figures(sensor, sent, seconds, octets)
    expect(figures.received + figures.dropped >= sent, "%d of %d frames came" % (
        figures.received + figures.dropped, sent))
    expect(figures.events > 100, "%d events" % figures.events)
    expect(mirror not in ("vxlan", "erspan") or mirror in figures.layers,
           "it was not looked into: %s" % sorted(figures.layers))
    expect(figures.dropped == 0 or bench.measures, "frames were dropped: %s" % figures)
    expect(figures.lost == 0 or bench.measures, "events were lost: %s" % figures)
    return str(figures)


def checks():
    """(sentence, function, whether --short has it) for each kind of mirror."""
    for mirror in ("plain", "vlan", "erspan", "vxlan"):
        for threads in (1, 2):
            yield ("a %s mirror at the sender's speed with %d thread%s" % (
                mirror, threads, "s" if threads > 1 else ""),
                   lambda bench, m=mirror, t=threads: watch(bench, m, t),
                   (mirror, threads) == ("vxlan", 2))


CHECKS = tuple(checks())
