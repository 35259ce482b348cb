"""A fleet in a Redis Cluster: each sensor's keys lie on another node."""
import socket, subprocess, time

from checks_api import same


def free_ports(n):
    """Ports that are free, with those of the cluster's bus."""
    found = []
    for port in range(21000, 45000, 37):
        with socket.socket() as a, socket.socket() as bus:
            try:
                a.bind(('127.0.0.1', port))
                bus.bind(('127.0.0.1', port + 10000))
            except OSError:
                continue
        found.append(port)
        if len(found) == n:
            return found
    raise AssertionError('no free ports')


def cli(port, *words):
    return subprocess.run(['redis-cli', '-p', str(port), *map(str, words)], capture_output=True, text=True, timeout=20).stdout


def start(b, ports, nodes):
    for port in ports:
        folder = b.folder / f'node{port}'
        folder.mkdir()
        nodes.append(subprocess.Popen(
            ['redis-server', '--port', str(port), '--bind', '127.0.0.1', '--cluster-enabled', 'yes', '--save', '', '--dir', str(folder)],
            stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL))
    for port in ports:
        while 'PONG' not in cli(port, 'ping'):
            time.sleep(0.05)
    for i, port in enumerate(ports):
        cli(port, 'cluster', 'addslotsrange', i * 16384 // len(ports), (i + 1) * 16384 // len(ports) - 1)
        cli(port, 'config', 'set', 'cluster-require-full-coverage', 'no')
        cli(port, 'cluster', 'set-config-epoch', i + 1)
        cli(ports[0], 'cluster', 'meet', '127.0.0.1', port)
    for port in ports:
        for _ in range(300):
            if 'cluster_state:ok' in cli(port, 'cluster', 'info') and len(cli(port, 'cluster', 'nodes').split('\n')) > len(ports):
                break
            time.sleep(0.05)


def check_cluster(b):
    """sensors on different nodes of a cluster are shown together, with the numbers of EVE"""
    ports, nodes = free_ports(3), []
    try:
        start(b, ports, nodes)
        url = f'redis://127.0.0.1:{ports[0]}'
        before = dict(b.events)
        sample = b.folder / 'sample.pcap'
        for sensor in ('a1', 'b2', 'c3', 'd4'):
            b.read(sensor, sample, '--no-sandbox', url=url)  # nodes on other ports than the URL's
            # the list of sensors is of another slot, and a short run may end before it told that node
            subprocess.run(['redis-cli', '-c', '-p', str(ports[0]), 'hset', 'sw:sensors', sensor, '1795313494944'], capture_output=True, timeout=20)
        events, b.events = b.events, before
        owners = {cli(ports[0], 'cluster', 'keyslot', 'sw:{%s}:meta' % s).strip() for s in ('a1', 'b2', 'c3', 'd4')}
        assert len(owners) == 4, owners
        s = b.serve('--redis', url)
        told = s.get('/api/overview')
        wanted = sum(e['event_type'] == 'alert' and not e['spanwatch'].get('excepted') for x in ('a1', 'b2', 'c3', 'd4') for e in events[x])
        same(told['findings']['total'], wanted, 'findings')
        same(sorted(x['name'] for x in told['sensors']), ['a1', 'b2', 'c3', 'd4'], 'sensors')
        for sensor in ('a1', 'b2', 'c3', 'd4'):
            elements = s.get(f'/api/elements?sensor={sensor}')['elements']
            assert elements and all(e['info'] for e in elements), sensor
            s.get(f'/api/element?sensor={sensor}&id={elements[0]["id"]}')
        same({e['sensor'] for e in s.get('/api/elements')['elements']}, {'a1', 'b2', 'c3', 'd4'}, 'elements of all')
        group = next(e for e in events['c3'] if e['event_type'] == 'alert')['spanwatch']['group']['id']
        same(s.post('/api/case', {'sensor': 'c3', 'group': group, 'state': 'ack'}).status, 200, 'a mark')
        same(s.get(f'/api/finding?sensor=c3&group={group}')['case']['state'], 'ack', 'the mark')
    finally:
        for node in nodes:
            node.terminate()
        for node in nodes:
            node.wait()
