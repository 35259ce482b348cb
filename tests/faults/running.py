"""A sensor that watches while a disk fills, files break and somebody kills it."""

import json
import os
import random
import signal
import time

import frames
from lab import Lab, Skipped, Wire, expect, run, wait_until
from sensor import Sensor

# For states that come at once, on a machine that may have other things to do.
PATIENCE_S = 120

POLICY = """version: 1
elements: {r1: {addresses: [10.50.0.1]}}
groups:
  routers: {role: element, members: [r1]}
"""


def need_root():
    if os.geteuid():
        raise Skipped("network namespaces need root")


def disk_full(bench):
    need_root()
    with Lab() as lab:
        wire = Wire(lab)
        small = lab.path("small")
        os.makedirs(small)
        run("mount", "-t", "tmpfs", "-o", "size=64k,mode=0777", "tmpfs", small)
        try:
            sensor = Sensor(lab, bench.binary, "--eve", os.path.join(small, "eve.json"),
                            namespace=wire.namespace, eve=False, ready=False)
            sensor.eve = os.path.join(small, "eve.json")
            wait_until(lambda: sensor.ended() or sensor.of("run"), PATIENCE_S, "it did not start")
            send = wire.sender()
            for number in range(600):
                send(frames.set_frame(number))
            wait_until(lambda: "No space" in sensor.said(), PATIENCE_S, "a full disk is not told")
            expect(not sensor.ended(), "it ended: " + sensor.said()[-300:])
            said = sensor.said().count("No space")
            with open(sensor.eve, "rb") as file:
                for line in file.read().splitlines():
                    json.loads(line)
            run("mount", "-o", "remount,size=8m", small)
            time.sleep(2)
            sensor.offset, sensor.known = 0, []
            before = len(sensor.of("snmp"))
            for number in range(1000, 1050):
                send(frames.set_frame(number))
            wait_until(lambda: len(sensor.of("snmp")) >= before + 50, PATIENCE_S,
                       "it does not go on")
            sensor.signal(signal.SIGUSR1)
            sensor.wait_for("stats", lambda e: e["spanwatch"]["stats"]["eve_lines_lost"] > 0)
            sensor.stop(PATIENCE_S, 7)
            return "told %d time%s, goes on when there is room" % (said, "s" if said > 1 else "")
        finally:
            run("umount", "-l", small, check=False)


def broken_policies(bench):
    """Reloads under traffic, most of them with a policy that somebody has broken."""
    need_root()
    count = 1000 if bench.long else 60
    lot = random.Random(3)
    with Lab() as lab:
        wire = Wire(lab)
        policy = lab.write("policy.yaml", POLICY)
        sensor = Sensor(lab, bench.binary, "--policy", policy, "--scope", "all",
                        namespace=wire.namespace)
        send = wire.sender()
        told = 0
        for number in range(count):
            text = POLICY
            if number % 10:
                at = lot.randrange(len(text))
                text = text[:at] + lot.choice(["", "}", ": ", "\t", "\x00", "x: ["]) + text[at + 1:]
            with open(policy, "w", encoding="ascii") as file:
                file.write(text)
            sensor.signal(signal.SIGHUP)
            send(frames.set_frame(number))
            told = wait_until(
                lambda: [e["run"] for e in sensor.of("run") if e["run"]["state"] == "reload"]
                [number:], PATIENCE_S, "a reload is not told") and number + 1
        expect(not sensor.ended(), "it ended")
        sensor.wait_for("snmp", lambda e: e["src_ip"] == "10.60.0.%d" % (1 + min(count - 1, 200)),
                        PATIENCE_S)
        sensor.stop(PATIENCE_S)
        capture = sensor.capture()
        expect(capture["kernel_dropped"] == 0, "%d frames dropped" % capture["kernel_dropped"])
        return "%d reloads" % told


def end_at_random(sensor, lot, number):
    """Kills it at once, or while it writes its memory at the end."""
    if number % 3 == 0:
        sensor.signal(signal.SIGTERM)
        time.sleep(lot.random() * 0.08)
    sensor.process.kill()
    sensor.process.wait(PATIENCE_S)


def starts_in(path):
    """How many runs have begun to write there; a line may be half."""
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as file:
        return file.read().count(b'"run":{"state":"start"')


def kills(bench):
    """SIGKILL at any moment: the next start is clean, what is written stays readable."""
    need_root()
    count = 200 if bench.long else 8
    lot = random.Random(5)
    with Lab() as lab:
        wire = Wire(lab)
        slowest = busiest = 0
        send = wire.sender()
        first = Sensor(lab, bench.binary, namespace=wire.namespace)
        send(frames.set_frame(1))
        first.stop()
        memory = lab.path("sensor.state", "memory")
        expect(os.path.getsize(memory) > 100, "it remembers nothing")
        for number in range(count):
            begun = time.monotonic()
            sensor = Sensor(lab, bench.binary, namespace=wire.namespace, ready=False)
            wait_until(lambda s=sensor, n=number: starts_in(s.eve) >= n + 2, PATIENCE_S,
                       lambda s=sensor: "it did not start again: " + s.said())
            slowest = max(slowest, time.monotonic() - begun)
            busiest = max(busiest, sensor.cpu_seconds())
            expect("memory" not in sensor.said(), "its state is broken: " + sensor.said())
            for i in range(lot.randrange(1, 300)):
                send(frames.set_frame(i))
            time.sleep(lot.random() * 0.3)
            end_at_random(sensor, lot, number)
        with open(sensor.eve, "rb") as file:
            lines = file.read().split(b"\n")
        bad = 0
        for line in lines[:-1]:
            try:
                json.loads(line)
            except ValueError:
                bad += 1
        expect(bad <= count, "%d broken lines" % bad)
        expect(os.path.getsize(memory) > 100 and not os.path.exists(memory + ".refused"),
               "the memory is lost")
        # of its own work: what others do with the processor is no fault of it
        expect(busiest < 2, "a start took %.1f s of CPU" % busiest)
        return "%d kills, slowest start %.1f s (%.1f s of CPU), %d half lines" % (
            count, slowest, busiest, bad)


def a_minute_lost(bench):
    """What was known a minute before the kill is known after it."""
    need_root()
    if not bench.long:
        raise Skipped("it takes a minute: with --long")
    with Lab() as lab:
        wire = Wire(lab)
        send = wire.sender()
        seen = []
        for wait in (64, 0):
            sensor = Sensor(lab, bench.binary, namespace=wire.namespace)
            begun = len(sensor.of("asset"))
            send(frames.set_frame(7))
            send(frames.answer_frame(7, "10.60.0.8"))
            time.sleep(wait)
            if not wait:
                sensor.stop()
            else:
                sensor.process.kill()
                sensor.process.wait(PATIENCE_S)
            seen.append({e["asset"]["ip"]: e["asset"]["first_seen"]
                         for e in sensor.of("asset")[begun:]})
        expect(seen[0] and seen[1].items() >= seen[0].items(),
               "first seen %s, after the kill %s" % tuple(seen))
        return "%d hosts first seen before the kill, and after it said so" % len(seen[0])


CHECKS = (
    ("a full disk is told, stops nothing, and ends when there is room", disk_full),
    ("policies that somebody has broken change nothing under traffic", broken_policies),
    ("after SIGKILL at any moment the next start is clean", kills),
    ("a kill costs what was learned in the last minute and no more", a_minute_lost),
)
