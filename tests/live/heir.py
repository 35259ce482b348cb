"""Started by hand as root, with no user named: who goes on, and that nothing fails because of it."""

import os
import pwd
import signal
import time

import cage
import frames
import reopened
from lab import Lab, Skipped, Wire, expect, wait_until
from sensor import Sensor


def heir():
    """Who goes on where nobody is named."""
    for name in ("spanwatch", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Skipped("there is no user to go on")


def expect_user(task, uid, gids):
    """Real, effective, saved and file system ids."""
    told = cage.status_of(task)
    expect(told["Uid"].split() == [str(uid)] * 4, "%s: Uid is %s" % (told["Name"], told["Uid"]))
    expect(set(told["Gid"].split()) | set(told["Groups"].split()) <= {str(g) for g in gids},
           "%s: Gid is %s, Groups %s" % (told["Name"], told["Gid"], told["Groups"]))
    expect("0" not in told["Groups"].split() or uid == 0, "it is in the group of root")


def expect_everyone(pid, who):
    """Every thread of PID and of its children; how many there are."""
    gids = set(os.getgrouplist(who.pw_name, who.pw_gid))
    mine = [p for p in os.listdir("/proc") if p.isdigit() and
            (int(p) == pid or reopened.parent_of(p) == pid)]
    tasks = ["/proc/%s/task/%s" % (p, t) for p in mine for t in os.listdir("/proc/%s/task" % p)]
    for task in tasks:
        expect_user(task, who.pw_uid, gids)
    return len(mine), len(tasks)


def gives_up_root(binary):
    """Its folder of state is empty and root's, that of events is the other user's; all that is opened
    later still is."""
    who = heir()
    with Lab() as lab:
        wire = Wire(lab)
        os.makedirs(lab.path("out"))
        os.chown(lab.path("out"), who.pw_uid, who.pw_gid)
        os.makedirs(lab.path("packets"))
        eve, policy = lab.path("out", "eve.json"), lab.write("policy.yaml", cage.POLICY)
        sensor = Sensor(lab, binary, "--threads", "2", "--eve", eve, "--policy", policy, "--set",
                        "evidence=on", "--set", "evidence-dir=" + lab.path("packets"), "--set",
                        "evidence-after=0", "--redis", "redis://127.0.0.1:1",
                        namespace=wire.namespace, eve=False, ready=False)
        sensor.eve = eve
        sensor.wait_for("run")
        time.sleep(0.3)
        processes, threads = expect_everyone(cage.process_of(sensor), who)
        expect(processes == 2, "%d processes, and not the sensor and its opener" % processes)
        cage.expect_caged(sensor)
        os.rename(eve, eve + ".1")
        lab.write("policy.yaml", cage.POLICY + "# other\n")
        sensor.signal(signal.SIGHUP)
        wait_until(lambda: os.path.exists(eve), 5, "SIGHUP did not open the file anew")
        sensor.offset = 0
        told = sensor.wait_for("run", lambda e: e["run"]["state"] == "reload")["run"]
        expect(told["changed"] == ["policy"], "the policy was not read again: %s" % told)
        wire.sender()(frames.set_frame(1))
        sensor.wait_for("alert")
        wait_until(lambda: any(n.endswith(".pcap") for n in os.listdir(lab.path("packets"))), 10,
                   "no packets are kept: " + sensor.said())
        sensor.stop()
        state = lab.path("sensor.state")
        for name in ("memory", "secret-hash.key", "spool"):
            expect(os.path.exists(os.path.join(state, name)), "there is no " + name)
            expect(os.stat(os.path.join(state, name)).st_uid == who.pw_uid, name + " is root's")
        expect("ermission" not in sensor.said(), sensor.said())
        return "%d processes, %d threads of %s" % (processes, threads, who.pw_name)


def start(lab, wire, binary, state, *words):
    os.makedirs(lab.path(state), exist_ok=True)
    process = lab.start(binary, "run", "-i", "span0", "--set", "state-dir=" + lab.path(state),
                        *words, namespace=wire.namespace)

    def said():
        with open(process.log, encoding="utf-8", errors="replace") as file:
            return file.read()
    wait_until(lambda: "watching" in said() or process.poll() is not None, 20, "it did not start")
    return process, said()


def stays_where_it_must(binary):
    """A folder that no other user may write to; a policy that none may read; no sandbox."""
    heir()
    with Lab() as lab:
        wire = Wire(lab)
        secret = lab.write("secret.yaml", cage.POLICY, 0o600)
        for words, why in ((("--eve", lab.path("eve.json")), "may use " + lab.folder),
                           (("--eve", "/dev/null", "--policy", secret), "may use " + secret),
                           (("--eve", "/dev/null", "--set", "user=root"), None),
                           (("--eve", "/dev/null", "--no-sandbox"), None)):
            process, said = start(lab, wire, binary, "state", *words)
            told = cage.status_of("/proc/%d" % process.pid)
            expect(told["Uid"].split() == ["0"] * 4, "Uid is " + told["Uid"])
            expect("--no-sandbox" in words or int(told["CapPrm"], 16) == 0, "it has rights")
            expect(("it stays root" in said) == bool(why) and (why or "") in said, said)
            expect(os.stat(lab.path("state")).st_uid == 0, "its folder was given away")
            process.send_signal(signal.SIGTERM)
            expect(process.wait(10) == 0, "exit code")
        process, said = start(lab, wire, binary, "other", "--eve", "/dev/null")
        expect("goes on as the user " + heir().pw_name in said, said)


def reader(lab, binary, name, *words):
    """read of a pipe that stays open, with what the kernel says of it."""
    pipe = lab.path(name)
    os.mkfifo(pipe)
    os.chmod(pipe, 0o644)
    process = lab.start(binary, "read", pipe, "--quiet", *words)
    with open(pipe, "wb") as file:
        frames.write_pcap(lab.path("one.pcap"), [(1700000000, frames.set_frame(1))])
        with open(lab.path("one.pcap"), "rb") as one:
            file.write(one.read())
        file.flush()
        time.sleep(0.5)
        told = cage.status_of("/proc/%d" % process.pid)
    expect(process.wait(10) == 0, "exit code")
    expect(int(told["CapPrm"], 16) == 0, "it has rights")
    return int(told["Uid"].split()[1])


def read_of_root(binary):
    who = heir()
    with Lab() as lab:
        expect(reader(lab, binary, "a", "--eve", "-") == who.pw_uid, "events on stdout: it is root")
        mine = lab.path("mine.json")
        expect(reader(lab, binary, "b", "--eve", mine) == 0, "it writes to a folder of root")
        expect(os.stat(mine).st_uid == 0, "the analyst's file is another's")
        os.chmod(lab.folder, 0o700)
        expect(reader(lab, binary, "c", "--eve", "-") == 0, "a capture of root alone is not read")


def serve_of_root(binary):
    who = heir()
    with Lab() as lab:
        os.makedirs(lab.path("pages"))
        lab.write("pages/index.html", "<html></html>")
        audit = lab.path("audit.log")
        process = lab.start(binary, "serve", "--redis", "redis://127.0.0.1:1", "--listen",
                            "127.0.0.1:0", "--assets", lab.path("pages"), "--set",
                            "serve.audit=" + audit)

        def said():
            with open(process.log, encoding="utf-8", errors="replace") as file:
                return file.read()
        wait_until(lambda: "the dashboard is at" in said() or process.poll() is not None, 20, said)
        processes, threads = expect_everyone(process.pid, who)
        expect(processes == 1 and os.stat(audit).st_uid == 0, "the audit file is not root's")
        process.send_signal(signal.SIGTERM)
        expect(process.wait(10) == 0, "exit code")
        return "%d threads of %s" % (threads, who.pw_name)


CHECKS = (
    ("started by hand as root it is another user, and opens all it needs", gives_up_root),
    ("root stays, without any right, where no other user can go on, and says why",
     stays_where_it_must),
    ("read gives up root where it makes no file, and only there", read_of_root),
    ("serve started by hand as root is another user", serve_of_root),
)
