"""In front of the dashboard and at its edges: a real nginx that names people, TLS, headers, the live tail."""
import base64, http.client, json, pathlib, shutil, socket, ssl, subprocess, time

from bench import raw
from checks_access import bearer, tokens_file
from checks_api import same

NGINX = '''daemon off; pid %(f)s/nginx.pid; error_log %(f)s/nginx.log; worker_processes 1; events { }
http { access_log off; client_body_temp_path %(f)s/t1; proxy_temp_path %(f)s/t2; fastcgi_temp_path %(f)s/t3;
  uwsgi_temp_path %(f)s/t4; scgi_temp_path %(f)s/t5;
  server { listen 127.0.0.1:%(port)d; auth_basic "look"; auth_basic_user_file %(f)s/htpasswd;
    location / { proxy_pass http://127.0.0.1:%(to)d; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-User $remote_user; proxy_buffering off; } } }
'''


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def basic(name, password):
    return {'Authorization': 'Basic ' + base64.b64encode(f'{name}:{password}'.encode()).decode()}


class Front:
    """A real nginx before S, which knows pat, vic and mallory by their passwords."""

    def __init__(self, b, s):
        self.folder, self.port = b.folder / 'nginx', free_port()
        self.folder.mkdir()
        # nginx's workers are another user when it is started by root
        b.folder.chmod(0o755)
        self.folder.chmod(0o755)
        words = [subprocess.run(['openssl', 'passwd', '-apr1', name + '-secret'], capture_output=True, text=True, check=True).stdout.strip()
                 for name in ('pat', 'mallory')]
        (self.folder / 'htpasswd').write_text(f'pat:{words[0]}\nmallory:{words[1]}\n')
        (self.folder / 'nginx.conf').write_text(NGINX % {'f': self.folder, 'port': self.port, 'to': s.port})
        self.process = subprocess.Popen([shutil.which('nginx') or '/usr/sbin/nginx', '-c', str(self.folder / 'nginx.conf')],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(('127.0.0.1', self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError('nginx did not start')

    def ask(self, path, method='GET', body=None, **headers):
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=20)
        try:
            c.request(method, path, body, {k.replace('_', '-'): v for k, v in headers.items()})
            r = c.getresponse()
            return r.status, dict((k.lower(), v) for k, v in r.getheaders()), r.read()
        finally:
            c.close()

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def check_nginx(b):
    """behind a real nginx people are whom it says, with the roles of the file, whatever they say themselves"""
    if not (shutil.which('nginx') or pathlib.Path('/usr/sbin/nginx').exists()):
        return
    s = b.serve('--redis', b.url, '--tokens', tokens_file(b), '--set', 'serve.proxies=127.0.0.1')
    front = Front(b, s)
    try:
        same(front.ask('/api/me')[0], 401, 'nobody')
        same(front.ask('/api/me', **basic('pat', 'wrong'))[0], 401, 'a wrong password')
        status, headers, body = front.ask('/api/me', **basic('pat', 'pat-secret'))
        same((status, json.loads(body)['name'], json.loads(body)['roles']), (200, 'pat', ['view', 'triage']), 'pat')
        assert "default-src 'none'" in headers['content-security-policy'], 'the policy of the page is lost on the way'
        forged = {'X-Forwarded-User': 'pat'}
        same(front.ask('/api/findings', **basic('mallory', 'mallory-secret'), **forged)[0], 401, 'one who says to be pat')
        group = b.alerts('lab')[0]['spanwatch']['group']['id']
        sent = {'X-Spanwatch': '1', 'Content-Type': 'application/json', **basic('pat', 'pat-secret')}
        mark = json.dumps({'sensor': 'lab', 'group': group, 'state': 'ack'})
        same(front.ask('/api/case', 'POST', mark, **sent)[0], 200, 'pat marks')
        same(json.loads(b.cli('hget', 'sw:{lab}:cases', group))['by'], 'pat', 'who marked')
        same(front.ask(f'/api/event?sensor=lab&group={group}', **basic('pat', 'pat-secret'))[0], 403, 'pat has no role for evidence')
        lines = [json.loads(line) for line in s.log.read_text().split('\n') if line.startswith('{')]
        assert ('pat', 'triage', group) in [(x['who'], x['what'], x['object']) for x in lines], lines
        with socket.create_connection(('127.0.0.1', front.port), 5) as c:
            c.sendall(b'GET /api/live HTTP/1.1\r\nHost: x\r\nAuthorization: ' + basic('pat', 'pat-secret')['Authorization'].encode() + b'\r\n\r\n')
            c.settimeout(5)
            assert b'text/event-stream' in c.recv(4096), 'the live tail does not come through'
    finally:
        front.stop()
        b.cli('del', 'sw:{lab}:cases')


def check_tls(b):
    """with a certificate it speaks TLS alone, and its cookie is for TLS alone"""
    made = subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
                           'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', str(b.folder / 'key.pem'), '-out', str(b.folder / 'cert.pem')],
                          capture_output=True)
    same(made.returncode, 0, made.stderr)
    s = b.serve('--redis', b.url, '--tokens', tokens_file(b), '--set', f'serve.certificate={b.folder}/cert.pem', '--set', f'serve.key={b.folder}/key.pem')
    trust = ssl.create_default_context(cafile=str(b.folder / 'cert.pem'))

    def ask(method, path, body=None, headers=None):
        c = http.client.HTTPSConnection('127.0.0.1', s.port, timeout=20, context=trust)
        c.request(method, path, body, headers or {})
        r = c.getresponse()
        told = r.status, dict((k.lower(), v) for k, v in r.getheaders()), r.read()
        c.close()
        return told
    same(ask('GET', '/api/findings', headers=bearer('vera-0123456789abcdef'))[0], 200, 'a token')
    status, headers, _ = ask('POST', '/api/login', json.dumps({'token': 'tom-0123456789abcdefg'}), {'X-Spanwatch': '1', 'Content-Type': 'application/json'})
    same(status, 200, 'login')
    assert 'Secure' in headers['set-cookie'], headers['set-cookie']
    assert not raw(s.port, b'GET / HTTP/1.1\r\nHost: x\r\n\r\n').startswith(b'HTTP/1.1 200'), 'it answers without TLS'
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version, old.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.TLSv1_1
    try:
        old.wrap_socket(socket.create_connection(('127.0.0.1', s.port), 5)).close()
        raise AssertionError('it speaks TLS 1.1')
    except (ssl.SSLError, OSError):
        pass


def check_headers(b):
    """every answer, faults too, carries the policy that lets nothing in from elsewhere and nothing run inline"""
    for path in ('/', '/app.js', '/style.css', '/api/me', '/api/findings', '/nothing', '/api/nothing', '/metrics'):
        headers = b.main.ask(path).headers
        policy = dict(p.split(' ', 1) for p in headers['content-security-policy'].split('; '))
        same((policy['default-src'], policy['script-src'], policy['base-uri'], policy['frame-ancestors']), ("'none'", "'self'", "'none'", "'none'"), path)
        assert 'unsafe' not in headers['content-security-policy'] and 'http' not in headers['content-security-policy'], path
        same((headers['x-content-type-options'], headers['referrer-policy']), ('nosniff', 'no-referrer'), path)


def follow(b, sensor='', timeout=15):
    """A follower of the live tail: the connection and its answer."""
    c = http.client.HTTPConnection('127.0.0.1', b.main.port, timeout=timeout)
    c.request('GET', '/api/live' + (f'?sensor={sensor}' if sensor else ''))
    return c, c.getresponse()


def until(answer, word, seconds):
    end, got = time.monotonic() + seconds, b''
    while word not in got and time.monotonic() < end:
        got += answer.read1(65536)
    return got


def check_closed_followers(b):
    """followers who closed give their places back at once, so that all places can be taken anew"""
    for turn in range(2):
        held = []
        end = time.monotonic() + 4
        while len(held) < 32 and time.monotonic() < end:
            c, answer = follow(b)
            if answer.status == 200:
                held.append(c)
            else:
                c.close()
                time.sleep(0.2)
        same(len(held), 32, f'places in turn {turn}')
        c, answer = follow(b)
        same(answer.status, 503, 'one more than there is room for')
        c.close()
        for c in held:
            c.sock.close() if c.sock else None
            c.close()
    time.sleep(1.5)


def check_stream_anew(b):
    """a stream that was deleted and filled again with lower IDs is followed again"""
    add = ('ts', '2026-01-01T00:00:00.000000+0000', 'severity', '2', 'finding', 'reboot', 'element', 'x', 'src', '10.0.0.1', 'dst', '10.0.0.2',
           'dport', '1', 'proto', 'TCP', 'cc', '', 'asn', '0', 'eve', '{}')
    b.cli('hset', 'sw:sensors', 'anew', '1')
    b.cli('xadd', 'sw:{anew}:alerts', '5000-0', *add, 'msg', 'before')
    c, answer = follow(b, 'anew')
    try:
        same(answer.status, 200, 'live')
        time.sleep(1.2)
        b.cli('xadd', 'sw:{anew}:alerts', '5001-0', *add, 'msg', 'first')
        assert b'first' in until(answer, b'first', 6), 'a new entry is not shown'
        b.cli('del', 'sw:{anew}:alerts')
        time.sleep(1.2)
        b.cli('xadd', 'sw:{anew}:alerts', '10-0', *add, 'msg', 'again')
        assert b'again' in until(answer, b'again', 8), 'the stream that began anew is not followed'
        b.cli('del', 'sw:{anew}:alerts')
        b.cli('xadd', 'sw:{anew}:alerts', '7-0', *add, 'msg', 'quick')
        assert b'quick' in until(answer, b'quick', 8), 'one that was filled at once is not followed'
    finally:
        c.close()
        b.cli('del', 'sw:{anew}:alerts')
        b.cli('hdel', 'sw:sensors', 'anew')
