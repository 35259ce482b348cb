"""Scenes of tests/truth/run with further daemons: Dropbear, GoBGP's calls, SNMPv3 with each pair of algorithms."""
import os, subprocess, time

from scenes import deed, scene
from scenes_shell import accounts


@scene('dropbear', 'dropbearkey', 'dbclient', 'ssh', 'ssh-keygen')
def ssh_dropbear(link):
    """SSH: Dropbear as server of OpenSSH's client and its own, on 22 and elsewhere; commands by keys."""
    f, done = link.folder, []
    start = accounts(link)
    for name in ('host', 'mine'):
        link.call(link.far, 'dropbearkey', '-t', 'ed25519', '-f', f / name)
    subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', f / 'open'], check=True)
    own = subprocess.run(['dropbearkey', '-y', '-f', f / 'mine'], capture_output=True, text=True).stdout
    (f / 'home/.ssh').mkdir()
    (f / 'home/.ssh/authorized_keys').write_text((f / 'open.pub').read_text() + ''.join(line + '\n' for line in own.split('\n') if line.startswith('ssh-')))
    for name, mode in (('home', 0o700), ('home/.ssh', 0o700), ('home/.ssh/authorized_keys', 0o600)):
        (f / name).chmod(mode)
    link.start(link.far, *start, 'dropbear', '-F', '-E', '-R', '-r', f / 'host', '-p', '10.9.0.1:22', '-p', '10.9.0.2:57722')
    time.sleep(1)
    quiet = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes']
    for element, port in (('10.9.0.1', 22), ('10.9.0.2', 57722)):
        for cipher in ('chacha20-poly1305@openssh.com', 'aes128-ctr'):
            out = link.call(link.near, 'ssh', *quiet, '-i', f / 'open', '-b', '10.9.1.1', '-p', port, '-c', cipher, f'netops@{element}', 'echo well')
            done += [deed('login', 'session', element, '10.9.1.1', via='ssh', outcome='ok')] if 'well' in out.stdout else []
        out = link.call(link.near, 'dbclient', '-y', '-i', f / 'mine', '-p', port, f'netops@{element}', 'echo well')
        done += [deed('login', 'session', element, None, via='ssh', outcome='ok')] if 'well' in out.stdout else []
    return done


@scene('gobgpd', 'gobgp')
def gobgp(link):
    """gRPC in clear: GoBGP's own client adds and removes routes, neighbours and a place for monitoring."""
    (link.folder / 'g.conf').write_text('[global.config]\n as = 65001\n router-id = "10.9.0.1"\n local-address-list = ["10.9.0.1"]\n'
                                        '[[neighbors]]\n [neighbors.config]\n  neighbor-address = "10.9.1.7"\n  peer-as = 65007\n')
    link.start(link.far, 'gobgpd', '-f', link.folder / 'g.conf', '--api-hosts', '10.9.0.1:50051', '--pprof-disable')
    time.sleep(2)
    done = []
    for verb, subject, call, *words in (
            ('read', 'route', 'ListPeer', 'neighbor'), ('change', 'route', 'AddPath', 'global', 'rib', 'add', '203.0.113.0/24', 'nexthop', '10.9.1.9'),
            ('change', 'route', 'AddPeer', 'neighbor', 'add', '10.9.1.8', 'as', '65008'), ('change', 'mirror', 'AddBmp', 'bmp', 'add', '10.9.1.2:11019'),
            ('change', 'route', 'DeletePath', 'global', 'rib', 'del', '203.0.113.0/24'), ('change', 'route', 'DeletePeer', 'neighbor', 'del', '10.9.1.8')):
        if link.call(link.near, 'gobgp', '-u', '10.9.0.1', *words).returncode == 0:
            done.append(deed(verb, subject, '10.9.0.1', None, via='grpc', outcome='ok', words=[call] if verb != 'read' else []))
    return done


@scene('snmpd', 'snmpset')
def snmp_kinds(link):
    """SNMPv3: a set with each pair of authentication and privacy that net-snmp has, all keys at hand."""
    f, place = link.folder, '1.3.6.1.2.1.1.6.0'
    pairs = [(a, p, f'u{a}{p}'.replace('-', '')) for a in ('MD5', 'SHA', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512') for p in ('DES', 'AES', 'AES-192', 'AES-256')]
    (f / 'snmpd.conf').write_text('agentAddress udp:10.9.0.1:161\n' + ''.join(f'createUser {u} {a} "Hidden-a{u}" {p} "Hidden-p{u}"\nrwuser {u} priv\n' for a, p, u in pairs))
    keys = f / 'keys.yaml'
    keys.write_text('snmpv3:\n' + ''.join(f'  - {{peer: 10.9.0.0/16, user: {u}, key: Hidden-p{u}, auth: Hidden-a{u}, auth-protocol: {a}, privacy-protocol: {p}}}\n' for a, p, u in pairs))
    keys.chmod(0o600)
    for name in ('var', 'var3'):
        (f / name).mkdir(exist_ok=True)
        (f / name).chmod(0o755)
    env = dict(os.environ, MIBS='', SNMP_PERSISTENT_DIR=str(f / 'var'))
    link.start(link.far, 'snmpd', '-f', '-Lf', f / 'snmpd.log', '-C', '-c', f / 'snmpd.conf', '-I', '-smux', env=env)
    time.sleep(2)
    done = []
    for a, p, u in pairs:
        out = link.call(link.near, 'snmpset', '--clientaddr=10.9.1.1', '-v3', '-l', 'authPriv', '-u', u, '-a', a, '-A', f'Hidden-a{u}', '-x', p, '-X', f'Hidden-p{u}',
                        '10.9.0.1', place, 's', u, env=dict(env, SNMP_PERSISTENT_DIR=str(f / 'var3')))
        if out.returncode == 0:
            done.append(deed('change', 'system', '10.9.0.1', '10.9.1.1', user=u, via='snmp', outcome='ok', words=[place, u]))
    return done
