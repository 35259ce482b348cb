"""Interfaces that come back under a sensor that has no right left to open them."""

import os

import cage
import frames
from interfaces import seen
from lab import Lab, Wire, expect, run, wait_until
from sensor import Sensor

NET_RAW = 1 << 13


def parent_of(pid):
    try:
        with open("/proc/%s/stat" % pid, encoding="ascii") as file:
            return int(file.read().rsplit(")", 1)[1].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def opener_of(sensor):
    """The process number of the one that opens captures for SENSOR."""
    mine = [p for p in os.listdir("/proc") if p.isdigit() and
            parent_of(p) == cage.process_of(sensor)]
    expect(len(mine) == 1, "%d processes beside the sensor" % len(mine))
    return int(mine[0])


def expect_opener(sensor, user):
    pid = opener_of(sensor)
    told = cage.status_of("/proc/%d" % pid)
    for kind, most in (("CapEff", NET_RAW), ("CapPrm", NET_RAW), ("CapBnd", 0), ("CapAmb", 0)):
        expect(int(told[kind], 16) & ~most == 0, "the opener's %s is %s" % (kind, told[kind]))
    expect(told["NoNewPrivs"] == "1" and told["Seccomp"] == "2", "the opener is not caged")
    expect(set(told["Uid"].split()) == {str(user)}, "the opener's Uid is " + told["Uid"])
    links = {os.readlink("/proc/%d/fd/%s" % (pid, fd)) for fd in os.listdir("/proc/%d/fd" % pid)}
    expect(links == {"anon_inode:seccomp notify"}, "the opener holds %s" % links)
    return pid


def expect_nothing(sensor, sanitized):
    """Every thread of the sensor is without any right."""
    tasks = cage.tasks_of(sensor)
    for task in tasks:
        for kind in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb"):
            expect(int(task[kind], 16) == 0, "%s of %s is %s" % (kind, task["Name"], task[kind]))
        expect(task["NoNewPrivs"] == "1", "new privileges are possible")
        expect(sanitized or int(task["Seccomp_filters"]) >= 3, "a thread without filters")
    return len(tasks)


def captures_of(sensor):
    """Numbers of the descriptors that are packet sockets."""
    pid = cage.process_of(sensor)
    packet = cage.inodes_in(pid, "packet", -1)
    names = os.listdir("/proc/%d/fd" % pid)
    return sorted(int(n) for n in names
                  if os.readlink("/proc/%d/fd/%s" % (pid, n))[8:-1] in packet)


def away_and_back(binary, lab, user, *words, count=1, times=1):
    """So many TIMES; what the sensor holds and may do is the same after each."""
    sanitized = "sanitizers   yes" in run(binary, "--build-info").stdout
    wire = Wire(lab, count)
    names = tuple("span%d" % i for i in range(count))
    sensor = Sensor(lab, binary, *words, namespace=wire.namespace, interfaces=names, ready=False)
    wait_until(lambda: sensor.ended() or sensor.of("run"), 20, "it did not start")
    expect(seen(sensor, wire, 1, 0), "nothing was seen at first: " + sensor.said())
    held = captures_of(sensor)
    expect(min(held) >= 512, "captures have the numbers %s" % held)
    sent = 0
    for number in range(times):
        expect_nothing(sensor, sanitized)
        expect_opener(sensor, user)
        sent += wire.sent_by()
        wire.remove(0)
        wait_until(lambda n=number: sensor.said().count("waiting") > n, 10, "it does not wait")
        wire.add(0)
        expect(seen(sensor, wire, 2 + number, 0, 20), "blind after the interface came back: " +
               sensor.said())
        expect(len(captures_of(sensor)) == len(held), "it holds %s" % captures_of(sensor))
    threads = expect_nothing(sensor, sanitized)
    sent += wire.sent_by()
    opener = opener_of(sensor)
    sensor.stop()
    wait_until(lambda: not os.path.exists("/proc/%d" % opener), 5, "the opener is still there")
    expect(sent == 0, "%d frames were sent" % sent)
    return "%d threads without any right, opened anew, 0 frames sent" % threads


def as_user(binary):
    who = cage.some_user()
    with Lab() as lab:
        os.makedirs(lab.path("sensor.state"))
        os.chown(lab.path("sensor.state"), who.pw_uid, who.pw_gid)
        os.chown(lab.folder, who.pw_uid, who.pw_gid)
        return away_and_back(binary, lab, who.pw_uid, "--threads", "2", "--set",
                             "user=" + who.pw_name, times=2)


def as_root(binary):
    with Lab() as lab:
        return away_and_back(binary, lab, 0, "--threads", "2", "--redis", "redis://127.0.0.1:1")


def one_of_two(binary):
    with Lab() as lab:
        return away_and_back(binary, lab, 0, count=2)


def opener_killed(binary):
    """Without it the sensor watches on; what it cannot do any more is to open a capture."""
    with Lab() as lab:
        wire = Wire(lab)
        sensor = Sensor(lab, binary, namespace=wire.namespace)
        os.kill(opener_of(sensor), 9)
        expect(seen(sensor, wire, 1), "it does not watch on: " + sensor.said())
        sensor.stop()


CHECKS = (
    ("an interface comes back to a user without any right", as_user),
    ("an interface comes back to a caged root that speaks with Redis", as_root),
    ("one of two interfaces comes back to a sensor without any right", one_of_two),
    ("who opens captures may be killed and what is watched is watched on", opener_killed),
)
