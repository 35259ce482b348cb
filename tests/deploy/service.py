"""What a service manager sees: readiness, watchdog, the end."""

import os
import signal
import socket
import time

import frames
from lab import Failed, Lab, Skipped, Wire, expect
from sensor import Sensor


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


CHECKS = (
    ("readiness, watchdog and the end are told as sd_notify does", readiness),
)
