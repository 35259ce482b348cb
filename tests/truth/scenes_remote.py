"""Scenes of tests/truth/run on rsh and rlogin (the daemons of rsh-redone, a router's command line as login shell) and on VNC."""
import ipaddress, os, signal, subprocess, sys, time

from scenes import HERE, deed, scene
from scenes_shell import Terminal, accounts

DAEMON = 'import os, socket\ns = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("%s", %d)); s.listen(5)\n' \
         'while True:\n    c, _ = s.accept()\n    if os.fork() == 0:\n        for n in range(3): os.dup2(c.fileno(), n)\n        os.execv("%s", ["%s"])\n    c.close()\n'

SHELL = '''#!%s
"""A router as login shell: -c COMMAND runs one, else its prompt stands there."""
import sys
sys.path.insert(0, %r)
import router
router.run(sys.argv[1:], %r, %r)
'''

# What is typed, the deed that it is. The shell's line editor is readline.
IOS = [('show version', ('read', 'system')), ('conf t', None), ('username eve privilege 15 secret Hidden-1', ('change', 'account')),
       ('no loggging\x7f\x7f\x7f\x7f\x7fging host 10.0.0.9', ('change', 'logging')), ('interface Gi0/1', None),
       ('shutdown', ('change', 'interface')), ('end', None), ('write memory', ('save', 'config'))]
VRP = [('display version', ('read', 'system')), ('system-view', None), ('undo info-center enable', ('change', 'logging')),
       ('quit', None), ('save', ('save', 'config'))]
ROUTERS = (('1', 'ios', 'gw1', IOS, 'exit', 'alice'), ('2', 'vrp', 'ne2', VRP, 'quit', 'bob'))
RUN = [('show running-config', ('read', 'config'), 'ok'), ('clear ip bgp *', ('exec', 'system'), 'ok'), ('write memory', ('save', 'config'), 'ok')]


def shells(link):
    """Accounts whose shell is a router; the words that start a program over them."""
    f = link.folder
    (f / 'hosts').write_text('127.0.0.1 localhost\n10.9.1.1 jump9\n')
    start = accounts(link)
    secret = (f / 'shadow').read_text().split('netops:')[1].split(':')[0]
    start[2] = f'mount --bind {f}/hosts /etc/hosts; ' + start[2]
    for n, kind, name, _, _, user in ROUTERS:
        shell, home = f / f'shell-{kind}', f / f'home-{kind}'
        shell.write_text(SHELL % (sys.executable, str(HERE), kind, name))
        shell.chmod(0o755)
        home.mkdir(exist_ok=True)
        if kind == 'ios':
            (home / '.rhosts').write_text('jump9 root\n')
            (home / '.rhosts').chmod(0o600)
        with open(f / 'passwd', 'a') as passwd, open(f / 'shadow', 'a') as shadow:
            passwd.write(f'{user}:x:0:0::{home}:{shell}\n')
            shadow.write(f'{user}:{secret}:20000:0:99999:7:::\n')
    return start


def routers(link, daemon, port):
    """A daemon for each router, over accounts whose shell is that router."""
    start = shells(link)
    for n, *_ in ROUTERS:
        link.start(link.far, *start, sys.executable, '-c', DAEMON % (f'10.9.0.{n}', port, daemon, daemon))
    time.sleep(1)


@scene('in.rlogind', 'rsh-redone-rlogin', 'openssl')
def rlogin(link):
    """rlogin to routers: one believes the client's host, one asks for a password, which is wrong at first."""
    done, said = [], []
    routers(link, '/usr/sbin/in.rlogind', 513)
    for n, kind, name, lines, leave, user in ROUTERS:
        e = (f'10.9.0.{n}', '10.9.1.1')
        prompt = (f'{name}#', f'{name}(') if kind == 'ios' else (f'{name}>', f'{name}]')
        for secret in ('Wrong-1', 'Right-1') if kind == 'vrp' else ('',):
            t = Terminal(link, 'rsh-redone-rlogin', '-l', user, e[0])
            if secret:
                said.append(t.wait('assword: '))
                t.type(secret + '\r')
            if secret == 'Wrong-1':
                said.append(t.wait('closed'))
                done.append(deed('login-failed', 'session', *e, user=user, via='rlogin', outcome='refused'))
                t.close()
        said.append(t.wait(*prompt))
        done.append(deed('login', 'session', *e, user=user, via='rlogin', outcome='ok'))
        for typed, what in lines:
            t.type(typed + '\r')
            said.append(t.wait(*prompt))
            if what:
                done.append(deed(*what, *e, user=user, via='rlogin', outcome='ok'))
        t.type(leave + '\r')
        said.append(t.wait('closed'))
        done.append(deed('logout', 'session', *e, via='rlogin'))
        t.close()
    (link.folder / 'said.txt').write_text('\n'.join(said))
    return done


@scene('in.rshd', 'rsh-redone-rsh', 'openssl')
def rsh(link):
    """rsh with commands to a router that believes the client's host, and to one that does not."""
    routers(link, '/usr/sbin/in.rshd', 514)
    done, said = [], []
    for n, kind, _, _, _, user in ROUTERS:
        e = (f'10.9.0.{n}', '10.9.1.1')
        for line, what, outcome in RUN:
            out = link.call(link.near, 'rsh-redone-rsh', '-l', user, e[0], line, stdin=subprocess.DEVNULL)
            said.append((n, line, out.returncode, out.stdout, out.stderr))
            good = kind == 'ios'
            done.append(deed('login' if good else 'login-failed', 'session', *e, user=user, via='rsh', outcome='ok' if good else 'refused'))
            done.append(deed(*what, *e, user=user, via='rsh', outcome=outcome if good else 'refused', words=line.split()))
    (link.folder / 'said.txt').write_text('\n'.join(map(str, said)))
    return done


def mac_of(where, device):
    shown = subprocess.run(['ip', '-n', where, '-br', 'link', 'show', device], capture_output=True, text=True, check=True)
    return shown.stdout.split()[2]


def address_of(mac):
    """The link-local address that a MAC stands for."""
    b = [int(part, 16) for part in mac.split(':')]
    return str(ipaddress.IPv6Address(bytes([0xfe, 0x80, 0, 0, 0, 0, 0, 0, b[0] ^ 2, b[1], b[2], 0xff, 0xfe, *b[3:]])))


class Router(Terminal):
    """A session of MAC-Telnet with one of ROUTERS, typed line by line."""

    def __init__(self, link, mac, router, ends, *options):
        _, kind, self.name, self.lines, self.leave, self.user = router
        self.prompt = (f'{self.name}#', f'{self.name}(') if kind == 'ios' else (f'{self.name}>', f'{self.name}]')
        self.ends, self.done, self.said = ends, [], []
        super().__init__(link, 'mactelnet', '-A', '-u', self.user, *options, mac)

    def login(self, secret):
        self.wait('assword: ')
        self.type(secret + '\r')
        good = secret == 'Right-1'
        self.said.append(self.wait(*self.prompt) if good else self.wait('closed'))
        self.deed('login' if good else 'login-failed', 'session', 'ok' if good else 'refused')

    def line(self, typed, what):
        self.type(typed + '\r')
        shown = self.wait(*self.prompt)
        self.said.append(shown)
        if what and any(prompt in shown for prompt in self.prompt):
            self.deed(*what, 'ok')

    def quit(self):
        self.type(self.leave + '\r')
        self.said.append(self.wait('closed'))
        self.deed('logout', 'session')
        self.close()

    def deed(self, verb, subject, outcome=None):
        self.done.append(deed(verb, subject, *self.ends, user=self.user, via='mac-telnet', outcome=outcome))


@scene('mactelnetd', 'mactelnet')
def mac_telnet(link):
    """MAC-Telnet: a wrong password, two sessions at the same time, and one between hosts that show no address."""
    start, mac = shells(link), mac_of(link.far, 'w1')
    users = link.folder / 'mactelnetd.users'
    users.write_text('alice:Right-1\nbob:Right-1\n')
    start[2] = f'mount --bind {users} /etc/mactelnetd.users; ' + start[2]
    daemon, _ = link.start(link.far, *start, 'mactelnetd', '-f')
    time.sleep(1)
    e = ('10.9.0.12', '10.9.1.12')  # both take the last address of the interface
    wrong = Router(link, mac, ROUTERS[1], e)
    wrong.login('Wrong-1')
    wrong.close()
    both = []
    for router in ROUTERS:
        time.sleep(1.5)  # the second is the number of the session, which parts them
        both.append(Router(link, mac, router, e))
        both[-1].login('Right-1')
    for n in range(max(len(one.lines) for one in both)):
        for one in both:
            if n < len(one.lines):
                one.line(*one.lines[n])
    for one in both:
        one.quit()
    os.killpg(daemon.pid, signal.SIGTERM)
    daemon.wait(5)
    link.start(link.far, *start, 'mactelnetd', '-f', '-n')
    time.sleep(1)
    bare = Router(link, mac, ROUTERS[1], (address_of(mac), address_of(mac_of(link.near, 'w0'))), '-n')
    bare.login('Right-1')
    for what in bare.lines:
        bare.line(*what)
    bare.quit()
    (link.folder / 'said.txt').write_text('\n'.join(sum((one.said for one in (wrong, *both, bare)), [])))
    return sum((one.done for one in (wrong, *both, bare)), [])


@scene('Xvfb', 'x11vnc', 'xtigervncviewer')
def vnc(link):
    """A screen by VNC: a wrong password, the right one. Unix sockets of X lie outside of namespaces, so each has its number."""
    e, done = ('10.9.0.1', '10.9.1.1'), []
    for where, display in ((link.far, ':77'), (link.near, ':78')):
        link.start(where, 'Xvfb', display, '-screen', '0', '640x480x16', '-nolisten', 'tcp')
    for name in ('Right-1', 'Wrong-1'):
        subprocess.run(['x11vnc', '-storepasswd', name, str(link.folder / name)], capture_output=True, check=True)
    time.sleep(2)
    link.start(link.far, 'x11vnc', '-display', ':77', '-rfbauth', link.folder / 'Right-1', '-rfbport', '5900', '-forever', '-quiet')
    time.sleep(3)
    for name, verb, outcome in (('Wrong-1', 'login-failed', 'refused'), ('Right-1', 'login', 'ok')):
        link.call(link.near, 'timeout', '3', 'xtigervncviewer', '-passwd', link.folder / name, f'{e[0]}:0', env=dict(os.environ, DISPLAY=':78'))
        done.append(deed(verb, 'session', *e, via='rfb', outcome=outcome))
    return done
