"""Command lines that stand somewhere in a tree: menus, contexts and views, and what is said in them."""
from scenes_deeds import dialect

R = '[admin@mt1] '
dialect(
    'routeros_menus',
    'Login: ',
    'Password: ',
    R + '> ',
    [
        ('/user', None, None, R + '/user> '),
        ('add name=eve group=full', 'change', 'account', R + '/user> '),
        ('..', None, None),
        ('/system logging action', None, None, R + '/system logging action> '),
        ('set 3 remote=203.0.113.9', 'change', 'logging', R + '/system logging action> '),
        ('/', None, None),
        ('/system/package/update', None, None, R + '/system/package/update> '),
        ('install', 'image', 'image'),
        ('/export file=x', 'export', 'config'),
    ],
)


def junos(where):
    """The two lines in which Junos asks inside of its configuration."""
    return f'\r\n[edit{where}]\r\nops@mx1# '


dialect(
    'junos_edit',
    'login: ',
    'Password:',
    'ops@mx1> ',
    [
        ('edit', None, None, junos('')),
        ('edit system login user eve', None, None, junos(' system login user eve')),
        ('set class super-user', 'change', 'account', junos(' system login user eve')),
        ('top', None, None, junos('')),
        ('edit system syslog', None, None, junos(' system syslog')),
        ('delete host 10.1.1.1', 'change', 'logging', junos(' system syslog')),
        ('top set snmp community zork authorization read-write', 'change', 'snmp-access', junos(' system syslog')),
        ('up 2', None, None, junos('')),
        ('commit', 'save', 'config', junos('')),
        ('run request system reboot', 'reboot', 'system'),
    ],
)
A = '*A:sr1>config'
dialect(
    'sros_contexts',
    'Login: ',
    'Password: ',
    'A:sr1# ',
    [
        ('configure', None, None, 'A:sr1>config# '),
        ('system', None, None, A + '>system# '),
        ('security', None, None, A + '>system>security# '),
        ('user eve', 'change', 'account', A + '>system>security>user# '),
        ('access console', 'change', 'account', A + '>system>security>user# '),
        ('exit all', None, None, 'A:sr1# '),
        ('configure log', None, None, A + '>log# '),
        ('no syslog 1', 'change', 'logging', A + '>log# '),
        ('exit all', None, None),
    ],
)
M = '[/]\r\nA:admin@sr7# '
X = '(ex)[/configure]\r\nA:admin@sr7# '
dialect(
    'mdcli_contexts',
    'Login: ',
    'Password: ',
    M,
    [
        ('edit-config exclusive', None, None, '(ex)' + M),
        ('configure', None, None, X),
        ('delete log syslog 1', 'change', 'logging', '*' + X),
        ('commit', 'save', 'config', X),
        ('quit-config', None, None, M),
        ('info', None, None),
    ],
)
dialect(
    'olt_of_fiberhome',
    'Login:',
    'Password:',
    'User> ',
    [
        ('enable', None, None, 'Admin# '),
        ('cd service', None, None, 'Admin\\service# '),
        ('telnet close', 'change', 'service', 'Admin\\service# '),
        ('cd ..', None, None, 'Admin# '),
        ('save', 'save', 'config'),
    ],
)
dialect(
    'olt_of_huawei',
    '>>User name:',
    '>>User password:',
    'OLT1>',
    [
        ('enable', None, None, 'OLT1#'),
        ('config', None, None, 'OLT1(config)#'),
        ('load program tftp 203.0.113.9 x.bin', 'image', 'image', 'OLT1(config)#'),
        ('quit', None, None),
    ],
)
L = 'leaf1(config-s-s1'
dialect(
    'eos_service',
    'leaf1 login: ',
    'Password: ',
    'leaf1>',
    [
        ('en', None, None, 'leaf1#'),
        ('configure session s1', None, None, L + ')#'),
        ('management api http-commands', 'change', 'service', L + '-mgmt-api-http-cmds)#'),
        ('no shutdown', 'change', 'service', L + '-mgmt-api-http-cmds)#'),
        ('exit', None, None, L + ')#'),
        ('interface Ethernet1', None, None, L + '-if-Et1)#'),
        ('shutdown', 'change', 'interface', L + '-if-Et1)#'),
        ('commit', 'save', 'config', 'leaf1#'),
    ],
)
dialect(
    'omniswitch',
    'login : ',
    'password : ',
    '-> ',
    [
        ('user eve password hunter2 read-write all', 'change', 'account'),
        ('no swlog output socket 10.1.1.1', 'change', 'logging'),
        ('interfaces 1/3 admin down', 'change', 'interface'),
        ('copy working certified', 'save', 'config'),
        ('reload working no rollback-timeout', 'reboot', 'system'),
    ],
)
