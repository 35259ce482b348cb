"""Scenes of tests/truth/run on command lines of real systems: telnetd with login and bash behind it."""
import os, pathlib, subprocess, sys, time

from scenes import deed, scene

TELNETD = 'import os, socket\ns = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("%s", %d)); s.listen(5)\n' \
          'while True:\n    c, _ = s.accept()\n    if os.fork() == 0:\n        for n in range(3): os.dup2(c.fileno(), n)\n        os.execv("%s", %s)\n    c.close()\n'


def accounts(link):
    """Users of the scene's own in files that only its namespace sees; the words that start a program over them."""
    f = link.folder
    f.chmod(0o755)
    shadow = subprocess.run(['openssl', 'passwd', '-6', 'Right-1'], capture_output=True, text=True).stdout.strip()
    (f / 'home').mkdir(exist_ok=True)
    passwd = pathlib.Path('/etc/passwd').read_text()
    (f / 'passwd').write_text(passwd + f'netops:x:0:0:netops:{f}/home:/bin/bash\n')
    (f / 'shadow').write_text(pathlib.Path('/etc/shadow').read_text() + f'netops:{shadow}:20000:0:99999:7:::\n')
    (f / 'home/.bashrc').write_text('PS1="gw9:\\w# "\nHISTFILE=\n')
    (f / 'home/.bash_profile').write_text('. ~/.bashrc\n')
    binds = ''.join(f'mount --bind {f}/{name} /etc/{name}; ' for name in ('passwd', 'shadow'))
    return ['sh', '-c', binds + 'exec "$@"', 'sh']


class Terminal:
    """A person at a program on a terminal of ours: types key by key, waits for what is shown."""

    def __init__(self, link, *words):
        import pty
        self.master, slave = pty.openpty()
        self.child = subprocess.Popen(['ip', 'netns', 'exec', link.near, *map(str, words)], stdin=slave, stdout=slave, stderr=slave,
                                      start_new_session=True, env=dict(os.environ, TERM='xterm'))
        os.close(slave)
        self.shown = b''

    def wait(self, *texts, timeout=8):
        import select
        end = time.time() + timeout
        while time.time() < end:
            if any(t.encode() in self.shown for t in texts):
                break
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    more = os.read(self.master, 4096)
                except OSError:
                    break
                if not more:
                    break
                self.shown += more
        shown, self.shown = self.shown, b''
        return shown.decode('utf-8', 'replace')

    def type(self, text, gap=0.01):
        for key in text:
            os.write(self.master, key.encode())
            time.sleep(gap)

    def close(self):
        self.child.terminate()
        self.child.wait(5)
        os.close(self.master)


LINES = [  # what is typed (with keys of the line editor), what bash then runs, the deed
    ('useradd -m eve', 'useradd -m eve', ('change', 'account')),
    ('iptables -F', 'iptables -F', ('change', 'acl')),
    ('cat /etc/hostnamX\x7fe', 'cat /etc/hostname', None),
    ('ip route add 10.66.0.0/16 via 10.9.1.66\x01\x05', 'ip route add 10.66.0.0/16 via 10.9.1.66', ('change', 'route')),
    ('ls -la', 'ls -la', None),
    ('systemctl stop rsyslog', 'systemctl stop rsyslog', ('change', 'logging')),
    ('uptime', 'uptime', None),
    ('cp /bin/sh /tmp/.x; rm -rf /var/log/nothing', 'cp /bin/sh /tmp/.x; rm -rf /var/log/nothing', ('erase', 'logging')),
]


@scene('telnetd', 'telnet', 'bash', 'openssl')
def telnet_unix(link):
    """A real telnetd with login and bash behind it: a wrong password, a login, commands with line editing, exit."""
    start = accounts(link)
    stub = link.folder / 'bin'
    stub.mkdir(exist_ok=True)
    for name in ('useradd', 'iptables', 'systemctl', 'ip'):
        (stub / name).write_text('#!/bin/sh\n')
        (stub / name).chmod(0o755)
    with open(link.folder / 'home/.bashrc', 'a') as rc:
        rc.write(f'PATH={stub}:$PATH\n')
    for n, port in (('1', 23), ('2', 2323)):
        link.start(link.far, *start, sys.executable, '-c', TELNETD % (f'10.9.0.{n}', port, '/usr/sbin/telnetd', '["telnetd"]'))
    time.sleep(1)
    done, said = [], []
    for n, port in (('1', 23), ('2', 2323)):
        e = (f'10.9.0.{n}', None)
        t = Terminal(link, 'telnet', e[0], port)
        for secret, verb, outcome in (('Wrong-1', 'login-failed', 'refused'), ('Right-1', 'login', 'ok')):
            said.append(t.wait('login: '))
            t.type('netops\r')
            said.append(t.wait('assword: '))
            t.type(secret + '\r')
            said.append(t.wait('incorrect', '# '))
            done.append(deed(verb, 'session', *e, user='netops', via='telnet', outcome=outcome))
        for typed, _, what in LINES:
            t.type(typed + '\r')
            said.append(t.wait('# '))
            if what:
                done.append(deed(*what, *e, user='netops', via='telnet'))
        t.type('exit\r')
        said.append(t.wait('closed'))
        done.append(deed('logout', 'session', *e, via='telnet'))
        t.close()
    (link.folder / 'said.txt').write_text('\n'.join(said))
    return done
