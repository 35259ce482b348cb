"""Interfaces that go down, up, away and come back."""

import subprocess
import time

import frames
from lab import Lab, Wire, expect
from sensor import Sensor


def seen(sensor, wire, number, interface=0, seconds=6):
    """A frame of host NUMBER is sent until its event is there: the interface may just come up."""
    frame = frames.set_frame(number)
    source = "10.60.%d.%d" % divmod(number + 1, 256)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            wire.sender(interface)(frame)
        except OSError:
            pass
        time.sleep(0.3)
        if any(e["src_ip"] == source for e in sensor.of("snmp")):
            return True
    return False


def down_and_up(binary):
    with Lab() as lab:
        wire = Wire(lab)
        for threads in ("1", "2"):
            sensor = Sensor(lab, binary, "--threads", threads, namespace=wire.namespace,
                            name="t" + threads)
            expect(seen(sensor, wire, 1), "nothing was seen at first")
            wire.set("down")
            time.sleep(0.7)
            expect(not sensor.ended(), "it ended: " + sensor.said())
            wire.set("up")
            expect(seen(sensor, wire, 2), "blind after the interface came up: " + sensor.said())
            sensor.stop()


def gone_and_back(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--threads", "1", namespace=wire.namespace)
        expect(seen(sensor, wire, 1), "nothing was seen at first")
        wire.remove()
        time.sleep(1.5)
        expect(not sensor.ended(), "it ended: " + sensor.said())
        wire.add(0)
        expect(seen(sensor, wire, 2), "blind after the interface came back: " + sensor.said())
        expect("waiting" in sensor.said(), "it did not say that it waits: " + sensor.said())
        sensor.stop()
        expect(sensor.capture()["received"] >= 2, "what was counted before is forgotten")


def ended_while_away(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, namespace=wire.namespace)
        wire.remove()
        time.sleep(1.2)
        sensor.stop()
        expect(sensor.events()[-1]["run"]["state"] == "end", "no run end event")


def no_retry(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--no-retry", namespace=wire.namespace)
        wire.remove()
        try:
            code = sensor.process.wait(5)
        except subprocess.TimeoutExpired:
            code = None
        expect(code == 6, "exit code %s: %s" % (code, sensor.said()))


def one_of_two(binary):
    """With several interfaces, the others are watched while one is away."""
    with Lab() as lab:
        wire = Wire(lab, 2)
        sensor = Sensor(lab, binary, namespace=wire.namespace, interfaces=("span0", "span1"))
        expect(seen(sensor, wire, 1, 0) and seen(sensor, wire, 2, 1), "nothing was seen at first")
        wire.remove(1)
        time.sleep(1)
        expect(seen(sensor, wire, 3, 0), "blind on the interface that is there: " + sensor.said())
        wire.add(1)
        expect(seen(sensor, wire, 4, 1), "blind after it came back: " + sensor.said())
        names = {e["in_iface"] for e in sensor.of("snmp")}
        expect(names == {"span0", "span1"}, "in_iface is %s" % sorted(names))
        sensor.stop()


CHECKS = [
    ("an interface goes down and up and is watched again", down_and_up),
    ("an interface is removed and made anew and is watched again", gone_and_back),
    ("SIGTERM ends it while its interface is away", ended_while_away),
    ("--no-retry exits with 6 when the interface goes away", no_retry),
    ("of two interfaces one goes away, the other is watched on", one_of_two),
]
