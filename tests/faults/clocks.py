"""The clock of the machine is set under a sensor that watches: hours forward, hours back.

No namespace has a clock of its own, so a library between the sensor and libc, libpcap shows it
another time, in what it asks and in the stamps of packets, as one file says.
"""

import calendar
import os
import struct
import threading
import time

import frames
from lab import DAY, Lab, Skipped, Wire, expect, run, wait_until
from sensor import Sensor

HOUR = 3600

# Adds the seconds that stand in $CLOCK_FILE to whatever tells the time of day.
OTHER_CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
static volatile long long *by;
__attribute__((constructor)) static void begin(void)
{
	int fd = open(getenv("CLOCK_FILE"), O_RDONLY);
	by = mmap(0, 8, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
}
int clock_gettime(clockid_t clock, struct timespec *t)
{
	static int (*real)();
	if (!real)
		real = dlsym(RTLD_NEXT, "clock_gettime");
	int r = real(clock, t);
	if (by && clock == CLOCK_REALTIME) /* libraries begin before us */
		t->tv_sec += *by;
	return r;
}
time_t time(time_t *ret)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	if (ret)
		*ret = t.tv_sec;
	return t.tv_sec;
}
struct call { pcap_handler to; u_char *ctx; };
static void stamp(u_char *ctx, const struct pcap_pkthdr *head, const u_char *bytes)
{
	struct call *call = (struct call *)ctx;
	struct pcap_pkthdr other = *head;
	other.ts.tv_sec += *by;
	call->to(call->ctx, &other, bytes);
}
int pcap_dispatch(pcap_t *p, int count, pcap_handler to, u_char *ctx)
{
	static int (*real)();
	struct call call = {to, ctx};
	if (!real)
		real = dlsym(RTLD_NEXT, "pcap_dispatch");
	return real(p, count, stamp, (u_char *)&call);
}
"""
POLICY = """version: 1
elements: {r1: {addresses: [10.50.0.1]}}
groups:
  routers: {role: element, members: [r1]}
  nms: {role: manager, addresses: [10.40.0.0/16]}
permits:
  - {id: poll, from: nms, to: routers, over: [snmp], may: any}
"""


class Clock:
    """The time that the sensor sees; to be set."""

    def __init__(self, lab, begins=DAY // 2):
        """It shows so many seconds of a day, noon: across midnight UTC findings are groups anew."""
        self.by, self.path = 0, lab.path("clock")
        self.library = lab.path("clock.so")
        self.set(int(begins - time.time() % DAY))
        run("cc", "-shared", "-fPIC", "-w", "-o", self.library,
            lab.write("clock.c", OTHER_CLOCK))

    def set(self, by):
        self.by += by
        if not os.path.exists(self.path):
            with open(self.path, "wb") as file:
                file.write(bytes(8))
        with open(self.path, "r+b") as file:  # in place: it is mapped
            file.write(struct.pack("q", self.by))

    def now(self):
        return time.time() + self.by

    def sensor(self, *words, **more):
        """A sensor that sees this time."""
        os.environ.update(LD_PRELOAD=self.library, CLOCK_FILE=self.path)
        try:
            return Sensor(*words, **more)
        finally:
            del os.environ["LD_PRELOAD"], os.environ["CLOCK_FILE"]


class Traffic(threading.Thread):
    """Permitted polls with their answers, and one host that nobody permitted, without an end."""

    def __init__(self, wire):
        super().__init__(daemon=True)
        self.send, self.sent, self.ends = wire.sender(), 0, False

    def run(self):
        while not self.ends:
            number = self.sent
            source = "10.40.0.%d" % (1 + number % 50)
            self.send(frames.set_frame(number, source))
            self.send(frames.answer_frame(number, source))
            self.send(frames.set_frame(number, "10.66.0.66"))
            self.send(frames.answer_frame(number, "10.66.0.66"))
            self.sent += 1
            time.sleep(0.02)


def stamp_of(event):
    text = event["timestamp"]
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


def expect_follows(sensor, clock, traffic):
    """Events come, with the new time."""
    mark = traffic.sent
    wait_until(lambda: traffic.sent > mark + 20, 20, "no traffic")
    seen = len(sensor.of("snmp"))
    told = wait_until(lambda: sensor.of("snmp")[seen + 20:], 20,
                      lambda: "nothing is seen any more: " + sensor.said()[-300:])
    off = stamp_of(told[-1]) - clock.now()
    expect(abs(off) < 25, "events are stamped %d s off" % off)


def groups(sensor):
    """Groups of findings so far, but for the hosts of expect_timers()."""
    return {(a["spanwatch"]["finding"], a["spanwatch"]["group"]["id"]) for a in sensor.of("alert")
            if not a.get("src_ip", "").startswith("10.40.1.")}


def expect_timers(sensor, wire, number):
    """A change that nobody answers is told as such after its ten seconds."""
    source = "10.40.1.%d" % number
    wire.sender()(frames.set_frame(number, source))
    sensor.wait_for("mgmt", lambda e: e["src_ip"] == source, 40)


def need_other_clock(bench):
    if os.geteuid():
        raise Skipped("network namespaces need root")
    if "sanitizers   yes" in run(bench.binary, "--build-info").stdout:
        raise Skipped("a sanitizer must come first")


def set_under_it(bench, threads, dispatch):
    if dispatch == "on" and not bench.long:
        raise Skipped("with --long")
    need_other_clock(bench)
    with Lab() as lab:
        wire, clock = Wire(lab), Clock(lab)
        sensor = clock.sensor(lab, bench.binary, "--policy", lab.write("policy.yaml", POLICY),
                              "--scope", "all", "--threads", threads, "--set",
                              "capture.dispatch=" + dispatch, namespace=wire.namespace)
        traffic = Traffic(wire)
        traffic.start()
        expect_follows(sensor, clock, traffic)
        wait_until(lambda: traffic.sent > 150, 20, "no traffic")
        time.sleep(1)
        steps = (3 * HOUR, -7 * HOUR) + ((2 * HOUR,) if bench.long else ())
        for number, by in enumerate(steps):
            known = groups(sensor)
            clock.set(by)
            wait_until(lambda n=number: sensor.said().count("the clock of this machine") > n, 20,
                       lambda: "it does not notice: " + sensor.said()[-300:])
            expect_follows(sensor, clock, traffic)
            if bench.long:
                expect_timers(sensor, wire, number)
            fresh = groups(sensor) - known
            expect({slug for slug, _ in fresh} <= {"capture-degraded"}, "found: %s" % fresh)
            expect(number or fresh, "no finding says so")
        traffic.ends = True
        traffic.join()
        sent = 4 * traffic.sent + (len(steps) if bench.long else 0)
        time.sleep(0.5)
        sensor.stop()
        health = sensor.capture()
        expect(health["received"] == sent and health["kernel_dropped"] == 0,
               "%d of %d frames were seen, %d dropped" % (
                   health["received"], sent, health["kernel_dropped"]))
        expect(sensor.of("stats")[-1]["spanwatch"]["stats"]["clock_sets"] == len(steps), "stats")
        return "%s h: %d frames, none lost" % (
            ", ".join("%+d" % (s // HOUR) for s in steps), sent)


CHECKS = (
    ("a clock that is set by hours costs no frame and makes no findings",
     lambda bench: set_under_it(bench, "2", "off")),
    ("a clock that is set by hours is followed by a reader that deals",
     lambda bench: set_under_it(bench, "2", "on")),
)
