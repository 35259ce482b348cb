"""What the checks of the dashboard stand on: a Redis, a filled sensor, servers, and asking them."""
import http.client, json, os, pathlib, shutil, signal, socket, subprocess, time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Server:
    """One `spanwatch serve` and how to ask it."""

    def __init__(self, bench, *words, name='serve'):
        self.log = bench.folder / f'{name}.log'
        with self.log.open('wb') as log:
            self.process = subprocess.Popen([bench.spanwatch, 'serve', '--listen', '127.0.0.1:0', *map(str, words)],
                                            stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.port = self.wait_port()

    def wait_port(self):
        for _ in range(300):
            for line in self.log.read_text().split('\n'):
                if 'the dashboard is at' in line:
                    return int(line.split('://')[1].split('/')[0].rsplit(':', 1)[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError('serve did not start: ' + self.log.read_text()[-500:])

    def ask(self, path, method='GET', body=None, headers=None, timeout=20):
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            if isinstance(body, dict):
                body = json.dumps(body)
            c.request(method, path, body, headers or {})
            r = c.getresponse()
            return Answer(r.status, dict((k.lower(), v) for k, v in r.getheaders()), r.read())
        finally:
            c.close()

    def get(self, path, **headers):
        answer = self.ask(path, headers=headers)
        assert answer.status == 200, f'{path}: {answer.status} {answer.body[:300]}'
        return answer.json()

    def post(self, path, body, **headers):
        return self.ask(path, 'POST', body, {'X-Spanwatch': '1', 'Content-Type': 'application/json', **headers})

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return -9


class Bench:
    def __init__(self, spanwatch, folder, captures, shots):
        self.spanwatch, self.folder, self.shots = os.path.abspath(spanwatch), folder, shots
        self.captures = captures
        self.browser_path = shutil.which('chromium')
        self.servers = []
        self.events = {}  # by sensor

    def __enter__(self):
        self.socket = self.folder / 'redis.sock'
        self.url = f'unix://{self.socket}'
        self.redis = subprocess.Popen(['redis-server', '--port', '0', '--unixsocket', str(self.socket), '--save', '',
                                       '--dir', str(self.folder)], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        for _ in range(200):
            if self.socket.exists():
                break
            time.sleep(0.05)
        try:
            self.fill()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        if hasattr(self, 'browser'):
            self.browser.close()
        for server in self.servers:
            server.stop()
        self.redis.terminate()
        self.redis.wait()

    def fill(self):
        """Two sensors: the sample (or the captures given), and one that saw hostile strings."""
        import hostile
        self.read_sample('lab')
        bad = self.folder / 'hostile.pcap'
        bad.write_bytes(hostile.capture())
        self.read('hostile', bad)
        self.main = self.serve('--redis', self.url)

    def read_sample(self, sensor):
        sample = self.folder / 'sample.pcap'
        subprocess.run(['python3', str(TOP / 'deploy/sample/make_sample'), str(sample)], check=True, stdout=subprocess.DEVNULL)
        self.read(sensor, *(self.captures or [sample, '--policy', TOP / 'deploy/sample/policy.yaml']))

    def read(self, sensor, *words, url=None):
        eve = self.folder / f'{sensor}.json'
        done = subprocess.run([self.spanwatch, 'read', '--quiet', '--redis', url or self.url, '--set', f'sensor={sensor}',
                               '--eve', eve, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        assert done.returncode in (0, 5), done.stderr.decode()[-800:]
        self.events[sensor] = [json.loads(line) for line in eve.read_text().split('\n') if line]

    def serve(self, *words, name=None):
        server = Server(self, *words, name=name or f'serve{len(self.servers)}')
        self.servers.append(server)
        return server

    def cli(self, *words):
        return subprocess.run(['redis-cli', '-s', str(self.socket), *words], capture_output=True, text=True, timeout=20).stdout

    def alerts(self, sensor=None):
        """Alerts that dashboards show: excepted and observed ones are not among them."""
        return [e for s, events in self.events.items() if sensor in (None, s) for e in events if e['event_type'] == 'alert'
                and not e['spanwatch'].get('excepted') and not e['spanwatch'].get('observe')]

    def changes(self, sensor=None):
        verbs = ('change', 'save', 'exec', 'import', 'image', 'reboot', 'erase')
        return [e for s, events in self.events.items() if sensor in (None, s) for e in events
                if e['event_type'] == 'mgmt' and e['mgmt']['verb'] in verbs]


def raw(port, data, wait=1.0):
    """Bytes that no HTTP library would send; what comes back."""
    with socket.create_connection(('127.0.0.1', port), timeout=5) as s:
        s.settimeout(wait)
        try:
            s.sendall(data)
        except OSError:
            pass
        got = b''
        try:
            while len(got) < 100000:
                more = s.recv(65536)
                if not more:
                    break
                got += more
        except OSError:
            pass
        return got
