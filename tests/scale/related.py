"""Flows that a control connection announces meet it, however many threads share the work.

A real FTP session with passive and active transfers, and a TFTP transfer from a new port, on a hub;
sensors with 1, 2 and 4 threads watch at the same time. FTP's client and server are a few lines of
their own, since what is proved is the sensor.
"""

import hashlib
import sys
import time

from lab import Lab, Skipped, expect, missing_tools, run, wait_until
from management import HOSTS, Hub
from sensor import Sensor

THREADS = ("1", "2", "4")
CONFIG = b"hostname r1\n" + b"interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n" * 400

FTP_SERVER = r"""
import socket, sys
listener = socket.create_server((sys.argv[1], 21), backlog=4)
folder = sys.argv[2]
while True:
    control, _ = listener.accept()
    lines = control.makefile("rb")
    say = lambda text: control.sendall(text.encode() + b"\r\n")
    say("220 store")
    data = passive = None
    for line in lines:
        verb, _, word = line.decode().strip().partition(" ")
        if verb == "PASV":
            passive = socket.create_server((sys.argv[1], 0))
            port = passive.getsockname()[1]
            say("227 Entering Passive Mode (%s,%d,%d)" % (
                sys.argv[1].replace(".", ","), port >> 8, port & 255))
        elif verb == "PORT":
            parts = word.split(",")
            data = (".".join(parts[:4]), int(parts[4]) * 256 + int(parts[5]))
            say("200 ok")
        elif verb in ("RETR", "STOR"):
            say("150 here it comes")
            peer = passive.accept()[0] if passive else socket.create_connection(data)
            if verb == "RETR":
                peer.sendall(open(folder + "/" + word, "rb").read())
            else:
                while peer.recv(65536):
                    pass
            peer.close()
            if passive:
                passive.close()
            passive = None
            say("226 done")
        elif verb == "QUIT":
            say("221 bye")
            break
        else:
            say({"USER": "331 password", "PASS": "230 come in"}.get(verb, "200 ok"))
    control.close()
"""

FTP_CLIENT = r"""
import ftplib, io, sys
ftp = ftplib.FTP(sys.argv[1], "admin", "secret", timeout=10)
for passive in (True, False):
    ftp.set_pasv(passive)
    ftp.retrbinary("RETR startup-config", lambda block: None)
    ftp.storbinary("STOR backup", io.BytesIO(open(sys.argv[2], "rb").read()))
ftp.quit()
"""


def sensors_on(lab, hub, binary):
    return [Sensor(lab, binary, "--threads", n, namespace=hub.namespace, name="t" + n)
            for n in THREADS]


def transfers_of(sensor, via):
    """(name, direction-free facts) of every transfer by VIA."""
    return sorted((e["transfer"]["name"], e["transfer"]["size"], e["transfer"].get("sha256"))
                  for e in sensor.of("transfer") if e["transfer"]["via"] == via)


def same_transfers(sensors, via, wanted):
    told = {}
    for sensor in sensors:
        wait_until(lambda s=sensor: len(transfers_of(s, via)) >= len(wanted), 15,
                   lambda s=sensor: "%s: %d of %d transfers: %s" % (
                       s.eve, len(transfers_of(s, via)), len(wanted), transfers_of(s, via)))
        told[sensor.eve] = transfers_of(sensor, via)
        sensor.stop()
    for eve, transfers in told.items():
        expect(transfers == sorted(wanted), "%s: %s" % (eve, transfers))


def ftp(bench):
    with Lab() as lab:
        hub = Hub(lab)
        with open(lab.path("startup-config"), "wb") as file:
            file.write(CONFIG)
        sensors = sensors_on(lab, hub, bench.binary)
        hub.serve("store", sys.executable, "-c", FTP_SERVER, HOSTS["store"], lab.folder)
        time.sleep(1)
        hub.on("router", sys.executable, "-c", FTP_CLIENT, HOSTS["store"],
               lab.path("startup-config"))
        digest = hashlib.sha256(CONFIG).hexdigest()
        same_transfers(sensors, "ftp-data", [("startup-config", len(CONFIG), digest)] * 2 +
                       [("backup", len(CONFIG), digest)] * 2)
        return "4 data connections by %s threads" % ", ".join(THREADS)


def tftp(bench):
    missing = missing_tools("atftpd", "atftp")
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))
    with Lab() as lab:
        hub = Hub(lab)
        with open(lab.path("startup-config"), "wb") as file:
            file.write(CONFIG)
        sensors = sensors_on(lab, hub, bench.binary)
        hub.serve("store", "atftpd", "--daemon", "--no-fork", "--user", "root", "--bind-address",
                  HOSTS["store"], lab.folder)
        time.sleep(1)
        for _ in range(5):
            run("atftp", "-g", "-r", "startup-config", "-l", "/dev/null", HOSTS["store"],
                namespace=hub.hosts["router"])
        digest = hashlib.sha256(CONFIG).hexdigest()
        same_transfers(sensors, "tftp", [("startup-config", len(CONFIG), digest)] * 5)
        return "5 transfers by %s threads" % ", ".join(THREADS)


CHECKS = (
    ("FTP's data connections meet their control connection at any number of threads", ftp, True),
    ("TFTP's answers from a new port meet their request at any number of threads", tftp, False),
)
