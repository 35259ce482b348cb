"""Packets of findings, kept while the sensor watches: from before the finding on, and after."""

import http.client
import json
import os
import re
import signal
import stat
import struct

import frames
from lab import Lab, Skipped, Wire, expect, missing_tools, run, wait_until
from outputs import Redis
from sensor import Sensor, read_events

POLICY = """version: 1
groups: {routers: {role: element, addresses: [10.50.0.1]}}
"""
PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "web")
NOISE = 3000
ON = ("--set", "evidence=on")


def packets(path):
    """Frames of a capture; Failed where it is cut."""
    with open(path, "rb") as file:
        data = file.read()
    expect(data[:4] == b"\xd4\xc3\xb2\xa1", "%s is no capture" % path)
    at, found = 24, []
    while at + 16 <= len(data):
        size = struct.unpack_from("<I", data, at + 8)[0]
        found.append(data[at + 16:at + 16 + size])
        at += 16 + size
    expect(at == len(data), "%s is cut" % path)
    return found


def noise(number):
    """A datagram between two hosts that no policy names."""
    return frames.udp("10.70.0.1", 20000 + number % 30000, "10.71.0.1", 9, b"x" * 64, number)


def evidence_of(sensor):
    return sensor.of("stats")[-1]["spanwatch"]["stats"].get("evidence")


def kept(binary):
    """Three requests of one flow around noise, two lanes: all are in the excerpt, and nothing else."""
    with Lab() as lab:
        wire = Wire(lab)
        folder = lab.path("packets")
        os.makedirs(folder)
        sensor = Sensor(lab, binary, *ON, "--set", "evidence-dir=" + folder, "--set",
                        "evidence-after=2", "--policy", lab.write("policy.yaml", POLICY),
                        "--scope", "all", "--threads", "2", namespace=wire.namespace)
        send = wire.sender()
        flow = [frames.udp("10.60.0.9", 40000, "10.50.0.1", 161, frames.snmp_set(i), i)
                for i in range(3)]
        send(flow[0])
        for number in range(NOISE):
            send(noise(number))
        alert = sensor.wait_for("alert")
        path = os.path.join(folder, alert["spanwatch"]["id"] + ".pcap")
        wait_until(lambda: os.path.exists(path), 5, "there is no excerpt of the finding")
        expect(packets(path) == flow[:1], "the first look found %d frames" % len(packets(path)))
        for frame in flow[1:]:
            send(frame)
        wait_until(lambda: len(packets(path)) == 3, 5, "the flow was not followed")
        expect(packets(path) == flow, "other frames than those of the flow")
        expect(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "others may read it")
        sensor.stop()
        counts = evidence_of(sensor)
        expect(counts["packets"] >= NOISE + 3, "the ring missed frames: %s" % counts)
        for word in ("missed", "ring_left_out", "left_out", "failed"):
            expect(counts[word] == 0, "%s: %s" % (word, counts))
        names = {n[:-5] for n in os.listdir(folder) if n.endswith(".pcap")}
        expect(names <= {e["spanwatch"]["id"] for e in sensor.of("alert")}, "names: %s" % names)
        expect("secrets included" in sensor.said(), "it is not said that secrets are kept")
        expect(sensor.capture()["kernel_dropped"] == 0, "frames were dropped")
        return "%d packets through two rings" % counts["packets"]


def bounded(binary):
    """A ring that is much smaller than the traffic, and traffic that is none of its business."""
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, *ON, "--set", "evidence-ring=4", "--set", "evidence-after=0",
                        "--threads", "1", "--policy", lab.write("policy.yaml", POLICY),
                        namespace=wire.namespace)
        folder = lab.path("sensor.state", "evidence")
        send = wire.sender()
        for number in range(8000):
            send(frames.udp("10.60.0.9", 1024 + number % 60000, "10.50.0.1", 514, b"z" * 1200, number))
        alert = sensor.wait_for("alert")
        wait_until(lambda: os.path.exists(folder) and os.listdir(folder), 5, "nothing is kept")
        send(noise(1))
        sensor.stop()
        counts = evidence_of(sensor)
        expect(alert and counts["packets"] >= 8000, "%s" % counts)
        expect(stat.S_IMODE(os.stat(folder).st_mode) == 0o700, "others may look into the folder")
        expect(sensor.capture()["kernel_dropped"] == 0, "frames were dropped")
        expect(counts["packets"] < 8000 + 10, "packets out of scope were kept: %s" % counts)
        return "%d packets through a ring of 4 MiB, %d excerpts" % (counts["packets"], counts["excerpts"])


def judged(binary):
    """The verdict beside each excerpt is what replay says again, byte by byte; what an end of the
    program left unjudged is judged by the next run."""
    with Lab() as lab:
        wire = Wire(lab)
        policy = lab.write("policy.yaml", POLICY)
        folder = lab.path("sensor.state", "evidence")
        words = (*ON, "--set", "evidence-after=0", "--policy", policy)
        sensor = Sensor(lab, binary, *words, namespace=wire.namespace)
        send = wire.sender()
        for number in range(3):
            send(frames.set_frame(number))
        sensor.wait_for("alert")

        def verdicts():
            names = os.listdir(folder)
            stems = [n[:-5] for n in names if n.endswith(".pcap")]
            return stems if stems and all(s + ".json" in names for s in stems) else None
        stems = wait_until(verdicts, 20, "there is no verdict")
        sensor.stop()
        counts = evidence_of(sensor)
        expect(counts["judged"] == len(stems) and counts["unjudged"] == 0, "%s" % counts)
        for stem in stems:
            lines = read_events(os.path.join(folder, stem + ".json"), 0)[0]
            expect(any(e.get("spanwatch", {}).get("finding") for e in lines), "no finding in it")
            expect("policy_sha256" in lines[0]["run"], "the policy is not told")
        told = run(binary, "replay", *(os.path.join(folder, s + ".pcap") for s in stems))
        expect(told.stdout.count("the same") == len(stems), told.stdout)
        os.unlink(os.path.join(folder, stems[0] + ".json"))
        again = Sensor(lab, binary, *words, namespace=wire.namespace)
        wait_until(verdicts, 20, "what was left unjudged stays so")
        again.stop()
        told = run(binary, "replay", *(os.path.join(folder, s + ".pcap") for s in stems))
        expect(told.stdout.count("the same") == len(stems), told.stdout)
        return "%d bundles" % len(stems)


def grounded(binary):
    """A verdict stands on the rules, lists and policy in force when its packets came, whatever became
    of the files since, and says which; after a reload it is others."""
    rule = 'alert snmp any any -> any 161 (msg:"%s"; ip.src; dataset:isset,bad,type ip,load bad.txt; sid:%d;)\n'
    with Lab() as lab:
        wire = Wire(lab)
        policy, rules = lab.write("policy.yaml", POLICY), lab.write("local.rules", rule % ("first", 1))
        listed = lab.write("bad.txt", "10.60.0.0\n10.60.0.1\n10.60.0.2\n10.60.0.3\n")
        folder = lab.path("sensor.state", "evidence")
        sensor = Sensor(lab, binary, *ON, "--set", "evidence-after=0", "--policy", policy,
                        "--rules", rules, namespace=wire.namespace)
        send = wire.sender()

        def stems():
            names = os.listdir(folder) if os.path.exists(folder) else []
            found = [n[:-5] for n in names if n.endswith(".pcap")]
            return found if found and all(s + ".json" in names for s in found) else None

        def signatures(source):
            lines = [e for s in stems() or () for e in read_events(os.path.join(folder, s + ".json"), 0)[0]]
            return {e["alert"]["signature_id"] for e in lines if e.get("src_ip") == source and "alert" in e} & {1, 2}
        with open(listed, "w", encoding="ascii") as file:  # not in force before a reload
            file.write("192.0.2.1\n")
        lab.write("local.rules", rule % ("second", 2))
        send(frames.set_frame(0))
        first = wait_until(lambda: signatures("10.60.0.1"), 20, "there is no verdict of a rule")
        expect(first == {1}, "judged by %s" % first)
        with open(listed, "w", encoding="ascii") as file:
            file.write("10.60.0.2\n")
        sensor.signal(signal.SIGHUP)
        sensor.wait_for("run", lambda e: e["run"]["state"] == "reload")
        send(frames.set_frame(1))
        second = wait_until(lambda: signatures("10.60.0.2"), 20, "there is no verdict after it")
        expect(second == {2}, "after the reload: %s" % second)
        sensor.stop()
        more = stems()
        memory = os.path.join(lab.path("sensor.state"), "memory")
        expect(os.path.getsize(memory) > 32, "nothing was remembered")
        grounds = {n for n in os.listdir(folder) if n.startswith("ground-")}
        expect(len(grounds) == 2, "grounds: %s" % grounds)
        for stem in more:
            with open(os.path.join(folder, stem + ".bundle"), encoding="utf-8") as file:
                tie = json.load(file)
            run_event = read_events(os.path.join(folder, stem + ".json"), 0)[0][0]["run"]
            expect(tie["ground"] in grounds, "%s" % tie)
            for key in ("policy_sha256", "rules_sha256"):
                expect(tie[key] == run_event[key], "%s of %s" % (key, tie))
        told = run(binary, "replay", *(os.path.join(folder, s + ".bundle") for s in more))
        expect(told.stdout.count("the same") == len(more), told.stdout)
        return "%d bundles on 2 grounds" % len(more)


def ask(port, path):
    """Status and body of PATH of the dashboard on the loopback."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    told = answer.status, answer.read()
    connection.close()
    return told


def offered(binary):
    """What the sensor keeps is a download on the finding's page while it goes on; each is noted."""
    if missing_tools("redis-server", "redis-cli"):
        raise Skipped("not installed: redis-server")
    with Lab() as lab:
        wire, redis = Wire(lab), Redis(lab)
        folder, audit = lab.path("sensor.state", "evidence"), lab.path("audit.log")
        sensor = Sensor(lab, binary, *ON, "--set", "evidence-after=1", "--redis",
                        "unix://" + redis.socket, "--policy", lab.write("policy.yaml", POLICY),
                        namespace=wire.namespace)
        wire.sender()(frames.set_frame(1))
        alert = sensor.wait_for("alert")["spanwatch"]
        path = os.path.join(folder, alert["id"] + ".pcap")
        wait_until(lambda: os.path.exists(path), 5, "there is no excerpt")
        dashboard = lab.start(binary, "serve", "--redis", "unix://" + redis.socket, "--listen",
                              "127.0.0.1:0", "--assets", PAGES, "--set",
                              "serve.evidence-dir=" + folder, "--set", "serve.audit=" + audit)

        def said():
            with open(dashboard.log, encoding="utf-8") as file:
                return re.search(r"dashboard is at http://127.0.0.1:(\d+)/", file.read())
        port = int(wait_until(said, 20, "the dashboard did not start")[1])
        page = "/api/finding?sensor=sensor&group=" + alert["group"]["id"]
        wait_until(lambda: ask(port, page)[0] == 200, 10, "the finding is not in Redis")
        told = json.loads(ask(port, page)[1])
        expect(told.get("packets") == alert["id"], "the page offers %s" % told.get("packets"))
        status, body = ask(port, "/api/packets?id=" + alert["id"])
        with open(path, "rb") as file:
            expect((status, body) == (200, file.read()), "the download is not the excerpt")
        with open(audit, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        expect([(x["what"], x["object"]) for x in lines] == [("download packets", alert["id"])],
               "audit lines: %s" % lines)
        sensor.stop()


def scrubbed(binary):
    """Headers alone; and without the setting nothing at all."""
    with Lab() as lab:
        wire = Wire(lab)
        policy = lab.write("policy.yaml", POLICY)
        sensor = Sensor(lab, binary, *ON, "--set", "evidence-scrub=on", "--set", "evidence-after=0",
                        "--policy", policy, namespace=wire.namespace)
        off = Sensor(lab, binary, "--policy", policy, namespace=wire.namespace, name="off")
        wire.sender()(frames.set_frame(1))
        alert = sensor.wait_for("alert")
        path = lab.path("sensor.state", "evidence", alert["spanwatch"]["id"] + ".pcap")
        wait_until(lambda: os.path.exists(path), 5, "there is no excerpt")
        expect([len(f) for f in packets(path)] == [14 + 20 + 8], "the payload is in it")
        off.wait_for("alert")
        sensor.stop()
        off.stop()
        expect(not os.path.exists(lab.path("off.state", "evidence")), "packets were kept")
        expect(evidence_of(off) is None, "it counts evidence")


CHECKS = [
    ("with evidence on, a finding's flow is kept from before it on and after it", kept),
    ("the ring of packets is bounded and leaves out what is out of scope", bounded),
    ("each excerpt has its verdict, which replay says again byte by byte", judged),
    ("a verdict stands on the rules and lists in force when its packets came", grounded),
    ("a finding's packets are a download of the dashboard, and that is noted", offered),
    ("evidence can be kept without any payload, and without the setting nothing is", scrubbed),
]
