"""Twenty outages of Redis under a running sensor and traffic: nothing lost, nothing twice, no frame
dropped. It takes two minutes: tests/live/run BINARY --long outages."""

import itertools
import os
import signal
import time

import frames
from lab import Lab, Skipped, Wire, expect, missing_tools, run, wait_until
from outputs import POLICY, Redis, compare
from sensor import Sensor

OUTAGES = 20
PER_OUTAGE = 200  # frames: a quarter before it, half of them in it
FRAME_S = 0.02
DISK = "64m"


class Patient(Redis):
    """A server with a small disk of its own; each fault is a pair: how it comes and how it goes."""

    def __init__(self, lab):
        self.disk = lab.path("disk")
        os.mkdir(self.disk)
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", self.disk)
        super().__init__(lab, self.disk)
        self.faults = ((self.kill, self.start), (self.stop, self.go_on), (self.starve, self.feed),
                       (self.follow, self.lead), (self.fill, self.empty))

    def unmount(self):
        self.kill()
        run("umount", self.disk)

    def stop(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def starve(self):
        self.ask("CONFIG", "SET", "maxmemory", "1")

    def feed(self):
        self.ask("CONFIG", "SET", "maxmemory", "0")

    def follow(self):
        """READONLY: it follows a server that is not there."""
        self.ask("REPLICAOF", "127.0.0.1", "1")

    def lead(self):
        self.ask("REPLICAOF", "NO", "ONE")

    def fill(self):
        """It ends by itself when it cannot write what it must."""
        with open(os.path.join(self.disk, "filler"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(65536))
            except OSError:
                pass

    def empty(self):
        os.unlink(os.path.join(self.disk, "filler"))
        time.sleep(0.2)
        if self.process.poll() is not None:
            self.start()


def outages(binary):
    missing = missing_tools("redis-server", "redis-cli", "mount")
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))
    with Lab() as lab:
        redis = Patient(lab)
        try:
            return weather(lab, binary, redis)
        finally:
            redis.unmount()


def weather(lab, binary, redis):
    wire = Wire(lab)
    sensor = Sensor(lab, binary, "--policy", lab.write("p.yaml", POLICY), "--redis",
                    "unix://" + redis.socket, namespace=wire.namespace)
    send = wire.sender()
    ends = itertools.cycle(redis.faults)
    number = 0
    for _ in range(OUTAGES):
        begin, end = next(ends)
        for at in range(PER_OUTAGE):
            if at == PER_OUTAGE // 4:
                begin()
            elif at == PER_OUTAGE * 3 // 4:
                end()
            send(frames.set_frame(number))
            number += 1
            time.sleep(FRAME_S)
    wait_until(lambda: len(sensor.of("mgmt")) == number, 40,
               lambda: "%d actions of %d" % (len(sensor.of("mgmt")), number))
    sensor.stop(within=15)
    expect(sensor.capture()["kernel_dropped"] == 0, "frames were dropped: Redis held them up")
    alerts = compare(redis, sensor, number)
    return "%d outages, %d alerts, %d actions" % (OUTAGES, alerts, number)


CHECKS = [
    ("twenty outages of Redis in five kinds: every alert is there once, no frame dropped", outages),
]
