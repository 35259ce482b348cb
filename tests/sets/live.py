"""The scenes of the shipped rules on a wire: all of them at once, at the pace at which they were made, past sensors
that watch an interface in a namespace of its own; each tells what a reader of the same frames tells.
"""
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'live'))
from lab import Failed, Lab, Wire, missing_tools  # noqa: E402
from sensor import Sensor  # noqa: E402

APART_US = 1000  # scenes begin so far from one another


def why_not():
    """The reason why nothing can be watched here, or None."""
    if os.geteuid() != 0:
        return 'network namespaces need root'
    if missing_tools('ip', 'sysctl'):
        return 'not installed: ip or sysctl'
    try:
        with Lab() as lab:
            Wire(lab)
    except Failed as why:
        return f'no network namespaces here ({why})'
    return None


def together(scenes, longest_s):
    """Frames of all SCENES (lists of (when, frame)) that last no longer, as if they began almost at once."""
    frames, taken = [], []
    for number, scene in enumerate(scenes):
        if scene and scene[-1][0] - scene[0][0] > longest_s * 1000000:
            continue
        taken.append(number)
        frames += [(when - scene[0][0] + number * APART_US, frame) for when, frame in scene]
    return sorted(frames, key=lambda pair: pair[0]), taken


def send(wire, frames):
    out, begun = wire.sender(), time.monotonic()
    for when_us, frame in frames:
        early = when_us / 1e6 - (time.monotonic() - begun)
        if early > 0:
            time.sleep(early)
        out(frame)


def watch(binary, frames, words, ways):
    """The EVE lines of a sensor for each of WAYS (matcher, threads), all of which see FRAMES once."""
    with Lab() as lab:
        wire = Wire(lab, mtu=9000)
        sensors = {}
        for matcher, threads in ways:
            name = f'{matcher}-{threads}'
            sensors[matcher, threads] = Sensor(lab, str(binary), *words, '--threads', str(threads), '--set', f'matcher={matcher}',
                                               namespace=wire.namespace, name=name)
        send(wire, frames)
        time.sleep(0.3)
        for sensor in sensors.values():
            sensor.signal(15)
        for sensor in sensors.values():
            sensor.stop(within=10)
            lost = sensor.capture()['kernel_dropped']
            if lost:
                raise Failed(f'{lost} frames were lost: the machine is too busy')
        return {way: pathlib.Path(sensor.eve).read_text(encoding='utf-8') for way, sensor in sensors.items()}
