"""One spanwatch process that watches, and what it wrote."""

import json
import os
import signal
import subprocess
import time

from lab import Failed, expect, wait_until


class Sensor:
    def __init__(self, lab, binary, *words, namespace, name="sensor", interfaces=("span0",),
                 eve=True, ready=True):
        self.lab = lab
        self.eve = lab.path(name + ".eve")
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
        """Every event so far; a line that is being written is left for later."""
        found = []
        for path in files or (self.eve,):
            if not os.path.exists(path):
                continue
            with open(path, encoding="utf-8") as file:
                for line in file:
                    if not line.endswith("\n"):
                        break
                    try:
                        found.append(json.loads(line))
                    except ValueError as error:
                        raise Failed("invalid JSON: %s: %.200s" % (error, line)) from None
        return found

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
