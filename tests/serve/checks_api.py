"""The API: numbers are those of the EVE output of the same captures."""
import collections, concurrent.futures, json, time

from bench import raw


def same(got, wanted, what):
    assert got == wanted, f'{what}: {got!r}, not {wanted!r}'


def check_overview(b):
    """the overview counts what EVE tells"""
    told = b.main.get('/api/overview')
    same(told['findings']['total'], len(b.alerts()), 'findings')
    same(told['changes']['total'], len(b.changes()), 'changes')
    wanted = collections.Counter(str(e['alert']['severity']) for e in b.alerts())
    same({g['key']: g['count'] for g in told['findings']['by_severity']}, dict(wanted), 'by severity')
    wanted = collections.Counter(e['spanwatch']['finding'] for e in b.alerts())
    same({g['key']: g['count'] for g in told['findings']['by_finding']}, dict(wanted), 'by finding')
    wanted = collections.Counter(e['mgmt']['sanction'] for e in b.changes())
    same({g['key']: g['count'] for g in told['changes']['by_sanction']}, dict(wanted), 'by sanction')
    same(sum(map(sum, told['findings']['series'])), len(b.alerts()), 'sum of the bars')
    same(sum(map(sum, told['changes']['series'])), len(b.changes()), 'sum of the bars of changes')
    same(told['findings']['groups'], len({(e['host'], e['spanwatch']['group']['id']) for e in b.alerts()}), 'groups')
    same(sorted(s['name'] for s in told['sensors']), ['hostile', 'lab'], 'sensors')


def check_one_sensor(b):
    """each sensor can be looked at alone"""
    for sensor in ('lab', 'hostile'):
        told = b.main.get(f'/api/overview?sensor={sensor}')
        same(told['findings']['total'], len(b.alerts(sensor)), sensor)
        same([s['name'] for s in told['sensors']], [sensor], 'sensors')


def check_findings(b):
    """every alert of EVE stands in the list of findings, with its words"""
    told = b.main.get('/api/findings?limit=2000')['findings']
    same(len(told), len(b.alerts()), 'rows')
    wanted = sorted((e['host'], e['timestamp'], e['spanwatch']['id'], e['spanwatch']['finding'], e['alert']['severity'],
                     e['spanwatch']['message']) for e in b.alerts())
    same(sorted((r['sensor'], r['time'], r['id'], r['finding'], r['severity'], r['msg']) for r in told), wanted, 'rows')
    assert told == sorted(told, key=lambda r: r['time'], reverse=True) or \
        [r['time'] for r in told] == sorted((r['time'] for r in told), reverse=True), 'not newest first'


def check_filters(b):
    """filters and groups agree with EVE"""
    for kind, n in collections.Counter(e['spanwatch']['finding'] for e in b.alerts()).items():
        same(b.main.get(f'/api/findings?finding={kind}')['total'], n, kind)
    worst = [e for e in b.alerts() if e['alert']['severity'] <= 2]
    same(b.main.get('/api/findings?severity=1,2')['total'], len(worst), 'severity=1,2')
    element = b.alerts('lab')[0]['spanwatch']['element']
    same(b.main.get(f'/api/findings?sensor=lab&element={element}')['total'],
         sum(e['spanwatch'].get('element') == element for e in b.alerts('lab')), 'element')
    stamps = sorted(e['timestamp'] for e in b.alerts('lab'))
    middle = stamps[len(stamps) // 2]
    same(b.main.get('/api/findings?sensor=lab&from=' + middle.replace('+0000', 'Z'))['total'],
         sum(t >= middle for t in stamps), 'from')
    grouped = b.main.get('/api/findings?by=group&limit=2000')
    same(grouped['group_count'], len({(e['host'], e['spanwatch']['group']['id']) for e in b.alerts()}), 'groups')
    same(b.main.ask('/api/findings?by=nonsense').status, 400, 'a field that is none')
    same(b.main.ask('/api/findings?from=yesterday').status, 400, 'a time that is none')
    page = b.main.get('/api/findings?limit=3&offset=2')['findings']
    same(page, b.main.get('/api/findings?limit=5')['findings'][2:], 'a page of the list')


def check_changes(b):
    """the ledger holds every change of EVE"""
    told = b.main.get('/api/changes?limit=2000')['changes']
    wanted = sorted((e['host'], e['timestamp'], e['mgmt']['verb'], e['mgmt']['sanction']) for e in b.changes())
    same(sorted((r['sensor'], r['time'], r['verb'], r['sanction']) for r in told), wanted, 'rows')
    all_of_it = b.main.get('/api/overview')['changes']
    for name in ('window', 'permit'):
        wanted = collections.Counter(e['mgmt'][name] for e in b.changes() if e['mgmt'].get(name))
        same({g['key']: g['count'] for g in all_of_it['by_' + name]}, dict(wanted), name)
        for key, n in wanted.items():
            same(b.main.get(f'/api/changes?{name}={key}')['total'], n, f'{name} {key}')
        same(b.main.get(f'/api/changes?by={name}')['group_count'], len(wanted), 'by ' + name)


def check_finding(b):
    """a finding's page tells what its event tells, and the line that is missing"""
    event = next(e for e in b.alerts('lab') if e['spanwatch']['why'].get('missing'))
    group = event['spanwatch']['group']['id']
    told = b.main.get(f'/api/finding?sensor=lab&group={group}')
    of_group = [e for e in b.alerts('lab') if e['spanwatch']['group']['id'] == group]
    for key in ('alert', 'spanwatch', 'src_ip', 'dest_ip', 'community_id'):
        same(told['event'].get(key), of_group[0].get(key), key)
    same((told['finding']['id'], told['entry_count']), (of_group[-1]['spanwatch']['id'], len(of_group)), 'the newest of them')
    assert told['exception'].startswith('- {id: "EX-'), told.get('exception')
    same(b.main.ask('/api/finding?sensor=lab&group=0000000000000000').status, 404, 'no such group')
    same(b.main.ask('/api/finding?sensor=../x&group=1').status, 400, 'no such sensor')


def check_elements(b):
    """elements are those of Redis, each with its changes and counters"""
    told = b.main.get('/api/elements')['elements']
    for sensor in ('lab', 'hostile'):
        names = b.cli('zrange', 'sw:{%s}:elements' % sensor, '0', '-1').split('\n')[:-1]
        same(sorted(e['id'] for e in told if e['sensor'] == sensor), sorted(names), 'elements of ' + sensor)
    e = next(e for e in told if e['sensor'] == 'lab')
    one = b.main.get('/api/element?sensor=lab&id=' + e['id'])
    same(one['info'], e['info'], 'info')
    same(one['change_count'], sum(x['mgmt']['element']['id'] == e['id'] for x in b.changes('lab')), 'its changes')
    same(one['finding_count'], sum(x['spanwatch'].get('element') == e['id'] for x in b.alerts('lab')), 'its findings')
    column = one['1h']['columns'].index('changes')
    same(sum(row[column] for row in one['1h']['rows']), e['total']['changes'], 'changes of its hours')
    same(b.main.ask('/api/element?sensor=lab&id=no-such').status, 404, 'no such element')


def check_metrics(b):
    """/metrics has the totals in the format of Prometheus"""
    answer = b.main.ask('/metrics')
    same(answer.status, 200, 'status')
    assert answer.headers['content-type'].startswith('text/plain; version=0.0.4'), answer.headers
    values, types = {}, []
    for line in answer.body.decode().split('\n')[:-1]:
        if line.startswith('# TYPE'):
            types.append(line.split()[2])
        elif not line.startswith('#'):
            name, value = line.rsplit(' ', 1)
            values[name] = float(value)
    same(len(types), len(set(types)), 'each type once')
    for e in b.main.get('/api/elements?sensor=lab')['elements']:
        same(values['spanwatch_element_changes_total{sensor="lab",element="%s"}' % e['id']], e['total']['changes'], e['id'])
    same(values['spanwatch_up{sensor="lab"}'], 0, 'a sensor read from files is not up')


def check_health(b):
    """a sensor that tells its health is live, and what it lost is told as well"""
    b.cli('hset', 'sw:{lab}:health', 'pkts', '5', 'kernel_dropped', '7', 'rss', '1048576', 'odd name<', 'x', 'blind', '0', 'live', '1')
    b.cli('expire', 'sw:{lab}:health', '60')
    try:
        told = {s['name']: s for s in b.main.get('/api/sensors')['sensors']}
        same((told['lab']['live'], told['lab']['health']['kernel_dropped'], told['hostile']['live']), (True, 7, False), 'sensors')
        text = b.main.ask('/metrics').body.decode()
        for line in ('spanwatch_up{sensor="lab"} 1', 'spanwatch_up{sensor="hostile"} 0', 'spanwatch_health_kernel_dropped{sensor="lab"} 7'):
            assert line in text.split('\n'), line
        assert 'odd' not in text, 'a name that is no metric'
    finally:
        b.cli('del', 'sw:{lab}:health')


def check_case(b):
    """triage marks a finding group, in Redis and in every list, and leaves an audit line"""
    group = b.alerts('lab')[0]['spanwatch']['group']['id']
    note = 'seen "it" <b>\u00e4 \\ \n end'
    answer = b.main.post('/api/case', {'sensor': 'lab', 'group': group, 'state': 'false-positive', 'note': note})
    same(answer.status, 200, answer.body)
    kept = json.loads(b.cli('hget', 'sw:{lab}:cases', group))
    same((kept['state'], kept['by'], kept['note']), ('false-positive', 'local', note), 'what is kept')
    same(b.main.get(f'/api/finding?sensor=lab&group={group}')['case']['state'], 'false-positive', 'case')
    rows = b.main.get('/api/findings?state=false-positive')['findings']
    assert rows and all(r['group'] == group for r in rows), rows
    assert any(json.loads(line)['what'] == 'triage' for line in b.main.log.read_text().split('\n') if line.startswith('{'))
    for body in ('', '[]', '{"sensor":"lab"}', {'sensor': 'lab', 'group': group, 'state': 'other'}, {'sensor': 'lab}:x{', 'group': group, 'state': 'ack'},
                 {'sensor': 'lab', 'group': 'a b', 'state': 'ack'}, {'sensor': 'lab', 'group': group, 'state': 'ack', 'note': 'x' * 2000}):
        same(b.main.post('/api/case', body).status, 400, body)
    b.cli('del', 'sw:{lab}:cases')


def check_hostile_requests(b):
    """requests that no browser sends end in an answer or a closed door, and serving goes on"""
    port = b.main.port
    for data in (b'\0' * 100, b'GET\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n', b'GET /' + b'a' * 70000 + b' HTTP/1.1\r\n\r\n',
                 b'GET / HTTP/1.1\r\n' + b'X: y\r\n' * 9000 + b'\r\n', b'POST /api/case HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n',
                 b'POST /api/case HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n',
                 b'GET /api/findings?q=%00%ff%fe%zz&&&=&q HTTP/1.1\r\nHost: localhost\r\n\r\n', b'GET /..%2f..%2fetc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n'):
        answer = raw(port, data, 0.4)
        assert b'200 OK' not in answer or b'%zz' in data, (data[:60], answer[:200])
    for path in ('/../etc/passwd', '/%2e%2e/x.html', '/.hidden.js', '/style.css/x', '/lib/d3.js/..'):
        same(b.main.ask(path).status, 404, path)
    same(b.main.ask('/', headers={'Host': 'evil.example'}).status, 421, 'a foreign name')
    same(b.main.ask('/', 'DELETE').status, 405, 'DELETE')
    same(b.main.post('/api/case', 'x' * 20000).status, 413, 'a long body')
    same(b.main.ask('/api/case', 'POST', '{}').status, 403, 'a form of another page')
    same(b.main.post('/api/case', '{}', Origin='http://evil.example').status, 403, 'another origin')
    same(b.main.get('/api/me')['name'], 'local', 'still there')


def check_headers(b):
    """every answer forbids inline scripts, framing and guessing of types"""
    for path in ('/', '/app.js', '/style.css', '/api/me', '/api/findings', '/nothing', '/metrics'):
        headers = b.main.ask(path).headers
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers['content-security-policy'], path
        assert 'unsafe' not in headers['content-security-policy'], path
        same(headers['x-content-type-options'], 'nosniff', path)
    same(b.main.ask('/lib/d3.js').status, 200, 'the chart library')


def check_crowd(b):
    """a sensor with more findings than one request may read takes nothing from the sensors beside it"""
    import subprocess
    flat = 'severity 2 finding reboot element x src 10.0.0.1 dst 10.0.0.2 dport 1 proto TCP cc GB asn 1 msg m eve {}'
    lines = ''.join(f'XADD sw:{{crowd}}:alerts {n}-0 ts 2026-01-01T00:00:00.000000+0000 {flat}\n' for n in range(1, 21001))
    subprocess.run(['redis-cli', '-s', str(b.socket)], input='HSET sw:sensors crowd 1\n' + lines, text=True, stdout=subprocess.DEVNULL, timeout=60)
    try:
        told = b.main.get('/api/findings?by=sensor')
        rows = {g['key']: g['rows'] for g in told['groups']}
        same({s: rows.get(s) for s in ('hostile', 'lab')}, {s: len(b.alerts(s)) for s in ('hostile', 'lab')}, 'rows beside the crowd')
        same(told['truncated'], True, 'truncated')
        same((told['scanned'], sum(rows.values())), (20000, 20000), 'what the others left goes to the crowd')
        same(b.main.get('/api/findings?sensor=crowd&limit=1')['total'], 20000, 'of the crowd alone')
    finally:
        b.cli('del', 'sw:{crowd}:alerts')
        b.cli('hdel', 'sw:sensors', 'crowd')


def check_many(b):
    """forty people at once get their answers"""
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        totals = list(pool.map(lambda _: b.main.get('/api/findings?limit=1')['total'], range(80)))
    same(set(totals), {len(b.alerts())}, 'totals')


def check_live(b):
    """the live tail tells what comes, and to no more people than it may"""
    import http.client
    clients = []
    for _ in range(33):
        c = http.client.HTTPConnection('127.0.0.1', b.main.port, timeout=15)
        c.request('GET', '/api/live?sensor=tail')
        clients.append((c, c.getresponse()))
    same([r.status for _, r in clients].count(200), 32, 'followers')
    same(clients[-1][1].status, 503, 'one too many')
    time.sleep(1.5)
    sample = b.folder / 'hostile.pcap'
    before = dict(b.events)
    b.read('tail', sample)
    wanted = len(b.alerts('tail')) + len(b.changes('tail'))
    got = []
    stream = clients[0][1]
    while len(got) < wanted:
        line = stream.readline()
        assert line, 'the stream ended'
        if line.startswith(b'data: '):
            got.append(json.loads(line[6:]))
    same(sorted(r['time'] for r in got), sorted(e['timestamp'] for e in b.alerts('tail') + b.changes('tail')), 'entries')
    for c, _ in clients:
        c.close()
    b.events = before
    for key in b.cli('keys', 'sw:{tail}*').split():
        b.cli('del', key)
    b.cli('hdel', 'sw:sensors', 'tail')
