"""What the reports say of the scenes: SPANWATCH read over a folder, its events into SPANWATCH report."""

import json
import os
import subprocess


def rows(binary, folder, kind, table):
    """The rows of one table, for the capture and policy of FOLDER."""
    name = os.path.basename(folder)
    read = [binary, "read", os.path.join(folder, name + ".pcap"), "--policy", os.path.join(folder, "policy.yaml"),
            "--set", "checksum=off", "--quiet", "--eve", "-"]
    events = subprocess.run(read, stdout=subprocess.PIPE, check=True).stdout
    report = [binary, "report", kind, "--json", "--policy", os.path.join(folder, "policy.yaml"), "-"]
    return json.loads(subprocess.run(report, input=events, stdout=subprocess.PIPE, check=True).stdout)[table]


def planes(binary, folder):
    """The matrix has a flow in the plane that it came from, and its violation beside it."""
    found = {r["element"]: r for r in rows(binary, folder, "inventory", "planes") if r["protocol"] == "snmp"}
    wanted = {"10.30.0.1": "subscribers", "10.30.0.2": "subscribers", "10.30.0.3": "subscribers", "10.30.0.4": "outside",
              "10.30.0.5": "subscribers", "10.30.0.6": "management"}
    every = ("management", "elements", "subscribers", "networks", "outside", "inside")
    return all(found[e][plane] == 1 and sum(found[e][p] for p in every) == 1 and
               (found[e]["violations"] > 0) == (plane != "management") for e, plane in wanted.items())


def vendors(binary, folder):
    """Who came, how long, what was changed, in which window."""
    found = {(r["who"], r["element"]): r for r in rows(binary, folder, "vendors", "visits")}
    chen, lin = found["hw-chen", "10.30.0.1"], found["hw-lin", "10.30.0.2"]
    return (set(found) == {("hw-chen", "10.30.0.1"), ("hw-lin", "10.30.0.2"), ("192.0.2.7", "10.30.0.2")} and
            chen["windows"] == "VISIT" and chen["changes"] == 1 and "hostname chen" in chen["touched"] and
            chen["minutes"] == 20 and chen["uncovered"] == 0 and chen["from"] == "10.20.0.20" and chen["logins"] == 2 and
            lin["windows"] == "" and lin["uncovered"] > 0 and "vendor-access" in lin["findings"] and
            found["192.0.2.7", "10.30.0.2"]["users"] == "support" and
            "vendor-access" in found["192.0.2.7", "10.30.0.2"]["findings"])


def learned_spaces(binary, folder):
    """Each space is learned by itself: its manager may there, and nowhere else."""
    draft, capture = os.path.join(folder, "draft.yaml"), os.path.join(folder, "learned-spaces.pcap")
    subprocess.run([binary, "learn", "--spaces", os.path.join(folder, "policy.yaml"), "--set", "checksum=off", "-o", draft,
                    capture], check=True)
    judged = subprocess.run([binary, "read", capture, "--policy", draft, "--set", "checksum=off", "--quiet", "--eve", "-"],
                            stdout=subprocess.PIPE, check=True).stdout.splitlines()
    found = [a for a in map(json.loads, judged) if a.get("spanwatch", {}).get("class") == "policy"]
    with open(draft, encoding="ascii") as file:
        text = file.read()
    return not found and "managers-cust-a" in text and "cust-b/10.20.0.99" in text and "cust-a/10.20.0.99" not in text


def windows(binary, folder):
    """Each message is explained as what it is, from who asked to who answered."""
    name = os.path.basename(folder)
    policy = ["--policy", os.path.join(folder, "policy.yaml")]
    read = [binary, "read", os.path.join(folder, name + ".pcap"), *policy, "--set", "checksum=off", "--quiet", "--eve", "-"]
    events = subprocess.run(read, stdout=subprocess.PIPE, check=True).stdout
    answers = [line for line in events.splitlines() if b'"event_type":"snmp"' in line and b'"src_port":161' in line]
    said = subprocess.run([binary, "explain", *policy, "-"], input=b"\n".join(answers), stdout=subprocess.PIPE, check=True).stdout.decode()
    heads = [line for line in said.splitlines() if " to 10.30.0." in line and "over " in line and line.startswith("2026")]
    return len(answers) > 3 and len(heads) == len(answers) and all("over snmp, port 161" in head for head in heads)


CHECKS = (planes, vendors, learned_spaces, windows)
