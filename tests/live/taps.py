"""Two interfaces that carry the two directions of one tap: the same events as the whole."""

import collections
import json
import time

import frames
import management
from lab import Lab, Wire, expect, keep_from_midnight, run
from sensor import Sensor

# What depends on the clock or on how it was captured, not on the packets.
OWN = ("run", "stats", "capture")
VOLATILE = ("timestamp", "flow_id", "in_iface", "pcap_cnt", "pcap_filename", "host", "start", "end",
            "age", "first", "last", "first_seen", "last_seen", "id", "ts", "one_way", "count",
            "correlation")


def stripped(value):
    if isinstance(value, dict):
        return {k: stripped(v) for k, v in value.items() if k not in VOLATILE}
    if isinstance(value, list):
        return [stripped(v) for v in value]
    return value


def bag(events):
    """How often each event occurs, without its times."""
    return collections.Counter(
        json.dumps(stripped(e), sort_keys=True) for e in events if e["event_type"] not in OWN)


def difference(a, b):
    lines = list((a - b).elements()), list((b - a).elements())
    return "%d events more, %d less: %.400s | %.400s" % (
        len(lines[0]), len(lines[1]), lines[0][:1], lines[1][:1])


def replay(wire, records, leg_of):
    """Sends the frames in their order, a few hundred in a second."""
    send = [wire.sender(0), wire.sender(1)]
    for _, frame in records:
        send[leg_of(frame)](frame)
        time.sleep(0.003)


def offline(lab, binary, records, *words):
    path = lab.path("whole.pcap")
    frames.write_pcap(path, records)
    out = run(binary, "read", "--quiet", *words, "--scope", "elements", "--eve", "-", "--set",
              "sensor=sensor", path).stdout
    return [json.loads(line) for line in out.splitlines()]


def tap(binary):
    keep_from_midnight(60)
    records = management.record()
    router = next(f[6:12] for _, f in records if f[12:14] == b"\x08\x00" and
                  f[26:30] == bytes([10, 99, 0, 1]))
    with Lab() as lab:
        wire = Wire(lab, 2, 65535)
        words = ("--policy", lab.write("policy.yaml", management.POLICY), "--set",
                 "secret-hash-key=" + lab.write("secret.key", "a key of both", 0o600))
        whole = bag(offline(lab, binary, records, *words))
        expect(len(whole) > 10, "%d events of the whole" % len(whole))
        # Both start before the first frame, so that nothing of one is missed by the other.
        sensors = [Sensor(lab, binary, *words, "--threads", t, "--set",
                          "taps=core1=span0,span1", namespace=wire.namespace, interfaces=(),
                          name="tap-" + t) for t in ("1", "2")]
        replay(wire, records, lambda f: int(f[6:12] == router))
        time.sleep(0.5)
        for sensor in sensors:
            sensor.stop()
            events = sensor.events()
            halves = {e["in_iface"] for e in events if "in_iface" in e}
            expect(halves == {"span0", "span1"}, "interfaces %s" % sorted(halves))
            renamed = [dict(e, host="sensor") for e in events]
            expect(bag(renamed) == whole, difference(bag(renamed), whole))
        for i in (0, 1):
            expect(wire.sent_by("span%d" % i) == 0, "frames were sent")
        return "%d frames, %d events" % (len(records), sum(whole.values()))


CHECKS = [
    ("a tap on two interfaces gives the events of the whole", tap),
]
