"""Network namespaces, the processes in them, and their end.

Everything that is made here is noted and taken down by `close`, also when a check fails.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
DAY = 24 * 3600


class Failed(Exception):
    """A check that does not hold; the text says why."""


class Skipped(Exception):
    """A check that cannot be made here; the text says why."""


def expect(holds, why):
    if not holds:
        raise Failed(why)


def wait_until(question, seconds, why):
    """Asks until the answer is true; Failed with WHY (text or function) after SECONDS."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failed(why() if callable(why) else why)
        time.sleep(0.05)


def run(*words, namespace=None, timeout=20, check=True, **more):
    """Runs a command to its end; returns the CompletedProcess with its text."""
    if namespace:
        words = ("ip", "netns", "exec", namespace, *words)
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        timeout=timeout, text=True, errors="replace", check=False, **more)
    if check and done.returncode:
        raise Failed("%s: %s" % (" ".join(words), (done.stderr or done.stdout).strip()[-300:]))
    return done


def missing_tools(*names):
    return [n for n in names if not shutil.which(n, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]


def keep_from_midnight(seconds):
    """Waits until the next SECONDS lie in one day of UTC: where a day ends, hosts are told again and
    findings of class posture are new ones."""
    left = DAY - time.time() % DAY
    if left < seconds:
        time.sleep(left + 1)


class Lab:
    """Namespaces, processes and files of one group of checks."""

    count = 0

    def __init__(self):
        Lab.count += 1
        self.prefix = "swl%d-%d-" % (os.getpid(), Lab.count)
        self.namespaces = []
        self.processes = []
        self.folder = tempfile.mkdtemp(prefix="spanwatch-live-")
        os.chmod(self.folder, 0o755)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def namespace(self, name):
        full = self.prefix + name
        run("ip", "netns", "add", full)
        self.namespaces.append(full)
        # Nobody in there speaks unless a check makes it.
        run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1",
            "net.ipv6.conf.default.disable_ipv6=1", namespace=full, check=False)
        run("ip", "link", "set", "lo", "up", namespace=full)
        return full

    def start(self, *words, namespace=None, **more):
        """Starts a process that is ended with the lab; its output goes to files."""
        if namespace:
            words = ("ip", "netns", "exec", namespace, *words)
        log = open(self.path("process-%d.log" % len(self.processes)), "wb")
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **more)
        log.close()
        process.log = log.name
        self.processes.append(process)
        return process

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        self.processes = []
        for name in self.namespaces:
            left = run("ip", "netns", "pids", name, check=False).stdout.split()
            for pid in left:
                try:
                    os.kill(int(pid), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            run("ip", "netns", "del", name, check=False)
        self.namespaces = []
        shutil.rmtree(self.folder, ignore_errors=True)


class Wire:
    """A namespace with pairs of interfaces: the sensor watches span0.., frames go in at peer0.. ."""

    def __init__(self, lab, count=1, mtu=1500):
        self.lab = lab
        self.namespace = lab.namespace("wire")
        for i in range(count):
            self.add(i, mtu)

    def add(self, i, mtu=1500):
        run("ip", "link", "add", "span%d" % i, "mtu", str(mtu), "type", "veth",
            "peer", "name", "peer%d" % i, "mtu", str(mtu), namespace=self.namespace)
        for name in ("span%d" % i, "peer%d" % i):
            run("ip", "link", "set", name, "up", namespace=self.namespace)

    def remove(self, i=0):
        run("ip", "link", "del", "span%d" % i, namespace=self.namespace)

    def set(self, state, i=0):
        run("ip", "link", "set", "span%d" % i, state, namespace=self.namespace)

    def sender(self, i=0):
        """A function that puts one frame on the wire."""
        sock = packet_socket(self.namespace, "peer%d" % i)
        return sock.send

    def sent_by(self, name="span0"):
        return sent_frames(self.namespace, name)


def sent_frames(namespace, name):
    """Frames that the interface NAME has sent."""
    path = "/sys/class/net/%s/statistics/tx_packets" % name
    return int(run("cat", path, namespace=namespace).stdout)


def packet_socket(namespace, interface, everything=False):
    """A raw socket on INTERFACE in NAMESPACE that sends, or also receives EVERYTHING.

    A thread of its own goes there and opens it.
    """
    result = []
    protocol = socket.htons(ETH_P_ALL) if everything else 0

    def there():
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/run/netns/" + namespace, "rb") as file:
            if libc.setns(file.fileno(), CLONE_NEWNET):
                result.append(OSError(ctypes.get_errno(), "setns"))
                return
        try:
            sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, protocol)
            sock.bind((interface, ETH_P_ALL if everything else 0))
            result.append(sock)
        except OSError as error:
            result.append(error)

    thread = threading.Thread(target=there)
    thread.start()
    thread.join()
    if isinstance(result[0], OSError):
        raise result[0]
    return result[0]
