"""What is normal is learned for as many days as is asked for, hour by hour of the week, over several runs.

Used by tests/rhythm/run: each case writes captures, reads them one after another with one state
directory, and compares what is called new or unusual with what is.
"""
import json, shutil, subprocess
from datetime import datetime

from traffic import ELEMENT, MANAGER, START, Traffic

HOUR, DAY = 3600, 86400
EARLY, LATE = '203.0.113.5', '203.0.113.6'
POLICY = """version: 1
groups:
  routers: {role: element, addresses: [10.30.0.0/24]}
  nms: {role: manager, addresses: [10.20.0.10]}
permits:
  - {from: nms, to: routers, over: any}
  - {from: routers, to: any, over: any}
"""
NTP = bytes([0x23]) + bytes(39) + b'\x01' * 8


def ask(t, at, server=MANAGER):
    """A question of its own and its answer."""
    port = t.next_port()
    t.udp(START + at, ELEMENT, server, port, 123, NTP)
    t.udp(START + at + 0.01, server, ELEMENT, 123, port, bytes([0x24]) + NTP[1:])


def hourly(t, days):
    for hour in range(days * 24):
        ask(t, hour * HOUR + 60)


def busy(t, day, hour):
    """An hour of many flows."""
    for number in range(300):
        ask(t, day * DAY + hour * HOUR + 120 + number * 10)


def learning(days):
    """A host half a day before the period ends is learned in silence; one half a day later is news, once."""
    def make(t):
        hourly(t, days + 2)
        ask(t, (days - 0.5) * DAY, EARLY)
        ask(t, (days + 0.5) * DAY, LATE)
        ask(t, (days + 0.75) * DAY, LATE)
        ask(t, (days + 0.75) * DAY + 60, EARLY)
    return days, make, {('first-seen', LATE)}


def nightly(t):
    hourly(t, 25)
    for day in range(24):
        busy(t, day, 2)
    busy(t, 23, 5)


def weekly(t):
    hourly(t, 45)
    for week in range(6):
        busy(t, week * 7 + 3, 4)  # Sundays
    busy(t, 41, 4)


def at_last(t):
    """The unusual hour is the last one of the capture."""
    hourly(t, 10)
    busy(t, 10, 0)


CASES = {  # name: (days to learn, what happens, what is told)
    'one day is learned': learning(1),
    'three days are learned': learning(3),
    'fourteen days are learned': learning(14),
    'a busy hour each night is usual, and in another hour it is not': (7, nightly, {('unusual-volume', 23, 5)}),
    'a busy hour each Sunday is usual, and on a Wednesday it is not': (28, weekly, {('unusual-volume', 41, 4)}),
    'the last hour of all is judged as far as it is seen': (7, at_last, {('unusual-volume', 10, 0)}),
}


def told_of(alert):
    """What is new and who, or what was unusual and in which hour."""
    slug = alert['spanwatch']['finding']
    if slug == 'first-seen':
        return slug, alert['dest_ip']
    hour = int(datetime.strptime(alert['timestamp'], '%Y-%m-%dT%H:%M:%S.%f%z').timestamp() - START) // HOUR
    return slug, hour // 24, hour % 24


def found(binary, folder, parts, days):
    """The findings of all PARTS, read one after another with one memory."""
    out = []
    for part in parts:
        ran = subprocess.run([binary, 'read', part, '--policy', folder / 'normal.yaml', '--state', folder / 'state', '--eve', '-',
                              '--quiet', '--set', f'baseline.learn-days={days}', '--set', 'flow-events=off'],
                             capture_output=True, text=True, timeout=120)
        if ran.returncode:
            return [f'exit {ran.returncode}: {ran.stderr}']
        out += [json.loads(line) for line in ran.stdout.split('\n') if '"event_type":"alert"' in line]
    return [a for a in out if a['spanwatch']['finding'] in ('first-seen', 'unusual-volume')]


def judge(binary, folder, name, runs):
    """True where, in as many RUNS, just that is told which should be."""
    days, make, wanted = CASES[name]
    t = Traffic(len(name))
    make(t)
    t.frames.sort(key=lambda frame: frame[0])
    frames, parts = t.frames, []
    for run in range(runs):
        t.frames = frames[len(frames) * run // runs:len(frames) * (run + 1) // runs]
        parts.append(folder / f'normal-{run}.pcap')
        t.write(parts[-1])
    (folder / 'normal.yaml').write_text(POLICY)
    shutil.rmtree(folder / 'state', ignore_errors=True)
    alerts = found(binary, folder, parts, days)
    opened = [a if isinstance(a, str) else told_of(a) for a in alerts if isinstance(a, str) or a['spanwatch']['group']['state'] != 'closed']
    if set(opened) == wanted and len(opened) == len(wanted):
        return True
    print(f'{name}, {runs} runs: {opened}, not {wanted}')
    return False
