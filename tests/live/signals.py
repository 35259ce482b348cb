"""SIGTERM, SIGHUP, SIGUSR1; clocks that go on without packets; nothing is ever sent."""

import calendar
import os
import signal
import time

import frames
from lab import Lab, Wire, expect, run, wait_until
from sensor import Sensor

POLICY = """version: 1
elements: {r1: {addresses: [10.50.0.1]}}
groups:
  routers: {role: element, members: [r1]}
  nms: {role: manager, addresses: [%s]}
permits:
  - {id: nms, from: nms, to: routers, over: [snmp], may: any}
"""


FAULTY_RULES = """alert udp any any -> any any (msg:"bad"; contnt:"word"; sid:1;)
alert udp any any -> any any (msg:"good"; content:"word"; sid:2;)
"""


def faulty_rules(binary):
    """A rule with a fault keeps nobody from watching: the good ones fire. With --strict it does."""
    with Lab() as lab:
        wire = Wire(lab)
        rules = lab.write("live.rules", FAULTY_RULES)
        sensor = Sensor(lab, binary, "--rules", rules, namespace=wire.namespace)
        send = wire.sender()
        send(frames.udp("10.60.0.1", 4000, "10.50.0.1", 5000, b"word", 0))
        alert = sensor.wait_for("alert")
        expect(alert["alert"]["signature_id"] == 2, "another rule fired: %s" % alert["alert"])
        said = sensor.said()
        for word in ("live.rules:1:", "contnt", "1 rules are left out, 1 are in force"):
            expect(word in said, "nothing of '%s' in: %s" % (word, said))
        refused = sensor.of("run")[0]["run"].get("rules_refused")
        expect(refused == 1, "the run event tells of %s refused rules" % refused)
        sensor.stop()
        strict = run(binary, "run", "-q", "-i", "span0", "--strict", "--rules", rules, "--set",
                     "state-dir=" + lab.path("strict.state"), namespace=wire.namespace, check=False)
        expect(strict.returncode == 4 and "live.rules:1:" in strict.stderr,
               "--strict: exit code %d: %s" % (strict.returncode, strict.stderr))
    return said.splitlines()[-1].replace("spanwatch: ", "")


def drain(binary):
    """Frames that the kernel holds at SIGTERM are read too; each gives one event."""
    count = 20000
    taken = []
    with Lab() as lab:
        wire = Wire(lab)
        for threads in (1, 2):
            name = "drain%d" % threads
            sensor = Sensor(lab, binary, "--threads", str(threads), "--set",
                            "capture.buffer=256", namespace=wire.namespace, name=name)
            send = wire.sender()
            for number in range(count):
                send(frames.set_frame(number))
            taken.append(sensor.stop())
            capture = sensor.capture()
            events = len(sensor.of("snmp"))
            expect(capture["received"] + capture["kernel_dropped"] >= count,
                   "%d of %d frames were looked at" % (capture["received"], count))
            expect(events == capture["received"] - capture["duplicates"],
                   "%d snmp events of %d frames" % (events, capture["received"]))
            expect(sensor.events()[-1]["run"]["state"] == "end", "the last event is not run end")
            expect(capture["kernel_dropped"] == 0 or events > count / 2, "too much was dropped")
    return "%d frames, %s s" % (count, " and ".join("%.1f" % t for t in taken))


def unfinished(binary):
    """Whose last fragments never came: what is there is told once, at the end."""
    count = 50
    with Lab() as lab:
        wire = Wire(lab)
        for threads in (1, 2, 3):
            sensor = Sensor(lab, binary, "--threads", str(threads), namespace=wire.namespace,
                            name="unfinished%d" % threads)
            send = wire.sender()
            for number in range(count):
                send(frames.log_beginning(number))
            time.sleep(0.5)
            expect(not sensor.of("syslog"), "a part was told before the end")
            sensor.stop()
            users = [e["syslog"]["message"].split()[-1] for e in sensor.of("syslog")]
            if threads > 1:  # each lane has a socket and an order of its own
                users.sort()
            expect(users == ["user%03d" % n for n in range(count)],
                   "%d of %d with %d threads: %s" % (len(users), count, threads, users[:5]))
    return "%d of %d, with 1, 2 and 3 threads" % (count, count)


def reopen(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, namespace=wire.namespace)
        send = wire.sender()
        for number in range(500):
            if number == 250:
                os.rename(sensor.eve, sensor.eve + ".1")
                sensor.signal(signal.SIGHUP)
            send(frames.set_frame(number))
            time.sleep(0.002)
        wait_until(lambda: os.path.exists(sensor.eve), 5, "the file was not opened anew")
        sensor.stop()
        old, new = (len(sensor.of("snmp", f)) for f in (sensor.eve + ".1", sensor.eve))
        expect(old and new, "%d events in the old file, %d in the new" % (old, new))
        expect(old + new == 500, "%d and %d events of 500" % (old, new))
        return "%d and %d events" % (old, new)


def reload_policy(binary):
    with Lab() as lab:
        wire = Wire(lab)
        policy = lab.write("policy.yaml", POLICY % "10.60.9.1")
        sensor = Sensor(lab, binary, "--policy", policy, namespace=wire.namespace)
        send = wire.sender()
        start = sensor.of("run")[0]["run"]

        def reloaded(count, text):
            lab.write("policy.yaml", text)
            sensor.signal(signal.SIGHUP)
            return wait_until(
                lambda: [e["run"] for e in sensor.of("run") if e["run"]["state"] == "reload"]
                [count - 1:], 5, "no run event of the reload")[0]

        def finding_of(source):
            send(frames.set_frame(1, source=source))
            send(frames.answer_frame(1, source))
            return sensor.wait_for(
                "mgmt", lambda e: e["mgmt"]["actor"]["ip"] == source, 15)["mgmt"]["sanction"]

        broken = reloaded(1, POLICY % "10.60.9.300")
        expect(broken["changed"] == [] and broken.get("fault"), "a fault was not told: %s" % broken)
        expect(broken["policy_sha256"] == start["policy_sha256"], "another policy is in force")
        expect("policy.yaml:5:" in sensor.said() and "stays" in sensor.said(),
               "no clear message: " + sensor.said())
        expect(finding_of("10.60.9.1") == "permitted", "the old policy does not hold")
        good = reloaded(2, POLICY % "10.60.9.2")
        expect(good["changed"] == ["policy"], "the change was not told: %s" % good)
        expect(good["policy_sha256"] != start["policy_sha256"], "the policy is the old one")
        expect(finding_of("10.60.9.2") == "permitted", "the new policy does not hold")
        same = reloaded(3, POLICY % "10.60.9.2")
        expect(same["changed"] == [], "a change that is none was told")
        sensor.stop()


def reload_often(binary):
    """Policies of many addresses, so that loading takes a while, under traffic that asks them."""
    taken = []
    many = ", ".join("10.%d.%d.1" % (60 + i // 250, i % 250) for i in range(2000))
    with Lab() as lab:
        wire = Wire(lab)
        for threads, dispatch in ((1, "off"), (2, "off"), (2, "on")):
            name = "often%d%s" % (threads, dispatch)
            policy = lab.write(name + ".yaml", POLICY % many)
            sensor = Sensor(lab, binary, "--policy", policy, "--threads", str(threads), "--set",
                            "capture.dispatch=" + dispatch, namespace=wire.namespace, name=name)
            send = wire.sender()
            for number in range(3000):
                send(frames.set_frame(number))
                if number % 15 == 0:
                    sensor.signal(signal.SIGHUP)
                time.sleep(0.001)
            expect(not sensor.ended(), "it ended: " + sensor.said())
            sensor.stop()
            reloads = [e for e in sensor.of("run") if e["run"]["state"] == "reload"]
            expect(len(reloads) > 10, "%d reloads" % len(reloads))
            expect(len(sensor.of("snmp")) == 3000, "%d of 3000 events" % len(sensor.of("snmp")))
            taken.append(len(reloads))
    return "%s reloads" % ", ".join(str(n) for n in taken)


def rules_file(lab, *rules):
    return lab.write("live.rules", "".join(
        "alert udp any any -> any any (%s sid:%d;)\n" % (text, sid) for sid, text in rules))


def reload_rules(binary):
    """Datagrams go on while rules are exchanged; what hosts were marked with stays."""
    with Lab() as lab:
        wire = Wire(lab)
        file = rules_file(lab, (1, 'content:"word"; xbits:set,seen,track ip_src,expire 600;'))
        sensor = Sensor(lab, binary, "--rules", file, "--threads", "2", namespace=wire.namespace)
        send = wire.sender()
        sent = [0]

        def told():
            for _ in range(10):
                send(frames.udp("10.60.0.1", 4000, "10.50.0.1", 5000, b"word", sent[0]))
                sent[0] += 1
                time.sleep(0.005)
            return {e["alert"]["signature_id"] for e in sensor.of("alert")}

        def told_after_reload():
            """The run event of a reload, and the signature ids that come behind it."""
            before = len(sensor.of("run"))
            sensor.signal(signal.SIGHUP)
            wait_until(lambda: told() and len(sensor.of("run")) > before, 5, "no run event")
            known = len(sensor.of("alert"))
            wait_until(lambda: told() and len(sensor.of("alert")) > known + 10, 5, "no alert more")
            return sensor.of("run")[-1]["run"], {
                e["alert"]["signature_id"] for e in sensor.of("alert")[known:]}

        wait_until(lambda: 1 in told(), 5, "no alert of the first rules")
        rules_file(lab, (2, 'content:"nothing"; xbits:set,first,track ip_src;'),
                   (3, 'content:"word"; xbits:isset,seen,track ip_src;'),
                   (4, 'content:"word"; xbits:isset,first,track ip_src;'))
        event, ids = told_after_reload()
        expect(event["changed"] == ["rules"], "the change was not told: %s" % event)
        # what the old rules had found before the exchange may still come
        expect(ids - {1} == {3}, "not the new rules: %s" % ids)
        rules_file(lab, (5, 'content:"word"; nosuch:1;'), (6, 'content:"word";'))
        fault, ids = told_after_reload()
        expect(fault["changed"] == [] and "rules" in fault.get("fault", ""),
               "a fault was not told: %s" % fault)
        expect(fault["rules_sha256"] == event["rules_sha256"], "other rules are in force")
        expect(ids == {3}, "a set with faults is in force: %s" % ids)
        expect("live.rules:1:" in sensor.said() and "stay" in sensor.said(),
               "the fault was not told: " + sensor.said())
        sensor.stop()
        looked = sensor.capture()["received"]
        expect(looked == sent[0], "%d of %d frames were looked at" % (looked, sent[0]))
        return "%d frames, none lost" % sent[0]


def stats_now(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--set", "stats-interval=3600", namespace=wire.namespace)
        wire.sender()(frames.set_frame(1))
        time.sleep(1.2)
        begun = time.monotonic()
        sensor.signal(signal.SIGUSR1)
        event = sensor.wait_for("stats", seconds=2)
        took = time.monotonic() - begun
        expect(event["stats"]["decoder"]["pkts"] == 1, "not the packet that was sent")
        expect(abs(time.time() - _seconds(event["timestamp"])) < 60, "stamp " + event["timestamp"])
        sensor.stop()
        return "after %.1f s" % took


def _seconds(stamp):
    return calendar.timegm(time.strptime(stamp[:19], "%Y-%m-%dT%H:%M:%S"))


def clocks_go_on(binary):
    """One request and then silence: the action leaves after 10 s; idle costs next to nothing."""
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--threads", "2", namespace=wire.namespace)
        wire.sender()(frames.set_frame(1))
        begun = time.monotonic()
        cpu = sensor.cpu_seconds()
        event = sensor.wait_for("mgmt", seconds=14)
        took = time.monotonic() - begun
        share = 100 * (sensor.cpu_seconds() - cpu) / took
        expect(event["mgmt"]["outcome"] == "unknown", "outcome " + event["mgmt"]["outcome"])
        expect(took > 8, "the action did not wait for its answer: %.1f s" % took)
        # A sanitized program is slower, a busy machine disturbs; idle is far below either way.
        expect(share < 2, "%.1f %% of a processor while idle" % share)
        sensor.stop()
        expect(wire.sent_by() == 0, "it sent %d frames" % wire.sent_by())
        return "after %.1f s, %.1f %% of a processor, 0 frames sent" % (took, share)


def silence(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--set", "silence=2", namespace=wire.namespace)
        send = wire.sender()
        blind = sensor.wait_for("alert", lambda e: e["spanwatch"]["finding"] == "sensor-blind", 8)
        expect(blind["alert"]["severity"] == 2, "severity %d" % blind["alert"]["severity"])
        sensor.wait_for("capture", lambda e: e["capture"]["blind"])
        seen = len(sensor.of("capture"))
        send(frames.set_frame(1))
        wait_until(lambda: any(not e["capture"]["blind"] for e in sensor.of("capture")[seen:]), 6,
                   "blind although a frame came")
        wait_until(lambda: len(sensor.of("alert")) > 1 and len(
            [e for e in sensor.of("alert") if e["spanwatch"]["finding"] == "sensor-blind"]) == 2,
            8, "the second silence was not told")
        sensor.stop()


CHECKS = [
    ("SIGTERM drains: every frame that arrived is told, within 5 s", drain),
    ("SIGTERM tells what waits for fragments that did not come", unfinished),
    ("SIGHUP opens the file anew and no event is lost", reopen),
    ("SIGHUP takes a good policy and keeps the old one where the new has faults", reload_policy),
    ("rules with faults are left out and counted, the others watch; --strict is exit 4", faulty_rules),
    ("SIGHUP exchanges rules under traffic; a set with faults changes nothing", reload_rules),
    ("reloads as fast as they go leave lanes what they look at", reload_often),
    ("SIGUSR1 writes a stats event at once", stats_now),
    ("an action without answer is told after 10 s of silence, idle, without sending", clocks_go_on),
    ("a silent wire is told as sensor-blind, and that it is over", silence),
]
