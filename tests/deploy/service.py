"""What a service manager sees: readiness, watchdog, crashes, the end."""

import json
import os
import signal
import socket
import time

import frames
from lab import Failed, Lab, Skipped, Wire, expect, run, wait_until
from sensor import Sensor

# What the unit says: RestartSec.
RESTART_S = 0.5

# nDPI as it could be: one kind of flow kills it, another holds it for ever.
NDPI_WITH_FAULTS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
struct verdict { unsigned short master, app, category; void *more; };
struct verdict ndpi_detection_process_packet(void *module, void *flow,
	const unsigned char *packet, unsigned short len, unsigned long long now_ms)
{
	struct verdict (*real)() = dlsym(RTLD_NEXT, "ndpi_detection_process_packet");
	if (memmem(packet, len, "CRASH", 5))
		*(volatile int *)8 = 1;
	while (memmem(packet, len, "STALL", 5))
		;
	return real(module, flow, packet, len, now_ms);
}
"""


def need_root():
    if os.geteuid():
        raise Skipped("network namespaces need root")


class Manager:
    """Listens as systemd does."""

    def __init__(self, lab):
        self.path = lab.path("notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.heard = []

    def listen(self, seconds):
        """What was told within SECONDS."""
        end = time.monotonic() + seconds
        while True:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                text = self.socket.recv(4096).decode()
            except socket.timeout:
                return self.heard
            self.heard += [(time.monotonic(), line) for line in text.splitlines()]

    def hear(self, line, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.listen(0.05)
            if any(l == line for _, l in self.heard):
                return
        raise Failed("%s was not told: %s" % (line, [l for _, l in self.heard]))


def readiness(place):
    need_root()
    with Lab() as lab:
        wire = Wire(lab)
        manager = Manager(lab)
        os.environ.update(NOTIFY_SOCKET=manager.path, WATCHDOG_USEC="1000000")
        try:
            sensor = Sensor(lab, place.binary, namespace=wire.namespace)
        finally:
            del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]
        manager.hear("READY=1", 5)
        send = wire.sender()
        for number in range(10):
            send(frames.set_frame(number))
        begun = time.monotonic()
        manager.listen(3)
        beats = [t for t, l in manager.heard if l == "WATCHDOG=1" and t > begun]
        expect(len(beats) >= 4, "%d beats in 3 s" % len(beats))
        longest = max(b - a for a, b in zip(beats, beats[1:]))
        expect(longest < 0.9, "%.1f s between two beats" % longest)
        sensor.signal(signal.SIGTERM)
        manager.hear("STOPPING=1", 5)
        expect(sensor.process.wait(10) == 0, "exit code")
        return "%d beats, at most %.1f s apart" % (len(beats), longest)


def faulty_ndpi(place, lab):
    """A library to load before nDPI."""
    if "libndpi" not in run("ldd", place.binary).stdout:
        raise Skipped("built without nDPI")
    if "sanitizers   yes" in run(place.binary, "--build-info").stdout:
        raise Skipped("a sanitizer catches the crash")
    library = lab.path("faulty.so")
    source = lab.write("faulty.c", NDPI_WITH_FAULTS)
    run("cc", "-shared", "-fPIC", "-w", "-o", library, source)
    return library


def unknown(word):
    """A datagram that no dissector knows, of a flow of its own for each word."""
    port = 20000 + sum(word)
    return frames.udp("10.70.0.1", port, "10.70.0.2", 31999, bytes(range(128, 140)) + word)


class Service:
    """Starts the sensor again as the unit says."""

    def __init__(self, lab, binary, library, wire):
        self.lab, self.eve = lab, lab.path("eve.json")
        os.makedirs(lab.path("state"), exist_ok=True)
        self.command = [binary, "run", "-i", "span0", "--no-retry", "--quiet", "--threads", "2",
                        "--eve", self.eve, "--set", "state-dir=" + lab.path("state")]
        self.namespace, self.library = wire.namespace, library
        self.start()

    def start(self):
        self.process = self.lab.start(
            "env", "LD_PRELOAD=" + self.library, *self.command, namespace=self.namespace)

    def events(self):
        if not os.path.exists(self.eve):
            return []
        with open(self.eve, "rb") as file:
            whole = file.read().rpartition(b"\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def starts(self):
        return [e["run"] for e in self.events()
                if e["event_type"] == "run" and e["run"]["state"] == "start"]


def crash_inside_ndpi(place):
    need_root()
    with Lab() as lab:
        wire = Wire(lab)
        service = Service(lab, place.binary, faulty_ndpi(place, lab), wire)
        wait_until(service.starts, 10, "it did not start")
        time.sleep(0.3)
        send = wire.sender()
        send(frames.set_frame(1))
        wait_until(lambda: any(e["event_type"] == "snmp" for e in service.events()), 5, "no event")
        begun = time.monotonic()
        send(unknown(b"CRASH"))
        code = service.process.wait(10)
        expect(code == -signal.SIGSEGV, "it ended with %d" % code)
        time.sleep(RESTART_S)
        service.start()
        told = wait_until(lambda: service.starts()[1:], 10, "it did not start again")[0]
        back = time.monotonic() - begun
        expect(back < 2, "back after %.1f s" % back)
        flows = told.get("ndpi_quarantined", [])
        expect([f["peer_port"] for f in flows] == [31999] or
               [f["port"] for f in flows] == [31999], "the event says nothing of it: %s" % told)
        time.sleep(0.3)
        for number in range(5):
            send(unknown(b"CRASH"))
            send(unknown(b"other"))
            send(frames.set_frame(100 + number))
        wait_until(lambda: sum(e["event_type"] == "snmp" for e in service.events()) >= 6, 5,
                   "it does not watch after that")
        expect(service.process.poll() is None, "the flow killed it again")
        service.process.send_signal(signal.SIGTERM)
        expect(service.process.wait(10) == 0, "exit code")
        return "back after %.1f s of which the manager waits %.1f s" % (back, RESTART_S)


def stall(place):
    need_root()
    with Lab() as lab:
        wire = Wire(lab)
        manager = Manager(lab)
        os.environ.update(NOTIFY_SOCKET=manager.path, WATCHDOG_USEC="600000")
        try:
            service = Service(lab, place.binary, faulty_ndpi(place, lab), wire)
        finally:
            del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]
        manager.hear("READY=1", 10)
        manager.hear("WATCHDOG=1", 5)
        wire.sender()(unknown(b"STALL"))
        manager.listen(1)
        manager.heard.clear()
        manager.listen(2)
        beats = [l for _, l in manager.heard if l == "WATCHDOG=1"]
        expect(not beats, "%d beats while a lane hangs" % len(beats))
        expect(service.process.poll() is None, "it ended by itself")
        service.process.kill()


CHECKS = (
    ("readiness, watchdog and the end are told as sd_notify does", readiness),
    ("a crash inside nDPI costs one flow, and the service is back within 2 s", crash_inside_ndpi),
    ("a lane that hangs does not feed the watchdog", stall),
)
