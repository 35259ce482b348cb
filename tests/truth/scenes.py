"""The scenes of tests/truth/run. Each speaks over the link and returns the deeds that were done."""
import json, pathlib, shutil, sys, time

HERE = pathlib.Path(__file__).resolve().parent
SCENES = {}


def tool(name):
    return shutil.which(name, path='/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin') or \
        (name.startswith('/') and pathlib.Path(name).exists())


def scene(*needs):
    def keep(function):
        function.needs = ('tcpdump', *needs)
        SCENES[function.__name__] = function
        return function
    return keep


def deed(verb, subject, element, actor, **more):
    return dict(verb=verb, subject=subject, element=element, actor=actor, **{k: v for k, v in more.items() if v is not None})


@scene()
def telnet(link):
    """Command lines of vendors, typed with every kind of editing."""
    link.start(link.far, sys.executable, HERE / 'telnet_peer.py', 'serve', link.folder / 'executed.json')
    time.sleep(1)
    link.call(link.near, sys.executable, HERE / 'telnet_peer.py', 'type', timeout=200)
    time.sleep(0.5)
    from vendors import SCENES as scripts
    deeds = []
    executed = json.loads((link.folder / 'executed.json').read_text())
    for n, (_, host, _, known) in enumerate(scripts):
        element, actor = f'10.9.0.{n + 1}', f'10.9.1.{n + 1}'
        for kind, name, text, _ in executed:
            if name != host:
                continue
            if kind != 'line':
                deeds.append(deed(kind, 'session', element, actor, user=text, via='telnet'))
            elif known.get(text):
                verb, subject, outcome = known[text]
                secret = next((w for w in text.split() if 'Hidden-' in w), None)
                words = [w for w in text.split() if w != secret and 'Hidden-' not in w] if verb != 'read' else []
                deeds.append(deed(verb, subject, element, actor, user='netops', outcome=outcome, words=words, via='telnet'))
    return deeds


@scene('snmpd', 'snmpset', 'snmptrapd', 'snmptrap', 'snmpinform')
def snmp(link):
    """SNMP v1, v2c and v3 (authPriv, SHA and AES): sets of several varbinds and types, refused ones, walks,
    traps of every version and informs."""
    f = link.folder
    (f / 'snmpd.conf').write_text('agentAddress udp:161,udp:1161,udp6:161\n'
        'rocommunity public default\nrwcommunity Hidden-rw default\nrwcommunity6 Hidden-rw default\n'
        'createUser netops SHA "Hidden-auth" AES "Hidden-priv"\ncreateUser desuser MD5 "Hidden-auth" DES "Hidden-priv"\nrwuser netops priv\nrwuser desuser priv\nsysDescr Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE4, RELEASE SOFTWARE (fc1)\n')
    (f / 'var').mkdir(exist_ok=True)
    for folder in (f, f / 'var'):
        folder.chmod(0o755)
    keys = f / 'keys.yaml'
    keys.write_text('snmpv3:\n  - {peer: 10.9.0.0/16, key: Hidden-priv}\n')
    keys.chmod(0o600)
    import os
    env = dict(os.environ, SNMP_PERSISTENT_DIR=str(f / 'var'), MIBS='')
    link.start(link.far, 'snmpd', '-f', '-Lf', f / 'snmpd.log', '-C', '-c', f / 'snmpd.conf', '-I', '-smux', env=env)
    (f / 'trapd.conf').write_text('authCommunity log public\ndisableAuthorization yes\ncreateUser -e 0x8000000001020304 trapper SHA "Hidden-auth" AES "Hidden-priv"\n')
    link.start(link.near, 'snmptrapd', '-f', '-Lf', f / 'traps.log', '-C', '-c', f / 'trapd.conf', 'udp:10.9.1.1:162', env=dict(env, SNMP_PERSISTENT_DIR=str(f / 'var2')))
    time.sleep(2)
    v2 = ['-v2c', '-c', 'Hidden-rw', '-On']
    v3 = ['-v3', '-l', 'authPriv', '-u', 'netops', '-a', 'SHA', '-A', 'Hidden-auth', '-x', 'AES', '-X', 'Hidden-priv', '-On']
    v3des = ['-v3', '-l', 'authPriv', '-u', 'desuser', '-a', 'MD5', '-A', 'Hidden-auth', '-x', 'DES', '-X', 'Hidden-priv', '-On']
    client = ['--clientaddr=10.9.1.1']
    done, said = [], []

    def ask(program, *words, bind=client):
        out = link.call(link.near, program, *bind, *words, env=dict(env, SNMP_PERSISTENT_DIR=str(f / 'var3')))
        said.append((words, out.returncode, out.stdout[:200], out.stderr[:200]))
        return out.returncode == 0

    def wrote(verb, subject, ok, *oids, element='10.9.0.1', actor='10.9.1.1'):
        for oid in oids:
            done.append(deed(verb, subject, element, actor, via='snmp', outcome='ok' if ok else 'refused', words=[oid]))
    contact, name, place = '1.3.6.1.2.1.1.4.0', '1.3.6.1.2.1.1.5.0', '1.3.6.1.2.1.1.6.0'
    wrote('change', 'system', ask('snmpset', *v2, '10.9.0.1', contact, 's', 'noc'), contact)
    wrote('change', 'system', ask('snmpset', '-v1', '-c', 'Hidden-rw', '-On', '10.9.0.1', name, 's', 'sw1', place, 's', 'row 2'), name, place)
    wrote('change', 'system', ask('snmpset', *v3, '10.9.0.1', name, 's', 'sw1-secret'), name)
    wrote('change', 'system', ask('snmpset', *v3des, '10.9.0.1', place, 's', 'row 3', name, 's', 'sw1'), place, name)
    wrote('change', 'system', ask('snmpset', '-v2c', '-c', 'public', '-On', '10.9.0.1', contact, 's', 'x'), contact)
    wrote('reboot', 'system', ask('snmpset', *v2, '10.9.0.1', '1.3.6.1.4.1.9.2.9.9.0', 'i', '2'), '1.3.6.1.4.1.9.2.9.9.0')
    wrote('export', 'config', ask('snmpset', *v2, '10.9.0.1', '1.3.6.1.4.1.9.2.1.55.10.9.1.1', 's', 'sw1.cfg'), '1.3.6.1.4.1.9.2.1.55.10.9.1.1')
    wrote('change', 'system', ask('snmpset', *v2, '10.9.0.2:1161', contact, 's', 'odd port'), contact, element='10.9.0.2')
    wrote('change', 'system', ask('snmpset', *v2, 'udp6:[2001:db8:9:2::1]:161', contact, 's', 'six', bind=[]), contact,
          element='2001:db8:9:2::1', actor=None)
    ask('snmpbulkwalk', *v2, '-Cr50', '10.9.0.1', '1.3.6.1.2.1.1')
    done.append(deed('read', 'system', '10.9.0.1', '10.9.1.1', via='snmp'))
    ask('snmpwalk', *v3, '10.9.0.1', '1.3.6.1.2.1.1')
    ask('snmpget', '-v3', '-l', 'authPriv', '-u', 'netops', '-a', 'SHA', '-A', 'Wrong-auth', '-x', 'AES', '-X', 'Hidden-priv', '10.9.0.1', name)
    far = lambda program, *words: link.call(link.far, program, *words, env=dict(env, SNMP_PERSISTENT_DIR=str(f / 'var4')))
    far('snmptrap', '-v1', '-c', 'public', '10.9.1.1', '1.3.6.1.4.1.9.1.1', '10.9.0.3', '1', '0', '1234')
    done.append(deed('reboot', 'system', '10.9.0.3', None, via='snmp'))
    far('snmptrap', '-v1', '-c', 'public', '10.9.1.1', '1.3.6.1.4.1.9.9.43.2', '10.9.0.3', '6', '1', '1234', '1.3.6.1.4.1.9.9.43.1.1.6.1.3.1', 'i', '1')
    done.append(deed('change', 'config', '10.9.0.3', None, via='snmp'))
    far('snmptrap', '-v2c', '-c', 'public', '10.9.1.1', '100', '1.3.6.1.6.3.1.1.5.5')
    done.append(deed('login-failed', 'session', None, None, via='snmp'))
    far('snmpinform', '-v2c', '-c', 'public', '10.9.1.1', '100', '1.3.6.1.4.1.9.9.43.2.0.1', '1.3.6.1.4.1.9.9.43.1.1.6.1.3.7', 'i', '1')
    done.append(deed('change', 'config', None, None, via='snmp'))
    (f / 'said.json').write_text(json.dumps(said, indent=1))
    return done


@scene('atftpd', 'atftp')
def tftp(link):
    """Files by TFTP: odd block sizes, windows, more than 65535 blocks, refusals, IPv6."""
    root = link.folder / 'root'
    root.mkdir(exist_ok=True)
    root.chmod(0o777)
    (root / 'r1-confg').write_bytes(b'hostname R1\n' * 50)
    (root / 'c2960-image.bin').write_bytes(bytes(range(256)) * 2300)
    (root / 'fine-confg').write_bytes(b'!\n' * 300000)
    for n in ('up-confg', 'vrpcfg.zip', 'exact-confg'):
        (root / n).write_bytes(b'')
        (root / n).chmod(0o666)
    link.start(link.near, 'atftpd', '--daemon', '--no-fork', '--user', 'root.root', '--bind-address', '10.9.1.1', root)
    link.start(link.near, 'atftpd', '--daemon', '--no-fork', '--user', 'root.root', '--bind-address', '2001:db8:9:1::1', root)
    time.sleep(0.7)
    work = link.folder
    (work / 'exact').write_bytes(b'x' * 1024)
    done = []

    def get(verb, subject, name, *options, host='10.9.1.1', element=None, outcome='ok'):
        link.call(link.far, 'timeout', '15', 'atftp', *options, '-g', '-r', name, '-l', work / 'got', host, timeout=60)
        done.append(deed(verb, subject, element, host, via='tftp', outcome=outcome, words=[name]))

    def put(name, local, *options, host='10.9.1.1', outcome='ok'):
        link.call(link.far, 'timeout', '15', 'atftp', *options, '-p', '-l', local, '-r', name, host, timeout=60)
        done.append(deed('export', 'config', None, host, via='tftp', outcome=outcome, words=[name]))
    get('import', 'config', 'r1-confg')
    get('import', 'config', 'r1-confg', '--option', 'blksize 37')
    get('image', 'image', 'c2960-image.bin', '--option', 'blksize 1468', '--option', 'tsize 0')
    get('image', 'image', 'c2960-image.bin', '--option', 'blksize 512', '--option', 'windowsize 8')
    get('import', 'config', 'fine-confg', '--option', 'blksize 8', outcome=None)  # it may take more than ten seconds
    get('import', 'config', 'nowhere-confg', outcome='failed')
    put('up-confg', root / 'r1-confg')
    put('exact-confg', work / 'exact', '--option', 'blksize 512')
    put('vrpcfg.zip', root / 'c2960-image.bin', '--option', 'blksize 1000')
    get('import', 'config', 'r1-confg', host='2001:db8:9:1::1', outcome=None)
    return done


@scene('vsftpd', 'curl')
def ftp(link):
    """FTP over IPv4 and IPv6: passive, extended passive, active; up, down, delete; wrong passwords."""
    home = link.folder / 'home'
    home.mkdir(exist_ok=True)
    home.chmod(0o777)
    (home / 'startup.cfg').write_text('hostname X\n' * 100)
    (home / 'fw.bin').write_bytes(b'\x7fELF' + bytes(9000))
    for f in home.iterdir():
        f.chmod(0o666)
    (link.folder / 'empty').mkdir(exist_ok=True)
    base = f'listen_port=21\nanonymous_enable=YES\nanon_root={home}\nwrite_enable=YES\nanon_upload_enable=YES\nanon_other_write_enable=YES\n' \
           f'anon_mkdir_write_enable=YES\nanon_umask=022\nsecure_chroot_dir={link.folder}/empty\nallow_writeable_chroot=YES\nno_anon_password=NO\n' \
           'seccomp_sandbox=NO\nport_enable=YES\nconnect_from_port_20=YES\nbackground=NO\nlocal_enable=YES\npam_service_name=vsftpd\n'
    home.chmod(0o555)
    (home / 'in').mkdir(exist_ok=True)
    (home / 'in').chmod(0o777)
    (link.folder / '4.conf').write_text(base + 'listen=YES\nlisten_ipv6=NO\nlisten_address=10.9.0.1\n')
    (link.folder / '6.conf').write_text(base + 'listen=NO\nlisten_ipv6=YES\nlisten_address6=2001:db8:9:2::1\n')
    for n in '46':
        link.start(link.far, 'vsftpd', link.folder / f'{n}.conf')
    time.sleep(1)
    done = []
    (link.folder / 'up.cfg').write_text('no ip http server\n' * 40)

    def go(url, *options, element, actor):
        out = link.call(link.near, 'curl', '-sS', '-m', '10', *options, url)
        done.append(deed('login', 'session', element, actor, via='ftp', user='anonymous', outcome='ok'))
        return out.returncode
    four, six = ('10.9.0.1', '10.9.1.1'), ('2001:db8:9:2::1', '2001:db8:9:1::1')
    for (element, actor), host in ((four, '10.9.0.1'), (six, '[2001:db8:9:2::1]')):
        for options in ([], ['--disable-epsv'], ['-P', '-'], ['-P', '-', '--disable-eprt']):
            if ':' in element and '--disable-epsv' in options or '--disable-eprt' in options and ':' in element:
                continue
            code = go(f'ftp://{host}/startup.cfg', *options, '-o', '/dev/null', element=element, actor=actor)
            done.append(deed('export', 'config', element, actor, via='ftp', outcome='ok' if not code else 'failed', words=['startup.cfg']))
        code = go(f'ftp://{host}/in/up.cfg', '-T', link.folder / 'up.cfg', element=element, actor=actor)
        done.append(deed('import', 'config', element, actor, via='ftp', outcome='ok' if not code else 'refused', words=['up.cfg']))
        code = go(f'ftp://{host}/fw.bin', '-o', '/dev/null', element=element, actor=actor)
        done.append(deed('export', 'image', element, actor, via='ftp', outcome='ok' if not code else 'failed', words=['fw.bin']))
        go(f'ftp://{host}/', '-Q', 'DELE in/up.cfg', '-o', '/dev/null', element=element, actor=actor)
        done.append(deed('erase', 'file', element, actor, via='ftp', outcome='ok', words=['in/up.cfg']))
    link.call(link.near, 'curl', '-sS', '-m', '10', '-u', 'admin:Wrong-1', 'ftp://10.9.0.1/startup.cfg')
    done.append(deed('login-failed', 'session', '10.9.0.1', '10.9.1.1', via='ftp', user='admin', outcome='refused'))
    return done


@scene('logger')
def syslog(link):
    """Syslog of elements: UDP, TCP with counted octets and with line ends, RFC 5424 and 3164, one byte at a time."""
    import subprocess
    sink = link.folder / 'sink.py'
    sink.write_text('import socket, threading, sys\n'
        's = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("10.9.1.1", 601)); s.listen(9)\n'
        'u = socket.socket(2, 2); u.bind(("10.9.1.1", 514))\n'
        'def eat(c):\n    while c.recv(999): pass\n'
        'while True:\n    c, _ = s.accept(); threading.Thread(target=eat, args=(c,), daemon=True).start()\n')
    link.start(link.near, sys.executable, sink)
    time.sleep(0.7)
    done = []
    lines = [
        ('%SYS-5-CONFIG_I: Configured from console by alice on vty0 (10.9.1.5)', ('change', 'config', 'alice')),
        ('%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: mallory] [Source: 10.9.1.6] [localport: 22] [Reason: Login Authentication Failed] at 10:00:00 UTC Sun Nov 22 2026', ('login-failed', 'session', 'mallory')),
        ('%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: alice] [Source: 10.9.1.5] [localport: 22] at 10:00:00 UTC Sun Nov 22 2026', ('login', 'session', 'alice')),
        ('%SYS-5-RELOAD: Reload requested by alice on vty0 (10.9.1.5). Reload Reason: Reload Command.', ('reboot', 'system', 'alice')),
        ('%PARSER-5-CFGLOG_LOGGEDCMD: User:alice  logged command:no logging host 10.1.1.1', ('change', 'logging', 'alice')),
        ('%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down', None),
    ]
    ways = [('-d', '-P', '514'), ('-T', '-P', '601', '--octet-count'), ('-T', '-P', '601')]
    for n, way in enumerate(ways):
        for form in ('--rfc3164', '--rfc5424=notq'):
            for text, what in lines:
                link.call(link.far, 'logger', '-n', '10.9.1.1', *way, form, '-p', 'local7.notice', '-t', 'R1', '--', text)
                if what:
                    done.append(deed(what[0], what[1], None, None, user=what[2], via='syslog'))
    slow = 'import socket, time\ns = socket.create_connection(("10.9.1.1", 601), 5, source_address=("10.9.0.7", 0)); s.setsockopt(6, 1, 1)\n' \
           'm = b"<189>1 2026-11-22T10:00:00Z HW1 - - - - %%01SHELL/5/CMDRECORD(l)[12]:Record command information. (Task=VT0, Ip=10.9.1.5, VpnName=, User=bob, Command=\\"undo info-center enable\\")"\n' \
           'd = b"%d %s" % (len(m), m)\nfor i in range(len(d)):\n    s.sendall(d[i:i+1]); time.sleep(0.001)\ns.sendall(d + d)\ntime.sleep(0.3)\n'
    link.call(link.far, sys.executable, '-c', slow)
    done += [deed('change', 'logging', '10.9.0.7', None, user='bob', via='syslog') for _ in range(3)]
    return done


def ipmi_serve(link):
    """A simulated management controller on the far side; its administrator is ADMIN with Hidden-1."""
    f = link.folder
    (f / 'lan.conf').write_text('name "sim"\nset_working_mc 0x20\n startlan 1\n  addr 10.9.0.1 623\n  priv_limit admin\n  allowed_auths_callback none md2 md5 straight\n'
        '  allowed_auths_user none md2 md5 straight\n  allowed_auths_operator none md2 md5 straight\n  allowed_auths_admin none md2 md5 straight\n  guid a123456789abcdefa123456789abcdef\n endlan\n'
        ' user 1 true "" "test" user 10 none md2 md5 straight\n user 2 true "ADMIN" "Hidden-1" admin 10 none md2 md5 straight\n')
    (f / 'sim.emu').write_text('mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr\nsel_enable 0x20 1000 0x0a\nmc_enable 0x20\n')
    (f / 'state').mkdir(exist_ok=True)
    link.start(link.far, 'ipmi_sim', '-n', '-c', f / 'lan.conf', '-f', f / 'sim.emu', '-s', f / 'state')
    time.sleep(1.5)


@scene('ipmi_sim', 'ipmitool')
def ipmi(link):
    """A management controller: power, users, sessions, a wrong password."""
    ipmi_serve(link)
    done, said = [], []

    def tool(*words, lan='lanplus', password='Hidden-1'):
        out = link.call(link.near, 'ipmitool', '-I', lan, '-H', '10.9.0.1', '-U', 'ADMIN', '-P', password, '-R', '1', '-N', '2', *words, timeout=60)
        said.append((words, out.returncode, out.stdout[:200], out.stderr[:200]))
        if password == 'Hidden-1':
            done.append(deed('login', 'session', '10.9.0.1', '10.9.1.1', user='ADMIN', via='ipmi'))
        return out.returncode == 0
    tool('mc', 'info')
    for words, verb, subject, object_ in ((('chassis', 'power', 'reset'), 'reboot', 'system', 'Chassis Control'), (('mc', 'reset', 'cold'), 'reboot', 'system', 'Cold Reset'),
                                          (('user', 'set', 'name', '3', 'eve'), 'change', 'account', 'Set User Name'),
                                          (('sel', 'clear'), 'erase', 'logging', 'Clear SEL')):
        tool(*words, lan='lan')
        done.append(deed(verb, subject, '10.9.0.1', '10.9.1.1', via='ipmi', words=[object_]))
    tool('mc', 'info', password='Wrong-1')
    done.append(deed('login-failed', 'session', '10.9.0.1', '10.9.1.1', user='ADMIN', via='ipmi'))
    (link.folder / 'said.json').write_text(json.dumps(said, indent=1))
    return done


@scene('ovsdb-server', 'ovsdb-client', 'ovsdb-tool')
def ovsdb(link):
    """Open vSwitch's database over TCP: a transaction that inserts, one that reads, one that fails."""
    schema = '/usr/share/openvswitch/vswitch.ovsschema'
    link.call(link.far, 'ovsdb-tool', 'create', link.folder / 'conf.db', schema)
    link.start(link.far, 'ovsdb-server', '--remote=ptcp:6640:10.9.0.1', '--no-chdir', f'--unixctl={link.folder}/ctl', link.folder / 'conf.db')
    time.sleep(1)

    def send(operation):
        return link.call(link.near, 'ovsdb-client', '--timeout=5', 'transact', 'tcp:10.9.0.1:6640', json.dumps(['Open_vSwitch', operation])).stdout
    said = [send({'op': 'insert', 'table': 'Bridge', 'row': {'name': 'br-evil'}, 'uuid-name': 'b'}),
            send({'op': 'insert', 'table': 'Open_vSwitch', 'row': {}}),
            send({'op': 'update', 'table': 'Open_vSwitch', 'where': [], 'row': {'external_ids': ['map', [['a', 'b']]]}}),
            send({'op': 'select', 'table': 'Open_vSwitch', 'where': [], 'columns': ['ovs_version']}),
            send({'op': 'delete', 'table': 'Nowhere', 'where': []})]
    (link.folder / 'said.json').write_text(json.dumps(said, indent=1))
    e = ('10.9.0.1', '10.9.1.1')
    return [deed('change', None, *e, via='ovsdb', words=['Bridge'], outcome='ok'), deed('change', None, *e, via='ovsdb', words=['Open_vSwitch'], outcome='refused' if 'error' in said[1] else 'ok'),
            deed('change', None, *e, via='ovsdb', words=['Open_vSwitch'], outcome='ok'), deed('read', None, *e, via='ovsdb'),
            deed('change', None, *e, via='ovsdb', words=['Nowhere'])]


def scripted(link, name, serve, talk):
    """Runs both ends of a scene of peers.py; what the serving end noted."""
    noted = link.folder / 'noted.json'
    noted.write_text('')
    link.start(serve, sys.executable, HERE / 'peers.py', name, 'serve', noted)
    time.sleep(1)
    link.call(talk, sys.executable, HERE / 'peers.py', name, 'talk', timeout=60)
    return [json.loads(line) for line in noted.read_text().split('\n') if line]


def all_done(noted, deeds):
    """Deeds of (what was noted, deed): those whose note is there."""
    return [d for what, d in deeds if any(what in n for n in noted)]


@scene()
def netconf(link):
    """NETCONF over clear TCP: frames of version 1.1 in small chunks, each rpc cut in two, errors."""
    noted = scripted(link, 'netconf', link.far, link.near)
    e = ('10.9.0.1', '10.9.1.1')
    d = lambda verb, subject, outcome: deed(verb, subject, *e, via='netconf', outcome=outcome)
    return all_done(noted, [
        ('get-config', d('read', 'config', 'ok')), ('<user>', d('change', 'account', 'ok')), ('<interfaces', d('change', 'interface', 'ok')),
        ('<syslog', d('change', 'logging', 'refused')), ('<commit', d('save', 'config', 'ok')), ('<startup/></target><source>', d('save', 'config', 'ok')),
        ('ftp://', d('export', 'config', 'ok')), ('<delete-config', d('erase', 'config', 'refused')), ('<kill-session', d('exec', 'session', 'ok'))])


@scene()
def web(link):
    """RESTCONF and web logins over HTTP: one connection, chunked and plain bodies, Basic auth right and wrong, forms."""
    noted = scripted(link, 'web', link.far, link.near)
    e = ('10.9.0.2', '10.9.1.2')
    d = lambda verb, subject, outcome, user='netops': deed(verb, subject, *e, outcome=outcome, user=user)
    assert len(noted) == 9, noted
    return [d('read', None, 'ok'), d('change', 'interface', 'ok'), d('change', 'account', 'ok'), d('change', 'logging', 'refused'), d('reboot', 'system', 'ok'),
            d('change', 'acl', 'ok'), d('login', 'session', 'ok'), d('login-failed', 'session', 'refused'), d('login', 'session', 'ok', 'admin'), d('login-failed', 'session', 'refused', 'mallory')]


@scene()
def cwmp(link):
    """An ACS and a CPE that calls: parameters, a fault, objects, downloads, uploads, restarts."""
    noted = scripted(link, 'cwmp', link.near, link.far)
    e = ('10.9.0.3', '10.9.1.3')
    d = lambda verb, subject, outcome, *words: deed(verb, subject, *e, via='cwmp', outcome=outcome, words=list(words))
    return all_done(noted, [
        ('GetParameterValues', d('read', 'config', 'ok')), ('User.1.Password', d('change', 'account', 'ok', 'Device.Users.User.1.Password')),
        ('User.1.Password', d('change', 'config', 'ok', 'Device.DNS.Client.Server.1.DNSServer')), ('ManagementServer.URL', d('change', None, 'refused', 'Device.ManagementServer.URL')),
        ('AddObject', d('change', None, 'ok', 'Device.NAT.PortMapping.')), ('Download', d('image', 'image', 'ok', 'fw9.img')), ('Upload', d('export', 'config', 'ok', 'cpe9.cfg')),
        ('Reboot', d('reboot', 'system', 'ok')), ('FactoryReset', d('erase', None, 'ok'))])


@scene('freeradius', 'radclient')
def radius(link):
    """RADIUS: logins, a wrong password, accounting of commands' sessions, a disconnect that is turned away."""
    f = link.folder
    keys = f / 'keys.yaml'
    keys.write_text('radius:\n  - {peer: 10.9.0.0/16, key: Hidden-r}\n')
    keys.chmod(0o600)
    (f / 'radiusd.conf').write_text(f'prefix=/usr\nlogdir={f}\nrun_dir={f}\nlibdir=/usr/lib/freeradius\nmax_requests=1024\n'
        'security {\n allow_core_dumps = no\n}\nclient m {\n ipaddr = 10.9.0.0/16\n secret = Hidden-r\n}\nthread pool {\n}\nmodules {\n pap {\n }\n always ok {\n rcode = ok\n }\n'
        ' files {\n filename = ' + str(f) + '/users\n }\n}\nserver default {\n listen {\n  type = auth\n  ipaddr = 10.9.1.1\n  port = 1812\n }\n listen {\n  type = acct\n  ipaddr = 10.9.1.1\n  port = 1813\n }\n'
        ' authorize {\n  files\n  pap\n }\n authenticate {\n  Auth-Type PAP {\n   pap\n  }\n }\n accounting {\n  ok\n }\n}\n')
    (f / 'users').write_text('netops Cleartext-Password := "Right-1"\n Service-Type = Administrative-User,\n Cisco-AVPair = "shell:priv-lvl=15"\n')
    f.chmod(0o755)
    link.start(link.near, 'freeradius', '-f', '-l', f / 'radius.log', '-d', f, '-n', 'radiusd', '-D', '/usr/share/freeradius')
    time.sleep(2)
    done = []

    def ask(kind, port, text):
        return link.call(link.far, 'radclient', '-x', '-t', '2', '-r', '1', '-D', '/usr/share/freeradius', f'10.9.1.1:{port}', kind, 'Hidden-r', input=text).stdout
    said = [ask('auth', 1812, 'User-Name=netops\nUser-Password=Right-1\nNAS-IP-Address=10.9.0.1\nNAS-Port-Type=Virtual\nService-Type=NAS-Prompt-User\nCalling-Station-Id=10.9.1.5\n')]
    done.append(deed('login', 'session', '10.9.0.1', None, user='netops', via='radius', outcome='ok'))
    said.append(ask('auth', 1812, 'User-Name=netops\nUser-Password=Wrong-1\nNAS-IP-Address=10.9.0.1\nNAS-Port-Type=Virtual\nService-Type=NAS-Prompt-User\nCalling-Station-Id=10.9.1.5\n'))
    done.append(deed('login-failed', 'session', '10.9.0.1', None, user='netops', via='radius', outcome='refused'))
    said.append(ask('acct', 1813, 'User-Name=netops\nAcct-Status-Type=Stop\nAcct-Session-Id=77\nNAS-IP-Address=10.9.0.1\nNAS-Port-Type=Virtual\nService-Type=NAS-Prompt-User\nCalling-Station-Id=10.9.1.5\n'))
    done.append(deed('logout', 'session', '10.9.0.1', None, user='netops', via='radius'))
    (f / 'said.json').write_text(json.dumps(said, indent=1))
    return done


@scene('ovs-vswitchd', 'ovs-ofctl', 'ovs-vsctl', 'ovsdb-server', 'ovsdb-tool')
def openflow(link):
    """OpenFlow 1.0, 1.3 and 1.5 to a real switch: flows added and removed, groups, a port turned off, statistics."""
    f = link.folder
    link.call(link.far, 'ovsdb-tool', 'create', f / 'conf.db', '/usr/share/openvswitch/vswitch.ovsschema')
    link.start(link.far, 'ovsdb-server', f'--remote=punix:{f}/db.sock', '--no-chdir', f'--unixctl={f}/dbctl', f / 'conf.db')
    time.sleep(1)
    link.start(link.far, 'ovs-vswitchd', '--enable-dummy', '--disable-system', '--no-chdir', f'--unixctl={f}/ctl', f'unix:{f}/db.sock')
    link.call(link.far, 'ovs-vsctl', '--timeout=10', f'--db=unix:{f}/db.sock', '--', 'add-br', 'b0', '--', 'set', 'bridge', 'b0', 'datapath_type=dummy',
              'protocols=OpenFlow10,OpenFlow13,OpenFlow15', '--', 'set-controller', 'b0', 'ptcp:6653:10.9.0.1')
    time.sleep(1)
    said, done, e = [], [], ('10.9.0.1', '10.9.1.1')

    def control(version, *words):
        out = link.call(link.near, 'ovs-ofctl', '-O', version, '--timeout=5', words[0], 'tcp:10.9.0.1:6653', *words[1:])
        said.append((version, words, out.returncode, out.stderr[:200]))
        return out.returncode == 0
    for version in ('OpenFlow10', 'OpenFlow13', 'OpenFlow15'):
        for words in (('add-flow', 'priority=7,ip,nw_dst=10.0.0.9,actions=drop'), ('del-flows', 'ip,nw_dst=10.0.0.9'), ('mod-port', 'b0', 'down')):
            if control(version, *words):
                done.append(deed('change', None, *e, via='openflow'))
        if version != 'OpenFlow10' and control(version, 'add-group', f'group_id={len(done)},type=all,bucket=actions=drop'):
            done.append(deed('change', None, *e, via='openflow'))
        control(version, 'dump-flows')
    (f / 'said.json').write_text(json.dumps(said, indent=1))
    return done
