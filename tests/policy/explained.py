"""Each finding of class policy says which line is missing, `spanwatch explain` says the same, and with that
line in the policy the finding is gone."""

import json
import os
import subprocess
import tempfile

# What a line in the policy does not clear, and why.
OTHERWISE = {
    "no-accounting": "what is missing is a record, which no line brings",
}


def alerts(binary, folder, policy):
    name = os.path.basename(folder)
    read = [binary, "read", os.path.join(folder, name + ".pcap"), "--policy", policy, "--set", "checksum=off", "--quiet",
            "--eve", "-"]
    lines = subprocess.run(read, stdout=subprocess.PIPE, check=True).stdout.splitlines()
    return [json.loads(line) for line in lines if b'"event_type":"alert"' in line]


def key(alert):
    ours = alert["spanwatch"]
    return (ours["finding"], ours.get("element"), alert.get("src_ip"), alert.get("dest_ip"), alert.get("app_proto"))


def with_line(policy, line):
    """The policy with LINE at the head of the list that it belongs to."""
    under = "windows:" if "until:" in line else "permits:"
    with open(policy, encoding="ascii") as file:
        text = file.read()
    if under + "\n" not in text:
        text += under + "\n"
    return text.replace(under + "\n", under + "\n  " + line + "\n", 1)


def walk(binary, folders):
    """(good, what) for each slug of class policy that a scene raises; those that none raises are told."""
    registry = json.loads(subprocess.run([binary, "list", "findings", "--json"], stdout=subprocess.PIPE, check=True).stdout)
    wanted = {f["finding"] for f in registry if f["class"] == "policy"} - set(OTHERWISE)
    done = set()
    for folder in folders:
        policy = os.path.join(folder, "policy.yaml")
        for alert in alerts(binary, folder, policy):
            slug, line = alert["spanwatch"]["finding"], alert["spanwatch"]["why"].get("missing")
            if slug not in wanted or slug in done or not line or alert["spanwatch"]["group"]["state"] == "closed":
                continue
            done.add(slug)
            yield judge(binary, folder, policy, alert, line)
    for slug in sorted(wanted - done):
        yield False, "%s: no scene raises it with a line that is missing" % slug


def judge(binary, folder, policy, alert, line):
    slug = alert["spanwatch"]["finding"]
    with tempfile.TemporaryDirectory() as work:
        event, other = os.path.join(work, "event.json"), os.path.join(work, "policy.yaml")
        with open(event, "w", encoding="utf-8") as file:
            json.dump(alert, file)
        explained = subprocess.run([binary, "explain", event, "--policy", policy], stdout=subprocess.PIPE, check=False).stdout
        if line not in explained.decode():
            return False, "%s: explain does not name %s but says %s" % (slug, line, explained.decode())
        with open(other, "w", encoding="ascii") as file:
            file.write(with_line(policy, line))
        left = [a for a in alerts(binary, folder, other) if key(a) == key(alert) and a["spanwatch"]["why"].get("missing") == line]
        return not left, "%s: explain names %s, and with it %s" % (slug, line, "it is still told" if left else "it is gone")
