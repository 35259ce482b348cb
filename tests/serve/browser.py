"""A headless Chromium, driven over its debugging socket: open a page, wait, ask, take a picture."""
import base64, json, os, pathlib, shutil, socket, struct, subprocess, time


class Socket:
    """Text messages over a WebSocket (RFC 6455), as much of it as a debugging socket needs."""

    def __init__(self, port, path):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=30)
        self.socket.sendall((f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                             'Sec-WebSocket-Key: c3BhbndhdGNoLWRhc2g9PQ==\r\nSec-WebSocket-Version: 13\r\n\r\n').encode())
        self.file = self.socket.makefile('rb')
        status = self.file.readline()
        if b' 101 ' not in status:
            raise AssertionError(f'the browser does not want to talk: {status}')
        while self.file.readline().strip():
            pass

    def send(self, text):
        data = text.encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b'\xfe' + struct.pack('!H', len(data)) if len(data) < 65536 else \
            b'\xff' + struct.pack('!Q', len(data))
        self.socket.sendall(b'\x81' + size + bytes(4) + data)  # a mask of zeros leaves the bytes as they are

    def recv(self):
        whole = b''
        while True:
            first, size = self.file.read(2)
            size = struct.unpack('!H', self.file.read(2))[0] if size == 126 else struct.unpack('!Q', self.file.read(8))[0] if size == 127 else size
            whole += self.file.read(size) if first & 15 < 8 else self.file.read(size) * 0
            if first & 0x80 and first & 15 < 8:
                return whole.decode()


class Browser:
    def __init__(self, path, folder):
        self.folder = pathlib.Path(folder) / 'browser'
        self.process = subprocess.Popen(
            [path, '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-extensions',
             '--disable-background-networking', '--disable-component-update', '--disable-sync', '--mute-audio', '--hide-scrollbars',
             '--force-color-profile=srgb', '--remote-allow-origins=*', '--remote-debugging-port=0', f'--user-data-dir={self.folder}', 'about:blank'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, 'HOME': str(folder)})
        active = self.folder / 'DevToolsActivePort'
        for _ in range(400):
            if active.exists() and len(active.read_text().split('\n')) >= 2:
                break
            time.sleep(0.05)
        port, path = active.read_text().split('\n')[:2]
        self.socket = Socket(int(port), path)
        self.number, self.session, self.faults, self.requests, self.dialogs = 0, None, [], [], 0
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(domain + '.enable')

    def on_event(self, message):
        method, p = message.get('method'), message.get('params', {})
        if method == 'Runtime.exceptionThrown':
            self.faults.append(json.dumps(p['exceptionDetails'])[:400])
        elif method == 'Runtime.consoleAPICalled' and p['type'] in ('error', 'warning', 'assert'):
            self.faults.append('console: ' + json.dumps(p['args'])[:400])
        elif method == 'Log.entryAdded' and p['entry']['level'] in ('error', 'warning'):
            self.faults.append(p['entry']['text'][:400] + ' ' + p['entry'].get('url', ''))
        elif method == 'Network.requestWillBeSent':
            self.requests.append(p['request']['url'])
        elif method == 'Page.javascriptDialogOpening':
            self.dialogs += 1
            self.number += 1
            self.socket.send(json.dumps({'id': self.number, 'method': 'Page.handleJavaScriptDialog', 'params': {'accept': True}, 'sessionId': self.session}))

    def call(self, method, **params):
        self.number += 1
        mine = self.number
        message = {'id': mine, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        self.socket.send(json.dumps(message))
        while True:
            got = json.loads(self.socket.recv())
            if got.get('id') == mine:
                if 'error' in got:
                    raise AssertionError(f'{method}: {got["error"]}')
                return got['result']
            self.on_event(got)

    def run(self, script):
        """The value of a script's expression."""
        got = self.call('Runtime.evaluate', expression=script, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in got:
            raise AssertionError(f'{script[:80]}: {json.dumps(got["exceptionDetails"])[:300]}')
        return got['result'].get('value')

    def wait(self, script, seconds=15):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.run(script):
                return
            time.sleep(0.05)
        raise AssertionError(f'never true: {script}; the page says: {self.run("document.body.innerText")[:300]!r}')

    def open(self, url, ready):
        self.call('Page.navigate', url=url)
        self.wait('document.readyState === "complete"')
        self.wait(ready)

    def size(self, width, height, phone=False):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def scheme(self, name):
        self.call('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': name}])

    def key(self, key):
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key, windowsVirtualKeyCode=9 if key == 'Tab' else 0, text=key if kind == 'keyDown' and len(key) == 1 else
                      '\r' if kind == 'keyDown' and key == 'Enter' else '')

    def shot(self, path):
        """A small picture of what is in sight: for the documentation."""
        width, height = self.run('[innerWidth, innerHeight]')
        data = self.call('Page.captureScreenshot', format='png', clip={'x': 0, 'y': 0, 'width': width, 'height': height,
                                                                       'scale': 0.625 if width > 600 else 0.8})['data']
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        try:
            self.session = None
            self.call('Browser.close')
        except Exception:
            pass
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
