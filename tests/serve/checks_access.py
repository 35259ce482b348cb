"""Who may do what: tokens, sessions, proxies, roles, Redis users."""
import json, pathlib, subprocess, time

from checks_api import same

TOKENS = '''tokens:
  - {name: vera, roles: [view], token: vera-0123456789abcdef}
  - {name: tom, roles: [view, triage], token: tom-0123456789abcdefg}
  - {name: eve, roles: [evidence], sha256: %s}
users:
  - {name: pat, roles: [triage]}
'''


def bearer(token):
    return {'Authorization': 'Bearer ' + token}


def tokens_file(b):
    import hashlib
    path = b.folder / 'tokens.yaml'
    path.write_text(TOKENS % hashlib.sha256(b'eve-0123456789abcdefg').hexdigest())
    path.chmod(0o600)
    return path


def check_tokens(b):
    """a token opens what its roles allow, and nothing else opens anything"""
    s = b.serve('--redis', b.url, '--tokens', tokens_file(b))
    same(s.ask('/').status, 200, 'the page itself holds nothing')
    same(s.ask('/api/me').json()['roles'], [], 'nobody')
    for path in ('/api/overview', '/api/findings', '/metrics', '/api/live', '/api/sensors'):
        same(s.ask(path).status, 401, path)
        same(s.ask(path, headers=bearer('wrong-0123456789abcdef')).status, 401, path)
    same(s.ask('/api/overview', headers=bearer('vera-0123456789abcdef')).status, 200, 'vera looks')
    group = b.alerts('lab')[0]['spanwatch']['group']['id']
    body = {'sensor': 'lab', 'group': group, 'state': 'ack'}
    same(s.post('/api/case', body).status, 401, 'nobody marks')
    same(s.post('/api/case', body, **bearer('vera-0123456789abcdef')).status, 403, 'vera marks')
    same(s.post('/api/case', body, **bearer('tom-0123456789abcdefg')).status, 200, 'tom marks')
    event = f'/api/event?sensor=lab&group={group}'
    same(s.ask(event, headers=bearer('tom-0123456789abcdefg')).status, 403, 'tom reveals')
    told = s.ask(event, headers=bearer('eve-0123456789abcdefg'))
    same(told.status, 200, 'eve reveals')
    assert told.json() in b.alerts('lab'), 'the event is not that of EVE'
    lines = [json.loads(line) for line in s.log.read_text().split('\n') if line.startswith('{')]
    same([(x['who'], x['what'], x['object']) for x in lines], [('tom', 'triage', group), ('eve', 'reveal event', group)], 'audit')
    assert '0123456789' not in s.log.read_text(), 'a token stands in the log'
    b.cli('del', 'sw:{lab}:cases')
    same(s.stop(), 0, 'exit code')


def check_session(b):
    """a browser logs in once, its cookie is no token, and logging out ends it"""
    s = b.serve('--redis', b.url, '--tokens', tokens_file(b))
    same(s.post('/api/login', {'token': 'wrong'}).status, 401, 'a wrong token')
    answer = s.post('/api/login', {'token': 'tom-0123456789abcdefg'})
    same(answer.status, 200, answer.body)
    cookie = answer.headers['set-cookie']
    assert 'HttpOnly' in cookie and 'SameSite=Strict' in cookie and 'tom' not in cookie, cookie
    word = {'Cookie': 'other=1; ' + cookie.split(';')[0]}
    same(s.ask('/api/me', headers=word).json()['roles'], ['view', 'triage'], 'roles')
    same(s.ask('/api/findings', headers=word).status, 200, 'findings')
    same(s.post('/api/logout', '{}', **word).status, 200, 'log out')
    same(s.ask('/api/findings', headers=word).status, 401, 'after it')
    for _ in range(40):
        s.ask('/api/findings', headers=bearer('guess-0123456789abcdef'))
    same(s.post('/api/login', {'token': 'tom-0123456789abcdefg'}).status, 429, 'after much guessing')


def check_proxy(b):
    """a trusted proxy names the user, and nobody else may"""
    s = b.serve('--redis', b.url, '--tokens', tokens_file(b), '--set', 'serve.proxies=127.0.0.1')
    same(s.ask('/api/me', headers={'X-Forwarded-User': 'pat'}).json()['roles'], ['view', 'triage'], 'pat')
    same(s.ask('/api/findings', headers={'X-Forwarded-User': 'mallory'}).status, 401, 'one who is not listed')
    other = b.serve('--redis', b.url, '--tokens', b.folder / 'tokens.yaml', '--set', 'serve.proxies=192.0.2.1')
    same(other.ask('/api/findings', headers={'X-Forwarded-User': 'pat'}).status, 401, 'from elsewhere')


def check_refusals(b):
    """what would be open to the world is refused at the start, with a sentence"""
    loose = b.folder / 'loose.yaml'
    loose.write_text('tokens: []\n')
    loose.chmod(0o644)
    short = b.folder / 'short.yaml'
    short.write_text('tokens:\n  - {name: x, roles: [view], token: short}\n')
    short.chmod(0o600)
    for words, says in ((['--listen', '0.0.0.0:0'], 'needs tokens'), (['--tokens', loose], 'chmod 600'), (['--tokens', short], '16 characters'),
                        (['--assets', '/nonexistent'], 'no pages'), (['--listen', 'nowhere'], 'ADDRESS:PORT'), (['--redis', 'http://x'], 'Redis URL'),
                        (['--tokens', '/nonexistent'], 'nonexistent')):
        done = subprocess.run([b.spanwatch, 'serve', *map(str, words)], capture_output=True, timeout=20, stdin=subprocess.DEVNULL)
        assert done.returncode in (2, 3), (words, done.returncode, done.stderr)
        assert says in done.stderr.decode(), (words, done.stderr.decode())


def check_redis_user(b):
    """a Redis user who may only read is enough to look, and marking then says what is missing"""
    acl = (pathlib.Path(__file__).resolve().parent.parent.parent / 'deploy/redis/users.acl').read_text()
    for line in acl.split('\n'):
        words = line.split()
        if words[:2] in (['user', 'dashboard'], ['user', 'triage']):
            b.cli('acl', 'setuser', *words[1:])
    # a Unix socket takes no user; the same server on a port of the loopback
    import socket
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    b.cli('config', 'set', 'port', str(port))
    url = 'redis://%s:change-the-%s-password@127.0.0.1:' + str(port)
    s = b.serve('--redis', url % ('dashboard', 'dashboard'))
    same(s.get('/api/overview')['findings']['total'], len(b.alerts()), 'findings')
    s.get('/api/elements')
    element = s.get('/api/elements?sensor=lab')['elements'][0]['id']
    s.get(f'/api/element?sensor=lab&id={element}')
    same(s.ask('/metrics').status, 200, 'metrics')
    group = b.alerts('lab')[0]['spanwatch']['group']['id']
    body = {'sensor': 'lab', 'group': group, 'state': 'incident'}
    refused = s.post('/api/case', body)
    same(refused.status, 403, refused.body)
    assert 'serve.triage-redis' in refused.json()['error'], refused.body
    both = b.serve('--redis', url % ('dashboard', 'dashboard'), '--set', 'serve.triage-redis=' + url % ('triage', 'triage'))
    same(both.post('/api/case', body).status, 200, 'with the user for it')
    same(json.loads(b.cli('hget', 'sw:{lab}:cases', group))['state'], 'incident', 'kept')
    assert 'password' not in s.log.read_text() + both.log.read_text(), 'a password stands in the log'
    b.cli('del', 'sw:{lab}:cases')
    b.cli('config', 'set', 'port', '0')


def check_packets(b):
    """packets of a finding can be downloaded by who may, and nothing else of that folder or beside it"""
    event = b.alerts('lab')[0]
    finding, group = event['spanwatch']['id'], event['spanwatch']['group']['id']
    newest = [e for e in b.alerts('lab') if e['spanwatch']['group']['id'] == group][-1]['spanwatch']['id']
    folder = b.folder / 'evidence'
    folder.mkdir()
    data = (b.folder / 'sample.pcap').read_bytes()
    (folder / f'{newest}.pcap').write_bytes(data)
    (folder / 'aaaa.pcap').symlink_to('/etc/passwd')
    (folder / 'bbbb.pcap').mkdir()
    s = b.serve('--redis', b.url, '--tokens', tokens_file(b), '--set', f'serve.evidence-dir={folder}')
    eve = bearer('eve-0123456789abcdefg')
    same(s.ask(f'/api/packets?id={newest}', headers=bearer('tom-0123456789abcdefg')).status, 403, 'tom')
    answer = s.ask(f'/api/packets?id={newest}', headers=eve)
    same((answer.status, answer.body), (200, data), 'eve')
    assert answer.headers['content-disposition'].startswith('attachment'), answer.headers
    for word in ('../sample', '..%2fsample', 'aaaa', 'bbbb', 'cccc', '', 'AAAA', 'a' * 200, f'{finding}%00'):
        same(s.ask(f'/api/packets?id={word}', headers=eve).status, 200 if word.startswith(newest) else 404, word)
    told = json.loads(s.ask(f'/api/finding?sensor=lab&group={group}', headers=eve).body)
    same(told['packets'], newest, 'offered')
    lines = [json.loads(line) for line in s.log.read_text().split('\n') if line.startswith('{')]
    assert ('eve', 'download packets', newest) in [(x['who'], x['what'], x['object']) for x in lines], lines


def check_outbound(b):
    """the outbound table holds every peer of Redis with its bytes"""
    wanted = {}
    for sensor in ('lab', 'hostile'):
        for key in b.cli('keys', 'sw:{%s}:el:*:top:*' % sensor).split():
            words = b.cli('zrange', key, '0', '-1', 'withscores').split()
            for peer, n in zip(words[::2], words[1::2]):
                wanted[peer] = wanted.get(peer, 0) + int(n)
    told = b.main.get('/api/outbound')
    same({p['peer']: p['bytes'] for p in told['peers']}, wanted, 'bytes')
    same(told['total'], len(wanted), 'peers')


def check_redis_away(b):
    """without Redis the server says so, and comes back with it"""
    import signal
    s = b.serve('--redis', f'unix://{b.folder}/nothing.sock')
    answer = s.ask('/api/overview')
    same(answer.status, 503, answer.body)
    assert 'nothing.sock' in answer.json()['error'], answer.body
    b.redis.send_signal(signal.SIGSTOP)
    try:
        same(b.main.ask('/api/findings').status, 503, 'a server that does not answer')
    finally:
        b.redis.send_signal(signal.SIGCONT)
    same(b.main.get('/api/findings?limit=1')['total'], len(b.alerts()), 'afterwards')
