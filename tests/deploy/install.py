"""Files that `make install` places."""

import os
import re
import shutil

from lab import Failed, Skipped, expect, missing_tools, run


class Place:
    """The tree as it is installed below ROOT, from the build folder BUILD; made on first use."""

    def __init__(self, build, root):
        self.build, self.root, self.made = build, root, False
        self.binary = os.path.join(build, "spanwatch")

    def path(self, *names):
        if not self.made:
            self.made = True
            # A prefix of its own, so that /etc and /var are below it as well.
            run("make", "-s", "-C", self.build, "install", "DESTDIR=" + self.root, "prefix=/usr",
                "sysconfdir=/etc", "localstatedir=/var",
                "systemdsystemunitdir=/lib/systemd/system", timeout=200,
                env={k: v for k, v in os.environ.items() if k != "MAKEFLAGS"})
        return os.path.join(self.root, *names)

    def text(self, *names):
        with open(self.path(*names), encoding="utf-8") as file:
            return file.read()


def need(*tools):
    missing = missing_tools(*tools)
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))


FILES = (
    "usr/bin/spanwatch", "lib/systemd/system/spanwatch.service",
    "usr/lib/sysusers.d/spanwatch.conf", "usr/lib/tmpfiles.d/spanwatch.conf",
    "etc/logrotate.d/spanwatch", "etc/spanwatch/spanwatch.yaml",
    "usr/share/doc/spanwatch/examples/policy.yaml",
)


def files(place):
    missing = [f for f in FILES if not os.path.isfile(place.path(f))]
    expect(not missing, "missing: " + ", ".join(missing))
    unit = place.text("lib/systemd/system/spanwatch.service")
    expect(not re.search(r"@\w+@/", unit), "a path was not put in")
    left = run("grep", "-rl", place.root, place.root, check=False).stdout
    expect(not left, "DESTDIR stands in " + left)


def again(place):
    """A second install leaves the operator's configuration alone."""
    path = place.path("etc/spanwatch/spanwatch.yaml")
    with open(path, "a", encoding="ascii") as file:
        file.write("# mine\n")
    place.made = False
    expect("# mine" in place.text("etc/spanwatch/spanwatch.yaml"), "it was overwritten")


def configuration(place):
    path = place.path("etc/spanwatch/spanwatch.yaml")
    done = run(place.binary, "check", "--config", path, "--policy",
               place.path("usr/share/doc/spanwatch/examples/policy.yaml"))
    expect("no fault found" in done.stdout, done.stdout)


def version(place):
    expect(re.match(r"spanwatch \d+\.\d+\.\d+$", run(place.binary, "--version").stdout.strip()),
           "--version")
    info = run(place.binary, "--build-info").stdout
    for word in ("version", "compiler", "libpcap 1", "nDPI", "protocols", "findings"):
        expect(word in info, "--build-info lacks " + word)


def exposure(place):
    need("systemd-analyze")
    unit = place.path("lib/systemd/system/spanwatch.service")
    text = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit).stdout
    score = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", text)[1])
    expect(score <= 2.0, "scores %.1f" % score)
    return "scores %.1f" % score


def unit_is_understood(place):
    need("systemd-analyze")
    # The program stands elsewhere than the unit says, which verify would not like.
    unit = re.sub(r"=\S*/bin/spanwatch", "=" + place.binary,
                  place.text("lib/systemd/system/spanwatch.service"))
    path = place.path("spanwatch.service")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(l for l in unit.splitlines() if not l.startswith("Documentation")))
    done = run("systemd-analyze", "verify", "--man=no", path, check=False)
    said = [l for l in done.stderr.splitlines() if "spanwatch" in l]
    expect(not said, " ".join(said))


def user_and_folders(place):
    need("systemd-sysusers", "systemd-tmpfiles")
    if os.geteuid():
        raise Skipped("needs root")
    root = place.path("machine")
    for name in ("etc", "usr/lib/sysusers.d", "usr/lib/tmpfiles.d", "var/lib", "var/log"):
        os.makedirs(os.path.join(root, name))
    for name, text in (("passwd", "root:x:0:0:root:/root:/bin/sh\n"),
                       ("group", "root:x:0:\nadm:x:4:\n")):
        with open(os.path.join(root, "etc", name), "w", encoding="ascii") as file:
            file.write(text)
    for kind in ("sysusers", "tmpfiles"):
        to = "usr/lib/%s.d/spanwatch.conf" % kind
        shutil.copy(place.path(to), os.path.join(root, to))
        run("systemd-" + kind, "--root=" + root, *(["--create"] if kind == "tmpfiles" else []))
    with open(os.path.join(root, "etc/passwd"), encoding="ascii") as file:
        found = re.search(r"^spanwatch:[^:]*:(\d+):\d+:[^:]*:[^:]*:(\S+)$", file.read(), re.M)
    expect(found and found[2] == "/usr/sbin/nologin", "no such user")
    for name, mode in (("var/lib/spanwatch", 0o750), ("var/log/spanwatch", 0o2750)):
        info = os.stat(os.path.join(root, name))
        expect(info.st_uid == int(found[1]), name + " is not the sensor's")
        expect(info.st_mode & 0o7777 == mode, "%s has mode %o" % (name, info.st_mode & 0o7777))


def rotation(place):
    need("logrotate")
    done = run("logrotate", "-d", place.path("etc/logrotate.d/spanwatch"), check=False)
    text = done.stdout + done.stderr
    # The user is not on the machine that tests.
    faults = [l for l in text.splitlines() if "error" in l and "spanwatch" not in l]
    expect(not faults, " ".join(faults))
    if "Handling 1 logs" not in text and "unknown user" not in text:
        raise Failed(text[-300:])


CHECKS = (
    ("make install with DESTDIR places every file of the service", files),
    ("a second install leaves the configuration alone", again),
    ("the configuration and the example policy are free of faults", configuration),
    ("--version and --build-info say what is in the program", version),
    ("the unit scores at most 2.0 in systemd-analyze security", exposure),
    ("systemd understands every line of the unit", unit_is_understood),
    ("sysusers and tmpfiles make the user and its folders", user_and_folders),
    ("logrotate understands its file", rotation),
)
