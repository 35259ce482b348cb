"""What a running sensor can still do: nothing but what it is configured for, and never send."""

import os
import pwd
import re
import shutil
import signal
import time

import frames
from lab import Lab, Skipped, Wire, expect, run, wait_until
from sensor import Sensor

POLICY = """version: 1
elements: {r1: {addresses: [10.50.0.1]}}
groups:
  routers: {role: element, members: [r1]}
"""


def process_of(sensor):
    """The sensor itself: what was started is `ip netns exec`, which becomes it."""
    return sensor.process.pid


def status_of(task):
    with open(task + "/status", encoding="ascii") as file:
        return dict(re.findall(r"^(\w+):\s*(.*)$", file.read(), re.M))


def tasks_of(sensor):
    """What the kernel says of every thread."""
    folder = "/proc/%d/task" % process_of(sensor)
    return [status_of(os.path.join(folder, t)) for t in os.listdir(folder)]


def expect_caged(sensor):
    tasks = tasks_of(sensor)
    expect(len(tasks) > 1, "one thread alone is no proof")
    for task in tasks:
        expect(task["NoNewPrivs"] == "1", "new privileges are possible")
        expect(task["Seccomp"] == "2", "a thread without seccomp: " + task["Name"])
        for kind in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb"):
            expect(int(task[kind], 16) == 0, "%s is %s" % (kind, task[kind]))
    return len(tasks)


def some_user():
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise Skipped("there is no user nobody") from None


def no_root(binary):
    who = some_user()
    with Lab() as lab:
        wire = Wire(lab)
        for folder in ("out", "sensor.state"):
            os.makedirs(lab.path(folder), exist_ok=True)
            os.chown(lab.path(folder), who.pw_uid, who.pw_gid)
        eve = lab.path("out", "eve.json")
        sensor = Sensor(lab, binary, "--no-retry", "--threads", "2", "--eve", eve, "--set",
                        "user=" + who.pw_name, namespace=wire.namespace, eve=False, ready=False)
        sensor.eve = eve
        sensor.wait_for("run")
        time.sleep(0.3)
        count = expect_caged(sensor)
        for task in tasks_of(sensor):
            expect(set(task["Uid"].split()) == {str(who.pw_uid)}, "Uid is " + task["Uid"])
            expect(set(task["Gid"].split()) == {str(who.pw_gid)}, "Gid is " + task["Gid"])
            expect("0" not in task["Groups"].split(), "it is still in the group of root")
        os.rename(eve, eve + ".1")
        sensor.signal(signal.SIGHUP)
        wait_until(lambda: os.path.exists(eve), 5, "SIGHUP did not open the file anew")
        wire.sender()(frames.set_frame(1))
        sensor.offset = 0
        sensor.wait_for("snmp")
        sensor.stop()
        return "%d threads of %s without any capability" % (count, who.pw_name)


def as_root_without_rights(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--threads", "2", namespace=wire.namespace)
        count = expect_caged(sensor)
        sensor.stop()
        return "%d threads" % count


def folders_of(lab, who):
    """Folders that WHO may write, and the file for events in one of them."""
    for folder in ("out", "state"):
        os.makedirs(lab.path(folder))
        os.chown(lab.path(folder), who.pw_uid, who.pw_gid)
    return lab.path("out", "eve.json")


def wait_started(process, eve):
    wait_until(lambda: os.path.exists(eve) and os.path.getsize(eve), 10,
               lambda: "it did not start: " + open(process.log, encoding="utf-8").read())


def as_the_service(binary):
    """With the one capability that the unit gives, and no user database to ask."""
    if not shutil.which("setpriv"):
        raise Skipped("not installed: setpriv")
    who = some_user()
    with Lab() as lab:
        wire = Wire(lab)
        eve = folders_of(lab, who)
        process = lab.start(
            "setpriv", "--reuid", str(who.pw_uid), "--regid", str(who.pw_gid), "--clear-groups",
            "--inh-caps", "-all,+net_raw", "--ambient-caps", "-all,+net_raw", "--bounding-set",
            "-all,+net_raw", binary, "run", "-i", "span0", "--no-retry", "--quiet", "--eve", eve,
            "--set", "state-dir=" + lab.path("state"), namespace=wire.namespace)
        wait_started(process, eve)
        time.sleep(0.3)
        for task in os.listdir("/proc/%d/task" % process.pid):
            told = status_of("/proc/%d/task/%s" % (process.pid, task))
            expect(int(told["CapPrm"], 16) == 0, "CapPrm is " + told["CapPrm"])
            expect(told["Seccomp"] == "2", "a thread without seccomp")
        process.send_signal(signal.SIGTERM)
        expect(process.wait(10) == 0, "exit code")


def in_a_container(binary):
    """root with the few capabilities of deploy/compose becomes the user."""
    if not shutil.which("setpriv"):
        raise Skipped("not installed: setpriv")
    who = some_user()
    with Lab() as lab:
        wire = Wire(lab)
        eve, few = folders_of(lab, who), "-all,+net_raw,+setuid,+setgid"
        process = lab.start(
            "setpriv", "--bounding-set", few, "--inh-caps", "-all", "--no-new-privs", binary, "run",
            "-i", "span0", "--no-retry", "--quiet", "--eve", eve, "--set", "user=" + who.pw_name,
            "--set", "state-dir=" + lab.path("state"), namespace=wire.namespace)
        wait_started(process, eve)
        told = status_of("/proc/%d" % process.pid)
        expect(int(told["CapPrm"], 16) == 0, "CapPrm is " + told["CapPrm"])
        expect(set(told["Uid"].split()) == {str(who.pw_uid)}, "Uid is " + told["Uid"])
        process.send_signal(signal.SIGTERM)
        expect(process.wait(10) == 0, "exit code")


def other_files(binary):
    """A policy that becomes a link into another folder, an output whose folder is swapped."""
    with Lab() as lab:
        wire = Wire(lab)
        for folder in ("conf", "out", "elsewhere"):
            os.makedirs(lab.path(folder))
        policy = lab.write("conf/policy.yaml", POLICY)
        lab.write("elsewhere/policy.yaml", POLICY + "# other\n")
        eve = lab.path("out", "eve.json")
        sensor = Sensor(lab, binary, "--policy", policy, "--eve", eve,
                        namespace=wire.namespace, eve=False, ready=False)
        sensor.eve = eve
        sensor.wait_for("run")
        os.remove(policy)
        os.symlink(lab.path("elsewhere", "policy.yaml"), policy)
        sensor.signal(signal.SIGHUP)
        told = sensor.wait_for("run", lambda e: e["run"]["state"] == "reload")
        expect("fault" in str(told["run"]), "a policy of another folder was read: %s" % told["run"])
        expect("Permission denied" in sensor.said(), sensor.said()[-300:])
        os.rename(lab.path("out"), lab.path("out.old"))
        os.symlink(lab.path("elsewhere"), lab.path("out"))
        sensor.signal(signal.SIGHUP)
        wait_until(lambda: "cannot be opened anew" in sensor.said(), 5, "the reload was not told")
        expect(os.listdir(lab.path("elsewhere")) == ["policy.yaml"], "a file was made elsewhere")
        sensor.eve, sensor.offset = lab.path("out.old", "eve.json"), 0
        wire.sender()(frames.set_frame(1))
        sensor.wait_for("snmp")
        sensor.stop()


def sockets_of(pid):
    """Inodes of the sockets that the process has open."""
    found = set()
    for name in os.listdir("/proc/%d/fd" % pid):
        try:
            target = os.readlink("/proc/%d/fd/%s" % (pid, name))
        except FileNotFoundError:
            continue
        if target.startswith("socket:"):
            found.add(target[8:-1])
    return found


def inodes_in(pid, table, column):
    with open("/proc/%d/net/%s" % (pid, table), encoding="ascii") as file:
        return {line.split()[column] for line in file.readlines()[1:]}


def no_other_socket(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--no-retry", "--threads", "2", namespace=wire.namespace)
        pid = process_of(sensor)
        packet = inodes_in(pid, "packet", -1)
        mine = sockets_of(pid)
        expect(mine, "it has no socket at all")
        expect(mine <= packet, "sockets beside the captures: %s" % (mine - packet))
        for table in ("tcp", "udp", "raw"):
            expect(not inodes_in(pid, table, 9) & mine, "a socket in " + table)
        sensor.stop()
        return "%d packet sockets" % len(mine)


def nothing_sent(binary):
    """Frames, findings, reloads, an end: the other end of the wire counts what comes."""
    with Lab() as lab:
        wire = Wire(lab)
        policy = lab.write("policy.yaml", POLICY)
        sensor = Sensor(lab, binary, "--policy", policy, "--scope", "all", namespace=wire.namespace)
        send = wire.sender()
        for number in range(2000):
            send(frames.set_frame(number))
            if number % 500 == 0:
                sensor.signal(signal.SIGHUP)
                sensor.signal(signal.SIGUSR1)
        sensor.wait_for("snmp")
        sensor.stop()
        path = "/sys/class/net/peer0/statistics/rx_packets"
        came = int(run("cat", path, namespace=wire.namespace).stdout)
        expect(came == 0 and wire.sent_by() == 0, "%d frames came from the sensor" % came)
        expect(len(sensor.of("snmp")) > 1000, "it did not watch")
        return "2000 frames seen, 0 sent"


def switched_off(binary):
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, "--no-sandbox", namespace=wire.namespace)
        expect(all(t["Seccomp"] == "0" for t in tasks_of(sensor)), "seccomp is on")
        sensor.stop()


CHECKS = (
    ("started as root with a user it is that user, without capabilities", no_root),
    ("started as root without one it has no right at all", as_root_without_rights),
    ("started as the service it gives up the one capability it has", as_the_service),
    ("started as root of a container it is the user without capabilities", in_a_container),
    ("files outside of its folders stay closed to it", other_files),
    ("it has no socket but its captures", no_other_socket),
    ("not one frame is sent on the captured interface", nothing_sent),
    ("--no-sandbox goes without", switched_off),
)
