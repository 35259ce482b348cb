"""A real Redis that dies twice while traffic goes on: nothing lost, nothing twice."""

import collections
import json
import os
import signal
import time

import frames
from lab import Lab, Skipped, Wire, expect, missing_tools, run, wait_until
from sensor import Sensor

HOSTS = 1500
SECONDS = 8
POLICY = """version: 1
groups: {routers: {role: element, addresses: [10.50.0.1]}}
"""


class Redis:
    """A redis-server that answers only after what it was told is on disk."""

    def __init__(self, lab, folder=None):
        self.lab = lab
        self.folder = folder or lab.folder
        self.socket = lab.path("redis.sock")
        self.process = None
        self.start()

    def start(self):
        self.process = self.lab.start(
            "redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--daemonize", "no")
        wait_until(lambda: self.ask("PING") == "PONG", 10, "redis-server does not answer")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(5)

    def ask(self, *words):
        return run("redis-cli", "-s", self.socket, *words, check=False).stdout.strip()

    def eves(self, name):
        """The EVE lines of the alerts in the stream, and their stream IDs."""
        lines = json.loads(self.ask("--json", "XRANGE", "sw:{%s}:alerts" % name, "-", "+"))
        return [(i, json.loads(dict(zip(f[::2], f[1::2]))["eve"])) for i, f in lines]


def compare(redis, sensor, actions, least=None):
    """What SENSOR told in its file is what stands in REDIS, each once: its ACTIONS and its alerts,
    at least one for each or LEAST. Returns the number of alerts."""
    told = collections.Counter(e["spanwatch"]["id"] for e in sensor.of("alert")
                               if not e["spanwatch"].get("excepted")
                               and not e["spanwatch"].get("observe"))
    stored = redis.eves("sensor")
    kept = collections.Counter(e["spanwatch"]["id"] for _, e in stored)
    expect(len(told) >= (actions if least is None else least), "only %d alerts in the file" % len(told))
    expect(max(told.values()) == 1, "an alert stands twice in the file")
    expect(max(kept.values()) == 1, "an alert stands twice in the stream")
    expect(kept == told, "%d alerts in the file, %d in the stream" % (len(told), len(kept)))
    expect(len({i for i, _ in stored}) == len(stored), "a stream ID occurs twice")
    changes = int(redis.ask("XLEN", "sw:{sensor}:mgmt"))
    expect(changes == actions, "%d actions in the stream, %d told" % (changes, actions))
    return len(kept)


def outage(binary):
    missing = missing_tools("redis-server", "redis-cli")
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))
    with Lab() as lab:
        wire = Wire(lab)
        redis = Redis(lab)
        sensor = Sensor(lab, binary, "--policy", lab.write("p.yaml", POLICY), "--redis",
                        "unix://" + redis.socket, namespace=wire.namespace)
        send = wire.sender()
        steps = {HOSTS // 4: redis.kill, HOSTS // 2: redis.start, HOSTS * 3 // 5: redis.kill,
                 HOSTS * 3 // 4: redis.start}
        for number in range(HOSTS):
            steps.get(number, lambda: None)()
            send(frames.set_frame(number))
            time.sleep(SECONDS / HOSTS)
        # Actions without an answer are told after 10 s.
        wait_until(lambda: len(sensor.of("mgmt")) == HOSTS, 25,
                   lambda: "%d actions of %d" % (len(sensor.of("mgmt")), HOSTS))
        health = redis.ask("HGETALL", "sw:{sensor}:health").split()
        sensor.stop(within=6)
        alerts = compare(redis, sensor, HOSTS)
        for field in ("pkts", "bytes", "kernel_dropped", "flows", "rss", "spool_bytes",
                      "redis_lag_ms"):
            expect(field in health, "health lacks %s: %s" % (field, health))
        expect(sensor.capture()["kernel_dropped"] == 0, "frames were dropped: Redis held them up")
        return "%d alerts, %d actions, server killed twice" % (alerts, HOSTS)


def hung(binary):
    """A server that does not answer must not keep the sensor from ending, nor cost a record: what
    it did not take waits on disk, and the next run sends it."""
    missing = missing_tools("redis-server", "redis-cli")
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))
    with Lab() as lab:
        wire = Wire(lab)
        redis = Redis(lab)
        sensor = Sensor(lab, binary, "--redis", "unix://" + redis.socket,
                        namespace=wire.namespace)
        redis.process.send_signal(signal.SIGSTOP)
        try:
            send = wire.sender()
            for number in range(200):
                send(frames.set_frame(number))
            time.sleep(0.5)
            took = sensor.stop(within=5, code=0)
        finally:
            redis.process.send_signal(signal.SIGCONT)
        expect("is away" in sensor.said(), "it did not say that Redis is away: " + sensor.said())
        changes = [e for e in sensor.of("mgmt") if e["mgmt"]["verb"] == "change"]
        expect(len(sensor.of("snmp")) == 200 and changes, "the file lacks events")
        again = Sensor(lab, binary, "--redis", "unix://" + redis.socket,
                       namespace=wire.namespace)
        time.sleep(1)
        again.stop(within=5)
        written = redis.ask("XLEN", "sw:{sensor}:mgmt")
        expect(int(written) == len(changes), "of %d changes %s are in Redis" % (len(changes), written))
        return "after %.1f s" % took


def absent(binary):
    """A server that is away at the start is waited for; the capture begins all the same."""
    if missing_tools("redis-server", "redis-cli"):
        raise Skipped("not installed: redis-server")
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--redis", "unix://" + lab.path("redis.sock"),
                        namespace=wire.namespace)
        wire.sender()(frames.set_frame(1))
        sensor.wait_for("alert")
        expect("redis" in sensor.said().lower(), "it did not say so: " + sensor.said())
        redis = Redis(lab)
        wait_until(lambda: os.path.exists(redis.socket) and redis.ask(
            "XLEN", "sw:{sensor}:alerts") not in ("", "0"), 15, "the alert did not follow")
        sensor.stop()


CHECKS = [
    ("Redis killed twice under traffic: every alert is there once", outage),
    ("Redis that hangs at the end holds the sensor up for seconds only", hung),
    ("Redis that is away at the start is waited for while frames are watched", absent),
]
