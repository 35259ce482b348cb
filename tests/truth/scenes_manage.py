"""Scenes of tests/truth/run on management protocols: SNMP users and views, IPMI by more tools, OVSDB by ovs-vsctl."""
import json, os, sys, time

from scenes import HERE, deed, ipmi_serve, scene


@scene('snmpd', 'snmpusm', 'snmpvacm', 'snmpset', 'snmpbulkget', 'snmptable')
def snmp_users(link):
    """SNMP: users made, changed and removed by snmpusm, views and groups by snmpvacm, interfaces set down and up,
    SHA-2 and AES-256, over TCP, tables read."""
    f = link.folder
    (f / 'snmpd.conf').write_text('agentAddress udp:161,tcp:161\nrwcommunity Hidden-rw default\nrocommunity public default\n'
        'createUser netops SHA "Hidden-auth" AES "Hidden-priv"\ncreateUser modern SHA-512 "Hidden-auth" AES-256 "Hidden-other"\ncreateUser clear SHA-256 "Hidden-auth"\n'
        'rwuser netops priv\nrwuser modern priv\nrwuser clear auth\n')
    for name in ('var', 'var3'):
        (f / name).mkdir(exist_ok=True)
    for folder in (f, f / 'var', f / 'var3'):
        folder.chmod(0o755)
    keys = f / 'keys.yaml'
    keys.write_text('snmpv3:\n  - {peer: 10.9.0.0/16, user: netops, key: Hidden-old}\n  - {peer: 10.9.0.0/16, user: netops, key: Hidden-priv}\n'
        '  - {peer: 10.9.0.0/16, user: modern, key: Hidden-other, auth: Hidden-auth, auth-protocol: SHA-512, privacy-protocol: AES-256}\n')
    keys.chmod(0o600)
    env = dict(os.environ, SNMP_PERSISTENT_DIR=str(f / 'var'), MIBS='')
    link.call(link.far, 'ip', 'link', 'add', 'ge9', 'type', 'veth', 'peer', 'name', 'ge8')
    link.start(link.far, 'snmpd', '-f', '-Lf', f / 'snmpd.log', '-C', '-c', f / 'snmpd.conf', '-I', '-smux', env=env)
    time.sleep(2)
    said, done = [], []
    named = dict(env, MIBS='ALL', SNMP_PERSISTENT_DIR=str(f / 'var3'))
    ways = {'v2': ['-v2c', '-c', 'Hidden-rw'],
            'v3': ['-v3', '-l', 'authPriv', '-u', 'netops', '-a', 'SHA', '-A', 'Hidden-auth', '-x', 'AES', '-X', 'Hidden-priv'],
            '512': ['-v3', '-l', 'authPriv', '-u', 'modern', '-a', 'SHA-512', '-A', 'Hidden-auth', '-x', 'AES-256', '-X', 'Hidden-other'],
            'auth': ['-v3', '-l', 'authNoPriv', '-u', 'clear', '-a', 'SHA-256', '-A', 'Hidden-auth']}

    def ask(program, way, *words, host='10.9.0.1'):
        out = link.call(link.near, program, '--clientaddr=10.9.1.1', *ways[way], host, *words, env=named)
        said.append((program, words, out.returncode, out.stdout[:300], out.stderr[:300]))
        return 'ok' if out.returncode == 0 else 'refused'

    def wrote(subject, outcome, count=1, **more):
        for _ in range(count):
            done.append(deed('change', subject, '10.9.0.1', '10.9.1.1', via='snmp', outcome=outcome, **more))
    up = '1.3.6.1.2.1.2.2.1.7.'
    index = link.call(link.far, 'ip', '-o', 'link', 'show', 'ge9').stdout.split(':')[0]
    for way in ways:
        wrote('interface', ask('snmpset', way, up + index, 'i', '2'), words=[up + index])
    wrote('system', ask('snmpset', 'v2', '1.3.6.1.2.1.1.6.0', 's', 'rack 9', host='tcp:10.9.0.1'), words=['1.3.6.1.2.1.1.6.0'])
    wrote('snmp-access', ask('snmpusm', 'v3', 'create', 'eve', 'netops'), 2, words=['1.3.6.1.6.3.15.1.2.2.1'])  # the row, whom it is cloned from
    wrote('snmp-access', ask('snmpusm', 'v3', '-Ca', 'passwd', 'Hidden-auth', 'Hidden-new', 'eve'))
    wrote('snmp-access', ask('snmpvacm', 'v2', 'createView', 'all9', '.1.3.6.1'), 3)  # row, mask, type
    wrote('snmp-access', ask('snmpvacm', 'v2', 'createSec2Group', '3', 'eve', 'grp9'), 2)  # row, group
    wrote('snmp-access', ask('snmpvacm', 'v2', 'deleteSec2Group', '3', 'eve'))
    wrote('snmp-access', ask('snmpusm', 'v3', 'delete', 'eve'))
    ask('snmptable', 'v2', '1.3.6.1.2.1.2.2')
    ask('snmpbulkget', '512', '-Cr9', '1.3.6.1.2.1.1')
    (f / 'said.json').write_text(json.dumps(said, indent=1))
    return done


@scene('ipmi_sim', 'ipmitool', 'ipmi-power', 'ipmi-chassis', 'ipmi-sel', 'bmc-info')
def ipmi_tools(link):
    """IPMI by FreeIPMI's tools and ipmitool: power, boot device, users, LAN, with and without encryption."""
    ipmi_serve(link)
    done, said = [], []
    e = ('10.9.0.1', '10.9.1.1')

    def run(*words, acts=()):
        out = link.call(link.near, *words, timeout=60)
        said.append((words, out.returncode, out.stdout[:300], out.stderr[:300]))
        done.append(deed('login', 'session', *e, user='ADMIN', via='ipmi'))
        for verb, subject, *words in acts:
            done.append(deed(verb, subject, *e, via='ipmi', words=words))
    free = ['-h', '10.9.0.1', '-u', 'ADMIN', '-p', 'Hidden-1', '-l', 'ADMIN', '-D', 'LAN']
    tool = ['ipmitool', '-I', 'lan', '-H', '10.9.0.1', '-U', 'ADMIN', '-P', 'Hidden-1', '-R', '1', '-N', '2']
    plus = ['ipmitool', '-I', 'lanplus', *tool[3:]]
    run('ipmi-power', *free, '--cycle', '--session-timeout=3000', acts=[('reboot', 'system', 'Chassis Control')])
    run('ipmi-power', *free, '--off', '--session-timeout=3000', acts=[('reboot', 'system', 'Chassis Control')])
    run('bmc-info', *free)
    run('ipmi-chassis', *free, '--chassis-identify=FORCE', acts=[('exec', 'system', 'Chassis Identify')])
    run('ipmi-sel', *free, '--clear', acts=[('erase', 'logging', 'Clear SEL')])
    run(*tool, 'chassis', 'bootdev', 'pxe', acts=[('change', None, 'Set System Boot Options')])
    run(*tool, 'user', 'set', 'password', '3', 'Hidden-7', acts=[('change', 'account', 'Set User Password')])
    run(*tool, 'user', 'enable', '3', acts=[('change', 'account', 'Set User Password')])
    run(*tool, 'user', 'priv', '3', '4', '1', acts=[('change', 'account', 'Set User Access')])
    run(*tool, 'lan', 'set', '1', 'ipaddr', '10.9.0.77', acts=[('change', None, 'Set LAN Configuration Parameters')])
    for suite in ('1', '2', '3'):
        run(*plus, '-C', suite, 'chassis', 'power', 'status')
    (link.folder / 'said.json').write_text(json.dumps(said, indent=1))
    return done


@scene('ovsdb-server', 'ovs-vsctl', 'ovsdb-client', 'ovsdb-tool')
def ovsdb_vsctl(link):
    """ovs-vsctl from afar: bridges, ports, a mirror, a tunnel, a controller, a manager; then all of it away."""
    link.call(link.far, 'ovsdb-tool', 'create', link.folder / 'conf.db', '/usr/share/openvswitch/vswitch.ovsschema')
    link.start(link.far, 'ovsdb-server', '--remote=ptcp:6640:10.9.0.1', '--remote=ptcp:7640:10.9.0.2', '--no-chdir', f'--unixctl={link.folder}/ctl', link.folder / 'conf.db')
    time.sleep(1)
    said, done = [], []

    def vsctl(*words, wrote=(), port=6640, element='10.9.0.1'):
        """WROTE: subject, table and a word of each operation that writes, as RFC 7047 and the schema have it."""
        out = link.call(link.near, 'ovs-vsctl', f'--db=tcp:{element}:{port}', '--no-wait', '--timeout=5', *words)
        said.append((words, out.returncode, out.stderr[:200]))
        for subject, *named in wrote:
            done.append(deed('change', subject, element, '10.9.1.1', via='ovsdb', outcome='ok', words=named))
    top, bridge = ('config', 'Open_vSwitch'), ('interface', 'Bridge')
    vsctl('init', wrote=[top])
    vsctl('add-br', 'br9', wrote=[(*bridge, 'insert br9'), (*top, 'update'), ('interface', 'Port', 'insert br9'), ('interface', 'Interface', 'insert br9')])
    vsctl('add-port', 'br9', 'vx9', '--', 'set', 'interface', 'vx9', 'type=vxlan', 'options:remote_ip=10.66.0.66',
          wrote=[('interface', 'Port', 'insert vx9'), (*bridge, 'update'), ('tunnel', 'Interface', 'insert vx9 vxlan'), ('interface', 'Interface', 'mutate')])
    vsctl('--', '--id=@p', 'get', 'port', 'vx9', '--', '--id=@m', 'create', 'mirror', 'name=m9', 'select-all=true', 'output-port=@p', '--', 'set', 'bridge', 'br9', 'mirrors=@m',
          wrote=[('mirror', 'Mirror', 'insert m9'), (*bridge, 'update')])
    vsctl('set-controller', 'br9', 'tcp:10.66.0.66:6653', port=7640, element='10.9.0.2', wrote=[(*bridge, 'update'), ('service', 'Controller', 'tcp:10.66.0.66:6653')])
    vsctl('set-manager', 'ptcp:6641', wrote=[(*top, 'update'), ('service', 'Manager', 'ptcp:6641')])
    vsctl('clear', 'bridge', 'br9', 'mirrors', wrote=[(*bridge, 'update')])
    vsctl('del-br', 'br9', wrote=[(*top, 'update')])
    vsctl('show')
    done.append(deed('read', None, '10.9.0.1', '10.9.1.1', via='ovsdb', outcome='ok'))
    (link.folder / 'said.json').write_text(json.dumps(said, indent=1))
    return done


@scene('/usr/bin/python3', '/usr/lib/python3/dist-packages/winrm/__init__.py')
def wsman(link):
    """WS-Management: pywinrm with a wrong and a right password, command lines with a secret, one of them encoded."""
    noted = link.folder / 'noted.json'
    noted.write_text('')
    link.start(link.far, sys.executable, HERE / 'peers.py', 'wsman', 'serve', noted)
    time.sleep(1)
    link.call(link.near, '/usr/bin/python3', HERE / 'peers.py', 'wsman', 'talk', timeout=60)
    said = [json.loads(line) for line in noted.read_text().split('\n') if line]
    assert sum(last == 'Command' and good for last, good, _ in said) == 4, said
    d = lambda verb, subject, outcome, *words: deed(verb, subject, '10.9.0.4', '10.9.1.1', user='netops', via='http', outcome=outcome, words=list(words))
    return [d('login-failed', 'session', 'refused'), d('login', 'session', 'ok'), d('change', 'account', 'ok', 'net user'),
            d('change', 'acl', 'ok', 'netsh'), d('exec', 'system', 'ok', 'ipconfig'), d('reboot', 'system', 'ok', 'Restart-Computer')]


@scene('lldpd', 'unshare')
def neighbours(link):
    """A host that announces itself by the protocols of switches (EDP, FDP, SONMP): what it says, and that it is none."""
    say = f'hostname host-lon-7; exec lldpd -d -ll -ee -ff -ss -u {link.folder}/lldpd.socket -S Linux -m 10.9.1.1'
    link.start(link.near, 'unshare', '--uts', 'sh', '-c', say)
    time.sleep(6)
    address = {'mgmt_address': '10.9.1.1'}
    told = {'edp': {'system_name': 'host-lon-7', 'software': '7.6.4.99'}, 'fdp': {'system_name': 'host-lon-7', **address},
            'sonmp': {'type': 'segment', 'chassis': 1, 'state': 'new', **address}}
    tells = [{'event_type': kind, **{f'{kind}.{field}': value for field, value in fields.items()}} for kind, fields in told.items()]
    return {'deeds': [], 'tells': tells, 'strangers': ['10.9.1.1']}
