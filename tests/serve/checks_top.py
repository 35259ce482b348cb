"""`spanwatch top`: the same on a terminal, which nothing from traffic can command."""
import collections, fcntl, os, pty, re, select, struct, subprocess, termios, time

from checks_api import same


def check_top_once(b):
    """top prints the numbers of EVE and no control character when its output is no terminal"""
    done = subprocess.run([b.spanwatch, 'top', '--redis', b.url], capture_output=True, timeout=20, stdin=subprocess.DEVNULL)
    same(done.returncode, 0, done.stderr)
    text = done.stdout.decode()
    assert not re.search(r'[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]', text), 'a control character'
    by = collections.Counter(e['alert']['severity'] for e in b.alerts())
    groups = len({(e['host'], e['spanwatch']['group']['id']) for e in b.alerts()})
    line = f'Findings: {len(b.alerts())} alerts in {groups} groups, of severity 1: {by[1]}, 2: {by[2]}, 3: {by[3]}, 4: {by[4]}'
    assert line in text, (line, text[:600])
    assert f'Changes: {len(b.changes())}, ' in text, text
    for sensor in ('lab', 'hostile'):
        one = subprocess.run([b.spanwatch, 'top', '--once', '--redis', b.url, sensor], capture_output=True, timeout=20, stdin=subprocess.DEVNULL)
        assert f'Findings: {len(b.alerts(sensor))} alerts' in one.stdout.decode(), sensor


def check_top_screen(b):
    """on a terminal top follows keys, fits the screen, and gives it back as it was"""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 100, 0, 0))
    before = termios.tcgetattr(slave)
    process = subprocess.Popen([b.spanwatch, 'top', '--redis', b.url, 'hostile'], stdin=slave, stdout=slave, stderr=slave, env={**os.environ, 'TERM': 'xterm'})
    seen = b''

    def read(seconds):
        nonlocal seen
        until, got = time.monotonic() + seconds, b''
        while time.monotonic() < until:
            if select.select([master], [], [], 0.1)[0]:
                got += os.read(master, 65536)
        seen += got
        return got

    try:
        same(read(1.0).count(b'Findings: '), 1, 'the first screen')
        os.write(master, b'c')
        changes = read(1.0)
        assert b'Changes: ' in changes and b'Findings: ' not in changes, changes[:300]
        os.write(master, b'e')
        assert b'Element ' in read(1.0), 'elements'
        os.write(master, b'jk\x1b[B\x1b[Aq')
        read(0.7)
        same(process.wait(5), 0, 'exit code')
        same(termios.tcgetattr(slave), before, 'the terminal')
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)
    ours = re.compile(rb'\x1b\[(?:H|J|K|\?1049[hl]|\?25[hl]|[0-9;]*m)')
    rest = ours.sub(b'', seen)
    assert not re.search(rb'[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]', rest), re.findall(rb'.{20}[\x00-\x09\x0b\x0c\x0e-\x1f\x7f].{20}', rest)[:3]
    for screen in seen.split(b'\x1b[H')[1:]:
        assert screen.count(b'\n') < 24, 'longer than the screen'


def check_top_refusals(b):
    """top says what is wrong with its words or its Redis"""
    for words, code, says in ((['--redis', 'http://x'], 2, 'Redis URL'), (['a', 'b'], 2, 'one sensor'), (['--redis', f'unix://{b.folder}/none.sock'], 7, 'none.sock')):
        done = subprocess.run([b.spanwatch, 'top', *words], capture_output=True, timeout=20, stdin=subprocess.DEVNULL)
        same(done.returncode, code, words)
        assert says in (done.stderr + done.stdout).decode(), (words, done.stdout, done.stderr)
