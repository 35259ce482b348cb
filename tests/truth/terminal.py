"""A server of pretended command lines: a line editor of its own (history, completion, cursor keys, pages,
questions), prompts and answers of several vendors. What it executes it writes down, and that is the truth."""
import socket, threading, time

IAC = b'\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18'
WIDTH = 60


class Shell:
    """One vendor. `modes` maps a mode to its prompt; `respond` gives (text, next mode) for a command."""
    user_prompt, secret_prompt, banner, pager, erase = 'Username: ', 'Password: ', '', ' --More-- ', '\b' * 10 + ' ' * 10 + '\b' * 10
    words, scrolls, completes_on_space, redraws = (), False, False, False

    def __init__(self, name):
        self.name, self.mode, self.view = name, self.first, ''

    def prompt(self):
        return self.modes[self.mode].format(n=self.name, v=self.view)


class Session(threading.Thread):
    def __init__(self, conn, shell, log):
        super().__init__(daemon=True)
        self.conn, self.shell, self.log = conn, shell, log
        self.history, self.queue = [], b''

    def out(self, text):
        self.conn.sendall(text.encode('latin-1'))

    def byte(self):
        while True:
            while not self.queue:
                self.queue = self.conn.recv(4096)
                if not self.queue:
                    raise EOFError
            b, self.queue = self.queue[:1], self.queue[1:]
            if b == b'\xff':
                while len(self.queue) < 2:
                    self.queue += self.conn.recv(4096)
                self.queue = self.queue[2:]
                continue
            return b

    def redraw(self, prompt, line, at, before):
        """The line written anew over what stands there, as terminals without insert mode do."""
        self.out('\r' + prompt + line + ' ' * max(0, before - len(line)) + '\b' * (max(0, before - len(line)) + len(line) - at))

    def edit(self, prompt, echo=True):
        line, at, past = '', 0, len(self.history)
        while True:
            b = self.byte()
            before = len(line)
            if b in (b'\r', b'\n'):
                if b == b'\r' and self.queue[:1] in (b'\n', b'\0'):
                    self.queue = self.queue[1:]
                self.out('\r\n')
                return line
            if b == b'\0' or (b == b'\n'):
                continue
            if not echo:
                line = line[:-1] if b in (b'\x08', b'\x7f') else line + b.decode('latin-1')
                continue
            if b in (b'\x08', b'\x7f'):
                if at:
                    line, at = line[:at - 1] + line[at:], at - 1
                    self.out('\b \b') if at == len(line) else self.redraw(prompt, line, at, before)
            elif b == b'\x15':
                line, at = line[at:], 0
                self.redraw(prompt, line, at, before)
            elif b == b'\x17':
                cut = line[:at].rstrip(' ')
                cut = cut[:cut.rfind(' ') + 1]
                line, at = cut + line[at:], len(cut)
                self.redraw(prompt, line, at, before)
            elif b == b'\x01':
                self.out('\b' * at)
                at = 0
            elif b == b'\x05':
                self.out(line[at:])
                at = len(line)
            elif b in (b'\x10', b'\x0e') or (b == b'\x1b'):
                key = b
                if b == b'\x1b':
                    self.byte()
                    key = {b'A': b'\x10', b'B': b'\x0e', b'D': b'left', b'C': b'right'}.get(self.byte(), b'')
                if key == b'left' and at:
                    at -= 1
                    self.out('\x1b[D')
                elif key == b'right' and at < len(line):
                    self.out('\x1b[C')
                    at += 1
                elif key in (b'\x10', b'\x0e'):
                    past = max(0, min(len(self.history), past + (-1 if key == b'\x10' else 1)))
                    line = self.history[past] if past < len(self.history) else ''
                    at = len(line)
                    self.redraw(prompt, line, at, before)
            elif b == b'\t':
                head, _, word = line.rpartition(' ')
                fits = [w for w in self.shell.words if w.startswith(word)]
                if len(fits) == 1 and word:
                    line = (head + ' ' if head else '') + fits[0] + ' '
                    at = len(line)
                    self.out('\r\n' + prompt + line if not self.shell.redraws else '\r' + prompt + line)
                else:
                    self.out('\x07')
            elif b == b'?':
                self.out('?\r\n  <cr>\r\n' + prompt + line)
            elif b == b' ' and self.shell.completes_on_space and at == len(line):
                head, _, word = line.rpartition(' ')
                fits = [w for w in self.shell.words if w.startswith(word)]
                rest = fits[0][len(word):] if len(fits) == 1 and word else ''
                line += rest + ' '
                at = len(line)
                self.out(rest + ' ')
            else:
                line, at = line[:at] + b.decode('latin-1') + line[at:], at + 1
                if self.shell.redraws:
                    self.out('\r\x1b[9999D' + prompt + line + '\x1b[K')
                elif self.shell.scrolls and len(prompt) + len(line) >= WIDTH and at == len(line) and (len(prompt) + len(line) - WIDTH) % 10 == 0:
                    self.out('\r' + prompt + '$' + line[-20:] + ' ' * (WIDTH - len(prompt) - 22) + '\b' * (WIDTH - len(prompt) - 22))
                elif at == len(line):
                    self.out(line[-1])
                else:
                    self.redraw(prompt, line, at, before)

    def show(self, text):
        lines = text.split('\n')
        for n, line in enumerate(lines):
            self.out(line + '\r\n')
            if n % 10 == 9 and n + 1 < len(lines):
                self.out(self.shell.pager)
                key = self.byte()
                self.out(self.shell.erase)
                if key in (b'q', b'\x03'):
                    return

    def ask(self, prompt, echo=True):
        self.out(prompt)
        return self.edit(prompt, echo)

    def serve(self):
        s = self.shell
        self.out(s.banner)
        while True:
            user = self.ask(s.user_prompt)
            secret = self.ask(s.secret_prompt, echo=False)
            good = secret == 'Right-1'
            self.log.append(('login' if good else 'login-failed', s.name, user, time.time()))
            if good:
                break
            self.out(s.refusal)
        self.out(getattr(s, 'welcome', ''))
        while True:
            line = self.ask(s.prompt())
            if not line.strip():
                continue
            self.history.append(line)
            self.log.append(('line', s.name, line.strip(), time.time()))
            if not s.respond(self, line.strip()):
                return

    def run(self):
        try:
            self.serve()
        except (EOFError, OSError):
            pass
        self.conn.close()


def listen(address, make, log, port=23):
    server = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, port))
    server.listen(5)

    def accept():
        while True:
            conn, _ = server.accept()
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            conn.sendall(IAC)
            Session(conn, make(), log).start()
    threading.Thread(target=accept, daemon=True).start()


def type_in(address, script, port=23, source=None):
    """Types SCRIPT, a list of strings; each waits until the server is silent."""
    s = socket.create_connection((address, port), 10, source_address=source)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    seen = b''

    def settle(wait):
        nonlocal seen
        s.settimeout(wait)
        try:
            while True:
                data = s.recv(4096)
                if not data:
                    return
                seen += data
        except (TimeoutError, ConnectionError):
            return
    settle(0.15)
    s.sendall(b'\xff\xfd\x01\xff\xfd\x03\xff\xfb\x18')
    for keys in script:
        for key in ([keys] if keys.startswith('PASTE') else keys):
            try:
                s.sendall(key.removeprefix('PASTE').encode('latin-1'))
            except OSError:
                return seen
            settle(0.004)
        settle(0.06)
    s.close()
    return seen
