"""What `run` says and how it ends when it cannot watch."""

import socket

from lab import Lab, Wire, expect, run


def fails(binary, code, *words, says, namespace=None, before=()):
    """Runs BINARY; it must end with CODE and one sentence that has all words of SAYS."""
    done = run(*before, binary, "run", "--set", "state-dir=/nonexistent", *words,
               namespace=namespace, check=False)
    lines = [x for x in done.stderr.splitlines() if "redacted secrets" not in x]
    expect(done.returncode == code, "exit code %d, not %d: %s" % (
        done.returncode, code, done.stderr[-300:]))
    expect(len(lines) == 1, "not one sentence: " + " | ".join(lines))
    for word in says:
        expect(word in lines[0], "nothing of '%s' in: %s" % (word, lines[0]))
    expect(done.stdout == "", "something on stdout: " + done.stdout[:200])
    return lines[0].replace("spanwatch: ", "")


def no_permission(binary):
    with Lab() as lab:
        wire = Wire(lab)
        return fails(binary, 6, "-q", "-i", "span0", says=("span0", "permi", "root", "CAP_NET_RAW"),
                     namespace=wire.namespace,
                     before=("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))


def unknown_interface(binary):
    return fails(binary, 6, "-q", "-i", "eth99", says=("eth99", "list interfaces"))


def interface_down(binary):
    with Lab() as lab:
        wire = Wire(lab)
        wire.set("down")
        return fails(binary, 6, "-q", "-i", "span0", says=("span0", "down"),
                     namespace=wire.namespace)


def no_interface(binary):
    return fails(binary, 2, "-q", says=("-i", "list interfaces"))


def bad_filter(binary):
    with Lab() as lab:
        wire = Wire(lab)
        return fails(binary, 2, "-q", "-i", "span0", "--filter", "host host", says=("filter",),
                     namespace=wire.namespace)


def bad_policy(binary):
    with Lab() as lab:
        policy = lab.write("p.yaml", "version: 1\npermitz: []\n")
        return fails(binary, 3, "-q", "-i", "lo", "--policy", policy, says=("p.yaml:2:1", "permitz"))


def no_policy_file(binary):
    return fails(binary, 3, "-q", "-i", "lo", "--policy", "/nonexistent/p.yaml",
                 says=("/nonexistent/p.yaml",))


def no_place_for_eve(binary):
    return fails(binary, 7, "-q", "-i", "lo", "--eve", "/nonexistent/eve.json",
                 says=("/nonexistent/eve.json",))


def closed_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def keys_of_others(binary):
    with Lab() as lab:
        keys = lab.write("keys.yaml", "tacacs: []\n", 0o644)
        return fails(binary, 3, "-q", "-i", "lo", "--keys", keys, says=("keys.yaml", "0600"))


CHECKS = [
    ("without permission it exits with 6 and says what it needs", no_permission),
    ("an interface that is not there is exit 6", unknown_interface),
    ("an interface that is down is exit 6", interface_down),
    ("without an interface it is exit 2 and says how", no_interface),
    ("a filter with faults is exit 2", bad_filter),
    ("a policy with faults is exit 3 with file, line and column", bad_policy),
    ("a policy file that is not there is exit 3", no_policy_file),
    ("an EVE file that cannot be made is exit 7", no_place_for_eve),
    ("a key file that others can read is exit 3", keys_of_others),
]
