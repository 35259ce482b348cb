"""Pages and completions that the program's tables make, and what stands in the repository of them."""

import filecmp
import os
import re

from install import need
from lab import expect, run

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGES = ("man1/spanwatch.1", "man5/spanwatch.yaml.5", "man5/spanwatch-policy.5",
         "man7/spanwatch-rules.7", "man7/spanwatch-events.7")


def pages(place):
    need("man")
    for name in PAGES:
        path = place.path("usr/share/man", name)
        done = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path,
                   env={**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": ""})
        expect(not done.stderr, "%s: %s" % (name, done.stderr[:300]))
        text = place.text("usr/share/man", name)
        expect(not re.search(r"^@\w+@$", text, re.M), name + " has a table that was not filled in")
    return "%d pages" % len(PAGES)


def pages_tell_everything(place):
    program = place.text("usr/share/man/man1/spanwatch.1")
    for line in run(place.binary, "--help").stdout.splitlines():
        found = re.match(r"  ([a-z]+) +\S", line)
        if found:
            expect("\n.SS %s\n" % found[1] in program, "spanwatch.1 lacks " + found[1])
            for option in re.findall(r"--([a-z-]+)", run(place.binary, found[1], "--help").stdout):
                expect("\\-\\-" + option.replace("-", "\\-") in program or option.startswith("exit"),
                       "spanwatch.1 lacks --" + option)
    keys = place.text("usr/share/man/man5/spanwatch.yaml.5").replace("\\-", "-")
    section = ""
    for line in run(place.binary, "check", "--print-config").stdout.splitlines():
        found = re.match(r"( *)([a-z-]+):", line)
        if not found:
            continue
        section = section if found[1] else found[2] if line.endswith(":") else ""
        name = (section + "." if found[1] else "") + found[2]
        if not line.endswith(":"):
            expect("\\fB%s\\fR" % name in keys, "spanwatch.yaml.5 lacks " + name)


def default_file(place):
    """What the program prints as its configuration is one, with every key explained."""
    path = place.path("usr/share/doc/spanwatch/examples/spanwatch.yaml")
    expect("no fault found" in run(place.binary, "check", "--config", path).stdout, "it has faults")
    lines = place.text("usr/share/doc/spanwatch/examples/spanwatch.yaml").splitlines()
    for before, line in zip([""] + lines, lines):
        if re.match(r" *[a-z-]+: ", line):
            expect(before.lstrip().startswith("# "), line + " is not explained")
            expect("default" in before, line + " has no default")


def reference(place):
    """Else: deploy/generate reference build/spanwatch"""
    folder = place.path("reference")
    run(os.path.join(TOP, "deploy/generate"), "reference", place.binary, folder, timeout=60)
    names = sorted(os.listdir(folder))
    _, other, missing = filecmp.cmpfiles(
        folder, os.path.join(TOP, "deploy/doc/reference"), names, shallow=False)
    expect(not other and not missing, "not up to date: %s (deploy/generate reference "
           "build/spanwatch makes them)" % ", ".join(other + missing))
    return "%d pages" % len(names)


def complete(place, *words):
    """What bash would offer for the last of WORDS."""
    script = """
. /usr/share/bash-completion/bash_completion
. "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
_spanwatch
printf '%s\\n' "${COMPREPLY[@]}"
"""
    done = run("bash", "-c", script, "bash",
               place.path("usr/share/bash-completion/completions/spanwatch"), "spanwatch", *words)
    return done.stdout.split()


def completion(place):
    need("bash", "zsh")
    run("zsh", "-n", place.path("usr/share/zsh/vendor-completions/_spanwatch"))
    run("bash", "-n", place.path("usr/share/bash-completion/completions/spanwatch"))
    if not os.path.exists("/usr/share/bash-completion/bash_completion"):
        return "syntax only"
    expect(complete(place, "rep") == ["replay", "report"], "rep: %s" % complete(place, "rep"))
    expect("--no-sandbox" in complete(place, "run", "--no"), "run --no")
    expect(complete(place, "read", "--color", "al") == ["always"], "--color al")
    expect(complete(place, "list", "proto") == ["protocols"], "list proto")
    expect("limits.flows=" in complete(place, "run", "--set", "limits.f"), "--set limits.f")
    return None


def package(place):
    """Nobody adds a library to packages.build and forgets the package."""
    del place
    with open(os.path.join(TOP, "deploy/packages.build"), encoding="ascii") as file:
        wanted = {l.split()[0] for l in file if l.strip() and not l.startswith("#")}
    with open(os.path.join(TOP, "deploy/debian/control"), encoding="ascii") as file:
        named = set(re.findall(r"[a-z0-9][a-z0-9.+-]+", file.read().split("Homepage")[0]))
    tools = {"autoconf", "automake", "build-essential", "ieee-data"}
    expect(not wanted - tools - named, "deploy/debian/control lacks " + ", ".join(wanted - tools - named))


def sandbox_knows_files(place):
    """A setting that names a file or a folder has its row in the table of the sandbox."""
    del place
    with open(os.path.join(TOP, "sensor/settings.def"), encoding="ascii") as file:
        named = {m[1] for m in re.finditer(r'^SETTING\((\w+), "[^"]*", (?:TEXT|LIST), (.*)$', file.read(),
                                           re.M) if re.search(r"\bfiles?\b|director|folder", m[2])}
    with open(os.path.join(TOP, "sensor/cage/needs.def"), encoding="ascii") as file:
        known = set(re.findall(r"^NEED_SETTING\([^,]*, (\w+),", file.read(), re.M))
    expect(not named - known, "sensor/cage/needs.def lacks " + ", ".join(sorted(named - known)))


def ansible_and_compose(place):
    del place
    need("ansible-playbook", "docker-compose")
    run("ansible-playbook", "--syntax-check", "-i", "localhost,",
        os.path.join(TOP, "deploy/ansible/site.yaml"), timeout=60)
    run("docker-compose", "-f", os.path.join(TOP, "deploy/compose/compose.yaml"), "config", "-q",
        timeout=60)


def links(place):
    """Pages lead to pages that are there."""
    del place
    folder = os.path.join(TOP, "deploy/doc")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".md"):
            with open(os.path.join(folder, name), encoding="ascii") as file:
                for target in re.findall(r"\]\(([^):#]+)\)", file.read()):
                    expect(os.path.exists(os.path.join(folder, target)),
                           "%s leads to %s" % (name, target))


CHECKS = (
    ("manual pages are free of warnings", pages),
    ("manual pages name every command, option and setting", pages_tell_everything),
    ("the default configuration explains every key", default_file),
    ("the reference in the repository is what the program says", reference),
    ("bash and zsh complete commands, options and settings", completion),
    ("the sandbox knows every setting that names a file", sandbox_knows_files),
    ("the Ansible role and the compose file are understood", ansible_and_compose),
    ("pages of the documentation lead to pages that are there", links),
    ("the package is built with what the build needs", package),
)
