"""Scenes of tests/truth/run on Diameter: freeDiameter and the peers of Erlang's examples."""
import pathlib, re, subprocess, sys, time

from scenes import scene

CONF = '''Identity = "{name}.epc.example";
Realm = "epc.example";
No_IPv6;
No_SCTP;
TwTimer = 6;
ListenOn = "{address}";
TLS_Cred = "{f}/{name}.crt", "{f}/{name}.key";
TLS_CA = "{f}/{name}.crt";
LoadExtension = "acl_wl.fdx" : "{f}/acl.conf";
ConnectPeer = "{other}.epc.example" {{ ConnectTo = "{there}"; No_TLS; }};
'''
SERVER = 'diameter:start(), server:start(), {ok, _} = server:listen({tcp, {10,9,0,2}, 3868}), timer:sleep(60000).'
CLIENT = 'diameter:start(), client:start([]), {ok, _} = client:connect({tcp, {10,9,1,%d}, {10,9,0,%d}, 3868}), timer:sleep(2500), ' \
         'io:format("~p~n", [client:call(#{})]), timer:sleep(500), client:stop(), timer:sleep(1500), halt().'
STRANGER = '''import socket, struct
def avp(code, value, flags=0x40):
    return struct.pack('>IB', code, flags) + struct.pack('>I', 8 + len(value))[1:] + value + bytes(-len(value) % 4)
body = avp(264, b'probe.else.example') + avp(296, b'else.example') + avp(257, b'\\0\\1\\x0a\\x09\\1\\4') + avp(266, bytes(4)) + avp(269, b'probe', 0) + avp(258, bytes(4))
s = socket.create_connection(('10.9.0.1', 3868), 5, source_address=('10.9.1.4', 0))
s.sendall(b'\\1' + struct.pack('>I', 20 + len(body))[1:] + b'\\x80' + struct.pack('>I', 257)[1:] + struct.pack('>III', 0, 1, 1) + body)
print(s.recv(4096))
'''


def daemon(link, where, name, address, other, there):
    f = link.folder
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', f / f'{name}.key', '-out', f / f'{name}.crt',
                    '-days', '30', '-subj', f'/CN={name}.epc.example'], capture_output=True, check=True)
    (f / f'{name}.conf').write_text(CONF.format(name=name, address=address, other=other, there=there, f=f))
    return link.start(where, 'freeDiameterd', '-c', f / f'{name}.conf')


def message(src, command, request, host, **more):
    fields = {'command': command, 'request': request, 'origin_host': host, **more}
    return {'event_type': 'diameter', 'src_ip': src, **{f'diameter.{k}': v for k, v in fields.items()}}


def exchange(ends, hosts, command, code, asked=None, **answered):
    return [message(ends[0], command, True, hosts[0], **(asked or {})), message(ends[1], command, False, hosts[1], result_code=code, **answered)]


@scene('freeDiameterd', 'erl', 'erlc', 'openssl')
def diameter(link):
    """Two freeDiameter, Erlang's client at its server and at one of them, and a stranger whom it refuses."""
    f = link.folder
    code = max(pathlib.Path('/usr/lib/erlang/lib').glob('diameter-*/examples/code'))
    subprocess.run(['erlc', *(code / f'{name}.erl' for name in ('client', 'client_cb', 'server', 'server_cb'))], cwd=f, check=True,
                   env={'ERL_LIBS': '/usr/lib/erlang/lib', 'PATH': '/usr/bin:/bin', 'HOME': str(f)}, capture_output=True)
    (f / 'acl.conf').write_text('ALLOW_OLD_TLS ALLOW_IPSEC *.epc.example *.example.com\n')
    home = {'HOME': str(f), 'PATH': '/usr/bin:/bin'}
    daemon(link, link.far, 'hss9', '10.9.0.1', 'mme9', '10.9.1.1')
    link.start(link.far, 'erl', '-noshell', '-pa', f, '-eval', SERVER, env=home)
    time.sleep(5)
    mme, _ = daemon(link, link.near, 'mme9', '10.9.1.1', 'hss9', '10.9.0.1')
    time.sleep(1)
    results = []
    for near, far in ((2, 2), (3, 1)):
        out = link.call(link.near, 'erl', '-noshell', '-pa', f, '-eval', CLIENT % (near, far), env=home, cwd=f)
        said = re.search(r"'Result-Code' => (\d+)", out.stdout)
        if not said:
            raise RuntimeError(f'no answer: {out.stdout} {out.stderr}')
        results.append(int(said[1]))
    link.call(link.near, sys.executable, '-c', STRANGER)
    time.sleep(4)
    mme.terminate()
    time.sleep(3)
    free, host = {'product_name': 'freeDiameter'}, ('mme9.epc.example', 'hss9.epc.example')
    ends, caller = ('10.9.1.1', '10.9.0.1'), 'client.example.com'
    tells = [*exchange(ends, host, 'capabilities-exchange', 2001, free, **free),
             *exchange(ends[::-1], host[::-1], 'device-watchdog', 2001),
             *exchange(ends, host, 'disconnect-peer', 2001, {'disconnect_cause': 0})]
    for near, far, name, result, product in (('10.9.1.2', '10.9.0.2', 'server.example.com', results[0], 'Server'),
                                             ('10.9.1.3', '10.9.0.1', host[1], results[1], 'freeDiameter')):
        tells += exchange((near, far), (caller, name), 'capabilities-exchange', 2001, {'product_name': 'Client'}, product_name=product)
        tells += exchange((near, far), (caller, name), 'accounting', result, {'destination_realm': 'example.com'})
        tells += exchange((near, far), (caller, name), 'disconnect-peer', 2001)
    tells += exchange(('10.9.1.4', '10.9.0.1'), ('probe.else.example', host[1]), 'capabilities-exchange', 3010, error=True, result='unknown-peer')
    return {'deeds': [], 'tells': tells, 'strangers': ['10.9.1.4']}
