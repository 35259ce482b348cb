"""A day of UTC ends under a sensor that watches: nothing is lost or told twice, and each day has its own."""

import collections
import json
import time

import frames
from clocks import POLICY, Clock, need_other_clock
from lab import DAY, Lab, Skipped, Wire, expect, missing_tools, wait_until
from outputs import Redis, compare

PEERS, ROUNDS, BEFORE_S = 20, 60, 2
STARTS_S = 25  # less than what counts as a clock that was set
STRANGER = "10.66.0.66"


def change(send, number, source):
    send(frames.set_frame(number, source))
    send(frames.answer_frame(number, source))


def groups(sensor):
    """How many groups of findings there are for each finding and the two hosts it is about."""
    found = collections.defaultdict(set)
    for a in sensor.of("alert"):
        if "src_ip" in a:
            found[a["spanwatch"]["finding"], a["src_ip"]].add(a["spanwatch"]["group"]["id"])
    return {key: len(ids) for key, ids in found.items()}


def expect_days(redis):
    """The counters of minutes, which may be of both days, add up; both days have their peers."""
    base = "sw:{sensor}:el:r1:"
    total = json.loads(redis.ask("--json", "HGETALL", base + "tot"))
    for name in ("1m", "1h"):
        told = json.loads(redis.ask("--json", "XRANGE", base + name, "-", "+"))
        expect(len(told) == 2, "%s: %d entries" % (name, len(told)))
        rows = [dict(zip(fields[::2], fields[1::2])) for _, fields in told]
        for counter in ("changes", "pkts_in", "pkts_out", "alerts_1", "alerts_2"):
            added = sum(int(row[counter]) for row in rows)
            expect(added == int(total[counter]), "%s: %s %d of %s" % (
                name, counter, added, total[counter]))
    days = redis.ask("KEYS", base + "top:*").split()
    expect(len(days) == 2, "days with peers: %s" % days)
    return int(total["changes"])


def ends_under_it(bench):
    need_other_clock(bench)
    missing = missing_tools("redis-server", "redis-cli")
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))
    with Lab() as lab:
        wire, redis = Wire(lab), Redis(lab)
        clock = Clock(lab, DAY - STARTS_S)
        sensor = clock.sensor(lab, bench.binary, "--policy", lab.write("policy.yaml", POLICY),
                              "--threads", "2", "--redis", "unix://" + redis.socket,
                              namespace=wire.namespace)
        clock.set(int(DAY - clock.now() % DAY) - BEFORE_S)
        send = wire.sender()
        for number in range(ROUNDS):
            change(send, number, "10.40.0.%d" % (1 + number % PEERS))
            change(send, number, STRANGER)
            time.sleep(2 * BEFORE_S / ROUNDS)
        wait_until(lambda: len(sensor.of("snmp")) == 4 * ROUNDS, 20,
                   lambda: "%d of %d events" % (len(sensor.of("snmp")), 4 * ROUNDS))
        days = {e["timestamp"][:10] for e in sensor.of("snmp")}
        expect(len(days) == 2, "the day did not end: %s" % days)
        sensor.stop()
        told = sum(e["mgmt"].get("count", 1) for e in sensor.of("mgmt"))
        expect(told == 2 * ROUNDS, "%d of %d changes" % (told, 2 * ROUNDS))
        found = groups(sensor)
        expect(found[("unpermitted-change", STRANGER)] == 1, "told anew: %s" % found)
        expect(max(found.values()) <= 2, "more groups than days: %s" % found)
        compare(redis, sensor, len(sensor.of("mgmt")), least=len(found))
        expect(expect_days(redis) == told, "changes in Redis")
        expect("the clock of this machine" not in sensor.said(), "midnight is no clock that was set")
        return "%d changes, each in its day" % told


CHECKS = (
    ("a day ends: nothing is lost, told twice or counted in the other day", ends_under_it),
)
