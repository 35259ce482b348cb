"""One spanwatch process that watches, and what it wrote."""

import json
import os
import signal
import subprocess
import time

from lab import Failed, expect, wait_until


def read_events(path, offset):
    """The whole lines of PATH from OFFSET on, and the offset behind them."""
    if not os.path.exists(path):
        return [], offset
    with open(path, "rb") as file:
        file.seek(offset)
        whole, newline, _ = file.read().rpartition(b"\n")
    try:
        return [json.loads(line) for line in whole.splitlines()], offset + len(whole + newline)
    except ValueError as error:
        raise Failed("invalid JSON in %s: %s" % (path, error)) from None


class Sensor:
    def __init__(self, lab, binary, *words, namespace, name="sensor", interfaces=("span0",),
                 eve=True, ready=True):
        self.lab = lab
        self.eve = lab.path(name + ".eve")
        self.known, self.offset = [], 0  # events of that file so far
        state = lab.path(name + ".state")
        os.makedirs(state, exist_ok=True)
        command = [binary, "run", "--quiet", "--set", "state-dir=" + state,
                   "--set", "sensor=" + name]
        for interface in interfaces:
            command += ["-i", interface]
        if eve:
            command += ["--eve", self.eve]
        # --quiet also hides that it watches; the run event tells.
        self.process = lab.start(*command, *words, namespace=namespace)
        if ready:
            wait_until(lambda: self.ended() or self.of("run"), 20, "it did not start to watch")
            expect(not self.ended(), "it ended at the start: " + self.said())
            time.sleep(0.3)

    def ended(self):
        return self.process.poll() is not None

    def said(self):
        with open(self.process.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def events(self, *files):
        """Every event so far, of FILES or of the one that is written."""
        if files:
            return [e for path in files for e in read_events(path, 0)[0]]
        fresh, self.offset = read_events(self.eve, self.offset)
        self.known += fresh
        return self.known

    def of(self, kind, *files):
        return [e for e in self.events(*files) if e["event_type"] == kind]

    def findings(self):
        return {e["spanwatch"]["finding"] for e in self.of("alert")}

    def wait_for(self, kind, fits=lambda e: True, seconds=10):
        """The first event of KIND that FITS."""
        def look():
            return next((e for e in self.of(kind) if fits(e)), None)
        return wait_until(look, seconds, lambda: "no such %s event within %d s; stderr: %s" % (
            kind, seconds, self.said()[-300:]))

    def signal(self, number):
        self.process.send_signal(number)

    def cpu_seconds(self):
        with open("/proc/%d/stat" % self.process.pid, encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, within=5.0, code=0):
        """SIGTERM; the seconds until it ended. Failed when late or with another exit code."""
        begun = time.monotonic()
        self.signal(signal.SIGTERM)
        try:
            got = self.process.wait(within + 15)
        except subprocess.TimeoutExpired:
            raise Failed("SIGTERM did not end it in %d s" % (within + 15)) from None
        took = time.monotonic() - begun
        expect(got == code, "exit code %d, not %d: %s" % (got, code, self.said()[-500:]))
        expect(took <= within, "SIGTERM took %.1f s" % took)
        return took

    def capture(self):
        """The last capture event."""
        events = self.of("capture")
        expect(events, "no capture event")
        return events[-1]["capture"]
