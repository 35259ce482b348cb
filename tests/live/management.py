"""Real daemons on a hub bridge: what managers and a stranger do to a router is told as it is.

The router runs snmpd and sshd and sends its configuration to a TFTP server, whose answers come from
a port of their own. The hub repeats every frame to the port that the sensors watch, as a mirror
does. Sensors with 1, 2 and 4 threads watch at the same time.
"""

import hashlib
import os
import threading
import time

from lab import (Lab, Skipped, expect, missing_tools, packet_socket, run, sent_frames,
                 wait_until)
from sensor import Sensor

THREADS = ("1", "2", "4")
HOSTS = {"router": "10.99.0.1", "nms": "10.99.0.10", "store": "10.99.0.30", "rogue": "10.99.0.66"}
TOOLS = ("snmpd", "snmpset", "snmpget", "sshd", "ssh", "ssh-keygen", "atftpd", "atftp")

END = b"\xff" * 12 + b"\x88\xb5" + b"that is all".ljust(46)  # a frame for experiments (IEEE 802)

POLICY = """version: 1
elements: {r1: {addresses: [10.99.0.1]}}
groups:
  routers: {role: element, members: [r1]}
  nms: {role: manager, addresses: [10.99.0.10]}
permits:
  - {id: nms, from: nms, to: routers, over: [snmp, ssh], may: any}
"""


class Hub:
    """Hosts on a bridge that learns nothing, and so repeats every frame to every port."""

    def __init__(self, lab):
        self.lab = lab
        self.namespace = lab.namespace("hub")
        run("ip", "link", "add", "br0", "type", "bridge", "ageing_time", "0",
            namespace=self.namespace)
        run("ip", "link", "set", "br0", "up", namespace=self.namespace)
        self.hosts = {}
        for name, address in HOSTS.items():
            self.hosts[name] = lab.namespace(name)
            run("ip", "link", "add", "port-" + name, "type", "veth", "peer", "name", "eth0",
                "netns", self.hosts[name], namespace=self.namespace)
            self.plug("port-" + name)
            run("ip", "addr", "add", address + "/24", "dev", "eth0", namespace=self.hosts[name])
            run("ip", "link", "set", "eth0", "up", namespace=self.hosts[name])
        run("ip", "link", "add", "port-span", "type", "veth", "peer", "name", "span0",
            namespace=self.namespace)
        self.plug("port-span")
        run("ip", "link", "set", "span0", "up", namespace=self.namespace)

    def plug(self, port):
        run("ip", "link", "set", port, "master", "br0", "up", namespace=self.namespace)

    def on(self, host, *words, **more):
        return run(*words, namespace=self.hosts[host], **more)

    def serve(self, host, *words):
        return self.lab.start(*words, namespace=self.hosts[host])


def start_snmpd(hub):
    config = hub.lab.write("snmpd.conf", "rwcommunity private\n"
                           "agentaddress udp:10.99.0.1:161\n", 0o600)
    os.makedirs(hub.lab.path("snmp"), exist_ok=True)
    hub.serve("router", "env", "SNMP_PERSISTENT_DIR=" + hub.lab.path("snmp"), "MIBS=",
              "snmpd", "-f", "-LE", "3", "-C", "-c", config, "-p", hub.lab.path("snmpd.pid"))


def start_sshd(hub):
    lab = hub.lab
    os.makedirs("/run/sshd", exist_ok=True)
    for name in ("host", "user"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", lab.path(name))
    config = lab.write("sshd.conf", "\n".join((
        "ListenAddress 10.99.0.1", "HostKey " + lab.path("host"),
        "AuthorizedKeysFile " + lab.path("user.pub"), "StrictModes no", "UsePAM no",
        "PermitRootLogin yes", "PasswordAuthentication no", "PidFile none", "")), 0o600)
    hub.serve("router", "/usr/sbin/sshd", "-D", "-e", "-f", config)


def start_tftpd(hub):
    folder = hub.lab.path("tftp")
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o777)
    hub.serve("store", "atftpd", "--daemon", "--no-fork", "--bind-address", HOSTS["store"],
              "--logfile", "-", folder)


def listening(hub, host, port, kind):
    lines = hub.on(host, "ss", "-Hln", kind).stdout
    return (":%d " % port) in lines


def snmp_set(hub, host, text):
    return hub.on(host, "env", "MIBS=", "SNMP_PERSISTENT_DIR=" + hub.lab.path("snmp"), "snmpset", "-v2c", "-c", "private", "-t", "2", "-r", "3",
                  HOSTS["router"], "1.3.6.1.2.1.1.4.0", "s", text)


def traffic(hub):
    """What the checks look for; returns the SHA-256 of the file that crossed."""
    snmp_set(hub, "nms", "noc")
    snmp_set(hub, "rogue", "evil")
    hub.on("nms", "ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o",
           "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-i",
           hub.lab.path("user"), "root@" + HOSTS["router"], "true")
    config = "hostname r1\n" + "".join(
        "interface eth%d\n description customer %d\n" % (i, i) for i in range(200))
    file = hub.lab.write("r1-confg", config)
    hub.on("router", "atftp", "--put", "--local-file", file, "--remote-file", "r1-confg",
           HOSTS["store"])
    return hashlib.sha256(config.encode()).hexdigest()


def actions(sensor):
    """The actions without what differs from run to run."""
    found = []
    for event in sensor.of("mgmt"):
        m = event["mgmt"]
        found.append((m["via"], m["verb"], m["subject"], m["actor"]["ip"], m["element"]["id"],
                      m["outcome"], m["sanction"]))
    return sorted(found)


def assert_story(sensor, sha256):
    seen = actions(sensor)
    routes = {(a[0], a[1], a[3], a[6]) for a in seen}
    for wanted in (("snmp", "change", HOSTS["nms"], "permitted"),
                   ("snmp", "change", HOSTS["rogue"], "unpermitted"),
                   ("ssh", "login", HOSTS["nms"], "permitted"),
                   ("tftp", "export", HOSTS["store"], "unpermitted")):
        expect(wanted in routes, "no action %s among %s" % (wanted, seen))
    for action in seen:
        expect(action[5] == "ok", "an action that is not ok: %s" % (action,))
    files = [e["transfer"] for e in sensor.of("transfer")]
    expect(len(files) == 1, "%d transfers" % len(files))
    expect(files[0]["sha256"] == sha256 and files[0]["complete"], "transfer %s" % files[0])
    expect(files[0]["direction"] == "from_element", "transfer %s" % files[0])
    blamed = {(e["spanwatch"]["finding"], e["src_ip"]) for e in sensor.of("alert")}
    expect(("unpermitted-change", HOSTS["rogue"]) in blamed, "findings: %s" % sorted(blamed))
    expect("config-export" in sensor.findings(), "findings: %s" % sorted(blamed))
    expect(("unpermitted-change", HOSTS["nms"]) not in blamed, "the manager was blamed")
    with open(sensor.eve, encoding="utf-8") as file:
        expect("private" not in file.read(), "the community is in the output")


def start_daemons(hub):
    missing = missing_tools(*TOOLS)
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))
    for start in (start_snmpd, start_sshd, start_tftpd):
        start(hub)
    for host, port, kind in (("router", 161, "-u"), ("router", 22, "-t"), ("store", 69, "-u")):
        wait_until(lambda h=host, p=port, k=kind: listening(hub, h, p, k), 15,
                   "nobody listens on port %d" % port)


def record():
    """(seconds, frame) of the same traffic, as it stands on the mirror port."""
    records = []
    with Lab() as lab:
        hub = Hub(lab)
        start_daemons(hub)
        sock = packet_socket(hub.namespace, "span0", everything=True)

        def take():
            while True:
                frame = sock.recv(70000)
                if frame == END:
                    return
                records.append((time.time(), frame))

        thread = threading.Thread(target=take)
        thread.start()
        try:
            traffic(hub)
            time.sleep(0.5)
        finally:
            packet_socket(hub.namespace, "port-span").send(END)
            thread.join(5)
            sock.close()
    return records


def story(binary):
    with Lab() as lab:
        hub = Hub(lab)
        policy = lab.write("policy.yaml", POLICY)
        start_daemons(hub)
        before = sent_frames(hub.namespace, "span0")
        sensors = [Sensor(lab, binary, "--policy", policy, "--threads", t, name="threads-" + t,
                          namespace=hub.namespace) for t in THREADS]
        sha256 = traffic(hub)
        for sensor in sensors:
            sensor.wait_for("transfer", seconds=15)
        time.sleep(2)
        for sensor in sensors:
            sensor.stop()
            assert_story(sensor, sha256)
            expect(sensor.capture()["kernel_dropped"] == 0, "frames were dropped")
        stories = [actions(s) for s in sensors]
        expect(stories[0] == stories[1] == stories[2], "threads differ: %s" % stories)
        sent = sent_frames(hub.namespace, "span0") - before
        expect(sent == 0, "%d frames were sent" % sent)
        return "%d actions each with %s threads, nothing sent" % (
            len(stories[0]), ", ".join(THREADS))


CHECKS = [
    ("SNMP sets, an SSH login and a TFTP export of real daemons are told and judged", story),
]
