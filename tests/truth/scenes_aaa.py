"""Scenes of tests/truth/run on who may come in: RADIUS with EAP and CHAP, changes of authorization, TACACS+."""
import shutil, sys, time

from scenes import HERE, deed, scene


def radius_folder(link, extra):
    """A copy of the packaged configuration, open to the link's addresses, with the users of the scene."""
    f = link.folder / 'raddb'
    if not f.exists():
        shutil.copytree('/etc/freeradius/3.0', f, symlinks=False)
    link.folder.chmod(0o755)
    conf = f / 'radiusd.conf'
    conf.write_text(conf.read_text().replace('user = freerad', 'user = root').replace('group = freerad', 'group = root')
                    .replace('logdir = /var/log/freeradius', f'logdir = {link.folder}').replace('run_dir = ${localstatedir}/run/${name}', f'run_dir = {link.folder}'))
    (f / 'clients.conf').write_text('client link {\n ipaddr = 10.9.0.0/16\n secret = Hidden-r\n require_message_authenticator = no\n}\n')
    users = f / 'mods-config/files/authorize'
    users.write_text(extra + users.read_text())
    return f


@scene('freeradius', 'radclient', 'eapol_test')
def radius_eap(link):
    """RADIUS: CHAP and MS-CHAP logins of administrators, EAP of hosts (MD5, PEAP, TTLS), accounting, status."""
    f = radius_folder(link, 'netops Cleartext-Password := "Right-1"\n Service-Type = Administrative-User\n'
                      'host9 Cleartext-Password := "Right-2"\n')
    keys = link.folder / 'keys.yaml'
    keys.write_text('radius:\n  - {peer: 10.9.0.0/16, key: Hidden-r}\n')
    keys.chmod(0o600)
    link.start(link.near, 'freeradius', '-f', '-l', link.folder / 'radius.log', '-d', f)
    time.sleep(3)
    done = []

    def ask(kind, port, text):
        return link.call(link.far, 'radclient', '-x', '-t', '2', '-r', '1', f'10.9.1.1:{port}', kind, 'Hidden-r', input=text).stdout
    admin = 'NAS-IP-Address=10.9.0.1\nNAS-Port-Type=Virtual\nService-Type=NAS-Prompt-User\nCalling-Station-Id=10.9.1.5\n'
    said = []
    for secret, verb, outcome in (('Right-1', 'login', 'ok'), ('Wrong-1', 'login-failed', 'refused')):
        said.append(ask('auth', 1812, f'User-Name=netops\nCHAP-Password={secret}\n' + admin))
        said.append(ask('auth', 1812, f'User-Name=netops\nMS-CHAP-Password={secret}\n' + admin))
        done += [deed(verb, 'session', '10.9.0.1', None, user='netops', via='radius', outcome=outcome) for _ in range(2)]
    eap = 'network={\n ssid="x"\n key_mgmt=IEEE8021X\n eap=%s\n identity="host9"\n anonymous_identity="anon"\n password="Right-2"\n %s\n}\n'
    for n, (kind, more) in enumerate((('MD5', ''), ('PEAP', 'phase2="auth=MSCHAPV2"'), ('TTLS', 'phase2="auth=PAP"'))):
        conf = link.folder / f'eap{n}.conf'
        conf.write_text(eap % (kind, more))
        said.append(link.call(link.far, 'eapol_test', '-c', conf, '-a', '10.9.1.1', '-A', '10.9.0.2', '-s', 'Hidden-r', '-t', '5', timeout=30).stdout[-60:])
    for status in ('Start', 'Interim-Update', 'Stop'):
        said.append(ask('acct', 1813, f'User-Name=netops\nAcct-Status-Type={status}\nAcct-Session-Id=77\nAcct-Input-Octets=5000000\n' + admin))
    said.append(ask('status', 1812, 'Message-Authenticator=0x00\n'))
    done += [deed(verb, 'session', '10.9.0.1', None, user='netops', via='radius') for verb in ('login', 'logout')]
    (link.folder / 'said.txt').write_text('\n'.join(said))
    return done


@scene('freeradius', 'radclient')
def radius_coa(link):
    """Change of authorization and disconnects sent to an element (RFC 5176): done, and turned away."""
    f = radius_folder(link, '')
    shutil.copy(f / 'sites-available/coa', f / 'sites-enabled/coa')
    site = f / 'sites-enabled/coa'
    text = site.read_text()
    site.write_text(text.replace('suffix', 'if (&User-Name == "locked") {\n reject\n }\n ok'))
    keys = link.folder / 'keys.yaml'
    keys.write_text('radius:\n  - {peer: 10.9.0.0/16, key: Hidden-r}\n')
    keys.chmod(0o600)
    link.start(link.far, 'freeradius', '-f', '-l', link.folder / 'radius.log', '-d', f)
    time.sleep(3)
    said, done, e = [], [], ('10.9.0.1', '10.9.1.1')
    for kind, user in (('coa', 'sub9'), ('disconnect', 'sub9'), ('coa', 'locked'), ('disconnect', 'locked')):
        out = link.call(link.near, 'radclient', '-x', '-t', '2', '-r', '1', '10.9.0.1:3799', kind, 'Hidden-r',
                        input=f'User-Name={user}\nNAS-IP-Address=10.9.0.1\nAcct-Session-Id=77\nFilter-Id="gold"\n').stdout
        said.append(out)
        done.append(deed('exec' if kind == 'disconnect' else 'change', None, *e, via='radius', outcome='ok' if 'ACK' in out else 'refused' if 'NAK' in out else 'unknown'))
    (link.folder / 'said.txt').write_text('\n'.join(said))
    return done


@scene('/usr/lib/x86_64-linux-gnu/perl5/5.36/Authen/TacacsPlus.pm', 'perl')
def tacacs(link):
    """TACACS+: Authen::TacacsPlus logs in by PAP, CHAP and dialogue, rightly and not, at a scripted server."""
    link.start(link.near, sys.executable, HERE / 'tacacs_peer.py', '10.9.1.1')
    keys = link.folder / 'keys.yaml'
    keys.write_text('tacacs:\n  - {peer: 10.9.0.0/16, key: Hidden-t}\n')
    keys.chmod(0o600)
    time.sleep(1)
    done, said = [], []
    for kind in (1, 2, 3):
        for secret in ('Right-1', 'Wrong-1'):
            program = f'use Authen::TacacsPlus; my $t = new Authen::TacacsPlus(Host=>"10.9.1.1", Key=>"Hidden-t", Timeout=>5) or die Authen::TacacsPlus::errmsg(); ' \
                      f'print "kind {kind} {secret}: ", ($t->authen("netops", "{secret}", {kind}) // "undef"), " ", (Authen::TacacsPlus::errmsg() // ""), "\\n"; $t->close();'
            said.append(link.call(link.far, 'perl', '-e', program, timeout=20).stdout)
            good = 'NONE' in said[-1]
            done.append(deed('login' if good else 'login-failed', 'session', '10.9.0.1', None, user='netops', via='tacacs', outcome='ok' if good else 'refused'))
    (link.folder / 'said.txt').write_text(''.join(said))
    return done
