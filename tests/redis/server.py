"""A real redis-server in a folder of its own, and a client of a few lines, for the tests."""
import pathlib, shutil, socket, subprocess, tempfile, time


class Client:
    """Speaks RESP2 over a Unix socket or TCP; replies as str, int, list, None; errors are raised."""

    def __init__(self, where):
        family = socket.AF_UNIX if isinstance(where, str) else socket.AF_INET
        self.socket = socket.socket(family)
        self.socket.settimeout(30)
        self.socket.connect(where)
        self.file = self.socket.makefile('rb')

    def __call__(self, *words):
        parts = [w if isinstance(w, bytes) else str(w).encode() for w in words]
        self.socket.sendall(b'*%d\r\n' % len(parts) + b''.join(b'$%d\r\n%s\r\n' % (len(p), p) for p in parts))
        return self.reply()

    def reply(self):
        line = self.file.readline()
        if not line.endswith(b'\r\n'):
            raise ConnectionError('the server went away')
        kind, rest = line[:1], line[1:-2]
        if kind == b'+':
            return rest.decode()
        if kind == b'-':
            raise RuntimeError(rest.decode())
        if kind == b':':
            return int(rest)
        if kind == b'$':
            return None if rest == b'-1' else self.file.read(int(rest) + 2)[:-2].decode('utf-8', 'surrogateescape')
        return None if rest == b'-1' else [self.reply() for _ in range(int(rest))]

    def close(self):
        self.file.close()
        self.socket.close()


class Server:
    """`with Server(*arguments) as s`: s.url for spanwatch, s.client() for the test."""

    def __init__(self, *arguments):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='spanwatch-redis-'))
        self.socket, self.arguments = str(self.folder / 'redis.sock'), arguments
        self.url = f'unix://{self.socket}'

    def start(self):
        self.process = subprocess.Popen(
            ['redis-server', '--port', '0', '--unixsocket', self.socket, '--dir', str(self.folder), '--save', '',
             '--logfile', str(self.folder / 'log'), *self.arguments], stdin=subprocess.DEVNULL)
        for _ in range(500):
            try:
                client = self.client()
                client('PING')
                client.close()
                return
            except (OSError, RuntimeError):
                time.sleep(0.01)
        raise RuntimeError('redis-server does not answer')

    def client(self):
        return Client(self.socket)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def pairs(flat):
    """A list of names and values as a dictionary."""
    return dict(zip(flat[::2], flat[1::2]))
